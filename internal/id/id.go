// Package id makes identifiers and secrets; it is the only place that does.
//
// An identifier carries a prefix people recognise in logs and sorts by the time it was made. A secret is
// unguessable text that is shown once and kept only as its hash.
package id

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"strings"
	"time"
)

// Crockford's base 32 in lower case: no letter that is read as a digit, and byte order is value order.
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// New returns an identifier such as "ses_01jd8…": the prefix, 48 bits of unix milliseconds and 80 random bits.
// Two made in the same millisecond differ but are in no order. It is safe for concurrent use.
func New(prefix string) string { return at(prefix, time.Now()) }

func at(prefix string, t time.Time) string {
	var b strings.Builder
	b.Grow(len(prefix) + 1 + 26)
	b.WriteString(prefix)
	b.WriteByte('_')
	ms := uint64(t.UnixMilli())
	for shift := 45; shift >= 0; shift -= 5 {
		b.WriteByte(alphabet[ms>>shift&31])
	}
	var random [16]byte
	rand.Read(random[:]) // never fails (crypto/rand, Go 1.24)
	for _, r := range random {
		b.WriteByte(alphabet[r&31])
	}
	return b.String()
}

// A Secret is text that proves something to whoever holds it: a token, a grant, a resume key. It hides itself
// from logs and from formatted text; Reveal gives it out.
type Secret string

// NewSecret returns 130 random bits as text. It is safe for concurrent use.
func NewSecret() Secret { return Secret(rand.Text()) }

// Reveal returns the secret itself, for the one answer that hands it over.
func (s Secret) Reveal() string { return string(s) }

// Hash is what is kept of a secret: SHA-256 in hexadecimal. Secrets are random, so they need no salt.
func (s Secret) Hash() string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// String implements fmt.Stringer and shows nothing.
func (Secret) String() string { return "[hidden]" }

// GoString implements fmt.GoStringer and shows nothing.
func (Secret) GoString() string { return "[hidden]" }

// LogValue implements slog.LogValuer and shows nothing.
func (Secret) LogValue() slog.Value { return slog.StringValue("[hidden]") }

// Digits returns n random decimal digits, for codes that people read aloud. Such a code only selects; it never
// proves anything.
func Digits(n int) string {
	digits := make([]byte, 0, n)
	for len(digits) < n {
		var random [16]byte
		rand.Read(random[:])
		for _, r := range random {
			if r < 250 && len(digits) < n { // 250 is the largest multiple of ten: no digit is likelier
				digits = append(digits, '0'+r%10)
			}
		}
	}
	return string(digits)
}
