package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/support"
)

// NewShare invites someone to share a computer's screen.
type NewShare struct {
	Reason string `json:"reason" minLength:"1" maxLength:"280" doc:"Shown to the person at the computer."`
	Ticket string `json:"ticket,omitempty" maxLength:"64"`
}

// A CreatedShare is a new invitation.
type CreatedShare struct {
	ID        string    `json:"id"`
	Code      string    `json:"code" doc:"Nine digits to read aloud; works once; shown only now."`
	Link      string    `json:"link" doc:"Carries the code."`
	ExpiresAt time.Time `json:"expires_at"`
}

// A Share is an invitation to share a computer's screen.
type Share struct {
	ID        string             `json:"id"`
	State     support.ShareState `json:"state"`
	ExpiresAt time.Time          `json:"expires_at"`
	SessionID string             `json:"session_id,omitempty" doc:"Once redeemed."`
	DeviceID  string             `json:"device_id,omitempty" doc:"The guest device, once redeemed."`
}

// RedeemShare uses the code of an invitation.
type RedeemShare struct {
	Code string `json:"code" minLength:"1" maxLength:"200" doc:"Nine digits as people write them: spaces, dashes, full-width digits and words around them do not count."`
}

// A GuestDevice is a computer that was let in for one session.
type GuestDevice struct {
	DeviceID       string    `json:"device_id"`
	Token          string    `json:"token" doc:"For the hello of the device link."`
	ExpiresAt      time.Time `json:"expires_at,omitzero"`
	Server         string    `json:"server" doc:"The name every challenge of the device link carries."`
	SessionID      string    `json:"session_id"`
	TechnicianName string    `json:"technician_name"`
	Reason         string    `json:"reason"`
}

type newShareIn struct{ Body NewShare }

type redeemShareIn struct{ Body RedeemShare }

func (a *API) shareOperations() {
	add(a, operation{id: "createShare", method: http.MethodPost, path: "/shares", tag: "Shares", right: access.View,
		summary: "Invite someone to share a computer's screen", status: http.StatusCreated, limit: a.limits.invite}, a.createShare)
	add(a, operation{id: "getShare", method: http.MethodGet, path: "/shares/{id}", tag: "Shares", right: access.View,
		summary: "Say how far an invitation has come"}, a.getShare)
	add(a, operation{id: "redeemShare", method: http.MethodPost, path: "/shares/redeem", tag: "Shares", open: true,
		limit: a.limits.share, summary: "Use the code of an invitation", codes: []Code{"bad_code"}}, a.redeemShare)
}

func (a *API) createShare(ctx context.Context, p access.Principal, in *newShareIn) (*answer[CreatedShare], error) {
	reason, err := requiredLine("body.reason", in.Body.Reason, 280)
	if err != nil {
		return nil, err
	}
	s, code, err := a.support.Invite(ctx, p, reason, line(in.Body.Ticket, 64))
	if err != nil {
		return nil, err
	}
	return answers(CreatedShare{ID: s.ID, Code: code, Link: a.address(ctx) + "/share/#" + code, ExpiresAt: moment(s.ExpiresAt)}, nil)
}

func (a *API) getShare(ctx context.Context, p access.Principal, in *ByID) (*answer[Share], error) {
	s, state, err := a.support.ShareState(ctx, p, in.ID)
	return answers(Share{ID: s.ID, State: state, ExpiresAt: moment(s.ExpiresAt), SessionID: s.SessionID, DeviceID: s.DeviceID}, err)
}

func (a *API) redeemShare(ctx context.Context, _ access.Principal, in *redeemShareIn) (*answer[GuestDevice], error) {
	g, err := a.support.RedeemShare(ctx, in.Body.Code)
	if err != nil {
		return nil, err
	}
	return answers(GuestDevice{DeviceID: g.DeviceID, Token: g.Token.Reveal(), ExpiresAt: moment(g.ExpiresAt), Server: a.server,
		SessionID: g.SessionID, TechnicianName: g.TechnicianName, Reason: g.Reason}, nil)
}
