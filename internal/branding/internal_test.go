package branding

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"testing"

	"github.com/helpatwork/helpatwork/internal/wire"
)

func FuzzLogo(f *testing.F) {
	for _, img := range []image.Image{
		image.NewNRGBA(image.Rect(0, 0, 3, 2)), image.NewGray16(image.Rect(0, 0, 9, 1)),
		image.NewPaletted(image.Rect(0, 0, 4, 4), color.Palette{color.Black, color.White, color.Transparent}),
	} {
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Add([]byte("\x89PNG\r\n\x1a\n"))
	f.Add([]byte("<svg/>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		out, err := cleanLogo(data)
		if err != nil {
			if refused, ok := errors.AsType[*wire.FieldError](err); !ok || refused.Field != "logo" {
				t.Fatalf("error %v, want the field named", err)
			}
			return
		}
		size, err := png.DecodeConfig(bytes.NewReader(out))
		if err != nil || len(out) > MaxLogoBytes || size.Width > MaxLogoSide || size.Height > MaxLogoSide {
			t.Fatalf("kept %d bytes, %d x %d, %v", len(out), size.Width, size.Height, err)
		}
		if again, err := cleanLogo(out); err != nil || !bytes.Equal(again, out) {
			t.Fatalf("what was kept is not kept the same a second time: %v", err)
		}
	})
}
