package storagetest

import (
	"crypto/ed25519"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
)

var devicePromises = []promise{
	{"a device comes back as it was given", func(t *testing.T, s Store) {
		want := phone(1)
		want.UDID, want.LastSeen, want.MDM = "udid-1", start.Add(-time.Hour), "mdm_1"
		id := add(t, s, want)[0]
		want.ID, want.CreatedAt = id, start
		got, err := s.Device(t.Context(), id, everything)
		ok(t, err)
		equal(t, "device", got, want)
	}},
	{"unknown devices and those out of scope give the same answer", func(t *testing.T, s Store) {
		id := addPhone(t, s)
		group(t, s, "grp_a", "A", id)
		group(t, s, "grp_b", "B")
		for name, scope := range map[string]device.Scope{"no scope": {}, "other group": {GroupIDs: []string{"grp_b"}}} {
			_, err := s.Device(t.Context(), id, scope)
			wantError(t, name, err, device.ErrNotFound)
		}
		_, err := s.Device(t.Context(), "dev_none", everything)
		wantError(t, "unknown", err, device.ErrNotFound)
		if _, err := s.Device(t.Context(), id, device.Scope{GroupIDs: []string{"grp_b", "grp_a"}}); err != nil {
			t.Fatalf("in scope: %v", err)
		}
	}},
	{"import finds a device by id, then by serial, and else adds it", func(t *testing.T, s Store) {
		first := add(t, s, phone(1), phone(2))
		renamed, byID := phone(1), phone(2)
		renamed.Name = "Renamed"
		byID.ID, byID.Serial = first[1], "OTHER"
		own := phone(3)
		own.ID = "dev_own"
		again := add(t, s, renamed, byID, own, phone(4))
		equal(t, "ids", again[:3], []string{first[0], first[1], "dev_own"})
		if slices.Contains(again[:3], again[3]) {
			t.Fatalf("a new device got the id %s of another", again[3])
		}
		got, err := s.Device(t.Context(), first[0], everything)
		ok(t, err)
		equal(t, "name", got.Name, "Renamed")
		got, err = s.Device(t.Context(), first[1], everything)
		ok(t, err)
		equal(t, "serial", got.Serial, "OTHER")
	}},
	{"the serial of a retired device is free, and empty serials are no clash", func(t *testing.T, s Store) {
		retired, bare := phone(1), phone(2)
		retired.Lifecycle = device.Retired
		bare.Serial = ""
		ids := add(t, s, retired, phone(1), bare, bare)
		slices.Sort(ids)
		equal(t, "different devices", len(slices.Compact(ids)), 4)
	}},
	{"a serial that another device in use has is refused, and nothing is written", func(t *testing.T, s Store) {
		ids := add(t, s, phone(1), phone(2))
		clash := phone(1)
		clash.ID = ids[1]
		_, err := s.ImportDevices(t.Context(), []device.Imported{{Device: phone(3)}, {Device: clash}}, start)
		wantError(t, "import", err, device.ErrSerialTaken)
		counts, err := s.CountDevices(t.Context(), device.Filter{Scope: everything})
		ok(t, err)
		equal(t, "devices after the refusal", counts.Matching, 2)
	}},
	{"import keeps what devices reported themselves", func(t *testing.T, s Store) {
		id := addPhone(t, s)
		report := device.Report{At: start, AgentVersion: "1.2", Codec: "H264", Battery: 80, Screen: "locked", Width: 360,
			Height: 800, Apps: []device.App{{Name: "Mail", Package: "com.example.mail", Version: "3"}}}
		ok(t, s.SaveReport(t.Context(), id, "16.1", report))
		ok(t, s.SavePresence(t.Context(), "n1", nil, nil, map[string]time.Time{id: start.Add(time.Minute)}))
		ok(t, s.SaveEnrollment(t.Context(), id, "hash", start.Add(time.Hour)))
		_, err := s.Enroll(t.Context(), "hash", ed25519.PublicKey("key"), start)
		ok(t, err)
		add(t, s, phone(1)) // says 16
		got, err := s.Device(t.Context(), id, everything)
		ok(t, err)
		equal(t, "report", got.Report, report)
		equal(t, "OS version", got.OSVersion, "16.1")
		equal(t, "last seen", got.LastSeen, start.Add(time.Minute))
		equal(t, "enrolled", got.Enrolled, true)
	}},
	{"a later report replaces the one before, and of an unknown device is refused", func(t *testing.T, s Store) {
		id := addPhone(t, s)
		ok(t, s.SaveReport(t.Context(), id, "17", device.Report{At: start, Battery: 1}))
		ok(t, s.SaveReport(t.Context(), id, "", device.Report{At: start.Add(time.Second), Battery: -1}))
		got, err := s.Device(t.Context(), id, everything)
		ok(t, err)
		equal(t, "report", got.Report, device.Report{At: start.Add(time.Second), Battery: -1})
		equal(t, "OS version", got.OSVersion, "17")
		wantError(t, "unknown", s.SaveReport(t.Context(), "dev_none", "17", device.Report{}), device.ErrNotFound)
	}},
	{"import makes groups by name and leaves them alone when it names none", func(t *testing.T, s Store) {
		ids, err := s.ImportDevices(t.Context(), []device.Imported{
			{Device: phone(1), Groups: []string{"Tokyo", "Sales"}}, {Device: phone(2), Groups: []string{"Tokyo"}}}, start)
		ok(t, err)
		groups, err := s.Groups(t.Context())
		ok(t, err)
		equal(t, "number of groups", len(groups), 2)
		equal(t, "first by name", groups[0], device.Group{ID: groups[0].ID, Name: "Sales", Devices: 1})
		equal(t, "second by name", groups[1], device.Group{ID: groups[1].ID, Name: "Tokyo", Devices: 2})
		want := []string{groups[0].ID, groups[1].ID}
		slices.Sort(want)
		for _, step := range []struct {
			groups []string
			want   []string
		}{{nil, want}, {[]string{"Tokyo"}, []string{groups[1].ID}}, {[]string{}, nil}} {
			_, err := s.ImportDevices(t.Context(), []device.Imported{{Device: phone(1), Groups: step.groups}}, start)
			ok(t, err)
			got, err := s.Device(t.Context(), ids[0], everything)
			ok(t, err)
			equal(t, "groups", got.GroupIDs, step.want)
		}
	}},
	{"a group that does not exist is refused", func(t *testing.T, s Store) {
		d := phone(1)
		d.GroupIDs = []string{"grp_none"}
		_, err := s.ImportDevices(t.Context(), []device.Imported{{Device: d}}, start)
		wantError(t, "import", err, device.ErrGroupNotFound)
	}},
	{"a taken group name is refused", func(t *testing.T, s Store) {
		group(t, s, "grp_a", "Tokyo")
		wantError(t, "again", s.CreateGroup(t.Context(), device.Group{ID: "grp_b", Name: "Tokyo"}, record("aud_1")), device.ErrGroupExists)
		equal(t, "log", actions(t, s), nil)
	}},
	{"a group, an import and an enrollment are written with their records or not at all", func(t *testing.T, s Store) {
		ok(t, s.CreateGroup(t.Context(), device.Group{ID: "grp_a", Name: "A"}, record("aud_1")))
		ids, err := s.ImportDevices(t.Context(), []device.Imported{{Device: phone(1)}}, start, record("aud_2"))
		ok(t, err)
		ok(t, s.SaveEnrollment(t.Context(), ids[0], "kept", start.Add(time.Hour), record("aud_3")))
		for what, change := range map[string]func(audit.Record) error{
			"group": func(r audit.Record) error { return s.CreateGroup(t.Context(), device.Group{ID: "grp_b", Name: "B"}, r) },
			"import": func(r audit.Record) error {
				_, err := s.ImportDevices(t.Context(), []device.Imported{{Device: phone(2)}}, start, r)
				return err
			},
			"enrollment": func(r audit.Record) error {
				return s.SaveEnrollment(t.Context(), ids[0], "lost", start.Add(time.Hour), r)
			},
		} {
			if change(record("aud_1")) == nil { // that id is taken
				t.Errorf("%s: written without its record", what)
			}
		}
		equal(t, "log", actions(t, s), []string{"aud_1", "aud_2", "aud_3"})
		groups, err := s.Groups(t.Context())
		ok(t, err)
		equal(t, "groups", len(groups), 1)
		counts, err := s.CountDevices(t.Context(), device.Filter{Scope: everything})
		ok(t, err)
		equal(t, "devices", counts.Matching, 1)
		valid, err := s.EnrollmentValid(t.Context(), "kept", start)
		ok(t, err)
		equal(t, "the first token is valid", valid, true)
	}},
	{"the MDM of a device stays until an entry names another", func(t *testing.T, s Store) {
		for i, named := range []string{"", "mdm_1", "", "mdm_2"} {
			d := phone(1)
			d.MDM = named
			got, err := s.Device(t.Context(), add(t, s, d)[0], everything)
			ok(t, err)
			equal(t, fmt.Sprintf("MDM after entry %d", i), got.MDM, []string{"", "mdm_1", "mdm_1", "mdm_2"}[i])
		}
	}},
	{"what was judged of devices is kept until it is judged again", func(t *testing.T, s Store) {
		var phones []device.Device
		for n := range 450 { // more than a statement takes
			d := phone(n)
			d.Available = device.Yes // nobody but SetAvailable says so
			phones = append(phones, d)
		}
		ids := add(t, s, phones...)
		want := func(step string, want func(n int) device.Known) {
			t.Helper()
			for n, id := range ids {
				got, err := s.Device(t.Context(), id, everything)
				ok(t, err)
				if got.Available != want(n) {
					t.Fatalf("%s: device %d is available %q, want %q", step, n, got.Available, want(n))
				}
			}
		}
		want("at first", func(int) device.Known { return device.Unknown })
		first := map[string]device.Known{"dev_none": device.Yes}
		for n, id := range ids {
			first[id] = device.KnownTo(n%2 == 0)
		}
		ok(t, s.SetAvailable(t.Context(), first))
		want("judged", func(n int) device.Known { return device.KnownTo(n%2 == 0) })
		ok(t, s.SetAvailable(t.Context(), map[string]device.Known{ids[0]: device.No, ids[1]: device.Unknown}))
		again := phones[2]
		again.Name = "Renamed"
		add(t, s, again)
		want("judged again", func(n int) device.Known {
			switch n {
			case 0:
				return device.No
			case 1:
				return device.Unknown
			}
			return device.KnownTo(n%2 == 0)
		})
		ok(t, s.SetAvailable(t.Context(), nil))
	}},
	{"the whole fleet is walked by id, each device once, whole", func(t *testing.T, s Store) {
		ids := add(t, s, phone(5), phone(1), phone(4), phone(2), phone(3))
		retired := phone(4)
		retired.Lifecycle = device.Retired
		add(t, s, retired)
		ok(t, s.SavePresence(t.Context(), "n1", []device.Connection{{DeviceID: ids[0], Since: start}}, nil, nil))
		slices.Sort(ids)
		var got []string
		for after := ""; ; {
			part, err := s.DevicesAfter(t.Context(), after, 2)
			ok(t, err)
			if len(part) == 0 {
				break
			}
			for _, d := range part {
				whole, err := s.Device(t.Context(), d.ID, everything)
				ok(t, err)
				equal(t, "device", d, whole)
				got = append(got, d.ID)
			}
			if after = part[len(part)-1].ID; len(got) > len(ids) {
				t.Fatal("the walk does not end")
			}
		}
		equal(t, "walked", got, ids)
		part, err := s.DevicesAfter(t.Context(), "", -1)
		ok(t, err)
		equal(t, "devices of a limit out of range", len(part), 1)
	}},
	{"hostile text comes back harmless and in one piece", func(t *testing.T, s Store) {
		d := phone(1)
		d.Name = "<b>Tom's \"phone\"</b>; DROP TABLE device; -- \x00\xff\u202e" + strings.Repeat("長", 10_000)
		d.Owner.Name = strings.Repeat("あ", 10_000)
		id := add(t, s, d)[0]
		got, err := s.Device(t.Context(), id, everything)
		ok(t, err)
		equal(t, "name", got.Name, strings.NewReplacer("\x00", "\uFFFD", "\xff", "\uFFFD").Replace(d.Name))
		page, err := s.Devices(t.Context(), device.Filter{Scope: everything, Limit: 1})
		ok(t, err)
		equal(t, "listed", len(page.Devices), 1)
	}},
}

var linkPromises = []promise{
	{"a token enrolls once", func(t *testing.T, s Store) {
		id := addPhone(t, s)
		_, err := s.Key(t.Context(), id)
		wantError(t, "key before", err, device.ErrNotFound)
		ok(t, s.SaveEnrollment(t.Context(), id, "hash", start.Add(time.Minute)))
		for range 2 { // looking does not use it
			valid, err := s.EnrollmentValid(t.Context(), "hash", start)
			ok(t, err)
			equal(t, "valid", valid, true)
		}
		public, _, err := ed25519.GenerateKey(nil)
		ok(t, err)
		got, err := s.Enroll(t.Context(), "hash", public, start)
		ok(t, err)
		equal(t, "enrolled device", got, id)
		written, err := s.Records(t.Context(), audit.Filter{DeviceScopeAll: true, Limit: 10})
		ok(t, err)
		if log := written.Records; len(log) != 1 || log[0].Action != audit.DeviceEnrolled || log[0].DeviceID != id || log[0].Actor != (audit.Actor{Kind: audit.ByUser, ID: id}) {
			t.Errorf("log %+v, want that the device enrolled", log)
		}
		credential, err := s.Key(t.Context(), id)
		ok(t, err)
		equal(t, "credential", credential, device.Credential{PublicKey: public})
		_, err = s.Enroll(t.Context(), "hash", public, start)
		wantError(t, "second use", err, device.ErrBadToken)
		valid, err := s.EnrollmentValid(t.Context(), "hash", start)
		ok(t, err)
		equal(t, "valid after use", valid, false)
	}},
	{"unknown, expired and replaced tokens give the same answer", func(t *testing.T, s Store) {
		id := addPhone(t, s)
		ok(t, s.SaveEnrollment(t.Context(), id, "old", start.Add(time.Minute)))
		ok(t, s.SaveEnrollment(t.Context(), id, "new", start.Add(time.Minute)))
		for hash, now := range map[string]time.Time{"none": start, "old": start, "new": start.Add(time.Minute)} {
			_, err := s.Enroll(t.Context(), hash, ed25519.PublicKey("k"), now)
			wantError(t, hash, err, device.ErrBadToken)
			valid, err := s.EnrollmentValid(t.Context(), hash, now)
			ok(t, err)
			equal(t, hash+" valid", valid, false)
		}
		wantError(t, "unknown device", s.SaveEnrollment(t.Context(), "dev_none", "h", start), device.ErrNotFound)
	}},
	{"a retired device has no key and cannot enroll", func(t *testing.T, s Store) {
		id := addPhone(t, s)
		ok(t, s.SaveEnrollment(t.Context(), id, "one", start.Add(time.Minute)))
		_, err := s.Enroll(t.Context(), "one", ed25519.PublicKey("k"), start)
		ok(t, err)
		ok(t, s.SaveEnrollment(t.Context(), id, "two", start.Add(time.Minute)))
		retired := phone(1)
		retired.ID, retired.Lifecycle = id, device.Retired
		add(t, s, retired)
		_, err = s.Key(t.Context(), id)
		wantError(t, "key", err, device.ErrNotFound)
		_, err = s.Enroll(t.Context(), "two", ed25519.PublicKey("k"), start)
		wantError(t, "enroll", err, device.ErrBadToken)
		_, err = s.Key(t.Context(), "dev_none")
		wantError(t, "unknown", err, device.ErrNotFound)
	}},
	{"presence follows who came and who went", func(t *testing.T, s Store) {
		ids := add(t, s, phone(1), phone(2))
		came := []device.Connection{{DeviceID: ids[0], Since: start}, {DeviceID: ids[1], Since: start}, {DeviceID: "dev_none", Since: start}}
		ok(t, s.SavePresence(t.Context(), "n1", came, nil, map[string]time.Time{ids[0]: start, ids[1]: start, "dev_none": start}))
		equal(t, "online", online(t, s), ids)
		ok(t, s.SavePresence(t.Context(), "n1", nil, ids[:1], nil))
		equal(t, "online", online(t, s), ids[1:])
		ok(t, s.SavePresence(t.Context(), "n1", came[:1], ids[:1], nil))
		equal(t, "went and came", online(t, s), ids)
		d, err := s.Device(t.Context(), ids[0], everything)
		ok(t, err)
		equal(t, "last seen", d.LastSeen, start)
	}},
	{"a node speaks only for its own connections", func(t *testing.T, s Store) {
		ids := add(t, s, phone(1), phone(2))
		ok(t, s.SavePresence(t.Context(), "n1", []device.Connection{{DeviceID: ids[0]}, {DeviceID: ids[1]}}, nil, nil))
		ok(t, s.SavePresence(t.Context(), "n2", []device.Connection{{DeviceID: ids[0]}}, nil, nil)) // moved
		ok(t, s.SavePresence(t.Context(), "n1", nil, ids[:1], nil))
		equal(t, "online after n1's late word", online(t, s), ids)
		ok(t, s.ClearPresence(t.Context(), "n1"))
		equal(t, "online after n1 stopped", online(t, s), ids[:1])
	}},
	{"last seen of more devices than a statement takes moves on, never back", func(t *testing.T, s Store) {
		var phones []device.Device
		for n := range 450 {
			phones = append(phones, phone(n))
		}
		ids := add(t, s, phones...)
		later, earlier := map[string]time.Time{}, map[string]time.Time{}
		for _, id := range ids {
			later[id], earlier[id] = start.Add(time.Minute), start
		}
		ok(t, s.SavePresence(t.Context(), "n1", nil, nil, later))
		ok(t, s.SavePresence(t.Context(), "n1", nil, nil, earlier))
		for _, d := range listAll(t, s, device.Filter{Scope: everything, Limit: 200}) {
			if !d.LastSeen.Equal(start.Add(time.Minute)) {
				t.Fatalf("%s last seen %v, want %v", d.Name, d.LastSeen, start.Add(time.Minute))
			}
		}
	}},
}

// online lists the ids of devices that are linked, in the order of the list.
func online(t *testing.T, s Store) []string {
	t.Helper()
	var ids []string
	for _, d := range listAll(t, s, device.Filter{Presence: "online", Scope: everything, Limit: 50}) {
		if !d.Online {
			t.Fatalf("%s is listed as online but does not say so", d.ID)
		}
		ids = append(ids, d.ID)
	}
	return ids
}
