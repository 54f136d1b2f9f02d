package app

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// mine asks the server as the holder of a help link.
func (n *place) mine(method, token string, body any) (int, object) {
	n.t.Helper()
	c := n.caller()
	c.http.Transport = withHeader{"X-Help-Token", token}
	return c.call(method, "/help-link", body)
}

// withHeader adds a header to every request.
type withHeader struct{ name, value string }

func (h withHeader) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set(h.name, h.value)
	return http.DefaultTransport.RoundTrip(r)
}

func TestAHelpLinkFromItsMakingToItsEnd(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	admin := th.admin
	admin.must("PUT", "/branding", object{"base": 0, "company": "Example Trading", "phone": "03-0000-0000",
		"time_zone": "Asia/Tokyo", "hours": []object{{"day": 1, "from": 540, "to": 1080}}})
	h, other := th.handset("iPhone of Sato", iPhone), th.handset("AQUOS 1")
	link := str(admin.must("POST", "/devices/"+h.id+"/help-link", nil), "link")
	page, token, found := strings.Cut(link, "#")
	if !found || page != th.url+"/help-me" || len(token) < 20 {
		t.Fatalf("the link is %q", link)
	}
	_, second, _ := strings.Cut(str(admin.must("POST", "/devices/"+other.id+"/help-link", nil), "link"), "#")

	if status, o := th.mine("GET", token, nil); status != http.StatusOK || str(o, "company") != "Example Trading" || str(o, "phone") == "" || o["state"] != nil {
		t.Errorf("before asking: %d %v", status, o)
	} else if hours, _ := o["hours"].([]any); len(hours) != 1 || fmt.Sprint(hours[0]) != "map[day:1 from:540 to:1080]" || str(o, "time_zone") != "Asia/Tokyo" {
		t.Errorf("support hours: %v", o)
	}
	th.mine("POST", second, object{})
	status, asked := th.mine("POST", token, object{"text": "It does not print"})
	if status >= 300 || str(asked, "state") != "open" || asked["place"] != 2.0 {
		t.Errorf("asked: %d %v", status, asked)
	}
	if _, again := th.mine("POST", token, object{}); again["place"] != 2.0 {
		t.Errorf("asked again: %v", again)
	}
	if text := strings.ToLower(fmt.Sprint(asked)); strings.Contains(text, "sato") || strings.Contains(text, h.id) || strings.Contains(text, "iphone") {
		t.Errorf("the page tells of the owner or the device: %v", asked)
	}
	requests := items(admin.must("GET", "/help-requests", nil))
	if len(requests) != 2 || str(requests[1], "device_id") != h.id || str(requests[1], "text") != "It does not print" {
		t.Fatalf("the line: %v", requests)
	}
	first, id := str(requests[0], "id"), str(requests[1], "id")

	// Two who press Take get one winner.
	ben := th.colleague(admin, "Ben", "technician")
	var won, late atomic.Int32
	var race sync.WaitGroup
	for _, c := range []*caller{admin, ben} {
		race.Go(func() {
			switch status, o := c.call("POST", "/help-requests/"+first+"/take", nil); {
			case status == http.StatusOK:
				won.Add(1)
			case status == http.StatusConflict && str(o, "code") == "already_taken":
				late.Add(1)
			default:
				t.Errorf("%d %v", status, o)
			}
		})
	}
	race.Wait()
	if won.Load() != 1 || late.Load() != 1 {
		t.Errorf("%d took it, %d were late", won.Load(), late.Load())
	}
	if _, o := th.mine("GET", token, nil); o["place"] != 1.0 {
		t.Errorf("after the first was taken: %v", o)
	}
	ben.must("POST", "/help-requests/"+id+"/call-back", object{"at": time.Now().Add(time.Hour), "answer": "I call you"})
	if _, o := th.mine("GET", token, nil); str(o, "answer") != "I call you" || str(o, "call_back_at") == "" {
		t.Errorf("a call is promised: %v", o)
	}
	ben.must("POST", "/help-requests/"+id+"/decline", object{"answer": "Please ask facilities"})
	if _, o := th.mine("GET", token, nil); str(o, "state") != "declined" || str(o, "answer") != "Please ask facilities" || strings.Contains(fmt.Sprint(o), "Ben") {
		t.Errorf("declined: %v", o)
	}
	th.mine("POST", token, object{})
	if status, o := th.mine("DELETE", token, nil); status >= 300 || str(o, "state") == "open" {
		t.Errorf("cancelled: %d %v", status, o)
	}
	if n := len(items(admin.must("GET", "/help-requests", nil))); n != 1 {
		t.Errorf("%d in the line after the user cancelled", n)
	}

	// The link may do nothing else, and nothing at all once it is void.
	script := th.caller()
	script.token = token
	script.refused(http.StatusUnauthorized, "not_signed_in", "GET", "/devices", nil)
	admin.must("DELETE", "/devices/"+h.id+"/help-link", nil)
	for _, method := range []string{"GET", "POST", "DELETE"} {
		body := any(nil)
		if method == "POST" {
			body = object{}
		}
		gone, was := th.mine(method, token, body)
		unknown, never := th.mine(method, "AAAAAAAAAAAAAAAAAAAAAAAAAA", body)
		delete(was, "request_id")
		delete(never, "request_id")
		if gone != http.StatusNotFound || unknown != gone || fmt.Sprint(was) != fmt.Sprint(never) {
			t.Errorf("%s by a void link: %d %v; by one that never was: %d %v", method, gone, was, unknown, never)
		}
	}
	limited := false
	for range 70 {
		if status, _ := th.mine("GET", second, nil); status == http.StatusTooManyRequests {
			limited = true
			break
		}
	}
	if !limited {
		t.Error("nobody bounds how often a link asks")
	}
}

func TestACodeThatIsReadAloud(t *testing.T) {
	t.Parallel()
	th := newTheatre(t, func(c *Config) { c.Clocks.Spoken = 6 * time.Second })
	admin := th.admin
	h := th.handset("AQUOS 1")
	th.ready(h)
	sessionID := admin.attended(h.id)
	admin.is(sessionID, "waiting")
	spoken := func() string { return str(admin.must("POST", "/sessions/"+sessionID+"/spoken-code", nil), "code") }
	other := func(code string) string { // differs in the last digit
		return code[:8] + string('0'+(code[8]-'0'+1)%10)
	}
	user := th.caller()

	void, code := spoken(), spoken()
	if len(code) != 9 || strings.Trim(code, "0123456789") != "" {
		t.Fatalf("the code is %q", code)
	}
	user.refused(http.StatusNotFound, "bad_code", "POST", "/join", object{"code": void})
	user.refused(http.StatusNotFound, "bad_code", "POST", "/join", object{"code": other(code)})
	user.refused(http.StatusUnprocessableEntity, "invalid", "POST", "/join", object{"code": code[:8]})
	wide := strings.Map(func(r rune) rune { return r - '0' + '０' }, code)
	to := user.must("POST", "/join", object{"code": " " + wide[:9] + "－" + wide[9:18] + "　" + wide[18:] + "\n"})
	if str(to, "link") != str(admin.session(sessionID), "at_provider", "user_link") || str(to, "technician_name") != "Ada" {
		t.Errorf("the code leads to %v", to)
	}
	for _, cookie := range user.http.Jar.Cookies(mustParse(t, th.url)) {
		t.Errorf("the code gives a cookie: %s", cookie.Name)
	}
	user.refused(http.StatusNotFound, "bad_code", "POST", "/join", object{"code": code})
	user.refused(http.StatusUnauthorized, "not_signed_in", "GET", "/sessions/"+sessionID, nil)

	late, made := spoken(), time.Now()
	until(t, "the time of the code is over", func() bool { return time.Since(made) > 6100*time.Millisecond })
	user.refused(http.StatusNotFound, "bad_code", "POST", "/join", object{"code": late})
	of := spoken()
	admin.must("POST", "/sessions/"+sessionID+"/end", object{})
	user.refused(http.StatusNotFound, "bad_code", "POST", "/join", object{"code": of})

	limited := false
	for range 12 {
		if status, o := user.call("POST", "/join", object{"code": "000000000"}); status == http.StatusTooManyRequests {
			limited = str(o, "code") == "too_many"
			break
		}
	}
	if !limited {
		t.Error("nobody bounds how often codes are tried")
	}
}
