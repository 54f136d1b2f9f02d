package activation_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// A fault is what happens at one call to the outside.
type fault string

const (
	failsBefore   fault = "fails"            // nothing was done
	failsAfter    fault = "loses its answer" // it was done, and looks as if it was not
	crashesBefore fault = "dies before"
	crashesAfter  fault = "dies after"
)

var everyFault = []fault{failsBefore, failsAfter, crashesBefore, crashesAfter}

var errInjected = errors.New("injected")

// A failpoint is one fault at the n-th call, and counts calls. Its wrappers name each method of their interface by hand:
// a method that is added does not compile until it has a failpoint.
type failpoint struct {
	at   int
	what fault

	mu    sync.Mutex
	calls []string
}

// reached is the call at which it happened, or empty.
func (f *failpoint) reached() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.at == 0 || f.at > len(f.calls) {
		return ""
	}
	return f.calls[f.at-1]
}

func (f *failpoint) pass(call string, failure error, do func() error) error {
	f.mu.Lock()
	f.calls = append(f.calls, call)
	hit := len(f.calls) == f.at
	f.mu.Unlock()
	if !hit {
		return do()
	}
	switch f.what {
	case failsBefore:
		return failure
	case crashesBefore:
		panic(errCrash)
	}
	err := do()
	if f.what == crashesAfter {
		panic(errCrash)
	}
	return errors.Join(err, failure)
}

// wrap puts the failpoint around everything outside of a service.
func (f *failpoint) wrap(cfg *activation.Config) {
	cfg.Store = &failingStore{f, cfg.Store}
	cfg.Accounts = &failingAccounts{f, cfg.Accounts}
	cfg.Rollout = &failingRollout{f, cfg.Rollout}
	cfg.Sessions = &failingSessions{f, cfg.Sessions}
}

func with[T any](f *failpoint, call string, do func() (T, error)) (answer T, err error) {
	err = f.pass(call, fmt.Errorf("%s: %w", call, errInjected), func() error {
		answer, err = do()
		return err
	})
	if err != nil {
		return *new(T), err
	}
	return answer, nil
}

func (f *failpoint) plain(call string, do func() error) error {
	return f.pass(call, fmt.Errorf("%s: %w", call, errInjected), do)
}

type failingStore struct {
	f *failpoint
	s activation.Store
}

func (w *failingStore) Activations(ctx context.Context) ([]activation.Activation, error) {
	return with(w.f, "Activations", func() ([]activation.Activation, error) { return w.s.Activations(ctx) })
}

func (w *failingStore) CreateActivation(ctx context.Context, a activation.Activation, also activation.Writes) error {
	return w.f.plain("CreateActivation", func() error { return w.s.CreateActivation(ctx, a, also) })
}

func (w *failingStore) ChangeActivation(ctx context.Context, id string, change func(*activation.Activation, *activation.Writes) error) (activation.Activation, error) {
	return with(w.f, "ChangeActivation", func() (activation.Activation, error) { return w.s.ChangeActivation(ctx, id, change) })
}

func (w *failingStore) Agreement(ctx context.Context, version int64) (activation.Agreement, error) {
	return with(w.f, "Agreement", func() (activation.Agreement, error) { return w.s.Agreement(ctx, version) })
}

func (w *failingStore) AddAgreement(ctx context.Context, a activation.Agreement, also activation.Writes) (activation.Agreement, error) {
	return with(w.f, "AddAgreement", func() (activation.Agreement, error) { return w.s.AddAgreement(ctx, a, also) })
}

func (w *failingStore) Bindings(ctx context.Context) ([]activation.Binding, error) {
	return with(w.f, "Bindings", func() ([]activation.Binding, error) { return w.s.Bindings(ctx) })
}

func (w *failingStore) Binding(ctx context.Context, h activation.Holder) (activation.Binding, error) {
	return with(w.f, "Binding", func() (activation.Binding, error) { return w.s.Binding(ctx, h) })
}

func (w *failingStore) PutBinding(ctx context.Context, b activation.Binding, writes func(*activation.Binding) activation.Writes) error {
	return w.f.plain("PutBinding", func() error { return w.s.PutBinding(ctx, b, writes) })
}

func (w *failingStore) ChangeBinding(ctx context.Context, id string, change func(*activation.Binding, *activation.Writes) error) (activation.Binding, error) {
	return with(w.f, "ChangeBinding", func() (activation.Binding, error) { return w.s.ChangeBinding(ctx, id, change) })
}

func (w *failingStore) RemoveBinding(ctx context.Context, id string, also activation.Writes) error {
	return w.f.plain("RemoveBinding", func() error { return w.s.RemoveBinding(ctx, id, also) })
}

func (w *failingStore) SaveConsent(ctx context.Context, c activation.Consent, now time.Time) error {
	return w.f.plain("SaveConsent", func() error { return w.s.SaveConsent(ctx, c, now) })
}

func (w *failingStore) UseConsent(ctx context.Context, stateHash string, now time.Time) (activation.Consent, error) {
	return with(w.f, "UseConsent", func() (activation.Consent, error) { return w.s.UseConsent(ctx, stateHash, now) })
}

func (w *failingStore) OAuthClient(ctx context.Context) (activation.OAuthClient, error) {
	return with(w.f, "OAuthClient", func() (activation.OAuthClient, error) { return w.s.OAuthClient(ctx) })
}

func (w *failingStore) SaveOAuthClient(ctx context.Context, c activation.OAuthClient, also activation.Writes) error {
	return w.f.plain("SaveOAuthClient", func() error { return w.s.SaveOAuthClient(ctx, c, also) })
}

func (w *failingStore) Mappings(ctx context.Context) ([]activation.Mapping, error) {
	return with(w.f, "Mappings", func() ([]activation.Mapping, error) { return w.s.Mappings(ctx) })
}

func (w *failingStore) SaveMapping(ctx context.Context, m activation.Mapping, also activation.Writes) error {
	return w.f.plain("SaveMapping", func() error { return w.s.SaveMapping(ctx, m, also) })
}

func (w *failingStore) CreateRemoval(ctx context.Context, r activation.Removal, also activation.Writes) error {
	return w.f.plain("CreateRemoval", func() error { return w.s.CreateRemoval(ctx, r, also) })
}

func (w *failingStore) Removal(ctx context.Context, id string) (activation.Removal, error) {
	return with(w.f, "Removal", func() (activation.Removal, error) { return w.s.Removal(ctx, id) })
}

func (w *failingStore) OpenRemovals(ctx context.Context) ([]activation.Removal, error) {
	return with(w.f, "OpenRemovals", func() ([]activation.Removal, error) { return w.s.OpenRemovals(ctx) })
}

func (w *failingStore) ChangeRemoval(ctx context.Context, id string, change func(*activation.Removal, *activation.Writes) error) (activation.Removal, error) {
	return with(w.f, "ChangeRemoval", func() (activation.Removal, error) { return w.s.ChangeRemoval(ctx, id, change) })
}

func (w *failingStore) Write(ctx context.Context, also activation.Writes) error {
	return w.f.plain("Write", func() error { return w.s.Write(ctx, also) })
}

type failingRollout struct {
	f *failpoint
	r activation.Rollout
}

func (w *failingRollout) Undistribute(ctx context.Context, by audit.Actor, way activation.Way) error {
	return w.f.plain("Undistribute", func() error { return w.r.Undistribute(ctx, by, way) })
}

func (w *failingRollout) Affected(ctx context.Context, way activation.Way, since time.Time) ([]activation.Affected, error) {
	return with(w.f, "Affected", func() ([]activation.Affected, error) { return w.r.Affected(ctx, way, since) })
}

func (w *failingRollout) CheckIn(ctx context.Context, deviceIDs []string) (map[string]string, error) {
	return with(w.f, "CheckIn", func() (map[string]string, error) { return w.r.CheckIn(ctx, deviceIDs) })
}

func (w *failingRollout) Forget(ctx context.Context, way activation.Way) error {
	return w.f.plain("Forget", func() error { return w.r.Forget(ctx, way) })
}

type failingSessions struct {
	f *failpoint
	s activation.Sessions
}

func (w *failingSessions) CloseAll(ctx context.Context, by audit.Actor, way activation.Way) error {
	return w.f.plain("CloseAll", func() error { return w.s.CloseAll(ctx, by, way) })
}

func (w *failingSessions) Closing(ctx context.Context, way activation.Way) (n int, err error) {
	err = w.f.plain("Closing", func() error {
		n, err = w.s.Closing(ctx, way)
		return err
	})
	return n, err
}

func (w *failingSessions) Unproven(ctx context.Context, providerName, personID string) (is bool, err error) {
	err = w.f.plain("Unproven", func() error {
		is, err = w.s.Unproven(ctx, providerName, personID)
		return err
	})
	return is, err
}

// failingAccounts fail as a provider does that is down, or whose answer is lost on the way.
type failingAccounts struct {
	f *failpoint
	a provider.Accounts
}

func down[T any](f *failpoint, call string, do func() (T, error)) (answer T, err error) {
	err = f.pass(call, &provider.Error{Kind: provider.Unavailable, Err: errInjected}, func() error {
		answer, err = do()
		return err
	})
	if err != nil {
		return *new(T), err
	}
	return answer, nil
}

func (w *failingAccounts) AuthorizeURL(c provider.Client, redirect, state string) string {
	return w.a.AuthorizeURL(c, redirect, state) // asks nobody
}

func (w *failingAccounts) Exchange(ctx context.Context, c provider.Client, redirect, code string) (provider.Tokens, error) {
	return down(w.f, "Exchange", func() (provider.Tokens, error) { return w.a.Exchange(ctx, c, redirect, code) })
}

func (w *failingAccounts) Refresh(ctx context.Context, c provider.Client, refresh id.Secret) (provider.Tokens, error) {
	return down(w.f, "Refresh", func() (provider.Tokens, error) { return w.a.Refresh(ctx, c, refresh) })
}

func (w *failingAccounts) Revoke(ctx context.Context, access id.Secret) error {
	_, err := down(w.f, "Revoke", func() (struct{}, error) { return struct{}{}, w.a.Revoke(ctx, access) })
	return err
}

func (w *failingAccounts) Account(ctx context.Context, access id.Secret) (provider.Account, error) {
	return down(w.f, "Account", func() (provider.Account, error) { return w.a.Account(ctx, access) })
}

func (w *failingAccounts) Licenses(ctx context.Context, access id.Secret) ([]provider.License, error) {
	return down(w.f, "Licenses", func() ([]provider.License, error) { return w.a.Licenses(ctx, access) })
}
