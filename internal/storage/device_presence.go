package storage

import (
	"context"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
)

// SavePresence implements device.Store. Who went is written before who came, so a device in both is there. Devices
// that no longer exist are passed over. What another node says of a device that moved there stays.
func (db *DB) SavePresence(ctx context.Context, nodeID string, came []device.Connection, went []string, seen map[string]time.Time) error {
	return db.write(ctx, "save presence of node "+nodeID, func(t *tx) error {
		for _, deviceID := range went {
			if err := t.RemoveConnection(ctx, deviceID, nodeID); err != nil {
				return err
			}
		}
		for _, c := range came {
			if err := t.AddConnection(ctx, nodeID, micros(c.Since), c.DeviceID); err != nil {
				return err
			}
		}
		return t.saveSeen(ctx, seen)
	})
}

// seenRows is how many devices one statement moves on.
const seenRows = 200

func (t *tx) saveSeen(ctx context.Context, seen map[string]time.Time) error {
	batch := make(map[string]int64, min(len(seen), seenRows))
	for deviceID, at := range seen {
		batch[deviceID] = micros(at)
		if len(batch) == seenRows {
			if err := t.engine.seen(ctx, t.Tx, batch); err != nil {
				return err
			}
			clear(batch)
		}
	}
	if len(batch) == 0 {
		return nil
	}
	return t.engine.seen(ctx, t.Tx, batch)
}

// ClearPresence implements device.Store.
func (db *DB) ClearPresence(ctx context.Context, nodeID string) error {
	return db.write(ctx, "clear presence of node "+nodeID, func(t *tx) error { return t.Queries.ClearPresence(ctx, nodeID) })
}
