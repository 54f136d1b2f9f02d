package sim

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/h264"
)

func describe(n int, seed uint64) []Spec { return slices.Collect(Describe(n, seed)) }

func TestTheSameSeedGivesTheSameFleet(t *testing.T) {
	t.Parallel()
	a, b := describe(200, 7), describe(300, 7)
	if !reflect.DeepEqual(a, b[:200]) {
		t.Error("a larger fleet does not begin with the devices of a smaller one")
	}
	if reflect.DeepEqual(a[1].Device, describe(200, 8)[1].Device) {
		t.Error("another seed gives the same device")
	}
}

func TestEveryKindOfDeviceIsThere(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{1, 2, 20261122} {
		kinds, makers, standings := map[Management]int{}, map[string]int{}, map[Standing]int{}
		versions, noSerial, linked := map[string]bool{}, 0, 0
		for s := range Describe(200, seed) {
			kinds[s.Device.Management]++
			makers[s.Device.Maker]++
			standings[s.Standing]++
			versions[s.system()] = true
			if s.Device.Serial == "" {
				noSerial++
			}
			if s.connects() {
				linked++
			}
			if string(device.Managements[device.Management(s.Device.Management)]) != string(s.Device.Platform) {
				t.Errorf("seed %d: %s is %s and %s", seed, s.Device.Name, s.Device.Management, s.Device.Platform)
			}
		}
		for m, of40 := range mix {
			if got, want := kinds[m], 5*of40; got < want-1 || got > want+1 { // the first device is chosen
				t.Errorf("seed %d: %d devices are %s, want %d", seed, got, m, want)
			}
		}
		for _, maker := range []string{"Google", "Samsung", "Zebra", "Sharp", "Sony", "Fairphone", "Apple"} {
			if makers[maker] == 0 {
				t.Errorf("seed %d: nothing is made by %s", seed, maker)
			}
		}
		if linked < 135 || linked > 155 {
			t.Errorf("seed %d: %d of 200 devices keep a link, want about 145", seed, linked)
		}
		if standings[Gone] < 9 || standings[NeverSeen] < 9 || standings[Away] < 28 {
			t.Errorf("seed %d: standings are %v", seed, standings)
		}
		if noSerial < 20 || len(versions) < 8 {
			t.Errorf("seed %d: %d devices without serial, %d systems", seed, noSerial, len(versions))
		}
	}
}

func TestNumbersAreGivenOnce(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for s := range Describe(3000, 3) {
		d := s.Device
		for _, number := range []string{d.ID, d.Serial, d.IMEI, d.UDID, d.AssetTag, d.Name} {
			if number == "" {
				continue
			}
			if other, taken := seen[number]; taken && number != d.Name {
				t.Fatalf("%s and %s share %q", other, d.ID, number)
			}
			seen[number] = d.ID
		}
		if len(d.IMEI) != 0 && (len(d.IMEI) != 15 || luhn(d.IMEI[:14]) != int(d.IMEI[14]-'0') || !strings.HasPrefix(d.IMEI, "00")) {
			t.Fatalf("IMEI %q is not a valid one of test equipment", d.IMEI)
		}
	}
}

func TestLuhnKnowsAPublishedNumber(t *testing.T) {
	t.Parallel()
	if got := luhn("49015420323751"); got != 8 { // the example that 3GPP and others use: 490154203237518
		t.Errorf("check digit is %d, want 8", got)
	}
}

// found counts devices as the console's search does: each word somewhere in the row.
func found(specs []Spec, search string) int {
	n := 0
	for _, s := range specs {
		d := s.Device
		row := strings.ToLower(strings.Join([]string{d.Owner.Name, d.Owner.Kana, d.Owner.Email, d.Owner.Department, d.Owner.Phone,
			d.Name, d.Serial, d.IMEI, d.UDID, d.AssetTag, d.Model, d.Maker, d.Location}, "\n"))
		all := true
		for word := range strings.FieldsSeq(strings.ToLower(search)) {
			all = all && strings.Contains(row, word)
		}
		if all {
			n++
		}
	}
	return n
}

func TestNamesMustBeSearched(t *testing.T) {
	t.Parallel()
	specs := describe(200, 1)
	for _, family := range append(append([]name{}, japaneseFamilies...), westernFamilies...) {
		for _, way := range []string{family.written, family.kana, family.letters} {
			if way != "" && found(specs, way) < 2 {
				t.Errorf("%q finds %d devices, want several", way, found(specs, way))
			}
		}
	}
	for _, word := range []string{"東京", "大阪", "札幌", "osaka", "berlin", "pixel", "営業", "HW-100"} {
		if n := found(specs, word); n == 0 || n > 150 {
			t.Errorf("%q finds %d devices", word, n)
		}
	}
	if n := found(specs, "sato 東京"); n > 5 {
		t.Errorf("family and town leave %d devices", n)
	}
}

func TestTextsFitTheAPI(t *testing.T) {
	t.Parallel()
	for s := range Describe(500, 5) {
		d := s.Device
		if d.Name == "" || len(d.Name) > 200 || len(d.ID) > 64 || len(d.Owner.Email) > 254 || len(s.Groups) == 0 || len(s.Groups) > 20 {
			t.Errorf("device %d does not fit: %+v", s.Number, d)
		}
		if d.Owner.Email != "" && !strings.HasSuffix(d.Owner.Email, "example.com") {
			t.Errorf("address %q may be someone's", d.Owner.Email)
		}
		if _, err := h264.New(h264.Config{Width: s.Width, Height: s.Height}); err != nil {
			t.Errorf("screen of %s cannot be encoded: %v", d.Model, err)
		}
	}
}

func TestBatteriesGoDownAndUp(t *testing.T) {
	t.Parallel()
	s := describe(1, 1)[0]
	from := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	low, high, charged := 100, 0, false
	for now := from; now.Before(from.Add(lasts + charges)); now = now.Add(time.Minute) {
		before, _ := s.charge(now.Add(-time.Minute))
		percent, charging := s.charge(now)
		if percent < 0 || percent > 100 || percent-before > 1 || before-percent > 1 {
			t.Fatalf("battery goes from %d to %d %% in a minute", before, percent)
		}
		low, high, charged = min(low, percent), max(high, percent), charged || charging
	}
	if low > 20 || high < 99 || !charged {
		t.Errorf("within a cycle the battery is between %d and %d, charging seen: %v", low, high, charged)
	}
}
