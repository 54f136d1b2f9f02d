// Package storage keeps everything: it fills the store interface of every domain on SQLite, with a file or more for
// each. Each method is one transaction. What only one database understands stands in that database's file behind
// the engine interface; package storagetest holds every database to the same promises.
package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/storage/query"
)

// Config says where to keep things.
type Config struct {
	// Path is the SQLite file; it is made, readable by its owner only, when it does not exist. Its directory must.
	Path string
	// Now is the clock that decides whether a guest's token is still valid. Nil means time.Now.
	Now func() time.Time
}

// A DB is an open database. It is safe for concurrent use; writes take turns, reads do not wait for them.
type DB struct {
	writer, reader *sql.DB
	engine         engine
	now            func() time.Time
	close          func() error
}

// Open opens the database and brings its schema up to date. It refuses a file that a newer version has written.
//
// What a method has answered survives the end of the process, however it ends: it is in the file or its log by then.
// The log is not flushed to the disk at each write, so a loss of power may take back the last moments, but never
// leaves half a transaction.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	writer, reader, err := openSQLite(cfg.Path)
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", cfg.Path, err)
	}
	db := &DB{writer: writer, reader: reader, engine: sqlite{}, now: cfg.Now}
	db.close = sync.OnceValue(db.closePools)
	if err := migrate(ctx, db.writer, db.engine); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", cfg.Path, err), db.Close())
	}
	return db, nil
}

// Close waits for the running write and leaves everything in the one file. Closing again answers the same.
func (db *DB) Close() error { return db.close() }

func (db *DB) closePools() error {
	readerErr := db.reader.Close()
	settleErr := db.engine.settle(db.writer)
	if err := errors.Join(readerErr, settleErr, db.writer.Close()); err != nil {
		return fmt.Errorf("close database: %w", err)
	}
	return nil
}

// Ping says whether the database can be read and written now.
func (db *DB) Ping(ctx context.Context) error {
	return errors.Join(
		db.read(ctx, "ping", func(*tx) error { return nil }),
		db.write(ctx, "ping", func(*tx) error { return nil }),
	)
}

// A tx is one transaction with the generated queries on it.
type tx struct {
	*query.Queries
	*sql.Tx
	engine engine
}

// write runs fn in a transaction that may change things. fn must not call a method of DB: there is one writer.
func (db *DB) write(ctx context.Context, what string, fn func(*tx) error) error {
	return db.run(ctx, db.writer, what, fn)
}

// read runs fn on a view of the database that does not change under it.
func (db *DB) read(ctx context.Context, what string, fn func(*tx) error) error {
	return db.run(ctx, db.reader, what, fn)
}

// writing is write for what has an answer. With an error there is none.
func writing[T any](ctx context.Context, db *DB, what string, fn func(*tx) (T, error)) (T, error) {
	return answer(ctx, db, db.writer, what, fn)
}

// reading is read for what has an answer. With an error there is none.
func reading[T any](ctx context.Context, db *DB, what string, fn func(*tx) (T, error)) (T, error) {
	return answer(ctx, db, db.reader, what, fn)
}

func answer[T any](ctx context.Context, db *DB, pool *sql.DB, what string, fn func(*tx) (T, error)) (T, error) {
	var found, nothing T
	if err := db.run(ctx, pool, what, func(t *tx) (err error) {
		found, err = fn(t)
		return err
	}); err != nil {
		return nothing, err
	}
	return found, nil
}

func (db *DB) run(ctx context.Context, pool *sql.DB, what string, fn func(*tx) error) (err error) {
	t, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("%s: begin: %w", what, err)
	}
	defer func() {
		if rollback := t.Rollback(); rollback != nil && !errors.Is(rollback, sql.ErrTxDone) {
			err = errors.Join(err, fmt.Errorf("%s: roll back: %w", what, rollback))
		}
	}()
	if err := fn(&tx{Queries: query.New(t), Tx: t, engine: db.engine}); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if err := t.Commit(); err != nil {
		return fmt.Errorf("%s: commit: %w", what, err)
	}
	return nil
}

// errMoved says that a row changed between reading and writing it.
var errMoved = errors.New("changed by someone else in between")

// maxTries bounds how often a change is applied anew because another one came between.
const maxTries = 100

// untilUnmoved runs attempt again while it meets other people's changes.
func untilUnmoved(ctx context.Context, attempt func() error) error {
	var err error
	for range maxTries {
		if err = attempt(); !errors.Is(err, errMoved) || ctx.Err() != nil {
			return err
		}
	}
	return err
}

// orNotFound gives the absence of a row the name the caller knows it by.
func orNotFound(err, notFound error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return notFound
	}
	return err
}

// optional is for a row that need not be there: its absence is no error.
func optional[T any](row T, err error) (_ T, found bool, _ error) {
	if errors.Is(err, sql.ErrNoRows) {
		return row, false, nil
	}
	return row, err == nil, err
}

// orNone gives a statement that found no row to change the error that this means to the caller.
func orNone(rows int64, err, none error) error {
	if err == nil && rows == 0 {
		return none
	}
	return err
}

// orMissing gives a refusal because what a row points to does not exist the name the caller knows that by.
func (t *tx) orMissing(err, notFound error) error {
	if t.engine.missingReference(err) {
		return notFound
	}
	return err
}

// writes is what several domains write with their changes.
type writes = struct {
	Audit []audit.Record
	Jobs  []jobs.Job
}

// addWrites puts what goes with a change into its transaction.
func (t *tx) addWrites(ctx context.Context, w writes) error {
	if err := t.addJobs(ctx, w.Jobs); err != nil {
		return err
	}
	return t.addRecords(ctx, w.Audit)
}
