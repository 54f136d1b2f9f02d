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
	ses, job, err := s.ofJob(ctx, payload)
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
		return s.closeThere(ctx, prov, ses)
	case prov.Capabilities().HandsOver:
		return s.openThere(ctx, prov, ses, job.Turn)
	case s.live.peek(ses.ID).coming(s.now()):
		return nil
	}
	return s.ask(ctx, prov, ses)
}

// ask opens the side of a provider that tells by itself how its session goes on.
func (s *Service) ask(ctx context.Context, prov provider.Provider, ses Session) error {
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
	return s.closeThere(ctx, prov, ses) // it ended while the device was being asked
}

func (s *Service) openFailed(ctx context.Context, prov provider.Provider, ses Session, err error) error {
	if t, ok := errors.AsType[interface {
		error
		Temporary() bool
	}](err); (ok && t.Temporary()) || ctx.Err() != nil {
		return fmt.Errorf("open session %s at %s: %w", ses.ID, ses.Provider, err)
	}
	if errors.Is(err, ErrEnded) { // while it was being opened
		return s.closeThere(ctx, prov, ses)
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
	version, company, notice, err := s.notice(ctx)
	if err == nil {
		err = s.keepNotice(ctx, ses, version)
	}
	if err != nil {
		return provider.Request{}, fmt.Errorf("open session %s: %w", ses.ID, err)
	}
	r := provider.Request{
		SessionID: ses.ID, DeviceID: ses.DeviceID, TechnicianID: ses.TechnicianID, TechnicianName: ses.TechnicianName,
		TechnicianRole: string(p.Role), Reason: ses.Reason, Mode: string(ses.Mode), Company: company,
		UserName: d.Owner.Name, UserEmail: d.Owner.Email, DeviceName: d.Name, Rights: ses.Rights, AnswerBy: s.answerBy(ses),
		Codec: codecOf(d), Peer: ses.AtProvider.Peer, NoticeVersion: version, Notice: notice,
		Accepted: ses.State == Active || ses.State == Interrupted,
	}
	if prov, ok := s.providers[ses.Provider]; ok && prov.Capabilities().HandsOver {
		r.ValidUntil = s.now().Add(s.delivery(d, prov))
	}
	return r, nil
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
	ses, _, err := s.ofJob(ctx, payload)
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
		EndReason: string(ses.EndReason), Watchers: s.live.peek(ses.ID).watchers(),
	}
	if ses.State == Active || ses.State == Interrupted {
		standing.Rights = []access.Right{access.View}
		if !ses.ControlTakenBack {
			standing.Rights = ses.Rights
		}
	}
	return standing
}

// CloseAtProvider is the handler of JobClose: it tells the device that its session ended, takes its values away, ends the
// provider's side, and takes a guest's token away.
func (s *Service) CloseAtProvider(ctx context.Context, payload json.RawMessage) error {
	ses, _, err := s.ofJob(ctx, payload)
	if err != nil || ses.State != Ended {
		return err
	}
	if prov, ok := s.providers[ses.Provider]; ok {
		if err := s.show(ctx, ses.ID); err != nil {
			return err
		}
		// The values go first, and whether or not the provider answers: a late phone must not get a dead code.
		withdrawing, closing := s.withdraw(ctx, ses), s.closeThere(ctx, prov, ses)
		if err := errors.Join(withdrawing, closing, s.noteClosing(ctx, ses, closing)); err != nil {
			return fmt.Errorf("close session %s at %s: %w", ses.ID, ses.Provider, err)
		}
	}
	return s.retireGuest(ctx, ses.DeviceID)
}

// closeThere ends the provider's side of a session, and that of the code it had before.
func (s *Service) closeThere(ctx context.Context, prov provider.Provider, ses Session) error {
	if old := ses.AtProvider.Retired; old != "" {
		if err := prov.Close(ctx, closingOf(ses, old)); err != nil {
			return err
		}
	}
	return prov.Close(ctx, closingOf(ses, ses.AtProvider.Reference))
}

// noteClosing keeps why a session could not be closed at a provider where it may go on without us.
func (s *Service) noteClosing(ctx context.Context, ses Session, refusal error) error {
	if !s.handsOver(ses) || refusal == nil && ses.AtProvider.Problem == "" {
		return nil
	}
	_, err := s.change(ctx, ses.ID, func(ses *Session, _ *Writes) error {
		if ses.AtProvider.Problem, ses.AtProvider.Words = "", ""; refusal != nil {
			ses.AtProvider.failed(refusal)
		}
		return nil
	})
	return err
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

// ofJob is the session a job is about, with its deadline applied, and what the job carries.
func (s *Service) ofJob(ctx context.Context, payload json.RawMessage) (Session, jobPayload, error) {
	var p jobPayload
	if err := json.Unmarshal(payload, &p); err != nil {
		return Session{}, p, fmt.Errorf("payload of a session's job: %w", err)
	}
	ses, err := s.store.Session(ctx, p.SessionID, everything)
	if err != nil {
		return Session{}, p, fmt.Errorf("job of session %s: %w", p.SessionID, err)
	}
	ses, err = s.settled(ctx, ses)
	return ses, p, err
}

func closingOf(ses Session, reference string) provider.Closing {
	return provider.Closing{SessionID: ses.ID, TechnicianID: ses.TechnicianID, Mode: string(ses.Mode), Reference: reference, Reason: string(ses.EndReason)}
}
