package screen

import (
	"image"
	"math"
	"strings"
	"testing"
	"time"
)

// tap presses and releases the middle of r.
func tap(p *Phone, r image.Rectangle) {
	p.Pointer(Down, 0, relX(p, r), relY(p, r))
	p.Pointer(Up, 0, relX(p, r), relY(p, r))
}

// find is the pressable thing with this id.
func find(t *testing.T, p *Phone, id string) image.Rectangle {
	t.Helper()
	for _, target := range p.reachable() {
		if target.id == id {
			return target.rect
		}
	}
	t.Fatalf("nothing called %q can be pressed", id)
	return image.Rectangle{}
}

// drag moves a finger up by a part of the screen in steps of 16 ms.
func drag(p *Phone, c *clock, from, to float64) {
	p.Pointer(Down, 0, 0.5, from)
	for i := 1; i <= 8; i++ {
		c.add(16 * time.Millisecond)
		p.Pointer(Move, 0, 0.5, from+(to-from)*float64(i)/8)
	}
	p.Pointer(Up, 0, 0.5, to)
}

// mustChange fails unless the next Draw changes pixels inside want, and none outside its own rectangle.
func mustChange(t *testing.T, p *Phone, what string, want image.Rectangle, act func()) {
	t.Helper()
	img, _ := p.Draw()
	before := append([]byte{}, img.Pix...)
	act()
	after, changed := p.Draw()
	if img != after || string(before) == string(after.Pix) {
		t.Fatalf("%s: the picture stayed the same", what)
	}
	if !changed.Overlaps(want) {
		t.Fatalf("%s: changed %v, want something in %v", what, changed, want)
	}
}

func TestTapOpensAnAppAndBackAndHomeLeaveIt(t *testing.T) {
	t.Parallel()
	p := aPhone(newClock())
	mustChange(t, p, "tap on Settings", p.bounds(), func() { tap(p, find(t, p, "Settings")) })
	if got := p.State().App; got != "Settings" {
		t.Fatalf("App = %q, want Settings", got)
	}
	mustChange(t, p, "tap on the account", p.body(), func() { tap(p, find(t, p, "Aiko Tanaka")) })
	mustChange(t, p, "Back to the list", p.body(), func() { p.Press(Back) })
	mustChange(t, p, "Back to the home screen", p.bounds(), func() { p.Press(Back) })
	if got := p.State().App; got != "Home" {
		t.Fatalf("App = %q, want Home", got)
	}
	p.OpenApp("Chat")
	mustChange(t, p, "the nav bar's Home", p.bounds(), func() { tap(p, p.navButton(1)) })
	if got := p.State().App; got != "Home" {
		t.Fatalf("App = %q, want Home", got)
	}
}

func TestPressIsShownBeforeTheFingerIsUp(t *testing.T) {
	t.Parallel()
	p := aPhone(newClock())
	r := find(t, p, "Chat")
	mustChange(t, p, "finger on Chat", r, func() { p.Pointer(Down, 0, relX(p, r), relY(p, r)) })
	mustChange(t, p, "finger taken away", r, func() { p.Pointer(Cancel, 0, 0, 0) })
	if got := p.State().App; got != "Home" {
		t.Fatalf("after Cancel App = %q, want Home", got)
	}
}

func TestReleaseAllLiftsEveryFinger(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := aPhone(c)
	r := find(t, p, "Chat")
	for finger := range maxFingers {
		p.Pointer(Down, finger, relX(p, r), relY(p, r))
	}
	p.ReleaseAll()
	if p.touch.active || p.touch.down != [maxFingers]bool{} || p.State().App != "Home" {
		t.Fatalf("touch %+v, app %q; want no finger, Home", p.touch, p.State().App)
	}
	tap(p, r)
	if got := p.State().App; got != "Chat" {
		t.Fatalf("a tap afterwards opened %q", got)
	}
}

func TestPinchEnlargesThePortal(t *testing.T) {
	t.Parallel()
	p := aPhone(newClock())
	p.OpenApp("Portal")
	mustChange(t, p, "pinch", p.body(), func() {
		p.Pointer(Down, 0, 0.5, 0.5)
		p.Pointer(Down, 1, 0.5, 0.6)
		p.Pointer(Move, 1, 0.5, 0.65)
	})
	if got := p.front.(*portal).larger; math.Abs(got-1.5) > 0.01 {
		t.Fatalf("letters are %.2f times as large, want 1.5", got)
	}
	p.Pointer(Move, 0, 0.5, 0.64)
	p.Pointer(Up, 1, 0.5, 0.65)
	p.Pointer(Up, 0, 0.5, 0.64)
	if got := p.front.(*portal).larger; got != 0.7 || p.front.(*portal).page != 0 {
		t.Fatalf("letters are %.2f times as large, want no less than 0.7; page %d", got, p.front.(*portal).page)
	}
}

func TestDropPictureLosesNothing(t *testing.T) {
	t.Parallel()
	p := aPhone(newClock())
	img, _ := p.Draw()
	p.DropPicture()
	again, changed := p.Draw()
	if again == img || changed != p.bounds() || digest(again) != digest(img) {
		t.Fatalf("after DropPicture Draw gave %v, another picture", changed)
	}
}

func TestWrapKeepsEveryCharacter(t *testing.T) {
	t.Parallel()
	f := face{regular, 16}
	for _, s := range []string{"", "\n", "a\n\nb", "word another longerwordthanthewidth x", "日本語。のテスト、です。」。」", strings.Repeat("。", 30), "mixed 漢字 and words"} {
		text := []rune(s)
		for width := 1; width < 200; width += 13 {
			at := 0
			for i, l := range f.wrap(text, width) {
				if i > 0 && at < len(text) && l.from == at+1 && text[at] == '\n' {
					at++
				}
				if l.from != at || l.to < l.from {
					t.Fatalf("wrap(%q, %d): line %d is %v, want it from %d", s, width, i, l, at)
				}
				at = l.to
			}
			if at != len(text) {
				t.Fatalf("wrap(%q, %d) ends at %d of %d", s, width, at, len(text))
			}
		}
	}
}

func TestDragScrollsAndFlings(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := aPhone(c)
	p.OpenApp("Settings")
	mustChange(t, p, "drag", p.body(), func() { drag(p, c, 0.8, 0.5) })
	s := p.scrolling()
	dragged := s.offset()
	if dragged < 150 {
		t.Fatalf("drag by 240 pixels scrolled %d", dragged)
	}
	if got := p.State().App; got != "Settings" {
		t.Fatalf("a drag opened %q", got)
	}
	steps := 0
	for p.Step() {
		c.add(33 * time.Millisecond)
		if steps++; steps > 300 {
			t.Fatal("the fling did not come to rest in 10 s")
		}
	}
	if s.offset() <= dragged {
		t.Fatalf("fling ended at %d, want beyond %d", s.offset(), dragged)
	}
	p.Draw()
	if _, r := p.Draw(); !r.Empty() {
		t.Fatalf("at rest %v is dirty", r)
	}
}

func TestRestingFingerDoesNotFling(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := aPhone(c)
	p.OpenApp("Settings")
	p.Pointer(Down, 0, 0.5, 0.8)
	c.add(16 * time.Millisecond)
	p.Pointer(Move, 0, 0.5, 0.6)
	c.add(300 * time.Millisecond)
	p.Pointer(Up, 0, 0.5, 0.6)
	if p.Step() {
		t.Fatal("a finger that rested before it lifted made a fling")
	}
}

func TestWheelScrollsDownAndUp(t *testing.T) {
	t.Parallel()
	p := aPhone(newClock())
	p.OpenApp("Settings")
	mustChange(t, p, "wheel down", p.body(), func() { p.Wheel(0.5, 0.5, 0, 0.1) })
	if got := p.scrolling().offset(); got != 80 {
		t.Fatalf("a tenth of 800 pixels scrolled %d", got)
	}
	mustChange(t, p, "wheel up", p.body(), func() { p.Wheel(0.5, 0.5, 0, -1) })
	if got := p.scrolling().offset(); got != 0 {
		t.Fatalf("wheel up ended at %d, want 0", got)
	}
}

func TestSwitchesSwitch(t *testing.T) {
	t.Parallel()
	p := aPhone(newClock())
	p.OpenApp("Settings")
	r := find(t, p, "Wi-Fi")
	mustChange(t, p, "Wi-Fi off", r, func() { tap(p, r) })
	if p.wifi {
		t.Fatal("Wi-Fi is still on")
	}
	mustChange(t, p, "dark theme", r, func() { tap(p, find(t, p, "Dark theme")) })
}

func TestLongPressOpensTheMenu(t *testing.T) {
	t.Parallel()
	for name, lift := range map[string]bool{"seen by Step": false, "seen when lifted": true} {
		t.Run(name, func(t *testing.T) {
			c := newClock()
			p := aPhone(c)
			r := find(t, p, "Inventory")
			p.Pointer(Down, 0, relX(p, r), relY(p, r))
			if !p.Step() {
				t.Fatal("Step wants no frame though a long press may come")
			}
			mustChange(t, p, "long press", p.bounds(), func() {
				c.add(600 * time.Millisecond)
				if !lift {
					p.Step()
				}
				p.Pointer(Up, 0, relX(p, r), relY(p, r))
			})
			if p.menu == nil || p.State().App != "Home" {
				t.Fatalf("menu %v, app %q; want a menu over Home", p.menu, p.State().App)
			}
			tap(p, p.menuRow(1))
			if got := p.State().App; got != "Settings" {
				t.Fatalf("App info opened %q", got)
			}
		})
	}
}

func TestNotesTakeTextKeysAndTheKeyboard(t *testing.T) {
	t.Parallel()
	p := aPhone(newClock())
	p.OpenApp("Notes")
	n := p.front.(*notes)
	n.input.clear()
	mustChange(t, p, "text of an input method", p.body(), func() { p.Text("漢字とかな") })
	mustChange(t, p, "a key", p.body(), func() { p.Key("KeyA", true, Modifiers{Shift: true}) })
	p.Key("KeyA", false, Modifiers{})
	for _, code := range []string{"Enter", "KeyB", "ArrowLeft", "Backspace", "ArrowRight", "Digit1", "Home", "Delete"} {
		p.Key(code, true, Modifiers{})
	}
	if got, want := string(n.input.text), "字とかなAb1"; got != want {
		t.Fatalf("text = %q, want %q", got, want)
	}
	p.eachKey(func(k rune, at image.Rectangle) {
		if k == 'q' || k == '_' {
			mustChange(t, p, "key "+string(k), p.body(), func() { tap(p, at) })
		}
	})
	if got, want := string(n.input.text), "q 字とかなAb1"; got != want {
		t.Fatalf("text = %q, want %q", got, want)
	}
	p.Key("KeyA", true, Modifiers{Ctrl: true})
	p.Text("x")
	if got := string(n.input.text); got != "x" {
		t.Fatalf("typing over a selection gave %q", got)
	}
	mustChange(t, p, "Back hides the keyboard", p.keyboardBox(), func() { p.Press(Back) })
	if got := p.State().App; got != "Notes" {
		t.Fatalf("Back with the keyboard up left for %q", got)
	}
}

func TestChatSendsAndAnswers(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := aPhone(c, japanese)
	p.OpenApp("Chat")
	h := p.front.(*chat)
	had := len(h.messages)
	p.Text("届きました")
	mustChange(t, p, "Send", p.body(), func() { tap(p, find(t, p, "send")) })
	if len(h.messages) != had+1 || string(h.messages[had].text) != "届きました" || !h.messages[had].mine {
		t.Fatalf("messages = %v", h.messages[had:])
	}
	if !p.Step() {
		t.Fatal("Step wants no frame though an answer is due")
	}
	mustChange(t, p, "the answer", p.body(), func() { c.add(answerAfter); p.Step() })
	if len(h.messages) != had+2 || h.messages[had+1].mine {
		t.Fatalf("messages = %v, want an answer", h.messages[had:])
	}
}

func TestRotationSwapsSidesAndCounts(t *testing.T) {
	t.Parallel()
	p := aPhone(newClock())
	p.Draw()
	for i := 1; i <= 4; i++ {
		p.Press(Rotate)
		img, changed := p.Draw()
		w, h := p.Size()
		if wide := i%2 == 1; (w > h) != wide {
			t.Fatalf("after %d turns the size is %d×%d", i, w, h)
		}
		if img.Rect != image.Rect(0, 0, w, h) || changed != img.Rect {
			t.Fatalf("after %d turns Draw gave %v of %v", i, changed, img.Rect)
		}
		if p.Epoch() != uint32(1+i) || p.Rotation() != i%4*90 {
			t.Fatalf("after %d turns epoch %d, rotation %d", i, p.Epoch(), p.Rotation())
		}
	}
}

func TestNoticeComesAndGoes(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := aPhone(c)
	mustChange(t, p, "notice", p.toastBox(), func() { p.Notify("Title", "Text") })
	c.add(2 * time.Second)
	if _, r := p.Draw(); !r.Empty() {
		t.Fatalf("a resting notice made %v dirty", r)
	}
	mustChange(t, p, "notice gone", p.toastBox(), func() { c.add(3 * time.Second) })
	if p.Step() {
		t.Fatal("Step wants frames after the notice has gone")
	}
}

func TestStillScreenStaysClean(t *testing.T) {
	t.Parallel()
	for _, page := range pictures {
		if page.name == "notice" || page.name == "chat" {
			continue // these change by themselves, once
		}
		c := newClock()
		p := aPhone(c)
		page.prepare(p, c)
		p.Draw()
		for range 60 {
			c.add(14 * time.Millisecond)
			p.Step()
			if _, r := p.Draw(); !r.Empty() {
				t.Fatalf("%s: %v is dirty though nothing happened", page.name, r)
			}
		}
	}
}

func TestClockTurnsWithTheMinute(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := aPhone(c)
	mustChange(t, p, "a minute later", p.statusBar(), func() { c.add(time.Minute) })
	mustChange(t, p, "battery", p.statusBar(), func() { p.SetBattery(7, true) })
	if s := p.State(); s.Battery != 7 || !s.Charging {
		t.Fatalf("battery: %+v", s)
	}
}

func TestTabAndEnterReachEverything(t *testing.T) {
	t.Parallel()
	p := aPhone(newClock())
	p.OpenApp("Settings")
	for range 40 {
		p.Key("Tab", true, Modifiers{})
		if p.focused() == nil {
			t.Fatalf("focus %q is not on the screen", p.focus)
		}
		if p.focus == "About phone" {
			p.Key("Enter", true, Modifiers{})
			if got := p.front.(*settings).title; got != "About phone" {
				t.Fatalf("Enter opened %q", got)
			}
			return
		}
	}
	t.Fatal("Tab never came to the last row")
}

func TestHostileInputIsBounded(t *testing.T) {
	t.Parallel()
	c := newClock()
	bad := []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 2, 1e300, 0.5}
	huge := strings.Repeat("漢", 400_000) + "\x00\x1b[31m\u202e\xff\xfe"
	p := New(Config{Width: -5, Height: 1 << 30, Maker: huge, Model: huge, OS: huge, OwnerName: huge, PIN: huge,
		Apps: make([]App, 5000), Now: func() time.Time { return c.now }, Seed: math.MaxUint64})
	for _, name := range []string{"Notes", "Chat", "Settings", "Bench", "Portal", "none", huge} {
		p.OpenApp(name)
		for finger := -3; finger < 100; finger++ {
			for _, v := range bad {
				p.Pointer(Down, finger, v, 0.5)
				p.Pointer(Move, finger, 0.5, v)
				p.Wheel(v, v, v, v)
				p.Wheel(0.5, 0.5, v, v)
			}
			p.Pointer(PointerKind(finger), finger, 0.5, 0.5)
		}
		for range 10 {
			p.Text(huge)
			p.Text(strings.Repeat("\x00", 1<<20))
		}
		p.Notify(huge, huge)
		p.Key(huge, true, Modifiers{})
		p.Press(Button(200))
		p.SetBattery(math.MinInt, false)
		p.Step()
		p.Draw()
	}
	for _, a := range p.apps {
		if f := a.view.field(); f != nil && len(f.text) > f.limit {
			t.Fatalf("a field holds %d characters, limit %d", len(f.text), f.limit)
		}
	}
}
