package screen

import (
	"image"
	"math"
	"strings"
)

// maxPIN bounds a PIN, set or typed.
const maxPIN = 12

// lockScreen is the clock with its notices, and behind it the PIN pad.
type lockScreen struct {
	pad   bool
	typed string
	wrong bool
	lift  int // pixels the clock has followed the finger up
}

func digits(s string, limit int) string {
	var out strings.Builder
	for _, r := range clean(s, 4*limit, false) {
		if r >= '0' && r <= '9' && out.Len() < limit {
			out.WriteRune(r)
		}
	}
	return out.String()
}

func (l *lockScreen) clock(p *Phone) image.Rectangle {
	w, h := p.Size()
	return image.Rect(0, h*12/100-l.lift, w, h*12/100+p.dp(120)-l.lift)
}

func (l *lockScreen) paint(p *Phone, c *canvas) {
	c.gradient(p.bounds(), between(p.theme.top, offBlack, 0.25), between(p.theme.bottom, offBlack, 0.25))
	if l.pad {
		l.paintPad(p, c)
		return
	}
	r, now := l.clock(p), p.now()
	c.middle(image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+p.dp(28)), p.date(now), p.font(medium, 16), white)
	c.middle(image.Rect(r.Min.X, r.Min.Y+p.dp(30), r.Max.X, r.Max.Y), now.Format("15:04"), p.font(medium, 76), white)
	w, h := p.Size()
	wide := min(w-p.dp(20), p.dp(400))
	y := r.Max.Y + p.dp(24)
	for _, n := range p.notices {
		box := image.Rect((w-wide)/2, y, (w+wide)/2, y+p.dp(68))
		if box.Max.Y > h-p.dp(80) {
			break
		}
		p.paintNotice(c, box, n)
		y += p.dp(76)
	}
	foot := image.Rect(0, h-p.dp(64)-l.lift, w, h-p.dp(32)-l.lift)
	c.icon(foot.Sub(image.Pt(0, p.dp(26))), "up", p.dp(22), faint(white, 220))
	c.middle(foot, p.say("Swipe up to open", "上にスワイプして開く"), p.font(regular, 15), white)
}

// key is the place of the i-th key of the pad: 1-9, delete, 0, enter.
func (l *lockScreen) key(p *Phone, i int) image.Rectangle {
	w, h := p.Size()
	side := min(p.dp(76), (h-p.dp(60))/6)
	pitch := side + side/5
	left, top := w/2-pitch*3/2+(pitch-side)/2, h-pitch*4-p.dp(24)
	if p.landscape() {
		left = w*3/4 - pitch*3/2
		top = (h - pitch*4) / 2
	}
	x, y := left+i%3*pitch, top+i/3*pitch
	return image.Rect(x, y, x+side, y+side)
}

// head is the part of the pad that changes while typing.
func (l *lockScreen) head(p *Phone) image.Rectangle {
	w, h := p.Size()
	if p.landscape() {
		return image.Rect(0, h/3, w/2, h/3+p.dp(100))
	}
	y := min(h*22/100, max(0, l.key(p, 0).Min.Y-p.dp(110)))
	return image.Rect(0, y, w, y+p.dp(100))
}

func (l *lockScreen) paintPad(p *Phone, c *canvas) {
	r := l.head(p)
	words := p.say("Enter your PIN", "PINを入力してください")
	if l.wrong {
		words = p.say("Wrong PIN. Try again.", "PINが違います。もう一度入力してください")
	}
	c.icon(image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+p.dp(30)), "lock", p.dp(26), white)
	c.middle(image.Rect(r.Min.X+p.dp(8), r.Min.Y+p.dp(32), r.Max.X-p.dp(8), r.Min.Y+p.dp(62)), words, p.font(medium, 16), white)
	n := len(l.typed)
	for i := range n {
		x := (r.Min.X+r.Max.X)/2 + (2*i-n+1)*p.dp(11) - p.dp(6)
		c.round(image.Rect(x, r.Min.Y+p.dp(74), x+p.dp(12), r.Min.Y+p.dp(86)), p.dp(6), white)
	}
	for i, name := range padKeys {
		k := l.key(p, i)
		c.round(k, k.Dx()/2, faint(white, 46))
		switch name {
		case "backspace", "return":
			c.icon(k, name, k.Dx()*38/100, white)
		default:
			c.middle(k, name, face{regular, k.Dx() * 40 / 100}, white)
		}
	}
}

var padKeys = [12]string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "backspace", "0", "return"}

// targets shows no highlight, so that who watches does not read the PIN off the screen.
func (l *lockScreen) targets(p *Phone) []target {
	if !l.pad {
		return nil
	}
	var out []target
	for i, name := range padKeys {
		out = append(out, target{rect: l.key(p, i), quiet: true, do: func() { p.lock.press(p, name) }})
	}
	return out
}

// press takes a key of the pad.
func (l *lockScreen) press(p *Phone, name string) {
	l.wrong = false
	switch name {
	case "backspace":
		l.typed = l.typed[:max(0, len(l.typed)-1)]
	case "return":
		l.enter(p)
		return
	default:
		if len(l.typed) < maxPIN {
			l.typed += name
		}
	}
	p.touched(l.head(p))
	if l.typed == p.cfg.PIN {
		l.enter(p)
	}
}

func (l *lockScreen) enter(p *Phone) {
	if l.typed == p.cfg.PIN {
		p.locked, p.lock = false, lockScreen{}
		p.all()
		return
	}
	l.typed, l.wrong = "", true
	p.touched(l.head(p))
}

// drag lets the clock follow a finger that has moved up by so many pixels.
func (l *lockScreen) drag(p *Phone, up float64) {
	lift := int(math.Round(max(0, up) / 2))
	if l.pad || lift == l.lift {
		return
	}
	l.lift = lift
	p.all()
}

// release opens after a swipe of an eighth of the screen, else the clock falls back.
func (l *lockScreen) release(p *Phone, up float64) {
	_, h := p.Size()
	if l.pad || up < float64(h)/8 {
		l.drag(p, 0)
		return
	}
	l.swiped(p)
}

// swiped shows the pad, or opens the phone when there is no PIN.
func (l *lockScreen) swiped(p *Phone) {
	l.lift = 0
	if p.cfg.PIN == "" {
		p.locked, p.lock = false, lockScreen{}
	} else {
		l.pad = true
	}
	p.all()
}

// typeText takes typed digits; the pad opens for them.
func (l *lockScreen) typeText(p *Phone, s string) {
	typed := digits(s, maxPIN)
	if typed == "" || p.cfg.PIN == "" {
		return
	}
	if !l.pad {
		l.swiped(p)
	}
	for _, d := range typed {
		if p.locked {
			p.lock.press(p, string(d))
		}
	}
}
