// Package preflight says, before anyone presses Start, what will block a session, what to know, and what removes
// the block. It is pure: facts in, findings out.
package preflight

// A Code names a finding; the console has its words in both languages. The list is closed.
type Code string

// What a device is and who asks.
const (
	// MAMOnly: only apps are managed on this iOS device; it is not supported (requirement S8).
	MAMOnly Code = "mam_only"
	// PlatformUnsupported: TeamViewer sessions are for phones and tablets (S2), so not for a computer that shares its screen.
	PlatformUnsupported Code = "platform_unsupported"
	// IOSTooOld: below iOS 11 nothing works (S6). OSBelowMinimum: below what the catalog says an app needs.
	IOSTooOld      Code = "ios_too_old"
	OSBelowMinimum Code = "os_below_minimum"
	// IOSNoApp: the built-in engine has no app for iOS.
	IOSNoApp Code = "ios_no_app"
	// UnattendedNotOnIOS: unattended mode exists on Android only (S39).
	UnattendedNotOnIOS Code = "unattended_not_on_ios"
	// GuestAttendedOnly: a computer that shares its screen always asks the person in front of it.
	GuestAttendedOnly Code = "guest_attended_only"
	// DeviceRetired: the device is no longer in use.
	DeviceRetired Code = "retired"
	// ViewOnly: this kind of device can be seen and not controlled.
	ViewOnly Code = "view_only"
	// WorkProfile: the support app lives in the work profile, so personal apps are not ours to show. Fact management.
	WorkProfile Code = "work_profile"
	// Kiosk: works in kiosk mode (S9, S41) when the support apps are among the allowed apps.
	Kiosk Code = "kiosk"
	// PixelConsent: Google Pixel keeps no permission, so its user is asked for every session (S50).
	PixelConsent Code = "pixel_consent"
	// Simulated: not a real device.
	Simulated Code = "simulated"
	// NoRightView, NoRightControl and NoRightUnattended: the person lacks this right. NoRightTeamViewer: Start TeamViewer
	// Session (D1). ControlNotLimited: a session at TeamViewer would give the control that the person has no right to.
	NoRightView       Code = "no_right_view"
	NoRightControl    Code = "no_right_control"
	NoRightUnattended Code = "no_right_unattended"
	NoRightTeamViewer Code = "no_right_teamviewer"
	ControlNotLimited Code = "control_not_limited"
	// DeviceBusy: the device has an open session. Facts session_id, technician.
	DeviceBusy Code = "device_busy"
)

// What is known of it now.
const (
	// NotEnrolled: the device has no key, so it cannot connect.
	NotEnrolled Code = "not_enrolled"
	// NeverSeen: the device has a key and never connected.
	NeverSeen Code = "never_seen"
	// Offline: the device has no link now; it gets the request when it comes back. Facts hours, last_seen.
	Offline Code = "offline"
	// MDMSilent: the device has not reported to its MDM for a day or longer. Facts hours, last_report, mdm.
	MDMSilent Code = "mdm_silent"
	// LastSeen: nobody heard of the device for an hour or longer, neither its MDM nor this server. Facts hours, last_seen.
	LastSeen Code = "last_seen"
	// ScreenOff, Locked and SecureApp: what the screen was like when the device last reported.
	ScreenOff Code = "screen_off"
	Locked    Code = "locked"
	SecureApp Code = "secure_app"
	// BatteryLow: less than 15 percent and not charging. Fact percent.
	BatteryLow Code = "battery_low"
	// AgentTooOld and AgentUnknown: the software on the device may not understand this server. Facts version, oldest.
	AgentTooOld  Code = "agent_too_old"
	AgentUnknown Code = "agent_unknown"
	// CodecUnknown: the device did not say what it encodes; H.264 is tried.
	CodecUnknown Code = "codec_unknown"
)

// What was set up. Facts provider, mode; tier, tier_needed, mdm.
const (
	// NotActivated and BeingRemoved: the provider is switched off for this mode, or on its way out (S20, S24, S42).
	NotActivated Code = "not_activated"
	BeingRemoved Code = "being_removed"
	// TierMissing: the license of the MDM that manages the device is too low for TeamViewer (S1, D6). TierUnknown: nobody
	// entered which one there is.
	TierMissing Code = "tier_missing"
	TierUnknown Code = "tier_unknown"
	// SeatMissing: no unattended license is held for the device (S43, S46, S47). Fact free: how many there are.
	SeatMissing Code = "seat_missing"
	// AccountMissing: neither the technician nor a mapping says in whose name to open the session (S51, S52). AccountDead: the
	// account has to be connected again.
	AccountMissing Code = "account_missing"
	AccountDead    Code = "account_dead"
	// OtherProvider: this provider is blocked and another can. Fact provider.
	OtherProvider Code = "other_provider"
)

// The support apps. Facts app, package, role, state, reason, version, minimum, source, other, client.
const (
	// AppPrompted, AppSilent, AppCatalog and AppConvert: the support app is not there, or not as it has to be, and this is how
	// it gets there (S11, S12, S13). AppUnmanaged: the user installed it and no MDM can take it over (D9). AppNotDistributed:
	// it cannot get there, as nobody distributes it. AppPending: it is on its way. AppFailed: it could not be installed.
	// AppUnknown: nobody can tell.
	AppPrompted       Code = "app_prompted"
	AppSilent         Code = "app_silent"
	AppCatalog        Code = "app_catalog"
	AppConvert        Code = "app_convert"
	AppUnmanaged      Code = "app_unmanaged"
	AppNotDistributed Code = "app_not_distributed"
	AppPending        Code = "app_pending"
	AppFailed         Code = "app_failed"
	AppUnknown        Code = "app_unknown"
	// AppTooOld: the app is older than the catalog's minimum. VersionsDiffer: the technician's client is older than the app
	// on the device (S16).
	AppTooOld      Code = "app_too_old"
	VersionsDiffer Code = "versions_differ"
	// HostMissing, HostNotActivated, HostActivationUnknown, HostNotMatched, HostAmbiguous and HostOffline are about
	// TeamViewer Host (S15, S39, S43, S44).
	HostMissing           Code = "host_missing"
	HostNotActivated      Code = "host_not_activated"
	HostActivationUnknown Code = "host_activation_unknown"
	HostNotMatched        Code = "host_not_matched"
	HostAmbiguous         Code = "host_ambiguous"
	HostOffline           Code = "host_offline"
	// AddOnMissing, AddOnOff and AddOnUnknown: without the add-on and its accessibility service the screen can only be seen
	// (S32, S49).
	AddOnMissing Code = "add_on_missing"
	AddOnOff     Code = "add_on_off"
	AddOnUnknown Code = "add_on_unknown"
	// Foreground: QuickSupport has to be open and in front (S10, S14). EULA: the user may be asked to accept it (S67).
	Foreground Code = "foreground"
	EULA       Code = "eula"
	// NoDelivery: no MDM brings the session to the device; the user gets a link or a code. NoKeys: the app's keys are not
	// mapped, so a session id cannot be brought to it (S65).
	NoDelivery Code = "no_delivery"
	NoKeys     Code = "no_keys"
)

// Lists and policies. Facts list (kiosk, allowed or blocked), missing, app, package.
const (
	// NotAllowlisted: a kiosk's or the company's list leaves an app out that is needed (S38, S39, S41, S48). ListUnknown: a
	// kiosk whose list nobody can tell. AppHidden: a kiosk does not show the app that the user has to open.
	NotAllowlisted Code = "not_allowlisted"
	ListUnknown    Code = "list_unknown"
	AppHidden      Code = "app_hidden"
	// ServiceNotPermitted: the accessibility service that gives control is not permitted.
	ServiceNotPermitted Code = "service_not_permitted"
	// ScreenCaptureOff, ScreenshotsOff and SingleApp: a policy that leaves nothing to see.
	ScreenCaptureOff Code = "screen_capture_off"
	ScreenshotsOff   Code = "screenshots_off"
	SingleApp        Code = "single_app"
)

// Codes lists them all, by theme.
var Codes = []Code{
	MAMOnly, PlatformUnsupported, IOSTooOld, OSBelowMinimum, IOSNoApp, UnattendedNotOnIOS, GuestAttendedOnly, DeviceRetired,
	ViewOnly, WorkProfile, Kiosk, PixelConsent, Simulated, NoRightView, NoRightControl, NoRightUnattended, NoRightTeamViewer,
	ControlNotLimited, DeviceBusy,
	NotEnrolled, NeverSeen, Offline, MDMSilent, LastSeen, ScreenOff, Locked, SecureApp, BatteryLow, AgentTooOld, AgentUnknown, CodecUnknown,
	NotActivated, BeingRemoved, TierMissing, TierUnknown, SeatMissing, AccountMissing, AccountDead, OtherProvider,
	AppPrompted, AppSilent, AppCatalog, AppConvert, AppUnmanaged, AppNotDistributed, AppPending, AppFailed, AppUnknown, AppTooOld,
	VersionsDiffer, HostMissing, HostNotActivated, HostActivationUnknown, HostNotMatched, HostAmbiguous, HostOffline,
	AddOnMissing, AddOnOff, AddOnUnknown, Foreground, EULA, NoDelivery, NoKeys,
	NotAllowlisted, ListUnknown, AppHidden, ServiceNotPermitted, ScreenCaptureOff, ScreenshotsOff, SingleApp,
}

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
	UpdateOS          Remedy = "update_os"
	ChangePolicy      Remedy = "change_policy" // at the MDM, which is not joined or cannot be asked
)

// Remedies lists them all.
var Remedies = []Remedy{EnrollDevice, OpenAgent, UpdateAgent, UseAttended, AskAdmin, JoinOrReplace, WakeDevice, ChargeDevice,
	Activate, RaiseTier, Distribute, RetryInstall, ConvertApp, CheckIn, AllowApps, AllowCapture, ConfirmMatch, ActivateHost,
	SetSeats, ConnectTeamViewer, MapKeys, ReachUser, UpdateClient, SwitchOnService, UseOther, UpdateOS, ChangePolicy}

// A Finding is one thing to know before Start.
type Finding struct {
	Code     Code
	Severity Severity
	Remedy   Remedy
	// Never says that this can never change for this device: the action is left out, not shown disabled.
	Never bool
	// Facts are values for the words of the finding, such as how long ago a device was seen: one line of at most 200
	// characters each, without control characters, whoever wrote them; what is not known is left out.
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
