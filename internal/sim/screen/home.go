package screen

import (
	"image"
	"time"
)

// homeScreen is a clock, a grid of apps that scrolls when there are many, and a dock.
type homeScreen struct {
	still
	p      *Phone
	scroll scroller
}

func (h *homeScreen) grid() []*app { return h.pick(false) }

func (h *homeScreen) pick(dock bool) []*app {
	var out []*app
	for _, a := range h.p.apps {
		if a.dock == dock {
			out = append(out, a)
		}
	}
	return out
}

// clock is the big time above the grid; there is no room for it in landscape.
func (h *homeScreen) clock(body image.Rectangle) image.Rectangle {
	p := h.p
	if p.landscape() {
		return image.Rectangle{Min: body.Min, Max: image.Pt(body.Max.X, body.Min.Y)}
	}
	return image.Rect(body.Min.X, body.Min.Y, body.Max.X, min(body.Max.Y, body.Min.Y+p.dp(150)))
}

func (h *homeScreen) dock(body image.Rectangle) image.Rectangle {
	p := h.p
	return image.Rect(body.Min.X+p.dp(12), body.Max.Y-p.dp(88), body.Max.X-p.dp(12), body.Max.Y-p.dp(6))
}

func (h *homeScreen) window(body image.Rectangle) image.Rectangle {
	return image.Rect(body.Min.X, h.clock(body).Max.Y, body.Max.X, max(h.clock(body).Max.Y, h.dock(body).Min.Y-h.p.dp(4)))
}

// columns is how many apps stand side by side.
func (h *homeScreen) columns(body image.Rectangle) int {
	return max(4, min(8, body.Dx()/max(1, h.p.dp(104))))
}

// cell is the place of the i-th app of the grid, scrolled.
func (h *homeScreen) cell(body image.Rectangle, i int) image.Rectangle {
	p, n := h.p, h.columns(body)
	w, high := (body.Dx()-p.dp(16))/n, p.dp(98)
	x := body.Min.X + p.dp(8) + i%n*w
	y := h.window(body).Min.Y + i/n*high - h.scroll.offset()
	return image.Rect(x, y, x+w, y+high)
}

func (h *homeScreen) dockCell(body image.Rectangle, i, n int) image.Rectangle {
	d := h.dock(body)
	w := d.Dx() / max(1, n)
	return image.Rect(d.Min.X+i*w, d.Min.Y, d.Min.X+(i+1)*w, d.Max.Y)
}

func (h *homeScreen) scroller(body image.Rectangle) *scroller {
	n := h.columns(body)
	rows := (len(h.grid()) + n - 1) / n
	return h.scroll.fit(h.window(body), rows*h.p.dp(98))
}

func (h *homeScreen) targets(body image.Rectangle) []target {
	h.scroller(body)
	var out []target
	window := h.window(body)
	for i, a := range h.grid() {
		if r := h.cell(body, i).Inset(h.p.dp(4)).Intersect(window); !r.Empty() {
			out = append(out, h.target(a, r))
		}
	}
	dock := h.pick(true)
	for i, a := range dock {
		out = append(out, h.target(a, h.dockCell(body, i, len(dock)).Inset(h.p.dp(5))))
	}
	return out
}

func (h *homeScreen) target(a *app, r image.Rectangle) target {
	p := h.p
	return target{
		rect: r, radius: p.dp(18), id: a.Name,
		do: func() { p.open(a) },
		hold: func(at image.Point) {
			p.openMenu(at,
				[]string{p.say("Open", "開く"), p.say("App info", "アプリ情報"), p.say("Close menu", "閉じる")},
				[]func(){func() { p.open(a) }, func() { p.openInfo(a) }, func() {}})
		},
	}
}

func (h *homeScreen) paint(c *canvas, body image.Rectangle) {
	h.scroller(body)
	p := h.p
	h.paintClock(c, h.clock(body))
	c.within(h.window(body), func() {
		for i, a := range h.grid() {
			r := h.cell(body, i)
			if !c.sees(r) {
				continue
			}
			side := p.dp(56)
			at := image.Pt((r.Min.X+r.Max.X-side)/2, r.Min.Y+p.dp(8))
			p.paintIcon(c, image.Rectangle{at, at.Add(image.Pt(side, side))}, a)
			c.middle(image.Rect(r.Min.X+2, at.Y+side+p.dp(3), r.Max.X-2, at.Y+side+p.dp(23)), a.label(p), p.font(regular, 12.5), white)
		}
	})
	d := h.dock(body)
	if !c.sees(d) {
		return
	}
	radius := p.dp(20)
	if p.apple {
		radius = p.dp(30)
	}
	c.round(d, radius, faint(white, 56))
	dock := h.pick(true)
	for i, a := range dock {
		r := h.dockCell(body, i, len(dock))
		side := p.dp(56)
		at := image.Pt((r.Min.X+r.Max.X-side)/2, (r.Min.Y+r.Max.Y-side)/2)
		p.paintIcon(c, image.Rectangle{at, at.Add(image.Pt(side, side))}, a)
	}
}

func (h *homeScreen) paintClock(c *canvas, r image.Rectangle) {
	p := h.p
	if r.Dy() < p.dp(120) || !c.sees(r) {
		return
	}
	now := p.now()
	big := image.Rect(r.Min.X+p.dp(24), r.Min.Y+p.dp(22), r.Max.X, r.Min.Y+p.dp(84))
	c.left(big, now.Format("15:04"), p.font(regular, 54), white)
	c.left(image.Rect(big.Min.X+p.dp(2), big.Max.Y, r.Max.X, big.Max.Y+p.dp(30)), p.date(now), p.font(medium, 15), faint(white, 225))
}

func (p *Phone) date(t time.Time) string {
	if p.cfg.Language == "ja" {
		return t.Format("1月2日") + "(" + string([]rune("日月火水木金土")[t.Weekday()]) + ")"
	}
	return t.Format("Monday, January 2")
}
