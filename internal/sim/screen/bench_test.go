package screen

import (
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"strings"
	"testing"
	"time"
)

// stripTime reads the strip as a probe does: the middle of each cell, by its place in 720×1600.
func stripTime(t *testing.T, img *image.RGBA) int64 {
	t.Helper()
	cell := func(i int) color.RGBA {
		return img.RGBAAt((8+22*i+11)*img.Rect.Dx()/720, 180*img.Rect.Dy()/1600)
	}
	if cell(0) != rgb(0xFF00FF) || cell(1) != rgb(0x00FFFF) {
		t.Fatalf("marks are %v and %v", cell(0), cell(1))
	}
	var bits int64
	for i := 2; i < 32; i++ {
		bits <<= 1
		switch cell(i) {
		case rgb(0xF0F0F0):
			bits |= 1
		case rgb(0x101010):
		default:
			t.Fatalf("cell %d is %v", i, cell(i))
		}
	}
	return bits
}

func TestBenchStripTellsTheTime(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{360, 800}, {540, 1200}, {720, 1600}, {412, 915}} {
		c := newClock()
		p := aPhone(c, func(cfg *Config) { cfg.Width, cfg.Height = size[0], size[1] })
		p.OpenApp("Bench")
		if err := p.Bench().SetMode(Scroll); err != nil {
			t.Fatal(err)
		}
		for turn := range 2 {
			for range 5 {
				c.add(34 * time.Millisecond)
				p.Step()
				img, changed := p.Draw()
				if got, want := stripTime(t, img), c.now.UnixMilli()&(1<<30-1); got != want {
					t.Fatalf("%v, turn %d: strip tells %d, want %d", size, turn, got, want)
				}
				if changed.Empty() {
					t.Fatal("the scrolling page stood still")
				}
			}
			p.Press(Rotate)
		}
	}
}

func TestBenchTapChangesTheColorAtOnce(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := aPhone(c)
	p.OpenApp("Bench")
	img, _ := p.Draw()
	for i := range 300 {
		old := img.RGBAAt(180, 250)
		c.add(7 * time.Millisecond)
		pressed := c.now.UnixMilli()
		p.Pointer(Down, i%3, 0.5, 0.3)
		c.add(3 * time.Millisecond)
		img, _ = p.Draw()
		now := img.RGBAAt(180, 250)
		if d := distance(old, now); d <= 120 {
			t.Fatalf("tap %d: %v to %v is a distance of %.0f", i, old, now, d)
		}
		for _, at := range []image.Point{{0, 110}, {359, 110}, {0, 399}, {359, 399}} {
			if got := img.RGBAAt(at.X, at.Y); got != now {
				t.Fatalf("tap area is %v at %v, want %v", got, at, now)
			}
		}
		p.Pointer(Up, i%3, 0.5, 0.3)
		s := p.Bench().Stats()
		last := s.Clicks[len(s.Clicks)-1]
		want := BenchClick{T: pressed, RGB: [3]uint8{now.R, now.G, now.B}, X: 180, Y: 240, Drawn: pressed + 3}
		if last != want || s.Tap != want.RGB {
			t.Fatalf("click = %+v, tap %v; want %+v", last, s.Tap, want)
		}
		if len(s.Clicks) > maxClicks {
			t.Fatalf("%d clicks are kept", len(s.Clicks))
		}
	}
}

func TestBenchRestsButForItsHeartbeat(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := aPhone(c)
	p.OpenApp("Bench")
	p.Draw()
	for range 20 {
		c.add(40 * time.Millisecond)
		if p.Step() {
			t.Fatal("the resting page wants frames")
		}
		if _, r := p.Draw(); !r.Empty() {
			t.Fatalf("the resting page made %v dirty", r)
		}
	}
	c.add(200 * time.Millisecond)
	img, r := p.Draw()
	if r != p.bench.strip() {
		t.Fatalf("the heartbeat changed %v, want the strip %v", r, p.bench.strip())
	}
	if got, want := stripTime(t, img), c.now.UnixMilli()&(1<<30-1); got != want {
		t.Fatalf("strip tells %d, want %d", got, want)
	}
	p.Notify("quiet", "please")
	if _, r := p.Draw(); !r.Empty() {
		t.Fatalf("a notice made %v of the bench dirty", r)
	}
}

func TestBenchScrollsFourPixelsAFrame(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := aPhone(c)
	p.OpenApp("Bench")
	if err := p.Bench().SetMode(Scroll); err != nil {
		t.Fatal(err)
	}
	img, _ := p.Draw()
	for i := range 60 {
		before := append([]byte{}, img.Pix...)
		c.add(33_333_333 * time.Nanosecond)
		if !p.Step() {
			t.Fatal("the scrolling page wants no frames")
		}
		img, _ = p.Draw()
		for y := 400; y < 796; y++ {
			row := img.PixOffset(0, y)
			if below := img.PixOffset(0, y+4); string(img.Pix[row:row+img.Stride]) != string(before[below:below+img.Stride]) {
				t.Fatalf("frame %d: row %d is not what stood four rows below", i, y)
			}
		}
	}
	if got := p.Bench().Stats().Frame; got != 61 {
		t.Fatalf("%d frames counted, want 61", got)
	}
}

func TestBenchStatsAsJSON(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := aPhone(c)
	p.OpenApp("Bench")
	p.Pointer(Down, 0, 0.5, 0.3)
	p.Draw()
	text, err := json.Marshal(p.Bench().Stats())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"now":`, `"frame":1`, `"mode":"static"`, `"tap":[`, `"clicks":[{"t":`, `"rgb":[`, `"X":180`, `"Y":240`, `"drawn":`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s has no %s", text, want)
		}
	}
	if err := p.Bench().SetMode("fast"); !errors.Is(err, ErrUnknownMode) {
		t.Errorf("SetMode(fast) = %v, want ErrUnknownMode", err)
	}
}

func BenchmarkScrollFrame(b *testing.B) {
	c := newClock()
	p := aPhone(c)
	p.OpenApp("Bench")
	_ = p.Bench().SetMode(Scroll)
	for b.Loop() {
		c.add(34 * time.Millisecond)
		p.Step()
		p.Draw()
	}
}

func BenchmarkSettingsFrame(b *testing.B) {
	p := aPhone(newClock())
	p.OpenApp("Settings")
	for b.Loop() {
		p.all()
		p.Draw()
	}
}
