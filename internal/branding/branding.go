// Package branding holds how the company shows itself to users: name, logo, color, help page, words and support hours.
// Versions are only added, so that each consent keeps what was shown.
package branding

import (
	"context"
	"errors"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
)

// A Branding is one version.
type Branding struct {
	// Version is 0 for what comes with the product.
	Version int64
	// Company is at most 100 characters; empty shows no name.
	Company string
	// LogoVersion is the version whose logo is shown; 0 means none.
	LogoVersion int64
	// Accent is "#rrggbb" with a contrast of at least 4.5 to white (WCAG 2.2, 1.4.3); empty is the product's own color.
	Accent string
	// HelpPage is an https address, or empty.
	HelpPage string
	// Words are by language, en and ja.
	Words map[string]Words
	// Hours say when somebody answers; empty means that nothing is said.
	Hours []Hours
	// TimeZone is an IANA name; empty means UTC.
	TimeZone string
	// Phone is at most 40 characters.
	Phone   string
	SavedBy audit.Actor
	SavedAt time.Time
}

// Words are what users read. Each is plain text of at most 2,000 characters; empty takes the product's own.
type Words struct{ Consent, Privacy string }

// Hours are open from From to To (minutes after midnight, From < To <= 1440) on a weekday.
type Hours struct {
	Day      time.Weekday
	From, To int
}

// A Logo is a PNG of at most 256 KB and 1024 x 1024 pixels, encoded anew from its pixels. SVG is never taken.
type Logo struct {
	Version int64
	PNG     []byte
}

// Errors that callers tell apart.
var (
	ErrNotFound = errors.New("no such version")
	ErrChanged  = errors.New("someone else saved in between")
)

// Store is what [Service] needs kept; package storagetest holds implementations to it. Each method is one transaction.
type Store interface {
	// Branding returns one version, or the newest for -1; ErrNotFound.
	Branding(ctx context.Context, version int64) (Branding, error)
	// AddBranding adds b as the version after base, with a logo if given; ErrChanged when base is not the newest.
	AddBranding(ctx context.Context, base int64, b Branding, logo []byte, records ...audit.Record) (Branding, error)
	Logo(ctx context.Context, version int64) (Logo, error)
}
