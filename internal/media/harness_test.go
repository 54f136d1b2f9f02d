package media

import (
	"context"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/rtc"
	"github.com/helpatwork/helpatwork/internal/rtc/rtctest"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// patience bounds every wait for something that must come; it only passes when a test fails.
const patience = time.Minute

func TestMain(m *testing.M) {
	if os.Getenv(serverVariable) != "" {
		if err := serveBench(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	rtctest.Main(m)
}

// receive waits for a value.
func receive[T any](t testing.TB, what string, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patience):
		t.Fatalf("%s did not come", what)
		panic("unreachable")
	}
}

// until receives values until one is wanted.
func until[T any](t testing.TB, what string, from <-chan T, wanted func(T) bool) T {
	t.Helper()
	deadline := time.After(patience)
	for {
		select {
		case v := <-from:
			if wanted(v) {
				return v
			}
		case <-deadline:
			t.Fatalf("%s did not come", what)
		}
	}
}

// ofAMachineWithTime is how long something takes, counted in naps of 10 ms, which take longer where others work, too, as
// everything then does. It is less than what passes, and about as much where nothing else runs.
func ofAMachineWithTime(do func()) time.Duration {
	const nap = 10 * time.Millisecond
	naps, done := 0, make(chan struct{})
	var counting sync.WaitGroup
	counting.Go(func() {
		for alarm := time.NewTimer(nap); ; alarm.Reset(nap) {
			select {
			case <-alarm.C:
				naps++
			case <-done:
				return
			}
		}
	})
	do()
	close(done)
	counting.Wait()
	return time.Duration(naps) * nap
}

// A recorder keeps events as lines of text.
type recorder struct {
	lines chan string
	mu    sync.Mutex
	all   []string
}

func newRecorder() *recorder { return &recorder{lines: make(chan string, 1000)} }

func (r *recorder) note(parts ...any) {
	line := strings.TrimSpace(fmt.Sprintln(parts...))
	r.mu.Lock()
	r.all = append(r.all, line)
	r.mu.Unlock()
	r.lines <- line
}

func (r *recorder) PublisherConnected(s string)                 { r.note("publisher connected", s) }
func (r *recorder) PublisherLost(s string)                      { r.note("publisher lost", s) }
func (r *recorder) FirstFrame(s, p string, after time.Duration) { r.note("first frame", s, p) }
func (r *recorder) ViewerConnected(s, p string)                 { r.note("viewer connected", s, p) }
func (r *recorder) ViewerLeft(s, p string)                      { r.note("viewer left", s, p) }
func (r *recorder) InputDropped(s, p, reason string, count int) {
	r.note("dropped", s, p, reason, count)
}
func (r *recorder) wait(t testing.TB, line string) {
	t.Helper()
	until(t, line, r.lines, func(l string) bool { return l == line })
}

// A house is a port with rooms, on loopback.
type house struct {
	t      testing.TB
	rooms  *Rooms
	events *recorder
}

func newHouse(t testing.TB) *house { return newHouseOn(t, listen(t)) }

func listen(t testing.TB) net.PacketConn {
	t.Helper()
	udp, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return udp
}

func newHouseOn(t testing.TB, udp net.PacketConn) *house {
	t.Helper()
	return newHouseAt(t, udp, time.Now)
}

func newHouseAt(t testing.TB, udp net.PacketConn, now func() time.Time) *house {
	t.Helper()
	port, err := rtc.Open(rtc.Config{UDP: udp})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, events: newRecorder()}
	h.rooms = New(port, Config{Events: h.events, Now: now})
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := h.rooms.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		if err := port.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// active is a session in which everything flows.
var active = Standing{State: "active", Open: true}

var (
	mayView    = []access.Right{access.View}
	mayControl = []access.Right{access.View, access.Control}
)

// A phone publishes numbered frames.
type phone struct {
	t         testing.TB
	pub       *rtc.Publisher
	inputs    chan wire.Input
	keyWanted chan struct{}
	opened    chan string
	connected chan struct{}
	stop      chan struct{}
	drawing   sync.WaitGroup
	ended     sync.Once
	drawn     atomic.Int64 // number of the last frame
	quiet     bool         // sends no heartbeats
	ignored   atomic.Int64 // so many wishes for a key frame are not heard
}

// publish connects a phone; every is the time between frames.
func (h *house) publish(session string, every time.Duration) *phone {
	h.t.Helper()
	p := &phone{t: h.t, inputs: make(chan wire.Input, 2000), keyWanted: make(chan struct{}, 1000),
		opened: make(chan string, 2), connected: make(chan struct{}, 1), stop: make(chan struct{})}
	pub, offer, err := rtc.Publish(h.t.Context(), rtc.PublishConfig{Codec: rtc.H264, On: rtc.PublisherEvents{
		State: func(s rtc.State) {
			if s == rtc.Connected {
				p.connected <- struct{}{}
			}
		},
		KeyFrameWanted: func() { p.keyWanted <- struct{}{} },
		Opened:         func(label string) { p.opened <- label },
		Message: func(_ string, data []byte) {
			in, err := wire.DecodeInput(data)
			if err != nil {
				h.t.Errorf("device got %q: %v", data, err)
				return
			}
			p.inputs <- in
		},
	}})
	if err != nil {
		h.t.Fatal(err)
	}
	p.pub = pub
	h.t.Cleanup(p.end)
	answer, err := h.rooms.Publish(h.t.Context(), session, offer)
	if err != nil {
		h.t.Fatal(err)
	}
	if err := pub.Accept(answer); err != nil {
		h.t.Fatal(err)
	}
	receive(h.t, "connection of the phone", p.connected)
	p.drawing.Go(func() { p.draw(every) })
	return p
}

// draw sends a frame at each step, and a key frame as soon as one is wanted.
func (p *phone) draw(every time.Duration) { p.drawSized(every, 3000) }

func (p *phone) drawSized(every time.Duration, size int) {
	step := time.NewTicker(every)
	defer step.Stop()
	for n := 0; ; n++ {
		key := false
		select {
		case <-p.stop:
			return
		case <-p.keyWanted:
			if p.ignored.Add(-1) >= 0 {
				continue
			}
			key = true
		case <-step.C:
			key = n%8 == 7 // browsers, too, send key frames that nobody asked for
		}
		if err := p.pub.WriteFrame(aFrame(n, key, size), time.Now()); err != nil {
			p.t.Errorf("WriteFrame: %v", err)
		}
		p.drawn.Store(int64(n))
		if p.quiet {
			continue
		}
		// It fails before the channel is open and after the end: neither matters to who waits for a later one.
		_ = p.pub.SendMessage(wire.ChannelControl, wire.Message(wire.Heartbeat{Type: wire.MessageHeartbeat, Frame: uint64(n)}))
	}
}

// end closes the phone and waits until nothing of it is left.
func (p *phone) end() {
	p.ended.Do(func() {
		close(p.stop)
		p.drawing.Wait()
		p.pub.Close()
		<-p.pub.Done()
	})
}

// say sends a message of the device, once its control channel is open.
func (p *phone) say(message any) {
	p.t.Helper()
	p.sayRaw(wire.Message(message))
}

func (p *phone) sayRaw(data []byte) {
	p.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		err := p.pub.SendMessage(wire.ChannelControl, data)
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("SendMessage: %v", err)
		}
		<-p.opened
	}
}

// aFrame is an access unit that looks like H.264: what stands in it is its number, as text.
func aFrame(n int, key bool, size int) []byte {
	text := fmt.Sprintf("frame %d;", n)
	body := text + strings.Repeat("x", max(0, size-len(text)))
	if !key {
		return append([]byte{0, 0, 0, 1, 0x41}, body...)
	}
	frame := []byte{0, 0, 0, 1, 0x67, 0x42, 0xe0, 0x1f, 0xaa, 0, 0, 0, 1, 0x68, 0xce, 0x3c, 0x80}
	return append(append(frame, 0, 0, 0, 1, 0x65), body...)
}

// A technician watches.
type technician struct {
	t       testing.TB
	watcher *rtc.Watcher
	frames  chan rtc.Frame
	states  chan wire.RoomState
	dropped chan wire.Dropped
	others  chan string
	opened  chan string
	ended   chan struct{}
	seq     uint64
	hold    sync.Mutex // held: takes no messages
}

func (h *house) viewAs(session string, v Viewer) *technician {
	h.t.Helper()
	tech := &technician{t: h.t, frames: make(chan rtc.Frame, 5000), states: make(chan wire.RoomState, 1000),
		dropped: make(chan wire.Dropped, 1000), others: make(chan string, 1000), opened: make(chan string, 2), ended: make(chan struct{})}
	watcher, offer, err := rtc.Watch(h.t.Context(), rtc.WatchConfig{On: rtc.WatcherEvents{
		State: func(s rtc.State) {
			if s == rtc.Ended {
				close(tech.ended)
			}
		},
		Frame:   func(f rtc.Frame) { tech.frames <- f },
		Opened:  func(label string) { tech.opened <- label },
		Message: func(_ string, data []byte) { tech.hear(data) },
	}})
	if err != nil {
		h.t.Fatal(err)
	}
	tech.watcher = watcher
	h.t.Cleanup(func() {
		watcher.Close()
		<-watcher.Done()
	})
	answer, err := h.rooms.View(h.t.Context(), session, v, offer)
	if err != nil {
		h.t.Fatal(err)
	}
	if err := watcher.Accept(answer); err != nil {
		h.t.Fatal(err)
	}
	return tech
}

// view lets a technician watch, and waits until both sides have the channels.
func (h *house) view(session, person string, rights []access.Right) *technician {
	h.t.Helper()
	tech := h.viewAs(session, Viewer{ID: "viw_" + person, PersonID: "usr_" + person, Name: person, Rights: rights})
	receive(h.t, "first channel", tech.opened)
	receive(h.t, "second channel", tech.opened)
	tech.sync()
	return tech
}

func (tech *technician) hear(data []byte) {
	tech.hold.Lock()
	defer tech.hold.Unlock()
	kind, err := wire.MessageTypeOf(data)
	if err != nil {
		tech.t.Errorf("technician got %q: %v", data, err)
		return
	}
	switch kind {
	case wire.MessageRoom:
		tech.states <- into[wire.RoomState](tech.t, data)
	case wire.MessageDropped:
		tech.dropped <- into[wire.Dropped](tech.t, data)
	default:
		tech.others <- string(data)
	}
}

// do sends an input.
func (tech *technician) do(in wire.Input) {
	tech.t.Helper()
	tech.seq++
	in.Seq = tech.seq
	label := wire.ChannelControl
	if in.Movable() {
		label = wire.ChannelMoves
	}
	tech.send(label, in.Bytes())
}

func (tech *technician) send(label string, data []byte) {
	tech.t.Helper()
	if err := tech.watcher.SendMessage(label, data); err != nil {
		tech.t.Fatalf("SendMessage: %v", err)
	}
}

// beats waits for n more heartbeats of frames that are drawn from now on.
func (tech *technician) beats(p *phone, n int) {
	tech.t.Helper()
	from := uint64(p.drawn.Load())
	for range n {
		until(tech.t, "heartbeat", tech.others, func(m string) bool {
			beat, err := wire.DecodeHeartbeat([]byte(m))
			return err == nil && beat.Type == wire.MessageHeartbeat && beat.Frame > from
		})
	}
}

// drain empties the frames that have come and returns how many there were.
func (tech *technician) drain() (n int) {
	for len(tech.frames) > 0 {
		<-tech.frames
		n++
	}
	return n
}

// state waits for a state of the room.
func (tech *technician) state(what string, wanted func(wire.RoomState) bool) wire.RoomState {
	tech.t.Helper()
	return until(tech.t, what, tech.states, wanted)
}

// sync waits until the server has taken everything the technician sent on the control channel.
func (tech *technician) sync() {
	tech.t.Helper()
	tech.seq++
	tech.send(wire.ChannelControl, wire.Message(wire.Ping{Type: wire.MessagePing, At: float64(tech.seq)}))
	pong := string(wire.Message(wire.Ping{Type: wire.MessagePong, At: float64(tech.seq)}))
	until(tech.t, "pong", tech.others, func(m string) bool { return m == pong })
}

func numberOf(t testing.TB, f rtc.Frame) int {
	t.Helper()
	_, text, ok := strings.Cut(string(f.Data), "frame ")
	var n int
	if _, err := fmt.Sscanf(text, "%d;", &n); !ok || err != nil {
		t.Fatalf("frame holds no number: %.60q", f.Data)
	}
	return n
}

func hasRight(s wire.RoomState, right access.Right) bool {
	return slices.Contains(s.Rights, string(right))
}

var portrait = wire.Geometry{Type: wire.MessageGeometry, Epoch: 1, Width: 360, Height: 800}

func tapDown() wire.Input {
	return wire.Input{Type: wire.InputPointer, Kind: wire.PointerDown, Epoch: 1, X: 0.5, Y: 0.5}
}
func tapMove() wire.Input {
	return wire.Input{Type: wire.InputPointer, Kind: wire.PointerMove, Epoch: 1, X: 0.5, Y: 0.6}
}
func tapUp() wire.Input {
	return wire.Input{Type: wire.InputPointer, Kind: wire.PointerUp, Epoch: 1, X: 0.5, Y: 0.5}
}
