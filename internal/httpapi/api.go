package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/helpatwork/helpatwork/internal/access"
)

// prefix stands before the path of every operation.
const prefix = "/api/v1"

// An operation is one thing the API can do, as its document and its gate need it.
type operation struct {
	id, method, path, tag, summary, doc string
	// open operations ask for no sign-in; the others need right, when it is set.
	open  bool
	right access.Right
	// codes are what can go wrong beyond what every operation like it has.
	codes []Code
	// status of success; zero means 200, or 204 without a body.
	status int
	// maxBody is in bytes; zero means 64 KB.
	maxBody int64
	limit   *limit
	// before runs ahead of everything else; false means that it has answered.
	before func(huma.Context) bool
}

const (
	defaultMaxBody = 64 << 10
	// bodyTimeout is how long a body may take. It is also the longest a handler with a body may run, as the
	// deadline stays on the connection.
	bodyTimeout = 20 * time.Second
)

// nothing is the answer of an operation that has none.
type nothing struct{}

// An answer is a body of the type of its parameter.
type answer[T any] struct{ Body T }

func answers[T any](body T, err error) (*answer[T], error) {
	if err != nil {
		return nil, err
	}
	return &answer[T]{Body: body}, nil
}

// A List is everything there is.
type List[T any] struct {
	Items []T `json:"items"`
}

func listOf[From, To any](from []From, turn func(From) To) List[To] {
	return List[To]{Items: each(from, turn)}
}

// A Page is a part of a longer list.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"The cursor of the next page; absent on the last one."`
}

// each turns every element; the result is never nil, so that it becomes [] in JSON.
func each[From, To any](from []From, turn func(From) To) []To {
	to := make([]To, 0, len(from))
	for _, f := range from {
		to = append(to, turn(f))
	}
	return to
}

// same turns a thing into itself, for lists that only must not be nil.
func same[T any](t T) T { return t }

// moment is a time as the API tells it: UTC, to the microsecond. The zero time stays zero and is left out.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// add registers an operation with the one function that does it.
func add[I, O any](a *API, op operation, do func(context.Context, access.Principal, *I) (*O, error)) {
	huma.Register(a.huma, a.describe(op), func(ctx context.Context, in *I) (*O, error) {
		out, err := do(ctx, principalOf(ctx), in)
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		return out, nil
	})
}

func (a *API) describe(op operation) huma.Operation {
	described := huma.Operation{
		OperationID: op.id, Method: op.method, Path: prefix + op.path, Tags: []string{op.tag},
		Summary: op.summary, Description: op.doc, DefaultStatus: op.status,
		MaxBodyBytes: op.maxBody, BodyReadTimeout: bodyTimeout,
		RejectUnknownQueryParameters: true,
		Responses:                    a.problemResponses(op),
	}
	if described.MaxBodyBytes == 0 {
		described.MaxBodyBytes = defaultMaxBody
	}
	if op.before != nil {
		described.Middlewares = append(described.Middlewares, func(ctx huma.Context, next func(huma.Context)) {
			if op.before(ctx) {
				next(ctx)
			}
		})
	}
	if op.limit != nil {
		described.Middlewares = append(described.Middlewares, a.limited(op.limit))
	}
	if !op.open {
		described.Security = []map[string][]string{{"cookie": {}}, {"token": {}}}
		described.Middlewares = append(described.Middlewares, a.signedIn(op.right))
	}
	return described
}

// codesOf is everything that can go wrong with an operation.
func codesOf(op operation) []Code {
	codes := slices.Concat(op.codes, []Code{codeInvalid, codeHost, codeUnavailable, codeInternal})
	if op.method != http.MethodGet {
		codes = append(codes, codeCrossOrigin)
	}
	if op.method == http.MethodPost || op.method == http.MethodPatch || op.method == http.MethodPut {
		codes = append(codes, codeMalformed, codeTooLarge, codeMediaType, codeSlow)
	}
	if !op.open {
		codes = append(codes, codeNotSignedIn)
	}
	if op.right != "" {
		codes = append(codes, codeForbidden)
	}
	if op.limit != nil {
		codes = append(codes, codeTooMany)
	}
	if strings.Contains(op.path, "{") {
		codes = append(codes, codeNotFound)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// problemResponses lists the codes of an operation by status. Equal answers of many operations stand in the document once.
func (a *API) problemResponses(op operation) map[string]*huma.Response {
	byStatus := make(map[int][]Code)
	for _, code := range codesOf(op) {
		status := kindOf(code).status
		byStatus[status] = append(byStatus[status], code)
	}
	shared, responses := a.huma.OpenAPI().Components.Responses, make(map[string]*huma.Response)
	for status, codes := range byStatus {
		name := responseName(codes)
		if shared[name] == nil {
			shared[name] = problemResponse(codes)
		}
		responses[strconv.Itoa(status)] = &huma.Response{Ref: "#/components/responses/" + name}
	}
	return responses
}

func problemResponse(codes []Code) *huma.Response {
	var lines []string
	for _, code := range codes {
		lines = append(lines, fmt.Sprintf("`%s`: %s", code, kindOf(code).title))
	}
	return &huma.Response{
		Description: strings.Join(lines, "\n"),
		Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: reference("Problem")}},
		Extensions:  map[string]any{"x-codes": codes},
	}
}

// responseName is NotFound for not_found, and ForbiddenOrWrongHost for two codes.
func responseName(codes []Code) string {
	var names []string
	for _, code := range codes {
		var name strings.Builder
		for word := range strings.SplitSeq(string(code), "_") {
			name.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
		names = append(names, name.String())
	}
	return strings.Join(names, "Or")
}

// changed tells live views of a change made through this API. Such things have no version.
func (a *API) changed(kind HintKind, id string) { a.hints.Hint(string(kind), id, 0) }
