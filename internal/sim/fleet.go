// Package sim plays a fleet of simulated phones and tablets, and the people in front of them. It reaches the server only
// over the sockets that a real device would use: the API to be put on its list, the device link, and media.
package sim

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/agent"
	"github.com/helpatwork/helpatwork/internal/id"
)

// Bounds of a fleet.
const (
	// MaxDevices is how many devices one fleet can have.
	MaxDevices = 200_000
	// MaxPlayed is how many of them live; those beyond are only on the server's list, as devices that were never seen.
	MaxPlayed = 2_000
)

// ErrConfig says that a fleet cannot be what its configuration asks for.
var ErrConfig = errors.New("bad configuration of the simulated fleet")

// Config is what a [Fleet] needs. Server, AdminToken, N, StateFile, Media, Log and Now must be set.
type Config struct {
	// Server is the base URL, http:// or https://.
	Server string
	// ServerName is what the server calls itself to devices. Empty means the host and port of Server.
	ServerName string
	// AdminToken is an API token of an administrator, for the import.
	AdminToken id.Secret
	// N is how many devices there are, 1 to MaxDevices; Seed chooses which.
	N    int
	Seed uint64
	// StateFile keeps the keys of the devices, readable by its owner only. It is made when it is not there.
	StateFile string
	// AutoAnswer lets people answer consent prompts by themselves, AnswerAfter they came up. Zero means 1 s. A device with
	// its bench page open answers at once.
	AutoAnswer  bool
	AnswerAfter time.Duration
	// Media carries the screens; see agent.Media.
	Media agent.Media
	TLS   *tls.Config // nil means the system's trust
	Log   *slog.Logger
	Now   func() time.Time
	// Progress, if set, is told how many devices have been set up, from one goroutine at a time; it must return quickly.
	Progress func(done, total int)
	// StartPerSecond bounds how many devices enroll or connect in a second. Zero means 100.
	StartPerSecond int
	// HelpRequests is how many people have pressed Help when the fleet is there. Zero means 3, below zero nobody.
	HelpRequests int
	// MDM manages the devices. With a zero value there is none.
	MDM MDM
	// TeamViewer is the base URL of the stand-in for TeamViewer, for the simulated TeamViewer apps. Empty means nowhere.
	TeamViewer string
	// Paces are how long things take.
	Paces Paces
	// VisitFor is how long a device that is away afterwards is there. Zero means 2 s.
	VisitFor time.Duration
}

// An MDM is how the devices of a fleet come under management. Both functions must be set, or neither.
type MDM struct {
	// URL is the base URL of the MDM's device side; empty means that of the server.
	URL string
	// Enroll returns the token of a device, as its enrollment profile would bring it. management is one of the API's words.
	Enroll func(ctx context.Context, deviceID, management string) (id.Secret, error)
	// PushToken returns a token for the pushes of all devices.
	PushToken func() id.Secret
	// Connection is the server's name of the MDM that manages a device of a platform, in the API's word for it; nil names
	// none.
	Connection func(deviceID, platform string) string
}

func (cfg Config) check() (Config, *url.URL, error) {
	base, err := url.Parse(cfg.Server)
	switch {
	case err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https":
		return cfg, nil, fmt.Errorf("%w: server %q is not an http or https address", ErrConfig, cfg.Server)
	case cfg.N < 1 || cfg.N > MaxDevices:
		return cfg, nil, fmt.Errorf("%w: %d devices, want 1 to %d", ErrConfig, cfg.N, MaxDevices)
	case cfg.StateFile == "" || cfg.Media == nil || cfg.Log == nil || cfg.Now == nil:
		return cfg, nil, fmt.Errorf("%w: StateFile, Media, Log and Now must be set", ErrConfig)
	}
	if (cfg.MDM.Enroll == nil) != (cfg.MDM.PushToken == nil) {
		return cfg, nil, fmt.Errorf("%w: MDM needs both functions", ErrConfig)
	}
	if cfg.MDM.URL == "" {
		cfg.MDM.URL = cfg.Server
	}
	for _, address := range []string{cfg.MDM.URL, cfg.TeamViewer} {
		if u, err := url.Parse(address); err != nil || address != "" && (u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
			return cfg, nil, fmt.Errorf("%w: %q is not an http or https address", ErrConfig, address)
		}
	}
	cfg.Paces = cfg.Paces.orDefault()
	if cfg.ServerName == "" {
		cfg.ServerName = base.Host
	}
	if cfg.StartPerSecond <= 0 {
		cfg.StartPerSecond = 100
	}
	if cfg.HelpRequests == 0 {
		cfg.HelpRequests = 3
	}
	if cfg.AnswerAfter <= 0 {
		cfg.AnswerAfter = time.Second
	}
	if cfg.VisitFor <= 0 {
		cfg.VisitFor = 2 * time.Second
	}
	return cfg, base, nil
}

// A Fleet is a number of simulated devices with their users. Its methods are safe for concurrent use.
type Fleet struct {
	cfg       Config
	log       *slog.Logger
	directory *directory
	auto      *auto
	handsets  *shared
	members   []*member
	byID      map[string]*member
	ready     chan struct{}
	visited   chan struct{} // closed when those who come only once have gone

	mu    sync.Mutex
	state *state
	done  int // devices that are set up
	// touched are devices whose handset may have something new to remember; stir says that there are some.
	touched map[string]bool
	stir    chan struct{}
}

// A member is one device of the fleet.
type member struct {
	spec    Spec
	phone   *Phone
	person  *Person
	handset *handset
}

// Open makes the fleet that cfg describes and reads its state file. Nothing runs yet. Errors are [ErrConfig] and
// [ErrStateFile].
func Open(cfg Config) (*Fleet, error) {
	cfg, base, err := cfg.check()
	if err != nil {
		return nil, err
	}
	known, err := loadState(cfg.StateFile, cfg.Seed)
	if err != nil {
		return nil, err
	}
	if known.Server != cfg.ServerName { // a proof is bound to the server's name: they enroll again
		known.Server, known.Devices = cfg.ServerName, map[string]deviceState{}
	}
	client := &http.Client{Timeout: 30 * time.Second}
	if cfg.TLS != nil {
		client.Transport = &http.Transport{TLSClientConfig: cfg.TLS.Clone()}
	}
	f := &Fleet{
		cfg: cfg, log: cfg.Log, directory: &directory{base: base, token: cfg.AdminToken, http: client},
		auto: &auto{on: cfg.AutoAnswer, after: cfg.AnswerAfter}, byID: map[string]*member{}, state: known, ready: make(chan struct{}), visited: make(chan struct{}),
		touched: map[string]bool{}, stir: make(chan struct{}, 1),
	}
	f.handsets = f.newShared()
	for s := range Describe(min(cfg.N, MaxPlayed), cfg.Seed) {
		phone := newPhone(s, cfg.Now, cfg.Log)
		m := &member{spec: s, phone: phone, person: newPerson(s, phone, f.auto)}
		m.handset = newHandset(s, phone.news, f.handsets, known.Devices[s.Device.ID].Phone)
		m.person.handset = m.handset
		f.members = append(f.members, m)
		f.byID[s.Device.ID] = m
	}
	return f, nil
}

// Ready is closed when every device is on the server's list and those that connect have begun to.
func (f *Fleet) Ready() <-chan struct{} { return f.ready }

// Run puts the devices on the server's list, enrolls those that are not, connects them, and plays them until ctx is
// done; it then returns nil. An error means that the fleet could not be set up or not be remembered. Call it once.
func (f *Fleet) Run(ctx context.Context) error {
	err := f.run(ctx)
	if ctx.Err() != nil && !errors.Is(err, ErrStateFile) {
		return nil // whatever was under way was cut off
	}
	return err
}

func (f *Fleet) run(ctx context.Context) error {
	began := f.cfg.Now()
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()
	pace := time.NewTicker(time.Second / time.Duration(f.cfg.StartPerSecond))
	defer pace.Stop()
	f.progress(0)
	if err := f.enlist(ctx, pace.C); err != nil {
		return fmt.Errorf("set up the simulated fleet: %w", err)
	}
	f.handsets.crew.open(ctx)
	defer f.handsets.crew.close()
	running.Go(func() { f.rememberHandsets(ctx) })
	for _, m := range f.members {
		if m.spec.Standing != Connected {
			continue
		}
		if !tick(ctx, pace.C) {
			return nil
		}
		m.handset.begin()
		if m.spec.connects() {
			running.Go(func() { f.play(ctx, m) })
		}
	}
	if f.handsets.mdm != nil {
		running.Go(func() { f.handsets.mdm.pushed(ctx, f.cfg.Paces.Retry, f.log, f.wake) })
	}
	f.log.InfoContext(ctx, "simulated fleet is set up", slog.Int("devices", f.cfg.N), slog.Duration("took", f.cfg.Now().Sub(began)))
	close(f.ready)
	running.Go(func() { f.visit(ctx, pace.C) })
	running.Go(func() { f.pressHelp(ctx) })
	<-ctx.Done()
	return nil
}

func tick(ctx context.Context, pace <-chan time.Time) bool {
	select {
	case <-pace:
		return true
	case <-ctx.Done():
		return false
	}
}

// progress tells that more devices are set up.
func (f *Fleet) progress(more int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.done += more
	if f.cfg.Progress != nil {
		f.cfg.Progress(f.done, f.cfg.N)
	}
}

// enlist imports and enrolls the devices that the state file does not know.
func (f *Fleet) enlist(ctx context.Context, pace <-chan time.Time) error {
	var strangers []Spec // never seen
	var unknown []*member
	for _, m := range f.members {
		known, is := f.state.Devices[m.spec.Device.ID]
		switch {
		case m.spec.Standing == NeverSeen && !is:
			strangers = append(strangers, m.spec)
		case m.spec.Standing != NeverSeen && len(known.Key) == 0:
			unknown = append(unknown, m)
		default:
			f.progress(1)
		}
	}
	const few = 100 // so that little is lost when the program is stopped, and progress is seen
	for batch := range slices.Chunk(unknown, few) {
		if err := f.enroll(ctx, batch, pace); err != nil {
			return err
		}
	}
	return f.list(ctx, strangers)
}

// list imports devices that never come: those given, and those beyond MaxPlayed.
func (f *Fleet) list(ctx context.Context, batch []Spec) error {
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		if _, err := f.directory.add(ctx, f.importedAs(batch, InUse), false); err != nil {
			return err
		}
		for _, s := range batch {
			f.remember(s.Device.ID, func(*deviceState) {})
		}
		f.progress(len(batch))
		batch = batch[:0]
		return f.save()
	}
	for s := range Describe(f.cfg.N, f.cfg.Seed) {
		if len(batch) == maxBatch {
			if err := flush(); err != nil {
				return err
			}
		}
		if s.Number < MaxPlayed {
			continue
		}
		if _, is := f.state.Devices[s.Device.ID]; is {
			f.progress(1)
			continue
		}
		batch = append(batch, s)
	}
	return flush()
}

func (f *Fleet) importedAs(specs []Spec, lifecycle Lifecycle) []importedDevice {
	devices := make([]importedDevice, 0, len(specs))
	for _, s := range specs {
		d := imported(s, lifecycle)
		if f.cfg.MDM.Connection != nil {
			d.MDM = f.cfg.MDM.Connection(d.ID, string(d.Platform))
		}
		devices = append(devices, d)
	}
	return devices
}

func specsOf(members []*member) []Spec {
	specs := make([]Spec, 0, len(members))
	for _, m := range members {
		specs = append(specs, m.spec)
	}
	return specs
}

// enroll imports devices and gives each a key of its own. Those that made it are remembered, whatever becomes of the rest.
func (f *Fleet) enroll(ctx context.Context, members []*member, pace <-chan time.Time) (err error) {
	tokens, err := f.directory.add(ctx, f.importedAs(specsOf(members), InUse), true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.save()) }()
	for i, m := range members {
		if !tick(ctx, pace) {
			return context.Cause(ctx)
		}
		_, key, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return fmt.Errorf("make a key: %w", err)
		}
		e := agent.Enrollment{BaseURL: f.cfg.Server, Name: f.cfg.ServerName, Token: tokens[i].Reveal(), Key: key, HTTP: f.directory.http}
		if err := retry(ctx, func() error { return enrolled(e.Do(ctx)) }); err != nil {
			return fmt.Errorf("enroll device %s: %w", m.spec.Device.ID, err)
		}
		f.remember(m.spec.Device.ID, func(s *deviceState) { *s = deviceState{Key: key.Seed(), Phone: s.Phone} })
		f.progress(1)
	}
	return nil
}

// enrolled makes a refusal of the device link one of the API.
func enrolled(_ agent.Identity, err error) error {
	if refused, ok := errors.AsType[*agent.EnrollError](err); ok {
		return &APIError{Status: refused.Status, Code: refused.Code, Detail: refused.Detail}
	}
	return err
}

func (f *Fleet) remember(deviceID string, change func(*deviceState)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.state.Devices[deviceID]
	change(&s)
	f.state.Devices[deviceID] = s
}

func (f *Fleet) known(m *member) deviceState {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.state.Devices[m.spec.Device.ID]
}

func (f *Fleet) save() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.state.save(f.cfg.StateFile)
}
