package activation_test

import (
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

func TestATechnicianConnectsTheirAccount(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.connect(o.mori, own(o.mori), aUser(7))
	view, err := o.MyAccount(t.Context(), o.mori)
	o.must(err)
	if view.State != activation.OwnAccount || view.Binding == nil || view.Binding.Account != aUser(7) || view.Binding.State != activation.Works {
		t.Errorf("account = %+v", view)
	}
	token, err := o.Token(t.Context(), o.mori.PersonID, activation.TeamViewerAttended)
	o.must(err)
	if !o.tv.accepts(token.Access) || token.AssignTo != "" {
		t.Errorf("token works: %v, assigned to %q", o.tv.accepts(token.Access), token.AssignTo)
	}
	if r := o.records(audit.AccountConnected); len(r) != 1 || r[0].Details["account_id"] != "u7" || r[0].Actor != o.mori.Actor() {
		t.Errorf("records = %+v", r)
	}
	o.connect(o.mori, own(o.mori), aUser(8)) // another account: the first one's tokens go
	o.work()
	if n := o.tv.alive(); n != 1 {
		t.Errorf("%d authorizations are alive, want that of the new account", n)
	}
	view, err = o.MyAccount(t.Context(), o.mori)
	o.must(err)
	if view.Binding.Account != aUser(8) {
		t.Errorf("account = %+v, want the new one", view.Binding.Account)
	}
	o.wantNoJobs()
	o.wantNoSecrets()
}

func TestReturnsThatBelongToNobody(t *testing.T) {
	t.Parallel()
	begin := func(o *office) (state, code string) {
		address, err := o.BeginConnect(t.Context(), o.mori, own(o.mori), "/account")
		o.must(err)
		return o.tv.consents(address, aUser(1))
	}
	for _, tc := range []struct {
		name string
		come func(o *office, state, code string) error
	}{
		{"no state", func(o *office, _, code string) error {
			_, err := o.FinishConnect(t.Context(), o.mori, "", code, "")
			return err
		}},
		{"another state", func(o *office, _, code string) error {
			_, err := o.FinishConnect(t.Context(), o.mori, "x", code, "")
			return err
		}},
		{"a huge state", func(o *office, state, code string) error {
			_, err := o.FinishConnect(t.Context(), o.mori, state+strings.Repeat("x", 1<<20), code, "")
			return err
		}},
		{"the hash of the state", func(o *office, state, code string) error {
			_, err := o.FinishConnect(t.Context(), o.mori, id.Secret(state).Hash(), code, "")
			return err
		}},
		{"another person", func(o *office, state, code string) error {
			_, err := o.FinishConnect(t.Context(), o.sato, state, code, "")
			return err
		}},
		{"another browser of the same person", func(o *office, state, code string) error {
			p := o.mori
			p.SessionHash = "another browser"
			_, err := o.FinishConnect(t.Context(), p, state, code, "")
			return err
		}},
		{"a script", func(o *office, state, code string) error {
			p := o.mori
			p.SessionHash = ""
			_, err := o.FinishConnect(t.Context(), p, state, code, "")
			return err
		}},
		{"ten minutes later", func(o *office, state, code string) error {
			o.pass(10 * time.Minute)
			_, err := o.FinishConnect(t.Context(), o.mori, state, code, "")
			return err
		}},
		{"the second time", func(o *office, state, code string) error {
			_, err := o.FinishConnect(t.Context(), o.mori, state, code, "access_denied")
			o.wantKind("the first time", err, provider.AccessDenied)
			_, err = o.FinishConnect(t.Context(), o.mori, state, code, "")
			return err
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			state, code := begin(o)
			o.wantError(tc.name, tc.come(o, state, code), activation.ErrBadState)
			if n := o.tv.called("exchange"); n != 0 {
				t.Errorf("%d codes were exchanged, want none", n)
			}
			view, err := o.MyAccount(t.Context(), o.mori)
			o.must(err)
			if view.State != activation.NoAccount || view.Binding != nil {
				t.Errorf("account = %+v, want none", view)
			}
		})
	}
}

func TestOfManyReturnsOneConnects(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	address, err := o.BeginConnect(t.Context(), o.mori, own(o.mori), "/account")
	o.must(err)
	state, code := o.tv.consents(address, aUser(1))
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { _, errs[i] = o.FinishConnect(t.Context(), o.mori, state, code, "") })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, activation.ErrBadState) {
			t.Errorf("a loser got %v", err)
		}
	}
	if won != 1 || o.tv.called("exchange") != 1 {
		t.Errorf("%d connected by %d exchanges, want 1", won, o.tv.called("exchange"))
	}
}

func TestTheStateIsRandomAndNotKept(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	seen := map[string]bool{}
	for range 100 {
		address, err := o.BeginConnect(t.Context(), o.mori, own(o.mori), "/account")
		o.must(err)
		u, err := url.Parse(address)
		o.must(err)
		state := u.Query().Get("state")
		if seen[state] || len(state) < 52 { // 52 signs of base 32 are 260 bits
			t.Fatalf("state %q is short or came twice", state)
		}
		seen[state] = true
		if u.Query().Get("redirect_uri") != callback || u.Query().Get("client_id") != client.ID || strings.Contains(address, client.Secret.Reveal()) {
			t.Fatalf("address %s", address)
		}
		if _, err := o.db.UseConsent(t.Context(), state, noon); !errors.Is(err, activation.ErrBadState) {
			t.Fatal("the state itself is kept")
		}
	}
}

func TestReturnPaths(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for _, good := range []string{"/", "/account", "/admin/infrastructure/help-at-work?section=teamviewer#card", "/sessions/ses_1"} {
		if _, err := o.BeginConnect(t.Context(), o.mori, own(o.mori), good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{"", "account", "//evil.example", "/\\evil.example", "\\/evil.example", "/\t/evil.example", "/\n", "/%zz", "/ x",
		"https://evil.example", "javascript:alert(1)", "/%2f/evil", "/%5cevil", "/" + strings.Repeat("x", 500)} {
		if _, err := o.BeginConnect(t.Context(), o.mori, own(o.mori), bad); !errors.Is(err, activation.ErrBadReturn) {
			t.Errorf("%q: %v, want ErrBadReturn", bad, err)
		}
	}
}

func TestWhoMayConnectWhat(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	script := o.mori
	script.SessionHash, script.TokenID = "", "tok_1"
	for _, tc := range []struct {
		name string
		p    access.Principal
		h    activation.Holder
	}{
		{"somebody else's", o.mori, own(o.sato)},
		{"an administrator for somebody else", o.abe, own(o.sato)},
		{"an observer", o.ono, own(o.ono)},
		{"a script for itself", script, own(script)},
		{"a technician for the company", o.mori, company(activation.TeamViewerAttended)},
		{"one's own and the company's at once", o.abe, activation.Holder{Way: activation.TeamViewerAttended, PersonID: o.abe.PersonID}},
		{"nobody", access.Principal{SessionHash: "x"}, activation.Holder{}},
	} {
		if _, err := o.BeginConnect(t.Context(), tc.p, tc.h, "/"); !errors.Is(err, access.ErrForbidden) {
			t.Errorf("%s: %v, want ErrForbidden", tc.name, err)
		}
	}
	for _, w := range []activation.Way{activation.BuiltIn, {Provider: "zoom", Mode: "attended"}} {
		_, err := o.BeginConnect(t.Context(), o.abe, company(w), "/")
		if _, ok := errors.AsType[*wire.FieldError](err); !ok {
			t.Errorf("%s: %v, want what is wrong", w, err)
		}
	}
	// Who loses the right while being away at the provider does not get the company's account bound.
	address, err := o.BeginConnect(t.Context(), o.abe, company(activation.TeamViewerAttended), "/")
	o.must(err)
	state, code := o.tv.consents(address, aUser(1))
	fallen := o.abe
	fallen.Rights = access.Rights[access.Technician]
	_, err = o.FinishConnect(t.Context(), fallen, state, code, "")
	o.wantError("without the right", err, access.ErrForbidden)
}

func TestAReturnThatFails(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		fault func(o *office) (code, providerError string)
		want  provider.Kind
	}{
		{"the person refused", func(*office) (string, string) { return "", "access_denied" }, provider.AccessDenied},
		{"the page is down", func(*office) (string, string) { return "", "temporarily_unavailable" }, provider.Unavailable},
		{"the page failed", func(*office) (string, string) { return "", "server_error" }, provider.Unavailable},
		{"the app may not", func(*office) (string, string) { return "", "invalid_scope" }, provider.NotAllowed},
		{"the app is not registered so", func(*office) (string, string) { return "", "unauthorized_client" }, provider.BadClient},
		{"a request that is none there", func(*office) (string, string) { return "", "invalid_request" }, provider.BadClient},
		{"a word that nobody knows", func(*office) (string, string) { return "", "Your phone is infected" }, provider.Invalid},
		{"no code", func(*office) (string, string) { return "", "" }, provider.Unreadable},
		{"a code of 10 MB", func(*office) (string, string) { return strings.Repeat("x", 10<<20), "" }, provider.Unreadable},
		{"a code that is none", func(*office) (string, string) { return "code-x", "" }, provider.BadClient},
		{"the account cannot be read", func(o *office) (string, string) {
			o.tv.answer = func(call string) error {
				if call == "account" {
					return &provider.Error{Kind: provider.Unavailable}
				}
				return nil
			}
			return "good", ""
		}, provider.Unavailable},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			address, err := o.BeginConnect(t.Context(), o.mori, own(o.mori), "/account")
			o.must(err)
			state, good := o.tv.consents(address, aUser(1))
			code, refusal := tc.fault(o)
			if code == "good" {
				code = good
			}
			back, err := o.FinishConnect(t.Context(), o.mori, state, code, refusal)
			o.wantKind(tc.name, err, tc.want)
			if back != "/account" {
				t.Errorf("the browser goes on to %q", back)
			}
			if strings.Contains(err.Error(), good) || strings.Contains(err.Error(), "infected") {
				t.Errorf("the error shows what came back: %v", err)
			}
			o.work()
			if n := o.tv.alive(); n != 0 {
				t.Errorf("%d authorizations stay alive though nobody knows of them", n)
			}
			_, err = o.Token(t.Context(), o.mori.PersonID, activation.TeamViewerAttended)
			o.wantKind("token", err, provider.NoAccount)
		})
	}
}

// A token that leaked puts no other account in place of its owner's, in which all their sessions would be opened, and takes
// none away.
func TestAnAPITokenLeavesItsOwnersAccount(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	const stranger id.Secret = "acc-99-stranger"
	o.tv.scripts[stranger] = aUser(9)
	o.connect(o.mori, own(o.mori), aUser(3))
	script := o.mori
	script.SessionHash, script.TokenID = "", "tok_1"
	_, err := o.UseScriptToken(t.Context(), script, own(o.mori), stranger)
	o.wantError("another account", err, access.ErrForbidden)
	script.Rights = []access.Right{access.View}
	o.wantError("no account", o.Disconnect(t.Context(), script, own(o.mori)), access.ErrForbidden)
	if view, err := o.MyAccount(t.Context(), o.mori); err != nil || view.Binding == nil || view.Binding.Account.ID != aUser(3).ID || view.State != activation.OwnAccount {
		t.Errorf("account = %+v, %v, want the one that its owner connected", view, err)
	}
	_, err = o.UseScriptToken(t.Context(), o.mori, own(o.mori), stranger)
	o.must(err)
}

func TestScriptToken(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	const token id.Secret = "acc-54213-script"
	o.tv.scripts[token] = aUser(3)
	use := func(text id.Secret) error {
		_, err := o.UseScriptToken(t.Context(), o.abe, company(activation.TeamViewerAttended), text)
		return err
	}
	for _, bad := range []id.Secret{"", "   ", "a b", "a\x00", id.Secret(strings.Repeat("x", 256)), "トークン"} {
		if _, ok := errors.AsType[*wire.FieldError](use(bad)); !ok {
			t.Errorf("a token of %d bytes was taken", len(bad))
		}
	}
	o.wantKind("a token that is none", use("nothing"), provider.TokenDead)
	o.must(use(" " + token + "\n"))
	got, err := o.CompanyToken(t.Context(), activation.TeamViewerAttended)
	o.must(err)
	if got != token {
		t.Error("another token came out")
	}
	o.pass(400 * 24 * time.Hour) // it never ends
	if _, err := o.CompanyToken(t.Context(), activation.TeamViewerAttended); err != nil {
		t.Errorf("after a year: %v", err)
	}
	o.must(o.Disconnect(t.Context(), o.abe, company(activation.TeamViewerAttended)))
	o.work()
	if _, err := o.CompanyToken(t.Context(), activation.TeamViewerAttended); err == nil {
		t.Error("the account is still there")
	}
	if o.tv.called("revoke") != 0 || !o.tv.accepts(token) {
		t.Error("a token that somebody made by hand was revoked")
	}
	o.wantNoJobs()
	o.wantNoSecrets()
}

func TestOAuthClient(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	clientID, set, err := o.OAuthClient(t.Context(), o.kita)
	if err != nil || !set || clientID != client.ID {
		t.Errorf("client = %q, %v, %v", clientID, set, err)
	}
	kept, err := o.db.OAuthClient(t.Context())
	o.must(err)
	if strings.Contains(string(kept.Sealed), client.Secret.Reveal()) {
		t.Error("the secret stands in the database")
	}
	for name, in := range map[string][2]string{"no id": {"", "x"}, "spaces": {"a b", "x"}, "a new id without a secret": {"client-2", ""},
		"long": {"client", strings.Repeat("x", 501)}, "not ASCII": {"client", "秘密"}} {
		if _, ok := errors.AsType[*wire.FieldError](o.SaveOAuthClient(t.Context(), o.abe, in[0], id.Secret(in[1]))); !ok {
			t.Errorf("%s: taken", name)
		}
	}
	o.must(o.SaveOAuthClient(t.Context(), o.abe, client.ID, "")) // keeps the secret
	o.connect(o.mori, own(o.mori), aUser(1))
	o.wantNoSecrets()
}
