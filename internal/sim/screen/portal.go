package screen

import "image"

// portal is a browser on the company's page.
type portal struct {
	still
	p      *Phone
	page   int
	scroll scroller
	larger float64 // how much two fingers have enlarged the letters; zero means not at all
}

// zoom makes the letters larger or smaller, between 0.7 and 2.5 times.
func (a *portal) zoom(factor float64) {
	a.larger = min(2.5, max(0.7, a.size(1)*factor))
	a.p.touched(a.window(a.p.body()))
}

// size is a font size, enlarged.
func (a *portal) size(v float64) float64 {
	if a.larger == 0 {
		return v
	}
	return v * a.larger
}

type article struct {
	title, japanese string
	text, honbun    []string
}

var articles = []article{
	{"Welcome to the company portal", "社内ポータルへようこそ",
		[]string{"Here you find the news of the day, the opening hours of the help desk and guides for your phone.",
			"The help desk answers from 8:00 to 19:00. Press Help in the support app and a technician will call you back, usually within five minutes.",
			"Please restart your phone once a week, keep the system up to date, and never tell anyone your PIN: the help desk does not ask for it.",
			"New this week: the canteen has a summer menu, the car park on level two is closed for repairs, and the travel form is now one page long."},
		[]string{"今日のお知らせ、ヘルプデスクの受付時間、スマートフォンの使い方をまとめています。",
			"ヘルプデスクの受付は8時から19時までです。サポートアプリの「ヘルプ」を押すと、担当者が通常5分以内にご連絡します。",
			"週に一度は再起動し、システムを最新に保ってください。暗証番号を他人に教えないでください。ヘルプデスクがお尋ねすることはありません。",
			"今週のお知らせ: 食堂は夏のメニューになりました。2階の駐車場は工事のため閉鎖中です。出張申請は1ページになりました。"}},
	{"Setting up e-mail", "メールの設定",
		[]string{"Your mailbox is set up by the company. Open the mail app, choose your work account and sign in with your staff number.",
			"If the app asks for a server name, close it, open Settings, then Accounts, and switch Sync data off and on again.",
			"When mail still does not arrive, ask for help: a technician can look at the screen with you."},
		[]string{"メールボックスは会社が設定します。メールアプリを開き、仕事用アカウントを選んで社員番号でログインしてください。",
			"サーバー名を尋ねられたら、アプリを閉じ、設定の「データを同期」を一度オフにしてからオンにしてください。",
			"それでも届かないときはヘルプをご利用ください。担当者が画面を見ながらお手伝いします。"}},
	{"Using the meeting rooms", "会議室の使い方",
		[]string{"Rooms are booked in the calendar. A room that nobody enters within ten minutes is free again.",
			"The screen on the wall shows a code; type it into the meeting app to present from your phone.",
			"Please wipe the board, close the windows and switch the screen off when you leave."},
		[]string{"会議室はカレンダーで予約します。10分以内に入室がない場合、予約は取り消されます。",
			"壁の画面に表示されるコードを会議アプリに入力すると、スマートフォンから発表できます。",
			"退室の際はホワイトボードを消し、窓を閉め、画面の電源をお切りください。"}},
}

func (a *portal) bar(body image.Rectangle) image.Rectangle {
	return image.Rect(body.Min.X, body.Min.Y, body.Max.X, min(body.Max.Y, body.Min.Y+a.p.dp(54)))
}

func (a *portal) window(body image.Rectangle) image.Rectangle {
	return image.Rect(body.Min.X, a.bar(body).Max.Y, body.Max.X, body.Max.Y)
}

func (a *portal) scroller(body image.Rectangle) *scroller {
	area := a.window(body)
	bottom := a.lay(&canvas{}, body, nil)
	return a.scroll.fit(area, bottom-area.Min.Y+a.scroll.offset()+a.p.dp(24))
}

func (a *portal) targets(body image.Rectangle) []target {
	a.scroller(body)
	p := a.p
	var out []target
	window := a.window(body)
	a.lay(&canvas{}, body, func(page int, at image.Rectangle) {
		if at = at.Intersect(window); !at.Empty() {
			out = append(out, target{rect: at, radius: p.dp(12), id: articles[page].title, do: func() { a.visit(page) }})
		}
	})
	return out
}

func (a *portal) visit(page int) {
	a.page, a.scroll.pos = page, 0
	a.p.touched(a.p.body())
}

func (a *portal) back() bool {
	if a.page == 0 {
		return false
	}
	a.visit(0)
	return true
}

// lay paints the page on c and tells the place of each link; it returns the y below the content. With
// an empty canvas it only measures.
func (a *portal) lay(c *canvas, body image.Rectangle, link func(page int, at image.Rectangle)) int {
	p, now := a.p, articles[a.page]
	w := a.window(body)
	side := p.dp(18)
	if extra := w.Dx() - p.dp(620); extra > 0 {
		side += extra / 2
	}
	room := image.Rect(w.Min.X+side, w.Min.Y-a.scroll.offset(), w.Max.X-side, w.Max.Y)
	picture := image.Rect(room.Min.X, room.Min.Y+p.dp(8), room.Max.X, room.Min.Y+p.dp(138))
	a.paintPicture(c, picture)
	room.Min.Y = picture.Max.Y + p.dp(16)
	room.Min.Y = c.paragraph(room, p.say(now.title, now.japanese), p.font(bold, a.size(23)), p.theme.ink) + p.dp(8)
	texts := now.text
	if p.cfg.Language == "ja" {
		texts = now.honbun
	}
	for _, text := range texts {
		room.Min.Y = c.paragraph(room, text, p.font(regular, a.size(15.5)), p.theme.ink) + p.dp(12)
	}
	for page, other := range articles {
		if page == a.page {
			continue
		}
		at := image.Rect(room.Min.X, room.Min.Y, room.Max.X, room.Min.Y+p.dp(52))
		c.round(at.Inset(p.dp(3)), p.dp(14), p.theme.card)
		c.left(image.Rect(at.Min.X+p.dp(16), at.Min.Y, at.Max.X-p.dp(40), at.Max.Y), p.say(other.title, other.japanese), p.font(medium, 15.5), p.theme.accent)
		c.icon(image.Rect(at.Max.X-p.dp(36), at.Min.Y, at.Max.X-p.dp(12), at.Max.Y), "next", p.dp(18), p.theme.accent)
		if link != nil {
			link(page, at)
		}
		room.Min.Y = at.Max.Y
	}
	return room.Min.Y
}

// paintPicture draws hills under a morning sky.
func (a *portal) paintPicture(c *canvas, r image.Rectangle) {
	if !c.sees(r) {
		return
	}
	p := a.p
	c.gradient(r, rgb(0x8FC1E8), rgb(0xF6D9B8))
	c.within(r, func() {
		c.round(image.Rect(r.Max.X-p.dp(90), r.Min.Y+p.dp(22), r.Max.X-p.dp(46), r.Min.Y+p.dp(66)), p.dp(22), rgb(0xFFF1C9))
		for i, tint := range []uint32{0x7FA8A0, 0x5B8C7B, 0x3F6F5C} {
			big := p.dp(230)
			x := r.Min.X + (i*2-1)*r.Dx()/5
			y := r.Max.Y - p.dp(64) + i*p.dp(18)
			c.round(image.Rect(x-big/2, y, x+big*3/2, y+2*big), big, rgb(tint))
		}
	})
}

func (a *portal) paint(c *canvas, body image.Rectangle) {
	a.scroller(body)
	p, bar := a.p, a.bar(body)
	c.within(a.window(body), func() { a.lay(c, body, nil) })
	address := image.Rect(bar.Min.X+p.dp(12), bar.Min.Y+p.dp(7), bar.Max.X-p.dp(12), bar.Max.Y-p.dp(7))
	c.round(address, address.Dy()/2, p.theme.card)
	c.icon(image.Rect(address.Min.X+p.dp(8), address.Min.Y, address.Min.X+p.dp(34), address.Max.Y), "lock", p.dp(16), p.theme.dim)
	path := []string{"portal.example", "portal.example/mail", "portal.example/rooms"}[a.page]
	c.left(image.Rect(address.Min.X+p.dp(38), address.Min.Y, address.Max.X-p.dp(12), address.Max.Y), path, p.font(regular, 15), p.theme.ink)
}
