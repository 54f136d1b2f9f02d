package storage

import (
	"context"
	"database/sql"
	"errors"

	"github.com/helpatwork/helpatwork/internal/storage/query"
)

// SimulatedMDM returns what the simulated MDM keeps under a key and its version, which is 0 when there is nothing.
func (db *DB) SimulatedMDM(ctx context.Context, key string) (value []byte, version int64, err error) {
	err = db.read(ctx, "simulated MDM "+key, func(t *tx) error {
		row, err := t.Queries.SimulatedMDM(ctx, key)
		if errors.Is(err, sql.ErrNoRows) {
			row, err = query.SimulatedMdm{}, nil
		}
		value, version = []byte(row.Value), row.Version
		return err
	})
	return value, version, err
}

// SetSimulatedMDM keeps a value, which is text, if its version is still the one given, 0 for a new one; else written is
// false. The new version is one more.
func (db *DB) SetSimulatedMDM(ctx context.Context, key string, value []byte, version int64) (written bool, err error) {
	err = db.write(ctx, "set simulated MDM "+key, func(t *tx) (err error) {
		var rows int64
		if version == 0 {
			rows, err = t.AddSimulatedMDM(ctx, key, string(value))
		} else {
			rows, err = t.ChangeSimulatedMDM(ctx, string(value), key, version)
		}
		written = rows == 1
		return err
	})
	return written && err == nil, err
}

// SimulatedMDMKeys lists at most limit keys behind after, in order.
func (db *DB) SimulatedMDMKeys(ctx context.Context, after string, limit int) (keys []string, err error) {
	err = db.read(ctx, "keys of the simulated MDM", func(t *tx) (err error) {
		keys, err = t.Queries.SimulatedMDMKeys(ctx, after, int32(min(max(limit, 0), 10_000)))
		return err
	})
	return keys, err
}
