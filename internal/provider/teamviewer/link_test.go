package teamviewer

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/helpatwork/helpatwork/internal/provider"
)

func mustLinks(t testing.TB, hosts ...string) Links {
	t.Helper()
	l, err := ParseLinks(hosts)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestLinksThatAreGivenOut(t *testing.T) {
	t.Parallel()
	l := mustLinks(t, "teamviewer.com", "http://127.0.0.1:8481", "tv.example.co.jp")
	for raw, ok := range map[string]bool{
		"https://get.teamviewer.com/v15/en/s12345678-a1b2c3d4e5f6": true,
		"https://TeamViewer.com/x":                                 true,
		"https://get.teamviewer.com:443/x":                         true,
		"https://tv.example.co.jp/x":                               true,
		"http://127.0.0.1:8481/v15/en/s12345678":                   true,
		"http://127.0.0.1:8482/v15/en/s12345678":                   false,
		"https://127.0.0.1:8481/x":                                 false,
		"http://get.teamviewer.com/x":                              false,
		"https://get.teamviewer.com:8443/x":                        false,
		"https://teamviewer.com.evil.example/x":                    false,
		"https://evilteamviewer.com/x":                             false,
		"https://get.teamviewer.com@evil.example/x":                false,
		"https://user@get.teamviewer.com/x":                        false,
		"https://evil.example/#get.teamviewer.com":                 false,
		"https://evil.example\\@get.teamviewer.com/":               false,
		"https://get.teamviewer.com%2eevil.example/":               false,
		"//get.teamviewer.com/x":                                   false,
		"javascript:alert(1)//https://get.teamviewer.com":          false,
		"data:text/html,x":                                         false,
		"https:get.teamviewer.com":                                 false,
		"https://get.teamviewer.com/\"><script>":                   false,
		"https://get.teamviewer.com/ x":                            false,
		"https://get.teamviewer.com/\n":                            false,
		"https://get.teamviewer.com/日本":                            false,
		"https://get.teamviewer.com/" + strings.Repeat("x", 2100):  false,
		"": false,
	} {
		if err := l.Check(raw); (err == nil) != ok {
			t.Errorf("Check(%q) = %v, want it allowed: %t", raw, err, ok)
		}
	}
	if err := (Links{}).Check("https://get.teamviewer.com/x"); err == nil {
		t.Error("zero Links give out a link")
	}
}

func TestHostsThatAreRead(t *testing.T) {
	t.Parallel()
	for host, ok := range map[string]bool{
		"teamviewer.com": true, "get.teamviewer.com": true, "http://127.0.0.1:80": true, "http://[::1]:80": true, "http://localhost:8481/": true,
		"": false, "com": false, ".com": false, "a..b": false, "*.teamviewer.com": false, "teamviewer.com/x": false, "http://tv.example.com": false,
		"https://teamviewer.com": false, "http://u@127.0.0.1": false, "http://127.0.0.1/x": false, "-a.com": false, "a b.com": false,
	} {
		if _, err := ParseLinks([]string{host}); (err == nil) != ok {
			t.Errorf("ParseLinks(%q) = %v, want it taken: %t", host, err, ok)
		}
	}
	if err := mustLinks(t).Check("https://get.teamviewer.com/x"); err != nil {
		t.Errorf("the default hosts refuse TeamViewer: %v", err)
	}
}

func TestLaunchTemplates(t *testing.T) {
	t.Parallel()
	l := mustLinks(t, "teamviewer.com", "http://127.0.0.1:8481")
	for template, want := range map[string]string{
		"":                                   "teamviewer10://control?device=123456789",
		"tvcontrol1://control?device={{id}}": "tvcontrol1://control?device=123456789",
		"teamviewerapi://remotecontrol/?remotecontrolid={{id}}&thirdparty=x": "teamviewerapi://remotecontrol/?remotecontrolid=123456789&thirdparty=x",
		"https://start.teamviewer.com/{{id}}":                                "https://start.teamviewer.com/123456789",
		"http://127.0.0.1:8481/control?device={{id}}":                        "http://127.0.0.1:8481/control?device=123456789",
		"https://start.teamviewer.com/":                                      "",
		"https://start.teamviewer.com/{{id}}/{{id}}":                         "",
		"https://start.teamviewer.com/{{id}}?u={{user}}":                     "",
		"https://evil.example/{{id}}":                                        "",
		"https://{{id}}.teamviewer.com/":                                     "",
		"https://{{id}}.evil.example/":                                       "",
		"javascript:open({{id}})":                                            "",
		"file:///{{id}}":                                                     "",
		"vbscript://{{id}}":                                                  "",
		"tvchat1://{{id}}":                                                   "",
		"{{id}}":                                                             "",
		"teamviewer10://control?device={{id}} --play x":                      "",
		"teamviewer10://control?device={{id}}&a=--play":                      "",
		"teamviewer10://u:p@control?device={{id}}":                           "",
		"teamviewer10://control?device={{id}}\"":                             "",
		"teamviewer10://control?x=" + strings.Repeat("y", 500) + "{{id}}":    "",
	} {
		launch, err := ParseLaunch(template, l)
		if (err == nil) != (want != "") {
			t.Errorf("ParseLaunch(%q) = %v, want it taken: %t", template, err, want != "")
			continue
		}
		if err != nil {
			continue
		}
		if got, err := launch.For("123456789"); err != nil || got.Reveal() != want {
			t.Errorf("%q opens %q, %v, want %q", template, got.Reveal(), err, want)
		}
		for _, peer := range []string{"", "1234567", "1234567890123", "12345678\n", "１２３４５６７８", "-12345678", "r12345678"} {
			if got, err := launch.For(peer); kindOfError(err) != provider.NotMatched || got != "" {
				t.Errorf("%q opens %q for %q, %v", template, got.Reveal(), peer, err)
			}
		}
	}
}

func kindOfError(err error) provider.Kind {
	if e, ok := err.(*provider.Error); ok {
		return e.Kind
	}
	return ""
}

func TestWaitingMessages(t *testing.T) {
	t.Parallel()
	full := provider.Request{TechnicianName: "Hana Mori", Company: "例示商事", Reason: "メールが開かない"}
	for _, tt := range []struct {
		language string
		r        provider.Request
		want     string
	}{
		{"en", full, "Hana Mori of 例示商事 would like to help you. Reason: メールが開かない"},
		{"ja", full, "例示商事のHana Moriがサポートします。理由：メールが開かない"},
		{"", provider.Request{TechnicianName: "Mori"}, "Moriがサポートします。\nMori would like to help you."},
		{"en", provider.Request{}, "Your help desk would like to help you."},
		{"ja", provider.Request{Company: "x"}, "ヘルプデスクがサポートします。"},
		{"en", provider.Request{TechnicianName: "A\x00B\nC"}, "A B C would like to help you."},
	} {
		if got := waitingMessage(tt.language, tt.r); got != tt.want {
			t.Errorf("waitingMessage(%q) = %q, want %q", tt.language, got, tt.want)
		}
	}
	long := strings.Repeat("長", 5000)
	n := ofRequest("", provider.Request{TechnicianName: long, Company: long, Reason: long, UserName: long, UserEmail: "a@" + strings.Repeat("b", 300), DeviceName: long})
	for what, text := range map[string]struct {
		text string
		most int
	}{"waiting": {n.WaitingMessage, maxWaiting}, "description": {n.Description, maxDescription}, "name": {n.CustomerName, maxCustomer}, "email": {n.CustomerEmail, 0}} {
		if got := utf8.RuneCountInString(text.text); got > text.most {
			t.Errorf("%s has %d characters, want at most %d", what, got, text.most)
		}
	}
}

func FuzzLinks(f *testing.F) {
	for _, seed := range []string{"https://get.teamviewer.com/s1", "http://127.0.0.1:8481/", "https://a@b", "//x", "https://get.teamviewer.com\\@evil.example"} {
		f.Add(seed)
	}
	l := mustLinks(f, "teamviewer.com", "http://127.0.0.1:8481")
	f.Fuzz(func(t *testing.T, raw string) {
		if l.Check(raw) != nil {
			return
		}
		u, err := url.Parse(raw)
		if err != nil || u.User != nil || len(raw) > maxLink {
			t.Fatalf("%q is given out: %v", raw, err)
		}
		host := strings.ToLower(u.Hostname())
		if u.Scheme == "http" && u.Host == "127.0.0.1:8481" {
			return
		}
		if u.Scheme != "https" || (host != "teamviewer.com" && !strings.HasSuffix(host, ".teamviewer.com")) {
			t.Fatalf("%q is given out and goes to %q", raw, host)
		}
	})
}

func FuzzLaunchTemplate(f *testing.F) {
	for _, seed := range []string{DefaultLaunch, "https://start.teamviewer.com/{{id}}", "javascript:{{id}}", "{{id}}://x", "http://127.0.0.1:8481/control?device={{id}}"} {
		f.Add(seed, "123456789")
	}
	l := mustLinks(f, "teamviewer.com", "http://127.0.0.1:8481")
	f.Fuzz(func(t *testing.T, template, peer string) {
		launch, err := ParseLaunch(template, l)
		if err != nil {
			return
		}
		link, err := launch.For(peer)
		if (err == nil) != IsPeer(peer) {
			t.Fatalf("For(%q) = %v", peer, err)
		}
		if err != nil {
			return
		}
		u, err := url.Parse(link.Reveal())
		if err != nil || u.User != nil || strings.ContainsAny(link.Reveal(), " \"'<>\\`\n\r\t{}") || strings.Contains(link.Reveal(), "--") {
			t.Fatalf("%q opens %q: %v", template, link.Reveal(), err)
		}
		switch u.Scheme {
		case "teamviewer10", "tvcontrol1", "teamviewerapi":
		default:
			if l.Check(link.Reveal()) != nil {
				t.Fatalf("%q opens %q", template, link.Reveal())
			}
		}
	})
}
