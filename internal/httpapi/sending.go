package httpapi

import (
	"context"
	"net/http"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/notify"
)

// Sending is how e-mail and text messages leave; secrets are never shown.
type Sending struct {
	Version int64       `json:"version"`
	Mail    MailServer  `json:"mail"`
	Text    TextGateway `json:"text"`
}

// A MailServer is an SMTP server.
type MailServer struct {
	Host        string `json:"host,omitempty" doc:"Absent: no mail is sent."`
	Port        int    `json:"port,omitempty"`
	Security    string `json:"security,omitempty" doc:"tls, starttls or none."`
	From        string `json:"from,omitempty"`
	User        string `json:"user,omitempty"`
	PasswordSet bool   `json:"password_set"`
}

// A TextGateway is an HTTP endpoint that sends text messages.
type TextGateway struct {
	URL         string `json:"url,omitempty" doc:"Absent: no text messages are sent."`
	Method      string `json:"method,omitempty"`
	ContentType string `json:"content_type,omitempty"`
	Body        string `json:"body,omitempty"`
	Header      string `json:"header,omitempty"`
	SecretSet   bool   `json:"secret_set"`
}

// SaveSending is how e-mail and text messages are to leave, whole.
type SaveSending struct {
	Version int64           `json:"version" minimum:"0" maximum:"1000000000" doc:"The version that was changed."`
	Mail    SaveMailServer  `json:"mail,omitzero"`
	Text    SaveTextGateway `json:"text,omitzero"`
}

// SaveMailServer is an SMTP server; an empty host sends no mail.
type SaveMailServer struct {
	Host     string  `json:"host,omitempty" maxLength:"253"`
	Port     int     `json:"port,omitempty" minimum:"0" maximum:"65535"`
	Security string  `json:"security,omitempty" enum:"tls,starttls,none" doc:"tls from the start, starttls required, or none (to this computer only)."`
	From     string  `json:"from,omitempty" maxLength:"254"`
	User     string  `json:"user,omitempty" maxLength:"254" doc:"Empty: no authentication."`
	Password *string `json:"password,omitempty" maxLength:"500" doc:"Absent keeps it, empty removes it."`
}

// SaveTextGateway is an HTTP endpoint; an empty url sends no text messages.
type SaveTextGateway struct {
	URL         string  `json:"url,omitempty" maxLength:"1000" doc:"https; it and body may hold {{to}} and {{text}}."`
	Method      string  `json:"method,omitempty" enum:"GET,POST"`
	ContentType string  `json:"content_type,omitempty" enum:"application/json,application/x-www-form-urlencoded"`
	Body        string  `json:"body,omitempty" maxLength:"4000"`
	Header      string  `json:"header,omitempty" maxLength:"100" doc:"The name of the header that carries the secret."`
	Secret      *string `json:"secret,omitempty" maxLength:"1000" doc:"The header's value; absent keeps it, empty removes it."`
}

// TestMessage sends one message to try.
type TestMessage struct {
	Channel notify.Channel `json:"channel"`
	To      string         `json:"to" minLength:"1" maxLength:"254" doc:"An e-mail address or a phone number."`
}

type saveSendingIn struct{ Body SaveSending }

type testMessageIn struct{ Body TestMessage }

func (a *API) sendingOperations() {
	add(a, operation{id: "getSending", method: http.MethodGet, path: "/sending", tag: "Sending", right: access.Administer,
		summary: "Say how e-mail and text messages leave"}, a.getSending)
	add(a, operation{id: "saveSending", method: http.MethodPut, path: "/sending", tag: "Sending", right: access.Administer,
		summary: "Set how e-mail and text messages leave", codes: []Code{"changed"}}, a.saveSending)
	add(a, operation{id: "testSending", method: http.MethodPost, path: "/sending/test", tag: "Sending", right: access.Administer,
		limit: a.limits.sending, summary: "Send one message to try", codes: []Code{"not_set_up", "message_refused"}}, a.testSending)
}

func (a *API) getSending(ctx context.Context, p access.Principal, _ *struct{}) (*answer[Sending], error) {
	s, err := a.notify.Settings(ctx, p)
	return answers(sendingOut(s), err)
}

func (a *API) saveSending(ctx context.Context, p access.Principal, in *saveSendingIn) (*answer[Sending], error) {
	s, err := a.notify.Save(ctx, p, in.Body.settings(), secretOf(in.Body.Mail.Password), secretOf(in.Body.Text.Secret))
	return answers(sendingOut(s), err)
}

func (a *API) testSending(ctx context.Context, p access.Principal, in *testMessageIn) (*nothing, error) {
	to, err := requiredLine("body.to", in.Body.To, 254)
	if err != nil {
		return nil, err
	}
	return &nothing{}, a.notify.Test(ctx, p, in.Body.Channel, to)
}

// secretOf keeps apart a secret that stays (nil) and one that goes (empty).
func secretOf(s *string) *id.Secret { return (*id.Secret)(s) }

func (s SaveSending) settings() notify.Settings {
	return notify.Settings{Version: s.Version,
		Mail: notify.Mail{Host: line(s.Mail.Host, 253), Port: s.Mail.Port, Security: s.Mail.Security, From: line(s.Mail.From, 254),
			User: line(s.Mail.User, 254)},
		Text: notify.TextGateway{URL: line(s.Text.URL, 1000), Method: s.Text.Method, ContentType: s.Text.ContentType,
			Body: text(s.Text.Body, 4000), Header: line(s.Text.Header, 100)}}
}

func sendingOut(s notify.View) Sending {
	return Sending{Version: s.Version,
		Mail: MailServer{Host: s.Mail.Host, Port: s.Mail.Port, Security: s.Mail.Security, From: s.Mail.From, User: s.Mail.User,
			PasswordSet: s.MailPassword},
		Text: TextGateway{URL: s.Text.URL, Method: s.Text.Method, ContentType: s.Text.ContentType, Body: s.Text.Body, Header: s.Text.Header,
			SecretSet: s.TextSecret}}
}
