package storage

import (
	"context"
	"errors"
	"fmt"

	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/storage/query"
)

// Write implements activation.Store.
func (db *DB) Write(ctx context.Context, w activation.Writes) error {
	return db.write(ctx, "write records and jobs", func(t *tx) error { return t.addWrites(ctx, w) })
}

// Activations implements activation.Store. The newest of a way is the one that is not off, else the last one agreed to.
func (db *DB) Activations(ctx context.Context) ([]activation.Activation, error) {
	return reading(ctx, db, "activations", func(t *tx) (newest []activation.Activation, err error) {
		rows, err := t.Queries.Activations(ctx)
		at := map[activation.Way]int{}
		for _, r := range rows {
			a := toActivation(r)
			i, known := at[a.Way]
			switch {
			case !known:
				at[a.Way] = len(newest)
				newest = append(newest, a)
			case newest[i].State == activation.Off:
				newest[i] = a
			}
		}
		return newest, err
	})
}

// CreateActivation implements activation.Store.
func (db *DB) CreateActivation(ctx context.Context, a activation.Activation, w activation.Writes) error {
	return db.write(ctx, "create activation "+a.ID, func(t *tx) error {
		if a.AgreementVersion != 0 {
			newest, err := t.NewestAgreement(ctx)
			if err != nil {
				return orNotFound(err, activation.ErrOldAgreement)
			}
			if newest.Version != a.AgreementVersion {
				return activation.ErrOldAgreement
			}
		}
		added, err := t.InsertActivation(ctx, query.InsertActivationParams(activationRow(a)))
		if err := orNone(added, err, activation.ErrActive); err != nil {
			return err
		}
		return t.addWrites(ctx, w)
	})
}

// ChangeActivation implements activation.Store. change runs outside of any transaction.
func (db *DB) ChangeActivation(ctx context.Context, id string, change func(*activation.Activation, *activation.Writes) error) (activation.Activation, error) {
	var changed activation.Activation
	err := untilUnmoved(ctx, func() error {
		row, err := reading(ctx, db, "activation "+id, func(t *tx) (query.Activation, error) {
			row, err := t.Activation(ctx, id)
			return row, orNotFound(err, activation.ErrNotFound)
		})
		if err != nil {
			return err
		}
		changed = toActivation(row)
		var w activation.Writes
		if err := change(&changed, &w); err != nil {
			return err
		}
		return db.write(ctx, "change activation "+id, func(t *tx) error {
			if err := t.saveActivation(ctx, row, changed); err != nil {
				return err
			}
			return t.addWrites(ctx, w)
		})
	})
	if err != nil {
		return activation.Activation{}, err
	}
	changed.Version++
	return toActivation(activationRow(changed)), nil
}

func (t *tx) saveActivation(ctx context.Context, old query.Activation, a activation.Activation) error {
	row := activationRow(a)
	row.ID, row.Version, row.Provider, row.Mode = old.ID, old.Version, old.Provider, old.Mode
	saved, err := t.UpdateActivation(ctx, query.UpdateActivationParams(row))
	return orNone(saved, err, errMoved)
}

// Agreement implements activation.Store.
func (db *DB) Agreement(ctx context.Context, version int64) (activation.Agreement, error) {
	return reading(ctx, db, "agreement", func(t *tx) (activation.Agreement, error) { return t.agreement(ctx, version) })
}

func (t *tx) agreement(ctx context.Context, version int64) (activation.Agreement, error) {
	find := t.NewestAgreement
	if version != 0 {
		find = func(ctx context.Context) (query.Agreement, error) { return t.Queries.Agreement(ctx, version) }
	}
	row, err := find(ctx)
	if err != nil {
		return activation.Agreement{}, orNotFound(err, activation.ErrNotFound)
	}
	text, err := fromJSON[map[string]string](row.Text)
	return activation.Agreement{Version: row.Version, Text: text, SavedBy: actor(row.SavedByKind, row.SavedByID, row.SavedByName),
		SavedAt: fromMicros(row.SavedAt)}, err
}

// AddAgreement implements activation.Store.
func (db *DB) AddAgreement(ctx context.Context, a activation.Agreement, w activation.Writes) (added activation.Agreement, err error) {
	cleaned := make(map[string]string, len(a.Text))
	for language, words := range a.Text {
		cleaned[language] = clean(words)
	}
	text, err := toJSON(cleaned)
	if err != nil {
		return activation.Agreement{}, fmt.Errorf("add agreement: %w", err)
	}
	err = untilUnmoved(ctx, func() error {
		return db.write(ctx, "add agreement", func(t *tx) error {
			version, err := t.versionFor(ctx, a)
			if err != nil {
				return err
			}
			inserted, err := t.InsertAgreement(ctx, query.InsertAgreementParams{Version: version, Text: text,
				SavedByKind: string(a.SavedBy.Kind), SavedByID: a.SavedBy.ID, SavedByName: clean(a.SavedBy.Name), SavedAt: micros(a.SavedAt)})
			if err != nil {
				return err
			}
			if inserted == 0 && a.Version == 0 {
				return errMoved
			}
			if added, err = t.agreement(ctx, version); err != nil || inserted == 0 {
				return err
			}
			return t.addWrites(ctx, w)
		})
	})
	if err != nil {
		return activation.Agreement{}, err
	}
	return added, nil
}

// versionFor is the version that an agreement asks for, else the next one.
func (t *tx) versionFor(ctx context.Context, a activation.Agreement) (int64, error) {
	if a.Version != 0 {
		return a.Version, nil
	}
	newest, err := t.agreement(ctx, 0)
	if errors.Is(err, activation.ErrNotFound) {
		return 1, nil
	}
	return newest.Version + 1, err
}

// CreateRemoval implements activation.Store.
func (db *DB) CreateRemoval(ctx context.Context, r activation.Removal, w activation.Writes) error {
	row, err := removalRow(r)
	if err != nil {
		return fmt.Errorf("create removal %s: %w", r.ID, err)
	}
	return untilUnmoved(ctx, func() error {
		return db.write(ctx, "create removal "+r.ID, func(t *tx) error {
			kept, err := t.Activation(ctx, r.ActivationID)
			if err != nil {
				return orNotFound(err, activation.ErrNotActive)
			}
			a := toActivation(kept)
			switch a.State {
			case activation.Removing:
				return activation.ErrRemoving
			case activation.Off:
				return activation.ErrNotActive
			}
			a.State = activation.Removing
			if err := t.saveActivation(ctx, kept, a); err != nil {
				return err
			}
			if err := t.InsertRemoval(ctx, query.InsertRemovalParams(row)); err != nil {
				return err
			}
			return t.addWrites(ctx, w)
		})
	})
}

// Removal implements activation.Store.
func (db *DB) Removal(ctx context.Context, id string) (activation.Removal, error) {
	row, err := db.removalRow(ctx, id)
	if err != nil {
		return activation.Removal{}, err
	}
	return toRemoval(row)
}

func (db *DB) removalRow(ctx context.Context, id string) (query.Removal, error) {
	return reading(ctx, db, "removal "+id, func(t *tx) (query.Removal, error) {
		row, err := t.Queries.Removal(ctx, id)
		return row, orNotFound(err, activation.ErrNotFound)
	})
}

// OpenRemovals implements activation.Store. The oldest comes first.
func (db *DB) OpenRemovals(ctx context.Context) ([]activation.Removal, error) {
	return reading(ctx, db, "open removals", func(t *tx) ([]activation.Removal, error) {
		rows, err := t.Queries.OpenRemovals(ctx)
		if err != nil {
			return nil, err
		}
		return tryAll(rows, toRemoval)
	})
}

// ChangeRemoval implements activation.Store. change runs outside of any transaction.
func (db *DB) ChangeRemoval(ctx context.Context, id string, change func(*activation.Removal, *activation.Writes) error) (activation.Removal, error) {
	var changed activation.Removal
	err := untilUnmoved(ctx, func() error {
		row, err := db.removalRow(ctx, id)
		if err != nil {
			return err
		}
		if changed, err = toRemoval(row); err != nil {
			return err
		}
		var w activation.Writes
		if err := change(&changed, &w); err != nil {
			return err
		}
		return db.write(ctx, "change removal "+id, func(t *tx) error {
			if err := t.saveRemoval(ctx, row, changed); err != nil {
				return err
			}
			return t.addWrites(ctx, w)
		})
	})
	if err != nil {
		return activation.Removal{}, err
	}
	return db.Removal(ctx, changed.ID)
}

func (t *tx) saveRemoval(ctx context.Context, old query.Removal, r activation.Removal) error {
	row, err := removalRow(r)
	if err != nil {
		return err
	}
	row.ID, row.ActivationID, row.Version = old.ID, old.ActivationID, old.Version
	saved, err := t.UpdateRemoval(ctx, query.UpdateRemovalParams(row))
	if err := orNone(saved, err, errMoved); err != nil {
		return err
	}
	if r.Step != activation.StepDone || old.Step == row.Step {
		return nil
	}
	kept, err := t.Activation(ctx, old.ActivationID)
	if err != nil {
		return err
	}
	a := toActivation(kept)
	a.State, a.RemovedBy, a.RemovedAt = activation.Off, r.StartedBy, r.DoneAt
	return t.saveActivation(ctx, kept, a)
}

func activationRow(a activation.Activation) query.Activation {
	return query.Activation{ID: a.ID, Version: a.Version, Provider: a.Way.Provider, Mode: a.Way.Mode, State: string(a.State),
		AgreementVersion: a.AgreementVersion, AgreedByKind: string(a.AgreedBy.Kind), AgreedByID: a.AgreedBy.ID,
		AgreedByName: clean(a.AgreedBy.Name), AgreedAt: micros(a.AgreedAt), AccountID: clean(a.Account.ID), AccountName: clean(a.Account.Name),
		AccountEmail: clean(a.Account.Email), AccountCompany: clean(a.Account.Company), RemovedByKind: string(a.RemovedBy.Kind),
		RemovedByID: a.RemovedBy.ID, RemovedByName: clean(a.RemovedBy.Name), RemovedAt: micros(a.RemovedAt)}
}

func toActivation(r query.Activation) activation.Activation {
	return activation.Activation{ID: r.ID, Version: r.Version, Way: activation.Way{Provider: r.Provider, Mode: r.Mode},
		State: activation.State(r.State), AgreementVersion: r.AgreementVersion, AgreedBy: actor(r.AgreedByKind, r.AgreedByID, r.AgreedByName),
		AgreedAt:  fromMicros(r.AgreedAt),
		Account:   provider.Account{ID: r.AccountID, Name: r.AccountName, Email: r.AccountEmail, Company: r.AccountCompany},
		RemovedBy: actor(r.RemovedByKind, r.RemovedByID, r.RemovedByName), RemovedAt: fromMicros(r.RemovedAt)}
}

func removalRow(r activation.Removal) (query.Removal, error) {
	unproven := ""
	if len(r.Unproven) > 0 {
		text, err := toJSON(r.Unproven)
		if err != nil {
			return query.Removal{}, err
		}
		unproven = clean(text)
	}
	released := ""
	if len(r.Released) > 0 {
		text, err := toJSON(r.Released)
		if err != nil {
			return query.Removal{}, err
		}
		released = clean(text)
	}
	return query.Removal{ID: r.ID, ActivationID: r.ActivationID, Version: r.Version, Provider: r.Way.Provider, Mode: r.Way.Mode,
		Step: string(r.Step), StartedByKind: string(r.StartedBy.Kind), StartedByID: r.StartedBy.ID, StartedByName: clean(r.StartedBy.Name),
		StartedAt: micros(r.StartedAt), StepAt: micros(r.StepAt), OverrideByKind: string(r.OverrideBy.Kind), OverrideByID: r.OverrideBy.ID,
		OverrideByName: clean(r.OverrideBy.Name), OverrideAt: micros(r.OverrideAt), OverrideReason: clean(r.OverrideReason),
		Unproven: unproven, DoneAt: micros(r.DoneAt), KeepAccounts: r.KeepAccounts, Released: released}, nil
}

func toRemoval(r query.Removal) (activation.Removal, error) {
	unproven, err := fromJSON[[]string](r.Unproven)
	if err != nil {
		return activation.Removal{}, fmt.Errorf("removal %s: %w", r.ID, err)
	}
	released, err := fromJSON[[]activation.Released](r.Released)
	if err != nil {
		return activation.Removal{}, fmt.Errorf("removal %s: %w", r.ID, err)
	}
	return activation.Removal{ID: r.ID, ActivationID: r.ActivationID, Version: r.Version, Way: activation.Way{Provider: r.Provider, Mode: r.Mode},
		Step: activation.RemovalStep(r.Step), StartedBy: actor(r.StartedByKind, r.StartedByID, r.StartedByName), StartedAt: fromMicros(r.StartedAt),
		StepAt: fromMicros(r.StepAt), OverrideBy: actor(r.OverrideByKind, r.OverrideByID, r.OverrideByName), OverrideAt: fromMicros(r.OverrideAt),
		OverrideReason: r.OverrideReason, Unproven: unproven, DoneAt: fromMicros(r.DoneAt), KeepAccounts: r.KeepAccounts, Released: released}, nil
}
