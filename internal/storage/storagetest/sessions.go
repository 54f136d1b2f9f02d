package storagetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/support"
)

// errRefused is what a change that does not want to happen returns.
var errRefused = errors.New("refused")

var sessionPromises = []promise{
	{"a session comes back as it was given, to the microsecond", func(t *testing.T, s Store) {
		want := session("ses_1", addPhone(t, s))
		at := func(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }
		want.State, want.Version, want.Mode = support.Ended, 7, support.Unattended
		want.Ticket, want.HelpRequestID, want.Paused, want.ControlTakenBack = "T-1", "hlp_1", true, true
		want.DeliveredAt, want.PromptedAt, want.AcceptedAt, want.FirstFrameAt = at(1), at(2), at(3), at(4)
		want.InterruptedAt, want.EndedAt, want.DeadlineAt = at(5), at(6), at(7)
		want.EndReason, want.Outcome, want.Note = support.ConnectionLost, support.Escalate, "it's ' \" ; 済み"
		want.EndedBy = audit.Actor{Kind: audit.ByUser, ID: want.DeviceID, Name: "花子"}
		want.NoticeVersion, want.AtProvider = 3, atProvider(at)
		ok(t, s.CreateSession(t.Context(), want, support.Writes{}, "", nil))
		got, err := s.Session(t.Context(), want.ID, everything)
		ok(t, err)
		equal(t, "session", got, want)
	}},
	{"unknown sessions and those out of scope give the same answer", func(t *testing.T, s Store) {
		id := addPhone(t, s)
		addSession(t, s, "ses_1", id)
		group(t, s, "grp_a", "A", id)
		for name, scope := range map[string]device.Scope{"none": {}, "other": {GroupIDs: []string{"grp_x"}}} {
			_, err := s.Session(t.Context(), "ses_1", scope)
			wantError(t, name, err, support.ErrNotFound)
		}
		_, err := s.Session(t.Context(), "ses_none", everything)
		wantError(t, "unknown", err, support.ErrNotFound)
		_, err = s.Session(t.Context(), "ses_1", device.Scope{GroupIDs: []string{"grp_a"}})
		ok(t, err)
		_, err = s.ChangeSession(t.Context(), "ses_none", func(*support.Session, *support.Writes) error { return nil })
		wantError(t, "change unknown", err, support.ErrNotFound)
	}},
	{"a session on an unknown device is refused", func(t *testing.T, s Store) {
		err := s.CreateSession(t.Context(), session("ses_1", "dev_none"), support.Writes{Audit: []audit.Record{record("aud_1")}}, "", nil)
		wantError(t, "create", err, device.ErrNotFound)
		equal(t, "log", actions(t, s), nil)
	}},
	{"a busy device refuses a second session, says who holds it, and nothing is written", func(t *testing.T, s Store) {
		id := addPhone(t, s)
		holder := addSession(t, s, "ses_1", id)
		err := s.CreateSession(t.Context(), session("ses_2", id), support.Writes{Audit: []audit.Record{record("aud_1")},
			Jobs: []jobs.Job{{ID: "job_1", Kind: "k"}}}, "", nil)
		wantBusy(t, err, holder)
		equal(t, "log", actions(t, s), nil)
		counts, err := s.CountJobs(t.Context(), start)
		ok(t, err)
		equal(t, "jobs", counts["due"], 0)
		endSession(t, s, "ses_1")
		addSession(t, s, "ses_2", id) // free now
	}},
	{"replace ends the holder in the same transaction", func(t *testing.T, s Store) {
		id := addPhone(t, s)
		addSession(t, s, "ses_1", id)
		ok(t, s.CreateSession(t.Context(), session("ses_2", id), support.Writes{Audit: []audit.Record{record("aud_2")}}, "ses_1",
			func(old *support.Session, w *support.Writes) error {
				old.State, old.EndReason = support.Ended, support.Superseded
				w.Audit = append(w.Audit, record("aud_1"))
				return nil
			}))
		old, err := s.Session(t.Context(), "ses_1", everything)
		ok(t, err)
		equal(t, "old", fmt.Sprintf("%s %s %d", old.State, old.EndReason, old.Version), "ended superseded 2")
		open, err := s.OpenSessionOf(t.Context(), id)
		ok(t, err)
		equal(t, "open", open.ID, "ses_2")
		equal(t, "log", actions(t, s), []string{"aud_1", "aud_2"})
	}},
	{"replace of a session that is not the holder ends nothing", func(t *testing.T, s Store) {
		ids := add(t, s, phone(1), phone(2))
		holder := addSession(t, s, "ses_1", ids[0])
		addSession(t, s, "ses_other", ids[1])
		for _, replace := range []string{"ses_other", "ses_none"} {
			err := s.CreateSession(t.Context(), session("ses_2", ids[0]), support.Writes{}, replace,
				func(*support.Session, *support.Writes) error {
					t.Error("end was called for a session that was not named")
					return nil
				})
			wantBusy(t, err, holder)
		}
		_, err := s.OpenSessionOf(t.Context(), ids[1])
		ok(t, err)
	}},
	{"replace of a session that has ended meanwhile starts the new one", func(t *testing.T, s Store) {
		id := addPhone(t, s)
		addSession(t, s, "ses_1", id)
		endSession(t, s, "ses_1")
		ok(t, s.CreateSession(t.Context(), session("ses_2", id), support.Writes{}, "ses_1",
			func(*support.Session, *support.Writes) error {
				return errors.New("end was called for an ended session")
			}))
	}},
	{"an error of end leaves all as it was", func(t *testing.T, s Store) {
		id := addPhone(t, s)
		holder := addSession(t, s, "ses_1", id)
		err := s.CreateSession(t.Context(), session("ses_2", id), support.Writes{}, "ses_1",
			func(old *support.Session, _ *support.Writes) error {
				old.State = support.Ended
				return errRefused
			})
		if err != errRefused {
			t.Fatalf("got %v, want the error of end as it is", err)
		}
		open, err := s.OpenSessionOf(t.Context(), id)
		ok(t, err)
		equal(t, "holder", open, holder)
	}},
	{"a change is written with all that goes with it and raises the version by one", func(t *testing.T, s Store) {
		id := addPhone(t, s)
		help := ask(t, s, "hlp_1", id, start)
		first := session("ses_1", id)
		first.HelpRequestID = help.ID
		ok(t, s.CreateSession(t.Context(), first, support.Writes{}, "", nil))
		changed, err := s.ChangeSession(t.Context(), "ses_1", func(c *support.Session, w *support.Writes) error {
			c.State, c.AcceptedAt = support.Active, start.Add(time.Nanosecond*1999)
			w.Audit = []audit.Record{record("aud_1"), record("aud_2")}
			w.Jobs = []jobs.Job{{ID: "job_1", Kind: "session.show", Payload: json.RawMessage(`{"a":1}`)}}
			w.Keys = []support.Key{{Hash: "h", SessionID: "ses_1", Holder: support.HolderDevice, HolderID: id, ExpiresAt: start.Add(time.Hour)}}
			w.Help = func(h *support.HelpRequest) { h.State, h.SessionID = support.HelpTaken, "ses_1" }
			return nil
		})
		ok(t, err)
		equal(t, "version", changed.Version, first.Version+1)
		equal(t, "time", changed.AcceptedAt, start.Add(time.Microsecond))
		kept, err := s.Session(t.Context(), "ses_1", everything)
		ok(t, err)
		equal(t, "kept", kept, changed)
		equal(t, "log", actions(t, s), []string{"aud_1", "aud_2"})
		claimed, err := s.ClaimJobs(t.Context(), "n1", start, start.Add(time.Minute), 5)
		ok(t, err)
		equal(t, "jobs", len(claimed), 1)
		_, err = s.UseKey(t.Context(), "h", "ses_1", support.HolderDevice, id, start, support.Key{})
		ok(t, err)
		help, err = s.HelpRequest(t.Context(), "hlp_1", everything)
		ok(t, err)
		equal(t, "help", fmt.Sprintf("%s %s %d", help.State, help.SessionID, help.Version), "taken ses_1 2")
	}},
	{"an error of change leaves all as it was and comes back as it is", func(t *testing.T, s Store) {
		want := addSession(t, s, "ses_1", addPhone(t, s))
		_, err := s.ChangeSession(t.Context(), "ses_1", func(c *support.Session, w *support.Writes) error {
			c.State = support.Ended
			w.Audit = []audit.Record{record("aud_1")}
			return errRefused
		})
		if err != errRefused {
			t.Fatalf("got %v, want the error of change as it is", err)
		}
		got, err := s.Session(t.Context(), "ses_1", everything)
		ok(t, err)
		equal(t, "session", got, want)
		equal(t, "log", actions(t, s), nil)
	}},
	{"what cannot be written undoes the change", func(t *testing.T, s Store) {
		want := addSession(t, s, "ses_1", addPhone(t, s))
		ok(t, s.AddRecords(t.Context(), record("aud_1")))
		for name, fail := range map[string]func(*support.Session, *support.Writes){
			"a record twice": func(_ *support.Session, w *support.Writes) { w.Audit = []audit.Record{record("aud_1")} },
			"a missing help request": func(c *support.Session, w *support.Writes) {
				c.HelpRequestID = "hlp_none"
				w.Help = func(*support.HelpRequest) {}
			},
		} {
			_, err := s.ChangeSession(t.Context(), "ses_1", func(c *support.Session, w *support.Writes) error {
				c.State = support.Ended
				fail(c, w)
				return nil
			})
			if err == nil {
				t.Fatalf("%s was written", name)
			}
			got, err := s.Session(t.Context(), "ses_1", everything)
			ok(t, err)
			equal(t, name, got, want)
		}
	}},
	{"lists of open sessions", func(t *testing.T, s Store) {
		ids := add(t, s, phone(1), phone(2), phone(3))
		other := session("ses_3", ids[2])
		other.TechnicianID = "usr_other"
		first, second := addSession(t, s, "ses_1", ids[0]), addSession(t, s, "ses_2", ids[1])
		ok(t, s.CreateSession(t.Context(), other, support.Writes{}, "", nil))
		endSession(t, s, "ses_2")
		got, err := s.OpenSessions(t.Context())
		ok(t, err)
		equal(t, "open", got, []support.Session{first, other})
		got, err = s.OpenSessionsOfTechnician(t.Context(), first.TechnicianID)
		ok(t, err)
		equal(t, "open of technician", got, []support.Session{first})
		_, err = s.OpenSessionOf(t.Context(), second.DeviceID)
		wantError(t, "open of device", err, support.ErrNotFound)
		counts, err := s.CountSessions(t.Context(), start)
		ok(t, err)
		equal(t, "counts", counts, map[support.State]int{support.Requested: 2, support.Ended: 1})
		counts, err = s.CountSessions(t.Context(), start.Add(2*time.Hour))
		ok(t, err)
		equal(t, "counts later", counts, map[support.State]int{support.Requested: 2})
	}},
	{"sessions of jobs are those that a job of that kind waits or runs for", func(t *testing.T, s Store) {
		ids := add(t, s, phone(1), phone(2))
		first := addSession(t, s, "ses_1", ids[0])
		addSession(t, s, "ses_2", ids[1])
		job := func(id string, kind jobs.Kind, payload string) jobs.Job {
			return jobs.Job{ID: id, Kind: kind, Payload: []byte(payload), MaxAttempts: 2}
		}
		ok(t, s.AddJobs(t.Context(), job("job_1", support.JobClose, `{"session_id":"ses_1"}`), job("job_2", support.JobShow, `{"session_id":"ses_2"}`),
			job("job_3", support.JobClose, `{"session_id":"ses_none"}`), job("job_4", support.JobClose, `[]`)))
		got, err := s.SessionsOfJobs(t.Context(), support.JobClose)
		ok(t, err)
		equal(t, "unclosed", got, []support.Session{first})
		_, err = s.ClaimJobs(t.Context(), "node", start, start.Add(time.Minute), 10)
		ok(t, err)
		got, err = s.SessionsOfJobs(t.Context(), support.JobClose)
		ok(t, err)
		equal(t, "while the job runs", got, []support.Session{first})
		ok(t, s.FinishJob(t.Context(), "node", "job_1"))
		got, err = s.SessionsOfJobs(t.Context(), support.JobClose)
		ok(t, err)
		equal(t, "done", got, nil)
	}},
	{"due sessions are those whose deadline is at or before now", func(t *testing.T, s Store) {
		ids := add(t, s, phone(1), phone(2), phone(3), phone(4))
		for i, deadline := range []time.Time{start, start.Add(time.Microsecond), {}, start.Add(-time.Hour)} {
			one := session(fmt.Sprintf("ses_%d", i), ids[i])
			one.DeadlineAt = deadline
			ok(t, s.CreateSession(t.Context(), one, support.Writes{}, "", nil))
		}
		due, err := s.DueSessions(t.Context(), start, 10)
		ok(t, err)
		equal(t, "due", due, []string{"ses_3", "ses_0"})
		due, err = s.DueSessions(t.Context(), start, 1)
		ok(t, err)
		equal(t, "due, one", due, []string{"ses_3"})
		endSession(t, s, "ses_3")
		due, err = s.DueSessions(t.Context(), start, 10)
		ok(t, err)
		equal(t, "due after end", due, []string{"ses_0"})
	}},
	{"the history has the newest first, page by page, in every filter and scope", func(t *testing.T, s Store) {
		ids := add(t, s, phone(1), phone(2))
		group(t, s, "grp_a", "A", ids[0])
		var all []support.Session
		for n := range 11 {
			one := session(fmt.Sprintf("ses_%02d", n), ids[n%2])
			one.RequestedAt = start.Add(time.Duration(n/2) * time.Hour) // pairs at the same time
			if n%3 == 0 {
				one.TechnicianID = "usr_other"
			}
			if n < 9 {
				one.State = support.Ended
			}
			ok(t, s.CreateSession(t.Context(), one, support.Writes{}, "", nil))
			all = append([]support.Session{one}, all...)
		}
		for name, c := range map[string]struct {
			f    support.SessionFilter
			fits func(support.Session) bool
		}{
			"all":        {support.SessionFilter{Scope: everything}, func(support.Session) bool { return true }},
			"device":     {support.SessionFilter{Scope: everything, DeviceID: ids[1]}, func(o support.Session) bool { return o.DeviceID == ids[1] }},
			"technician": {support.SessionFilter{Scope: everything, TechnicianID: "usr_other"}, func(o support.Session) bool { return o.TechnicianID == "usr_other" }},
			"open":       {support.SessionFilter{Scope: everything, Open: true}, func(o support.Session) bool { return o.State != support.Ended }},
			"between": {support.SessionFilter{Scope: everything, Since: start.Add(time.Hour), Until: start.Add(3 * time.Hour)},
				func(o support.Session) bool {
					return !o.RequestedAt.Before(start.Add(time.Hour)) && o.RequestedAt.Before(start.Add(3*time.Hour))
				}},
			"group":    {support.SessionFilter{Scope: device.Scope{GroupIDs: []string{"grp_a"}}}, func(o support.Session) bool { return o.DeviceID == ids[0] }},
			"no scope": {support.SessionFilter{}, func(support.Session) bool { return false }},
		} {
			c.f.Limit = 2
			inPages(t, name, all, c.fits, func(o support.Session) string { return o.ID }, func(after string) ([]support.Session, string) {
				c.f.After = after
				page, err := s.Sessions(t.Context(), c.f)
				ok(t, err)
				return page.Sessions, page.Next
			})
		}
	}},
}

func wantBusy(t *testing.T, err error, holder support.Session) {
	t.Helper()
	wantError(t, "busy device", err, support.ErrDeviceBusy)
	busy, is := errors.AsType[*support.BusyError](err)
	if !is {
		t.Fatalf("%v is no BusyError", err)
	}
	equal(t, "holder", busy.Session, holder)
}

var keyPromises = []promise{
	{"a key works once, and next takes its place", func(t *testing.T, s Store) {
		id := addPhone(t, s)
		addSession(t, s, "ses_1", id)
		grant := giveKey(t, s, "grant", support.HolderTechnician, "usr_1")
		next := grant
		next.Hash, next.Resume, next.ExpiresAt = "resume", true, start.Add(time.Hour)
		got, err := s.UseKey(t.Context(), "grant", "ses_1", support.HolderTechnician, "usr_1", start, next)
		ok(t, err)
		equal(t, "used", got, grant)
		_, err = s.UseKey(t.Context(), "grant", "ses_1", support.HolderTechnician, "usr_1", start, next)
		wantError(t, "again", err, support.ErrBadKey)
		got, err = s.UseKey(t.Context(), "resume", "ses_1", support.HolderTechnician, "usr_1", start, support.Key{})
		ok(t, err)
		equal(t, "next", got, next)
	}},
	{"a key is bound to session, holder and time, and a wrong try does not use it", func(t *testing.T, s Store) {
		ids := add(t, s, phone(1), phone(2))
		addSession(t, s, "ses_1", ids[0])
		addSession(t, s, "ses_2", ids[1])
		key := giveKey(t, s, "k", support.HolderTechnician, "usr_1")
		for name, try := range map[string]struct {
			hash, session, holder, holderID string
			now                             time.Time
		}{
			"unknown":         {"x", "ses_1", support.HolderTechnician, "usr_1", start},
			"other session":   {"k", "ses_2", support.HolderTechnician, "usr_1", start},
			"other kind":      {"k", "ses_1", support.HolderDevice, "usr_1", start},
			"other person":    {"k", "ses_1", support.HolderTechnician, "usr_2", start},
			"expired by then": {"k", "ses_1", support.HolderTechnician, "usr_1", key.ExpiresAt},
		} {
			_, err := s.UseKey(t.Context(), try.hash, try.session, try.holder, try.holderID, try.now, support.Key{})
			wantError(t, name, err, support.ErrBadKey)
		}
		_, err := s.UseKey(t.Context(), "k", "ses_1", support.HolderTechnician, "usr_1", start, support.Key{})
		ok(t, err)
	}},
	{"a new key of a holder makes the one before void, and nobody else's", func(t *testing.T, s Store) {
		addSession(t, s, "ses_1", addPhone(t, s))
		giveKey(t, s, "old", support.HolderTechnician, "usr_1")
		giveKey(t, s, "other", support.HolderTechnician, "usr_2")
		giveKey(t, s, "new", support.HolderTechnician, "usr_1")
		usable(t, s, map[string]bool{"old usr_1": false, "other usr_2": true, "new usr_1": true})
	}},
	{"all keys of a session can be dropped", func(t *testing.T, s Store) {
		addSession(t, s, "ses_1", addPhone(t, s))
		giveKey(t, s, "a", support.HolderTechnician, "usr_1")
		_, err := s.ChangeSession(t.Context(), "ses_1", func(_ *support.Session, w *support.Writes) error {
			w.DropKeys = true
			return nil
		})
		ok(t, err)
		usable(t, s, map[string]bool{"a usr_1": false})
	}},
	{"the keys of a person are dropped in all sessions", func(t *testing.T, s Store) {
		addSession(t, s, "ses_1", addPhone(t, s))
		giveKey(t, s, "a", support.HolderTechnician, "usr_1")
		giveKey(t, s, "b", support.HolderTechnician, "usr_2")
		ok(t, s.DropKeysOf(t.Context(), "usr_1"))
		usable(t, s, map[string]bool{"a usr_1": false, "b usr_2": true})
	}},
	{"the keys of a holder can be given another end", func(t *testing.T, s Store) {
		addSession(t, s, "ses_1", addPhone(t, s))
		giveKey(t, s, "a", support.HolderTechnician, "usr_1")
		giveKey(t, s, "b", support.HolderTechnician, "usr_2")
		ok(t, s.ExtendKeys(t.Context(), "ses_1", support.HolderTechnician, "usr_1", start))
		usable(t, s, map[string]bool{"a usr_1": false, "b usr_2": true})
		ok(t, s.ExtendKeys(t.Context(), "ses_1", support.HolderTechnician, "usr_1", start.Add(time.Second)))
		usable(t, s, map[string]bool{"a usr_1": true})
	}},
}

// giveKey gives a key of session ses_1.
func giveKey(t *testing.T, s Store, hash, holder, holderID string) support.Key {
	t.Helper()
	key := support.Key{Hash: hash, SessionID: "ses_1", Holder: holder, HolderID: holderID, ExpiresAt: start.Add(time.Minute)}
	_, err := s.ChangeSession(t.Context(), "ses_1", func(_ *support.Session, w *support.Writes) error {
		w.Keys = []support.Key{key}
		return nil
	})
	ok(t, err)
	return key
}

// usable tries keys, named "hash person", of session ses_1.
func usable(t *testing.T, s Store, want map[string]bool) {
	t.Helper()
	for name, works := range want {
		var hash, personID string
		fmt.Sscan(name, &hash, &personID)
		_, err := s.UseKey(t.Context(), hash, "ses_1", support.HolderTechnician, personID, start, support.Key{})
		if works {
			ok(t, err)
			continue
		}
		wantError(t, name, err, support.ErrBadKey)
	}
}
