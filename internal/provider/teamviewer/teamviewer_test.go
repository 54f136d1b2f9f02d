package teamviewer_test

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/provider/providertest"
	"github.com/helpatwork/helpatwork/internal/provider/teamviewer"
	"github.com/helpatwork/helpatwork/internal/provider/teamviewer/teamviewertest"
)

const mori = "u100002"

// accounts is what activation does for the provider, for one person: a token, and another one when that was refused.
type accounts struct {
	mu       sync.Mutex
	standIn  *teamviewertest.Server
	access   id.Secret
	assignTo string
	gone     bool
	refused  int
	stubborn bool // gives the refused token again
	given    []string
}

func (a *accounts) Token(context.Context, string, string) (id.Secret, string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.gone {
		return "", "", &provider.Error{Kind: provider.NoAccount, Words: "connect TeamViewer"}
	}
	a.given = append(a.given, a.access.Reveal())
	return a.access, a.assignTo, nil
}

func (a *accounts) Refused(context.Context, string, string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.refused++
	if !a.stubborn {
		access, _ := a.standIn.NewTokens(mori)
		a.access = id.Secret(access)
	}
}

func (a *accounts) set(change func(*accounts)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	change(a)
}

// desk is a provider that talks to a stand-in.
type desk struct {
	standIn  *teamviewertest.Server
	accounts *accounts
	client   *teamviewer.Client
	provider *teamviewer.Provider
	log      *bytes.Buffer
}

func startStandIn(t *testing.T, cfg teamviewertest.Config) *teamviewertest.Server {
	t.Helper()
	cfg.Redirects = []string{redirect}
	s, err := teamviewertest.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done, err := s.Start(ctx, "127.0.0.1:0")
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		<-done
		if strays := s.Strays(); len(strays) > 0 {
			t.Errorf("the client uses what nobody knows of TeamViewer: %q", strays)
		}
	})
	return s
}

const redirect = "https://help.example.com/oauth/teamviewer/callback"

func newDesk(t *testing.T, cfg teamviewertest.Config) *desk {
	t.Helper()
	return deskWith(t, cfg, time.Minute)
}

func deskWith(t *testing.T, cfg teamviewertest.Config, timeout time.Duration) *desk {
	t.Helper()
	s := startStandIn(t, cfg)
	access, _ := s.NewTokens(mori)
	d := &desk{standIn: s, accounts: &accounts{standIn: s, access: id.Secret(access)}, log: &bytes.Buffer{}}
	links, err := teamviewer.ParseLinks([]string{"teamviewer.com", s.Origin()})
	if err != nil {
		t.Fatal(err)
	}
	launch, err := teamviewer.ParseLaunch(s.LaunchTemplate(), links)
	if err != nil {
		t.Fatal(err)
	}
	if d.client, err = teamviewer.NewClient(teamviewer.Settings{API: s.API(), Login: s.Login(), Timeout: timeout}); err != nil {
		t.Fatal(err)
	}
	if d.provider, err = teamviewer.New(teamviewer.Config{Client: d.client, Tokens: d.accounts, Links: links, Launch: launch,
		Log: slog.New(slog.NewTextHandler(d.log, nil))}); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) count(sessionID string, usable bool) int {
	n := 0
	for _, c := range d.standIn.Codes() {
		if c.CustomAPI == sessionID && (c.Open || !usable) {
			n++
		}
	}
	return n
}

func (d *desk) act(t *testing.T) func(providertest.Act, string) {
	return func(a providertest.Act, reference string) {
		do := map[providertest.Act]func(string) error{providertest.Arrive: d.standIn.Arrive, providertest.Leave: d.standIn.Leave,
			providertest.Connect: d.standIn.Connect, providertest.Disconnect: d.standIn.EndConnection}[a]
		if err := do(reference); err != nil {
			t.Fatalf("%s: %v", a, err)
		}
	}
}

func TestTeamViewerKeepsTheContract(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]teamviewertest.Config{
		"as documented":               {},
		"capital states, small pages": {CapitalStates: true, PageSize: 1, ExpiredStatus: 400},
	} {
		for _, companys := range []bool{false, true} {
			t.Run(name+map[bool]string{true: ", with the company's token"}[companys], func(t *testing.T) {
				t.Parallel()
				providertest.Run(t, func(t *testing.T) providertest.Subject { return subject(t, cfg, companys) })
			})
		}
	}
}

func subject(t *testing.T, cfg teamviewertest.Config, companys bool) providertest.Subject {
	d := newDesk(t, cfg)
	if companys {
		d.accounts.access, d.accounts.assignTo = teamviewertest.CompanyToken, mori
	}
	act := d.act(t)
	return providertest.Subject{
		Provider: d.provider, Online: "dev_on", Offline: "dev_off", Peer: d.standIn.AddDevice("Phone 7", "dev_on"),
		Made:   func(sessionID string) int { return d.count(sessionID, false) },
		Usable: func(sessionID string) int { return d.count(sessionID, true) },
		Break: func() func() {
			d.standIn.Break(teamviewertest.Fault{Status: 503, Body: `<html>down</html>`})
			return d.standIn.Mend
		},
		LoseAnswer: func() { d.standIn.Break(teamviewertest.Fault{Match: "POST /api/v1/sessions", Lose: true, Times: 1}) },
		Refuse: func() func() {
			d.standIn.Break(teamviewertest.Fault{Status: 403, Body: `{"error":"invalid_permission","error_code":403,"error_description":"token ` +
				d.accounts.access.Reveal() + ` may not open https://get.teamviewer.com/v15/en/s12345678-a1b2c3d4e5f6"}`})
			return d.standIn.Mend
		},
		Disconnect: func() { d.accounts.set(func(a *accounts) { a.gone = true }) },
		Secrets: func() []string {
			secrets := []string{"a1b2c3d4e5f6"}
			d.accounts.set(func(a *accounts) { secrets = append(secrets, a.given...) })
			for _, c := range d.standIn.Codes() {
				secrets = append(secrets, c.SupporterSecret)
			}
			return secrets
		},
		User: act, Technician: act,
	}
}
