package notify_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/notify"
	"github.com/helpatwork/helpatwork/internal/storage"
	"github.com/helpatwork/helpatwork/internal/storage/storagetest"
	"github.com/helpatwork/helpatwork/internal/wire"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// envelope seals by turning bytes around; it knows in which context.
type envelope struct{ broken bool }

var errTorn = errors.New("the envelope is torn")

func (e *envelope) Seal(plain []byte, context string) ([]byte, error) {
	return []byte("sealed " + context + " " + base64.StdEncoding.EncodeToString(plain)), nil
}

func (e *envelope) Open(sealed []byte, context string) ([]byte, error) {
	text, ours := strings.CutPrefix(string(sealed), "sealed "+context+" ")
	if !ours || e.broken {
		return nil, errTorn
	}
	return base64.StdEncoding.DecodeString(text)
}

// A post office is the service over the real store.
type office struct {
	*notify.Service
	t               *testing.T
	db              *storage.DB
	seal            *envelope
	log             *strings.Builder
	abe, kita, mori access.Principal
}

func newOffice(t *testing.T, changes ...func(*notify.Config)) *office {
	t.Helper()
	o := &office{t: t, db: storagetest.Open(t), seal: &envelope{}, log: &strings.Builder{}}
	cfg := notify.Config{Store: o.db, Sealer: o.seal, Now: func() time.Time { return noon }, Log: slog.New(slog.NewTextHandler(o.log, nil))}
	for _, change := range changes {
		change(&cfg)
	}
	o.Service = notify.New(cfg)
	person := func(name string, role access.Role, all bool) access.Principal {
		return access.Principal{PersonID: "usr_" + name, Name: name, Role: role, Rights: access.Rights[role], AllDevices: all}
	}
	o.abe, o.kita, o.mori = person("abe", access.Administrator, true), person("kita", access.Administrator, false), person("mori", access.Technician, true)
	return o
}

func secret(text string) *id.Secret {
	s := id.Secret(text)
	return &s
}

func (o *office) save(s notify.Settings, password, textSecret *id.Secret) notify.View {
	o.t.Helper()
	v, err := o.Save(o.t.Context(), o.abe, s, password, textSecret)
	if err != nil {
		o.t.Fatal(err)
	}
	return v
}

// mailing is an office whose mail goes to a server.
func mailing(t *testing.T, security string, change func(*mailServer)) (*office, *mailServer) {
	t.Helper()
	server := newMailServer(t, change)
	o := newOffice(t, func(cfg *notify.Config) { cfg.Roots = server.roots })
	m := notify.Mail{Host: "127.0.0.1", Port: server.port(), Security: security, From: "desk@example.com"}
	var password *id.Secret
	if server.auth != "" {
		m.User, password = mailUser, secret(mailPassword)
	}
	o.save(notify.Settings{Mail: m}, password, nil)
	return o, server
}

func TestMailArrivesWhole(t *testing.T) {
	t.Parallel()
	const subject = "ヘルプデスクからのお知らせ：画面の共有をお願いします、今日の午後三時までに (Help@Work)"
	const text = "こんにちは\n.\n..dots\r\nhttps://example.com/join#abc\rend"
	for _, tc := range []struct {
		name, security string
		change         func(*mailServer)
		encrypted      bool
	}{
		{"implicit TLS with PLAIN", "tls", func(s *mailServer) { s.implicit, s.auth = true, "LOGIN PLAIN" }, true},
		{"STARTTLS with LOGIN", "starttls", func(s *mailServer) { s.auth = "LOGIN" }, true},
		{"STARTTLS without a name", "starttls", nil, true},
		{"in the open on this machine", "none", func(s *mailServer) { s.noStartTLS = true }, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			o, server := mailing(t, tc.security, tc.change)
			if err := o.SendMail(t.Context(), "user@example.com", subject, text); err != nil {
				t.Fatal(err)
			}
			got := server.took()
			if len(got) != 1 || got[0].from != "desk@example.com" || got[0].to != "user@example.com" || got[0].encrypted != tc.encrypted {
				t.Fatalf("took %+v, want one message, encrypted %v", got, tc.encrypted)
			}
			wantMessage(t, got[0].data, subject, "こんにちは\r\n.\r\n..dots\r\nhttps://example.com/join#abc\r\nend")
			if (server.auth != "") != (server.signed == 1) {
				t.Errorf("signed in %d times with AUTH %q", server.signed, server.auth)
			}
			if tc.encrypted {
				for _, line := range server.clear {
					if !strings.HasPrefix(line, "EHLO ") && line != "STARTTLS" {
						t.Errorf("sent without encryption: %q", line)
					}
				}
			}
		})
	}
}

// wantMessage holds a message to RFC 5322, 2045 and 2047, as far as a reader and a line meter can.
func wantMessage(t *testing.T, data, subject, text string) {
	t.Helper()
	for line := range strings.SplitSeq(data, "\r\n") {
		if len(line) > 78 || strings.ContainsFunc(line, func(r rune) bool { return r > '~' || r < ' ' }) {
			t.Errorf("line %q is too long or not plain", line)
		}
	}
	m, err := mail.ReadMessage(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"From": "<desk@example.com>", "To": "<user@example.com>", "Mime-Version": "1.0",
		"Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "base64", "Auto-Submitted": "auto-generated",
		"Date": "Sun, 22 Nov 2026 12:00:00 +0000"} {
		if got := m.Header[name]; len(got) != 1 || got[0] != want {
			t.Errorf("%s = %q, want %q once", name, got, want)
		}
	}
	if ids := m.Header["Message-Id"]; len(ids) != 1 || !strings.HasSuffix(ids[0], "@example.com>") {
		t.Errorf("Message-ID = %q", ids)
	}
	if len(m.Header) != 9 {
		t.Errorf("headers %v, want nine", m.Header)
	}
	if got, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil || got != subject {
		t.Errorf("Subject = %q, %v, want %q", got, err, subject)
	}
	body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, m.Body))
	if err != nil || string(body) != text {
		t.Errorf("body = %q, %v, want %q", body, err, text)
	}
}

func TestSubjectsOfEveryKindArriveAsTheyAre(t *testing.T) {
	t.Parallel()
	o, server := mailing(t, "starttls", nil)
	subjects := []string{"Plain", "=?utf-8?B?aGk=?=", strings.Repeat("long ", 39) + "end", strings.Repeat("あ", 200), "a" + strings.Repeat("😀", 50),
		" edges "}
	for i, subject := range subjects {
		if err := o.SendMail(t.Context(), "user@example.com", subject, "x"); err != nil {
			t.Fatalf("%q: %v", subject, err)
		}
		wantMessage(t, server.took()[i].data, subject, "x")
	}
}

func TestNothingIsInjected(t *testing.T) {
	t.Parallel()
	o, server := mailing(t, "starttls", nil)
	for field, list := range map[string][]string{
		"to": {"", "user", "a@example.com\r\nBcc: b@example.com", "a@example.com\nX: y", "a@example.com>\r\nRCPT TO:<b@example.com",
			"a@example.com, b@example.com", "Name <a@example.com>", "<a@example.com>", "a@example.com\x00", "ユーザー@example.com",
			"\"a\r\nb\"@example.com", "a b@example.com", strings.Repeat("a", 250) + "@example.com"},
		"subject": {"", "Hi\r\nBcc: b@example.com", "Hi\n", "Hi\rX", "Hi\x00", "Hi\u2028X", "Hi\u202eX", "Hi\xff", strings.Repeat("x", 201)},
		"text":    {strings.Repeat("x", 10_001)},
	} {
		for _, value := range list {
			to, subject, text := "user@example.com", "Subject", "Text"
			switch field {
			case "to":
				to = value
			case "subject":
				subject = value
			default:
				text = value
			}
			err := o.SendMail(t.Context(), to, subject, text)
			if refused, ok := errors.AsType[*wire.FieldError](err); !ok || refused.Field != field {
				t.Errorf("%s %q: %v, want it refused", field, value, err)
			}
		}
	}
	if got := server.took(); len(got) != 0 {
		t.Errorf("took %+v, want nothing", got)
	}
	// A body cannot end the message early, whatever it says.
	if err := o.SendMail(t.Context(), "user@example.com", "Subject", "a\r\n.\r\nMAIL FROM:<b@example.com>\r\n"); err != nil {
		t.Fatal(err)
	}
	if got := server.took(); len(got) != 1 || got[0].to != "user@example.com" {
		t.Errorf("took %+v, want the one message", got)
	}
}

func TestWhatAMailServerRefusesIsSaidInItsWords(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, security string
		change         func(*mailServer)
		kind           notify.Kind
		words          string
	}{
		{"an unknown user", "starttls", func(s *mailServer) { s.replies["RCPT"] = "550 5.1.1 no such user" }, notify.Refused, "no such user"},
		{"a sender that is not ours", "starttls", func(s *mailServer) { s.replies["MAIL"] = "553 5.7.1 not your address" }, notify.Refused, "not your address"},
		{"spam", "starttls", func(s *mailServer) { s.replies["END"] = "554-5.7.1 this looks\r\n554 like spam" }, notify.Refused, "554 5.7.1 this looks like spam"},
		{"not now", "starttls", func(s *mailServer) { s.replies["RCPT"] = "451 4.3.0 try again later" }, notify.Unreachable, "try again later"},
		{"a server that is full", "starttls", func(s *mailServer) { s.replies["CONNECT"] = "421 4.3.2 too busy" }, notify.Unreachable, "too busy"},
		{"no service", "starttls", func(s *mailServer) { s.replies["CONNECT"] = "554 go away" }, notify.Refused, "go away"},
		{"a wrong password", "starttls", func(s *mailServer) { s.auth, s.replies["AUTH"] = "PLAIN", "535 5.7.8 wrong password "+mailPassword },
			notify.BadSignIn, "535 5.7.8 wrong password [hidden]"},
		{"a wrong password, said in base64", "starttls", func(s *mailServer) {
			s.auth, s.replies["AUTH"] = "PLAIN", "535 5.7.8 what is "+base64.StdEncoding.EncodeToString([]byte("\x00"+mailUser+"\x00"+mailPassword))
		}, notify.BadSignIn, "535 5.7.8 what is [hidden]"},
		{"a sign-in that cannot be looked up now", "starttls", func(s *mailServer) { s.auth, s.replies["AUTH"] = "PLAIN", "454 4.7.0 later" }, notify.Unreachable, "later"},
		{"sign-in is wanted, and nobody signs in", "starttls", func(s *mailServer) { s.replies["MAIL"] = "530 5.7.0 authentication required" }, notify.BadSignIn, "authentication required"},
		{"no encryption", "starttls", func(s *mailServer) { s.noStartTLS = true }, notify.Refused, "STARTTLS"},
		{"no TLS where it is meant to be implicit", "tls", nil, notify.Unreachable, "encrypt"},
		{"nonsense", "starttls", func(s *mailServer) { s.replies["CONNECT"] = "HTTP/1.1 400 Bad Request" }, notify.Unreachable, ""},
		{"talk without end", "starttls", func(s *mailServer) { s.endless = true }, notify.Unreachable, "says more"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			o, server := mailing(t, tc.security, tc.change)
			err := o.SendMail(t.Context(), "user@example.com", "Subject", "Text")
			failed, ok := errors.AsType[*notify.Error](err)
			if !ok || failed.Kind != tc.kind || failed.Channel != notify.ByMail || !strings.Contains(failed.Words, tc.words) {
				t.Errorf("error %+v, want %s with %q", err, tc.kind, tc.words)
			}
			if errors.Is(err, notify.ErrRefused) != (tc.kind == notify.Refused) {
				t.Errorf("errors.Is(%v, ErrRefused) does not tell the kind", err)
			}
			if got := server.took(); len(got) != 0 {
				t.Errorf("took %+v, want nothing", got)
			}
		})
	}
}

func TestAServerThatNobodyCertifiesGetsNothing(t *testing.T) {
	t.Parallel()
	server := newMailServer(t, func(s *mailServer) { s.auth = "PLAIN" })
	o := newOffice(t) // trusts the system's roots only
	o.save(notify.Settings{Mail: notify.Mail{Host: "127.0.0.1", Port: server.port(), Security: "starttls", From: "desk@example.com", User: mailUser}}, secret(mailPassword), nil)
	err := o.SendMail(t.Context(), "user@example.com", "Subject", "Text")
	if failed, ok := errors.AsType[*notify.Error](err); !ok || failed.Kind != notify.Unreachable || !strings.Contains(failed.Words, "certificate") {
		t.Errorf("error %v, want it to name the certificate", err)
	}
	if server.signed != 0 || len(server.took()) != 0 {
		t.Error("the server was given something")
	}
}

func TestASilentServerIsNotWaitedForForever(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o, _ := mailing(t, "starttls", func(s *mailServer) { s.silent = cancel })
	err := o.SendMail(ctx, "user@example.com", "Subject", "Text")
	if failed, ok := errors.AsType[*notify.Error](err); !ok || failed.Kind != notify.Unreachable || failed.Words != "no answer in time" {
		t.Errorf("error %v, want unreachable: no answer in time", err)
	}
}

func TestSendingHasItsOwnDeadline(t *testing.T) {
	t.Parallel()
	deadlines := make(chan time.Duration, 1)
	o := newOffice(t, func(cfg *notify.Config) {
		cfg.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) {
			until, _ := ctx.Deadline()
			deadlines <- time.Until(until)
			return nil, errors.New("no route")
		}
	})
	o.save(notify.Settings{Mail: notify.Mail{Host: "mail.example.com", Port: 465, Security: "tls", From: "desk@example.com"}}, nil, nil)
	err := o.SendMail(t.Context(), "user@example.com", "Subject", "Text")
	if left := <-deadlines; left > 10*time.Second || left < 5*time.Second {
		t.Errorf("dialing may take %v, want 10 s", left)
	}
	if failed, ok := errors.AsType[*notify.Error](err); !ok || failed.Kind != notify.Unreachable || failed.Words != "no route" {
		t.Errorf("error %v, want unreachable", err)
	}
}

func TestWhatIsNotSetUpSendsNothing(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for name, err := range map[string]error{"mail": o.SendMail(t.Context(), "user@example.com", "Subject", "Text"), "text": o.SendText(t.Context(), "+819000000000", "Text")} {
		if failed, ok := errors.AsType[*notify.Error](err); !ok || failed.Kind != notify.NotSet || !errors.Is(err, notify.ErrNotSet) {
			t.Errorf("%s: %v, want not_set", name, err)
		}
	}
	if o.CanMail(t.Context()) || o.CanText(t.Context()) {
		t.Error("it can send though nothing is set up")
	}
}

func TestSecretsStaySealed(t *testing.T) {
	t.Parallel()
	o, _ := mailing(t, "tls", func(s *mailServer) { s.implicit, s.auth = true, "PLAIN" })
	view, err := o.Settings(t.Context(), o.kita)
	if err != nil || !view.MailPassword || view.TextSecret || view.Mail.Sealed != nil || strings.Contains(fmt.Sprintf("%+v", view), "sealed ") {
		t.Errorf("view %+v, %v, want that there is a password, and not which", view, err)
	}
	if !o.CanMail(t.Context()) || o.CanText(t.Context()) {
		t.Error("want it able to mail and nothing else")
	}
	page, err := o.db.Records(t.Context(), audit.Filter{DeviceScopeAll: true, Limit: 10})
	if err != nil || len(page.Records) != 1 || page.Records[0].Action != audit.SendingSaved || strings.Contains(fmt.Sprint(page, o.log), "horse") {
		t.Errorf("log %+v, %v, want one record without the password", page, err)
	}
	o.seal.broken = true
	if err := o.SendMail(t.Context(), "user@example.com", "Subject", "Text"); !errors.Is(err, errTorn) {
		t.Errorf("with another key: %v, want that said", err)
	}
}

func TestOnlyAdministratorsSetSending(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for _, p := range []access.Principal{{}, o.mori, o.kita} {
		if _, err := o.Save(t.Context(), p, notify.Settings{}, nil, nil); !errors.Is(err, access.ErrForbidden) {
			t.Errorf("%q saves: %v, want ErrForbidden", p.Name, err)
		}
		if err := o.Test(t.Context(), p, notify.ByMail, "user@example.com"); !errors.Is(err, access.ErrForbidden) {
			t.Errorf("%q tests: %v, want ErrForbidden", p.Name, err)
		}
	}
	if _, err := o.Settings(t.Context(), o.mori); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a technician reads: %v, want ErrForbidden", err)
	}
}

func TestATestMessageArrives(t *testing.T) {
	t.Parallel()
	o, server := mailing(t, "starttls", nil)
	if err := o.Test(t.Context(), o.abe, notify.ByMail, "abe@example.com"); err != nil {
		t.Fatal(err)
	}
	if got := server.took(); len(got) != 1 || got[0].to != "abe@example.com" {
		t.Errorf("took %+v, want the test", got)
	}
	if err := o.Test(t.Context(), o.abe, "pigeon", "abe@example.com"); err == nil {
		t.Error("a pigeon was sent")
	}
}
