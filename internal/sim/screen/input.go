package screen

import (
	"image"
	"math"
	"time"
)

// A PointerKind says what a finger does.
type PointerKind uint8

// The things a finger does.
const (
	Down PointerKind = iota
	Move
	Up
	// Cancel lifts the finger without a tap.
	Cancel
)

// A Button is one that the case or the system has, not an app.
type Button uint8

// The buttons. Rotate turns the phone by a quarter.
const (
	Back Button = iota
	Home
	Recents
	Power
	Rotate
	VolumeUp
	VolumeDown
)

const (
	// maxFingers is how many the glass can tell apart; higher numbers are ignored.
	maxFingers  = 10
	longPressed = 500 * time.Millisecond
	// restBeforeUp is how long a finger may rest before it lifts and still fling.
	restBeforeUp = 80 * time.Millisecond
)

// touch is the finger that leads; others wait until it is up.
type touch struct {
	down   [maxFingers]bool
	places [maxFingers][2]float64 // of the fingers that are down, pixels
	second int                    // the other finger of a pinch, valid while apart > 0
	apart  float64                // how far the two were apart at the last zoom
	lead   int                    // valid while active
	active bool
	since  time.Time

	start, at [2]float64 // pixels
	moved     bool       // beyond the slop: no tap any more
	held      bool       // the long press has happened
	target    *target
	scroll    *scroller
	speed     float64
	seen      time.Time // of the last move
}

// Pointer takes a finger's event; finger is 0..9, x and y are 0..1 of the current picture. A Down that
// is not on the picture is ignored, moves are brought to its edge, and what is not a number is dropped
// (an Up still lifts the finger).
func (p *Phone) Pointer(kind PointerKind, finger int, x, y float64) {
	if finger < 0 || finger >= maxFingers {
		return
	}
	w, h := p.Size()
	bad := math.IsNaN(x) || math.IsNaN(y)
	at := [2]float64{min(1, max(0, x)) * float64(w), min(1, max(0, y)) * float64(h)}
	switch kind {
	case Down:
		if bad || x < 0 || x > 1 || y < 0 || y > 1 || p.off {
			return
		}
		p.fingerDown(finger, at)
	case Move:
		if bad || !p.touch.down[finger] {
			return
		}
		p.touch.places[finger] = at
		switch t := &p.touch; {
		case !t.active:
		case t.apart > 0:
			p.pinch()
		case t.lead == finger:
			p.fingerMove(at)
		}
	case Up, Cancel:
		p.touch.down[finger] = false
		if p.touch.second == finger {
			p.touch.apart = 0
		}
		if p.touch.active && p.touch.lead == finger {
			if !bad && kind == Up && p.touch.apart == 0 {
				p.fingerMove(at)
			}
			p.fingerUp(kind == Up)
		}
	}
}

// ReleaseAll lifts every finger without a tap, for a technician who has lost control.
func (p *Phone) ReleaseAll() {
	for finger := range maxFingers {
		p.Pointer(Cancel, finger, 0, 0)
	}
}

func (p *Phone) fingerDown(finger int, at [2]float64) {
	already := p.touch.down[finger]
	p.touch.down[finger], p.touch.places[finger] = true, at
	if p.benchShown() {
		p.bench.press(at[0], at[1])
		return
	}
	if p.touch.active {
		if p.touch.lead != finger {
			p.beginPinch(finger)
			return
		}
		if !already {
			return
		}
		p.letGo() // its Up was lost
	}
	now := p.now()
	t := &p.touch
	t.active, t.lead, t.since, t.seen = true, finger, now, now
	t.start, t.at, t.moved, t.held, t.speed = at, at, false, false, 0
	t.target, t.scroll = nil, nil
	if s := p.scrolling(); s != nil && s.speed != 0 {
		s.speed = 0
		t.moved, t.scroll = true, s // a finger on a fling stops it and presses nothing
		return
	}
	t.target = p.under(image.Pt(int(at[0]), int(at[1])))
	p.touchPressed()
}

// under is the topmost target at a point.
func (p *Phone) under(at image.Point) *target {
	targets := p.reachable()
	for i := len(targets) - 1; i >= 0; i-- {
		if at.In(targets[i].rect) {
			return &targets[i]
		}
	}
	return nil
}

// reachable is all that can be pressed now, back to front.
func (p *Phone) reachable() []target {
	switch {
	case p.off:
		return nil
	case p.locked:
		return p.lock.targets(p)
	case p.menu != nil:
		return p.menuTargets()
	}
	var out []target
	body := p.body()
	for _, t := range p.front.targets(body) {
		if t.rect = t.rect.Intersect(body); !t.rect.Empty() {
			out = append(out, t)
		}
	}
	out = append(out, p.navTargets()...)
	out = append(out, p.keyTargets()...)
	if p.toast != nil {
		out = append(out, target{rect: p.toastBox(), radius: p.dp(20), do: p.dropToast})
	}
	return out
}

// scrolling is what a drag moves now.
func (p *Phone) scrolling() *scroller {
	if p.off || p.locked || p.menu != nil || p.benchShown() {
		return nil
	}
	return p.front.scroller(p.body())
}

func (p *Phone) touchPressed() {
	if t := p.touch.target; t != nil && !t.quiet {
		p.touched(t.rect)
	}
}

func (p *Phone) fingerMove(at [2]float64) {
	t := &p.touch
	before := t.at
	t.at = at
	if t.held {
		return
	}
	if !t.moved {
		if math.Hypot(at[0]-t.start[0], at[1]-t.start[1]) < 8*p.scale {
			return
		}
		p.touchPressed()
		t.moved = true
		before = t.start
		if s := p.scrolling(); s != nil && image.Pt(int(t.start[0]), int(t.start[1])).In(s.area) {
			t.scroll = s
		}
	}
	if p.locked {
		p.lock.drag(p, t.start[1]-at[1])
		return
	}
	if s := t.scroll; s != nil && s == p.scrolling() {
		axis := 1
		if s.sideways {
			axis = 0
		}
		d := before[axis] - at[axis]
		if s.by(d) {
			p.touched(s.area)
		}
		now := p.now()
		if past := now.Sub(t.seen).Seconds(); past > 0.001 && d != 0 {
			t.speed = 0.7*d/past + 0.3*t.speed
			t.seen = now
		}
	}
}

func (p *Phone) fingerUp(tap bool) {
	t := p.touch
	p.letGo()
	p.tapped = image.Pt(int(t.at[0]), int(t.at[1]))
	switch {
	case !tap || t.held:
		if p.locked {
			p.lock.drag(p, 0)
		}
	case p.locked && t.moved:
		p.lock.release(p, t.start[1]-t.at[1])
	case t.moved:
		p.endDrag(t)
	case t.target != nil:
		if t.target.hold != nil && p.now().Sub(t.since) >= longPressed {
			t.target.hold(image.Pt(int(t.at[0]), int(t.at[1])))
		} else if t.target.do != nil {
			t.target.do()
		}
	}
}

// endDrag flings, or goes home when an iPhone's bottom edge was swiped up.
func (p *Phone) endDrag(t touch) {
	if p.apple && !p.cfg.Kiosk && int(t.start[1]) >= p.navBar().Min.Y && t.start[1]-t.at[1] > 40*p.scale {
		p.Press(Home)
		return
	}
	if s := t.scroll; s != nil && s == p.scrolling() && p.now().Sub(t.seen) < restBeforeUp {
		s.fling(t.speed, p.now())
	}
}

// letGo forgets the leading finger.
func (p *Phone) letGo() {
	if !p.touch.moved {
		p.touchPressed()
	}
	p.touch = touch{down: p.touch.down, places: p.touch.places}
}

// A zoomer is a view that two fingers can enlarge.
type zoomer interface{ zoom(factor float64) }

// beginPinch makes the leading finger and another one a pinch, where the view can zoom.
func (p *Phone) beginPinch(finger int) {
	if _, ok := p.front.(zoomer); !ok || p.locked || p.menu != nil || p.touch.apart > 0 {
		return
	}
	p.touchPressed()
	t := &p.touch
	t.moved, t.scroll, t.second = true, nil, finger
	t.apart = max(1, t.between())
}

// between is how far the two fingers of a pinch are apart, in pixels.
func (t *touch) between() float64 {
	a, b := t.places[t.lead], t.places[t.second]
	return math.Hypot(a[0]-b[0], a[1]-b[1])
}

func (p *Phone) pinch() {
	now := max(1, p.touch.between())
	if z, ok := p.front.(zoomer); ok {
		z.zoom(now / p.touch.apart)
	}
	p.touch.apart = now
}

// longPress turns a held press into a long one when its time has come, and says whether one may still come.
func (p *Phone) longPress(now time.Time) (waiting bool) {
	t := &p.touch
	if !t.active || t.moved || t.held || t.target == nil || t.target.hold == nil || p.off {
		return false
	}
	if now.Sub(t.since) < longPressed {
		return true
	}
	held := t.target
	p.touchPressed()
	t.held, t.target = true, nil
	held.hold(image.Pt(int(t.at[0]), int(t.at[1])))
	return false
}

// Wheel scrolls at a point (0..1); dx and dy are parts of the picture's width and height, dy > 0 shows
// what is further down. Each is brought into ±10; what is not a number is dropped.
func (p *Phone) Wheel(x, y, dx, dy float64) {
	if math.IsNaN(x) || math.IsNaN(y) || math.IsNaN(dx) || math.IsNaN(dy) || x < 0 || x > 1 || y < 0 || y > 1 {
		return
	}
	s := p.scrolling()
	if s == nil {
		return
	}
	w, h := p.Size()
	if !image.Pt(int(x*float64(w-1)), int(y*float64(h-1))).In(s.area) {
		return
	}
	dx, dy = min(10, max(-10, dx))*float64(w), min(10, max(-10, dy))*float64(h)
	d := dy
	if s.sideways && math.Abs(dx) > math.Abs(dy) {
		d = dx
	}
	s.speed = 0
	if s.by(d) {
		p.touched(s.area)
	}
}

// Press pushes a button. Back, Home and Recents do nothing on a kiosk's app; Power darkens and lights the screen.
func (p *Phone) Press(b Button) {
	if p.touch.active {
		p.letGo()
	}
	switch b {
	case Power:
		p.power()
		return
	case VolumeUp, VolumeDown:
		if !p.off {
			p.setVolume(p.volume.level + 1 - 2*int(b-VolumeUp))
		}
		return
	case Rotate:
		p.rotate()
		return
	}
	if p.off || p.locked {
		if b == Home && p.off {
			p.power()
		}
		return
	}
	switch b {
	case Back:
		p.goBack()
	case Home:
		p.goHome()
	case Recents:
		if !p.cfg.Kiosk {
			p.show(p.cards, nil)
		}
	}
}

func (p *Phone) power() {
	p.off = !p.off
	p.closeMenu()
	p.hideKeyboard()
	if p.off && !p.cfg.Kiosk {
		p.locked = true
		p.lock = lockScreen{}
	}
	p.all()
}

func (p *Phone) rotate() {
	p.turn = (p.turn + 1) % 4
	p.epoch++
	p.menu = nil
	p.touch = touch{}
	p.dirty = p.dirty[:0]
	p.all()
}

func (p *Phone) goBack() {
	switch {
	case p.menu != nil:
		p.closeMenu()
	case p.shown:
		p.hideKeyboard()
	case p.front.back():
		p.focus = ""
		p.all()
	default:
		p.goHome()
	}
}
