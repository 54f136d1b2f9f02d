// Package builtin shares screens through our own engine: the device is rung over its link and sends its screen to a
// room of this server, where technicians see it in the console.
package builtin

import (
	"context"
	"errors"
	"fmt"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// Name is what sessions of this provider carry.
const Name = "builtin"

// ErrOffline is what a [Doorbell] returns for a device that has no link now.
var ErrOffline = errors.New("device has no link now")

// Room is where the media of sessions is. Calls return quickly, may be repeated and are safe for concurrent use. How a
// session stands is not pushed from here: the domain does so itself, in order and before any job runs.
type Room interface {
	Open(sessionID, codec string)
	Close(sessionID, reason string)
}

// Doorbell reaches a device over its link.
type Doorbell interface {
	// Ring returns when the device has the ring: nil, [ErrOffline], or why it did not get there this time.
	Ring(ctx context.Context, deviceID string, r wire.Ring) error
	// ShowSession tells a device how its session stands and returns at once; a device without a link hears it from
	// its next ring.
	ShowSession(deviceID string, s wire.SessionState)
}

// Config is what a [Provider] is made of. Every field is needed.
type Config struct {
	Room     Room
	Doorbell Doorbell
	// Grant makes the key that a ring carries; earlier keys of the device for this session are void.
	Grant func(ctx context.Context, sessionID, deviceID string) (id.Secret, error)
}

// Provider is the built-in engine. It keeps nothing itself and is safe for concurrent use.
type Provider struct{ cfg Config }

// New returns the built-in engine.
func New(cfg Config) *Provider { return &Provider{cfg: cfg} }

// Capabilities implements provider.Provider.
func (p *Provider) Capabilities() provider.Capabilities {
	return provider.Capabilities{Name: Name, ProvesPrompt: true, EnforcesRights: true, EndsAtOnce: true, InBrowser: true}
}

// A RingError says that a ring did not reach a device that has a link. Trying again can help.
type RingError struct {
	DeviceID string
	Err      error
}

func (e *RingError) Error() string { return fmt.Sprintf("ring device %s: %v", e.DeviceID, e.Err) }

// Unwrap gives the cause.
func (e *RingError) Unwrap() error { return e.Err }

// Temporary is true: a link that does not answer is soon a new one or none.
func (*RingError) Temporary() bool { return true }

// Open implements provider.Provider. Errors: those of Config.Grant, *RingError.
func (p *Provider) Open(ctx context.Context, r provider.Request) (provider.Opening, error) {
	p.cfg.Room.Open(r.SessionID, r.Codec)
	grant, err := p.cfg.Grant(ctx, r.SessionID, r.DeviceID)
	if err != nil {
		return provider.Opening{}, fmt.Errorf("grant for device %s: %w", r.DeviceID, err)
	}
	err = p.cfg.Doorbell.Ring(ctx, r.DeviceID, wire.Ring{
		SessionID: r.SessionID, Key: grant.Reveal(), Company: r.Company, Reason: r.Reason, Mode: r.Mode,
		Technician: wire.Technician{Name: r.TechnicianName, Role: r.TechnicianRole},
		Rights:     words(r.Rights), AnswerBy: r.AnswerBy, Accepted: r.Accepted,
		Notice: noticeOf(r.Notice), NoticeVersion: r.NoticeVersion,
	})
	switch {
	case errors.Is(err, ErrOffline):
		return provider.Opening{Delivered: false}, nil
	case err != nil:
		return provider.Opening{}, &RingError{DeviceID: r.DeviceID, Err: err}
	}
	return provider.Opening{Delivered: true}, nil
}

// noticeOf is nil for a company that says nothing of its own.
func noticeOf(n provider.Notice) *wire.Notice {
	if len(n.Consent) == 0 && len(n.Privacy) == 0 && n.HelpPage == "" {
		return nil
	}
	return &wire.Notice{Consent: n.Consent, Privacy: n.Privacy, HelpPage: n.HelpPage}
}

// Show implements provider.Provider. It never waits and never fails.
func (p *Provider) Show(_ context.Context, s provider.Standing) error {
	p.cfg.Doorbell.ShowSession(s.DeviceID, wire.SessionState{SessionID: s.SessionID, State: s.State, Paused: s.Paused,
		Rights: words(s.Rights), EndReason: s.EndReason, Watchers: s.Watchers})
	return nil
}

// Close implements provider.Provider. It never fails.
func (p *Provider) Close(_ context.Context, c provider.Closing) error {
	p.cfg.Room.Close(c.SessionID, c.Reason)
	return nil
}

// words is never nil: the wire has an empty list for no rights.
func words(rights []access.Right) []string {
	list := make([]string, len(rights))
	for i, r := range rights {
		list[i] = string(r)
	}
	return list
}
