package httpapi

import (
	"bytes"
	"net/http"
)

// WritePage writes an HTML page and tells it its nonce, which its <style> elements need: as the content of
// <meta name="csp-nonce">, the first element of its head.
func WritePage(w http.ResponseWriter, r *http.Request, html []byte) {
	meta := `<head><meta name="csp-nonce" content="` + Nonce(r.Context()) + `">`
	_, _ = w.Write(bytes.Replace(html, []byte("<head>"), []byte(meta), 1)) // whoever asked may be gone
}
