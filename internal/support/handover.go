package support

import (
	"context"
	"fmt"
	"log/slog"
	"slices"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// The clients of a provider that a technician can leave for.
const (
	ClientDesktop = "desktop"
	ClientWeb     = "web"
)

// HandOver gives the technician who started a session the link to its provider's client, and lets the session stand as
// handed over. The link is that technician's secret: it is in this answer and nowhere else. Errors: ErrNotFound,
// access.ErrForbidden, ErrNotYours, ErrNotReady while the provider has not opened it, ErrEnded, ErrNoWay when the provider
// has no link for this client, *wire.FieldError.
func (s *Service) HandOver(ctx context.Context, p access.Principal, sessionID, client string) (id.Secret, error) {
	if client != ClientDesktop && client != ClientWeb {
		return "", wire.BadField("client", "is neither desktop nor web")
	}
	ses, err := s.visible(ctx, p, sessionID)
	if err != nil {
		return "", err
	}
	if ses.TechnicianID != p.PersonID {
		return "", ErrNotYours
	}
	d, err := s.devices.Device(ctx, ses.DeviceID, everything)
	if err != nil {
		return "", fmt.Errorf("hand session %s over: %w", ses.ID, err)
	}
	if !s.mayHave(p, ses, d) {
		return "", access.ErrForbidden
	}
	var link id.Secret
	_, err = s.change(ctx, sessionID, func(ses *Session, w *Writes) error {
		if err := ses.reachable(); err != nil {
			return err
		}
		if len(ses.AtProvider.Sealed) == 0 {
			return ErrNotReady
		}
		l, err := s.unseal(*ses)
		if err != nil {
			return err
		}
		if link = l.link(client); link == "" {
			return ErrNoWay
		}
		first := ses.AtProvider.HandedOverAt.IsZero()
		if err := ses.handOver(s.now(), s.clocks); err != nil {
			return err
		}
		if first {
			w.Jobs = append(w.Jobs, nextTurn(JobLook, ses, s.soon(s.clocks.LookHandedOver)))
		}
		s.write(w, *ses, audit.SessionHandedOver, p.Actor(), map[string]string{"client": client})
		return nil
	})
	if err != nil {
		return "", err
	}
	s.log.InfoContext(ctx, "session handed over", slog.String("session_id", sessionID), slog.String("technician_id", p.PersonID), slog.String("client", client))
	return link, nil
}

// mayStartAt says whether p may start and take sessions by a provider.
func mayStartAt(p access.Principal, providerName string) bool {
	return mayAct(p) && (providerName != preflight.TeamViewer || p.Has(access.StartTeamViewer))
}

// CloseAll ends every open session of a provider in one mode, as its activation is removed; an empty mode means both.
func (s *Service) CloseAll(ctx context.Context, by audit.Actor, providerName, mode string) error {
	open, err := s.store.OpenSessions(ctx)
	if err != nil {
		return fmt.Errorf("close the sessions of %s: %w", providerName, err)
	}
	for _, ses := range open {
		if ses.Provider != providerName || mode != "" && string(ses.Mode) != mode {
			continue
		}
		if err := s.stopBy(ctx, ses, ActivationRemoved, by); err != nil {
			return err
		}
	}
	return nil
}

// Closing counts the sessions of a provider in one mode that ended and are still to be closed there: each has a job that
// goes on trying. An empty mode means both.
func (s *Service) Closing(ctx context.Context, providerName, mode string) (int, error) {
	list, err := s.store.SessionsOfJobs(ctx, JobClose)
	if err != nil {
		return 0, fmt.Errorf("count what is to be closed at %s: %w", providerName, err)
	}
	sessions := map[string]bool{}
	for _, ses := range list {
		if ses.Provider == providerName && (mode == "" || string(ses.Mode) == mode) && ses.State == Ended {
			sessions[ses.ID] = true
		}
	}
	return len(sessions), nil
}

// Unproven says whether a session that a person started at a provider was closed by us while its connection may go on
// there, and its end is still looked for.
func (s *Service) Unproven(ctx context.Context, providerName, personID string) (bool, error) {
	list, err := s.store.SessionsOfJobs(ctx, JobLook)
	if err != nil {
		return false, fmt.Errorf("look for connections of %s: %w", personID, err)
	}
	return slices.ContainsFunc(list, func(ses Session) bool {
		return ses.Provider == providerName && ses.TechnicianID == personID && ses.EndUnconfirmed()
	}), nil
}
