package support

import (
	"context"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// Circumstances is what preflight needs to know beyond the device; app fills it from activation and rollout.
type Circumstances interface {
	// Around returns the circumstances of devices by id, for a person who asks; at most 200 devices. A zero principal asks
	// for the attribute Help@Work Available: accounts are left unjudged.
	Around(ctx context.Context, p access.Principal, devices ...device.Device) (map[string]preflight.Circumstances, error)
	// Peer is the device at the provider that unattended sessions open; empty when there is none that is certain.
	Peer(ctx context.Context, providerName, deviceID string) (string, error)
}

// Courier brings a session's values to the device as managed app configuration; app fills it from rollout. Proof comes
// later, by [Service.Proven].
type Courier interface {
	// Deliver orders the values to be brought. Errors: ErrNoWay when no MDM or no key brings them; a temporary one is tried
	// again.
	Deliver(ctx context.Context, d Parcel) error
	// Withdraw takes them away again; what was never brought is no error.
	Withdraw(ctx context.Context, sessionID string) error
}

// A Parcel is what a Courier brings.
type Parcel struct {
	SessionID, DeviceID, Provider, Mode string
	Values                              map[provider.Value]string
	Until                               time.Time
	// Again clears the keys and waits for the proof of that first, as an unchanged value notifies nobody.
	Again bool
}

// Outreach sends messages to users; app fills it from notify and the MDM. Errors: ErrNoWay.
type Outreach interface {
	// Ways says which of ByEmail, ByText and ByMDM can reach the owner of a device.
	Ways(ctx context.Context, d device.Device) ([]Channel, error)
	Send(ctx context.Context, c Channel, d device.Device, text string) error
}

// Notices gives the words that a user is shown with the request for consent; app fills it from branding.
type Notices interface {
	Current(ctx context.Context) (version int64, company string, n provider.Notice, err error)
}

// Sealer seals what has to be read again; package seal has one.
type Sealer interface {
	Seal(plain []byte, context string) ([]byte, error)
	Open(sealed []byte, context string) ([]byte, error)
}
