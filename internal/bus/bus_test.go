package bus

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"
)

// patience bounds every wait for something that must come; it only passes when a test fails.
const patience = time.Minute

func open(t *testing.T) *Bus {
	t.Helper()
	b, err := Open("node_test", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

func receive(t *testing.T, from <-chan string) string {
	t.Helper()
	select {
	case got := <-from:
		return got
	case <-time.After(patience):
		t.Fatalf("nothing came within %v", patience)
		return ""
	}
}

func TestEverySubscriberGetsTheMessageInOrder(t *testing.T) {
	t.Parallel()
	b := open(t)
	first, second := make(chan string, 10), make(chan string, 10)
	for _, to := range []chan string{first, second} {
		if err := b.Subscribe(t.Context(), "hints", func(data []byte) { to <- string(data) }); err != nil {
			t.Fatal(err)
		}
	}
	for _, word := range []string{"one", "two"} {
		if err := b.Publish("hints", []byte(word)); err != nil {
			t.Fatal(err)
		}
	}
	for _, from := range []chan string{first, second} {
		if got := receive(t, from) + " " + receive(t, from); got != "one two" {
			t.Errorf("got %q, want one two", got)
		}
	}
}

func TestNothingComesAfterTheContextEnds(t *testing.T) {
	t.Parallel()
	b := open(t)
	ctx, stop := context.WithCancel(t.Context())
	ended, other := make(chan string, 10), make(chan string, 10)
	if err := b.Subscribe(ctx, "hints", func(data []byte) { ended <- string(data) }); err != nil {
		t.Fatal(err)
	}
	stop()
	for b.conn.NumSubscriptions() > 0 { // AfterFunc runs by itself
		if err := t.Context().Err(); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Subscribe(t.Context(), "hints", func(data []byte) { other <- string(data) }); err != nil {
		t.Fatal(err)
	}
	b.Publish("hints", []byte("late"))
	receive(t, other)
	if len(ended) != 0 {
		t.Error("a message came after the subscription ended")
	}
}

func TestTooLargeIsRefused(t *testing.T) {
	t.Parallel()
	if err := open(t).Publish("hints", make([]byte, MaxMessage+1)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("Publish = %v, want ErrTooLarge", err)
	}
}
