package devicelink

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// untouchable is a body that must not be read.
type untouchable struct{ t *testing.T }

func (u untouchable) Read([]byte) (int, error) {
	u.t.Error("the body was read")
	return 0, io.EOF
}

// invite makes an enrollment token for a device.
func (s *site) invite(deviceID string) string {
	token := id.NewSecret()
	s.store.set(func() { s.store.tokens[token.Hash()] = deviceID })
	return token.Reveal()
}

func enrollment(server, token string, key ed25519.PrivateKey) []byte {
	return wire.Message(wire.Enroll{PublicKey: key.Public().(ed25519.PublicKey),
		Signature: ed25519.Sign(key, wire.EnrollText(server, id.Secret(token).Hash()))})
}

// postEnroll calls the route without a network.
func (s *site) postEnroll(authorization string, body io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/api/v1/link/enroll", body)
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	w := httptest.NewRecorder()
	s.http.Config.Handler.ServeHTTP(w, r)
	return w
}

func wantProblem(t *testing.T, w *httptest.ResponseRecorder, status int, code string) {
	t.Helper()
	var p problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatalf("answer is %s: %v", w.Body, err)
	}
	if w.Code != status || p.Status != status || p.Code != code || p.Title == "" || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Fatalf("answer is %d %s, want %d and code %s", w.Code, w.Body, status, code)
	}
}

func TestEnrollGivesADeviceItsKey(t *testing.T) {
	enrolled := make(chan string, 1)
	s := open(t, func(c *Config) { c.OnEnroll = func(_ context.Context, deviceID string) { enrolled <- deviceID } })
	_, key, _ := ed25519.GenerateKey(nil)
	token := s.invite("dev_1")
	w := s.postEnroll("Bearer "+token, bytes.NewReader(enrollment(serverName, token, key)))
	if want := `{"device_id":"dev_1","server":"help.example"}`; w.Code != http.StatusOK || strings.TrimSpace(w.Body.String()) != want {
		t.Fatalf("answer is %d %s, want %s", w.Code, w.Body, want)
	}
	if got := await(t, "OnEnroll", enrolled); got != "dev_1" {
		t.Fatalf("OnEnroll(%q), want dev_1", got)
	}
	s.connect(t, "dev_1", key)
	if strings.Contains(s.log.String(), token) {
		t.Fatal("the token is in the log")
	}
	wantProblem(t, s.postEnroll("Bearer "+token, untouchable{t}), http.StatusUnauthorized, "bad_token") // used
}

func TestEnrollReadsNothingWithoutAToken(t *testing.T) {
	tests := []struct{ name, authorization string }{
		{"no header", ""},
		{"an unknown token", "Bearer WRONG"},
		{"no token", "Bearer "},
		{"another scheme", "Basic dGVzdDp0ZXN0"},
		{"a very long token", "Bearer " + strings.Repeat("x", 5000)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := open(t).postEnroll(test.authorization, untouchable{t})
			wantProblem(t, w, http.StatusUnauthorized, "bad_token")
			if w.Header().Get("Connection") != "close" {
				t.Error("the connection stays open, so that the server would read the body after all")
			}
		})
	}
}

func TestEnrollReadsNothingOfAFlood(t *testing.T) {
	s := open(t, limited(func(l *Limits) { l.AttemptsPerSecond = 1 })) // 20 at once, and a wrong token counts as 20
	s.postEnroll("Bearer WRONG", untouchable{t})
	token := s.invite("dev_1")
	w := s.postEnroll("Bearer "+token, untouchable{t})
	wantProblem(t, w, http.StatusTooManyRequests, "too_many_attempts")
	if w.Header().Get("Retry-After") == "" {
		t.Error("there is no Retry-After")
	}
}

func TestEnrollRefusesBadBodies(t *testing.T) {
	_, key, _ := ed25519.GenerateKey(nil)
	_, other, _ := ed25519.GenerateKey(nil)
	tests := []struct {
		name   string
		body   func(token string) []byte
		status int
		code   string
	}{
		{"empty", func(string) []byte { return nil }, http.StatusBadRequest, "malformed"},
		{"not JSON", func(string) []byte { return []byte("key") }, http.StatusBadRequest, "malformed"},
		{"cut off", func(token string) []byte { return enrollment(serverName, token, key)[:50] }, http.StatusBadRequest, "malformed"},
		{"a short key", func(string) []byte {
			return wire.Message(wire.Enroll{PublicKey: []byte("x"), Signature: make([]byte, 64)})
		}, http.StatusBadRequest, "malformed"},
		{"no signature", func(string) []byte {
			return wire.Message(wire.Enroll{PublicKey: key.Public().(ed25519.PublicKey)})
		}, http.StatusBadRequest, "malformed"},
		{"too large", func(string) []byte { return bytes.Repeat([]byte(" "), 5000) }, http.StatusRequestEntityTooLarge, "too_large"},
		{"for another server", func(token string) []byte { return enrollment("other.example", token, key) }, http.StatusUnprocessableEntity, "bad_proof"},
		{"for another token", func(string) []byte { return enrollment(serverName, "OTHER", key) }, http.StatusUnprocessableEntity, "bad_proof"},
		{"signed by another key", func(token string) []byte {
			return wire.Message(wire.Enroll{PublicKey: key.Public().(ed25519.PublicKey),
				Signature: ed25519.Sign(other, wire.EnrollText(serverName, id.Secret(token).Hash()))})
		}, http.StatusUnprocessableEntity, "bad_proof"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := open(t)
			token := s.invite("dev_1")
			wantProblem(t, s.postEnroll("Bearer "+token, bytes.NewReader(test.body(token))), test.status, test.code)
			w := s.postEnroll("Bearer "+token, bytes.NewReader(enrollment(serverName, token, key)))
			if w.Code != http.StatusOK {
				t.Fatalf("afterwards the token is refused: %d %s", w.Code, w.Body)
			}
		})
	}
}

func TestEnrollHidesWhatFailed(t *testing.T) {
	s := open(t)
	s.store.fail = errors.New("disk is full")
	w := s.postEnroll("Bearer X", untouchable{t})
	wantProblem(t, w, http.StatusInternalServerError, "internal")
	if strings.Contains(w.Body.String(), "disk") || !strings.Contains(s.log.String(), "disk is full") {
		t.Fatalf("answer %s, log %s, want the cause in the log alone", w.Body, s.log)
	}
}
