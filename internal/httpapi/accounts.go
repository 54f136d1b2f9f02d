package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/support"
)

// An OAuthClient is this server as it is registered at TeamViewer.
type OAuthClient struct {
	ClientID    string `json:"client_id,omitempty"`
	Set         bool   `json:"set" doc:"Client id and secret are there; the secret is never shown."`
	RedirectURL string `json:"redirect_url" doc:"To be entered where the client is registered."`
}

// SaveOAuthClient registers this server.
type SaveOAuthClient struct {
	ClientID     string `json:"client_id" minLength:"1" maxLength:"500"`
	ClientSecret string `json:"client_secret,omitempty" maxLength:"500" doc:"Absent keeps the one there is, as long as the client id stays."`
}

// ConnectAccount begins to connect the company's account.
type ConnectAccount struct {
	WayIn
	ReturnTo string `json:"return_to" minLength:"1" maxLength:"200" doc:"The page of the console to come back to, as a path."`
}

// ConnectMyAccount begins to connect one's own account.
type ConnectMyAccount struct {
	ReturnTo string `json:"return_to" minLength:"1" maxLength:"200" doc:"The page of the console to come back to, as a path."`
}

// A ConnectURL is where the browser goes to agree at the provider.
type ConnectURL struct {
	URL string `json:"url" doc:"Works once, for this browser, for ten minutes."`
}

// CompanyScriptToken connects the company's account by a token made at the provider.
type CompanyScriptToken struct {
	WayIn
	Token string `json:"token" minLength:"1" maxLength:"500"`
}

// MyScriptToken connects one's own account by a token made at the provider.
type MyScriptToken struct {
	Token string `json:"token" minLength:"1" maxLength:"500"`
}

// AccountHealth is what a connected account could do when it was tried just now.
type AccountHealth struct {
	Account   *Account      `json:"account,omitempty"`
	Licenses  []License     `json:"licenses"`
	CheckedAt time.Time     `json:"checked_at"`
	Problem   provider.Kind `json:"problem,omitempty" doc:"Absent: it works."`
}

// A License is one license of a company as its provider tells it.
type License struct {
	Name           string `json:"name"`
	Active         bool   `json:"active"`
	ManagedDevices *int   `json:"managed_devices,omitempty" doc:"Absent: not told."`
	Seats          *int   `json:"seats,omitempty" doc:"Absent: not told."`
	Channels       *int   `json:"channels,omitempty" doc:"Absent: not told."`
	AssignedUsers  *int   `json:"assigned_users,omitempty" doc:"Absent: not told."`
}

// MyTeamViewer is in whose name one's own sessions are opened at TeamViewer.
type MyTeamViewer struct {
	State   AccountState    `json:"state"`
	Binding *Binding        `json:"binding,omitempty" doc:"One's own account; absent: none is connected."`
	Mapping *AccountMapping `json:"mapping,omitempty" doc:"Who one is in the company's account; absent: nobody said."`
}

// An AccountMapping says which user of the company's account a person is.
type AccountMapping struct {
	PersonID    string `json:"person_id"`
	AccountID   string `json:"account_id"`
	AccountName string `json:"account_name,omitempty"`
}

// SaveMapping says which user of the company's account a person is.
type SaveMapping struct {
	PersonID    string `json:"person_id" minLength:"1" maxLength:"64"`
	AccountID   string `json:"account_id" maxLength:"64" doc:"Empty takes the mapping away."`
	AccountName string `json:"account_name,omitempty" maxLength:"200"`
}

type saveOAuthClientIn struct{ Body SaveOAuthClient }

type connectAccountIn struct{ Body ConnectAccount }

type connectMyAccountIn struct{ Body ConnectMyAccount }

type companyScriptTokenIn struct{ Body CompanyScriptToken }

type myScriptTokenIn struct{ Body MyScriptToken }

type disconnectIn struct {
	Provider ProviderName `query:"provider" required:"true"`
	Mode     support.Mode `query:"mode"`
}

type saveMappingIn struct{ Body SaveMapping }

func (a *API) accountOperations() {
	add(a, operation{id: "getOauthClient", method: http.MethodGet, path: "/help-at-work/oauth-client", tag: "Accounts", right: access.Administer,
		summary: "Say how this server is registered at TeamViewer"}, a.oauthClient)
	add(a, operation{id: "saveOauthClient", method: http.MethodPut, path: "/help-at-work/oauth-client", tag: "Accounts", right: access.Administer,
		summary: "Enter the client that this server is registered as at TeamViewer"}, a.saveOAuthClient)
	add(a, operation{id: "connectAccount", method: http.MethodPost, path: "/help-at-work/accounts/connect", tag: "Accounts", right: access.Administer,
		summary: "Begin to connect the company's account (OAuth)", doc: "Needs a browser's cookie.",
		codes: []Code{"no_oauth_client", "not_active", "being_removed"}}, a.connectAccount)
	add(a, operation{id: "useScriptToken", method: http.MethodPut, path: "/help-at-work/accounts/script-token", tag: "Accounts",
		right: access.Administer, limit: a.limits.account, summary: "Connect the company's account by a script token, which is tried first",
		codes: []Code{"provider_refused", "being_removed"}}, a.useScriptToken)
	add(a, operation{id: "disconnectAccount", method: http.MethodDelete, path: "/help-at-work/accounts", tag: "Accounts", right: access.Administer,
		summary: "Disconnect the company's account of a way that is off", codes: []Code{"no_binding", "already_active", "being_removed"}}, a.disconnectAccount)
	add(a, operation{id: "testAccount", method: http.MethodPost, path: "/help-at-work/accounts/test", tag: "Accounts", right: access.Administer,
		limit: a.limits.account, summary: "Try the company's account: who it is, and its licenses", codes: []Code{"no_binding", "provider_refused"}}, a.testAccount)
	add(a, operation{id: "listMappings", method: http.MethodGet, path: "/help-at-work/mappings", tag: "Accounts", right: access.Administer,
		summary: "List which user of the company's account each person is"}, a.listMappings)
	add(a, operation{id: "saveMapping", method: http.MethodPut, path: "/help-at-work/mappings", tag: "Accounts", right: access.Administer,
		summary: "Say which user of the company's account a person is", codes: []Code{codeNotFound}}, a.saveMapping)
	add(a, operation{id: "getMyTeamViewer", method: http.MethodGet, path: "/me/teamviewer", tag: "Accounts",
		summary: "Say in whose name your sessions are opened at TeamViewer"}, a.myTeamViewer)
	add(a, operation{id: "connectMyTeamViewer", method: http.MethodPost, path: "/me/teamviewer/connect", tag: "Accounts", right: access.StartTeamViewer,
		summary: "Begin to connect your account (OAuth)", doc: "Needs a browser's cookie.", codes: []Code{"no_oauth_client"}}, a.connectMyTeamViewer)
	add(a, operation{id: "useMyScriptToken", method: http.MethodPut, path: "/me/teamviewer/script-token", tag: "Accounts", right: access.StartTeamViewer,
		limit: a.limits.account, summary: "Connect your account by a script token, which is tried first", codes: []Code{"provider_refused"}}, a.useMyScriptToken)
	add(a, operation{id: "disconnectMyTeamViewer", method: http.MethodDelete, path: "/me/teamviewer", tag: "Accounts",
		summary: "Disconnect your account; its token is revoked", codes: []Code{codeForbidden, "no_binding"}}, a.disconnectMyTeamViewer)
}

func companys(w WayIn) activation.Holder { return activation.Holder{Way: w.way()} }

func own(p access.Principal) activation.Holder { return activation.Holder{PersonID: p.PersonID} }

func (a *API) oauthClient(ctx context.Context, p access.Principal, _ *struct{}) (*answer[OAuthClient], error) {
	clientID, set, err := a.activations.OAuthClient(ctx, p)
	return answers(OAuthClient{ClientID: clientID, Set: set, RedirectURL: a.address(ctx) + OAuthCallback}, err)
}

func (a *API) saveOAuthClient(ctx context.Context, p access.Principal, in *saveOAuthClientIn) (*nothing, error) {
	clientID, err := requiredLine("body.client_id", in.Body.ClientID, 500)
	if err != nil {
		return nil, err
	}
	if err := a.activations.SaveOAuthClient(ctx, p, clientID, id.Secret(in.Body.ClientSecret)); err != nil {
		return nil, err
	}
	a.changed(HintActivation, "")
	return &nothing{}, nil
}

func (a *API) connectAccount(ctx context.Context, p access.Principal, in *connectAccountIn) (*answer[ConnectURL], error) {
	return a.connect(ctx, p, companys(in.Body.WayIn), in.Body.ReturnTo)
}

func (a *API) connectMyTeamViewer(ctx context.Context, p access.Principal, in *connectMyAccountIn) (*answer[ConnectURL], error) {
	return a.connect(ctx, p, own(p), in.Body.ReturnTo)
}

// connect is for browsers only: what comes back has to come with the same sign-in.
func (a *API) connect(ctx context.Context, p access.Principal, h activation.Holder, returnTo string) (*answer[ConnectURL], error) {
	if p.SessionHash == "" {
		return nil, access.ErrForbidden
	}
	if !isLocalPage(returnTo) {
		return nil, activation.ErrBadReturn
	}
	url, err := a.activations.BeginConnect(ctx, p, h, returnTo)
	return answers(ConnectURL{URL: url}, err)
}

func (a *API) useScriptToken(ctx context.Context, p access.Principal, in *companyScriptTokenIn) (*answer[Binding], error) {
	bound, err := a.activations.UseScriptToken(ctx, p, companys(in.Body.WayIn), id.Secret(in.Body.Token))
	return answers(bindingOut(bound), err)
}

func (a *API) useMyScriptToken(ctx context.Context, p access.Principal, in *myScriptTokenIn) (*answer[Binding], error) {
	bound, err := a.activations.UseScriptToken(ctx, p, own(p), id.Secret(in.Body.Token))
	return answers(bindingOut(bound), err)
}

func (a *API) disconnectAccount(ctx context.Context, p access.Principal, in *disconnectIn) (*nothing, error) {
	return &nothing{}, a.activations.Disconnect(ctx, p, companys(WayIn{Provider: in.Provider, Mode: in.Mode}))
}

func (a *API) disconnectMyTeamViewer(ctx context.Context, p access.Principal, _ *struct{}) (*nothing, error) {
	return &nothing{}, a.activations.Disconnect(ctx, p, own(p))
}

func (a *API) testAccount(ctx context.Context, p access.Principal, in *wayIn) (*answer[AccountHealth], error) {
	h, err := a.activations.Test(ctx, p, companys(in.Body))
	return answers(AccountHealth{Account: maybeAccount(h.Account), Licenses: each(h.Licenses, licenseOut), CheckedAt: moment(h.CheckedAt),
		Problem: h.Problem}, err)
}

func (a *API) myTeamViewer(ctx context.Context, p access.Principal, _ *struct{}) (*answer[MyTeamViewer], error) {
	mine, err := a.activations.MyAccount(ctx, p)
	if err != nil {
		return nil, err
	}
	out := MyTeamViewer{State: AccountState(mine.State)}
	if mine.Binding != nil {
		out.Binding = new(bindingOut(*mine.Binding))
	}
	if mine.Mapping != nil {
		out.Mapping = new(mappingOut(*mine.Mapping))
	}
	return answers(out, nil)
}

func (a *API) listMappings(ctx context.Context, p access.Principal, _ *struct{}) (*answer[List[AccountMapping]], error) {
	mappings, err := a.activations.Mappings(ctx, p)
	return answers(listOf(mappings, mappingOut), err)
}

func (a *API) saveMapping(ctx context.Context, p access.Principal, in *saveMappingIn) (*nothing, error) {
	m := in.Body
	return &nothing{}, a.activations.Map(ctx, p, m.PersonID, line(m.AccountID, 64), line(m.AccountName, 200))
}

func mappingOut(m activation.Mapping) AccountMapping {
	return AccountMapping{PersonID: m.PersonID, AccountID: m.AccountID, AccountName: line(m.AccountName, 200)}
}

func licenseOut(l provider.License) License {
	return License{Name: line(l.Name, 200), Active: l.Active, ManagedDevices: told(l.ManagedDevices), Seats: told(l.Seats),
		Channels: told(l.Channels), AssignedUsers: told(l.AssignedUsers)}
}

// told is a number that a provider may not have told, which -1 stands for.
func told(n int) *int {
	if n < 0 {
		return nil
	}
	return &n
}
