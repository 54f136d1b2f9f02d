package notify

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/smtp"
	"net/textproto"
	"strconv"
	"strings"
	"time"
)

// maxReplies bounds what a mail server may say in one conversation, in bytes: its certificates and replies are far less.
const maxReplies = 256 << 10

// deliver hands one message to the mail server.
func (s *Service) deliver(ctx context.Context, m Mail, password string, message mailMessage) error {
	conn, err := s.connect(ctx, m)
	if err != nil {
		return unreachable(ctx, ByMail, err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) }) // whoever waits gives up at once
	defer stop()
	if err := s.converse(ctx, conn, m, password, message); err != nil {
		return mailError(ctx, err, m.User, password)
	}
	return nil
}

func (s *Service) connect(ctx context.Context, m Mail) (net.Conn, error) {
	dialing, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	conn, err := s.dial(dialing, "tcp", net.JoinHostPort(m.Host, strconv.Itoa(m.Port)))
	if err != nil {
		return nil, err
	}
	if until, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(until); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	return &quietConn{Conn: conn, left: maxReplies}, nil
}

// errTooMuch says that a server talks without end.
var errTooMuch = errors.New("the mail server says more than any mail server has to say")

// A quietConn is a connection that hears only so much.
type quietConn struct {
	net.Conn
	left int
}

func (c *quietConn) Read(p []byte) (int, error) {
	if c.left == 0 {
		return 0, errTooMuch
	}
	n, err := c.Conn.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, err
}

// A stepError says at which step of the conversation the server said no, and what that means.
type stepError struct {
	kind Kind
	err  error
}

func (e *stepError) Error() string { return e.err.Error() }
func (e *stepError) Unwrap() error { return e.err }

// converse signs in only once the line is encrypted, and sends nothing to a server that does not encrypt as it should.
func (s *Service) converse(ctx context.Context, conn net.Conn, m Mail, password string, message mailMessage) error {
	trust := &tls.Config{ServerName: m.Host, RootCAs: s.roots, MinVersion: tls.VersionTLS12}
	if m.Security == "tls" {
		secured := tls.Client(conn, trust)
		if err := secured.HandshakeContext(ctx); err != nil {
			return fmt.Errorf("encrypt the connection: %w", err)
		}
		conn = secured
	}
	client, err := smtp.NewClient(conn, m.Host)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }() // whoever dialed closes, too
	if err := client.Hello(greeting(conn.LocalAddr())); err != nil {
		return err
	}
	if m.Security == "starttls" {
		if offered, _ := client.Extension("STARTTLS"); !offered {
			return &stepError{Refused, errors.New("the server does not offer STARTTLS")}
		}
		if err := client.StartTLS(trust); err != nil {
			return fmt.Errorf("encrypt the connection: %w", err)
		}
	}
	if m.User != "" {
		if err := signIn(client, m, password); err != nil {
			return err
		}
	}
	if err := send(client, m.From, message); err != nil {
		return err
	}
	// The server has taken the message: its farewell is not waited for long, and does not matter.
	conn.SetDeadline(time.Now().Add(time.Second))
	_ = client.Quit()
	return nil
}

func signIn(client *smtp.Client, m Mail, password string) error {
	if _, encrypted := client.TLSConnectionState(); !encrypted {
		return &stepError{BadSignIn, errors.New("the password is not sent without encryption")}
	}
	_, offered := client.Extension("AUTH")
	ways := strings.Fields(strings.ToUpper(offered))
	var how smtp.Auth = &login{user: m.User, password: password}
	for _, way := range ways {
		if way == "PLAIN" {
			how = smtp.PlainAuth("", m.User, password, m.Host)
		}
	}
	if err := client.Auth(how); err != nil {
		if reply, ok := errors.AsType[*textproto.Error](err); ok && reply.Code < 500 {
			return err // it could not look now
		}
		if _, ok := errors.AsType[net.Error](err); ok {
			return err
		}
		return &stepError{BadSignIn, err}
	}
	return nil
}

// A login is the old AUTH LOGIN, which some servers offer alone (draft-murchison-sasl-login-00). It runs over TLS only.
type login struct {
	user, password string
	step           int
}

// Start implements smtp.Auth.
func (l *login) Start(server *smtp.ServerInfo) (proto string, toServer []byte, err error) {
	if !server.TLS {
		return "", nil, errors.New("the password is not sent without encryption")
	}
	return "LOGIN", nil, nil
}

// Next implements smtp.Auth: whatever the server calls its questions, the name comes first.
func (l *login) Next(_ []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	l.step++
	switch l.step {
	case 1:
		return []byte(l.user), nil
	case 2:
		return []byte(l.password), nil
	}
	return nil, errors.New("the server asks for more than a name and a password")
}

func send(client *smtp.Client, from string, message mailMessage) error {
	if err := client.Mail(from); err != nil {
		return err
	}
	if err := client.Rcpt(message.to); err != nil {
		return err
	}
	w, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(message.from(from)); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return nil
}

// greeting is our name as the protocol wants it from a client that need not have one: the literal address of our end
// (RFC 5321 §4.1.3).
func greeting(ours net.Addr) string {
	at, err := netip.ParseAddrPort(ours.String())
	switch {
	case err != nil:
		return "localhost"
	case at.Addr().Unmap().Is4():
		return "[" + at.Addr().Unmap().String() + "]"
	default:
		return "[IPv6:" + at.Addr().WithZone("").String() + "]"
	}
}

// mailError gives an error of the conversation its kind: a 4xx reply may be gone later, a 5xx one is final (RFC 5321 §4.2.1).
func mailError(ctx context.Context, err error, user, password string) error {
	kind, words := Unreachable, err.Error()
	if reply, ok := errors.AsType[*textproto.Error](err); ok {
		words = fmt.Sprintf("%d %s", reply.Code, reply.Msg)
		switch {
		case reply.Code == 530 || reply.Code == 534 || reply.Code == 535 || reply.Code == 538:
			kind = BadSignIn // RFC 4954 §6
		case reply.Code >= 500:
			kind = Refused
		}
	}
	if step, ok := errors.AsType[*stepError](err); ok {
		kind = step.kind
	}
	if late, ok := errors.AsType[net.Error](err); kind == Unreachable && (ctx.Err() != nil || ok && late.Timeout()) {
		words = "no answer in time"
	}
	return &Error{Channel: ByMail, Kind: kind, Words: said(words, password, inBase64(password), inBase64("\x00"+user+"\x00"+password)), err: err}
}

func inBase64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
