package screen

import (
	"fmt"
	"math/rand/v2"
	"strconv"
)

// newBank is the app whose content no stream may show: a balance and what was paid.
func newBank(p *Phone) *pages {
	r := rand.New(rand.NewPCG(p.cfg.Seed, 0x62616e6b))
	money := func(n int) string { return p.say(fmt.Sprintf("$%s.%02d", thousands(n/100), n%100), thousands(n)+"円") }
	names := []string{p.say("Grocery store", "スーパー"), p.say("Train pass", "定期券"), p.say("Coffee", "コーヒー"),
		p.say("Book shop", "書店"), p.say("Electricity", "電気料金"), p.say("Pharmacy", "薬局"), p.say("Lunch", "昼食")}
	rows := []row{
		{kind: cardRow, tint: rgb(0x14506B), title: p.say("Main account", "普通預金"), value: money(90_000 + r.IntN(900_000)), detail: p.cfg.OwnerName},
		{kind: headRow, title: p.say("Payments", "お支払い")},
	}
	for i := range 16 {
		rows = append(rows, row{icon: "bank", tint: rgb(0x37657E), title: names[r.IntN(len(names))],
			detail: p.say(fmt.Sprintf("%d days ago", i+2), fmt.Sprintf("%d日前", i+2)), value: "−" + money(200+r.IntN(9_000))})
	}
	return newPages(p, p.say("Bank", "銀行"), func() []row { return rows })
}

// thousands writes n (0 to 999,999) with its comma.
func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}

// newGuest is the page of an app that came by configuration: what it is, and some work to tick off.
func newGuest(p *Phone, a *app) *pages {
	jobs := []string{p.say("Check in at the site", "現場に到着の連絡"), p.say("Read today's notes", "本日の連絡を読む"),
		p.say("Scan the delivery", "納品をスキャン"), p.say("Take a picture", "写真を撮る"), p.say("Ask for a signature", "サインをもらう"), p.say("Send the report", "報告を送る")}
	done := make([]bool, len(jobs))
	return newPages(p, a.label(p), func() []row {
		rows := []row{
			{kind: cardRow, tint: a.color, title: p.cfg.OwnerName, value: a.label(p), detail: p.say("Version ", "バージョン ") + a.Version},
			{kind: headRow, title: p.say("Today", "今日の予定")},
		}
		for i, job := range jobs {
			rows = append(rows, row{kind: switchRow, icon: "notes", tint: a.color, title: job,
				on: func() bool { return done[i] }, do: func() { done[i] = !done[i] }})
		}
		return rows
	})
}
