package teamviewertest

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"
)

// An Account is a person who signs in to the stand-in.
type Account struct {
	ID, Name, Email    string
	CompanyID, Company string
	// Limited accounts may see themselves and nothing else.
	Limited bool
}

// Accounts are those that one can sign in with. None of them opens anything anywhere else.
var Accounts = []Account{
	{ID: "u100001", Name: "Aki Yamada", Email: "admin@example.com", CompanyID: "5001", Company: "Example Trading"},
	{ID: "u100002", Name: "Hana Mori", Email: "mori@example.com", CompanyID: "5001", Company: "Example Trading"},
	{ID: "u100003", Name: "Ken Sato", Email: "sato@example.com", CompanyID: "5001", Company: "Example Trading"},
	{ID: "u100004", Name: "Nao Ito", Email: "ito@example.com", CompanyID: "5001", Company: "Example Trading", Limited: true},
	{ID: "u200001", Name: "Robin Other", Email: "robin@example.net", CompanyID: "5002", Company: "Other Works"},
}

// What is registered from the start.
const (
	ClientID     = "9001-standInHelpAtWork"
	ClientSecret = "stand-in-client-secret"
	// CompanyToken is a script token of all of Example Trading, UserToken one of Aki Yamada.
	CompanyToken = "5001-standInCompanyToken1"
	UserToken    = "100001-standInUserToken01"
	// Assignment ties a Host to Example Trading.
	Assignment = "0001StandInAssignmentExampleTrading"
)

var assignments = map[string]string{Assignment: "5001"}

// How much is kept; the oldest goes first.
const (
	maxSessions = 5000
	maxReports  = 5000
	maxTokens   = 2000
	maxHosts    = 5000
	maxGroups   = 1000
	maxPending  = 200
)

type state struct {
	Address  string     `json:"address"`
	Last     int        `json:"last"` // the last number given out
	Groups   []*group   `json:"groups"`
	Sessions []*session `json:"sessions"` // oldest first
	Tokens   []*token   `json:"tokens"`
	Pending  []*pending `json:"pending"`
	Reports  []*report  `json:"reports"` // oldest first
	Hosts    []*host    `json:"hosts"`
}

type group struct {
	ID, Name, Owner, Company string
}

type session struct {
	Code, Suffix, Group, Company, Creator, Assigned string
	Waiting, Description, CustomAPI, Kind           string
	CustomerName, CustomerEmail                     string
	HasCustomer                                     bool
	CreatedAt, AssignedAt, ValidUntil, ClosedAt     time.Time
	Expired                                         bool
	Customer                                        *customer
	Refused                                         bool // the last connection that was asked for
}

type token struct {
	Access, Refresh, Account, Company string
	Expires                           time.Time // zero means never
	Redirect, Client                  string
}

// pending is an authorization on its way: a request until Code is set, a code afterwards.
type pending struct {
	ID, Client, Redirect, State, Account, Code string
	Until                                      time.Time
}

type customer struct {
	ID, State   string
	Seen        time.Time
	ConnectedAt time.Time
	polls       int
}

type host struct {
	Peer, Device, Managed, Name, Reference, Company string
	Assignment                                      string
	Unmanaged                                       bool
	Online                                          bool
	Seen, ConnectedAt                               time.Time
	By                                              string
	polls                                           int
}

type report struct {
	ID, UserID, User, DeviceID, Device, Group, GroupName, Code, Company string
	Kind                                                                int
	Start, End                                                          time.Time
}

func (s *Server) now() time.Time { return s.cfg.Now().UTC().Truncate(time.Second) }

func (s *Server) number() int {
	s.state.Last++
	return s.state.Last
}

// load reads the file; scripts' tokens are always there.
func (s *Server) load() error {
	if s.cfg.File != "" {
		text, err := os.ReadFile(s.cfg.File)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return fmt.Errorf("state of the stand-in: %w", err)
		default:
			if err := json.Unmarshal(text, &s.state); err != nil {
				return fmt.Errorf("state of the stand-in in %s: %w", s.cfg.File, err)
			}
		}
	}
	now := s.now()
	for _, ses := range s.state.Sessions {
		if ses.Customer != nil {
			ses.Customer.Seen = now // it had no chance to be heard
		}
	}
	for _, h := range s.state.Hosts {
		h.Seen = now
	}
	for access, company := range map[string]string{CompanyToken: "5001", UserToken: "5001"} {
		if s.tokenOf(access) == nil {
			t := &token{Access: access, Company: company}
			if access == UserToken {
				t.Account = Accounts[0].ID
			}
			s.state.Tokens = append(s.state.Tokens, t)
		}
	}
	return nil
}

func (s *Server) keepAddress(addr string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.Address = addr
	return s.save()
}

// save replaces the file at once, so that a crash leaves the old state or the new one.
func (s *Server) save() error {
	if s.cfg.File == "" {
		return nil
	}
	text, err := json.Marshal(s.state)
	if err != nil {
		return fmt.Errorf("state of the stand-in: %w", err)
	}
	beside := s.cfg.File + ".new"
	if err := os.WriteFile(beside, text, 0o600); err != nil {
		return fmt.Errorf("state of the stand-in: %w", err)
	}
	return os.Rename(beside, s.cfg.File)
}

// change bounds the tables, keeps the state, and wakes who waits for news.
func (s *Server) change() {
	s.state.Sessions = lastOf(s.state.Sessions, maxSessions)
	s.state.Reports = lastOf(s.state.Reports, maxReports)
	s.state.Tokens = slices.DeleteFunc(s.state.Tokens, func(t *token) bool { return t.Refresh == "" && s.over(t) })
	for len(s.state.Tokens) > maxTokens { // what does not expire is what is there from the start
		s.state.Tokens = slices.Delete(s.state.Tokens, 2, 3)
	}
	s.state.Pending = lastOf(s.state.Pending, maxPending)
	if err := s.save(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	s.wake()
}

func (s *Server) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

func lastOf[T any](list []T, most int) []T { return list[max(0, len(list)-most):] }

// settle lets time pass: codes end, and who was not heard for a while is gone.
func (s *Server) settle() {
	now, changed := s.now(), false
	for _, ses := range s.state.Sessions {
		if ses.ClosedAt.IsZero() && !now.Before(ses.ValidUntil) {
			ses.close(ses.ValidUntil)
			ses.Expired, changed = true, true
		}
		if c := ses.Customer; c != nil && c.State != "ended" && c.polls == 0 && now.Sub(c.Seen) > presence {
			s.leave(ses, now)
			changed = true
		}
	}
	for _, h := range s.state.Hosts {
		if h.Online && h.polls == 0 && now.Sub(h.Seen) > presence {
			s.hostOffline(h, now)
			changed = true
		}
	}
	if changed {
		s.change()
	}
}

// close ends a code. A connection that runs goes on.
func (ses *session) close(at time.Time) {
	if ses.ClosedAt.IsZero() {
		ses.ClosedAt = at
	}
	if c := ses.Customer; c != nil && c.State != "connected" {
		c.State = "ended"
	}
}

// leave is the customer's app closing, however it came about.
func (s *Server) leave(ses *session, now time.Time) {
	if ses.Customer.State == "connected" {
		s.reportSession(ses, now)
	}
	ses.Customer.State = "ended"
}

func (s *Server) hostOffline(h *host, now time.Time) {
	if !h.ConnectedAt.IsZero() {
		s.reportHost(h, now)
	}
	h.Online, h.Seen = false, now
}

// reportSession and reportHost write what is known once a connection is over.
func (s *Server) reportSession(ses *session, now time.Time) {
	a := account(ses.Assigned)
	r := &report{ID: guid(), UserID: a.ID, User: a.Name, Group: ses.Group, Code: ses.Code, Company: ses.Company, Kind: 2,
		Start: ses.Customer.ConnectedAt, End: now}
	if g := s.groupOf(ses.Group); g != nil {
		r.GroupName = g.Name
	}
	s.state.Reports = append(s.state.Reports, r)
	ses.Customer.ConnectedAt = time.Time{}
}

func (s *Server) reportHost(h *host, now time.Time) {
	a := account(h.By)
	s.state.Reports = append(s.state.Reports, &report{ID: guid(), UserID: a.ID, User: a.Name, DeviceID: h.Device, Device: h.Name,
		Company: h.Company, Kind: 1, Start: h.ConnectedAt, End: now})
	h.ConnectedAt, h.By = time.Time{}, ""
}

func account(id string) Account {
	for _, a := range Accounts {
		if a.ID == id {
			return a
		}
	}
	return Account{}
}

func (s *Server) tokenOf(access string) *token {
	for _, t := range s.state.Tokens {
		if t.Access == access && access != "" {
			return t
		}
	}
	return nil
}

// over says whether a token ended so long ago that nobody asks what became of it.
func (s *Server) over(t *token) bool {
	return !t.Expires.IsZero() && s.now().Sub(t.Expires) > tokenLife
}

func (s *Server) groupOf(id string) *group {
	for _, g := range s.state.Groups {
		if g.ID == id {
			return g
		}
	}
	return nil
}

func guid() string {
	b := make([]byte, 16)
	rand.Read(b)
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func random(n int) string { return rand.Text()[:n] }

// plainCode is a code without its dashes and spaces, in lower case; a link ends with one.
func plainCode(s string) string {
	s = s[strings.LastIndexByte(s, '/')+1:]
	return strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(s))
}
