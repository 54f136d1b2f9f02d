package storage

import (
	"context"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/storage/query"
)

// CreateToken implements access.Store.
func (db *DB) CreateToken(ctx context.Context, token access.Token, records ...audit.Record) error {
	return db.write(ctx, "create token "+token.ID, func(t *tx) error {
		err := t.InsertToken(ctx, query.InsertTokenParams{ID: token.ID, PersonID: token.PersonID, Name: clean(token.Name),
			Hash: token.Hash, Rights: joinRights(token.Rights), CreatedAt: micros(token.CreatedAt),
			ExpiresAt: micros(token.ExpiresAt), LastUsedAt: micros(token.LastUsedAt)})
		if err != nil {
			return t.orMissing(err, access.ErrNotFound)
		}
		return t.addRecords(ctx, records)
	})
}

// Tokens implements access.Store. Expired ones are listed too; the oldest come first.
func (db *DB) Tokens(ctx context.Context, personID string) ([]access.Token, error) {
	return reading(ctx, db, "tokens of "+personID, func(t *tx) ([]access.Token, error) {
		rows, err := t.Queries.Tokens(ctx, personID)
		return toAll(rows, toToken), err
	})
}

// Token implements access.Store. The token of someone who is disabled is not valid.
func (db *DB) Token(ctx context.Context, hash string, now time.Time) (token access.Token, p access.Person, err error) {
	err = db.read(ctx, "look up token", func(t *tx) error {
		row, err := t.TokenByHash(ctx, hash, micros(now))
		if err != nil {
			return orNotFound(err, access.ErrSignedOut)
		}
		token = toToken(row)
		p, err = t.enabledPerson(ctx, row.PersonID)
		return err
	})
	if err != nil {
		return access.Token{}, access.Person{}, err
	}
	return token, p, nil
}

// TouchToken implements access.Store.
func (db *DB) TouchToken(ctx context.Context, id string, usedAt time.Time) error {
	return db.write(ctx, "touch token "+id, func(t *tx) error { return t.Queries.TouchToken(ctx, micros(usedAt), id) })
}

// RemoveToken implements access.Store. Someone else's token is ErrNotFound.
func (db *DB) RemoveToken(ctx context.Context, personID, id string, records ...audit.Record) error {
	return db.write(ctx, "remove token "+id, func(t *tx) error {
		removed, err := t.Queries.RemoveToken(ctx, id, personID)
		if err := orNone(removed, err, access.ErrNotFound); err != nil {
			return err
		}
		return t.addRecords(ctx, records)
	})
}

func toToken(r query.Token) access.Token {
	return access.Token{ID: r.ID, PersonID: r.PersonID, Name: r.Name, Hash: r.Hash, Rights: splitRights(r.Rights),
		CreatedAt: fromMicros(r.CreatedAt), ExpiresAt: fromMicros(r.ExpiresAt), LastUsedAt: fromMicros(r.LastUsedAt)}
}
