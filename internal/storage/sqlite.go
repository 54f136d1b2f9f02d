package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/helpatwork/helpatwork/internal/storage/query"
)

// sqlite is the engine for a SQLite file.
type sqlite struct{}

const (
	maxReaders = 4 // more only wait for the processor
	// readerIdle closes readers that nobody needs, with their page caches.
	readerIdle = time.Minute
)

// openSQLite opens a file twice: once for the only writer, and once for readers, which see the last commit and
// never wait for the writer.
func openSQLite(path string) (writer, reader *sql.DB, err error) {
	if path == "" {
		return nil, nil, errors.New("path is missing")
	}
	// Made here because SQLite would let everyone read it; its log and index files take the same mode.
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, nil, err
	}
	if err := file.Close(); err != nil {
		return nil, nil, err
	}
	writer, err = sql.Open("sqlite", sqliteName(path, "immediate",
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(NORMAL)", "journal_size_limit(67108864)",
		"foreign_keys(1)", "cache_size(-4000)"))
	if err != nil {
		return nil, nil, err
	}
	writer.SetMaxOpenConns(1)
	reader, err = sql.Open("sqlite", sqliteName(path, "deferred",
		"busy_timeout(10000)", "query_only(1)", "cache_size(-2000)"))
	if err != nil {
		return nil, nil, errors.Join(err, writer.Close())
	}
	reader.SetMaxOpenConns(maxReaders)
	reader.SetMaxIdleConns(maxReaders)
	reader.SetConnMaxIdleTime(readerIdle)
	return writer, reader, nil
}

// sqliteName is a data source name that takes any file name, with signs that mean something in an address too.
func sqliteName(path, lock string, pragmas ...string) string {
	values := url.Values{"_txlock": {lock}, "_pragma": pragmas}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: values.Encode()}).String()
}

func (sqlite) migrations() (goose.Dialect, fs.FS) {
	files, err := fs.Sub(migrationFiles, "migrations/sqlite")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return goose.DialectSQLite3, files
}

// settle moves the log into the file, so that a copy of the one file is whole.
func (sqlite) settle(pool *sql.DB) error {
	_, err := pool.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

func (sqlite) takenValue(err error) bool {
	e, ok := errors.AsType[*driver.Error](err)
	return ok && (e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}

func (sqlite) missingReference(err error) bool {
	e, ok := errors.AsType[*driver.Error](err)
	return ok && e.Code() == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
}

// driving: SQLite keeps the order of tables in a CROSS JOIN.
func (sqlite) driving() string { return "CROSS JOIN" }

func (sqlite) seen(ctx context.Context, t *sql.Tx, at map[string]int64) error {
	values, err := json.Marshal(at)
	if err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, `UPDATE device SET last_seen = j.value FROM json_each($1) AS j
		WHERE device.id = j.key AND device.last_seen < j.value`, string(values))
	return err
}

func (sqlite) claim(ctx context.Context, t *sql.Tx, owner string, now, until int64, limit int) ([]query.Job, error) {
	claimed, err := all[query.Job](ctx, t, `UPDATE job SET owner = $1, lease_until = $2, attempts = attempts + 1
		WHERE id IN (SELECT id FROM job WHERE NOT failed AND run_at <= $3 AND lease_until <= $3 ORDER BY run_at, id LIMIT $4)
		RETURNING *`, owner, until, now, limit)
	slices.SortFunc(claimed, func(a, b query.Job) int { // RETURNING promises no order
		if a.RunAt != b.RunAt {
			return int(min(max(a.RunAt-b.RunAt, -1), 1))
		}
		return strings.Compare(a.ID, b.ID)
	})
	return claimed, err
}
