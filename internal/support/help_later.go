package support

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// JobHelpDue runs when a help request comes back into the line: its snooze is over, or the promised call is due.
const JobHelpDue jobs.Kind = "help.due"

// MaxAnswer is how many characters the answer to a user may have.
const MaxAnswer = 280

// maxPostponed is how far a request can be put off.
const maxPostponed = 30 * 24 * time.Hour

// Assign gives a request to another technician, one of [Service.Helpers]. A taken one is assigned by whoever took it or an
// administrator. Assigning it to whoever has it changes nothing. Errors: ErrNotFound,
// ErrHelpClosed, access.ErrForbidden, *wire.FieldError.
func (s *Service) Assign(ctx context.Context, p access.Principal, helpID, personID string) (HelpRequest, error) {
	return s.helpBy(ctx, p, helpID, func(h *HelpRequest, w *Writes) error {
		if err := mayMove(*h, p); err != nil {
			return err
		}
		if h.State == HelpTaken && h.TakenBy == personID {
			return errUnchanged
		}
		helper, err := s.helper(ctx, personID, h.DeviceID)
		if err != nil {
			return err
		}
		if err := h.move(OnAssign, s.now()); err != nil {
			return err
		}
		h.TakenBy, h.TakenByName, h.TakenAt = helper.ID, helper.Name, s.now()
		details := helpDetails(*h)
		details["assigned_to"] = helper.Name
		w.Audit = append(w.Audit, s.record(audit.HelpAssigned, p.Actor(), h.DeviceID, h.SessionID, details))
		return nil
	})
}

// helper is a person who could help the user of a device.
func (s *Service) helper(ctx context.Context, personID, deviceID string) (access.Person, error) {
	nobody := wire.BadField("person_id", "is nobody who can help on this device")
	person, err := s.people.Person(ctx, personID)
	if errors.Is(err, access.ErrNotFound) {
		return access.Person{}, nobody
	}
	if err != nil {
		return access.Person{}, fmt.Errorf("person %s: %w", personID, err)
	}
	d, err := s.devices.Device(ctx, deviceID, everything)
	if err != nil {
		return access.Person{}, fmt.Errorf("device %s of a help request: %w", deviceID, err)
	}
	if !couldHelp(person, d) {
		return access.Person{}, nobody
	}
	return person, nil
}

// couldHelp says whether a person may be given a help request of a device. Whoever has never set a password cannot sign in.
func couldHelp(person access.Person, d device.Device) bool {
	p := principalOf(person)
	return mayHelp(p) && person.PasswordHash != "" && scopeOf(p).Shows(d.GroupIDs)
}

// A Helper is a person whom a help request can be given to.
type Helper struct {
	PersonID, Name string
	Role           access.Role
}

// Helpers lists whom p can give a help request to, by name, at most 1,000: everyone who can sign in, is no observer and
// sees the device, but whoever has it. Errors as of [Service.Assign].
func (s *Service) Helpers(ctx context.Context, p access.Principal, helpID string) ([]Helper, error) {
	if !mayHelp(p) {
		return nil, access.ErrForbidden
	}
	h, err := s.store.HelpRequest(ctx, helpID, scopeOf(p))
	if err == nil {
		err = mayMove(h, p)
	}
	if err != nil {
		return nil, fmt.Errorf("helpers for help request %s: %w", helpID, err)
	}
	d, err := s.devices.Device(ctx, h.DeviceID, everything)
	if err != nil {
		return nil, fmt.Errorf("device %s of a help request: %w", h.DeviceID, err)
	}
	people, err := s.people.People(ctx)
	if err != nil {
		return nil, fmt.Errorf("helpers for help request %s: %w", helpID, err)
	}
	var helpers []Helper
	for _, person := range people {
		if person.ID != h.TakenBy && couldHelp(person, d) {
			helpers = append(helpers, Helper{PersonID: person.ID, Name: person.Name, Role: person.Role})
		}
	}
	return helpers, nil
}

// Decline closes a request with an answer of 1 to [MaxAnswer] characters, which its user sees until they put it away, for
// a day at most. Errors as of [Service.CloseHelp].
func (s *Service) Decline(ctx context.Context, p access.Principal, helpID, answer string) (HelpRequest, error) {
	answer, err := lines("answer", answer, MaxAnswer)
	if err != nil {
		return HelpRequest{}, err
	}
	if answer == "" {
		return HelpRequest{}, wire.BadField("answer", "is missing: the user has to be told why")
	}
	return s.helpBy(ctx, p, helpID, func(h *HelpRequest, w *Writes) error {
		if err := mayMove(*h, p); err != nil {
			return err
		}
		if err := h.move(OnDecline, s.now()); err != nil {
			return err
		}
		h.Answer, h.CallBackAt = answer, time.Time{}
		w.Audit = append(w.Audit, s.record(audit.HelpDeclined, p.Actor(), h.DeviceID, h.SessionID, helpDetails(*h)))
		return nil
	})
}

// CallBack promises the user a call at a time within the next 30 days, with an answer of at most [MaxAnswer] characters
// that may be empty. The request stays with whoever has it, or open; until then it stands before nobody. A zero time
// takes the promise back. Errors as of [Service.CloseHelp].
func (s *Service) CallBack(ctx context.Context, p access.Principal, helpID string, at time.Time, answer string) (HelpRequest, error) {
	answer, err := lines("answer", answer, MaxAnswer)
	if err != nil {
		return HelpRequest{}, err
	}
	return s.postpone(ctx, p, helpID, "at", at, func(h *HelpRequest, at time.Time) map[string]string {
		h.CallBackAt, h.Answer = at, answer
		return map[string]string{"call_back_at": inWords(at)}
	})
}

// Snooze hides a request from the line until a time within the next 30 days, unless it is asked for; its user sees no
// difference. A zero time brings it back at once, and so does
// whatever is decided about it. Errors as of [Service.CloseHelp].
func (s *Service) Snooze(ctx context.Context, p access.Principal, helpID string, until time.Time) (HelpRequest, error) {
	return s.postpone(ctx, p, helpID, "until", until, func(h *HelpRequest, until time.Time) map[string]string {
		h.SnoozedUntil = until
		return map[string]string{"snoozed_until": inWords(until)}
	})
}

func inWords(at time.Time) string {
	if at.IsZero() {
		return "no longer"
	}
	return at.Format(time.RFC3339)
}

// postpone writes with the change the job that tells everyone when its time comes.
func (s *Service) postpone(ctx context.Context, p access.Principal, helpID, field string, at time.Time, set func(*HelpRequest, time.Time) map[string]string) (HelpRequest, error) {
	at = at.UTC().Truncate(time.Microsecond)
	if now := s.now(); !at.IsZero() && (!at.After(now) || at.Sub(now) > maxPostponed) {
		return HelpRequest{}, wire.BadField(field, "is not within the next 30 days")
	}
	return s.helpBy(ctx, p, helpID, func(h *HelpRequest, w *Writes) error {
		if err := mayMove(*h, p); err != nil {
			return err
		}
		if err := h.move(OnPostpone, s.now()); err != nil {
			return err
		}
		details := set(h, at)
		maps.Copy(details, helpDetails(*h))
		w.Audit = append(w.Audit, s.record(audit.HelpPostponed, p.Actor(), h.DeviceID, h.SessionID, details))
		if !at.IsZero() {
			w.Jobs = append(w.Jobs, later(newHelpJob(h.ID), at))
		}
		return nil
	})
}

// mayMove says whether p may decide about a request that p may see: one that waits everybody may, a taken one whoever
// took it or an administrator.
func mayMove(h HelpRequest, p access.Principal) error {
	switch {
	case h.Closed():
		return ErrHelpClosed
	case h.State == HelpTaken && h.TakenBy != p.PersonID && !p.Has(access.Administer):
		return access.ErrForbidden
	}
	return nil
}

type helpPayload struct {
	HelpRequestID string `json:"help_request_id"`
}

func newHelpJob(helpID string) jobs.Job {
	payload, err := json.Marshal(helpPayload{HelpRequestID: helpID})
	if err != nil {
		panic("support: a job's payload is plain text: " + err.Error())
	}
	return jobs.Job{ID: id.New("job"), Kind: JobHelpDue, Payload: payload}
}

// helpDue is the handler of JobHelpDue. What has been closed or put off again meanwhile is told once more, which harms
// nobody.
func (s *Service) helpDue(ctx context.Context, payload json.RawMessage) error {
	var p helpPayload
	if err := json.Unmarshal(payload, &p); err != nil {
		return fmt.Errorf("payload of a help request's job: %w", err)
	}
	h, err := s.store.HelpRequest(ctx, p.HelpRequestID, everything)
	if err != nil {
		return fmt.Errorf("job of help request %s: %w", p.HelpRequestID, err)
	}
	s.tellHelp(ctx, h)
	return nil
}
