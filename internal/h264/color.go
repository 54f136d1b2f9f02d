package h264

import (
	"encoding/binary"
	"image"
)

// FromRGBA converts img into dst and returns it, or into a new picture where dst is nil or of
// another size or kind. The result begins at 0, 0, is 4:2:0, BT.601 with limited range, as the
// stream declares; alpha is not looked at.
func FromRGBA(dst *image.YCbCr, img *image.RGBA) *image.YCbCr {
	size := image.Rectangle{Max: img.Rect.Size()}
	if dst == nil || dst.Rect != size || dst.SubsampleRatio != image.YCbCrSubsampleRatio420 {
		dst = image.NewYCbCr(size, image.YCbCrSubsampleRatio420)
	}
	FromRGBARect(dst, img, img.Rect)
	return dst
}

// FromRGBARect converts the part r of img, widened to even coordinates, into the same part of dst,
// a picture that [FromRGBA] returned for an image of that size. Parts of r outside img are ignored.
func FromRGBARect(dst *image.YCbCr, img *image.RGBA, r image.Rectangle) {
	r = r.Intersect(img.Rect).Sub(img.Rect.Min).Intersect(dst.Rect)
	width, height := img.Rect.Dx(), img.Rect.Dy()
	for y := r.Min.Y &^ 1; y < r.Max.Y; y += 2 {
		below := min(y+1, height-1)
		convertRows(dst, y, below, r.Min.X&^1, r.Max.X, width,
			img.Pix[y*img.Stride:][:4*width], img.Pix[below*img.Stride:][:4*width])
	}
}

// convertRows converts two rows of pixels from column x up to column end. Screens are mostly flat,
// so a square of four pixels that equals the one before it is not computed again.
func convertRows(dst *image.YCbCr, y, below, x, end, width int, top, bottom []byte) {
	luma0, luma1 := dst.Y[y*dst.YStride:], dst.Y[below*dst.YStride:]
	cb, cr := dst.Cb[y/2*dst.CStride:], dst.Cr[y/2*dst.CStride:]
	var lastTop, lastBottom uint64
	known := false
	for ; x < end; x += 2 {
		right := min(x+1, width-1)
		t := pair(top, x, right)
		b := pair(bottom, x, right)
		if known && t == lastTop && b == lastBottom {
			luma0[x], luma1[x] = luma0[x-2], luma1[x-2]
			luma0[right], luma1[right] = luma0[x-1], luma1[x-1]
			cb[x/2], cr[x/2] = cb[x/2-1], cr[x/2-1]
			continue
		}
		known, lastTop, lastBottom = true, t, b
		luma0[x], luma0[right] = lumaOf(uint32(t)), lumaOf(uint32(t>>32))
		luma1[x], luma1[right] = lumaOf(uint32(b)), lumaOf(uint32(b>>32))
		cb[x/2], cr[x/2] = chromaOf(t, b)
	}
}

// pair is the pixels x and right of a row as eight bytes.
func pair(row []byte, x, right int) uint64 {
	if right == x+1 {
		return binary.LittleEndian.Uint64(row[4*x:])
	}
	return uint64(binary.LittleEndian.Uint32(row[4*x:])) * (1<<32 + 1)
}

// The factors are those of BT.601 for 8 bits, times 2^16.

func lumaOf(pixel uint32) byte {
	r, g, b := pixel&0xff, pixel>>8&0xff, pixel>>16&0xff
	return byte((16829*r + 33039*g + 6416*b + 16<<16 + 1<<15) >> 16)
}

// chromaOf converts the mean of four pixels.
func chromaOf(top, bottom uint64) (cb, cr byte) {
	const odd = 0x00ff00ff00ff00ff // red and blue of both pixels
	redBlue := top&odd + bottom&odd
	green := top>>8&odd + bottom>>8&odd
	redBlue += redBlue >> 32
	r, b := int32(redBlue&0x3ff), int32(redBlue>>16&0x3ff)
	g := int32(green&0x3ff) + int32(green>>32&0x3ff)
	const half = 128<<18 + 1<<17
	return byte((28784*b - 9714*r - 19070*g + half) >> 18), byte((28784*r - 24103*g - 4681*b + half) >> 18)
}
