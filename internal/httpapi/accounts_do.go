package httpapi

import (
	"context"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
)

func companys(w WayIn) activation.Holder { return activation.Holder{Way: w.way()} }

func own(p access.Principal) activation.Holder { return activation.Holder{PersonID: p.PersonID} }

func (a *API) oauthClient(ctx context.Context, p access.Principal, _ *struct{}) (*answer[OAuthClient], error) {
	clientID, set, err := a.activations.OAuthClient(ctx, p)
	return answers(OAuthClient{ClientID: clientID, Set: set, RedirectURL: a.address(ctx) + OAuthCallback}, err)
}

func (a *API) saveOAuthClient(ctx context.Context, p access.Principal, in *saveOAuthClientIn) (*nothing, error) {
	clientID, err := requiredLine("body.client_id", in.Body.ClientID, 200)
	if err != nil {
		return nil, err
	}
	if err := a.activations.SaveOAuthClient(ctx, p, clientID, id.Secret(in.Body.ClientSecret)); err != nil {
		return nil, err
	}
	a.changed(HintActivation, "")
	return &nothing{}, nil
}

func (a *API) connectAccount(ctx context.Context, p access.Principal, in *connectAccountIn) (*answer[ConnectURL], error) {
	return a.connect(ctx, p, companys(in.Body.WayIn), in.Body.ReturnTo)
}

func (a *API) connectMyTeamViewer(ctx context.Context, p access.Principal, in *connectMyAccountIn) (*answer[ConnectURL], error) {
	return a.connect(ctx, p, own(p), in.Body.ReturnTo)
}

// connect is for browsers only: what comes back has to come with the same sign-in.
func (a *API) connect(ctx context.Context, p access.Principal, h activation.Holder, returnTo string) (*answer[ConnectURL], error) {
	if p.SessionHash == "" {
		return nil, access.ErrForbidden
	}
	if !isLocalPage(returnTo) {
		return nil, activation.ErrBadReturn
	}
	url, err := a.activations.BeginConnect(ctx, p, h, returnTo)
	return answers(ConnectURL{URL: url}, err)
}

func (a *API) useScriptToken(ctx context.Context, p access.Principal, in *companyScriptTokenIn) (*answer[Binding], error) {
	bound, err := a.activations.UseScriptToken(ctx, p, companys(in.Body.WayIn), id.Secret(in.Body.Token))
	return answers(bindingOut(bound), err)
}

func (a *API) useMyScriptToken(ctx context.Context, p access.Principal, in *myScriptTokenIn) (*answer[Binding], error) {
	bound, err := a.activations.UseScriptToken(ctx, p, own(p), id.Secret(in.Body.Token))
	if err != nil {
		return nil, err
	}
	a.changed(HintMe, p.PersonID)
	return answers(bindingOut(bound), nil)
}

func (a *API) disconnectAccount(ctx context.Context, p access.Principal, in *disconnectIn) (*nothing, error) {
	return &nothing{}, a.activations.Disconnect(ctx, p, companys(WayIn{Provider: in.Provider, Mode: in.Mode}))
}

func (a *API) disconnectMyTeamViewer(ctx context.Context, p access.Principal, _ *struct{}) (*nothing, error) {
	if err := a.activations.Disconnect(ctx, p, own(p)); err != nil {
		return nil, err
	}
	a.changed(HintMe, p.PersonID)
	return &nothing{}, nil
}

func (a *API) testAccount(ctx context.Context, p access.Principal, in *wayIn) (*answer[AccountHealth], error) {
	h, err := a.activations.Test(ctx, p, companys(in.Body))
	return answers(AccountHealth{Account: maybeAccount(h.Account), Licenses: each(h.Licenses, licenseOut), CheckedAt: moment(h.CheckedAt),
		Problem: h.Problem}, err)
}

func (a *API) myTeamViewer(ctx context.Context, p access.Principal, _ *struct{}) (*answer[MyTeamViewer], error) {
	mine, err := a.activations.MyAccount(ctx, p)
	if err != nil {
		return nil, err
	}
	out := MyTeamViewer{State: AccountState(mine.State)}
	if mine.Binding != nil {
		out.Binding = new(bindingOut(*mine.Binding))
	}
	if mine.Mapping != nil {
		out.Mapping = new(mappingOut(*mine.Mapping))
	}
	return answers(out, nil)
}

func (a *API) listMappings(ctx context.Context, p access.Principal, _ *struct{}) (*answer[List[AccountMapping]], error) {
	mappings, err := a.activations.Mappings(ctx, p)
	return answers(listOf(mappings, mappingOut), err)
}

func (a *API) saveMapping(ctx context.Context, p access.Principal, in *saveMappingIn) (*nothing, error) {
	m := in.Body
	if err := a.activations.Map(ctx, p, m.PersonID, line(m.AccountID, 64), line(m.AccountName, 200)); err != nil {
		return nil, err
	}
	a.changed(HintMe, m.PersonID)
	a.changed(HintPeople, m.PersonID)
	return &nothing{}, nil
}

func mappingOut(m activation.Mapping) AccountMapping {
	return AccountMapping{PersonID: m.PersonID, AccountID: m.AccountID, AccountName: line(m.AccountName, 200)}
}

func licenseOut(l provider.License) License {
	return License{Name: line(l.Name, 200), Active: l.Active, ManagedDevices: told(l.ManagedDevices), Seats: told(l.Seats),
		Channels: told(l.Channels), AssignedUsers: told(l.AssignedUsers)}
}

// told is a number that a provider may not have told, which -1 stands for.
func told(n int) *int {
	if n < 0 {
		return nil
	}
	return &n
}
