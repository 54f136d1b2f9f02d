package storage

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/storage/query"
)

// AddRecords implements audit.Store.
func (db *DB) AddRecords(ctx context.Context, records ...audit.Record) error {
	return db.write(ctx, "add audit records", func(t *tx) error { return t.addRecords(ctx, records) })
}

// addRecords writes records without a place in the chain, whatever place they say they have.
func (t *tx) addRecords(ctx context.Context, records []audit.Record) error {
	for _, r := range records {
		details := ""
		if len(r.Details) > 0 {
			text, err := toJSON(r.Details)
			if err != nil {
				return fmt.Errorf("audit record %s: %w", r.ID, err)
			}
			details = text
		}
		if err := t.InsertRecord(ctx, query.InsertRecordParams{ID: r.ID, At: micros(r.At), ActorKind: string(r.Actor.Kind),
			ActorID: clean(r.Actor.ID), ActorName: clean(r.Actor.Name), Action: string(r.Action), DeviceID: r.DeviceID,
			SessionID: r.SessionID, Details: details}); err != nil {
			return fmt.Errorf("audit record %s: %w", r.ID, err)
		}
	}
	return nil
}

// Records implements audit.Store.
func (db *DB) Records(ctx context.Context, f audit.Filter) (audit.Page, error) {
	var values args
	scope := device.Scope{All: f.DeviceScopeAll, GroupIDs: f.DeviceGroupIDs}
	where := []string{scopeCondition(scope, "a.device_id", &values)}
	for _, equal := range []struct{ column, value string }{
		{"a.device_id", f.DeviceID}, {"a.session_id", f.SessionID}, {"a.actor_id", f.ActorID}, {"a.action", string(f.Action)},
	} {
		if equal.value != "" {
			where = append(where, equal.column+" = "+values.add(equal.value))
		}
	}
	statement, err := newestFirst("audit a", "a.at", where, &values, newest{f.Since, f.Until, f.After, f.Limit}, audit.ErrBadCursor)
	if err != nil {
		return audit.Page{}, err
	}
	return reading(ctx, db, "audit records", func(t *tx) (page audit.Page, err error) {
		rows, err := all[query.Audit](ctx, t.Tx, statement, values...)
		if err != nil {
			return page, err
		}
		rows, more := cut(rows, pageLimit(f.Limit))
		if more {
			last := rows[len(rows)-1]
			page.Next = encodeTimeCursor(last.At, last.ID)
		}
		page.Records, err = tryAll(rows, toRecord)
		return page, err
	})
}

// maxLinked bounds how long one call of LinkRecords keeps other writers waiting.
const maxLinked = 1000

// LinkRecords implements audit.Store. The record given to link carries the place it is about to get. At most 1,000
// are linked at once.
func (db *DB) LinkRecords(ctx context.Context, limit int, link func(previous string, r audit.Record) string) (linked int, err error) {
	return writing(ctx, db, "link audit records", func(t *tx) (int, error) {
		rows, err := t.UnlinkedRecords(ctx, int32(min(max(limit, 0), maxLinked)))
		if err != nil {
			return 0, err
		}
		records, err := tryAll(rows, toRecord)
		if err != nil {
			return 0, err
		}
		last, _, err := optional(t.LastLinked(ctx))
		if err != nil {
			return 0, err
		}
		seq, previous := last.Seq.Int64, last.Hash.String
		for _, r := range records {
			seq++
			r.Seq = seq
			previous = link(previous, r)
			if _, err := t.LinkRecord(ctx, sql.NullInt64{Int64: seq, Valid: true}, sql.NullString{String: previous, Valid: true}, r.ID); err != nil {
				return 0, err
			}
		}
		return len(records), nil
	})
}

// chainPart is how many records Chain holds at once.
const chainPart = 500

// Chain implements audit.Store. It reads in parts, so that a slow yield holds nothing open; what is linked never
// changes, so the parts fit together.
func (db *DB) Chain(ctx context.Context, fromSeq int64, yield func(audit.Record) bool) error {
	for {
		part, err := db.chainPart(ctx, fromSeq)
		if err != nil {
			return err
		}
		for _, r := range part {
			if !yield(r) {
				return nil
			}
			fromSeq = r.Seq + 1
		}
		if len(part) < chainPart {
			return nil
		}
	}
}

func (db *DB) chainPart(ctx context.Context, fromSeq int64) ([]audit.Record, error) {
	return reading(ctx, db, "audit chain", func(t *tx) ([]audit.Record, error) {
		rows, err := t.ChainFrom(ctx, sql.NullInt64{Int64: fromSeq, Valid: true}, chainPart)
		if err != nil {
			return nil, err
		}
		return tryAll(rows, toRecord)
	})
}

func toRecord(r query.Audit) (audit.Record, error) {
	details, err := fromJSON[map[string]string](r.Details)
	if err != nil {
		return audit.Record{}, fmt.Errorf("audit record %s: %w", r.ID, err)
	}
	return audit.Record{ID: r.ID, At: fromMicros(r.At), Actor: actor(r.ActorKind, r.ActorID, r.ActorName),
		Action: audit.Action(r.Action), DeviceID: r.DeviceID, SessionID: r.SessionID, Details: details,
		Seq: r.Seq.Int64, Hash: r.Hash.String}, nil
}
