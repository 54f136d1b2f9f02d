package h264

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func mustNew(t testing.TB, cfg Config) *Encoder {
	t.Helper()
	enc, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return enc
}

func mustEncode(t testing.TB, enc *Encoder, pic *image.YCbCr, key bool) []byte {
	t.Helper()
	au, err := enc.Encode(pic, key)
	if err != nil {
		t.Fatal(err)
	}
	return au
}

// nalTypes splits an access unit at its start codes and returns the type of each NAL unit.
func nalTypes(au []byte) (types []byte) {
	for _, unit := range bytes.Split(au, []byte{0, 0, 1})[1:] {
		types = append(types, unit[0]&31)
	}
	return types
}

func TestAccessUnits(t *testing.T) {
	enc := mustNew(t, Config{Width: 64, Height: 64})
	rng := rand.New(rand.NewPCG(1, 1))
	steps := []struct {
		name string
		pic  *image.YCbCr
		key  bool
		want []byte
	}{
		{"the first is a key frame unasked", noise(64, 64, rng, false), false, []byte{7, 8, 5}},
		{"then only a slice", noise(64, 64, rng, false), false, []byte{1}},
		{"a key frame when asked", noise(64, 64, rng, true), true, []byte{7, 8, 5}},
	}
	for _, s := range steps {
		au := mustEncode(t, enc, s.pic, s.key)
		if got := nalTypes(au); !bytes.Equal(got, s.want) {
			t.Errorf("%s: NAL types %v, want %v", s.name, got, s.want)
		}
		if got := enc.Last(); got.Key != (len(s.want) == 3) || got.Bits != 8*len(au) || sum(got) != 16 {
			t.Errorf("%s: %+v of %d bytes, 16 macroblocks", s.name, got, len(au))
		}
	}
	if got := mustEncode(t, enc, steps[2].pic, true)[5:8]; !bytes.Equal(got, []byte{66, 0xe0, 10}) {
		t.Errorf("SPS begins with % x, want 42 e0 and level 1.0", got)
	}
}

func sum(s Stats) int { return s.Skipped + s.Moved + s.Intra + s.Refined }

func TestLevels(t *testing.T) {
	for _, c := range []struct{ width, height, rate, want int }{
		{360, 800, 30, 30}, {360, 800, 15, 22}, {540, 1200, 30, 31}, {720, 1600, 30, 32},
		{4096, 4096, 30, 60}, {16, 4096, 1, 40}, {128, 96, 30, 10},
	} {
		enc := mustNew(t, Config{Width: c.width, Height: c.height, FrameRate: c.rate})
		if got := int(enc.sets[7]); got != c.want {
			t.Errorf("level of %dx%d at %d = %d, want %d", c.width, c.height, c.rate, got, c.want)
		}
	}
}

func TestNewRefusesBadConfig(t *testing.T) {
	for _, cfg := range []Config{
		{}, {Width: 14, Height: 16}, {Width: 17, Height: 16}, {Width: 16, Height: 4098},
		{Width: 16, Height: 16, QP: 19}, {Width: 16, Height: 16, QP: 41}, {Width: 16, Height: 16, FrameRate: -1},
		{Width: 16, Height: 16, FrameRate: 241}, {Width: 16, Height: 16, MaxBitsPerFrame: -1},
	} {
		if _, err := New(cfg); !errors.Is(err, ErrConfig) {
			t.Errorf("New(%+v) = %v, want ErrConfig", cfg, err)
		}
	}
}

func TestEncodeRefusesBadPictureAndGoesOn(t *testing.T) {
	k := newTake(t, Config{Width: 64, Height: 48})
	rng := rand.New(rand.NewPCG(1, 4))
	k.add(noise(64, 48, rng, false), false)
	short := noise(64, 48, rng, false)
	short.Cr = short.Cr[:100]
	odd := noise(66, 50, rng, false).SubImage(image.Rect(1, 1, 65, 49)).(*image.YCbCr)
	wrong := []*image.YCbCr{nil, {}, noise(64, 64, rng, false), short, odd,
		image.NewYCbCr(image.Rect(0, 0, 64, 48), image.YCbCrSubsampleRatio444)}
	for i, pic := range wrong {
		if _, err := k.enc.Encode(pic, false); !errors.Is(err, ErrPicture) {
			t.Errorf("Encode(wrong picture %d) = %v, want ErrPicture", i, err)
		}
	}
	k.add(noise(66, 50, rng, false).SubImage(image.Rect(2, 2, 66, 50)).(*image.YCbCr), false)
	k.verify()
}

// TestKeyFramesInARowDiffer: clause 7.4.3 wants another idr_pic_id, or a decoder may take two IDR
// pictures for one.
func TestKeyFramesInARowDiffer(t *testing.T) {
	enc := mustNew(t, Config{Width: 64, Height: 64})
	pic := textPage(64, 64)
	first := bytes.Clone(mustEncode(t, enc, pic, true))
	second := bytes.Clone(mustEncode(t, enc, pic, true))
	if bytes.Equal(first, second) {
		t.Error("two key frames of one picture are the same bytes")
	}
	if third := mustEncode(t, enc, pic, true); !bytes.Equal(first, third) {
		t.Error("the third key frame is not like the first")
	}
}

func TestUnchangedPictureIsOneSkip(t *testing.T) {
	enc := mustNew(t, Config{Width: 360, Height: 800})
	pic := textPage(360, 800)
	mustEncode(t, enc, pic, false)
	if got := len(mustEncode(t, enc, pic, false)); got > 16 {
		t.Errorf("an unchanged picture takes %d bytes, want at most 16", got)
	}
	if got := enc.Last(); got.Skipped != 23*50 {
		t.Errorf("Skipped = %d, want all 1150", got.Skipped)
	}
}

func TestOnlyWhatChangedIsCoded(t *testing.T) {
	enc := mustNew(t, Config{Width: 360, Height: 800})
	img := page(360, 800, 3)
	mustEncode(t, enc, FromRGBA(nil, img), false)
	fillRect(img, image.Rect(100, 100, 120, 110), color.RGBA{0xff, 0, 0, 0xff})
	mustEncode(t, enc, FromRGBA(nil, img), false)
	if got := enc.Last(); got.Skipped < 1150-6 || sum(got) != 1150 {
		t.Errorf("%+v after a change of 20x10 pixels, want at least 1144 of 1150 skipped", got)
	}
}

// TestScrollIsCheap holds the promise of the bench page at 360x800: text that moves 4 pixels a
// picture, 30 a second, together with the strip, within 4 Mbit/s; measured is a small part of it.
func TestScrollIsCheap(t *testing.T) {
	for _, step := range []int{4, 5, -3} {
		enc := mustNew(t, Config{Width: 360, Height: 800})
		s := newScreen(360, 800)
		mustEncode(t, enc, s.picture(), true)
		bits, moved := 0, 0
		for i := range 30 {
			s.scroll(step)
			s.cells(uint32(i) * 33)
			mustEncode(t, enc, s.picture(), false)
			bits += enc.Last().Bits
			moved += enc.Last().Moved
		}
		t.Logf("step %d: %.2f Mbit/s, %d macroblocks moved a picture", step, float64(bits)/1e6, moved/30)
		if bits > 1_000_000 {
			t.Errorf("step %d: %d bits a second, want at most 1 Mbit (the limit is 4)", step, bits)
		}
		if got := psnr(planes(s.pic)[0], planes(enc.Reconstruction())[0]); got < 34 {
			t.Errorf("step %d: luma at %.1f dB after a second of scrolling, want 34", step, got)
		}
	}
}

func TestKeyFramesAreSmallAndReadable(t *testing.T) {
	for _, c := range []struct {
		name  string
		pic   *image.YCbCr
		bytes int
	}{
		{"the bench screen, half of it text", newScreen(360, 800).picture(), 47_000},
		{"47 dense lines of text", textPage(360, 800), 70_000},
	} {
		enc := mustNew(t, Config{Width: 360, Height: 800})
		size := len(mustEncode(t, enc, c.pic, true))
		want, got := planes(c.pic), planes(enc.Reconstruction())
		t.Logf("%s: %d bytes, Y %.1f Cb %.1f Cr %.1f dB", c.name,
			size, psnr(want[0], got[0]), psnr(want[1], got[1]), psnr(want[2], got[2]))
		if size > c.bytes {
			t.Errorf("%s: key frame of %d bytes, want at most %d", c.name, size, c.bytes)
		}
		for i := range want {
			if db := psnr(want[i], got[i]); db < 37 {
				t.Errorf("%s: plane %d at %.1f dB, want 37", c.name, i, db)
			}
		}
	}
}

func TestLimitRaisesQPAndRefinesLater(t *testing.T) {
	const limit = 300_000
	enc := mustNew(t, Config{Width: 360, Height: 800, MaxBitsPerFrame: limit})
	pic := textPage(360, 800)
	mustEncode(t, enc, pic, true)
	first := enc.Last()
	before := psnr(planes(pic)[0], planes(enc.Reconstruction())[0])
	if first.QP <= defaultQP || first.Bits > limit+1000 {
		t.Fatalf("first picture: %+v, want a higher QP and at most %d bits", first, limit)
	}
	pictures := 0
	for ; enc.unrefined; pictures++ {
		if pictures > 30 {
			t.Fatalf("not refined after %d pictures", pictures)
		}
		mustEncode(t, enc, pic, false)
		if got := enc.Last(); got.Bits > limit+1000 {
			t.Errorf("refining takes %d bits, want at most %d", got.Bits, limit)
		}
	}
	after := psnr(planes(pic)[0], planes(enc.Reconstruction())[0])
	t.Logf("QP %d, %.1f dB; refined to %.1f dB in %d pictures", first.QP, before, after, pictures)
	if after < 35 || after < before+2 {
		t.Errorf("refined from %.1f to %.1f dB, want 35", before, after)
	}
	if mustEncode(t, enc, pic, false); enc.Last().Bits > 16*8 {
		t.Errorf("a refined still takes %d bits", enc.Last().Bits)
	}
}

func TestNoAllocationsOnceRunning(t *testing.T) {
	enc := mustNew(t, Config{Width: 360, Height: 800})
	s := newScreen(360, 800)
	mustEncode(t, enc, s.picture(), true)
	n := 0
	if got := testing.AllocsPerRun(20, func() {
		n++
		s.scroll(4)
		mustEncode(t, enc, s.picture(), n%10 == 0)
	}); got > 0 {
		t.Errorf("%.1f allocations a picture, want none", got)
	}
}

// TestColorsOfTheBenchScreen checks that what the bench probe looks for survives conversion and coding.
func TestColorsOfTheBenchScreen(t *testing.T) {
	enc := mustNew(t, Config{Width: 360, Height: 800})
	s := newScreen(360, 800)
	mustEncode(t, enc, s.picture(), true)
	rec := enc.Reconstruction()
	for _, c := range []struct {
		x, y    int
		r, g, b float64
	}{{9, 90, 255, 0, 255}, {20, 90, 0, 255, 255}, {180, 250, 0x30, 0x90, 0xe0}, {180, 40, 0xff, 0xfa, 0xdc}} {
		y := 255.0 / 219 * (float64(rec.Y[rec.YOffset(c.x, c.y)]) - 16)
		cb := 255.0 / 224 * (float64(rec.Cb[rec.COffset(c.x, c.y)]) - 128)
		cr := 255.0 / 224 * (float64(rec.Cr[rec.COffset(c.x, c.y)]) - 128)
		r, g, b := y+1.402*cr, y-0.344136*cb-0.714136*cr, y+1.772*cb
		if d := math.Hypot(math.Hypot(r-c.r, g-c.g), b-c.b); d > 30 {
			t.Errorf("(%d, %d) shows %.0f %.0f %.0f, want %v", c.x, c.y, r, g, b, c)
		}
	}
}

// TestDeclaredSizeAndColors asks ffmpeg what it reads from the parameter sets.
func TestDeclaredSizeAndColors(t *testing.T) {
	k := newTake(t, Config{Width: 362, Height: 802})
	k.add(textPage(362, 802), true)
	got := string(ffmpeg(t, k.stream, "-f", "yuv4mpegpipe", "pipe:1"))
	if header, _, _ := strings.Cut(got, "\n"); !strings.Contains(header, "W362 H802") ||
		!strings.Contains(header, "C420jpeg") || !strings.Contains(header, "COLORRANGE=LIMITED") {
		t.Errorf("ffmpeg reads %q, want 362x802, centered chroma, limited range", header)
	}
}

func FuzzEncode(f *testing.F) {
	f.Add([]byte{0, 0, 0, 0, 1, 2, 3})
	f.Add([]byte("\x05\x09\x06\x02scrolling text is what screens do, over and over again"))
	f.Add(bytes.Repeat([]byte{9, 1, 20, 255, 0}, 40))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 5 {
			return
		}
		w, h, qp := 16+2*int(data[0]%32), 16+2*int(data[1]%32), 20+int(data[2]%21)
		limit := int(data[3]) * 100
		enc := mustNew(t, Config{Width: w, Height: h, QP: qp, MaxBitsPerFrame: limit})
		pic := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
		for n := range 4 {
			for i, p := range [][]byte{pic.Y, pic.Cb, pic.Cr} {
				for j := range p {
					p[j] = data[4+(j+n*i+j/w*n)%(len(data)-4)] // skews a little further each time
				}
			}
			types := nalTypes(mustEncode(t, enc, pic, data[3]%5 == byte(n)))
			if len(types) != 1 && len(types) != 3 {
				t.Fatalf("access unit of NAL types %v", types)
			}
			worst := qp
			if limit > 0 {
				worst = maxQP
			}
			step := 0.625 * math.Pow(2, float64(worst)/6)
			want, got := planes(pic), planes(enc.Reconstruction())
			for i := range want {
				if err := meanSquare(want[i], got[i]); err > step*step {
					t.Fatalf("picture %d, plane %d: mean square error %.1f, above the step %.1f squared", n, i, err, step)
				}
			}
		}
	})
}

func BenchmarkStatic(b *testing.B) {
	enc := mustNew(b, Config{Width: 360, Height: 800})
	pic := textPage(360, 800)
	mustEncode(b, enc, pic, true)
	for b.Loop() {
		mustEncode(b, enc, pic, false)
	}
}

func BenchmarkScroll(b *testing.B) {
	enc := mustNew(b, Config{Width: 360, Height: 800})
	s := newScreen(360, 800)
	var pics []*image.YCbCr
	for range 64 {
		s.scroll(4)
		pics = append(pics, FromRGBA(nil, s.img))
	}
	n, bits := 0, 0
	for b.Loop() {
		mustEncode(b, enc, pics[n%len(pics)], false)
		bits += enc.Last().Bits
		n++
	}
	b.ReportMetric(float64(bits)/float64(n), "bits/picture")
}

func BenchmarkKey(b *testing.B) {
	enc := mustNew(b, Config{Width: 360, Height: 800})
	pic := textPage(360, 800)
	for b.Loop() {
		mustEncode(b, enc, pic, true)
	}
	b.ReportMetric(float64(enc.Last().Bits)/8, "bytes/picture")
}

func BenchmarkFromRGBA(b *testing.B) {
	img := page(360, 800, 3)
	dst := FromRGBA(nil, img)
	for b.Loop() {
		dst = FromRGBA(dst, img)
	}
}
