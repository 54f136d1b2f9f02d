package sim

import (
	"fmt"
	"math/rand/v2"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// A model is a kind of phone or tablet.
type model struct {
	maker, name, short string
	systems            []string // OS versions it runs in this fleet
	width, height      int      // pixels of the simulated screen, in portrait
	tablet             bool
	noRadio            bool // no mobile network: no IMEI
	serial             func(random *rand.Rand) string
}

func (m model) platform() Platform {
	if m.maker == "Apple" {
		return IOS
	}
	return Android
}

// Screens are small ones of the right shape: a real one's millions of pixels would only cost time.
var (
	pixel8     = model{maker: "Google", name: "Pixel 8", short: "PX8", systems: []string{"15", "16", "16"}, width: 360, height: 800, serial: googleSerial}
	pixel9     = model{maker: "Google", name: "Pixel 9", short: "PX9", systems: []string{"16"}, width: 360, height: 800, serial: googleSerial}
	pixel9Pro  = model{maker: "Google", name: "Pixel 9 Pro", short: "PX9P", systems: []string{"16"}, width: 540, height: 1200, serial: googleSerial}
	galaxyA55  = model{maker: "Samsung", name: "Galaxy A55", short: "GA55", systems: []string{"14", "15"}, width: 360, height: 800, serial: samsungSerial}
	galaxyS24  = model{maker: "Samsung", name: "Galaxy S24", short: "GS24", systems: []string{"15", "16"}, width: 540, height: 1200, serial: samsungSerial}
	xcover7    = model{maker: "Samsung", name: "Galaxy XCover7", short: "XC7", systems: []string{"14", "15"}, width: 360, height: 800, serial: samsungSerial}
	tabActive5 = model{maker: "Samsung", name: "Galaxy Tab Active5", short: "TA5", systems: []string{"14", "15"}, width: 600, height: 960, tablet: true, serial: samsungSerial}
	zebraTC58  = model{maker: "Zebra", name: "TC58", short: "TC58", systems: []string{"13", "14"}, width: 360, height: 720, serial: zebraSerial}
	zebraTC22  = model{maker: "Zebra", name: "TC22", short: "TC22", systems: []string{"13", "14"}, width: 360, height: 720, noRadio: true, serial: zebraSerial}
	aquos      = model{maker: "Sharp", name: "AQUOS sense9", short: "AQ9", systems: []string{"14", "15"}, width: 360, height: 780, serial: plainSerial("S9")}
	aquosWish  = model{maker: "Sharp", name: "AQUOS wish4", short: "AQW4", systems: []string{"14"}, width: 360, height: 800, serial: plainSerial("W4")}
	xperia10   = model{maker: "Sony", name: "Xperia 10 VI", short: "XP10", systems: []string{"14", "15"}, width: 360, height: 840, serial: plainSerial("HQ6")}
	fairphone5 = model{maker: "Fairphone", name: "Fairphone 5", short: "FP5", systems: []string{"14", "15"}, width: 360, height: 800, serial: plainSerial("FP5")}

	iPhone5  = model{maker: "Apple", name: "iPhone 5", short: "IP5", systems: []string{"10.3"}, width: 360, height: 640, serial: appleSerial}
	iPhoneSE = model{maker: "Apple", name: "iPhone SE (3rd generation)", short: "IPSE", systems: []string{"17.7", "18.6"}, width: 360, height: 640, serial: appleSerial}
	iPhone14 = model{maker: "Apple", name: "iPhone 14", short: "IP14", systems: []string{"17.7", "18.6", "26.1"}, width: 360, height: 780, serial: appleSerial}
	iPhone15 = model{maker: "Apple", name: "iPhone 15", short: "IP15", systems: []string{"18.6", "26.1"}, width: 360, height: 780, serial: appleSerial}
	iPhone16 = model{maker: "Apple", name: "iPhone 16", short: "IP16", systems: []string{"18.6", "26.1"}, width: 360, height: 780, serial: appleSerial}
	iPad10   = model{maker: "Apple", name: "iPad (10th generation)", short: "IPAD", systems: []string{"17.7", "18.6"}, width: 600, height: 860, tablet: true, noRadio: true, serial: appleSerial}
	iPadAir  = model{maker: "Apple", name: "iPad Air 11-inch (M2)", short: "IPDA", systems: []string{"18.6", "26.1"}, width: 600, height: 860, tablet: true, serial: appleSerial}
	iPadMini = model{maker: "Apple", name: "iPad mini (A17 Pro)", short: "IPDM", systems: []string{"18.6"}, width: 600, height: 900, tablet: true, noRadio: true, serial: appleSerial}
)

// modelsFor are what a company would hand out, or its people would bring, for each kind of management.
var modelsFor = map[Management][]model{
	AndroidDeviceOwner:  {pixel8, pixel9, galaxyA55, galaxyS24, xcover7, zebraTC58, aquos, aquosWish, xperia10, fairphone5},
	AndroidCompanyOwned: {pixel8, pixel9, pixel9Pro, galaxyS24, aquos, xperia10},
	AndroidWorkProfile:  {pixel8, pixel9Pro, galaxyA55, galaxyS24, xperia10, fairphone5},
	AndroidKiosk:        {zebraTC58, zebraTC22, xcover7, tabActive5},
	AndroidSharedKiosk:  {zebraTC22, tabActive5, xcover7},
	IOSSupervised:       {iPhone14, iPhone15, iPhone16, iPhoneSE, iPadAir},
	IOSShared:           {iPad10, iPadMini},
	IOSDevice:           {iPhone14, iPhone15, iPadAir},
	IOSUser:             {iPhone15, iPhone16},
	IOSAppOnly:          {iPhone14, iPhone16},
}

// Characters of serial numbers: makers leave out what is misread.
const (
	serialLetters = "0123456789ABCDEFGHJKLMNPQRSTVWXYZ"
	decimals      = "0123456789"
	hexadecimal   = "0123456789ABCDEF"
)

func draw(random *rand.Rand, from string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = from[random.IntN(len(from))]
	}
	return string(b)
}

func googleSerial(r *rand.Rand) string {
	return fmt.Sprintf("%d%sFDJH00%s", 2+r.IntN(3), draw(r, decimals, 4), draw(r, serialLetters, 3))
}

func samsungSerial(r *rand.Rand) string { return "R5C" + draw(r, serialLetters, 8) }

func zebraSerial(r *rand.Rand) string {
	return fmt.Sprintf("2%d%03d52250%s", 3+r.IntN(2), 1+r.IntN(365), draw(r, decimals, 4))
}

func appleSerial(r *rand.Rand) string { return draw(r, serialLetters, 10) }

func plainSerial(prefix string) func(*rand.Rand) string {
	return func(r *rand.Rand) string { return prefix + draw(r, serialLetters, 9) }
}

// testTAC is a type allocation code that begins with 00, the reporting body of test equipment (3GPP TS 23.003 §6.2, GSMA TS.06).
const testTAC = "00101099"

// newIMEI is a number of 15 digits whose last one is the check digit (3GPP TS 23.003 annex B).
func newIMEI(random *rand.Rand) string {
	digits := testTAC + draw(random, decimals, 6)
	return digits + string(rune('0'+luhn(digits)))
}

// luhn is the digit that makes the digits before it valid (ISO/IEC 7812-1 annex B).
func luhn(digits string) int {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return (10 - sum%10) % 10
}

func newUDID(random *rand.Rand) string {
	return fmt.Sprintf("000081%s-00%sE", pick(random, []string{"10", "20", "30", "40"}), draw(random, hexadecimal, 13))
}

// Apps that a fleet has beside those of the system.
var (
	workApps = []wire.App{
		{Name: "Help@Work", Package: "com.example.helpatwork", Version: "1.0.0"},
		{Name: "Inventory", Package: "com.example.inventory", Version: "6.2.1"},
		{Name: "Timesheet", Package: "com.example.timesheet", Version: "3.14.0"},
		{Name: "Delivery", Package: "com.example.delivery", Version: "2.8.5"},
		{Name: "Ward Round", Package: "com.example.wardround", Version: "11.0.3"},
		{Name: "Expenses", Package: "com.example.expenses", Version: "5.1.0"},
		{Name: "電子カルテ", Package: "com.example.karte", Version: "4.6.2"},
		{Name: "名刺管理", Package: "com.example.meishi", Version: "9.3.0"},
		{Name: "Maps", Package: "com.example.maps", Version: "25.11.2"},
		{Name: "Scanner", Package: "com.example.scanner", Version: "1.19.4"},
	}
	// kioskApps stand alone on a kiosk.
	kioskApps = []wire.App{workApps[1], workApps[3], workApps[4]}
)

// olderBy makes some devices lag behind with an app.
func olderBy(random *rand.Rand, a wire.App) wire.App {
	if random.IntN(4) > 0 {
		return a
	}
	var major, minor int
	if n, _ := fmt.Sscanf(a.Version, "%d.%d", &major, &minor); n == 2 && minor > 0 {
		a.Version = fmt.Sprintf("%d.%d.%d", major, minor-1, random.IntN(10))
	}
	return a
}
