package media

import (
	"context"
	"sync"
)

// An eventQueue calls events one after the other from one goroutine, so that rooms can report while they
// are locked.
type eventQueue struct {
	events Events
	wake   chan struct{}

	mu      sync.Mutex
	waiting []func(Events)
}

func newEventQueue(events Events) *eventQueue {
	return &eventQueue{events: events, wake: make(chan struct{}, 1)}
}

func (q *eventQueue) add(event func(Events)) {
	if q.events == nil {
		return
	}
	q.mu.Lock()
	q.waiting = append(q.waiting, event)
	q.mu.Unlock()
	select {
	case q.wake <- struct{}{}:
	default: // it is awake already
	}
}

// run calls events until ctx ends, and then those that are left.
func (q *eventQueue) run(ctx context.Context) {
	for {
		select {
		case <-q.wake:
			q.call()
		case <-ctx.Done():
			q.call()
			return
		}
	}
}

func (q *eventQueue) call() {
	q.mu.Lock()
	events := q.waiting
	q.waiting = nil
	q.mu.Unlock()
	for _, event := range events {
		event(q.events)
	}
}
