package rtc

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"testing"
	"time"
)

// patience bounds every wait for something that must come; it only passes when a test fails.
const patience = time.Minute

func TestMain(m *testing.M) {
	before := runtime.NumGoroutine()
	code := m.Run()
	fuzzing := flag.Lookup("test.fuzz").Value.String() != "" // it listens for signals until the end
	if code == 0 && !fuzzing && !endedBy(before, time.Now().Add(patience)) {
		fmt.Fprintln(os.Stderr, "goroutines are left:")
		_ = pprof.Lookup("goroutine").WriteTo(os.Stderr, 1)
		code = 1
	}
	os.Exit(code)
}

func endedBy(most int, deadline time.Time) bool {
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for runtime.NumGoroutine() > most {
		if time.Now().After(deadline) {
			return false
		}
		<-look.C
	}
	return true
}

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
