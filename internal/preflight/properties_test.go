package preflight_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/preflight"
)

// fill puts something into every field of a value: often one of the words that rules look for, else what a stranger wrote.
func fill(v reflect.Value, r *rand.Rand, words []string) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int:
		v.SetInt(int64(r.IntN(200) - 50))
	case reflect.String:
		v.SetString(words[r.IntN(len(words))])
	case reflect.Slice:
		if n := r.IntN(4); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n-1, n-1))
		}
		for i := range v.Len() {
			fill(v.Index(i), r, words)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range r.IntN(4) {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(key, r, words)
			fill(value, r, words)
			v.SetMapIndex(key, value)
		}
	case reflect.Pointer:
		if r.IntN(4) == 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), r, words)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			if r.IntN(3) > 0 {
				v.Set(reflect.ValueOf(now.Add(time.Duration(r.Int64N(int64(96*time.Hour))) - 48*time.Hour)))
			}
			return
		}
		for _, field := range v.Fields() {
			fill(field, r, words)
		}
	}
}

// wordsOf are all that a rule may look for, and a few strangers.
func wordsOf(strangers ...string) []string {
	words := []string{"", "yes", "no", "teamviewer", "builtin", "attended", "unattended", "off", "active", "removing", "own", "mapped",
		"none", "dead", "quicksupport", "host", "universal_addon", "oem_addon", "agent", "absent", "pending", "installed", "failed", "removed",
		"silent", "prompted", "catalog", "silver", "gold", "platinum", "android", "ios", "computer", "in_use", "retired", "1", "9.3", "11", "17.1",
		"google", "pixel 9", "locked", "H264", "com.example.app", "view", "control", "start_teamviewer_session"}
	for m := range device.Managements {
		words = append(words, string(m))
	}
	slices.Sort(words) // so that a seed means the same each time
	return append(words, strangers...)
}

func sound(t *testing.T, f preflight.Facts) {
	t.Helper()
	found := preflight.Check(f)
	order := []preflight.Severity{preflight.Block, preflight.Warn, preflight.Info}
	last := 0
	for _, got := range found {
		severity := slices.Index(order, got.Severity)
		if severity < last {
			t.Errorf("findings are not in order: %+v", found)
		}
		last = severity
		if !slices.Contains(preflight.Codes, got.Code) || got.Remedy != "" && !slices.Contains(preflight.Remedies, got.Remedy) {
			t.Errorf("%+v is not in the closed lists", got)
		}
		for name, value := range got.Facts {
			if value == "" || utf8.RuneCountInString(value) > 200 || !utf8.ValidString(value) ||
				slices.ContainsFunc([]rune(value), func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) {
				t.Errorf("fact %s of %s is not fit to show: %q", name, got.Code, value)
			}
		}
	}
	for _, action := range preflight.Actions(f) {
		if !slices.Contains(preflight.ActionNames, action.Name) || action.Enabled == (len(action.Findings) > 0) {
			t.Errorf("action %+v: a disabled one has its reasons and an enabled one has none", action)
		}
	}
	if got := preflight.Available(f.Around, f.Device); got != device.Yes && got != device.No {
		t.Errorf("available %q, want a judgement", got)
	}
}

// Whatever is put together, what comes out is of the closed lists, in order and fit to show.
func FuzzCheck(f *testing.F) {
	f.Add(uint64(1), "\x1b[31m")
	f.Add(uint64(2), "\u202egnp.exe\x00\xff")
	f.Add(uint64(3), "<script>")
	f.Fuzz(func(t *testing.T, seed uint64, stranger string) {
		r := rand.New(rand.NewPCG(seed, 1))
		words := wordsOf(stranger, stranger+"\n"+stranger)
		for range 20 {
			var facts preflight.Facts
			fill(reflect.ValueOf(&facts).Elem(), r, words)
			sound(t, facts)
		}
	})
}

// Many combinations of sensible values, so that rules meet each other.
func TestNoCombinationIsUnsound(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 7))
	words := wordsOf("\u202e\x07")
	seen := map[preflight.Code]bool{}
	for range 20_000 {
		facts := ready()
		fill(reflect.ValueOf(&facts.Around).Elem(), r, words)
		facts.Device.Management = device.Management(words[r.IntN(len(words))])
		facts.Device.Platform = device.Managements[facts.Device.Management]
		facts.Device.OSVersion, facts.Mode, facts.Provider = words[r.IntN(len(words))], words[r.IntN(len(words))], words[r.IntN(len(words))]
		sound(t, facts)
		for _, f := range preflight.Check(facts) {
			seen[f.Code] = true
		}
	}
	if len(seen) < 15 {
		t.Errorf("only %d kinds of finding came out: %v", len(seen), seen)
	}
}

// What a device is and what one may do is known; of the rest, what nobody knows must not stand in the way. That Host has no
// match is our own record.
func TestUnknownNeverBlocks(t *testing.T) {
	t.Parallel()
	known := []preflight.Code{preflight.MAMOnly, preflight.PlatformUnsupported, preflight.UnattendedNotOnIOS, preflight.GuestAttendedOnly,
		preflight.IOSNoApp, preflight.HostNotMatched}
	app := func(role string) preflight.App { return preflight.App{Role: role, MinOS: "99", MinVersion: "99"} }
	unknowns := map[string]preflight.Circumstances{
		"nothing at all": {},
		"activated": {Activations: map[preflight.Way]preflight.Activation{{Provider: "teamviewer", Mode: "attended"}: preflight.On,
			{Provider: "teamviewer", Mode: "unattended"}: preflight.On, {Provider: "builtin"}: preflight.On}},
		"apps of which nothing is known": {Apps: []preflight.App{app("quicksupport"), app("host"), app("universal_addon"), app("oem_addon"), app("agent")}},
		"a tier that nobody entered":     {TierNeeded: "platinum"},
		"lists without the word that they are told": {Posture: device.Posture{KioskApps: []string{"x"}, PermittedServices: []string{"x"}},
			Apps: []preflight.App{{Role: "quicksupport", Package: "a"}, {Role: "host", Package: "b"}, {Role: "agent", Package: "c"}}},
		"a joined MDM that tells nothing": {Joined: device.Yes},
	}
	for name, around := range unknowns {
		for management, platform := range device.Managements {
			for _, provider := range []string{preflight.BuiltIn, preflight.TeamViewer} {
				for _, mode := range []string{preflight.Attended, preflight.Unattended} {
					f := aPhone(func(f *preflight.Facts) {
						f.Device.Management, f.Device.Platform, f.Provider, f.Mode, f.Around = management, platform, provider, mode, around
						f.Rights = access.Rights[access.Administrator]
					})
					for _, b := range preflight.Blocking(preflight.Check(f)) {
						if !slices.Contains(known, b.Code) || b.Code == preflight.HostNotMatched && name != "activated" {
							t.Errorf("%s, %s by %s, %s: %s blocks", name, management, provider, mode, b.Code)
						}
					}
				}
			}
		}
	}
}

// A code that no test brings out may as well be broken.
func TestEveryCodeIsBroughtOut(t *testing.T) {
	t.Parallel()
	// Held by the rows of TestCheck, which are about the built-in engine.
	held := []preflight.Code{preflight.GuestAttendedOnly, preflight.DeviceRetired, preflight.NeverSeen, preflight.Offline, preflight.NotEnrolled,
		preflight.NoRightView, preflight.NoRightControl, preflight.NoRightUnattended, preflight.DeviceBusy, preflight.SecureApp,
		preflight.BatteryLow, preflight.AgentTooOld, preflight.AgentUnknown, preflight.CodecUnknown, preflight.ViewOnly, preflight.Simulated}
	for _, row := range rows {
		held = append(held, row.code)
	}
	for i, code := range preflight.Codes {
		if !slices.Contains(held, code) {
			t.Errorf("no row holds %s", code)
		}
		if slices.Contains(preflight.Codes[:i], code) {
			t.Errorf("%s stands twice in the list", code)
		}
	}
	for _, code := range held {
		if !slices.Contains(preflight.Codes, code) {
			t.Errorf("%s is not in the list", code)
		}
	}
}

func TestFactsOfADeviceAreFitToShow(t *testing.T) {
	t.Parallel()
	f := readyIPhone(osVersion("10 \u202e\x1b[2J"), posture(func(p *device.Posture) { p.SingleApp = "a\x00b\n" + fmt.Sprint(make([]int, 300)) }))
	sound(t, f)
	found := preflight.Check(f)
	if got, _ := find(found, preflight.IOSTooOld); got.Facts["version"] == "" {
		t.Errorf("found %+v, want the version without what is hostile in it", found)
	}
}
