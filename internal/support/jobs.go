package support

import "github.com/helpatwork/helpatwork/internal/jobs"

// The jobs of sessions; app registers the handlers of [Service] for them.
const (
	JobOpen  jobs.Kind = "session.open"
	JobShow  jobs.Kind = "session.show"
	JobClose jobs.Kind = "session.close"
)
