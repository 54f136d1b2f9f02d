package rollout

import (
	"context"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
)

// known is all that is kept about some devices, read with a handful of queries however many they are.
type known struct {
	apps        []App
	connections map[string]mdm.Connection
	keys        map[string]KeyProfile
	deviceApps  map[string]map[string]DeviceApp // by device and app
	standings   map[string]Standing
	matches     map[string]Match
	seats       map[string]Seat
	seatsFree   int
}

func (s *Service) known(ctx context.Context, devices ...device.Device) (*known, error) {
	ids := make([]string, len(devices))
	for i, d := range devices {
		ids[i] = d.ID
	}
	k := &known{connections: map[string]mdm.Connection{}, keys: map[string]KeyProfile{}, deviceApps: map[string]map[string]DeviceApp{}}
	var err error
	if k.apps, err = s.Store.Apps(ctx); err != nil {
		return nil, err
	}
	connections, err := s.Store.Connections(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range connections {
		k.connections[c.ID] = c
	}
	profiles, err := s.Store.KeyProfiles(ctx)
	if err != nil {
		return nil, err
	}
	for _, profile := range profiles {
		k.keys[profile.AppID] = profile
	}
	deviceApps, err := s.Store.DeviceApps(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, a := range deviceApps {
		if k.deviceApps[a.DeviceID] == nil {
			k.deviceApps[a.DeviceID] = map[string]DeviceApp{}
		}
		k.deviceApps[a.DeviceID][a.AppID] = a
	}
	if k.standings, err = s.Store.Standings(ctx, ids); err != nil {
		return nil, err
	}
	if k.matches, err = s.Store.Matches(ctx, ids); err != nil {
		return nil, err
	}
	if k.seats, err = s.Store.SeatsOf(ctx, ids); err != nil {
		return nil, err
	}
	seats, err := s.Store.Seats(ctx)
	k.seatsFree = max(seats.Total-seats.Held, 0)
	return k, err
}

// on is what is known of an app on a device. Where nothing was ever kept of it, a report that named every app says that
// it is absent.
func (k *known) on(deviceID string, a App) (on DeviceApp, kept bool) {
	on, kept = k.deviceApps[deviceID][a.ID]
	if !kept {
		on = DeviceApp{DeviceID: deviceID, AppID: a.ID}
		if st := k.standings[deviceID]; st.Complete && st.Unenrolled.IsZero() && a.Package.Value != "" {
			on.State, on.Evidence, on.At = mdm.AppAbsent, "not named by the last report", st.At
		}
	}
	if m := k.matches[deviceID]; a.Role == Host && m.Online == device.Yes && !m.Ambiguous {
		on.foundOnline(m.OnlineAt)
	}
	return on, kept
}

// foundOnline takes over that Host's device is online at TeamViewer: it has been activated, whatever the app says. That the
// app is gone is newer.
func (on *DeviceApp) foundOnline(at time.Time) (news bool) {
	if on.Activated == device.Yes || isGone(*on) {
		return false
	}
	on.Activated, on.ActivatedBy, on.ActivatedAt = device.Yes, "online at TeamViewer", at
	return true
}

// Around returns what is known around devices for preflight, by device id; at most 1,000 devices.
func (s *Service) Around(ctx context.Context, devices ...device.Device) (map[string]Facts, error) {
	if len(devices) == 0 {
		return map[string]Facts{}, nil
	}
	k, err := s.known(ctx, devices...)
	if err != nil {
		return nil, err
	}
	managers := s.Managers()
	around := make(map[string]Facts, len(devices))
	for _, d := range devices {
		m, joined := managers[d.MDM]
		joined = joined && d.MDM != ""
		f := Facts{Joined: device.KnownTo(joined), Keys: device.No, Posture: k.standings[d.ID].Posture,
			Unenrolled: k.standings[d.ID].Unenrolled, SeatsFree: k.seatsFree}
		if joined {
			can := m.Capabilities()
			f.Connection, f.Manner, f.Converts = k.connections[d.MDM], can.Manner(d.Management, k.wantedOf(QuickSupport, d)), converts(can, d)
		}
		_, held := k.seats[d.ID]
		f.Seat = device.KnownTo(held)
		k.appFacts(d, joined, &f)
		k.hostFacts(d, &f)
		around[d.ID] = f
	}
	return around, nil
}

func (k *known) appFacts(d device.Device, joined bool, f *Facts) {
	for _, a := range k.apps {
		on, kept := k.on(d.ID, a)
		if !a.fits(d) && !kept {
			continue
		}
		f.Apps = append(f.Apps, AppFacts{App: a, DeviceApp: on, Distributed: wantedNow(on)})
		if a.Role == QuickSupport && a.fits(d) && joined && a.Package.Value != "" && k.keys[a.ID].carriesSession() {
			f.Keys = device.Yes
		}
		if a.Role == Host {
			f.Host.Activated, f.Host.Source = on.Activated, on.ActivatedBy
		}
	}
}

// wantedOf is how much the app of a role is wanted on a device.
func (k *known) wantedOf(role Role, d device.Device) mdm.Install {
	for _, a := range k.apps {
		if a.Role == role && a.fits(d) {
			return k.deviceApps[d.ID][a.ID].Wanted
		}
	}
	return ""
}

// hostFacts adds what the match says.
func (k *known) hostFacts(d device.Device, f *Facts) {
	m, ok := k.matches[d.ID]
	if !ok {
		return
	}
	f.Host.Matched, f.Host.Ambiguous, f.Host.Online = !m.Ambiguous, m.Ambiguous, m.Online
	if !m.Ambiguous {
		f.Host.PeerID = m.PeerID
	}
}
