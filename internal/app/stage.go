package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/mdm/simulated"
	"github.com/helpatwork/helpatwork/internal/provider/teamviewer/teamviewertest"
)

// The MDMs of the demo: one that can make devices check in, and one that cannot and whose license is too low for
// TeamViewer.
var demoConnections = []mdm.Connection{
	{ID: "mdm_demo", Kind: mdm.Simulated, Name: "Simulated MDM"},
	{ID: "mdm_demo_gold", Kind: mdm.Simulated, Name: "Simulated MDM, Gold", TierNeeded: mdm.Platinum, Tier: mdm.Gold},
}

// A stage is what the demo has in place of the outside world: a stand-in for TeamViewer and simulated MDMs.
type stage struct {
	viewer *teamviewertest.Server
	down   <-chan struct{} // closed when the stand-in has stopped
	stop   context.CancelFunc
	mdm    map[string]*simulated.MDM
}

// openStage starts the stand-in on a port of its own, as TeamViewer is another origin, and points this server at it.
func (s *Server) openStage(ctx context.Context) (*stage, error) {
	standIn, err := teamviewertest.New(teamviewertest.Config{File: s.cfg.file("teamviewer.json"), Redirects: []string{s.callback()}})
	if err != nil {
		return nil, fmt.Errorf("open the stand-in for TeamViewer: %w", err)
	}
	st := &stage{viewer: standIn, mdm: make(map[string]*simulated.MDM)}
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	if st.down, err = standIn.Start(serving, "127.0.0.1:0"); err != nil {
		stop()
		return nil, err
	}
	st.stop = stop
	origin := standIn.Origin()
	s.cfg.TeamViewer = TeamViewer{API: origin + "/api/v1", Login: origin + "/oauth2/authorize", Hosts: []string{origin},
		Launch: origin + "/control?device={{id}}", Assignment: s.cfg.TeamViewer.Assignment}
	for _, c := range demoConnections {
		st.mdm[c.ID] = simulated.New(simulated.Config{Connection: c.ID, Store: s.db, Listener: reports{s}, Now: time.Now, Log: s.log,
			Options: simulated.Options{CheckIn: c.ID == "mdm_demo"}})
	}
	return st, nil
}

// reports hands what MDMs say to rollout.
type reports struct{ server *Server }

// Reported implements mdm.Listener.
func (r reports) Reported(ctx context.Context, connectionID string, report mdm.Report) error {
	return r.server.rollout.Reported(ctx, connectionID, report)
}

// mdms are the simulated ones; none outside of the demo.
func (st *stage) mdms() map[string]mdm.Manager {
	joined := make(map[string]mdm.Manager)
	if st != nil {
		for name, m := range st.mdm {
			joined[name] = m
		}
	}
	return joined
}

func (st *stage) connections() []mdm.Connection {
	if st == nil {
		return nil
	}
	return demoConnections
}

// mount adds the device side of the simulated MDMs, /sim-mdm/ and the id of the connection in front of it.
func (st *stage) mount(mux *http.ServeMux) {
	for name, m := range st.mdm {
		prefix := "/sim-mdm/" + name
		mux.Handle(prefix+"/", http.StripPrefix(prefix, m.Handler()))
	}
}

// run tells the reports of the simulated MDMs until ctx ends.
func (st *stage) run(start func(name string, run func(context.Context) error)) {
	for _, name := range slices.Sorted(maps.Keys(st.mdm)) {
		start("reports of "+name, st.mdm[name].Run)
	}
}

func (st *stage) close() {
	if st != nil {
		st.stop()
		<-st.down
	}
}

// registerAtStandIn saves the client that the stand-in knows, as an administrator would with TeamViewer's own.
func (s *Server) registerAtStandIn(ctx context.Context) error {
	p := access.Principal{Name: "Demo", Role: access.Administrator, Rights: access.Rights[access.Administrator], AllDevices: true}
	if clientID, _, err := s.activation.OAuthClient(ctx, p); err == nil && clientID == teamviewertest.ClientID {
		return nil
	} else if err != nil && !errors.Is(err, activation.ErrNoClient) {
		return err
	}
	return s.activation.SaveOAuthClient(ctx, p, teamviewertest.ClientID, id.Secret(teamviewertest.ClientSecret))
}
