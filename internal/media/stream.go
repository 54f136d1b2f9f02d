package media

import (
	"math/rand/v2"
	"time"

	"github.com/helpatwork/helpatwork/internal/rtc"
)

const clockRate = 90000 // Hz, RTP timestamps of video

// A stream turns the packets of one publisher after another into one unbroken RTP stream for one viewer: it begins
// at a key frame, and neither a pause nor a new publisher leaves a gap in sequence numbers or time.
type stream struct {
	source *publisher // whose packets flow; nil waits for a key frame
	from   int64      // the first packet that flows, by its unwrapped number

	sequenceOffset  uint16
	timestampOffset uint32

	used     bool // a packet has been sent
	lastSeq  uint16
	lastTime uint32
	lastAt   time.Time
}

// halt makes the stream wait for a key frame.
func (s *stream) halt() { s.source = nil }

// waits says whether a key frame is missing.
func (s *stream) waits() bool { return s.source == nil }

// next rewrites a packet of source, whose sequence number unwraps to n; key says that it begins a key frame. It
// returns false for a packet that this viewer must not see.
func (s *stream) next(source *publisher, n int64, key bool, p rtc.Packet, now time.Time) (rtc.Packet, bool) {
	if s.source != source {
		if !key {
			return p, false
		}
		s.begin(source, n, p, now)
	}
	if n < s.from {
		return p, false // late, from before the key frame
	}
	p.Sequence += s.sequenceOffset
	p.Timestamp += s.timestampOffset
	if !s.used || int16(p.Sequence-s.lastSeq) > 0 {
		s.used, s.lastSeq, s.lastTime, s.lastAt = true, p.Sequence, p.Timestamp, now
	}
	return p, true
}

func (s *stream) begin(source *publisher, n int64, p rtc.Packet, now time.Time) {
	sequence, timestamp := uint16(rand.Uint32())&0x7fff, rand.Uint32() // RFC 3550 §5.1; low, as SRTP guesses roll-overs
	if s.used {
		passed := max(now.Sub(s.lastAt), time.Millisecond)
		sequence, timestamp = s.lastSeq+1, s.lastTime+uint32(passed*clockRate/time.Second)
	}
	s.source, s.from = source, n
	s.sequenceOffset, s.timestampOffset = sequence-p.Sequence, timestamp-p.Timestamp
}

// An unwrapper counts sequence numbers on beyond 16 bits (RFC 3550 appendix A.1).
type unwrapper struct {
	started bool
	highest int64
}

func (u *unwrapper) unwrap(sequence uint16) int64 {
	if !u.started {
		u.started, u.highest = true, int64(sequence)
	}
	n := u.highest + int64(int16(sequence-uint16(u.highest)))
	u.highest = max(u.highest, n)
	return n
}
