// Package notify sends e-mail and text messages to users, by the company's own mail server and text gateway.
package notify

import (
	"context"
	"errors"

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

// Errors that callers tell apart.
var (
	ErrNotSet  = errors.New("this way of sending is not set up")
	ErrRefused = errors.New("the message was refused")
	ErrChanged = errors.New("someone else saved in between")
)

// Store is what is kept of the settings; package storagetest holds implementations to it. Each method is one transaction.
type Store interface {
	// NotifySettings returns zero Settings when nothing was saved.
	NotifySettings(ctx context.Context) (Settings, error)
	// SaveNotifySettings saves s as the version after s.Version; ErrChanged when that is not the newest.
	SaveNotifySettings(ctx context.Context, s Settings, records ...audit.Record) error
}
