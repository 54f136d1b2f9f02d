package support

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// maxAgain is how often a session's values are brought by hand.
const maxAgain = 20

// DeliverValues is the handler of JobDeliver: it has the values of a session brought to its device.
func (s *Service) DeliverValues(ctx context.Context, payload json.RawMessage) error {
	ses, job, err := s.ofJob(ctx, payload)
	if err != nil {
		return err
	}
	switch ses.State {
	case Ended: // an earlier try may have brought them
		return s.withdraw(ctx, ses)
	case Requested: // a new code is on its way, with a job of its own
		return nil
	}
	l, err := s.unseal(ses)
	if err != nil {
		return err
	}
	return s.brought(ctx, ses, s.bring(ctx, Parcel{SessionID: ses.ID, DeviceID: ses.DeviceID, Provider: ses.Provider,
		Mode: string(ses.Mode), Values: l.Values, Until: ses.AtProvider.ExpiresAt, Again: job.Again}))
}

func (s *Service) bring(ctx context.Context, p Parcel) error {
	if s.courier == nil {
		return ErrNoWay
	}
	return s.courier.Deliver(ctx, p)
}

// brought writes down what became of a parcel. The proof may have come before this.
func (s *Service) brought(ctx context.Context, was Session, err error) error {
	refused, known := errors.AsType[interface {
		error
		Temporary() bool
	}](err)
	noWay := errors.Is(err, ErrNoWay)
	if err != nil && !noWay && (!known || refused.Temporary() || ctx.Err() != nil) {
		return fmt.Errorf("bring the values of session %s: %w", was.ID, err)
	}
	_, changeErr := s.change(ctx, was.ID, func(ses *Session, w *Writes) error {
		at := &ses.AtProvider
		if ses.State == Ended { // it ended while they were being brought
			w.Jobs = append(w.Jobs, newJob(JobClose, ses.ID))
			return nil
		}
		if at.Reference != was.AtProvider.Reference || ses.State == Requested || at.Delivered != NotBrought {
			return errUnchanged
		}
		r := Reach{ID: id.New("rch"), SessionID: ses.ID, Channel: ByConfiguration, At: s.now(), Outcome: ReachSent}
		switch {
		case noWay:
			at.Finding, r.Outcome, r.Problem = preflight.NoDelivery, ReachFailed, ReachNoWay
		case err != nil:
			at.Delivered, at.Finding, r.Outcome, r.Problem = Undelivered, preflight.NoDelivery, ReachFailed, ReachRefused
		default:
			at.Delivered, at.Finding = Ordered, ""
		}
		w.Reaches = append(w.Reaches, r)
		return nil
	})
	if err != nil {
		s.log.InfoContext(ctx, "nobody brings a session to its device", slog.String("session_id", was.ID), slog.Any("err", err))
	}
	return changeErr
}

// withdraw has the values of an ended session taken away from its device; the proof of it comes by [Service.Proven].
func (s *Service) withdraw(ctx context.Context, ses Session) error {
	if s.courier == nil || !s.handsOver(ses) {
		return nil
	}
	if err := s.courier.Withdraw(ctx, ses.ID); err != nil {
		return fmt.Errorf("withdraw the values of session %s: %w", ses.ID, err)
	}
	_, err := s.change(ctx, ses.ID, func(ses *Session, _ *Writes) error {
		if d := ses.AtProvider.Delivered; d != Ordered && d != Proven {
			return errUnchanged
		}
		ses.AtProvider.Delivered = Withdrawing
		return nil
	})
	return err
}

// Proven takes what became of a session's values: evidence names the source in words, at most 200 characters. Only
// Proven, Undelivered and Withdrawn are news; what is known already, or came too late to count, changes nothing. Errors:
// ErrNotFound, *wire.FieldError.
func (s *Service) Proven(ctx context.Context, sessionID string, state Delivered, evidence string) error {
	evidence = wire.CleanLine(evidence, 200)
	switch state {
	case Proven, Undelivered, Withdrawn:
	case Ordered, Withdrawing:
		return nil // that the MDM took an order is known since it was given
	default:
		return wire.BadField("state", "is none that values can be in")
	}
	_, err := s.change(ctx, sessionID, func(ses *Session, w *Writes) error {
		if state == Withdrawn {
			return s.withdrawn(ses, w, evidence)
		}
		at := &ses.AtProvider
		if ses.State == Ended || ses.State == Requested || at.Delivered == state {
			return errUnchanged
		}
		at.Delivered, at.Evidence = state, evidence
		r := Reach{ID: id.New("rch"), SessionID: ses.ID, Channel: ByConfiguration, At: s.now(), Outcome: ReachProven}
		if state == Undelivered {
			at.Finding, r.Outcome, r.Problem = preflight.NoDelivery, ReachFailed, ReachRefused
			w.Reaches = append(w.Reaches, r)
			return nil
		}
		if err := ses.move(OnDelivered); err != nil {
			return err
		}
		if at.Finding = ""; ses.DeliveredAt.IsZero() {
			ses.DeliveredAt = s.now()
		}
		w.Reaches = append(w.Reaches, r)
		s.write(w, *ses, audit.SessionDelivered, audit.System, map[string]string{"evidence": evidence})
		return nil
	})
	return err
}

func (s *Service) withdrawn(ses *Session, w *Writes, evidence string) error {
	if ses.State != Ended || ses.AtProvider.Delivered == Withdrawn {
		return errUnchanged
	}
	ses.AtProvider.Delivered = Withdrawn
	w.Audit = append(w.Audit, s.record(audit.SessionWithdrawn, audit.System, ses.DeviceID, ses.ID, map[string]string{"evidence": evidence}))
	return nil
}

// SendAgain has the session brought to its device once more: the same code, which clears the device's keys first, as an
// unchanged value notifies nobody; or a new code, which closes the old one at the provider. Only whoever started the
// session, or an administrator, does so. Errors: ErrNotFound, access.ErrForbidden, ErrEnded, ErrNotReady while the provider
// has not opened it, ErrNoWay for a session without a code, ErrTooOften, *StateError for a new code after the hand-over.
func (s *Service) SendAgain(ctx context.Context, p access.Principal, sessionID string, newCode bool) (Session, error) {
	ses, err := s.mine(ctx, p, sessionID)
	if err != nil {
		return Session{}, err
	}
	if err := s.boundAgain(ctx, ses.ID); err != nil {
		return Session{}, err
	}
	var until time.Time
	if newCode {
		if until, err = s.deliveryEnds(ctx, ses); err != nil {
			return Session{}, err
		}
	}
	return s.change(ctx, sessionID, func(ses *Session, w *Writes) error {
		if err := ses.reachable(); err != nil {
			return err
		}
		if ses.AtProvider.Code == "" {
			return ErrNoWay
		}
		r := Reach{ID: id.New("rch"), SessionID: ses.ID, Channel: ByConfiguration, At: s.now(), Outcome: ReachBegun}
		details := map[string]string{"channel": string(ByConfiguration)}
		if newCode {
			if err := ses.renew(until); err != nil {
				return err
			}
			details["new_code"] = "yes"
			w.Jobs = append(w.Jobs, s.openJob(ses))
		} else {
			ses.AtProvider.Delivered, ses.AtProvider.Evidence = NotBrought, ""
			w.Jobs = append(w.Jobs, jobOf(JobDeliver, jobPayload{SessionID: ses.ID, Again: true}))
		}
		w.Reaches = append(w.Reaches, r)
		s.write(w, *ses, audit.SessionReached, p.Actor(), details)
		return nil
	})
}

// boundAgain bounds what a person can make the MDM do; one more by two who press at once is no harm.
func (s *Service) boundAgain(ctx context.Context, sessionID string) error {
	reaches, err := s.store.Reaches(ctx, sessionID)
	if err != nil {
		return fmt.Errorf("reaches of session %s: %w", sessionID, err)
	}
	again := 0
	for _, r := range reaches {
		if r.Channel == ByConfiguration && r.Outcome == ReachBegun {
			again++
		}
	}
	if again >= maxAgain {
		return ErrTooOften
	}
	return nil
}

// deliveryEnds is when the way of a new code to the device is over.
func (s *Service) deliveryEnds(ctx context.Context, ses Session) (time.Time, error) {
	d, err := s.devices.Device(ctx, ses.DeviceID, everything)
	if err != nil {
		return time.Time{}, fmt.Errorf("device of session %s: %w", ses.ID, err)
	}
	prov, ok := s.providers[ses.Provider]
	if !ok {
		return time.Time{}, fmt.Errorf("session %s by %q: %w", ses.ID, ses.Provider, ErrNoProvider)
	}
	return s.now().Add(s.delivery(d, prov)), nil
}

// mine is a session that p may act for: their own, or any in scope for an administrator.
func (s *Service) mine(ctx context.Context, p access.Principal, sessionID string) (Session, error) {
	ses, err := s.visible(ctx, p, sessionID)
	if err != nil {
		return Session{}, err
	}
	if !mayAct(p) || (ses.TechnicianID != p.PersonID && !p.Has(access.Administer)) {
		return Session{}, access.ErrForbidden
	}
	return s.settled(ctx, ses)
}

// reachable says whether there is something to bring to the user.
func (s Session) reachable() error {
	switch s.State {
	case Ended:
		return ErrEnded
	case Waiting, UserReady, HandedOver:
		return nil
	default:
		return ErrNotReady
	}
}
