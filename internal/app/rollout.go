package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/helpatwork/helpatwork/internal/branding"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/notify"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/support"
)

// courier brings the values of sessions to devices as managed app configuration.
type courier struct{ rollout *rollout.Service }

// Deliver implements support.Courier. What an administrator has to set up first is no way now, and not tried again.
func (c courier) Deliver(ctx context.Context, p support.Parcel) error {
	err := c.rollout.Deliver(ctx, rollout.Parcel(p))
	for _, missing := range []error{rollout.ErrNoMDM, rollout.ErrNoPackage, rollout.ErrNoProfile, rollout.ErrNotWanted} {
		if errors.Is(err, missing) {
			return fmt.Errorf("%w: %w", support.ErrNoWay, err)
		}
	}
	return err
}

func (c courier) Withdraw(ctx context.Context, sessionID string) error {
	return c.rollout.Withdraw(ctx, sessionID)
}

// notices give the words that users are shown when they are asked.
type notices struct{ branding *branding.Service }

func (n notices) Current(ctx context.Context) (int64, string, provider.Notice, error) {
	b, err := n.branding.Current(ctx)
	if err != nil {
		return 0, "", provider.Notice{}, fmt.Errorf("what users are shown: %w", err)
	}
	notice := provider.Notice{Consent: map[string]string{}, Privacy: map[string]string{}, HelpPage: b.HelpPage}
	for language, words := range b.Words {
		notice.Consent[language], notice.Privacy[language] = words.Consent, words.Privacy
	}
	return b.Version, b.Company, notice, nil
}

// outreach reaches users outside of the session.
type outreach struct {
	notify   *notify.Service
	managers func() map[string]mdm.Manager
}

// Ways implements support.Outreach.
func (o outreach) Ways(ctx context.Context, d device.Device) ([]support.Channel, error) {
	var ways []support.Channel
	if d.Owner.Email != "" && o.notify.CanMail(ctx) {
		ways = append(ways, support.ByEmail)
	}
	if d.Owner.Phone != "" && o.notify.CanText(ctx) {
		ways = append(ways, support.ByText)
	}
	if m, joined := o.managers()[d.MDM]; joined && m.Capabilities().Messages {
		ways = append(ways, support.ByMDM)
	}
	return ways, nil
}

// Send implements support.Outreach.
func (o outreach) Send(ctx context.Context, c support.Channel, d device.Device, text string) error {
	switch c {
	case support.ByEmail:
		if d.Owner.Email == "" || !o.notify.CanMail(ctx) {
			return support.ErrNoWay
		}
		return o.notify.SendMail(ctx, d.Owner.Email, "Help@Work", text)
	case support.ByText:
		if d.Owner.Phone == "" || !o.notify.CanText(ctx) {
			return support.ErrNoWay
		}
		return o.notify.SendText(ctx, d.Owner.Phone, text)
	case support.ByMDM:
		if m, joined := o.managers()[d.MDM]; joined && m.Capabilities().Messages {
			return m.Message(ctx, d.ID, text)
		}
	}
	return support.ErrNoWay
}

// valuesOf are those of a device that last.
func (s *Server) valuesOf(ctx context.Context, d device.Device) (map[provider.Value]string, error) {
	b, err := s.branding.Current(ctx)
	if err != nil {
		return nil, err
	}
	return map[provider.Value]string{provider.DeviceRef: d.ID, provider.ServerURL: s.URL(), provider.CompanyName: b.Company,
		provider.Assignment: s.cfg.TeamViewer.Assignment}, nil
}
