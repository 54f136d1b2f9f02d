package support_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/support"
)

func TestALeavingTechnician(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name       string
		handedOver bool
		leave      func(b *branch)
		want       support.EndReason // empty: it goes on
	}{
		{"signed out before the hand-over", false, func(b *branch) { b.must(b.SignedOut(b.t.Context(), b.mori.PersonID)) }, support.TechnicianSignedOut},
		{"signed out while in another client", true, func(b *branch) { b.must(b.SignedOut(b.t.Context(), b.mori.PersonID)) }, ""},
		{"disabled", true, func(b *branch) {
			b.become(b.mori, func(p *access.Person) { p.DisabledAt = noon })
			b.must(b.SignedOut(b.t.Context(), b.mori.PersonID))
		}, support.RightRevoked},
		{"without the right any more", false, func(b *branch) {
			b.become(b.mori, func(p *access.Person) { p.Role = access.Observer })
		}, support.RightRevoked},
		{"without control, which nobody takes back there", true, func(b *branch) {
			b.become(b.mori, func(p *access.Person) { p.Role = access.Observer })
		}, support.RightRevoked},
		{"without control before the hand-over", false, func(b *branch) { b.withhold(access.Control) }, support.RightRevoked},
		{"without control in another client", true, func(b *branch) { b.withhold(access.Control) }, support.RightRevoked},
		{"without the right to force a check-in", false, func(b *branch) { b.withhold(access.ForceCheckIn) }, ""},
		{"the device is gone", true, func(b *branch) { b.must(b.DevicesRetired(b.t.Context(), b.phone)) }, support.DeviceRemoved},
		{"nothing is different", true, func(b *branch) { b.become(b.mori, func(*access.Person) {}) }, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newBranch(t)
			ses := b.ready()
			if tc.handedOver {
				_, err := b.HandOver(t.Context(), b.mori, ses.ID, "desktop")
				b.must(err)
			}
			tc.leave(b)
			b.work()
			if tc.want == "" {
				b.want(ses.ID, map[bool]support.State{true: support.HandedOver, false: support.UserReady}[tc.handedOver])
				if b.there.stillOpen() != 1 {
					t.Error("the code was closed")
				}
				return
			}
			ended := b.wantEnded(ses.ID, tc.want)
			if b.there.stillOpen() != 0 || len(b.courier.lies) != 0 || ended.EndUnconfirmed() != tc.handedOver {
				t.Errorf("%d codes open, %v on devices, unconfirmed %t", b.there.stillOpen(), b.courier.lies, ended.EndUnconfirmed())
			}
		})
	}
}

func (b *branch) withhold(r access.Right) {
	b.become(b.mori, func(p *access.Person) { p.Withheld = []access.Right{r} })
}

func TestCloseItAndStartMine(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	old := b.ready()
	_, err := b.HandOver(t.Context(), b.mori, old.ID, "desktop")
	b.must(err)
	_, _, err = b.Start(t.Context(), b.sato, b.ask(b.phone))
	busy, ok := errors.AsType[*support.BusyError](err)
	if !ok || busy.Session.ID != old.ID {
		t.Fatalf("Start on a busy device = %v, want a BusyError with the session", err)
	}
	in := b.ask(b.phone)
	in.Replace = old.ID
	mine := b.start(b.sato, in)
	ended := b.wantEnded(old.ID, support.Superseded)
	if !ended.EndUnconfirmed() || b.there.sessions[0].open || !b.there.sessions[1].open {
		t.Errorf("the old code is open: %t, the new one: %t", b.there.sessions[0].open, b.there.sessions[1].open)
	}
	wantList(t, "on the device", keysOf(b.courier.lies), mine.ID)
	wantRecords(t, b.actions(old.ID), audit.SessionRequested, audit.SessionWaiting, audit.SessionUserReady, audit.SessionHandedOver, audit.SessionEnded)
	records := b.records(audit.Filter{SessionID: old.ID, Action: audit.SessionEnded})
	if records[0].Actor.ID != b.sato.PersonID || records[0].Details["replaced_by"] != mine.ID {
		t.Errorf("the end says %+v", records[0])
	}
}

func TestCloseAll(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	attended, engine := b.start(b.mori, b.ask(b.tablet)), b.start(b.sato, mail(b.away))
	unattended := b.start(b.mori, b.askUnattended(b.phone))
	_, err := b.HandOver(t.Context(), b.mori, unattended.ID, "desktop")
	b.must(err)
	b.must(b.CloseAll(t.Context(), b.abe.Actor(), preflight.TeamViewer, "unattended"))
	closing := func(mode string, want int) {
		t.Helper()
		if n, err := b.Closing(t.Context(), preflight.TeamViewer, mode); err != nil || n != want {
			t.Errorf("%d %s sessions are to be closed, %v, want %d", n, mode, err, want)
		}
	}
	closing("unattended", 1)
	closing("attended", 0)
	b.work()
	closing("unattended", 0)
	for person, want := range map[string]bool{b.mori.PersonID: true, b.sato.PersonID: false} {
		if is, err := b.Unproven(t.Context(), preflight.TeamViewer, person); err != nil || is != want {
			t.Errorf("a connection of %s may go on: %t, %v, want %t", person, is, err, want)
		}
	}
	if ended := b.wantEnded(unattended.ID, support.ActivationRemoved); ended.EndedBy != b.abe.Actor() || !ended.EndUnconfirmed() {
		t.Errorf("ended by %v, unconfirmed %t", ended.EndedBy, ended.EndUnconfirmed())
	}
	b.want(attended.ID, support.Waiting)
	b.must(b.CloseAll(t.Context(), b.abe.Actor(), preflight.TeamViewer, ""))
	b.must(b.CloseAll(t.Context(), b.abe.Actor(), preflight.TeamViewer, ""))
	b.work()
	b.wantEnded(attended.ID, support.ActivationRemoved)
	b.want(engine.ID, support.Requested)
	if b.there.stillOpen() != 0 || b.count(audit.Filter{SessionID: attended.ID, Action: audit.SessionEnded}) != 1 {
		t.Error("something of it is open, or it ended twice")
	}
}

// Sessions start and end while nobody answers there for an hour: nothing is lost and nothing made twice.
func TestAProviderThatIsDownForAnHour(t *testing.T) {
	t.Parallel()
	if raced {
		t.Skip("an hour takes minutes under the race detector, and nothing in it runs at once")
	}
	b := newBranch(t)
	before := b.ready()
	b.there.change(func() { b.there.down = &provider.Error{Kind: provider.Unavailable} })
	ended := map[string]support.EndReason{}
	minutes := func(n int) {
		for range n * 6 {
			b.pass(10 * time.Second)
			b.must(b.Expire(t.Context()))
			b.work()
		}
	}
	minutes(1)
	_, err := b.End(t.Context(), b.mori, before.ID, "", "") // it is open there, and nobody can close it now
	b.must(err)
	ended[before.ID] = support.EndedByTechnician
	for n := range 5 { // each is over before anything could be made
		ses := b.start(b.sato, b.ask(b.tablet))
		if n%2 == 0 {
			minutes(4)
			_, err := b.End(t.Context(), b.sato, ses.ID, "", "")
			b.must(err)
			ended[ses.ID] = support.EndedByTechnician
			continue
		}
		minutes(11)
		ended[ses.ID] = support.NotDelivered
	}
	minutes(20)
	last := b.start(b.sato, b.ask(b.tablet))
	minutes(4)
	for sessionID, reason := range ended {
		b.wantEnded(sessionID, reason)
	}
	if b.there.stillOpen() != 1 || len(b.courier.lies) != 0 {
		t.Fatalf("while it is down %d codes are open there, and %v lies on devices", b.there.stillOpen(), b.courier.lies)
	}
	b.there.change(func() { b.there.down = nil })
	minutes(5) // the longest wait between two tries
	b.want(last.ID, support.Waiting)
	if len(b.there.sessions) != 2 || b.there.sessions[0].open || !b.there.sessions[1].open {
		t.Errorf("codes there: %+v %+v, want the first closed and the last made once", *b.there.sessions[0], *b.there.last())
	}
	counts, err := b.db.CountJobs(t.Context(), b.time())
	b.must(err)
	if counts["failed"] != 0 || b.pending() != 1 {
		t.Errorf("jobs = %v, want the last session's look alone", counts)
	}
	for sessionID := range ended {
		if n := b.count(audit.Filter{SessionID: sessionID, Action: audit.SessionEnded}); n != 1 {
			t.Errorf("session %s ended %d times in the audit log", sessionID, n)
		}
	}
}

func TestTheNoticeIsKeptWithTheSession(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	ses := b.start(b.mori, mail(b.phone))
	ring := b.line.lastRing(t)
	if ring.NoticeVersion != 7 || ring.Notice == nil || ring.Notice.Consent["en"] == "" || ring.Notice.HelpPage == "" || ring.Company != "Kita Ltd" {
		t.Errorf("the phone was shown %+v", ring)
	}
	if err := ring.Check(); err != nil {
		t.Errorf("the ring is not one that a device takes: %v", err)
	}
	if got := b.stored(ses.ID).NoticeVersion; got != 7 {
		t.Errorf("notice version = %d, want 7", got)
	}
	if got := b.stored(b.start(b.mori, b.ask(b.tablet)).ID); got.NoticeVersion != 7 {
		t.Errorf("notice version there = %d, want 7", got.NoticeVersion)
	}
}

func TestNothingIsKeptInMemoryOfSessionsThere(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	ses := b.ready()
	_, err := b.End(t.Context(), b.mori, ses.ID, "", "")
	b.must(err)
	b.work()
	if n := b.RoomsInMemory(); n != 0 {
		t.Errorf("%d rooms are kept in memory for a session that never had one", n)
	}
}

func TestAProviderWithoutAPlaceForItsLinks(t *testing.T) {
	t.Parallel()
	b := newBranch(t, func(cfg *support.Config) { cfg.Sealer = nil })
	if _, _, err := b.Start(t.Context(), b.mori, b.ask(b.phone)); !errors.Is(err, support.ErrNoProvider) {
		t.Errorf("Start = %v, want ErrNoProvider", fmt.Sprint(err))
	}
}

// An import that moves a device takes it away from those who see its old group only: at once, not at their next click.
func TestADeviceThatMovesToAnotherGroup(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	osaka := d.person("Osaka", access.Observer, false, d.north)
	kitas, moris, stays := d.running(d.kita, d.phone), d.running(d.mori, d.tablet), d.start(d.kita, mail(d.away))
	for _, watcher := range []access.Principal{osaka, d.ono} {
		d.must(d.ViewerJoined(t.Context(), moris.ID, watcher.PersonID))
	}
	for _, deviceID := range []string{d.phone, d.tablet} {
		got, err := d.db.Device(t.Context(), deviceID, device.Scope{All: true})
		d.must(err)
		got.GroupIDs = nil
		_, err = d.db.ImportDevices(t.Context(), []device.Imported{{Device: got, Groups: []string{"south"}}}, noon)
		d.must(err)
	}
	d.must(d.DevicesMoved(t.Context(), d.phone, d.tablet, d.away, "dev_unknown"))
	d.work()
	d.wantEnded(kitas.ID, support.RightRevoked)
	if !d.rooms.has("close " + kitas.ID + " right_revoked") {
		t.Error("the room of the session that ended is open")
	}
	if got := d.stored(moris.ID); got.State != support.Active {
		t.Errorf("the session of one who sees every group is %s, want active", got.State)
	}
	if !d.rooms.has(fmt.Sprintf("rights %s %s []", moris.ID, osaka.PersonID)) {
		t.Error("a watcher who may no longer see the device is still in the room")
	}
	if d.rooms.has(fmt.Sprintf("rights %s %s []", moris.ID, d.ono.PersonID)) {
		t.Error("a watcher who sees every group was put out")
	}
	if got := d.stored(stays.ID); got.State == support.Ended {
		t.Error("a session with a device that did not move was ended")
	}
}
