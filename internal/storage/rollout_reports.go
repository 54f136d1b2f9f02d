package storage

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/storage/query"
)

// Observe implements rollout.Store. learn runs inside the transaction: it decides and waits for nothing.
func (db *DB) Observe(ctx context.Context, connectionID string, r mdm.Report, now time.Time, learn func(*rollout.Seen) error) (news bool, err error) {
	err = db.write(ctx, "observe device "+r.DeviceID, func(t *tx) error {
		if news, err = t.isNews(ctx, connectionID, r); err != nil || !news {
			return err
		}
		return t.observe(ctx, connectionID, r, now, learn)
	})
	return news && err == nil, err
}

// isNews says whether a report is of a device that this connection manages, and newer than what is kept.
func (t *tx) isNews(ctx context.Context, connectionID string, r mdm.Report) (bool, error) {
	d, err := t.DeviceByID(ctx, r.DeviceID)
	if found, err := orNothing(err); !found || d.MdmID != connectionID {
		return false, err
	}
	kept, err := t.Posture(ctx, r.DeviceID)
	if _, err := orNothing(err); err != nil {
		return false, err
	}
	return micros(toldAt(r)) > kept.At, nil
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
	on, deliveries, match := maps.Clone(seen.On), append([]rollout.Delivery(nil), seen.Deliveries...), seen.Match
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
	return t.rolloutWrites(ctx, seen.Writes)
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
	match, err := t.PeerMatch(ctx, deviceID)
	if found, err := orNothing(err); err != nil {
		return rollout.Seen{}, err
	} else if found {
		m := toMatch(match)
		seen.Match = &m
	}
	return seen, nil
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
func (db *DB) Standings(ctx context.Context, deviceIDs []string) (found map[string]rollout.Standing, err error) {
	err = db.read(ctx, "standings of devices", func(t *tx) error {
		rows, err := byDevice[query.DevicePosture](ctx, t, "device_posture", deviceIDs)
		found = make(map[string]rollout.Standing, len(rows))
		for _, r := range rows {
			posture, err := fromJSON[device.Posture](r.Posture)
			if err != nil {
				return fmt.Errorf("posture of device %s: %w", r.DeviceID, err)
			}
			found[r.DeviceID] = rollout.Standing{Posture: posture, Complete: r.Complete, ConnectionID: r.ConnectionID,
				At: fromMicros(r.At), Unenrolled: fromMicros(r.UnenrolledAt)}
		}
		return err
	})
	return found, err
}

// Feedback implements rollout.Store.
func (db *DB) Feedback(ctx context.Context, deviceID string, since time.Time) (found []mdm.Feedback, err error) {
	err = db.read(ctx, "feedback of device "+deviceID, func(t *tx) error {
		rows, err := t.Queries.Feedback(ctx, deviceID, micros(since))
		for _, r := range rows {
			found = append(found, mdm.Feedback{Package: r.Package, Key: r.Key, Message: r.Message, Data: r.Data, Error: r.Error, At: fromMicros(r.At)})
		}
		return err
	})
	return found, err
}

// RemoveFeedback implements rollout.Store.
func (db *DB) RemoveFeedback(ctx context.Context, before time.Time) error {
	return db.write(ctx, "remove old feedback", func(t *tx) error { return t.RemoveOldFeedback(ctx, micros(before)) })
}

// Matches implements rollout.Store.
func (db *DB) Matches(ctx context.Context, deviceIDs []string) (found map[string]rollout.Match, err error) {
	err = db.read(ctx, "matches of devices", func(t *tx) error {
		rows, err := byDevice[query.PeerMatch](ctx, t, "peer_match", deviceIDs)
		found = make(map[string]rollout.Match, len(rows))
		for _, r := range rows {
			found[r.DeviceID] = toMatch(r)
		}
		return err
	})
	return found, err
}

// MatchPage implements rollout.Store.
func (db *DB) MatchPage(ctx context.Context, after string, limit int) (found []rollout.Match, err error) {
	err = db.read(ctx, "matches", func(t *tx) error {
		rows, err := t.PeerMatchPage(ctx, after, int32(min(max(limit, 1), maxHolders)))
		for _, r := range rows {
			found = append(found, toMatch(r))
		}
		return err
	})
	return found, err
}

// SaveMatch implements rollout.Store.
func (db *DB) SaveMatch(ctx context.Context, m rollout.Match, w rollout.Writes) error {
	return db.write(ctx, "save match of device "+m.DeviceID, func(t *tx) error {
		if err := t.saveMatch(ctx, m); err != nil {
			return err
		}
		return t.rolloutWrites(ctx, w)
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
	shared := false
	for _, other := range sharing {
		shared = shared || other.DeviceID != m.DeviceID
	}
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
	if t.engine.missingReference(err) {
		return device.ErrNotFound
	}
	return err
}

func toMatch(r query.PeerMatch) rollout.Match {
	return rollout.Match{DeviceID: r.DeviceID, Provider: r.Provider, PeerID: r.PeerID, Source: rollout.MatchSource(r.Source),
		By: audit.Actor{Kind: audit.ActorKind(r.ByKind), ID: r.ByID, Name: r.ByName}, At: fromMicros(r.At),
		Online: device.Known(r.Online), OnlineAt: fromMicros(r.OnlineAt), Ambiguous: r.Ambiguous}
}

// Seats implements rollout.Store.
func (db *DB) Seats(ctx context.Context) (seats rollout.Seats, err error) {
	err = db.read(ctx, "seats", func(t *tx) error {
		seats, err = t.seats(ctx)
		return err
	})
	return seats, err
}

// SetSeats implements rollout.Store.
func (db *DB) SetSeats(ctx context.Context, total int, w rollout.Writes) error {
	return db.write(ctx, "set seats", func(t *tx) error {
		if err := t.SetSeatTotal(ctx, int64(total)); err != nil {
			return err
		}
		return t.rolloutWrites(ctx, w)
	})
}

// SeatPage implements rollout.Store.
func (db *DB) SeatPage(ctx context.Context, after string, limit int) (held []rollout.Seat, err error) {
	err = db.read(ctx, "holders of seats", func(t *tx) error {
		rows, err := t.Queries.SeatPage(ctx, after, int32(min(max(limit, 1), maxHolders)))
		for _, r := range rows {
			held = append(held, rollout.Seat{DeviceID: r.DeviceID, DeviceName: r.Name, TakenAt: fromMicros(r.TakenAt), FreedAt: fromMicros(r.FreedAt), Leaving: r.Leaving})
		}
		return err
	})
	return held, err
}

// SeatsOf implements rollout.Store.
func (db *DB) SeatsOf(ctx context.Context, deviceIDs []string) (held map[string]rollout.Seat, err error) {
	err = db.read(ctx, "seats of devices", func(t *tx) error {
		rows, err := byDevice[query.Seat](ctx, t, "seat", deviceIDs)
		held = make(map[string]rollout.Seat, len(rows))
		for _, r := range rows {
			if r.FreedAt == 0 {
				held[r.DeviceID] = rollout.Seat{DeviceID: r.DeviceID, TakenAt: fromMicros(r.TakenAt), Leaving: r.Leaving}
			}
		}
		return err
	})
	return held, err
}
