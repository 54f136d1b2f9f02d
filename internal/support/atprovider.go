package support

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// OpenAtProvider is the handler of JobOpen: it opens the provider's side of a session and asks the device. A temporary
// error is returned, to be tried again; any other ends the session.
func (s *Service) OpenAtProvider(ctx context.Context, payload json.RawMessage) error {
	ses, err := s.ofJob(ctx, payload)
	if err != nil {
		return err
	}
	prov, ok := s.providers[ses.Provider]
	switch {
	case !ok && ses.State != Ended:
		return s.stop(ctx, ses, ProviderFailed)
	case !ok:
		return nil
	case ses.State == Ended: // perhaps while an earlier try was opening it
		return prov.Close(ctx, closing(ses))
	case s.live.of(ses.ID).coming(s.now()):
		return nil
	}
	request, err := s.request(ctx, ses)
	if err != nil {
		return err
	}
	opening, err := prov.Open(ctx, request)
	if err != nil {
		return s.openFailed(ctx, prov, ses, err)
	}
	if !opening.Delivered {
		s.log.InfoContext(ctx, "session waits for its device", slog.String("session_id", ses.ID), slog.String("device_id", ses.DeviceID))
		return nil
	}
	ses, err = s.change(ctx, ses.ID, func(ses *Session, w *Writes) error {
		if ses.State == Ended {
			return errUnchanged
		}
		first := ses.DeliveredAt.IsZero()
		if err := ses.deliver(s.now(), s.clocks); err != nil {
			return err
		}
		if !first {
			return errUnchanged
		}
		s.write(w, *ses, audit.SessionWaiting, audit.System, nil)
		return nil
	})
	if err != nil || ses.State != Ended {
		return err
	}
	return prov.Close(ctx, closing(ses)) // it ended while the device was being asked
}

func (s *Service) openFailed(ctx context.Context, prov provider.Provider, ses Session, err error) error {
	if t, ok := errors.AsType[interface {
		error
		Temporary() bool
	}](err); (ok && t.Temporary()) || ctx.Err() != nil {
		return fmt.Errorf("open session %s at %s: %w", ses.ID, ses.Provider, err)
	}
	if errors.Is(err, ErrEnded) { // while it was being opened
		return prov.Close(ctx, closing(ses))
	}
	s.log.ErrorContext(ctx, "provider failed", slog.String("session_id", ses.ID), slog.String("provider", ses.Provider), slog.Any("err", err))
	return s.stop(ctx, ses, ProviderFailed)
}

func (s *Service) request(ctx context.Context, ses Session) (provider.Request, error) {
	d, err := s.devices.Device(ctx, ses.DeviceID, everything)
	if err != nil {
		return provider.Request{}, fmt.Errorf("open session %s: %w", ses.ID, err)
	}
	p, err := s.principal(ctx, ses.TechnicianID)
	if err != nil {
		return provider.Request{}, fmt.Errorf("open session %s: %w", ses.ID, err)
	}
	return provider.Request{
		SessionID: ses.ID, DeviceID: ses.DeviceID, TechnicianName: ses.TechnicianName, TechnicianRole: string(p.Role),
		Reason: ses.Reason, Mode: string(ses.Mode), Company: s.company, Rights: ses.Rights, AnswerBy: s.answerBy(ses),
		Codec: codecOf(d), Accepted: ses.State == Active || ses.State == Interrupted,
	}, nil
}

// answerBy is when the prompt that is shown now is over.
func (s *Service) answerBy(ses Session) time.Time {
	switch {
	case ses.State == Active || ses.State == Interrupted:
		return time.Time{}
	case !ses.PromptedAt.IsZero() || ses.DeadlineReason == "":
		return ses.DeadlineAt
	case ses.Mode == Unattended:
		return s.now().Add(s.clocks.Countdown)
	default:
		return s.now().Add(s.clocks.Answer)
	}
}

// ShowAtProvider is the handler of JobShow: it makes the provider's side, and so the device, follow the session.
func (s *Service) ShowAtProvider(ctx context.Context, payload json.RawMessage) error {
	ses, err := s.ofJob(ctx, payload)
	if err != nil {
		return err
	}
	return s.show(ctx, ses.ID)
}

// show tells the provider how a session stands until that is what it was told last, as another one may have told it
// something older in between.
func (s *Service) show(ctx context.Context, sessionID string) error {
	for told := int64(-1); ; {
		ses, err := s.store.Session(ctx, sessionID, everything)
		if err != nil {
			return fmt.Errorf("show session %s: %w", sessionID, err)
		}
		prov, ok := s.providers[ses.Provider]
		if !ok || ses.Version == told {
			return nil
		}
		if err := prov.Show(ctx, s.standingAt(ses)); err != nil {
			return fmt.Errorf("show session %s at %s: %w", sessionID, ses.Provider, err)
		}
		told = ses.Version
	}
}

func (s *Service) standingAt(ses Session) provider.Standing {
	standing := provider.Standing{
		SessionID: ses.ID, DeviceID: ses.DeviceID, State: string(ses.State), Paused: ses.Paused,
		EndReason: string(ses.EndReason), Watchers: s.live.of(ses.ID).watchers(),
	}
	if ses.State == Active || ses.State == Interrupted {
		standing.Rights = []access.Right{access.View}
		if !ses.ControlTakenBack {
			standing.Rights = ses.Rights
		}
	}
	return standing
}

// CloseAtProvider is the handler of JobClose: it tells the device that its session ended, ends the provider's side,
// and takes a guest's token away.
func (s *Service) CloseAtProvider(ctx context.Context, payload json.RawMessage) error {
	ses, err := s.ofJob(ctx, payload)
	if err != nil || ses.State != Ended {
		return err
	}
	if prov, ok := s.providers[ses.Provider]; ok {
		if err := s.show(ctx, ses.ID); err != nil {
			return err
		}
		if err := prov.Close(ctx, closing(ses)); err != nil {
			return fmt.Errorf("close session %s at %s: %w", ses.ID, ses.Provider, err)
		}
	}
	return s.retireGuest(ctx, ses.DeviceID)
}

// retireGuest makes the token of a guest device void: it was for one session.
func (s *Service) retireGuest(ctx context.Context, deviceID string) error {
	d, err := s.devices.Device(ctx, deviceID, everything)
	if err != nil {
		return fmt.Errorf("close the session of device %s: %w", deviceID, err)
	}
	if d.Management != device.Guest || d.Lifecycle == device.Retired {
		return nil
	}
	d.Lifecycle = device.Retired
	if _, err := s.devices.ImportDevices(ctx, []device.Imported{{Device: d}}, s.now()); err != nil {
		return fmt.Errorf("retire guest %s: %w", deviceID, err)
	}
	s.doorbell.Disconnect(deviceID)
	s.hints.Hint(HintDevice, deviceID, 0)
	return nil
}

// ofJob is the session a job is about, with its deadline applied.
func (s *Service) ofJob(ctx context.Context, payload json.RawMessage) (Session, error) {
	var p jobPayload
	if err := json.Unmarshal(payload, &p); err != nil {
		return Session{}, fmt.Errorf("payload of a session's job: %w", err)
	}
	ses, err := s.store.Session(ctx, p.SessionID, everything)
	if err != nil {
		return Session{}, fmt.Errorf("job of session %s: %w", p.SessionID, err)
	}
	return s.settled(ctx, ses)
}

func closing(ses Session) provider.Closing {
	return provider.Closing{SessionID: ses.ID, TechnicianID: ses.TechnicianID, Mode: string(ses.Mode), Reference: ses.AtProvider.Reference, Reason: string(ses.EndReason)}
}
