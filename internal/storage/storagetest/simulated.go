package storagetest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
)

// simulatedMDM is what the simulated MDM needs kept; it says what the methods promise.
type simulatedMDM interface {
	SimulatedMDM(ctx context.Context, key string) (value []byte, version int64, err error)
	SetSimulatedMDM(ctx context.Context, key string, value []byte, version int64) (written bool, err error)
	SimulatedMDMKeys(ctx context.Context, after string, limit int) ([]string, error)
}

func set(t *testing.T, s Store, key, value string, version int64, want bool) {
	t.Helper()
	written, err := s.SetSimulatedMDM(t.Context(), key, []byte(value), version)
	ok(t, err)
	equal(t, fmt.Sprintf("%s version %d written", key, version), written, want)
}

var simulatedPromises = []promise{
	{"a value is kept with its version and only the right version replaces it", func(t *testing.T, s Store) {
		value, version, err := s.SimulatedMDM(t.Context(), "dev_1")
		ok(t, err)
		equal(t, "nothing", fmt.Sprintf("%q %d", value, version), `"" 0`)
		set(t, s, "dev_1", `{"a":"ä\u0000"}`, 3, false)
		set(t, s, "dev_1", `{"a":"ä\u0000"}`, 0, true)
		set(t, s, "dev_1", `{}`, 0, false)
		set(t, s, "dev_1", `{}`, 2, false)
		value, version, err = s.SimulatedMDM(t.Context(), "dev_1")
		ok(t, err)
		equal(t, "kept", fmt.Sprintf("%s %d", value, version), `{"a":"ä\u0000"} 1`)
		set(t, s, "dev_1", `{}`, 1, true)
		value, version, err = s.SimulatedMDM(t.Context(), "dev_1")
		ok(t, err)
		equal(t, "replaced", fmt.Sprintf("%s %d", value, version), `{} 2`)
	}},
	{"keys come in order, page by page", func(t *testing.T, s Store) {
		for _, key := range []string{"dev_b", "dev_B", "dev_a", "dev_c"} {
			set(t, s, key, "{}", 0, true)
		}
		keys, err := s.SimulatedMDMKeys(t.Context(), "", 3)
		ok(t, err)
		equal(t, "first", keys, []string{"dev_B", "dev_a", "dev_b"})
		keys, err = s.SimulatedMDMKeys(t.Context(), "dev_b", 3)
		ok(t, err)
		equal(t, "next", keys, []string{"dev_c"})
	}},
	{"of those who change a value at once one wins", func(t *testing.T, s Store) {
		set(t, s, "dev_1", "{}", 0, true)
		var won atomic.Int64
		var running sync.WaitGroup
		for range 8 {
			running.Go(func() {
				if written, err := s.SetSimulatedMDM(t.Context(), "dev_1", []byte("{}"), 1); err != nil {
					t.Error(err)
				} else if written {
					won.Add(1)
				}
			})
		}
		running.Wait()
		equal(t, "winners", won.Load(), int64(1))
	}},
}
