package activation_test

import (
	"slices"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// isConnected says whether a person's own account is.
func (o *office) isConnected(p access.Principal) bool {
	o.t.Helper()
	view, err := o.MyAccount(o.t.Context(), p)
	o.must(err)
	return view.State == activation.OwnAccount
}

// finished removes a way to its end.
func (o *office) finished(w activation.Way, keepAccounts bool) activation.RemovalView {
	o.t.Helper()
	r, err := o.Remove(o.t.Context(), o.abe, w, keepAccounts)
	o.must(err)
	if r := o.goOn(r.ID, time.Minute); r.Step != activation.StepDone {
		o.t.Fatalf("the removal of %s stands at %s", w, r.Step)
	}
	return o.view(r.ID)
}

// states are what a removal tells of the accounts it takes away, by whose they are.
func states(v activation.RemovalView) map[string]activation.ReleaseState {
	found := map[string]activation.ReleaseState{}
	for _, a := range v.Accounts {
		found[a.PersonName] = a.State
	}
	return found
}

func TestTheLastWayTakesTheTechniciansAccountsWithIt(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	const script id.Secret = "acc-54213-script"
	o.tv.scripts[script] = aUser(9)
	o.activate(activation.TeamViewerAttended, aUser(1))
	o.activate(unattended, aUser(2))
	o.connect(o.mori, own(o.mori), aUser(7))
	_, err := o.UseScriptToken(t.Context(), o.sato, own(o.sato), script)
	o.must(err)
	if n, err := o.ConnectedPeople(t.Context(), o.kita); err != nil || n != 2 {
		t.Errorf("%d people are connected, %v, want 2", n, err)
	}

	first := o.finished(activation.TeamViewerAttended, false)
	if !o.isConnected(o.mori) || !o.isConnected(o.sato) || len(first.Accounts) != 1 {
		t.Errorf("a way of two took technicians' accounts: %+v", first.Accounts)
	}
	o.finished(activation.BuiltIn, false)
	if !o.isConnected(o.mori) {
		t.Error("the built-in engine took technicians' accounts")
	}
	last := o.finished(unattended, false)
	want := map[string]activation.ReleaseState{"": activation.ReleaseRevoked, "Mori": activation.ReleaseRevoked, "Sato": activation.ReleaseForgotten}
	got := states(last)
	if len(got) != len(want) || got[""] != want[""] || got["Mori"] != want["Mori"] || got["Sato"] != want["Sato"] {
		t.Errorf("accounts = %v, want %v", got, want)
	}
	if o.isConnected(o.mori) || o.isConnected(o.sato) || o.tv.alive() != 0 {
		t.Errorf("%d authorizations are alive", o.tv.alive())
	}
	taken := o.records(audit.AccountDisconnected)
	if !slices.ContainsFunc(taken, func(r audit.Record) bool { return r.Details["holder"] == o.mori.PersonID && r.Actor == o.abe.Actor() }) {
		t.Errorf("records = %+v, want who took whose account", taken)
	}
	if n, err := o.ConnectedPeople(t.Context(), o.kita); err != nil || n != 0 {
		t.Errorf("%d people are connected, %v, want none", n, err)
	}
	o.wantNoJobs()
	o.wantNoSecrets()
}

func TestAnAdministratorMayLeaveTheTechniciansAccounts(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.activate(unattended, aUser(2))
	o.connect(o.mori, own(o.mori), aUser(7))
	v := o.finished(unattended, true)
	if !v.KeepAccounts || !o.isConnected(o.mori) || o.tv.alive() != 1 || len(v.Accounts) != 1 {
		t.Errorf("kept: %t, accounts: %+v", v.KeepAccounts, v.Accounts)
	}
	if r := o.records(audit.RemovalStarted); r[0].Details["keep_technicians_accounts"] != "true" {
		t.Errorf("record = %+v", r[0])
	}
}

// What is not void at the provider is not called so, and the removal does not wait for it.
func TestAccountsThatAreNotVoidYetAreToldSo(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.activate(unattended, aUser(2))
	o.connect(o.mori, own(o.mori), aUser(7))
	o.tv.answer = func(call string) error {
		if call == "revoke" {
			return &provider.Error{Kind: provider.Unavailable}
		}
		return nil
	}
	v := o.finished(unattended, false)
	if got := states(v); got["Mori"] != activation.ReleaseBegun || got[""] != activation.ReleaseBegun {
		t.Errorf("accounts = %v, want both on their way", got)
	}
	if o.isConnected(o.mori) {
		t.Error("it can still be used here")
	}
	o.tv.answer = nil
	o.connect(o.sato, own(o.sato), aUser(8)) // after the removal: somebody begins anew
	o.pass(time.Hour)
	o.work()
	if got := states(o.view(v.ID)); got["Mori"] != activation.ReleaseRevoked || !o.isConnected(o.sato) {
		t.Errorf("an hour later: %v, and the account that is new: %t", got, o.isConnected(o.sato))
	}
	o.wantNoJobs()
}

// Codes are closed in the names of the accounts, so these go behind them, but not never.
func TestAccountsGoBehindTheCodes(t *testing.T) {
	t.Parallel()
	for name, stuck := range map[string]bool{"that are closed after a while": false, "that nobody can close": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			open := 3
			o.Service = o.node("node_1", func(cfg *activation.Config) {
				cfg.Sessions = sessions{log: o.log, closing: func() int { return open }}
			})
			o.activate(activation.TeamViewerAttended, aUser(1))
			o.connect(o.mori, own(o.mori), aUser(7))
			r := o.goOn(o.remove(activation.TeamViewerAttended).ID, 10*time.Minute)
			v := o.view(r.ID)
			if v.Step != activation.StepUnbind || v.Closing != 3 || o.tv.alive() != 2 || states(v)["Mori"] != activation.ReleaseWaits {
				t.Fatalf("it stands at %s with %d codes to close, %d alive, %v", v.Step, v.Closing, o.tv.alive(), states(v))
			}
			if _, err := o.CompanyToken(t.Context(), activation.TeamViewerAttended); err != nil {
				t.Errorf("the token that closes them: %v", err)
			}
			wait := 10 * time.Second
			if open = 0; stuck {
				open, wait = 3, 51*time.Minute
			}
			if r = o.goOn(r.ID, wait); r.Step != activation.StepDone || o.tv.alive() != 0 {
				t.Errorf("it stands at %s with %d alive", r.Step, o.tv.alive())
			}
			o.wantNoJobs()
		})
	}
}

// The account of a technician is the one that can tell of the end of their connection.
func TestAnAccountIsKeptUntilItsConnectionIsProvenToBeOver(t *testing.T) {
	t.Parallel()
	for name, again := range map[string]bool{"and goes then": false, "and stays when a way was activated again": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			runs := true
			o.Service = o.node("node_1", func(cfg *activation.Config) {
				cfg.Sessions = sessions{log: o.log, unproven: func(personID string) bool { return runs && personID == o.mori.PersonID }}
			})
			o.activate(activation.TeamViewerAttended, aUser(1))
			o.connect(o.mori, own(o.mori), aUser(7))
			o.connect(o.sato, own(o.sato), aUser(8))
			id := o.finished(activation.TeamViewerAttended, false).ID // it waits for nobody
			o.pass(time.Hour)
			o.work()
			if got := states(o.view(id)); !o.isConnected(o.mori) || got["Mori"] != activation.ReleaseWaits || got["Sato"] != activation.ReleaseRevoked {
				t.Fatalf("an hour later: %v", got)
			}
			want := activation.ReleaseRevoked
			if again {
				o.activate(activation.TeamViewerAttended, aUser(1))
				want = activation.ReleaseKept
			}
			runs = false
			o.pass(time.Minute)
			o.work()
			if got := states(o.view(id)); got["Mori"] != want || o.isConnected(o.mori) != again {
				t.Errorf("when it is over: %v, connected: %t", got, o.isConnected(o.mori))
			}
			o.wantNoJobs()
		})
	}
}
