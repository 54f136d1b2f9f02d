package screen

import (
	"image"
	"image/color"
	"strconv"
	"time"
)

// This file keeps what surrounds an app: bars, notices, the small menu, the volume.

func (p *Phone) landscape() bool { return p.turn%2 == 1 }

func (p *Phone) statusBar() image.Rectangle {
	w, _ := p.Size()
	high := 28.0
	if p.apple && !p.landscape() {
		high = 42
	}
	return image.Rect(0, 0, w, p.dp(high))
}

func (p *Phone) navBar() image.Rectangle {
	w, h := p.Size()
	switch {
	case p.cfg.Kiosk:
		return image.Rect(0, h, w, h)
	case p.apple:
		return image.Rect(0, h-p.dp(20), w, h)
	}
	return image.Rect(0, h-p.dp(44), w, h)
}

// body is the room of the front view: between the bars and above the keyboard.
func (p *Phone) body() image.Rectangle {
	w, _ := p.Size()
	bottom := p.navBar().Min.Y
	if p.shown {
		bottom = p.keyboardBox().Min.Y
	}
	top := p.statusBar().Max.Y
	return image.Rect(0, top, w, max(top, bottom))
}

func (p *Phone) paintStatus(c *canvas, ink color.RGBA) {
	bar := p.statusBar()
	if !c.sees(bar) {
		return
	}
	pad := p.dp(16)
	weight := medium
	if p.apple {
		pad, weight = p.dp(28), bold
		if !p.landscape() && !p.cfg.Tablet {
			island := image.Rect(bar.Dx()/2-p.dp(44), p.dp(9), bar.Dx()/2+p.dp(44), p.dp(33))
			c.round(island, island.Dy()/2, rgb(0x0B0B0D))
		}
	}
	f := p.font(weight, 13)
	c.left(image.Rect(pad, bar.Min.Y, bar.Dx(), bar.Max.Y), p.now().Format("15:04"), f, ink)
	if len(p.notices) > 0 && !p.apple {
		x := pad + f.width("00:00") + p.dp(8)
		c.icon(image.Rect(x, bar.Min.Y, x+p.dp(14), bar.Max.Y), "bell", p.dp(14), ink)
	}

	percent := strconv.Itoa(p.battery)
	if !p.apple {
		percent += "%"
	}
	x := bar.Max.X - pad
	c.right(image.Rect(0, bar.Min.Y, x, bar.Max.Y), percent, p.font(medium, 12), ink)
	x -= p.font(medium, 12).width(percent) + p.dp(5)
	x = p.paintBattery(c, x, bar, ink)
	for _, name := range p.radios() {
		x -= p.dp(17)
		c.icon(image.Rect(x, bar.Min.Y, x+p.dp(15), bar.Max.Y), name, p.dp(15), ink)
	}
}

func (p *Phone) radios() []string {
	switch {
	case p.plane && p.wifi:
		return []string{"wifi", "plane"}
	case p.plane:
		return []string{"plane"}
	case p.wifi:
		return []string{"wifi", "signal"}
	}
	return []string{"signal"}
}

// paintBattery draws the cell with its right end at x and returns its left end.
func (p *Phone) paintBattery(c *canvas, x int, bar image.Rectangle, ink color.RGBA) int {
	w, h := p.dp(21), p.dp(11)
	y := (bar.Min.Y + bar.Max.Y - h) / 2
	cell := image.Rect(x-w-p.dp(2), y, x-p.dp(2), y+h)
	c.round(image.Rect(cell.Max.X, y+h/3, x, y+h-h/3), 1, ink)
	c.round(cell, p.dp(3), faint(ink, 90))
	charge := ink
	switch {
	case p.charging:
		charge = onGreen
	case p.battery <= 15:
		charge = alarm
	}
	c.round(image.Rect(cell.Min.X, y, cell.Min.X+max(2, w*p.battery/100), y+h), p.dp(3), charge)
	if p.charging {
		c.icon(cell, "bolt", p.dp(11), white)
	}
	return cell.Min.X - p.dp(3)
}

func (p *Phone) paintNav(c *canvas, ink color.RGBA) {
	bar := p.navBar()
	if !c.sees(bar) {
		return
	}
	if p.apple {
		w := min(p.dp(134), bar.Dx()/2)
		pill := image.Rect(bar.Dx()/2-w/2, bar.Max.Y-p.dp(12), bar.Dx()/2+w/2, bar.Max.Y-p.dp(7))
		c.round(pill, pill.Dy()/2, ink)
		return
	}
	if p.shown {
		c.fill(bar, p.theme.line)
	}
	for i, name := range [3]string{"back", "circle", "square"} {
		c.icon(p.navButton(i), name, p.dp(21), faint(ink, 210))
	}
}

// navButton is Back, Home or Recents, from the left.
func (p *Phone) navButton(i int) image.Rectangle {
	bar := p.navBar()
	w := min(bar.Dx()/3, p.dp(120))
	x := bar.Dx()/2 - w*3/2 + i*w
	return image.Rect(x, bar.Min.Y, x+w, bar.Max.Y)
}

func (p *Phone) navTargets() []target {
	if p.cfg.Kiosk || p.apple {
		return nil
	}
	var out []target
	for i, b := range [3]Button{Back, Home, Recents} {
		out = append(out, target{rect: p.navButton(i).Inset(p.dp(4)), radius: p.dp(18), do: func() { p.Press(b) }})
	}
	return out
}

// A notice is a notification.
type notice struct {
	title, text string
	until       time.Time // when the banner goes
}

// maxNotices bounds what the lock screen can list.
const maxNotices = 3

// Notify shows a banner for four seconds and keeps the notice for the lock screen. The first 80
// characters of title and 300 of text are shown.
func (p *Phone) Notify(title, text string) {
	n := notice{clean(title, 80, false), clean(text, 300, false), p.now().Add(4 * time.Second)}
	p.notices = append([]notice{n}, p.notices[:min(len(p.notices), maxNotices-1)]...)
	switch {
	case p.benchShown(): // a measuring page shows nothing but its own change
	case p.locked || p.off:
		p.all()
	default:
		p.toast = &n
		p.touched(p.toastBox())
		p.touched(p.statusBar())
	}
}

func (p *Phone) dropToast() {
	p.toast = nil
	if !p.benchShown() {
		p.touched(p.toastBox())
	}
}

func (p *Phone) toastBox() image.Rectangle {
	w, _ := p.Size()
	wide := min(w-p.dp(20), p.dp(400))
	top := p.statusBar().Max.Y + p.dp(4)
	return image.Rect((w-wide)/2, top, (w+wide)/2, top+p.dp(68))
}

func (p *Phone) paintToast(c *canvas) {
	if p.toast != nil && !p.locked {
		p.paintNotice(c, p.toastBox(), *p.toast)
	}
}

func (p *Phone) paintNotice(c *canvas, r image.Rectangle, n notice) {
	if !c.sees(r) {
		return
	}
	c.round(r, p.dp(20), p.theme.line)
	c.round(r.Inset(1), p.dp(20)-1, p.theme.card)
	badge := image.Rect(r.Min.X+p.dp(14), r.Min.Y+p.dp(15), r.Min.X+p.dp(52), r.Min.Y+p.dp(53))
	c.round(badge, p.dp(19), p.theme.accent)
	c.icon(badge, "bell", p.dp(22), p.theme.onAccent)
	words := image.Rect(badge.Max.X+p.dp(12), r.Min.Y+p.dp(10), r.Max.X-p.dp(14), r.Min.Y+p.dp(34))
	c.left(words, n.title, p.font(bold, 15), p.theme.ink)
	c.left(words.Add(image.Pt(0, p.dp(24))), n.text, p.font(regular, 14), p.theme.dim)
}

// A menu is the small list a long press opens. It takes every press until it is gone.
type menu struct {
	box   image.Rectangle
	words []string
	do    []func()
}

func (p *Phone) openMenu(at image.Point, words []string, do []func()) {
	w, h := p.dp(176), p.dp(44)*len(words)+p.dp(12)
	room := p.body()
	x := max(room.Min.X+p.dp(8), min(at.X-w/2, room.Max.X-w-p.dp(8)))
	y := max(room.Min.Y+p.dp(8), min(at.Y+p.dp(20), room.Max.Y-h-p.dp(8)))
	p.menu = &menu{image.Rect(x, y, x+w, y+h), words, do}
	p.touched(p.menu.box)
}

func (p *Phone) closeMenu() {
	if p.menu != nil {
		p.touched(p.menu.box)
		p.menu = nil
	}
}

func (p *Phone) menuRow(i int) image.Rectangle {
	b := p.menu.box
	y := b.Min.Y + p.dp(6) + i*p.dp(44)
	return image.Rect(b.Min.X+p.dp(4), y, b.Max.X-p.dp(4), y+p.dp(44))
}

func (p *Phone) menuTargets() []target {
	out := []target{{rect: p.bounds(), do: p.closeMenu, quiet: true}}
	for i, do := range p.menu.do {
		out = append(out, target{rect: p.menuRow(i), radius: p.dp(12), do: func() { p.closeMenu(); do() }})
	}
	return out
}

func (p *Phone) paintMenu(c *canvas) {
	if p.menu == nil || !c.sees(p.menu.box) {
		return
	}
	c.round(p.menu.box, p.dp(16), p.theme.line)
	c.round(p.menu.box.Inset(1), p.dp(16)-1, p.theme.card)
	for i, word := range p.menu.words {
		r := p.menuRow(i)
		r.Min.X += p.dp(14)
		c.left(r, word, p.font(regular, 16), p.theme.ink)
	}
}

// volume is shown for a moment after a volume button.
type volume struct {
	level int // 0..10
	until time.Time
}

func (p *Phone) volumeBox() image.Rectangle {
	w, h := p.Size()
	high := min(p.dp(170), h*6/10)
	return image.Rect(w-p.dp(58), h*3/10, w-p.dp(14), h*3/10+high)
}

func (p *Phone) setVolume(level int) {
	p.volume.level = min(10, max(0, level))
	if p.benchShown() {
		return
	}
	p.volume.until = p.now().Add(1500 * time.Millisecond)
	p.touched(p.volumeBox())
}

func (p *Phone) paintVolume(c *canvas) {
	box := p.volumeBox()
	if p.volume.until.IsZero() || !c.sees(box) {
		return
	}
	c.round(box, p.dp(22), p.theme.line)
	c.round(box.Inset(1), p.dp(22)-1, p.theme.card)
	track := image.Rect(box.Min.X+p.dp(8), box.Min.Y+p.dp(8), box.Max.X-p.dp(8), box.Max.Y-p.dp(38))
	c.round(track, p.dp(14), p.theme.line)
	track.Min.Y = track.Max.Y - track.Dy()*p.volume.level/10
	c.round(track, p.dp(14), p.theme.accent)
	c.icon(image.Rect(box.Min.X, box.Max.Y-p.dp(38), box.Max.X, box.Max.Y), "sound", p.dp(20), p.theme.ink)
}
