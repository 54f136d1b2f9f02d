package app

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"reflect"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/helpatwork/helpatwork/internal/branding"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// A square is a crier with what it cries about and what was heard of it.
type square struct {
	*crier

	mu      sync.Mutex
	desk    wire.Desk
	failing error
	looked  int
	heard   []wire.Desk
}

func (s *square) NotifyAll(_ context.Context, t wire.FrameType, body any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d, ok := body.(wire.Desk); ok && t == wire.FrameDesk {
		s.heard = append(s.heard, d)
	}
}

func (s *square) look(context.Context) (wire.Desk, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.looked++
	return s.desk, s.failing
}

func (s *square) say(d wire.Desk, failing error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.desk, s.failing = d, failing
}

func TestTheCrierCriesWhatIsNew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &square{desk: wire.Desk{Phone: "110"}}
		s.crier = newCrier(s.look, s, slog.New(slog.DiscardHandler))
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- s.Run(ctx) }()
		wants := func(when string, heard int, last wire.Desk) {
			t.Helper()
			synctest.Wait()
			s.mu.Lock()
			defer s.mu.Unlock()
			if len(s.heard) != heard || !reflect.DeepEqual(s.heard[heard-1], last) {
				t.Fatalf("%s the devices heard %+v, want %d, the last %+v", when, s.heard, heard, last)
			}
		}
		number, hours := wire.Desk{Phone: "110"}, []wire.OpenHours{{Day: 1, From: 540, To: 1080}}
		closed, open := wire.Desk{Phone: "110", Hours: hours}, wire.Desk{Phone: "110", Hours: slices.Clone(hours), OpenNow: true}
		wants("at the start", 1, number)
		time.Sleep(10*time.Minute + 20*time.Second)
		wants("while nothing changes", 1, number)

		s.say(closed, nil)
		s.Heard("session")
		wants("after a hint of something else", 1, number)
		s.Heard(branding.HintBranding)
		s.Heard(branding.HintBranding)
		wants("once somebody saved", 2, closed)
		s.Heard(branding.HintBranding)
		wants("after a save of something else", 2, closed)

		s.say(open, nil) // it is 9:00
		time.Sleep(time.Until(time.Now().Truncate(time.Minute).Add(time.Minute)))
		wants("at the first moment of a minute", 3, open)

		s.say(wire.Desk{}, errors.New("disk is gone"))
		s.Heard(branding.HintBranding)
		wants("while nothing is known", 3, open)
		s.say(wire.Desk{}, nil)
		time.Sleep(time.Minute)
		wants("once it is known", 4, wire.Desk{})

		if s.looked > 20 { // twelve minutes, the start and five hints
			t.Errorf("looked %d times", s.looked)
		}
		stop()
		if err := <-ended; err != nil {
			t.Errorf("ended with %v", err)
		}
	})
}

// welcomed is a gadget and the welcome that it got.
func (n *place) welcomed(deviceID string, answer func(wire.Challenge) wire.Hello) (*gadget, wire.Welcome) {
	n.t.Helper()
	g := n.dial()
	g.send(wire.NewFrame(wire.FrameHello, "", answer(g.challenge())))
	var w wire.Welcome
	if err := g.await(wire.FrameWelcome).Into(&w); err != nil {
		n.t.Fatalf("welcome of %s: %v", deviceID, err)
	}
	return g, w
}

func TestPhonesHearOfTheSupportHours(t *testing.T) {
	t.Parallel()
	n := start(t)
	admin := n.administrator()
	who := n.imported(admin, "Ann's")
	here := func(c wire.Challenge) wire.Hello { return proof(c, who) }
	g, welcome := n.welcomed(who.DeviceID, here)
	if welcome.Help.Desk != nil {
		t.Errorf("before anybody set hours the phone is told %+v", welcome.Help.Desk)
	}

	week := make([]object, 7)
	for day := range week { // open whenever this test runs
		week[day] = object{"day": day, "from": 0, "to": 1440}
	}
	admin.must("PUT", "/branding", object{"base": 0, "company": "Example Trading", "phone": "03-0000-0000", "time_zone": "Asia/Tokyo", "hours": week})
	open := func(when string, d *wire.Desk) {
		t.Helper()
		if d == nil || len(d.Hours) != 7 || d.Hours[6] != (wire.OpenHours{Day: 6, From: 0, To: 1440}) || d.TimeZone != "Asia/Tokyo" ||
			d.Phone != "03-0000-0000" || !d.OpenNow || !d.OpensAt.IsZero() {
			t.Errorf("%s the phone is told %+v", when, d)
		}
	}
	told := func(wanted func(wire.Desk) bool) wire.Desk {
		t.Helper()
		for {
			var d wire.Desk
			if err := g.await(wire.FrameDesk).Into(&d); err != nil {
				t.Fatal(err)
			}
			if wanted(d) {
				return d
			}
		}
	}
	desk := told(func(d wire.Desk) bool { return d.Phone != "" })
	open("when an administrator saved", &desk)
	heard := time.Now()
	state := func(kind wire.FrameType, body any) (h wire.HelpState) {
		t.Helper()
		code, result := g.ask(kind, body)
		if err := json.Unmarshal(result, &h); code != "" || err != nil {
			t.Fatalf("%s: %q, %v", kind, code, err)
		}
		return h
	}
	h := state(wire.FrameAsk, wire.Ask{})
	open("asking", h.Desk)
	if h.State != "open" || h.Place != 1 {
		t.Errorf("asked: %+v", h)
	}
	admin.must("POST", "/help-requests/"+h.RequestID+"/take", nil)
	var shown wire.HelpState
	for shown.State != "taken" {
		if err := g.await(wire.FrameHelp).Into(&shown); err != nil {
			t.Fatal(err)
		}
	}
	open("when somebody takes it", shown.Desk)
	h = state(wire.FrameCancelAsk, nil)
	open("taking it back", h.Desk)
	if h.State != "" {
		t.Errorf("taken back: %+v", h)
	}

	closed := (int(time.Now().UTC().Weekday()) + 3) % 7 // neither now nor within a day of it, anywhere
	admin.must("PUT", "/branding", object{"base": 1, "company": "Example Trading", "time_zone": "Asia/Tokyo",
		"hours": []object{{"day": closed, "from": 540, "to": 1080}}})
	desk = told(func(d wire.Desk) bool { return d.Phone == "" })
	if later := time.Since(heard); later > 50*time.Second { // by the clock alone it hears once a minute
		t.Errorf("heard of the second save %v after the first, want it at once", later)
	}
	if in := time.Until(desk.OpensAt); desk.OpenNow || len(desk.Hours) != 1 || in < 24*time.Hour || in > 5*24*time.Hour {
		t.Errorf("closed: the phone is told %+v", desk)
	}
	_, welcome = n.welcomed(who.DeviceID, here)
	if d := welcome.Help.Desk; d == nil || !d.OpensAt.Equal(desk.OpensAt) || d.Hours[0].Day != closed {
		t.Errorf("a phone that comes later is welcomed with %+v, want the same", d)
	}
}
