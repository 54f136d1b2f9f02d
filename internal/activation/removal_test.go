package activation_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

var unattended = activation.TeamViewerUnattended

// rolledOut is an office with TeamViewer unattended on n devices, those lost out of reach.
func rolledOut(t *testing.T, n int, lost ...string) *office {
	t.Helper()
	o := newOffice(t)
	o.fleet.have(unattended, n)
	for _, deviceID := range lost {
		o.fleet.lose(deviceID, true)
	}
	o.activate(unattended, aUser(2))
	return o
}

// firstDevices are the ids of the first n devices of a fleet.
func firstDevices(n int) (ids []string) {
	for i := range n {
		ids = append(ids, fmt.Sprintf("dev_%04d", i))
	}
	return ids
}

// remove begins a removal.
func (o *office) remove(w activation.Way) activation.Removal {
	o.t.Helper()
	r, err := o.Remove(o.t.Context(), o.abe, w, false)
	o.must(err)
	return r
}

func (o *office) view(removalID string) activation.RemovalView {
	o.t.Helper()
	v, err := o.Removal(o.t.Context(), o.kita, removalID)
	o.must(err)
	return v
}

// steps are the moves that the audit log has, and whether the rest of the story is told once.
func (o *office) steps() (moves []string) {
	o.t.Helper()
	records := o.records(audit.RemovalStepped)
	for at := "sessions"; ; at = moves[len(moves)-1] { // those of one moment are in no order
		next := slices.IndexFunc(records, func(r audit.Record) bool { return r.Details["from"] == at })
		if again := slices.IndexFunc(records, func(r audit.Record) bool { return at == "proof" && r.Details["to"] == "check_in" }); again >= 0 {
			next = again
		}
		if next < 0 {
			break
		}
		moves = append(moves, records[next].Details["to"])
		records = slices.Delete(records, next, next+1)
	}
	if len(records) > 0 {
		o.t.Errorf("moves that lead from nowhere: %v", records)
	}
	for _, once := range []audit.Action{audit.RemovalStarted, audit.ActivationRemoved} {
		if n := len(o.records(once)); n != 1 {
			o.t.Errorf("%d records say %s, want 1", n, once)
		}
	}
	return moves
}

var wholeWay = []string{"undistribute", "check_in", "proof", "unbind", "done"}

// wantOrder fails when a line with one of these beginnings is missing or stands before the one in front of it.
func (o *office) wantOrder(starts ...string) {
	o.t.Helper()
	last := -1
	for _, start := range starts {
		at := o.log.first(start)
		if at <= last {
			o.t.Errorf("%q stands at %d, want it behind %d in %q", start, at, last, o.log.all())
		}
		last = at
	}
}

func TestUnattendedIsRemovedInOrder(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.fleet.have(unattended, 3)
	o.fleet.lose("dev_0001", true)
	o.activate(activation.TeamViewerAttended, aUser(1))
	o.activate(unattended, aUser(2))
	r := o.remove(unattended)
	if o.state(unattended) != activation.Removing || o.state(activation.TeamViewerAttended) != activation.Active {
		t.Fatal("the removal has not begun, or touches the other way")
	}
	o.work()
	if got := o.view(r.ID).Step; got != activation.StepSessions {
		t.Errorf("at once it is at %s: a node that saw the way on a second ago may still start a session", got)
	}
	r = o.goOn(r.ID, time.Hour)
	v := o.view(r.ID)
	if v.Step != activation.StepProof || v.CanFinish || v.Counts[activation.ProofGone] != 2 || v.Counts[activation.ProofPresent] != 1 ||
		v.Affected[0].DeviceID != "dev_0001" || v.Affected[1].Evidence == "" || v.Affected[1].At.IsZero() {
		t.Errorf("after an hour it stands at %+v, want it waiting for the one that is not proven", v)
	}
	if o.tv.alive() != 2 || o.log.first("revoke") >= 0 {
		t.Error("the account was let go before every device is proven")
	}
	o.fleet.set(unattended, "dev_0001", activation.ProofUnknown)
	if r = o.goOn(r.ID, time.Minute); r.Step != activation.StepProof {
		t.Error("unknown counts as proven")
	}
	o.fleet.lose("dev_0001", false) // it comes back, and is made to check in once more
	o.must(o.Recheck(t.Context(), o.abe, r.ID))
	o.work()
	if r = o.view(r.ID).Removal; r.Step != activation.StepDone || !r.OverrideAt.IsZero() || !r.DoneAt.Equal(o.time()) {
		t.Errorf("removal = %+v, want it done", r)
	}
	o.wantOrder("close all teamviewer unattended by Abe", "undistribute teamviewer unattended by Abe", "check in 3", "check in 1", "forget teamviewer unattended", "revoke")
	if o.state(unattended) != activation.Off || o.state(activation.TeamViewerAttended) != activation.Active || o.tv.alive() != 1 {
		t.Error("it is not off, or the other way went with it")
	}
	_, err := o.CompanyToken(t.Context(), unattended)
	o.wantKind("token", err, provider.NoAccount)
	if _, err := o.CompanyToken(t.Context(), activation.TeamViewerAttended); err != nil {
		t.Errorf("the other way's token: %v", err)
	}
	o.wantNoJobs()
	o.wantNoSecrets()
	if got, want := o.steps(), []string{"undistribute", "check_in", "proof", "check_in", "proof", "unbind", "done"}; !slices.Equal(got, want) {
		t.Errorf("steps = %v, want %v", got, want)
	}
}

func TestOneOf500NeverReturns(t *testing.T) {
	t.Parallel()
	o := rolledOut(t, 500, "dev_0123")
	r := o.goOn(o.remove(unattended).ID, 3*time.Hour)
	if r.Step != activation.StepProof || o.tv.alive() != 1 {
		t.Fatalf("after three hours it is at %s with %d alive, want it waiting", r.Step, o.tv.alive())
	}
	if v := o.view(r.ID); v.Counts[activation.ProofGone] != 499 || len(v.Affected) != 500 || v.Affected[0].DeviceID != "dev_0123" {
		t.Errorf("counts = %v, first %s", v.Counts, v.Affected[0].DeviceID)
	}
	finish := func(p access.Principal, reason string) (activation.Removal, error) {
		return o.FinishRemoval(t.Context(), p, r.ID, reason)
	}
	_, err := finish(o.abe, "")
	o.wantError("without a reason", err, activation.ErrNotProven)
	_, err = finish(o.abe, " \n ")
	o.wantError("with an empty reason", err, activation.ErrNotProven)
	for _, bad := range []string{strings.Repeat("あ", 501), "two\nlines", "nul\x00"} {
		_, err = finish(o.abe, bad)
		if _, ok := errors.AsType[*wire.FieldError](err); !ok {
			t.Errorf("a reason of %d bytes: %v, want what is wrong", len(bad), err)
		}
	}
	if got := o.view(r.ID).Step; got != activation.StepProof {
		t.Fatalf("a refused override moved it to %s", got)
	}
	reason := strings.Repeat("あ", 500)
	_, err = finish(o.abe, reason)
	o.must(err)
	_, err = finish(o.abe, "again")
	o.wantError("again", err, activation.ErrWrongStep)
	o.work()
	done := o.view(r.ID).Removal
	if done.Step != activation.StepDone || done.OverrideBy != o.abe.Actor() || done.OverrideReason != reason || !slices.Equal(done.Unproven, []string{"Pixel 0123 (dev_0123)"}) {
		t.Errorf("removal = %s by %s, not proven %v, want the override on record", done.Step, done.OverrideBy.Name, done.Unproven)
	}
	records := o.records(audit.RemovalOverridden)
	if len(records) != 1 || records[0].Details["not_proven_1"] != "Pixel 0123 (dev_0123)" || records[0].Details["reason"] != reason || records[0].Details["devices"] != "1" {
		t.Errorf("records = %+v, want the one device named", records)
	}
	if o.tv.alive() != 0 || o.state(unattended) != activation.Off {
		t.Error("it is not removed")
	}
	o.wantNoJobs()
}

func TestAnOverrideNamesEveryDevice(t *testing.T) {
	t.Parallel()
	o := rolledOut(t, 1234, firstDevices(1234)...)
	o.fleet.devices[unattended][7].DeviceName = "evil\n\x00" + strings.Repeat("x", 1000)
	r := o.goOn(o.remove(unattended).ID, time.Minute)
	_, err := o.FinishRemoval(t.Context(), o.abe, r.ID, "the MDM is gone")
	o.must(err)
	var named strings.Builder
	for _, record := range o.records(audit.RemovalOverridden) {
		if len(record.Details) > 20 {
			t.Errorf("a record has %d details, at most 20 fit", len(record.Details))
		}
		for key, value := range record.Details {
			if len([]rune(value)) > 500 || strings.ContainsAny(value, "\n\x00") {
				t.Errorf("detail %s has %d characters, or hostile ones", key, len([]rune(value)))
			}
			named.WriteString(value + "\n")
		}
	}
	kept := o.view(r.ID).Unproven
	if len(kept) != 1234 {
		t.Errorf("%d devices are in the record, want all", len(kept))
	}
	for i := range 1234 {
		if device := fmt.Sprintf("(dev_%04d)", i); !strings.Contains(named.String(), device) || !slices.ContainsFunc(kept, func(k string) bool { return strings.HasSuffix(k, device) }) {
			t.Fatalf("device %s is not named", device)
		}
	}
}

func TestADeviceThatWasWipedCounts(t *testing.T) {
	t.Parallel()
	o := rolledOut(t, 1, "dev_0000")
	r := o.goOn(o.remove(unattended).ID, time.Minute)
	o.fleet.set(unattended, "dev_0000", activation.ProofUnenrolled)
	if v := o.view(r.ID); !v.CanFinish {
		t.Error("it cannot be finished though every device is proven")
	}
	o.pass(30 * time.Second) // it is seen by itself
	o.work()
	if got := o.view(r.ID).Step; got != activation.StepDone {
		t.Errorf("30 s later it is at %s, want done", got)
	}
}

func TestWhatWasSeenBeforeTheRemovalProvesNothing(t *testing.T) {
	t.Parallel()
	o := rolledOut(t, 1, "dev_0000")
	o.fleet.set(unattended, "dev_0000", activation.ProofGone)
	o.pass(time.Minute)
	if r := o.goOn(o.remove(unattended).ID, time.Hour); r.Step != activation.StepProof {
		t.Errorf("it went to %s by an old report", r.Step)
	}
}

func TestAttendedAndBuiltInDoNotWait(t *testing.T) {
	t.Parallel()
	for _, w := range []activation.Way{activation.TeamViewerAttended, activation.BuiltIn} {
		t.Run(w.String(), func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			o.fleet.have(w, 5)
			o.fleet.lose("dev_0001", true)
			if w != activation.BuiltIn {
				o.activate(w, aUser(1))
			}
			r := o.remove(w)
			o.pass(time.Second)
			o.work()
			if got := o.view(r.ID).Step; got != activation.StepDone {
				t.Errorf("after a second it is at %s, want done", got)
			}
			o.wantOrder("close all "+w.String(), "undistribute "+w.String(), "check in 5", "forget "+w.String())
			if got := o.steps(); !slices.Equal(got, wholeWay) {
				t.Errorf("steps = %v, want %v", got, wholeWay)
			}
			if o.state(w) != activation.Off || o.tv.alive() != 0 {
				t.Error("it is not off, or its tokens are not void")
			}
			_, err := o.Remove(t.Context(), o.abe, w, false)
			o.wantError("again", err, activation.ErrNotActive)
			_, err = o.FinishRemoval(t.Context(), o.abe, r.ID, "x")
			o.wantError("finish", err, activation.ErrWrongStep)
			o.wantError("recheck", o.Recheck(t.Context(), o.abe, r.ID), activation.ErrWrongStep)
			o.wantNoJobs()
		})
	}
}

func TestActivatedAgain(t *testing.T) {
	t.Parallel()
	for name, n := range map[string]int{"with the same account": 2, "with another account": 3} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			first := o.activate(unattended, aUser(2))
			o.tv.answer = func(call string) error { // the tokens are void here at once, there an hour later
				if call == "revoke" {
					return &provider.Error{Kind: provider.Unavailable}
				}
				return nil
			}
			if r := o.goOn(o.remove(unattended).ID, time.Minute); r.Step != activation.StepDone {
				t.Fatalf("a provider that is down holds the removal at %s", r.Step)
			}
			cards, err := o.Cards(t.Context(), o.abe)
			o.must(err)
			if c := cards[1]; c.Binding == nil || c.Binding.State != activation.Revoking || c.State != activation.Off || c.Removal != nil || c.Activation.RemovedBy != o.abe.Actor() {
				t.Errorf("the card shows %+v, want an account whose end is not confirmed", c)
			}
			if _, err := o.Activate(t.Context(), o.abe, unattended, 1); !errors.Is(err, activation.ErrNoBinding) {
				t.Errorf("an account on its way out was taken: %v", err)
			}
			second := o.activate(unattended, aUser(n))
			if second.ID == first.ID || second.Account != aUser(n) || o.state(unattended) != activation.Active {
				t.Errorf("second activation = %+v", second)
			}
			o.tv.answer = nil
			o.pass(time.Hour)
			o.work()
			if o.tv.alive() != 1 {
				t.Errorf("%d authorizations are alive, want the new one", o.tv.alive())
			}
			if _, err := o.CompanyToken(t.Context(), unattended); err != nil {
				t.Errorf("the new token: %v", err)
			}
			o.wantNoJobs()
		})
	}
	o := newOffice(t)
	o.goOn(o.remove(activation.BuiltIn).ID, time.Minute)
	a, err := o.Activate(t.Context(), o.abe, activation.BuiltIn, 0)
	o.must(err)
	if a.AgreementVersion != 0 || o.state(activation.BuiltIn) != activation.Active {
		t.Errorf("the built-in engine is %s by %+v, want it on again", o.state(activation.BuiltIn), a)
	}
}

func TestOfManyWhoRemoveOneDoes(t *testing.T) {
	t.Parallel()
	for _, w := range []activation.Way{unattended, activation.BuiltIn} {
		t.Run(w.String(), func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			if w != activation.BuiltIn {
				o.activate(w, aUser(1))
			}
			errs := make([]error, 8)
			var wg sync.WaitGroup
			for i := range errs {
				node := o.node(fmt.Sprintf("node_%d", i))
				wg.Go(func() { _, errs[i] = node.Remove(t.Context(), o.abe, w, false) })
			}
			wg.Wait()
			won := 0
			for _, err := range errs {
				if err == nil {
					won++
				} else if !errors.Is(err, activation.ErrRemoving) {
					t.Errorf("a loser got %v", err)
				}
			}
			if won != 1 || len(o.records(audit.RemovalStarted)) != 1 {
				t.Errorf("%d removals with %d records, want 1", won, len(o.records(audit.RemovalStarted)))
			}
		})
	}
}

// However a job is doubled, there is one chain of steps.
func TestDoubledJobsDoNothingTwice(t *testing.T) {
	t.Parallel()
	o := rolledOut(t, 2, "dev_0001")
	r := o.remove(unattended)
	handlers := o.Handlers()
	for range 20 {
		due, err := o.db.ClaimJobs(t.Context(), "node", o.time(), o.time().Add(time.Minute), 10)
		o.must(err)
		var wg sync.WaitGroup
		for _, j := range due {
			for range 3 {
				wg.Go(func() { o.must(handlers[j.Kind](t.Context(), j)) })
			}
		}
		wg.Wait()
		for _, j := range due {
			o.must(handlers[j.Kind](t.Context(), j)) // and late once more
			o.must(o.db.FinishJob(t.Context(), "node", j.ID))
		}
		if r = o.view(r.ID).Removal; r.Step == activation.StepProof && o.fleet.lost["dev_0001"] {
			o.fleet.lose("dev_0001", false)
			o.must(o.Recheck(t.Context(), o.abe, r.ID))
		}
		o.pass(5 * time.Second)
	}
	o.work()
	if got := o.steps(); r.Step != activation.StepDone || got[len(got)-1] != "done" || len(got) != 7 {
		t.Errorf("it is at %s by %v", r.Step, got)
	}
	o.pass(time.Hour)
	o.work()
	o.wantNoJobs()
}

// A node that comes back with a job of long ago touches nothing.
func TestAJobOfAnOlderVersionDoesNothing(t *testing.T) {
	t.Parallel()
	o := rolledOut(t, 1, "dev_0000")
	r := o.remove(unattended)
	o.pass(time.Second)
	old, err := o.db.ClaimJobs(t.Context(), "node_old", o.time(), o.time(), 1) // its lease is over at once
	o.must(err)
	r = o.goOn(r.ID, time.Minute)
	before := len(o.log.all())
	o.must(o.Handlers()[activation.JobStep](t.Context(), old[0]))
	if after := o.view(r.ID); after.Version != r.Version || len(o.log.all()) != before {
		t.Errorf("it went from version %d to %d and did %q", r.Version, after.Version, o.log.all()[before:])
	}
	other := old[0]
	other.Payload = []byte(`{"removal_id":"rem_none","version":1}`)
	o.must(o.Handlers()[activation.JobStep](t.Context(), other))
}

func TestAStepThatFailsIsTriedAgain(t *testing.T) {
	t.Parallel()
	o := rolledOut(t, 2)
	r := o.remove(unattended)
	o.fleet.fail = lasting{errors.New("no such connection")}
	if r = o.goOn(r.ID, 2*time.Hour); r.Step != activation.StepUndistribute {
		t.Fatalf("it is at %s, want it held where rollout fails", r.Step)
	}
	_, err := o.FinishRemoval(t.Context(), o.abe, r.ID, "in a hurry")
	o.wantError("leaving before it is undistributed", err, activation.ErrWrongStep)
	o.fleet.fail = nil
	o.must(o.Recheck(t.Context(), o.abe, r.ID)) // now, not at the next try
	o.work()
	if got := o.view(r.ID).Step; got != activation.StepDone {
		t.Errorf("it is at %s, want done", got)
	}
	o.wantNoJobs()
}

// lasting is an error that says of itself that trying again is of no use.
type lasting struct{ error }

func (lasting) Temporary() bool { return false }

func TestPagesOfDevices(t *testing.T) {
	t.Parallel()
	o := rolledOut(t, 1203, firstDevices(700)...)
	r := o.goOn(o.remove(unattended).ID, time.Minute)
	var got []string
	pages := 0
	for cursor := ""; ; pages++ {
		v, err := o.RemovalPage(t.Context(), o.abe, r.ID, cursor)
		o.must(err)
		if len(v.Affected) > 500 || v.Counts[activation.ProofPresent] != 700 || v.Counts[activation.ProofGone] != 503 {
			t.Fatalf("a page has %d devices and counts %v", len(v.Affected), v.Counts)
		}
		for _, d := range v.Affected {
			got = append(got, d.DeviceID)
		}
		if cursor = v.Next; cursor == "" {
			break
		}
	}
	seen := slices.Compact(slices.Sorted(slices.Values(got)))
	if len(got) != 1203 || len(seen) != 1203 || pages != 2 {
		t.Errorf("%d devices, %d different, on %d pages, want each once on 3", len(got), len(seen), pages+1)
	}
	if got[0] != "dev_0000" || got[700] != "dev_0700" {
		t.Error("those that are not proven do not come first")
	}
	for _, bad := range []string{"x", "!!", strings.Repeat("A", 5000)} {
		_, err := o.RemovalPage(t.Context(), o.abe, r.ID, bad)
		if _, ok := errors.AsType[*wire.FieldError](err); !ok {
			t.Errorf("cursor %.10q: %v", bad, err)
		}
	}
	_, err := o.Removal(t.Context(), o.abe, "rem_none")
	o.wantError("unknown", err, activation.ErrNotFound)
	_, err = o.Removal(t.Context(), o.mori, r.ID)
	o.wantError("a technician", err, access.ErrForbidden)
}

func FuzzCursor(f *testing.F) {
	f.Add("")
	f.Add("e30")
	f.Add("eyJwIjp0cnVlLCJOYW1lIjoieCIsIklEIjoiZGV2XzEifQ")
	f.Add("////")
	f.Fuzz(func(t *testing.T, cursor string) { activation.CheckCursor(t, cursor) })
}
