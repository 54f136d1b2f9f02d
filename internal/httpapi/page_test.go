package httpapi

import (
	"slices"
	"strings"
	"testing"
)

// Requirement S40: which hosts pages may reach is an operator's setting, and nothing else gets in with it.
func TestPagePolicyLetsInWhatTheOperatorAllows(t *testing.T) {
	t.Parallel()
	p, err := ParsePagePolicy([]string{"https://cdn.example.com", "https://*.TeamViewer.com:8443"})
	if err != nil {
		t.Fatal(err)
	}
	directives := strings.Split(p.with("n1"), "; ")
	for _, want := range []string{"connect-src 'self' https://cdn.example.com https://*.teamviewer.com:8443",
		"img-src 'self' data: blob: https://cdn.example.com https://*.teamviewer.com:8443", "script-src 'self'", "style-src 'self' 'nonce-n1'"} {
		if !slices.Contains(directives, want) {
			t.Errorf("policy %q does not have %q", directives, want)
		}
	}
	if strict := (PagePolicy{}).with("n1"); strings.Contains(strict, "https:") {
		t.Errorf("without hosts the policy is %q", strict)
	}
	for _, bad := range []string{"http://cdn.example.com", "https://*", "https://localhost", "https://a.example; script-src *", "https://a.example/path",
		"https://a.example https://b.example", "*", "data:", "'unsafe-inline'", "", "https://a.example\n", "https://" + strings.Repeat("a", 300) + ".example"} {
		if _, err := ParsePagePolicy([]string{bad}); err == nil {
			t.Errorf("ParsePagePolicy(%q) was taken", bad)
		}
	}
	if _, err := ParsePagePolicy(slices.Repeat([]string{"https://a.example"}, 21)); err == nil {
		t.Error("21 hosts were taken")
	}
}
