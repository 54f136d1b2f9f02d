package storage

import (
	"context"
	"errors"
	"fmt"

	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/storage/query"
)

// SeedApps implements rollout.Store.
func (db *DB) SeedApps(ctx context.Context, apps ...rollout.App) error {
	return db.write(ctx, "seed support apps", func(t *tx) error {
		for _, a := range apps {
			if _, err := t.insertApp(ctx, a); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *tx) insertApp(ctx context.Context, a rollout.App) (int64, error) {
	body, err := toJSON(a)
	if err != nil {
		return 0, err
	}
	return t.InsertSupportApp(ctx, a.ID, clean(body))
}

// Apps implements rollout.Store.
func (db *DB) Apps(ctx context.Context) ([]rollout.App, error) {
	return reading(ctx, db, "support apps", func(t *tx) ([]rollout.App, error) { return t.apps(ctx) })
}

func (t *tx) apps(ctx context.Context) ([]rollout.App, error) {
	rows, err := t.SupportApps(ctx)
	if err != nil {
		return nil, err
	}
	return tryAll(rows, toApp)
}

// app returns one of the catalog, or rollout.ErrNotFound.
func (t *tx) app(ctx context.Context, id string) (rollout.App, error) {
	row, err := t.SupportApp(ctx, id)
	if err != nil {
		return rollout.App{}, fmt.Errorf("support app %s: %w", id, orNotFound(err, rollout.ErrNotFound))
	}
	return toApp(row)
}

func toApp(r query.SupportApp) (rollout.App, error) {
	a, err := fromJSON[rollout.App](r.Body)
	if err != nil {
		return rollout.App{}, fmt.Errorf("support app %s: %w", r.ID, err)
	}
	a.ID, a.Version = r.ID, r.Version
	return a, nil
}

// SaveApp implements rollout.Store.
func (db *DB) SaveApp(ctx context.Context, a rollout.App, w rollout.Writes) (rollout.App, error) {
	err := db.write(ctx, "save support app "+a.ID, func(t *tx) error {
		if a.Version == 0 {
			added, err := t.insertApp(ctx, a)
			return t.unlessChanged(ctx, added, err, w)
		}
		if _, err := t.app(ctx, a.ID); err != nil {
			return err
		}
		body, err := toJSON(a)
		if err != nil {
			return err
		}
		saved, err := t.UpdateSupportApp(ctx, clean(body), a.ID, a.Version)
		return t.unlessChanged(ctx, saved, err, w)
	})
	if err != nil {
		return rollout.App{}, err
	}
	a.Version++
	return a, nil
}

// unlessChanged writes what goes with a change of one row, or says that somebody else changed it in between.
func (t *tx) unlessChanged(ctx context.Context, rows int64, err error, w rollout.Writes) error {
	if err := orNone(rows, err, rollout.ErrChanged); err != nil {
		return t.orMissing(err, rollout.ErrNotFound)
	}
	return t.addWrites(ctx, w)
}

// RemoveApp implements rollout.Store.
func (db *DB) RemoveApp(ctx context.Context, id string, w rollout.Writes) error {
	return db.write(ctx, "remove support app "+id, func(t *tx) error {
		a, err := t.app(ctx, id)
		if err != nil {
			return err
		}
		if a.BuiltIn {
			return rollout.ErrBuiltIn
		}
		d, err := t.distribution(ctx, id)
		if err != nil {
			return err
		}
		wanted, err := t.AppWanted(ctx, id)
		if err != nil {
			return err
		}
		if wanted || d.To != rollout.NoOne {
			return rollout.ErrInUse
		}
		removed, err := t.RemoveSupportApp(ctx, id)
		return t.unlessChanged(ctx, removed, err, w)
	})
}

// KeyProfile implements rollout.Store.
func (db *DB) KeyProfile(ctx context.Context, appID string) (rollout.KeyProfile, error) {
	return reading(ctx, db, "keys of support app "+appID, func(t *tx) (rollout.KeyProfile, error) {
		return t.keyProfile(ctx, appID)
	})
}

func (t *tx) keyProfile(ctx context.Context, appID string) (rollout.KeyProfile, error) {
	row, err := t.Queries.KeyProfile(ctx, appID)
	if err != nil {
		return rollout.KeyProfile{}, orNotFound(err, rollout.ErrNoProfile)
	}
	return toKeyProfile(row)
}

// profileVersion is that of an app's keys, 0 for an app without.
func (t *tx) profileVersion(ctx context.Context, appID string) (int64, error) {
	k, err := t.keyProfile(ctx, appID)
	if errors.Is(err, rollout.ErrNoProfile) {
		return 0, nil
	}
	return k.Version, err
}

func toKeyProfile(r query.KeyProfile) (rollout.KeyProfile, error) {
	k, err := fromJSON[rollout.KeyProfile](r.Body)
	if err != nil {
		return rollout.KeyProfile{}, fmt.Errorf("keys of support app %s: %w", r.AppID, err)
	}
	k.AppID, k.Version = r.AppID, r.Version
	return k, nil
}

// KeyProfiles implements rollout.Store.
func (db *DB) KeyProfiles(ctx context.Context) ([]rollout.KeyProfile, error) {
	return reading(ctx, db, "keys of support apps", func(t *tx) ([]rollout.KeyProfile, error) {
		rows, err := t.Queries.KeyProfiles(ctx)
		if err != nil {
			return nil, err
		}
		return tryAll(rows, toKeyProfile)
	})
}

// SaveKeyProfile implements rollout.Store.
func (db *DB) SaveKeyProfile(ctx context.Context, k rollout.KeyProfile, w rollout.Writes) (rollout.KeyProfile, error) {
	body, err := toJSON(k)
	if err != nil {
		return rollout.KeyProfile{}, fmt.Errorf("save keys of support app %s: %w", k.AppID, err)
	}
	err = db.write(ctx, "save keys of support app "+k.AppID, func(t *tx) error {
		var saved int64
		if k.Version == 0 {
			saved, err = t.InsertKeyProfile(ctx, k.AppID, clean(body))
		} else {
			saved, err = t.UpdateKeyProfile(ctx, clean(body), k.AppID, k.Version)
		}
		return t.unlessChanged(ctx, saved, err, w)
	})
	if err != nil {
		return rollout.KeyProfile{}, err
	}
	k.Version++
	return k, nil
}

// Connections implements rollout.Store.
func (db *DB) Connections(ctx context.Context) ([]mdm.Connection, error) {
	return reading(ctx, db, "MDM connections", func(t *tx) ([]mdm.Connection, error) {
		rows, err := t.ConnectionsOfMDM(ctx)
		return toAll(rows, toConnection), err
	})
}

func toConnection(r query.MdmConnection) mdm.Connection {
	return mdm.Connection{ID: r.ID, Kind: mdm.Kind(r.Kind), Name: r.Name, Version: r.Version,
		TierNeeded: mdm.Tier(r.TierNeeded), Tier: mdm.Tier(r.Tier)}
}

// CountManaged implements rollout.Store.
func (db *DB) CountManaged(ctx context.Context, connectionID string) (int, error) {
	return reading(ctx, db, "count devices of MDM connection "+connectionID, func(t *tx) (n int, err error) {
		err = t.QueryRowContext(ctx, "SELECT count(*) FROM device WHERE mdm_id = $1", connectionID).Scan(&n)
		return n, err
	})
}

// SaveConnection implements rollout.Store. What an implementation is never changes.
func (db *DB) SaveConnection(ctx context.Context, c mdm.Connection, w rollout.Writes) (mdm.Connection, error) {
	err := db.write(ctx, "save MDM connection "+c.ID, func(t *tx) error {
		var saved int64
		var err error
		if c.Version == 0 {
			saved, err = t.InsertConnectionOfMDM(ctx, query.InsertConnectionOfMDMParams{ID: c.ID, Kind: string(c.Kind),
				Name: clean(c.Name), TierNeeded: string(c.TierNeeded), Tier: string(c.Tier)})
		} else {
			saved, err = t.UpdateConnectionOfMDM(ctx, query.UpdateConnectionOfMDMParams{Name: clean(c.Name),
				TierNeeded: string(c.TierNeeded), Tier: string(c.Tier), ID: c.ID, Version: c.Version})
		}
		return t.unlessChanged(ctx, saved, err, w)
	})
	if err != nil {
		return mdm.Connection{}, err
	}
	c.Version++
	return c, nil
}
