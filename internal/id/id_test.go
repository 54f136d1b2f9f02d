package id

import (
	"fmt"
	"regexp"
	"testing"
	"time"
)

func TestIdentifiersSortByTime(t *testing.T) {
	t.Parallel()
	older, newer := at("ses", time.UnixMilli(1_800_000_000_000)), at("ses", time.UnixMilli(1_800_000_000_001))
	if older >= newer {
		t.Errorf("%q is not before %q", older, newer)
	}
	if !regexp.MustCompile(`^ses_[0-9a-hjkmnp-tv-z]{26}$`).MatchString(older) {
		t.Errorf("identifier %q has an unexpected form", older)
	}
}

func TestIdentifiersOfOneMomentDiffer(t *testing.T) {
	t.Parallel()
	seen, now := map[string]bool{}, time.Now()
	for range 1000 {
		seen[at("dev", now)] = true
	}
	if len(seen) != 1000 {
		t.Errorf("1000 identifiers hold %d different ones", len(seen))
	}
}

func TestSecretHidesItself(t *testing.T) {
	t.Parallel()
	s := NewSecret()
	for _, text := range []string{fmt.Sprint(s), fmt.Sprintf("%v %s %#v", s, s, s), s.LogValue().String()} {
		if regexp.MustCompile(regexp.QuoteMeta(s.Reveal())).MatchString(text) {
			t.Errorf("the secret shows in %q", text)
		}
	}
	if len(s.Reveal()) < 26 {
		t.Errorf("secret has %d characters, want at least 26", len(s.Reveal()))
	}
}

func TestDigits(t *testing.T) {
	t.Parallel()
	if got := Digits(9); !regexp.MustCompile(`^[0-9]{9}$`).MatchString(got) {
		t.Errorf("Digits(9) = %q", got)
	}
}
