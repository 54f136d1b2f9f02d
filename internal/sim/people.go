package sim

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// A name is one in its own script, read aloud (katakana, only for Japanese) and in letters fit for an e-mail address.
type name struct{ written, kana, letters string }

// Families come round about as often as each other, so that a caller's family name alone never finds the device.
var (
	japaneseFamilies = []name{
		{"佐藤", "サトウ", "sato"}, {"鈴木", "スズキ", "suzuki"}, {"高橋", "タカハシ", "takahashi"}, {"田中", "タナカ", "tanaka"},
		{"伊藤", "イトウ", "ito"}, {"渡辺", "ワタナベ", "watanabe"}, {"山本", "ヤマモト", "yamamoto"}, {"中村", "ナカムラ", "nakamura"},
		{"小林", "コバヤシ", "kobayashi"}, {"加藤", "カトウ", "kato"}, {"吉田", "ヨシダ", "yoshida"}, {"山田", "ヤマダ", "yamada"},
		{"佐々木", "ササキ", "sasaki"}, {"斎藤", "サイトウ", "saito"}, {"松本", "マツモト", "matsumoto"}, {"清水", "シミズ", "shimizu"},
		{"森", "モリ", "mori"}, {"東", "ヒガシ", "higashi"}, {"五十嵐", "イガラシ", "igarashi"}, {"長谷川", "ハセガワ", "hasegawa"},
	}
	japaneseGiven = []name{
		{"花子", "ハナコ", "hanako"}, {"太郎", "タロウ", "taro"}, {"健一", "ケンイチ", "kenichi"}, {"美咲", "ミサキ", "misaki"},
		{"翔太", "ショウタ", "shota"}, {"陽子", "ヨウコ", "yoko"}, {"大輔", "ダイスケ", "daisuke"}, {"さくら", "サクラ", "sakura"},
		{"直樹", "ナオキ", "naoki"}, {"愛", "アイ", "ai"}, {"拓也", "タクヤ", "takuya"}, {"由美", "ユミ", "yumi"},
		{"誠", "マコト", "makoto"}, {"結衣", "ユイ", "yui"}, {"浩", "ヒロシ", "hiroshi"}, {"恵", "メグミ", "megumi"},
		{"蓮", "レン", "ren"}, {"真理子", "マリコ", "mariko"}, {"悠真", "ユウマ", "yuma"},
	}
	westernFamilies = []name{
		{"Müller", "", "mueller"}, {"Schmidt", "", "schmidt"}, {"Weber", "", "weber"}, {"Fischer", "", "fischer"},
		{"Smith", "", "smith"}, {"Jones", "", "jones"}, {"Garcia", "", "garcia"}, {"Rossi", "", "rossi"},
		{"Dubois", "", "dubois"}, {"O'Brien", "", "obrien"}, {"Novák", "", "novak"}, {"de Vries", "", "devries"},
	}
	westernGiven = []name{
		{"Anna", "", "anna"}, {"James", "", "james"}, {"Lena", "", "lena"}, {"Thomas", "", "thomas"}, {"Sofia", "", "sofia"},
		{"David", "", "david"}, {"Emma", "", "emma"}, {"Lukas", "", "lukas"}, {"Claire", "", "claire"}, {"Noah", "", "noah"},
		{"Ingrid", "", "ingrid"}, {"Pedro", "", "pedro"}, {"Katherine", "", "katherine"}, {"Jürgen", "", "juergen"},
	}
)

// A place is where devices are used. Its code begins their names.
type place struct {
	location, code string
	hours          int // east of UTC
}

var (
	japanesePlaces = []place{
		{"東京本社 3階", "TYO", 9}, {"東京本社 7階", "TYO", 9}, {"大阪支店", "OSK", 9}, {"名古屋支店", "NGO", 9}, {"札幌営業所", "CTS", 9},
		{"福岡支店", "FUK", 9}, {"仙台営業所", "SDJ", 9}, {"横浜物流センター", "YOK", 9}, {"Osaka warehouse 2", "OSK", 9}, {"Kyoto clinic", "KIX", 9},
	}
	westernPlaces = []place{
		{"Berlin office", "BER", 1}, {"Hamburg warehouse", "HAM", 1}, {"München, Klinik Süd", "MUC", 1}, {"London, Borough High Street", "LON", 0},
		{"Amsterdam depot", "AMS", 1}, {"Milano, Via Torino", "MIL", 1}, {"Tokyo head office", "TYO", 9},
	}
)

// A branch of the company: its group of devices, and the department's name in both languages.
type branch struct{ group, japanese, english string }

var branches = []branch{
	{"Sales", "営業部", "Sales"}, {"Sales", "法人営業部", "Key accounts"}, {"Warehouse", "物流センター", "Logistics"},
	{"Clinic", "診療支援課", "Patient care"}, {"Field", "フィールドサービス部", "Field service"}, {"Field", "保守課", "Maintenance"},
	{"Office", "総務部", "Administration"}, {"Office", "経理部", "Accounting"}, {"Office", "情報システム部", "IT"},
}

// A person belongs to a device, or answers for one that several share.
type person struct {
	owner    Owner
	language string // ja or en
	family   string // in letters, for device names
	given    string // in letters
	place    place
	branch   branch
}

func (p person) zone() *time.Location { return time.FixedZone(p.place.code, p.place.hours*3600) }

// crowd invents people one after the other; the same seed gives the same people.
type crowd struct {
	random             *rand.Rand
	japanese, western  deck[name]
	placesJa, placesEn deck[place]
	branches           deck[branch]
	addresses          map[string]int // how often an e-mail name was given
	count              int
}

func newCrowd(random *rand.Rand) *crowd {
	return &crowd{
		random:   random,
		japanese: newDeck(random, japaneseFamilies), western: newDeck(random, westernFamilies),
		placesJa: newDeck(random, japanesePlaces), placesEn: newDeck(random, westernPlaces),
		branches: newDeck(random, branches), addresses: map[string]int{},
	}
}

// next is a person who was not there before. Of eight, five are Japanese.
func (c *crowd) next() person {
	c.count++
	p := person{language: "en", branch: c.branches.draw()}
	if c.count%8 < 5 {
		p.language = "ja"
		c.name(&p, c.japanese.draw(), pick(c.random, japaneseGiven))
		p.place = c.placesJa.draw()
		p.owner.Department = p.branch.japanese
		// No number behind 090-0 is assigned to anybody.
		p.owner.Phone = fmt.Sprintf("090-0%03d-%04d", c.random.IntN(1000), c.random.IntN(10_000))
		return p
	}
	c.name(&p, c.western.draw(), pick(c.random, westernGiven))
	p.place = c.placesEn.draw()
	p.owner.Department = p.branch.english
	p.owner.Phone = reservedNumber(c.random)
	return p
}

func (c *crowd) name(p *person, family, given name) {
	p.family, p.given = family.letters, given.letters
	if p.language == "ja" {
		p.owner.Name = family.written + " " + given.written
		p.owner.Kana = family.kana + " " + given.kana
	} else {
		p.owner.Name = given.written + " " + family.written
	}
	address := given.letters + "." + family.letters
	c.addresses[address]++
	if n := c.addresses[address]; n > 1 {
		address = fmt.Sprintf("%s%d", address, n)
	}
	p.owner.Email = address + "@" + strings.ToLower(p.place.domain(p.language))
}

// domain is one reserved for examples (RFC 2606).
func (place) domain(language string) string {
	if language == "ja" {
		return "jp.example.com"
	}
	return "example.com"
}

// reservedNumber is a telephone number set aside for fiction: by Ofcom (07700 900xxx), by the North American numbering
// plan (555-01xx), or by the Bundesnetzagentur (030 23125 xxx).
func reservedNumber(random *rand.Rand) string {
	n := random.IntN(1000)
	switch random.IntN(3) {
	case 0:
		return fmt.Sprintf("+44 7700 900%03d", n)
	case 1:
		return fmt.Sprintf("+1 202-555-01%02d", n%100)
	}
	return fmt.Sprintf("+49 30 23125 %03d", n)
}

// A deck hands its cards out in random order, all of them before one comes again.
type deck[T any] struct {
	random *rand.Rand
	cards  []T
	next   int
}

func newDeck[T any](random *rand.Rand, cards []T) deck[T] {
	return deck[T]{random: random, cards: append([]T{}, cards...)}
}

func (d *deck[T]) draw() T {
	if d.next == 0 {
		d.random.Shuffle(len(d.cards), func(i, j int) { d.cards[i], d.cards[j] = d.cards[j], d.cards[i] })
	}
	card := d.cards[d.next]
	d.next = (d.next + 1) % len(d.cards)
	return card
}

func pick[T any](random *rand.Rand, from []T) T { return from[random.IntN(len(from))] }
