package screen

import "strings"

// Modifiers are the keys held beside another one.
type Modifiers struct {
	Shift, Ctrl, Alt, Meta bool
}

// plainKeys and shiftKeys are what the keys of a US keyboard type, by KeyboardEvent.code.
var plainKeys, shiftKeys = func() (plain, shift map[string]string) {
	plain, shift = map[string]string{}, map[string]string{}
	for r := 'a'; r <= 'z'; r++ {
		code := "Key" + strings.ToUpper(string(r))
		plain[code], shift[code] = string(r), strings.ToUpper(string(r))
	}
	for i, r := range ")!@#$%^&*(" {
		digit := string(rune('0' + i))
		plain["Digit"+digit], shift["Digit"+digit] = digit, string(r)
		plain["Numpad"+digit], shift["Numpad"+digit] = digit, digit
	}
	for _, k := range [][3]string{
		{"Space", " ", " "}, {"Minus", "-", "_"}, {"Equal", "=", "+"}, {"BracketLeft", "[", "{"}, {"BracketRight", "]", "}"},
		{"Backslash", `\`, "|"}, {"Semicolon", ";", ":"}, {"Quote", "'", `"`}, {"Backquote", "`", "~"}, {"Comma", ",", "<"},
		{"Period", ".", ">"}, {"Slash", "/", "?"}, {"IntlYen", "¥", "|"}, {"IntlRo", `\`, "_"}, {"NumpadAdd", "+", "+"},
		{"NumpadSubtract", "-", "-"}, {"NumpadMultiply", "*", "*"}, {"NumpadDivide", "/", "/"}, {"NumpadDecimal", ".", "."},
	} {
		plain[k[0]], shift[k[0]] = k[1], k[2]
	}
	return plain, shift
}()

// Key takes a key of a hardware keyboard by its KeyboardEvent.code. Codes it does not know are ignored,
// and so are releases. Escape is the Back button.
func (p *Phone) Key(code string, down bool, mods Modifiers) {
	if !down || p.off {
		return
	}
	if p.locked {
		p.lockKey(code)
		return
	}
	if code == "Escape" || code == "BrowserBack" {
		p.Press(Back)
		return
	}
	if p.benchShown() || p.menu != nil {
		return
	}
	if f := p.typing(); f != nil {
		p.fieldKey(f, code, mods)
		return
	}
	if p.walk(code, mods) {
		return
	}
	// Typing begins in a view that has a field, though nobody tapped it.
	if words := typed(code, mods); words != "" {
		p.Text(words)
	}
}

func typed(code string, mods Modifiers) string {
	if mods.Ctrl || mods.Alt || mods.Meta {
		return ""
	}
	if mods.Shift {
		return shiftKeys[code]
	}
	return plainKeys[code]
}

func (p *Phone) lockKey(code string) {
	switch code {
	case "Enter", "NumpadEnter", "Space":
		if !p.lock.pad {
			p.lock.swiped(p)
		} else if code != "Space" {
			p.lock.press(p, "return")
		}
	case "Backspace":
		if p.lock.pad {
			p.lock.press(p, "backspace")
		}
	default:
		p.lock.typeText(p, plainKeys[code])
	}
}

func (p *Phone) fieldKey(f *field, code string, mods Modifiers) {
	switch code {
	case "Backspace", "Delete":
		f.erase(code == "Delete")
	case "Enter", "NumpadEnter":
		p.enter(f)
		return
	case "ArrowLeft":
		f.move(-1)
	case "ArrowRight":
		f.move(1)
	case "ArrowUp", "ArrowDown":
		by := 1
		if code == "ArrowUp" {
			by = -1
		}
		if v, ok := p.front.(interface{ lines() (face, []span) }); ok {
			letters, lines := v.lines()
			f.moveLine(letters, lines, by)
		}
	case "Home":
		f.move(-len(f.text))
	case "End":
		f.move(len(f.text))
	case "Tab":
		p.hideKeyboard()
		return
	case "KeyA":
		if mods.Ctrl || mods.Meta {
			f.all = len(f.text) > 0
			break
		}
		f.insert(typed(code, mods))
	default:
		words := typed(code, mods)
		if words == "" {
			return
		}
		f.insert(words)
	}
	p.edited()
}

// enter is the Enter key in a field: a new line, or what the view does with its text.
func (p *Phone) enter(f *field) {
	if f.lines {
		f.insert("\n")
		p.edited()
		return
	}
	if v, ok := p.front.(interface{ send() }); ok {
		v.send()
	}
}

// walk moves between the things that can be pressed, presses the chosen one, or scrolls.
func (p *Phone) walk(code string, mods Modifiers) bool {
	page := 0.8 * float64(p.body().Dy())
	by := map[string]float64{"ArrowDown": 60 * p.scale, "ArrowUp": -60 * p.scale, "PageDown": page, "PageUp": -page, "End": 1e9, "Home": -1e9}
	switch code {
	case "Tab":
		p.nextFocus(mods.Shift)
	case "Enter", "NumpadEnter":
		if t := p.focused(); t != nil {
			t.do()
		}
	case "ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End":
		if s := p.scrolling(); s != nil {
			s.speed = 0
			if s.by(by[code]) {
				p.touched(s.area)
			}
		}
	default:
		return false
	}
	return true
}

// focused is the target chosen with Tab, if it is on the screen.
func (p *Phone) focused() *target {
	if p.focus == "" {
		return nil
	}
	for _, t := range p.front.targets(p.body()) {
		if t.id == p.focus {
			return &t
		}
	}
	return nil
}

// nextFocus chooses the next target, or the one before, and scrolls it into sight.
func (p *Phone) nextFocus(backwards bool) {
	var ids []string
	for _, t := range p.front.targets(p.body()) {
		if t.id != "" {
			ids = append(ids, t.id)
		}
	}
	if len(ids) == 0 {
		return
	}
	next := 0
	if backwards {
		next = len(ids) - 1
	}
	for i, id := range ids {
		if id == p.focus {
			next = (i + 1) % len(ids)
			if backwards {
				next = (i + len(ids) - 1) % len(ids)
			}
			break
		}
	}
	p.focus = ids[next]
	p.touched(p.body())
	t, s := p.focused(), p.scrolling()
	if t == nil || s == nil || s.sideways {
		return
	}
	margin := p.dp(60) // targets only exist where they can be seen; a margin brings the next one up
	switch {
	case t.rect.Max.Y > s.area.Max.Y-margin && t.rect.Min.Y < s.area.Max.Y:
		s.by(float64(t.rect.Max.Y - s.area.Max.Y + margin))
	case t.rect.Min.Y < s.area.Min.Y+margin && t.rect.Max.Y > s.area.Min.Y:
		s.by(float64(t.rect.Min.Y - s.area.Min.Y - margin))
	}
}

// Text takes committed text, as from an input method, into the focused field, or into the field of the
// view in front when none has the focus. On the lock screen its digits are typed as a PIN. Characters
// that cannot be shown are dropped, and so is what the field has no room for.
func (p *Phone) Text(s string) {
	if p.off || s == "" {
		return
	}
	if p.locked {
		p.lock.typeText(p, s)
		return
	}
	if p.menu != nil || p.front.field() == nil {
		return
	}
	p.showKeyboard()
	p.front.field().insert(s)
	p.edited()
}
