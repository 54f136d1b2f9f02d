package app

import (
	"context"
	"log/slog"
	"reflect"
	"time"

	"github.com/helpatwork/helpatwork/internal/branding"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// A crier tells the devices of this node when the help desk says something new of itself: an administrator saved, on this
// node or another, or it opened or closed. What it says at that moment is also in every welcome.
type crier struct {
	desk  func(context.Context) (wire.Desk, error)
	crowd crowd
	log   *slog.Logger
	saved chan struct{}
}

// crowd is every device of a node; a devicelink.Hub is.
type crowd interface {
	NotifyAll(ctx context.Context, t wire.FrameType, body any)
}

func newCrier(desk func(context.Context) (wire.Desk, error), all crowd, log *slog.Logger) *crier {
	return &crier{desk: desk, crowd: all, log: log, saved: make(chan struct{}, 1)}
}

// Heard takes note of a hint. It never waits.
func (c *crier) Heard(kind string) {
	if kind != branding.HintBranding {
		return
	}
	select {
	case c.saved <- struct{}{}:
	default: // it will look anyway
	}
}

// Run looks at every full minute, as hours begin and end with one, and whenever somebody saved, until ctx ends.
func (c *crier) Run(ctx context.Context) error {
	var told *wire.Desk // nil until something was told
	for {
		switch desk, err := c.desk(ctx); {
		case err != nil && ctx.Err() == nil:
			c.log.WarnContext(ctx, "devices are not told the support hours", slog.Any("err", err)) // the next minute tries again
		case err == nil && (told == nil || !reflect.DeepEqual(desk, *told)):
			c.crowd.NotifyAll(ctx, wire.FrameDesk, desk)
			told = &desk
		}
		minute := time.NewTimer(time.Until(time.Now().Truncate(time.Minute).Add(time.Minute)))
		select {
		case <-ctx.Done():
			minute.Stop()
			return nil
		case <-c.saved:
			minute.Stop()
		case <-minute.C:
		}
	}
}
