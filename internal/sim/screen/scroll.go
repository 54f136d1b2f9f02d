package screen

import (
	"image"
	"math"
	"time"
)

// A scroller is a part of the screen whose content is larger than its window.
type scroller struct {
	area image.Rectangle
	// pos is how far the content has moved up (or left), 0..limit pixels.
	pos, limit float64
	// speed is that of a fling in pixels a second; zero at rest.
	speed float64
	last  time.Time
	// sideways content moves left and right.
	sideways bool
}

// fit sets the window and the length of the content, and keeps pos inside.
func (s *scroller) fit(area image.Rectangle, content int) *scroller {
	s.area = area
	window := area.Dy()
	if s.sideways {
		window = area.Dx()
	}
	s.limit = float64(max(0, content-window))
	s.pos = min(s.limit, max(0, s.pos))
	return s
}

// offset is pos in whole pixels.
func (s *scroller) offset() int { return int(math.Round(s.pos)) }

// by moves the content and says whether that can be seen.
func (s *scroller) by(d float64) bool {
	before := s.offset()
	s.pos = min(s.limit, max(0, s.pos+d))
	return s.offset() != before
}

const (
	friction  = 2.6   // a fling keeps e^-friction of its speed after a second
	slowest   = 24.0  // pixels a second under which a fling ends
	fastest   = 9000. // and over which none begins
	longTicks = 60 * time.Millisecond
)

func (s *scroller) fling(speed float64, now time.Time) {
	s.speed, s.last = min(fastest, max(-fastest, speed)), now
	if math.Abs(speed) < slowest*4 || s.limit == 0 {
		s.speed = 0
	}
}

// step moves a fling on and says whether that can be seen. It ends at either end of the content.
func (s *scroller) step(now time.Time) bool {
	past := max(now.Sub(s.last), 0)
	past = min(past, longTicks)
	s.last = now
	seen := s.by(s.speed * past.Seconds())
	s.speed *= math.Exp(-friction * past.Seconds())
	if math.Abs(s.speed) < slowest || s.pos <= 0 && s.speed < 0 || s.pos >= s.limit && s.speed > 0 {
		s.speed = 0
	}
	return seen
}
