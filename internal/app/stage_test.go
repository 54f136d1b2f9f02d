package app

import (
	"context"
	"html"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider/teamviewer/teamviewertest"
)

// The apps of the catalog, and the packages of those that tests play.
const (
	appQuickSupport    = "app_quicksupport_android"
	appQuickSupportIOS = "app_quicksupport_ios"
	appHost            = "app_host_android"
	appAddOn           = "app_addon_universal"

	packageQuickSupport = "com.teamviewer.quicksupport.market"
	packageHost         = "com.teamviewer.host.market"
	packageAddOn        = "com.teamviewer.quicksupport.addon.universal"
	bundleQuickSupport  = "com.example.quicksupport" // entered by the administrator: no source tells it
)

// stageOnly has the simulated MDM and the stand-in, and nobody who plays phones. Sessions are looked at often.
func stageOnly(c *Config) {
	c.Demo = &Demo{}
	c.Clocks.LookWaiting, c.Clocks.LookHandedOver = 100*time.Millisecond, 200*time.Millisecond
}

// A theatre is a server with a stage, where the administrator is signed in.
type theatre struct {
	place
	viewer *teamviewertest.Server
	admin  *caller
	// enroll puts a device under the simulated MDM.
	enroll func(ctx context.Context, deviceID string, m device.Management) (id.Secret, error)
	node   *node // nil for a server in a process of its own
}

func newTheatre(t *testing.T, change ...func(*Config)) *theatre {
	t.Helper()
	n := start(t, append([]func(*Config){stageOnly}, change...)...)
	t.Cleanup(func() { wantNoStrays(t, n.stage.viewer) })
	return &theatre{place: n.place, viewer: n.stage.viewer, admin: n.administrator(), enroll: n.stage.mdm.Enroll, node: n}
}

// teamViewer is a way at TeamViewer.
func teamViewer(mode string, more ...object) object {
	o := object{"provider": "teamviewer", "mode": mode}
	for _, m := range more {
		maps.Copy(o, m)
	}
	return o
}

// bind connects an account by script tokens: the company's for a mode, or with an empty mode the caller's own.
func (c *caller) bind(mode, token string) {
	c.t.Helper()
	if mode == "" {
		c.must("PUT", "/me/teamviewer/script-token", object{"token": token})
		return
	}
	c.must("PUT", "/help-at-work/accounts/script-token", teamViewer(mode, object{"token": token}))
}

// activate binds the company's account and agrees to what is there to agree to.
func (c *caller) activate(modes ...string) {
	c.t.Helper()
	for _, mode := range modes {
		c.bind(mode, teamviewertest.CompanyToken)
		version := c.must("GET", "/help-at-work/agreement", nil)["version"]
		c.must("POST", "/help-at-work/activations", teamViewer(mode, object{"agreement_version": version}))
	}
}

// distribute sends an app to these devices; none takes it back from all.
func (c *caller) distribute(appID string, deviceIDs ...string) {
	c.t.Helper()
	now := c.must("GET", "/support-apps/"+appID+"/distribution", nil)
	d := object{"to": "no_one", "install": "required", "version": now["version"]}
	if len(deviceIDs) > 0 {
		d = object{"to": "custom", "device_ids": deviceIDs, "install": "required", "version": now["version"]}
	}
	c.must("PUT", "/support-apps/"+appID+"/distribution", d)
}

// keys maps our values to the keys of the simulated apps.
func (c *caller) keys() {
	c.t.Helper()
	session := []object{{"name": "sim_session_id", "type": "string", "value": "{{session_id}}", "session": true}}
	host := []object{{"name": "sim_assignment_id", "type": "string", "value": "{{assignment}}"}, {"name": "sim_device_reference", "type": "string", "value": "{{device_ref}}"}}
	for appID, keys := range map[string][]object{appQuickSupport: session, appQuickSupportIOS: session, appHost: host} {
		now := c.must("GET", "/support-apps/"+appID+"/keys", nil)
		c.must("PUT", "/support-apps/"+appID+"/keys", object{"source": "by_hand", "schema": []object{}, "keys": keys, "version": now["version"]})
	}
}

// findings are the codes of what stands in a way for a caller; blocked says whether one of them blocks.
func (c *caller) findings(deviceID, mode string) (codes []string, blocked bool) {
	c.t.Helper()
	for _, w := range items(c.must("GET", "/devices/"+deviceID+"/ways", nil)) {
		if str(w, "provider") != "teamviewer" || str(w, "mode") != mode {
			continue
		}
		for _, f := range w["findings"].([]any) {
			code := str(f.(object), "code")
			if str(f.(object), "severity") == "block" {
				code += "!"
			}
			codes = append(codes, code)
		}
		return codes, w["blocked"] == true
	}
	c.t.Fatalf("device %s has no way teamviewer %s", deviceID, mode)
	return nil, false
}

func items(o object) []object {
	list, _ := o["items"].([]any)
	all := make([]object, 0, len(list))
	for _, one := range list {
		all = append(all, one.(object))
	}
	return all
}

// session is one session as the API tells it.
func (c *caller) session(sessionID string) object {
	c.t.Helper()
	return c.must("GET", "/sessions/"+sessionID, nil)
}

// is waits until a session is in a state.
func (c *caller) is(sessionID, state string) object {
	c.t.Helper()
	var s object
	until(c.t, "session "+sessionID+" is "+state, func() bool {
		s = c.session(sessionID)
		return str(s, "state") == state
	})
	return s
}

// attended starts a session at TeamViewer.
func (c *caller) attended(deviceID string) string {
	c.t.Helper()
	sessionID, _ := c.begin(deviceID, func(o object) { o["provider"] = "teamviewer" })
	return sessionID
}

// A browser follows the pages of the stand-in for a caller: sign-in, consent, and back to the server's callback, where it
// has the caller's cookie.
type browser struct {
	*caller
	pages http.Client
}

func (c *caller) browser() *browser {
	b := &browser{caller: c, pages: http.Client{Jar: c.http.Jar, Timeout: soon, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	c.t.Cleanup(b.pages.CloseIdleConnections)
	return b
}

// visit asks for a page and returns status, Location and text.
func (b *browser) visit(address string, form url.Values) (status int, location, page string) {
	b.t.Helper()
	method, body := http.MethodGet, io.Reader(nil)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(b.t.Context(), method, address, body)
	if err != nil {
		b.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	a, err := b.pages.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return a.StatusCode, a.Header.Get("Location"), string(text)
}

var formRequest = regexp.MustCompile(`name="request" value="([^"]+)"`)

// consent signs in as an account of the stand-in and answers its question; it returns where the browser is sent back to.
func (b *browser) consent(address, account, decision string) (back string) {
	b.t.Helper()
	at, err := url.Parse(address)
	if err != nil {
		b.t.Fatal(err)
	}
	origin := at.Scheme + "://" + at.Host
	_, _, page := b.visit(address, nil)
	request := formRequest.FindStringSubmatch(page)
	if request == nil {
		b.t.Fatalf("no sign-in page: %.300s", page)
	}
	form := url.Values{"request": {html.UnescapeString(request[1])}, "account": {account}}
	if status, _, page := b.visit(origin+"/oauth2/sign-in", form); status != http.StatusOK {
		b.t.Fatalf("sign-in: %d %.300s", status, page)
	}
	status, back, page := b.visit(origin+"/oauth2/consent", url.Values{"request": form["request"], "decision": {decision}})
	if status != http.StatusSeeOther {
		b.t.Fatalf("consent: %d %.300s", status, page)
	}
	return back
}

// connect connects an account by OAuth, the company's of a mode or with an empty mode the caller's own, and returns where
// the browser ends up.
func (b *browser) connect(mode, account, decision string) string {
	b.t.Helper()
	status, location, _ := b.visit(b.consent(b.begins(mode), account, decision), nil)
	if status != http.StatusSeeOther {
		b.t.Fatalf("callback: %d", status)
	}
	return location
}

// begins is where the server sends a browser to connect an account.
func (b *browser) begins(mode string) string {
	b.t.Helper()
	if mode == "" {
		return str(b.must("POST", "/me/teamviewer/connect", object{"return_to": "/account"}), "url")
	}
	return str(b.must("POST", "/help-at-work/accounts/connect", teamViewer(mode, object{"return_to": "/admin/infrastructure/help-at-work"})), "url")
}

// codeOf is a session code at the stand-in that carries the id of a session.
func codesOf(viewer *teamviewertest.Server, sessionID string) (all []teamviewertest.Code) {
	for _, c := range viewer.Codes() {
		if c.CustomAPI == sessionID {
			all = append(all, c)
		}
	}
	return all
}

// verified fails unless the audit chain is linked and whole.
func (c *caller) verified() {
	c.t.Helper()
	until(c.t, "the audit chain is whole", func() bool { return c.must("GET", "/audit/chain", nil)["ok"] == true })
}

// taped writes the log where the test can read it, at the level that tells most.
func taped(log *tape) func(*Config) {
	return func(c *Config) {
		c.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug - 4}))
	}
}

// text is what was written so far.
func (w *tape) text() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.kept.String()
}

// events follows the live hints until the test ends, and returns what it heard so far.
func (c *caller) events(t *testing.T) func() string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.base+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{Jar: c.http.Jar, Transport: c.http.Transport}
	t.Cleanup(client.CloseIdleConnections)
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("events: %d", answer.StatusCode)
	}
	heard := new(tape)
	done := make(chan struct{})
	go func() {
		defer close(done)
		io.Copy(heard, answer.Body) // it ends with the test
	}()
	t.Cleanup(func() { answer.Body.Close(); <-done })
	return heard.text
}

func mustParse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// wantNoStrays fails when the server used what nobody knows of TeamViewer.
func wantNoStrays(t *testing.T, viewer *teamviewertest.Server) {
	t.Helper()
	if strays := viewer.Strays(); len(strays) > 0 {
		t.Errorf("not listed: %q", strays)
	}
}
