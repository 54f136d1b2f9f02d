package httpapi

import (
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
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

// connected says how a trip to the provider went, as the page that the browser comes back to is told; the console has
// words for each that say what to do.
type connected string

const (
	accountConnected   connected = "connected"
	accountRefused     connected = "refused"       // by the person, in the provider's own window
	accountUnavailable connected = "unavailable"   // the provider cannot do it now
	accountBadClient   connected = "bad_client"    // this server is not what is registered at the provider
	accountNotAllowed  connected = "not_allowed"   // the registered app or the account lacks a permission
	accountExpired     connected = "expired"       // the trip took too long, was made before, or began elsewhere
	accountRemoving    connected = "being_removed" // the way that the account is for goes
	accountFailed      connected = "failed"
)

// outcomes are the trips that a provider did not let end well.
var outcomes = map[provider.Kind]connected{
	provider.AccessDenied: accountRefused,
	provider.Unavailable:  accountUnavailable,
	provider.RateLimited:  accountUnavailable,
	provider.BadClient:    accountBadClient,
	provider.NotAllowed:   accountNotAllowed,
	provider.TokenDead:    accountExpired, // the code was used, or is too old
}

func outcomeOf(err error) connected {
	switch refused, is := errors.AsType[*provider.Error](err); {
	case err == nil:
		return accountConnected
	case errors.Is(err, activation.ErrBadState):
		return accountExpired
	case errors.Is(err, activation.ErrRemoving):
		return accountRemoving
	case is && outcomes[refused.Kind] != "":
		return outcomes[refused.Kind]
	}
	return accountFailed
}

// A trip is how a browser comes back.
type trip struct {
	page string
	how  connected
	// code is the provider's own word for an error; empty when it gave none, or none that looks like one.
	code string
}

// oauthCallback takes a browser that comes back from the provider. It is a page load of a person, so whatever happens they
// are sent on to a page of the console, and never anywhere else. The query holds secrets: it is neither logged nor handed on.
func (a *API) oauthCallback(w http.ResponseWriter, r *http.Request) {
	if a.limits.callback.reached(w, r) {
		refuse(w, r, codeTooMany)
		return
	}
	back := a.finishConnect(r)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Location", back.to())
	w.WriteHeader(http.StatusSeeOther)
}

func (a *API) finishConnect(r *http.Request) trip {
	p, err := a.browser(r)
	if err != nil {
		return trip{page: accountPage, how: accountFailed}
	}
	state, code, refusal, err := readCallback(r.URL.RawQuery)
	if err != nil {
		a.log.WarnContext(r.Context(), "return from the provider cannot be read", slog.String("request_id", requestID(r.Context())))
		return trip{page: accountPage, how: accountFailed}
	}
	page, err := a.activations.FinishConnect(r.Context(), p, state, code, refusal)
	back := trip{page: page, how: outcomeOf(err)}
	if err != nil && back.how != accountRefused {
		back.code = errorCode(refusal)
		a.log.WarnContext(r.Context(), "account not connected", slog.String("request_id", requestID(r.Context())),
			slog.String("code", back.code), slog.Any("err", err))
	}
	return back
}

// codeForm is how the codes of OAuth errors look (RFC 6749 §4.1.2.1 and its extensions); anything longer or freer could
// be a sentence that somebody wants the person to read.
var codeForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

func errorCode(refusal string) string {
	if !codeForm.MatchString(refusal) {
		return ""
	}
	return refusal
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

// to is a page of the console with how it went; a page that is none of ours becomes the account page.
func (t trip) to() string {
	page := t.page
	if !isLocalPage(page) {
		page = accountPage
	}
	at, err := url.Parse(page)
	if err != nil {
		at = &url.URL{Path: accountPage}
	}
	query := at.Query()
	query.Set("teamviewer", string(t.how))
	query.Del("teamviewer_error")
	if t.code != "" {
		query.Set("teamviewer_error", t.code)
	}
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
