package rollout

import "sync"

// keyedLocks let one goroutine at a time work on a key. A second order for one app on one device waits here, so that the
// later one is also the one that arrives last.
type keyedLocks struct {
	mu   sync.Mutex
	held map[string]*keyedLock
}

type keyedLock struct {
	mu   sync.Mutex
	want int // who holds it or waits; the last one removes it
}

// lock takes a key and returns what frees it.
func (k *keyedLocks) lock(key string) (free func()) {
	k.mu.Lock()
	l, ok := k.held[key]
	if !ok {
		l = &keyedLock{}
		k.held[key] = l
	}
	l.want++
	k.mu.Unlock()
	l.mu.Lock()
	return func() {
		l.mu.Unlock()
		k.mu.Lock()
		defer k.mu.Unlock()
		if l.want--; l.want == 0 {
			delete(k.held, key)
		}
	}
}
