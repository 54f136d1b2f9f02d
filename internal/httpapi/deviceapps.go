package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/rollout"
)

// DeviceAppFacts are what is wanted and what is known of one app on one device.
type DeviceAppFacts struct {
	Wanted     mdm.Install  `json:"wanted,omitempty" doc:"By its distribution; absent: nothing was ordered."`
	State      mdm.AppState `json:"state,omitempty" doc:"Absent: nobody can tell."`
	AppVersion string       `json:"app_version,omitempty"`
	Managed    device.Known `json:"managed,omitempty" doc:"no: the user installed it."`
	Reason     mdm.Reason   `json:"reason,omitempty" doc:"Why it failed."`
	Words      string       `json:"words,omitempty" doc:"The MDM's own; show them as text only."`
	OrderedAt  time.Time    `json:"ordered_at,omitzero"`
	Problem    string       `json:"problem,omitempty" doc:"Why the MDM did not take the order."`
	ConfigAt   time.Time    `json:"config_at,omitzero" doc:"When its configuration was proven on the device."`
	Evidence   string       `json:"evidence,omitempty" doc:"Where the state was seen."`
	At         time.Time    `json:"at,omitzero" doc:"When the state was seen."`
	// The one-time activation is Host's alone.
	Activated   device.Known `json:"activated,omitempty" doc:"Of Host: whether somebody at the device once gave it its permission; absent: nobody can tell."`
	ActivatedBy string       `json:"activated_by,omitempty" doc:"The source of evidence for that."`
	ActivatedAt time.Time    `json:"activated_at,omitzero" doc:"Since when that is known."`
}

// A DeviceApp is one support app on one device.
type DeviceApp struct {
	App SupportApp `json:"app"`
	DeviceAppFacts
	Distributed bool       `json:"distributed" doc:"Its distribution wants it here."`
	Fits        bool       `json:"fits" doc:"The app is for this device: its platform, maker, model and version."`
	Manner      mdm.Manner `json:"manner,omitempty" doc:"What the user of this device is asked when it comes as it is wanted, as this MDM behaves; absent: no MDM brings it."`
	NeededFor   []string   `json:"needed_for" doc:"The modes that cannot be had without it: attended, unattended."`
	Convertible bool       `json:"convertible,omitempty" doc:"The user installed it, it is distributed to the device, and this MDM can take it over there."`
}

// DeviceApps is what is known of support apps on a device and of the limits that it is under.
type DeviceApps struct {
	Apps         []DeviceApp      `json:"apps"`
	Posture      *DevicePosture   `json:"posture,omitempty" doc:"Absent: its MDM has said nothing."`
	Feedback     []AppFeedback    `json:"feedback" doc:"What apps said to the MDM in the last 7 days, newest first."`
	Match        *PeerMatch       `json:"match,omitempty" doc:"The device at TeamViewer that unattended sessions open."`
	Seat         *Seat            `json:"seat,omitempty" doc:"The unattended license that it holds."`
	Connection   *MDMConnection   `json:"connection,omitempty" doc:"The MDM that manages it; absent: none is joined."`
	Capabilities *MDMCapabilities `json:"capabilities,omitempty" doc:"What that MDM can do."`
	UnenrolledAt time.Time        `json:"unenrolled_at,omitzero" doc:"When it left its MDM; absent while it is managed."`
	Missing      ListChange       `json:"missing" doc:"What allowOnDevice would change; with nothing in it no list and no policy is in the way."`
}

// A DevicePosture is what the MDM says of the limits that a device is under.
type DevicePosture struct {
	At                    time.Time    `json:"at,omitzero"`
	KioskKnown            device.Known `json:"kiosk_known,omitempty" doc:"Whether the MDM tells of the kiosk's apps."`
	KioskApps             []string     `json:"kiosk_apps,omitempty"`
	HiddenApps            []string     `json:"hidden_apps,omitempty" doc:"Those of them without an icon."`
	AllowedApps           []string     `json:"allowed_apps,omitempty" doc:"Absent: all that are not blocked."`
	BlockedApps           []string     `json:"blocked_apps,omitempty"`
	PermittedKnown        device.Known `json:"permitted_known,omitempty"`
	PermittedServices     []string     `json:"permitted_services,omitempty" doc:"Absent with permitted_known yes: all."`
	RunningKnown          device.Known `json:"running_known,omitempty"`
	RunningServices       []string     `json:"running_services,omitempty" doc:"Packages whose accessibility service is switched on."`
	ScreenCaptureDisabled device.Known `json:"screen_capture_disabled,omitempty"`
	ScreenshotsForbidden  device.Known `json:"screenshots_forbidden,omitempty"`
	SingleApp             string       `json:"single_app,omitempty"`
}

// AppFeedback is what an app said to the MDM. Every text in it is the app's: show it as text only.
type AppFeedback struct {
	Package string    `json:"package"`
	Key     string    `json:"key"`
	Message string    `json:"message,omitempty"`
	Data    string    `json:"data,omitempty"`
	Error   bool      `json:"error,omitempty"`
	At      time.Time `json:"at"`
}

// A PeerMatch ties a device to one at TeamViewer.
type PeerMatch struct {
	PeerID    string              `json:"peer_id,omitempty"`
	Source    rollout.MatchSource `json:"source"`
	By        *Actor              `json:"by,omitempty"`
	At        time.Time           `json:"at"`
	Online    device.Known        `json:"online,omitempty" doc:"As TeamViewer said last."`
	OnlineAt  time.Time           `json:"online_at,omitzero"`
	Ambiguous bool                `json:"ambiguous,omitempty" doc:"More than one device there fits: unattended sessions are blocked until an administrator confirms one."`
}

// A Peer is a device as TeamViewer knows it. Its texts come from there: show them as text only.
type Peer struct {
	ID        string `json:"id"`
	Name      string `json:"name,omitempty"`
	Reference string `json:"reference,omitempty"`
	Online    bool   `json:"online"`
}

// ConfirmMatch says which device at TeamViewer this one is.
type ConfirmMatch struct {
	PeerID string `json:"peer_id" minLength:"8" maxLength:"12" pattern:"^[0-9]{8,12}$" patternDescription:"8 to 12 digits"`
}

// A CheckedIn device was woken.
type CheckedIn struct {
	How string `json:"how" doc:"asked, or policy when its MDM knows no check-in; the proof is its next report."`
}

// Allow puts right what keeps support apps from working.
type Allow struct {
	What string `json:"what" enum:"apps,capture" doc:"apps: the lists of the device; capture: the policy that disables screen capture."`
}

// A ListChange is what is changed in the lists of a device; the proof is its next report.
type ListChange struct {
	Allow              []string `json:"allow" doc:"Apps that are allowed."`
	Hide               []string `json:"hide" doc:"Those of them that get no icon."`
	Permit             []string `json:"permit" doc:"Those whose accessibility service is permitted."`
	AllowScreenCapture bool     `json:"allow_screen_capture"`
}

// ByDeviceApp is the input of an operation on an app of a device.
type ByDeviceApp struct {
	ByID
	App string `path:"app" maxLength:"64"`
}

type confirmMatchIn struct {
	ByID
	Body ConfirmMatch
}

type allowIn struct {
	ByID
	Body Allow
}

func (a *API) deviceAppOperations() {
	add(a, operation{id: "getDeviceApps", method: http.MethodGet, path: "/devices/{id}/support-apps", tag: "Device apps", right: access.View,
		summary: "Say what is known of support apps on a device"}, a.getDeviceApps)
	add(a, operation{id: "retryDeviceApp", method: http.MethodPost, path: "/devices/{id}/support-apps/{app}/retry", tag: "Device apps",
		right: access.ForceCheckIn, summary: "Order an app for a device again", codes: []Code{"no_mdm", "no_package", "not_activated", "not_distributed"}}, a.retryDeviceApp)
	add(a, operation{id: "convertDeviceApp", method: http.MethodPost, path: "/devices/{id}/support-apps/{app}/convert", tag: "Device apps",
		right: access.ForceCheckIn, summary: "Take over an app that the user installed (iOS)", codes: []Code{"no_mdm", "mdm_cannot", "no_package", "not_activated", "not_distributed"}}, a.convertDeviceApp)
	add(a, operation{id: "checkInDevice", method: http.MethodPost, path: "/devices/{id}/check-in", tag: "Device apps", right: access.ForceCheckIn,
		summary: "Make a device report to its MDM now", codes: []Code{"no_mdm", "mdm_cannot"}}, a.checkInDevice)
	add(a, operation{id: "allowOnDevice", method: http.MethodPost, path: "/devices/{id}/allow", tag: "Device apps", right: access.Administer,
		summary: "Change the lists or the policy that keep support apps from working", codes: []Code{"no_mdm", "mdm_cannot"}}, a.allowOnDevice)
	add(a, operation{id: "listPeers", method: http.MethodGet, path: "/devices/{id}/peers", tag: "Device apps", right: access.Administer,
		summary: "List the devices at TeamViewer that this one may be", codes: []Code{"no_peers", "provider_refused"}}, a.listPeers)
	add(a, operation{id: "confirmMatch", method: http.MethodPut, path: "/devices/{id}/match", tag: "Device apps", right: access.Administer,
		summary: "Confirm which device at TeamViewer this one is", codes: []Code{"ambiguous_match", "provider_refused"}}, a.confirmMatch)
	add(a, operation{id: "removeMatch", method: http.MethodDelete, path: "/devices/{id}/match", tag: "Device apps", right: access.Administer,
		summary: "Untie a device from the one at TeamViewer"}, a.removeMatch)
}

func (a *API) getDeviceApps(ctx context.Context, p access.Principal, in *ByID) (*answer[DeviceApps], error) {
	v, err := a.rollout.OnDevice(ctx, p, in.ID)
	if err != nil {
		return nil, err
	}
	d, err := a.devices.Device(ctx, in.ID, scopeOf(p))
	return answers(deviceAppsOut(v, d.Management), err)
}

func (a *API) retryDeviceApp(ctx context.Context, p access.Principal, in *ByDeviceApp) (*nothing, error) {
	return &nothing{}, a.rollout.Retry(ctx, p, in.ID, in.App)
}

func (a *API) convertDeviceApp(ctx context.Context, p access.Principal, in *ByDeviceApp) (*nothing, error) {
	return &nothing{}, a.rollout.Convert(ctx, p, in.ID, in.App)
}

func (a *API) checkInDevice(ctx context.Context, p access.Principal, in *ByID) (*answer[CheckedIn], error) {
	how, err := a.rollout.CheckIn(ctx, p, in.ID)
	return answers(CheckedIn{How: how}, err)
}

func (a *API) allowOnDevice(ctx context.Context, p access.Principal, in *allowIn) (*answer[ListChange], error) {
	if in.Body.What == "capture" {
		return answers(listChangeOut(mdm.ListChange{AllowScreenCapture: true}), a.rollout.AllowCapture(ctx, p, in.ID))
	}
	change, err := a.rollout.AllowNeeded(ctx, p, in.ID)
	return answers(listChangeOut(change), err)
}

func (a *API) listPeers(ctx context.Context, p access.Principal, in *ByID) (*answer[List[Peer]], error) {
	peers, err := a.rollout.PeersFor(ctx, p, in.ID)
	return answers(listOf(peers, func(peer provider.Peer) Peer {
		return Peer{ID: line(peer.ID, 20), Name: line(peer.Name, 200), Reference: line(peer.Reference, 500), Online: peer.Online}
	}), err)
}

func (a *API) confirmMatch(ctx context.Context, p access.Principal, in *confirmMatchIn) (*answer[PeerMatch], error) {
	m, err := a.rollout.ConfirmMatch(ctx, p, in.ID, in.Body.PeerID)
	return answers(matchOut(m), err)
}

func (a *API) removeMatch(ctx context.Context, p access.Principal, in *ByID) (*nothing, error) {
	return &nothing{}, a.rollout.RemoveMatch(ctx, p, in.ID)
}

func deviceAppsOut(v rollout.DeviceView, on device.Management) DeviceApps {
	out := DeviceApps{Apps: each(v.Apps, deviceAppViewOut), Posture: postureOut(v.Posture), Feedback: each(v.Feedback, feedbackOut),
		UnenrolledAt: moment(v.Unenrolled), Missing: listChangeOut(v.Missing)}
	if v.Match != nil {
		out.Match = new(matchOut(*v.Match))
	}
	if v.Seat != nil {
		out.Seat = new(seatOut(*v.Seat))
	}
	if v.Connection != nil {
		out.Connection, out.Capabilities = new(connectionOut(*v.Connection)), new(capabilitiesOut(v.Capabilities, on))
	}
	return out
}

func deviceAppViewOut(v rollout.DeviceAppView) DeviceApp {
	return DeviceApp{App: appOut(v.App), DeviceAppFacts: deviceAppOut(v.DeviceApp), Distributed: v.Distributed, Fits: v.Fits, Manner: v.Manner,
		NeededFor: each(v.NeededFor, same), Convertible: v.Convertible}
}

// deviceAppOut cleans what the MDM and the device say.
func deviceAppOut(d rollout.DeviceApp) DeviceAppFacts {
	out := DeviceAppFacts{Wanted: d.Wanted, State: d.State, AppVersion: line(d.AppVersion, 50), Managed: d.Managed, Reason: d.Reason,
		Words: line(d.Words, 200), OrderedAt: moment(d.OrderedAt), Problem: line(d.Problem, 200), ConfigAt: moment(d.ConfigAt),
		Evidence: line(d.Evidence, 200), At: moment(d.At)}
	if d.Activated != device.Unknown {
		out.Activated, out.ActivatedBy, out.ActivatedAt = d.Activated, line(d.ActivatedBy, 200), moment(d.ActivatedAt)
	}
	return out
}

func postureOut(p device.Posture) *DevicePosture {
	if p.At.IsZero() {
		return nil
	}
	return &DevicePosture{At: moment(p.At), KioskKnown: p.KioskKnown, KioskApps: p.KioskApps, HiddenApps: p.HiddenApps,
		AllowedApps: p.AllowedApps, BlockedApps: p.BlockedApps, PermittedKnown: p.PermittedKnown, PermittedServices: p.PermittedServices,
		RunningKnown: p.RunningKnown, RunningServices: p.RunningServices, ScreenCaptureDisabled: p.ScreenCaptureDisabled,
		ScreenshotsForbidden: p.ScreenshotsForbidden, SingleApp: line(p.SingleApp, 200)}
}

func feedbackOut(f mdm.Feedback) AppFeedback {
	return AppFeedback{Package: line(f.Package, 100), Key: line(f.Key, 100), Message: line(f.Message, 500), Data: text(f.Data, 500),
		Error: f.Error, At: moment(f.At)}
}

func matchOut(m rollout.Match) PeerMatch {
	return PeerMatch{PeerID: m.PeerID, Source: m.Source, By: maybeActor(m.By), At: moment(m.At), Online: m.Online, OnlineAt: moment(m.OnlineAt),
		Ambiguous: m.Ambiguous}
}

func listChangeOut(c mdm.ListChange) ListChange {
	return ListChange{Allow: each(c.Allow, same), Hide: each(c.Hide, same), Permit: each(c.Permit, same), AllowScreenCapture: c.AllowScreenCapture}
}
