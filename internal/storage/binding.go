package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/storage/query"
)

// clientName is whose OAuth client is kept; there is one provider that has any.
const clientName = "teamviewer"

// Bindings implements activation.Store.
func (db *DB) Bindings(ctx context.Context) ([]activation.Binding, error) {
	return reading(ctx, db, "bindings", func(t *tx) ([]activation.Binding, error) {
		rows, err := t.Queries.Bindings(ctx)
		if err != nil {
			return nil, err
		}
		return tryAll(rows, toBinding)
	})
}

// Binding implements activation.Store.
func (db *DB) Binding(ctx context.Context, h activation.Holder) (activation.Binding, error) {
	return reading(ctx, db, "binding of a holder", func(t *tx) (activation.Binding, error) {
		row, err := t.BindingOf(ctx, h.Way.Provider, h.Way.Mode, h.PersonID)
		if err != nil {
			return activation.Binding{}, orNotFound(err, activation.ErrNoBinding)
		}
		return toBinding(row)
	})
}

// PutBinding implements activation.Store.
func (db *DB) PutBinding(ctx context.Context, b activation.Binding, writes func(replaced *activation.Binding) activation.Writes) error {
	return untilUnmoved(ctx, func() error {
		return db.write(ctx, "put binding "+b.ID, func(t *tx) error {
			replaced, err := t.takeBinding(ctx, b.Holder)
			if err != nil {
				return err
			}
			added, err := t.InsertBinding(ctx, query.InsertBindingParams(bindingRow(b)))
			if err := orNone(added, err, errMoved); err != nil {
				return err
			}
			return t.addWrites(ctx, writes(replaced))
		})
	})
}

// takeBinding removes the binding of a holder and returns it; nil when there is none.
func (t *tx) takeBinding(ctx context.Context, h activation.Holder) (*activation.Binding, error) {
	row, err := t.BindingOf(ctx, h.Way.Provider, h.Way.Mode, h.PersonID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil // a holder without one is the usual case
	}
	if err != nil {
		return nil, err
	}
	b, err := toBinding(row)
	if err != nil {
		return nil, err
	}
	removed, err := t.Queries.RemoveBinding(ctx, b.ID)
	return &b, orNone(removed, err, errMoved)
}

// ChangeBinding implements activation.Store. change runs outside of any transaction.
func (db *DB) ChangeBinding(ctx context.Context, id string, change func(*activation.Binding, *activation.Writes) error) (activation.Binding, error) {
	var changed activation.Binding
	err := untilUnmoved(ctx, func() error {
		row, err := reading(ctx, db, "binding "+id, func(t *tx) (query.Binding, error) {
			row, err := t.Queries.Binding(ctx, id)
			return row, orNotFound(err, activation.ErrNoBinding)
		})
		if err != nil {
			return err
		}
		if changed, err = toBinding(row); err != nil {
			return err
		}
		var w activation.Writes
		if err := change(&changed, &w); err != nil {
			return err
		}
		return db.write(ctx, "change binding "+id, func(t *tx) error {
			if err := t.saveBinding(ctx, row, changed); err != nil {
				return err
			}
			return t.addWrites(ctx, w)
		})
	})
	if err != nil {
		return activation.Binding{}, err
	}
	changed.Version++
	return toBinding(bindingRow(changed))
}

func (t *tx) saveBinding(ctx context.Context, old query.Binding, b activation.Binding) error {
	row := bindingRow(b)
	row.ID, row.Version = old.ID, old.Version
	row.HolderProvider, row.HolderMode, row.HolderPerson = old.HolderProvider, old.HolderMode, old.HolderPerson
	saved, err := t.UpdateBinding(ctx, query.UpdateBindingParams(row))
	return orNone(saved, err, errMoved)
}

// RemoveBinding implements activation.Store.
func (db *DB) RemoveBinding(ctx context.Context, id string, w activation.Writes) error {
	return db.write(ctx, "remove binding "+id, func(t *tx) error {
		if _, err := t.Queries.RemoveBinding(ctx, id); err != nil {
			return err
		}
		return t.addWrites(ctx, w)
	})
}

// SaveConsent implements activation.Store.
func (db *DB) SaveConsent(ctx context.Context, c activation.Consent, now time.Time) error {
	return db.write(ctx, "save consent", func(t *tx) error {
		if err := t.RemoveExpiredConsents(ctx, micros(now)); err != nil {
			return err
		}
		return t.InsertConsent(ctx, query.InsertConsentParams{StateHash: c.StateHash, HolderProvider: c.Holder.Way.Provider,
			HolderMode: c.Holder.Way.Mode, HolderPerson: c.Holder.PersonID, PersonID: c.PersonID, SignInHash: c.SignInHash,
			ReturnTo: clean(c.ReturnTo), ExpiresAt: micros(c.ExpiresAt)})
	})
}

// UseConsent implements activation.Store.
func (db *DB) UseConsent(ctx context.Context, stateHash string, now time.Time) (activation.Consent, error) {
	return writing(ctx, db, "use consent", func(t *tx) (activation.Consent, error) {
		row, err := t.Queries.UseConsent(ctx, clean(stateHash), micros(now))
		return activation.Consent{StateHash: row.StateHash, Holder: holder(row.HolderProvider, row.HolderMode, row.HolderPerson),
			PersonID: row.PersonID, SignInHash: row.SignInHash, ReturnTo: row.ReturnTo, ExpiresAt: fromMicros(row.ExpiresAt)}, orNotFound(err, activation.ErrBadState)
	})
}

// OAuthClient implements activation.Store.
func (db *DB) OAuthClient(ctx context.Context) (activation.OAuthClient, error) {
	return reading(ctx, db, "OAuth client", func(t *tx) (activation.OAuthClient, error) {
		row, err := t.Queries.OAuthClient(ctx, clientName)
		if err != nil {
			return activation.OAuthClient{}, orNotFound(err, activation.ErrNoClient)
		}
		sealed, err := fromBase64(row.Sealed)
		return activation.OAuthClient{Version: row.Version, ClientID: row.ClientID, Sealed: sealed}, err
	})
}

// SaveOAuthClient implements activation.Store.
func (db *DB) SaveOAuthClient(ctx context.Context, c activation.OAuthClient, w activation.Writes) error {
	return db.write(ctx, "save OAuth client", func(t *tx) error {
		if err := t.Queries.SaveOAuthClient(ctx, clientName, clean(c.ClientID), toBase64(c.Sealed)); err != nil {
			return err
		}
		return t.addWrites(ctx, w)
	})
}

// Mappings implements activation.Store.
func (db *DB) Mappings(ctx context.Context) ([]activation.Mapping, error) {
	return reading(ctx, db, "mappings", func(t *tx) ([]activation.Mapping, error) {
		rows, err := t.Queries.Mappings(ctx)
		return toAll(rows, func(r query.AccountMapping) activation.Mapping { return activation.Mapping(r) }), err
	})
}

// SaveMapping implements activation.Store.
func (db *DB) SaveMapping(ctx context.Context, m activation.Mapping, w activation.Writes) error {
	return db.write(ctx, "save mapping of "+m.PersonID, func(t *tx) error {
		if _, err := t.Queries.Person(ctx, m.PersonID); err != nil {
			return orNotFound(err, activation.ErrNotFound)
		}
		if err := t.putMapping(ctx, m); err != nil {
			return err
		}
		return t.addWrites(ctx, w)
	})
}

func (t *tx) putMapping(ctx context.Context, m activation.Mapping) error {
	if m.AccountID == "" {
		return t.RemoveMapping(ctx, m.PersonID)
	}
	return t.Queries.SaveMapping(ctx, m.PersonID, clean(m.AccountID), clean(m.AccountName))
}

func holder(providerName, mode, personID string) activation.Holder {
	return activation.Holder{Way: activation.Way{Provider: providerName, Mode: mode}, PersonID: personID}
}

func bindingRow(b activation.Binding) query.Binding {
	return query.Binding{ID: b.ID, Version: b.Version, HolderProvider: b.Holder.Way.Provider, HolderMode: b.Holder.Way.Mode,
		HolderPerson: b.Holder.PersonID, Kind: string(b.Kind), State: string(b.State), AccountID: clean(b.Account.ID),
		AccountName: clean(b.Account.Name), AccountEmail: clean(b.Account.Email), AccountCompany: clean(b.Account.Company),
		Sealed: toBase64(b.Sealed), ExpiresAt: micros(b.ExpiresAt), RefreshBy: b.RefreshBy, RefreshUntil: micros(b.RefreshUntil),
		BoundByKind: string(b.BoundBy.Kind), BoundByID: b.BoundBy.ID, BoundByName: clean(b.BoundBy.Name), BoundAt: micros(b.BoundAt),
		CheckedAt: micros(b.CheckedAt), Problem: string(b.Problem)}
}

func toBinding(r query.Binding) (activation.Binding, error) {
	sealed, err := fromBase64(r.Sealed)
	if err != nil {
		return activation.Binding{}, fmt.Errorf("binding %s: %w", r.ID, err)
	}
	return activation.Binding{ID: r.ID, Version: r.Version, Holder: holder(r.HolderProvider, r.HolderMode, r.HolderPerson),
		Kind: activation.BindingKind(r.Kind), State: activation.BindingState(r.State),
		Account: provider.Account{ID: r.AccountID, Name: r.AccountName, Email: r.AccountEmail, Company: r.AccountCompany},
		Sealed:  sealed, ExpiresAt: fromMicros(r.ExpiresAt), RefreshBy: r.RefreshBy, RefreshUntil: fromMicros(r.RefreshUntil),
		BoundBy: actor(r.BoundByKind, r.BoundByID, r.BoundByName), BoundAt: fromMicros(r.BoundAt), CheckedAt: fromMicros(r.CheckedAt),
		Problem: provider.Kind(r.Problem)}, nil
}
