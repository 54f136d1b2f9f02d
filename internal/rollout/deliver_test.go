package rollout_test

import (
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/rollout"
)

const (
	permanent = "map[company:for Acme]"
	both      = "map[company:for Acme sim_session_id:s12]"
)

// ready is a world with one phone that has QuickSupport with keys.
func ready(t *testing.T) (*world, string) {
	t.Helper()
	w := newWorld(t)
	deviceID := w.phones(1)[0]
	w.keys()
	w.distribute(quickSupport)
	w.device(deviceID)
	same(t, "before", w.config(deviceID), permanent)
	return w, deviceID
}

func (w *world) deliver(p rollout.Parcel) {
	w.Helper()
	w.must(w.svc.Deliver(w.Context(), p))
	w.work()
}

func TestValuesReachTheDeviceAndAreProven(t *testing.T) {
	w, deviceID := ready(t)
	until := w.now.Add(10 * time.Minute)
	w.deliver(parcel("ses_1", deviceID, "s12", until))
	same(t, "ordered", w.config(deviceID), both)
	o, _ := w.mdm.order(deviceID, quickPackage)
	same(t, "expires", o.Expires, until)
	w.wantStates("ses_1 ordered")
	w.device(deviceID)
	w.wantStates("ses_1 ordered", "ses_1 proven")
	if e := w.proofs[1].evidence; e != "report of Simulated MDM" {
		t.Fatalf("evidence %q", e)
	}
	w.must(w.svc.Withdraw(t.Context(), "ses_1"))
	w.work()
	same(t, "withdrawn from the order", w.config(deviceID), permanent)
	w.device(deviceID)
	w.wantStates("ses_1 ordered", "ses_1 proven", "ses_1 withdrawing", "ses_1 withdrawn")
	if d := w.delivery("ses_1"); d.State != rollout.Withdrawn || d.Values != nil {
		t.Fatalf("after the end: %+v", d)
	}
	w.must(w.svc.Withdraw(t.Context(), "ses_1"))
	w.must(w.svc.Withdraw(t.Context(), "ses_none"))
}

func TestDeliveringAgainChangesNothing(t *testing.T) {
	w, deviceID := ready(t)
	p := parcel("ses_1", deviceID, "s12", w.now.Add(10*time.Minute))
	w.deliver(p)
	taken := w.mdm.taken
	w.deliver(p)
	same(t, "orders", w.mdm.taken, taken)
	w.device(deviceID)
	w.must(w.svc.Withdraw(t.Context(), "ses_1"))
	w.deliver(p) // a late try must not bring a dead code back
	same(t, "after the end", w.config(deviceID), permanent)
	w.device(deviceID)
	w.deliver(p)
	same(t, "after the proof of the end", w.config(deviceID), permanent)
}

func TestAgainClearsAndWaitsForTheProof(t *testing.T) {
	w, deviceID := ready(t)
	p := parcel("ses_1", deviceID, "s12", w.now.Add(30*time.Minute))
	w.deliver(p)
	w.device(deviceID)
	p.Again = true
	w.deliver(p)
	same(t, "cleared", w.config(deviceID), permanent)
	w.pass(time.Minute)
	same(t, "still waiting for proof", w.config(deviceID), permanent)
	w.device(deviceID)
	same(t, "set again", w.config(deviceID), both)
	same(t, "state", w.delivery("ses_1").State, rollout.Ordered)
	w.device(deviceID)
	w.wantStates("ses_1 ordered", "ses_1 proven", "ses_1 ordered", "ses_1 proven")
}

func TestAgainWithAnMDMThatProvesNothingGoesOn(t *testing.T) {
	w, deviceID := ready(t)
	w.mdm.can.ProvesConfiguration = false
	p := parcel("ses_1", deviceID, "s12", w.now.Add(30*time.Minute))
	w.deliver(p)
	var seen []string
	w.mdm.onSet = func(mdm.Order) { seen = append(seen, w.config(deviceID)) }
	p.Again = true
	w.deliver(p)
	if len(seen) != 2 || seen[0] != permanent || seen[1] != both {
		t.Fatalf("orders %q, want cleared, then set", seen)
	}
	w.must(w.svc.Withdraw(t.Context(), "ses_1"))
	w.work()
	same(t, "end without proof", w.delivery("ses_1").State, rollout.Expired)
}

func TestANewCodeReplacesTheOld(t *testing.T) {
	w, deviceID := ready(t)
	w.deliver(parcel("ses_1", deviceID, "s11", w.now.Add(10*time.Minute)))
	w.device(deviceID)
	w.deliver(parcel("ses_1", deviceID, "s12", w.now.Add(20*time.Minute)))
	same(t, "new code", w.config(deviceID), both)
	w.pass(12 * time.Minute) // the first code's time does not end the second
	same(t, "still there", w.config(deviceID), both)
}

func TestALateCodeIsDropped(t *testing.T) {
	w, deviceID := ready(t)
	w.deliver(parcel("ses_1", deviceID, "s12", w.now.Add(10*time.Minute)))
	w.pass(10 * time.Minute)
	same(t, "after its time", w.config(deviceID), permanent)
	same(t, "state", w.delivery("ses_1").State, rollout.Withdrawing)
	w.device(deviceID)
	same(t, "proven", w.delivery("ses_1").State, rollout.Withdrawn)
	err := w.svc.Deliver(t.Context(), parcel("ses_2", deviceID, "s12", w.now))
	wantInput(t, err, "until")
}

// TestTheClockAloneDropsACode: an order made after the code's end leaves it out though no job has run for that yet.
func TestTheClockAloneDropsACode(t *testing.T) {
	w, deviceID := ready(t)
	w.deliver(parcel("ses_1", deviceID, "s12", w.now.Add(10*time.Minute)))
	w.now = w.now.Add(11 * time.Minute)
	jobs, err := w.db.ClaimJobs(t.Context(), "away", w.now, w.now.Add(time.Hour), 100) // some other node has the expiry and died
	w.must(err)
	if len(jobs) == 0 {
		t.Fatal("nobody was to end the code")
	}
	w.must(w.svc.Retry(t.Context(), tech, deviceID, quickSupport))
	w.work()
	same(t, "order", w.config(deviceID), permanent)
}

func TestAnotherSessionTakesThePlace(t *testing.T) {
	w, deviceID := ready(t)
	w.deliver(parcel("ses_1", deviceID, "s11", w.now.Add(10*time.Minute)))
	w.device(deviceID)
	w.deliver(parcel("ses_2", deviceID, "s12", w.now.Add(10*time.Minute)))
	same(t, "order", w.config(deviceID), both)
	w.device(deviceID)
	same(t, "first", w.delivery("ses_1").State, rollout.Withdrawn)
	same(t, "second", w.delivery("ses_2").State, rollout.Proven)
}

func TestPermanentKeysChangeUnderASession(t *testing.T) {
	w, deviceID := ready(t)
	w.deliver(parcel("ses_1", deviceID, "s12", w.now.Add(10*time.Minute)))
	w.values = map[provider.Value]string{provider.CompanyName: "Beta"}
	w.keys()
	same(t, "order", w.config(deviceID), "map[company:for Beta sim_session_id:s12]")
	w.device(deviceID)
	same(t, "proven", w.delivery("ses_1").State, rollout.Proven)
}

func TestWhoCannotBringValuesSaysSo(t *testing.T) {
	w := newWorld(t)
	deviceID := w.phones(1)[0]
	until := w.now.Add(time.Minute)
	w.want("no keys", w.svc.Deliver(t.Context(), parcel("ses_1", deviceID, "s12", until)), rollout.ErrNoProfile)
	w.keys()
	iphone := w.phones(2)[1]
	d, err := w.db.Device(t.Context(), iphone, everything)
	w.must(err)
	d.Platform, d.Management = "ios", "ios_supervised"
	w.importDevice(d)
	w.want("no bundle id", w.svc.Deliver(t.Context(), parcel("ses_1", iphone, "s12", until)), rollout.ErrNoPackage)
	alone, err := w.db.ImportDevices(t.Context(), []device.Imported{{Device: device.Device{Name: "Alone", Platform: device.Android,
		Management: device.AndroidDeviceOwner, Lifecycle: device.InUse}}}, noon)
	w.must(err)
	w.want("no MDM", w.svc.Deliver(t.Context(), parcel("ses_1", alone[0], "s12", until)), rollout.ErrNoMDM)
	for _, code := range []string{"a\x00b", "a\rb", strings.Repeat("x", 70_000), "\xff"} {
		wantInput(t, w.svc.Deliver(t.Context(), parcel("ses_1", deviceID, code, until)), "sim_session_id")
	}
	w.distribute(quickSupport)
	w.distribute(quickSupport, toNoOne)
	w.want("taken away", w.svc.Deliver(t.Context(), parcel("ses_1", deviceID, "s12", until)), rollout.ErrNotWanted)
}

func TestARefusedDeliveryIsToldAndRetried(t *testing.T) {
	w, deviceID := ready(t)
	w.mdm.fail = refusal{temporary: true}
	w.deliver(parcel("ses_1", deviceID, "s12", w.now.Add(time.Hour)))
	w.wantStates()
	w.mdm.fail = refusal{}
	w.pass(time.Minute)
	w.wantStates("ses_1 failed")
	if on := w.on(deviceID, quickSupport); on.Problem != "refused (again: false)" || on.Asked != on.Ordered {
		t.Fatalf("kept %+v", on)
	}
	w.mdm.fail = nil
	w.must(w.svc.Retry(t.Context(), tech, deviceID, quickSupport))
	w.work()
	same(t, "after another try", w.config(deviceID), both)
	same(t, "problem", w.on(deviceID, quickSupport).Problem, "")
	w.wantStates("ses_1 failed", "ses_1 ordered")
}

func TestWhoLeavesLosesTheValues(t *testing.T) {
	w, deviceID := ready(t)
	w.deliver(parcel("ses_1", deviceID, "s12", w.now.Add(time.Hour)))
	w.device(deviceID, func(r *mdm.Report) { r.Unenrolled = w.now })
	same(t, "state", w.delivery("ses_1").State, rollout.Withdrawn)
	w.wantStates("ses_1 ordered", "ses_1 failed")
}

// TestAnOrderThatIsOvertakenIsGivenAgain: what changed while the MDM was told is told too, so the last order is right.
func TestAnOrderThatIsOvertakenIsGivenAgain(t *testing.T) {
	w, deviceID := ready(t)
	p := parcel("ses_1", deviceID, "s12", w.now.Add(time.Hour))
	w.mdm.onSet = func(mdm.Order) {
		w.mdm.onSet = nil
		w.must(w.svc.Withdraw(t.Context(), "ses_1"))
	}
	w.deliver(p)
	same(t, "last order", w.config(deviceID), permanent)
	w.device(deviceID)
	same(t, "state", w.delivery("ses_1").State, rollout.Withdrawn)
}
