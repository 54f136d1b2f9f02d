package storage

import (
	"context"
	"time"

	"github.com/helpatwork/helpatwork/internal/storage/query"
	"github.com/helpatwork/helpatwork/internal/support"
)

// UseKey implements support.Store. A next key without a hash replaces nothing.
func (db *DB) UseKey(ctx context.Context, hash, sessionID, holder, holderID string, now time.Time, next support.Key) (support.Key, error) {
	return writing(ctx, db, "use key of session "+sessionID, func(t *tx) (support.Key, error) {
		row, err := t.Queries.UseKey(ctx, query.UseKeyParams{
			Hash: hash, SessionID: sessionID, Holder: holder, HolderID: holderID, Now: micros(now)})
		if err != nil {
			return support.Key{}, orNotFound(err, support.ErrBadKey)
		}
		used := support.Key{Hash: row.Hash, SessionID: row.SessionID, Holder: row.Holder, HolderID: row.HolderID,
			Resume: row.Resume, ExpiresAt: fromMicros(row.ExpiresAt)}
		if next.Hash == "" {
			return used, nil
		}
		return used, t.insertKey(ctx, next)
	})
}

// ExtendKeys implements support.Store.
func (db *DB) ExtendKeys(ctx context.Context, sessionID, holder, holderID string, expires time.Time) error {
	return db.write(ctx, "extend keys of session "+sessionID, func(t *tx) error {
		return t.Queries.ExtendKeys(ctx, micros(expires), sessionID, holder, holderID)
	})
}

// DropKeysOf implements support.Store.
func (db *DB) DropKeysOf(ctx context.Context, personID string) error {
	return db.write(ctx, "drop keys of "+personID, func(t *tx) error { return t.DropKeysOfPerson(ctx, personID) })
}

// addKeys replaces what the holders had: first all old ones go, so that several new keys may be for one holder.
func (t *tx) addKeys(ctx context.Context, keys []support.Key) error {
	for _, k := range keys {
		if err := t.DropKeysOfHolder(ctx, k.SessionID, k.Holder, k.HolderID); err != nil {
			return err
		}
	}
	for _, k := range keys {
		if err := t.insertKey(ctx, k); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) insertKey(ctx context.Context, k support.Key) error {
	return t.InsertKey(ctx, query.InsertKeyParams{Hash: k.Hash, SessionID: k.SessionID, Holder: k.Holder,
		HolderID: k.HolderID, Resume: k.Resume, ExpiresAt: micros(k.ExpiresAt)})
}
