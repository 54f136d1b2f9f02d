package support

import (
	"context"
	"encoding/json"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/jobs"
)

// The jobs of sessions; app registers the handlers of [Service] for them.
const (
	JobOpen  jobs.Kind = "session.open"
	JobShow  jobs.Kind = "session.show"
	JobClose jobs.Kind = "session.close"
)

type jobPayload struct {
	SessionID string `json:"session_id"`
}

// newJob has no key: a job that runs already may have read the session before this change.
func newJob(kind jobs.Kind, sessionID string) jobs.Job {
	payload, err := json.Marshal(jobPayload{SessionID: sessionID})
	if err != nil {
		panic("support: a job's payload is plain text: " + err.Error())
	}
	return jobs.Job{ID: id.New("job"), Kind: kind, Payload: payload}
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
	}
}
