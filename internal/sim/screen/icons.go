package screen

import (
	"image"
	"image/color"
	"math"
	"sync"
)

// A drawing tells how far a point of a 24 by 24 field lies from its ink; inside is negative.
type drawing func(x, y float64) float64

// stroke is a line of width 2 with round ends through the points x0, y0, x1, y1 …
func stroke(points ...float64) drawing { return pen(2, points...) }

func pen(width float64, points ...float64) drawing {
	return func(x, y float64) float64 {
		nearest := math.Inf(1)
		for i := 0; i+3 < len(points); i += 2 {
			nearest = min(nearest, toSegment(x, y, points[i], points[i+1], points[i+2], points[i+3]))
		}
		return nearest - width/2
	}
}

func toSegment(x, y, ax, ay, bx, by float64) float64 {
	dx, dy := bx-ax, by-ay
	t := 0.0
	if length := dx*dx + dy*dy; length > 0 {
		t = min(1, max(0, ((x-ax)*dx+(y-ay)*dy)/length))
	}
	return math.Hypot(x-ax-t*dx, y-ay-t*dy)
}

// disc stands in the middle of the drawing.
func disc(cy, r float64) drawing {
	return func(x, y float64) float64 { return math.Hypot(x-12, y-cy) - r }
}

func ring(cx, cy, r float64) drawing {
	return func(x, y float64) float64 { return math.Abs(math.Hypot(x-cx, y-cy)-r) - 1 }
}

// arc is a stroke of width 2 along a circle, from and to in degrees, clockwise from the right.
func arc(cx, cy, r, from, to float64) drawing {
	var points []float64
	for i := range 17 {
		a := (from + (to-from)*float64(i)/16) * math.Pi / 180
		points = append(points, cx+r*math.Cos(a), cy+r*math.Sin(a))
	}
	return pen(2, points...)
}

// polygon is the filled shape of its corners, its edges a little rounded.
func polygon(corners ...float64) drawing {
	edge := pen(0.8, append(append([]float64{}, corners...), corners[0], corners[1])...)
	return func(x, y float64) float64 {
		inside := false
		for i, j := 0, len(corners)-2; i < len(corners); i, j = i+2, i {
			xi, yi, xj, yj := corners[i], corners[i+1], corners[j], corners[j+1]
			if (yi > y) != (yj > y) && x < (xj-xi)*(y-yi)/(yj-yi)+xi {
				inside = !inside
			}
		}
		if d := edge(x, y); !inside || d < 0 {
			return d
		}
		return -1
	}
}

func both(parts ...drawing) drawing {
	return func(x, y float64) float64 {
		d := math.Inf(1)
		for _, part := range parts {
			d = min(d, part(x, y))
		}
		return d
	}
}

// without cuts a hole into a drawing.
func without(whole, hole drawing) drawing {
	return func(x, y float64) float64 { return max(whole(x, y), -hole(x, y)) }
}

// icons are drawn for this package; nothing is copied from an icon set.
var icons = map[string]drawing{
	"back":      polygon(17, 5, 17, 19, 6, 12),
	"circle":    ring(12, 12, 7),
	"square":    stroke(6, 6, 18, 6, 18, 18, 6, 18, 6, 6),
	"next":      stroke(9, 6, 15, 12, 9, 18),
	"previous":  stroke(15, 5, 8, 12, 15, 19),
	"wifi":      both(arc(12, 20, 14, -130, -50), arc(12, 20, 9, -132, -48), disc(19, 2.6)),
	"signal":    polygon(3, 21, 21, 21, 21, 3),
	"plane":     both(pen(2.6, 12, 2.5, 12, 21), polygon(12, 8, 22, 14.5, 22, 16.5, 12, 14, 2, 16.5, 2, 14.5), polygon(12, 18, 16, 21, 8, 21)),
	"bolt":      polygon(14, 2, 5, 13.5, 11, 13.5, 10, 22, 19, 10.5, 13, 10.5),
	"lock":      both(polygon(6, 11, 18, 11, 18, 20, 6, 20), arc(12, 9, 4, -180, 0), stroke(8, 9, 8, 11), stroke(16, 9, 16, 11)),
	"settings":  gear(),
	"notes":     both(stroke(5, 4, 19, 4, 19, 20, 5, 20, 5, 4), stroke(9, 9, 15, 9), stroke(9, 12.5, 15, 12.5), stroke(9, 16, 13, 16)),
	"chat":      both(polygon(4, 5, 20, 5, 20, 16, 11, 16, 6, 20.5, 6, 16, 4, 16)),
	"portal":    both(ring(12, 12, 9), stroke(3, 12, 21, 12), arc(24, 12, 15, 143, 217), arc(0, 12, 15, -37, 37)),
	"bank":      both(polygon(12, 3, 21, 8.5, 3, 8.5), stroke(6.5, 11, 6.5, 16.5), stroke(12, 11, 12, 16.5), stroke(17.5, 11, 17.5, 16.5), stroke(4, 19.5, 20, 19.5)),
	"bench":     both(arc(12, 14, 8.5, -180, 0), stroke(12, 14, 16, 9), disc(14, 2), stroke(4.5, 18.5, 19.5, 18.5)),
	"backspace": both(stroke(8, 6, 21, 6, 21, 18, 8, 18, 2.5, 12, 8, 6), stroke(11.5, 9.5, 16.5, 14.5), stroke(16.5, 9.5, 11.5, 14.5)),
	"shift":     stroke(12, 4, 20, 12, 15.5, 12, 15.5, 19, 8.5, 19, 8.5, 12, 4, 12, 12, 4),
	"return":    stroke(19, 6, 19, 13, 5, 13, 9, 9, 5, 13, 9, 17),
	"hide":      stroke(5, 9, 12, 16, 19, 9),
	"send":      polygon(3, 4, 22, 12, 3, 20, 5, 13, 14, 12, 5, 11),
	"search":    both(ring(10.5, 10.5, 6), stroke(15, 15, 20, 20)),
	"bell":      both(polygon(6, 17, 7, 9, 9.5, 6, 12, 5, 14.5, 6, 17, 9, 18, 17), stroke(4.5, 17.5, 19.5, 17.5), disc(20.5, 1.6)),
	"sound":     both(polygon(4, 9, 8, 9, 13, 5, 13, 19, 8, 15, 4, 15), arc(12, 12, 7, -45, 45)),
	"up":        stroke(5, 15, 12, 8, 19, 15),
	"person":    both(disc(8, 4), without(disc(22, 8.5), polygon(0, 20.5, 24, 20.5, 24, 34, 0, 34))),
	"hidden":    both(arc(12, 17, 11, -145, -35), arc(12, 7, 11, 35, 145), ring(12, 12, 3), pen(2.4, 4, 20, 20, 4)),
}

func gear() drawing {
	teeth := make([]drawing, 0, 9)
	for i := range 8 {
		s, c := math.Sincos(float64(i) * math.Pi / 4)
		teeth = append(teeth, pen(3.6, 12+6*c, 12+6*s, 12+8.6*c, 12+8.6*s))
	}
	return without(both(append(teeth, disc(12, 7.4))...), disc(12, 3.1))
}

type iconKey struct {
	name string
	size int
}

// iconMasks is bounded: the names are ours and the sizes come from the screen's scale.
var iconMasks sync.Map // iconKey -> *image.Alpha

// icon draws the named icon into the square of the given size around the middle of r.
func (c *canvas) icon(r image.Rectangle, name string, size int, col color.RGBA) {
	at := image.Pt((r.Min.X+r.Max.X-size)/2, (r.Min.Y+r.Max.Y-size)/2)
	if c.sees(image.Rectangle{at, at.Add(image.Pt(size, size))}) {
		c.stamp(iconMask(name, size), at, col)
	}
}

func iconMask(name string, size int) *image.Alpha {
	key := iconKey{name, size}
	if kept, ok := iconMasks.Load(key); ok {
		return kept.(*image.Alpha)
	}
	mask := image.NewAlpha(image.Rect(0, 0, size, size))
	scale := float64(size) / 24
	for y := range size {
		for x := range size {
			d := icons[name]((float64(x)+0.5)/scale, (float64(y)+0.5)/scale)
			mask.Pix[y*mask.Stride+x] = uint8(255 * min(1, max(0, 0.5-d*scale)))
		}
	}
	iconMasks.Store(key, mask)
	return mask
}
