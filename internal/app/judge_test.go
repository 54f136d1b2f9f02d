package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/httpapi"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/support"
)

// A court is what a judge works with: devices, what surrounds them, and who hears of its verdicts. It is used in one bubble
// of synctest, where only one goroutine runs at a time.
type court struct {
	judge
	kept    map[string]device.Device
	off     bool          // the built-in engine is switched off
	runs    int           // over all devices
	asked   []string      // devices that were looked at one by one
	slow    time.Duration // of a page
	failing error
	heard   []string
}

func newCourt(devices int) *court {
	c := &court{kept: map[string]device.Device{}}
	for i := range devices {
		d := device.Device{ID: fmt.Sprintf("dev_%04d", i), Platform: device.Android, Management: device.AndroidDeviceOwner, Lifecycle: device.InUse,
			Enrolled: true, Online: true}
		c.kept[d.ID] = d
	}
	c.judge = judge{devices: c, around: c, log: slog.New(slog.DiscardHandler),
		hint: func(kind, id string, _ int64) { c.heard = append(c.heard, kind+" "+id); c.Heard(kind, id) }}
	return c
}

func (c *court) Device(_ context.Context, id string, _ device.Scope) (device.Device, error) {
	c.asked = append(c.asked, id)
	d, there := c.kept[id]
	if !there {
		return d, device.ErrNotFound
	}
	return d, c.failing
}

func (c *court) DevicesAfter(_ context.Context, after string, limit int) ([]device.Device, error) {
	if after == "" {
		c.runs++
	}
	if c.slow > 0 {
		<-time.After(c.slow)
	}
	var page []device.Device
	for _, id := range slices.Sorted(maps.Keys(c.kept)) {
		if id > after && len(page) < limit {
			page = append(page, c.kept[id])
		}
	}
	return page, c.failing
}

func (c *court) SetAvailable(_ context.Context, judged map[string]device.Known) error {
	for id, verdict := range judged {
		d := c.kept[id]
		d.Available = verdict
		c.kept[id] = d
	}
	return c.failing
}

func (c *court) Around(_ context.Context, _ access.Principal, devices ...device.Device) (map[string]preflight.Circumstances, error) {
	around := map[string]preflight.Circumstances{}
	for _, d := range devices {
		if c.off {
			around[d.ID] = preflight.Circumstances{Activations: map[preflight.Way]preflight.Activation{{Provider: preflight.BuiltIn}: preflight.Off}}
		}
	}
	return around, nil
}

func (c *court) Peer(context.Context, string, string) (string, error) { return "", nil }

var _ support.Circumstances = (*court)(nil)

func (c *court) count(verdict device.Known) (n int) {
	for _, d := range c.kept {
		if d.Available == verdict {
			n++
		}
	}
	return n
}

// sits lets the judge work in a bubble, where wait lets time pass.
func (c *court) sits(t *testing.T, do func(wait func(time.Duration))) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- c.Run(ctx) }()
		synctest.Wait()
		do(func(d time.Duration) {
			<-time.After(d)
			synctest.Wait()
		})
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the judge stopped with %v", err)
		}
	})
}

func TestTheJudgeLooksAtEverythingFirst(t *testing.T) {
	t.Parallel()
	c := newCourt(450)
	c.kept["dev_guest"] = device.Device{ID: "dev_guest", Platform: device.Computer, Management: device.Guest, Lifecycle: device.InUse}
	c.sits(t, func(wait func(time.Duration)) {
		if yes := c.count(device.Yes); yes != 450 || c.kept["dev_guest"].Available != device.Unknown {
			t.Errorf("%d devices are available, a guest %q; want 450, and no verdict on a guest", yes, c.kept["dev_guest"].Available)
		}
		if want := []string{string(httpapi.HintAvailable) + " "}; !slices.Equal(c.heard, want) {
			t.Errorf("live views hear %v, want once that it is of many", c.heard)
		}
		wait(judgeAll - time.Second)
		if c.runs != 1 {
			t.Errorf("%d runs though nothing changed", c.runs)
		}
		wait(2 * time.Second)
		if c.runs != 2 || len(c.asked) != 0 {
			t.Errorf("%d runs after a quarter of an hour, want 2; looked at %v one by one, want none: its own verdicts are no news", c.runs, c.asked)
		}
	})
}

func TestWhatMakesTheJudgeLookAgain(t *testing.T) {
	t.Parallel()
	for kind, whole := range map[string]bool{
		activation.HintActivation: true, activation.HintRemoval: true, rollout.HintApp: true, rollout.HintSeats: true, rollout.HintMDM: true,
		activation.HintAccount: false, support.HintSession: false, support.HintHelp: false, "branding": false, "something new": false,
	} {
		c := newCourt(3)
		c.sits(t, func(wait func(time.Duration)) {
			c.off = true
			c.Heard(kind, "x")
			wait(judgeEvery)
			if all := c.count(device.No) == 3; all != whole {
				t.Errorf("after a hint of %s everything was looked at: %t, want %t", kind, all, whole)
			}
		})
	}
	c := newCourt(3)
	c.sits(t, func(wait func(time.Duration)) {
		c.off = true
		for _, id := range []string{"dev_0001", "dev_gone", "dev_0001"} {
			c.Heard(hintDevice, id)
		}
		wait(judgeEvery)
		if c.kept["dev_0001"].Available != device.No || c.count(device.No) != 1 || c.heard[len(c.heard)-1] != "available dev_0001" {
			t.Errorf("after a hint of one device %d are judged, and live views hear %v", c.count(device.No), c.heard)
		}
		c.Heard(hintDevice, "") // such as an import
		wait(judgeEvery)
		if c.count(device.No) != 3 {
			t.Errorf("after a hint of devices in general %d are judged, want all", c.count(device.No))
		}
	})
}

// A rollout to many devices says again and again that everything changed. The judge works a quarter of the time at most; a
// single device need not wait for that.
func TestTheJudgeRests(t *testing.T) {
	t.Parallel()
	c := newCourt(10)
	c.slow = 2 * time.Second // a run has one page and the empty one behind it: 4 s, and 10 s of rest
	c.sits(t, func(wait func(time.Duration)) {
		for range 64 {
			c.Heard(rollout.HintApp, "app_1")
			wait(time.Second)
		}
		if c.runs < 5 || c.runs > 6 {
			t.Errorf("%d runs of 4 s within 64 s, want one each 14 s", c.runs)
		}
		wait(20 * time.Second) // the last of them was answered
		c.Heard(rollout.HintApp, "app_1")
		wait(judgeEvery + c.slow*2)
		runs := c.runs
		c.off = true
		c.Heard(rollout.HintApp, "app_1")
		c.Heard(hintDevice, "dev_0003")
		wait(2 * judgeEvery)
		if c.runs != runs || c.kept["dev_0003"].Available != device.No || c.count(device.No) != 1 {
			t.Errorf("while it rests %d runs began and %d devices were judged, want none and the one that changed", c.runs-runs, c.count(device.No))
		}
		wait(judgePause)
		if wait(2 * c.slow); c.count(device.No) != 10 {
			t.Errorf("after its rest %d of 10 devices are judged", c.count(device.No))
		}
	})
}

func TestTheJudgeTriesAgain(t *testing.T) {
	t.Parallel()
	c := newCourt(3)
	c.failing = errors.New("disk is full")
	c.sits(t, func(wait func(time.Duration)) {
		wait(5 * time.Second)
		c.kept["dev_new"] = device.Device{ID: "dev_new", Platform: device.Android, Management: device.AndroidDeviceOwner, Lifecycle: device.InUse,
			Enrolled: true, Online: true}
		c.failing = nil
		wait(2 * judgeEvery)
		if c.count(device.Yes) != 4 {
			t.Fatalf("after the fault %d of 4 devices are judged", c.count(device.Yes))
		}
		c.off, c.failing = true, errors.New("disk is full")
		c.Heard(hintDevice, "dev_0001") // whatever was taken note of must not be forgotten
		wait(2 * judgeEvery)
		c.failing = nil
		wait(2 * judgeEvery)
		if c.kept["dev_0001"].Available != device.No {
			t.Error("a device that could not be looked at was forgotten")
		}
	})
}

func TestHowLongTheJudgeRests(t *testing.T) {
	t.Parallel()
	for run, want := range map[time.Duration]time.Duration{0: 0, time.Second: 3 * time.Second, 4 * time.Second: 10 * time.Second,
		10 * time.Second: 10 * time.Second, time.Minute: time.Minute} {
		if got := rest(run); got != want {
			t.Errorf("after a run of %v it rests %v, want %v", run, got, want)
		}
	}
}
