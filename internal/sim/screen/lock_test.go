package screen

import (
	"image"
	"testing"
)

func TestLockScreenOpensBySwipeOrPIN(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := aPhone(c, func(cfg *Config) { cfg.Locked = true })
	if !p.State().Locked {
		t.Fatal("the phone is not locked at first")
	}
	drag(p, c, 0.9, 0.88)
	if !p.State().Locked {
		t.Fatal("a short swipe opened it")
	}
	mustChange(t, p, "swipe", p.bounds(), func() { drag(p, c, 0.9, 0.4) })
	if p.State().Locked {
		t.Fatal("a swipe did not open it")
	}

	p = aPhone(c, func(cfg *Config) { cfg.Locked, cfg.PIN = true, "2580" })
	drag(p, c, 0.9, 0.4)
	if !p.State().Locked || !p.lock.pad {
		t.Fatal("a swipe must lead to the PIN pad")
	}
	for _, i := range []int{0, 0, 0, 0, 11} {
		tap(p, p.lock.key(p, i))
	}
	if !p.State().Locked || !p.lock.wrong {
		t.Fatal("a wrong PIN was not refused")
	}
	for _, i := range []int{1, 4, 7, 10} {
		tap(p, p.lock.key(p, i))
	}
	if p.State().Locked {
		t.Fatal("the right PIN did not open it")
	}
	p.Press(Power)
	if s := p.State(); !s.Off || s.On {
		t.Fatalf("after Power %+v", s)
	}
	p.Press(Power)
	for _, code := range []string{"Digit2", "Numpad5", "Digit8", "Digit0"} {
		p.Key(code, true, Modifiers{})
	}
	if s := p.State(); s.Locked || !s.On {
		t.Fatalf("a typed PIN left it %+v", s)
	}
}

func TestBankIsSecureOnlyWhileShown(t *testing.T) {
	t.Parallel()
	p := aPhone(newClock())
	p.OpenApp("Bank")
	if !p.State().Secure {
		t.Fatal("the bank is shown, but the screen is not secure")
	}
	p.Lock()
	if p.State().Secure {
		t.Fatal("the lock screen is secure")
	}
	p.Unlock()
	p.Press(Recents)
	if s := p.State(); s.Secure || s.App != "Recents" {
		t.Fatalf("recents: %+v", s)
	}
	img := image.NewRGBA(p.bounds())
	p.DrawHidden(img)
	for i := 3; i < len(img.Pix); i += 4 {
		if img.Pix[i] != 255 {
			t.Fatal("the hidden picture is not opaque")
		}
	}
	keep(t, img, "hidden")
}

func TestKioskKeepsItsApp(t *testing.T) {
	t.Parallel()
	p := aPhone(newClock(), func(cfg *Config) { cfg.Kiosk = true })
	for _, b := range []Button{Back, Home, Recents, Power, Power} {
		p.Press(b)
		if got := p.State(); got.App != "Inventory" || got.Locked {
			t.Fatalf("after button %d: %+v", b, got)
		}
	}
}
