package storage

import (
	"context"

	"github.com/helpatwork/helpatwork/internal/storage/query"
)

// SimulatedMDM returns what the simulated MDM keeps under a key and its version, which is 0 when there is nothing.
func (db *DB) SimulatedMDM(ctx context.Context, key string) (value []byte, version int64, err error) {
	row, err := reading(ctx, db, "simulated MDM "+key, func(t *tx) (query.SimulatedMdm, error) {
		row, _, err := optional(t.Queries.SimulatedMDM(ctx, key))
		return row, err
	})
	return []byte(row.Value), row.Version, err
}

// SetSimulatedMDM keeps a value, which is text, if its version is still the one given, 0 for a new one; else written is
// false. The new version is one more.
func (db *DB) SetSimulatedMDM(ctx context.Context, key string, value []byte, version int64) (written bool, err error) {
	return writing(ctx, db, "set simulated MDM "+key, func(t *tx) (bool, error) {
		if version == 0 {
			rows, err := t.AddSimulatedMDM(ctx, key, string(value))
			return rows == 1, err
		}
		rows, err := t.ChangeSimulatedMDM(ctx, string(value), key, version)
		return rows == 1, err
	})
}

// SimulatedMDMKeys lists at most limit keys behind after, in order.
func (db *DB) SimulatedMDMKeys(ctx context.Context, after string, limit int) ([]string, error) {
	return reading(ctx, db, "keys of the simulated MDM", func(t *tx) ([]string, error) {
		return t.Queries.SimulatedMDMKeys(ctx, after, int32(min(max(limit, 0), 10_000)))
	})
}
