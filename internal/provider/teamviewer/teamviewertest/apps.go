package teamviewertest

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// join is the app of the user showing up with a code, in whatever form it came to it.
func join(c *call) reply {
	var in struct {
		Code string `json:"code"`
	}
	if no, ok := c.read(&in); !ok {
		return no
	}
	for _, ses := range c.state.Sessions {
		if in.Code == "" || plainCode(ses.Code) != plainCode(in.Code) {
			continue
		}
		switch {
		case ses.Expired:
			return refuse(http.StatusGone, "not_found", "The session code has expired")
		case !ses.ClosedAt.IsZero():
			return missing("session")
		}
		c.arrive(ses)
		c.change()
		return reply{status: http.StatusCreated, json: map[string]any{"customer": ses.Customer.ID, "waiting_message": ses.Waiting,
			"supporter": account(ses.Assigned).Name}}
	}
	return missing("session")
}

// arrive lets a user wait; an app that was there before began anew.
func (s *Server) arrive(ses *session) {
	if ses.Customer != nil {
		s.leave(ses, s.now())
	}
	ses.Customer, ses.Refused = &customer{ID: "c_" + random(20), State: "waiting", Seen: s.now()}, false
}

// waiting is the session of the customer in the path.
func (c *call) waiting() *session {
	for _, ses := range c.state.Sessions {
		if ses.Customer != nil && ses.Customer.ID == c.r.PathValue("customer") {
			return ses
		}
	}
	return nil
}

// pollCustomer answers when there is news for the app.
func pollCustomer(c *call) reply {
	ses := c.waiting()
	if ses == nil {
		return missing("customer")
	}
	me := ses.Customer
	me.polls++
	c.waitUntil(func() bool { return me.State != c.query.Get("seen") })
	me.polls--
	me.Seen = c.now()
	return reply{status: http.StatusOK, json: map[string]any{"state": me.State, "supporter": account(ses.Assigned).Name}}
}

// waitUntil gives the lock away until something is so, at most for the time of a poll.
func (c *call) waitUntil(so func() bool) {
	limit := time.NewTimer(poll)
	defer limit.Stop()
	for !so() {
		changed := c.changed
		c.mu.Unlock()
		over := false
		select {
		case <-changed:
		case <-limit.C:
			over = true
		case <-c.r.Context().Done():
			over = true
		}
		c.mu.Lock()
		if over {
			return
		}
	}
}

// closeCustomer is the app being closed, or the device starting anew.
func closeCustomer(c *call) reply {
	ses := c.waiting()
	if ses == nil {
		return missing("customer")
	}
	c.leave(ses, c.now())
	c.change()
	return reply{status: http.StatusNoContent}
}

func answerCustomer(c *call) reply {
	var in struct {
		Accept *bool `json:"accept"`
	}
	if no, ok := c.read(&in); !ok {
		return no
	}
	ses := c.waiting()
	switch {
	case ses == nil:
		return missing("customer")
	case in.Accept == nil:
		return bad("accept is missing")
	case ses.Customer.State != "asked":
		return bad("nobody asked")
	case *in.Accept:
		ses.Customer.State, ses.Customer.ConnectedAt = "connected", c.now()
	default:
		ses.Customer.State, ses.Refused = "waiting", true
	}
	ses.Customer.Seen = c.now()
	c.change()
	return reply{status: http.StatusNoContent}
}

// registerHost is Host being assigned; the same Host gets the number that it had.
func registerHost(c *call) reply {
	var in struct {
		Assignment string `json:"assignment"`
		Reference  string `json:"reference"`
		Name       string `json:"name"`
	}
	if no, ok := c.read(&in); !ok {
		return no
	}
	company := assignments[in.Assignment]
	switch {
	case company == "":
		return bad("The assignment id is invalid")
	case len(in.Name) > 200 || len(in.Reference) > 500:
		return bad("The name or the reference is too long")
	}
	for _, h := range c.state.Hosts {
		if h.Assignment == in.Assignment && h.Name == in.Name && h.Reference == in.Reference && in.Reference != "" {
			h.Online, h.Seen, h.Unmanaged = true, c.now(), false
			c.change()
			return reply{status: http.StatusOK, json: map[string]any{"teamviewer_id": h.Peer}}
		}
	}
	if len(c.state.Hosts) >= maxHosts {
		return refuse(http.StatusTooManyRequests, "rate_limit_reached", "The stand-in has no room for more devices")
	}
	h := c.addHost(in.Name, in.Reference, company)
	h.Assignment = in.Assignment
	c.change()
	return reply{status: http.StatusOK, json: map[string]any{"teamviewer_id": h.Peer}}
}

func (s *Server) addHost(title, reference, company string) *host {
	n := s.number()
	h := &host{Peer: strconv.Itoa(1_200_000_000 + n), Device: fmt.Sprintf("d%d", 700_000+n), Managed: guid(), Name: title,
		Reference: reference, Company: company, Online: true, Seen: s.now()}
	s.state.Hosts = append(s.state.Hosts, h)
	return h
}

// AddDevice puts a device of Example Trading into the lists, as somebody may have done by hand; it returns its number.
func (s *Server) AddDevice(title, description string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.addHost(title, description, "5001")
	s.change()
	return h.Peer
}

func (s *Server) hostOf(peer string) *host {
	for _, h := range s.state.Hosts {
		if h.Peer == peer {
			return h
		}
	}
	return nil
}

func setHostOnline(c *call) reply {
	var in struct {
		Online *bool `json:"online"`
	}
	if no, ok := c.read(&in); !ok {
		return no
	}
	h := c.hostOf(c.r.PathValue("id"))
	switch {
	case h == nil:
		return missing("host")
	case in.Online == nil:
		return bad("online is missing")
	case *in.Online:
		h.Online, h.Seen = true, c.now()
	default:
		c.hostOffline(h, c.now())
	}
	c.change()
	return reply{status: http.StatusNoContent}
}

func pollHost(c *call) reply {
	h := c.hostOf(c.r.PathValue("id"))
	if h == nil {
		return missing("host")
	}
	h.Online = true
	h.polls++
	c.waitUntil(func() bool { return h.doing() != c.query.Get("seen") })
	h.polls--
	h.Seen = c.now()
	return reply{status: http.StatusOK, json: map[string]any{"state": h.doing()}}
}

func (h *host) doing() string {
	if h.ConnectedAt.IsZero() {
		return "idle"
	}
	return "connected"
}

// supporterOf is the session of a supporter's link.
func (c *call) supporterOf() *session {
	code, suffix, _ := strings.Cut(c.r.PathValue("link"), "-")
	for _, ses := range c.state.Sessions {
		if plainCode(ses.Code) == code && ses.Suffix == suffix {
			return ses
		}
	}
	return nil
}
