package media

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/rtc"
	"github.com/helpatwork/helpatwork/internal/wire"
)

func into[T any](t testing.TB, data []byte) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		t.Errorf("read %q: %v", data, err)
	}
	return v
}

// often is the pace of a phone in tests: with a heartbeat for each frame it stays below maxDeviceMessages.
const often = 25 * time.Millisecond

// openHouse has one active session with a phone.
func openHouse(t *testing.T) (*house, *phone) {
	t.Helper()
	h := newHouse(t)
	h.rooms.Open("ses_1", "H264")
	h.rooms.Show("ses_1", active)
	p := h.publish("ses_1", often)
	p.say(portrait)
	return h, p
}

func knowsGeometry(s wire.RoomState) bool { return s.Geometry != nil }

func TestFramesAndInputFlow(t *testing.T) {
	t.Parallel()
	h, phone := openHouse(t)
	tech := h.view("ses_1", "hana", mayControl)

	first := receive(t, "first frame", tech.frames)
	if !first.Key {
		t.Fatalf("first frame is no key frame: %.40q", first.Data)
	}
	n := numberOf(t, first)
	for range 10 {
		next := numberOf(t, receive(t, "frame", tech.frames))
		if next != n+1 {
			t.Fatalf("frame %d follows %d", next, n)
		}
		n = next
	}
	tech.state("whole state", func(s wire.RoomState) bool {
		return s.Geometry != nil && *s.Geometry == portrait && s.Publisher == wire.PublisherConnected && s.State == "active" &&
			slices.Equal(s.Watchers, []string{"hana"}) && slices.Equal(s.Rights, []string{"view", "control"})
	})
	tech.do(tapDown())
	down := receive(t, "input", phone.inputs)
	if down.Kind != wire.PointerDown || down.X != 0.5 || down.Seq == 0 {
		t.Fatalf("device got %+v", down)
	}
	tech.do(tapMove())
	if move := receive(t, "move", phone.inputs); move.Kind != wire.PointerMove || move.Seq <= down.Seq {
		t.Fatalf("device got %+v", move)
	}
	h.events.wait(t, "first frame ses_1 usr_hana")
	if got := h.rooms.Watchers("ses_1"); !slices.Equal(got, []string{"hana"}) {
		t.Errorf("Watchers = %q", got)
	}
}

func TestFramesAndInputAreHeldUntilOpen(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.rooms.Open("ses_1", "H264")
	h.rooms.Show("ses_1", Standing{State: "waiting"})
	phone := h.publish("ses_1", often)
	phone.say(portrait)
	tech := h.view("ses_1", "hana", mayControl)
	tech.state("geometry", knowsGeometry)
	tech.do(tapDown())
	if d := receive(t, "refusal", tech.dropped); d.Reason != "no_right" || d.Count != 1 {
		t.Fatalf("refusal is %+v", d)
	}
	tech.beats(phone, 10)
	if n := tech.drain(); n != 0 {
		t.Fatalf("%d frames came before the session was open", n)
	}
	held := int(phone.drawn.Load())

	h.rooms.Show("ses_1", active)
	first := receive(t, "first frame", tech.frames)
	if n := numberOf(t, first); !first.Key || n < held {
		t.Fatalf("first frame has number %d, key %v; %d was drawn while frames were held", n, first.Key, held)
	}
	tech.do(tapDown())
	if in := receive(t, "input", phone.inputs); in.Kind != wire.PointerDown {
		t.Fatalf("device got %+v", in)
	}
}

func TestPauseStopsFramesAndLetsGo(t *testing.T) {
	t.Parallel()
	h, phone := openHouse(t)
	tech := h.view("ses_1", "hana", mayControl)
	receive(t, "frame", tech.frames)
	tech.state("geometry", knowsGeometry)
	tech.do(tapDown())
	receive(t, "tap", phone.inputs)

	h.rooms.Show("ses_1", Standing{State: "active", Paused: true, Open: true})
	if in := receive(t, "release", phone.inputs); in.Type != wire.InputRelease {
		t.Fatalf("device got %+v", in)
	}
	tech.state("pause", func(s wire.RoomState) bool { return s.Paused })
	tech.beats(phone, 3) // what was under way has come
	tech.drain()
	tech.beats(phone, 10)
	if n := tech.drain(); n != 0 {
		t.Fatalf("%d frames came in the pause", n)
	}
	tech.do(tapUp())
	if d := receive(t, "refusal", tech.dropped); d.Reason != "no_right" {
		t.Fatalf("refusal is %+v", d)
	}
	h.rooms.Show("ses_1", active)
	if f := receive(t, "frame after the pause", tech.frames); !f.Key {
		t.Fatalf("stream goes on without a key frame")
	}
}

// A still screen gives one frame a second; who joins must not wait for the next one.
func TestJoinOfStillScreenGetsKeyFrame(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.rooms.Open("ses_1", "H264")
	h.rooms.Show("ses_1", active)
	h.publish("ses_1", time.Hour)
	tech := h.view("ses_1", "hana", mayView)
	if f := receive(t, "frame", tech.frames); !f.Key {
		t.Fatal("first frame is no key frame")
	}
	h.events.wait(t, "first frame ses_1 usr_hana")
}

// The first key frame is asked for when the viewer connects, not when the next look at the clock finds it waiting: here
// the clock stands still.
func TestJoinAsksAtOnce(t *testing.T) {
	t.Parallel()
	noon := time.Unix(1e9, 0)
	h := newHouseAt(t, listen(t), func() time.Time { return noon })
	h.rooms.Open("ses_1", "H264")
	h.rooms.Show("ses_1", active)
	h.publish("ses_1", time.Hour)
	for _, name := range []string{"hana", "jiro"} {
		receive(t, "frame for "+name, h.view("ses_1", name, mayView).frames)
	}
}

func TestKeyFrameIsAskedForAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.rooms.Open("ses_1", "H264")
	h.rooms.Show("ses_1", active)
	phone := h.publish("ses_1", time.Hour)
	phone.ignored.Store(3) // more than connecting and joining ask for
	receive(t, "frame", h.view("ses_1", "hana", mayView).frames)
	if phone.ignored.Load() >= 0 {
		t.Error("the phone heard a wish too early")
	}
}

// A decoder that lost its way asks by RTCP, a console that knows better by message.
func TestWishForKeyFrameReachesDevice(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.rooms.Open("ses_1", "H264")
	h.rooms.Show("ses_1", active)
	h.publish("ses_1", time.Hour)
	tech := h.view("ses_1", "hana", mayView)
	receive(t, "frame", tech.frames)
	if err := tech.watcher.RequestKeyFrame(); err != nil {
		t.Fatal(err)
	}
	if f := receive(t, "frame after PLI", tech.frames); !f.Key {
		t.Error("PLI gave no key frame")
	}
	tech.send(wire.ChannelControl, []byte(`{"t":"keyframe"}`))
	if f := receive(t, "frame after the message", tech.frames); !f.Key {
		t.Error("message gave no key frame")
	}
}

// Whoever does not take its messages is put out; nobody else notices.
func TestSlowViewerHarmsNobody(t *testing.T) {
	t.Parallel()
	h, phone := openHouse(t)
	slow := h.view("ses_1", "hana", mayControl)
	jiro := h.view("ses_1", "jiro", mayView)
	receive(t, "frame", slow.frames)
	receive(t, "frame", jiro.frames)
	slow.hold.Lock()
	defer slow.hold.Unlock()
	for i := 0; len(h.rooms.Watchers("ses_1")) == 2; i++ {
		if i == 10_000 {
			t.Fatal("slow viewer stays")
		}
		state := strconv.Itoa(i) + strings.Repeat("x", 8<<10)
		h.rooms.Show("ses_1", Standing{State: state, Open: true})
		if i%10 == 0 {
			jiro.state("state for jiro", func(s wire.RoomState) bool { return s.State == state })
		}
	}
	h.events.wait(t, "viewer left ses_1 usr_hana")
	jiro.beats(phone, 5)
	jiro.drain()
	receive(t, "frame for jiro", jiro.frames)
	receive(t, "end for the slow one", slow.ended)
}

func TestViewersJoinAndLeave(t *testing.T) {
	t.Parallel()
	h, phone := openHouse(t)
	hana := h.view("ses_1", "hana", mayControl)
	receive(t, "frame for hana", hana.frames)
	jiro := h.view("ses_1", "jiro", mayView)
	if f := receive(t, "frame for jiro", jiro.frames); !f.Key {
		t.Fatal("second viewer starts without a key frame")
	}
	hana.state("both names", func(s wire.RoomState) bool { return slices.Equal(s.Watchers, []string{"hana", "jiro"}) })
	both := h.viewAs("ses_1", Viewer{ID: "viw_2", PersonID: "usr_hana", Name: "hana", Rights: mayControl})
	receive(t, "frame in second window", both.frames)
	if got := h.rooms.Watchers("ses_1"); !slices.Equal(got, []string{"hana", "jiro"}) {
		t.Errorf("Watchers = %q", got)
	}

	hana.state("geometry", knowsGeometry)
	hana.do(tapDown())
	receive(t, "tap", phone.inputs)
	hana.watcher.Close()
	if in := receive(t, "release", phone.inputs); in.Type != wire.InputRelease {
		t.Fatalf("device got %+v", in)
	}
	h.events.wait(t, "viewer left ses_1 usr_hana")
	jiro.watcher.Close()
	h.events.wait(t, "viewer left ses_1 usr_jiro")
}

func TestViewAgainReplacesWindow(t *testing.T) {
	t.Parallel()
	h, _ := openHouse(t)
	old := h.view("ses_1", "hana", mayControl)
	receive(t, "frame", old.frames)
	again := h.view("ses_1", "hana", mayControl)
	if f := receive(t, "frame", again.frames); !f.Key {
		t.Fatal("new connection starts without a key frame")
	}
	receive(t, "end of the old connection", old.ended)
	if got := h.rooms.Watchers("ses_1"); !slices.Equal(got, []string{"hana"}) {
		t.Errorf("Watchers = %q", got)
	}
}

func TestRevokedRightStopsAtOnce(t *testing.T) {
	t.Parallel()
	h, phone := openHouse(t)
	hana := h.view("ses_1", "hana", mayControl)
	jiro := h.view("ses_1", "jiro", mayView)
	receive(t, "frame", hana.frames)
	receive(t, "frame", jiro.frames)
	hana.state("geometry", knowsGeometry)
	hana.do(tapDown())
	receive(t, "tap", phone.inputs)

	h.rooms.SetRights("ses_1", "usr_hana", mayView)
	if in := receive(t, "release", phone.inputs); in.Type != wire.InputRelease {
		t.Fatalf("device got %+v", in)
	}
	hana.state("right gone", func(s wire.RoomState) bool { return !hasRight(s, access.Control) && hasRight(s, access.View) })
	hana.do(tapMove())
	hana.do(tapUp())
	until(t, "refusal", hana.dropped, func(d wire.Dropped) bool { return d.Reason == "no_right" })
	hana.sync()
	if len(phone.inputs) > 0 {
		t.Fatalf("device got %+v without the right", <-phone.inputs)
	}

	started := time.Now()
	h.rooms.SetRights("ses_1", "usr_hana", nil)
	hana.state("all rights gone", func(s wire.RoomState) bool { return len(s.Rights) == 0 })
	receive(t, "end", hana.ended)
	if took := time.Since(started); took > 2*time.Second {
		t.Errorf("revoked viewer was connected for %v", took)
	}
	h.events.wait(t, "viewer left ses_1 usr_hana")
	jiro.drain()
	receive(t, "frame of who stays", jiro.frames)
}

func TestRightsPushedDuringView(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.rooms.Open("ses_1", "H264")
	room := h.rooms.find("ses_1")
	who := Viewer{ID: "viw_1", PersonID: "usr_hana", Name: "hana", Rights: mayControl}
	pushes, err := room.admits(who)
	if err != nil {
		t.Fatal(err)
	}
	h.rooms.SetRights("ses_1", "usr_hana", nil) // while the offer is being answered
	v := &viewer{Viewer: who, room: room, rights: who.Rights, log: room.log}
	if err := room.enter(v, pushes); !errors.Is(err, ErrNoRight) {
		t.Fatalf("enter = %v, want ErrNoRight", err)
	}
}

func TestCloseTellsAndEnds(t *testing.T) {
	t.Parallel()
	h, phone := openHouse(t)
	tech := h.view("ses_1", "hana", mayControl)
	receive(t, "frame", tech.frames)
	started := time.Now()
	h.rooms.Close("ses_1", "ended_by_user")
	tech.state("end", func(s wire.RoomState) bool { return s.State == "ended" && s.EndReason == "ended_by_user" })
	receive(t, "end of the viewer", tech.ended)
	<-phone.pub.Done()
	if took := time.Since(started); took > 2*time.Second {
		t.Errorf("connections were open for %v", took)
	}
	if _, err := h.rooms.View(t.Context(), "ses_1", Viewer{Rights: mayView}, "v=0"); !errors.Is(err, ErrNoRoom) {
		t.Errorf("View in a closed room = %v, want ErrNoRoom", err)
	}
}

func TestDropPersonFromEveryRoom(t *testing.T) {
	t.Parallel()
	h, _ := openHouse(t)
	h.rooms.Open("ses_2", "H264")
	one := h.view("ses_1", "hana", mayControl)
	two := h.view("ses_2", "hana", mayView)
	stays := h.view("ses_2", "jiro", mayView)
	h.rooms.DropPerson("usr_hana")
	receive(t, "end in room 1", one.ended)
	receive(t, "end in room 2", two.ended)
	stays.sync()
}

func TestNewPublisherKeepsViewers(t *testing.T) {
	t.Parallel()
	h, old := openHouse(t)
	tech := h.view("ses_1", "hana", mayControl)
	receive(t, "frame", tech.frames)
	next := h.publish("ses_1", often)
	<-old.pub.Done()
	tech.beats(next, 1)
	from := int(next.drawn.Load())
	until(t, "key frame of the new publisher", tech.frames, func(f rtc.Frame) bool { return f.Key })
	until(t, "frames of the new publisher", tech.frames, func(f rtc.Frame) bool { return numberOf(t, f) > from })
	select {
	case <-tech.ended:
		t.Fatal("viewer lost its connection")
	default:
	}
}

func TestDeviceLostAndBack(t *testing.T) {
	t.Parallel()
	link := newBadLink(listen(t), 0)
	h := newHouseOn(t, link)
	h.rooms.Open("ses_1", "H264")
	h.rooms.Show("ses_1", active)
	phone := h.publish("ses_1", often)
	phone.say(portrait)
	h.events.wait(t, "publisher connected ses_1")
	link.cutAll()
	cut := time.Now()
	tech := h.view("ses_1", "hana", mayControl)
	h.events.wait(t, "publisher lost ses_1")
	if took := time.Since(cut); took < 2*time.Second || took > 4*time.Second {
		t.Errorf("loss was noticed after %v, want about 3 s", took)
	}
	tech.state("loss", func(s wire.RoomState) bool { return s.Publisher == wire.PublisherLost })

	h.publish("ses_1", often)
	h.events.wait(t, "publisher connected ses_1")
	tech.state("return", func(s wire.RoomState) bool { return s.Publisher == wire.PublisherConnected })
	if f := receive(t, "frame", tech.frames); !f.Key {
		t.Fatal("stream goes on without a key frame")
	}
}

// A device that closes its connection is lost at once.
func TestDeviceThatCloses(t *testing.T) {
	t.Parallel()
	h, phone := openHouse(t)
	h.events.wait(t, "publisher connected ses_1")
	phone.end()
	h.events.wait(t, "publisher lost ses_1")
}

func TestFramesOverLossyNetwork(t *testing.T) {
	t.Parallel()
	link := newBadLink(listen(t), 0.03)
	h := newHouseOn(t, link)
	h.rooms.Open("ses_1", "H264")
	h.rooms.Show("ses_1", active)
	h.publish("ses_1", often)
	tech := h.view("ses_1", "hana", mayView)
	n := numberOf(t, receive(t, "frame", tech.frames))
	for range 80 { // 320 packets over two legs
		next := numberOf(t, receive(t, "frame", tech.frames))
		if next != n+1 {
			t.Fatalf("frame %d follows %d: a lost packet was not repeated", next, n)
		}
		n = next
	}
	if link.losses() < 10 {
		t.Fatalf("only %d packets were lost", link.losses())
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.rooms.Open("ses_1", "H264")
	h.rooms.Open("ses_2", "AV9")
	watcher, offer, err := rtc.Watch(t.Context(), rtc.WatchConfig{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { watcher.Close(); <-watcher.Done() })
	someone := Viewer{ID: "viw_1", PersonID: "usr_1", Rights: mayView}
	for _, c := range []struct {
		name, session, offer string
		viewer               Viewer
		want                 error
	}{
		{"unknown session", "ses_9", offer, someone, ErrNoRoom},
		{"no right", "ses_1", offer, Viewer{ID: "viw_1", PersonID: "usr_1", Rights: []access.Right{access.Control}}, ErrNoRight},
		{"not SDP", "ses_1", "hello", someone, rtc.ErrSignal},
		{"broken SDP", "ses_1", "v=0\r\nm=\r\n", someone, rtc.ErrSignal},
		{"too large", "ses_1", offer + strings.Repeat("a=x\r\n", wire.MaxSignal/5), someone, rtc.ErrSignal},
		{"unknown codec", "ses_2", offer, someone, rtc.ErrCodec},
	} {
		if _, err := h.rooms.View(t.Context(), c.session, c.viewer, c.offer); !errors.Is(err, c.want) {
			t.Errorf("%s: View = %v, want %v", c.name, err, c.want)
		}
	}
	if _, err := h.rooms.Publish(t.Context(), "ses_9", offer); !errors.Is(err, ErrNoRoom) {
		t.Errorf("Publish in an unknown session = %v, want ErrNoRoom", err)
	}
	if _, err := h.rooms.Publish(t.Context(), "ses_1", "v=0"); !errors.Is(err, rtc.ErrSignal) {
		t.Errorf("Publish with a broken offer = %v, want ErrSignal", err)
	}
	if got := h.rooms.Watchers("ses_1"); len(got) != 0 {
		t.Errorf("Watchers = %q after refusals", got)
	}
}

func TestRoomIsFull(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.rooms.Open("ses_1", "H264")
	room := h.rooms.find("ses_1")
	for i := range MaxViewers {
		room.viewers = append(room.viewers, &viewer{Viewer: Viewer{ID: string(rune('a' + i))}, gone: true})
	}
	if _, err := room.admits(Viewer{ID: "z"}); !errors.Is(err, ErrFull) {
		t.Errorf("admits = %v, want ErrFull", err)
	}
	if _, err := room.admits(Viewer{ID: "a"}); err != nil {
		t.Errorf("a window that comes back is refused: %v", err)
	}
	room.viewers = nil
}

func TestShutdownClosesEverything(t *testing.T) {
	t.Parallel()
	h, phone := openHouse(t)
	tech := h.view("ses_1", "hana", mayControl)
	receive(t, "frame", tech.frames)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := h.rooms.Shutdown(ctx); err != nil {
		t.Fatal(err)
	}
	receive(t, "end of the viewer", tech.ended)
	<-phone.pub.Done()
	h.rooms.Open("ses_2", "H264")
	if h.rooms.find("ses_2") != nil {
		t.Error("a room was opened after Shutdown")
	}
}

func TestLabelsAndLimitsAreThoseOfWire(t *testing.T) {
	t.Parallel()
	if rtc.Control != wire.ChannelControl || rtc.Moves != wire.ChannelMoves || rtc.MaxSignal != wire.MaxSignal {
		t.Error("rtc and wire disagree")
	}
}
