package screen

import "image"

// recents shows the running apps as cards, the last one first.
type recents struct {
	still
	p      *Phone
	scroll scroller
}

func (r *recents) window(body image.Rectangle) image.Rectangle {
	return image.Rect(body.Min.X, body.Min.Y, body.Max.X, body.Max.Y-r.p.dp(76))
}

func (r *recents) card(body image.Rectangle, i int) image.Rectangle {
	p, w := r.p, r.window(body)
	wide := min(w.Dx()*62/100, p.dp(250))
	pitch := wide + p.dp(16)
	x := body.Min.X + p.dp(40) + i*pitch - r.scroll.offset()
	return image.Rect(x, w.Min.Y+p.dp(54), x+wide, w.Max.Y-p.dp(10))
}

func (r *recents) scroller(body image.Rectangle) *scroller {
	p := r.p
	first := r.card(body, 0)
	r.scroll.sideways = true
	return r.scroll.fit(r.window(body), p.dp(80)+len(p.running)*(first.Dx()+p.dp(16)))
}

func (r *recents) clearBox(body image.Rectangle) image.Rectangle {
	middle, p := (body.Min.X+body.Max.X)/2, r.p
	return image.Rect(middle-p.dp(76), body.Max.Y-p.dp(64), middle+p.dp(76), body.Max.Y-p.dp(20))
}

func (r *recents) targets(body image.Rectangle) []target {
	r.scroller(body)
	p := r.p
	out := []target{{rect: body, do: p.goHome, quiet: true}}
	for i, a := range p.running {
		out = append(out, target{rect: r.card(body, i), radius: p.dp(20), id: a.Name, do: func() { p.open(a) }})
	}
	if len(p.running) > 0 {
		out = append(out, target{rect: r.clearBox(body), radius: p.dp(22), id: "clear", do: func() { p.running = nil; p.goHome() }})
	}
	return out
}

func (r *recents) paint(c *canvas, body image.Rectangle) {
	r.scroller(body)
	p := r.p
	if len(p.running) == 0 {
		c.middle(body, p.say("No recent apps", "最近使ったアプリはありません"), p.font(regular, 16), white)
		return
	}
	for i, a := range p.running {
		if card := r.card(body, i); c.sees(image.Rect(card.Min.X, body.Min.Y, card.Max.X, body.Max.Y)) {
			r.paintCard(c, card, a)
		}
	}
	button := r.clearBox(body)
	c.round(button, button.Dy()/2, faint(white, 60))
	c.middle(button, p.say("Clear all", "すべてクリア"), p.font(medium, 15), white)
}

func (r *recents) paintCard(c *canvas, card image.Rectangle, a *app) {
	p := r.p
	icon := image.Rect(card.Min.X+p.dp(4), card.Min.Y-p.dp(38), card.Min.X+p.dp(34), card.Min.Y-p.dp(8))
	p.paintIcon(c, icon, a)
	c.left(image.Rect(icon.Max.X+p.dp(8), icon.Min.Y, card.Max.X, icon.Max.Y), a.label(p), p.font(medium, 15), white)
	c.round(card, p.dp(20), p.theme.page)
	head := image.Rect(card.Min.X, card.Min.Y, card.Max.X, card.Min.Y+p.dp(46))
	c.round(head, p.dp(20), a.color)
	c.fill(image.Rect(head.Min.X, head.Max.Y-p.dp(20), head.Max.X, head.Max.Y), a.color)
	if a.secure {
		c.icon(card, "hidden", p.dp(44), p.theme.dim)
		return
	}
	// Lines stand for the app's content: a card is a reminder, not a live picture.
	y := head.Max.Y + p.dp(16)
	for i := 0; y+p.dp(12) < card.Max.Y-p.dp(12); i++ {
		wide := card.Dx() - p.dp(32) - i*37%5*p.dp(16)
		c.round(image.Rect(card.Min.X+p.dp(16), y, card.Min.X+p.dp(16)+wide, y+p.dp(10)), p.dp(5), p.theme.line)
		y += p.dp(24)
	}
}
