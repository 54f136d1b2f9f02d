package h264

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
)

// A page is a tall made-up text page in RGB, of which a screen shows a part: lines of glyph-like
// strokes with soft edges, some of them colored, between them icons and cards.
func page(width, height int, seed uint64) *image.RGBA {
	rng := rand.New(rand.NewPCG(seed, 1))
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	fillRect(img, img.Rect, color.RGBA{0xff, 0xfa, 0xdc, 0xff})
	ink := color.RGBA{0x20, 0x20, 0x28, 0xff}
	for line := 0; line*17+17 <= height; line++ {
		if line%9 == 8 { // an icon and a colored heading
			fillRect(img, image.Rect(6, line*17+2, 20, line*17+16), bright(rng))
			ink = bright(rng)
		}
		x := 8
		if line%9 == 8 {
			x = 26
		}
		for end := width/2 + rng.IntN(width/2-10); x < end; x += 7 {
			if rng.IntN(6) > 0 {
				glyph(img, x, line*17+3, ink, rng)
			}
		}
		ink = color.RGBA{0x20, 0x20, 0x28, 0xff}
	}
	return img
}

func bright(rng *rand.Rand) color.RGBA {
	return color.RGBA{uint8(rng.IntN(256)), uint8(rng.IntN(256)), uint8(rng.IntN(256)), 0xff}
}

// glyph draws three strokes, one pixel wide, into a cell of 6x11 pixels.
func glyph(img *image.RGBA, x, y int, ink color.RGBA, rng *rand.Rand) {
	px, py := rng.Float64()*5, rng.Float64()*10
	for range 3 {
		qx, qy := rng.Float64()*5, rng.Float64()*10
		for i := range 25 {
			f := float64(i) / 24
			dot(img, float64(x)+px+(qx-px)*f, float64(y)+py+(qy-py)*f, ink)
		}
		px, py = qx, qy
	}
}

// dot darkens the four pixels around a point by how near they are.
func dot(img *image.RGBA, x, y float64, ink color.RGBA) {
	for dy := range 2 {
		for dx := range 2 {
			ix, iy := int(x)+dx, int(y)+dy
			if !image.Pt(ix, iy).In(img.Rect) {
				continue
			}
			a := (1 - math.Abs(float64(ix)-x)) * (1 - math.Abs(float64(iy)-y)) * 0.6
			c := img.RGBAAt(ix, iy)
			mix := func(from, to uint8) uint8 { return uint8(float64(from)*(1-a) + float64(to)*a) }
			img.SetRGBA(ix, iy, color.RGBA{mix(c.R, ink.R), mix(c.G, ink.G), mix(c.B, ink.B), 0xff})
		}
	}
}

func fillRect(img *image.RGBA, r image.Rectangle, c color.RGBA) {
	r = r.Intersect(img.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			img.SetRGBA(x, y, c)
		}
	}
}

// A screen is a phone's picture in the layout of the bench page: strip of cells, tap area, text.
type screen struct {
	img, text *image.RGBA
	pic       *image.YCbCr
	from      int // first line of text shown
}

func newScreen(width, height int) *screen {
	s := &screen{img: image.NewRGBA(image.Rect(0, 0, width, height)), text: page(width, 3*height, 7)}
	fillRect(s.img, s.img.Rect, color.RGBA{0xff, 0xfa, 0xdc, 0xff})
	s.tap(color.RGBA{0x30, 0x90, 0xe0, 0xff})
	s.cells(0x2aaaaaaa)
	s.scroll(0)
	return s
}

func (s *screen) tap(c color.RGBA) {
	w, h := s.img.Rect.Dx(), s.img.Rect.Dy()
	fillRect(s.img, image.Rect(0, h*220/1600, w, h/2), c)
}

// cells draws the strip: magenta, cyan, and the low 30 bits of a time.
func (s *screen) cells(ms uint32) {
	w, h := s.img.Rect.Dx(), s.img.Rect.Dy()
	for i := range 32 {
		c := color.RGBA{0x10, 0x10, 0x10, 0xff}
		switch {
		case i == 0:
			c = color.RGBA{0xff, 0x00, 0xff, 0xff}
		case i == 1:
			c = color.RGBA{0x00, 0xff, 0xff, 0xff}
		case ms>>(31-i)&1 == 1:
			c = color.RGBA{0xf0, 0xf0, 0xf0, 0xff}
		}
		fillRect(s.img, image.Rect((8+22*i)*w/720, h*160/1600, (8+22*i+22)*w/720, h*200/1600), c)
	}
}

// scroll moves the text, which fills the lower half, up by that many pixels.
func (s *screen) scroll(by int) {
	w, h := s.img.Rect.Dx(), s.img.Rect.Dy()
	room := s.text.Rect.Dy() - h/2
	s.from = ((s.from+by)%room + room) % room
	for y := h / 2; y < h; y++ {
		copy(s.img.Pix[y*s.img.Stride:][:4*w], s.text.Pix[(s.from+y-h/2)*s.text.Stride:])
	}
}

func (s *screen) picture() *image.YCbCr {
	s.pic = FromRGBA(s.pic, s.img)
	return s.pic
}

// textPage is a whole picture of text.
func textPage(width, height int) *image.YCbCr { return FromRGBA(nil, page(width, height, 3)) }

// noise is a picture of random samples, all of them or only the two extremes.
func noise(width, height int, rng *rand.Rand, extreme bool) *image.YCbCr {
	pic := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	for _, p := range [][]byte{pic.Y, pic.Cb, pic.Cr} {
		for i := range p {
			p[i] = byte(rng.Uint32())
			if extreme {
				p[i] = byte(int8(p[i]) >> 7)
			}
		}
	}
	return pic
}

// planes lists the samples a viewer sees, plane after plane without padding.
func planes(pic *image.YCbCr) [3][]byte {
	var out [3][]byte
	for i := range out {
		for y := range planeHeight(pic, i) {
			out[i] = append(out[i], sourceRow(pic, i, y)...)
		}
	}
	return out
}

func meanSquare(a, b []byte) float64 {
	sum := 0
	for i := range a {
		d := int(a[i]) - int(b[i])
		sum += d * d
	}
	return float64(sum) / float64(len(a))
}

// psnr is how near two planes are, in dB.
func psnr(a, b []byte) float64 {
	return 10 * math.Log10(255*255/max(meanSquare(a, b), 1e-9))
}
