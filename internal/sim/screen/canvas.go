package screen

import (
	"image"
	"image/color"
	"math"
	"sync"
)

// A canvas paints on one picture, inside its clip only: what lies outside the clip keeps every
// pixel, which is what makes the rectangles returned by [Phone.Draw] true.
type canvas struct {
	img  *image.RGBA
	clip image.Rectangle
}

// within paints with the clip narrowed to r, and skips the work when nothing of r is visible.
func (c *canvas) within(r image.Rectangle, paint func()) {
	kept := c.clip
	c.clip = kept.Intersect(r)
	if !c.clip.Empty() {
		paint()
	}
	c.clip = kept
}

// sees says whether any pixel of r would be painted.
func (c *canvas) sees(r image.Rectangle) bool { return r.Overlaps(c.clip) }

func (c *canvas) fill(r image.Rectangle, col color.RGBA) {
	r = r.Intersect(c.clip)
	if r.Empty() {
		return
	}
	if col.A < 255 {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				c.mix(x, y, col, 255)
			}
		}
		return
	}
	first := c.row(r, r.Min.Y)
	for i := 0; i < len(first); i += 4 {
		first[i], first[i+1], first[i+2], first[i+3] = col.R, col.G, col.B, 255
	}
	for y := r.Min.Y + 1; y < r.Max.Y; y++ {
		copy(c.row(r, y), first)
	}
}

// row is the bytes of line y between the left and right edges of r.
func (c *canvas) row(r image.Rectangle, y int) []byte {
	from := c.img.PixOffset(r.Min.X, y)
	return c.img.Pix[from : from+4*r.Dx()]
}

// mix lays col over the pixel, weighed by its own alpha and by cover (0..255). The picture stays opaque.
func (c *canvas) mix(x, y int, col color.RGBA, cover uint8) {
	a := uint32(cover) * uint32(col.A) / 255
	if a == 0 {
		return
	}
	i := c.img.PixOffset(x, y)
	p := c.img.Pix[i : i+4 : i+4]
	if a == 255 {
		p[0], p[1], p[2] = col.R, col.G, col.B
		return
	}
	p[0] = uint8((uint32(p[0])*(255-a) + uint32(col.R)*a + 127) / 255)
	p[1] = uint8((uint32(p[1])*(255-a) + uint32(col.G)*a + 127) / 255)
	p[2] = uint8((uint32(p[2])*(255-a) + uint32(col.B)*a + 127) / 255)
}

// stamp lays col through mask, whose bounds are moved by at.
func (c *canvas) stamp(mask *image.Alpha, at image.Point, col color.RGBA) {
	r := mask.Rect.Add(at).Intersect(c.clip)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		line := mask.Pix[mask.PixOffset(r.Min.X-at.X, y-at.Y):]
		for x := range r.Dx() {
			if line[x] != 0 {
				c.mix(r.Min.X+x, y, col, line[x])
			}
		}
	}
}

// gradient runs from top to bottom of r. Its colors depend on r only, never on the clip.
func (c *canvas) gradient(r image.Rectangle, top, bottom color.RGBA) {
	for y := max(r.Min.Y, c.clip.Min.Y); y < min(r.Max.Y, c.clip.Max.Y); y++ {
		t := float64(y-r.Min.Y) / float64(max(1, r.Dy()-1))
		c.fill(image.Rect(r.Min.X, y, r.Max.X, y+1), between(top, bottom, t))
	}
}

// between is the color the part t (0..1) of the way from a to b.
func between(a, b color.RGBA, t float64) color.RGBA {
	part := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + (float64(y)-float64(x))*t)) }
	return color.RGBA{part(a.R, b.R), part(a.G, b.G), part(a.B, b.B), 255}
}

// round fills r with corners of the given radius in pixels.
func (c *canvas) round(r image.Rectangle, radius int, col color.RGBA) {
	if !c.sees(r) {
		return
	}
	radius = max(0, min(radius, r.Dx()/2, r.Dy()/2))
	c.fill(image.Rect(r.Min.X, r.Min.Y+radius, r.Max.X, r.Max.Y-radius), col)
	corner := quarter(radius)
	for dy := range radius {
		for _, y := range [2]int{r.Min.Y + dy, r.Max.Y - 1 - dy} {
			if y < c.clip.Min.Y || y >= c.clip.Max.Y {
				continue
			}
			c.fill(image.Rect(r.Min.X+radius, y, r.Max.X-radius, y+1), col)
			for dx := range radius {
				for _, x := range [2]int{r.Min.X + dx, r.Max.X - 1 - dx} {
					if x >= c.clip.Min.X && x < c.clip.Max.X {
						c.mix(x, y, col, corner[dy*radius+dx])
					}
				}
			}
		}
	}
}

// frame draws the outline of r, width pixels thick, inside r.
func (c *canvas) frame(r image.Rectangle, width int, col color.RGBA) {
	c.fill(image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+width), col)
	c.fill(image.Rect(r.Min.X, r.Max.Y-width, r.Max.X, r.Max.Y), col)
	c.fill(image.Rect(r.Min.X, r.Min.Y+width, r.Min.X+width, r.Max.Y-width), col)
	c.fill(image.Rect(r.Max.X-width, r.Min.Y+width, r.Max.X, r.Max.Y-width), col)
}

// quarters keeps the coverage of top-left quarter circles by radius; radii are bounded by the screen.
var quarters sync.Map // int -> []uint8

func quarter(radius int) []uint8 {
	if kept, ok := quarters.Load(radius); ok {
		return kept.([]uint8)
	}
	q := make([]uint8, radius*radius)
	for y := range radius {
		for x := range radius {
			d := math.Hypot(float64(radius)-float64(x)-0.5, float64(radius)-float64(y)-0.5)
			q[y*radius+x] = uint8(255 * min(1, max(0, float64(radius)-d+0.5)))
		}
	}
	quarters.Store(radius, q)
	return q
}

func rgb(hex uint32) color.RGBA {
	return color.RGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 255}
}

func faint(col color.RGBA, alpha uint8) color.RGBA {
	col.A = alpha
	return col
}
