package httpapi

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/danielgtaylor/huma/v2"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/branding"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/notify"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/support"
	"github.com/helpatwork/helpatwork/internal/wire"
)

const (
	teamViewerWay = `{"provider":"teamviewer","mode":"attended"}`
	helpToken     = "helptoken"
)

// roomCalls is one call of each operation of the rooms that fakeRooms plays, that works. who is the least who may: nobody
// for an open operation.
var roomCalls = []struct {
	id     string
	call   call
	who    access.Person
	status int
}{
	{"getHelpAtWork", call{method: "GET", path: "/help-at-work"}, anAdministrator, 200},
	{"getAgreement", call{method: "GET", path: "/help-at-work/agreement"}, anAdministrator, 200},
	{"saveAgreement", call{method: "POST", path: "/help-at-work/agreement", body: `{"text":{"en":"Agree","ja":"同意"}}`}, anAdministrator, 201},
	{"activate", call{method: "POST", path: "/help-at-work/activations", body: `{"provider":"teamviewer","mode":"attended","agreement_version":3}`}, anAdministrator, 201},
	{"removeActivation", call{method: "POST", path: "/help-at-work/removals", body: `{"provider":"builtin"}`}, anAdministrator, 201},
	{"getRemoval", call{method: "GET", path: "/help-at-work/removals/rem_1"}, anAdministrator, 200},
	{"recheckRemoval", call{method: "POST", path: "/help-at-work/removals/rem_1/recheck"}, anAdministrator, 204},
	{"finishRemoval", call{method: "POST", path: "/help-at-work/removals/rem_1/finish", body: `{"override_reason":"lost in the sea"}`}, anAdministrator, 200},
	{"getOauthClient", call{method: "GET", path: "/help-at-work/oauth-client"}, anAdministrator, 200},
	{"saveOauthClient", call{method: "PUT", path: "/help-at-work/oauth-client", body: `{"client_id":"c","client_secret":"very secret"}`}, anAdministrator, 204},
	{"connectAccount", call{method: "POST", path: "/help-at-work/accounts/connect", body: `{"provider":"teamviewer","mode":"attended","return_to":"/admin"}`}, anAdministrator, 200},
	{"useScriptToken", call{method: "PUT", path: "/help-at-work/accounts/script-token", body: `{"provider":"teamviewer","mode":"attended","token":"very secret"}`}, anAdministrator, 200},
	{"disconnectAccount", call{method: "DELETE", path: "/help-at-work/accounts?provider=teamviewer&mode=attended"}, anAdministrator, 204},
	{"testAccount", call{method: "POST", path: "/help-at-work/accounts/test", body: teamViewerWay}, anAdministrator, 200},
	{"listMappings", call{method: "GET", path: "/help-at-work/mappings"}, anAdministrator, 200},
	{"saveMapping", call{method: "PUT", path: "/help-at-work/mappings", body: `{"person_id":"usr_tech","account_id":"u9"}`}, anAdministrator, 204},
	{"getMyTeamViewer", call{method: "GET", path: "/me/teamviewer"}, anObserver, 200},
	{"connectMyTeamViewer", call{method: "POST", path: "/me/teamviewer/connect", body: `{"return_to":"/account"}`}, aTechnician, 200},
	{"useMyScriptToken", call{method: "PUT", path: "/me/teamviewer/script-token", body: `{"token":"very secret"}`}, aTechnician, 200},
	{"disconnectMyTeamViewer", call{method: "DELETE", path: "/me/teamviewer"}, aTechnician, 204},

	{"getBranding", call{method: "GET", path: "/branding"}, access.Person{}, 200},
	{"getLogo", call{method: "GET", path: "/branding/logo/2"}, access.Person{}, 200},
	{"getBrandingVersion", call{method: "GET", path: "/branding/versions/2"}, anObserver, 200},
	{"saveBranding", call{method: "PUT", path: "/branding", body: `{"base":2,"company":"例 K.K."}`}, anAdministrator, 200},
	{"checkContrast", call{method: "GET", path: "/branding/contrast?color=%231a5fb4"}, anAdministrator, 200},
	{"getSending", call{method: "GET", path: "/sending"}, anAdministrator, 200},
	{"saveSending", call{method: "PUT", path: "/sending", body: `{"version":1,"mail":{"host":"mail.example.com","password":"very secret"}}`}, anAdministrator, 200},
	{"testSending", call{method: "POST", path: "/sending/test", body: `{"channel":"mail","to":"aoki@example.com"}`}, anAdministrator, 204},

	{"listSupportApps", call{method: "GET", path: "/support-apps"}, anAdministrator, 200},
	{"createSupportApp", call{method: "POST", path: "/support-apps", body: `{"role":"oem_addon","provider":"teamviewer","platform":"android","name":"Add-on"}`}, anAdministrator, 201},
	{"getSupportApp", call{method: "GET", path: "/support-apps/app_1"}, anAdministrator, 200},
	{"saveSupportApp", call{method: "PUT", path: "/support-apps/app_1", body: `{"version":4,"name":"Host"}`}, anAdministrator, 200},
	{"removeSupportApp", call{method: "DELETE", path: "/support-apps/app_1"}, anAdministrator, 204},
	{"getDistribution", call{method: "GET", path: "/support-apps/app_1/distribution"}, anAdministrator, 200},
	{"saveDistribution", call{method: "PUT", path: "/support-apps/app_1/distribution", body: `{"version":0,"to":"everyone","install":"required"}`}, anAdministrator, 200},
	{"listOwners", call{method: "GET", path: "/owners?search=mika"}, anAdministrator, 200},
	{"countTargets", call{method: "POST", path: "/support-apps/app_1/distribution/count", body: `{"version":0,"to":"custom","group_ids":["grp_tokyo"]}`}, anAdministrator, 200},
	{"getKeyProfile", call{method: "GET", path: "/support-apps/app_1/keys"}, anAdministrator, 200},
	{"saveKeyProfile", call{method: "PUT", path: "/support-apps/app_1/keys", body: `{"version":0,"source":"by_hand","schema":[],"keys":[{"name":"k","type":"string","value":"{{session_id}}"}]}`}, anAdministrator, 200},
	{"fetchSchema", call{method: "POST", path: "/support-apps/app_1/keys/schema", body: `{"connection_id":"mdm_1"}`}, anAdministrator, 200},
	{"previewConfiguration", call{method: "GET", path: "/support-apps/app_1/preview?device=dev_tokyo"}, anAdministrator, 200},
	{"listAppDevices", call{method: "GET", path: "/support-apps/app_1/devices?state=unknown"}, anAdministrator, 200},

	{"getDeviceApps", call{method: "GET", path: "/devices/dev_tokyo/support-apps"}, anObserver, 200},
	{"retryDeviceApp", call{method: "POST", path: "/devices/dev_tokyo/support-apps/app_1/retry"}, aTechnician, 204},
	{"convertDeviceApp", call{method: "POST", path: "/devices/dev_tokyo/support-apps/app_1/convert"}, aTechnician, 204},
	{"checkInDevice", call{method: "POST", path: "/devices/dev_tokyo/check-in"}, aTechnician, 200},
	{"allowOnDevice", call{method: "POST", path: "/devices/dev_tokyo/allow", body: `{"what":"apps"}`}, anAdministrator, 200},
	{"listPeers", call{method: "GET", path: "/devices/dev_tokyo/peers"}, anAdministrator, 200},
	{"confirmMatch", call{method: "PUT", path: "/devices/dev_tokyo/match", body: `{"peer_id":"1234567890"}`}, anAdministrator, 200},
	{"removeMatch", call{method: "DELETE", path: "/devices/dev_tokyo/match"}, anAdministrator, 204},
	{"getSeats", call{method: "GET", path: "/seats"}, anAdministrator, 200},
	{"setSeats", call{method: "PUT", path: "/seats", body: `{"total":10}`}, anAdministrator, 200},
	{"listSeatHolders", call{method: "GET", path: "/seats/holders"}, anAdministrator, 200},
	{"listMdmConnections", call{method: "GET", path: "/mdm-connections"}, anObserver, 200},
	{"saveMdmConnection", call{method: "PUT", path: "/mdm-connections/mdm_1", body: `{"version":1,"name":"Simulated","tier_needed":"platinum","tier":"gold"}`}, anAdministrator, 200},

	{"listWays", call{method: "GET", path: "/devices/dev_tokyo/ways"}, anObserver, 200},
	{"handOver", call{method: "POST", path: "/sessions/ses_1/hand-over", body: `{"client":"desktop"}`}, anObserver, 200},
	{"sendAgain", call{method: "POST", path: "/sessions/ses_1/send-again", body: `{"new_code":true}`}, anObserver, 200},
	{"reachUser", call{method: "POST", path: "/sessions/ses_1/reach", body: `{"channel":"email"}`}, anObserver, 201},
	{"listReaches", call{method: "GET", path: "/sessions/ses_1/reaches"}, anObserver, 200},
	{"makeSpokenCode", call{method: "POST", path: "/sessions/ses_1/spoken-code"}, anObserver, 201},
	{"joinByCode", call{method: "POST", path: "/join", body: `{"code":"123456789"}`}, access.Person{}, 200},

	{"listHelpers", call{method: "GET", path: "/help-requests/hlp_1/helpers"}, anObserver, 200},
	{"assignHelpRequest", call{method: "POST", path: "/help-requests/hlp_1/assign", body: `{"person_id":"usr_tech"}`}, anObserver, 200},
	{"declineHelpRequest", call{method: "POST", path: "/help-requests/hlp_1/decline", body: `{"answer":"no"}`}, anObserver, 200},
	{"callBackHelpRequest", call{method: "POST", path: "/help-requests/hlp_1/call-back", body: `{"at":"2026-11-23T09:00:00Z"}`}, anObserver, 200},
	{"snoozeHelpRequest", call{method: "POST", path: "/help-requests/hlp_1/snooze", body: `{"until":"2026-11-23T09:00:00Z"}`}, anObserver, 200},
	{"makeHelpLink", call{method: "POST", path: "/devices/dev_tokyo/help-link"}, anObserver, 201},
	{"getHelpLink", call{method: "GET", path: "/devices/dev_tokyo/help-link"}, anObserver, 200},
	{"revokeHelpLink", call{method: "DELETE", path: "/devices/dev_tokyo/help-link"}, anObserver, 204},
	{"getMyHelp", call{method: "GET", path: "/help-link", header: map[string]string{"X-Help-Token": helpToken}}, access.Person{}, 200},
	{"askByLink", call{method: "POST", path: "/help-link", body: `{"text":"help"}`, header: map[string]string{"X-Help-Token": helpToken}}, access.Person{}, 200},
	{"cancelByLink", call{method: "DELETE", path: "/help-link", header: map[string]string{"X-Help-Token": helpToken}}, access.Person{}, 200},
}

// roomOperations are the operations of the document that roomCalls has to call, by id.
func roomOperations() map[string]*huma.Operation {
	found, spec := make(map[string]*huma.Operation), New(Config{}).huma.OpenAPI()
	eachOperation(spec, func(_ string, op *huma.Operation) {
		if slices.Contains([]string{"Activation", "Accounts", "Branding", "Sending", "Support apps", "Device apps", "Seats", "MDM"}, op.Tags[0]) {
			found[op.OperationID] = op
		}
	})
	return found
}

func TestEachOperationOfTheRoomsAnswers(t *testing.T) {
	t.Parallel()
	missing := roomOperations()
	delete(missing, "readAppConfig") // reads XML by itself, see TestAppConfigIsRead
	for _, test := range roomCalls {
		delete(missing, test.id)
		o := newOffice(t)
		test.call.path, test.call.as = prefix+test.call.path, test.who
		w := o.do(test.call)
		if w.Code != test.status {
			t.Errorf("%s answers %d %s, want %d", test.id, w.Code, w.Body, test.status)
		}
		if w.Code == http.StatusNoContent && w.Body.Len() > 0 {
			t.Errorf("%s has a body: %s", test.id, w.Body)
		}
		if strings.Contains(w.Body.String(), "null") {
			t.Errorf("%s answers with null: %s", test.id, w.Body)
		}
		// A secret that came in, or is kept sealed, goes neither out nor into the log.
		for _, secret := range []string{"very secret", "sealed", "the hash", "the receipt", helpToken + " "} {
			if strings.Contains(w.Body.String(), secret) || strings.Contains(o.log.String(), secret) {
				t.Errorf("%s tells %q: %s, log %s", test.id, secret, w.Body, o.log)
			}
		}
		if strings.Contains(w.Body.String(), `\u0000`) {
			t.Errorf("%s hands on a zero byte: %s", test.id, w.Body)
		}
		if strings.ContainsFunc(w.Body.String(), func(r rune) bool { return r == '\u202e' || unicode.IsControl(r) && r != '\n' }) &&
			!strings.Contains(w.Header().Get("Content-Type"), "image") {
			t.Errorf("%s hands on characters that hide or turn text around: %q", test.id, w.Body)
		}
	}
	for id := range missing {
		t.Errorf("no test calls %s", id)
	}
}

func TestOperationsOfTheRoomsAskWhoItIs(t *testing.T) {
	t.Parallel()
	for _, test := range roomCalls {
		if test.who.ID == "" {
			continue
		}
		o := newOffice(t)
		test.call.path, test.call.as = prefix+test.call.path, access.Person{}
		problemOf(t, o.do(test.call), http.StatusUnauthorized, codeNotSignedIn)
		switch test.who.ID {
		case anAdministrator.ID:
			test.call.as = aTechnician
		case aTechnician.ID:
			test.call.as = anObserver
		default:
			continue
		}
		if test.id == "disconnectMyTeamViewer" {
			continue // the room decides
		}
		if w := o.do(test.call); w.Code != http.StatusForbidden {
			t.Errorf("%s lets %s in: %d %s", test.id, test.call.as.Name, w.Code, w.Body)
		}
	}
}

// roomErrors are what the rooms refuse with.
var roomErrors = map[Code]error{
	"already_active": activation.ErrActive, "not_active": activation.ErrNotActive, "being_removed": activation.ErrRemoving,
	"old_agreement": activation.ErrOldAgreement, "no_binding": activation.ErrNoBinding, "no_oauth_client": activation.ErrNoClient,
	"not_proven": activation.ErrNotProven, "wrong_step": activation.ErrWrongStep,
	"provider_refused": &provider.Error{Kind: provider.TokenDead, Words: hostile}, "changed": rollout.ErrChanged, "built_in": rollout.ErrBuiltIn,
	"not_distributed": rollout.ErrNotWanted, "no_peers": rollout.ErrNoPeers,
	"in_use": rollout.ErrInUse, "not_activated": rollout.ErrNotActivated, "no_mdm": rollout.ErrNoMDM, "no_key_profile": rollout.ErrNoProfile,
	"no_package": rollout.ErrNoPackage, "not_enough_seats": &rollout.SeatError{Needed: 12, Free: 3}, "ambiguous_match": rollout.ErrAmbiguous,
	"mdm_cannot": mdm.ErrUnsupported, "no_schema": mdm.ErrNoSchema, "not_set_up": notify.ErrNotSet,
	"message_refused": &notify.Error{Kind: notify.BadSignIn, Words: hostile}, "not_yours": support.ErrNotYours, "not_ready": support.ErrNotReady,
	"no_way": support.ErrNoWay, "session_ended": support.ErrEnded, "wrong_state": &support.StateError{}, "too_often": support.ErrTooOften,
	"help_closed": support.ErrHelpClosed, "already_taken": support.ErrAlreadyTaken,
	codeNotFound: activation.ErrNotFound, codeForbidden: access.ErrForbidden, codeInvalid: wire.BadField("keys", "are odd"),
	codeCursor: support.ErrBadCursor,
}

// Each code that an operation lists is one that it answers with, and the room's error becomes it.
func TestOperationsOfTheRoomsRefuse(t *testing.T) {
	t.Parallel()
	spec := New(Config{}).huma.OpenAPI()
	listed := make(map[string][]Code)
	eachOperation(spec, func(_ string, op *huma.Operation) { listed[op.OperationID] = listedCodes(spec, op) })
	for _, test := range roomCalls {
		o := newOffice(t)
		test.call.path, test.call.as = prefix+test.call.path, test.who
		for _, code := range listed[test.id] {
			err, is := roomErrors[code]
			if !is || test.id == "checkContrast" || test.id == "getKeyProfile" && code == "no_key_profile" {
				continue
			}
			o.rooms.err = fmt.Errorf("tried: %w", err)
			w := o.do(test.call)
			if w.Code != kindOf(code).status || !strings.Contains(w.Body.String(), `"code":"`+string(code)+`"`) {
				t.Errorf("%s answers %d %s, want %s", test.id, w.Code, w.Body, code)
			}
		}
	}
}

func TestRefusalsTellTheirFacts(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	distribute := call{method: "PUT", path: "/api/v1/support-apps/app_1/distribution", body: `{"version":0,"to":"everyone"}`, as: anAdministrator}
	o.rooms.err = &rollout.SeatError{Needed: 12, Free: 3}
	if p := problemOf(t, o.do(distribute), http.StatusConflict, "not_enough_seats"); p.Seats == nil || *p.Seats != (MissingSeats{12, 3}) {
		t.Errorf("missing seats are told as %+v", p)
	}
	o.rooms.err = wire.BadField("group_ids", "has more than 100")
	if p := problemOf(t, o.do(distribute), http.StatusUnprocessableEntity, codeInvalid); p.Errors[0] != (FieldProblem{"body.group_ids", "has more than 100"}) {
		t.Errorf("the field is told as %+v", p.Errors)
	}
	o.rooms.err = fmt.Errorf("ask: %w", &provider.Error{Kind: provider.RateLimited, Words: hostile, After: 90e9, Err: errors.New("token=abc")})
	w := o.do(call{method: "GET", path: "/api/v1/devices/dev_tokyo/peers", as: anAdministrator})
	p := problemOf(t, w, http.StatusBadGateway, "provider_refused")
	if p.Provider == nil || p.Provider.Kind != provider.RateLimited || strings.ContainsAny(p.Provider.Words, "\n\x00\u202e") || w.Header().Get("Retry-After") != "90" ||
		strings.Contains(w.Body.String(), "token=abc") {
		t.Errorf("the provider's refusal is told as %+v, %s", p.Provider, w.Header())
	}
	o.rooms.err = &notify.Error{Channel: notify.ByMail, Kind: notify.BadSignIn, Words: hostile}
	if p := problemOf(t, o.do(call{method: "POST", path: "/api/v1/sending/test", body: `{"channel":"mail","to":"a@example.com"}`, as: anAdministrator}),
		http.StatusBadGateway, "message_refused"); p.Sending == nil || p.Sending.Kind != notify.BadSignIn || strings.ContainsAny(p.Sending.Words, "\n\x00\u202e") {
		t.Errorf("the mail server's refusal is told as %+v", p.Sending)
	}
	o.rooms.err = &notify.Error{Channel: notify.ByMail, Kind: notify.NotSet}
	problemOf(t, o.do(call{method: "POST", path: "/api/v1/sending/test", body: `{"channel":"mail","to":"a@example.com"}`, as: anAdministrator}), http.StatusConflict, "not_set_up")
	for _, err := range []error{branding.ErrChanged, notify.ErrChanged} {
		if CodeOf(err) != "changed" {
			t.Errorf("%v is %q", err, CodeOf(err))
		}
	}
}

func TestAppDevicesNameWhatIsThere(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	page := decoded[Page[AppDevice]](t, o.do(call{method: "GET", path: "/api/v1/support-apps/app_1/devices?state=unknown", as: anAdministrator}), http.StatusOK)
	if o.rooms.asked.appState != mdm.AppUnknown || page.Next != "more" || page.Items[0].Device.ID != "dev_tokyo" || page.Items[1].Device != nil || page.Items[1].DeviceID != "dev_gone" {
		t.Errorf("devices in state %q are %+v", o.rooms.asked.appState, page)
	}
	apps := decoded[DeviceApps](t, o.do(call{method: "GET", path: "/api/v1/devices/dev_tokyo/support-apps", as: aTechnician}), http.StatusOK)
	if a := apps.Apps[0]; a.Reason != mdm.StorageFull || a.Managed != device.No || a.Manner != mdm.Prompted || apps.Capabilities.Manner != mdm.Silent || apps.Match.PeerID != "1234567890" {
		t.Errorf("the device's apps are %+v", apps)
	}
	allowed := decoded[ListChange](t, o.do(call{method: "POST", path: "/api/v1/devices/dev_tokyo/allow", body: `{"what":"capture"}`, as: anAdministrator}), http.StatusOK)
	if !allowed.AllowScreenCapture || len(allowed.Allow) > 0 {
		t.Errorf("allowing screen capture changes %+v", allowed)
	}
}
