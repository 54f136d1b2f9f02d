package teamviewer_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/provider/teamviewer"
	"github.com/helpatwork/helpatwork/internal/provider/teamviewer/teamviewertest"
)

var registered = provider.Client{ID: teamviewertest.ClientID, Secret: teamviewertest.ClientSecret}

// consent clicks through the pages and returns what the browser brings back.
func consent(t *testing.T, authorizeURL, origin, decision string) url.Values {
	t.Helper()
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	page, err := browser.Get(authorizeURL)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(page.Body)
	if err != nil || page.StatusCode != http.StatusOK {
		t.Fatalf("authorize = %d, %v: %s", page.StatusCode, err, text)
	}
	page.Body.Close()
	_, after, _ := strings.Cut(string(text), `name="request" value="`)
	request, _, _ := strings.Cut(after, `"`)
	var last *http.Response
	if last, err = browser.PostForm(origin+"/oauth2/sign-in", url.Values{"request": {request}, "account": {mori}}); err != nil || last.StatusCode != http.StatusOK {
		t.Fatalf("sign-in = %v, %v", last, err)
	}
	last.Body.Close()
	if last, err = browser.PostForm(origin+"/oauth2/consent", url.Values{"request": {request}, "decision": {decision}}); err != nil {
		t.Fatal(err)
	}
	last.Body.Close()
	to, err := last.Location()
	if err != nil || !strings.HasPrefix(to.String(), redirect+"?") {
		t.Fatalf("consent goes to %v, %v", to, err)
	}
	return to.Query()
}

func TestAccountsAreBoundByOAuth(t *testing.T) {
	t.Parallel()
	d := newDesk(t, teamviewertest.Config{})
	const state = "a+b/c= &d"
	authorize := d.client.AuthorizeURL(registered, redirect, state)
	if got := consent(t, authorize, d.standIn.Origin(), "deny"); got.Get("error") != "access_denied" || got.Get("state") != state || got.Has("code") {
		t.Errorf("a refusal brings back %v", got)
	}
	back := consent(t, authorize, d.standIn.Origin(), "allow")
	if back.Get("state") != state {
		t.Errorf("state came back as %q, want %q", back.Get("state"), state)
	}
	first, err := d.client.Exchange(t.Context(), registered, redirect, back.Get("code"))
	if err != nil {
		t.Fatal(err)
	}
	if left := time.Until(first.Expires); left < 23*time.Hour || left > 25*time.Hour || first.Refresh == "" {
		t.Errorf("tokens end in %v, with a refresh token: %t", left, first.Refresh != "")
	}
	if _, err := d.client.Exchange(t.Context(), registered, redirect, back.Get("code")); kind(err) != provider.TokenDead {
		t.Errorf("a used code = %v, want %s", err, provider.TokenDead)
	}
	who, err := d.client.Account(t.Context(), first.Access)
	if want := (provider.Account{ID: mori, Name: "Hana Mori", Email: "mori@example.com", Company: "Example Trading"}); err != nil || who != want {
		t.Errorf("Account = %+v, %v, want %+v", who, err, want)
	}
	second, err := d.client.Refresh(t.Context(), registered, first.Refresh)
	if err != nil || second.Refresh == first.Refresh || second.Access == first.Access {
		t.Fatalf("Refresh = %v, want the next tokens", err)
	}
	if _, err := d.client.Refresh(t.Context(), registered, first.Refresh); kind(err) != provider.TokenDead {
		t.Errorf("a used refresh token = %v, want %s", err, provider.TokenDead)
	}
	if err := d.client.Revoke(t.Context(), second.Access); err != nil {
		t.Errorf("Revoke = %v", err)
	}
	if err := d.client.Revoke(t.Context(), second.Access); kind(err) != provider.TokenDead { // it could be one that only expired
		t.Errorf("Revoke of what is void = %v, want %s", err, provider.TokenDead)
	}
	if _, err := d.client.Account(t.Context(), second.Access); kind(err) != provider.TokenDead {
		t.Errorf("Account with a revoked token = %v, want %s", err, provider.TokenDead)
	}
	if _, err := d.client.Refresh(t.Context(), registered, second.Refresh); kind(err) != provider.TokenDead {
		t.Errorf("the refresh token of a revoked one = %v, want %s", err, provider.TokenDead)
	}
}

func TestAWrongClientIsNamed(t *testing.T) {
	t.Parallel()
	d := newDesk(t, teamviewertest.Config{})
	for _, client := range []provider.Client{{ID: "someone", Secret: teamviewertest.ClientSecret}, {ID: teamviewertest.ClientID, Secret: "wrong"}} {
		if _, err := d.client.Exchange(t.Context(), client, redirect, "code"); kind(err) != provider.BadClient {
			t.Errorf("Exchange as %s = %v, want %s", client.ID, err, provider.BadClient)
		}
		if _, err := d.client.Refresh(t.Context(), client, "token"); kind(err) != provider.BadClient {
			t.Errorf("Refresh as %s = %v, want %s", client.ID, err, provider.BadClient)
		}
	}
}

// A company's token belongs to no person: the company answers for it.
func TestTheCompanysAccount(t *testing.T) {
	t.Parallel()
	d := newDesk(t, teamviewertest.Config{})
	who, err := d.client.Account(t.Context(), teamviewertest.CompanyToken)
	if want := (provider.Account{ID: "5001", Name: "Example Trading", Company: "Example Trading"}); err != nil || who != want {
		t.Errorf("Account = %+v, %v, want %+v", who, err, want)
	}
	list, err := d.client.Licenses(t.Context(), teamviewertest.CompanyToken)
	want := provider.License{Name: "TeamViewer Tensor (stand-in)", Active: true, ManagedDevices: 0, Seats: 500, Channels: 3, AssignedUsers: 4}
	if err != nil || len(list) != 1 || list[0] != want {
		t.Errorf("Licenses = %+v, %v, want %+v", list, err, want)
	}
	d.standIn.Break(teamviewertest.Fault{Match: "GET /api/v1/company/license", Status: 200,
		Body: `{"companyId":"c1","available_licenses":[{"licenseName":"Core","assignedUsers":["a","b"],"managedDevices":"many"}]}`})
	list, err = d.client.Licenses(t.Context(), teamviewertest.CompanyToken)
	want = provider.License{Name: "Core", ManagedDevices: -1, Seats: -1, Channels: -1, AssignedUsers: 2}
	if err != nil || len(list) != 1 || list[0] != want {
		t.Errorf("Licenses = %+v, %v, want %+v: what is not told is -1", list, err, want)
	}
	d.standIn.Mend()
	limited, _ := d.standIn.NewTokens("u100004")
	if _, err := d.client.Licenses(t.Context(), id.Secret(limited)); kind(err) != provider.NotAllowed {
		t.Errorf("Licenses for a limited account = %v, want %s", err, provider.NotAllowed)
	}
}

func TestPing(t *testing.T) {
	t.Parallel()
	d := newDesk(t, teamviewertest.Config{})
	for token, want := range map[id.Secret]bool{teamviewertest.UserToken: true, "1-nobody": false, "": false} {
		if got, err := d.client.Ping(t.Context(), token); err != nil || got != want {
			t.Errorf("Ping = %t, %v, want %t", got, err, want)
		}
	}
	d.standIn.Break(teamviewertest.Fault{Status: 200, Body: `{}`})
	if _, err := d.client.Ping(t.Context(), "x"); kind(err) != provider.Unreadable {
		t.Errorf("Ping without an answer in it = %v, want %s", err, provider.Unreadable)
	}
}

func TestAddressesOfTheClient(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		s    teamviewer.Settings
		ok   bool
	}{
		{"the real service", teamviewer.Settings{}, true},
		{"another https host", teamviewer.Settings{API: "https://tv.example.com/api/v1/", Login: "https://tv.example.com/login"}, true},
		{"a stand-in on this machine", teamviewer.Settings{API: "http://127.0.0.1:1/api/v1", Login: "http://[::1]:1/x"}, true},
		{"http elsewhere", teamviewer.Settings{API: "http://tv.example.com"}, false},
		{"http to a name that looks local", teamviewer.Settings{API: "http://127.0.0.1.example.com"}, false},
		{"a user in it", teamviewer.Settings{API: "https://a:b@tv.example.com"}, false},
		{"a query", teamviewer.Settings{Login: "https://tv.example.com/?a=b"}, false},
		{"no host", teamviewer.Settings{API: "https:///api"}, false},
		{"not an address", teamviewer.Settings{API: "::"}, false},
	} {
		if _, err := teamviewer.NewClient(tt.s); (err == nil) != tt.ok {
			t.Errorf("%s: NewClient = %v, want it taken: %t", tt.name, err, tt.ok)
		}
	}
	c, err := teamviewer.NewClient(teamviewer.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	const want = "https://login.teamviewer.com/oauth2/authorize?client_id=c&display=popup&redirect_uri=https%3A%2F%2Fh%2Fx&response_type=code&state=s"
	if got := c.AuthorizeURL(provider.Client{ID: "c", Secret: "never"}, "https://h/x", "s"); got != want {
		t.Errorf("AuthorizeURL = %s, want %s", got, want)
	}
}
