package access

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

func TestPasswordsMatchTheirOwnHashOnly(t *testing.T) {
	t.Parallel()
	a := CheapArgon2()
	hash, err := a.Hash(t.Context(), "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	for password, want := range map[string]bool{"correct horse battery": true, "correct horse batterz": false, "": false} {
		if got, err := a.Matches(t.Context(), password, hash); err != nil || got != want {
			t.Errorf("Matches(%q) = %v, %v; want %v", password, got, err, want)
		}
	}
}

// The hash that stands in for people who do not exist must be a real one, or they would be told apart by time.
func TestUnusableHashIsWellFormed(t *testing.T) {
	t.Parallel()
	if got, err := NewArgon2(1).Matches(t.Context(), "anything at all", unusableHash); err != nil || got {
		t.Errorf("Matches = %v, %v; want false, nil", got, err)
	}
}

func TestAFloodOfHashesWaits(t *testing.T) {
	t.Parallel()
	a := NewArgon2(1)
	a.slots <- struct{}{} // the only slot is taken
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := a.Hash(ctx, "correct horse battery"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Hash without a free slot = %v, want it to wait until its time is over", err)
	}
}

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	for password, good := range map[string]bool{"": false, "short": false, "password123": false, "PassWord123": false, "aaaaaaaaaaaa": false,
		"correct horse": true, "ひみつのあいことばだよ": true, string(make([]byte, 300)): false} {
		if err := checkPassword(password); (err == nil) != good {
			t.Errorf("checkPassword(%q) = %v, want good %v", password, err, good)
		}
	}
}

func mayTry(f *failures, email string) bool {
	may := f.begin(source{email: email})
	if may {
		f.end(source{email: email})
	}
	return may
}

func TestTriesAtOnceAreNoMoreGuesses(t *testing.T) {
	t.Parallel()
	f := newFailures(time.Now)
	begun := 0
	for range 100 {
		if f.begin(source{email: "a@example.com"}) {
			begun++
		}
	}
	if begun != freeFailures || !mayTry(f, "b@example.com") {
		t.Errorf("%d tries at once, want %d, and none kept from another account", begun, freeFailures)
	}
	for range begun {
		f.end(source{email: "a@example.com"})
	}
	if !mayTry(f, "a@example.com") || len(f.trying) != 0 {
		t.Errorf("after the tries are over %d accounts still count them", len(f.trying))
	}
	f.of[source{email: "a@example.com"}] = failure{count: 9} // its wait is over
	if !f.begin(source{email: "a@example.com"}) || f.begin(source{email: "a@example.com"}) {
		t.Error("after a wait not exactly one try is made at once")
	}
}

func TestFailuresSlowDownGuessing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFailures(time.Now)
		for range freeFailures - 1 {
			f.add(source{email: "a@example.com"}, true)
		}
		if !mayTry(f, "a@example.com") {
			t.Error("no more tries after four failures, want five")
		}
		f.add(source{email: "a@example.com"}, true)
		if mayTry(f, "a@example.com") {
			t.Error("a try is allowed right after the fifth failure")
		}
		if !mayTry(f, "b@example.com") {
			t.Error("one account's failures stop another account")
		}
		for range 40 {
			f.add(source{email: "a@example.com"}, true)
		}
		time.Sleep(longestWait + time.Second) // synctest's clock: no real wait
		if !mayTry(f, "a@example.com") {
			t.Errorf("still refused after %v", longestWait)
		}
		time.Sleep(longestWait)
		f.forget()
		if len(f.of) != 0 {
			t.Errorf("%d accounts are still tracked long after", len(f.of))
		}
	})
}

func TestFailuresAreBounded(t *testing.T) {
	t.Parallel()
	f := newFailures(time.Now)
	for i := range 2 * maxTracked {
		f.add(source{email: strconv.Itoa(i) + "@example.com"}, false)
	}
	if len(f.of) > maxTracked {
		t.Errorf("%d accounts tracked, want at most %d", len(f.of), maxTracked)
	}
	for range freeFailures {
		f.add(source{email: "ada@example.com"}, true)
	}
	if mayTry(f, "ada@example.com") {
		t.Error("after a flood of made-up names, guessing a real account's password is not slowed down")
	}
}
