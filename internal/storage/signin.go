package storage

import (
	"context"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/storage/query"
)

// SaveLink implements access.Store.
func (db *DB) SaveLink(ctx context.Context, l access.Link, records ...audit.Record) error {
	return db.write(ctx, "save link", func(t *tx) error {
		if l.Kind == access.LinkPassword {
			if err := t.RemovePasswordLinksOf(ctx, l.PersonID); err != nil {
				return err
			}
		}
		if err := t.InsertLink(ctx, l.Hash, string(l.Kind), l.PersonID, micros(l.ExpiresAt)); err != nil {
			return err
		}
		return t.addRecords(ctx, records)
	})
}

// UseLink implements access.Store.
func (db *DB) UseLink(ctx context.Context, hash string, kind access.LinkKind, now time.Time) (access.Link, error) {
	return writing(ctx, db, "use link", func(t *tx) (access.Link, error) { return t.useLink(ctx, hash, kind, now) })
}

func (t *tx) useLink(ctx context.Context, hash string, kind access.LinkKind, now time.Time) (access.Link, error) {
	row, err := t.Queries.UseLink(ctx, hash, string(kind), micros(now))
	return access.Link{Hash: row.Hash, Kind: access.LinkKind(row.Kind), PersonID: row.PersonID,
		ExpiresAt: fromMicros(row.ExpiresAt)}, orNotFound(err, access.ErrBadLink)
}

// SetUp implements access.Store.
func (db *DB) SetUp(ctx context.Context, linkHash string, now time.Time, p access.Person, records ...audit.Record) error {
	return db.write(ctx, "set up", func(t *tx) error {
		ready, err := t.CountReadyAdministrators(ctx)
		if err != nil {
			return err
		}
		if ready > 0 {
			return access.ErrAlreadySetUp
		}
		if _, err := t.useLink(ctx, linkHash, access.LinkSetup, now); err != nil {
			return err
		}
		if err := t.insertPerson(ctx, p); err != nil {
			return err
		}
		return t.addRecords(ctx, records)
	})
}

// SaveSignIn implements access.Store.
func (db *DB) SaveSignIn(ctx context.Context, s access.SignIn, records ...audit.Record) error {
	return db.write(ctx, "save sign-in of "+s.PersonID, func(t *tx) error {
		err := t.InsertSignIn(ctx, query.InsertSignInParams{Hash: s.Hash, PersonID: s.PersonID,
			CreatedAt: micros(s.CreatedAt), ExpiresAt: micros(s.ExpiresAt), IdleAt: micros(s.IdleAt), UserAgent: clean(s.UserAgent)})
		if err != nil {
			return t.orMissing(err, access.ErrNotFound)
		}
		return t.addRecords(ctx, records)
	})
}

// SignIn implements access.Store. Nobody who is disabled is signed in.
func (db *DB) SignIn(ctx context.Context, hash string, now time.Time) (s access.SignIn, p access.Person, err error) {
	err = db.read(ctx, "look up sign-in", func(t *tx) error {
		row, err := t.Queries.SignIn(ctx, hash, micros(now))
		if err != nil {
			return orNotFound(err, access.ErrSignedOut)
		}
		s = access.SignIn{Hash: row.Hash, PersonID: row.PersonID, CreatedAt: fromMicros(row.CreatedAt),
			ExpiresAt: fromMicros(row.ExpiresAt), IdleAt: fromMicros(row.IdleAt), UserAgent: row.UserAgent}
		p, err = t.enabledPerson(ctx, row.PersonID)
		return err
	})
	if err != nil {
		return access.SignIn{}, access.Person{}, err
	}
	return s, p, nil
}

// enabledPerson returns who signed in, or ErrSignedOut when they were locked out since.
func (t *tx) enabledPerson(ctx context.Context, id string) (access.Person, error) {
	row, err := t.Queries.Person(ctx, id)
	if err != nil {
		return access.Person{}, orNotFound(err, access.ErrSignedOut)
	}
	if row.DisabledAt != 0 {
		return access.Person{}, access.ErrSignedOut
	}
	return t.person(ctx, row)
}

// TouchSignIn implements access.Store.
func (db *DB) TouchSignIn(ctx context.Context, hash string, idleAt time.Time) error {
	return db.write(ctx, "touch sign-in", func(t *tx) error { return t.Queries.TouchSignIn(ctx, micros(idleAt), hash) })
}

// RemoveSignIn implements access.Store.
func (db *DB) RemoveSignIn(ctx context.Context, hash string, records ...audit.Record) error {
	return db.write(ctx, "remove sign-in", func(t *tx) error {
		if err := t.Queries.RemoveSignIn(ctx, hash); err != nil {
			return err
		}
		return t.addRecords(ctx, records)
	})
}

// RemoveExpired implements access.Store.
func (db *DB) RemoveExpired(ctx context.Context, now time.Time) error {
	return db.write(ctx, "remove expired links and sign-ins", func(t *tx) error {
		if err := t.RemoveExpiredSignIns(ctx, micros(now)); err != nil {
			return err
		}
		return t.RemoveExpiredLinks(ctx, micros(now))
	})
}
