package httpapi

import (
	"maps"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/go-chi/httprate"
)

// A limit is how often one address may try something.
type limit struct {
	window time.Duration
	rate   *httprate.RateLimiter
}

// limits are apart from each other, so that one kind of guessing does not lock out the rest.
type limits struct {
	signIn, link, setup, share, join, help, branding, callback, account, sending, reach, handOver *limit
}

func newLimits() limits {
	return limits{signIn: newLimit(20), link: newLimit(10), setup: newLimit(10),
		share: newLimit(10), join: newLimit(10), help: newLimit(60), branding: newLimit(600), callback: newLimit(30),
		account: newLimit(30), sending: newLimit(10), reach: newLimit(60), handOver: newLimit(60)}
}

// newLimit lets an address try so often in a minute.
func newLimit(requests int) *limit {
	const window = time.Minute
	return &limit{window: window, rate: httprate.NewRateLimiter(requests, window, httprate.WithResponseHeaders(httprate.ResponseHeaders{}))}
}

// limited refuses what comes too often from one address, before anything is read of the request.
func (a *API) limited(l *limit) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		if !l.rate.OnLimit(w, r, httprate.CanonicalizeIP(infoOf(r.Context()).remote.String())) {
			next(ctx)
			return
		}
		p := newProblem(codeTooMany)
		p.retryAfter = l.window
		a.write(ctx, a.problem(r.Context(), p))
	}
}

// write answers with a problem from a middleware of an operation.
func (a *API) write(ctx huma.Context, p *Problem) {
	_, w := humago.Unwrap(ctx)
	writeProblem(w, p)
}

// writeProblem answers with a problem outside of any operation.
func writeProblem(w http.ResponseWriter, p *Problem) {
	maps.Copy(w.Header(), p.GetHeaders())
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	_ = huma.DefaultJSONFormat.Marshal(w, p) // whoever asked may be gone
}
