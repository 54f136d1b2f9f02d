package branding

import (
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// MinContrast is what an accent color must have to white, on which and under which text stands (WCAG 2.2, 1.4.3, level AA).
const MinContrast = 4.5

func checkAccent(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "" {
		return "", nil
	}
	ratio, err := Contrast(s)
	if err != nil {
		return "", err
	}
	if ratio < MinContrast {
		// rounded down, so that 4.4999 is never called 4.5
		return "", wire.BadField("accent", fmt.Sprintf("has a contrast of %.2f to white, and needs %.1f", math.Floor(ratio*100)/100, MinContrast))
	}
	return s, nil
}

// Contrast is the contrast ratio of a color "#rrggbb" to white, from 1 to 21, by the relative luminance of WCAG 2.2
// (w3.org/TR/WCAG22, "contrast ratio" and "relative luminance"). Any other text is a *wire.FieldError.
func Contrast(hex string) (float64, error) {
	c, err := parseColor(hex)
	if err != nil {
		return 0, err
	}
	return (1 + 0.05) / (luminance(c) + 0.05), nil
}

func parseColor(s string) (color.NRGBA, error) {
	digits, hash := strings.CutPrefix(s, "#")
	value, err := strconv.ParseUint(digits, 16, 24)
	if err != nil || !hash || len(digits) != 6 {
		return color.NRGBA{}, wire.BadField("accent", "is not a color like #1a2b3c")
	}
	return color.NRGBA{R: uint8(value >> 16), G: uint8(value >> 8), B: uint8(value), A: 255}, nil
}

// luminance is 0 for black and 1 for white.
func luminance(c color.NRGBA) float64 {
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// linear undoes the gamma of one channel of sRGB.
func linear(channel uint8) float64 {
	v := float64(channel) / 255
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}
