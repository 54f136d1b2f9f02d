package support

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
)

// live is what this process knows of the rooms of its sessions. It is as short-lived as the rooms: after a restart
// both are empty and [Service.Recover] begins again.
type live struct {
	mu    sync.Mutex
	rooms map[string]*room // by session id
}

// A room is the part of a session that runs in this process.
type room struct {
	// push orders what is pushed to Rooms, so that an older state never follows a newer one.
	push   sync.Mutex
	shown  int64 // version pushed last
	opened bool
	closed bool

	mu       sync.Mutex
	mediaUp  bool      // the device's screen is here
	admitted time.Time // when the device was last let in
	names    map[string]string
	watching map[string]int // viewers by person
	tallies  map[what]*tally
	endedAt  time.Time
}

// what is one kind of thing that one party did.
type what struct {
	action audit.Action
	by     audit.Actor
	reason string
}

// A tally sums up things of one kind, so that a flood of them is one record a minute.
type tally struct {
	count int
	next  time.Time // when the next record may be written
}

// tallyEvery is how often at most the same thing is written into the audit log.
const tallyEvery = time.Minute

func (l *live) of(sessionID string) *room {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.rooms == nil {
		l.rooms = map[string]*room{}
	}
	r, ok := l.rooms[sessionID]
	if !ok {
		r = &room{names: map[string]string{}, watching: map[string]int{}, tallies: map[what]*tally{}}
		l.rooms[sessionID] = r
	}
	return r
}

// peek is of for a question: a session that has no room here gets none by being asked about.
func (l *live) peek(sessionID string) *room {
	l.mu.Lock()
	defer l.mu.Unlock()
	if r, ok := l.rooms[sessionID]; ok {
		return r
	}
	return &room{}
}

// each returns the rooms there are now.
func (l *live) each() map[string]*room {
	l.mu.Lock()
	defer l.mu.Unlock()
	rooms := make(map[string]*room, len(l.rooms))
	maps.Copy(rooms, l.rooms)
	return rooms
}

// forget drops rooms of sessions that ended before.
func (l *live) forget(before time.Time) {
	for id, r := range l.each() {
		r.mu.Lock()
		old := !r.endedAt.IsZero() && r.endedAt.Before(before)
		r.mu.Unlock()
		if old {
			l.mu.Lock()
			delete(l.rooms, id)
			l.mu.Unlock()
		}
	}
}

func (r *room) setMedia(up bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mediaUp = up
	if !up {
		r.admitted = time.Time{}
	}
}

func (r *room) hasMedia() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.mediaUp
}

func (r *room) admit(now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.admitted = now
}

// coming says that the device's screen is here or the device was let in a moment ago.
func (r *room) coming(now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.mediaUp || (!r.admitted.IsZero() && now.Sub(r.admitted) < 10*time.Second)
}

// name keeps how a person is called, for the device's user.
func (r *room) name(personID, name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names[personID] = name
}

// person is someone as the audit log names them.
func (r *room) person(personID string) audit.Actor {
	r.mu.Lock()
	defer r.mu.Unlock()
	return audit.Actor{Kind: audit.ByPerson, ID: personID, Name: r.names[personID]}
}

// watch counts a person's viewers up or down and returns how many there are.
func (r *room) watch(personID string, by int) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := max(0, r.watching[personID]+by)
	if r.watching[personID] = n; n == 0 {
		delete(r.watching, personID)
	}
	return n
}

func (r *room) watches(personID string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.watching[personID] > 0
}

// viewers returns the ids of who sees the screen.
func (r *room) viewers() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Collect(maps.Keys(r.watching))
}

// watchers returns the names of who sees the screen, sorted.
func (r *room) watchers() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	names := make([]string, 0, len(r.watching))
	for person := range r.watching {
		if name := r.names[person]; name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// add counts n things of a kind and returns how many to write down now, 0 for not yet.
func (r *room) add(kind what, n int, now time.Time) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.tallies[kind]
	if t == nil {
		t = &tally{}
		r.tallies[kind] = t
	}
	t.count += n
	return t.take(now)
}

// overdue returns what was summed up and may be written now.
func (r *room) overdue(now time.Time) map[what]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	due := map[what]int{}
	for kind, t := range r.tallies {
		if n := t.take(now); n > 0 {
			due[kind] = n
		}
	}
	return due
}

func (t *tally) take(now time.Time) int {
	if now.Before(t.next) || t.count == 0 {
		return 0
	}
	total := t.count
	t.count, t.next = 0, now.Add(tallyEvery)
	return total
}
