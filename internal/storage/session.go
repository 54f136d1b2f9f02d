package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/storage/query"
	"github.com/helpatwork/helpatwork/internal/support"
)

// errHeld says that a device has an open session, inside the transaction that met it.
var errHeld = errors.New("device is held")

// CreateSession implements support.Store.
func (db *DB) CreateSession(ctx context.Context, s support.Session, w support.Writes, replace string, end func(*support.Session, *support.Writes) error) error {
	var refusal error // of end, to be returned as it is
	return untilUnmoved(ctx, func() error {
		err := db.write(ctx, "create session "+s.ID, func(t *tx) error {
			if err := t.replaceSession(ctx, s.DeviceID, replace, func(holder *support.Session, w *support.Writes) error {
				refusal = end(holder, w)
				return refusal
			}); err != nil {
				return err
			}
			added, err := t.InsertSession(ctx, query.InsertSessionParams(sessionRow(s)))
			if err := orNone(added, err, errHeld); err != nil {
				return fmt.Errorf("device %s: %w", s.DeviceID, t.orMissing(err, device.ErrNotFound))
			}
			return t.sessionWrites(ctx, s, w)
		})
		if refusal != nil {
			return refusal
		}
		if !errors.Is(err, errHeld) {
			return err
		}
		holder, err := db.OpenSessionOf(ctx, s.DeviceID)
		if errors.Is(err, support.ErrNotFound) {
			return errMoved // it ended just now
		}
		if err != nil {
			return err
		}
		return &support.BusyError{Session: holder}
	})
}

// replaceSession ends the session that holds the device, if it is the one named.
func (t *tx) replaceSession(ctx context.Context, deviceID, replace string, end func(*support.Session, *support.Writes) error) error {
	if replace == "" {
		return nil
	}
	row, found, err := optional(t.OpenSessionOf(ctx, deviceID))
	if err != nil {
		return err
	}
	if !found || row.ID != replace {
		return nil // the index tells who holds the device now, if anyone does
	}
	holder := toSession(row)
	var w support.Writes
	if err := end(&holder, &w); err != nil {
		return err
	}
	return t.saveSession(ctx, row, holder, w)
}

// ChangeSession implements support.Store. change runs outside of any transaction.
func (db *DB) ChangeSession(ctx context.Context, id string, change func(*support.Session, *support.Writes) error) (support.Session, error) {
	var changed support.Session
	err := untilUnmoved(ctx, func() error {
		row, err := db.sessionRow(ctx, id)
		if err != nil {
			return err
		}
		changed = toSession(row)
		var w support.Writes
		if err := change(&changed, &w); err != nil {
			return err
		}
		return db.write(ctx, "change session "+id, func(t *tx) error { return t.saveSession(ctx, row, changed, w) })
	})
	if err != nil {
		return support.Session{}, err
	}
	changed.Version++
	return toSession(sessionRow(changed)), nil
}

// saveSession writes s over the row it was made from, or says errMoved.
func (t *tx) saveSession(ctx context.Context, old query.Session, s support.Session, w support.Writes) error {
	row := sessionRow(s)
	row.ID, row.DeviceID, row.Version = old.ID, old.DeviceID, old.Version
	saved, err := t.UpdateSession(ctx, query.UpdateSessionParams(row))
	if err := orNone(saved, err, errMoved); err != nil {
		return err
	}
	return t.sessionWrites(ctx, s, w)
}

// sessionWrites puts what goes with a change of s into its transaction.
func (t *tx) sessionWrites(ctx context.Context, s support.Session, w support.Writes) error {
	if w.DropKeys {
		if err := errors.Join(t.DropKeysOfSession(ctx, s.ID), t.DropSpokenCodes(ctx, s.ID, 0)); err != nil {
			return err
		}
	}
	for _, r := range w.Reaches {
		if err := t.InsertReach(ctx, reachRow(r)); err != nil {
			return err
		}
	}
	if err := t.addKeys(ctx, w.Keys); err != nil {
		return err
	}
	if w.Help != nil && s.HelpRequestID != "" {
		if err := t.applyHelp(ctx, s.HelpRequestID, w.Help); err != nil {
			return err
		}
	}
	return t.addWrites(ctx, writes{w.Audit, w.Jobs})
}

// Session implements support.Store.
func (db *DB) Session(ctx context.Context, id string, scope device.Scope) (support.Session, error) {
	return reading(ctx, db, "session "+id, func(t *tx) (support.Session, error) {
		row, err := t.Queries.Session(ctx, id)
		if err != nil {
			return support.Session{}, orNotFound(err, support.ErrNotFound)
		}
		return toSession(row), t.inScope(ctx, row.DeviceID, scope, support.ErrNotFound)
	})
}

func (db *DB) sessionRow(ctx context.Context, id string) (query.Session, error) {
	return reading(ctx, db, "session "+id, func(t *tx) (query.Session, error) {
		row, err := t.Queries.Session(ctx, id)
		return row, orNotFound(err, support.ErrNotFound)
	})
}

// Sessions implements support.Store.
func (db *DB) Sessions(ctx context.Context, f support.SessionFilter) (support.SessionPage, error) {
	var values args
	where := []string{scopeCondition(f.Scope, "s.device_id", &values)}
	if f.DeviceID != "" {
		where = append(where, "s.device_id = "+values.add(f.DeviceID))
	}
	if f.TechnicianID != "" {
		where = append(where, "s.technician_id = "+values.add(f.TechnicianID))
	}
	if f.Open {
		where = append(where, "s.state <> 'ended'")
	}
	statement, err := newestFirst("session s", "s.requested_at", where, &values, newest{f.Since, f.Until, f.After, f.Limit}, support.ErrBadCursor)
	if err != nil {
		return support.SessionPage{}, err
	}
	return reading(ctx, db, "sessions", func(t *tx) (page support.SessionPage, err error) {
		rows, err := all[query.Session](ctx, t.Tx, statement, values...)
		rows, more := cut(rows, pageLimit(f.Limit))
		if more {
			last := rows[len(rows)-1]
			page.Next = encodeTimeCursor(last.RequestedAt, last.ID)
		}
		page.Sessions = toAll(rows, toSession)
		return page, err
	})
}

// OpenSessionOf implements support.Store.
func (db *DB) OpenSessionOf(ctx context.Context, deviceID string) (support.Session, error) {
	return reading(ctx, db, "open session of device "+deviceID, func(t *tx) (support.Session, error) {
		row, err := t.OpenSessionOf(ctx, deviceID)
		return toSession(row), orNotFound(err, support.ErrNotFound)
	})
}

// OpenSessionsOfTechnician implements support.Store.
func (db *DB) OpenSessionsOfTechnician(ctx context.Context, personID string) ([]support.Session, error) {
	return reading(ctx, db, "open sessions of "+personID, func(t *tx) ([]support.Session, error) {
		rows, err := t.OpenSessionsOfTechnician(ctx, personID)
		return toAll(rows, toSession), err
	})
}

// OpenSessions implements support.Store.
func (db *DB) OpenSessions(ctx context.Context) ([]support.Session, error) {
	return reading(ctx, db, "open sessions", func(t *tx) ([]support.Session, error) {
		rows, err := t.OpenSessions(ctx)
		return toAll(rows, toSession), err
	})
}

// SessionsOfJobs implements support.Store.
func (db *DB) SessionsOfJobs(ctx context.Context, kind jobs.Kind) (sessions []support.Session, err error) {
	err = db.read(ctx, "sessions of jobs", func(t *tx) error {
		payloads, err := t.PayloadsOfJobs(ctx, string(kind), mostOfJobs)
		for _, payload := range payloads {
			id, of := support.SessionOf(payload)
			if !of {
				continue
			}
			row, found, err := optional(t.Queries.Session(ctx, id))
			if err != nil {
				return err
			}
			if found {
				sessions = append(sessions, toSession(row))
			}
		}
		return err
	})
	return sessions, err
}

// mostOfJobs bounds how many jobs are looked at.
const mostOfJobs = 10_000

// DueSessions implements support.Store.
func (db *DB) DueSessions(ctx context.Context, now time.Time, limit int) ([]string, error) {
	return reading(ctx, db, "due sessions", func(t *tx) ([]string, error) {
		return t.DueSessions(ctx, micros(now), int32(min(max(limit, 0), 10_000)))
	})
}

// CountSessions implements support.Store. States without sessions are left out.
func (db *DB) CountSessions(ctx context.Context, endedSince time.Time) (map[support.State]int, error) {
	return reading(ctx, db, "count sessions", func(t *tx) (map[support.State]int, error) {
		rows, err := t.CountSessions(ctx)
		if err != nil {
			return nil, err
		}
		counts := map[support.State]int{}
		for _, r := range rows {
			counts[support.State(r.State)] = int(r.Sessions)
		}
		ended, err := t.CountEndedSessions(ctx, micros(endedSince))
		if ended > 0 {
			counts[support.Ended] = int(ended)
		}
		return counts, err
	})
}
