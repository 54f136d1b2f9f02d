package rollout_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/rollout"
)

var errBroken = errors.New("the power went out")

// A breaker fails one call out of many: the n-th, before it is made or after.
type breaker struct {
	n, at int
	after bool
	names []string // of the calls made
}

// writes are the calls that leave something behind: it makes a difference whether they break before that or after.
var writes = []string{"SaveDistribution", "Want", "ChangeDeviceApp", "Observe", "AddJobs", "SetApp", "Proven"}

// around makes a call, or fails.
func around[T any](b *breaker, name string, call func() (T, error)) (T, error) {
	b.n++
	b.names = append(b.names, name)
	var zero T
	if b.n == b.at && !b.after {
		return zero, errBroken
	}
	v, err := call()
	if b.n == b.at {
		return zero, errBroken
	}
	return v, err
}

func run(b *breaker, name string, call func() error) error {
	_, err := around(b, name, func() (struct{}, error) { return struct{}{}, call() })
	return err
}

// A brokenStore is a database that may break at each call which the flows under test make.
type brokenStore struct {
	rollout.Store
	b *breaker
}

func (s brokenStore) Apps(ctx context.Context) ([]rollout.App, error) {
	return around(s.b, "Apps", func() ([]rollout.App, error) { return s.Store.Apps(ctx) })
}

func (s brokenStore) Distribution(ctx context.Context, appID string) (rollout.Distribution, error) {
	return around(s.b, "Distribution", func() (rollout.Distribution, error) { return s.Store.Distribution(ctx, appID) })
}

func (s brokenStore) SaveDistribution(ctx context.Context, d rollout.Distribution, w rollout.Writes) (rollout.Distribution, error) {
	return around(s.b, "SaveDistribution", func() (rollout.Distribution, error) { return s.Store.SaveDistribution(ctx, d, w) })
}

func (s brokenStore) TargetPage(ctx context.Context, appID, after string, limit int) (ids []string, next string, err error) {
	err = run(s.b, "TargetPage", func() error {
		ids, next, err = s.Store.TargetPage(ctx, appID, after, min(limit, 1)) // small pages: more places to break at
		return err
	})
	return ids, next, err
}

func (s brokenStore) Want(ctx context.Context, appID string, ids []string, now time.Time, writes func([]string) rollout.Writes) error {
	return run(s.b, "Want", func() error { return s.Store.Want(ctx, appID, ids, now, writes) })
}

func (s brokenStore) KeyProfile(ctx context.Context, appID string) (rollout.KeyProfile, error) {
	return around(s.b, "KeyProfile", func() (rollout.KeyProfile, error) { return s.Store.KeyProfile(ctx, appID) })
}

func (s brokenStore) OnDevice(ctx context.Context, deviceID, appID string) (rollout.Change, error) {
	return around(s.b, "OnDevice", func() (rollout.Change, error) { return s.Store.OnDevice(ctx, deviceID, appID) })
}

func (s brokenStore) ChangeDeviceApp(ctx context.Context, deviceID, appID string, change func(*rollout.Change) error) (rollout.DeviceApp, error) {
	return around(s.b, "ChangeDeviceApp", func() (rollout.DeviceApp, error) { return s.Store.ChangeDeviceApp(ctx, deviceID, appID, change) })
}

func (s brokenStore) Delivery(ctx context.Context, sessionID string) (rollout.Delivery, error) {
	return around(s.b, "Delivery", func() (rollout.Delivery, error) { return s.Store.Delivery(ctx, sessionID) })
}

func (s brokenStore) Observe(ctx context.Context, connectionID string, r mdm.Report, now time.Time, learn func(*rollout.Seen) error) (bool, error) {
	return around(s.b, "Observe", func() (bool, error) { return s.Store.Observe(ctx, connectionID, r, now, learn) })
}

func (s brokenStore) Differing(ctx context.Context, deviceID string) ([]string, error) {
	return around(s.b, "Differing", func() ([]string, error) { return s.Store.Differing(ctx, deviceID) })
}

func (s brokenStore) Connections(ctx context.Context) ([]mdm.Connection, error) {
	return around(s.b, "Connections", func() ([]mdm.Connection, error) { return s.Store.Connections(ctx) })
}

func (s brokenStore) AddJobs(ctx context.Context, added ...jobs.Job) error {
	return run(s.b, "AddJobs", func() error { return s.Store.AddJobs(ctx, added...) })
}

func (s brokenStore) Distributions(ctx context.Context) ([]rollout.Distribution, error) {
	return around(s.b, "Distributions", func() ([]rollout.Distribution, error) { return s.Store.Distributions(ctx) })
}

func (s brokenStore) RemoveFeedback(ctx context.Context, before time.Time) error {
	return run(s.b, "RemoveFeedback", func() error { return s.Store.RemoveFeedback(ctx, before) })
}

func (s brokenStore) OrdersDue(ctx context.Context, deviceID, appID string, limit int) ([]rollout.DeviceApp, error) {
	return around(s.b, "OrdersDue", func() ([]rollout.DeviceApp, error) { return s.Store.OrdersDue(ctx, deviceID, appID, limit) })
}

// A brokenMDM is an MDM that may break before it takes an order, or after.
type brokenMDM struct {
	mdm.Manager
	b *breaker
}

func (m brokenMDM) SetApp(ctx context.Context, o mdm.Order) (mdm.Receipt, error) {
	r, err := around(m.b, "SetApp", func() (mdm.Receipt, error) { return m.Manager.SetApp(ctx, o) })
	if errors.Is(err, errBroken) {
		err = refusal{temporary: true}
	}
	return r, err
}

// until repeats a step as its caller would: a job is tried again, a person presses again, an MDM tells again.
func (w *world) until(step func() error) {
	w.Helper()
	for range 5 {
		err := step()
		if err == nil {
			return
		}
		if !errors.Is(err, errBroken) {
			w.Fatal(err)
		}
	}
	w.Fatal("it breaks for ever")
}

// TestNothingIsLostOrDoubledWhereverItBreaks breaks each call of a distribution, a delivery and its end once, before and
// after it is made, and holds the outcome to the same state.
func TestNothingIsLostOrDoubledWhereverItBreaks(t *testing.T) {
	whole := &breaker{}
	walk(t, whole)
	for _, name := range slices.Concat(writes, []string{"Apps", "TargetPage", "OnDevice", "Differing", "OrdersDue"}) {
		if !slices.Contains(whole.names, name) {
			t.Errorf("no walk meets %s", name)
		}
	}
	for i, name := range whole.names {
		t.Run(fmt.Sprintf("%d %s breaks", i+1, name), func(t *testing.T) {
			t.Parallel()
			walk(t, &breaker{at: i + 1})
		})
		if slices.Contains(writes, name) {
			t.Run(fmt.Sprintf("%d %s is done and breaks", i+1, name), func(t *testing.T) {
				t.Parallel()
				walk(t, &breaker{at: i + 1, after: true})
			})
		}
	}
}

func walk(t *testing.T, b *breaker) {
	w := newWorld(t)
	ids := w.phones(2)
	w.keys()
	w.must(w.svc.SetSeats(t.Context(), admin, 2))
	w.startBroken(b)
	for _, appID := range []string{quickSupport, host} {
		w.until(func() error {
			d, err := w.svc.Distribution(t.Context(), admin, appID)
			if err != nil || d.To == rollout.Everyone {
				return err
			}
			d.To, d.Install = rollout.Everyone, mdm.Required
			_, err = w.svc.Distribute(t.Context(), admin, d)
			return err
		})
	}
	w.pass(10 * time.Second)
	w.pass(10 * time.Second)
	p := parcel("ses_1", ids[0], "s12", w.now.Add(30*time.Minute))
	w.until(func() error { return w.svc.Deliver(t.Context(), p) })
	w.pass(10 * time.Second)
	w.pass(10 * time.Second)
	same(t, "delivered", w.config(ids[0]), both)
	w.report(ids[0])
	w.pass(10 * time.Second)
	w.wantStates("ses_1 ordered", "ses_1 proven")
	w.until(func() error { return w.svc.Withdraw(t.Context(), "ses_1") })
	w.pass(10 * time.Second)
	w.pass(10 * time.Second)
	same(t, "withdrawn", w.config(ids[0]), permanent)
	w.report(ids[0])
	w.pass(10 * time.Second)
	w.wantStates("ses_1 ordered", "ses_1 proven", "ses_1 withdrawing", "ses_1 withdrawn")
	w.until(func() error {
		d, err := w.svc.Distribution(t.Context(), admin, host)
		if err != nil || d.To == rollout.NoOne {
			return err
		}
		d.To = rollout.NoOne
		_, err = w.svc.Distribute(t.Context(), admin, d)
		return err
	})
	w.pass(2 * time.Hour) // the sweep is walked too
	w.pass(10 * time.Second)
	for _, id := range ids {
		if o, ok := w.mdm.order(id, quickPackage); !ok || o.Install != mdm.Required {
			t.Fatalf("QuickSupport on %s: %+v", id, o)
		}
		if o, ok := w.mdm.order(id, hostPackage); !ok || o.Install != mdm.Absent {
			t.Fatalf("Host on %s: %+v", id, o)
		}
		w.report(id)
	}
	seats, err := w.db.Seats(t.Context())
	w.must(err)
	same(t, "seats", seats, rollout.Seats{Total: 2})
	counts, err := w.db.CountJobs(t.Context(), w.now)
	w.must(err)
	same(t, "jobs given up", counts["failed"], 0)
}

func (w *world) startBroken(b *breaker) {
	w.start(brokenStore{w.db, b})
	healthy := w.svc.Managers()[theMDM]
	w.svc.Managers = func() map[string]mdm.Manager { return map[string]mdm.Manager{theMDM: brokenMDM{healthy, b}} }
	told := w.svc.Proven
	w.svc.Proven = func(ctx context.Context, sessionID, state, evidence string) error {
		return run(b, "Proven", func() error { return told(ctx, sessionID, state, evidence) })
	}
}

// report is a device's report, told again by the MDM until we took it.
func (w *world) report(deviceID string) {
	w.Helper()
	w.now = w.now.Add(time.Minute)
	r := mdm.Report{DeviceID: deviceID, At: w.now, AppsComplete: true}
	for _, packageName := range []string{quickPackage, hostPackage} {
		if o, ok := w.mdm.order(deviceID, packageName); ok && o.Install == mdm.Required {
			r.Apps = append(r.Apps, mdm.App{Package: packageName, State: mdm.AppInstalled, Managed: "yes", ConfigurationRef: w.mdm.receipts[deviceID+" "+packageName]})
		}
	}
	w.until(func() error { return w.svc.Reported(w.Context(), theMDM, r) })
	w.work()
}
