package support

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// user is the person at a device, as the audit log names them.
func user(deviceID string) audit.Actor { return audit.Actor{Kind: audit.ByUser, ID: deviceID} }

// ofDevice returns a session of this device; another device's is not found.
func (s *Service) ofDevice(ctx context.Context, deviceID, sessionID string) (Session, error) {
	ses, err := s.store.Session(ctx, sessionID, everything)
	if err == nil && ses.DeviceID != deviceID {
		err = ErrNotFound
	}
	if err != nil {
		return Session{}, fmt.Errorf("session %s of device %s: %w", sessionID, deviceID, err)
	}
	return s.settled(ctx, ses)
}

// Prompted says that the consent prompt is on the device's screen; the answer clock runs from the first time on.
// Errors: ErrNotFound, ErrEnded.
func (s *Service) Prompted(ctx context.Context, deviceID, sessionID string) error {
	if _, err := s.ofDevice(ctx, deviceID, sessionID); err != nil {
		return err
	}
	_, err := s.change(ctx, sessionID, func(ses *Session, w *Writes) error {
		if (ses.State == Active || ses.State == Interrupted) || !ses.PromptedAt.IsZero() && ses.State != Ended {
			return errUnchanged
		}
		if err := ses.prompt(s.now(), s.clocks); err != nil {
			return err
		}
		s.write(w, *ses, audit.SessionPrompted, user(deviceID), nil)
		return nil
	})
	return err
}

// Answer takes the user's answer to a ring. An answer after the deadline is ErrTooLate; the session has ended with the
// deadline's reason. The same answer again changes nothing; a refusal ends also a session that has begun, as the user
// did not want it. Other errors: ErrNotFound, ErrEnded.
func (s *Service) Answer(ctx context.Context, deviceID string, a wire.Answer) error {
	if _, err := s.ofDevice(ctx, deviceID, a.SessionID); err != nil {
		return err
	}
	_, err := s.change(ctx, a.SessionID, func(ses *Session, w *Writes) error {
		if ses.State == Ended {
			return late(*ses)
		}
		if !a.Accepted {
			return s.endByUser(ses, w)
		}
		if ses.State == Active || ses.State == Interrupted {
			return errUnchanged
		}
		if err := ses.begin(OnAccepted, s.now(), s.clocks, s.live.of(ses.ID).hasMedia()); err != nil {
			return err
		}
		s.write(w, *ses, audit.SessionAccepted, user(deviceID), nil)
		return nil
	})
	return err
}

func late(ses Session) error {
	if ses.EndReason == NoAnswer || ses.EndReason == NotDelivered {
		return ErrTooLate
	}
	return ErrEnded
}

// endByUser is a refusal while the user is being asked, and an end later.
func (s *Service) endByUser(ses *Session, w *Writes) error {
	event, reason := OnEnd, EndedByUser
	if ses.State == Requested || ses.State == Waiting {
		event, reason = OnDeclined, Declined
	}
	if err := ses.end(event, s.now(), reason, user(ses.DeviceID)); err != nil {
		return err
	}
	s.writeEnd(ses, w)
	return nil
}

// User takes what the user does in a running session: one of the User… constants of package wire. What is so already
// changes nothing. Errors: ErrNotFound, ErrEnded, *StateError before consent, *wire.FieldError.
func (s *Service) User(ctx context.Context, deviceID string, a wire.UserAction) error {
	if _, err := s.ofDevice(ctx, deviceID, a.SessionID); err != nil {
		return err
	}
	_, err := s.change(ctx, a.SessionID, func(ses *Session, w *Writes) error {
		switch a.Action {
		case wire.UserPause:
			return s.set(ses, w, &ses.Paused, true, OnPaused, audit.SessionPaused)
		case wire.UserResume:
			return s.set(ses, w, &ses.Paused, false, OnResumed, audit.SessionResumed)
		case wire.UserTakeBack:
			return s.set(ses, w, &ses.ControlTakenBack, true, OnControlTaken, audit.SessionControlTaken)
		case wire.UserGiveControl:
			return s.set(ses, w, &ses.ControlTakenBack, false, OnControlGiven, audit.SessionControlGiven)
		case wire.UserEnd:
			return s.endByUser(ses, w)
		default:
			return wire.BadField("action", "is not something a user does")
		}
	})
	return err
}

func (s *Service) set(ses *Session, w *Writes, flag *bool, to bool, e Event, action audit.Action) error {
	if err := ses.move(e); err != nil {
		return err
	}
	if *flag == to {
		return errUnchanged
	}
	*flag = to
	s.write(w, *ses, action, user(ses.DeviceID), nil)
	return nil
}

// DeviceConnected rings a device again for its open session, unless its screen is here already; then it is only told
// how the session stands. A device that was away when its last session ended is told of the end, so that no prompt
// stays on its screen. It returns once that is written as a job.
func (s *Service) DeviceConnected(ctx context.Context, deviceID string) error {
	open, err := s.OpenSessionOf(ctx, deviceID)
	if errors.Is(err, ErrNotFound) {
		return s.tellEnd(ctx, deviceID)
	}
	if err != nil || s.handsOver(open) { // its device has no part of ours in the session
		return err
	}
	_, err = s.change(ctx, open.ID, func(ses *Session, w *Writes) error {
		if ses.State == Ended {
			return errUnchanged
		}
		w.Jobs = append(w.Jobs, newJob(JobOpen, ses.ID), newJob(JobShow, ses.ID))
		return nil
	})
	return err
}

// tellEnd shows a device its last session if that ended a short while ago.
func (s *Service) tellEnd(ctx context.Context, deviceID string) error {
	const while = 10 * time.Minute
	last, err := s.store.Sessions(ctx, SessionFilter{DeviceID: deviceID, Scope: everything, Limit: 1})
	if err != nil {
		return fmt.Errorf("last session of device %s: %w", deviceID, err)
	}
	for _, ses := range last.Sessions {
		if s.now().Sub(ses.EndedAt) < while {
			return s.show(ctx, ses.ID)
		}
	}
	return nil
}
