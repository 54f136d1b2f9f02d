package notify

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// A mailMessage is one message, checked but without its sender.
type mailMessage struct {
	to, subject, text string
	at                time.Time
}

func newMail(to, subject, text string, at time.Time) (mailMessage, error) {
	to, err := address("to", to)
	if err != nil {
		return mailMessage{}, err
	}
	switch {
	case subject == "" || utf8.RuneCountInString(subject) > MaxSubject:
		return mailMessage{}, wire.BadField("subject", "is missing or has more than 200 characters")
	case !utf8.ValidString(subject) || strings.ContainsFunc(subject, unseen):
		return mailMessage{}, wire.BadField("subject", "has line breaks or other characters that cannot be seen")
	case utf8.RuneCountInString(text) > MaxMail:
		return mailMessage{}, wire.BadField("text", "has more than 10000 characters")
	}
	return mailMessage{to: to, subject: subject, text: strings.ToValidUTF8(text, "\uFFFD"), at: at}, nil
}

// from is the whole message as it goes over the line: lines of at most 76 characters that end in CRLF (RFC 5322 §2.1.1),
// a subject in encoded words (RFC 2047), a body in base64 (RFC 2045 §6.8), which no server on the way has to change.
func (m mailMessage) from(sender string) []byte {
	_, domain, _ := strings.Cut(sender, "@")
	var b strings.Builder
	header := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, value) }
	header("Date", m.at.UTC().Format("Mon, 02 Jan 2006 15:04:05 -0700"))
	header("From", "<"+sender+">")
	header("To", "<"+m.to+">")
	header("Subject", encodedWords(m.subject))
	header("Message-ID", "<"+id.New("msg")+"@"+domain+">")
	header("Auto-Submitted", "auto-generated") // RFC 3834 §5: nobody's holiday note answers it
	header("MIME-Version", "1.0")
	header("Content-Type", "text/plain; charset=utf-8")
	header("Content-Transfer-Encoding", "base64")
	b.WriteString("\r\n")
	text := strings.ReplaceAll(strings.ReplaceAll(m.text, "\r\n", "\n"), "\r", "\n")
	body := base64.StdEncoding.EncodeToString([]byte(strings.ReplaceAll(text, "\n", "\r\n")))
	for len(body) > 0 {
		n := min(len(body), 76)
		b.WriteString(body[:n] + "\r\n")
		body = body[n:]
	}
	return []byte(b.String())
}

// encodedWords is a subject for a header: as it is when it is short ASCII, else in encoded words, each whole in its
// characters, short enough for its line, and on a line of its own (RFC 2047 §2 and §5).
func encodedWords(s string) string {
	const maxBytes = 36 // 48 characters of base64 and 12 around them: 69 with "Subject: " before
	if len(s) <= 60 && isPrintableASCII(s) && !strings.Contains(s, "=?") && s == strings.TrimSpace(s) {
		return s
	}
	var words []string
	for s != "" {
		n := 0
		for n < len(s) {
			_, size := utf8.DecodeRuneInString(s[n:])
			if n+size > maxBytes {
				break
			}
			n += size
		}
		words = append(words, "=?utf-8?B?"+base64.StdEncoding.EncodeToString([]byte(s[:n]))+"?=")
		s = s[n:]
	}
	return strings.Join(words, "\r\n ")
}
