// Package teamviewertest is a stand-in for TeamViewer, for tests and the demo: its Web API v1 with sign-in and consent
// pages, and, in a manner of its own, the sides of the supporter and of the apps on devices. It knows nothing of ours.
//
// It serves only what served.md lists, each with the source it is known from: an answer with a field that is not listed
// there is an error 500, a request that uses one is refused, and so is a route of its API that is not listed. [Server.Strays]
// tells of all of them, for tests to fail by.
package teamviewertest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Config says how the stand-in behaves. The zero value keeps everything in memory and behaves as documented.
type Config struct {
	// File keeps the state over a restart; empty keeps it in memory.
	File string
	// Redirects are the redirect addresses that are registered for the app with ClientID.
	Redirects []string
	// PageSize replaces the 1000 entries that a page holds at most.
	PageSize int
	// CapitalStates writes the state of a session as Open and Closed.
	CapitalStates bool
	// ExpiredStatus is the status of the answer to an expired token; zero is 401. 400 has been seen, too.
	ExpiredStatus int
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

// The limits of the documentation, and times of the stand-in's own.
const (
	pageSize    = 1000
	tokenLife   = 24 * time.Hour
	codeLife    = 10 * time.Minute
	sessionLife = 24 * time.Hour
	// presence is how long an app counts as there after it was heard last; poll is how long it is let wait for news.
	presence = 25 * time.Second
	poll     = 20 * time.Second
	maxBody  = 64 << 10
)

// Server is the stand-in. It is safe for concurrent use.
type Server struct {
	cfg    Config
	mux    *http.ServeMux
	listed map[string]*listing

	mu      sync.Mutex
	state   state
	origin  string
	changed chan struct{} // closed and made anew with each change
	faults  []*Fault
	calls   map[string]int
	seen    map[string]map[string]bool // what was taken and given, by route: held against served.md
	strays  []string
}

// New returns a stand-in, with the state of its file when there is one.
func New(cfg Config) (*Server, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.PageSize <= 0 {
		cfg.PageSize = pageSize
	}
	if cfg.ExpiredStatus == 0 {
		cfg.ExpiredStatus = http.StatusUnauthorized
	}
	s := &Server{cfg: cfg, mux: http.NewServeMux(), changed: make(chan struct{}), calls: map[string]int{}, seen: map[string]map[string]bool{}}
	var err error
	if s.listed, err = readListings(servedList); err != nil {
		return nil, err
	}
	if err := s.load(); err != nil {
		return nil, err
	}
	for _, r := range routes() {
		s.mux.Handle(r.pattern, s.serve(r))
	}
	s.mux.HandleFunc("/api/", s.unlisted)
	s.mux.HandleFunc("/client/", s.unlisted)
	return s, nil
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Start serves at an address, such as 127.0.0.1:0, until ctx ends, and then closes done. A stand-in with a file takes the
// port it had last when it is asked for any, so that links given out before still work. It knows its origin afterwards.
func (s *Server) Start(ctx context.Context, addr string) (done <-chan struct{}, err error) {
	listener, err := s.listen(addr)
	if err != nil {
		return nil, fmt.Errorf("stand-in for TeamViewer: %w", err)
	}
	s.SetOrigin("http://" + listener.Addr().String())
	if err := s.keepAddress(listener.Addr().String()); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 64 << 10,
		BaseContext: func(net.Listener) context.Context { return ctx }}
	served, over := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(served)
		server.Serve(listener) //nolint:errcheck // it ends because it is closed below
	}()
	go func() {
		defer close(over)
		select {
		case <-ctx.Done():
		case <-served:
		}
		server.Close() //nolint:errcheck // nobody is left to be told
		<-served
	}()
	return over, nil
}

func (s *Server) listen(addr string) (net.Listener, error) {
	s.mu.Lock()
	before := s.state.Address
	s.mu.Unlock()
	if strings.HasSuffix(addr, ":0") && before != "" {
		if listener, err := net.Listen("tcp", before); err == nil {
			return listener, nil
		}
	}
	return net.Listen("tcp", addr)
}

// Origin is where the stand-in is reached, such as http://127.0.0.1:8481; its links begin so.
func (s *Server) Origin() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.origin
}

// SetOrigin says where it is reached when somebody else serves it.
func (s *Server) SetOrigin(origin string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.origin = origin
}

// Register adds a redirect address to those of the app, for who learns his own address late.
func (s *Server) Register(redirect string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cfg.Redirects = append(slices.Clip(s.cfg.Redirects), redirect)
}

// API is the address of the Web API, for a client.
func (s *Server) API() string { return s.Origin() + "/api/v1" }

// Login is the address of the sign-in page, for a client.
func (s *Server) Login() string { return s.Origin() + "/oauth2/authorize" }

// LaunchTemplate is the link that opens a device for unattended control, with {{id}} for its number.
func (s *Server) LaunchTemplate() string { return s.Origin() + "/control?device={{id}}" }

// Calls is how often a route was called, as served.md writes it, such as "POST /api/v1/sessions".
func (s *Server) Calls(route string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[route]
}

// Strays are what was asked for or answered and stands nowhere in served.md: whoever relies on it would be surprised by the
// real service. The first 100 are kept.
func (s *Server) Strays() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.strays)
}
