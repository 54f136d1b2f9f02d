package media

import (
	"encoding/json"
	"testing"
	"time"

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

func TestFramesAndInputFlow(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.rooms.Open("ses_1", "H264")
	h.rooms.Show("ses_1", active)
	phone := h.publish("ses_1", 33*time.Millisecond)
	phone.say(portrait)
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
	tech.state("geometry", func(s wire.RoomState) bool {
		return s.Geometry != nil && *s.Geometry == portrait && s.Publisher == wire.PublisherConnected && s.State == "active"
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
}
