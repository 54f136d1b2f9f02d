package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/storage/query"
	"github.com/helpatwork/helpatwork/internal/support"
)

// maxHelpRequests bounds the queue that is shown.
const maxHelpRequests = 500

// AskHelp implements support.Store. The records are written only when the request is new.
func (db *DB) AskHelp(ctx context.Context, h support.HelpRequest, records ...audit.Record) (support.HelpRequest, error) {
	return writing(ctx, db, "ask for help on device "+h.DeviceID, func(t *tx) (support.HelpRequest, error) {
		added, err := t.InsertHelp(ctx, query.InsertHelpParams(helpRow(h)))
		if err != nil {
			return support.HelpRequest{}, t.orMissing(err, device.ErrNotFound)
		}
		if added > 0 {
			return toHelp(helpRow(h)), t.addRecords(ctx, records)
		}
		row, err := t.OpenHelpOf(ctx, h.DeviceID)
		return toHelp(row), err
	})
}

// errNotForHelp says that a change of a help request asked to write what only a session has.
var errNotForHelp = errors.New("a change of a help request writes records and jobs only")

// ChangeHelp implements support.Store. Of its writes, a help request has records and jobs only. change runs outside
// of any transaction.
func (db *DB) ChangeHelp(ctx context.Context, id string, change func(*support.HelpRequest, *support.Writes) error) (support.HelpRequest, error) {
	var changed support.HelpRequest
	err := untilUnmoved(ctx, func() error {
		row, err := db.helpRow(ctx, id)
		if err != nil {
			return err
		}
		changed = toHelp(row)
		var w support.Writes
		if err := change(&changed, &w); err != nil {
			return err
		}
		if len(w.Keys) > 0 || w.DropKeys || len(w.Reaches) > 0 || w.Help != nil {
			return errNotForHelp
		}
		return db.write(ctx, "change help request "+id, func(t *tx) error {
			if err := t.saveHelp(ctx, row, changed); err != nil {
				return err
			}
			return t.addWrites(ctx, writes{w.Audit, w.Jobs})
		})
	})
	if err != nil {
		return support.HelpRequest{}, err
	}
	changed.Version++
	return toHelp(helpRow(changed)), nil
}

func (t *tx) saveHelp(ctx context.Context, old query.HelpRequest, h support.HelpRequest) error {
	row := helpRow(h)
	row.ID, row.DeviceID, row.Version = old.ID, old.DeviceID, old.Version
	saved, err := t.UpdateHelp(ctx, query.UpdateHelpParams(row))
	return orNone(saved, err, errMoved)
}

// applyHelp changes the help request of a session inside the session's transaction.
func (t *tx) applyHelp(ctx context.Context, id string, change func(*support.HelpRequest)) error {
	row, err := t.Help(ctx, id)
	if err != nil {
		return fmt.Errorf("help request %s: %w", id, orNotFound(err, support.ErrNotFound))
	}
	h := toHelp(row)
	change(&h)
	return t.saveHelp(ctx, row, h)
}

// HelpRequest implements support.Store.
func (db *DB) HelpRequest(ctx context.Context, id string, scope device.Scope) (support.HelpRequest, error) {
	return reading(ctx, db, "help request "+id, func(t *tx) (support.HelpRequest, error) {
		row, err := t.Help(ctx, id)
		if err != nil {
			return support.HelpRequest{}, orNotFound(err, support.ErrNotFound)
		}
		return toHelp(row), t.inScope(ctx, row.DeviceID, scope, support.ErrNotFound)
	})
}

func (db *DB) helpRow(ctx context.Context, id string) (query.HelpRequest, error) {
	return reading(ctx, db, "help request "+id, func(t *tx) (query.HelpRequest, error) {
		row, err := t.Help(ctx, id)
		return row, orNotFound(err, support.ErrNotFound)
	})
}

// OpenHelpOf implements support.Store.
func (db *DB) OpenHelpOf(ctx context.Context, deviceID string) (support.HelpRequest, error) {
	return reading(ctx, db, "open help request of device "+deviceID, func(t *tx) (support.HelpRequest, error) {
		row, err := t.OpenHelpOf(ctx, deviceID)
		return toHelp(row), orNotFound(err, support.ErrNotFound)
	})
}

// LastHelpOf implements support.Store.
func (db *DB) LastHelpOf(ctx context.Context, deviceID string) (support.HelpRequest, error) {
	return reading(ctx, db, "last help request of device "+deviceID, func(t *tx) (support.HelpRequest, error) {
		row, err := t.Queries.LastHelpOf(ctx, deviceID)
		return toHelp(row), orNotFound(err, support.ErrNotFound)
	})
}

// CountHelpOf implements support.Store.
func (db *DB) CountHelpOf(ctx context.Context, deviceID string, since time.Time) (int, error) {
	return reading(ctx, db, "count help requests of device "+deviceID, func(t *tx) (int, error) {
		count, err := t.CountHelpSince(ctx, deviceID, micros(since))
		return int(count), err
	})
}

// HelpRequests implements support.Store.
func (db *DB) HelpRequests(ctx context.Context, f support.HelpFilter) ([]support.HelpRequest, error) {
	var values args
	where := "h.state IN ('open', 'escalated', 'taken') AND " + scopeCondition(f.Scope, "h.device_id", &values)
	if !f.AwakeAt.IsZero() {
		where += " AND h.snoozed_until <= " + values.add(micros(f.AwakeAt))
	}
	statement := fmt.Sprintf("SELECT * FROM help_request h WHERE %s ORDER BY h.asked_at, h.id LIMIT %d", where, maxHelpRequests)
	return reading(ctx, db, "help requests", func(t *tx) ([]support.HelpRequest, error) {
		rows, err := all[query.HelpRequest](ctx, t.Tx, statement, values...)
		return toAll(rows, toHelp), err
	})
}

// HelpPlace implements support.Store.
func (db *DB) HelpPlace(ctx context.Context, h support.HelpRequest, now time.Time) (int, error) {
	return reading(ctx, db, "place of help request "+h.ID, func(t *tx) (int, error) {
		ahead, err := t.HelpAhead(ctx, micros(now), micros(h.AskedAt), h.ID)
		return int(ahead) + 1, err
	})
}

// SaveHelpLink implements support.Store.
func (db *DB) SaveHelpLink(ctx context.Context, l support.HelpLink, records ...audit.Record) error {
	return db.write(ctx, "save help link of device "+l.DeviceID, func(t *tx) error {
		err := t.PutHelpLink(ctx, query.PutHelpLinkParams{DeviceID: l.DeviceID, Hash: l.Hash,
			CreatedByKind: string(l.CreatedBy.Kind), CreatedByID: l.CreatedBy.ID, CreatedByName: clean(l.CreatedBy.Name),
			CreatedAt: micros(l.CreatedAt)})
		if err != nil {
			return t.orMissing(err, device.ErrNotFound)
		}
		return t.addRecords(ctx, records)
	})
}

// HelpLink implements support.Store.
func (db *DB) HelpLink(ctx context.Context, hash string) (support.HelpLink, error) {
	return reading(ctx, db, "help link", func(t *tx) (support.HelpLink, error) {
		row, err := t.Queries.HelpLink(ctx, hash)
		return toHelpLink(row), orNotFound(err, support.ErrNotFound)
	})
}

// HelpLinkOf implements support.Store.
func (db *DB) HelpLinkOf(ctx context.Context, deviceID string) (support.HelpLink, error) {
	return reading(ctx, db, "help link of device "+deviceID, func(t *tx) (support.HelpLink, error) {
		row, err := t.Queries.HelpLinkOf(ctx, deviceID)
		return toHelpLink(row), orNotFound(err, support.ErrNotFound)
	})
}

// RemoveHelpLink implements support.Store.
func (db *DB) RemoveHelpLink(ctx context.Context, deviceID string, records ...audit.Record) error {
	return db.write(ctx, "remove help link of device "+deviceID, func(t *tx) error {
		removed, err := t.Queries.RemoveHelpLink(ctx, deviceID)
		if err := orNone(removed, err, support.ErrNotFound); err != nil {
			return err
		}
		return t.addRecords(ctx, records)
	})
}

func toHelpLink(r query.HelpLink) support.HelpLink {
	return support.HelpLink{Hash: r.Hash, DeviceID: r.DeviceID, CreatedAt: fromMicros(r.CreatedAt),
		CreatedBy: actor(r.CreatedByKind, r.CreatedByID, r.CreatedByName)}
}

func helpRow(h support.HelpRequest) query.HelpRequest {
	return query.HelpRequest{ID: h.ID, DeviceID: h.DeviceID, Version: h.Version, State: string(h.State),
		Words: clean(h.Text), AskedAt: micros(h.AskedAt), TakenBy: h.TakenBy, TakenByName: clean(h.TakenByName),
		TakenAt: micros(h.TakenAt), ClosedAt: micros(h.ClosedAt), Note: clean(h.Note), SessionID: h.SessionID,
		SnoozedUntil: micros(h.SnoozedUntil), CallBackAt: micros(h.CallBackAt), Answer: clean(h.Answer), AnswerSeen: h.AnswerSeen}
}

func toHelp(r query.HelpRequest) support.HelpRequest {
	return support.HelpRequest{ID: r.ID, DeviceID: r.DeviceID, Version: r.Version, State: support.HelpState(r.State),
		Text: r.Words, AskedAt: fromMicros(r.AskedAt), TakenBy: r.TakenBy, TakenByName: r.TakenByName,
		TakenAt: fromMicros(r.TakenAt), ClosedAt: fromMicros(r.ClosedAt), Note: r.Note, SessionID: r.SessionID,
		SnoozedUntil: fromMicros(r.SnoozedUntil), CallBackAt: fromMicros(r.CallBackAt), Answer: r.Answer, AnswerSeen: r.AnswerSeen}
}
