package storage

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/helpatwork/helpatwork/internal/device"
)

var errBad = errors.New("bad")

func FuzzCursor(f *testing.F) {
	for _, seed := range []string{"", "!", "AAAA", encodeCursor("田中\x01Pixel\x01dev_1"), encodeTimeCursor(-5, "ses_1"), encodeCursor(" "), encodeCursor("9999999999999999999 x")} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		key, err := decodeCursor(cursor, errBad)
		if err != nil && err != errBad {
			t.Fatalf("decodeCursor(%q): error %v", cursor, err)
		}
		if err == nil && (key == "" || !utf8.ValidString(key) || strings.Contains(key, "\x00")) {
			t.Fatalf("decodeCursor(%q) = %q", cursor, key)
		}
		at, id, err := decodeTimeCursor(cursor, errBad)
		if err != nil && err != errBad {
			t.Fatalf("decodeTimeCursor(%q): error %v", cursor, err)
		}
		if err != nil {
			return
		}
		againAt, againID, err := decodeTimeCursor(encodeTimeCursor(at, id), errBad)
		if err != nil || againAt != at || againID != id {
			t.Fatalf("%d %q became %d %q, error %v", at, id, againAt, againID, err)
		}
	})
}

// FuzzSearch gives any text to search: it never is an error of the database, and a device is found by each of its words.
func FuzzSearch(f *testing.F) {
	db, err := Open(f.Context(), Config{Path: filepath.Join(f.TempDir(), "fuzz.db")})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { db.Close() })
	scope := device.Scope{All: true}
	for _, seed := range []string{"", "田中 東京", `"`, `""" OR ""`, "a* NEAR(b c, 2)", "words: x", "%_\\", "\x00\xff", "x AND NOT y", "ｶﾞ", "ｱﾞﾞ", "ﷺ", "-- ; '", "{a b}: c", "^a + b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := device.Imported{Device: device.Device{ID: "dev_1", Name: text, Lifecycle: device.InUse}}
		if _, err := db.ImportDevices(t.Context(), []device.Imported{d}, time.Now()); err != nil {
			t.Fatalf("import %q: %v", text, err)
		}
		for _, limited := range []device.Scope{scope, {GroupIDs: []string{"grp_1"}}} {
			filter := device.Filter{Search: text, Scope: limited, Limit: 10}
			page, err := db.Devices(t.Context(), filter)
			if err != nil {
				t.Fatalf("search %q: %v", text, err)
			}
			counts, err := db.CountDevices(t.Context(), filter)
			if err != nil || counts.Matching != len(page.Devices) {
				t.Fatalf("count %q: %+v, error %v, listed %d", text, counts, err, len(page.Devices))
			}
			if utf8.RuneCountInString(text) <= maxSearch && limited.All && len(page.Devices) != 1 {
				t.Fatalf("the device called %q was not found by its name", text)
			}
		}
	})
}
