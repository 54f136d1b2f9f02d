package support_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/support"
)

// A walk is a branch of which one call goes wrong.
type walk struct {
	*branch
	o *outage
}

func newWalk(t *testing.T, f fault, at int) *walk {
	w := &walk{branch: newBranch(t), o: &outage{fault: f, at: at}}
	w.open(w.shaky)
	return w
}

// shaky puts the outage between the service and everything that is outside of it.
func (w *walk) shaky(cfg *support.Config) {
	w.join(cfg)
	cfg.Store = shakyStore{o: w.o, db: w.db}
	cfg.Providers["teamviewer"] = shakyProvider{w.o, w.there}
	cfg.Courier, cfg.Outreach = shakyCourier{w.o, w.courier}, shakyPost{w.o, w.post}
}

// revive starts the process anew after it died.
func (w *walk) revive() {
	w.t.Helper()
	if w.o.revive() {
		w.open(w.shaky)
		w.must(w.Recover(w.t.Context()))
		// As the runner does; when it goes wrong the leases have to run out.
		_, _ = shakyJobs{w.o, w.db}.TakeBackJobs(w.t.Context(), "node")
	}
}

// run runs the jobs that are due now, as the runner does.
func (w *walk) run() {
	ctx, store := w.t.Context(), jobs.Store(shakyJobs{w.o, w.db})
	for range 100 {
		due, err := store.ClaimJobs(ctx, "node", w.time(), w.time().Add(time.Minute), 5)
		if err != nil || len(due) == 0 {
			return
		}
		for _, j := range due {
			var settle error
			if err := w.Handlers()[j.Kind](ctx, j); err != nil {
				settle = store.RetryJob(ctx, "node", j.ID, w.time().Add(time.Second), err.Error())
			} else {
				settle = store.FinishJob(ctx, "node", j.ID)
			}
			if settle != nil {
				return // the job comes back when its lease is over
			}
		}
	}
	w.t.Error("jobs never end")
}

// until lets time pass until something is so: a lease that nobody holds any more takes a minute.
func (w *walk) until(what string, so func() bool) {
	w.t.Helper()
	for range 60 {
		w.run()
		w.revive()
		if so() {
			return
		}
		w.pass(3 * time.Second)
	}
	w.t.Fatalf("%s: never so; call %d (%s) went wrong; the session is %+v", what, w.o.at, w.o.fault, w.stored(w.sessionID()))
}

func (w *walk) sessionID() string {
	page, err := w.db.Sessions(w.t.Context(), support.SessionFilter{DeviceID: w.phone, Limit: 10, Scope: scopeAll})
	w.must(err)
	if len(page.Sessions) != 1 {
		w.t.Fatalf("%d sessions of the phone, want 1", len(page.Sessions))
	}
	return page.Sessions[0].ID
}

// press does what a person does, again until done says that it worked.
func (w *walk) press(do func(ctx context.Context) error, done func() bool) {
	w.t.Helper()
	for range 4 {
		err := do(w.t.Context())
		w.revive()
		if done() {
			return
		}
		if err == nil {
			w.t.Fatal("no error, and it is not done")
		}
	}
	w.t.Fatal("pressed four times, and it is not done")
}

// begin presses Start; a technician whose answer was lost finds the session on the page of the device.
func (w *walk) begin(in support.StartInput) string {
	w.t.Helper()
	w.press(func(ctx context.Context) error { _, _, err := w.Start(ctx, w.mori, in); return err },
		func() bool { _, err := w.db.OpenSessionOf(w.t.Context(), w.phone); return err == nil })
	return w.sessionID()
}

func (w *walk) is(id string, state support.State) func() bool {
	return func() bool { return w.stored(id).State == state }
}

func (w *walk) handOver(id string) {
	w.t.Helper()
	w.press(func(ctx context.Context) error { _, err := w.HandOver(ctx, w.mori, id, "desktop"); return err }, w.is(id, support.HandedOver))
}

func (w *walk) prove(id string, state support.Delivered) {
	w.t.Helper()
	w.press(func(ctx context.Context) error { return w.Proven(ctx, id, state, "report") },
		func() bool { return w.stored(id).AtProvider.Delivered == state })
}

// attended goes the whole way: start, delivery, the user comes, hand-over, end, withdrawal, confirmation.
func attended(w *walk) {
	id := w.begin(w.ask(w.phone))
	w.until("ordered", func() bool { return w.stored(id).AtProvider.Delivered == support.Ordered })
	w.prove(id, support.Proven)
	w.press(func(ctx context.Context) error { _, err := w.ReachUser(ctx, w.mori, id, support.ByEmail); return err },
		func() bool { return len(w.post.sent) > 0 || slices.Contains(w.channels(id), "email failed") })
	w.there.change(func() { w.there.sessions[0].online = true })
	w.until("user ready", w.is(id, support.UserReady))
	w.handOver(id)
	w.press(func(ctx context.Context) error { _, err := w.End(ctx, w.mori, id, support.Resolved, ""); return err }, w.is(id, support.Ended))
	w.until("withdrawing", func() bool { return w.stored(id).AtProvider.Delivered == support.Withdrawing })
	w.prove(id, support.Withdrawn)
	w.there.change(func() { w.there.sessions[0].over = w.now })
	w.until("nothing left to do", func() bool { return w.pending() == 0 })

	got := w.wantEnded(id, support.EndedByTechnician)
	if got.EndUnconfirmed() || len(w.there.sessions) != 1 || w.there.stillOpen() != 0 || len(w.courier.lies) != 0 {
		w.t.Errorf("unconfirmed %t, %d codes made, %d open, %v on devices", got.EndUnconfirmed(), len(w.there.sessions), w.there.stillOpen(), w.courier.lies)
	}
	w.once(id, audit.SessionRequested, audit.SessionWaiting, audit.SessionDelivered, audit.SessionUserReady, audit.SessionHandedOver,
		audit.SessionEnded, audit.SessionWithdrawn, audit.SessionEndConfirmed)
}

// unattended goes its shorter way, and ends at the provider.
func unattended(w *walk) {
	id := w.begin(w.askUnattended(w.phone))
	w.until("waiting", w.is(id, support.Waiting))
	w.handOver(id)
	w.there.change(func() { w.there.ended[peer] = w.now })
	w.until("ended", w.is(id, support.Ended))
	w.until("nothing left to do", func() bool { return w.pending() == 0 })
	w.wantEnded(id, support.EndedAtProvider)
	if len(w.there.sessions) != 0 || len(w.courier.lies) != 0 {
		w.t.Errorf("%d codes were made, %v lies on devices", len(w.there.sessions), w.courier.lies)
	}
	w.once(id, audit.SessionRequested, audit.SessionWaiting, audit.SessionHandedOver, audit.SessionEnded)
}

// givenUp ends, and is closed, before the provider makes what it was asked for.
func givenUp(w *walk) {
	id := w.begin(w.ask(w.phone))
	w.there.before = func() {
		w.there.before = nil
		w.press(func(ctx context.Context) error { _, err := w.End(ctx, w.abe, id, "", ""); return err }, w.is(id, support.Ended))
		w.run()
	}
	w.until("ended", w.is(id, support.Ended))
	w.until("nothing left to do", func() bool { return w.pending() == 0 })
	w.wantEnded(id, support.EndedByAdministrator)
	if len(w.there.sessions) > 1 || w.there.stillOpen() != 0 || len(w.courier.lies) != 0 {
		w.t.Errorf("%d codes made, %d open, %v on devices", len(w.there.sessions), w.there.stillOpen(), w.courier.lies)
	}
	w.once(id, audit.SessionRequested, audit.SessionEnded)
}

// givenUpLater ends, and is withdrawn, while the courier is on its way.
func givenUpLater(w *walk) {
	id := w.begin(w.ask(w.phone))
	w.courier.before = func() {
		w.courier.before = nil
		w.press(func(ctx context.Context) error { _, err := w.End(ctx, w.mori, id, "", ""); return err }, w.is(id, support.Ended))
		w.run()
	}
	w.until("ended", w.is(id, support.Ended))
	w.until("nothing left to do", func() bool { return w.pending() == 0 })
	w.wantEnded(id, support.EndedByTechnician)
	if len(w.there.sessions) != 1 || w.there.stillOpen() != 0 || len(w.courier.lies) != 0 {
		w.t.Errorf("%d codes made, %d open, %v on devices", len(w.there.sessions), w.there.stillOpen(), w.courier.lies)
	}
	w.once(id, audit.SessionRequested, audit.SessionWaiting, audit.SessionEnded)
}

// renewed gets a new code while the user waits with the old one.
func renewed(w *walk) {
	id := w.begin(w.ask(w.phone))
	w.until("ordered", func() bool { return w.stored(id).AtProvider.Delivered == support.Ordered })
	w.press(func(ctx context.Context) error { _, err := w.SendAgain(ctx, w.mori, id, true); return err },
		func() bool {
			return w.stored(id).AtProvider.Retired != "" || w.stored(id).AtProvider.Reference != "s12-345-000"
		})
	w.until("ordered again", func() bool {
		at := w.stored(id).AtProvider
		return at.Reference == "s12-345-001" && at.Delivered == support.Ordered
	})
	if len(w.there.sessions) != 2 || w.there.stillOpen() != 1 || w.courier.lies[id].Values["session_id"] != "s12-345-001" {
		w.t.Errorf("%d codes made, %d open, %v on the device", len(w.there.sessions), w.there.stillOpen(), w.courier.lies[id].Values)
	}
	w.press(func(ctx context.Context) error { _, err := w.End(ctx, w.mori, id, "", ""); return err }, w.is(id, support.Ended))
	w.until("nothing left to do", func() bool { return w.pending() == 0 })
	if len(w.there.sessions) != 2 || w.there.stillOpen() != 0 || len(w.courier.lies) != 0 {
		w.t.Errorf("%d codes made, %d open, %v on devices", len(w.there.sessions), w.there.stillOpen(), w.courier.lies)
	}
}

// once checks that the audit log has each of these records once. Tries to reach the user are as many as were made.
func (w *walk) once(id string, want ...audit.Action) {
	w.t.Helper()
	got := slices.DeleteFunc(w.actions(id), func(a audit.Action) bool { return a == audit.SessionReached })
	wantRecords(w.t, got, want...)
}

// Every call to the outside and every commit of a session's whole way goes wrong once, in each manner, and the process
// goes on or is started anew: the session ends as it should, nothing is made twice, nothing stays behind.
func TestEveryCallMayGoWrong(t *testing.T) {
	t.Parallel()
	for name, way := range map[string]func(*walk){"attended": attended, "unattended": unattended, "given up": givenUp,
		"given up later": givenUpLater, "renewed": renewed} {
		for _, f := range walkedFaults {
			t.Run(name+" "+string(f), func(t *testing.T) {
				t.Parallel()
				calls := walkOnce(t, way, f, 0)
				if least := 12; calls < least {
					t.Fatalf("%d calls were counted, want at least %d", calls, least)
				}
				for n := 1; n <= calls && !t.Failed(); n += stride {
					t.Run(fmt.Sprintf("call %d", n), func(t *testing.T) { walkOnce(t, way, f, n) })
				}
			})
		}
	}
}

func walkOnce(t *testing.T, way func(*walk), f fault, at int) int {
	w := newWalk(t, f, at)
	way(w)
	if t.Failed() && at > 0 {
		t.Logf("went wrong: %s", f)
	}
	return w.o.count
}

var scopeAll = device.Scope{All: true}
