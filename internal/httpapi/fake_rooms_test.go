package httpapi

import (
	"context"
	"slices"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/branding"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/notify"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/support"
)

// What this package asks for is what the rooms have.
var (
	_ Activations   = (*activation.Service)(nil)
	_ Rollout       = (*rollout.Service)(nil)
	_ Brandings     = (*branding.Service)(nil)
	_ Notifications = (*notify.Service)(nil)
	_ Outside       = (*support.Service)(nil)
	_ HelpDesk      = (*support.Service)(nil)
)

var byAoki = audit.Actor{Kind: audit.ByPerson, ID: anAdministrator.ID, Name: anAdministrator.Name}

// hostile is a text as a device, a provider or a stranger may send it: a script, a line break, and a character that turns the
// text around.
const hostile = "<script>alert(1)</script>\n\u202eevil\x00"

// fakeRooms is everything beside people, sessions and devices. It remembers what it was asked for, and err is what every
// method then answers.
type fakeRooms struct {
	err error
	// asked are the last arguments that a test wants to see.
	asked struct {
		way        activation.Way
		holder     activation.Holder
		version    int64
		text       map[string]string
		secrets    []id.Secret
		reason     string
		returnTo   string
		state      string
		code       string
		refusal    string
		branding   branding.Branding
		logo       []byte
		settings   notify.Settings
		password   *id.Secret
		secret     *id.Secret
		app        rollout.App
		target     rollout.Distribution
		keys       rollout.KeyProfile
		appState   mdm.AppState
		connection mdm.Connection
		deviceID   string
		words      string
	}
	finished string // what FinishConnect answers as the way back
}

func (f *fakeRooms) removal() activation.Removal {
	return activation.Removal{ID: "rem_1", Version: 2, Way: activation.TeamViewerUnattended, Step: activation.StepProof, StartedBy: byAoki,
		StartedAt: testTime, StepAt: testTime, Unproven: slices.Repeat([]string{"Lost in Tokyo"}, 600)}
}

func (f *fakeRooms) activation() activation.Activation {
	return activation.Activation{ID: "act_1", Version: 1, Way: activation.TeamViewerAttended, State: activation.Active, AgreementVersion: 3,
		AgreedBy: byAoki, AgreedAt: testTime, Account: provider.Account{ID: "u1", Name: hostile, Company: "Example K.K."}}
}

func (f *fakeRooms) binding() activation.BindingView {
	return activation.BindingView{Kind: activation.OAuth, State: activation.Works, Account: provider.Account{ID: "u1", Name: hostile}, BoundBy: byAoki,
		BoundAt: testTime, ExpiresAt: testTime}
}

func (f *fakeRooms) Cards(context.Context, access.Principal) ([]activation.Card, error) {
	activated, bound, removal := f.activation(), f.binding(), f.removal()
	return []activation.Card{{Way: activation.TeamViewerAttended, State: activation.Active, Activation: &activated, Binding: &bound},
		{Way: activation.TeamViewerUnattended, State: activation.Removing, Removal: &removal},
		{Way: activation.BuiltIn, State: activation.Active}}, f.err
}

func (f *fakeRooms) Agreement(_ context.Context, _ access.Principal, version int64) (activation.Agreement, error) {
	f.asked.version = version
	return activation.Agreement{Version: 3, Text: map[string]string{"en": "Agree", "ja": "同意"}, SavedAt: testTime}, f.err
}

func (f *fakeRooms) SaveAgreement(_ context.Context, _ access.Principal, text map[string]string) (activation.Agreement, error) {
	f.asked.text = text
	return activation.Agreement{Version: 4, Text: text}, f.err
}

func (f *fakeRooms) Activate(_ context.Context, _ access.Principal, w activation.Way, version int64) (activation.Activation, error) {
	f.asked.way, f.asked.version = w, version
	return f.activation(), f.err
}

func (f *fakeRooms) OAuthClient(context.Context, access.Principal) (string, bool, error) {
	return "client-1", true, f.err
}

func (f *fakeRooms) SaveOAuthClient(_ context.Context, _ access.Principal, _ string, secret id.Secret) error {
	f.asked.secrets = append(f.asked.secrets, secret)
	return f.err
}

func (f *fakeRooms) BeginConnect(_ context.Context, _ access.Principal, h activation.Holder, returnTo string) (string, error) {
	f.asked.holder, f.asked.returnTo = h, returnTo
	return "https://login.example.com/oauth2/authorize?state=s", f.err
}

func (f *fakeRooms) FinishConnect(_ context.Context, _ access.Principal, state, code, refusal string) (string, error) {
	f.asked.state, f.asked.code, f.asked.refusal = state, code, refusal
	return f.finished, f.err
}

func (f *fakeRooms) UseScriptToken(_ context.Context, _ access.Principal, h activation.Holder, token id.Secret) (activation.BindingView, error) {
	f.asked.holder, f.asked.secrets = h, append(f.asked.secrets, token)
	return f.binding(), f.err
}

func (f *fakeRooms) Disconnect(_ context.Context, _ access.Principal, h activation.Holder) error {
	f.asked.holder = h
	return f.err
}

func (f *fakeRooms) Test(_ context.Context, _ access.Principal, h activation.Holder) (activation.Health, error) {
	f.asked.holder = h
	return activation.Health{Account: provider.Account{ID: "u1"}, CheckedAt: testTime,
		Licenses: []provider.License{{Name: hostile, Active: true, ManagedDevices: 7, Seats: -1, Channels: 0, AssignedUsers: -1}}}, f.err
}

func (f *fakeRooms) MyAccount(context.Context, access.Principal) (activation.AccountView, error) {
	bound := f.binding()
	return activation.AccountView{State: "own", Binding: &bound, Mapping: &activation.Mapping{PersonID: aTechnician.ID, AccountID: "u9"}}, f.err
}

func (f *fakeRooms) Mappings(context.Context, access.Principal) ([]activation.Mapping, error) {
	return []activation.Mapping{{PersonID: aTechnician.ID, AccountID: "u9", AccountName: "Baba"}}, f.err
}

func (f *fakeRooms) Map(_ context.Context, _ access.Principal, personID, accountID, accountName string) error {
	f.asked.words = personID + " " + accountID + " " + accountName
	return f.err
}

func (f *fakeRooms) ConnectedPeople(context.Context, access.Principal) (int, error) { return 4, f.err }

func (f *fakeRooms) Remove(_ context.Context, _ access.Principal, w activation.Way, keepAccounts bool) (activation.Removal, error) {
	f.asked.way = w
	return f.removal(), f.err
}

func (f *fakeRooms) RemovalPage(context.Context, access.Principal, string, string) (activation.RemovalView, error) {
	return activation.RemovalView{Removal: f.removal(), Next: "more", Counts: map[activation.Proof]int{activation.ProofGone: 499, activation.ProofUnknown: 1},
		Affected: []activation.Affected{{DeviceID: "dev_tokyo", DeviceName: hostile, OwnerName: "Owner of Tokyo", Proof: activation.ProofUnknown, CheckIn: "policy"}}}, f.err
}

func (f *fakeRooms) Recheck(context.Context, access.Principal, string) error { return f.err }

func (f *fakeRooms) FinishRemoval(_ context.Context, _ access.Principal, _, reason string) (activation.Removal, error) {
	f.asked.reason = reason
	return f.removal(), f.err
}

// fakeBrands is the part of fakeRooms for package branding, whose names are those of others too.
type fakeBrands struct{ *fakeRooms }

func (f fakeBrands) Current(context.Context) (branding.Branding, error) {
	return branding.Branding{Version: 2, Company: "例 K.K.", LogoVersion: 2, Accent: "#1a5fb4", HelpPage: "https://help.example.com", TimeZone: "Asia/Tokyo",
		Words: map[string]branding.Words{"ja": {Consent: "同意します"}}, Hours: []branding.Hours{{Day: time.Sunday, From: 0, To: 1440}},
		SavedBy: byAoki, SavedAt: testTime}, f.err
}

func (f fakeBrands) Version(ctx context.Context, version int64) (branding.Branding, error) {
	if version != 2 {
		return branding.Branding{}, branding.ErrNotFound
	}
	return f.Current(ctx)
}

func (f fakeBrands) Save(_ context.Context, _ access.Principal, base int64, b branding.Branding, logo []byte) (branding.Branding, error) {
	f.asked.branding, f.asked.logo = b, logo
	b.Version, b.SavedBy = base+1, byAoki
	return b, f.err
}

func (f fakeBrands) Logo(_ context.Context, version int64) (branding.Logo, error) {
	if version != 2 {
		return branding.Logo{}, branding.ErrNotFound
	}
	return branding.Logo{Version: 2, PNG: []byte("\x89PNG\r\n\x1a\n picture")}, f.err
}

// fakeSender is the part of fakeRooms for package notify.
type fakeSender struct{ *fakeRooms }

func (f fakeSender) view() notify.View {
	return notify.View{MailPassword: true, Settings: notify.Settings{Version: 1,
		Mail: notify.Mail{Host: "mail.example.com", Port: 465, Security: "tls", From: "help@example.com", Sealed: []byte("sealed password")},
		Text: notify.TextGateway{URL: "https://sms.example.com", Sealed: []byte("sealed secret")}}}
}

func (f fakeSender) Settings(context.Context, access.Principal) (notify.View, error) {
	return f.view(), f.err
}

func (f fakeSender) Save(_ context.Context, _ access.Principal, s notify.Settings, password, secret *id.Secret) (notify.View, error) {
	f.asked.settings, f.asked.password, f.asked.secret = s, password, secret
	return f.view(), f.err
}

func (f fakeSender) Test(_ context.Context, _ access.Principal, c notify.Channel, to string) error {
	f.asked.words = string(c) + " " + to
	return f.err
}

func (f *fakeRooms) app() rollout.App {
	return rollout.App{ID: "app_1", Version: 4, Role: rollout.Host, Provider: "teamviewer", Platform: device.Android, Name: "Host", BuiltIn: true,
		Package: rollout.Fact{Value: "com.teamviewer.host.market", Source: rollout.Documented}, MinOS: rollout.Fact{Value: "5", Source: rollout.Unverified}}
}

func (f *fakeRooms) onDevice() rollout.DeviceApp {
	return rollout.DeviceApp{DeviceID: "dev_tokyo", AppID: "app_1", Wanted: mdm.Required, State: mdm.AppFailed, Reason: mdm.StorageFull, Words: hostile,
		Managed: device.No, Evidence: hostile, OrderRef: "the receipt", At: testTime}
}

func (f *fakeRooms) Apps(context.Context, access.Principal) ([]rollout.App, error) {
	return []rollout.App{f.app()}, f.err
}

func (f *fakeRooms) App(_ context.Context, _ access.Principal, appID string) (rollout.App, error) {
	if appID != "app_1" {
		return rollout.App{}, rollout.ErrNotFound
	}
	return f.app(), f.err
}

func (f *fakeRooms) SaveApp(_ context.Context, _ access.Principal, app rollout.App) (rollout.App, error) {
	f.asked.app = app
	return app, f.err
}

func (f *fakeRooms) RemoveApp(context.Context, access.Principal, string) error { return f.err }

func (f *fakeRooms) Distribution(_ context.Context, _ access.Principal, appID string) (rollout.Distribution, error) {
	return rollout.Distribution{AppID: appID, To: rollout.NoOne}, f.err
}

func (f *fakeRooms) Distribute(_ context.Context, _ access.Principal, d rollout.Distribution) (rollout.Distribution, error) {
	f.asked.target = d
	d.ChangedBy, d.ChangedAt = byAoki, testTime
	return d, f.err
}

func (f *fakeRooms) Targets(_ context.Context, _ access.Principal, d rollout.Distribution) (rollout.Targets, error) {
	f.asked.target = d
	return rollout.Targets{Devices: 12, Managed: 10, Users: []rollout.Owner{{Email: "mika@example.com", Name: hostile, Devices: 2}},
		AlsoAutoLaunch: []rollout.App{f.app()}}, f.err
}

func (f *fakeRooms) AlsoAutoLaunch(_ context.Context, _ access.Principal, d rollout.Distribution) ([]rollout.App, error) {
	if !d.AutoLaunch {
		return nil, f.err
	}
	return []rollout.App{f.app()}, f.err
}

func (f *fakeRooms) Owners(_ context.Context, _ access.Principal, search, _ string, _ int) (rollout.OwnerPage, error) {
	return rollout.OwnerPage{Owners: []rollout.Owner{{Email: search + "@example.com", Name: hostile, Devices: 2}}, Next: "more"}, f.err
}

func (f *fakeRooms) Overviews(context.Context, access.Principal) ([]rollout.AppCount, error) {
	return []rollout.AppCount{{AppID: f.app().ID, State: mdm.AppInstalled, Devices: 5, More: true}, {AppID: f.app().ID, Devices: 2}}, f.err
}

func (f *fakeRooms) KeyProfile(context.Context, access.Principal, string) (rollout.KeyProfile, error) {
	return rollout.KeyProfile{AppID: "app_1", Version: 1, Source: "store", Keys: []rollout.Key{{Name: "k", Type: "string", Value: "{{session_id}}", Session: true}}}, f.err
}

func (f *fakeRooms) SaveKeyProfile(_ context.Context, _ access.Principal, k rollout.KeyProfile) (rollout.KeyProfile, error) {
	f.asked.keys = k
	return k, f.err
}

func (f *fakeRooms) FetchSchema(context.Context, access.Principal, string, string) ([]mdm.Property, error) {
	return []mdm.Property{{Key: "k", Type: "string", Title: hostile}}, f.err
}

func (f *fakeRooms) Preview(_ context.Context, _ access.Principal, _, deviceID string) ([]rollout.PreviewKey, error) {
	f.asked.deviceID = deviceID
	return []rollout.PreviewKey{{Name: "k", Type: "string", Value: "{{session_id}}", From: "session_id", Session: true}}, f.err
}

func (f *fakeRooms) Overview(context.Context, access.Principal, string) (map[mdm.AppState]int, error) {
	return map[mdm.AppState]int{mdm.AppInstalled: 5, mdm.AppUnknown: 2}, f.err
}

func (f *fakeRooms) DevicesOf(_ context.Context, _ access.Principal, _ string, state mdm.AppState, _ string, _ int) (rollout.DeviceAppPage, error) {
	f.asked.appState = state
	return rollout.DeviceAppPage{Devices: []rollout.DeviceApp{f.onDevice(), {DeviceID: "dev_gone"}}, Next: "more"}, f.err
}

func (f *fakeRooms) OnDevice(_ context.Context, p access.Principal, deviceID string) (rollout.DeviceView, error) {
	if !inScope(p, "grp_tokyo") {
		return rollout.DeviceView{}, device.ErrNotFound
	}
	return rollout.DeviceView{DeviceID: deviceID, Apps: []rollout.DeviceAppView{{App: f.app(), DeviceApp: f.onDevice(), Fits: true, Manner: mdm.Prompted}},
		Posture: device.Posture{At: testTime, KioskKnown: device.Yes, KioskApps: []string{"com.example"}}, Feedback: []mdm.Feedback{{Package: "p", Key: "k", Message: hostile, At: testTime}},
		Match: &rollout.Match{PeerID: "1234567890", Source: "administrator", By: byAoki, At: testTime}, Seat: &rollout.Seat{DeviceID: deviceID, TakenAt: testTime},
		Connection:   &mdm.Connection{ID: "mdm_1", Kind: mdm.Simulated, Name: "Simulated", Version: 1},
		Capabilities: mdm.Capabilities{CheckIn: true, Installs: map[device.Management]mdm.Manner{device.AndroidDeviceOwner: mdm.Silent}}}, f.err
}

func (f *fakeRooms) Retry(context.Context, access.Principal, string, string) error   { return f.err }
func (f *fakeRooms) Convert(context.Context, access.Principal, string, string) error { return f.err }

func (f *fakeRooms) CheckIn(context.Context, access.Principal, string) (string, error) {
	return "asked", f.err
}

func (f *fakeRooms) AllowNeeded(context.Context, access.Principal, string) (mdm.ListChange, error) {
	return mdm.ListChange{Allow: []string{"com.teamviewer.quicksupport.market"}}, f.err
}

func (f *fakeRooms) AllowCapture(context.Context, access.Principal, string) error { return f.err }

func (f *fakeRooms) PeersFor(context.Context, access.Principal, string) ([]provider.Peer, error) {
	return []provider.Peer{{ID: "1234567890", Name: hostile, Online: true}}, f.err
}

func (f *fakeRooms) ConfirmMatch(_ context.Context, _ access.Principal, _, peerID string) (rollout.Match, error) {
	return rollout.Match{PeerID: peerID, Source: "administrator", By: byAoki, At: testTime}, f.err
}

func (f *fakeRooms) RemoveMatch(context.Context, access.Principal, string) error { return f.err }

func (f *fakeRooms) Seats(context.Context, access.Principal, string, int) (rollout.SeatsView, error) {
	return rollout.SeatsView{Total: 10, Held: 4, Leaving: 1, Holders: []rollout.Seat{{DeviceID: "dev_tokyo", DeviceName: "Phone of Tokyo", TakenAt: testTime}}, Next: "more"}, f.err
}

func (f *fakeRooms) SetSeats(_ context.Context, _ access.Principal, total int) error {
	f.asked.version = int64(total)
	return f.err
}

func (f *fakeRooms) Connections(context.Context, access.Principal) ([]mdm.Connection, error) {
	return []mdm.Connection{{ID: "mdm_1", Kind: mdm.Simulated, Name: "Simulated", Version: 1, Devices: 500}}, f.err
}

func (f *fakeRooms) SaveConnection(_ context.Context, _ access.Principal, c mdm.Connection) (mdm.Connection, error) {
	f.asked.connection = c
	return c, f.err
}

func (f *fakeRooms) Ways(context.Context, access.Principal, string) ([]support.Way, error) {
	return []support.Way{{Provider: "teamviewer", Mode: support.Unattended, Findings: []preflight.Finding{{Code: preflight.SeatMissing, Severity: preflight.Block, Remedy: preflight.SetSeats}}},
		{Provider: "builtin", Mode: support.Attended}}, f.err
}

func (f *fakeRooms) HandOver(_ context.Context, _ access.Principal, _, client string) (id.Secret, error) {
	f.asked.words = client
	return "teamviewer10://secret-link", f.err
}

func (f *fakeRooms) atProvider() support.Session {
	s := newFakeSupport().session
	s.Provider, s.NoticeVersion = "teamviewer", 2
	s.AtProvider = support.AtProvider{Reference: "s12345678", Code: "s12-345-678", UserLink: "https://get.example.com/s12345678", Sealed: []byte("sealed links"),
		Problem: "rate_limited", Words: hostile, Evidence: "sessions", Delivered: support.Proven}
	return s
}

func (f *fakeRooms) SendAgain(context.Context, access.Principal, string, bool) (support.Session, error) {
	return f.atProvider(), f.err
}

func (f *fakeRooms) ReachUser(_ context.Context, _ access.Principal, _ string, c support.Channel) (support.Reach, error) {
	return support.Reach{ID: "rch_1", Channel: c, At: testTime, Outcome: support.ReachSent, To: "…@example.com"}, f.err
}

func (f *fakeRooms) ReachWays(context.Context, access.Principal, string) ([]support.Channel, error) {
	return []support.Channel{support.ByCopiedLink, support.ByEmail}, f.err
}

func (f *fakeRooms) Reaches(context.Context, access.Principal, string) ([]support.Reach, error) {
	return nil, f.err
}

func (f *fakeRooms) SpokenCode(context.Context, access.Principal, string) (string, time.Time, error) {
	return "123456789", testTime.Add(10 * time.Minute), f.err
}

func (f *fakeRooms) RedeemSpoken(_ context.Context, code string) (support.JoinTarget, error) {
	if code != "123456789" {
		return support.JoinTarget{}, support.ErrBadCode
	}
	return support.JoinTarget{Link: "https://get.example.com/s12345678", TechnicianName: "Baba", Company: "例 K.K."}, f.err
}

func (f *fakeRooms) help() support.HelpRequest {
	h := newFakeSupport().help
	h.SnoozedUntil, h.CallBackAt, h.Answer = testTime, testTime, "I will call"
	return h
}

func (f *fakeRooms) HelpWithSnoozed(context.Context, access.Principal) ([]support.HelpRequest, error) {
	return []support.HelpRequest{f.help()}, f.err
}

func (f *fakeRooms) Helpers(context.Context, access.Principal, string) ([]support.Helper, error) {
	return []support.Helper{{PersonID: "usr_tech", Name: "Baba", Role: access.Technician}}, f.err
}

func (f *fakeRooms) Assign(_ context.Context, _ access.Principal, _, personID string) (support.HelpRequest, error) {
	f.asked.words = personID
	return f.help(), f.err
}

func (f *fakeRooms) Decline(_ context.Context, _ access.Principal, _, reply string) (support.HelpRequest, error) {
	f.asked.words = reply
	return f.help(), f.err
}

func (f *fakeRooms) CallBack(_ context.Context, _ access.Principal, _ string, _ time.Time, reply string) (support.HelpRequest, error) {
	f.asked.words = reply
	return f.help(), f.err
}

func (f *fakeRooms) Snooze(context.Context, access.Principal, string, time.Time) (support.HelpRequest, error) {
	return f.help(), f.err
}

func (f *fakeRooms) NewHelpLink(context.Context, access.Principal, string) (id.Secret, error) {
	return "helptoken", f.err
}

func (f *fakeRooms) HelpLinkOf(context.Context, access.Principal, string) (support.HelpLink, error) {
	return support.HelpLink{Hash: "the hash", CreatedBy: byAoki, CreatedAt: testTime}, f.err
}

func (f *fakeRooms) RevokeHelpLink(context.Context, access.Principal, string) error { return f.err }

func (f *fakeRooms) byToken(token id.Secret) (support.HelpView, error) {
	if token != "helptoken" {
		return support.HelpView{}, support.ErrNotFound
	}
	return support.HelpView{State: support.HelpOpen, Place: 2, Front: support.Front{Company: "例 K.K.", Phone: "03-0000-0000"}}, f.err
}

func (f *fakeRooms) AskByLink(_ context.Context, token id.Secret, text string) (support.HelpView, error) {
	f.asked.words = text
	return f.byToken(token)
}

func (f *fakeRooms) HelpByLink(_ context.Context, token id.Secret) (support.HelpView, error) {
	return f.byToken(token)
}

func (f *fakeRooms) CancelByLink(_ context.Context, token id.Secret) (support.HelpView, error) {
	return f.byToken(token)
}
