package media

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/rtc"
	"github.com/helpatwork/helpatwork/internal/wire"
)

const (
	// lostAfter is how long a connected device may be silent.
	lostAfter = 3 * time.Second
	// askAgain is when a key frame that did not come is asked for again.
	askAgain = 300 * time.Millisecond
	// askGap is the least time between two requests that viewers' decoders cause, as each costs a large frame.
	askGap = 250 * time.Millisecond
	// farewell bounds how long a peer that is told the end may take to hear it.
	farewell = time.Second
)

// A room is one session's device and its viewers.
//
// Packets pass without mu: packet reads current and watching, and each viewer guards its own stream.
type room struct {
	rooms     *Rooms
	sessionID string
	codec     rtc.Codec
	log       *slog.Logger

	current  atomic.Pointer[publisher]
	watching atomic.Pointer[[]*viewer]
	heardAt  atomic.Int64 // unix nanoseconds, of the current publisher
	// keyWanted is set by viewers whose decoder lost its way, until a key frame comes.
	keyWanted atomic.Bool

	mu       sync.Mutex
	ended    bool
	standing Standing
	device   wire.Publisher
	geometry *wire.Geometry
	screen   wire.ScreenKind
	viewers  []*viewer // in the order of coming
	askedAt  time.Time
	// inputs numbers what is handed to the device. Every technician, and every window, counts from 1; the device
	// needs one order over all of them.
	inputs uint64
	// pushed are rights that came by setRights, with a running number, for viewers that are just being let in.
	pushed map[string]pushedRights
	pushes int
	// voided are the tokens that were made void while this room is here; nil for none.
	voided map[string]bool
	// leaving are peers on their way out.
	leaving []interface{ Done() <-chan struct{} }
}

type pushedRights struct {
	rights []access.Right
	number int
}

func newRoom(rooms *Rooms, sessionID string, codec rtc.Codec) *room {
	r := &room{rooms: rooms, sessionID: sessionID, codec: codec, device: wire.PublisherNone,
		log: rooms.log.With(slog.String("session_id", sessionID)), pushed: map[string]pushedRights{}}
	r.watching.Store(&[]*viewer{})
	return r
}

func (r *room) event(event func(Events)) { r.rooms.events.add(event) }

func (r *room) show(s Standing) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		return
	}
	r.standing = s
	r.refresh()
	r.tell()
}

func (r *room) setRights(personID string, rights []access.Right) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pushes++
	r.pushed[personID] = pushedRights{slices.Clone(rights), r.pushes}
	changed := false
	for _, v := range slices.Clone(r.viewers) {
		if v.PersonID != personID {
			continue
		}
		changed = true
		v.rights = v.bounded(rights)
		if len(v.rights) == 0 {
			r.dismiss(v, r.stateFor(v))
		}
	}
	if changed && !r.ended {
		r.refresh()
		r.tell()
	}
}

func (r *room) dropToken(tokenID string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.voided == nil {
		r.voided = map[string]bool{}
	}
	r.voided[tokenID] = true
	r.dropWindows(func(v *viewer) bool { return v.TokenID == tokenID })
}

// dropWindows disconnects the windows that have no right to be here any more.
func (r *room) dropWindows(void func(*viewer) bool) {
	changed := false
	for _, v := range slices.Clone(r.viewers) {
		if void(v) {
			changed, v.rights = true, nil
			r.dismiss(v, r.stateFor(v))
		}
	}
	if changed && !r.ended {
		r.refresh()
		r.tell()
	}
}

// open says whether frames and input may flow at all.
func (r *room) open() bool { return !r.ended && r.standing.Open && !r.standing.Paused }

// refresh applies standing and rights to every viewer's frames and to the fingers that are held down.
func (r *room) refresh() {
	joins := false
	for _, v := range r.viewers {
		sees := r.open() && v.connected && slices.Contains(v.rights, access.View)
		joins = v.show(sees) || joins
		if !r.mayControl(v) {
			r.letGo(v)
		}
	}
	if joins {
		r.askKey(0) // whatever was asked for before came too early for it
	}
}

func (r *room) mayControl(v *viewer) bool {
	return r.open() && !v.gone && slices.Contains(v.rights, access.Control)
}

// tell sends every viewer the state of the room.
func (r *room) tell() {
	for _, v := range slices.Clone(r.viewers) {
		r.send(v, wire.Message(r.stateFor(v)))
	}
}

func (r *room) stateFor(v *viewer) wire.RoomState {
	s := wire.RoomState{Type: wire.MessageRoom, State: r.standing.State, Paused: r.standing.Paused,
		EndReason: r.standing.EndReason, Rights: make([]string, 0, len(v.rights)), Publisher: r.device, Screen: r.screen,
		Geometry: r.geometry, Watchers: r.watchers()}
	for _, right := range v.rights {
		s.Rights = append(s.Rights, string(right))
	}
	return s
}

func (r *room) watchers() []string {
	var names, people []string
	for _, v := range r.viewers {
		if v.connected && !slices.Contains(people, v.PersonID) {
			people = append(people, v.PersonID)
			names = append(names, v.Name)
		}
	}
	return names
}

// send hands a message to a viewer. One who does not take messages is disconnected: it would miss a change of
// rights or the end.
func (r *room) send(v *viewer, message []byte) {
	if !v.listens || v.gone {
		return
	}
	if err := v.sender.SendMessage(wire.ChannelControl, message); err != nil {
		v.log.Info("viewer takes no messages", slog.Any("err", err))
		r.remove(v)
		v.sender.Close()
	}
}

// askKey asks the device for a key frame unless it was asked less than gap ago; then due does it.
func (r *room) askKey(gap time.Duration) {
	now := r.rooms.now()
	p := r.current.Load()
	if p == nil || p.receiver == nil || now.Sub(r.askedAt) < gap {
		return
	}
	if p.receiver.RequestKeyFrame() == nil { // before it is connected, connecting asks
		r.askedAt = now
	}
}

// due does what time brings.
func (r *room) due(now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		return
	}
	if r.device == wire.PublisherConnected && now.Sub(time.Unix(0, r.heardAt.Load())) >= lostAfter {
		r.lose()
	}
	r.dropWindows(func(v *viewer) bool { return v.over(now) })
	waits := false
	for _, v := range slices.Clone(r.viewers) {
		waits = waits || v.waits()
		r.report(v, now, false)
	}
	if waits {
		r.askKey(askAgain)
	} else if r.keyWanted.Load() {
		r.askKey(askGap)
	}
}

// end closes the room after telling everyone in it.
func (r *room) end(reason string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		return
	}
	r.ended = true
	r.standing = Standing{State: "ended", EndReason: reason}
	r.refresh()
	for _, v := range slices.Clone(r.viewers) {
		r.dismiss(v, r.stateFor(v))
	}
	if p := r.current.Swap(nil); p != nil {
		r.leave(p.receiver, func() bool { return true }) // the device hears the end over its link
	}
}

// abandon closes the room at once.
func (r *room) abandon() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
	for _, v := range slices.Clone(r.viewers) {
		r.remove(v)
		v.sender.Close()
		r.leaving = append(r.leaving, v.sender)
	}
	if p := r.current.Swap(nil); p != nil {
		p.receiver.Close()
		r.leaving = append(r.leaving, p.receiver)
	}
}

// wait returns when the peers of an abandoned room have ended.
func (r *room) wait() {
	r.mu.Lock()
	leaving := r.leaving
	r.mu.Unlock()
	for _, peer := range leaving {
		<-peer.Done()
	}
}

// A leaver is a peer that may still have something to hear.
type leaver interface {
	Unsent() int
	Close()
	Done() <-chan struct{}
}

// leave closes a peer when told says that the last word was sent and the other side has confirmed it, at the
// latest after farewell.
func (r *room) leave(peer leaver, told func() bool) {
	r.rooms.start(peer.Close, func() {
		defer peer.Close()
		ctx, cancel := context.WithTimeout(context.Background(), farewell)
		defer cancel()
		look := time.NewTicker(10 * time.Millisecond)
		defer look.Stop()
		for !told() || peer.Unsent() > 0 {
			select {
			case <-look.C:
			case <-ctx.Done():
				return
			case <-peer.Done():
				return
			}
		}
	})
}
