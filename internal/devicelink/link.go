package devicelink

import (
	"bytes"
	"context"
	"log/slog"
	"net/netip"
	"runtime/debug"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lxzan/gws"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// A link is one socket of one device. While nothing happens it is one goroutine that reads.
type link struct {
	hub  *Hub
	ws   *gws.Conn
	conn *lingerConn
	from netip.Prefix

	// Set before the link is registered, and not changed after.
	deviceID string
	since    time.Time
	slot     int // of the wheel; belongs to Hub.mu

	heard  atomic.Int64 // unix nanoseconds of the last frame from the device
	saved  time.Time    // last_seen as it was last marked; belongs to the wheel
	frames bucket       // belongs to the reading goroutine, as volume does
	volume bucket

	raw queue[message]    // read, and to be decoded
	in  queue[wire.Frame] // requests to be done
	out queue[outgoing]   // to be written

	gone     chan struct{} // closed when the link ends
	farewell sync.WaitGroup

	mu     sync.Mutex
	ended  bool
	reason wire.CloseReason
	asked  map[string]chan wire.Frame // our requests by id; nil while there are none
	lastID uint64
}

// A message is what came, before it was looked at.
type message struct {
	text bool
	data []byte
}

type outgoing struct {
	opcode gws.Opcode
	data   []byte
}

func (h *Hub) newLink(from netip.Prefix) *link {
	l := &link{hub: h, from: from, gone: make(chan struct{})}
	// Twice what may come at once: so much waits only while the node is slow to decode.
	l.raw = queue[message]{do: l.decode, max: 2 * h.cfg.Limits.FramesPerSecond, done: &h.links}
	l.in = queue[wire.Frame]{do: l.serveRequest, max: maxQueuedIn, done: &h.links}
	l.out = queue[outgoing]{do: l.writeNow, max: maxQueuedOut, done: &h.links, held: true}
	return l
}

// write sends a frame at once; only for what comes before the welcome.
func (l *link) write(data []byte) error { return l.ws.WriteMessage(gws.OpcodeText, data) }

func (l *link) writeNow(o outgoing) {
	_ = l.ws.WriteMessage(o.opcode, o.data) // when it fails, gws closes the connection and the reader notices
}

// send puts a frame in the queue to the device and says whether it will be written, unless the link is lost.
func (l *link) send(f wire.Frame) bool {
	data := f.Bytes()
	if len(data) > wire.MaxFrame {
		l.hub.log.Error("frame to device is too large", slog.String("device_id", l.deviceID),
			slog.String("frame", string(f.Type)), slog.Int("bytes", len(data)))
		return false
	}
	return l.push(outgoing{gws.OpcodeText, data})
}

func (l *link) push(o outgoing) bool {
	if l.out.push(o) {
		return true
	}
	l.close(wire.CloseTooSlow) // does nothing when the queue refused because the link has ended
	return false
}

// ask sends a request and waits for its answer.
func (l *link) ask(ctx context.Context, t wire.FrameType, body any) error {
	id, answer, err := l.expect()
	if err != nil {
		return err
	}
	defer l.unexpect(id)
	if !l.send(wire.NewFrame(t, id, body)) {
		return ErrOffline
	}
	select {
	case f := <-answer:
		return refusalIn(f)
	case <-l.gone:
		return ErrOffline
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (l *link) expect() (id string, answer chan wire.Frame, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.ended:
		return "", nil, ErrOffline
	case len(l.asked) >= maxOutstanding:
		return "", nil, ErrBusy
	case l.asked == nil:
		l.asked = map[string]chan wire.Frame{}
	}
	l.lastID++
	id, answer = strconv.FormatUint(l.lastID, 36), make(chan wire.Frame, 1)
	l.asked[id] = answer
	return id, answer, nil
}

func (l *link) unexpect(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if delete(l.asked, id); len(l.asked) == 0 {
		l.asked = nil
	}
}

// answered hands an answer to who waits for it; one that nobody waits for is ignored.
func (l *link) answered(f wire.Frame) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.asked[f.ID] <- f: // a nil channel is never ready
	default:
	}
}

func refusalIn(f wire.Frame) error {
	if f.Type == wire.FrameOK {
		return nil
	}
	var refusal wire.Refusal
	if err := f.Into(&refusal); err != nil {
		return err
	}
	return &RefusedError{Refusal: wire.Refusal{Code: wire.CleanLine(refusal.Code, 40), Detail: wire.CleanLine(refusal.Detail, 200)}}
}

// counted notes that something came, and closes the link when it is too much.
func (l *link) counted() bool {
	now := l.hub.cfg.Now()
	l.heard.Store(now.UnixNano())
	perSecond := float64(l.hub.cfg.Limits.FramesPerSecond)
	if !l.frames.take(now, 1, perSecond, perSecond) {
		l.close(wire.CloseTooFast)
		return false
	}
	return true
}

// metered counts bytes, and so what never becomes a frame.
func (l *link) metered(n int) {
	perSecond := float64(l.hub.cfg.Limits.BytesPerSecond)
	if !l.volume.take(l.hub.cfg.Now(), float64(n), perSecond, 2*perSecond) {
		l.close(wire.CloseTooFast)
	}
}

// received takes one message in the reading goroutine, which hands it on at once: decoding needs a large stack, and
// the stack of a goroutine that mostly waits should stay small.
func (l *link) received(text bool, data []byte) {
	if l.hasEnded() || !l.counted() {
		return
	}
	if !l.raw.push(message{text, bytes.Clone(data)}) {
		l.close(wire.CloseTooFast)
	}
}

// decode hands an answer to who waits for it, and a request to the queue of requests.
func (l *link) decode(m message) {
	if l.hasEnded() {
		return
	}
	f, err := wire.DecodeFrame(m.data)
	if err != nil || !m.text {
		l.close(wire.CloseMalformed)
		return
	}
	if f.Type == wire.FrameOK || f.Type == wire.FrameError {
		l.answered(f)
		return
	}
	if !l.in.push(f) {
		l.refuse(f, "busy")
	}
}

// read reads until the link ends. gws panics on a frame that claims a negative length (v1.8.9, reader.go), and a
// device must not be able to stop the node.
func (l *link) read() {
	defer func() {
		if p := recover(); p != nil {
			l.hub.log.Warn("frame from device could not be read", slog.String("device_id", l.deviceID), slog.Any("panic", p))
			l.close(wire.CloseMalformed)
		}
	}()
	l.conn.meter = l.metered
	l.ws.ReadLoop()
}

// close ends the link and tells the device why. It does not wait; only the first reason counts.
func (l *link) close(reason wire.CloseReason) {
	if !l.end(reason, true) {
		return
	}
	go func() {
		defer l.farewell.Done()
		l.conn.hurry()
		_ = l.ws.WriteClose(reason.Code(), []byte(reason)) // a device that is gone cannot be told
	}()
}

// end marks the link as ended and says whether it had not been before. When toTell is true, the caller must call
// farewell.Done after it has told the device.
func (l *link) end(reason wire.CloseReason, toTell bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return false
	}
	l.ended, l.reason = true, reason
	if toTell {
		l.farewell.Add(1)
	}
	close(l.gone)
	l.out.drop()
	if reason != "" {
		l.hub.count(reason)
	}
	return true
}

func (l *link) hasEnded() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ended
}

func (l *link) endReason() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.reason == "" {
		return "lost"
	}
	return string(l.reason)
}

// finish lets the connection go, after the device was told why.
func (l *link) finish() {
	l.end("", false)
	l.farewell.Wait()
	l.conn.finish()
}

// recovered runs f and says whether it panicked; the panic is logged.
func (h *Hub) recovered(deviceID string, f func()) (panicked bool) {
	defer func() {
		if p := recover(); p != nil {
			panicked = true
			h.log.Error("panic while serving a device", slog.String("device_id", deviceID),
				slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
		}
	}()
	f()
	return false
}
