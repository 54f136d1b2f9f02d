package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/support"
)

// A SessionSummary is a session where its device is shown.
type SessionSummary struct {
	ID             string        `json:"id"`
	State          support.State `json:"state"`
	Mode           support.Mode  `json:"mode"`
	TechnicianID   string        `json:"technician_id"`
	TechnicianName string        `json:"technician_name"`
	RequestedAt    time.Time     `json:"requested_at"`
}

// A Session is one technician's help on one device.
type Session struct {
	ID               string            `json:"id"`
	Version          int64             `json:"version" doc:"Rises by one with each change."`
	DeviceID         string            `json:"device_id"`
	Device           *DeviceRef        `json:"device,omitempty"`
	State            support.State     `json:"state"`
	Mode             support.Mode      `json:"mode"`
	Provider         string            `json:"provider"`
	TechnicianID     string            `json:"technician_id"`
	TechnicianName   string            `json:"technician_name" doc:"As it was then."`
	Reason           string            `json:"reason" doc:"Shown to the user."`
	Ticket           string            `json:"ticket,omitempty"`
	HelpRequestID    string            `json:"help_request_id,omitempty"`
	Rights           []access.Right    `json:"rights" doc:"What the user was asked for."`
	Paused           bool              `json:"paused,omitempty" doc:"By the user."`
	ControlTakenBack bool              `json:"control_taken_back,omitempty" doc:"By the user."`
	RequestedAt      time.Time         `json:"requested_at"`
	DeliveredAt      time.Time         `json:"delivered_at,omitzero" doc:"The request reached the device."`
	PromptedAt       time.Time         `json:"prompted_at,omitzero" doc:"The question was on the user's screen."`
	AcceptedAt       time.Time         `json:"accepted_at,omitzero"`
	FirstFrameAt     time.Time         `json:"first_frame_at,omitzero"`
	InterruptedAt    time.Time         `json:"interrupted_at,omitzero"`
	EndedAt          time.Time         `json:"ended_at,omitzero"`
	DeadlineAt       time.Time         `json:"deadline_at,omitzero" doc:"When the present state ends by itself."`
	DeadlineReason   support.EndReason `json:"deadline_reason,omitempty" doc:"Why it would end then; absent with deadline_at: an unattended session becomes active."`
	EndReason        support.EndReason `json:"end_reason,omitempty"`
	EndedBy          *Actor            `json:"ended_by,omitempty"`
	Outcome          support.Outcome   `json:"outcome,omitempty"`
	Note             string            `json:"note,omitempty"`
	NoticeVersion    int64             `json:"notice_version,omitempty" doc:"Which version of the company's words the user was shown, see getBrandingVersion."`
	AtProvider       *AtProvider       `json:"at_provider,omitempty" doc:"What a provider outside of this server tells of it."`
}

// An Actor is who acted.
type Actor struct {
	Kind audit.ActorKind `json:"kind"`
	ID   string          `json:"id,omitempty" doc:"Of a person or a device; absent for the system."`
	Name string          `json:"name,omitempty"`
}

// StartSession asks for a session on a device.
type StartSession struct {
	Mode          support.Mode `json:"mode,omitempty" doc:"Absent: attended."`
	Reason        string       `json:"reason" minLength:"1" maxLength:"280" doc:"Shown to the person at the device."`
	Ticket        string       `json:"ticket,omitempty" maxLength:"64"`
	ViewOnly      bool         `json:"view_only,omitempty" doc:"Do not ask for control."`
	Provider      string       `json:"provider,omitempty" maxLength:"40" doc:"Absent: the built-in one."`
	HelpRequestID string       `json:"help_request_id,omitempty" maxLength:"64"`
	Replace       string       `json:"replace,omitempty" maxLength:"64" doc:"The open session of the device, to be closed for this one."`
}

// A Started session comes with its technician's way in.
type Started struct {
	Session Session `json:"session"`
	Grant   string  `json:"grant" doc:"The key of the first viewSession; works once."`
}

// A Grant lets someone into a session.
type Grant struct {
	Grant  string         `json:"grant" doc:"The key of the next viewSession; works once."`
	Rights []access.Right `json:"rights"`
}

// A View asks to see a session.
type View struct {
	SDP string `json:"sdp" minLength:"1" maxLength:"32768" doc:"An offer with all its candidates that receives one video track and opens the channels control and moves."`
	Key string `json:"key" minLength:"1" maxLength:"64" doc:"A grant, or the resume key of the view before."`
}

// A Viewed session is on its way.
type Viewed struct {
	SDP       string         `json:"sdp" doc:"The answer, with all candidates."`
	ResumeKey string         `json:"resume_key" doc:"The only key that comes back from now on."`
	ViewerID  string         `json:"viewer_id"`
	Rights    []access.Right `json:"rights"`
}

// EndSession ends a session.
type EndSession struct {
	Outcome support.Outcome `json:"outcome,omitempty"`
	Note    string          `json:"note,omitempty" maxLength:"2000"`
}

// SessionNote says how a session went.
type SessionNote struct {
	Outcome support.Outcome `json:"outcome,omitempty"`
	Note    string          `json:"note" maxLength:"2000"`
}

type startIn struct {
	ByID
	Body StartSession
}

type sessionsIn struct {
	DeviceID     string    `query:"device_id" maxLength:"64"`
	TechnicianID string    `query:"technician_id" maxLength:"64"`
	Open         bool      `query:"open" doc:"Only sessions that have not ended."`
	Since        time.Time `query:"since"`
	Until        time.Time `query:"until"`
	PageIn
}

type viewIn struct {
	ByID
	Body View
}

type endIn struct {
	ByID
	Body EndSession
}

type noteIn struct {
	ByID
	Body SessionNote
}

func (a *API) sessionOperations() {
	add(a, operation{id: "startSession", method: http.MethodPost, path: "/devices/{id}/sessions", tag: "Sessions", right: access.View,
		summary: "Ask for a session on a device", status: http.StatusCreated,
		codes: []Code{"device_busy", "blocked", "no_provider", "already_taken", "help_closed"}}, a.startSession)
	add(a, operation{id: "listSessions", method: http.MethodGet, path: "/sessions", tag: "Sessions", right: access.View,
		summary: "List sessions, newest first, page by page", codes: []Code{codeCursor}}, a.listSessions)
	add(a, operation{id: "getSession", method: http.MethodGet, path: "/sessions/{id}", tag: "Sessions", right: access.View,
		summary: "Show one session"}, a.getSession)
	add(a, operation{id: "createGrant", method: http.MethodPost, path: "/sessions/{id}/grants", tag: "Sessions", right: access.View,
		summary: "Join a session, or come back to it", status: http.StatusCreated, codes: []Code{"session_ended"}}, a.createGrant)
	add(a, operation{id: "viewSession", method: http.MethodPost, path: "/sessions/{id}/view", tag: "Sessions", right: access.View,
		summary: "See the screen: swap a media offer for an answer",
		doc:     "Uses the key up. The answer's resume_key comes back after a reload or a lost network, in a new offer.",
		codes:   []Code{"bad_key", "session_ended", "bad_offer"}}, a.viewSession)
	add(a, operation{id: "endSession", method: http.MethodPost, path: "/sessions/{id}/end", tag: "Sessions", right: access.View,
		summary: "End a session; one that has ended only keeps the note"}, a.endSession)
	add(a, operation{id: "annotateSession", method: http.MethodPost, path: "/sessions/{id}/note", tag: "Sessions", right: access.View,
		summary: "Say how a session went", codes: []Code{"wrong_state"}}, a.annotateSession)
}

func (a *API) startSession(ctx context.Context, p access.Principal, in *startIn) (*answer[Started], error) {
	reason, err := requiredLine("body.reason", in.Body.Reason, 280)
	if err != nil {
		return nil, err
	}
	s, grant, err := a.support.Start(ctx, p, support.StartInput{DeviceID: in.ID, Mode: in.Body.Mode, Provider: in.Body.Provider,
		ViewOnly: in.Body.ViewOnly, Reason: reason, Ticket: line(in.Body.Ticket, 64), HelpRequestID: in.Body.HelpRequestID,
		Replace: in.Body.Replace})
	if err != nil {
		return nil, err
	}
	return answers(Started{Session: a.sessionWithDevice(ctx, p, s), Grant: grant.Reveal()}, nil)
}

func (a *API) listSessions(ctx context.Context, p access.Principal, in *sessionsIn) (*answer[Page[Session]], error) {
	page, err := a.support.Sessions(ctx, p, support.SessionFilter{DeviceID: in.DeviceID, TechnicianID: in.TechnicianID, Open: in.Open,
		Since: in.Since, Until: in.Until, After: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	names := a.deviceNames(ctx, p)
	return answers(Page[Session]{Items: each(page.Sessions, func(s support.Session) Session {
		return a.sessionOut(s, names(s.DeviceID))
	}), Next: page.Next}, nil)
}

func (a *API) getSession(ctx context.Context, p access.Principal, in *ByID) (*answer[Session], error) {
	return a.sessionAnswer(ctx, p)(a.support.Session(ctx, p, in.ID))
}

func (a *API) createGrant(ctx context.Context, p access.Principal, in *ByID) (*answer[Grant], error) {
	grant, rights, err := a.support.Join(ctx, p, in.ID)
	if err != nil {
		return nil, err
	}
	return answers(Grant{Grant: grant.Reveal(), Rights: each(rights, same)}, nil)
}

func (a *API) viewSession(ctx context.Context, p access.Principal, in *viewIn) (*answer[Viewed], error) {
	admitted, err := a.support.Redeem(ctx, p, in.ID, id.Secret(in.Body.Key))
	if err != nil {
		return nil, err
	}
	viewer := Viewer{ID: id.New("vwr"), PersonID: admitted.PersonID, Name: admitted.Name, Rights: admitted.Rights}
	if p.TokenID != "" {
		viewer.AtMost, viewer.TokenID, viewer.Until = p.Rights, p.TokenID, p.Until
	}
	sdp, err := a.media.View(ctx, in.ID, viewer, in.Body.SDP)
	if err != nil {
		return nil, err
	}
	return answers(Viewed{SDP: sdp, ResumeKey: admitted.ResumeKey.Reveal(), ViewerID: viewer.ID, Rights: each(admitted.Rights, same)}, nil)
}

func (a *API) endSession(ctx context.Context, p access.Principal, in *endIn) (*answer[Session], error) {
	return a.sessionAnswer(ctx, p)(a.support.End(ctx, p, in.ID, in.Body.Outcome, text(in.Body.Note, 2000)))
}

func (a *API) annotateSession(ctx context.Context, p access.Principal, in *noteIn) (*answer[Session], error) {
	return a.sessionAnswer(ctx, p)(a.support.Annotate(ctx, p, in.ID, in.Body.Outcome, text(in.Body.Note, 2000)))
}

func (a *API) sessionAnswer(ctx context.Context, p access.Principal) func(support.Session, error) (*answer[Session], error) {
	return func(s support.Session, err error) (*answer[Session], error) {
		if err != nil {
			return nil, err
		}
		return answers(a.sessionWithDevice(ctx, p, s), nil)
	}
}

func (a *API) sessionWithDevice(ctx context.Context, p access.Principal, s support.Session) Session {
	return a.sessionOut(s, a.deviceNames(ctx, p)(s.DeviceID))
}

// sessionOut is a session as the API tells it; d may be nil.
func (a *API) sessionOut(s support.Session, d *DeviceRef) Session {
	out := Session{ID: s.ID, Version: s.Version, DeviceID: s.DeviceID, Device: d, State: s.State, Mode: s.Mode, Provider: s.Provider,
		TechnicianID: s.TechnicianID, TechnicianName: s.TechnicianName, Reason: s.Reason, Ticket: s.Ticket,
		HelpRequestID: s.HelpRequestID, Rights: each(s.Rights, same), Paused: s.Paused, ControlTakenBack: s.ControlTakenBack,
		RequestedAt: moment(s.RequestedAt), DeliveredAt: moment(s.DeliveredAt), PromptedAt: moment(s.PromptedAt),
		AcceptedAt: moment(s.AcceptedAt), FirstFrameAt: moment(s.FirstFrameAt), InterruptedAt: moment(s.InterruptedAt),
		EndedAt: moment(s.EndedAt), DeadlineAt: moment(s.DeadlineAt), DeadlineReason: s.DeadlineReason, EndReason: s.EndReason,
		Outcome: s.Outcome, Note: s.Note, NoticeVersion: s.NoticeVersion, AtProvider: atProviderOut(s.AtProvider)}
	if s.EndedBy.Kind != "" {
		out.EndedBy = new(actorOut(s.EndedBy))
	}
	return out
}

func summaryOut(s support.Session) SessionSummary {
	return SessionSummary{ID: s.ID, State: s.State, Mode: s.Mode, TechnicianID: s.TechnicianID, TechnicianName: s.TechnicianName,
		RequestedAt: moment(s.RequestedAt)}
}

func actorOut(a audit.Actor) Actor { return Actor{Kind: a.Kind, ID: a.ID, Name: a.Name} }
