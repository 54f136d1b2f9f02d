package notify_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/notify"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// A gateway remembers what it was asked, and answers as the test says.
type gateway struct {
	*httptest.Server
	mu     sync.Mutex
	asked  []asked
	answer http.HandlerFunc // nil answers 204
}

type asked struct {
	method, path, query, body, kind, authorization string
}

func newGateway(t *testing.T, answer http.HandlerFunc) *gateway {
	g := &gateway{answer: answer}
	g.Server = httptest.NewTLSServer(g)
	t.Cleanup(g.Close)
	return g
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return
	}
	g.mu.Lock()
	g.asked = append(g.asked, asked{r.Method, r.URL.EscapedPath(), r.URL.RawQuery, string(body), r.Header.Get("Content-Type"), r.Header.Get("Authorization")})
	g.mu.Unlock()
	if g.answer == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	g.answer(w, r)
}

func (g *gateway) got() []asked {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]asked(nil), g.asked...)
}

// texting is an office whose text messages go to a gateway.
func texting(t *testing.T, g *gateway, set notify.TextGateway, key *id.Secret) *office {
	t.Helper()
	o := newOffice(t, func(cfg *notify.Config) { cfg.HTTP = g.Client() })
	set.URL = g.URL + set.URL
	o.save(notify.Settings{Text: set}, nil, key)
	return o
}

var asJSON = notify.TextGateway{URL: "/send", Method: "POST", ContentType: "application/json", Header: "Authorization",
	Body: `{"to":"{{to}}","message":{"text":"{{text}}","note":"tel {{to}}"}}`}

const hostile = "\",\"to\":\"+1\"}{{to}} &to=+1#?/../é\\ 日本\n<b>%00"

func TestATextMessageIsEscapedForWhereItStands(t *testing.T) {
	t.Parallel()
	t.Run("JSON", func(t *testing.T) {
		t.Parallel()
		g := newGateway(t, nil)
		o := texting(t, g, asJSON, secret("Bearer key-1"))
		if err := o.SendText(t.Context(), "+81 (90) 0000-0000", hostile); err != nil {
			t.Fatal(err)
		}
		got := g.got()[0]
		var body struct {
			To      string
			Message struct{ Text, Note string }
		}
		if err := json.Unmarshal([]byte(got.body), &body); err != nil {
			t.Fatalf("%v: %s", err, got.body)
		}
		if body.To != "+819000000000" || body.Message.Text != hostile || body.Message.Note != "tel +819000000000" {
			t.Errorf("body %+v, want each value as it was", body)
		}
		if got.method != "POST" || got.kind != "application/json" || got.authorization != "Bearer key-1" {
			t.Errorf("asked %+v", got)
		}
	})
	t.Run("form", func(t *testing.T) {
		t.Parallel()
		g := newGateway(t, nil)
		o := texting(t, g, notify.TextGateway{URL: "/send", Method: "POST", ContentType: "application/x-www-form-urlencoded", Body: "from=desk&to={{to}}&text={{text}}"}, nil)
		if err := o.SendText(t.Context(), "09000000000", hostile); err != nil {
			t.Fatal(err)
		}
		form, err := url.ParseQuery(g.got()[0].body)
		want := url.Values{"from": {"desk"}, "to": {"09000000000"}, "text": {hostile}}
		if err != nil || fmt.Sprint(form) != fmt.Sprint(want) {
			t.Errorf("form %v, %v, want %v", form, err, want)
		}
	})
	t.Run("address", func(t *testing.T) {
		t.Parallel()
		g := newGateway(t, nil)
		o := texting(t, g, notify.TextGateway{URL: "/send/{{to}}/{{text}}?t={{text}}&n={{to}}", Method: "GET"}, nil)
		if err := o.SendText(t.Context(), "+819000000000", hostile); err != nil {
			t.Fatal(err)
		}
		got := g.got()[0]
		query, err := url.ParseQuery(got.query)
		if err != nil || query.Get("t") != hostile || query.Get("n") != "+819000000000" || len(query) != 2 {
			t.Errorf("query %v, %v", query, err)
		}
		parts := strings.Split(got.path, "/")
		if text, err := url.PathUnescape(parts[len(parts)-1]); len(parts) != 4 || err != nil || text != hostile || got.method != "GET" || got.kind != "" {
			t.Errorf("asked %+v (%v), want the text in one part of the path", got, err)
		}
	})
}

func TestWhatAGatewayRefusesIsSaidInItsWords(t *testing.T) {
	t.Parallel()
	answers := func(status int, words string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			io.WriteString(w, words)
		}
	}
	for _, tc := range []struct {
		name   string
		answer http.HandlerFunc
		kind   notify.Kind // empty: sent
		words  string
	}{
		{"taken", answers(201, "queued"), "", ""},
		{"taken, and talks without end", func(w http.ResponseWriter, _ *http.Request) {
			for range 1 << 20 {
				if _, err := io.WriteString(w, strings.Repeat("x", 4096)); err != nil {
					return
				}
			}
		}, "", ""},
		{"a bad number", answers(400, "{\"error\":\"no\u202e such\nnumber\"}"), notify.Refused, `400 Bad Request {"error":"no  such number"}`},
		{"a wrong secret", answers(401, "token key-1234 is wrong"), notify.BadSignIn, "401 Unauthorized token [hidden] is wrong"},
		{"forbidden", answers(403, "Bearer key-1234"), notify.BadSignIn, "[hidden]"},
		{"too many", answers(429, "slow down"), notify.Unreachable, "slow down"},
		{"broken", answers(503, strings.Repeat("あ", 5000)), notify.Unreachable, "あ"},
		{"no answer", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, notify.Unreachable, ""},
		{"a redirect that loses the message", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/else" {
				http.Redirect(w, r, "/else", http.StatusFound)
			}
		}, notify.Refused, "302"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			g := newGateway(t, tc.answer)
			err := texting(t, g, asJSON, secret("Bearer key-1234")).SendText(t.Context(), "+819000000000", "Hello")
			if tc.kind == "" {
				if err != nil {
					t.Errorf("error %v, want it sent", err)
				}
				return
			}
			failed, ok := errors.AsType[*notify.Error](err)
			if !ok || failed.Kind != tc.kind || failed.Channel != notify.ByText || !strings.Contains(failed.Words, tc.words) || len([]rune(failed.Words)) > 200 {
				t.Errorf("error %+v, want %s with %q", err, tc.kind, tc.words)
			}
			if strings.Contains(fmt.Sprint(err), "key-1234") || strings.Contains(fmt.Sprint(err), g.URL) {
				t.Errorf("error %v tells the secret or the address", err)
			}
		})
	}
}

func TestNoRedirectLeadsToAnotherServer(t *testing.T) {
	t.Parallel()
	other := newGateway(t, nil)
	g := newGateway(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/here" {
			w.WriteHeader(http.StatusAccepted)
			return
		}
		http.Redirect(w, r, r.URL.Query().Get("next"), http.StatusTemporaryRedirect)
	})
	for next, sent := range map[string]bool{"/here": true, "/send?next=/send": false, other.URL + "/here": false, "http://127.0.0.1:1/": false} {
		set := asJSON
		set.URL = "/send?next=" + url.QueryEscape(next)
		err := texting(t, g, set, secret("Bearer key-1")).SendText(t.Context(), "+819000000000", "Hello")
		if sent != (err == nil) || !sent && !errors.Is(err, notify.ErrRefused) {
			t.Errorf("redirected to %s: %v, want sent %v", next, err, sent)
		}
	}
	if got := other.got(); len(got) != 0 {
		t.Errorf("the other server was asked %+v", got)
	}
	if got := g.got(); got[len(got)-1].authorization == "" {
		t.Error("the last request has no secret")
	}
}

func TestASlowGatewayIsNotWaitedForForever(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	g := newGateway(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel() // whoever waits gives up while the gateway still thinks
		<-r.Context().Done()
	})
	o := texting(t, g, asJSON, secret("Bearer key-1"))
	err := o.SendText(ctx, "+819000000000", "Hello")
	if failed, ok := errors.AsType[*notify.Error](err); !ok || failed.Kind != notify.Unreachable || failed.Words != "no answer in time" {
		t.Errorf("error %v, want unreachable: no answer in time", err)
	}
}

func TestWhatIsNoTextMessageIsRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for field, list := range map[string][]string{
		"to":   {"", "12", "+", "user@example.com", "+81 90\r\n0000", "1234567890123456", "+81900{{text}}", "+819００００"},
		"text": {"", " \n", strings.Repeat("x", 1001), "a\x00b", "a\xff", "a\x1b[31m"},
	} {
		for _, value := range list {
			to, text := "+819000000000", "Hello"
			if field == "to" {
				to = value
			} else {
				text = value
			}
			err := o.SendText(t.Context(), to, text)
			if refused, ok := errors.AsType[*wire.FieldError](err); !ok || refused.Field != field {
				t.Errorf("%s %q: %v, want it refused", field, value, err)
			}
		}
	}
}
