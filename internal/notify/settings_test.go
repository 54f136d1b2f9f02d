package notify_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/notify"
	"github.com/helpatwork/helpatwork/internal/wire"
)

func goodMail() notify.Mail {
	return notify.Mail{Host: "mail.example.com", Port: 587, Security: "starttls", From: "desk@example.com", User: "desk"}
}

func goodText() notify.TextGateway {
	return notify.TextGateway{URL: "https://sms.example.com/send", Method: "POST", ContentType: "application/json",
		Body: `{"to":"{{to}}","text":"{{text}}"}`, Header: "X-Api-Key"}
}

func TestSettingsThatDoNotFitAreRefusedByName(t *testing.T) {
	t.Parallel()
	password, key := secret("password"), secret("key")
	mail := func(change func(*notify.Mail)) notify.Settings {
		m := goodMail()
		change(&m)
		return notify.Settings{Mail: m, Text: goodText()}
	}
	text := func(change func(*notify.TextGateway)) notify.Settings {
		g := goodText()
		change(&g)
		return notify.Settings{Mail: goodMail(), Text: g}
	}
	for name, tc := range map[string]struct {
		s             notify.Settings
		password, key *id.Secret
		field         string // empty: taken
	}{
		"all good":                      {notify.Settings{Mail: goodMail(), Text: goodText()}, password, key, ""},
		"a host with a port":            {mail(func(m *notify.Mail) { m.Host = "mail.example.com:25" }), password, key, "mail.host"},
		"a host with a break":           {mail(func(m *notify.Mail) { m.Host = "a\r\nb" }), password, key, "mail.host"},
		"an IPv6 host":                  {mail(func(m *notify.Mail) { m.Host = "2001:db8::1" }), password, key, ""},
		"port 0":                        {mail(func(m *notify.Mail) { m.Port = 0 }), password, key, "mail.port"},
		"port 65536":                    {mail(func(m *notify.Mail) { m.Port = 65536 }), password, key, "mail.port"},
		"an unknown security":           {mail(func(m *notify.Mail) { m.Security = "ssl" }), password, key, "mail.security"},
		"no security over the network":  {mail(func(m *notify.Mail) { m.Security, m.User = "none", "" }), nil, key, "mail.security"},
		"a password without encryption": {mail(func(m *notify.Mail) { m.Security, m.Host = "none", "localhost" }), password, key, "mail.user"},
		"no security on this machine":   {mail(func(m *notify.Mail) { m.Security, m.Host, m.User = "none", "::1", "" }), nil, key, ""},
		"no sender":                     {mail(func(m *notify.Mail) { m.From = "" }), password, key, "mail.from"},
		"a sender with a header":        {mail(func(m *notify.Mail) { m.From = "a@example.com\r\nBcc: b@example.com" }), password, key, "mail.from"},
		"a user with a break":           {mail(func(m *notify.Mail) { m.User = "a\nb" }), password, key, "mail.user"},
		"a user without a password":     {mail(func(*notify.Mail) {}), nil, key, "mail.password"},
		"a password without a user":     {mail(func(m *notify.Mail) { m.User = "" }), password, key, "mail.user"},
		"a password with a break":       {mail(func(*notify.Mail) {}), secret("a\r\nb"), key, "mail.password"},
		"an address in the open":        {text(func(g *notify.TextGateway) { g.URL = "http://sms.example.com" }), password, key, "text.url"},
		"an address on this machine":    {text(func(g *notify.TextGateway) { g.URL = "http://127.0.0.1:9000/send" }), password, key, ""},
		"nearly this machine":           {text(func(g *notify.TextGateway) { g.URL = "http://localhost.example.com/" }), password, key, "text.url"},
		"a file":                        {text(func(g *notify.TextGateway) { g.URL = "file:///etc/passwd" }), password, key, "text.url"},
		"an address with a password":    {text(func(g *notify.TextGateway) { g.URL = "https://a:b@sms.example.com" }), password, key, "text.url"},
		"a server that messages choose": {text(func(g *notify.TextGateway) { g.URL = "https://{{to}}.example.com/" }), password, key, "text.url"},
		"a port that messages choose":   {text(func(g *notify.TextGateway) { g.URL = "https://example.com:{{to}}/" }), password, key, "text.url"},
		"a server that text goes on":    {text(func(g *notify.TextGateway) { g.URL = "https://example.com{{text}}" }), password, key, "text.url"},
		"an address with a break":       {text(func(g *notify.TextGateway) { g.URL = "https://example.com/\r\nX: y" }), password, key, "text.url"},
		"an address too long":           {text(func(g *notify.TextGateway) { g.URL = "https://example.com/" + strings.Repeat("a", 2000) }), password, key, "text.url"},
		"an unknown method":             {text(func(g *notify.TextGateway) { g.Method = "DELETE" }), password, key, "text.method"},
		"a body in a GET":               {text(func(g *notify.TextGateway) { g.Method = "GET" }), password, key, "text.body"},
		"a GET":                         {text(func(g *notify.TextGateway) { g.Method, g.Body, g.URL = "GET", "", g.URL+"?a={{to}}&b={{text}}" }), password, key, ""},
		"no text anywhere":              {text(func(g *notify.TextGateway) { g.Body = `{"to":"{{to}}"}` }), password, key, "text.body"},
		"no number anywhere":            {text(func(g *notify.TextGateway) { g.Body = `{"text":"{{text}}"}` }), password, key, "text.body"},
		"no JSON":                       {text(func(g *notify.TextGateway) { g.Body = `{"to":"{{to}}","text":"{{text}}"` }), password, key, "text.body"},
		"a mark outside of a string":    {text(func(g *notify.TextGateway) { g.Body = `{"to":{{to}},"text":"{{text}}"}` }), password, key, "text.body"},
		"a form with a break": {text(func(g *notify.TextGateway) {
			g.ContentType, g.Body = "application/x-www-form-urlencoded", "a={{to}}\n&b={{text}}"
		}), password, key, "text.body"},
		"a form that is none": {text(func(g *notify.TextGateway) {
			g.ContentType, g.Body = "application/x-www-form-urlencoded", "a={{to}}&b={{text}}&c=%zz"
		}), password, key, "text.body"},
		"XML": {text(func(g *notify.TextGateway) { g.ContentType = "text/xml" }), password, key, "text.content_type"},
		"a body too long": {text(func(g *notify.TextGateway) {
			g.Body = `{"to":"{{to}}","text":"{{text}}","x":"` + strings.Repeat("x", 4000) + `"}`
		}), password, key, "text.body"},
		"a header with a break":     {text(func(g *notify.TextGateway) { g.Header = "X: y\r\nZ" }), password, key, "text.header"},
		"a header of HTTP's own":    {text(func(g *notify.TextGateway) { g.Header = "content-length" }), password, key, "text.header"},
		"a header without a secret": {text(func(*notify.TextGateway) {}), password, nil, "text.secret"},
		"a secret without a header": {text(func(g *notify.TextGateway) { g.Header = "" }), password, key, "text.header"},
		"a secret with a break":     {text(func(*notify.TextGateway) {}), password, secret("a\r\nX: y"), "text.secret"},
		"nothing at all":            {notify.Settings{}, nil, nil, ""},
		"a password for no server":  {notify.Settings{}, password, nil, "mail.user"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			_, err := o.Save(t.Context(), o.abe, tc.s, tc.password, tc.key)
			refused, isInput := errors.AsType[*wire.FieldError](err)
			switch {
			case tc.field == "" && err != nil:
				t.Errorf("%v, want it taken", err)
			case tc.field != "" && (!isInput || refused.Field != tc.field):
				t.Errorf("%v, want %s refused", err, tc.field)
			}
		})
	}
}

func TestASecretIsKeptForItsOwnServerOnly(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	view := o.save(notify.Settings{Mail: goodMail(), Text: goodText()}, secret("password"), secret("key"))
	if !view.MailPassword || !view.TextSecret || view.Version != 1 {
		t.Fatalf("view %+v, want both secrets there", view)
	}
	same := view.Settings
	same.Mail.From, same.Text.Body = "other@example.com", `{"n":"{{to}}","t":"{{text}}"}`
	if view = o.save(same, nil, nil); !view.MailPassword || !view.TextSecret || view.Version != 2 {
		t.Errorf("view %+v, want both kept", view)
	}
	for field, change := range map[string]func(*notify.Settings){
		"mail.password": func(s *notify.Settings) { s.Mail.Host = "evil.example.com" },
		"text.secret":   func(s *notify.Settings) { s.Text.URL = "https://evil.example.com/send" },
	} {
		moved := view.Settings
		change(&moved)
		_, err := o.Save(t.Context(), o.abe, moved, nil, nil)
		if refused, ok := errors.AsType[*wire.FieldError](err); !ok || refused.Field != field {
			t.Errorf("another server: %v, want %s asked for again", err, field)
		}
	}
	off := view.Settings
	off.Mail, off.Text = notify.Mail{}, notify.TextGateway{}
	if view = o.save(off, nil, nil); view.MailPassword || view.TextSecret || view.Version != 3 {
		t.Errorf("view %+v, want both gone", view)
	}
}

func TestOfTwoWhoSaveTheSecondIsTold(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.save(notify.Settings{Text: goodText()}, nil, secret("key"))
	for _, version := range []int64{0, 2, -1} {
		if _, err := o.Save(t.Context(), o.abe, notify.Settings{Version: version}, nil, nil); !errors.Is(err, notify.ErrChanged) {
			t.Errorf("save of version %d = %v, want ErrChanged", version, err)
		}
	}
}
