package access_test

import (
	"errors"
	"testing"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
)

func TestOneTimeLinks(t *testing.T) {
	t.Parallel()
	d := open(t)
	admin := d.administrator()
	ben, first := d.invite(admin, "ben", access.Technician)
	if d.has(audit.PasswordLinkMade) {
		t.Error("an invitation is told twice") // the record of the new person tells it
	}
	link, expires, err := d.NewPasswordLink(t.Context(), admin, ben.ID)
	if !d.has(audit.PasswordLinkMade) {
		t.Error("nobody can see that a link was made that sets another's password")
	}
	ok(t, err)
	if got := expires.Sub(d.now); got != access.LinkLife {
		t.Errorf("link lives %v", got)
	}
	_, _, err = d.SignInByLink(t.Context(), link.Reveal(), "short", "")
	is(t, "a weak password", err, access.ErrWeakPassword)
	_, _, err = d.SignInByLink(t.Context(), link.Reveal(), "another good password", "")
	ok(t, err)
	_, _, err = d.SignInByLink(t.Context(), link.Reveal(), "another good password", "")
	is(t, "a used link", err, access.ErrBadLink)
	_, err = d.Authenticate(t.Context(), first.Reveal())
	is(t, "the sign-in from before the new password", err, access.ErrSignedOut)
	_, _, err = d.NewPasswordLink(t.Context(), access.Principal{PersonID: ben.ID, Rights: access.Rights[access.Technician]}, admin.PersonID)
	is(t, "a technician who makes a link for the administrator", err, access.ErrForbidden)
}

// Whoever holds a link that was handed out before has no way in behind the back of its person.
func TestOneLinkOfAPersonWorks(t *testing.T) {
	t.Parallel()
	const next = "another good password"
	for name, tc := range map[string]struct {
		then  func(d *desk, admin access.Principal, ben access.Person) error
		works bool
	}{
		"nothing":           {func(*desk, access.Principal, access.Person) error { return nil }, true},
		"a link of another": {func(d *desk, admin access.Principal, _ access.Person) error { return d.another(admin, admin.PersonID) }, true},
		"another link":      {func(d *desk, admin access.Principal, ben access.Person) error { return d.another(admin, ben.ID) }, false},
		"the break-glass": {func(d *desk, _ access.Principal, ben access.Person) error {
			_, _, err := d.ResetAdministrator(d.t.Context(), ben.Email)
			return err
		}, false},
		"a new password": {func(d *desk, _ access.Principal, ben access.Person) error {
			return d.ChangePassword(d.t.Context(), d.signedIn(ben), password, next)
		}, false},
		"locked out and back": {func(d *desk, admin access.Principal, ben access.Person) error {
			return errors.Join(d.lock(admin, ben.ID, true), d.lock(admin, ben.ID, false))
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			admin := d.administrator()
			ben, _ := d.invite(admin, "ben", access.Technician)
			link, _, err := d.NewPasswordLink(t.Context(), admin, ben.ID)
			ok(t, err)
			ok(t, tc.then(d, admin, ben))
			if _, _, err = d.SignInByLink(t.Context(), link.Reveal(), next, ""); (err == nil) != tc.works {
				t.Errorf("the link from before: %v, want it to work: %t", err, tc.works)
			}
		})
	}
}

func (d *desk) another(by access.Principal, personID string) error {
	_, _, err := d.NewPasswordLink(d.t.Context(), by, personID)
	return err
}

func (d *desk) signedIn(p access.Person) access.Principal {
	_, cookie, err := d.SignIn(d.t.Context(), p.Email, password, access.Browser{UserAgent: "test"})
	ok(d.t, err)
	return d.who(cookie)
}

func (d *desk) lock(by access.Principal, personID string, disabled bool) error {
	_, err := d.ChangePerson(d.t.Context(), by, personID, access.PersonChange{Disabled: &disabled})
	return err
}
