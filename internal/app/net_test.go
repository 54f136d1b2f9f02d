package app

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/agent"
)

func TestBehindAProxyThatSpeaksTLS(t *testing.T) {
	t.Parallel()
	public, err := url.Parse("https://help.example.com")
	if err != nil {
		t.Fatal(err)
	}
	n := start(t, func(c *Config) {
		c.PublicURL, c.TrustedProxies = public, []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	})
	n.url = "http://" + n.sockets.tcp.Addr().String() // the proxy's side
	c := n.caller()
	open := func(origin string) string {
		conn, err := net.Dial("tcp", n.sockets.tcp.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_ = conn.SetDeadline(time.Now().Add(soon))
		fmt.Fprintf(conn, "GET /api/v1/link HTTP/1.1\r\nHost: help.example.com\r\nOrigin: %s\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 203.0.113.5\r\n"+
			"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", origin)
		line, err := bufio.NewReader(conn).ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		return strings.Fields(line)[1]
	}
	if got := open("https://help.example.com"); got != "101" {
		t.Errorf("the page of a computer that shares its screen cannot connect: %s", got)
	}
	for _, origin := range []string{"https://evil.example", "https://help.example.com.evil.example", "null"} {
		if got := open(origin); got != "403" {
			t.Errorf("a page of %s: %s, want 403", origin, got)
		}
	}
	// One who guesses enrollment tokens locks out themselves, not everyone behind the proxy.
	guess := func(from string) int {
		status, _, _ := c.send("POST", n.url+"/api/v1/link/enroll", strings.NewReader("{}"), map[string]string{"X-Forwarded-For": from, "Authorization": "Bearer AAAA"})
		return status
	}
	until(t, "who guesses is stopped", func() bool { return guess("203.0.113.6") == http.StatusTooManyRequests })
	if got := guess("203.0.113.7"); got != http.StatusUnauthorized {
		t.Errorf("another address: %d, want 401", got)
	}
	status, _, _ := c.send("POST", n.url+"/api/v1/sign-in", strings.NewReader(`{"email":"a@example.com","password":"x"}`), nil)
	if status != http.StatusUnauthorized {
		t.Errorf("signing in: %d", status)
	}
}

func TestAddressesOfStrangersAreNotBelieved(t *testing.T) {
	t.Parallel()
	n := start(t)
	c := n.caller()
	limited := false
	for i := range 30 {
		status, _, _ := c.send("POST", n.url+"/api/v1/sign-in", strings.NewReader(fmt.Sprintf(`{"email":"a%d@example.com","password":"x"}`, i)),
			map[string]string{"X-Forwarded-For": fmt.Sprintf("203.0.113.%d", i), "X-Real-IP": fmt.Sprintf("203.0.113.%d", i), "Forwarded": "for=203.0.113.9"})
		limited = limited || status == http.StatusTooManyRequests
	}
	if !limited {
		t.Error("whoever invents addresses signs in as often as they like")
	}
}

// TestBeyondLoopbackThereIsTLS runs a whole session over the certificate that the server made.
func TestBeyondLoopbackThereIsTLS(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	n := startIn(t, data, "0.0.0.0:0")
	if !strings.HasPrefix(n.URL(), "https://") {
		t.Fatalf("the server is at %s", n.URL())
	}
	_, port, err := net.SplitHostPort(n.sockets.tcp.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	secure, err := tls.Dial("tcp", "127.0.0.1:"+port, n.ownTrust())
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(secure.ConnectionState().PeerCertificates[0].Raw)
	secure.Close()
	if got := hex.EncodeToString(sum[:]); got != n.Fingerprint() {
		t.Errorf("the certificate is %s, the fingerprint that is printed %s", got, n.Fingerprint())
	}
	if _, err := tls.Dial("tcp", "127.0.0.1:"+port, &tls.Config{MaxVersion: tls.VersionTLS11, InsecureSkipVerify: true}); err == nil { //nolint:gosec // an attacker's
		t.Error("old TLS is spoken")
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	trustingAny := n.caller()
	trustingAny.http.Transport = &http.Transport{TLSClientConfig: n.ownTrust()}
	for name, want := range map[string]int{host + ":" + port: http.StatusOK, "evil.example:" + port: http.StatusMisdirectedRequest} {
		if got, _, _ := trustingAny.send("GET", "https://localhost:"+port+"/healthz", nil, map[string]string{"Host": name}); got != want {
			t.Errorf("by the name %s: %d, want %d", name, got, want)
		}
	}
	if key, err := os.Stat(filepath.Join(data, "tls-key.pem")); err != nil || key.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v %v", key.Mode(), err)
	}
	plain, err := net.Dial("tcp", "127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	fmt.Fprint(plain, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
	_ = plain.SetReadDeadline(time.Now().Add(soon))
	answer, _ := io.ReadAll(plain)
	if bytes.Contains(answer, []byte(" 200 ")) {
		t.Errorf("plain HTTP is answered: %q", answer)
	}

	trusting := &http.Client{Transport: &http.Transport{TLSClientConfig: n.ownTrust(), ForceAttemptHTTP2: true}, Timeout: soon}
	t.Cleanup(trusting.CloseIdleConnections)
	jar, _ := cookiejar.New(nil)
	admin := n.caller()
	admin.http = http.Client{Transport: trusting.Transport, Jar: jar, Timeout: soon}
	_, token, _ := strings.Cut(n.setup(), "#")
	me := admin.must("POST", "/setup", object{"token": token, "name": "Ada", "email": "ada@example.com", "password": "correct horse"})
	admin.id = str(me, "person", "id")
	made, err := http.NewRequestWithContext(t.Context(), http.MethodPost, n.url+"/api/v1/sign-in", strings.NewReader(`{"email":"ada@example.com","password":"correct horse"}`))
	if err != nil {
		t.Fatal(err)
	}
	made.Header.Set("Content-Type", "application/json")
	signedIn, err := trusting.Do(made)
	if err != nil {
		t.Fatal(err)
	}
	signedIn.Body.Close()
	for _, cookie := range signedIn.Cookies() {
		if !strings.HasPrefix(cookie.Name, "__Host-haw_") || !cookie.Secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Domain != "" {
			t.Errorf("the cookie is %v", cookie)
		}
	}
	if len(signedIn.Cookies()) != 2 {
		t.Errorf("%d cookies", len(signedIn.Cookies()))
	}

	imported := admin.must("POST", "/devices/import", object{"enroll": true, "devices": []object{{"name": "Pixel", "platform": "android", "management": "android_device_owner"}}})
	enrollment := imported["enrollment_tokens"].([]any)[0].(string)
	key := newKey(t)
	if _, err := (agent.Enrollment{BaseURL: n.url, Name: "test.example", Token: enrollment, Key: key}).Do(t.Context()); err == nil {
		t.Error("a device that does not trust the certificate enrolled")
	}
	who, err := agent.Enrollment{BaseURL: n.url, Name: "test.example", Token: enrollment, Key: key, HTTP: trusting}.Do(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := n.connect(admin, who.DeviceID, who, func(c *agent.Config) { c.TLS = n.ownTrust() })
	_, v := admin.live(p)
	v.tap()
	until(t, "the tap reaches the phone", func() bool { return p.took() == 2 })
}

// TestThePortStandsGarbageAndSilence fills the port with connections that say nothing or nonsense, while a session runs.
func TestThePortStandsGarbageAndSilence(t *testing.T) {
	t.Parallel()
	n := start(t)
	admin := n.administrator()
	p := n.phone(admin)
	_, v := admin.live(p)
	address := n.sockets.tcp.Addr().String()
	var open []net.Conn
	defer func() {
		for _, c := range open {
			c.Close()
		}
	}()
	for i := range 400 {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, c)
		switch i % 4 {
		case 1:
			_, _ = c.Write(bytes.Repeat([]byte{0xff}, 100))
		case 2:
			_, _ = c.Write([]byte{0x00, 0x01, 0x00}) // begins like ICE over TCP
		case 3:
			_, _ = c.Write([]byte("GET /healthz HTTP/1.1\r\nX")) // never ends
		}
	}
	udp, err := net.Dial("udp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer udp.Close()
	for i := range 500 {
		_, _ = udp.Write(bytes.Repeat([]byte{byte(i)}, 1+i*2))
	}
	v.tap()
	until(t, "the session goes on", func() bool { return p.took() == 2 })
	admin.http.CloseIdleConnections()
	admin.must("GET", "/me", nil)
}

// TestAThousandStrangersLeaveNothing opens a thousand device links that never prove anything, and sees them off.
func TestAThousandStrangersLeaveNothing(t *testing.T) {
	n := start(t) // not parallel: it counts goroutines
	admin := n.administrator()
	who := n.imported(admin, "Ann's")
	runtime.GC()
	before := runtime.NumGoroutine()
	var mu sync.Mutex
	var open []net.Conn
	refused := 0
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			for range 55 {
				c, err := net.Dial("tcp", n.sockets.tcp.Addr().String())
				if err != nil {
					continue
				}
				fmt.Fprintf(c, "GET /api/v1/link HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
				_ = c.SetReadDeadline(time.Now().Add(soon))
				line, err := bufio.NewReader(c).ReadString('\n')
				mu.Lock()
				open = append(open, c)
				if err != nil || !strings.Contains(line, " 101 ") {
					refused++
				}
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	if refused == 0 || refused == len(open) {
		t.Errorf("%d of %d strangers were refused; some must be, and not all", refused, len(open))
	}
	if waiting := n.hub.Stats().Waiting; waiting > 1000 {
		t.Errorf("%d strangers wait, at most 1,000 may", waiting)
	}
	admin.must("GET", "/me", nil) // the console goes on
	for _, c := range open {
		c.Close()
	}
	until(t, "nothing of them is left", func() bool {
		return n.hub.Stats().Waiting == 0 && runtime.NumGoroutine() <= before+20
	})
	until(t, "a device connects again", func() bool {
		status, _, _ := admin.send("GET", n.url+"/api/v1/link", nil, nil)
		return status == http.StatusUpgradeRequired
	})
	n.gadget(who)
}

// TestStoppingIsOrderly stops a server in the middle of everything.
func TestStoppingIsOrderly(t *testing.T) {
	t.Parallel()
	n := start(t)
	admin := n.administrator()
	p := n.phone(admin)
	sessionID, v := admin.live(p)
	stream, err := http.NewRequestWithContext(t.Context(), http.MethodGet, n.url+"/api/v1/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	live := http.Client{Jar: admin.http.Jar} // a stream has no end
	defer live.CloseIdleConnections()
	answer, err := live.Do(stream)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	stuck, err := net.Dial("tcp", n.sockets.tcp.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer stuck.Close()
	fmt.Fprintf(stuck, "POST /api/v1/sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
	before := strings.Fields(admin.actions(sessionID))
	began := time.Now()
	n.stop() // fails the test when Run or Close do
	if took := time.Since(began); took > soon {
		t.Errorf("stopping took %v", took)
	}
	if _, err := io.ReadAll(answer.Body); err != nil {
		t.Errorf("the stream of live hints was cut: %v", err)
	}
	until(t, "the window noticed", v.gone)
	again := startIn(t, n.data, "127.0.0.1:0")
	page, err := again.db.Records(t.Context(), auditOf(sessionID))
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Records) < len(before) {
		t.Errorf("%d audit records before, %d after", len(before), len(page.Records))
	}
	verifyLog(t, n.data)
}

func TestASelfMadeCertificateIsMadeAnewInTime(t *testing.T) {
	t.Parallel()
	cert, key := filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	made := func(now time.Time) string {
		t.Helper()
		if err := ensureCertificate(cert, key, now); err != nil {
			t.Fatal(err)
		}
		if _, err := tls.LoadX509KeyPair(cert, key); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(cert)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	now := time.Now()
	first := made(now)
	if made(now.AddDate(0, 10, 0)) != first {
		t.Error("a certificate that serves for two months more was made anew")
	}
	second := made(now.AddDate(0, 11, 15))
	if second == first {
		t.Error("a certificate that ends in two weeks was kept")
	}
	if made(now.AddDate(2, 0, 0)) == second {
		t.Error("a certificate that has ended was kept")
	}
}
