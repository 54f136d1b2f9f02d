package sim

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"sync"
	"time"
)

// ErrUnchanged says that the picture stayed as it was for as long as was waited.
var ErrUnchanged = errors.New("the picture has not changed")

// stillEvery is the shortest time between two pictures for pages: twelve a second.
const stillEvery = time.Second / 12

// A still is the last picture made for pages. All who look at a phone share it.
type still struct {
	mu    sync.Mutex // one viewer makes a picture, the others wait for it
	frame uint64
	at    time.Time
	data  []byte
	copy  *image.RGBA
}

// drop gives the memory back, unless a picture is being made.
func (s *still) drop() {
	if s.mu.TryLock() {
		s.data, s.copy, s.frame = nil, nil, 0
		s.mu.Unlock()
	}
}

// Picture returns the screen as the person in front of it sees it, secure apps included, as PNG with the number of the
// frame. It waits until the frame is another than after, or returns [ErrUnchanged] when ctx ends first.
func (p *Phone) Picture(ctx context.Context, after uint64) (data []byte, frame uint64, err error) {
	for {
		changed := p.news.wait()
		data, frame, wait, err := p.look(after)
		if err != nil || data != nil {
			return data, frame, err
		}
		if frame != after {
			changed = nil // there is something new already, it only comes too soon
		}
		due := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			due.Stop()
			return nil, frame, ErrUnchanged
		case <-changed:
			due.Stop()
		case <-due.C:
		}
	}
}

// look returns a picture that is not the frame after, or no data and how long to wait for one.
func (p *Phone) look(after uint64) (data []byte, frame uint64, wait time.Duration, err error) {
	s := &p.still
	s.mu.Lock()
	defer s.mu.Unlock()
	p.mu.Lock()
	img, moving := p.paint()
	frame = p.frame
	sinceLast := p.now().Sub(s.at)
	tooSoon := s.data != nil && sinceLast >= 0 && sinceLast < stillEvery
	due := frame != after && s.frame != frame && !tooSoon
	if due {
		s.keep(img)
	}
	p.mu.Unlock()
	switch {
	case due:
		if s.data, err = encodePNG(s.copy); err != nil {
			return nil, 0, 0, err
		}
		s.frame, s.at = frame, p.now()
		return s.data, frame, 0, nil
	case frame != after && s.frame == frame:
		return s.data, frame, 0, nil
	case frame != after:
		return nil, frame, stillEvery - sinceLast, nil
	case moving:
		return nil, frame, stillEvery, nil
	}
	return nil, frame, time.Second, nil
}

// keep copies a picture, so that it can be turned into a file while the screen goes on.
func (s *still) keep(img *image.RGBA) {
	if s.copy == nil || s.copy.Rect != img.Rect {
		s.copy = image.NewRGBA(img.Rect)
	}
	copy(s.copy.Pix, img.Pix)
}

func encodePNG(img *image.RGBA) ([]byte, error) {
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&out, img); err != nil {
		return nil, fmt.Errorf("encode picture: %w", err)
	}
	return out.Bytes(), nil
}
