package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/branding"
	"github.com/helpatwork/helpatwork/internal/bus"
	"github.com/helpatwork/helpatwork/internal/devicelink"
	"github.com/helpatwork/helpatwork/internal/httpapi"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/media"
	"github.com/helpatwork/helpatwork/internal/notify"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/provider/builtin"
	"github.com/helpatwork/helpatwork/internal/provider/teamviewer"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/rtc"
	"github.com/helpatwork/helpatwork/internal/seal"
	"github.com/helpatwork/helpatwork/internal/sim"
	"github.com/helpatwork/helpatwork/internal/storage"
	"github.com/helpatwork/helpatwork/internal/support"
	"github.com/helpatwork/helpatwork/internal/web"
)

// A Server is one node with everything in it. Open makes it, Run runs it once, Close gives back what Open took.
type Server struct {
	cfg     Config
	log     *slog.Logger
	node    *claim // nil until the data is this server's
	sockets *sockets
	pages   net.Listener // what is HTTP of the port
	db      *storage.DB
	bus     *bus.Bus
	port    *rtc.Port
	rooms   *media.Rooms
	hub     *devicelink.Hub
	access  *access.Service
	support *support.Service
	runner  *jobs.Runner
	// What the product document asks for around sessions.
	activation *activation.Service
	rollout    *rollout.Service
	branding   *branding.Service
	notify     *notify.Service
	managers   *managers
	judge      *judge
	crier      *crier
	viewer     *teamviewer.Client
	seal       *seal.Box
	events     *httpapi.Events
	hints      *hints
	happens    *happenings
	fleet      *sim.Fleet // nil but in the demo
	stage      *stage     // nil but in the demo
	http       *http.Server
}

// Open opens the data, the port and everything else. Nothing is served before Run.
func Open(ctx context.Context, cfg Config) (s *Server, err error) {
	m := newMetrics()
	s = &Server{cfg: cfg, log: slog.New(countingHandler{cfg.Log.Handler(), m.errors})}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if s.node, err = claimData(cfg.Data); err != nil {
		return s, err
	}
	if s.db, err = OpenData(ctx, cfg.Data); err != nil {
		return s, err
	}
	if s.sockets, err = listen(cfg); err != nil {
		return s, err
	}
	if s.cfg.ServerName == "" {
		s.cfg.ServerName = s.hostName()
	}
	if s.bus, err = bus.Open(s.node.name, s.log); err != nil {
		return s, err
	}
	pages, ice := rtc.Split(s.sockets.tcp, rtc.SplitConfig{Log: s.log})
	s.pages = pages
	if s.port, err = rtc.Open(rtc.Config{UDP: s.sockets.udp, TCP: ice, Advertise: cfg.MediaAddresses, Log: s.log}); err != nil {
		return s, err
	}
	s.hints = &hints{bus: s.bus, log: s.log}
	s.happens = newHappenings(m, s.log)
	s.rooms = media.New(s.port, media.Config{Log: s.log, Events: s.happens})
	s.runner = jobs.NewRunner(jobs.RunnerConfig{Store: s.db, Owner: s.node.name, Log: s.log})
	if cfg.Demo != nil {
		if s.stage, err = s.openStage(ctx); err != nil {
			return s, err
		}
	}
	if err := s.openDomain(ctx); err != nil {
		return s, err
	}
	if cfg.Demo != nil {
		if err := s.registerAtStandIn(ctx); err != nil {
			return s, fmt.Errorf("register at the stand-in for TeamViewer: %w", err)
		}
		if cfg.Demo.Devices > 0 {
			if s.fleet, err = s.openFleet(ctx); err != nil {
				return s, err
			}
		}
	}
	m.watch(s.db, s.hub, s.sockets.tcp, s.events.Streams, time.Now)
	return s, s.openHTTP(m)
}

// OpenData opens what is kept in a directory, which is made when it does not exist.
func OpenData(ctx context.Context, data string) (*storage.DB, error) {
	if err := makeData(data); err != nil {
		return nil, err
	}
	return storage.Open(ctx, storage.Config{Path: Config{Data: data}.file("helpatwork.db")})
}

func makeData(data string) error {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return fmt.Errorf("open the data directory: %w", err)
	}
	return nil
}

// OpenAccess makes the part that signs people in on its own, for commands that run beside a server.
func OpenAccess(db *storage.DB, log *slog.Logger, changed func(context.Context, string, bool)) *access.Service {
	return access.New(access.Config{Store: db, Passwords: access.NewArgon2(max(runtime.NumCPU(), 2)), Now: time.Now, Log: log, Changed: changed})
}

// openDomain joins sessions with the rooms, the links, the providers and what is rolled out.
func (s *Server) openDomain(ctx context.Context) error {
	s.access = OpenAccess(s.db, s.log, s.personChanged)
	called := &callers{rooms: s.rooms, devices: s.db, hints: s.hints, now: time.Now}
	s.hub = devicelink.New(devicelink.Config{Server: s.cfg.ServerName, NodeID: s.node.name, Store: s.db, Devices: called, Code: codeOf,
		Log: s.log, Now: time.Now, AllowedOrigins: s.sameOrigin, OnEnroll: s.deviceEnrolled,
		OnPresence: s.presenceSaved})
	if err := s.openAround(ctx); err != nil {
		return err
	}
	bell := doorbell{s.hub}
	providers := make(map[string]provider.Provider)
	s.support = support.New(support.Config{Store: s.db, Devices: s.db, People: s.db, Audit: s.db, Jobs: s.runner, Providers: providers,
		Rooms: roomsOfSupport{s.rooms}, Doorbell: bell, Hints: s.hints, Now: time.Now, Log: s.log, Clocks: s.cfg.Clocks, Company: s.cfg.Company,
		Fronts: fronts{s.branding}, Around: surroundings{s.activation, s.rollout, s.db}, Courier: courier{s.rollout},
		Outreach: outreach{s.notify, s.managers.all}, Notices: notices{s.branding}, Sealer: s.seal})
	providers[builtin.Name] = builtin.New(builtin.Config{Room: s.rooms, Doorbell: bell, Grant: s.support.GrantDevice})
	viewer, err := s.teamViewerProvider()
	if err != nil {
		return err
	}
	providers[teamviewer.Name] = viewer
	called.support, s.happens.support = s.support, s.support
	s.judge = &judge{devices: s.db, around: surroundings{s.activation, s.rollout, s.db}, hint: s.hints.Hint, log: s.log}
	s.crier = newCrier(s.support.Desk, s.hub, s.log)
	s.hints.heard = func(kind, id string) {
		if kind == activation.HintActivation {
			s.activation.LookAnew() // before anybody judges by it
		}
		s.judge.Heard(kind, id)
		s.crier.Heard(kind)
	}
	for _, handlers := range []map[jobs.Kind]jobs.Handler{s.support.Handlers(), s.activation.Handlers(), s.rollout.Handlers()} {
		for kind, handle := range handlers {
			s.runner.Register(kind, handle)
		}
	}
	s.events = httpapi.NewEvents(httpapi.EventsConfig{Sources: s.db, Devices: s.db, Now: time.Now, Log: s.log})
	return nil
}

// sameOrigin lets a browser's WebSocket in when its page came from here: by the address people use, or by the one the
// request came to. Behind a proxy that speaks TLS only the first tells.
func (s *Server) sameOrigin(r *http.Request) bool {
	if public := s.cfg.PublicURL; public != nil && r.Header.Get("Origin") == public.Scheme+"://"+public.Host {
		return true
	}
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	return r.Header.Get("Origin") == scheme+r.Host
}

// personChanged makes what a person holds open follow their rights at once.
func (s *Server) personChanged(ctx context.Context, personID string, gone bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	follow := s.support.PersonChanged
	if gone {
		follow = s.support.SignedOut
	}
	if err := follow(ctx, personID); err != nil {
		s.log.ErrorContext(ctx, "sessions did not follow a person's rights", slog.String("person_id", personID), slog.Any("err", err))
	}
	if p, err := s.db.Person(ctx, personID); err == nil && !p.DisabledAt.IsZero() {
		s.takeAccountAway(ctx, personID)
	}
	s.hints.personChanged(personID)
}

// deviceEnrolled also closes the link that whoever holds the key before may still have: a lost device is out.
func (s *Server) deviceEnrolled(_ context.Context, deviceID string) {
	s.hub.Disconnect(deviceID)
	s.hints.Hint(hintDevice, deviceID, 0)
}

// maxMoved is up to how many devices that came or went at once are named one by one.
const maxMoved = 50

// presenceSaved tells who came and went. Until it is written, whoever is told would ask and be given what was before.
func (s *Server) presenceSaved(deviceIDs []string) {
	if len(deviceIDs) > maxMoved {
		deviceIDs = []string{""} // devices in general
	}
	for _, deviceID := range deviceIDs {
		s.hints.Hint(hintDevice, deviceID, 0)
	}
}

func (s *Server) openHTTP(m *metrics) error {
	site, err := web.New(httpapi.WritePage)
	if err != nil {
		return fmt.Errorf("read the console: %w", err)
	}
	policy, err := httpapi.ParsePagePolicy(s.cfg.AllowedHosts)
	if err != nil {
		return err
	}
	mounts := []func(*http.ServeMux){s.hub.Routes}
	if s.stage != nil {
		mounts = append(mounts, s.stage.mount)
	}
	if s.fleet != nil {
		mounts = append(mounts, func(mux *http.ServeMux) { mux.Handle("/sim/", s.fleet.Handler(site.Page("sim.html"))) })
	}
	api := httpapi.New(httpapi.Config{Access: s.access, Support: s.support, Outside: s.support, HelpDesk: s.support, Activations: s.activation,
		Rollout: s.rollout, Branding: s.branding, Notifications: s.notify, Devices: s.db, Audit: s.db, Media: viewersOfAPI{s.rooms},
		Events: s.events, Hints: s.hints, Version: Version, Server: s.cfg.ServerName, Company: s.cfg.Company, Demo: s.cfg.Demo != nil,
		PublicURL: s.cfg.PublicURL, Hosts: s.ownHosts(), TrustedProxies: s.cfg.TrustedProxies, Ready: s.db.Ping, Metrics: m.registry, Pages: pages(site), Policy: policy,
		Mounts: mounts, Now: time.Now, Log: s.log})
	s.http = &http.Server{Handler: api, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		WriteTimeout: cmp.Or(s.cfg.WriteTimeout, DefaultWriteTimeout), MaxHeaderBytes: 32 << 10,
		TLSConfig: s.sockets.tls, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug)}
	return nil
}

// ownHosts are the names that the self-made certificate stands for; the server answers to them, too.
func (s *Server) ownHosts() []string {
	if s.sockets.fingerprint == "" {
		return nil
	}
	names, _ := ownNames()
	return names
}

// URL is where people reach this server.
func (s *Server) URL() string {
	if s.cfg.PublicURL != nil {
		return s.cfg.PublicURL.String()
	}
	return s.localURL()
}

// localURL is the port itself, whatever name people know it by.
func (s *Server) localURL() string {
	scheme, address := "http://", s.sockets.tcp.Addr().String()
	if s.sockets.tls != nil {
		scheme = "https://"
	}
	if host, port, err := net.SplitHostPort(address); err == nil && (host == "::" || host == "0.0.0.0") {
		address = net.JoinHostPort("localhost", port)
	}
	return scheme + address
}

func (s *Server) hostName() string {
	if u, err := url.Parse(s.URL()); err == nil {
		return u.Host
	}
	return s.sockets.tcp.Addr().String()
}

// Fingerprint is the SHA-256 of the self-made certificate in hexadecimal, or empty when there is none.
func (s *Server) Fingerprint() string { return s.sockets.fingerprint }

// SetupLink is the address that makes the first administrator, valid once within access.LinkLife;
// access.ErrAlreadySetUp says that there is one.
func (s *Server) SetupLink(ctx context.Context) (string, error) {
	token, err := s.access.NewSetupLink(ctx)
	if err != nil {
		return "", err
	}
	return s.URL() + "/welcome#" + token.Reveal(), nil
}

// Run serves until ctx ends or a part fails, then stops: first nobody new comes in, then the rooms and links close, and last
// what is under way is written down. It returns nil after an orderly stop.
func (s *Server) Run(ctx context.Context) error {
	if err := s.support.Recover(ctx); err != nil {
		if ctx.Err() != nil { // told to stop already; the next start recovers the rest
			return nil
		}
		return fmt.Errorf("recover sessions: %w", err)
	}
	s.takeAccountsAway(ctx)
	failed, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	inner, outer := newParts(ctx, fail), newParts(ctx, fail)
	if err := s.hints.follow(inner.ctx, s.events); err != nil {
		return err
	}
	inner.start("jobs", s.runner.Run)
	inner.start("events of rooms", s.happens.Run)
	inner.start("clocks", s.tick)
	inner.start("memory", giveBack)
	inner.start("availability", s.judge.Run)
	inner.start("support hours", s.crier.Run)
	outer.start("live hints", s.events.Run)
	outer.start("device links", s.hub.Run)
	outer.start("pages", s.serve)
	if s.stage != nil {
		inner.start("simulated MDM", s.stage.mdm.Run)
	}
	if s.fleet != nil {
		outer.start("simulated fleet", s.fleet.Run)
	}
	<-failed.Done()
	s.log.Info("stopping", slog.Any("cause", context.Cause(failed)))
	err := outer.stop()
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	err = errors.Join(err, s.rooms.Shutdown(closing), inner.stop(), audit.LinkAll(closing, s.db))
	return err
}

// serve answers requests until ctx ends, then lets those under way finish.
func (s *Server) serve(ctx context.Context) error {
	done := make(chan error, 1)
	go func() {
		if s.sockets.tls != nil {
			done <- s.http.ServeTLS(s.pages, "", "")
			return
		}
		done <- s.http.Serve(s.pages)
	}()
	s.log.Info("serving", slog.String("url", s.URL()))
	select {
	case err := <-done:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := s.http.Shutdown(closing); err != nil {
		s.log.Warn("some requests were cut off", slog.Any("err", err))
		return s.http.Close()
	}
	return nil
}

// giveBack returns what starting took to the operating system, once: routes and schemas are built from far more than
// they keep, and an idle server would hold it until the next collection.
func giveBack(ctx context.Context) error {
	select {
	case <-ctx.Done():
	case <-time.After(3 * time.Second):
		debug.FreeOSMemory()
	}
	return nil
}

// tick applies deadlines twice a second, links the audit log every second, and cleans up every few minutes.
func (s *Server) tick(ctx context.Context) error {
	deadlines, links, cleaning := time.NewTicker(500*time.Millisecond), time.NewTicker(time.Second), time.NewTicker(5*time.Minute)
	defer deadlines.Stop()
	defer links.Stop()
	defer cleaning.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return nil
		case <-deadlines.C:
			err = s.support.Expire(ctx)
		case <-links.C:
			err = audit.LinkAll(ctx, s.db)
		case <-cleaning.C:
			err = s.access.CleanUp(ctx)
		}
		if err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "clock", slog.Any("err", err)) // the next tick tries again
		}
	}
}

// Close gives back what Open took, in the opposite order. A server that ran must have stopped before.
func (s *Server) Close() error {
	var err error
	if s.rooms != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		err = s.rooms.Shutdown(ctx)
	}
	switch {
	case s.port != nil:
		err = errors.Join(err, s.port.Close(), ignoreClosed(s.pages.Close()))
	case s.sockets != nil:
		err = errors.Join(err, s.sockets.tcp.Close(), s.sockets.udp.Close())
	}
	if s.bus != nil {
		s.bus.Close()
	}
	s.stage.close()
	if s.db != nil {
		err = errors.Join(err, s.db.Close())
	}
	return errors.Join(err, s.node.release()) // last: until here the data is this server's
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// parts are goroutines that stop together.
type parts struct {
	ctx    context.Context //nolint:containedctx // it is what ends them
	cancel context.CancelFunc
	group  errgroup.Group
	fail   context.CancelCauseFunc
}

func newParts(ctx context.Context, fail context.CancelCauseFunc) *parts {
	p := &parts{fail: fail}
	p.ctx, p.cancel = context.WithCancel(context.WithoutCancel(ctx))
	return p
}

// start runs a part; its failure stops the server.
func (p *parts) start(name string, run func(context.Context) error) {
	p.group.Go(func() error {
		err := run(p.ctx)
		if err == nil || errors.Is(err, context.Canceled) && p.ctx.Err() != nil {
			return nil //nolint:nilerr // stopped, maybe before it had begun
		}
		err = fmt.Errorf("%s: %w", name, err)
		p.fail(err)
		return err
	})
}

func (p *parts) stop() error {
	p.cancel()
	return p.group.Wait()
}
