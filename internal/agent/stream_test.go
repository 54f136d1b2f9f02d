package agent_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// message waits for the next message of a type on the control channel.
func message[T any](t *testing.T, st *fakeStream, want wire.MessageType) T {
	t.Helper()
	for {
		text, ok := strings.CutPrefix(await(t, string(want), st.messages), wire.ChannelControl+" ")
		if !ok {
			t.Fatalf("message %q is not on the control channel", text)
		}
		kind, err := wire.MessageTypeOf([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if kind == want {
			var body T
			if err := json.Unmarshal([]byte(text), &body); err != nil {
				t.Fatal(err)
			}
			return body
		}
	}
}

func TestStillScreenIsRepeatedWithAHeartbeat(t *testing.T) {
	s := connect(t)
	st := s.ringAndAccept(t, "ses_1")
	if got := await(t, "frame", st.frames); got != "key" {
		t.Fatalf("first frame is %q, want a key frame", got)
	}
	for range 3 {
		if got := await(t, "frame", st.frames); got != "same" {
			t.Fatalf("frame of a still screen is %q, want a repeated one", got)
		}
	}
	var last uint64
	for last < 3 { // each names the last frame
		h := message[wire.Heartbeat](t, st, wire.MessageHeartbeat)
		if h.Frame < last || h.At == 0 {
			t.Fatalf("heartbeat is %+v after frame %d", h, last)
		}
		last = h.Frame
	}
}

func TestStillScreenIsNotDrawnAgainAndAgain(t *testing.T) {
	s := serve(t)
	pace := quick
	pace.Beat = time.Hour
	s.start(t, s.enroll(t, "dev_1"), pace)
	await(t, "connection", s.desk.connected)
	st := s.ringAndAccept(t, "ses_1")
	await(t, "frame", st.frames)
	s.screen.set(func() { s.screen.changes = 1 })
	s.agent.Redraw()
	if got := await(t, "frame", st.frames); got != "delta" {
		t.Fatalf("frame is %q, want the change", got)
	}
	st.on.KeyFrameWanted()
	await(t, "key frame", st.frames)
	s.screen.set(func() {
		if s.screen.drawn > 8 { // a key frame and a look; a change and a look, maybe one more; a key frame and a look
			t.Errorf("drawn %d times for three frames, want at most 8", s.screen.drawn)
		}
	})
}

func TestChangingScreenIsSentFrameByFrame(t *testing.T) {
	s := connect(t)
	st := s.ringAndAccept(t, "ses_1")
	await(t, "frame", st.frames)
	s.screen.set(func() { s.screen.changes = 25 })
	s.agent.Redraw()
	for deltas := 0; deltas < 25; {
		if await(t, "frame", st.frames) == "delta" {
			deltas++
		}
	}
}

func TestKeyFrameFollowsItsRequest(t *testing.T) {
	s := serve(t)
	pace := quick
	pace.Beat, pace.Frame = time.Hour, time.Hour // only the request can bring a frame
	s.start(t, s.enroll(t, "dev_1"), pace)
	await(t, "connection", s.desk.connected)
	st := s.ringAndAccept(t, "ses_1")
	await(t, "frame", st.frames)
	for range 3 {
		st.on.KeyFrameWanted()
		if got := await(t, "frame", st.frames); got != "key" {
			t.Fatalf("frame is %q, want a key frame", got)
		}
	}
}

func TestNothingIsDrawnWhileNobodyIsConnected(t *testing.T) {
	s := connect(t)
	s.desk.setKey("grant-1")
	if err := s.hub.Send(t.Context(), "dev_1", wire.FrameRing, ring("ses_1", "grant-1")); err != nil {
		t.Fatal(err)
	}
	await(t, "prompt", s.user.rings).answer(true)
	st := await(t, "stream", s.media.accepted)
	s.agent.Redraw()
	s.tell(t, state("ses_1", "active", "view"))
	s.screen.set(func() {
		if s.screen.drawn != 0 {
			t.Errorf("drawn %d times before media was connected", s.screen.drawn)
		}
	})
	st.on.Connected()
	await(t, "frame", st.frames)
}

func TestPausedScreenStaysOnTheDevice(t *testing.T) {
	s := connect(t)
	st := s.ringAndAccept(t, "ses_1")
	await(t, "frame", st.frames)
	if err := s.agent.Do(t.Context(), "ses_1", wire.UserPause); err != nil {
		t.Fatal(err)
	}
	paused := state("ses_1", "active", "view", "control")
	paused.Paused = true
	s.tell(t, paused)
	message[wire.Heartbeat](t, st, wire.MessageHeartbeat) // whatever was under way is over by the second one
	drain(st.messages)
	message[wire.Heartbeat](t, st, wire.MessageHeartbeat)
	drain(st.frames)
	st.on.KeyFrameWanted()
	s.screen.set(func() { s.screen.changes = 5 })
	s.agent.Redraw()
	for range 3 {
		message[wire.Heartbeat](t, st, wire.MessageHeartbeat) // goes on: the device is there
	}
	if len(st.frames) != 0 {
		t.Fatalf("%d frames were sent while paused", len(st.frames))
	}
	st.input(wire.Input{Type: wire.InputText, Text: "x"})
	if len(s.screen.inputs) != 0 {
		t.Fatal("input was taken while paused")
	}
	if err := s.agent.Do(t.Context(), "ses_1", wire.UserResume); err != nil {
		t.Fatal(err)
	}
	s.tell(t, state("ses_1", "active", "view", "control"))
	await(t, "frame after the pause", st.frames)
}

func drain[T any](c <-chan T) {
	for {
		select {
		case <-c:
		default:
			return
		}
	}
}

func TestGeometryAndScreenAreToldAtFirstAndAtChanges(t *testing.T) {
	s := connect(t)
	st := s.ringAndAccept(t, "ses_1")
	want := wire.Geometry{Type: wire.MessageGeometry, Epoch: 1, Width: 360, Height: 800}
	if got := message[wire.Geometry](t, st, wire.MessageGeometry); got != want {
		t.Fatalf("geometry is %+v, want %+v", got, want)
	}
	if got := message[wire.Screen](t, st, wire.MessageScreen); got.Screen != wire.ScreenOn {
		t.Fatalf("screen is %+v, want on", got)
	}
	s.screen.set(func() {
		s.screen.geometry = wire.Geometry{Epoch: 2, Width: 800, Height: 360, Rotation: 90}
		s.screen.kind = wire.ScreenLocked
	})
	s.agent.Redraw()
	if got := message[wire.Geometry](t, st, wire.MessageGeometry); got.Epoch != 2 || got.Width != 800 {
		t.Fatalf("geometry is %+v, want the new one", got)
	}
	if got := message[wire.Screen](t, st, wire.MessageScreen); got.Screen != wire.ScreenLocked {
		t.Fatalf("screen is %+v, want locked", got)
	}
}

func TestGeometryIsToldOnceMessagesCanBeSent(t *testing.T) {
	s := serve(t)
	pace := quick
	pace.Beat = time.Hour
	s.start(t, s.enroll(t, "dev_1"), pace)
	await(t, "connection", s.desk.connected)
	s.media.set(func() { s.media.shut = true })
	st := s.ringAndAccept(t, "ses_1")
	await(t, "frame", st.frames)
	s.media.set(func() { s.media.shut = false })
	st.on.Opened()
	message[wire.Geometry](t, st, wire.MessageGeometry)
	message[wire.Screen](t, st, wire.MessageScreen)
}

func finger(kind wire.PointerKind, seq uint64, epoch uint32) wire.Input {
	return wire.Input{Type: wire.InputPointer, Kind: kind, Seq: seq, Epoch: epoch, X: 0.5, Y: 0.5}
}

func TestInputIsPutInOrder(t *testing.T) {
	s := connect(t)
	st := s.ringAndAccept(t, "ses_1")
	await(t, "frame", st.frames) // so the geometry is known
	second := finger(wire.PointerMove, 3, 1)
	second.Finger = 1
	steps := []struct {
		name  string
		in    wire.Input
		taken bool
	}{
		{"a move before its down", finger(wire.PointerMove, 2, 1), false},
		{"down", finger(wire.PointerDown, 1, 1), true},
		{"move", finger(wire.PointerMove, 5, 1), true},
		{"an older move", finger(wire.PointerMove, 4, 1), false},
		{"the same move", finger(wire.PointerMove, 5, 1), false},
		{"a move of a finger that is not down", second, false},
		{"a move in an old geometry", finger(wire.PointerMove, 6, 0), false},
		{"up", finger(wire.PointerUp, 7, 1), true},
		{"a move after the up", finger(wire.PointerMove, 6, 1), false},
		{"a second up", finger(wire.PointerUp, 8, 1), false},
		{"a down in an old geometry", finger(wire.PointerDown, 9, 0), false},
		{"a down of another technician, who counts from 1", finger(wire.PointerDown, 1, 1), true},
		{"and a move", finger(wire.PointerMove, 2, 1), true},
		{"cancel", finger(wire.PointerCancel, 3, 1), true},
		{"wheel", wire.Input{Type: wire.InputWheel, Epoch: 1, DY: 1}, true},
		{"a wheel in an old geometry", wire.Input{Type: wire.InputWheel, DY: 1}, false},
		{"key", wire.Input{Type: wire.InputKey, Code: "KeyA", Down: true}, true},
		{"text", wire.Input{Type: wire.InputText, Text: "あ"}, true},
		{"button", wire.Input{Type: wire.InputButton, Button: "home"}, true},
		{"release", wire.Input{Type: wire.InputRelease}, true},
		{"something else", wire.Input{Type: wire.MessageRoom}, false},
		{"beside the screen", wire.Input{Type: wire.InputWheel, Epoch: 1, X: 2}, false},
	}
	for _, step := range steps {
		st.input(step.in) // Screen.Input is called before it returns
		if taken := len(s.screen.inputs) == 1; taken != step.taken {
			t.Errorf("%s: taken %v, want %v", step.name, taken, step.taken)
		}
		drain(s.screen.inputs)
	}
	st.on.Message(wire.ChannelControl, []byte("{"))
	if len(s.screen.inputs) != 0 {
		t.Error("garbage was taken as input")
	}
}

func TestFingersAreLiftedWhenTheyLoseTheirPlace(t *testing.T) {
	s := connect(t)
	st := s.ringAndAccept(t, "ses_1")
	await(t, "frame", st.frames)
	st.input(finger(wire.PointerDown, 1, 1))
	await(t, "down", s.screen.inputs)
	s.screen.set(func() { s.screen.geometry.Epoch = 2 })
	s.agent.Redraw()
	if got := await(t, "release when the screen turns", s.screen.inputs); got.Type != wire.InputRelease {
		t.Fatalf("input is %+v, want release", got)
	}
	st.input(finger(wire.PointerUp, 2, 1)) // comes late
	if len(s.screen.inputs) != 0 {
		t.Fatal("the late up was taken")
	}
	st.input(finger(wire.PointerDown, 3, 2))
	await(t, "down", s.screen.inputs)
	st.on.Lost()
	if got := await(t, "release when media is lost", s.screen.inputs); got.Type != wire.InputRelease {
		t.Fatalf("input is %+v, want release", got)
	}
}

func TestInputNeedsTheControlRight(t *testing.T) {
	s := connect(t)
	st := s.ringAndAccept(t, "ses_1")
	await(t, "frame", st.frames)
	s.tell(t, state("ses_1", "active", "view"))
	st.input(wire.Input{Type: wire.InputText, Text: "x"})
	if len(s.screen.inputs) != 0 {
		t.Fatal("input was taken without the control right")
	}
	st.input(wire.Input{Type: wire.InputRelease}) // always
	await(t, "release", s.screen.inputs)
}
