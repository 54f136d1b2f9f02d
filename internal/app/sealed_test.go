package app

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/helpatwork/helpatwork/internal/provider/teamviewer/teamviewertest"
)

// TestNoSecretOfAProviderIsToldOrKept goes through everything around TeamViewer that has a secret, with the log that tells
// most, and then looks for each of them in the log, in live hints, in every answer to GET and in every file.
func TestNoSecretOfAProviderIsToldOrKept(t *testing.T) {
	t.Parallel()
	log := new(tape)
	th := newTheatre(t, taped(log))
	admin, n := th.admin, th.node
	s := secrets{"the company's script token": teamviewertest.CompanyToken, "the stand-in's client secret": teamviewertest.ClientSecret}
	events := admin.events(t)
	phone, apple := th.handset("AQUOS 1"), th.handset("iPhone 1", iPhone)
	th.ready(phone, apple)
	th.hosts(phone)
	s["a phone's MDM token"] = phone.token.Reveal()

	// OAuth with all that travels, also the one that somebody refuses, and tokens that are renewed.
	b := admin.browser()
	begun := b.begins("")
	s["a state"] = mustParse(t, begun).Query().Get("state")
	back := b.consent(begun, "u100001", "allow")
	s["an authorization code"] = mustParse(t, back).Query().Get("code")
	b.visit(back, nil)
	b.visit(back, nil) // the second time it is refused, and written down
	s["a refused state"] = mustParse(t, b.begins("")).Query().Get("state")
	b.visit(th.node.callback()+"?error=access_denied&state="+url.QueryEscape(s["a refused state"]), nil)
	b.connect("attended", "u100002", "allow")
	s["a wrong script token"] = "1-thisTokenIsNobodys"
	admin.call("PUT", "/me/teamviewer/script-token", object{"token": s["a wrong script token"]})
	s["another client secret"] = "another-client-secret-4711"
	admin.must("PUT", "/help-at-work/oauth-client", object{"client_id": "other", "client_secret": s["another client secret"]})
	admin.must("PUT", "/help-at-work/oauth-client", object{"client_id": teamviewertest.ClientID, "client_secret": teamviewertest.ClientSecret})

	// Sending, to where nobody answers.
	s["the mail server's password"], s["the text gateway's secret"] = "a secret Password 5", "a-secret-of-texts-6"
	admin.must("PUT", "/sending", object{"version": 0,
		"mail": object{"host": "127.0.0.1", "port": 1, "security": "tls", "from": "help@example.com", "user": "help", "password": s["the mail server's password"]},
		"text": object{"url": "https://127.0.0.1:1/send", "method": "POST", "content_type": "application/json", "body": `{"to":"{{to}}","text":"{{text}}"}`, "header": "Authorization", "secret": s["the text gateway's secret"]}})
	admin.call("POST", "/sending/test", object{"channel": "email", "to": "ada@example.com"})
	admin.call("POST", "/sending/test", object{"channel": "text_message", "to": "+81312345678"})

	// Sessions: delivered, handed over, renewed while TeamViewer has trouble, read aloud.
	th.viewer.Break(teamviewertest.Fault{Match: "POST /api/v1/sessions", Times: 1, ExpireBefore: true})
	sessionID := admin.attended(phone.id)
	code := phone.delivered(admin, sessionID)
	s["the supporter's part of a link"] = codesOf(th.viewer, sessionID)[0].SupporterSecret
	if link := admin.handOver(sessionID); !strings.Contains(link, s["the supporter's part of a link"]) {
		t.Fatalf("the link is %q", link)
	}
	th.viewer.Break(teamviewertest.Fault{Match: "GET /api/v1/sessions", Times: 2, Status: http.StatusForbidden, Body: `{"error":"no","error_code":403}`})
	if err := th.viewer.Arrive(code); err != nil {
		t.Fatal(err)
	}
	admin.is(sessionID, "handed_over")
	until(t, "the user is seen behind the trouble", func() bool { return str(admin.session(sessionID), "at_provider", "online_at") != "" })
	s["a code that is read aloud"] = str(admin.must("POST", "/sessions/"+sessionID+"/spoken-code", nil), "code")
	admin.must("POST", "/sessions/"+sessionID+"/reach", object{"channel": "email"})
	second := admin.attended(apple.id)
	apple.delivered(admin, second)
	s["the supporter's part of another link"] = codesOf(th.viewer, second)[0].SupporterSecret
	phone.assign(phone.id)

	_, s["a help link's token"], _ = strings.Cut(str(admin.must("POST", "/devices/"+phone.id+"/help-link", nil), "link"), "#")
	th.mine("POST", s["a help link's token"], object{"text": "Help"})
	s["a help link's token that never was"] = "BBBBBBBBBBBBBBBBBBBBBBBBBB"
	th.mine("GET", s["a help link's token that never was"], nil)
	removal := str(admin.must("POST", "/help-at-work/removals", teamViewer("unattended")), "id")

	// Whatever can be asked for tells none of them.
	for _, r := range routes(t) {
		if r.method != "GET" || r.path == "/events" {
			continue
		}
		id := map[bool]string{true: sessionID, false: phone.id}[strings.HasPrefix(r.path, "/sessions/")]
		switch {
		case strings.HasPrefix(r.path, "/support-apps/"):
			id = appHost
		case strings.HasPrefix(r.path, "/help-at-work/removals/"):
			id = removal
		}
		path := strings.Replace(r.addressed(id), "device=dev_x", "device="+phone.id, 1)
		status, _, answer := admin.send("GET", th.url+"/api/v1"+path, nil, nil)
		for what, secret := range s {
			if strings.Contains(answer, secret) {
				t.Errorf("GET %s (%d) tells %s", path, status, what)
			}
		}
	}
	heard := events()
	n.stop()

	kept, err := os.ReadFile(filepath.Join(n.data, "teamviewer.json")) // the stand-in's, who may
	if err != nil {
		t.Fatal(err)
	}
	var theirs struct {
		Tokens []struct{ Access, Refresh string } `json:"tokens"`
	}
	if err := json.Unmarshal(kept, &theirs); err != nil || len(theirs.Tokens) < 4 {
		t.Fatalf("%d tokens at the stand-in, %v", len(theirs.Tokens), err)
	}
	for _, token := range theirs.Tokens {
		s["access token "+token.Access] = token.Access
		if token.Refresh != "" {
			s["refresh token "+token.Refresh] = token.Refresh
		}
	}
	files := map[string][]byte{"the log": []byte(log.text()), "the live hints": []byte(heard)}
	err = filepath.WalkDir(n.data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "teamviewer.json" {
			return err
		}
		files[filepath.Base(path)], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"the log", "helpatwork.db", "the live hints"} {
		if !bytes.Contains(files[file], []byte(sessionID)) {
			t.Errorf("%s does not tell of the session, so there is nothing to look through", file)
		}
	}
	if len(s) < 20 {
		t.Errorf("only %d secrets are looked for", len(s))
	}
	for file, data := range files {
		for what, secret := range s {
			if len(secret) < 9 {
				t.Fatalf("%s is %q", what, secret)
			}
			if at := bytes.Index(data, []byte(secret)); at >= 0 {
				t.Errorf("%s stands in %s: …%q…", what, file, data[max(0, at-80):min(len(data), at+40)])
			}
		}
	}
}
