package httpapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/branding"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/notify"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/rollout"
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
	err    error // an ofType for all of a type; nil for what only this package finds out
	code   Code
	status int
	title  string
}

// problems is the one error table. The first row that fits decides; what fits none is a bare 500.
var problems = []problemKind{
	{wire.ErrMalformed, codeMalformed, http.StatusBadRequest, "The request cannot be read."},
	{errInvalid, codeInvalid, http.StatusUnprocessableEntity, "Something in the request is not valid; errors says what."},
	{ofType[*wire.FieldError]{}, codeInvalid, http.StatusUnprocessableEntity, ""},
	{activation.ErrBadReturn, codeInvalid, http.StatusUnprocessableEntity, ""},
	{rollout.ErrBadAppConfig, codeInvalid, http.StatusUnprocessableEntity, ""},
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
	{activation.ErrNotFound, codeNotFound, http.StatusNotFound, ""},
	{rollout.ErrNotFound, codeNotFound, http.StatusNotFound, ""},
	{branding.ErrNotFound, codeNotFound, http.StatusNotFound, ""},
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
	{rollout.ErrBadCursor, codeCursor, http.StatusUnprocessableEntity, ""},
	{audit.ErrBadCursor, codeCursor, http.StatusUnprocessableEntity, ""},
	{device.ErrGroupExists, "group_exists", http.StatusConflict, "A device group of this name exists."},
	{support.ErrDeviceBusy, "device_busy", http.StatusConflict, "The device already has an open session."},
	{ofType[*support.BlockedError]{}, "blocked", http.StatusUnprocessableEntity, "Something blocks this session; findings says what."},
	{ofType[*support.StateError]{}, "wrong_state", http.StatusConflict, "The session is not in a state that allows this."},
	{support.ErrEnded, "session_ended", http.StatusConflict, "The session has ended."},
	{support.ErrBadKey, "bad_key", http.StatusForbidden, "The key is not valid: ask for a new grant."},
	{support.ErrTooLate, "too_late", http.StatusConflict, "The time for this is over."},
	{support.ErrAlreadyTaken, "already_taken", http.StatusConflict, "Someone else took this help request."},
	{support.ErrHelpClosed, "help_closed", http.StatusConflict, "The help request is closed."},
	{support.ErrBadCode, "bad_code", http.StatusNotFound, "The code is not valid: it was used, is too old or never was one."},
	{support.ErrNoProvider, "no_provider", http.StatusUnprocessableEntity, "There is no such way to share the screen."},
	{support.ErrNotYours, "not_yours", http.StatusForbidden, "Only the technician who started the session can do this."},
	{support.ErrNotReady, "not_ready", http.StatusConflict, "The provider has not opened the session yet."},
	{support.ErrNoWay, "no_way", http.StatusConflict, "This way is not set up, or the user has no such address."},
	{support.ErrTooOften, "too_often", http.StatusTooManyRequests, "This was done for the session as often as is allowed."},

	{ofType[*provider.Error]{}, "provider_refused", http.StatusBadGateway, "The provider refused or failed; provider says how."},
	{activation.ErrActive, "already_active", http.StatusConflict, "This is activated already."},
	{activation.ErrNotActive, "not_active", http.StatusConflict, "This is not activated."},
	{activation.ErrRemoving, "being_removed", http.StatusConflict, "Its removal is under way."},
	{activation.ErrOldAgreement, "old_agreement", http.StatusConflict, "The license agreement has a newer version."},
	{activation.ErrNoBinding, "no_binding", http.StatusConflict, "No account is connected."},
	{activation.ErrNoClient, "no_oauth_client", http.StatusConflict, "Client id and secret for OAuth are not set."},
	{activation.ErrBadState, "bad_state", http.StatusForbidden, "This return from the provider does not belong to a request of yours."},
	{activation.ErrNotProven, "not_proven", http.StatusConflict, "Not every device is proven to be free of it."},
	{activation.ErrWrongStep, "wrong_step", http.StatusConflict, "The removal is at another step."},
	{ofType[*rollout.SeatError]{}, "not_enough_seats", http.StatusConflict, "There are not enough unattended licenses; seats says how many."},
	{rollout.ErrChanged, "changed", http.StatusConflict, "Someone else saved in between: look at what is there now."},
	{branding.ErrChanged, "changed", http.StatusConflict, ""},
	{notify.ErrChanged, "changed", http.StatusConflict, ""},
	{rollout.ErrNotWanted, "not_distributed", http.StatusConflict, "The app is not distributed to this device."},
	{rollout.ErrNoPeers, "no_peers", http.StatusConflict, "No account is connected that may list devices at the provider."},
	{rollout.ErrBuiltIn, "built_in", http.StatusConflict, "An app that comes with the product stays."},
	{rollout.ErrInUse, "in_use", http.StatusConflict, "An app that is distributed stays."},
	{rollout.ErrNotActivated, "not_activated", http.StatusConflict, "The provider of this app is not activated."},
	{rollout.ErrNoMDM, "no_mdm", http.StatusConflict, "No MDM is joined that manages this device."},
	{rollout.ErrNoProfile, "no_key_profile", http.StatusConflict, "The app has no keys for our values."},
	{rollout.ErrNoPackage, "no_package", http.StatusConflict, "The app's package or bundle id is not known."},
	{rollout.ErrAmbiguous, "ambiguous_match", http.StatusConflict, "More than one device there fits."},
	{mdm.ErrUnsupported, "mdm_cannot", http.StatusConflict, "This MDM cannot do that."},
	{mdm.ErrNotManaged, "no_mdm", http.StatusConflict, ""},
	{mdm.ErrNoSchema, "no_schema", http.StatusConflict, "The keys of this app are not known there."},
	{notify.ErrNotSet, "not_set_up", http.StatusConflict, "This way of sending is not set up."},
	{ofType[*notify.Error]{}, "message_refused", http.StatusBadGateway, "The message was not sent; sending says why."},
	{notify.ErrRefused, "message_refused", http.StatusBadGateway, ""},
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

// CodeOf is the code of the first row of the error table that fits err, or empty when none does. It is how other ways
// into the server (the device link) name the same mistakes alike.
func CodeOf(err error) Code {
	for _, k := range problems {
		if k.err != nil && k.fits(err) {
			return k.code
		}
	}
	return ""
}

// kindFor is the row that fits an error.
func kindFor(err error) problemKind {
	if code := CodeOf(err); code != "" {
		return kindOf(code)
	}
	return kindOf(codeInternal)
}

func (k problemKind) fits(err error) bool {
	if kind, is := k.err.(interface{ fits(error) bool }); is {
		return kind.fits(err)
	}
	return errors.Is(err, k.err)
}

// An ofType stands in the table for every error of a type.
type ofType[E error] struct{}

// Error names the type.
func (ofType[E]) Error() string { return reflect.TypeFor[E]().String() }

func (ofType[E]) fits(err error) bool {
	_, found := errors.AsType[E](err)
	return found
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
	// Provider, Sending and Seats belong to their codes.
	Provider *ProviderProblem `json:"provider,omitempty" doc:"With code provider_refused."`
	Sending  *SendingProblem  `json:"sending,omitempty" doc:"With code message_refused."`
	Seats    *MissingSeats    `json:"seats,omitempty" doc:"With code not_enough_seats."`

	retryAfter time.Duration
}

// A ProviderProblem is a provider's refusal or failure.
type ProviderProblem struct {
	Kind  provider.Kind `json:"kind"`
	Words string        `json:"words,omitempty" maxLength:"300" doc:"The provider's own; show them as text only."`
}

// A SendingProblem says why a message was not sent.
type SendingProblem struct {
	Kind  notify.Kind `json:"kind"`
	Words string      `json:"words,omitempty" maxLength:"200" doc:"The other side's own; show them as text only."`
}

// MissingSeats are too few unattended licenses.
type MissingSeats struct {
	Needed int `json:"needed"`
	Free   int `json:"free"`
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
	if field, is := fieldOf(err); is {
		p.Errors = []FieldProblem{field}
	}
	p.addFacts(err)
	if p.Status == http.StatusTooManyRequests {
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

// fieldOf is what is wrong with which part of the request, when an error of any room says so.
func fieldOf(err error) (FieldProblem, bool) {
	if field, is := errors.AsType[*invalidField](err); is {
		return FieldProblem{Location: field.location, Message: field.message}, true
	}
	if field, is := errors.AsType[*wire.FieldError](err); is {
		return inRequest(field.Field, field.Problem), true
	}
	if errors.Is(err, rollout.ErrBadAppConfig) {
		return FieldProblem{Location: "body.xml", Message: "is no AppConfig specification"}, true
	}
	if errors.Is(err, activation.ErrBadReturn) {
		return FieldProblem{Location: "body.return_to", Message: "is not a path of this server"}, true
	}
	return FieldProblem{}, false
}

// inRequest says where a field of the domain stands in a request.
func inRequest(field, problem string) FieldProblem {
	if field == "cursor" {
		return FieldProblem{Location: "query.cursor", Message: problem}
	}
	return FieldProblem{Location: "body." + field, Message: problem}
}

// addFacts adds what belongs to the code of p. Words of others are cleaned once more.
func (p *Problem) addFacts(err error) {
	if refused, is := errors.AsType[*provider.Error](err); is && p.Code == "provider_refused" {
		p.Provider = &ProviderProblem{Kind: refused.Kind, Words: line(refused.Words, 300)}
		p.retryAfter = refused.After
	}
	if refused, is := errors.AsType[*notify.Error](err); is && p.Code == "message_refused" {
		p.Sending = &SendingProblem{Kind: refused.Kind, Words: line(refused.Words, 200)}
	}
	if missing, is := errors.AsType[*rollout.SeatError](err); is {
		p.Seats = &MissingSeats{Needed: missing.Needed, Free: missing.Free}
	}
}
