package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"net/http"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/mdm/simulated"
	"github.com/helpatwork/helpatwork/internal/provider/teamviewer/teamviewertest"
	"github.com/helpatwork/helpatwork/internal/sim"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// The MDMs of the demo: one of them has a license that is too low for TeamViewer, and one can make no device check in. One
// simulated MDM plays them all.
var demoConnections = []mdm.Connection{
	{ID: "mdm_demo", Kind: mdm.Simulated, Name: "Simulated MDM"},
	{ID: "mdm_demo_gold", Kind: mdm.Simulated, Name: "Simulated MDM, Gold", TierNeeded: mdm.Platinum, Tier: mdm.Gold},
	{ID: policyOnly, Kind: mdm.Simulated, Name: "Simulated MDM, no check-in"},
}

// policyOnly is the connection whose devices are woken by a change of policy only.
const policyOnly = "mdm_demo_policy"

// A stage is what the demo has in place of the outside world: a stand-in for TeamViewer and a simulated MDM.
type stage struct {
	viewer *teamviewertest.Server // nil: TeamViewer is elsewhere
	down   <-chan struct{}        // closed when the stand-in has stopped
	stop   context.CancelFunc
	mdm    *simulated.MDM
}

// openStage makes the simulated MDM, and a stand-in unless the configuration says where TeamViewer is.
func (s *Server) openStage(ctx context.Context) (*stage, error) {
	st := &stage{stop: func() {}, mdm: simulated.New(simulated.Config{Connection: demoConnections[0].ID, Store: s.db,
		Listener: reports{s}, Now: time.Now, Log: s.log, Options: simulated.Options{CheckIn: true}})}
	if s.cfg.TeamViewer.API != "" {
		return st, nil
	}
	return st, s.openStandIn(ctx, st)
}

// openStandIn starts it on a port of its own, as TeamViewer is another origin, and points this server at it.
func (s *Server) openStandIn(ctx context.Context, st *stage) error {
	standIn, err := teamviewertest.New(teamviewertest.Config{File: s.cfg.file("teamviewer.json"), Redirects: []string{s.callback()}})
	if err != nil {
		return fmt.Errorf("open the stand-in for TeamViewer: %w", err)
	}
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	down, err := standIn.Start(serving, "127.0.0.1:0")
	if err != nil {
		stop()
		return err
	}
	s.cfg.TeamViewer = TeamViewer{API: standIn.API(), Login: standIn.Login(), Hosts: []string{standIn.Origin()},
		Launch: standIn.LaunchTemplate(), Assignment: teamviewertest.Assignment}
	st.viewer, st.down, st.stop = standIn, down, stop
	return nil
}

// reports hands what the simulated MDM says to rollout, in the name of the connection that manages the device.
type reports struct{ server *Server }

// Reported implements mdm.Listener.
func (r reports) Reported(ctx context.Context, connectionID string, report mdm.Report) error {
	d, err := r.server.db.Device(ctx, report.DeviceID, device.Scope{All: true})
	if err != nil {
		return err
	}
	return r.server.rollout.Reported(ctx, cmp.Or(d.MDM, connectionID), report)
}

// mdms are the simulated ones; none outside of the demo.
func (st *stage) mdms() map[string]mdm.Manager {
	joined := make(map[string]mdm.Manager)
	for _, c := range st.connections() {
		joined[c.ID] = st.mdm
	}
	if st != nil {
		joined[policyOnly] = simulated.PolicyOnly{MDM: st.mdm}
	}
	return joined
}

func (st *stage) connections() []mdm.Connection {
	if st == nil {
		return nil
	}
	return demoConnections
}

// ofFleet is the MDM as the phones know it. Every twelfth belongs to the connection whose license is too low, and every
// twelfth Android device to the one that has no check-in: Apple's devices can always be woken.
func (st *stage) ofFleet() sim.MDM {
	return sim.MDM{
		PushToken: st.mdm.PushToken,
		Enroll: func(ctx context.Context, deviceID, management string) (id.Secret, error) {
			return st.mdm.Enroll(ctx, deviceID, device.Management(management))
		},
		Connection: func(deviceID, platform string) string {
			h := fnv.New32a()
			h.Write([]byte(deviceID))
			switch share := h.Sum32() % 12; {
			case share == 0:
				return demoConnections[1].ID
			case share == 9 && platform == string(device.Android):
				return policyOnly
			}
			return demoConnections[0].ID
		},
	}
}

// mount adds the device side of the simulated MDM.
func (st *stage) mount(mux *http.ServeMux) { mux.Handle(wire.MDMPath, st.mdm.Handler()) }

func (st *stage) close() {
	if st == nil {
		return
	}
	st.stop()
	if st.down != nil {
		<-st.down
	}
}

// registerAtStandIn saves the client that the stand-in knows, as an administrator would with TeamViewer's own.
func (s *Server) registerAtStandIn(ctx context.Context) error {
	if s.stage.viewer == nil {
		return nil
	}
	p := access.Principal{Name: "Demo", Role: access.Administrator, Rights: access.Rights[access.Administrator], AllDevices: true}
	if clientID, _, err := s.activation.OAuthClient(ctx, p); err == nil && clientID == teamviewertest.ClientID {
		return nil
	} else if err != nil && !errors.Is(err, activation.ErrNoClient) {
		return err
	}
	return s.activation.SaveOAuthClient(ctx, p, teamviewertest.ClientID, id.Secret(teamviewertest.ClientSecret))
}
