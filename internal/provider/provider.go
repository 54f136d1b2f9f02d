// Package provider is the contract between sessions and the ways to share a screen. Package providertest holds
// implementations to it.
package provider

import (
	"context"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/id"
)

// Capabilities say what a provider can observe and what it can enforce. Nothing is shown or promised that is not
// declared here.
type Capabilities struct {
	Name string // "builtin", "teamviewer"
	// ProvesPrompt: it tells when the consent prompt is on the user's screen, so the answer clock can run.
	ProvesPrompt bool
	// EnforcesRights: a right taken back stops at once at the provider, not only in our records.
	EnforcesRights bool
	// EndsAtOnce: Close stops the picture within two seconds. Without it a connection may go on after we closed our side.
	EndsAtOnce bool
	// InBrowser: the technician sees the screen in the console.
	InBrowser bool
	// HandsOver: the technician leaves for the provider's own client; what happens there is learnt by [Looker].
	HandsOver bool
	// NeedsAccount: somebody's account at the provider has to be connected.
	NeedsAccount bool
	// Delivery is how long the way to the device may take before a session that nobody saw ends. Zero follows the
	// clock of the platform.
	Delivery time.Duration
}

// A Request opens a provider's side of a session.
type Request struct {
	SessionID, DeviceID                          string
	TechnicianID, TechnicianName, TechnicianRole string
	Reason, Mode                                 string
	Company                                      string // may be empty
	// UserName and UserEmail are the device's owner; either may be empty.
	UserName, UserEmail string
	DeviceName          string
	Rights              []access.Right
	AnswerBy            time.Time
	// ValidUntil is when the code of the session has to end.
	ValidUntil time.Time
	// Codec is what the device encodes, H264 or VP8.
	Codec string
	// Peer is the device at the provider, for unattended sessions there; 8 to 12 digits, or empty.
	Peer string
	// NoticeVersion is the consent notice that the user is shown, Notice its words.
	NoticeVersion int64
	Notice        Notice
	// Accepted says that the user has agreed already: only the media has to come (again).
	Accepted bool
}

// A Notice is what the company tells a user who is asked, in the languages it has words for (en, ja).
type Notice struct {
	Consent, Privacy map[string]string
	HelpPage         string
}

// An Opening is what a provider answers.
type Opening struct {
	// Delivered says that the device has the request. False means it is not reachable now, or that somebody else has to
	// bring Values to it; Open is called again when it is.
	Delivered bool
	// Reference is the provider's own name of the session; empty when it has none.
	Reference string
	// Code and UserLink are for the user: to be typed, or opened on the device. Empty when there are none.
	Code, UserLink string
	// DesktopLink and WebLink are the starting technician's secrets; empty when there are none.
	DesktopLink, WebLink id.Secret
	// ExpiresAt is when the code ends; zero means never.
	ExpiresAt time.Time
	// Values are to reach the device as managed app configuration, by the names in values.go; nil when none.
	Values map[Value]string
}

// A Value is something that we have and an app on the device needs; the key profile of the app says under which key.
type Value string

// The values.
const (
	SessionCode  Value = "session_id"   // of the session that waits; requirement S64
	SessionLink  Value = "session_link" // the user's link of the session that waits
	Assignment   Value = "assignment"   // what ties Host to the company's account
	DeviceRef    Value = "device_ref"   // our name of the device, found again at the provider
	ServerURL    Value = "server_url"
	CompanyName  Value = "company"
	EnrollSecret Value = "enrollment_token" // of the built-in agent
)

// Values lists them all.
var Values = []Value{SessionCode, SessionLink, Assignment, DeviceRef, ServerURL, CompanyName, EnrollSecret}

// Provider shares screens in one way. All methods may be called again with the same arguments (after a crash)
// and are safe for concurrent use. Errors of Open are *Error or have a method Temporary.
type Provider interface {
	Capabilities() Capabilities
	// Open makes ready for the session and asks the device. Called again for the same session it finds what an earlier
	// call made and makes nothing twice. An error with Temporary() true is tried again.
	Open(ctx context.Context, r Request) (Opening, error)
	// Show makes the provider's side follow the session: state, pause and rights. Unknown sessions are no error.
	Show(ctx context.Context, s Standing) error
	// Close ends the provider's side; closing twice or an unknown session is no error.
	Close(ctx context.Context, c Closing) error
}

// A Closing names the session to close.
type Closing struct {
	SessionID, TechnicianID, Mode string
	Reference                     string // as Open gave it; empty when it never answered
	Reason                        string
}

// A Looker tells how a session stands at a provider that does not tell by itself.
type Looker interface {
	// Look asks once. Errors are *Error.
	Look(ctx context.Context, q Question) (Sight, error)
}

// A Question names what to look at.
type Question struct {
	SessionID, TechnicianID, Mode, Reference, Peer string
	// Since is when the technician left for the provider; zero while they have not. Reports are asked for from then on.
	Since time.Time
}

// A Sight is what was seen. Every field is what the provider said, nothing is concluded.
type Sight struct {
	At time.Time
	// Open: the code can still be used there. Online: the user waits there.
	Open, Online bool
	// ConnectedAt and EndedAt come from a report of the connection; zero means that there is none (yet).
	ConnectedAt, EndedAt time.Time
	// Evidence names where it was seen, for the record.
	Evidence string
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
