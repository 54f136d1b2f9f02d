package sim

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/devicelink"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// A backend is a server with the real device link. What stands behind the link and the API is kept in memory, and it
// refuses what the real one refuses.
type backend struct {
	t   *testing.T
	url string
	hub *devicelink.Hub
	device.Store

	mu       sync.Mutex
	devices  map[string]importedDevice
	tokens   map[string]string // hash to device
	keys     map[string]ed25519.PublicKey
	seen     map[string]bool
	reports  map[string]wire.Report
	asked    map[string]string // device to text
	imports  int
	enrolled int
	busy     int // how many imports are put off
	changed  *news
}

const adminToken = "token-of-an-administrator"

// patience bounds every wait for something that must come; it only passes when a test fails.
const patience = time.Minute

func newBackend(t *testing.T) *backend {
	t.Helper()
	b := &backend{t: t, devices: map[string]importedDevice{}, tokens: map[string]string{}, keys: map[string]ed25519.PublicKey{},
		seen: map[string]bool{}, reports: map[string]wire.Report{}, asked: map[string]string{}, changed: newNews()}
	mux := http.NewServeMux()
	b.hub = devicelink.New(devicelink.Config{Server: "demo", NodeID: "node", Store: b, Devices: b, Log: slog.New(slog.DiscardHandler), Now: time.Now})
	b.hub.Routes(mux)
	mux.HandleFunc("POST /api/v1/devices/import", b.importDevices)
	server := httptest.NewServer(mux)
	b.url = server.URL
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { b.hub.Run(ctx) })
	t.Cleanup(func() {
		stop()
		running.Wait()
		server.Close()
	})
	return b
}

func (b *backend) importDevices(w http.ResponseWriter, r *http.Request) {
	defer b.changed.tell()
	b.mu.Lock()
	defer b.mu.Unlock()
	if r.Header.Get("Authorization") != "Bearer "+adminToken {
		refuse(w, problem{Title: "Sign in first.", Status: http.StatusUnauthorized, Code: "not_signed_in"})
		return
	}
	if b.busy > 0 {
		b.busy--
		refuse(w, problem{Title: "Later.", Status: http.StatusServiceUnavailable, Code: "busy"})
		return
	}
	var body struct {
		Devices []importedDevice `json:"devices"`
		Enroll  bool             `json:"enroll"`
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4<<20))
	d.DisallowUnknownFields()
	if err := d.Decode(&body); err != nil || len(body.Devices) == 0 || len(body.Devices) > maxBatch {
		refuse(w, problem{Title: "Not an import.", Status: http.StatusUnprocessableEntity, Code: "invalid"})
		return
	}
	b.imports++
	var ids, tokens []string
	for _, one := range body.Devices {
		if one.Name == "" || one.ID == "" || string(device.Managements[device.Management(one.Management)]) != string(one.Platform) || !one.Simulated {
			refuse(w, problem{Title: "Not a device.", Status: http.StatusUnprocessableEntity, Code: "invalid"})
			return
		}
		for other, there := range b.devices {
			if other != one.ID && one.Serial != "" && there.Serial == one.Serial && there.Lifecycle == InUse {
				refuse(w, problem{Title: "Serial is taken.", Status: http.StatusConflict, Code: "serial_taken"})
				return
			}
		}
		b.devices[one.ID] = one
		ids = append(ids, one.ID)
		if body.Enroll {
			token := id.NewSecret()
			maps.DeleteFunc(b.tokens, func(_, of string) bool { return of == one.ID })
			b.tokens[token.Hash()] = one.ID
			tokens = append(tokens, token.Reveal())
		}
	}
	answer(w, map[string]any{"ids": ids, "enrollment_tokens": tokens})
}

// Of device.Store, what the link uses.

func (b *backend) EnrollmentValid(_ context.Context, hash string, _ time.Time) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.tokens[hash] != "", nil
}

func (b *backend) Enroll(_ context.Context, hash string, key ed25519.PublicKey, _ time.Time) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	of, known := b.tokens[hash]
	if !known {
		return "", device.ErrBadToken
	}
	delete(b.tokens, hash)
	b.keys[of] = key
	b.enrolled++
	return of, nil
}

func (b *backend) Key(_ context.Context, deviceID string) (device.Credential, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	key, known := b.keys[deviceID]
	if !known || b.devices[deviceID].Lifecycle != InUse {
		return device.Credential{}, device.ErrNotFound
	}
	return device.Credential{PublicKey: key}, nil
}

func (b *backend) SavePresence(context.Context, string, []device.Connection, []string, map[string]time.Time) error {
	return nil
}
func (b *backend) ClearPresence(context.Context, string) error { return nil }

// Of devicelink.Handler.

func (b *backend) Connected(_ context.Context, deviceID string) (wire.Welcome, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.seen[deviceID] = true
	w := wire.Welcome{Now: time.Now(), ReportEverySeconds: 900}
	if b.asked[deviceID] != "" {
		w.Help = wire.HelpState{RequestID: "hlp_1", State: "open"}
	}
	return w, nil
}

func (b *backend) Disconnected(string) { b.changed.tell() }

func (b *backend) Report(_ context.Context, deviceID string, r wire.Report) error {
	b.mu.Lock()
	b.reports[deviceID] = r
	b.mu.Unlock()
	b.changed.tell()
	return nil
}

func (b *backend) Ask(_ context.Context, deviceID string, a wire.Ask) (wire.HelpState, error) {
	b.mu.Lock()
	b.asked[deviceID] = a.Text
	place := len(b.asked)
	b.mu.Unlock()
	b.changed.tell()
	return wire.HelpState{RequestID: "hlp_1", State: "open", Place: place}, nil
}

var errNotHere = errors.New("not in this test")

func (b *backend) CancelAsk(context.Context, string) (wire.HelpState, error) {
	return wire.HelpState{}, errNotHere
}
func (b *backend) Prompted(context.Context, string, string) error      { return errNotHere }
func (b *backend) Answer(context.Context, string, wire.Answer) error   { return errNotHere }
func (b *backend) User(context.Context, string, wire.UserAction) error { return errNotHere }
func (b *backend) Publish(context.Context, string, wire.Publish) (wire.Published, error) {
	return wire.Published{}, errNotHere
}

// until waits for something to become true of the backend.
func (b *backend) until(what string, is func() bool) {
	b.t.Helper()
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		changed := b.changed.wait()
		b.mu.Lock()
		now := is()
		b.mu.Unlock()
		if now {
			return
		}
		select {
		case <-changed:
		case <-late.C:
			b.t.Fatalf("never: %s", what)
		}
	}
}

// reported counts the devices that keep a link and have reported. mu is held.
func (b *backend) reported(f *Fleet) int {
	n := 0
	for _, m := range f.members {
		if _, has := b.reports[m.spec.Device.ID]; has && m.spec.connects() {
			n++
		}
	}
	return n
}

// run plays a fleet until stop is called, which returns what Run said.
func run(t *testing.T, f *Fleet) (stop func() error) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- f.Run(ctx) }()
	done := sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() { done() })
	return done
}

func on(b *backend, path string, change ...func(*Config)) func(*Config) {
	return func(c *Config) {
		c.Server, c.ServerName, c.AdminToken, c.N, c.StateFile = b.url, "demo", adminToken, 60, path
		c.StartPerSecond, c.VisitFor = 2000, time.Millisecond
		for _, one := range change {
			one(c)
		}
	}
}

// checkMembers holds what the server knows of each device to what the device is.
func (b *backend) checkMembers(f *Fleet) {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range f.members {
		got := b.devices[m.spec.Device.ID]
		r, seen := b.reports[m.spec.Device.ID], b.seen[m.spec.Device.ID]
		if seen != (m.spec.Standing != NeverSeen) || got.Name != m.spec.Device.Name {
			b.t.Errorf("%s (%v) was seen: %v, is listed as %q", m.spec.Device.ID, m.spec.Standing, seen, got.Name)
		}
		if m.spec.connects() && (r.Codec != "H264" || r.Battery == nil || len(r.Apps) < 8 || r.OSVersion != got.OSVersion || r.Width != m.spec.Width) {
			b.t.Errorf("%s reports %+v", m.spec.Device.ID, r)
		}
		if m.phone.screen != nil {
			b.t.Errorf("%s has drawn its screen, though nobody asked", m.spec.Device.ID)
		}
	}
	for of, text := range b.asked {
		if text == "" || b.devices[of].Owner.Name == "" {
			b.t.Errorf("%s asks %q", of, text)
		}
	}
}

func TestAFleetComesToLifeOverSockets(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	b.busy = 1 // the server may not be ready at first
	path := filepath.Join(t.TempDir(), "fleet.json")
	var progress []string
	f := aFleet(t, on(b, path, func(c *Config) {
		c.Progress = func(done, total int) { progress = append(progress, fmt.Sprintf("%d/%d", done, total)) }
	}))
	want := map[Standing]int{}
	linked := 0
	for _, m := range f.members {
		want[m.spec.Standing]++
		if m.spec.connects() {
			linked++
		}
	}
	stop := run(t, f)
	<-f.Ready()
	if progress[0] != "0/60" || progress[len(progress)-1] != "60/60" {
		t.Errorf("progress is %v", progress)
	}
	b.until("every device that keeps a link has reported", func() bool { return b.reported(f) == linked })
	<-f.visited
	b.until("visitors are gone", func() bool { return b.hub.Online() == linked })
	b.until("three people have asked for help", func() bool { return len(b.asked) == 3 })
	b.checkMembers(f)
	b.until("retired devices are retired", func() bool {
		retired := 0
		for _, d := range b.devices {
			if d.Lifecycle == Retired {
				retired++
			}
		}
		return retired == want[Gone]
	})
	if err := stop(); err != nil {
		t.Errorf("a fleet that was stopped says %v", err)
	}

	// The same devices come back after a restart, without another enrollment.
	imports, enrolled := b.imports, b.enrolled
	b.mu.Lock()
	clear(b.reports)
	b.mu.Unlock()
	again := aFleet(t, on(b, path))
	stop = run(t, again)
	<-again.Ready()
	b.until("every connected device is back", func() bool { return b.reported(again) == linked })
	stop()
	if b.enrolled != enrolled || b.imports != imports {
		t.Errorf("after a restart there were %d imports and %d enrollments, want %d and %d", b.imports, b.enrolled, imports, enrolled)
	}

	if retired := slices.Collect(maps.Values(again.state.Devices)); !slices.ContainsFunc(retired, func(d deviceState) bool { return d.Retired && d.Visited }) {
		t.Error("the state file forgot who is retired")
	}

	// A larger fleet begins with the same devices.
	larger := aFleet(t, on(b, path, func(c *Config) { c.N = 64 }))
	stop = run(t, larger)
	<-larger.Ready()
	stop()
	if len(b.devices) != 64 || b.enrolled > enrolled+4 {
		t.Errorf("four more make %d devices and %d enrollments", len(b.devices), b.enrolled-enrolled)
	}
}

func TestAServerOfAnotherNameMeansNewKeys(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "fleet.json")
	s := aState()
	s.Seed, s.Server = 1, "another name"
	if err := s.save(path); err != nil {
		t.Fatal(err)
	}
	f := aFleet(t, func(c *Config) { c.StateFile, c.ServerName = path, "demo" })
	if len(f.state.Devices) != 0 || f.state.Server != "demo" {
		t.Errorf("state is %+v", f.state)
	}
}

func TestAFleetThatIsNotLetInSaysWhy(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	f := aFleet(t, on(b, filepath.Join(t.TempDir(), "fleet.json"), func(c *Config) { c.AdminToken = "wrong" }))
	err := f.Run(t.Context())
	refused, ok := errors.AsType[*APIError](err)
	if !ok || refused.Status != http.StatusUnauthorized || refused.Code != "not_signed_in" || strings.Contains(err.Error(), "wrong") {
		t.Errorf("Run says %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := aFleet(t).Run(ctx); err != nil {
		t.Errorf("a fleet that is stopped at once says %v", err)
	}
}

func TestABadConfigurationIsRefused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Config){
		"no server": func(c *Config) { c.Server = "" }, "no scheme": func(c *Config) { c.Server = "127.0.0.1:8480" },
		"no devices": func(c *Config) { c.N = 0 }, "too many": func(c *Config) { c.N = MaxDevices + 1 },
		"no file": func(c *Config) { c.StateFile = "" }, "no clock": func(c *Config) { c.Now = nil }, "no media": func(c *Config) { c.Media = nil },
	} {
		cfg := Config{Server: "http://127.0.0.1:1", N: 1, StateFile: "x", Media: noMedia{}, Log: slog.New(slog.DiscardHandler), Now: time.Now}
		change(&cfg)
		if _, err := Open(cfg); !errors.Is(err, ErrConfig) {
			t.Errorf("%s: %v, want ErrConfig", name, err)
		}
	}
}

func TestTheServersWordsAreChecked(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"no JSON": "<html>", "no ids": `{}`, "too few ids": `{"ids":[],"enrollment_tokens":[]}`,
		"no tokens": `{"ids":["%s"]}`, "another's id": `{"ids":["dev_other"],"enrollment_tokens":["x"]}`,
	} {
		f := aFleet(t, func(c *Config) { c.N = 1 })
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, strings.ReplaceAll(body, "%s", f.members[0].spec.Device.ID))
		}))
		f.directory.base, _ = f.directory.base.Parse(server.URL)
		_, err := f.directory.add(t.Context(), f.importedAs(specsOf(f.members), InUse), true)
		server.Close()
		if err == nil {
			t.Errorf("%s: the answer was taken", name)
		}
	}
}

func TestAHugeFleetIsMostlyAList(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	const extra = 1500
	f := aFleet(t, on(b, filepath.Join(t.TempDir(), "fleet.json"), func(c *Config) { c.N = MaxPlayed + extra }))
	if len(f.members) != MaxPlayed {
		t.Fatalf("%d devices are played, want %d", len(f.members), MaxPlayed)
	}
	if err := f.list(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if len(b.devices) != extra || b.imports != 2 || f.done != extra || len(b.tokens) != 0 {
		t.Errorf("%d devices in %d imports, progress %d, %d tokens", len(b.devices), b.imports, f.done, len(b.tokens))
	}
	if err := f.list(t.Context(), nil); err != nil || b.imports != 2 {
		t.Errorf("listing again: %v, %d imports", err, b.imports)
	}
}

func TestOpeningManyIdlePhonesIsCheap(t *testing.T) {
	t.Parallel()
	f := aFleet(t, func(c *Config) { c.N = 200 })
	if i := slices.IndexFunc(f.members, func(m *member) bool { return m.phone.screen != nil || m.phone.stream != nil || m.phone.idle != nil }); i >= 0 {
		t.Errorf("device %d has a screen before anybody asked for it", i)
	}
}
