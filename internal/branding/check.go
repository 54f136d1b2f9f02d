package branding

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// Bounds of texts in characters, and of the list of hours.
const (
	MaxCompany  = 100
	MaxWords    = 2000
	MaxPhone    = 40
	MaxHelpPage = 500
	MaxHours    = 50
)

// checked is b as it is kept: texts trimmed, hours in order, a map of its own. It refuses what does not fit and cuts nothing.
func (b Branding) checked() (Branding, error) {
	var err error
	if b.Company, err = line("company", b.Company, MaxCompany); err != nil {
		return b, err
	}
	if b.Phone, err = line("phone", b.Phone, MaxPhone); err != nil {
		return b, err
	}
	if b.Accent, err = checkAccent(b.Accent); err != nil {
		return b, err
	}
	if b.HelpPage, err = checkHelpPage(b.HelpPage); err != nil {
		return b, err
	}
	if b.Words, err = checkWords(b.Words); err != nil {
		return b, err
	}
	if _, err := zone(b.TimeZone); err != nil {
		return b, wire.BadField("time_zone", "is not the name of a time zone, such as Asia/Tokyo")
	}
	b.Hours, err = checkHours(b.Hours)
	return b, err
}

// line is text without any control or format character, which could hide or reorder what stands around it.
func line(field, s string, limit int) (string, error) {
	return plain(field, s, limit, func(rune) bool { return false })
}

func plain(field, s string, limit int, keep func(rune) bool) (string, error) {
	s = strings.TrimSpace(s)
	switch {
	case !utf8.ValidString(s):
		return "", wire.BadField(field, "is not text in UTF-8")
	case utf8.RuneCountInString(s) > limit:
		return "", wire.BadField(field, fmt.Sprintf("has more than %d characters", limit))
	case strings.ContainsFunc(s, func(r rune) bool {
		return !keep(r) && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp))
	}):
		return "", wire.BadField(field, "has characters that cannot be seen")
	}
	return s, nil
}

// checkHelpPage takes https only: it is a link on pages that users trust.
func checkHelpPage(s string) (string, error) {
	s, err := line("help_page", s, MaxHelpPage)
	if err != nil || s == "" {
		return "", err
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || strings.ContainsAny(s, " \\\"<>") {
		return "", wire.BadField("help_page", "is not an address that starts with https://")
	}
	return u.String(), nil
}

func checkWords(words map[string]Words) (map[string]Words, error) {
	breaks := func(r rune) bool { return r == '\n' || r == '\t' }
	var kept map[string]Words
	for _, language := range slices.Sorted(maps.Keys(words)) {
		if language != "en" && language != "ja" {
			return nil, wire.BadField("words", "are in a language other than en and ja")
		}
		var w Words
		var err error
		if w.Consent, err = plain("words."+language+".consent", unix(words[language].Consent), MaxWords, breaks); err != nil {
			return nil, err
		}
		if w.Privacy, err = plain("words."+language+".privacy", unix(words[language].Privacy), MaxWords, breaks); err != nil {
			return nil, err
		}
		if w == (Words{}) {
			continue
		}
		if kept == nil {
			kept = map[string]Words{}
		}
		kept[language] = w
	}
	return kept, nil
}

// unix is text with the line breaks that forms send made plain.
func unix(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

const day = 24 * 60 // minutes

// checkHours puts hours in order and refuses those that overlap. Hours that touch stay apart: a lunch break may be put in later.
func checkHours(hours []Hours) ([]Hours, error) {
	if len(hours) > MaxHours {
		return nil, wire.BadField("hours", fmt.Sprintf("are more than %d", MaxHours))
	}
	sorted := slices.Clone(hours)
	slices.SortFunc(sorted, func(a, b Hours) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.From, b.From)) })
	for i, h := range sorted {
		switch {
		case h.Day < time.Sunday || h.Day > time.Saturday:
			return nil, wire.BadField("hours", "are on a day that no week has")
		case h.From < 0 || h.From >= h.To || h.To > day:
			return nil, wire.BadField("hours", "on "+h.Day.String()+" do not end after they begin, on the same day")
		case i > 0 && sorted[i-1].Day == h.Day && sorted[i-1].To > h.From:
			return nil, wire.BadField("hours", "on "+h.Day.String()+" overlap")
		}
	}
	if len(sorted) == 0 {
		return nil, nil
	}
	return sorted, nil
}

// zone loads a time zone by its IANA name; empty means UTC. "Local" would be the server's own and is refused.
func zone(name string) (*time.Location, error) {
	if name == "Local" || len(name) > 64 {
		return nil, fmt.Errorf("time zone %q is not taken", name[:min(len(name), 64)])
	}
	return time.LoadLocation(name)
}
