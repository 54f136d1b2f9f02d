package storage_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/storage/storagetest"
	"github.com/helpatwork/helpatwork/internal/support"
)

// TestPoolRace reads and writes from many goroutines; it is the one test of this package that is worth the race
// detector's time.
func TestPoolRace(t *testing.T) {
	db := storagetest.Open(t)
	ids, err := db.ImportDevices(t.Context(), []device.Imported{{Device: device.Device{Name: "Phone 1"}}, {Device: device.Device{Name: "Phone 2"}}}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := db.CreateSession(t.Context(), support.Session{ID: "ses_1", DeviceID: ids[0], State: support.Active}, support.Writes{}, "", nil); err != nil {
		t.Fatal(err)
	}
	const workers, rounds = 8, 5
	work := []func(worker, round int) error{
		func(worker, round int) error {
			_, err := db.ChangeSession(t.Context(), "ses_1", func(s *support.Session, w *support.Writes) error {
				s.Note += "x"
				w.Audit = []audit.Record{{ID: fmt.Sprintf("aud_%d_%d", worker, round), At: time.Now()}}
				return nil
			})
			return err
		},
		func(int, int) error {
			_, err := db.Devices(t.Context(), device.Filter{Search: "phone", Scope: device.Scope{All: true}, Limit: 5})
			return err
		},
		func(int, int) error { _, err := db.LinkRecords(t.Context(), 10, audit.Link); return err },
		func(worker, _ int) error {
			return db.SavePresence(t.Context(), fmt.Sprintf("n%d", worker), []device.Connection{{DeviceID: ids[1], Since: time.Now()}}, nil,
				map[string]time.Time{ids[1]: time.Now()})
		},
	}
	var wg sync.WaitGroup
	for worker := range workers {
		wg.Go(func() {
			for round := range rounds {
				for _, do := range work {
					if err := do(worker, round); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	s, err := db.Session(t.Context(), "ses_1", device.Scope{All: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Note) != workers*rounds {
		t.Errorf("%d changes were kept, want %d", len(s.Note), workers*rounds)
	}
}
