package activation

import (
	"context"
	"encoding/json"
	"errors"
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
		if err := s.revokeAtProvider(ctx, t); err != nil {
			return fmt.Errorf("revoke the tokens of binding %s: %w", p.BindingID, err)
		}
	}
	return s.dropRevoked(ctx, p)
}

// revokeAtProvider calls a token that is void already revoked.
func (s *Service) revokeAtProvider(ctx context.Context, t tokens) error {
	ctx, cancel := context.WithTimeout(ctx, providerCall)
	defer cancel()
	err := s.accounts.Revoke(ctx, t.access())
	if refused, ok := errors.AsType[*provider.Error](err); ok && (refused.Kind == provider.TokenDead || refused.Kind == provider.Missing) {
		return nil
	}
	if err != nil {
		return passing{err}
	}
	return nil
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
