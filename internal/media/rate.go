package media

import (
	"time"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// A bucket holds tokens for one second and gets back as many in a second as it can hold.
type bucket struct {
	size, tokens float64
	at           time.Time
}

func newBucket(perSecond int) bucket {
	return bucket{size: float64(perSecond), tokens: float64(perSecond)}
}

// take uses one token, or returns false when none is left.
func (b *bucket) take(now time.Time) bool {
	if passed := now.Sub(b.at); passed > 0 {
		b.tokens = min(b.size, b.tokens+passed.Seconds()*b.size)
		b.at = now
	}
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

// reportGap is the least time between two reports of one viewer and reason.
const reportGap = time.Second

// drops are inputs that were not handed on, for one reason.
type drops struct {
	count      int // not reported yet
	reportedAt time.Time
}

func (r *room) drop(v *viewer, reason string, now time.Time) {
	d := v.drops[reason]
	if d == nil {
		d = &drops{}
		v.drops[reason] = d
	}
	d.count++
	r.report(v, now, false)
}

// report tells of dropped input: the first at once, the next together after reportGap, and with all whatever is left.
func (r *room) report(v *viewer, now time.Time, all bool) {
	for reason, d := range v.drops {
		if d.count == 0 || !all && now.Sub(d.reportedAt) < reportGap {
			continue
		}
		count := d.count
		d.count, d.reportedAt = 0, now
		r.event(func(e Events) { e.InputDropped(r.sessionID, v.PersonID, reason, count) })
		r.send(v, wire.Message(wire.Dropped{Type: wire.MessageDropped, Reason: reason, Count: count}))
	}
}
