package devicelink

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// maxEnroll bounds the body of an enrollment in bytes.
const maxEnroll = 4 << 10

// A problem is an answer of RFC 9457.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail,omitempty"`
}

// The problems of these two routes. Clients decide by code.
var (
	problemOrigin       = problem{Title: "Pages of this origin may not connect.", Status: http.StatusForbidden, Code: "origin_refused"}
	problemNotWebSocket = problem{Title: "This address takes WebSocket connections only.", Status: http.StatusUpgradeRequired, Code: "not_websocket"}
	problemTooMany      = problem{Title: "Too many attempts from this address; try again later.", Status: http.StatusTooManyRequests, Code: "too_many_attempts"}
	problemBusy         = problem{Title: "Too many devices are connecting; try again later.", Status: http.StatusServiceUnavailable, Code: "busy"}
	problemStopping     = problem{Title: "The server is stopping; try again later.", Status: http.StatusServiceUnavailable, Code: "going_away"}
	problemToken        = problem{Title: "The enrollment token is not valid, was used, or has expired.", Status: http.StatusUnauthorized, Code: "bad_token"}
	problemMalformed    = problem{Title: "The body is not an enrollment.", Status: http.StatusBadRequest, Code: "malformed"}
	problemTooLarge     = problem{Title: "The body is too large.", Status: http.StatusRequestEntityTooLarge, Code: "too_large"}
	problemProof        = problem{Title: "The signature does not fit the key, this server and this token.", Status: http.StatusUnprocessableEntity, Code: "bad_proof"}
	problemInternal     = problem{Title: "The server could not do this; try again later.", Status: http.StatusInternalServerError, Code: "internal"}
)

// refuse answers with a problem and ends the connection, so that nothing more is read from it.
func refuse(w http.ResponseWriter, p problem) {
	p.Type = "about:blank"
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Connection", "close")
	switch p.Status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "5")
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p) // the client may be gone: nothing to do about it
}

// enroll gives a device its key. The token is checked before anything of the body is read.
func (h *Hub) enroll(w http.ResponseWriter, r *http.Request) {
	from := addressOf(r)
	if !h.addresses.allow(from) {
		refuse(w, problemTooMany)
		return
	}
	hash, p := h.tokenHash(r)
	if p == nil {
		p = h.enrollBody(w, r, hash)
	}
	if p == nil {
		return
	}
	if p.Status != http.StatusInternalServerError {
		h.addresses.failed(from)
	}
	refuse(w, *p)
}

// tokenHash returns the hash of the request's token if it is valid now.
func (h *Hub) tokenHash(r *http.Request) (string, *problem) {
	token, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !found || token == "" || len(token) > 64 {
		return "", &problemToken
	}
	hash := id.Secret(token).Hash()
	valid, err := h.cfg.Store.EnrollmentValid(r.Context(), hash, h.cfg.Now())
	if err != nil {
		return "", h.failed(r.Context(), "check enrollment token", err)
	}
	if !valid {
		return "", &problemToken
	}
	return hash, nil
}

// enrollBody reads the key, checks that the device has its other half, and keeps it.
func (h *Hub) enrollBody(w http.ResponseWriter, r *http.Request, hash string) *problem {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxEnroll))
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return &problemTooLarge
		}
		return &problemMalformed
	}
	e, err := wire.DecodeEnroll(body)
	if err != nil {
		return &problemMalformed
	}
	if !ed25519.Verify(e.PublicKey, wire.EnrollText(h.cfg.Server, hash), e.Signature) {
		p := problemProof
		p.Detail = fmt.Sprintf("This server's name is %q.", h.cfg.Server) // no secret: every challenge carries it
		return &p
	}
	deviceID, err := h.cfg.Store.Enroll(r.Context(), hash, e.PublicKey, h.cfg.Now())
	if errors.Is(err, device.ErrBadToken) {
		return &problemToken // used by someone else since it was checked
	}
	if err != nil {
		return h.failed(r.Context(), "enroll", err)
	}
	h.log.InfoContext(r.Context(), "device enrolled", slog.String("device_id", deviceID))
	if h.cfg.OnEnroll != nil {
		h.cfg.OnEnroll(r.Context(), deviceID)
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(wire.Enrolled{DeviceID: deviceID, Server: h.cfg.Server}) // as in refuse
	return nil
}

func (h *Hub) failed(ctx context.Context, what string, err error) *problem {
	h.log.ErrorContext(ctx, what, slog.Any("err", err))
	return &problemInternal
}
