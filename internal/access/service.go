package access

import (
	"context"
	"errors"
	"log/slog"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// How long things last.
const (
	LinkLife    = 10 * time.Minute
	signInLife  = 12 * time.Hour
	idleLife    = time.Hour
	touchEvery  = time.Minute
	tokenLife   = 365 * 24 * time.Hour
	inviteLife  = 7 * 24 * time.Hour
	maxNameLen  = 100
	minPassword = 10
	maxPassword = 200
)

// Config is what a Service needs. All fields must be set.
type Config struct {
	Store     Store
	Passwords Passwords
	Now       func() time.Time
	Log       *slog.Logger
	// Changed is told, after the fact, that a person's rights changed, or that they are gone (disabled or signed out
	// everywhere): what they hold open must follow at once.
	Changed func(ctx context.Context, personID string, gone bool)
}

// Passwords turns passwords into what is kept of them.
type Passwords interface {
	// Hash may wait until few enough others are hashing; ctx bounds the wait.
	Hash(ctx context.Context, password string) (string, error)
	Matches(ctx context.Context, password, hash string) (bool, error)
}

// A Service signs people in and looks after them. It is safe for concurrent use.
type Service struct {
	cfg      Config
	failures *failures
}

// New makes a Service.
func New(cfg Config) *Service { return &Service{cfg: cfg, failures: newFailures(cfg.Now)} }

// SetupNeeded says whether there is no administrator yet.
func (s *Service) SetupNeeded(ctx context.Context) (bool, error) {
	has, err := s.cfg.Store.HasAdministrator(ctx)
	return !has, err
}

// NewSetupLink makes the one-time token by which the first administrator is made. It is valid for LinkLife.
// ErrAlreadySetUp says that there is one.
func (s *Service) NewSetupLink(ctx context.Context) (id.Secret, error) {
	if has, err := s.cfg.Store.HasAdministrator(ctx); err != nil || has {
		return "", errors.Join(err, onlyIf(has, ErrAlreadySetUp))
	}
	token := id.NewSecret()
	return token, s.cfg.Store.SaveLink(ctx, Link{Hash: token.Hash(), Kind: LinkSetup, ExpiresAt: s.cfg.Now().Add(LinkLife)})
}

func onlyIf(b bool, err error) error {
	if b {
		return err
	}
	return nil
}

// A SetUpInput makes the first administrator.
type SetUpInput struct{ Token, Name, Email, Password, Language string }

// SetUp uses a setup link, makes the first administrator and signs them in. The secret is the cookie's value.
func (s *Service) SetUp(ctx context.Context, in SetUpInput, userAgent string) (Person, id.Secret, error) {
	p, err := newPerson(NewPerson{Name: in.Name, Email: in.Email, Role: Administrator, Language: in.Language, AllDevices: true}, s.cfg.Now())
	if err != nil {
		return Person{}, "", err
	}
	if has, err := s.cfg.Store.HasAdministrator(ctx); err != nil || has {
		return Person{}, "", errors.Join(err, onlyIf(has, ErrAlreadySetUp))
	}
	if p.PasswordHash, err = s.newPassword(ctx, in.Password, p); err != nil {
		return Person{}, "", err
	}
	now := s.cfg.Now()
	record := audit.New(now, Principal{PersonID: p.ID, Name: p.Name}.Actor(), audit.PersonCreated, "", "", "person", p.Name, "role", string(p.Role))
	if err := s.cfg.Store.SetUp(ctx, id.Secret(in.Token).Hash(), now, p, record); err != nil {
		return Person{}, "", err
	}
	cookie, err := s.open(ctx, p, userAgent)
	return p, cookie, err
}

// SignIn checks e-mail and password. ErrBadCredentials is the answer to every mismatch, disabled people included;
// ErrTooMany after too many of them for one e-mail, counted apart for each browser that is known.
func (s *Service) SignIn(ctx context.Context, email, password string, in Browser) (Person, id.Secret, error) {
	email = foldEmail(email)
	p, err := s.cfg.Store.PersonByEmail(ctx, email)
	unknown := errors.Is(err, ErrNotFound)
	if err != nil && !unknown {
		return Person{}, "", err
	}
	from := source{email, s.known(p, in.Known)}
	if !s.failures.begin(from) {
		return Person{}, "", ErrTooMany
	}
	defer s.failures.end(from)
	kept := p.PasswordHash
	if unknown || kept == "" {
		kept = unusableHash // as much work as for a person who exists, so that the time tells nothing
	}
	matches, err := s.cfg.Passwords.Matches(ctx, password, kept)
	if err != nil {
		return Person{}, "", err
	}
	if !matches || unknown || p.PasswordHash == "" || !p.DisabledAt.IsZero() {
		s.failures.add(from, !unknown)
		if !unknown {
			err = s.cfg.Store.AddRecords(ctx, audit.New(s.cfg.Now(), actorOf(p), audit.SignInFailed, "", ""))
		}
		return Person{}, "", errors.Join(ErrBadCredentials, err)
	}
	s.failures.clear(from)
	cookie, err := s.open(ctx, p, in.UserAgent)
	return p, cookie, err
}

// unusableHash is argon2id of nothing anyone knows.
const unusableHash = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$3WrHUZr3a4e0M3tC0FJ8pWg0wQ5hC8kO4i0l0a8m3eE"

// SignInByLink uses a one-time link to set a password and signs in.
func (s *Service) SignInByLink(ctx context.Context, token, password, userAgent string) (Person, id.Secret, error) {
	if err := checkPassword(password); err != nil { // before the link is used up
		return Person{}, "", err
	}
	link, err := s.cfg.Store.UseLink(ctx, id.Secret(token).Hash(), LinkPassword, s.cfg.Now())
	if err != nil {
		return Person{}, "", err
	}
	p, err := s.setPassword(ctx, link.PersonID, "", password)
	if errors.Is(err, ErrWeakPassword) { // as it is the person's own name, which only the link told: let them try again
		err = errors.Join(err, s.cfg.Store.SaveLink(ctx, link))
	}
	if err != nil {
		return Person{}, "", err
	}
	cookie, err := s.open(ctx, p, userAgent)
	return p, cookie, err
}

// open makes a sign-in for p and returns the cookie's value.
func (s *Service) open(ctx context.Context, p Person, userAgent string) (id.Secret, error) {
	if !p.DisabledAt.IsZero() {
		return "", ErrBadLink
	}
	now, cookie := s.cfg.Now(), id.NewSecret()
	err := s.cfg.Store.SaveSignIn(ctx, SignIn{Hash: cookie.Hash(), PersonID: p.ID, CreatedAt: now, ExpiresAt: now.Add(signInLife),
		IdleAt: now.Add(idleLife), UserAgent: cut(userAgent, 200)}, audit.New(now, actorOf(p), audit.SignedIn, "", ""))
	if err != nil {
		return "", err
	}
	s.cfg.Log.InfoContext(ctx, "signed in", slog.String("person_id", p.ID))
	return cookie, nil
}

// Authenticate says who a cookie belongs to, or ErrSignedOut.
func (s *Service) Authenticate(ctx context.Context, cookie string) (Principal, error) {
	now, hash := s.cfg.Now(), id.Secret(cookie).Hash()
	signIn, p, err := s.cfg.Store.SignIn(ctx, hash, now)
	if err != nil {
		return Principal{}, err
	}
	if idle := now.Add(idleLife); idle.Sub(signIn.IdleAt) > touchEvery {
		if err := s.cfg.Store.TouchSignIn(ctx, hash, idle); err != nil {
			return Principal{}, err
		}
	}
	who := principalOf(p, p.Rights())
	who.SessionHash = hash
	return who, nil
}

// AuthenticateToken says who an API token belongs to, or ErrSignedOut.
func (s *Service) AuthenticateToken(ctx context.Context, bearer string) (Principal, error) {
	now := s.cfg.Now()
	t, p, err := s.cfg.Store.Token(ctx, id.Secret(bearer).Hash(), now)
	if err != nil {
		return Principal{}, err
	}
	if now.Sub(t.LastUsedAt) > touchEvery {
		if err := s.cfg.Store.TouchToken(ctx, t.ID, now); err != nil {
			return Principal{}, err
		}
	}
	// The owner may have lost rights since the token was made.
	still := p.Rights()
	rights := slices.DeleteFunc(slices.Clone(t.Rights), func(r Right) bool { return !slices.Contains(still, r) })
	who := principalOf(p, rights)
	who.TokenID, who.Until = t.ID, t.ExpiresAt
	return who, nil
}

func principalOf(p Person, rights []Right) Principal {
	return Principal{PersonID: p.ID, Name: p.Name, Role: p.Role, Rights: rights, AllDevices: p.AllDevices, GroupIDs: p.GroupIDs}
}

func actorOf(p Person) audit.Actor { return Principal{PersonID: p.ID, Name: p.Name}.Actor() }

// SignOut ends the sign-in p came with and everything p holds open.
func (s *Service) SignOut(ctx context.Context, p Principal) error {
	if p.SessionHash == "" {
		return ErrSignedOut
	}
	if err := s.cfg.Store.RemoveSignIn(ctx, p.SessionHash, audit.New(s.cfg.Now(), p.Actor(), audit.SignedOut, "", "")); err != nil {
		return err
	}
	s.cfg.Log.InfoContext(ctx, "signed out", slog.String("person_id", p.PersonID))
	s.cfg.Changed(ctx, p.PersonID, true)
	return nil
}

// CleanUp removes what has expired; it is called now and then.
func (s *Service) CleanUp(ctx context.Context) error {
	s.failures.forget()
	return s.cfg.Store.RemoveExpired(ctx, s.cfg.Now())
}

func foldEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

func cut(s string, bytes int) string {
	if len(s) > bytes {
		s = s[:bytes]
	}
	return strings.ToValidUTF8(s, "")
}

func checkName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" || utf8.RuneCountInString(name) > maxNameLen || strings.ContainsFunc(name, unseen) {
		return "", wire.BadField("name", "must have 1 to 100 characters that can be seen")
	}
	return name, nil
}

// unseen is true for what cannot be seen: with it a name looks like another's.
func unseen(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
}

func checkEmail(email string) (string, error) {
	email = foldEmail(email)
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Address != email || len(email) > 254 || strings.ContainsFunc(email, unseen) {
		return "", wire.BadField("email", "is not an e-mail address")
	}
	return email, nil
}
