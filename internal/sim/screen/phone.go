package screen

import (
	"image"
	"image/color"
)

// An app is an installed app with its view.
type app struct {
	App
	japanese string // its name on a Japanese phone; empty means Name
	icon     string // of icons; empty means the first letter
	color    color.RGBA
	view     view
	// secure content must not be streamed.
	secure bool
	// showsBattery says that the view changes with the battery.
	showsBattery bool
	// dock apps stand at the bottom of the home screen.
	dock bool
}

func (a *app) label(p *Phone) string {
	if a.japanese == "" {
		return a.Name
	}
	return p.say(a.Name, a.japanese)
}

// system is the version of apps that came with the phone.
const system = "15.2.1"

// install puts the built-in apps and those of the configuration on the phone. A name is installed once.
func (p *Phone) install() {
	p.apps = []*app{
		{App: App{"Chat", "8.4.0", "com.example.chat"}, japanese: "チャット", icon: "chat", color: rgb(0x1E9E63), view: newChat(p), dock: true},
		{App: App{"Portal", "131.0.2", "com.example.portal"}, japanese: "ポータル", icon: "portal", color: rgb(0x2D6CDF), view: &portal{p: p}, dock: true},
		{App: App{"Notes", "4.10.3", "com.example.notes"}, japanese: "メモ", icon: "notes", color: rgb(0xD98E04), view: newNotes(p), dock: true},
		{App: App{"Settings", system, "com.android.settings"}, japanese: "設定", icon: "settings", color: rgb(0x5B6472), view: newSettings(p), showsBattery: true, dock: true},
		{App: App{"Bank", "3.7.5", "com.example.bank"}, japanese: "銀行", icon: "bank", color: rgb(0x14506B), view: newBank(p), secure: true},
		{App: App{"Bench", "1.0.0", "com.example.bench"}, japanese: "ベンチ", icon: "bench", color: rgb(0xC2456B), view: p.bench},
	}
	if p.apple {
		p.apps[3].Package = "com.apple.Preferences"
	}
	taken := map[string]bool{}
	for _, a := range p.apps {
		taken[a.Name] = true
	}
	tints := []uint32{0x3F51B5, 0x00796B, 0xC0392B, 0x8E44AD, 0x37657E, 0xB9770E, 0x2E7D32, 0xAD1457}
	for i, given := range p.cfg.Apps {
		if given.Name == "" || taken[given.Name] {
			continue
		}
		taken[given.Name] = true
		a := &app{App: given, color: rgb(tints[i%len(tints)])}
		a.view = newGuest(p, a)
		p.apps = append(p.apps, a)
	}
}

// kioskApp is the one app of a kiosk.
func (p *Phone) kioskApp() *app {
	for _, a := range p.apps {
		if len(p.cfg.Apps) > 0 && a.Name == p.cfg.Apps[0].Name {
			return a
		}
	}
	return p.apps[1]
}

func (p *Phone) open(a *app) {
	for i, r := range p.running {
		if r == a {
			p.running = append(p.running[:i], p.running[i+1:]...)
			break
		}
	}
	p.running = append([]*app{a}, p.running...)
	p.show(a.view, a)
}

// goHome shows the home screen, or the app of a kiosk.
func (p *Phone) goHome() {
	if p.cfg.Kiosk {
		p.open(p.kioskApp())
		return
	}
	p.show(p.home, nil)
}

// show brings a view to the front; a is nil when it is not an app's.
func (p *Phone) show(v view, a *app) {
	if p.front != nil {
		if s := p.front.scroller(p.body()); s != nil {
			s.speed = 0
		}
	}
	p.letGo()
	p.closeMenu()
	p.hideKeyboard()
	p.focus = ""
	p.front, p.current = v, a
	if a != nil && a.view == p.bench {
		p.toast = nil
		p.bench.opened()
	}
	p.all()
}

func (p *Phone) turnDark() {
	p.dark = !p.dark
	p.theme = newTheme(p.apple, p.dark, p.cfg.Seed)
	p.all()
}

// Lock darkens nothing: it puts the lock screen before what is shown. A kiosk has none and stays.
func (p *Phone) Lock() {
	if p.cfg.Kiosk || p.locked {
		return
	}
	p.letGo()
	p.closeMenu()
	p.hideKeyboard()
	p.locked, p.lock = true, lockScreen{}
	p.all()
}

// Unlock lights the screen and takes the lock screen away without asking for the PIN, as the phone's
// owner would by fingerprint.
func (p *Phone) Unlock() {
	p.letGo()
	p.off, p.locked = false, false
	p.all()
}

// paintIcon draws an app's icon into the square r.
func (p *Phone) paintIcon(c *canvas, r image.Rectangle, a *app) {
	radius := r.Dx() * 30 / 100
	if !p.apple {
		radius = r.Dx() * 42 / 100
	}
	c.round(r, radius, a.color)
	if a.icon != "" {
		c.icon(r, a.icon, r.Dx()*58/100, white)
		return
	}
	for _, first := range a.Name {
		c.middle(r, string(first), face{bold, r.Dx() * 46 / 100}, white)
		break
	}
}
