package agent

import (
	"sync"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// fingers puts input in order. Moves travel unordered, beside the ordered channel of everything else: a move may
// come before the down it belongs to, or after the up that ended it.
type fingers struct {
	screen Screen

	mu      sync.Mutex
	epoch   uint32 // of the frames that are sent
	touched bool   // something may be held down
	down    [wire.MaxFingers]bool
	last    [wire.MaxFingers]uint64 // Seq of what the finger did last
}

// take hands an input on to the screen, unless it comes too late or was meant for another geometry, and says so.
func (f *fingers) take(in wire.Input) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch in.Type {
	case wire.InputPointer:
		if !f.step(in) {
			return false
		}
	case wire.InputWheel:
		if in.Epoch != f.epoch {
			return false
		}
	case wire.InputRelease:
		f.down = [wire.MaxFingers]bool{}
	}
	f.touched = in.Type != wire.InputRelease
	f.screen.Input(in)
	return true
}

// step says whether a finger can do this now. A down always counts: it comes ordered, and a technician who takes over
// counts from 1 again.
func (f *fingers) step(in wire.Input) bool {
	n := in.Finger
	switch in.Kind {
	case wire.PointerDown:
		if in.Epoch != f.epoch {
			return false
		}
		f.down[n] = true
	case wire.PointerMove:
		if !f.down[n] || in.Seq <= f.last[n] || in.Epoch != f.epoch {
			return false
		}
	default: // up and cancel: when the geometry changed, release has lifted the finger
		if !f.down[n] {
			return false
		}
		f.down[n] = false
	}
	f.last[n] = in.Seq
	return true
}

// turn notes the geometry of the frames to come; when it is new, what was touched is somewhere else now.
func (f *fingers) turn(epoch uint32) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.epoch != epoch {
		f.epoch = epoch
		f.letGo()
	}
}

// release lets go of everything that is held down.
func (f *fingers) release() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.letGo()
}

// letGo is called with mu held.
func (f *fingers) letGo() {
	if !f.touched {
		return
	}
	f.touched, f.down = false, [wire.MaxFingers]bool{}
	f.screen.Input(wire.Input{Type: wire.InputRelease})
}
