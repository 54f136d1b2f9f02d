package support

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/preflight"
)

// A Way is one way to have a session with a device, and what there is to know of it first.
type Way struct {
	Provider string
	Mode     Mode
	// Findings are preflight's, what blocks first; empty when there is nothing to say.
	Findings []preflight.Finding
}

// Ways lists every provider in both modes for one device, the device's preferred provider first, attended before
// unattended. Errors: device.ErrNotFound.
func (s *Service) Ways(ctx context.Context, p access.Principal, deviceID string) ([]Way, error) {
	d, err := s.devices.Device(ctx, deviceID, scopeOf(p))
	if err != nil {
		return nil, fmt.Errorf("ways to device %s: %w", deviceID, err)
	}
	facts, err := s.factsWithSession(ctx, p, d)
	if err != nil {
		return nil, err
	}
	names := slices.Sorted(maps.Keys(s.providers))
	if first := slices.Index(names, orElse(facts.Around.Preferred, BuiltIn)); first > 0 {
		name := names[first]
		names = slices.Insert(slices.Delete(names, first, first+1), 0, name)
	}
	var ways []Way
	for _, name := range names {
		for _, mode := range []Mode{Attended, Unattended} {
			facts.Provider, facts.Mode = name, string(mode)
			ways = append(ways, Way{Provider: name, Mode: mode, Findings: preflight.Check(facts)})
		}
	}
	return ways, nil
}

// Actions are the menus of devices that p may see, by device id; open are the sessions that have not ended. At most 200
// devices.
func (s *Service) Actions(ctx context.Context, p access.Principal, open map[string]Session, devices ...device.Device) (map[string][]preflight.Action, error) {
	var around map[string]preflight.Circumstances
	if s.around != nil && len(devices) > 0 {
		var err error
		if around, err = s.around.Around(ctx, p, devices...); err != nil {
			return nil, fmt.Errorf("circumstances of %d devices: %w", len(devices), err)
		}
	}
	menus := make(map[string][]preflight.Action, len(devices))
	for _, d := range devices {
		facts := preflight.Facts{Device: d, Rights: p.Rights, Now: s.now(), Around: around[d.ID]}
		if ses, busy := open[d.ID]; busy {
			facts.OpenSession = openSession(ses)
		}
		menus[d.ID] = preflight.Actions(facts)
	}
	return menus, nil
}

func openSession(ses Session) *preflight.OpenSession {
	return &preflight.OpenSession{ID: ses.ID, TechnicianID: ses.TechnicianID, TechnicianName: ses.TechnicianName}
}

// Preflight says what stands in the way of a session of p with a device, in one mode and by one provider; an empty
// name means [BuiltIn]. Errors: device.ErrNotFound, ErrNoProvider.
func (s *Service) Preflight(ctx context.Context, p access.Principal, deviceID string, mode Mode, providerName string) ([]preflight.Finding, error) {
	providerName = orElse(providerName, BuiltIn)
	if _, ok := s.providers[providerName]; !ok {
		return nil, fmt.Errorf("preflight for %q: %w", providerName, ErrNoProvider)
	}
	d, err := s.devices.Device(ctx, deviceID, scopeOf(p))
	if err != nil {
		return nil, fmt.Errorf("preflight for device %s: %w", deviceID, err)
	}
	facts, err := s.factsWithSession(ctx, p, d)
	if err != nil {
		return nil, err
	}
	facts.Provider, facts.Mode = providerName, string(orElse(mode, Attended))
	return preflight.Check(facts), nil
}

// facts are what preflight looks at for a person and a device; provider and mode are the caller's to set.
func (s *Service) facts(ctx context.Context, p access.Principal, d device.Device) (preflight.Facts, error) {
	facts := preflight.Facts{Device: d, Rights: p.Rights, Now: s.now()}
	if s.around == nil {
		return facts, nil
	}
	around, err := s.around.Around(ctx, p, d)
	if err != nil {
		return facts, fmt.Errorf("circumstances of device %s: %w", d.ID, err)
	}
	facts.Around = around[d.ID]
	return facts, nil
}

func (s *Service) factsWithSession(ctx context.Context, p access.Principal, d device.Device) (preflight.Facts, error) {
	facts, err := s.facts(ctx, p, d)
	if err != nil {
		return facts, err
	}
	switch open, err := s.OpenSessionOf(ctx, d.ID); {
	case err == nil:
		facts.OpenSession = openSession(open)
	case !errors.Is(err, ErrNotFound):
		return facts, err
	}
	return facts, nil
}

// checkStart refuses what preflight blocks, and finds the device at the provider that an unattended session opens.
func (s *Service) checkStart(ctx context.Context, p access.Principal, d device.Device, in StartInput) (peer string, err error) {
	facts, err := s.facts(ctx, p, d)
	if err != nil {
		return "", err
	}
	facts.Provider, facts.Mode = in.Provider, string(in.Mode)
	if findings := preflight.Check(facts); preflight.Blocks(findings) { // who is first is not its question: the index decides
		return "", &BlockedError{Findings: findings}
	}
	able := s.ableOf(in.Provider)
	if !able.HandsOver {
		return "", nil
	}
	if s.sealer == nil {
		return "", fmt.Errorf("%s without a place for its links: %w", in.Provider, ErrNoProvider)
	}
	if in.Mode != Unattended {
		return "", nil
	}
	if s.around != nil {
		if peer, err = s.around.Peer(ctx, in.Provider, d.ID); err != nil {
			return "", fmt.Errorf("device %s at %s: %w", d.ID, in.Provider, err)
		}
	}
	if peer == "" {
		return "", &BlockedError{Findings: []preflight.Finding{{Code: preflight.HostNotMatched, Severity: preflight.Block, Remedy: preflight.ConfirmMatch}}}
	}
	return peer, nil
}
