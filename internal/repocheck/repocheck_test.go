package repocheck

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

const module = "github.com/helpatwork/helpatwork/"

// root is the repository, seen from this package.
const root = "../.."

// words are the rooms without behavior of their own towards outside, which most others may know.
var words = []string{"id", "audit", "access", "device", "jobs", "wire"}

// domain are the words, the contracts and the rooms that decide.
var domain = append([]string{"provider", "mdm", "preflight", "support", "activation", "rollout", "branding", "notify"}, words...)

// A room's row says what its packages may import: rooms of ours, and modules of others by the start of their path. What
// is not in the table is refused. Tests are not looked at.
type row struct{ rooms, modules []string }

var table = map[string]row{
	"id":                  {},
	"wire":                {},
	"audit":               {rooms: []string{"id"}},
	"jobs":                {},
	"device":              {rooms: []string{"id", "audit"}},
	"access":              {rooms: []string{"id", "audit", "wire"}, modules: []string{"github.com/alexedwards/argon2id"}},
	"seal":                {},
	"provider":            {rooms: words},
	"mdm":                 {rooms: words},
	"preflight":           {rooms: append([]string{"provider"}, words...)},
	"support":             {rooms: append([]string{"provider", "preflight"}, words...)},
	"activation":          {rooms: append([]string{"provider", "mdm"}, words...)},
	"rollout":             {rooms: append([]string{"provider", "mdm"}, words...)},
	"branding":            {rooms: words},
	"notify":              {rooms: words},
	"storage":             {rooms: domain, modules: []string{"modernc.org/sqlite", "github.com/pressly/goose/v3", "golang.org/x/text"}},
	"httpapi":             {rooms: domain, modules: []string{"github.com/danielgtaylor/huma/v2", "github.com/go-chi/httprate", "github.com/prometheus/client_golang"}},
	"bus":                 {rooms: words, modules: []string{"github.com/nats-io/"}},
	"devicelink":          {rooms: words, modules: []string{"github.com/lxzan/gws"}},
	"web":                 {},
	"rtc":                 {modules: []string{"github.com/pion/"}},
	"media":               {rooms: append([]string{"rtc"}, words...)},
	"provider/builtin":    {rooms: append([]string{"provider"}, words...)},
	"provider/teamviewer": {rooms: append([]string{"provider"}, words...)},
	// A stand-in for TeamViewer, for tests and the demo: it may know nothing of ours.
	"provider/teamviewer/teamviewertest": {},
	"mdm/directory":                      {rooms: append([]string{"mdm"}, words...)},
	"mdm/simulated":                      {rooms: append([]string{"mdm"}, words...)},
	"h264":                               {},
	"agent":                              {rooms: []string{"wire", "rtc"}, modules: []string{"github.com/lxzan/gws"}},
	// The fleet plays devices over documented protocols only: it may know nothing of what judges it.
	"sim": {rooms: []string{"id", "wire", "agent", "h264"}, modules: []string{"golang.org/x/image", "github.com/hajimehoshi/bitmapfont/v3"}},
	"app": {rooms: append([]string{"storage", "httpapi", "bus", "devicelink", "web", "rtc", "media", "provider/builtin", "provider/teamviewer", "mdm/directory", "mdm/simulated",
		"seal", "agent", "sim", "h264", "provider/teamviewer/teamviewertest"}, domain...),
		modules: []string{"github.com/prometheus/client_golang", "golang.org/x/sync"}},
	"bench":     {rooms: append([]string{"rtc", "sim", "agent", "h264", "app", "media"}, words...)},
	"repocheck": {},
}

// helpers of tests may import what their room may, the room itself, and nothing of others.
var testHelpers = map[string]string{"provider/providertest": "provider", "storage/storagetest": "storage", "mdm/mdmtest": "mdm", "rtc/rtctest": "rtc"}

type goPackage struct {
	ImportPath string   `json:"ImportPath"`
	Doc        string   `json:"Doc"`
	Imports    []string `json:"Imports"`
	GoFiles    []string `json:"GoFiles"`
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Doc,Imports,GoFiles", "./...")
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &stderr)
	}
	var all []goPackage
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// roomOf names the room that a package stands in, by the longest name in the table.
func roomOf(importPath string) (room string, known bool) {
	name, inside := strings.CutPrefix(importPath, module+"internal/")
	if !inside {
		return "", false
	}
	for {
		if _, known := table[name]; known {
			return name, true
		}
		if helped, known := testHelpers[name]; known {
			return helped, true
		}
		at := strings.LastIndexByte(name, '/')
		if at < 0 {
			return "", false
		}
		name = name[:at]
	}
}

func TestImportsFollowTheTable(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if strings.HasPrefix(p.ImportPath, module+"cmd/") || strings.HasPrefix(p.ImportPath, module+"scripts/") {
			continue // checked below
		}
		room, known := roomOf(p.ImportPath)
		if !known {
			t.Errorf("%s stands in no room of the table", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if why := refusal(p.ImportPath, room, imported); why != "" {
				t.Errorf("%s imports %s: %s", p.ImportPath, imported, why)
			}
		}
	}
}

func refusal(importer, room, imported string) string {
	first, _, _ := strings.Cut(imported, "/")
	if !strings.Contains(first, ".") {
		return "" // standard library
	}
	if strings.HasPrefix(imported, module) {
		other, known := roomOf(imported)
		_, helper := testHelpers[strings.TrimPrefix(importer, module+"internal/")]
		switch {
		case !known:
			return "it stands in no room"
		case other == room, slices.Contains(table[room].rooms, other), helper && slices.Contains(domain, other):
			return ""
		}
		return "room " + room + " may not know room " + other
	}
	_, helper := testHelpers[strings.TrimPrefix(importer, module+"internal/")]
	for _, prefix := range table[room].modules {
		if strings.HasPrefix(imported, prefix) && !helper {
			return ""
		}
	}
	return "room " + room + " may not use this module"
}

func TestTheProgramOnlyAssembles(t *testing.T) {
	t.Parallel()
	allowed := []string{module + "internal/", "github.com/alecthomas/kong"}
	for _, p := range packages(t) {
		if strings.HasPrefix(p.ImportPath, module+"internal/") {
			continue
		}
		for _, imported := range p.Imports {
			first, _, _ := strings.Cut(imported, "/")
			if strings.Contains(first, ".") && !slices.ContainsFunc(allowed, func(a string) bool { return strings.HasPrefix(imported, a) }) {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if p.Doc == "" && len(p.GoFiles) > 0 {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
	}
}

// sources calls look with each file of the repository that we wrote.
func sources(t *testing.T, look func(path string, content []byte)) {
	t.Helper()
	cmd := exec.Command("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("git does not list the files: %v", err)
	}
	for path := range strings.SplitSeq(strings.Trim(string(out), "\x00"), "\x00") {
		content, err := os.ReadFile(filepath.Join(root, path))
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed, not yet committed
		}
		if err != nil {
			t.Fatal(err)
		}
		look(path, content)
	}
}

// longFiles may be longer than maxLines; each with its reason.
var longFiles = map[string]string{}

const maxLines = 520

func TestFilesAreShort(t *testing.T) {
	t.Parallel()
	sources(t, func(path string, content []byte) {
		generated := bytes.Contains(content[:min(len(content), 400)], []byte("DO NOT EDIT")) || strings.Contains(path, "/generated/")
		ours := strings.HasSuffix(path, ".go") || strings.HasSuffix(path, ".ts") || strings.HasSuffix(path, ".tsx")
		if lines := bytes.Count(content, []byte("\n")); ours && !generated && lines > maxLines && longFiles[path] == "" {
			t.Errorf("%s has %d lines, at most %d are easy to read", path, lines, maxLines)
		}
	})
}

func TestNoPackageIsADrawer(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		switch name := p.ImportPath[strings.LastIndexByte(p.ImportPath, '/')+1:]; name {
		case "util", "utils", "common", "types", "models", "helpers", "misc":
			t.Errorf("%s: the name %q says nothing", p.ImportPath, name)
		}
	}
}

// unfinished words promise something that is not there.
var unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X|HA` + `CK)\b`)

func TestNothingIsLeftForLater(t *testing.T) {
	t.Parallel()
	sources(t, func(path string, content []byte) {
		if !utf8.Valid(content) || strings.HasSuffix(path, ".json") || strings.HasSuffix(path, ".sum") || path == "LICENSE" || strings.Contains(path, "/testdata/") {
			return
		}
		if at := unfinished.FindIndex(content); at != nil {
			t.Errorf("%s: %q", path, content[at[0]:min(at[1]+40, len(content))])
		}
	})
}

func TestFuzzTargetsAreRun(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile(filepath.Join(root, "scripts/fuzz"))
	if err != nil || !bytes.Contains(script, []byte("grep -rHoE '^func Fuzz")) {
		t.Fatalf("scripts/fuzz does not look for every target by itself (%v)", err)
	}
	found := 0
	sources(t, func(path string, content []byte) {
		if !strings.HasSuffix(path, "_test.go") {
			return
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, content, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, is := d.(*ast.FuncDecl); is && strings.HasPrefix(f.Name.Name, "Fuzz") {
				found++
			}
		}
	})
	if found < 5 {
		t.Errorf("%d fuzz targets, want at least one for each decoder that strangers reach", found)
	}
}

// TestWhoPlaysTheOutsideKnowsNothingOfWhoJudgesIt: a simulated phone, or the stand-in for TeamViewer, that could look into
// the rooms it is there to test would prove nothing. The rows of the table are held here, as everyone may change them.
func TestWhoPlaysTheOutsideKnowsNothingOfWhoJudgesIt(t *testing.T) {
	t.Parallel()
	judges := []string{"provider", "provider/builtin", "provider/teamviewer", "mdm", "mdm/simulated", "mdm/directory", "preflight", "support",
		"activation", "rollout", "branding", "notify", "access", "device", "audit", "jobs", "storage", "storage/query", "httpapi", "devicelink", "media", "seal", "app"}
	for player, names := range map[string][]string{
		"sim":                                append([]string{"provider/teamviewer/teamviewertest"}, judges...),
		"provider/teamviewer/teamviewertest": append([]string{"sim", "wire", "id"}, judges...),
		"agent":                              append([]string{"sim"}, judges...),
	} {
		for _, name := range names {
			if refusal(module+"internal/"+player, player, module+"internal/"+name) == "" {
				t.Errorf("%s may import %s", player, name)
			}
		}
	}
	if why := refusal(module+"internal/sim", "sim", module+"internal/wire"); why != "" {
		t.Errorf("sim may not import wire: %s", why)
	}
}
