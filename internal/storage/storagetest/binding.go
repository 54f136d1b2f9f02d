package storagetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// list is what a method that lists answers.
func list[T any](t *testing.T, f func(context.Context) ([]T, error)) []T {
	t.Helper()
	all, err := f(t.Context())
	ok(t, err)
	return all
}

var (
	ofTheCompany = activation.Holder{Way: activation.TeamViewerAttended}
	ofAPerson    = activation.Holder{PersonID: "usr_tanaka"}
)

func aBinding(id string, h activation.Holder) activation.Binding {
	return activation.Binding{ID: id, Version: 1, Holder: h, Kind: activation.OAuth, State: activation.Works,
		Account: provider.Account{ID: "u1", Name: "Tanaka", Email: "t@example.com", Company: "Example"}, Sealed: []byte{0, 1, 0xff},
		ExpiresAt: start.Add(time.Hour), BoundBy: tanaka, BoundAt: start, CheckedAt: start.Add(time.Minute), Problem: provider.RateLimited}
}

// put binds and returns what was replaced.
func put(t *testing.T, s Store, b activation.Binding, n int) (replaced *activation.Binding) {
	t.Helper()
	ok(t, s.PutBinding(t.Context(), b, func(r *activation.Binding) activation.Writes {
		replaced = r
		return wrote(n)
	}))
	return replaced
}

func aConsent(state string) activation.Consent {
	return activation.Consent{StateHash: state, Holder: ofTheCompany, PersonID: "usr_tanaka", SignInHash: "sign in", ReturnTo: "/account",
		ExpiresAt: start.Add(10 * time.Minute)}
}

var bindingPromises = []promise{
	{"a holder has one binding, and the one replaced is told inside the change", func(t *testing.T, s Store) {
		_, err := s.Binding(t.Context(), ofTheCompany)
		wantError(t, "none", err, activation.ErrNoBinding)
		company, own := aBinding("bnd_1", ofTheCompany), aBinding("bnd_2", ofAPerson)
		for n, b := range []activation.Binding{company, own} {
			if replaced := put(t, s, b, n); replaced != nil {
				t.Fatalf("%s replaced %+v", b.ID, replaced)
			}
			got, err := s.Binding(t.Context(), b.Holder)
			ok(t, err)
			equal(t, b.ID, got, b)
		}
		next := aBinding("bnd_3", ofTheCompany)
		next.Sealed, next.ExpiresAt = nil, time.Time{}
		equal(t, "replaced", *put(t, s, next, 2), company)
		equal(t, "all", list(t, s.Bindings), []activation.Binding{own, next})
		wantWrites(t, s, 0, 1, 2)
	}},
	{"a replacement whose writes fail replaces nothing", func(t *testing.T, s Store) {
		company := aBinding("bnd_1", ofTheCompany)
		put(t, s, company, 1)
		if s.PutBinding(t.Context(), aBinding("bnd_2", ofTheCompany), func(*activation.Binding) activation.Writes { return wrote(1) }) == nil {
			t.Fatal("a record was written twice")
		}
		equal(t, "all", list(t, s.Bindings), []activation.Binding{company})
	}},
	{"a change of a binding is written with its writes, or not at all", func(t *testing.T, s Store) {
		want := aBinding("bnd_1", ofAPerson)
		put(t, s, want, 1)
		change := func(b *activation.Binding, w *activation.Writes) error {
			b.State, b.Sealed, b.ExpiresAt, b.Problem = activation.DeadNow, []byte("next"), start.Add(2*time.Hour), provider.TokenDead
			b.RefreshBy, b.RefreshUntil, b.CheckedAt, *w = "node_1", start.Add(time.Second), start.Add(time.Hour), wrote(2)
			return nil
		}
		got, err := s.ChangeBinding(t.Context(), "bnd_1", change)
		ok(t, err)
		ok(t, change(&want, &activation.Writes{}))
		want.Version = 2
		equal(t, "changed", got, want)
		_, err = s.ChangeBinding(t.Context(), "bnd_1", func(b *activation.Binding, w *activation.Writes) error {
			b.State, *w = activation.Revoking, wrote(3)
			return errRefused
		})
		wantError(t, "refused", err, errRefused)
		equal(t, "kept", list(t, s.Bindings), []activation.Binding{want})
		_, err = s.ChangeBinding(t.Context(), "bnd_none", change)
		wantError(t, "unknown", err, activation.ErrNoBinding)
		wantWrites(t, s, 1, 2)
	}},
	{"a binding goes once, and what is written with it is written either way", func(t *testing.T, s Store) {
		put(t, s, aBinding("bnd_1", ofAPerson), 1)
		ok(t, s.RemoveBinding(t.Context(), "bnd_1", wrote(2)))
		ok(t, s.RemoveBinding(t.Context(), "bnd_1", wrote(3)))
		_, err := s.Binding(t.Context(), ofAPerson)
		wantError(t, "gone", err, activation.ErrNoBinding)
		wantWrites(t, s, 1, 2, 3)
	}},
	{"a consent is used once, in its time", func(t *testing.T, s Store) {
		want := aConsent("a")
		ok(t, s.SaveConsent(t.Context(), want, start))
		_, err := s.UseConsent(t.Context(), "none", start)
		wantError(t, "unknown", err, activation.ErrBadState)
		got, err := s.UseConsent(t.Context(), "a", want.ExpiresAt.Add(-time.Microsecond))
		ok(t, err)
		equal(t, "used", got, want)
		_, err = s.UseConsent(t.Context(), "a", start)
		wantError(t, "again", err, activation.ErrBadState)
		ok(t, s.SaveConsent(t.Context(), want, start))
		_, err = s.UseConsent(t.Context(), "a", want.ExpiresAt)
		wantError(t, "late", err, activation.ErrBadState)
	}},
	{"consents that ended are removed with the next one", func(t *testing.T, s Store) {
		old := aConsent("old")
		ok(t, s.SaveConsent(t.Context(), old, start))
		ok(t, s.SaveConsent(t.Context(), aConsent("new"), old.ExpiresAt))
		_, err := s.UseConsent(t.Context(), "old", start)
		wantError(t, "ended", err, activation.ErrBadState)
	}},
	{"of many who use one consent, one does", func(t *testing.T, s Store) {
		ok(t, s.SaveConsent(t.Context(), aConsent("a"), start))
		wantOneWinner(t, together(crowd, func(int) error {
			_, err := s.UseConsent(t.Context(), "a", start)
			return err
		}), activation.ErrBadState)
	}},
	{"of many who bind at once, each replaces the one before it", func(t *testing.T, s Store) {
		var mu sync.Mutex
		replaced := map[string]int{}
		for _, err := range together(crowd, func(i int) error {
			return s.PutBinding(t.Context(), aBinding(fmt.Sprintf("bnd_%d", i), ofAPerson), func(r *activation.Binding) activation.Writes {
				if r != nil {
					mu.Lock()
					defer mu.Unlock()
					replaced[r.ID]++
				}
				return activation.Writes{}
			})
		}) {
			ok(t, err)
		}
		left, err := s.Binding(t.Context(), ofAPerson)
		ok(t, err)
		equal(t, "replaced or left", len(replaced)+1, crowd)
		equal(t, "the last one was replaced", replaced[left.ID], 0)
	}},
	{"no change of a binding is lost", func(t *testing.T, s Store) {
		b := aBinding("bnd_1", ofAPerson)
		b.Sealed = nil
		put(t, s, b, 100)
		for _, err := range together(crowd, func(i int) error {
			_, err := s.ChangeBinding(t.Context(), "bnd_1", func(b *activation.Binding, w *activation.Writes) error {
				b.Sealed, *w = append(b.Sealed, 'x'), wrote(i)
				return nil
			})
			return err
		}) {
			ok(t, err)
		}
		got, err := s.Binding(t.Context(), ofAPerson)
		ok(t, err)
		equal(t, "changes", len(got.Sealed), crowd)
		equal(t, "version", got.Version, int64(1+crowd))
	}},
	{"there is one OAuth client, which is replaced", func(t *testing.T, s Store) {
		_, err := s.OAuthClient(t.Context())
		wantError(t, "none", err, activation.ErrNoClient)
		for n, c := range []activation.OAuthClient{{ClientID: "one", Sealed: []byte{1, 0}}, {ClientID: "two", Sealed: []byte{2}}} {
			ok(t, s.SaveOAuthClient(t.Context(), c, wrote(n)))
			c.Version = int64(n + 1)
			got, err := s.OAuthClient(t.Context())
			ok(t, err)
			equal(t, c.ClientID, got, c)
		}
		wantWrites(t, s, 0, 1)
	}},
	{"a person has one mapping, which is replaced or removed", func(t *testing.T, s Store) {
		ok(t, s.CreatePerson(t.Context(), person("usr_1", access.Technician)))
		m := activation.Mapping{PersonID: "usr_1", AccountID: "u1", AccountName: "One"}
		wantError(t, "unknown person", s.SaveMapping(t.Context(), activation.Mapping{PersonID: "usr_none", AccountID: "u1"}, wrote(9)), activation.ErrNotFound)
		ok(t, s.SaveMapping(t.Context(), m, wrote(1)))
		m.AccountID, m.AccountName = "u2", "Two"
		ok(t, s.SaveMapping(t.Context(), m, wrote(2)))
		equal(t, "replaced", list(t, s.Mappings), []activation.Mapping{m})
		ok(t, s.SaveMapping(t.Context(), activation.Mapping{PersonID: "usr_1"}, wrote(3)))
		equal(t, "removed", list(t, s.Mappings), nil)
		wantWrites(t, s, 1, 2, 3)
	}},
}
