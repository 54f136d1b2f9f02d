// Package preflight says, before anyone presses Start, what will block a session, what to know, and what removes
// the block. It is pure: facts in, findings out.
package preflight

// A Code names a finding; the console has its words in both languages. The list is closed.
type Code string

// The findings.
const (
	// MAMOnly: only apps are managed on this iOS device; it is not supported (requirement S8).
	MAMOnly Code = "mam_only"
	// IOSNoApp: the built-in engine has no app for iOS.
	IOSNoApp Code = "ios_no_app"
	// UnattendedNotOnIOS: unattended mode exists on Android only (S39).
	UnattendedNotOnIOS Code = "unattended_not_on_ios"
	// GuestAttendedOnly: a computer that shares its screen always asks the person in front of it.
	GuestAttendedOnly Code = "guest_attended_only"
	// DeviceRetired: the device is no longer in use.
	DeviceRetired Code = "retired"
	// NotEnrolled: the device has no key, so it cannot connect.
	NotEnrolled Code = "not_enrolled"
	// NeverSeen: the device has a key and never connected.
	NeverSeen Code = "never_seen"
	// NoRightView, NoRightControl and NoRightUnattended: the person lacks this right.
	NoRightView       Code = "no_right_view"
	NoRightControl    Code = "no_right_control"
	NoRightUnattended Code = "no_right_unattended"
	// DeviceBusy: the device has an open session.
	DeviceBusy Code = "device_busy"
	// Offline: the device has no link now; it gets the request when it comes back.
	Offline Code = "offline"
	// ScreenOff, Locked and SecureApp: what the screen was like when the device last reported.
	ScreenOff Code = "screen_off"
	Locked    Code = "locked"
	SecureApp Code = "secure_app"
	// BatteryLow: less than 15 percent and not charging.
	BatteryLow Code = "battery_low"
	// AgentTooOld and AgentUnknown: the software on the device may not understand this server.
	AgentTooOld  Code = "agent_too_old"
	AgentUnknown Code = "agent_unknown"
	// CodecUnknown: the device did not say what it encodes; H.264 is tried.
	CodecUnknown Code = "codec_unknown"
	// ViewOnly: this kind of device can be seen and not controlled.
	ViewOnly Code = "view_only"
	// WorkProfile: the agent lives in the work profile, so personal apps are not ours to show.
	WorkProfile Code = "work_profile"
	// Kiosk: works in kiosk mode (S9, S41) when the agent is among the allowed apps.
	Kiosk Code = "kiosk"
	// PixelConsent: Google Pixel keeps no permission, so its user is asked for every session (S50).
	PixelConsent Code = "pixel_consent"
	// Simulated: not a real device.
	Simulated Code = "simulated"
)

// Codes lists them all.
var Codes = []Code{MAMOnly, IOSNoApp, UnattendedNotOnIOS, GuestAttendedOnly, DeviceRetired, NotEnrolled, NeverSeen,
	NoRightView, NoRightControl, NoRightUnattended, DeviceBusy, Offline, ScreenOff, Locked, SecureApp, BatteryLow,
	AgentTooOld, AgentUnknown, CodecUnknown, ViewOnly, WorkProfile, Kiosk, PixelConsent, Simulated}

// A Severity says what a finding means for Start.
type Severity string

// The severities.
const (
	Block Severity = "block" // Start is refused
	Warn  Severity = "warn"  // Start may fail or wait
	Info  Severity = "info"
)

// A Remedy names the action that removes a finding; the console knows how to offer it. Empty means none.
type Remedy string

// The remedies.
const (
	EnrollDevice  Remedy = "enroll_device"
	OpenAgent     Remedy = "open_agent"      // start the agent on the device once
	UpdateAgent   Remedy = "update_agent"    // install the agent of this release
	UseAttended   Remedy = "use_attended"    // start in attended mode
	AskAdmin      Remedy = "ask_admin"       // an administrator can give the right
	JoinOrReplace Remedy = "join_or_replace" // join the open session, or close it and start one's own
	WakeDevice    Remedy = "wake_device"     // the user wakes or unlocks it
	ChargeDevice  Remedy = "charge_device"
)

// A Finding is one thing to know before Start.
type Finding struct {
	Code     Code
	Severity Severity
	Remedy   Remedy
	// Never says that this can never change for this device: the action is left out, not shown disabled.
	Never bool
	// Facts are values for the words of the finding, such as how long ago a device was seen.
	Facts map[string]string
}

// Blocks says whether any of the findings refuses Start.
func Blocks(findings []Finding) bool { return len(Blocking(findings)) > 0 }

// Blocking returns the findings that refuse Start.
func Blocking(findings []Finding) []Finding {
	var blocking []Finding
	for _, f := range findings {
		if f.Severity == Block {
			blocking = append(blocking, f)
		}
	}
	return blocking
}
