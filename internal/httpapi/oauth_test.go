package httpapi

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/provider"
)

func TestReturnFromTheProvider(t *testing.T) {
	t.Parallel()
	const back = "/admin/infrastructure/help-at-work"
	for name, test := range map[string]struct {
		as       access.Person
		token    string
		query    string
		finished string
		err      error
		want     string
		asked    bool // the room was asked
	}{
		"connected":               {as: aTechnician, query: "state=st4te&code=c0de", finished: back, want: back + "?teamviewer=connected", asked: true},
		"a page with a query":     {as: aTechnician, query: "state=st4te&code=c0de", finished: "/account?tab=2#x", want: "/account?tab=2&teamviewer=connected#x", asked: true},
		"refused by the person":   {as: aTechnician, query: "state=st4te&error=access_denied", finished: back, err: &provider.Error{Kind: provider.AccessDenied}, want: back + "?teamviewer=refused", asked: true},
		"the provider is down":    {as: aTechnician, query: "state=st4te&code=c0de", finished: back, err: &provider.Error{Kind: provider.Unavailable, Words: "call 555"}, want: back + "?teamviewer=unavailable", asked: true},
		"a state of nobody":       {as: aTechnician, query: "state=st4te&code=c0de", err: activation.ErrBadState, want: "/account?teamviewer=expired", asked: true},
		"a way that goes":         {as: aTechnician, query: "state=st4te&code=c0de", finished: back, err: activation.ErrRemoving, want: back + "?teamviewer=being_removed", asked: true},
		"a code of the provider":  {as: aTechnician, query: "state=st4te&error=invalid_scope&error_description=call+555", finished: back, err: &provider.Error{Kind: provider.NotAllowed}, want: back + "?teamviewer=not_allowed&teamviewer_error=invalid_scope", asked: true},
		"a code nobody knows":     {as: aTechnician, query: "state=st4te&error=account_locked", finished: back, err: &provider.Error{Kind: provider.Invalid}, want: back + "?teamviewer=failed&teamviewer_error=account_locked", asked: true},
		"a sentence as a code":    {as: aTechnician, query: "state=st4te&error=Call+555+now%21", finished: back, err: &provider.Error{Kind: provider.Invalid}, want: back + "?teamviewer=failed", asked: true},
		"a long code":             {as: aTechnician, query: "state=st4te&error=" + strings.Repeat("x", 41), finished: back, err: &provider.Error{Kind: provider.Invalid}, want: back + "?teamviewer=failed", asked: true},
		"a code that was put in":  {as: aTechnician, query: "state=st4te&code=c0de", finished: back + "?teamviewer_error=call_555", err: &provider.Error{Kind: provider.Unreadable}, want: back + "?teamviewer=failed", asked: true},
		"another host comes back": {as: aTechnician, query: "state=st4te&code=c0de", finished: "https://evil.example/", want: "/account?teamviewer=connected", asked: true},
		"a hidden host":           {as: aTechnician, query: "state=st4te&code=c0de", finished: `/\evil.example`, want: "/account?teamviewer=connected", asked: true},
		"no state":                {as: aTechnician, query: "code=c0de", want: "/account?teamviewer=failed"},
		"two states":              {as: aTechnician, query: "state=a&state=b&code=c0de", want: "/account?teamviewer=failed"},
		"neither code nor error":  {as: aTechnician, query: "state=st4te", want: "/account?teamviewer=failed"},
		"both code and error":     {as: aTechnician, query: "state=st4te&code=c0de&error=x", want: "/account?teamviewer=failed"},
		"a huge code":             {as: aTechnician, query: "state=st4te&code=" + strings.Repeat("x", 5000), want: "/account?teamviewer=failed"},
		"a broken query":          {as: aTechnician, query: "state=%zz&code=c0de", want: "/account?teamviewer=failed"},
		"nobody is signed in":     {query: "state=st4te&code=c0de", want: "/account?teamviewer=failed"},
		"a script":                {token: "token-usr_tech", query: "state=st4te&code=c0de", want: "/account?teamviewer=failed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			o.rooms.finished, o.rooms.err = test.finished, test.err
			w := o.do(call{method: "GET", path: OAuthCallback + "?" + test.query, as: test.as, token: test.token, header: map[string]string{"Sec-Fetch-Site": "cross-site"}})
			if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != test.want {
				t.Errorf("the browser is sent to %q by %d, want %q", got, w.Code, test.want)
			}
			if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Referrer-Policy") != "no-referrer" || w.Body.Len() > 0 {
				t.Errorf("the answer is %v %s", w.Header(), w.Body)
			}
			if asked := o.rooms.asked.state != ""; asked != test.asked {
				t.Errorf("the room was asked: %t", asked)
			}
			if log := o.log.String(); strings.Contains(log, "st4te") || strings.Contains(log, "c0de") {
				t.Errorf("the log has a secret: %s", log)
			}
		})
	}
}

func TestReturnFromTheProviderIsBounded(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for range 30 {
		o.do(call{method: "GET", path: OAuthCallback})
	}
	problemOf(t, o.do(call{method: "GET", path: OAuthCallback}), http.StatusTooManyRequests, codeTooMany)
	if w := o.do(call{method: "POST", path: OAuthCallback, as: aTechnician}); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("a POST is answered by %d", w.Code)
	}
}

func TestConnectIsForBrowsersAndPagesOfOurs(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	connect := call{method: "POST", path: "/api/v1/me/teamviewer/connect", body: `{"return_to":"/account"}`, token: "token-usr_tech"}
	problemOf(t, o.do(connect), http.StatusForbidden, codeForbidden)
	connect.token, connect.as = "", aTechnician
	if got := decoded[ConnectURL](t, o.do(connect), http.StatusOK); got.URL == "" || o.rooms.asked.holder != (activation.Holder{PersonID: aTechnician.ID}) {
		t.Errorf("%+v for %+v", got, o.rooms.asked.holder)
	}
	for _, page := range []string{"https://evil.example", "//evil.example", `/\\evil.example`, "account", "/a\\tb", "/%2F/evil.example", "javascript:alert(1)", "/api/v1/me"} {
		connect.body = `{"return_to":"` + page + `"}`
		if p := problemOf(t, o.do(connect), http.StatusUnprocessableEntity, codeInvalid); len(p.Errors) != 1 || p.Errors[0].Location != "body.return_to" {
			t.Errorf("%q is refused with %+v", page, p.Errors)
		}
	}
	o.do(call{method: "POST", path: "/api/v1/help-at-work/accounts/connect", body: `{"provider":"teamviewer","mode":"unattended","return_to":"/admin"}`, as: anAdministrator})
	if o.rooms.asked.holder != (activation.Holder{Way: activation.TeamViewerUnattended}) {
		t.Errorf("the company's account is %+v", o.rooms.asked.holder)
	}
}

func FuzzBackTo(f *testing.F) {
	for _, page := range []string{"/account", "/a?b=c#d", "//evil.example", `/\evil.example`, "/\t/evil.example", "https://evil.example", "/%5cevil", "/;@evil.example", "/a%2f%2fb"} {
		f.Add(page)
	}
	base := &url.URL{Scheme: "https", Host: "help.example.com", Path: "/"}
	f.Fuzz(func(t *testing.T, page string) {
		to := trip{page: page, how: accountFailed}.to()
		// What a browser makes of it: it leaves tabs and line feeds out and reads \ as /.
		read := strings.ReplaceAll(strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(to), `\`, "/")
		at, err := base.Parse(read)
		if err != nil || at.Host != base.Host || at.Scheme != base.Scheme || strings.HasPrefix(read, "//") || !strings.HasPrefix(read, "/") {
			t.Errorf("%q sends the browser to %q", page, to)
		}
		if at != nil && at.Query().Get("teamviewer") != string(accountFailed) {
			t.Errorf("%q becomes %q, which does not tell how it went", page, to)
		}
	})
}

func FuzzReadCallback(f *testing.F) {
	for _, query := range []string{"state=s&code=c", "state=s&error=access_denied", "state=&code=c", "state=s&code=c&code=d", "a;b", "state=%00&code=c"} {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, query string) {
		state, code, refusal, err := readCallback(query)
		if err != nil {
			if !errors.Is(err, errCallback) || strings.Contains(err.Error(), state) && state != "" {
				t.Errorf("%q is refused with %v", query, err)
			}
			return
		}
		if state == "" || len(state) > maxState || len(code) > maxOAuthCode || len([]rune(refusal)) > 100 || hasControl(state+code+refusal) {
			t.Errorf("%q is read as %q %q %q", query, state, code, refusal)
		}
	})
}
