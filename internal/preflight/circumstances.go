package preflight

import (
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
)

// TeamViewer is the name of the provider whose rules are the product document's.
const TeamViewer = "teamviewer"

// Circumstances are what is known around a device beyond what it says itself. The zero value knows nothing, and what is
// not known never blocks.
type Circumstances struct {
	// Preferred is the provider that the device's menu is named after; empty means BuiltIn.
	Preferred string
	// TierNeeded is what TeamViewer needs of the device's MDM, Tier what there is; an empty TierNeeded asks for nothing.
	TierNeeded, Tier string
	// TierOwner is the name of that MDM.
	TierOwner string
	// Activations are by provider and mode; the built-in engine has the same for both.
	Activations map[Way]Activation
	// Apps are the support apps that this device has, should have or would need, by what they are for.
	Apps []App
	// Manner says how a required app gets onto it: silent, prompted, catalog; empty means that no MDM brings it.
	Manner string
	// Converts says that its MDM can take over an app that the user installed.
	Converts bool
	// Joined says that an MDM is joined that manages it, Keys that a session's id can be brought to QuickSupport.
	Joined, Keys device.Known
	Posture      device.Posture
	Seat         device.Known // an unattended license is held for it
	SeatsFree    int
	Host         Host
	Account      Account
}

// A Way is a provider with a mode.
type Way struct{ Provider, Mode string }

// Activation is how a way stands.
type Activation string

// The standings.
const (
	Unjudged Activation = "" // nobody said; it does not block
	Off      Activation = "off"
	On       Activation = "active"
	Leaving  Activation = "removing"
)

// An App is a support app as far as this device is concerned.
type App struct {
	// Role is quicksupport, host, universal_addon, oem_addon or agent, as package rollout names them.
	Role, Name, Package string
	// Distributed says that its distribution wants it on this device.
	Distributed bool
	// State is absent, pending, installed, failed, removed or empty for unknown; Reason says why it failed.
	State, Reason string
	Version       string
	Managed       device.Known
	// MinOS and MinVersion are the catalog's; the sources say where each is from.
	MinOS, MinOSSource, MinVersion, MinVersionSource string
	// At is when State was learnt.
	At time.Time
}

// A Host is TeamViewer Host on this device.
type Host struct {
	// Activated is the one-time activation on the device; Source names the evidence.
	Activated device.Known
	Source    string
	// Matched says that our own record names the one device at TeamViewer that it is, Ambiguous that several fit. As it is our
	// own record, false is a no: without a match there is nothing to open.
	Matched   bool
	Ambiguous bool
	Online    device.Known
}

// An Account is in whose name the asking technician would open a session at TeamViewer, for each mode.
type Account struct {
	Attended, Unattended AccountState
	// ClientVersion is the technician's desktop client; empty means unknown.
	ClientVersion string
}

// AccountState says whether there is one.
type AccountState string

// The states.
const (
	AccountUnjudged AccountState = ""
	OwnAccount      AccountState = "own"
	MappedAccount   AccountState = "mapped"
	NoAccount       AccountState = "none"
	DeadAccount     AccountState = "dead"
)
