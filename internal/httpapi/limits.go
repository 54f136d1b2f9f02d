package httpapi

import (
	"maps"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/go-chi/httprate"
)

// A limit is how often one address may try something, and maybe how often all of them together may.
type limit struct {
	window time.Duration
	rate   *httprate.RateLimiter
	all    *httprate.RateLimiter // nil: no bound for all together
}

// limits are apart from each other, so that one kind of guessing does not lock out the rest.
type limits struct {
	signIn, link, setup, share, join, help, branding, callback, account, sending, invite, reach, handOver *limit
}

func newLimits() limits {
	return limits{signIn: newLimit(20), link: newLimit(10), setup: newLimit(10),
		share: newCodeLimit(), join: newCodeLimit(), help: newLimit(60), branding: newLimit(600), callback: newLimit(30),
		account: newLimit(30), sending: newLimit(10), invite: newLimit(30), reach: newLimit(60), handOver: newLimit(60)}
}

// newLimit lets an address try so often in a minute.
func newLimit(requests int) *limit { return &limit{window: time.Minute, rate: newRate(requests)} }

// maxCodes is how many codes that people read aloud all addresses together may try in a minute. While 50 of the billion
// that there are can be used, ten minutes of that find one in 1 of 3,000 cases; no help desk reads out as many.
const maxCodes = 600

// newCodeLimit is for codes so short that guessing from many addresses would find one.
func newCodeLimit() *limit {
	return &limit{window: time.Minute, rate: newRate(10), all: newRate(maxCodes)}
}

func newRate(inAMinute int) *httprate.RateLimiter {
	return httprate.NewRateLimiter(inAMinute, time.Minute, httprate.WithResponseHeaders(httprate.ResponseHeaders{}))
}

// reached counts one more try and says whether it is one too many. What is too much of one address is not counted for all,
// so that nobody alone can lock the others out.
func (l *limit) reached(w http.ResponseWriter, r *http.Request) bool {
	return l.rate.OnLimit(w, r, httprate.CanonicalizeIP(infoOf(r.Context()).remote.String())) || l.all != nil && l.all.OnLimit(w, r, "")
}

// limited refuses what comes too often from one address, before anything is read of the request.
func (a *API) limited(l *limit) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		if !l.reached(w, r) {
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
