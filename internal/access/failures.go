package access

import (
	"sync"
	"time"
)

// How often a wrong password may be tried from one source.
const (
	freeFailures = 5
	longestWait  = 15 * time.Minute
	maxTracked   = 10_000
)

// A source is where tries at one account come from: a browser in which its owner signed in before, or, all together,
// those that are strange (browser is empty).
type source struct{ email, browser string }

// failures slow down guessing one account's password, from however many addresses. They live in memory: a restart
// gives an attacker five more tries, which is cheaper than a row for every guess.
type failures struct {
	now func() time.Time
	mu  sync.Mutex
	of  map[source]failure
	// trying are the tries under way: whether they fail is known only later.
	trying map[source]int
}

type failure struct {
	count int
	until time.Time // no try before
}

func newFailures(now func() time.Time) *failures {
	return &failures{now: now, of: make(map[source]failure), trying: make(map[source]int)}
}

// begin says whether a try may be made now; then end must follow. Tries under way count as if they failed, so that many
// at once are no more guesses than one after the other. One try alone is never refused for that.
func (f *failures) begin(from source) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	one, trying := f.of[from], f.trying[from]
	if one.until.After(f.now()) || trying > 0 && one.count+trying >= freeFailures {
		return false
	}
	f.trying[from]++
	return true
}

// end is the end of a try, after what came of it was told.
func (f *failures) end(from source) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.trying[from]--; f.trying[from] <= 0 {
		delete(f.trying, from)
	}
}

// add counts a failure. From the fifth on, each doubles the wait, from one second up to longestWait. An account that
// exists is always counted; there are few.
func (f *failures) add(from source, exists bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	one := f.of[from]
	one.count++
	if one.count >= freeFailures {
		one.until = f.now().Add(min(time.Second<<min(one.count-freeFailures, 20), longestWait))
	} else {
		one.until = f.now()
	}
	// A flood of made-up names must neither eat the memory nor leave no place for a real one.
	if _, tracked := f.of[from]; tracked || exists || len(f.of) < maxTracked {
		f.of[from] = one
	}
}

func (f *failures) clear(from source) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.of, from)
}

// forget drops those whose wait has been over for longestWait.
func (f *failures) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for from, one := range f.of {
		if f.now().Sub(one.until) > longestWait {
			delete(f.of, from)
		}
	}
}
