package activation

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// maxAgreement bounds the text of an agreement in one language, in characters.
const maxAgreement = 100_000

// A Card is a way as the page shows it.
type Card struct {
	Way   Way
	State State
	// Activation is the newest one; nil when there never was one.
	Activation *Activation
	// Binding is the company's account for this way; nil when none is connected.
	Binding *BindingView
	// Removal is the one under way; nil when there is none.
	Removal *Removal
}

// Cards are all the ways, in the order of the page. Errors: access.ErrForbidden.
func (s *Service) Cards(ctx context.Context, p access.Principal) ([]Card, error) {
	if err := mayRead(p); err != nil {
		return nil, err
	}
	activations, err := s.newest(ctx)
	if err != nil {
		return nil, err
	}
	bindings, err := s.store.Bindings(ctx)
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	removals, err := s.store.OpenRemovals(ctx)
	if err != nil {
		return nil, fmt.Errorf("list removals: %w", err)
	}
	cards := make([]Card, len(Ways))
	for i, w := range Ways {
		cards[i] = Card{Way: w, State: stateOf(w, activations)}
		if a, ok := activations[w]; ok {
			cards[i].Activation = &a
		}
		for _, b := range bindings {
			if b.Holder == (Holder{Way: w}) {
				view := b.view()
				cards[i].Binding = &view
			}
		}
		for _, r := range removals {
			if r.Way == w {
				cards[i].Removal = &r
			}
		}
	}
	return cards, nil
}

// newest is the newest activation of each way that ever had one.
func (s *Service) newest(ctx context.Context) (map[Way]Activation, error) {
	list, err := s.store.Activations(ctx)
	if err != nil {
		return nil, fmt.Errorf("list activations: %w", err)
	}
	found := make(map[Way]Activation, len(list))
	for _, a := range list {
		found[a.Way] = a
	}
	return found, nil
}

// stateOf: the built-in engine comes switched on, all else switched off.
func stateOf(w Way, newest map[Way]Activation) State {
	if a, ok := newest[w]; ok {
		return a.State
	}
	if w == BuiltIn {
		return Active
	}
	return Off
}

// Activations says how each way stands, as of a second ago at most. It is cheap.
func (s *Service) Activations(ctx context.Context) (map[Way]State, error) {
	s.mu.Lock()
	states, at, changes := s.states, s.statesAt, s.changes
	s.mu.Unlock()
	now := s.clock()
	if age := now.Sub(at); states != nil && age >= 0 && age < cacheLife {
		return maps.Clone(states), nil
	}
	newest, err := s.newest(ctx)
	if err != nil {
		return nil, err
	}
	states = make(map[Way]State, len(Ways))
	for _, w := range Ways {
		states[w] = stateOf(w, newest)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.changes == changes { // else it may be from before the change
		s.states, s.statesAt = states, now
	}
	return maps.Clone(states), nil
}

// LookAnew has the next question for [Service.Activations] read what is kept: somebody, perhaps on another node, changed it.
func (s *Service) LookAnew() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.states = nil
	s.changes++
}

// changed makes this node look anew and tells everyone that a way stands differently.
func (s *Service) changed(w Way, version int64) {
	s.LookAnew()
	s.hints.Hint(HintActivation, w.String(), version)
}

// Agreement is one version, or the newest for 0. Errors: access.ErrForbidden, ErrNotFound.
func (s *Service) Agreement(ctx context.Context, p access.Principal, version int64) (Agreement, error) {
	if err := mayRead(p); err != nil {
		return Agreement{}, err
	}
	return s.agreement(ctx, version)
}

// agreement makes sure that the text which comes with the product is kept as version 1 before anyone reads or agrees: what
// was agreed to must not change when the product does.
func (s *Service) agreement(ctx context.Context, version int64) (Agreement, error) {
	a, err := s.store.Agreement(ctx, version)
	if errors.Is(err, ErrNotFound) && version <= 1 {
		return s.store.AddAgreement(ctx, Agreement{Version: 1, Text: firstAgreement(), SavedBy: audit.System, SavedAt: s.now()}, Writes{})
	}
	return a, err
}

// SaveAgreement adds a version, by language (en, ja), at least one of them. Text that is the newest one's already adds
// none. Errors: access.ErrForbidden, *wire.FieldError.
func (s *Service) SaveAgreement(ctx context.Context, p access.Principal, text map[string]string) (Agreement, error) {
	if err := mayChange(p); err != nil {
		return Agreement{}, err
	}
	text, err := cleanAgreement(text)
	if err != nil {
		return Agreement{}, err
	}
	newest, err := s.agreement(ctx, 0)
	if err != nil {
		return Agreement{}, fmt.Errorf("read the agreement: %w", err)
	}
	if maps.Equal(newest.Text, text) {
		return newest, nil
	}
	saved, err := s.store.AddAgreement(ctx, Agreement{Text: text, SavedBy: p.Actor(), SavedAt: s.now()},
		Writes{Audit: []audit.Record{s.record(p.Actor(), audit.AgreementSaved, "after_version", strconv.FormatInt(newest.Version, 10))}})
	if err != nil {
		return Agreement{}, fmt.Errorf("save the agreement: %w", err)
	}
	return saved, nil
}

func cleanAgreement(text map[string]string) (map[string]string, error) {
	cleaned := make(map[string]string)
	for language, words := range text {
		if language != "en" && language != "ja" {
			return nil, wire.BadField("text", "is for the languages en and ja")
		}
		words = strings.TrimSpace(strings.ReplaceAll(words, "\r\n", "\n"))
		switch {
		case utf8.RuneCountInString(words) > maxAgreement:
			return nil, wire.BadField("text."+language, "has more than "+strconv.Itoa(maxAgreement)+" characters")
		case !utf8.ValidString(words), strings.ContainsFunc(words, isControl):
			return nil, wire.BadField("text."+language, "is not plain text")
		case words != "":
			cleaned[language] = words
		}
	}
	if len(cleaned) == 0 {
		return nil, wire.BadField("text", "is empty")
	}
	return cleaned, nil
}

// isControl is true for what has no place in a text of several lines.
func isControl(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

// Activate switches a way on. The agreement must be the newest; the built-in engine needs none and takes 0. Ways of
// TeamViewer need the company's account for that way to be connected and to work.
// Errors: access.ErrForbidden, *wire.FieldError, ErrOldAgreement, ErrNoBinding, ErrActive, ErrRemoving, *provider.Error.
func (s *Service) Activate(ctx context.Context, p access.Principal, w Way, agreementVersion int64) (Activation, error) {
	if err := errors.Join(mayChange(p), w.known()); err != nil {
		return Activation{}, err
	}
	if err := s.mayActivate(ctx, w, agreementVersion); err != nil {
		return Activation{}, err
	}
	a := Activation{ID: id.New("act"), Version: 1, Way: w, State: Active, AgreementVersion: agreementVersion,
		AgreedBy: p.Actor(), AgreedAt: s.now()}
	if w.needsAccount() {
		account, err := s.workingAccount(ctx, w)
		if err != nil {
			return Activation{}, err
		}
		a.Account = account
	}
	if err := s.store.CreateActivation(ctx, a, Writes{Audit: []audit.Record{s.record(p.Actor(), audit.Activated,
		"way", w.String(), "agreement_version", strconv.FormatInt(agreementVersion, 10), "account", a.Account.Name)}}); err != nil {
		return Activation{}, fmt.Errorf("activate %s: %w", w, err)
	}
	s.log.InfoContext(ctx, "activated", slog.String("way", w.String()), slog.String("person_id", p.PersonID))
	s.changed(w, a.Version)
	return a, nil
}

func (s *Service) mayActivate(ctx context.Context, w Way, agreementVersion int64) error {
	newest, err := s.newest(ctx)
	if err != nil {
		return err
	}
	switch stateOf(w, newest) {
	case Active:
		return ErrActive
	case Removing:
		return ErrRemoving
	}
	if w == BuiltIn && agreementVersion == 0 {
		return nil
	}
	agreement, err := s.agreement(ctx, 0)
	if err != nil {
		return fmt.Errorf("read the agreement: %w", err)
	}
	if agreementVersion != agreement.Version {
		return ErrOldAgreement
	}
	return nil
}

// workingAccount is whose account the company has connected for a way, proven to work now.
func (s *Service) workingAccount(ctx context.Context, w Way) (provider.Account, error) {
	b, err := s.store.Binding(ctx, Holder{Way: w})
	if err != nil {
		return provider.Account{}, err
	}
	if b.State == Revoking {
		return provider.Account{}, ErrNoBinding
	}
	b, err = s.prove(ctx, b)
	return b.Account, err
}
