package storage

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/support"
)

// plan is how the database would find the rows of a statement.
func plan(t *testing.T, db *DB, statement string, values args) string {
	t.Helper()
	rows, err := db.reader.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+statement, values...)
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	defer rows.Close()
	var steps []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(steps, "\n")
}

func planDB(t *testing.T) *DB {
	t.Helper()
	db, err := Open(t.Context(), Config{Path: filepath.Join(t.TempDir(), "plan.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// TestListsWalkAnIndex holds every list that may be long to an index that has its order already: a sort of the whole
// table for each page works in tests and stands still in production.
func TestListsWalkAnIndex(t *testing.T) {
	db := planDB(t)
	all := device.Scope{All: true}
	for name, c := range map[string]struct {
		f    device.Filter
		want string // what must be in the plan
	}{
		"all":        {device.Filter{Scope: all}, "SEARCH d USING INDEX sqlite_autoindex_device_2 (sort>?)"},
		"platform":   {device.Filter{Scope: all, Platform: device.IOS}, "SEARCH d USING INDEX device_platform (platform=? AND sort>?)"},
		"management": {device.Filter{Scope: all, Management: device.IOSUser, Lifecycle: device.InUse}, "SEARCH d USING INDEX device_management (management=? AND sort>?)"},
		"retired":    {device.Filter{Scope: all, Lifecycle: device.Retired}, "SEARCH d USING INDEX device_retired (sort>?)"},
		"in use":     {device.Filter{Scope: all, Lifecycle: device.InUse}, "(sort>?)"},
		"never":      {device.Filter{Scope: all, Presence: "never"}, "SEARCH d USING INDEX device_never (sort>?)"},
		"online":     {device.Filter{Scope: all, Presence: "online"}, "SEARCH c USING COVERING INDEX connection_list (sort>?)"},
		"available":  {device.Filter{Scope: all, Available: device.No, Platform: device.IOS, Lifecycle: device.InUse}, "SEARCH d USING INDEX device_available (available=? AND sort>?)"},
		"both":       {device.Filter{Scope: all, Available: device.Yes, MDM: "mdm_1", Platform: device.IOS}, "SEARCH d USING INDEX device_available (available=? AND sort>?)"},
		"kind":       {device.Filter{Scope: all, Available: device.Yes, MDM: "mdm_1", Platform: device.IOS, Management: device.IOSUser}, "SEARCH d USING INDEX device_available_management (management=? AND available=? AND sort>?)"},
		"MDM":        {device.Filter{Scope: all, MDM: "mdm_1", Platform: device.Android, Management: device.AndroidKiosk}, "SEARCH d USING INDEX device_mdm (mdm_id=? AND sort>?)"},
		"group":      {device.Filter{Scope: all, GroupID: "grp_1"}, "SEARCH m USING COVERING INDEX device_in_group_list (group_id=? AND sort>?)"},
		"own group":  {device.Filter{Scope: device.Scope{GroupIDs: []string{"grp_1"}}}, "SEARCH m USING COVERING INDEX device_in_group_list (group_id=? AND sort>?)"},
	} {
		statement, values, err := (&tx{engine: db.engine}).listStatement(t.Context(), c.f, "", 51)
		if err != nil {
			t.Fatal(err)
		}
		got := plan(t, db, statement, values)
		if !strings.Contains(got, c.want) || strings.Contains(got, "TEMP B-TREE") || strings.Contains(got, "SCAN d") {
			t.Errorf("%s:\n%s\nwant %s and no sort", name, got, c.want)
		}
	}
}

// TestGroupsAreWalkedSideBySide: only what the walks of all groups gave, a page each, is sorted.
func TestGroupsAreWalkedSideBySide(t *testing.T) {
	db := planDB(t)
	f := device.Filter{Scope: device.Scope{GroupIDs: []string{"grp_1", "grp_2", "grp_3"}}}
	statement, values, err := (&tx{engine: db.engine}).listStatement(t.Context(), f, "", 51)
	if err != nil {
		t.Fatal(err)
	}
	got := plan(t, db, statement, values)
	if walks := strings.Count(got, "SEARCH m USING COVERING INDEX device_in_group_list (group_id=? AND sort>?)"); walks != 3 || strings.Contains(got, "SCAN d\n") {
		t.Errorf("plan\n%s\nwant three walks along the index of groups", got)
	}
}

func TestHistoryWalksAnIndex(t *testing.T) {
	db := planDB(t)
	for column, index := range map[string]string{"": "session_newest", "s.device_id": "session_device", "s.technician_id": "session_technician"} {
		var values args
		where := []string{"TRUE"}
		if column != "" {
			where = append(where, column+" = "+values.add("x"))
		}
		statement, err := newestFirst("session s", "s.requested_at", where, &values,
			newest{after: encodeTimeCursor(1, "ses_1"), limit: 50}, support.ErrBadCursor)
		if err != nil {
			t.Fatal(err)
		}
		if got := plan(t, db, statement, values); !strings.Contains(got, "USING INDEX "+index) || strings.Contains(got, "TEMP B-TREE") {
			t.Errorf("history by %q:\n%s\nwant %s and no sort", column, got, index)
		}
	}
	for column, index := range map[string]string{"": "audit_newest", "a.device_id": "audit_device", "a.session_id": "audit_session", "a.actor_id": "audit_actor", "a.action": "audit_action"} {
		var values args
		where := []string{"TRUE"}
		if column != "" {
			where = append(where, column+" = "+values.add("x"))
		}
		statement, err := newestFirst("audit a", "a.at", where, &values, newest{limit: 50}, support.ErrBadCursor)
		if err != nil {
			t.Fatal(err)
		}
		if got := plan(t, db, statement, values); !strings.Contains(got, "USING INDEX "+index) || strings.Contains(got, "TEMP B-TREE") {
			t.Errorf("log by %q:\n%s\nwant %s and no sort", column, got, index)
		}
	}
}

func TestHotLookUpsUseAnIndex(t *testing.T) {
	db := planDB(t)
	for _, c := range []struct{ statement, want string }{
		{"SELECT * FROM session WHERE device_id = 'x' AND state <> 'ended'", "USING INDEX session_"},
		{"SELECT id FROM session WHERE state <> 'ended' AND deadline_at <> 0 AND deadline_at <= 5 ORDER BY deadline_at", "session_deadline"},
		{"SELECT id FROM job WHERE NOT failed AND run_at <= 5 AND lease_until <= 5 ORDER BY run_at, id LIMIT 5", "job_due"},
		{"SELECT * FROM help_request h WHERE h.state IN ('open', 'escalated', 'taken') AND TRUE ORDER BY h.asked_at, h.id LIMIT 5", "help_request_queue"},
		{"SELECT count(*) FROM help_request WHERE state IN ('open', 'escalated', 'taken') AND state <> 'taken' AND (asked_at < 5 OR (asked_at = 5 AND id < 'x'))", "INDEX help_request_"},
		{"SELECT state, count(*) FROM session WHERE state <> 'ended' GROUP BY state", "INDEX session_open"},
		{"SELECT count(*) FROM session WHERE state = 'ended' AND ended_at >= 5", "session_ended"},
		{"SELECT * FROM audit WHERE seq IS NULL ORDER BY id LIMIT 5", "audit_unlinked"},
		{"SELECT * FROM audit WHERE seq >= 5 ORDER BY seq LIMIT 5", "audit_chain"},
		{"SELECT seq, hash FROM audit WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1", "audit_chain"},
		{"UPDATE device SET last_seen = j.value FROM json_each('{}') AS j WHERE device.id = j.key AND device.last_seen < j.value", "SEARCH device USING INDEX sqlite_autoindex_device_1 (id=?)"},
	} {
		if got := plan(t, db, c.statement, nil); !strings.Contains(got, c.want) || strings.Contains(got, "FOR ORDER BY") {
			t.Errorf("%s\n%s\nwant %s", c.statement, got, c.want)
		}
	}
}

// TestBothSchemasAreTheSame compares the tables, columns and indexes that the two migration folders make, and their
// order, which generated code reads rows by. Search is each database's own.
func TestBothSchemasAreTheSame(t *testing.T) {
	sqlite, postgres := schema(t, "sqlite"), schema(t, "postgres")
	if len(sqlite) < 150 {
		t.Fatalf("only %d columns and indexes were found", len(sqlite))
	}
	at := func(lines []string, i int) string {
		if i < len(lines) {
			return lines[i]
		}
		return "nothing more"
	}
	for i := range max(len(sqlite), len(postgres)) {
		if at(sqlite, i) != at(postgres, i) {
			t.Fatalf("the schemas part at\n    SQLite %s\nPostgreSQL %s", at(sqlite, i), at(postgres, i))
		}
	}
}

// schema lists the columns, as "table: definition", and the indexes of a migration folder in their order.
func schema(t *testing.T, folder string) (found []string) {
	t.Helper()
	files, err := fs.Glob(migrationFiles, "migrations/"+folder+"/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("migrations of %s: %v, %v", folder, files, err)
	}
	for _, file := range files {
		text, err := migrationFiles.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		table := ""
		for line := range strings.Lines(string(text)) {
			line, _, _ = strings.Cut(line, "--")
			words := strings.Fields(strings.ReplaceAll(line, `COLLATE "C"`, ""))
			line = strings.TrimRight(strings.Join(words, " "), ",;")
			switch {
			case strings.HasPrefix(line, "CREATE TABLE "):
				table = words[2]
			case line == ")":
				table = ""
			case strings.Contains(line, "device_search"), table == "device_search":
			case strings.HasPrefix(line, "CREATE UNIQUE INDEX "), strings.HasPrefix(line, "CREATE INDEX "):
				found = append(found, line)
			case strings.HasPrefix(line, "ALTER TABLE ") && len(words) > 5 && words[4] == "COLUMN":
				found = append(found, words[2]+": "+strings.Join(words[5:], " "))
			case table == "" || line == "":
			case table == "device" && words[0] == "seq":
				found = append(found, "device: seq") // each database numbers rows in its own way
			default:
				found = append(found, table+": "+line)
			}
		}
	}
	return found
}
