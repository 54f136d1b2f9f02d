// Package httpapi is the HTTP API: its operations, its one error table, its live hints, and the gate that every request
// passes. Operations are thin: they turn requests into calls of the domain and answers into JSON.
package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/helpatwork/helpatwork/internal/audit"
)

// Config is what an [API] is made of.
type Config struct {
	Access  Access
	Support Support
	Devices Devices
	Audit   audit.Store
	Media   Media
	Events  *Events

	Activations   Activations
	Rollout       Rollout
	Branding      Brandings
	Notifications Notifications
	// Outside and HelpDesk are what Support is, for other operations.
	Outside  Outside
	HelpDesk HelpDesk
	// Hints is told of what changed through this API; nil tells Events, and with that only this node.
	Hints Hints

	Version  string
	Server   string   // the name of this server in the challenges of its device link
	Company  string   // shown to users; may be empty
	Language Language // empty follows the browser
	Demo     bool

	// PublicURL is where people reach the server, as https://help.example.com; nil takes what each request came to.
	PublicURL *url.URL
	// Hosts are further names the server answers to, without port. It always answers to localhost, to loopback addresses,
	// to the address a connection came in on, and to the host of PublicURL; to other names it does not (DNS rebinding).
	Hosts []string
	// TrustedProxies may say in X-Forwarded-For and X-Forwarded-Proto who asks and how. None by default.
	TrustedProxies []netip.Prefix

	// Policy is the Content-Security-Policy of pages; zero is the strict one.
	Policy PagePolicy
	// Ready says what is missing to serve; nil means nothing ever is.
	Ready func(ctx context.Context) error
	// Metrics is shown at /metrics; nil hides it.
	Metrics prometheus.Gatherer
	// Pages answers everything else: the console. Nil answers 404.
	Pages http.Handler
	// Mounts add routes of other rooms (the device link, the simulated fleet) behind the same gate.
	Mounts []func(*http.ServeMux)

	Now func() time.Time // nil means time.Now
	Log *slog.Logger     // nil discards
}

// An API answers HTTP requests. It is safe for concurrent use.
type API struct {
	access  Access
	support Support
	devices Devices
	audit   audit.Store
	media   Media
	events  *Events
	hints   Hints

	activations Activations
	rollout     Rollout
	branding    Brandings
	notify      Notifications
	outside     Outside
	helpDesk    HelpDesk

	version, server, company string
	language                 Language
	demo                     bool
	now                      func() time.Time
	log                      *slog.Logger

	gate    gate
	policy  PagePolicy
	ready   func(ctx context.Context) error
	limits  limits
	huma    huma.API
	mux     *http.ServeMux
	handler http.Handler
}

// New builds the API with all its routes.
func New(cfg Config) *API {
	a := &API{access: cfg.Access, support: cfg.Support, devices: cfg.Devices, audit: cfg.Audit, media: cfg.Media, events: cfg.Events, hints: cfg.Hints,
		activations: cfg.Activations, rollout: cfg.Rollout, branding: cfg.Branding, notify: cfg.Notifications, outside: cfg.Outside, helpDesk: cfg.HelpDesk,
		version: cfg.Version, server: cfg.Server, company: cfg.Company, language: cfg.Language, demo: cfg.Demo, now: cfg.Now, log: cfg.Log,
		gate: newGate(cfg), policy: cfg.Policy, ready: cfg.Ready, limits: newLimits(), mux: http.NewServeMux()}
	if a.hints == nil {
		a.hints = cfg.Events
	}
	if a.now == nil {
		a.now = time.Now
	}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	a.huma = humago.New(a.mux, document())
	a.setupOperations()
	a.meOperations()
	a.peopleOperations()
	a.deviceOperations()
	a.sessionOperations()
	a.helpOperations()
	a.shareOperations()
	a.activationOperations()
	a.accountOperations()
	a.brandingOperations()
	a.sendingOperations()
	a.supportAppOperations()
	a.distributionOperations()
	a.deviceAppOperations()
	a.seatOperations()
	a.mdmConnectionOperations()
	a.sessionProviderOperations()
	a.helpLinkOperations()
	a.auditOperations()
	a.eventOperations()
	a.plainRoutes(cfg)
	for _, mount := range cfg.Mounts {
		mount(a.mux)
	}
	a.handler = a.guarded(a.mux)
	return a
}

// ServeHTTP implements http.Handler.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.handler.ServeHTTP(w, r) }
