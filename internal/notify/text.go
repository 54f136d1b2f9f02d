package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// The marks of a template, and what a body may be.
const (
	markTo   = "{{to}}"
	markText = "{{text}}"
	typeJSON = "application/json"
	typeForm = "application/x-www-form-urlencoded"
)

// maxAnswer bounds what is read of an answer, in bytes; maxWords what is kept of it, in characters.
const (
	maxAnswer = 4 << 10
	maxWords  = 200
	minSecret = 4 // characters: what is shorter would hide half of the words, and guards nothing
)

// fill puts a message into a template, each value escaped for where it stands. What a value holds is never read as a mark.
func fill(template, to, text string, escape func(string) string) string {
	return strings.NewReplacer(markTo, escape(to), markText, escape(text)).Replace(template)
}

// inJSON escapes for the inside of a JSON string.
func inJSON(s string) string {
	quoted, err := json.Marshal(s)
	if err != nil {
		panic("notify: text is JSON: " + err.Error())
	}
	return string(quoted[1 : len(quoted)-1])
}

// inURL escapes for every part of an address behind the server, and for forms: a space is %20, which both read.
func inURL(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// checkText returns the number with digits and a leading plus only.
func checkText(to, text string) (number, words string, err error) {
	digits := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", ".", "", "/", "").Replace(strings.TrimSpace(to))
	if bare := strings.TrimPrefix(digits, "+"); len(bare) < 3 || len(bare) > 15 || strings.Trim(bare, "0123456789") != "" || len(to) > 40 {
		return "", "", wire.BadField("to", "is not a telephone number") // E.164: 15 digits at most
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	switch {
	case strings.TrimSpace(text) == "":
		return "", "", wire.BadField("text", "is missing")
	case utf8.RuneCountInString(text) > MaxText:
		return "", "", wire.BadField("text", "has more than 1000 characters")
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }):
		return "", "", wire.BadField("text", "has control characters")
	}
	return digits, text, nil
}

// boundedClient is a client that follows no redirect to another server and none that would lose the message.
func boundedClient(given *http.Client) *http.Client {
	client := http.Client{}
	if given != nil {
		client = *given
	} else {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.DialContext = (&net.Dialer{Timeout: dialTime}).DialContext
		transport.TLSHandshakeTimeout = dialTime
		transport.MaxResponseHeaderBytes = 64 << 10
		transport.MaxIdleConns = 2
		transport.IdleConnTimeout = time.Minute
		client.Transport = transport
	}
	client.Jar = nil
	client.Timeout = sendTime
	client.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		first := via[0]
		if len(via) > 3 || next.URL.Host != first.URL.Host || next.URL.Scheme != first.URL.Scheme || next.Method != first.Method {
			return http.ErrUseLastResponse
		}
		return nil
	}
	return &client
}

// post hands one message to the gateway.
func (s *Service) post(ctx context.Context, g TextGateway, secret, to, text string) error {
	body := ""
	switch g.ContentType {
	case typeJSON:
		body = fill(g.Body, to, text, inJSON)
	case typeForm:
		body = fill(g.Body, to, text, inURL)
	}
	request, err := http.NewRequestWithContext(ctx, g.Method, fill(g.URL, to, text, inURL), bytes.NewReader([]byte(body)))
	if err != nil {
		return &Error{Channel: ByText, Kind: Refused, Words: "the address of the gateway is not valid", err: err}
	}
	request.Header.Set("User-Agent", "HelpAtWork")
	if g.ContentType != "" {
		request.Header.Set("Content-Type", g.ContentType)
	}
	if g.Header != "" {
		request.Header.Set(g.Header, secret)
	}
	answer, err := s.http.Do(request)
	if err != nil {
		return unreachable(ctx, ByText, cause(err))
	}
	defer answer.Body.Close()
	words, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	switch {
	case answer.StatusCode >= 200 && answer.StatusCode <= 299:
		return nil // the gateway has it, whatever became of its words
	case err != nil:
		return unreachable(ctx, ByText, err)
	}
	return &Error{Channel: ByText, Kind: kindOf(answer.StatusCode), Words: said(answer.Status+" "+string(words), append(strings.Fields(secret), secret)...)}
}

func kindOf(status int) Kind {
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return BadSignIn
	case status == http.StatusTooManyRequests || status >= 500:
		return Unreachable
	default:
		return Refused
	}
}

// cause takes the address, which may hold the number and the message, off an error of the client.
func cause(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err
	}
	return err
}

// said is what the other side said, fit to be shown: one line, short, and without a secret should it repeat one.
func said(words string, secrets ...string) string {
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) }) // one may be a part of another
	for _, secret := range secrets {
		if len(secret) >= minSecret {
			words = strings.ReplaceAll(words, secret, "[hidden]")
		}
	}
	return wire.CleanLine(words, maxWords)
}

func unreachable(ctx context.Context, c Channel, err error) error {
	words := err.Error()
	if late, ok := errors.AsType[net.Error](err); ctx.Err() != nil || ok && late.Timeout() {
		words = "no answer in time"
	}
	return &Error{Channel: c, Kind: Unreachable, Words: said(words), err: err}
}
