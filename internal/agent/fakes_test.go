package agent_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/agent"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// prompt is a consent prompt on the screen.
type prompt struct {
	ring   wire.Ring
	answer func(bool)
}

// user is who sits in front of the device.
type user struct {
	rings    chan prompt
	sessions chan wire.SessionState
	help     chan wire.HelpState
	desks    chan wire.Desk
}

func newUser() *user {
	return &user{rings: make(chan prompt, 100), sessions: make(chan wire.SessionState, 100), help: make(chan wire.HelpState, 100),
		desks: make(chan wire.Desk, 100)}
}

func (u *user) Ring(r wire.Ring, answer func(bool)) { u.rings <- prompt{r, answer} }
func (u *user) Session(s wire.SessionState)         { u.sessions <- s }
func (u *user) Help(h wire.HelpState)               { u.help <- h }
func (u *user) Desk(d wire.Desk)                    { u.desks <- d }

// screen draws "delta" for each change and "key" when asked.
type screen struct {
	inputs chan wire.Input

	mu       sync.Mutex
	changes  int // frames that still differ
	geometry wire.Geometry
	kind     wire.ScreenKind
	drawn    int // calls of Frame
	// What is drawn.
	key, delta []byte
}

func newScreen() *screen {
	return &screen{key: []byte("key"), delta: []byte("delta"), inputs: make(chan wire.Input, 1000), kind: wire.ScreenOn,
		geometry: wire.Geometry{Epoch: 1, Width: 360, Height: 800}}
}

func (s *screen) Codec() string { return "H264" }
func (s *screen) Geometry() wire.Geometry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.geometry
}
func (s *screen) State() wire.ScreenKind {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kind
}
func (s *screen) Frame(key bool) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drawn++
	if key {
		return s.key, true
	}
	if s.changes == 0 {
		return nil, false
	}
	s.changes--
	return s.delta, true
}
func (s *screen) Repeat() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.delta[0] == 0 {
		return s.delta // of H.264
	}
	return []byte("same")
}
func (s *screen) Input(in wire.Input) { s.inputs <- in }
func (s *screen) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

// media makes streams that a test connects and loses by hand.
type media struct {
	accepted chan *fakeStream

	mu    sync.Mutex
	count int
	open  int
	shut  bool // no channel is open
}

func (m *media) set(change func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change()
}

var errShut = errors.New("channel is not open")

func newMedia() *media { return &media{accepted: make(chan *fakeStream, 100)} }

type fakeStream struct {
	media    *media
	on       agent.Wanted
	answer   string
	frames   chan string
	messages chan string
	closed   chan struct{}
	once     sync.Once
}

func (m *media) Publish(_ context.Context, on agent.Wanted) (agent.Stream, string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.count++
	m.open++
	st := &fakeStream{media: m, on: on, frames: make(chan string, 10_000), messages: make(chan string, 10_000), closed: make(chan struct{})}
	return st, fmt.Sprintf("offer %d", m.count), nil
}

func (s *fakeStream) Accept(answer string) error {
	s.answer = answer
	s.media.accepted <- s
	return nil
}
func (s *fakeStream) WriteFrame(frame []byte, _ time.Time) error {
	s.frames <- string(frame)
	return nil
}
func (s *fakeStream) SendMessage(label string, data []byte) error {
	s.media.mu.Lock()
	defer s.media.mu.Unlock()
	if s.media.shut {
		return errShut
	}
	s.messages <- label + " " + string(data)
	return nil
}
func (s *fakeStream) Close() {
	s.once.Do(func() {
		close(s.closed)
		s.media.mu.Lock()
		s.media.open--
		s.media.mu.Unlock()
	})
}

// input is what a technician sends.
func (s *fakeStream) input(in wire.Input) {
	label := wire.ChannelControl
	if in.Movable() {
		label = wire.ChannelMoves
	}
	s.on.Message(label, in.Bytes())
}
