package support_test

import (
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/support"
)

// iPhone adds one to the branch.
func (b *branch) iPhone() string {
	b.t.Helper()
	ids, err := b.db.ImportDevices(b.t.Context(), []device.Imported{{Device: device.Device{Name: "iPhone 7", Platform: device.IOS,
		Management: device.IOSSupervised, Ownership: device.Company, Lifecycle: device.InUse, OSVersion: "17.5"}}}, noon)
	b.must(err)
	return ids[0]
}

// S66: the session of an iPhone is there for thirty minutes, of which no reader and no ticker sees a moment more, and
// TeamViewer is asked for the same. On Android it is what the operator set.
func TestACodeForAnIPhoneLivesThirtyMinutes(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	ses := b.start(b.mori, b.ask(b.iPhone()))
	until := noon.Add(30 * time.Minute)
	if got := b.there.asked[0].ValidUntil; !got.Equal(until) {
		t.Errorf("the provider was asked for a code until %v, want %v", got, until)
	}
	if parcel := b.courier.lies[ses.ID]; !parcel.Until.Equal(until) {
		t.Errorf("the code lies on the device until %v, want %v", parcel.Until, until)
	}
	b.pass(30*time.Minute - time.Second)
	if got, err := b.Session(t.Context(), b.mori, ses.ID); err != nil || got.State != support.Waiting {
		t.Errorf("a second before: %s, %v, want it waiting", got.State, err)
	}
	b.pass(time.Second)
	got, err := b.Session(t.Context(), b.mori, ses.ID)
	if err != nil || got.EndReason != support.CodeExpired || !got.EndedAt.Equal(until) {
		t.Errorf("then: %s (%s) at %v, %v, want code_expired", got.State, got.EndReason, got.EndedAt, err)
	}
	b.work()
	if b.there.stillOpen() != 0 || len(b.courier.lies) != 0 {
		t.Error("the code is open, or lies on the device")
	}
}

// S66: what the provider says of its code counts when it is less.
func TestACodeThatEndsSoonerAtTheProvider(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	sooner := noon.Add(12 * time.Minute)
	b.there.after = func() { b.there.change(func() { b.there.sessions[0].until = sooner }) }
	ses := b.start(b.mori, b.ask(b.iPhone()))
	if got := b.want(ses.ID, support.Waiting); !got.DeadlineAt.Equal(sooner) || !got.AtProvider.ExpiresAt.Equal(sooner) {
		t.Errorf("the session ends at %v, its code at %v, want %v", got.DeadlineAt, got.AtProvider.ExpiresAt, sooner)
	}
}

// S38: attended is what one gets without choosing.
func TestAttendedIsTheDefault(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	ses := b.start(b.mori, b.ask(b.phone))
	if ses.Mode != support.Attended || b.there.asked[0].Mode != string(support.Attended) || b.stored(ses.ID).AtProvider.Code == "" {
		t.Errorf("started %s with code %q, the provider was asked for %s", ses.Mode, b.stored(ses.ID).AtProvider.Code, b.there.asked[0].Mode)
	}
}

// S33: a help request becomes a session of the technician who answers it, and its user sees who helps.
func TestASessionThatAnswersAHelpRequest(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	asked := b.desk.ask(b.phone, "")
	if asked.State != "open" {
		t.Fatalf("pressed, and the user sees %+v", asked)
	}
	in := b.ask(b.phone)
	in.HelpRequestID = asked.RequestID
	ses := b.start(b.mori, in)
	if kept := b.stored(ses.ID); kept.HelpRequestID != asked.RequestID || kept.TechnicianID != b.mori.PersonID {
		t.Errorf("the session is kept as one of %s for request %q", kept.TechnicianName, kept.HelpRequestID)
	}
	seen, err := b.HelpOf(t.Context(), b.phone)
	if err != nil || seen.State != "taken" || seen.TakenBy != b.mori.Name {
		t.Errorf("the user sees %+v, %v, want who helps", seen, err)
	}
}
