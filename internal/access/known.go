package access

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
)

// KnownLife is how long a browser in which somebody signed in is known.
const KnownLife = 180 * 24 * time.Hour

// A Browser is where somebody signs in.
type Browser struct {
	UserAgent string
	// Known is what [Service.Remember] made when somebody signed in there before; empty, or anything else, is a stranger.
	Known string
}

// Remember makes what a browser keeps in which p has just signed in. With it the browser's tries are counted apart, so
// that nobody who only knows the e-mail can keep p out there (the device cookies of owasp.org, "Slow Down Online Guessing
// Attacks with Device Cookies", read 2026-11-22). It proves nothing else, and is void with a new password.
func (s *Service) Remember(p Person) id.Secret {
	browser := id.NewSecret().Reveal() + "." + strconv.FormatInt(s.cfg.Now().Add(KnownLife).Unix(), 10)
	return id.Secret(browser + "." + proofOf(p, browser))
}

// known names a browser in which p signed in before, by what it kept; empty for a stranger.
func (s *Service) known(p Person, kept string) string {
	at := strings.LastIndexByte(kept, '.')
	if p.PasswordHash == "" || at < 0 || !hmac.Equal([]byte(kept[at+1:]), []byte(proofOf(p, kept[:at]))) {
		return ""
	}
	_, until, _ := strings.Cut(kept[:at], ".")
	if end, err := strconv.ParseInt(until, 10, 64); err != nil || s.cfg.Now().Unix() >= end {
		return ""
	}
	return kept[:at]
}

// proofOf is made with what is kept of the password, salt included: only this server knows it, it is another for every
// account, and a new password makes every proof void.
func proofOf(p Person, browser string) string {
	mac := hmac.New(sha256.New, []byte(p.PasswordHash))
	mac.Write([]byte("known browser\x00" + p.ID + "\x00" + browser))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
