package support

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/jobs"
)

// The jobs of sessions; app registers the handlers of [Service] for them.
const (
	JobOpen    jobs.Kind = "session.open"
	JobShow    jobs.Kind = "session.show"
	JobClose   jobs.Kind = "session.close"
	JobDeliver jobs.Kind = "session.deliver" // bring the values to the device
	JobLook    jobs.Kind = "session.look"    // see how it stands at its provider
)

// patience is how often a job is tried that must not be given up while a provider is down: with waits of five minutes
// that is more than a day.
const patience = 400

type jobPayload struct {
	SessionID string `json:"session_id"`
	// Turn is the session's AtProvider.Turn when the job was written; 0 in jobs that have none.
	Turn int64 `json:"turn,omitempty"`
	// Again brings the values though they were brought before.
	Again bool `json:"again,omitempty"`
}

// SessionOf is the session that the payload of a job of this package is about.
func SessionOf(payload string) (sessionID string, is bool) {
	var p jobPayload
	if json.Unmarshal([]byte(payload), &p) != nil {
		return "", false
	}
	return p.SessionID, p.SessionID != ""
}

// newJob has no key: a job that runs already may have read the session before this change.
func newJob(kind jobs.Kind, sessionID string) jobs.Job {
	return jobOf(kind, jobPayload{SessionID: sessionID})
}

func jobOf(kind jobs.Kind, p jobPayload) jobs.Job {
	payload, err := json.Marshal(p)
	if err != nil {
		panic("support: a job's payload is plain text: " + err.Error())
	}
	return jobs.Job{ID: id.New("job"), Kind: kind, Payload: payload, MaxAttempts: patience}
}

// nextTurn is the one job that follows a session at its provider from now on: any earlier one finds that its turn is over.
func nextTurn(kind jobs.Kind, ses *Session, at time.Time) jobs.Job {
	ses.AtProvider.Turn++
	j := jobOf(kind, jobPayload{SessionID: ses.ID, Turn: ses.AtProvider.Turn})
	j.Key, j.RunAt = fmt.Sprintf("%s:%d", ses.ID, ses.AtProvider.Turn), at
	return j
}

func later(j jobs.Job, at time.Time) jobs.Job {
	j.RunAt = at
	return j
}

// Handlers are the handlers of this package's jobs, to be registered with the runner.
func (s *Service) Handlers() map[jobs.Kind]jobs.Handler {
	handler := func(do func(context.Context, json.RawMessage) error) jobs.Handler {
		return func(ctx context.Context, j jobs.Job) error { return do(ctx, j.Payload) }
	}
	return map[jobs.Kind]jobs.Handler{
		JobOpen: handler(s.OpenAtProvider), JobShow: handler(s.ShowAtProvider), JobClose: handler(s.CloseAtProvider),
		JobHelpDue: handler(s.helpDue),
		JobDeliver: handler(s.DeliverValues), JobLook: handler(s.LookAtProvider),
	}
}
