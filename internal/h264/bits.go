package h264

import (
	"encoding/binary"
	"math/bits"
)

// A bitWriter collects the bits of one raw byte sequence payload, most significant first.
type bitWriter struct {
	buf     []byte
	acc     uint64 // the low pending bits are not in buf yet
	pending uint
}

func (w *bitWriter) reset() {
	w.buf, w.acc, w.pending = w.buf[:0], 0, 0
}

// put writes the low n bits of v, n at most 32; the bits above them must be zero.
func (w *bitWriter) put(v uint32, n uint) {
	w.acc = w.acc<<n | uint64(v)
	w.pending += n
	if w.pending >= 32 {
		w.pending -= 32
		w.buf = binary.BigEndian.AppendUint32(w.buf, uint32(w.acc>>w.pending))
	}
}

func (w *bitWriter) putCode(c code) { w.put(uint32(c.bits), uint(c.length)) }

func (w *bitWriter) flag(on bool) {
	if on {
		w.put(1, 1)
	} else {
		w.put(0, 1)
	}
}

// ue writes an unsigned Exp-Golomb code (clause 9.1).
func (w *bitWriter) ue(v int) {
	n := uint(bits.Len(uint(v) + 1))
	w.put(0, n-1)
	w.put(uint32(v)+1, n)
}

// se writes a signed Exp-Golomb code (clause 9.1.1).
func (w *bitWriter) se(v int) {
	if v > 0 {
		w.ue(2*v - 1)
	} else {
		w.ue(-2 * v)
	}
}

// bitLen is how many bits have been written since reset.
func (w *bitWriter) bitLen() int { return len(w.buf)*8 + int(w.pending) }

// finish writes the stop bit, fills the last byte with zeros (clause 7.3.2.11), and returns the payload.
func (w *bitWriter) finish() []byte {
	w.put(1, 1)
	if odd := w.pending % 8; odd != 0 {
		w.put(0, 8-odd)
	}
	for w.pending > 0 {
		w.pending -= 8
		w.buf = append(w.buf, byte(w.acc>>w.pending))
	}
	return w.buf
}
