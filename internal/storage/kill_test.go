package storage_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/storage"
	"github.com/helpatwork/helpatwork/internal/support"
)

// victimFile names the database of the process that TestNothingAcceptedIsLostByAKill starts and kills.
const victimFile = "HAW_TEST_VICTIM_FILE"

func TestMain(m *testing.M) {
	if path := os.Getenv(victimFile); path != "" {
		fmt.Println(beVictim(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// beVictim starts sessions as fast as it can and says the number of each one that was accepted, until it is killed.
func beVictim(path string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute) // should nobody kill it
	defer cancel()
	db, err := storage.Open(ctx, storage.Config{Path: path})
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		if err := victimStep(ctx, db, n); err != nil {
			return err
		}
		fmt.Printf("accepted %d\n", n)
	}
}

// victimStep writes one device, session, record and job, the last three in one transaction.
func victimStep(ctx context.Context, db *storage.DB, n int) error {
	deviceID := fmt.Sprintf("dev_%d", n)
	if _, err := db.ImportDevices(ctx, []device.Imported{{Device: device.Device{ID: deviceID, Name: "Phone"}}}, time.Now()); err != nil {
		return err
	}
	s := support.Session{ID: fmt.Sprintf("ses_%d", n), DeviceID: deviceID, State: support.Requested, RequestedAt: time.Now()}
	w := support.Writes{
		Audit: []audit.Record{{ID: fmt.Sprintf("aud_%d", n), At: time.Now(), Actor: audit.System, Action: audit.SessionRequested, SessionID: s.ID}},
		Jobs:  []jobs.Job{{ID: fmt.Sprintf("job_%d", n), Kind: "k"}},
	}
	return db.CreateSession(ctx, s, w, "", nil)
}

func TestNothingAcceptedIsLostByAKill(t *testing.T) {
	for round := range 3 {
		path := filepath.Join(t.TempDir(), "victim.db")
		accepted := killMidway(t, path, 60+round*37)
		db := open(t, path)
		check(t, db, accepted)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		var verdict string
		if err := raw(t, path).QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
			t.Errorf("integrity of the file: %q, error %v", verdict, err)
		}
	}
}

// killMidway runs the victim until it has said that many steps were accepted, kills it without warning, and returns
// the last one it said.
func killMidway(t *testing.T, path string, steps int) (accepted int) {
	t.Helper()
	victim := exec.CommandContext(t.Context(), os.Args[0])
	victim.Env = append(os.Environ(), victimFile+"="+path)
	said, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	accepted = -1
	lines := bufio.NewScanner(said)
	for lines.Scan() { // what it said before it died is read to the end
		fmt.Sscanf(lines.Text(), "accepted %d", &accepted)
		if accepted == steps {
			if err := victim.Process.Kill(); err != nil { // SIGKILL
				t.Fatal(err)
			}
		}
	}
	if err := victim.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("the victim ended by itself: %v", err)
	}
	return accepted
}

// check finds every step that was accepted, and of the one cut off all or nothing.
func check(t *testing.T, db *storage.DB, accepted int) {
	t.Helper()
	log := map[string]bool{}
	f := audit.Filter{DeviceScopeAll: true, Limit: 200}
	for {
		page, err := db.Records(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Records {
			log[r.SessionID] = true
		}
		if f.After = page.Next; page.Next == "" {
			break
		}
	}
	sessions, err := db.OpenSessions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]bool{}
	for _, s := range sessions {
		kept[s.ID] = true
		if !log[s.ID] {
			t.Errorf("session %s has no record", s.ID)
		}
	}
	for n := range accepted + 1 {
		if id := fmt.Sprintf("ses_%d", n); !kept[id] || !log[id] {
			t.Errorf("accepted step %d: session kept %v, record kept %v", n, kept[id], log[id])
		}
	}
	counts, err := db.CountJobs(t.Context(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if len(log) != len(kept) || counts["due"] != len(kept) {
		t.Errorf("%d sessions, %d records, %d jobs: want as many of each", len(kept), len(log), counts["due"])
	}
}
