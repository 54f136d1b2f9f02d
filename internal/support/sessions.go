package support

import (
	"context"
	"errors"
	"fmt"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// Session returns a session whose device p may see, or that p started: what one began stays one's own to see, also
// when the device is a guest, which belongs to no group. Anything else is ErrNotFound.
func (s *Service) Session(ctx context.Context, p access.Principal, sessionID string) (Session, error) {
	ses, err := s.visible(ctx, p, sessionID)
	if err != nil {
		return Session{}, err
	}
	return s.settled(ctx, ses)
}

func (s *Service) visible(ctx context.Context, p access.Principal, sessionID string) (Session, error) {
	if !p.Has(access.View) {
		return Session{}, access.ErrForbidden
	}
	ses, err := s.store.Session(ctx, sessionID, scopeOf(p))
	if errors.Is(err, ErrNotFound) && !p.AllDevices {
		if own, ownErr := s.store.Session(ctx, sessionID, everything); ownErr == nil && own.TechnicianID == p.PersonID {
			return own, nil
		}
	}
	if err != nil {
		return Session{}, fmt.Errorf("session %s: %w", sessionID, err)
	}
	return ses, nil
}

// Sessions lists sessions whose devices p may see; asked for p's own sessions, it lists all of them. The scope of f is
// set here.
func (s *Service) Sessions(ctx context.Context, p access.Principal, f SessionFilter) (SessionPage, error) {
	if !p.Has(access.View) {
		return SessionPage{}, access.ErrForbidden
	}
	if f.Scope = scopeOf(p); f.TechnicianID == p.PersonID {
		f.Scope = everything
	}
	page, err := s.store.Sessions(ctx, f)
	if err != nil {
		return SessionPage{}, fmt.Errorf("list sessions: %w", err)
	}
	kept := page.Sessions[:0]
	for _, ses := range page.Sessions {
		if ses, err = s.settled(ctx, ses); err != nil {
			return SessionPage{}, err
		}
		if !f.Open || ses.Open() {
			kept = append(kept, ses)
		}
	}
	page.Sessions = kept
	return page, nil
}

// OpenSessionOf returns the session of a device that has not ended by now, or ErrNotFound. The caller answers for who
// may know.
func (s *Service) OpenSessionOf(ctx context.Context, deviceID string) (Session, error) {
	ses, err := s.store.OpenSessionOf(ctx, deviceID)
	if err == nil {
		ses, err = s.settled(ctx, ses)
	}
	if err == nil && !ses.Open() {
		err = ErrNotFound
	}
	if err != nil {
		return Session{}, fmt.Errorf("open session of device %s: %w", deviceID, err)
	}
	return ses, nil
}

// OpenSessions returns all sessions that have not ended by now, by device id, for lists of devices. The caller answers
// for who may know.
func (s *Service) OpenSessions(ctx context.Context) (map[string]Session, error) {
	all, err := s.store.OpenSessions(ctx)
	if err != nil {
		return nil, fmt.Errorf("open sessions: %w", err)
	}
	open := make(map[string]Session, len(all))
	for _, ses := range all {
		if ses, err = s.settled(ctx, ses); err != nil {
			return nil, err
		}
		if ses.Open() {
			open[ses.DeviceID] = ses
		}
	}
	return open, nil
}

// End ends a session that p started; an administrator may end any in scope. outcome moves the help request the session
// came from. Ending an ended session only keeps what the technician wrote. Errors: ErrNotFound, access.ErrForbidden,
// *wire.FieldError.
func (s *Service) End(ctx context.Context, p access.Principal, sessionID string, outcome Outcome, note string) (Session, error) {
	note, err := checkOutcome(outcome, note)
	if err != nil {
		return Session{}, err
	}
	ses, err := s.visible(ctx, p, sessionID)
	if err != nil {
		return Session{}, err
	}
	if !mayAct(p) {
		return Session{}, access.ErrForbidden
	}
	reason := EndedByTechnician
	if ses.TechnicianID != p.PersonID {
		if !p.Has(access.Administer) {
			return Session{}, access.ErrForbidden
		}
		reason = EndedByAdministrator
	}
	return s.change(ctx, sessionID, func(ses *Session, w *Writes) error {
		if ses.State == Ended {
			return s.annotate(ses, w, p, outcome, note)
		}
		ses.Outcome, ses.Note = outcome, note
		if err := ses.end(OnEnd, s.now(), reason, p.Actor()); err != nil {
			return err
		}
		s.writeEnd(ses, w)
		return nil
	})
}

// Annotate writes outcome and note of a session, by who started it or an administrator; an empty outcome leaves the
// one there is. Errors as of [Service.End].
func (s *Service) Annotate(ctx context.Context, p access.Principal, sessionID string, outcome Outcome, note string) (Session, error) {
	note, err := checkOutcome(outcome, note)
	if err != nil {
		return Session{}, err
	}
	ses, err := s.visible(ctx, p, sessionID)
	if err != nil {
		return Session{}, err
	}
	if !mayAct(p) || (ses.TechnicianID != p.PersonID && !p.Has(access.Administer)) {
		return Session{}, access.ErrForbidden
	}
	after, err := s.change(ctx, sessionID, func(ses *Session, w *Writes) error {
		return s.annotate(ses, w, p, outcome, note)
	})
	if err == nil {
		s.helpChanged(ctx, after.HelpRequestID)
	}
	return after, err
}

func (s *Service) annotate(ses *Session, w *Writes, p access.Principal, outcome Outcome, note string) error {
	if (outcome == NoOutcome || outcome == ses.Outcome) && (note == "" || note == ses.Note) {
		return errUnchanged
	}
	ses.Outcome = orElse(outcome, ses.Outcome)
	ses.Note = orElse(note, ses.Note)
	details := map[string]string{"outcome": string(ses.Outcome)}
	if ses.HelpRequestID != "" {
		details["help_request_id"] = ses.HelpRequestID
	}
	w.Audit = append(w.Audit, s.record(audit.SessionAnnotated, p.Actor(), ses.DeviceID, ses.ID, details))
	if ses.State == Ended {
		w.Help = s.helpAfter(*ses)
	}
	return nil
}

func checkOutcome(outcome Outcome, note string) (string, error) {
	switch outcome {
	case NoOutcome, Resolved, KeepOpen, Escalate:
	default:
		return "", wire.BadField("outcome", "is not resolved, keep_open or escalate")
	}
	return lines("note", note, MaxNote)
}
