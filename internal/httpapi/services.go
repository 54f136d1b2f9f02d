package httpapi

import (
	"context"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/support"
)

// Access is what this package needs of package access: who asks, and who there is.
type Access interface {
	SetupNeeded(ctx context.Context) (bool, error)
	SetUp(ctx context.Context, in access.SetUpInput, userAgent string) (access.Person, id.Secret, error)
	SignIn(ctx context.Context, email, password string, in access.Browser) (access.Person, id.Secret, error)
	// Remember makes what a browser keeps in which a person has just signed in.
	Remember(p access.Person) id.Secret
	SignInByLink(ctx context.Context, token, password, userAgent string) (access.Person, id.Secret, error)
	// Authenticate says who holds a cookie and counts as use of the sign-in.
	Authenticate(ctx context.Context, cookie string) (access.Principal, error)
	AuthenticateToken(ctx context.Context, bearer string) (access.Principal, error)
	SignOut(ctx context.Context, p access.Principal) error

	Person(ctx context.Context, id string) (access.Person, error)
	People(ctx context.Context, p access.Principal) ([]access.Person, error)
	CreatePerson(ctx context.Context, p access.Principal, in access.NewPerson) (access.Person, id.Secret, error)
	ChangePerson(ctx context.Context, p access.Principal, id string, change access.PersonChange) (access.Person, error)
	NewPasswordLink(ctx context.Context, p access.Principal, personID string) (id.Secret, time.Time, error)
	ChangePassword(ctx context.Context, p access.Principal, old, new string) error

	Tokens(ctx context.Context, p access.Principal) ([]access.Token, error)
	CreateToken(ctx context.Context, p access.Principal, name string, rights []access.Right, expires time.Time) (access.Token, id.Secret, error)
	RemoveToken(ctx context.Context, p access.Principal, id string) error
}

// Support is what this package needs of package support: sessions, help requests and invitations.
type Support interface {
	Start(ctx context.Context, p access.Principal, in support.StartInput) (support.Session, id.Secret, error)
	Session(ctx context.Context, p access.Principal, id string) (support.Session, error)
	Sessions(ctx context.Context, p access.Principal, f support.SessionFilter) (support.SessionPage, error)
	// OpenSessions returns the open session of every device that has one, by device id.
	OpenSessions(ctx context.Context) (map[string]support.Session, error)
	// Actions are the menus of devices, by device id.
	Actions(ctx context.Context, p access.Principal, open map[string]support.Session, devices ...device.Device) (map[string][]preflight.Action, error)
	// DevicesRetired ends what runs on devices that are no longer in use.
	DevicesRetired(ctx context.Context, deviceIDs ...string) error
	// DevicesMoved ends sessions of people who may not see the device any more.
	DevicesMoved(ctx context.Context, deviceIDs ...string) error
	End(ctx context.Context, p access.Principal, id string, outcome support.Outcome, note string) (support.Session, error)
	Annotate(ctx context.Context, p access.Principal, id string, outcome support.Outcome, note string) (support.Session, error)
	// Join makes a grant for someone who watches, or for the technician who comes back.
	Join(ctx context.Context, p access.Principal, sessionID string) (id.Secret, []access.Right, error)
	// Redeem turns a grant or a resume key into the next resume key.
	Redeem(ctx context.Context, p access.Principal, sessionID string, key id.Secret) (support.Admission, error)

	// Preflight says what stands in the way of a session. An empty provider means the built-in one.
	Preflight(ctx context.Context, p access.Principal, deviceID string, mode support.Mode, provider string) ([]preflight.Finding, error)

	Help(ctx context.Context, p access.Principal) ([]support.HelpRequest, error)
	Take(ctx context.Context, p access.Principal, id string) (support.HelpRequest, error)
	Release(ctx context.Context, p access.Principal, id string) (support.HelpRequest, error)
	CloseHelp(ctx context.Context, p access.Principal, id string, outcome support.Outcome, note string) (support.HelpRequest, error)

	// Invite makes an invitation to share a computer's screen and its code.
	Invite(ctx context.Context, p access.Principal, reason, ticket string) (support.Share, string, error)
	ShareState(ctx context.Context, p access.Principal, id string) (support.Share, support.ShareState, error)
	RedeemShare(ctx context.Context, code string) (support.Guest, error)
}

// Devices is what this package needs of a device.Store.
type Devices interface {
	Device(ctx context.Context, id string, scope device.Scope) (device.Device, error)
	Devices(ctx context.Context, f device.Filter) (device.Page, error)
	CountDevices(ctx context.Context, f device.Filter) (device.Counts, error)
	ImportDevices(ctx context.Context, devices []device.Imported, now time.Time, records ...audit.Record) ([]string, error)
	Groups(ctx context.Context) ([]device.Group, error)
	CreateGroup(ctx context.Context, g device.Group, records ...audit.Record) error
	SaveEnrollment(ctx context.Context, deviceID, tokenHash string, expires time.Time, records ...audit.Record) error
}

// Sources are where live hints learn who may see what they are about; access.Store and support.Store have them.
type Sources interface {
	// SignIn returns a sign-in that is valid now with its person, or access.ErrSignedOut; it does not count as use.
	SignIn(ctx context.Context, hash string, now time.Time) (access.SignIn, access.Person, error)
	Session(ctx context.Context, id string, scope device.Scope) (support.Session, error)
	HelpRequest(ctx context.Context, id string, scope device.Scope) (support.HelpRequest, error)
	Share(ctx context.Context, id, technicianID string) (support.Share, error)
}

// Hints is told of changes, for live views; [Events] is one. It must not wait.
type Hints interface {
	Hint(kind, id string, version int64)
}

// Media is the way into the media of a session.
type Media interface {
	// View answers the offer of a technician's browser. ErrBadOffer and ErrUnavailable are told apart.
	View(ctx context.Context, sessionID string, v Viewer, offer string) (answer string, err error)
	// DropToken disconnects what came with an API token that is void now.
	DropToken(tokenID string)
}

// A Viewer is one browser tab that is to see a session.
type Viewer struct {
	ID             string // vwr_…
	PersonID, Name string
	Rights         []access.Right
	// AtMost bounds what is pushed to this person later, for a token that has less than its owner; nil is no bound.
	AtMost []access.Right
	// TokenID is the API token that it came with, and Until when that stops working; empty and zero for a sign-in.
	TokenID string
	Until   time.Time
}
