package rtc

import (
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/rtc/rtctest"
)

// patience bounds every wait for something that must come; it only passes when a test fails.
const patience = time.Minute

func TestMain(m *testing.M) { rtctest.Main(m) }

func receive[T any](t testing.TB, what string, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patience):
		t.Fatalf("%s did not come", what)
		panic("unreachable")
	}
}
