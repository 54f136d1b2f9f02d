package teamviewertest

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

func (s *Server) newSession(t *testing.T) (code, supporter string) {
	t.Helper()
	got := s.want(t, 200, "POST", "/api/v1/sessions", UserToken, `{"groupname":"x","waiting_message":"Hana will help <you>"}`)
	return got.string("code"), strings.TrimPrefix(got.string("supporter_link"), s.Origin()+"/v15/en/")
}

func (s *Server) online(t *testing.T, code string) bool {
	t.Helper()
	return s.want(t, 200, "GET", "/api/v1/sessions/"+code, UserToken, nil).json["online"] == true
}

// says fails unless the supporter's page says so.
func (s *Server) says(t *testing.T, supporter, words string) {
	t.Helper()
	if page := s.want(t, 200, "GET", "/v15/en/"+supporter, "", nil); !strings.Contains(page.text, words) {
		t.Errorf("the supporter's page does not say %q: %s", words, page.text)
	}
}

func (s *Server) customerState(t *testing.T, customer string) string {
	t.Helper()
	return s.want(t, 200, "GET", "/client/v1/customer/"+customer+"?seen=none", "", nil).string("state")
}

func TestTheWayOfASession(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	code, supporter := s.newSession(t)
	s.says(t, supporter, "not there yet")
	s.says(t, supporter, "Hana will help &lt;you&gt;")
	joined := s.want(t, 201, "POST", "/client/v1/customer", "", map[string]string{"code": code})
	me := joined.string("customer")
	if joined.string("supporter") != "Aki Yamada" || joined.string("waiting_message") != "Hana will help <you>" || !s.online(t, code) {
		t.Errorf("joined %s", joined.text)
	}
	s.want(t, 400, "POST", "/client/v1/customer/"+me+"/answer", "", map[string]bool{"accept": true}) // nobody asked
	s.says(t, supporter, "is waiting")
	s.want(t, 303, "POST", "/supporter/"+supporter+"/connect", "", nil)
	s.says(t, supporter, "being asked")
	s.want(t, 204, "POST", "/client/v1/customer/"+me+"/answer", "", map[string]bool{"accept": false})
	s.says(t, supporter, "refused")
	s.want(t, 303, "POST", "/supporter/"+supporter+"/connect", "", nil)
	s.want(t, 204, "POST", "/client/v1/customer/"+me+"/answer", "", map[string]bool{"accept": true})
	s.says(t, supporter, "Connected.")

	// Closing the code leaves the connection alone; it lets nobody else in.
	s.want(t, 204, "PUT", "/api/v1/sessions/"+code, UserToken, `{"state":"closed"}`)
	if got := s.customerState(t, me); got != "connected" {
		t.Errorf("after closing the code the customer is %s, want connected", got)
	}
	s.want(t, 404, "POST", "/client/v1/customer", "", map[string]string{"code": code})
	s.want(t, 303, "POST", "/supporter/"+supporter+"/end", "", nil)
	if got := s.customerState(t, me); got != "ended" || s.online(t, code) {
		t.Errorf("after the end the customer is %s", got)
	}
	s.says(t, supporter, "closed")
	if s.want(t, 200, "POST", "/supporter/"+supporter+"/connect", "", nil); s.customerState(t, me) != "ended" {
		t.Error("a closed session was connected")
	}
	s.want(t, 404, "GET", "/v15/en/"+supporter[:len(supporter)-1]+"0", "", nil)
	s.want(t, 404, "GET", "/v15/en/"+supporter[:strings.IndexByte(supporter, '-')], "", nil)
}

func TestCodesInEveryForm(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	code, supporter := s.newSession(t)
	plain := strings.ReplaceAll(code, "-", "")
	for _, form := range []string{code, plain, strings.ToUpper(code), strings.ReplaceAll(code, "-", " "), s.Origin() + "/v15/en/" + plain, "https://get.teamviewer.com/" + plain} {
		s.want(t, 201, "POST", "/client/v1/customer", "", map[string]string{"code": form})
	}
	// The supporter's link lets no customer in.
	s.want(t, 404, "POST", "/client/v1/customer", "", map[string]string{"code": s.Origin() + "/v15/en/" + supporter})
}

func TestWhoIsNotHeardIsGone(t *testing.T) {
	t.Parallel()
	clock := newClock()
	s := open(t, Config{Now: clock.now})
	code, _ := s.newSession(t)
	first := s.want(t, 201, "POST", "/client/v1/customer", "", map[string]string{"code": code}).string("customer")
	clock.pass(presence)
	s.customerState(t, first)
	clock.pass(presence)
	if !s.online(t, code) {
		t.Error("who was heard 25 s ago is gone")
	}
	if err := s.Connect(code); err != nil {
		t.Fatal(err)
	}
	clock.pass(time.Second)
	if s.online(t, code) {
		t.Error("who was not heard for 26 s is there")
	}
	if list, _ := s.want(t, 200, "GET", "/api/v1/reports/connections?session_code="+code, UserToken, nil).json["records"].([]any); len(list) != 1 {
		t.Errorf("%d reports after the app was lost, want 1", len(list))
	}
	second := s.want(t, 201, "POST", "/client/v1/customer", "", map[string]string{"code": code}).string("customer")
	s.want(t, 404, "GET", "/client/v1/customer/"+first+"?seen=", "", nil)
	s.want(t, 204, "DELETE", "/client/v1/customer/"+second, "", nil)
	if s.online(t, code) {
		t.Error("a closed app is online")
	}

	peer := s.want(t, 200, "POST", "/client/v1/host", "", map[string]string{"assignment": Assignment, "reference": "dev_1", "name": "Phone"}).string("teamviewer_id")
	again := s.want(t, 200, "POST", "/client/v1/host", "", map[string]string{"assignment": Assignment, "reference": "dev_1", "name": "Phone"}).string("teamviewer_id")
	if again != peer {
		t.Errorf("the same Host got %s, then %s", peer, again)
	}
	s.want(t, 400, "POST", "/client/v1/host", "", map[string]string{"assignment": "wrong"})
	clock.pass(presence + time.Second)
	for state, want := range map[string]int{"online": 0, "offline": 1} {
		if list, _ := s.want(t, 200, "GET", "/api/v1/devices?online_state="+state, UserToken, nil).json["devices"].([]any); len(list) != want {
			t.Errorf("%d devices are %s, want %d", len(list), state, want)
		}
	}
	s.want(t, 404, "GET", "/control?device=99999999", "", nil)
	s.want(t, 404, "POST", "/control/connect", "", url.Values{"device": {peer}, "as": {"u200001"}})
}

// An app that waits for news hears it at once.
func TestPollsReturnWithNews(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	code, supporter := s.newSession(t)
	me := s.want(t, 201, "POST", "/client/v1/customer", "", map[string]string{"code": code}).string("customer")
	peer := s.AddDevice("Phone", "")
	var wg sync.WaitGroup
	for path, want := range map[string]string{"/client/v1/customer/" + me + "?seen=waiting": "asked", "/client/v1/host/" + peer + "?seen=idle": "connected"} {
		wg.Go(func() {
			if got := s.want(t, 200, "GET", path, "", nil).string("state"); got != want {
				t.Errorf("%s = %s, want %s", path, got, want)
			}
		})
	}
	s.want(t, 303, "POST", "/supporter/"+supporter+"/connect", "", nil)
	s.want(t, 303, "POST", "/control/connect", "", url.Values{"device": {peer}, "as": {"u100002"}})
	wg.Wait()
	// Who gives up is not waited for.
	ctx, cancel := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Origin()+"/client/v1/host/"+peer+"?seen=connected", nil)
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(10*time.Millisecond, cancel)
	if res, err := plainClient.Do(req); err == nil {
		res.Body.Close()
		t.Error("a poll that was given up answered")
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	s.Break(Fault{Match: "GET /api/v1/account", Status: 429, RetryAfter: "3", Body: `{"error":"rate_limit_reached"}`, Times: 1})
	if got := s.want(t, 429, "GET", "/api/v1/account", UserToken, nil); got.header.Get("Retry-After") != "3" {
		t.Errorf("Retry-After = %q", got.header.Get("Retry-After"))
	}
	s.want(t, 200, "GET", "/api/v1/account", UserToken, nil) // once
	s.Break(Fault{Match: "GET /api/v1/account", Huge: true})
	got := s.want(t, 200, "GET", "/api/v1/account", UserToken, nil)
	if len(got.text) < hugeAnswer || !json.Valid(bytes.TrimSpace([]byte(got.text))) {
		t.Errorf("the huge answer has %d bytes and has to be JSON", len(got.text))
	}
	s.Mend()
	for _, f := range []Fault{{Cut: true}, {Lose: true}} {
		f.Match, f.Times = "POST /api/v1/sessions", 1
		s.Break(f)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.API()+"/sessions", strings.NewReader(`{"groupname":"x"}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+UserToken)
		if res, err := plainClient.Do(req); err == nil {
			var whole any
			if json.NewDecoder(res.Body).Decode(&whole) == nil {
				t.Errorf("%+v: the answer is whole", f)
			}
			res.Body.Close()
		}
	}
	if n := len(s.Codes()); n != 2 {
		t.Errorf("%d sessions were made, want 2: only the answers suffered", n)
	}
	access, _ := s.NewTokens("u100002")
	s.Break(Fault{ExpireAfter: true, Times: 1})
	s.want(t, 200, "GET", "/api/v1/account", access, nil)
	s.want(t, 401, "GET", "/api/v1/account", access, nil)
}
