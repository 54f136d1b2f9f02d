package httpapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/support"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// A Code says what went wrong; clients decide by it. The list is closed.
type Code string

// The codes that no error of another package stands for.
const (
	codeMalformed   Code = "malformed"
	codeInvalid     Code = "invalid"
	codeTooLarge    Code = "too_large"
	codeMediaType   Code = "unsupported_media_type"
	codeSlow        Code = "too_slow"
	codeNotFound    Code = "not_found"
	codeMethod      Code = "method_not_allowed"
	codeCursor      Code = "bad_cursor"
	codeNotSignedIn Code = "not_signed_in"
	codeForbidden   Code = "forbidden"
	codeCrossOrigin Code = "cross_origin"
	codeHost        Code = "wrong_host"
	codeTooMany     Code = "too_many"
	codeInternal    Code = "internal"
	codeUnavailable Code = "unavailable"
)

// Errors of the interfaces in this package.
var (
	// ErrBadOffer says that an SDP offer cannot be answered: it is malformed or has no codec the device sends.
	ErrBadOffer = errors.New("offer cannot be answered")
	// ErrUnavailable says that something the answer needs is not there now; trying again can help.
	ErrUnavailable = errors.New("not available now")

	errInvalid = errors.New("request is not valid")
)

// A problemKind is one row of the error table.
type problemKind struct {
	err    error // nil for what only this package finds out
	code   Code
	status int
	title  string
}

// problems is the one error table. The first row that fits decides; what fits none is a bare 500.
var problems = []problemKind{
	{wire.ErrMalformed, codeMalformed, http.StatusBadRequest, "The request cannot be read."},
	{errInvalid, codeInvalid, http.StatusUnprocessableEntity, "Something in the request is not valid; errors says what."},
	{&access.FieldError{}, codeInvalid, http.StatusUnprocessableEntity, ""},
	{&support.InputError{}, codeInvalid, http.StatusUnprocessableEntity, ""},
	{device.ErrBadFilter, codeInvalid, http.StatusUnprocessableEntity, ""},
	{nil, codeTooLarge, http.StatusRequestEntityTooLarge, "The request is too large."},
	{nil, codeMediaType, http.StatusUnsupportedMediaType, "The request must be JSON."},
	{nil, codeSlow, http.StatusRequestTimeout, "The request took too long to arrive."},
	{nil, codeMethod, http.StatusMethodNotAllowed, "This address does not take this method."},
	{nil, codeCrossOrigin, http.StatusForbidden, "Requests from other sites are refused."},
	{nil, codeHost, http.StatusMisdirectedRequest, "The server is not known by this name."},

	{support.ErrNotFound, codeNotFound, http.StatusNotFound, "No such thing, or not yours to see."},
	{access.ErrNotFound, codeNotFound, http.StatusNotFound, ""},
	{device.ErrNotFound, codeNotFound, http.StatusNotFound, ""},
	{access.ErrAlreadySetUp, codeNotFound, http.StatusNotFound, ""}, // the set-up is gone, like any unknown address
	{access.ErrSignedOut, codeNotSignedIn, http.StatusUnauthorized, "Sign in first."},
	{access.ErrForbidden, codeForbidden, http.StatusForbidden, "The right for this is missing."},
	{access.ErrBadCredentials, "bad_credentials", http.StatusUnauthorized, "E-mail or password is wrong."},
	{access.ErrBadLink, "bad_link", http.StatusForbidden, "The link is not valid: it was used, is too old or never was one."},
	{access.ErrWeakPassword, "weak_password", http.StatusUnprocessableEntity, "The password is too short or a common one."},
	{access.ErrEmailTaken, "email_taken", http.StatusConflict, "A person with this e-mail exists."},
	{access.ErrLastAdmin, "last_administrator", http.StatusConflict, "The last administrator must stay."},
	{access.ErrTooMany, codeTooMany, http.StatusTooManyRequests, "Too many attempts; try again later."},
	{device.ErrBadToken, "bad_token", http.StatusForbidden, "The token is not valid: it was used, is too old or never was one."},
	{device.ErrGroupNotFound, "unknown_group", http.StatusUnprocessableEntity, "There is no such device group."},
	{device.ErrSerialTaken, "serial_taken", http.StatusConflict, "Another device in use has this serial."},
	{device.ErrBadCursor, codeCursor, http.StatusUnprocessableEntity, "The cursor is none that a page gave out: start at the beginning."},
	{support.ErrBadCursor, codeCursor, http.StatusUnprocessableEntity, ""},
	{audit.ErrBadCursor, codeCursor, http.StatusUnprocessableEntity, ""},
	{device.ErrGroupExists, "group_exists", http.StatusConflict, "A device group of this name exists."},
	{support.ErrDeviceBusy, "device_busy", http.StatusConflict, "The device already has an open session."},
	{&support.BlockedError{}, "blocked", http.StatusUnprocessableEntity, "Something blocks this session; findings says what."},
	{&support.StateError{}, "wrong_state", http.StatusConflict, "The session is not in a state that allows this."},
	{support.ErrEnded, "session_ended", http.StatusConflict, "The session has ended."},
	{support.ErrBadKey, "bad_key", http.StatusForbidden, "The key is not valid: ask for a new grant."},
	{support.ErrTooLate, "too_late", http.StatusConflict, "The time for this is over."},
	{support.ErrAlreadyTaken, "already_taken", http.StatusConflict, "Someone else took this help request."},
	{support.ErrHelpClosed, "help_closed", http.StatusConflict, "The help request is closed."},
	{support.ErrBadCode, "bad_code", http.StatusNotFound, "The code is not valid: it was used, is too old or never was one."},
	{support.ErrNoProvider, "no_provider", http.StatusUnprocessableEntity, "There is no such way to share the screen."},
	{ErrBadOffer, "bad_offer", http.StatusUnprocessableEntity, "The media offer cannot be answered."},
	{ErrUnavailable, codeUnavailable, http.StatusServiceUnavailable, "Not available now; try again."},
	{context.DeadlineExceeded, codeUnavailable, http.StatusServiceUnavailable, ""},
	{context.Canceled, codeUnavailable, http.StatusServiceUnavailable, ""},
	{nil, codeInternal, http.StatusInternalServerError, "Something failed in the server; its log knows more under this request_id."},
}

func allCodes() []Code {
	var codes []Code
	for _, k := range problems {
		if !slices.Contains(codes, k.code) {
			codes = append(codes, k.code)
		}
	}
	slices.Sort(codes)
	return codes
}

// kindOf is the row that defines a code. It panics for a code that is not in the table: a mistake in this package.
func kindOf(code Code) problemKind {
	for _, k := range problems {
		if k.code == code {
			return k
		}
	}
	panic(fmt.Sprintf("httpapi: %q is not in the error table", code))
}

// kindFor is the row that fits an error.
func kindFor(err error) problemKind {
	if code := CodeOf(err); code != "" {
		return kindOf(code)
	}
	return kindOf(codeInternal)
}

func (k problemKind) fits(err error) bool {
	switch k.err.(type) {
	case *support.InputError:
		_, is := errors.AsType[*support.InputError](err)
		return is
	case *support.BlockedError:
		_, is := errors.AsType[*support.BlockedError](err)
		return is
	case *access.FieldError:
		_, is := errors.AsType[*access.FieldError](err)
		return is
	case *support.StateError:
		_, is := errors.AsType[*support.StateError](err)
		return is
	}
	return errors.Is(err, k.err)
}

// A Problem is the answer to a request that was not done (RFC 9457).
type Problem struct {
	Type   string `json:"type" doc:"Always about:blank; code says more."`
	Title  string `json:"title" doc:"The code in English words, the same each time."`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty" doc:"More about this one case, in English."`
	Code   Code   `json:"code"`
	// RequestID finds the request in the log.
	RequestID string         `json:"request_id" doc:"Finds the request in the server's log."`
	Errors    []FieldProblem `json:"errors,omitempty" maxItems:"100" doc:"With code invalid: what is wrong, field by field."`
	// Session holds the device, when Code is device_busy.
	Session *Session `json:"session,omitempty" doc:"With code device_busy: the session that holds the device."`
	// Findings block the session, when Code is blocked.
	Findings []Finding `json:"findings,omitempty" maxItems:"50" doc:"With code blocked: what must be removed first."`

	retryAfter time.Duration
}

// A FieldProblem is one thing that is wrong with a request.
type FieldProblem struct {
	Location string `json:"location,omitempty" doc:"Where, as body.devices[3].name or query.limit."`
	Message  string `json:"message" doc:"What is wrong there, in English."`
}

// Error implements error.
func (p *Problem) Error() string { return string(p.Code) + ": " + p.Title }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders implements huma.HeadersError.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int((p.retryAfter+time.Second-1)/time.Second)))
	}
	return h
}

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func newProblem(code Code) *Problem {
	k := kindOf(code)
	return &Problem{Type: "about:blank", Title: k.title, Status: k.status, Code: code}
}

func init() {
	// The framework keeps these for the whole process, so they are set once, before any document is made: a slice is [], never
	// null, and each error that it finds by itself goes through the table.
	huma.DefaultArrayNullable = false
	huma.NewError = frameworkProblem
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, details ...error) huma.StatusError {
		err := frameworkProblem(status, message, details...)
		if p, is := err.(*Problem); is {
			p.RequestID = requestID(ctx.Context())
		}
		return err
	}
}

var frameworkCodes = map[int]Code{
	http.StatusBadRequest:            codeMalformed,
	http.StatusRequestTimeout:        codeSlow,
	http.StatusRequestEntityTooLarge: codeTooLarge,
	http.StatusUnsupportedMediaType:  codeMediaType,
	http.StatusUnprocessableEntity:   codeInvalid,
}

// frameworkProblem turns what the framework found into a problem. It keeps where something is wrong and leaves out the
// value, which may be a password.
func frameworkProblem(status int, _ string, details ...error) huma.StatusError {
	code, known := frameworkCodes[status]
	if !known {
		code = codeInternal
	}
	p := newProblem(code)
	if code == codeInternal {
		return p
	}
	for _, d := range details {
		if detail, is := errors.AsType[*huma.ErrorDetail](d); is && len(p.Errors) < 100 {
			p.Errors = append(p.Errors, FieldProblem{Location: detail.Location, Message: detail.Message})
		}
	}
	return p
}

// An invalidField is a value that a handler found wrong after the framework's checks.
type invalidField struct{ location, message string }

func (e *invalidField) Error() string { return e.location + " " + e.message }

// Is makes errors.Is(err, errInvalid) true.
func (e *invalidField) Is(target error) bool { return target == errInvalid }

// problem turns an error of the domain into the answer. The text of an error that is not in the table goes to the log only.
func (a *API) problem(ctx context.Context, err error) *Problem {
	if p, already := errors.AsType[*Problem](err); already {
		p.RequestID = requestID(ctx)
		return p
	}
	p := newProblem(kindFor(err).code)
	p.RequestID = requestID(ctx)
	if busy, is := errors.AsType[*support.BusyError](err); is {
		held := a.sessionOut(busy.Session, nil)
		p.Session = &held
	}
	if blocked, is := errors.AsType[*support.BlockedError](err); is {
		p.Findings = findingsOut(blocked.Findings)
	}
	if field, is := errors.AsType[*invalidField](err); is {
		p.Errors = []FieldProblem{{Location: field.location, Message: field.message}}
	}
	if field, is := errors.AsType[*support.InputError](err); is {
		p.Errors = []FieldProblem{{Location: "body." + field.Field, Message: field.Problem}}
	}
	if field, is := errors.AsType[*access.FieldError](err); is {
		p.Errors = []FieldProblem{{Location: "body." + field.Field, Message: field.Problem}}
	}
	if p.Code == codeTooMany {
		p.retryAfter = time.Minute
	}
	switch {
	case p.Code == codeInternal:
		a.log.ErrorContext(ctx, "request failed", slog.String("request_id", p.RequestID), slog.Any("err", err))
	case p.Code == codeUnavailable && ctx.Err() == nil:
		a.log.WarnContext(ctx, "request not served", slog.String("request_id", p.RequestID), slog.Any("err", err))
	}
	return p
}
