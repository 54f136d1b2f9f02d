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

	// TierMissing: the license of the MDM that manages the device is too low for TeamViewer (S1, D6).
	TierMissing Code = "tier_missing"
	// NotActivated and BeingRemoved: the provider is switched off for this mode, or on its way out (S20, S24, S42).
	NotActivated Code = "not_activated"
	BeingRemoved Code = "being_removed"
	// IOSTooOld: below iOS 11 nothing works (S6). OSBelowMinimum: below what the catalog says the app needs.
	IOSTooOld      Code = "ios_too_old"
	OSBelowMinimum Code = "os_below_minimum"
	// AppPrompted, AppSilent, AppCatalog and AppConvert: the support app is not there, and this is how it gets there
	// (S11, S12, S13). AppPending: it is on its way. AppFailed: it could not be installed. AppUnknown: nobody can tell.
	AppPrompted       Code = "app_prompted"
	AppSilent         Code = "app_silent"
	AppCatalog        Code = "app_catalog"
	AppConvert        Code = "app_convert"
	AppPending        Code = "app_pending"
	AppFailed         Code = "app_failed"
	AppUnknown        Code = "app_unknown"
	AppNotDistributed Code = "app_not_distributed"
	// HostMissing, HostNotActivated, HostActivationUnknown, HostNotMatched, HostAmbiguous and HostOffline are about
	// TeamViewer Host (S15, S39, S43, S44).
	HostMissing           Code = "host_missing"
	HostNotActivated      Code = "host_not_activated"
	HostActivationUnknown Code = "host_activation_unknown"
	HostNotMatched        Code = "host_not_matched"
	HostAmbiguous         Code = "host_ambiguous"
	HostOffline           Code = "host_offline"
	// SeatMissing: no unattended license is held for the device (S46, S47).
	SeatMissing Code = "seat_missing"
	// AddOnMissing, AddOnOff and AddOnUnknown: without it the screen can only be seen (S32, S49).
	AddOnMissing Code = "add_on_missing"
	AddOnOff     Code = "add_on_off"
	AddOnUnknown Code = "add_on_unknown"
	// NotAllowlisted: a kiosk's or the company's list leaves an app out that is needed (S38, S39, S41, S48). ListUnknown: a
	// kiosk whose list nobody can tell. ServiceNotPermitted: the add-on's accessibility service is not permitted.
	NotAllowlisted      Code = "not_allowlisted"
	ListUnknown         Code = "list_unknown"
	ServiceNotPermitted Code = "service_not_permitted"
	// ScreenCaptureOff, ScreenshotsOff and SingleApp: a policy that leaves nothing to see.
	ScreenCaptureOff Code = "screen_capture_off"
	ScreenshotsOff   Code = "screenshots_off"
	SingleApp        Code = "single_app"
	// VersionsDiffer: the technician's client is older than the app on the device (S16).
	VersionsDiffer Code = "versions_differ"
	// AppTooOld: the app is older than the catalog's minimum.
	AppTooOld Code = "app_too_old"
	// Foreground: QuickSupport has to be open and in front (S10, S14). EULA: the user may be asked to accept it (S67).
	Foreground Code = "foreground"
	EULA       Code = "eula"
	// AccountMissing: neither the technician nor a mapping says in whose name to open the session (S51, S52). AccountDead: the
	// account has to be connected again.
	AccountMissing Code = "account_missing"
	AccountDead    Code = "account_dead"
	// NoDelivery: no MDM brings the session to the device; the user gets a link or a code.
	NoDelivery Code = "no_delivery"
	// NoKeys: the app's keys are not mapped, so a session id cannot be brought to it.
	NoKeys Code = "no_keys"
	// NoRightTeamViewer: the person lacks the right Start TeamViewer Session (D1).
	NoRightTeamViewer Code = "no_right_teamviewer"
	// MDMSilent: the device has not reported to its MDM for long.
	MDMSilent Code = "mdm_silent"
)

// Codes lists them all.
var Codes = []Code{MAMOnly, IOSNoApp, UnattendedNotOnIOS, GuestAttendedOnly, DeviceRetired, NotEnrolled, NeverSeen,
	NoRightView, NoRightControl, NoRightUnattended, DeviceBusy, Offline, ScreenOff, Locked, SecureApp, BatteryLow,
	AgentTooOld, AgentUnknown, CodecUnknown, ViewOnly, WorkProfile, Kiosk, PixelConsent, Simulated,
	TierMissing, NotActivated, BeingRemoved, IOSTooOld, OSBelowMinimum, AppPrompted, AppSilent, AppCatalog, AppConvert, AppPending,
	AppFailed, AppUnknown, AppNotDistributed, HostMissing, HostNotActivated, HostActivationUnknown, HostNotMatched, HostAmbiguous,
	HostOffline, SeatMissing, AddOnMissing, AddOnOff, AddOnUnknown, NotAllowlisted, ListUnknown, ServiceNotPermitted, ScreenCaptureOff,
	ScreenshotsOff, SingleApp, VersionsDiffer, AppTooOld, Foreground, EULA, AccountMissing, AccountDead, NoDelivery, NoKeys,
	NoRightTeamViewer, MDMSilent}

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

	Activate          Remedy = "activate"           // open Admin, Infrastructure, Help@Work
	RaiseTier         Remedy = "raise_tier"         // the MDM's license, or what is entered of it
	Distribute        Remedy = "distribute"         // give this device the app
	RetryInstall      Remedy = "retry_install"      // order the app again
	ConvertApp        Remedy = "convert_app"        // take over the app the user installed
	CheckIn           Remedy = "check_in"           // make the device report now
	AllowApps         Remedy = "allow_apps"         // put the apps on the lists of the device
	AllowCapture      Remedy = "allow_capture"      // switch the policy off
	ConfirmMatch      Remedy = "confirm_match"      // an administrator says which device it is at TeamViewer
	ActivateHost      Remedy = "activate_host"      // somebody opens Host on the device once
	SetSeats          Remedy = "set_seats"          // enter more unattended licenses
	ConnectTeamViewer Remedy = "connect_teamviewer" // My account
	MapKeys           Remedy = "map_keys"           // the app's key profile
	ReachUser         Remedy = "reach_user"         // send the link another way
	UpdateClient      Remedy = "update_client"      // the technician's own
	SwitchOnService   Remedy = "switch_on_service"  // the user, in the settings of the device
	UseOther          Remedy = "use_other"          // another provider that can
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
