package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
)

// A Kind says what went wrong at a provider; the list is closed and the console has words for each.
type Kind string

// The kinds.
const (
	TokenDead    Kind = "token_dead"    // expired, revoked or never valid: connect again
	NotAllowed   Kind = "not_allowed"   // the account or its license lacks the permission
	Missing      Kind = "missing"       // what was asked for does not exist there
	Invalid      Kind = "invalid"       // the provider refused what we sent
	RateLimited  Kind = "rate_limited"  // too many calls
	Unavailable  Kind = "unavailable"   // down, unreachable or too slow
	Unreadable   Kind = "unreadable"    // the answer made no sense
	NoAccount    Kind = "no_account"    // nobody is connected to call in whose name
	NotMatched   Kind = "not_matched"   // the device is not tied to one at the provider
	BadClient    Kind = "bad_client"    // client id, secret or redirect address are not what is registered there
	AccessDenied Kind = "access_denied" // the person refused in the provider's own window
)

// Kinds lists them all.
var Kinds = []Kind{TokenDead, NotAllowed, Missing, Invalid, RateLimited, Unavailable, Unreadable, NoAccount, NotMatched, BadClient, AccessDenied}

// An Error is a provider's refusal or failure. Words are the provider's own, cleaned, at most 300 characters, never with
// a secret in them; may be empty.
type Error struct {
	Kind  Kind
	Words string
	// After is how long the provider asks to wait; zero means it did not say.
	After time.Duration
	Err   error // may be nil
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Kind, e.Words, e.Err)
	}
	return fmt.Sprintf("%s: %s", e.Kind, e.Words)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Temporary says whether trying again can help.
func (e *Error) Temporary() bool {
	return e.Kind == RateLimited || e.Kind == Unavailable || e.Kind == Unreadable
}

// A Client is this server as it is registered at a provider for OAuth 2.
type Client struct {
	ID     string
	Secret id.Secret
}

// Tokens are what an authorization or a refresh gives.
type Tokens struct {
	Access id.Secret
	// Refresh works once; each refresh gives the next one. Empty for a script token.
	Refresh id.Secret
	// Expires is zero for a token that does not expire.
	Expires time.Time
}

// An Account is who a token belongs to.
type Account struct{ ID, Name, Email, Company string }

// A License is one license of a company as the provider tells it.
type License struct {
	Name                    string
	Active                  bool
	ManagedDevices, Seats   int // -1 means not told
	Channels, AssignedUsers int // -1 means not told
}

// Accounts is how people and the company bind their accounts at a provider (RFC 6749, authorization code). All errors
// are *Error.
type Accounts interface {
	// AuthorizeURL is where the browser goes; state comes back unchanged.
	AuthorizeURL(c Client, redirect, state string) string
	// Exchange turns the code that came back into tokens.
	Exchange(ctx context.Context, c Client, redirect, code string) (Tokens, error)
	// Refresh gives new tokens; the refresh token given is void afterwards, also when the answer is lost.
	Refresh(ctx context.Context, c Client, refresh id.Secret) (Tokens, error)
	// Revoke makes a token and its refresh token void. TokenDead says that the token is not taken any more: it is void, or
	// it has only expired and its refresh token still works.
	Revoke(ctx context.Context, access id.Secret) error
	// Account says who a token belongs to, and thereby that it works.
	Account(ctx context.Context, access id.Secret) (Account, error)
	// Licenses are the company's, for a token that may see them.
	Licenses(ctx context.Context, access id.Secret) ([]License, error)
}

// A Peer is a device as the provider knows it.
type Peer struct {
	// ID is what unattended sessions open, 8 to 12 digits.
	ID string
	// Name and Reference are what its owner or we wrote there: hostile text. Reference is the description.
	Name, Reference string
	Online          bool
}
