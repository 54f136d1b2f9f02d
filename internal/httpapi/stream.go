package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/helpatwork/helpatwork/internal/access"
)

// writeTimeout is how long one write to a browser may take before its stream is closed.
const writeTimeout = 10 * time.Second

type eventsIn struct {
	LastEventID string `header:"Last-Event-ID" maxLength:"200" doc:"The id of the last hint that was seen."`
}

func (a *API) eventOperations() {
	add(a, operation{id: "streamEvents", method: http.MethodGet, path: "/events", tag: "Live", right: access.View,
		summary: "Be told of changes as they happen (server-sent events)",
		doc: "Each event named hint carries a Hint as JSON and an id. An event named reset says that some were missed: ask for " +
			"everything again. Needs a browser's cookie. The stream closes when the sign-in ends.",
		codes: []Code{codeTooMany}}, a.streamEvents)
	documentStream(a.huma.OpenAPI().Paths[prefix+"/events"].Get)
}

func documentStream(op *huma.Operation) {
	op.Responses["200"] = &huma.Response{Description: "A stream of events that stays open.", Content: map[string]*huma.MediaType{
		"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}}}
}

func (a *API) streamEvents(ctx context.Context, p access.Principal, in *eventsIn) (*huma.StreamResponse, error) {
	if p.SessionHash == "" { // a token has no stream
		return nil, access.ErrForbidden
	}
	s, err := a.events.open(p, in.LastEventID)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		defer a.events.shut(s)
		_, w := humago.Unwrap(ctx)
		a.events.serve(ctx.Context(), w, s)
	}}, nil
}

// serve writes a stream to a browser until either ends.
func (e *Events) serve(ctx context.Context, w http.ResponseWriter, s *stream) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // nginx hands each event on at once
	w.WriteHeader(http.StatusOK)
	out := eventWriter{w: w, control: http.NewResponseController(w)}
	if out.standing("hello", s.start) != nil {
		return
	}
	for _, k := range s.missed {
		if e.sendHint(out, k) != nil {
			return
		}
	}
	ping, recheck := time.NewTicker(pingEvery), time.NewTicker(recheckEvery)
	defer ping.Stop()
	defer recheck.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-s.gone: // what this person may see changed, or the server stops
			_ = out.reset(e.newest())
			return
		case <-s.again:
			err = out.reset(e.newest())
		case k := <-s.hints:
			err = e.sendHint(out, k)
		case <-ping.C:
			err = out.standing("ping", e.reached(s))
		case <-recheck.C:
			if err = e.recheck(ctx, s); errors.Is(err, errScopeChanged) {
				_ = out.reset(e.newest())
			}
		}
		if err != nil {
			return
		}
	}
}

func (e *Events) sendHint(out eventWriter, k known) error {
	data, err := json.Marshal(k.Hint)
	if err != nil {
		return fmt.Errorf("encode hint: %w", err)
	}
	return out.send("event: hint\nid: %s\ndata: %s\n\n", e.eventID(k.seq), data)
}

// recheck ends a stream whose sign-in is over, and one whose person now sees other things: the browser comes back and asks
// for all again.
func (e *Events) recheck(ctx context.Context, s *stream) error {
	now, err := e.still(ctx, s.who)
	if err != nil {
		return err
	}
	if now.AllDevices != s.who.AllDevices || now.Role != s.who.Role || !sameSet(now.GroupIDs, s.who.GroupIDs) {
		return errScopeChanged
	}
	return nil
}

var errScopeChanged = errors.New("what this person sees changed")

func sameSet(a, b []string) bool {
	return reflect.DeepEqual(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// An eventWriter writes whole events, each within writeTimeout. Between them there is no deadline, also none of the server:
// with HTTP/2 one that passes ends the stream, though nothing is being written.
type eventWriter struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

// standing tells the browser how far it has come. An id alone is no event, but the browser repeats it when it comes back.
func (o eventWriter) standing(comment, id string) error {
	if id == "" {
		return o.send(": %s\n\n", comment)
	}
	return o.send(": %s\nid: %s\n\n", comment, id)
}

// reset tells the browser to ask for everything again.
func (o eventWriter) reset(id string) error {
	return o.send("event: reset\nid: %s\ndata: {}\n\n", id)
}

func (o eventWriter) send(format string, args ...any) error {
	if err := o.deadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(o.w, format, args...); err != nil {
		return err
	}
	if err := o.control.Flush(); err != nil {
		return err
	}
	return o.deadline(time.Time{})
}

// deadline sets when writing has to be done. Not every writer has deadlines.
func (o eventWriter) deadline(at time.Time) error {
	if err := o.control.SetWriteDeadline(at); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}
