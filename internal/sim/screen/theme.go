package screen

import "image/color"

// A theme is the colors of one phone: its maker's taste, light or dark.
type theme struct {
	page, card, ink, dim, line color.RGBA
	accent, onAccent           color.RGBA
	press                      color.RGBA // laid over what a finger holds
	key, special               color.RGBA // of the keyboard
	top, bottom                color.RGBA // of the wallpaper
}

// wallpapers are pairs of top and bottom; each is dark enough for white words.
var wallpapers = [][2]uint32{
	{0x2B5876, 0x6A5B9A}, {0x134E5E, 0x4F8F6B}, {0x373B70, 0xB0607C}, {0x1F4068, 0x2E7D9A},
	{0x4A3B76, 0x8A5A83}, {0x24475B, 0xA0705A}, {0x1B4B43, 0x3C7A89}, {0x3E4C7E, 0x5C8FA8},
}

var accents = []uint32{0x2F5DA8, 0x2E6F4E, 0x7A4A9E, 0x9A4A2E, 0x1F6F78, 0x5B5FA0}

func newTheme(apple, dark bool, seed uint64) theme {
	t := theme{
		page: rgb(0xF4F3F8), card: rgb(0xFFFFFF), ink: rgb(0x1B1B1F), dim: rgb(0x5E5E68), line: rgb(0xDEDDE5),
		accent: rgb(accents[seed%uint64(len(accents))]), onAccent: rgb(0xFFFFFF),
		press: faint(rgb(0x1B1B1F), 28), key: rgb(0xFFFFFF), special: rgb(0xC9CCD6),
	}
	if dark {
		t.page, t.card, t.ink, t.dim, t.line = rgb(0x131318), rgb(0x212128), rgb(0xF1F0F6), rgb(0xA9A8B4), rgb(0x35353F)
		t.accent, t.onAccent = between(t.accent, rgb(0xFFFFFF), 0.45), rgb(0x10131C)
		t.press, t.key, t.special = faint(rgb(0xFFFFFF), 34), rgb(0x4A4A55), rgb(0x33333C)
	}
	if apple {
		t.accent = rgb(0x0A6CE8)
		if dark {
			t.accent = rgb(0x4B9BFF)
		}
	}
	w := wallpapers[seed/7%uint64(len(wallpapers))]
	t.top, t.bottom = rgb(w[0]), rgb(w[1])
	return t
}

var (
	white    = rgb(0xFFFFFF)
	onGreen  = rgb(0x34A853)
	alarm    = rgb(0xD93A3A)
	offBlack = rgb(0x08080A)
)
