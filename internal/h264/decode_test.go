package h264

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"math/rand/v2"
	"os/exec"
	"testing"
	"time"
)

// A take is a stream and what the encoder says a decoder makes of it.
type take struct {
	t      *testing.T
	enc    *Encoder
	stream []byte
	shown  [][]byte
}

func newTake(t *testing.T, cfg Config) *take {
	t.Helper()
	enc, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return &take{t: t, enc: enc}
}

func (k *take) add(pic *image.YCbCr, key bool) {
	k.t.Helper()
	au, err := k.enc.Encode(pic, key)
	if err != nil {
		k.t.Fatal(err)
	}
	k.stream = append(k.stream, au...)
	var raw []byte
	for _, p := range planes(k.enc.Reconstruction()) {
		raw = append(raw, p...)
	}
	k.shown = append(k.shown, raw)
}

// verify decodes the stream with ffmpeg and compares every sample of every picture.
func (k *take) verify() {
	k.t.Helper()
	got := ffmpeg(k.t, k.stream, "-f", "rawvideo", "-pix_fmt", "yuv420p", "-fps_mode", "passthrough", "pipe:1")
	size := len(k.shown[0])
	if len(got) != size*len(k.shown) {
		k.t.Fatalf("ffmpeg shows %d bytes, want %d pictures of %d", len(got), len(k.shown), size)
	}
	for n, want := range k.shown {
		picture := got[n*size:][:size]
		if bytes.Equal(picture, want) {
			continue
		}
		at := 0
		for picture[at] == want[at] {
			at++
		}
		k.t.Fatalf("picture %d: ffmpeg differs from the reconstruction from sample %d (row %d) on",
			n, at, at/k.enc.cfg.Width)
	}
}

func ffmpeg(t *testing.T, stream []byte, args ...string) []byte {
	t.Helper()
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not installed: no decoder to compare with")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "ffmpeg", append([]string{
		"-v", "warning", "-nostdin", "-xerror", "-err_detect", "explode", "-threads", "1",
		"-f", "h264", "-i", "pipe:0"}, args...)...)
	var out, complaints bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(stream), &out, &complaints
	if err := cmd.Run(); err != nil || complaints.Len() > 0 {
		t.Fatalf("ffmpeg: %v\n%s", err, complaints.String())
	}
	return out.Bytes()
}

func TestDecoderShowsTheReconstruction(t *testing.T) {
	sizes := []Config{
		{Width: 360, Height: 800}, {Width: 360, Height: 800, QP: 20}, {Width: 360, Height: 800, QP: 40},
		{Width: 540, Height: 1200}, {Width: 362, Height: 802, QP: 33}, {Width: 16, Height: 16},
		{Width: 16, Height: 130}, {Width: 130, Height: 18, QP: 23},
	}
	for _, cfg := range sizes {
		t.Run(cfg.name(), func(t *testing.T) {
			t.Parallel()
			k := newTake(t, cfg)
			s := newScreen(max(cfg.Width, 40), max(cfg.Height, 40))
			crop := func() *image.YCbCr {
				return s.picture().SubImage(image.Rect(0, 0, cfg.Width, cfg.Height)).(*image.YCbCr)
			}
			k.add(crop(), false)
			k.add(crop(), false)
			s.tap(color.RGBA{0xe0, 0x40, 0x20, 0xff})
			k.add(crop(), false)
			for i, by := range []int{4, 4, 1, 3, -2, -7, 16, 33, -64, 100, 5, 5, 5} {
				s.cells(uint32(i) * 0x01234567)
				s.scroll(by)
				k.add(crop(), i == 9)
			}
			k.add(crop(), false)
			k.add(crop(), true)
			k.add(crop(), true)
			k.verify()
		})
	}
}

func (c Config) name() string {
	return image.Pt(c.Width, c.Height).String() + "QP" + string(rune('0'+c.QP/10)) + string(rune('0'+c.QP%10))
}

func TestDecoderShowsNoise(t *testing.T) {
	for _, qp := range []int{20, 26, 40} {
		rng := rand.New(rand.NewPCG(uint64(qp), 2))
		k := newTake(t, Config{Width: 130, Height: 98, QP: qp})
		for i := range 12 {
			k.add(noise(130, 98, rng, i%2 == 0), i == 6)
		}
		k.verify()
	}
}

// TestDecoderShowsRandomScreens draws, scrolls and splashes noise at random, with and without a
// limit that makes the QP go up and the picture be refined later.
func TestDecoderShowsRandomScreens(t *testing.T) {
	for seed := range uint64(6) {
		rng := rand.New(rand.NewPCG(seed, 3))
		w, h := 2*(8+rng.IntN(80)), 2*(8+rng.IntN(120))
		cfg := Config{Width: w, Height: h, QP: 20 + rng.IntN(21)}
		if seed%2 == 1 {
			cfg.QP, cfg.MaxBitsPerFrame = 22, 20_000
		}
		k := newTake(t, cfg)
		img := page(w, h, seed)
		for range 60 {
			mutate(img, rng)
			k.add(FromRGBA(nil, img), rng.IntN(20) == 0)
		}
		k.verify()
	}
}

// TestDecoderFollowsLongStreams has pictures enough for frame_num to start over twice.
func TestDecoderFollowsLongStreams(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 7))
	k := newTake(t, Config{Width: 48, Height: 48, QP: 30})
	img := page(48, 48, 2)
	for range 600 {
		mutate(img, rng)
		k.add(FromRGBA(nil, img), false)
	}
	k.verify()
}

// mutate changes a picture of a screen in one of the ways screens change, or not at all.
func mutate(img *image.RGBA, rng *rand.Rand) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	r := image.Rect(rng.IntN(w), rng.IntN(h), rng.IntN(w), rng.IntN(h))
	switch rng.IntN(6) {
	case 0, 1: // scroll a part, full width or not, by up to 40 pixels; what is revealed stays
		if rng.IntN(2) == 0 {
			r.Min.X, r.Max.X = 0, w
		}
		scrollRect(img, r, rng.IntN(81)-40)
	case 2:
		fillRect(img, r, bright(rng))
	case 3:
		for range 20 {
			glyph(img, rng.IntN(w), rng.IntN(h), bright(rng), rng)
		}
	case 4:
		r.Max = r.Min.Add(image.Pt(20, 20))
		for y := r.Min.Y; y < min(r.Max.Y, h); y++ {
			for x := r.Min.X; x < min(r.Max.X, w); x++ {
				img.SetRGBA(x, y, bright(rng))
			}
		}
	}
}

func scrollRect(img *image.RGBA, r image.Rectangle, by int) {
	old := bytes.Clone(img.Pix)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		if from := y + by; from >= r.Min.Y && from < r.Max.Y {
			copy(img.Pix[img.PixOffset(r.Min.X, y):img.PixOffset(r.Max.X, y)], old[img.PixOffset(r.Min.X, from):])
		}
	}
}
