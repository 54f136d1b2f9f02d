package httpapi

import (
	"io"
	"log/slog"
	"net/http"
	"strings"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/helpatwork/helpatwork/internal/access"
)

const setupPath = prefix + "/setup"

// plainRoutes are what is no operation: what machines ask that watch the server, unknown addresses, and the pages.
func (a *API) plainRoutes(cfg Config) {
	a.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { writeText(w, http.StatusOK, "ok\n") })
	a.mux.HandleFunc("GET /readyz", a.readyz)
	if cfg.Metrics != nil {
		metrics := promhttp.HandlerFor(cfg.Metrics, promhttp.HandlerOpts{})
		a.mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
			p, err := a.principal(r)
			if err == nil && !p.Has(access.Administer) {
				err = access.ErrForbidden
			}
			if err != nil {
				writeProblem(w, a.problem(r.Context(), err))
				return
			}
			metrics.ServeHTTP(w, r)
		})
	}
	a.mux.HandleFunc("GET "+OAuthCallback, a.oauthCallback)
	a.mux.HandleFunc("/api/", a.unknown)
	pages := cfg.Pages
	if pages == nil {
		pages = http.HandlerFunc(a.unknown)
	}
	a.mux.Handle("/", pages)
}

func (a *API) readyz(w http.ResponseWriter, r *http.Request) {
	if a.ready != nil {
		if err := a.ready(r.Context()); err != nil {
			a.log.WarnContext(r.Context(), "not ready", slog.Any("err", err))
			writeText(w, http.StatusServiceUnavailable, "not ready\n")
			return
		}
	}
	writeText(w, http.StatusOK, "ready\n")
}

func writeText(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body) // whoever asked may be gone
}

// unknown answers for addresses that are not there, and for methods that an address does not take.
func (a *API) unknown(w http.ResponseWriter, r *http.Request) {
	allowed := a.allowed(r)
	if len(allowed) == 0 {
		refuse(w, r, codeNotFound)
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	refuse(w, r, codeMethod)
}

// allowed are the methods that the address of r takes. Of the set-up it tells nothing, so that nobody sees whether it is there.
func (a *API) allowed(r *http.Request) []string {
	if r.URL.Path == setupPath {
		return nil
	}
	var methods []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := a.mux.Handler(other); strings.HasPrefix(pattern, method+" ") {
			methods = append(methods, method)
		}
	}
	return methods
}
