package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/support"
)

// A SessionWay is one way to start a session on a device, with what stands in it.
type SessionWay struct {
	Provider string       `json:"provider"`
	Mode     support.Mode `json:"mode"`
	Findings []Finding    `json:"findings"`
	Blocked  bool         `json:"blocked"`
}

// AtProvider is what is known of a session that a provider holds outside of this server. The technician's links are not
// in it: see handOver.
type AtProvider struct {
	Reference    string            `json:"reference,omitempty" doc:"The provider's own name of the session."`
	Peer         string            `json:"peer,omitempty" doc:"The device there that an unattended session opens."`
	Code         string            `json:"code,omitempty" doc:"For the user, to type in."`
	UserLink     string            `json:"user_link,omitempty" doc:"For the user, to open on the device."`
	ExpiresAt    time.Time         `json:"expires_at,omitzero" doc:"When the code ends."`
	OnlineAt     time.Time         `json:"online_at,omitzero" doc:"Since when the user waits there."`
	GoneAt       time.Time         `json:"gone_at,omitzero" doc:"When the user stopped waiting there."`
	HandedOverAt time.Time         `json:"handed_over_at,omitzero" doc:"When the technician took a link."`
	ConnectedAt  time.Time         `json:"connected_at,omitzero" doc:"From a report of the connection."`
	EndedAt      time.Time         `json:"ended_at,omitzero" doc:"From a report of the connection; absent for an ended session that was handed over: closed by us, its end not confirmed."`
	LookedAt     time.Time         `json:"looked_at,omitzero" doc:"When it was looked at last."`
	Evidence     string            `json:"evidence,omitempty" doc:"Where the last thing was seen."`
	Problem      provider.Kind     `json:"problem,omitempty" doc:"The last failure there."`
	Words        string            `json:"words,omitempty" doc:"The provider's own; show them as text only."`
	Delivered    support.Delivered `json:"delivered,omitempty" doc:"How far the managed app configuration has come; absent: nobody brings it."`
}

// HandOver leaves for the provider's own client.
type HandOver struct {
	Client Client `json:"client"`
}

// A HandOverLink opens the session in the provider's client.
type HandOverLink struct {
	URL string `json:"url" doc:"This technician's secret: open it at once and show it nowhere."`
}

// SendAgain tries to reach the device once more.
type SendAgain struct {
	NewCode bool `json:"new_code,omitempty" doc:"Make a new code; otherwise the one there is is taken away first, and sent again with the proof of that."`
}

// ReachUser tries to reach the user in one way.
type ReachUser struct {
	Channel support.Channel `json:"channel"`
}

// A Reach is one try to reach the user of a session.
type Reach struct {
	ID      string               `json:"id"`
	Channel support.Channel      `json:"channel"`
	At      time.Time            `json:"at"`
	Outcome support.ReachOutcome `json:"outcome"`
	Problem string               `json:"problem,omitempty" doc:"Why it failed: no_way (not set up, or the user has no such address) or refused (the other side said no or did not answer)."`
	To      string               `json:"to,omitempty" doc:"Where it went, shortened."`
}

// A SpokenCode is to be read aloud; the user types it in on the join page.
type SpokenCode struct {
	Code      string    `json:"code" doc:"Nine digits; works once; selects the session and proves nothing."`
	Page      string    `json:"page" doc:"Where the user types it in."`
	ExpiresAt time.Time `json:"expires_at"`
}

// JoinByCode uses a code that was read aloud.
type JoinByCode struct {
	Code string `json:"code" minLength:"1" maxLength:"200" doc:"Nine digits as people write them: spaces, dashes, full-width digits and words around them do not count."`
}

// A JoinTarget is where a code leads.
type JoinTarget struct {
	Link           string `json:"link" doc:"The provider's page for this session."`
	TechnicianName string `json:"technician_name"`
	Company        string `json:"company,omitempty"`
}

type handOverIn struct {
	ByID
	Body HandOver
}

// handOverOut is kept by no cache.
type handOverOut struct {
	CacheControl string `header:"Cache-Control"`
	Body         HandOverLink
}

type sendAgainIn struct {
	ByID
	Body SendAgain
}

type reachUserIn struct {
	ByID
	Body ReachUser
}

type joinByCodeIn struct{ Body JoinByCode }

func (a *API) sessionProviderOperations() {
	add(a, operation{id: "listWays", method: http.MethodGet, path: "/devices/{id}/ways", tag: "Devices", right: access.View,
		summary: "List the ways to start a session on a device, each with what stands in it"}, a.listWays)
	add(a, operation{id: "handOver", method: http.MethodPost, path: "/sessions/{id}/hand-over", tag: "Sessions", right: access.View,
		summary: "Leave for the provider's own client; only for the technician who started the session", limit: a.limits.handOver,
		codes: []Code{"not_yours", "not_ready", "session_ended", "wrong_state", "no_way"}}, a.handOver)
	add(a, operation{id: "sendAgain", method: http.MethodPost, path: "/sessions/{id}/send-again", tag: "Sessions", right: access.View,
		summary: "Bring the session to the device again, or make a new code", limit: a.limits.reach,
		codes: []Code{"not_yours", "not_ready", "session_ended", "wrong_state", "no_way", "too_often", "provider_refused"}}, a.sendAgain)
	add(a, operation{id: "reachUser", method: http.MethodPost, path: "/sessions/{id}/reach", tag: "Sessions", right: access.View,
		summary: "Try to reach the user in one way, and keep how it went", limit: a.limits.reach, status: http.StatusCreated,
		codes: []Code{"not_yours", "not_ready", "session_ended", "no_way", "too_often"}}, a.reachUser)
	add(a, operation{id: "listReaches", method: http.MethodGet, path: "/sessions/{id}/reaches", tag: "Sessions", right: access.View,
		summary: "List the tries to reach the user, oldest first"}, a.listReaches)
	add(a, operation{id: "makeSpokenCode", method: http.MethodPost, path: "/sessions/{id}/spoken-code", tag: "Sessions", right: access.View,
		summary: "Make a code to read aloud; an earlier one is void", limit: a.limits.reach, status: http.StatusCreated,
		codes: []Code{"not_yours", "not_ready", "session_ended", "no_way", "too_often"}}, a.makeSpokenCode)
	add(a, operation{id: "joinByCode", method: http.MethodPost, path: "/join", tag: "Sessions", open: true, limit: a.limits.join,
		summary: "Use a code that was read aloud", maxBody: smallBody, codes: []Code{"bad_code"}}, a.joinByCode)
}

// smallBody is for bodies of strangers that hold a code or a few words, in bytes.
const smallBody = 4 << 10

func (a *API) listWays(ctx context.Context, p access.Principal, in *ByID) (*answer[List[SessionWay]], error) {
	ways, err := a.outside.Ways(ctx, p, in.ID)
	return answers(listOf(ways, func(w support.Way) SessionWay {
		return SessionWay{Provider: w.Provider, Mode: w.Mode, Findings: findingsOut(w.Findings), Blocked: preflight.Blocks(w.Findings)}
	}), err)
}

// handOver gives the link to whoever started the session, in an answer that nobody keeps.
func (a *API) handOver(ctx context.Context, p access.Principal, in *handOverIn) (*handOverOut, error) {
	link, err := a.outside.HandOver(ctx, p, in.ID, string(in.Body.Client))
	if err != nil {
		return nil, err
	}
	return &handOverOut{CacheControl: "no-store", Body: HandOverLink{URL: link.Reveal()}}, nil
}

func (a *API) sendAgain(ctx context.Context, p access.Principal, in *sendAgainIn) (*answer[Session], error) {
	return a.sessionAnswer(ctx, p)(a.outside.SendAgain(ctx, p, in.ID, in.Body.NewCode))
}

func (a *API) reachUser(ctx context.Context, p access.Principal, in *reachUserIn) (*answer[Reach], error) {
	r, err := a.outside.ReachUser(ctx, p, in.ID, in.Body.Channel)
	return answers(reachOut(r), err)
}

// Reaches are the tries to reach the user of a session.
type Reaches struct {
	Items []Reach           `json:"items"`
	Ways  []support.Channel `json:"ways" doc:"What can reach the user now; the others are not set up, or the user has no such address."`
}

func (a *API) listReaches(ctx context.Context, p access.Principal, in *ByID) (*answer[Reaches], error) {
	tried, err := a.outside.Reaches(ctx, p, in.ID)
	if err != nil {
		return nil, err
	}
	ways, err := a.outside.ReachWays(ctx, p, in.ID)
	return answers(Reaches{Items: each(tried, reachOut), Ways: each(ways, same)}, err)
}

func (a *API) makeSpokenCode(ctx context.Context, p access.Principal, in *ByID) (*answer[SpokenCode], error) {
	code, expires, err := a.outside.SpokenCode(ctx, p, in.ID)
	return answers(SpokenCode{Code: code, Page: a.address(ctx) + "/join", ExpiresAt: moment(expires)}, err)
}

func (a *API) joinByCode(ctx context.Context, _ access.Principal, in *joinByCodeIn) (*answer[JoinTarget], error) {
	to, err := a.outside.RedeemSpoken(ctx, in.Body.Code)
	return answers(JoinTarget{Link: to.Link, TechnicianName: to.TechnicianName, Company: to.Company}, err)
}

func reachOut(r support.Reach) Reach {
	return Reach{ID: r.ID, Channel: r.Channel, At: moment(r.At), Outcome: r.Outcome, Problem: r.Problem, To: r.To}
}

// atProviderOut leaves out what is sealed.
func atProviderOut(at support.AtProvider) *AtProvider {
	out := AtProvider{Reference: at.Reference, Peer: at.Peer, Code: at.Code, UserLink: at.UserLink, ExpiresAt: moment(at.ExpiresAt),
		OnlineAt: moment(at.OnlineAt), GoneAt: moment(at.GoneAt), HandedOverAt: moment(at.HandedOverAt), ConnectedAt: moment(at.ConnectedAt),
		EndedAt: moment(at.EndedAt), LookedAt: moment(at.LookedAt), Evidence: line(at.Evidence, 200), Problem: provider.Kind(at.Problem),
		Words: line(at.Words, 300), Delivered: at.Delivered}
	if out == (AtProvider{}) {
		return nil
	}
	return &out
}
