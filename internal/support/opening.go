package support

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// errAdopted says that a provider gave the code that is to be replaced once more.
var errAdopted = &provider.Error{Kind: provider.Unavailable, Words: "the old code is still open there"}

// openThere opens the side of a provider that hands over, and keeps what it answers. Only the job whose turn it is does
// so: two calls at once could make two sessions there.
func (s *Service) openThere(ctx context.Context, prov provider.Provider, ses Session, turn int64) error {
	if ses.State != Requested || ses.AtProvider.Turn != turn {
		return nil
	}
	if old := ses.AtProvider.Retired; old != "" {
		if err := prov.Close(ctx, closingOf(ses, old)); err != nil {
			return s.openRefused(ctx, ses, turn, fmt.Errorf("close the old code: %w", err))
		}
	}
	request, err := s.request(ctx, ses)
	if err != nil {
		return err
	}
	opening, err := prov.Open(ctx, request)
	if err == nil && opening.Reference != "" && opening.Reference == ses.AtProvider.Retired {
		err = errAdopted
	}
	if err != nil {
		return s.openRefused(ctx, ses, turn, err)
	}
	return s.keep(ctx, ses, turn, request, opening)
}

// keep writes down what the provider opened. A session that ended meanwhile keeps the name of it, so that it is closed.
func (s *Service) keep(ctx context.Context, ses Session, turn int64, r provider.Request, o provider.Opening) error {
	sealed, err := s.seal(ses.ID, o)
	if err != nil {
		return fmt.Errorf("keep the links of session %s: %w", ses.ID, err)
	}
	_, err = s.change(ctx, ses.ID, func(ses *Session, w *Writes) error {
		at := &ses.AtProvider
		if ses.State == Ended {
			at.Reference = orElse(at.Reference, o.Reference)
			w.Jobs = append(w.Jobs, newJob(JobClose, ses.ID))
			return nil
		}
		if ses.State != Requested || at.Turn != turn {
			return errUnchanged
		}
		if err := ses.openedThere(earlier(o.ExpiresAt, r.ValidUntil)); err != nil {
			return err
		}
		at.Reference, at.Code, at.UserLink, at.Sealed, at.ExpiresAt = o.Reference, o.Code, o.UserLink, sealed, o.ExpiresAt
		at.Retired, at.Failures, at.Problem, at.Words = "", 0, "", ""
		s.write(w, *ses, audit.SessionWaiting, audit.System, nil)
		if len(o.Values) > 0 {
			w.Jobs = append(w.Jobs, newJob(JobDeliver, ses.ID))
		}
		if ses.Mode == Attended { // of an unattended one there is nothing to see before somebody connects
			w.Jobs = append(w.Jobs, nextTurn(JobLook, ses, s.soon(s.clocks.LookWaiting)))
		}
		return nil
	})
	return err
}

// earlier is the first of two times; a zero one does not count.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// openRefused writes down why a provider did not open its side. What passes is tried again, after as long as the provider
// asked for; anything else ends the session.
func (s *Service) openRefused(ctx context.Context, ses Session, turn int64, err error) error {
	t, ok := errors.AsType[interface {
		error
		Temporary() bool
	}](err)
	passes := ok && t.Temporary()
	if !passes && ctx.Err() != nil {
		return fmt.Errorf("open session %s at %s: %w", ses.ID, ses.Provider, err)
	}
	s.log.WarnContext(ctx, "provider did not open a session", slog.String("session_id", ses.ID), slog.String("provider", ses.Provider),
		slog.Bool("temporary", passes), slog.Any("err", err))
	_, err2 := s.change(ctx, ses.ID, func(ses *Session, w *Writes) error {
		if ses.State == Ended { // whether the provider made something nobody knows
			w.Jobs = append(w.Jobs, newJob(JobClose, ses.ID))
			return nil
		}
		if ses.State != Requested || ses.AtProvider.Turn != turn {
			return errUnchanged
		}
		wait := ses.AtProvider.failed(err)
		if passes {
			w.Jobs = append(w.Jobs, nextTurn(JobOpen, ses, s.soon(wait)))
			return nil
		}
		if err := ses.end(OnEnd, s.now(), ProviderFailed, audit.System); err != nil {
			return err
		}
		s.writeEnd(ses, w)
		return nil
	})
	return err2
}

// The waits between calls that failed.
const (
	firstWait   = 2 * time.Second
	longestWait = 4 * time.Minute // 5 with the quarter that is chance
	longestAsk  = time.Hour       // that a provider may ask for
)

// failed keeps why a call failed, and says in how long at most the next one is: twice as long each time, and never
// before the provider asked, though [Service.soon] may shorten it by a fifth.
func (a *AtProvider) failed(err error) time.Duration {
	wait := min(firstWait<<min(a.Failures, 10), longestWait)
	a.Failures++
	a.Problem, a.Words = string(provider.Unavailable), ""
	if e, ok := errors.AsType[*provider.Error](err); ok {
		a.Problem, a.Words = string(e.Kind), wire.CleanLine(e.Words, 300)
		wait = max(wait, min(e.After, longestAsk))
	}
	return wait + wait/4
}

// soon is in about a while, never later and at most a fifth sooner: calls of many sessions are not to come at one moment.
func (s *Service) soon(in time.Duration) time.Time {
	return s.now().Add(in - rand.N(in/5+1))
}

// links are what is sealed of an opening. The values are with them, as they may hold a code.
type links struct {
	Desktop, Web string
	Values       map[provider.Value]string
}

func (s *Service) seal(sessionID string, o provider.Opening) ([]byte, error) {
	plain, err := json.Marshal(links{Desktop: o.DesktopLink.Reveal(), Web: o.WebLink.Reveal(), Values: o.Values})
	if err != nil {
		return nil, err
	}
	return s.sealer.Seal(plain, sessionID)
}

func (s *Service) unseal(ses Session) (links, error) {
	var l links
	plain, err := s.sealer.Open(ses.AtProvider.Sealed, ses.ID)
	if err == nil {
		err = json.Unmarshal(plain, &l)
	}
	if err != nil {
		return links{}, fmt.Errorf("read the links of session %s: %w", ses.ID, err)
	}
	return l, nil
}

func (l links) link(client string) id.Secret {
	if client == ClientWeb {
		return id.Secret(l.Web)
	}
	return id.Secret(l.Desktop)
}

// openJob is the job that opens the provider's side of a new or renewed session.
func (s *Service) openJob(ses *Session) jobs.Job {
	if s.handsOver(*ses) {
		return nextTurn(JobOpen, ses, time.Time{})
	}
	return newJob(JobOpen, ses.ID)
}

// notice is what users are told now, and the company's name; version 0 and no words when nobody wrote any.
func (s *Service) notice(ctx context.Context) (version int64, company string, n provider.Notice, err error) {
	if s.notices == nil {
		return 0, s.company, provider.Notice{}, nil
	}
	version, company, n, err = s.notices.Current(ctx)
	if err != nil {
		return 0, "", provider.Notice{}, fmt.Errorf("notice for the user: %w", err)
	}
	return version, cmp.Or(company, s.company), n, nil
}

// keepNotice writes down which notice the user is about to be shown, before it is. What they agreed to stays.
func (s *Service) keepNotice(ctx context.Context, ses Session, version int64) error {
	if ses.NoticeVersion == version || !ses.AcceptedAt.IsZero() {
		return nil
	}
	_, err := s.change(ctx, ses.ID, func(ses *Session, _ *Writes) error {
		if ses.NoticeVersion == version || !ses.AcceptedAt.IsZero() {
			return errUnchanged
		}
		ses.NoticeVersion = version
		return nil
	})
	return err
}
