package support

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/preflight"
)

// PersonChanged applies at once what a person may do now: sessions they may no longer see end or close for them, and
// lost control is taken from those that go on.
func (s *Service) PersonChanged(ctx context.Context, personID string) error {
	ctx, cancel := toTheEnd(ctx, "apply the rights of "+personID)
	defer cancel()
	p, err := s.principal(ctx, personID)
	if errors.Is(err, access.ErrNotFound) || (err == nil && !p.Has(access.View)) {
		return s.drop(ctx, personID, RightRevoked)
	}
	if err != nil {
		return err
	}
	var problems []error
	for sessionID, r := range s.live.each() { // where the person only watches
		if r.watches(personID) {
			if _, err := s.visible(ctx, p, sessionID); err != nil {
				s.rooms.SetRights(sessionID, personID, nil)
			}
		}
	}
	own, err := s.store.OpenSessionsOfTechnician(ctx, personID)
	if err != nil {
		return fmt.Errorf("sessions of %s: %w", personID, err)
	}
	for _, ses := range own {
		problems = append(problems, s.applyRights(ctx, p, ses))
	}
	return errors.Join(problems...)
}

// applyRights ends a session that its technician could not start any more, or takes control from it.
func (s *Service) applyRights(ctx context.Context, p access.Principal, ses Session) error {
	d, err := s.devices.Device(ctx, ses.DeviceID, everything)
	if err != nil {
		return fmt.Errorf("device of session %s: %w", ses.ID, err)
	}
	if d.Management != device.Guest { // a guest belongs to no group: it was invited
		_, err = s.devices.Device(ctx, ses.DeviceID, scopeOf(p))
		if err != nil && !errors.Is(err, device.ErrNotFound) {
			return fmt.Errorf("device of session %s: %w", ses.ID, err)
		}
	}
	if err != nil || !s.mayHave(p, ses, d) {
		return s.stop(ctx, ses, RightRevoked)
	}
	_, err = s.change(ctx, ses.ID, func(ses *Session, w *Writes) error {
		kept := make([]access.Right, 0, len(ses.Rights))
		for _, r := range ses.Rights {
			if p.Has(r) {
				kept = append(kept, r)
			}
		}
		if ses.State == Ended || len(kept) == len(ses.Rights) {
			return errUnchanged
		}
		if err := ses.move(OnRightsLost); err != nil {
			return err
		}
		ses.Rights = kept
		s.write(w, *ses, audit.SessionRightsLost, audit.System, map[string]string{"right": string(access.Control)})
		return nil
	})
	return err
}

// mayHave says whether p may do now what the session was started with: rights go, and a token has fewer than its owner.
func (s *Service) mayHave(p access.Principal, ses Session, d device.Device) bool {
	return mayStartAt(p, ses.Provider) && (ses.Mode != Unattended || p.Has(access.Unattended)) && !s.beyondReach(p, ses, d)
}

// beyondReach says that a session would let p touch a device which p may only look at, as nobody there holds p to that.
// It is what preflight blocks at the start.
func (s *Service) beyondReach(p access.Principal, ses Session, d device.Device) bool {
	able := s.ableOf(ses.Provider)
	return able != nil && able.HandsOver && !able.EnforcesRights && preflight.Controllable(d) && !p.Has(access.Control)
}

// DevicesRetired ends what runs on devices that are no longer in use: their sessions and their links.
func (s *Service) DevicesRetired(ctx context.Context, deviceIDs ...string) error {
	ctx, cancel := toTheEnd(ctx, "put retired devices out")
	defer cancel()
	var problems []error
	for _, deviceID := range deviceIDs {
		ses, err := s.OpenSessionOf(ctx, deviceID)
		switch {
		case err == nil:
			problems = append(problems, s.stop(ctx, ses, DeviceRemoved))
		case !errors.Is(err, ErrNotFound):
			problems = append(problems, err)
		}
		s.doorbell.Disconnect(deviceID)
	}
	return errors.Join(problems...)
}

// DevicesMoved applies at once that devices are in other groups now: a session ends whose technician may not see its device
// any more, and whoever only watches is put out.
func (s *Service) DevicesMoved(ctx context.Context, deviceIDs ...string) error {
	ctx, cancel := toTheEnd(ctx, "follow devices to other groups")
	defer cancel()
	open, err := s.OpenSessions(ctx)
	if err != nil {
		return err
	}
	var problems []error
	for _, deviceID := range deviceIDs {
		if ses, has := open[deviceID]; has {
			problems = append(problems, s.followDevice(ctx, ses))
		}
	}
	return errors.Join(problems...)
}

func (s *Service) followDevice(ctx context.Context, ses Session) error {
	for _, personID := range s.live.peek(ses.ID).viewers() {
		p, err := s.principal(ctx, personID)
		if err == nil {
			_, err = s.visible(ctx, p, ses.ID)
		}
		if err != nil { // also when it cannot be told: nobody goes on watching by chance
			s.rooms.SetRights(ses.ID, personID, nil)
		}
	}
	p, err := s.principal(ctx, ses.TechnicianID)
	switch {
	case errors.Is(err, access.ErrNotFound):
		return s.stop(ctx, ses, RightRevoked)
	case err != nil:
		return err
	}
	return s.applyRights(ctx, p, ses)
}

// SignedOut puts a person who is signed out everywhere or disabled out of every room and ends their sessions.
func (s *Service) SignedOut(ctx context.Context, personID string) error {
	ctx, cancel := toTheEnd(ctx, "put out "+personID)
	defer cancel()
	s.rooms.DropPerson(personID)
	reason := TechnicianSignedOut
	if p, err := s.principal(ctx, personID); err == nil && !p.Has(access.View) {
		reason = RightRevoked // disabled
	}
	return s.drop(ctx, personID, reason)
}

// toTheEnd is for what must be done though whoever asked for it went away.
func toTheEnd(ctx context.Context, what string) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(context.WithoutCancel(ctx), 10*time.Second, errors.New(what+" took longer than 10 s"))
}

// drop first shuts the person out of the media, which must not wait for anything, then writes the rest.
func (s *Service) drop(ctx context.Context, personID string, reason EndReason) error {
	s.rooms.DropPerson(personID)
	problems := []error{s.store.DropKeysOf(ctx, personID)}
	own, err := s.store.OpenSessionsOfTechnician(ctx, personID)
	problems = append(problems, err)
	for _, ses := range own {
		if ses.State == HandedOver && reason == TechnicianSignedOut {
			continue // they work in another client by now, where the console's sign-in does not count
		}
		problems = append(problems, s.stop(ctx, ses, reason))
	}
	s.rooms.DropPerson(personID) // whoever came in with a key that was still good a moment ago
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("put %s out of sessions: %w", personID, err)
	}
	return nil
}

// stop ends a session by itself, for a reason that is no one's wish in the session. Its room closes before anything is
// written, so that a slow store shows no one a frame more.
func (s *Service) stop(ctx context.Context, ses Session, reason EndReason) error {
	return s.stopBy(ctx, ses, reason, audit.System)
}

func (s *Service) stopBy(ctx context.Context, ses Session, reason EndReason, by audit.Actor) error {
	s.rooms.SetRights(ses.ID, ses.TechnicianID, nil)
	_, err := s.change(ctx, ses.ID, func(ses *Session, w *Writes) error {
		if ses.State == Ended {
			return errUnchanged
		}
		if err := ses.end(OnEnd, s.now(), reason, by); err != nil {
			return err
		}
		s.writeEnd(ses, w)
		return nil
	})
	return err
}

// principal is a person as far as rights go; a disabled one has none. Errors: access.ErrNotFound.
func (s *Service) principal(ctx context.Context, personID string) (access.Principal, error) {
	person, err := s.people.Person(ctx, personID)
	if err != nil {
		return access.Principal{}, fmt.Errorf("person %s: %w", personID, err)
	}
	return principalOf(person), nil
}

func principalOf(person access.Person) access.Principal {
	p := access.Principal{PersonID: person.ID, Name: person.Name, Role: person.Role, AllDevices: person.AllDevices, GroupIDs: person.GroupIDs}
	if person.DisabledAt.IsZero() {
		p.Rights = person.Rights()
	}
	return p
}
