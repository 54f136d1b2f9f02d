package storagetest

import (
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
)

var peoplePromises = []promise{
	{"a person comes back as given, by id, by e-mail and in the list", func(t *testing.T, s Store) {
		group(t, s, "grp_a", "A")
		group(t, s, "grp_b", "B")
		want := person("usr_1", access.Technician)
		want.AllDevices, want.GroupIDs, want.DisabledAt = false, []string{"grp_a", "grp_b"}, start.Add(time.Hour)
		want.ClientVersion = "15.60.3"
		want.Withheld = []access.Right{access.ForceCheckIn, access.StartTeamViewer}
		ok(t, s.CreatePerson(t.Context(), want, record("aud_1")))
		first := person("usr_2", access.Observer)
		first.Name = "Aoki"
		ok(t, s.CreatePerson(t.Context(), first))
		got, err := s.Person(t.Context(), "usr_1")
		ok(t, err)
		equal(t, "by id", got, want)
		got, err = s.PersonByEmail(t.Context(), "usr_1@example.com")
		ok(t, err)
		equal(t, "by e-mail", got, want)
		people, err := s.People(t.Context())
		ok(t, err)
		equal(t, "list by name", people, []access.Person{first, want})
		equal(t, "log", actions(t, s), []string{"aud_1"})
	}},
	{"unknown people, taken e-mails and unknown groups are refused", func(t *testing.T, s Store) {
		ok(t, s.CreatePerson(t.Context(), person("usr_1", access.Technician)))
		twin := person("usr_2", access.Technician)
		twin.Email = "usr_1@example.com"
		wantError(t, "e-mail", s.CreatePerson(t.Context(), twin, record("aud_1")), access.ErrEmailTaken)
		lost := person("usr_3", access.Technician)
		lost.GroupIDs = []string{"grp_none"}
		wantError(t, "group", s.CreatePerson(t.Context(), lost), device.ErrGroupNotFound)
		for _, id := range []string{"usr_2", "usr_3", "usr_none"} {
			_, err := s.Person(t.Context(), id)
			wantError(t, id, err, access.ErrNotFound)
		}
		_, err := s.PersonByEmail(t.Context(), "nobody@example.com")
		wantError(t, "by e-mail", err, access.ErrNotFound)
		_, err = s.ChangePerson(t.Context(), "usr_none", "", func(*access.Person) error { return nil })
		wantError(t, "change", err, access.ErrNotFound)
		ok(t, s.CreatePerson(t.Context(), person("usr_4", access.Technician)))
		_, err = s.ChangePerson(t.Context(), "usr_4", "", func(p *access.Person) error { p.Email = "usr_1@example.com"; return nil })
		wantError(t, "change to a taken e-mail", err, access.ErrEmailTaken)
		equal(t, "log", actions(t, s), nil)
	}},
	{"an error of change leaves all as it was and comes back as it is", func(t *testing.T, s Store) {
		want := person("usr_1", access.Technician)
		ok(t, s.CreatePerson(t.Context(), want))
		_, err := s.ChangePerson(t.Context(), "usr_1", "", func(p *access.Person) error { p.Name = "X"; return errRefused }, record("aud_1"))
		if err != errRefused {
			t.Fatalf("got %v, want the error of change as it is", err)
		}
		got, err := s.Person(t.Context(), "usr_1")
		ok(t, err)
		equal(t, "person", got, want)
		equal(t, "log", actions(t, s), nil)
	}},
	{"the last administrator stays", func(t *testing.T, s Store) {
		ok(t, s.CreatePerson(t.Context(), person("usr_1", access.Administrator)))
		invited := person("usr_2", access.Administrator)
		invited.PasswordHash = "" // cannot sign in yet
		ok(t, s.CreatePerson(t.Context(), invited))
		for name, change := range map[string]func(*access.Person) error{
			"demoted":  func(p *access.Person) error { p.Role = access.Technician; return nil },
			"disabled": func(p *access.Person) error { p.DisabledAt = start; return nil },
		} {
			_, err := s.ChangePerson(t.Context(), "usr_1", "", change, record("aud_1"))
			wantError(t, name, err, access.ErrLastAdmin)
		}
		has, err := s.HasAdministrator(t.Context())
		ok(t, err)
		equal(t, "has one", has, true)
		_, err = s.ChangePerson(t.Context(), "usr_2", "", func(p *access.Person) error { p.PasswordHash = "set"; return nil })
		ok(t, err)
		_, err = s.ChangePerson(t.Context(), "usr_1", "", func(p *access.Person) error { p.Role = access.Observer; return nil })
		ok(t, err)
		equal(t, "log", actions(t, s), nil)
	}},
	{"an administrator counts when enabled and with a password", func(t *testing.T, s Store) {
		disabled, invited := person("usr_1", access.Administrator), person("usr_2", access.Administrator)
		disabled.DisabledAt, invited.PasswordHash = start, ""
		for _, p := range []access.Person{disabled, invited, person("usr_3", access.Technician)} {
			ok(t, s.CreatePerson(t.Context(), p))
		}
		has, err := s.HasAdministrator(t.Context())
		ok(t, err)
		equal(t, "has one", has, false)
		ok(t, s.CreatePerson(t.Context(), person("usr_4", access.Administrator)))
		has, err = s.HasAdministrator(t.Context())
		ok(t, err)
		equal(t, "has one", has, true)
	}},
	{"a change of password, role, rights, scope or lock ends all sign-ins but the one kept", func(t *testing.T, s Store) {
		group(t, s, "grp_a", "A")
		ok(t, s.CreatePerson(t.Context(), person("usr_0", access.Administrator)))
		for name, c := range map[string]struct {
			change func(*access.Person)
			ends   bool
		}{
			"name":     {func(p *access.Person) { p.Name, p.Language, p.ClientVersion = "New", "en", "15.61" }, false},
			"password": {func(p *access.Person) { p.PasswordHash = "new" }, true},
			"role":     {func(p *access.Person) { p.Role = access.Observer }, true},
			"all":      {func(p *access.Person) { p.AllDevices = false }, true},
			"withheld": {func(p *access.Person) { p.Withheld = []access.Right{access.Control} }, true},
			"groups":   {func(p *access.Person) { p.GroupIDs = []string{"grp_a"} }, true},
		} {
			id := "usr_" + name
			ok(t, s.CreatePerson(t.Context(), person(id, access.Technician)))
			for _, hash := range []string{"keep ", "other "} {
				ok(t, s.SaveSignIn(t.Context(), signIn(hash+name, id)))
			}
			ok(t, s.SaveSignIn(t.Context(), signIn("stranger "+name, "usr_0")))
			changed, err := s.ChangePerson(t.Context(), id, "keep "+name, func(p *access.Person) error { c.change(p); return nil })
			ok(t, err)
			kept, err := s.Person(t.Context(), id)
			ok(t, err)
			equal(t, name+" kept", kept, changed)
			signedIn(t, s, map[string]bool{"keep " + name: true, "other " + name: !c.ends, "stranger " + name: true})
		}
	}},
	{"who is locked out is signed out at once", func(t *testing.T, s Store) {
		ok(t, s.CreatePerson(t.Context(), person("usr_1", access.Technician)))
		ok(t, s.SaveSignIn(t.Context(), signIn("kept", "usr_1")))
		ok(t, s.CreateToken(t.Context(), token("tok_1", "usr_1")))
		_, err := s.ChangePerson(t.Context(), "usr_1", "kept", func(p *access.Person) error { p.DisabledAt = start; return nil })
		ok(t, err)
		signedIn(t, s, map[string]bool{"kept": false})
		_, _, err = s.Token(t.Context(), "hash of tok_1", start)
		wantError(t, "token", err, access.ErrSignedOut)
	}},
}

func signIn(hash, personID string) access.SignIn {
	return access.SignIn{Hash: hash, PersonID: personID, CreatedAt: start, ExpiresAt: start.Add(12 * time.Hour),
		IdleAt: start.Add(time.Hour), UserAgent: "Browser"}
}

func signedIn(t *testing.T, s Store, want map[string]bool) {
	t.Helper()
	for hash, in := range want {
		_, _, err := s.SignIn(t.Context(), hash, start)
		if in {
			ok(t, err)
			continue
		}
		wantError(t, hash, err, access.ErrSignedOut)
	}
}

func token(id, personID string) access.Token {
	return access.Token{ID: id, PersonID: personID, Name: "script", Hash: "hash of " + id,
		Rights: []access.Right{access.View}, CreatedAt: start, ExpiresAt: start.Add(time.Hour)}
}

var signInPromises = []promise{
	{"a sign-in is valid until it expires or idles, with its person", func(t *testing.T, s Store) {
		who := person("usr_1", access.Technician)
		ok(t, s.CreatePerson(t.Context(), who))
		want := signIn("h", "usr_1")
		ok(t, s.SaveSignIn(t.Context(), want, record("aud_1")))
		got, p, err := s.SignIn(t.Context(), "h", start)
		ok(t, err)
		equal(t, "sign-in", got, want)
		equal(t, "person", p, who)
		_, _, err = s.SignIn(t.Context(), "h", want.IdleAt)
		wantError(t, "idle", err, access.ErrSignedOut)
		ok(t, s.TouchSignIn(t.Context(), "h", start.Add(24*time.Hour)))
		_, _, err = s.SignIn(t.Context(), "h", want.IdleAt)
		ok(t, err)
		_, _, err = s.SignIn(t.Context(), "h", want.ExpiresAt)
		wantError(t, "expired", err, access.ErrSignedOut)
		_, _, err = s.SignIn(t.Context(), "none", start)
		wantError(t, "unknown", err, access.ErrSignedOut)
		ok(t, s.RemoveSignIn(t.Context(), "h", record("aud_2")))
		_, _, err = s.SignIn(t.Context(), "h", start)
		wantError(t, "removed", err, access.ErrSignedOut)
		equal(t, "log", actions(t, s), []string{"aud_1", "aud_2"})
		wantError(t, "of nobody", s.SaveSignIn(t.Context(), signIn("x", "usr_none")), access.ErrNotFound)
	}},
	{"a link works once, for its kind, in its time", func(t *testing.T, s Store) {
		want := access.Link{Hash: "h", Kind: access.LinkPassword, PersonID: "usr_1", ExpiresAt: start.Add(time.Minute)}
		ok(t, s.SaveLink(t.Context(), want, record("aud_1")))
		if s.SaveLink(t.Context(), access.Link{Hash: "h2", Kind: access.LinkPassword, PersonID: "usr_1", ExpiresAt: start.Add(time.Minute)}, record("aud_1")) == nil {
			t.Fatal("a link was saved without its record") // that id is taken
		}
		equal(t, "log", actions(t, s), []string{"aud_1"})
		for name, try := range map[string]struct {
			hash string
			kind access.LinkKind
			now  time.Time
		}{
			"unknown":    {"none", access.LinkPassword, start},
			"other kind": {"h", access.LinkSetup, start},
			"expired":    {"h", access.LinkPassword, start.Add(time.Minute)},
		} {
			_, err := s.UseLink(t.Context(), try.hash, try.kind, try.now)
			wantError(t, name, err, access.ErrBadLink)
		}
		got, err := s.UseLink(t.Context(), "h", access.LinkPassword, start)
		ok(t, err)
		equal(t, "link", got, want)
		_, err = s.UseLink(t.Context(), "h", access.LinkPassword, start)
		wantError(t, "again", err, access.ErrBadLink)
	}},
	{"a person has one link that sets the password, and none after a new password or a lock", func(t *testing.T, s Store) {
		ok(t, s.CreatePerson(t.Context(), person("usr_0", access.Administrator)))
		ok(t, s.CreatePerson(t.Context(), person("usr_1", access.Technician)))
		link := func(hash, personID string, kind access.LinkKind) {
			ok(t, s.SaveLink(t.Context(), access.Link{Hash: hash, Kind: kind, PersonID: personID, ExpiresAt: start.Add(time.Minute)}))
		}
		works := func(hash string, kind access.LinkKind, want bool) {
			t.Helper()
			_, err := s.UseLink(t.Context(), hash, kind, start)
			equal(t, hash+" works", err == nil, want)
		}
		link("setup", "", access.LinkSetup)
		link("another's", "usr_0", access.LinkPassword)
		link("first", "usr_1", access.LinkPassword)
		link("second", "usr_1", access.LinkPassword)
		works("first", access.LinkPassword, false)
		works("second", access.LinkPassword, true)
		for name, change := range map[string]func(*access.Person){
			"new password": func(p *access.Person) { p.PasswordHash = "new" },
			"locked out":   func(p *access.Person) { p.DisabledAt = start },
		} {
			link(name, "usr_1", access.LinkPassword)
			_, err := s.ChangePerson(t.Context(), "usr_1", "", func(p *access.Person) error { change(p); return nil })
			ok(t, err)
			works(name, access.LinkPassword, false)
		}
		link("third", "usr_1", access.LinkPassword)
		_, err := s.ChangePerson(t.Context(), "usr_1", "", func(p *access.Person) error { p.Name, p.DisabledAt = "New", time.Time{}; return nil })
		ok(t, err)
		works("third", access.LinkPassword, true)
		works("another's", access.LinkPassword, true)
		works("setup", access.LinkSetup, true)
	}},
	{"set-up makes the first administrator, both or nothing", func(t *testing.T, s Store) {
		admin := person("usr_1", access.Administrator)
		wantError(t, "no link", s.SetUp(t.Context(), "h", start, admin, record("aud_0")), access.ErrBadLink)
		ok(t, s.SaveLink(t.Context(), access.Link{Hash: "pw", Kind: access.LinkPassword, ExpiresAt: start.Add(time.Minute)}))
		wantError(t, "link of another kind", s.SetUp(t.Context(), "pw", start, admin), access.ErrBadLink)
		ok(t, s.SaveLink(t.Context(), access.Link{Hash: "h", Kind: access.LinkSetup, ExpiresAt: start.Add(time.Minute)}))
		wantError(t, "expired", s.SetUp(t.Context(), "h", start.Add(time.Minute), admin), access.ErrBadLink)
		taken := person("usr_2", access.Technician)
		ok(t, s.CreatePerson(t.Context(), taken))
		clash := admin
		clash.Email = taken.Email
		wantError(t, "taken e-mail", s.SetUp(t.Context(), "h", start, clash), access.ErrEmailTaken)
		ok(t, s.SetUp(t.Context(), "h", start, admin, record("aud_1"))) // the link was not used up by what failed
		has, err := s.HasAdministrator(t.Context())
		ok(t, err)
		equal(t, "has one", has, true)
		ok(t, s.SaveLink(t.Context(), access.Link{Hash: "h2", Kind: access.LinkSetup, ExpiresAt: start.Add(time.Minute)}))
		wantError(t, "again", s.SetUp(t.Context(), "h2", start, person("usr_3", access.Administrator)), access.ErrAlreadySetUp)
		equal(t, "log", actions(t, s), []string{"aud_1"})
	}},
	{"what has ended is removed, the rest stays", func(t *testing.T, s Store) {
		ok(t, s.CreatePerson(t.Context(), person("usr_1", access.Technician)))
		idle, over := signIn("idle", "usr_1"), signIn("over", "usr_1")
		idle.IdleAt, over.ExpiresAt = start, start
		for _, in := range []access.SignIn{idle, over, signIn("valid", "usr_1")} {
			ok(t, s.SaveSignIn(t.Context(), in))
		}
		ok(t, s.SaveLink(t.Context(), access.Link{Hash: "old", Kind: access.LinkPassword, ExpiresAt: start}))
		ok(t, s.SaveLink(t.Context(), access.Link{Hash: "new", Kind: access.LinkPassword, ExpiresAt: start.Add(time.Minute)}))
		ok(t, s.RemoveExpired(t.Context(), start))
		// Asked as of an hour before, when all of them were valid: what is still there answers.
		for hash, there := range map[string]bool{"idle": false, "over": false, "valid": true} {
			_, _, err := s.SignIn(t.Context(), hash, start.Add(-time.Hour))
			equal(t, hash, err == nil, there)
		}
		_, err := s.UseLink(t.Context(), "old", access.LinkPassword, start.Add(-time.Hour))
		wantError(t, "old link", err, access.ErrBadLink)
		_, err = s.UseLink(t.Context(), "new", access.LinkPassword, start)
		ok(t, err)
	}},
	{"tokens of a person", func(t *testing.T, s Store) {
		who := person("usr_1", access.Technician)
		ok(t, s.CreatePerson(t.Context(), who))
		ok(t, s.CreatePerson(t.Context(), person("usr_2", access.Technician)))
		first, second := token("tok_1", "usr_1"), token("tok_2", "usr_1")
		second.CreatedAt = start.Add(time.Minute)
		ok(t, s.CreateToken(t.Context(), second, record("aud_1")))
		ok(t, s.CreateToken(t.Context(), first))
		list, err := s.Tokens(t.Context(), "usr_1")
		ok(t, err)
		equal(t, "tokens", list, []access.Token{first, second})
		got, p, err := s.Token(t.Context(), first.Hash, start)
		ok(t, err)
		equal(t, "token", got, first)
		equal(t, "person", p, who)
		_, _, err = s.Token(t.Context(), first.Hash, first.ExpiresAt)
		wantError(t, "expired", err, access.ErrSignedOut)
		ok(t, s.TouchToken(t.Context(), "tok_1", start.Add(time.Second)))
		got, _, err = s.Token(t.Context(), first.Hash, start)
		ok(t, err)
		equal(t, "last used", got.LastUsedAt, start.Add(time.Second))
		wantError(t, "someone else's", s.RemoveToken(t.Context(), "usr_2", "tok_1"), access.ErrNotFound)
		ok(t, s.RemoveToken(t.Context(), "usr_1", "tok_1", record("aud_2")))
		_, _, err = s.Token(t.Context(), first.Hash, start)
		wantError(t, "removed", err, access.ErrSignedOut)
		wantError(t, "again", s.RemoveToken(t.Context(), "usr_1", "tok_1"), access.ErrNotFound)
		wantError(t, "of nobody", s.CreateToken(t.Context(), token("tok_3", "usr_none")), access.ErrNotFound)
		equal(t, "log", actions(t, s), []string{"aud_1", "aud_2"})
	}},
}
