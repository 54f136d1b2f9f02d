package storage

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/storage/query"
)

// Observe implements rollout.Store. learn runs inside the transaction: it decides and waits for nothing.
func (db *DB) Observe(ctx context.Context, connectionID string, r mdm.Report, now time.Time, learn func(*rollout.Seen) error) (news bool, err error) {
	return writing(ctx, db, "observe device "+r.DeviceID, func(t *tx) (bool, error) {
		news, err := t.isNews(ctx, connectionID, r)
		if err != nil || !news {
			return false, err
		}
		return true, t.observe(ctx, connectionID, r, now, learn)
	})
}

// isNews says whether a report is of a device that this connection manages, and newer than what is kept.
func (t *tx) isNews(ctx context.Context, connectionID string, r mdm.Report) (bool, error) {
	d, found, err := optional(t.DeviceByID(ctx, r.DeviceID))
	if !found || d.MdmID != connectionID {
		return false, err
	}
	kept, _, err := optional(t.Posture(ctx, r.DeviceID))
	return micros(toldAt(r)) > kept.At, err
}

// toldAt is when a report was made. That of a device which left is at least as new as its leaving.
func toldAt(r mdm.Report) time.Time {
	if r.Unenrolled.After(r.At) {
		return r.Unenrolled
	}
	return r.At
}

func (t *tx) observe(ctx context.Context, connectionID string, r mdm.Report, now time.Time, learn func(*rollout.Seen) error) error {
	seen, err := t.seen(ctx, r.DeviceID)
	if err != nil {
		return err
	}
	d, err := t.DeviceByID(ctx, r.DeviceID)
	if err != nil {
		return err
	}
	seen.Platform = device.Platform(d.Platform)
	on, deliveries, match := maps.Clone(seen.On), slices.Clone(seen.Deliveries), seen.Match
	if match != nil {
		kept := *match
		match = &kept
	}
	if err := learn(&seen); err != nil {
		return err
	}
	for appID, a := range seen.On {
		if on[appID] != a {
			if err := t.saveDeviceApp(ctx, a); err != nil {
				return err
			}
		}
	}
	if err := t.saveDeliveries(ctx, deliveries, seen.Deliveries); err != nil {
		return err
	}
	if seen.Match != nil && (match == nil || *match != *seen.Match) {
		if err := t.saveMatch(ctx, *seen.Match); err != nil {
			return err
		}
	}
	if seen.FreeSeat {
		if _, err := t.Queries.FreeSeat(ctx, micros(now), r.DeviceID, r.Unenrolled.IsZero()); err != nil {
			return err
		}
	}
	if err := t.keepStanding(ctx, connectionID, r); err != nil {
		return err
	}
	return t.addWrites(ctx, seen.Writes)
}

// seen loads what a report is laid against.
func (t *tx) seen(ctx context.Context, deviceID string) (rollout.Seen, error) {
	seen := rollout.Seen{On: map[string]rollout.DeviceApp{}}
	var err error
	if seen.Apps, err = t.apps(ctx); err != nil {
		return rollout.Seen{}, err
	}
	rows, err := t.AppsOfDevice(ctx, deviceID)
	if err != nil {
		return rollout.Seen{}, err
	}
	for _, row := range rows {
		seen.On[row.AppID] = toDeviceApp(row)
	}
	if seen.Deliveries, err = t.openDeliveries(ctx, deviceID); err != nil {
		return rollout.Seen{}, err
	}
	match, found, err := optional(t.PeerMatch(ctx, deviceID))
	if found {
		m := toMatch(match)
		seen.Match = &m
	}
	return seen, err
}

// keepStanding writes what a report says of the device itself, and what its apps said. What apps said of a device that
// left goes with it (D12).
func (t *tx) keepStanding(ctx context.Context, connectionID string, r mdm.Report) error {
	body, err := toJSON(r.Posture)
	if err != nil {
		return fmt.Errorf("posture of device %s: %w", r.DeviceID, err)
	}
	if err := t.SavePosture(ctx, query.SavePostureParams{DeviceID: r.DeviceID, At: micros(toldAt(r)), Complete: r.AppsComplete,
		Posture: clean(body), ConnectionID: connectionID, UnenrolledAt: micros(r.Unenrolled)}); err != nil {
		return err
	}
	if !r.Unenrolled.IsZero() {
		return t.RemoveFeedbackOf(ctx, r.DeviceID)
	}
	for _, f := range r.Feedback {
		if err := t.AddFeedback(ctx, query.AddFeedbackParams{DeviceID: r.DeviceID, Package: clean(f.Package), Key: clean(f.Key),
			Message: clean(f.Message), Data: clean(f.Data), Error: f.Error, At: micros(f.At)}); err != nil {
			return err
		}
	}
	return nil
}

// Standings implements rollout.Store.
func (db *DB) Standings(ctx context.Context, deviceIDs []string) (map[string]rollout.Standing, error) {
	return reading(ctx, db, "standings of devices", func(t *tx) (map[string]rollout.Standing, error) {
		rows, err := byDevice[query.DevicePosture](ctx, t, "device_posture", deviceIDs)
		found := make(map[string]rollout.Standing, len(rows))
		for _, r := range rows {
			posture, err := fromJSON[device.Posture](r.Posture)
			if err != nil {
				return nil, fmt.Errorf("posture of device %s: %w", r.DeviceID, err)
			}
			found[r.DeviceID] = rollout.Standing{Posture: posture, Complete: r.Complete, ConnectionID: r.ConnectionID,
				At: fromMicros(r.At), Unenrolled: fromMicros(r.UnenrolledAt)}
		}
		return found, err
	})
}

// Feedback implements rollout.Store.
func (db *DB) Feedback(ctx context.Context, deviceID string, since time.Time) ([]mdm.Feedback, error) {
	return reading(ctx, db, "feedback of device "+deviceID, func(t *tx) ([]mdm.Feedback, error) {
		rows, err := t.Queries.Feedback(ctx, deviceID, micros(since))
		return toAll(rows, toFeedback), err
	})
}

func toFeedback(r query.AppFeedback) mdm.Feedback {
	return mdm.Feedback{Package: r.Package, Key: r.Key, Message: r.Message, Data: r.Data, Error: r.Error, At: fromMicros(r.At)}
}

// RemoveFeedback implements rollout.Store.
func (db *DB) RemoveFeedback(ctx context.Context, before time.Time) error {
	return db.write(ctx, "remove old feedback", func(t *tx) error { return t.RemoveOldFeedback(ctx, micros(before)) })
}

// Matches implements rollout.Store.
func (db *DB) Matches(ctx context.Context, deviceIDs []string) (map[string]rollout.Match, error) {
	return reading(ctx, db, "matches of devices", func(t *tx) (map[string]rollout.Match, error) {
		rows, err := byDevice[query.PeerMatch](ctx, t, "peer_match", deviceIDs)
		found := make(map[string]rollout.Match, len(rows))
		for _, r := range rows {
			found[r.DeviceID] = toMatch(r)
		}
		return found, err
	})
}

// MatchPage implements rollout.Store.
func (db *DB) MatchPage(ctx context.Context, after string, limit int) ([]rollout.Match, error) {
	return reading(ctx, db, "matches", func(t *tx) ([]rollout.Match, error) {
		rows, err := t.PeerMatchPage(ctx, after, int32(min(max(limit, 1), maxHolders)))
		return toAll(rows, toMatch), err
	})
}

// SaveMatch implements rollout.Store.
func (db *DB) SaveMatch(ctx context.Context, m rollout.Match, w rollout.Writes) error {
	return db.write(ctx, "save match of device "+m.DeviceID, func(t *tx) error {
		if err := t.saveMatch(ctx, m); err != nil {
			return err
		}
		return t.addWrites(ctx, w)
	})
}

func (t *tx) saveMatch(ctx context.Context, m rollout.Match) error {
	if m.PeerID == "" {
		return t.RemovePeerMatch(ctx, m.DeviceID)
	}
	sharing, err := t.PeerMatchesOf(ctx, m.Provider, m.PeerID)
	if err != nil {
		return err
	}
	shared := slices.ContainsFunc(sharing, func(other query.PeerMatch) bool { return other.DeviceID != m.DeviceID })
	if shared && m.Source == rollout.ByAdministrator {
		return rollout.ErrAmbiguous
	}
	if shared {
		m.Ambiguous = true
		if err := t.BlurPeer(ctx, m.Provider, m.PeerID); err != nil {
			return err
		}
	}
	err = t.SavePeerMatch(ctx, query.SavePeerMatchParams{DeviceID: m.DeviceID, Provider: m.Provider, PeerID: m.PeerID, Source: string(m.Source),
		ByKind: string(m.By.Kind), ByID: clean(m.By.ID), ByName: clean(m.By.Name), At: micros(m.At), Online: string(m.Online),
		OnlineAt: micros(m.OnlineAt), Ambiguous: m.Ambiguous})
	return t.orMissing(err, device.ErrNotFound)
}

func toMatch(r query.PeerMatch) rollout.Match {
	return rollout.Match{DeviceID: r.DeviceID, Provider: r.Provider, PeerID: r.PeerID, Source: rollout.MatchSource(r.Source),
		By: actor(r.ByKind, r.ByID, r.ByName), At: fromMicros(r.At),
		Online: device.Known(r.Online), OnlineAt: fromMicros(r.OnlineAt), Ambiguous: r.Ambiguous}
}

// Seats implements rollout.Store.
func (db *DB) Seats(ctx context.Context) (rollout.Seats, error) {
	return reading(ctx, db, "seats", func(t *tx) (rollout.Seats, error) { return t.seats(ctx) })
}

// SetSeats implements rollout.Store.
func (db *DB) SetSeats(ctx context.Context, total int, w rollout.Writes) error {
	return db.write(ctx, "set seats", func(t *tx) error {
		if err := t.SetSeatTotal(ctx, int64(total)); err != nil {
			return err
		}
		return t.addWrites(ctx, w)
	})
}

// SeatPage implements rollout.Store.
func (db *DB) SeatPage(ctx context.Context, after string, limit int) ([]rollout.Seat, error) {
	return reading(ctx, db, "holders of seats", func(t *tx) ([]rollout.Seat, error) {
		rows, err := t.Queries.SeatPage(ctx, after, int32(min(max(limit, 1), maxHolders)))
		return toAll(rows, func(r query.SeatPageRow) rollout.Seat {
			return rollout.Seat{DeviceID: r.DeviceID, DeviceName: r.Name, TakenAt: fromMicros(r.TakenAt), FreedAt: fromMicros(r.FreedAt), Leaving: r.Leaving}
		}), err
	})
}

// SeatsOf implements rollout.Store.
func (db *DB) SeatsOf(ctx context.Context, deviceIDs []string) (map[string]rollout.Seat, error) {
	return reading(ctx, db, "seats of devices", func(t *tx) (map[string]rollout.Seat, error) {
		rows, err := byDevice[query.Seat](ctx, t, "seat", deviceIDs)
		held := make(map[string]rollout.Seat, len(rows))
		for _, r := range rows {
			if r.FreedAt == 0 {
				held[r.DeviceID] = rollout.Seat{DeviceID: r.DeviceID, TakenAt: fromMicros(r.TakenAt), Leaving: r.Leaving}
			}
		}
		return held, err
	})
}
