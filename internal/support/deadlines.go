package support

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
)

// Expire applies every deadline that is over, and writes down what was counted meanwhile. A ticker calls it; reading a session does the same for that one.
func (s *Service) Expire(ctx context.Context) error {
	const batch = 100
	now := s.now()
	if err := s.writeTallies(ctx); err != nil {
		return err
	}
	s.live.forget(now.Add(-10 * time.Minute))
	for {
		due, err := s.store.DueSessions(ctx, now, batch)
		if err != nil {
			return fmt.Errorf("list due sessions: %w", err)
		}
		var problems []error
		for _, sessionID := range due {
			if _, err := s.expire(ctx, sessionID); err != nil {
				problems = append(problems, err)
			}
		}
		if err := errors.Join(problems...); err != nil || len(due) < batch {
			return err
		}
	}
}

// Recover is called once, after a start and before anything else. The rooms of the process before are gone: an active
// session is interrupted and gets the time to come back that any lost device gets; what was over meanwhile ends as
// its deadline says.
func (s *Service) Recover(ctx context.Context) error {
	open, err := s.store.OpenSessions(ctx)
	if err != nil {
		return fmt.Errorf("recover sessions: %w", err)
	}
	var problems []error
	for _, ses := range open {
		problems = append(problems, s.recover(ctx, ses))
	}
	return errors.Join(problems...)
}

func (s *Service) recover(ctx context.Context, ses Session) error {
	if ses.State == Interrupted { // it could not come back to a server that was down
		if _, err := s.prolong(ctx, ses.ID); err != nil {
			return err
		}
	}
	ses, err := s.settled(ctx, ses)
	if err != nil || ses.State == Ended {
		return err
	}
	if err := s.ensureRoom(ctx, ses); err != nil {
		return err
	}
	return s.MediaLost(ctx, ses.ID)
}

// prolong gives an interrupted session its whole time to come back again.
func (s *Service) prolong(ctx context.Context, sessionID string) (Session, error) {
	now := s.now()
	ses, err := s.store.ChangeSession(ctx, sessionID, func(ses *Session, w *Writes) error {
		if ses.State != Interrupted {
			return errUnchanged
		}
		ses.until(now.Add(s.clocks.Rejoin), ConnectionLost)
		w.Audit = append(w.Audit, s.record(audit.SessionInterrupted, audit.System, ses.DeviceID, ses.ID, map[string]string{"by": "restart"}))
		return nil
	})
	if err != nil {
		if errors.Is(err, errUnchanged) {
			return ses, nil
		}
		return Session{}, fmt.Errorf("recover session %s: %w", sessionID, err)
	}
	return ses, s.store.ExtendKeys(ctx, sessionID, HolderDevice, ses.DeviceID, ses.DeadlineAt)
}
