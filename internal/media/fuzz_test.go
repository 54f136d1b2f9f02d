package media

import (
	"log/slog"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// quietRoom is an open room without a network: what is sent goes nowhere.
func quietRoom(t testing.TB) (*room, *viewer) {
	t.Helper()
	at := time.Unix(1e9, 0)
	log := slog.New(slog.DiscardHandler)
	rooms := &Rooms{now: func() time.Time { at = at.Add(100 * time.Millisecond); return at }, log: log, events: newEventQueue(nil)}
	r := newRoom(rooms, "ses_1", "H264")
	r.standing = active
	r.geometry = &wire.Geometry{Type: wire.MessageGeometry, Epoch: 1, Width: 360, Height: 800}
	v := &viewer{Viewer: Viewer{PersonID: "usr_1"}, room: r, rights: mayControl, log: log, drops: map[string]*drops{},
		messages: newBucket(maxInputs), texts: newBucket(maxTexts)}
	r.viewers = []*viewer{v}
	return r, v
}

func FuzzViewerMessage(f *testing.F) {
	for _, in := range []wire.Input{tapDown(), tapMove(), tapUp(), {Type: wire.InputRelease},
		{Type: wire.InputKey, Code: "KeyA", Down: true}, {Type: wire.InputText, Text: "あ"}} {
		f.Add(true, in.Bytes())
	}
	f.Add(true, []byte(`{"t":"ping","at":1e300}`))
	f.Add(false, []byte(`{"t":"keyframe"}`))
	f.Add(false, []byte(`{"t":"pointer","kind":"move","finger":-1,"seq":18446744073709551615}`))
	f.Fuzz(func(t *testing.T, control bool, data []byte) {
		r, v := quietRoom(t)
		label := wire.ChannelMoves
		if control {
			label = wire.ChannelControl
		}
		for range 3 {
			v.message(label, data)
		}
		if r.inputs > 0 {
			t.Fatal("an input was numbered without a device")
		}
		if _, err := wire.DecodeInput(data); err != nil && v.held.any() {
			t.Fatal("a malformed message pressed something")
		}
		if v.gone {
			t.Fatal("a message threw the viewer out")
		}
		r.letEveryoneGo()
		if v.held.any() {
			t.Fatal("something stays pressed")
		}
	})
}

func FuzzDeviceMessage(f *testing.F) {
	f.Add(true, wire.Message(portrait))
	f.Add(true, wire.Message(wire.Heartbeat{Type: wire.MessageHeartbeat, Frame: 1}))
	f.Add(true, []byte(`{"t":"screen","screen":"locked"}`))
	f.Add(false, []byte(`{"t":"geometry","epoch":4294967296}`))
	f.Fuzz(func(t *testing.T, control bool, data []byte) {
		r, v := quietRoom(t)
		p := &publisher{room: r, messages: newBucket(maxDeviceMessages)}
		r.current.Store(p)
		label := wire.ChannelMoves
		if control {
			label = wire.ChannelControl
		}
		for range 3 {
			p.message(label, data)
		}
		g := r.geometry
		if g.Epoch == 0 || g.Width < 1 || g.Height < 1 || g.Width > 8192 || g.Height > 8192 {
			t.Fatalf("room believes %+v", *g)
		}
		if state := r.stateFor(v); state.State != active.State || len(state.Rights) != len(mayControl) {
			t.Fatalf("a device changed the session: %+v", state)
		}
	})
}

func FuzzStream(f *testing.F) {
	f.Add([]byte{0, 0x80, 1, 0, 2, 0, 250, 0x80, 3, 0})
	f.Fuzz(func(t *testing.T, script []byte) {
		script = script[:min(len(script), 2000)] // longer ones find nothing new, slowly
		var s stream
		one, two := &publisher{}, &publisher{}
		at := time.Unix(1e9, 0)
		sent := map[uint16]bool{}
		for len(script) > 1 && len(sent) < 1000 {
			source := one
			if script[1]&0x40 != 0 {
				source = two
			}
			at = at.Add(time.Millisecond)
			began := s.source != source
			key := script[1]&0x80 != 0
			before := s
			out, ok := s.next(source, source.order.unwrap(uint16(script[0])), key, packetOf(script[0]), at)
			switch {
			case ok && began && !key:
				t.Fatal("a stream begins without a key frame")
			case ok && began && before.used && out.Sequence != before.lastSeq+1:
				t.Fatalf("a gap: %d follows %d", out.Sequence, before.lastSeq)
			}
			if ok {
				sent[out.Sequence] = true
			}
			if script[1]&0x20 != 0 {
				s.halt()
			}
			script = script[2:]
		}
	})
}
