package teamviewer

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// A Session is a session code at TeamViewer (API documentation §4.6).
type Session struct {
	// Code is opaque; people read it aloud.
	Code string
	// Open: the code can be used. Online: the user waits.
	Open, Online bool
	GroupID      string
	// CustomAPI is what its maker wrote there for himself: our session's id.
	CustomAPI string
	UserLink  string
	// SupporterLink and WebLink are the technician's secrets.
	SupporterLink, WebLink id.Secret
	CreatedAt, ValidUntil  time.Time // zero when not told
}

// A NewSession is what a session is made of. GroupID or GroupName is needed; a token of a whole company needs GroupID.
type NewSession struct {
	ValidUntil     time.Time // zero means what TeamViewer does: 24 h
	GroupID        string
	GroupName      string // made when there is none of this name
	WaitingMessage string // shown to the waiting user
	Description    string
	CustomerName   string // at most 100 characters
	CustomerEmail  string // at most 254 characters
	AssignedUserID string // empty means the token's own
	CustomAPI      string // at most 4000 characters, seen through the API only
}

type endCustomer struct {
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
}

type newSession struct {
	ValidUntil     string       `json:"valid_until,omitempty"`
	GroupID        string       `json:"groupid,omitempty"`
	GroupName      string       `json:"groupname,omitempty"`
	WaitingMessage string       `json:"waiting_message,omitempty"`
	Description    string       `json:"description,omitempty"`
	EndCustomer    *endCustomer `json:"end_customer,omitempty"`
	AssignedUserID string       `json:"assigned_userid,omitempty"`
	CustomAPI      string       `json:"custom_api,omitempty"`
}

// CreateSession makes a session code.
func (c *Client) CreateSession(ctx context.Context, access id.Secret, n NewSession) (Session, error) {
	in := newSession{GroupID: n.GroupID, GroupName: n.GroupName, WaitingMessage: n.WaitingMessage, Description: n.Description,
		AssignedUserID: n.AssignedUserID, CustomAPI: n.CustomAPI}
	if !n.ValidUntil.IsZero() {
		in.ValidUntil = written(n.ValidUntil)
	}
	if n.CustomerName != "" || n.CustomerEmail != "" {
		in.EndCustomer = &endCustomer{Name: n.CustomerName, Email: n.CustomerEmail}
	}
	got, err := c.do(ctx, request{method: http.MethodPost, path: "sessions", in: in, token: access})
	if err != nil {
		return Session{}, err
	}
	made, err := decodeSession(got.body)
	if err == nil && made.UserLink != "" {
		return made, nil
	}
	// The address of what was made is in the header, too: an answer that says less is asked for again.
	if code := path.Base(got.header.Get("Location")); isCode(code) {
		return c.Session(ctx, access, code)
	}
	if err == nil {
		err = unreadable("session: field end_customer_link", nil)
	}
	return Session{}, err
}

// Session asks for one session.
func (c *Client) Session(ctx context.Context, access id.Secret, code string) (Session, error) {
	if !isCode(code) {
		return Session{}, &provider.Error{Kind: provider.Missing, Words: "no such session code"}
	}
	got, err := c.do(ctx, request{method: http.MethodGet, path: "sessions/" + code, token: access})
	if err != nil {
		return Session{}, err
	}
	return decodeSession(got.body)
}

// CloseSession closes a code; one that is unknown or closed is no error. A connection that runs already goes on.
func (c *Client) CloseSession(ctx context.Context, access id.Secret, code string) error {
	if !isCode(code) {
		return nil
	}
	in := map[string]string{"state": "closed"}
	_, err := c.do(ctx, request{method: http.MethodPut, path: "sessions/" + code, in: in, token: access})
	if is(err, provider.Missing) {
		return nil
	}
	return err
}

// A Page says where a list goes on; Next is empty at its end.
type Page struct {
	Next      string
	Remaining int
}

// OpenSessions lists open codes, the newest first, at most 1000; an empty groupID means all that the token may see.
func (c *Client) OpenSessions(ctx context.Context, access id.Secret, groupID, offset string) ([]Session, Page, error) {
	query := url.Values{"full_list": {"true"}, "state": {"open"}}
	if groupID != "" {
		query.Set("groupid", groupID)
	}
	if offset != "" {
		query.Set("offset", offset)
	}
	got, err := c.do(ctx, request{method: http.MethodGet, path: "sessions", query: query, token: access, most: maxList})
	if err != nil {
		return nil, Page{}, err
	}
	return decodeSessions(got.body)
}

// A code stands in addresses and is shown, so only what needs no escaping is one.
var codeForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{2,63}$`)

func isCode(s string) bool { return codeForm.MatchString(s) }

type sessionAnswer struct {
	Code          string `json:"code"`
	State         string `json:"state"`
	Online        bool   `json:"online"`
	GroupID       string `json:"groupid"`
	CustomAPI     string `json:"custom_api"`
	UserLink      string `json:"end_customer_link"`
	SupporterLink string `json:"supporter_link"`
	WebLink       string `json:"webclient_supporter_link"`
	CreatedAt     moment `json:"created_at"`
	ValidUntil    moment `json:"valid_until"`
}

// maxLink bounds links; those of the documentation have 60 characters.
const maxLink = 2048

func (a sessionAnswer) session() (Session, error) {
	s := Session{Code: a.Code, Online: a.Online, GroupID: a.GroupID, CustomAPI: a.CustomAPI, UserLink: a.UserLink,
		SupporterLink: id.Secret(a.SupporterLink), WebLink: id.Secret(a.WebLink), CreatedAt: a.CreatedAt.Time, ValidUntil: a.ValidUntil.Time}
	switch {
	case !isCode(a.Code):
		return Session{}, unreadable("session: field code", nil)
	case strings.EqualFold(a.State, "open"):
		s.Open = true
	case !strings.EqualFold(a.State, "closed"):
		return Session{}, unreadable("session: field state", nil)
	}
	if max(len(a.UserLink), len(a.SupporterLink), len(a.WebLink)) > maxLink {
		return Session{}, unreadable("session: a link is too long", nil)
	}
	return s, nil
}

func decodeSession(body []byte) (Session, error) {
	var a sessionAnswer
	if err := json.Unmarshal(body, &a); err != nil {
		return Session{}, unreadable("session", err)
	}
	return a.session()
}

func decodeSessions(body []byte) ([]Session, Page, error) {
	var a struct {
		Sessions  []sessionAnswer `json:"sessions"`
		Remaining int             `json:"sessions_remaining"`
		Next      name            `json:"next_offset"`
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, Page{}, unreadable("sessions", err)
	}
	list := make([]Session, 0, len(a.Sessions))
	for _, one := range a.Sessions {
		s, err := one.session()
		if err != nil {
			continue // somebody else's session may be anything; ours is found or it is not
		}
		list = append(list, s)
	}
	return list, Page{Next: string(a.Next), Remaining: a.Remaining}, nil
}
