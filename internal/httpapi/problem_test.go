package httpapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/support"
	"github.com/helpatwork/helpatwork/internal/wire"
)

func TestErrorTable(t *testing.T) {
	t.Parallel()
	var table strings.Builder
	for _, k := range problems {
		what := "-"
		if k.err != nil {
			what = fmt.Sprintf("%T", k.err)
			if _, ofType := k.err.(interface{ fits(error) bool }); ofType || strings.HasPrefix(what, "*errors.") {
				what = k.err.Error()
			}
		}
		fmt.Fprintf(&table, "%-22s %d  %s\n    %s\n", k.code, kindOf(k.code).status, what, kindOf(k.code).title)
		if defined := kindOf(k.code); defined.status != k.status || defined.title == "" {
			t.Errorf("%s has two statuses or no title", k.code)
		}
	}
	golden(t, "testdata/problems.txt", []byte(table.String()))
}

// Every error that the domain tells apart has a row: a forgotten one would be a bare 500.
func TestNoErrorIsForgotten(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("problem.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, room := range []string{"access", "support", "device", "audit", "activation", "rollout", "branding", "notify", "mdm", "wire"} {
		files, err := filepath.Glob("../" + room + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, match := range regexp.MustCompile(`(?m)^(?:var|type|\t)\s*(Err[A-Z]\w*|[A-Z]\w*Error)\s+(?:= errors\.New|struct)`).FindAllSubmatch(content, -1) {
				found++
				if known := room + "." + string(match[1]); !bytes.Contains(source, []byte(known)) {
					t.Errorf("%s has no row in the error table", known)
				}
			}
		}
	}
	if found < 25 {
		t.Errorf("only %d errors found: does the pattern still fit?", found)
	}
}

func TestEachErrorHasItsCode(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		err    error
		status int
		code   Code
	}{
		{access.ErrSignedOut, http.StatusUnauthorized, "not_signed_in"},
		{fmt.Errorf("start: %w", support.ErrNotFound), http.StatusNotFound, "not_found"},
		{fmt.Errorf("start: %w", &support.BusyError{}), http.StatusConflict, "device_busy"},
		{fmt.Errorf("start: %w", &support.BlockedError{}), http.StatusUnprocessableEntity, "blocked"},
		{&support.StateError{From: support.Ended, To: support.Active}, http.StatusConflict, "wrong_state"},
		{wire.BadField("name", "is odd"), http.StatusUnprocessableEntity, "invalid"},
		{access.ErrAlreadySetUp, http.StatusNotFound, "not_found"},
		{&wire.Malformed{Field: "sdp", Problem: "is odd"}, http.StatusBadRequest, "malformed"},
		{fmt.Errorf("start: %w", wire.BadField("reason", "is missing")), http.StatusUnprocessableEntity, "invalid"},
		{fmt.Errorf("view: %w", ErrUnavailable), http.StatusServiceUnavailable, "unavailable"},
		{context.DeadlineExceeded, http.StatusServiceUnavailable, "unavailable"},
		{errTooManyStreams, http.StatusTooManyRequests, "too_many"},
		{errors.New("disk on fire"), http.StatusInternalServerError, "internal"},
	} {
		if k := kindFor(test.err); k.code != test.code || k.status != test.status {
			t.Errorf("%v is %d %s, want %d %s", test.err, k.status, k.code, test.status, test.code)
		}
	}
}

func TestUnknownErrorStaysInside(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.devices.err = errors.New("sqlite: disk on fire at /var/lib")
	w := o.do(call{method: "GET", path: "/api/v1/devices", as: anAdministrator})
	p := problemOf(t, w, http.StatusInternalServerError, codeInternal)
	if strings.Contains(w.Body.String(), "fire") || p.Detail != "" {
		t.Errorf("the answer tells too much: %s", w.Body)
	}
	if !strings.Contains(o.log.String(), "disk on fire") || !strings.Contains(o.log.String(), p.RequestID) {
		t.Errorf("the log does not have the error with the request id: %s", o.log)
	}
}

func TestPanicIsBare500(t *testing.T) {
	t.Parallel()
	o := newOffice(t, func(cfg *Config) {
		cfg.Pages = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("secret plan") })
	})
	w := o.do(call{method: "GET", path: "/"})
	problemOf(t, w, http.StatusInternalServerError, codeInternal)
	if strings.Contains(w.Body.String(), "plan") || !strings.Contains(o.log.String(), "secret plan") {
		t.Errorf("answer %s, log %s", w.Body, o.log)
	}
}

func TestInvalidRequestSaysWhereAndKeepsTheValue(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	w := o.do(call{method: "POST", path: "/api/v1/sign-in", body: `{"email":"aoki@example.com","password":"` + strings.Repeat("hunter2", 40) + `","more":1}`})
	p := problemOf(t, w, http.StatusUnprocessableEntity, codeInvalid)
	var places []string
	for _, e := range p.Errors {
		places = append(places, e.Location)
	}
	if got := strings.Join(places, " "); !strings.Contains(got, "body.password") || !strings.Contains(got, "body.more") {
		t.Errorf("places are %q", got)
	}
	if strings.Contains(w.Body.String(), "hunter2") {
		t.Errorf("the answer repeats the password: %s", w.Body)
	}
}

func TestBodyThatIsNoJSON(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for body, code := range map[string]Code{`{"email":`: codeMalformed, `null`: codeInvalid, `[]`: codeInvalid, `{}`: codeInvalid} {
		w := o.do(call{method: "POST", path: "/api/v1/sign-in", body: body})
		if problemOf(t, w, kindOf(code).status, code); strings.Contains(w.Body.String(), "huma") {
			t.Errorf("answer to %s: %s", body, w.Body)
		}
	}
	problemOf(t, o.do(call{method: "POST", path: "/api/v1/sign-in"}), http.StatusBadRequest, codeMalformed)
	problemOf(t, o.do(call{method: "POST", path: "/api/v1/sign-in", body: "a=b", header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}}),
		http.StatusUnsupportedMediaType, codeMediaType)
}

func TestBusyDeviceTellsItsSession(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.support.err = fmt.Errorf("start: %w", &support.BusyError{Session: o.support.session})
	w := o.do(call{method: "POST", path: "/api/v1/devices/dev_tokyo/sessions", body: `{"reason":"mail"}`, as: aTechnician})
	if p := problemOf(t, w, http.StatusConflict, "device_busy"); p.Session == nil || p.Session.ID != "ses_1" || p.Session.TechnicianName != "Baba" {
		t.Errorf("problem does not tell the session: %s", w.Body)
	}
}

func TestBlockedSessionTellsFindings(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.support.err = &support.BlockedError{Findings: []preflight.Finding{{Code: preflight.NotEnrolled, Severity: preflight.Block, Remedy: preflight.EnrollDevice}}}
	w := o.do(call{method: "POST", path: "/api/v1/devices/dev_tokyo/sessions", body: `{"reason":"mail"}`, as: aTechnician})
	if p := problemOf(t, w, http.StatusUnprocessableEntity, "blocked"); len(p.Findings) != 1 || p.Findings[0].Remedy != preflight.EnrollDevice {
		t.Errorf("problem does not tell the findings: %s", w.Body)
	}
}

func TestFrameworkErrorsAreProblems(t *testing.T) {
	t.Parallel()
	err := huma.NewError(http.StatusTeapot, "secret", errors.New("more secret"))
	if p, is := err.(*Problem); !is || p.Code != codeInternal || len(p.Errors) > 0 || p.Detail != "" {
		t.Errorf("an error the framework never makes is %+v", err)
	}
}
