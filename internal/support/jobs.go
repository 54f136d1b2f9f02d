package support

import (
	"encoding/json"

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
