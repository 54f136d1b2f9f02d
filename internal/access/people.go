package access

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// A NewPerson is someone to be invited.
type NewPerson struct {
	Name, Email string
	Role        Role
	Language    string // en, ja or empty
	AllDevices  bool
	GroupIDs    []string
	// Withheld are rights of the role that the person shall not have.
	Withheld []Right
}

func newPerson(in NewPerson, now time.Time) (Person, error) {
	name, err := checkName(in.Name)
	if err != nil {
		return Person{}, err
	}
	email, err := checkEmail(in.Email)
	if err != nil {
		return Person{}, err
	}
	p := Person{ID: id.New("usr"), Name: name, Email: email, Role: in.Role, Language: in.Language, AllDevices: in.AllDevices,
		GroupIDs: in.GroupIDs, Withheld: sortedRights(in.Withheld), CreatedAt: now.UTC().Truncate(time.Microsecond)}
	return p, p.check()
}

// clientVersion is at most four numbers with dots between.
var clientVersion = regexp.MustCompile(`^[0-9]{1,4}(\.[0-9]{1,6}){0,3}$`)

// check says what is wrong with values that come from a closed list.
func (p Person) check() error {
	if _, known := Rights[p.Role]; !known {
		return wire.BadField("role", "is not a role")
	}
	if p.Language != "" && p.Language != "en" && p.Language != "ja" {
		return wire.BadField("language", "is not en or ja")
	}
	if p.ClientVersion != "" && !clientVersion.MatchString(p.ClientVersion) {
		return wire.BadField("client_version", "is not a version, such as 15.60")
	}
	if len(p.GroupIDs) > 100 {
		return wire.BadField("group_ids", "has more than 100 groups")
	}
	for _, r := range p.Withheld {
		switch {
		case r == View || r == Administer: // the one is the least that there is, the other is what a role is for
			return wire.BadField("withheld", "may not hold view or administer: choose another role, or disable the person")
		case !slices.Contains(Rights[p.Role], r):
			return wire.BadField("withheld", "names what is no right of the role")
		}
	}
	return nil
}

// sortedRights are rights in their order, each once; nil when there are none.
func sortedRights(rights []Right) []Right {
	return slices.Compact(slices.Sorted(slices.Values(rights)))
}

// rightNames lists rights for the audit log.
func rightNames(rights []Right) string {
	var names []string
	for _, r := range sortedRights(rights) {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

// Person returns one person.
func (s *Service) Person(ctx context.Context, personID string) (Person, error) {
	return s.cfg.Store.Person(ctx, personID)
}

// People lists everyone, for administrators.
func (s *Service) People(ctx context.Context, p Principal) ([]Person, error) {
	if !p.Has(Administer) {
		return nil, ErrForbidden
	}
	return s.cfg.Store.People(ctx)
}

// CreatePerson invites someone. The secret is the token of a link by which they set their password within a week.
func (s *Service) CreatePerson(ctx context.Context, by Principal, in NewPerson) (Person, id.Secret, error) {
	if !by.ManagesPeople() {
		return Person{}, "", ErrForbidden
	}
	p, err := newPerson(in, s.cfg.Now())
	if err != nil {
		return Person{}, "", err
	}
	if !by.mayGive(nil, p.Rights()) {
		return Person{}, "", ErrForbidden
	}
	details := []string{"person", p.Name, "person_id", p.ID, "role", string(p.Role)}
	if len(p.Withheld) > 0 {
		details = append(details, "withheld", rightNames(p.Withheld))
	}
	record := audit.New(s.cfg.Now(), by.Actor(), audit.PersonCreated, "", "", details...)
	if err := s.cfg.Store.CreatePerson(ctx, p, record); err != nil {
		return Person{}, "", fmt.Errorf("create person: %w", err)
	}
	token, _, err := s.passwordLink(ctx, p.ID, inviteLife) // told by the record of the person
	return p, token, err
}

// A PersonChange says what to change; nil leaves a field as it is.
type PersonChange struct {
	Name, Language *string
	ClientVersion  *string
	Role           *Role
	AllDevices     *bool
	GroupIDs       *[]string
	Withheld       *[]Right
	Disabled       *bool
}

// ownFields are what people may change of themselves.
func (c PersonChange) ownFields() bool {
	return c.Role == nil && c.AllDevices == nil && c.GroupIDs == nil && c.Withheld == nil && c.Disabled == nil
}

// ChangePerson changes a person. People may change their own name, language and client version, though not by a token; the
// rest is for administrators of all devices, and a token gives nobody a right that it has not.
func (s *Service) ChangePerson(ctx context.Context, by Principal, personID string, c PersonChange) (Person, error) {
	ownPart := personID == by.PersonID && c.ownFields() && by.TokenID == ""
	if !by.ManagesPeople() && !ownPart {
		return Person{}, ErrForbidden
	}
	details := []string{"person_id", personID, "changed", c.names()}
	if c.Withheld != nil {
		details = append(details, "withheld", rightNames(*c.Withheld))
	}
	record := audit.New(s.cfg.Now(), by.Actor(), audit.PersonChanged, "", "", details...)
	p, err := s.cfg.Store.ChangePerson(ctx, personID, "", func(p *Person) error {
		before := p.usable()
		if err := c.apply(p, s.cfg.Now()); err != nil {
			return err
		}
		if !by.mayGive(before, p.usable()) {
			return ErrForbidden
		}
		return nil
	}, record)
	if err != nil {
		return Person{}, err
	}
	s.cfg.Log.InfoContext(ctx, "person changed", slog.String("person_id", personID), slog.String("changed", c.names()))
	if !c.ownFields() {
		s.cfg.Changed(ctx, personID, !p.DisabledAt.IsZero())
	}
	return p, nil
}

// usable are the rights that a person can use now.
func (p Person) usable() []Right {
	if !p.DisabledAt.IsZero() {
		return nil
	}
	return p.Rights()
}

func (c PersonChange) apply(p *Person, now time.Time) (err error) {
	if c.Name != nil {
		if p.Name, err = checkName(*c.Name); err != nil {
			return err
		}
	}
	if c.Language != nil {
		p.Language = *c.Language
	}
	if c.ClientVersion != nil {
		p.ClientVersion = strings.TrimSpace(*c.ClientVersion)
	}
	if c.Role != nil {
		p.Role = *c.Role
		// What the new role has not cannot be withheld; what it has stays withheld.
		p.Withheld = slices.DeleteFunc(p.Withheld, func(r Right) bool { return !slices.Contains(Rights[p.Role], r) })
	}
	if c.Withheld != nil {
		p.Withheld = sortedRights(*c.Withheld)
	}
	if c.AllDevices != nil {
		p.AllDevices = *c.AllDevices
	}
	if c.GroupIDs != nil {
		p.GroupIDs = slices.Sorted(slices.Values(*c.GroupIDs))
	}
	if c.Disabled != nil {
		p.DisabledAt = time.Time{}
		if *c.Disabled {
			p.DisabledAt = now.UTC().Truncate(time.Microsecond)
		}
	}
	return p.check()
}

// names lists what a change touches, for the audit log.
func (c PersonChange) names() string {
	var names []string
	for name, touched := range map[string]bool{"name": c.Name != nil, "language": c.Language != nil, "client_version": c.ClientVersion != nil, "role": c.Role != nil,
		"all_devices": c.AllDevices != nil, "groups": c.GroupIDs != nil, "withheld": c.Withheld != nil, "disabled": c.Disabled != nil} {
		if touched {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// NewPasswordLink makes a one-time link by which a person sets a new password within LinkLife; an earlier one is void.
func (s *Service) NewPasswordLink(ctx context.Context, by Principal, personID string) (id.Secret, time.Time, error) {
	if !by.ManagesPeople() {
		return "", time.Time{}, ErrForbidden
	}
	p, err := s.cfg.Store.Person(ctx, personID)
	if err != nil {
		return "", time.Time{}, err
	}
	if !by.mayGive(nil, p.Rights()) {
		return "", time.Time{}, ErrForbidden
	}
	return s.passwordLink(ctx, personID, LinkLife, audit.New(s.cfg.Now(), by.Actor(), audit.PasswordLinkMade, "", "",
		"person", p.Name, "person_id", personID))
}

// ResetAdministrator is the break-glass: whoever can run the program on the server gets a password link for the
// administrator with this e-mail, enabled and an administrator again. When it is empty, that is the first one who has ever
// set a password: the account of a simulated fleet never has.
func (s *Service) ResetAdministrator(ctx context.Context, email string) (Person, id.Secret, error) {
	people, err := s.cfg.Store.People(ctx)
	if err != nil {
		return Person{}, "", err
	}
	at := slices.IndexFunc(people, func(p Person) bool {
		return p.Email == foldEmail(email) || (email == "" && p.Role == Administrator && p.PasswordHash != "")
	})
	if at < 0 {
		return Person{}, "", ErrNotFound
	}
	record := audit.New(s.cfg.Now(), audit.System, audit.PersonChanged, "", "", "person_id", people[at].ID, "changed", "administrator_reset")
	p, err := s.cfg.Store.ChangePerson(ctx, people[at].ID, "", func(p *Person) error {
		p.Role, p.AllDevices, p.DisabledAt, p.Withheld = Administrator, true, time.Time{}, nil
		return nil
	}, record)
	if err != nil {
		return Person{}, "", err
	}
	token, _, err := s.passwordLink(ctx, p.ID, LinkLife)
	return p, token, err
}

func (s *Service) passwordLink(ctx context.Context, personID string, life time.Duration, records ...audit.Record) (id.Secret, time.Time, error) {
	token, expires := id.NewSecret(), s.cfg.Now().Add(life)
	link := Link{Hash: token.Hash(), Kind: LinkPassword, PersonID: personID, ExpiresAt: expires}
	return token, expires, s.cfg.Store.SaveLink(ctx, link, records...)
}

// ChangePassword sets a new password for p and ends p's other sign-ins and everything p holds open: whoever else knew the
// old one is out.
func (s *Service) ChangePassword(ctx context.Context, p Principal, old, password string) error {
	if p.SessionHash == "" {
		return ErrForbidden // a token may not lock its owner out
	}
	person, err := s.cfg.Store.Person(ctx, p.PersonID)
	if err != nil {
		return err
	}
	from := source{person.Email, p.SessionHash} // whoever is signed in is not kept waiting by strangers' tries
	if !s.failures.begin(from) {
		return ErrTooMany
	}
	defer s.failures.end(from)
	matches, err := s.cfg.Passwords.Matches(ctx, old, person.PasswordHash)
	if err != nil {
		return err
	}
	if !matches {
		s.failures.add(from, true)
		return ErrBadCredentials
	}
	_, err = s.setPassword(ctx, p.PersonID, p.SessionHash, password)
	return err
}

func (s *Service) setPassword(ctx context.Context, personID, keep, password string) (Person, error) {
	p, err := s.cfg.Store.Person(ctx, personID)
	if err != nil {
		return Person{}, err
	}
	hash, err := s.newPassword(ctx, password, p)
	if err != nil {
		return Person{}, err
	}
	changed, err := s.cfg.Store.ChangePerson(ctx, personID, keep, func(p *Person) error {
		p.PasswordHash = hash
		return nil
	}, audit.New(s.cfg.Now(), actorOf(p), audit.PasswordSet, "", ""))
	if err == nil && p.PasswordHash != "" { // with the first one there was nobody to put out
		s.cfg.Changed(ctx, personID, true)
	}
	return changed, err
}

func (s *Service) newPassword(ctx context.Context, password string, p Person) (string, error) {
	if err := checkPassword(password); err != nil {
		return "", err
	}
	if strings.EqualFold(password, p.Email) || strings.EqualFold(password, p.Name) {
		return "", ErrWeakPassword
	}
	return s.cfg.Passwords.Hash(ctx, password)
}

// checkPassword follows NIST SP 800-63B §3.1.1.2: length counts, composition rules do not, well-known ones are refused.
func checkPassword(password string) error {
	if len(password) > maxPassword {
		return wire.BadField("password", "has more than 200 bytes")
	}
	if len([]rune(password)) < minPassword || slices.Contains(commonPasswords, strings.ToLower(password)) {
		return ErrWeakPassword
	}
	if first := string([]rune(password)[0]); strings.Trim(password, first) == "" {
		return ErrWeakPassword // one character over and over
	}
	return nil
}

// commonPasswords are those of ten and more characters that stand at the top of every leaked list.
var commonPasswords = []string{"1234567890", "12345678910", "0123456789", "9876543210", "1q2w3e4r5t", "qwertyuiop", "password12",
	"password123", "password1234", "passw0rd123", "iloveyou123", "administrator", "helpatwork", "help@work1", "letmein123",
	"welcome123", "changeme123", "qwerty12345", "asdfghjkl1", "abcdefghij", "abc1234567", "q1w2e3r4t5", "zaq12wsxcde"}

// Tokens lists p's own API tokens.
func (s *Service) Tokens(ctx context.Context, p Principal) ([]Token, error) {
	return s.cfg.Store.Tokens(ctx, p.PersonID)
}

// CreateToken makes an API token for p with some of p's rights. The secret is shown this once. A token makes no tokens,
// so that one that leaked ends when its owner removes it.
func (s *Service) CreateToken(ctx context.Context, p Principal, name string, rights []Right, expires time.Time) (Token, id.Secret, error) {
	if p.TokenID != "" {
		return Token{}, "", ErrForbidden
	}
	name, err := checkName(name)
	if err != nil {
		return Token{}, "", err
	}
	now := s.cfg.Now()
	if !expires.After(now) || expires.Sub(now) > tokenLife {
		return Token{}, "", wire.BadField("expires_at", "must be within a year from now")
	}
	if len(rights) == 0 || slices.ContainsFunc(rights, func(r Right) bool { return !p.Has(r) }) {
		return Token{}, "", ErrForbidden // a token never has more than its owner
	}
	existing, err := s.cfg.Store.Tokens(ctx, p.PersonID)
	if err != nil {
		return Token{}, "", err
	}
	if len(existing) >= 50 {
		return Token{}, "", wire.BadField("name", "is one token too many: 50 is the most")
	}
	secret := id.NewSecret()
	t := Token{ID: id.New("tok"), PersonID: p.PersonID, Name: name, Hash: secret.Hash(), Rights: rights,
		CreatedAt: now.UTC().Truncate(time.Microsecond), ExpiresAt: expires.UTC().Truncate(time.Microsecond)}
	err = s.cfg.Store.CreateToken(ctx, t, audit.New(now, p.Actor(), audit.TokenCreated, "", "", "token", name, "token_id", t.ID))
	return t, secret, err
}

// RemoveToken makes one of p's tokens void. Tokens do not remove each other.
func (s *Service) RemoveToken(ctx context.Context, p Principal, tokenID string) error {
	if p.TokenID != "" {
		return ErrForbidden
	}
	return s.cfg.Store.RemoveToken(ctx, p.PersonID, tokenID, audit.New(s.cfg.Now(), p.Actor(), audit.TokenRevoked, "", "", "token_id", tokenID))
}
