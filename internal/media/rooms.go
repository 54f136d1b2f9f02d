// Package media holds the rooms in which sessions happen: one device publishes its screen, technicians watch and
// those with the right control it. Rights and the standing of the session are pushed into a room; media never asks
// the domain. Everything that arrives from either side is checked here before the other side gets it.
package media

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/rtc"
)

// Errors that callers tell apart. [Rooms.Publish] and [Rooms.View] also return those of package rtc.
var (
	ErrNoRoom  = errors.New("session has no room")
	ErrNoRight = errors.New("the right to see the screen is missing")
	ErrFull    = errors.New("too many technicians watch this session")
)

// MaxViewers is how many technicians' windows one room takes.
const MaxViewers = 16

// Config is what [New] needs besides the port.
type Config struct {
	Log *slog.Logger
	// Now is the clock; nil means time.Now.
	Now    func() time.Time
	Events Events
}

// Events tells what happened in rooms. Calls come one after the other, without locks held, in the order in which
// things happened; they must return quickly.
type Events interface {
	// PublisherConnected says that a device's media path is up.
	PublisherConnected(sessionID string)
	// PublisherLost says that nothing was heard of a connected device for 3 s, or that it closed.
	PublisherLost(sessionID string)
	// FirstFrame says that a viewer was sent its first whole frame, and how long after View.
	FirstFrame(sessionID, personID string, after time.Duration)
	ViewerConnected(sessionID, personID string)
	// ViewerLeft comes for every ViewerConnected.
	ViewerLeft(sessionID, personID string)
	// InputDropped says how many inputs of a person were not handed on, at most once a second for each viewer and reason.
	InputDropped(sessionID, personID, reason string, count int)
}

// A Viewer is one window of a technician.
type Viewer struct {
	// ID tells the windows of a person apart; a new viewer with the ID of one in the room replaces it.
	ID       string
	PersonID string
	Name     string
	Rights   []access.Right
	// AtMost bounds the rights that are pushed to the person later: this window came with less than the person has.
	// Nil is no bound.
	AtMost []access.Right
	// TokenID is the API token that this window came with; empty for a browser's sign-in.
	TokenID string
	// Until is when that token stops working, and the window with it; zero means that it does not.
	Until time.Time
}

// over says whether what the window came with has stopped working.
func (v Viewer) over(now time.Time) bool { return !v.Until.IsZero() && !now.Before(v.Until) }

// bounded are those of the rights pushed to a person that this window takes.
func (v Viewer) bounded(pushed []access.Right) []access.Right {
	rights := slices.Clone(pushed)
	if v.AtMost == nil {
		return rights
	}
	return slices.DeleteFunc(rights, func(r access.Right) bool { return !slices.Contains(v.AtMost, r) })
}

// A Standing is how the session of a room stands.
type Standing struct {
	State     string // of support: requested, waiting, active, interrupted, ended
	Paused    bool
	EndReason string
	// Open lets frames flow to technicians and their input to the device.
	Open bool
}

// Rooms are the rooms of this node. It is safe for concurrent use.
type Rooms struct {
	port   *rtc.Port
	now    func() time.Time
	log    *slog.Logger
	events *eventQueue
	stop   context.CancelFunc
	// running are the goroutines of rooms: ticker, events, and peers that are told the end.
	running sync.WaitGroup

	mu     sync.Mutex
	byID   map[string]*room
	closed bool
}

// tick is how often rooms look at what is due.
const tick = 100 * time.Millisecond

// New starts the rooms of a node on a port. Shutdown ends them; the port stays open.
func New(port *rtc.Port, cfg Config) *Rooms {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	ctx, stop := context.WithCancel(context.Background())
	r := &Rooms{port: port, now: cfg.Now, log: cfg.Log, events: newEventQueue(cfg.Events), stop: stop, byID: map[string]*room{}}
	r.running.Go(func() { r.events.run(ctx) })
	r.running.Go(func() { r.keepTime(ctx) })
	return r
}

func (r *Rooms) keepTime(ctx context.Context) {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			for _, room := range r.all() {
				room.due(r.now())
			}
		}
	}
}

func (r *Rooms) all() []*room {
	r.mu.Lock()
	defer r.mu.Unlock()
	rooms := make([]*room, 0, len(r.byID))
	for _, room := range r.byID {
		rooms = append(rooms, room)
	}
	return rooms
}

func (r *Rooms) find(sessionID string) *room {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.byID[sessionID]
}

// start runs work that Shutdown waits for; after Shutdown it does instead.
func (r *Rooms) start(instead, work func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		instead()
		return
	}
	r.running.Go(work)
}

// Open makes the room of a session whose device encodes in codec ("H264" or "VP8"). A room that exists stays as
// it is.
func (r *Rooms) Open(sessionID, codec string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byID[sessionID] == nil && !r.closed {
		r.byID[sessionID] = newRoom(r, sessionID, rtc.Codec(codec))
	}
}

// Publish answers the offer of the session's device. A publisher that is there already is replaced; viewers
// keep their connections.
func (r *Rooms) Publish(ctx context.Context, sessionID, offer string) (answer string, err error) {
	room := r.find(sessionID)
	if room == nil {
		return "", fmt.Errorf("publish in session %s: %w", sessionID, ErrNoRoom)
	}
	answer, err = room.publish(ctx, offer)
	if err != nil {
		return "", fmt.Errorf("publish in session %s: %w", sessionID, err)
	}
	return answer, nil
}

// View answers the offer of a technician. Frames flow once the standing is open.
func (r *Rooms) View(ctx context.Context, sessionID string, v Viewer, offer string) (answer string, err error) {
	room := r.find(sessionID)
	if room == nil {
		return "", fmt.Errorf("view session %s: %w", sessionID, ErrNoRoom)
	}
	answer, err = room.view(ctx, v, offer)
	if err != nil {
		return "", fmt.Errorf("view session %s: %w", sessionID, err)
	}
	return answer, nil
}

// Show sets how the session stands and tells every viewer. Without a room it does nothing.
func (r *Rooms) Show(sessionID string, s Standing) {
	if room := r.find(sessionID); room != nil {
		room.show(s)
	}
}

// SetRights sets what a person may do in a session from now on. Empty rights disconnect the person's windows.
func (r *Rooms) SetRights(sessionID, personID string, rights []access.Right) {
	if room := r.find(sessionID); room != nil {
		room.setRights(personID, rights)
	}
}

// DropPerson disconnects a person from every room: signed out or disabled.
func (r *Rooms) DropPerson(personID string) {
	for _, room := range r.all() {
		room.setRights(personID, nil)
	}
}

// DropToken disconnects the windows that came with an API token, which is void from now on.
func (r *Rooms) DropToken(tokenID string) {
	for _, room := range r.all() {
		room.dropToken(tokenID)
	}
}

// Close ends a room: frames and input stop now, viewers are told that the session ended and why, and all
// connections are closed within 2 s.
func (r *Rooms) Close(sessionID, reason string) {
	r.mu.Lock()
	room := r.byID[sessionID]
	delete(r.byID, sessionID)
	r.mu.Unlock()
	if room != nil {
		room.end(reason)
	}
}

// Watchers are the names of the technicians who are connected to a session, each person once, in the order of coming.
func (r *Rooms) Watchers(sessionID string) []string {
	room := r.find(sessionID)
	if room == nil {
		return nil
	}
	room.mu.Lock()
	defer room.mu.Unlock()
	return slices.Clone(room.watchers())
}

// Shutdown closes every room without a word about the sessions, which go on elsewhere or later, and waits until
// nothing runs any more or ctx ends.
func (r *Rooms) Shutdown(ctx context.Context) error {
	r.mu.Lock()
	r.closed = true
	rooms := make([]*room, 0, len(r.byID))
	for id, room := range r.byID {
		rooms = append(rooms, room)
		delete(r.byID, id)
	}
	r.mu.Unlock()
	for _, room := range rooms {
		room.abandon()
	}
	r.stop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for _, room := range rooms {
			room.wait()
		}
		r.running.Wait()
	}()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("shut rooms down: %w", context.Cause(ctx))
	}
}
