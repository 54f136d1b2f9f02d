package rollout

import (
	"context"
	"fmt"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// Writes are what goes into the same transaction as a change.
type Writes struct {
	Audit []audit.Record
	Jobs  []jobs.Job
}

// A Change is one support app on one device, as a transaction sees it and writes it back.
type Change struct {
	App DeviceApp
	// Deliveries are those of this app there that are not over. One that is added is new; none may be taken out.
	Deliveries []Delivery
	Writes
}

// A Seen is what a report is laid against, in the transaction that keeps it. What of it is changed is written.
type Seen struct {
	// Platform is the device's.
	Platform device.Platform
	// Apps is the catalog.
	Apps []App
	// On are those of them of which something is known on the device; more may be added.
	On map[string]DeviceApp
	// Deliveries are those on the device that are not over.
	Deliveries []Delivery
	// Match is the device's; nil when there is none. One without a PeerID removes it.
	Match *Match
	// FreeSeat frees the device's seat if it is on its way out, or at once when the device left its MDM.
	FreeSeat bool
	Writes
}

// A Holder is one device on which an app is or was wanted, or found.
type Holder struct {
	DeviceApp
	DeviceName, OwnerName string
	// Unenrolled is when the device left its MDM; zero while it is managed.
	Unenrolled time.Time
}

// A Standing is what an MDM last said of a device itself.
type Standing struct {
	Posture device.Posture
	// Complete says that an app which the report did not name is absent.
	Complete     bool
	ConnectionID string
	At           time.Time
	// Unenrolled is when the device left its MDM; zero while it is managed.
	Unenrolled time.Time
}

// Basis names what an order is made from beside the sessions: when it changes, the device needs a new order.
func Basis(d Distribution, a App, profileVersion int64) string {
	return fmt.Sprintf("%s %t %d %s %s", d.Install, d.AutoLaunch, profileVersion, a.Package.Value, a.StoreID.Value)
}

// Store is what [Service] needs kept; package storagetest holds implementations to it. Each method is one transaction.
type Store interface {
	// SeedApps adds those apps whose id does not exist and leaves the others as they are.
	SeedApps(ctx context.Context, apps ...App) error
	// Apps lists the catalog by id.
	Apps(ctx context.Context) ([]App, error)
	// SaveApp adds (Version 0) or changes (ErrChanged when Version is not the newest).
	SaveApp(ctx context.Context, a App, w Writes) (App, error)
	// RemoveApp removes an app and all that is known of it: ErrNotFound, ErrBuiltIn, or ErrInUse while it is wanted anywhere.
	RemoveApp(ctx context.Context, id string, w Writes) error

	// Distribution returns one; NoOne for an app that has none.
	Distribution(ctx context.Context, appID string) (Distribution, error)
	// Distributions lists those that were ever saved.
	Distributions(ctx context.Context) ([]Distribution, error)
	// SaveDistribution writes d (ErrChanged, ErrNotFound). For Host it takes a seat for each device that it newly wants, marks
	// those that it no longer wants as leaving (free at once where nothing was ever ordered), and refuses with *SeatError, all
	// in the one transaction at the time of d.ChangedAt.
	SaveDistribution(ctx context.Context, d Distribution, w Writes) (Distribution, error)
	// Targets counts the devices in use that d names and that fit the app, and how many of them an MDM manages. Only managed
	// ones are wanted.
	Targets(ctx context.Context, d Distribution) (devices, managed int, err error)
	// OneAutoLaunches says whether a managed device of Android 10 or later, or of a version that nobody knows, is named by both
	// and fits both apps: of the two, one starts by itself there (D3).
	OneAutoLaunches(ctx context.Context, a, b Distribution) (bool, error)
	// Owners lists the owners of devices in use by address, behind a cursor (ErrBadCursor). Each word of search is in their
	// name, its reading, address or department; of a search at most 1,000 devices are looked at.
	Owners(ctx context.Context, search, cursor string, limit int) (OwnerPage, error)
	// OwnersNamed returns those of addresses, whatever their case, that devices in use belong to; at most 1,000.
	OwnersNamed(ctx context.Context, emails []string) ([]Owner, error)
	// TargetPage looks at the next devices after an id, at most limit of them, and lists those whose order differs from what
	// the distribution wants now. An empty next says that it was the last page.
	TargetPage(ctx context.Context, appID, after string, limit int) (deviceIDs []string, next string, err error)
	// Differing lists the apps whose order on a device differs from what their distributions want.
	Differing(ctx context.Context, deviceID string) (appIDs []string, err error)
	// Want makes devices wanted as the distribution has it now, and adds one to Asked of those that change; writes is given
	// them and tells what else is written, even when there are none. For Host a device that holds no seat takes one; where
	// none is free it is left as it was, with Problem NoSeat.
	Want(ctx context.Context, appID string, deviceIDs []string, now time.Time, writes func(changed []string) Writes) error

	// KeyProfile returns one, or ErrNoProfile.
	KeyProfile(ctx context.Context, appID string) (KeyProfile, error)
	KeyProfiles(ctx context.Context) ([]KeyProfile, error)
	// SaveKeyProfile adds (Version 0) or changes (ErrChanged, ErrNotFound).
	SaveKeyProfile(ctx context.Context, k KeyProfile, w Writes) (KeyProfile, error)

	// DeviceApps lists what is known of support apps on devices; at most 1,000 devices.
	DeviceApps(ctx context.Context, deviceIDs []string) ([]DeviceApp, error)
	// DeviceAppsOf lists an app's devices in one state, by device id behind a cursor.
	DeviceAppsOf(ctx context.Context, appID string, state mdm.AppState, cursor string, limit int, scope device.Scope) (DeviceAppPage, error)
	// Holders lists all of an app's devices by id, after one.
	Holders(ctx context.Context, appID, after string, limit int) ([]Holder, error)
	// CountDeviceApps counts an app's devices by state.
	CountDeviceApps(ctx context.Context, appID string) (map[mdm.AppState]int, error)
	// CountApps counts the devices of every app by state, up to a bound for each; states without devices are left out.
	CountApps(ctx context.Context) ([]AppCount, error)
	// ChangeDeviceApp loads (a zero one with its ids when there is none), changes and writes, adding one to Version.
	// ErrNotFound when there is no such device or app. An error of change changes nothing.
	ChangeDeviceApp(ctx context.Context, deviceID, appID string, change func(*Change) error) (DeviceApp, error)
	// OnDevice returns what ChangeDeviceApp would load.
	OnDevice(ctx context.Context, deviceID, appID string) (Change, error)
	// OrdersDue lists what was asked for and not taken, by device and app after a pair of ids.
	OrdersDue(ctx context.Context, deviceID, appID string, limit int) ([]DeviceApp, error)
	// Forget removes what is kept of apps on devices where they are proven to be gone, and with Host the matches.
	Forget(ctx context.Context, appIDs []string, matches bool) error

	// Observe keeps what a report says in one transaction. A report not newer than the one kept, of a device that does not
	// exist or that another connection manages, returns false and changes nothing.
	Observe(ctx context.Context, connectionID string, r mdm.Report, now time.Time, learn func(*Seen) error) (bool, error)
	// Standings returns what is known of devices; those without are left out. At most 1,000.
	Standings(ctx context.Context, deviceIDs []string) (map[string]Standing, error)
	// Feedback lists what apps on a device said since, newest first, at most 100.
	Feedback(ctx context.Context, deviceID string, since time.Time) ([]mdm.Feedback, error)
	// RemoveFeedback removes what is older (D12).
	RemoveFeedback(ctx context.Context, before time.Time) error

	// Delivery returns the one of a session, or ErrNotFound.
	Delivery(ctx context.Context, sessionID string) (Delivery, error)

	// Matches returns the matches of devices; at most 1,000.
	Matches(ctx context.Context, deviceIDs []string) (map[string]Match, error)
	// MatchPage lists all by device id, after one.
	MatchPage(ctx context.Context, after string, limit int) ([]Match, error)
	// SaveMatch adds or replaces; a PeerID that another device has makes both Ambiguous unless Source is administrator,
	// which is refused with ErrAmbiguous. An empty PeerID removes.
	SaveMatch(ctx context.Context, m Match, w Writes) error

	Seats(ctx context.Context) (Seats, error)
	SetSeats(ctx context.Context, total int, w Writes) error
	// SeatPage lists those held by device id, after one.
	SeatPage(ctx context.Context, after string, limit int) ([]Seat, error)
	// SeatsOf returns those that devices hold; at most 1,000.
	SeatsOf(ctx context.Context, deviceIDs []string) (map[string]Seat, error)

	// Connections lists them by name, without counting their devices.
	Connections(ctx context.Context) ([]mdm.Connection, error)
	// CountManaged counts the devices of a connection.
	CountManaged(ctx context.Context, connectionID string) (int, error)
	// SaveConnection adds (Version 0; ErrChanged when the id exists) or changes (ErrChanged).
	SaveConnection(ctx context.Context, c mdm.Connection, w Writes) (mdm.Connection, error)

	// AddJobs and AddRecords add what goes with no other change.
	AddJobs(ctx context.Context, jobs ...jobs.Job) error
	AddRecords(ctx context.Context, records ...audit.Record) error
}

// NoSeat is the Problem of a device that an unattended license was missing for.
const NoSeat = "no_seat"

// Peers lists the devices that a provider knows; app fills it. It is asked rarely and may take seconds.
type Peers interface {
	Peers(ctx context.Context) ([]provider.Peer, error)
}
