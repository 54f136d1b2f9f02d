package app

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/branding"
	"github.com/helpatwork/helpatwork/internal/httpapi"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/mdm/directory"
	"github.com/helpatwork/helpatwork/internal/notify"
	"github.com/helpatwork/helpatwork/internal/provider/teamviewer"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/seal"
	"github.com/helpatwork/helpatwork/internal/support"
)

// openAround makes what stands around sessions: accounts, branding, sending and support apps.
func (s *Server) openAround(ctx context.Context) error {
	var err error
	if s.seal, err = seal.Open(s.cfg.file("secret.key")); err != nil {
		return fmt.Errorf("open the key of sealed secrets: %w", err)
	}
	if s.viewer, err = s.teamViewerClient(); err != nil {
		return err
	}
	s.branding = branding.New(branding.Config{Store: s.db, Hints: s.hints, Log: s.log})
	s.notify = notify.New(notify.Config{Store: s.db, Sealer: s.seal, Log: s.log})
	sessions, apps := &sessionsOfActivation{}, &rolloutOfActivation{}
	s.activation = activation.New(activation.Config{Store: s.db, Accounts: s.viewer, Rollout: apps, Sessions: sessions, Sealer: s.seal,
		Jobs: s.runner, Hints: s.hints, NodeID: s.node.name, Redirect: s.callback, Log: s.log})
	s.managers = &managers{simulated: s.stage.mdms()}
	s.rollout = rollout.New(rollout.Config{Store: s.db, Devices: s.db, Managers: s.managers.all,
		Peers: teamviewer.NewPeers(s.viewer, s.companyToken), Activated: s.activated, Jobs: s.runner, Hints: s.hints,
		Proven: s.proven, Values: s.valuesOf, Log: s.log})
	apps.rollout = s.rollout
	sessions.support = func() *support.Service { return s.support }
	if err := s.rollout.Seed(ctx, s.stage.connections()...); err != nil {
		return fmt.Errorf("write the catalog of support apps: %w", err)
	}
	return s.managers.read(ctx, s.db)
}

// proven tells a session what became of its values; one that is gone needs no telling.
func (s *Server) proven(ctx context.Context, sessionID, state, evidence string) error {
	err := s.support.Proven(ctx, sessionID, support.Delivered(state), evidence)
	if errors.Is(err, support.ErrNotFound) {
		return nil
	}
	return err
}

// callback is where TeamViewer sends browsers back to; it has to be registered there.
func (s *Server) callback() string { return s.URL() + httpapi.OAuthCallback }

// companyToken is the company's, of the unattended account before the attended one: its devices are looked up with it.
func (s *Server) companyToken(ctx context.Context) (id.Secret, error) {
	token, err := s.activation.CompanyToken(ctx, activation.TeamViewerUnattended)
	if err != nil {
		return s.activation.CompanyToken(ctx, activation.TeamViewerAttended)
	}
	return token, nil
}

func (s *Server) activated(ctx context.Context, w rollout.Way) (bool, error) {
	states, err := s.activation.Activations(ctx)
	return states[activation.Way(w)] == activation.Active, err
}

// managers are the MDMs that are joined, by the id of their connection.
type managers struct {
	simulated map[string]mdm.Manager
	joined    atomic.Pointer[map[string]mdm.Manager]
}

func (m *managers) all() map[string]mdm.Manager {
	if joined := m.joined.Load(); joined != nil {
		return *joined
	}
	return nil
}

// read makes a manager for each connection that is kept.
func (m *managers) read(ctx context.Context, store rollout.Store) error {
	connections, err := store.Connections(ctx)
	if err != nil {
		return fmt.Errorf("read the MDM connections: %w", err)
	}
	joined := make(map[string]mdm.Manager, len(connections))
	for _, c := range connections {
		switch c.Kind {
		case mdm.Directory:
			joined[c.ID] = directory.Directory{}
		case mdm.Simulated:
			if manager, played := m.simulated[c.ID]; played {
				joined[c.ID] = manager
			}
		}
	}
	m.joined.Store(&joined)
	return nil
}

// fronts tells how the help desk shows itself to users, by a link or by an agent.
type fronts struct{ branding *branding.Service }

// Front implements support.Fronts.
func (f fronts) Front(ctx context.Context) (support.Front, error) {
	b, err := f.branding.Current(ctx)
	if err != nil {
		return support.Front{}, fmt.Errorf("how the help desk shows itself: %w", err)
	}
	open, next := branding.OpenNow(b, time.Now())
	hours := make([]support.OpenHours, len(b.Hours))
	for i, h := range b.Hours {
		hours[i] = support.OpenHours(h)
	}
	return support.Front{Company: b.Company, Phone: b.Phone, Hours: hours, TimeZone: b.TimeZone, OpenNow: open, OpensAt: next}, nil
}
