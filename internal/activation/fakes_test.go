package activation_test

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
)

var client = provider.Client{ID: "client-1", Secret: "client-secret-do-not-show"}

const callback = "https://help.example/api/v1/oauth/teamviewer/callback"

// A grant is one authorization at the provider: the access and refresh tokens that are valid now, if any.
type grant struct {
	account provider.Account
	access  id.Secret
	refresh id.Secret // works once
	expires time.Time
	void    bool
}

// teamviewer plays the provider's side of accounts: codes and refresh tokens work once, access tokens end after a day.
type teamviewer struct {
	now func() time.Time
	log *log

	mu      sync.Mutex
	codes   map[string]provider.Account
	grants  []*grant
	scripts map[id.Secret]provider.Account
	// answer, when set, is asked before each call; an error is given instead of an answer, the call never arrived.
	answer func(call string) error
	// lose, when set, is asked after each call; an error hides the answer of a call that did arrive.
	lose  func(call string) error
	calls map[string]int
	// slow is how long a refresh takes.
	slow time.Duration
}

func newTeamViewer(now func() time.Time, l *log) *teamviewer {
	return &teamviewer{now: now, log: l, codes: map[string]provider.Account{}, scripts: map[id.Secret]provider.Account{}, calls: map[string]int{}}
}

func aUser(n int) provider.Account {
	return provider.Account{ID: fmt.Sprintf("u%d", n), Name: fmt.Sprintf("User %d", n), Email: fmt.Sprintf("u%d@example.com", n), Company: "Example"}
}

// serve does what a call does, under its faults.
func (tv *teamviewer) serve(call string, do func() error) error {
	tv.mu.Lock()
	defer tv.mu.Unlock()
	tv.calls[call]++
	if tv.answer != nil {
		if err := tv.answer(call); err != nil {
			return err
		}
	}
	if err := do(); err != nil {
		return err
	}
	if tv.lose != nil {
		return tv.lose(call)
	}
	return nil
}

func (tv *teamviewer) called(call string) int {
	tv.mu.Lock()
	defer tv.mu.Unlock()
	return tv.calls[call]
}

// alive counts the authorizations that can still be used or renewed.
func (tv *teamviewer) alive() int {
	tv.mu.Lock()
	defer tv.mu.Unlock()
	n := 0
	for _, g := range tv.grants {
		if !g.void {
			n++
		}
	}
	return n
}

// accepts says whether an access token works now.
func (tv *teamviewer) accepts(access id.Secret) bool {
	tv.mu.Lock()
	defer tv.mu.Unlock()
	_, err := tv.whose(access)
	return err == nil
}

// kill makes every authorization void, as an administrator there can.
func (tv *teamviewer) kill() {
	tv.mu.Lock()
	defer tv.mu.Unlock()
	for _, g := range tv.grants {
		g.void = true
	}
}

func (tv *teamviewer) whose(access id.Secret) (provider.Account, error) {
	if a, ok := tv.scripts[access]; ok {
		return a, nil
	}
	for _, g := range tv.grants {
		if g.access == access && !g.void && tv.now().Before(g.expires) {
			return g.account, nil
		}
	}
	return provider.Account{}, &provider.Error{Kind: provider.TokenDead, Words: "token_expired"}
}

// AuthorizeURL implements provider.Accounts.
func (tv *teamviewer) AuthorizeURL(c provider.Client, redirect, state string) string {
	return "https://login.example/authorize?" + url.Values{"client_id": {c.ID}, "redirect_uri": {redirect}, "state": {state}}.Encode()
}

// consents is the provider's page: somebody signs in and agrees, and the browser comes back with state and code.
func (tv *teamviewer) consents(address string, as provider.Account) (state, code string) {
	u, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	tv.mu.Lock()
	defer tv.mu.Unlock()
	code = "code-" + id.NewSecret().Reveal()
	tv.codes[code] = as
	return u.Query().Get("state"), code
}

func (tv *teamviewer) newTokens(g *grant) provider.Tokens {
	g.access, g.refresh, g.expires = "acc-"+id.NewSecret(), "ref-"+id.NewSecret(), tv.now().Add(24*time.Hour)
	return provider.Tokens{Access: g.access, Refresh: g.refresh, Expires: g.expires}
}

// Exchange implements provider.Accounts.
func (tv *teamviewer) Exchange(_ context.Context, c provider.Client, redirect, code string) (t provider.Tokens, err error) {
	err = tv.serve("exchange", func() error {
		account, ok := tv.codes[code]
		delete(tv.codes, code)
		if !ok || c != client || redirect != callback {
			return &provider.Error{Kind: provider.BadClient}
		}
		g := &grant{account: account}
		tv.grants = append(tv.grants, g)
		t = tv.newTokens(g)
		return nil
	})
	if err != nil {
		return provider.Tokens{}, err
	}
	return t, nil
}

// Refresh implements provider.Accounts.
func (tv *teamviewer) Refresh(ctx context.Context, c provider.Client, refresh id.Secret) (t provider.Tokens, err error) {
	if tv.slow > 0 { // only in a bubble, where it costs nothing
		select {
		case <-ctx.Done(): // whoever hangs up does not hear the answer
			defer func() { t, err = provider.Tokens{}, &provider.Error{Kind: provider.Unavailable, Err: ctx.Err()} }()
		case <-time.After(tv.slow):
		}
	}
	err = tv.serve("refresh", func() error {
		if c != client {
			return &provider.Error{Kind: provider.BadClient}
		}
		for _, g := range tv.grants {
			if g.refresh == refresh && !g.void {
				t = tv.newTokens(g)
				return nil
			}
		}
		return &provider.Error{Kind: provider.TokenDead, Words: "invalid_grant"}
	})
	if err != nil {
		return provider.Tokens{}, err
	}
	return t, nil
}

// Revoke implements provider.Accounts.
func (tv *teamviewer) Revoke(_ context.Context, access id.Secret) error {
	return tv.serve("revoke", func() error {
		tv.log.add("revoke")
		if _, err := tv.whose(access); err != nil {
			return err // an expired token revokes nothing, as no call is taken with it
		}
		for _, g := range tv.grants {
			if g.access == access {
				g.void = true
			}
		}
		delete(tv.scripts, access)
		return nil
	})
}

// Account implements provider.Accounts.
func (tv *teamviewer) Account(_ context.Context, access id.Secret) (a provider.Account, err error) {
	err = tv.serve("account", func() error {
		a, err = tv.whose(access)
		return err
	})
	return a, err
}

// Licenses implements provider.Accounts.
func (tv *teamviewer) Licenses(_ context.Context, access id.Secret) (list []provider.License, err error) {
	err = tv.serve("licenses", func() error {
		list = []provider.License{{Name: "Tensor", Active: true, ManagedDevices: 500, Seats: -1}}
		_, err := tv.whose(access)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// A log keeps in which order things were done to the outside.
type log struct {
	mu    sync.Mutex
	lines []string
}

func (l *log) add(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, fmt.Sprintf(format, args...))
}

func (l *log) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.lines)
}

// first is where the first line with that beginning stands, or -1.
func (l *log) first(start string) int {
	return slices.IndexFunc(l.all(), func(line string) bool { return strings.HasPrefix(line, start) })
}

// fleet plays rollout: devices that have Host until they check in after it was withdrawn.
type fleet struct {
	now func() time.Time
	log *log

	mu        sync.Mutex
	withdrawn map[activation.Way]bool
	devices   map[activation.Way][]activation.Affected
	// lost devices never answer.
	lost map[string]bool
	fail error
}

func newFleet(now func() time.Time, l *log) *fleet {
	return &fleet{now: now, log: l, withdrawn: map[activation.Way]bool{}, devices: map[activation.Way][]activation.Affected{}, lost: map[string]bool{}}
}

// have puts apps on n devices.
func (f *fleet) have(w activation.Way, n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.devices[w], f.withdrawn[w] = nil, false
	for i := range n {
		f.devices[w] = append(f.devices[w], activation.Affected{DeviceID: fmt.Sprintf("dev_%04d", i), DeviceName: fmt.Sprintf("Pixel %04d", i), Proof: activation.ProofPresent})
	}
}

// Undistribute implements activation.Rollout.
func (f *fleet) Undistribute(_ context.Context, by audit.Actor, w activation.Way) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fail != nil {
		return f.fail
	}
	f.withdrawn[w] = true
	f.log.add("undistribute %s by %s", w, by.Name)
	return nil
}

// Affected implements activation.Rollout.
func (f *fleet) Affected(_ context.Context, w activation.Way, since time.Time) ([]activation.Affected, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fail != nil {
		return nil, f.fail
	}
	seen := slices.Clone(f.devices[w])
	for i, d := range seen {
		if d.At.Before(since) && d.Proof != activation.ProofPresent {
			seen[i].Proof = activation.ProofUnknown // what was seen before the removal proves nothing
		}
	}
	return seen, nil
}

// CheckIn implements activation.Rollout. A device that checks in removes what was withdrawn.
func (f *fleet) CheckIn(_ context.Context, deviceIDs []string) (map[string]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fail != nil {
		return nil, f.fail
	}
	f.log.add("check in %d", len(deviceIDs))
	how := map[string]string{}
	for w, devices := range f.devices {
		for i := range devices {
			d := &devices[i]
			if !slices.Contains(deviceIDs, d.DeviceID) {
				continue
			}
			d.CheckIn = "asked"
			how[d.DeviceID] = d.CheckIn
			if f.withdrawn[w] && !f.lost[d.DeviceID] {
				d.Proof, d.Evidence, d.At = activation.ProofGone, "report of Simulated MDM", f.now()
			}
		}
	}
	return how, nil
}

// Forget implements activation.Rollout.
func (f *fleet) Forget(_ context.Context, w activation.Way) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.devices[w] = nil
	f.log.add("forget %s", w)
	return nil
}

// set changes what is known of a device.
func (f *fleet) set(w activation.Way, deviceID string, p activation.Proof) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.devices[w] {
		if d := &f.devices[w][i]; d.DeviceID == deviceID {
			d.Proof, d.Evidence, d.At = p, "wipe confirmed by Simulated MDM", f.now()
		}
	}
}

// lose makes a device never answer again, or answer.
func (f *fleet) lose(deviceID string, lost bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lost[deviceID] = lost
}

// sessions plays support.
type sessions struct {
	log *log
	// closing is how many codes are still to be closed; it may be nil.
	closing func() int
	// unproven says whose connections may go on; it may be nil.
	unproven func(personID string) bool
}

// Unproven implements activation.Sessions.
func (s sessions) Unproven(_ context.Context, _, personID string) (bool, error) {
	return s.unproven != nil && s.unproven(personID), nil
}

// Closing implements activation.Sessions.
func (s sessions) Closing(context.Context, activation.Way) (int, error) {
	if s.closing == nil {
		return 0, nil
	}
	return s.closing(), nil
}

// CloseAll implements activation.Sessions.
func (s sessions) CloseAll(_ context.Context, by audit.Actor, w activation.Way) error {
	s.log.add("close all %s by %s", w, by.Name)
	return nil
}

// hints remember what was hinted.
type hints struct {
	mu    sync.Mutex
	given map[string]int
}

func (h *hints) Hint(kind, id string, _ int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.given[kind+" "+id]++
}

func (h *hints) count(kind, id string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.given[kind+" "+id]
}

type nudge struct{}

func (nudge) Nudge() {}
