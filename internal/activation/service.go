package activation

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// Sealer keeps secrets unreadable outside this program; package seal does. Context has to be the same for both.
type Sealer interface {
	Seal(plain []byte, context string) ([]byte, error)
	Open(sealed []byte, context string) ([]byte, error)
}

// Hints is told of every change, for live views. Version is that of the thing, or 0 when it has none.
type Hints interface {
	Hint(kind, id string, version int64)
}

// The kinds of hint given by this package.
const (
	HintActivation = "activation" // id is the way, such as "teamviewer unattended"
	HintRemoval    = "removal"    // id is the removal's
	HintAccount    = "account"    // id is the person's, or the way
)

// How long things may take or last.
const (
	consentLife   = 10 * time.Minute
	cacheLife     = time.Second
	refreshBefore = 5 * time.Minute  // a token is renewed when less than this is left
	stillGood     = 30 * time.Second // and used meanwhile when more than this is left
	refreshLease  = 30 * time.Second
	refreshCall   = 12 * time.Second // twice this is less than refreshLease
	keepTime      = 10 * time.Second // for writing down what came of it
	refreshPause  = 15 * time.Second // after a failure that may pass
	providerCall  = 20 * time.Second // any other call
	proofEvery    = 30 * time.Second
	closingEvery  = 5 * time.Second
	releaseEvery  = 30 * time.Second
	// closingMost is how long accounts are kept for the closing of codes, while a provider is down: those end there by
	// themselves, and an account that nobody wants any more must not stay for ever.
	closingMost = time.Hour
)

// Config is what a [Service] is made of. Every field but Now is needed.
type Config struct {
	Store    Store
	Accounts provider.Accounts
	Rollout  Rollout
	Sessions Sessions
	Sealer   Sealer
	Jobs     interface{ Nudge() }
	Hints    Hints
	// NodeID names this node among those that share the database.
	NodeID string
	// Redirect is our callback address as it is registered at the provider.
	Redirect func() string
	Now      func() time.Time // nil means time.Now
	Log      *slog.Logger
}

// Service switches ways on and off, keeps the accounts that are bound and lends their tokens. It is safe for concurrent
// use, by several nodes on one store too.
type Service struct {
	store    Store
	accounts provider.Accounts
	rollout  Rollout
	sessions Sessions
	sealer   Sealer
	jobs     interface{ Nudge() }
	hints    Hints
	nodeID   string
	redirect func() string
	clock    func() time.Time
	log      *slog.Logger

	mu       sync.Mutex
	states   map[Way]State // as they were at statesAt; never changed in place
	statesAt time.Time
	// changes counts when states were found to be old: what was read before is not kept then.
	changes int
}

// New returns a service.
func New(cfg Config) *Service {
	s := &Service{store: cfg.Store, accounts: cfg.Accounts, rollout: cfg.Rollout, sessions: cfg.Sessions, sealer: cfg.Sealer,
		jobs: cfg.Jobs, hints: cfg.Hints, nodeID: cfg.NodeID, redirect: cfg.Redirect, clock: cfg.Now, log: cfg.Log}
	if s.clock == nil {
		s.clock = time.Now
	}
	return s
}

// now is in UTC, to the microsecond, as everything is kept.
func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Microsecond) }

// errUnchanged says, inside a change, that there is nothing to change and that this is no error.
var errUnchanged = errors.New("nothing to change")

// mayRead is for what concerns the whole company.
func mayRead(p access.Principal) error {
	if !p.Has(access.Administer) {
		return access.ErrForbidden
	}
	return nil
}

// mayChange is for changes of it.
func mayChange(p access.Principal) error {
	if !p.ManagesPeople() {
		return access.ErrForbidden
	}
	return nil
}

// mayHold says whether p may change the account of h: their own, though not by an API token, in whose holder's account
// all their sessions would be opened from then on, or the company's for a way that has accounts.
func mayHold(p access.Principal, h Holder) error {
	if h.PersonID != "" {
		if h.Way != (Way{}) || h.PersonID != p.PersonID || p.TokenID != "" || !p.Has(access.StartTeamViewer) {
			return access.ErrForbidden
		}
		return nil
	}
	if err := mayChange(p); err != nil {
		return err
	}
	if !h.Way.needsAccount() {
		return wire.BadField("provider", "has no accounts to connect")
	}
	return nil
}

// needsAccount says whether a way works through an account that the company connects.
func (w Way) needsAccount() bool { return w == TeamViewerAttended || w == TeamViewerUnattended }

func (w Way) known() error {
	if w != BuiltIn && !w.needsAccount() {
		return wire.BadField("provider", "and mode are none that can be activated")
	}
	return nil
}

// name is how hints, logs and records call a holder.
func (h Holder) name() string {
	if h.PersonID != "" {
		return h.PersonID
	}
	return h.Way.String()
}

func (s *Service) record(by audit.Actor, action audit.Action, details ...string) audit.Record {
	return audit.New(s.now(), by, action, "", "", details...)
}

// detached is for calls whose answer must be kept though the browser that asked has gone.
func detached(ctx context.Context, limit time.Duration, what string) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(context.WithoutCancel(ctx), limit, errors.New(what+" took too long"))
}

// A BindingView is what is shown of a binding.
type BindingView struct {
	Version   int64
	Kind      BindingKind
	State     BindingState
	Account   provider.Account
	ExpiresAt time.Time // of the access token, which is renewed by itself; zero means never
	BoundBy   audit.Actor
	BoundAt   time.Time
	CheckedAt time.Time
	Problem   provider.Kind // empty means none
}

func (b Binding) view() BindingView {
	return BindingView{Version: b.Version, Kind: b.Kind, State: b.State, Account: b.Account, ExpiresAt: b.ExpiresAt,
		BoundBy: b.BoundBy, BoundAt: b.BoundAt, CheckedAt: b.CheckedAt, Problem: b.Problem}
}

// tokens are what Sealed holds.
type tokens struct {
	Access  string `json:"access"`
	Refresh string `json:"refresh,omitempty"`
}

func (t tokens) access() id.Secret  { return id.Secret(t.Access) }
func (t tokens) refresh() id.Secret { return id.Secret(t.Refresh) }

// String implements fmt.Stringer and shows nothing.
func (tokens) String() string { return "[hidden]" }

// GoString implements fmt.GoStringer and shows nothing.
func (tokens) GoString() string { return "[hidden]" }

// LogValue implements slog.LogValuer and shows nothing.
func (tokens) LogValue() slog.Value { return slog.StringValue("[hidden]") }

// Handlers are the handlers of this package's jobs, to be registered with the runner.
func (s *Service) Handlers() map[jobs.Kind]jobs.Handler {
	return map[jobs.Kind]jobs.Handler{JobStep: s.step, JobRevoke: s.revoke, JobRelease: s.releaseTechnician}
}
