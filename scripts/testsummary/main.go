// Testsummary reads the output of `go test -json` and prints what failed, what was skipped and why, the slowest tests,
// and a closing line. It exits with 1 when something failed or nothing ran.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
)

type event struct {
	Action  string  `json:"Action"`
	Package string  `json:"Package"`
	Test    string  `json:"Test"`
	Output  string  `json:"Output"`
	Elapsed float64 `json:"Elapsed"`
}

type result struct {
	name    string
	elapsed float64
}

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	passed, failed, skipped := 0, 0, 0
	output := map[string][]string{}
	var slowest []result
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Println(lines.Text())
			continue
		}
		name := strings.TrimPrefix(e.Package, "github.com/helpatwork/helpatwork/") + " " + e.Test
		switch e.Action {
		case "output":
			// "=== RUN", "=== PAUSE" and "=== CONT" say nothing to whoever reads a summary.
			if !strings.HasPrefix(e.Output, "=== ") {
				output[name] = append(output[name], e.Output)
			}
		case "build-output":
			fmt.Print(e.Output)
		case "pass", "skip", "fail":
			if e.Action == "fail" {
				fmt.Print("FAIL ", name, "\n", strings.Join(output[name], ""))
				failed++
			}
			if e.Test == "" {
				continue
			}
			slowest = append(slowest, result{name, e.Elapsed})
			switch e.Action {
			case "pass":
				passed++
			case "skip":
				skipped++
				fmt.Print("SKIP ", name, "\n", strings.Join(output[name], ""))
			}
		}
	}
	slices.SortFunc(slowest, func(a, b result) int { return cmp.Compare(b.elapsed, a.elapsed) })
	fmt.Println("Slowest:")
	for _, r := range slowest[:min(len(slowest), 10)] {
		fmt.Printf("  %6.2f s  %s\n", r.elapsed, r.name)
	}
	fmt.Printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped)
	if failed > 0 || passed == 0 || lines.Err() != nil {
		os.Exit(1)
	}
}
