package activation_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

const attendedMode = "attended"

// token is what Mori opens a session with.
func (o *office) token() (activation.Token, error) {
	return o.Token(o.t.Context(), o.mori.PersonID, activation.TeamViewerAttended)
}

// wantToken is token that the provider accepts.
func (o *office) wantToken() activation.Token {
	o.t.Helper()
	token, err := o.token()
	o.must(err)
	if !o.tv.accepts(token.Access) {
		o.t.Fatal("the provider does not accept the token")
	}
	return token
}

func (o *office) wantState(p string, want string) {
	o.t.Helper()
	got, err := o.AccountOf(o.t.Context(), p, attendedMode)
	if err != nil || got != want {
		o.t.Fatalf("account is %q, %v, want %q", got, err, want)
	}
}

func TestInWhoseNameASessionOpens(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.wantState(o.mori.PersonID, activation.NoAccount)
	_, err := o.token()
	o.wantKind("nothing", err, provider.NoAccount)
	o.connect(o.abe, company(activation.TeamViewerAttended), aUser(1))
	_, err = o.token()
	o.wantKind("the company's account alone", err, provider.NoAccount)
	o.wantState(o.mori.PersonID, activation.NoAccount)
	o.must(o.Map(t.Context(), o.abe, o.mori.PersonID, "u70", "Mori at TeamViewer"))
	o.wantState(o.mori.PersonID, activation.MappedAccount)
	if token := o.wantToken(); token.AssignTo != "u70" {
		t.Errorf("session is assigned to %q", token.AssignTo)
	}
	view, err := o.MyAccount(t.Context(), o.mori)
	if err != nil || view.State != activation.MappedAccount || view.Mapping.AccountName != "Mori at TeamViewer" {
		t.Errorf("account = %+v, %v", view, err)
	}
	o.connect(o.mori, own(o.mori), aUser(7))
	o.wantState(o.mori.PersonID, activation.OwnAccount)
	if token := o.wantToken(); token.AssignTo != "" {
		t.Errorf("a session with one's own token is assigned to %q", token.AssignTo)
	}
	o.must(o.Disconnect(t.Context(), o.mori, own(o.mori)))
	if token := o.wantToken(); token.AssignTo != "u70" {
		t.Error("without the own account the company's is not used")
	}
	o.must(o.Map(t.Context(), o.abe, o.mori.PersonID, "", ""))
	o.wantState(o.mori.PersonID, activation.NoAccount)
	if list, err := o.Mappings(t.Context(), o.abe); err != nil || len(list) != 0 {
		t.Errorf("mappings = %v, %v, want none", list, err)
	}
	o.wantError("an unknown person", o.Map(t.Context(), o.abe, "usr_none", "u1", ""), activation.ErrNotFound)
	for _, bad := range [][2]string{{"u 1", ""}, {strings.Repeat("u", 101), ""}, {"u1", "two\nlines"}, {"u1", strings.Repeat("x", 201)}} {
		if _, ok := errors.AsType[*wire.FieldError](o.Map(t.Context(), o.abe, o.mori.PersonID, bad[0], bad[1])); !ok {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestATokenIsRenewedFiveMinutesBeforeItsEnd(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.connect(o.mori, own(o.mori), aUser(7))
	first := o.wantToken()
	o.pass(24*time.Hour - 5*time.Minute - time.Second)
	if o.wantToken() != first || o.tv.called("refresh") != 0 {
		t.Error("renewed though more than 5 minutes are left")
	}
	o.pass(time.Second)
	second := o.wantToken()
	if second == first || o.tv.called("refresh") != 1 {
		t.Error("not renewed though 5 minutes are left")
	}
	for range 5 { // every refresh token works once: the chain holds
		o.pass(25 * time.Hour)
		o.wantToken()
	}
	if o.tv.called("refresh") != 6 || o.tv.alive() != 1 {
		t.Errorf("%d renewals, %d alive", o.tv.called("refresh"), o.tv.alive())
	}
	o.wantNoSecrets()
}

func TestManyWhoNeedATokenRenewItOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := newOfficeAt(t, time.Now)
		o.connect(o.mori, own(o.mori), aUser(7))
		time.Sleep(25 * time.Hour)
		o.tv.slow = 3 * time.Second
		nodes := []*activation.Service{o.Service, o.node("node_2"), o.node("node_3")}
		tokens := make([]activation.Token, 12)
		var wg sync.WaitGroup
		for i := range tokens {
			wg.Go(func() {
				var err error
				if tokens[i], err = nodes[i%3].Token(t.Context(), o.mori.PersonID, activation.TeamViewerAttended); err != nil {
					t.Errorf("caller %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		for i, token := range tokens {
			if token != tokens[0] || !o.tv.accepts(token.Access) {
				t.Errorf("caller %d has another token, or one that does not work", i)
			}
		}
		if n := o.tv.called("refresh"); n != 1 {
			t.Errorf("renewed %d times, want once", n)
		}
	})
}

func TestNobodyWaitsForARenewalWhileTheTokenIsGood(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := newOfficeAt(t, time.Now)
		o.connect(o.mori, own(o.mori), aUser(7))
		first := o.wantToken()
		time.Sleep(24*time.Hour - 4*time.Minute)
		o.tv.slow = 3 * time.Second
		go o.Token(t.Context(), o.mori.PersonID, activation.TeamViewerAttended)
		time.Sleep(time.Second) // the other one is at it
		before := time.Now()
		if got := o.wantToken(); got != first || time.Since(before) != 0 {
			t.Errorf("waited %v for a token, want the one that is good for 4 minutes at once", time.Since(before))
		}
		time.Sleep(time.Minute)
		if o.wantToken() == first || o.tv.called("refresh") != 1 {
			t.Error("the renewal was lost")
		}
	})
}

// A browser that goes away must not lose the tokens that are on their way.
func TestACallerWhoGoesAwayLosesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := newOfficeAt(t, time.Now)
		o.connect(o.mori, own(o.mori), aUser(7))
		time.Sleep(25 * time.Hour)
		o.tv.slow = 3 * time.Second
		ctx, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		if _, err := o.Token(ctx, o.mori.PersonID, activation.TeamViewerAttended); err != nil {
			t.Logf("the caller got %v", err)
		}
		o.wantToken()
		if n := o.tv.called("refresh"); n != 1 {
			t.Errorf("renewed %d times, want once", n)
		}
	})
}

func TestAProviderThatIsDownKillsNothing(t *testing.T) {
	t.Parallel()
	for _, kind := range []provider.Kind{provider.Unavailable, provider.RateLimited, provider.Unreadable, provider.BadClient} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			o.connect(o.mori, own(o.mori), aUser(7))
			o.pass(25 * time.Hour)
			o.tv.answer = func(string) error { return &provider.Error{Kind: kind, Words: "Service Unavailable"} }
			before := o.tv.called("refresh")
			for range 240 { // for an hour, four times a minute
				_, err := o.token()
				o.wantKind("while it is down", err, kind)
				o.pass(15 * time.Second)
			}
			calls := o.tv.called("refresh") - before
			_, err := o.token()
			o.wantKind("now", err, kind)
			again := o.tv.called("refresh")
			_, err = o.token()
			o.wantKind("at once again", err, kind)
			if o.tv.called("refresh") != again || calls > 480 {
				t.Errorf("%d calls in an hour, and %d at once: the provider is not left alone", calls, o.tv.called("refresh")-again)
			}
			o.wantState(o.mori.PersonID, activation.OwnAccount)
			o.tv.answer = nil
			o.pass(15 * time.Second)
			o.wantToken()
		})
	}
}

func TestAWaitThatTheProviderAsksForIsKept(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.connect(o.mori, own(o.mori), aUser(7))
	o.pass(25 * time.Hour)
	o.tv.answer = func(string) error { return &provider.Error{Kind: provider.RateLimited, After: time.Minute} }
	_, err := o.token()
	o.wantKind("too many", err, provider.RateLimited)
	o.tv.answer = nil
	o.pass(59 * time.Second)
	_, err = o.token()
	o.wantKind("59 s later", err, provider.RateLimited)
	if refused, _ := errors.AsType[*provider.Error](err); refused.After != time.Second {
		t.Errorf("told to wait %v, want what is left", refused.After)
	}
	o.pass(time.Second)
	o.wantToken()
}

func TestALostAnswerKillsTheAccountWithTheReason(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.connect(o.mori, own(o.mori), aUser(7))
	o.pass(25 * time.Hour)
	o.tv.lose = func(call string) error {
		if call == "refresh" {
			o.tv.lose = nil
			return &provider.Error{Kind: provider.Unavailable, Words: "connection reset"}
		}
		return nil
	}
	_, err := o.token()
	o.wantKind("the answer was lost", err, provider.TokenDead)
	o.wantState(o.mori.PersonID, activation.DeadAccount)
	r := o.records(audit.AccountDisconnected)
	if len(r) != 1 || r[0].Details["reason"] != "answer_lost" || r[0].Actor != audit.System {
		t.Errorf("records = %+v, want why it is dead", r)
	}
	calls := o.tv.called("refresh")
	_, err = o.token()
	o.wantKind("later", err, provider.TokenDead)
	if o.tv.called("refresh") != calls {
		t.Error("a dead account is tried again and again")
	}
	view, err := o.MyAccount(t.Context(), o.mori)
	if err != nil || view.Binding.State != activation.DeadNow || view.Binding.Problem != provider.TokenDead {
		t.Errorf("account = %+v, %v", view.Binding, err)
	}
	o.connect(o.mori, own(o.mori), aUser(7))
	o.wantToken()
}

// A node that dies while it renews leaves its lease behind.
func TestANodeThatDiesWhileItRenews(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		used bool // the provider had answered
		want string
	}{
		{"before the provider was asked", false, activation.OwnAccount},
		{"after the provider had answered", true, activation.DeadAccount},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				o := newOfficeAt(t, time.Now)
				o.connect(o.mori, own(o.mori), aUser(7))
				time.Sleep(25 * time.Hour)
				die := func(call string) error {
					if call == "refresh" {
						panic(errCrash)
					}
					return nil
				}
				if o.tv.answer = die; tc.used {
					o.tv.answer, o.tv.lose = nil, die
				}
				if err := crashing(func() error { _, err := o.token(); return err }); !errors.Is(err, errCrash) {
					t.Fatalf("the node did not die: %v", err)
				}
				o.tv.answer, o.tv.lose = nil, nil
				before := time.Now()
				_, err := o.node("node_2").Token(t.Context(), o.mori.PersonID, activation.TeamViewerAttended)
				if waited := time.Since(before); waited < 29*time.Second || waited > 31*time.Second {
					t.Errorf("the next node took over after %v, want 30 s", waited)
				}
				o.wantState(o.mori.PersonID, tc.want)
				if tc.used {
					o.wantKind("next", err, provider.TokenDead)
					if r := o.records(audit.AccountDisconnected); len(r) != 1 || r[0].Details["reason"] != "answer_lost" {
						t.Errorf("records = %+v, want why it is dead", r)
					}
				} else if err != nil || o.tv.alive() != 1 {
					t.Errorf("next: %v with %d alive", err, o.tv.alive())
				}
			})
		})
	}
}

// A node that stops for longer than its lease comes back with the only tokens that work.
func TestANodeThatStopsForTooLongStillKeepsItsTokens(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := newOfficeAt(t, time.Now)
		o.connect(o.mori, own(o.mori), aUser(7))
		time.Sleep(25 * time.Hour)
		slow := &stopping{Accounts: o.tv, for_: 35 * time.Second}
		first := o.node("node_slow", func(cfg *activation.Config) { cfg.Accounts = slow })
		done := make(chan error)
		go func() {
			_, err := first.Token(t.Context(), o.mori.PersonID, activation.TeamViewerAttended)
			done <- err
		}()
		time.Sleep(31 * time.Second) // its lease is over; somebody else tries with the refresh token that was used
		_, err := o.token()
		o.wantKind("in between", err, provider.TokenDead)
		if err := <-done; err != nil {
			t.Fatalf("the node that stopped: %v", err)
		}
		o.wantState(o.mori.PersonID, activation.OwnAccount)
		o.wantToken()
	})
}

// stopping answers late, whatever its caller wants, as a process does that was stopped.
type stopping struct {
	provider.Accounts
	for_ time.Duration
}

func (s *stopping) Refresh(ctx context.Context, c provider.Client, refresh id.Secret) (provider.Tokens, error) {
	t, err := s.Accounts.Refresh(ctx, c, refresh)
	time.Sleep(s.for_)
	return t, err
}

func TestTokensThatComeAfterAGoodbyeAreRevoked(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		leave func(o *office)
		alive int
	}{
		{"the person disconnected", func(o *office) { o.must(o.Disconnect(o.t.Context(), o.mori, own(o.mori))) }, 0},
		{"and it was revoked already", func(o *office) {
			o.must(o.Disconnect(o.t.Context(), o.mori, own(o.mori)))
			o.work()
		}, 0},
		{"the person connected another account", func(o *office) { o.connect(o.mori, own(o.mori), aUser(8)) }, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				o := newOfficeAt(t, time.Now)
				o.connect(o.mori, own(o.mori), aUser(7))
				time.Sleep(25 * time.Hour)
				first := o.node("node_slow", func(cfg *activation.Config) { cfg.Accounts = &stopping{Accounts: o.tv, for_: 5 * time.Second} })
				done := make(chan error)
				go func() {
					_, err := first.Token(t.Context(), o.mori.PersonID, activation.TeamViewerAttended)
					done <- err
				}()
				time.Sleep(time.Second)
				tc.leave(o)
				if err := <-done; (err == nil) != (tc.alive == 1) {
					t.Errorf("the caller got %v", err)
				}
				o.work()
				if got := o.tv.alive(); got != tc.alive {
					t.Errorf("%d authorizations are alive, want %d", got, tc.alive)
				}
				o.wantNoJobs()
			})
		})
	}
}

func TestATokenThatTheProviderRefuses(t *testing.T) {
	t.Parallel()
	refused := func(o *office) { o.Refused(o.t.Context(), o.mori.PersonID, activation.TeamViewerAttended) }
	t.Run("and that works changes nothing", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		o.connect(o.mori, own(o.mori), aUser(7))
		first := o.wantToken()
		for range 10 {
			refused(o)
		}
		if o.wantToken() != first || o.tv.called("refresh") != 0 {
			t.Error("a good token was renewed")
		}
	})
	t.Run("is renewed once", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		o.connect(o.mori, own(o.mori), aUser(7))
		first := o.wantToken()
		o.tv.grants[0].access = "acc-changed there"
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() { refused(o) })
		}
		wg.Wait()
		if o.wantToken() == first || o.tv.called("refresh") != 1 {
			t.Errorf("renewed %d times, want once", o.tv.called("refresh"))
		}
	})
	t.Run("and whose refresh token is refused, too, is dead", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		o.connect(o.mori, own(o.mori), aUser(7))
		o.tv.kill()
		refused(o)
		o.wantState(o.mori.PersonID, activation.DeadAccount)
		if r := o.records(audit.AccountDisconnected); len(r) != 1 || r[0].Details["reason"] != "refused" {
			t.Errorf("records = %+v", r)
		}
		o.wantNoSecrets()
	})
	t.Run("and is a script token is dead", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		o.tv.scripts["acc-script"] = aUser(1)
		_, err := o.UseScriptToken(t.Context(), o.abe, company(activation.TeamViewerAttended), "acc-script")
		o.must(err)
		delete(o.tv.scripts, "acc-script")
		o.Refused(t.Context(), "", activation.TeamViewerAttended)
		_, err = o.CompanyToken(t.Context(), activation.TeamViewerAttended)
		o.wantKind("dead", err, provider.TokenDead)
	})
	t.Run("while the provider is down says nothing", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		o.connect(o.mori, own(o.mori), aUser(7))
		o.tv.answer = func(string) error { return &provider.Error{Kind: provider.Unavailable} }
		refused(o)
		o.tv.answer = nil
		o.wantToken()
	})
	t.Run("of somebody who has none is nothing", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		refused(o)
		o.wantState(o.mori.PersonID, activation.NoAccount)
	})
}

// An access token of yesterday revokes nothing, and its refresh token would open the account for ever.
func TestAnAccountOfYesterdayIsRevokedAllTheSame(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func(o *office){
		"at once":                         func(*office) {},
		"while the provider is down":      func(o *office) { o.tv.answer = once("refresh", &provider.Error{Kind: provider.Unavailable}) },
		"while the app's secret is wrong": func(o *office) { o.tv.answer = once("refresh", &provider.Error{Kind: provider.BadClient}) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			o.connect(o.mori, own(o.mori), aUser(7))
			o.pass(25 * time.Hour)
			fault(o)
			o.must(o.Disconnect(t.Context(), o.mori, own(o.mori)))
			o.work()
			o.pass(time.Minute)
			o.work()
			if n := o.tv.alive(); n != 0 {
				t.Errorf("%d authorizations can still be renewed", n)
			}
			if _, err := o.db.Binding(t.Context(), own(o.mori)); !errors.Is(err, activation.ErrNoBinding) {
				t.Errorf("the account is still there: %v", err)
			}
			o.wantNoJobs()
			o.wantNoSecrets()
		})
	}
}

// once answers the first call of a name with an error.
func once(name string, err error) func(call string) error {
	first := true
	return func(call string) error {
		if call != name || !first {
			return nil
		}
		first = false
		return err
	}
}
