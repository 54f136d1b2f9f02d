package sim

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"log/slog"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/sim/screen"
	"github.com/helpatwork/helpatwork/internal/wire"
)

var (
	// ErrStale says that input was meant for a screen that has been turned since.
	ErrStale = errors.New("the screen has been turned since")
	// ErrUnknownApp says that the phone has no app of that name.
	ErrUnknownApp = errors.New("no such app on this phone")
)

// frameEvery is the pace of what moves.
const frameEvery = time.Second / 30

// keepFor is how long a phone that nobody looks at keeps its picture in memory.
const keepFor = 20 * time.Second

// A Phone is the screen of one simulated device: it is drawn and encoded when the agent asks for frames, and drawn for
// the page of the person in front of it. Until then it is a few words in memory. It is an agent.Screen; its methods
// are safe for concurrent use.
type Phone struct {
	spec Spec
	now  func() time.Time
	log  *slog.Logger
	news *news // told when the picture, the geometry or the kind of screen may have changed

	mu     sync.Mutex
	screen *screen.Phone // nil until someone looks at it or touches it
	stream *stream       // nil while no frames are asked for
	frame  uint64        // pictures that differed from the one before
	redraw func()        // asks the agent for a frame; nil means nobody is there to ask
	again  *time.Timer   // asks for the next frame of something that moves
	idle   *time.Timer   // drops the pictures

	still still
}

func newPhone(spec Spec, now func() time.Time, log *slog.Logger) *Phone {
	return &Phone{spec: spec, now: now, log: log, news: newNews()}
}

// onRedraw says whom to ask for a frame when the screen changes.
func (p *Phone) onRedraw(redraw func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.redraw = redraw
}

// lit returns the screen, which is made when it is first needed. mu is held.
func (p *Phone) lit() *screen.Phone {
	if p.screen != nil {
		return p.screen
	}
	s := p.spec
	apps := make([]screen.App, 0, len(s.Apps))
	for _, a := range s.Apps {
		apps = append(apps, screen.App{Name: a.Name, Package: a.Package, Version: a.Version})
	}
	p.screen = screen.New(screen.Config{
		Width: s.Width, Height: s.Height, Maker: s.Device.Maker, Model: s.Device.Model, OS: s.system(), Language: s.Language,
		OwnerName: s.Device.Owner.Name, Seed: s.Seed, Apps: apps, Now: func() time.Time { return p.now().In(s.Zone) },
		Tablet: s.Tablet, Kiosk: s.Kiosk, Locked: s.Locked, PIN: s.PIN,
	})
	return p.screen
}

// Codec is how frames are encoded.
func (p *Phone) Codec() string { return "H264" }

// Geometry is the size of the picture now.
func (p *Phone) Geometry() wire.Geometry {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.geometry()
}

func (p *Phone) geometry() wire.Geometry {
	if p.screen == nil {
		return wire.Geometry{Epoch: 1, Width: p.spec.Width, Height: p.spec.Height}
	}
	w, h := p.screen.Size()
	return wire.Geometry{Epoch: p.screen.Epoch(), Width: w, Height: h, Rotation: p.screen.Rotation()}
}

// State is what kind of picture the screen shows.
func (p *Phone) State() wire.ScreenKind {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.kind()
}

func (p *Phone) kind() wire.ScreenKind {
	if p.screen == nil {
		if p.spec.Locked {
			return wire.ScreenLocked
		}
		return wire.ScreenOn
	}
	switch s := p.screen.State(); {
	case s.Off:
		return wire.ScreenOff
	case s.Locked:
		return wire.ScreenLocked
	case s.Secure:
		return wire.ScreenSecure
	}
	return wire.ScreenOn
}

// Frame draws and encodes the next frame; ok is false when there is nothing new.
func (p *Phone) Frame(key bool) (annexB []byte, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stream == nil {
		p.stream = &stream{}
	}
	_, moving := p.paint()
	frame, err := p.stream.next(key)
	if err != nil {
		p.log.Error("screen not encoded", slog.String("device_id", p.spec.Device.ID), slog.Any("err", err))
		p.stream = nil
		return nil, false
	}
	if frame == nil {
		if moving {
			p.soon()
		}
		return nil, false
	}
	return bytes.Clone(frame), true // the encoder uses its buffer again
}

// Repeat is a frame that says: the same picture again.
func (p *Phone) Repeat() []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stream == nil || p.stream.encoder == nil {
		return nil
	}
	frame, err := p.stream.repeat()
	if err != nil {
		p.log.Error("screen not encoded", slog.String("device_id", p.spec.Device.ID), slog.Any("err", err))
		return nil
	}
	return bytes.Clone(frame)
}

// paint brings the picture up to date and says whether it goes on moving. mu is held, and the picture is valid as long.
func (p *Phone) paint() (img *image.RGBA, moving bool) {
	s := p.lit()
	s.SetBattery(p.spec.charge(p.now()))
	moving = s.Step()
	img, changed := s.Draw()
	if !changed.Empty() {
		p.frame++
		p.news.tell()
	}
	if p.stream != nil {
		p.stream.take(s, img, s.Changed())
	}
	if p.idle == nil {
		p.idle = time.AfterFunc(keepFor, p.drop)
	} else {
		p.idle.Reset(keepFor)
	}
	return img, moving
}

// drop gives back what only a looked-at phone needs.
func (p *Phone) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stream = nil
	p.still.drop()
	if p.screen != nil {
		p.screen.DropPicture()
	}
}

// soon asks for a frame when the next one of something that moves is due. mu is held.
func (p *Phone) soon() {
	if p.again == nil {
		p.again = time.AfterFunc(frameEvery, p.ask)
		return
	}
	p.again.Reset(frameEvery)
}

func (p *Phone) ask() {
	p.mu.Lock()
	redraw := p.redraw
	p.mu.Unlock()
	if redraw != nil {
		redraw()
	}
}

// use does something to the screen and has it drawn, if someone watches.
func (p *Phone) use(do func(s *screen.Phone)) {
	p.mu.Lock()
	do(p.lit())
	p.mu.Unlock()
	p.news.tell()
	p.ask()
}

// Input takes a technician's input, which the agent has checked. On Apple's devices no app can do such a thing.
func (p *Phone) Input(in wire.Input) {
	if p.spec.Apple() && in.Type != wire.InputRelease {
		return
	}
	p.mu.Lock()
	unused := p.screen == nil && in.Type == wire.InputRelease
	p.mu.Unlock()
	if !unused {
		p.use(func(s *screen.Phone) { apply(s, in) })
	}
}

// Touch takes the input of the person who holds the phone. Errors: [ErrStale], and what [wire.Input.Check] says.
func (p *Phone) Touch(in wire.Input) error {
	if err := in.Check(); err != nil {
		return err
	}
	var err error
	p.use(func(s *screen.Phone) {
		aimed := in.Type == wire.InputWheel || in.Type == wire.InputPointer && in.Kind != wire.PointerUp && in.Kind != wire.PointerCancel
		if aimed && in.Epoch != s.Epoch() {
			err = fmt.Errorf("input of geometry %d: %w", in.Epoch, ErrStale)
			return
		}
		apply(s, in)
	})
	return err
}

var (
	pointers = map[wire.PointerKind]screen.PointerKind{wire.PointerDown: screen.Down, wire.PointerMove: screen.Move,
		wire.PointerUp: screen.Up, wire.PointerCancel: screen.Cancel}
	buttons = map[string]screen.Button{"back": screen.Back, "home": screen.Home, "recents": screen.Recents, "power": screen.Power,
		"rotate": screen.Rotate, "volume_up": screen.VolumeUp, "volume_down": screen.VolumeDown}
)

// apply does a checked input.
func apply(s *screen.Phone, in wire.Input) {
	switch in.Type {
	case wire.InputPointer:
		s.Pointer(pointers[in.Kind], in.Finger, in.X, in.Y)
	case wire.InputWheel:
		s.Wheel(in.X, in.Y, in.DX, in.DY)
	case wire.InputKey:
		s.Key(in.Code, in.Down, screen.Modifiers{Shift: in.Shift, Ctrl: in.Ctrl, Alt: in.Alt, Meta: in.Meta})
	case wire.InputText:
		s.Text(in.Text)
	case wire.InputButton:
		s.Press(buttons[in.Button])
	case wire.InputRelease:
		s.ReleaseAll()
	}
}

// Lock puts the lock screen before everything; Unlock takes it away as its owner's finger would.
func (p *Phone) Lock() { p.use((*screen.Phone).Lock) }

// Unlock lights the screen and takes the lock screen away.
func (p *Phone) Unlock() { p.use((*screen.Phone).Unlock) }

// OpenApp brings an app to the front, or says [ErrUnknownApp].
func (p *Phone) OpenApp(name string) error {
	var known bool
	p.use(func(s *screen.Phone) { known = s.OpenApp(name) })
	if !known {
		return fmt.Errorf("open app: %w", ErrUnknownApp)
	}
	return nil
}

// SetBench opens the bench page in a mode; see [screen.Bench.SetMode] for its errors.
func (p *Phone) SetBench(m screen.BenchMode) (err error) {
	p.use(func(s *screen.Phone) {
		if err = s.Bench().SetMode(m); err == nil && s.State().App != benchApp {
			s.OpenApp(benchApp)
		}
	})
	return err
}

const benchApp = "Bench"

// Bench tells what the bench page has seen.
func (p *Phone) Bench() screen.BenchStats {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lit().Bench().Stats()
}

// measured says that the bench page is in front.
func (p *Phone) measured() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.screen != nil && p.screen.State().App == benchApp
}

// Report is what the device says of itself.
func (p *Phone) Report() wire.Report {
	p.mu.Lock()
	defer p.mu.Unlock()
	percent, charging := p.spec.charge(p.now())
	g := p.geometry()
	r := wire.Report{OSVersion: p.spec.Device.OSVersion, AgentVersion: agentVersion, Codec: p.Codec(), Battery: &percent, Charging: charging,
		Screen: p.kind(), Width: g.Width, Height: g.Height}
	if p.spec.Device.Management == IOSAppOnly { // an app sees itself and its like, and cannot show the screen
		r.Codec, r.Screen, r.Apps = "", "", p.spec.Apps
		return r
	}
	for _, a := range screen.BuiltIn(p.spec.Apple()) {
		r.Apps = append(r.Apps, wire.App{Name: a.Name, Package: a.Package, Version: a.Version})
	}
	r.Apps = append(r.Apps, p.spec.Apps...)
	return r
}

// agentVersion is that of the agent app that the fleet plays.
const agentVersion = "1.0.0"
