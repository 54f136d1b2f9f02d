package activation

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// The jobs of this package; app registers [Service.Handlers].
const (
	JobStep   jobs.Kind = "activation.step"   // a removal goes on
	JobRevoke jobs.Kind = "activation.revoke" // tokens are made void at the provider
	// JobRelease disconnects the account that a technician connected, when nothing needs it any more.
	JobRelease jobs.Kind = "activation.release"
)

// A removal is never given up, nor are tokens that may still open somebody's devices: with five minutes between tries
// these are ten years and a month.
const (
	stepTries   = 1_000_000
	revokeTries = 10_000
)

func newJob(kind jobs.Kind, payload any, at time.Time, tries int) jobs.Job {
	text, err := json.Marshal(payload)
	if err != nil {
		panic("activation: a job's payload is plain text: " + err.Error())
	}
	return jobs.Job{ID: id.New("job"), Kind: kind, Payload: text, RunAt: at, MaxAttempts: tries}
}

// A passing error is tried again whatever it says of itself.
type passing struct{ error }

func (passing) Temporary() bool { return true }
func (p passing) Unwrap() error { return p.error }

// revokePayload carries the tokens themselves, sealed: by then the binding may be gone or hold others.
type revokePayload struct {
	BindingID string `json:"binding_id"`
	Sealed    []byte `json:"sealed"`
}

func newRevoke(b Binding) jobs.Job {
	return newJob(JobRevoke, revokePayload{BindingID: b.ID, Sealed: b.Sealed}, time.Time{}, revokeTries)
}

// revoke makes tokens void at the provider and then removes the binding, if it is still there and was taken away.
// A script token was made by hand in the provider's own console and may serve others: it is only forgotten.
func (s *Service) revoke(ctx context.Context, j jobs.Job) error {
	var p revokePayload
	if err := json.Unmarshal(j.Payload, &p); err != nil {
		return fmt.Errorf("read the payload of job %s: %w", j.ID, err)
	}
	t, err := s.openTokens(p.BindingID, p.Sealed)
	switch {
	case err != nil:
		// Without its key nobody can use what is sealed, this program included.
		s.log.WarnContext(ctx, "tokens cannot be revoked, as their key is gone", slog.String("binding_id", p.BindingID), slog.Any("err", err))
	case t.Refresh != "":
		done, err := s.revokeAtProvider(ctx, p.BindingID, t)
		if err != nil {
			return fmt.Errorf("revoke the tokens of binding %s: %w", p.BindingID, passing{err})
		}
		if !done {
			return nil // another job has the tokens now
		}
	}
	return s.dropRevoked(ctx, p)
}

// revokeAtProvider makes an access token and its refresh token void. An access token of yesterday revokes nothing, while
// its refresh token still opens the account: then it is traded for new tokens once, which a job of their own revokes.
// Only when that is refused too, nothing is left to be revoked.
func (s *Service) revokeAtProvider(ctx context.Context, bindingID string, t tokens) (done bool, err error) {
	call, cancel := context.WithTimeout(ctx, providerCall)
	defer cancel()
	err = s.accounts.Revoke(call, t.access())
	if !isKind(err, provider.TokenDead, provider.Missing) {
		return err == nil, err
	}
	client, err := s.client(ctx)
	if err != nil {
		return false, err
	}
	fresh, err := s.trade(context.WithoutCancel(ctx), client, t) // bounded by itself; its answer exists nowhere else
	if isKind(err, provider.TokenDead) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	next := tokens{Access: fresh.Access.Reveal(), Refresh: cmp.Or(fresh.Refresh.Reveal(), t.Refresh)}
	return false, s.revokeLater(context.WithoutCancel(ctx), bindingID, next)
}

func (s *Service) revokeLater(ctx context.Context, bindingID string, t tokens) error {
	ctx, cancel := context.WithTimeout(ctx, keepTime)
	defer cancel()
	sealed, err := s.sealTokens(bindingID, t)
	if err != nil {
		return err
	}
	return s.persist(ctx, func() error { return s.orphaned(ctx, Binding{ID: bindingID, Sealed: sealed}) })
}

// dropRevoked removes the binding whose tokens are void now; one that was connected anew stays.
func (s *Service) dropRevoked(ctx context.Context, p revokePayload) error {
	all, err := s.store.Bindings(ctx)
	if err != nil {
		return err
	}
	for _, b := range all {
		if b.ID == p.BindingID && b.State == Revoking {
			if err := s.store.RemoveBinding(ctx, b.ID, Writes{}); err != nil {
				return err
			}
			s.hints.Hint(HintAccount, b.Holder.name(), 0)
		}
	}
	return nil
}
