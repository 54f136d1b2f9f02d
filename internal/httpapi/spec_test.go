package httpapi

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

var update = flag.Bool("update", false, "write the golden files anew")

const specFile = "../../api/openapi.yaml"

// golden holds what a test got to what the repository has.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the program makes: run go test ./internal/httpapi -update and look at the diff", file)
	}
}

func TestSpecIsCommitted(t *testing.T) {
	t.Parallel()
	got, err := OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, specFile, got)
	again, err := OpenAPI()
	if err != nil || !bytes.Equal(got, again) {
		t.Errorf("the document differs from one time to the next (%v)", err)
	}
	if bytes.Contains(got, []byte("$schema")) {
		t.Error("a body has $schema")
	}
}

// eachOperation calls do with every operation of the document.
func eachOperation(spec *huma.OpenAPI, do func(name string, op *huma.Operation)) {
	for _, path := range slices.Sorted(maps.Keys(spec.Paths)) {
		item := spec.Paths[path]
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PATCH": item.Patch, "DELETE": item.Delete, "PUT": item.Put} {
			if op != nil {
				do(method+" "+path, op)
			}
		}
	}
}

func TestEveryOperationIsDescribed(t *testing.T) {
	t.Parallel()
	spec, ids := New(Config{}).huma.OpenAPI(), map[string]string{}
	eachOperation(spec, func(name string, op *huma.Operation) {
		if !regexp.MustCompile(`^[a-z]+([A-Z][a-z]+)*$`).MatchString(op.OperationID) {
			t.Errorf("%s: operation id %q is not camelCase", name, op.OperationID)
		}
		if other, taken := ids[op.OperationID]; taken {
			t.Errorf("%s and %s have the same operation id", name, other)
		}
		ids[op.OperationID] = name
		if op.Summary == "" || len(op.Tags) != 1 {
			t.Errorf("%s has no summary or not one tag", name)
		}
		must := []Code{codeInternal, codeUnavailable, codeHost, codeInvalid}
		if len(op.Security) > 0 {
			must = append(must, codeNotSignedIn)
		}
		if strings.Contains(name, "{") {
			must = append(must, codeNotFound)
		}
		if !strings.HasPrefix(name, "GET ") {
			must = append(must, codeCrossOrigin)
		}
		if op.RequestBody != nil {
			must = append(must, codeMalformed, codeTooLarge)
			if !op.RequestBody.Required {
				t.Errorf("%s: its body is optional", name)
			}
		}
		if listed := listedCodes(spec, op); !containsAll(listed, must) {
			t.Errorf("%s lists the codes %q, which lacks some of %q", name, listed, must)
		}
	})
	if len(ids) < 35 {
		t.Errorf("the document has %d operations only", len(ids))
	}
}

func listedCodes(spec *huma.OpenAPI, op *huma.Operation) []Code {
	var codes []Code
	for _, r := range op.Responses {
		if name, is := strings.CutPrefix(r.Ref, "#/components/responses/"); is {
			codes = append(codes, spec.Components.Responses[name].Extensions["x-codes"].([]Code)...)
		}
	}
	slices.Sort(codes)
	return codes
}

func containsAll(all, some []Code) bool {
	return !slices.ContainsFunc(some, func(c Code) bool { return !slices.Contains(all, c) })
}

func TestEveryRequestIsBounded(t *testing.T) {
	t.Parallel()
	spec := New(Config{}).huma.OpenAPI()
	eachOperation(spec, func(name string, op *huma.Operation) {
		for _, p := range op.Parameters {
			for _, problem := range unbounded(spec, p.Schema, p.In+"."+p.Name) {
				t.Errorf("%s: %s", name, problem)
			}
		}
		if op.RequestBody != nil {
			for kind, media := range op.RequestBody.Content {
				if kind != "application/json" {
					t.Errorf("%s takes %s", name, kind)
				}
				for _, problem := range unbounded(spec, media.Schema, "body") {
					t.Errorf("%s: %s", name, problem)
				}
			}
		}
	})
}

// unbounded lists what in a schema of a request has no limit.
func unbounded(spec *huma.OpenAPI, s *huma.Schema, at string) []string {
	if s.Ref != "" {
		s = spec.Components.Schemas.SchemaFromRef(s.Ref)
	}
	var found []string
	switch s.Type {
	case huma.TypeString:
		if s.MaxLength == nil && len(s.Enum) == 0 && s.Format != "date-time" {
			found = append(found, at+" has no maxLength, enum or format")
		}
	case huma.TypeArray:
		if s.MaxItems == nil {
			found = append(found, at+" has no maxItems")
		}
		found = append(found, unbounded(spec, s.Items, at+"[]")...)
	case huma.TypeObject:
		if s.AdditionalProperties != false {
			found = append(found, at+" takes properties that it does not name")
		}
		for name, property := range s.Properties {
			found = append(found, unbounded(spec, property, at+"."+name)...)
		}
	case huma.TypeInteger:
		if s.Maximum == nil {
			found = append(found, at+" has no maximum")
		}
	case huma.TypeBoolean:
	default:
		found = append(found, fmt.Sprintf("%s is of type %q", at, s.Type))
	}
	return found
}

func TestUnboundedFindsWhatHasNoLimit(t *testing.T) {
	t.Parallel()
	spec := New(Config{}).huma.OpenAPI()
	loose := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true, Properties: map[string]*huma.Schema{
		"text": {Type: huma.TypeString}, "list": {Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString}}, "number": {Type: huma.TypeInteger}}}
	if found := unbounded(spec, loose, "body"); len(found) != 5 {
		t.Errorf("found %q, want five problems", found)
	}
}

// The closed lists of the document hold every constant of their types: nobody forgets one.
func TestWordsAreWhole(t *testing.T) {
	t.Parallel()
	declared := make(map[string][]string)
	for _, room := range []string{"access", "activation", "audit", "device", "mdm", "notify", "preflight", "provider", "rollout", "support", "wire"} {
		constantsOf(t, "../"+room, room, declared)
	}
	for _, l := range wordLists {
		if strings.HasPrefix(l.of.String(), "httpapi.") {
			continue // these are this package's own
		}
		// "Not said" is left out of an answer, not written as an empty word.
		want := slices.DeleteFunc(declared[l.of.String()], func(s string) bool { return s == "" })
		var got []string
		for _, v := range l.values {
			got = append(got, v.(string))
		}
		slices.Sort(want)
		slices.Sort(got)
		if len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("%s lists %q, %s has %q", l.name, got, l.of, want)
		}
	}
}

// constantsOf collects the texts of a package's typed constants.
func constantsOf(t *testing.T, dir, room string, into map[string][]string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), dir+"/"+e.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			constants, is := d.(*ast.GenDecl)
			if !is || constants.Tok != token.CONST {
				continue
			}
			for _, s := range constants.Specs {
				spec := s.(*ast.ValueSpec)
				of, typed := spec.Type.(*ast.Ident)
				if !typed {
					continue
				}
				for _, v := range spec.Values {
					if literal, is := v.(*ast.BasicLit); is && literal.Kind == token.STRING {
						text, err := strconv.Unquote(literal.Value)
						if err != nil {
							t.Fatal(err)
						}
						into[room+"."+of.Name] = append(into[room+"."+of.Name], text)
					}
				}
			}
		}
	}
}
