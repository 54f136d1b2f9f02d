package access_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/storage"
	"github.com/helpatwork/helpatwork/internal/storage/storagetest"
	"github.com/helpatwork/helpatwork/internal/wire"
)

const password = "correct horse battery"

// desk is a service on a store of its own, with a clock that the test moves.
type desk struct {
	*access.Service
	t    *testing.T
	db   *storage.DB
	mu   sync.Mutex
	now  time.Time
	told []string // persons whose rights changed; "-" in front when they are gone
}

func open(t *testing.T) *desk {
	t.Helper()
	db := storagetest.Open(t)
	d := &desk{t: t, db: db, now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	d.Service = access.New(access.Config{Store: db, Passwords: access.CheapArgon2(), Log: slog.New(slog.DiscardHandler),
		Now: func() time.Time { d.mu.Lock(); defer d.mu.Unlock(); return d.now },
		Changed: func(_ context.Context, personID string, gone bool) {
			if gone {
				personID = "-" + personID
			}
			d.told = append(d.told, personID)
		}})
	return d
}

func (d *desk) pass(by time.Duration) { d.mu.Lock(); defer d.mu.Unlock(); d.now = d.now.Add(by) }

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func is(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// administrator makes the first one and returns who they are when signed in.
func (d *desk) administrator() access.Principal {
	d.t.Helper()
	token, err := d.NewSetupLink(d.t.Context())
	ok(d.t, err)
	_, cookie, err := d.SetUp(d.t.Context(), access.SetUpInput{Token: token.Reveal(), Name: "Ada", Email: "Ada@Example.com", Password: password}, "test")
	ok(d.t, err)
	return d.who(cookie)
}

func (d *desk) who(cookie id.Secret) access.Principal {
	d.t.Helper()
	p, err := d.Authenticate(d.t.Context(), cookie.Reveal())
	ok(d.t, err)
	return p
}

func (d *desk) invite(by access.Principal, name string, role access.Role) (access.Person, id.Secret) {
	d.t.Helper()
	p, link, err := d.CreatePerson(d.t.Context(), by, access.NewPerson{Name: name, Email: name + "@example.com", Role: role, AllDevices: true})
	ok(d.t, err)
	_, cookie, err := d.SignInByLink(d.t.Context(), link.Reveal(), password, "test")
	ok(d.t, err)
	return p, cookie
}

func (d *desk) has(action audit.Action) bool {
	d.t.Helper()
	page, err := d.db.Records(d.t.Context(), audit.Filter{DeviceScopeAll: true, Limit: 200})
	ok(d.t, err)
	return slices.ContainsFunc(page.Records, func(r audit.Record) bool { return r.Action == action })
}

func TestTheFirstAdministratorIsMadeOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	first, err := d.NewSetupLink(t.Context())
	ok(t, err)
	in := access.SetUpInput{Token: first.Reveal(), Name: "Ada", Email: "ada@example.com", Password: "short"}
	_, _, err = d.SetUp(t.Context(), in, "")
	is(t, "a weak password", err, access.ErrWeakPassword)
	in.Password, in.Token = password, "made up"
	_, _, err = d.SetUp(t.Context(), in, "")
	is(t, "a made-up token", err, access.ErrBadLink)
	in.Token = first.Reveal()
	person, cookie, err := d.SetUp(t.Context(), in, "")
	ok(t, err) // the mistakes before did not use the link up
	if p := d.who(cookie); p.PersonID != person.ID || !p.Has(access.Administer) {
		t.Errorf("signed in as %+v", p)
	}
	_, _, err = d.SetUp(t.Context(), in, "")
	is(t, "a second set-up", err, access.ErrAlreadySetUp)
	_, err = d.NewSetupLink(t.Context())
	is(t, "a second link", err, access.ErrAlreadySetUp)
	if needed, err := d.SetupNeeded(t.Context()); err != nil || needed {
		t.Errorf("SetupNeeded = %v, %v", needed, err)
	}
}

func TestASetupLinkEnds(t *testing.T) {
	t.Parallel()
	d := open(t)
	token, err := d.NewSetupLink(t.Context())
	ok(t, err)
	d.pass(access.LinkLife + time.Second)
	_, _, err = d.SetUp(t.Context(), access.SetUpInput{Token: token.Reveal(), Name: "Ada", Email: "a@example.com", Password: password}, "")
	is(t, "an old link", err, access.ErrBadLink)
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	d := open(t)
	admin := d.administrator()
	ben, _ := d.invite(admin, "ben", access.Technician)
	_, cookie, err := d.SignIn(t.Context(), "  BEN@example.com ", password, access.Browser{UserAgent: "test"})
	ok(t, err)
	if p := d.who(cookie); p.PersonID != ben.ID || p.Has(access.Administer) || !p.Has(access.Control) {
		t.Errorf("signed in as %+v", p)
	}
	_, _, err = d.SignIn(t.Context(), "nobody@example.com", password, access.Browser{})
	is(t, "an unknown e-mail", err, access.ErrBadCredentials)
	for range 5 {
		_, _, err = d.SignIn(t.Context(), "ben@example.com", "wrong password", access.Browser{})
		is(t, "a wrong password", err, access.ErrBadCredentials)
	}
	if !d.has(audit.SignInFailed) {
		t.Error("failed sign-ins do not stand in the audit log")
	}
	_, _, err = d.SignIn(t.Context(), "ben@example.com", password, access.Browser{})
	is(t, "the right password after five wrong ones", err, access.ErrTooMany)
	d.pass(time.Minute)
	_, _, err = d.SignIn(t.Context(), "ben@example.com", password, access.Browser{})
	ok(t, err)
	yes := true
	_, err = d.ChangePerson(t.Context(), admin, ben.ID, access.PersonChange{Disabled: &yes})
	ok(t, err)
	_, _, err = d.SignIn(t.Context(), "ben@example.com", password, access.Browser{})
	is(t, "a disabled person", err, access.ErrBadCredentials)
	_, err = d.Authenticate(t.Context(), cookie.Reveal())
	is(t, "a disabled person's cookie", err, access.ErrSignedOut)
	if !slices.Contains(d.told, "-"+ben.ID) {
		t.Errorf("told of %v, want that %s is gone", d.told, ben.ID)
	}
}

// slowly checks passwords only once none of the sign-ins that wait is on its way here any more.
type slowly struct {
	access.Passwords
	checked atomic.Int32
	release chan struct{}
}

func (s *slowly) Matches(ctx context.Context, password, hash string) (bool, error) {
	s.checked.Add(1)
	<-s.release
	return s.Passwords.Matches(ctx, password, hash)
}

// Whoever sends all guesses before the first is answered, from however many addresses, has no more of them.
func TestAFloodOfGuessesAtOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.invite(d.administrator(), "ben", access.Technician)
	passwords := &slowly{Passwords: access.CheapArgon2(), release: make(chan struct{})}
	s := access.New(access.Config{Store: d.db, Passwords: passwords, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	const guesses = 50
	refused := make(chan struct{}, guesses)
	var wg sync.WaitGroup
	for range guesses {
		wg.Go(func() {
			if _, _, err := s.SignIn(t.Context(), "ben@example.com", "wrong password", access.Browser{}); errors.Is(err, access.ErrTooMany) {
				refused <- struct{}{}
			}
		})
	}
	for range guesses - 5 {
		select {
		case <-refused:
		case <-time.After(10 * time.Second):
			t.Errorf("%d guesses were taken at once, want 5", passwords.checked.Load())
			close(passwords.release)
			wg.Wait()
			return
		}
	}
	close(passwords.release)
	wg.Wait()
	if n := passwords.checked.Load(); n != 5 {
		t.Errorf("%d guesses were checked, want 5", n)
	}
}

func TestASignInEnds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		steps []time.Duration
		ends  bool
	}{
		{"not while it is used", []time.Duration{50 * time.Minute, 50 * time.Minute, 50 * time.Minute}, false},
		{"after an hour without use", []time.Duration{61 * time.Minute}, true},
		{"after twelve hours in any case", slices.Repeat([]time.Duration{45 * time.Minute}, 17), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			_, cookie := d.invite(d.administrator(), "ben", access.Technician)
			var err error
			for _, step := range tt.steps {
				d.pass(step)
				_, err = d.Authenticate(t.Context(), cookie.Reveal())
			}
			if errors.Is(err, access.ErrSignedOut) != tt.ends {
				t.Errorf("Authenticate = %v, want ended %v", err, tt.ends)
			}
		})
	}
}

func TestSigningOut(t *testing.T) {
	t.Parallel()
	d := open(t)
	ben, cookie := d.invite(d.administrator(), "ben", access.Technician)
	ok(t, d.SignOut(t.Context(), d.who(cookie)))
	_, err := d.Authenticate(t.Context(), cookie.Reveal())
	is(t, "a signed-out cookie", err, access.ErrSignedOut)
	if !slices.Equal(d.told, []string{"-" + ben.ID}) || !d.has(audit.SignedOut) {
		t.Errorf("told of %v", d.told)
	}
}

func TestBreakGlass(t *testing.T) {
	t.Parallel()
	d := open(t)
	_, _, err := d.ResetAdministrator(t.Context(), "")
	is(t, "reset without anyone", err, access.ErrNotFound)
	machine := access.Person{ID: "usr_machine", Name: "A machine", Email: "machine@example.com", Role: access.Administrator, AllDevices: true, CreatedAt: d.now}
	ok(t, d.db.CreatePerson(t.Context(), machine))
	_, _, err = d.ResetAdministrator(t.Context(), "")
	is(t, "reset of a machine's account", err, access.ErrNotFound)
	admin := d.administrator()
	p, link, err := d.ResetAdministrator(t.Context(), "")
	ok(t, err)
	if p.ID != admin.PersonID {
		t.Errorf("reset %s, want %s", p.ID, admin.PersonID)
	}
	_, _, err = d.SignInByLink(t.Context(), link.Reveal(), "a new good password", "")
	ok(t, err)
}

func TestChangingPeople(t *testing.T) {
	t.Parallel()
	d := open(t)
	admin := d.administrator()
	ben, cookie := d.invite(admin, "ben", access.Technician)
	tech, role, name, no := d.who(cookie), access.Administrator, "Benjamin", false
	_, err := d.ChangePerson(t.Context(), tech, ben.ID, access.PersonChange{Role: &role})
	is(t, "a technician who makes themselves administrator", err, access.ErrForbidden)
	_, err = d.ChangePerson(t.Context(), tech, admin.PersonID, access.PersonChange{Name: &name})
	is(t, "a technician who renames another", err, access.ErrForbidden)
	p, err := d.ChangePerson(t.Context(), tech, ben.ID, access.PersonChange{Name: &name})
	if err != nil || p.Name != name {
		t.Errorf("renaming oneself: %+v, %v", p, err)
	}
	version, nonsense := "15.60.3", "new; rm"
	p, err = d.ChangePerson(t.Context(), tech, ben.ID, access.PersonChange{ClientVersion: &version})
	if err != nil || p.ClientVersion != version || p.Name != name {
		t.Errorf("entering one's client: %+v, %v", p, err)
	}
	_, err = d.ChangePerson(t.Context(), tech, ben.ID, access.PersonChange{ClientVersion: &nonsense})
	if field, is := errors.AsType[*wire.FieldError](err); !is || field.Field != "client_version" {
		t.Errorf("a client version that is none: %v", err)
	}
	observer := access.Observer
	_, err = d.ChangePerson(t.Context(), admin, admin.PersonID, access.PersonChange{Role: &observer})
	is(t, "the last administrator who steps down", err, access.ErrLastAdmin)
	bad := access.Role("king")
	_, err = d.ChangePerson(t.Context(), admin, ben.ID, access.PersonChange{Role: &bad, AllDevices: &no})
	if _, is := errors.AsType[*wire.FieldError](err); !is {
		t.Errorf("an unknown role: %v", err)
	}
	if p, err := d.Person(t.Context(), ben.ID); err != nil || !p.AllDevices {
		t.Errorf("a refused change was half done: %+v, %v", p, err)
	}
	_, _, err = d.CreatePerson(t.Context(), admin, access.NewPerson{Name: "B", Email: "BEN@example.com", Role: access.Observer})
	is(t, "a taken e-mail", err, access.ErrEmailTaken)
	for _, name := range []string{"", "Ben\u202e", "B\u200ben", "Be\u2028n"} {
		_, _, err = d.CreatePerson(t.Context(), admin, access.NewPerson{Name: name, Email: "seen@example.com", Role: access.Observer})
		if _, is := errors.AsType[*wire.FieldError](err); !is {
			t.Errorf("name %+q: %v, want a field error", name, err)
		}
	}
	for _, email := range []string{"", "x", "a b@example.com", "Ben <ben@example.com>", "a@b\n.c", "be\u200bn@example.com", "ben\u202e@example.com"} {
		_, _, err = d.CreatePerson(t.Context(), admin, access.NewPerson{Name: "B", Email: email, Role: access.Observer})
		if _, is := errors.AsType[*wire.FieldError](err); !is {
			t.Errorf("e-mail %+q: %v, want a field error", email, err)
		}
	}
}

func TestChangingThePassword(t *testing.T) {
	t.Parallel()
	d := open(t)
	_, cookie := d.invite(d.administrator(), "ben", access.Technician)
	_, other, err := d.SignIn(t.Context(), "ben@example.com", password, access.Browser{})
	ok(t, err)
	is(t, "with a wrong old one", d.ChangePassword(t.Context(), d.who(cookie), "wrong", "another good password"), access.ErrBadCredentials)
	ok(t, d.ChangePassword(t.Context(), d.who(cookie), password, "another good password"))
	d.who(cookie) // stays signed in
	_, err = d.Authenticate(t.Context(), other.Reveal())
	is(t, "the other browser", err, access.ErrSignedOut)
}
