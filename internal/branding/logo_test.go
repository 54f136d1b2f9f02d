package branding_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/helpatwork/helpatwork/internal/branding"
	"github.com/helpatwork/helpatwork/internal/wire"
)

func picture(t testing.TB, width, height int) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	img.SetNRGBA(width/2, height/2, color.NRGBA{R: 200, G: 30, B: 60, A: 128})
	return packed(t, img)
}

func packed(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// chunk is one piece of a PNG file.
func chunk(kind string, data []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	out = append(append(out, kind...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

const headerEnd = 8 + 25 // signature and IHDR

// withHeader is a PNG that says it is of another size than it is.
func withHeader(file []byte, width, height uint32) []byte {
	header := bytes.Clone(file[16:29])
	binary.BigEndian.PutUint32(header, width)
	binary.BigEndian.PutUint32(header[4:], height)
	return append(append(bytes.Clone(file[:8]), chunk("IHDR", header)...), file[headerEnd:]...)
}

func TestALogoIsMadeAnewFromItsPixels(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	file := picture(t, 40, 20)
	talking := append(bytes.Clone(file[:headerEnd]), chunk("tEXt", []byte("Comment\x00<script>alert(1)</script>"))...)
	talking = append(append(talking, file[headerEnd:]...), "<html>and more behind"...)
	saved := s.save(0, branding.Branding{Company: "Example"}, talking)
	if saved.LogoVersion != 1 {
		t.Fatalf("logo version %d, want that of its save", saved.LogoVersion)
	}
	logo, err := s.Logo(t.Context(), 1)
	if err != nil || bytes.Contains(logo.PNG, []byte("script")) || bytes.Contains(logo.PNG, []byte("html")) {
		t.Fatalf("logo = %q, %v, want nothing but the picture", logo.PNG, err)
	}
	want, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	got, err := png.Decode(bytes.NewReader(logo.PNG))
	if err != nil || got.Bounds() != want.Bounds() || got.At(20, 10) != want.At(20, 10) {
		t.Errorf("the picture is not the same: %v", err)
	}
}

func TestALogoIsKeptReplacedAndRemoved(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	s.save(0, branding.Branding{}, picture(t, 10, 10))
	if kept := s.save(1, branding.Branding{Company: "Example"}, nil); kept.LogoVersion != 1 {
		t.Errorf("logo version %d, want the first kept", kept.LogoVersion)
	}
	if lied := s.save(2, branding.Branding{LogoVersion: 77}, nil); lied.LogoVersion != 1 {
		t.Errorf("logo version %d, want what was kept and not what was said", lied.LogoVersion)
	}
	if replaced := s.save(3, branding.Branding{}, picture(t, 20, 20)); replaced.LogoVersion != 4 {
		t.Errorf("logo version %d, want the new one", replaced.LogoVersion)
	}
	if removed := s.save(4, branding.Branding{}, []byte{}); removed.LogoVersion != 0 {
		t.Errorf("logo version %d, want none", removed.LogoVersion)
	}
	if _, err := s.Logo(t.Context(), 1); err != nil {
		t.Errorf("the logo of an old version: %v, want it as it was", err)
	}
	if _, err := s.Logo(t.Context(), 5); !errors.Is(err, branding.ErrNotFound) {
		t.Errorf("the logo of a version without: %v, want ErrNotFound", err)
	}
}

func TestWhatIsNoSmallPNGIsRefused(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	small := image.NewNRGBA(image.Rect(0, 0, 8, 8))
	var asJPEG, asGIF bytes.Buffer
	if err := errors.Join(jpeg.Encode(&asJPEG, small, nil), gif.Encode(&asGIF, small, nil)); err != nil {
		t.Fatal(err)
	}
	noise := image.NewNRGBA(image.Rect(0, 0, 300, 300)) // 360 KB that nothing makes smaller
	random := rand.New(rand.NewPCG(1, 2))
	for i := range noise.Pix {
		noise.Pix[i] = byte(random.Uint32())
	}
	file := picture(t, 64, 64)
	for name, logo := range map[string][]byte{
		"SVG":                     []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`),
		"JPEG":                    asJPEG.Bytes(),
		"GIF":                     asGIF.Bytes(),
		"text":                    []byte("hello"),
		"SVG behind a signature":  append([]byte("\x89PNG\r\n\x1a\n"), "<svg/>"...),
		"too wide":                picture(t, 1025, 1),
		"too high":                picture(t, 1, 1025),
		"a bomb":                  withHeader(file, 1<<30, 1<<30),
		"no pixels":               withHeader(file, 0, 64),
		"fewer pixels than said":  withHeader(file, 64, 1000),
		"cut off":                 file[:len(file)-20],
		"a header alone":          file[:headerEnd],
		"more than 256 KB":        packed(t, noise),
		"256 KB behind a picture": append(bytes.Clone(file), make([]byte, branding.MaxLogoBytes)...),
	} {
		_, err := s.Save(t.Context(), s.abe, 0, branding.Branding{}, logo)
		if refused, ok := errors.AsType[*wire.FieldError](err); !ok || refused.Field != "logo" {
			t.Errorf("%s: %v, want the logo refused", name, err)
		}
	}
	if b, err := s.Current(t.Context()); err != nil || b.Version != 0 {
		t.Errorf("current = %+v, %v, want nothing saved", b, err)
	}
	s.save(0, branding.Branding{}, picture(t, branding.MaxLogoSide, branding.MaxLogoSide))
}

func TestRefusalsSayWhatToDo(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	_, err := s.Save(t.Context(), s.abe, 0, branding.Branding{}, picture(t, 1025, 1))
	if err == nil || !strings.Contains(err.Error(), "1024 x 1024") {
		t.Errorf("error %v, want the limit named", err)
	}
}
