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
	"github.com/helpatwork/helpatwork/internal/provider"
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
var writes = []string{"SaveDistribution", "Want", "ChangeDeviceApp", "Observe", "AddJobs", "SetApp", "CheckIn", "SaveMatch", "Forget", "Proven"}

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

// A brokenStore is a database that may break at each call which the flows under test make. The nil Store inside makes a
// call of anything else a panic: what is new in a flow gets its failpoint here.
type brokenStore struct {
	rollout.Store
	db rollout.Store
	b  *breaker
}

func (s brokenStore) Apps(ctx context.Context) ([]rollout.App, error) {
	return around(s.b, "Apps", func() ([]rollout.App, error) { return s.db.Apps(ctx) })
}

func (s brokenStore) Distribution(ctx context.Context, appID string) (rollout.Distribution, error) {
	return around(s.b, "Distribution", func() (rollout.Distribution, error) { return s.db.Distribution(ctx, appID) })
}

func (s brokenStore) SaveDistribution(ctx context.Context, d rollout.Distribution, w rollout.Writes) (rollout.Distribution, error) {
	return around(s.b, "SaveDistribution", func() (rollout.Distribution, error) { return s.db.SaveDistribution(ctx, d, w) })
}

func (s brokenStore) TargetPage(ctx context.Context, appID, after string, limit int) (ids []string, next string, err error) {
	err = run(s.b, "TargetPage", func() error {
		ids, next, err = s.db.TargetPage(ctx, appID, after, min(limit, 1)) // small pages: more places to break at
		return err
	})
	return ids, next, err
}

func (s brokenStore) Want(ctx context.Context, appID string, ids []string, now time.Time, writes func([]string) rollout.Writes) error {
	return run(s.b, "Want", func() error { return s.db.Want(ctx, appID, ids, now, writes) })
}

func (s brokenStore) KeyProfile(ctx context.Context, appID string) (rollout.KeyProfile, error) {
	return around(s.b, "KeyProfile", func() (rollout.KeyProfile, error) { return s.db.KeyProfile(ctx, appID) })
}

func (s brokenStore) OnDevice(ctx context.Context, deviceID, appID string) (rollout.Change, error) {
	return around(s.b, "OnDevice", func() (rollout.Change, error) { return s.db.OnDevice(ctx, deviceID, appID) })
}

func (s brokenStore) ChangeDeviceApp(ctx context.Context, deviceID, appID string, change func(*rollout.Change) error) (rollout.DeviceApp, error) {
	return around(s.b, "ChangeDeviceApp", func() (rollout.DeviceApp, error) { return s.db.ChangeDeviceApp(ctx, deviceID, appID, change) })
}

func (s brokenStore) Delivery(ctx context.Context, sessionID string) (rollout.Delivery, error) {
	return around(s.b, "Delivery", func() (rollout.Delivery, error) { return s.db.Delivery(ctx, sessionID) })
}

func (s brokenStore) Observe(ctx context.Context, connectionID string, r mdm.Report, now time.Time, learn func(*rollout.Seen) error) (bool, error) {
	return around(s.b, "Observe", func() (bool, error) { return s.db.Observe(ctx, connectionID, r, now, learn) })
}

func (s brokenStore) Differing(ctx context.Context, deviceID string) ([]string, error) {
	return around(s.b, "Differing", func() ([]string, error) { return s.db.Differing(ctx, deviceID) })
}

func (s brokenStore) Connections(ctx context.Context) ([]mdm.Connection, error) {
	return around(s.b, "Connections", func() ([]mdm.Connection, error) { return s.db.Connections(ctx) })
}

func (s brokenStore) AddJobs(ctx context.Context, added ...jobs.Job) error {
	return run(s.b, "AddJobs", func() error { return s.db.AddJobs(ctx, added...) })
}

func (s brokenStore) Distributions(ctx context.Context) ([]rollout.Distribution, error) {
	return around(s.b, "Distributions", func() ([]rollout.Distribution, error) { return s.db.Distributions(ctx) })
}

func (s brokenStore) RemoveFeedback(ctx context.Context, before time.Time) error {
	return run(s.b, "RemoveFeedback", func() error { return s.db.RemoveFeedback(ctx, before) })
}

func (s brokenStore) OrdersDue(ctx context.Context, deviceID, appID string, limit int) ([]rollout.DeviceApp, error) {
	return around(s.b, "OrdersDue", func() ([]rollout.DeviceApp, error) { return s.db.OrdersDue(ctx, deviceID, appID, limit) })
}

func (s brokenStore) DeviceApps(ctx context.Context, ids []string) ([]rollout.DeviceApp, error) {
	return around(s.b, "DeviceApps", func() ([]rollout.DeviceApp, error) { return s.db.DeviceApps(ctx, ids) })
}

func (s brokenStore) Holders(ctx context.Context, appID, after string, limit int) ([]rollout.Holder, error) {
	return around(s.b, "Holders", func() ([]rollout.Holder, error) { return s.db.Holders(ctx, appID, after, limit) })
}

func (s brokenStore) Forget(ctx context.Context, appIDs []string, matches bool) error {
	return run(s.b, "Forget", func() error { return s.db.Forget(ctx, appIDs, matches) })
}

func (s brokenStore) Matches(ctx context.Context, ids []string) (map[string]rollout.Match, error) {
	return around(s.b, "Matches", func() (map[string]rollout.Match, error) { return s.db.Matches(ctx, ids) })
}

func (s brokenStore) MatchPage(ctx context.Context, after string, limit int) ([]rollout.Match, error) {
	return around(s.b, "MatchPage", func() ([]rollout.Match, error) { return s.db.MatchPage(ctx, after, limit) })
}

func (s brokenStore) SaveMatch(ctx context.Context, m rollout.Match, w rollout.Writes) error {
	return run(s.b, "SaveMatch", func() error { return s.db.SaveMatch(ctx, m, w) })
}

// A brokenMDM is an MDM that may break before it takes an order, or after. As in brokenStore, nothing else is called.
type brokenMDM struct {
	mdm.Manager
	mdm *fakeMDM
	b   *breaker
}

func (m brokenMDM) Capabilities() mdm.Capabilities { return m.mdm.Capabilities() } // asks nobody

func (m brokenMDM) SetApp(ctx context.Context, o mdm.Order) (mdm.Receipt, error) {
	return m.called("SetApp", func() (mdm.Receipt, error) { return m.mdm.SetApp(ctx, o) })
}

func (m brokenMDM) CheckIn(ctx context.Context, deviceID string) (mdm.Receipt, error) {
	return m.called("CheckIn", func() (mdm.Receipt, error) { return m.mdm.CheckIn(ctx, deviceID) })
}

func (m brokenMDM) called(name string, call func() (mdm.Receipt, error)) (mdm.Receipt, error) {
	r, err := around(m.b, name, call)
	if errors.Is(err, errBroken) {
		err = refusal{temporary: true}
	}
	return r, err
}

// brokenPeers is a provider whose list of devices may not come.
type brokenPeers struct {
	peers rollout.Peers
	b     *breaker
}

func (p brokenPeers) Peers(ctx context.Context) ([]provider.Peer, error) {
	return around(p.b, "Peers", func() ([]provider.Peer, error) { return p.peers.Peers(ctx) })
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
	breakEach(t, comesAndGoes, "SaveDistribution", "Want", "ChangeDeviceApp", "Observe", "AddJobs", "SetApp", "SaveMatch", "Proven", "Apps", "TargetPage",
		"OnDevice", "Differing", "OrdersDue", "MatchPage", "Peers")
}

// TestARemovalIsProvenWhereverItBreaks does the same with what a removal of the unattended activation asks of us, by an MDM
// that can make devices check in and by one that cannot.
func TestARemovalIsProvenWhereverItBreaks(t *testing.T) {
	t.Run("check-in", func(t *testing.T) {
		breakEach(t, func(t *testing.T, b *breaker) { isRemoved(t, b, true) }, "SaveDistribution", "Want", "SetApp", "CheckIn", "Holders", "DeviceApps",
			"Observe", "Forget")
	})
	t.Run("a change of policy", func(t *testing.T) {
		breakEach(t, func(t *testing.T, b *breaker) { isRemoved(t, b, false) }, "SaveDistribution", "Want", "SetApp", "Holders", "DeviceApps", "Observe", "Forget")
	})
}

// breakEach walks a story without a fault, and then with each of its calls broken once; these calls have to be in it.
func breakEach(t *testing.T, walk func(*testing.T, *breaker), must ...string) {
	whole := &breaker{}
	walk(t, whole)
	for _, name := range must {
		if !slices.Contains(whole.names, name) {
			t.Errorf("the walk does not meet %s", name)
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

// isRemoved takes Host from two phones as the removal of an activation does, until both are proven and nothing is kept.
func isRemoved(t *testing.T, b *breaker, checkIn bool) {
	w := newWorld(t)
	ids := w.phones(2)
	w.must(w.svc.SetSeats(t.Context(), admin, 2))
	w.distribute(host)
	for i, id := range ids {
		w.device(id)
		w.peers = append(w.peers, provider.Peer{ID: fmt.Sprintf("1234567%d", 80+i), Reference: id})
	}
	w.must(w.svc.FindMatch(t.Context()))
	w.now = w.now.Add(time.Minute)
	since := w.now
	w.active[rollout.TeamViewerUnattended], w.mdm.can.CheckIn = false, checkIn
	w.startBroken(b)
	proofs := func() (found []string) {
		w.until(func() error {
			affected, err := w.svc.Affected(t.Context(), rollout.TeamViewerUnattended, since)
			found = nil
			for _, a := range affected {
				found = append(found, a.Proof)
			}
			return err
		})
		return found
	}
	w.until(func() error { return w.svc.Undistribute(t.Context(), admin.Actor(), rollout.TeamViewerUnattended) })
	w.pass(10 * time.Second)
	w.until(func() error { _, err := w.svc.CheckInMany(t.Context(), ids); return err })
	w.pass(10 * time.Second)
	w.pass(10 * time.Second)
	same(t, "before they report", fmt.Sprint(proofs()), "[unknown unknown]")
	for _, id := range ids {
		if o, ok := w.mdm.order(id, hostPackage); !ok || o.Install != mdm.Absent {
			t.Fatalf("Host on %s: %+v", id, o)
		}
		w.report(id)
	}
	same(t, "after they reported", fmt.Sprint(proofs()), "[gone gone]")
	w.until(func() error { return w.svc.Forget(t.Context(), rollout.TeamViewerUnattended) })
	same(t, "what is left", fmt.Sprint(proofs()), "[]")
	matches, err := w.db.Matches(t.Context(), ids)
	w.must(err)
	same(t, "matches", len(matches), 0)
	seats, err := w.db.Seats(t.Context())
	w.must(err)
	same(t, "seats", seats, rollout.Seats{Total: 2})
	counts, err := w.db.CountJobs(t.Context(), w.now)
	w.must(err)
	same(t, "jobs given up", counts["failed"], 0)
}

// comesAndGoes distributes two apps, delivers a session and ends it, and takes one of the apps back.
func comesAndGoes(t *testing.T, b *breaker) {
	w := newWorld(t)
	ids := w.phones(2)
	w.keys()
	w.peers = []provider.Peer{{ID: "123456789", Reference: ids[0]}}
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
	w.start(brokenStore{db: w.db, b: b})
	w.svc.Managers = func() map[string]mdm.Manager { return map[string]mdm.Manager{theMDM: brokenMDM{mdm: w.mdm, b: b}} }
	w.svc.Peers = brokenPeers{w, b}
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
