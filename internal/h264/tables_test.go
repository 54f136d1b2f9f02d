package h264

import (
	"image"
	"image/color"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

func (c code) String() string {
	s := strconv.FormatUint(uint64(c.bits), 2)
	return strings.Repeat("0", int(c.length)-len(s)) + s
}

// TestCodesArePrefixFree also counts how much of the code space is used: the standard fills it all,
// but for words of zeros only, and two of the 64 words of fixed length.
func TestCodesArePrefixFree(t *testing.T) {
	sets := map[string][]code{}
	for i, table := range coeffTokens {
		name := "coeff_token " + strconv.Itoa(i)
		for _, row := range table {
			sets[name] = append(sets[name], row...)
		}
	}
	for name, table := range map[string][][]code{
		"total_zeros": totalZeros, "chroma total_zeros": chromaDCTotalZeros, "run_before": runBefore,
	} {
		for i, row := range table {
			sets[name+" "+strconv.Itoa(i+1)] = row
		}
	}
	for name, set := range sets {
		used := new(big.Rat)
		for i, c := range set {
			used.Add(used, big.NewRat(1, 1<<c.length))
			for j, d := range set {
				if i != j && strings.HasPrefix(d.String(), c.String()) {
					t.Errorf("%s: %v begins with %v", name, d, c)
				}
			}
		}
		missing := new(big.Rat).Sub(big.NewRat(1, 1), used)
		want := unused[name]
		if want == nil {
			want = new(big.Rat)
		}
		if missing.Cmp(want) != 0 {
			t.Errorf("%s: %v of the code space unused, want %v", name, missing, want)
		}
	}
}

// unused is the part of the code space that the standard leaves free.
var unused = map[string]*big.Rat{
	"coeff_token 0": big.NewRat(1, 1<<15), "coeff_token 1": big.NewRat(1, 1<<13),
	"coeff_token 2": big.NewRat(1, 1<<10), "coeff_token 3": big.NewRat(2, 1<<6),
	"total_zeros 1": big.NewRat(1, 1<<9), "run_before 7": big.NewRat(1, 1<<11),
}

func TestTableShapes(t *testing.T) {
	for i, table := range coeffTokens {
		most := 16
		if i == chromaDCContext {
			most = 4
		}
		if len(table) != most+1 {
			t.Fatalf("coeff_token %d has %d rows", i, len(table))
		}
		for total, row := range table {
			if len(row) != min(total, 3)+1 {
				t.Errorf("coeff_token %d, %d coefficients: %d codes", i, total, len(row))
			}
		}
	}
	for i, row := range totalZeros {
		if len(row) != 16-i {
			t.Errorf("total_zeros for %d coefficients: %d codes, want %d", i+1, len(row), 16-i)
		}
	}
	for i, row := range runBefore[:6] {
		if len(row) != i+2 {
			t.Errorf("run_before with %d zeros left: %d codes, want %d", i+1, len(row), i+2)
		}
	}
	seen := map[int]bool{}
	for _, n := range interPattern {
		seen[n] = true
	}
	if len(seen) != 48 {
		t.Errorf("table 9-4 maps to %d codes, want 48", len(seen))
	}
}

func TestBitWriter(t *testing.T) {
	var w bitWriter
	var want strings.Builder
	rng := rand.New(rand.NewPCG(1, 5))
	for range 1000 {
		n := 1 + uint(rng.IntN(32))
		v := rng.Uint32() >> (32 - n)
		w.put(v, n)
		s := strconv.FormatUint(uint64(v), 2)
		want.WriteString(strings.Repeat("0", int(n)-len(s)) + s)
	}
	if w.bitLen() != want.Len() {
		t.Errorf("bitLen = %d, want %d", w.bitLen(), want.Len())
	}
	want.WriteString("1")
	var got strings.Builder
	for _, b := range w.finish() {
		got.WriteString(strconv.FormatUint(uint64(b)|256, 2)[1:])
	}
	if rest, ok := strings.CutPrefix(got.String(), want.String()); !ok || len(rest) > 7 || strings.Contains(rest, "1") {
		t.Errorf("the bits read back differ, or the end is %q", rest)
	}
}

func TestExpGolomb(t *testing.T) {
	for _, c := range []struct {
		write func(*bitWriter)
		want  string
	}{
		{func(w *bitWriter) { w.ue(0) }, "1"},
		{func(w *bitWriter) { w.ue(1) }, "010"},
		{func(w *bitWriter) { w.ue(7) }, "0001000"},
		{func(w *bitWriter) { w.ue(65535) }, strings.Repeat("0", 16) + "1" + strings.Repeat("0", 16)},
		{func(w *bitWriter) { w.se(0) }, "1"},
		{func(w *bitWriter) { w.se(1) }, "010"},
		{func(w *bitWriter) { w.se(-1) }, "011"},
		{func(w *bitWriter) { w.se(-2) }, "00101"},
	} {
		var w bitWriter
		c.write(&w)
		n := w.bitLen()
		var got strings.Builder
		for _, b := range w.finish() {
			got.WriteString(strconv.FormatUint(uint64(b)|256, 2)[1:])
		}
		if got.String()[:n] != c.want {
			t.Errorf("got %s, want %s", got.String()[:n], c.want)
		}
	}
}

func TestNALHidesStartCodes(t *testing.T) {
	got := appendNAL(nil, 0x65, []byte{0, 0, 0, 0, 0, 1, 0, 0, 3, 0, 0, 4})
	want := []byte{0, 0, 0, 1, 0x65, 0, 0, 3, 0, 0, 3, 0, 1, 0, 0, 3, 3, 0, 0, 4}
	if string(got) != string(want) {
		t.Errorf("got % x, want % x", got, want)
	}
}

func TestFindShift(t *testing.T) {
	text := FromRGBA(nil, page(180, 900, 9))
	view := func(from int) plane {
		p := newPlane(176, 320)
		for y := range p.height {
			copy(p.row(y), text.Y[(from+y)*text.YStride:][:176])
		}
		return p
	}
	finder := newShiftFinder(320)
	for _, by := range []int{1, 4, 17, 100, 255, -1, -6, -90, -255} {
		now := view(300 + by)
		for y := range now.height { // a scroll bar that goes the other way
			now.row(y)[170] = byte(y + by/4)
		}
		if got := finder.find(view(300), now, 255); got != by {
			t.Errorf("scrolled by %d, found %d", by, got)
		}
	}
	if got := finder.find(view(300), view(300), 255); got != 0 {
		t.Errorf("unchanged, found %d", got)
	}
	if got := finder.find(view(0), view(500), 100); got != 0 {
		t.Errorf("another text, found %d", got)
	}
}

func TestFromRGBA(t *testing.T) {
	for _, c := range []struct {
		in   color.RGBA
		want color.YCbCr
	}{
		{color.RGBA{0, 0, 0, 255}, color.YCbCr{Y: 16, Cb: 128, Cr: 128}},
		{color.RGBA{255, 255, 255, 255}, color.YCbCr{Y: 235, Cb: 128, Cr: 128}},
		{color.RGBA{255, 0, 0, 255}, color.YCbCr{Y: 81, Cb: 90, Cr: 240}},
		{color.RGBA{0, 255, 0, 255}, color.YCbCr{Y: 145, Cb: 54, Cr: 34}},
		{color.RGBA{0, 0, 255, 255}, color.YCbCr{Y: 41, Cb: 240, Cr: 110}},
	} {
		img := image.NewRGBA(image.Rect(0, 0, 5, 3))
		fillRect(img, img.Rect, c.in)
		pic := FromRGBA(nil, img)
		for y := range 3 {
			for x := range 5 {
				if got := pic.YCbCrAt(x, y); got != c.want {
					t.Errorf("%v at %d, %d = %v, want %v", c.in, x, y, got, c.want)
				}
			}
		}
	}
}

// TestFromRGBARect draws at random and converts only what was drawn; all must be as converted whole.
func TestFromRGBARect(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 6))
	for _, size := range []image.Point{{64, 48}, {33, 27}} {
		whole := page(80, 80, 1)
		img := whole.SubImage(image.Rectangle{image.Pt(7, 9), image.Pt(7, 9).Add(size)}).(*image.RGBA)
		part := FromRGBA(nil, img)
		for range 50 {
			r := image.Rect(rng.IntN(80), rng.IntN(80), rng.IntN(80), rng.IntN(80))
			fillRect(img, r, bright(rng))
			FromRGBARect(part, img, r)
			want := FromRGBA(nil, img)
			if string(part.Y) != string(want.Y) || string(part.Cb) != string(want.Cb) || string(part.Cr) != string(want.Cr) {
				t.Fatalf("%v: converting %v alone differs from converting all", size, r)
			}
		}
		if FromRGBA(part, img) != part {
			t.Error("a picture that fits is not reused")
		}
	}
}
