package devicelink

import (
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// How many requests that leave a trace (a row, an audit record, a media connection) one device may make: so many at
// once, and then so many a second. People and agents need far fewer; without a bound, one device that was taken over
// fills the audit log of all.
const (
	actsAtOnce    = 60
	actsPerSecond = 1
	maxPaces      = 20_000 // devices that are counted before those at rest are forgotten
)

// paces counts by device, not by link: a new link gives no new right. Its zero value is ready.
type paces struct {
	mu sync.Mutex
	of map[string]*bucket
}

// allow says whether a device may make one more request of a kind now.
func (p *paces) allow(deviceID string, t wire.FrameType, now time.Time) bool {
	switch t {
	case wire.FrameAsk, wire.FrameUser, wire.FrameReport, wire.FramePublish:
	default:
		return true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	b := p.of[deviceID]
	if b == nil {
		p.sweep(now)
		b = &bucket{}
		p.of[deviceID] = b
	}
	return b.take(now, 1, actsPerSecond, actsAtOnce)
}

// sweep forgets devices that have nothing spent any more, when there are many.
func (p *paces) sweep(now time.Time) {
	if p.of == nil {
		p.of = map[string]*bucket{}
	}
	if len(p.of) < maxPaces {
		return
	}
	for deviceID, b := range p.of {
		if b.refill(now, actsPerSecond); b.spent == 0 {
			delete(p.of, deviceID)
		}
	}
}
