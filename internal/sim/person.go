package sim

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// Errors of what a person does.
var (
	// ErrNoPrompt says that nobody asks this person for consent now.
	ErrNoPrompt = errors.New("nobody asks for consent now")
	// ErrNoSession says that no session runs on this device.
	ErrNoSession = errors.New("no session runs on this device")
	// ErrUnknownAction says that a person cannot do this.
	ErrUnknownAction = errors.New("unknown action")
	// ErrNotSwitchedOn says that the device has no agent that runs: it is away, retired, or was never set up.
	ErrNotSwitchedOn = errors.New("the device is not in use now")
)

// doors is what a person needs of the device's agent; an agent.Agent has it.
type doors interface {
	Ask(ctx context.Context, text string) (wire.HelpState, error)
	CancelAsk(ctx context.Context) (wire.HelpState, error)
	Do(ctx context.Context, sessionID, action string) error
}

// A Person sits in front of a simulated device: sees who asks, answers, and asks for help. Whether by itself or by
// someone's hand on the device's page. It is an agent.User; its methods are safe for concurrent use.
type Person struct {
	spec  Spec
	phone *Phone
	auto  *auto
	// handset is what is on the phone beside its screen; nil in tests of what is on it.
	handset *handset

	mu      sync.Mutex
	agent   doors // nil while the device is not switched on
	online  bool
	prompt  *wire.Ring // nil when nobody asks
	answer  func(accepted bool)
	waiting *time.Timer // until the answer comes by itself
	session *wire.SessionState
	help    wire.HelpState
	// welcomed says that help is what the server said.
	welcomed bool
}

// auto is the fleet's switch for people who answer by themselves.
type auto struct {
	after time.Duration // how long someone takes to read and answer

	mu sync.Mutex
	on bool
}

func (a *auto) is() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.on
}

func (a *auto) set(on bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.on = on
}

func newPerson(spec Spec, phone *Phone, auto *auto) *Person {
	return &Person{spec: spec, phone: phone, auto: auto}
}

// switchOn gives the person an agent to act through.
func (p *Person) switchOn(agent doors) {
	p.change(func() { p.agent = agent })
}

// linked says whether the device has a link to the server.
func (p *Person) linked(online bool) { p.change(func() { p.online = online }) }

func (p *Person) isOnline() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.online
}

// change changes what the person sees, and tells the page.
func (p *Person) change(do func()) {
	p.mu.Lock()
	do()
	p.mu.Unlock()
	p.phone.news.tell()
}

// Ring shows the consent prompt.
func (p *Person) Ring(r wire.Ring, answer func(accepted bool)) {
	p.change(func() {
		p.forget()
		p.prompt, p.answer, p.session = &r, answer, nil
	})
	p.consider()
}

// consider starts to answer a prompt that is there, if people answer by themselves. Nobody sits in front of a device in
// unattended use, so its countdown runs.
func (p *Person) consider() {
	on, after := p.auto.is(), p.auto.after
	if p.phone.measured() {
		after = 0 // a measurement is not about how fast people read
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.waiting != nil {
		p.waiting.Stop()
		p.waiting = nil
	}
	if !on || p.prompt == nil || p.prompt.Mode != modeAttended {
		return
	}
	session := p.prompt.SessionID
	p.waiting = time.AfterFunc(after, func() { p.agree(session) })
}

const (
	modeAttended = "attended"
	stateEnded   = "ended"
)

// agree accepts by itself, unless the prompt or the switch has changed meanwhile.
func (p *Person) agree(sessionID string) {
	p.mu.Lock()
	still := p.prompt != nil && p.prompt.SessionID == sessionID
	p.mu.Unlock()
	if still && p.auto.is() {
		// The prompt may be answered or gone by now, which is as well.
		_ = p.reply(true)
	}
}

// reply answers the prompt.
func (p *Person) reply(accepted bool) error {
	var answer func(bool)
	p.change(func() {
		answer = p.answer
		p.forget()
	})
	if answer == nil {
		return ErrNoPrompt
	}
	answer(accepted)
	return nil
}

// forget takes the prompt away. mu is held.
func (p *Person) forget() {
	p.prompt, p.answer = nil, nil
	if p.waiting != nil {
		p.waiting.Stop()
		p.waiting = nil
	}
}

// Session tells how the session stands.
func (p *Person) Session(s wire.SessionState) {
	p.change(func() {
		if p.prompt != nil && p.prompt.SessionID == s.SessionID && (s.State == "active" || s.State == stateEnded) {
			p.forget() // the countdown is over, or the one who asked has gone
		}
		p.session = &s
	})
}

// Help tells how the request for help stands, and what the help desk says of itself.
func (p *Person) Help(h wire.HelpState) { p.change(func() { p.help, p.welcomed = h, true }) }

// Desk tells what the help desk says of itself.
func (p *Person) Desk(d wire.Desk) { p.change(func() { p.help.Desk = &d }) }

// The actions of a person, beside those of wire.User… in a session.
const (
	ActHelp       = "help"
	ActCancelHelp = "cancel_help"
	ActAccept     = "accept"
	ActDecline    = "decline"
	ActLock       = "lock"
	ActUnlock     = "unlock"
	ActOpenApp    = "open_app"
)

// Do does one thing that a person can do. text is what help is asked for with (empty: something believable), the name or
// package of an app, or the id of what is asked. Errors: the sentinels of this file, [ErrUnknownApp], and those of the agent.
func (p *Person) Do(ctx context.Context, action, text string) error {
	switch action {
	case ActHelp, ActCancelHelp:
		return p.askOrCancel(ctx, action, text)
	case ActAccept, ActDecline:
		return p.reply(action == ActAccept)
	case ActLock:
		p.phone.Lock()
		return nil
	case ActUnlock:
		p.phone.Unlock()
		return nil
	case ActOpenApp:
		return p.phone.OpenApp(text)
	case wire.UserPause, wire.UserResume, wire.UserTakeBack, wire.UserGiveControl, wire.UserEnd:
		return p.inSession(ctx, action)
	}
	if p.handset != nil {
		if known, err := p.handset.do(action, text); known {
			return err
		}
	}
	return fmt.Errorf("%w %.20q", ErrUnknownAction, action)
}

func (p *Person) askOrCancel(ctx context.Context, action, text string) error {
	p.mu.Lock()
	agent := p.agent
	p.mu.Unlock()
	if agent == nil {
		return ErrNotSwitchedOn
	}
	var h wire.HelpState
	var err error
	if action == ActHelp {
		if text == "" {
			text = p.spec.complaint()
		}
		h, err = agent.Ask(ctx, text)
	} else {
		h, err = agent.CancelAsk(ctx)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", action, err)
	}
	p.Help(h)
	return nil
}

func (p *Person) inSession(ctx context.Context, action string) error {
	p.mu.Lock()
	agent, s := p.agent, p.session
	p.mu.Unlock()
	switch {
	case agent == nil:
		return ErrNotSwitchedOn
	case s == nil || s.State == stateEnded:
		return ErrNoSession
	}
	return agent.Do(ctx, s.SessionID, action)
}

// What people ask for help with, in their language.
var complaints = map[string][]string{
	"ja": {"メールが受信できません。昨日の夕方からです。", "Wi-Fi につながりません。会議室Bです。", "パスワードを変えたらカレンダーが消えました。",
		"アプリが途中で固まってしまいます。お客様先なので急いでいます。", "バーコードが読み取れなくなりました。"},
	"en": {"My mail has not synced since yesterday evening.", "It will not join the Wi-Fi in the warehouse.",
		"After the new password my calendar is empty.", "The delivery app stops when I take a picture. I am at a customer's.",
		"The scanner beeps but nothing appears in the form."},
}

func (s Spec) complaint() string {
	list := complaints[s.Language]
	return list[s.Seed%uint64(len(list))]
}
