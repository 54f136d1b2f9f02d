package screen

import (
	"hash/crc32"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A clock is a phone's time that the test moves.
type clock struct{ now time.Time }

func newClock() *clock { return &clock{time.Date(2026, 11, 20, 9, 41, 7, 123e6, time.UTC)} }

func (c *clock) add(d time.Duration) { c.now = c.now.Add(d) }

func aPhone(c *clock, change ...func(*Config)) *Phone {
	cfg := Config{Width: 360, Height: 800, Maker: "Google", Model: "Pixel 9a", OS: "Android 15", Language: "en",
		OwnerName: "Aiko Tanaka", Seed: 3, Now: func() time.Time { return c.now },
		Apps: []App{{"Inventory", "3.2.1", "com.example.inventory"}, {"Timesheet", "1.9.0", "com.example.time"}, {"Scanner", "5.0.2", "com.example.scan"}}}
	for _, ch := range change {
		ch(&cfg)
	}
	return New(cfg)
}

func japanese(cfg *Config) { cfg.Language, cfg.OwnerName = "ja", "田中 愛子" }

func iPhone(cfg *Config) {
	cfg.Maker, cfg.Model, cfg.OS, cfg.Seed = "Apple", "iPhone 16", "iOS 18.2", 11
	cfg.Width, cfg.Height = 540, 1200
}

// TestPages paints every page on several phones: none may be empty, and two pages of a phone never look
// the same. SCREEN_PNG names a folder to keep the pictures in, for eyes.
func TestPages(t *testing.T) {
	phones := map[string][]func(*Config){
		"android":  nil,
		"ja":       {japanese},
		"iphone":   {iPhone},
		"iphoneja": {japanese, iPhone},
		"tablet":   {func(c *Config) { c.Width, c.Height, c.Tablet, c.Seed = 800, 1280, true, 5 }},
		"kiosk":    {func(c *Config) { c.Kiosk = true }},
	}
	for name, change := range phones {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := map[uint32]string{}
			for _, page := range pictures {
				c := newClock()
				p := aPhone(c, change...)
				page.prepare(p, c)
				img, _ := p.Draw()
				sum := digest(img)
				if other, twice := seen[sum]; twice && name != "kiosk" {
					t.Errorf("pages %s and %s look the same", other, page.name)
				}
				seen[sum] = page.name
				if colors := countColors(img); colors < 8 {
					t.Errorf("page %s has %d colors, want at least 8", page.name, colors)
				}
				keep(t, img, name+"-"+page.name)
			}
		})
	}
}

func opens(app string) func(*Phone, *clock) { return func(p *Phone, _ *clock) { p.OpenApp(app) } }

var pictures = []struct {
	name    string
	prepare func(*Phone, *clock)
}{
	{"home", func(*Phone, *clock) {}},
	{"menu", func(p *Phone, c *clock) {
		r := p.home.cell(p.body(), 1)
		p.Pointer(Down, 0, relX(p, r), relY(p, r))
		c.add(600 * time.Millisecond)
		p.Step()
		p.Pointer(Up, 0, relX(p, r), relY(p, r))
	}},
	{"lock", func(p *Phone, _ *clock) { p.Lock(); p.Notify("Help@Work", "A technician wants to help you") }},
	{"pin", func(p *Phone, _ *clock) { p.cfg.PIN = "1234"; p.Lock(); p.Text("12") }},
	{"settings", opens("Settings")},
	{"settings-dark", func(p *Phone, _ *clock) { p.OpenApp("Settings"); p.turnDark() }},
	{"about", func(p *Phone, _ *clock) {
		p.OpenApp("Settings")
		s := p.front.(*settings)
		s.enter(p.say("About phone", "デバイス情報"), s.about)
	}},
	{"battery", func(p *Phone, _ *clock) {
		p.OpenApp("Settings")
		p.SetBattery(12, true)
		s := p.front.(*settings)
		s.enter(p.say("Battery", "バッテリー"), s.batteryRows)
	}},
	{"notes", func(p *Phone, _ *clock) {
		p.OpenApp("Notes")
		p.Text("日本語の入力テスト。Typing works: カタカナ、漢字。")
	}},
	{"chat", func(p *Phone, c *clock) {
		p.OpenApp("Chat")
		p.Text("Thank you! ありがとう")
		p.Key("Enter", true, Modifiers{})
	}},
	{"portal", opens("Portal")},
	{"bank", opens("Bank")},
	{"bench", opens("Bench")},
	{"guest", opens("Timesheet")},
	{"recents", func(p *Phone, _ *clock) {
		for _, name := range []string{"Notes", "Bank", "Settings"} {
			p.OpenApp(name)
		}
		p.Press(Home)
		p.Press(Recents)
	}},
	{"notice", func(p *Phone, _ *clock) {
		p.OpenApp("Portal")
		p.Notify("ヘルプデスク", "担当者が接続を求めています")
		p.Press(VolumeUp)
	}},
	{"landscape", func(p *Phone, _ *clock) { p.Press(Rotate) }},
	{"landscape-chat", func(p *Phone, _ *clock) { p.Press(Rotate); p.OpenApp("Chat"); p.Text("a") }},
	{"landscape-bench", func(p *Phone, _ *clock) { p.Press(Rotate); p.OpenApp("Bench") }},
	{"landscape-pin", func(p *Phone, _ *clock) { p.cfg.PIN = "1234"; p.Press(Rotate); p.Lock(); p.Text("1") }},
}

func relX(p *Phone, r image.Rectangle) float64 {
	w, _ := p.Size()
	return float64(r.Min.X+r.Max.X) / 2 / float64(w)
}

func relY(p *Phone, r image.Rectangle) float64 {
	_, h := p.Size()
	return float64(r.Min.Y+r.Max.Y) / 2 / float64(h)
}

func digest(img *image.RGBA) uint32 { return crc32.ChecksumIEEE(img.Pix) }

func countColors(img *image.RGBA) int {
	seen := map[[3]uint8]bool{}
	for i := 0; i < len(img.Pix); i += 4 * 5 {
		seen[[3]uint8(img.Pix[i:i+3])] = true
	}
	return len(seen)
}

func keep(t *testing.T, img image.Image, name string) {
	dir := os.Getenv("SCREEN_PNG")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}
