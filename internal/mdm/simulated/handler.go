package simulated

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// Bounds of the device side.
const (
	maxCheckingIn = 128              // at the same time
	maxPushed     = 16               // who wait for a push
	pushWait      = 25 * time.Second // at most
	maxWoken      = 4096             // pushes that are remembered
)

// tokenOf is what a device shows: who it is and its secret.
func tokenOf(deviceID string, secret id.Secret) id.Secret {
	return id.Secret(deviceID + "." + secret.Reveal())
}

// Handler is the device side, under wire.MDMPath. Whoever shows no good token learns nothing and has nothing read.
func (m *MDM) Handler() http.Handler {
	h := &handler{mdm: m, checking: make(chan struct{}, maxCheckingIn), pushed: make(chan struct{}, maxPushed)}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+wire.MDMCheckInPath, h.checkIn)
	mux.HandleFunc("GET "+wire.MDMPushPath, h.push)
	return mux
}

type handler struct {
	mdm              *MDM
	checking, pushed chan struct{}
}

// seat takes one of a bounded number of places, or says that there is none.
func seat(w http.ResponseWriter, seats chan struct{}) bool {
	select {
	case seats <- struct{}{}:
		return true
	default:
		w.Header().Set("Retry-After", "1")
		http.Error(w, "too many at once", http.StatusServiceUnavailable)
		return false
	}
}

func bearer(r *http.Request) string {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return token
}

func matches(hash string, secret id.Secret) bool {
	return subtle.ConstantTimeCompare([]byte(hash), []byte(secret.Hash())) == 1 && hash != ""
}

// device tells who asks; an unknown device costs as much as a wrong secret.
func (h *handler) device(r *http.Request) (string, bool, error) {
	deviceID, secret, _ := strings.Cut(bearer(r), ".")
	if deviceID == "" || len(deviceID) > maxDeviceID {
		return "", false, nil
	}
	kept, err := h.mdm.record(r.Context(), deviceID)
	if err != nil {
		return "", false, err
	}
	return deviceID, matches(kept.TokenHash, id.Secret(secret)) && kept.Unenrolled.IsZero(), nil
}

func (h *handler) checkIn(w http.ResponseWriter, r *http.Request) {
	if !seat(w, h.checking) {
		return
	}
	defer func() { <-h.checking }()
	deviceID, known, err := h.device(r)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	if !known {
		http.Error(w, "not enrolled", http.StatusUnauthorized)
		return
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, wire.MaxMDM))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	if err != nil {
		http.Error(w, "not read", http.StatusBadRequest)
		return
	}
	c, err := wire.DecodeMDMCheckIn(data)
	if err != nil {
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	orders, err := h.mdm.take(r.Context(), deviceID, c)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	reply(w, orders)
}

func (h *handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() == nil {
		h.mdm.cfg.Log.ErrorContext(r.Context(), "device not checked in", slog.Any("err", err))
	}
	http.Error(w, "failed", http.StatusInternalServerError)
}

func reply(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	json.NewEncoder(w).Encode(body) // the device may be gone: nothing to do about it
}

// take keeps a check-in and says what is to be done. One that came before tells nothing, but is answered.
func (m *MDM) take(ctx context.Context, deviceID string, c wire.MDMCheckIn) (wire.MDMOrders, error) {
	var orders wire.MDMOrders
	err := m.change(ctx, deviceID, func(r *record) error {
		now := m.cfg.Now().UTC()
		orders = wire.MDMOrders{Lists: r.Lists}
		if c.Seq <= r.Seq {
			c.Results = nil
		} else {
			r.reported(c, now)
		}
		if c.Unenrolled {
			r.Unenrolled, r.Messages = now, nil
			return nil
		}
		if r.Platform == device.Android {
			orders.Policy = m.policy(r, c.Policy, now)
		} else {
			r.appleReported(c, now)
			orders.Commands, orders.Catalog = m.commands(r, now), m.catalog(r)
		}
		orders.Messages = r.Messages
		return nil
	})
	if err == nil {
		m.dirty(deviceID)
	}
	return orders, err
}

// reported takes what does not depend on the platform.
func (r *record) reported(c wire.MDMCheckIn, now time.Time) {
	r.Seq, r.Posture = c.Seq, c.Posture
	if now = now.Truncate(time.Microsecond); !now.After(r.Reported) { // each report is newer than the one before
		now = r.Reported.Add(time.Microsecond)
	}
	r.Reported = now
	r.Revision++
	for _, f := range c.Feedback {
		if !slices.Contains(r.Feedback, f) {
			r.Feedback = slices.DeleteFunc(r.Feedback, func(old wire.MDMFeedback) bool { return old.Package == f.Package && old.Key == f.Key })
			r.Feedback = append(r.Feedback, f)
		}
	}
	r.Feedback = r.Feedback[max(0, len(r.Feedback)-maxFeedback):]
	r.Messages = slices.DeleteFunc(r.Messages, func(one wire.MDMMessage) bool { return one.Number <= c.Messages })
	if r.Platform == device.Android {
		r.androidReported(c)
	}
}

// A push tells whoever plays the devices which of them should check in.
type push struct {
	mu    sync.Mutex
	hash  string
	seq   int64
	woken []string // the last of them, the last one with number seq
	news  chan struct{}
}

func newPush() *push { return &push{news: make(chan struct{})} }

func (p *push) wake(deviceID string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seq++
	p.woken = append(p.woken, deviceID)
	if len(p.woken) > 2*maxWoken {
		p.woken = slices.Clone(p.woken[len(p.woken)-maxWoken:])
	}
	close(p.news)
	p.news = make(chan struct{})
}

// since is what was pushed after a number; all, if that is longer ago than what is remembered, or never was.
func (p *push) since(after int64) (wire.MDMPush, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	missed := p.seq - after
	if missed < 0 || missed > int64(len(p.woken)) || missed > maxWoken {
		return wire.MDMPush{Seq: p.seq, All: true}, p.news
	}
	devices := slices.Clone(p.woken[int64(len(p.woken))-missed:])
	slices.Sort(devices)
	return wire.MDMPush{Seq: p.seq, Devices: slices.Compact(devices)}, p.news
}

// PushToken returns a new token for the pushes of all devices; the one before is void. It is not kept over a restart.
func (m *MDM) PushToken() id.Secret {
	secret := id.NewSecret()
	m.push.mu.Lock()
	defer m.push.mu.Unlock()
	m.push.hash = secret.Hash()
	return secret
}

func (h *handler) push(w http.ResponseWriter, r *http.Request) {
	p := h.mdm.push
	p.mu.Lock()
	hash := p.hash
	p.mu.Unlock()
	if !matches(hash, id.Secret(bearer(r))) {
		http.Error(w, "not enrolled", http.StatusUnauthorized)
		return
	}
	after, err := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
	if err != nil {
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	if !seat(w, h.pushed) {
		return
	}
	defer func() { <-h.pushed }()
	enough := time.NewTimer(pushWait)
	defer enough.Stop()
	for {
		pushed, news := p.since(after)
		if pushed.All || len(pushed.Devices) > 0 {
			reply(w, pushed)
			return
		}
		select {
		case <-news:
		case <-enough.C:
			reply(w, pushed)
			return
		case <-r.Context().Done():
			return
		}
	}
}
