package httpapi

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/support"
)

func TestSetupState(t *testing.T) {
	t.Parallel()
	o := newOffice(t, func(cfg *Config) { cfg.Language, cfg.Demo = Japanese, true })
	o.access.setupNeeded = true
	got := decoded[SetupState](t, o.do(call{method: "GET", path: "/api/v1/setup-state"}), http.StatusOK)
	if want := (SetupState{SetupNeeded: true, Version: "1.2.3", Language: Japanese, Demo: true}); got != want {
		t.Errorf("setup state is %+v, want %+v", got, want)
	}
}

func TestSignInByLink(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	w := o.do(call{method: "POST", path: "/api/v1/sign-in/link", body: `{"token":"good","password":"a new password"}`})
	if me := decoded[Me](t, w, http.StatusOK); me.Person.ID != aTechnician.ID || len(w.Result().Cookies()) != 2 {
		t.Errorf("signed in as %+v", me)
	}
	problemOf(t, o.do(call{method: "POST", path: "/api/v1/sign-in/link", body: `{"token":"old","password":"a new password"}`}), http.StatusForbidden, "bad_link")
}

func TestMe(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	me := decoded[Me](t, o.do(call{method: "GET", path: "/api/v1/me", as: aTechnician}), http.StatusOK)
	if me.Person.Email != aTechnician.Email || me.ByToken || !slices.Equal(me.Person.GroupIDs, []string{"grp_tokyo"}) {
		t.Errorf("me is %+v", me)
	}
	if me = decoded[Me](t, o.do(call{method: "GET", path: "/api/v1/me", token: "token-usr_tech"}), http.StatusOK); !me.ByToken {
		t.Errorf("me by token is %+v", me)
	}
	decoded[Me](t, o.do(call{method: "PATCH", path: "/api/v1/me", body: `{"name":" Baba\u202e Jiro ","language":"ja"}`, as: aTechnician}), http.StatusOK)
	if c := o.access.changes[0]; *c.Name != "Baba  Jiro" || *c.Language != "ja" || c.Role != nil {
		t.Errorf("change is %+v", c)
	}
	problemOf(t, o.do(call{method: "PATCH", path: "/api/v1/me", body: `{"role":"administrator"}`, as: aTechnician}), http.StatusUnprocessableEntity, codeInvalid)
	problemOf(t, o.do(call{method: "PATCH", path: "/api/v1/me", body: `{"name":"\u0000"}`, as: aTechnician}), http.StatusUnprocessableEntity, codeInvalid)
	if w := o.do(call{method: "POST", path: "/api/v1/me/password", body: `{"old":"a","new":"b"}`, as: aTechnician}); w.Code != http.StatusNoContent || w.Body.Len() > 0 {
		t.Errorf("password change is %d %s", w.Code, w.Body)
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.access.tokens = []access.Token{{ID: "tok_1", Name: "script", Hash: "the hash", Rights: []access.Right{access.View}, CreatedAt: testTime, ExpiresAt: testTime}}
	if w := o.do(call{method: "GET", path: "/api/v1/me/tokens", as: aTechnician}); strings.Contains(w.Body.String(), "hash") || !strings.Contains(w.Body.String(), `"2026-11-22T09:30:00.123456Z"`) {
		t.Errorf("tokens are %s", w.Body)
	}
	create := func(expires time.Time) call {
		return call{method: "POST", path: "/api/v1/me/tokens", as: aTechnician,
			body: fmt.Sprintf(`{"name":"script","rights":["view"],"expires_at":%q}`, expires.Format(time.RFC3339))}
	}
	if got := decoded[CreatedToken](t, o.do(create(testTime.Add(time.Hour))), http.StatusCreated); got.Secret != "secret" || got.Token.Name != "script" {
		t.Errorf("created %+v", got)
	}
	for _, expires := range []time.Time{testTime.Add(-time.Hour), testTime.AddDate(2, 0, 0)} {
		problemOf(t, o.do(create(expires)), http.StatusUnprocessableEntity, codeInvalid)
	}
	problemOf(t, o.do(call{method: "POST", path: "/api/v1/me/tokens", body: `{"name":"x","rights":["fly"],"expires_at":"2026-12-01T00:00:00Z"}`, as: aTechnician}),
		http.StatusUnprocessableEntity, codeInvalid)
	if w := o.do(call{method: "DELETE", path: "/api/v1/me/tokens/tok_1", as: aTechnician}); w.Code != http.StatusNoContent || !slices.Equal(o.media.dropped, []string{"tok_1"}) {
		t.Errorf("removing a token is %d, and the windows of %v were closed", w.Code, o.media.dropped)
	}
}

func TestPeople(t *testing.T) {
	t.Parallel()
	o := newOffice(t, func(cfg *Config) { cfg.PublicURL = &url.URL{Scheme: "https", Host: "help.example.com"} })
	if got := decoded[List[Person]](t, o.do(call{method: "GET", path: "/api/v1/people", as: anAdministrator}), http.StatusOK); len(got.Items) != 2 || got.Items[0].GroupIDs == nil {
		t.Errorf("people are %+v", got)
	}
	invited := decoded[Invited](t, o.do(call{method: "POST", path: "/api/v1/people", as: anAdministrator,
		body: `{"name":"Doi","email":"doi@example.com","role":"technician","group_ids":["grp_tokyo"]}`}), http.StatusCreated)
	if invited.Link != "https://help.example.com/link#linktoken" || invited.Person.HasPassword {
		t.Errorf("invited is %+v", invited)
	}
	problemOf(t, o.do(call{method: "POST", path: "/api/v1/people", as: anAdministrator, body: `{"name":"Doi","email":"doi@example.com","role":"king"}`}),
		http.StatusUnprocessableEntity, codeInvalid)
	decoded[Person](t, o.do(call{method: "PATCH", path: "/api/v1/people/usr_tech", as: anAdministrator, body: `{"disabled":true,"group_ids":[]}`}), http.StatusOK)
	if c := o.access.changes[0]; !*c.Disabled || c.GroupIDs == nil || len(*c.GroupIDs) != 0 || c.Name != nil || c.AllDevices != nil {
		t.Errorf("change is %+v", c)
	}
	if link := decoded[PasswordLink](t, o.do(call{method: "POST", path: "/api/v1/people/usr_tech/link", as: anAdministrator}), http.StatusCreated); link.ExpiresAt.IsZero() {
		t.Errorf("link is %+v", link)
	}
	o.access.err = access.ErrLastAdmin
	problemOf(t, o.do(call{method: "PATCH", path: "/api/v1/people/usr_admin", as: anAdministrator, body: `{"disabled":true}`}), http.StatusConflict, "last_administrator")
}

func TestGroupsOfOthersAreNotListed(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	if got := decoded[List[Group]](t, o.do(call{method: "GET", path: "/api/v1/groups", as: anObserver}), http.StatusOK); len(got.Items) != 2 {
		t.Errorf("all groups are %+v", got)
	}
	if got := decoded[List[Group]](t, o.do(call{method: "GET", path: "/api/v1/groups", as: aTechnician}), http.StatusOK); len(got.Items) != 1 || got.Items[0].ID != "grp_tokyo" {
		t.Errorf("the technician's groups are %+v", got)
	}
	decoded[Group](t, o.do(call{method: "POST", path: "/api/v1/groups", as: anAdministrator, body: `{"name":"Nara"}`}), http.StatusCreated)
	if kept := o.devices.records; len(kept) != 1 || kept[0].Action != audit.GroupCreated || kept[0].Actor.ID != anAdministrator.ID || kept[0].Details["group"] != "Nara" {
		t.Errorf("with the group was written %+v", kept)
	}
	local := anAdministrator
	local.ID, local.AllDevices, local.GroupIDs = "usr_local", false, []string{"grp_tokyo"}
	o.access.people[local.ID] = local
	problemOf(t, o.do(call{method: "POST", path: "/api/v1/groups", as: local, body: `{"name":"Kobe"}`}), http.StatusForbidden, codeForbidden)
	o.devices.err = device.ErrGroupExists
	problemOf(t, o.do(call{method: "POST", path: "/api/v1/groups", as: anAdministrator, body: `{"name":"Tokyo"}`}), http.StatusConflict, "group_exists")
}

func TestDevices(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	w := o.do(call{method: "GET", path: "/api/v1/devices?search=%E4%BD%90%E8%97%A4&platform=android&presence=online&in_session=true&group=grp_tokyo&cursor=abc&limit=7", as: aTechnician})
	page := decoded[Page[Device]](t, w, http.StatusOK)
	want := device.Filter{Search: "佐藤", Platform: device.Android, Presence: "online", GroupID: "grp_tokyo", InSession: true, After: "abc", Limit: 7,
		Scope: device.Scope{GroupIDs: []string{"grp_tokyo"}}}
	if got := o.devices.filters[0]; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("filter is %+v, want %+v", got, want)
	}
	tokyo, osaka := page.Items[0], page.Items[1]
	if tokyo.Name != `<img src=x onerror="alert(1)">` || tokyo.Owner.Kana != "サトウ ハナコ" || tokyo.Presence != Online {
		t.Errorf("device is %+v", tokyo)
	}
	if tokyo.OpenSession == nil || tokyo.OpenSession.ID != "ses_1" || len(tokyo.Actions) != 1 || tokyo.Actions[0].Name != StartRemoteControl ||
		tokyo.Actions[0].Enabled || tokyo.Actions[0].Findings[0].Code != preflight.DeviceBusy {
		t.Errorf("device with a session is %+v", tokyo)
	}
	if osaka.Presence != Never || len(osaka.Actions) != 0 || osaka.OpenSession != nil || page.Next != "more" {
		t.Errorf("device of which only apps are managed is %+v", osaka)
	}
	if !strings.Contains(w.Body.String(), `"actions":[]`) || strings.Contains(w.Body.String(), "null") {
		t.Errorf("an empty list is not []: %s", w.Body)
	}
	decoded[Page[Device]](t, o.do(call{method: "GET", path: "/api/v1/devices", as: anObserver}), http.StatusOK)
	if got := o.devices.filters[1]; got.Limit != 50 || !got.Scope.All {
		t.Errorf("the default filter is %+v", got)
	}
}

func TestPaginationIsBounded(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for _, path := range []string{"devices", "sessions", "audit"} {
		for _, query := range []string{"limit=0", "limit=201", "limit=-1", "limit=many", "cursor=" + strings.Repeat("x", 1001), "offset=1"} {
			problemOf(t, o.do(call{method: "GET", path: "/api/v1/" + path + "?" + query, as: anAdministrator}), http.StatusUnprocessableEntity, codeInvalid)
		}
	}
	problemOf(t, o.do(call{method: "GET", path: "/api/v1/devices?platform=toaster", as: anAdministrator}), http.StatusUnprocessableEntity, codeInvalid)
	problemOf(t, o.do(call{method: "GET", path: "/api/v1/devices?search=" + strings.Repeat("x", 101), as: anAdministrator}), http.StatusUnprocessableEntity, codeInvalid)
	problemOf(t, o.do(call{method: "GET", path: "/api/v1/audit?since=yesterday", as: anAdministrator}), http.StatusUnprocessableEntity, codeInvalid)
	problemOf(t, o.do(call{method: "GET", path: "/api/v1/devices/" + strings.Repeat("x", 65), as: anAdministrator}), http.StatusUnprocessableEntity, codeInvalid)
}

func TestOneDevice(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	got := decoded[DeviceDetail](t, o.do(call{method: "GET", path: "/api/v1/devices/dev_tokyo", as: aTechnician}), http.StatusOK)
	if got.Report == nil || got.Report.Battery != nil || got.Report.Codec != "H264" || len(got.Report.Apps) != 1 || got.ID != "dev_tokyo" {
		t.Errorf("device is %+v with report %+v", got, got.Report)
	}
	if got = decoded[DeviceDetail](t, o.do(call{method: "GET", path: "/api/v1/devices/dev_osaka", as: anObserver}), http.StatusOK); got.Report != nil {
		t.Errorf("a device that said nothing has the report %+v", got.Report)
	}
	if counts := decoded[Counts](t, o.do(call{method: "GET", path: "/api/v1/devices/counts?lifecycle=in_use", as: anObserver}), http.StatusOK); counts.Matching != 2 {
		t.Errorf("counts are %+v", counts)
	}
	found := decoded[Findings](t, o.do(call{method: "GET", path: "/api/v1/devices/dev_tokyo/preflight", as: aTechnician}), http.StatusOK)
	if len(found.Findings) != 1 || found.Findings[0].Facts["mode"] != "attended" {
		t.Errorf("findings are %+v", found)
	}
	problemOf(t, o.do(call{method: "GET", path: "/api/v1/devices/dev_tokyo/preflight?provider=none", as: aTechnician}), http.StatusUnprocessableEntity, "no_provider")
}

func TestImportCleansWhatItTakes(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	w := o.do(call{method: "POST", path: "/api/v1/devices/import", as: anAdministrator, body: `{"enroll":true,"devices":[
		{"name":"<b>phone\u0007\u202e</b>\n","platform":"android","management":"android_kiosk","serial":"A\u0000B","groups":["Tokyo\t"]},
		{"name":"tablet","platform":"ios","management":"ios_shared","lifecycle":"retired"}]}`})
	out := decoded[ImportResult](t, w, http.StatusOK)
	if len(out.IDs) != 2 || len(out.EnrollmentTokens) != 2 || !out.ExpiresAt.After(testTime) {
		t.Fatalf("result is %+v", out)
	}
	if !slices.Equal(o.support.moved, out.IDs) {
		t.Errorf("sessions follow %v to their groups, want %v", o.support.moved, out.IDs)
	}
	phone, tablet := o.devices.imported[0], o.devices.imported[1]
	if phone.Name != "<b>phone  </b>" || phone.Serial != "A B" || phone.Groups[0] != "Tokyo" || phone.Lifecycle != device.InUse || tablet.Lifecycle != device.Retired {
		t.Errorf("imported %+v and %+v", phone, tablet)
	}
	if got, want := o.devices.enrolled[out.IDs[0]], id.Secret(out.EnrollmentTokens[0]).Hash(); got != want {
		t.Errorf("what is kept of the token is %q, want its hash %q", got, want)
	}
	if kept := o.devices.records; len(kept) != 3 || kept[0].Action != audit.DevicesImported || kept[1].Action != audit.EnrollmentMade {
		t.Errorf("audit records are %+v", kept)
	}
	for _, r := range o.devices.records {
		if strings.Contains(fmt.Sprint(r), out.EnrollmentTokens[0]) {
			t.Errorf("the audit log holds a token: %+v", r)
		}
	}
}

func TestImportRefusesWhole(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	good := `{"name":"phone","platform":"android","management":"android_kiosk"}`
	for where, devices := range map[string]string{
		"body.devices[1].name":       good + `,{"name":"` + strings.Repeat("x", 10_000) + `","platform":"android","management":"android_kiosk"}`,
		"body.devices[1].management": good + `,{"name":"x","platform":"ios","management":"android_kiosk"}`,
		"body.devices[0].name":       `{"name":"\u0000\u200f","platform":"android","management":"android_kiosk"}`,
		"body.devices[0].platform":   `{"name":"x","platform":"computer","management":"guest"}`,
		"body.devices":               strings.Repeat(good+",", 1000) + good,
	} {
		p := problemOf(t, o.do(call{method: "POST", path: "/api/v1/devices/import", as: anAdministrator, body: `{"devices":[` + devices + `]}`}),
			http.StatusUnprocessableEntity, codeInvalid)
		if len(p.Errors) == 0 || p.Errors[0].Location != where {
			t.Errorf("errors are %+v, want one at %s", p.Errors, where)
		}
	}
	if len(o.devices.imported) > 0 {
		t.Errorf("imported %+v", o.devices.imported)
	}
}

func TestScopedAdministratorDoesNotImport(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	scoped := access.Person{ID: "usr_scoped", Role: access.Administrator, GroupIDs: []string{"grp_tokyo"}}
	o.access.people[scoped.ID] = scoped
	body := `{"devices":[{"id":"dev_osaka","name":"mine now","platform":"ios","management":"ios_shared"}]}`
	problemOf(t, o.do(call{method: "POST", path: "/api/v1/devices/import", as: scoped, body: body}), http.StatusForbidden, codeForbidden)
	problemOf(t, o.do(call{method: "POST", path: "/api/v1/devices/dev_osaka/enrollment", as: scoped}), http.StatusNotFound, codeNotFound)
	if got := decoded[Enrollment](t, o.do(call{method: "POST", path: "/api/v1/devices/dev_tokyo/enrollment", as: scoped}), http.StatusCreated); got.Token == "" {
		t.Errorf("enrollment is %+v", got)
	}
}

func TestStartAndView(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	started := decoded[Started](t, o.do(call{method: "POST", path: "/api/v1/devices/dev_tokyo/sessions", as: aTechnician,
		body: `{"mode":"attended","reason":" mail\u0000 broken ","ticket":"T-1","help_request_id":"hlp_1","replace":"ses_0"}`}), http.StatusCreated)
	if want := (support.StartInput{DeviceID: "dev_tokyo", Mode: support.Attended, Reason: "mail  broken", Ticket: "T-1", HelpRequestID: "hlp_1", Replace: "ses_0"}); o.support.started[0] != want {
		t.Errorf("started with %+v, want %+v", o.support.started[0], want)
	}
	if started.Grant != "grant" || started.Session.Device == nil || started.Session.Device.OwnerName != "佐藤 花子" || started.Session.DeadlineReason != support.NoAnswer {
		t.Errorf("started %+v", started)
	}
	viewed := decoded[Viewed](t, o.do(call{method: "POST", path: "/api/v1/sessions/ses_1/view", as: aTechnician, body: `{"sdp":"offer","key":"grant"}`}), http.StatusOK)
	if v := o.media.viewers[0]; viewed.SDP != "answer to offer" || viewed.ResumeKey != "resume" || viewed.ViewerID != v.ID || v.PersonID != aTechnician.ID || len(v.Rights) != 1 {
		t.Errorf("viewed %+v as %+v", viewed, v)
	}
	decoded[Viewed](t, o.do(call{method: "POST", path: "/api/v1/sessions/ses_1/view", token: "token-usr_tech", body: `{"sdp":"offer","key":"grant"}`}), http.StatusOK)
	if browser, script := o.media.viewers[0], o.media.viewers[1]; !browser.Until.IsZero() || browser.TokenID != "" || !script.Until.Equal(tokenEnds) || script.TokenID != "tok_1" {
		t.Errorf("a browser's window is until %v, a token's until %v", browser.Until, script.Until)
	}
	problemOf(t, o.do(call{method: "POST", path: "/api/v1/sessions/ses_1/view", as: aTechnician, body: `{"sdp":"offer","key":"stolen"}`}), http.StatusForbidden, "bad_key")
	problemOf(t, o.do(call{method: "POST", path: "/api/v1/sessions/ses_1/view", as: aTechnician, body: `{"sdp":"bad","key":"grant"}`}), http.StatusUnprocessableEntity, "bad_offer")
	problemOf(t, o.do(call{method: "POST", path: "/api/v1/sessions/ses_1/view", as: aTechnician, body: `{"sdp":"` + strings.Repeat("x", 32769) + `","key":"grant"}`}),
		http.StatusUnprocessableEntity, codeInvalid)
	problemOf(t, o.do(call{method: "POST", path: "/api/v1/devices/dev_tokyo/sessions", as: aTechnician, body: `{"reason":"\u200b"}`}), http.StatusUnprocessableEntity, codeInvalid)
}

func TestSessions(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	page := decoded[Page[Session]](t, o.do(call{method: "GET", path: "/api/v1/sessions?open=true&device_id=dev_tokyo&since=2026-11-22T00:00:00Z&limit=200", as: aTechnician}), http.StatusOK)
	if f := o.support.filters[0]; !f.Open || f.DeviceID != "dev_tokyo" || f.Since.IsZero() || !f.Until.IsZero() || f.Limit != 200 {
		t.Errorf("filter is %+v", f)
	}
	if len(page.Items) != 1 || page.Items[0].Device.Name == "" || page.Next != "more" {
		t.Errorf("page is %+v", page)
	}
	w := o.do(call{method: "GET", path: "/api/v1/sessions/ses_1", as: aTechnician})
	if s := decoded[Session](t, w, http.StatusOK); s.State != support.Waiting || s.EndedBy != nil || strings.Contains(w.Body.String(), "ended_at") {
		t.Errorf("session is %s", w.Body)
	}
	ended := decoded[Session](t, o.do(call{method: "POST", path: "/api/v1/sessions/ses_1/end", as: aTechnician, body: `{"outcome":"resolved","note":"line\nline\u0000"}`}), http.StatusOK)
	if ended.Outcome != support.Resolved || ended.EndedBy == nil || ended.EndedBy.Name != "Baba" || o.support.notes[0] != "line\nline" {
		t.Errorf("ended %+v with %q", ended, o.support.notes)
	}
	decoded[Session](t, o.do(call{method: "POST", path: "/api/v1/sessions/ses_1/note", as: aTechnician, body: `{"note":"done"}`}), http.StatusOK)
	if g := decoded[Grant](t, o.do(call{method: "POST", path: "/api/v1/sessions/ses_1/grants", as: anObserver}), http.StatusCreated); g.Grant != "grant2" || len(g.Rights) != 1 {
		t.Errorf("grant is %+v", g)
	}
}

func TestHelpRequests(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	if got := decoded[List[HelpRequest]](t, o.do(call{method: "GET", path: "/api/v1/help-requests", as: aTechnician}), http.StatusOK); got.Items[0].Device == nil || got.Items[0].Text != "help me" {
		t.Errorf("help requests are %+v", got)
	}
	for _, c := range []call{
		{method: "POST", path: "/api/v1/help-requests/hlp_1/take"}, {method: "POST", path: "/api/v1/help-requests/hlp_1/release"},
		{method: "POST", path: "/api/v1/help-requests/hlp_1/close", body: `{"outcome":"escalate","note":"hard"}`},
	} {
		o.support.err = nil
		c.as = aTechnician
		if got := decoded[HelpRequest](t, o.do(c), http.StatusOK); got.ID != "hlp_1" {
			t.Errorf("%s: %+v", c.path, got)
		}
		o.support.err = fmt.Errorf("take: %w", support.ErrAlreadyTaken)
		problemOf(t, o.do(c), http.StatusConflict, "already_taken")
	}
	problemOf(t, o.do(call{method: "POST", path: "/api/v1/help-requests/hlp_1/close", body: `{"outcome":""}`, as: aTechnician}), http.StatusUnprocessableEntity, codeInvalid)
}

func TestShares(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	if got := decoded[CreatedShare](t, o.do(call{method: "POST", path: "/api/v1/shares", as: aTechnician, body: `{"reason":"look"}`}), http.StatusCreated); got.Link != "http://localhost/share/#123456789" {
		t.Errorf("share is %+v", got)
	}
	if got := decoded[Share](t, o.do(call{method: "GET", path: "/api/v1/shares/shr_1", as: aTechnician}), http.StatusOK); got.State != support.ShareWaiting {
		t.Errorf("share is %+v", got)
	}
	if got := decoded[GuestDevice](t, o.do(call{method: "POST", path: "/api/v1/shares/redeem", body: `{"code":"123456789"}`}), http.StatusOK); got.Token != "guesttoken" || got.Server != "help.example.com" {
		t.Errorf("guest is %+v", got)
	}
	for _, code := range []string{"", strings.Repeat("1", support.MaxCode+1)} {
		problemOf(t, o.do(call{method: "POST", path: "/api/v1/shares/redeem", body: `{"code":"` + code + `"}`}), http.StatusUnprocessableEntity, codeInvalid)
	}
}

func TestAudit(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	first := audit.New(testTime, principal(aTechnician).Actor(), audit.SessionEnded, "dev_tokyo", "ses_1", "reason", "declined")
	first.Seq, first.Hash = 1, audit.Link("", first)
	o.audit.records = []audit.Record{first}
	page := decoded[Page[AuditRecord]](t, o.do(call{method: "GET", path: "/api/v1/audit?action=session.ended&actor_id=usr_tech", as: aTechnician}), http.StatusOK)
	if f := o.audit.filters[0]; f.Action != audit.SessionEnded || f.ActorID != "usr_tech" || f.DeviceScopeAll || !slices.Equal(f.DeviceGroupIDs, []string{"grp_tokyo"}) {
		t.Errorf("filter is %+v", f)
	}
	if r := page.Items[0]; r.Actor.Name != "Baba" || r.Details["reason"] != "declined" || r.Seq != 1 {
		t.Errorf("record is %+v", r)
	}
	if c := decoded[ChainState](t, o.do(call{method: "GET", path: "/api/v1/audit/chain", as: anAdministrator}), http.StatusOK); !c.OK || c.Linked != 1 || c.Head != first.Hash {
		t.Errorf("chain is %+v", c)
	}
	o.audit.records[0].Actor.Name = "Someone else"
	if c := decoded[ChainState](t, o.do(call{method: "GET", path: "/api/v1/audit/chain", as: anAdministrator}), http.StatusOK); c.OK || c.BrokenAt != 1 {
		t.Errorf("changed chain is %+v", c)
	}
}

// FuzzCursor holds that a cursor reaches the store as it is, or not at all.
func FuzzCursor(f *testing.F) {
	f.Add("abc")
	f.Add("ü%00\xff")
	devices := newFakeDevices()
	o := &office{API: New(Config{Access: newFakeAccess(), Support: newFakeSupport(), Devices: devices})}
	f.Fuzz(func(t *testing.T, cursor string) {
		devices.filters = nil
		w := o.do(call{method: "GET", path: "/api/v1/devices?cursor=" + url.QueryEscape(cursor), as: anAdministrator})
		if w.Code == http.StatusOK && (len(devices.filters) != 1 || devices.filters[0].After != cursor) {
			t.Errorf("cursor %q reached the store as %+v", cursor, devices.filters)
		}
		if w.Code != http.StatusOK && w.Code != http.StatusUnprocessableEntity {
			t.Errorf("cursor %q is answered by %d", cursor, w.Code)
		}
	})
}

// FuzzImport holds that whatever a directory says of a device, nothing but clean text reaches the store.
func FuzzImport(f *testing.F) {
	f.Add([]byte(`{"devices":[{"name":"a","platform":"android","management":"android_kiosk","owner":{"name":"\u0000"}}]}`))
	devices, log := newFakeDevices(), &fakeAudit{}
	a := New(Config{Access: newFakeAccess(), Support: newFakeSupport(), Devices: devices, Audit: log, Events: NewEvents(EventsConfig{})})
	f.Fuzz(func(t *testing.T, body []byte) {
		devices.imported, devices.enrolled, log.records = nil, make(map[string]string), nil
		r := httptest.NewRequest(http.MethodPost, "http://localhost/api/v1/devices/import", strings.NewReader(string(body)))
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: anAdministrator.ID})
		w := httptest.NewRecorder()
		a.ServeHTTP(w, r)
		if w.Code >= http.StatusInternalServerError {
			t.Fatalf("%q is answered by %d", body, w.Code)
		}
		for _, d := range devices.imported {
			for _, s := range append([]string{d.Name, d.Serial, d.Owner.Name, d.Owner.Kana, d.Location, d.Model}, d.Groups...) {
				if strings.ContainsFunc(s, unicode.IsControl) {
					t.Errorf("%q reached the store", s)
				}
			}
		}
	})
}
