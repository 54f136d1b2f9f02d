package rollout

import (
	"context"
	"log/slog"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// Hints is told of every change, for live views.
type Hints interface {
	Hint(kind, id string, version int64)
}

// The kinds of hint given by this package.
const (
	HintApp    = "support_app" // id is the app's
	HintDevice = "device"      // what is known of support apps on it
	HintSeats  = "seats"
	HintMDM    = "mdm_connection"
)

// Config is what a [Service] is made of. Peers, Values and Now may be nil.
type Config struct {
	Store   Store
	Devices interface {
		Device(ctx context.Context, id string, scope device.Scope) (device.Device, error)
	}
	// Managers are the MDMs that are joined, by connection id.
	Managers func() map[string]mdm.Manager
	// Peers lists what TeamViewer knows; nil means that nobody can be asked.
	Peers Peers
	// Activated says whether a way is switched on and not being removed.
	Activated func(ctx context.Context, w Way) (bool, error)
	Jobs      interface{ Nudge() }
	Hints     Hints
	// Proven tells support how the values of a session stand: ordered, proven, failed, withdrawing, withdrawn. An error makes
	// it be told again.
	Proven func(ctx context.Context, sessionID, state, evidence string) error
	// Values are those of a device that last (server, company, assignment, …); they are the same until something changed.
	Values func(ctx context.Context, d device.Device) (map[provider.Value]string, error)
	Now    func() time.Time // nil means time.Now
	Log    *slog.Logger
}

// Service brings support apps and their configuration to devices and keeps the proof. It is safe for concurrent use.
type Service struct {
	Config
	sending keyedLocks
}

// New returns a service. Call Seed once before it is used.
func New(cfg Config) *Service {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Values == nil {
		cfg.Values = func(context.Context, device.Device) (map[provider.Value]string, error) {
			return map[provider.Value]string{}, nil
		}
	}
	return &Service{Config: cfg, sending: keyedLocks{held: make(map[string]*keyedLock)}}
}

// now is in UTC, to the microsecond, as everything is kept.
func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Microsecond) }

// everything is the scope of the service itself.
var everything = device.Scope{All: true}

func scopeOf(p access.Principal) device.Scope {
	return device.Scope{All: p.AllDevices, GroupIDs: p.GroupIDs}
}

// mayRead and mayChange are about what holds for the whole company.
func mayRead(p access.Principal) error {
	if !p.Has(access.Administer) {
		return access.ErrForbidden
	}
	return nil
}

func mayChange(p access.Principal) error {
	if !p.ManagesPeople() {
		return access.ErrForbidden
	}
	return nil
}

// reach returns a device that p sees and may do something with.
func (s *Service) reach(ctx context.Context, p access.Principal, right access.Right, deviceID string) (device.Device, error) {
	if !p.Has(right) {
		return device.Device{}, access.ErrForbidden
	}
	return s.Devices.Device(ctx, deviceID, scopeOf(p))
}

func (s *Service) record(action audit.Action, by audit.Actor, deviceID string, details map[string]string) audit.Record {
	return audit.Record{ID: id.New("aud"), At: s.now(), Actor: by, Action: action, DeviceID: deviceID, Details: details}
}

// manager returns the MDM that manages a device, or ErrNoMDM.
func (s *Service) manager(d device.Device) (mdm.Manager, error) {
	if m, ok := s.Managers()[d.MDM]; ok && d.MDM != "" {
		return m, nil
	}
	return nil, ErrNoMDM
}
