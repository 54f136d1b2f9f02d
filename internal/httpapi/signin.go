package httpapi

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/id"
)

const (
	// sessionCookie holds a sign-in, knownCookie that somebody signed in with this browser before.
	sessionCookie = "haw_session"
	knownCookie   = "haw_known"
	// hostPrefix stands before the name of a cookie that is Secure: with it a browser takes the cookie from this very host
	// over TLS only, so that neither another host of the domain nor plain http can plant one (RFC 6265bis §4.1.3.2).
	hostPrefix = "__Host-"
	// cookieLife is as long as a sign-in can last; the server ends it earlier when nobody uses it.
	cookieLife = 12 * time.Hour
	// maxProof bounds what is taken as a cookie's value or a token, in bytes.
	maxProof = 128
)

type principalKey struct{}

// principalOf is who made the request of ctx; nobody, for operations that ask for no sign-in.
func principalOf(ctx context.Context) access.Principal {
	p, _ := ctx.Value(principalKey{}).(access.Principal)
	return p
}

// signedIn lets only those in who are signed in and hold a right, if one is named. It runs before anything is read of
// parameters and body.
func (a *API) signedIn(right access.Right) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		r, _ := humago.Unwrap(ctx)
		p, err := a.principal(r)
		if err == nil && right != "" && !p.Has(right) {
			err = access.ErrForbidden
		}
		if err != nil {
			a.write(ctx, a.problem(r.Context(), err))
			return
		}
		next(huma.WithValue(ctx, principalKey{}, p))
	}
}

// principal says who makes a request, by its token or its cookie.
func (a *API) principal(r *http.Request) (access.Principal, error) {
	p, err := a.authenticate(r)
	if err == nil {
		infoOf(r.Context()).personID = p.PersonID
	}
	return p, err
}

func (a *API) authenticate(r *http.Request) (access.Principal, error) {
	if header := r.Header.Get("Authorization"); header != "" {
		kind, bearer, _ := strings.Cut(header, " ")
		if !strings.EqualFold(kind, "Bearer") || bearer == "" || len(bearer) > maxProof {
			return access.Principal{}, access.ErrSignedOut
		}
		return a.access.AuthenticateToken(r.Context(), bearer)
	}
	cookie, err := r.Cookie(infoOf(r.Context()).cookieName(sessionCookie))
	if err != nil || cookie.Value == "" || len(cookie.Value) > maxProof {
		return access.Principal{}, access.ErrSignedOut
	}
	return a.access.Authenticate(r.Context(), cookie.Value)
}

// cookieName is the name that a cookie has on the way that a request came; one of the other name does not count.
func (i *requestInfo) cookieName(name string) string {
	if i.secure {
		return hostPrefix + name
	}
	return name
}

// cookie makes one of our cookies; an empty value removes it.
func cookie(ctx context.Context, name string, value id.Secret, life time.Duration) http.Cookie {
	info := infoOf(ctx)
	c := http.Cookie{Name: info.cookieName(name), Value: value.Reveal(), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: info.secure, MaxAge: int(life / time.Second)}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}

func (a *API) signedInAs(ctx context.Context, person access.Person, signIn id.Secret) *signedInOut {
	infoOf(ctx).personID = person.ID
	return &signedInOut{Body: meOut(person, person.Rights(), false), SetCookie: []http.Cookie{
		cookie(ctx, sessionCookie, signIn, cookieLife), cookie(ctx, knownCookie, a.access.Remember(person), access.KnownLife)}}
}

// address is where people reach this server, without a slash at its end.
func (a *API) address(ctx context.Context) string {
	if a.gate.public != nil {
		return strings.TrimSuffix(a.gate.public.String(), "/")
	}
	info := infoOf(ctx)
	if info.secure {
		return "https://" + info.host
	}
	return "http://" + info.host
}
