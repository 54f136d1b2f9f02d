package devicelink

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
)

// maxBatch bounds the devices in one presence batch; the rest waits for the next one.
const maxBatch = 5000

// presence collects which devices have to be written. It keeps no history: a device that came and went five times
// within a second is written once, as it stands when the batch is made.
type presence struct {
	mu    sync.Mutex
	dirty map[string]mark
}

// A mark is what changed of a device since the last batch.
type mark struct {
	seen  time.Time
	moved bool // it came or went
}

func (m mark) and(other mark) mark {
	if other.seen.After(m.seen) {
		m.seen = other.seen
	}
	m.moved = m.moved || other.moved
	return m
}

// moved notes that a device came or went.
func (p *presence) moved(deviceID string, seen time.Time) { p.add(deviceID, mark{seen, true}) }

// seen notes that a device is still here.
func (p *presence) seen(deviceID string, at time.Time) { p.add(deviceID, mark{at, false}) }

func (p *presence) add(deviceID string, m mark) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dirty[deviceID] = p.dirty[deviceID].and(m)
}

// take removes and returns at most maxBatch marks.
func (p *presence) take() map[string]mark {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.dirty) <= maxBatch {
		all := p.dirty
		p.dirty = map[string]mark{}
		return all
	}
	batch := make(map[string]mark, maxBatch)
	for id, m := range p.dirty {
		if len(batch) == maxBatch {
			break
		}
		batch[id] = m
		delete(p.dirty, id)
	}
	return batch
}

// flush writes one batch and says whether there was anything to write. What could not be written is kept for the
// next time.
func (h *Hub) flush(ctx context.Context) (wrote bool, err error) {
	batch := h.presence.take()
	if len(batch) == 0 {
		return false, nil
	}
	var came []device.Connection
	var went []string
	seen := make(map[string]time.Time, len(batch))
	h.mu.Lock()
	for id, m := range batch {
		seen[id] = m.seen
		switch l := h.online[id]; {
		case !m.moved:
		case l != nil:
			came = append(came, device.Connection{DeviceID: id, NodeID: h.cfg.NodeID, Since: l.since})
		default:
			went = append(went, id)
		}
	}
	h.mu.Unlock()
	if err := h.cfg.Store.SavePresence(ctx, h.cfg.NodeID, came, went, seen); err != nil {
		for id, m := range batch {
			h.presence.add(id, m)
		}
		return false, fmt.Errorf("save presence of %d devices: %w", len(batch), err)
	}
	if h.cfg.OnPresence != nil && len(came)+len(went) > 0 {
		moved := went
		for _, c := range came {
			moved = append(moved, c.DeviceID)
		}
		h.cfg.OnPresence(moved)
	}
	return true, nil
}

// tryFlush is flush for the loop: an error is logged, and the next turn tries again.
func (h *Hub) tryFlush(ctx context.Context) {
	if _, err := h.flush(ctx); err != nil && ctx.Err() == nil {
		h.log.ErrorContext(ctx, "presence was not saved", slog.Any("err", err))
	}
}
