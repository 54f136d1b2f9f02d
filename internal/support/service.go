package support

import (
	"context"
	"log/slog"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// Clocks are how long each wait of a session may take. A zero field means its default.
type Clocks struct {
	// Delivery runs from the request until the prompt is on the screen: 10 minutes, and DeliveryIOS, 30 minutes
	// (requirement S66), for iOS. A provider's own Capabilities().Delivery goes first.
	Delivery, DeliveryIOS time.Duration
	// Answer runs from the proof that the prompt is on the screen: 5 minutes.
	Answer time.Duration
	// Countdown runs before an unattended session becomes active by itself: 30 seconds.
	Countdown time.Duration
	// Connect runs from the user's consent until the first media of the device: 2 minutes.
	Connect time.Duration
	// Rejoin is how long a lost device may take to come back, and a lost link's resume key lives: 60 seconds.
	Rejoin time.Duration
	// Grant is how long a grant can be redeemed: 60 seconds.
	Grant time.Duration
	// Share is how long a share code can be used: 10 minutes.
	Share time.Duration
	// Guest is how long a guest's token lives at most: an hour.
	Guest time.Duration
}

// Rooms is where the media of sessions is. Calls must return quickly and are safe for concurrent use; calls for an
// unknown session or person change nothing.
type Rooms interface {
	// Open makes the room of a session, once.
	Open(sessionID, codec string)
	// Show pushes how a session stands.
	Show(sessionID string, s Standing)
	// SetRights pushes what a person may do now in a session; none means out of the room at once.
	SetRights(sessionID, personID string, rights []access.Right)
	// Close ends a room.
	Close(sessionID, reason string)
	// DropPerson puts a person out of every room.
	DropPerson(personID string)
}

// A Standing is how a session stands, as far as its room has to know.
type Standing struct {
	State     string
	Paused    bool
	EndReason string
	// Open says that frames may flow to technicians: the user agreed and has not paused.
	Open bool
}

// Hints is told of every change, for live views. Version is that of the thing, or 0 when it has none.
type Hints interface {
	Hint(kind, id string, version int64)
}

// The kinds of hint given by this package.
const (
	HintSession = "session"
	HintHelp    = "help"
	HintDevice  = "device" // its open session came or went
	HintShare   = "share"
)

// Doorbell reaches the device agents. Calls return at once; a device that is not connected is no error.
type Doorbell interface {
	// ShowHelp tells a device how its help request stands.
	ShowHelp(deviceID string, h wire.HelpState)
	// Disconnect closes the link of a device after what was sent to it.
	Disconnect(deviceID string)
}

// People is how the service learns what a person may do now.
type People interface {
	Person(ctx context.Context, id string) (access.Person, error)
}

// Records takes audit records that tell of no other change.
type Records interface {
	AddRecords(ctx context.Context, records ...audit.Record) error
}

// Config is what a [Service] is made of. Every field but Clocks, Company and Now is needed.
type Config struct {
	Store     Store
	Devices   device.Store
	People    People  // access.Store does
	Audit     Records // audit.Store does
	Jobs      interface{ Nudge() }
	Providers map[string]provider.Provider // by name; may be filled until the service is first used
	Rooms     Rooms
	Doorbell  Doorbell
	Hints     Hints
	Now       func() time.Time // nil means time.Now
	Log       *slog.Logger
	Clocks    Clocks
	Company   string // shown in the consent prompt; may be empty
}

// Service starts, moves and ends sessions, help requests and shares. It is safe for concurrent use.
type Service struct {
	store     Store
	devices   device.Store
	people    People
	audit     Records
	jobs      interface{ Nudge() }
	providers map[string]provider.Provider
	rooms     Rooms
	doorbell  Doorbell
	hints     Hints
	clock     func() time.Time
	log       *slog.Logger
	clocks    Clocks
	company   string
}

// A StartInput asks for a session.
type StartInput struct {
	DeviceID string
	Mode     Mode   // empty means attended
	Provider string // empty means builtin
	// ViewOnly does not ask for control, though the technician might.
	ViewOnly      bool
	Reason        string // 1 to 280 characters
	Ticket        string // at most 64 characters
	HelpRequestID string
	// Replace names the open session of the device that is to be closed for this one.
	Replace string
}

// An Admission lets a technician into the room of a session.
type Admission struct {
	SessionID, PersonID, Name string
	Rights                    []access.Right
	// ResumeKey is the only key that comes back from now on.
	ResumeKey id.Secret
}

// A Guest is a computer that was let in by a share code.
type Guest struct {
	DeviceID, SessionID    string
	Token                  id.Secret
	ExpiresAt              time.Time
	TechnicianName, Reason string
}

// New returns a service.
func New(cfg Config) *Service { panic("not yet") }

// Start asks for a session on a device and returns it with the technician's grant.
func (s *Service) Start(ctx context.Context, p access.Principal, in StartInput) (Session, id.Secret, error) {
	panic("not yet")
}

// Session returns a session that p may see.
func (s *Service) Session(ctx context.Context, p access.Principal, id string) (Session, error) {
	panic("not yet")
}

// Sessions lists sessions that p may see; the scope of f is set from p.
func (s *Service) Sessions(ctx context.Context, p access.Principal, f SessionFilter) (SessionPage, error) {
	panic("not yet")
}

// OpenSessionOf returns the open session of a device, or ErrNotFound.
func (s *Service) OpenSessionOf(ctx context.Context, deviceID string) (Session, error) {
	panic("not yet")
}

// OpenSessions returns the open session of every device that has one, by device id.
func (s *Service) OpenSessions(ctx context.Context) (map[string]Session, error) { panic("not yet") }

// Preflight says what stands in the way of a session.
func (s *Service) Preflight(ctx context.Context, p access.Principal, deviceID string, mode Mode, providerName string) ([]preflight.Finding, error) {
	panic("not yet")
}

// End ends a session.
func (s *Service) End(ctx context.Context, p access.Principal, id string, outcome Outcome, note string) (Session, error) {
	panic("not yet")
}

// Annotate writes outcome and note of an ended session.
func (s *Service) Annotate(ctx context.Context, p access.Principal, id string, outcome Outcome, note string) (Session, error) {
	panic("not yet")
}

// Join gives p a grant for a session.
func (s *Service) Join(ctx context.Context, p access.Principal, sessionID string) (id.Secret, []access.Right, error) {
	panic("not yet")
}

// Redeem uses a grant or resume key of a technician.
func (s *Service) Redeem(ctx context.Context, p access.Principal, sessionID string, key id.Secret) (Admission, error) {
	panic("not yet")
}

// AdmitDevice uses a grant or resume key of a device and returns the next one.
func (s *Service) AdmitDevice(ctx context.Context, deviceID, sessionID string, key id.Secret) (id.Secret, error) {
	panic("not yet")
}

// GrantDevice makes a grant for a device's ring; earlier keys of the device are void.
func (s *Service) GrantDevice(ctx context.Context, sessionID, deviceID string) (id.Secret, error) {
	panic("not yet")
}

// Prompted says that the consent prompt is on the screen.
func (s *Service) Prompted(ctx context.Context, deviceID, sessionID string) error { panic("not yet") }

// Answer takes the user's answer.
func (s *Service) Answer(ctx context.Context, deviceID string, a wire.Answer) error { panic("not yet") }

// User takes what the user does in a session.
func (s *Service) User(ctx context.Context, deviceID string, a wire.UserAction) error {
	panic("not yet")
}

// Ask makes a help request.
func (s *Service) Ask(ctx context.Context, deviceID string, a wire.Ask) (wire.HelpState, error) {
	panic("not yet")
}

// CancelAsk takes a help request back.
func (s *Service) CancelAsk(ctx context.Context, deviceID string) (wire.HelpState, error) {
	panic("not yet")
}

// HelpOf says how a device's help request stands.
func (s *Service) HelpOf(ctx context.Context, deviceID string) (wire.HelpState, error) {
	panic("not yet")
}

// DeviceConnected rings a device again for its open session.
func (s *Service) DeviceConnected(ctx context.Context, deviceID string) error { panic("not yet") }

// MediaConnected says that the device's media is there.
func (s *Service) MediaConnected(ctx context.Context, sessionID string) error { panic("not yet") }

// MediaLost says that the device's media is gone.
func (s *Service) MediaLost(ctx context.Context, sessionID string) error { panic("not yet") }

// FirstFrame says that a technician was sent the first frame.
func (s *Service) FirstFrame(ctx context.Context, sessionID string) error { panic("not yet") }

// ViewerJoined says that a person sees a session.
func (s *Service) ViewerJoined(ctx context.Context, sessionID, personID string) error {
	panic("not yet")
}

// ViewerLeft says that a person no longer sees a session.
func (s *Service) ViewerLeft(ctx context.Context, sessionID, personID string) error {
	panic("not yet")
}

// InputDropped says that input was not handed on.
func (s *Service) InputDropped(ctx context.Context, sessionID, personID, reason string, count int) error {
	panic("not yet")
}

// PersonChanged applies what a person may do now to their sessions.
func (s *Service) PersonChanged(ctx context.Context, personID string) error { panic("not yet") }

// SignedOut ends the sessions of a person who is signed out everywhere.
func (s *Service) SignedOut(ctx context.Context, personID string) error { panic("not yet") }

// OpenAtProvider is the handler of JobOpen.
func (s *Service) OpenAtProvider(ctx context.Context, payload []byte) error { panic("not yet") }

// ShowAtProvider is the handler of JobShow.
func (s *Service) ShowAtProvider(ctx context.Context, payload []byte) error { panic("not yet") }

// CloseAtProvider is the handler of JobClose.
func (s *Service) CloseAtProvider(ctx context.Context, payload []byte) error { panic("not yet") }

// Expire applies every deadline that is due.
func (s *Service) Expire(ctx context.Context) error { panic("not yet") }

// Recover brings sessions back after a restart.
func (s *Service) Recover(ctx context.Context) error { panic("not yet") }

// Help lists the help requests that are not closed.
func (s *Service) Help(ctx context.Context, p access.Principal) ([]HelpRequest, error) {
	panic("not yet")
}

// Take makes p the one who helps.
func (s *Service) Take(ctx context.Context, p access.Principal, id string) (HelpRequest, error) {
	panic("not yet")
}

// Release gives a help request back to the line.
func (s *Service) Release(ctx context.Context, p access.Principal, id string) (HelpRequest, error) {
	panic("not yet")
}

// CloseHelp moves a help request by an outcome.
func (s *Service) CloseHelp(ctx context.Context, p access.Principal, id string, outcome Outcome, note string) (HelpRequest, error) {
	panic("not yet")
}

// Invite makes a share and its code.
func (s *Service) Invite(ctx context.Context, p access.Principal, reason, ticket string) (Share, string, error) {
	panic("not yet")
}

// ShareState says where a share stands.
func (s *Service) ShareState(ctx context.Context, p access.Principal, id string) (Share, ShareState, error) {
	panic("not yet")
}

// RedeemShare uses a share code.
func (s *Service) RedeemShare(ctx context.Context, code string) (Guest, error) { panic("not yet") }

// ShareState is where a share stands.
type ShareState string

// The states of a share.
const (
	ShareWaiting  ShareState = "waiting"
	ShareRedeemed ShareState = "redeemed"
	ShareExpired  ShareState = "expired"
)
