package storagetest

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/branding"
)

// look is a branding with something in every field.
func look(company string) branding.Branding {
	return branding.Branding{Company: company, Accent: "#0a5c36", HelpPage: "https://help.example.com/?a=1",
		Words:    map[string]branding.Words{"en": {Consent: "May we see\nyour screen?", Privacy: "Nothing is recorded."}, "ja": {Consent: "画面を共有しますか"}},
		Hours:    []branding.Hours{{Day: time.Sunday, From: 0, To: 1440}, {Day: time.Monday, From: 540, To: 1080}},
		TimeZone: "Asia/Tokyo", Phone: "+81 3 0000 0000", SavedAt: start,
		SavedBy: audit.Actor{Kind: audit.ByPerson, ID: "usr_1", Name: "阿部"}}
}

func addLook(t *testing.T, s Store, base int64, b branding.Branding, logo []byte) branding.Branding {
	t.Helper()
	added, err := s.AddBranding(t.Context(), base, b, logo)
	ok(t, err)
	return added
}

var brandingPromises = []promise{
	{"nothing is there before the first version", func(t *testing.T, s Store) {
		for _, version := range []int64{-1, 0, 1} {
			_, err := s.Branding(t.Context(), version)
			wantError(t, strconv.FormatInt(version, 10), err, branding.ErrNotFound)
		}
		_, err := s.Logo(t.Context(), 1)
		wantError(t, "logo", err, branding.ErrNotFound)
	}},
	{"a version comes back as it was given, with its record", func(t *testing.T, s Store) {
		added, err := s.AddBranding(t.Context(), 0, look("Example"), nil, record("aud_1"))
		ok(t, err)
		want := look("Example")
		want.Version = 1
		equal(t, "added", added, want)
		got, err := s.Branding(t.Context(), 1)
		ok(t, err)
		equal(t, "kept", got, want)
		equal(t, "log", actions(t, s), []string{"aud_1"})
	}},
	{"an empty version comes back empty", func(t *testing.T, s Store) {
		added := addLook(t, s, 0, branding.Branding{}, nil)
		equal(t, "added", added, branding.Branding{Version: 1})
	}},
	{"old versions stay as they were, and -1 is the newest", func(t *testing.T, s Store) {
		first := addLook(t, s, 0, look("First"), nil)
		second := addLook(t, s, 1, look("Second"), nil)
		for version, want := range map[int64]branding.Branding{1: first, 2: second, -1: second} {
			got, err := s.Branding(t.Context(), version)
			ok(t, err)
			equal(t, strconv.FormatInt(version, 10), got, want)
		}
	}},
	{"a version after one that is not the newest is refused, and writes nothing", func(t *testing.T, s Store) {
		addLook(t, s, 0, look("First"), nil)
		for _, base := range []int64{0, 2, -1, 7} {
			_, err := s.AddBranding(t.Context(), base, look("Late"), []byte("logo"), record("aud_1"))
			wantError(t, strconv.FormatInt(base, 10), err, branding.ErrChanged)
		}
		got, err := s.Branding(t.Context(), -1)
		ok(t, err)
		equal(t, "newest", got.Company, "First")
		equal(t, "log", actions(t, s), nil)
	}},
	{"a logo has the version it came with, and later ones may show it", func(t *testing.T, s Store) {
		logo := []byte("\x89PNG\x00\xff")
		added := addLook(t, s, 0, look("First"), logo)
		equal(t, "version of the logo", added.LogoVersion, int64(1))
		added = addLook(t, s, 1, added, nil)
		equal(t, "kept", added.LogoVersion, int64(1))
		added = addLook(t, s, 2, added, []byte("other"))
		equal(t, "new", added.LogoVersion, int64(3))
		for version, want := range map[int64][]byte{1: logo, 3: []byte("other")} {
			got, err := s.Logo(t.Context(), version)
			ok(t, err)
			equal(t, "logo", got, branding.Logo{Version: version, PNG: want})
		}
		_, err := s.Logo(t.Context(), 2)
		wantError(t, "of a version without its own", err, branding.ErrNotFound)
	}},
	{"of many who save after the same version, one does", func(t *testing.T, s Store) {
		wantOneWinner(t, together(crowd, func(i int) error {
			_, err := s.AddBranding(t.Context(), 0, look(strconv.Itoa(i)), []byte("logo"), record(fmt.Sprintf("aud_%d", i)))
			return err
		}), branding.ErrChanged)
		equal(t, "records", len(actions(t, s)), 1)
	}},
}
