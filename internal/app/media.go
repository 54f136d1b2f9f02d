package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/httpapi"
	"github.com/helpatwork/helpatwork/internal/media"
	"github.com/helpatwork/helpatwork/internal/rtc"
	"github.com/helpatwork/helpatwork/internal/support"
)

// roomsOfSupport lets sessions push into rooms.
type roomsOfSupport struct{ *media.Rooms }

func (r roomsOfSupport) Show(sessionID string, s support.Standing) {
	r.Rooms.Show(sessionID, media.Standing{State: s.State, Paused: s.Paused, EndReason: s.EndReason, Open: s.Open})
}

// viewersOfAPI lets technicians in.
type viewersOfAPI struct{ rooms *media.Rooms }

func (v viewersOfAPI) View(ctx context.Context, sessionID string, viewer httpapi.Viewer, offer string) (string, error) {
	answer, err := v.rooms.View(ctx, sessionID,
		media.Viewer{ID: viewer.ID, PersonID: viewer.PersonID, Name: viewer.Name, Rights: viewer.Rights, AtMost: viewer.AtMost,
			TokenID: viewer.TokenID, Until: viewer.Until}, offer)
	return answer, mediaError(err)
}

func (v viewersOfAPI) DropToken(tokenID string) { v.rooms.DropToken(tokenID) }

// mediaError says in the API's words what is wrong with an offer.
func mediaError(err error) error {
	switch {
	case errors.Is(err, rtc.ErrSignal), errors.Is(err, rtc.ErrCodec):
		return fmt.Errorf("%w: %w", httpapi.ErrBadOffer, err)
	case errors.Is(err, media.ErrNoRoom), errors.Is(err, media.ErrFull), errors.Is(err, rtc.ErrClosed):
		return fmt.Errorf("%w: %w", httpapi.ErrUnavailable, err)
	case errors.Is(err, media.ErrNoRight):
		return fmt.Errorf("%w: %w", access.ErrForbidden, err)
	}
	return err
}

// happenings carries what happens in rooms to the sessions, in order. Rooms must not wait for the store, so there is a
// queue between; it is as long as nobody reaches without the store standing still for minutes.
type happenings struct {
	support *support.Service
	metrics *metrics
	log     *slog.Logger
	queue   chan happening
}

type happening struct {
	what, sessionID string
	tell            func(context.Context) error
}

func newHappenings(m *metrics, log *slog.Logger) *happenings {
	return &happenings{metrics: m, log: log, queue: make(chan happening, 4096)}
}

// Run tells the sessions until ctx ends.
func (h *happenings) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case one := <-h.queue:
			h.tell(ctx, one)
		}
	}
}

func (h *happenings) tell(ctx context.Context, one happening) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	err := one.tell(ctx)
	if err != nil && !errors.Is(err, support.ErrEnded) && !errors.Is(err, support.ErrNotFound) && ctx.Err() == nil {
		h.log.ErrorContext(ctx, "session missed an event of its room", slog.String("event", one.what),
			slog.String("session_id", one.sessionID), slog.Any("err", err))
	}
}

func (h *happenings) add(what, sessionID string, tell func(context.Context) error) {
	select {
	case h.queue <- happening{what, sessionID, tell}:
	default:
		h.log.Error("too many events of rooms wait", slog.String("event", what), slog.String("session_id", sessionID))
	}
}

func (h *happenings) PublisherConnected(sessionID string) {
	h.add("publisher connected", sessionID, func(ctx context.Context) error { return h.support.MediaConnected(ctx, sessionID) })
}

func (h *happenings) PublisherLost(sessionID string) {
	h.add("publisher lost", sessionID, func(ctx context.Context) error { return h.support.MediaLost(ctx, sessionID) })
}

func (h *happenings) FirstFrame(sessionID, personID string, after time.Duration) {
	h.metrics.firstFrame.Observe(after.Seconds())
	h.log.Info("first frame sent", slog.String("session_id", sessionID), slog.String("person_id", personID), slog.Duration("after", after))
	h.add("first frame", sessionID, func(ctx context.Context) error { return h.support.FirstFrame(ctx, sessionID) })
}

func (h *happenings) ViewerConnected(sessionID, personID string) {
	h.add("viewer connected", sessionID, func(ctx context.Context) error { return h.support.ViewerJoined(ctx, sessionID, personID) })
}

func (h *happenings) ViewerLeft(sessionID, personID string) {
	h.add("viewer left", sessionID, func(ctx context.Context) error { return h.support.ViewerLeft(ctx, sessionID, personID) })
}

func (h *happenings) InputDropped(sessionID, personID, reason string, count int) {
	h.metrics.dropped.WithLabelValues(reason).Add(float64(count))
	h.add("input dropped", sessionID, func(ctx context.Context) error {
		return h.support.InputDropped(ctx, sessionID, personID, reason, count)
	})
}
