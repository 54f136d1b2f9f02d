package h264

// A quantizer turns transform coefficients into levels and back for one QP.
type quantizer struct {
	mul   [16]int32 // by scan position
	scale [16]int32 // by scan position, shifted by QP/6
	bits  uint
}

func newQuantizer(qp int) quantizer {
	q := quantizer{bits: uint(15 + qp/6)}
	for i, place := range zigzag {
		class := 2
		switch x, y := place%4, place/4; {
		case x%2 == 0 && y%2 == 0:
			class = 0
		case x%2 == 1 && y%2 == 1:
			class = 1
		}
		q.mul[i] = quantScale[qp%6][class]
		q.scale[i] = normAdjust[qp%6][class] << (qp / 6)
	}
	return q
}

// round is what is added before the division: a third of a step for intra blocks, a sixth for inter.
func (q *quantizer) round(intra bool) int32 {
	if intra {
		return (1 << q.bits) / 3
	}
	return (1 << q.bits) / 6
}

// block quantizes the coefficients from scan position first on into levels, replaces them by what a
// decoder will compute, and returns how many levels are not zero.
func (q *quantizer) block(coef *[16]int32, levels *[16]int32, first int, round int32) int {
	nonzero := 0
	for i := first; i < 16; i++ {
		place := zigzag[i]
		v := divide(coef[place], q.mul[i], round, q.bits)
		levels[i] = v
		coef[place] = v * q.scale[i]
		if v != 0 {
			nonzero++
		}
	}
	return nonzero
}

// divide returns coef*mul/2^bits, rounded towards zero after adding round to its size.
func divide(coef, mul, round int32, bits uint) int32 {
	if coef < 0 {
		return -((-coef*mul + round) >> bits)
	}
	return (coef*mul + round) >> bits
}

// forward transforms the difference between src and pred, whose rows are stride apart
// (the integer approximation of the DCT that clause 8.5.12 undoes). It reports if there is any.
func forward(c *[16]int32, src, pred []byte, stride int) bool {
	var difference int32
	for y := range 4 {
		s, p := src[y*stride:][:4], pred[y*stride:][:4]
		a, b := int32(s[0])-int32(p[0]), int32(s[1])-int32(p[1])
		d, f := int32(s[2])-int32(p[2]), int32(s[3])-int32(p[3])
		difference |= a | b | d | f
		s0, s1, d0, d1 := a+f, b+d, a-f, b-d
		c[4*y], c[4*y+1], c[4*y+2], c[4*y+3] = s0+s1, 2*d0+d1, s0-s1, d0-2*d1
	}
	if difference == 0 {
		return false
	}
	for x := range 4 {
		s0, s1, d0, d1 := c[x]+c[12+x], c[4+x]+c[8+x], c[x]-c[12+x], c[4+x]-c[8+x]
		c[x], c[4+x], c[8+x], c[12+x] = s0+s1, 2*d0+d1, s0-s1, d0-2*d1
	}
	return true
}

// inverse adds what the coefficients stand for to the prediction in pic (clause 8.5.12.2).
func inverse(c *[16]int32, pic []byte, stride int) {
	for y := range 4 {
		r := c[4*y : 4*y+4]
		e0, e1, e2, e3 := r[0]+r[2], r[0]-r[2], r[1]>>1-r[3], r[1]+r[3]>>1
		r[0], r[1], r[2], r[3] = e0+e3, e1+e2, e1-e2, e0-e3
	}
	for x := range 4 {
		e0, e1, e2, e3 := c[x]+c[8+x], c[x]-c[8+x], c[4+x]>>1-c[12+x], c[4+x]+c[12+x]>>1
		for y, v := range [4]int32{e0 + e3, e1 + e2, e1 - e2, e0 - e3} {
			p := &pic[y*stride+x]
			*p = byte(min(max(int32(*p)+(v+32)>>6, 0), 255))
		}
	}
}

// hadamard is the 4x4 transform of the luma DC coefficients, its own inverse but for the scale.
func hadamard(c *[16]int32) {
	for y := range 4 {
		r := c[4*y : 4*y+4]
		s0, s1, d0, d1 := r[0]+r[3], r[1]+r[2], r[0]-r[3], r[1]-r[2]
		r[0], r[1], r[2], r[3] = s0+s1, d0+d1, s0-s1, d0-d1
	}
	for x := range 4 {
		s0, s1, d0, d1 := c[x]+c[12+x], c[4+x]+c[8+x], c[x]-c[12+x], c[4+x]-c[8+x]
		c[x], c[4+x], c[8+x], c[12+x] = s0+s1, d0+d1, s0-s1, d0-d1
	}
}

// lumaDC quantizes the DC coefficients of an Intra16x16 macroblock, block by block row by row, into
// levels, and replaces them by what a decoder will compute (clause 8.5.10).
func (q *quantizer) lumaDC(dc, levels *[16]int32) {
	hadamard(dc)
	for i, place := range zigzag {
		half := (dc[place] + 1) >> 1
		levels[i] = divide(half, q.mul[0], 2*q.round(true), q.bits+1)
	}
	for i, place := range zigzag {
		dc[place] = levels[i]
	}
	hadamard(dc)
	for i, v := range dc {
		dc[i] = (v*q.scale[0] + 2) >> 2
	}
}

// chromaDC does the same for the four DC coefficients of a chroma plane (clause 8.5.11), and
// returns how many levels are not zero.
func (q *quantizer) chromaDC(dc, levels *[4]int32, round int32) int {
	nonzero := 0
	for i, v := range butterfly(*dc) {
		levels[i] = divide(v, q.mul[0], 2*round, q.bits+1)
		if levels[i] != 0 {
			nonzero++
		}
	}
	for i, v := range butterfly(*levels) {
		dc[i] = (v * q.scale[0]) >> 1
	}
	return nonzero
}

func butterfly(v [4]int32) [4]int32 {
	a, b, c, d := v[0]+v[1], v[0]-v[1], v[2]+v[3], v[2]-v[3]
	return [4]int32{a + c, b + d, a - c, b - d}
}
