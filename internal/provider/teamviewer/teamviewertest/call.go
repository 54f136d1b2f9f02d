package teamviewertest

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

//go:embed served.md
var servedList string

// A listing is one row of served.md.
type listing struct {
	source       string
	takes, gives map[string]bool
}

// readListings reads the table of served.md: route, source, takes, gives.
func readListings(text string) (map[string]*listing, error) {
	all := map[string]*listing{}
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if !strings.HasPrefix(line, "| ") || len(cells) != 4 || strings.TrimSpace(cells[0]) == "Route" {
			continue
		}
		route := strings.TrimSpace(cells[0])
		l := &listing{source: strings.TrimSpace(cells[1]), takes: fieldsOf(cells[2]), gives: fieldsOf(cells[3])}
		if l.source == "" || all[route] != nil {
			return nil, fmt.Errorf("served.md: %q has no source or stands there twice", route)
		}
		all[route] = l
	}
	return all, nil
}

func fieldsOf(cell string) map[string]bool {
	fields := map[string]bool{}
	for _, f := range strings.FieldsFunc(cell, func(r rune) bool { return r == ',' || r == ' ' }) {
		if f != "–" {
			fields[f] = true
		}
	}
	return fields
}

// A route is one thing it serves. Bearer routes need a token; quiet ones hold the lock while they are carried out.
type route struct {
	pattern string
	bearer  bool
	form    bool // the body is a form
	handle  func(*call) reply
}

// A call is a request on its way.
type call struct {
	*Server
	r     *http.Request
	query url.Values
	form  url.Values
	body  []byte
	by    *token // who calls, on bearer routes
}

// A reply is an answer: JSON, a page, or a refusal.
type reply struct {
	status int
	header http.Header
	json   any
	page   []byte
}

// A refusal is an error as the API words it.
type refusal struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
	Code        int    `json:"error_code"`
	Signature   string `json:"error_signature,omitempty"`
}

func refuse(status int, category, description string) reply {
	return reply{status: status, json: refusal{Error: category, Description: description, Code: status, Signature: "stand-in"}}
}

func bad(description string) reply {
	return refuse(http.StatusBadRequest, "invalid_request", description)
}

func missing(what string) reply {
	return refuse(http.StatusNotFound, "not_found", "The "+what+" was not found")
}

// serve carries a route out, and whatever fault was ordered for it.
func (s *Server) serve(r route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		fault := s.faultFor(r.pattern)
		if fault != nil && !fault.before(w, req) {
			return
		}
		answer := s.carryOut(r, req)
		fault.write(w, answer.status, answer.head(), answer.bytes())
		if fault != nil && fault.ExpireAfter {
			s.Expire(bearer(req))
		}
	})
}

func (s *Server) carryOut(r route, req *http.Request) reply {
	body, err := io.ReadAll(io.LimitReader(req.Body, maxBody+1))
	if err != nil || len(body) > maxBody {
		return bad("The body is too large or was cut off")
	}
	c := &call{Server: s, r: req, query: req.URL.Query(), body: body}
	if r.form {
		if c.form, err = url.ParseQuery(string(body)); err != nil {
			return bad("The body is not a form")
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[r.pattern]++
	s.settle()
	if r.bearer {
		by, no, refused := s.authorized(req)
		if refused {
			return s.checked(r, no)
		}
		c.by = by
	}
	if no, refused := s.taken(r, c); refused {
		return s.checked(r, no)
	}
	return s.checked(r, r.handle(c))
}

// taken refuses what is not listed: a client must not count on it.
func (s *Server) taken(r route, c *call) (reply, bool) {
	used := slices.Concat(slices.Collect(maps.Keys(c.query)), slices.Collect(maps.Keys(c.form)))
	if !r.form && len(c.body) > 0 {
		var body any
		if json.Unmarshal(c.body, &body) != nil {
			return bad("The body is not JSON"), true
		}
		used = append(used, pathsOf(body)...)
	}
	for _, field := range used {
		if !s.listed[r.pattern].takes[field] {
			s.stray(r.pattern + " takes " + field)
			return bad("Not listed: " + field), true
		}
		s.note(r.pattern, "takes "+field)
	}
	return reply{}, false
}

// errorRow is the row of served.md that lists the fields of refusals.
const errorRow = "any refusal"

// checked makes sure that an answer holds only what is listed.
func (s *Server) checked(r route, a reply) reply {
	if a.json == nil {
		return a
	}
	row := r.pattern
	if _, is := a.json.(refusal); is {
		row = errorRow
	}
	text, err := json.Marshal(a.json)
	if err != nil {
		return refuse(http.StatusInternalServerError, "internal_error", err.Error())
	}
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		return refuse(http.StatusInternalServerError, "internal_error", err.Error())
	}
	for _, field := range pathsOf(tree) {
		if s.listed[row] == nil || !s.listed[row].gives[field] {
			s.stray(row + " gives " + field)
			return refuse(http.StatusInternalServerError, "internal_error", "Not listed: "+row+" "+field)
		}
		s.note(row, "gives "+field)
	}
	return a
}

// unlisted answers what is no route of served.md in a manner that no client can take for an answer of TeamViewer's.
func (s *Server) unlisted(w http.ResponseWriter, r *http.Request) {
	route := fmt.Sprintf("%.10s %.200s", r.Method, r.URL.Path)
	s.mu.Lock()
	s.stray(route)
	s.mu.Unlock()
	a := refuse(http.StatusNotImplemented, "internal_error", "Not listed: "+route)
	var f *Fault
	f.write(w, a.status, a.head(), a.bytes())
}

// stray remembers what is not listed. mu is held.
func (s *Server) stray(what string) {
	if len(s.strays) < 100 {
		s.strays = append(s.strays, what)
	}
}

func (s *Server) note(row, what string) {
	if s.seen[row] == nil {
		s.seen[row] = map[string]bool{}
	}
	s.seen[row][what] = true
}

// pathsOf names every field of a JSON value, as in sessions[].code.
func pathsOf(v any) []string {
	var paths []string
	var walk func(at string, v any)
	walk = func(at string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for key, inner := range v {
				path := strings.TrimPrefix(at+"."+key, ".")
				paths = append(paths, path)
				walk(path, inner)
			}
		case []any:
			for _, inner := range v {
				walk(at+"[]", inner)
			}
		}
	}
	walk("", v)
	return paths
}

func (a reply) head() http.Header {
	h := a.header.Clone()
	if h == nil {
		h = http.Header{}
	}
	switch {
	case a.json != nil:
		h.Set("Content-Type", "application/json; charset=utf-8")
	case a.page != nil && h.Get("Content-Type") == "":
		h.Set("Content-Type", "text/html; charset=utf-8")
	}
	return h
}

func (a reply) bytes() []byte {
	if a.json == nil {
		return a.page
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(a.json); err != nil {
		return nil
	}
	return text.Bytes()
}

// read decodes the body of a JSON route; a field of another type is refused.
func (c *call) read(into any) (reply, bool) {
	if err := json.Unmarshal(c.body, into); err != nil {
		return bad("The body could not be read"), false
	}
	return reply{}, true
}
