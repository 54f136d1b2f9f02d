package support

import (
	"slices"
	"time"
)

// A HelpEvent moves a help request between states.
type HelpEvent string

// The events of a help request.
const (
	OnTake     HelpEvent = "take"
	OnAssign   HelpEvent = "assign" // to another technician
	OnRelease  HelpEvent = "release"
	OnEscalate HelpEvent = "escalate"
	OnPostpone HelpEvent = "postpone" // snoozed, or a call back promised
	OnResolve  HelpEvent = "resolve"
	OnDecline  HelpEvent = "decline" // with an answer
	OnCancel   HelpEvent = "cancel"  // by the user
)

// A HelpMove is one row of the state machine of a help request.
type HelpMove struct {
	From  HelpState
	Event HelpEvent
	To    HelpState
}

// HelpMoves is the state machine of a help request; docs/states.md draws it.
var HelpMoves = []HelpMove{
	{HelpOpen, OnTake, HelpTaken},
	{HelpOpen, OnAssign, HelpTaken},
	{HelpOpen, OnEscalate, HelpEscalated},
	{HelpOpen, OnPostpone, HelpOpen},
	{HelpOpen, OnResolve, HelpResolved},
	{HelpOpen, OnDecline, HelpDeclined},
	{HelpOpen, OnCancel, HelpCancelled},
	{HelpEscalated, OnTake, HelpTaken},
	{HelpEscalated, OnAssign, HelpTaken},
	{HelpEscalated, OnPostpone, HelpEscalated},
	{HelpEscalated, OnResolve, HelpResolved},
	{HelpEscalated, OnDecline, HelpDeclined},
	{HelpEscalated, OnCancel, HelpCancelled},
	{HelpTaken, OnAssign, HelpTaken},
	{HelpTaken, OnRelease, HelpOpen},
	{HelpTaken, OnEscalate, HelpEscalated},
	{HelpTaken, OnPostpone, HelpTaken},
	{HelpTaken, OnResolve, HelpResolved},
	{HelpTaken, OnDecline, HelpDeclined},
	{HelpTaken, OnCancel, HelpCancelled},
}

// move makes the step of the table; ErrHelpClosed says that there is none.
func (h *HelpRequest) move(e HelpEvent, now time.Time) error {
	i := slices.IndexFunc(HelpMoves, func(m HelpMove) bool { return m.From == h.State && m.Event == e })
	if i < 0 {
		return ErrHelpClosed
	}
	h.State = HelpMoves[i].To
	if e != OnPostpone { // whoever decides anything else about it means it now
		h.SnoozedUntil = time.Time{}
	}
	switch {
	case h.Closed():
		h.ClosedAt = now
	case h.State != HelpTaken:
		h.TakenBy, h.TakenByName, h.TakenAt = "", "", time.Time{}
	}
	return nil
}

// Closed says whether the request is resolved, cancelled or declined.
func (h HelpRequest) Closed() bool {
	return h.State == HelpResolved || h.State == HelpCancelled || h.State == HelpDeclined
}

// inLine says whether the request stands before younger ones: nobody has it, and nobody put it off beyond now.
func (h HelpRequest) inLine(now time.Time) bool {
	return h.waits() && !h.SnoozedUntil.After(now) && !h.CallBackAt.After(now)
}

func (h HelpRequest) waits() bool { return h.State == HelpOpen || h.State == HelpEscalated }
