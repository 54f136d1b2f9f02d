package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
)

// An AuditRecord is one line of the audit log.
type AuditRecord struct {
	ID        string            `json:"id"`
	At        time.Time         `json:"at"`
	Actor     Actor             `json:"actor"`
	Action    audit.Action      `json:"action"`
	DeviceID  string            `json:"device_id,omitempty"`
	SessionID string            `json:"session_id,omitempty"`
	Details   map[string]string `json:"details,omitempty"`
	Seq       int64             `json:"seq,omitempty" doc:"The place in the chain, from 1; absent: not linked yet."`
	Hash      string            `json:"hash,omitempty" doc:"Covers the record and the hash before it; absent: not linked yet."`
}

// A ChainState says whether the audit log is whole.
type ChainState struct {
	Linked   int64  `json:"linked" doc:"How many records fit, from the first on."`
	Head     string `json:"head,omitempty" doc:"The hash of the last of them; absent for an empty log."`
	OK       bool   `json:"ok"`
	BrokenAt int64  `json:"broken_at,omitempty" doc:"The place of the first record that does not fit."`
}

type auditIn struct {
	DeviceID  string       `query:"device_id" maxLength:"64"`
	SessionID string       `query:"session_id" maxLength:"64"`
	ActorID   string       `query:"actor_id" maxLength:"64"`
	Action    audit.Action `query:"action"`
	Since     time.Time    `query:"since"`
	Until     time.Time    `query:"until"`
	PageIn
}

func (a *API) auditOperations() {
	add(a, operation{id: "listAuditRecords", method: http.MethodGet, path: "/audit", tag: "Audit", right: access.View,
		summary: "List what happened, newest first, page by page", codes: []Code{codeCursor}}, a.listAuditRecords)
	add(a, operation{id: "verifyAuditChain", method: http.MethodGet, path: "/audit/chain", tag: "Audit", right: access.Administer,
		summary: "Check the chain of the audit log from its first record on"}, a.verifyAuditChain)
}

func (a *API) listAuditRecords(ctx context.Context, p access.Principal, in *auditIn) (*answer[Page[AuditRecord]], error) {
	page, err := a.audit.Records(ctx, audit.Filter{DeviceID: in.DeviceID, SessionID: in.SessionID, ActorID: in.ActorID,
		Action: in.Action, Since: in.Since, Until: in.Until, DeviceScopeAll: p.AllDevices, DeviceGroupIDs: p.GroupIDs,
		After: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return answers(Page[AuditRecord]{Items: each(page.Records, recordOut), Next: page.Next}, nil)
}

func (a *API) verifyAuditChain(ctx context.Context, _ access.Principal, _ *struct{}) (*answer[ChainState], error) {
	s, err := audit.Verify(ctx, a.audit)
	return answers(ChainState{Linked: s.Linked, Head: s.Head, OK: err == nil && s.BrokenAt == 0, BrokenAt: s.BrokenAt}, err)
}

func recordOut(r audit.Record) AuditRecord {
	return AuditRecord{ID: r.ID, At: moment(r.At), Actor: actorOut(r.Actor), Action: r.Action, DeviceID: r.DeviceID,
		SessionID: r.SessionID, Details: r.Details, Seq: r.Seq, Hash: r.Hash}
}
