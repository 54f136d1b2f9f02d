// Package h264 is a small H.264 encoder for the screens of simulated phones.
//
// It writes Constrained Baseline streams of one slice a picture (CAVLC, no deblocking, one reference
// picture, nothing reordered, so that a decoder shows each picture at once). It knows what screens
// do: macroblocks that did not change are skipped, one vertical motion vector a picture follows
// scrolling, and what is new is coded as Intra16x16 or as the difference to the last picture. The
// quantizer, QP 20 to 40, is the only rate control. Clause and table numbers in the comments are
// those of ITU-T Rec. H.264.
package h264

import (
	"errors"
	"fmt"
	"image"
	"math/bits"
)

const (
	minQP, maxQP = 20, 40
	defaultQP    = 26
	defaultRate  = 30
	minSide      = 16
	maxSide      = 4096
	maxRate      = 240
)

var (
	// ErrConfig says that the encoder cannot be what the configuration asks for.
	ErrConfig = errors.New("bad encoder configuration")
	// ErrPicture says that a picture is not of the configured size and kind. The encoder is as before.
	ErrPicture = errors.New("picture does not fit the encoder")
)

// A Config says what an Encoder gets and how good its stream shall be.
type Config struct {
	// Width and Height are in pixels, even, 16 to 4096.
	Width, Height int
	// QP is the quantizer aimed for, 20 (best) to 40. Zero means 26.
	QP int
	// FrameRate is in pictures a second, 1 to 240, and only chooses the level that the stream
	// declares. Zero means 30.
	FrameRate int
	// MaxBitsPerFrame is the size above which a picture is coded again with a higher QP, up to 40.
	// A picture may exceed it at QP 40. What was coded worse than QP is bettered, within the same
	// limit, once it stands still. Zero means no limit.
	MaxBitsPerFrame int
}

// Stats say how the last picture was coded. Skipped, Moved, Intra and Refined count macroblocks of
// 16x16 pixels, and together are all of them.
type Stats struct {
	Skipped int // same as in the picture before
	Moved   int // moved up or down, with or without a difference
	Intra   int // coded anew
	Refined int // a difference to the same place in the picture before
	QP      int
	Bits    int // of the whole access unit
	Key     bool
}

// An Encoder turns pictures into an H.264 Annex B stream. It is not safe for concurrent use.
type Encoder struct {
	cfg                  Config
	mbWidth, mbHeight    int
	maxMotion            int
	sets                 []byte  // SPS and PPS
	src, prev            *frame  // sources of this picture and of the one before
	rec, ref             *frame  // what a decoder makes of them
	quality, nextQuality []uint8 // QP of each macroblock in ref and rec
	unrefined            bool    // some of quality is above cfg.QP
	motion               []int16
	counts               [3]counts
	finder               shiftFinder
	residual             residual
	w                    bitWriter
	out                  []byte
	started              bool
	frameNum, idrID      int
	lastQP               [2]int // of P pictures, of key frames
	stats                Stats

	// Of the picture being coded.
	key                    bool
	qp                     int
	lumaQuant, chromaQuant quantizer
	shift                  int
	skipRun                int
	refineBits             int
}

// New returns an encoder whose first picture will be a key frame, or an error that is [ErrConfig].
func New(cfg Config) (*Encoder, error) {
	if cfg.QP == 0 {
		cfg.QP = defaultQP
	}
	if cfg.FrameRate == 0 {
		cfg.FrameRate = defaultRate
	}
	for _, side := range [2]int{cfg.Width, cfg.Height} {
		if side < minSide || side > maxSide || side%2 != 0 {
			return nil, fmt.Errorf("%w: size %dx%d, want even sides from %d to %d",
				ErrConfig, cfg.Width, cfg.Height, minSide, maxSide)
		}
	}
	if cfg.QP < minQP || cfg.QP > maxQP {
		return nil, fmt.Errorf("%w: QP %d, want %d to %d", ErrConfig, cfg.QP, minQP, maxQP)
	}
	if cfg.FrameRate < 1 || cfg.FrameRate > maxRate {
		return nil, fmt.Errorf("%w: %d pictures a second, want 1 to %d", ErrConfig, cfg.FrameRate, maxRate)
	}
	if cfg.MaxBitsPerFrame < 0 {
		return nil, fmt.Errorf("%w: at most %d bits a picture", ErrConfig, cfg.MaxBitsPerFrame)
	}
	w, h := (cfg.Width+15)/16, (cfg.Height+15)/16
	lv, ok := levelFor(w, h, cfg.FrameRate)
	if !ok {
		return nil, fmt.Errorf("%w: no level allows %dx%d at %d pictures a second",
			ErrConfig, cfg.Width, cfg.Height, cfg.FrameRate)
	}
	return &Encoder{
		cfg: cfg, mbWidth: w, mbHeight: h,
		maxMotion: min(maxShift, lv.verticalMotion-1),
		sets:      parameterSets(cfg, w, h, lv),
		src:       newFrame(w, h), prev: newFrame(w, h), rec: newFrame(w, h), ref: newFrame(w, h),
		quality: make([]uint8, w*h), nextQuality: make([]uint8, w*h), motion: make([]int16, w*h),
		counts: [3]counts{newCounts(4*w, 4*h), newCounts(2*w, 2*h), newCounts(2*w, 2*h)},
		finder: newShiftFinder(16 * h),
		lastQP: [2]int{cfg.QP, cfg.QP},
	}, nil
}

// Encode codes one picture and returns its access unit in Annex B form, valid until the next call.
// With key, and for the first picture, it is an IDR picture with SPS and PPS in front. A picture of
// the wrong size or kind is an error that is [ErrPicture].
func (e *Encoder) Encode(pic *image.YCbCr, key bool) ([]byte, error) {
	if err := e.check(pic); err != nil {
		return nil, err
	}
	e.key = key || !e.started
	changed := e.key || e.prev.differs(pic)
	if e.key {
		e.frameNum = 0
	} else {
		e.frameNum = (e.frameNum + 1) % (1 << frameNumBits)
	}
	e.out = e.out[:0]
	if changed || e.unrefined {
		e.src.load(pic)
		e.changedPicture()
	} else {
		e.unchangedPicture()
	}
	if e.key {
		e.started = true
		e.idrID = 1 - e.idrID // neighbouring IDR pictures must differ in it
		e.out = appendNAL(append(e.out, e.sets...), nalIDR, e.w.finish())
	} else {
		e.out = appendNAL(e.out, nalSlice, e.w.finish())
	}
	e.stats.Key, e.stats.Bits = e.key, len(e.out)*8
	return e.out, nil
}

// Reconstruction is what a decoder shows after the last Encode, valid until the next.
func (e *Encoder) Reconstruction() *image.YCbCr {
	return e.ref.image(e.cfg.Width, e.cfg.Height)
}

// Last says how the last picture was coded.
func (e *Encoder) Last() Stats { return e.stats }

func (e *Encoder) check(pic *image.YCbCr) error {
	if pic == nil {
		return fmt.Errorf("%w: there is none", ErrPicture)
	}
	w, h, from := pic.Rect.Dx(), pic.Rect.Dy(), pic.Rect.Min
	if w != e.cfg.Width || h != e.cfg.Height || from.X%2 != 0 || from.Y%2 != 0 {
		return fmt.Errorf("%w: %v, want %dx%d from an even point", ErrPicture, pic.Rect, e.cfg.Width, e.cfg.Height)
	}
	if pic.SubsampleRatio != image.YCbCrSubsampleRatio420 {
		return fmt.Errorf("%w: %v, want 4:2:0", ErrPicture, pic.SubsampleRatio)
	}
	last := (h/2-1)*pic.CStride + w/2
	if pic.YStride < w || pic.CStride < w/2 || len(pic.Y) < (h-1)*pic.YStride+w || len(pic.Cb) < last || len(pic.Cr) < last {
		return fmt.Errorf("%w: it has fewer samples than %v says", ErrPicture, pic.Rect)
	}
	return nil
}

// unchangedPicture is one long skip.
func (e *Encoder) unchangedPicture() {
	e.stats = Stats{Skipped: e.mbWidth * e.mbHeight, QP: e.cfg.QP}
	e.qp = e.cfg.QP
	e.sliceHeader()
	e.w.ue(e.stats.Skipped)
}

// changedPicture codes e.src, again with a higher QP as long as it is too big, and makes it the
// picture that the next one refers to.
func (e *Encoder) changedPicture() {
	e.shift = 0
	if !e.key {
		e.shift = e.finder.find(e.prev[0], e.src[0], e.maxMotion)
	}
	kind := 0
	if e.key {
		kind = 1
	}
	limit := e.cfg.MaxBitsPerFrame
	qp := max(e.cfg.QP, e.lastQP[kind]-2)
	e.slice(qp)
	for limit > 0 && e.w.bitLen() > limit && qp < maxQP {
		// The size halves every six QP, roughly; the doublings are rounded up.
		qp = min(qp+3*bits.Len(uint(e.w.bitLen()/limit)), maxQP)
		e.slice(qp)
	}
	e.lastQP[kind] = qp
	e.src, e.prev = e.prev, e.src
	e.rec, e.ref = e.ref, e.rec
	e.quality, e.nextQuality = e.nextQuality, e.quality
	e.unrefined = false
	for _, q := range e.quality {
		if int(q) > e.cfg.QP {
			e.unrefined = true
			break
		}
	}
}

// slice codes e.src into e.w and e.rec.
func (e *Encoder) slice(qp int) {
	e.qp = qp
	e.lumaQuant, e.chromaQuant = newQuantizer(qp), newQuantizer(chromaQPOf(qp))
	e.stats = Stats{QP: qp}
	e.refineBits = 0
	if qp == e.cfg.QP {
		e.refineBits = e.cfg.MaxBitsPerFrame / 2
	}
	for _, c := range e.counts {
		clear(c.n)
	}
	e.skipRun = 0
	e.sliceHeader()
	for y := range e.mbHeight {
		for x := range e.mbWidth {
			e.macroblock(x, y)
		}
	}
	if e.skipRun > 0 {
		e.endSkipRun()
	}
}
