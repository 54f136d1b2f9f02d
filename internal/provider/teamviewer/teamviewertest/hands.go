package teamviewertest

import (
	"errors"
	"time"
)

// What people do at TeamViewer, for tests that have no browser and no phone at hand. Each does at once what the pages and
// the apps do in steps.

// ErrNotSo says that what was to be done cannot be done as things stand.
var ErrNotSo = errors.New("the stand-in is not in the state for that")

func (s *Server) sessionOf(code string) *session {
	for _, ses := range s.state.Sessions {
		if plainCode(ses.Code) == plainCode(code) {
			return ses
		}
	}
	return nil
}

// Arrive opens the user's app with a code: the user waits, until Leave or for 25 s.
func (s *Server) Arrive(code string) error {
	return s.with(code, func(ses *session) bool {
		if !ses.ClosedAt.IsZero() {
			return false
		}
		s.arrive(ses)
		return true
	})
}

// Leave closes the user's app.
func (s *Server) Leave(code string) error {
	return s.with(code, func(ses *session) bool {
		if ses.Customer == nil {
			return false
		}
		s.leave(ses, s.now())
		return true
	})
}

// Connect is the supporter asking and the user agreeing.
func (s *Server) Connect(code string) error {
	return s.with(code, func(ses *session) bool {
		if ses.Customer == nil || ses.Customer.State != "waiting" || !ses.ClosedAt.IsZero() {
			return false
		}
		ses.Customer.State, ses.Customer.ConnectedAt = "connected", s.now()
		return true
	})
}

// EndConnection is the supporter ending the connection; its report appears.
func (s *Server) EndConnection(code string) error {
	return s.with(code, func(ses *session) bool {
		if ses.Customer == nil || ses.Customer.State != "connected" {
			return false
		}
		s.leave(ses, s.now())
		return true
	})
}

func (s *Server) with(code string, do func(*session) bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	ses := s.sessionOf(code)
	if ses == nil || !do(ses) {
		return ErrNotSo
	}
	s.change()
	return nil
}

// ConnectDevice is an account opening a device for unattended control, EndDevice its end, with a report.
func (s *Server) ConnectDevice(peer, accountID string) error {
	return s.withHost(peer, func(h *host) bool {
		if !h.Online || !h.ConnectedAt.IsZero() || account(accountID).CompanyID != h.Company {
			return false
		}
		h.ConnectedAt, h.By = s.now(), accountID
		return true
	})
}

// EndDevice ends what ConnectDevice began.
func (s *Server) EndDevice(peer string) error {
	return s.withHost(peer, func(h *host) bool {
		if h.ConnectedAt.IsZero() {
			return false
		}
		s.reportHost(h, s.now())
		return true
	})
}

func (s *Server) withHost(peer string, do func(*host) bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	h := s.hostOf(peer)
	if h == nil || !do(h) {
		return ErrNotSo
	}
	s.change()
	return nil
}

// A Code is a session code as the stand-in knows it, with what no client is told.
type Code struct {
	Code, CustomAPI, WaitingMessage, Description, CustomerName, CustomerEmail string
	Group, Creator, Assigned                                                  string // Group is its name
	SupporterSecret                                                           string
	Open                                                                      bool
	ValidUntil                                                                time.Time
}

// Codes are all session codes, the oldest first.
func (s *Server) Codes() []Code {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	list := make([]Code, 0, len(s.state.Sessions))
	for _, ses := range s.state.Sessions {
		c := Code{Code: ses.Code, CustomAPI: ses.CustomAPI, WaitingMessage: ses.Waiting, Description: ses.Description, CustomerName: ses.CustomerName,
			CustomerEmail: ses.CustomerEmail, Creator: ses.Creator, Assigned: ses.Assigned, SupporterSecret: ses.Suffix, Open: ses.ClosedAt.IsZero(),
			ValidUntil: ses.ValidUntil}
		if g := s.groupOf(ses.Group); g != nil {
			c.Group = g.Name
		}
		list = append(list, c)
	}
	return list
}
