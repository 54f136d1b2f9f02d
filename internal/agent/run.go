package agent

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// Run connects, and connects again whenever the link is lost, until ctx is done. Pauses are random, so that a fleet
// does not come back all at once.
func (a *Agent) Run(ctx context.Context) error {
	defer a.dropSession()
	failures := 0
	for pause := a.cfg.Pace.FirstWithin; ; {
		if !sleep(ctx, rand.N(pause)) {
			return context.Cause(ctx)
		}
		welcomed, err := a.live(ctx)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		a.log.InfoContext(ctx, "link to the server ended", slog.Bool("welcomed", welcomed), slog.Any("err", err))
		if failures++; welcomed {
			failures = 0
		}
		pause = a.pause(failures, err)
	}
}

// pause is the longest wait before the next attempt.
func (a *Agent) pause(failures int, err error) time.Duration {
	p := a.cfg.Pace
	switch reasonOf(err) {
	case wire.CloseBadProof, wire.CloseBadVersion:
		return 10 * p.LongestPause // it will hardly change its mind
	case wire.CloseReplaced, wire.CloseTooFast, wire.CloseMalformed:
		return p.LongestPause // someone else is this device, or something is wrong with it
	}
	if errors.Is(err, ErrWrongServer) {
		return 10 * p.LongestPause
	}
	return min(p.LongestPause, p.ShortestPause<<min(failures, 20))
}

func reasonOf(err error) wire.CloseReason {
	if closed, ok := errors.AsType[*ClosedError](err); ok {
		return closed.Reason
	}
	return ""
}

// sleep waits and says whether ctx still lives.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

var errHandshake = errors.New("the link was not up in time")

// live is one link from its start to its end.
func (a *Agent) live(ctx context.Context) (welcomed bool, err error) {
	starting, cancel := context.WithTimeoutCause(ctx, a.cfg.Pace.HandshakeIn, errHandshake)
	defer cancel()
	l, err := a.dial(starting)
	if err != nil {
		return false, err
	}
	defer l.bye()
	welcome, err := l.prove(starting, a.cfg.Identity)
	if err != nil {
		a.setState(func(s *State) { s.Reason = reasonOf(err) })
		return false, err
	}
	a.setLink(l)
	defer a.setLink(nil)
	a.log.InfoContext(ctx, "connected")
	a.setState(func(s *State) { s.Connected, s.Reason = true, "" })
	defer func() { a.setState(func(s *State) { s.Connected, s.Reason = false, reasonOf(err) }) }()
	help := welcome.Help
	if err := help.Check(); err != nil { // no reason to be without a link
		a.log.WarnContext(ctx, "the user is not told how the request for help stands", slog.Any("err", err))
		help = wire.HelpState{}
	}
	a.toUser(func(u User) { u.Help(help.Clean()) })
	return true, a.serve(ctx, l, time.Duration(max(10, welcome.ReportEverySeconds))*time.Second)
}

// setLink makes l the present link and lets the session use it.
func (a *Agent) setLink(l *link) {
	a.mu.Lock()
	a.link = l
	s := a.session
	a.mu.Unlock()
	if s != nil && l != nil {
		s.linked()
	}
}

// serve does what the server asks, in order, and reports, until the link ends.
func (a *Agent) serve(ctx context.Context, l *link, reportEvery time.Duration) error {
	reporting, stop := context.WithCancel(ctx)
	reported := make(chan struct{})
	go func() {
		defer close(reported)
		a.report(reporting, l, reportEvery)
	}()
	defer func() { stop(); <-reported }()
	for {
		select {
		case f := <-l.requests:
			if err := a.do(ctx, l, f); err != nil {
				return err
			}
		case <-l.gone:
			return l.why()
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// report tells how the device is, at once and then from time to time.
func (a *Agent) report(ctx context.Context, l *link, every time.Duration) {
	if a.cfg.Report == nil {
		return
	}
	for {
		if err := l.request(ctx, wire.FrameReport, a.cfg.Report(), nil); err != nil && ctx.Err() == nil {
			a.log.WarnContext(ctx, "report was not taken", slog.Any("err", err))
		}
		if !sleep(ctx, every) {
			return
		}
	}
}

// do does one request of the server and answers it. An error ends the link.
func (a *Agent) do(ctx context.Context, l *link, f wire.Frame) error {
	err := a.dispatch(ctx, f)
	if f.ID == "" {
		return nil
	}
	switch {
	case err == nil:
		return l.write(wire.NewFrame(wire.FrameOK, f.ID, nil))
	case errors.Is(err, errUnknown):
		return l.write(wire.NewFrame(wire.FrameError, f.ID, wire.Refusal{Code: "unknown_request"}))
	}
	return l.write(wire.NewFrame(wire.FrameError, f.ID, wire.Refusal{Code: "malformed", Detail: err.Error()}))
}

var errUnknown = errors.New("unknown request")

func (a *Agent) dispatch(ctx context.Context, f wire.Frame) error {
	switch f.Type {
	case wire.FrameRing:
		var r wire.Ring
		if err := f.Into(&r); err != nil {
			return err
		}
		if err := r.Check(); err != nil {
			return err
		}
		a.rung(ctx, r)
		return nil
	case wire.FrameSession:
		var s wire.SessionState
		if err := f.Into(&s); err != nil {
			return err
		}
		if err := s.Check(); err != nil {
			return err
		}
		a.stands(s)
		return nil
	case wire.FrameHelp:
		var h wire.HelpState
		if err := f.Into(&h); err != nil {
			return err
		}
		if err := h.Check(); err != nil {
			return err
		}
		a.toUser(func(u User) { u.Help(h.Clean()) })
		return nil
	case wire.FrameDesk:
		var d wire.Desk
		if err := f.Into(&d); err != nil {
			return err
		}
		if err := d.Check(); err != nil {
			return err
		}
		a.toUser(func(u User) { u.Desk(d.Clean()) })
		return nil
	}
	return errUnknown
}
