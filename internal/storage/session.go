package storage

import (
	"context"
	"database/sql"
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
			switch {
			case t.engine.missingReference(err):
				return fmt.Errorf("device %s: %w", s.DeviceID, device.ErrNotFound)
			case err != nil:
				return err
			case added == 0:
				return errHeld
			}
			return t.writes(ctx, s, w)
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
	row, err := t.OpenSessionOf(ctx, deviceID)
	if errors.Is(err, sql.ErrNoRows) || err == nil && row.ID != replace {
		return nil // the index tells who holds the device now, if anyone does
	}
	if err != nil {
		return err
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
	saved, err := t.UpdateSession(ctx, query.UpdateSessionParams{
		State: row.State, Mode: row.Mode, Provider: row.Provider,
		TechnicianID: row.TechnicianID, TechnicianName: row.TechnicianName, Reason: row.Reason, Ticket: row.Ticket,
		HelpRequestID: row.HelpRequestID, Rights: row.Rights, Paused: row.Paused, ControlTakenBack: row.ControlTakenBack,
		RequestedAt: row.RequestedAt, DeliveredAt: row.DeliveredAt, PromptedAt: row.PromptedAt, AcceptedAt: row.AcceptedAt,
		FirstFrameAt: row.FirstFrameAt, InterruptedAt: row.InterruptedAt, EndedAt: row.EndedAt, DeadlineAt: row.DeadlineAt,
		DeadlineReason: row.DeadlineReason, EndReason: row.EndReason, EndedByKind: row.EndedByKind,
		EndedByID: row.EndedByID, EndedByName: row.EndedByName, Note: row.Note, Outcome: row.Outcome, NoticeVersion: row.NoticeVersion,
		AtReference: row.AtReference, AtPeer: row.AtPeer, AtCode: row.AtCode, AtUserLink: row.AtUserLink, AtSealed: row.AtSealed,
		AtExpiresAt: row.AtExpiresAt, AtOnlineAt: row.AtOnlineAt, AtGoneAt: row.AtGoneAt, AtHandedOverAt: row.AtHandedOverAt,
		AtConnectedAt: row.AtConnectedAt, AtEndedAt: row.AtEndedAt, AtLookedAt: row.AtLookedAt, AtEvidence: row.AtEvidence,
		AtProblem: row.AtProblem, AtWords: row.AtWords, AtDelivered: row.AtDelivered, AtFinding: row.AtFinding,
		AtRetired: row.AtRetired, AtTurn: row.AtTurn, AtFailures: row.AtFailures,
		ID: old.ID, Version: old.Version,
	})
	if err != nil {
		return err
	}
	if saved == 0 {
		return errMoved
	}
	return t.writes(ctx, s, w)
}

// writes puts what goes with a change of s into its transaction.
func (t *tx) writes(ctx context.Context, s support.Session, w support.Writes) error {
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
	if err := t.addJobs(ctx, w.Jobs); err != nil {
		return err
	}
	return t.addRecords(ctx, w.Audit)
}

// Session implements support.Store.
func (db *DB) Session(ctx context.Context, id string, scope device.Scope) (support.Session, error) {
	var s support.Session
	err := db.read(ctx, "session "+id, func(t *tx) error {
		row, err := t.Queries.Session(ctx, id)
		if err != nil {
			return orNotFound(err, support.ErrNotFound)
		}
		s = toSession(row)
		return t.inScope(ctx, row.DeviceID, scope, support.ErrNotFound)
	})
	if err != nil {
		return support.Session{}, err
	}
	return s, nil
}

func (db *DB) sessionRow(ctx context.Context, id string) (row query.Session, err error) {
	err = db.read(ctx, "session "+id, func(t *tx) error {
		row, err = t.Queries.Session(ctx, id)
		return orNotFound(err, support.ErrNotFound)
	})
	return row, err
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
	var page support.SessionPage
	err = db.read(ctx, "sessions", func(t *tx) error {
		rows, err := all[query.Session](ctx, t.Tx, statement, values...)
		if limit := pageLimit(f.Limit); len(rows) > limit {
			rows = rows[:limit]
			page.Next = encodeTimeCursor(rows[limit-1].RequestedAt, rows[limit-1].ID)
		}
		page.Sessions = toSessions(rows)
		return err
	})
	return page, err
}

// OpenSessionOf implements support.Store.
func (db *DB) OpenSessionOf(ctx context.Context, deviceID string) (s support.Session, err error) {
	err = db.read(ctx, "open session of device "+deviceID, func(t *tx) error {
		row, err := t.OpenSessionOf(ctx, deviceID)
		s = toSession(row)
		return orNotFound(err, support.ErrNotFound)
	})
	return s, err
}

// OpenSessionsOfTechnician implements support.Store.
func (db *DB) OpenSessionsOfTechnician(ctx context.Context, personID string) (sessions []support.Session, err error) {
	err = db.read(ctx, "open sessions of "+personID, func(t *tx) error {
		rows, err := t.OpenSessionsOfTechnician(ctx, personID)
		sessions = toSessions(rows)
		return err
	})
	return sessions, err
}

// OpenSessions implements support.Store.
func (db *DB) OpenSessions(ctx context.Context) (sessions []support.Session, err error) {
	err = db.read(ctx, "open sessions", func(t *tx) error {
		rows, err := t.OpenSessions(ctx)
		sessions = toSessions(rows)
		return err
	})
	return sessions, err
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
			row, err := t.Queries.Session(ctx, id)
			if errors.Is(err, sql.ErrNoRows) {
				continue
			}
			if err != nil {
				return err
			}
			sessions = append(sessions, toSession(row))
		}
		return err
	})
	return sessions, err
}

// mostOfJobs bounds how many jobs are looked at.
const mostOfJobs = 10_000

// DueSessions implements support.Store.
func (db *DB) DueSessions(ctx context.Context, now time.Time, limit int) (ids []string, err error) {
	err = db.read(ctx, "due sessions", func(t *tx) error {
		ids, err = t.DueSessions(ctx, micros(now), int32(min(max(limit, 0), 10_000)))
		return err
	})
	return ids, err
}

// CountSessions implements support.Store. States without sessions are left out.
func (db *DB) CountSessions(ctx context.Context, endedSince time.Time) (map[support.State]int, error) {
	counts := map[support.State]int{}
	err := db.read(ctx, "count sessions", func(t *tx) error {
		rows, err := t.CountSessions(ctx)
		if err != nil {
			return err
		}
		for _, r := range rows {
			counts[support.State(r.State)] = int(r.Sessions)
		}
		ended, err := t.CountEndedSessions(ctx, micros(endedSince))
		if ended > 0 {
			counts[support.Ended] = int(ended)
		}
		return err
	})
	return counts, err
}
