package screen

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// play does one thing out of all that can be done, chosen by the three numbers.
func play(p *Phone, c *clock, kind, a, b byte) {
	x, y := float64(a)/255, float64(b)/255
	switch kind % 16 {
	case 0, 1, 2:
		p.Pointer(Down, int(kind/16)%3, x, y)
	case 3, 4:
		p.Pointer(Move, int(kind/16)%3, x, y)
	case 5, 6, 7:
		p.Pointer(Up, int(kind/16)%3, x, y)
	case 8:
		p.Wheel(x, y, x-0.5, float64(kind)/128-1)
	case 9:
		codes := []string{"Enter", "Backspace", "KeyQ", "ArrowUp", "ArrowDown", "Tab", "Escape", "Digit1", "End", "Home", "Delete", "KeyA", "PageDown"}
		p.Key(codes[int(a)%len(codes)], true, Modifiers{Shift: b&1 == 1, Ctrl: b&2 == 2})
	case 10:
		p.Text([]string{"あ", "hello ", "漢字\n", "1234", "\u200f\x07", strings.Repeat("wide ", 40)}[a%6])
	case 11:
		if a < 200 {
			p.Press(Button(a % 3))
		} else {
			p.Press(Button(a % 8))
		}
	case 12:
		p.OpenApp([]string{"Settings", "Notes", "Chat", "Portal", "Bank", "Bench", "Inventory"}[a%7])
	case 13:
		if p.Notify("n", "t"); a > 127 {
			p.SetBattery(int(b), a%2 == 0)
		}
		_ = p.Bench().SetMode([]BenchMode{Static, Scroll, "x"}[b%3])
	case 14:
		c.add(time.Duration(a) * time.Duration(b) * time.Millisecond)
	case 15:
		c.add(33 * time.Millisecond)
		p.Step()
	}
}

// check draws and holds the picture to two truths: nothing changed outside the returned rectangles,
// and the picture is what painting everything anew would give.
func check(p *Phone, before []byte, was *image.RGBA) error {
	img, changed := p.Draw()
	if img == was {
		for y := range img.Rect.Dy() {
			row := [2][]byte{before[y*img.Stride:][:img.Stride], img.Pix[y*img.Stride:][:img.Stride]}
			from, to := 0, 0 // the changed part of this row
			if y >= changed.Min.Y && y < changed.Max.Y {
				from, to = 4*changed.Min.X, 4*changed.Max.X
			}
			if !bytes.Equal(row[0][:from], row[1][:from]) || !bytes.Equal(row[0][to:], row[1][to:]) {
				return fmt.Errorf("row %d changed outside %v", y, changed)
			}
		}
	}
	whole := image.NewRGBA(img.Rect)
	p.paint(&canvas{img: whole, clip: whole.Rect})
	if p.benchShown() { // the strip tells the time of its painting
		draw.Draw(whole, p.bench.strip(), img, p.bench.strip().Min, draw.Src)
	}
	if !bytes.Equal(img.Pix, whole.Pix) {
		for i := 0; i < len(img.Pix); i += 4 {
			if [4]byte(img.Pix[i:]) != [4]byte(whole.Pix[i:]) {
				return fmt.Errorf("pixel %d,%d is stale: %v, painted anew %v (app %s)",
					i%img.Stride/4, i/img.Stride, img.Pix[i:i+4], whole.Pix[i:i+4], p.State().App)
			}
		}
	}
	if !img.Opaque() {
		return errors.New("the picture is not opaque")
	}
	return nil
}

func TestDirtyRectangleIsTrue(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 1))
		c := newClock()
		small := func(cfg *Config) { cfg.Width, cfg.Height, cfg.Kiosk = 180, 400, seed == 7 }
		change := []func(*Config){small}
		if seed%2 == 1 {
			change = []func(*Config){japanese, iPhone, small}
		}
		p := aPhone(c, change...)
		img, _ := p.Draw()
		for i := range 150 {
			before := append([]byte{}, img.Pix...)
			kind, a, b := byte(r.Uint32()), byte(r.Uint32()), byte(r.Uint32())
			play(p, c, kind, a, b)
			if err := check(p, before, img); err != nil {
				t.Fatalf("seed %d, input %d (%d %d %d): %v", seed, i, kind, a, b, err)
			}
			img, _ = p.Draw()
		}
	}
}

func FuzzInput(f *testing.F) {
	f.Add([]byte{12, 2, 0, 10, 0, 0, 9, 0, 0, 11, 203, 0})
	f.Add([]byte{12, 5, 0, 0, 128, 80, 13, 0, 1, 15, 0, 0, 14, 255, 255})
	f.Add([]byte{11, 203, 0, 11, 203, 0, 10, 3, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		c := newClock()
		p := aPhone(c, func(cfg *Config) { cfg.Width, cfg.Height, cfg.PIN = 120, 240, "12" })
		for n := 0; len(data) >= 3 && n < 64; data, n = data[3:], n+1 {
			play(p, c, data[0], data[1], data[2])
		}
		if err := check(p, nil, nil); err != nil {
			t.Fatal(err)
		}
	})
}
