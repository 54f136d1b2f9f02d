package branding_test

import (
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/branding"
)

func at(t *testing.T, zone, text string) time.Time {
	t.Helper()
	place, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	when, err := time.ParseInLocation("2006-01-02 15:04:05", text, place)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func TestOpenNow(t *testing.T) {
	t.Parallel()
	const tokyo, berlin = "Asia/Tokyo", "Europe/Berlin"
	week := []branding.Hours{{Day: time.Monday, From: 540, To: 720}, {Day: time.Monday, From: 780, To: 1080}, {Day: time.Friday, From: 540, To: 1440}}
	night := []branding.Hours{{Day: time.Sunday, From: 150, To: 300}}     // 2:30 to 5:00, where spring has no 2:30
	swallowed := []branding.Hours{{Day: time.Sunday, From: 130, To: 170}} // wholly in the hour that spring has not
	twice := []branding.Hours{{Day: time.Sunday, From: 150, To: 170}}     // 2:30 to 2:50, which autumn has twice
	for _, tc := range []struct {
		name, zone string
		hours      []branding.Hours
		now        string
		open       bool
		next       string // empty: none
	}{
		{"in the morning", tokyo, week, "2026-11-23 09:00:00", true, ""},
		{"the last second of the morning", tokyo, week, "2026-11-23 11:59:59", true, ""},
		{"at lunch", tokyo, week, "2026-11-23 12:00:00", false, "2026-11-23 13:00:00"},
		{"before work", tokyo, week, "2026-11-23 08:59:59", false, "2026-11-23 09:00:00"},
		{"over three days", tokyo, week, "2026-11-23 18:00:00", false, "2026-11-27 09:00:00"},
		{"up to midnight", tokyo, week, "2026-11-27 23:59:59", true, ""},
		{"over the weekend", tokyo, week, "2026-11-28 00:00:00", false, "2026-11-30 09:00:00"},
		{"only tomorrow a week", tokyo, week[2:], "2026-11-28 00:00:01", false, "2026-12-04 09:00:00"},
		{"without hours", tokyo, nil, "2026-11-23 09:00:00", false, ""},
		{"into spring: opens when the clock has jumped", berlin, night, "2026-03-29 01:10:00", false, "2026-03-29 03:00:00"},
		{"into spring: open after the jump", berlin, night, "2026-03-29 03:00:00", true, ""},
		{"into spring: an opening that does not take place", berlin, swallowed, "2026-03-29 01:00:00", false, "2026-04-05 02:10:00"},
	} {
		b := branding.Branding{Hours: tc.hours, TimeZone: tc.zone}
		open, next := branding.OpenNow(b, at(t, tc.zone, tc.now))
		want := time.Time{}
		if tc.next != "" {
			want = at(t, tc.zone, tc.next)
		}
		if open != tc.open || !next.Equal(want) {
			t.Errorf("%s: open %v, next %v, want %v, %v", tc.name, open, next, tc.open, want)
		}
	}
	// Autumn has half past two twice, an hour apart, and it opens at both.
	b := branding.Branding{Hours: twice, TimeZone: berlin}
	one := at(t, berlin, "2026-10-25 01:00:00")
	first := one.Add(90 * time.Minute)
	for now, want := range map[time.Time]time.Time{one: first, first.Add(30 * time.Minute): first.Add(time.Hour)} {
		if open, next := branding.OpenNow(b, now); open || !next.Equal(want) {
			t.Errorf("into autumn, at %v: open %v, next %v, want %v", now, open, next, want)
		}
	}
}

func TestOpenNowWithoutAPlaceSaysNothing(t *testing.T) {
	t.Parallel()
	hours := []branding.Hours{{Day: time.Sunday, From: 0, To: 1440}}
	if open, next := branding.OpenNow(branding.Branding{Hours: hours, TimeZone: "Mars/Olympus"}, noon); open || !next.IsZero() {
		t.Errorf("open %v, next %v, want nothing said", open, next)
	}
	if open, _ := branding.OpenNow(branding.Branding{Hours: hours}, noon); !open { // a Sunday
		t.Error("no zone is UTC, where it is open")
	}
}

func FuzzOpenNow(f *testing.F) {
	f.Add(int64(1774745999), "Europe/Berlin", 0, 150, 300, 1, 540, 1440)
	f.Add(int64(1793000000), "Australia/Lord_Howe", 0, 90, 130, 6, 0, 1)
	f.Add(int64(-5000000000), "Asia/Tokyo", 3, 0, 1440, 3, 0, 1440)
	f.Add(int64(1e15), "", 9, -5, 99999, -3, 7, 6)
	f.Fuzz(func(t *testing.T, unix int64, zone string, day1, from1, to1, day2, from2, to2 int) {
		if unix > 1<<40 || unix < -1<<40 {
			return
		}
		b := branding.Branding{TimeZone: zone, Hours: []branding.Hours{
			{Day: time.Weekday(day1), From: from1, To: to1}, {Day: time.Weekday(day2), From: from2, To: to2}}}
		now := time.Unix(unix, 123)
		open, next := branding.OpenNow(b, now)
		if open && !next.IsZero() {
			t.Fatalf("open, and opens at %v", next)
		}
		if next.IsZero() {
			return
		}
		if !next.After(now) {
			t.Fatalf("opens at %v, which is not after %v", next, now)
		}
		if there, _ := branding.OpenNow(b, next); !there {
			t.Fatalf("is not open at %v", next)
		}
		if before, _ := branding.OpenNow(b, next.Add(-time.Nanosecond)); before {
			t.Fatalf("is open before %v", next)
		}
	})
}
