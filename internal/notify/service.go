package notify

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// How long sending may take: the way to the other side, and all of it.
const (
	dialTime = 10 * time.Second
	sendTime = 20 * time.Second
)

// A Sealer keeps secrets so that the database alone does not give them away. What was sealed in one context opens in no other.
type Sealer interface {
	Seal(plain []byte, context string) ([]byte, error)
	Open(sealed []byte, context string) ([]byte, error)
}

// The contexts of what is sealed here.
const (
	mailContext = "notify.mail"
	textContext = "notify.text"
)

// Config is what a [Service] is made of. Store, Sealer and Log are needed.
type Config struct {
	Store  Store
	Sealer Sealer
	Now    func() time.Time // nil means time.Now
	Log    *slog.Logger
	// HTTP reaches text gateways; nil means one of its own. Its redirects and its time are bounded here.
	HTTP *http.Client
	// Dial reaches mail servers; nil means the network.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Roots are whom mail servers are certified by; nil means the system's.
	Roots *x509.CertPool
}

// Service sends messages. It is safe for concurrent use.
type Service struct {
	store  Store
	sealer Sealer
	clock  func() time.Time
	log    *slog.Logger
	http   *http.Client
	dial   func(ctx context.Context, network, address string) (net.Conn, error)
	roots  *x509.CertPool
}

// New returns a service.
func New(cfg Config) *Service {
	s := &Service{store: cfg.Store, sealer: cfg.Sealer, clock: cfg.Now, log: cfg.Log, dial: cfg.Dial, roots: cfg.Roots,
		http: boundedClient(cfg.HTTP)}
	if s.clock == nil {
		s.clock = time.Now
	}
	if s.dial == nil {
		s.dial = (&net.Dialer{}).DialContext
	}
	return s
}

// A View is the settings as they may be shown: Sealed is empty in both, and whether there is a secret is said beside.
type View struct {
	Settings
	MailPassword, TextSecret bool
}

// Settings shows how messages leave, to administrators.
func (s *Service) Settings(ctx context.Context, p access.Principal) (View, error) {
	if !p.Has(access.Administer) {
		return View{}, access.ErrForbidden
	}
	kept, err := s.store.NotifySettings(ctx)
	if err != nil {
		return View{}, fmt.Errorf("settings of sending: %w", err)
	}
	return viewOf(kept), nil
}

func viewOf(kept Settings) View {
	v := View{Settings: kept, MailPassword: len(kept.Mail.Sealed) > 0, TextSecret: len(kept.Text.Sealed) > 0}
	v.Mail.Sealed, v.Text.Sealed = nil, nil
	return v
}

// Save keeps in as the version after in.Version. A nil secret keeps what there was, an empty one removes it; a secret
// is not kept for another server than the one it was entered for, and goes with the user or header it belonged to. Sealed of in is not looked at. Errors: access.ErrForbidden
// unless p administers all devices, ErrChanged when in.Version is not the newest, *wire.FieldError.
func (s *Service) Save(ctx context.Context, p access.Principal, in Settings, mailPassword, textSecret *id.Secret) (View, error) {
	if !p.ManagesPeople() {
		return View{}, access.ErrForbidden
	}
	in, err := in.checked()
	if err != nil {
		return View{}, err
	}
	before, err := s.store.NotifySettings(ctx)
	if err != nil {
		return View{}, fmt.Errorf("save settings of sending: %w", err)
	}
	if before.Version != in.Version {
		return View{}, ErrChanged
	}
	mailPassword, textSecret = dropUnused(mailPassword, in.Mail.User), dropUnused(textSecret, in.Text.Header)
	if in.Mail.Sealed, err = s.secretOf(mailPassword, mailContext, "mail.password", before.Mail.Sealed, in.Mail.sameServer(before.Mail)); err != nil {
		return View{}, err
	}
	if in.Text.Sealed, err = s.secretOf(textSecret, textContext, "text.secret", before.Text.Sealed, in.Text.sameServer(before.Text)); err != nil {
		return View{}, err
	}
	if err := in.complete(); err != nil {
		return View{}, err
	}
	record := audit.New(s.clock(), p.Actor(), audit.SendingSaved, "", "", "mail", cmp.Or(in.Mail.Host, "none"), "text", cmp.Or(in.Text.host(), "none"))
	if err := s.store.SaveNotifySettings(ctx, in, record); err != nil {
		return View{}, fmt.Errorf("save settings of sending: %w", err)
	}
	s.log.InfoContext(ctx, "settings of sending saved", slog.Int64("version", in.Version+1), slog.String("person_id", p.PersonID))
	in.Version++
	return viewOf(in), nil
}

// dropUnused removes a secret that nothing was said of and that has no use any more.
func dropUnused(given *id.Secret, user string) *id.Secret {
	if given == nil && user == "" {
		return new(id.Secret)
	}
	return given
}

// secretOf is what is kept of a secret. One that goes on for another server would tell it what was meant for the old one.
func (s *Service) secretOf(given *id.Secret, context, field string, kept []byte, sameServer bool) ([]byte, error) {
	switch {
	case given == nil && (sameServer || len(kept) == 0):
		return kept, nil
	case given == nil:
		return nil, wire.BadField(field, "has to be entered again, as it was for another server")
	case *given == "":
		return nil, nil
	}
	if err := checkSecret(field, given.Reveal()); err != nil {
		return nil, err
	}
	sealed, err := s.sealer.Seal([]byte(given.Reveal()), context)
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", field, err)
	}
	return sealed, nil
}

func (s *Service) open(sealed []byte, context string) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	plain, err := s.sealer.Open(sealed, context)
	if err != nil {
		return "", fmt.Errorf("open the secret of %s: %w", context, err)
	}
	return string(plain), nil
}

// CanMail says whether e-mail is set up.
func (s *Service) CanMail(ctx context.Context) bool {
	return s.can(ctx, func(kept Settings) bool { return kept.Mail.Host != "" })
}

// CanText says whether a text gateway is set up.
func (s *Service) CanText(ctx context.Context) bool {
	return s.can(ctx, func(kept Settings) bool { return kept.Text.URL != "" })
}

func (s *Service) can(ctx context.Context, set func(Settings) bool) bool {
	kept, err := s.store.NotifySettings(ctx)
	if err != nil {
		s.log.WarnContext(ctx, "settings of sending cannot be read", slog.Any("err", err))
		return false
	}
	return set(kept)
}

// SendMail sends a plain text of at most [MaxMail] characters to one address, within 20 seconds. Errors: *wire.FieldError for
// an address or subject that is none (a line break in either is refused, never cut), *Error.
func (s *Service) SendMail(ctx context.Context, to, subject, text string) error {
	message, err := newMail(to, subject, text, s.clock())
	if err != nil {
		return err
	}
	kept, err := s.store.NotifySettings(ctx)
	if err != nil {
		return fmt.Errorf("send mail: %w", err)
	}
	if kept.Mail.Host == "" {
		return notSet(ByMail)
	}
	password, err := s.open(kept.Mail.Sealed, mailContext)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, sendTime, errors.New("sending took longer than 20 s"))
	defer cancel()
	return s.deliver(ctx, kept.Mail, password, message)
}

// SendText sends a text of at most [MaxText] characters to one telephone number, within 20 seconds. Errors as of
// [Service.SendMail].
func (s *Service) SendText(ctx context.Context, to, text string) error {
	to, text, err := checkText(to, text)
	if err != nil {
		return err
	}
	kept, err := s.store.NotifySettings(ctx)
	if err != nil {
		return fmt.Errorf("send text message: %w", err)
	}
	if kept.Text.URL == "" {
		return notSet(ByText)
	}
	secret, err := s.open(kept.Text.Sealed, textContext)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, sendTime, errors.New("sending took longer than 20 s"))
	defer cancel()
	return s.post(ctx, kept.Text, secret, to, text)
}

func notSet(c Channel) error {
	return &Error{Channel: c, Kind: NotSet, Words: ErrNotSet.Error()}
}

// Test sends a short message by one channel, for administrators of all devices who want to see that it works.
func (s *Service) Test(ctx context.Context, p access.Principal, c Channel, to string) error {
	if !p.ManagesPeople() {
		return access.ErrForbidden
	}
	switch c {
	case ByMail:
		return s.SendMail(ctx, to, "Help@Work: test / テスト", "This is a test of sending by Help@Work.\nHelp@Work の送信テストです。\n")
	case ByText:
		return s.SendText(ctx, to, "Help@Work: test / テスト")
	default:
		return wire.BadField("channel", "is neither mail nor text")
	}
}
