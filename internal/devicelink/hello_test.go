package devicelink

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/wire"
)

func TestLinkWelcomesADeviceThatProvesItself(t *testing.T) {
	s := open(t)
	key := s.addDevice(t, "dev_1")
	c, challenge := s.dial(t)
	if challenge.Server != serverName || len(challenge.Nonce) != 32 || challenge.Version != wire.Version {
		t.Fatalf("challenge is %+v, want this server, 32 bytes and version %d", challenge, wire.Version)
	}
	c.send(t, hello(challenge, "dev_1", key))
	var welcome wire.Welcome
	if err := c.next(t, wire.FrameWelcome).Into(&welcome); err != nil {
		t.Fatal(err)
	}
	if !welcome.Now.Equal(s.now()) || welcome.ReportEverySeconds != 900 {
		t.Fatalf("welcome is %+v, want the server's time and 900 seconds", welcome)
	}
	if s.hub.Online() != 1 || s.hub.Stats().Waiting != 0 {
		t.Fatalf("%+v, want one online and none waiting", s.hub.Stats())
	}
	awaitThat(t, "a log line with the device", func() bool {
		return strings.Contains(s.log.String(), `msg="device connected" device_id=dev_1`)
	})
}

func TestLinkRefusesWrongProofs(t *testing.T) {
	_, stranger, _ := ed25519.GenerateKey(nil)
	elsewhere := func(c wire.Challenge) wire.Challenge { c.Server = "other.example"; return c }
	older := func(c wire.Challenge) wire.Challenge { c.Version = 0; return c }
	tests := []struct {
		name  string
		hello func(s *site, c wire.Challenge, key ed25519.PrivateKey) wire.Frame
		want  wire.CloseReason
	}{
		{"another key", func(_ *site, c wire.Challenge, _ ed25519.PrivateKey) wire.Frame {
			return hello(c, "dev_1", stranger)
		}, wire.CloseBadProof},
		{"another server's name", func(_ *site, c wire.Challenge, key ed25519.PrivateKey) wire.Frame {
			return hello(elsewhere(c), "dev_1", key)
		}, wire.CloseBadProof},
		{"another version in the proof", func(_ *site, c wire.Challenge, key ed25519.PrivateKey) wire.Frame {
			return hello(older(c), "dev_1", key)
		}, wire.CloseBadProof},
		{"another device's id", func(s *site, c wire.Challenge, key ed25519.PrivateKey) wire.Frame {
			s.addDevice(t, "dev_2")
			return hello(c, "dev_2", key)
		}, wire.CloseBadProof},
		{"an unknown device", func(_ *site, c wire.Challenge, key ed25519.PrivateKey) wire.Frame {
			return hello(c, "dev_9", key)
		}, wire.CloseBadProof},
		{"the key of nobody", func(*site, wire.Challenge, ed25519.PrivateKey) wire.Frame {
			return wire.NewFrame(wire.FrameHello, "", wire.Hello{DeviceID: "dev_9", Version: wire.Version,
				Signature: wire.SignatureText(make([]byte, ed25519.SignatureSize))})
		}, wire.CloseBadProof},
		{"a signature over the enrollment text", func(_ *site, _ wire.Challenge, key ed25519.PrivateKey) wire.Frame {
			return wire.NewFrame(wire.FrameHello, "", wire.Hello{DeviceID: "dev_1", Version: wire.Version,
				Signature: wire.SignatureText(ed25519.Sign(key, wire.EnrollText(serverName, "hash")))})
		}, wire.CloseBadProof},
		{"a token for a device with a key", func(*site, wire.Challenge, ed25519.PrivateKey) wire.Frame {
			return wire.NewFrame(wire.FrameHello, "", wire.Hello{DeviceID: "dev_1", Version: wire.Version, Token: "x"})
		}, wire.CloseBadProof},
		{"a guest's wrong token", func(s *site, _ wire.Challenge, _ ed25519.PrivateKey) wire.Frame {
			s.guestToken("dev_g")
			return wire.NewFrame(wire.FrameHello, "", wire.Hello{DeviceID: "dev_g", Version: wire.Version, Token: "WRONG"})
		}, wire.CloseBadProof},
		{"a guest with a signature", func(s *site, c wire.Challenge, key ed25519.PrivateKey) wire.Frame {
			s.guestToken("dev_g")
			return hello(c, "dev_g", key)
		}, wire.CloseBadProof},
		{"a signature that is no base64", func(*site, wire.Challenge, ed25519.PrivateKey) wire.Frame {
			return wire.NewFrame(wire.FrameHello, "", wire.Hello{DeviceID: "dev_1", Version: wire.Version, Signature: "%"})
		}, wire.CloseMalformed},
		{"another version", func(_ *site, c wire.Challenge, key ed25519.PrivateKey) wire.Frame {
			return wire.NewFrame(wire.FrameHello, "", wire.Hello{DeviceID: "dev_1", Version: 2,
				Signature: wire.SignatureText(ed25519.Sign(key, wire.ProofText(c, "dev_1")))})
		}, wire.CloseBadVersion},
		{"a report first", func(*site, wire.Challenge, ed25519.PrivateKey) wire.Frame {
			return wire.NewFrame(wire.FrameReport, "1", wire.Report{})
		}, wire.CloseMalformed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			key := s.addDevice(t, "dev_1")
			c, challenge := s.dial(t)
			c.send(t, test.hello(s, challenge, key))
			c.wantClosed(t, test.want)
			s.wantCount(t, test.want, 1)
			if s.hub.Online() != 0 || len(s.devices.connected) != 0 {
				t.Fatal("the device counts as connected")
			}
		})
	}
}

func TestLinkRefusesAProofOfAnotherConnection(t *testing.T) {
	s := open(t)
	key := s.addDevice(t, "dev_1")
	first, challenge := s.dial(t)
	proof := hello(challenge, "dev_1", key)
	first.send(t, proof)
	first.next(t, wire.FrameWelcome)

	second, _ := s.dial(t)
	second.send(t, proof)
	second.wantClosed(t, wire.CloseBadProof)
	if s.hub.Online() != 1 {
		t.Fatalf("%d devices online, want the first link to stay", s.hub.Online())
	}
}

func TestLinkWelcomesAGuestByItsToken(t *testing.T) {
	s := open(t)
	token := s.guestToken("dev_g")
	c, _ := s.dial(t)
	c.send(t, wire.NewFrame(wire.FrameHello, "", wire.Hello{DeviceID: "dev_g", Version: wire.Version, Token: token}))
	c.next(t, wire.FrameWelcome)
}

func TestLinkSaysWhenItCannotCheck(t *testing.T) {
	s := open(t)
	key := s.addDevice(t, "dev_1")
	s.store.set(func() { s.store.fail = errors.New("disk is full") })
	c, challenge := s.dial(t)
	c.send(t, hello(challenge, "dev_1", key))
	c.wantClosed(t, wire.CloseFailed)
	if !strings.Contains(s.log.String(), "disk is full") {
		t.Fatalf("log is %q, want the cause", s.log.String())
	}
}

func TestLinkRefusesBadFirstMessages(t *testing.T) {
	tests := []struct {
		name string
		send func(c *client) error
	}{
		{"longer than a hello may be", func(c *client) error { return c.ws.WriteString(strings.Repeat(" ", wire.MaxHello+1)) }},
		{"a megabyte", func(c *client) error { return c.ws.WriteString(strings.Repeat(" ", 1<<20)) }},
		{"cut off", func(c *client) error { return c.ws.WriteString(`{"t":"hello","body":{"device_id":"dev_1"`) }},
		{"not JSON", func(c *client) error { return c.ws.WriteString("hello") }},
		{"empty", func(c *client) error { return c.ws.WriteString("") }},
		{"binary", func(c *client) error { return c.ws.WriteMessage(2, []byte("{}")) }},
		{"not UTF-8", func(c *client) error { return c.ws.WriteMessage(1, []byte{0xff, 0xfe}) }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			c, _ := s.dial(t)
			_ = test.send(c) // the link may be closed while the rest is written
			if test.name == "a megabyte" {
				await(t, "end of the link", c.closed) // so much unread data may reset it before the reason arrives
			} else {
				c.wantClosed(t, wire.CloseMalformed)
			}
			s.wantCount(t, wire.CloseMalformed, 1)
		})
	}
}

func TestLinkGivesUpOnSilence(t *testing.T) {
	s := open(t, limited(func(l *Limits) { l.HelloWithin = 20 * time.Millisecond }))
	c, _ := s.dial(t)
	c.wantClosed(t, wire.CloseSilent)
	s.wantCount(t, wire.CloseSilent, 1)
}

func TestLinkGivesUpOnAHelloThatDrips(t *testing.T) {
	s := open(t, limited(func(l *Limits) { l.HelloWithin = 20 * time.Millisecond }))
	conn := s.rawDial(t)
	readChallenge(t, conn)
	if _, err := conn.Write([]byte{0x81}); err != nil { // the first byte of a frame, and no more
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, conn); err != nil {
		t.Fatalf("read to the end: %v", err)
	}
	awaitThat(t, "the link is closed as silent", func() bool { return s.hub.Stats().Closed[wire.CloseSilent] == 1 })
}

func TestLinkChecksOrigins(t *testing.T) {
	ours := func(c *Config) {
		c.AllowedOrigins = func(r *http.Request) bool { return r.Header.Get("Origin") == "https://help.example" }
	}
	tests := []struct {
		name, origin string
		change       func(*Config)
		allowed      bool
	}{
		{"our page", "https://help.example", ours, true},
		{"another page", "https://evil.example", ours, false},
		{"no origin, as agents send it", "", ours, true},
		{"a page, when none is allowed", "https://help.example", func(*Config) {}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := open(t, test.change)
			header := http.Header{}
			if test.origin != "" {
				header.Set("Origin", test.origin)
			}
			c, response, err := s.tryDial(header)
			if test.allowed {
				if err != nil {
					t.Fatalf("refused: %v", err)
				}
				c.next(t, wire.FrameChallenge)
				c.ws.NetConn().Close()
			} else if err == nil || response.StatusCode != http.StatusForbidden {
				t.Fatalf("got %v, %v, want status 403", response, err)
			}
		})
	}
}

func TestLinkBoundsThoseWhoWait(t *testing.T) {
	s := open(t, limited(func(l *Limits) { l.MaxWaiting = 2 }))
	key := s.addDevice(t, "dev_1")
	first, challenge := s.dial(t)
	s.dial(t)
	if _, response, err := s.tryDial(nil); err == nil || response.StatusCode != http.StatusServiceUnavailable {
		t.Fatalf("the third is answered with %v, %v, want status 503", response, err)
	}
	first.send(t, hello(challenge, "dev_1", key))
	first.next(t, wire.FrameWelcome)
	s.dial(t) // there is room again
}

func TestLinkBoundsAttemptsOfAnAddress(t *testing.T) {
	s := open(t, limited(func(l *Limits) { l.AttemptsPerSecond = 1 })) // 20 at once
	_, stranger, _ := ed25519.GenerateKey(nil)
	c, challenge := s.dial(t)
	c.send(t, hello(challenge, "dev_1", stranger))
	c.wantClosed(t, wire.CloseBadProof) // counts as 20 more
	if _, response, err := s.tryDial(nil); err == nil || response.StatusCode != http.StatusTooManyRequests {
		t.Fatalf("after a wrong proof: %v, %v, want status 429", response, err)
	}
	s.advance(21 * time.Second)
	s.dial(t)
}

func TestLinkRefusesPlainRequests(t *testing.T) {
	s := open(t)
	response, err := s.http.Client().Get(s.http.URL + "/api/v1/link")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusUpgradeRequired || response.Header.Get("Content-Type") != "application/problem+json" {
		t.Fatalf("status %d, %s, want 426 and a problem", response.StatusCode, response.Header.Get("Content-Type"))
	}
}

// clientFrame is a frame as a client sends it, for tests of the reader.
func clientFrame(first byte, payload []byte) []byte {
	mask := [4]byte{1, 2, 3, 4}
	b := []byte{first}
	if len(payload) < 126 {
		b = append(b, 0x80|byte(len(payload)))
	} else {
		b = binary.BigEndian.AppendUint16(append(b, 0x80|126), uint16(len(payload)))
	}
	b = append(b, mask[:]...)
	for i, p := range payload {
		b = append(b, p^mask[i%4])
	}
	return b
}

func TestReadFirst(t *testing.T) {
	long := bytes.Repeat([]byte("x"), 300)
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	tests := []struct {
		name string
		in   []byte
		want string // empty means an error
		err  error
	}{
		{"one frame", clientFrame(0x81, []byte("hello")), "hello", nil},
		{"a frame with a long length", clientFrame(0x81, long), string(long), nil},
		{"two fragments", join(clientFrame(0x01, []byte("hel")), clientFrame(0x80, []byte("lo"))), "hello", nil},
		{"a ping between", join(clientFrame(0x01, []byte("hel")), clientFrame(0x89, []byte("?")), clientFrame(0x80, []byte("lo"))), "hello", nil},
		{"a close", clientFrame(0x88, nil), "", io.EOF},
		{"nothing", nil, "", io.EOF},
		{"half a header", []byte{0x81}, "", io.ErrUnexpectedEOF},
		{"half a payload", clientFrame(0x81, []byte("hello"))[:8], "", io.ErrUnexpectedEOF},
		{"too long", clientFrame(0x81, bytes.Repeat([]byte("x"), wire.MaxHello+1)), "", wire.ErrMalformed},
		{"too long in fragments", join(clientFrame(0x01, bytes.Repeat([]byte("x"), wire.MaxHello)), clientFrame(0x80, []byte("x"))), "", wire.ErrMalformed},
		{"a 64-bit length", []byte{0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, "", wire.ErrMalformed},
		{"not masked", []byte{0x81, 0x01, 'x'}, "", wire.ErrMalformed},
		{"compressed", clientFrame(0xC1, []byte("x")), "", wire.ErrMalformed},
		{"binary", clientFrame(0x82, []byte("x")), "", wire.ErrMalformed},
		{"the rest of nothing", clientFrame(0x80, []byte("x")), "", wire.ErrMalformed},
		{"text within text", join(clientFrame(0x01, []byte("x")), clientFrame(0x81, []byte("x"))), "", wire.ErrMalformed},
		{"an unknown opcode", clientFrame(0x83, nil), "", wire.ErrMalformed},
		{"a ping in fragments", clientFrame(0x09, nil), "", wire.ErrMalformed},
		{"a long ping", clientFrame(0x89, long), "", wire.ErrMalformed},
		{"half a message", clientFrame(0x01, []byte("x")), "", io.EOF},
		{"too many fragments", join(clientFrame(0x01, nil), bytes.Repeat(clientFrame(0x00, nil), 100)), "", wire.ErrMalformed},
		{"too many pings", bytes.Repeat(clientFrame(0x89, nil), 100), "", wire.ErrMalformed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := readFirst(bytes.NewReader(test.in), wire.MaxHello)
			if test.err != nil {
				if !errors.Is(err, test.err) {
					t.Fatalf("got %q, %v, want %v", got, err, test.err)
				}
			} else if err != nil || string(got) != test.want {
				t.Fatalf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

func FuzzReadFirst(f *testing.F) {
	f.Add(clientFrame(0x81, []byte(`{"t":"hello"}`)))
	f.Add(append(clientFrame(0x01, []byte("a")), clientFrame(0x80, []byte("b"))...))
	f.Add([]byte{0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := readFirst(bytes.NewReader(data), wire.MaxHello)
		if err == nil && len(got) > wire.MaxHello {
			t.Fatalf("read %d bytes, want at most %d", len(got), wire.MaxHello)
		}
	})
}
