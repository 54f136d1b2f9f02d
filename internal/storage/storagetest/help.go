package storagetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/support"
)

func help(id, deviceID string, at time.Time) support.HelpRequest {
	return support.HelpRequest{ID: id, DeviceID: deviceID, Version: 1, State: support.HelpOpen, Text: "助けて", AskedAt: at}
}

func ask(t *testing.T, s Store, id, deviceID string, at time.Time) support.HelpRequest {
	t.Helper()
	asked, err := s.AskHelp(t.Context(), help(id, deviceID, at))
	ok(t, err)
	return asked
}

func setHelp(t *testing.T, s Store, id string, state support.HelpState) support.HelpRequest {
	t.Helper()
	changed, err := s.ChangeHelp(t.Context(), id, func(h *support.HelpRequest, _ *support.Writes) error {
		h.State = state
		return nil
	})
	ok(t, err)
	return changed
}

var helpPromises = []promise{
	{"a help request comes back as it was given", func(t *testing.T, s Store) {
		want := help("hlp_1", addPhone(t, s), start)
		want.State, want.TakenBy, want.TakenByName, want.TakenAt = support.HelpResolved, "usr_1", "Tanaka", start.Add(time.Minute)
		want.ClosedAt, want.Note, want.SessionID = start.Add(time.Hour), "done", "ses_1"
		want.SnoozedUntil, want.CallBackAt, want.Answer, want.AnswerSeen = start.Add(2*time.Hour), start.Add(3*time.Hour), "後で\n電話します", true
		asked, err := s.AskHelp(t.Context(), want, record("aud_1"))
		ok(t, err)
		equal(t, "asked", asked, want)
		got, err := s.HelpRequest(t.Context(), "hlp_1", everything)
		ok(t, err)
		equal(t, "kept", got, want)
		equal(t, "log", actions(t, s), []string{"aud_1"})
	}},
	{"asking again returns the open request and writes nothing", func(t *testing.T, s Store) {
		id := addPhone(t, s)
		want := ask(t, s, "hlp_1", id, start)
		for _, state := range []support.HelpState{support.HelpOpen, support.HelpTaken, support.HelpEscalated} {
			want = setHelp(t, s, "hlp_1", state)
			got, err := s.AskHelp(t.Context(), help("hlp_2", id, start.Add(time.Hour)), record("aud_2"))
			ok(t, err)
			equal(t, string(state), got, want)
			got, err = s.OpenHelpOf(t.Context(), id)
			ok(t, err)
			equal(t, "open of device", got, want)
		}
		equal(t, "log", actions(t, s), nil)
		for i, state := range []support.HelpState{support.HelpResolved, support.HelpCancelled, support.HelpDeclined} {
			open, err := s.OpenHelpOf(t.Context(), id)
			ok(t, err)
			setHelp(t, s, open.ID, state)
			_, err = s.OpenHelpOf(t.Context(), id)
			wantError(t, string(state), err, support.ErrNotFound)
			next := fmt.Sprintf("hlp_next%d", i)
			equal(t, "new", ask(t, s, next, id, start).ID, next)
		}
	}},
	{"unknown devices and requests, and those out of scope", func(t *testing.T, s Store) {
		_, err := s.AskHelp(t.Context(), help("hlp_1", "dev_none", start))
		wantError(t, "unknown device", err, device.ErrNotFound)
		id := addPhone(t, s)
		ask(t, s, "hlp_1", id, start)
		for name, scope := range map[string]device.Scope{"none": {}, "other": {GroupIDs: []string{"grp_x"}}} {
			_, err := s.HelpRequest(t.Context(), "hlp_1", scope)
			wantError(t, name, err, support.ErrNotFound)
			list, err := s.HelpRequests(t.Context(), support.HelpFilter{Scope: scope})
			ok(t, err)
			equal(t, name, len(list), 0)
		}
		_, err = s.HelpRequest(t.Context(), "hlp_none", everything)
		wantError(t, "unknown", err, support.ErrNotFound)
		_, err = s.ChangeHelp(t.Context(), "hlp_none", func(*support.HelpRequest, *support.Writes) error { return nil })
		wantError(t, "change unknown", err, support.ErrNotFound)
	}},
	{"a change is written with its records and jobs, or not at all", func(t *testing.T, s Store) {
		ask(t, s, "hlp_1", addPhone(t, s), start)
		changed, err := s.ChangeHelp(t.Context(), "hlp_1", func(h *support.HelpRequest, w *support.Writes) error {
			h.State, h.TakenBy = support.HelpTaken, "usr_1"
			w.Audit, w.Jobs = []audit.Record{record("aud_1")}, []jobs.Job{{ID: "job_1", Kind: "k"}}
			return nil
		})
		ok(t, err)
		equal(t, "version", changed.Version, int64(2))
		equal(t, "log", actions(t, s), []string{"aud_1"})
		for name, change := range map[string]func(*support.HelpRequest, *support.Writes) error{
			"refused": func(*support.HelpRequest, *support.Writes) error { return errRefused },
			"a record twice": func(_ *support.HelpRequest, w *support.Writes) error {
				w.Audit = []audit.Record{record("aud_1")}
				return nil
			},
			"keys": func(_ *support.HelpRequest, w *support.Writes) error { w.DropKeys = true; return nil },
		} {
			_, err := s.ChangeHelp(t.Context(), "hlp_1", func(h *support.HelpRequest, w *support.Writes) error {
				h.State = support.HelpResolved
				return change(h, w)
			})
			if err == nil || name == "refused" && err != errRefused {
				t.Fatalf("%s: error %v", name, err)
			}
			got, err := s.HelpRequest(t.Context(), "hlp_1", everything)
			ok(t, err)
			equal(t, name, got, changed)
		}
	}},
	{"the queue has the oldest first and tells each its place", func(t *testing.T, s Store) {
		ids := add(t, s, phone(1), phone(2), phone(3), phone(4), phone(5))
		group(t, s, "grp_a", "A", ids[2], ids[3])
		for i, id := range ids {
			ask(t, s, fmt.Sprintf("hlp_%d", i), id, start.Add(-time.Duration(i)*time.Minute)) // the last is the oldest
		}
		setHelp(t, s, "hlp_4", support.HelpTaken)
		setHelp(t, s, "hlp_3", support.HelpResolved)
		setHelp(t, s, "hlp_2", support.HelpEscalated)
		for name, want := range map[string][]string{"all": {"hlp_4", "hlp_2", "hlp_1", "hlp_0"}, "group": {"hlp_2"}} {
			list, err := s.HelpRequests(t.Context(), support.HelpFilter{Scope: device.Scope{All: name == "all", GroupIDs: []string{"grp_a"}}})
			ok(t, err)
			var got []string
			for _, h := range list {
				got = append(got, h.ID)
			}
			equal(t, name, got, want)
		}
		for id, want := range map[string]int{"hlp_2": 1, "hlp_1": 2, "hlp_0": 3} {
			h, err := s.HelpRequest(t.Context(), id, everything)
			ok(t, err)
			place, err := s.HelpPlace(t.Context(), h, start)
			ok(t, err)
			equal(t, id, place, want)
		}
	}},
}

func share(id, codeHash string) support.Share {
	return support.Share{ID: id, CodeHash: codeHash, TechnicianID: "usr_1", TechnicianName: "Tanaka", Reason: "VPN",
		Ticket: "T-9", CreatedAt: start, ExpiresAt: start.Add(10 * time.Minute)}
}

func guest(id string) device.Device {
	return device.Device{ID: id, Name: "Guest", Platform: device.Computer, Management: device.Guest,
		Ownership: device.Personal, Lifecycle: device.InUse, CreatedAt: start}
}

var sharePromises = []promise{
	{"a code works once and brings a guest whose token works for its time", func(t *testing.T, s Store) {
		want := share("shr_1", "code")
		ok(t, s.CreateShare(t.Context(), want, record("aud_1")))
		got, err := s.Share(t.Context(), "shr_1", "usr_1")
		ok(t, err)
		equal(t, "kept", got, want)
		group(t, s, "grp_a", "A")
		visitor := guest("dev_guest")
		visitor.GroupIDs = []string{"grp_a"}
		got, err = s.RedeemShare(t.Context(), "code", start.Add(time.Minute), visitor, "token hash", time.Now().Add(time.Hour), record("aud_2"))
		ok(t, err)
		want.RedeemedAt, want.DeviceID = start.Add(time.Minute), "dev_guest"
		equal(t, "redeemed", got, want)
		kept, err := s.Device(t.Context(), "dev_guest", device.Scope{GroupIDs: []string{"grp_a"}})
		ok(t, err)
		equal(t, "guest", kept, visitor)
		credential, err := s.Key(t.Context(), "dev_guest")
		ok(t, err)
		equal(t, "credential", credential, device.Credential{TokenHash: "token hash"})
		_, err = s.RedeemShare(t.Context(), "code", start, guest("dev_second"), "h", start, record("aud_3"))
		wantError(t, "again", err, support.ErrBadCode)
		equal(t, "log", actions(t, s), []string{"aud_1", "aud_2"})
	}},
	{"the token of a guest ends", func(t *testing.T, s Store) {
		ok(t, s.CreateShare(t.Context(), share("shr_1", "code")))
		_, err := s.RedeemShare(t.Context(), "code", start, guest("dev_guest"), "h", time.Now().Add(-time.Second))
		ok(t, err)
		_, err = s.Key(t.Context(), "dev_guest")
		wantError(t, "key", err, device.ErrNotFound)
	}},
	{"unknown and expired codes are refused and bring nobody", func(t *testing.T, s Store) {
		ok(t, s.CreateShare(t.Context(), share("shr_1", "code")))
		for hash, now := range map[string]time.Time{"none": start, "code": start.Add(10 * time.Minute)} {
			_, err := s.RedeemShare(t.Context(), hash, now, guest("dev_guest"), "h", start)
			wantError(t, hash, err, support.ErrBadCode)
		}
		_, err := s.Device(t.Context(), "dev_guest", everything)
		wantError(t, "guest", err, device.ErrNotFound)
	}},
	{"a code that cannot bring its guest stays unused", func(t *testing.T, s Store) {
		ok(t, s.CreateShare(t.Context(), share("shr_1", "code")))
		stranger := guest("dev_guest")
		stranger.GroupIDs = []string{"grp_none"}
		_, err := s.RedeemShare(t.Context(), "code", start, stranger, "h", start)
		wantError(t, "group", err, device.ErrGroupNotFound)
		_, err = s.RedeemShare(t.Context(), "code", start, guest("dev_guest"), "h", start)
		ok(t, err)
	}},
	{"two shares never wait on the same code, but an expired one frees it", func(t *testing.T, s Store) {
		ok(t, s.CreateShare(t.Context(), share("shr_1", "code")))
		if s.CreateShare(t.Context(), share("shr_2", "code")) == nil {
			t.Fatal("a second share got the code")
		}
		later := share("shr_3", "code")
		later.CreatedAt, later.ExpiresAt = start.Add(10*time.Minute), start.Add(20*time.Minute)
		ok(t, s.CreateShare(t.Context(), later))
		got, err := s.RedeemShare(t.Context(), "code", later.CreatedAt, guest("dev_guest"), "h", start)
		ok(t, err)
		equal(t, "redeemed", got.ID, "shr_3")
	}},
	{"a share is its technician's only, and keeps its session", func(t *testing.T, s Store) {
		ok(t, s.CreateShare(t.Context(), share("shr_1", "code")))
		_, err := s.Share(t.Context(), "shr_1", "usr_2")
		wantError(t, "other technician", err, support.ErrNotFound)
		ok(t, s.LinkShare(t.Context(), "shr_1", "ses_1"))
		got, err := s.Share(t.Context(), "shr_1", "usr_1")
		ok(t, err)
		equal(t, "session", got.SessionID, "ses_1")
		wantError(t, "unknown", s.LinkShare(t.Context(), "shr_none", "ses_1"), support.ErrNotFound)
	}},
}
