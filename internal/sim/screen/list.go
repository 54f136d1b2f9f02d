package screen

import (
	"image"
	"image/color"
)

type rowKind uint8

const (
	plainRow  rowKind = iota // title, detail, value
	switchRow                // a row with a switch
	headRow                  // the small words above a group
	cardRow                  // a tall colored card with large words
)

// A row is one line of a list.
type row struct {
	kind                 rowKind
	title, detail, value string
	icon                 string
	tint                 color.RGBA
	on                   func() bool // of a switchRow
	do                   func()
}

// A list is a page of rows in groups, under a title.
type list struct {
	p      *Phone
	title  string
	rows   func() []row // asked at each layout, so that a row always tells the present
	up     func()       // back to where it was opened; nil for the first page
	scroll scroller
}

func (l *list) bar(body image.Rectangle) image.Rectangle {
	return image.Rect(body.Min.X, body.Min.Y, body.Max.X, min(body.Max.Y, body.Min.Y+l.p.dp(56)))
}

func (l *list) window(body image.Rectangle) image.Rectangle {
	return image.Rect(body.Min.X, l.bar(body).Max.Y, body.Max.X, body.Max.Y)
}

func (l *list) height(r row) int {
	switch {
	case r.kind == headRow:
		return l.p.dp(44)
	case r.kind == cardRow:
		return l.p.dp(112)
	case r.detail != "":
		return l.p.dp(68)
	}
	return l.p.dp(54)
}

func (l *list) scroller(body image.Rectangle) *scroller { return l.measure(body, l.rows()) }

func (l *list) measure(body image.Rectangle, rows []row) *scroller {
	total := l.p.dp(24)
	for _, r := range rows {
		total += l.height(r)
	}
	return l.scroll.fit(l.window(body), total)
}

// each visits the rows with their places, scrolled.
func (l *list) each(body image.Rectangle, rows []row, visit func(i int, r row, at image.Rectangle)) {
	w := l.window(body)
	side := l.p.dp(12)
	if extra := w.Dx() - l.p.dp(640); extra > 0 {
		side += extra / 2
	}
	y := w.Min.Y - l.scroll.offset()
	for i, r := range rows {
		high := l.height(r)
		visit(i, r, image.Rect(w.Min.X+side, y, w.Max.X-side, y+high))
		y += high
	}
}

func (l *list) backBox(body image.Rectangle) image.Rectangle {
	b := l.bar(body)
	return image.Rect(b.Min.X+l.p.dp(4), b.Min.Y+l.p.dp(4), b.Min.X+l.p.dp(52), b.Max.Y-l.p.dp(4))
}

func (l *list) targets(body image.Rectangle) []target {
	rows := l.rows()
	l.measure(body, rows)
	var out []target
	window := l.window(body)
	l.each(body, rows, func(_ int, r row, at image.Rectangle) {
		if at = at.Intersect(window); r.do != nil && !at.Empty() {
			out = append(out, target{rect: at, radius: l.p.dp(14), id: r.title, do: func() { r.do(); l.p.touched(body) }})
		}
	})
	if l.up != nil {
		out = append(out, target{rect: l.backBox(body), radius: l.p.dp(24), id: "back", do: func() { l.up(); l.p.touched(body) }})
	}
	return out
}

func (l *list) paint(c *canvas, body image.Rectangle) {
	p, rows := l.p, l.rows()
	l.measure(body, rows)
	c.within(l.window(body), func() {
		l.each(body, rows, func(i int, r row, at image.Rectangle) {
			if c.sees(at) {
				c.within(at, func() { l.paintRow(c, rows, i, at) })
			}
		})
	})
	bar := l.bar(body)
	if l.up == nil {
		c.left(image.Rect(bar.Min.X+p.dp(24), bar.Min.Y, bar.Max.X, bar.Max.Y), l.title, p.font(bold, 24), p.theme.ink)
		return
	}
	back, ink := l.backBox(body), p.theme.ink
	if p.apple {
		ink = p.theme.accent
	}
	c.icon(back, "previous", p.dp(22), ink)
	words := image.Rect(back.Max.X+p.dp(4), bar.Min.Y, bar.Max.X-p.dp(56), bar.Max.Y)
	if p.apple {
		c.middle(words, l.title, p.font(bold, 17), p.theme.ink)
	} else {
		c.left(words, l.title, p.font(medium, 20), p.theme.ink)
	}
}

func (l *list) paintRow(c *canvas, rows []row, i int, at image.Rectangle) {
	p, r := l.p, rows[i]
	t, pad := p.theme, p.dp(14)
	switch r.kind {
	case headRow:
		c.left(image.Rect(at.Min.X+pad, at.Min.Y+p.dp(14), at.Max.X, at.Max.Y), r.title, p.font(medium, 13.5), t.accent)
		return
	case cardRow:
		card := at.Inset(p.dp(4))
		c.round(card, p.dp(20), r.tint)
		c.left(image.Rect(card.Min.X+p.dp(18), card.Min.Y+p.dp(12), card.Max.X-pad, card.Min.Y+p.dp(40)), r.title, p.font(regular, 14), faint(white, 230))
		c.left(image.Rect(card.Min.X+p.dp(18), card.Min.Y+p.dp(40), card.Max.X-pad, card.Min.Y+p.dp(76)), r.value, p.font(bold, 27), white)
		c.left(image.Rect(card.Min.X+p.dp(18), card.Min.Y+p.dp(74), card.Max.X-pad, card.Max.Y-p.dp(6)), r.detail, p.font(regular, 13), faint(white, 230))
		return
	}
	l.paintGround(c, rows, i, at)
	left, right := at.Min.X+pad, at.Max.X-pad
	if r.icon != "" {
		badge := image.Rect(left, (at.Min.Y+at.Max.Y)/2-p.dp(17), left+p.dp(34), (at.Min.Y+at.Max.Y)/2+p.dp(17))
		radius := p.dp(17)
		if p.apple {
			radius = p.dp(8)
		}
		c.round(badge, radius, r.tint)
		if icons[r.icon] == nil {
			c.middle(badge, r.icon, p.font(bold, 16), white)
		} else {
			c.icon(badge, r.icon, p.dp(20), white)
		}
		left = badge.Max.X + pad
	}
	switch {
	case r.kind == switchRow:
		right = l.paintSwitch(c, at, r.on())
	case r.value == "" && r.do != nil:
		c.icon(image.Rect(right-p.dp(18), at.Min.Y, right, at.Max.Y), "next", p.dp(18), t.dim)
		right -= p.dp(22)
	case r.value != "":
		f := p.font(regular, 15)
		wide := min(f.width(r.value), (right-left)*60/100)
		c.right(image.Rect(right-wide, at.Min.Y, right, at.Max.Y), r.value, f, t.dim)
		right -= wide + p.dp(8)
	}
	words := image.Rect(left, at.Min.Y, right, at.Max.Y)
	if r.detail != "" {
		middle := (at.Min.Y + at.Max.Y) / 2
		c.left(image.Rect(left, middle-p.dp(22), right, middle+p.dp(2)), r.title, p.font(regular, 16), t.ink)
		c.left(image.Rect(left, middle, right, middle+p.dp(22)), r.detail, p.font(regular, 13), t.dim)
		return
	}
	c.left(words, r.title, p.font(regular, 16), t.ink)
}

// paintGround draws the row's part of its group's card, rounded where the group begins and ends.
func (l *list) paintGround(c *canvas, rows []row, i int, at image.Rectangle) {
	p := l.p
	grouped := func(j int) bool { return j >= 0 && j < len(rows) && rows[j].kind <= switchRow }
	card, radius := at, p.dp(18)
	if grouped(i - 1) {
		card.Min.Y -= radius
	}
	if grouped(i + 1) {
		card.Max.Y += radius
	}
	c.round(card, radius, p.theme.card)
	if grouped(i + 1) {
		c.fill(image.Rect(at.Min.X+p.dp(16), at.Max.Y-1, at.Max.X-p.dp(16), at.Max.Y), p.theme.line)
	}
}

// paintSwitch draws the switch at the right of a row and returns its left end.
func (l *list) paintSwitch(c *canvas, at image.Rectangle, on bool) int {
	p := l.p
	w, h := p.dp(46), p.dp(26)
	y := (at.Min.Y + at.Max.Y - h) / 2
	track := image.Rect(at.Max.X-p.dp(14)-w, y, at.Max.X-p.dp(14), y+h)
	ground, knob := between(p.theme.line, p.theme.dim, 0.35), white
	x := track.Min.X + p.dp(3)
	if on {
		ground = p.theme.accent
		if p.apple {
			ground = onGreen
		}
		x = track.Max.X - h + p.dp(3)
	}
	c.round(track, h/2, ground)
	c.round(image.Rect(x, y+p.dp(3), x+h-2*p.dp(3), y+h-p.dp(3)), h/2, knob)
	return track.Min.X - p.dp(10)
}

func (l *list) field() *field { return nil }

func (l *list) back() bool {
	if l.up == nil {
		return false
	}
	l.up()
	return true
}
