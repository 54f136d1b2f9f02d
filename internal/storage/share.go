package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/storage/query"
	"github.com/helpatwork/helpatwork/internal/support"
)

// CreateShare implements support.Store. A code that another share still waits on is an error; make another one.
func (db *DB) CreateShare(ctx context.Context, s support.Share, records ...audit.Record) error {
	return db.write(ctx, "create share "+s.ID, func(t *tx) error {
		if err := t.FreeExpiredCode(ctx, s.CodeHash, micros(s.CreatedAt)); err != nil {
			return err
		}
		if err := t.InsertShare(ctx, query.InsertShareParams{ID: s.ID, CodeHash: s.CodeHash, TechnicianID: s.TechnicianID,
			TechnicianName: clean(s.TechnicianName), Reason: clean(s.Reason), Ticket: clean(s.Ticket),
			CreatedAt: micros(s.CreatedAt), ExpiresAt: micros(s.ExpiresAt), RedeemedAt: micros(s.RedeemedAt),
			DeviceID: s.DeviceID, SessionID: s.SessionID}); err != nil {
			return err
		}
		return t.addRecords(ctx, records)
	})
}

// Share implements support.Store.
func (db *DB) Share(ctx context.Context, id, technicianID string) (support.Share, error) {
	return reading(ctx, db, "share "+id, func(t *tx) (support.Share, error) {
		row, err := t.Queries.Share(ctx, id, technicianID)
		return toShare(row), orNotFound(err, support.ErrNotFound)
	})
}

// RedeemShare implements support.Store.
func (db *DB) RedeemShare(ctx context.Context, codeHash string, now time.Time, guest device.Device, tokenHash string, expires time.Time, records ...audit.Record) (support.Share, error) {
	return writing(ctx, db, "redeem share", func(t *tx) (support.Share, error) {
		row, err := t.Queries.RedeemShare(ctx, micros(now), guest.ID, codeHash)
		if err != nil {
			return support.Share{}, orNotFound(err, support.ErrBadCode)
		}
		guestRow := deviceRow(guest)
		guestRow.TokenHash, guestRow.TokenExpires = tokenHash, micros(expires)
		words := searchWords{}
		if err := t.insertDevice(ctx, guestRow, guest.GroupIDs, words); err != nil {
			return support.Share{}, fmt.Errorf("add guest %s: %w", guest.ID, err)
		}
		if err := t.engine.index(ctx, t.Tx, words); err != nil {
			return support.Share{}, err
		}
		return toShare(row), t.addRecords(ctx, records)
	})
}

// LinkShare implements support.Store.
func (db *DB) LinkShare(ctx context.Context, id, sessionID string) error {
	return db.write(ctx, "link share "+id, func(t *tx) error {
		linked, err := t.Queries.LinkShare(ctx, sessionID, id)
		return orNone(linked, err, support.ErrNotFound)
	})
}

func toShare(r query.Share) support.Share {
	return support.Share{ID: r.ID, CodeHash: r.CodeHash, TechnicianID: r.TechnicianID, TechnicianName: r.TechnicianName,
		Reason: r.Reason, Ticket: r.Ticket, CreatedAt: fromMicros(r.CreatedAt), ExpiresAt: fromMicros(r.ExpiresAt),
		RedeemedAt: fromMicros(r.RedeemedAt), DeviceID: r.DeviceID, SessionID: r.SessionID}
}
