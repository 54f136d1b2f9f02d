// Package device holds managed devices and their owners: identity, how they are managed, what they report and
// whether they are reachable now.
package device

import (
	"context"
	"crypto/ed25519"
	"errors"
	"slices"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
)

// ErrNotFound says there is no such device, or that the asking person may not see it: the same answer for both.
var ErrNotFound = errors.New("no such device")

// Platform is the operating system family.
type Platform string

// The platforms. Computer is a guest that shares its screen from a browser.
const (
	Android  Platform = "android"
	IOS      Platform = "ios"
	Computer Platform = "computer"
)

// Management is how a device is managed; it decides what can ever be done with it.
type Management string

// The kinds of management.
const (
	AndroidDeviceOwner  Management = "android_device_owner"
	AndroidWorkProfile  Management = "android_work_profile"
	AndroidCompanyOwned Management = "android_company_work_profile" // work profile on a company-owned device
	AndroidKiosk        Management = "android_kiosk"
	AndroidSharedKiosk  Management = "android_shared_kiosk"
	IOSSupervised       Management = "ios_supervised"
	IOSShared           Management = "ios_shared"
	IOSDevice           Management = "ios_device_enrollment"
	IOSUser             Management = "ios_user_enrollment"
	IOSAppOnly          Management = "ios_mam_only" // only apps are managed
	Guest               Management = "guest"        // a computer that shares its screen for one session
)

// Managements lists every kind of management with its platform.
var Managements = map[Management]Platform{
	AndroidDeviceOwner: Android, AndroidWorkProfile: Android, AndroidCompanyOwned: Android,
	AndroidKiosk: Android, AndroidSharedKiosk: Android,
	IOSSupervised: IOS, IOSShared: IOS, IOSDevice: IOS, IOSUser: IOS, IOSAppOnly: IOS,
	Guest: Computer,
}

// Ownership says whose device it is.
type Ownership string

// The kinds of ownership.
const (
	Company  Ownership = "company"
	Personal Ownership = "personal"
)

// Lifecycle says whether a device is in use.
type Lifecycle string

// The lifecycle of a device.
const (
	InUse   Lifecycle = "in_use"
	Retired Lifecycle = "retired"
)

// An Owner is the person a device belongs to, as the directory knows them. Every field may be empty.
type Owner struct {
	Name, Kana, Email, Department, Phone string
}

// A Device is one managed device.
type Device struct {
	ID         string
	Name       string
	Platform   Platform
	Management Management
	Ownership  Ownership
	Lifecycle  Lifecycle
	Owner      Owner
	// AssetTag, Serial, IMEI, UDID and Location may be empty; a non-empty serial is unique among devices in use.
	AssetTag, Serial, IMEI, UDID, Location string
	Maker, Model, OSVersion                string
	// Simulated marks a device of the simulated fleet; the console says so wherever a session with it is shown.
	Simulated bool
	// MDM is the id of the MDM connection that manages it; empty means that none is joined, so apps and settings reach
	// it by nobody we can ask.
	MDM string
	// Available says whether a session can be had with it now, as far as the device and what is set up decide: the
	// attribute "Help@Work Available". Who asks does not count. Unknown means not judged yet.
	Available Known
	// GroupIDs are the device groups it belongs to, sorted.
	GroupIDs []string
	// LastSeen is zero when the device has never been seen.
	LastSeen time.Time
	// Online says that the device holds a link to some node now.
	Online bool
	// Enrolled says that the device has a key; without one it cannot connect.
	Enrolled  bool
	Report    Report
	CreatedAt time.Time
}

// A Report is the last thing a device said of itself. Its zero value means it has said nothing.
type Report struct {
	At           time.Time // zero means never
	AgentVersion string
	Codec        string // H264 or VP8
	Battery      int    // percent; -1 means unknown
	Charging     bool
	Screen       string // on, locked, off, secure; empty means unknown
	Width        int    // pixels
	Height       int
	Apps         []App
}

// An App is one app installed on a device, as it reported it.
type App struct{ Name, Package, Version string }

// A Group is a set of devices; people may be limited to some groups.
type Group struct {
	ID, Name string
	Devices  int // how many devices are in it; filled where groups are listed
}

// A Scope limits which devices are seen. Its zero value sees none.
type Scope struct {
	All      bool
	GroupIDs []string
}

// Shows says whether a device in these groups is seen. Stores decide the same in their queries.
func (s Scope) Shows(groupIDs []string) bool {
	return s.All || slices.ContainsFunc(s.GroupIDs, func(g string) bool { return slices.Contains(groupIDs, g) })
}

// A Filter chooses devices. Empty fields do not limit.
type Filter struct {
	// Search is looked for in owner (name, kana, e-mail, department, phone), name, serial, IMEI, UDID, asset tag,
	// model, maker and location; every word must be found somewhere. At most 100 characters.
	Search     string
	Platform   Platform
	Management Management
	Lifecycle  Lifecycle
	Presence   string // online, offline, never
	GroupID    string
	InSession  bool   // only devices with an open session
	Available  Known  // yes or no
	MDM        string // id of an MDM connection
	Scope      Scope
	// After continues behind this cursor, as Page.Next gave it. Empty starts at the beginning.
	After string
	Limit int // 1 to 200
}

// A Page is a part of a list, ordered by owner name, then device name, then id.
type Page struct {
	Devices []Device
	Next    string // empty on the last page
}

// Counts are how many devices of a scope match, for the chips above the list. A search with more than 1,000
// matches counts to 1,000 and says More.
type Counts struct {
	Matching          int
	More              bool
	Online, InSession int
}

// An Imported device is what a directory or script knows of a device.
type Imported struct {
	Device          // ID is empty for a new device unless the caller wants to keep its own
	Groups []string // names; groups that do not exist are made
}

// A Connection is a device's link to a node.
type Connection struct {
	DeviceID, NodeID string
	Since            time.Time
}

// Store is what is kept of devices; package storagetest holds implementations to it. Each method is one transaction,
// and the audit records given are written in it.
type Store interface {
	// Device returns one device in scope, or ErrNotFound.
	Device(ctx context.Context, id string, scope Scope) (Device, error)
	// Devices returns one page.
	Devices(ctx context.Context, f Filter) (Page, error)
	// CountDevices counts what f matches, ignoring After and Limit.
	CountDevices(ctx context.Context, f Filter) (Counts, error)
	// ImportDevices adds or updates devices (by ID, else by serial among devices in use, else new) and returns
	// their ids in the order given. All or none are written. What devices reported themselves is kept, as is what
	// was judged of them, and the MDM where an entry names none.
	ImportDevices(ctx context.Context, devices []Imported, now time.Time, records ...audit.Record) ([]string, error)
	// DevicesAfter returns up to limit (1 to 200) devices of any kind with an id behind this one, by id: the way to go
	// through the whole fleet while it changes. An empty id starts, an empty answer ends.
	DevicesAfter(ctx context.Context, afterID string, limit int) ([]Device, error)
	// SetAvailable keeps what was judged of devices by id; those that do not exist are passed over. All or none are written.
	SetAvailable(ctx context.Context, judged map[string]Known) error
	// Groups lists all device groups by name.
	Groups(ctx context.Context) ([]Group, error)
	// CreateGroup adds a group; a taken name is ErrGroupExists.
	CreateGroup(ctx context.Context, g Group, records ...audit.Record) error

	// SaveEnrollment keeps the hash of a one-time enrollment token of a device; a later one makes it void.
	SaveEnrollment(ctx context.Context, deviceID, tokenHash string, expires time.Time, records ...audit.Record) error
	// Enroll uses a token once, gives its device the key and writes the audit record of it. An unknown, used or expired token is ErrBadToken.
	Enroll(ctx context.Context, tokenHash string, key ed25519.PublicKey, now time.Time) (deviceID string, err error)
	// EnrollmentValid says whether a token could be used now, without using it.
	EnrollmentValid(ctx context.Context, tokenHash string, now time.Time) (bool, error)
	// Key returns how a device proves itself, or ErrNotFound for unknown, retired and not enrolled devices.
	Key(ctx context.Context, deviceID string) (Credential, error)
	// SaveReport keeps a report and what it says of OS version.
	SaveReport(ctx context.Context, deviceID, osVersion string, r Report) error
	// SavePresence writes who came and who went on a node, and last_seen of all of them, in one batch.
	SavePresence(ctx context.Context, nodeID string, came []Connection, went []string, seen map[string]time.Time) error
	// ClearPresence removes every connection of a node, when it starts and when it stops.
	ClearPresence(ctx context.Context, nodeID string) error
}

// A Credential is how a device proves itself: an enrolled one by its key, a guest by the hash of its token.
type Credential struct {
	PublicKey ed25519.PublicKey // nil for a guest
	TokenHash string            // empty for an enrolled device
}

// ErrBadToken says a one-time token is unknown, used or expired: the same answer for all three.
var ErrBadToken = errors.New("token is not valid")

// ErrGroupExists says a device group of that name exists.
var ErrGroupExists = errors.New("device group exists")

// ErrGroupNotFound says there is no such device group.
var ErrGroupNotFound = errors.New("no such device group")

// ErrSerialTaken says another device in use has the same serial.
var ErrSerialTaken = errors.New("another device in use has this serial")

// ErrBadCursor says a cursor is none that a page gave out.
var ErrBadCursor = errors.New("cursor is not valid")

// ErrBadFilter says a filter asks for something that does not exist.
var ErrBadFilter = errors.New("filter is not valid")
