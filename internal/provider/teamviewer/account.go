package teamviewer

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

var _ provider.Accounts = (*Client)(nil)

// maxToken bounds tokens; those of the documentation have 30 characters.
const maxToken = 4096

// AuthorizeURL implements provider.Accounts (API documentation §3.8).
func (c *Client) AuthorizeURL(client provider.Client, redirect, state string) string {
	u := *c.login
	u.RawQuery = url.Values{"response_type": {"code"}, "client_id": {client.ID}, "redirect_uri": {redirect}, "state": {state}, "display": {"popup"}}.Encode()
	return u.String()
}

// Exchange implements provider.Accounts.
func (c *Client) Exchange(ctx context.Context, client provider.Client, redirect, code string) (provider.Tokens, error) {
	return c.tokens(ctx, url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirect},
		"client_id": {client.ID}, "client_secret": {client.Secret.Reveal()}})
}

// Refresh implements provider.Accounts.
func (c *Client) Refresh(ctx context.Context, client provider.Client, refresh id.Secret) (provider.Tokens, error) {
	return c.tokens(ctx, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh.Reveal()},
		"client_id": {client.ID}, "client_secret": {client.Secret.Reveal()}})
}

func (c *Client) tokens(ctx context.Context, form url.Values) (provider.Tokens, error) {
	got, err := c.do(ctx, request{method: http.MethodPost, path: "oauth2/token", in: form})
	if err != nil {
		return provider.Tokens{}, ofTheClient(err)
	}
	return decodeTokens(got.body, c.now())
}

// ofTheClient reads a refusal of the token address: where no bearer was sent, wrong credentials are the client's.
func ofTheClient(err error) error {
	if e, ok := err.(*provider.Error); ok && e.Kind == provider.NotAllowed {
		e.Kind = provider.BadClient
	}
	return err
}

// decodeTokens reads the answer of the token address.
func decodeTokens(body []byte, now time.Time) (provider.Tokens, error) {
	var a struct {
		Access    string `json:"access_token"`
		Type      string `json:"token_type"`
		ExpiresIn int64  `json:"expires_in"`
		Refresh   string `json:"refresh_token"`
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return provider.Tokens{}, unreadable("tokens", err)
	}
	if !isToken(a.Access) || (a.Refresh != "" && !isToken(a.Refresh)) || a.ExpiresIn < 0 {
		return provider.Tokens{}, unreadable("tokens", nil)
	}
	t := provider.Tokens{Access: id.Secret(a.Access), Refresh: id.Secret(a.Refresh)}
	if a.ExpiresIn > 0 {
		const year = 365 * 24 * 3600
		t.Expires = now.Add(time.Duration(min(a.ExpiresIn, year)) * time.Second)
	}
	return t, nil
}

// isToken says whether text can be a bearer token (RFC 6750 §2.1 allows no more): it goes into a header.
func isToken(s string) bool {
	if s == "" || len(s) > maxToken {
		return false
	}
	for _, r := range s {
		if r <= ' ' || r > '~' {
			return false
		}
	}
	return true
}

// Revoke implements provider.Accounts.
func (c *Client) Revoke(ctx context.Context, access id.Secret) error {
	_, err := c.do(ctx, request{method: http.MethodPost, path: "oauth2/revoke", token: access})
	return err
}

// Ping says whether a token is valid; an error says that it could not be asked.
func (c *Client) Ping(ctx context.Context, access id.Secret) (bool, error) {
	got, err := c.do(ctx, request{method: http.MethodGet, path: "ping", token: access})
	if is(err, provider.TokenDead) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var a struct {
		Valid *bool `json:"token_valid"`
	}
	if err := json.Unmarshal(got.body, &a); err != nil || a.Valid == nil {
		return false, unreadable("ping", err)
	}
	return *a.Valid, nil
}

// Account implements provider.Accounts. A token of a whole company has no person behind it: then the company is the
// account.
func (c *Client) Account(ctx context.Context, access id.Secret) (provider.Account, error) {
	got, err := c.do(ctx, request{method: http.MethodGet, path: "account", token: access})
	if err == nil {
		return decodeAccount(got.body)
	}
	if !is(err, provider.NotAllowed, provider.Missing) {
		return provider.Account{}, err
	}
	company, companyErr := c.company(ctx, access)
	if companyErr != nil {
		return provider.Account{}, err // the first refusal says more
	}
	return provider.Account{ID: company.id, Name: company.name, Company: company.name}, nil
}

func decodeAccount(body []byte) (provider.Account, error) {
	var a struct {
		ID      name   `json:"userid"`
		Name    string `json:"name"`
		Email   string `json:"email"`
		Company string `json:"company_name"`
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return provider.Account{}, unreadable("account", err)
	}
	account := provider.Account{ID: wire.CleanLine(string(a.ID), 64), Name: wire.CleanLine(a.Name, 100),
		Email: wire.CleanLine(a.Email, 254), Company: wire.CleanLine(a.Company, 100)}
	if account.ID == "" {
		return provider.Account{}, unreadable("account: field userid", nil)
	}
	return account, nil
}

// Licenses implements provider.Accounts.
func (c *Client) Licenses(ctx context.Context, access id.Secret) ([]provider.License, error) {
	company, err := c.company(ctx, access)
	return company.licenses, err
}

type company struct {
	id, name string
	licenses []provider.License
}

func (c *Client) company(ctx context.Context, access id.Secret) (company, error) {
	got, err := c.do(ctx, request{method: http.MethodGet, path: "company/license", token: access})
	if err != nil {
		return company{}, err
	}
	return decodeCompany(got.body)
}

// maxLicenses is more than a company has.
const maxLicenses = 200

// decodeCompany reads /company/license (TeamViewerPS, Get-TeamViewerLicense).
func decodeCompany(body []byte) (company, error) {
	var a struct {
		ID       name   `json:"companyId"`
		Name     string `json:"companyName"`
		Licenses []struct {
			Name        string `json:"licenseName"`
			DisplayName string `json:"displayName"`
			Active      bool   `json:"isActive"`
			Users       count  `json:"assignedUsers"`
			Devices     count  `json:"managedDevices"`
			Channels    count  `json:"numberOfChannels"`
			Assignments count  `json:"maxAssignments"`
		} `json:"available_licenses"`
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return company{}, unreadable("company/license", err)
	}
	found := company{id: wire.CleanLine(string(a.ID), 64), name: wire.CleanLine(a.Name, 100)}
	for _, l := range a.Licenses[:min(len(a.Licenses), maxLicenses)] {
		title := l.DisplayName
		if title == "" {
			title = l.Name
		}
		found.licenses = append(found.licenses, provider.License{Name: wire.CleanLine(title, 200), Active: l.Active,
			ManagedDevices: l.Devices.value(), Seats: l.Assignments.value(), Channels: l.Channels.value(), AssignedUsers: l.Users.value()})
	}
	return found, nil
}
