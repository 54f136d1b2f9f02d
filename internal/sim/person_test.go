package sim

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/helpatwork/helpatwork/internal/agent"
	"github.com/helpatwork/helpatwork/internal/sim/screen"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// A recorder is an agent that only notes what it is asked.
type recorder struct {
	asked []string
	err   error
}

func (r *recorder) Ask(_ context.Context, text string) (wire.HelpState, error) {
	r.asked = append(r.asked, "help: "+text)
	return wire.HelpState{RequestID: "hlp_1", State: "open", Place: 1}, r.err
}

func (r *recorder) CancelAsk(context.Context) (wire.HelpState, error) {
	r.asked = append(r.asked, "cancel")
	return wire.HelpState{}, r.err
}

func (r *recorder) Do(_ context.Context, sessionID, action string) error {
	r.asked = append(r.asked, action+" "+sessionID)
	return r.err
}

func aPerson(on bool) *Person {
	p := aPhone(time.Now)
	return newPerson(p.spec, p, &auto{on: on, after: time.Second})
}

func aRing(session string) wire.Ring {
	return wire.Ring{SessionID: session, Key: "secret", Mode: "attended", Reason: "Mail", Rights: []string{"view", "control"},
		Technician: wire.Technician{Name: "Aoki\u202e", Role: "technician"}, AnswerBy: time.Now().Add(5 * time.Minute)}
}

// answers keeps what was answered and when.
type answers struct {
	began time.Time

	mu    sync.Mutex
	said  []bool
	after time.Duration
}

func (a *answers) take(accepted bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.said, a.after = append(a.said, accepted), time.Since(a.began)
}

func (a *answers) all() []bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.said)
}

func TestPeopleAnswerByThemselvesOnlyWhenSwitchedOn(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		on     bool
		mode   string
		act    func(p *Person)
		want   []bool
		within time.Duration
	}{
		{"on", true, "attended", nil, []bool{true}, time.Second},
		{"off", false, "attended", nil, nil, 0},
		{"unattended: its countdown runs", true, "unattended", nil, nil, 0},
		{"switched on while the prompt is there", false, "attended", func(p *Person) {
			time.Sleep(10 * time.Second)
			p.auto.set(true)
			p.consider()
		}, []bool{true}, 11 * time.Second},
		{"switched off in time", true, "attended", func(p *Person) { p.auto.set(false); p.consider() }, nil, 0},
		{"declined by hand first", true, "attended", func(p *Person) { p.Do(context.Background(), ActDecline, "") }, []bool{false}, 0},
		{"the technician went away", true, "attended", func(p *Person) {
			p.Session(wire.SessionState{SessionID: "ses_1", State: "ended", EndReason: "technician_ended"})
		}, nil, 0},
		{"the bench page is measured", true, "attended", func(p *Person) {
			p.phone.SetBench(screen.Static)
			p.consider()
		}, []bool{true}, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := aPerson(tc.on)
				got := answers{began: time.Now()}
				r := aRing("ses_1")
				r.Mode = tc.mode
				p.Ring(r, got.take)
				if tc.act != nil {
					tc.act(p)
				}
				time.Sleep(time.Minute)
				synctest.Wait()
				if said := got.all(); !slices.Equal(said, tc.want) || got.after != tc.within {
					t.Errorf("answered %v after %v, want %v after %v", said, got.after, tc.want, tc.within)
				}
			})
		})
	}
}

func TestAPromptIsOfOneSession(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := aPerson(true)
		first, second := answers{}, answers{}
		p.Ring(aRing("ses_1"), first.take)
		time.Sleep(900 * time.Millisecond)
		p.Ring(aRing("ses_2"), second.take)
		time.Sleep(500 * time.Millisecond)
		synctest.Wait()
		if len(first.all())+len(second.all()) != 0 {
			t.Error("the second prompt was answered as fast as the first would have been")
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if len(first.all()) != 0 || len(second.all()) != 1 {
			t.Errorf("answered %v and %v, want only the second", first.all(), second.all())
		}
	})
}

func TestWhatAPersonCanDo(t *testing.T) {
	t.Parallel()
	p, a := aPerson(false), &recorder{}
	ctx := t.Context()
	wants := func(err, want error) {
		t.Helper()
		if !errors.Is(err, want) {
			t.Errorf("error is %v, want %v", err, want)
		}
	}
	wants(p.Do(ctx, ActHelp, ""), ErrNotSwitchedOn)
	wants(p.Do(ctx, ActAccept, ""), ErrNoPrompt)
	wants(p.Do(ctx, wire.UserPause, ""), ErrNotSwitchedOn)
	wants(p.Do(ctx, "dance", ""), ErrUnknownAction)
	wants(p.Do(ctx, ActOpenApp, "Solitaire"), ErrUnknownApp)
	p.switchOn(a)
	p.linked(true)
	wants(p.Do(ctx, wire.UserPause, ""), ErrNoSession)

	wants(p.Do(ctx, ActHelp, "The screen is green"), nil)
	if v := p.View(); v.Help == nil || v.Help.State != "open" || v.Link != "online" {
		t.Errorf("view is %+v", v)
	}
	wants(p.Do(ctx, ActCancelHelp, ""), nil)
	wants(p.Do(ctx, ActHelp, ""), nil)
	if last := a.asked[len(a.asked)-1]; len(last) < 20 {
		t.Errorf("without a text the person asks %q", last)
	}

	if v := p.View(); v.Desk != nil {
		t.Errorf("a server that says nothing of the help desk: the page shows %+v", v.Desk)
	}
	p.Help(wire.HelpState{Desk: &wire.Desk{Phone: "110"}})
	if v := p.View(); v.Help != nil || v.Desk == nil || v.Desk.Phone != "110" {
		t.Errorf("without a request the view is %+v, want the help desk alone", v)
	}
	p.Help(wire.HelpState{RequestID: "hlp_1", State: "open", Desk: &wire.Desk{Phone: "110"}})
	p.Desk(wire.Desk{Phone: "119"})
	if v := p.View(); v.Help == nil || v.Help.Desk != nil || v.Desk == nil || v.Desk.Phone != "119" {
		t.Errorf("after the help desk changed the view is %+v", v)
	}

	got := answers{}
	p.Ring(aRing("ses_1"), got.take)
	v := p.View()
	if v.Prompt == nil || v.Prompt.Technician.Name != "Aoki" {
		t.Errorf("the prompt is %+v", v.Prompt)
	}
	wants(p.Do(ctx, ActAccept, ""), nil)
	wants(p.Do(ctx, ActAccept, ""), ErrNoPrompt)
	p.Session(wire.SessionState{SessionID: "ses_1", State: "active", Rights: []string{"view"}})
	for _, action := range []string{wire.UserPause, wire.UserResume, wire.UserTakeBack, wire.UserGiveControl, wire.UserEnd} {
		wants(p.Do(ctx, action, ""), nil)
		if last := a.asked[len(a.asked)-1]; last != action+" ses_1" {
			t.Errorf("%s became %q", action, last)
		}
	}
	p.Session(wire.SessionState{SessionID: "ses_1", State: "ended", EndReason: "user_ended"})
	wants(p.Do(ctx, wire.UserPause, ""), ErrNoSession)
	if v := p.View(); v.Session == nil || v.Session.EndReason != "user_ended" || v.Prompt != nil {
		t.Errorf("after the end the view is %+v", v)
	}
	a.err = agent.ErrOffline
	wants(p.Do(ctx, ActHelp, ""), agent.ErrOffline)
	wants(p.Do(ctx, ActLock, ""), nil)
	if v := p.View(); v.Screen.Kind != wire.ScreenLocked {
		t.Errorf("a locked phone is %s", v.Screen.Kind)
	}
	wants(p.Do(ctx, ActOpenApp, "Notes"), nil)
	if v := p.View(); v.Screen.Kind != wire.ScreenOn {
		t.Errorf("with an app open it is %s", v.Screen.Kind)
	}
}
