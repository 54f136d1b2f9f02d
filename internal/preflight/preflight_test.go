package preflight_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/preflight"
)

var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// aPhone is an Android phone with which nothing is wrong, wanted by someone who may do everything; each change
// makes one thing different.
func aPhone(changes ...func(*preflight.Facts)) preflight.Facts {
	f := preflight.Facts{
		Device: device.Device{
			ID: "dev_1", Platform: device.Android, Management: device.AndroidDeviceOwner, Lifecycle: device.InUse,
			Maker: "Samsung", Model: "Galaxy S24", Online: true, Enrolled: true, LastSeen: now,
			Report: device.Report{At: now, AgentVersion: "1.2.0", Codec: "H264", Battery: 80, Screen: "on"},
		},
		Provider: preflight.BuiltIn, Mode: preflight.Attended, Now: now,
		Rights: []access.Right{access.View, access.Control, access.Unattended},
	}
	for _, change := range changes {
		change(&f)
	}
	return f
}

func managed(m device.Management) func(*preflight.Facts) {
	return func(f *preflight.Facts) { f.Device.Management, f.Device.Platform = m, device.Managements[m] }
}
func unattended(f *preflight.Facts)      { f.Mode = preflight.Unattended }
func simulatedDevice(f *preflight.Facts) { f.Device.Simulated = true }

func TestCheck(t *testing.T) {
	t.Parallel()
	type finding struct {
		code     preflight.Code
		severity preflight.Severity
		never    bool
	}
	const block, warn, info = preflight.Block, preflight.Warn, preflight.Info
	for _, tc := range []struct {
		name  string
		facts preflight.Facts
		want  []finding
	}{
		{"nothing to say of a healthy phone", aPhone(), nil},
		{"S8: MAM-only iOS is never supported", aPhone(managed(device.IOSAppOnly)),
			[]finding{{preflight.MAMOnly, block, true}, {preflight.ViewOnly, info, false}}},
		{"S8: also when it is simulated", aPhone(managed(device.IOSAppOnly), simulatedDevice),
			[]finding{{preflight.MAMOnly, block, true}, {preflight.ViewOnly, info, false}, {preflight.Simulated, info, false}}},
		{"S9: kiosk mode is supported attended", aPhone(managed(device.AndroidKiosk)), []finding{{preflight.Kiosk, info, false}}},
		{"S38: attended has nothing to prove beyond the agent", aPhone(func(f *preflight.Facts) { f.Device.Enrolled = false }),
			[]finding{{preflight.NotEnrolled, block, false}}},
		{"S39: unattended works on Android", aPhone(unattended), nil},
		{"S39: unattended never works on iOS", aPhone(managed(device.IOSSupervised), simulatedDevice, unattended),
			[]finding{{preflight.UnattendedNotOnIOS, block, true}, {preflight.ViewOnly, info, false}, {preflight.Simulated, info, false}}},
		{"S41: unattended works in kiosk mode", aPhone(managed(device.AndroidKiosk), unattended), []finding{{preflight.Kiosk, info, false}}},
		{"S41: unattended works in shared kiosk mode", aPhone(managed(device.AndroidSharedKiosk), unattended), []finding{{preflight.Kiosk, info, false}}},
		{"S50: a Pixel asks for every unattended session", aPhone(unattended, func(f *preflight.Facts) { f.Device.Maker, f.Device.Model = "Google", "Pixel 9" }),
			[]finding{{preflight.PixelConsent, info, false}}},
		{"S50: attended asks anyway", aPhone(func(f *preflight.Facts) { f.Device.Maker, f.Device.Model = "Google", "Pixel 9" }), nil},
		{"S50: other makers keep the permission", aPhone(unattended, func(f *preflight.Facts) { f.Device.Maker, f.Device.Model = "Nokia", "Pixel-like" }), nil},
		{"the built-in engine has no iOS app", aPhone(managed(device.IOSSupervised)),
			[]finding{{preflight.IOSNoApp, block, false}, {preflight.ViewOnly, info, false}}},
		{"a simulated iPhone can be looked at", aPhone(managed(device.IOSUser), simulatedDevice),
			[]finding{{preflight.ViewOnly, info, false}, {preflight.Simulated, info, false}}},
		{"a guest is attended", aPhone(managed(device.Guest), unattended),
			[]finding{{preflight.GuestAttendedOnly, block, true}, {preflight.ViewOnly, info, false}}},
		{"a guest needs no enrollment", aPhone(managed(device.Guest), func(f *preflight.Facts) {
			f.Device.Enrolled, f.Device.Online, f.Device.LastSeen, f.Device.Report = false, false, time.Time{}, device.Report{}
		}), []finding{{preflight.ViewOnly, info, false}}},
		{"a retired device, whatever else is wrong with it", aPhone(func(f *preflight.Facts) {
			f.Device.Lifecycle, f.Device.Enrolled = device.Retired, false
		}), []finding{{preflight.DeviceRetired, block, false}}},
		{"a device that was never seen", aPhone(func(f *preflight.Facts) {
			f.Device.Online, f.Device.LastSeen = false, time.Time{}
		}), []finding{{preflight.NeverSeen, block, false}}},
		{"an offline device gets the request later", aPhone(func(f *preflight.Facts) {
			f.Device.Online, f.Device.LastSeen = false, now.Add(-150*time.Minute)
		}), []finding{{preflight.Offline, warn, false}}},
		{"screen off", aPhone(func(f *preflight.Facts) { f.Device.Report.Screen = "off" }), []finding{{preflight.ScreenOff, warn, false}}},
		{"locked", aPhone(func(f *preflight.Facts) { f.Device.Report.Screen = "locked" }), []finding{{preflight.Locked, warn, false}}},
		{"an app that hides its content", aPhone(func(f *preflight.Facts) { f.Device.Report.Screen = "secure" }), []finding{{preflight.SecureApp, info, false}}},
		{"14 percent is low", aPhone(func(f *preflight.Facts) { f.Device.Report.Battery = 14 }), []finding{{preflight.BatteryLow, warn, false}}},
		{"15 percent is not", aPhone(func(f *preflight.Facts) { f.Device.Report.Battery = 15 }), nil},
		{"nor is 3 percent on a charger", aPhone(func(f *preflight.Facts) { f.Device.Report.Battery, f.Device.Report.Charging = 3, true }), nil},
		{"an unknown battery says nothing", aPhone(func(f *preflight.Facts) { f.Device.Report.Battery = -1 }), nil},
		{"an old agent", aPhone(func(f *preflight.Facts) { f.Device.Report.AgentVersion = "0.0.9" }), []finding{{preflight.AgentTooOld, warn, false}}},
		{"an agent of no version", aPhone(func(f *preflight.Facts) { f.Device.Report.AgentVersion = "<b>" }), []finding{{preflight.AgentUnknown, info, false}}},
		{"an unknown codec", aPhone(func(f *preflight.Facts) { f.Device.Report.Codec = "" }), []finding{{preflight.CodecUnknown, warn, false}}},
		{"a work profile", aPhone(managed(device.AndroidWorkProfile)), []finding{{preflight.WorkProfile, info, false}}},
		{"a company-owned work profile", aPhone(managed(device.AndroidCompanyOwned)), []finding{{preflight.WorkProfile, info, false}}},
		{"an observer sees only", aPhone(func(f *preflight.Facts) { f.Rights = []access.Right{access.View} }), []finding{{preflight.NoRightControl, info, false}}},
		{"an observer is not let in unattended", aPhone(unattended, func(f *preflight.Facts) { f.Rights = []access.Right{access.View} }),
			[]finding{{preflight.NoRightUnattended, block, false}, {preflight.NoRightControl, info, false}}},
		{"nobody", aPhone(func(f *preflight.Facts) { f.Rights = nil }),
			[]finding{{preflight.NoRightView, block, false}, {preflight.NoRightControl, info, false}}},
		{"a busy device", aPhone(func(f *preflight.Facts) {
			f.OpenSession = &preflight.OpenSession{ID: "ses_1", TechnicianName: "Mori"}
		}), []finding{{preflight.DeviceBusy, block, false}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var got []finding
			for _, f := range preflight.Check(tc.facts) {
				got = append(got, finding{f.Code, f.Severity, f.Never})
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("Check = %v, want %v", got, tc.want)
			}
		})
	}
}

func TestOfflineTellsHowLong(t *testing.T) {
	t.Parallel()
	found := preflight.Check(aPhone(func(f *preflight.Facts) { f.Device.Online, f.Device.LastSeen = false, now.Add(-150*time.Minute) }))
	if got, want := found[0].Facts["hours"], "2"; got != want {
		t.Errorf("hours = %s, want %s", got, want)
	}
	if got, want := found[0].Facts["last_seen"], "2026-11-22T06:30:00Z"; got != want {
		t.Errorf("last_seen = %s, want %s", got, want)
	}
}

func TestBusyNamesTheSession(t *testing.T) {
	t.Parallel()
	found := preflight.Check(aPhone(func(f *preflight.Facts) {
		f.OpenSession = &preflight.OpenSession{ID: "ses_1", TechnicianName: "Mori"}
	}))
	if got := found[0]; got.Facts["session_id"] != "ses_1" || got.Facts["technician"] != "Mori" || got.Remedy != preflight.JoinOrReplace {
		t.Errorf("busy finding = %+v, want session, technician and the remedy", got)
	}
}

func TestActions(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		facts   preflight.Facts
		want    string // empty: no action at all
		enabled bool
	}{
		{"S36: Android starts remote control", aPhone(), preflight.StartRemoteControl, true},
		{"S36: iOS has remote display", aPhone(managed(device.IOSSupervised), simulatedDevice), preflight.RemoteDisplay, true},
		{"S36: a real iPhone has it disabled", aPhone(managed(device.IOSDevice)), preflight.RemoteDisplay, false},
		{"S8: MAM-only has none", aPhone(managed(device.IOSAppOnly), simulatedDevice), "", false},
		{"a guest can be looked at", aPhone(managed(device.Guest)), preflight.StartRemoteControl, true},
		{"the chosen mode does not count", aPhone(managed(device.IOSSupervised), simulatedDevice, unattended), preflight.RemoteDisplay, true},
		{"a busy device has it disabled", aPhone(func(f *preflight.Facts) { f.OpenSession = &preflight.OpenSession{ID: "ses_1"} }), preflight.StartRemoteControl, false},
		{"an offline one may be asked", aPhone(func(f *preflight.Facts) { f.Device.Online = false }), preflight.StartRemoteControl, true},
		{"a retired one may not", aPhone(func(f *preflight.Facts) { f.Device.Lifecycle = device.Retired }), preflight.StartRemoteControl, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := preflight.Actions(tc.facts)
			if tc.want == "" {
				if len(got) != 0 {
					t.Fatalf("Actions = %v, want none", got)
				}
				return
			}
			if len(got) != 1 || got[0].Name != tc.want || got[0].Enabled != tc.enabled {
				t.Fatalf("Actions = %+v, want %s, enabled %v", got, tc.want, tc.enabled)
			}
			if got[0].Enabled == (len(got[0].Findings) > 0) {
				t.Errorf("action %+v: a disabled one has its reasons and an enabled one has none", got[0])
			}
		})
	}
}

// Whatever a device says of itself, and whatever it is, only codes of the closed list come out.
func TestOnlyKnownCodes(t *testing.T) {
	t.Parallel()
	for m, p := range device.Managements {
		for _, mode := range []string{preflight.Attended, preflight.Unattended} {
			f := preflight.Facts{Device: device.Device{Management: m, Platform: p, Lifecycle: device.InUse,
				Report: device.Report{AgentVersion: strings.Repeat("9", 10_000), Codec: "\x00", Screen: "secure"}},
				Provider: preflight.BuiltIn, Mode: mode, Now: now}
			for _, finding := range preflight.Check(f) {
				if !slices.Contains(preflight.Codes, finding.Code) {
					t.Errorf("%s, %s: code %q is not in Codes", m, mode, finding.Code)
				}
			}
		}
	}
}

// Every text of a report was written by a device.
func FuzzReport(f *testing.F) {
	f.Add("1.2.3", "H264", "on", 50)
	f.Add("0.0", "", "off", -1)
	f.Add("1..2", "VP8", "locked", 1<<30)
	f.Fuzz(func(t *testing.T, version, codec, screen string, battery int) {
		facts := aPhone(func(f *preflight.Facts) {
			f.Device.Report = device.Report{At: now, AgentVersion: version, Codec: codec, Screen: screen, Battery: battery}
		})
		for _, finding := range preflight.Check(facts) {
			if finding.Severity == preflight.Block {
				t.Errorf("a report alone blocks: %+v", finding)
			}
		}
	})
}
