package access_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/wire"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	d := open(t)
	admin := d.administrator()
	ben, cookie := d.invite(admin, "ben", access.Technician)
	tech, soon := d.who(cookie), d.now.Add(time.Hour)
	_, _, err := d.CreateToken(t.Context(), tech, "script", []access.Right{access.Administer}, soon)
	is(t, "a token with more rights than its owner", err, access.ErrForbidden)
	_, _, err = d.CreateToken(t.Context(), tech, "script", []access.Right{access.View}, d.now.Add(2*365*24*time.Hour))
	if _, is := errors.AsType[*wire.FieldError](err); !is {
		t.Errorf("a token for two years: %v", err)
	}
	token, secret, err := d.CreateToken(t.Context(), tech, "script", []access.Right{access.View, access.Control}, soon)
	ok(t, err)
	p, err := d.AuthenticateToken(t.Context(), secret.Reveal())
	ok(t, err)
	if p.PersonID != ben.ID || !slices.Equal(p.Rights, []access.Right{access.View, access.Control}) || !p.Until.Equal(soon.Truncate(time.Microsecond)) {
		t.Errorf("the token is %+v", p)
	}
	is(t, "a token that changes the password", d.ChangePassword(t.Context(), p, password, "another good password"), access.ErrForbidden)
	observer := access.Observer
	_, err = d.ChangePerson(t.Context(), admin, ben.ID, access.PersonChange{Role: &observer})
	ok(t, err)
	if p, err = d.AuthenticateToken(t.Context(), secret.Reveal()); err != nil || p.Has(access.Control) {
		t.Errorf("after its owner lost the right the token has %v, %v", p.Rights, err)
	}
	is(t, "another's token", d.RemoveToken(t.Context(), admin, token.ID), access.ErrNotFound)
	ok(t, d.RemoveToken(t.Context(), tech, token.ID))
	_, err = d.AuthenticateToken(t.Context(), secret.Reveal())
	is(t, "a removed token", err, access.ErrSignedOut)
	_, secret, err = d.CreateToken(t.Context(), tech, "short", []access.Right{access.View}, soon)
	ok(t, err)
	d.pass(2 * time.Hour)
	_, err = d.AuthenticateToken(t.Context(), secret.Reveal())
	is(t, "an expired token", err, access.ErrSignedOut)
	ok(t, d.CleanUp(t.Context()))
}

// A token that leaked must be no way to rights that it was not made with.
func TestATokenGivesNobodyMoreThanItHas(t *testing.T) {
	t.Parallel()
	d := open(t)
	admin := d.administrator()
	ben, _ := d.invite(admin, "ben", access.Technician)
	eve, _ := d.invite(admin, "eve", access.Observer)
	locked, _ := d.invite(admin, "lou", access.Technician)
	ok(t, d.lock(admin, locked.ID, true))
	token := func(rights ...access.Right) access.Principal {
		_, secret, err := d.CreateToken(t.Context(), admin, "script", rights, d.now.Add(time.Hour))
		ok(t, err)
		p, err := d.AuthenticateToken(t.Context(), secret.Reveal())
		ok(t, err)
		return p
	}
	narrow, wide := token(access.View, access.Administer), token(access.Rights[access.Administrator]...)
	technician, no, yes, some := access.Technician, false, true, []string{}
	withheld := []access.Right{access.Control}
	n := 0
	add := func(role access.Role) func(access.Principal) error {
		return func(p access.Principal) error {
			n++
			_, _, err := d.CreatePerson(t.Context(), p, access.NewPerson{Name: "New", Email: fmt.Sprintf("new%d@example.com", n), Role: role})
			return err
		}
	}
	link := func(personID string) func(access.Principal) error {
		return func(p access.Principal) error { _, _, err := d.NewPasswordLink(t.Context(), p, personID); return err }
	}
	change := func(personID string, c access.PersonChange) func(access.Principal) error {
		return func(p access.Principal) error { _, err := d.ChangePerson(t.Context(), p, personID, c); return err }
	}
	for _, tc := range []struct {
		name  string
		do    func(access.Principal) error
		needs bool // the rights that are given
	}{
		{"a new administrator", add(access.Administrator), true},
		{"a new technician", add(access.Technician), true},
		{"a new observer", add(access.Observer), false},
		{"a link for its owner", link(admin.PersonID), true},
		{"a link for a technician", link(ben.ID), true},
		{"a link for an observer", link(eve.ID), false},
		{"another scope", change(ben.ID, access.PersonChange{AllDevices: &no, GroupIDs: &some}), false},
		{"rights that go", change(ben.ID, access.PersonChange{Withheld: &withheld}), false},
		{"locking out", change(ben.ID, access.PersonChange{Disabled: &yes}), false},
		{"letting in", change(locked.ID, access.PersonChange{Disabled: &no}), true},
		{"a higher role", change(eve.ID, access.PersonChange{Role: &technician}), true},
	} {
		var want error
		if tc.needs {
			want = access.ErrForbidden
		}
		is(t, tc.name+" by a token without the rights", tc.do(narrow), want)
		is(t, tc.name+" by a token with all of them", tc.do(wide), nil)
	}
}
