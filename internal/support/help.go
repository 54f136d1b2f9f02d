package support

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// Ask makes a help request of a device's user. Pressing again while one is open returns that one: nobody loses their
// place by being impatient. Errors: device.ErrNotFound, access.ErrForbidden for a guest, who is being helped already.
func (s *Service) Ask(ctx context.Context, deviceID string, a wire.Ask) (wire.HelpState, error) {
	d, err := s.devices.Device(ctx, deviceID, everything)
	if err == nil && d.Management == device.Guest {
		err = access.ErrForbidden
	}
	if err != nil {
		return wire.HelpState{}, fmt.Errorf("ask for help from device %s: %w", deviceID, err)
	}
	h := HelpRequest{ID: id.New("hlp"), DeviceID: deviceID, Version: 1, State: HelpOpen,
		Text: wire.CleanText(a.Text, MaxWords), AskedAt: s.now()}
	kept, err := s.store.AskHelp(ctx, h, s.record(audit.HelpAsked, user(deviceID), deviceID, "", helpDetails(h)))
	if err != nil {
		return wire.HelpState{}, fmt.Errorf("ask for help from device %s: %w", deviceID, err)
	}
	if kept.ID == h.ID {
		s.hints.Hint(HintHelp, kept.ID, kept.Version)
		s.logHelp(ctx, "", kept)
	}
	return s.helpState(ctx, kept)
}

// CancelAsk takes the open help request of a device back; having none is no error.
func (s *Service) CancelAsk(ctx context.Context, deviceID string) (wire.HelpState, error) {
	h, err := s.store.OpenHelpOf(ctx, deviceID)
	if errors.Is(err, ErrNotFound) {
		return wire.HelpState{}, nil
	}
	if err != nil {
		return wire.HelpState{}, fmt.Errorf("help request of device %s: %w", deviceID, err)
	}
	_, err = s.changeHelp(ctx, h.ID, func(h *HelpRequest, w *Writes) error {
		if err := h.move(OnCancel, s.now()); err != nil {
			return err
		}
		w.Audit = append(w.Audit, s.record(audit.HelpCancelled, user(deviceID), deviceID, "", helpDetails(*h)))
		return nil
	})
	if err != nil && !errors.Is(err, ErrHelpClosed) { // closed by a technician a moment ago is as good
		return wire.HelpState{}, err
	}
	return wire.HelpState{}, nil
}

// HelpOf says how the help request of a device stands, for its user; its zero value means there is none.
func (s *Service) HelpOf(ctx context.Context, deviceID string) (wire.HelpState, error) {
	h, err := s.store.OpenHelpOf(ctx, deviceID)
	if errors.Is(err, ErrNotFound) {
		return wire.HelpState{}, nil
	}
	if err != nil {
		return wire.HelpState{}, fmt.Errorf("help request of device %s: %w", deviceID, err)
	}
	return s.helpState(ctx, h)
}

func (s *Service) helpState(ctx context.Context, h HelpRequest) (wire.HelpState, error) {
	place := 0
	if h.State != HelpTaken {
		var err error
		if place, err = s.store.HelpPlace(ctx, h); err != nil {
			return wire.HelpState{}, fmt.Errorf("place of help request %s: %w", h.ID, err)
		}
	}
	return shownHelp(h, place), nil
}

// shownHelp is a request as its user sees it: one that was handed to someone with more experience waits like any other.
func shownHelp(h HelpRequest, place int) wire.HelpState {
	switch h.State {
	case HelpTaken:
		return wire.HelpState{RequestID: h.ID, State: string(HelpTaken), TakenBy: h.TakenByName}
	case HelpOpen, HelpEscalated:
		return wire.HelpState{RequestID: h.ID, State: string(HelpOpen), Place: place}
	default:
		return wire.HelpState{}
	}
}

// Help lists the help requests that are not closed and whose devices p may see, oldest first, at most 500.
func (s *Service) Help(ctx context.Context, p access.Principal) ([]HelpRequest, error) {
	if !p.Has(access.View) {
		return nil, access.ErrForbidden
	}
	list, err := s.store.HelpRequests(ctx, scopeOf(p))
	if err != nil {
		return nil, fmt.Errorf("list help requests: %w", err)
	}
	return list, nil
}

// Take makes p the one who helps; of two who press at once one wins and the other gets ErrAlreadyTaken. Taking one's
// own again changes nothing. Other errors: ErrNotFound, ErrHelpClosed, access.ErrForbidden.
func (s *Service) Take(ctx context.Context, p access.Principal, helpID string) (HelpRequest, error) {
	return s.helpBy(ctx, p, helpID, func(h *HelpRequest, w *Writes) error {
		if h.State == HelpTaken {
			if h.TakenBy == p.PersonID {
				return errUnchanged
			}
			return ErrAlreadyTaken
		}
		return s.take(h, w, p)
	})
}

func (s *Service) take(h *HelpRequest, w *Writes, p access.Principal) error {
	if err := h.move(OnTake, s.now()); err != nil {
		return err
	}
	h.TakenBy, h.TakenByName, h.TakenAt = p.PersonID, p.Name, s.now()
	w.Audit = append(w.Audit, s.record(audit.HelpTaken, p.Actor(), h.DeviceID, h.SessionID, helpDetails(*h)))
	return nil
}

// takeFor makes sure that the request a session starts from is p's. Whoever closes another's session for theirs takes
// its request over, too.
func (s *Service) takeFor(ctx context.Context, p access.Principal, d device.Device, in StartInput) error {
	if in.HelpRequestID == "" {
		return nil
	}
	_, err := s.helpBy(ctx, p, in.HelpRequestID, func(h *HelpRequest, w *Writes) error {
		if h.DeviceID != d.ID {
			return ErrNotFound
		}
		if h.State == HelpTaken && h.TakenBy == p.PersonID {
			return errUnchanged
		}
		if h.State == HelpTaken {
			if in.Replace == "" || h.SessionID != in.Replace {
				return ErrAlreadyTaken
			}
			if err := h.move(OnRelease, s.now()); err != nil {
				return err
			}
		}
		return s.take(h, w, p)
	})
	return err
}

// Release gives a request back to the line, by whoever took it or an administrator. Errors as of [Service.CloseHelp].
func (s *Service) Release(ctx context.Context, p access.Principal, helpID string) (HelpRequest, error) {
	return s.CloseHelp(ctx, p, helpID, KeepOpen, "")
}

// CloseHelp moves a request as outcome says and keeps the note. A taken one is moved by whoever took it or an
// administrator, one that waits by anyone who may see it. Errors: ErrNotFound, ErrHelpClosed, access.ErrForbidden,
// *InputError.
func (s *Service) CloseHelp(ctx context.Context, p access.Principal, helpID string, outcome Outcome, note string) (HelpRequest, error) {
	note, err := checkOutcome(outcome, note)
	if err != nil {
		return HelpRequest{}, err
	}
	if outcome == NoOutcome {
		return HelpRequest{}, &InputError{"outcome", "is missing"}
	}
	return s.helpBy(ctx, p, helpID, func(h *HelpRequest, w *Writes) error {
		if h.State == HelpTaken && h.TakenBy != p.PersonID && !p.Has(access.Administer) {
			return access.ErrForbidden
		}
		if h.Closed() {
			return ErrHelpClosed
		}
		moved, action := h.settle(outcome, note, s.now())
		if !moved && note == "" {
			return errUnchanged
		}
		w.Audit = append(w.Audit, s.record(action, p.Actor(), h.DeviceID, h.SessionID, helpDetails(*h)))
		return nil
	})
}

// settle moves a request as an outcome says, as far as it can still move, and names what that is in the audit log.
func (h *HelpRequest) settle(outcome Outcome, note string, now time.Time) (moved bool, action audit.Action) {
	event, action := OnRelease, audit.HelpReopened
	switch outcome {
	case Resolved:
		event, action = OnResolve, audit.HelpClosed
	case Escalate:
		event = OnEscalate
	}
	moved = h.move(event, now) == nil
	h.Note = orElse(note, h.Note)
	return moved, action
}

// helpAfter is what the end of a session does to the request it came from: what the technician says, when they say it
// and the request is still theirs. A technician who was shut out leaves it to the others.
func (s *Service) helpAfter(ses Session) func(*HelpRequest) {
	if ses.HelpRequestID == "" {
		return nil
	}
	outcome := ses.Outcome
	if ses.EndReason == RightRevoked || ses.EndReason == TechnicianSignedOut {
		outcome = orElse(outcome, KeepOpen)
	}
	if outcome == NoOutcome {
		return nil
	}
	return func(h *HelpRequest) {
		if h.State == HelpTaken && h.TakenBy == ses.TechnicianID {
			h.settle(outcome, ses.Note, s.now())
		}
	}
}

// helpBy changes a request that p may see.
func (s *Service) helpBy(ctx context.Context, p access.Principal, helpID string, do func(*HelpRequest, *Writes) error) (HelpRequest, error) {
	if !mayAct(p) {
		return HelpRequest{}, access.ErrForbidden
	}
	if _, err := s.store.HelpRequest(ctx, helpID, scopeOf(p)); err != nil {
		return HelpRequest{}, fmt.Errorf("help request %s: %w", helpID, err)
	}
	return s.changeHelp(ctx, helpID, do)
}

func (s *Service) changeHelp(ctx context.Context, helpID string, do func(*HelpRequest, *Writes) error) (HelpRequest, error) {
	var before HelpRequest
	after, err := s.store.ChangeHelp(ctx, helpID, func(h *HelpRequest, w *Writes) error {
		before = *h
		return do(h, w)
	})
	if errors.Is(err, errUnchanged) {
		return before, nil
	}
	if err != nil {
		return HelpRequest{}, fmt.Errorf("change help request %s: %w", helpID, err)
	}
	s.logHelp(ctx, before.State, after)
	s.tellHelp(ctx, after)
	return after, nil
}

// helpChanged tells of a request that was changed together with its session.
func (s *Service) helpChanged(ctx context.Context, helpID string) {
	if helpID == "" {
		return
	}
	h, err := s.store.HelpRequest(ctx, helpID, everything)
	if err != nil {
		s.log.WarnContext(ctx, "nobody is told of a help request", slog.String("help_request_id", helpID), slog.Any("err", err))
		return
	}
	s.logHelp(ctx, "", h)
	s.tellHelp(ctx, h)
}

// tellHelp tells the console, the request's user, and everyone in line, whose places may have moved.
func (s *Service) tellHelp(ctx context.Context, h HelpRequest) {
	s.hints.Hint(HintHelp, h.ID, h.Version)
	if h.State == HelpTaken || h.Closed() {
		s.doorbell.ShowHelp(h.DeviceID, shownHelp(h, 0))
	}
	line, err := s.store.HelpRequests(ctx, everything)
	if err != nil {
		s.log.WarnContext(ctx, "the line is not told its places", slog.Any("err", err))
		return
	}
	place := 0
	for _, waiting := range line {
		if waiting.State != HelpTaken {
			place++
			s.doorbell.ShowHelp(waiting.DeviceID, shownHelp(waiting, place))
		}
	}
}

func helpDetails(h HelpRequest) map[string]string {
	details := map[string]string{"help_request_id": h.ID, "state": string(h.State)}
	if h.Text != "" {
		details["text"] = wire.CleanLine(h.Text, MaxWords)
	}
	if h.Note != "" {
		details["note"] = wire.CleanLine(h.Note, 500)
	}
	return details
}

func (s *Service) logHelp(ctx context.Context, from HelpState, h HelpRequest) {
	s.log.InfoContext(ctx, "help request changed", slog.String("help_request_id", h.ID), slog.String("device_id", h.DeviceID),
		slog.String("from", string(from)), slog.String("to", string(h.State)), slog.String("technician_id", h.TakenBy),
		slog.String("session_id", h.SessionID))
}
