package teamviewertest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

const redirect = "http://127.0.0.1:9/oauth/teamviewer/callback?from=test"

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// open starts a stand-in that ends with the test.
func open(t *testing.T, cfg Config) *Server {
	t.Helper()
	cfg.Redirects = []string{redirect}
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	serveIt(t, s)
	return s
}

func serveIt(t *testing.T, s *Server) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done, err := s.Start(ctx, "127.0.0.1:0")
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	stop = sync.OnceFunc(func() { cancel(); <-done })
	t.Cleanup(stop)
	return stop
}

// reached is an answer as a browser or a client sees it.
type reached struct {
	status int
	header http.Header
	text   string
	json   map[string]any
}

var plainClient = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func (s *Server) do(t *testing.T, method, path, token string, body any) reached {
	t.Helper()
	var in io.Reader
	kind := "application/json"
	switch body := body.(type) {
	case nil:
	case url.Values:
		in, kind = strings.NewReader(body.Encode()), "application/x-www-form-urlencoded"
	case string:
		in = strings.NewReader(body)
	default:
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		in = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, s.Origin()+path, in)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := plainClient.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	got := reached{status: res.StatusCode, header: res.Header, text: string(text)}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(text, &got.json); err != nil {
			t.Fatalf("%s %s answers %q: %v", method, path, text, err)
		}
	}
	return got
}

// want is do with the status that has to come.
func (s *Server) want(t *testing.T, status int, method, path, token string, body any) reached {
	t.Helper()
	got := s.do(t, method, path, token, body)
	if got.status != status {
		t.Fatalf("%s %s = %d %s, want %d", method, path, got.status, got.text, status)
	}
	return got
}

func (a reached) string(key string) string {
	text, _ := a.json[key].(string)
	return text
}

// authorizeAs goes through the pages as a person does and returns where the browser is sent.
func (s *Server) authorizeAs(t *testing.T, accountID, decision string) *url.URL {
	t.Helper()
	q := url.Values{"response_type": {"code"}, "client_id": {ClientID}, "redirect_uri": {redirect}, "state": {"st&te"}, "display": {"popup"}}
	page := s.want(t, 200, "GET", "/oauth2/authorize?"+q.Encode(), "", nil)
	request := hidden(t, page.text, "request")
	s.want(t, 200, "POST", "/oauth2/sign-in", "", url.Values{"request": {request}, "account": {accountID}})
	sent := s.want(t, 303, "POST", "/oauth2/consent", "", url.Values{"request": {request}, "decision": {decision}})
	to, err := url.Parse(sent.header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	return to
}

func hidden(t *testing.T, page, field string) string {
	t.Helper()
	_, after, found := strings.Cut(page, `name="`+field+`" value="`)
	value, _, ended := strings.Cut(after, `"`)
	if !found || !ended {
		t.Fatalf("no field %s in %s", field, page)
	}
	return value
}

func (s *Server) redeemForm(code string) url.Values {
	return url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirect}, "client_id": {ClientID}, "client_secret": {ClientSecret}}
}

func stateFile(t *testing.T) string { return filepath.Join(t.TempDir(), "teamviewer.json") }
