package screen

import (
	"image"
	"image/color"
	"time"
)

// A view is what stands between the bars: an app, the home screen, or recents.
type view interface {
	// paint draws the view; its own background included, body is the part no bar covers.
	paint(c *canvas, body image.Rectangle)
	// targets are the things a finger can press, later ones above earlier ones.
	targets(body image.Rectangle) []target
	// scroller is the part that scrolls, measured for body; nil when nothing does.
	scroller(body image.Rectangle) *scroller
	// field is where typed text goes; nil when there is no field.
	field() *field
	// back goes one step back inside the view and says whether there was one.
	back() bool
}

// still is the part of a view that neither scrolls nor takes text, for embedding.
type still struct{}

func (still) targets(image.Rectangle) []target   { return nil }
func (still) scroller(image.Rectangle) *scroller { return nil }
func (still) field() *field                      { return nil }
func (still) back() bool                         { return false }

// A target is a pressable rectangle. Only a target with an id can be reached by Tab.
type target struct {
	rect   image.Rectangle
	radius int
	id     string
	do     func()
	// hold is what a long press does; nil when nothing.
	hold func(at image.Point)
	// quiet targets show no highlight.
	quiet bool
}

// maxDirty bounds the separate rectangles of one Draw; past it they become one.
const maxDirty = 6

// touched marks r for the next Draw.
func (p *Phone) touched(r image.Rectangle) {
	r = r.Intersect(p.bounds())
	if r.Empty() {
		return
	}
	for i := 0; i < len(p.dirty); i++ {
		d := p.dirty[i]
		if u := d.Union(r); size(u) <= size(d)+size(r) {
			r = u
			p.dirty = append(p.dirty[:i], p.dirty[i+1:]...)
			i = -1
		}
	}
	p.dirty = append(p.dirty, r)
	if len(p.dirty) > maxDirty {
		p.dirty = append(p.dirty[:0], unite(p.dirty))
	}
}

func size(r image.Rectangle) int { return r.Dx() * r.Dy() }

func unite(rects []image.Rectangle) image.Rectangle {
	var u image.Rectangle
	for _, r := range rects {
		u = u.Union(r)
	}
	return u
}

// all marks the whole picture.
func (p *Phone) all() { p.touched(p.bounds()) }

// Draw brings the picture up to date and returns it with the rectangle that changed since the last
// Draw, empty if nothing did. Pixels outside the rectangle are as they were. The picture is the
// Phone's own, opaque, valid until the next call, and another one after a rotation.
func (p *Phone) Draw() (*image.RGBA, image.Rectangle) {
	p.settle()
	if p.img == nil || p.img.Rect != p.bounds() {
		p.img = image.NewRGBA(p.bounds())
		p.dirty = append(p.dirty[:0], p.bounds())
	}
	if len(p.dirty) > 0 && p.benchShown() {
		p.touched(p.bench.strip())
	}
	for _, r := range p.dirty {
		p.paint(&canvas{img: p.img, clip: r})
	}
	if len(p.dirty) > 0 && p.benchShown() {
		p.bench.painted()
	}
	p.changed = append(p.changed[:0], p.dirty...)
	p.dirty = p.dirty[:0]
	return p.img, unite(p.changed)
}

// Changed is the last Draw's rectangle in its parts (at most 6, they may overlap): with a change at
// the top and another at the bottom it tells an encoder that the middle stayed. Valid until the next Draw.
func (p *Phone) Changed() []image.Rectangle { return p.changed }

// DropPicture gives back the picture's memory, for a phone that nobody watches; the next Draw paints all of it.
func (p *Phone) DropPicture() { p.img = nil }

// DrawHidden paints into dst what a stream shows in place of a secure app, filling all of dst.
func (p *Phone) DrawHidden(dst *image.RGBA) {
	if dst == nil || dst.Rect.Empty() {
		return
	}
	c := &canvas{img: dst, clip: dst.Rect}
	r := dst.Rect
	c.gradient(r, rgb(0x39405A), rgb(0x2A2F45))
	middle := r.Min.Y + r.Dy()*45/100
	c.icon(image.Rect(r.Min.X, middle-p.dp(90), r.Max.X, middle), "hidden", p.dp(64), rgb(0xC7CDE4))
	c.middle(image.Rect(r.Min.X, middle+p.dp(6), r.Max.X, middle+p.dp(36)), p.say("Content hidden", "画面は非表示です"), p.font(bold, 19), white)
	c.middle(image.Rect(r.Min.X, middle+p.dp(36), r.Max.X, middle+p.dp(62)), p.say("This app does not allow sharing its screen", "このアプリは画面の共有を許可していません"), p.font(regular, 14), rgb(0xC7CDE4))
}

// Step advances what moves (a fling, the scrolling bench, a press becoming a long press, a notice that
// goes) by the phone's clock, and says whether another frame is wanted soon, within about 33 ms. A
// screen on which nothing moves answers false and stays clean.
func (p *Phone) Step() (animating bool) {
	waiting := p.settle()
	if p.off {
		return false
	}
	if p.benchShown() {
		return p.bench.step() || waiting
	}
	if s := p.scrolling(); s != nil && s.speed != 0 {
		if s.step(p.now()) {
			p.touched(s.area)
		}
		return s.speed != 0 || waiting
	}
	return waiting
}

// settle does what has come due, and says whether more will within a few seconds.
func (p *Phone) settle() (waiting bool) {
	now := p.now()
	if minute := now.Unix() / 60; minute != p.minute {
		p.minute = minute
		p.minuteTurned()
	}
	waiting = p.longPress(now)
	if p.toast != nil {
		if due(now, p.toast.until) {
			p.dropToast()
		} else {
			waiting = true
		}
	}
	if !p.volume.until.IsZero() {
		if due(now, p.volume.until) {
			p.volume.until = time.Time{}
			p.touched(p.volumeBox())
		} else {
			waiting = true
		}
	}
	for _, a := range p.apps {
		if c, ok := a.view.(*chat); ok && c.answer(now) {
			waiting = true
		}
	}
	if p.benchShown() {
		p.bench.heartbeat(now)
	}
	return waiting && !p.off
}

// due says that a moment has passed; one that lies far ahead means the clock was set back.
func due(now, moment time.Time) bool {
	return !now.Before(moment) || moment.Sub(now) > time.Minute
}

func (p *Phone) minuteTurned() {
	switch {
	case p.off || p.benchShown():
	case p.locked:
		p.touched(p.lock.clock(p))
		p.touched(p.statusBar())
	default:
		p.touched(p.statusBar())
		if p.front == p.home {
			p.touched(p.home.clock(p.body()))
		}
	}
}

func (p *Phone) benchShown() bool {
	return !p.off && !p.locked && p.current != nil && p.current.view == p.bench
}

// paint draws every layer, back to front, within the canvas's clip.
func (p *Phone) paint(c *canvas) {
	switch {
	case p.off:
		c.fill(p.bounds(), offBlack)
		return
	case p.locked:
		p.lock.paint(p, c)
		p.paintStatus(c, white)
		p.paintVolume(c)
		return
	case p.benchShown():
		p.bench.paint(c, p.bounds())
		return
	}
	ink := p.theme.ink
	if p.onWallpaper() {
		shade := 0.0
		if p.front == p.cards {
			shade = 0.35
		}
		c.gradient(p.bounds(), between(p.theme.top, offBlack, shade), between(p.theme.bottom, offBlack, shade))
		ink = white
	} else {
		c.fill(p.bounds(), p.theme.page)
	}
	body := p.body()
	c.within(body, func() {
		p.front.paint(c, body)
		p.paintFocus(c, body)
	})
	p.paintKeyboard(c)
	p.paintNav(c, ink)
	p.paintStatus(c, ink)
	p.paintMenu(c)
	p.paintPress(c)
	p.paintVolume(c)
	p.paintToast(c)
}

func (p *Phone) onWallpaper() bool { return p.front == p.home || p.front == p.cards }

// paintPress shades what the finger holds.
func (p *Phone) paintPress(c *canvas) {
	if t := p.touch.target; t != nil && !t.quiet && !p.touch.moved {
		shade := p.theme.press
		if p.onWallpaper() && p.menu == nil {
			shade = faint(white, 50)
		}
		c.round(t.rect, t.radius, shade)
	}
}

// paintFocus frames what Tab has chosen.
func (p *Phone) paintFocus(c *canvas, body image.Rectangle) {
	if t := p.focused(); t != nil {
		c.frame(t.rect.Intersect(body), max(2, p.dp(2)), p.theme.accentOn(p.onWallpaper()))
	}
}

func (t theme) accentOn(wallpaper bool) color.RGBA {
	if wallpaper {
		return white
	}
	return t.accent
}
