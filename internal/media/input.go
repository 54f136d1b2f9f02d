package media

import (
	"time"

	"github.com/helpatwork/helpatwork/internal/rtc"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// Limits of what one viewer may send in a second.
const (
	maxInputs = 240 // all messages; a finger on a 120 Hz screen gives 120
	maxTexts  = 20
)

// Why input is dropped, as in wire.Dropped.
const (
	dropNoRight   = "no_right"
	dropStale     = "stale"
	dropMalformed = "malformed"
	dropTooFast   = "too_fast"
)

// maxHeldKeys is how many keys of one viewer are remembered as held down; more are not handed on.
const maxHeldKeys = 16

// held is what a viewer holds down.
type held struct {
	fingers [wire.MaxFingers]bool
	keys    map[string]bool
}

func (h *held) any() bool {
	for _, down := range h.fingers {
		if down {
			return true
		}
	}
	return len(h.keys) > 0
}

// lets says whether an input lets go of something that is held. Such an input is never refused for its pace: each needs
// a press that was accepted before.
func (h *held) lets(in wire.Input) bool {
	switch in.Type {
	case wire.InputPointer:
		return (in.Kind == wire.PointerUp || in.Kind == wire.PointerCancel) && h.fingers[in.Finger]
	case wire.InputKey:
		return !in.Down && h.keys[in.Code]
	case wire.InputRelease:
		return h.any()
	}
	return false
}

// note remembers what an input changed. It returns false when too many keys are held.
func (h *held) note(in wire.Input) bool {
	switch in.Type {
	case wire.InputPointer:
		switch in.Kind {
		case wire.PointerDown:
			h.fingers[in.Finger] = true
		case wire.PointerUp, wire.PointerCancel:
			h.fingers[in.Finger] = false
		}
	case wire.InputKey:
		if !in.Down {
			delete(h.keys, in.Code)
			return true
		}
		if len(h.keys) >= maxHeldKeys && !h.keys[in.Code] {
			return false
		}
		if h.keys == nil {
			h.keys = map[string]bool{}
		}
		h.keys[in.Code] = true
	case wire.InputRelease:
		*h = held{}
	}
	return true
}

// message takes what a viewer says on a data channel.
func (v *viewer) message(label string, data []byte) {
	r := v.room
	kind, err := wire.MessageTypeOf(data)
	var in wire.Input
	isInput := err == nil && kind != wire.MessagePing && kind != wire.MessageKeyFrame
	if isInput {
		in, err = wire.DecodeInput(data)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if v.gone || r.ended {
		return
	}
	now := r.rooms.now()
	fits := v.messages.take(now)
	switch {
	case err != nil:
		r.drop(v, dropMalformed, now)
	case !isInput && !fits:
		r.drop(v, dropTooFast, now)
	case kind == wire.MessagePing:
		r.pong(v, data, now)
	case kind == wire.MessageKeyFrame:
		if v.seesScreen() {
			r.keyWanted.Store(true)
			r.askKey(askGap)
		}
	default:
		if reason := r.input(v, label, in, fits, now); reason != "" {
			r.drop(v, reason, now)
		}
	}
}

func (v *viewer) seesScreen() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.sees
}

func (r *room) pong(v *viewer, data []byte, now time.Time) {
	ping, err := wire.DecodePing(data)
	if err != nil {
		r.drop(v, dropMalformed, now)
		return
	}
	ping.Type = wire.MessagePong
	r.send(v, wire.Message(ping))
}

// input hands an input to the device, or returns why not. fits says that the viewer keeps its pace.
func (r *room) input(v *viewer, label string, in wire.Input, fits bool, now time.Time) (dropped string) {
	lets := v.held.lets(in)
	switch {
	case !r.mayControl(v):
		return dropNoRight
	case label != wire.ChannelControl && !in.Movable():
		return dropMalformed // on a channel that loses messages
	case !lets && (!fits || in.Type == wire.InputText && !v.texts.take(now)):
		return dropTooFast
	case r.geometry == nil:
		return dropStale
	case hasPlace(in) && in.Epoch != r.geometry.Epoch:
		return dropStale
	case in.Movable() && (in.Seq <= v.moves[in.Finger] || !v.held.fingers[in.Finger]):
		return "" // overtaken on its way, or faster than its finger: not the technician's fault, and little is lost
	}
	if in.Type == wire.InputPointer {
		v.moves[in.Finger] = max(v.moves[in.Finger], in.Seq)
	}
	if !v.held.note(in) {
		return dropTooFast
	}
	in.Epoch = r.geometry.Epoch // keys and text hit no place
	if r.hand(label, in) != nil {
		return dropTooFast
	}
	return ""
}

func hasPlace(in wire.Input) bool { return in.Type == wire.InputPointer || in.Type == wire.InputWheel }

// hand numbers an input and gives it to the device.
func (r *room) hand(label string, in wire.Input) error {
	p := r.current.Load()
	if p == nil {
		return rtc.ErrNotConnected
	}
	r.inputs++
	in.Seq = r.inputs
	return p.receiver.SendMessage(label, in.Bytes())
}

// letGo releases what a viewer holds down on the device.
func (r *room) letGo(v *viewer) {
	if !v.held.any() {
		return
	}
	v.held = held{}
	release := wire.Input{Type: wire.InputRelease}
	if r.geometry != nil {
		release.Epoch = r.geometry.Epoch
	}
	if err := r.hand(wire.ChannelControl, release); err != nil {
		v.log.Info("device was not told to let go")
	}
}

func (r *room) letEveryoneGo() {
	for _, v := range r.viewers {
		r.letGo(v)
	}
}

// forgetHeld is for a device that has let go by itself.
func (r *room) forgetHeld() {
	for _, v := range r.viewers {
		v.held = held{}
	}
}
