package storage

import (
	"context"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/storage/query"
	"github.com/helpatwork/helpatwork/internal/support"
)

// AddReach implements support.Store. The row of the session is held meanwhile, so that two who press at once are counted
// one after the other.
func (db *DB) AddReach(ctx context.Context, r support.Reach, most int, records ...audit.Record) error {
	return db.write(ctx, "add a reach of session "+r.SessionID, func(t *tx) error {
		held, err := t.LockSession(ctx, r.SessionID)
		if err := orNone(held, err, support.ErrNotFound); err != nil {
			return err
		}
		there, err := t.CountReaches(ctx, r.SessionID, string(r.Channel))
		if err == nil && there >= int64(most) {
			err = support.ErrTooOften
		}
		if err != nil {
			return err
		}
		if err := t.InsertReach(ctx, reachRow(r)); err != nil {
			return err
		}
		return t.addRecords(ctx, records)
	})
}

// SettleReach implements support.Store.
func (db *DB) SettleReach(ctx context.Context, r support.Reach, records ...audit.Record) error {
	return db.write(ctx, "settle reach "+r.ID, func(t *tx) error {
		row := reachRow(r)
		settled, err := t.Queries.SettleReach(ctx, row.Outcome, row.Problem, row.Address, row.ID)
		if err := orNone(settled, err, support.ErrNotFound); err != nil {
			return err
		}
		return t.addRecords(ctx, records)
	})
}

// Reaches implements support.Store.
func (db *DB) Reaches(ctx context.Context, sessionID string) ([]support.Reach, error) {
	return reading(ctx, db, "reaches of session "+sessionID, func(t *tx) ([]support.Reach, error) {
		rows, err := t.Queries.Reaches(ctx, sessionID)
		return toAll(rows, toReach), err
	})
}

// SaveSpokenCode implements support.Store.
func (db *DB) SaveSpokenCode(ctx context.Context, c support.SpokenCode, now time.Time, records ...audit.Record) error {
	return db.write(ctx, "save a spoken code of session "+c.SessionID, func(t *tx) error {
		if err := t.DropSpokenCodes(ctx, c.SessionID, micros(now)); err != nil {
			return err
		}
		added, err := t.InsertSpokenCode(ctx, c.Hash, c.SessionID, micros(c.ExpiresAt))
		if err := orNone(added, err, support.ErrBadCode); err != nil {
			return t.orMissing(err, support.ErrNotFound)
		}
		return t.addRecords(ctx, records)
	})
}

// UseSpokenCode implements support.Store.
func (db *DB) UseSpokenCode(ctx context.Context, hash string, now time.Time) (sessionID string, err error) {
	return writing(ctx, db, "use a spoken code", func(t *tx) (string, error) {
		sessionID, err := t.Queries.UseSpokenCode(ctx, hash, micros(now))
		return sessionID, orNotFound(err, support.ErrBadCode)
	})
}

func toReach(r query.SessionReach) support.Reach {
	return support.Reach{ID: r.ID, SessionID: r.SessionID, Channel: support.Channel(r.Channel), At: fromMicros(r.At),
		Outcome: support.ReachOutcome(r.Outcome), Problem: r.Problem, To: r.Address}
}

func reachRow(r support.Reach) query.InsertReachParams {
	return query.InsertReachParams{ID: r.ID, SessionID: r.SessionID, Channel: string(r.Channel), At: micros(r.At),
		Outcome: string(r.Outcome), Problem: clean(r.Problem), Address: clean(r.To)}
}
