package devicelink

import (
	"bufio"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// open makes a link of a WebSocket request. It returns at once, so that net/http can let go of what it holds.
func (h *Hub) open(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Origin") != "" && (h.cfg.AllowedOrigins == nil || !h.cfg.AllowedOrigins(r)) {
		refuse(w, problemOrigin)
		return
	}
	if !strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
		w.Header().Set("Upgrade", "websocket")
		refuse(w, problemNotWebSocket)
		return
	}
	from := addressOf(r)
	if !h.addresses.allow(from) {
		refuse(w, problemTooMany)
		return
	}
	if h.waiting.Add(1) > int64(h.cfg.Limits.MaxWaiting) {
		h.waiting.Add(-1)
		refuse(w, problemBusy)
		return
	}
	l := h.newLink(from)
	if !h.expect() {
		h.waiting.Add(-1)
		refuse(w, problemStopping)
		return
	}
	reader, err := h.upgrade.upgrade(w, r, l, h.cfg.Limits)
	if err != nil {
		h.waiting.Add(-1)
		h.forget(l)
		h.log.DebugContext(r.Context(), "device link was not opened", slog.Any("err", err))
		return
	}
	if h.add(l) {
		l.close(wire.CloseGoingAway)
	}
	go h.receive(l, reader) // expect counted it; Run waits for it
}

// receive is the beginning of a link. Checking a proof needs a large stack, which would stay large, so that a new
// goroutine does the waiting that follows.
func (h *Hub) receive(l *link, reader *bufio.Reader) {
	if h.admit(l, reader) {
		go h.serve(l)
		return
	}
	l.finish()
	h.forget(l)
}

// serve is the rest of a link.
func (h *Hub) serve(l *link) {
	l.read()
	h.leave(l)
}

// admit lets a device prove who it is and enter.
func (h *Hub) admit(l *link, reader *bufio.Reader) bool {
	ctx, cancel := context.WithTimeoutCause(context.Background(), h.cfg.Limits.HelloWithin+h.cfg.Limits.RequestWithin, errLate)
	defer cancel()
	deviceID, err := h.greet(ctx, l, reader)
	h.waiting.Add(-1)
	if err != nil {
		h.turnAway(ctx, l, err)
		return false
	}
	l.deviceID = deviceID
	return h.enter(ctx, l)
}

func (h *Hub) turnAway(ctx context.Context, l *link, err error) {
	reason := closeReason(err)
	if reason == wire.CloseBadProof || reason == wire.CloseMalformed {
		h.addresses.failed(l.from)
	}
	if reason == wire.CloseFailed {
		h.log.ErrorContext(ctx, "device could not be checked", slog.Any("err", err))
	} else {
		h.log.InfoContext(ctx, "device link refused", slog.String("reason", string(reason)), slog.Any("err", err))
	}
	if reason != "" {
		l.close(reason)
	}
}

// enter makes l its device's link, in place of one that may be there, and welcomes the device.
func (h *Hub) enter(ctx context.Context, l *link) bool {
	defer h.turns.take(l.deviceID)()
	l.since = h.cfg.Now()
	l.saved = l.since
	l.heard.Store(l.since.UnixNano())
	old := h.register(l)
	if old != nil {
		old.close(wire.CloseReplaced)
	}
	welcome, err := h.welcome(ctx, l.deviceID)
	if err != nil {
		h.log.ErrorContext(ctx, "device could not be welcomed", slog.String("device_id", l.deviceID), slog.Any("err", err))
		l.close(wire.CloseFailed)
		if h.unregister(l) && old != nil {
			h.gone(l)
		}
		return false
	}
	h.presence.moved(l.deviceID, l.since)
	l.out.release(outgoing{textOpcode, wire.NewFrame(wire.FrameWelcome, "", welcome).Bytes()})
	h.log.InfoContext(ctx, "device connected", slog.String("device_id", l.deviceID))
	return true
}

var errPanic = errors.New("panic")

func (h *Hub) welcome(ctx context.Context, deviceID string) (welcome wire.Welcome, err error) {
	if h.recovered(deviceID, func() { welcome, err = h.cfg.Devices.Connected(ctx, deviceID) }) {
		return wire.Welcome{}, errPanic
	}
	if welcome.Now.IsZero() {
		welcome.Now = h.cfg.Now()
	}
	if welcome.ReportEverySeconds <= 0 {
		welcome.ReportEverySeconds = int(h.cfg.ReportEvery.Seconds())
	}
	return welcome, err
}

// leave is the end of a link.
func (h *Hub) leave(l *link) {
	defer h.forget(l)
	defer l.finish()
	l.end("", false)
	defer h.turns.take(l.deviceID)()
	if h.unregister(l) {
		h.gone(l)
	}
	h.log.Info("device disconnected", slog.String("device_id", l.deviceID), slog.String("reason", l.endReason()),
		slog.Duration("after", h.cfg.Now().Sub(l.since)))
}

func (h *Hub) gone(l *link) {
	h.presence.moved(l.deviceID, l.heardAt())
	h.recovered(l.deviceID, func() { h.cfg.Devices.Disconnected(l.deviceID) })
}
