package preflight

import (
	"strconv"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
)

// What a device is, and what its last report said.
var (
	whatItIs = []rule{mamOnly, platformUnsupported, iosTooOld, iosNoApp, unattendedNotOnIOS, guestAttendedOnly, retired}
	howItIs  = []rule{notEnrolled, neverSeen, offline, mdmSilent, lastSeen, screenOff, locked, batteryLow, agentTooOld, codecUnknown}
	limits   = []rule{viewOnly, noRightControl, secureApp, agentUnknown, workProfile, kiosk, pixelConsent, simulated}
)

// lowBattery is in percent: below it a phone may go off in the middle of a session.
const lowBattery = 15

// oldestIOS is the first iOS on which a screen can be shared (requirement S6).
const oldestIOS = "11"

func mamOnly(f Facts) []Finding {
	return when(f.Device.Management == device.IOSAppOnly, Finding{Code: MAMOnly, Severity: Block, Never: true})
}

func platformUnsupported(f Facts) []Finding {
	return when(f.Provider == TeamViewer && f.Device.Platform != device.Android && f.Device.Platform != device.IOS,
		Finding{Code: PlatformUnsupported, Severity: Block, Never: true})
}

func iosTooOld(f Facts) []Finding {
	return when(isTooOldIOS(f.Device), Finding{Code: IOSTooOld, Severity: Block, Remedy: UpdateOS,
		Facts: map[string]string{"version": f.Device.OSVersion, "minimum": oldestIOS}})
}

func isTooOldIOS(d device.Device) bool {
	return d.Platform == device.IOS && d.Management != device.IOSAppOnly && older(d.OSVersion, oldestIOS)
}

func unattendedNotOnIOS(f Facts) []Finding {
	return when(f.Mode == Unattended && f.Device.Platform == device.IOS,
		Finding{Code: UnattendedNotOnIOS, Severity: Block, Remedy: UseAttended, Never: true})
}

func guestAttendedOnly(f Facts) []Finding {
	return when(f.Mode == Unattended && isGuest(f),
		Finding{Code: GuestAttendedOnly, Severity: Block, Remedy: UseAttended, Never: true})
}

func retired(f Facts) []Finding {
	return when(f.Device.Lifecycle == device.Retired, Finding{Code: DeviceRetired, Severity: Block})
}

func screenOff(f Facts) []Finding {
	return when(f.Device.Report.Screen == "off", Finding{Code: ScreenOff, Severity: Warn, Remedy: WakeDevice})
}

// Capture stops when the screen locks (Android 15 QPR1 on) and the lock screen itself is never shown.
func locked(f Facts) []Finding {
	return when(f.Device.Report.Screen == "locked", Finding{Code: Locked, Severity: Warn, Remedy: WakeDevice})
}

func secureApp(f Facts) []Finding {
	return when(f.Device.Report.Screen == "secure", Finding{Code: SecureApp, Severity: Info})
}

func batteryLow(f Facts) []Finding {
	r := f.Device.Report
	known := !r.At.IsZero() && r.Battery >= 0
	return when(known && r.Battery < lowBattery && !r.Charging, Finding{Code: BatteryLow, Severity: Warn, Remedy: ChargeDevice,
		Facts: map[string]string{"percent": strconv.Itoa(r.Battery)}})
}

func viewOnly(f Facts) []Finding {
	return when(!Controllable(f.Device), Finding{Code: ViewOnly, Severity: Info})
}

func workProfile(f Facts) []Finding {
	return when(inWorkProfile(f.Device), Finding{Code: WorkProfile, Severity: Info,
		Facts: map[string]string{"management": string(f.Device.Management)}})
}

func kiosk(f Facts) []Finding {
	return when(isKiosk(f.Device), Finding{Code: Kiosk, Severity: Info})
}

func pixelConsent(f Facts) []Finding {
	return when(f.Mode == Unattended && isPixel(f.Device), Finding{Code: PixelConsent, Severity: Info})
}

func simulated(f Facts) []Finding {
	return when(f.Device.Simulated, Finding{Code: Simulated, Severity: Info})
}

// Controllable says whether a kind of device takes input at all: iOS gives no app that power, and a browser that
// shares its screen has no way to.
func Controllable(d device.Device) bool { return d.Platform == device.Android }

func isGuest(f Facts) bool { return f.Device.Management == device.Guest }

func isKiosk(d device.Device) bool {
	return d.Management == device.AndroidKiosk || d.Management == device.AndroidSharedKiosk
}

func inWorkProfile(d device.Device) bool {
	return d.Management == device.AndroidWorkProfile || d.Management == device.AndroidCompanyOwned
}

func isPixel(d device.Device) bool {
	return d.Platform == device.Android && strings.EqualFold(strings.TrimSpace(d.Maker), "google") &&
		strings.HasPrefix(strings.ToLower(strings.TrimSpace(d.Model)), "pixel")
}

// hoursSince counts whole hours.
func hoursSince(now, then time.Time) string {
	return strconv.Itoa(max(0, int(now.Sub(then)/time.Hour)))
}
