package httpapi

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/helpatwork/helpatwork/internal/access"
)

func TestBadBodyWithoutCookieIs401(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for _, c := range []call{
		{method: "POST", path: "/api/v1/devices/dev_tokyo/sessions", body: `{"reason":`},
		{method: "POST", path: "/api/v1/devices/dev_tokyo/sessions", body: strings.Repeat("x", 10<<20)},
		{method: "GET", path: "/api/v1/devices?limit=no&nonsense=1"},
		{method: "GET", path: "/api/v1/me", token: "wrong"},
		{method: "GET", path: "/api/v1/me", token: "token-" + strings.Repeat("x", 500)},
		{method: "GET", path: "/api/v1/me", as: anAdministrator, header: map[string]string{"Authorization": "Basic YWxhZGRpbg=="}},
		{method: "GET", path: "/metrics"},
	} {
		problemOf(t, o.do(c), http.StatusUnauthorized, codeNotSignedIn)
	}
}

func TestMissingRightIs403BeforeTheBody(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for _, c := range []call{
		{method: "POST", path: "/api/v1/people", body: `{"reason":`, as: aTechnician},
		{method: "GET", path: "/api/v1/people", as: anObserver},
		{method: "POST", path: "/api/v1/devices/import", body: `{}`, as: aTechnician},
		{method: "GET", path: "/api/v1/audit/chain", as: aTechnician},
		{method: "GET", path: "/metrics", as: aTechnician},
	} {
		problemOf(t, o.do(c), http.StatusForbidden, codeForbidden)
	}
}

func TestCrossSiteRequestsAreRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t, func(cfg *Config) { cfg.PublicURL = &url.URL{Scheme: "https", Host: "help.example.com"} })
	post := call{method: "POST", path: "/api/v1/sign-out", as: anAdministrator}
	for _, header := range []map[string]string{
		{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"},
	} {
		post.header = header
		problemOf(t, o.do(post), http.StatusForbidden, codeCrossOrigin)
	}
	for _, header := range []map[string]string{{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}, {"Origin": "https://help.example.com"}, nil} {
		post.header = header
		if w := o.do(post); w.Code != http.StatusNoContent {
			t.Errorf("with %v: %d %s", header, w.Code, w.Body)
		}
	}
}

func TestHugeBodyIsRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	body := `{"email":"` + strings.Repeat("x", 10<<20) + `","password":"y"}`
	problemOf(t, o.do(call{method: "POST", path: "/api/v1/sign-in", body: body}), http.StatusRequestEntityTooLarge, codeTooLarge)
	problemOf(t, o.do(call{method: "POST", path: "/api/v1/devices/import", body: body, as: anAdministrator}), http.StatusRequestEntityTooLarge, codeTooLarge)
}

func TestOnlyKnownHostsAreAnswered(t *testing.T) {
	t.Parallel()
	o := newOffice(t, func(cfg *Config) { cfg.Hosts = []string{"Help.Example.com", "10.0.0.7"} })
	for host, want := range map[string]bool{
		"localhost": true, "LOCALHOST:8480": true, "127.0.0.1:8480": true, "[::1]:8480": true, "127.9.9.9": true, "help.example.com": true,
		"help.example.com.:443": true, "10.0.0.7:8480": true, "192.0.2.1:8480": true, "[2001:db8::1]": false,
		"evil.example": false, "localhost.evil.example": false, "127.0.0.1.evil.example": false, "10.0.0.8": false, "": false, "help.example.com@evil": false,
	} {
		r := httptest.NewRequest(http.MethodGet, "http://localhost/healthz", nil)
		r.Host = host
		r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, net.Addr(&net.TCPAddr{IP: net.ParseIP("192.0.2.1"), Port: 8480})))
		w := httptest.NewRecorder()
		o.ServeHTTP(w, r)
		if want && w.Code != http.StatusOK {
			t.Errorf("host %q is not answered: %d", host, w.Code)
		}
		if !want {
			problemOf(t, w, http.StatusMisdirectedRequest, codeHost)
		}
	}
}

func TestUnknownAddressesAndMethods(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for _, path := range []string{"/api/", "/api/v1", "/api/v1/nothing", "/api/v1/me/", "/api/v1/devices/dev_tokyo/", "/api/v1/devices/a/b", "/api/v2/me", "/nothing"} {
		problemOf(t, o.do(call{method: "GET", path: path, as: anAdministrator}), http.StatusNotFound, codeNotFound)
	}
	w := o.do(call{method: "DELETE", path: "/api/v1/devices/dev_tokyo", as: anAdministrator})
	if problemOf(t, w, http.StatusMethodNotAllowed, codeMethod); w.Header().Get("Allow") != "GET" {
		t.Errorf("Allow is %q", w.Header().Get("Allow"))
	}
}

func TestSetupIsGoneOnceThereIsAnAdministrator(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	unknown := o.do(call{method: "POST", path: "/api/v1/nothing", body: `{}`})
	for _, c := range []call{
		{method: "POST", path: "/api/v1/setup", body: `{"token":"t","name":"n","email":"a@b.c","password":"p"}`},
		{method: "POST", path: "/api/v1/setup", body: `{"token":`},
		{method: "POST", path: "/api/v1/setup", body: strings.Repeat("x", 10<<20)},
		{method: "POST", path: "/api/v1/setup", header: map[string]string{"Content-Type": "text/plain"}},
		{method: "POST", path: "/api/v1/setup/", body: `{}`}, {method: "POST", path: "/api/v1/setup/x", body: `{}`},
		{method: "GET", path: "/api/v1/setup"}, {method: "DELETE", path: "/api/v1/setup"},
	} {
		w := o.do(c)
		problemOf(t, w, http.StatusNotFound, codeNotFound)
		if got, want := withoutID(w.Body.String()), withoutID(unknown.Body.String()); got != want {
			t.Errorf("%s %s answers %s, an unknown address %s", c.method, c.path, got, want)
		}
		for name := range w.Header() {
			if unknown.Header().Get(name) == "" {
				t.Errorf("%s %s has a header %s, which an unknown address has not", c.method, c.path, name)
			}
		}
	}
	o.access.setupNeeded = true
	if w := o.do(call{method: "POST", path: "/api/v1/setup", body: `{"token":"t","name":"n","email":"a@b.c","password":"p"}`}); w.Code != http.StatusCreated {
		t.Errorf("set-up is %d %s before there is an administrator", w.Code, w.Body)
	}
}

func withoutID(body string) string {
	return regexp.MustCompile(`"request_id":"[^"]*"`).ReplaceAllString(body, `"request_id":""`)
}

func TestUnknownAndNotYoursLookTheSame(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.support.session.DeviceID, o.support.session.ID = "dev_osaka", "ses_osaka"
	for _, pair := range [][2]string{
		{"/api/v1/devices/dev_osaka", "/api/v1/devices/dev_none"},
		{"/api/v1/shares/shr_1", "/api/v1/shares/shr_none"},
	} {
		who := aTechnician
		if strings.Contains(pair[0], "shares") {
			who = anAdministrator // the technician's own
		}
		notYours, unknown := o.do(call{method: "GET", path: pair[0], as: who}), o.do(call{method: "GET", path: pair[1], as: who})
		problemOf(t, unknown, http.StatusNotFound, codeNotFound)
		if withoutID(notYours.Body.String()) != withoutID(unknown.Body.String()) {
			t.Errorf("%s answers %s, %s answers %s", pair[0], notYours.Body, pair[1], unknown.Body)
		}
	}
}

func TestSecurityHeaders(t *testing.T) {
	t.Parallel()
	page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		WritePage(w, r, []byte("<html><head><title>x</title></head></html>"))
	})
	o := newOffice(t, func(cfg *Config) { cfg.Pages = page })
	w := o.do(call{method: "GET", path: "/devices"})
	policy := w.Header().Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "script-src 'self';", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("the policy %q lacks %q", policy, part)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("the policy allows something unsafe: %q", policy)
	}
	nonce := regexp.MustCompile(`style-src 'self' 'nonce-([A-Z0-9]{26})'`).FindStringSubmatch(policy)
	if nonce == nil || !strings.Contains(w.Body.String(), `<head><meta name="csp-nonce" content="`+nonce[1]+`"><title>`) {
		t.Errorf("page %s does not tell the nonce of %s", w.Body, policy)
	}
	if again := o.do(call{method: "GET", path: "/devices"}); again.Header().Get("Content-Security-Policy") == policy {
		t.Error("two pages have the same nonce")
	}
	for name, want := range map[string]string{"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if w := o.do(call{method: "GET", path: "/api/v1/me", as: aTechnician}); w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("an answer may be stored: %v", w.Header())
	}
}

func TestCookieOfASignIn(t *testing.T) {
	t.Parallel()
	signIn := call{method: "POST", path: "/api/v1/sign-in", body: `{"email":"aoki@example.com","password":"correct horse"}`}
	proxied := map[string]string{"X-Forwarded-Proto": "https"}
	for name, test := range map[string]struct {
		change func(*Config)
		header map[string]string
		secure bool
	}{
		"plain":                     {func(*Config) {}, nil, false},
		"anyone says it was TLS":    {func(*Config) {}, proxied, false},
		"the proxy says it was TLS": {func(cfg *Config) { cfg.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")} }, proxied, true},
		"the public address is TLS": {func(cfg *Config) { cfg.PublicURL = &url.URL{Scheme: "https", Host: "localhost"} }, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			signIn := signIn
			signIn.header = test.header
			w := newOffice(t, test.change).do(signIn)
			me := decoded[Me](t, w, http.StatusOK)
			cookies := w.Result().Cookies()
			if me.Person.ID != anAdministrator.ID || !slices.Equal(me.Rights, access.Rights[access.Administrator]) || len(cookies) != 2 {
				t.Fatalf("signed in as %+v with cookies %v", me, cookies)
			}
			prefix := map[bool]string{true: "__Host-"}[test.secure]
			for i, c := range cookies {
				name := prefix + []string{"haw_session", "haw_known"}[i]
				if c.Name != name || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Secure != test.secure || c.Domain != "" {
					t.Errorf("cookie is %+v, want %s", c, name)
				}
			}
			if session, known := cookies[0], cookies[1]; session.Value != anAdministrator.ID || session.MaxAge != 12*3600 || known.Value != "known-usr_admin" || known.MaxAge != 180*24*3600 {
				t.Errorf("cookies are %+v and %+v", session, known)
			}
		})
	}
	out := newOffice(t).do(call{method: "POST", path: "/api/v1/sign-out", as: anAdministrator})
	if c := out.Result().Cookies(); out.Code != http.StatusNoContent || len(c) != 1 || c[0].MaxAge >= 0 || c[0].Value != "" {
		t.Errorf("signing out leaves %d %v", out.Code, c)
	}
}

// A cookie counts under the name that belongs to the way a request came, and under no other: over TLS one that another
// host of the domain or a page without TLS planted has no prefix.
func TestOnlyTheCookieThatBelongsCounts(t *testing.T) {
	t.Parallel()
	overTLS := func(cfg *Config) { cfg.PublicURL = &url.URL{Scheme: "https", Host: "localhost"} }
	for name, test := range map[string]struct {
		change  func(*Config)
		own     string
		foreign string
	}{
		"plain": {func(*Config) {}, "haw_", "__Host-haw_"},
		"TLS":   {overTLS, "__Host-haw_", "haw_"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, test.change)
			with := func(prefix string) map[string]string {
				return map[string]string{"Cookie": prefix + "session=" + anAdministrator.ID + "; " + prefix + "known=seen"}
			}
			decoded[Me](t, o.do(call{method: "GET", path: "/api/v1/me", header: with(test.own)}), http.StatusOK)
			problemOf(t, o.do(call{method: "GET", path: "/api/v1/me", header: with(test.foreign)}), http.StatusUnauthorized, codeNotSignedIn)
			both := map[string]string{"Cookie": test.foreign + "session=" + aTechnician.ID + "; " + test.own + "session=" + anAdministrator.ID}
			if me := decoded[Me](t, o.do(call{method: "GET", path: "/api/v1/me", header: both}), http.StatusOK); me.Person.ID != anAdministrator.ID {
				t.Errorf("with both cookies it is %s", me.Person.ID)
			}
			signIn := call{method: "POST", path: "/api/v1/sign-in", body: `{"email":"aoki@example.com","password":"correct horse"}`}
			for _, prefix := range []string{test.own, test.foreign} {
				signIn.header = with(prefix)
				decoded[Me](t, o.do(signIn), http.StatusOK)
			}
			if !slices.Equal(o.access.known, []string{"seen", ""}) {
				t.Errorf("known by %q, want by the cookie that belongs only", o.access.known)
			}
		})
	}
}

func TestTooManyAttempts(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	wrong := call{method: "POST", path: "/api/v1/sign-in", body: `{"email":"aoki@example.com","password":"wrong"}`}
	for i := range 20 {
		if w := o.do(wrong); w.Code != http.StatusUnauthorized {
			t.Fatalf("attempt %d is answered by %d", i, w.Code)
		}
	}
	wrong.body = `{"email":`
	w := o.do(wrong)
	if problemOf(t, w, http.StatusTooManyRequests, codeTooMany); w.Header().Get("Retry-After") != "60" {
		t.Errorf("Retry-After is %q", w.Header().Get("Retry-After"))
	}
	// Nobody trusts the header of a stranger, and other doors stay open.
	wrong.header = map[string]string{"X-Forwarded-For": "203.0.113.9"}
	problemOf(t, o.do(wrong), http.StatusTooManyRequests, codeTooMany)
	problemOf(t, o.do(call{method: "POST", path: "/api/v1/shares/redeem", body: `{"code":"000000000"}`}), http.StatusNotFound, "bad_code")
	for range 9 {
		o.do(call{method: "POST", path: "/api/v1/shares/redeem", body: `{"code":"000000000"}`})
	}
	problemOf(t, o.do(call{method: "POST", path: "/api/v1/shares/redeem", body: `{"code":"123456789"}`}), http.StatusTooManyRequests, codeTooMany)
}

// Ever new addresses do not make more guesses of a code, and one that guesses too much keeps nobody else from theirs.
func TestCodesAreNotGuessedFromManyAddresses(t *testing.T) {
	t.Parallel()
	for _, door := range []call{
		{method: "POST", path: "/api/v1/shares/redeem", body: `{"code":"000000000"}`},
		{method: "POST", path: "/api/v1/join", body: `{"code":"000000000"}`},
	} {
		o := newOffice(t, func(cfg *Config) { cfg.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")} })
		from := func(address string) int {
			door.header = map[string]string{"X-Forwarded-For": address}
			return o.do(door).Code
		}
		for range 2 * maxCodes {
			from("203.0.113.1")
		}
		if got := from("203.0.113.2"); got == http.StatusTooManyRequests {
			t.Errorf("%s: one address locked all others out", door.path)
		}
		answered := 0
		for i := range 2 * maxCodes {
			if from(fmt.Sprintf("2001:db8:%x::1", i)) != http.StatusTooManyRequests {
				answered++
			}
		}
		if answered > maxCodes || answered < maxCodes/2 {
			t.Errorf("%s: %d guesses from as many addresses were answered in a minute, want at most %d", door.path, answered, maxCodes)
		}
	}
}

// The more codes can be used, the more often one is guessed.
func TestCodesAreNotMadeInMasses(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	made := 0
	for range 100 {
		if o.do(call{method: "POST", path: "/api/v1/shares", as: aTechnician, body: `{"reason":"look"}`}).Code == http.StatusCreated {
			made++
		}
	}
	if made != 30 {
		t.Errorf("one address made %d codes in a minute, want 30", made)
	}
}

func TestAddressBehindProxies(t *testing.T) {
	t.Parallel()
	trusted := func(a netip.Addr) bool { return netip.MustParsePrefix("10.0.0.0/8").Contains(a) }
	for _, test := range []struct{ forwarded, want string }{
		{"203.0.113.9", "203.0.113.9"}, {"198.51.100.1, 203.0.113.9", "203.0.113.9"}, {"203.0.113.9, 10.0.0.2", "203.0.113.9"},
		{"203.0.113.9, nonsense", "10.0.0.1"}, {"nonsense, 203.0.113.9", "203.0.113.9"}, {"", "10.0.0.1"}, {"10.0.0.3", "10.0.0.3"},
		{"::ffff:203.0.113.9", "203.0.113.9"}, {"fe80::1%eth0", "10.0.0.1"}, {"2001:db8::1", "2001:db8::1"},
	} {
		if got := clientOf(netip.MustParseAddr("10.0.0.1"), []string{test.forwarded}, trusted).String(); got != test.want {
			t.Errorf("forwarded for %q is %s, want %s", test.forwarded, got, test.want)
		}
	}
}

func TestLogHasNoQueryAndNoSecret(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.do(call{method: "GET", path: "/api/v1/devices?search=sato", as: anAdministrator})
	o.do(call{method: "POST", path: "/api/v1/sign-in", body: `{"email":"aoki@example.com","password":"correct horse"}`})
	o.do(call{method: "POST", path: "/api/v1/sessions/ses_1/view", body: `{"sdp":"offer","key":"grant"}`, as: anAdministrator})
	text := o.log.String()
	for _, secret := range []string{"sato", "correct", "horse", "offer", "resume", "haw_session"} {
		if strings.Contains(text, secret) {
			t.Errorf("the log has %q: %s", secret, text)
		}
	}
	if !strings.Contains(text, "path=/api/v1/devices status=200") || !strings.Contains(text, "person_id=usr_admin") {
		t.Errorf("the log does not tell the requests: %s", text)
	}
}

func TestMountedRoomsCanTakeTheConnectionOver(t *testing.T) {
	t.Parallel()
	o := newOffice(t, func(cfg *Config) {
		cfg.Mounts = []func(*http.ServeMux){func(mux *http.ServeMux) {
			mux.HandleFunc("GET /api/v1/link", func(w http.ResponseWriter, _ *http.Request) {
				conn, buffered, err := w.(http.Hijacker).Hijack()
				if err != nil {
					t.Errorf("take the connection over: %v", err)
					return
				}
				defer conn.Close()
				buffered.WriteString("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\n")
				buffered.Flush()
			})
		}}
	})
	listening := httptest.NewServer(o)
	defer listening.Close()
	answer, err := listening.Client().Get(listening.URL + "/api/v1/link")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusSwitchingProtocols {
		t.Errorf("the answer is %s", answer.Status)
	}
	problemOf(t, o.do(call{method: "POST", path: "/api/v1/link"}), http.StatusMethodNotAllowed, codeMethod)
}

func TestHealth(t *testing.T) {
	t.Parallel()
	notYet := true
	o := newOffice(t, func(cfg *Config) {
		cfg.Ready = func(context.Context) error {
			if notYet {
				return ErrUnavailable
			}
			return nil
		}
	})
	if w := o.do(call{method: "GET", path: "/healthz"}); w.Code != http.StatusOK || w.Body.String() != "ok\n" {
		t.Errorf("/healthz is %d %s", w.Code, w.Body)
	}
	if w := o.do(call{method: "GET", path: "/readyz"}); w.Code != http.StatusServiceUnavailable {
		t.Errorf("/readyz is %d while starting", w.Code)
	}
	notYet = false
	if w := o.do(call{method: "GET", path: "/readyz"}); w.Code != http.StatusOK {
		t.Errorf("/readyz is %d when ready", w.Code)
	}
}

// FuzzHost holds the gate to answering only to names that it was given and to addresses of this machine.
func FuzzHost(f *testing.F) {
	for _, host := range []string{"localhost:1", "[::1]:8480", "evil.example", "127.0.0.1", "localhost.", "[", "::", "a:b:c"} {
		f.Add(host)
	}
	g := newGate(Config{})
	f.Fuzz(func(t *testing.T, host string) {
		r := &http.Request{Host: host}
		if !g.knows(r) {
			return
		}
		name := strings.Trim(foldHost((&url.URL{Host: host}).Hostname()), "[]")
		if a, err := netip.ParseAddr(name); name != "localhost" && (err != nil || !a.Unmap().IsLoopback()) {
			t.Errorf("host %q is answered", host)
		}
	})
}

// FuzzForwarded holds that an address is only taken from a hop that trusted proxies lead to.
func FuzzForwarded(f *testing.F) {
	f.Add("203.0.113.9, 10.0.0.2")
	f.Add("nonsense,10.1.1.1,,")
	trusted := func(a netip.Addr) bool { return netip.MustParsePrefix("10.0.0.0/8").Contains(a) }
	f.Fuzz(func(t *testing.T, header string) {
		got := clientOf(netip.MustParseAddr("10.0.0.1"), []string{header}, trusted)
		if !got.IsValid() || got.Zone() != "" {
			t.Fatalf("%q gives the address %v", header, got)
		}
		if trusted(got) {
			return
		}
		hops := strings.Split(header, ",")
		for _, hop := range slices.Backward(hops) {
			a, err := netip.ParseAddr(strings.TrimSpace(hop))
			if err != nil {
				t.Fatalf("%q gives %v, which stands behind something that is no address", header, got)
			}
			if a.Unmap() == got {
				return
			}
			if !trusted(a.Unmap()) {
				t.Fatalf("%q gives %v, which stands behind the stranger %v", header, got, a)
			}
		}
	})
}
