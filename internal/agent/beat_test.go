package agent

import (
	"testing"
	"time"
)

func TestFramesKeepTheirBeat(t *testing.T) {
	t.Parallel()
	const every = 33 * time.Millisecond
	due := time.Unix(1_000, 0)
	for _, c := range []struct {
		name      string
		late      time.Duration // of this frame
		following time.Duration // the next one, after due
	}{
		{"in time", 0, every},
		{"a little late", 2 * time.Millisecond, every},
		{"almost a frame late", every - 1, every},
		{"a frame late", every, 2 * every},
		{"after a pause", time.Hour, time.Hour + every},
		{"early, as a key frame was wanted", -20 * time.Millisecond, every - 20*time.Millisecond},
	} {
		if got := following(due, due.Add(c.late), every).Sub(due); got != c.following {
			t.Errorf("%s: the next frame is due after %v, want %v", c.name, got, c.following)
		}
	}
	if first := following(time.Time{}, due, every); !first.Equal(due.Add(every)) {
		t.Errorf("after the first frame, the next is due at %v", first)
	}
}
