package access_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/wire"
)

func TestWithheldRights(t *testing.T) {
	t.Parallel()
	d := open(t)
	admin := d.administrator()
	ben, cookie := d.invite(admin, "ben", access.Technician)
	token, secret, err := d.CreateToken(t.Context(), d.who(cookie), "script",
		[]access.Right{access.View, access.StartTeamViewer, access.ForceCheckIn}, d.now.Add(time.Hour))
	ok(t, err)
	d.pass(time.Second) // so that the change is the newest record
	withheld := []access.Right{access.StartTeamViewer, access.Control, access.Control}
	p, err := d.ChangePerson(t.Context(), admin, ben.ID, access.PersonChange{Withheld: &withheld})
	ok(t, err)
	if want := []access.Right{access.Control, access.StartTeamViewer}; !slices.Equal(p.Withheld, want) {
		t.Errorf("withheld %v, want %v", p.Withheld, want)
	}
	if last := d.told[len(d.told)-1]; last != ben.ID {
		t.Errorf("told of %v, want that the rights of %s changed", d.told, ben.ID)
	}
	page, err := d.db.Records(t.Context(), audit.Filter{DeviceScopeAll: true, Limit: 1})
	ok(t, err)
	if got := page.Records[0]; got.Action != audit.PersonChanged || got.Details["withheld"] != "control, start_teamviewer_session" || got.Details["changed"] != "withheld" {
		t.Errorf("the log says %+v, want what was withheld", got)
	}
	_, err = d.Authenticate(t.Context(), cookie.Reveal())
	is(t, "a sign-in of before", err, access.ErrSignedOut)
	_, cookie, err = d.SignIn(t.Context(), "ben@example.com", password, access.Browser{})
	ok(t, err)
	if got, want := d.who(cookie).Rights, []access.Right{access.View, access.Unattended, access.ForceCheckIn}; !slices.Equal(got, want) {
		t.Errorf("signed in with %v, want %v", got, want)
	}
	script, err := d.AuthenticateToken(t.Context(), secret.Reveal())
	if want := []access.Right{access.View, access.ForceCheckIn}; err != nil || !slices.Equal(script.Rights, want) {
		t.Errorf("token %s has %v, %v, want %v", token.ID, script.Rights, err, want)
	}
	_, _, err = d.CreateToken(t.Context(), d.who(cookie), "more", []access.Right{access.Control}, d.now.Add(time.Hour))
	is(t, "a token with a withheld right", err, access.ErrForbidden)
	_, err = d.ChangePerson(t.Context(), d.who(cookie), ben.ID, access.PersonChange{Withheld: &[]access.Right{}})
	is(t, "giving oneself the rights back", err, access.ErrForbidden)

	_, err = d.ChangePerson(t.Context(), admin, ben.ID, access.PersonChange{Withheld: &[]access.Right{}})
	ok(t, err)
	if script, err = d.AuthenticateToken(t.Context(), secret.Reveal()); err != nil || !script.Has(access.StartTeamViewer) {
		t.Errorf("with nothing withheld the token has %v, %v", script.Rights, err)
	}
}

func TestWhatCannotBeWithheld(t *testing.T) {
	t.Parallel()
	d := open(t)
	admin := d.administrator()
	ben, _ := d.invite(admin, "ben", access.Observer)
	for _, r := range []access.Right{access.View, access.Administer, access.Control, "fly"} {
		_, err := d.ChangePerson(t.Context(), admin, ben.ID, access.PersonChange{Withheld: &[]access.Right{r}})
		if _, is := errors.AsType[*wire.FieldError](err); !is {
			t.Errorf("%s of an observer: %v, want a field error", r, err)
		}
	}
	_, err := d.ChangePerson(t.Context(), admin, admin.PersonID, access.PersonChange{Withheld: &[]access.Right{access.Administer}})
	if _, is := errors.AsType[*wire.FieldError](err); !is {
		t.Errorf("administer of an administrator: %v, want a field error", err)
	}
}

func TestARoleKeepsWhatIsWithheldOfIt(t *testing.T) {
	t.Parallel()
	d := open(t)
	admin := d.administrator()
	p, _, err := d.CreatePerson(t.Context(), admin, access.NewPerson{Name: "Ben", Email: "ben@example.com", Role: access.Technician,
		Withheld: []access.Right{access.Unattended}})
	ok(t, err)
	for _, step := range []struct {
		role access.Role
		want []access.Right
	}{{access.Administrator, []access.Right{access.Unattended}}, {access.Observer, nil}} {
		p, err = d.ChangePerson(t.Context(), admin, p.ID, access.PersonChange{Role: &step.role})
		if err != nil || !slices.Equal(p.Withheld, step.want) {
			t.Errorf("as %s: withheld %v, %v, want %v", step.role, p.Withheld, err, step.want)
		}
	}
}

func TestBreakGlassGivesEverything(t *testing.T) {
	t.Parallel()
	d := open(t)
	admin := d.administrator()
	_, err := d.ChangePerson(t.Context(), admin, admin.PersonID, access.PersonChange{Withheld: &[]access.Right{access.Control, access.Unattended}})
	ok(t, err)
	p, _, err := d.ResetAdministrator(t.Context(), "")
	if err != nil || len(p.Withheld) > 0 {
		t.Errorf("the administrator lacks %v, %v", p.Withheld, err)
	}
}

// A token that may start a session at a provider acts in its owner's name; one that may see and check in does not.
func TestOnlyReads(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		rights []access.Right
		want   bool
	}{
		{[]access.Right{access.View}, true},
		{[]access.Right{access.View, access.ForceCheckIn}, true},
		{[]access.Right{access.View, access.StartTeamViewer}, false},
		{[]access.Right{access.View, access.Control}, false},
	} {
		if got := (access.Principal{TokenID: "tok_1", Rights: tc.rights}).OnlyReads(); got != tc.want {
			t.Errorf("a token with %v only reads: %v, want %v", tc.rights, got, tc.want)
		}
	}
	if (access.Principal{Rights: []access.Right{access.View}}).OnlyReads() {
		t.Error("an observer is no script")
	}
}
