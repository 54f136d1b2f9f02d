package teamviewertest

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestAuthorizationEndsWhereItWasRegistered(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	s.Register("https://second.example.com/callback")
	second := url.Values{"response_type": {"code"}, "client_id": {ClientID}, "redirect_uri": {"https://second.example.com/callback"}, "state": {"x"}}
	s.want(t, 200, "GET", "/oauth2/authorize?"+second.Encode(), "", nil)
	allowed, denied := s.authorizeAs(t, "u100002", "allow"), s.authorizeAs(t, "u100002", "deny")
	for _, to := range []*url.URL{allowed, denied} {
		if !strings.HasPrefix(to.String(), strings.TrimSuffix(redirect, "?from=test")+"?") || to.Query().Get("from") != "test" || to.Query().Get("state") != "st&te" {
			t.Errorf("the browser is sent to %s", to)
		}
	}
	if allowed.Query().Get("code") == "" || allowed.Query().Has("error") || denied.Query().Get("error") != "access_denied" || denied.Query().Has("code") {
		t.Errorf("allowed brings %v, denied %v", allowed.Query(), denied.Query())
	}
	good := url.Values{"response_type": {"code"}, "client_id": {ClientID}, "redirect_uri": {redirect}, "state": {"x"}}
	for key, value := range map[string]string{"redirect_uri": "https://evil.example/", "client_id": "other", "response_type": "token"} {
		q := url.Values{}
		for k := range good {
			q.Set(k, good.Get(k))
		}
		q.Set(key, value)
		if got := s.want(t, 400, "GET", "/oauth2/authorize?"+q.Encode(), "", nil); got.header.Get("Location") != "" {
			t.Errorf("a wrong %s sends the browser to %s", key, got.header.Get("Location"))
		}
	}
	s.want(t, 410, "POST", "/oauth2/sign-in", "", url.Values{"request": {"never"}, "account": {"u100002"}})
	s.want(t, 410, "POST", "/oauth2/consent", "", url.Values{"request": {"never"}, "decision": {"allow"}})
}

func TestPagesNeedNoScript(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	q := url.Values{"response_type": {"code"}, "client_id": {ClientID}, "redirect_uri": {redirect}, "state": {"x"}}
	page := s.want(t, 200, "GET", "/oauth2/authorize?"+q.Encode(), "", nil)
	if policy := page.header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "script") || strings.Contains(page.text, "<script") {
		t.Errorf("policy %q", policy)
	}
	for _, a := range Accounts {
		if !strings.Contains(page.text, a.Name) {
			t.Errorf("the sign-in page does not offer %s", a.Name)
		}
	}
	consent := s.want(t, 200, "POST", "/oauth2/sign-in", "", url.Values{"request": {hidden(t, page.text, "request")}, "account": {"u100002"}})
	if policy := consent.header.Get("Content-Security-Policy"); !strings.HasSuffix(policy, "form-action 'self' http://127.0.0.1:9") {
		t.Errorf("the consent page's form may go to %q, want to the redirect's host too", policy)
	}
}

func TestCodesAndRefreshTokensWorkOnce(t *testing.T) {
	t.Parallel()
	clock := newClock()
	s := open(t, Config{Now: clock.now})
	code := s.authorizeAs(t, "u100002", "allow").Query().Get("code")
	for key, value := range map[string]string{"client_id": "x", "client_secret": "x", "grant_type": "x"} {
		form := s.redeemForm(code)
		form.Set(key, value)
		s.want(t, 400, "POST", "/api/v1/oauth2/token", "", form)
	}
	tokens := s.want(t, 200, "POST", "/api/v1/oauth2/token", "", s.redeemForm(code))
	if tokens.header.Get("Cache-Control") != "no-store" || tokens.header.Get("Pragma") != "no-cache" || tokens.json["expires_in"] != 86400.0 || tokens.string("token_type") != "bearer" {
		t.Errorf("tokens %v with %v", tokens.json, tokens.header)
	}
	s.want(t, 400, "POST", "/api/v1/oauth2/token", "", s.redeemForm(code))

	other := s.redeemForm(s.authorizeAs(t, "u100002", "allow").Query().Get("code"))
	other.Set("redirect_uri", "https://evil.example/")
	s.want(t, 400, "POST", "/api/v1/oauth2/token", "", other)
	other.Set("redirect_uri", redirect)
	s.want(t, 400, "POST", "/api/v1/oauth2/token", "", other) // a wrong try uses the code up
	late := s.redeemForm(s.authorizeAs(t, "u100002", "allow").Query().Get("code"))
	clock.pass(codeLife)
	s.want(t, 400, "POST", "/api/v1/oauth2/token", "", late)

	access, refresh := tokens.string("access_token"), url.Values{"grant_type": {"refresh_token"}, "refresh_token": {tokens.string("refresh_token")},
		"client_id": {ClientID}, "client_secret": {ClientSecret}}
	s.want(t, 200, "GET", "/api/v1/account", access, nil)
	clock.pass(tokenLife)
	expired := s.want(t, 401, "GET", "/api/v1/account", access, nil)
	if got := strings.TrimSpace(expired.text); expired.header.Get("WWW-Authenticate") != "Bearer" ||
		got != `{"error":"token_expired","error_description":"The access token expired","error_code":1}` {
		t.Errorf("an expired token = %s", got)
	}
	if s.want(t, 200, "GET", "/api/v1/ping", access, nil).json["token_valid"] != false {
		t.Error("ping calls an expired token valid")
	}
	next := s.want(t, 200, "POST", "/api/v1/oauth2/token", "", refresh)
	s.want(t, 400, "POST", "/api/v1/oauth2/token", "", refresh)
	s.want(t, 200, "POST", "/api/v1/oauth2/revoke", next.string("access_token"), nil)
	refresh.Set("refresh_token", next.string("refresh_token"))
	s.want(t, 400, "POST", "/api/v1/oauth2/token", "", refresh)
	if got := s.want(t, 401, "GET", "/api/v1/account", "", nil); got.string("error") != "invalid_token" || got.header.Get("WWW-Authenticate") != "Bearer" {
		t.Errorf("no token = %s", got.text)
	}
}

func TestTheStateSurvivesTheProcess(t *testing.T) {
	t.Parallel()
	cfg := Config{File: stateFile(t), Redirects: []string{redirect}}
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	stop := serveIt(t, s)
	origin := s.Origin()
	access, _ := s.NewTokens("u100002")
	made := s.want(t, 200, "POST", "/api/v1/sessions", access, map[string]string{"groupname": "Help@Work", "custom_api": "ses_1"})
	customer := s.want(t, 201, "POST", "/client/v1/customer", "", map[string]string{"code": made.string("code")}).string("customer")
	stop() // nothing is written now that was not written before

	again, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	serveIt(t, again)
	if again.Origin() != origin {
		t.Errorf("it is reached at %s, want %s again", again.Origin(), origin)
	}
	got := again.want(t, 200, "GET", "/api/v1/sessions/"+made.string("code"), access, nil)
	if got.string("custom_api") != "ses_1" || got.string("supporter_link") != made.string("supporter_link") || got.json["online"] != true {
		t.Errorf("after the restart the session is %s", got.text)
	}
	again.want(t, 200, "GET", "/client/v1/customer/"+customer+"?seen=x", "", nil)
	again.want(t, 200, "GET", "/api/v1/account", seededToken(t, again), nil)

	if _, err := New(Config{File: t.TempDir()}); err == nil {
		t.Error("a directory is taken for the file")
	}
}

// seededToken checks that the tokens of the start are there once, and gives the person's.
func seededToken(t *testing.T, s *Server) string {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, token := range s.state.Tokens {
		if token.Access == CompanyToken {
			n++
		}
	}
	if n != 1 {
		t.Errorf("the company's token is there %d times, want once", n)
	}
	return UserToken
}

func TestTablesAreBounded(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	s.mu.Lock()
	for range maxTokens + 10 {
		(&call{Server: s}).newTokens(Accounts[1])
	}
	for range maxPending + 10 {
		s.state.Pending = append(s.state.Pending, &pending{ID: "x", Until: time.Now().Add(time.Hour)})
	}
	for range maxSessions + 10 {
		s.state.Sessions = append(s.state.Sessions, &session{Code: "s", ValidUntil: time.Now().Add(time.Hour)})
	}
	s.change()
	tokens, pendings, sessions := len(s.state.Tokens), len(s.state.Pending), len(s.state.Sessions)
	known := s.tokenOf(CompanyToken) != nil && s.tokenOf(UserToken) != nil
	s.mu.Unlock()
	if tokens != maxTokens || pendings != maxPending || sessions != maxSessions || !known {
		t.Errorf("kept %d tokens, %d authorizations, %d sessions; seeded tokens known: %t", tokens, pendings, sessions, known)
	}
}
