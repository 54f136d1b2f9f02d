package app

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
)

// TestAPlantedCookieIsNotTaken signs in with a cookie that somebody else chose (session fixation).
func TestAPlantedCookieIsNotTaken(t *testing.T) {
	t.Parallel()
	n := start(t)
	n.administrator()
	at, err := url.Parse(n.url)
	if err != nil {
		t.Fatal(err)
	}
	planted := &http.Cookie{Name: "haw_session", Value: id.NewSecret().Reveal(), Path: "/"}
	victim, thief := n.caller(), n.caller()
	victim.http.Jar.SetCookies(at, []*http.Cookie{planted})
	thief.http.Jar.SetCookies(at, []*http.Cookie{planted})
	victim.must("POST", "/sign-in", object{"email": "ada@example.com", "password": "correct horse"})
	if got := victim.http.Jar.Cookies(at)[0].Value; got == planted.Value {
		t.Error("signing in keeps the cookie that was there")
	}
	victim.must("GET", "/me", nil)
	thief.refused(http.StatusUnauthorized, "not_signed_in", "GET", "/me", nil)
	// Signing in again, as the same or another person, gives a new one as well, and signing out ends it on the server.
	before := victim.http.Jar.Cookies(at)[0]
	victim.must("POST", "/sign-in", object{"email": "ada@example.com", "password": "correct horse"})
	if victim.http.Jar.Cookies(at)[0].Value == before.Value {
		t.Error("a second sign-in keeps the cookie of the first")
	}
	kept := victim.http.Jar.Cookies(at)[0]
	victim.must("POST", "/sign-out", nil)
	thief.http.Jar.SetCookies(at, []*http.Cookie{{Name: kept.Name, Value: kept.Value, Path: "/"}})
	thief.refused(http.StatusUnauthorized, "not_signed_in", "GET", "/me", nil)
}

// TestGuessingAPasswordIsSlowedDown tries one account's password from one address until that is refused, and unknown
// accounts the same way: the answers must not tell which is which.
func TestGuessingAPasswordIsSlowedDown(t *testing.T) {
	t.Parallel()
	n := start(t)
	n.administrator()
	c := n.caller()
	guess := func(email string) (codes []string) {
		for range 7 {
			_, o := c.call("POST", "/sign-in", object{"email": email, "password": "wrong password"})
			codes = append(codes, str(o, "code"))
		}
		return codes
	}
	known := guess("ada@example.com")
	c.refused(http.StatusTooManyRequests, "too_many", "POST", "/sign-in", object{"email": "ADA@example.com ", "password": "correct horse"})
	unknown := guess("nobody@example.com")
	for i := range known {
		if known[i] != unknown[i] {
			t.Errorf("try %d: %s for an account, %s for none", i+1, known[i], unknown[i])
		}
	}
	if known[0] != "bad_credentials" || known[6] != "too_many" {
		t.Errorf("the answers are %v", known)
	}
}

// TestAGrantEnds waits until a grant's time is over.
func TestAGrantEnds(t *testing.T) {
	t.Parallel()
	n := start(t, func(c *Config) { c.Clocks.Grant = time.Millisecond })
	admin := n.administrator()
	p := n.phone(admin)
	p.accept = false
	sessionID, grant := admin.begin(p.id)
	admin.refused(http.StatusForbidden, "bad_key", "POST", "/sessions/"+sessionID+"/view", object{"sdp": "v=0", "key": grant})
}

// TestTimesAreTold in UTC, to the microsecond at most.
func TestTimesAreTold(t *testing.T) {
	t.Parallel()
	n := start(t)
	admin := n.administrator()
	p := n.phone(admin)
	sessionID, _ := admin.live(p)
	moment := regexp.MustCompile(`"[a-z_]*(?:at|seen)":"([^"]*)"`)
	good := regexp.MustCompile(`^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$`)
	for _, path := range []string{"/me", "/people", "/devices/" + p.id, "/sessions/" + sessionID, "/sessions", "/audit"} {
		_, _, body := admin.send("GET", n.url+"/api/v1"+path, nil, nil)
		found := moment.FindAllStringSubmatch(body, -1)
		if len(found) == 0 {
			t.Errorf("GET %s tells no time: %s", path, body)
		}
		for _, m := range found {
			if !good.MatchString(m[1]) {
				t.Errorf("GET %s tells %s", path, m[0])
			}
		}
	}
}
