package media

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/wire"
)

func TestInputThatIsDropped(t *testing.T) {
	t.Parallel()
	text := func(label, s string) func(*technician) {
		return func(tech *technician) { tech.send(label, []byte(s)) }
	}
	do := func(in wire.Input) func(*technician) { return func(tech *technician) { tech.do(in) } }
	stale, early := tapDown(), tapDown()
	stale.Epoch, early.Epoch = 0, 2
	outside := tapDown()
	outside.X = 1.01
	for _, c := range []struct {
		name   string
		send   func(*technician)
		reason string
	}{
		{"old geometry", do(stale), "stale"},
		{"geometry to come", do(early), "stale"},
		{"outside the screen", do(outside), "malformed"},
		{"not JSON", text(wire.ChannelControl, "{"), "malformed"},
		{"not UTF-8", text(wire.ChannelControl, "{\"t\":\"\xff\"}"), "malformed"},
		{"unknown", text(wire.ChannelControl, `{"t":"format"}`), "malformed"},
		{"of the device", text(wire.ChannelControl, `{"t":"geometry","epoch":9,"width":1,"height":1}`), "malformed"},
		{"of the server", text(wire.ChannelControl, `{"t":"room","state":"ended"}`), "malformed"},
		{"too large", text(wire.ChannelControl, `{"t":"text","text":"`+strings.Repeat("a", wire.MaxMessage)+`"}`), "malformed"},
		{"much too large", text(wire.ChannelControl, strings.Repeat("a", 50<<10)), "malformed"},
		{"number of a finger", do(wire.Input{Type: wire.InputPointer, Kind: wire.PointerDown, Finger: 10, Epoch: 1}), "malformed"},
		{"text on the channel for moves", text(wire.ChannelMoves, `{"t":"text","text":"a","epoch":1}`), "malformed"},
		{"button on the channel for moves", text(wire.ChannelMoves, `{"t":"button","button":"home","epoch":1}`), "malformed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h, phone := openHouse(t)
			tech := h.view("ses_1", "hana", mayControl)
			tech.state("open room", func(s wire.RoomState) bool { return s.Geometry != nil && s.State == "active" })
			c.send(tech)
			if d := receive(t, "refusal", tech.dropped); d.Reason != c.reason || d.Count != 1 {
				t.Errorf("refusal is %+v, want %s", d, c.reason)
			}
			h.events.wait(t, "dropped ses_1 usr_hana "+c.reason+" 1")
			tech.do(wire.Input{Type: wire.InputButton, Button: "home", Epoch: 1})
			if in := receive(t, "later input", phone.inputs); in.Button != "home" {
				t.Errorf("device got %+v", in)
			}
		})
	}
}

func TestInputWithoutControlIsDropped(t *testing.T) {
	t.Parallel()
	h, phone := openHouse(t)
	tech := h.view("ses_1", "hana", mayView)
	receive(t, "frame", tech.frames)
	tech.state("geometry", knowsGeometry)
	for range 5 {
		tech.do(tapDown())
	}
	tech.do(tapMove())
	if d := receive(t, "first refusal", tech.dropped); d.Reason != "no_right" || d.Count != 1 {
		t.Fatalf("first refusal is %+v", d)
	}
	h.events.wait(t, "dropped ses_1 usr_hana no_right 1")
	started := time.Now()
	if d := receive(t, "the other refusals", tech.dropped); d.Reason != "no_right" || d.Count != 5 {
		t.Fatalf("refusals are %+v", d)
	}
	if time.Since(started) < reportGap/2 {
		t.Error("refusals are told more than once a second")
	}
	h.events.wait(t, "dropped ses_1 usr_hana no_right 5")
	if len(phone.inputs) > 0 {
		t.Fatalf("device got %+v", <-phone.inputs)
	}
}

func TestTooFastInputIsDropped(t *testing.T) {
	t.Parallel()
	h, phone := openHouse(t)
	tech := h.view("ses_1", "hana", mayControl)
	tech.state("geometry", knowsGeometry)
	const texts, wheels = 60, 600
	for i := range texts {
		tech.do(wire.Input{Type: wire.InputText, Text: strconv.Itoa(i), Epoch: 1})
	}
	for range wheels {
		tech.do(wire.Input{Type: wire.InputWheel, X: 0.5, Y: 0.5, DY: 0.1, Epoch: 1})
	}
	dropped := 0
	for len(phone.inputs)+dropped < texts+wheels {
		d := receive(t, "refusal", tech.dropped)
		if d.Reason != "too_fast" {
			t.Fatalf("refusal is %+v", d)
		}
		dropped += d.Count
	}
	gotTexts := 0
	for len(phone.inputs) > 0 {
		if in := <-phone.inputs; in.Type == wire.InputText {
			gotTexts++
		}
	}
	if gotTexts < maxTexts || gotTexts > 2*maxTexts {
		t.Errorf("device got %d of %d texts, want about %d", gotTexts, texts, maxTexts)
	}
	if dropped < (texts+wheels)/3 {
		t.Errorf("only %d inputs were dropped", dropped)
	}
}

func TestFingerGoesUpThoughTooFast(t *testing.T) {
	t.Parallel()
	h, phone := openHouse(t)
	tech := h.view("ses_1", "hana", mayControl)
	tech.state("geometry", knowsGeometry)
	tech.do(tapDown())
	receive(t, "tap", phone.inputs)
	for range 2 * maxInputs {
		tech.do(wire.Input{Type: wire.InputButton, Button: "home", Epoch: 1})
	}
	tech.do(tapUp())
	until(t, "finger up", phone.inputs, func(in wire.Input) bool { return in.Kind == wire.PointerUp })
}

func TestRotationLetsGo(t *testing.T) {
	t.Parallel()
	h, phone := openHouse(t)
	tech := h.view("ses_1", "hana", mayControl)
	tech.state("geometry", knowsGeometry)
	tech.do(tapDown())
	receive(t, "tap", phone.inputs)
	phone.say(wire.Geometry{Type: wire.MessageGeometry, Epoch: 2, Width: 800, Height: 360, Rotation: 90})
	if in := receive(t, "release", phone.inputs); in.Type != wire.InputRelease || in.Epoch != 2 {
		t.Fatalf("device got %+v", in)
	}
	tech.state("rotation", func(s wire.RoomState) bool { return s.Geometry != nil && s.Geometry.Epoch == 2 })
	tech.do(tapMove())
	if d := receive(t, "refusal", tech.dropped); d.Reason != "stale" {
		t.Fatalf("refusal is %+v", d)
	}
	tech.do(wire.Input{Type: wire.InputText, Text: "あ", Epoch: 1}) // hits no place
	if in := receive(t, "text", phone.inputs); in.Text != "あ" || in.Epoch != 2 {
		t.Fatalf("device got %+v", in)
	}
}

func TestLateMoveIsForgotten(t *testing.T) {
	t.Parallel()
	h, phone := openHouse(t)
	tech := h.view("ses_1", "hana", mayControl)
	tech.state("geometry", knowsGeometry)
	down := tapDown()
	down.Seq = 10
	tech.send(wire.ChannelControl, down.Bytes())
	receive(t, "tap", phone.inputs)
	late, early, next := tapMove(), tapMove(), tapMove()
	late.Seq, early.Seq, next.Seq, next.Y = 9, 12, 11, 0.7
	early.Finger = 1 // its down is still on the way
	tech.send(wire.ChannelControl, late.Bytes())
	tech.send(wire.ChannelControl, early.Bytes())
	tech.send(wire.ChannelControl, next.Bytes())
	if in := receive(t, "move", phone.inputs); in.Y != 0.7 {
		t.Fatalf("device got %+v, which was overtaken", in)
	}
	if len(tech.dropped) > 0 {
		t.Errorf("an overtaken move was reported: %+v", <-tech.dropped)
	}
}

// Two windows count their inputs from 1 each; the device must see one rising order.
func TestInputsOfTwoTechniciansAreOneOrder(t *testing.T) {
	t.Parallel()
	h, phone := openHouse(t)
	hana := h.view("ses_1", "hana", mayControl)
	jiro := h.view("ses_1", "jiro", mayControl)
	hana.state("geometry", knowsGeometry)
	jiro.state("geometry", knowsGeometry)
	var last uint64
	for i := range 10 {
		tech := hana
		if i%2 == 1 {
			tech = jiro
		}
		tech.do(wire.Input{Type: wire.InputButton, Button: "home", Epoch: 1})
		in := receive(t, "input", phone.inputs)
		if in.Seq <= last {
			t.Fatalf("input %d follows %d", in.Seq, last)
		}
		last = in.Seq
	}
}

func TestDeviceMessages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.rooms.Open("ses_1", "H264")
	phone := h.publish("ses_1", time.Hour)
	tech := h.view("ses_1", "hana", mayView)
	for _, bad := range []string{"{", `{"t":"geometry","epoch":0,"width":5,"height":5}`, `{"t":"screen","screen":"burning"}`,
		`{"t":"room","state":"ended","rights":["control"]}`, `{"t":"pointer","kind":"down"}`, strings.Repeat("x", 20<<10)} {
		phone.sayRaw([]byte(bad))
	}
	phone.sayRaw([]byte(`{"t":"screen","screen":"locked","evil":"<script>"}`))
	until(t, "screen", tech.others, func(m string) bool {
		if strings.Contains(m, "evil") || !strings.Contains(m, `"screen"`) {
			t.Errorf("technician got %q", m)
		}
		return strings.Contains(m, `"locked"`)
	})
	s := tech.state("screen", func(s wire.RoomState) bool { return s.Screen == wire.ScreenLocked })
	if s.Geometry != nil || s.State == "ended" {
		t.Errorf("a malformed message changed the room: %+v", s)
	}
	late := h.view("ses_1", "jiro", mayView)
	late.state("what is known", func(s wire.RoomState) bool { return s.Screen == wire.ScreenLocked })
}

func TestDeviceThatTalksTooMuch(t *testing.T) {
	t.Parallel()
	r, _ := quietRoom(t)
	noon := time.Unix(1e9, 0)
	r.rooms.now = func() time.Time { return noon }
	p := &publisher{room: r, messages: newBucket(maxDeviceMessages)}
	r.current.Store(p)
	for i := range 10 * maxDeviceMessages {
		p.message(wire.ChannelControl, wire.Message(wire.Geometry{Type: wire.MessageGeometry, Epoch: uint32(i + 1), Width: 9, Height: 9}))
	}
	if r.geometry.Epoch != maxDeviceMessages {
		t.Errorf("%d messages were taken, want %d", r.geometry.Epoch, maxDeviceMessages)
	}
}
