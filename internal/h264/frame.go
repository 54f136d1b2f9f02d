package h264

import (
	"bytes"
	"image"
)

// A plane is one of a picture's three sample arrays, in whole macroblocks.
type plane struct {
	pix           []byte
	width, height int
}

func newPlane(width, height int) plane {
	return plane{make([]byte, width*height), width, height}
}

func (p plane) row(y int) []byte { return p.pix[y*p.width:][:p.width] }

// clamped is row y, or the nearest there is: motion vectors may leave the picture.
func (p plane) clamped(y int) []byte { return p.row(min(max(y, 0), p.height-1)) }

// A frame is a picture in whole macroblocks: Y, Cb, Cr.
type frame [3]plane

// mbSize is the side of a macroblock in plane i.
func mbSize(i int) int {
	if i == 0 {
		return 16
	}
	return 8
}

func newFrame(mbWidth, mbHeight int) *frame {
	return &frame{
		newPlane(16*mbWidth, 16*mbHeight), newPlane(8*mbWidth, 8*mbHeight), newPlane(8*mbWidth, 8*mbHeight),
	}
}

// image shows the visible part of the frame without copying it.
func (f *frame) image(width, height int) *image.YCbCr {
	return &image.YCbCr{
		Y: f[0].pix, Cb: f[1].pix, Cr: f[2].pix, YStride: f[0].width, CStride: f[1].width,
		SubsampleRatio: image.YCbCrSubsampleRatio420, Rect: image.Rect(0, 0, width, height),
	}
}

// sourceRow is row y of plane i of pic.
func sourceRow(pic *image.YCbCr, i, y int) []byte {
	width := pic.Rect.Dx()
	if i == 0 {
		return pic.Y[pic.YOffset(pic.Rect.Min.X, pic.Rect.Min.Y+y):][:width]
	}
	off := pic.COffset(pic.Rect.Min.X, pic.Rect.Min.Y+2*y)
	if i == 1 {
		return pic.Cb[off:][:width/2]
	}
	return pic.Cr[off:][:width/2]
}

// differs reports if the visible part of f is not pic.
func (f *frame) differs(pic *image.YCbCr) bool {
	for i := range f {
		for y := range planeHeight(pic, i) {
			row := sourceRow(pic, i, y)
			if !bytes.Equal(row, f[i].row(y)[:len(row)]) {
				return true
			}
		}
	}
	return false
}

// load copies pic and repeats its last column and row up to the next whole macroblock.
func (f *frame) load(pic *image.YCbCr) {
	for i, p := range f {
		height := planeHeight(pic, i)
		for y := range p.height {
			row := p.row(y)
			if y >= height {
				copy(row, p.row(height-1))
				continue
			}
			n := copy(row, sourceRow(pic, i, y))
			for x := n; x < len(row); x++ {
				row[x] = row[n-1]
			}
		}
	}
}

func planeHeight(pic *image.YCbCr, i int) int {
	if i == 0 {
		return pic.Rect.Dy()
	}
	return pic.Rect.Dy() / 2
}
