package storagetest

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
)

var auditPromises = []promise{
	{"a record comes back as given, without a place in the chain", func(t *testing.T, s Store) {
		want := audit.Record{ID: "aud_1", At: start, Actor: audit.Actor{Kind: audit.ByPerson, ID: "usr_1", Name: "田中"},
			Action: audit.SessionEnded, DeviceID: "dev_1", SessionID: "ses_1", Details: map[string]string{"reason": "it's \"done\" \x00"}}
		claimed := want
		claimed.Seq, claimed.Hash = 7, "made up"
		ok(t, s.AddRecords(t.Context(), claimed))
		page, err := s.Records(t.Context(), audit.Filter{DeviceScopeAll: true, Limit: 10})
		ok(t, err)
		equal(t, "record", page.Records, []audit.Record{want})
	}},
	{"records are appended together or not at all", func(t *testing.T, s Store) {
		ok(t, s.AddRecords(t.Context(), record("aud_1")))
		if s.AddRecords(t.Context(), record("aud_2"), record("aud_1")) == nil {
			t.Fatal("a record was written twice")
		}
		equal(t, "log", actions(t, s), []string{"aud_1"})
		ok(t, s.AddRecords(t.Context()))
	}},
	{"the newest come first, page by page, in every filter and scope", func(t *testing.T, s Store) {
		ids := add(t, s, phone(1), phone(2))
		group(t, s, "grp_a", "A", ids[0])
		var all []audit.Record
		for n := range 12 {
			r := record(fmt.Sprintf("aud_%02d", n))
			r.At = start.Add(time.Duration(n/2) * time.Hour)
			r.DeviceID = []string{ids[0], ids[1], ""}[n%3]
			if n%2 == 0 {
				r.SessionID, r.Actor.ID, r.Action = "ses_1", "usr_1", audit.HelpAsked
			}
			ok(t, s.AddRecords(t.Context(), r))
			all = append([]audit.Record{r}, all...)
		}
		for name, c := range map[string]struct {
			f    audit.Filter
			fits func(audit.Record) bool
		}{
			"all":     {audit.Filter{DeviceScopeAll: true}, func(audit.Record) bool { return true }},
			"device":  {audit.Filter{DeviceScopeAll: true, DeviceID: ids[1]}, func(r audit.Record) bool { return r.DeviceID == ids[1] }},
			"session": {audit.Filter{DeviceScopeAll: true, SessionID: "ses_1"}, func(r audit.Record) bool { return r.SessionID == "ses_1" }},
			"actor":   {audit.Filter{DeviceScopeAll: true, ActorID: "usr_1"}, func(r audit.Record) bool { return r.Actor.ID == "usr_1" }},
			"action":  {audit.Filter{DeviceScopeAll: true, Action: audit.HelpAsked}, func(r audit.Record) bool { return r.Action == audit.HelpAsked }},
			"between": {audit.Filter{DeviceScopeAll: true, Since: start.Add(time.Hour), Until: start.Add(3 * time.Hour)},
				func(r audit.Record) bool {
					return !r.At.Before(start.Add(time.Hour)) && r.At.Before(start.Add(3*time.Hour))
				}},
			"group":    {audit.Filter{DeviceGroupIDs: []string{"grp_a"}}, func(r audit.Record) bool { return r.DeviceID == ids[0] }},
			"no scope": {audit.Filter{}, func(audit.Record) bool { return false }},
		} {
			c.f.Limit = 2
			inPages(t, name, all, c.fits, func(r audit.Record) string { return r.ID }, func(after string) ([]audit.Record, string) {
				c.f.After = after
				page, err := s.Records(t.Context(), c.f)
				ok(t, err)
				return page.Records, page.Next
			})
		}
		_, err := s.Records(t.Context(), audit.Filter{DeviceScopeAll: true, After: "AAAA", Limit: 2})
		wantError(t, "cursor", err, audit.ErrBadCursor)
	}},
	{"the chain links records in the order of their ids, a part at a time, and goes on where it ended", func(t *testing.T, s Store) {
		ok(t, s.AddRecords(t.Context(), record("aud_3"), record("aud_1"), record("aud_2")))
		link := func(previous string, r audit.Record) string { return fmt.Sprintf("%s>%s@%d", previous, r.ID, r.Seq) }
		for i, want := range []int{2, 1, 0} {
			n, err := s.LinkRecords(t.Context(), 2, link)
			ok(t, err)
			equal(t, fmt.Sprintf("linked in step %d", i), n, want)
		}
		ok(t, s.AddRecords(t.Context(), record("aud_0"))) // came late: its place is behind
		_, err := s.LinkRecords(t.Context(), 10, link)
		ok(t, err)
		equal(t, "chain", chain(t, s, 1), []string{"1 >aud_1@1", "2 >aud_1@1>aud_2@2", "3 >aud_1@1>aud_2@2>aud_3@3",
			"4 >aud_1@1>aud_2@2>aud_3@3>aud_0@4"})
		equal(t, "chain from 4", len(chain(t, s, 4)), 1)
		seen := 0
		ok(t, s.Chain(t.Context(), 1, func(audit.Record) bool { seen++; return seen < 2 }))
		equal(t, "seen until no more were wanted", seen, 2)
	}},
	{"a long log is linked and verified whole", func(t *testing.T, s Store) {
		const records = 1203
		var many []audit.Record
		for n := range records {
			r := record(fmt.Sprintf("aud_%05d", n))
			r.Details = map[string]string{"n": strconv.Itoa(n), "text": "済み"}
			many = append(many, r)
		}
		ok(t, s.AddRecords(t.Context(), many...))
		ok(t, audit.LinkAll(t.Context(), s))
		state, err := audit.Verify(t.Context(), s)
		ok(t, err)
		equal(t, "linked", state.Linked, int64(records))
		equal(t, "broken at", state.BrokenAt, int64(0))
	}},
}

func chain(t *testing.T, s Store, from int64) (links []string) {
	t.Helper()
	ok(t, s.Chain(t.Context(), from, func(r audit.Record) bool {
		links = append(links, fmt.Sprint(r.Seq, " ", r.Hash))
		return true
	}))
	return links
}
