package preflight_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/helpatwork/helpatwork/internal/preflight"
)

// The package has no way to a clock, a file, a network or chance: it imports nothing that has one, but package time, of which
// it uses nothing that looks at a clock; and it keeps nothing, as no function writes to a variable of the package.
func TestPureByWhatItImports(t *testing.T) {
	t.Parallel()
	allowed := []string{"cmp", "slices", "strconv", "strings", "time", "github.com/helpatwork/helpatwork/internal/access",
		"github.com/helpatwork/helpatwork/internal/device", "github.com/helpatwork/helpatwork/internal/wire"}
	clocks := []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "LoadLocation", "Local"}
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	files := token.NewFileSet()
	var parsed []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, file)
	}
	if len(parsed) < 5 {
		t.Fatalf("only %d files were read", len(parsed))
	}
	global := map[string]bool{}
	for _, file := range parsed {
		for _, decl := range file.Decls {
			if vars, is := decl.(*ast.GenDecl); is && vars.Tok == token.VAR {
				for _, spec := range vars.Specs {
					for _, name := range spec.(*ast.ValueSpec).Names {
						global[name.Name] = true
					}
				}
			}
		}
	}
	for _, file := range parsed {
		for _, imported := range file.Imports {
			if path, _ := strconv.Unquote(imported.Path.Value); !slices.Contains(allowed, path) {
				t.Errorf("%s imports %s", files.Position(imported.Pos()), path)
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if from, is := n.X.(*ast.Ident); is && from.Name == "time" && slices.Contains(clocks, n.Sel.Name) {
					t.Errorf("%s: time.%s looks at a clock", files.Position(n.Pos()), n.Sel.Name)
				}
			case *ast.GoStmt:
				t.Errorf("%s starts something", files.Position(n.Pos()))
			case *ast.AssignStmt:
				for _, left := range n.Lhs {
					if name := root(left); n.Tok != token.DEFINE && global[name] {
						t.Errorf("%s writes to %s, which is the package's", files.Position(n.Pos()), name)
					}
				}
			}
			return true
		})
	}
}

// root is the name of the variable that an expression on the left of an assignment changes.
func root(e ast.Expr) string {
	for {
		switch at := e.(type) {
		case *ast.Ident:
			return at.Name
		case *ast.IndexExpr:
			e = at.X
		case *ast.SelectorExpr:
			e = at.X
		case *ast.StarExpr:
			e = at.X
		default:
			return ""
		}
	}
}

// The same facts give the same findings, whoever asked in between, and asking changes no fact.
func TestPureByWhatItDoes(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(11, 3))
	words := wordsOf("\u202e")
	for range 3000 {
		facts := ready()
		fill(reflect.ValueOf(&facts.Around).Elem(), r, words)
		fill(reflect.ValueOf(&facts.Device).Elem(), r, words)
		seed := rand.New(rand.NewPCG(r.Uint64(), 1))
		before := deepCopy(reflect.ValueOf(facts)).Interface().(preflight.Facts)
		first, actions, available := preflight.Check(facts), preflight.Actions(facts), preflight.Available(facts.Around, facts.Device)
		var other preflight.Facts
		fill(reflect.ValueOf(&other).Elem(), seed, words)
		preflight.Check(other)
		if !reflect.DeepEqual(preflight.Check(facts), first) || !reflect.DeepEqual(preflight.Actions(facts), actions) ||
			preflight.Available(facts.Around, facts.Device) != available {
			t.Fatalf("asked twice, the answers differ: %+v", facts)
		}
		if !reflect.DeepEqual(facts, before) {
			t.Fatalf("asking changed the facts:\n%+v\n%+v", before, facts)
		}
	}
}

// deepCopy shares nothing that can be written to with what it was made of.
func deepCopy(v reflect.Value) reflect.Value {
	copied := reflect.New(v.Type()).Elem()
	copied.Set(v)
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			copied.Set(reflect.New(v.Type().Elem()))
			copied.Elem().Set(deepCopy(v.Elem()))
		}
	case reflect.Slice:
		if !v.IsNil() {
			copied.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				copied.Index(i).Set(deepCopy(v.Index(i)))
			}
		}
	case reflect.Map:
		if !v.IsNil() {
			copied.Set(reflect.MakeMap(v.Type()))
			for _, key := range v.MapKeys() {
				copied.SetMapIndex(key, deepCopy(v.MapIndex(key)))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if copied.Field(i).CanSet() {
				copied.Field(i).Set(deepCopy(v.Field(i)))
			}
		}
	}
	return copied
}
