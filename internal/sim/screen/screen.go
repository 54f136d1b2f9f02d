// Package screen draws the screen of a simulated phone or tablet and takes its input.
//
// A [Phone] holds a small system (lock screen, home screen, status and navigation bars, recents,
// notices, an on-screen keyboard) and some apps: settings that scroll, notes, a chat, a web page, a
// bank whose content is secret, and the bench page every measured product shows. It opens no socket,
// starts no goroutine and reads no clock but the one it is given. The picture is painted only when
// [Phone.Draw] is called, and only where it changed, so phones that nobody watches cost next to nothing.
package screen

import (
	"image"
	"math/rand/v2"
	"strings"
	"time"
)

// An App is one installed app, as the device reports it. All three are the device's words and may be hostile.
type App struct {
	Name, Version, Package string
}

// Config says what a phone is. The zero value of each field is usable.
type Config struct {
	// Width and Height are pixels in portrait, 120..4096; zero means 360×800, others are brought into range.
	Width, Height int
	// OS is like "Android 15" or "iOS 18.2"; a name beginning with "iOS" or "iPadOS" gives Apple's looks.
	Maker, Model, OS string
	// Language is that of the phone's own words: "ja", or English for all else.
	Language  string
	OwnerName string
	// Seed chooses wallpaper, colors, invented facts and the bench's colors.
	Seed uint64
	// Apps stand on the home screen beside the built-in ones; the first 60 are kept.
	Apps []App
	// Now is the phone's clock and its time zone; nil means time.Now.
	Now func() time.Time
	// Tablet lays things out for a larger glass.
	Tablet bool
	// Kiosk locks the phone to one app, full screen: the first of Apps, or the Portal page.
	Kiosk bool
	// Locked shows the lock screen at first. PIN (digits, up to 12) is asked for then; empty means a swipe is enough.
	Locked bool
	PIN    string
}

// State is what the phone tells about itself. Exactly one of On and Off holds.
type State struct {
	// On says that the screen is lit, Off that it is dark.
	On, Off bool
	// Locked says that the lock screen stands before everything.
	Locked bool
	// Secure says that a secure app is shown: what Draw returns must not reach a stream; see [Phone.DrawHidden].
	Secure bool
	// Battery is 0..100 percent.
	Battery  int
	Charging bool
	// App is the name of the app in the foreground, "Home" or "Recents" when there is none.
	App string
}

// A Phone is one simulated screen with its apps. It is not safe for concurrent use; the owner serializes calls.
type Phone struct {
	cfg    Config
	apple  bool
	scale  float64
	theme  theme
	dark   bool
	random *rand.Rand

	turn  int // quarter turns from portrait
	epoch uint32

	img     *image.RGBA // nil until the first Draw
	dirty   []image.Rectangle
	changed []image.Rectangle

	off, locked bool
	lock        lockScreen
	battery     int
	charging    bool
	wifi, plane bool
	minute      int64 // shown by the clocks, unix minutes

	home    *homeScreen
	cards   *recents
	apps    []*app
	running []*app // most recent first
	front   view
	current *app // nil on the home screen and in recents

	keys    keyboard
	shown   bool // the on-screen keyboard is up
	menu    *menu
	toast   *notice
	notices []notice
	volume  volume
	bench   *Bench

	touch  touch
	tapped image.Point // of the tap being carried out
	focus  string      // id of the target chosen with Tab
}

// New makes a phone that is lit, at its home screen or, if cfg says so, locked.
func New(cfg Config) *Phone {
	cfg = cfg.tidy()
	p := &Phone{
		cfg: cfg, apple: strings.HasPrefix(cfg.OS, "iOS") || strings.HasPrefix(cfg.OS, "iPadOS"),
		random: rand.New(rand.NewPCG(cfg.Seed, 0x73637265656e)), epoch: 1,
		battery: 80, wifi: true, locked: cfg.Locked,
	}
	p.scale = float64(cfg.Width) / 360
	if cfg.Tablet {
		p.scale = max(0.9, float64(cfg.Width)/560)
	}
	p.theme = newTheme(p.apple, false, cfg.Seed)
	p.minute = p.now().Unix() / 60
	p.volume.level = 6
	p.home = &homeScreen{p: p}
	p.cards = &recents{p: p}
	p.bench = newBench(p)
	p.install()
	p.goHome()
	p.all()
	return p
}

func (cfg Config) tidy() Config {
	if cfg.Width <= 0 || cfg.Height <= 0 {
		cfg.Width, cfg.Height = 360, 800
	}
	cfg.Width, cfg.Height = min(4096, max(120, cfg.Width)), min(4096, max(120, cfg.Height))
	if cfg.Width > cfg.Height {
		cfg.Width, cfg.Height = cfg.Height, cfg.Width
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	for _, s := range []*string{&cfg.Maker, &cfg.Model, &cfg.OS, &cfg.OwnerName} {
		*s = clean(*s, 80, false)
	}
	cfg.PIN = digits(cfg.PIN, maxPIN)
	apps := cfg.Apps[:min(60, len(cfg.Apps))]
	cfg.Apps = nil
	for _, a := range apps {
		cfg.Apps = append(cfg.Apps, App{clean(a.Name, 64, false), clean(a.Version, 64, false), clean(a.Package, 120, false)})
	}
	return cfg
}

// say picks the phone's own words.
func (p *Phone) say(english, japanese string) string {
	if p.cfg.Language == "ja" {
		return japanese
	}
	return english
}

func (p *Phone) now() time.Time { return p.cfg.Now() }

// dp turns density-independent units (360 across a phone) into pixels.
func (p *Phone) dp(v float64) int { return int(v*p.scale + 0.5) }

// font is a face at a size in density-independent units; never below what can be read.
func (p *Phone) font(w weight, size float64) face {
	if p.apple {
		size *= 1.04
	}
	return face{w, max(7, p.dp(size))}
}

// Size is the picture's width and height in pixels, as the phone is held now.
func (p *Phone) Size() (w, h int) {
	if p.turn%2 == 1 {
		return p.cfg.Height, p.cfg.Width
	}
	return p.cfg.Width, p.cfg.Height
}

func (p *Phone) bounds() image.Rectangle {
	w, h := p.Size()
	return image.Rect(0, 0, w, h)
}

// Epoch is the geometry's number: it begins at 1 and grows by one at each rotation, so that input
// meant for an older geometry can be told.
func (p *Phone) Epoch() uint32 { return p.epoch }

// Rotation is 0, 90, 180 or 270 degrees from portrait.
func (p *Phone) Rotation() int { return p.turn * 90 }

// State tells what the phone shows and how its battery is.
func (p *Phone) State() State {
	s := State{On: !p.off, Off: p.off, Locked: p.locked, Battery: p.battery, Charging: p.charging, App: "Home"}
	switch {
	case p.current != nil:
		s.App = p.current.Name
		s.Secure = p.current.secure && !p.off && !p.locked
	case p.front == p.cards:
		s.App = "Recents"
	}
	return s
}

// SetBattery sets the charge, brought into 0..100 percent.
func (p *Phone) SetBattery(percent int, charging bool) {
	percent = min(100, max(0, percent))
	if percent == p.battery && charging == p.charging {
		return
	}
	p.battery, p.charging = percent, charging
	p.touched(p.statusBar())
	if p.current != nil && p.current.showsBattery {
		p.touched(p.body())
	}
}

// Bench is the measuring page's control; it is there whether or not the page is open.
func (p *Phone) Bench() *Bench { return p.bench }

// OpenApp unlocks the phone and brings the named app to the front, as a person at the device would.
// The name is that of a built-in app in English ("Settings", "Notes", "Chat", "Portal", "Bank",
// "Bench") or of one in [Config]. It says whether there is such an app.
func (p *Phone) OpenApp(name string) bool {
	for _, a := range p.apps {
		if a.Name == name {
			p.off, p.locked = false, false
			p.open(a)
			p.all()
			return true
		}
	}
	return false
}
