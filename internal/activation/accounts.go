package activation

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// The answers of [Service.AccountOf], which are package preflight's.
const (
	OwnAccount    = "own"
	MappedAccount = "mapped"
	NoAccount     = "none"
	DeadAccount   = "dead"
)

// maxDetail bounds a value of an audit record, in characters.
const maxDetail = 500

func jobsOf(list ...jobs.Job) []jobs.Job { return list }

// cut makes hostile text fit for a record.
func cut(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	if utf8.RuneCountInString(text) > maxDetail {
		text = string([]rune(text)[:maxDetail])
	}
	return text
}

// Disconnect takes away p's own account, or the company's of a way that is off. The tokens are void at the provider as
// soon as it can be reached. Errors: access.ErrForbidden, *wire.FieldError, ErrNoBinding, ErrActive, ErrRemoving.
func (s *Service) Disconnect(ctx context.Context, p access.Principal, h Holder) error {
	if err := mayHold(p, h); err != nil && (h.PersonID == "" || h.PersonID != p.PersonID || p.TokenID != "" || h.Way != (Way{})) {
		return err // one's own goes also without the right to use it
	}
	if h.PersonID == "" {
		newest, err := s.newest(ctx)
		if err != nil {
			return err
		}
		switch stateOf(h.Way, newest) {
		case Active:
			return ErrActive
		case Removing:
			return ErrRemoving
		}
	}
	return s.disconnect(ctx, p.Actor(), h)
}

// disconnect marks a binding as taken away and adds the job that revokes it. One that is on the way out gets another job,
// as the first may have been given up.
func (s *Service) disconnect(ctx context.Context, by audit.Actor, h Holder) error {
	b, err := s.store.Binding(ctx, h)
	if err != nil {
		return err
	}
	after, err := s.store.ChangeBinding(ctx, b.ID, func(now *Binding, w *Writes) error {
		if now.State != Revoking {
			w.Audit = []audit.Record{s.record(by, audit.AccountDisconnected, "holder", h.name(), "account_id", cut(now.Account.ID), "account", cut(now.Account.Name))}
		}
		now.State, now.RefreshBy, now.RefreshUntil = Revoking, "", time.Time{}
		w.Jobs = jobsOf(newRevoke(*now))
		return nil
	})
	if err != nil {
		return fmt.Errorf("disconnect %s: %w", h.name(), err)
	}
	s.log.InfoContext(ctx, "account disconnected", slog.String("holder", h.name()), slog.String("by", by.ID))
	s.jobs.Nudge()
	s.hints.Hint(HintAccount, h.name(), after.Version)
	return nil
}

// PersonChanged is told that a person was changed; whoever is disabled loses the account they had connected.
func (s *Service) PersonChanged(ctx context.Context, personID string, disabled bool) error {
	if !disabled {
		return nil
	}
	err := s.disconnect(ctx, audit.System, Holder{PersonID: personID})
	if errors.Is(err, ErrNoBinding) {
		return nil
	}
	return err
}

// Health is how an account does.
type Health struct {
	Account provider.Account
	// Licenses are the company's as the provider tells them; nil for a technician's own account and when it does not tell.
	Licenses  []provider.License
	CheckedAt time.Time
	// Problem says what is wrong; empty means nothing.
	Problem provider.Kind
}

// Test asks the provider about an account: p's own, or the company's. What the provider refuses is part of the answer.
// Errors: access.ErrForbidden, ErrNoBinding.
func (s *Service) Test(ctx context.Context, p access.Principal, h Holder) (Health, error) {
	if err := mayHold(p, h); err != nil {
		return Health{}, err
	}
	b, err := s.store.Binding(ctx, h)
	if err != nil {
		return Health{}, err
	}
	if b.State == Revoking {
		return Health{}, ErrNoBinding
	}
	b, err = s.prove(ctx, b)
	health := Health{Account: b.Account, CheckedAt: s.now()}
	if err == nil && h.PersonID == "" {
		health.Licenses, err = s.licenses(ctx, b)
	}
	if refused, ok := errors.AsType[*provider.Error](err); ok {
		health.Problem = refused.Kind
		return health, nil
	}
	return health, err
}

func (s *Service) licenses(ctx context.Context, b Binding) ([]provider.License, error) {
	secret, err := s.accessOf(b)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, providerCall)
	defer cancel()
	return s.accounts.Licenses(ctx, secret)
}

// An AccountView is what somebody sees of their own account.
type AccountView struct {
	Binding *BindingView // nil when none is connected
	Mapping *Mapping     // nil when none was entered
	// State is own, mapped, none or dead.
	State string
}

// MyAccount is p's own.
func (s *Service) MyAccount(ctx context.Context, p access.Principal) (AccountView, error) {
	if p.PersonID == "" {
		return AccountView{}, access.ErrForbidden
	}
	var view AccountView
	b, err := s.store.Binding(ctx, Holder{PersonID: p.PersonID})
	switch {
	case err == nil:
		shown := b.view()
		view.Binding = &shown
	case !errors.Is(err, ErrNoBinding):
		return AccountView{}, fmt.Errorf("read the account of %s: %w", p.PersonID, err)
	}
	m, err := s.mappedTo(ctx, p.PersonID)
	if err != nil {
		return AccountView{}, err
	}
	if m.AccountID != "" {
		view.Mapping = &m
	}
	view.State, err = s.AccountOf(ctx, p.PersonID, TeamViewerAttended.Mode)
	return view, err
}

// AccountOf says in whose name a person would open a session in a mode: own, mapped, none or dead.
func (s *Service) AccountOf(ctx context.Context, personID, mode string) (string, error) {
	b, err := s.binding(ctx, Holder{PersonID: personID})
	if err == nil {
		return stateWord(b, OwnAccount), nil
	}
	if !isNoAccount(err) {
		return "", err
	}
	m, err := s.mappedTo(ctx, personID)
	if err != nil || m.AccountID == "" {
		return NoAccount, err
	}
	b, err = s.binding(ctx, Holder{Way: Way{Provider: TeamViewerAttended.Provider, Mode: mode}})
	if isNoAccount(err) {
		return NoAccount, nil
	}
	return stateWord(b, MappedAccount), err
}

func stateWord(b Binding, word string) string {
	if b.State == DeadNow {
		return DeadAccount
	}
	return word
}

// Mappings are whom people are at the company's account. Errors: access.ErrForbidden.
func (s *Service) Mappings(ctx context.Context, p access.Principal) ([]Mapping, error) {
	if err := mayRead(p); err != nil {
		return nil, err
	}
	return s.store.Mappings(ctx)
}

// Map says which user of the company's account a person is; an empty accountID says that they are none.
// Errors: access.ErrForbidden, *wire.FieldError, ErrNotFound.
func (s *Service) Map(ctx context.Context, p access.Principal, personID, accountID, accountName string) error {
	if err := mayChange(p); err != nil {
		return err
	}
	accountID = strings.TrimSpace(accountID)
	if accountID != "" && !isOpaque(accountID, 100) {
		return wire.BadField("account_id", "has 1 to 100 characters without spaces")
	}
	if accountName = strings.TrimSpace(accountName); accountName != cut(accountName) || utf8.RuneCountInString(accountName) > 200 {
		return wire.BadField("account_name", "has at most 200 characters in one line")
	}
	err := s.store.SaveMapping(ctx, Mapping{PersonID: personID, AccountID: accountID, AccountName: accountName},
		Writes{Audit: []audit.Record{s.record(p.Actor(), audit.AccountMapped, "person_id", personID, "account_id", accountID, "account", accountName)}})
	if err != nil {
		return fmt.Errorf("map %s: %w", personID, err)
	}
	s.hints.Hint(HintAccount, personID, 0)
	return nil
}

// mappedTo is a person's mapping; its zero value when there is none.
func (s *Service) mappedTo(ctx context.Context, personID string) (Mapping, error) {
	list, err := s.store.Mappings(ctx)
	if err != nil {
		return Mapping{}, fmt.Errorf("read mappings: %w", err)
	}
	for _, m := range list {
		if m.PersonID == personID {
			return m, nil
		}
	}
	return Mapping{}, nil
}
