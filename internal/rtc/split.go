package rtc

import (
	"container/list"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"
)

// peekTimeout is how long a TCP connection may take to show what it is.
const peekTimeout = 10 * time.Second

// maxWaiting is how many connections may be silent at once, or wait to be taken, of each kind.
const maxWaiting = 256

// SplitConfig changes the limits of [Split]. The zero value is good for serving.
type SplitConfig struct {
	// PeekTimeout is how long a connection may take to send its first byte. Zero means 10 s.
	PeekTimeout time.Duration
	// MaxWaiting bounds the connections that have sent nothing yet; with one more, the oldest is closed.
	// Zero means 256.
	MaxWaiting int
	Log        *slog.Logger
}

// Split tells apart by their first byte what arrives on one TCP port: TLS (0x16) and letters, which begin an HTTP
// request, go to http; 0x00 and 0x01, which begin a STUN message with its length in front (RFC 4571), go to
// ice; everything else is closed. Split owns ln: it is closed when both listeners are.
func Split(ln net.Listener, cfg SplitConfig) (http, ice net.Listener) {
	if cfg.PeekTimeout == 0 {
		cfg.PeekTimeout = peekTimeout
	}
	if cfg.MaxWaiting == 0 {
		cfg.MaxWaiting = maxWaiting
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	s := &splitter{ln: ln, cfg: cfg, silent: list.New()}
	s.http = &side{splitter: s, conns: make(chan net.Conn, cfg.MaxWaiting), closed: make(chan struct{})}
	s.ice = &side{splitter: s, conns: make(chan net.Conn, cfg.MaxWaiting), closed: make(chan struct{})}
	s.running.Go(s.accept)
	return s.http, s.ice
}

// A protocol is what a first byte announces.
type protocol int

const (
	protocolUnknown protocol = iota
	protocolHTTP
	protocolICE
)

func protocolOf(first byte) protocol {
	switch {
	case first == 0x16, first >= 'A' && first <= 'Z', first >= 'a' && first <= 'z':
		return protocolHTTP
	case first == 0x00, first == 0x01:
		return protocolICE
	}
	return protocolUnknown
}

type splitter struct {
	ln        net.Listener
	cfg       SplitConfig
	http, ice *side
	running   sync.WaitGroup

	mu     sync.Mutex
	silent *list.List // of net.Conn that have sent nothing, oldest first
	gone   int        // sides that are closed
	ended  bool
}

func (s *splitter) accept() {
	pause := 5 * time.Millisecond
	for {
		conn, err := s.ln.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil:
			// Out of file descriptors, most likely: the others have to end first.
			s.cfg.Log.Warn("connection not accepted", slog.Any("err", err))
			if s.waitClosed(pause) {
				return
			}
			pause = min(2*pause, time.Second)
			continue
		}
		pause = 5 * time.Millisecond
		if place := s.enter(conn); place != nil {
			s.running.Go(func() { s.sort(conn, place) })
		}
	}
}

// waitClosed waits, and says whether both sides were closed meanwhile.
func (s *splitter) waitClosed(pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	for _, side := range []*side{s.http, s.ice} {
		select {
		case <-side.closed:
		case <-timer.C:
			return false
		}
	}
	return true
}

// enter notes a silent connection and closes the oldest one when there are too many. It returns nil, with the
// connection closed, when the splitter has ended.
func (s *splitter) enter(conn net.Conn) *list.Element {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		conn.Close()
		return nil
	}
	if s.silent.Len() >= s.cfg.MaxWaiting {
		s.silent.Remove(s.silent.Front()).(net.Conn).Close()
	}
	return s.silent.PushBack(conn)
}

func (s *splitter) leave(place *list.Element) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.silent.Remove(place) // does nothing when it was closed to make room
}

// sort reads the first byte and hands the connection on.
func (s *splitter) sort(conn net.Conn, place *list.Element) {
	var first [1]byte
	err := conn.SetReadDeadline(time.Now().Add(s.cfg.PeekTimeout))
	if err == nil {
		_, err = conn.Read(first[:])
	}
	s.leave(place)
	if err == nil {
		err = conn.SetReadDeadline(time.Time{})
	}
	if err != nil {
		conn.Close()
		return
	}
	whole := &replay{Conn: conn, first: first[0]}
	switch protocolOf(first[0]) {
	case protocolHTTP:
		s.http.give(whole)
	case protocolICE:
		s.ice.give(whole)
	default:
		conn.Close()
	}
}

// end closes the port and every silent connection, and waits for the goroutines.
func (s *splitter) end() error {
	s.mu.Lock()
	s.ended = true
	err := s.ln.Close()
	for e := s.silent.Front(); e != nil; e = e.Next() {
		e.Value.(net.Conn).Close()
	}
	s.mu.Unlock()
	s.running.Wait()
	return err
}

// A side is one of the two listeners.
type side struct {
	splitter *splitter
	conns    chan net.Conn
	closed   chan struct{}
	mu       sync.Mutex
	done     bool
}

// give hands a connection to Accept, or closes it when nobody takes it.
func (l *side) give(conn net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.done {
		select {
		case l.conns <- conn:
			return
		default:
		}
	}
	conn.Close()
}

// Accept implements net.Listener.
func (l *side) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener. The port itself is closed with the second of both.
func (l *side) Close() error {
	l.mu.Lock()
	first := !l.done
	l.done = true
	l.mu.Unlock()
	if !first {
		return nil
	}
	close(l.closed)
	for len(l.conns) > 0 {
		select {
		case conn := <-l.conns:
			conn.Close()
		default: // an Accept was faster
		}
	}
	l.splitter.mu.Lock()
	l.splitter.gone++
	last := l.splitter.gone == 2
	l.splitter.mu.Unlock()
	if last {
		return l.splitter.end()
	}
	return nil
}

// Addr implements net.Listener.
func (l *side) Addr() net.Addr { return l.splitter.ln.Addr() }

// A replay gives the first byte again.
type replay struct {
	net.Conn
	first byte
	given bool
}

func (c *replay) Read(b []byte) (int, error) {
	if c.given || len(b) == 0 {
		return c.Conn.Read(b)
	}
	c.given = true
	b[0] = c.first
	return 1, nil
}
