package access

import (
	"sync"
	"time"
)

// How often a wrong password may be tried for one e-mail.
const (
	freeFailures = 5
	longestWait  = 15 * time.Minute
	maxTracked   = 10_000
)

// failures slow down guessing one account's password, from however many addresses. They live in memory: a restart
// gives an attacker five more tries, which is cheaper than a row for every guess.
type failures struct {
	now func() time.Time
	mu  sync.Mutex
	of  map[string]failure
	// trying are the tries under way, by e-mail: whether they fail is known only later.
	trying map[string]int
}

type failure struct {
	count int
	until time.Time // no try before
}

func newFailures(now func() time.Time) *failures {
	return &failures{now: now, of: make(map[string]failure), trying: make(map[string]int)}
}

// begin says whether a try may be made now; then end must follow. Tries under way count as if they failed, so that many
// at once are no more guesses than one after the other. One try alone is never refused for that.
func (f *failures) begin(email string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	one, trying := f.of[email], f.trying[email]
	if one.until.After(f.now()) || trying > 0 && one.count+trying >= freeFailures {
		return false
	}
	f.trying[email]++
	return true
}

// end is the end of a try, after what came of it was told.
func (f *failures) end(email string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.trying[email]--; f.trying[email] <= 0 {
		delete(f.trying, email)
	}
}

// add counts a failure. From the fifth on, each doubles the wait, from one second up to longestWait. An account that
// exists is always counted; there are few.
func (f *failures) add(email string, exists bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	one := f.of[email]
	one.count++
	if one.count >= freeFailures {
		one.until = f.now().Add(min(time.Second<<min(one.count-freeFailures, 20), longestWait))
	} else {
		one.until = f.now()
	}
	// A flood of made-up names must neither eat the memory nor leave no place for a real one.
	if _, tracked := f.of[email]; tracked || exists || len(f.of) < maxTracked {
		f.of[email] = one
	}
}

func (f *failures) clear(email string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.of, email)
}

// forget drops those whose wait has been over for longestWait.
func (f *failures) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for email, one := range f.of {
		if f.now().Sub(one.until) > longestWait {
			delete(f.of, email)
		}
	}
}
