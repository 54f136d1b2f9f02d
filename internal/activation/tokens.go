package activation

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// Token is what a session of a person is opened with: their own account's, else the company's with the user that they
// are mapped to. It is good for a while: it is renewed when less than 5 minutes are left.
// Errors: *provider.Error of NoAccount or TokenDead, or of what kept it from being renewed.
func (s *Service) Token(ctx context.Context, personID string, w Way) (Token, error) {
	own, err := s.binding(ctx, Holder{PersonID: personID})
	if err == nil {
		secret, err := s.access(ctx, own)
		return Token{Access: secret}, err
	}
	if !isNoAccount(err) {
		return Token{}, err
	}
	assignTo, err := s.mappedTo(ctx, personID)
	if err != nil {
		return Token{}, err
	}
	if assignTo.AccountID == "" {
		return Token{}, &provider.Error{Kind: provider.NoAccount}
	}
	secret, err := s.CompanyToken(ctx, w)
	if err != nil {
		return Token{}, err
	}
	return Token{Access: secret, AssignTo: assignTo.AccountID}, nil
}

// CompanyToken is the token of the company's account for a way. Errors: as Token.
func (s *Service) CompanyToken(ctx context.Context, w Way) (id.Secret, error) {
	b, err := s.binding(ctx, Holder{Way: w})
	if err != nil {
		return "", err
	}
	return s.access(ctx, b)
}

// Refused is told that the provider refused a token that Token or CompanyToken gave: it is tried, renewed once if it is
// void, and else the account counts as dead until somebody connects it again. For the company's own calls personID is
// empty.
func (s *Service) Refused(ctx context.Context, personID string, w Way) {
	b, err := s.binding(ctx, Holder{PersonID: personID})
	if personID == "" || isNoAccount(err) {
		b, err = s.binding(ctx, Holder{Way: w})
	}
	if err == nil && b.State == Works {
		_, err = s.prove(ctx, b)
	}
	if err != nil && !isNoAccount(err) {
		s.log.WarnContext(ctx, "account was refused by the provider", slog.String("holder", b.Holder.name()), slog.Any("err", err))
	}
}

// binding is the one that a holder has and that was not taken away; NoAccount when there is none.
func (s *Service) binding(ctx context.Context, h Holder) (Binding, error) {
	b, err := s.store.Binding(ctx, h)
	if errors.Is(err, ErrNoBinding) || err == nil && b.State == Revoking {
		return Binding{}, &provider.Error{Kind: provider.NoAccount}
	}
	if err != nil {
		return Binding{}, fmt.Errorf("read the account of %s: %w", h.name(), err)
	}
	return b, nil
}

func isNoAccount(err error) bool { return isKind(err, provider.NoAccount) }

func isKind(err error, kinds ...provider.Kind) bool {
	refused, ok := errors.AsType[*provider.Error](err)
	for _, k := range kinds {
		if ok && refused.Kind == k {
			return true
		}
	}
	return false
}

func temporary(err error) bool {
	refused, ok := errors.AsType[*provider.Error](err)
	return ok && refused.Temporary()
}

// access is the access token of b, renewed when it ends soon.
func (s *Service) access(ctx context.Context, b Binding) (id.Secret, error) {
	if b.State == DeadNow {
		return "", &provider.Error{Kind: provider.TokenDead}
	}
	if s.lasts(b, refreshBefore) {
		return s.accessOf(b)
	}
	fresh, err := s.renewed(ctx, b, !s.lasts(b, stillGood))
	if err != nil && !isKind(err, provider.TokenDead, provider.NoAccount) && s.lasts(b, stillGood) {
		return s.accessOf(b) // the next call renews it
	}
	if err != nil {
		return "", err
	}
	return s.accessOf(fresh)
}

func (s *Service) accessOf(b Binding) (id.Secret, error) {
	t, err := s.openTokens(b.ID, b.Sealed)
	return t.access(), err
}

// lasts says whether the access token of b is good for longer than d.
func (s *Service) lasts(b Binding, d time.Duration) bool {
	return b.ExpiresAt.IsZero() || s.now().Add(d).Before(b.ExpiresAt)
}

// prove asks the provider whose account b is, with a token that is renewed once when it is refused, and writes down what
// came of it. A token that stays refused makes the binding dead.
func (s *Service) prove(ctx context.Context, b Binding) (Binding, error) {
	if b.State == DeadNow {
		return b, &provider.Error{Kind: provider.TokenDead}
	}
	if !s.lasts(b, refreshBefore) {
		fresh, err := s.renewed(ctx, b, !s.lasts(b, stillGood))
		if err != nil {
			return b, err
		}
		b = fresh
	}
	account, err := s.whose(ctx, b)
	if isKind(err, provider.TokenDead) && b.Kind == OAuth {
		fresh, renewal := s.renewed(ctx, b, true)
		if renewal != nil {
			return b, renewal
		}
		b = fresh
		account, err = s.whose(ctx, b)
	}
	if isKind(err, provider.TokenDead) {
		return b, s.die(ctx, b, "refused", err)
	}
	return s.checked(ctx, b, account, err)
}

func (s *Service) whose(ctx context.Context, b Binding) (provider.Account, error) {
	secret, err := s.accessOf(b)
	if err != nil {
		return provider.Account{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, providerCall)
	defer cancel()
	return s.accounts.Account(ctx, secret)
}

// checked writes down how a check went and returns its error.
func (s *Service) checked(ctx context.Context, b Binding, account provider.Account, failure error) (Binding, error) {
	problem := provider.Kind("")
	if refused, ok := errors.AsType[*provider.Error](failure); ok {
		problem = refused.Kind
	} else if failure != nil {
		return b, failure
	}
	after, err := s.store.ChangeBinding(ctx, b.ID, func(now *Binding, _ *Writes) error {
		now.Problem = problem
		if failure == nil {
			now.Account, now.CheckedAt = account, s.now()
		}
		return nil
	})
	if err != nil {
		return b, errors.Join(failure, fmt.Errorf("note the state of an account: %w", err))
	}
	return after, failure
}

// Inside a change: the binding has other tokens by now, or somebody is about to get them.
var (
	errFresh = errors.New("tokens are newer")
	errHeld  = errors.New("somebody else renews the tokens")
)

// renewed is b with tokens other than those it has now. One caller of all nodes renews them; the others wait for what
// comes of it, unless wait is false and they may go on with what they have.
func (s *Service) renewed(ctx context.Context, b Binding, wait bool) (Binding, error) {
	for {
		leased, crashed, err := s.lease(ctx, b)
		switch {
		case err == nil:
			return s.renew(ctx, leased, crashed)
		case errors.Is(err, errFresh):
			return leased, nil
		case errors.Is(err, errHeld) && !wait:
			return b, nil
		case !errors.Is(err, errHeld):
			return b, err
		}
		if err := pause(ctx, 100*time.Millisecond); err != nil {
			return b, &provider.Error{Kind: provider.Unavailable, Err: err}
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}

// lease makes this call the only one that renews the tokens that b has. crashed says that another one was at it and never
// told how it ended. errFresh comes with the binding as it is.
func (s *Service) lease(ctx context.Context, b Binding) (leased Binding, crashed bool, err error) {
	var seen Binding
	leased, err = s.store.ChangeBinding(ctx, b.ID, func(now *Binding, _ *Writes) error {
		seen = *now
		at := s.now()
		switch {
		case now.State == DeadNow:
			return &provider.Error{Kind: provider.TokenDead}
		case now.State == Revoking:
			return &provider.Error{Kind: provider.NoAccount}
		case !bytes.Equal(now.Sealed, b.Sealed):
			return errFresh
		case at.Before(now.RefreshUntil) && now.RefreshBy != "":
			return errHeld
		case at.Before(now.RefreshUntil): // it failed just now
			return &provider.Error{Kind: cmp.Or(now.Problem, provider.Unavailable), After: now.RefreshUntil.Sub(at)}
		}
		now.RefreshBy, now.RefreshUntil = s.nodeID+" "+id.New("ref"), at.Add(refreshLease)
		return nil
	})
	switch {
	case errors.Is(err, errFresh):
		return seen, false, errFresh
	case errors.Is(err, ErrNoBinding):
		return b, false, &provider.Error{Kind: provider.NoAccount}
	}
	return leased, seen.RefreshBy != "", err
}

// renew trades the refresh token for new tokens and keeps them. It goes on when the caller has gone, as the refresh token
// is void from the moment the provider has read it. When an answer may have been lost, one more try with the same token
// tells: a token that was used is refused, and only then the binding is dead; a provider that is down kills nothing.
func (s *Service) renew(ctx context.Context, b Binding, lost bool) (Binding, error) {
	ctx, cancel := detached(ctx, refreshLease, "renewing tokens")
	defer cancel()
	t, err := s.openTokens(b.ID, b.Sealed)
	if err == nil && t.Refresh == "" {
		return b, s.die(ctx, b, "expired", &provider.Error{Kind: provider.TokenDead})
	}
	if err != nil {
		return b, s.giveBack(ctx, b, err)
	}
	client, err := s.client(ctx)
	if errors.Is(err, ErrNoClient) {
		err = &provider.Error{Kind: provider.BadClient, Err: err}
	}
	if err != nil {
		return b, s.giveBack(ctx, b, err)
	}
	fresh, err := s.trade(ctx, client, t)
	if isKind(err, provider.Unavailable, provider.Unreadable) {
		lost = true
		fresh, err = s.trade(ctx, client, t)
	}
	ctx, done := detached(ctx, keepTime, "keeping renewed tokens") // however long the provider took
	defer done()
	switch {
	case err == nil:
		return s.keep(ctx, b, t, fresh)
	case temporary(err), isKind(err, provider.BadClient), !isRefusal(err):
		return b, s.giveBack(ctx, b, err)
	case lost:
		return b, s.die(ctx, b, "answer_lost", err)
	default:
		return b, s.die(ctx, b, "refused", err)
	}
}

func isRefusal(err error) bool {
	_, ok := errors.AsType[*provider.Error](err)
	return ok
}

func (s *Service) trade(ctx context.Context, client provider.Client, t tokens) (provider.Tokens, error) {
	ctx, cancel := context.WithTimeout(ctx, refreshCall)
	defer cancel()
	fresh, err := s.accounts.Refresh(ctx, client, t.refresh())
	if err == nil && fresh.Access == "" {
		return provider.Tokens{}, &provider.Error{Kind: provider.Unreadable}
	}
	return fresh, err
}

// keep writes new tokens over exactly those they were made from. Where others stand by now, or the account was taken
// away, the new ones are revoked.
func (s *Service) keep(ctx context.Context, b Binding, old tokens, fresh provider.Tokens) (Binding, error) {
	next := tokens{Access: fresh.Access.Reveal(), Refresh: fresh.Refresh.Reveal()}
	if next.Refresh == "" {
		next.Refresh = old.Refresh // RFC 6749 §6: without a new one the old one stays
	}
	sealed, err := s.sealTokens(b.ID, next)
	if err != nil {
		return b, err
	}
	var renewed Binding
	err = s.persist(ctx, func() error {
		renewed, err = s.store.ChangeBinding(ctx, b.ID, func(now *Binding, w *Writes) error {
			if now.State == Revoking || !bytes.Equal(now.Sealed, b.Sealed) {
				return errFresh
			}
			if now.State == DeadNow { // somebody took this call for dead, and the refresh token with it
				w.Audit = []audit.Record{s.record(audit.System, audit.AccountConnected, "holder", b.Holder.name(), "reason", "late_answer")}
			}
			now.Sealed, now.ExpiresAt, now.State, now.Problem = sealed, kept(fresh.Expires), Works, ""
			now.RefreshBy, now.RefreshUntil, now.CheckedAt = "", time.Time{}, s.now()
			return nil
		})
		return err
	})
	if errors.Is(err, errFresh) || errors.Is(err, ErrNoBinding) {
		b.Sealed = sealed
		return s.overtaken(ctx, b)
	}
	if err != nil {
		return b, fmt.Errorf("keep renewed tokens of %s: %w", b.Holder.name(), err)
	}
	return renewed, nil
}

// overtaken revokes tokens that came too late and answers with what the holder has now.
func (s *Service) overtaken(ctx context.Context, late Binding) (Binding, error) {
	now, err := s.binding(ctx, late.Holder)
	// While somebody else's renewal from the same tokens stands, the provider may count ours to the same family: only
	// tokens of an account that was taken away are revoked for sure.
	if isNoAccount(err) || err == nil && now.ID != late.ID {
		err = errors.Join(err, s.orphaned(ctx, late))
	}
	return now, err
}

// persist tries a write for some seconds: what it holds exists nowhere else.
func (s *Service) persist(ctx context.Context, write func() error) error {
	var err error
	for range 5 {
		if err = write(); err == nil || errors.Is(err, errFresh) || errors.Is(err, ErrNoBinding) {
			return err
		}
		s.log.WarnContext(ctx, "renewed tokens are not kept yet", slog.Any("err", err))
		if pause(ctx, 200*time.Millisecond) != nil {
			return err
		}
	}
	return err
}

// giveBack ends a lease without new tokens and returns why; the next try comes after a pause.
func (s *Service) giveBack(ctx context.Context, b Binding, why error) error {
	problem, wait := provider.Unavailable, refreshPause
	if refused, ok := errors.AsType[*provider.Error](why); ok {
		problem, wait = refused.Kind, min(max(refused.After, refreshPause), 5*time.Minute)
	}
	_, err := s.store.ChangeBinding(ctx, b.ID, func(now *Binding, _ *Writes) error {
		if now.RefreshBy != b.RefreshBy {
			return errUnchanged
		}
		now.RefreshBy, now.RefreshUntil, now.Problem = "", s.now().Add(wait), problem
		return nil
	})
	if err != nil && !errors.Is(err, errUnchanged) && !errors.Is(err, ErrNoBinding) {
		return errors.Join(why, fmt.Errorf("end the renewal of tokens: %w", err))
	}
	return why
}

// die marks a binding whose tokens the provider refuses, unless it has others by now, and returns the refusal.
func (s *Service) die(ctx context.Context, b Binding, reason string, refusal error) error {
	dead, err := s.store.ChangeBinding(ctx, b.ID, func(now *Binding, w *Writes) error {
		if now.State != Works || !bytes.Equal(now.Sealed, b.Sealed) {
			return errUnchanged
		}
		now.State, now.Problem, now.RefreshBy, now.RefreshUntil = DeadNow, provider.TokenDead, "", time.Time{}
		w.Audit = []audit.Record{s.record(audit.System, audit.AccountDisconnected, "holder", b.Holder.name(), "reason", reason)}
		return nil
	})
	switch {
	case errors.Is(err, errUnchanged), errors.Is(err, ErrNoBinding):
	case err != nil:
		return errors.Join(refusal, fmt.Errorf("note that an account is dead: %w", err))
	default:
		s.log.WarnContext(ctx, "account is dead until it is connected again", slog.String("holder", b.Holder.name()), slog.String("reason", reason))
		s.hints.Hint(HintAccount, b.Holder.name(), dead.Version)
	}
	return &provider.Error{Kind: provider.TokenDead, Err: refusal}
}

// sealTokens binds the tokens to the row they stand in.
func (s *Service) sealTokens(bindingID string, t tokens) ([]byte, error) {
	text, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	return s.sealer.Seal(text, "binding "+bindingID)
}

func (s *Service) openTokens(bindingID string, sealed []byte) (tokens, error) {
	var t tokens
	text, err := s.sealer.Open(sealed, "binding "+bindingID)
	if err != nil {
		return t, fmt.Errorf("open the tokens of binding %s: %w", bindingID, err)
	}
	if json.Unmarshal(text, &t) != nil { // its error would quote the text
		return t, fmt.Errorf("open the tokens of binding %s: they are not readable", bindingID)
	}
	return t, nil
}

// kept is a time as it is kept: in UTC, to the microsecond.
func kept(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC().Truncate(time.Microsecond)
}
