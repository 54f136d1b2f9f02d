package h264

import "slices"

// A counts holds the number of coefficients of every 4x4 block of one plane: the context in which
// the blocks right of and below it are written.
type counts struct {
	n     []uint8
	width int
}

func newCounts(width, height int) counts { return counts{make([]uint8, width*height), width} }

// context is nC of clause 9.2.1 for the block in column x and row y.
func (c counts) context(x, y int) int {
	i := y*c.width + x
	switch {
	case x > 0 && y > 0:
		return (int(c.n[i-1]) + int(c.n[i-c.width]) + 1) >> 1
	case x > 0:
		return int(c.n[i-1])
	case y > 0:
		return int(c.n[i-c.width])
	}
	return 0
}

// tokenTable picks the part of table 9-5 for nC.
func tokenTable(nC int) int {
	switch {
	case nC < 2:
		return 0
	case nC < 4:
		return 1
	case nC < 8:
		return 2
	}
	return 3
}

// block writes the levels of one block, in scan order, 4 (chroma DC), 15 or 16 of them
// (clause 7.3.5.3.2), and returns how many are not zero.
func (w *bitWriter) block(levels []int32, table int) int {
	var found, runs [16]int32 // from the highest frequency down; runs counts the zeros below each
	total, ones := 0, 0
	zeros := int32(0)
	onesEnded := false
	for _, v := range slices.Backward(levels) {
		if v == 0 {
			if total > 0 {
				runs[total-1]++
				zeros++
			}
			continue
		}
		found[total] = v
		total++
		if (v == 1 || v == -1) && ones < 3 && !onesEnded {
			ones++
		} else {
			onesEnded = true
		}
	}
	w.putCode(coeffTokens[table][total][ones])
	if total == 0 {
		return 0
	}
	w.levels(found[:total], ones)
	if total < len(levels) {
		if len(levels) == 4 {
			w.putCode(chromaDCTotalZeros[total-1][zeros])
		} else {
			w.putCode(totalZeros[total-1][zeros])
		}
	}
	for i := 0; i < total-1 && zeros > 0; i++ {
		w.putCode(runBefore[min(zeros, 7)-1][runs[i]])
		zeros -= runs[i]
	}
	return total
}

// levels writes the signs of the trailing ones and the other levels (clause 9.2.2.1). An escape has
// 12 bits; from QP 20 on no level exceeds 630, so that it always does.
func (w *bitWriter) levels(found []int32, ones int) {
	for _, v := range found[:ones] {
		w.flag(v < 0)
	}
	suffix := uint(0)
	if len(found) > 10 && ones < 3 {
		suffix = 1
	}
	for i, v := range found[ones:] {
		size := max(v, -v)
		number := uint32(2*size - 2)
		if v < 0 {
			number++
		}
		if i == 0 && ones < 3 {
			number -= 2 // it cannot be one, or it would be a trailing one
		}
		switch {
		case suffix == 0 && number < 14:
			w.put(1, uint(number)+1)
		case suffix == 0 && number < 30:
			w.put(1, 15)
			w.put(number-14, 4)
		case suffix == 0:
			w.put(1, 16)
			w.put(number-30, 12)
		case number < 15<<suffix:
			w.put(1, uint(number>>suffix)+1)
			w.put(number&(1<<suffix-1), suffix)
		default:
			w.put(1, 16)
			w.put(number-15<<suffix, 12)
		}
		if suffix == 0 {
			suffix = 1
		}
		if size > 3<<(suffix-1) && suffix < 6 {
			suffix++
		}
	}
}
