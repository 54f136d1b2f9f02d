package app

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/helpatwork/helpatwork/internal/provider/teamviewer/teamviewertest"
)

// card is how a way at TeamViewer stands.
func (c *caller) card(mode string) object {
	c.t.Helper()
	for _, one := range c.must("GET", "/help-at-work", nil)["cards"].([]any) {
		if card := one.(object); str(card, "provider") == "teamviewer" && str(card, "mode") == mode {
			return card
		}
	}
	c.t.Fatalf("no card of %s", mode)
	return nil
}

func TestActivationByOAuth(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	admin := th.admin
	b := admin.browser()

	attended := teamViewer("attended")
	admin.refused(http.StatusConflict, "no_binding", "POST", "/help-at-work/activations", teamViewer("attended", object{"agreement_version": 1}))
	if at := b.connect("attended", "u100001", "deny"); at != "/admin/infrastructure/help-at-work?teamviewer=refused" {
		t.Errorf("after a refusal at %s", at)
	}
	admin.refused(http.StatusConflict, "no_binding", "POST", "/help-at-work/accounts/test", attended)
	if at := b.connect("attended", "u100001", "allow"); at != "/admin/infrastructure/help-at-work?teamviewer=connected" {
		t.Errorf("after consent at %s", at)
	}
	if at := b.connect("unattended", "u100002", "allow"); !strings.HasSuffix(at, "?teamviewer=connected") {
		t.Errorf("second account at %s", at)
	}
	if got := str(admin.card("attended"), "binding", "account", "name"); got != "Aki Yamada" {
		t.Errorf("attended is bound to %q", got)
	}
	if got := str(admin.card("unattended"), "binding", "account", "name"); got != "Hana Mori" {
		t.Errorf("unattended is bound to %q", got)
	}

	health := admin.must("POST", "/help-at-work/accounts/test", attended)
	if str(health, "account", "company") == "" || health["problem"] != nil || len(health["licenses"].([]any)) == 0 {
		t.Errorf("health %v: want account, company and licenses", health)
	}

	// What legal approved is agreed to, and which version that was stays on record.
	admin.must("POST", "/help-at-work/agreement", object{"text": object{"en": "What legal approved", "ja": "法務が承認した文面"}})
	admin.refused(http.StatusConflict, "old_agreement", "POST", "/help-at-work/activations", teamViewer("attended", object{"agreement_version": 1}))
	made := admin.must("POST", "/help-at-work/activations", teamViewer("attended", object{"agreement_version": 2}))
	if str(made, "state") != "active" || made["agreement_version"] != 2.0 || str(made, "agreed_by", "id") != admin.id || str(made, "account", "name") != "Aki Yamada" || str(made, "agreed_at") == "" {
		t.Errorf("activation %v", made)
	}
	admin.must("POST", "/help-at-work/agreement", object{"text": object{"en": "A later text", "ja": "後の文面"}})
	if kept := admin.card("attended")["activation"].(object); kept["agreement_version"] != 2.0 {
		t.Errorf("the activation now names version %v", kept["agreement_version"])
	}
	if text := str(admin.must("GET", "/help-at-work/agreement?version=2", nil), "text", "ja"); text != "法務が承認した文面" {
		t.Errorf("version 2 says %q", text)
	}
	admin.refused(http.StatusConflict, "already_active", "POST", "/help-at-work/activations", teamViewer("attended", object{"agreement_version": 3}))
	if got := str(admin.card("unattended"), "state"); got != "off" {
		t.Errorf("unattended is %s by the activation of attended", got)
	}
	admin.must("POST", "/help-at-work/activations", teamViewer("unattended", object{"agreement_version": 3}))
}

func TestAReturnFromTheProviderThatIsNotOurs(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	admin := th.admin
	b := admin.browser()
	callback := th.node.callback()
	bound := func() bool { return str(admin.must("GET", "/me/teamviewer", nil), "state") == "own" }
	failed := func(how, address string, by *browser) {
		t.Helper()
		status, at, _ := by.visit(address, nil)
		if status != http.StatusSeeOther || !strings.HasPrefix(at, "/account") || !strings.HasSuffix(at, "teamviewer=failed") && !strings.HasSuffix(at, "teamviewer=expired") {
			t.Errorf("%s: %d to %q", how, status, at)
		}
		if bound() {
			t.Errorf("%s: an account is connected", how)
		}
	}
	with := func(address, key, value string) string {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		q := u.Query()
		q.Del(key)
		if value != "" {
			q.Set(key, value)
		}
		u.RawQuery = q.Encode()
		return u.String()
	}
	back := func() string { return b.consent(b.begins(""), "u100003", "allow") }

	failed("no state", with(back(), "state", ""), b)
	failed("a wrong state", with(back(), "state", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), b)
	failed("neither code nor error", with(back(), "code", ""), b)
	failed("two states", back()+"&state=x", b)
	failed("a made-up code", with(back(), "code", "AAAAAAAAAAAAAAAAAAAAAAAAAA"), b)
	failed("nothing", callback, b)

	colleague := th.colleague(admin, "Ben", "technician").browser()
	stolen := back()
	failed("the state of another browser", stolen, colleague)
	failed("a state that somebody else tried", stolen, b)
	failed("a browser that is not signed in", back(), th.caller().browser())
	if str(colleague.must("GET", "/me/teamviewer", nil), "state") != "none" {
		t.Error("the colleague got somebody else's account")
	}

	good := back()
	if _, at, _ := b.visit(good, nil); at != "/account?teamviewer=connected" || !bound() {
		t.Fatalf("a good return ends at %q", at)
	}
	admin.must("DELETE", "/me/teamviewer", nil)
	failed("a reused state", good, b)

	for _, to := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "/\t/evil.example", "evil", "/api/v1/me", "javascript:alert(1)"} {
		if status, o := admin.call("POST", "/me/teamviewer/connect", object{"return_to": to}); status < 400 {
			t.Errorf("return_to %q: %d %v", to, status, o)
		}
	}
	if refused := admin.elsewhere("https://evil.example/callback"); refused != http.StatusBadRequest {
		t.Errorf("the stand-in sends browsers to another redirect address: %d", refused)
	}
	script := th.script(admin, "view", "start_teamviewer_session")
	if status, o := script.call("POST", "/me/teamviewer/connect", object{"return_to": "/account"}); status != http.StatusForbidden {
		t.Errorf("a script without a browser begins to connect: %d %v", status, o)
	}
}

// elsewhere asks the consent page with another redirect address than the registered one.
func (c *caller) elsewhere(redirect string) int {
	c.t.Helper()
	b := c.browser()
	at, err := url.Parse(b.begins(""))
	if err != nil {
		c.t.Fatal(err)
	}
	q := at.Query()
	q.Set("redirect_uri", redirect)
	at.RawQuery = q.Encode()
	status, _, _ := b.visit(at.String(), nil)
	return status
}

func TestAScriptTokenIsTriedBeforeItIsKept(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	admin := th.admin
	for name, token := range map[string]string{"unknown": "1-nobodyKnowsThisToken", "with spaces": "a b", "with a line": "a\nb"} {
		if status, o := admin.call("PUT", "/help-at-work/accounts/script-token", teamViewer("attended", object{"token": token})); status != http.StatusUnprocessableEntity && str(o, "code") != "provider_refused" {
			t.Errorf("a token that is %s: %d %v", name, status, o)
		}
	}
	if admin.card("attended")["binding"] != nil {
		t.Error("a bad token was kept")
	}
	admin.bind("attended", teamviewertest.CompanyToken)
	if got := str(admin.card("attended"), "binding", "kind"); got != "script_token" {
		t.Errorf("binding is %q", got)
	}
}

func TestATokenThatDiesIsRefreshed(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	admin := th.admin
	admin.activate("attended")
	h := th.handset("AQUOS 1")
	admin.browser().connect("", "u100001", "allow")
	refreshed := th.viewer.Calls("POST /api/v1/oauth2/token")
	th.viewer.Break(teamviewertest.Fault{Match: "POST /api/v1/sessions", Times: 1, ExpireBefore: true})
	sessionID := admin.attended(h.id)
	admin.is(sessionID, "waiting")
	if got := th.viewer.Calls("POST /api/v1/oauth2/token") - refreshed; got != 1 {
		t.Errorf("refreshed %d times, want once", got)
	}
	codes := codesOf(th.viewer, sessionID)
	if len(codes) != 1 || codes[0].Creator != "u100001" || !codes[0].Open {
		t.Errorf("at the stand-in: %+v", codes)
	}
}

func TestATechnicianNeedsAnAccountOrAMapping(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	admin := th.admin
	admin.activate("attended")
	h := th.handset("AQUOS 1")
	tech, mapped := th.colleague(admin, "Ben", "technician"), th.colleague(admin, "Mia", "technician")
	missing := func(c *caller) bool {
		codes, blocked := c.findings(h.id, "attended")
		return blocked && strings.Contains(strings.Join(codes, " "), "account_missing!")
	}
	if !missing(tech) || !missing(mapped) {
		t.Error("nobody is told that an account is missing")
	}
	tech.refused(http.StatusUnprocessableEntity, "blocked", "POST", "/devices/"+h.id+"/sessions", object{"provider": "teamviewer", "reason": "r"})
	if n := len(th.viewer.Codes()); n != 0 {
		t.Errorf("%d codes were made all the same", n)
	}

	if at := tech.browser().connect("", "u100002", "allow"); at != "/account?teamviewer=connected" {
		t.Errorf("connected at %q", at)
	}
	if missing(tech) {
		t.Error("still blocked after connecting")
	}
	admin.must("PUT", "/help-at-work/mappings", object{"person_id": mapped.id, "account_id": "u100003", "account_name": "Ken Sato"})
	if missing(mapped) {
		t.Error("still blocked after the mapping")
	}
	own := tech.attended(h.id)
	tech.is(own, "waiting")
	tech.must("POST", "/sessions/"+own+"/end", object{})
	theirs := mapped.attended(h.id)
	mapped.is(theirs, "waiting")
	if c := codesOf(th.viewer, own)[0]; c.Creator != "u100002" {
		t.Errorf("the technician's own session was made by %q", c.Creator)
	}
	if c := codesOf(th.viewer, theirs)[0]; c.Creator != "" || c.Assigned != "u100003" {
		t.Errorf("the mapped technician's session was made by %q for %q", c.Creator, c.Assigned)
	}
}

func TestDisablingAPersonRevokesTheirToken(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	admin := th.admin
	tech := th.colleague(admin, "Ben", "technician")
	tech.browser().connect("", "u100002", "allow")
	admin.must("PATCH", "/people/"+tech.id, object{"disabled": true})
	until(t, "the token is revoked at TeamViewer", func() bool { return th.viewer.Calls("POST /api/v1/oauth2/revoke") == 1 })
	admin.must("PATCH", "/people/"+tech.id, object{"disabled": false})
	tech.must("POST", "/sign-in", object{"email": "ben@example.com", "password": "correct horse"})
	if got := str(tech.must("GET", "/me/teamviewer", nil), "state"); got != "none" {
		t.Errorf("who was enabled again has an account: %s", got)
	}
}
