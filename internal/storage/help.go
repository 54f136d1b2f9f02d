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
	var asked support.HelpRequest
	err := db.write(ctx, "ask for help on device "+h.DeviceID, func(t *tx) error {
		added, err := t.InsertHelp(ctx, query.InsertHelpParams(helpRow(h)))
		if t.engine.missingReference(err) {
			return device.ErrNotFound
		}
		if err != nil {
			return err
		}
		if added > 0 {
			asked = toHelp(helpRow(h))
			return t.addRecords(ctx, records)
		}
		row, err := t.OpenHelpOf(ctx, h.DeviceID)
		asked = toHelp(row)
		return err
	})
	if err != nil {
		return support.HelpRequest{}, err
	}
	return asked, nil
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
		if len(w.Keys) > 0 || w.DropKeys || w.Help != nil {
			return errNotForHelp
		}
		return db.write(ctx, "change help request "+id, func(t *tx) error {
			if err := t.saveHelp(ctx, row, changed); err != nil {
				return err
			}
			return errors.Join(t.addJobs(ctx, w.Jobs), t.addRecords(ctx, w.Audit))
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
	saved, err := t.UpdateHelp(ctx, query.UpdateHelpParams{State: row.State, Words: row.Words, AskedAt: row.AskedAt,
		TakenBy: row.TakenBy, TakenByName: row.TakenByName, TakenAt: row.TakenAt, ClosedAt: row.ClosedAt,
		Note: row.Note, SessionID: row.SessionID, SnoozedUntil: row.SnoozedUntil, CallBackAt: row.CallBackAt,
		Answer: row.Answer, AnswerSeen: row.AnswerSeen, ID: old.ID, Version: old.Version})
	if err == nil && saved == 0 {
		return errMoved
	}
	return err
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
	var h support.HelpRequest
	err := db.read(ctx, "help request "+id, func(t *tx) error {
		row, err := t.Help(ctx, id)
		if err != nil {
			return orNotFound(err, support.ErrNotFound)
		}
		h = toHelp(row)
		return t.inScope(ctx, row.DeviceID, scope, support.ErrNotFound)
	})
	if err != nil {
		return support.HelpRequest{}, err
	}
	return h, nil
}

func (db *DB) helpRow(ctx context.Context, id string) (row query.HelpRequest, err error) {
	err = db.read(ctx, "help request "+id, func(t *tx) error {
		row, err = t.Help(ctx, id)
		return orNotFound(err, support.ErrNotFound)
	})
	return row, err
}

// OpenHelpOf implements support.Store.
func (db *DB) OpenHelpOf(ctx context.Context, deviceID string) (h support.HelpRequest, err error) {
	err = db.read(ctx, "open help request of device "+deviceID, func(t *tx) error {
		row, err := t.OpenHelpOf(ctx, deviceID)
		h = toHelp(row)
		return orNotFound(err, support.ErrNotFound)
	})
	return h, err
}

// LastHelpOf implements support.Store.
func (db *DB) LastHelpOf(ctx context.Context, deviceID string) (h support.HelpRequest, err error) {
	err = db.read(ctx, "last help request of device "+deviceID, func(t *tx) error {
		row, err := t.Queries.LastHelpOf(ctx, deviceID)
		h = toHelp(row)
		return orNotFound(err, support.ErrNotFound)
	})
	return h, err
}

// CountHelpOf implements support.Store.
func (db *DB) CountHelpOf(ctx context.Context, deviceID string, since time.Time) (count int, err error) {
	err = db.read(ctx, "count help requests of device "+deviceID, func(t *tx) error {
		found, err := t.CountHelpSince(ctx, deviceID, micros(since))
		count = int(found)
		return err
	})
	return count, err
}

// HelpRequests implements support.Store.
func (db *DB) HelpRequests(ctx context.Context, f support.HelpFilter) (requests []support.HelpRequest, err error) {
	var values args
	where := "h.state IN ('open', 'escalated', 'taken') AND " + scopeCondition(f.Scope, "h.device_id", &values)
	if !f.AwakeAt.IsZero() {
		where += " AND h.snoozed_until <= " + values.add(micros(f.AwakeAt))
	}
	statement := fmt.Sprintf("SELECT * FROM help_request h WHERE %s ORDER BY h.asked_at, h.id LIMIT %d", where, maxHelpRequests)
	err = db.read(ctx, "help requests", func(t *tx) error {
		rows, err := all[query.HelpRequest](ctx, t.Tx, statement, values...)
		for _, r := range rows {
			requests = append(requests, toHelp(r))
		}
		return err
	})
	return requests, err
}

// HelpPlace implements support.Store.
func (db *DB) HelpPlace(ctx context.Context, h support.HelpRequest, now time.Time) (place int, err error) {
	err = db.read(ctx, "place of help request "+h.ID, func(t *tx) error {
		ahead, err := t.HelpAhead(ctx, micros(now), micros(h.AskedAt), h.ID)
		place = int(ahead) + 1
		return err
	})
	return place, err
}

// SaveHelpLink implements support.Store.
func (db *DB) SaveHelpLink(ctx context.Context, l support.HelpLink, records ...audit.Record) error {
	return db.write(ctx, "save help link of device "+l.DeviceID, func(t *tx) error {
		err := t.PutHelpLink(ctx, query.PutHelpLinkParams{DeviceID: l.DeviceID, Hash: l.Hash,
			CreatedByKind: string(l.CreatedBy.Kind), CreatedByID: l.CreatedBy.ID, CreatedByName: clean(l.CreatedBy.Name),
			CreatedAt: micros(l.CreatedAt)})
		if t.engine.missingReference(err) {
			return device.ErrNotFound
		}
		if err != nil {
			return err
		}
		return t.addRecords(ctx, records)
	})
}

// HelpLink implements support.Store.
func (db *DB) HelpLink(ctx context.Context, hash string) (l support.HelpLink, err error) {
	err = db.read(ctx, "help link", func(t *tx) error {
		row, err := t.Queries.HelpLink(ctx, hash)
		l = toHelpLink(row)
		return orNotFound(err, support.ErrNotFound)
	})
	return l, err
}

// HelpLinkOf implements support.Store.
func (db *DB) HelpLinkOf(ctx context.Context, deviceID string) (l support.HelpLink, err error) {
	err = db.read(ctx, "help link of device "+deviceID, func(t *tx) error {
		row, err := t.Queries.HelpLinkOf(ctx, deviceID)
		l = toHelpLink(row)
		return orNotFound(err, support.ErrNotFound)
	})
	return l, err
}

// RemoveHelpLink implements support.Store.
func (db *DB) RemoveHelpLink(ctx context.Context, deviceID string, records ...audit.Record) error {
	return db.write(ctx, "remove help link of device "+deviceID, func(t *tx) error {
		removed, err := t.Queries.RemoveHelpLink(ctx, deviceID)
		if err != nil {
			return err
		}
		if removed == 0 {
			return support.ErrNotFound
		}
		return t.addRecords(ctx, records)
	})
}

func toHelpLink(r query.HelpLink) support.HelpLink {
	return support.HelpLink{Hash: r.Hash, DeviceID: r.DeviceID, CreatedAt: fromMicros(r.CreatedAt),
		CreatedBy: audit.Actor{Kind: audit.ActorKind(r.CreatedByKind), ID: r.CreatedByID, Name: r.CreatedByName}}
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
