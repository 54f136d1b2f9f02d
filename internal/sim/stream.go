package sim

import (
	"fmt"
	"image"

	"github.com/helpatwork/helpatwork/internal/h264"
	"github.com/helpatwork/helpatwork/internal/sim/screen"
)

// maxFrameBits keeps a key frame near 50 KB, so that it is there within some tens of milliseconds; what this costs in
// sharpness comes with the next few frames.
const maxFrameBits = 400_000

// quality is the quantizer that every picture reaches once it stands still.
const quality = 26

// A stream is what an encoder needs of a phone's screen: the picture in its colors, with what a secure app shows left out.
// Its zero value is ready. It is not safe for concurrent use.
type stream struct {
	encoder *h264.Encoder // nil until there is a picture, and made anew for each size
	pic     *image.YCbCr
	hidden  bool // pic hides a secure app
	fresh   bool // pic was not encoded yet
	sharp   bool // the encoder has nothing to better
}

// take brings pic up to date with img, of which the parts in changed are new.
func (s *stream) take(phone *screen.Phone, img *image.RGBA, changed []image.Rectangle) {
	secure := phone.State().Secure
	turned := s.pic == nil || s.pic.Rect != img.Rect
	switch {
	case secure:
		if turned || !s.hidden {
			instead := image.NewRGBA(img.Rect)
			phone.DrawHidden(instead)
			s.replace(instead)
		}
	case turned || s.hidden:
		s.replace(img)
	default:
		for _, r := range changed {
			h264.FromRGBARect(s.pic, img, r)
			s.fresh = true
		}
	}
	s.hidden = secure
}

func (s *stream) replace(img *image.RGBA) {
	if s.pic == nil || s.pic.Rect != img.Rect {
		s.encoder = nil
	}
	s.pic = h264.FromRGBA(s.pic, img)
	s.fresh = true
}

// next encodes the picture if it is new, can be bettered, or must be a key frame; else it returns no frame. The frame
// is valid until the next call.
func (s *stream) next(key bool) ([]byte, error) {
	if !key && !s.fresh && s.sharp {
		return nil, nil
	}
	return s.encode(key)
}

// repeat encodes the picture as it is.
func (s *stream) repeat() ([]byte, error) { return s.encode(false) }

func (s *stream) encode(key bool) ([]byte, error) {
	if s.encoder == nil {
		size := s.pic.Rect.Size()
		e, err := h264.New(h264.Config{Width: size.X, Height: size.Y, QP: quality, MaxBitsPerFrame: maxFrameBits})
		if err != nil {
			return nil, fmt.Errorf("start encoder: %w", err)
		}
		s.encoder = e
	}
	frame, err := s.encoder.Encode(s.pic, key)
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	done := s.encoder.Last()
	s.fresh = false
	s.sharp = done.QP == quality && done.Moved+done.Intra+done.Refined == 0 // nothing was left to send
	return frame, nil
}
