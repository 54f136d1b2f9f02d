package teamviewertest

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const appName = "Help@Work"

// authorize shows the accounts that one can sign in with. A client or an address that is not registered is told here and
// never sent anywhere.
func authorize(c *call) reply {
	q := c.query
	if q.Get("client_id") != ClientID || !slices.Contains(c.cfg.Redirects, q.Get("redirect_uri")) || q.Get("response_type") != "code" {
		return c.page(http.StatusBadRequest, "refused", map[string]any{"Title": "This app is not registered",
			"Text": "Client id, redirect address or response type are not what is registered."})
	}
	p := &pending{ID: random(26), Client: ClientID, Redirect: q.Get("redirect_uri"), State: q.Get("state"), Until: c.now().Add(codeLife)}
	c.state.Pending = append(c.state.Pending, p)
	c.change()
	return c.page(http.StatusOK, "sign-in", map[string]any{"Title": "Sign in", "Request": p.ID, "Accounts": Accounts})
}

// signIn goes on with the account that was chosen.
func signIn(c *call) reply {
	p, a := c.request(), account(c.form.Get("account"))
	if p == nil || a.ID == "" {
		return c.gone()
	}
	p.Account = a.ID
	c.change()
	answer := c.page(http.StatusOK, "consent", map[string]any{"Title": "Allow " + appName + "?", "Request": p.ID, "Account": a, "App": appName})
	// The browser follows the redirect of this form only to where the answer goes.
	if to, err := url.Parse(p.Redirect); err == nil {
		answer.header.Set("Content-Security-Policy", policy+"; form-action 'self' "+to.Scheme+"://"+to.Host)
	}
	return answer
}

// consent sends the browser back, with a code or with a refusal (RFC 6749 §4.1.2).
func consent(c *call) reply {
	p := c.request()
	if p == nil || p.Account == "" {
		return c.gone()
	}
	back := url.Values{"state": {p.State}}
	if c.form.Get("decision") == "allow" {
		p.Code, p.ID = random(26), ""
		back.Set("code", p.Code)
	} else {
		c.state.Pending = slices.DeleteFunc(c.state.Pending, func(other *pending) bool { return other == p })
		back.Set("error", "access_denied")
	}
	c.change()
	to, err := url.Parse(p.Redirect)
	if err != nil {
		return c.gone()
	}
	query := to.Query()
	for key := range back {
		query.Set(key, back.Get(key))
	}
	to.RawQuery = query.Encode()
	return reply{status: http.StatusSeeOther, header: http.Header{"Location": {to.String()}, "Cache-Control": {"no-store"}}, page: []byte{}}
}

// request is the authorization that a form goes on with.
func (c *call) request() *pending {
	for _, p := range c.state.Pending {
		if p.ID != "" && p.ID == c.form.Get("request") && c.now().Before(p.Until) {
			return p
		}
	}
	return nil
}

func (c *call) gone() reply {
	return c.page(http.StatusGone, "refused", map[string]any{"Title": "Too late", "Text": "This sign-in is over. Go back and begin again."})
}

// tokenRequest answers both kinds of grant (API documentation §3.8).
func tokenRequest(c *call) reply {
	if c.form.Get("client_id") != ClientID || c.form.Get("client_secret") != ClientSecret {
		return refuse(http.StatusBadRequest, "invalid_client", "The client is not known or its secret is wrong")
	}
	switch c.form.Get("grant_type") {
	case "authorization_code":
		return c.redeem()
	case "refresh_token":
		return c.refresh()
	}
	return bad("grant_type is not known")
}

func (c *call) redeem() reply {
	code := c.form.Get("code")
	at := slices.IndexFunc(c.state.Pending, func(p *pending) bool { return code != "" && p.Code == code })
	if at < 0 {
		return refuse(http.StatusBadRequest, "invalid_token", "The code is not known or was used")
	}
	p := c.state.Pending[at]
	c.state.Pending = slices.Delete(c.state.Pending, at, at+1) // once, whatever comes of it
	defer c.change()
	if !c.now().Before(p.Until) {
		return refuse(http.StatusBadRequest, "invalid_token", "The code is too old")
	}
	if c.form.Get("redirect_uri") != p.Redirect {
		return bad("redirect_uri is not the one of the authorization")
	}
	return c.newTokens(account(p.Account))
}

func (c *call) refresh() reply {
	given := c.form.Get("refresh_token")
	for _, t := range c.state.Tokens {
		if given != "" && t.Refresh == given {
			t.Refresh = "" // single use
			defer c.change()
			return c.newTokens(account(t.Account))
		}
	}
	return refuse(http.StatusBadRequest, "invalid_token", "The refresh token is not known or was used")
}

func (c *call) newTokens(a Account) reply {
	t := &token{Access: strconv.Itoa(50000+c.number()) + "-" + random(20), Refresh: strconv.Itoa(50000+c.number()) + "-" + random(22),
		Account: a.ID, Company: a.CompanyID, Expires: c.now().Add(tokenLife)}
	c.state.Tokens = append(c.state.Tokens, t)
	return reply{status: http.StatusOK, header: http.Header{"Cache-Control": {"no-store"}, "Pragma": {"no-cache"}}, json: map[string]any{
		"access_token": t.Access, "token_type": "bearer", "expires_in": int(tokenLife / time.Second), "refresh_token": t.Refresh}}
}

// revoke ends a token and its refresh token.
func revoke(c *call) reply {
	c.state.Tokens = slices.DeleteFunc(c.state.Tokens, func(t *token) bool { return t == c.by })
	c.change()
	return reply{status: http.StatusOK}
}

func bearer(r *http.Request) string {
	text, is := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !is {
		return ""
	}
	return text
}

// authorized finds who calls.
func (s *Server) authorized(r *http.Request) (*token, reply, bool) {
	t := s.tokenOf(bearer(r))
	challenge := http.Header{"WWW-Authenticate": {"Bearer"}}
	switch {
	case t == nil:
		no := refuse(http.StatusUnauthorized, "invalid_token", "No token was given, or it is not known")
		no.header = challenge
		return nil, no, true
	case !t.Expires.IsZero() && !s.now().Before(t.Expires):
		// To the letter of the documentation.
		return nil, reply{status: s.cfg.ExpiredStatus, header: challenge,
			json: refusal{Error: "token_expired", Code: 1, Description: "The access token expired"}}, true
	}
	return t, reply{}, false
}

// Expire ends the life of an access token; its refresh token still works.
func (s *Server) Expire(access string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.tokenOf(access); t != nil {
		t.Expires = s.now()
		s.change()
	}
}

// NewTokens gives tokens of an account as if its owner had signed in; for tests.
func (s *Server) NewTokens(accountID string) (access, refresh string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{Server: s}
	c.newTokens(account(accountID))
	t := s.state.Tokens[len(s.state.Tokens)-1]
	s.change()
	return t.Access, t.Refresh
}

// person is whose token it is; a company's token has none.
func (c *call) person() Account { return account(c.by.Account) }

// mayNot refuses what limited accounts lack.
func (c *call) mayNot(what string) (reply, bool) {
	if c.person().Limited {
		return refuse(http.StatusForbidden, "invalid_permission", "The token lacks the permission to "+what), true
	}
	return reply{}, false
}
