package storagetest

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/support"
)

// atProvider has something in every field.
func atProvider(at func(minutes int) time.Time) support.AtProvider {
	return support.AtProvider{Reference: "s12-345-678", Peer: "1234567890", Code: "s12345678", UserLink: "https://get.example/s12345678",
		Sealed: []byte{0, 1, 0xff, '|'}, ExpiresAt: at(30), OnlineAt: at(11), GoneAt: at(12), HandedOverAt: at(13), ConnectedAt: at(14),
		EndedAt: at(15), LookedAt: at(16), Evidence: "session open, 報告", Problem: "unavailable", Words: "it's ' \" ;", Delivered: support.Withdrawing,
		Finding: preflight.NoDelivery, Retired: "s12-345-000", Turn: 42, Failures: 3}
}

func reach(id, sessionID string, c support.Channel, minute int) support.Reach {
	return support.Reach{ID: id, SessionID: sessionID, Channel: c, At: start.Add(time.Duration(minute) * time.Minute), Outcome: support.ReachBegun}
}

var reachPromises = []promise{
	{"no field of what is known at a provider is forgotten", func(t *testing.T, s Store) {
		full := reflect.ValueOf(atProvider(func(m int) time.Time { return start.Add(time.Duration(m) * time.Minute) }))
		for i := range full.NumField() {
			if full.Field(i).IsZero() {
				t.Errorf("%s is empty in the session that comes back as it was given: fill it", full.Type().Field(i).Name)
			}
		}
		added := session("ses_1", addPhone(t, s))
		ok(t, s.CreateSession(t.Context(), added, support.Writes{}, "", nil))
		changed, err := s.ChangeSession(t.Context(), "ses_1", func(c *support.Session, _ *support.Writes) error {
			c.NoticeVersion, c.AtProvider = 9, full.Interface().(support.AtProvider)
			return nil
		})
		ok(t, err)
		kept, err := s.Session(t.Context(), "ses_1", everything)
		ok(t, err)
		equal(t, "what is known", kept.AtProvider, full.Interface().(support.AtProvider))
		equal(t, "session", kept, changed)
	}},
	{"tries to reach a user come back, oldest first, and are settled", func(t *testing.T, s Store) {
		addSession(t, s, "ses_1", addPhone(t, s))
		ok(t, s.AddReach(t.Context(), reach("rch_2", "ses_1", support.ByEmail, 2), 5, record("aud_1")))
		ok(t, s.AddReach(t.Context(), reach("rch_1", "ses_1", support.ByText, 1), 5))
		want := reach("rch_2", "ses_1", support.ByEmail, 2)
		want.Outcome, want.Problem, want.To = support.ReachFailed, support.ReachRefused, "…@example.com"
		ok(t, s.SettleReach(t.Context(), want, record("aud_2")))
		got, err := s.Reaches(t.Context(), "ses_1")
		ok(t, err)
		equal(t, "reaches", got, []support.Reach{reach("rch_1", "ses_1", support.ByText, 1), want})
		equal(t, "log", actions(t, s), []string{"aud_1", "aud_2"})
		got, err = s.Reaches(t.Context(), "ses_none")
		ok(t, err)
		equal(t, "of no session", len(got), 0)
	}},
	{"a try of an unknown session, and an unknown try, are not found", func(t *testing.T, s Store) {
		wantError(t, "add", s.AddReach(t.Context(), reach("rch_1", "ses_none", support.ByEmail, 1), 5, record("aud_1")), support.ErrNotFound)
		wantError(t, "settle", s.SettleReach(t.Context(), reach("rch_1", "ses_none", support.ByEmail, 1), record("aud_2")), support.ErrNotFound)
		equal(t, "log", actions(t, s), nil)
	}},
	{"a channel is used as often as is allowed, and its neighbors do not count", func(t *testing.T, s Store) {
		addSession(t, s, "ses_1", addPhone(t, s))
		for i := range 2 {
			ok(t, s.AddReach(t.Context(), reach(fmt.Sprintf("rch_%d", i), "ses_1", support.ByEmail, i), 2))
		}
		wantError(t, "third", s.AddReach(t.Context(), reach("rch_3", "ses_1", support.ByEmail, 3), 2, record("aud_1")), support.ErrTooOften)
		ok(t, s.AddReach(t.Context(), reach("rch_4", "ses_1", support.ByText, 3), 2))
		equal(t, "log", actions(t, s), nil)
	}},
	{"of many who reach one user at once, as many do as is allowed", func(t *testing.T, s Store) {
		addSession(t, s, "ses_1", addPhone(t, s))
		sent := 0
		for _, err := range together(crowd, func(i int) error {
			return s.AddReach(t.Context(), reach(fmt.Sprintf("rch_%d", i), "ses_1", support.ByEmail, 1), 5)
		}) {
			if err == nil {
				sent++
				continue
			}
			wantError(t, "one too many", err, support.ErrTooOften)
		}
		equal(t, "sent", sent, 5)
	}},
	{"a change of a session adds the tries that go with it", func(t *testing.T, s Store) {
		addSession(t, s, "ses_1", addPhone(t, s))
		_, err := s.ChangeSession(t.Context(), "ses_1", func(_ *support.Session, w *support.Writes) error {
			w.Reaches = []support.Reach{reach("rch_1", "ses_1", support.ByConfiguration, 1)}
			return nil
		})
		ok(t, err)
		got, err := s.Reaches(t.Context(), "ses_1")
		ok(t, err)
		equal(t, "reaches", got, []support.Reach{reach("rch_1", "ses_1", support.ByConfiguration, 1)})
	}},
	{"a spoken code works once, until it expires, and a new one makes the old void", func(t *testing.T, s Store) {
		ids := add(t, s, phone(1), phone(2))
		addSession(t, s, "ses_1", ids[0])
		addSession(t, s, "ses_2", ids[1])
		save := func(hash, sessionID string, minutes int) error {
			return s.SaveSpokenCode(t.Context(), support.SpokenCode{Hash: hash, SessionID: sessionID, ExpiresAt: start.Add(time.Duration(minutes) * time.Minute)}, start)
		}
		ok(t, save("h1", "ses_1", 10))
		ok(t, save("h2", "ses_1", 10))
		_, err := s.UseSpokenCode(t.Context(), "h1", start)
		wantError(t, "the old one", err, support.ErrBadCode)
		wantError(t, "another session's", save("h2", "ses_2", 10), support.ErrBadCode)
		got, err := s.UseSpokenCode(t.Context(), "h2", start.Add(10*time.Minute-time.Microsecond))
		ok(t, err)
		equal(t, "session", got, "ses_1")
		_, err = s.UseSpokenCode(t.Context(), "h2", start)
		wantError(t, "once more", err, support.ErrBadCode)
		ok(t, save("h3", "ses_1", 10))
		_, err = s.UseSpokenCode(t.Context(), "h3", start.Add(10*time.Minute))
		wantError(t, "at its end", err, support.ErrBadCode)
		ok(t, s.SaveSpokenCode(t.Context(), support.SpokenCode{Hash: "h3", SessionID: "ses_2", ExpiresAt: start.Add(time.Hour)}, start.Add(11*time.Minute), record("aud_1")))
		wantError(t, "no session", save("h4", "ses_none", 10), support.ErrNotFound)
		equal(t, "log", actions(t, s), []string{"aud_1"})
	}},
	{"a spoken code goes with its session's keys", func(t *testing.T, s Store) {
		addSession(t, s, "ses_1", addPhone(t, s))
		ok(t, s.SaveSpokenCode(t.Context(), support.SpokenCode{Hash: "h", SessionID: "ses_1", ExpiresAt: start.Add(time.Hour)}, start))
		_, err := s.ChangeSession(t.Context(), "ses_1", func(_ *support.Session, w *support.Writes) error {
			w.DropKeys = true
			return nil
		})
		ok(t, err)
		_, err = s.UseSpokenCode(t.Context(), "h", start)
		wantError(t, "after the end", err, support.ErrBadCode)
	}},
	{"of many who type one spoken code, one gets in", func(t *testing.T, s Store) {
		addSession(t, s, "ses_1", addPhone(t, s))
		ok(t, s.SaveSpokenCode(t.Context(), support.SpokenCode{Hash: "h", SessionID: "ses_1", ExpiresAt: start.Add(time.Hour)}, start))
		wantOneWinner(t, together(crowd, func(int) error {
			_, err := s.UseSpokenCode(t.Context(), "h", start)
			return err
		}), support.ErrBadCode)
	}},
}
