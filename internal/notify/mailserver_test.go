package notify_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"io"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// A mailServer speaks SMTP as real servers do (RFC 5321, 3207, 4954), over one listener, and remembers what it took.
type mailServer struct {
	t        *testing.T
	listener net.Listener
	trust    *tls.Config
	roots    *x509.CertPool
	done     sync.WaitGroup

	// How it behaves; set before the first connection.
	implicit   bool   // TLS from the first byte
	noStartTLS bool   // offers none
	auth       string // what AUTH offers, such as "PLAIN LOGIN"; empty offers none
	silent     func() // never says a word, and tells when it begins not to
	endless    bool   // never stops a reply
	replies    map[string]string

	mu       sync.Mutex
	messages []taken
	// clear are the commands that came without encryption.
	clear  []string
	signed int
}

type taken struct {
	from, to, data string
	encrypted      bool
}

const (
	mailUser     = "help@example.com"
	mailPassword = "correct horse battery"
)

func newMailServer(t *testing.T, change func(*mailServer)) *mailServer {
	t.Helper()
	s := &mailServer{t: t, replies: map[string]string{}}
	s.certify()
	if change != nil {
		change(s)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.listener = listener
	s.done.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.done.Go(func() { s.serve(conn) })
		}
	})
	t.Cleanup(func() { listener.Close(); s.done.Wait() })
	return s
}

// certify makes a certificate for 127.0.0.1 that only those trust who have roots.
func (s *mailServer) certify() {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	plan := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, plan, plan, &key.PublicKey, key)
	if err != nil {
		s.t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		s.t.Fatal(err)
	}
	s.roots = x509.NewCertPool()
	s.roots.AddCert(leaf)
	s.trust = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

func (s *mailServer) port() int { return s.listener.Addr().(*net.TCPAddr).Port }

func (s *mailServer) took() []taken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]taken(nil), s.messages...)
}

// A conversation is one client's.
type conversation struct {
	server    *mailServer
	conn      net.Conn
	in        *bufio.Reader
	encrypted bool
	greeted   bool
	signedIn  bool
	from, to  string
}

func (s *mailServer) serve(conn net.Conn) {
	defer func() { conn.Close() }()
	conn.SetDeadline(time.Now().Add(time.Minute))
	c := &conversation{server: s, conn: conn, in: bufio.NewReader(conn)}
	switch {
	case s.silent != nil:
		s.silent()
		io.Copy(io.Discard, conn)
		return
	case s.endless:
		for {
			if _, err := io.WriteString(conn, "220-and another thing that I wanted to say\r\n"); err != nil {
				return
			}
		}
	case s.implicit:
		c.encrypt()
	}
	c.say(s.reply("CONNECT", "220 mail.example.com ESMTP"))
	for {
		line, err := c.in.ReadString('\n')
		if err != nil || !c.answer(strings.TrimSuffix(line, "\r\n"), line) {
			return
		}
	}
}

func (s *mailServer) reply(verb, usual string) string {
	if special, ok := s.replies[verb]; ok {
		return special
	}
	return usual
}

func (c *conversation) say(line string) { fmt.Fprintf(c.conn, "%s\r\n", line) }

func (c *conversation) encrypt() {
	secured := tls.Server(c.conn, c.server.trust)
	c.conn, c.in, c.encrypted, c.greeted = secured, bufio.NewReader(secured), true, false
}

// answer does one command and says whether the conversation goes on.
func (c *conversation) answer(line, raw string) bool {
	s := c.server
	verb, rest, _ := strings.Cut(line, " ")
	verb = strings.ToUpper(verb)
	if !c.encrypted {
		s.mu.Lock()
		s.clear = append(s.clear, line)
		s.mu.Unlock()
	}
	switch {
	case !strings.HasSuffix(raw, "\r\n"):
		c.say("500 5.5.2 lines end in CR LF")
	case verb == "EHLO":
		c.greeted = rest != ""
		c.extensions()
	case verb == "QUIT":
		c.say("221 bye")
		return false
	case !c.greeted:
		c.say("503 5.5.1 say EHLO first")
	case verb == "STARTTLS" && !s.noStartTLS && !c.encrypted:
		c.say("220 go ahead")
		c.encrypt()
	case verb == "AUTH":
		c.signIn(rest)
	case s.auth != "" && !c.signedIn:
		c.say("530 5.7.0 authentication required")
	case verb == "MAIL":
		c.from = between(rest)
		c.say(s.reply("MAIL", "250 ok"))
	case verb == "RCPT" && c.from == "":
		c.say("503 5.5.1 MAIL first")
	case verb == "RCPT":
		c.to = between(rest)
		c.say(s.reply("RCPT", "250 ok"))
	case verb == "DATA" && c.to == "":
		c.say("503 5.5.1 RCPT first")
	case verb == "DATA":
		return c.data()
	default:
		c.say("502 5.5.1 unknown command")
	}
	return true
}

func (c *conversation) extensions() {
	lines := []string{"mail.example.com", "8BITMIME"}
	if !c.server.noStartTLS && !c.encrypted {
		lines = append(lines, "STARTTLS")
	}
	if c.server.auth != "" && c.encrypted {
		lines = append(lines, "AUTH "+c.server.auth)
	}
	for i, l := range lines {
		mark := "-"
		if i == len(lines)-1 {
			mark = " "
		}
		c.say("250" + mark + l)
	}
}

func (c *conversation) signIn(rest string) {
	if !c.encrypted {
		c.say("538 5.7.11 encryption required")
		return
	}
	way, first, _ := strings.Cut(rest, " ")
	good := false
	switch way {
	case "PLAIN":
		good = decoded(first) == "\x00"+mailUser+"\x00"+mailPassword
	case "LOGIN":
		good = c.ask("Username:") == mailUser && c.ask("Password:") == mailPassword
	}
	if special, ok := c.server.replies["AUTH"]; ok {
		c.say(special)
		return
	}
	if !good {
		c.say("535 5.7.8 authentication failed for " + first)
		return
	}
	c.signedIn = true
	c.server.mu.Lock()
	c.server.signed++
	c.server.mu.Unlock()
	c.say("235 2.7.0 welcome")
}

func (c *conversation) ask(question string) string {
	c.say("334 " + base64.StdEncoding.EncodeToString([]byte(question)))
	line, err := c.in.ReadString('\n')
	if err != nil {
		return ""
	}
	return decoded(strings.TrimSpace(line))
}

func decoded(text string) string {
	plain, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return ""
	}
	return string(plain)
}

// data takes the message as strict servers do: no bare CR or LF, no line beyond 998 bytes.
func (c *conversation) data() bool {
	c.say(c.server.reply("DATA", "354 end with a dot"))
	if _, special := c.server.replies["DATA"]; special {
		return true
	}
	var text strings.Builder
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		body, whole := strings.CutSuffix(line, "\r\n")
		if !whole || len(body) > 998 || strings.ContainsAny(body, "\r\x00") {
			c.say("550 5.6.0 malformed line")
			return false
		}
		text.WriteString(strings.TrimPrefix(body, ".") + "\r\n")
	}
	answer := c.server.reply("END", "250 queued")
	if strings.HasPrefix(answer, "2") {
		c.server.mu.Lock()
		c.server.messages = append(c.server.messages, taken{from: c.from, to: c.to, data: text.String(), encrypted: c.encrypted})
		c.server.mu.Unlock()
	}
	c.say(answer)
	return true
}

// between is what stands in angle brackets.
func between(s string) string {
	_, s, _ = strings.Cut(s, "<")
	s, _, _ = strings.Cut(s, ">")
	return s
}
