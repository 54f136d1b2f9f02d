package sim

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/mdm/simulated"
	"github.com/helpatwork/helpatwork/internal/storage/storagetest"
)

// A standIn speaks the client side of the TeamViewer stand-in, and a test is the supporter.
type standIn struct {
	mu      sync.Mutex
	changed *news
	codes   map[string]bool // true: expired
	state   string          // of the one customer
	left    int             // customers that went
	joined  []string        // codes
	answers []bool
	hosts   []string // assignments and references
	online  []bool   // as hosts said
	link    string   // of the one host
	assign  string   // what is taken
}

func newStandIn(t *testing.T) (*standIn, *url.URL) {
	t.Helper()
	s := &standIn{changed: newNews(), codes: map[string]bool{}, link: "idle", assign: "assignment"}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /client/v1/customer", s.join)
	mux.HandleFunc("GET /client/v1/customer/{c}", s.poll(func() string { return s.state }))
	mux.HandleFunc("DELETE /client/v1/customer/{c}", func(http.ResponseWriter, *http.Request) { s.change(func() { s.left++ }) })
	mux.HandleFunc("POST /client/v1/customer/{c}/answer", func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Accept bool }
		json.NewDecoder(r.Body).Decode(&in)
		s.change(func() { s.answers = append(s.answers, in.Accept) })
	})
	mux.HandleFunc("POST /client/v1/host", s.host)
	mux.HandleFunc("POST /client/v1/host/{id}/online", func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Online bool }
		json.NewDecoder(r.Body).Decode(&in)
		s.change(func() { s.online = append(s.online, in.Online); s.link = "idle" })
	})
	mux.HandleFunc("GET /client/v1/host/{id}", s.poll(func() string { return s.link }))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return s, base
}

func (s *standIn) change(do func()) {
	s.mu.Lock()
	do()
	s.mu.Unlock()
	s.changed.tell()
}

// until waits until something holds.
func (s *standIn) until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	wait(t, s.changed, what, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return holds()
	})
}

func wait(t *testing.T, n *news, what string, holds func() bool) {
	t.Helper()
	late := time.After(patience)
	for {
		changed := n.wait()
		if holds() {
			return
		}
		select {
		case <-changed:
		case <-late:
			t.Fatalf("it never came to this: %s", what)
		}
	}
}

func (s *standIn) join(w http.ResponseWriter, r *http.Request) {
	var in struct{ Code string }
	json.NewDecoder(r.Body).Decode(&in)
	status := http.StatusCreated
	s.change(func() {
		s.joined = append(s.joined, in.Code)
		expired, known := s.codes[in.Code]
		switch {
		case !known:
			status = http.StatusNotFound
		case expired:
			status = http.StatusGone
		default:
			s.state = "waiting"
		}
	})
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]string{"customer": "c_1", "supporter": "Tanaka"})
}

func (s *standIn) host(w http.ResponseWriter, r *http.Request) {
	var in struct{ Assignment, Reference, Name string }
	json.NewDecoder(r.Body).Decode(&in)
	refused := false
	s.change(func() {
		s.hosts = append(s.hosts, in.Assignment+" "+in.Reference)
		refused = in.Assignment != s.assign
	})
	if refused {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	json.NewEncoder(w).Encode(map[string]string{"teamviewer_id": "1234567890"})
}

func (s *standIn) poll(state func() string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for {
			changed := s.changed.wait()
			s.mu.Lock()
			now := state()
			s.mu.Unlock()
			if now != r.URL.Query().Get("seen") {
				json.NewEncoder(w).Encode(map[string]string{"state": now, "supporter": "Tanaka"})
				return
			}
			select {
			case <-changed:
			case <-r.Context().Done():
				return
			}
		}
	}
}

// A company has an MDM, the stand-in, and handsets.
type company struct {
	t     *testing.T
	mdm   *simulated.MDM
	tv    *standIn
	all   *shared
	heard *news

	mu      sync.Mutex
	reports map[string]mdm.Report
	sets    map[string]*handset
}

func (c *company) Reported(_ context.Context, _ string, r mdm.Report) error {
	c.mu.Lock()
	c.reports[r.DeviceID] = r
	c.mu.Unlock()
	c.heard.tell()
	return nil
}

func newCompany(t *testing.T, autoAnswer bool) *company {
	t.Helper()
	c := &company{t: t, heard: newNews(), reports: map[string]mdm.Report{}, sets: map[string]*handset{}}
	c.mdm = simulated.New(simulated.Config{Connection: "mdm_sim", Store: storagetest.Open(t), Listener: c, Now: time.Now, Log: slog.New(slog.DiscardHandler), Options: simulated.Options{CheckIn: true}})
	server := httptest.NewServer(c.mdm.Handler())
	t.Cleanup(server.Close)
	standIn, tv := newStandIn(t)
	c.tv = standIn
	f := &Fleet{touched: map[string]bool{}, stir: make(chan struct{}, 1), auto: &auto{on: autoAnswer, after: time.Millisecond}, log: slog.New(slog.DiscardHandler)}
	f.cfg = Config{Now: time.Now, TeamViewer: tv.String(), MDM: MDM{URL: server.URL, PushToken: c.mdm.PushToken,
		Enroll: func(ctx context.Context, deviceID, management string) (id.Secret, error) {
			return c.mdm.Enroll(ctx, deviceID, device.Management(management))
		}}, Paces: Paces{Install: time.Millisecond, Open: time.Millisecond, Retry: 5 * time.Millisecond, Beat: 5 * time.Millisecond}.orDefault()}
	c.all = f.newShared()
	ctx, stop := context.WithCancel(context.Background())
	c.all.crew.open(ctx)
	var running sync.WaitGroup
	running.Go(func() { c.mdm.Run(ctx) })
	running.Go(func() {
		c.all.mdm.pushed(ctx, time.Millisecond, c.all.log, func(p wirePush) {
			c.mu.Lock()
			defer c.mu.Unlock()
			for deviceID, h := range c.sets {
				if p.All || slices.Contains(p.Devices, deviceID) {
					h.checkIn()
				}
			}
		})
	})
	t.Cleanup(func() {
		stop()
		c.all.crew.close()
		running.Wait()
		c.all.tv.http.CloseIdleConnections()
	})
	return c
}

// handset puts a device into use. It waits until the MDM knows it.
func (c *company) handset(m Management, change func(*Spec)) *handset {
	c.t.Helper()
	s := Spec{Device: Device{ID: id.New("dev"), Name: "TYO-001", Platform: Platform(device.Managements[device.Management(m)]), Management: m, Maker: "Samsung", OSVersion: "15"}}
	s.Kiosk = m == AndroidKiosk
	if change != nil {
		change(&s)
	}
	return c.start(s, nil)
}

func (c *company) start(s Spec, kept *handsetState) *handset {
	c.t.Helper()
	h := newHandset(s, newNews(), c.all, kept)
	c.mu.Lock()
	c.sets[s.Device.ID] = h
	c.mu.Unlock()
	h.begin()
	c.reported(h, "a first report", func(mdm.Report) bool { return true })
	return h
}

func (c *company) order(h *handset, o mdm.Order) mdm.Receipt {
	c.t.Helper()
	o.DeviceID = h.spec.Device.ID
	r, err := c.mdm.SetApp(c.t.Context(), o)
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

// reported waits until the MDM's listener has heard something of a device.
func (c *company) reported(h *handset, what string, holds func(mdm.Report) bool) mdm.Report {
	c.t.Helper()
	var last mdm.Report
	wait(c.t, c.heard, what, func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		r, known := c.reports[h.spec.Device.ID]
		last = r
		return known && holds(r)
	})
	return last
}

// isIn waits until the MDM knows an app in a state.
func (c *company) isIn(h *handset, packageName string, state mdm.AppState, reason mdm.Reason, ref string) mdm.Report {
	c.t.Helper()
	return c.reported(h, packageName+" "+string(state)+" "+string(reason), func(r mdm.Report) bool {
		return slices.ContainsFunc(r.Apps, func(a mdm.App) bool {
			return a.Package == packageName && a.State == state && a.Reason == reason && a.ConfigurationRef == ref
		})
	})
}

// until waits for what the handset's page shows.
func (h *handset) until(t *testing.T, what string, holds func(v *HandsetView) bool) *HandsetView {
	t.Helper()
	var v *HandsetView
	wait(t, h.news, what, func() bool { v = h.view(); return holds(v) })
	return v
}

// asked waits until the user is asked something, and returns its id.
func (h *handset) askedFor(t *testing.T, kind string) string {
	t.Helper()
	v := h.until(t, "asked: "+kind, func(v *HandsetView) bool {
		return slices.ContainsFunc(v.Asks, func(a ask) bool { return a.Kind == kind })
	})
	return v.Asks[slices.IndexFunc(v.Asks, func(a ask) bool { return a.Kind == kind })].ID
}

func (h *handset) must(t *testing.T, action, text string) {
	t.Helper()
	if known, err := h.do(action, text); !known || err != nil {
		t.Fatalf("%s %s: %v", action, text, err)
	}
}

// one is an app on the page.
func (v *HandsetView) one(packageName string) AppView {
	at := slices.IndexFunc(v.Apps, func(a AppView) bool { return a.Package == packageName })
	if at < 0 {
		return AppView{}
	}
	return v.Apps[at]
}

func quickSupportFor(code string) mdm.Order {
	o := mdm.Order{Package: quickSupportAndroid, Install: mdm.Required}
	if code != "" {
		o.Configuration = map[string]any{simulated.KeySession: code}
	}
	return o
}
