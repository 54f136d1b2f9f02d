package storage_test

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what the schema and the queries are now beside the generated code")

// TestGeneratedQueriesAreFresh compares the schema and the queries with what they were when package query was
// written, so that nobody has to build the generator to see that it was forgotten.
func TestGeneratedQueriesAreFresh(t *testing.T) {
	want := fmt.Sprintf("// inputs: sha256:%s\n", inputsHash(t))
	const path = "query/inputs.txt"
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("the schema or a query has changed since package query was written: run make sqlc\n got %s want %s", got, want)
	}
}

// inputsHash covers name, length and text of every file that the generator reads.
func inputsHash(t *testing.T) string {
	var files []string
	for _, pattern := range []string{"../../sqlc.yaml", "migrations/postgres/*.sql", "queries/*.sql"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(found), err)
		}
		files = append(files, found...)
	}
	slices.Sort(files)
	h := sha256.New()
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text = []byte(strings.ReplaceAll(string(text), "\r\n", "\n"))
		fmt.Fprintf(h, "%s %d\n", file, len(text))
		io.WriteString(h, string(text))
	}
	return hex.EncodeToString(h.Sum(nil))
}
