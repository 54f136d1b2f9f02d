package teamviewertest

import (
	"bytes"
	"maps"
	"net/http"
	"strings"
	"time"
)

// A Fault spoils answers. Without Status the call is carried out first: the answer is what suffers.
type Fault struct {
	// Match is the beginning of a route as served.md writes it, such as "POST /api/v1/sessions"; empty matches all.
	Match string
	// Times is how many calls suffer; zero means until Mend.
	Times int
	// Delay passes before anything else.
	Delay time.Duration
	// Status is answered instead of carrying the call out, with Body and RetryAfter; 200 with a Body of another shape is
	// an answer that makes no sense.
	Status     int
	Body       string
	RetryAfter string
	// Location redirects, with a Status of 3xx.
	Location string
	// Cut ends the connection in the middle of the answer; Lose before it.
	Cut, Lose bool
	// Huge makes the answer 10 MB large.
	Huge bool
	// ExpireBefore and ExpireAfter end the life of the bearer that was used, before and after the call.
	ExpireBefore, ExpireAfter bool

	server *Server
}

// Break orders a fault; the first one ordered that matches is used.
func (s *Server) Break(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.server = s
	s.faults = append(s.faults, &f)
}

// Mend takes all faults back.
func (s *Server) Mend() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

func (s *Server) faultFor(pattern string) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		if !strings.HasPrefix(pattern, f.Match) {
			continue
		}
		if f.Times > 0 {
			if f.Times--; f.Times == 0 {
				s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
			}
		}
		copied := *f
		return &copied
	}
	return nil
}

// before does what comes before the call, and says whether the call is to be carried out.
func (f *Fault) before(w http.ResponseWriter, r *http.Request) bool {
	if f.Delay > 0 {
		select {
		case <-time.After(f.Delay):
		case <-r.Context().Done():
			return false
		}
	}
	if f.ExpireBefore {
		f.server.Expire(bearer(r))
	}
	if f.Status == 0 {
		return true
	}
	header := http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	if f.RetryAfter != "" {
		header.Set("Retry-After", f.RetryAfter)
	}
	if f.Location != "" {
		header.Set("Location", f.Location)
	}
	f.write(w, f.Status, header, []byte(f.Body))
	return false
}

const hugeAnswer = 10 << 20

func (f *Fault) write(w http.ResponseWriter, status int, header http.Header, body []byte) {
	maps.Copy(w.Header(), header)
	switch {
	case f != nil && f.Lose:
		panic(http.ErrAbortHandler)
	case f != nil && f.Huge:
		body = append(bytes.TrimRight(body, "}\n"), []byte(`,"filling":"`+strings.Repeat("x", hugeAnswer)+`"}`)...)
	case f != nil && f.Cut:
		w.WriteHeader(status)
		w.Write(body[:len(body)/2])
		http.NewResponseController(w).Flush() //nolint:errcheck // it is broken off anyway
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(status)
	w.Write(body)
}
