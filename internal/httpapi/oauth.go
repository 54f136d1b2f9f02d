package httpapi

import (
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// OAuthCallback is the path to which TeamViewer sends browsers back; behind the public address it is the redirect address
// of this server's client.
const OAuthCallback = prefix + "/oauth/teamviewer/callback"

// The longest that a provider may send back, in bytes.
const (
	maxCallback  = 8 << 10
	maxOAuthCode = 4 << 10
	maxState     = 128
	maxReturnTo  = 200
)

// accountPage is where browsers end up of which nobody knows where they came from.
const accountPage = "/account"

// connected says how a trip to the provider went, as the page that the browser comes back to is told.
type connected string

const (
	accountConnected connected = "connected"
	accountRefused   connected = "refused" // by the person, in the provider's own window
	accountFailed    connected = "failed"
)

// oauthCallback takes a browser that comes back from the provider. It is a page load of a person, so whatever happens they
// are sent on to a page of the console, and never anywhere else. The query holds secrets: it is neither logged nor handed on.
func (a *API) oauthCallback(w http.ResponseWriter, r *http.Request) {
	if a.limits.callback.reached(w, r) {
		refuse(w, r, codeTooMany)
		return
	}
	returnTo, how := a.finishConnect(r)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Location", backTo(returnTo, how))
	w.WriteHeader(http.StatusSeeOther)
}

func (a *API) finishConnect(r *http.Request) (returnTo string, how connected) {
	p, err := a.browser(r)
	if err != nil {
		return accountPage, accountFailed
	}
	state, code, refusal, err := readCallback(r.URL.RawQuery)
	if err != nil {
		a.log.WarnContext(r.Context(), "return from the provider cannot be read", slog.String("request_id", requestID(r.Context())))
		return accountPage, accountFailed
	}
	returnTo, err = a.activations.FinishConnect(r.Context(), p, state, code, refusal)
	if err == nil {
		return returnTo, accountConnected
	}
	if refused, is := errors.AsType[*provider.Error](err); is && refused.Kind == provider.AccessDenied {
		return returnTo, accountRefused
	}
	a.log.WarnContext(r.Context(), "account not connected", slog.String("request_id", requestID(r.Context())), slog.Any("err", err))
	return returnTo, accountFailed
}

// browser is who holds the cookie of a request; tokens of scripts do not count.
func (a *API) browser(r *http.Request) (access.Principal, error) {
	p, err := a.principal(r)
	if err == nil && p.SessionHash == "" {
		err = access.ErrForbidden
	}
	return p, err
}

var errCallback = errors.New("return from the provider cannot be read")

// readCallback reads what a provider sends back: a state, and a code or an error (RFC 6749 §4.1.2).
func readCallback(query string) (state, code, refusal string, err error) {
	if len(query) > maxCallback {
		return "", "", "", errCallback
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return "", "", "", errCallback
	}
	for _, name := range []string{"state", "code", "error"} {
		if len(values[name]) > 1 {
			return "", "", "", errCallback
		}
	}
	state, code, refusal = values.Get("state"), values.Get("code"), values.Get("error")
	if state == "" || len(state) > maxState || len(code) > maxOAuthCode || (code == "") == (refusal == "") || hasControl(state+code) {
		return "", "", "", errCallback
	}
	return state, code, line(refusal, 100), nil
}

func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// backTo is a page of the console with how it went; a page that is none of ours becomes the account page.
func backTo(page string, how connected) string {
	if !isLocalPage(page) {
		page = accountPage
	}
	at, err := url.Parse(page)
	if err != nil {
		at = &url.URL{Path: accountPage}
	}
	query := at.Query()
	query.Set("teamviewer", string(how))
	at.RawQuery, at.ForceQuery = query.Encode(), false
	return at.String()
}

// isLocalPage says whether a browser that is sent to an address stays on this server, at a page. Browsers read \ as / and
// leave out tabs and line feeds, so that none of them may be in it.
func isLocalPage(page string) bool {
	if len(page) > maxReturnTo || !strings.HasPrefix(page, "/") || strings.HasPrefix(page, "//") || strings.ContainsAny(page, "\\") || hasControl(page) {
		return false
	}
	at, err := url.Parse(page)
	return err == nil && at.Scheme == "" && at.Host == "" && at.User == nil && strings.HasPrefix(at.Path, "/") && !strings.HasPrefix(at.Path, "//") &&
		!strings.Contains(at.Path, "\\") && !hasControl(at.Path) && !isAPI(at.Path)
}
