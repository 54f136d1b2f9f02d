package preflight

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
)

// The modes of a session, as package support names them.
const (
	Attended   = "attended"
	Unattended = "unattended"
)

// BuiltIn is the name of the engine whose limits are known here.
const BuiltIn = "builtin"

// OldestAgent is the oldest version of the agent that this server works with.
const OldestAgent = "0.1"

// lowBattery is in percent: below it a phone may go off in the middle of a session.
const lowBattery = 15

// Facts are all that a check looks at.
type Facts struct {
	Device   device.Device
	Provider string // empty means BuiltIn
	Mode     string // empty means Attended
	// Rights are those of the person who wants to start.
	Rights []access.Right
	// OpenSession is the device's session that has not ended, or nil.
	OpenSession *OpenSession
	Now         time.Time
	// Around is what is known beyond the device.
	Around Circumstances
}

// An OpenSession is the session that keeps a device busy.
type OpenSession struct{ ID, TechnicianID, TechnicianName string }

// Check returns what to know before a session, what blocks it first. Nothing to say is an empty list.
func Check(f Facts) []Finding {
	f.Provider = cmp.Or(f.Provider, BuiltIn)
	var found []Finding
	for _, rule := range rules {
		if finding, applies := rule(f); applies {
			found = append(found, finding)
		}
	}
	slices.SortStableFunc(found, func(a, b Finding) int { return rank(a.Severity) - rank(b.Severity) })
	return found
}

func rank(s Severity) int { return slices.Index([]Severity{Block, Warn, Info}, s) }

// rules are asked in this order; each knows one thing.
var rules = []func(Facts) (Finding, bool){
	mamOnly, iosNoApp, unattendedNotOnIOS, guestAttendedOnly, retired, notEnrolled, neverSeen,
	noRightView, noRightUnattended, busy,
	offline, screenOff, locked, batteryLow, agentTooOld, codecUnknown,
	viewOnly, noRightControl, secureApp, agentUnknown, workProfile, kiosk, pixelConsent, simulated,
}

func mamOnly(f Facts) (Finding, bool) {
	return Finding{Code: MAMOnly, Severity: Block, Never: true}, f.Device.Management == device.IOSAppOnly
}

func iosNoApp(f Facts) (Finding, bool) {
	applies := f.Provider == BuiltIn && f.Device.Platform == device.IOS && !f.Device.Simulated &&
		f.Device.Management != device.IOSAppOnly // said already, and more clearly
	return Finding{Code: IOSNoApp, Severity: Block}, applies
}

func unattendedNotOnIOS(f Facts) (Finding, bool) {
	return Finding{Code: UnattendedNotOnIOS, Severity: Block, Remedy: UseAttended, Never: true},
		f.Mode == Unattended && f.Device.Platform == device.IOS
}

func guestAttendedOnly(f Facts) (Finding, bool) {
	return Finding{Code: GuestAttendedOnly, Severity: Block, Remedy: UseAttended, Never: true},
		f.Mode == Unattended && isGuest(f)
}

func retired(f Facts) (Finding, bool) {
	return Finding{Code: DeviceRetired, Severity: Block}, f.Device.Lifecycle == device.Retired
}

func notEnrolled(f Facts) (Finding, bool) {
	return Finding{Code: NotEnrolled, Severity: Block, Remedy: EnrollDevice}, reachesByAgent(f) && !f.Device.Enrolled
}

func neverSeen(f Facts) (Finding, bool) {
	return Finding{Code: NeverSeen, Severity: Block, Remedy: OpenAgent},
		reachesByAgent(f) && f.Device.Enrolled && !f.Device.Online && f.Device.LastSeen.IsZero()
}

func noRightView(f Facts) (Finding, bool) {
	return Finding{Code: NoRightView, Severity: Block, Remedy: AskAdmin}, !slices.Contains(f.Rights, access.View)
}

func noRightUnattended(f Facts) (Finding, bool) {
	return Finding{Code: NoRightUnattended, Severity: Block, Remedy: UseAttended},
		f.Mode == Unattended && !slices.Contains(f.Rights, access.Unattended)
}

func busy(f Facts) (Finding, bool) {
	if f.OpenSession == nil {
		return Finding{}, false
	}
	return Finding{Code: DeviceBusy, Severity: Block, Remedy: JoinOrReplace, Facts: map[string]string{
		"session_id": f.OpenSession.ID, "technician": f.OpenSession.TechnicianName,
	}}, true
}

func offline(f Facts) (Finding, bool) {
	d := f.Device
	if !reachesByAgent(f) || d.Online || d.LastSeen.IsZero() {
		return Finding{}, false
	}
	hours := max(0, int(f.Now.Sub(d.LastSeen)/time.Hour))
	return Finding{Code: Offline, Severity: Warn, Remedy: WakeDevice, Facts: map[string]string{
		"last_seen": d.LastSeen.UTC().Format(time.RFC3339), "hours": strconv.Itoa(hours),
	}}, true
}

func screenOff(f Facts) (Finding, bool) {
	return Finding{Code: ScreenOff, Severity: Warn, Remedy: WakeDevice}, f.Device.Report.Screen == "off"
}

// Capture stops when the screen locks (Android 15 QPR1 on) and the lock screen itself is never shown.
func locked(f Facts) (Finding, bool) {
	return Finding{Code: Locked, Severity: Warn, Remedy: WakeDevice}, f.Device.Report.Screen == "locked"
}

func secureApp(f Facts) (Finding, bool) {
	return Finding{Code: SecureApp, Severity: Info}, f.Device.Report.Screen == "secure"
}

func batteryLow(f Facts) (Finding, bool) {
	r := f.Device.Report
	known := !r.At.IsZero() && r.Battery >= 0
	return Finding{Code: BatteryLow, Severity: Warn, Remedy: ChargeDevice,
		Facts: map[string]string{"percent": strconv.Itoa(r.Battery)}}, known && r.Battery < lowBattery && !r.Charging
}

func agentTooOld(f Facts) (Finding, bool) {
	parts, ok := versionParts(f.Device.Report.AgentVersion)
	version, _, _ := strings.Cut(f.Device.Report.AgentVersion, "-") // digits and dots; the rest is the device's own words
	oldest, _ := versionParts(OldestAgent)
	return Finding{Code: AgentTooOld, Severity: Warn, Remedy: UpdateAgent,
			Facts: map[string]string{"version": version, "oldest": OldestAgent}},
		reachesByAgent(f) && ok && slices.Compare(parts, oldest) < 0
}

func agentUnknown(f Facts) (Finding, bool) {
	_, ok := versionParts(f.Device.Report.AgentVersion)
	return Finding{Code: AgentUnknown, Severity: Info, Remedy: UpdateAgent}, reachesByAgent(f) && f.Device.Enrolled && !ok
}

func codecUnknown(f Facts) (Finding, bool) {
	codec := f.Device.Report.Codec
	return Finding{Code: CodecUnknown, Severity: Warn, Remedy: UpdateAgent},
		reachesByAgent(f) && f.Device.Enrolled && codec != "H264" && codec != "VP8"
}

func viewOnly(f Facts) (Finding, bool) {
	return Finding{Code: ViewOnly, Severity: Info}, !Controllable(f.Device)
}

func noRightControl(f Facts) (Finding, bool) {
	return Finding{Code: NoRightControl, Severity: Info, Remedy: AskAdmin},
		Controllable(f.Device) && !slices.Contains(f.Rights, access.Control)
}

func workProfile(f Facts) (Finding, bool) {
	m := f.Device.Management
	return Finding{Code: WorkProfile, Severity: Info}, m == device.AndroidWorkProfile || m == device.AndroidCompanyOwned
}

func kiosk(f Facts) (Finding, bool) {
	m := f.Device.Management
	return Finding{Code: Kiosk, Severity: Info}, m == device.AndroidKiosk || m == device.AndroidSharedKiosk
}

func pixelConsent(f Facts) (Finding, bool) {
	return Finding{Code: PixelConsent, Severity: Info}, f.Mode == Unattended && isPixel(f.Device)
}

func simulated(f Facts) (Finding, bool) {
	return Finding{Code: Simulated, Severity: Info}, f.Device.Simulated
}

// Controllable says whether a kind of device takes input at all: iOS gives no app that power, and a browser that
// shares its screen has no way to.
func Controllable(d device.Device) bool { return d.Platform == device.Android }

func isGuest(f Facts) bool { return f.Device.Management == device.Guest }

// reachesByAgent leaves out guests, which connect with the token of their one session, and what no agent exists for.
func reachesByAgent(f Facts) bool {
	return f.Provider == BuiltIn && !isGuest(f) && f.Device.Lifecycle != device.Retired &&
		f.Device.Management != device.IOSAppOnly && (f.Device.Platform == device.Android || f.Device.Simulated)
}

func isPixel(d device.Device) bool {
	return d.Platform == device.Android && strings.EqualFold(strings.TrimSpace(d.Maker), "google") &&
		strings.HasPrefix(strings.ToLower(strings.TrimSpace(d.Model)), "pixel")
}

// versionParts reads "1.4.2" or "1.4.2-beta"; ok is false for what is not a version. Devices write this text, so at
// most four parts of at most six digits count.
func versionParts(version string) (parts []int, ok bool) {
	numbers, _, _ := strings.Cut(version, "-")
	for text := range strings.SplitSeq(numbers, ".") {
		n, err := strconv.ParseUint(text, 10, 20)
		if err != nil || len(parts) == 4 {
			return nil, false
		}
		parts = append(parts, int(n))
	}
	return parts, true
}
