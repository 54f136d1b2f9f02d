package storage_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/storage"
)

// raw opens a SQLite file without any of our rules.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func open(t *testing.T, path string) *storage.DB {
	t.Helper()
	db, err := storage.Open(t.Context(), storage.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestAuditRecordsAreNeverChangedOrRemoved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	db := open(t, path)
	for _, id := range []string{"aud_1", "aud_2"} {
		if err := db.AddRecords(t.Context(), audit.Record{ID: id, At: time.Now(), Actor: audit.System, Action: audit.SignedIn}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.LinkRecords(t.Context(), 1, audit.Link); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	sneaky := raw(t, path)
	for _, statement := range []string{
		"DELETE FROM audit",
		"DELETE FROM audit WHERE id = 'aud_2'",
		"UPDATE audit SET actor_name = 'someone else' WHERE id = 'aud_2'",
		"UPDATE audit SET seq = 2, hash = 'h', details = '{}' WHERE id = 'aud_2'",
		"UPDATE audit SET seq = 9 WHERE id = 'aud_1'",
		"UPDATE audit SET hash = 'h' WHERE id = 'aud_1'",
		"UPDATE audit SET seq = NULL, hash = NULL WHERE id = 'aud_1'",
	} {
		if _, err := sneaky.Exec(statement); err == nil || !strings.Contains(err.Error(), "never changed or removed") {
			t.Errorf("%s: error %v, want a refusal", statement, err)
		}
	}
	if _, err := sneaky.Exec("UPDATE audit SET seq = 2, hash = 'h' WHERE id = 'aud_2'"); err != nil {
		t.Errorf("giving a record its place in the chain: %v", err)
	}
}

func TestOpenRefusesANewerSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	newer := raw(t, path)
	if _, err := newer.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (999999, TRUE)"); err != nil {
		t.Fatal(err)
	}
	if _, err := storage.Open(t.Context(), storage.Config{Path: path}); !errors.Is(err, storage.ErrNewerSchema) {
		t.Fatalf("Open(newer schema): error %v, want %v", err, storage.ErrNewerSchema)
	}
}

func TestOpenRefusesWhatIsNoDatabase(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "letter.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("Dear reader, ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"no path": "", "no directory": filepath.Join(dir, "none", "a.db"), "a directory": dir, "a letter": text} {
		if db, err := storage.Open(t.Context(), storage.Config{Path: path}); err == nil {
			t.Errorf("%s was opened", name)
			db.Close()
		}
	}
	letter, err := os.ReadFile(text)
	if err != nil || !strings.HasPrefix(string(letter), "Dear reader") {
		t.Errorf("the letter was written over: %v", err)
	}
}

func TestAnyFileNameServes(t *testing.T) {
	for _, name := range []string{"a b.db", "100%.db", "what?.db", "a#b.db", "日本.db", "a&_pragma=foreign_keys(0).db", "it's.db"} {
		path := filepath.Join(t.TempDir(), name)
		db := open(t, path)
		if err := db.CreateGroup(t.Context(), device.Group{ID: "grp_1", Name: "A"}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := db.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if mode := info.Mode().Perm(); mode != 0o600 {
			t.Errorf("%s has mode %o, want 600", name, mode)
		}
	}
}

func TestCloseLeavesEverythingInOneFile(t *testing.T) {
	dir := t.TempDir()
	db := open(t, filepath.Join(dir, "a.db"))
	if err := db.CreateGroup(t.Context(), device.Group{ID: "grp_1", Name: "A"}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 {
		t.Errorf("after Close there are %v, want one file", entries)
	}
	again := open(t, filepath.Join(dir, "a.db"))
	defer again.Close()
	groups, err := again.Groups(t.Context())
	if err != nil || len(groups) != 1 {
		t.Errorf("after opening again: groups %v, error %v", groups, err)
	}
}

func TestPingTellsOfAClosedDatabase(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "a.db"))
	if err := db.Ping(t.Context()); err != nil {
		t.Errorf("Ping(open): %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.Ping(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("Ping(cancelled): %v, want %v", err, context.Canceled)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := db.Ping(t.Context()); err == nil {
		t.Error("Ping(closed) found nothing wrong")
	}
	if err := db.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
}
