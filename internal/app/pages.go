package app

import (
	"net/http"
	"path"
	"strings"

	"github.com/helpatwork/helpatwork/internal/web"
)

// pages serves the console: files by their name, the pages of people who sign in nowhere under their own addresses, and
// the console itself everywhere else, as its own router reads the path.
func pages(site *web.Site) http.Handler {
	console := site.Page("index.html")
	open := map[string]http.Handler{
		"/share/":  site.Page("share.html"),   // a guest shares a computer's screen
		"/join":    site.Page("join.html"),    // a user types in a code that was read aloud
		"/help-me": site.Page("help-me.html"), // a user asks for help by a link
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, isOpen := open[r.URL.Path]
		switch {
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "this address takes no "+r.Method, http.StatusMethodNotAllowed)
		case isOpen:
			page.ServeHTTP(w, r)
		case strings.Contains(path.Base(r.URL.Path), "."), strings.HasPrefix(r.URL.Path, "/sim/"):
			site.ServeHTTP(w, r) // a file, or nothing
		default:
			console.ServeHTTP(w, r)
		}
	})
}
