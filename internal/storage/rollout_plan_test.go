package storage

import (
	"strconv"
	"strings"
	"testing"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/rollout"
)

// TestDistributionsWalkAnIndex holds a page of targets to walks that begin behind the last one: a fleet is a million
// devices, and each page of it must cost the same.
func TestDistributionsWalkAnIndex(t *testing.T) {
	db := planDB(t)
	a := rollout.App{ID: "app_1", Role: rollout.OEMAddOn, Platform: device.Android, Maker: "Acme", Models: []string{"A"}}
	for name, c := range map[string]struct {
		d    rollout.Distribution
		want []string
	}{
		"everyone": {rollout.Distribution{To: rollout.Everyone, Excluded: []string{"dev_1"}},
			[]string{"SEARCH device USING COVERING INDEX sqlite_autoindex_device_1 (id>?)"}},
		"no one": {rollout.Distribution{To: rollout.NoOne}, []string{"SEARCH x USING COVERING INDEX device_app_of (app_id=? AND device_id>?)"}},
		"custom": {rollout.Distribution{To: rollout.Custom, GroupIDs: []string{"grp_1"}, Users: []string{"a@example.com"}, DeviceIDs: []string{"dev_1"}},
			[]string{"device_app_of (app_id=? AND device_id>?)", "SEARCH d USING INDEX device_owner (<expr>=?)", "device_in_group_list (group_id=?)"}},
	} {
		c.d.AppID, c.d.Install = a.ID, mdm.Required
		statement, values := differing(c.d, a, 1, pageOf(c.d, "dev_5", 100))
		got := plan(t, db, statement, values)
		for _, want := range append(c.want, "SEARCH d USING INDEX sqlite_autoindex_device_1 (id=?)", "SEARCH x USING INDEX sqlite_autoindex_device_app_1 (device_id=? AND app_id=?)") {
			if !strings.Contains(got, want) {
				t.Errorf("%s:\n%s\nwant %s", name, got, want)
			}
		}
		if strings.Contains(got, "SCAN d\n") || strings.Contains(got, "SCAN device\n") || strings.Contains(got, "SCAN x") {
			t.Errorf("%s walks everything:\n%s", name, got)
		}
	}
}

func TestRolloutLookUpsUseAnIndex(t *testing.T) {
	db := planDB(t)
	for _, c := range []struct{ statement, want string }{
		{"SELECT * FROM device_app x WHERE x.app_id = 'a' AND x.state = 'failed' AND x.device_id > 'd' AND TRUE ORDER BY x.device_id LIMIT 51", "device_app_list (app_id=? AND state=? AND device_id>?)"},
		{"SELECT * FROM device_app WHERE app_id = 'a' AND device_id > 'd' ORDER BY device_id LIMIT 5", "device_app_of (app_id=? AND device_id>?)"},
		{"SELECT state, count(*) FROM device_app WHERE app_id = 'a' GROUP BY state", "COVERING INDEX device_app_list (app_id=?)"},
		{"SELECT EXISTS (SELECT 1 FROM device_app WHERE app_id = 'a' AND wanted IN ('available', 'required'))", "INDEX device_app_of (app_id=?)"},
		{"SELECT device_id, app_id FROM device_app WHERE asked <> ordered AND (device_id, app_id) > ('d', 'a') ORDER BY device_id, app_id LIMIT 5", "device_app_due"},
		{"SELECT * FROM delivery WHERE device_id = 'd' AND state NOT IN ('withdrawn', 'expired') ORDER BY session_id", "delivery_open (device_id=?)"},
		{"SELECT count(*) AS held, count(CASE WHEN leaving THEN 1 END) AS leaving FROM seat WHERE freed_at = 0", "COVERING INDEX seat_held"},
		{"SELECT * FROM seat s JOIN device d ON d.id = s.device_id WHERE s.freed_at = 0 AND s.device_id > 'd' ORDER BY s.device_id LIMIT 5", "seat_held (device_id>?)"},
		{"SELECT * FROM peer_match WHERE provider = 'p' AND peer_id = '1' ORDER BY device_id", "peer_match_peer (provider=? AND peer_id=?)"},
		{"DELETE FROM app_feedback WHERE at < 5", "app_feedback_at (at<?)"},
		{"SELECT * FROM app_feedback WHERE device_id = 'd' AND at >= 5 ORDER BY at DESC, package, key LIMIT 100", "(device_id=? AND at>?)"},
		{"SELECT count(*) FROM device WHERE mdm_id = 'm'", "COVERING INDEX device_mdm (mdm_id=?)"},
		{strings.NewReplacer("$1", "'a@example.com'", "$2", "20").Replace(ownersAfter), "SEARCH d USING INDEX device_owner (<expr>>?)"},
		{"SELECT " + ownerColumns + " FROM device d WHERE lower(d.owner_email) IN (lower('a'), lower('b')) AND d.lifecycle = 'in_use' GROUP BY lower(d.owner_email) ORDER BY lower(d.owner_email)", "SEARCH d USING INDEX device_owner (<expr>=?)"},
	} {
		if got := plan(t, db, c.statement, nil); !strings.Contains(got, c.want) || strings.Contains(got, "USE TEMP B-TREE FOR ORDER BY") && !strings.Contains(c.statement, "ORDER BY session_id") && !strings.Contains(c.statement, "ORDER BY at DESC") && !strings.Contains(c.statement, "peer_match") {
			t.Errorf("%s\n%s\nwant %s", c.statement, got, c.want)
		}
	}
}

// TestCountingTheCatalogIsBounded: each count looks its app and state up, and stops.
func TestCountingTheCatalogIsBounded(t *testing.T) {
	got := plan(t, planDB(t), countApps, args{10})
	if !strings.Contains(got, "COVERING INDEX device_app_list (app_id=? AND state=?)") || !strings.Contains(countApps, "LIMIT $1") || strings.Contains(got, "SCAN x") {
		t.Errorf("plan\n%s", got)
	}
}

// BenchmarkTargetPage looks at one page of a distribution to everyone in the middle of a fleet that has it already.
func BenchmarkTargetPage(b *testing.B) {
	for _, n := range []int{10_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			db, err := Open(b.Context(), Config{Path: b.TempDir() + "/bench.db"})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { db.Close() })
			devices := make([]device.Imported, n)
			for i := range devices {
				devices[i].Device = device.Device{Name: strconv.Itoa(i), Platform: device.Android, Lifecycle: device.InUse, MDM: "mdm_1"}
			}
			ids, err := db.ImportDevices(b.Context(), devices, db.now())
			if err != nil {
				b.Fatal(err)
			}
			if _, err = db.SaveApp(b.Context(), rollout.App{ID: "app_1", Role: rollout.QuickSupport, Platform: device.Android}, rollout.Writes{}); err != nil {
				b.Fatal(err)
			}
			if _, err = db.SaveDistribution(b.Context(), rollout.Distribution{AppID: "app_1", To: rollout.Everyone, Install: mdm.Required}, rollout.Writes{}); err != nil {
				b.Fatal(err)
			}
			if err = db.Want(b.Context(), "app_1", ids, db.now(), func([]string) rollout.Writes { return rollout.Writes{} }); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				due, _, err := db.TargetPage(b.Context(), "app_1", ids[n/2], 2000)
				if err != nil || len(due) != 0 {
					b.Fatal(due, err)
				}
			}
		})
	}
}
