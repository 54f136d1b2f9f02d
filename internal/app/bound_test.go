package app

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestOneConnectionTooManyIsRefused(t *testing.T) {
	t.Parallel()
	n := start(t, func(c *Config) { c.MaxConnections = 4 })
	admin := n.administrator()
	own := new(http.Transport) // not closed by other tests
	t.Cleanup(own.CloseIdleConnections)
	admin.http.CloseIdleConnections()
	admin.http.Transport = own
	admin.must("GET", "/me", nil) // and keeps its connection
	address := n.sockets.tcp.Addr().String()
	var open []net.Conn
	dial := func() net.Conn {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		_ = conn.SetDeadline(time.Now().Add(soon))
		return conn
	}
	for range 3 {
		open = append(open, dial())
	}
	until(t, "all are taken", func() bool { return n.sockets.tcp.open.Load() == 4 })
	if _, err := dial().Read(make([]byte, 1)); err == nil || isTimeout(err) {
		t.Errorf("one too many: %v, want it closed at once", err)
	}
	admin.must("GET", "/me", nil) // whoever is connected goes on
	open[0].Close()
	until(t, "one is free", func() bool { return n.sockets.tcp.open.Load() == 3 })
	next := dial()
	fmt.Fprint(next, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
	if answer, err := io.ReadAll(next); err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 200") {
		t.Errorf("the next: %q, %v", answer, err)
	}
	for _, line := range []string{"helpatwork_connections 4", "helpatwork_connections_refused_total 1"} {
		var answer string
		until(t, "the metrics say "+line, func() bool {
			_, _, answer = admin.send("GET", n.url+"/metrics", nil, nil)
			return strings.Contains(answer, line) || strings.Contains(answer, strings.Replace(line, "connections 4", "connections 3", 1))
		})
	}
}

func isTimeout(err error) bool {
	timeout, is := err.(net.Error)
	return is && timeout.Timeout()
}

// TestAnAnswerThatNobodyReadsIsGivenUp asks for more than the sockets of both sides hold, and reads none of it.
func TestAnAnswerThatNobodyReadsIsGivenUp(t *testing.T) {
	t.Parallel()
	n := start(t)
	admin := n.administrator()
	n = n.again(brief)
	devices := make([]object, 200)
	for i := range devices {
		devices[i] = object{"name": strings.Repeat("名", 90), "platform": "android", "management": "android_device_owner"}
	}
	admin.must("POST", "/devices/import", object{"devices": devices})
	admin.http.CloseIdleConnections()
	until(t, "nobody is connected", func() bool { return n.sockets.tcp.open.Load() == 0 })

	conn, err := net.Dial("tcp", n.sockets.tcp.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.(*net.TCPConn).SetReadBuffer(4096)
	_ = conn.SetDeadline(time.Now().Add(soon))
	cookie := admin.http.Jar.Cookies(mustParse(t, n.url))[0].String()
	asked := 200
	fmt.Fprint(conn, strings.Repeat("GET /api/v1/devices?limit=200 HTTP/1.1\r\nHost: localhost\r\nCookie: "+cookie+"\r\n\r\n", asked))
	until(t, "the server has begun to answer", func() bool { return n.sockets.tcp.open.Load() == 1 })
	until(t, "the server gives up", func() bool { return n.sockets.tcp.open.Load() == 0 })
	answers, in := 0, bufio.NewReader(conn)
	for {
		answer, err := http.ReadResponse(in, nil)
		if err == nil {
			_, err = io.Copy(io.Discard, answer.Body)
		}
		if err != nil {
			break
		}
		answers++
	}
	if answers == asked {
		t.Errorf("all %d answers fitted into the sockets: the test shows nothing", asked)
	}
}

// longer than the time for an answer that brief gives, which ordinary answers of a busy machine still keep.
const longer = 2 * time.Second

func brief(c *Config) { c.WriteTimeout = 1500 * time.Millisecond }

// again starts a server anew where it was.
func (n *node) again(change ...func(*Config)) *node {
	n.t.Helper()
	n.stop()
	return startIn(n.t, n.data, n.sockets.tcp.Addr().String(), change...)
}

// TestWhatHasNoEndOutlivesTheWriteTimeout holds a stream of hints, over HTTP/1.1 and HTTP/2, and a device's link open for
// longer than an answer may take.
func TestWhatHasNoEndOutlivesTheWriteTimeout(t *testing.T) {
	t.Parallel()
	for listen, major := range map[string]int{"127.0.0.1:0": 1, "0.0.0.0:0": 2} {
		t.Run(fmt.Sprintf("HTTP/%d", major), func(t *testing.T) {
			t.Parallel()
			n := startIn(t, t.TempDir(), listen)
			admin := n.caller()
			spoken := &versions{next: http.DefaultTransport}
			if major == 2 {
				own := &http.Transport{TLSClientConfig: n.ownTrust(), ForceAttemptHTTP2: true}
				t.Cleanup(own.CloseIdleConnections)
				n.url, admin.base, spoken.next = n.localURL(), n.localURL()+"/api/v1", own
			}
			admin.http.Transport = spoken
			_, token, _ := strings.Cut(n.setup(), "#")
			admin.must("POST", "/setup", object{"token": token, "name": "Ada", "email": "ada@example.com", "password": "correct horse"})
			n = n.again(brief)
			heard, opened := admin.events(t), time.Now()
			until(t, "an answer's time is over", func() bool { return time.Since(opened) > longer })
			imported := admin.must("POST", "/devices/import", object{"devices": []object{{"name": "Pixel", "platform": "android", "management": "android_device_owner"}}})
			device := imported["ids"].([]any)[0].(string)
			until(t, "the stream goes on", func() bool { return strings.Contains(heard(), device) })
			if got := spoken.last.Load(); got != int32(major) {
				t.Errorf("it went over HTTP/%d", got)
			}
		})
	}
	t.Run("a device's link", func(t *testing.T) {
		t.Parallel()
		n := start(t)
		admin := n.administrator()
		n = n.again(brief)
		p, opened := n.phone(admin), time.Now()
		until(t, "an answer's time is over", func() bool { return time.Since(opened) > longer })
		admin.live(p)
	})
}

// versions remembers which HTTP was spoken last.
type versions struct {
	next http.RoundTripper
	last atomic.Int32
}

func (v *versions) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := v.next.RoundTrip(r)
	if err == nil {
		v.last.Store(int32(answer.ProtoMajor))
	}
	return answer, err
}
