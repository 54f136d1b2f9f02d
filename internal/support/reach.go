package support

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// How many tries one session may have by one channel: of messages that somebody receives, and of what only the
// technician is shown.
const (
	maxSent  = 5
	maxShown = 40
)

// ReachUser brings the user's link to the user by one channel, or writes down that the technician was shown it. A message
// that could not be sent is a Reach that failed, not an error. Only whoever started the session, or an administrator, does
// so. Errors: ErrNotFound, access.ErrForbidden, ErrEnded, ErrNotReady while there is no link, ErrNoWay when the channel is
// not set up or the user has no such address, ErrTooOften, *wire.FieldError for a channel that has its own method.
func (s *Service) ReachUser(ctx context.Context, p access.Principal, sessionID string, c Channel) (Reach, error) {
	if c == ByConfiguration || c == BySpokenCode || !slices.Contains(Channels, c) {
		return Reach{}, wire.BadField("channel", "is not one that a link is brought by")
	}
	ses, err := s.linked(ctx, p, sessionID)
	if err != nil {
		return Reach{}, err
	}
	r := Reach{ID: id.New("rch"), SessionID: ses.ID, Channel: c, At: s.now(), Outcome: ReachShown}
	details := map[string]string{"channel": string(c)}
	if c == ByCopiedLink || c == ByQRCode {
		return r, s.addReach(ctx, ses, r, maxShown, s.record(audit.SessionReached, p.Actor(), ses.DeviceID, ses.ID, details))
	}
	d, err := s.devices.Device(ctx, ses.DeviceID, everything)
	if err != nil {
		return Reach{}, fmt.Errorf("reach the user of session %s: %w", ses.ID, err)
	}
	ways, err := s.waysTo(ctx, d)
	if err != nil {
		return Reach{}, err
	}
	if !slices.Contains(ways, c) {
		return Reach{}, ErrNoWay
	}
	r.Outcome, r.To = ReachBegun, shortened(c, d.Owner)
	if err := s.addReach(ctx, ses, r, maxSent, s.record(audit.SessionReached, p.Actor(), ses.DeviceID, ses.ID, details)); err != nil {
		return Reach{}, err
	}
	return s.send(ctx, ses, d, r)
}

// send sends the message of a try that is written down, and writes down what came of it though whoever asked went away.
func (s *Service) send(ctx context.Context, ses Session, d device.Device, r Reach) (Reach, error) {
	_, company, _, err := s.notice(ctx)
	if err == nil {
		err = s.outreach.Send(ctx, r.Channel, d, invitation(company, ses.TechnicianName, ses.AtProvider.UserLink))
	}
	switch {
	case err == nil:
		r.Outcome = ReachSent
	case errors.Is(err, ErrNoWay):
		r.Outcome, r.Problem = ReachFailed, ReachNoWay
	default:
		r.Outcome, r.Problem = ReachFailed, ReachRefused
		s.log.WarnContext(ctx, "a message to a user was not sent", slog.String("session_id", ses.ID), slog.String("channel", string(r.Channel)))
	}
	ctx, cancel := toTheEnd(ctx, "write down how a message went")
	defer cancel()
	if err := s.store.SettleReach(ctx, r); err != nil {
		return r, fmt.Errorf("write down how the user of session %s was reached: %w", ses.ID, err)
	}
	s.hints.Hint(HintSession, ses.ID, ses.Version)
	return r, nil
}

func (s *Service) addReach(ctx context.Context, ses Session, r Reach, most int, record audit.Record) error {
	if err := s.store.AddReach(ctx, r, most, record); err != nil {
		return fmt.Errorf("reach the user of session %s: %w", ses.ID, err)
	}
	s.hints.Hint(HintSession, ses.ID, ses.Version)
	return nil
}

// linked is a session of p's that has a link for its user.
func (s *Service) linked(ctx context.Context, p access.Principal, sessionID string) (Session, error) {
	ses, err := s.mine(ctx, p, sessionID)
	if err == nil {
		err = ses.reachable()
	}
	if err == nil && ses.AtProvider.UserLink == "" {
		err = ErrNoWay
	}
	return ses, err
}

// hasLink says whether there is a link for the user now.
func (s Session) hasLink() bool { return s.reachable() == nil && s.AtProvider.UserLink != "" }

// invitation is what a user is sent. Nobody knows the user's language, so it stands there in both.
func invitation(company, technician, link string) string {
	from := ""
	if company != "" {
		from = company + ": "
	}
	return from + technician + " of the help desk asks to see your screen to help you. Open this link on your device:\n" +
		link + "\n\n" +
		from + "ヘルプデスクの" + technician + "が、サポートのために画面の共有をお願いしています。お使いのデバイスで次のリンクを開いてください。\n" + link
}

// shortened is an address of which only so much is kept that the technician sees which one it was.
func shortened(c Channel, o device.Owner) string {
	switch c {
	case ByEmail:
		if _, host, found := strings.Cut(o.Email, "@"); found {
			return "…@" + host
		}
	case ByText:
		if digits := []rune(o.Phone); len(digits) > 3 {
			return "…" + string(digits[len(digits)-3:])
		}
	}
	return ""
}

func (s *Service) waysTo(ctx context.Context, d device.Device) ([]Channel, error) {
	if s.outreach == nil {
		return nil, nil
	}
	ways, err := s.outreach.Ways(ctx, d)
	if err != nil {
		return nil, fmt.Errorf("ways to reach the owner of device %s: %w", d.ID, err)
	}
	return ways, nil
}

// ReachWays lists the channels that can reach the user of a session now. Errors: ErrNotFound, access.ErrForbidden.
func (s *Service) ReachWays(ctx context.Context, p access.Principal, sessionID string) ([]Channel, error) {
	ses, err := s.visible(ctx, p, sessionID)
	if err != nil {
		return nil, err
	}
	if !ses.hasLink() {
		return []Channel{}, nil
	}
	d, err := s.devices.Device(ctx, ses.DeviceID, everything)
	if err != nil {
		return nil, fmt.Errorf("ways to reach the user of session %s: %w", ses.ID, err)
	}
	sent, err := s.waysTo(ctx, d)
	if err != nil {
		return nil, err
	}
	ways := []Channel{ByCopiedLink, ByQRCode, BySpokenCode}
	for _, c := range []Channel{ByEmail, ByText, ByMDM} {
		if slices.Contains(sent, c) {
			ways = append(ways, c)
		}
	}
	return ways, nil
}

// Reaches lists how the user of a session was tried to be reached, oldest first, at most 200. Errors: ErrNotFound,
// access.ErrForbidden.
func (s *Service) Reaches(ctx context.Context, p access.Principal, sessionID string) ([]Reach, error) {
	ses, err := s.visible(ctx, p, sessionID)
	if err != nil {
		return nil, err
	}
	reaches, err := s.store.Reaches(ctx, ses.ID)
	if err != nil {
		return nil, fmt.Errorf("reaches of session %s: %w", ses.ID, err)
	}
	return reaches, nil
}

// SpokenCode makes a code of 9 digits that a technician reads aloud; the one made before is void. It works once, for 10
// minutes and no longer than the session's own code, and only selects: it authenticates nobody. Errors: as of
// [Service.ReachUser].
func (s *Service) SpokenCode(ctx context.Context, p access.Principal, sessionID string) (code string, expires time.Time, err error) {
	ses, err := s.linked(ctx, p, sessionID)
	if err != nil {
		return "", time.Time{}, err
	}
	expires = earlier(ses.AtProvider.ExpiresAt, s.now().Add(s.clocks.Spoken))
	if !expires.After(s.now()) {
		return "", time.Time{}, ErrNotReady
	}
	r := Reach{ID: id.New("rch"), SessionID: ses.ID, Channel: BySpokenCode, At: s.now(), Outcome: ReachShown}
	record := s.record(audit.SessionCodeMade, p.Actor(), ses.DeviceID, ses.ID, nil)
	if err := s.addReach(ctx, ses, r, maxShown, record); err != nil {
		return "", time.Time{}, err
	}
	for range 5 { // of a billion codes one that another session has is rare
		code = id.Digits(codeDigits)
		err = s.store.SaveSpokenCode(ctx, SpokenCode{Hash: spokenHash(code), SessionID: ses.ID, ExpiresAt: expires}, s.now())
		if !errors.Is(err, ErrBadCode) {
			break
		}
	}
	if err != nil {
		return "", time.Time{}, fmt.Errorf("make a code for session %s: %w", ses.ID, err)
	}
	return code, expires, nil
}

// spokenHash keeps a code apart from a share's, which has as many digits.
func spokenHash(code string) string { return id.Secret("spoken:" + code).Hash() }

// A JoinTarget is where a spoken code leads.
type JoinTarget struct {
	// Link is the user's link to the provider.
	Link                    string
	TechnicianName, Company string
}

// RedeemSpoken uses a code once, which may be written in any way ([MaxCode] characters at most). The caller bounds how often
// somebody may try. Errors: ErrBadCode, also when the session has ended, *wire.FieldError for what is no code.
func (s *Service) RedeemSpoken(ctx context.Context, code string) (JoinTarget, error) {
	code, err := cleanCode(code)
	if err != nil {
		return JoinTarget{}, err
	}
	sessionID, err := s.store.UseSpokenCode(ctx, spokenHash(code), s.now())
	if err != nil {
		return JoinTarget{}, fmt.Errorf("redeem a spoken code: %w", err)
	}
	_, company, _, err := s.notice(ctx)
	if err != nil {
		return JoinTarget{}, err
	}
	ses, err := s.change(ctx, sessionID, func(ses *Session, w *Writes) error {
		if !ses.hasLink() {
			return ErrBadCode
		}
		w.Reaches = append(w.Reaches, Reach{ID: id.New("rch"), SessionID: ses.ID, Channel: BySpokenCode, At: s.now(), Outcome: ReachProven})
		w.Audit = append(w.Audit, s.record(audit.SessionReached, user(ses.DeviceID), ses.DeviceID, ses.ID,
			map[string]string{"channel": string(BySpokenCode)}))
		return nil
	})
	if err != nil {
		return JoinTarget{}, err
	}
	return JoinTarget{Link: ses.AtProvider.UserLink, TechnicianName: ses.TechnicianName, Company: company}, nil
}
