package notify

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/mail"
	"net/url"
	"testing"
	"time"
	"unicode/utf8"
)

// Whatever a message holds, it stays inside of its value.
func FuzzFill(f *testing.F) {
	f.Add("+819000000000", "Hello")
	f.Add("{{text}}", "\",\"to\":\"x\u2028{{to}}&to=1#/../%00\x00<")
	f.Fuzz(func(t *testing.T, to, text string) {
		if !utf8.ValidString(to) || !utf8.ValidString(text) {
			return
		}
		var body struct{ A, B string }
		if err := json.Unmarshal([]byte(fill(`{"a":"{{to}}","b":"{{text}}"}`, to, text, inJSON)), &body); err != nil || body.A != to || body.B != text {
			t.Fatalf("JSON: %+v, %v", body, err)
		}
		form, err := url.ParseQuery(fill("a={{to}}&b={{text}}", to, text, inURL))
		if err != nil || len(form) != 2 || form.Get("a") != to || form.Get("b") != text {
			t.Fatalf("form: %v, %v", form, err)
		}
		u, err := url.Parse(fill("https://example.com/x/{{to}}/y?b={{text}}", to, text, inURL))
		if err != nil || u.Host != "example.com" || u.Fragment != "" || u.Path != "/x/"+to+"/y" || u.Query().Get("b") != text {
			t.Fatalf("address: %v, %v", u, err)
		}
	})
}

func FuzzMessage(f *testing.F) {
	f.Add("user@example.com", "件名", "Hello\n.\n")
	f.Add("a@b", "=?utf-8?Q?x?= ", "\r")
	f.Fuzz(func(t *testing.T, to, subject, text string) {
		m, err := newMail(to, subject, text, testTime)
		if err != nil {
			return
		}
		wantPlain(t, m.from("desk@example.com"))
	})
}

var testTime = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// wantPlain holds a message to lines that every server takes, and to our headers and no other.
func wantPlain(t *testing.T, data []byte) {
	t.Helper()
	for line := range bytes.SplitSeq(data, []byte("\r\n")) {
		if len(line) > 300 || bytes.ContainsAny(line, "\r\n\x00") {
			t.Fatalf("line %q", line)
		}
	}
	m, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil || len(m.Header) != 9 {
		t.Fatalf("headers %v, %v, want nine", m.Header, err)
	}
	if _, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
}
