package storage

import (
	"context"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/branding"
	"github.com/helpatwork/helpatwork/internal/storage/query"
)

// Branding implements branding.Store.
func (db *DB) Branding(ctx context.Context, version int64) (branding.Branding, error) {
	return reading(ctx, db, "branding", func(t *tx) (branding.Branding, error) {
		find := t.NewestBranding
		if version != branding.Newest {
			find = func(ctx context.Context) (query.Branding, error) { return t.Queries.Branding(ctx, version) }
		}
		row, err := find(ctx)
		if err != nil {
			return branding.Branding{}, orNotFound(err, branding.ErrNotFound)
		}
		return toBranding(row)
	})
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
		newest, _, err := optional(t.NewestBranding(ctx))
		if err != nil {
			return err
		}
		if newest.Version != base {
			return branding.ErrChanged
		}
		added, err := t.InsertBranding(ctx, query.InsertBrandingParams(row))
		if err := orNone(added, err, branding.ErrChanged); err != nil { // by another node, since it was read
			return err
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
func (db *DB) Logo(ctx context.Context, version int64) (branding.Logo, error) {
	return reading(ctx, db, "logo", func(t *tx) (branding.Logo, error) {
		row, err := t.Queries.Logo(ctx, version)
		return branding.Logo{Version: row.Version, PNG: row.Png}, orNotFound(err, branding.ErrNotFound)
	})
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
		SavedBy: actor(r.SavedByKind, r.SavedByID, r.SavedByName)}
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
