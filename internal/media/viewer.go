package media

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/rtc"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// A viewer is one window of a technician in a room.
type viewer struct {
	Viewer
	room   *room
	sender *rtc.Sender // set before the viewer is in the room
	since  time.Time
	log    *slog.Logger

	// Guarded by room.mu.
	rights    []access.Right
	connected bool
	listens   bool // the control channel is open
	gone      bool
	last      []byte // what a viewer that is gone still has to hear
	held      held
	moves     [wire.MaxFingers]uint64 // last number of each finger, to drop moves that come late
	messages  bucket
	texts     bucket
	drops     map[string]*drops

	mu     sync.Mutex // of what packets touch
	sees   bool
	stream stream
	framed bool // FirstFrame was reported
}

func (r *room) view(ctx context.Context, who Viewer, offer string) (string, error) {
	if !slices.Contains(who.Rights, access.View) || who.over(r.rooms.now()) {
		return "", ErrNoRight
	}
	v := &viewer{Viewer: who, room: r, rights: slices.Clone(who.Rights), since: r.rooms.now(), drops: map[string]*drops{},
		messages: newBucket(maxInputs), texts: newBucket(maxTexts),
		log: r.log.With(slog.String("person_id", who.PersonID), slog.String("viewer_id", who.ID))}
	pushes, err := r.admits(who)
	if err != nil {
		return "", err
	}
	ready := make(chan struct{}) // events wait until the viewer is in the room
	defer close(ready)
	after := func(do func()) { <-ready; do() }
	sender, answer, err := r.rooms.port.Send(ctx, offer, r.codec, rtc.SenderEvents{
		State:          func(s rtc.State) { after(func() { v.changed(s) }) },
		KeyFrameWanted: func() { after(v.wantKey) },
		Opened:         func(label string) { after(func() { v.opened(label) }) },
		Message:        func(label string, data []byte) { after(func() { v.message(label, data) }) },
	})
	if err != nil {
		v.gone = true
		return "", err
	}
	v.sender = sender
	if err := r.enter(v, pushes); err != nil {
		v.gone = true
		sender.Close()
		return "", err
	}
	return answer, nil
}

// admits says whether there is room for a viewer, and how many times rights were pushed until now.
func (r *room) admits(who Viewer) (pushes int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	others := 0
	for _, v := range r.viewers {
		if v.ID != who.ID {
			others++
		}
	}
	switch {
	case r.ended:
		return 0, ErrNoRoom
	case others >= MaxViewers:
		return 0, ErrFull
	}
	return r.pushes, nil
}

// enter lets a viewer in, with the rights that were pushed while it was being answered.
func (r *room) enter(v *viewer, pushes int) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if pushed, ok := r.pushed[v.PersonID]; ok && pushed.number > pushes {
		v.rights = v.bounded(pushed.rights)
	}
	switch {
	case r.ended:
		return ErrNoRoom
	case !slices.Contains(v.rights, access.View), r.voided[v.TokenID]:
		return ErrNoRight
	}
	for _, old := range slices.Clone(r.viewers) {
		if old.ID == v.ID {
			r.remove(old)
			old.sender.Close()
		}
	}
	if len(r.viewers) >= MaxViewers {
		return ErrFull
	}
	r.viewers = append(r.viewers, v)
	r.publishViewers()
	return nil
}

// publishViewers gives the packet path the present viewers.
func (r *room) publishViewers() {
	viewers := slices.Clone(r.viewers)
	r.watching.Store(&viewers)
}

func (v *viewer) changed(s rtc.State) {
	r := v.room
	r.mu.Lock()
	defer r.mu.Unlock()
	if v.gone {
		return
	}
	if s == rtc.Ended {
		r.remove(v)
		r.tell()
		return
	}
	v.connected = true
	v.log.Info("viewer connected")
	r.event(func(e Events) { e.ViewerConnected(r.sessionID, v.PersonID) })
	r.refresh()
	r.tell()
}

func (v *viewer) opened(label string) {
	if label != wire.ChannelControl {
		return
	}
	r := v.room
	r.mu.Lock()
	defer r.mu.Unlock()
	v.listens = true
	if v.last != nil {
		v.sayLast()
		return
	}
	r.send(v, wire.Message(r.stateFor(v)))
}

// wantKey hands the wish of a viewer's decoder on.
func (v *viewer) wantKey() {
	r := v.room
	r.mu.Lock()
	defer r.mu.Unlock()
	if v.gone || !r.open() || !slices.Contains(v.rights, access.View) {
		return
	}
	r.keyWanted.Store(true)
	r.askKey(askGap)
}

// remove takes a viewer out of the room: no frame reaches it and no input comes from it after this. The caller
// closes its sender.
func (r *room) remove(v *viewer) {
	if v.gone {
		return
	}
	v.gone = true
	v.show(false)
	r.letGo(v)
	r.report(v, r.rooms.now(), true)
	r.viewers = slices.DeleteFunc(r.viewers, func(other *viewer) bool { return other == v })
	r.publishViewers()
	if v.connected {
		v.log.Info("viewer left")
		r.event(func(e Events) { e.ViewerLeft(r.sessionID, v.PersonID) })
	}
}

// dismiss takes a viewer out of the room and tells it why, as soon as its control channel is open.
func (r *room) dismiss(v *viewer, last wire.RoomState) {
	if v.gone {
		return
	}
	v.last = wire.Message(last)
	r.remove(v)
	if v.listens {
		v.sayLast()
	}
	r.leave(v.sender, func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		return v.last == nil
	})
}

func (v *viewer) sayLast() {
	if err := v.sender.SendMessage(wire.ChannelControl, v.last); err != nil {
		v.log.Info("viewer was not told", slog.Any("err", err))
	}
	v.last = nil
}

// show lets frames through or not, from the next packet on. It returns true when the viewer now waits for its
// first key frame.
func (v *viewer) show(sees bool) (joins bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.sees == sees {
		return false
	}
	v.sees = sees
	v.stream.halt()
	return sees
}

// waits says whether the viewer may see the screen but has no key frame yet.
func (v *viewer) waits() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.sees && (v.stream.waits() || v.stream.source != v.room.current.Load())
}

// forward sends one packet to the viewer if it may see it.
func (v *viewer) forward(from *publisher, n int64, key bool, p rtc.Packet, now time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.sees {
		return
	}
	p, ok := v.stream.next(from, n, key, p, now)
	if !ok {
		return
	}
	if v.sender.WritePacket(p) != nil {
		return // the peer is closing, or its TCP connection is full: it asks for what it misses
	}
	if p.Marker && !v.framed {
		v.framed = true
		after := now.Sub(v.since)
		v.room.event(func(e Events) { e.FirstFrame(v.room.sessionID, v.PersonID, after) })
	}
}
