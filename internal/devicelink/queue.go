package devicelink

import "sync"

// A queue does things one after the other, in the order they came, in a goroutine that exists only while there is
// something to do: an idle link costs no goroutine for it.
type queue[T any] struct {
	do   func(T)
	max  int
	done *sync.WaitGroup // counts the goroutine

	mu    sync.Mutex
	items []T
	busy  bool
	held  bool
}

// push adds v and says whether there was room.
func (q *queue[T]) push(v T) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.items) >= q.max {
		return false
	}
	q.items = append(q.items, v)
	q.start()
	return true
}

// release ends the holding back, with first in front of all that was pushed.
func (q *queue[T]) release(first T) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.held = false
	q.items = append([]T{first}, q.items...)
	q.start()
}

// drop forgets all that waits, and all that comes later.
func (q *queue[T]) drop() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items, q.max, q.held = nil, 0, true
}

// start is called with mu held.
func (q *queue[T]) start() {
	if q.busy || q.held || len(q.items) == 0 {
		return
	}
	q.busy = true
	q.done.Go(q.work)
}

func (q *queue[T]) work() {
	for {
		v, ok := q.pop()
		if !ok {
			return
		}
		q.do(v)
	}
}

func (q *queue[T]) pop() (v T, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.items) == 0 || q.held {
		q.items, q.busy = nil, false // an idle link keeps no buffer
		return v, false
	}
	v = q.items[0]
	q.items = q.items[1:]
	return v, true
}

// turns lets those who do something about the same key take turns; different keys do not wait for each other.
type turns struct {
	mu    sync.Mutex
	doors map[string]*door
}

type door struct {
	sync.Mutex
	users int
}

// take waits for the key's turn and returns what ends it.
func (t *turns) take(key string) (done func()) {
	t.mu.Lock()
	if t.doors == nil {
		t.doors = map[string]*door{}
	}
	d := t.doors[key]
	if d == nil {
		d = &door{}
		t.doors[key] = d
	}
	d.users++
	t.mu.Unlock()
	d.Lock()
	return func() {
		d.Unlock()
		t.mu.Lock()
		defer t.mu.Unlock()
		if d.users--; d.users == 0 {
			delete(t.doors, key)
		}
	}
}
