package storage

import (
	"context"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/notify"
	"github.com/helpatwork/helpatwork/internal/storage/query"
)

// NotifySettings implements notify.Store.
func (db *DB) NotifySettings(ctx context.Context) (notify.Settings, error) {
	return reading(ctx, db, "settings of sending", func(t *tx) (notify.Settings, error) {
		row, _, err := optional(t.Queries.NotifySettings(ctx))
		return toNotifySettings(row), err
	})
}

// SaveNotifySettings implements notify.Store.
func (db *DB) SaveNotifySettings(ctx context.Context, s notify.Settings, records ...audit.Record) error {
	return db.write(ctx, "save settings of sending", func(t *tx) error {
		saved, err := t.putNotifySettings(ctx, s)
		if err := orNone(saved, err, notify.ErrChanged); err != nil {
			return err
		}
		return t.addRecords(ctx, records)
	})
}

func (t *tx) putNotifySettings(ctx context.Context, s notify.Settings) (int64, error) {
	p := query.InsertNotifySettingsParams{MailHost: clean(s.Mail.Host), MailPort: int64(s.Mail.Port),
		MailSecurity: s.Mail.Security, MailFrom: clean(s.Mail.From), MailUser: clean(s.Mail.User), MailSealed: notNull(s.Mail.Sealed),
		TextUrl: clean(s.Text.URL), TextMethod: s.Text.Method, TextContentType: s.Text.ContentType,
		TextBody: clean(s.Text.Body), TextHeader: clean(s.Text.Header), TextSealed: notNull(s.Text.Sealed)}
	if s.Version == 0 {
		return t.InsertNotifySettings(ctx, p)
	}
	return t.UpdateNotifySettings(ctx, query.UpdateNotifySettingsParams{MailHost: p.MailHost, MailPort: p.MailPort,
		MailSecurity: p.MailSecurity, MailFrom: p.MailFrom, MailUser: p.MailUser, MailSealed: p.MailSealed,
		TextUrl: p.TextUrl, TextMethod: p.TextMethod, TextContentType: p.TextContentType, TextBody: p.TextBody,
		TextHeader: p.TextHeader, TextSealed: p.TextSealed, Version: s.Version})
}

func notNull(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

func orNil(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return b
}

func toNotifySettings(r query.NotifySetting) notify.Settings {
	return notify.Settings{Version: r.Version,
		Mail: notify.Mail{Host: r.MailHost, Port: int(r.MailPort), Security: r.MailSecurity, From: r.MailFrom,
			User: r.MailUser, Sealed: orNil(r.MailSealed)},
		Text: notify.TextGateway{URL: r.TextUrl, Method: r.TextMethod, ContentType: r.TextContentType, Body: r.TextBody,
			Header: r.TextHeader, Sealed: orNil(r.TextSealed)}}
}
