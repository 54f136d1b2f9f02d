package agent_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/agent"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/devicelink"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// serverName is what the server of these tests calls itself.
const serverName = "help.example"

// patience bounds every wait of these tests; it is reached only when something is broken.
const patience = time.Minute

// await returns the next value of a channel.
func await[T any](t *testing.T, what string, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("no %s", what)
		panic("unreachable")
	}
}

// store keeps one enrollment token and the keys of devices.
type store struct {
	device.Store

	mu     sync.Mutex
	tokens map[string]string // device id by token hash
	keys   map[string]device.Credential
}

func newStore() *store {
	return &store{tokens: map[string]string{}, keys: map[string]device.Credential{}}
}

// invite makes an enrollment token for a device.
func (s *store) invite(deviceID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	token := id.NewSecret()
	s.tokens[token.Hash()] = deviceID
	return token.Reveal()
}

// guest makes a guest device known.
func (s *store) guest(deviceID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	token := id.NewSecret()
	s.keys[deviceID] = device.Credential{TokenHash: token.Hash()}
	return token.Reveal()
}

func (s *store) EnrollmentValid(_ context.Context, hash string, _ time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tokens[hash] != "", nil
}

func (s *store) Enroll(_ context.Context, hash string, key ed25519.PublicKey, _ time.Time) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	deviceID := s.tokens[hash]
	if deviceID == "" {
		return "", device.ErrBadToken
	}
	delete(s.tokens, hash)
	s.keys[deviceID] = device.Credential{PublicKey: key}
	return deviceID, nil
}

func (s *store) Key(_ context.Context, deviceID string) (device.Credential, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.keys[deviceID]
	if !ok {
		return c, device.ErrNotFound
	}
	return c, nil
}

func (s *store) SavePresence(context.Context, string, []device.Connection, []string, map[string]time.Time) error {
	return nil
}
func (s *store) ClearPresence(context.Context, string) error { return nil }

var (
	errBadKey = errors.New("key is not valid")
	errEnded  = errors.New("session has ended")
)

// desk is the server behind the hub: it knows the one key that opens the media of a session.
type desk struct {
	connected, disconnected chan string
	reports                 chan wire.Report
	prompted                chan string
	answers                 chan wire.Answer
	actions                 chan wire.UserAction
	published               chan wire.Publish

	mu      sync.Mutex
	welcome func() // called when a device connects, if set
	key     string
	front   *wire.Desk                                          // what is said of the help desk, if set
	answer  func(context.Context, wire.Publish) (string, error) // to an offer, if set
	refuse  error                                               // what every publish is refused with, if set
}

func newDesk() *desk {
	return &desk{
		connected: make(chan string, 100), disconnected: make(chan string, 100), reports: make(chan wire.Report, 100),
		prompted: make(chan string, 100), answers: make(chan wire.Answer, 100), actions: make(chan wire.UserAction, 100),
		published: make(chan wire.Publish, 100),
	}
}

func (d *desk) onConnect(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.welcome = f
}

func (d *desk) setKey(key string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.key = key
}

func (d *desk) receive(answer func(context.Context, wire.Publish) (string, error)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.answer = answer
}

func (d *desk) refuseWith(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.refuse = err
}

func (d *desk) say(front *wire.Desk) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.front = front
}

func (d *desk) says() *wire.Desk {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.front
}

func (d *desk) Connected(_ context.Context, deviceID string) (wire.Welcome, error) {
	d.mu.Lock()
	f := d.welcome
	d.mu.Unlock()
	if f != nil {
		f()
	}
	d.connected <- deviceID
	return wire.Welcome{Help: wire.HelpState{RequestID: "hlp_1", State: "open", Place: 3, Desk: d.says()}}, nil
}
func (d *desk) Disconnected(deviceID string) { d.disconnected <- deviceID }
func (d *desk) Report(_ context.Context, _ string, r wire.Report) error {
	d.reports <- r
	return nil
}
func (d *desk) Ask(_ context.Context, _ string, a wire.Ask) (wire.HelpState, error) {
	return wire.HelpState{RequestID: "hlp_1", State: "open", Place: len(a.Text), Desk: d.says()}, nil
}
func (d *desk) CancelAsk(context.Context, string) (wire.HelpState, error) {
	return wire.HelpState{Desk: d.says()}, nil
}
func (d *desk) Prompted(_ context.Context, _, sessionID string) error {
	d.prompted <- sessionID
	return nil
}
func (d *desk) Answer(_ context.Context, _ string, a wire.Answer) error {
	d.answers <- a
	return nil
}
func (d *desk) User(_ context.Context, _ string, a wire.UserAction) error {
	d.actions <- a
	return nil
}
func (d *desk) Publish(ctx context.Context, _ string, p wire.Publish) (wire.Published, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.refuse != nil {
		return wire.Published{}, d.refuse
	}
	if d.key != p.Key {
		return wire.Published{}, errBadKey
	}
	d.key = "resume-" + id.NewSecret().Reveal()[:10]
	d.published <- p
	sdp, err := "answer to "+p.SDP, error(nil)
	if d.answer != nil {
		sdp, err = d.answer(ctx, p)
	}
	return wire.Published{SDP: sdp, ResumeKey: d.key}, err
}

// site is a server with one device's agent.
type site struct {
	store *store
	desk  *desk
	hub   *devicelink.Hub
	http  *httptest.Server

	user   *user
	screen *screen
	media  *media
	agent  *agent.Agent
	states chan agent.State
}

// quick is a pace for tests.
var quick = agent.Pace{
	FirstWithin: time.Millisecond, ShortestPause: time.Millisecond, LongestPause: 20 * time.Millisecond,
	Retry: 2 * time.Millisecond, Frame: time.Millisecond, Beat: 20 * time.Millisecond,
}

func serve(t *testing.T) *site {
	t.Helper()
	s := &site{store: newStore(), desk: newDesk()}
	s.hub = devicelink.New(devicelink.Config{
		Server: serverName, NodeID: "node_1", Store: s.store, Devices: s.desk, Log: slog.New(slog.DiscardHandler), Now: time.Now,
		Code: func(err error) string {
			switch {
			case errors.Is(err, errBadKey):
				return "bad_key"
			case errors.Is(err, errEnded):
				return "ended"
			}
			return ""
		},
		Limits: devicelink.Limits{Tick: 5 * time.Millisecond, LingerFor: 50 * time.Millisecond},
	})
	mux := http.NewServeMux()
	s.hub.Routes(mux)
	s.http = httptest.NewServer(mux)
	t.Cleanup(s.http.Close)
	run(t, s.hub.Run)
	return s
}

// run runs something until the test ends.
func run(t *testing.T, f func(context.Context) error) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(ctx)
	}()
	stop = func() {
		cancel()
		<-done
	}
	t.Cleanup(stop)
	return stop
}

// enroll makes a device known to the site.
func (s *site) enroll(t *testing.T, deviceID string) agent.Identity {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	me, err := agent.Enrollment{BaseURL: s.http.URL, Name: serverName, Token: s.store.invite(deviceID), Key: key}.Do(t.Context())
	if err != nil {
		t.Fatalf("enroll: %v", err)
	}
	return me
}

// start brings a device to life.
func (s *site) start(t *testing.T, me agent.Identity, pace agent.Pace) (stop func()) {
	t.Helper()
	s.user, s.screen, s.media = newUser(), newScreen(), newMedia()
	s.states = make(chan agent.State, 1000)
	s.agent = agent.New(agent.Config{
		Server: s.http.URL, Identity: me, Screen: s.screen, User: s.user, Media: s.media,
		Report: func() wire.Report { return wire.Report{Codec: "H264", AgentVersion: "1"} },
		Log:    slog.New(slog.DiscardHandler), Now: time.Now, Pace: pace,
		OnState: func(st agent.State) { s.states <- st },
	})
	return run(t, s.agent.Run)
}

// connect makes a site with one device that is connected.
func connect(t *testing.T) *site {
	t.Helper()
	s := serve(t)
	s.start(t, s.enroll(t, "dev_1"), quick)
	if got := await(t, "connection", s.desk.connected); got != "dev_1" {
		t.Fatalf("connected device is %q, want dev_1", got)
	}
	return s
}

func ring(sessionID, key string) wire.Ring {
	return wire.Ring{SessionID: sessionID, Key: key, Mode: "attended", Reason: "printer", Rights: []string{"view", "control"},
		Technician: wire.Technician{Name: "Sato", Role: "technician"}}
}

// ringAndAccept brings a session to the point where its media is connected.
func (s *site) ringAndAccept(t *testing.T, sessionID string) *fakeStream {
	t.Helper()
	s.desk.setKey("grant-1")
	if err := s.hub.Send(t.Context(), "dev_1", wire.FrameRing, ring(sessionID, "grant-1")); err != nil {
		t.Fatalf("ring: %v", err)
	}
	await(t, "prompt", s.user.rings).answer(true)
	return s.connectedStream(t)
}

func (s *site) connectedStream(t *testing.T) *fakeStream {
	t.Helper()
	st := await(t, "accepted stream", s.media.accepted)
	st.on.Connected()
	return st
}

func TestAgentIsRungAndPublishesWhatItsUserAccepts(t *testing.T) {
	s := connect(t)
	s.desk.setKey("grant-1")
	if err := s.hub.Send(t.Context(), "dev_1", wire.FrameRing, ring("ses_1", "grant-1")); err != nil {
		t.Fatalf("ring: %v", err)
	}
	prompt := await(t, "prompt", s.user.rings)
	if prompt.ring.Technician.Name != "Sato" || prompt.ring.Reason != "printer" {
		t.Fatalf("prompt is %+v, want the technician and the reason", prompt.ring)
	}
	if got := await(t, "proof that the prompt is shown", s.desk.prompted); got != "ses_1" {
		t.Fatalf("prompted for %q, want ses_1", got)
	}
	prompt.answer(true)
	prompt.answer(false) // only the first counts
	if got, want := await(t, "answer", s.desk.answers), (wire.Answer{SessionID: "ses_1", Accepted: true}); got != want {
		t.Fatalf("answer is %+v, want %+v", got, want)
	}
	if got, want := await(t, "offer", s.desk.published), (wire.Publish{SessionID: "ses_1", Key: "grant-1", SDP: "offer 1"}); got != want {
		t.Fatalf("publish is %+v, want %+v", got, want)
	}
	st := s.connectedStream(t)
	if st.answer != "answer to offer 1" {
		t.Fatalf("stream took %q, want the server's answer", st.answer)
	}
	if got := await(t, "frame", st.frames); got != "key" {
		t.Fatalf("first frame is %q, want a key frame", got)
	}
}
