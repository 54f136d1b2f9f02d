package app

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/rollout"
)

// How the judge works.
const (
	judgeEvery = time.Second      // changed devices are judged together
	judgeAll   = 15 * time.Minute // time alone changes things too: a device that has been silent for long
	judgePage  = 200
)

// A judge keeps the attribute Help@Work Available of every device true. What it knows to have changed is only in memory:
// after a start, and from time to time, it goes through all of them.
type judge struct {
	devices device.Store
	around  surroundings
	hint    func(kind, id string, version int64)
	log     *slog.Logger

	mu      sync.Mutex
	changed map[string]bool // devices
	all     bool
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
	for {
		changed, all := j.take()
		var err error
		switch {
		case due || all:
			err = j.judgeAll(ctx)
		case len(changed) > 0:
			err = j.judgeThese(ctx, changed)
		}
		if err != nil && ctx.Err() == nil {
			j.log.ErrorContext(ctx, "availability not judged", slog.Any("err", err))
		}
		due = err != nil
		select {
		case <-ctx.Done():
			return nil
		case <-soon.C:
		case <-whole.C:
			due = true
		}
	}
}

func (j *judge) judgeAll(ctx context.Context) error {
	after := ""
	for ctx.Err() == nil {
		page, err := j.devices.DevicesAfter(ctx, after, judgePage)
		if err != nil {
			return fmt.Errorf("list devices behind %q: %w", after, err)
		}
		if len(page) == 0 {
			return nil
		}
		if err := j.judgePage(ctx, page); err != nil {
			return err
		}
		after = page[len(page)-1].ID
	}
	return nil
}

func (j *judge) judgeThese(ctx context.Context, ids []string) error {
	for chunk := range slices.Chunk(ids, judgePage) {
		var page []device.Device
		for _, id := range chunk {
			if d, err := j.devices.Device(ctx, id, device.Scope{All: true}); err == nil { // one that is gone needs no judgment
				page = append(page, d)
			}
		}
		if err := j.judgePage(ctx, page); err != nil {
			return err
		}
	}
	return nil
}

// judgePage writes what is new, and only that.
func (j *judge) judgePage(ctx context.Context, page []device.Device) error {
	around, err := j.around.Around(ctx, access.Principal{}, page...)
	if err != nil {
		return err
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
		return nil
	}
	if err := j.devices.SetAvailable(ctx, judged); err != nil {
		return fmt.Errorf("keep what was judged of %d devices: %w", len(judged), err)
	}
	for id := range judged {
		j.hint(hintDevice, id, 0)
	}
	return nil
}
