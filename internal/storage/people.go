package storage

import (
	"context"
	"fmt"
	"slices"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/storage/query"
)

// maxPeople bounds the list of people.
const maxPeople = 1000

// HasAdministrator implements access.Store.
func (db *DB) HasAdministrator(ctx context.Context) (bool, error) {
	return reading(ctx, db, "look for an administrator", func(t *tx) (bool, error) {
		ready, err := t.CountReadyAdministrators(ctx)
		return ready > 0, err
	})
}

// CreatePerson implements access.Store.
func (db *DB) CreatePerson(ctx context.Context, p access.Person, records ...audit.Record) error {
	return db.write(ctx, "create person "+p.ID, func(t *tx) error {
		if err := t.insertPerson(ctx, p); err != nil {
			return err
		}
		return t.addRecords(ctx, records)
	})
}

func (t *tx) insertPerson(ctx context.Context, p access.Person) error {
	added, err := t.InsertPerson(ctx, query.InsertPersonParams(personRow(p)))
	if err := orNone(added, err, access.ErrEmailTaken); err != nil {
		return err
	}
	return t.setPersonGroups(ctx, p)
}

func (t *tx) setPersonGroups(ctx context.Context, p access.Person) error {
	if err := t.RemovePersonFromGroups(ctx, p.ID); err != nil {
		return err
	}
	for _, groupID := range p.GroupIDs {
		if err := t.orMissing(t.AddPersonToGroup(ctx, p.ID, groupID), device.ErrGroupNotFound); err != nil {
			return fmt.Errorf("group %s: %w", groupID, err)
		}
	}
	return nil
}

// Person implements access.Store.
func (db *DB) Person(ctx context.Context, id string) (access.Person, error) {
	return reading(ctx, db, "person "+id, func(t *tx) (access.Person, error) {
		row, err := t.Queries.Person(ctx, id)
		if err != nil {
			return access.Person{}, orNotFound(err, access.ErrNotFound)
		}
		return t.person(ctx, row)
	})
}

// PersonByEmail implements access.Store.
func (db *DB) PersonByEmail(ctx context.Context, email string) (access.Person, error) {
	return reading(ctx, db, "person by e-mail", func(t *tx) (access.Person, error) {
		row, err := t.Queries.PersonByEmail(ctx, clean(email))
		if err != nil {
			return access.Person{}, orNotFound(err, access.ErrNotFound)
		}
		return t.person(ctx, row)
	})
}

func (t *tx) person(ctx context.Context, row query.Person) (access.Person, error) {
	groups, err := t.PersonGroups(ctx, row.ID)
	return toPerson(row, groups), err
}

// People implements access.Store.
func (db *DB) People(ctx context.Context) ([]access.Person, error) {
	return reading(ctx, db, "people", func(t *tx) ([]access.Person, error) {
		memberships, err := t.AllPersonGroups(ctx)
		if err != nil {
			return nil, err
		}
		groups := map[string][]string{}
		for _, m := range memberships {
			groups[m.PersonID] = append(groups[m.PersonID], m.GroupID)
		}
		rows, err := t.Queries.People(ctx, maxPeople)
		return toAll(rows, func(r query.Person) access.Person { return toPerson(r, groups[r.ID]) }), err
	})
}

// ChangePerson implements access.Store. change runs inside the transaction and must not call the store.
func (db *DB) ChangePerson(ctx context.Context, id, keep string, change func(*access.Person) error, records ...audit.Record) (access.Person, error) {
	var changed access.Person
	var refusal error // of change, to be returned as it is
	err := db.write(ctx, "change person "+id, func(t *tx) error {
		row, err := t.Queries.Person(ctx, id)
		if err != nil {
			return orNotFound(err, access.ErrNotFound)
		}
		old, err := t.person(ctx, row)
		if err != nil {
			return err
		}
		changed = old
		changed.GroupIDs, changed.Withheld = slices.Clone(old.GroupIDs), slices.Clone(old.Withheld)
		if refusal = change(&changed); refusal != nil {
			return refusal
		}
		changed.ID = old.ID
		if err := t.savePerson(ctx, old, changed); err != nil {
			return err
		}
		if lockedOut(old, changed) {
			if err := t.RemoveSignInsOf(ctx, id, keep); err != nil {
				return err
			}
		}
		if old.PasswordHash != changed.PasswordHash || !changed.DisabledAt.IsZero() {
			if err := t.RemovePasswordLinksOf(ctx, id); err != nil {
				return err
			}
		}
		if err := t.addRecords(ctx, records); err != nil {
			return err
		}
		row, err = t.Queries.Person(ctx, id)
		if err != nil {
			return err
		}
		changed, err = t.person(ctx, row)
		return err
	})
	switch {
	case refusal != nil:
		return access.Person{}, refusal
	case err != nil:
		return access.Person{}, err
	}
	return changed, nil
}

// savePerson writes a changed person unless it was the last administrator that anyone could be.
func (t *tx) savePerson(ctx context.Context, old, p access.Person) error {
	row := personRow(p)
	err := t.UpdatePerson(ctx, query.UpdatePersonParams{Name: row.Name, Email: row.Email, Role: row.Role,
		Language: row.Language, AllDevices: row.AllDevices, DisabledAt: row.DisabledAt,
		PasswordHash: row.PasswordHash, Withheld: row.Withheld, ClientVersion: row.ClientVersion, ID: row.ID})
	if t.engine.takenValue(err) {
		return access.ErrEmailTaken
	}
	if err != nil {
		return err
	}
	if err := t.setPersonGroups(ctx, p); err != nil {
		return err
	}
	enabled, err := t.CountEnabledAdministrators(ctx)
	if err != nil {
		return err
	}
	ready, err := t.CountReadyAdministrators(ctx)
	if err != nil {
		return err
	}
	if isAdministrator(old) && enabled == 0 || isAdministrator(old) && old.PasswordHash != "" && ready == 0 {
		return access.ErrLastAdmin
	}
	return nil
}

func isAdministrator(p access.Person) bool {
	return p.Role == access.Administrator && p.DisabledAt.IsZero()
}

// lockedOut says whether what a person may do changed so that their sign-ins must end.
func lockedOut(old, p access.Person) bool {
	slices.Sort(p.GroupIDs)
	slices.Sort(p.Withheld)
	return old.PasswordHash != p.PasswordHash || old.Role != p.Role || old.AllDevices != p.AllDevices ||
		!slices.Equal(old.GroupIDs, slices.Compact(p.GroupIDs)) || !slices.Equal(old.Withheld, p.Withheld) || !old.DisabledAt.Equal(p.DisabledAt)
}

func personRow(p access.Person) query.Person {
	return query.Person{ID: p.ID, Name: clean(p.Name), Email: clean(p.Email), Role: string(p.Role), Language: p.Language,
		AllDevices: p.AllDevices, DisabledAt: micros(p.DisabledAt), PasswordHash: p.PasswordHash, CreatedAt: micros(p.CreatedAt),
		Withheld: joinRights(p.Withheld), ClientVersion: p.ClientVersion}
}

func toPerson(r query.Person, groups []string) access.Person {
	return access.Person{ID: r.ID, Name: r.Name, Email: r.Email, Role: access.Role(r.Role), Language: r.Language,
		AllDevices: r.AllDevices, GroupIDs: groups, DisabledAt: fromMicros(r.DisabledAt),
		PasswordHash: r.PasswordHash, CreatedAt: fromMicros(r.CreatedAt), Withheld: splitRights(r.Withheld), ClientVersion: r.ClientVersion}
}
