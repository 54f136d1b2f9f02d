package h264

// A residual holds the levels of one macroblock, in scan order, its 4x4 blocks row by row.
type residual struct {
	dc       [16]int32
	luma     [16][16]int32
	chromaDC [2][4]int32
	chroma   [2][4][16]int32
	// pattern is coded_block_pattern: a bit for each 8x8 luma block, and 16 for chroma DC only or
	// 32 for chroma DC and AC.
	pattern int
}

// macroblock codes one macroblock of the picture in the cheapest way that shows its source.
func (e *Encoder) macroblock(x, y int) {
	if e.key {
		mode, _ := e.predictIntra(x, y, 0)
		e.intra(x, y, mode)
		return
	}
	predicted, skipped := e.predictMotion(x, y)
	if e.moved(x, y, 0) {
		switch {
		case e.worthRefining(x, y):
			e.inter(x, y, 0, predicted, skipped, true)
		case skipped%2 == 0 && skipped != 0 && e.moved(x, y, skipped):
			e.inter(x, y, skipped, predicted, skipped, false)
		default:
			e.inter(x, y, 0, predicted, skipped, false)
		}
		return
	}
	if e.shift != 0 && e.moved(x, y, e.shift) {
		e.inter(x, y, e.shift, predicted, skipped, false)
		return
	}
	motion, cost := 0, e.interCost(x, y, 0)
	if e.shift != 0 {
		if c := e.interCost(x, y, e.shift); c < cost {
			motion, cost = e.shift, c
		}
	}
	if mode, c := e.predictIntra(x, y, 0); c < cost {
		e.intra(x, y, mode)
		return
	}
	e.inter(x, y, motion, predicted, skipped, true)
}

// worthRefining reports if an unchanged macroblock was coded worse than asked for and there is room
// to better it now.
func (e *Encoder) worthRefining(x, y int) bool {
	return int(e.quality[y*e.mbWidth+x]) > e.qp && e.w.bitLen() < e.refineBits
}

// inter codes macroblock x, y as the reference moved, with the luma difference if correct is set.
// The chroma difference is coded with it, and for odd motion always, whose blend of rows would
// blur more with each picture. It costs nothing where a skip says the same.
func (e *Encoder) inter(x, y, motion, predicted, skipped int, correct bool) {
	at := y*e.mbWidth + x
	e.predictInter(x, y, motion)
	e.motion[at] = int16(motion)
	r := &e.residual
	r.pattern = 0
	e.nextQuality[at] = e.movedQuality(x, y, motion)
	if correct {
		e.interLuma(x, y)
		e.nextQuality[at] = uint8(e.qp)
	}
	if correct || motion%2 != 0 {
		r.pattern |= e.chromaResidual(x, y, false) << 4
	}
	switch {
	case motion != 0:
		e.stats.Moved++
	case r.pattern != 0:
		e.stats.Refined++
	default:
		e.stats.Skipped++
	}
	if r.pattern == 0 && motion == skipped {
		e.skipRun++
		return
	}
	e.endSkipRun()
	w := &e.w
	w.ue(0) // P_L0_16x16
	w.se(0)
	w.se(4 * (motion - predicted))
	w.ue(interPattern[r.pattern])
	if r.pattern != 0 {
		w.se(0) // mb_qp_delta
		e.writeLuma(x, y, 0)
		e.writeChroma(x, y)
	}
}

// movedQuality is the worst QP of the macroblocks that the moved one is made of.
func (e *Encoder) movedQuality(x, y, motion int) uint8 {
	first := min(max(y*16+motion, 0), e.mbHeight*16-1) / 16
	last := min(max(y*16+motion+15, 0), e.mbHeight*16-1) / 16
	return max(e.quality[first*e.mbWidth+x], e.quality[last*e.mbWidth+x])
}

// intra codes macroblock x, y anew, its luma already predicted by mode.
func (e *Encoder) intra(x, y, mode int) {
	at := y*e.mbWidth + x
	e.motion[at] = intraMotion
	e.nextQuality[at] = uint8(e.qp)
	e.stats.Intra++
	ac := e.intraLuma(x, y)
	chromaMode := e.predictIntraChroma(x, y)
	chroma := e.chromaResidual(x, y, true)
	e.residual.pattern = chroma << 4
	kind := 1 + mode + 4*chroma // mb_type of table 7-11
	if ac {
		kind += 12
		e.residual.pattern |= 15
	}
	w := &e.w
	if !e.key {
		e.endSkipRun()
		kind += 5 // in P slices behind the inter types
	}
	w.ue(kind)
	w.ue(intraChromaModes[chromaMode])
	w.se(0) // mb_qp_delta
	w.block(e.residual.dc[:], tokenTable(e.counts[0].context(4*x, 4*y)))
	e.writeLuma(x, y, 1)
	e.writeChroma(x, y)
}

func (e *Encoder) endSkipRun() {
	e.w.ue(e.skipRun)
	e.skipRun = 0
}

// intraLuma makes the levels of the luma of macroblock x, y from its prediction, finishes its
// reconstruction, and reports if any but the DC levels are there.
func (e *Encoder) intraLuma(x, y int) (ac bool) {
	src, rec := e.src[0], e.rec[0]
	r := &e.residual
	round := e.lumaQuant.round(true)
	var coefs [16][16]int32
	var dc [16]int32
	for i := range coefs {
		o := (y*16+i/4*4)*rec.width + x*16 + i%4*4
		if !forward(&coefs[i], src.pix[o:], rec.pix[o:], rec.width) {
			clear(r.luma[i][:])
			continue
		}
		dc[i] = coefs[i][0]
		if e.lumaQuant.block(&coefs[i], &r.luma[i], 1, round) > 0 {
			ac = true
		}
	}
	e.lumaQuant.lumaDC(&dc, &r.dc)
	for i := range coefs {
		coefs[i][0] = dc[i]
		if coefs[i] != [16]int32{} {
			inverse(&coefs[i], rec.pix[(y*16+i/4*4)*rec.width+x*16+i%4*4:], rec.width)
		}
	}
	return ac
}

// interLuma does the same after inter prediction, and notes in the pattern what there is.
func (e *Encoder) interLuma(x, y int) {
	src, rec := e.src[0], e.rec[0]
	r := &e.residual
	round := e.lumaQuant.round(false)
	for i := range r.luma {
		o := (y*16+i/4*4)*rec.width + x*16 + i%4*4
		var coef [16]int32
		if !forward(&coef, src.pix[o:], rec.pix[o:], rec.width) {
			clear(r.luma[i][:])
			continue
		}
		if e.lumaQuant.block(&coef, &r.luma[i], 0, round) > 0 {
			r.pattern |= 1 << (i/8*2 + i%4/2)
			inverse(&coef, rec.pix[o:], rec.width)
		}
	}
}

// predictIntraChroma predicts both chroma planes alike, as Cb is predicted best.
func (e *Encoder) predictIntraChroma(x, y int) int {
	mode, _ := e.predictIntra(x, y, 1)
	g := edgesOf(e.rec[2], x, y, mbSize(2))
	e.fillIntra(x, y, 2, mode, &g)
	return mode
}

// chromaResidual makes the levels of both chroma planes from their prediction, finishes the
// reconstruction, and returns 0 for no levels, 1 for DC levels, 2 for AC levels too.
func (e *Encoder) chromaResidual(x, y int, intra bool) (kind int) {
	q, r := &e.chromaQuant, &e.residual
	round := q.round(intra)
	for i := range 2 {
		src, rec := e.src[i+1], e.rec[i+1]
		var coefs [4][16]int32
		var dc [4]int32
		for b := range coefs {
			o := (y*8+b/2*4)*rec.width + x*8 + b%2*4
			if !forward(&coefs[b], src.pix[o:], rec.pix[o:], rec.width) {
				clear(r.chroma[i][b][:])
				continue
			}
			dc[b] = coefs[b][0]
			if q.block(&coefs[b], &r.chroma[i][b], 1, round) > 0 {
				kind = 2
			}
		}
		if q.chromaDC(&dc, &r.chromaDC[i], round) > 0 {
			kind = max(kind, 1)
		}
		for b := range coefs {
			coefs[b][0] = dc[b]
			if coefs[b] != [16]int32{} {
				inverse(&coefs[b], rec.pix[(y*8+b/2*4)*rec.width+x*8+b%2*4:], rec.width)
			}
		}
	}
	return kind
}

// writeLuma writes the luma blocks that the pattern names, without their DC level if first is 1.
func (e *Encoder) writeLuma(x, y, first int) {
	c := e.counts[0]
	for i, place := range blockOrder {
		if e.residual.pattern>>(i/4)&1 == 0 {
			continue
		}
		bx, by := 4*x+place%4, 4*y+place/4
		n := e.w.block(e.residual.luma[place][first:], tokenTable(c.context(bx, by)))
		c.n[by*c.width+bx] = uint8(n)
	}
}

// writeChroma writes the chroma levels that the pattern names.
func (e *Encoder) writeChroma(x, y int) {
	r := &e.residual
	if r.pattern < 16 {
		return
	}
	for i := range r.chromaDC {
		e.w.block(r.chromaDC[i][:], chromaDCContext)
	}
	if r.pattern < 32 {
		return
	}
	for i := range r.chroma {
		c := e.counts[i+1]
		for b := range r.chroma[i] {
			bx, by := 2*x+b%2, 2*y+b/2
			n := e.w.block(r.chroma[i][b][1:], tokenTable(c.context(bx, by)))
			c.n[by*c.width+bx] = uint8(n)
		}
	}
}
