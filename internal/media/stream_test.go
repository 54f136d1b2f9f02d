package media

import (
	"fmt"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/rtc"
	"github.com/helpatwork/helpatwork/internal/wire"
)

func packetOf(sequence byte) rtc.Packet {
	return rtc.Packet{Sequence: uint16(sequence), Timestamp: uint32(sequence) * 3000}
}

func TestUnwrapCountsOn(t *testing.T) {
	t.Parallel()
	var u unwrapper
	for _, c := range []struct {
		sequence uint16
		want     int64
	}{{65534, 65534}, {65535, 65535}, {1, 65537}, {0, 65536}, {65533, 65533}, {30000, 95536}, {60000, 125536}, {10000, 141072}} {
		if got := u.unwrap(c.sequence); got != c.want {
			t.Errorf("unwrap(%d) = %d, want %d", c.sequence, got, c.want)
		}
	}
}

func TestStreamIsUnbroken(t *testing.T) {
	t.Parallel()
	var s stream
	at := time.Unix(1e9, 0)
	one, two := &publisher{}, &publisher{}
	step := func(source *publisher, n int64, key bool) (rtc.Packet, bool) {
		at = at.Add(100 * time.Millisecond)
		return s.next(source, n, key, rtc.Packet{Sequence: uint16(n), Timestamp: uint32(n) * 9000}, at)
	}
	if _, ok := step(one, 7, false); ok {
		t.Fatal("begins without a key frame")
	}
	first, ok := step(one, 8, true)
	if !ok {
		t.Fatal("does not begin at a key frame")
	}
	if _, ok := step(one, 7, false); ok {
		t.Error("a late packet from before the key frame passes")
	}
	gap, _ := step(one, 10, false)
	late, ok := step(one, 9, false)
	if !ok || late.Sequence != first.Sequence+1 || gap.Sequence != first.Sequence+2 || gap.Timestamp-first.Timestamp != 18000 {
		t.Errorf("packets became %+v, %+v, %+v", first, late, gap)
	}
	s.halt()
	at = at.Add(10 * time.Second) // a pause
	if _, ok := step(one, 500, false); ok {
		t.Error("goes on without a key frame")
	}
	again, ok := step(one, 501, true)
	if passed := again.Timestamp - gap.Timestamp; !ok || again.Sequence != gap.Sequence+1 || passed < 900000 || passed > 1000000 {
		t.Errorf("after the pause %+v follows %+v", again, gap)
	}
	other, ok := step(two, 40000, true) // a new publisher counts from elsewhere
	if !ok || other.Sequence != again.Sequence+1 || other.Timestamp-again.Timestamp != 9000 {
		t.Errorf("of the new publisher %+v follows %+v", other, again)
	}
	next, ok := step(two, 40001, false)
	if !ok || next.Sequence != other.Sequence+1 {
		t.Errorf("%+v follows %+v", next, other)
	}
}

func TestBucket(t *testing.T) {
	t.Parallel()
	b := newBucket(10)
	at := time.Unix(1e9, 0)
	count := func(tries int) (n int) {
		for range tries {
			if b.take(at) {
				n++
			}
		}
		return n
	}
	if got := count(100); got != 10 {
		t.Errorf("%d passed at once, want 10", got)
	}
	at = at.Add(500 * time.Millisecond)
	if got := count(100); got != 5 {
		t.Errorf("%d passed after half a second, want 5", got)
	}
	at = at.Add(-time.Hour) // a clock that goes back gives nothing
	if got := count(100); got != 0 {
		t.Errorf("%d passed when the clock went back", got)
	}
}

func TestTooManyHeldKeys(t *testing.T) {
	t.Parallel()
	var h held
	for i := range maxHeldKeys {
		if !h.note(keyInput(i, true)) {
			t.Fatalf("key %d is refused", i)
		}
	}
	if h.note(keyInput(maxHeldKeys, true)) || !h.note(keyInput(0, true)) {
		t.Error("the bound of held keys is wrong")
	}
	if !h.lets(keyInput(0, false)) || h.lets(keyInput(maxHeldKeys, false)) {
		t.Error("lets is wrong about keys")
	}
	for i := range maxHeldKeys {
		h.note(keyInput(i, false))
	}
	if h.any() {
		t.Error("a key stays pressed")
	}
}

func keyInput(i int, down bool) wire.Input {
	return wire.Input{Type: wire.InputKey, Code: fmt.Sprintf("Key%d", i), Down: down}
}
