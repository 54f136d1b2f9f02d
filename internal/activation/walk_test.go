package activation_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// walk tells a story once without a fault, and then with every fault at each of its calls. It fails when one of the calls
// that must be in the story is not.
func walk(t *testing.T, story func(t *testing.T, f *failpoint), must ...string) {
	smooth := new(failpoint)
	story(t, smooth)
	for _, call := range must {
		if !slices.Contains(smooth.calls, call) {
			t.Errorf("the story has no call of %s", call)
		}
	}
	t.Logf("%d calls, %d faults", len(smooth.calls), len(smooth.calls)*len(everyFault))
	for n, call := range smooth.calls {
		for _, what := range everyFault {
			t.Run(fmt.Sprintf("%03d %s %s", n+1, call, what), func(t *testing.T) {
				t.Parallel()
				f := &failpoint{at: n + 1, what: what}
				story(t, f)
				if f.reached() == "" {
					t.Error("the fault was never reached")
				}
			})
		}
	}
}

func TestARemovalSurvivesEveryFault(t *testing.T) {
	t.Parallel()
	walk(t, func(t *testing.T, f *failpoint) {
		o := newOffice(t)
		o.fleet.have(unattended, 3)
		o.activate(activation.TeamViewerAttended, aUser(1))
		o.activate(unattended, aUser(2))
		service := o.node("node_faulty", f.wrap)
		removalID := o.removeUnder(service)
		o.goOnUnder(service, removalID)
		if o.tv.alive() != 1 { // waits for nothing else
			o.pass(10 * time.Minute)
			o.workOn(service)
		}
		o.wantRemoved(removalID)
		if got := o.steps(); !slices.Equal(got, wholeWay) {
			t.Errorf("steps = %v, want %v", got, wholeWay)
		}
	}, "CreateRemoval", "CloseAll", "Undistribute", "Affected", "CheckIn", "Closing", "ChangeBinding", "Forget", "ChangeRemoval", "Revoke", "RemoveBinding")
}

// The last way takes a technician's account with it, whatever fails.
func TestTheEndOfTheLastWaySurvivesEveryFault(t *testing.T) {
	t.Parallel()
	walk(t, func(t *testing.T, f *failpoint) {
		o := newOffice(t)
		o.activate(unattended, aUser(2))
		o.connect(o.mori, own(o.mori), aUser(7))
		service := o.node("node_faulty", f.wrap)
		removalID := o.removeUnder(service)
		o.goOnUnder(service, removalID)
		if o.isConnected(o.mori) || o.tv.alive() != 0 {
			t.Errorf("%d authorizations are alive", o.tv.alive())
		}
		if n := len(o.records(audit.AccountDisconnected)); n != 2 {
			t.Errorf("%d records say that an account was disconnected, want 2", n)
		}
	}, "Closing", "Write", "Unproven", "ChangeBinding", "Revoke", "RemoveBinding")
}

func TestAnOverrideSurvivesEveryFault(t *testing.T) {
	t.Parallel()
	walk(t, func(t *testing.T, f *failpoint) {
		o := newOffice(t)
		o.fleet.have(unattended, 2)
		o.fleet.lose("dev_0001", true)
		o.activate(activation.TeamViewerAttended, aUser(1))
		o.activate(unattended, aUser(2))
		r := o.goOn(o.remove(unattended).ID, 20*time.Second)
		if r.Step != activation.StepProof {
			t.Fatalf("it is at %s", r.Step)
		}
		service := o.node("node_faulty", f.wrap)
		for range 5 { // who sees an error presses again
			err := crashing(func() error {
				_, err := service.FinishRemoval(t.Context(), o.abe, r.ID, "it was stolen")
				return err
			})
			if err == nil || errors.Is(err, activation.ErrWrongStep) {
				break
			}
		}
		o.goOnUnder(service, r.ID)
		o.wantRemoved(r.ID)
		if records := o.records(audit.RemovalOverridden); len(records) != 1 || records[0].Details["not_proven_1"] != "Pixel 0001 (dev_0001)" {
			t.Errorf("overrides = %+v, want one that names the device", records)
		}
	}, "Removal", "Affected", "ChangeRemoval")
}

// removeUnder presses Remove until there is a removal, as an administrator does who sees an error.
func (o *office) removeUnder(service *activation.Service) string {
	o.t.Helper()
	for range 5 {
		err := crashing(func() error {
			_, err := service.Remove(o.t.Context(), o.abe, unattended, false)
			return err
		})
		open, listing := o.db.OpenRemovals(o.t.Context())
		o.must(listing)
		if len(open) == 1 {
			return open[0].ID
		}
		if err == nil {
			o.t.Fatal("Remove made no removal and no error")
		}
	}
	o.t.Fatal("no removal began")
	return ""
}

// goOnUnder lets a service that may die work on; its leases run out after a minute.
func (o *office) goOnUnder(service *activation.Service, removalID string) {
	o.t.Helper()
	for range 30 {
		o.pass(30 * time.Second)
		o.workOn(service)
		counts, err := o.db.CountJobs(o.t.Context(), o.time())
		o.must(err)
		if r, err := o.db.Removal(o.t.Context(), removalID); err == nil && r.Step == activation.StepDone && counts["due"]+counts["later"]+counts["running"] == 0 {
			return
		}
	}
	o.t.Error("after a quarter of an hour it is not done")
}

// wantRemoved is what holds after every removal: in order, nothing lost, nothing doubled.
func (o *office) wantRemoved(removalID string) {
	o.t.Helper()
	r, err := o.db.Removal(o.t.Context(), removalID)
	o.must(err)
	if r.Step != activation.StepDone || o.state(unattended) != activation.Off || o.state(activation.TeamViewerAttended) != activation.Active {
		o.t.Errorf("it is at %s and %s, the other way is %s", r.Step, o.state(unattended), o.state(activation.TeamViewerAttended))
	}
	o.wantOrder("close all", "undistribute", "check in", "forget")
	o.wantOrder("undistribute", "check in", "revoke")
	if o.tv.alive() != 1 {
		o.t.Errorf("%d authorizations are alive, want that of the other way", o.tv.alive())
	}
	if _, err := o.db.Binding(o.t.Context(), company(unattended)); !errors.Is(err, activation.ErrNoBinding) {
		o.t.Errorf("the account is still bound: %v", err)
	}
	for _, once := range []audit.Action{audit.RemovalStarted, audit.AccountDisconnected, audit.ActivationRemoved} {
		if n := len(o.records(once)); n != 1 {
			o.t.Errorf("%d records say %s, want 1", n, once)
		}
	}
	o.wantNoJobs()
	o.wantNoSecrets()
	o.activate(unattended, aUser(3)) // and it can begin anew
	if _, err := o.CompanyToken(o.t.Context(), unattended); err != nil {
		o.t.Errorf("activated again, its token: %v", err)
	}
}

func TestAnAccountSurvivesEveryFault(t *testing.T) {
	t.Parallel()
	walk(t, func(t *testing.T, f *failpoint) {
		o := newOffice(t)
		service := o.node("node_faulty", f.wrap)
		o.connectUnder(service)
		o.tokenUnder(service)
		o.pass(25 * time.Hour)
		o.tokenUnder(service) // renewed
		o.pass(25 * time.Hour)
		o.tokenUnder(service) // and renewed again: the chain of refresh tokens was kept
		o.disconnectUnder(service)
		for range 15 {
			o.pass(30 * time.Second)
			o.workOn(service)
		}
		// Whoever dies between the provider's answer and writing it down, or never gets that answer, cannot know what to
		// revoke. Nothing else may leave an authorization behind.
		lost := 0
		if call := f.reached(); f.what == failsAfter && (call == "Exchange" || call == "Refresh") || f.what == crashesBefore || f.what == crashesAfter {
			lost = 1
		}
		if got := o.tv.alive(); got > lost {
			t.Errorf("%d authorizations are alive, want at most %d", got, lost)
		}
		if list, err := o.db.Bindings(t.Context()); err != nil || len(list) != 0 {
			t.Errorf("bindings = %d, %v, want none", len(list), err)
		}
		o.wantNoJobs()
		o.wantNoSecrets()
	}, "SaveConsent", "UseConsent", "Exchange", "Account", "PutBinding", "Binding", "ChangeBinding", "Refresh", "Revoke", "RemoveBinding")
}

// connectUnder goes to the provider until an account is connected.
func (o *office) connectUnder(service *activation.Service) {
	o.t.Helper()
	for range 5 {
		if crashing(func() error {
			address, err := service.BeginConnect(o.t.Context(), o.mori, own(o.mori), "/account")
			if err != nil {
				return err
			}
			state, code := o.tv.consents(address, aUser(7))
			_, err = service.FinishConnect(o.t.Context(), o.mori, state, code, "")
			return err
		}) == nil {
			return
		}
	}
	o.t.Fatal("no account was connected")
}

// tokenUnder asks until there is a token, connecting anew when the account is dead; the token must work.
func (o *office) tokenUnder(service *activation.Service) {
	o.t.Helper()
	for range 10 {
		var token activation.Token
		err := crashing(func() (err error) {
			token, err = service.Token(o.t.Context(), o.mori.PersonID, activation.TeamViewerAttended)
			return err
		})
		if err == nil {
			if !o.tv.accepts(token.Access) {
				o.t.Fatal("a token was given that the provider refuses")
			}
			return
		}
		if refused, ok := errors.AsType[*provider.Error](err); ok && (refused.Kind == provider.TokenDead || refused.Kind == provider.NoAccount) {
			o.connectUnder(service)
			continue
		}
		o.pass(31 * time.Second) // the lease of a node that died, or the pause after a failure
	}
	o.t.Fatal("no token came")
}

func (o *office) disconnectUnder(service *activation.Service) {
	o.t.Helper()
	for range 5 {
		err := crashing(func() error { return service.Disconnect(o.t.Context(), o.mori, own(o.mori)) })
		if err == nil || errors.Is(err, activation.ErrNoBinding) {
			return
		}
	}
	o.t.Fatal("the account stays")
}
