// Package notify sends e-mail and text messages to users, by the company's own mail server and text gateway.
package notify

import (
	"context"
	"errors"
	"fmt"

	"github.com/helpatwork/helpatwork/internal/audit"
)

// Settings say how messages leave. Secrets are sealed.
type Settings struct {
	Version int64
	Mail    Mail
	Text    TextGateway
}

// A Mail is an SMTP server. An empty Host sends no mail.
type Mail struct {
	Host     string
	Port     int    // 1 to 65535
	Security string // tls (implicit), starttls (required), none (loopback only)
	From     string // an address
	User     string // empty: no authentication
	Sealed   []byte // the password
}

// A TextGateway is an HTTP endpoint that sends text messages. An empty URL sends none.
type TextGateway struct {
	// URL is https, or http to loopback. It and Body may hold {{to}} and {{text}}, escaped for where they stand.
	URL         string
	Method      string // POST or GET
	ContentType string // application/json or application/x-www-form-urlencoded
	Body        string // at most 4,000 characters
	Header      string // name of the header that carries the secret, such as Authorization; may be empty
	Sealed      []byte // its value
}

// Errors that callers tell apart. A message that was not sent is an *[Error], which is also ErrNotSet or ErrRefused by its kind.
var (
	ErrNotSet  = errors.New("this way of sending is not set up")
	ErrRefused = errors.New("the message was refused")
	ErrChanged = errors.New("someone else saved in between")
)

// A Kind says why a message was not sent; the list is closed.
type Kind string

// The kinds.
const (
	NotSet      Kind = "not_set"     // this way of sending is not set up
	Refused     Kind = "refused"     // the other side does not take the message
	Unreachable Kind = "unreachable" // it did not answer, not in time, or not in words that make sense
	BadSignIn   Kind = "auth"        // it does not take our name and password, or the secret
)

// Kinds lists them all.
var Kinds = []Kind{NotSet, Refused, Unreachable, BadSignIn}

// An Error says why a message was not sent.
type Error struct {
	Channel Channel
	Kind    Kind
	// Words are the other side's own, or ours: one line of at most 200 characters without any secret.
	Words string
	err   error
}

func (e *Error) Error() string { return fmt.Sprintf("send by %s: %s: %s", e.Channel, e.Kind, e.Words) }

// Unwrap gives the cause, if there was one.
func (e *Error) Unwrap() error { return e.err }

// Is makes errors.Is work with ErrNotSet and ErrRefused.
func (e *Error) Is(target error) bool {
	return target == ErrNotSet && e.Kind == NotSet || target == ErrRefused && e.Kind == Refused
}

// Temporary says that the same message may be taken later.
func (e *Error) Temporary() bool { return e.Kind == Unreachable }

// A Channel is a way a message leaves.
type Channel string

// The channels.
const (
	ByMail Channel = "mail"
	ByText Channel = "text"
)

// Store is what is kept of the settings; package storagetest holds implementations to it. Each method is one transaction.
type Store interface {
	// NotifySettings returns zero Settings when nothing was saved.
	NotifySettings(ctx context.Context) (Settings, error)
	// SaveNotifySettings saves s as the version after s.Version; ErrChanged when that is not the newest.
	SaveNotifySettings(ctx context.Context, s Settings, records ...audit.Record) error
}
