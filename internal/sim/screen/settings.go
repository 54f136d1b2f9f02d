package screen

import (
	"fmt"
	"image/color"
	"math/rand/v2"
	"strconv"
)

// pages is an app made of lists, the last opened on top.
type pages struct {
	*list // the one shown
	p     *Phone
	first *list
}

func newPages(p *Phone, title string, rows func() []row) *pages {
	first := &list{p: p, title: title, rows: rows}
	return &pages{list: first, p: p, first: first}
}

// enter opens a page above the shown one.
func (s *pages) enter(title string, rows func() []row) {
	below := s.list
	s.list = &list{p: s.p, title: title, rows: rows, up: func() { s.list = below }}
	s.p.focus = ""
}

type settings struct {
	*pages
	switches map[string]bool
	serial   string
	imei     string
}

func newSettings(p *Phone) *settings {
	// Facts are invented from the seed alone, apart from the phone's random source, so they stay the same.
	r := rand.New(rand.NewPCG(p.cfg.Seed, 0x6661637473))
	s := &settings{switches: map[string]bool{"bluetooth": true, "location": true, "sync": true, "rotate": true, "sounds": true}}
	const letters = "0123456789ABCDEFGHJKLMNPRSTVWXYZ"
	serial := make([]byte, 11)
	for i := range serial {
		serial[i] = letters[r.IntN(len(letters))]
	}
	s.serial = string(serial)
	s.imei = fmt.Sprintf("35%013d", r.Int64N(1e13))
	s.pages = newPages(p, p.say("Settings", "設定"), s.rows)
	return s
}

func (s *settings) toggle(key, icon string, tint uint32, title string) row {
	return row{kind: switchRow, icon: icon, tint: rgb(tint), title: title,
		on: func() bool { return s.switches[key] }, do: func() { s.switches[key] = !s.switches[key] }}
}

// page is a row that opens a page of facts.
func (s *settings) page(icon string, tint uint32, title, detail string, rows func() []row) row {
	return row{icon: icon, tint: rgb(tint), title: title, detail: detail, do: func() { s.enter(title, rows) }}
}

func fact(title, value string) row { return row{title: title, value: value} }

func (s *settings) rows() []row {
	p := s.p
	say := p.say
	owner := p.cfg.OwnerName
	if owner == "" {
		owner = say("No owner", "所有者なし")
	}
	wifi := row{kind: switchRow, icon: "wifi", tint: rgb(0x2D6CDF), title: "Wi-Fi", detail: say("Off", "オフ"),
		on: func() bool { return p.wifi }, do: func() { p.wifi = !p.wifi; p.touched(p.statusBar()) }}
	if p.wifi {
		wifi.detail = "CORP-WLAN"
	}
	dark := row{kind: switchRow, icon: "circle", tint: rgb(0x5C5F8A), title: say("Dark theme", "ダークテーマ"),
		on: func() bool { return p.dark }, do: p.turnDark}
	plane := row{kind: switchRow, icon: "plane", tint: rgb(0xD98E04), title: say("Airplane mode", "機内モード"),
		on: func() bool { return p.plane }, do: func() { p.plane = !p.plane; p.wifi = !p.plane; p.touched(p.statusBar()) }}
	return []row{
		s.page("person", 0x7A4A9E, owner, say("Work account", "仕事用アカウント"), s.account),
		{kind: headRow, title: say("Network", "ネットワーク")},
		wifi, plane,
		s.toggle("bluetooth", "signal", 0x2D6CDF, "Bluetooth"),
		s.toggle("hotspot", "signal", 0x2E7D32, say("Hotspot", "テザリング")),
		{kind: headRow, title: say("Display and sound", "画面と音")},
		dark,
		s.toggle("rotate", "square", 0x37657E, say("Auto-rotate", "自動回転")),
		s.toggle("sounds", "sound", 0xC2456B, say("Touch sounds", "タッチ操作音")),
		s.page("up", 0xB9770E, say("Font size", "文字サイズ"), say("Default", "標準"), s.fontSize),
		{kind: headRow, title: say("Apps and notices", "アプリと通知")},
		s.page("square", 0x1F6F78, say("Apps", "アプリ"), strconv.Itoa(len(p.apps))+say(" installed", "個をインストール済み"), s.appRows),
		s.page("bell", 0xD93A3A, say("Notifications", "通知"), strconv.Itoa(len(p.notices))+say(" recent", "件"), s.noticeRows),
		s.toggle("sync", "return", 0x2E6F4E, say("Sync data", "データを同期")),
		{kind: headRow, title: say("Device", "デバイス")},
		s.page("bolt", 0x2E7D32, say("Battery", "バッテリー"), s.charge(), s.batteryRows),
		s.page("notes", 0x5B5FA0, say("Storage", "ストレージ"), say("46% used, 69 GB free", "46% 使用、空き 69 GB"), s.storageRows),
		s.toggle("location", "circle", 0x2D6CDF, say("Location", "位置情報")),
		s.page("lock", 0x37657E, say("Security", "セキュリティ"), say("Managed by your company", "会社が管理しています"), s.securityRows),
		s.page("portal", 0x8E44AD, say("Language", "言語"), s.language(), s.languageRows),
		s.page("person", 0x00796B, say("Accessibility", "ユーザー補助"), "", s.accessRows),
		s.page("settings", 0x5B6472, say("System update", "システム アップデート"), say("Up to date", "最新です"), s.updateRows),
		s.page("hidden", 0x3F51B5, say("About phone", "デバイス情報"), p.cfg.Model, s.about),
	}
}

func (s *settings) about() []row {
	p, say := s.p, s.p.say
	w, h := p.cfg.Width, p.cfg.Height
	return []row{
		{kind: cardRow, tint: p.theme.top, title: p.cfg.Maker, value: p.cfg.Model, detail: p.cfg.OS},
		{kind: headRow, title: say("Identity", "識別情報")},
		fact(say("Device owner", "所有者"), p.cfg.OwnerName),
		fact(say("Maker", "メーカー"), p.cfg.Maker),
		fact(say("Model", "モデル"), p.cfg.Model),
		fact(say("Serial number", "シリアル番号"), s.serial),
		fact("IMEI", s.imei),
		{kind: headRow, title: say("Software", "ソフトウェア")},
		fact(say("OS version", "OSバージョン"), p.cfg.OS),
		fact(say("Build", "ビルド番号"), s.serial[:3]+"."+s.serial[3:9]),
		fact(say("Screen", "画面"), fmt.Sprintf("%d × %d", w, h)),
	}
}

func (s *settings) account() []row {
	p, say := s.p, s.p.say
	return []row{
		{kind: headRow, title: say("Work account", "仕事用アカウント")},
		fact(say("Name", "名前"), p.cfg.OwnerName),
		fact(say("Managed by", "管理者"), say("IT department", "情報システム部")),
		s.toggle("backup", "return", 0x2E6F4E, say("Back up", "バックアップ")),
	}
}

func (s *settings) fontSize() []row {
	say := s.p.say
	return []row{fact(say("Text", "文字"), say("Default", "標準")), s.toggle("boldtext", "notes", 0x37657E, say("Bold text", "太字"))}
}

func (s *settings) appRows() []row {
	p := s.p
	var out []row
	for _, a := range p.apps {
		out = append(out, row{icon: a.badge(), tint: a.color, title: a.label(p), detail: a.Version, do: func() {
			s.enter(a.label(p), func() []row { return s.appInfo(a) })
		}})
	}
	return out
}

// badge is the icon's name or, without one, the first letter.
func (a *app) badge() string {
	if a.icon != "" {
		return a.icon
	}
	for _, first := range a.Name {
		return string(first)
	}
	return "square"
}

func (s *settings) appInfo(a *app) []row {
	say := s.p.say
	return []row{
		{icon: a.badge(), tint: a.color, title: a.label(s.p), detail: a.Package},
		{kind: headRow, title: say("Details", "詳細")},
		fact(say("Version", "バージョン"), a.Version),
		fact(say("Package", "パッケージ"), a.Package),
		s.toggle("notify:"+a.Name, "bell", 0xD93A3A, say("Notifications", "通知")),
		{icon: "next", tint: rgb(0x2E7D32), title: say("Open", "開く"), do: func() { s.p.open(a) }},
	}
}

// openInfo shows an app's page of the settings.
func (p *Phone) openInfo(a *app) {
	for _, have := range p.apps {
		if s, ok := have.view.(*settings); ok {
			p.open(have)
			s.list = s.first
			s.enter(a.label(p), func() []row { return s.appInfo(a) })
		}
	}
}

func (s *settings) noticeRows() []row {
	out := []row{{kind: headRow, title: s.p.say("Recent", "最近の通知")}}
	for _, n := range s.p.notices {
		out = append(out, row{icon: "bell", tint: rgb(0xD93A3A), title: n.title, detail: n.text})
	}
	return out
}

func (s *settings) charge() string {
	words := strconv.Itoa(s.p.battery) + "%"
	if s.p.charging {
		words += s.p.say(", charging", "、充電中")
	}
	return words
}

func (s *settings) batteryRows() []row {
	say := s.p.say
	tint := color.RGBA{0x2E, 0x7D, 0x32, 255}
	if s.p.battery <= 15 {
		tint = alarm
	}
	return []row{
		{kind: cardRow, tint: tint, title: say("Charge", "残量"), value: strconv.Itoa(s.p.battery) + "%", detail: s.charge()},
		s.toggle("saver", "bolt", 0x2E7D32, say("Battery saver", "バッテリー セーバー")),
		s.toggle("percent", "signal", 0x37657E, say("Adaptive charging", "いたわり充電")),
	}
}

func (s *settings) storageRows() []row {
	say := s.p.say
	return []row{
		{kind: cardRow, tint: rgb(0x5B5FA0), title: say("Used", "使用量"), value: "59 GB / 128 GB", detail: say("69 GB free", "空き 69 GB")},
		fact(say("Apps", "アプリ"), "21 GB"), fact(say("Pictures", "写真"), "16 GB"), fact(say("System", "システム"), "18 GB"), fact(say("Documents", "文書"), "4 GB"),
	}
}

func (s *settings) securityRows() []row {
	say := s.p.say
	return []row{
		fact(say("Management", "管理"), say("Company", "会社")),
		fact(say("Encryption", "暗号化"), say("On", "オン")),
		s.toggle("find", "circle", 0x2D6CDF, say("Find my device", "デバイスを探す")),
		s.toggle("unknown", "lock", 0xD93A3A, say("Unknown sources", "提供元不明のアプリ")),
	}
}

func (s *settings) language() string { return s.p.say("English", "日本語") }

func (s *settings) languageRows() []row {
	say := s.p.say
	return []row{fact(say("Language", "言語"), s.language()), fact(say("Keyboard", "キーボード"), "QWERTY")}
}

func (s *settings) accessRows() []row {
	say := s.p.say
	return []row{
		s.toggle("magnify", "search", 0x00796B, say("Magnification", "拡大")),
		s.toggle("contrast", "circle", 0x37657E, say("High contrast text", "高コントラスト")),
		s.toggle("reader", "sound", 0xC2456B, say("Screen reader", "読み上げ")),
	}
}

func (s *settings) updateRows() []row {
	say := s.p.say
	return []row{
		{kind: cardRow, tint: s.p.theme.top, title: say("Your system is up to date", "システムは最新です"), value: s.p.cfg.OS, detail: say("Security update: this month", "セキュリティ更新: 今月")},
		s.toggle("autoupdate", "return", 0x2E6F4E, say("Update at night", "夜間に更新")),
	}
}
