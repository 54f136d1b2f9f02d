package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/devicelink"
	"github.com/helpatwork/helpatwork/internal/httpapi"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/media"
	"github.com/helpatwork/helpatwork/internal/provider/builtin"
	"github.com/helpatwork/helpatwork/internal/support"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// doorbell reaches devices for sessions and help requests.
type doorbell struct{ hub *devicelink.Hub }

func (d doorbell) Ring(ctx context.Context, deviceID string, r wire.Ring) error {
	err := d.hub.Send(ctx, deviceID, wire.FrameRing, r)
	if errors.Is(err, devicelink.ErrOffline) {
		return fmt.Errorf("%w: %w", builtin.ErrOffline, err)
	}
	return err
}

func (d doorbell) ShowSession(deviceID string, s wire.SessionState) {
	d.hub.Notify(deviceID, wire.FrameSession, s)
}

func (d doorbell) ShowHelp(deviceID string, h wire.HelpState) {
	d.hub.Notify(deviceID, wire.FrameHelp, h)
}

func (d doorbell) Disconnect(deviceID string) { d.hub.Disconnect(deviceID) }

// callers do what devices ask.
type callers struct {
	support *support.Service
	rooms   *media.Rooms
	devices device.Store
	hints   *hints
	now     func() time.Time
}

func (c callers) Connected(ctx context.Context, deviceID string) (wire.Welcome, error) {
	help, err := c.support.HelpOf(ctx, deviceID)
	if err != nil {
		return wire.Welcome{}, err
	}
	if err := c.support.DeviceConnected(ctx, deviceID); err != nil {
		return wire.Welcome{}, err
	}
	return wire.Welcome{Now: c.now().UTC(), Help: help}, nil
}

// Disconnected has nothing to do: who came and went is told when it is written, see [Server.presenceSaved].
func (c callers) Disconnected(string) {}

func (c callers) Report(ctx context.Context, deviceID string, r wire.Report) error {
	kept := device.Report{At: c.now().UTC(), AgentVersion: r.AgentVersion, Codec: r.Codec, Battery: -1, Charging: r.Charging,
		Screen: string(r.Screen), Width: r.Width, Height: r.Height}
	if r.Battery != nil {
		kept.Battery = *r.Battery
	}
	for _, a := range r.Apps {
		kept.Apps = append(kept.Apps, device.App(a))
	}
	if err := c.devices.SaveReport(ctx, deviceID, r.OSVersion, kept); err != nil {
		return err
	}
	c.hints.Hint(hintDevice, deviceID, 0)
	return nil
}

func (c callers) Ask(ctx context.Context, deviceID string, a wire.Ask) (wire.HelpState, error) {
	return c.support.Ask(ctx, deviceID, a)
}

func (c callers) CancelAsk(ctx context.Context, deviceID string) (wire.HelpState, error) {
	return c.support.CancelAsk(ctx, deviceID)
}

func (c callers) Prompted(ctx context.Context, deviceID, sessionID string) error {
	return c.support.Prompted(ctx, deviceID, sessionID)
}

func (c callers) Answer(ctx context.Context, deviceID string, a wire.Answer) error {
	return c.support.Answer(ctx, deviceID, a)
}

func (c callers) User(ctx context.Context, deviceID string, a wire.UserAction) error {
	return c.support.User(ctx, deviceID, a)
}

func (c callers) Publish(ctx context.Context, deviceID string, p wire.Publish) (wire.Published, error) {
	resume, err := c.support.AdmitDevice(ctx, deviceID, p.SessionID, id.Secret(p.Key))
	if err != nil {
		return wire.Published{}, err
	}
	answer, err := c.rooms.Publish(ctx, p.SessionID, p.SDP)
	if err != nil {
		return wire.Published{}, mediaError(err)
	}
	return wire.Published{SDP: answer, ResumeKey: resume.Reveal()}, nil
}

// codeOf gives devices the same codes as the API.
func codeOf(err error) string { return string(httpapi.CodeOf(err)) }
