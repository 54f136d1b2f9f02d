package rtc

import (
	"bytes"
	"maps"
	"slices"

	"github.com/pion/rtp/codecs"
)

// A Frame is one whole picture: an access unit in Annex B form (H.264), or a VP8 frame.
type Frame struct {
	Data      []byte
	Key       bool
	Timestamp uint32 // 90 kHz
}

// maxAhead is how many packets an assembler keeps while it waits for an earlier one to be repeated.
const maxAhead = 128

// An assembler makes frames out of packets. It gives a frame out with its last packet, not with the first of the
// next one, so a still screen shows at once.
type assembler struct {
	codec   Codec
	started bool
	next    uint16
	ahead   map[uint16]Packet
	// waiting means that a packet is lost for good: nothing can be shown until the next key frame.
	waiting bool
	asked   bool

	nal   codecs.H264Packet
	data  []byte
	key   bool
	whole bool // every packet of the frame so far could be read
}

func newAssembler(codec Codec) *assembler {
	return &assembler{codec: codec, ahead: map[uint16]Packet{}, waiting: true, whole: true}
}

// wantsKey says, once for each loss, that a key frame has to be asked for.
func (a *assembler) wantsKey() bool {
	ask := a.started && a.waiting && !a.asked
	a.asked = a.waiting
	return ask
}

// add takes one packet, in any order, and returns the frames that are whole now.
func (a *assembler) add(p Packet) []Frame {
	if !a.started {
		a.started, a.next, a.asked = true, p.Sequence, true
	}
	distance := int16(p.Sequence - a.next)
	if distance < 0 {
		return nil // came twice, or too late
	}
	p.Payload = bytes.Clone(p.Payload)
	a.ahead[p.Sequence] = p
	if len(a.ahead) > maxAhead || distance > 4*maxAhead {
		a.skip()
	}
	var frames []Frame
	for {
		p, ok := a.ahead[a.next]
		if !ok {
			return frames
		}
		delete(a.ahead, a.next)
		a.next++
		if f, ok := a.take(p); ok {
			frames = append(frames, f)
		}
	}
}

// skip gives up on what is missing.
func (a *assembler) skip() {
	oldest := slices.MinFunc(slices.Collect(maps.Keys(a.ahead)), func(x, y uint16) int { return int(int16(x - y)) })
	a.next = oldest
	a.waiting = true
	a.drop()
}

func (a *assembler) drop() { a.data, a.key, a.whole, a.nal = nil, false, true, codecs.H264Packet{} }

// take adds the next packet in order to the frame and returns the frame when it is whole.
func (a *assembler) take(p Packet) (Frame, bool) {
	if a.codec.StartsKeyFrame(p.Payload) {
		a.key = true
	}
	if len(p.Payload) > 0 {
		part, err := a.depacketize(p.Payload)
		a.whole = a.whole && err == nil
		a.data = append(a.data, part...)
	}
	if !p.Marker {
		return Frame{}, false
	}
	f := Frame{Data: a.data, Key: a.key, Timestamp: p.Timestamp}
	good := a.whole && len(f.Data) > 0
	a.drop()
	if !good || a.waiting && !f.Key {
		a.waiting = a.waiting || !good && len(f.Data) > 0
		return Frame{}, false
	}
	a.waiting = false
	return f, true
}

func (a *assembler) depacketize(payload []byte) ([]byte, error) {
	if a.codec == VP8 {
		return (&codecs.VP8Packet{}).Unmarshal(payload)
	}
	return a.nal.Unmarshal(payload)
}
