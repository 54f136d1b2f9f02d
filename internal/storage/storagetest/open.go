// Package storagetest holds what keeps things to the promises of the store interfaces, and opens databases for tests.
package storagetest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/branding"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/notify"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/storage"
	"github.com/helpatwork/helpatwork/internal/support"
)

// Store is all that is kept.
type Store interface {
	device.Store
	access.Store
	audit.Store
	jobs.Store
	support.Store
	branding.Store
	notify.Store
	simulatedMDM
	activation.Store
	rollout.Store
	activation.Store
}

// Open opens an empty SQLite database that is closed and removed with the test. It is fast: the schema is made once
// and copied.
func Open(t testing.TB) *storage.DB { return OpenWith(t, storage.Config{}) }

// OpenWith is Open with a configuration of the test's own; an empty path means a new file.
func OpenWith(t testing.TB, cfg storage.Config) *storage.DB {
	t.Helper()
	if cfg.Path == "" {
		cfg.Path = filepath.Join(t.TempDir(), "test.db")
		empty, err := template()
		if err != nil {
			t.Fatalf("make the template database: %v", err)
		}
		if err := os.WriteFile(cfg.Path, empty, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	db, err := storage.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// template is the bytes of a migrated database with nothing in it.
var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "storagetest")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	db, err := storage.Open(context.Background(), storage.Config{Path: path})
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil { // moves everything into the one file
		return nil, err
	}
	return os.ReadFile(path)
})
