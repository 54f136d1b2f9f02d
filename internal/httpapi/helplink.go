package httpapi

import (
	"net/http"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/support"
)

// AssignHelp gives a help request to somebody.
type AssignHelp struct {
	PersonID string `json:"person_id" minLength:"1" maxLength:"64"`
}

// DeclineHelp closes a help request with an answer.
type DeclineHelp struct {
	Answer string `json:"answer" minLength:"1" maxLength:"280" doc:"Shown to the user."`
}

// CallBackHelp promises to call.
type CallBackHelp struct {
	At     time.Time `json:"at"`
	Answer string    `json:"answer,omitempty" maxLength:"280" doc:"Shown to the user."`
}

// SnoozeHelp hides a help request for a while.
type SnoozeHelp struct {
	Until time.Time `json:"until"`
}

// A HelpLink lets the user of one device ask for help from a web clip.
type HelpLink struct {
	Link string `json:"link" doc:"To be put on the device; shown only now. An earlier one of this device is void."`
}

// MyHelp is how the help request of a device stands, as its user is told. It names nobody.
type MyHelp struct {
	State      support.HelpState `json:"state,omitempty" doc:"Absent: nothing is asked."`
	Place      int               `json:"place,omitempty" doc:"In the line, from 1; absent: somebody took it, or it is not open."`
	Answer     string            `json:"answer,omitempty"`
	CallBackAt time.Time         `json:"call_back_at,omitzero"`
	Company    string            `json:"company,omitempty"`
	Hours      []OpeningHours    `json:"hours"`
	TimeZone   string            `json:"time_zone,omitempty" doc:"Of the hours; absent: UTC."`
	Phone      string            `json:"phone,omitempty"`
	OpenNow    bool              `json:"open_now"`
}

// AskByLink asks for help.
type AskByLink struct {
	Text string `json:"text,omitempty" maxLength:"500" doc:"The user's words."`
}

type assignHelpIn struct {
	ByID
	Body AssignHelp
}

type declineHelpIn struct {
	ByID
	Body DeclineHelp
}

type callBackHelpIn struct {
	ByID
	Body CallBackHelp
}

type snoozeHelpIn struct {
	ByID
	Body SnoozeHelp
}

// helpTokenIn carries the token of a help link in a header, as addresses end up in logs.
type helpTokenIn struct {
	Token string `header:"X-Help-Token" required:"true" minLength:"1" maxLength:"64"`
}

type askByLinkIn struct {
	helpTokenIn
	Body AskByLink
}

func (a *API) helpLinkOperations() {
	add(a, operation{id: "assignHelpRequest", method: http.MethodPost, path: "/help-requests/{id}/assign", tag: "Help", right: access.View,
		summary: "Give a help request to somebody", codes: []Code{"help_closed"}}, a.assignHelp)
	add(a, operation{id: "declineHelpRequest", method: http.MethodPost, path: "/help-requests/{id}/decline", tag: "Help", right: access.View,
		summary: "Close a help request with an answer", codes: []Code{"help_closed"}}, a.declineHelp)
	add(a, operation{id: "callBackHelpRequest", method: http.MethodPost, path: "/help-requests/{id}/call-back", tag: "Help", right: access.View,
		summary: "Promise to call; the user is told when", codes: []Code{"help_closed", "already_taken"}}, a.callBackHelp)
	add(a, operation{id: "snoozeHelpRequest", method: http.MethodPost, path: "/help-requests/{id}/snooze", tag: "Help", right: access.View,
		summary: "Hide a help request from the line for a while", codes: []Code{"help_closed"}}, a.snoozeHelp)
	add(a, operation{id: "makeHelpLink", method: http.MethodPost, path: "/devices/{id}/help-link", tag: "Help", right: access.Administer,
		status: http.StatusCreated, summary: "Make the link by which the user of a device asks for help"}, a.makeHelpLink)
	add(a, operation{id: "revokeHelpLink", method: http.MethodDelete, path: "/devices/{id}/help-link", tag: "Help", right: access.Administer,
		summary: "Make the help link of a device void"}, a.revokeHelpLink)
	add(a, operation{id: "getMyHelp", method: http.MethodGet, path: "/help-link", tag: "Help", open: true, limit: a.limits.help,
		summary: "Say how the help request of a link's device stands", codes: []Code{"bad_token"}}, a.getMyHelp)
	add(a, operation{id: "askByLink", method: http.MethodPost, path: "/help-link", tag: "Help", open: true, limit: a.limits.help,
		maxBody: smallBody, summary: "Ask for help by a link; asking again is one request", codes: []Code{"bad_token", "too_many"}}, a.askByLink)
	add(a, operation{id: "cancelByLink", method: http.MethodDelete, path: "/help-link", tag: "Help", open: true, limit: a.limits.help,
		summary: "Take a help request back by a link", codes: []Code{"bad_token", "help_closed"}}, a.cancelByLink)
}
