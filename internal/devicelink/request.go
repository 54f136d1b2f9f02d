package devicelink

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/helpatwork/helpatwork/internal/wire"
)

var (
	errUnknownRequest = errors.New("unknown request")
	errLate           = errors.New("request was not done in time")
)

// serveRequest does one request of the device and answers it.
func (l *link) serveRequest(f wire.Frame) {
	ctx, cancel := context.WithTimeoutCause(context.Background(), l.hub.cfg.Limits.RequestWithin, errLate)
	defer cancel()
	if !l.hub.paces.allow(l.deviceID, f.Type, l.hub.cfg.Now()) {
		l.refuse(f, "too_many")
		return
	}
	var result any
	var err error
	if l.hub.recovered(l.deviceID, func() { result, err = l.hub.dispatch(ctx, l.deviceID, f) }) {
		l.refuse(f, "internal")
		return
	}
	if err != nil {
		l.refuse(f, l.hub.codeOf(ctx, l.deviceID, f.Type, err))
		return
	}
	if f.ID != "" {
		l.send(wire.NewFrame(wire.FrameOK, f.ID, result))
	}
}

func (l *link) refuse(f wire.Frame, code string) {
	if f.ID != "" {
		l.send(wire.NewFrame(wire.FrameError, f.ID, wire.Refusal{Code: code}))
	}
}

// codeOf turns an error into the code that the device is told. What is not meant for it is logged.
func (h *Hub) codeOf(ctx context.Context, deviceID string, t wire.FrameType, err error) string {
	switch {
	case errors.Is(err, wire.ErrMalformed):
		return "malformed"
	case errors.Is(err, errUnknownRequest):
		return "unknown_request"
	}
	if h.cfg.Code != nil {
		if code := h.cfg.Code(err); code != "" {
			return code
		}
	}
	h.log.ErrorContext(ctx, "device request failed", slog.String("device_id", deviceID),
		slog.String("frame", string(t)), slog.Any("err", err))
	return "internal"
}

// dispatch hands a request on. A nil result means an answer without a body.
func (h *Hub) dispatch(ctx context.Context, deviceID string, f wire.Frame) (result any, err error) {
	to := h.cfg.Devices
	switch f.Type {
	case wire.FrameReport:
		var r wire.Report
		if err := f.Into(&r); err != nil {
			return nil, err
		}
		return nil, to.Report(ctx, deviceID, r.Clean())
	case wire.FrameAsk:
		var a wire.Ask
		if err := f.Into(&a); err != nil {
			return nil, err
		}
		return to.Ask(ctx, deviceID, a.Clean())
	case wire.FrameCancelAsk:
		return to.CancelAsk(ctx, deviceID)
	case wire.FramePrompted:
		r, err := checked[wire.SessionRef](f)
		if err != nil {
			return nil, err
		}
		return nil, to.Prompted(ctx, deviceID, r.SessionID)
	case wire.FrameAnswer:
		a, err := checked[wire.Answer](f)
		if err != nil {
			return nil, err
		}
		return nil, to.Answer(ctx, deviceID, a)
	case wire.FrameUser:
		a, err := checked[wire.UserAction](f)
		if err != nil {
			return nil, err
		}
		return nil, to.User(ctx, deviceID, a)
	case wire.FramePublish:
		p, err := checked[wire.Publish](f)
		if err != nil {
			return nil, err
		}
		return to.Publish(ctx, deviceID, p)
	}
	return nil, fmt.Errorf("%w %q", errUnknownRequest, f.Type)
}

// checked reads the body of a frame and checks it.
func checked[T interface{ Check() error }](f wire.Frame) (T, error) {
	var body T
	if err := f.Into(&body); err != nil {
		return body, err
	}
	return body, body.Check()
}
