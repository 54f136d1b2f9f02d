// Package provider is the contract between sessions and the ways to share a screen. Package providertest holds
// implementations to it.
package provider

import (
	"context"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
)

// Capabilities say what a provider can observe and what it can enforce. Nothing is shown or promised that is not
// declared here.
type Capabilities struct {
	Name string // "builtin"
	// ProvesPrompt: it tells when the consent prompt is on the user's screen, so the answer clock can run.
	ProvesPrompt bool
	// EnforcesRights: a right taken back stops at once at the provider, not only in our records.
	EnforcesRights bool
	// EndsAtOnce: Close stops the picture within two seconds.
	EndsAtOnce bool
	// InBrowser: the technician sees the screen in the console.
	InBrowser bool
	// Delivery is how long the way to the device may take before a session that nobody saw ends.
	Delivery time.Duration
}

// A Request opens a provider's side of a session.
type Request struct {
	SessionID, DeviceID            string
	TechnicianName, TechnicianRole string
	Reason, Mode                   string
	Company                        string // may be empty
	Rights                         []access.Right
	AnswerBy                       time.Time
	// Codec is what the device encodes, H264 or VP8.
	Codec string
	// Accepted says that the user has agreed already: only the media has to come (again).
	Accepted bool
}

// An Opening is what a provider answers.
type Opening struct {
	// Delivered says that the device has the request. False means it is not reachable now; Open is called
	// again when it is.
	Delivered bool
}

// Provider shares screens in one way. All methods may be called again with the same arguments (after a crash)
// and are safe for concurrent use.
type Provider interface {
	Capabilities() Capabilities
	// Open makes ready for the session and asks the device. An error with Temporary() true is tried again.
	Open(ctx context.Context, r Request) (Opening, error)
	// Show makes the provider's side follow the session: state, pause and rights. Unknown sessions are no error.
	Show(ctx context.Context, s Standing) error
	// Close ends the provider's side; closing twice or an unknown session is no error.
	Close(ctx context.Context, sessionID, reason string) error
}

// A Standing is how a session stands, as far as a provider has to know.
type Standing struct {
	SessionID, DeviceID, State string
	Paused                     bool
	// Rights are what the starting technician may do now; nothing while the user has not agreed.
	Rights []access.Right
	// EndReason says why it ended; empty while it has not.
	EndReason string
	// Watchers are the names of the technicians who see the screen now.
	Watchers []string
}
