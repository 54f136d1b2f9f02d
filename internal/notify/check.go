package notify

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/mail"
	"net/netip"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// Bounds in characters.
const (
	MaxMail    = 10_000
	MaxSubject = 200
	MaxText    = 1_000

	maxAddress = 254 // RFC 5321 §4.5.3.1.3, without the angle brackets
	maxHost    = 253
	maxUser    = 200
	maxURL     = 2_000
	maxBody    = 4_000
	maxHeader  = 100
	maxSecret  = 4_000
)

// checked is s as it is kept. A way of sending that is not set up keeps nothing of what stands beside.
func (s Settings) checked() (Settings, error) {
	s.Mail.Host, s.Text.URL = strings.TrimSpace(s.Mail.Host), strings.TrimSpace(s.Text.URL)
	if s.Mail.Host == "" {
		s.Mail = Mail{}
	} else if err := s.Mail.check(); err != nil {
		return s, err
	}
	if s.Text.URL == "" {
		s.Text = TextGateway{}
	} else if err := s.Text.check(); err != nil {
		return s, err
	}
	return s, nil
}

func (m *Mail) check() error {
	m.User = strings.TrimSpace(m.User)
	from, err := address("mail.from", m.From)
	if err != nil {
		return err
	}
	m.From = from
	switch {
	case !isHost(m.Host):
		return wire.BadField("mail.host", "is not the name or address of a server")
	case m.Port < 1 || m.Port > 65535:
		return wire.BadField("mail.port", "is not from 1 to 65535")
	case len(m.User) > maxUser || strings.ContainsFunc(m.User, unseen):
		return wire.BadField("mail.user", "is too long or has characters that cannot be seen")
	}
	switch m.Security {
	case "tls", "starttls":
	case "none":
		if !isLoopback(m.Host) {
			return wire.BadField("mail.security", "may be none only for a server on this machine")
		}
		if m.User != "" {
			return wire.BadField("mail.user", "would sign in without encryption")
		}
	default:
		return wire.BadField("mail.security", "is not tls, starttls or none")
	}
	return nil
}

// complete says what is missing once the secrets are known.
func (s Settings) complete() error {
	switch {
	case s.Mail.User != "" && len(s.Mail.Sealed) == 0:
		return wire.BadField("mail.password", "is missing")
	case s.Mail.User == "" && len(s.Mail.Sealed) > 0:
		return wire.BadField("mail.user", "is missing, though there is a password")
	case s.Text.Header != "" && len(s.Text.Sealed) == 0:
		return wire.BadField("text.secret", "is missing")
	case s.Text.Header == "" && len(s.Text.Sealed) > 0:
		return wire.BadField("text.header", "is missing, though there is a secret")
	}
	return nil
}

func (m Mail) sameServer(before Mail) bool {
	return m.Host == before.Host && m.Port == before.Port && m.User == before.User && m.Security == before.Security
}

func (g TextGateway) sameServer(before TextGateway) bool {
	return g.host() == before.host() && g.Header == before.Header
}

// host is the scheme, name and port of the gateway, for the audit log.
func (g TextGateway) host() string {
	u, err := url.Parse(fill(g.URL, "", "", inURL))
	if g.URL == "" || err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

func (g *TextGateway) check() error {
	g.Header = strings.TrimSpace(g.Header)
	if err := g.checkURL(); err != nil {
		return err
	}
	if g.Header != "" && (len(g.Header) > maxHeader || !isToken(g.Header) || isOurs(g.Header)) {
		return wire.BadField("text.header", "is not the name of a header that can carry a secret")
	}
	switch g.Method {
	case http.MethodGet:
		if g.Body != "" {
			return wire.BadField("text.body", "has no place in a GET request")
		}
		g.ContentType = ""
	case http.MethodPost:
		if err := g.checkBody(); err != nil {
			return err
		}
	default:
		return wire.BadField("text.method", "is not POST or GET")
	}
	for _, mark := range []string{markTo, markText} {
		if !strings.Contains(g.URL, mark) && !strings.Contains(g.Body, mark) {
			return wire.BadField("text.body", "has no "+mark+", nor has the address")
		}
	}
	return nil
}

// checkURL refuses an address whose server a message could change.
func (g *TextGateway) checkURL() error {
	wrong := wire.BadField("text.url", "is not an address that starts with https://")
	if len(g.URL) > maxURL || strings.ContainsFunc(g.URL, unseen) || strings.Contains(g.URL, " ") {
		return wrong
	}
	u, err := url.Parse(fill(g.URL, "to", "text", inURL))
	other, otherErr := url.Parse(fill(g.URL, "2", "2", inURL))
	switch {
	case err != nil || otherErr != nil || u.Hostname() == "" || u.User != nil || u.Fragment != "":
		return wrong
	case u.Host != other.Host || u.Scheme != other.Scheme:
		return wire.BadField("text.url", "may have {{to}} and {{text}} only behind the name of the server")
	case u.Scheme == "http" && isLoopback(u.Hostname()), u.Scheme == "https":
		return nil
	}
	return wrong
}

// checkBody refuses a body in which a message could stand outside of a value.
func (g *TextGateway) checkBody() error {
	if utf8.RuneCountInString(g.Body) > maxBody || !utf8.ValidString(g.Body) {
		return wire.BadField("text.body", fmt.Sprintf("has more than %d characters", maxBody))
	}
	switch g.ContentType {
	case typeJSON:
		// A letter makes JSON only inside of a string, where the marks have to stand.
		if !json.Valid([]byte(fill(g.Body, "x", "x", inJSON))) {
			return wire.BadField("text.body", "is not JSON with {{to}} and {{text}} inside of strings")
		}
	case typeForm:
		if strings.ContainsFunc(g.Body, unseen) || strings.Contains(g.Body, " ") {
			return wire.BadField("text.body", "is not a form such as to={{to}}&text={{text}}")
		}
		if _, err := url.ParseQuery(fill(g.Body, "x", "x", inURL)); err != nil {
			return wire.BadField("text.body", "is not a form such as to={{to}}&text={{text}}")
		}
	default:
		return wire.BadField("text.content_type", "is not "+typeJSON+" or "+typeForm)
	}
	return nil
}

func checkSecret(field, secret string) error {
	if len(secret) > maxSecret || !utf8.ValidString(secret) || strings.ContainsFunc(secret, unicode.IsControl) {
		return wire.BadField(field, "is too long or has characters that cannot be seen")
	}
	return nil
}

// address is one plain e-mail address, without a name beside it.
func address(field, s string) (string, error) {
	s = strings.TrimSpace(s)
	parsed, err := mail.ParseAddress(s)
	if err != nil || parsed.Address != s || parsed.Name != "" || len(s) > maxAddress || !isPrintableASCII(s) || strings.ContainsAny(s, "<>") {
		return "", wire.BadField(field, "is not an e-mail address")
	}
	return s, nil
}

func unseen(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
}

func isPrintableASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}

// isHost says whether s can be the name or address of a server, without a port.
func isHost(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	return len(s) <= maxHost && s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-')
	})
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// isToken says whether s can be the name of a header (RFC 9110 §5.6.2).
func isToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r > '~' || strings.ContainsRune("()<>@,;:\\\"/[]?={}", r)
	})
}

// isOurs names the headers that HTTP itself sets.
func isOurs(name string) bool {
	switch strings.ToLower(name) {
	case "host", "content-length", "content-type", "transfer-encoding", "connection", "te", "trailer", "upgrade", "expect":
		return true
	}
	return false
}
