package sim

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"time"
)

// shared is what the handsets of a fleet have in common.
type shared struct {
	crew    crew
	auto    *auto
	mdm     *mdmClient // nil: no MDM
	tv      *teamViewer
	paces   Paces
	log     *slog.Logger
	now     func() time.Time
	changed func(deviceID string) // something to be remembered
}

// newShared makes what the handsets have in common.
func (f *Fleet) newShared() *shared {
	transport := &http.Transport{MaxIdleConns: 256, MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute}
	if f.cfg.TLS != nil {
		transport.TLSClientConfig = f.cfg.TLS.Clone()
	}
	client := &http.Client{Transport: transport} // each call has its own time
	s := &shared{auto: f.auto, paces: f.cfg.Paces, log: f.log, now: f.cfg.Now, changed: f.touch,
		tv: &teamViewer{http: client, polls: make(chan struct{}, maxHostPolls)}}
	if base, err := url.Parse(f.cfg.TeamViewer); err == nil && base.Host != "" {
		s.tv.base = base
	}
	if base, err := url.Parse(f.cfg.MDM.URL); err == nil && f.cfg.MDM.Enroll != nil {
		s.mdm = &mdmClient{base: base, http: client, enroll: f.cfg.MDM.Enroll, token: f.cfg.MDM.PushToken, talking: make(chan struct{}, maxTalking)}
	}
	return s
}

// Paces are how long things take on simulated phones; zero means what each field says.
type Paces struct {
	// Install is how long an app takes to come (3 s), Open how long it takes a user who answers by themselves to open
	// QuickSupport when a session arrives (2 s).
	Install, Open time.Duration
	// CheckIn is how often a device checks in by itself (1 h), Retry the first pause after a failure (1 s).
	CheckIn, Retry time.Duration
	// Beat is how often Host says that it is there (15 s).
	Beat time.Duration
}

func (p Paces) orDefault() Paces {
	for _, one := range []struct {
		of *time.Duration
		is time.Duration
	}{{&p.Install, 3 * time.Second}, {&p.Open, 2 * time.Second}, {&p.CheckIn, time.Hour}, {&p.Retry, time.Second}, {&p.Beat, 15 * time.Second}} {
		if *one.of <= 0 {
			*one.of = one.is
		}
	}
	return p
}

// pause waits, and says whether nothing came between.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
