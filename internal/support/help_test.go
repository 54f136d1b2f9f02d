package support_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/support"
	"github.com/helpatwork/helpatwork/internal/wire"
)

func (d *desk) ask(deviceID, text string) wire.HelpState {
	d.t.Helper()
	h, err := d.Ask(d.t.Context(), deviceID, wire.Ask{Text: text})
	d.must(err)
	return h
}

func (d *desk) help(helpID string) support.HelpRequest {
	d.t.Helper()
	h, err := d.db.HelpRequest(d.t.Context(), helpID, device.Scope{All: true})
	d.must(err)
	return h
}

func TestPressingAgainKeepsThePlace(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.ask(d.phone, "Mail\x00 <b>"+strings.Repeat("あ", 600))
	d.pass(time.Second)
	second := d.ask(d.tablet, "")
	if first.Place != 1 || second.Place != 2 || first.State != "open" {
		t.Errorf("places %d and %d, want 1 and 2", first.Place, second.Place)
	}
	d.pass(time.Minute)
	if again := d.ask(d.phone, "Hello?"); again != first {
		t.Errorf("pressed again: %+v, want %+v", again, first)
	}
	if text := d.help(first.RequestID).Text; utf8.RuneCountInString(text) > 500 || strings.ContainsRune(text, 0) {
		t.Errorf("kept text %q, want it cleaned and cut", text)
	}
	list, err := d.Help(t.Context(), d.kita)
	if err != nil || len(list) != 2 || list[0].ID != first.RequestID {
		t.Errorf("list = %v, %v, want the two, oldest first", list, err)
	}
}

func TestOfTwoWhoTakeOneWins(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	h, behind := d.ask(d.phone, "Mail"), d.ask(d.tablet, "")
	var wg sync.WaitGroup
	results := make([]error, 2)
	people := []access.Principal{d.mori, d.sato}
	for i, p := range people {
		wg.Go(func() { _, results[i] = d.Take(t.Context(), p, h.RequestID) })
	}
	wg.Wait()
	winner, loser := 0, 1
	if results[0] != nil {
		winner, loser = 1, 0
	}
	if results[winner] != nil || !errors.Is(results[loser], support.ErrAlreadyTaken) {
		t.Fatalf("results %v, want one winner and ErrAlreadyTaken", results)
	}
	if got := d.line.help[d.phone]; got.State != "taken" || got.TakenBy != people[winner].Name {
		t.Errorf("the user is shown %+v, want who helps", got)
	}
	if got := d.line.help[d.tablet]; got.Place != 1 || got.RequestID != behind.RequestID {
		t.Errorf("the next in line is shown %+v, want place 1", got)
	}
	if _, err := d.Take(t.Context(), people[winner], h.RequestID); err != nil {
		t.Errorf("taking one's own again: %v", err)
	}
}

func TestTheEndOfASessionMovesItsRequest(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		outcome support.Outcome
		want    support.HelpState
		shown   string
	}{
		{support.Resolved, support.HelpResolved, ""},
		{support.KeepOpen, support.HelpOpen, "open"},
		{support.Escalate, support.HelpEscalated, "open"},
		{support.NoOutcome, support.HelpTaken, "taken"},
	} {
		t.Run("outcome "+string(tc.outcome), func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			h := d.ask(d.phone, "Mail")
			in := mail(d.phone)
			in.HelpRequestID = h.RequestID
			ses := d.start(d.mori, in) // taking is part of it
			if got := d.help(h.RequestID); got.State != support.HelpTaken || got.TakenBy != d.mori.PersonID || got.SessionID != ses.ID {
				t.Fatalf("request is %+v, want it taken by Mori with the session", got)
			}
			_, err := d.End(t.Context(), d.mori, ses.ID, tc.outcome, "Restarted it")
			d.must(err)
			if got := d.help(h.RequestID); got.State != tc.want || (tc.outcome != "" && got.Note != "Restarted it") {
				t.Errorf("request is %s with %q, want %s with the note", got.State, got.Note, tc.want)
			}
			if got := d.line.help[d.phone]; got.State != tc.shown {
				t.Errorf("the user is shown %+v, want %q", got, tc.shown)
			}
		})
	}
}

func TestTheOutcomeMayComeAfterTheEnd(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	h := d.ask(d.phone, "Mail")
	in := mail(d.phone)
	in.HelpRequestID = h.RequestID
	ses := d.start(d.mori, in)
	d.must(d.Answer(t.Context(), d.phone, wire.Answer{SessionID: ses.ID}))
	if got := d.help(h.RequestID); got.State != support.HelpTaken {
		t.Fatalf("request is %s, want it still taken", got.State)
	}
	_, err := d.Annotate(t.Context(), d.mori, ses.ID, support.Resolved, "By phone")
	d.must(err)
	if got := d.help(h.RequestID); got.State != support.HelpResolved || got.Note != "By phone" {
		t.Errorf("request is %+v, want it resolved", got)
	}
}

func TestAnotherTechniciansRequestIsTheirs(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	h := d.ask(d.phone, "Mail")
	_, err := d.Take(t.Context(), d.mori, h.RequestID)
	d.must(err)
	in := mail(d.phone)
	in.HelpRequestID = h.RequestID
	if _, _, err := d.Start(t.Context(), d.sato, in); !errors.Is(err, support.ErrAlreadyTaken) {
		t.Errorf("starting from it = %v, want ErrAlreadyTaken", err)
	}
	if _, err := d.CloseHelp(t.Context(), d.sato, h.RequestID, support.Resolved, ""); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("closing it = %v, want ErrForbidden", err)
	}
	in.DeviceID = d.tablet
	if _, _, err := d.Start(t.Context(), d.mori, in); !errors.Is(err, support.ErrNotFound) {
		t.Errorf("starting from another device's = %v, want ErrNotFound", err)
	}
	if _, err := d.Release(t.Context(), d.mori, h.RequestID); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Take(t.Context(), d.sato, h.RequestID); err != nil {
		t.Errorf("taking what was released: %v", err)
	}
	if _, err := d.CloseHelp(t.Context(), d.abe, h.RequestID, support.Escalate, "Needs a new phone"); err != nil {
		t.Errorf("an administrator: %v", err)
	}
}

func TestAUserTakesItBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	h := d.ask(d.phone, "Mail")
	got, err := d.CancelAsk(t.Context(), d.phone)
	if err != nil || got != (wire.HelpState{}) {
		t.Fatalf("CancelAsk = %+v, %v, want nothing left", got, err)
	}
	if _, err := d.CancelAsk(t.Context(), d.phone); err != nil {
		t.Errorf("taking back nothing: %v", err)
	}
	if _, err := d.Take(t.Context(), d.mori, h.RequestID); !errors.Is(err, support.ErrHelpClosed) {
		t.Errorf("taking it = %v, want ErrHelpClosed", err)
	}
	if again := d.ask(d.phone, ""); again.RequestID == h.RequestID {
		t.Error("a new press is the old request")
	}
}

func TestAShutOutTechnicianLeavesTheRequestToOthers(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	h := d.ask(d.phone, "Mail")
	in := mail(d.phone)
	in.HelpRequestID = h.RequestID
	d.start(d.mori, in)
	d.must(d.SignedOut(t.Context(), d.mori.PersonID))
	if got := d.help(h.RequestID); got.State != support.HelpOpen {
		t.Errorf("request is %s, want it open again", got.State)
	}
}

func TestWhoReplacesASessionTakesItsRequest(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	h := d.ask(d.phone, "Mail")
	in := mail(d.phone)
	in.HelpRequestID = h.RequestID
	first := d.start(d.mori, in)
	in.Replace = first.ID
	second := d.start(d.sato, in)
	if got := d.help(h.RequestID); got.TakenBy != d.sato.PersonID || got.SessionID != second.ID {
		t.Errorf("request is %+v, want it Sato's", got)
	}
}
