package httpapi

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/support"
)

func TestHelpAtWork(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	got := decoded[HelpAtWork](t, o.do(call{method: "GET", path: "/api/v1/help-at-work", as: anAdministrator}), http.StatusOK)
	if len(got.Cards) != 3 || got.Seats != (Seats{Total: 10, Held: 4, Leaving: 1}) {
		t.Fatalf("Help@Work is %+v", got)
	}
	attended, unattended, builtIn := got.Cards[0], got.Cards[1], got.Cards[2]
	if attended.State != activation.Active || attended.Activation.AgreedBy.Name != "Aoki" || attended.Binding.Kind != activation.OAuth ||
		attended.Activation.Account.Name != "<script>alert(1)</script>  evil" {
		t.Errorf("the attended card is %+v, account %q", attended, attended.Activation.Account.Name)
	}
	if unattended.State != activation.Removing || unattended.Removal.Step != activation.StepProof || unattended.Removal.UnprovenCount != 600 || len(unattended.Removal.Unproven) != 500 {
		t.Errorf("the unattended card is %+v", unattended)
	}
	if builtIn.State != activation.Active || builtIn.Mode != "" || builtIn.Activation != nil || builtIn.Binding != nil {
		t.Errorf("the built-in card is %+v", builtIn)
	}
	removal := decoded[RemovalDetail](t, o.do(call{method: "GET", path: "/api/v1/help-at-work/removals/rem_1?cursor=abc", as: anAdministrator}), http.StatusOK)
	if removal.Counts != (ProofCounts{Gone: 499, Unknown: 1}) || removal.CanFinish || removal.Next != "more" || removal.Affected[0].CheckIn != "policy" {
		t.Errorf("the removal is %+v", removal)
	}
}

func TestActivateSaysWhat(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	decoded[Activation](t, o.do(call{method: "POST", path: "/api/v1/help-at-work/activations", body: `{"provider":"teamviewer","mode":"unattended","agreement_version":3}`, as: anAdministrator}), http.StatusCreated)
	if o.rooms.asked.way != activation.TeamViewerUnattended || o.rooms.asked.version != 3 {
		t.Errorf("asked for %+v %d", o.rooms.asked.way, o.rooms.asked.version)
	}
	decoded[Removal](t, o.do(call{method: "POST", path: "/api/v1/help-at-work/removals", body: `{"provider":"builtin"}`, as: anAdministrator}), http.StatusCreated)
	if o.rooms.asked.way != activation.BuiltIn {
		t.Errorf("the removal is of %+v", o.rooms.asked.way)
	}
	for _, body := range []string{`{"provider":"anydesk","mode":"attended","agreement_version":3}`, `{"provider":"teamviewer","mode":"both","agreement_version":3}`, `{"provider":"teamviewer"}`} {
		problemOf(t, o.do(call{method: "POST", path: "/api/v1/help-at-work/activations", body: body, as: anAdministrator}), http.StatusUnprocessableEntity, codeInvalid)
	}
	o.do(call{method: "POST", path: "/api/v1/help-at-work/removals/rem_1/finish", body: `{"override_reason":"lost\nin the sea\u202e"}`, as: anAdministrator})
	if o.rooms.asked.reason != "lost in the sea" {
		t.Errorf("the reason is %q", o.rooms.asked.reason)
	}
	long := `{"text":{"en":"` + strings.Repeat("a", 100_000) + `","ja":"` + strings.Repeat("同", 100_000) + `"}}`
	decoded[Agreement](t, o.do(call{method: "POST", path: "/api/v1/help-at-work/agreement", body: long, as: anAdministrator}), http.StatusCreated)
	if n := len([]rune(o.rooms.asked.text["ja"])); n != 100_000 {
		t.Errorf("the agreement has %d characters", n)
	}
}

func TestLicensesLeaveOutWhatIsNotTold(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	health := decoded[AccountHealth](t, o.do(call{method: "POST", path: "/api/v1/help-at-work/accounts/test", body: teamViewerWay, as: anAdministrator}), http.StatusOK)
	if l := health.Licenses[0]; l.Seats != nil || l.AssignedUsers != nil || *l.ManagedDevices != 7 || *l.Channels != 0 {
		t.Errorf("the license is %+v", l)
	}
}

func TestBrandingIsForEveryone(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	w := o.do(call{method: "GET", path: "/api/v1/branding"})
	got := decoded[CurrentBranding](t, w, http.StatusOK)
	if got.Company != "例 K.K." || got.Words.Ja.Consent != "同意します" || len(got.Hours) != 1 || !got.OpenNow {
		t.Errorf("branding is %+v", got)
	}
	if strings.Contains(w.Body.String(), "Aoki") || strings.Contains(w.Body.String(), "saved") {
		t.Errorf("strangers are told who saved it: %s", w.Body)
	}
	if v := decoded[BrandingVersion](t, o.do(call{method: "GET", path: "/api/v1/branding/versions/2", as: anObserver}), http.StatusOK); v.SavedBy.Name != "Aoki" {
		t.Errorf("the version is %+v", v)
	}
	problemOf(t, o.do(call{method: "GET", path: "/api/v1/branding/versions/7", as: anObserver}), http.StatusNotFound, codeNotFound)
}

func TestLogoIsOnlyAPicture(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	w := o.do(call{method: "GET", path: "/api/v1/branding/logo/2"})
	for name, want := range map[string]string{"Content-Type": "image/png", "X-Content-Type-Options": "nosniff", "Cache-Control": "public, max-age=31536000, immutable",
		"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox"} {
		if got := w.Header().Values(name); !slices.Equal(got, []string{want}) {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), "\x89PNG") {
		t.Errorf("the logo is %d %q", w.Code, w.Body)
	}
	problemOf(t, o.do(call{method: "GET", path: "/api/v1/branding/logo/3"}), http.StatusNotFound, codeNotFound)
	problemOf(t, o.do(call{method: "GET", path: "/api/v1/branding/logo/..%2fx"}), http.StatusUnprocessableEntity, codeInvalid)
}

func TestSaveBranding(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	save := call{method: "PUT", path: "/api/v1/branding", as: anAdministrator}
	for _, test := range []struct {
		logo string
		want []byte
	}{{"", nil}, {`,"logo":""`, []byte{}}, {`,"logo":"` + base64.StdEncoding.EncodeToString([]byte("picture")) + `"`, []byte("picture")}} {
		save.body = `{"base":2,"company":"A\nB\u202e","hours":[{"day":1,"from":540,"to":1080}]` + test.logo + `}`
		decoded[BrandingVersion](t, o.do(save), http.StatusOK)
		if got := o.rooms.asked; got.branding.Company != "A B" || len(got.branding.Hours) != 1 || string(got.logo) != string(test.want) || (got.logo == nil) != (test.want == nil) {
			t.Errorf("with %q saved %+v, logo %q", test.logo, got.branding, got.logo)
		}
	}
	save.body = `{"base":2,"logo":"<svg/>"}`
	if p := problemOf(t, o.do(save), http.StatusUnprocessableEntity, codeInvalid); p.Errors[0].Location != "body.logo" {
		t.Errorf("the logo is refused as %+v", p.Errors)
	}
	for _, body := range []string{`{"base":2,"accent":"red"}`, `{"base":2,"hours":[{"day":7,"from":0,"to":1}]}`, `{"base":2,"logo":"` + strings.Repeat("A", 349_532) + `"}`} {
		save.body = body
		problemOf(t, o.do(save), http.StatusUnprocessableEntity, codeInvalid)
	}
	save.body = `{"base":2,"logo":"` + strings.Repeat("A", 1<<20) + `"}`
	problemOf(t, o.do(save), http.StatusRequestEntityTooLarge, codeTooLarge)
	contrast := decoded[Contrast](t, o.do(call{method: "GET", path: "/api/v1/branding/contrast?color=%23ffff00", as: anAdministrator}), http.StatusOK)
	if contrast.Enough || contrast.Contrast < 1 || contrast.Contrast > 1.2 {
		t.Errorf("yellow has a contrast of %+v", contrast)
	}
}

func TestSendingKeepsSecrets(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	save := call{method: "PUT", path: "/api/v1/sending", as: anAdministrator}
	save.body = `{"version":1,"mail":{"host":"mail.example.com","port":465,"security":"tls"},"text":{"url":"https://sms.example.com/?to={{to}}","secret":""}}`
	if s := decoded[Sending](t, o.do(save), http.StatusOK); !s.Mail.PasswordSet || s.Text.SecretSet {
		t.Errorf("sending is %+v", s)
	}
	if a := o.rooms.asked; a.password != nil || a.secret == nil || *a.secret != "" || a.settings.Mail.Port != 465 || a.settings.Text.URL != "https://sms.example.com/?to={{to}}" {
		t.Errorf("saved %+v, password %v, secret %v", a.settings, a.password, a.secret)
	}
	save.body = `{"version":1,"mail":{"host":"m","password":" p a\tss "}}`
	o.do(save)
	if p := o.rooms.asked.password; p == nil || p.Reveal() != " p a\tss " {
		t.Error("the password is not kept as it was entered")
	}
	for _, body := range []string{`{"version":1,"mail":{"security":"maybe"}}`, `{"version":1,"mail":{"port":70000}}`, `{"version":1,"text":{"method":"DELETE"}}`} {
		save.body = body
		problemOf(t, o.do(save), http.StatusUnprocessableEntity, codeInvalid)
	}
}

func TestFactsOfAppsKeepTheirSource(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	decoded[SupportApp](t, o.do(call{method: "PUT", path: "/api/v1/support-apps/app_1", as: anAdministrator,
		body: `{"version":4,"name":"Host","package":{"value":"com.teamviewer.host.market","source":"unverified"},"min_os":{"value":"8","source":"documented"},"models":[" SM-G ","\u0000"]}`}), http.StatusOK)
	app := o.rooms.asked.app
	if app.Package.Source != rollout.Documented || app.MinOS != (rollout.Fact{Value: "8", Source: rollout.Administrator}) || app.Role != rollout.Host || !app.BuiltIn ||
		app.Version != 4 || !slices.Equal(app.Models, []string{"SM-G"}) {
		t.Errorf("saved %+v", app)
	}
	decoded[SupportApp](t, o.do(call{method: "POST", path: "/api/v1/support-apps", as: anAdministrator,
		body: `{"role":"oem_addon","provider":"teamviewer","platform":"android","name":"Add-on","package":{"value":"x","source":"documented"}}`}), http.StatusCreated)
	if app = o.rooms.asked.app; app.Package.Source != rollout.Administrator || app.Version != 0 || app.ID != "" || app.BuiltIn {
		t.Errorf("added %+v", app)
	}
	problemOf(t, o.do(call{method: "PUT", path: "/api/v1/support-apps/app_none", body: `{"version":1,"name":"x"}`, as: anAdministrator}), http.StatusNotFound, codeNotFound)
}

func TestTheCatalogComesWithItsCounts(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	list := decoded[List[SupportAppDetail]](t, o.do(call{method: "GET", path: "/api/v1/support-apps", as: anAdministrator}), http.StatusOK)
	if c := list.Items[0].Counts; c.Installed != 5 || c.Unknown != 2 || !slices.Equal(c.More, []string{"installed"}) {
		t.Errorf("counts of the list %+v", c)
	}
	one := decoded[SupportAppDetail](t, o.do(call{method: "GET", path: "/api/v1/support-apps/app_1", as: anAdministrator}), http.StatusOK)
	if c := one.Counts; c.Installed != 5 || c.Unknown != 2 || c.More != nil {
		t.Errorf("counts of one %+v", c)
	}
}

func TestADistributionNamesWhoElseAutoLaunches(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	save := call{method: "PUT", path: "/api/v1/support-apps/app_1/distribution", as: anAdministrator, body: `{"version":0,"to":"everyone","install":"required","auto_launch":true}`}
	if d := decoded[Distribution](t, o.do(save), http.StatusOK); len(d.AlsoAutoLaunch) != 1 || d.AlsoAutoLaunch[0].ID != "app_1" {
		t.Errorf("saved %+v", d)
	}
	save.body = `{"version":0,"to":"no_one"}`
	if d := decoded[Distribution](t, o.do(save), http.StatusOK); d.AlsoAutoLaunch != nil || d.To != rollout.NoOne {
		t.Errorf("saved to no one %+v", d)
	}
	count := call{method: "POST", path: "/api/v1/support-apps/app_1/distribution/count", as: anAdministrator, body: `{"version":0,"to":"custom","users":["mika@example.com"]}`}
	if n := decoded[TargetCount](t, o.do(count), http.StatusOK); len(n.AlsoAutoLaunch) != 1 || len(n.Users) != 1 || n.Users[0].Devices != 2 || n.Devices != 12 {
		t.Errorf("counted %+v", n)
	}
}

// TestActivationIsNamedOnlyWhenItIsKnown: the time that is kept while nobody can tell is not one of an activation.
func TestActivationIsNamedOnlyWhenItIsKnown(t *testing.T) {
	t.Parallel()
	on := rollout.DeviceApp{Activated: device.Yes, ActivatedBy: "online at TeamViewer", ActivatedAt: testTime}
	if got := deviceAppOut(on); got.Activated != device.Yes || got.ActivatedBy != on.ActivatedBy || got.ActivatedAt.IsZero() {
		t.Errorf("activated %+v", got)
	}
	on.Activated = device.Unknown
	if got := deviceAppOut(on); got.Activated != "" || got.ActivatedBy != "" || !got.ActivatedAt.IsZero() {
		t.Errorf("unknown %+v", got)
	}
}

func TestKeysAreBoundedAndNamed(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	save := call{method: "PUT", path: "/api/v1/support-apps/app_1/keys", as: anAdministrator}
	value := func(n int) string {
		return `{"version":1,"source":"by_hand","schema":[],"keys":[{"name":"a","type":"string","value":"x"},{"name":"b","type":"string","value":"` + strings.Repeat("x", n) + `"}]}`
	}
	save.body = value(65_535)
	decoded[KeyProfile](t, o.do(save), http.StatusOK)
	save.body = value(70_000)
	if p := problemOf(t, o.do(save), http.StatusUnprocessableEntity, codeInvalid); p.Errors[0].Location != "body.keys[1].value" {
		t.Errorf("a value of 70 kB is refused as %+v", p.Errors)
	}
	// A value with control characters reaches the room as it is, which refuses it: nothing is changed in silence.
	save.body = `{"version":1,"source":"by_hand","schema":[],"keys":[{"name":"a","type":"string","value":"x\u0001y"}]}`
	decoded[KeyProfile](t, o.do(save), http.StatusOK)
	if o.rooms.asked.keys.Keys[0].Value != "x\x01y" {
		t.Errorf("the value became %q", o.rooms.asked.keys.Keys[0].Value)
	}
	o.rooms.err = rollout.ErrNoProfile
	if k := decoded[KeyProfile](t, o.do(call{method: "GET", path: "/api/v1/support-apps/app_1/keys", as: anAdministrator}), http.StatusOK); k.Version != 0 || k.AppID != "app_1" || k.Keys == nil {
		t.Errorf("an app without keys has %+v", k)
	}
}

func TestConnectionsAreChangedNotMade(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	body := `{"version":1,"name":"Neurons","tier_needed":"platinum","tier":"gold"}`
	decoded[MDMConnection](t, o.do(call{method: "PUT", path: "/api/v1/mdm-connections/mdm_1", body: body, as: anAdministrator}), http.StatusOK)
	if c := o.rooms.asked.connection; c.Kind != mdm.Simulated || c.TierNeeded != mdm.Platinum || c.Name != "Neurons" {
		t.Errorf("saved %+v", c)
	}
	problemOf(t, o.do(call{method: "PUT", path: "/api/v1/mdm-connections/mdm_2", body: body, as: anAdministrator}), http.StatusNotFound, codeNotFound)
}

func TestWaysSayWhatBlocks(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ways := decoded[List[SessionWay]](t, o.do(call{method: "GET", path: "/api/v1/devices/dev_tokyo/ways", as: aTechnician}), http.StatusOK).Items
	if len(ways) != 2 || !ways[0].Blocked || ways[0].Findings[0].Remedy != "set_seats" || ways[1].Blocked || ways[1].Findings == nil {
		t.Errorf("the ways are %+v", ways)
	}
}

func TestHandOverIsToldOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	w := o.do(call{method: "POST", path: "/api/v1/sessions/ses_1/hand-over", body: `{"client":"web"}`, as: aTechnician})
	if link := decoded[HandOverLink](t, w, http.StatusOK); link.URL != "teamviewer10://secret-link" || o.rooms.asked.words != "web" || !slices.Equal(w.Header().Values("Cache-Control"), []string{"no-store"}) {
		t.Errorf("handed over %+v, %v", link, w.Header())
	}
	if strings.Contains(o.log.String(), "secret-link") {
		t.Errorf("the log has the link: %s", o.log)
	}
	o.support.session = o.rooms.atProvider()
	for _, path := range []string{"/api/v1/sessions/ses_1", "/api/v1/sessions"} {
		body := o.do(call{method: "GET", path: path, as: aTechnician}).Body.String()
		if strings.Contains(body, "sealed") || !strings.Contains(body, `"user_link":"https://get.example.com/s12345678"`) || !strings.Contains(body, `"notice_version":2`) || strings.Contains(body, `\u0000`) {
			t.Errorf("%s shows %s", path, body)
		}
	}
	problemOf(t, o.do(call{method: "POST", path: "/api/v1/sessions/ses_1/hand-over", body: `{"client":"telnet"}`, as: aTechnician}), http.StatusUnprocessableEntity, codeInvalid)
}

func TestSpokenCodesCannotBeGuessed(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	join := call{method: "POST", path: "/api/v1/join", body: `{"code":"000000000"}`}
	for range 10 {
		problemOf(t, o.do(join), http.StatusNotFound, "bad_code")
	}
	problemOf(t, o.do(join), http.StatusTooManyRequests, codeTooMany)
	o = newOffice(t)
	for _, body := range []string{`{"code":""}`, `{"code":"` + strings.Repeat("1", support.MaxCode+1) + `"}`, `{"code":123456789}`, `{}`} {
		join.body = body
		problemOf(t, o.do(join), http.StatusUnprocessableEntity, codeInvalid)
	}
	join.body = `{"code":"` + strings.Repeat("1", 10_000) + `"}`
	problemOf(t, o.do(join), http.StatusRequestEntityTooLarge, codeTooLarge)
}

func TestHelpLinkShowsNobody(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	made := decoded[HelpLink](t, o.do(call{method: "POST", path: "/api/v1/devices/dev_tokyo/help-link", as: aTechnician}), http.StatusCreated)
	if made.Link != "http://localhost/help-me#helptoken" {
		t.Errorf("the link is %q", made.Link)
	}
	ask := call{method: "POST", path: "/api/v1/help-link", body: `{"text":"help\u202e me"}`, header: map[string]string{"X-Help-Token": helpToken}}
	w := o.do(ask)
	if got := decoded[MyHelp](t, w, http.StatusOK); got.State != support.HelpOpen || got.Place != 2 || got.Company != "例 K.K." || o.rooms.asked.words != "help  me" {
		t.Errorf("asked %q, answered %+v", o.rooms.asked.words, got)
	}
	for _, private := range []string{"佐藤", "dev_tokyo", "Baba", helpToken} {
		if strings.Contains(w.Body.String(), private) || strings.Contains(o.log.String(), helpToken) {
			t.Errorf("the link tells %q: %s", private, w.Body)
		}
	}
	ask.header = map[string]string{"X-Help-Token": "wrong"}
	problemOf(t, o.do(ask), http.StatusNotFound, codeNotFound)
	for _, token := range []string{"", strings.Repeat("x", 65)} {
		ask.header = map[string]string{"X-Help-Token": token}
		problemOf(t, o.do(ask), http.StatusUnprocessableEntity, codeInvalid)
	}
	problemOf(t, o.do(call{method: "GET", path: "/api/v1/help-link?token=helptoken"}), http.StatusUnprocessableEntity, codeInvalid)
}

func TestHelpRequestsThatWait(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	if got := decoded[List[HelpRequest]](t, o.do(call{method: "GET", path: "/api/v1/help-requests", as: aTechnician}), http.StatusOK).Items[0]; !got.SnoozedUntil.IsZero() {
		t.Errorf("the line has %+v", got)
	}
	got := decoded[List[HelpRequest]](t, o.do(call{method: "GET", path: "/api/v1/help-requests?snoozed=true", as: aTechnician}), http.StatusOK).Items[0]
	if got.SnoozedUntil.IsZero() || got.CallBackAt.IsZero() || got.Answer != "I will call" {
		t.Errorf("the line with those that wait has %+v", got)
	}
	for path, body := range map[string]string{"decline": `{"answer":"\u202e"}`, "call-back": `{"answer":"x"}`, "snooze": `{"until":"soon"}`, "assign": `{"person_id":""}`} {
		problemOf(t, o.do(call{method: "POST", path: "/api/v1/help-requests/hlp_1/" + path, body: body, as: aTechnician}), http.StatusUnprocessableEntity, codeInvalid)
	}
}

func TestDevicesByAvailabilityAndMDM(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.devices.devices[0].Available, o.devices.devices[0].MDM = "yes", "mdm_1"
	page := decoded[Page[Device]](t, o.do(call{method: "GET", path: "/api/v1/devices?available=yes&mdm=mdm_1", as: aTechnician}), http.StatusOK)
	if f := o.devices.filters[0]; f.Available != "yes" || f.MDM != "mdm_1" || page.Items[0].Available != "yes" || page.Items[0].MDMID != "mdm_1" || page.Items[1].Available != "" {
		t.Errorf("filter %+v gives %+v", f, page.Items)
	}
	problemOf(t, o.do(call{method: "GET", path: "/api/v1/devices?available=maybe", as: aTechnician}), http.StatusUnprocessableEntity, codeInvalid)
}

func TestRightsAreWithheld(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.do(call{method: "PATCH", path: "/api/v1/people/usr_tech", body: `{"withheld":["start_teamviewer_session"]}`, as: anAdministrator})
	o.do(call{method: "PATCH", path: "/api/v1/people/usr_tech", body: `{"name":"Baba"}`, as: anAdministrator})
	if w := o.access.changes[0].Withheld; w == nil || fmt.Sprint(*w) != fmt.Sprint([]access.Right{access.StartTeamViewer}) || o.access.changes[1].Withheld != nil {
		t.Errorf("changes are %+v", o.access.changes)
	}
	problemOf(t, o.do(call{method: "PATCH", path: "/api/v1/people/usr_tech", body: `{"withheld":["fly"]}`, as: anAdministrator}), http.StatusUnprocessableEntity, codeInvalid)
}

func TestAppConfigIsRead(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	read := func(xml string) call {
		body, err := json.Marshal(AppConfigXML{XML: xml})
		if err != nil {
			t.Fatal(err)
		}
		return call{method: "POST", path: "/api/v1/support-apps/app_1/keys/appconfig", body: string(body), as: anAdministrator}
	}
	spec := `<managedAppConfiguration><version>1</version><bundleId>com.example</bundleId><dict><string keyName="session"/><boolean keyName="quiet"/></dict></managedAppConfiguration>`
	if got := decoded[ConfigurationSchema](t, o.do(read(spec)), http.StatusOK); len(got.Properties) != 2 || got.Properties[0].Key != "session" {
		t.Errorf("the specification is read as %+v", got)
	}
	for _, xml := range []string{"not xml", `<!DOCTYPE x [<!ENTITY a "b">]>` + spec, "<a>"} {
		if p := problemOf(t, o.do(read(xml)), http.StatusUnprocessableEntity, codeInvalid); p.Errors[0].Location != "body.xml" {
			t.Errorf("%q is refused as %+v", xml, p.Errors)
		}
	}
	problemOf(t, o.do(read(strings.Repeat("x", 262_145))), http.StatusUnprocessableEntity, codeInvalid)
	c := read(spec)
	c.path = "/api/v1/support-apps/app_none/keys/appconfig"
	problemOf(t, o.do(c), http.StatusNotFound, codeNotFound)
}

// Lists of the whole company name no device to an administrator of other groups.
func TestNamesOfDevicesOfOtherGroups(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	osaka := access.Person{ID: "usr_osaka", Name: "Endo", Role: access.Administrator, GroupIDs: []string{"grp_osaka"}}
	o.access.people[osaka.ID] = osaka
	for _, path := range []string{"/seats/holders", "/help-at-work/removals/rem_1", "/help-at-work"} {
		get := func(as access.Person) string {
			w := o.do(call{method: "GET", path: prefix + path, as: as})
			if w.Code != http.StatusOK {
				t.Fatalf("%s is %d %s", path, w.Code, w.Body)
			}
			return w.Body.String()
		}
		for _, name := range []string{"Phone of Tokyo", "Owner of Tokyo", "Lost in Tokyo"} {
			if strings.Contains(get(osaka), name) {
				t.Errorf("%s tells an administrator of another group %q", path, name)
			}
		}
		if !strings.Contains(get(anAdministrator), "Tokyo") {
			t.Errorf("%s names no device to who sees all: %s", path, get(anAdministrator))
		}
	}
}

// Whoever may see devices can name the MDMs that a list is filtered by; how big the fleet is they are not told.
func TestWhoNamesTheMDMs(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for who, devices := range map[string]int{anAdministrator.ID: 500, aTechnician.ID: -1, anObserver.ID: -1} {
		got := decoded[List[MDMConnection]](t, o.do(call{method: "GET", path: "/api/v1/mdm-connections", as: o.access.people[who]}), http.StatusOK).Items
		if len(got) != 1 || got[0].ID != "mdm_1" || got[0].Name != "Simulated" || got[0].Kind != mdm.Simulated {
			t.Fatalf("%s gets %+v", who, got)
		}
		if n := got[0].Devices; devices < 0 && n != nil || devices >= 0 && (n == nil || *n != devices) {
			t.Errorf("%s is told of %v devices, want %d (none below 0)", who, n, devices)
		}
	}
	problemOf(t, o.do(call{method: "PUT", path: "/api/v1/mdm-connections/mdm_1", body: `{"version":1,"name":"Mine"}`, as: aTechnician}), http.StatusForbidden, codeForbidden)
}

func TestAClientVersionIsEntered(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for _, version := range []string{"15.60", "15", "1234.123456.123456.123456", ""} {
		decoded[Me](t, o.do(call{method: "PATCH", path: "/api/v1/me", body: `{"client_version":"` + version + `"}`, as: aTechnician}), http.StatusOK)
		if got := o.access.changes[len(o.access.changes)-1].ClientVersion; got == nil || *got != version {
			t.Errorf("entered %v, want %q", got, version)
		}
	}
	for _, bad := range []string{"15.", "v15", "15.60.1.2.3", "15 ", "\u202e15", "12345", strings.Repeat("1", 31)} {
		problemOf(t, o.do(call{method: "PATCH", path: "/api/v1/me", body: `{"client_version":"` + bad + `"}`, as: aTechnician}), http.StatusUnprocessableEntity, codeInvalid)
	}
	o.do(call{method: "PATCH", path: "/api/v1/me", body: `{"name":"Baba"}`, as: aTechnician})
	if got := o.access.changes[len(o.access.changes)-1].ClientVersion; got != nil {
		t.Errorf("a change of the name makes the version %q", *got)
	}
}
