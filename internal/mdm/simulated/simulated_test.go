package simulated_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/mdm/mdmtest"
	"github.com/helpatwork/helpatwork/internal/mdm/simulated"
	"github.com/helpatwork/helpatwork/internal/storage"
	"github.com/helpatwork/helpatwork/internal/storage/storagetest"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// A world is an MDM with its store, its listener and a clock.
type world struct {
	mdm     *simulated.MDM
	store   *storage.DB
	handler http.Handler
	push    string
	ears    *ears

	mu   sync.Mutex
	time time.Time
}

// ears hear reports, and refuse the first ones of them.
type ears struct {
	mu      sync.Mutex
	refuse  int
	heard   map[string][]mdm.Report
	changed chan struct{}
}

func (e *ears) Reported(_ context.Context, connection string, r mdm.Report) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if connection != "mdm_test" {
		return fmt.Errorf("report of connection %q", connection)
	}
	if e.refuse > 0 {
		e.refuse--
		return errors.New("not now")
	}
	e.heard[r.DeviceID] = append(e.heard[r.DeviceID], r)
	close(e.changed)
	e.changed = make(chan struct{})
	return nil
}

// until waits for a report of a device that holds, and returns all of them.
func (e *ears) until(t *testing.T, deviceID string, holds func(mdm.Report) bool) []mdm.Report {
	t.Helper()
	for {
		e.mu.Lock()
		heard, changed := append([]mdm.Report{}, e.heard[deviceID]...), e.changed
		e.mu.Unlock()
		if slices.ContainsFunc(heard, holds) {
			return heard
		}
		select {
		case <-changed:
		case <-time.After(time.Minute):
			t.Fatalf("the report was not told; %d others were", len(heard))
		}
	}
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.time
}

func (w *world) wait(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.time = w.time.Add(d)
}

func newWorld(t *testing.T, o simulated.Options) *world {
	t.Helper()
	w := &world{store: storagetest.Open(t), time: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC),
		ears: &ears{heard: map[string][]mdm.Report{}, changed: make(chan struct{})}}
	w.open(t, o)
	return w
}

// open starts the MDM on the store, as after a restart.
func (w *world) open(t *testing.T, o simulated.Options) {
	t.Helper()
	w.mdm = simulated.New(simulated.Config{Connection: "mdm_test", Store: w.store, Listener: w.ears, Now: w.now, Log: slog.New(slog.DiscardHandler), Options: o})
	w.handler, w.push = w.mdm.Handler(), w.mdm.PushToken().Reveal()
}

func (w *world) run(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := w.mdm.Run(ctx); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(func() { stop(); running.Wait() })
}

func (w *world) do(t *testing.T, method, path, token string, body io.Reader) (int, []byte) {
	t.Helper()
	r := httptest.NewRequest(method, path, body)
	r.Header.Set("Authorization", "Bearer "+token)
	answer := httptest.NewRecorder()
	w.handler.ServeHTTP(answer, r)
	return answer.Code, answer.Body.Bytes()
}

// pushes returns what was pushed after a number, without waiting: a number that never was asks for all.
func (w *world) pushes(t *testing.T, after int64) wire.MDMPush {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s?after=%d", wire.MDMPushPath, after), nil)
	r.Header.Set("Authorization", "Bearer "+w.push)
	answer := httptest.NewRecorder()
	w.handler.ServeHTTP(answer, r)
	if answer.Body.Len() == 0 {
		return wire.MDMPush{Seq: after}
	}
	p, err := wire.DecodeMDMPush(answer.Body.Bytes())
	if err != nil || answer.Code != http.StatusOK {
		t.Fatalf("push: %d %s (%v)", answer.Code, answer.Body, err)
	}
	return p
}

func (w *world) enroll(t *testing.T, deviceID string, m device.Management) *played {
	t.Helper()
	token, err := w.mdm.Enroll(t.Context(), deviceID, m)
	if err != nil {
		t.Fatal(err)
	}
	return &played{w: w, id: deviceID, token: token.Reveal(), apple: device.Managements[m] == device.IOS, apps: map[string]*playedApp{},
		supervised: m == device.IOSSupervised || m == device.IOSShared, userEnrolled: m == device.IOSUser}
}

const (
	quickSupport = "com.teamviewer.quicksupport.market"
	appleApp     = "com.teamviewer.quicksupport"
)

const policyOnly = "is asked by who can only change policies"

func TestSimulated(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]simulated.Options{"makes devices check in": {CheckIn: true}, "cannot": {Untidy: true}, policyOnly: {CheckIn: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mdmtest.Run(t, func(t *testing.T) mdmtest.Subject {
				w := newWorld(t, o)
				w.ears.refuse = 2
				w.run(t)
				android := w.enroll(t, "dev_android", device.AndroidKiosk)
				android.posture = wire.MDMPosture{Kiosk: true, KioskApps: []string{"com.example.forms"}, NoScreenCapture: true}
				var manager mdm.Manager = w.mdm
				if name == policyOnly {
					manager = simulated.PolicyOnly{MDM: w.mdm}
				}
				return mdmtest.Subject{Manager: manager, Android: android, Apple: w.enroll(t, "dev_apple", device.IOSDevice),
					AndroidApp: quickSupport, AppleApp: appleApp, Key: simulated.KeySession, Wait: w.wait,
					Heard: func(t *testing.T, deviceID string) []mdm.Report {
						t.Helper()
						newest, err := w.mdm.Report(t.Context(), deviceID)
						if err != nil {
							t.Fatal(err)
						}
						return w.ears.until(t, deviceID, func(r mdm.Report) bool { return r.At.Equal(newest.At) })
					}}
			})
		})
	}
}

func mustOrder(t *testing.T, m *simulated.MDM, o mdm.Order) mdm.Receipt {
	t.Helper()
	r, err := m.SetApp(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func onlyApp(t *testing.T, m *simulated.MDM, deviceID string) mdm.App {
	t.Helper()
	r, err := m.Report(t.Context(), deviceID)
	if err != nil || len(r.Apps) != 1 {
		t.Fatalf("report %+v, %v, want one app", r, err)
	}
	return r.Apps[0]
}

func TestUserEnrollmentTakesOverNoApp(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulated.Options{})
	d := w.enroll(t, "dev_1", device.IOSUser)
	d.InstallByUser(appleApp)
	mustOrder(t, w.mdm, mdm.Order{DeviceID: "dev_1", Package: appleApp, Install: mdm.Required, Convert: true})
	d.CheckIn(t)
	if a := onlyApp(t, w.mdm, "dev_1"); a.State != mdm.AppInstalled || a.Managed != device.No || a.Reason != mdm.NotSupported {
		t.Errorf("app %+v, want it installed by the user and the conversion not supported", a)
	}
}

func TestSupervisedDevicesAskNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulated.Options{})
	d := w.enroll(t, "dev_1", device.IOSSupervised)
	d.Refuse()
	mustOrder(t, w.mdm, mdm.Order{DeviceID: "dev_1", Package: "com.example.renamed", StoreID: "661649585", Install: mdm.Required})
	d.CheckIn(t)
	if a := onlyApp(t, w.mdm, "dev_1"); a.State != mdm.AppInstalled || a.Package != "com.example.renamed" {
		t.Errorf("app %+v, want it installed, found by its App Store id", a)
	}
}

func TestWhereOnlyAppsAreManagedNothingIsInstalled(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulated.Options{})
	d := w.enroll(t, "dev_1", device.IOSAppOnly)
	mustOrder(t, w.mdm, mdm.Order{DeviceID: "dev_1", Package: appleApp, Install: mdm.Required})
	d.CheckIn(t)
	if a := onlyApp(t, w.mdm, "dev_1"); a.State != mdm.AppFailed || a.Reason != mdm.NotSupported {
		t.Errorf("app %+v, want not_supported", a)
	}
	if len(d.lastOrders.Commands) > 0 {
		t.Errorf("commands %+v", d.lastOrders.Commands)
	}
}

func TestAvailableAppsAreOfferedAndNotPushed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulated.Options{})
	d := w.enroll(t, "dev_1", device.IOSDevice)
	r := mustOrder(t, w.mdm, mdm.Order{DeviceID: "dev_1", Package: appleApp, Install: mdm.Available, Configuration: map[string]any{"k": "v"}})
	d.CheckIn(t)
	if a := onlyApp(t, w.mdm, "dev_1"); a.State != mdm.AppAbsent || len(d.lastOrders.Catalog) != 1 {
		t.Fatalf("app %+v, catalog %+v, want it absent and offered", a, d.lastOrders.Catalog)
	}
	a := d.app(appleApp)
	a.version, a.there, a.mine = "15", true, true // fetched from the catalog
	d.CheckIn(t)
	if a := onlyApp(t, w.mdm, "dev_1"); a.State != mdm.AppInstalled || a.ConfigurationRef != r.Ref || len(d.lastOrders.Catalog) != 0 {
		t.Errorf("app %+v, catalog %+v, want it installed and configured", a, d.lastOrders.Catalog)
	}
}

// A device that does not answer "now" is asked again at its next check-in, and a lost answer is not taken for a try.
func TestNotNowAndLostAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulated.Options{})
	d := w.enroll(t, "dev_1", device.IOSDevice)
	mustOrder(t, w.mdm, mdm.Order{DeviceID: "dev_1", Package: appleApp, Install: mdm.Required})
	installs := func() string {
		d.results = nil
		d.do(d.post(t)) // the list
		o := d.post(t)
		if len(o.Commands) != 1 || o.Commands[0].Type != wire.MDMInstall {
			t.Fatalf("commands %+v, want an installation", o.Commands)
		}
		return o.Commands[0].ID
	}
	installs() // its answer is lost
	d.results = []wire.MDMResult{{ID: installs(), Status: wire.MDMNotNow}}
	if o := d.post(t); len(o.Commands) != 0 {
		t.Fatalf("not now was answered with %+v", o.Commands)
	}
	d.results = []wire.MDMResult{{ID: installs(), Status: wire.MDMAcknowledged}, {ID: "cmd_of_nobody", Status: wire.MDMError}}
	d.post(t)
	if a := onlyApp(t, w.mdm, "dev_1"); a.State != mdm.AppPending {
		t.Errorf("app %+v: acknowledged is not installed", a)
	}
}

func TestAnOldCheckInTellsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulated.Options{})
	d := w.enroll(t, "dev_1", device.AndroidDeviceOwner)
	mustOrder(t, w.mdm, mdm.Order{DeviceID: "dev_1", Package: quickSupport, Install: mdm.Required})
	d.CheckIn(t)
	before, err := w.mdm.Report(t.Context(), "dev_1")
	if err != nil {
		t.Fatal(err)
	}
	w.wait(time.Minute)
	d.seq -= 2
	d.apps = map[string]*playedApp{}
	d.post(t)
	if a := onlyApp(t, w.mdm, "dev_1"); a.State != mdm.AppInstalled {
		t.Errorf("an old check-in made the app %q", a.State)
	}
	if r, err := w.mdm.Report(t.Context(), "dev_1"); err != nil || !r.At.Equal(before.At) {
		t.Errorf("an old check-in made the report one of %v (%v), want %v", r.At, err, before.At)
	}
}

// A policy that was served and not heard of must not bring its dead code when it is served again.
func TestAPolicyServedAgainHasNoDeadCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulated.Options{})
	d := w.enroll(t, "dev_1", device.AndroidDeviceOwner)
	mustOrder(t, w.mdm, mdm.Order{DeviceID: "dev_1", Package: quickSupport, Install: mdm.Required, Configuration: map[string]any{simulated.KeySession: "s1"}, Expires: w.now().Add(time.Minute)})
	if o := d.post(t); o.Policy == nil || len(o.Policy.Apps[0].Settings) != 1 { // and the device loses it
		t.Fatalf("policy %+v", o.Policy)
	}
	w.wait(time.Hour)
	d.CheckIn(t)
	if got := d.Configuration(quickSupport); len(got) != 0 {
		t.Errorf("the app finds %v", got)
	}
	if a := onlyApp(t, w.mdm, "dev_1"); a.ConfigurationRef != "" {
		t.Errorf("app %+v is said to have the dead code", a)
	}
}

func TestMessagesAreShownOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulated.Options{CheckIn: true})
	d := w.enroll(t, "dev_1", device.IOSDevice)
	for n := range 25 {
		if err := w.mdm.Message(t.Context(), "dev_1", fmt.Sprintf("message %d", n)); err != nil {
			t.Fatal(err)
		}
	}
	d.CheckIn(t)
	d.CheckIn(t)
	if len(d.messages) != 20 || d.messages[19] != "message 24" {
		t.Errorf("messages %q, want the last 20 once", d.messages)
	}
	for _, text := range []string{"", " \x00", strings.Repeat("x", 501)} {
		if err := w.mdm.Message(t.Context(), "dev_1", text); !errors.Is(err, simulated.ErrBadOrder) {
			t.Errorf("message %.20q: %v, want it refused", text, err)
		}
	}
}

// What was taken is there after the process was killed, and what the listener was not told is told then.
func TestARestartLosesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulated.Options{})
	d := w.enroll(t, "dev_1", device.AndroidDeviceOwner)
	r := mustOrder(t, w.mdm, mdm.Order{DeviceID: "dev_1", Package: quickSupport, Install: mdm.Required, Configuration: map[string]any{simulated.KeySession: "s1"}})
	w.open(t, simulated.Options{})
	d.CheckIn(t)
	w.open(t, simulated.Options{})
	w.run(t)
	w.ears.until(t, "dev_1", func(heard mdm.Report) bool {
		return len(heard.Apps) == 1 && heard.Apps[0].State == mdm.AppInstalled && heard.Apps[0].ConfigurationRef == r.Ref
	})
}

func TestBoundsOfADevice(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulated.Options{})
	w.enroll(t, "dev_1", device.AndroidDeviceOwner)
	big := map[string]any{simulated.KeySession: strings.Repeat("x", 60_000)}
	var err error
	taken := 0
	for n := range 10 {
		if _, err = w.mdm.SetApp(t.Context(), mdm.Order{DeviceID: "dev_1", Package: fmt.Sprintf("com.example.app%d", n), Install: mdm.Required, Configuration: big}); err != nil {
			break
		}
		taken++
	}
	if !errors.Is(err, simulated.ErrBadOrder) || taken != 4 {
		t.Errorf("%d configurations of 60 kB were taken, then %v", taken, err)
	}
	for n := range 60 {
		if _, err = w.mdm.SetApp(t.Context(), mdm.Order{DeviceID: "dev_1", Package: fmt.Sprintf("com.example.small%d", n), Install: mdm.Required}); err != nil {
			break
		}
	}
	if !errors.Is(err, simulated.ErrBadOrder) {
		t.Errorf("60 apps were ordered: %v", err)
	}
}

func TestStrangersAreNotRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulated.Options{})
	d := w.enroll(t, "dev_1", device.AndroidDeviceOwner)
	before := d.token
	if _, err := w.mdm.Enroll(t.Context(), "dev_1", device.AndroidDeviceOwner); err != nil {
		t.Fatal(err)
	}
	for name, token := range map[string]string{"none": "", "no secret": "dev_1.", "no such device": "dev_2.secret", "void": before, "push": w.push, "long": strings.Repeat("d", 1000) + ".x"} {
		body := &counted{}
		if status, _ := w.do(t, http.MethodPost, wire.MDMCheckInPath, token, body); status != http.StatusUnauthorized || body.read > 0 {
			t.Errorf("%s: status %d after %d bytes, want 401 before the first", name, status, body.read)
		}
	}
	gone := w.enroll(t, "dev_4", device.IOSDevice)
	gone.Leave(t)
	if status, _ := w.send(t, wire.MDMCheckInPath, gone.token, wire.MDMCheckIn{Seq: 9}); status != http.StatusUnauthorized {
		t.Errorf("a device that left: %d, want 401", status)
	}
	if status, _ := w.do(t, http.MethodGet, wire.MDMPushPath+"?after=0", "wrong", nil); status != http.StatusUnauthorized {
		t.Errorf("push with a wrong token: %d", status)
	}
	for _, strange := range []device.Management{"", device.Guest, "toaster"} {
		if _, err := w.mdm.Enroll(t.Context(), "dev_3", strange); !errors.Is(err, simulated.ErrBadOrder) {
			t.Errorf("enroll as %q: %v", strange, err)
		}
	}
}

// counted counts what is read of it.
type counted struct{ read int }

func (c *counted) Read(p []byte) (int, error) { c.read += len(p); return len(p), nil }

func TestBadCheckInsAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulated.Options{})
	d := w.enroll(t, "dev_1", device.AndroidDeviceOwner)
	for name, want := range map[string]struct {
		body   string
		status int
	}{
		"no JSON":   {"{", http.StatusBadRequest},
		"no number": {"{}", http.StatusBadRequest},
		"too large": {strings.Repeat(" ", wire.MaxMDM+1), http.StatusRequestEntityTooLarge},
	} {
		if status, _ := w.do(t, http.MethodPost, wire.MDMCheckInPath, d.token, strings.NewReader(want.body)); status != want.status {
			t.Errorf("%s: %d, want %d", name, status, want.status)
		}
	}
	for _, after := range []string{"", "x", "9999999999999999999"} {
		if status, _ := w.do(t, http.MethodGet, wire.MDMPushPath+"?after="+after, w.push, nil); status != http.StatusBadRequest {
			t.Errorf("push after %q: %d, want 400", after, status)
		}
	}
}

// Whoever missed more pushes than are remembered is told that every device should check in.
func TestPushesAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulated.Options{CheckIn: true})
	w.enroll(t, "dev_1", device.AndroidDeviceOwner)
	w.enroll(t, "dev_2", device.AndroidDeviceOwner)
	first := w.pushes(t, -1)
	if _, err := w.mdm.CheckIn(t.Context(), "dev_2"); err != nil {
		t.Fatal(err)
	}
	if p := w.pushes(t, first.Seq); p.All || len(p.Devices) != 1 || p.Devices[0] != "dev_2" {
		t.Errorf("push %+v, want dev_2 alone", p)
	}
	for range 5000 {
		if _, err := w.mdm.CheckIn(t.Context(), "dev_1"); err != nil {
			t.Fatal(err)
		}
	}
	if p := w.pushes(t, first.Seq); !p.All {
		t.Errorf("push %+v, want all", p)
	}
	if p := w.pushes(t, first.Seq+5000); p.All || len(p.Devices) != 1 {
		t.Errorf("push %+v, want one", p)
	}
}

// A report under an older policy says that the app is there, and nothing of the configuration that a newer one brings.
func TestAnOlderPolicyProvesNoConfiguration(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulated.Options{})
	d := w.enroll(t, "dev_1", device.AndroidDeviceOwner)
	o := mdm.Order{DeviceID: "dev_1", Package: quickSupport, Install: mdm.Required}
	first := mustOrder(t, w.mdm, o)
	d.CheckIn(t)
	o.Configuration = map[string]any{simulated.KeySession: "s1"}
	mustOrder(t, w.mdm, o)
	d.post(t) // it is served, and the next report still has the old policy
	d.post(t)
	if a := onlyApp(t, w.mdm, "dev_1"); a.ConfigurationRef != first.Ref {
		t.Errorf("configuration %q is proven, want %q", a.ConfigurationRef, first.Ref)
	}
}
