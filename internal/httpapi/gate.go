package httpapi

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
)

// A gate decides from the outside of a request whether it may come in.
type gate struct {
	names   map[string]bool
	public  *url.URL
	proxies []netip.Prefix
	origin  *http.CrossOriginProtection
}

func newGate(cfg Config) gate {
	g := gate{names: map[string]bool{"localhost": true}, public: cfg.PublicURL, proxies: cfg.TrustedProxies,
		origin: http.NewCrossOriginProtection()}
	for _, name := range cfg.Hosts {
		g.names[foldHost(name)] = true
	}
	if g.public != nil {
		g.names[foldHost(g.public.Hostname())] = true
		// A proxy may hand requests on under another Host. An address that is no origin trusts nothing.
		_ = g.origin.AddTrustedOrigin(g.public.Scheme + "://" + g.public.Host)
	}
	g.origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { refuse(w, r, codeCrossOrigin) }))
	return g
}

// refuse answers with a problem that needs no more words.
func refuse(w http.ResponseWriter, r *http.Request, code Code) {
	p := newProblem(code)
	p.RequestID = requestID(r.Context())
	writeProblem(w, p)
}

// requestInfo is what the gate found out about a request.
type requestInfo struct {
	id     string
	remote netip.Addr
	secure bool // came over TLS, to us or to a trusted proxy
	host   string
	nonce  string // of the page's styles; empty for what is no page
	// personID is filled by the sign-in check; it belongs to the goroutine of the request.
	personID string
}

// from is the address that other rooms count attempts by: the client's, where a trusted proxy tells it.
func (i *requestInfo) from(connection string) string {
	if peer, err := netip.ParseAddrPort(connection); err != nil || peer.Addr().Unmap() == i.remote {
		return connection
	}
	return netip.AddrPortFrom(i.remote, 0).String()
}

type infoKey struct{}

// infoOf is what the gate knows of the request of ctx; outside of a request it is empty.
func infoOf(ctx context.Context) *requestInfo {
	if info, has := ctx.Value(infoKey{}).(*requestInfo); has {
		return info
	}
	return &requestInfo{}
}

func requestID(ctx context.Context) string { return infoOf(ctx).id }

// Nonce is what <style> elements of the page of this request must carry to count (Content-Security-Policy).
func Nonce(ctx context.Context) string { return infoOf(ctx).nonce }

func (g gate) inspect(r *http.Request) *requestInfo {
	info := &requestInfo{id: id.New("req"), secure: r.TLS != nil, host: r.Host}
	if from, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		info.remote = from.Addr().Unmap()
	}
	if g.trusts(info.remote) {
		info.remote = clientOf(info.remote, r.Header.Values("X-Forwarded-For"), g.trusts)
		info.secure = info.secure || r.Header.Get("X-Forwarded-Proto") == "https"
	}
	if g.public != nil && g.public.Scheme == "https" {
		info.secure = true
	}
	if !isAPI(r.URL.Path) {
		info.nonce = rand.Text()
	}
	return info
}

func (g gate) trusts(a netip.Addr) bool {
	return a.IsValid() && slices.ContainsFunc(g.proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}

// clientOf walks X-Forwarded-For from its right end, which the nearest proxy wrote, to the first address that is no
// trusted proxy. What stands further left anyone may have written.
func clientOf(remote netip.Addr, forwarded []string, trusted func(netip.Addr) bool) netip.Addr {
	hops := strings.Split(strings.Join(forwarded, ","), ",")
	slices.Reverse(hops)
	for _, hop := range hops {
		a, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil || a.Zone() != "" {
			return remote
		}
		if remote = a.Unmap(); !trusted(remote) {
			return remote
		}
	}
	return remote
}

func foldHost(host string) string { return strings.TrimSuffix(strings.ToLower(host), ".") }

// knows says whether the server answers to the name that a request came to. A page of another site can make its own name
// point here, but it cannot make the browser send another Host than that name.
func (g gate) knows(r *http.Request) bool {
	host := foldHost((&url.URL{Host: r.Host}).Hostname())
	if g.names[host] {
		return true
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	if a.Unmap().IsLoopback() {
		return true
	}
	local, is := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !is {
		return false
	}
	at, err := netip.ParseAddrPort(local.String())
	return err == nil && at.Addr().Unmap().WithZone("") == a.Unmap()
}

func isAPI(path string) bool { return path == "/api" || strings.HasPrefix(path, "/api/") }

// isPlain says whether a path is for machines that watch the server.
func isPlain(path string) bool { return path == "/healthz" || path == "/readyz" || path == "/metrics" }

// guarded is what every request passes, whichever room answers it.
func (a *API) guarded(next http.Handler) http.Handler {
	checked := a.gate.origin.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, info, out := time.Now(), a.gate.inspect(r), &recorder{ResponseWriter: w}
		r = r.WithContext(context.WithValue(r.Context(), infoKey{}, info))
		r.RemoteAddr = info.from(r.RemoteAddr)
		secureHeaders(out.Header(), r.URL.Path, info, a.policy)
		defer func() {
			a.caught(out, r, recover())
			a.logRequest(r, info, out, time.Since(start))
		}()
		if !a.gate.knows(r) {
			refuse(out, r, codeHost)
			return
		}
		checked.ServeHTTP(out, r)
	})
}

// caught turns a panic into a bare 500; its text goes to the log only.
func (a *API) caught(out *recorder, r *http.Request, panicked any) {
	if panicked == nil {
		return
	}
	if panicked == http.ErrAbortHandler {
		panic(panicked)
	}
	a.log.ErrorContext(r.Context(), "request panicked", slog.String("request_id", requestID(r.Context())),
		slog.Any("err", panicked), slog.String("stack", string(debug.Stack())))
	if out.status == 0 {
		refuse(out, r, codeInternal)
	}
}

func (a *API) logRequest(r *http.Request, info *requestInfo, out *recorder, took time.Duration) {
	level := slog.LevelInfo
	if !isAPI(r.URL.Path) && out.status < http.StatusBadRequest {
		level = slog.LevelDebug
	}
	// The path only: a query may hold what was searched for.
	a.log.LogAttrs(r.Context(), level, "request", slog.String("method", r.Method), slog.String("path", line(r.URL.Path, 200)),
		slog.Int("status", out.status), slog.Int64("bytes", out.bytes), slog.Duration("took", took), slog.String("request_id", info.id),
		slog.String("remote", info.remote.String()), slog.String("person_id", info.personID))
}

// secureHeaders tells the browser what the answer may do.
func secureHeaders(h http.Header, path string, info *requestInfo, policy PagePolicy) {
	h.Set("X-Request-Id", info.id)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(self)")
	// No Strict-Transport-Security: with a self-made certificate it would lock people out of their own server.
	if isAPI(path) || isPlain(path) {
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		return
	}
	h.Set("Content-Security-Policy", policy.with(info.nonce))
}

// A recorder remembers how a request was answered. It can be hijacked and flushed like the writer under it.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= http.StatusOK {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController find the writer under it.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Flush implements http.Flusher.
func (r *recorder) Flush() { _ = http.NewResponseController(r.ResponseWriter).Flush() }

// Hijack implements http.Hijacker, for WebSockets.
func (r *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(r.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, fmt.Errorf("take the connection over: %w", err)
	}
	r.status = http.StatusSwitchingProtocols
	return conn, buffered, nil
}
