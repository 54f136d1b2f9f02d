package app

import (
	"context"
	"fmt"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/provider/teamviewer"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/support"
)

// surroundings tell preflight what is known around a device: what is activated, what was rolled out, and in whose name a
// session would be opened.
type surroundings struct {
	activation *activation.Service
	rollout    *rollout.Service
	people     support.People
}

var _ support.Circumstances = surroundings{}

// Around implements support.Circumstances.
func (s surroundings) Around(ctx context.Context, p access.Principal, devices ...device.Device) (map[string]preflight.Circumstances, error) {
	states, err := s.activation.Activations(ctx)
	if err != nil {
		return nil, fmt.Errorf("what is activated: %w", err)
	}
	known, err := s.rollout.Around(ctx, devices...)
	if err != nil {
		return nil, fmt.Errorf("what is rolled out: %w", err)
	}
	account, err := s.account(ctx, p, states)
	if err != nil {
		return nil, fmt.Errorf("account of %s: %w", p.PersonID, err)
	}
	around := make(map[string]preflight.Circumstances, len(devices))
	for _, d := range devices {
		c := circumstances(known[d.ID])
		c.Activations, c.Account = activations(states), account
		if states[activation.TeamViewerAttended] == activation.Active || states[activation.TeamViewerUnattended] == activation.Active {
			c.Preferred = preflight.TeamViewer
		}
		around[d.ID] = c
	}
	return around, nil
}

// account is left unjudged when nobody asks or TeamViewer is not used.
func (s surroundings) account(ctx context.Context, p access.Principal, states map[activation.Way]activation.State) (preflight.Account, error) {
	var a preflight.Account
	if p.PersonID == "" || states[activation.TeamViewerAttended] != activation.Active && states[activation.TeamViewerUnattended] != activation.Active {
		return a, nil
	}
	person, err := s.people.Person(ctx, p.PersonID)
	if err != nil {
		return a, err
	}
	a.ClientVersion = person.ClientVersion
	for w, into := range map[activation.Way]*preflight.AccountState{activation.TeamViewerAttended: &a.Attended, activation.TeamViewerUnattended: &a.Unattended} {
		if states[w] != activation.Active {
			continue
		}
		state, err := s.activation.AccountOf(ctx, p.PersonID, w.Mode)
		if err != nil {
			return a, err
		}
		*into = preflight.AccountState(state)
	}
	return a, nil
}

func activations(states map[activation.Way]activation.State) map[preflight.Way]preflight.Activation {
	all := make(map[preflight.Way]preflight.Activation)
	for w, state := range states {
		modes := []string{w.Mode}
		if w.Mode == "" { // one card for both
			modes = []string{preflight.Attended, preflight.Unattended}
		}
		for _, mode := range modes {
			all[preflight.Way{Provider: w.Provider, Mode: mode}] = preflight.Activation(state)
		}
	}
	return all
}

// circumstances are what rollout knows, in the words of preflight.
func circumstances(f rollout.Facts) preflight.Circumstances {
	c := preflight.Circumstances{
		TierNeeded: string(f.Connection.TierNeeded), Tier: string(f.Connection.Tier), TierOwner: f.Connection.Name,
		Manner: string(f.Manner), Converts: f.Converts, Joined: f.Joined, Keys: f.Keys, Posture: f.Posture,
		Seat: f.Seat, SeatsFree: f.SeatsFree,
		Host: preflight.Host{Activated: f.Host.Activated, Source: f.Host.Source, Matched: f.Host.Matched, Ambiguous: f.Host.Ambiguous, Online: f.Host.Online},
	}
	for _, a := range f.Apps {
		c.Apps = append(c.Apps, preflight.App{
			Role: string(a.App.Role), Name: a.App.Name, Package: a.App.Package.Value, Distributed: a.Distributed,
			State: string(a.DeviceApp.State), Reason: string(a.DeviceApp.Reason), Version: a.DeviceApp.AppVersion, Managed: a.DeviceApp.Managed,
			MinOS: a.App.MinOS.Value, MinOSSource: string(a.App.MinOS.Source), MinVersion: a.App.MinVersion.Value,
			MinVersionSource: string(a.App.MinVersion.Source), At: a.DeviceApp.At,
		})
	}
	return c
}

// Peer implements support.Circumstances.
func (s surroundings) Peer(ctx context.Context, providerName, deviceID string) (string, error) {
	if providerName != teamviewer.Name {
		return "", nil
	}
	return s.rollout.Peer(ctx, deviceID)
}
