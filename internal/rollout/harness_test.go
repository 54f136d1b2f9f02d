package rollout_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/storage"
	"github.com/helpatwork/helpatwork/internal/storage/storagetest"
)

var (
	noon  = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)
	admin = access.Principal{PersonID: "usr_sato", Name: "Sato", Role: access.Administrator, Rights: access.Rights[access.Administrator], AllDevices: true}
	tech  = access.Principal{PersonID: "usr_mori", Name: "Mori", Role: access.Technician, Rights: access.Rights[access.Technician], AllDevices: true}
)

const (
	theMDM       = "mdm_main"
	quickSupport = "app_quicksupport_android"
	host         = "app_host_android"
	universal    = "app_addon_universal"
	quickPackage = "com.teamviewer.quicksupport.market"
	hostPackage  = "com.teamviewer.host.market"
	addOnPackage = "com.teamviewer.quicksupport.addon.universal"
)

// A fakeMDM takes orders and gives them to devices when the test says so.
type fakeMDM struct {
	mu       sync.Mutex
	can      mdm.Capabilities
	orders   map[string]mdm.Order // by device and package: the last one taken
	receipts map[string]string
	taken    int
	lists    []mdm.ListChange
	woken    []string
	fail     error
	onSet    func(mdm.Order)
	steady   bool // the same order again is the one it has, as with most MDMs
	schema   []mdm.Property
	reports  map[string]mdm.Report
}

func (f *fakeMDM) Capabilities() mdm.Capabilities {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.can
}

func (f *fakeMDM) SetApp(_ context.Context, o mdm.Order) (mdm.Receipt, error) {
	f.mu.Lock()
	fail, onSet := f.fail, f.onSet
	if fail == nil {
		f.taken++
		o.Configuration = maps.Clone(o.Configuration)
		if !f.steady || !reflect.DeepEqual(f.orders[o.DeviceID+" "+o.Package], o) {
			f.receipts[o.DeviceID+" "+o.Package] = fmt.Sprintf("r%d", f.taken)
		}
		f.orders[o.DeviceID+" "+o.Package] = o
	}
	ref := f.receipts[o.DeviceID+" "+o.Package]
	f.mu.Unlock()
	if onSet != nil {
		onSet(o)
	}
	return mdm.Receipt{Ref: ref}, fail
}

func (f *fakeMDM) CheckIn(_ context.Context, deviceID string) (mdm.Receipt, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.can.CheckIn {
		return mdm.Receipt{}, mdm.ErrUnsupported
	}
	f.woken = append(f.woken, deviceID)
	return mdm.Receipt{Ref: "c"}, f.fail
}

func (f *fakeMDM) SetLists(_ context.Context, _ string, c mdm.ListChange) (mdm.Receipt, error) {
	f.lists = append(f.lists, c)
	return mdm.Receipt{}, f.fail
}

func (f *fakeMDM) Message(context.Context, string, string) error { return mdm.ErrUnsupported }

func (f *fakeMDM) Schema(context.Context, string) ([]mdm.Property, error) { return f.schema, f.fail }

func (f *fakeMDM) Report(_ context.Context, deviceID string) (mdm.Report, error) {
	r, ok := f.reports[deviceID]
	if !ok {
		return mdm.Report{}, mdm.ErrNotManaged
	}
	return r, nil
}

// order is the last one that the MDM took for an app on a device.
func (f *fakeMDM) order(deviceID, packageName string) (mdm.Order, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	o, ok := f.orders[deviceID+" "+packageName]
	return o, ok
}

// A refusal is an error of an MDM.
type refusal struct{ temporary bool }

func (r refusal) Error() string   { return fmt.Sprintf("refused (again: %t)", r.temporary) }
func (r refusal) Temporary() bool { return r.temporary }

type proof struct{ session, state, evidence string }

// A world is a service over a real database, with an MDM and a clock that the test moves.
type world struct {
	*testing.T
	db    *storage.DB
	svc   *rollout.Service
	mdm   *fakeMDM
	peers []provider.Peer
	// asked counts how often the provider was asked for them, unreachable is what it answers instead.
	asked       int
	unreachable error
	active      map[rollout.Way]bool
	now         time.Time
	proofs      []proof
	values      map[provider.Value]string
	// store is what the service sees; a test may put something between it and the database.
	store rollout.Store
	tell  error // what Proven answers
}

type quiet struct{}

func (quiet) Nudge()                     {}
func (quiet) Hint(string, string, int64) {}

func (w *world) Peers(context.Context) ([]provider.Peer, error) {
	w.asked++
	return w.peers, w.unreachable
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, now: noon, values: map[provider.Value]string{provider.CompanyName: "Acme"},
		active: map[rollout.Way]bool{rollout.TeamViewerAttended: true, rollout.TeamViewerUnattended: true, rollout.BuiltInEngine: true},
		mdm: &fakeMDM{orders: map[string]mdm.Order{}, receipts: map[string]string{}, reports: map[string]mdm.Report{}, can: mdm.Capabilities{CheckIn: true, Lists: true,
			ProvesApps: true, ProvesConfiguration: true, ProvesFeedback: true, AutoLaunch: true,
			Installs: map[device.Management]mdm.Manner{device.AndroidDeviceOwner: mdm.Silent}}}}
	w.db = storagetest.Open(t)
	w.start(w.db)
	w.must(w.svc.Seed(t.Context(), mdm.Connection{ID: theMDM, Kind: mdm.Simulated, Name: "Simulated MDM"}))
	return w
}

// start makes a service over a store, as after a restart.
func (w *world) start(store rollout.Store) {
	w.store = store
	w.svc = rollout.New(rollout.Config{Store: store, Devices: w.db, Managers: func() map[string]mdm.Manager { return map[string]mdm.Manager{theMDM: w.mdm} },
		Peers: w, Jobs: quiet{}, Hints: quiet{}, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return w.now },
		Activated: func(_ context.Context, way rollout.Way) (bool, error) { return w.active[way], nil },
		Values:    func(context.Context, device.Device) (map[provider.Value]string, error) { return w.values, nil },
		Proven: func(_ context.Context, sessionID, state, evidence string) error {
			if w.tell != nil {
				return w.tell
			}
			if p := (proof{sessionID, state, evidence}); len(w.proofs) == 0 || w.proofs[len(w.proofs)-1] != p {
				w.proofs = append(w.proofs, p)
			}
			return nil
		}})
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) want(what string, got, want error) {
	w.Helper()
	if !errors.Is(got, want) {
		w.Fatalf("%s: error %v, want %v", what, got, want)
	}
}

func same[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("%s\n got %v\nwant %v", what, got, want)
	}
}

// phones adds n Android phones that the MDM manages.
func (w *world) phones(n int) []string {
	w.Helper()
	imported := make([]device.Imported, n)
	for i := range imported {
		imported[i].Device = device.Device{Name: fmt.Sprintf("Phone %05d", i), Platform: device.Android, Management: device.AndroidDeviceOwner,
			Ownership: device.Company, Lifecycle: device.InUse, Serial: fmt.Sprintf("SN%05d", i), Maker: "Google", Model: "Pixel 9", MDM: theMDM}
	}
	ids, err := w.db.ImportDevices(w.Context(), imported, noon)
	w.must(err)
	return ids
}

// work does all jobs that are due now; those that fail for a while wait for the next call.
func (w *world) work() {
	w.Helper()
	handlers := w.svc.Handlers()
	for range 10_000 {
		claimed, err := w.db.ClaimJobs(w.Context(), "node", w.now, w.now.Add(time.Minute), 50)
		w.must(err)
		if len(claimed) == 0 {
			return
		}
		for _, j := range claimed {
			err := handlers[j.Kind](w.Context(), j)
			var t interface{ Temporary() bool }
			switch {
			case err == nil:
				w.must(w.db.FinishJob(w.Context(), "node", j.ID))
			case errors.As(err, &t) && !t.Temporary():
				w.must(w.db.FailJob(w.Context(), "node", j.ID, err.Error()))
			default:
				w.must(w.db.RetryJob(w.Context(), "node", j.ID, w.now.Add(time.Second), err.Error()))
			}
		}
	}
	w.Fatal("jobs never end")
}

// pass lets time go by and does what became due.
func (w *world) pass(d time.Duration) {
	w.Helper()
	w.now = w.now.Add(d)
	w.work()
}

// distribute gives an app to everyone and lets the MDM take the orders.
func (w *world) distribute(appID string, change ...func(*rollout.Distribution)) rollout.Distribution {
	w.Helper()
	d, err := w.svc.Distribution(w.Context(), admin, appID)
	w.must(err)
	d.To, d.Install = rollout.Everyone, mdm.Required
	for _, c := range change {
		c(&d)
	}
	saved, err := w.svc.Distribute(w.Context(), admin, d)
	w.must(err)
	w.work()
	return saved
}

func toNoOne(d *rollout.Distribution) { d.To = rollout.NoOne }

// keys gives QuickSupport a key for the id of a session, and one that stays.
func (w *world) keys() {
	w.Helper()
	k := rollout.KeyProfile{AppID: quickSupport, Source: "by_hand", Keys: []rollout.Key{
		{Name: "sim_session_id", Type: "string", Value: "{{session_id}}"}, {Name: "company", Type: "string", Value: "for {{company}}"}}}
	old, err := w.svc.KeyProfile(w.Context(), admin, quickSupport)
	if err == nil {
		k.Version = old.Version
	} else {
		w.want("no keys", err, rollout.ErrNoProfile)
	}
	_, err = w.svc.SaveKeyProfile(w.Context(), admin, k)
	w.must(err)
	w.work()
}

// device lets a device take what its MDM has for it, and report a minute later.
func (w *world) device(deviceID string, change ...func(*mdm.Report)) {
	w.Helper()
	w.now = w.now.Add(time.Minute)
	r := mdm.Report{DeviceID: deviceID, At: w.now, AppsComplete: true}
	w.mdm.mu.Lock()
	for _, packageName := range []string{quickPackage, hostPackage, addOnPackage} {
		o, ok := w.mdm.orders[deviceID+" "+packageName]
		if !ok || o.Install != mdm.Required {
			continue
		}
		r.Apps = append(r.Apps, mdm.App{Package: packageName, Version: "15.1", State: mdm.AppInstalled, Managed: device.Yes,
			ConfigurationRef: w.mdm.receipts[deviceID+" "+packageName]})
	}
	w.mdm.mu.Unlock()
	for _, c := range change {
		c(&r)
	}
	w.must(w.svc.Reported(w.Context(), theMDM, r))
	w.work()
}

// on is what is known of an app on a device.
func (w *world) on(deviceID, appID string) rollout.DeviceApp {
	w.Helper()
	c, err := w.db.OnDevice(w.Context(), deviceID, appID)
	w.must(err)
	return c.App
}

func (w *world) delivery(sessionID string) rollout.Delivery {
	w.Helper()
	d, err := w.db.Delivery(w.Context(), sessionID)
	w.must(err)
	return d
}

func (w *world) states() (found []string) {
	for _, p := range w.proofs {
		found = append(found, p.session+" "+p.state)
	}
	return found
}

func (w *world) wantStates(want ...string) {
	w.Helper()
	if got := w.states(); !slices.Equal(got, want) {
		w.Fatalf("told\n got %q\nwant %q", got, want)
	}
}

// config is what the MDM has as the configuration of QuickSupport on a device.
func (w *world) config(deviceID string) string {
	w.Helper()
	o, ok := w.mdm.order(deviceID, quickPackage)
	if !ok {
		return "nothing"
	}
	return fmt.Sprint(o.Configuration)
}

func parcel(sessionID, deviceID, code string, until time.Time) rollout.Parcel {
	return rollout.Parcel{SessionID: sessionID, DeviceID: deviceID, Provider: "teamviewer", Mode: "attended",
		Values: map[provider.Value]string{provider.SessionCode: code}, Until: until}
}
