package teamviewer

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// maxWords is how much of a provider's own words is kept.
const maxWords = 300

// maxAfter bounds how long we let ourselves be told to wait.
const maxAfter = time.Hour

// categories are the values of "error" in a body (TeamViewerPS, ConvertTo-TeamViewerRestError).
var categories = map[string]provider.Kind{
	"invalid_request":    provider.Invalid,
	"invalid_token":      provider.TokenDead,
	"token_expired":      provider.TokenDead,
	"wrong_credentials":  provider.TokenDead,
	"invalid_grant":      provider.TokenDead, // RFC 6749 §5.2
	"invalid_client":     provider.BadClient,
	"invalid_permission": provider.NotAllowed,
	"not_found":          provider.Missing,
	"rate_limit_reached": provider.RateLimited,
	"too_many_retries":   provider.RateLimited,
	"internal_error":     provider.Unavailable,
	"access_denied":      provider.AccessDenied, // RFC 6749 §4.1.2.1
}

// refusal makes an error of an answer that is not 2xx.
func refusal(status int, header http.Header, body []byte, now time.Time, token id.Secret) *provider.Error {
	category, words := decodeError(body)
	if token != "" {
		words = strings.ReplaceAll(words, token.Reveal(), "[hidden]")
	}
	e := &provider.Error{Kind: kindOf(status, category), Words: tidy(words)}
	if e.Temporary() {
		e.After = retryAfter(header.Get("Retry-After"), now)
	}
	return e
}

// kindOf lets the category decide where the status leaves room: the API answers an expired token with 400 or 401.
func kindOf(status int, category string) provider.Kind {
	kind, known := categories[category]
	switch {
	case status == http.StatusTooManyRequests:
		return provider.RateLimited
	case status >= 500, status < 400, status == http.StatusRequestTimeout:
		return provider.Unavailable
	case known:
		return kind
	case status == http.StatusUnauthorized:
		return provider.TokenDead
	case status == http.StatusForbidden:
		return provider.NotAllowed
	case status == http.StatusNotFound, status == http.StatusGone:
		return provider.Missing
	}
	return provider.Invalid
}

// decodeError reads the body of a refusal as far as it makes sense.
func decodeError(body []byte) (category, words string) {
	var b struct {
		Error       json.RawMessage `json:"error"`
		Description json.RawMessage `json:"error_description"`
	}
	if json.Unmarshal(body, &b) != nil {
		return "", ""
	}
	if json.Unmarshal(b.Error, &category) != nil {
		category = ""
	}
	if json.Unmarshal(b.Description, &words) != nil {
		words = ""
	}
	return strings.ToLower(category), words
}

// Links may carry a technician's secret, and a code with a suffix is one.
var (
	linkInWords = regexp.MustCompile(`[a-zA-Z][a-zA-Z0-9+.-]*://\S*`)
	codeInWords = regexp.MustCompile(`\bs\d[\d-]{5,}-[0-9A-Za-z]{6,}\b`)
	// bearers look as 54213-2YotnFZFEjr1zCsicMWp
	bearerInWords = regexp.MustCompile(`\b\d+-[0-9A-Za-z]{16,}\b`)
)

// tidy makes a stranger's words fit to be kept and shown.
func tidy(words string) string {
	words = linkInWords.ReplaceAllString(words, "[link]")
	words = codeInWords.ReplaceAllString(words, "[hidden]")
	words = bearerInWords.ReplaceAllString(words, "[hidden]")
	return wire.CleanLine(words, maxWords)
}

// retryAfter reads both forms (RFC 9110 §10.2.3); zero means that nothing sensible was said.
func retryAfter(text string, now time.Time) time.Duration {
	if text == "" {
		return 0
	}
	if seconds, err := strconv.ParseUint(strings.TrimSpace(text), 10, 32); err == nil {
		return min(time.Duration(seconds)*time.Second, maxAfter)
	}
	if at, err := http.ParseTime(text); err == nil {
		return min(max(at.Sub(now), 0), maxAfter)
	}
	return 0
}

// unreadable says which part of an answer made no sense, without quoting it.
func unreadable(what string, err error) *provider.Error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field != "" {
		what += ": field " + wire.CleanLine(wrong.Field, 60)
	}
	return &provider.Error{Kind: provider.Unreadable, Words: "the answer makes no sense: " + what}
}

// is says whether an error is of a kind.
func is(err error, kinds ...provider.Kind) bool {
	e, ok := errors.AsType[*provider.Error](err)
	return ok && slices.Contains(kinds, e.Kind)
}
