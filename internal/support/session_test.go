package support_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/support"
	"github.com/helpatwork/helpatwork/internal/wire"
)

var (
	viewing     = []access.Right{access.View}
	controlling = []access.Right{access.View, access.Control}
)

func TestASessionFromPressToEnd(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	ses, grant, err := d.Start(ctx, d.mori, mail(d.phone))
	d.must(err)
	if ses.State != support.Requested || ses.DeadlineAt != noon.Add(10*time.Minute) || !slices.Equal(ses.Rights, controlling) {
		t.Fatalf("started %+v, want it requested for 10 minutes with control asked for", ses)
	}
	in, err := d.Redeem(ctx, d.mori, ses.ID, grant)
	d.must(err)
	if !slices.Equal(in.Rights, viewing) {
		t.Errorf("before consent the technician has %v, want %v", in.Rights, viewing)
	}
	d.work()
	ring := d.line.lastRing(t)
	if ring.Technician.Name != "Mori" || ring.Technician.Role != "technician" || ring.Reason != "Mail does not open" || ring.Company != "Example" || ring.Accepted {
		t.Errorf("ring = %+v", ring)
	}
	if got := d.stored(ses.ID); got.State != support.Waiting || got.DeliveredAt != noon {
		t.Fatalf("after the ring: %s, delivered %v, want waiting", got.State, got.DeliveredAt)
	}
	d.must(d.Prompted(ctx, d.phone, ses.ID))
	d.must(d.Answer(ctx, d.phone, wire.Answer{SessionID: ses.ID, Accepted: true}))
	if standing, rights := d.rooms.of(ses.ID, d.mori.PersonID); !standing.Open || !slices.Equal(rights, controlling) {
		t.Errorf("after consent the room has %+v and %v, want it open with control", standing, rights)
	}
	if _, err := d.AdmitDevice(ctx, d.phone, ses.ID, secret(ring.Key)); err != nil {
		t.Fatalf("the key of the ring: %v", err)
	}
	d.must(d.MediaConnected(ctx, ses.ID))
	d.must(d.FirstFrame(ctx, ses.ID))
	d.pass(time.Minute)
	ended, err := d.End(ctx, d.mori, ses.ID, support.Resolved, "Set the clock")
	d.must(err)
	if ended.State != support.Ended || ended.EndReason != support.EndedByTechnician || ended.EndedAt != noon.Add(time.Minute) ||
		ended.Outcome != support.Resolved || ended.Note != "Set the clock" || ended.FirstFrameAt != noon {
		t.Errorf("ended %+v", ended)
	}
	if !d.rooms.has("close " + ses.ID + " ended_by_technician") {
		t.Error("the room was not closed")
	}
	d.work()
	if got := d.line.lastShown(t); got.State != "ended" || got.EndReason != "ended_by_technician" {
		t.Errorf("the phone was told %+v, want the end", got)
	}
	want := []audit.Action{audit.SessionRequested, audit.SessionWaiting, audit.SessionPrompted, audit.SessionAccepted, audit.SessionEnded}
	if got := d.actions(ses.ID); !slices.Equal(sorted(got), sorted(want)) {
		t.Errorf("audit log has %v, want %v", got, want)
	}
}

func sorted(a []audit.Action) []audit.Action { return slices.Sorted(slices.Values(a)) }

func TestStartRefuses(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ids, err := d.db.ImportDevices(t.Context(), []device.Imported{
		{Device: device.Device{Name: "MAM", Platform: device.IOS, Management: device.IOSAppOnly, Ownership: device.Personal, Lifecycle: device.InUse}},
		{Device: device.Device{Name: "iPad", Platform: device.IOS, Management: device.IOSSupervised, Ownership: device.Company, Lifecycle: device.InUse, Simulated: true}},
	}, noon)
	d.must(err)
	with := func(change func(*support.StartInput)) support.StartInput {
		in := mail(d.phone)
		change(&in)
		return in
	}
	unattended := func(in *support.StartInput) { in.Mode = support.Unattended }
	for _, tc := range []struct {
		name string
		by   access.Principal
		in   support.StartInput
		want error
	}{
		{"nobody", access.Principal{}, mail(d.phone), access.ErrForbidden},
		{"an observer unattended", d.ono, with(unattended), access.ErrForbidden},
		{"an unknown device", d.mori, mail("dev_none"), device.ErrNotFound},
		{"a device of another group", d.kita, mail(ids[0]), device.ErrNotFound},
		{"an unknown provider", d.mori, with(func(in *support.StartInput) { in.Provider = "pigeon" }), support.ErrNoProvider},
		{"an unknown help request", d.mori, with(func(in *support.StartInput) { in.HelpRequestID = "hlp_none" }), support.ErrNotFound},
	} {
		if _, _, err := d.Start(t.Context(), tc.by, tc.in); !errors.Is(err, tc.want) {
			t.Errorf("%s: Start = %v, want %v", tc.name, err, tc.want)
		}
	}
	for name, in := range map[string]support.StartInput{
		"reason": with(func(in *support.StartInput) { in.Reason = " \u202e\n " }),
		"ticket": with(func(in *support.StartInput) { in.Ticket = strings.Repeat("x", 65) }),
		"mode":   with(func(in *support.StartInput) { in.Mode = "maybe" }),
	} {
		_, _, err := d.Start(t.Context(), d.mori, in)
		if wrong, ok := errors.AsType[*wire.FieldError](err); !ok || wrong.Field != name {
			t.Errorf("a bad %s: Start = %v, want a FieldError", name, err)
		}
	}
	for code, in := range map[preflight.Code]support.StartInput{
		preflight.MAMOnly:            mail(ids[0]),
		preflight.UnattendedNotOnIOS: {DeviceID: ids[1], Mode: support.Unattended, Reason: "Mail"},
	} {
		_, _, err := d.Start(t.Context(), d.mori, in)
		blocked, ok := errors.AsType[*support.BlockedError](err)
		if !ok || !slices.ContainsFunc(blocked.Findings, func(f preflight.Finding) bool { return f.Code == code }) {
			t.Errorf("%s: Start = %v, want it blocked", code, err)
		}
	}
}

func TestAnObserverOnlyViews(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses := d.running(d.ono, d.phone)
	if !slices.Equal(ses.Rights, viewing) {
		t.Errorf("rights = %v, want %v", ses.Rights, viewing)
	}
	if ring := d.line.lastRing(t); !slices.Equal(ring.Rights, []string{"view"}) {
		t.Errorf("the user was asked for %v, want view", ring.Rights)
	}
}

func TestOfTwoWhoStartOneWins(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var wg sync.WaitGroup
	results := make([]error, 2)
	for i, p := range []access.Principal{d.mori, d.sato} {
		wg.Go(func() { _, _, results[i] = d.Start(t.Context(), p, mail(d.phone)) })
	}
	wg.Wait()
	if (results[0] == nil) == (results[1] == nil) {
		t.Fatalf("results %v, want one winner", results)
	}
	lost := results[0]
	if lost == nil {
		lost = results[1]
	}
	busy, ok := errors.AsType[*support.BusyError](lost)
	if !ok || !errors.Is(lost, support.ErrDeviceBusy) {
		t.Fatalf("the other one got %v, want a BusyError", lost)
	}
	if busy.Session.DeviceID != d.phone || busy.Session.State == support.Ended {
		t.Errorf("busy with %+v, want the open session", busy.Session)
	}
}

func TestReplaceClosesTheOtherSession(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.running(d.mori, d.phone)
	in := mail(d.phone)
	in.Replace = first.ID
	second := d.start(d.sato, in)
	old := d.wantEnded(first.ID, support.Superseded)
	if old.EndedBy.ID != d.sato.PersonID {
		t.Errorf("ended by %v, want Sato", old.EndedBy)
	}
	if !d.rooms.has("close " + first.ID + " superseded") {
		t.Error("the old room was not closed")
	}
	if d.stored(second.ID).State != support.Waiting {
		t.Errorf("the new session is %s, want waiting", d.stored(second.ID).State)
	}
	ended := d.records(audit.Filter{SessionID: first.ID, Action: audit.SessionEnded})
	started := d.records(audit.Filter{SessionID: second.ID, Action: audit.SessionRequested})
	if len(ended) != 1 || ended[0].Details["replaced_by"] != second.ID || len(started) != 1 || started[0].Details["replaces"] != first.ID {
		t.Errorf("audit: %+v and %+v, want each to name the other", ended, started)
	}
	in.Replace = first.ID // someone else is there by now
	if _, _, err := d.Start(t.Context(), d.mori, in); !errors.Is(err, support.ErrDeviceBusy) {
		t.Errorf("replacing a session that is over = %v, want busy", err)
	}
}

func TestTheUserKeepsTheUpperHand(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses := d.running(d.mori, d.phone)
	do := func(action string) {
		t.Helper()
		d.must(d.User(t.Context(), d.phone, wire.UserAction{SessionID: ses.ID, Action: action}))
	}
	for _, step := range []struct {
		action string
		open   bool
		rights []access.Right
		says   audit.Action
	}{
		{wire.UserPause, false, viewing, audit.SessionPaused},
		{wire.UserResume, true, controlling, audit.SessionResumed},
		{wire.UserTakeBack, true, viewing, audit.SessionControlTaken},
		{wire.UserGiveControl, true, controlling, audit.SessionControlGiven},
	} {
		do(step.action)
		do(step.action) // again changes nothing
		standing, rights := d.rooms.of(ses.ID, d.mori.PersonID)
		if standing.Open != step.open || !slices.Equal(rights, step.rights) {
			t.Errorf("after %s: open %v with %v, want %v with %v", step.action, standing.Open, rights, step.open, step.rights)
		}
		if n := d.count(audit.Filter{SessionID: ses.ID, Action: step.says}); n != 1 {
			t.Errorf("after %s twice: %d records, want 1", step.action, n)
		}
	}
	if err := d.User(t.Context(), d.phone, wire.UserAction{SessionID: ses.ID, Action: "format"}); err == nil {
		t.Error("an unknown action was taken")
	}
	do(wire.UserEnd)
	d.wantEnded(ses.ID, support.EndedByUser)
	if err := d.User(t.Context(), d.phone, wire.UserAction{SessionID: ses.ID, Action: wire.UserPause}); !errors.Is(err, support.ErrEnded) {
		t.Errorf("pausing what has ended = %v, want ErrEnded", err)
	}
}

func TestNobodyPausesBeforeConsent(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses := d.start(d.mori, mail(d.phone))
	err := d.User(t.Context(), d.phone, wire.UserAction{SessionID: ses.ID, Action: wire.UserPause})
	if _, ok := errors.AsType[*support.StateError](err); !ok {
		t.Errorf("pause = %v, want a StateError", err)
	}
	d.must(d.User(t.Context(), d.phone, wire.UserAction{SessionID: ses.ID, Action: wire.UserEnd}))
	d.wantEnded(ses.ID, support.Declined)
}

func TestAPhoneSpeaksOnlyForItsOwnSession(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses := d.start(d.mori, mail(d.phone))
	_, admitted := d.AdmitDevice(t.Context(), d.tablet, ses.ID, secret(d.line.lastRing(t).Key))
	for name, err := range map[string]error{
		"prompted": d.Prompted(t.Context(), d.tablet, ses.ID),
		"answer":   d.Answer(t.Context(), d.tablet, wire.Answer{SessionID: ses.ID, Accepted: true}),
		"user":     d.User(t.Context(), d.tablet, wire.UserAction{SessionID: ses.ID, Action: wire.UserEnd}),
		"admit":    admitted,
	} {
		if !errors.Is(err, support.ErrNotFound) {
			t.Errorf("%s of another phone = %v, want ErrNotFound", name, err)
		}
	}
	if got := d.stored(ses.ID); got.State != support.Waiting {
		t.Errorf("session is %s, want waiting still", got.State)
	}
}

func TestWhoMayEnd(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses := d.running(d.mori, d.phone)
	if _, err := d.End(t.Context(), d.sato, ses.ID, "", ""); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("another technician: %v, want ErrForbidden", err)
	}
	if _, err := d.End(t.Context(), d.mori, ses.ID, "great", ""); err == nil {
		t.Error("an unknown outcome was taken")
	}
	if _, err := d.End(t.Context(), d.abe, ses.ID, "", ""); err != nil {
		t.Fatalf("an administrator: %v", err)
	}
	d.wantEnded(ses.ID, support.EndedByAdministrator)
	after, err := d.End(t.Context(), d.mori, ses.ID, support.Resolved, "Done before")
	if err != nil || after.EndReason != support.EndedByAdministrator || after.Note != "Done before" || after.Outcome != support.Resolved {
		t.Errorf("ending what has ended = %+v, %v, want the note kept and the reason left", after, err)
	}
	if _, err := d.Annotate(t.Context(), d.sato, ses.ID, "", "Mine"); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("another technician's note: %v, want ErrForbidden", err)
	}
}

func TestOneSeesTheirOwnAndTheirGroups(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses := d.running(d.mori, d.phone)
	south := d.person("Minami", access.Technician, false)
	if _, err := d.Session(t.Context(), south, ses.ID); !errors.Is(err, support.ErrNotFound) {
		t.Errorf("another group's session = %v, want ErrNotFound", err)
	}
	if _, err := d.Session(t.Context(), south, "ses_none"); !errors.Is(err, support.ErrNotFound) {
		t.Errorf("an unknown session = %v, want ErrNotFound", err)
	}
	if _, err := d.Session(t.Context(), d.kita, ses.ID); err != nil {
		t.Errorf("the group's own session: %v", err)
	}
	if page, err := d.Sessions(t.Context(), south, support.SessionFilter{Limit: 10}); err != nil || len(page.Sessions) != 0 {
		t.Errorf("list = %v, %v, want none", page.Sessions, err)
	}
	if page, err := d.Sessions(t.Context(), d.kita, support.SessionFilter{Open: true, Limit: 10}); err != nil || len(page.Sessions) != 1 {
		t.Errorf("list = %v, %v, want one", page.Sessions, err)
	}
}

// An agent that was started anew has no resume key, and its link may be back before its screen is missed.
