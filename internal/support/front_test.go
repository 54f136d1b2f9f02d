package support_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/support"
	"github.com/helpatwork/helpatwork/internal/wire"
)

func TestAPhoneWithOurAgentSeesTheSupportHours(t *testing.T) {
	t.Parallel()
	opens := time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("JST", 9*3600))
	closed := openDesk
	closed.OpenNow, closed.OpensAt = false, opens
	d := newDesk(t, func(cfg *support.Config) { cfg.Fronts = front{shown: closed} })
	told := func(when string, h wire.HelpState, err error) {
		t.Helper()
		d.must(err)
		desk := h.Desk
		if desk == nil {
			t.Fatalf("%s nothing is said of the help desk: %+v", when, h)
		}
		if len(desk.Hours) != 1 || desk.Hours[0] != (wire.OpenHours{Day: 1, From: 540, To: 1080}) || desk.TimeZone != "Asia/Tokyo" ||
			desk.Phone != openDesk.Phone || desk.OpenNow || desk.OpensAt != opens.UTC() {
			t.Errorf("%s the phone is told %+v", when, desk)
		}
		if err := h.Check(); err != nil {
			t.Errorf("%s an agent takes no %+v: %v", when, h, err)
		}
	}
	h, err := d.HelpOf(t.Context(), d.phone)
	told("before asking", h, err)
	h, err = d.Ask(t.Context(), d.phone, wire.Ask{})
	told("asking", h, err)
	if h.Place != 1 {
		t.Errorf("asked: %+v, want place 1", h)
	}
	h, err = d.HelpOf(t.Context(), d.phone)
	told("waiting", h, err)
	_, err = d.Take(t.Context(), d.mori, h.RequestID)
	told("taken", d.line.help[d.phone], err)
	h, err = d.CancelAsk(t.Context(), d.phone)
	told("taking it back", h, err)
	if h.State != "" {
		t.Errorf("taken back: %+v, want no request", h)
	}
	h, err = d.CancelAsk(t.Context(), d.phone)
	told("taking nothing back", h, err)
}

func TestADeskThatSaysNothingOfItself(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fronts support.Fronts
		phone  string // told without hours
		fails  bool
	}{
		"none":                  {},
		"a company alone":       {fronts: front{shown: support.Front{Company: "Example KK", TimeZone: "Asia/Tokyo"}}},
		"not known now":         {fronts: front{err: errors.New("disk is gone")}, fails: true},
		"a phone without hours": {fronts: front{shown: support.Front{TimeZone: "Asia/Tokyo", Phone: "110"}}, phone: "110"},
	} {
		d := newDesk(t, func(cfg *support.Config) { cfg.Fronts = tc.fronts })
		want := wire.Desk{Phone: tc.phone}
		for way, h := range map[string]wire.HelpState{"asking": d.ask(d.phone, ""), "looking": d.stands(d.phone)} {
			if h.State != "open" {
				t.Errorf("%s, %s: %+v, want it asked all the same", name, way, h)
			}
			if said := h.Desk != nil; said != (tc.phone != "") || said && (h.Desk.Hours != nil || h.Desk.TimeZone != "" || h.Desk.Phone != want.Phone) {
				t.Errorf("%s, %s: the phone is told %+v, want %+v", name, way, h.Desk, want)
			}
		}
		desk, err := d.Desk(t.Context())
		if (err != nil) != tc.fails || desk.Phone != want.Phone || desk.Hours != nil || desk.TimeZone != "" {
			t.Errorf("%s: Desk = %+v, %v, want %+v, failing %v", name, desk, err, want, tc.fails)
		}
	}
}

// A countedFront counts how often it is asked.
type countedFront struct{ asked *int }

func (f countedFront) Front(context.Context) (support.Front, error) {
	*f.asked++
	return openDesk, nil
}

func TestTheHoursAreReadOnceHoweverLongTheLine(t *testing.T) {
	t.Parallel()
	asked := 0
	d := newDesk(t, func(cfg *support.Config) { cfg.Fronts = countedFront{&asked} })
	first := d.ask(d.phone, "")
	d.ask(d.tablet, "")
	d.ask(d.away, "")
	asked = 0
	_, err := d.Take(t.Context(), d.mori, first.RequestID)
	d.must(err)
	for _, deviceID := range []string{d.phone, d.tablet, d.away} {
		if d.told(deviceID).Desk == nil {
			t.Errorf("%s is not told the hours with its place", deviceID)
		}
	}
	if asked != 1 {
		t.Errorf("read %d times, want once", asked)
	}
	asked = 0
	_, err = d.HelpByLink(t.Context(), d.link(d.tablet))
	d.must(err)
	if asked != 1 {
		t.Errorf("a help link reads them %d times, want once", asked)
	}
}
