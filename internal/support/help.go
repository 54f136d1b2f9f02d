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

// answerShown is how long the user of a declined request is shown its answer, unless they put it away.
const answerShown = 24 * time.Hour

// Ask makes a help request of a device's user. Pressing again while one is open returns that one: nobody loses their
// place by being impatient; words that come only with a later press are added. Errors: device.ErrNotFound,
// access.ErrForbidden for a guest, who is being helped already.
func (s *Service) Ask(ctx context.Context, deviceID string, a wire.Ask) (wire.HelpState, error) {
	h, err := s.askHelp(ctx, deviceID, a)
	return s.withDesk(ctx, h, err)
}

// askHelp is Ask without what the help desk says of itself, as cancelHelp and helpStands are.
func (s *Service) askHelp(ctx context.Context, deviceID string, a wire.Ask) (wire.HelpState, error) {
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
	switch {
	case kept.ID == h.ID:
		s.hints.Hint(HintHelp, kept.ID, kept.Version)
		s.logHelp(ctx, "", kept)
	case kept.Text == "" && h.Text != "":
		if kept, err = s.addWords(ctx, kept.ID, h.Text); err != nil {
			return wire.HelpState{}, err
		}
	}
	return s.helpState(ctx, kept)
}

// addWords keeps the words of a later press, once.
func (s *Service) addWords(ctx context.Context, helpID, text string) (HelpRequest, error) {
	return s.changeHelp(ctx, helpID, func(h *HelpRequest, w *Writes) error {
		if h.Text != "" || h.Closed() {
			return errUnchanged
		}
		h.Text = text
		w.Audit = append(w.Audit, s.record(audit.HelpAsked, user(h.DeviceID), h.DeviceID, "", helpDetails(*h)))
		return nil
	})
}

// CancelAsk takes the open help request of a device back, or puts the answer to a declined one away; having none is no
// error.
func (s *Service) CancelAsk(ctx context.Context, deviceID string) (wire.HelpState, error) {
	h, err := s.cancelHelp(ctx, deviceID)
	return s.withDesk(ctx, h, err)
}

func (s *Service) cancelHelp(ctx context.Context, deviceID string) (wire.HelpState, error) {
	h, err := s.helpOf(ctx, deviceID)
	if errors.Is(err, ErrNotFound) {
		return wire.HelpState{}, nil
	}
	if err != nil {
		return wire.HelpState{}, err
	}
	_, err = s.changeHelp(ctx, h.ID, func(now *HelpRequest, w *Writes) error {
		if h.State == HelpDeclined {
			now.AnswerSeen = true
			return nil
		}
		if err := now.move(OnCancel, s.now()); err != nil {
			return err
		}
		w.Audit = append(w.Audit, s.record(audit.HelpCancelled, user(deviceID), deviceID, "", helpDetails(*now)))
		return nil
	})
	if errors.Is(err, ErrHelpClosed) { // by a technician a moment ago, maybe with an answer that nobody has read
		return s.helpStands(ctx, deviceID)
	}
	return wire.HelpState{}, err
}

// HelpOf says how the help request of a device stands, for its user; without a State there is none.
func (s *Service) HelpOf(ctx context.Context, deviceID string) (wire.HelpState, error) {
	h, err := s.helpStands(ctx, deviceID)
	return s.withDesk(ctx, h, err)
}

func (s *Service) helpStands(ctx context.Context, deviceID string) (wire.HelpState, error) {
	h, err := s.helpOf(ctx, deviceID)
	if errors.Is(err, ErrNotFound) {
		return wire.HelpState{}, nil
	}
	if err != nil {
		return wire.HelpState{}, err
	}
	return s.helpState(ctx, h)
}

// helpOf is the request that the user of a device is shown: the open one, or one that was declined and whose answer
// they may not have read yet. ErrNotFound says that there is none.
func (s *Service) helpOf(ctx context.Context, deviceID string) (HelpRequest, error) {
	h, err := s.store.OpenHelpOf(ctx, deviceID)
	if errors.Is(err, ErrNotFound) {
		h, err = s.store.LastHelpOf(ctx, deviceID)
		if err == nil && h.Closed() && !s.answered(h) {
			err = ErrNotFound
		}
	}
	if err != nil {
		return HelpRequest{}, fmt.Errorf("help request of device %s: %w", deviceID, err)
	}
	return h, nil
}

// answered says whether the user is shown the answer to a declined request.
func (s *Service) answered(h HelpRequest) bool {
	return h.State == HelpDeclined && !h.AnswerSeen && s.now().Sub(h.ClosedAt) < answerShown
}

func (s *Service) helpState(ctx context.Context, h HelpRequest) (wire.HelpState, error) {
	place := 0
	if now := s.now(); h.waits() && !h.CallBackAt.After(now) {
		var err error
		if place, err = s.store.HelpPlace(ctx, h, now); err != nil {
			return wire.HelpState{}, fmt.Errorf("place of help request %s: %w", h.ID, err)
		}
	}
	return s.shownHelp(h, place), nil
}

// shownHelp is a request as its user sees it: one that was handed to someone with more experience waits like any other.
func (s *Service) shownHelp(h HelpRequest, place int) wire.HelpState {
	shown := wire.HelpState{RequestID: h.ID, State: string(h.State), Answer: h.Answer, CallBackAt: h.CallBackAt}
	switch {
	case h.State == HelpTaken:
		shown.TakenBy = h.TakenByName
	case h.waits():
		shown.State, shown.Place = string(HelpOpen), place
	case !s.answered(h):
		return wire.HelpState{}
	}
	return shown
}

// Help lists the help requests that are not closed, not snoozed, and whose devices p may see, oldest first, at most 500.
func (s *Service) Help(ctx context.Context, p access.Principal) ([]HelpRequest, error) {
	return s.listHelp(ctx, p, s.now())
}

// HelpWithSnoozed is Help with the snoozed ones.
func (s *Service) HelpWithSnoozed(ctx context.Context, p access.Principal) ([]HelpRequest, error) {
	return s.listHelp(ctx, p, time.Time{})
}

func (s *Service) listHelp(ctx context.Context, p access.Principal, awakeAt time.Time) ([]HelpRequest, error) {
	if !p.Has(access.View) {
		return nil, access.ErrForbidden
	}
	list, err := s.store.HelpRequests(ctx, HelpFilter{Scope: scopeOf(p), AwakeAt: awakeAt})
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
// *wire.FieldError.
func (s *Service) CloseHelp(ctx context.Context, p access.Principal, helpID string, outcome Outcome, note string) (HelpRequest, error) {
	note, err := checkOutcome(outcome, note)
	if err != nil {
		return HelpRequest{}, err
	}
	if outcome == NoOutcome {
		return HelpRequest{}, wire.BadField("outcome", "is missing")
	}
	return s.helpBy(ctx, p, helpID, func(h *HelpRequest, w *Writes) error {
		if err := mayMove(*h, p); err != nil {
			return err
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

// helpBy changes a request that p may see and act on.
func (s *Service) helpBy(ctx context.Context, p access.Principal, helpID string, do func(*HelpRequest, *Writes) error) (HelpRequest, error) {
	if !mayHelp(p) {
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
	desk := s.front(ctx).shown()
	show := func(h HelpRequest, place int) {
		shown := s.shownHelp(h, place)
		shown.Desk = desk
		s.doorbell.ShowHelp(h.DeviceID, shown)
	}
	if !h.waits() {
		show(h, 0)
	}
	line, err := s.store.HelpRequests(ctx, HelpFilter{Scope: everything})
	if err != nil {
		s.log.WarnContext(ctx, "the line is not told its places", slog.Any("err", err))
		return
	}
	now, ahead := s.now(), 0
	for _, waiting := range line {
		switch {
		case waiting.inLine(now):
			ahead++
			show(waiting, ahead)
		case waiting.waits() && waiting.CallBackAt.After(now):
			show(waiting, 0)
		case waiting.waits(): // snoozed: its user sees no difference
			show(waiting, ahead+1)
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
	if h.Answer != "" {
		details["answer"] = wire.CleanLine(h.Answer, MaxAnswer)
	}
	return details
}

func (s *Service) logHelp(ctx context.Context, from HelpState, h HelpRequest) {
	s.log.InfoContext(ctx, "help request changed", slog.String("help_request_id", h.ID), slog.String("device_id", h.DeviceID),
		slog.String("from", string(from)), slog.String("to", string(h.State)), slog.String("technician_id", h.TakenBy),
		slog.String("session_id", h.SessionID))
}
