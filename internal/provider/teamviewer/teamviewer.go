package teamviewer

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
)

var (
	_ provider.Provider = (*Provider)(nil)
	_ provider.Looker   = (*Provider)(nil)
)

// Tokens says in whose name a session is made; app fills it from activation.
type Tokens interface {
	// Token is for one call. assignTo is the TeamViewer user whose session it is to be when the token is the company's, and
	// empty when the token is the technician's own. Errors are *provider.Error: NoAccount, TokenDead, or a temporary one.
	Token(ctx context.Context, personID, mode string) (access id.Secret, assignTo string, err error)
	// Refused says that TeamViewer did not take a token that Token gave: the next one is refreshed, or there is none.
	Refused(ctx context.Context, personID, mode string)
}

// DefaultGroup is where the sessions of Help@Work are at TeamViewer.
const DefaultGroup = "Help@Work"

// Config is what a [Provider] is made of. Client, Tokens and Log are needed.
type Config struct {
	Client *Client
	Tokens Tokens
	// Links and Launch come from [ParseLinks] and [ParseLaunch].
	Links  Links
	Launch Launch
	// Group is the name of the group that sessions are made in; empty means DefaultGroup.
	Group string
	// Language is what users are spoken to in, en or ja; empty means both.
	Language string
	Now      func() time.Time // nil means time.Now
	Log      *slog.Logger
}

// Provider shares screens through TeamViewer. Of sessions it keeps nothing; it is safe for concurrent use.
type Provider struct {
	cfg     Config
	opening turns
	devices entries
}

// New returns the provider. A Config whose Links or Launch are zero gives out no link at all.
func New(cfg Config) (*Provider, error) {
	if cfg.Client == nil || cfg.Tokens == nil || cfg.Log == nil {
		return nil, errors.New("provider teamviewer needs Client, Tokens and Log")
	}
	if cfg.Group == "" {
		cfg.Group = DefaultGroup
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Provider{cfg: cfg}, nil
}

// Capabilities implements provider.Provider. Prompt, rights and the end of a connection belong to TeamViewer's apps, and
// its API neither tells of them nor commands them.
func (p *Provider) Capabilities() provider.Capabilities {
	return provider.Capabilities{Name: Name, HandsOver: true, NeedsAccount: true}
}

// Show implements provider.Provider. TeamViewer has nothing that could follow a session of ours.
func (p *Provider) Show(context.Context, provider.Standing) error { return nil }

// as calls do in the name of a technician, once more when TeamViewer did not take the token and there is another one.
func (p *Provider) as(ctx context.Context, personID, mode string, do func(access id.Secret, assignTo string) error) error {
	access, assignTo, err := p.cfg.Tokens.Token(ctx, personID, mode)
	if err != nil {
		return accountError(err)
	}
	err = do(access, assignTo)
	if !is(err, provider.TokenDead) {
		return err
	}
	p.cfg.Tokens.Refused(ctx, personID, mode)
	next, assignTo, tokenErr := p.cfg.Tokens.Token(ctx, personID, mode)
	switch {
	case tokenErr != nil:
		return accountError(tokenErr)
	case next == access:
		return err
	}
	return do(next, assignTo)
}

// accountError keeps the contract of Open and Look: their errors are *provider.Error.
func accountError(err error) error {
	if _, ok := errors.AsType[*provider.Error](err); ok {
		return err
	}
	return &provider.Error{Kind: provider.Unavailable, Words: "the account to act for cannot be had", Err: err}
}

// turns lets one at a time do something for a key.
type turns struct {
	mu    sync.Mutex
	taken map[string]chan struct{}
}

// take waits for its turn; leave ends it. The error is that of ctx.
func (t *turns) take(ctx context.Context, key string) (leave func(), err error) {
	for {
		t.mu.Lock()
		before, busy := t.taken[key]
		if !busy {
			mine := make(chan struct{})
			if t.taken == nil {
				t.taken = map[string]chan struct{}{}
			}
			t.taken[key] = mine
			t.mu.Unlock()
			return func() {
				t.mu.Lock()
				defer t.mu.Unlock()
				delete(t.taken, key)
				close(mine)
			}, nil
		}
		t.mu.Unlock()
		select {
		case <-before:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}
