package agent_test

import (
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/lxzan/gws"

	"github.com/helpatwork/helpatwork/internal/agent"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// TestMain fails when a goroutine of the agent outlives the tests.
func TestMain(m *testing.M) {
	code := m.Run()
	for deadline := time.Now().Add(patience); code == 0; runtime.Gosched() {
		buf := make([]byte, 1<<20)
		buf = buf[:runtime.Stack(buf, true)]
		_, others, _ := strings.Cut(string(buf), "\n\n")
		if !strings.Contains(others, "internal/agent.") && !strings.Contains(others, "lxzan/gws") {
			break
		}
		if time.Now().After(deadline) {
			fmt.Fprintf(os.Stderr, "goroutines are left:\n%s\n", others)
			code = 1
		}
	}
	os.Exit(code)
}

// badServer is a server that says what a test wants: it answers each link with these texts.
type badServer struct {
	gws.BuiltinEventHandler
	says   func(ws *gws.Conn)
	hears  chan string
	opened chan struct{}
	closed chan struct{}
}

func (b *badServer) OnOpen(ws *gws.Conn) {
	b.opened <- struct{}{}
	b.says(ws)
}
func (b *badServer) OnMessage(_ *gws.Conn, m *gws.Message) {
	b.hears <- string(m.Bytes())
	m.Close()
}
func (b *badServer) OnClose(*gws.Conn, error) { b.closed <- struct{}{} }

// against starts an agent on a bad server.
func against(t *testing.T, me agent.Identity, says func(ws *gws.Conn)) (*badServer, *site) {
	t.Helper()
	b := &badServer{says: says, hears: make(chan string, 1000), opened: make(chan struct{}, 1000), closed: make(chan struct{}, 1000)}
	up := gws.NewUpgrader(b, nil)
	s := &site{}
	s.http = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ws, err := up.Upgrade(w, r); err == nil {
			go ws.ReadLoop()
		}
	}))
	t.Cleanup(s.http.Close)
	pace := quick
	pace.HandshakeIn, pace.SilentFor = 50*time.Millisecond, 50*time.Millisecond
	s.start(t, me, pace)
	return b, s
}

func someone(t *testing.T) agent.Identity {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return agent.Identity{DeviceID: "dev_1", Server: serverName, Key: key}
}

func challenge(server string, version int) string {
	return string(wire.NewFrame(wire.FrameChallenge, "", wire.Challenge{Nonce: make([]byte, 32), Server: server, Version: version}).Bytes())
}

func TestAgentProvesNothingToAnotherServer(t *testing.T) {
	for name, text := range map[string]string{
		"another name":    challenge("evil.example", wire.Version),
		"another version": challenge(serverName, wire.Version+1),
		"no challenge":    `{"t":"welcome","body":{}}`,
		"no JSON":         "hello",
		"no body":         `{"t":"challenge"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, s := against(t, someone(t), func(ws *gws.Conn) { ws.WriteString(text) })
			await(t, "link", b.opened)
			await(t, "end of the link", b.closed)
			if len(b.hears) != 0 || s.agent.State().Connected {
				t.Fatalf("the agent said %q", <-b.hears)
			}
		})
	}
}

func TestAgentComesBackFromBadServers(t *testing.T) {
	welcomed := func(then func(ws *gws.Conn)) func(ws *gws.Conn) {
		return func(ws *gws.Conn) {
			ws.WriteString(challenge(serverName, wire.Version))
			ws.WriteString(`{"t":"welcome","body":{"report_every_seconds":900}}`)
			then(ws)
		}
	}
	raw := func(b ...byte) func(*gws.Conn) { return func(ws *gws.Conn) { ws.NetConn().Write(b) } }
	for name, says := range map[string]func(*gws.Conn){
		"silent from the start": func(*gws.Conn) {},
		"silent after a while":  welcomed(func(*gws.Conn) {}),
		"not JSON":              welcomed(func(ws *gws.Conn) { ws.WriteString("x") }),
		"too large":             welcomed(func(ws *gws.Conn) { ws.WriteString(strings.Repeat(" ", wire.MaxFrame+1)) }),
		"a negative length":     welcomed(raw(0x81, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)),
		"a masked frame":        welcomed(raw(0x81, 0x80, 0, 0, 0, 0)),
		"a flood": welcomed(func(ws *gws.Conn) {
			for range 1000 {
				ws.WriteString(`{"t":"help","body":{}}`)
			}
		}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, _ := against(t, someone(t), says)
			for range 3 {
				await(t, "link", b.opened)
				if name != "a flood" { // whether the agent can follow is up to the machine
					await(t, "end of the link", b.closed)
				} else {
					return
				}
			}
		})
	}
}

func TestAgentConnectsOverTLS(t *testing.T) {
	s := serve(t)
	secure := httptest.NewUnstartedServer(s.http.Config.Handler)
	secure.EnableHTTP2 = true
	secure.StartTLS()
	t.Cleanup(secure.Close)
	roots := x509.NewCertPool()
	roots.AddCert(secure.Certificate())
	_, key, _ := ed25519.GenerateKey(nil)
	me, err := agent.Enrollment{BaseURL: secure.URL, Name: serverName, Token: s.store.invite("dev_1"), Key: key, HTTP: secure.Client()}.Do(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, trusts := range []bool{false, true} {
		cfg := &tls.Config{}
		if trusts {
			cfg.RootCAs = roots
		}
		a := agent.New(agent.Config{Server: secure.URL, Identity: me, Screen: newScreen(), User: newUser(), Media: newMedia(),
			Log: slog.New(slog.DiscardHandler), Now: time.Now, TLS: cfg, Pace: quick})
		stop := run(t, a.Run)
		if trusts {
			await(t, "connection", s.desk.connected)
		}
		stop()
		if !trusts && len(s.desk.connected) != 0 {
			t.Fatal("the agent connected to a server that it does not trust")
		}
	}
}

func TestAgentIsToldWhyItIsRefused(t *testing.T) {
	s := serve(t)
	s.enroll(t, "dev_1")
	s.start(t, someone(t), quick) // with a key of its own
	s.awaitState(t, "refusal", func(a agent.State) bool { return !a.Connected && a.Reason == wire.CloseBadProof })
}

func TestAgentGuestConnectsByItsToken(t *testing.T) {
	s := serve(t)
	token := s.store.guest("dev_1")
	s.start(t, agent.Identity{DeviceID: "dev_1", Server: serverName, Token: token}, quick)
	await(t, "connection", s.desk.connected)
}

func TestEnrollSaysWhyItFailed(t *testing.T) {
	s := serve(t)
	_, key, _ := ed25519.GenerateKey(nil)
	_, err := (agent.Enrollment{BaseURL: s.http.URL, Token: "WRONG", Key: key}).Do(t.Context())
	if refused, ok := errors.AsType[*agent.EnrollError](err); !ok || refused.Status != http.StatusUnauthorized || refused.Code != "bad_token" {
		t.Errorf("a wrong token: %v, want bad_token", err)
	}
	token := s.store.invite("dev_1")
	_, err = (agent.Enrollment{BaseURL: s.http.URL, Token: token, Key: key}).Do(t.Context()) // by its address, but it has a name
	if refused, ok := errors.AsType[*agent.EnrollError](err); !ok || refused.Code != "bad_proof" || !strings.Contains(refused.Detail, serverName) {
		t.Errorf("a wrong server name: %v, want bad_proof with the right name", err)
	}
	if _, err = (agent.Enrollment{BaseURL: s.http.URL, Name: serverName, Token: token, Key: key}).Do(t.Context()); err != nil {
		t.Errorf("the token was used up by a failed attempt: %v", err)
	}
	if _, err = (agent.Enrollment{BaseURL: "http://127.0.0.1:1", Token: token, Key: key}).Do(t.Context()); err == nil {
		t.Error("nobody listens, but the device is enrolled")
	}
}

func TestEnrollRefusesAnswersThatAreNone(t *testing.T) {
	_, key, _ := ed25519.GenerateKey(nil)
	for _, answer := range []string{"", "{", "{}", `{"device_id":"dev_1"}`, `{"device_id":"dev_1","server":"evil.example"}`, strings.Repeat("x", 100_000)} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, answer) }))
		if me, err := (agent.Enrollment{BaseURL: server.URL, Token: "T", Key: key}).Do(t.Context()); err == nil {
			t.Errorf("answer %.50q makes the device %+v", answer, me)
		}
		server.Close()
	}
}
