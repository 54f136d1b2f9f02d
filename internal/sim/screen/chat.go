package screen

import (
	"image"
	"time"
)

// A message is one bubble of the chat.
type message struct {
	mine bool
	text []rune
}

const (
	maxMessages = 100
	maxMessage  = 500
	answerAfter = 1200 * time.Millisecond
)

// chat is a conversation with the help desk; it answers by itself.
type chat struct {
	still
	p        *Phone
	messages []message
	input    field
	scroll   scroller
	due      time.Time // of the next answer; zero when none comes
	answers  int
}

func newChat(p *Phone) *chat {
	c := &chat{p: p, input: field{limit: maxMessage}}
	c.say(false, p.say("Hello! This is the help desk. How can we help?", "こんにちは。ヘルプデスクです。どうされましたか?"))
	c.say(true, p.say("My mail does not sync.", "メールが同期されません。"))
	c.say(false, p.say("We will look at it with you. Please keep your phone at hand.", "一緒に確認いたします。スマートフォンをお手元にご用意ください。"))
	return c
}

func (h *chat) say(mine bool, text string) {
	h.messages = append(h.messages, message{mine, []rune(text)})
	if extra := len(h.messages) - maxMessages; extra > 0 {
		h.messages = append(h.messages[:0], h.messages[extra:]...)
	}
}

// answer sends the answer that has come due, and says whether one is still to come.
func (h *chat) answer(now time.Time) bool {
	if h.due.IsZero() {
		return false
	}
	if !due(now, h.due) {
		return true
	}
	p := h.p
	answers := []string{p.say("Thank you, noted.", "ありがとうございます。承りました。"), p.say("One moment, please.", "少々お待ちください。"),
		p.say("A technician is on the way to your screen.", "担当者がまもなく画面を確認します。"), p.say("Does it work now?", "直りましたでしょうか?")}
	h.say(false, answers[h.answers%len(answers)])
	h.answers, h.due = h.answers+1, time.Time{}
	h.toEnd()
	return false
}

// send turns the field's text into a message.
func (h *chat) send() {
	if len(h.input.text) == 0 {
		return
	}
	h.say(true, string(h.input.text))
	h.input.clear()
	h.due = h.p.now().Add(answerAfter)
	h.toEnd()
}

// toEnd shows the last message, if the chat is shown at all.
func (h *chat) toEnd() {
	h.scroll.speed = 0
	h.scroll.pos = 1e9 // brought to the end by the next layout
	if p := h.p; p.front == view(h) && !p.off && !p.locked {
		p.touched(p.body())
	}
}

func (h *chat) follow(image.Rectangle) { h.scroll.pos = 1e9 }

func (h *chat) field() *field { return &h.input }

func (h *chat) bar(body image.Rectangle) image.Rectangle {
	p := h.p
	return image.Rect(body.Min.X, body.Min.Y, body.Max.X, min(body.Max.Y, body.Min.Y+p.dp(58)))
}

func (h *chat) inputBox(body image.Rectangle) image.Rectangle {
	p := h.p
	return image.Rect(body.Min.X+p.dp(10), body.Max.Y-p.dp(54), body.Max.X-p.dp(62), body.Max.Y-p.dp(8))
}

func (h *chat) sendBox(body image.Rectangle) image.Rectangle {
	p, in := h.p, h.inputBox(body)
	return image.Rect(body.Max.X-p.dp(56), in.Min.Y, body.Max.X-p.dp(10), in.Max.Y)
}

func (h *chat) window(body image.Rectangle) image.Rectangle {
	top := h.bar(body).Max.Y
	return image.Rect(body.Min.X, top, body.Max.X, max(top, h.inputBox(body).Min.Y-h.p.dp(8)))
}

func (h *chat) lines() (face, []span) {
	letters := h.p.font(regular, 16)
	return letters, []span{{0, len(h.input.text)}}
}

// bubbles lays the messages out from the window's top, scrolled, and returns the height of all.
func (h *chat) bubbles(body image.Rectangle, visit func(m message, at image.Rectangle, lines []span)) int {
	p, w := h.p, h.window(body)
	letters := p.font(regular, 15.5)
	pad, widest := p.dp(12), w.Dx()*74/100
	y := w.Min.Y + p.dp(8)
	for _, m := range h.messages {
		lines := letters.wrap(m.text, max(letters.size, widest-2*pad))
		wide := 0
		for _, l := range lines {
			wide = max(wide, letters.width(string(m.text[l.from:l.to])))
		}
		wide = min(widest, wide+2*pad)
		high := len(lines)*letters.line() + p.dp(16)
		if visit != nil {
			x := w.Min.X + p.dp(12)
			if m.mine {
				x = w.Max.X - p.dp(12) - wide
			}
			top := y - h.scroll.offset()
			visit(m, image.Rect(x, top, x+wide, top+high), lines)
		}
		y += high + p.dp(8)
	}
	return y - w.Min.Y
}

func (h *chat) scroller(body image.Rectangle) *scroller {
	return h.scroll.fit(h.window(body), h.bubbles(body, nil))
}

func (h *chat) targets(body image.Rectangle) []target {
	p := h.p
	return []target{
		{rect: h.inputBox(body), quiet: true, id: "text", do: func() { h.tap(p.body()) }},
		{rect: h.sendBox(body), radius: p.dp(23), id: "send", do: h.send},
	}
}

func (h *chat) tap(body image.Rectangle) {
	letters, lines := h.lines()
	h.input.all = false
	if h.input.focused {
		x := h.p.tapped.X - h.inputText(body).Min.X + h.shift(body, letters)
		h.input.caret = h.input.nearest(letters, lines, 0, x)
	}
	h.p.showKeyboard()
	h.p.edited()
}

func (h *chat) inputText(body image.Rectangle) image.Rectangle {
	in, letters := h.inputBox(body), h.p.font(regular, 16)
	y := (in.Min.Y + in.Max.Y - letters.line()) / 2
	return image.Rect(in.Min.X+h.p.dp(18), y, in.Max.X-h.p.dp(14), y+letters.line())
}

// shift is how far the line has moved left so that its caret is in sight.
func (h *chat) shift(body image.Rectangle, letters face) int {
	x := letters.width(string(h.input.text[:h.input.caret]))
	return max(0, x+h.p.dp(4)-h.inputText(body).Dx())
}

func (h *chat) paint(c *canvas, body image.Rectangle) {
	p, t := h.p, h.p.theme
	h.scroller(body)
	bar := h.bar(body)
	c.fill(bar, t.card)
	face := image.Rect(bar.Min.X+p.dp(16), bar.Min.Y+p.dp(9), bar.Min.X+p.dp(56), bar.Min.Y+p.dp(49))
	c.round(face, p.dp(20), rgb(0x1E9E63))
	c.icon(face, "person", p.dp(24), white)
	words := image.Rect(face.Max.X+p.dp(12), bar.Min.Y+p.dp(6), bar.Max.X-p.dp(12), bar.Min.Y+p.dp(32))
	c.left(words, p.say("IT help desk", "ITヘルプデスク"), p.font(bold, 16), t.ink)
	status := p.say("online", "オンライン")
	if !h.due.IsZero() {
		status = p.say("typing…", "入力中…")
	}
	c.left(words.Add(image.Pt(0, p.dp(21))), status, p.font(regular, 13), t.dim)
	c.within(h.window(body), func() { h.paintBubbles(c, body) })
	h.paintInput(c, body)
}

func (h *chat) paintBubbles(c *canvas, body image.Rectangle) {
	p, t := h.p, h.p.theme
	letters := p.font(regular, 15.5)
	h.bubbles(body, func(m message, at image.Rectangle, lines []span) {
		if !c.sees(at) {
			return
		}
		ground, ink := t.card, t.ink
		if m.mine {
			ground, ink = t.accent, t.onAccent
		}
		c.round(at, p.dp(17), ground)
		y := at.Min.Y + p.dp(8)
		for _, l := range lines {
			c.text(at.Min.X+p.dp(12), letters.baseline(image.Rect(0, y, 0, y+letters.line())), string(m.text[l.from:l.to]), letters, ink)
			y += letters.line()
		}
	})
}

func (h *chat) paintInput(c *canvas, body image.Rectangle) {
	p, t := h.p, h.p.theme
	in := h.inputBox(body)
	c.round(in, in.Dy()/2, t.card)
	letters, lines := h.lines()
	at := h.inputText(body)
	c.within(at, func() {
		if len(h.input.text) == 0 && !h.input.focused {
			c.left(at, p.say("Message", "メッセージ"), letters, t.dim)
		}
		h.input.paint(p, c, at.Sub(image.Pt(h.shift(body, letters), 0)), lines, letters)
	})
	button := h.sendBox(body)
	c.round(button, button.Dy()/2, t.accent)
	c.icon(button, "send", p.dp(21), t.onAccent)
}
