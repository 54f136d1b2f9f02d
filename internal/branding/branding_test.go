package branding_test

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/branding"
	"github.com/helpatwork/helpatwork/internal/storage"
	"github.com/helpatwork/helpatwork/internal/storage/storagetest"
	"github.com/helpatwork/helpatwork/internal/wire"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// A studio is the service over the real store.
type studio struct {
	*branding.Service
	t     *testing.T
	db    *storage.DB
	hints []int64
	// abe administers everything, kita one group only; mori is a technician.
	abe, kita, mori access.Principal
}

func newStudio(t *testing.T) *studio {
	t.Helper()
	s := &studio{t: t, db: storagetest.Open(t)}
	s.Service = branding.New(branding.Config{Store: s.db, Now: func() time.Time { return noon }, Log: slog.New(slog.DiscardHandler), Hints: s})
	person := func(name string, role access.Role, all bool) access.Principal {
		return access.Principal{PersonID: "usr_" + name, Name: name, Role: role, Rights: access.Rights[role], AllDevices: all}
	}
	s.abe, s.kita, s.mori = person("abe", access.Administrator, true), person("kita", access.Administrator, false), person("mori", access.Technician, true)
	return s
}

func (s *studio) Hint(_, _ string, version int64) { s.hints = append(s.hints, version) }

func (s *studio) save(base int64, b branding.Branding, logo []byte) branding.Branding {
	s.t.Helper()
	saved, err := s.Save(s.t.Context(), s.abe, base, b, logo)
	if err != nil {
		s.t.Fatal(err)
	}
	return saved
}

func TestWhatWasShownStays(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	if b, err := s.Current(t.Context()); err != nil || b.Version != 0 {
		t.Fatalf("before the first save: %+v, %v, want what comes with the product", b, err)
	}
	first := s.save(0, branding.Branding{Company: " Example ", Words: map[string]branding.Words{"ja": {Consent: "画面を\r\n見せますか"}}}, nil)
	second := s.save(1, branding.Branding{Company: "Other"}, nil)
	if first.Company != "Example" || first.Words["ja"].Consent != "画面を\n見せますか" || first.SavedBy != s.abe.Actor() || first.SavedAt != noon {
		t.Errorf("first = %+v, want it trimmed and signed", first)
	}
	current, err := s.Current(t.Context())
	if err != nil || current.Version != 2 || current.Company != second.Company {
		t.Errorf("current = %+v, %v, want the second", current, err)
	}
	old, err := s.Version(t.Context(), 1)
	if err != nil || old.Company != "Example" || old.Words["ja"] != first.Words["ja"] {
		t.Errorf("version 1 = %+v, %v, want what was shown then", old, err)
	}
	if zero, err := s.Version(t.Context(), 0); err != nil || zero.Company != "" {
		t.Errorf("version 0 = %+v, %v, want the product's own", zero, err)
	}
	for _, v := range []int64{3, -1, -7} {
		if _, err := s.Version(t.Context(), v); !errors.Is(err, branding.ErrNotFound) {
			t.Errorf("version %d: %v, want ErrNotFound", v, err)
		}
	}
	if len(s.hints) != 2 || s.hints[1] != 2 {
		t.Errorf("hints %v, want one for each version", s.hints)
	}
	page, err := s.db.Records(t.Context(), audit.Filter{DeviceScopeAll: true, Action: audit.BrandingSaved, Limit: 10})
	if err != nil || len(page.Records) != 2 {
		t.Fatalf("log: %+v, %v, want two records", page, err)
	}
	changed := map[string]string{}
	for _, r := range page.Records {
		changed[r.Details["version"]] = r.Details["changed"]
	}
	if changed["1"] != "company, words_ja" || changed["2"] != "company, words_ja" {
		t.Errorf("the log says %v, want what each save touched", changed)
	}
}

func TestOfTwoWhoSaveTheSecondIsTold(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	s.save(0, branding.Branding{Company: "First"}, nil)
	for _, base := range []int64{0, 2, -1} {
		if _, err := s.Save(t.Context(), s.abe, base, branding.Branding{Company: "Second"}, nil); !errors.Is(err, branding.ErrChanged) {
			t.Errorf("save after %d = %v, want ErrChanged", base, err)
		}
	}
	if b, err := s.Current(t.Context()); err != nil || b.Company != "First" {
		t.Errorf("current = %+v, %v, want the first", b, err)
	}
}

func TestOnlyAdministratorsOfEverythingSave(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	for _, p := range []access.Principal{{}, s.mori, s.kita} {
		if _, err := s.Save(t.Context(), p, 0, branding.Branding{}, nil); !errors.Is(err, access.ErrForbidden) {
			t.Errorf("%q: %v, want ErrForbidden", p.Name, err)
		}
	}
}

func TestWhatDoesNotFitIsRefusedByName(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	hours := func(h ...branding.Hours) branding.Branding { return branding.Branding{Hours: h} }
	words := func(language, text string) branding.Branding {
		return branding.Branding{Words: map[string]branding.Words{language: {Consent: text}}}
	}
	for name, tc := range map[string]struct {
		b     branding.Branding
		field string // empty: taken
	}{
		"the longest company":         {branding.Branding{Company: strings.Repeat("社", 100)}, ""},
		"a longer one":                {branding.Branding{Company: strings.Repeat("社", 101)}, "company"},
		"a company of two lines":      {branding.Branding{Company: "A\nB"}, "company"},
		"a company that turns around": {branding.Branding{Company: "A\u202eB"}, "company"},
		"no text":                     {branding.Branding{Company: "A\xffB"}, "company"},
		"a phone too long":            {branding.Branding{Phone: strings.Repeat("1", 41)}, "phone"},
		"a phone with NUL":            {branding.Branding{Phone: "1\x002"}, "phone"},
		"a help page":                 {branding.Branding{HelpPage: "https://help.example.com/a?b=c#d"}, ""},
		"a help page in the open":     {branding.Branding{HelpPage: "http://help.example.com"}, "help_page"},
		"a script as help page":       {branding.Branding{HelpPage: "javascript:alert(1)"}, "help_page"},
		"a help page of nowhere":      {branding.Branding{HelpPage: "https:///path"}, "help_page"},
		"a help page with a password": {branding.Branding{HelpPage: "https://a:b@example.com"}, "help_page"},
		"a help page with a break":    {branding.Branding{HelpPage: "https://example.com/\nx"}, "help_page"},
		"a help page too long":        {branding.Branding{HelpPage: "https://example.com/" + strings.Repeat("a", 500)}, "help_page"},
		"words of two lines":          {words("ja", "一\n二"), ""},
		"the most words":              {words("en", strings.Repeat("あ", 2000)), ""},
		"too many words":              {words("en", strings.Repeat("あ", 2001)), "words.en.consent"},
		"words that ring":             {words("en", "\x07"), "words.en.consent"},
		"words in French":             {words("fr", "oui"), "words"},
		"a dark accent":               {branding.Branding{Accent: "#0A5C36"}, ""},
		"a light accent":              {branding.Branding{Accent: "#ffcc00"}, "accent"},
		"a named accent":              {branding.Branding{Accent: "red"}, "accent"},
		"an accent of CSS":            {branding.Branding{Accent: "#000;}"}, "accent"},
		"a time zone":                 {branding.Branding{TimeZone: "Asia/Tokyo"}, ""},
		"no time zone":                {branding.Branding{TimeZone: "Mars/Olympus"}, "time_zone"},
		"the server's own zone":       {branding.Branding{TimeZone: "Local"}, "time_zone"},
		"a path as time zone":         {branding.Branding{TimeZone: "../../etc/passwd"}, "time_zone"},
		"hours that touch":            {hours(branding.Hours{Day: 1, From: 720, To: 800}, branding.Hours{Day: 1, From: 540, To: 720}), ""},
		"hours that overlap":          {hours(branding.Hours{Day: 1, From: 540, To: 721}, branding.Hours{Day: 1, From: 720, To: 800}), "hours"},
		"the same hours on two days":  {hours(branding.Hours{Day: 1, From: 540, To: 720}, branding.Hours{Day: 2, From: 540, To: 720}), ""},
		"hours that end first":        {hours(branding.Hours{Day: 1, From: 540, To: 540}), "hours"},
		"hours past midnight":         {hours(branding.Hours{Day: 1, From: 540, To: 1441}), "hours"},
		"hours before midnight":       {hours(branding.Hours{Day: 1, From: -1, To: 5}), "hours"},
		"an eighth day":               {hours(branding.Hours{Day: 7, From: 1, To: 5}), "hours"},
		"too many hours":              {branding.Branding{Hours: make([]branding.Hours, 51)}, "hours"},
	} {
		current, err := s.Current(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Save(t.Context(), s.abe, current.Version, tc.b, nil)
		refused, isInput := errors.AsType[*wire.FieldError](err)
		switch {
		case tc.field == "" && err != nil:
			t.Errorf("%s: %v, want it taken", name, err)
		case tc.field != "" && (!isInput || refused.Field != tc.field):
			t.Errorf("%s: %v, want %s refused", name, err, tc.field)
		}
	}
}

// The ratios are from the definition in WCAG 2.2, computed by hand for grays and the pure colors.
func TestContrast(t *testing.T) {
	t.Parallel()
	for hex, want := range map[string]float64{
		"#000000": 21, "#ffffff": 1, "#FFFFFF": 1,
		"#ff0000": 3.998, "#00ff00": 1.372, "#0000ff": 8.592,
		"#808080": 3.949, "#767676": 4.542, "#777777": 4.478,
		"#333333": 12.635, "#0a0a0a": 19.798, // the last is still on the straight part of the curve
	} {
		got, err := branding.Contrast(hex)
		if err != nil || math.Abs(got-want) > 0.001 {
			t.Errorf("Contrast(%s) = %.4f, %v, want %.3f", hex, got, err, want)
		}
	}
	for _, text := range []string{"", "#", "#fff", "000000", "#00000g", "#0000000", "#+00000", "#-00000", "#0x0000", "# 00000", "#1_0000", "red", "#ー"} {
		if got, err := branding.Contrast(text); err == nil {
			t.Errorf("Contrast(%q) = %v, want it refused", text, got)
		}
	}
	s := newStudio(t)
	if saved := s.save(0, branding.Branding{Accent: "#767676"}, nil); saved.Accent != "#767676" {
		t.Errorf("accent = %s, want the lightest gray that passes", saved.Accent)
	}
	if _, err := s.Save(t.Context(), s.abe, 1, branding.Branding{Accent: "#777777"}, nil); err == nil || !strings.Contains(err.Error(), "4.47") {
		t.Errorf("one gray lighter: %v, want it refused with its contrast, never rounded up", err)
	}
}

// A brokenStore fails at everything.
type brokenStore struct{ branding.Store }

var errBroken = errors.New("disk is gone")

func (brokenStore) Branding(context.Context, int64) (branding.Branding, error) {
	return branding.Branding{}, errBroken
}

func TestAStoreThatFailsIsNotAnEmptyOne(t *testing.T) {
	t.Parallel()
	s := branding.New(branding.Config{Store: brokenStore{}, Log: slog.New(slog.DiscardHandler)})
	if _, err := s.Current(t.Context()); !errors.Is(err, errBroken) {
		t.Errorf("Current = %v, want the error", err)
	}
}
