package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/support"
)

// A Helper is a person whom a help request can be given to.
type Helper struct {
	ID   string      `json:"id"`
	Name string      `json:"name"`
	Role access.Role `json:"role"`
}

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

// A HelpLinkState says that a device has a help link.
type HelpLinkState struct {
	CreatedBy Actor     `json:"created_by"`
	CreatedAt time.Time `json:"created_at"`
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
	OpenNow    bool              `json:"open_now" doc:"Somebody answers now; says nothing without hours."`
	OpensAt    time.Time         `json:"opens_at,omitzero"`
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

// HelpTokenIn carries the token of a help link in a header, as addresses end up in logs.
type HelpTokenIn struct {
	Token string `header:"X-Help-Token" required:"true" minLength:"1" maxLength:"64"`
}

type askByLinkIn struct {
	HelpTokenIn
	Body AskByLink
}

func (a *API) helpLinkOperations() {
	add(a, operation{id: "listHelpers", method: http.MethodGet, path: "/help-requests/{id}/helpers", tag: "Help", right: access.View,
		summary: "List whom a help request can be given to, by name", codes: []Code{"help_closed"}}, a.listHelpers)
	add(a, operation{id: "assignHelpRequest", method: http.MethodPost, path: "/help-requests/{id}/assign", tag: "Help", right: access.View,
		summary: "Give a help request to somebody", codes: []Code{"help_closed"}}, a.assignHelp)
	add(a, operation{id: "declineHelpRequest", method: http.MethodPost, path: "/help-requests/{id}/decline", tag: "Help", right: access.View,
		summary: "Close a help request with an answer", codes: []Code{"help_closed"}}, a.declineHelp)
	add(a, operation{id: "callBackHelpRequest", method: http.MethodPost, path: "/help-requests/{id}/call-back", tag: "Help", right: access.View,
		summary: "Promise to call; the user is told when", codes: []Code{"help_closed", "already_taken"}}, a.callBackHelp)
	add(a, operation{id: "snoozeHelpRequest", method: http.MethodPost, path: "/help-requests/{id}/snooze", tag: "Help", right: access.View,
		summary: "Hide a help request from the line for a while", codes: []Code{"help_closed"}}, a.snoozeHelp)
	add(a, operation{id: "makeHelpLink", method: http.MethodPost, path: "/devices/{id}/help-link", tag: "Help", right: access.View,
		status: http.StatusCreated, summary: "Make the link by which the user of a device asks for help"}, a.makeHelpLink)
	add(a, operation{id: "getHelpLink", method: http.MethodGet, path: "/devices/{id}/help-link", tag: "Help", right: access.View,
		summary: "Say who made the help link of a device, if it has one"}, a.getHelpLink)
	add(a, operation{id: "revokeHelpLink", method: http.MethodDelete, path: "/devices/{id}/help-link", tag: "Help", right: access.View,
		summary: "Make the help link of a device void"}, a.revokeHelpLink)
	add(a, operation{id: "getMyHelp", method: http.MethodGet, path: "/help-link", tag: "Help", open: true, limit: a.limits.help,
		summary: "Say how the help request of a link's device stands", codes: []Code{codeNotFound}}, a.getMyHelp)
	add(a, operation{id: "askByLink", method: http.MethodPost, path: "/help-link", tag: "Help", open: true, limit: a.limits.help,
		maxBody: smallBody, summary: "Ask for help by a link; asking again is one request", codes: []Code{codeNotFound}}, a.askByLink)
	add(a, operation{id: "cancelByLink", method: http.MethodDelete, path: "/help-link", tag: "Help", open: true, limit: a.limits.help,
		summary: "Take a help request back by a link", codes: []Code{codeNotFound}}, a.cancelByLink)
}

func (a *API) listHelpers(ctx context.Context, p access.Principal, in *ByID) (*answer[List[Helper]], error) {
	helpers, err := a.helpDesk.Helpers(ctx, p, in.ID)
	return answers(listOf(helpers, func(h support.Helper) Helper { return Helper{ID: h.PersonID, Name: h.Name, Role: h.Role} }), err)
}

func (a *API) assignHelp(ctx context.Context, p access.Principal, in *assignHelpIn) (*answer[HelpRequest], error) {
	return a.helpAnswer(ctx, p)(a.helpDesk.Assign(ctx, p, in.ID, in.Body.PersonID))
}

func (a *API) declineHelp(ctx context.Context, p access.Principal, in *declineHelpIn) (*answer[HelpRequest], error) {
	reply := text(in.Body.Answer, 280)
	if reply == "" {
		return nil, &invalidField{"body.answer", "must not be empty"}
	}
	return a.helpAnswer(ctx, p)(a.helpDesk.Decline(ctx, p, in.ID, reply))
}

func (a *API) callBackHelp(ctx context.Context, p access.Principal, in *callBackHelpIn) (*answer[HelpRequest], error) {
	return a.helpAnswer(ctx, p)(a.helpDesk.CallBack(ctx, p, in.ID, in.Body.At, text(in.Body.Answer, 280)))
}

func (a *API) snoozeHelp(ctx context.Context, p access.Principal, in *snoozeHelpIn) (*answer[HelpRequest], error) {
	return a.helpAnswer(ctx, p)(a.helpDesk.Snooze(ctx, p, in.ID, in.Body.Until))
}

// makeHelpLink carries the token behind #, which browsers send to no server.
func (a *API) makeHelpLink(ctx context.Context, p access.Principal, in *ByID) (*answer[HelpLink], error) {
	token, err := a.helpDesk.NewHelpLink(ctx, p, in.ID)
	return answers(HelpLink{Link: a.address(ctx) + "/help-me#" + token.Reveal()}, err)
}

func (a *API) getHelpLink(ctx context.Context, p access.Principal, in *ByID) (*answer[HelpLinkState], error) {
	l, err := a.helpDesk.HelpLinkOf(ctx, p, in.ID)
	return answers(HelpLinkState{CreatedBy: actorOut(l.CreatedBy), CreatedAt: moment(l.CreatedAt)}, err)
}

func (a *API) revokeHelpLink(ctx context.Context, p access.Principal, in *ByID) (*nothing, error) {
	return &nothing{}, a.helpDesk.RevokeHelpLink(ctx, p, in.ID)
}

func (a *API) getMyHelp(ctx context.Context, _ access.Principal, in *HelpTokenIn) (*answer[MyHelp], error) {
	v, err := a.helpDesk.HelpByLink(ctx, id.Secret(in.Token))
	return answers(myHelpOut(v), err)
}

func (a *API) askByLink(ctx context.Context, _ access.Principal, in *askByLinkIn) (*answer[MyHelp], error) {
	v, err := a.helpDesk.AskByLink(ctx, id.Secret(in.Token), text(in.Body.Text, 500))
	return answers(myHelpOut(v), err)
}

func (a *API) cancelByLink(ctx context.Context, _ access.Principal, in *HelpTokenIn) (*answer[MyHelp], error) {
	v, err := a.helpDesk.CancelByLink(ctx, id.Secret(in.Token))
	return answers(myHelpOut(v), err)
}

func myHelpOut(v support.HelpView) MyHelp {
	return MyHelp{State: v.State, Place: v.Place, Answer: v.Answer, CallBackAt: moment(v.CallBackAt), Company: v.Company,
		Hours: each(v.Hours, func(h support.OpenHours) OpeningHours {
			return OpeningHours{Day: int(h.Day), From: h.From, To: h.To}
		}), TimeZone: v.TimeZone, Phone: v.Phone, OpenNow: v.OpenNow, OpensAt: moment(v.OpensAt)}
}
