package support

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
)

// untilEnd is how long a resume key lives: longer than any session. It goes with its session.
const untilEnd = 365 * 24 * time.Hour

// An Admission lets a technician into the room of a session.
type Admission struct {
	SessionID, PersonID, Name string
	Rights                    []access.Right
	// ResumeKey is the only key that comes back from now on.
	ResumeKey id.Secret
}

func (s *Service) key(secret id.Secret, sessionID, holder, holderID string, expires time.Time) Key {
	return Key{Hash: secret.Hash(), SessionID: sessionID, Holder: holder, HolderID: holderID, ExpiresAt: expires}
}

// Join gives p a grant for a session p may see: to come back to one's own with its rights, or to watch another's. Any
// key p had for it is void. Errors: ErrNotFound, ErrEnded, access.ErrForbidden.
func (s *Service) Join(ctx context.Context, p access.Principal, sessionID string) (id.Secret, []access.Right, error) {
	if _, err := s.visible(ctx, p, sessionID); err != nil {
		return "", nil, err
	}
	grant := id.NewSecret()
	ses, err := s.change(ctx, sessionID, func(ses *Session, w *Writes) error {
		if ses.State == Ended {
			return ErrEnded
		}
		w.Keys = append(w.Keys, s.key(grant, ses.ID, HolderTechnician, p.PersonID, s.now().Add(s.clocks.Grant)))
		w.Audit = append(w.Audit, s.record(audit.SessionJoined, p.Actor(), ses.DeviceID, ses.ID, nil))
		return nil
	})
	if err != nil {
		return "", nil, err
	}
	return grant, rightsOf(p, ses), nil
}

// rightsOf are what p may do in a session now: whoever started it what they asked for, anyone else only see.
func rightsOf(p access.Principal, ses Session) []access.Right {
	rights := []access.Right{access.View}
	if ses.TechnicianID == p.PersonID {
		rights = ses.RightsNow()
	}
	return slices.DeleteFunc(rights, func(r access.Right) bool { return !p.Has(r) })
}

// Redeem uses a grant or resume key of p before the room is entered, and gives the next resume key. A key that is
// unknown, used, expired or another's is ErrBadKey, which stands in the audit log. Other errors: ErrNotFound, ErrEnded.
func (s *Service) Redeem(ctx context.Context, p access.Principal, sessionID string, key id.Secret) (Admission, error) {
	ses, err := s.Session(ctx, p, sessionID)
	if err != nil {
		return Admission{}, err
	}
	next, err := s.use(ctx, ses, key, HolderTechnician, p.PersonID, p.Actor())
	if err != nil {
		return Admission{}, err
	}
	s.live.of(ses.ID).name(p.PersonID, p.Name)
	return Admission{SessionID: ses.ID, PersonID: p.PersonID, Name: p.Name, Rights: rightsOf(p, ses), ResumeKey: next}, nil
}

// AdmitDevice uses a grant or resume key of a device before its screen is taken, and gives the next resume key. Errors
// as of [Service.Redeem].
func (s *Service) AdmitDevice(ctx context.Context, deviceID, sessionID string, key id.Secret) (id.Secret, error) {
	ses, err := s.ofDevice(ctx, deviceID, sessionID)
	if err != nil {
		return "", err
	}
	next, err := s.use(ctx, ses, key, HolderDevice, deviceID, user(deviceID))
	if err != nil {
		return "", err
	}
	s.live.of(ses.ID).admit(s.now())
	return next, nil
}

func (s *Service) use(ctx context.Context, ses Session, key id.Secret, holder, holderID string, by audit.Actor) (id.Secret, error) {
	if ses.State == Ended {
		return "", ErrEnded
	}
	if err := s.ensureRoom(ctx, ses); err != nil {
		return "", err
	}
	now, resume := s.now(), id.NewSecret()
	next := s.key(resume, ses.ID, holder, holderID, now.Add(untilEnd))
	next.Resume = true
	_, err := s.store.UseKey(ctx, key.Hash(), ses.ID, holder, holderID, now, next)
	if errors.Is(err, ErrBadKey) {
		s.refused(ctx, ses, by)
		return "", ErrBadKey
	}
	if err != nil {
		return "", fmt.Errorf("use a key of session %s: %w", ses.ID, err)
	}
	return resume, nil
}

// refused writes down that someone came with a bad key, once a minute at most.
func (s *Service) refused(ctx context.Context, ses Session, by audit.Actor) {
	s.log.WarnContext(ctx, "key refused", slog.String("session_id", ses.ID), slog.String("actor_id", by.ID))
	w := what{action: audit.SessionKeyRefused, by: by}
	if err := s.writeTally(ctx, ses.ID, w, s.live.of(ses.ID).add(w, 1, s.now())); err != nil {
		s.log.ErrorContext(ctx, "a refused key is not in the audit log", slog.String("session_id", ses.ID), slog.Any("err", err))
	}
}

// ensureRoom opens the room of a session that this process has not opened yet, as after a restart.
func (s *Service) ensureRoom(ctx context.Context, ses Session) error {
	r := s.live.of(ses.ID)
	r.push.Lock()
	opened := r.opened
	r.push.Unlock()
	if opened {
		return nil
	}
	d, err := s.devices.Device(ctx, ses.DeviceID, everything)
	if err != nil {
		return fmt.Errorf("open the room of session %s: %w", ses.ID, err)
	}
	s.openRoom(ses, codecOf(d))
	return nil
}

// GrantDevice makes the grant that a device's ring carries; the keys the device had for this session are void. The
// grant lives as long as the user may take to answer, and [Clocks].Grant more. Errors: ErrNotFound, ErrEnded.
func (s *Service) GrantDevice(ctx context.Context, sessionID, deviceID string) (id.Secret, error) {
	grant := id.NewSecret()
	_, err := s.change(ctx, sessionID, func(ses *Session, w *Writes) error {
		if ses.DeviceID != deviceID {
			return ErrNotFound
		}
		if ses.State == Ended {
			return ErrEnded
		}
		w.Keys = append(w.Keys, s.key(grant, ses.ID, HolderDevice, deviceID, s.grantEnds(*ses)))
		return nil
	})
	if err != nil {
		return "", err
	}
	return grant, nil
}

func (s *Service) grantEnds(ses Session) time.Time {
	ends := s.now().Add(s.clocks.Grant)
	if ses.State != Requested && ses.State != Waiting {
		return ends
	}
	answer := ses.DeadlineAt.Add(s.clocks.Grant)
	if ses.PromptedAt.IsZero() { // the answer clock starts with the prompt, at the latest when delivery is over
		answer = answer.Add(s.clocks.Answer)
	}
	return answer
}
