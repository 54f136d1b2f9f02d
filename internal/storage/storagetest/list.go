package storagetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/support"
)

// listAll walks every page and holds the walk to its end.
func listAll(t *testing.T, s Store, f device.Filter) (devices []device.Device) {
	t.Helper()
	for range 1000 {
		page, err := s.Devices(t.Context(), f)
		ok(t, err)
		if len(page.Devices) > f.Limit {
			t.Fatalf("page of %d, limit %d", len(page.Devices), f.Limit)
		}
		devices = append(devices, page.Devices...)
		if page.Next == "" {
			return devices
		}
		if len(page.Devices) != f.Limit {
			t.Fatalf("page of %d is not the last, limit %d", len(page.Devices), f.Limit)
		}
		f.After = page.Next
	}
	t.Fatal("the pages do not end")
	return nil
}

// fleet is a small one in which every filter finds some devices and not others.
func fleet(t *testing.T, s Store) []device.Device {
	t.Helper()
	ok(t, s.CreateGroup(t.Context(), device.Group{ID: "grp_a", Name: "A"}))
	ok(t, s.CreateGroup(t.Context(), device.Group{ID: "grp_b", Name: "B"}))
	ok(t, s.CreateGroup(t.Context(), device.Group{ID: "grp_c", Name: "C"}))
	managements := []device.Management{device.AndroidDeviceOwner, device.AndroidKiosk, device.IOSSupervised, device.IOSUser}
	var devices []device.Device
	for n := range 60 {
		d := phone((n * 37) % 60) // not in order
		d.Management = managements[n%len(managements)]
		d.Platform = device.Managements[d.Management]
		if n%5 == 0 {
			d.Owner.Name = "Same Owner"
		}
		if n%7 == 0 {
			d.Lifecycle = device.Retired
		}
		if n%3 == 0 {
			d.LastSeen = start
		}
		d.GroupIDs = [][]string{{}, {"grp_a"}, {"grp_b"}, {"grp_a", "grp_b"}}[n/4%4]
		d.MDM = []string{"", "mdm_1", "mdm_2"}[n%3]
		d.Available = []device.Known{device.Yes, device.Unknown, device.Yes, device.No}[n/2%4]
		devices = append(devices, d)
	}
	judged := map[string]device.Known{}
	for i, id := range add(t, s, devices...) {
		devices[i].ID = id
		judged[id] = devices[i].Available
	}
	ok(t, s.SetAvailable(t.Context(), judged))
	var came []device.Connection
	for i := range devices {
		if i%4 == 1 {
			devices[i].Online = true
			came = append(came, device.Connection{DeviceID: devices[i].ID, Since: start})
		}
		if i%6 == 2 {
			addSession(t, s, fmt.Sprintf("ses_%d", i), devices[i].ID)
		}
		if i%6 == 3 {
			addSession(t, s, fmt.Sprintf("ses_%d", i), devices[i].ID)
			endSession(t, s, fmt.Sprintf("ses_%d", i))
		}
	}
	ok(t, s.SavePresence(t.Context(), "n1", came, nil, nil))
	return devices
}

// fits says in Go what a filter asks for, without its search.
func fits(f device.Filter, d device.Device, inSession bool) bool {
	presence := "never"
	if !d.LastSeen.IsZero() {
		presence = "offline"
	}
	if d.Online {
		presence = "online"
	}
	shown := f.Scope.All || slices.ContainsFunc(f.Scope.GroupIDs, func(g string) bool { return slices.Contains(d.GroupIDs, g) })
	return shown && (f.Platform == "" || f.Platform == d.Platform) && (f.Management == "" || f.Management == d.Management) &&
		(f.Lifecycle == "" || f.Lifecycle == d.Lifecycle) && (f.Presence == "" || f.Presence == presence) &&
		(f.GroupID == "" || slices.Contains(d.GroupIDs, f.GroupID)) && (!f.InSession || inSession) &&
		(f.Available == "" || f.Available == d.Available) && (f.MDM == "" || f.MDM == d.MDM)
}

var listPromises = []promise{
	{"every combination of filters gives the right devices, in order, page by page, and their counts", func(t *testing.T, s Store) {
		devices := fleet(t, s)
		inSession := map[string]bool{}
		open, err := s.OpenSessions(t.Context())
		ok(t, err)
		for _, o := range open {
			inSession[o.DeviceID] = true
		}
		for _, f := range combinations() {
			var want []string
			var counts device.Counts
			for _, d := range devices {
				if !fits(f, d, inSession[d.ID]) {
					continue
				}
				want = append(want, d.Owner.Name+" | "+d.Name+" | "+d.ID)
				counts.Matching++
				if d.Online {
					counts.Online++
				}
				if inSession[d.ID] {
					counts.InSession++
				}
			}
			slices.Sort(want)
			var got []string
			for _, d := range listAll(t, s, f) {
				got = append(got, d.Owner.Name+" | "+d.Name+" | "+d.ID)
			}
			equal(t, fmt.Sprintf("devices of %+v", f), got, want)
			gotCounts, err := s.CountDevices(t.Context(), f)
			ok(t, err)
			equal(t, fmt.Sprintf("counts of %+v", f), gotCounts, counts)
		}
	}},
	{"pages do not repeat or miss a device when others come and go between them", func(t *testing.T, s Store) {
		add(t, s, phone(10), phone(20), phone(30), phone(40))
		f := device.Filter{Scope: everything, Limit: 2}
		page, err := s.Devices(t.Context(), f)
		ok(t, err)
		gone := phone(20) // the last one of the page moves away, one comes before it, one behind
		gone.Owner.Name = "Z"
		add(t, s, gone, phone(5), phone(35))
		f.After = page.Next
		var names []string
		for _, d := range listAll(t, s, f) {
			names = append(names, d.Name)
		}
		equal(t, "rest", names, []string{"Pixel 0030", "Pixel 0035", "Pixel 0040", "Pixel 0020"})
	}},
	{"a renamed device moves in every list", func(t *testing.T, s Store) {
		ids := add(t, s, phone(1), phone(2), phone(3))
		group(t, s, "grp_a", "A", ids...)
		var came []device.Connection
		for _, id := range ids {
			came = append(came, device.Connection{DeviceID: id, Since: start})
		}
		ok(t, s.SavePresence(t.Context(), "n1", came, nil, nil))
		moved := phone(1)
		moved.Owner.Name = "Z"
		add(t, s, moved)
		for _, f := range []device.Filter{{Scope: everything}, {Scope: everything, GroupID: "grp_a"}, {Scope: everything, Presence: "online"},
			{Scope: device.Scope{GroupIDs: []string{"grp_a"}}}} {
			f.Limit = 2
			var got []string
			for _, d := range listAll(t, s, f) {
				got = append(got, d.ID)
			}
			equal(t, fmt.Sprintf("%+v", f), got, []string{ids[1], ids[2], ids[0]})
		}
	}},
	{"cursors that nobody gave out are refused", func(t *testing.T, s Store) {
		addPhone(t, s)
		for _, cursor := range []string{"!", "%%%", "AA", "AAAA", strings.Repeat("A", 100_000), "/w"} {
			_, err := s.Devices(t.Context(), device.Filter{Scope: everything, After: cursor, Limit: 5})
			wantError(t, fmt.Sprintf("%.20q", cursor), err, device.ErrBadCursor)
			_, err = s.Sessions(t.Context(), support.SessionFilter{Scope: everything, After: cursor, Limit: 5})
			wantError(t, fmt.Sprintf("sessions %.20q", cursor), err, support.ErrBadCursor)
		}
	}},
	{"an unknown presence is refused", func(t *testing.T, s Store) {
		_, err := s.Devices(t.Context(), device.Filter{Scope: everything, Presence: "maybe", Limit: 5})
		wantError(t, "list", err, device.ErrBadFilter)
		_, err = s.CountDevices(t.Context(), device.Filter{Scope: everything, Presence: "maybe"})
		wantError(t, "count", err, device.ErrBadFilter)
	}},
	{"an unknown availability is refused", func(t *testing.T, s Store) {
		_, err := s.Devices(t.Context(), device.Filter{Scope: everything, Available: "maybe", Limit: 5})
		wantError(t, "list", err, device.ErrBadFilter)
		_, err = s.CountDevices(t.Context(), device.Filter{Scope: everything, Available: "maybe"})
		wantError(t, "count", err, device.ErrBadFilter)
	}},
	{"a limit out of range is held to the range", func(t *testing.T, s Store) {
		add(t, s, phone(1), phone(2))
		page, err := s.Devices(t.Context(), device.Filter{Scope: everything, Limit: -1})
		ok(t, err)
		equal(t, "devices", len(page.Devices), 1)
	}},
	{"someone with many groups sees each device once", func(t *testing.T, s Store) {
		ids := add(t, s, phone(1), phone(2))
		var scope device.Scope
		for n := range 30 {
			id := fmt.Sprintf("grp_%02d", n)
			group(t, s, id, id, ids...)
			scope.GroupIDs = append(scope.GroupIDs, id)
			var got []string
			for _, d := range listAll(t, s, device.Filter{Scope: scope, Limit: 1}) {
				got = append(got, d.ID)
			}
			equal(t, fmt.Sprintf("seen with %d groups", n+1), got, ids)
		}
	}},
}

func combinations() (filters []device.Filter) {
	for _, platform := range []device.Platform{"", device.IOS} {
		for _, management := range []device.Management{"", device.IOSUser} {
			for _, lifecycle := range []device.Lifecycle{"", device.InUse, device.Retired} {
				for _, presence := range []string{"", "online", "offline", "never"} {
					for _, group := range []string{"", "grp_b"} {
						for _, scope := range []device.Scope{{All: true}, {GroupIDs: []string{"grp_a"}}, {GroupIDs: []string{"grp_a", "grp_b"}}, {}} {
							for _, inSession := range []bool{false, true} {
								filters = append(filters, device.Filter{Platform: platform, Management: management, Lifecycle: lifecycle,
									Presence: presence, GroupID: group, Scope: scope, InSession: inSession, Limit: 7})
							}
						}
					}
				}
			}
		}
	}
	return append(filters, judgedCombinations()...)
}

// judgedCombinations are those with the MDM and with what was judged.
func judgedCombinations() (filters []device.Filter) {
	for _, available := range []device.Known{device.Unknown, device.Yes, device.No} {
		for _, mdm := range []string{"", "mdm_1"} {
			for _, platform := range []device.Platform{"", device.IOS} {
				for _, presence := range []string{"", "online", "never"} {
					for _, scope := range []device.Scope{{All: true}, {GroupIDs: []string{"grp_a", "grp_b"}}} {
						for _, inSession := range []bool{false, true} {
							filters = append(filters, device.Filter{Available: available, MDM: mdm, Platform: platform, Presence: presence,
								Scope: scope, InSession: inSession, Limit: 7})
						}
					}
				}
			}
		}
	}
	return filters
}

var searchPromises = []promise{
	{"every word is found in any field, in any width, case and kana", func(t *testing.T, s Store) {
		tanaka, suzuki := phone(1), phone(2)
		tanaka.Owner = device.Owner{Name: "田中 花子", Kana: "たなか はなこ", Email: "hanako.tanaka@example.jp", Department: "営業部", Phone: "090-1234-5678"}
		tanaka.Location, tanaka.Maker, tanaka.Model, tanaka.UDID = "東京支店", "Sony", "Xperia 1 VI", "00008110-AB"
		suzuki.Owner = device.Owner{Name: "鈴木 一郎", Kana: "スズキ イチロウ"}
		suzuki.Location, suzuki.Name = "大阪", `100% "real" O'Neill_phone\x`
		ids := add(t, s, tanaka, suzuki)
		found := map[string][]string{
			"田中": ids[:1], "中": ids[:1], "東京": ids[:1], "京支": ids[:1], "東京支店": ids[:1], "営業部": ids[:1],
			"たなか": ids[:1], "タナカ": ids[:1], "ﾀﾅｶ": ids[:1], "はな": ids[:1], "ハナコ": ids[:1], "すずき": ids[1:], "ｽｽﾞｷ": ids[1:],
			"HANAKO": ids[:1], "ｈａｎａｋｏ": ids[:1], "tanaka@ex": ids[:1], "1234-5": ids[:1], "xperia": ids[:1], "so": ids[:1], "8110-ab": ids[:1],
			"田中 東京": ids[:1], "田中 大阪": nil, "東京 xperia 5678": ids[:1], "SN000002": ids[1:], "AT-00002": ids[1:], "sn00000": ids,
			`"real"`: ids[1:], "100%": ids[1:], "%": ids[1:], "_": ids[1:], `\`: ids[1:], `\x`: ids[1:], "l_p": ids[1:], "o'neill": ids[1:], `"`: ids[1:],
			"pixel* ": nil, "NEAR(a b)": nil, "子たな": nil, "　": ids, "\x00": ids, "tanaka OR suzuki": nil, "example.jpeigyo": nil,
		}
		for search, want := range found {
			var got []string
			for _, d := range listAll(t, s, device.Filter{Search: search, Scope: everything, Limit: 1}) {
				got = append(got, d.ID)
			}
			slices.Sort(got)
			sorted := slices.Sorted(slices.Values(want))
			equal(t, fmt.Sprintf("search %q", search), got, sorted)
			counts, err := s.CountDevices(t.Context(), device.Filter{Search: search, Scope: everything})
			ok(t, err)
			equal(t, fmt.Sprintf("count %q", search), counts, device.Counts{Matching: len(want)})
		}
	}},
	{"a search keeps to the filter and to the scope", func(t *testing.T, s Store) {
		devices := fleet(t, s)
		for _, f := range combinations() {
			if f.InSession {
				continue
			}
			f.Search = "same ow"
			var want, got []string
			for _, d := range devices {
				if d.Owner.Name == "Same Owner" && fits(f, d, false) {
					want = append(want, d.Name)
				}
			}
			slices.Sort(want)
			for _, d := range listAll(t, s, f) {
				got = append(got, d.Name)
			}
			equal(t, fmt.Sprintf("%+v", f), got, want)
		}
	}},
	{"a device is found by what it is called now, not before", func(t *testing.T, s Store) {
		for _, name := range []string{"Nakamura", "Watanabe"} {
			d := phone(1)
			d.Owner.Name = name
			add(t, s, d)
		}
		for search, want := range map[string]int{"watanabe": 1, "nakamura": 0, "wa": 1, "mu": 0} {
			equal(t, search, len(listAll(t, s, device.Filter{Search: search, Scope: everything, Limit: 10})), want)
		}
	}},
	{"a search with more than 1,000 matches counts to 1,000 and says so", func(t *testing.T, s Store) {
		var phones []device.Device
		for n := range 1003 {
			phones = append(phones, phone(n))
		}
		ids := add(t, s, phones...)
		ok(t, s.SavePresence(t.Context(), "n1", []device.Connection{{DeviceID: ids[0], Since: start}}, nil, nil))
		for search, want := range map[string]device.Counts{
			"pixel": {Matching: 1000, More: true, Online: 1}, "px": {}, "pi": {Matching: 1000, More: true, Online: 1},
			"pixel 0000": {Matching: 1000, More: true, Online: 1}, // every one has four zeros in its IMEI
			"SN001002":   {Matching: 1},
		} {
			counts, err := s.CountDevices(t.Context(), device.Filter{Search: search, Scope: everything})
			ok(t, err)
			equal(t, search, counts, want)
		}
		equal(t, "listed", len(listAll(t, s, device.Filter{Search: "pixel", Scope: everything, Limit: 200})), 1000)
	}},
	{"a very long search is cut, not refused", func(t *testing.T, s Store) {
		addPhone(t, s)
		began := time.Now()
		for _, search := range []string{strings.Repeat("pixel ", 10_000), strings.Repeat("pix", 10_000), strings.Repeat("%_", 5_000)} {
			_, err := s.Devices(t.Context(), device.Filter{Search: search, Scope: everything, Limit: 10})
			ok(t, err)
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Fatalf("three searches of hostile length took %v", took)
		}
	}},
}
