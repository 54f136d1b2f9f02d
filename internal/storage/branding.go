package storage

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/branding"
	"github.com/helpatwork/helpatwork/internal/storage/query"
)

// newestBranding asks for the version that was saved last.
const newestBranding = -1

// Branding implements branding.Store.
func (db *DB) Branding(ctx context.Context, version int64) (b branding.Branding, err error) {
	err = db.read(ctx, "branding", func(t *tx) error {
		var row query.Branding
		var err error
		if version == newestBranding {
			row, err = t.NewestBranding(ctx)
		} else {
			row, err = t.Queries.Branding(ctx, version)
		}
		if err != nil {
			return orNotFound(err, branding.ErrNotFound)
		}
		b, err = toBranding(row)
		return err
	})
	if err != nil {
		return branding.Branding{}, err
	}
	return b, nil
}

// AddBranding implements branding.Store.
func (db *DB) AddBranding(ctx context.Context, base int64, b branding.Branding, logo []byte, records ...audit.Record) (branding.Branding, error) {
	b.Version = base + 1
	if len(logo) > 0 {
		b.LogoVersion = b.Version
	}
	row, err := brandingRow(b)
	if err != nil {
		return branding.Branding{}, err
	}
	err = db.write(ctx, "add branding", func(t *tx) error {
		newest, err := t.NewestBranding(ctx)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if newest.Version != base {
			return branding.ErrChanged
		}
		added, err := t.InsertBranding(ctx, query.InsertBrandingParams(row))
		if err != nil {
			return err
		}
		if added == 0 { // by another node, since it was read
			return branding.ErrChanged
		}
		if len(logo) > 0 {
			if err := t.InsertLogo(ctx, row.Version, logo); err != nil {
				return err
			}
		}
		return t.addRecords(ctx, records)
	})
	if err != nil {
		return branding.Branding{}, err
	}
	return toBranding(row)
}

// Logo implements branding.Store.
func (db *DB) Logo(ctx context.Context, version int64) (l branding.Logo, err error) {
	err = db.read(ctx, "logo", func(t *tx) error {
		row, err := t.Queries.Logo(ctx, version)
		l = branding.Logo{Version: row.Version, PNG: row.Png}
		return orNotFound(err, branding.ErrNotFound)
	})
	if err != nil {
		return branding.Logo{}, err
	}
	return l, nil
}

// keptHours are hours as they are kept.
type keptHours struct {
	Day  time.Weekday `json:"day"` // 0 is Sunday
	From int          `json:"from"`
	To   int          `json:"to"`
}

type keptWords struct {
	Consent string `json:"consent"`
	Privacy string `json:"privacy"`
}

func brandingRow(b branding.Branding) (query.Branding, error) {
	words := map[string]keptWords{}
	for language, w := range b.Words {
		words[language] = keptWords{Consent: clean(w.Consent), Privacy: clean(w.Privacy)}
	}
	hours := make([]keptHours, len(b.Hours))
	for i, h := range b.Hours {
		hours[i] = keptHours(h)
	}
	wordsText, err := toJSON(words)
	if err != nil {
		return query.Branding{}, err
	}
	hoursText, err := toJSON(hours)
	return query.Branding{Version: b.Version, Company: clean(b.Company), LogoVersion: b.LogoVersion, Accent: b.Accent,
		HelpPage: clean(b.HelpPage), Words: wordsText, Hours: hoursText, TimeZone: b.TimeZone, Phone: clean(b.Phone),
		SavedByKind: string(b.SavedBy.Kind), SavedByID: b.SavedBy.ID, SavedByName: clean(b.SavedBy.Name),
		SavedAt: micros(b.SavedAt)}, err
}

func toBranding(r query.Branding) (branding.Branding, error) {
	b := branding.Branding{Version: r.Version, Company: r.Company, LogoVersion: r.LogoVersion, Accent: r.Accent,
		HelpPage: r.HelpPage, TimeZone: r.TimeZone, Phone: r.Phone, SavedAt: fromMicros(r.SavedAt),
		SavedBy: audit.Actor{Kind: audit.ActorKind(r.SavedByKind), ID: r.SavedByID, Name: r.SavedByName}}
	words, err := fromJSON[map[string]keptWords](r.Words)
	if err != nil {
		return b, err
	}
	for language, w := range words {
		if b.Words == nil {
			b.Words = map[string]branding.Words{}
		}
		b.Words[language] = branding.Words(w)
	}
	hours, err := fromJSON[[]keptHours](r.Hours)
	for _, h := range hours {
		b.Hours = append(b.Hours, branding.Hours(h))
	}
	return b, err
}
