package agent

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/lxzan/gws"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// maxQueued bounds the server's requests that wait to be done.
const maxQueued = 64

// writeWithin bounds one write to the socket.
const writeWithin = 10 * time.Second

// A link is one connection to the server.
type link struct {
	ws   *gws.Conn
	conn net.Conn
	pace Pace

	requests chan wire.Frame // what the server sends besides answers, in order
	gone     chan struct{}   // closed when the link ends
	done     chan struct{}   // closed when nothing is read any more

	mu     sync.Mutex
	ended  bool
	err    error // why it ended
	asked  map[string]chan wire.Frame
	lastID uint64
}

// dial opens a WebSocket to the server; nothing has been proved yet.
func (a *Agent) dial(ctx context.Context) (*link, error) {
	address, err := linkAddress(a.cfg.Server)
	if err != nil {
		return nil, err
	}
	conn, err := a.connect(ctx, address)
	if err != nil {
		return nil, err
	}
	l := &link{
		conn: conn, pace: a.cfg.Pace,
		requests: make(chan wire.Frame, maxQueued), gone: make(chan struct{}), done: make(chan struct{}),
		asked: map[string]chan wire.Frame{},
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // gws's handshake knows no context
	defer stop()
	l.ws, _, err = gws.NewClientFromConn(events{link: l}, &gws.ClientOption{
		Addr:               address.String(),
		HandshakeTimeout:   a.cfg.Pace.HandshakeIn,
		ReadBufferSize:     1 << 10,
		ReadMaxPayloadSize: wire.MaxFrame, WriteMaxPayloadSize: wire.MaxFrame,
		Logger: silent{},
	}, conn)
	if err != nil {
		return nil, fmt.Errorf("open link: %w", err)
	}
	l.heard()
	go l.read()
	return l, nil
}

func linkAddress(server string) (*url.URL, error) {
	u, err := url.Parse(server)
	if err != nil {
		return nil, fmt.Errorf("address of the server: %w", err)
	}
	switch u.Scheme {
	case "http":
		u.Scheme = "ws"
	case "https":
		u.Scheme = "wss"
	default:
		return nil, fmt.Errorf("address of the server: scheme %q is neither http nor https", u.Scheme)
	}
	return u.JoinPath("/api/v1/link"), nil
}

// connect opens TCP, and TLS when the address wants it. The link is HTTP/1.1, as WebSockets over HTTP/2 are refused.
func (a *Agent) connect(ctx context.Context, address *url.URL) (net.Conn, error) {
	port := address.Port()
	if port == "" {
		port = map[string]string{"ws": "80", "wss": "443"}[address.Scheme]
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(address.Hostname(), port))
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	if address.Scheme != "wss" {
		return conn, nil
	}
	cfg := &tls.Config{}
	if a.cfg.TLS != nil {
		cfg = a.cfg.TLS.Clone()
	}
	cfg.NextProtos = []string{"http/1.1"}
	if cfg.ServerName == "" {
		cfg.ServerName = address.Hostname()
	}
	secure := tls.Client(conn, cfg)
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, fmt.Errorf("connect: %w", err)
	}
	return secure, nil
}

// prove answers the server's challenge and returns its welcome.
func (l *link) prove(ctx context.Context, me Identity) (wire.Welcome, error) {
	var challenge wire.Challenge
	if err := l.expect(ctx, wire.FrameChallenge, &challenge); err != nil {
		return wire.Welcome{}, err
	}
	if challenge.Version != wire.Version {
		return wire.Welcome{}, &ClosedError{Reason: wire.CloseBadVersion}
	}
	if challenge.Server != me.Server {
		return wire.Welcome{}, fmt.Errorf("%w: it calls itself %q", ErrWrongServer, wire.CleanLine(challenge.Server, 100))
	}
	hello := wire.Hello{DeviceID: me.DeviceID, Version: wire.Version, Token: me.Token}
	if me.Token == "" {
		hello.Signature = wire.SignatureText(ed25519.Sign(me.Key, wire.ProofText(challenge, me.DeviceID)))
	}
	if err := l.write(wire.NewFrame(wire.FrameHello, "", hello)); err != nil {
		return wire.Welcome{}, err
	}
	var welcome wire.Welcome
	err := l.expect(ctx, wire.FrameWelcome, &welcome)
	return welcome, err
}

// expect waits for one frame of a type.
func (l *link) expect(ctx context.Context, t wire.FrameType, into any) error {
	select {
	case f := <-l.requests:
		if f.Type != t {
			return &wire.Malformed{Field: "t", Problem: fmt.Sprintf("is %q, not %s", f.Type, t)}
		}
		return f.Into(into)
	case <-l.gone:
		return l.why()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// request asks the server and reads its answer into into, which may be nil. A link on which an answer does not come is
// given up, as nothing else says so early that it is dead.
func (l *link) request(ctx context.Context, t wire.FrameType, body, into any) error {
	id, answer := l.expectAnswer()
	defer l.forgetAnswer(id)
	if err := l.write(wire.NewFrame(t, id, body)); err != nil {
		return err
	}
	late := time.NewTimer(l.pace.AnswerWithin)
	defer late.Stop()
	select {
	case f := <-answer:
		return readAnswer(f, into)
	case <-l.gone:
		return ErrOffline
	case <-late.C:
		l.end(ErrNoAnswer)
		return ErrNoAnswer
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func readAnswer(f wire.Frame, into any) error {
	if f.Type == wire.FrameError {
		var refusal wire.Refusal
		if err := f.Into(&refusal); err != nil {
			return err
		}
		return &RefusedError{Refusal: refusal}
	}
	if into == nil {
		return nil
	}
	return f.Into(into)
}

func (l *link) expectAnswer() (string, chan wire.Frame) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lastID++
	id, answer := strconv.FormatUint(l.lastID, 36), make(chan wire.Frame, 1)
	l.asked[id] = answer
	return id, answer
}

func (l *link) forgetAnswer(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.asked, id)
}

func (l *link) write(f wire.Frame) error {
	l.conn.SetWriteDeadline(time.Now().Add(writeWithin))
	if err := l.ws.WriteMessage(gws.OpcodeText, f.Bytes()); err != nil {
		if errors.Is(err, gws.ErrMessageTooLarge) {
			return fmt.Errorf("write %s: %w", f.Type, err)
		}
		return fmt.Errorf("write %s: %w", f.Type, ErrOffline)
	}
	return nil
}

// heard puts off the moment at which the link is given up as dead.
func (l *link) heard() { l.conn.SetReadDeadline(time.Now().Add(l.pace.SilentFor)) }

// read reads until the link ends. gws panics on frames that claim a negative length (v1.8.9, reader.go).
func (l *link) read() {
	defer close(l.done)
	defer func() {
		if p := recover(); p != nil {
			l.end(wire.ErrMalformed)
		}
	}()
	l.ws.ReadLoop()
}

func (l *link) received(data []byte) {
	l.heard()
	f, err := wire.DecodeFrame(data)
	if err != nil {
		l.end(err)
		return
	}
	if f.Type != wire.FrameOK && f.Type != wire.FrameError {
		select {
		case l.requests <- f:
		default:
			l.end(errors.New("the server sends faster than the device can follow"))
		}
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.asked[f.ID] <- f: // nobody waits on an unknown id: a nil channel is never ready
	default:
	}
}

// end closes the link; the first reason counts.
func (l *link) end(why error) {
	l.mu.Lock()
	if !l.ended {
		l.ended, l.err = true, why
		close(l.gone)
	}
	l.mu.Unlock()
	l.conn.Close()
}

func (l *link) why() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

// bye closes the link politely and waits until nothing is read any more.
func (l *link) bye() {
	l.conn.SetDeadline(time.Now().Add(time.Second))
	_ = l.ws.WriteClose(1000, nil) // it may be closed already
	l.end(ErrOffline)
	<-l.done
}

// events hands what gws reads to the link.
type events struct {
	gws.BuiltinEventHandler
	link *link
}

func (e events) OnMessage(_ *gws.Conn, m *gws.Message) {
	defer m.Close()
	e.link.received(m.Bytes())
}

func (e events) OnPing(ws *gws.Conn, payload []byte) {
	e.link.heard()
	e.link.conn.SetWriteDeadline(time.Now().Add(writeWithin))
	_ = ws.WritePong(payload) // when it fails, gws closes the connection
}

func (e events) OnClose(_ *gws.Conn, err error) {
	if closed, ok := errors.AsType[*gws.CloseError](err); ok {
		err = &ClosedError{Reason: wire.CloseReasonOf(closed.Code)}
	}
	e.link.end(err)
}

// silent is gws's logger; the link tells by itself what there is to tell.
type silent struct{}

func (silent) Error(...any) {}
