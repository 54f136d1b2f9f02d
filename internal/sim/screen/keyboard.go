package screen

import (
	"image"
	"strings"
)

// keyboard is the on-screen keyboard's state.
type keyboard struct {
	shift   bool
	symbols bool
}

// Rows of the keyboard; a letter stands for itself, < for Backspace, ^ for Shift, # for the other
// page, _ for the space bar, ! for Enter, ~ for hiding the keyboard.
var (
	letterRows = [4]string{"qwertyuiop", "asdfghjkl", "^zxcvbnm<", "#,_.~!"}
	symbolRows = [4]string{"1234567890", "@$%&*-+()", "/\"':;=?\\<", "#,_.~!"}
)

func (p *Phone) keyboardBox() image.Rectangle {
	w, h := p.Size()
	bottom := p.navBar().Min.Y
	high := min(p.dp(220), h*48/100)
	return image.Rect(0, bottom-high, w, bottom)
}

func (p *Phone) keyRows() [4]string {
	if p.keys.symbols {
		return symbolRows
	}
	return letterRows
}

// eachKey visits the keys of the keyboard with their places.
func (p *Phone) eachKey(visit func(key rune, at image.Rectangle)) {
	box := p.keyboardBox().Inset(p.dp(3))
	wide := min(box.Dx(), p.dp(720))
	left := (box.Min.X + box.Max.X - wide) / 2
	high := box.Dy() / 4
	for i, keys := range p.keyRows() {
		units := 0
		for _, k := range keys {
			units += keyWidth(k)
		}
		x := left * 20
		x += max(0, (20-units)*wide) / 2 // rows of fewer keys stand in the middle; x counts twentieths
		for _, k := range keys {
			from := x / 20
			x += keyWidth(k) * wide
			visit(k, image.Rect(from, box.Min.Y+i*high, x/20, box.Min.Y+(i+1)*high).Inset(p.dp(2)))
		}
	}
}

// keyWidth is in twentieths of the keyboard.
func keyWidth(k rune) int {
	switch k {
	case '_':
		return 8
	case '^', '<', '#', '!':
		return 3
	}
	return 2
}

func (p *Phone) keyTargets() []target {
	if !p.shown {
		return nil
	}
	out := []target{{rect: p.keyboardBox(), quiet: true}}
	p.eachKey(func(k rune, at image.Rectangle) {
		t := target{rect: at.Inset(-p.dp(2)), radius: p.dp(8), do: func() { p.tapKey(k) }}
		if k == '<' {
			t.hold = func(image.Point) {
				if f := p.typing(); f != nil {
					f.clear()
					p.edited()
				}
			}
		}
		out = append(out, t)
	})
	return out
}

func (p *Phone) tapKey(k rune) {
	f := p.typing()
	if f == nil {
		return
	}
	switch k {
	case '<':
		f.erase(false)
	case '^':
		p.keys.shift = !p.keys.shift
		p.touched(p.keyboardBox())
	case '#':
		p.keys.symbols, p.keys.shift = !p.keys.symbols, false
		p.touched(p.keyboardBox())
	case '_':
		f.insert(" ")
	case '~':
		p.hideKeyboard()
		return
	case '!':
		p.enter(f)
		return
	default:
		s := string(k)
		if p.keys.shift {
			s = strings.ToUpper(s)
			p.keys.shift = false
			p.touched(p.keyboardBox())
		}
		f.insert(s)
	}
	p.edited()
}

// typing is the field that text goes to, if it has the focus.
func (p *Phone) typing() *field {
	if p.off || p.locked || p.front == nil {
		return nil
	}
	if f := p.front.field(); f != nil && f.focused {
		return f
	}
	return nil
}

// showKeyboard gives the front view's field the focus.
func (p *Phone) showKeyboard() {
	f := p.front.field()
	if f == nil || f.focused && p.shown {
		return
	}
	f.focused, p.shown, p.focus = true, true, ""
	p.keys = keyboard{}
	p.follow()
	p.touched(image.Rect(0, p.body().Min.Y, p.bounds().Max.X, p.bounds().Max.Y))
}

// hideKeyboard takes the focus away.
func (p *Phone) hideKeyboard() {
	if !p.shown {
		return
	}
	if f := p.front.field(); f != nil {
		f.focused = false
	}
	p.shown = false
	p.touched(image.Rect(0, p.statusBar().Max.Y, p.bounds().Max.X, p.bounds().Max.Y))
}

// A follower keeps the caret in sight after an edit.
type follower interface{ follow(body image.Rectangle) }

func (p *Phone) follow() {
	if v, ok := p.front.(follower); ok {
		v.follow(p.body())
	}
}

// edited repaints the front view after its text has changed.
func (p *Phone) edited() {
	p.follow()
	p.touched(p.body())
}

func (p *Phone) paintKeyboard(c *canvas) {
	if !p.shown || !c.sees(p.keyboardBox()) {
		return
	}
	t := p.theme
	c.fill(p.keyboardBox(), t.line)
	letters := p.font(regular, 18)
	p.eachKey(func(k rune, at image.Rectangle) {
		if !c.sees(at) {
			return
		}
		ground, name, words := t.special, "", ""
		switch k {
		case '<':
			name = "backspace"
		case '^':
			name = "shift"
			if p.keys.shift {
				ground = t.accent
			}
		case '~':
			name = "hide"
		case '!':
			name, ground = "return", t.accent
		case '#':
			words = "123"
			if p.keys.symbols {
				words = "ABC"
			}
		case '_':
			ground, words = t.key, p.say("space", "空白")
		default:
			ground, words = t.key, string(k)
			if p.keys.shift {
				words = strings.ToUpper(words)
			}
		}
		ink := t.ink
		if ground == t.accent {
			ink = t.onAccent
		}
		c.round(at, p.dp(6), ground)
		switch {
		case name != "":
			c.icon(at, name, p.dp(20), ink)
		case len(words) > 1:
			c.middle(at, words, p.font(regular, 14), ink)
		default:
			c.middle(at, words, letters, ink)
		}
	})
}
