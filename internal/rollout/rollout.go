// Package rollout brings support apps to devices: who gets them, their managed configuration, and the proof that they
// came, were configured and went.
package rollout

import (
	"context"
	"errors"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/jobs"
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
	// Wanted is what its distribution wants now.
	Wanted mdm.Install
	State  mdm.AppState
	// AppVersion is the app's own; empty means unknown.
	AppVersion string
	Managed    device.Known
	Reason     mdm.Reason
	Words      string // the MDM's own, hostile text
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
}

// A Delivery is a session's values on their way to a device.
type Delivery struct {
	SessionID, DeviceID, AppID string
	OrderRef                   string
	// State: "ordered", "proven", "failed", "withdrawing", "withdrawn", "expired".
	State     string
	Problem   string
	ExpiresAt time.Time
	At        time.Time // of the state
}

// A Match ties a managed device to the device at a provider that unattended sessions open. Never by name.
type Match struct {
	DeviceID, Provider string
	// PeerID is 8 to 12 digits.
	PeerID string
	// Source: "delivered_value", "app_feedback" or "administrator".
	Source string
	By     audit.Actor
	At     time.Time
	// Online is what the provider said last, At OnlineAt.
	Online   device.Known
	OnlineAt time.Time
	// Ambiguous says that more than one device there carries our value: it blocks until an administrator confirms one.
	Ambiguous bool
}

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
	Held  int
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
)

// An InputError says what is wrong with a field.
type InputError struct{ Field, Problem string }

func (e *InputError) Error() string { return e.Field + " " + e.Problem }

// Writes are what goes into the same transaction as a change.
type Writes struct {
	Audit []audit.Record
	Jobs  []jobs.Job
}

// Store is what [Service] needs kept; package storagetest holds implementations to it. Each method is one transaction.
type Store interface {
	Apps(ctx context.Context) ([]App, error)
	// SaveApp adds (Version 0) or changes (ErrChanged when Version is not the newest).
	SaveApp(ctx context.Context, a App, w Writes) (App, error)
	RemoveApp(ctx context.Context, id string, w Writes) error

	// Distribution returns one; NoOne for an app that has none.
	Distribution(ctx context.Context, appID string) (Distribution, error)
	Distributions(ctx context.Context) ([]Distribution, error)
	// SaveDistribution writes d (ErrChanged). For Host it takes a seat for each device that it newly wants, marks those that
	// it no longer wants as leaving, and refuses with *SeatError, all in the one transaction. Targets counts what d wants.
	SaveDistribution(ctx context.Context, d Distribution, role Role, w Writes) (Distribution, error)
	// Targets counts the devices in use of a platform that d wants, and how many of them have an MDM connection.
	Targets(ctx context.Context, d Distribution, platform device.Platform) (devices, managed int, err error)
	// TargetPage lists the ids of the devices whose Wanted differs from what d wants, at most limit: those the rollout has to
	// order next. Wanted changes by ChangeDeviceApp.
	TargetPage(ctx context.Context, appID string, limit int) ([]string, error)

	// KeyProfile returns one, or ErrNoProfile.
	KeyProfile(ctx context.Context, appID string) (KeyProfile, error)
	SaveKeyProfile(ctx context.Context, k KeyProfile, w Writes) (KeyProfile, error)

	// DeviceApps lists what is known of support apps on devices; at most 1,000 devices.
	DeviceApps(ctx context.Context, deviceIDs []string) ([]DeviceApp, error)
	// DeviceAppsOf lists an app's devices in one state, by device id after a cursor.
	DeviceAppsOf(ctx context.Context, appID string, state mdm.AppState, after string, limit int, scope device.Scope) ([]DeviceApp, error)
	// CountDeviceApps counts an app's devices by state.
	CountDeviceApps(ctx context.Context, appID string) (map[mdm.AppState]int, error)
	// ChangeDeviceApp loads (a zero one with its ids when there is none), changes and writes, adding one to Version.
	ChangeDeviceApp(ctx context.Context, deviceID, appID string, change func(*DeviceApp, *Writes) error) (DeviceApp, error)

	// Observe keeps what a report says in one transaction: posture (in the device), apps by package, feedback. A report not
	// newer than the one kept returns false and changes nothing. It frees the seats of devices proven free of Host.
	Observe(ctx context.Context, connectionID string, r mdm.Report, apply func(map[string]App, []DeviceApp) ([]DeviceApp, Writes)) (bool, error)
	// Postures returns what is known of devices; those without are left out.
	Postures(ctx context.Context, deviceIDs []string) (map[string]device.Posture, error)
	// Feedback lists what apps on a device said, newest first, at most 100; older than 7 days is gone (D12).
	Feedback(ctx context.Context, deviceID string) ([]mdm.Feedback, error)

	SaveDelivery(ctx context.Context, d Delivery, w Writes) error
	// Delivery returns the one of a session, or ErrNotFound.
	Delivery(ctx context.Context, sessionID string) (Delivery, error)
	// ChangeDelivery loads, changes and writes.
	ChangeDelivery(ctx context.Context, sessionID string, change func(*Delivery, *Writes) error) (Delivery, error)
	// OpenDeliveries lists those of a device that are not withdrawn or expired.
	OpenDeliveries(ctx context.Context, deviceID string) ([]Delivery, error)

	// Matches returns the matches of devices.
	Matches(ctx context.Context, deviceIDs []string) (map[string]Match, error)
	// SaveMatch adds or replaces; a PeerID that another device has makes both Ambiguous unless Source is administrator,
	// which is refused with ErrAmbiguous. An empty PeerID removes.
	SaveMatch(ctx context.Context, m Match, w Writes) error

	Seats(ctx context.Context) (Seats, error)
	SetSeats(ctx context.Context, total int, w Writes) error
	// SeatPage lists holders by device id after a cursor.
	SeatPage(ctx context.Context, after string, limit int) ([]Seat, error)

	Connections(ctx context.Context) ([]mdm.Connection, error)
	// SaveConnection adds (Version 0) or changes (ErrChanged).
	SaveConnection(ctx context.Context, c mdm.Connection, w Writes) (mdm.Connection, error)
}

// Peers lists the devices that a provider knows; app fills it. It is asked rarely and may take seconds.
type Peers interface {
	Peers(ctx context.Context) ([]provider.Peer, error)
}
