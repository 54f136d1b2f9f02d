package devicelink

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lxzan/gws"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/wire"
)

const serverName = "help.example"

// patience bounds every wait of these tests; it is reached only when something is broken.
const patience = time.Minute

// TestMain fails when a goroutine of this package outlives the tests.
func TestMain(m *testing.M) {
	if address := os.Getenv(crowdVariable); address != "" {
		if err := crowd(address); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	code := m.Run()
	if left := leftovers(patience); code == 0 && left != "" {
		fmt.Fprintf(os.Stderr, "goroutines are left:\n%s\n", left)
		code = 1
	}
	os.Exit(code)
}

// leftovers waits until no goroutine of this package or of gws is left, or says which are.
func leftovers(wait time.Duration) string {
	for deadline := time.Now().Add(wait); ; runtime.Gosched() {
		buf := make([]byte, 1<<20)
		buf = buf[:runtime.Stack(buf, true)]
		var left []string
		for i, g := range strings.Split(string(buf), "\n\n") {
			if i > 0 && (strings.Contains(g, "internal/devicelink.") || strings.Contains(g, "lxzan/gws")) {
				left = append(left, g)
			}
		}
		if len(left) == 0 || time.Now().After(deadline) {
			return strings.Join(left, "\n\n")
		}
	}
}

// await returns the next value of a channel.
func await[T any](t testing.TB, what string, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("no %s", what)
		panic("unreachable")
	}
}

// awaitThat waits until something is true that has no channel of its own.
func awaitThat(t testing.TB, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !is(); runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
	}
}

// fakeStore keeps keys, tokens and presence in memory, as [device.Store] says.
type fakeStore struct {
	device.Store

	mu       sync.Mutex
	keys     map[string]device.Credential
	tokens   map[string]string // device id by hash of a valid token
	rows     map[string]device.Connection
	lastSeen map[string]time.Time
	saves    int
	largest  int
	clears   int
	fail     error // of every method, if set
}

func newFakeStore() *fakeStore {
	return &fakeStore{keys: map[string]device.Credential{}, tokens: map[string]string{},
		rows: map[string]device.Connection{}, lastSeen: map[string]time.Time{}}
}

func (s *fakeStore) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

func (s *fakeStore) Key(_ context.Context, deviceID string) (device.Credential, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.keys[deviceID]
	switch {
	case s.fail != nil:
		return c, s.fail
	case !ok:
		return c, device.ErrNotFound
	}
	return c, nil
}

func (s *fakeStore) EnrollmentValid(_ context.Context, hash string, _ time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tokens[hash] != "", s.fail
}

func (s *fakeStore) Enroll(_ context.Context, hash string, key ed25519.PublicKey, _ time.Time) (string, error) {
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

func (s *fakeStore) SavePresence(_ context.Context, node string, came []device.Connection, went []string, seen map[string]time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return s.fail
	}
	s.saves++
	s.largest = max(s.largest, len(seen))
	for _, c := range came {
		if c.NodeID != node {
			return fmt.Errorf("connection of node %q in a batch of %q", c.NodeID, node)
		}
		s.rows[c.DeviceID] = c
	}
	for _, id := range went {
		delete(s.rows, id)
	}
	maps.Copy(s.lastSeen, seen)
	return nil
}

func (s *fakeStore) ClearPresence(context.Context, string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clears++
	clear(s.rows)
	return s.fail
}

func (s *fakeStore) online() map[string]device.Connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.rows)
}

// fakeHandler tells what it was told; what is set in it decides its answers.
type fakeHandler struct {
	connected, disconnected chan string
	reports                 chan wire.Report
	asks                    chan wire.Ask

	welcome func(deviceID string) (wire.Welcome, error)
	report  func(deviceID string, r wire.Report) error
	answer  func(ctx context.Context, deviceID string, a wire.Answer) error
}

func newFakeHandler() *fakeHandler {
	return &fakeHandler{connected: make(chan string, 10_000), disconnected: make(chan string, 10_000),
		reports: make(chan wire.Report, 10_000), asks: make(chan wire.Ask, 10_000)}
}

func (h *fakeHandler) Connected(_ context.Context, deviceID string) (w wire.Welcome, err error) {
	if h.welcome != nil {
		w, err = h.welcome(deviceID)
	}
	h.connected <- deviceID
	return w, err
}
func (h *fakeHandler) Disconnected(deviceID string) { h.disconnected <- deviceID }
func (h *fakeHandler) Report(_ context.Context, deviceID string, r wire.Report) error {
	if h.report != nil {
		if err := h.report(deviceID, r); err != nil {
			return err
		}
	}
	h.reports <- r
	return nil
}
func (h *fakeHandler) Ask(_ context.Context, _ string, a wire.Ask) (wire.HelpState, error) {
	h.asks <- a
	return wire.HelpState{RequestID: "hlp_1", State: "open", Place: 2}, nil
}
func (h *fakeHandler) CancelAsk(context.Context, string) (wire.HelpState, error) {
	return wire.HelpState{}, nil
}
func (h *fakeHandler) Prompted(context.Context, string, string) error { return nil }
func (h *fakeHandler) Answer(ctx context.Context, deviceID string, a wire.Answer) error {
	if h.answer != nil {
		return h.answer(ctx, deviceID, a)
	}
	return nil
}
func (h *fakeHandler) User(context.Context, string, wire.UserAction) error { return nil }
func (h *fakeHandler) Publish(_ context.Context, _ string, p wire.Publish) (wire.Published, error) {
	return wire.Published{SDP: "answer to " + p.SDP, ResumeKey: "resume"}, nil
}

var errTaken = errors.New("taken")

// site is a hub with a server in front.
type site struct {
	hub     *Hub
	store   *fakeStore
	devices *fakeHandler
	http    *httptest.Server
	clock   atomic.Int64 // unix nanoseconds
	log     *syncBuffer
}

func (s *site) advance(d time.Duration) { s.clock.Add(int64(d)) }
func (s *site) now() time.Time          { return time.Unix(0, s.clock.Load()).UTC() }

// open starts a site whose clock stands still. Its hub does not run: tests turn the wheel and write presence by hand.
func open(t testing.TB, change ...func(*Config)) *site {
	t.Helper()
	s := &site{store: newFakeStore(), devices: newFakeHandler(), log: &syncBuffer{}}
	s.clock.Store(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC).UnixNano())
	cfg := Config{
		Server: serverName, NodeID: "node_1", Store: s.store, Devices: s.devices, Now: s.now,
		Log: slog.New(slog.NewTextHandler(s.log, nil)),
		Code: func(err error) string {
			if errors.Is(err, errTaken) {
				return "already_taken"
			}
			return ""
		},
		Limits: Limits{LingerFor: 100 * time.Millisecond},
	}
	for _, c := range change {
		c(&cfg)
	}
	s.hub = New(cfg)
	mux := http.NewServeMux()
	s.hub.Routes(mux)
	s.http = httptest.NewServer(mux)
	t.Cleanup(func() {
		s.http.Close()
		for _, l := range s.hub.closeDoor() {
			l.close(wire.CloseGoingAway)
		}
		s.hub.links.Wait()
	})
	return s
}

// limited changes the limits of a site.
func limited(change func(*Limits)) func(*Config) {
	return func(c *Config) { change(&c.Limits) }
}

// syncBuffer is a log that tests can read while it is written.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// addDevice makes a device known and returns its key.
func (s *site) addDevice(t testing.TB, deviceID string) ed25519.PrivateKey {
	t.Helper()
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	s.store.set(func() { s.store.keys[deviceID] = device.Credential{PublicKey: public} })
	return key
}

// closing is how a link ended, as its device saw it.
type closing struct {
	code uint16
	text string
}

// client is a device's end of a link, without any manners.
type client struct {
	ws     *gws.Conn
	frames chan wire.Frame
	pings  chan struct{}
	closed chan closing
	mute   bool // does not answer pings
}

func (c *client) OnOpen(*gws.Conn) {}
func (c *client) OnClose(_ *gws.Conn, err error) {
	end := closing{}
	if e, ok := errors.AsType[*gws.CloseError](err); ok {
		end = closing{e.Code, string(e.Reason)}
	} else if err != nil {
		end.text = err.Error()
	}
	c.closed <- end
}
func (c *client) OnPing(ws *gws.Conn, payload []byte) {
	if !c.mute {
		ws.WritePong(payload)
	}
	select {
	case c.pings <- struct{}{}:
	default:
	}
}
func (c *client) OnPong(*gws.Conn, []byte) {}
func (c *client) OnMessage(_ *gws.Conn, m *gws.Message) {
	defer m.Close()
	f, err := wire.DecodeFrame(m.Bytes())
	if err != nil {
		f = wire.Frame{Type: "undecodable"}
	}
	c.frames <- f
}

// dial opens a link and returns the server's challenge.
func (s *site) dial(t testing.TB) (*client, wire.Challenge) {
	t.Helper()
	c, _, err := s.tryDial(nil)
	if err != nil {
		t.Fatalf("open link: %v", err)
	}
	t.Cleanup(func() { c.ws.NetConn().Close() })
	var challenge wire.Challenge
	if err := c.next(t, wire.FrameChallenge).Into(&challenge); err != nil {
		t.Fatalf("challenge: %v", err)
	}
	return c, challenge
}

func (s *site) tryDial(header http.Header) (*client, *http.Response, error) {
	c := &client{frames: make(chan wire.Frame, 200), pings: make(chan struct{}, 1), closed: make(chan closing, 1)}
	ws, response, err := gws.NewClient(c, &gws.ClientOption{
		Addr: strings.Replace(s.http.URL, "http", "ws", 1) + "/api/v1/link", RequestHeader: header, ReadBufferSize: 512,
		WriteMaxPayloadSize: 1 << 20, Logger: silent{},
	})
	if err != nil {
		return nil, response, err
	}
	c.ws = ws
	go ws.ReadLoop()
	return c, response, nil
}

// next returns the next frame, which must be of this type.
func (c *client) next(t testing.TB, want wire.FrameType) wire.Frame {
	t.Helper()
	f := await(t, "frame "+string(want), c.frames)
	if f.Type != want {
		t.Fatalf("frame is %s %s, want %s", f.Type, f.Body, want)
	}
	return f
}

func (c *client) send(t testing.TB, f wire.Frame) { c.sendText(t, string(f.Bytes())) }

func (c *client) sendText(t testing.TB, text string) {
	t.Helper()
	if err := c.ws.WriteString(text); err != nil {
		t.Fatalf("write: %v", err)
	}
}

// wantClosed waits for the end of the link and compares its reason.
func (c *client) wantClosed(t testing.TB, want wire.CloseReason) {
	t.Helper()
	got := await(t, "end of the link", c.closed)
	if reason := wire.CloseReasonOf(got.code); reason != want {
		t.Fatalf("closed with %d %q (%q), want %q", got.code, got.text, reason, want)
	}
}

func hello(challenge wire.Challenge, deviceID string, key ed25519.PrivateKey) wire.Frame {
	return wire.NewFrame(wire.FrameHello, "", wire.Hello{DeviceID: deviceID, Version: wire.Version,
		Signature: wire.SignatureText(ed25519.Sign(key, wire.ProofText(challenge, deviceID)))})
}

// connect opens a link of a known device.
func (s *site) connect(t testing.TB, deviceID string, key ed25519.PrivateKey) *client {
	t.Helper()
	c, challenge := s.dial(t)
	c.send(t, hello(challenge, deviceID, key))
	c.next(t, wire.FrameWelcome)
	if got := await(t, "Connected", s.devices.connected); got != deviceID {
		t.Fatalf("Connected(%q), want %q", got, deviceID)
	}
	return c
}

// connectNew opens a link of a new device.
func (s *site) connectNew(t testing.TB, deviceID string) *client {
	t.Helper()
	return s.connect(t, deviceID, s.addDevice(t, deviceID))
}

// wantCount compares how many links this side closed for a reason.
func (s *site) wantCount(t testing.TB, reason wire.CloseReason, want int64) {
	t.Helper()
	if got := s.hub.Stats().Closed[reason]; got != want {
		t.Errorf("%d links were closed as %s, want %d", got, reason, want)
	}
}

// guestToken makes a guest device known and returns its token.
func (s *site) guestToken(deviceID string) string {
	token := id.NewSecret()
	s.store.set(func() { s.store.keys[deviceID] = device.Credential{TokenHash: token.Hash()} })
	return token.Reveal()
}

// rawDial opens the TCP connection of a link and does the WebSocket handshake by hand.
func (s *site) rawDial(t testing.TB) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.http.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	fmt.Fprintf(conn, "GET /api/v1/link HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
	return conn
}
