// Package rollout brings support apps to devices: who gets them, their managed configuration, and the proof that they
// came, were configured and went.
package rollout

import (
	"errors"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// A Role is what a support app is for.
type Role string

// The roles.
const (
	QuickSupport   Role = "quicksupport"    // TeamViewer, attended
	Host           Role = "host"            // TeamViewer, unattended, Android only
	UniversalAddOn Role = "universal_addon" // control on Android
	OEMAddOn       Role = "oem_addon"       // control on the devices of one maker
	Agent          Role = "agent"           // our own
)

// Roles lists them all.
var Roles = []Role{QuickSupport, Host, UniversalAddOn, OEMAddOn, Agent}

// A Fact is something about an app with where it is from, as nothing unverified is presented as fact.
type Fact struct {
	Value  string // at most 200 characters; empty means not known
	Source Source
}

// A Source says where a fact is from.
type Source string

// The sources.
const (
	Documented    Source = "documented"    // in public sources that were read
	Unverified    Source = "unverified"    // assumed; look before you rely on it
	Administrator Source = "administrator" // entered here
)

// An App is one support app of the catalog for one platform.
type App struct {
	ID       string // app_…
	Version  int64
	Role     Role
	Provider string // teamviewer or builtin
	Platform device.Platform
	Name     string
	// Package is the Android package or iOS bundle id, StoreID the App Store's.
	Package, StoreID Fact
	// Maker and Models limit an add-on to devices, compared without case; Models are prefixes, none means all of the maker.
	Maker  string
	Models []string
	// MinOS and MinVersion are the oldest that work.
	MinOS, MinVersion Fact
	// BuiltIn marks what comes with the product; it can be changed and not removed.
	BuiltIn bool
}

// An Audience says who gets an app (D4).
type Audience string

// The audiences.
const (
	NoOne    Audience = "no_one"
	Everyone Audience = "everyone"
	Custom   Audience = "custom"
)

// A Distribution says who gets an app and how. An app without one goes to no one.
type Distribution struct {
	AppID   string
	Version int64
	To      Audience
	// GroupIDs, Users (owners' e-mail addresses) and DeviceIDs are the targets of Custom, at most 100 together (D4).
	GroupIDs, Users, DeviceIDs []string
	// Excluded devices get it removed, whoever else gets it (D7); at most 1,000.
	Excluded []string
	Install  mdm.Install // mdm.Required or mdm.Available
	// AutoLaunch starts the app once where it is newly installed (D3).
	AutoLaunch bool
	ChangedBy  audit.Actor
	ChangedAt  time.Time
}

// A Key is one key of an app's managed configuration. Value may hold provider values as {{session_id}}; a key whose
// value is made of them alone is left out while any of them is empty.
type Key struct {
	Name  string // at most 200 characters
	Type  string // as mdm.Property.Type
	Value string // at most 65,535 bytes, no control characters but tab and line feed
	// Session says that it holds a value of a session, so that it is withdrawn at its end.
	Session bool
}

// A KeyProfile maps our values to an app's own keys. An app has at most one.
type KeyProfile struct {
	AppID   string
	Version int64
	// Source says where the schema is from: "store", "appconfig_xml" or "by_hand".
	Source  string
	Schema  []mdm.Property // at most 500; empty by hand
	Keys    []Key          // at most 100
	SavedBy audit.Actor
	SavedAt time.Time
}

// A DeviceApp is one support app on one device: what is wanted and what is known.
type DeviceApp struct {
	DeviceID, AppID string
	Version         int64
	// Wanted is what its distribution wants now; empty means that nobody ever wanted it.
	Wanted mdm.Install
	// Basis is what Wanted was made from: it differs from [Basis] of now when an order is due.
	Basis string
	// AutoLaunch starts it once where it is newly installed, Convert takes it over from the user until it is managed.
	AutoLaunch, Convert bool
	State               mdm.AppState
	// AppVersion is the app's own; empty means unknown.
	AppVersion string
	Managed    device.Known
	Reason     mdm.Reason
	Words      string // the MDM's own, hostile text
	// Asked counts what was asked for here, Ordered how much of that the MDM has taken (or refused for good).
	Asked, Ordered int64
	// OrderedAt is when the MDM took the last order, OrderRef its receipt; Problem says why it did not.
	OrderedAt time.Time
	OrderRef  string
	Problem   string
	// ConfigRef is the order whose configuration is proven on the device, ConfigAt when that was seen.
	ConfigRef string
	ConfigAt  time.Time
	// Evidence names the source of State, At its time.
	Evidence string
	At       time.Time
	// Activated is the one-time activation of Host (S44), ActivatedBy the source of evidence in words, ActivatedAt since when it
	// is known. While it is unknown, ActivatedAt is when Host was last seen gone: what it said before is about another
	// installation.
	Activated   device.Known
	ActivatedBy string
	ActivatedAt time.Time
	// CheckIn is how the device was woken last for the sake of this app: "asked", "policy" or "failed".
	CheckIn   string
	CheckInAt time.Time
}

// A Delivery is a session's values on their way to a device.
type Delivery struct {
	SessionID, DeviceID, AppID string
	OrderRef                   string
	// Refs are all orders that are as OrderRef since the state began, oldest first, at most 20: any of them proves it.
	Refs    []string
	State   DeliveryState
	Problem string
	// Values are what is brought; gone when it is over.
	Values map[provider.Value]string
	// Again says that the values are set once the keys are proven to be cleared.
	Again     bool
	ExpiresAt time.Time
	At        time.Time // of the state
}

// A DeliveryState is how far a delivery has come.
type DeliveryState string

// The states of a delivery. Withdrawn and Expired are its end.
const (
	Clearing    DeliveryState = "clearing"    // the keys are cleared so that the same value is news
	Ordered     DeliveryState = "ordered"     // on its way
	Proven      DeliveryState = "proven"      // the device has it
	Failed      DeliveryState = "failed"      // the MDM refused it for good
	Withdrawing DeliveryState = "withdrawing" // being taken away
	Withdrawn   DeliveryState = "withdrawn"   // proven to be away
	Expired     DeliveryState = "expired"     // over, and the order without it is out; nobody proved where it was
)

// A Match ties a managed device to the device at a provider that unattended sessions open. Never by name.
type Match struct {
	DeviceID, Provider string
	// PeerID is 8 to 12 digits.
	PeerID string
	Source MatchSource
	By     audit.Actor
	At     time.Time
	// Online is what the provider said last, At OnlineAt.
	Online   device.Known
	OnlineAt time.Time
	// Ambiguous says that more than one device there carries our value: it blocks until an administrator confirms one.
	Ambiguous bool
}

// A MatchSource says how a match was found.
type MatchSource string

// The sources of a match, the strongest last.
const (
	ByFeedback      MatchSource = "app_feedback"
	ByValue         MatchSource = "delivered_value"
	ByAdministrator MatchSource = "administrator"
)

// TeamViewer is the provider whose devices are matched.
const TeamViewer = "teamviewer"

// A Seat is one unattended license, taken by the distribution of Host to a device (S46, S47).
type Seat struct {
	DeviceID, DeviceName string
	TakenAt              time.Time
	// FreedAt is when the removal was confirmed; zero while it is held.
	FreedAt time.Time
	// Leaving: Host is no longer distributed to it and not proven gone.
	Leaving bool
}

// Seats are how many there are.
type Seats struct {
	Total int // as the administrator entered; 0 allows none
	// Held are those not freed, Leaving those of them on their way out.
	Held, Leaving int
}

// A SeatError says that a distribution needs more seats than are free. Nothing was changed.
type SeatError struct{ Needed, Free int }

func (e *SeatError) Error() string { return "not enough unattended seats" }

// Errors that callers tell apart.
var (
	ErrNotFound     = errors.New("no such app, connection or device")
	ErrChanged      = errors.New("someone else saved in between")
	ErrBuiltIn      = errors.New("an app that comes with the product stays")
	ErrNotActivated = errors.New("the provider of this app is not activated")
	ErrNoMDM        = errors.New("no MDM is joined that manages this device")
	ErrNoProfile    = errors.New("the app has no keys for the values of a session")
	ErrNoPackage    = errors.New("the app's package or bundle id is not known")
	ErrAmbiguous    = errors.New("more than one device there fits")
	ErrInUse        = errors.New("an app that is distributed stays")
	ErrBadCursor    = errors.New("cursor is not valid")
)
