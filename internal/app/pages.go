package app

import (
	"net/http"
	"path"
	"strings"

	"github.com/helpatwork/helpatwork/internal/web"
)

// pages serves the console: files by their name, the guest's page under /share/, and the console itself everywhere
// else, as its own router reads the path.
func pages(site *web.Site) http.Handler {
	console, share := site.Page("index.html"), site.Page("share.html")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "this address takes no "+r.Method, http.StatusMethodNotAllowed)
		case r.URL.Path == "/share/":
			share.ServeHTTP(w, r)
		case strings.Contains(path.Base(r.URL.Path), "."), strings.HasPrefix(r.URL.Path, "/sim/"):
			site.ServeHTTP(w, r) // a file, or nothing
		default:
			console.ServeHTTP(w, r)
		}
	})
}
