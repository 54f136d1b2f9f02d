package support_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/support"
	"github.com/helpatwork/helpatwork/internal/wire"
)

func secret(key string) id.Secret { return id.Secret(key) }

func TestATechniciansKeyWorksOnceForOne(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses, grant, err := d.Start(t.Context(), d.mori, mail(d.phone))
	d.must(err)
	redeem := func(p access.Principal, key id.Secret) (id.Secret, error) {
		in, err := d.Redeem(t.Context(), p, ses.ID, key)
		return in.ResumeKey, err
	}
	if _, err := redeem(d.sato, grant); !errors.Is(err, support.ErrBadKey) {
		t.Errorf("another technician's grant = %v, want ErrBadKey", err)
	}
	resume, err := redeem(d.mori, grant)
	d.must(err)
	if _, err := redeem(d.mori, grant); !errors.Is(err, support.ErrBadKey) {
		t.Errorf("a grant used twice = %v, want ErrBadKey", err)
	}
	d.pass(8 * time.Minute) // a resume key lives with its session
	next, err := redeem(d.mori, resume)
	d.must(err)
	if _, err := redeem(d.mori, resume); !errors.Is(err, support.ErrBadKey) {
		t.Errorf("a resume key used twice = %v, want ErrBadKey", err)
	}
	fresh, _, err := d.Join(t.Context(), d.mori, ses.ID)
	d.must(err)
	if _, err := redeem(d.mori, next); !errors.Is(err, support.ErrBadKey) {
		t.Errorf("a key from before the last grant = %v, want ErrBadKey", err)
	}
	if _, err := redeem(d.mori, ""); !errors.Is(err, support.ErrBadKey) {
		t.Errorf("an empty key = %v, want ErrBadKey", err)
	}
	d.pass(time.Minute)
	if _, err := redeem(d.mori, fresh); !errors.Is(err, support.ErrBadKey) {
		t.Errorf("a grant after 60 s = %v, want ErrBadKey", err)
	}
	if n := d.count(audit.Filter{SessionID: ses.ID, Action: audit.SessionKeyRefused}); n < 2 {
		t.Errorf("%d records of refused keys, want one for each person at least", n)
	}
	last, _, err := d.Join(t.Context(), d.mori, ses.ID)
	d.must(err)
	_, err = d.End(t.Context(), d.mori, ses.ID, "", "")
	d.must(err)
	if _, err := redeem(d.mori, last); !errors.Is(err, support.ErrEnded) {
		t.Errorf("a grant of an ended session = %v, want ErrEnded", err)
	}
	if _, _, err := d.Join(t.Context(), d.mori, ses.ID); !errors.Is(err, support.ErrEnded) {
		t.Errorf("joining an ended session = %v, want ErrEnded", err)
	}
}

func TestAFloodOfBadKeysIsOneRecordAMinute(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses := d.start(d.mori, mail(d.phone))
	try := func(n int) {
		for range n {
			if _, err := d.AdmitDevice(t.Context(), d.phone, ses.ID, "wrong"); !errors.Is(err, support.ErrBadKey) {
				t.Fatalf("a wrong key = %v, want ErrBadKey", err)
			}
		}
	}
	try(50)
	d.pass(time.Minute)
	try(1)
	records := d.records(audit.Filter{SessionID: ses.ID, Action: audit.SessionKeyRefused})
	if len(records) != 2 || records[0].Details["count"] != "1" || records[1].Details["count"] != "50" {
		t.Errorf("records %+v, want 1 at once and the 50 others a minute later", records)
	}
}

func TestEveryRingMakesTheOneBeforeVoid(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses := d.start(d.mori, mail(d.phone))
	first := d.line.lastRing(t).Key
	d.must(d.DeviceConnected(t.Context(), d.phone))
	d.work()
	second := d.line.lastRing(t).Key
	if _, err := d.AdmitDevice(t.Context(), d.phone, ses.ID, secret(first)); !errors.Is(err, support.ErrBadKey) {
		t.Errorf("the key of the first ring = %v, want ErrBadKey", err)
	}
	if _, err := d.AdmitDevice(t.Context(), d.phone, ses.ID, secret(second)); err != nil {
		t.Errorf("the key of the second ring: %v", err)
	}
}

// A user may think for almost five minutes; the key that came with the ring must still open the door.
func TestADevicesGrantLivesAsLongAsTheQuestion(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses := d.start(d.mori, mail(d.phone))
	d.pass(9 * time.Minute)
	d.must(d.Prompted(t.Context(), d.phone, ses.ID))
	d.pass(5*time.Minute - time.Second)
	d.must(d.Answer(t.Context(), d.phone, wire.Answer{SessionID: ses.ID, Accepted: true}))
	if _, err := d.AdmitDevice(t.Context(), d.phone, ses.ID, secret(d.line.lastRing(t).Key)); err != nil {
		t.Errorf("the key of the ring after 14 minutes: %v", err)
	}
}

func TestALostDevicesKeyRunsOut(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(cfg *support.Config) { cfg.Clocks.Rejoin = 2 * time.Minute })
	ses := d.running(d.mori, d.phone)
	resume, err := d.AdmitDevice(t.Context(), d.phone, ses.ID, secret(d.line.lastRing(t).Key))
	d.must(err)
	d.pass(time.Hour)
	d.must(d.MediaLost(t.Context(), ses.ID))
	d.pass(2*time.Minute - time.Second)
	next, err := d.AdmitDevice(t.Context(), d.phone, ses.ID, resume)
	d.must(err)
	d.must(d.MediaConnected(t.Context(), ses.ID))
	d.pass(time.Hour)
	if _, err := d.AdmitDevice(t.Context(), d.phone, ses.ID, next); err != nil {
		t.Errorf("the key of a device that came back: %v", err)
	}
}

func TestATechnicianWhoLeftHas60Seconds(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses := d.running(d.mori, d.phone)
	grant, rights, err := d.Join(t.Context(), d.mori, ses.ID)
	d.must(err)
	if !slices.Equal(rights, controlling) {
		t.Errorf("coming back to one's own gives %v, want %v", rights, controlling)
	}
	in, err := d.Redeem(t.Context(), d.mori, ses.ID, grant)
	d.must(err)
	d.must(d.ViewerJoined(t.Context(), ses.ID, d.mori.PersonID))
	if got := d.line.lastShown(t).Watchers; !slices.Equal(got, []string{"Mori"}) {
		t.Errorf("the user is shown %v, want Mori", got)
	}
	d.must(d.ViewerJoined(t.Context(), ses.ID, d.mori.PersonID)) // a second connection before the first is gone
	d.must(d.ViewerLeft(t.Context(), ses.ID, d.mori.PersonID))
	if n := d.count(audit.Filter{SessionID: ses.ID, Action: audit.SessionLeft}); n != 0 {
		t.Errorf("%d records of leaving while one is left, want none", n)
	}
	d.must(d.ViewerLeft(t.Context(), ses.ID, d.mori.PersonID))
	if n := d.count(audit.Filter{SessionID: ses.ID, Action: audit.SessionLeft}); n != 1 {
		t.Errorf("%d records of leaving, want 1", n)
	}
	if got := d.line.lastShown(t).Watchers; len(got) != 0 {
		t.Errorf("the user is shown %v, want nobody", got)
	}
	d.pass(61 * time.Second)
	if _, err := d.Redeem(t.Context(), d.mori, ses.ID, in.ResumeKey); !errors.Is(err, support.ErrBadKey) {
		t.Errorf("the resume key 61 s later = %v, want ErrBadKey", err)
	}
	if got := d.stored(ses.ID); got.State != support.Active {
		t.Errorf("session is %s, want active: a closed tab ends nothing", got.State)
	}
}

func TestAColleagueOnlyWatches(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses := d.running(d.mori, d.phone)
	grant, rights, err := d.Join(t.Context(), d.sato, ses.ID)
	d.must(err)
	in, err := d.Redeem(t.Context(), d.sato, ses.ID, grant)
	d.must(err)
	if !slices.Equal(rights, viewing) || !slices.Equal(in.Rights, viewing) {
		t.Errorf("a colleague has %v and %v, want %v", rights, in.Rights, viewing)
	}
	if n := d.count(audit.Filter{SessionID: ses.ID, Action: audit.SessionJoined}); n != 1 {
		t.Errorf("%d records of joining, want 1", n)
	}
}

func TestSignedOutIsOutAtOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses := d.running(d.mori, d.phone)
	grant, _, err := d.Join(t.Context(), d.mori, ses.ID)
	d.must(err)
	other := d.running(d.sato, d.tablet)
	d.must(d.SignedOut(t.Context(), d.mori.PersonID))
	d.wantEnded(ses.ID, support.TechnicianSignedOut)
	dropped, closed := d.rooms.at("drop "+d.mori.PersonID), d.rooms.at("close "+ses.ID+" technician_signed_out")
	if dropped < 0 || closed < dropped {
		t.Errorf("dropped at %d, closed at %d: want the person out of the media before anything is written", dropped, closed)
	}
	if _, err := d.Redeem(t.Context(), d.mori, ses.ID, grant); !errors.Is(err, support.ErrEnded) {
		t.Errorf("the grant from before = %v, want ErrEnded", err)
	}
	if d.stored(other.ID).State != support.Active {
		t.Error("a colleague's session ended, too")
	}
}

func TestLostRightsAreLostAtOnce(t *testing.T) {
	t.Parallel()
	disable := func(p *access.Person) { p.DisabledAt = noon }
	for _, tc := range []struct {
		name   string
		change func(*access.Person)
		mode   support.Mode
		want   support.EndReason // empty: it goes on
		rights []access.Right
	}{
		{"disabled", disable, support.Attended, support.RightRevoked, nil},
		{"the group is no longer theirs", func(p *access.Person) { p.AllDevices = false }, support.Attended, support.RightRevoked, nil},
		{"an observer keeps the picture", func(p *access.Person) { p.Role = access.Observer }, support.Attended, "", viewing},
		{"an observer has no unattended session", func(p *access.Person) { p.Role = access.Observer }, support.Unattended, support.RightRevoked, nil},
		{"a new name", func(p *access.Person) { p.Name = "Mori the Second" }, support.Attended, "", controlling},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			in := mail(d.phone)
			in.Mode = tc.mode
			ses := d.start(d.mori, in)
			d.must(d.Answer(t.Context(), d.phone, wire.Answer{SessionID: ses.ID, Accepted: true}))
			d.must(d.MediaConnected(t.Context(), ses.ID))
			d.become(d.mori, tc.change)
			got := d.stored(ses.ID)
			if (tc.want != "") != (got.State == support.Ended) || got.EndReason != tc.want {
				t.Fatalf("session is %s (%s), want reason %q", got.State, got.EndReason, tc.want)
			}
			if tc.want != "" {
				if !d.rooms.has("close " + ses.ID + " right_revoked") {
					t.Error("the room was not closed")
				}
				return
			}
			if _, rights := d.rooms.of(ses.ID, d.mori.PersonID); !slices.Equal(rights, tc.rights) {
				t.Errorf("the room has %v, want %v", rights, tc.rights)
			}
		})
	}
}

func TestAWatcherWhoLosesTheDeviceIsOut(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses := d.running(d.mori, d.phone)
	d.must(d.ViewerJoined(t.Context(), ses.ID, d.kita.PersonID))
	d.become(d.kita, func(p *access.Person) { p.GroupIDs = nil })
	if !d.rooms.has("rights " + ses.ID + " " + d.kita.PersonID + " []") {
		t.Error("a watcher who may no longer see the device is still in the room")
	}
	if d.stored(ses.ID).State != support.Active {
		t.Error("the session ended for its technician, too")
	}
}

// Between the key and the connection a person may lose the right to come in.
func TestAViewerIsLookedAtAgainAtTheDoor(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses := d.running(d.mori, d.phone)
	grant, _, err := d.Join(t.Context(), d.sato, ses.ID)
	d.must(err)
	_, err = d.Redeem(t.Context(), d.sato, ses.ID, grant)
	d.must(err)
	d.become(d.sato, func(p *access.Person) { p.DisabledAt = noon })
	d.must(d.ViewerJoined(t.Context(), ses.ID, d.sato.PersonID))
	if !d.rooms.has("rights " + ses.ID + " " + d.sato.PersonID + " []") {
		t.Error("a disabled person came in")
	}
}

func TestDroppedInputIsSummedUp(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses := d.running(d.mori, d.phone)
	for range 10 {
		d.must(d.InputDropped(t.Context(), ses.ID, d.sato.PersonID, "no_right", 3))
	}
	d.pass(time.Minute)
	d.must(d.InputDropped(t.Context(), ses.ID, d.sato.PersonID, "no_right", 1))
	records := d.records(audit.Filter{SessionID: ses.ID, Action: audit.InputDropped})
	if len(records) != 2 || records[0].Details["count"] != "3" || records[1].Details["count"] != "28" || records[0].Details["reason"] != "no_right" {
		t.Errorf("records %+v, want 3 at once and 28 a minute later", records)
	}
}

// What was counted after the last record is not lost when nothing more comes.
func TestTheTickerWritesTheRestOfASum(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses := d.running(d.mori, d.phone)
	for range 2 {
		d.must(d.InputDropped(t.Context(), ses.ID, d.sato.PersonID, "no_right", 5))
	}
	d.must(d.Expire(t.Context()))
	if n := d.count(audit.Filter{SessionID: ses.ID, Action: audit.InputDropped}); n != 1 {
		t.Fatalf("%d records within the minute, want 1", n)
	}
	d.pass(time.Minute)
	for range 2 {
		d.must(d.Expire(t.Context()))
	}
	records := d.records(audit.Filter{SessionID: ses.ID, Action: audit.InputDropped})
	if len(records) != 2 || records[1].Details["count"] != "5" {
		t.Errorf("records %+v, want a second one with the other 5", records)
	}
}

// Signed in, disabled, and started in between: the door is the last place to notice.
func TestATechnicianIsLookedAtAgainAtTheDoor(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses := d.running(d.mori, d.phone)
	_, err := d.db.ChangePerson(t.Context(), d.mori.PersonID, "", func(p *access.Person) error { p.Role = access.Observer; return nil })
	d.must(err) // and nobody tells the service
	d.must(d.ViewerJoined(t.Context(), ses.ID, d.mori.PersonID))
	if _, rights := d.rooms.of(ses.ID, d.mori.PersonID); !slices.Equal(rights, viewing) {
		t.Errorf("the room has %v, want %v", rights, viewing)
	}
}
