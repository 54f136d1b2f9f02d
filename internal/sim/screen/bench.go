package screen

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"
	"time"
)

// A BenchMode says whether the bench page moves.
type BenchMode string

// The modes of the bench page.
const (
	Static BenchMode = "static"
	Scroll BenchMode = "scroll"
)

// ErrUnknownMode says that a bench mode is neither static nor scroll.
var ErrUnknownMode = errors.New("unknown bench mode")

// BenchStats is what the bench page tells about itself; times are unix milliseconds on the phone's clock.
type BenchStats struct {
	Now int64 `json:"now"`
	// Frame counts the pictures of the page painted so far.
	Frame uint64    `json:"frame"`
	Mode  BenchMode `json:"mode"`
	// Tap is the color of the tap area now.
	Tap [3]uint8 `json:"tap"`
	// Clicks are the last presses, at most 256, the oldest first.
	Clicks []BenchClick `json:"clicks"`
}

// A BenchClick is one press on the tap area.
type BenchClick struct {
	// T is when the press arrived; Drawn is when the new color was painted, 0 until it is.
	T   int64    `json:"t"`
	RGB [3]uint8 `json:"rgb"`
	// X and Y are where, in pixels of the picture.
	X     int   `json:"X"`
	Y     int   `json:"Y"`
	Drawn int64 `json:"drawn"`
}

const (
	maxClicks = 256
	// benchFrame is the scroll's pace: 8 of 1600 lines, 30 times a second.
	benchFrame = time.Second / 30
	benchMove  = 8
	// benchBeat is under a second, so that a heartbeat that comes a little early still shows the time.
	benchBeat = 900 * time.Millisecond
	// benchCells: two marks and 30 bits.
	benchCells = 32
)

// Bench is the page every measured product shows: a strip that tells the time, an area that changes
// its color at each press, and lines of text that may scroll. Like its Phone it is not safe for
// concurrent use.
type Bench struct {
	still
	p      *Phone
	mode   BenchMode
	tap    color.RGBA
	moved  int // steps of benchMove since the scroll began
	next   time.Time
	struck time.Time // when the strip was last painted
	frame  uint64
	clicks []BenchClick
}

func newBench(p *Phone) *Bench {
	return &Bench{p: p, mode: Static, tap: rgb(0x2E86DE)}
}

// SetMode makes the page scroll or rest. Errors wrap [ErrUnknownMode].
func (b *Bench) SetMode(m BenchMode) error {
	if m != Static && m != Scroll {
		return fmt.Errorf("set bench mode %.20q: %w", string(m), ErrUnknownMode)
	}
	if m != b.mode {
		b.mode, b.next = m, b.p.now()
		if b.p.benchShown() {
			b.p.touched(b.text())
		}
	}
	return nil
}

// Stats tells what happened so far.
func (b *Bench) Stats() BenchStats {
	return BenchStats{
		Now: b.p.now().UnixMilli(), Frame: b.frame, Mode: b.mode,
		Tap: [3]uint8{b.tap.R, b.tap.G, b.tap.B}, Clicks: append([]BenchClick{}, b.clicks...),
	}
}

func (b *Bench) opened() { b.next = b.p.now() }

// place turns coordinates of the 720×1600 layout into pixels.
func (b *Bench) place(x0, y0, x1, y1 int) image.Rectangle {
	w, h := b.p.Size()
	scale := func(v, size, of int) int { return int(math.Round(float64(v*size) / float64(of))) }
	return image.Rect(scale(x0, w, 720), scale(y0, h, 1600), scale(x1, w, 720), scale(y1, h, 1600))
}

func (b *Bench) strip() image.Rectangle { return b.place(8, 160, 712, 200) }
func (b *Bench) area() image.Rectangle  { return b.place(0, 220, 720, 800) }
func (b *Bench) text() image.Rectangle  { return b.place(0, 800, 720, 1600) }

// press changes the color of the tap area at once.
func (b *Bench) press(x, y float64) {
	at := image.Pt(int(x), int(y))
	if !at.In(b.area()) {
		return
	}
	b.tap = b.another()
	if len(b.clicks) >= maxClicks {
		b.clicks = append(b.clicks[:0], b.clicks[1:]...)
	}
	b.clicks = append(b.clicks, BenchClick{T: b.p.now().UnixMilli(), RGB: [3]uint8{b.tap.R, b.tap.G, b.tap.B}, X: at.X, Y: at.Y})
	b.p.touched(b.area())
}

// another is a bright color further than 120 from the shown one.
func (b *Bench) another() color.RGBA {
	for {
		n := b.p.random.Uint32()
		c := rgb(n & 0xFFFFFF)
		if max(c.R, c.G, c.B) > 170 && distance(c, b.tap) > 130 {
			return c
		}
	}
}

func distance(a, b color.RGBA) float64 {
	d := func(x, y uint8) float64 { return (float64(x) - float64(y)) * (float64(x) - float64(y)) }
	return math.Sqrt(d(a.R, b.R) + d(a.G, b.G) + d(a.B, b.B))
}

// step moves the text on when its next frame is due, never by more than one step a frame.
func (b *Bench) step() bool {
	if b.mode != Scroll {
		return false
	}
	now := b.p.now()
	const early = benchFrame / 4 // a frame loop that ticks a little early loses no frame
	late := now.Sub(b.next)
	if late < -early && late > -time.Second {
		return true
	}
	b.moved++
	b.next = b.next.Add(benchFrame)
	if late > 3*benchFrame || late <= -time.Second {
		b.next = now.Add(benchFrame)
	}
	b.p.touched(b.text())
	return true
}

// heartbeat renews the strip about once a second on a page at rest.
func (b *Bench) heartbeat(now time.Time) {
	if past := now.Sub(b.struck); b.mode == Static && (past >= benchBeat || past < 0) {
		b.p.touched(b.strip())
	}
}

// painted notes that the page has been brought up to date.
func (b *Bench) painted() {
	b.frame++
	b.struck = b.p.now()
	for i := range b.clicks {
		if b.clicks[i].Drawn == 0 {
			b.clicks[i].Drawn = b.struck.UnixMilli()
		}
	}
}

func (b *Bench) paint(c *canvas, all image.Rectangle) {
	c.fill(all, rgb(0xFFFADC))
	if head := b.place(0, 40, 720, 150); c.sees(head) {
		c.middle(head, b.p.say("Bench", "ベンチ"), b.p.font(bold, 20), rgb(0x6B5B2A))
	}
	if c.sees(b.strip()) {
		b.paintStrip(c)
	}
	c.fill(b.area(), b.tap)
	c.within(b.text(), func() { b.paintText(c) })
}

func (b *Bench) paintStrip(c *canvas) {
	now := b.p.now().UnixMilli()
	for i := range benchCells {
		col := rgb(0x101010)
		switch {
		case i == 0:
			col = rgb(0xFF00FF)
		case i == 1:
			col = rgb(0x00FFFF)
		case now>>(benchCells-1-i)&1 == 1:
			col = rgb(0xF0F0F0)
		}
		c.fill(b.place(8+22*i, 160, 30+22*i, 200), col)
	}
}

// benchWords fill the lines; line n begins at another word, so that no two neighbors are alike.
var benchWords = strings.Fields("the quick brown fox jumps over a lazy dog while seven wizards pack my box with five dozen liquor jugs")

// paintText draws lines of 34 (of 1600) with the text moved up by the steps so far.
func (b *Bench) paintText(c *canvas) {
	box := b.text()
	unit := float64(box.Dy()) / 800
	high := max(4, int(math.Round(34*unit)))
	shift := b.moved * int(max(1, math.Round(benchMove*unit)))
	letters := face{regular, max(5, high*76/100)}
	for y := box.Min.Y - shift%high; y < box.Max.Y; y += high {
		n := (y - box.Min.Y + shift) / high
		line := image.Rect(box.Min.X, y, box.Max.X, y+high)
		if !c.sees(line) {
			continue
		}
		y, pen := letters.baseline(line), box.Min.X+b.p.dp(6)
		pen = c.text(pen, y, fmt.Sprintf("%04d", n%10000), letters, rgb(0x33302A))
		for i := 0; pen < box.Max.X; i++ {
			pen = c.text(pen, y, " "+benchWords[(n*5+i)%len(benchWords)], letters, rgb(0x33302A))
		}
	}
}
