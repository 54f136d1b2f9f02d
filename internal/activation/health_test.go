package activation_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/provider"
)

func TestHealth(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	of := company(activation.TeamViewerAttended)
	_, err := o.Test(t.Context(), o.abe, of)
	o.wantError("none", err, activation.ErrNoBinding)
	o.connect(o.abe, of, aUser(1))
	o.connect(o.mori, own(o.mori), aUser(7))
	health, err := o.Test(t.Context(), o.abe, of)
	if err != nil || health.Account != aUser(1) || len(health.Licenses) != 1 || health.Problem != "" || !health.CheckedAt.Equal(noon) {
		t.Errorf("health = %+v, %v", health, err)
	}
	health, err = o.Test(t.Context(), o.mori, own(o.mori))
	if err != nil || health.Account != aUser(7) || health.Licenses != nil {
		t.Errorf("health of one's own = %+v, %v", health, err)
	}
	for kind, want := range map[string]provider.Kind{"licenses": provider.NotAllowed, "account": provider.Unavailable} {
		o.tv.answer = func(call string) error {
			if call == kind {
				return &provider.Error{Kind: want, Words: fmt.Sprint("no ", kind)}
			}
			return nil
		}
		health, err = o.Test(t.Context(), o.abe, of)
		if err != nil || health.Problem != want {
			t.Errorf("health without %s = %+v, %v, want %s", kind, health, err, want)
		}
	}
	o.tv.answer = nil
	o.tv.kill()
	health, err = o.Test(t.Context(), o.abe, of)
	if err != nil || health.Problem != provider.TokenDead {
		t.Errorf("health of a dead account = %+v, %v", health, err)
	}
	cards, err := o.Cards(t.Context(), o.abe)
	if err != nil || cards[0].Binding.State != activation.DeadNow {
		t.Errorf("the card shows %+v, %v", cards[0].Binding, err)
	}
}

func TestGoodbyes(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.connect(o.mori, own(o.mori), aUser(7))
	o.connect(o.sato, own(o.sato), aUser(8))
	o.must(o.PersonChanged(t.Context(), o.mori.PersonID, false))
	o.wantToken()
	o.tv.answer = func(call string) error { return &provider.Error{Kind: provider.Unavailable} }
	o.must(o.PersonChanged(t.Context(), o.mori.PersonID, true)) // disabled here: the token goes, though nobody answers there
	_, err := o.token()
	o.wantKind("at once", err, provider.NoAccount)
	for range 60 {
		o.work()
		o.pass(time.Minute)
	}
	view, err := o.MyAccount(t.Context(), o.mori)
	if err != nil || view.Binding == nil || view.Binding.State != activation.Revoking || view.State != activation.NoAccount {
		t.Errorf("account = %+v, %v, want it shown as not confirmed", view, err)
	}
	o.must(o.Disconnect(t.Context(), o.mori, own(o.mori))) // pressed again, it is tried again and told once
	if n := len(o.records(audit.AccountDisconnected)); n != 1 {
		t.Errorf("%d records of one goodbye", n)
	}
	o.tv.answer = nil
	o.pass(5 * time.Minute)
	o.work()
	if view, err = o.MyAccount(t.Context(), o.mori); err != nil || view.Binding != nil || o.tv.alive() != 1 {
		t.Errorf("account = %+v, %v, %d alive, want it gone and the other's alone", view, err, o.tv.alive())
	}
	o.must(o.PersonChanged(t.Context(), o.mori.PersonID, true)) // again, as after a crash
	o.wantError("again", o.Disconnect(t.Context(), o.mori, own(o.mori)), activation.ErrNoBinding)
	late := o.sato
	late.Rights = nil // who lost the right to use it may still take it away
	o.must(o.Disconnect(t.Context(), late, own(late)))
	o.work()
	if o.tv.alive() != 0 {
		t.Error("an account stays")
	}
	o.wantNoJobs()
}

func TestTheCompanysAccountStaysWhileItsWayIsOn(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.fleet.have(activation.TeamViewerUnattended, 1)
	o.fleet.lose("dev_0000", true)
	o.activate(activation.TeamViewerUnattended, aUser(1))
	of := company(activation.TeamViewerUnattended)
	o.wantError("active", o.Disconnect(t.Context(), o.abe, of), activation.ErrActive)
	_, err := o.Remove(t.Context(), o.abe, of.Way, false)
	o.must(err)
	o.wantError("removing", o.Disconnect(t.Context(), o.abe, of), activation.ErrRemoving)
	_, err = o.BeginConnect(t.Context(), o.abe, of, "/")
	o.wantError("another account while removing", err, activation.ErrRemoving)
	_, err = o.UseScriptToken(t.Context(), o.abe, of, "x")
	o.wantError("a script token while removing", err, activation.ErrRemoving)
}
