package storagetest

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/helpatwork/helpatwork/internal/notify"
)

// sending are settings with something in every field.
func sending(version int64, host string) notify.Settings {
	return notify.Settings{Version: version,
		Mail: notify.Mail{Host: host, Port: 465, Security: "tls", From: "help@example.com", User: "help", Sealed: []byte{0, 1, 0xff}},
		Text: notify.TextGateway{URL: "https://sms.example.com/{{to}}", Method: "POST", ContentType: "application/json",
			Body: `{"text":"{{text}}"}`, Header: "Authorization", Sealed: []byte("sealed")}}
}

var notifyPromises = []promise{
	{"nothing is set before it is saved", func(t *testing.T, s Store) {
		got, err := s.NotifySettings(t.Context())
		ok(t, err)
		equal(t, "settings", got, notify.Settings{})
	}},
	{"settings come back as they were given, one version on, with their record", func(t *testing.T, s Store) {
		ok(t, s.SaveNotifySettings(t.Context(), sending(0, "a.example.com"), record("aud_1")))
		got, err := s.NotifySettings(t.Context())
		ok(t, err)
		equal(t, "first", got, sending(1, "a.example.com"))
		ok(t, s.SaveNotifySettings(t.Context(), sending(1, "b.example.com"), record("aud_2")))
		got, err = s.NotifySettings(t.Context())
		ok(t, err)
		equal(t, "second", got, sending(2, "b.example.com"))
		equal(t, "log", actions(t, s), []string{"aud_1", "aud_2"})
	}},
	{"what is taken out is gone", func(t *testing.T, s Store) {
		ok(t, s.SaveNotifySettings(t.Context(), sending(0, "a.example.com")))
		ok(t, s.SaveNotifySettings(t.Context(), notify.Settings{Version: 1}))
		got, err := s.NotifySettings(t.Context())
		ok(t, err)
		equal(t, "settings", got, notify.Settings{Version: 2})
	}},
	{"settings after a version that is not the newest are refused, and write nothing", func(t *testing.T, s Store) {
		wantError(t, "before any", s.SaveNotifySettings(t.Context(), sending(1, "late"), record("aud_1")), notify.ErrChanged)
		ok(t, s.SaveNotifySettings(t.Context(), sending(0, "a.example.com")))
		for _, version := range []int64{0, 2, -1} {
			wantError(t, strconv.FormatInt(version, 10), s.SaveNotifySettings(t.Context(), sending(version, "late"), record("aud_1")), notify.ErrChanged)
		}
		got, err := s.NotifySettings(t.Context())
		ok(t, err)
		equal(t, "settings", got, sending(1, "a.example.com"))
		equal(t, "log", actions(t, s), nil)
	}},
	{"of many who save after the same version, one does", func(t *testing.T, s Store) {
		for _, version := range []int64{0, 1} {
			wantOneWinner(t, together(crowd, func(i int) error {
				return s.SaveNotifySettings(t.Context(), sending(version, strconv.Itoa(i)), record(fmt.Sprintf("aud_%d_%d", version, i)))
			}), notify.ErrChanged)
		}
		equal(t, "records", len(actions(t, s)), 2)
	}},
}
