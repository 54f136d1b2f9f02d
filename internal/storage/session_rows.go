package storage

import (
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/storage/query"
	"github.com/helpatwork/helpatwork/internal/support"
)

func sessionRow(s support.Session) query.Session {
	at := s.AtProvider
	return query.Session{
		ID: s.ID, DeviceID: s.DeviceID, Version: s.Version, State: string(s.State), Mode: string(s.Mode),
		Provider: s.Provider, TechnicianID: s.TechnicianID, TechnicianName: clean(s.TechnicianName),
		Reason: clean(s.Reason), Ticket: clean(s.Ticket), HelpRequestID: s.HelpRequestID, Rights: joinRights(s.Rights),
		Paused: s.Paused, ControlTakenBack: s.ControlTakenBack, RequestedAt: micros(s.RequestedAt),
		DeliveredAt: micros(s.DeliveredAt), PromptedAt: micros(s.PromptedAt), AcceptedAt: micros(s.AcceptedAt),
		FirstFrameAt: micros(s.FirstFrameAt), InterruptedAt: micros(s.InterruptedAt), EndedAt: micros(s.EndedAt),
		DeadlineAt: micros(s.DeadlineAt), DeadlineReason: string(s.DeadlineReason), EndReason: string(s.EndReason),
		EndedByKind: string(s.EndedBy.Kind), EndedByID: s.EndedBy.ID, EndedByName: clean(s.EndedBy.Name),
		Note: clean(s.Note), Outcome: string(s.Outcome), NoticeVersion: s.NoticeVersion,
		AtReference: clean(at.Reference), AtPeer: clean(at.Peer), AtCode: clean(at.Code), AtUserLink: clean(at.UserLink),
		AtSealed: toBase64(at.Sealed), AtExpiresAt: micros(at.ExpiresAt),
		AtOnlineAt: micros(at.OnlineAt), AtGoneAt: micros(at.GoneAt), AtHandedOverAt: micros(at.HandedOverAt),
		AtConnectedAt: micros(at.ConnectedAt), AtEndedAt: micros(at.EndedAt), AtLookedAt: micros(at.LookedAt),
		AtEvidence: clean(at.Evidence), AtProblem: at.Problem, AtWords: clean(at.Words), AtDelivered: string(at.Delivered),
		AtFinding: string(at.Finding), AtRetired: clean(at.Retired), AtTurn: at.Turn, AtFailures: int64(at.Failures),
	}
}

func toSession(r query.Session) support.Session {
	return support.Session{
		ID: r.ID, DeviceID: r.DeviceID, Version: r.Version, State: support.State(r.State), Mode: support.Mode(r.Mode),
		Provider: r.Provider, TechnicianID: r.TechnicianID, TechnicianName: r.TechnicianName,
		Reason: r.Reason, Ticket: r.Ticket, HelpRequestID: r.HelpRequestID, Rights: splitRights(r.Rights),
		Paused: r.Paused, ControlTakenBack: r.ControlTakenBack, RequestedAt: fromMicros(r.RequestedAt),
		DeliveredAt: fromMicros(r.DeliveredAt), PromptedAt: fromMicros(r.PromptedAt), AcceptedAt: fromMicros(r.AcceptedAt),
		FirstFrameAt: fromMicros(r.FirstFrameAt), InterruptedAt: fromMicros(r.InterruptedAt), EndedAt: fromMicros(r.EndedAt),
		DeadlineAt: fromMicros(r.DeadlineAt), DeadlineReason: support.EndReason(r.DeadlineReason),
		EndReason: support.EndReason(r.EndReason),
		EndedBy:   actor(r.EndedByKind, r.EndedByID, r.EndedByName),
		Note:      r.Note, Outcome: support.Outcome(r.Outcome), NoticeVersion: r.NoticeVersion,
		AtProvider: toAtProvider(r),
	}
}

func toAtProvider(r query.Session) support.AtProvider {
	sealed, _ := fromBase64(r.AtSealed) // what is sealed proves itself when it is opened
	return support.AtProvider{
		Reference: r.AtReference, Peer: r.AtPeer, Code: r.AtCode, UserLink: r.AtUserLink, Sealed: sealed,
		ExpiresAt: fromMicros(r.AtExpiresAt), OnlineAt: fromMicros(r.AtOnlineAt), GoneAt: fromMicros(r.AtGoneAt),
		HandedOverAt: fromMicros(r.AtHandedOverAt), ConnectedAt: fromMicros(r.AtConnectedAt), EndedAt: fromMicros(r.AtEndedAt),
		LookedAt: fromMicros(r.AtLookedAt), Evidence: r.AtEvidence, Problem: r.AtProblem, Words: r.AtWords,
		Delivered: support.Delivered(r.AtDelivered), Finding: preflight.Code(r.AtFinding), Retired: r.AtRetired,
		Turn: r.AtTurn, Failures: int(r.AtFailures),
	}
}
