package rollout

import (
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// A Way is a provider with a mode; the built-in engine is one way with an empty Mode.
type Way struct{ Provider, Mode string }

// The ways.
var (
	TeamViewerAttended   = Way{"teamviewer", "attended"}
	TeamViewerUnattended = Way{"teamviewer", "unattended"}
	BuiltInEngine        = Way{"builtin", ""}
)

// ways are what a role is for: an app with several stays while one of them is activated.
var ways = map[Role][]Way{
	QuickSupport: {TeamViewerAttended}, Host: {TeamViewerUnattended}, Agent: {BuiltInEngine},
	UniversalAddOn: {TeamViewerAttended, TeamViewerUnattended}, OEMAddOn: {TeamViewerAttended, TeamViewerUnattended},
}

// A PreviewKey is one key that a device will receive.
type PreviewKey struct {
	Name, Type string
	// Value is what it will hold. Values of a session are shown as their placeholders, such as {{session_id}}.
	Value string
	// From names the values it is made of with a space between; empty for one that was typed in.
	From string
	// Session says that it is there only while a session waits, Missing that it is left out as a value is empty.
	Session, Missing bool
}

// A DeviceAppView is one support app as far as one device is concerned.
type DeviceAppView struct {
	App       App
	DeviceApp DeviceApp
	// Distributed says that its distribution wants it there.
	Distributed bool
	// Fits says that it is made for this device: platform, and for add-ons of makers the maker and model.
	Fits bool
	// Manner says what the user of this device is asked when it comes as it is wanted; empty means that no MDM brings it.
	Manner mdm.Manner
	// NeededFor are the modes it is needed for: "attended", "unattended".
	NeededFor []string
	// Convertible says that the user installed it, that it is wanted and that this MDM can take it over there.
	Convertible bool
}

// A DeviceView is all that rollout knows of one device.
type DeviceView struct {
	DeviceID string
	Apps     []DeviceAppView
	Posture  device.Posture
	Feedback []mdm.Feedback
	// Match and Seat are nil when there is none, Connection when no MDM is joined that manages it.
	Match        *Match
	Seat         *Seat
	Connection   *mdm.Connection
	Capabilities mdm.Capabilities
	// Unenrolled is when it left its MDM; zero while it is managed.
	Unenrolled time.Time
	// Missing is what AllowNeeded would change; nothing in it means that no list is in the way.
	Missing mdm.ListChange
}

// A DeviceAppPage is a part of the list of an app's devices.
type DeviceAppPage struct {
	Devices []DeviceApp
	Next    string // empty on the last page
}

// Targets are whom a distribution would reach.
type Targets struct {
	// Devices are all in use that it names and that fit the app, Managed those of them that an MDM manages.
	Devices, Managed int
	// Users are the owners that it names, by address; one without Devices is nobody's yet, and counts once a device is theirs.
	Users []Owner
	// AlsoAutoLaunch are the other apps that are to start by themselves on some of the same devices; see there.
	AlsoAutoLaunch []App
}

// An Owner is a person at devices in use, as the directory knows them. Email is in small letters; the rest may be empty.
type Owner struct {
	Email, Name, Kana, Department string
	Devices                       int
}

// An OwnerPage is a part of the list of owners, by address.
type OwnerPage struct {
	Owners []Owner
	Next   string // empty on the last page
}

// An AppCount is on how many devices an app is in one state. With More there are more than were counted.
type AppCount struct {
	AppID   string
	State   mdm.AppState
	Devices int
	More    bool
}

// A SeatsView is the page of seats.
type SeatsView struct {
	Total, Held, Leaving int
	Holders              []Seat
	Next                 string // empty on the last page
}

// Facts are what rollout knows around one device for preflight.
type Facts struct {
	// Joined says that an MDM is joined that manages it; Connection is that MDM, zero without.
	Joined     device.Known
	Connection mdm.Connection
	Apps       []AppFacts
	// Manner says how QuickSupport gets onto it, as it is wanted; empty when nobody brings it.
	Manner   mdm.Manner
	Converts bool
	// Keys says that the id of a session can be brought to QuickSupport.
	Keys    device.Known
	Posture device.Posture
	// Unenrolled is when it left its MDM; zero while it is managed.
	Unenrolled time.Time
	Seat       device.Known
	SeatsFree  int
	Host       HostFacts
}

// AppFacts are one support app that a device has, should have or would need.
type AppFacts struct {
	App         App
	DeviceApp   DeviceApp
	Distributed bool
}

// HostFacts are what is known of TeamViewer Host on a device.
type HostFacts struct {
	// Activated is the one-time activation, Source the evidence in words; see DeviceApp.
	Activated          device.Known
	Source             string
	Matched, Ambiguous bool
	PeerID             string
	Online             device.Known
}

// A Parcel is a session's values to be brought to a device.
type Parcel struct {
	SessionID, DeviceID, Provider, Mode string
	Values                              map[provider.Value]string
	Until                               time.Time
	// Again clears the keys and waits for the proof of that first, as an unchanged value notifies nobody.
	Again bool
}

// An Affected device has or had an app that came through a way. The fields are those of activation.Affected.
type Affected struct {
	DeviceID, DeviceName, OwnerName string
	Proof                           string // gone, unenrolled, present, unknown
	Evidence                        string
	At                              time.Time
	CheckIn                         string // asked, policy, failed, or empty for not yet
}
