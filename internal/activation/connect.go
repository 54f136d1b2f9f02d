package activation

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"unicode"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

const (
	maxClientField = 500
	maxToken       = 255 // what other products allow for a script token
	maxCode        = 2000
	maxReturn      = 500
	clientContext  = "oauth client" // what the secret of the client is sealed for
)

// OAuthClient says which client this server is registered as and whether its secret is set. Errors: access.ErrForbidden.
func (s *Service) OAuthClient(ctx context.Context, p access.Principal) (clientID string, set bool, err error) {
	if err := mayRead(p); err != nil {
		return "", false, err
	}
	c, err := s.store.OAuthClient(ctx)
	if errors.Is(err, ErrNoClient) {
		return "", false, nil
	}
	return c.ClientID, err == nil, err
}

// SaveOAuthClient keeps how this server is registered. An empty secret keeps the one there is, as long as the client id
// stays. Errors: access.ErrForbidden, *wire.FieldError.
func (s *Service) SaveOAuthClient(ctx context.Context, p access.Principal, clientID string, secret id.Secret) error {
	if err := mayChange(p); err != nil {
		return err
	}
	clientID = strings.TrimSpace(clientID)
	if !isOpaque(clientID, maxClientField) {
		return wire.BadField("client_id", "has 1 to 500 characters without spaces")
	}
	sealed, err := s.clientSecret(ctx, clientID, secret)
	if err != nil {
		return err
	}
	if err := s.store.SaveOAuthClient(ctx, OAuthClient{ClientID: clientID, Sealed: sealed},
		Writes{Audit: []audit.Record{s.record(p.Actor(), audit.OAuthClientSaved, "client_id", clientID)}}); err != nil {
		return fmt.Errorf("save the OAuth client: %w", err)
	}
	return nil
}

func (s *Service) clientSecret(ctx context.Context, clientID string, secret id.Secret) ([]byte, error) {
	if secret == "" {
		kept, err := s.store.OAuthClient(ctx)
		if errors.Is(err, ErrNoClient) || err == nil && kept.ClientID != clientID {
			return nil, wire.BadField("client_secret", "is missing")
		}
		return kept.Sealed, err
	}
	if !isOpaque(secret.Reveal(), maxClientField) {
		return nil, wire.BadField("client_secret", "has 1 to 500 characters without spaces")
	}
	return s.sealer.Seal([]byte(secret.Reveal()), clientContext)
}

func (s *Service) client(ctx context.Context) (provider.Client, error) {
	kept, err := s.store.OAuthClient(ctx)
	if err != nil {
		return provider.Client{}, err
	}
	secret, err := s.sealer.Open(kept.Sealed, clientContext)
	if err != nil {
		return provider.Client{}, &provider.Error{Kind: provider.BadClient, Err: fmt.Errorf("open the client secret: %w", err)}
	}
	return provider.Client{ID: kept.ClientID, Secret: id.Secret(secret)}, nil
}

// isOpaque is true for something that others made and we only pass on: printable ASCII without spaces.
func isOpaque(text string, most int) bool {
	return text != "" && len(text) <= most && !strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' })
}

// checkReturn accepts paths of our own pages: nothing that a browser reads as another host, such as "//evil" or "/\evil".
func checkReturn(path string) error {
	if len(path) > maxReturn || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.Contains(path, `\`) ||
		strings.ContainsFunc(path, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }) {
		return ErrBadReturn
	}
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || u.Opaque != "" || strings.HasPrefix(u.Path, "//") || strings.Contains(u.Path, `\`) {
		return ErrBadReturn
	}
	return nil
}

// BeginConnect says where a browser goes to let an account be connected; h is p's own or, for administrators, the
// company's of a way. The trip works once, for this browser, for 10 minutes.
// Errors: access.ErrForbidden, *wire.FieldError, ErrBadReturn, ErrNoClient, ErrRemoving.
func (s *Service) BeginConnect(ctx context.Context, p access.Principal, h Holder, returnTo string) (string, error) {
	if p.SessionHash == "" {
		return "", access.ErrForbidden // a script has no browser to go with
	}
	if err := errors.Join(s.mayConnect(ctx, p, h), checkReturn(returnTo)); err != nil {
		return "", err
	}
	client, err := s.client(ctx)
	if err != nil {
		return "", err
	}
	state, now := newState(), s.now()
	if err := s.store.SaveConsent(ctx, Consent{StateHash: state.Hash(), Holder: h, PersonID: p.PersonID, SignInHash: p.SessionHash,
		ReturnTo: returnTo, ExpiresAt: now.Add(consentLife)}, now); err != nil {
		return "", fmt.Errorf("begin to connect: %w", err)
	}
	return s.accounts.AuthorizeURL(client, s.redirect(), state.Reveal()), nil
}

// newState has 260 random bits.
func newState() id.Secret { return id.NewSecret() + id.NewSecret() }

// mayConnect: while a way is being removed, no account may slip in behind the removal's back.
func (s *Service) mayConnect(ctx context.Context, p access.Principal, h Holder) error {
	if err := mayHold(p, h); err != nil || h.PersonID != "" {
		return err
	}
	newest, err := s.newest(ctx)
	if err == nil && stateOf(h.Way, newest) == Removing {
		return ErrRemoving
	}
	return err
}

// FinishConnect takes what the browser brings back from the provider. The answer is where the browser goes on, also with
// most errors; it is empty only when the return belongs to nobody.
// Errors: ErrBadState, access.ErrForbidden, ErrRemoving, *provider.Error.
func (s *Service) FinishConnect(ctx context.Context, p access.Principal, state, code, providerError string) (string, error) {
	if p.SessionHash == "" || !isOpaque(state, maxCode) {
		return "", ErrBadState
	}
	c, err := s.store.UseConsent(ctx, id.Secret(state).Hash(), s.now())
	if err != nil {
		return "", err
	}
	if c.SignInHash != p.SessionHash || c.PersonID != p.PersonID {
		return "", ErrBadState
	}
	if providerError != "" {
		return c.ReturnTo, returned(providerError)
	}
	if !isOpaque(code, maxCode) {
		return c.ReturnTo, &provider.Error{Kind: provider.Unreadable}
	}
	if err := s.mayConnect(ctx, p, c.Holder); err != nil {
		return c.ReturnTo, err
	}
	return c.ReturnTo, s.exchange(ctx, p, c.Holder, code)
}

// returns are the codes that a provider's authorization page sends a browser back with (RFC 6749 §4.1.2.1), and
// invalid_client, which belongs to the token address and is met here all the same.
var returns = map[string]provider.Kind{
	"access_denied":             provider.AccessDenied,
	"invalid_scope":             provider.NotAllowed,
	"invalid_request":           provider.BadClient,
	"invalid_client":            provider.BadClient,
	"unauthorized_client":       provider.BadClient,
	"unsupported_response_type": provider.BadClient,
	"server_error":              provider.Unavailable,
	"temporarily_unavailable":   provider.Unavailable,
}

// returned says what a provider's authorization page did not do. Of what came back only the code counts: everything else
// is text that anybody can write into an address.
func returned(code string) *provider.Error {
	kind, known := returns[code]
	if !known {
		return &provider.Error{Kind: provider.Invalid}
	}
	return &provider.Error{Kind: kind, Words: code}
}

// exchange goes on when the browser that brought the code has gone: the code works once.
func (s *Service) exchange(ctx context.Context, p access.Principal, h Holder, code string) error {
	ctx, cancel := detached(ctx, 2*providerCall, "connecting an account")
	defer cancel()
	client, err := s.client(ctx)
	if err != nil {
		return err
	}
	fresh, err := s.accounts.Exchange(ctx, client, s.redirect(), code)
	if err != nil {
		return err
	}
	b := s.newBinding(p, h, OAuth)
	b.ExpiresAt = kept(fresh.Expires)
	if b.Sealed, err = s.sealTokens(b.ID, tokens{Access: fresh.Access.Reveal(), Refresh: fresh.Refresh.Reveal()}); err != nil {
		return err
	}
	if b.Account, err = s.accounts.Account(ctx, fresh.Access); err != nil {
		return errors.Join(err, s.orphaned(ctx, b)) // whose account it is must be known before it is used
	}
	return s.bindExchanged(ctx, p, b)
}

// bindExchanged revokes the tokens when they could not be kept; an error can also hide that they were.
func (s *Service) bindExchanged(ctx context.Context, p access.Principal, b Binding) error {
	failure := s.bind(ctx, p, b)
	if failure == nil {
		return nil
	}
	if there, err := s.store.Binding(ctx, b.Holder); err == nil && there.ID == b.ID {
		return nil
	}
	return errors.Join(failure, s.orphaned(ctx, b))
}

// orphaned revokes tokens that never became, or no longer are, those of a binding.
func (s *Service) orphaned(ctx context.Context, b Binding) error {
	if err := s.store.Write(ctx, Writes{Jobs: jobsOf(newRevoke(b))}); err != nil {
		return fmt.Errorf("revoke tokens that are of no use: %w", err)
	}
	s.jobs.Nudge()
	return nil
}

func (s *Service) newBinding(p access.Principal, h Holder, kind BindingKind) Binding {
	now := s.now()
	return Binding{ID: id.New("bnd"), Version: 1, Holder: h, Kind: kind, State: Works, BoundBy: p.Actor(), BoundAt: now, CheckedAt: now}
}

// bind keeps a binding; the tokens of the one it replaces are revoked.
func (s *Service) bind(ctx context.Context, p access.Principal, b Binding) error {
	err := s.store.PutBinding(ctx, b, func(replaced *Binding) Writes {
		details := []string{"holder", b.Holder.name(), "kind", string(b.Kind), "account_id", cut(b.Account.ID), "account", cut(b.Account.Name)}
		if replaced != nil {
			details = append(details, "replaced_account_id", cut(replaced.Account.ID), "replaced_account", cut(replaced.Account.Name))
		}
		w := Writes{Audit: []audit.Record{s.record(p.Actor(), audit.AccountConnected, details...)}}
		if replaced != nil && replaced.State != Revoking { // else its job is on the way
			w.Jobs = jobsOf(newRevoke(*replaced))
		}
		return w
	})
	if err != nil {
		return fmt.Errorf("keep the account of %s: %w", b.Holder.name(), err)
	}
	s.log.InfoContext(ctx, "account connected", slog.String("holder", b.Holder.name()), slog.String("kind", string(b.Kind)))
	s.jobs.Nudge()
	s.hints.Hint(HintAccount, b.Holder.name(), b.Version)
	return nil
}

// UseScriptToken binds an account by a token that was made in the provider's console; it is tried first.
// Errors: access.ErrForbidden, *wire.FieldError, ErrRemoving, *provider.Error.
func (s *Service) UseScriptToken(ctx context.Context, p access.Principal, h Holder, token id.Secret) (BindingView, error) {
	if err := s.mayConnect(ctx, p, h); err != nil {
		return BindingView{}, err
	}
	token = id.Secret(strings.TrimSpace(token.Reveal()))
	if !isOpaque(token.Reveal(), maxToken) {
		return BindingView{}, wire.BadField("token", "has 1 to 255 characters without spaces")
	}
	call, cancel := context.WithTimeout(ctx, providerCall)
	defer cancel()
	account, err := s.accounts.Account(call, token)
	if err != nil {
		return BindingView{}, err
	}
	b := s.newBinding(p, h, Script)
	b.Account = account
	if b.Sealed, err = s.sealTokens(b.ID, tokens{Access: token.Reveal()}); err != nil {
		return BindingView{}, err
	}
	return b.view(), s.bind(ctx, p, b)
}
