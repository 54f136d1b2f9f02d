package httpapi

import (
	"net/http"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
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
	ClientID     string `json:"client_id" minLength:"1" maxLength:"200"`
	ClientSecret string `json:"client_secret" minLength:"1" maxLength:"500"`
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
	add(a, operation{id: "connectMyTeamViewer", method: http.MethodPost, path: "/me/teamviewer/connect", tag: "Accounts",
		summary: "Begin to connect your account (OAuth)", doc: "Needs a browser's cookie.", codes: []Code{codeForbidden, "no_oauth_client"}}, a.connectMyTeamViewer)
	add(a, operation{id: "useMyScriptToken", method: http.MethodPut, path: "/me/teamviewer/script-token", tag: "Accounts", limit: a.limits.account,
		summary: "Connect your account by a script token, which is tried first", codes: []Code{codeForbidden, "provider_refused"}}, a.useMyScriptToken)
	add(a, operation{id: "disconnectMyTeamViewer", method: http.MethodDelete, path: "/me/teamviewer", tag: "Accounts",
		summary: "Disconnect your account; its token is revoked", codes: []Code{codeForbidden, "no_binding"}}, a.disconnectMyTeamViewer)
}
