package support

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
)

// ShareState is where a share stands.
type ShareState string

// The states of a share.
const (
	ShareWaiting  ShareState = "waiting"
	ShareRedeemed ShareState = "redeemed"
	ShareExpired  ShareState = "expired"
)

// At says where a share stands at a time.
func (sh Share) At(now time.Time) ShareState {
	switch {
	case !sh.RedeemedAt.IsZero():
		return ShareRedeemed
	case !now.Before(sh.ExpiresAt):
		return ShareExpired
	default:
		return ShareWaiting
	}
}

// A Guest is a computer that was let in by a share code.
type Guest struct {
	DeviceID, SessionID string
	// Token proves the guest on the device link, until its session ends or ExpiresAt.
	Token                  id.Secret
	ExpiresAt              time.Time
	TechnicianName, Reason string
}

// Invite makes a share and its code, which is shown once. The code only selects: whoever types it still has to choose a
// screen and to agree. Errors: access.ErrForbidden, *wire.FieldError.
func (s *Service) Invite(ctx context.Context, p access.Principal, reason, ticket string) (Share, string, error) {
	if !mayHelp(p) {
		return Share{}, "", access.ErrForbidden
	}
	in, err := StartInput{Reason: reason, Ticket: ticket}.cleaned()
	if err != nil {
		return Share{}, "", err
	}
	code, now := id.Digits(codeDigits), s.now()
	sh := Share{ID: id.New("shr"), CodeHash: id.Secret(code).Hash(), TechnicianID: p.PersonID, TechnicianName: p.Name,
		Reason: in.Reason, Ticket: in.Ticket, CreatedAt: now, ExpiresAt: now.Add(s.clocks.Share)}
	record := s.record(audit.ShareMade, p.Actor(), "", "", map[string]string{"share_id": sh.ID, "reason": sh.Reason})
	if err := s.store.CreateShare(ctx, sh, record); err != nil {
		return Share{}, "", fmt.Errorf("invite to share a screen: %w", err)
	}
	s.log.InfoContext(ctx, "share made", slog.String("share_id", sh.ID), slog.String("technician_id", p.PersonID))
	return sh, code, nil
}

// ShareState returns a share of p's own and where it stands. Errors: ErrNotFound.
func (s *Service) ShareState(ctx context.Context, p access.Principal, shareID string) (Share, ShareState, error) {
	sh, err := s.store.Share(ctx, shareID, p.PersonID)
	if err != nil {
		return Share{}, "", fmt.Errorf("share %s: %w", shareID, err)
	}
	return sh, sh.At(s.now()), nil
}

// RedeemShare uses a share code once: it makes a guest device and starts the session of the technician who invited it.
// The code may be written in any way ([MaxCode] characters at most). Errors: ErrBadCode, also when the technician may no
// longer start one, *wire.FieldError for what is no code.
func (s *Service) RedeemShare(ctx context.Context, code string) (Guest, error) {
	code, err := cleanCode(code)
	if err != nil {
		return Guest{}, err
	}
	now, token := s.now(), id.NewSecret()
	guest := device.Device{ID: id.New("dev"), Name: "Guest computer", Platform: device.Computer, Management: device.Guest,
		Ownership: device.Personal, Lifecycle: device.InUse, Owner: device.Owner{Name: "Guest"}, CreatedAt: now,
		Report: device.Report{Battery: -1}}
	expires := now.Add(s.clocks.Guest)
	sh, err := s.store.RedeemShare(ctx, id.Secret(code).Hash(), now, guest, token.Hash(), expires,
		s.record(audit.ShareRedeemed, user(guest.ID), guest.ID, "", nil))
	if err != nil {
		return Guest{}, fmt.Errorf("redeem a share code: %w", err)
	}
	s.hints.Hint(HintShare, sh.ID, 0)
	s.hints.Hint(HintDevice, guest.ID, 0)
	ses, err := s.startForGuest(ctx, sh, guest)
	if err != nil {
		return Guest{}, err
	}
	return Guest{DeviceID: guest.ID, SessionID: ses.ID, Token: token, ExpiresAt: expires,
		TechnicianName: sh.TechnicianName, Reason: sh.Reason}, nil
}

func (s *Service) startForGuest(ctx context.Context, sh Share, guest device.Device) (Session, error) {
	p, err := s.principal(ctx, sh.TechnicianID)
	if err == nil && !mayHelp(p) {
		err = ErrBadCode
	}
	var ses Session
	if err == nil {
		// The grant goes unused: the technician's browser asks for its own when it hears of the session.
		ses, _, err = s.startOn(ctx, p, guest, StartInput{DeviceID: guest.ID, Mode: Attended, Provider: BuiltIn, Reason: sh.Reason, Ticket: sh.Ticket})
	}
	if err == nil {
		err = s.store.LinkShare(ctx, sh.ID, ses.ID)
	}
	if err != nil {
		if retireErr := s.retireGuest(ctx, guest.ID); retireErr != nil {
			s.log.ErrorContext(ctx, "a guest without a session keeps its token", slog.String("device_id", guest.ID), slog.Any("err", retireErr))
		}
		return Session{}, fmt.Errorf("start the session of share %s: %w", sh.ID, err)
	}
	s.hints.Hint(HintShare, sh.ID, 0)
	return ses, nil
}
