package activation_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// late asks the provider only after a while, as a process does that was stopped before its call.
type late struct {
	provider.Accounts
	after time.Duration
}

func (l *late) Refresh(_ context.Context, c provider.Client, refresh id.Secret) (provider.Tokens, error) {
	time.Sleep(l.after)
	return l.Accounts.Refresh(context.Background(), c, refresh)
}

// Who comes too late with a refresh token that somebody else has used is refused, and must not kill the new tokens.
func TestARefusalThatComesTooLateKillsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := newOfficeAt(t, time.Now)
		o.connect(o.mori, own(o.mori), aUser(7))
		time.Sleep(25 * time.Hour)
		slow := o.node("node_slow", func(cfg *activation.Config) { cfg.Accounts = &late{o.tv, 35 * time.Second} })
		done := make(chan error)
		go func() {
			_, err := slow.Token(t.Context(), o.mori.PersonID, activation.TeamViewerAttended)
			done <- err
		}()
		time.Sleep(31 * time.Second)
		token := o.wantToken()
		o.wantKind("the one who is late", <-done, provider.TokenDead)
		o.wantState(o.mori.PersonID, activation.OwnAccount)
		if o.wantToken() != token || len(o.records(audit.AccountDisconnected)) != 0 {
			t.Error("the tokens of the other were lost")
		}
	})
}

// generous takes a refresh token twice, as providers with a time of grace do.
type generous struct {
	provider.Accounts
	answers []provider.Tokens
	after   time.Duration
}

func (g *generous) Refresh(context.Context, provider.Client, id.Secret) (provider.Tokens, error) {
	answer := g.answers[0]
	time.Sleep(g.after)
	return answer, nil
}

func TestLateTokensDoNotReplaceNewerOnes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := newOfficeAt(t, time.Now)
		o.connect(o.mori, own(o.mori), aUser(7))
		time.Sleep(25 * time.Hour)
		tokens := func(access id.Secret) []provider.Tokens {
			return []provider.Tokens{{Access: access, Refresh: "ref-" + access, Expires: time.Now().Add(24 * time.Hour)}}
		}
		slow := o.node("node_slow", func(cfg *activation.Config) {
			cfg.Accounts = &generous{o.tv, tokens("acc-late"), 35 * time.Second}
		})
		quick := o.node("node_quick", func(cfg *activation.Config) { cfg.Accounts = &generous{o.tv, tokens("acc-newer"), 0} })
		done := make(chan activation.Token)
		go func() {
			token, err := slow.Token(t.Context(), o.mori.PersonID, activation.TeamViewerAttended)
			if err != nil {
				t.Errorf("the one who is late: %v", err)
			}
			done <- token
		}()
		time.Sleep(31 * time.Second)
		if _, err := quick.Token(t.Context(), o.mori.PersonID, activation.TeamViewerAttended); err != nil {
			t.Errorf("the quick one: %v", err)
		}
		if token := <-done; token.Access != "acc-newer" {
			t.Error("the one who is late does not use the newer token")
		}
		if token, err := o.token(); err != nil || token.Access != "acc-newer" {
			t.Errorf("the newer tokens were lost: %v", err)
		}
	})
}

// lying keeps a binding and says that it did not, as a connection to a database does that breaks at the commit.
type lying struct{ activation.Store }

func (l lying) PutBinding(ctx context.Context, b activation.Binding, writes func(*activation.Binding) activation.Writes) error {
	return errors.Join(l.Store.PutBinding(ctx, b, writes), errInjected)
}

func TestAnAccountThatWasKeptAfterAllIsNotRevoked(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.Service = o.node("node_lying", func(cfg *activation.Config) { cfg.Store = lying{cfg.Store} })
	o.connect(o.mori, own(o.mori), aUser(7))
	o.work()
	o.wantToken()
}
