package support

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
)

// MediaConnected says that the device's screen reaches the server. Before consent that changes nothing yet. Errors:
// ErrNotFound, ErrEnded.
func (s *Service) MediaConnected(ctx context.Context, sessionID string) error {
	s.live.of(sessionID).setMedia(true)
	_, err := s.change(ctx, sessionID, func(ses *Session, w *Writes) error {
		back := ses.State == Interrupted
		if ses.State == Requested || ses.State == Waiting || (ses.State == Active && ses.DeadlineAt.IsZero()) {
			return errUnchanged
		}
		if err := ses.connect(); err != nil {
			return err
		}
		if back {
			s.write(w, *ses, audit.SessionRejoined, user(ses.DeviceID), nil)
		}
		return nil
	})
	return err
}

// ringAgainAfter is how long a device may take to come back with its resume key before it is rung: one whose agent was
// started anew has none.
const ringAgainAfter = 2 * time.Second

// MediaLost says that nothing was heard of the device's screen for a while. An active session is interrupted, and the
// device's keys run out together with its time to come back. Errors: ErrNotFound.
func (s *Service) MediaLost(ctx context.Context, sessionID string) error {
	s.live.of(sessionID).setMedia(false)
	ses, err := s.change(ctx, sessionID, func(ses *Session, w *Writes) error {
		if ses.State != Active {
			return errUnchanged
		}
		if err := ses.interrupt(s.now(), s.clocks); err != nil {
			return err
		}
		s.write(w, *ses, audit.SessionInterrupted, audit.System, nil)
		w.Jobs = append(w.Jobs, later(newJob(JobOpen, ses.ID), s.now().Add(ringAgainAfter)))
		return nil
	})
	if err != nil || ses.State != Interrupted {
		return err
	}
	if err := s.store.ExtendKeys(ctx, ses.ID, HolderDevice, ses.DeviceID, ses.DeadlineAt); err != nil {
		return fmt.Errorf("let the device's keys of session %s run out: %w", ses.ID, err)
	}
	return nil
}

// FirstFrame says that the first frame of a session went to a technician. Errors: ErrNotFound.
func (s *Service) FirstFrame(ctx context.Context, sessionID string) error {
	_, err := s.change(ctx, sessionID, func(ses *Session, _ *Writes) error {
		if ses.State == Ended || !ses.FirstFrameAt.IsZero() {
			return errUnchanged
		}
		ses.FirstFrameAt = s.now()
		return nil
	})
	return err
}

// ViewerJoined says that a person's browser is in the room. What the person may do is looked at once more, as it may
// have changed since the key was redeemed; the user is shown who watches. Errors: ErrNotFound.
func (s *Service) ViewerJoined(ctx context.Context, sessionID, personID string) error {
	ses, err := s.store.Session(ctx, sessionID, everything)
	if err != nil {
		return fmt.Errorf("viewer of session %s: %w", sessionID, err)
	}
	p, err := s.principal(ctx, personID)
	if err != nil {
		return err
	}
	r := s.live.of(sessionID)
	r.name(personID, p.Name)
	r.watch(personID, +1)
	switch _, err := s.visible(ctx, p, sessionID); {
	case err != nil:
		s.rooms.SetRights(sessionID, personID, nil)
	case ses.TechnicianID == personID:
		if err := s.applyRights(ctx, p, ses); err != nil {
			return err
		}
		if ses, err = s.store.Session(ctx, sessionID, everything); err != nil {
			return fmt.Errorf("viewer of session %s: %w", sessionID, err)
		}
		s.push(ses)
	}
	s.hints.Hint(HintSession, ses.ID, ses.Version)
	return s.show(ctx, sessionID)
}

// ViewerLeft says that a person's browser left the room. With the last one their resume key begins to run out.
// Errors: ErrNotFound.
func (s *Service) ViewerLeft(ctx context.Context, sessionID, personID string) error {
	r := s.live.of(sessionID)
	if r.watch(personID, -1) > 0 {
		return nil
	}
	ses, err := s.store.Session(ctx, sessionID, everything)
	if err != nil {
		return fmt.Errorf("viewer of session %s: %w", sessionID, err)
	}
	if ses.State == Ended {
		return nil
	}
	by := r.person(personID)
	s.hints.Hint(HintSession, ses.ID, ses.Version)
	return errors.Join(
		s.audit.AddRecords(ctx, s.record(audit.SessionLeft, by, ses.DeviceID, ses.ID, nil)),
		s.store.ExtendKeys(ctx, ses.ID, HolderTechnician, personID, s.now().Add(s.clocks.Rejoin)),
		s.show(ctx, sessionID))
}

// InputDropped writes down that input of a person was not handed on, and why: the first at once, then sums once a
// minute. Errors: ErrNotFound.
func (s *Service) InputDropped(ctx context.Context, sessionID, personID, reason string, count int) error {
	r := s.live.of(sessionID)
	by := r.person(personID)
	n := r.add(what{audit.InputDropped, by, reason}, count, s.now())
	s.log.DebugContext(ctx, "input dropped", slog.String("session_id", sessionID), slog.String("person_id", personID),
		slog.String("reason", reason), slog.Int("count", count))
	return s.writeTally(ctx, sessionID, what{audit.InputDropped, by, reason}, n)
}

// writeTally writes down n things of a kind; none is nothing.
func (s *Service) writeTally(ctx context.Context, sessionID string, w what, n int) error {
	if n == 0 {
		return nil
	}
	ses, err := s.store.Session(ctx, sessionID, everything)
	if err != nil {
		return fmt.Errorf("write down %s of session %s: %w", w.action, sessionID, err)
	}
	details := map[string]string{"count": strconv.Itoa(n)}
	if w.reason != "" {
		details["reason"] = w.reason
	}
	return s.audit.AddRecords(ctx, s.record(w.action, w.by, ses.DeviceID, ses.ID, details))
}

// writeTallies writes down what was counted since the last records and is a minute old by now.
func (s *Service) writeTallies(ctx context.Context) error {
	var problems []error
	for sessionID, r := range s.live.each() {
		for w, n := range r.overdue(s.now()) {
			problems = append(problems, s.writeTally(ctx, sessionID, w, n))
		}
	}
	return errors.Join(problems...)
}
