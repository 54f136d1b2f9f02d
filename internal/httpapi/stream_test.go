package httpapi

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// A deadlined is a browser's side that remembers the deadline of its writes.
type deadlined struct {
	*httptest.ResponseRecorder
	at      time.Time
	written []time.Time // the deadline at each write
}

func (d *deadlined) SetWriteDeadline(at time.Time) error { d.at = at; return nil }

func (d *deadlined) Write(b []byte) (int, error) {
	d.written = append(d.written, d.at)
	return d.ResponseRecorder.Write(b)
}

// With HTTP/2 a deadline that passes between two events ends the stream.
func TestAStreamHasADeadlineOnlyWhileItWrites(t *testing.T) {
	t.Parallel()
	d := &deadlined{ResponseRecorder: httptest.NewRecorder(), at: time.Now().Add(time.Minute)} // the server's own
	out := eventWriter{w: d, control: http.NewResponseController(d)}
	for _, send := range []func() error{func() error { return out.standing("hello", "") }, func() error { return out.reset("b:1") }} {
		began := time.Now()
		if err := send(); err != nil {
			t.Fatal(err)
		}
		if at := d.written[len(d.written)-1]; at.Before(began) || at.After(time.Now().Add(writeTimeout)) {
			t.Errorf("written until %v, want within %v", at, writeTimeout)
		}
		if !d.at.IsZero() {
			t.Errorf("after the event there is still a deadline, at %v", d.at)
		}
	}
}
