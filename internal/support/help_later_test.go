package support_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/support"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// told is what the user of a device was shown last.
func (d *desk) told(deviceID string) wire.HelpState {
	d.line.mu.Lock()
	defer d.line.mu.Unlock()
	return d.line.help[deviceID]
}

func (d *desk) stands(deviceID string) wire.HelpState {
	d.t.Helper()
	h, err := d.HelpOf(d.t.Context(), deviceID)
	d.must(err)
	return h
}

func (d *desk) wantInput(what string, err error, field string) {
	d.t.Helper()
	if refused, ok := errors.AsType[*wire.FieldError](err); !ok || refused.Field != field {
		d.t.Errorf("%s: %v, want %s refused", what, err, field)
	}
}

// helpLog is what the audit log says of a device's requests, sorted: what happens at one time is in no order.
func (d *desk) helpLog(deviceID string) (actions []audit.Action) {
	d.t.Helper()
	for _, r := range d.records(audit.Filter{DeviceID: deviceID}) {
		if strings.HasPrefix(string(r.Action), "help.") {
			actions = append(actions, r.Action)
		}
	}
	slices.Sort(actions)
	return actions
}

func TestWordsThatComeLaterAreAdded(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.ask(d.phone, "")
	d.pass(time.Minute)
	again := d.ask(d.phone, "VPN")
	if again.RequestID != first.RequestID || d.help(first.RequestID).Text != "VPN" {
		t.Errorf("request %+v, want the same with the words", d.help(first.RequestID))
	}
	d.ask(d.phone, "something else")
	if got := d.help(first.RequestID); got.Text != "VPN" || !got.AskedAt.Equal(noon) {
		t.Errorf("request %+v, want the first words and the first press kept", got)
	}
}

func TestManyPressesAtOnceAreOneRequest(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var wg sync.WaitGroup
	states := make([]wire.HelpState, 8)
	for i := range states {
		wg.Go(func() {
			h, err := d.Ask(t.Context(), d.phone, wire.Ask{})
			if err != nil {
				t.Error(err)
			}
			states[i] = h
		})
	}
	wg.Wait()
	for _, h := range states {
		if h.RequestID != states[0].RequestID || h.Place != 1 {
			t.Errorf("pressed: %+v, want one request", h)
		}
	}
	if got := d.helpLog(d.phone); len(got) != 1 {
		t.Errorf("log %v, want one press", got)
	}
}

func TestAssign(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	h, behind := d.ask(d.phone, ""), d.ask(d.tablet, "")
	got, err := d.Assign(t.Context(), d.mori, h.RequestID, d.sato.PersonID)
	if err != nil || got.State != support.HelpTaken || got.TakenBy != d.sato.PersonID || got.TakenByName != "Sato" || got.TakenAt != noon {
		t.Fatalf("assigned %+v, %v, want it Sato's", got, err)
	}
	if shown := d.told(d.phone); shown.State != "taken" || shown.TakenBy != "Sato" || shown.Place != 0 {
		t.Errorf("the user is shown %+v, want who helps", shown)
	}
	if shown := d.told(d.tablet); shown.RequestID != behind.RequestID || shown.Place != 1 {
		t.Errorf("the next is shown %+v, want place 1", shown)
	}
	if _, err := d.Assign(t.Context(), d.mori, h.RequestID, d.mori.PersonID); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("taking another's by assigning it: %v, want ErrForbidden", err)
	}
	if same, err := d.Assign(t.Context(), d.sato, h.RequestID, d.sato.PersonID); err != nil || same.Version != got.Version {
		t.Errorf("assigning it to whoever has it: %+v, %v, want no change", same, err)
	}
	if got, err = d.Assign(t.Context(), d.abe, h.RequestID, d.kita.PersonID); err != nil || got.TakenByName != "Kita" {
		t.Errorf("an administrator: %+v, %v, want it Kita's", got, err)
	}
	if got := d.helpLog(d.phone); !slices.Equal(got, []audit.Action{audit.HelpAsked, audit.HelpAssigned, audit.HelpAssigned}) {
		t.Errorf("log %v", got)
	}
	_, err = d.Take(t.Context(), d.mori, h.RequestID)
	if !errors.Is(err, support.ErrAlreadyTaken) {
		t.Errorf("taking what was assigned: %v, want ErrAlreadyTaken", err)
	}
}

func TestHelpersAreWhomItCanBeAssignedTo(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	far := d.person("Far", access.Technician, false)
	d.become(d.person("Gone", access.Technician, true), func(p *access.Person) { p.DisabledAt = noon })
	d.become(d.person("New", access.Technician, true), func(p *access.Person) { p.PasswordHash = "" }) // only invited
	h := d.ask(d.phone, "")
	names := func(p access.Principal) (names []string) {
		helpers, err := d.Helpers(t.Context(), p, h.RequestID)
		d.must(err)
		for _, helper := range helpers {
			names = append(names, helper.Name)
			if _, err := d.Assign(t.Context(), d.abe, h.RequestID, helper.PersonID); err != nil {
				t.Errorf("%s is listed, but not assigned: %v", helper.Name, err)
			}
			_, err := d.Release(t.Context(), d.abe, h.RequestID)
			d.must(err)
		}
		return names
	}
	// Kita sees the group of the phone only, and is no administrator: the list is for whoever may answer.
	if got := names(d.kita); !slices.Equal(got, []string{"Abe", "Kita", "Mori", "Sato"}) {
		t.Errorf("helpers %v, want everyone who can help on this phone", got)
	}
	_, err := d.Assign(t.Context(), d.kita, h.RequestID, d.mori.PersonID)
	d.must(err)
	if got, err := d.Helpers(t.Context(), d.mori, h.RequestID); err != nil || len(got) != 3 ||
		slices.ContainsFunc(got, func(h support.Helper) bool { return h.PersonID == d.mori.PersonID }) {
		t.Errorf("helpers of what Mori has: %v, %v, want the three others", got, err)
	}
	script := access.Principal{PersonID: d.sato.PersonID, Rights: []access.Right{access.View}, AllDevices: true, TokenID: "tok_1"}
	for name, refused := range map[string]struct {
		by   access.Principal
		want error
	}{
		"whoever does not see the device": {far, support.ErrNotFound},
		"another technician, once taken":  {d.sato, access.ErrForbidden},
		"a script that only reads":        {script, access.ErrForbidden},
	} {
		if got, err := d.Helpers(t.Context(), refused.by, h.RequestID); !errors.Is(err, refused.want) {
			t.Errorf("%s: %v, %v, want %v", name, got, err, refused.want)
		}
	}
	d.must(second(d.Decline(t.Context(), d.mori, h.RequestID, "No")))
	if _, err := d.Helpers(t.Context(), d.mori, h.RequestID); !errors.Is(err, support.ErrHelpClosed) {
		t.Errorf("of a closed one: %v, want ErrHelpClosed", err)
	}
}

func TestNobodyIsAssignedWhoCannotHelp(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	h := d.ask(d.phone, "")
	far := d.person("Far", access.Technician, false)
	gone := d.person("Gone", access.Technician, true)
	d.become(gone, func(p *access.Person) { p.DisabledAt = noon })
	for name, personID := range map[string]string{"nobody": "usr_none", "empty": "", "an observer": d.ono.PersonID,
		"one who does not see the device": far.PersonID, "one who is disabled": gone.PersonID} {
		_, err := d.Assign(t.Context(), d.mori, h.RequestID, personID)
		d.wantInput(name, err, "person_id")
	}
	if got := d.help(h.RequestID); got.State != support.HelpOpen {
		t.Errorf("request is %s, want it open", got.State)
	}
	if _, err := d.Assign(t.Context(), far, h.RequestID, d.sato.PersonID); !errors.Is(err, support.ErrNotFound) {
		t.Errorf("by one who does not see it: %v, want ErrNotFound", err)
	}
}

func TestADeclinedRequestTellsItsUserWhy(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	h := d.ask(d.phone, "Games")
	for _, answer := range []string{"", " \n ", "\u202e"} {
		_, err := d.Decline(t.Context(), d.mori, h.RequestID, answer)
		d.wantInput("without words", err, "answer")
	}
	_, err := d.Decline(t.Context(), d.mori, h.RequestID, strings.Repeat("あ", 281))
	d.wantInput("too many words", err, "answer")
	got, err := d.Decline(t.Context(), d.mori, h.RequestID, "We do not help\nwith games")
	if err != nil || got.State != support.HelpDeclined || !got.Closed() || got.ClosedAt != noon {
		t.Fatalf("declined %+v, %v, want it closed", got, err)
	}
	want := wire.HelpState{RequestID: h.RequestID, State: "declined", Answer: "We do not help\nwith games"}
	if shown := d.told(d.phone); shown != want {
		t.Errorf("the user is told %+v, want %+v", shown, want)
	}
	d.pass(23 * time.Hour)
	if shown := d.stands(d.phone); shown != want {
		t.Errorf("a device that was away is shown %+v, want %+v", shown, want)
	}
	for name, refused := range map[string]error{
		"take": second(d.Take(t.Context(), d.mori, h.RequestID)), "decline": second(d.Decline(t.Context(), d.mori, h.RequestID, "No")),
		"assign": second(d.Assign(t.Context(), d.mori, h.RequestID, d.sato.PersonID)), "snooze": second(d.Snooze(t.Context(), d.mori, h.RequestID, d.time().Add(time.Hour))),
		"close": second(d.CloseHelp(t.Context(), d.mori, h.RequestID, support.Resolved, "")),
	} {
		if !errors.Is(refused, support.ErrHelpClosed) {
			t.Errorf("%s of a declined one: %v, want ErrHelpClosed", name, refused)
		}
	}
	if _, err := d.CancelAsk(t.Context(), d.phone); err != nil {
		t.Fatal(err)
	}
	if shown := d.stands(d.phone); shown != (wire.HelpState{}) {
		t.Errorf("put away, the user is shown %+v, want nothing", shown)
	}
	if got := d.help(h.RequestID); got.State != support.HelpDeclined {
		t.Errorf("request is %s, want it declined still", got.State)
	}
	if next := d.ask(d.phone, ""); next.RequestID == h.RequestID || next.State != "open" || next.Answer != "" {
		t.Errorf("a new press is %+v, want a new request", next)
	}
}

func TestAnAnswerIsShownForADay(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	h := d.ask(d.phone, "")
	_, err := d.Decline(t.Context(), d.mori, h.RequestID, "No")
	d.must(err)
	d.pass(24 * time.Hour)
	if shown := d.stands(d.phone); shown != (wire.HelpState{}) {
		t.Errorf("a day later the user is shown %+v, want nothing", shown)
	}
}

func TestOnlyWhoHasItPutsATakenOneOff(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	h := d.ask(d.phone, "")
	_, err := d.Take(t.Context(), d.mori, h.RequestID)
	d.must(err)
	at := noon.Add(time.Hour)
	for name, refused := range map[string]error{
		"decline": second(d.Decline(t.Context(), d.sato, h.RequestID, "No")), "call back": second(d.CallBack(t.Context(), d.sato, h.RequestID, at, "")),
		"snooze": second(d.Snooze(t.Context(), d.sato, h.RequestID, at)), "assign": second(d.Assign(t.Context(), d.sato, h.RequestID, d.sato.PersonID)),
	} {
		if !errors.Is(refused, access.ErrForbidden) {
			t.Errorf("%s of Mori's: %v, want ErrForbidden", name, refused)
		}
	}
	script := d.mori
	script.TokenID, script.Rights = "tok_1", []access.Right{access.View}
	for name, refused := range map[string]error{
		"decline": second(d.Decline(t.Context(), script, h.RequestID, "No")), "call back": second(d.CallBack(t.Context(), script, h.RequestID, at, "")),
		"snooze": second(d.Snooze(t.Context(), script, h.RequestID, at)), "assign": second(d.Assign(t.Context(), script, h.RequestID, d.sato.PersonID)),
		"link": second(d.NewHelpLink(t.Context(), script, d.phone)), "revoke": d.RevokeHelpLink(t.Context(), script, d.phone),
	} {
		if !errors.Is(refused, access.ErrForbidden) {
			t.Errorf("%s by a script that only reads: %v, want ErrForbidden", name, refused)
		}
	}
	if got, err := d.CallBack(t.Context(), d.abe, h.RequestID, at, ""); err != nil || got.State != support.HelpTaken || got.TakenBy != d.mori.PersonID {
		t.Errorf("an administrator: %+v, %v, want it promised and still Mori's", got, err)
	}
}

func TestAPromisedCallStandsBeforeNobody(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	h := d.ask(d.phone, "")
	d.pass(time.Second) // of two who ask at the same moment either may be first
	behind := d.ask(d.tablet, "")
	at := noon.Add(2 * time.Hour)
	for name, bad := range map[string]time.Time{"now": noon, "the past": noon.Add(-time.Hour), "too far": noon.Add(31 * 24 * time.Hour)} {
		_, err := d.CallBack(t.Context(), d.mori, h.RequestID, bad, "")
		d.wantInput(name, err, "at")
		_, err = d.Snooze(t.Context(), d.mori, h.RequestID, bad)
		d.wantInput(name, err, "until")
	}
	got, err := d.CallBack(t.Context(), d.mori, h.RequestID, at, "After lunch")
	if err != nil || got.State != support.HelpOpen || !got.CallBackAt.Equal(at) || got.Answer != "After lunch" {
		t.Fatalf("promised %+v, %v, want it open with the promise", got, err)
	}
	want := wire.HelpState{RequestID: h.RequestID, State: "open", Answer: "After lunch", CallBackAt: at}
	if d.told(d.phone) != want || d.stands(d.phone) != want {
		t.Errorf("the user is told %+v and shown %+v, want %+v", d.told(d.phone), d.stands(d.phone), want)
	}
	if shown := d.told(d.tablet); shown.RequestID != behind.RequestID || shown.Place != 1 || d.stands(d.tablet).Place != 1 {
		t.Errorf("the next is told %+v, want place 1", shown)
	}
	if list, err := d.Help(t.Context(), d.mori); err != nil || len(list) != 2 {
		t.Errorf("list %v, %v, want it there still", list, err)
	}
	d.pass(2 * time.Hour)
	d.work() // the promise is due: everyone is told by itself
	if d.told(d.phone).Place != 1 || d.told(d.tablet).Place != 2 || d.stands(d.tablet).Place != 2 {
		t.Errorf("when it is due they are told %+v and %+v, want places 1 and 2", d.told(d.phone), d.told(d.tablet))
	}
	if got, err = d.CallBack(t.Context(), d.mori, h.RequestID, time.Time{}, ""); err != nil || !got.CallBackAt.IsZero() || got.Answer != "" {
		t.Errorf("taken back %+v, %v, want no promise", got, err)
	}
}

func TestASnoozedRequestIsHiddenUntilItsTime(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	h := d.ask(d.phone, "")
	d.pass(time.Second)
	d.ask(d.tablet, "")
	got, err := d.Snooze(t.Context(), d.mori, h.RequestID, noon.Add(time.Hour))
	if err != nil || got.State != support.HelpOpen {
		t.Fatalf("snoozed %+v, %v", got, err)
	}
	listed := func(list []support.HelpRequest, err error) (ids []string) {
		d.must(err)
		for _, h := range list {
			ids = append(ids, h.ID)
		}
		return ids
	}
	if ids := listed(d.Help(t.Context(), d.mori)); slices.Contains(ids, h.RequestID) || len(ids) != 1 {
		t.Errorf("list %v, want it hidden", ids)
	}
	if ids := listed(d.HelpWithSnoozed(t.Context(), d.mori)); !slices.Contains(ids, h.RequestID) {
		t.Errorf("asked for: %v, want it there", ids)
	}
	if shown := d.told(d.phone); shown.State != "open" || shown.Place != 1 || shown != d.stands(d.phone) {
		t.Errorf("its user is told %+v and shown %+v, want no difference", shown, d.stands(d.phone))
	}
	if shown := d.told(d.tablet); shown.Place != 1 {
		t.Errorf("the next is told %+v, want place 1", shown)
	}
	if again := d.ask(d.phone, ""); again.RequestID != h.RequestID || len(listed(d.Help(t.Context(), d.mori))) != 1 {
		t.Error("an impatient press made a second request or broke the snooze")
	}
	d.pass(time.Hour)
	d.work()
	if ids := listed(d.Help(t.Context(), d.mori)); len(ids) != 2 || ids[0] != h.RequestID || d.told(d.tablet).Place != 2 {
		t.Errorf("an hour later: %v, and the next is told %+v, want it first again", ids, d.told(d.tablet))
	}
	if got := d.helpLog(d.phone); !slices.Equal(got, []audit.Action{audit.HelpAsked, audit.HelpPostponed}) {
		t.Errorf("log %v", got)
	}
}

func TestTakingASnoozedRequestWakesIt(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	h := d.ask(d.phone, "")
	_, err := d.Snooze(t.Context(), d.mori, h.RequestID, noon.Add(time.Hour))
	d.must(err)
	got, err := d.Take(t.Context(), d.sato, h.RequestID)
	if err != nil || !got.SnoozedUntil.IsZero() {
		t.Fatalf("taken %+v, %v, want it awake", got, err)
	}
	_, err = d.Snooze(t.Context(), d.sato, h.RequestID, noon.Add(time.Hour))
	d.must(err)
	if got, err = d.Snooze(t.Context(), d.sato, h.RequestID, time.Time{}); err != nil || !got.SnoozedUntil.IsZero() || got.State != support.HelpTaken {
		t.Errorf("woken %+v, %v, want it awake and still taken", got, err)
	}
	_, err = d.Snooze(t.Context(), d.sato, h.RequestID, noon.Add(time.Hour))
	d.must(err)
	if got, err = d.Release(t.Context(), d.sato, h.RequestID); err != nil || !got.SnoozedUntil.IsZero() {
		t.Errorf("given back %+v, %v, want it where others see it", got, err)
	}
	d.pass(2 * time.Hour)
	d.work() // the jobs of snoozes that are over harm nobody
}

func TestTheEndOfASessionLeavesADeclinedRequestAlone(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	h := d.ask(d.phone, "")
	in := mail(d.phone)
	in.HelpRequestID = h.RequestID
	ses := d.start(d.mori, in)
	_, err := d.Decline(t.Context(), d.mori, h.RequestID, "Please come by")
	d.must(err)
	_, err = d.End(t.Context(), d.mori, ses.ID, support.KeepOpen, "")
	d.must(err)
	if got := d.help(h.RequestID); got.State != support.HelpDeclined {
		t.Errorf("request is %s, want it declined still", got.State)
	}
}

// A meanwhile is a store in which something happens between two steps of the service.
type meanwhile struct {
	support.Store
	happens func()
}

func (m *meanwhile) OpenHelpOf(ctx context.Context, deviceID string) (support.HelpRequest, error) {
	h, err := m.Store.OpenHelpOf(ctx, deviceID)
	if happens := m.happens; happens != nil {
		m.happens = nil
		happens()
	}
	return h, err
}

// The user takes back what a technician declined a moment ago: the answer must not be put away unread.
func TestAnAnswerIsNotPutAwayUnread(t *testing.T) {
	t.Parallel()
	store := &meanwhile{}
	d := newDesk(t, func(cfg *support.Config) { store.Store, cfg.Store = cfg.Store, store })
	h := d.ask(d.phone, "")
	store.happens = func() {
		_, err := d.Decline(t.Context(), d.mori, h.RequestID, "Please come by")
		d.must(err)
	}
	got, err := d.CancelAsk(t.Context(), d.phone)
	if err != nil || got.State != "declined" || got.Answer != "Please come by" || d.stands(d.phone) != got {
		t.Errorf("taken back %+v, %v, want the answer", got, err)
	}
}
