// Package devicelink keeps the sockets of device agents: it enrolls devices, lets them prove who they are, knows
// which are here, and carries requests both ways.
//
// A device is trusted with nothing before it has proved itself: until then one small message is read from it, within
// a deadline. Afterwards every size, rate and wait is bounded, and no device can make another one wait.
package devicelink

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// Errors of [Hub.Send].
var (
	// ErrOffline says that the device has no link to this node, or lost it before it answered.
	ErrOffline = errors.New("device is not connected")
	// ErrNoAnswer says that the device did not answer in time; it may still have done what it was asked.
	ErrNoAnswer = errors.New("device did not answer in time")
	// ErrBusy says that too many requests to the device wait for an answer.
	ErrBusy = errors.New("too many requests to the device are open")
)

// A RefusedError is a device's own answer to a request that it did not do.
type RefusedError struct{ Refusal wire.Refusal }

func (e *RefusedError) Error() string { return fmt.Sprintf("device refused: %q", e.Refusal.Code) }

// A Handler does what devices ask. Calls for one device come one after the other, except that Disconnected and
// Connected may come while a request of the device's last link is still being done; calls for different devices
// come at the same time. Requests get a context of 10 seconds. A panic is caught and answered as internal error.
type Handler interface {
	// Connected says that a device is here and asks what to welcome it with. When a device's new link replaces an
	// old one, Connected is called again without Disconnected between. What Connected sends to the device by
	// [Hub.Notify] follows the welcome; it must not wait for [Hub.Send], as nothing leaves before the welcome. An
	// error closes the link.
	Connected(ctx context.Context, deviceID string) (wire.Welcome, error)
	// Disconnected says that the device's last link is gone; once for each time it was here.
	Disconnected(deviceID string)
	// Report gets a report whose texts and numbers are bounded and cleaned.
	Report(ctx context.Context, deviceID string, r wire.Report) error
	// Ask gets cleaned text.
	Ask(ctx context.Context, deviceID string, a wire.Ask) (wire.HelpState, error)
	CancelAsk(ctx context.Context, deviceID string) (wire.HelpState, error)
	Prompted(ctx context.Context, deviceID, sessionID string) error
	Answer(ctx context.Context, deviceID string, a wire.Answer) error
	User(ctx context.Context, deviceID string, a wire.UserAction) error
	Publish(ctx context.Context, deviceID string, p wire.Publish) (wire.Published, error)
}

// Config is what a [Hub] needs. Server, NodeID, Store, Devices, Log and Now must be set.
type Config struct {
	Server  string // the name that stands in challenges and that devices keep from enrollment
	NodeID  string // this node, in connection rows
	Store   device.Store
	Devices Handler
	// Code turns an error of Devices into one of the API's codes; an empty answer, or no Code, means an error that
	// is logged and told to the device as "internal".
	Code func(error) string
	Log  *slog.Logger
	Now  func() time.Time
	// ReportEvery is how often devices are asked to report. Zero means 15 minutes.
	ReportEvery time.Duration
	// AllowedOrigins decides about connections that carry an Origin header, as browsers send it; agents send none.
	// nil refuses them all.
	AllowedOrigins func(r *http.Request) bool
	// OnEnroll, if set, is told of each device that got a key.
	OnEnroll func(ctx context.Context, deviceID string)
	// OnPresence, if set, is told which devices came or went, once whoever asks the store is told so, too. It must not wait.
	OnPresence func(deviceIDs []string)
	// Limits bounds waits and rates; its zero value is right for production.
	Limits Limits
}

// A Hub holds the links of one node. Its methods are safe for concurrent use; they work while [Hub.Run] runs.
type Hub struct {
	cfg       Config
	log       *slog.Logger
	upgrade   upgrader
	addresses *addresses
	turns     turns
	presence  presence
	paces     paces
	links     sync.WaitGroup // one for each goroutine of a link

	waiting atomic.Int64 // links that have not proved themselves

	mu       sync.Mutex
	stopping bool
	all      map[*link]struct{} // every open socket
	online   map[string]*link   // by device id
	wheel    []map[*link]struct{}
	next     int // slot of the wheel for the next link
	closed   map[wire.CloseReason]int64
}

// New returns a hub that takes connections when its routes are mounted and [Hub.Run] runs.
func New(cfg Config) *Hub {
	cfg.Limits = cfg.Limits.orDefaults()
	if cfg.ReportEvery <= 0 {
		cfg.ReportEvery = 15 * time.Minute
	}
	h := &Hub{
		cfg: cfg, log: cfg.Log,
		addresses: newAddresses(cfg.Limits, cfg.Now),
		all:       map[*link]struct{}{},
		online:    map[string]*link{},
		wheel:     make([]map[*link]struct{}, max(1, int(cfg.Limits.PingEvery/cfg.Limits.Tick))),
		closed:    map[wire.CloseReason]int64{},
	}
	for slot := range h.wheel {
		h.wheel[slot] = map[*link]struct{}{}
	}
	h.upgrade = newUpgrader()
	h.presence.dirty = map[string]mark{}
	return h
}

// Routes mounts POST /api/v1/link/enroll and GET /api/v1/link (WebSocket).
func (h *Hub) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /api/v1/link/enroll", h.enroll)
	mux.HandleFunc("GET /api/v1/link", h.open)
}

// Online is how many devices have a link to this node.
func (h *Hub) Online() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.online)
}

// Stats are what a node counts of its links, for metrics.
type Stats struct {
	Online  int // devices that are here
	Waiting int // connections that have not proved who they are
	// Closed counts, since the start, the links that this side closed, by reason.
	Closed map[wire.CloseReason]int64
}

// Stats counts.
func (h *Hub) Stats() Stats {
	h.mu.Lock()
	defer h.mu.Unlock()
	return Stats{Online: len(h.online), Waiting: int(h.waiting.Load()), Closed: maps.Clone(h.closed)}
}

// Send asks a device for something and waits until the device says that it was done, at most Limits.AnswerWithin.
// Errors: [ErrOffline], [ErrNoAnswer], [ErrBusy], a [*RefusedError], or the context's.
func (h *Hub) Send(ctx context.Context, deviceID string, t wire.FrameType, body any) error {
	l := h.linkOf(deviceID)
	if l == nil {
		return fmt.Errorf("send %s to device %s: %w", t, deviceID, ErrOffline)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, h.cfg.Limits.AnswerWithin, ErrNoAnswer)
	defer cancel()
	if err := l.ask(ctx, t, body); err != nil {
		return fmt.Errorf("send %s to device %s: %w", t, deviceID, err)
	}
	return nil
}

// Notify tells a device something and wants no answer. It does not wait; a device that is not here misses it.
func (h *Hub) Notify(deviceID string, t wire.FrameType, body any) {
	if l := h.linkOf(deviceID); l != nil {
		l.send(wire.NewFrame(t, "", body))
	}
}

// spread is how long the hub rests between two slots of the wheel while it tells all devices something: 50,000 that are
// written to at the same moment would take a goroutine each.
const spread = 10 * time.Millisecond

// NotifyAll tells every device that is here something and wants no answer, slot after slot of the wheel, until ctx is done.
// One that comes meanwhile may be told or not: its welcome says how things stand.
func (h *Hub) NotifyAll(ctx context.Context, t wire.FrameType, body any) {
	frame := wire.NewFrame(t, "", body)
	for slot := range h.wheel {
		links := h.inSlot(slot)
		for _, l := range links {
			l.send(frame)
		}
		if len(links) == 0 {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(spread):
		}
	}
}

// Disconnect closes a device's link, if it has one. The device may come back if it can still prove itself.
func (h *Hub) Disconnect(deviceID string) {
	if l := h.linkOf(deviceID); l != nil {
		l.close(wire.CloseDisconnected)
	}
}

func (h *Hub) linkOf(deviceID string) *link {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.online[deviceID]
}

// expect counts a socket that is about to be opened, unless the hub stops; forget takes it back.
func (h *Hub) expect() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopping {
		return false
	}
	h.links.Add(1)
	return true
}

// add takes in a socket that was opened. When the hub began to stop meanwhile, it did not see this one.
func (h *Hub) add(l *link) (stopping bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all[l] = struct{}{}
	return h.stopping
}

// forget is the end of a socket.
func (h *Hub) forget(l *link) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.all, l)
	h.links.Done()
}

// register makes l its device's link and returns the one that it replaces, or nil.
func (h *Hub) register(l *link) *link {
	h.mu.Lock()
	defer h.mu.Unlock()
	old := h.online[l.deviceID]
	if old != nil {
		delete(h.wheel[old.slot], old)
	}
	h.online[l.deviceID] = l
	l.slot = h.next
	h.next = (h.next + 1) % len(h.wheel)
	h.wheel[l.slot][l] = struct{}{}
	return old
}

// unregister says whether l was still its device's link.
func (h *Hub) unregister(l *link) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.wheel[l.slot], l)
	if h.online[l.deviceID] != l {
		return false
	}
	delete(h.online, l.deviceID)
	return true
}

func (h *Hub) count(reason wire.CloseReason) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed[reason]++
}
