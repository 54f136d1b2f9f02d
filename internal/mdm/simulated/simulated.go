// Package simulated is an MDM that behaves as the rules of the platforms say, for the demo and for tests: it refuses what
// real ones refuse, proves what they prove, and reports as untidily as they do. Its devices reach it over HTTP with the
// messages of package wire; what it knows survives the end of the process.
package simulated

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// Bounds of what is kept of one device.
const (
	maxOrders   = 50        // apps that were ordered
	maxSettings = 256 << 10 // bytes of JSON of all their configurations
	maxMessages = 20        // that have not been shown
	maxFeedback = 200       // the oldest go first
	maxText     = 500       // characters of a message
	maxListed   = 200       // entries that were added to lists
)

// ErrBadOrder says what is wrong with an order or a change of lists. Trying again does not help.
var ErrBadOrder = errors.New("this MDM does not take the order")

// KV keeps one value by key. Each method is one transaction.
type KV interface {
	// SimulatedMDM returns a value and its version, which is 0 when there is none.
	SimulatedMDM(ctx context.Context, key string) (value []byte, version int64, err error)
	// SetSimulatedMDM writes a value if its version is still the one given, 0 for a new one; else written is false. The
	// new version is one more.
	SetSimulatedMDM(ctx context.Context, key string, value []byte, version int64) (written bool, err error)
	// SimulatedMDMKeys lists at most limit keys behind after, in order.
	SimulatedMDMKeys(ctx context.Context, after string, limit int) ([]string, error)
}

// Options choose which MDM it behaves as.
type Options struct {
	// CheckIn makes it one that can make a device check in and show a message, as Ivanti's; else it can do neither, as
	// the Android Management API, where a change of policy wakes the device.
	CheckIn bool
	// Store are the apps that can be had. Nil means DefaultStore.
	Store []StoreApp
	// Untidy tells every report again after the next one of its device, as queues do that deliver at least once and in
	// no order.
	Untidy bool
}

// Config is what [New] needs. Connection, Store, Log and Now must be set.
type Config struct {
	// Connection is the id that reports are told under.
	Connection string
	Store      KV
	// Listener is told of every report. Nil means nobody; Run then only waits.
	Listener mdm.Listener
	Now      func() time.Time
	Log      *slog.Logger
	Options  Options
}

// An MDM is a simulated one. It is safe for concurrent use.
type MDM struct {
	cfg   Config
	store map[string]StoreApp // by package and by App Store id
	push  *push
	teller
}

// New makes an MDM. Run tells its reports; Handler is what its devices talk to.
func New(cfg Config) *MDM {
	apps := cfg.Options.Store
	if apps == nil {
		apps = DefaultStore()
	}
	m := &MDM{cfg: cfg, store: map[string]StoreApp{}, push: newPush(), teller: newTeller()}
	for _, a := range apps {
		for _, key := range []string{a.Package, a.StoreID} {
			if key != "" {
				m.store[key] = a
			}
		}
	}
	return m
}

// Capabilities implements mdm.Manager.
func (m *MDM) Capabilities() mdm.Capabilities {
	return mdm.Capabilities{CheckIn: m.cfg.Options.CheckIn, Messages: m.cfg.Options.CheckIn, Lists: true, Converts: true, Schemas: true,
		ProvesApps: true, ProvesConfiguration: true, ProvesFeedback: true, AutoLaunch: true, Installs: installs}
}

// installs has what each kind of device does: those of Apple's that are not supervised ask their user, and where only apps
// are managed none can be installed.
var installs = map[device.Management]mdm.Manner{
	device.AndroidDeviceOwner: mdm.Silent, device.AndroidWorkProfile: mdm.Silent, device.AndroidCompanyOwned: mdm.Silent,
	device.AndroidKiosk: mdm.Silent, device.AndroidSharedKiosk: mdm.Silent,
	device.IOSSupervised: mdm.Silent, device.IOSShared: mdm.Silent, device.IOSDevice: mdm.Prompted, device.IOSUser: mdm.Prompted,
}

// Enroll puts a device under management and returns the token that it shows from now on; one that it had is void. What is
// known of it is kept, unless it had left.
func (m *MDM) Enroll(ctx context.Context, deviceID string, management device.Management) (id.Secret, error) {
	platform, known := device.Managements[management]
	if !known || platform == device.Computer || deviceID == "" || len(deviceID) > maxDeviceID {
		return "", fmt.Errorf("enroll device %.64q as %.40q: %w", deviceID, management, ErrBadOrder)
	}
	secret := id.NewSecret()
	err := m.change(ctx, deviceID, func(r *record) error {
		if !r.Unenrolled.IsZero() {
			*r = record{version: r.version, Revision: r.Revision, Seq: 0}
		}
		r.TokenHash, r.Platform, r.Management, r.Seq = secret.Hash(), platform, management, 0
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("enroll device %s: %w", deviceID, err)
	}
	m.push.wake(deviceID)
	return tokenOf(deviceID, secret), nil
}

const maxDeviceID = 64

// A record is all that is kept of one device.
type record struct {
	version int64 // of the value in the store

	TokenHash  string
	Platform   device.Platform
	Management device.Management
	// Seq is the number of its last check-in, Reported the time of it by our clock.
	Seq      int64
	Reported time.Time
	// Count numbers policies, commands and messages.
	Count int64
	// Policy is the version that is wanted, Applied the one that the device told.
	Policy, Applied int64 `json:",omitempty"`
	Apps            map[string]*app
	Posture         wire.MDMPosture
	Lists           wire.MDMLists
	Feedback        []wire.MDMFeedback `json:",omitempty"`
	Messages        []wire.MDMMessage  `json:",omitempty"`
	Commands        map[string]command `json:",omitempty"` // that are not answered
	// Exchange counts check-ins that began one; see apple.go.
	Exchange   int64 `json:",omitempty"`
	Unenrolled time.Time
	// Revision grows with what there is to tell, Told is the one that the listener has taken.
	Revision, Told int64
}

// settings are a configuration with the order it came by.
type settings struct {
	Ref    string           `json:",omitempty"`
	Values wire.MDMSettings `json:",omitempty"`
}

// An app is one app on one device: what is wanted, what was given and what is known.
type app struct {
	// Ref is empty while nobody ordered it.
	Ref                 string      `json:",omitempty"`
	Install             mdm.Install `json:",omitempty"`
	StoreID             string      `json:",omitempty"`
	Convert, AutoLaunch bool        `json:",omitempty"`
	Wanted              wire.MDMSettings
	Expires             time.Time
	// Policy is the version that holds the order, Attempt how often it was asked for again.
	Policy, Attempt int64 `json:",omitempty"`
	// Served is the configuration that the device was given last, Proven the one that it was seen to have.
	Served, Proven settings
	// Refused is what the store says of the wanted configuration.
	Refused string `json:",omitempty"`

	State   mdm.AppState `json:",omitempty"`
	Version string       `json:",omitempty"`
	Managed device.Known `json:",omitempty"`
	Reason  mdm.Reason   `json:",omitempty"`
	Words   string       `json:",omitempty"`

	// Of Apple's commands: the order that an installation was tried for, and the exchanges in which it was asked for,
	// configured, removed, listed and read back.
	Tried                                        string `json:",omitempty"`
	Asked, Configured, Removed, Listed, ReadBack int64  `json:",omitempty"`
}

// late says whether the wanted configuration must not reach the device any more. One that has reached it stays.
func (a *app) late(now time.Time) bool {
	return !a.Expires.IsZero() && !now.Before(a.Expires) && a.Proven.Ref != a.Ref
}

// due is the configuration that the device should have now.
func (a *app) due(now time.Time) settings {
	if a.late(now) || a.Refused != "" {
		return a.Proven
	}
	return settings{Ref: a.Ref, Values: a.Wanted}
}

// fail keeps why something did not work; it stays until somebody orders anew.
func (a *app) fail(reason mdm.Reason, words string) {
	a.State, a.Reason, a.Words = mdm.AppFailed, reason, words
}

func (a *app) is(state mdm.AppState) { a.State, a.Reason, a.Words = state, "", "" }

// maxTries bounds how often a change is made anew because another one came between.
const maxTries = 50

var errBusy = errors.New("too many changes at once")

// Temporary says that trying again can help.
type temporary struct{ error }

func (temporary) Temporary() bool { return true }
func (t temporary) Unwrap() error { return t.error }

func (m *MDM) record(ctx context.Context, deviceID string) (*record, error) {
	data, version, err := m.cfg.Store.SimulatedMDM(ctx, deviceID)
	if err != nil {
		return nil, temporary{err}
	}
	r := &record{version: version}
	if version == 0 {
		return r, nil
	}
	if err := json.Unmarshal(data, r); err != nil {
		return nil, fmt.Errorf("what is kept of device %s is damaged: %w", deviceID, err)
	}
	return r, nil
}

// change changes what is kept of a device. A device that is not known has a record without a token.
func (m *MDM) change(ctx context.Context, deviceID string, do func(*record) error) error {
	m.turns.Lock(deviceID)
	defer m.turns.Unlock(deviceID)
	for range maxTries {
		r, err := m.record(ctx, deviceID)
		if err != nil {
			return err
		}
		if r.Apps == nil {
			r.Apps = map[string]*app{}
		}
		if err := do(r); err != nil {
			return err
		}
		data, err := json.Marshal(r)
		if err != nil {
			return fmt.Errorf("keep device %s: %w", deviceID, err)
		}
		written, err := m.cfg.Store.SetSimulatedMDM(ctx, deviceID, data, r.version)
		if err != nil {
			return temporary{err}
		}
		if written {
			return nil
		}
	}
	return temporary{errBusy}
}

// turns lets one after the other change a device, so that attempts in this process do not cost each other tries.
type turns [64]sync.Mutex

func (t *turns) of(deviceID string) *sync.Mutex {
	h := uint32(2166136261) // FNV-1a
	for i := range len(deviceID) {
		h = (h ^ uint32(deviceID[i])) * 16777619
	}
	return &t[h%uint32(len(t))]
}

func (t *turns) Lock(deviceID string)   { t.of(deviceID).Lock() }
func (t *turns) Unlock(deviceID string) { t.of(deviceID).Unlock() }
