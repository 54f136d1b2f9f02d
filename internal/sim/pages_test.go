package sim

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/agent"
	"github.com/helpatwork/helpatwork/internal/sim/screen"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// noMedia is for fleets in which no session starts.
type noMedia struct{ agent.Media }

func aFleet(t *testing.T, change ...func(*Config)) *Fleet {
	t.Helper()
	cfg := Config{Server: "http://127.0.0.1:1", AdminToken: "secret", N: 8, Seed: 1, StateFile: filepath.Join(t.TempDir(), "fleet.json"),
		Media: noMedia{}, Log: slog.New(slog.DiscardHandler), Now: time.Now, AnswerAfter: time.Millisecond}
	for _, c := range change {
		c(&cfg)
	}
	f, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// A site is the pages of a fleet on a server.
type site struct {
	t     *testing.T
	fleet *Fleet
	url   string
	id    string // of the first device
}

func aSite(t *testing.T) *site {
	f := aFleet(t)
	page := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<!doctype html>") })
	server := httptest.NewServer(f.Handler(page))
	t.Cleanup(server.Close)
	return &site{t: t, fleet: f, url: server.URL, id: f.members[0].spec.Device.ID}
}

func (s *site) do(method, path, contentType, body string) (*http.Response, []byte) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return response, answer
}

func (s *site) post(path, body string) (*http.Response, []byte) {
	s.t.Helper()
	return s.do(http.MethodPost, path, "application/json", body)
}

func TestThePageStandsAtItsPaths(t *testing.T) {
	t.Parallel()
	s := aSite(t)
	for _, path := range []string{"/sim/", "/sim/devices/" + s.id} {
		if r, body := s.do(http.MethodGet, path, "", ""); r.StatusCode != http.StatusOK || string(body) != "<!doctype html>" {
			t.Errorf("%s answers %d %q", path, r.StatusCode, body)
		}
	}
	_, body := s.do(http.MethodGet, "/sim/devices", "", "")
	var list []listed
	if err := json.Unmarshal(body, &list); err != nil || len(list) != 8 || list[0].ID != s.id || list[0].Owner == "" || list[0].Model != "Google Pixel 9" {
		t.Errorf("list is %s (%v)", body, err)
	}
}

func TestPagesRefuse(t *testing.T) {
	t.Parallel()
	s := aSite(t)
	of := func(path string) string { return "/sim/devices/" + s.id + path }
	const asJSON = "application/json"
	tap := `{"t":"pointer","kind":"down","x":0.5,"y":0.5,"epoch":1}`
	for _, tc := range []struct {
		name, method, path, kind, body string
		status                         int
		code                           string
	}{
		{"unknown device: state", "GET", "/sim/devices/dev_none/state", "", "", 404, "not_found"},
		{"unknown device: picture", "GET", "/sim/devices/dev_none/screen.png", "", "", 404, "not_found"},
		{"unknown device: input", "POST", "/sim/devices/dev_none/input", asJSON, tap, 404, "not_found"},
		{"unknown device: user", "POST", "/sim/devices/dev_none/user", asJSON, `{"action":"lock"}`, 404, "not_found"},
		{"unknown device: bench", "GET", "/sim/devices/%2e%2e%2f/bench/stats", "", "", 404, "not_found"},
		{"unknown path", "GET", "/sim/elsewhere", "", "", 404, "not_found"},
		{"unknown path of a device", "GET", of("/key"), "", "", 404, "not_found"},
		{"input by GET", "GET", of("/input"), "", "", 405, "method_not_allowed"},
		{"auto by GET", "GET", "/sim/auto", "", "", 405, "method_not_allowed"},
		{"list by DELETE", "DELETE", "/sim/devices", "", "", 405, "method_not_allowed"},
		{"bench by POST", "POST", of("/bench/mode?m=scroll"), asJSON, "{}", 405, "method_not_allowed"},
		{"a form", "POST", of("/user"), "application/x-www-form-urlencoded", "action=lock", 415, "unsupported_media_type"},
		{"text as forms send it", "POST", of("/user"), "text/plain", `{"action":"lock"}`, 415, "unsupported_media_type"},
		{"no content type", "POST", of("/user"), "", `{"action":"lock"}`, 415, "unsupported_media_type"},
		{"a megabyte", "POST", of("/input"), asJSON, `{"t":"` + strings.Repeat("x", 1<<20), 413, "too_large"},
		{"a megabyte for the switch", "POST", "/sim/auto", asJSON, strings.Repeat(" ", 1<<20), 413, "too_large"},
		{"no JSON", "POST", of("/input"), asJSON, `{"t":`, 400, "malformed"},
		{"two values", "POST", of("/input"), asJSON, tap + tap, 400, "malformed"},
		{"not a number", "POST", of("/input"), asJSON, `{"t":"pointer","kind":"down","x":"a"}`, 400, "malformed"},
		{"outside the screen", "POST", of("/input"), asJSON, `{"t":"pointer","kind":"down","x":1.5,"y":0,"epoch":1}`, 400, "malformed"},
		{"an eleventh finger", "POST", of("/input"), asJSON, `{"t":"pointer","kind":"down","finger":10,"epoch":1}`, 400, "malformed"},
		{"unknown input", "POST", of("/input"), asJSON, `{"t":"shake"}`, 400, "malformed"},
		{"another geometry", "POST", of("/input"), asJSON, `{"t":"pointer","kind":"down","x":0.5,"y":0.5,"epoch":9}`, 409, "stale"},
		{"no action", "POST", of("/user"), asJSON, `{}`, 400, "unknown_action"},
		{"unknown action", "POST", of("/user"), asJSON, `{"action":"<script>"}`, 400, "unknown_action"},
		{"unknown app", "POST", of("/user"), asJSON, `{"action":"open_app","text":"Solitaire"}`, 404, "unknown_app"},
		{"accept without a prompt", "POST", of("/user"), asJSON, `{"action":"accept"}`, 409, "no_prompt"},
		{"help on a device that is off", "POST", of("/user"), asJSON, `{"action":"help"}`, 409, "off"},
		{"switch to nothing", "POST", "/sim/auto", asJSON, `{}`, 400, "malformed"},
		{"switch to a word", "POST", "/sim/auto", asJSON, `{"on":"yes"}`, 400, "malformed"},
		{"bad frame number", "GET", of("/screen.png?after=-1"), "", "", 400, "malformed"},
		{"huge frame number", "GET", of("/screen.png?after=99999999999999999999999"), "", "", 400, "malformed"},
		{"no mode", "GET", of("/bench/mode"), "", "", 400, "unknown_mode"},
		{"unknown mode", "GET", of("/bench/mode?m=fast%00"), "", "", 400, "unknown_mode"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r, body := s.do(tc.method, tc.path, tc.kind, tc.body)
			var p problem
			if err := json.Unmarshal(body, &p); err != nil || r.StatusCode != tc.status || p.Code != tc.code || p.Status != tc.status || p.Title == "" {
				t.Errorf("answer is %d %s, want %d %s", r.StatusCode, body, tc.status, tc.code)
			}
			if got := r.Header.Get("Content-Type"); got != "application/problem+json" {
				t.Errorf("content type is %q", got)
			}
		})
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+of("/bench/mode?m=scroll"), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusForbidden {
		t.Errorf("another site's page sets the bench: %d", response.StatusCode)
	}
}

func TestAPageShowsAndTouchesTheScreen(t *testing.T) {
	t.Parallel()
	s := aSite(t)
	path := "/sim/devices/" + s.id
	r, body := s.do(http.MethodGet, path+"/screen.png", "", "")
	frame := r.Header.Get("X-Frame")
	img, err := png.Decode(bytes.NewReader(body))
	if err != nil || r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "image/png" || img.Bounds().Dx() != 360 {
		t.Fatalf("picture: %d, %v", r.StatusCode, err)
	}
	if n, err := strconv.Atoi(frame); err != nil || n < 1 {
		t.Errorf("X-Frame is %q", frame)
	}
	if r, body = s.do(http.MethodGet, path+"/bench/mode?m=static", "", ""); r.StatusCode != http.StatusOK {
		t.Fatalf("bench mode: %d %s", r.StatusCode, body)
	}
	for _, kind := range []string{"down", "up"} {
		if r, body = s.post(path+"/input", `{"t":"pointer","kind":"`+kind+`","x":0.5,"y":0.3,"epoch":1}`); r.StatusCode != http.StatusNoContent {
			t.Fatalf("%s: %d %s", kind, r.StatusCode, body)
		}
	}
	r, body = s.do(http.MethodGet, path+"/screen.png?after="+frame, "", "")
	if img, err = png.Decode(bytes.NewReader(body)); err != nil || r.Header.Get("X-Frame") == frame {
		t.Fatalf("picture after the tap: frame %s, %v", r.Header.Get("X-Frame"), err)
	}
	_, body = s.do(http.MethodGet, path+"/bench/stats", "", "")
	var stats screen.BenchStats
	if err := json.Unmarshal(body, &stats); err != nil || len(stats.Clicks) != 1 || stats.Mode != screen.Static || stats.Clicks[0].Drawn == 0 {
		t.Fatalf("stats are %s (%v)", body, err)
	}
	red, green, blue, _ := img.At(180, 240).RGBA()
	if got := [3]uint8{uint8(red >> 8), uint8(green >> 8), uint8(blue >> 8)}; got != stats.Clicks[0].RGB || got != stats.Tap {
		t.Errorf("the picture shows %v, want %v", got, stats.Clicks[0].RGB)
	}
	for _, field := range []string{`"now":`, `"frame":`, `"mode":`, `"tap":`, `"clicks":[{"t":`, `"rgb":`, `"X":`, `"Y":`, `"drawn":`} {
		if !strings.Contains(string(body), field) {
			t.Errorf("stats %s lack %s", body, field)
		}
	}
}

// events reads the views of a stream, one by one.
func (s *site) events(path string) func() (View, string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { response.Body.Close() })
	if got := response.Header.Get("Content-Type"); got != "text/event-stream" {
		s.t.Fatalf("content type is %q", got)
	}
	lines := bufio.NewScanner(response.Body)
	return func() (View, string) {
		s.t.Helper()
		for lines.Scan() {
			data, is := strings.CutPrefix(lines.Text(), "data: ")
			if !is {
				continue
			}
			if !lines.Scan() || lines.Text() != "" {
				s.t.Fatal("an event does not end with an empty line")
			}
			var v View
			if err := json.Unmarshal([]byte(data), &v); err != nil {
				s.t.Fatal(err)
			}
			return v, data
		}
		s.t.Fatalf("the stream ended: %v", lines.Err())
		return View{}, ""
	}
}

func TestAPageIsToldHowThingsStand(t *testing.T) {
	t.Parallel()
	s := aSite(t)
	path := "/sim/devices/" + s.id
	next := s.events(path + "/state")
	v, text := next()
	if v.Link != "off" || v.AutoAnswer || v.Screen != (Glass{Width: 360, Height: 800, Epoch: 1, Kind: wire.ScreenOn}) || strings.Contains(text, "ring") {
		t.Errorf("at first it is %s", text)
	}
	m := s.fleet.members[0]
	said := make(chan bool, 1)
	m.person.Ring(aRing("ses_1"), func(accepted bool) { said <- accepted })
	if v, text = next(); v.Prompt == nil || v.Prompt.SessionID != "ses_1" || !strings.Contains(text, `"ring":{"session_id"`) || strings.Contains(text, "secret") {
		t.Errorf("with a prompt it is %s", text)
	}
	if r, body := s.post("/sim/auto", `{"on":true}`); r.StatusCode != http.StatusOK || string(body) != "{\"on\":true}\n" {
		t.Errorf("switch: %d %s", r.StatusCode, body)
	}
	if accepted := <-said; !accepted {
		t.Error("the person declined")
	}
	for v.Prompt != nil || !v.AutoAnswer { // two changes, told in one or in two
		v, _ = next()
	}
	m.person.Session(wire.SessionState{SessionID: "ses_1", State: "active", Rights: []string{"view"}, Watchers: []string{"Aoki"}})
	if v, text = next(); v.Session == nil || v.Session.State != "active" || !strings.Contains(text, `"watchers":["Aoki"]`) {
		t.Errorf("in a session it is %s", text)
	}
	s.post(path+"/input", `{"t":"button","button":"rotate"}`)
	if v, text = next(); v.Screen.Epoch != 2 || v.Screen.Width != 800 {
		t.Errorf("turned, it is %s", text)
	}
	s.post(path+"/user", `{"action":"lock"}`)
	if v, text = next(); v.Screen.Kind != wire.ScreenLocked {
		t.Errorf("locked, it is %s", text)
	}
}

func TestPagesAreBounded(t *testing.T) {
	t.Parallel()
	f := aFleet(t)
	p := &pages{fleet: f, waiting: make(seats, 1), watching: make(seats, 1)}
	p.waiting.take()
	p.watching.take()
	for _, serve := range []func(http.ResponseWriter, *http.Request, *member){p.picture, p.watch} {
		w := httptest.NewRecorder()
		serve(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/sim/devices/x/screen.png", nil), f.members[0])
		if w.Code != http.StatusServiceUnavailable {
			t.Errorf("one too many is answered with %d", w.Code)
		}
	}
}

func FuzzInputOfAPage(f *testing.F) {
	for _, in := range []wire.Input{
		{Type: wire.InputPointer, Kind: wire.PointerDown, X: 0.5, Y: 0.9, Epoch: 1}, {Type: wire.InputWheel, DY: 1, X: 0.5, Y: 0.5, Epoch: 1},
		{Type: wire.InputKey, Code: "Enter", Down: true}, {Type: wire.InputText, Text: "日本"}, {Type: wire.InputButton, Button: "recents"},
	} {
		f.Add(in.Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p := aPhone(newClock().now)
		var in wire.Input
		if json.Unmarshal(data, &in) != nil {
			return
		}
		before := fmt.Sprint(p.Geometry())
		if err := p.Touch(in); err != nil && fmt.Sprint(p.Geometry()) != before {
			t.Error("refused input turned the screen")
		}
		if _, ok := p.Frame(true); !ok {
			t.Error("no frame after input")
		}
	})
}
