package devicelink

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/lxzan/gws"

	"github.com/helpatwork/helpatwork/internal/wire"
)

const textOpcode = gws.OpcodeText

// stopWithin bounds how long stopping waits: for links to end, and again for the last rows to be written.
const stopWithin = 5 * time.Second

var errStopping = errors.New("the device link could not stop in time")

// Run writes presence and pings devices until ctx is done. Then it takes no more connections, tells every device
// that the node goes away, waits until their requests are done, and removes the node's connection rows. Call it once.
func (h *Hub) Run(ctx context.Context) error {
	if err := h.cfg.Store.ClearPresence(ctx, h.cfg.NodeID); err != nil {
		return fmt.Errorf("clear presence of node %s: %w", h.cfg.NodeID, err)
	}
	h.markAll()
	var loops sync.WaitGroup
	loops.Go(func() { every(ctx, h.cfg.Limits.Tick, h.turner()) })
	every(ctx, h.cfg.Limits.Tick, func() { h.tryFlush(ctx) })
	loops.Wait()
	return h.stop(ctx)
}

// every calls f at each tick until ctx is done.
func every(ctx context.Context, tick time.Duration, f func()) {
	t := time.NewTicker(tick)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			f()
		}
	}
}

// markAll has the devices written that came before the rows were cleared.
func (h *Hub) markAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, l := range h.online {
		h.presence.moved(id, l.since)
	}
}

// turner returns what turns the wheel by one slot at each call: one timer pings all devices, each in its turn.
func (h *Hub) turner() func() {
	slot := -1
	return func() {
		slot = (slot + 1) % len(h.wheel)
		h.pingSlot(slot)
	}
}

func (h *Hub) pingSlot(slot int) {
	now := h.cfg.Now()
	for _, l := range h.inSlot(slot) {
		heard := l.heardAt()
		if now.Sub(heard) > missedPings*h.cfg.Limits.PingEvery {
			l.close(wire.CloseSilent)
			continue
		}
		if heard.Sub(l.saved) >= h.cfg.Limits.SeenEvery {
			l.saved = heard
			h.presence.seen(l.deviceID, heard)
		}
		l.push(outgoing{opcode: gws.OpcodePing})
	}
}

func (h *Hub) inSlot(slot int) []*link {
	h.mu.Lock()
	defer h.mu.Unlock()
	links := make([]*link, 0, len(h.wheel[slot]))
	for l := range h.wheel[slot] {
		links = append(links, l)
	}
	return links
}

func (l *link) heardAt() time.Time { return time.Unix(0, l.heard.Load()).UTC() }

func (h *Hub) stop(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), 2*stopWithin, errStopping)
	defer cancel()
	links := h.closeDoor()
	for _, l := range links {
		l.close(wire.CloseGoingAway)
	}
	var problems []error
	if err := h.waitForLinks(); err != nil {
		problems = append(problems, err)
	}
	for wrote := true; wrote; {
		var err error
		if wrote, err = h.flush(ctx); err != nil {
			problems = append(problems, err)
		}
	}
	if err := h.cfg.Store.ClearPresence(ctx, h.cfg.NodeID); err != nil {
		problems = append(problems, fmt.Errorf("clear presence of node %s: %w", h.cfg.NodeID, err))
	}
	h.log.InfoContext(ctx, "device link stopped", slog.Int("links", len(links)))
	return errors.Join(problems...)
}

// closeDoor takes no more links and returns those that are open.
func (h *Hub) closeDoor() []*link {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stopping = true
	return h.openLinks()
}

// openLinks is called with mu held.
func (h *Hub) openLinks() []*link {
	links := make([]*link, 0, len(h.all))
	for l := range h.all {
		links = append(links, l)
	}
	return slices.Clip(links)
}

func (h *Hub) waitForLinks() error {
	done := make(chan struct{})
	go func() { // ends with the last link, each of which is bounded by its limits
		h.links.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-time.After(stopWithin):
		return errStopping
	}
}
