package httpapi

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

// A PagePolicy is the Content-Security-Policy of pages, as far as the operator decides it (requirement S40). The zero
// value allows pages nothing but what came with them.
type PagePolicy struct{ hosts string }

// allowedHost is https with a name, whose first label may be a star, and maybe a port; nothing that could end a directive.
var allowedHost = regexp.MustCompile(`^https://(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(:[0-9]{1,5})?$`)

// maxAllowedHosts bounds a header that goes out with every page.
const maxAllowedHosts = 20

// ParsePagePolicy also lets pages connect to, and show pictures of, these hosts: https://host or https://*.host, at most 20.
func ParsePagePolicy(hosts []string) (PagePolicy, error) {
	if len(hosts) > maxAllowedHosts {
		return PagePolicy{}, fmt.Errorf("%d allowed hosts are more than %d", len(hosts), maxAllowedHosts)
	}
	var p PagePolicy
	for _, h := range hosts {
		h = strings.ToLower(h)
		if len(h) > 200 || !allowedHost.MatchString(h) {
			return PagePolicy{}, fmt.Errorf("allowed host %q is not like https://host.example or https://*.host.example", line(h, 100))
		}
		p.hosts += " " + h
	}
	return p, nil
}

// with is the policy of one page. It lets pages run only what came with them. The component library writes <style>
// elements, which need the nonce. Style attributes in markup are not allowed: the console sets styles through the DOM,
// which needs no permission.
func (p PagePolicy) with(nonce string) string {
	return "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + nonce + "'; " +
		"img-src 'self' data: blob:" + p.hosts + "; font-src 'self'; media-src 'self' blob:; connect-src 'self'" + p.hosts +
		"; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

// WritePage writes an HTML page and tells it its nonce, which its <style> elements need: as the content of
// <meta name="csp-nonce">, the first element of its head.
func WritePage(w http.ResponseWriter, r *http.Request, html []byte) {
	meta := `<head><meta name="csp-nonce" content="` + Nonce(r.Context()) + `">`
	_, _ = w.Write(bytes.Replace(html, []byte("<head>"), []byte(meta), 1)) // whoever asked may be gone
}
