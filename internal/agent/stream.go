package agent

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// keyFrameEvery bounds how often key frames are drawn on request.
const keyFrameEvery = 100 * time.Millisecond

// A stream sends the screen while its media path is up. One goroutine waits for the path and draws.
type stream struct {
	s       *session
	media   Stream
	overTCP bool
	fingers *fingers

	connected chan struct{} // closed when the media path is up
	lost      chan struct{} // closed when it is no more
	closed    chan struct{} // closed when nobody wants it any more
	started   atomic.Bool
	done      chan struct{} // closed when its goroutine has ended

	connectOnce, lostOnce, closeOnce sync.Once

	draw chan struct{} // something may have changed
	key  chan struct{} // a key frame is wanted
}

func (s *session) newStream(ctx context.Context, overTCP bool) (*stream, string, error) {
	st := &stream{
		s: s, overTCP: overTCP, connected: make(chan struct{}), lost: make(chan struct{}), closed: make(chan struct{}), done: make(chan struct{}),
		draw: make(chan struct{}, 1), key: make(chan struct{}, 1),
	}
	st.fingers = &fingers{screen: s.a.cfg.Screen}
	media, offer, err := s.a.cfg.Media.Publish(ctx, Wanted{
		Codec:          s.a.cfg.Screen.Codec(),
		OverTCP:        overTCP,
		Connected:      func() { st.connectOnce.Do(func() { close(st.connected) }) },
		Lost:           func() { st.lostOnce.Do(func() { close(st.lost) }) },
		Opened:         st.redraw,
		KeyFrameWanted: func() { signal(st.key) },
		Message:        st.message,
	})
	if err != nil {
		return nil, "", err
	}
	st.media = media
	return st, offer, nil
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // it is signaled already
	}
}

func (st *stream) redraw() { signal(st.draw) }

// accept takes the server's answer and starts to wait for the media path.
func (st *stream) accept(ctx context.Context, answer string) error {
	if err := st.media.Accept(answer); err != nil {
		return err
	}
	st.started.Store(true)
	go st.run(context.WithoutCancel(ctx))
	return nil
}

// close says that the stream is not wanted any more. It does not wait.
func (st *stream) close() {
	st.closeOnce.Do(func() { close(st.closed) })
	if !st.started.Load() {
		st.media.Close()
	}
}

// wait waits until nothing is drawn any more.
func (st *stream) wait() {
	if st.started.Load() {
		<-st.done
	}
}

func (st *stream) run(ctx context.Context) {
	defer close(st.done)
	defer st.media.Close()
	defer st.fingers.release()
	late := time.NewTimer(st.s.a.cfg.Pace.ConnectWithin)
	defer late.Stop()
	select {
	case <-st.connected:
		st.s.a.setState(func(s *State) { s.Publishing = true })
		newPainter(st).paint(ctx)
		st.s.a.setState(func(s *State) { s.Publishing = false })
	case <-st.lost:
		st.s.detour(st)
	case <-late.C:
		st.s.detour(st)
	case <-st.closed:
		return
	}
	select {
	case <-st.closed:
	default:
		st.s.a.log.InfoContext(ctx, "media path lost", slog.String("session_id", st.s.id))
		st.s.lost(st)
	}
}

// message takes what comes over a data channel.
func (st *stream) message(_ string, data []byte) {
	in, err := wire.DecodeInput(data)
	if err != nil || !st.s.controlled() && in.Type != wire.InputRelease {
		return // the server has checked it: nothing of this comes from an honest one
	}
	if st.fingers.take(in) {
		st.redraw()
	}
}

// A painter is the loop that draws. While the screen changes it draws a frame each Pace.Frame; while it stands still
// it looks once each Pace.Beat, with a heartbeat that says so.
type painter struct {
	st     *stream
	screen Screen
	pace   Pace

	told      wire.Geometry   // zero until it was sent
	toldKind  wire.ScreenKind // empty until it was sent
	frames    uint64          // sent so far
	next      time.Time
	lastFrame time.Time
	lastKey   time.Time
	dirty     bool
	wantKey   bool
}

func newPainter(st *stream) *painter {
	return &painter{st: st, screen: st.s.a.cfg.Screen, pace: st.s.a.cfg.Pace, dirty: true, wantKey: true}
}

func (p *painter) paint(ctx context.Context) {
	beat := time.NewTicker(p.pace.Beat)
	defer beat.Stop()
	soon := time.NewTimer(0)
	defer soon.Stop()
	p.beat()
	for {
		select {
		case <-p.st.closed:
			return
		case <-p.st.lost:
			return
		case <-p.st.key:
			p.wantKey = true
		case <-p.st.draw:
			p.dirty = true
		case <-beat.C:
			p.dirty = true
			p.beat()
		case <-soon.C:
		}
		p.drawIfDue(ctx)
		if wait, ok := p.due(); ok {
			soon.Reset(wait)
		}
	}
}

// due is how long until the next frame must be tried.
func (p *painter) due() (time.Duration, bool) {
	switch {
	case p.wantKey:
		return max(0, time.Until(p.lastKey.Add(keyFrameEvery))), true
	case p.dirty:
		return max(0, time.Until(p.next)), true
	}
	return 0, false
}

func (p *painter) drawIfDue(ctx context.Context) {
	now := time.Now()
	key := p.wantKey && now.Sub(p.lastKey) >= keyFrameEvery
	if !key && (!p.dirty || now.Before(p.next)) {
		return
	}
	p.tellChanges()
	if p.st.s.paused() {
		p.dirty, p.wantKey = false, false
		return // when it goes on, the server asks for a key frame
	}
	frame, ok := p.screen.Frame(key)
	if key {
		p.lastKey = now
	}
	if !ok {
		p.dirty = false
		p.repeat(ctx, now)
		return
	}
	if key {
		p.wantKey = false
	}
	p.dirty = true // it may go on changing: the next try decides
	p.write(ctx, frame, now)
}

// repeat sends the same picture again when nothing was sent for a beat, if the screen knows how.
func (p *painter) repeat(ctx context.Context, now time.Time) {
	repeater, ok := p.screen.(Repeater)
	if ok && now.Sub(p.lastFrame) >= p.pace.Beat-p.pace.Frame {
		p.write(ctx, repeater.Repeat(), now)
	}
}

// following is when the frame after the one that was due, and is drawn now, is due. Timers ring a little late; were the
// next frame counted from then, a second would lose one.
func following(due, now time.Time, every time.Duration) time.Time {
	if late := now.Sub(due); late >= 0 && late < every {
		return due.Add(every)
	}
	return now.Add(every)
}

func (p *painter) write(ctx context.Context, frame []byte, now time.Time) {
	p.next, p.lastFrame = following(p.next, now, p.pace.Frame), now
	if err := p.st.media.WriteFrame(frame, now); err != nil {
		p.st.s.a.log.DebugContext(ctx, "frame was not sent", slog.Any("err", err))
		return
	}
	p.frames++
}

// tellChanges tells of a new geometry before the first frame that has it. What cannot be sent yet is told again.
func (p *painter) tellChanges() {
	g := p.screen.Geometry()
	p.st.fingers.turn(g.Epoch)
	if g.Type = wire.MessageGeometry; g != p.told && p.say(wire.Message(g)) {
		p.told = g
	}
	kind := p.screen.State()
	if kind != p.toldKind && p.say(wire.Message(wire.Screen{Type: wire.MessageScreen, Screen: kind})) {
		p.toldKind = kind
	}
}

func (p *painter) beat() {
	p.tellChanges()
	p.say(wire.Message(wire.Heartbeat{Type: wire.MessageHeartbeat, Frame: p.frames, At: p.st.s.a.cfg.Now().UnixMilli()}))
}

// say sends a message and says whether it went.
func (p *painter) say(message []byte) bool {
	return p.st.media.SendMessage(wire.ChannelControl, message) == nil
}
