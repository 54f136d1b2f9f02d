package storagetest

import (
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/support"
)

// crowd is how many do the same thing at once.
const crowd = 20

// wantOneWinner counts the errors of a crowd: one nil, the rest as named.
func wantOneWinner(t *testing.T, errs []error, loser error) {
	t.Helper()
	winners := 0
	for _, err := range errs {
		switch {
		case err == nil:
			winners++
		case !errors.Is(err, loser):
			t.Errorf("a loser got %v, want %v", err, loser)
		}
	}
	if winners != 1 {
		t.Errorf("%d winners, want 1", winners)
	}
}

var racePromises = []promise{
	{"of many who start a session on one device, one does", func(t *testing.T, s Store) {
		id := addPhone(t, s)
		wantOneWinner(t, together(crowd, func(i int) error {
			return s.CreateSession(t.Context(), session(fmt.Sprintf("ses_%d", i), id), support.Writes{Audit: []audit.Record{record(fmt.Sprintf("aud_%d", i))}}, "", nil)
		}), support.ErrDeviceBusy)
		equal(t, "records", len(actions(t, s)), 1)
	}},
	{"of many who replace the same session, one does", func(t *testing.T, s Store) {
		id := addPhone(t, s)
		addSession(t, s, "ses_old", id)
		wantOneWinner(t, together(crowd, func(i int) error {
			return s.CreateSession(t.Context(), session(fmt.Sprintf("ses_%d", i), id), support.Writes{}, "ses_old",
				func(old *support.Session, _ *support.Writes) error { old.State = support.Ended; return nil })
		}), support.ErrDeviceBusy)
	}},
	{"no change of a session is lost", func(t *testing.T, s Store) {
		first := addSession(t, s, "ses_1", addPhone(t, s))
		for _, err := range together(crowd, func(i int) error {
			_, err := s.ChangeSession(t.Context(), "ses_1", func(c *support.Session, w *support.Writes) error {
				c.Note += "x"
				w.Audit = []audit.Record{record(fmt.Sprintf("aud_%d", i))}
				return nil
			})
			return err
		}) {
			ok(t, err)
		}
		got, err := s.Session(t.Context(), "ses_1", everything)
		ok(t, err)
		equal(t, "changes", len(got.Note), crowd)
		equal(t, "version", got.Version, first.Version+crowd)
		equal(t, "records", len(actions(t, s)), crowd)
	}},
	{"of many who take a help request, one does", func(t *testing.T, s Store) {
		ask(t, s, "hlp_1", addPhone(t, s), start)
		wantOneWinner(t, together(crowd, func(i int) error {
			_, err := s.ChangeHelp(t.Context(), "hlp_1", func(h *support.HelpRequest, _ *support.Writes) error {
				if h.State == support.HelpTaken {
					return support.ErrAlreadyTaken
				}
				h.State, h.TakenBy = support.HelpTaken, fmt.Sprintf("usr_%d", i)
				return nil
			})
			return err
		}), support.ErrAlreadyTaken)
	}},
	{"many presses on Help make one request", func(t *testing.T, s Store) {
		id := addPhone(t, s)
		got := make([]string, crowd)
		for _, err := range together(crowd, func(i int) error {
			h, err := s.AskHelp(t.Context(), help(fmt.Sprintf("hlp_%d", i), id, start), record(fmt.Sprintf("aud_%d", i)))
			got[i] = h.ID
			return err
		}) {
			ok(t, err)
		}
		for _, id := range got {
			equal(t, "request", id, got[0])
		}
		equal(t, "records", len(actions(t, s)), 1)
	}},
	{"of many who use one key, one does", func(t *testing.T, s Store) {
		addSession(t, s, "ses_1", addPhone(t, s))
		key := giveKey(t, s, "k", support.HolderTechnician, "usr_1")
		wantOneWinner(t, together(crowd, func(i int) error {
			next := key
			next.Hash = fmt.Sprintf("next %d", i)
			_, err := s.UseKey(t.Context(), "k", "ses_1", support.HolderTechnician, "usr_1", start, next)
			return err
		}), support.ErrBadKey)
	}},
	{"of many who redeem one code, one does", func(t *testing.T, s Store) {
		ok(t, s.CreateShare(t.Context(), share("shr_1", "code")))
		wantOneWinner(t, together(crowd, func(i int) error {
			_, err := s.RedeemShare(t.Context(), "code", start, guest(fmt.Sprintf("dev_%d", i)), "h", start)
			return err
		}), support.ErrBadCode)
		found, err := s.CountDevices(t.Context(), device.Filter{Scope: everything})
		ok(t, err)
		equal(t, "guests", found.Matching, 1)
	}},
	{"of many who set up, one does", func(t *testing.T, s Store) {
		ok(t, s.SaveLink(t.Context(), access.Link{Hash: "h", Kind: access.LinkSetup, ExpiresAt: start.Add(time.Minute)}))
		wantOneWinner(t, together(crowd, func(i int) error {
			return s.SetUp(t.Context(), "h", start, person(fmt.Sprintf("usr_%d", i), access.Administrator))
		}), access.ErrAlreadySetUp)
	}},
	{"two administrators who lock each other out leave one", func(t *testing.T, s Store) {
		ids := []string{"usr_1", "usr_2"}
		for _, id := range ids {
			ok(t, s.CreatePerson(t.Context(), person(id, access.Administrator)))
		}
		wantOneWinner(t, together(2, func(i int) error {
			_, err := s.ChangePerson(t.Context(), ids[i], "", func(p *access.Person) error { p.DisabledAt = start; return nil })
			return err
		}), access.ErrLastAdmin)
	}},
	{"of many who claim, each job goes to one", func(t *testing.T, s Store) {
		const most = 100
		for n := range most {
			ok(t, s.AddJobs(t.Context(), jobs.Job{ID: fmt.Sprintf("job_%d", n), Kind: "k"}))
		}
		claimed := make([][]string, crowd)
		for _, err := range together(crowd, func(i int) error {
			got, err := s.ClaimJobs(t.Context(), fmt.Sprintf("n%d", i), start, start.Add(time.Minute), 7)
			claimed[i] = names(got)
			return err
		}) {
			ok(t, err)
		}
		owners := map[string]int{}
		for _, ids := range claimed {
			for _, id := range ids {
				owners[id]++
			}
		}
		for id, n := range owners {
			equal(t, "owners of "+id, n, 1)
		}
		equal(t, "claimed", len(owners), most)
	}},
	{"one token enrolls one of many", func(t *testing.T, s Store) {
		ok(t, s.SaveEnrollment(t.Context(), addPhone(t, s), "h", start.Add(time.Minute)))
		wantOneWinner(t, together(crowd, func(i int) error {
			_, err := s.Enroll(t.Context(), "h", []byte(strconv.Itoa(i)), start)
			return err
		}), device.ErrBadToken)
	}},
}
