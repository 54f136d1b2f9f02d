package app

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// A route is one operation of the API document.
type route struct{ method, path string }

// routes reads the operations from the committed document, so that a new one is attacked, too.
func routes(t *testing.T) []route {
	t.Helper()
	document, err := os.ReadFile("../../api/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all []route
	path := ""
	for line := range strings.Lines(string(document)) {
		if m := regexp.MustCompile(`^  (/api/v1/[^:]*):`).FindStringSubmatch(line); m != nil {
			path = strings.TrimPrefix(m[1], "/api/v1")
		} else if m := regexp.MustCompile(`^    (get|post|patch|put|delete):`).FindStringSubmatch(line); m != nil && path != "" {
			all = append(all, route{strings.ToUpper(m[1]), path})
		}
	}
	if len(all) < 40 {
		t.Fatalf("only %d operations in the document", len(all))
	}
	return all
}

// bodies are what each operation with a body takes, as far as its check goes before it looks anything up.
var bodies = map[route]object{
	{"POST", "/devices/{id}/sessions"}:      {"reason": "r"},
	{"POST", "/sessions/{id}/view"}:         {"sdp": "v=0", "key": "AAAA"},
	{"POST", "/sessions/{id}/end"}:          {},
	{"POST", "/sessions/{id}/note"}:         {"note": "n"},
	{"POST", "/help-requests/{id}/close"}:   {"outcome": "resolved"},
	{"PATCH", "/people/{id}"}:               {"name": "n"},
	{"POST", "/devices/{id}/enrollment"}:    nil,
	{"POST", "/sessions/{id}/grants"}:       nil,
	{"POST", "/help-requests/{id}/take"}:    nil,
	{"POST", "/help-requests/{id}/release"}: nil,
	{"POST", "/people/{id}/link"}:           nil,
	{"DELETE", "/me/tokens/{id}"}:           nil,
	{"GET", "/devices/{id}"}:                nil,
	{"GET", "/devices/{id}/preflight"}:      nil,
	{"GET", "/sessions/{id}"}:               nil,
	{"GET", "/shares/{id}"}:                 nil,

	{"POST", "/devices/{id}/allow"}:                      {"what": "apps"},
	{"POST", "/devices/{id}/check-in"}:                   nil,
	{"DELETE", "/devices/{id}/help-link"}:                nil,
	{"GET", "/devices/{id}/help-link"}:                   nil,
	{"POST", "/devices/{id}/help-link"}:                  nil,
	{"DELETE", "/devices/{id}/match"}:                    nil,
	{"PUT", "/devices/{id}/match"}:                       {"peer_id": "1234567890"},
	{"GET", "/devices/{id}/peers"}:                       nil,
	{"GET", "/devices/{id}/support-apps"}:                nil,
	{"POST", "/devices/{id}/support-apps/{app}/convert"}: nil,
	{"POST", "/devices/{id}/support-apps/{app}/retry"}:   nil,
	{"GET", "/devices/{id}/ways"}:                        nil,
	{"GET", "/help-requests/{id}/helpers"}:               nil,
	{"GET", "/help-at-work/removals/{id}"}:               nil,
	{"POST", "/help-at-work/removals/{id}/finish"}:       {},
	{"POST", "/help-at-work/removals/{id}/recheck"}:      nil,
	{"POST", "/help-requests/{id}/assign"}:               {"person_id": "usr_x"},
	{"POST", "/help-requests/{id}/call-back"}:            {"at": time.Now().Add(time.Hour)},
	{"POST", "/help-requests/{id}/decline"}:              {"answer": "a"},
	{"POST", "/help-requests/{id}/snooze"}:               {"until": time.Now().Add(time.Hour)},
	{"PUT", "/mdm-connections/{id}"}:                     {"name": "n", "version": 1},
	{"POST", "/sessions/{id}/hand-over"}:                 {"client": "desktop"},
	{"POST", "/sessions/{id}/reach"}:                     {"channel": "copied_link"},
	{"GET", "/sessions/{id}/reaches"}:                    nil,
	{"POST", "/sessions/{id}/send-again"}:                {},
	{"POST", "/sessions/{id}/spoken-code"}:               nil,
	{"DELETE", "/support-apps/{id}"}:                     nil,
	{"GET", "/support-apps/{id}"}:                        nil,
	{"PUT", "/support-apps/{id}"}:                        {"name": "n", "version": 1},
	{"GET", "/support-apps/{id}/devices"}:                nil,
	{"GET", "/support-apps/{id}/distribution"}:           nil,
	{"PUT", "/support-apps/{id}/distribution"}:           {"to": "no_one", "version": 0},
	{"POST", "/support-apps/{id}/distribution/count"}:    {"to": "no_one", "version": 0},
	{"GET", "/support-apps/{id}/keys"}:                   nil,
	{"PUT", "/support-apps/{id}/keys"}:                   {"source": "by_hand", "schema": []object{}, "keys": []object{}, "version": 0},
	{"POST", "/support-apps/{id}/keys/appconfig"}:        {"xml": "<managedAppConfiguration/>"},
	{"POST", "/support-apps/{id}/keys/schema"}:           {"connection_id": "mdm_x"},
	{"GET", "/support-apps/{id}/preview"}:                nil,
}

// addressed is a route of this thing, with all that the address needs beside it.
func (r route) addressed(id string) string {
	path := strings.NewReplacer("{id}", id, "{app}", "app_quicksupport_android", "{version}", "1").Replace(r.path)
	if strings.HasSuffix(path, "/preview") {
		path += "?device=dev_x"
	}
	return path
}

// open are the routes that strangers may ask: they tell nothing that is not for everybody, or want a secret instead.
var open = []route{{"GET", "/setup-state"}, {"POST", "/setup"}, {"POST", "/sign-in"}, {"POST", "/sign-in/link"}, {"POST", "/shares/redeem"},
	{"GET", "/branding"}, {"GET", "/branding/logo/{version}"}, {"GET", "/help-link"}, {"POST", "/help-link"}, {"DELETE", "/help-link"}, {"POST", "/join"}}

// TestNotYoursIsUnknownOnEveryRoute asks for what is there but not the asker's, and for what is not there: the answers
// must be the same but for the request's id.
func TestNotYoursIsUnknownOnEveryRoute(t *testing.T) {
	t.Parallel()
	n := start(t, stageOnly)
	admin := n.administrator()
	p, asking := n.phone(admin), n.phone(admin)
	sessionID, _ := admin.live(p)
	if _, err := asking.agent.Ask(t.Context(), "Help"); err != nil {
		t.Fatal(err)
	}
	elsewhere := str(admin.must("POST", "/groups", object{"name": "Elsewhere"}), "id")
	local := n.colleague(admin, "Ben", "technician")
	admin.must("PATCH", "/people/"+local.id, object{"all_devices": false, "group_ids": []string{elsewhere}})
	local.must("POST", "/sign-in", object{"email": "ben@example.com", "password": "correct horse"})
	made := admin.must("POST", "/me/tokens", object{"name": "s", "rights": []string{"view"}, "expires_at": time.Now().Add(time.Hour)})
	there := map[string]string{
		"/devices/":       p.id,
		"/sessions/":      sessionID,
		"/help-requests/": str(admin.must("GET", "/help-requests", nil)["items"].([]any)[0].(object), "id"),
		"/shares/":        str(admin.must("POST", "/shares", object{"reason": "r"}), "id"),
		"/people/":        admin.id,
		"/me/tokens/":     str(made, "token", "id"),

		"/support-apps/":          "app_quicksupport_android",
		"/mdm-connections/":       demoConnections[0].ID,
		"/help-at-work/removals/": str(admin.must("POST", "/help-at-work/removals", object{"provider": "builtin"}), "id"),
	}
	prefixes := slices.Sorted(maps.Keys(there))
	for _, r := range routes(t) {
		if !strings.Contains(r.path, "{id}") { // versions of the branding are nobody's
			continue
		}
		body, known := bodies[r]
		if !known {
			t.Errorf("%s %s is not attacked: say what its body is", r.method, r.path)
			continue
		}
		at := slices.IndexFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(r.path, prefix) })
		if at < 0 {
			t.Errorf("%s %s is not attacked: say what there is", r.method, r.path)
			continue
		}
		ask := func(id string) (int, object) {
			status, o := local.call(r.method, r.addressed(id), orNil(body))
			delete(o, "request_id")
			return status, o
		}
		gotStatus, got := ask(there[prefixes[at]])
		wantStatus, want := ask("xyz_none")
		a, _ := json.Marshal(got)
		b, _ := json.Marshal(want)
		if gotStatus != wantStatus || !bytes.Equal(a, b) {
			t.Errorf("%s %s: not yours answers %d %s, unknown answers %d %s", r.method, r.path, gotStatus, a, wantStatus, b)
		}
		if gotStatus != http.StatusNotFound && gotStatus != http.StatusForbidden {
			t.Errorf("%s %s: %d %s", r.method, r.path, gotStatus, a)
		}
	}
	// What lists and counts must not tell either.
	for path, key := range map[string]string{"/devices?search=Pixel": "items", "/devices?in_session=true": "items", "/sessions": "items", "/sessions?device_id=" + p.id: "items",
		"/help-requests": "items", "/audit": "items", "/audit?session_id=" + sessionID: "items", "/audit?device_id=" + p.id: "items", "/groups": "items"} {
		for _, one := range local.must("GET", path, nil)[key].([]any) {
			if path != "/groups" || str(one.(object), "id") != elsewhere {
				t.Errorf("GET %s tells of %v", path, one)
			}
		}
	}
	for _, path := range []string{"/devices/counts", "/devices/counts?search=Sato", "/devices/counts?presence=online"} {
		if c := local.must("GET", path, nil); c["matching"] != 0.0 || c["online"] != 0.0 || c["in_session"] != 0.0 {
			t.Errorf("GET %s tells %v", path, c)
		}
	}
}

func orNil(body object) any {
	if body == nil {
		return nil
	}
	return body
}

// send asks with headers and a body as they are, and returns the status, the problem's code and the whole answer.
func (c *caller) send(method, url string, body io.Reader, header map[string]string) (status int, code, answer string) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), soon)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, url, body)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for name, value := range header {
		r.Header.Set(name, value)
	}
	if host := header["Host"]; host != "" {
		r.Host = host
	}
	a, err := c.http.Do(r)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, url, err)
	}
	defer a.Body.Close()
	data, err := io.ReadAll(io.LimitReader(a.Body, 1<<20))
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, url, err)
	}
	var p struct {
		Code string `json:"code"`
	}
	_ = json.Unmarshal(data, &p) // pages are no JSON
	return a.StatusCode, p.Code, string(data)
}

// demo has a small simulated fleet, so that its pages are there.
func demo(c *Config) { c.Demo = &Demo{Devices: 3, Seed: 1} }

func TestEveryRouteRefusesOtherSitesStrangersAndOtherNames(t *testing.T) {
	t.Parallel()
	n := start(t, demo)
	admin, stranger := n.administrator(), n.caller()
	all, known := routes(t), make(map[route]bool)
	for _, r := range open {
		known[route{r.method, "/api/v1" + r.addressed("x")}] = true
	}
	for i := range all {
		all[i].path = "/api/v1" + all[i].addressed("x")
	}
	all = append(all, route{"POST", "/sim/auto"}, route{"POST", "/sim/devices/x/input"}, route{"POST", "/sim/devices/x/user"}, route{"POST", "/api/v1/link/enroll"})
	for _, r := range all {
		if r.method != "GET" {
			for name, header := range map[string]map[string]string{
				"fetch metadata":  {"Sec-Fetch-Site": "cross-site"},
				"a sister site":   {"Sec-Fetch-Site": "same-site"},
				"an old browser":  {"Origin": "https://evil.example"},
				"a sandbox":       {"Origin": "null"},
				"a plain form":    {"Sec-Fetch-Site": "cross-site", "Content-Type": "text/plain"},
				"an upgraded one": {"Origin": "https" + strings.TrimPrefix(n.url, "http"), "Sec-Fetch-Site": "cross-site"},
			} {
				if status, code, body := admin.send(r.method, n.url+r.path, strings.NewReader("{}"), header); status != http.StatusForbidden || code != "cross_origin" {
					t.Errorf("%s %s from %s: %d %s", r.method, r.path, name, status, body)
				}
			}
		}
		if status, code, body := admin.send(r.method, n.url+r.path, nil, map[string]string{"Host": "evil.example"}); status != http.StatusMisdirectedRequest || code != "wrong_host" {
			t.Errorf("%s %s by another name: %d %s", r.method, r.path, status, body)
		}
		if known[r] || !strings.HasPrefix(r.path, "/api/v1/") || strings.HasSuffix(r.path, "/enroll") {
			continue
		}
		if status, code, body := stranger.send(r.method, n.url+r.path, strings.NewReader("{"), nil); status != http.StatusUnauthorized || code != "not_signed_in" {
			t.Errorf("%s %s by a stranger: %d %s", r.method, r.path, status, body)
		}
	}
	for _, path := range []string{"/", "/devices", "/share/", "/sim/", "/sim/devices", "/healthz", "/metrics", "/api/v1/link"} {
		if status, _, body := admin.send("GET", n.url+path, nil, map[string]string{"Host": "evil.example:8480"}); status != http.StatusMisdirectedRequest {
			t.Errorf("GET %s by another name: %d %s", path, status, body)
		}
	}
	if status, _, body := admin.send("GET", n.url+"/sim/devices/x/bench/mode?m=scroll", nil, map[string]string{"Sec-Fetch-Site": "cross-site"}); status != http.StatusForbidden {
		t.Errorf("the bench's switch from another site: %d %s", status, body)
	}
	if status, _, _ := stranger.send("GET", n.url+"/metrics", nil, nil); status != http.StatusUnauthorized {
		t.Errorf("metrics for a stranger: %d", status)
	}
	socket := map[string]string{"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}
	for _, origin := range []string{"https://evil.example", "null", "http://127.0.0.1", "https" + strings.TrimPrefix(n.url, "http"), n.url + ".evil.example"} {
		header := maps.Clone(socket)
		header["Origin"] = origin
		if status, code, body := stranger.send("GET", n.url+"/api/v1/link", nil, header); status != http.StatusForbidden || code != "origin_refused" {
			t.Errorf("a socket of a page of %s: %d %s", origin, status, body)
		}
	}
}

// internals are words that only the inside of the server knows.
var internals = regexp.MustCompile(`(?i)sql|goroutine|panic|internal/|\.go:|/tmp/|constraint|pion|json: |unmarshal|context deadline|argon|no rows|runtime error|ses_01.*ses_01`)

func TestBadRequestsAreRefusedInFewWords(t *testing.T) {
	t.Parallel()
	n := start(t)
	admin := n.administrator()
	deep := strings.Repeat(`{"a":`, 20_000)
	for _, r := range routes(t) {
		if r.method == "GET" || r.path == "/sign-out" || r.path == "/sign-in" || r.path == "/sign-in/link" || r.path == "/shares/redeem" || r.path == "/me/password" {
			continue
		}
		for name, body := range map[string]string{"nothing": "", "half": `{"name":"x`, "a list": "[]", "null": "null", "a word": `"x"`, "garbage": "\x00\xff\x16\x03", "deep": deep,
			"other types": `{"name":[],"reason":{},"sdp":1,"key":[],"devices":{},"outcome":5,"note":{},"rights":"x","email":1,"token":[],"group_ids":"x","disabled":"x"}`,
			"a flood":     `{"note":"` + strings.Repeat("x", 200_000) + `","name":"` + strings.Repeat("y", 5<<20) + `"}`} {
			status, code, answer := admin.send(r.method, n.url+"/api/v1"+r.addressed("x"), strings.NewReader(body), nil)
			if status < 400 || status >= 500 || code == "" {
				t.Errorf("%s %s with %s: %d %.300s", r.method, r.path, name, status, answer)
			}
			if leak := internals.FindString(answer); leak != "" || len(answer) > 8000 {
				t.Errorf("%s %s with %s tells %q: %.300s", r.method, r.path, name, leak, answer)
			}
		}
	}
	long := strings.Repeat("x", 9_000)
	for _, path := range []string{"/devices?cursor=%00%ff", "/devices?limit=-1", "/devices?limit=999999999999999999999", "/devices?search=" + long, "/devices?platform=dos", "/devices?nothing=1",
		"/sessions?cursor=" + strings.Repeat("QUFB", 200), "/sessions?since=yesterday", "/audit?cursor=e30", "/audit?action=%27%20OR%201=1", "/audit?until=99999-01-01T00:00:00Z",
		"/devices/" + long, "/devices/%00", "/devices/..%2f..%2fetc%2fpasswd", "/devices/x/preflight?mode=none", "/devices/x/preflight?provider=" + long} {
		status, code, answer := admin.send("GET", n.url+"/api/v1"+path, nil, nil)
		if status < 400 || status >= 500 || code == "" {
			t.Errorf("GET %.80s: %d %.300s", path, status, answer)
		}
		if leak := internals.FindString(answer); leak != "" {
			t.Errorf("GET %.80s tells %q: %.300s", path, leak, answer)
		}
	}
	admin.must("GET", "/me", nil)
}

func TestHostileNamesAreTextOnly(t *testing.T) {
	t.Parallel()
	n := start(t)
	admin := n.administrator()
	hostile := `"><img src=x onerror=alert(1)>` + "\x00\x07\x1b[2J\u202e\u2028"
	imported := func(change object) (int, object) {
		d := object{"name": hostile, "platform": "android", "management": "android_device_owner", "owner": object{"name": hostile, "kana": hostile, "email": hostile,
			"department": hostile}, "asset_tag": hostile, "location": hostile, "maker": hostile, "model": hostile, "serial": hostile, "groups": []string{hostile}}
		maps.Copy(d, change)
		return admin.call("POST", "/devices/import", object{"devices": []object{d}})
	}
	status, o := imported(nil)
	if status >= 300 {
		t.Fatalf("import: %d %v", status, o)
	}
	d := admin.must("GET", "/devices/"+o["ids"].([]any)[0].(string), nil)
	clean(t, d)
	if got, want := str(d, "name"), `"><img src=x onerror=alert(1)>`; !strings.HasPrefix(got, want) {
		t.Errorf("the name is %q: it is not to be cut, only cleaned", got)
	}
	clean(t, admin.must("GET", "/groups", nil))
	for field, value := range map[string]any{"name": strings.Repeat("x", 10_000), "asset_tag": strings.Repeat("x", 10_000), "owner": object{"name": strings.Repeat("x", 10_000)},
		"id": "../../etc", "management": "root", "groups": []string{strings.Repeat("x", 10_000)}} {
		if status, o := imported(object{field: value, "serial": ""}); status != http.StatusUnprocessableEntity || str(o, "code") != "invalid" {
			t.Errorf("import with a bad %s: %d %v", field, status, o)
		}
	}
	if status, o := imported(object{"name": "\x00\x1b\u202e", "serial": ""}); status != http.StatusUnprocessableEntity {
		t.Errorf("a name of nothing but control characters: %d %v", status, o)
	}
	invited := admin.must("POST", "/people", object{"name": hostile, "email": "m@example.com", "role": "technician"})
	clean(t, invited["person"])
	clean(t, admin.must("POST", "/groups", object{"name": hostile + "2"}))
	clean(t, admin.must("GET", "/audit", nil))
	for _, path := range []string{"/", "/devices", "/share/"} {
		_, _, page := admin.send("GET", n.url+path, nil, nil)
		if strings.Contains(page, "onerror") {
			t.Errorf("%s holds a device's name", path)
		}
	}
}

// TestOnlyAdministratorsArrangeTheHelpDesk asks every route of activation, rollout, sending and branding as everybody else.
func TestOnlyAdministratorsArrangeTheHelpDesk(t *testing.T) {
	t.Parallel()
	n := start(t, stageOnly)
	admin := n.administrator()
	others := map[string]*caller{"a technician": n.colleague(admin, "Ben", "technician"), "an observer": n.colleague(admin, "Oda", "observer"),
		"a token that only sees": n.script(admin, "view"), "a token that may start": n.script(admin, "view", "control", "start_teamviewer_session", "force_check_in")}
	asked := 0
	for _, r := range routes(t) {
		arranges := slices.ContainsFunc([]string{"/help-at-work", "/support-apps", "/seats", "/mdm-connections", "/sending", "/owners"}, func(prefix string) bool { return strings.HasPrefix(r.path, prefix) }) ||
			r == route{"PUT", "/branding"} || strings.HasSuffix(r.path, "/allow") || strings.HasSuffix(r.path, "/match") || strings.HasSuffix(r.path, "/peers")
		if !arranges || r == (route{"GET", "/mdm-connections"}) { // what a list is filtered by, for whoever sees devices
			continue
		}
		asked++
		for who, c := range others {
			if status, code, answer := c.send(r.method, n.url+"/api/v1"+r.addressed("x"), strings.NewReader("{}"), c.bearer()); status != http.StatusForbidden || code != "forbidden" {
				t.Errorf("%s %s by %s: %d %s", r.method, r.path, who, status, answer)
			}
		}
	}
	if asked < 35 {
		t.Errorf("only %d routes were asked", asked)
	}
	local := n.colleague(admin, "Loa", "administrator")
	group := str(admin.must("POST", "/groups", object{"name": "Elsewhere"}), "id")
	admin.must("PATCH", "/people/"+local.id, object{"all_devices": false, "group_ids": []string{group}})
	local.must("POST", "/sign-in", object{"email": "loa@example.com", "password": "correct horse"})
	for r, body := range map[route]any{
		{"POST", "/help-at-work/agreement"}:                                    object{"text": object{"en": "t", "ja": "本文"}},
		{"POST", "/help-at-work/removals"}:                                     object{"provider": "builtin"},
		{"PUT", "/help-at-work/oauth-client"}:                                  object{"client_id": "x", "client_secret": "y"},
		{"PUT", "/support-apps/app_quicksupport_android/distribution"}:         object{"to": "no_one", "version": 0},
		{"PUT", "/seats"}:                                                      object{"total": 1},
		{"PUT", "/branding"}:                                                   object{"base": 0, "company": "Mallory"},
		{"PUT", "/sending"}:                                                    object{"version": 0},
		{"PUT", "/help-at-work/mappings"}:                                      object{"person_id": admin.id, "account_id": "u100001"},
		{"PUT", "/mdm-connections/" + demoConnections[0].ID}:                   object{"name": "n", "version": 1},
		{"POST", "/help-at-work/accounts/test"}:                                teamViewer("attended"),
		{"DELETE", "/help-at-work/accounts?provider=teamviewer&mode=attended"}: nil,
	} {
		local.refused(http.StatusForbidden, "forbidden", r.method, r.path, body)
	}
}

// bearer is the header of a script; a browser has its cookie.
func (c *caller) bearer() map[string]string {
	if c.token == "" {
		return nil
	}
	return map[string]string{"Authorization": "Bearer " + c.token}
}
