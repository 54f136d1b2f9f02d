// Package mdm is the contract between this product and whoever manages a device: how apps, settings and wake-ups reach
// it, and what is known of it. Package mdmtest holds implementations to it.
package mdm

import (
	"context"
	"errors"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
)

// A Kind names an implementation.
type Kind string

// The kinds that exist.
const (
	// Directory is any MDM that we are not joined with: its devices are imported, and links are all that reaches them.
	Directory Kind = "directory"
	// Simulated is the MDM of the demo and of tests.
	Simulated Kind = "simulated"
)

// A Tier is a level of license of an MDM. Empty means not applicable.
type Tier string

// The tiers, lowest first (requirement S1 and D6).
const (
	Silver   Tier = "silver"
	Gold     Tier = "gold"
	Platinum Tier = "platinum"
)

// A Connection is one MDM that manages devices.
type Connection struct {
	ID      string // mdm_…
	Kind    Kind
	Name    string // 1 to 100 characters
	Version int64
	// TierNeeded is what TeamViewer sessions need there, Tier what the company has. An empty TierNeeded asks for nothing.
	TierNeeded, Tier Tier
	// Devices is how many it manages; filled where connections are listed.
	Devices int
}

// Capabilities say what an implementation can observe and what it can do. Nothing is shown or promised that is not
// declared here.
type Capabilities struct {
	// CheckIn: it can make a device check in now. Without it, a change of policy and the next report take its place.
	CheckIn bool
	// Messages: it can show a text to the user.
	Messages bool
	// Lists: it can change the lists that a posture tells of.
	Lists bool
	// Converts: it can take over an app that the user installed (iOS).
	Converts bool
	// Schemas: it knows which keys an Android app takes.
	Schemas bool
	// ProvesApps, ProvesConfiguration and ProvesFeedback: its reports tell of apps, of the configuration that an app was
	// given, and of what apps say back.
	ProvesApps, ProvesConfiguration, ProvesFeedback bool
	// AutoLaunch: a newly installed app can be started once (requirement S45, D3).
	AutoLaunch bool
	// Installs says what the user is asked when a required app comes, by how the device is managed. What is not in it gets
	// no app.
	Installs map[device.Management]Manner
}

// Manner says what the user of a device is asked when an app comes that is wanted so much; empty means that none comes.
func (c Capabilities) Manner(m device.Management, wanted Install) Manner {
	manner := c.Installs[m]
	if manner != "" && wanted == Available {
		return Catalog
	}
	return manner
}

// A Manner is how a required app gets onto a device.
type Manner string

// The manners.
const (
	Silent   Manner = "silent"   // nobody is asked
	Prompted Manner = "prompted" // the user is asked and may refuse
	Catalog  Manner = "catalog"  // the user has to fetch it from the app catalog
)

// An Install is how much an app is wanted on a device.
type Install string

// The wishes.
const (
	Absent    Install = "absent"    // removed if managed, not offered
	Available Install = "available" // the user may fetch it
	Required  Install = "required"
)

// An Order makes one app on one device as wanted. It says all of it each time: what is left out is withdrawn.
type Order struct {
	DeviceID string
	// Package is the Android package or the iOS bundle id; StoreID the App Store id, may be empty.
	Package, StoreID string
	Install          Install
	// Convert takes over the app if the user installed it.
	Convert bool
	// AutoLaunch starts the app once when it is newly installed.
	AutoLaunch bool
	// Configuration is the managed configuration: strings, booleans, int64 and lists of strings. Empty withdraws it.
	Configuration map[string]any
	// Expires drops a configuration that has not reached the device by then; zero means never. A late phone never gets
	// a dead code.
	Expires time.Time
}

// A Receipt says that the MDM took an order. It proves nothing about the device.
type Receipt struct {
	// Ref is found again in the reports that prove the order.
	Ref string
	At  time.Time
}

// AppState is what is known of an app on a device.
type AppState string

// The states.
const (
	AppUnknown   AppState = ""        // nobody can tell
	AppAbsent    AppState = "absent"  // proven not to be there
	AppPending   AppState = "pending" // on its way
	AppInstalled AppState = "installed"
	AppFailed    AppState = "failed"  // Reason says why
	AppRemoved   AppState = "removed" // proven to be gone after it was there
)

// A Reason says why an app did not come or go; the list is closed and the console has words for each (D10).
type Reason string

// The reasons.
const (
	UserRefused         Reason = "user_refused"       // the user declined the installation
	ManagementRefused   Reason = "management_refused" // the user declined the conversion to a managed app
	UserInstalled       Reason = "user_installed"     // the user installed it; it has to be converted
	UserRemoved         Reason = "user_removed"       // the user removed it
	AlreadyInstalled    Reason = "already_installed"
	StoreDisabled       Reason = "store_disabled"
	StoreSignIn         Reason = "store_sign_in" // the user has to sign in to the store
	NotVerified         Reason = "not_verified"  // the store does not know the app
	NotAnApp            Reason = "not_an_app"
	NotSupported        Reason = "not_supported" // by this device or this kind of enrollment
	PurchaseMethod      Reason = "purchase_method"
	NoLicense           Reason = "no_license"
	NotApproved         Reason = "not_approved"
	Incompatible        Reason = "incompatible"
	StorageFull         Reason = "storage_full"
	NetworkFailed       Reason = "network_failed"
	UpdateRefused       Reason = "update_refused"
	Hidden              Reason = "hidden"
	StillThere          Reason = "still_there"       // it should be gone and is not
	BadConfiguration    Reason = "bad_configuration" // a key or a type that the app does not have
	ManagementLost      Reason = "management_lost"   // the device is not managed any more
	OtherReason         Reason = "other"             // the evidence has the MDM's own words
	UnsupportedPlatform Reason = "unsupported_platform"
)

// Reasons lists them all.
var Reasons = []Reason{UserRefused, ManagementRefused, UserInstalled, UserRemoved, AlreadyInstalled, StoreDisabled, StoreSignIn,
	NotVerified, NotAnApp, NotSupported, PurchaseMethod, NoLicense, NotApproved, Incompatible, StorageFull, NetworkFailed,
	UpdateRefused, Hidden, StillThere, BadConfiguration, ManagementLost, OtherReason, UnsupportedPlatform}

// An App is one app of a report.
type App struct {
	Package, Version string
	State            AppState
	Reason           Reason
	// Managed: No means that the user installed it.
	Managed device.Known
	// Words are the MDM's own, at most 200 characters; they may be empty and are hostile text.
	Words string
	// ConfigurationRef is the Receipt.Ref whose configuration the app has now, as read back from the device. Empty means
	// none, or that the MDM does not prove it.
	ConfigurationRef string
}

// Feedback is what an app says to its MDM: keyed app states on Android, app feedback on iOS.
type Feedback struct {
	Package, Key, Message, Data string // at most 100, 100, 500 and 500 characters
	Error                       bool
	At                          time.Time
}

// A Report is what an MDM knows of a device. Reports come more than once and out of order: one older than what is kept
// changes nothing.
type Report struct {
	DeviceID string
	// At is when the device itself reported; zero means never.
	At time.Time
	// Apps are those that were ordered, with all that is known of them. An app that is not in it is unknown unless
	// AppsComplete says that what is missing is absent.
	Apps         []App
	AppsComplete bool
	Posture      device.Posture
	Feedback     []Feedback
	// Unenrolled is when the device left its MDM or was wiped; zero means that it is managed.
	Unenrolled time.Time
}

// A ListChange adds to the lists of a device. It removes from BlockedApps what it allows.
type ListChange struct {
	// Allow are apps to be allowed, Hide those of them that get no icon, Permit those whose accessibility service is
	// permitted.
	Allow, Hide, Permit []string
	// AllowScreenCapture switches off the policy that disables it.
	AllowScreenCapture bool
}

// A Property is one key that an app takes in its managed configuration.
type Property struct {
	Key     string // at most 200 characters
	Type    string // string, bool, integer, choice, multiselect, hidden
	Title   string
	Entries []string // of choices
}

// Errors that callers tell apart.
var (
	// ErrUnsupported says that this MDM cannot do that, see Capabilities.
	ErrUnsupported = errors.New("this MDM cannot do that")
	// ErrNotManaged says that the MDM does not know the device, or knows it no longer.
	ErrNotManaged = errors.New("device is not managed by this MDM")
	// ErrNoSchema says that the app's keys are not known there.
	ErrNoSchema = errors.New("keys of this app are not known")
)

// A Manager is one MDM. All methods may be called again with the same arguments and are safe for concurrent use. An
// error with Temporary() true is worth another try.
type Manager interface {
	Capabilities() Capabilities
	// SetApp takes an order; a later one for the same device and package replaces it. The same configuration again
	// notifies nobody on the device.
	SetApp(ctx context.Context, o Order) (Receipt, error)
	// CheckIn wakes a device so that it reports, or ErrUnsupported. The proof is a report newer than the receipt.
	CheckIn(ctx context.Context, deviceID string) (Receipt, error)
	// SetLists changes lists, or ErrUnsupported. The proof is the posture of a later report.
	SetLists(ctx context.Context, deviceID string, c ListChange) (Receipt, error)
	// Message shows a text of at most 500 characters to the user, or ErrUnsupported.
	Message(ctx context.Context, deviceID, text string) error
	// Schema tells the keys of an Android app, or ErrUnsupported or ErrNoSchema.
	Schema(ctx context.Context, packageName string) ([]Property, error)
	// Report returns what is known of a device now, or ErrNotManaged.
	Report(ctx context.Context, deviceID string) (Report, error)
}

// A Listener is told of each report. It returns quickly; an error makes the implementation tell it again.
type Listener interface {
	Reported(ctx context.Context, connectionID string, r Report) error
}
