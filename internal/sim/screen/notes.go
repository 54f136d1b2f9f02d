package screen

import "image"

// notes is one page of text.
type notes struct {
	still
	p      *Phone
	input  field
	scroll scroller
}

func newNotes(p *Phone) *notes {
	n := &notes{p: p, input: field{limit: 4000, lines: true}}
	n.input.insert(p.say("Shopping: milk, bread, apples\nCall the help desk about the printer\n", "買い物: 牛乳、パン、りんご\nプリンターの件でヘルプデスクに電話\n"))
	return n
}

func (n *notes) sheet(body image.Rectangle) image.Rectangle {
	p := n.p
	side := p.dp(12)
	return image.Rect(body.Min.X+side, min(body.Max.Y, body.Min.Y+p.dp(56)), body.Max.X-side, max(body.Min.Y, body.Max.Y-p.dp(8)))
}

func (n *notes) page(body image.Rectangle) image.Rectangle { return n.sheet(body).Inset(n.p.dp(12)) }

func (n *notes) lines() (face, []span) {
	letters := n.p.font(regular, 17)
	return letters, letters.wrap(n.input.text, max(letters.size, n.page(n.p.body()).Dx()))
}

func (n *notes) scroller(body image.Rectangle) *scroller {
	letters, lines := n.lines()
	return n.scroll.fit(n.page(body), len(lines)*letters.line())
}

func (n *notes) field() *field { return &n.input }

// follow scrolls the caret's line into the window.
func (n *notes) follow(body image.Rectangle) {
	letters, lines := n.lines()
	s := n.scroller(body)
	y := n.input.lineOf(lines) * letters.line()
	if high := y + letters.line() - s.area.Dy(); float64(high) > s.pos {
		s.by(float64(high) - s.pos)
	}
	if float64(y) < s.pos {
		s.by(float64(y) - s.pos)
	}
}

func (n *notes) targets(body image.Rectangle) []target {
	return []target{{rect: n.sheet(body), quiet: true, id: "text", do: n.tap, hold: func(image.Point) {
		n.p.showKeyboard()
		n.input.all = len(n.input.text) > 0
		n.p.edited()
	}}}
}

// tap puts the caret where the finger was.
func (n *notes) tap() {
	p := n.p
	letters, lines := n.lines()
	page := n.page(p.body())
	i := min(len(lines)-1, max(0, (p.tapped.Y-page.Min.Y+n.scroll.offset())/letters.line()))
	n.input.all = false
	n.input.caret = n.input.nearest(letters, lines, i, p.tapped.X-page.Min.X)
	p.showKeyboard()
	p.edited()
}

func (n *notes) paint(c *canvas, body image.Rectangle) {
	p := n.p
	n.scroller(body)
	c.left(image.Rect(body.Min.X+p.dp(24), body.Min.Y, body.Max.X, body.Min.Y+p.dp(56)), p.say("Notes", "メモ"), p.font(bold, 24), p.theme.ink)
	sheet := n.sheet(body)
	c.round(sheet, p.dp(18), p.theme.card)
	page := n.page(body)
	letters, lines := n.lines()
	c.within(page, func() {
		n.input.paint(p, c, page.Sub(image.Pt(0, n.scroll.offset())), lines, letters)
	})
}
