package preflight_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/preflight"
)

// A sentence of the console that asks for a value which the rule does not give says "unknown" though it is known.
func TestSentencesGetTheirValues(t *testing.T) {
	t.Parallel()
	found := map[preflight.Code][]preflight.Finding{}
	ask := func(f preflight.Facts) {
		for _, finding := range preflight.Check(f) {
			found[finding.Code] = append(found[finding.Code], finding)
		}
	}
	for _, row := range rows {
		ask(row.facts)
	}
	for _, change := range []change{
		func(f *preflight.Facts) { f.Device.Online, f.Device.LastSeen = false, now.Add(-150*time.Minute) },
		func(f *preflight.Facts) { f.Device.Report.Battery, f.Device.Report.AgentVersion = 3, "0.0.9" },
		func(f *preflight.Facts) { f.OpenSession = &preflight.OpenSession{ID: "ses_1", TechnicianName: "Mori"} },
		func(f *preflight.Facts) { f.Rights = []access.Right{access.View} },
	} {
		ask(aPhone(change))
	}
	// What the surroundings may really not say; the console then says so, or leaves it out.
	open := map[preflight.Code][]string{preflight.AppFailed: {"reason"}, preflight.TierMissing: {"mdm"}, preflight.TierUnknown: {"mdm"}}
	placeholder := regexp.MustCompile(`\{\{(\w+)\}\}`)
	for _, language := range []string{"en", "ja"} {
		var words struct{ Code, Remedy map[string]string }
		text, err := os.ReadFile(filepath.Join("..", "..", "console", "src", "i18n", language, "findings.json"))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &words); err != nil {
			t.Fatal(err)
		}
		for _, remedy := range preflight.Remedies {
			if words.Remedy[string(remedy)] == "" {
				t.Errorf("%s has no words for the action %s", language, remedy)
			}
		}
		for _, code := range preflight.Codes {
			sentence := words.Code[string(code)]
			if sentence == "" {
				t.Errorf("%s has no words for %s", language, code)
			}
			for _, name := range placeholder.FindAllStringSubmatch(sentence, -1) {
				if len(found[code]) == 0 {
					t.Errorf("no facts bring out %s, whose sentence needs %s", code, name[1])
				}
				for _, finding := range found[code] {
					if finding.Facts[name[1]] == "" && !slices.Contains(open[code], name[1]) {
						t.Errorf("%s: the sentence of %s needs %s, and the finding has %v", language, code, name[1], finding.Facts)
					}
				}
			}
		}
	}
}
