package storagetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/support"
)

var helpLaterPromises = []promise{
	{"what is put off keeps its place in the list and stands before nobody until then", func(t *testing.T, s Store) {
		ids := add(t, s, phone(1), phone(2), phone(3), phone(4))
		for i, id := range ids {
			ask(t, s, fmt.Sprintf("hlp_%d", i), id, start.Add(time.Duration(i)*time.Minute))
		}
		until := start.Add(time.Hour)
		_, err := s.ChangeHelp(t.Context(), "hlp_0", func(h *support.HelpRequest, _ *support.Writes) error { h.SnoozedUntil = until; return nil })
		ok(t, err)
		_, err = s.ChangeHelp(t.Context(), "hlp_1", func(h *support.HelpRequest, _ *support.Writes) error { h.CallBackAt = until; return nil })
		ok(t, err)
		for name, tc := range map[string]struct {
			now   time.Time
			list  []string
			place int // of the last
		}{
			"before":         {until.Add(-time.Microsecond), []string{"hlp_1", "hlp_2", "hlp_3"}, 2},
			"when it is due": {until, []string{"hlp_0", "hlp_1", "hlp_2", "hlp_3"}, 4},
		} {
			list, err := s.HelpRequests(t.Context(), support.HelpFilter{Scope: everything, AwakeAt: tc.now})
			ok(t, err)
			equal(t, name, helpIDs(list), tc.list)
			last, err := s.HelpRequest(t.Context(), "hlp_3", everything)
			ok(t, err)
			place, err := s.HelpPlace(t.Context(), last, tc.now)
			ok(t, err)
			equal(t, "place "+name, place, tc.place)
		}
		list, err := s.HelpRequests(t.Context(), support.HelpFilter{Scope: everything})
		ok(t, err)
		equal(t, "asked for", helpIDs(list), []string{"hlp_0", "hlp_1", "hlp_2", "hlp_3"})
		group(t, s, "grp_a", "A", ids[0], ids[2])
		list, err = s.HelpRequests(t.Context(), support.HelpFilter{Scope: device.Scope{GroupIDs: []string{"grp_a"}}, AwakeAt: start})
		ok(t, err)
		equal(t, "of a group", helpIDs(list), []string{"hlp_2"})
	}},
	{"the last request of a device, and how many it made", func(t *testing.T, s Store) {
		ids := add(t, s, phone(1), phone(2))
		_, err := s.LastHelpOf(t.Context(), ids[0])
		wantError(t, "none", err, support.ErrNotFound)
		for i := range 3 {
			ask(t, s, fmt.Sprintf("hlp_%d", i), ids[0], start.Add(time.Duration(i)*time.Minute))
			setHelp(t, s, fmt.Sprintf("hlp_%d", i), support.HelpDeclined)
		}
		ask(t, s, "hlp_other", ids[1], start.Add(time.Hour))
		last, err := s.LastHelpOf(t.Context(), ids[0])
		ok(t, err)
		equal(t, "last", last.ID, "hlp_2")
		for since, want := range map[time.Time]int{start: 3, start.Add(time.Minute): 2, start.Add(time.Minute + time.Microsecond): 1, start.Add(time.Hour): 0} {
			count, err := s.CountHelpOf(t.Context(), ids[0], since)
			ok(t, err)
			equal(t, since.String(), count, want)
		}
	}},
}

func helpIDs(list []support.HelpRequest) (ids []string) {
	for _, h := range list {
		ids = append(ids, h.ID)
	}
	return ids
}

func helpLink(hash, deviceID string) support.HelpLink {
	return support.HelpLink{Hash: hash, DeviceID: deviceID, CreatedAt: start,
		CreatedBy: audit.Actor{Kind: audit.ByPerson, ID: "usr_1", Name: "田中"}}
}

var helpLinkPromises = []promise{
	{"a link comes back as it was given, by its hash and by its device", func(t *testing.T, s Store) {
		want := helpLink("hash", addPhone(t, s))
		ok(t, s.SaveHelpLink(t.Context(), want, record("aud_1")))
		got, err := s.HelpLink(t.Context(), "hash")
		ok(t, err)
		equal(t, "by hash", got, want)
		got, err = s.HelpLinkOf(t.Context(), want.DeviceID)
		ok(t, err)
		equal(t, "by device", got, want)
		equal(t, "log", actions(t, s), []string{"aud_1"})
	}},
	{"a new link makes the old one of its device void, and no other's", func(t *testing.T, s Store) {
		ids := add(t, s, phone(1), phone(2))
		ok(t, s.SaveHelpLink(t.Context(), helpLink("old", ids[0])))
		ok(t, s.SaveHelpLink(t.Context(), helpLink("other", ids[1])))
		ok(t, s.SaveHelpLink(t.Context(), helpLink("new", ids[0])))
		_, err := s.HelpLink(t.Context(), "old")
		wantError(t, "old", err, support.ErrNotFound)
		for hash, id := range map[string]string{"new": ids[0], "other": ids[1]} {
			got, err := s.HelpLink(t.Context(), hash)
			ok(t, err)
			equal(t, hash, got.DeviceID, id)
		}
	}},
	{"an unknown device gets no link, and no record is written", func(t *testing.T, s Store) {
		wantError(t, "save", s.SaveHelpLink(t.Context(), helpLink("hash", "dev_none"), record("aud_1")), device.ErrNotFound)
		_, err := s.HelpLink(t.Context(), "hash")
		wantError(t, "by hash", err, support.ErrNotFound)
		equal(t, "log", actions(t, s), nil)
	}},
	{"a removed link is gone, and is removed once", func(t *testing.T, s Store) {
		id := addPhone(t, s)
		ok(t, s.SaveHelpLink(t.Context(), helpLink("hash", id)))
		ok(t, s.RemoveHelpLink(t.Context(), id, record("aud_1")))
		wantError(t, "again", s.RemoveHelpLink(t.Context(), id, record("aud_2")), support.ErrNotFound)
		_, err := s.HelpLink(t.Context(), "hash")
		wantError(t, "by hash", err, support.ErrNotFound)
		_, err = s.HelpLinkOf(t.Context(), id)
		wantError(t, "by device", err, support.ErrNotFound)
		equal(t, "log", actions(t, s), []string{"aud_1"})
	}},
	{"of many links made at once, one works", func(t *testing.T, s Store) {
		id := addPhone(t, s)
		for _, err := range together(crowd, func(i int) error {
			return s.SaveHelpLink(t.Context(), helpLink(fmt.Sprintf("hash %d", i), id))
		}) {
			ok(t, err)
		}
		working := 0
		for i := range crowd {
			if _, err := s.HelpLink(t.Context(), fmt.Sprintf("hash %d", i)); err == nil {
				working++
			}
		}
		equal(t, "working links", working, 1)
	}},
}
