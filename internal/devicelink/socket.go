package devicelink

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/lxzan/gws"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// readBuffer keeps an idle link small; larger messages are read around it.
const readBuffer = 512

// An upgrader makes WebSockets of HTTP requests; this file and the calls of ws in link.go are all that knows gws.
type upgrader struct{ gws *gws.Upgrader }

func newUpgrader() upgrader {
	return upgrader{gws.NewUpgrader(events{}, &gws.ServerOption{
		ReadMaxPayloadSize:  wire.MaxFrame,
		WriteMaxPayloadSize: wire.MaxFrame,
		ReadBufferSize:      readBuffer,
		NewSession:          func() gws.SessionStorage { return &session{} },
		Logger:              silent{},
	})}
}

// upgrade takes the connection over from net/http and answers the request. It returns the reader that the WebSocket
// reads from, so that the first message can be read before it.
func (u upgrader) upgrade(w http.ResponseWriter, r *http.Request, l *link, limits Limits) (*bufio.Reader, error) {
	raw, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return nil, fmt.Errorf("take over the connection: %w", err)
	}
	conn := &lingerConn{Conn: raw, limits: limits}
	if buffered.Reader.Buffered() > 0 {
		conn.finish()
		return nil, errors.New("the client sent something before the answer")
	}
	conn.Conn.SetDeadline(time.Time{}) // those of net/http
	reader := bufio.NewReaderSize(conn, readBuffer)
	ws, err := u.gws.UpgradeFromConn(conn, reader, r)
	if err != nil {
		conn.finish()
		return nil, fmt.Errorf("answer the WebSocket request: %w", err)
	}
	ws.Session().(*session).link = l
	l.ws, l.conn = ws, conn
	return reader, nil
}

// session ties a gws connection to its link; gws would keep a map.
type session struct{ link *link }

func (*session) Len() int                     { return 0 }
func (*session) Load(string) (any, bool)      { return nil, false }
func (*session) Delete(string)                {}
func (*session) Store(string, any)            {}
func (*session) Range(func(string, any) bool) {}

// silent is gws's logger: all it could tell is told by the link itself.
type silent struct{}

func (silent) Error(...any) {}

// events hands what gws reads to the link.
type events struct{ gws.BuiltinEventHandler }

func (events) OnMessage(ws *gws.Conn, m *gws.Message) {
	defer m.Close()
	ws.Session().(*session).link.received(m.Opcode == gws.OpcodeText, m.Bytes())
}

func (events) OnPing(ws *gws.Conn, payload []byte) {
	if l := ws.Session().(*session).link; l.counted() {
		l.push(outgoing{opcode: gws.OpcodePong, data: payload})
	}
}

func (events) OnPong(ws *gws.Conn, _ []byte) { ws.Session().(*session).link.counted() }

// OnClose notes what gws closed by itself, because it broke RFC 6455 or was too large.
func (events) OnClose(ws *gws.Conn, err error) {
	if status, ok := err.(interface{ Uint16() uint16 }); ok && wire.CloseReasonOf(status.Uint16()) == wire.CloseMalformed {
		ws.Session().(*session).link.end(wire.CloseMalformed, false)
	}
}

// A lingerConn bounds each write, and when it is closed says only that it sends no more: what the other side still
// sends is read for a moment. Closing at once with unread bytes would reset the connection, and the close frame that
// says why would be lost.
type lingerConn struct {
	net.Conn
	limits  Limits
	hasty   atomic.Bool // writes must end soon
	closing atomic.Bool
	meter   func(n int) // told of bytes read, if set
}

func (c *lingerConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && c.meter != nil {
		c.meter(n)
	}
	return n, err
}

func (c *lingerConn) Write(p []byte) (int, error) {
	within := c.limits.WriteWithin
	if c.hasty.Load() {
		within = c.limits.LingerFor
	}
	c.Conn.SetWriteDeadline(time.Now().Add(within))
	return c.Conn.Write(p)
}

// hurry makes a write that is under way end soon, so that the connection can be closed.
func (c *lingerConn) hurry() {
	c.hasty.Store(true)
	c.Conn.SetWriteDeadline(time.Now().Add(c.limits.LingerFor))
}

// readWithin sets the deadline of reading; zero means none. A closed connection keeps its own.
func (c *lingerConn) readWithin(d time.Duration) {
	var at time.Time
	if d > 0 {
		at = time.Now().Add(d)
	}
	c.Conn.SetReadDeadline(at)
	if c.closing.Load() {
		c.Conn.SetReadDeadline(time.Now().Add(c.limits.LingerFor))
	}
}

// Close implements net.Conn; finish must follow.
func (c *lingerConn) Close() error {
	if !c.closing.CompareAndSwap(false, true) {
		return nil
	}
	c.Conn.SetReadDeadline(time.Now().Add(c.limits.LingerFor))
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// finish reads to the end or the deadline and lets the connection go.
func (c *lingerConn) finish() {
	c.Close()
	io.Copy(io.Discard, io.LimitReader(c.Conn, 1<<20))
	c.Conn.Close()
}
