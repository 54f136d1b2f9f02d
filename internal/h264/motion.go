package h264

import (
	"bytes"
	"encoding/binary"
)

const (
	// maxShift bounds the search for scrolling, in pixels.
	maxShift = 255
	// bands is into how many columns the changed part of the picture is cut for the search, so that
	// a scroll bar or a floating button hides the motion in one of them only.
	bands = 3
	// minVotes is how many rows of bands must have moved alike.
	minVotes = 16
)

// intraMotion marks a macroblock without motion among the motion vectors.
const intraMotion = -1 << 15

// A shiftFinder looks for the one vertical motion between two pictures.
type shiftFinder struct {
	before, now [bands][]uint64 // a hash of every row
}

func newShiftFinder(height int) (f shiftFinder) {
	for i := range bands {
		f.before[i], f.now[i] = make([]uint64, height), make([]uint64, height)
	}
	return f
}

// find returns by how many rows the content of now lies higher in before, negative when it lay
// further up, and zero when the picture did not scroll: a motion vector. It is at most limit.
func (f *shiftFinder) find(before, now plane, limit int) int {
	top, bottom, left, right := changedArea(before, now)
	if bottom-top < minVotes/bands {
		return 0
	}
	step := (right - left + bands - 1) / bands
	for i := range bands {
		from := min(left+i*step, right)
		to := min(from+step, right)
		for y := top; y < bottom; y++ {
			f.before[i][y] = hashRow(before.row(y)[from:to])
			f.now[i][y] = hashRow(now.row(y)[from:to])
		}
	}
	best, bestVotes := 0, minVotes-1
	for d := 1; d <= min(limit, bottom-top-1); d++ {
		for _, shift := range [2]int{d, -d} {
			if votes := f.votes(top, bottom, shift); votes > bestVotes {
				best, bestVotes = shift, votes
			}
		}
	}
	return best
}

// votes counts the rows that changed and lie shift rows further in the picture before. Empty rows
// and rows like the one above them are left out: they look moved by any distance.
func (f *shiftFinder) votes(top, bottom, shift int) int {
	votes := 0
	for i := range bands {
		before, now := f.before[i], f.now[i]
		for y := max(top, top-shift) + 1; y < min(bottom, bottom-shift); y++ {
			if h := now[y]; h == before[y+shift] && h != emptyRow && h != before[y] && h != now[y-1] {
				votes++
			}
		}
	}
	return votes
}

// changedArea returns the smallest rectangle outside which both planes are the same.
func changedArea(a, b plane) (top, bottom, left, right int) {
	top, left = a.height, a.width
	for y := range a.height {
		p, q := a.row(y), b.row(y)
		if bytes.Equal(p, q) {
			continue
		}
		top, bottom = min(top, y), y+1
		for x := range left {
			if p[x] != q[x] {
				left = x
				break
			}
		}
		for x := a.width; x > right; x-- {
			if p[x-1] != q[x-1] {
				right = x
				break
			}
		}
	}
	return top, bottom, left, right
}

// emptyRow is the hash of rows of one color.
const emptyRow = 0

func hashRow(row []byte) uint64 {
	if len(row) == 0 || bytes.Equal(row[1:], row[:len(row)-1]) {
		return emptyRow
	}
	const prime = 0x9e3779b97f4a7c15
	h := uint64(prime)
	for ; len(row) >= 8; row = row[8:] {
		h = (h ^ binary.LittleEndian.Uint64(row)) * prime
		h ^= h >> 32
	}
	for _, b := range row {
		h = (h ^ uint64(b)) * prime
	}
	return h ^ h>>29 | 1
}

// predictMotion is the vertical motion vector prediction of clause 8.4.1.3 for a 16x16 partition,
// and the motion a skipped macroblock would have (clause 8.4.1.1). All vectors are vertical, in pixels.
func (e *Encoder) predictMotion(x, y int) (predicted, skipped int) {
	at := y*e.mbWidth + x
	a, c := intraMotion, intraMotion
	if x > 0 {
		a = int(e.motion[at-1])
	}
	if y == 0 {
		if a == intraMotion {
			return 0, 0
		}
		return a, 0
	}
	b := int(e.motion[at-e.mbWidth])
	switch {
	case x+1 < e.mbWidth:
		c = int(e.motion[at-e.mbWidth+1])
	case x > 0:
		c = int(e.motion[at-e.mbWidth-1])
	}
	predicted = predictFrom(a, b, c)
	if x == 0 || a == 0 || b == 0 {
		return predicted, 0
	}
	return predicted, predicted
}

// predictFrom is the only vector there is, or else the median, in which an intra macroblock counts as zero.
func predictFrom(a, b, c int) int {
	vectors, sum := 0, 0
	zeroed := [3]int{a, b, c}
	for i, v := range zeroed {
		if v == intraMotion {
			zeroed[i] = 0
			continue
		}
		vectors++
		sum += v
	}
	if vectors == 1 {
		return sum
	}
	a, b, c = zeroed[0], zeroed[1], zeroed[2]
	return max(min(a, b), min(max(a, b), c))
}

// moved reports if the source of macroblock x, y is the last picture's source by motion rows
// further down. Chroma is not looked at for odd motion, which blends two rows of it.
func (e *Encoder) moved(x, y, motion int) bool {
	for i := range e.src {
		if i > 0 && motion%2 != 0 {
			break
		}
		size := mbSize(i)
		rows := motion * size / 16
		now, before := e.src[i], e.prev[i]
		for r := y * size; r < (y+1)*size; r++ {
			if !bytes.Equal(now.row(r)[x*size:][:size], before.clamped(r + rows)[x*size:][:size]) {
				return false
			}
		}
	}
	return true
}

// predictInter fills macroblock x, y of the reconstruction from the reference (clause 8.4.2).
func (e *Encoder) predictInter(x, y, motion int) {
	for r := y * 16; r < y*16+16; r++ {
		copy(e.rec[0].row(r)[x*16:][:16], e.ref[0].clamped(r + motion)[x*16:][:16])
	}
	for i := 1; i < 3; i++ {
		for r := y * 8; r < y*8+8; r++ {
			to := e.rec[i].row(r)[x*8:][:8]
			from := e.ref[i].clamped(r + motion>>1)[x*8:][:8]
			if motion%2 == 0 {
				copy(to, from)
				continue
			}
			next := e.ref[i].clamped(r + motion>>1 + 1)[x*8:][:8]
			for j := range to {
				to[j] = byte((int(from[j]) + int(next[j]) + 1) >> 1)
			}
		}
	}
}

// interCost is how far the luma of macroblock x, y is from its prediction with that motion.
func (e *Encoder) interCost(x, y, motion int) int {
	cost := 0
	for r := y * 16; r < y*16+16; r++ {
		cost += distance(e.src[0].row(r)[x*16:][:16], e.ref[0].clamped(r + motion)[x*16:][:16])
	}
	return cost
}

// distance is the sum of absolute differences.
func distance(a, b []byte) int {
	sum := 0
	b = b[:len(a)]
	for i, v := range a {
		d := int(v) - int(b[i])
		sum += max(d, -d)
	}
	return sum
}
