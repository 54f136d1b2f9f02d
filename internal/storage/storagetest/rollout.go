package storagetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/rollout"
)

const joined = "mdm_1"

// managedPhones adds n phones that an MDM manages, and returns their ids in order.
func managedPhones(t *testing.T, s Store, n int) []string {
	t.Helper()
	devices := make([]device.Device, n)
	for i := range devices {
		devices[i] = phone(i + 1)
		devices[i].MDM = joined
	}
	ids := add(t, s, devices...)
	slices.Sort(ids)
	return ids
}

// supportApp adds one to the catalog.
func supportApp(t *testing.T, s Store, id string, role rollout.Role) rollout.App {
	t.Helper()
	a, err := s.SaveApp(t.Context(), rollout.App{ID: id, Role: role, Provider: "teamviewer", Platform: device.Android, Name: id,
		Package: rollout.Fact{Value: "com.example." + id[4:], Source: rollout.Documented}}, rollout.Writes{})
	ok(t, err)
	return a
}

func everyone(appID string) rollout.Distribution {
	return rollout.Distribution{AppID: appID, To: rollout.Everyone, Install: mdm.Required, ChangedAt: start,
		ChangedBy: audit.Actor{Kind: audit.ByPerson, ID: "usr_1", Name: "Sato"}}
}

// distribute saves a distribution over the newest one.
func distribute(t *testing.T, s Store, d rollout.Distribution) rollout.Distribution {
	t.Helper()
	old, err := s.Distribution(t.Context(), d.AppID)
	ok(t, err)
	d.Version = old.Version
	saved, err := s.SaveDistribution(t.Context(), d, rollout.Writes{})
	ok(t, err)
	return saved
}

func nothing([]string) rollout.Writes { return rollout.Writes{} }

// wantAll makes every device wanted as the distribution has it, page by page, and returns those that changed.
func wantAll(t *testing.T, s Store, appID string, limit int) (changed []string) {
	t.Helper()
	for after := ""; ; {
		due, next, err := s.TargetPage(t.Context(), appID, after, limit)
		ok(t, err)
		ok(t, s.Want(t.Context(), appID, due, start, func(asked []string) rollout.Writes {
			changed = append(changed, asked...)
			return rollout.Writes{}
		}))
		if after = next; next == "" {
			return changed
		}
	}
}

func deviceApp(t *testing.T, s Store, deviceID, appID string) rollout.DeviceApp {
	t.Helper()
	c, err := s.OnDevice(t.Context(), deviceID, appID)
	ok(t, err)
	return c.App
}

func retire(t *testing.T, s Store, deviceID string) {
	t.Helper()
	d, err := s.Device(t.Context(), deviceID, everything)
	ok(t, err)
	d.Lifecycle = device.Retired
	add(t, s, d)
}

var catalogPromises = []promise{
	{"an app comes back as it was given", func(t *testing.T, s Store) {
		want := rollout.App{ID: "app_x", Role: rollout.OEMAddOn, Provider: "teamviewer", Platform: device.Android, Name: "アドオン",
			Package: rollout.Fact{Value: "com.example.x", Source: rollout.Unverified}, StoreID: rollout.Fact{Value: "1", Source: rollout.Administrator},
			Maker: "Acme", Models: []string{"A1", "B2"}, MinOS: rollout.Fact{Value: "7", Source: rollout.Documented}, MinVersion: rollout.Fact{Value: "15.1", Source: rollout.Documented}}
		saved, err := s.SaveApp(t.Context(), want, rollout.Writes{Audit: []audit.Record{record("aud_1")}})
		ok(t, err)
		want.Version = 1
		equal(t, "saved", saved, want)
		apps, err := s.Apps(t.Context())
		ok(t, err)
		equal(t, "kept", apps, []rollout.App{want})
		equal(t, "log", actions(t, s), []string{"aud_1"})
	}},
	{"seeding adds what is missing and changes nothing", func(t *testing.T, s Store) {
		ok(t, s.SeedApps(t.Context(), rollout.App{ID: "app_a", Name: "A"}))
		changed, err := s.SaveApp(t.Context(), rollout.App{ID: "app_a", Version: 1, Name: "mine"}, rollout.Writes{})
		ok(t, err)
		ok(t, s.SeedApps(t.Context(), rollout.App{ID: "app_a", Name: "A"}, rollout.App{ID: "app_b", Name: "B"}))
		apps, err := s.Apps(t.Context())
		ok(t, err)
		equal(t, "catalog", apps, []rollout.App{changed, {ID: "app_b", Version: 1, Name: "B"}})
	}},
	{"of two who save, the second is told", func(t *testing.T, s Store) {
		a := supportApp(t, s, "app_a", rollout.QuickSupport)
		_, err := s.SaveApp(t.Context(), a, rollout.Writes{})
		ok(t, err)
		_, err = s.SaveApp(t.Context(), a, rollout.Writes{Audit: []audit.Record{record("aud_2")}})
		wantError(t, "old version", err, rollout.ErrChanged)
		a.ID = "app_none"
		_, err = s.SaveApp(t.Context(), a, rollout.Writes{})
		wantError(t, "unknown", err, rollout.ErrNotFound)
		equal(t, "log", actions(t, s), nil)
	}},
	{"an app goes only when nobody has it", func(t *testing.T, s Store) {
		ok(t, s.SeedApps(t.Context(), rollout.App{ID: "app_ours", BuiltIn: true}))
		wantError(t, "built in", s.RemoveApp(t.Context(), "app_ours", rollout.Writes{}), rollout.ErrBuiltIn)
		wantError(t, "unknown", s.RemoveApp(t.Context(), "app_none", rollout.Writes{}), rollout.ErrNotFound)
		supportApp(t, s, "app_a", rollout.OEMAddOn)
		managedPhones(t, s, 1)
		distribute(t, s, everyone("app_a"))
		wantError(t, "distributed", s.RemoveApp(t.Context(), "app_a", rollout.Writes{}), rollout.ErrInUse)
		wantAll(t, s, "app_a", 10)
		d := everyone("app_a")
		d.To = rollout.NoOne
		distribute(t, s, d)
		wantError(t, "still wanted", s.RemoveApp(t.Context(), "app_a", rollout.Writes{}), rollout.ErrInUse)
		wantAll(t, s, "app_a", 10)
		ok(t, s.RemoveApp(t.Context(), "app_a", rollout.Writes{}))
		_, err := s.SaveDistribution(t.Context(), everyone("app_a"), rollout.Writes{})
		wantError(t, "distribute what is gone", err, rollout.ErrNotFound)
	}},
	{"keys come back as they were given", func(t *testing.T, s Store) {
		supportApp(t, s, "app_a", rollout.QuickSupport)
		_, err := s.KeyProfile(t.Context(), "app_a")
		wantError(t, "none yet", err, rollout.ErrNoProfile)
		want := rollout.KeyProfile{AppID: "app_a", Source: "store", Schema: []mdm.Property{{Key: "id", Type: "choice", Entries: []string{"a"}}},
			Keys: []rollout.Key{{Name: "id", Type: "string", Value: "{{session_id}}\t日本", Session: true}}, SavedBy: audit.System, SavedAt: start}
		saved, err := s.SaveKeyProfile(t.Context(), want, rollout.Writes{})
		ok(t, err)
		want.Version = 1
		equal(t, "saved", saved, want)
		got, err := s.KeyProfile(t.Context(), "app_a")
		ok(t, err)
		equal(t, "kept", got, want)
		all, err := s.KeyProfiles(t.Context())
		ok(t, err)
		equal(t, "all", all, []rollout.KeyProfile{want})
		want.Version = 0
		_, err = s.SaveKeyProfile(t.Context(), want, rollout.Writes{})
		wantError(t, "add again", err, rollout.ErrChanged)
		want.AppID = "app_none"
		_, err = s.SaveKeyProfile(t.Context(), want, rollout.Writes{})
		wantError(t, "keys of no app", err, rollout.ErrNotFound)
	}},
	{"connections come back, counted by themselves", func(t *testing.T, s Store) {
		c, err := s.SaveConnection(t.Context(), mdm.Connection{ID: joined, Kind: mdm.Simulated, Name: "MDM", TierNeeded: mdm.Platinum, Tier: mdm.Gold}, rollout.Writes{})
		ok(t, err)
		_, err = s.SaveConnection(t.Context(), mdm.Connection{ID: joined}, rollout.Writes{})
		wantError(t, "add again", err, rollout.ErrChanged)
		c.Tier = mdm.Platinum
		c, err = s.SaveConnection(t.Context(), c, rollout.Writes{})
		ok(t, err)
		all, err := s.Connections(t.Context())
		ok(t, err)
		equal(t, "all", all, []mdm.Connection{{ID: joined, Kind: mdm.Simulated, Name: "MDM", Version: 2, TierNeeded: mdm.Platinum, Tier: mdm.Platinum}})
		equal(t, "answered", c, all[0])
		managedPhones(t, s, 3)
		n, err := s.CountManaged(t.Context(), joined)
		ok(t, err)
		equal(t, "devices", n, 3)
	}},
}

var distributionPromises = []promise{
	{"an app without a distribution goes to no one", func(t *testing.T, s Store) {
		supportApp(t, s, "app_a", rollout.QuickSupport)
		d, err := s.Distribution(t.Context(), "app_a")
		ok(t, err)
		equal(t, "distribution", d, rollout.Distribution{AppID: "app_a", To: rollout.NoOne, Install: mdm.Required})
	}},
	{"a distribution comes back as it was given", func(t *testing.T, s Store) {
		supportApp(t, s, "app_a", rollout.QuickSupport)
		want := rollout.Distribution{AppID: "app_a", To: rollout.Custom, GroupIDs: []string{"grp_1"}, Users: []string{"a@example.com"},
			DeviceIDs: []string{"dev_1"}, Excluded: []string{"dev_2"}, Install: mdm.Available, AutoLaunch: true, ChangedBy: audit.System, ChangedAt: start}
		saved, err := s.SaveDistribution(t.Context(), want, rollout.Writes{Jobs: []jobs.Job{{ID: "job_1", Kind: "k"}}, Audit: []audit.Record{record("aud_1")}})
		ok(t, err)
		want.Version = 1
		equal(t, "saved", saved, want)
		all, err := s.Distributions(t.Context())
		ok(t, err)
		equal(t, "all", all, []rollout.Distribution{want})
		claimed, err := s.ClaimJobs(t.Context(), "n", start, start.Add(time.Minute), 9)
		ok(t, err)
		equal(t, "jobs", len(claimed), 1)
		want.Version = 0
		_, err = s.SaveDistribution(t.Context(), want, rollout.Writes{Audit: []audit.Record{record("aud_2")}})
		wantError(t, "old version", err, rollout.ErrChanged)
		equal(t, "log", actions(t, s), []string{"aud_1"})
	}},
	{"everyone is every managed device in use of the platform", func(t *testing.T, s Store) {
		supportApp(t, s, "app_a", rollout.QuickSupport)
		ids := managedPhones(t, s, 5)
		retire(t, s, ids[1])
		other, alone := phone(90), phone(91)
		other.Platform, other.Management, other.MDM = device.IOS, device.IOSSupervised, joined
		add(t, s, other, alone)
		distribute(t, s, everyone("app_a"))
		devices, managed, err := s.Targets(t.Context(), everyone("app_a"))
		ok(t, err)
		equal(t, "counted", [2]int{devices, managed}, [2]int{5, 4})
		equal(t, "wanted", wantAll(t, s, "app_a", 2), []string{ids[0], ids[2], ids[3], ids[4]})
		equal(t, "wanted again", wantAll(t, s, "app_a", 2), nil)
		got := deviceApp(t, s, ids[0], "app_a")
		equal(t, "asked", [2]any{got.Wanted, got.Asked}, [2]any{mdm.Required, int64(1)})
	}},
	{"custom is groups, owners whatever the case, and devices, without those excluded", func(t *testing.T, s Store) {
		supportApp(t, s, "app_a", rollout.QuickSupport)
		ids := managedPhones(t, s, 6)
		group(t, s, "grp_1", "one", ids[0], ids[1])
		owner, err := s.Device(t.Context(), ids[2], everything)
		ok(t, err)
		d := everyone("app_a")
		d.To, d.GroupIDs, d.Users, d.DeviceIDs, d.Excluded = rollout.Custom, []string{"grp_1"}, []string{"OWNER" + owner.Owner.Email[5:]}, []string{ids[3], ids[0]}, []string{ids[1]}
		distribute(t, s, d)
		wanted := func() (found []string) {
			for _, id := range ids {
				if deviceApp(t, s, id, "app_a").Wanted == mdm.Required {
					found = append(found, id)
				}
			}
			return found
		}
		wantAll(t, s, "app_a", 2)
		equal(t, "wanted", wanted(), []string{ids[0], ids[2], ids[3]})
		equal(t, "excluded is removed though nobody ordered it", deviceApp(t, s, ids[1], "app_a").Wanted, mdm.Absent)
		d.GroupIDs, d.Excluded = nil, []string{ids[3]}
		distribute(t, s, d)
		equal(t, "changed", wantAll(t, s, "app_a", 2), []string{ids[3]})
		d.To = rollout.NoOne
		distribute(t, s, d)
		equal(t, "to no one", wantAll(t, s, "app_a", 1), []string{ids[0], ids[2]})
		equal(t, "left", wanted(), nil)
	}},
	{"owners are listed by address, with all their devices in use", func(t *testing.T, s Store) {
		one, two, three, nobody, gone := phone(1), phone(2), phone(3), phone(4), phone(5)
		one.Owner.Email, two.Owner.Email = "Zoe@example.com", "zoe@EXAMPLE.com"
		one.Owner.Name, two.Owner.Name = "Zoë", "Zoë"
		three.Owner.Email, three.Owner.Name, three.Owner.Kana, three.Owner.Department = "mika@example.com", "佐藤 美香", "さとう みか", "Ｓales"
		nobody.Owner = device.Owner{Department: "Sales"}
		gone.Lifecycle, gone.Owner.Email = device.Retired, "gone@example.com"
		add(t, s, one, two, three, nobody, gone)
		mika := rollout.Owner{Email: "mika@example.com", Name: "佐藤 美香", Kana: "さとう みか", Department: "Ｓales", Devices: 1}
		zoe := rollout.Owner{Email: "zoe@example.com", Name: "Zoë", Kana: "オーナー", Department: "Sales", Devices: 2}
		page, err := s.Owners(t.Context(), "", "", 1)
		ok(t, err)
		equal(t, "first page", page.Owners, []rollout.Owner{mika})
		page, err = s.Owners(t.Context(), "", page.Next, 1)
		ok(t, err)
		equal(t, "last page", page, rollout.OwnerPage{Owners: []rollout.Owner{zoe}})
		for search, want := range map[string][]rollout.Owner{
			"サトウ sales": {mika}, "MIKA@": {mika}, "sales": {mika, zoe}, "pixel": nil, "zoe sato": nil, "gone": nil, "'; --": nil, "z": {zoe},
		} {
			found, err := s.Owners(t.Context(), search, "", 10)
			ok(t, err)
			equal(t, search, found.Owners, want)
		}
		page, err = s.Owners(t.Context(), "sales", "", 1)
		ok(t, err)
		equal(t, "first found", page.Owners, []rollout.Owner{mika})
		page, err = s.Owners(t.Context(), "sales", page.Next, 1)
		ok(t, err)
		equal(t, "last found", page, rollout.OwnerPage{Owners: []rollout.Owner{zoe}})
		_, err = s.Owners(t.Context(), "", "no cursor", 1)
		wantError(t, "cursor", err, rollout.ErrBadCursor)
		named, err := s.OwnersNamed(t.Context(), []string{"MIKA@example.com", "gone@example.com", "nobody@example.com"})
		ok(t, err)
		equal(t, "named", named, []rollout.Owner{mika})
		if _, err = s.OwnersNamed(t.Context(), make([]string, 1001)); err == nil {
			t.Error("1,001 addresses were looked up at once")
		}
	}},
	{"of two apps one auto-launches where both go", func(t *testing.T, s Store) {
		a := supportApp(t, s, "app_a", rollout.QuickSupport)
		_, err := s.SaveApp(t.Context(), rollout.App{ID: "app_b", Role: rollout.OEMAddOn, Platform: device.Android, Maker: "google"}, rollout.Writes{})
		ok(t, err)
		old := phone(9)
		old.MDM, old.OSVersion = joined, ""
		ids := append(managedPhones(t, s, 2), add(t, s, old)...)
		to := 0
		meet := func(what string, want bool) {
			t.Helper()
			one, other := everyone(a.ID), everyone("app_b")
			one.To, one.DeviceIDs = rollout.Custom, ids[to:to+1]
			got, err := s.OneAutoLaunches(t.Context(), one, other)
			ok(t, err)
			equal(t, what, got, want)
		}
		meet("both", true)
		to = 2
		meet("nobody knows the version", true)
		to = 0
		for version, want := range map[string]bool{"10": true, "9": false, "8.1": false, "10.0": true, "16": true} {
			d, err := s.Device(t.Context(), ids[0], everything)
			ok(t, err)
			d.OSVersion = version
			add(t, s, d)
			meet("Android "+version, want)
		}
		d, err := s.Device(t.Context(), ids[0], everything)
		ok(t, err)
		d.Maker, d.OSVersion = "Acme", "16"
		add(t, s, d)
		meet("another maker", false)
		d.Maker = "Google"
		add(t, s, d)
		retire(t, s, ids[0])
		meet("retired", false)
	}},
	{"an add-on goes to the models of its maker", func(t *testing.T, s Store) {
		ids := managedPhones(t, s, 3)
		for i, model := range []string{"PIXEL 9 Pro", "Nexus", "pixel"} {
			d, err := s.Device(t.Context(), ids[i], everything)
			ok(t, err)
			d.Model = model
			add(t, s, d)
		}
		_, err := s.SaveApp(t.Context(), rollout.App{ID: "app_a", Role: rollout.OEMAddOn, Platform: device.Android, Maker: "GOOGLE", Models: []string{"Pixel 9"}}, rollout.Writes{})
		ok(t, err)
		distribute(t, s, everyone("app_a"))
		equal(t, "wanted", wantAll(t, s, "app_a", 10), ids[:1])
	}},
	{"what an order is made from makes a new one due", func(t *testing.T, s Store) {
		supportApp(t, s, "app_a", rollout.QuickSupport)
		ids := managedPhones(t, s, 2)
		distribute(t, s, everyone("app_a"))
		wantAll(t, s, "app_a", 10)
		_, err := s.SaveKeyProfile(t.Context(), rollout.KeyProfile{AppID: "app_a", Source: "by_hand"}, rollout.Writes{})
		ok(t, err)
		due, err := s.Differing(t.Context(), ids[0])
		ok(t, err)
		equal(t, "due on one", due, []string{"app_a"})
		equal(t, "keys", wantAll(t, s, "app_a", 10), ids)
		d := everyone("app_a")
		d.AutoLaunch = true
		distribute(t, s, d)
		equal(t, "auto-launch", wantAll(t, s, "app_a", 10), ids)
		d.Install = mdm.Available
		distribute(t, s, d)
		equal(t, "install", wantAll(t, s, "app_a", 10), ids)
		due, err = s.Differing(t.Context(), ids[0])
		ok(t, err)
		equal(t, "nothing left", due, nil)
	}},
	{"wanting writes what goes with it, or nothing", func(t *testing.T, s Store) {
		supportApp(t, s, "app_a", rollout.QuickSupport)
		ids := managedPhones(t, s, 2)
		distribute(t, s, everyone("app_a"))
		ok(t, s.Want(t.Context(), "app_a", ids[:1], start, func(changed []string) rollout.Writes {
			equal(t, "changed", changed, ids[:1])
			return rollout.Writes{Jobs: []jobs.Job{{ID: "job_1", Kind: "k"}}}
		}))
		ok(t, s.Want(t.Context(), "app_a", ids[:1], start, func(changed []string) rollout.Writes {
			equal(t, "changed again", changed, nil)
			return rollout.Writes{Jobs: []jobs.Job{{ID: "job_2", Kind: "k"}}}
		}))
		if err := s.Want(t.Context(), "app_a", ids[1:], start, func([]string) rollout.Writes {
			return rollout.Writes{Audit: []audit.Record{record("aud_1"), record("aud_1")}}
		}); err == nil {
			t.Fatal("two records of one id were written")
		}
		equal(t, "rolled back", deviceApp(t, s, ids[1], "app_a").Wanted, "")
		due, err := s.OrdersDue(t.Context(), "", "", 10)
		ok(t, err)
		equal(t, "due", due, []rollout.DeviceApp{{DeviceID: ids[0], AppID: "app_a"}})
		due, err = s.OrdersDue(t.Context(), ids[0], "app_a", 10)
		ok(t, err)
		equal(t, "behind it", due, nil)
	}},
	{"host takes a seat for each device, all or none", func(t *testing.T, s Store) {
		supportApp(t, s, "app_host", rollout.Host)
		ids := managedPhones(t, s, 3)
		ok(t, s.SetSeats(t.Context(), 2, rollout.Writes{}))
		_, err := s.SaveDistribution(t.Context(), everyone("app_host"), rollout.Writes{Audit: []audit.Record{record("aud_1")}})
		if e, is := errors.AsType[*rollout.SeatError](err); !is || *e != (rollout.SeatError{Needed: 3, Free: 2}) {
			t.Fatalf("three for two seats: %v", err)
		}
		equal(t, "log", actions(t, s), nil)
		seats, err := s.Seats(t.Context())
		ok(t, err)
		equal(t, "none was taken", seats, rollout.Seats{Total: 2})
		d := everyone("app_host")
		d.To, d.DeviceIDs = rollout.Custom, ids[:2]
		distribute(t, s, d)
		page, err := s.SeatPage(t.Context(), "", 10)
		ok(t, err)
		equal(t, "holders", []string{page[0].DeviceID, page[1].DeviceID}, ids[:2])
		if page[0].DeviceName == "" || !page[0].TakenAt.Equal(start) || page[0].Leaving {
			t.Fatalf("holder %+v", page[0])
		}
		distribute(t, s, d) // the same again takes nothing more
		ok(t, s.SetSeats(t.Context(), 1, rollout.Writes{}))
		distribute(t, s, d) // fewer seats than are held touch nobody
		seats, err = s.Seats(t.Context())
		ok(t, err)
		equal(t, "still held", seats, rollout.Seats{Total: 1, Held: 2})
	}},
	{"a seat leaves with its distribution and is free when nothing was ordered", func(t *testing.T, s Store) {
		supportApp(t, s, "app_host", rollout.Host)
		ids := managedPhones(t, s, 2)
		ok(t, s.SetSeats(t.Context(), 2, rollout.Writes{}))
		distribute(t, s, everyone("app_host"))
		ok(t, s.Want(t.Context(), "app_host", ids[:1], start, nothing))
		d := everyone("app_host")
		d.To = rollout.NoOne
		distribute(t, s, d)
		held, err := s.SeatsOf(t.Context(), ids)
		ok(t, err)
		equal(t, "seats", held, map[string]rollout.Seat{ids[0]: {DeviceID: ids[0], TakenAt: start, Leaving: true}})
		distribute(t, s, everyone("app_host"))
		seats, err := s.Seats(t.Context())
		ok(t, err)
		equal(t, "taken back", seats, rollout.Seats{Total: 2, Held: 2})
	}},
	{"a device that comes later waits for a seat", func(t *testing.T, s Store) {
		supportApp(t, s, "app_host", rollout.Host)
		ids := managedPhones(t, s, 1)
		ok(t, s.SetSeats(t.Context(), 1, rollout.Writes{}))
		distribute(t, s, everyone("app_host"))
		wantAll(t, s, "app_host", 10)
		late := phone(70)
		late.MDM = joined
		lateID := add(t, s, late)[0]
		equal(t, "no seat", wantAll(t, s, "app_host", 10), nil)
		equal(t, "problem", deviceApp(t, s, lateID, "app_host").Problem, rollout.NoSeat)
		ok(t, s.SetSeats(t.Context(), 2, rollout.Writes{}))
		equal(t, "a seat", wantAll(t, s, "app_host", 10), []string{lateID})
		retire(t, s, ids[0])
		wantAll(t, s, "app_host", 10)
		held, err := s.SeatsOf(t.Context(), ids)
		ok(t, err)
		equal(t, "leaves by itself", held[ids[0]].Leaving, true)
	}},
	{"two administrators take exactly the seats there are", func(t *testing.T, s Store) {
		supportApp(t, s, "app_host", rollout.Host)
		ids := managedPhones(t, s, 6)
		ok(t, s.SetSeats(t.Context(), 4, rollout.Writes{}))
		errs := together(8, func(i int) error {
			d := everyone("app_host")
			d.To, d.DeviceIDs = rollout.Custom, ids[:3+i%3]
			_, err := s.SaveDistribution(t.Context(), d, rollout.Writes{})
			return err
		})
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if _, full := errors.AsType[*rollout.SeatError](err); !full && !errors.Is(err, rollout.ErrChanged) {
				t.Error(err)
			}
		}
		equal(t, "winners", won, 1)
		d, err := s.Distribution(t.Context(), "app_host")
		ok(t, err)
		seats, err := s.Seats(t.Context())
		ok(t, err)
		equal(t, "seats", seats, rollout.Seats{Total: 4, Held: len(d.DeviceIDs)})
	}},
}
