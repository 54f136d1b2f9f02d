package support

import (
	"slices"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// An Event moves a session between states.
type Event string

// The events.
const (
	OnDelivered      Event = "delivered"          // the device has the request
	OnPrompted       Event = "prompted"           // the prompt is on the screen
	OnAccepted       Event = "accepted"           // the user agreed
	OnDeclined       Event = "declined"           // the user refused
	OnCountdown      Event = "countdown_over"     // the user did not decline an unattended session
	OnPaused         Event = "paused"             // by the user
	OnResumed        Event = "resumed"            // by the user
	OnControlTaken   Event = "control_taken_back" // by the user
	OnControlGiven   Event = "control_given"      // by the user
	OnRightsLost     Event = "rights_lost"        // the technician may do less now
	OnMediaConnected Event = "media_connected"    // the device's screen reaches the server
	OnMediaLost      Event = "media_lost"         // it no longer does
	OnOpened         Event = "opened"             // the provider has made its side; there is a code or a link
	OnUserReady      Event = "user_ready"         // the user waits at the provider
	OnUserGone       Event = "user_gone"          // the user no longer waits there
	OnHandedOver     Event = "handed_over"        // the technician took a link to the provider's own client
	OnRenewed        Event = "renewed"            // the code is to be replaced by a new one
	OnDeadline       Event = "deadline_over"      // ends for the DeadlineReason
	OnEnd            Event = "ended"              // by anyone who may, for any other EndReason
)

// A Move is one row of the state machine.
type Move struct {
	From  State
	Event Event
	To    State
}

// Moves is the state machine of a session; what is not in it does not happen. docs/states.md draws it.
var Moves = []Move{
	{Requested, OnDelivered, Waiting},
	{Requested, OnPrompted, Waiting}, // the device may speak before its receipt is written
	{Requested, OnAccepted, Active},
	{Requested, OnDeclined, Ended},
	{Requested, OnOpened, Waiting},
	{Requested, OnRightsLost, Requested},
	{Requested, OnDeadline, Ended},
	{Requested, OnEnd, Ended},

	{Waiting, OnDelivered, Waiting}, // rung again after the device was away
	{Waiting, OnPrompted, Waiting},
	{Waiting, OnAccepted, Active},
	{Waiting, OnCountdown, Active},
	{Waiting, OnDeclined, Ended},
	{Waiting, OnUserReady, UserReady},
	{Waiting, OnHandedOver, HandedOver},
	{Waiting, OnRenewed, Requested},
	{Waiting, OnRightsLost, Waiting},
	{Waiting, OnDeadline, Ended},
	{Waiting, OnEnd, Ended},

	{UserReady, OnDelivered, UserReady},
	{UserReady, OnUserGone, Waiting},
	{UserReady, OnHandedOver, HandedOver},
	{UserReady, OnRenewed, Requested},
	{UserReady, OnRightsLost, UserReady},
	{UserReady, OnDeadline, Ended}, // the code ended
	{UserReady, OnEnd, Ended},

	{HandedOver, OnDelivered, HandedOver},
	{HandedOver, OnUserReady, HandedOver}, // the technician went ahead, and the user came
	{HandedOver, OnUserGone, HandedOver},
	{HandedOver, OnHandedOver, HandedOver}, // the link once more
	{HandedOver, OnRightsLost, HandedOver},
	{HandedOver, OnDeadline, Ended}, // nothing was heard of its end for a day
	{HandedOver, OnEnd, Ended},

	{Active, OnDelivered, Active},
	{Active, OnPaused, Active},
	{Active, OnResumed, Active},
	{Active, OnControlTaken, Active},
	{Active, OnControlGiven, Active},
	{Active, OnRightsLost, Active},
	{Active, OnMediaConnected, Active},
	{Active, OnMediaLost, Interrupted},
	{Active, OnDeadline, Ended}, // its screen never came
	{Active, OnEnd, Ended},

	{Interrupted, OnDelivered, Interrupted},
	{Interrupted, OnPaused, Interrupted},
	{Interrupted, OnResumed, Interrupted},
	{Interrupted, OnControlTaken, Interrupted},
	{Interrupted, OnControlGiven, Interrupted},
	{Interrupted, OnRightsLost, Interrupted},
	{Interrupted, OnMediaConnected, Active},
	{Interrupted, OnDeadline, Ended},
	{Interrupted, OnEnd, Ended},
}

// possible says whether an event can happen in a session of a provider: what it cannot observe or does not do never
// moves a session, whoever says so.
func possible(e Event, c provider.Capabilities) bool {
	switch e {
	case OnOpened, OnUserReady, OnUserGone, OnHandedOver, OnRenewed:
		return c.HandsOver
	case OnPrompted:
		return c.ProvesPrompt
	case OnMediaConnected, OnMediaLost:
		return c.InBrowser
	case OnAccepted, OnDeclined, OnCountdown, OnPaused, OnResumed, OnControlTaken, OnControlGiven:
		return !c.HandsOver
	default:
		return true
	}
}

// after returns where an event leads from a state.
func after(from State, e Event) (State, bool) {
	i := slices.IndexFunc(Moves, func(m Move) bool { return m.From == from && m.Event == e })
	if i < 0 {
		return aim(e), false
	}
	return Moves[i].To, true
}

// aim is where an event would lead if the session stood where it counts.
func aim(e Event) State {
	i := slices.IndexFunc(Moves, func(m Move) bool { return m.Event == e && m.From != m.To })
	if i < 0 {
		return Active
	}
	return Moves[i].To
}

// move makes the step of the table, or says why there is none: ErrEnded, or a *StateError.
func (s *Session) move(e Event) error {
	if s.State == Ended {
		return ErrEnded
	}
	to, ok := after(s.State, e)
	if !ok || s.able != nil && !possible(e, *s.able) {
		return &StateError{SessionID: s.ID, From: s.State, To: to}
	}
	s.State = to
	return nil
}

// Open says whether the session has not ended.
func (s Session) Open() bool { return s.State != Ended }

// RightsNow are what the technician who started the session may do at this moment: before consent, while paused and
// while interrupted only to be in the room, where the picture is held back.
func (s Session) RightsNow() []access.Right {
	switch {
	case s.State == Ended:
		return nil
	case s.State != Active || s.Paused || s.ControlTakenBack:
		return []access.Right{access.View}
	default:
		return slices.Clone(s.Rights)
	}
}

// standing is the session as its room has to know it.
func (s Session) standing() Standing {
	return Standing{State: string(s.State), Paused: s.Paused, EndReason: string(s.EndReason), Open: s.State == Active && !s.Paused}
}

// due says whether the deadline of the present state is over.
func (s Session) due(now time.Time) bool {
	return s.State != Ended && !s.DeadlineAt.IsZero() && !now.Before(s.DeadlineAt)
}

func (s *Session) until(at time.Time, reason EndReason) { s.DeadlineAt, s.DeadlineReason = at, reason }
func (s *Session) forever()                             { s.until(time.Time{}, "") }

// deliver: the device has the request. The countdown of an unattended session runs from here.
func (s *Session) deliver(now time.Time, c Clocks) error {
	if err := s.move(OnDelivered); err != nil {
		return err
	}
	s.received(now, c)
	return nil
}

func (s *Session) received(now time.Time, c Clocks) {
	if !s.DeliveredAt.IsZero() {
		return
	}
	s.DeliveredAt = now
	if s.Mode == Unattended && s.State == Waiting {
		s.until(now.Add(c.Countdown), "")
	}
}

// prompt: the prompt is on the screen. The answer clock runs from the first time only, so that a device which shows
// it again gets no more time.
func (s *Session) prompt(now time.Time, c Clocks) error {
	if err := s.move(OnPrompted); err != nil {
		return err
	}
	s.received(now, c)
	if s.PromptedAt.IsZero() {
		s.PromptedAt = now
		if s.Mode == Attended {
			s.until(now.Add(c.Answer), NoAnswer)
		}
	}
	return nil
}

// begin makes the session active, by the user's consent or by the countdown. Unless the device's screen is here
// already, it has a while to come.
func (s *Session) begin(e Event, now time.Time, c Clocks, here bool) error {
	if err := s.move(e); err != nil {
		return err
	}
	s.received(now, c)
	s.AcceptedAt = now
	if s.forever(); !here {
		s.until(now.Add(c.Connect), ConnectionLost)
	}
	return nil
}

// openedThere: the provider has made its side, and its code or link can be used until then.
func (s *Session) openedThere(until time.Time) error {
	if err := s.move(OnOpened); err != nil {
		return err
	}
	s.until(until, CodeExpired)
	return nil
}

// handOver: the technician leaves for the provider's client. The code's end no longer ends the session, as a connection
// that runs goes on; it has a bound of its own, from the first time.
func (s *Session) handOver(now time.Time, c Clocks) error {
	if err := s.move(OnHandedOver); err != nil {
		return err
	}
	if s.AtProvider.HandedOverAt.IsZero() {
		s.AtProvider.HandedOverAt = now
		s.until(now.Add(c.HandedOver), ConnectionLost)
	}
	return nil
}

// renew: the code of the session is to be replaced; what was known of the old one is forgotten, but its reference, as it
// has to be closed.
func (s *Session) renew(until time.Time) error {
	if err := s.move(OnRenewed); err != nil {
		return err
	}
	old := s.AtProvider
	s.AtProvider = AtProvider{Retired: old.Reference, Peer: old.Peer, Turn: old.Turn}
	s.until(until, NotDelivered)
	return nil
}

// connect: the device's screen reaches the server.
func (s *Session) connect() error {
	if err := s.move(OnMediaConnected); err != nil {
		return err
	}
	s.InterruptedAt = time.Time{}
	s.forever()
	return nil
}

// interrupt: the device's screen was lost.
func (s *Session) interrupt(now time.Time, c Clocks) error {
	if err := s.move(OnMediaLost); err != nil {
		return err
	}
	s.InterruptedAt = now
	s.until(now.Add(c.Rejoin), ConnectionLost)
	return nil
}

// end is the way every session ends, by e: OnEnd, OnDeclined or OnDeadline.
func (s *Session) end(e Event, at time.Time, reason EndReason, by audit.Actor) error {
	if err := s.move(e); err != nil {
		return err
	}
	s.EndedAt, s.EndReason, s.EndedBy = at, reason, by
	s.forever()
	return nil
}

// expire applies a deadline that is over.
func (s *Session) expire(now time.Time, c Clocks, here bool) error {
	if s.State == Waiting && s.DeadlineReason == "" {
		return s.begin(OnCountdown, now, c, here)
	}
	return s.end(OnDeadline, s.DeadlineAt, s.DeadlineReason, audit.System)
}
