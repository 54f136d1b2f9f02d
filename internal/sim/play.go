package sim

import (
	"context"
	"crypto/ed25519"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/agent"
)

// play runs a device's agent until ctx is done.
func (f *Fleet) play(ctx context.Context, m *member) {
	a := f.agentOf(m, func(s agent.State) { m.person.linked(s.Connected) })
	m.phone.onRedraw(a.Redraw)
	m.person.switchOn(a)
	a.Run(ctx) // ends with ctx, and says only that
	m.person.linked(false)
}

func (f *Fleet) agentOf(m *member, onState func(agent.State)) *agent.Agent {
	key := ed25519.NewKeyFromSeed(f.known(m).Key)
	return agent.New(agent.Config{
		Server:   f.cfg.Server,
		Identity: agent.Identity{DeviceID: m.spec.Device.ID, Server: f.cfg.ServerName, Key: key},
		Screen:   m.phone, User: m.person, Media: f.cfg.Media, Report: m.phone.Report,
		Log: slog.New(quiet{f.log.Handler()}), Now: f.cfg.Now, TLS: f.cfg.TLS, OnState: onState,
		Pace: agent.Pace{FirstWithin: 10 * time.Millisecond}, // the fleet spreads its devices itself
	})
}

// quiet lets only warnings and errors of hundreds of devices through; the server logs the rest.
type quiet struct{ slog.Handler }

func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}

func (q quiet) WithAttrs(attrs []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(attrs)} }
func (q quiet) WithGroup(name string) slog.Handler       { return quiet{q.Handler.WithGroup(name)} }

// visit lets the devices that are away or retired by now be seen once, and then retires the latter.
func (f *Fleet) visit(ctx context.Context, pace <-chan time.Time) {
	defer close(f.visited)
	var visitors sync.WaitGroup
	var gone []*member
	changed := false
	for _, m := range f.members {
		known := f.known(m)
		if m.spec.Standing == Gone && !known.Retired {
			gone = append(gone, m)
		}
		if !m.spec.visits() || known.Visited || !tick(ctx, pace) {
			continue
		}
		changed = true
		visitors.Go(func() { f.visitOnce(ctx, m) })
	}
	visitors.Wait()
	if ctx.Err() == nil && len(gone) > 0 {
		changed = true
		f.retire(ctx, gone)
	}
	if !changed {
		return
	}
	if err := f.save(); err != nil {
		f.log.ErrorContext(ctx, "simulated fleet not remembered", slog.Any("err", err))
	}
}

// visitOnce connects a device for as long as it takes to report.
func (f *Fleet) visitOnce(ctx context.Context, m *member) {
	const patience = time.Minute
	ctx, leave := context.WithTimeout(ctx, patience)
	defer leave()
	var once sync.Once
	stay := time.NewTimer(patience)
	defer stay.Stop()
	seen := false
	a := f.agentOf(m, func(s agent.State) {
		if s.Connected {
			once.Do(func() { seen = true; stay.Reset(f.cfg.VisitFor); m.handset.visit() })
		}
	})
	var running sync.WaitGroup
	running.Go(func() { a.Run(ctx) })
	select {
	case <-stay.C:
	case <-ctx.Done():
	}
	leave()
	running.Wait()
	if m.spec.Standing != Connected { // only an app is managed there, and it stays
		m.handset.power(false)
	}
	if seen {
		f.remember(m.spec.Device.ID, func(s *deviceState) { s.Visited = true })
	}
}

func (f *Fleet) retire(ctx context.Context, gone []*member) {
	for batch := range slices.Chunk(gone, maxBatch) {
		if _, err := f.directory.add(ctx, f.importedAs(specsOf(batch), Retired), false); err != nil {
			f.log.ErrorContext(ctx, "simulated devices not retired", slog.Any("err", err))
			return
		}
		for _, m := range batch {
			f.remember(m.spec.Device.ID, func(s *deviceState) { s.Retired = true })
		}
	}
}

// pressHelp lets some people ask for help who have no request open: by turns those with Android and Apple devices.
func (f *Fleet) pressHelp(ctx context.Context) {
	pressed := 0
	for _, m := range f.members {
		if pressed >= f.cfg.HelpRequests {
			return
		}
		if !m.asksEarly() || m.spec.Apple() != (pressed%2 == 1) {
			continue
		}
		if !m.person.untilLinked(ctx) {
			return
		}
		if m.person.View().Help == nil {
			if err := m.person.Do(ctx, ActHelp, ""); err != nil {
				f.log.WarnContext(ctx, "help not asked for", slog.String("device_id", m.spec.Device.ID), slog.Any("err", err))
				continue
			}
		}
		pressed++
	}
}

// asksEarly chooses people who have a device to themselves; never the first one, with which others measure.
func (m *member) asksEarly() bool {
	s := m.spec
	return s.Number > 0 && s.connects() && !s.Kiosk && !s.Locked && s.Device.Management != IOSShared
}

// untilLinked waits until the device has a link and its user knows how the help request stands.
func (p *Person) untilLinked(ctx context.Context) bool {
	for {
		changed := p.phone.news.wait()
		p.mu.Lock()
		linked := p.online && p.welcomed
		p.mu.Unlock()
		if linked {
			return true
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}

var (
	_ agent.User     = (*Person)(nil)
	_ agent.Screen   = (*Phone)(nil)
	_ agent.Repeater = (*Phone)(nil)
	_ doors          = (*agent.Agent)(nil)
)
