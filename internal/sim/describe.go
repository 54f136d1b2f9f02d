package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// A Standing says what becomes of a simulated device.
type Standing uint8

// The standings.
const (
	// Connected devices keep a link.
	Connected Standing = iota
	// Away devices have been here once, and are switched off or out of reach since.
	Away
	// Gone devices were here once and have been retired.
	Gone
	// NeverSeen devices are known to the directory only.
	NeverSeen
)

// A Spec is everything that is settled about one simulated device before it lives.
type Spec struct {
	// Number counts from 0 in its fleet. Device 0 is always a connected phone on which everything is possible.
	Number int
	// Device is what the directory knows; its ID is settled, too.
	Device   Device
	Groups   []string
	Standing Standing
	Language string // ja or en: of the device and its user
	Zone     *time.Location
	// Width and Height are pixels in portrait.
	Width, Height         int
	Tablet, Kiosk, Locked bool
	PIN                   string // empty: none
	Apps                  []wire.App
	Seed                  uint64
	// Battery is the phase of its charge, 0 to 1 of a cycle.
	Battery float64
}

// Apple says whether it is an iPhone or iPad.
func (s Spec) Apple() bool { return s.Device.Platform == IOS }

// connects says whether the device keeps a link. Where only apps are managed there is no agent that could, but its app
// has checked in once.
func (s Spec) connects() bool {
	return s.Standing == Connected && s.Device.Management != IOSAppOnly
}

// visits says whether the device was seen once and is not there any more.
func (s Spec) visits() bool { return s.Standing != NeverSeen && !s.connects() }

// mix is how a fleet of 40 is managed.
var mix = map[Management]int{
	AndroidDeviceOwner: 10, AndroidCompanyOwned: 5, AndroidWorkProfile: 4, AndroidKiosk: 4,
	AndroidSharedKiosk: 2, IOSSupervised: 7, IOSShared: 2, IOSDevice: 3, IOSUser: 2, IOSAppOnly: 1,
}

// standings are those of 20 devices.
var standings = []Standing{Gone, NeverSeen, Away, Away, Away,
	Connected, Connected, Connected, Connected, Connected, Connected, Connected, Connected, Connected, Connected,
	Connected, Connected, Connected, Connected, Connected}

// Describe invents a fleet of n devices, one after the other. The same seed gives the same devices, and a larger fleet
// begins with the devices of a smaller one.
func Describe(n int, seed uint64) iter.Seq[Spec] {
	return func(yield func(Spec) bool) {
		random := rand.New(rand.NewPCG(seed, 0x666c656574))
		f := inventor{seed: seed, random: random, crowd: newCrowd(random), standings: newDeck(random, standings),
			managements: newDeck(random, managementCards()), models: map[Management]*deck[model]{}, taken: map[string]bool{}}
		for _, m := range sortedManagements() {
			d := newDeck(random, modelsFor[m])
			f.models[m] = &d
		}
		for number := range n {
			if !yield(f.device(number)) {
				return
			}
		}
	}
}

func sortedManagements() []Management {
	var all []Management
	for m := range mix {
		all = append(all, m)
	}
	slices.Sort(all)
	return all
}

func managementCards() []Management {
	var cards []Management
	for _, m := range sortedManagements() {
		for range mix[m] {
			cards = append(cards, m)
		}
	}
	return cards
}

// An inventor makes up devices one after the other.
type inventor struct {
	seed        uint64
	random      *rand.Rand
	crowd       *crowd
	managements deck[Management]
	standings   deck[Standing]
	models      map[Management]*deck[model]
	taken       map[string]bool // serials, IMEIs and UDIDs
	last        person
	old         bool // the old one is there
}

func (f *inventor) device(number int) Spec {
	management, standing := f.managements.draw(), f.standings.draw()
	m := f.models[management].draw()
	if number == 0 {
		management, standing, m = AndroidDeviceOwner, Connected, pixel9
	}
	if !f.old && number > 0 && management == IOSSupervised && standing == Connected {
		f.old, m = true, iPhone5 // one that TeamViewer does not serve any more
	}
	who := f.crowd.next()
	if number%12 == 7 { // someone's second device
		who = f.last
	}
	f.last = who
	s := Spec{
		Number: number, Standing: standing, Language: who.language, Zone: who.zone(),
		Width: m.width, Height: m.height, Tablet: m.tablet, Battery: f.random.Float64(), Seed: f.random.Uint64(),
		Kiosk: management == AndroidKiosk || management == AndroidSharedKiosk,
	}
	s.Device = Device{
		ID: deviceID(f.seed, number), Platform: m.platform(), Management: management, Ownership: Company,
		Lifecycle: InUse, Owner: who.owner, Location: who.place.location,
		Maker: m.maker, Model: m.name, OSVersion: pick(f.random, m.systems), Simulated: true,
	}
	f.identify(&s, m)
	f.own(&s, m, who)
	s.Groups = groupsOf(s, who)
	s.Apps = f.apps(s)
	if number > 0 && !s.Kiosk && number%9 == 4 {
		s.Locked = true
		if number%2 == 0 {
			s.PIN = "2580"
		}
	}
	return s
}

// identify gives numbers as far as the kind of management knows them: a personal device under a work profile or user
// enrollment tells the company neither serial, IMEI nor UDID, and an app alone knows nothing of its device.
func (f *inventor) identify(s *Spec, m model) {
	d := &s.Device
	switch d.Management {
	case AndroidWorkProfile, IOSUser, IOSAppOnly:
		d.Ownership = Personal
		return
	}
	d.Serial = f.fresh(m.serial)
	if !m.noRadio {
		d.IMEI = f.fresh(newIMEI)
	}
	if d.Platform == IOS {
		d.UDID = f.fresh(newUDID)
	}
	d.AssetTag = fmt.Sprintf("HW-%05d", 10_001+s.Number)
}

// own names the device, and says who answers for it.
func (f *inventor) own(s *Spec, m model, who person) {
	d := &s.Device
	shared := d.Management == AndroidSharedKiosk || d.Management == IOSShared
	switch {
	case shared:
		d.Name = fmt.Sprintf("%s-%s-shared-%03d", who.place.code, m.short, s.Number)
		if s.Number%3 == 0 { // nobody in particular answers for it
			d.Owner = Owner{Department: who.owner.Department}
		}
	case d.Ownership == Personal && s.Language == "ja":
		d.Name = d.Owner.Name + "の" + strings.Fields(m.name)[0]
	case d.Ownership == Personal:
		d.Name = strings.Fields(d.Owner.Name)[0] + "'s " + m.name
	default:
		d.Name = fmt.Sprintf("%s-%s-%s-%03d", who.place.code, m.short, who.family, s.Number)
	}
}

func groupsOf(s Spec, who person) []string {
	groups := []string{who.branch.group}
	if s.Kiosk && who.branch.group != "Warehouse" && s.Number%2 == 0 {
		groups = append(groups, "Warehouse")
	}
	if s.Language == "ja" {
		return append(groups, "日本")
	}
	return append(groups, "Europe")
}

func (f *inventor) apps(s Spec) []wire.App {
	if s.Kiosk {
		return []wire.App{olderBy(f.random, pick(f.random, kioskApps)), workApps[0]}
	}
	apps := []wire.App{workApps[0]}
	for _, i := range f.random.Perm(len(workApps) - 1)[:2+f.random.IntN(4)] {
		apps = append(apps, olderBy(f.random, workApps[i+1]))
	}
	return apps
}

// fresh makes numbers until one was not given before.
func (f *inventor) fresh(make func(*rand.Rand) string) string {
	for {
		if number := make(f.random); !f.taken[number] {
			f.taken[number] = true
			return number
		}
	}
}

// deviceID is the same for the same place in the same fleet, so that importing again changes nothing.
func deviceID(seed uint64, number int) string {
	const letters = "0123456789abcdefghjkmnpqrstvwxyz"
	sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(fmt.Sprintf("simulated device %d of fleet ", number)), seed))
	text := make([]byte, 20)
	for i := range text {
		text[i] = letters[sum[i]&31]
	}
	return fmt.Sprintf("dev_sim%04d%s", number%10_000, text)
}

// system names the operating system as the phone itself does.
func (s Spec) system() string {
	switch {
	case !s.Apple():
		return "Android " + s.Device.OSVersion
	case s.Tablet:
		return "iPadOS " + s.Device.OSVersion
	}
	return "iOS " + s.Device.OSVersion
}

// A battery lasts twelve hours and is charged in four.
const (
	lasts   = 12 * time.Hour
	charges = 4 * time.Hour
	lowest  = 17 // percent
)

// charge is the battery at a moment: percent, and whether it is being charged.
func (s Spec) charge(now time.Time) (percent int, charging bool) {
	const cycle = lasts + charges
	at := time.Duration(now.UnixNano()+int64(s.Battery*float64(cycle))) % cycle
	if at < lasts {
		return 100 - int(int64(100-lowest)*int64(at)/int64(lasts)), false
	}
	return lowest + int(int64(100-lowest)*int64(at-lasts)/int64(charges)), true
}
