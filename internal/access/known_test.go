package access_test

import (
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
)

// guessed makes ben's account wait: strangers have tried too often.
func (d *desk) guessed(in access.Browser) {
	d.t.Helper()
	for range 5 {
		_, _, err := d.SignIn(d.t.Context(), "ben@example.com", "wrong password", in)
		is(d.t, "a guess", err, access.ErrBadCredentials)
	}
	_, _, err := d.SignIn(d.t.Context(), "ben@example.com", password, in)
	is(d.t, "one more try", err, access.ErrTooMany)
}

// Whoever knows only the e-mail keeps the owner out of no browser in which they signed in before, and learns no more of the
// password for it.
func TestAStrangerHoldsNobodyOutOfTheirBrowser(t *testing.T) {
	t.Parallel()
	d := open(t)
	ben, _ := d.invite(d.administrator(), "ben", access.Technician)
	ben, _, err := d.SignIn(t.Context(), ben.Email, password, access.Browser{})
	ok(t, err)
	known := access.Browser{Known: d.Remember(ben).Reveal()}
	d.guessed(access.Browser{})
	_, _, err = d.SignIn(t.Context(), ben.Email, "wrong password", known)
	is(t, "the owner's slip", err, access.ErrBadCredentials)
	_, _, err = d.SignIn(t.Context(), ben.Email, password, known)
	ok(t, err)
	_, _, err = d.SignIn(t.Context(), ben.Email, password, access.Browser{})
	is(t, "a stranger after the owner was here", err, access.ErrTooMany) // their wait is not over for that
}

func TestGuessingInAKnownBrowserIsSlowedDownToo(t *testing.T) {
	t.Parallel()
	d := open(t)
	ben, _ := d.invite(d.administrator(), "ben", access.Technician)
	ben, err := d.Person(t.Context(), ben.ID)
	ok(t, err)
	d.guessed(access.Browser{Known: d.Remember(ben).Reveal()})
	_, _, err = d.SignIn(t.Context(), ben.Email, password, access.Browser{Known: d.Remember(ben).Reveal()})
	ok(t, err) // another browser of the owner's
	_, _, err = d.SignIn(t.Context(), ben.Email, password, access.Browser{})
	ok(t, err) // and a new one
}

func TestWhatABrowserIsKnownByIsOfOnePersonPasswordAndTime(t *testing.T) {
	t.Parallel()
	d := open(t)
	admin := d.administrator()
	ben, cookie := d.invite(admin, "ben", access.Technician)
	eve, _ := d.invite(admin, "eve", access.Technician)
	ben, err := d.Person(t.Context(), ben.ID)
	ok(t, err)
	eve, err = d.Person(t.Context(), eve.ID)
	ok(t, err)
	good := d.Remember(ben).Reveal()
	browser, proof := good[:strings.LastIndex(good, ".")], good[strings.LastIndex(good, "."):]
	name, _, _ := strings.Cut(browser, ".")
	d.guessed(access.Browser{})
	for what, known := range map[string]string{"another's": d.Remember(eve).Reveal(), "cut": good[:len(good)-1], "without a proof": browser,
		"of a longer time": name + ".99999999999" + proof, "of another browser": "X" + good, "empty parts": "..", "no text": "."} {
		_, _, err := d.SignIn(t.Context(), ben.Email, password, access.Browser{Known: known})
		is(t, what, err, access.ErrTooMany)
	}
	_, _, err = d.SignIn(t.Context(), ben.Email, password, access.Browser{Known: good})
	ok(t, err)

	d.pass(access.KnownLife)
	ok(t, d.CleanUp(t.Context())) // forgets the tries of then
	d.guessed(access.Browser{})
	_, _, err = d.SignIn(t.Context(), ben.Email, password, access.Browser{Known: good})
	is(t, "one that is too old", err, access.ErrTooMany)

	_, cookie, err = d.SignIn(t.Context(), ben.Email, password, access.Browser{Known: d.Remember(ben).Reveal()})
	ok(t, err)
	before := d.Remember(ben).Reveal()
	ok(t, d.ChangePassword(t.Context(), d.who(cookie), password, "another good password"))
	_, _, err = d.SignIn(t.Context(), ben.Email, "another good password", access.Browser{Known: before})
	is(t, "one from before the new password", err, access.ErrTooMany)
}

// Strangers' tries do not keep waiting who is signed in, and guessing the old password from a stolen sign-in is slowed down.
func TestWhoeverIsSignedInChangesThePasswordAllTheSame(t *testing.T) {
	t.Parallel()
	d := open(t)
	_, cookie := d.invite(d.administrator(), "ben", access.Technician)
	d.guessed(access.Browser{})
	for range 5 {
		is(t, "a guess", d.ChangePassword(t.Context(), d.who(cookie), "wrong password", "another good password"), access.ErrBadCredentials)
	}
	is(t, "one more", d.ChangePassword(t.Context(), d.who(cookie), password, "another good password"), access.ErrTooMany)
	d.pass(time.Minute)
	ok(t, d.ChangePassword(t.Context(), d.who(cookie), password, "another good password"))
}
