package screen

import (
	"image"
	"image/color"
	"strings"
	"sync"
	"unicode"

	"github.com/hajimehoshi/bitmapfont/v3"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

type weight uint8

const (
	regular weight = iota
	medium
	bold
)

// A face is a weight at a size in pixels.
type face struct {
	weight weight
	size   int
}

// A glyph is one character ready to stamp: mask bounds are relative to the pen on the baseline.
type glyph struct {
	mask    *image.Alpha
	advance fixed.Int26_6
}

type glyphKey struct {
	face face
	r    rune
	// part is the quarter of a pixel the pen stands at, so that letters keep their true distance.
	part uint8
}

// maxGlyphs bounds the cache all phones share; past it the cache starts anew.
const maxGlyphs = 16384

// glyphs is shared by all phones: hundreds of them show the same words.
var glyphs = struct {
	sync.RWMutex
	made  map[glyphKey]glyph
	faces map[face]font.Face
}{made: map[glyphKey]glyph{}, faces: map[face]font.Face{}}

var outlines = sync.OnceValue(func() [3]*opentype.Font {
	var fonts [3]*opentype.Font
	for i, ttf := range [3][]byte{regular: goregular.TTF, medium: gomedium.TTF, bold: gobold.TTF} {
		parsed, err := opentype.Parse(ttf)
		if err != nil {
			panic("screen: built-in font: " + err.Error()) // part of the binary, not input
		}
		fonts[i] = parsed
	}
	return fonts
})

func (f face) glyph(r rune, pen fixed.Int26_6) glyph {
	key := glyphKey{face: f, r: r, part: uint8(pen&63) / 16}
	glyphs.RLock()
	g, ok := glyphs.made[key]
	glyphs.RUnlock()
	if ok {
		return g
	}
	glyphs.Lock()
	defer glyphs.Unlock()
	if len(glyphs.made) >= maxGlyphs {
		clear(glyphs.made)
	}
	g = f.make(key)
	glyphs.made[key] = g
	return g
}

// make rasterizes one glyph; the caller holds the lock, as opentype faces are not safe for two at once.
func (f face) make(key glyphKey) glyph {
	latin, ok := glyphs.faces[f]
	if !ok {
		var err error
		latin, err = opentype.NewFace(outlines()[f.weight], &opentype.FaceOptions{Size: float64(f.size), DPI: 72})
		if err != nil {
			panic("screen: built-in font: " + err.Error())
		}
		if len(glyphs.faces) >= 64 {
			clear(glyphs.faces)
		}
		glyphs.faces[f] = latin
	}
	dot := fixed.Point26_6{X: fixed.Int26_6(key.part) * 16}
	if index, err := outlines()[f.weight].GlyphIndex(nil, key.r); err == nil && index != 0 {
		if bounds, mask, at, advance, ok := latin.Glyph(dot, key.r); ok {
			return glyph{mask: copyMask(bounds, mask, at), advance: advance}
		}
	}
	if bounds, mask, at, advance, ok := bitmapfont.Face.Glyph(fixed.Point26_6{}, key.r); ok {
		return enlarge(copyMask(bounds, mask, at), advance.Ceil(), f)
	}
	return missing(f.size)
}

func copyMask(bounds image.Rectangle, mask image.Image, at image.Point) *image.Alpha {
	out := image.NewAlpha(bounds)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			_, _, _, a := mask.At(at.X+x-bounds.Min.X, at.Y+y-bounds.Min.Y).RGBA()
			out.Pix[out.PixOffset(x, y)] = uint8(a >> 8)
		}
	}
	return out
}

// missing is the empty box of a character that no face has.
func missing(size int) glyph {
	w, h := max(3, size/2), max(4, size*2/3)
	out := image.NewAlpha(image.Rect(1, -h, 1+w, 0))
	for y := range h {
		for x := range w {
			if x == 0 || y == 0 || x == w-1 || y == h-1 {
				out.Pix[y*out.Stride+x] = 170
			}
		}
	}
	return glyph{mask: out, advance: fixed.I(w + 2)}
}

// enlarge fits a 12-pixel bitmap glyph to the size of f: its steps are rounded off at four times the
// size, then brought down by area, which reads better than square dots.
func enlarge(bitmap *image.Alpha, advance int, f face) glyph {
	const em, up = 12, 4
	big := smooth(smooth(bitmap))
	scale := func(v int) int { return (v*f.size + em/2) / em }
	from := bitmap.Rect
	floor := func(v int) int {
		n := v * f.size
		if n < 0 {
			return -((-n + em - 1) / em)
		}
		return n / em
	}
	to := image.Rect(floor(from.Min.X), floor(from.Min.Y), -floor(-from.Max.X), -floor(-from.Max.Y))
	out := image.NewAlpha(to)
	step := float64(em*up) / float64(f.size) // pixels of big to one of out
	for y := to.Min.Y; y < to.Max.Y; y++ {
		for x := to.Min.X; x < to.Max.X; x++ {
			a := area(big, float64(x)*step-float64(from.Min.X*up), float64(y)*step-float64(from.Min.Y*up), step)
			if f.weight != regular {
				a = min(255, a*1.6)
			}
			out.Pix[out.PixOffset(x, y)] = uint8(min(255, a*1.15))
		}
	}
	return glyph{mask: out, advance: fixed.I(scale(advance))}
}

// area is the mean of the square of big whose corner is x, y.
func area(big *image.Alpha, x, y, side float64) float64 {
	sum := 0.0
	w, h := big.Rect.Dx(), big.Rect.Dy()
	for py := max(0, int(y)); py < h && float64(py) < y+side; py++ {
		high := min(float64(py+1), y+side) - max(float64(py), y)
		for px := max(0, int(x)); px < w && float64(px) < x+side; px++ {
			if big.Pix[py*big.Stride+px] != 0 && high > 0 {
				wide := min(float64(px+1), x+side) - max(float64(px), x)
				sum += max(0, wide) * high
			}
		}
	}
	return 255 * sum / (side * side)
}

// smooth doubles a two-level picture and cuts its stair steps: a quarter takes the color of its two
// neighbors when those agree and the opposite ones do not.
func smooth(in *image.Alpha) *image.Alpha {
	w, h := in.Rect.Dx(), in.Rect.Dy()
	at := func(x, y int) uint8 {
		if x < 0 || y < 0 || x >= w || y >= h {
			return 0
		}
		return in.Pix[y*in.Stride+x]
	}
	out := image.NewAlpha(image.Rect(0, 0, 2*w, 2*h))
	for y := range h {
		for x := range w {
			here, up, down, left, right := at(x, y), at(x, y-1), at(x, y+1), at(x-1, y), at(x+1, y)
			quad := [4]uint8{here, here, here, here}
			if up != down && left != right {
				for i, pair := range [4][2]uint8{{up, left}, {up, right}, {down, left}, {down, right}} {
					if pair[0] == pair[1] {
						quad[i] = pair[0]
					}
				}
			}
			o := 2*y*out.Stride + 2*x
			out.Pix[o], out.Pix[o+1] = quad[0], quad[1]
			out.Pix[o+out.Stride], out.Pix[o+out.Stride+1] = quad[2], quad[3]
		}
	}
	return out
}

// text writes s with its baseline at y and returns the pen's last x.
func (c *canvas) text(x, y int, s string, f face, col color.RGBA) int {
	pen := fixed.I(x)
	for _, r := range s {
		g := f.glyph(r, pen)
		c.stamp(g.mask, image.Pt(pen.Floor(), y), col)
		pen += g.advance
	}
	return pen.Round()
}

// middle writes s centered in r, shortened when it does not fit.
func (c *canvas) middle(r image.Rectangle, s string, f face, col color.RGBA) {
	if !c.sees(r) {
		return
	}
	s = f.elide(s, r.Dx())
	c.text(r.Min.X+(r.Dx()-f.width(s))/2, f.baseline(r), s, f, col)
}

// left writes s at the left edge of r, centered upright, shortened when it does not fit.
func (c *canvas) left(r image.Rectangle, s string, f face, col color.RGBA) {
	if c.sees(r) {
		c.text(r.Min.X, f.baseline(r), f.elide(s, r.Dx()), f, col)
	}
}

// right writes s at the right edge of r.
func (c *canvas) right(r image.Rectangle, s string, f face, col color.RGBA) {
	if c.sees(r) {
		s = f.elide(s, r.Dx())
		c.text(r.Max.X-f.width(s), f.baseline(r), s, f, col)
	}
}

// baseline puts the middle of a capital letter into the middle of r.
func (f face) baseline(r image.Rectangle) int { return (r.Min.Y+r.Max.Y)/2 + f.size*36/100 }

func (f face) line() int { return f.size * 14 / 10 }

func (f face) width(s string) int {
	pen := fixed.Int26_6(0)
	for _, r := range s {
		pen += f.glyph(r, 0).advance
	}
	return pen.Ceil()
}

// elide cuts s to the width and ends it with an ellipsis.
func (f face) elide(s string, width int) string {
	pen, dots := fixed.Int26_6(0), f.glyph('…', 0).advance
	fits := 0 // bytes of s that leave room for the ellipsis
	for i, r := range s {
		if pen+dots <= fixed.I(width) {
			fits = i
		}
		pen += f.glyph(r, 0).advance
		if pen > fixed.I(width) {
			return s[:fits] + "…"
		}
	}
	return s
}

// A span is one line of wrapped text, as indexes of runes; a newline belongs to neither line.
type span struct{ from, to int }

// wrap breaks text at spaces, and between any two characters of Japanese. It always gives one line.
func (f face) wrap(text []rune, width int) []span {
	var lines []span
	from, space := 0, -1
	pen := fixed.Int26_6(0)
	for i := range text {
		r := text[i]
		if r == '\n' {
			lines = append(lines, span{from, i})
			from, space, pen = i+1, -1, 0
			continue
		}
		pen += f.glyph(r, 0).advance
		if pen > fixed.I(width) && i > from {
			if cut := space + 1; space >= from && !(breaks(r) && r != ' ') {
				lines = append(lines, span{from, cut})
				from = cut
			} else {
				cut = i
				if strings.ContainsRune(closing, r) && i-1 > from {
					cut-- // these begin no line, so the character before comes along
				}
				lines = append(lines, span{from, cut})
				from = cut
			}
			space, pen = -1, 0
			for _, kept := range text[from : i+1] {
				pen += f.glyph(kept, 0).advance
			}
		}
		if breaks(r) {
			space = i
		}
	}
	return append(lines, span{from, len(text)})
}

// closing marks begin no line of Japanese.
const closing = "、。,.!?」』)】〉》・ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.!?)"

// breaks says that a line may end after r.
func breaks(r rune) bool { return r == ' ' || r >= 0x2E80 }

// paragraph writes wrapped text from the top of r and returns the y below it.
func (c *canvas) paragraph(r image.Rectangle, s string, f face, col color.RGBA) int {
	text := []rune(s)
	y := r.Min.Y
	for _, l := range f.wrap(text, r.Dx()) {
		line := image.Rect(r.Min.X, y, r.Max.X, y+f.line())
		if c.sees(line) {
			c.text(r.Min.X, f.baseline(line), string(text[l.from:l.to]), f, col)
		}
		y += f.line()
	}
	return y
}

// clean keeps at most limit characters of s that can be shown: no control or direction-changing
// characters, no broken UTF-8; tabs become spaces. It reads no more of s than it needs.
func clean(s string, limit int, newlines bool) string {
	var out strings.Builder
	kept := 0
	const enough = 16 // characters looked at per character kept, so that 1 MB of nothing costs little
	seen := 0
	for _, r := range s {
		if seen++; kept >= limit || seen > limit*enough {
			break
		}
		switch {
		case r == '\n' && newlines:
		case r == '\t', r == '\n':
			r = ' '
		case r == unicode.ReplacementChar, unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs):
			continue
		}
		out.WriteRune(r)
		kept++
	}
	return out.String()
}
