package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
)

// Me is who asks.
type Me struct {
	Person Person         `json:"person"`
	Rights []access.Right `json:"rights" doc:"What this sign-in or token may do; everything is checked again on the server."`
	// ByToken says that the request came with an API token.
	ByToken bool `json:"by_token,omitempty" doc:"The request came with an API token, not with a browser's cookie."`
	// ClientVersion is compared with the app on a device before a session at TeamViewer.
	ClientVersion string `json:"client_version,omitempty" doc:"TeamViewer's client on your computer, as you entered it; absent: unknown."`
}

// A MeChange says what becomes different; what is absent stays.
type MeChange struct {
	Name     *string   `json:"name,omitempty" minLength:"1" maxLength:"100"`
	Language *Language `json:"language,omitempty"`
	// ClientVersion empty takes the entry away.
	ClientVersion *string `json:"client_version,omitempty" maxLength:"30" pattern:"^([0-9]{1,4}(\\.[0-9]{1,6}){0,3})?$" doc:"TeamViewer's client on your computer, such as 15.60; empty: unknown."`
}

// A PasswordChange sets a new password.
type PasswordChange struct {
	Old string `json:"old" minLength:"1" maxLength:"200"`
	New string `json:"new" minLength:"1" maxLength:"200" doc:"At least 10 characters, not a common one."`
}

// A Token lets a script act for its owner.
type Token struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	Rights     []access.Right `json:"rights"`
	CreatedAt  time.Time      `json:"created_at"`
	ExpiresAt  time.Time      `json:"expires_at"`
	LastUsedAt time.Time      `json:"last_used_at,omitzero" doc:"Absent: never."`
}

// NewToken is a token to make.
type NewToken struct {
	Name      string         `json:"name" minLength:"1" maxLength:"100"`
	Rights    []access.Right `json:"rights" minItems:"1" maxItems:"10" uniqueItems:"true" doc:"At most your own."`
	ExpiresAt time.Time      `json:"expires_at" doc:"At most a year from now."`
}

// A CreatedToken is a new token with its secret.
type CreatedToken struct {
	Token  Token  `json:"token"`
	Secret string `json:"secret" doc:"For the Authorization header, as Bearer; shown only now."`
}

type meChangeIn struct{ Body MeChange }

type passwordChangeIn struct{ Body PasswordChange }

type newTokenIn struct{ Body NewToken }

type signedOutOut struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

func (a *API) meOperations() {
	add(a, operation{id: "getMe", method: http.MethodGet, path: "/me", tag: "Me", summary: "Say who is signed in"}, a.me)
	add(a, operation{id: "changeMe", method: http.MethodPatch, path: "/me", tag: "Me", summary: "Change your name, language or client version",
		codes: []Code{codeForbidden}}, a.changeMe)
	add(a, operation{id: "changePassword", method: http.MethodPost, path: "/me/password", tag: "Me", limit: a.limits.signIn,
		summary: "Change your password; your other sign-ins and your sessions end", codes: []Code{"bad_credentials", "weak_password", codeForbidden}}, a.changePassword)
	add(a, operation{id: "signOut", method: http.MethodPost, path: "/sign-out", tag: "Me",
		summary: "Sign out; your sessions end"}, a.signOut)
	add(a, operation{id: "listTokens", method: http.MethodGet, path: "/me/tokens", tag: "Me", summary: "List your API tokens"}, a.listTokens)
	add(a, operation{id: "createToken", method: http.MethodPost, path: "/me/tokens", tag: "Me", status: http.StatusCreated,
		summary: "Make an API token for scripts", codes: []Code{codeForbidden}}, a.createToken)
	add(a, operation{id: "removeToken", method: http.MethodDelete, path: "/me/tokens/{id}", tag: "Me",
		summary: "Make an API token void", codes: []Code{codeForbidden}}, a.removeToken)
}

func (a *API) me(ctx context.Context, p access.Principal, _ *struct{}) (*answer[Me], error) {
	person, err := a.access.Person(ctx, p.PersonID)
	return answers(meOut(person, p.Rights, p.TokenID != ""), err)
}

func meOut(person access.Person, rights []access.Right, byToken bool) Me {
	return Me{Person: personOut(person), Rights: each(rights, same), ByToken: byToken, ClientVersion: person.ClientVersion}
}

func (a *API) changeMe(ctx context.Context, p access.Principal, in *meChangeIn) (*answer[Me], error) {
	change := access.PersonChange{Language: (*string)(in.Body.Language), ClientVersion: in.Body.ClientVersion}
	if in.Body.Name != nil {
		name, err := requiredLine("body.name", *in.Body.Name, 100)
		if err != nil {
			return nil, err
		}
		change.Name = &name
	}
	person, err := a.access.ChangePerson(ctx, p, p.PersonID, change)
	if err != nil {
		return nil, err
	}
	a.changed(HintPeople, person.ID)
	a.changed(HintMe, person.ID)
	return answers(meOut(person, p.Rights, p.TokenID != ""), nil)
}

func (a *API) changePassword(ctx context.Context, p access.Principal, in *passwordChangeIn) (*nothing, error) {
	return &nothing{}, a.access.ChangePassword(ctx, p, in.Body.Old, in.Body.New)
}

func (a *API) signOut(ctx context.Context, p access.Principal, _ *struct{}) (*signedOutOut, error) {
	if err := a.access.SignOut(ctx, p); err != nil {
		return nil, err
	}
	return &signedOutOut{SetCookie: cookie(ctx, sessionCookie, "", cookieLife)}, nil
}

func tokenOut(t access.Token) Token {
	return Token{ID: t.ID, Name: t.Name, Rights: each(t.Rights, same), CreatedAt: moment(t.CreatedAt),
		ExpiresAt: moment(t.ExpiresAt), LastUsedAt: moment(t.LastUsedAt)}
}

func (a *API) listTokens(ctx context.Context, p access.Principal, _ *struct{}) (*answer[List[Token]], error) {
	tokens, err := a.access.Tokens(ctx, p)
	return answers(listOf(tokens, tokenOut), err)
}

func (a *API) createToken(ctx context.Context, p access.Principal, in *newTokenIn) (*answer[CreatedToken], error) {
	name, err := requiredLine("body.name", in.Body.Name, 100)
	if err != nil {
		return nil, err
	}
	if now := a.now(); !in.Body.ExpiresAt.After(now) || in.Body.ExpiresAt.After(now.AddDate(1, 0, 1)) {
		return nil, &invalidField{"body.expires_at", "must be in the future, at most a year from now"}
	}
	token, secret, err := a.access.CreateToken(ctx, p, name, in.Body.Rights, in.Body.ExpiresAt)
	if err != nil {
		return nil, err
	}
	return answers(CreatedToken{Token: tokenOut(token), Secret: secret.Reveal()}, nil)
}

func (a *API) removeToken(ctx context.Context, p access.Principal, in *ByID) (*nothing, error) {
	if err := a.access.RemoveToken(ctx, p, in.ID); err != nil {
		return nil, err
	}
	a.media.DropToken(in.ID)
	return &nothing{}, nil
}
