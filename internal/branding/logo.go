package branding

import (
	"bytes"
	"image/png"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// Bounds of a logo, as it comes and as it is kept.
const (
	MaxLogoBytes = 256 << 10
	MaxLogoSide  = 1024 // pixels
)

// cleanLogo makes a logo anew from its pixels, so that nothing else of the file is kept: no text, no profile, nothing
// behind the picture. Only PNG is taken; its size is looked at before any pixel is unpacked.
func cleanLogo(data []byte) ([]byte, error) {
	if len(data) > MaxLogoBytes {
		return nil, wire.BadField("logo", "has more than 256 KB")
	}
	size, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, wire.BadField("logo", "is not a PNG picture")
	}
	if size.Width < 1 || size.Height < 1 || size.Width > MaxLogoSide || size.Height > MaxLogoSide {
		return nil, wire.BadField("logo", "has more than 1024 x 1024 pixels")
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, wire.BadField("logo", "is a damaged PNG picture")
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, picture); err != nil {
		return nil, wire.BadField("logo", "has pixels that cannot be kept")
	}
	if out.Len() > MaxLogoBytes {
		return nil, wire.BadField("logo", "has more than 256 KB once it is packed anew; use fewer pixels or colors")
	}
	return out.Bytes(), nil
}
