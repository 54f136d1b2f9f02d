package agent

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/wire"
)

func TestPausesGrowAndAreBounded(t *testing.T) {
	a := New(Config{Log: slog.New(slog.DiscardHandler)})
	lost := errors.New("lost")
	tests := []struct {
		name     string
		failures int
		err      error
		want     time.Duration
	}{
		{"the link was up", 0, lost, time.Second},
		{"the server stops", 0, &ClosedError{wire.CloseGoingAway}, time.Second},
		{"one failure", 1, lost, 2 * time.Second},
		{"four failures", 4, lost, 16 * time.Second},
		{"many failures", 5, lost, 30 * time.Second},
		{"very many failures", 1_000_000, lost, 30 * time.Second},
		{"another link of this device", 0, &ClosedError{wire.CloseReplaced}, 30 * time.Second},
		{"not accepted", 0, &ClosedError{wire.CloseBadProof}, 5 * time.Minute},
		{"too old", 0, &ClosedError{wire.CloseBadVersion}, 5 * time.Minute},
		{"another server", 0, ErrWrongServer, 5 * time.Minute},
	}
	for _, test := range tests {
		if got := a.pause(test.failures, test.err); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
