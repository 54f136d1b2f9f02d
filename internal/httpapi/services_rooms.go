package httpapi

import (
	"context"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/branding"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/notify"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/support"
)

// Activations is what this package needs of package activation: what is switched on, and with whose account.
type Activations interface {
	Cards(ctx context.Context, p access.Principal) ([]activation.Card, error)
	// Agreement returns one version, the newest for 0.
	Agreement(ctx context.Context, p access.Principal, version int64) (activation.Agreement, error)
	SaveAgreement(ctx context.Context, p access.Principal, text map[string]string) (activation.Agreement, error)
	Activate(ctx context.Context, p access.Principal, w activation.Way, agreementVersion int64) (activation.Activation, error)

	OAuthClient(ctx context.Context, p access.Principal) (clientID string, set bool, err error)
	SaveOAuthClient(ctx context.Context, p access.Principal, clientID string, secret id.Secret) error
	// BeginConnect gives the address at the provider where the browser of p goes.
	BeginConnect(ctx context.Context, p access.Principal, h activation.Holder, returnTo string) (url string, err error)
	// FinishConnect takes what came back with the browser of p; returnTo is the page that it began on, if that is known.
	FinishConnect(ctx context.Context, p access.Principal, state, code, providerError string) (returnTo string, err error)
	UseScriptToken(ctx context.Context, p access.Principal, h activation.Holder, token id.Secret) (activation.BindingView, error)
	Disconnect(ctx context.Context, p access.Principal, h activation.Holder) error
	Test(ctx context.Context, p access.Principal, h activation.Holder) (activation.Health, error)
	MyAccount(ctx context.Context, p access.Principal) (activation.AccountView, error)
	Mappings(ctx context.Context, p access.Principal) ([]activation.Mapping, error)
	Map(ctx context.Context, p access.Principal, personID, accountID, accountName string) error

	Remove(ctx context.Context, p access.Principal, w activation.Way, keepAccounts bool) (activation.Removal, error)
	ConnectedPeople(ctx context.Context, p access.Principal) (int, error)
	// RemovalPage returns a removal with at most 500 of its devices.
	RemovalPage(ctx context.Context, p access.Principal, id, cursor string) (activation.RemovalView, error)
	Recheck(ctx context.Context, p access.Principal, id string) error
	FinishRemoval(ctx context.Context, p access.Principal, id, overrideReason string) (activation.Removal, error)
}

// Brandings is what this package needs of package branding.
type Brandings interface {
	Current(ctx context.Context) (branding.Branding, error)
	Version(ctx context.Context, version int64) (branding.Branding, error)
	// Save adds the version after base. A nil logo keeps the one there is, an empty one removes it.
	Save(ctx context.Context, p access.Principal, base int64, b branding.Branding, logo []byte) (branding.Branding, error)
	Logo(ctx context.Context, version int64) (branding.Logo, error)
}

// Notifications is what this package needs of package notify.
type Notifications interface {
	Settings(ctx context.Context, p access.Principal) (notify.View, error)
	// Save keeps a secret that is nil, and removes an empty one.
	Save(ctx context.Context, p access.Principal, base notify.Settings, mailPassword, textSecret *id.Secret) (notify.View, error)
	// Test sends one message; the channel is notify.ByMail or notify.ByText.
	Test(ctx context.Context, p access.Principal, c notify.Channel, to string) error
}

// Rollout is what this package needs of package rollout: the support apps and what is known of them on devices.
type Rollout interface {
	Apps(ctx context.Context, p access.Principal) ([]rollout.App, error)
	App(ctx context.Context, p access.Principal, appID string) (rollout.App, error)
	SaveApp(ctx context.Context, p access.Principal, app rollout.App) (rollout.App, error)
	RemoveApp(ctx context.Context, p access.Principal, appID string) error
	Distribution(ctx context.Context, p access.Principal, appID string) (rollout.Distribution, error)
	Distribute(ctx context.Context, p access.Principal, d rollout.Distribution) (rollout.Distribution, error)
	Targets(ctx context.Context, p access.Principal, d rollout.Distribution) (rollout.Targets, error)
	AlsoAutoLaunch(ctx context.Context, p access.Principal, d rollout.Distribution) ([]rollout.App, error)
	Owners(ctx context.Context, p access.Principal, search, cursor string, limit int) (rollout.OwnerPage, error)
	KeyProfile(ctx context.Context, p access.Principal, appID string) (rollout.KeyProfile, error)
	SaveKeyProfile(ctx context.Context, p access.Principal, k rollout.KeyProfile) (rollout.KeyProfile, error)
	FetchSchema(ctx context.Context, p access.Principal, appID, connectionID string) ([]mdm.Property, error)
	Preview(ctx context.Context, p access.Principal, appID, deviceID string) ([]rollout.PreviewKey, error)
	Overview(ctx context.Context, p access.Principal, appID string) (map[mdm.AppState]int, error)
	Overviews(ctx context.Context, p access.Principal) ([]rollout.AppCount, error)
	DevicesOf(ctx context.Context, p access.Principal, appID string, state mdm.AppState, cursor string, limit int) (rollout.DeviceAppPage, error)

	OnDevice(ctx context.Context, p access.Principal, deviceID string) (rollout.DeviceView, error)
	Retry(ctx context.Context, p access.Principal, deviceID, appID string) error
	Convert(ctx context.Context, p access.Principal, deviceID, appID string) error
	CheckIn(ctx context.Context, p access.Principal, deviceID string) (how string, err error)
	AllowNeeded(ctx context.Context, p access.Principal, deviceID string) (mdm.ListChange, error)
	AllowCapture(ctx context.Context, p access.Principal, deviceID string) error
	PeersFor(ctx context.Context, p access.Principal, deviceID string) ([]provider.Peer, error)
	ConfirmMatch(ctx context.Context, p access.Principal, deviceID, peerID string) (rollout.Match, error)
	RemoveMatch(ctx context.Context, p access.Principal, deviceID string) error

	Seats(ctx context.Context, p access.Principal, cursor string, limit int) (rollout.SeatsView, error)
	SetSeats(ctx context.Context, p access.Principal, total int) error
	Connections(ctx context.Context, p access.Principal) ([]mdm.Connection, error)
	SaveConnection(ctx context.Context, p access.Principal, c mdm.Connection) (mdm.Connection, error)
}

// Outside is what this package needs of package support for sessions that a provider holds outside of this server.
type Outside interface {
	// Ways lists every provider with every mode, and what stands in each.
	Ways(ctx context.Context, p access.Principal, deviceID string) ([]support.Way, error)
	// HandOver gives the starting technician's link; client is DesktopClient or WebClient.
	HandOver(ctx context.Context, p access.Principal, sessionID, client string) (id.Secret, error)
	SendAgain(ctx context.Context, p access.Principal, sessionID string, newCode bool) (support.Session, error)
	ReachUser(ctx context.Context, p access.Principal, sessionID string, c support.Channel) (support.Reach, error)
	Reaches(ctx context.Context, p access.Principal, sessionID string) ([]support.Reach, error)
	// ReachWays lists the channels that can reach the user now.
	ReachWays(ctx context.Context, p access.Principal, sessionID string) ([]support.Channel, error)
	SpokenCode(ctx context.Context, p access.Principal, sessionID string) (code string, expires time.Time, err error)
	RedeemSpoken(ctx context.Context, code string) (support.JoinTarget, error)
}

// HelpDesk is what this package needs of package support for the line of help requests and the links that make them.
type HelpDesk interface {
	// HelpWithSnoozed lists what Help lists, and what is snoozed.
	HelpWithSnoozed(ctx context.Context, p access.Principal) ([]support.HelpRequest, error)
	// Helpers lists whom p can give a help request to.
	Helpers(ctx context.Context, p access.Principal, id string) ([]support.Helper, error)
	Assign(ctx context.Context, p access.Principal, id, personID string) (support.HelpRequest, error)
	Decline(ctx context.Context, p access.Principal, id, answer string) (support.HelpRequest, error)
	CallBack(ctx context.Context, p access.Principal, id string, at time.Time, answer string) (support.HelpRequest, error)
	Snooze(ctx context.Context, p access.Principal, id string, until time.Time) (support.HelpRequest, error)

	NewHelpLink(ctx context.Context, p access.Principal, deviceID string) (id.Secret, error)
	HelpLinkOf(ctx context.Context, p access.Principal, deviceID string) (support.HelpLink, error)
	RevokeHelpLink(ctx context.Context, p access.Principal, deviceID string) error
	// The token is all that AskByLink, HelpByLink and CancelByLink know of who asks.
	AskByLink(ctx context.Context, token id.Secret, text string) (support.HelpView, error)
	HelpByLink(ctx context.Context, token id.Secret) (support.HelpView, error)
	CancelByLink(ctx context.Context, token id.Secret) (support.HelpView, error)
}
