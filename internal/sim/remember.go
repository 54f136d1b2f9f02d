package sim

import (
	"context"
	"log/slog"
	"reflect"
	"time"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// wake has the devices of a push check in; those that are off do not hear it.
func (f *Fleet) wake(p wire.MDMPush) {
	for _, deviceID := range p.Devices {
		if m := f.byID[deviceID]; m != nil {
			m.handset.checkIn()
		}
	}
	if !p.All {
		return
	}
	for _, m := range f.members {
		m.handset.checkIn()
	}
}

// touch says that a handset may have something new to remember.
func (f *Fleet) touch(deviceID string) {
	f.mu.Lock()
	f.touched[deviceID] = true
	f.mu.Unlock()
	select {
	case f.stir <- struct{}{}:
	default:
	}
}

// rememberEvery is how long changes are gathered, as each time the whole file is written.
const rememberEvery = 2 * time.Second

// rememberHandsets writes what is on the handsets to the state file, from time to time and at the end.
func (f *Fleet) rememberHandsets(ctx context.Context) {
	for ctx.Err() == nil {
		select {
		case <-f.stir:
			pause(ctx, rememberEvery)
		case <-ctx.Done():
		}
		if !f.gather() {
			continue
		}
		if err := f.save(); err != nil {
			f.log.ErrorContext(ctx, "simulated fleet not remembered", slog.Any("err", err))
		}
	}
}

// gather takes what is new on the handsets into the state, and says whether anything is.
func (f *Fleet) gather() (changed bool) {
	f.mu.Lock()
	touched := f.touched
	f.touched = map[string]bool{}
	f.mu.Unlock()
	for deviceID := range touched {
		m := f.byID[deviceID]
		if m == nil {
			continue
		}
		now := m.handset.kept()
		f.remember(deviceID, func(s *deviceState) {
			if len(s.Key) > 0 && !reflect.DeepEqual(s.Phone, now) {
				s.Phone, changed = now, true
			}
		})
	}
	return changed
}
