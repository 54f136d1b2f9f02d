// Package rtctest helps the tests of rooms that hold connections.
package rtctest

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"testing"
	"time"
)

// patience is how long goroutines may take to end; it only passes when a test fails.
const patience = time.Minute

// Main runs the tests of a package and exits the process; it is the end of a TestMain. Goroutines that outlive the tests
// are shown, and fail them.
func Main(m *testing.M) {
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
