package branding

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
)

// HintBranding is the kind of hint given when a version is saved.
const HintBranding = "branding"

// Hints is told of every change, for live views.
type Hints interface {
	Hint(kind, id string, version int64)
}

// Config is what a [Service] is made of. Every field but Now is needed.
type Config struct {
	Store Store
	Now   func() time.Time // nil means time.Now
	Log   *slog.Logger
	Hints Hints
}

// Service shows and saves how the company shows itself. It is safe for concurrent use.
type Service struct {
	store Store
	clock func() time.Time
	log   *slog.Logger
	hints Hints
}

// New returns a service.
func New(cfg Config) *Service {
	s := &Service{store: cfg.Store, clock: cfg.Now, log: cfg.Log, hints: cfg.Hints}
	if s.clock == nil {
		s.clock = time.Now
	}
	return s
}

// Newest asks a [Store] for the version that was saved last.
const Newest = -1

// Current is the newest version; its zero value when nothing was saved.
func (s *Service) Current(ctx context.Context) (Branding, error) {
	b, err := s.store.Branding(ctx, Newest)
	if errors.Is(err, ErrNotFound) {
		return Branding{}, nil
	}
	if err != nil {
		return Branding{}, fmt.Errorf("branding: %w", err)
	}
	return b, nil
}

// Version is what was shown while v was the newest version. Version 0 is what comes with the product. Any other that was
// never saved is ErrNotFound.
func (s *Service) Version(ctx context.Context, v int64) (Branding, error) {
	if v == 0 {
		return Branding{}, nil
	}
	if v < 0 {
		return Branding{}, fmt.Errorf("branding %d: %w", v, ErrNotFound)
	}
	b, err := s.store.Branding(ctx, v)
	if err != nil {
		return Branding{}, fmt.Errorf("branding %d: %w", v, err)
	}
	return b, nil
}

// Logo is the logo of a LogoVersion, or ErrNotFound.
func (s *Service) Logo(ctx context.Context, version int64) (Logo, error) {
	l, err := s.store.Logo(ctx, version)
	if err != nil {
		return Logo{}, fmt.Errorf("logo %d: %w", version, err)
	}
	return l, nil
}

// Save adds b as the version after base. A nil logo keeps the one of base, an empty one removes it. Version, LogoVersion,
// SavedBy and SavedAt of b are not looked at. Errors: access.ErrForbidden unless p administers all devices, ErrChanged when
// base is not the newest, *wire.FieldError.
func (s *Service) Save(ctx context.Context, p access.Principal, base int64, b Branding, logo []byte) (Branding, error) {
	if !p.ManagesPeople() {
		return Branding{}, access.ErrForbidden
	}
	b, err := b.checked()
	if err != nil {
		return Branding{}, err
	}
	if len(logo) > 0 {
		if logo, err = cleanLogo(logo); err != nil {
			return Branding{}, err
		}
	}
	before, err := s.Version(ctx, base)
	if errors.Is(err, ErrNotFound) { // no version has this number, so it cannot be the newest
		err = ErrChanged
	}
	if err != nil {
		return Branding{}, fmt.Errorf("save branding after %d: %w", base, err)
	}
	b.LogoVersion = before.LogoVersion
	if logo != nil {
		b.LogoVersion = 0 // the store gives a new one its version
	}
	b.SavedBy, b.SavedAt = p.Actor(), s.clock().UTC().Truncate(time.Microsecond)
	record := audit.New(b.SavedAt, p.Actor(), audit.BrandingSaved, "", "", "version", strconv.FormatInt(base+1, 10), "changed", changes(before, b, logo))
	saved, err := s.store.AddBranding(ctx, base, b, logo, record)
	if err != nil {
		return Branding{}, fmt.Errorf("save branding after %d: %w", base, err)
	}
	s.log.InfoContext(ctx, "branding saved", slog.Int64("version", saved.Version), slog.String("person_id", p.PersonID))
	s.hints.Hint(HintBranding, HintBranding, saved.Version)
	return saved, nil
}

// changes names what a save touches, for the audit log.
func changes(before, b Branding, logo []byte) string {
	var names []string
	for _, part := range []struct {
		name    string
		changed bool
	}{
		{"company", before.Company != b.Company},
		{"logo", logo != nil},
		{"accent", before.Accent != b.Accent},
		{"help_page", before.HelpPage != b.HelpPage},
		{"words_en", before.Words["en"] != b.Words["en"]},
		{"words_ja", before.Words["ja"] != b.Words["ja"]},
		{"hours", !slices.Equal(before.Hours, b.Hours) || before.TimeZone != b.TimeZone},
		{"phone", before.Phone != b.Phone},
	} {
		if part.changed {
			names = append(names, part.name)
		}
	}
	return strings.Join(names, ", ")
}
