package storage

import (
	"context"
	"database/sql"
	"io/fs"

	"github.com/pressly/goose/v3"

	"github.com/helpatwork/helpatwork/internal/storage/query"
)

// An engine holds what the databases say differently; everything else is one text for all of them.
type engine interface {
	// migrations are the numbered files of this database.
	migrations() (goose.Dialect, fs.FS)
	// settle makes the database ready to be closed.
	settle(pool *sql.DB) error

	// takenValue says that err is a refusal by a unique index.
	takenValue(err error) bool
	// missingReference says that err is a refusal because what a row points to does not exist.
	missingReference(err error) bool

	// index keeps the words of new and changed devices for search.
	index(ctx context.Context, t *sql.Tx, words searchWords) error
	// matching returns the table that finds devices whose words hold every term, and conditions for it and a device d.
	matching(terms []string, values *args) (from string, where []string)
	// holding is the same for a device d that has been found in another way.
	holding(terms []string, values *args) (from string, where []string)
	// driving joins a small table before the big one, so that the small one is walked.
	driving() string
	// seen moves last_seen of many devices on, never back.
	seen(ctx context.Context, t *sql.Tx, at map[string]int64) error
	// claim leases due jobs.
	claim(ctx context.Context, t *sql.Tx, owner string, now, until int64, limit int) ([]query.Job, error)
}
