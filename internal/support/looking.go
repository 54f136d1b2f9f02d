package support

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// longestRest is how long an ended session is left alone at most, while something is to be learned of it.
const longestRest = 5 * time.Minute

// LookAtProvider is the handler of JobLook: it asks the provider once how a session stands, writes that down and plans the
// next look, as long as there is something to learn. There is one such job for a session in the whole system.
func (s *Service) LookAtProvider(ctx context.Context, payload json.RawMessage) error {
	ses, job, err := s.ofJob(ctx, payload)
	if err != nil {
		return err
	}
	looker, ok := s.providers[ses.Provider].(provider.Looker)
	if !ok || ses.AtProvider.Turn != job.Turn || !s.toBeSeen(ses) {
		return nil
	}
	at := ses.AtProvider
	sight, lookErr := looker.Look(ctx, provider.Question{SessionID: ses.ID, TechnicianID: ses.TechnicianID, Mode: string(ses.Mode),
		Reference: at.Reference, Peer: at.Peer, Since: at.HandedOverAt})
	if lookErr != nil && ctx.Err() != nil {
		return fmt.Errorf("look at session %s: %w", ses.ID, lookErr) // the server stops, or the provider was too slow for the lease
	}
	_, err = s.change(ctx, ses.ID, func(ses *Session, w *Writes) error {
		if ses.AtProvider.Turn != job.Turn {
			return errUnchanged // late news
		}
		wait, err := s.saw(ctx, ses, w, sight, lookErr)
		if err != nil {
			return err
		}
		if s.toBeSeen(*ses) {
			w.Jobs = append(w.Jobs, nextTurn(JobLook, ses, s.soon(wait)))
		}
		return nil
	})
	return err
}

// toBeSeen says whether there is something left to learn about a session at its provider: it is open there, or it was
// handed over and nothing proves its end, for a day at most.
func (s *Service) toBeSeen(ses Session) bool {
	switch ses.State {
	case Waiting, UserReady:
		return ses.Mode == Attended
	case HandedOver:
		return true
	case Ended:
		return ses.EndUnconfirmed() && s.now().Before(ses.EndedAt.Add(s.clocks.HandedOver))
	default:
		return false
	}
}

// saw writes down what one look brought, and says when to look next.
func (s *Service) saw(ctx context.Context, ses *Session, w *Writes, sight provider.Sight, err error) (time.Duration, error) {
	at := &ses.AtProvider
	at.LookedAt = s.now()
	if err != nil {
		return s.sawNothing(ctx, ses, w, err)
	}
	at.Failures, at.Problem, at.Words = 0, "", ""
	evidence := wire.CleanLine(sight.Evidence, 200)
	if !sight.ConnectedAt.IsZero() && at.ConnectedAt.IsZero() {
		at.ConnectedAt, at.Evidence = sight.ConnectedAt.UTC(), evidence
	}
	if !sight.EndedAt.IsZero() {
		at.EndedAt, at.Evidence = sight.EndedAt.UTC(), evidence
	}
	switch {
	case ses.State == Ended:
		if !at.EndedAt.IsZero() {
			w.Audit = append(w.Audit, s.record(audit.SessionEndConfirmed, audit.System, ses.DeviceID, ses.ID, map[string]string{"evidence": evidence}))
		}
		return s.rest(*ses), nil
	case !at.EndedAt.IsZero():
		return 0, s.endedThere(ses, w, evidence)
	case ses.Mode == Attended && !sight.Open:
		return 0, s.endedThere(ses, w, evidence)
	case ses.Mode == Attended:
		return s.pace(*ses), s.sawUser(ses, w, sight.Online, evidence)
	default:
		return s.pace(*ses), nil
	}
}

// sawUser follows whether the user waits there.
func (s *Service) sawUser(ses *Session, w *Writes, online bool, evidence string) error {
	at := &ses.AtProvider
	there := !at.OnlineAt.IsZero() && at.GoneAt.IsZero()
	if online == there {
		return nil
	}
	event, action := OnUserGone, audit.SessionUserGone
	if online {
		event, action = OnUserReady, audit.SessionUserReady
	}
	if err := ses.move(event); err != nil {
		return err
	}
	if at.Evidence = evidence; online {
		at.OnlineAt, at.GoneAt = s.now(), time.Time{}
	} else {
		at.GoneAt = s.now()
	}
	s.write(w, *ses, action, audit.System, map[string]string{"evidence": evidence})
	return nil
}

// endedThere ends a session that ended at its provider.
func (s *Service) endedThere(ses *Session, w *Writes, evidence string) error {
	at := &ses.AtProvider
	at.Evidence = evidence
	if at.EndedAt.IsZero() && !at.HandedOverAt.IsZero() {
		at.EndedAt = s.now() // seen closed there, before we closed it
	}
	if err := ses.end(OnEnd, s.now(), EndedAtProvider, audit.System); err != nil {
		return err
	}
	s.writeEnd(ses, w)
	w.Audit[len(w.Audit)-1].Details["evidence"] = evidence
	return nil
}

// sawNothing is a look that failed. A code that the provider no longer knows has ended there.
func (s *Service) sawNothing(ctx context.Context, ses *Session, w *Writes, err error) (time.Duration, error) {
	wait := max(s.pace(*ses), ses.AtProvider.failed(err))
	s.log.WarnContext(ctx, "provider does not say how a session stands", slog.String("session_id", ses.ID), slog.String("provider", ses.Provider),
		slog.Int("failures", ses.AtProvider.Failures), slog.Any("err", err))
	if e, ok := errors.AsType[*provider.Error](err); ok && e.Kind == provider.Missing && ses.State != Ended && ses.Mode == Attended {
		return 0, s.endedThere(ses, w, "the provider no longer knows the code")
	}
	return wait, nil
}

// pace is how often an open session is looked at.
func (s *Service) pace(ses Session) time.Duration {
	switch ses.State {
	case HandedOver:
		return s.clocks.LookHandedOver
	case Ended:
		return s.rest(ses)
	default:
		return s.clocks.LookWaiting
	}
}

// rest is how long to wait before an ended session is looked at again: the longer ago it ended the longer.
func (s *Service) rest(ses Session) time.Duration {
	return min(max(s.clocks.LookHandedOver, s.now().Sub(ses.EndedAt)/4), longestRest)
}
