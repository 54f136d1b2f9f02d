package app

import (
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Defaults of a [Config].
const (
	DefaultConnections  = 50_000
	DefaultWriteTimeout = 2 * time.Minute
)

// sparedFiles are the open files that stay for everything but connections: the database, calls to the outside, the log.
const sparedFiles = 256

// A bound lets so many connections be open at once, whatever they are for. One more is closed at once: whoever is connected
// goes on, and a browser or device that is refused tries again.
type bound struct {
	net.Listener
	most    int64
	open    atomic.Int64
	refused atomic.Int64
	log     *slog.Logger
	warned  atomic.Int64 // unix seconds
}

// newBound bounds a listener to most connections, or to what the system lets this process open when that is less.
func newBound(ln net.Listener, most int, log *slog.Logger) *bound {
	b := &bound{Listener: ln, most: int64(most), log: log}
	if files := openFileLimit(); files > 0 && b.most > files-sparedFiles {
		b.most = max(files-sparedFiles, 1)
		log.Info("the system's limit of open files bounds the connections",
			slog.Int("wanted", most), slog.Int64("allowed", b.most))
	}
	return b
}

// Accept implements net.Listener.
func (b *bound) Accept() (net.Conn, error) {
	for {
		conn, err := b.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if b.open.Add(1) <= b.most {
			return &boundConn{Conn: conn, left: sync.OnceFunc(func() { b.open.Add(-1) })}, nil
		}
		b.open.Add(-1)
		b.refuse(conn)
	}
}

// refuse closes a connection, and says so at most once a minute.
func (b *bound) refuse(conn net.Conn) {
	conn.Close()
	refused, now := b.refused.Add(1), time.Now().Unix()
	if last := b.warned.Load(); now-last >= 60 && b.warned.CompareAndSwap(last, now) {
		b.log.Warn("too many connections: new ones are refused", slog.Int64("open", b.most), slog.Int64("refused", refused))
	}
}

// A boundConn counts until it is closed.
type boundConn struct {
	net.Conn
	left func()
}

// Close implements net.Conn.
func (c *boundConn) Close() error {
	err := c.Conn.Close()
	c.left()
	return err
}
