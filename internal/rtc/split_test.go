package rtc

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

type splitPort struct {
	t         *testing.T
	addr      string
	http, ice net.Listener
}

func newSplit(t *testing.T, cfg SplitConfig) *splitPort {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &splitPort{t: t, addr: ln.Addr().String()}
	s.http, s.ice = Split(ln, cfg)
	t.Cleanup(func() {
		if err := errors.Join(s.http.Close(), s.ice.Close()); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *splitPort) dial() net.Conn {
	s.t.Helper()
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		s.t.Fatal(err)
	}
	return conn
}

func (s *splitPort) send(data string) net.Conn {
	s.t.Helper()
	conn := s.dial()
	if _, err := io.WriteString(conn, data); err != nil {
		s.t.Fatal(err)
	}
	return conn
}

// taken is what arrives on a listener, whole.
func taken(t *testing.T, ln net.Listener, size int) string {
	t.Helper()
	conn, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	data := make([]byte, size)
	if _, err := io.ReadFull(conn, data); err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// closed fails unless the other side closes the connection.
func (s *splitPort) closed(what string, conn net.Conn) {
	s.t.Helper()
	var timeout net.Error
	_, err := conn.Read(make([]byte, 1))
	if err == nil || errors.As(err, &timeout) && timeout.Timeout() {
		s.t.Errorf("%s: connection stays open (%v)", what, err)
	}
}

func TestSplitTellsProtocolsApart(t *testing.T) {
	t.Parallel()
	s := newSplit(t, SplitConfig{})
	for _, c := range []struct {
		name, data string
		to         net.Listener
	}{
		{"HTTP/1.1", "GET / HTTP/1.1\r\n\r\n", s.http},
		{"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", s.http},
		{"method in lower case", "get / HTTP/1.1\r\n\r\n", s.http},
		{"TLS", "\x16\x03\x01\x00\x05hello", s.http},
		{"short STUN", "\x00\x14stunstunstunstunstun", s.ice},
		{"long STUN", "\x01\x20stunstunstunstunstun", s.ice},
	} {
		s.send(c.data)
		if got := taken(t, c.to, len(c.data)); got != c.data {
			t.Errorf("%s: got %q, want %q", c.name, got, c.data)
		}
	}
}

func TestSplitClosesGarbageAndSilence(t *testing.T) {
	t.Parallel()
	s := newSplit(t, SplitConfig{PeekTimeout: 500 * time.Millisecond})
	for _, garbage := range []string{"\xff\xff\xff", "\x02", " GET", "\n", "\x80", "5"} {
		s.closed("garbage", s.send(garbage))
	}
	s.closed("silence", s.dial())
	if s.send("GET"); taken(t, s.http, 3) != "GET" {
		t.Error("after all that it does not work any more")
	}
}

func TestSplitTakesARequestInPieces(t *testing.T) {
	t.Parallel()
	s := newSplit(t, SplitConfig{PeekTimeout: patience})
	conn := s.send("G")
	go io.WriteString(conn, "ET")
	if got := taken(t, s.http, 3); got != "GET" {
		t.Errorf("got %q", got)
	}
}

func TestSplitBoundsTheSilent(t *testing.T) {
	t.Parallel()
	s := newSplit(t, SplitConfig{MaxWaiting: 3, PeekTimeout: time.Hour})
	silent := []net.Conn{s.dial(), s.dial(), s.dial(), s.dial()}
	s.closed("oldest of four", silent[0])
	silent = append(silent, s.dial())
	s.closed("second of five", silent[1])
	if _, err := io.WriteString(silent[4], "GET"); err != nil {
		t.Fatal(err)
	}
	if got := taken(t, s.http, 3); got != "GET" {
		t.Errorf("got %q", got)
	}
}

// What nobody accepts does not pile up.
func TestSplitBoundsTheUntaken(t *testing.T) {
	t.Parallel()
	s := newSplit(t, SplitConfig{MaxWaiting: 2})
	var conns []net.Conn
	for range 4 {
		conns = append(conns, s.send("GET"))
	}
	ended := make(chan bool, len(conns))
	for _, c := range conns {
		go func() {
			_, err := c.Read(make([]byte, 1))
			ended <- err != nil
		}()
	}
	for i := range conns {
		if i >= 2 { // two were refused; the others wait
			taken(t, s.http, 3)
		}
		if !receive(t, "end of a connection", ended) {
			t.Error("data came from nowhere")
		}
	}
}

func TestSplitCloseEndsEverything(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	web, ice := Split(ln, SplitConfig{})
	s := &splitPort{t: t, addr: ln.Addr().String()}
	silent := s.dial()
	if err := ice.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := ice.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Accept after Close = %v, want ErrClosed", err)
	}
	s.closed("ICE after its listener closed", s.send("\x00\x14stun"))
	s.send("GET")
	if got := taken(t, web, 3); got != "GET" {
		t.Errorf("HTTP after ICE closed: got %q", got)
	}
	if err := web.Close(); err != nil {
		t.Fatal(err)
	}
	s.closed("silent connection", silent)
	if conn, err := net.Dial("tcp", s.addr); err == nil {
		conn.Close()
		t.Error("port is still open")
	}
	if err := web.Close(); err != nil {
		t.Errorf("second Close = %v", err)
	}
}

func TestSplitServesHTTPAndTLS(t *testing.T) {
	t.Parallel()
	s := newSplit(t, SplitConfig{})
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "hello "+r.URL.Path) // a client that is gone shows in the test
	})}
	served := make(chan error, 1)
	go func() { served <- server.Serve(s.http) }()
	client := &http.Client{Transport: &http.Transport{}}
	resp, err := client.Get("http://" + s.addr + "/x")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil || string(body) != "hello /x" {
		t.Errorf("got %q, %v", body, err)
	}
	client.CloseIdleConnections()
	// A TLS hello reaches the HTTP side, where a plain server refuses it.
	conn := tls.Client(s.dial(), &tls.Config{InsecureSkipVerify: true})
	if err := conn.Handshake(); err == nil {
		t.Error("TLS with a plain server worked")
	}
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	if err := receive(t, "end of Serve", served); !errors.Is(err, http.ErrServerClosed) {
		t.Errorf("Serve = %v", err)
	}
}

func FuzzProtocolOf(f *testing.F) {
	for _, b := range []byte{0x00, 0x01, 0x02, 0x16, 'G', 'z', 0xff} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, first byte) {
		letter := first|0x20 >= 'a' && first|0x20 <= 'z'
		want := protocolUnknown
		switch {
		case letter || first == 0x16:
			want = protocolHTTP
		case first <= 1:
			want = protocolICE
		}
		if got := protocolOf(first); got != want {
			t.Errorf("protocolOf(%#x) = %d, want %d", first, got, want)
		}
	})
}
