package storage_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/storage"
	"github.com/helpatwork/helpatwork/internal/storage/storagetest"
	"github.com/helpatwork/helpatwork/internal/support"
)

// BenchmarkDeviceList asks for pages of 50 of a fleet of HAW_BENCH_DEVICES devices (20,000 when not set), a tenth of
// them online. With HAW_BENCH_FILE the fleet is kept in that file and used again.
func BenchmarkDeviceList(b *testing.B) {
	size := 20_000
	if text := os.Getenv("HAW_BENCH_DEVICES"); text != "" {
		var err error
		if size, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	db := benchFleet(b, size)
	all := device.Scope{All: true}
	middle := middleOf(b, db)
	for _, c := range []struct {
		name string
		f    device.Filter
	}{
		{"first page", device.Filter{Scope: all}},
		{"from the middle", device.Filter{Scope: all, After: middle}},
		{"platform", device.Filter{Scope: all, Platform: device.IOS, After: middle}},
		{"rare management", device.Filter{Scope: all, Management: device.IOSAppOnly, After: middle}},
		{"rare management and retired", device.Filter{Scope: all, Management: device.IOSAppOnly, Lifecycle: device.Retired}},
		{"retired", device.Filter{Scope: all, Lifecycle: device.Retired, After: middle}},
		{"online", device.Filter{Scope: all, Presence: "online", After: middle}},
		{"online android", device.Filter{Scope: all, Presence: "online", Platform: device.Android, After: middle}},
		{"offline", device.Filter{Scope: all, Presence: "offline", After: middle}},
		{"never seen", device.Filter{Scope: all, Presence: "never", After: middle}},
		{"available", device.Filter{Scope: all, Available: device.Yes, After: middle}},
		{"not available, of a rare management", device.Filter{Scope: all, Available: device.No, Management: device.IOSAppOnly, After: middle}},
		{"of one MDM", device.Filter{Scope: all, MDM: "mdm_1", Platform: device.IOS, After: middle}},
		{"in session", device.Filter{Scope: all, InSession: true}},
		{"big group", device.Filter{Scope: all, GroupID: "grp_big", After: middle}},
		{"small group", device.Filter{Scope: all, GroupID: "grp_small"}},
		{"scope of two groups", device.Filter{Scope: device.Scope{GroupIDs: []string{"grp_big", "grp_small"}}, After: middle}},
		{"search family name and town", device.Filter{Scope: all, Search: "田中 札幌"}},
		{"search one rare", device.Filter{Scope: all, Search: "SN000777"}},
		{"search broad", device.Filter{Scope: all, Search: "example"}},
		{"search two letters broad", device.Filter{Scope: all, Search: "東京"}},
		{"search two letters rare", device.Filter{Scope: all, Search: "礼文"}},
		{"search two letters nowhere", device.Filter{Scope: all, Search: "鑿鏨"}},
		{"search kana", device.Filter{Scope: all, Search: "たなか"}},
		{"search in a small group", device.Filter{Scope: device.Scope{GroupIDs: []string{"grp_small"}}, Search: "example"}},
	} {
		c.f.Limit = 50
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := db.Devices(b.Context(), c.f); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("count "+c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := db.CountDevices(b.Context(), c.f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkJudge marks a thousand devices at a time, a tenth of them anew.
func BenchmarkJudge(b *testing.B) {
	db := benchFleet(b, 20_000)
	turn := 0
	for b.Loop() {
		turn++
		judged := make(map[string]device.Known, 1000)
		for n := range 1000 {
			judged[benchID(n)] = device.KnownTo(n%10 != 0 || turn%2 == 0)
		}
		if err := db.SetAvailable(b.Context(), judged); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*1000)/b.Elapsed().Seconds(), "devices/s")
}

// BenchmarkCheckIns writes last_seen of a thousand devices at a time.
func BenchmarkCheckIns(b *testing.B) {
	db := benchFleet(b, 20_000)
	seen := map[string]time.Time{}
	now := time.Now()
	for b.Loop() {
		now = now.Add(time.Second)
		clear(seen)
		for range 1000 {
			seen[benchID(rand.IntN(20_000))] = now
		}
		if err := db.SavePresence(b.Context(), "n1", nil, nil, seen); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*1000)/b.Elapsed().Seconds(), "check-ins/s")
}

// BenchmarkStartSession writes a session with its record and job, and ends it.
func BenchmarkStartSession(b *testing.B) {
	db := benchFleet(b, 1000)
	n := 0
	for b.Loop() {
		n++
		id := fmt.Sprintf("ses_bench%d", n)
		// Every hundredth device of the fleet has a session already; these are others.
		s := support.Session{ID: id, DeviceID: benchID(n%99 + 1), State: support.Requested, Version: 1}
		w := support.Writes{Audit: []audit.Record{audit.New(time.Now(), audit.System, audit.SessionRequested, s.DeviceID, id)},
			Jobs: []jobs.Job{{ID: "job_" + id, Kind: "session.open"}}}
		if err := db.CreateSession(b.Context(), s, w, "", nil); err != nil {
			b.Fatal(err)
		}
		if _, err := db.ChangeSession(b.Context(), id, func(s *support.Session, _ *support.Writes) error {
			s.State = support.Ended
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
}

func benchID(n int) string { return fmt.Sprintf("dev_bench%07d", n) }

func middleOf(b *testing.B, db *storage.DB) string {
	f := device.Filter{Scope: device.Scope{All: true}, Search: "中村 札幌", Limit: 1}
	page, err := db.Devices(b.Context(), f)
	if err != nil || page.Next == "" {
		b.Fatalf("the middle of the list: %v", err)
	}
	return page.Next
}

func benchFleet(b *testing.B, size int) *storage.DB {
	b.Helper()
	path := os.Getenv("HAW_BENCH_FILE")
	if path == "" {
		path = filepath.Join(b.TempDir(), "bench.db")
	}
	db := storagetest.OpenWith(b, storage.Config{Path: path})
	counts, err := db.CountDevices(b.Context(), device.Filter{Scope: device.Scope{All: true}})
	if err != nil {
		b.Fatal(err)
	}
	if counts.Matching >= size {
		return db
	}
	for _, g := range []string{"grp_big", "grp_small"} {
		if err := db.CreateGroup(b.Context(), device.Group{ID: g, Name: g}); err != nil {
			b.Fatal(err)
		}
	}
	began := time.Now()
	for from := 0; from < size; from += 1000 {
		if err := addBenchDevices(b, db, from, min(from+1000, size)); err != nil {
			b.Fatal(err)
		}
	}
	b.Logf("imported %d devices in %v", size, time.Since(began))
	return db
}

var (
	benchFamilies = []string{"佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤"}
	benchKana     = []string{"サトウ", "スズキ", "タカハシ", "タナカ", "イトウ", "ワタナベ", "ヤマモト", "ナカムラ", "コバヤシ", "カトウ"}
	benchGiven    = []string{"花子", "一郎", "美咲", "健", "直樹", "恵", "翔太", "陽子", "誠", "由美"}
	benchTowns    = []string{"東京", "大阪", "名古屋", "福岡", "札幌", "仙台", "広島", "金沢"}
)

func addBenchDevices(b *testing.B, db *storage.DB, from, to int) error {
	devices := make([]device.Imported, 0, to-from)
	judged := make(map[string]device.Known, to-from)
	var came []device.Connection
	for n := from; n < to; n++ {
		family := rand.IntN(len(benchFamilies))
		d := device.Device{ID: benchID(n), Name: fmt.Sprintf("Phone %d", n), Platform: device.Android, Management: device.AndroidDeviceOwner,
			Ownership: device.Company, Lifecycle: device.InUse, Serial: fmt.Sprintf("SN%06d", n), IMEI: fmt.Sprintf("35%013d", rand.IntN(1e9)),
			AssetTag: fmt.Sprintf("AT-%06d", n), Location: benchTowns[rand.IntN(len(benchTowns))] + "支店", Maker: "Google", Model: "Pixel 9",
			OSVersion: "16", Owner: device.Owner{Name: benchFamilies[family] + " " + benchGiven[rand.IntN(10)], Kana: benchKana[family],
				Email: fmt.Sprintf("user%d@example.jp", n), Department: "営業部", Phone: fmt.Sprintf("090%08d", rand.IntN(1e8))},
			LastSeen: time.Now(), GroupIDs: []string{}}
		switch {
		case n%3 == 0:
			d.Platform, d.Management, d.Model = device.IOS, device.IOSSupervised, "iPhone 16"
		case n%1000 == 1:
			d.Platform, d.Management = device.IOS, device.IOSAppOnly
		}
		if n%50 == 7 {
			d.Lifecycle = device.Retired
		}
		if n%200 == 9 {
			d.LastSeen = time.Time{}
		}
		if n%5000 == 3 {
			d.Location = "礼文島"
		}
		if n%2 == 0 {
			d.GroupIDs = append(d.GroupIDs, "grp_big")
		}
		if n%1000 == 5 {
			d.GroupIDs = append(d.GroupIDs, "grp_small")
		}
		judged[d.ID], d.MDM = device.KnownTo(n%20 != 1), "mdm_1"
		if n%4 == 0 {
			d.MDM = "mdm_2"
		}
		if n%10 == 0 {
			came = append(came, device.Connection{DeviceID: d.ID, Since: time.Now()})
		}
		devices = append(devices, device.Imported{Device: d})
	}
	if _, err := db.ImportDevices(b.Context(), devices, time.Now()); err != nil {
		return err
	}
	if err := db.SetAvailable(b.Context(), judged); err != nil {
		return err
	}
	for n := from; n < to; n += 100 {
		if n >= 10_000 {
			break // a hundred sessions at once are many
		}
		s := support.Session{ID: fmt.Sprintf("ses_%d", n), DeviceID: benchID(n), State: support.Active, Version: 1}
		if err := db.CreateSession(b.Context(), s, support.Writes{}, "", nil); err != nil {
			return err
		}
	}
	return db.SavePresence(b.Context(), "n1", came, nil, nil)
}

// BenchmarkImport adds a thousand new devices.
func BenchmarkImport(b *testing.B) {
	db := storagetest.Open(b)
	for _, g := range []string{"grp_big", "grp_small"} {
		if err := db.CreateGroup(b.Context(), device.Group{ID: g, Name: g}); err != nil {
			b.Fatal(err)
		}
	}
	n := 10_000
	for b.Loop() {
		if err := addBenchDevices(b, db, n, n+1000); err != nil {
			b.Fatal(err)
		}
		n += 1000
	}
}
