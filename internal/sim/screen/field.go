package screen

import (
	"image"
	"slices"
)

// A field is editable text with a caret.
type field struct {
	text []rune
	// caret is before text[caret].
	caret int
	// all says that everything is selected: what is typed next replaces it.
	all bool
	// limit is the most characters it takes; more are dropped.
	limit int
	// lines fields take newlines.
	lines bool
	// focused fields show their caret and the keyboard.
	focused bool
}

// insert puts what can be shown of s at the caret, as far as there is room.
func (f *field) insert(s string) {
	if f.all {
		f.text, f.caret, f.all = nil, 0, false
	}
	add := []rune(clean(s, f.limit-len(f.text), f.lines))
	f.text = slices.Insert(f.text, f.caret, add...)
	f.caret += len(add)
}

// erase removes the character before the caret, or after it.
func (f *field) erase(forward bool) {
	switch {
	case f.all:
		f.text, f.caret, f.all = nil, 0, false
	case forward && f.caret < len(f.text):
		f.text = slices.Delete(f.text, f.caret, f.caret+1)
	case !forward && f.caret > 0:
		f.caret--
		f.text = slices.Delete(f.text, f.caret, f.caret+1)
	}
}

func (f *field) clear() { f.text, f.caret, f.all = nil, 0, false }

// move puts the caret elsewhere by characters.
func (f *field) move(by int) {
	f.all = false
	f.caret = min(len(f.text), max(0, f.caret+by))
}

// lineOf is the index of the wrapped line that holds the caret.
func (f *field) lineOf(lines []span) int {
	for i := len(lines) - 1; i > 0; i-- {
		if f.caret >= lines[i].from {
			return i
		}
	}
	return 0
}

// moveLine puts the caret a line up or down, as near to its x as it can be.
func (f *field) moveLine(letters face, lines []span, by int) {
	i := f.lineOf(lines)
	x := letters.width(string(f.text[lines[i].from:f.caret]))
	if to := i + by; to >= 0 && to < len(lines) {
		f.caret = f.nearest(letters, lines, to, x)
	} else if by < 0 {
		f.caret = 0
	} else {
		f.caret = len(f.text)
	}
	f.all = false
}

// nearest is the place in line i whose caret would stand nearest to x.
func (f *field) nearest(letters face, lines []span, i, x int) int {
	l := lines[i]
	to := l.to
	if i+1 < len(lines) && lines[i+1].from == l.to && l.to > l.from {
		to-- // the place after a soft break belongs to the next line
	}
	at := 0
	for n := l.from; n < to; n++ {
		w := letters.width(string(f.text[n]))
		if at+w/2 >= x {
			return n
		}
		at += w
	}
	return to
}

// paint draws the lines from the top left of r down, with the selection and the caret; the caret does
// not blink, as a screen at rest must not change.
func (f *field) paint(p *Phone, c *canvas, r image.Rectangle, lines []span, letters face) {
	caretLine := f.lineOf(lines)
	for i, l := range lines {
		at := image.Rect(r.Min.X, r.Min.Y+i*letters.line(), r.Max.X, r.Min.Y+(i+1)*letters.line())
		if !c.sees(at) {
			continue
		}
		words := string(f.text[l.from:l.to])
		if f.all {
			c.fill(image.Rect(at.Min.X, at.Min.Y, at.Min.X+letters.width(words), at.Max.Y), faint(p.theme.accent, 70))
		}
		c.text(at.Min.X, letters.baseline(at), words, letters, p.theme.ink)
		if f.focused && i == caretLine {
			x := at.Min.X + letters.width(string(f.text[l.from:f.caret]))
			c.fill(image.Rect(x, at.Min.Y+1, x+max(2, p.dp(2)), at.Max.Y-1), p.theme.accent)
		}
	}
}
