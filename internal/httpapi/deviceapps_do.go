package httpapi

import (
	"context"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/rollout"
)

func (a *API) getDeviceApps(ctx context.Context, p access.Principal, in *ByID) (*answer[DeviceApps], error) {
	v, err := a.rollout.OnDevice(ctx, p, in.ID)
	if err != nil {
		return nil, err
	}
	d, err := a.devices.Device(ctx, in.ID, scopeOf(p))
	return answers(deviceAppsOut(v, d.Platform), err)
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

func deviceAppsOut(v rollout.DeviceView, on device.Platform) DeviceApps {
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
	return DeviceAppFacts{Wanted: d.Wanted, State: d.State, AppVersion: line(d.AppVersion, 50), Managed: d.Managed, Reason: d.Reason,
		Words: line(d.Words, 200), OrderedAt: moment(d.OrderedAt), Problem: line(d.Problem, 200), ConfigAt: moment(d.ConfigAt),
		Evidence: line(d.Evidence, 200), At: moment(d.At)}
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

func capabilitiesOut(c mdm.Capabilities, on device.Platform) MDMCapabilities {
	return MDMCapabilities{CheckIn: c.CheckIn, Messages: c.Messages, Lists: c.Lists, Converts: c.Converts, Schemas: c.Schemas, ProvesApps: c.ProvesApps,
		ProvesConfiguration: c.ProvesConfiguration, ProvesFeedback: c.ProvesFeedback, AutoLaunch: c.AutoLaunch, Manner: c.Installs[on]}
}
