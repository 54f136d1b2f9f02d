package support

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// Lengths in characters.
const (
	MaxReason = 280
	MaxTicket = 64
	MaxNote   = 2000
	MaxWords  = 500 // of a user who asks for help
)

// BuiltIn is the provider that is used when none is named.
const BuiltIn = preflight.BuiltIn

// A StartInput asks for a session.
type StartInput struct {
	DeviceID string
	Mode     Mode   // empty means attended
	Provider string // empty means [BuiltIn]
	// ViewOnly does not ask for control, though the technician and the device might.
	ViewOnly      bool
	Reason        string // shown to the user, 1 to MaxReason characters
	Ticket        string // may be empty, at most MaxTicket characters
	HelpRequestID string // may be empty
	// Replace names the open session of the device that is closed for this one. When another one is open by now,
	// nothing is closed.
	Replace string
}

// Start asks for a session on a device and returns it with the technician's grant. Errors: access.ErrForbidden,
// device.ErrNotFound, ErrNoProvider, ErrNotFound (help request), ErrAlreadyTaken, *wire.FieldError, *BlockedError with the
// findings, *BusyError with the session that holds the device.
func (s *Service) Start(ctx context.Context, p access.Principal, in StartInput) (Session, id.Secret, error) {
	in, err := in.cleaned()
	if err != nil {
		return Session{}, "", err
	}
	if !mayStartAt(p, in.Provider) || (in.Mode == Unattended && !p.Has(access.Unattended)) {
		return Session{}, "", access.ErrForbidden
	}
	d, err := s.devices.Device(ctx, in.DeviceID, scopeOf(p))
	if err != nil {
		return Session{}, "", fmt.Errorf("start session on device %s: %w", in.DeviceID, err)
	}
	return s.startOn(ctx, p, d, in)
}

// mayAct says whether p may do more than look on: an observer asks to see a screen in their own name, a token that only
// sees must not.
func mayAct(p access.Principal) bool { return p.Has(access.View) && !p.OnlyReads() }

// mayHelp says whether p may answer who asks for help, and invite others to show their screen: an observer looks on only.
func mayHelp(p access.Principal) bool { return mayAct(p) && p.Role != access.Observer }

func (in StartInput) cleaned() (StartInput, error) {
	in.Mode, in.Provider = orElse(in.Mode, Attended), orElse(in.Provider, BuiltIn)
	if in.Mode != Attended && in.Mode != Unattended {
		return in, wire.BadField("mode", "is neither attended nor unattended")
	}
	var err error
	if in.Reason, err = line("reason", in.Reason, MaxReason); err != nil {
		return in, err
	}
	if in.Reason == "" {
		return in, wire.BadField("reason", "is missing")
	}
	in.Ticket, err = line("ticket", in.Ticket, MaxTicket)
	return in, err
}

// startOn starts a session on a device that p may see.
func (s *Service) startOn(ctx context.Context, p access.Principal, d device.Device, in StartInput) (Session, id.Secret, error) {
	prov, ok := s.providers[in.Provider]
	if !ok {
		return Session{}, "", fmt.Errorf("start session by %q: %w", in.Provider, ErrNoProvider)
	}
	// A session of the device whose time is over does not keep it busy.
	if open, err := s.OpenSessionOf(ctx, d.ID); err != nil && !errors.Is(err, ErrNotFound) {
		return Session{}, "", err
	} else if err == nil && open.ID != in.Replace {
		return Session{}, "", &BusyError{Session: open}
	}
	peer, err := s.checkStart(ctx, p, d, in)
	if err != nil {
		return Session{}, "", err
	}
	if err := s.takeFor(ctx, p, d, in); err != nil {
		return Session{}, "", err
	}
	ses := s.newSession(p, d, prov, in)
	ses.AtProvider.Peer = peer
	grant, err := s.create(ctx, p, &ses, in.Replace)
	if err != nil {
		return Session{}, "", fmt.Errorf("start session on device %s: %w", d.ID, err)
	}
	ses.Version = max(ses.Version, 1)
	s.openRoom(ses, codecOf(d))
	if s.hasRoom(ses) {
		s.live.of(ses.ID).name(p.PersonID, p.Name)
	}
	s.jobs.Nudge()
	s.hints.Hint(HintSession, ses.ID, ses.Version)
	s.hints.Hint(HintDevice, ses.DeviceID, 0)
	s.helpChanged(ctx, ses.HelpRequestID)
	s.log.InfoContext(ctx, "session requested", slog.String("session_id", ses.ID), slog.String("device_id", ses.DeviceID),
		slog.String("technician_id", ses.TechnicianID), slog.String("mode", string(ses.Mode)), slog.String("provider", ses.Provider))
	return ses, grant, nil
}

func (s *Service) newSession(p access.Principal, d device.Device, prov provider.Provider, in StartInput) Session {
	now := s.now()
	ses := Session{
		ID: id.New("ses"), DeviceID: d.ID, Version: 1, State: Requested, Mode: in.Mode, Provider: in.Provider,
		TechnicianID: p.PersonID, TechnicianName: p.Name, Reason: in.Reason, Ticket: in.Ticket,
		HelpRequestID: in.HelpRequestID, Rights: []access.Right{access.View}, RequestedAt: now,
	}
	if p.Has(access.Control) && preflight.Controllable(d) && !in.ViewOnly {
		ses.Rights = append(ses.Rights, access.Control)
	}
	ses.until(now.Add(s.delivery(d, prov)), NotDelivered)
	return ses
}

func (s *Service) delivery(d device.Device, prov provider.Provider) time.Duration {
	own := prov.Capabilities().Delivery
	if own > 0 {
		return own
	}
	if d.Platform == device.IOS {
		return s.clocks.DeliveryIOS
	}
	return s.clocks.Delivery
}

// create writes a session with its audit record, job and grant in one transaction, and ends the one it replaces.
func (s *Service) create(ctx context.Context, p access.Principal, ses *Session, replace string) (id.Secret, error) {
	details := map[string]string{"mode": string(ses.Mode), "reason": ses.Reason, "rights": rightNames(ses.Rights)}
	if ses.Ticket != "" {
		details["ticket"] = ses.Ticket
	}
	if ses.Provider != BuiltIn {
		details["provider"] = ses.Provider
	}
	grant := id.NewSecret()
	w := Writes{
		Jobs: []jobs.Job{s.openJob(ses)},
		Keys: []Key{s.key(grant, ses.ID, HolderTechnician, p.PersonID, s.now().Add(s.clocks.Grant))},
	}
	if ses.HelpRequestID != "" {
		w.Help = func(h *HelpRequest) {
			if h.TakenBy == p.PersonID {
				h.SessionID = ses.ID
			}
		}
	}
	if replace != "" {
		details["replaces"] = replace
	}
	w.Audit = append(w.Audit, s.record(audit.SessionRequested, p.Actor(), ses.DeviceID, ses.ID, details))

	var before, replaced Session
	err := s.store.CreateSession(ctx, *ses, w, replace, func(old *Session, w *Writes) error {
		before = *old
		old.able = s.ableOf(old.Provider)
		if err := old.end(OnEnd, s.now(), Superseded, p.Actor()); err != nil {
			return err
		}
		s.writeEnd(old, w)
		w.Audit[len(w.Audit)-1].Details["replaced_by"] = ses.ID
		replaced = *old
		replaced.Version = before.Version + 1
		return nil
	})
	if err != nil {
		return "", err
	}
	if replaced.ID != "" {
		s.announce(ctx, before, replaced)
	}
	return grant, nil
}

func orElse[T ~string](v, other T) T {
	if v == "" {
		return other
	}
	return v
}

// line cleans one line of text and refuses what is too long, as nothing that someone wrote is cut silently.
func line(field, text string, limit int) (string, error) {
	return bounded(field, text, limit, wire.CleanLine)
}

func lines(field, text string, limit int) (string, error) {
	return bounded(field, text, limit, wire.CleanText)
}

func bounded(field, text string, limit int, clean func(string, int) string) (string, error) {
	if utf8.RuneCountInString(text) > limit {
		return "", wire.BadField(field, fmt.Sprintf("has more than %d characters", limit))
	}
	return clean(text, limit), nil
}

// rightNames lists rights for the audit log.
func rightNames(rights []access.Right) string {
	var names []string
	for _, r := range rights {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}
