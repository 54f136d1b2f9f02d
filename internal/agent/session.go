package agent

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// Words of package wire's strings that the device acts on.
const (
	stateActive   = "active"
	stateEnded    = "ended"
	rightControl  = "control"
	connectionEnd = "connection_lost"
)

// maxRetry is the longest pause between two attempts to do what a session still owes the server.
const maxRetry = 5 * time.Second

// A session is the device's part of one session. What it owes the server (that the prompt is shown, the user's
// answer, its frames) is written down, and one goroutine does it as soon as there is a link.
type session struct {
	a      *Agent
	id     string
	wake   chan struct{}
	cancel context.CancelFunc
	done   chan struct{}

	mu    sync.Mutex
	rings int    // how often the server rang; a key of an older ring is void
	key   string // opens the media of this session once
	known wire.SessionState
	// What the user wants holds on the device before the server knows it.
	held, takenBack, over bool
	// What is owed.
	toPrompt, toAnswer, toPublish bool
	owed                          []string // actions of the user
	answered, accepted            bool
	stream                        *stream
	overTCP                       bool // how to publish next
	failingSince                  time.Time
}

// rung takes a ring: of a new session, or again of the present one after the link was lost.
func (a *Agent) rung(ctx context.Context, r wire.Ring) {
	s := a.sessionOf(r.SessionID)
	fresh := s == nil
	if fresh {
		a.dropSession() // a device has one session at most: the server has ended that one
		s = a.startSession(ctx, r.SessionID)
	}
	s.ring(r)
	if fresh && !r.Accepted {
		a.toUser(func(u User) { u.Ring(r, s.answer) })
		s.owe(func() { s.toPrompt = true })
	}
}

func (a *Agent) startSession(ctx context.Context, id string) *session {
	ctx, cancel := context.WithCancel(ctx)
	s := &session{a: a, id: id, wake: make(chan struct{}, 1), cancel: cancel, done: make(chan struct{})}
	a.mu.Lock()
	a.session = s
	a.mu.Unlock()
	go s.work(ctx)
	return s
}

// dropSession ends the present session on the device, if there is one, and waits until nothing of it runs.
func (a *Agent) dropSession() {
	a.mu.Lock()
	s := a.session
	a.session = nil
	a.mu.Unlock()
	if s != nil {
		s.cancel()
		<-s.done
	}
}

// stands takes what the server says of a session.
func (a *Agent) stands(state wire.SessionState) {
	s := a.sessionOf(state.SessionID)
	if s != nil {
		s.standing(state)
	}
	a.toUser(func(u User) { u.Session(state) })
	if s != nil && state.State == stateEnded {
		a.dropSession()
	}
}

// ring keeps the new key and decides what it asks for.
func (s *session) ring(r wire.Ring) {
	s.owe(func() {
		s.rings++
		s.key, s.failingSince = r.Key, time.Time{}
		if s.known.State == "" {
			s.known.Rights = r.Rights
		}
		switch {
		case r.Accepted:
			s.accepted, s.toPublish = true, true
		case s.answered:
			s.toAnswer = true // the answer may have been lost with the link
		default:
			s.toPrompt = s.rings > 1
		}
	})
}

// answer is the user's; the first one counts.
func (s *session) answer(accepted bool) {
	s.owe(func() {
		if s.answered {
			return
		}
		s.answered, s.toAnswer, s.accepted = true, true, accepted
	})
}

// owe changes what is owed and has it done.
func (s *session) owe(change func()) {
	s.mu.Lock()
	change()
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default: // it is awake already
	}
}

// linked is called when there is a link again. A media path that has not been lost meanwhile stays.
func (s *session) linked() {
	s.owe(func() { s.failingSince = time.Time{} })
}

// standing keeps what the server says of this session.
func (s *session) standing(state wire.SessionState) {
	s.owe(func() {
		begins := state.State == stateActive && !s.accepted
		s.known = state
		s.held = s.held && !state.Paused // the server knows it now
		s.takenBack = s.takenBack && slices.Contains(state.Rights, rightControl)
		if begins { // the countdown of an unattended session
			s.accepted, s.toPublish = true, true
		}
	})
	s.redraw()
}

// protect does on the device at once what the user wants.
func (s *session) protect(action string) {
	s.owe(func() {
		switch action {
		case wire.UserPause:
			s.held = true
		case wire.UserResume:
			s.held = false
		case wire.UserTakeBack:
			s.takenBack = true
		case wire.UserGiveControl:
			s.takenBack = false
		case wire.UserEnd:
			s.over = true
			s.closeStream()
		}
	})
	if action == wire.UserTakeBack || action == wire.UserPause {
		s.release()
	}
}

// promise has an action told to the server as soon as there is a link.
func (s *session) promise(action string) {
	s.owe(func() {
		if !slices.Contains(s.owed, action) {
			s.owed = append(s.owed, action)
		}
	})
}

// paused says whether frames stay on the device.
func (s *session) paused() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.held || s.known.Paused
}

// controlled says whether input of a technician is taken.
func (s *session) controlled() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.held && !s.known.Paused && !s.takenBack && !s.over && slices.Contains(s.known.Rights, rightControl)
}

func (s *session) redraw() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stream != nil {
		s.stream.redraw()
	}
}

func (s *session) release() {
	s.mu.Lock()
	st := s.stream
	s.mu.Unlock()
	if st != nil {
		st.fingers.release()
	}
}

// closeStream is called with mu held.
func (s *session) closeStream() {
	if s.stream != nil {
		s.stream.close()
		s.stream = nil
	}
}

// work does what is owed until the session is dropped or the server knows it no more.
func (s *session) work(ctx context.Context) {
	defer close(s.done)
	hopeless := s.payAll(ctx)
	s.mu.Lock()
	st := s.stream
	s.over, s.stream = true, nil
	s.mu.Unlock()
	if st != nil {
		st.close()
		st.wait()
	}
	if hopeless {
		s.a.lose(s)
	}
}

// payAll returns true when it gave up.
func (s *session) payAll(ctx context.Context) bool {
	pause := s.a.cfg.Pace.Retry
	again := time.NewTimer(pause)
	again.Stop()
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-s.wake:
		case <-again.C:
		}
		err := s.pay(ctx)
		if err == nil || errors.Is(err, ErrOffline) || ctx.Err() != nil { // a new link wakes it
			pause = s.a.cfg.Pace.Retry
			continue
		}
		s.a.log.WarnContext(ctx, "session step failed", slog.String("session_id", s.id), slog.Any("err", err))
		if s.hopeless(err) {
			return true
		}
		again.Reset(pause/2 + rand.N(pause/2+1))
		pause = min(2*pause, maxRetry)
	}
}

// lose tells the user that a session has ended which the server does not know any more.
func (a *Agent) lose(s *session) {
	a.mu.Lock()
	mine := a.session == s
	if mine {
		a.session = nil
	}
	a.mu.Unlock()
	if mine {
		a.toUser(func(u User) {
			u.Session(wire.SessionState{SessionID: s.id, State: stateEnded, Rights: []string{}, EndReason: connectionEnd})
		})
	}
}

// hopeless says whether trying again is of no use.
func (s *session) hopeless(err error) bool {
	if refused, ok := errors.AsType[*RefusedError](err); ok {
		switch refused.Refusal.Code {
		case "not_found", "ended", "session_ended":
			return true
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.a.cfg.Now()
	if s.failingSince.IsZero() {
		s.failingSince = now
	}
	return now.Sub(s.failingSince) > s.a.cfg.Pace.GiveUp
}

// pay does what is owed, in the order in which it makes sense.
func (s *session) pay(ctx context.Context) error {
	ref := wire.SessionRef{SessionID: s.id}
	if s.owes(func() bool { return s.toPrompt && !s.answered }) {
		if err := s.tell(ctx, wire.FramePrompted, ref, func() { s.toPrompt = false }); err != nil {
			return err
		}
	}
	if s.owes(func() bool { return s.toAnswer }) {
		accepted := s.owes(func() bool { return s.accepted })
		answer := wire.Answer{SessionID: s.id, Accepted: accepted}
		if err := s.tell(ctx, wire.FrameAnswer, answer, func() { s.toAnswer, s.toPublish = false, accepted }); err != nil {
			return err
		}
	}
	for {
		action, ok := s.nextOwed()
		if !ok {
			break
		}
		u := wire.UserAction{SessionID: s.id, Action: action}
		if err := s.tell(ctx, wire.FrameUser, u, func() { s.owed = s.owed[1:] }); err != nil {
			return err
		}
	}
	if s.owes(func() bool { return s.toPublish && !s.over }) {
		return s.publish(ctx)
	}
	return nil
}

func (s *session) owes(what func() bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return what()
}

func (s *session) nextOwed() (action string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.owed) == 0 {
		return "", false
	}
	return s.owed[0], true
}

// tell sends a request; done or refused, it is not owed any more.
func (s *session) tell(ctx context.Context, t wire.FrameType, body any, paid func()) error {
	err := s.a.request(ctx, t, body, nil)
	_, refused := errors.AsType[*RefusedError](err)
	if err != nil && !refused {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	paid()
	if refused {
		s.toPublish = false
		s.a.log.WarnContext(ctx, "the server refused", slog.String("session_id", s.id), slog.Any("err", err))
	}
	return nil
}

// publish offers the screen with the key at hand, in place of the stream there may be.
func (s *session) publish(ctx context.Context) error {
	s.mu.Lock()
	key, rings, overTCP := s.key, s.rings, s.overTCP
	s.toPublish = false
	s.mu.Unlock()
	next, offer, err := s.newStream(ctx, overTCP)
	if err != nil {
		return s.again(fmt.Errorf("offer the screen: %w", err))
	}
	var published wire.Published
	err = s.a.request(ctx, wire.FramePublish, wire.Publish{SessionID: s.id, Key: key, SDP: offer}, &published)
	if err == nil {
		err = published.Check()
	}
	if err != nil {
		next.close()
		return s.again(err)
	}
	s.mu.Lock()
	if s.rings == rings { // else a new ring has made this key void
		s.key = published.ResumeKey
	}
	old := s.stream
	s.stream = next
	over := s.over
	s.failingSince = time.Time{}
	s.mu.Unlock()
	if old != nil {
		old.close()
		old.wait() // frames are drawn for one stream at a time
	}
	if over {
		next.close()
		return nil
	}
	if err := next.accept(ctx, published.SDP); err != nil {
		next.close()
		return s.again(fmt.Errorf("take the server's answer: %w", err))
	}
	return nil
}

// again notes that publishing is still owed.
func (s *session) again(err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.toPublish = true
	return err
}

// lost is called when a stream ended by itself.
func (s *session) lost(st *stream) {
	s.owe(func() {
		if s.stream == st {
			s.stream = nil
			s.toPublish = true
		}
	})
}

// detour has the next stream try the way that this one did not: it never connected.
func (s *session) detour(st *stream) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.overTCP = !st.overTCP
}
