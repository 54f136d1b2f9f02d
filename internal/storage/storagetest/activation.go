package storagetest

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/provider"
)

var tanaka = audit.Actor{Kind: audit.ByPerson, ID: "usr_tanaka", Name: "Tanaka"}

func anActivation(id string, w activation.Way) activation.Activation {
	return activation.Activation{ID: id, Version: 1, Way: w, State: activation.Active, AgreedBy: tanaka, AgreedAt: start,
		Account: provider.Account{ID: "u1", Name: "Example \x00 K.K.", Email: "it@example.com", Company: "Example"}}
}

// activated is anActivation as it is kept: without what no database takes.
func activated(t *testing.T, s Store, id string, w activation.Way) activation.Activation {
	t.Helper()
	a := anActivation(id, w)
	ok(t, s.CreateActivation(t.Context(), a, activation.Writes{}))
	a.Account.Name = "Example \uFFFD K.K."
	return a
}

func aRemoval(id string, a activation.Activation) activation.Removal {
	return activation.Removal{ID: id, ActivationID: a.ID, Version: 1, Way: a.Way, Step: activation.StepSessions, StartedBy: tanaka,
		StartedAt: start.Add(time.Hour), StepAt: start.Add(time.Hour)}
}

// wrote are records and a job of the same number.
func wrote(n int) activation.Writes {
	return activation.Writes{Audit: []audit.Record{record(fmt.Sprintf("aud_%d", n))}, Jobs: []jobs.Job{{ID: fmt.Sprintf("job_%d", n), Kind: "k"}}}
}

// wantWrites checks that exactly these were written.
func wantWrites(t *testing.T, s Store, numbers ...int) {
	t.Helper()
	var records, due []string
	for _, n := range numbers {
		records, due = append(records, fmt.Sprintf("aud_%d", n)), append(due, fmt.Sprintf("job_%d", n))
	}
	equal(t, "log", actions(t, s), records)
	equal(t, "jobs", claim(t, s, "node", start.Add(1000*time.Hour)), due)
}

func finish(t *testing.T, s Store, removalID string) {
	t.Helper()
	_, err := s.ChangeRemoval(t.Context(), removalID, func(r *activation.Removal, _ *activation.Writes) error {
		r.Step, r.DoneAt = activation.StepDone, start.Add(2*time.Hour)
		return nil
	})
	ok(t, err)
}

var activationPromises = []promise{
	{"an activation is kept as it was given, with its writes", func(t *testing.T, s Store) {
		equal(t, "at first", list(t, s.Activations), nil)
		ok(t, s.CreateActivation(t.Context(), anActivation("act_1", activation.TeamViewerAttended), wrote(1)))
		want := anActivation("act_1", activation.TeamViewerAttended)
		want.Account.Name = "Example \uFFFD K.K."
		equal(t, "kept", list(t, s.Activations), []activation.Activation{want})
		wantWrites(t, s, 1)
	}},
	{"a way has one activation that is not off; the newest of each way is listed", func(t *testing.T, s Store) {
		a := activated(t, s, "act_1", activation.TeamViewerAttended)
		wantError(t, "again", s.CreateActivation(t.Context(), anActivation("act_2", a.Way), wrote(1)), activation.ErrActive)
		u := activated(t, s, "act_3", activation.TeamViewerUnattended)
		ok(t, s.CreateRemoval(t.Context(), aRemoval("rem_1", a), activation.Writes{}))
		wantError(t, "while it is removed", s.CreateActivation(t.Context(), anActivation("act_4", a.Way), wrote(2)), activation.ErrActive)
		finish(t, s, "rem_1")
		again := anActivation("act_0", a.Way) // its clock went back and its id sorts first: it is the newest all the same
		again.AgreedAt, again.Account = start.Add(-time.Hour), provider.Account{}
		ok(t, s.CreateActivation(t.Context(), again, activation.Writes{}))
		equal(t, "newest", list(t, s.Activations), []activation.Activation{again, u})
		wantWrites(t, s)
	}},
	{"only the newest agreement can be agreed to", func(t *testing.T, s Store) {
		a := anActivation("act_1", activation.TeamViewerAttended)
		a.AgreementVersion = 1
		wantError(t, "none", s.CreateActivation(t.Context(), a, activation.Writes{}), activation.ErrOldAgreement)
		for range 2 {
			_, err := s.AddAgreement(t.Context(), activation.Agreement{Text: map[string]string{"en": "be nice"}}, activation.Writes{})
			ok(t, err)
		}
		wantError(t, "old", s.CreateActivation(t.Context(), a, wrote(1)), activation.ErrOldAgreement)
		a.AgreementVersion = 2
		ok(t, s.CreateActivation(t.Context(), a, activation.Writes{}))
		wantWrites(t, s)
	}},
	{"a change of an activation is written with its writes, or not at all", func(t *testing.T, s Store) {
		want := activated(t, s, "act_1", activation.TeamViewerAttended)
		got, err := s.ChangeActivation(t.Context(), "act_1", func(a *activation.Activation, w *activation.Writes) error {
			a.Account, *w = provider.Account{ID: "u2"}, wrote(1)
			return nil
		})
		ok(t, err)
		want.Version, want.Account = 2, provider.Account{ID: "u2"}
		equal(t, "changed", got, want)
		_, err = s.ChangeActivation(t.Context(), "act_1", func(a *activation.Activation, w *activation.Writes) error {
			a.State, *w = activation.Off, wrote(2)
			return errRefused
		})
		wantError(t, "refused", err, errRefused)
		equal(t, "kept", list(t, s.Activations), []activation.Activation{want})
		_, err = s.ChangeActivation(t.Context(), "act_none", func(*activation.Activation, *activation.Writes) error { return nil })
		wantError(t, "unknown", err, activation.ErrNotFound)
		wantWrites(t, s, 1)
	}},
	{"agreements only grow", func(t *testing.T, s Store) {
		_, err := s.Agreement(t.Context(), 0)
		wantError(t, "none", err, activation.ErrNotFound)
		first := activation.Agreement{Version: 1, Text: map[string]string{"en": "one", "ja": "一"}, SavedBy: audit.System, SavedAt: start}
		got, err := s.AddAgreement(t.Context(), first, wrote(1))
		ok(t, err)
		equal(t, "first", got, first)
		got, err = s.AddAgreement(t.Context(), activation.Agreement{Version: 1, Text: map[string]string{"en": "other"}}, wrote(2))
		ok(t, err)
		equal(t, "first again", got, first)
		second := activation.Agreement{Text: map[string]string{"en": "two"}, SavedBy: tanaka, SavedAt: start.Add(time.Hour)}
		got, err = s.AddAgreement(t.Context(), second, wrote(3))
		ok(t, err)
		second.Version = 2
		equal(t, "second", got, second)
		for version, want := range map[int64]activation.Agreement{0: second, 1: first, 2: second} {
			got, err := s.Agreement(t.Context(), version)
			ok(t, err)
			equal(t, fmt.Sprintf("version %d", version), got, want)
		}
		_, err = s.Agreement(t.Context(), 3)
		wantError(t, "unknown", err, activation.ErrNotFound)
		wantWrites(t, s, 1, 3)
	}},
	{"a removal makes its activation removing, once", func(t *testing.T, s Store) {
		a := activated(t, s, "act_1", activation.TeamViewerUnattended)
		wantError(t, "unknown", s.CreateRemoval(t.Context(), activation.Removal{ID: "rem_0", ActivationID: "act_none"}, wrote(1)), activation.ErrNotActive)
		want := aRemoval("rem_1", a)
		want.KeepAccounts = true
		ok(t, s.CreateRemoval(t.Context(), want, wrote(2)))
		wantError(t, "again", s.CreateRemoval(t.Context(), aRemoval("rem_2", a), wrote(3)), activation.ErrRemoving)
		a.State, a.Version = activation.Removing, 2
		equal(t, "activation", list(t, s.Activations), []activation.Activation{a})
		equal(t, "open", list(t, s.OpenRemovals), []activation.Removal{want})
		got, err := s.Removal(t.Context(), "rem_1")
		ok(t, err)
		equal(t, "kept", got, want)
		finish(t, s, "rem_1")
		equal(t, "open when done", list(t, s.OpenRemovals), nil)
		wantError(t, "off", s.CreateRemoval(t.Context(), aRemoval("rem_2", a), wrote(4)), activation.ErrNotActive)
		_, err = s.Removal(t.Context(), "rem_2")
		wantError(t, "unknown", err, activation.ErrNotFound)
		wantWrites(t, s, 2)
	}},
	{"a change of a removal is written with its writes, or not at all; done makes the activation off", func(t *testing.T, s Store) {
		a := activated(t, s, "act_1", activation.TeamViewerUnattended)
		want := aRemoval("rem_1", a)
		ok(t, s.CreateRemoval(t.Context(), want, activation.Writes{}))
		change := func(r *activation.Removal, w *activation.Writes) error {
			r.Step, r.StepAt, *w = activation.StepUnbind, start.Add(90*time.Minute), wrote(1)
			r.Released = []activation.Released{{BindingID: "bnd_1", AccountName: "Example", Kind: activation.OAuth},
				{BindingID: "bnd_2", PersonID: "usr_1", PersonName: "田中", Kind: activation.Script}}
			r.OverrideBy, r.OverrideAt, r.OverrideReason, r.Unproven = tanaka, start.Add(90*time.Minute), "lost\x00", []string{"Pixel (dev_1)", "x\x00"}
			return nil
		}
		got, err := s.ChangeRemoval(t.Context(), "rem_1", change)
		ok(t, err)
		ok(t, change(&want, &activation.Writes{}))
		want.Version, want.OverrideReason, want.Unproven = 2, "lost\uFFFD", []string{"Pixel (dev_1)", got.Unproven[1]}
		equal(t, "changed", got, want)
		_, err = s.ChangeRemoval(t.Context(), "rem_1", func(r *activation.Removal, w *activation.Writes) error {
			r.Step, *w = activation.StepDone, wrote(2)
			return errRefused
		})
		wantError(t, "refused", err, errRefused)
		got, err = s.Removal(t.Context(), "rem_1")
		ok(t, err)
		equal(t, "kept", got, want)
		finish(t, s, "rem_1")
		a.State, a.Version, a.RemovedBy, a.RemovedAt = activation.Off, 3, tanaka, start.Add(2*time.Hour)
		equal(t, "activation", list(t, s.Activations), []activation.Activation{a})
		_, err = s.ChangeRemoval(t.Context(), "rem_none", change)
		wantError(t, "unknown", err, activation.ErrNotFound)
		wantWrites(t, s, 1)
	}},
	{"done that cannot be written leaves the activation removing", func(t *testing.T, s Store) {
		a := activated(t, s, "act_1", activation.TeamViewerUnattended)
		ok(t, s.CreateRemoval(t.Context(), aRemoval("rem_1", a), wrote(1)))
		_, err := s.ChangeRemoval(t.Context(), "rem_1", func(r *activation.Removal, w *activation.Writes) error {
			r.Step, *w = activation.StepDone, wrote(1) // a record twice
			return nil
		})
		if err == nil {
			t.Fatal("a record was written twice")
		}
		equal(t, "activation", list(t, s.Activations)[0].State, activation.Removing)
		equal(t, "open", len(list(t, s.OpenRemovals)), 1)
	}},
	{"of many who activate, one does", func(t *testing.T, s Store) {
		wantOneWinner(t, together(crowd, func(i int) error {
			return s.CreateActivation(t.Context(), anActivation(fmt.Sprintf("act_%d", i), activation.TeamViewerAttended), activation.Writes{})
		}), activation.ErrActive)
	}},
	{"of many who remove, one does", func(t *testing.T, s Store) {
		a := activated(t, s, "act_1", activation.TeamViewerAttended)
		wantOneWinner(t, together(crowd, func(i int) error {
			return s.CreateRemoval(t.Context(), aRemoval(fmt.Sprintf("rem_%d", i), a), activation.Writes{})
		}), activation.ErrRemoving)
	}},
	{"no agreement of many is lost, and of many firsts there is one", func(t *testing.T, s Store) {
		for _, err := range together(crowd, func(i int) error {
			_, err := s.AddAgreement(t.Context(), activation.Agreement{Version: 1, Text: map[string]string{"en": strconv.Itoa(i)}}, wrote(i))
			return err
		}) {
			ok(t, err)
		}
		equal(t, "records", len(actions(t, s)), 1)
		for _, err := range together(crowd, func(i int) error {
			_, err := s.AddAgreement(t.Context(), activation.Agreement{Text: map[string]string{"en": strconv.Itoa(i)}}, activation.Writes{})
			return err
		}) {
			ok(t, err)
		}
		newest, err := s.Agreement(t.Context(), 0)
		ok(t, err)
		equal(t, "newest", newest.Version, int64(1+crowd))
	}},
	{"writes go with no other change", func(t *testing.T, s Store) {
		ok(t, s.Write(t.Context(), wrote(1)))
		w := wrote(2)
		w.Audit = append(w.Audit, record("aud_1"))
		if s.Write(t.Context(), w) == nil {
			t.Fatal("a record was written twice")
		}
		wantWrites(t, s, 1)
	}},
}
