package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/httpapi"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/support"
)

// How the judge works.
const (
	judgeEvery = time.Second      // changed devices are judged together
	judgeAll   = 15 * time.Minute // the net under hints that were lost
	judgePage  = 200
	// judgeRest is how long the judge rests at most after a run over all devices, in lengths of that run, when it is no
	// longer than judgePause; see rest.
	judgeRest  = 3
	judgePause = 10 * time.Second
	// judgeNames is how many devices are named one by one to live views; of more they only hear that many changed.
	judgeNames = 50
)

// A judge keeps the attribute Help@Work Available of every device true. What it knows to have changed is only in memory:
// after a start, and from time to time, it goes through all of them.
type judge struct {
	devices judgedDevices
	around  support.Circumstances
	hint    func(kind, id string, version int64)
	log     *slog.Logger

	mu      sync.Mutex
	changed map[string]bool // devices
	all     bool
}

// judgedDevices is what the judge needs of a device.Store.
type judgedDevices interface {
	Device(ctx context.Context, id string, scope device.Scope) (device.Device, error)
	DevicesAfter(ctx context.Context, afterID string, limit int) ([]device.Device, error)
	SetAvailable(ctx context.Context, judged map[string]device.Known) error
}

// Heard takes note of a hint. It never waits.
func (j *judge) Heard(kind, id string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch kind {
	case hintDevice:
		if j.changed == nil {
			j.changed = make(map[string]bool)
		}
		j.changed[id] = true
		j.all = j.all || id == "" // devices in general, such as an import
	case activation.HintActivation, activation.HintRemoval, rollout.HintApp, rollout.HintSeats, rollout.HintMDM:
		j.all = true
	}
}

func (j *judge) take() (changed []string, all bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	changed, all = slices.Collect(maps.Keys(j.changed)), j.all
	j.changed, j.all = nil, false
	return changed, all
}

// Run judges until ctx ends.
func (j *judge) Run(ctx context.Context) error {
	soon, whole := time.NewTicker(judgeEvery), time.NewTicker(judgeAll)
	defer soon.Stop()
	defer whole.Stop()
	due := true // whatever changed while nobody looked
	var rested time.Time
	for {
		changed, all := j.take()
		due = due || all
		var err error
		switch began := time.Now(); {
		case due && !began.Before(rested):
			err = j.judgeAll(ctx)
			due, rested = false, time.Now().Add(rest(time.Since(began)))
		case len(changed) > 0:
			err = j.judgeThese(ctx, changed)
		}
		if err != nil && ctx.Err() == nil {
			j.log.ErrorContext(ctx, "availability not judged", slog.Any("err", err))
		}
		due = due || err != nil
		select {
		case <-ctx.Done():
			return nil
		case <-soon.C:
		case <-whole.C:
			due = true
		}
	}
}

// rest is the time between two runs over all devices: a rollout to many devices changes the whole again and again, and must
// not keep a core busy with it. The judge works a quarter of the time at most, or half of it with a fleet so big that verdicts
// would be old by then.
func rest(run time.Duration) time.Duration { return min(judgeRest*run, max(judgePause, run)) }

func (j *judge) judgeAll(ctx context.Context) error {
	var different []string
	defer func() { j.tell(different) }()
	after := ""
	for ctx.Err() == nil {
		page, err := j.devices.DevicesAfter(ctx, after, judgePage)
		if err != nil {
			return fmt.Errorf("list devices behind %q: %w", after, err)
		}
		if len(page) == 0 {
			return nil
		}
		judged, err := j.judgePage(ctx, page)
		if err != nil {
			return err
		}
		different = append(different, judged...)
		after = page[len(page)-1].ID
	}
	return nil
}

func (j *judge) judgeThese(ctx context.Context, ids []string) error {
	var different []string
	defer func() { j.tell(different) }()
	for chunk := range slices.Chunk(ids, judgePage) {
		var page []device.Device
		for _, id := range chunk {
			d, err := j.devices.Device(ctx, id, device.Scope{All: true})
			switch {
			case err == nil:
				page = append(page, d)
			case !errors.Is(err, device.ErrNotFound): // one that is gone needs no judgment
				return fmt.Errorf("look at changed device %s: %w", id, err)
			}
		}
		judged, err := j.judgePage(ctx, page)
		if err != nil {
			return err
		}
		different = append(different, judged...)
	}
	return nil
}

// judgePage writes what is new, and only that, and returns of which devices it is.
func (j *judge) judgePage(ctx context.Context, page []device.Device) ([]string, error) {
	around, err := j.around.Around(ctx, access.Principal{}, page...)
	if err != nil {
		return nil, err
	}
	judged := make(map[string]device.Known)
	for _, d := range page {
		if d.Management == device.Guest {
			continue
		}
		if verdict := preflight.Available(around[d.ID], d); verdict != d.Available {
			judged[d.ID] = verdict
		}
	}
	if len(judged) == 0 {
		return nil, nil
	}
	if err := j.devices.SetAvailable(ctx, judged); err != nil {
		return nil, fmt.Errorf("keep what was judged of %d devices: %w", len(judged), err)
	}
	return slices.Sorted(maps.Keys(judged)), nil
}

// tell live views. It is a kind of hint of its own, as one of a device would make the judge look at it again.
func (j *judge) tell(different []string) {
	if len(different) > judgeNames {
		different = []string{""}
	}
	for _, id := range different {
		j.hint(string(httpapi.HintAvailable), id, 0)
	}
}
