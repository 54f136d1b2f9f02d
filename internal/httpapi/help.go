package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/support"
)

// A HelpRequest is one press on Help.
type HelpRequest struct {
	ID           string            `json:"id"`
	Version      int64             `json:"version" doc:"Rises by one with each change."`
	DeviceID     string            `json:"device_id"`
	Device       *DeviceRef        `json:"device,omitempty"`
	State        support.HelpState `json:"state"`
	Text         string            `json:"text,omitempty" doc:"The user's words."`
	AskedAt      time.Time         `json:"asked_at"`
	TakenBy      string            `json:"taken_by,omitempty" doc:"A person's id."`
	TakenByName  string            `json:"taken_by_name,omitempty"`
	TakenAt      time.Time         `json:"taken_at,omitzero"`
	ClosedAt     time.Time         `json:"closed_at,omitzero"`
	Note         string            `json:"note,omitempty"`
	SessionID    string            `json:"session_id,omitempty" doc:"The last session that was started from it."`
	SnoozedUntil time.Time         `json:"snoozed_until,omitzero" doc:"Hidden from the line until then."`
	CallBackAt   time.Time         `json:"call_back_at,omitzero" doc:"When a call was promised."`
	Answer       string            `json:"answer,omitempty" doc:"What the user is told with a decline or a promise."`
}

// CloseHelpRequest says how a help request went.
type CloseHelpRequest struct {
	Outcome support.Outcome `json:"outcome" doc:"resolved closes it, keep_open gives it back, escalate gives it to someone with more experience."`
	Note    string          `json:"note,omitempty" maxLength:"2000"`
}

type helpIn struct {
	Snoozed bool `query:"snoozed" doc:"Also those that are hidden for a while."`
}

type closeHelpIn struct {
	ByID
	Body CloseHelpRequest
}

func (a *API) helpOperations() {
	add(a, operation{id: "listHelpRequests", method: http.MethodGet, path: "/help-requests", tag: "Help", right: access.View,
		summary: "List the help requests that are not closed, oldest first"}, a.listHelpRequests)
	add(a, operation{id: "takeHelpRequest", method: http.MethodPost, path: "/help-requests/{id}/take", tag: "Help", right: access.View,
		summary: "Take a help request; of two who press, one gets it", codes: []Code{"already_taken", "help_closed"}}, a.takeHelpRequest)
	add(a, operation{id: "releaseHelpRequest", method: http.MethodPost, path: "/help-requests/{id}/release", tag: "Help", right: access.View,
		summary: "Give a help request back to the line", codes: []Code{"help_closed"}}, a.releaseHelpRequest)
	add(a, operation{id: "closeHelpRequest", method: http.MethodPost, path: "/help-requests/{id}/close", tag: "Help", right: access.View,
		summary: "Say how a help request went", codes: []Code{"help_closed"}}, a.closeHelpRequest)
}

func (a *API) listHelpRequests(ctx context.Context, p access.Principal, in *helpIn) (*answer[List[HelpRequest]], error) {
	list := a.support.Help
	if in.Snoozed {
		list = a.helpDesk.HelpWithSnoozed
	}
	requests, err := list(ctx, p)
	if err != nil {
		return nil, err
	}
	names := a.deviceNames(ctx, p)
	return answers(listOf(requests, func(h support.HelpRequest) HelpRequest { return helpOut(h, names(h.DeviceID)) }), nil)
}

func (a *API) takeHelpRequest(ctx context.Context, p access.Principal, in *ByID) (*answer[HelpRequest], error) {
	return a.helpAnswer(ctx, p)(a.support.Take(ctx, p, in.ID))
}

func (a *API) releaseHelpRequest(ctx context.Context, p access.Principal, in *ByID) (*answer[HelpRequest], error) {
	return a.helpAnswer(ctx, p)(a.support.Release(ctx, p, in.ID))
}

func (a *API) closeHelpRequest(ctx context.Context, p access.Principal, in *closeHelpIn) (*answer[HelpRequest], error) {
	return a.helpAnswer(ctx, p)(a.support.CloseHelp(ctx, p, in.ID, in.Body.Outcome, text(in.Body.Note, 2000)))
}

func (a *API) helpAnswer(ctx context.Context, p access.Principal) func(support.HelpRequest, error) (*answer[HelpRequest], error) {
	return func(h support.HelpRequest, err error) (*answer[HelpRequest], error) {
		if err != nil {
			return nil, err
		}
		return answers(helpOut(h, a.deviceNames(ctx, p)(h.DeviceID)), nil)
	}
}

func helpOut(h support.HelpRequest, d *DeviceRef) HelpRequest {
	return HelpRequest{ID: h.ID, Version: h.Version, DeviceID: h.DeviceID, Device: d, State: h.State, Text: h.Text,
		AskedAt: moment(h.AskedAt), TakenBy: h.TakenBy, TakenByName: h.TakenByName, TakenAt: moment(h.TakenAt),
		ClosedAt: moment(h.ClosedAt), Note: h.Note, SessionID: h.SessionID,
		SnoozedUntil: moment(h.SnoozedUntil), CallBackAt: moment(h.CallBackAt), Answer: h.Answer}
}
