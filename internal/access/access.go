// Package access holds people, roles, rights, sign-in and API tokens.
package access

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
)

// A Role is what a person may do at most.
type Role string

// The roles.
const (
	Administrator Role = "administrator"
	Technician    Role = "technician"
	Observer      Role = "observer"
)

// A Right is one thing that can be allowed. The list is closed; see docs/states.md for which are in use.
type Right string

// The rights that exist today.
const (
	View       Right = "view"       // see the screen, the devices and the history
	Control    Right = "control"    // touch and type
	Unattended Right = "unattended" // start without the user's answer
	Administer Right = "administer" // people, groups, enrollment, ending other people's sessions
	// StartTeamViewer is "Start TeamViewer Session" and ForceCheckIn "Device Force Checkin" (D1).
	StartTeamViewer Right = "start_teamviewer_session"
	ForceCheckIn    Right = "force_check_in"
)

// Rights are what a role has at most; each right is checked by itself everywhere.
var Rights = map[Role][]Right{
	Administrator: {View, Control, Unattended, StartTeamViewer, ForceCheckIn, Administer},
	Technician:    {View, Control, Unattended, StartTeamViewer, ForceCheckIn},
	Observer:      {View},
}

// A Person is someone who signs in to the console.
type Person struct {
	ID       string // usr_…
	Name     string
	Email    string // lower case, unique
	Role     Role
	Language string // en or ja; empty follows the browser
	// AllDevices lets the person see every device; otherwise only those of GroupIDs.
	AllDevices bool
	GroupIDs   []string
	// Withheld are rights of the role that this person does not have, sorted; view and administer cannot be withheld.
	Withheld []Right
	// ClientVersion is TeamViewer's client on the person's computer, such as 15.60, as they entered it: nothing else tells.
	// Empty means unknown.
	ClientVersion string
	// DisabledAt is when the person was locked out; zero means they were not.
	DisabledAt time.Time
	// PasswordHash is argon2id in PHC form; empty until the person has set one.
	PasswordHash string
	CreatedAt    time.Time
}

// Rights are what the person may do: those of the role that are not withheld. A disabled person has them still, but no way
// to use them.
func (p Person) Rights() []Right {
	return slices.DeleteFunc(slices.Clone(Rights[p.Role]), func(r Right) bool { return slices.Contains(p.Withheld, r) })
}

// A Principal is who makes a request. Its zero value is nobody and may do nothing.
type Principal struct {
	PersonID, Name string
	Role           Role
	Rights         []Right // of the person, narrowed by an API token
	AllDevices     bool
	GroupIDs       []string
	// SessionHash is the sign-in this request came with; empty for an API token.
	SessionHash string
	TokenID     string
	// Until is when the token stops working; zero for a browser.
	Until time.Time
}

// Has says whether p holds a right.
func (p Principal) Has(r Right) bool { return slices.Contains(p.Rights, r) }

// OnlyReads says that p is a script whose token may see and nothing else: it must not act in its owner's name.
func (p Principal) OnlyReads() bool {
	return p.TokenID != "" && !p.Has(Control) && !p.Has(StartTeamViewer) && !p.Has(Administer)
}

// ManagesPeople says that p may decide who does what. Whoever sees some groups only must not give more than that away.
func (p Principal) ManagesPeople() bool { return p.Has(Administer) && p.AllDevices }

// mayGive says whether p may let somebody have rights who did not have them before: a token gives nobody more than it has
// itself, or it would be a way to all that its owner may.
func (p Principal) mayGive(before, after []Right) bool {
	return p.TokenID == "" || !slices.ContainsFunc(after, func(r Right) bool { return !slices.Contains(before, r) && !p.Has(r) })
}

// Actor is p as the audit log names it.
func (p Principal) Actor() audit.Actor {
	return audit.Actor{Kind: audit.ByPerson, ID: p.PersonID, Name: p.Name}
}

// Errors that callers tell apart.
var (
	ErrNotFound       = errors.New("no such person or token")
	ErrForbidden      = errors.New("the right for this is missing")
	ErrBadCredentials = errors.New("e-mail or password is wrong")
	ErrSignedOut      = errors.New("not signed in")
	ErrEmailTaken     = errors.New("a person with this e-mail exists")
	ErrBadLink        = errors.New("link is not valid")
	ErrLastAdmin      = errors.New("the last administrator must stay")
	ErrTooMany        = errors.New("too many attempts")
	ErrWeakPassword   = errors.New("password has fewer than 10 characters or is a common one")
	ErrAlreadySetUp   = errors.New("an administrator exists")
)

// A SignIn is one browser that is signed in. Only the hash of its cookie is kept.
type SignIn struct {
	Hash      string
	PersonID  string
	CreatedAt time.Time
	// ExpiresAt is absolute (12 hours); IdleAt ends it earlier when nothing was asked until then (1 hour, moved on by use
	// at most once a minute).
	ExpiresAt, IdleAt time.Time
	UserAgent         string
}

// A Token lets a script act for its owner with some of the owner's rights. Only its hash is kept.
type Token struct {
	ID       string // tok_…
	PersonID string
	Name     string
	Hash     string
	Rights   []Right
	// ExpiresAt is at most a year after CreatedAt.
	CreatedAt, ExpiresAt, LastUsedAt time.Time
}

// A LinkKind says what a one-time link is for.
type LinkKind string

// The kinds of one-time link.
const (
	LinkSetup    LinkKind = "setup"    // make the first administrator; void once there is one
	LinkPassword LinkKind = "password" // set the password of PersonID (invitation, break-glass)
)

// A Link is a one-time sign-in link; only the hash of its token is kept.
type Link struct {
	Hash      string
	Kind      LinkKind
	PersonID  string
	ExpiresAt time.Time
}

// Store is what is kept of people; package storagetest holds implementations to it. Each method is one
// transaction, and the audit records given are written in it.
type Store interface {
	// HasAdministrator says whether a person with that role, not disabled and with a password, exists.
	HasAdministrator(ctx context.Context) (bool, error)
	// CreatePerson adds p; a taken e-mail is ErrEmailTaken.
	CreatePerson(ctx context.Context, p Person, records ...audit.Record) error
	Person(ctx context.Context, id string) (Person, error)
	PersonByEmail(ctx context.Context, email string) (Person, error)
	// People lists everyone by name (a help desk has hundreds at most; 1,000 is the limit).
	People(ctx context.Context) ([]Person, error)
	// ChangePerson applies change in the transaction. It refuses with ErrLastAdmin to leave no enabled
	// administrator. When the password, role, rights, scope or DisabledAt changed, it removes the person's sign-ins but keep;
	// the password links of who has a new password or is disabled go, too.
	ChangePerson(ctx context.Context, id, keep string, change func(*Person) error, records ...audit.Record) (Person, error)

	// SaveLink keeps a link. Of a person there is one that sets the password: an earlier one is void.
	SaveLink(ctx context.Context, l Link, records ...audit.Record) error
	// UseLink removes and returns a link of that kind that is valid now, or ErrBadLink.
	UseLink(ctx context.Context, hash string, kind LinkKind, now time.Time) (Link, error)
	// SetUp uses a setup link and makes the first administrator, both or nothing: ErrBadLink, ErrAlreadySetUp.
	SetUp(ctx context.Context, linkHash string, now time.Time, p Person, records ...audit.Record) error

	SaveSignIn(ctx context.Context, s SignIn, records ...audit.Record) error
	// SignIn returns a sign-in that is valid now with its person, or ErrSignedOut.
	SignIn(ctx context.Context, hash string, now time.Time) (SignIn, Person, error)
	TouchSignIn(ctx context.Context, hash string, idleAt time.Time) error
	RemoveSignIn(ctx context.Context, hash string, records ...audit.Record) error
	// RemoveExpired removes links and sign-ins that ended before now.
	RemoveExpired(ctx context.Context, now time.Time) error

	// AddRecords appends audit records that tell of no other change.
	AddRecords(ctx context.Context, records ...audit.Record) error

	CreateToken(ctx context.Context, t Token, records ...audit.Record) error
	Tokens(ctx context.Context, personID string) ([]Token, error)
	// Token returns a token by hash that is valid now, with its person, or ErrSignedOut.
	Token(ctx context.Context, hash string, now time.Time) (Token, Person, error)
	TouchToken(ctx context.Context, id string, usedAt time.Time) error
	RemoveToken(ctx context.Context, personID, id string, records ...audit.Record) error
}
