// Package agent is the device's side of Help@Work: it enrolls, keeps a link to the server, asks the user, publishes
// the screen while a session runs and takes the technician's input. What a device looks like and who sits in front of
// it is handed in as Screen and User.
package agent

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// Errors of requests to the server.
var (
	// ErrOffline says that there is no link to the server, or that it was lost before the answer.
	ErrOffline = errors.New("no link to the server")
	// ErrNoAnswer says that the server did not answer in time; it may still have done what it was asked.
	ErrNoAnswer = errors.New("the server did not answer in time")
	// ErrWrongServer says that the other side is not the server this device enrolled with.
	ErrWrongServer = errors.New("this is not the server that the device enrolled with")
)

// A RefusedError is the server's answer to something that it did not do.
type RefusedError struct{ Refusal wire.Refusal }

func (e *RefusedError) Error() string { return fmt.Sprintf("the server refused: %q", e.Refusal.Code) }

// A ClosedError says why the server closed the link.
type ClosedError struct{ Reason wire.CloseReason }

func (e *ClosedError) Error() string { return fmt.Sprintf("the server closed the link: %q", e.Reason) }

// Identity is how a device proves who it is. An enrolled device has a Key, a guest a Token for its one session.
type Identity struct {
	DeviceID string
	Server   string // the name that every challenge must carry
	Key      ed25519.PrivateKey
	Token    string
}

// A Screen is what the device shows. Its methods are called from one goroutine at a time, except Input.
type Screen interface {
	// Codec is how frames are encoded: "H264" or "VP8".
	Codec() string
	// Geometry and State are how the screen is now; only Geometry's epoch tells that it changed.
	Geometry() wire.Geometry
	State() wire.ScreenKind
	// Frame draws and encodes the next frame, a key frame if key is true. ok is false when nothing changed since
	// the last frame and no key frame was asked for.
	Frame(key bool) (annexB []byte, ok bool)
	// Input takes one input that is checked, in order and of the present geometry. It must return quickly.
	Input(in wire.Input)
}

// A Repeater is a Screen that can say "the same picture again" in a few bytes; it is asked once a second while the
// screen stands still.
type Repeater interface{ Repeat() []byte }

// A User sits in front of the device. Its methods are called one after the other and must return quickly.
type User interface {
	// Ring shows the consent prompt. answer may be called at any time from any goroutine; its first call counts.
	Ring(r wire.Ring, answer func(accepted bool))
	// Session tells how the session stands; the last call for a session says that it ended.
	Session(s wire.SessionState)
	// Help tells how the request for help stands, and what the help desk says of itself; both are checked and clean.
	Help(h wire.HelpState)
	// Desk tells what the help desk says of itself from now on.
	Desk(d wire.Desk)
}

// Media publishes screens; package rtc does, by way of [RTC].
type Media interface {
	// Publish prepares to send frames and returns the offer that the server must answer.
	Publish(ctx context.Context, want Wanted) (s Stream, offer string, err error)
}

// Wanted says what is to be published and who hears of it. The functions return quickly; data is valid during the
// call only.
type Wanted struct {
	Codec   string // "H264" or "VP8"
	OverTCP bool   // UDP was tried and did not connect

	Connected      func()
	Lost           func() // after it was connected, or instead
	Opened         func() // messages can be sent now
	KeyFrameWanted func()
	Message        func(label string, data []byte)
}

// A Stream is one way for frames to the server. Its methods do not wait for the network.
type Stream interface {
	Accept(answer string) error
	WriteFrame(annexB []byte, at time.Time) error
	// SendMessage fails while the channel is not open.
	SendMessage(label string, data []byte) error
	Close()
}

// Config is what an [Agent] needs. TLS, OnState and Pace may be left out.
type Config struct {
	Server   string // base URL: http:// or https://
	Identity Identity
	Screen   Screen
	User     User
	Media    Media
	// Report is what the device says of itself, at connecting and then as often as the server wishes.
	Report func() wire.Report
	Log    *slog.Logger
	Now    func() time.Time
	TLS    *tls.Config // nil means the system's trust
	// OnState is told of changes; it must return quickly.
	OnState func(State)
	Pace    Pace
}

// State is how an agent stands.
type State struct {
	Connected  bool             // the server knows who this is
	Reason     wire.CloseReason // why the server closed the last link, if it did
	Publishing bool             // the server receives the screen
}

// Pace is how fast an agent does things; a zero field means the value in its comment.
type Pace struct {
	FirstWithin   time.Duration // the first connection starts at a random time within: 1 s
	ShortestPause time.Duration // between connections, doubled after each failure; the pause is random up to it: 1 s
	LongestPause  time.Duration // 30 s; ten times as much when the server does not accept this device
	HandshakeIn   time.Duration // until the link is up: 20 s
	AnswerWithin  time.Duration // until the server answered: 12 s, as it takes up to 10 s for a request
	SilentFor     time.Duration // a link on which nothing came for so long is lost; the server pings every 25 s: 80 s
	Frame         time.Duration // between two frames: 1/30 s
	Beat          time.Duration // between two heartbeats: 1 s
	Retry         time.Duration // between two attempts to publish: 500 ms, doubled up to 5 s
	ConnectWithin time.Duration // until the media path is up, else the other of UDP and TCP is tried: 5 s
	GiveUp        time.Duration // a session without a valid key ends after: 90 s
}

func (p Pace) orDefaults() Pace {
	fill := func(d *time.Duration, value time.Duration) {
		if *d <= 0 {
			*d = value
		}
	}
	fill(&p.FirstWithin, time.Second)
	fill(&p.ShortestPause, time.Second)
	fill(&p.LongestPause, 30*time.Second)
	fill(&p.HandshakeIn, 20*time.Second)
	fill(&p.AnswerWithin, 12*time.Second)
	fill(&p.SilentFor, 80*time.Second)
	fill(&p.Frame, time.Second/30)
	fill(&p.Beat, time.Second)
	fill(&p.Retry, 500*time.Millisecond)
	fill(&p.ConnectWithin, 5*time.Second)
	fill(&p.GiveUp, 90*time.Second)
	return p
}

// An Agent is one device. Its methods are safe for concurrent use.
type Agent struct {
	cfg Config
	log *slog.Logger

	telling sync.Mutex // held while the user is told something

	mu      sync.Mutex
	link    *link    // nil while there is none
	session *session // nil while there is none
	state   State
}

// New returns an agent; Run brings it to life.
func New(cfg Config) *Agent {
	cfg.Pace = cfg.Pace.orDefaults()
	return &Agent{cfg: cfg, log: cfg.Log.With(slog.String("device_id", cfg.Identity.DeviceID))}
}

// Ask asks for help.
func (a *Agent) Ask(ctx context.Context, text string) (wire.HelpState, error) {
	return a.askForHelp(ctx, wire.FrameAsk, wire.Ask{Text: text})
}

// CancelAsk takes the request for help back.
func (a *Agent) CancelAsk(ctx context.Context) (wire.HelpState, error) {
	return a.askForHelp(ctx, wire.FrameCancelAsk, nil)
}

// askForHelp makes a request that is answered by how the request for help stands then.
func (a *Agent) askForHelp(ctx context.Context, t wire.FrameType, body any) (wire.HelpState, error) {
	var h wire.HelpState
	if err := a.request(ctx, t, body, &h); err != nil {
		return wire.HelpState{}, err
	}
	if err := h.Check(); err != nil {
		return wire.HelpState{}, fmt.Errorf("answer to %s: %w", t, err)
	}
	return h.Clean(), nil
}

// Do does one of the wire.User… actions in a session. What protects the user (pause, taking control back, ending)
// holds on the device at once, whatever becomes of the request.
func (a *Agent) Do(ctx context.Context, sessionID, action string) error {
	u := wire.UserAction{SessionID: sessionID, Action: action}
	if err := u.Check(); err != nil {
		return err
	}
	s := a.sessionOf(sessionID)
	if s != nil {
		s.protect(action)
	}
	err := a.request(ctx, wire.FrameUser, u, nil)
	if s != nil && (errors.Is(err, ErrOffline) || errors.Is(err, ErrNoAnswer)) {
		s.promise(action) // told as soon as there is a link
	}
	return err
}

// Redraw says that the screen changed: a frame follows soon, if someone watches.
func (a *Agent) Redraw() {
	if s := a.present(); s != nil {
		s.redraw()
	}
}

// State is how the agent stands now.
func (a *Agent) State() State {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.state
}

func (a *Agent) setState(change func(*State)) {
	a.mu.Lock()
	before := a.state
	change(&a.state)
	now := a.state
	a.mu.Unlock()
	if now != before && a.cfg.OnState != nil {
		a.cfg.OnState(now)
	}
}

func (a *Agent) present() *session {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.session
}

func (a *Agent) sessionOf(id string) *session {
	if s := a.present(); s != nil && s.id == id {
		return s
	}
	return nil
}

func (a *Agent) toUser(tell func(User)) {
	a.telling.Lock()
	defer a.telling.Unlock()
	tell(a.cfg.User)
}

// request asks the server over the present link.
func (a *Agent) request(ctx context.Context, t wire.FrameType, body, into any) error {
	a.mu.Lock()
	l := a.link
	a.mu.Unlock()
	if l == nil {
		return fmt.Errorf("send %s: %w", t, ErrOffline)
	}
	if err := l.request(ctx, t, body, into); err != nil {
		return fmt.Errorf("send %s: %w", t, err)
	}
	return nil
}
