package support_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/support"
	"github.com/helpatwork/helpatwork/internal/wire"
)

func TestALateAnswerIsTooLate(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses := d.start(d.mori, mail(d.phone))
	d.must(d.Prompted(t.Context(), d.phone, ses.ID))
	d.pass(5 * time.Minute)
	if err := d.Answer(t.Context(), d.phone, wire.Answer{SessionID: ses.ID, Accepted: true}); !errors.Is(err, support.ErrTooLate) {
		t.Fatalf("Answer after 5 minutes = %v, want ErrTooLate", err)
	}
	d.wantEnded(ses.ID, support.NoAnswer)
	if standing, _ := d.rooms.of(ses.ID, d.mori.PersonID); standing.Open {
		t.Error("the room opened")
	}
}

func TestDeadlinesCountOnRead(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		read func(*desk, string) (support.Session, error)
	}{
		{"one", func(d *desk, id string) (support.Session, error) { return d.Session(d.t.Context(), d.mori, id) }},
		{"the list", func(d *desk, _ string) (support.Session, error) {
			page, err := d.Sessions(d.t.Context(), d.mori, support.SessionFilter{Limit: 10})
			d.must(err)
			return page.Sessions[0], nil
		}},
		{"the device's", func(d *desk, id string) (support.Session, error) {
			if _, err := d.OpenSessionOf(d.t.Context(), d.phone); !errors.Is(err, support.ErrNotFound) {
				d.t.Errorf("OpenSessionOf = %v, want none", err)
			}
			return d.stored(id), nil
		}},
		{"all that are open", func(d *desk, id string) (support.Session, error) {
			open, err := d.OpenSessions(d.t.Context())
			if len(open) != 0 {
				d.t.Errorf("OpenSessions = %v, want none", open)
			}
			return d.stored(id), err
		}},
		{"the ticker", func(d *desk, id string) (support.Session, error) {
			d.must(d.Expire(d.t.Context()))
			return d.stored(id), nil
		}},
		{"another start", func(d *desk, id string) (support.Session, error) {
			_, _, err := d.Start(d.t.Context(), d.sato, mail(d.phone))
			d.must(err)
			return d.stored(id), nil
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			ses := d.start(d.mori, mail(d.phone)) // delivered, but nobody saw it
			d.pass(10*time.Minute - 1)
			if got, err := d.Session(t.Context(), d.mori, ses.ID); err != nil || got.State != support.Waiting {
				t.Fatalf("before the deadline: %s, %v, want waiting", got.State, err)
			}
			d.pass(1)
			got, err := tc.read(d, ses.ID)
			if err != nil || got.State != support.Ended || got.EndReason != support.NotDelivered || got.EndedAt != noon.Add(10*time.Minute) {
				t.Errorf("read %s (%s) at %v, %v, want ended (not_delivered) at its deadline", got.State, got.EndReason, got.EndedAt, err)
			}
		})
	}
}

func TestUnattended(t *testing.T) {
	t.Parallel()
	begin := func(t *testing.T) (*desk, support.Session) {
		d := newDesk(t)
		in := mail(d.phone)
		in.Mode = support.Unattended
		ses := d.start(d.mori, in)
		if ring := d.line.lastRing(t); ring.Mode != "unattended" || !ring.AnswerBy.Equal(noon.Add(30*time.Second)) {
			t.Fatalf("ring = %+v, want it to say when the session starts", ring)
		}
		d.must(d.Prompted(t.Context(), d.phone, ses.ID))
		return d, ses
	}
	t.Run("it starts by itself after 30 s", func(t *testing.T) {
		t.Parallel()
		d, ses := begin(t)
		d.pass(29 * time.Second)
		d.must(d.Expire(t.Context()))
		if got := d.stored(ses.ID); got.State != support.Waiting {
			t.Fatalf("after 29 s it is %s, want waiting", got.State)
		}
		d.pass(time.Second)
		got, err := d.Session(t.Context(), d.mori, ses.ID)
		if err != nil || got.State != support.Active {
			t.Fatalf("after 30 s it is %s, %v, want active", got.State, err)
		}
		if standing, _ := d.rooms.of(ses.ID, d.mori.PersonID); !standing.Open {
			t.Error("the room did not open")
		}
	})
	t.Run("the user may decline", func(t *testing.T) {
		t.Parallel()
		d, ses := begin(t)
		d.must(d.Answer(t.Context(), d.phone, wire.Answer{SessionID: ses.ID}))
		d.wantEnded(ses.ID, support.Declined)
	})
	t.Run("a refusal that comes late ends it all the same", func(t *testing.T) {
		t.Parallel()
		d, ses := begin(t)
		d.pass(31 * time.Second)
		d.must(d.Answer(t.Context(), d.phone, wire.Answer{SessionID: ses.ID}))
		d.wantEnded(ses.ID, support.EndedByUser)
	})
	t.Run("a screen that never comes ends it", func(t *testing.T) {
		t.Parallel()
		d, ses := begin(t)
		d.pass(30 * time.Second)
		d.must(d.Expire(t.Context()))
		d.pass(2 * time.Minute)
		d.must(d.Expire(t.Context()))
		d.wantEnded(ses.ID, support.ConnectionLost)
	})
}

func TestAnOfflinePhoneIsRungWhenItComesBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses := d.start(d.mori, mail(d.away))
	if ses.State != support.Requested || !ses.DeliveredAt.IsZero() {
		t.Fatalf("session is %s, want requested as the phone has no link", ses.State)
	}
	d.line.set(d.away, true)
	d.must(d.DeviceConnected(t.Context(), d.away))
	d.work()
	if got := d.stored(ses.ID); got.State != support.Waiting || d.line.lastRing(t).SessionID != ses.ID {
		t.Errorf("session is %s, want waiting and the phone rung", got.State)
	}
	d.must(d.DeviceConnected(t.Context(), d.tablet)) // no session: nothing to do
	d.work()
	if len(d.line.rings) != 1 {
		t.Errorf("%d rings, want 1", len(d.line.rings))
	}
}

func TestALostScreenMayComeBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses := d.running(d.mori, d.phone)
	d.must(d.MediaLost(t.Context(), ses.ID))
	d.must(d.MediaLost(t.Context(), ses.ID))
	if got := d.stored(ses.ID); got.State != support.Interrupted || got.DeadlineAt != noon.Add(time.Minute) {
		t.Fatalf("session is %s until %v, want interrupted for 60 s", got.State, got.DeadlineAt)
	}
	if standing, _ := d.rooms.of(ses.ID, d.mori.PersonID); standing.Open {
		t.Error("the room is open though there is no screen")
	}
	d.pass(59 * time.Second)
	d.must(d.MediaConnected(t.Context(), ses.ID))
	if got := d.stored(ses.ID); got.State != support.Active || !got.DeadlineAt.IsZero() || !got.InterruptedAt.IsZero() {
		t.Fatalf("session is %s until %v, want active without a deadline", got.State, got.DeadlineAt)
	}
	d.must(d.MediaLost(t.Context(), ses.ID))
	d.pass(time.Minute)
	d.must(d.Expire(t.Context()))
	d.wantEnded(ses.ID, support.ConnectionLost)
	if err := d.MediaConnected(t.Context(), ses.ID); !errors.Is(err, support.ErrEnded) {
		t.Errorf("a screen that comes too late = %v, want ErrEnded", err)
	}
}

type failing struct {
	provider.Provider
	err error
}

func (f failing) Open(_ context.Context, _ provider.Request) (provider.Opening, error) {
	return provider.Opening{}, f.err
}

type passing struct{ error }

func (passing) Temporary() bool { return true }

func TestAProviderThatFails(t *testing.T) {
	t.Parallel()
	fail := func(err error) func(*support.Config) {
		return func(cfg *support.Config) {
			cfg.Providers["builtin"] = failing{Provider: cfg.Providers["builtin"], err: err}
		}
	}
	t.Run("for good ends the session", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, fail(errors.New("no license")))
		ses := d.start(d.mori, mail(d.phone))
		d.wantEnded(ses.ID, support.ProviderFailed)
	})
	t.Run("for a while is tried again", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, fail(passing{errors.New("no answer")}))
		ses := d.start(d.mori, mail(d.phone))
		if ses.State != support.Requested {
			t.Fatalf("session is %s, want requested", ses.State)
		}
		if counts, err := d.db.CountJobs(t.Context(), d.time()); err != nil || counts["later"] != 1 {
			t.Errorf("jobs = %v, %v, want one to be tried later", counts, err)
		}
	})
}

func TestARestartInterrupts(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	running, waiting := d.running(d.mori, d.phone), d.start(d.sato, mail(d.tablet))
	ring := d.line.lastRing(t)
	if ring.SessionID != waiting.ID {
		t.Fatalf("the last ring is for %s, want %s", ring.SessionID, waiting.ID)
	}
	d.open()
	d.must(d.Recover(t.Context()))
	if got := d.stored(running.ID); got.State != support.Interrupted {
		t.Errorf("the running session is %s, want interrupted", got.State)
	}
	if got := d.stored(waiting.ID); got.State != support.Waiting {
		t.Errorf("the waiting session is %s, want waiting", got.State)
	}
	d.must(d.DeviceConnected(t.Context(), d.phone))
	d.work()
	again := d.line.lastRing(t)
	if again.SessionID != running.ID || !again.Accepted {
		t.Fatalf("the phone was rung with %+v, want it asked only to come back", again)
	}
	_, err := d.AdmitDevice(t.Context(), d.phone, running.ID, secret(again.Key))
	d.must(err)
	d.must(d.MediaConnected(t.Context(), running.ID))
	if got := d.stored(running.ID); got.State != support.Active {
		t.Errorf("the running session is %s, want active again", got.State)
	}
	d.pass(time.Hour) // the next time the server stays away for long
	d.open()
	d.must(d.Recover(t.Context()))
	d.wantEnded(waiting.ID, support.NotDelivered)
	d.pass(time.Minute)
	d.must(d.Expire(t.Context()))
	d.wantEnded(running.ID, support.ConnectionLost)
}

func TestAPhoneThatDoesNotComeBackIsRung(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		comes bool
		rings int
	}{
		{"an agent that comes back by itself is left alone", true, 1},
		{"an agent that forgot its key is rung", false, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			ses := d.running(d.mori, d.phone)
			resume, err := d.AdmitDevice(t.Context(), d.phone, ses.ID, secret(d.line.lastRing(t).Key))
			d.must(err)
			d.must(d.DeviceConnected(t.Context(), d.phone)) // while its old screen still seems to be here
			d.work()
			if n := len(d.line.rings); n != 1 {
				t.Fatalf("%d rings, want no second one while the screen is here", n)
			}
			d.must(d.MediaLost(t.Context(), ses.ID))
			d.pass(2 * time.Second)
			if tc.comes {
				_, err := d.AdmitDevice(t.Context(), d.phone, ses.ID, resume)
				d.must(err)
			}
			d.work()
			if n := len(d.line.rings); n != tc.rings {
				t.Errorf("%d rings, want %d", n, tc.rings)
			}
			if last := d.line.lastRing(t); !tc.comes && !last.Accepted {
				t.Error("the user was asked for consent again")
			}
		})
	}
}

func TestAPhoneThatWasAwayHearsOfTheEnd(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ses := d.start(d.mori, mail(d.phone))
	_, err := d.End(t.Context(), d.mori, ses.ID, "", "")
	d.must(err)
	d.work()
	told := func() int { return len(d.line.shown) }
	before := told()
	d.must(d.DeviceConnected(t.Context(), d.phone))
	if last := d.line.lastShown(t); told() != before+1 || last.SessionID != ses.ID || last.State != "ended" {
		t.Errorf("the phone was told %+v, want the end once more", last)
	}
	d.pass(10 * time.Minute)
	d.must(d.DeviceConnected(t.Context(), d.phone))
	if told() != before+1 {
		t.Error("the phone is told of an end that is long ago")
	}
}
