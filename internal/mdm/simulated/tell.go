package simulated

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/mdm"
)

// A listener that refuses is told again after a while, which doubles each time.
const (
	tellAgain   = 200 * time.Millisecond
	tellAtLeast = 30 * time.Second
)

// A teller remembers which devices have something to tell.
type teller struct {
	turns turns
	mu    sync.Mutex
	todo  map[string]telling // by device id
	news  chan struct{}
}

type telling struct {
	due   time.Time
	pause time.Duration
}

func newTeller() teller {
	return teller{todo: map[string]telling{}, news: make(chan struct{}, 1)}
}

// dirty says that a device has something to tell.
func (t *teller) dirty(deviceID string) { t.put(deviceID, telling{}) }

func (t *teller) put(deviceID string, one telling) {
	t.mu.Lock()
	t.todo[deviceID] = one
	t.mu.Unlock()
	select {
	case t.news <- struct{}{}:
	default:
	}
}

// next takes a device whose time has come, or says when the first one comes.
func (t *teller) next(now time.Time) (deviceID string, one telling, wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	wait = tellAtLeast
	for candidate, at := range t.todo {
		if !at.due.After(now) {
			delete(t.todo, candidate)
			return candidate, at, 0
		}
		wait = min(wait, at.due.Sub(now))
	}
	return "", telling{}, wait
}

// Run tells the listener each report until ctx is done, those included that an earlier process did not get told; it then
// returns nil. A report that is not taken is told again, or a newer one in its place. Call it once.
func (m *MDM) Run(ctx context.Context) error {
	if err := m.untold(ctx); err != nil && ctx.Err() == nil {
		return err
	}
	last := map[string]mdm.Report{} // for those who want it untidy
	wake := time.NewTimer(0)
	defer wake.Stop()
	for ctx.Err() == nil {
		deviceID, one, wait := m.next(time.Now())
		if deviceID != "" {
			if err := m.tell(ctx, deviceID, last); err != nil && ctx.Err() == nil {
				one.pause = min(max(2*one.pause, tellAgain), tellAtLeast)
				m.cfg.Log.WarnContext(ctx, "report not taken", slog.String("device_id", deviceID), slog.Any("err", err))
				m.later(deviceID, one)
			}
			continue
		}
		wake.Reset(wait)
		select {
		case <-m.news:
		case <-wake.C:
		case <-ctx.Done():
		}
	}
	return nil
}

// later tells again after a pause, unless there is newer already.
func (t *teller) later(deviceID string, one telling) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, newer := t.todo[deviceID]; !newer {
		t.todo[deviceID] = telling{due: time.Now().Add(one.pause), pause: one.pause}
	}
}

// untold finds the devices whose last report was not taken.
func (m *MDM) untold(ctx context.Context) error {
	const page = 500
	after := ""
	for {
		keys, err := m.cfg.Store.SimulatedMDMKeys(ctx, after, page)
		if err != nil {
			return err
		}
		for _, deviceID := range keys {
			r, err := m.record(ctx, deviceID)
			if err != nil {
				return err
			}
			if r.Told != r.Revision {
				m.dirty(deviceID)
			}
		}
		if len(keys) < page {
			return nil
		}
		after = keys[len(keys)-1]
	}
}

func (m *MDM) tell(ctx context.Context, deviceID string, last map[string]mdm.Report) error {
	r, err := m.record(ctx, deviceID)
	if err != nil || r.Told == r.Revision || m.cfg.Listener == nil {
		return err
	}
	report := r.report(deviceID)
	if err := m.cfg.Listener.Reported(ctx, m.cfg.Connection, report); err != nil {
		return err
	}
	if m.cfg.Options.Untidy {
		if before, is := last[deviceID]; is {
			if err := m.cfg.Listener.Reported(ctx, m.cfg.Connection, before); err != nil {
				return err
			}
		}
		last[deviceID] = report
	}
	return m.change(ctx, deviceID, func(now *record) error {
		now.Told = max(now.Told, r.Revision)
		return nil
	})
}
