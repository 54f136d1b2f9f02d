package activation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/jobs"
)

// toRelease are the accounts that the last step of a removal takes away: the company's for its way, and the technicians'
// own ones when nothing is left that they could be used for.
func (s *Service) toRelease(ctx context.Context, r Removal) ([]Released, error) {
	if !r.Way.needsAccount() {
		return nil, nil
	}
	bindings, err := s.store.Bindings(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the accounts of removal %s: %w", r.ID, err)
	}
	stays, err := s.anyActive(ctx, r.Way.Provider)
	if err != nil {
		return nil, err
	}
	var released []Released
	for _, b := range bindings {
		company := b.Holder == Holder{Way: r.Way}
		technicians := b.Holder.PersonID != "" && !r.KeepAccounts && !stays
		if b.State == Revoking || !company && !technicians {
			continue
		}
		one := Released{BindingID: b.ID, PersonID: b.Holder.PersonID, AccountName: cut(b.Account.Name), Kind: b.Kind}
		if one.PersonID != "" {
			one.PersonName = b.BoundBy.Name // nobody else can connect one's own
		}
		released = append(released, one)
	}
	return released, nil
}

// anyActive says whether any way of a provider is switched on.
func (s *Service) anyActive(ctx context.Context, providerName string) (bool, error) {
	newest, err := s.newest(ctx)
	return slices.ContainsFunc(Ways, func(w Way) bool { return w.Provider == providerName && stateOf(w, newest) == Active }), err
}

// unbind lets the accounts go, once the codes are closed that were opened in their names. The provider may be down: their
// tokens are void for us at once, and there as soon as the job of each reaches it.
func (s *Service) unbind(ctx context.Context, r Removal) (event, error) {
	if s.now().Before(r.StepAt.Add(closingMost)) {
		closing, err := s.sessions.Closing(ctx, r.Way)
		if err != nil {
			return "", err
		}
		if closing > 0 {
			return waits, nil
		}
	}
	var later []jobs.Job
	for _, one := range r.Released {
		if one.PersonID != "" {
			later = append(later, newRelease(releasePayload{RemovalID: r.ID, PersonID: one.PersonID, BindingID: one.BindingID}, time.Time{}))
		}
	}
	if len(later) > 0 {
		if err := s.store.Write(ctx, Writes{Jobs: later}); err != nil {
			return "", err
		}
	}
	if r.Way.needsAccount() {
		if err := s.release(ctx, r, Holder{Way: r.Way}, ""); err != nil {
			return "", err
		}
	}
	return didIt, s.rollout.Forget(ctx, r.Way)
}

// releasePayload names the account of a technician that a removal takes away.
type releasePayload struct {
	RemovalID string `json:"removal_id"`
	PersonID  string `json:"person_id"`
	BindingID string `json:"binding_id"`
}

// newRelease has a key for its half minute, so that a job that ran twice has one follower.
func newRelease(p releasePayload, at time.Time) jobs.Job {
	j := newJob(JobRelease, p, at, revokeTries)
	j.Key = fmt.Sprintf("%s %d", p.BindingID, at.Unix()/int64(releaseEvery/time.Second))
	return j
}

// releaseTechnician disconnects the account of a technician. While a connection of theirs may go on at the provider, the
// account is the one that can tell of its end, so it is kept for that; and it stays when a way was activated again.
func (s *Service) releaseTechnician(ctx context.Context, j jobs.Job) error {
	var p releasePayload
	if err := json.Unmarshal(j.Payload, &p); err != nil {
		return fmt.Errorf("read the payload of job %s: %w", j.ID, err)
	}
	r, err := s.store.Removal(ctx, p.RemovalID)
	if err != nil {
		return passing{fmt.Errorf("release an account: %w", err)}
	}
	stays, err := s.anyActive(ctx, r.Way.Provider)
	if err != nil || stays {
		return err
	}
	unproven, err := s.sessions.Unproven(ctx, r.Way.Provider, p.PersonID)
	if err != nil {
		return passing{err}
	}
	if unproven {
		return s.store.Write(ctx, Writes{Jobs: jobsOf(newRelease(p, s.now().Add(releaseEvery)))})
	}
	if err := s.release(ctx, r, Holder{PersonID: p.PersonID}, p.BindingID); err != nil {
		return passing{err}
	}
	s.hints.Hint(HintRemoval, r.ID, r.Version)
	return nil
}

// release disconnects a holder's account: this binding only, or any when none is named.
func (s *Service) release(ctx context.Context, r Removal, h Holder, bindingID string) error {
	b, err := s.store.Binding(ctx, h)
	if err == nil && b.State != Revoking && (bindingID == "" || b.ID == bindingID) {
		err = s.disconnect(ctx, r.StartedBy, h)
	}
	if errors.Is(err, ErrNoBinding) {
		return nil
	}
	return err
}

// releases says how far each account is that a removal takes away.
func (s *Service) releases(ctx context.Context, r Removal) ([]AccountRelease, error) {
	if len(r.Released) == 0 {
		return nil, nil
	}
	bindings, err := s.store.Bindings(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the accounts of removal %s: %w", r.ID, err)
	}
	stays, err := s.anyActive(ctx, r.Way.Provider)
	if err != nil {
		return nil, err
	}
	there := make(map[string]BindingState, len(bindings))
	for _, b := range bindings {
		there[b.ID] = b.State
	}
	list := make([]AccountRelease, len(r.Released))
	for i, one := range r.Released {
		list[i] = AccountRelease{Released: one, State: releaseState(one, there, stays && r.Step == StepDone)}
	}
	return list, nil
}

func releaseState(one Released, there map[string]BindingState, stays bool) ReleaseState {
	switch state, is := there[one.BindingID]; {
	case is && state == Revoking:
		return ReleaseBegun
	case is && stays:
		return ReleaseKept
	case is:
		return ReleaseWaits
	case one.Kind == Script:
		return ReleaseForgotten
	}
	return ReleaseRevoked
}

// ConnectedPeople counts the technicians who have connected an account of their own. Errors: access.ErrForbidden.
func (s *Service) ConnectedPeople(ctx context.Context, p access.Principal) (int, error) {
	if err := mayRead(p); err != nil {
		return 0, err
	}
	bindings, err := s.store.Bindings(ctx)
	if err != nil {
		return 0, fmt.Errorf("count accounts: %w", err)
	}
	n := 0
	for _, b := range bindings {
		if b.Holder.PersonID != "" && b.State != Revoking {
			n++
		}
	}
	return n, nil
}
