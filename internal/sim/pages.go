package sim

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/helpatwork/helpatwork/internal/agent"
	"github.com/helpatwork/helpatwork/internal/sim/screen"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// Bounds of the pages.
const (
	maxBody     = wire.MaxMessage
	pictureWait = 10 * time.Second // how long a request for a picture waits for a new one
	pingEvery   = 15 * time.Second
	actWithin   = 15 * time.Second // a little more than the server takes at most
	maxWaiting  = 256              // requests for pictures that wait at the same time
	maxWatching = 256              // pages that listen at the same time
)

// pages serves what the page of a simulated device needs.
type pages struct {
	fleet    *Fleet
	waiting  seats
	watching seats
}

// Handler serves everything under /sim/: the page (an HTML page of the console), and the JSON, events and pictures it
// asks for. Whoever can reach it can be every user of the fleet, so it belongs to demonstrations only. Guarding it from
// other origins' pages is the caller's, except that no POST is taken that a plain form could send.
func (f *Fleet) Handler(page http.Handler) http.Handler {
	p := &pages{fleet: f, waiting: make(seats, maxWaiting), watching: make(seats, maxWatching)}
	mux := http.NewServeMux()
	mux.Handle("GET /sim/{$}", page)
	mux.Handle("GET /sim/devices/{id}", page)
	mux.HandleFunc("GET /sim/devices", p.list)
	mux.HandleFunc("GET /sim/devices/{id}/state", p.of(p.watch))
	mux.HandleFunc("GET /sim/devices/{id}/screen.png", p.of(p.picture))
	mux.HandleFunc("POST /sim/devices/{id}/input", p.of(p.input))
	mux.HandleFunc("POST /sim/devices/{id}/user", p.of(p.act))
	mux.HandleFunc("POST /sim/auto", p.setAuto)
	mux.HandleFunc("GET /sim/devices/{id}/bench/mode", p.of(p.benchMode))
	mux.HandleFunc("GET /sim/devices/{id}/bench/stats", p.of(p.benchStats))
	mux.HandleFunc("/sim/", p.elsewhere(mux))
	return mux
}

// seats bounds how many do something at the same time.
type seats chan struct{}

func (s seats) take() bool {
	select {
	case s <- struct{}{}:
		return true
	default:
		return false
	}
}

func (s seats) leave() { <-s }

// A problem is a refusal, as in the rest of the API (RFC 9457).
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Code   string `json:"code"`
}

var (
	problemNotFound    = problem{Title: "There is no such simulated device.", Status: http.StatusNotFound, Code: "not_found"}
	problemNoRoute     = problem{Title: "There is nothing here.", Status: http.StatusNotFound, Code: "not_found"}
	problemMethod      = problem{Title: "This cannot be done here.", Status: http.StatusMethodNotAllowed, Code: "method_not_allowed"}
	problemContentType = problem{Title: "Send application/json.", Status: http.StatusUnsupportedMediaType, Code: "unsupported_media_type"}
	problemTooLarge    = problem{Title: "The request is too large.", Status: http.StatusRequestEntityTooLarge, Code: "too_large"}
	problemMalformed   = problem{Title: "The request is not what is expected here.", Status: http.StatusBadRequest, Code: "malformed"}
	problemMode        = problem{Title: "The bench page knows the modes static and scroll.", Status: http.StatusBadRequest, Code: "unknown_mode"}
	problemAction      = problem{Title: "A user cannot do this.", Status: http.StatusBadRequest, Code: "unknown_action"}
	problemApp         = problem{Title: "This phone has no such app.", Status: http.StatusNotFound, Code: "unknown_app"}
	problemNotAllowed  = problem{Title: "The device does not allow this.", Status: http.StatusConflict, Code: "not_allowed"}
	problemStale       = problem{Title: "The screen has been turned since.", Status: http.StatusConflict, Code: "stale"}
	problemNoPrompt    = problem{Title: "Nobody asks for consent now.", Status: http.StatusConflict, Code: "no_prompt"}
	problemNoSession   = problem{Title: "No session runs on this device.", Status: http.StatusConflict, Code: "no_session"}
	problemOff         = problem{Title: "The device is not in use now.", Status: http.StatusConflict, Code: "off"}
	problemOffline     = problem{Title: "The device has no link to the server.", Status: http.StatusServiceUnavailable, Code: "offline"}
	problemBusy        = problem{Title: "Too many pages are open.", Status: http.StatusServiceUnavailable, Code: "busy"}
	problemCross       = problem{Title: "Pages of other sites may not do this.", Status: http.StatusForbidden, Code: "cross_origin"}
	problemInternal    = problem{Title: "The simulated device failed.", Status: http.StatusInternalServerError, Code: "internal"}
)

// reasons are the errors that a page can understand.
var reasons = []struct {
	err error
	problem
}{
	{wire.ErrMalformed, problemMalformed}, {screen.ErrUnknownMode, problemMode}, {ErrUnknownAction, problemAction}, {ErrUnknownApp, problemApp},
	{ErrNotAllowed, problemNotAllowed}, {ErrNoSuchPrompt, problemNoPrompt}, {ErrStale, problemStale}, {ErrNoPrompt, problemNoPrompt}, {ErrNoSession, problemNoSession}, {ErrNotSwitchedOn, problemOff},
	{agent.ErrOffline, problemOffline}, {agent.ErrNoAnswer, problemOffline},
}

func (p *pages) fail(w http.ResponseWriter, r *http.Request, err error) {
	for _, known := range reasons {
		if errors.Is(err, known.err) {
			refuse(w, known.problem)
			return
		}
	}
	if refused, ok := errors.AsType[*agent.RefusedError](err); ok {
		refuse(w, problem{Title: "The server refused.", Status: http.StatusConflict, Code: wire.CleanLine(refused.Refusal.Code, 40)})
		return
	}
	if r.Context().Err() == nil {
		p.fleet.log.ErrorContext(r.Context(), "page of a simulated device", slog.String("path", r.URL.Path), slog.Any("err", err))
	}
	refuse(w, problemInternal)
}

func refuse(w http.ResponseWriter, p problem) {
	p.Type = "about:blank"
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p) // the page may be gone: nothing to do about it
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	json.NewEncoder(w).Encode(body) // as in refuse
}

// elsewhere tells a wrong method from a wrong path.
func (p *pages) elsewhere(mux *http.ServeMux) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			other := r.Clone(r.Context())
			other.Method = method
			if _, pattern := mux.Handler(other); pattern != "/sim/" && pattern != "" {
				w.Header().Set("Allow", method)
				refuse(w, problemMethod)
				return
			}
		}
		refuse(w, problemNoRoute)
	}
}

// of finds the device of a path. What changes something is not done for pages of other sites, as old as the way to ask
// may be (bench/mode is a GET).
func (p *pages) of(serve func(http.ResponseWriter, *http.Request, *member)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		m := p.fleet.byID[r.PathValue("id")]
		switch {
		case r.Header.Get("Sec-Fetch-Site") == "cross-site":
			refuse(w, problemCross)
		case m == nil:
			refuse(w, problemNotFound)
		default:
			serve(w, r, m)
		}
	}
}

// read reads a JSON body that stands alone.
func read(w http.ResponseWriter, r *http.Request, into any) bool {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		refuse(w, problemContentType)
		return false
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		refuse(w, problemTooLarge)
		return false
	}
	if err != nil || json.Unmarshal(data, into) != nil {
		refuse(w, problemMalformed)
		return false
	}
	return true
}

// listed is a device in the list of the fleet.
type listed struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Model    string   `json:"model"`
	Owner    string   `json:"owner"`
	Online   bool     `json:"online"`
	Platform Platform `json:"platform"`
}

func (p *pages) list(w http.ResponseWriter, _ *http.Request) {
	list := make([]listed, 0, len(p.fleet.members))
	for _, m := range p.fleet.members {
		d := m.spec.Device
		list = append(list, listed{ID: d.ID, Name: d.Name, Model: d.Maker + " " + d.Model, Owner: d.Owner.Name, Online: m.person.isOnline(), Platform: d.Platform})
	}
	answer(w, list)
}

// watch tells the page how things stand, at once and at each change.
func (p *pages) watch(w http.ResponseWriter, r *http.Request, m *member) {
	if !p.watching.take() {
		refuse(w, problemBusy)
		return
	}
	defer p.watching.leave()
	out := http.NewResponseController(w)
	out.SetWriteDeadline(time.Time{}) // a stream has no end; not every writer has deadlines
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Accel-Buffering", "no")
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	last := ""
	for {
		changed := m.phone.news.wait()
		data, err := json.Marshal(m.person.View())
		if err != nil {
			return // a View can always be written
		}
		if now := string(data); now != last {
			last = now
			if !tell(w, out, "data: "+now+"\n\n") {
				return
			}
		}
		select {
		case <-changed:
		case <-ping.C:
			if !tell(w, out, ": ping\n\n") {
				return
			}
		case <-r.Context().Done():
			return
		}
	}
}

func tell(w io.Writer, out *http.ResponseController, text string) bool {
	if _, err := io.WriteString(w, text); err != nil {
		return false
	}
	return out.Flush() == nil
}

// picture answers with the screen once it is another than the frame the page has.
func (p *pages) picture(w http.ResponseWriter, r *http.Request, m *member) {
	var after uint64
	if text := r.URL.Query().Get("after"); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			refuse(w, problemMalformed)
			return
		}
		after = n
	}
	if !p.waiting.take() {
		refuse(w, problemBusy)
		return
	}
	defer p.waiting.leave()
	ctx, cancel := context.WithTimeout(r.Context(), pictureWait)
	defer cancel()
	data, frame, err := m.phone.Picture(ctx, after)
	w.Header().Set("X-Frame", strconv.FormatUint(frame, 10))
	w.Header().Set("Cache-Control", "no-store")
	switch {
	case errors.Is(err, ErrUnchanged):
		w.WriteHeader(http.StatusNoContent)
	case err != nil:
		p.fail(w, r, err)
	default:
		w.Header().Set("Content-Type", "image/png")
		w.Header().Set("Content-Length", strconv.Itoa(len(data)))
		w.Write(data) // as in refuse
	}
}

func (p *pages) input(w http.ResponseWriter, r *http.Request, m *member) {
	var in wire.Input
	if !read(w, r, &in) {
		return
	}
	p.finish(w, r, m.phone.Touch(in))
}

// finish answers what has nothing to tell but whether it was done.
func (p *pages) finish(w http.ResponseWriter, r *http.Request, err error) {
	if err != nil {
		p.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (p *pages) act(w http.ResponseWriter, r *http.Request, m *member) {
	var wish struct {
		Action string `json:"action"`
		Text   string `json:"text"`
	}
	if !read(w, r, &wish) {
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), actWithin)
	defer cancel()
	p.finish(w, r, m.person.Do(ctx, wish.Action, wire.CleanText(wish.Text, 500)))
}

func (p *pages) setAuto(w http.ResponseWriter, r *http.Request) {
	var wish struct {
		On *bool `json:"on"`
	}
	if !read(w, r, &wish) {
		return
	}
	if wish.On == nil {
		refuse(w, problemMalformed)
		return
	}
	p.fleet.SetAutoAnswer(*wish.On)
	answer(w, map[string]bool{"on": *wish.On})
}

// SetAutoAnswer says whether people answer consent prompts by themselves, those that are on the screen now included.
func (f *Fleet) SetAutoAnswer(on bool) {
	f.auto.set(on)
	for _, m := range f.members {
		m.person.consider()
		m.handset.reconsider()
		m.phone.news.tell()
	}
}

func (p *pages) benchMode(w http.ResponseWriter, r *http.Request, m *member) {
	if err := m.phone.SetBench(screen.BenchMode(r.URL.Query().Get("m"))); err != nil {
		p.fail(w, r, err)
		return
	}
	answer(w, m.phone.Bench())
}

func (p *pages) benchStats(w http.ResponseWriter, _ *http.Request, m *member) {
	answer(w, m.phone.Bench())
}
