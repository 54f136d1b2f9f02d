package sim

import (
	"context"
	"sync"
	"time"
)

// A crew is what runs for the handsets of a fleet. Nothing starts before it is opened or after it was closed.
type crew struct {
	mu      sync.Mutex
	ctx     context.Context // nil while it is not open
	running sync.WaitGroup
}

// open lets things start until ctx is done; close then waits for them.
func (c *crew) open(ctx context.Context) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ctx = ctx
}

func (c *crew) close() {
	c.mu.Lock()
	c.ctx = nil
	c.mu.Unlock()
	c.running.Wait()
}

// do starts something, or says that it is too late.
func (c *crew) do(work func(ctx context.Context)) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ctx == nil || c.ctx.Err() != nil {
		return false
	}
	ctx := c.ctx
	c.running.Go(func() { work(ctx) })
	return true
}

// after starts something later; no goroutine waits for it.
func (c *crew) after(d time.Duration, work func(ctx context.Context)) *time.Timer {
	return time.AfterFunc(d, func() { c.do(work) })
}
