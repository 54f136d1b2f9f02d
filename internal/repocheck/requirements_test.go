package repocheck

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The statuses a requirement can have; a status that is not plain "enforced" has its reason in the row.
var statuses = []string{"enforced", "guided by a page", "cannot be enforced by the public API", "a fact we show", "a trap avoided"}

// A requirement is one row of docs/requirements.md.
type requirement struct{ name, what, where, status, proof string }

// proofs are written as `folder TestName` for Go, and as `file "title"` for the console and the browser.
var (
	goProof   = regexp.MustCompile("`((?:internal|cmd)/[a-z0-9/]+) ((?:Test|Fuzz)[A-Za-z0-9_]+)`")
	fileProof = regexp.MustCompile("`((?:console|e2e)/[A-Za-z0-9_./-]+\\.(?:ts|tsx)) \"([^\"`]+)\"`")
	anyProof  = regexp.MustCompile("`[^`]+`")
)

func requirements(t *testing.T) map[string]requirement {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "docs/requirements.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := make(map[string]requirement)
	named := regexp.MustCompile(`^[STD][0-9]+$`)
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if !named.MatchString(cells[0]) {
			continue
		}
		if len(cells) != 5 {
			t.Errorf("row %s has %d cells, want name, what, where, status and proof", cells[0], len(cells))
			continue
		}
		if _, twice := rows[cells[0]]; twice {
			t.Errorf("%s has two rows", cells[0])
		}
		rows[cells[0]] = requirement{cells[0], cells[1], cells[2], cells[3], cells[4]}
	}
	return rows
}

// wantedRequirements are the lines of the product document, its translation traps and the facts of its sibling pages.
func wantedRequirements() []string {
	var names []string
	for prefix, last := range map[string]int{"S": 67, "T": 4, "D": 13} {
		for n := range last {
			names = append(names, fmt.Sprintf("%s%d", prefix, n+1))
		}
	}
	return names
}

func TestEveryRequirementHasAStatusAndAProof(t *testing.T) {
	t.Parallel()
	rows := requirements(t)
	for _, name := range wantedRequirements() {
		r, ok := rows[name]
		switch {
		case !ok:
			t.Errorf("docs/requirements.md has no row for %s", name)
			continue
		case r.what == "" || r.where == "":
			t.Errorf("%s does not say what it is or where it lives", name)
		case !slices.ContainsFunc(statuses, func(s string) bool { return strings.HasPrefix(r.status, s) }):
			t.Errorf("%s has status %q, want it to start with one of %q", name, r.status, statuses)
		case strings.HasPrefix(r.status, "cannot be enforced") && len(r.status) < len("cannot be enforced by the public API: ")+20:
			t.Errorf("%s does not say why it cannot be enforced and what is shown instead", name)
		}
		checkProofs(t, r)
	}
	for name := range rows {
		if !slices.Contains(wantedRequirements(), name) {
			t.Errorf("row %s is none of the product document", name)
		}
	}
}

func checkProofs(t *testing.T, r requirement) {
	t.Helper()
	all := anyProof.FindAllString(r.proof, -1)
	if len(all) == 0 {
		t.Errorf("%s names no test", r.name)
	}
	for _, proof := range all {
		if m := goProof.FindStringSubmatch(proof); m != nil {
			if !goTestExists(t, m[1], m[2]) {
				t.Errorf("%s names %s, which does not exist", r.name, proof)
			}
			continue
		}
		m := fileProof.FindStringSubmatch(proof)
		if m == nil {
			t.Errorf("%s: %s is neither `folder TestName` nor `file \"title\"`", r.name, proof)
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, m[1]))
		if err != nil || !strings.Contains(string(text), m[2]) {
			t.Errorf("%s names %s, which does not exist", r.name, proof)
		}
	}
}

func goTestExists(t *testing.T, folder, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "func "+name+"(") {
			return true
		}
	}
	return false
}
