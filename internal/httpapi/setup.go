package httpapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/helpatwork/helpatwork/internal/access"
)

// SetupState is what the first page needs to know before anyone is signed in.
type SetupState struct {
	SetupNeeded bool     `json:"setup_needed" doc:"No administrator exists yet; the set-up link makes the first one."`
	Version     string   `json:"version"`
	Language    Language `json:"language,omitempty" doc:"What this server prefers; absent follows the browser."`
	Company     string   `json:"company,omitempty"`
	Demo        bool     `json:"demo,omitempty" doc:"The server runs a simulated fleet, whose pages stand under /sim/."`
}

// SetUpRequest makes the first administrator.
type SetUpRequest struct {
	Token    string   `json:"token" minLength:"1" maxLength:"64" doc:"From the set-up link."`
	Name     string   `json:"name" minLength:"1" maxLength:"100"`
	Email    string   `json:"email" minLength:"3" maxLength:"254" format:"email"`
	Password string   `json:"password" minLength:"1" maxLength:"200" doc:"At least 10 characters, not a common one."`
	Language Language `json:"language,omitempty"`
}

// SignInRequest is a sign-in by password.
type SignInRequest struct {
	Email    string `json:"email" minLength:"1" maxLength:"254"`
	Password string `json:"password" minLength:"1" maxLength:"200"`
}

// LinkSignInRequest is a sign-in by a one-time link, which sets the password.
type LinkSignInRequest struct {
	Token    string `json:"token" minLength:"1" maxLength:"64" doc:"From the link."`
	Password string `json:"password" minLength:"1" maxLength:"200" doc:"The new password: at least 10 characters, not a common one."`
}

// signedInOut is who signed in, with their cookies.
type signedInOut struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      Me
}

// UserAgentIn is what a browser calls itself.
type UserAgentIn struct {
	UserAgent string `header:"User-Agent" maxLength:"1000" hidden:"true"`
}

type setUpIn struct {
	UserAgentIn
	Body SetUpRequest
}

type signInIn struct {
	UserAgentIn
	// known is what this browser kept of an earlier sign-in, of whomever.
	known string
	Body  SignInRequest
}

// Resolve reads the cookie, whose name depends on how the request came.
func (in *signInIn) Resolve(ctx huma.Context) []error {
	if c, err := huma.ReadCookie(ctx, infoOf(ctx.Context()).cookieName(knownCookie)); err == nil && len(c.Value) <= maxProof {
		in.known = c.Value
	}
	return nil
}

type linkSignInIn struct {
	UserAgentIn
	Body LinkSignInRequest
}

func (a *API) setupOperations() {
	add(a, operation{id: "getSetupState", method: http.MethodGet, path: "/setup-state", tag: "Sign-in", open: true,
		summary: "Say whether the server has been set up"}, a.setupState)
	add(a, operation{id: "setUp", method: http.MethodPost, path: "/setup", tag: "Sign-in", open: true, limit: a.limits.setup,
		summary: "Make the first administrator", status: http.StatusCreated, before: a.setupExists,
		doc:   "Takes the one-time link that the server printed. This address does not exist once an administrator does.",
		codes: []Code{codeNotFound, "bad_link", "weak_password", "email_taken"}}, a.setUp)
	add(a, operation{id: "signIn", method: http.MethodPost, path: "/sign-in", tag: "Sign-in", open: true, limit: a.limits.signIn,
		summary: "Sign in by e-mail and password", codes: []Code{"bad_credentials"}}, a.signIn)
	add(a, operation{id: "signInByLink", method: http.MethodPost, path: "/sign-in/link", tag: "Sign-in", open: true, limit: a.limits.link,
		summary: "Set a password by a one-time link and sign in", codes: []Code{"bad_link", "weak_password"}}, a.signInByLink)
}

// setupExists answers like any unknown address once there is an administrator, before anything is read of the request.
func (a *API) setupExists(ctx huma.Context) bool {
	needed, err := a.access.SetupNeeded(ctx.Context())
	switch {
	case err != nil:
		a.write(ctx, a.problem(ctx.Context(), err))
	case !needed:
		a.write(ctx, a.problem(ctx.Context(), newProblem(codeNotFound)))
	}
	return err == nil && needed
}

func (a *API) setupState(ctx context.Context, _ access.Principal, _ *struct{}) (*answer[SetupState], error) {
	needed, err := a.access.SetupNeeded(ctx)
	return answers(SetupState{SetupNeeded: needed, Version: a.version, Language: a.language, Company: a.company, Demo: a.demo}, err)
}

func (a *API) setUp(ctx context.Context, _ access.Principal, in *setUpIn) (*signedInOut, error) {
	name, err := requiredLine("body.name", in.Body.Name, 100)
	if err != nil {
		return nil, err
	}
	person, cookie, err := a.access.SetUp(ctx, access.SetUpInput{Token: in.Body.Token, Name: name, Email: in.Body.Email,
		Password: in.Body.Password, Language: string(in.Body.Language)}, line(in.UserAgent, 200))
	if err != nil {
		return nil, err
	}
	return a.signedInAs(ctx, person, cookie), nil
}

func (a *API) signIn(ctx context.Context, _ access.Principal, in *signInIn) (*signedInOut, error) {
	person, cookie, err := a.access.SignIn(ctx, in.Body.Email, in.Body.Password, access.Browser{UserAgent: line(in.UserAgent, 200), Known: in.known})
	if err != nil {
		return nil, err
	}
	return a.signedInAs(ctx, person, cookie), nil
}

func (a *API) signInByLink(ctx context.Context, _ access.Principal, in *linkSignInIn) (*signedInOut, error) {
	person, cookie, err := a.access.SignInByLink(ctx, in.Body.Token, in.Body.Password, line(in.UserAgent, 200))
	if err != nil {
		return nil, err
	}
	return a.signedInAs(ctx, person, cookie), nil
}
