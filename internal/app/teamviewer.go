package app

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/provider/teamviewer"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/support"
)

// tokensOfTeamViewer are the accounts that sessions at TeamViewer are opened with.
type tokensOfTeamViewer struct{ activation *activation.Service }

func wayOf(mode string) activation.Way { return activation.Way{Provider: teamviewer.Name, Mode: mode} }

func (t tokensOfTeamViewer) Token(ctx context.Context, personID, mode string) (id.Secret, string, error) {
	token, err := t.activation.Token(ctx, personID, wayOf(mode))
	return token.Access, token.AssignTo, err
}

func (t tokensOfTeamViewer) Refused(ctx context.Context, personID, mode string) {
	t.activation.Refused(ctx, personID, wayOf(mode))
}

// teamViewerClient speaks TeamViewer's Web API.
func (s *Server) teamViewerClient() (*teamviewer.Client, error) {
	client, err := teamviewer.NewClient(teamviewer.Settings{API: s.cfg.TeamViewer.API, Login: s.cfg.TeamViewer.Login})
	if err != nil {
		return nil, fmt.Errorf("settings of TeamViewer: %w", err)
	}
	return client, nil
}

func (s *Server) teamViewerProvider() (provider.Provider, error) {
	links, err := teamviewer.ParseLinks(s.cfg.TeamViewer.Hosts)
	if err != nil {
		return nil, fmt.Errorf("settings of TeamViewer: %w", err)
	}
	launch, err := teamviewer.ParseLaunch(s.cfg.TeamViewer.Launch, links)
	if err != nil {
		return nil, fmt.Errorf("settings of TeamViewer: %w", err)
	}
	return teamviewer.New(teamviewer.Config{Client: s.viewer, Tokens: tokensOfTeamViewer{s.activation}, Links: links, Launch: launch,
		Group: s.cfg.TeamViewer.Group, Log: s.log})
}

// takeAccountAway revokes the account at TeamViewer of a person who is disabled.
func (s *Server) takeAccountAway(ctx context.Context, personID string) {
	if err := s.activation.PersonChanged(ctx, personID, true); err != nil {
		s.log.ErrorContext(ctx, "account of a disabled person not taken away", slog.String("person_id", personID), slog.Any("err", err))
	}
}

// takeAccountsAway does so for whoever was disabled just before the server died.
func (s *Server) takeAccountsAway(ctx context.Context) {
	people, err := s.db.People(ctx)
	if err != nil {
		s.log.ErrorContext(ctx, "disabled people not looked up", slog.Any("err", err))
		return
	}
	for _, p := range people {
		if !p.DisabledAt.IsZero() {
			s.takeAccountAway(ctx, p.ID)
		}
	}
}

// rolloutOfActivation takes away what came through an activation.
type rolloutOfActivation struct{ rollout *rollout.Service }

func (r rolloutOfActivation) Undistribute(ctx context.Context, by audit.Actor, w activation.Way) error {
	return r.rollout.Undistribute(ctx, by, rollout.Way(w))
}

func (r rolloutOfActivation) CheckIn(ctx context.Context, deviceIDs []string) (map[string]string, error) {
	return r.rollout.CheckInMany(ctx, deviceIDs)
}

func (r rolloutOfActivation) Forget(ctx context.Context, w activation.Way) error {
	return r.rollout.Forget(ctx, rollout.Way(w))
}

// Affected implements activation.Rollout.
func (r rolloutOfActivation) Affected(ctx context.Context, w activation.Way, since time.Time) ([]activation.Affected, error) {
	found, err := r.rollout.Affected(ctx, rollout.Way(w), since)
	if err != nil {
		return nil, err
	}
	all := make([]activation.Affected, len(found))
	for i, a := range found {
		all[i] = activation.Affected{DeviceID: a.DeviceID, DeviceName: a.DeviceName, OwnerName: a.OwnerName,
			Proof: activation.Proof(a.Proof), Evidence: a.Evidence, At: a.At, CheckIn: a.CheckIn}
	}
	return all, nil
}

// sessionsOfActivation ends what runs through an activation that goes.
type sessionsOfActivation struct{ support func() *support.Service }

func (s sessionsOfActivation) CloseAll(ctx context.Context, by audit.Actor, w activation.Way) error {
	return s.support().CloseAll(ctx, by, w.Provider, w.Mode)
}

func (s sessionsOfActivation) Closing(ctx context.Context, w activation.Way) (int, error) {
	return s.support().Closing(ctx, w.Provider, w.Mode)
}

func (s sessionsOfActivation) Unproven(ctx context.Context, providerName, personID string) (bool, error) {
	return s.support().Unproven(ctx, providerName, personID)
}
