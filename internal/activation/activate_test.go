package activation_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

const (
	attendedName   = "teamviewer attended"
	unattendedName = "teamviewer unattended"
)

func TestActivationKeepsWhoWhenAndWhat(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	a := o.activate(activation.TeamViewerAttended, aUser(1))
	if a.State != activation.Active || a.AgreedBy != o.abe.Actor() || !a.AgreedAt.Equal(noon) || a.AgreementVersion != 1 || a.Account != aUser(1) {
		t.Errorf("activation = %+v, want who, when and what", a)
	}
	o.activate(activation.TeamViewerUnattended, aUser(2)) // both may be on, with other accounts (S21)
	cards, err := o.Cards(t.Context(), o.kita)
	o.must(err)
	var got []string
	for _, c := range cards {
		account := ""
		if c.Binding != nil {
			account = c.Binding.Account.ID
		}
		got = append(got, fmt.Sprintf("%s: %s %s", c.Way, c.State, account))
	}
	want := "teamviewer attended: active u1, teamviewer unattended: active u2, builtin: active "
	if strings.Join(got, ", ") != want {
		t.Errorf("cards = %q, want %q", got, want)
	}
	if r := o.records(audit.Activated); len(r) != 2 || r[0].Details["way"] != attendedName || r[0].Details["agreement_version"] != "1" {
		t.Errorf("records = %+v, want both activations", r)
	}
	if o.hints.count(activation.HintActivation, attendedName) == 0 {
		t.Error("nobody was told")
	}
	o.wantNoSecrets()
}

func TestWhatActivationNeeds(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	attended := activation.TeamViewerAttended
	activate := func(p access.Principal, w activation.Way, v int64) error {
		_, err := o.Activate(t.Context(), p, w, v)
		return err
	}
	o.wantError("an observer", activate(o.ono, attended, 1), access.ErrForbidden)
	o.wantError("a technician", activate(o.mori, attended, 1), access.ErrForbidden)
	o.wantError("an administrator of one group", activate(o.kita, attended, 1), access.ErrForbidden)
	if _, ok := errors.AsType[*wire.FieldError](activate(o.abe, activation.Way{Provider: "zoom"}, 1)); !ok {
		t.Error("an unknown way was taken")
	}
	o.wantError("no agreement", activate(o.abe, attended, 0), activation.ErrOldAgreement)
	o.wantError("an agreement that is none", activate(o.abe, attended, 2), activation.ErrOldAgreement)
	o.wantError("no account", activate(o.abe, attended, 1), activation.ErrNoBinding)
	o.connect(o.abe, company(activation.TeamViewerUnattended), aUser(1))
	o.wantError("the other way's account", activate(o.abe, attended, 1), activation.ErrNoBinding)
	o.connect(o.abe, company(attended), aUser(1))
	_, err := o.SaveAgreement(t.Context(), o.abe, map[string]string{"ja": "承認済みの文面"})
	o.must(err)
	o.wantError("the agreement of yesterday", activate(o.abe, attended, 1), activation.ErrOldAgreement)
	o.tv.kill()
	o.wantKind("an account that does not work", activate(o.abe, attended, 2), provider.TokenDead)
	o.connect(o.abe, company(attended), aUser(1))
	o.tv.answer = func(string) error { return &provider.Error{Kind: provider.Unavailable} }
	o.wantKind("the provider is down", activate(o.abe, attended, 2), provider.Unavailable)
	o.tv.answer = nil
	o.must(activate(o.abe, attended, 2))
	o.wantError("again", activate(o.abe, attended, 2), activation.ErrActive)
	o.wantError("the built-in engine is on as it comes", activate(o.abe, activation.BuiltIn, 0), activation.ErrActive)
}

func TestOfManyWhoActivateOneDoes(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.connect(o.abe, company(activation.TeamViewerAttended), aUser(1))
	_, err := o.Agreement(t.Context(), o.abe, 0)
	o.must(err)
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		node := o.node(fmt.Sprintf("node_%d", i))
		wg.Go(func() { _, errs[i] = node.Activate(t.Context(), o.abe, activation.TeamViewerAttended, 1) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, activation.ErrActive) {
			t.Errorf("a loser got %v", err)
		}
	}
	if won != 1 || len(o.records(audit.Activated)) != 1 {
		t.Errorf("%d activated with %d records, want 1", won, len(o.records(audit.Activated)))
	}
}

func TestAgreement(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	first, err := o.Agreement(t.Context(), o.kita, 0)
	o.must(err)
	if first.Version != 1 || !strings.Contains(first.Text["en"], "https://www.teamviewer.com/") || !strings.Contains(first.Text["ja"], "法務部門") ||
		!strings.Contains(first.Text["en"], "legal department") {
		t.Errorf("the first agreement is %+v", first)
	}
	_, err = o.Agreement(t.Context(), o.mori, 0)
	o.wantError("a technician", err, access.ErrForbidden)
	for name, text := range map[string]map[string]string{
		"none": nil, "empty": {"en": " \n"}, "another language": {"fr": "oui"}, "hostile": {"en": "a\x00b"}, "not text": {"ja": "\xff"},
		"too long": {"en": strings.Repeat("あ", 100_001)},
	} {
		if _, err := o.SaveAgreement(t.Context(), o.abe, text); err == nil {
			t.Errorf("%s: taken", name)
		} else if _, ok := errors.AsType[*wire.FieldError](err); !ok {
			t.Errorf("%s: %v, want what is wrong", name, err)
		}
	}
	_, err = o.SaveAgreement(t.Context(), o.kita, map[string]string{"en": "x"})
	o.wantError("an administrator of one group", err, access.ErrForbidden)
	text := map[string]string{"en": "Approved by legal.\nAll of it.", "ja": strings.Repeat("あ", 100_000)}
	for range 2 { // saving the same again adds nothing
		saved, err := o.SaveAgreement(t.Context(), o.abe, text)
		o.must(err)
		if saved.Version != 2 || !maps.Equal(saved.Text, text) || saved.SavedBy != o.abe.Actor() {
			t.Fatalf("saved = version %d by %s", saved.Version, saved.SavedBy.Name)
		}
	}
	old, err := o.Agreement(t.Context(), o.abe, 1)
	o.must(err)
	if !maps.Equal(old.Text, first.Text) {
		t.Error("the first agreement changed")
	}
	_, err = o.Agreement(t.Context(), o.abe, 3)
	o.wantError("unknown", err, activation.ErrNotFound)
}

func TestActivationsAreCachedForASecond(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	other := o.node("node_2")
	look := func(s *activation.Service) activation.State {
		states, err := s.Activations(t.Context())
		o.must(err)
		return states[activation.TeamViewerAttended]
	}
	if look(o.Service) != activation.Off || look(other) != activation.Off {
		t.Fatal("TeamViewer is on as it comes")
	}
	o.activate(activation.TeamViewerAttended, aUser(1))
	if look(o.Service) != activation.Active {
		t.Error("the node that activated does not see it")
	}
	o.pass(time.Second - 1)
	if look(other) != activation.Off {
		t.Error("the other node asked the database again within a second")
	}
	o.pass(1)
	if look(other) != activation.Active {
		t.Error("the other node does not see it after a second")
	}
}

func TestWhoMayLook(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for name, ask := range map[string]func(access.Principal) error{
		"cards":        func(p access.Principal) error { _, err := o.Cards(t.Context(), p); return err },
		"mappings":     func(p access.Principal) error { _, err := o.Mappings(t.Context(), p); return err },
		"OAuth client": func(p access.Principal) error { _, _, err := o.OAuthClient(t.Context(), p); return err },
	} {
		o.must(ask(o.kita))
		o.wantError(name, ask(o.mori), access.ErrForbidden)
		o.wantError(name, ask(access.Principal{}), access.ErrForbidden)
	}
	for name, change := range map[string]func(access.Principal) error{
		"OAuth client": func(p access.Principal) error { return o.SaveOAuthClient(t.Context(), p, "id", "secret") },
		"map":          func(p access.Principal) error { return o.Map(t.Context(), p, o.mori.PersonID, "u1", "") },
		"connect": func(p access.Principal) error {
			_, err := o.BeginConnect(t.Context(), p, company(activation.TeamViewerAttended), "/admin")
			return err
		},
		"disconnect": func(p access.Principal) error {
			return o.Disconnect(t.Context(), p, company(activation.TeamViewerAttended))
		},
		"test": func(p access.Principal) error {
			_, err := o.Test(t.Context(), p, company(activation.TeamViewerAttended))
			return err
		},
		"remove": func(p access.Principal) error {
			_, err := o.Remove(t.Context(), p, activation.BuiltIn, false)
			return err
		},
		"recheck": func(p access.Principal) error { return o.Recheck(t.Context(), p, "rem_1") },
		"finish":  func(p access.Principal) error { _, err := o.FinishRemoval(t.Context(), p, "rem_1", "x"); return err },
	} {
		for _, p := range []access.Principal{o.kita, o.mori, o.ono, {}} {
			o.wantError(name+" by "+p.Name, change(p), access.ErrForbidden)
		}
	}
}

// slowReader answers with what was there before something else happened.
type slowReader struct {
	activation.Store
	meanwhile func() // once, after the next reading
}

func (r *slowReader) Activations(ctx context.Context) ([]activation.Activation, error) {
	list, err := r.Store.Activations(ctx)
	if do := r.meanwhile; do != nil {
		r.meanwhile = nil
		do()
	}
	return list, err
}

func TestWhatWasReadBeforeAChangeIsNotCachedBehindIt(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	reader := &slowReader{Store: o.db}
	o.cfg.Store = reader
	o.Service = activation.New(o.cfg)
	look := func(s *activation.Service) activation.State {
		states, err := s.Activations(t.Context())
		o.must(err)
		return states[activation.TeamViewerAttended]
	}
	reader.meanwhile = func() { o.activate(activation.TeamViewerAttended, aUser(1)) }
	look(o.Service)
	if look(o.Service) != activation.Active {
		t.Error("the activation is hidden by what was read before it")
	}
	other := o.node("node_2")
	look(other)
	_, err := o.Remove(t.Context(), o.abe, activation.TeamViewerAttended, false)
	o.must(err)
	other.LookAnew()
	if look(other) != activation.Removing {
		t.Error("the other node was told and did not look")
	}
}
