package activation

import (
	"strconv"
	"strings"
	"testing"
)

// CheckCursor holds that a cursor of a stranger is refused or leads to a place in the list.
func CheckCursor(t *testing.T, cursor string) {
	t.Helper()
	after, err := readCursor(cursor)
	if err != nil {
		return
	}
	var all []Affected
	for i := range 3 {
		all = append(all, Affected{DeviceID: strconv.Itoa(i), Proof: ProofGone})
	}
	part, next := page(all, after)
	if len(part) > len(all) || next != "" {
		t.Fatalf("cursor %q gives %d devices of %d and %q", cursor, len(part), len(all), next)
	}
}

// The account is let go behind the proof or by an administrator's word, never before the apps are withdrawn.
func TestNoWayAroundTheOrder(t *testing.T) {
	t.Parallel()
	order := []RemovalStep{StepSessions, StepUndistribute, StepCheckIn, StepProof, StepUnbind, StepDone}
	at := map[RemovalStep]int{}
	for i, step := range order {
		at[step] = i
	}
	if len(moves) != len(order) {
		t.Errorf("%d steps have moves, want %d", len(moves), len(order))
	}
	for from, events := range moves {
		for what, to := range events {
			switch {
			case what == leaving && to == StepUnbind && at[from] > at[StepUndistribute]:
			case at[to] > at[from]+1:
				t.Errorf("%s: %s leads to %s and leaves out a step", from, what, to)
			case at[from] >= at[StepUnbind] && at[to] < at[from]:
				t.Errorf("%s: %s leads back to %s, when the account is gone", from, what, to)
			}
		}
	}
}

func TestLinesOfNames(t *testing.T) {
	t.Parallel()
	for _, names := range [][]string{nil, {""}, {strings.Repeat("あ", 2000)}, {strings.Repeat("a", 499), "b", "c"}, {strings.Repeat("a", 497), "b"}} {
		lines := inLines(names)
		for _, line := range lines {
			if n := len([]rune(line)); n > maxDetail {
				t.Errorf("%d names make a line of %d characters", len(names), n)
			}
		}
		if got := len(strings.Split(strings.Join(lines, ", "), ", ")); len(names) > 0 && got != len(names) {
			t.Errorf("%d names of %d are left", got, len(names))
		}
	}
}
