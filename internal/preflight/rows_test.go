package preflight_test

import (
	"slices"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/preflight"
)

// Names of apps as the tests use them.
const (
	quickSupportPackage = "com.teamviewer.quicksupport.market"
	hostPackage         = "com.teamviewer.host.market"
	addOnPackage        = "com.teamviewer.quicksupport.addon.universal"
	oemPackage          = "com.example.addon.maker"
	iosBundle           = "com.example.quicksupport"
	agentPackage        = "com.example.agent"
)

type change = func(*preflight.Facts)

// ready is a managed Android phone on which everything for TeamViewer is as it should be, in both modes, wanted by someone
// who may do everything and has an account.
func ready(changes ...change) preflight.Facts {
	return aPhone(append([]change{func(f *preflight.Facts) {
		f.Provider = preflight.TeamViewer
		f.Rights = access.Rights[access.Administrator]
		f.Device.MDM, f.Device.OSVersion = "mdm_1", "14"
		f.Around = preflight.Circumstances{
			Preferred: preflight.TeamViewer, TierNeeded: "platinum", Tier: "platinum", TierOwner: "Neurons",
			Activations: map[preflight.Way]preflight.Activation{
				{Provider: preflight.TeamViewer, Mode: preflight.Attended}:   preflight.On,
				{Provider: preflight.TeamViewer, Mode: preflight.Unattended}: preflight.On,
				{Provider: preflight.BuiltIn}:                                preflight.On,
			},
			Apps: []preflight.App{
				installed("quicksupport", "QuickSupport", quickSupportPackage), installed("host", "Host", hostPackage),
				installed("universal_addon", "Universal Add-On", addOnPackage),
			},
			Manner: "silent", Joined: device.Yes, Keys: device.Yes, Seat: device.Yes, SeatsFree: 3,
			Posture: device.Posture{At: now.Add(-time.Hour), PermittedKnown: device.Yes, RunningKnown: device.Yes,
				RunningServices: []string{addOnPackage}, ScreenCaptureDisabled: device.No},
			Host: preflight.Host{Activated: device.Yes, Source: "app_feedback", Matched: true, Online: device.Yes},
			Account: preflight.Account{Attended: preflight.OwnAccount, Unattended: preflight.MappedAccount,
				ClientVersion: "15.60"},
		}
	}}, changes...)...)
}

func installed(role, name, pkg string) preflight.App {
	return preflight.App{Role: role, Name: name, Package: pkg, Distributed: true, State: "installed", Version: "15.50",
		Managed: device.Yes, MinOS: "7", MinOSSource: "documented", At: now.Add(-time.Hour)}
}

// readyIPhone is the same for an iPhone, which knows attended mode only.
func readyIPhone(changes ...change) preflight.Facts {
	return ready(append([]change{managed(device.IOSSupervised), func(f *preflight.Facts) {
		qs := installed("quicksupport", "QuickSupport", iosBundle)
		qs.MinOS = "16"
		f.Device.OSVersion, f.Around.Apps, f.Around.Manner, f.Around.Converts = "17.5", []preflight.App{qs}, "catalog", true
		f.Around.Posture = device.Posture{At: now.Add(-time.Hour), ScreenshotsForbidden: device.No}
		f.Around.Account.Unattended = preflight.AccountUnjudged
	}}, changes...)...)
}

// withAgent is a phone of the built-in engine with the same surroundings.
func withAgent(changes ...change) preflight.Facts {
	return ready(append([]change{func(f *preflight.Facts) {
		f.Provider = preflight.BuiltIn
		f.Around.Apps = append(f.Around.Apps, installed("agent", "Agent", agentPackage))
	}}, changes...)...)
}

// app changes the app of one role; a role that is not there is added.
func app(role string, change func(*preflight.App)) change {
	return func(f *preflight.Facts) {
		f.Around.Apps = slices.Clone(f.Around.Apps)
		at := slices.IndexFunc(f.Around.Apps, func(a preflight.App) bool { return a.Role == role })
		if at < 0 {
			f.Around.Apps = append(f.Around.Apps, preflight.App{Role: role})
			at = len(f.Around.Apps) - 1
		}
		change(&f.Around.Apps[at])
	}
}

// another adds an app of a role that may be there already.
func another(role, name, state string) change {
	return func(f *preflight.Facts) {
		f.Around.Apps = append(slices.Clone(f.Around.Apps), preflight.App{Role: role, Name: name, State: state})
	}
}

func without(role string) change {
	return func(f *preflight.Facts) {
		f.Around.Apps = slices.DeleteFunc(slices.Clone(f.Around.Apps), func(a preflight.App) bool { return a.Role == role })
	}
}

func state(role, state string) change { return app(role, func(a *preflight.App) { a.State = state }) }
func undistributed(role string) change {
	return app(role, func(a *preflight.App) { a.Distributed = false })
}
func version(role, v string) change { return app(role, func(a *preflight.App) { a.Version = v }) }
func around(change func(*preflight.Circumstances)) change {
	return func(f *preflight.Facts) { change(&f.Around) }
}
func posture(change func(*device.Posture)) change {
	return func(f *preflight.Facts) { change(&f.Around.Posture) }
}
func manner(m string) change      { return around(func(c *preflight.Circumstances) { c.Manner = m }) }
func known(k device.Known) change { return around(func(c *preflight.Circumstances) { c.Joined = k }) }
func osVersion(v string) change   { return func(f *preflight.Facts) { f.Device.OSVersion = v } }
func tier(needed, has string) change {
	return around(func(c *preflight.Circumstances) { c.TierNeeded, c.Tier = needed, has })
}
func standing(mode string, a preflight.Activation) change {
	return func(f *preflight.Facts) {
		f.Around.Activations = map[preflight.Way]preflight.Activation{{Provider: f.Provider, Mode: mode}: a}
	}
}
func rights(r ...access.Right) change { return func(f *preflight.Facts) { f.Rights = r } }
func kioskOf(apps ...string) change {
	return func(f *preflight.Facts) {
		f.Device.Management = device.AndroidKiosk
		f.Around.Posture.KioskKnown, f.Around.Posture.KioskApps = device.Yes, apps
	}
}

const block, warn, info = preflight.Block, preflight.Warn, preflight.Info

// fit are facts under which a finding must not show.
type fit map[string]preflight.Facts

// Each rule of the product document that can be seen before a session: what it says when it is broken, and that it keeps
// silent when all is well or nobody knows.
var rows = []struct {
	s        string // the requirement
	name     string
	facts    preflight.Facts
	code     preflight.Code
	severity preflight.Severity
	remedy   preflight.Remedy
	values   map[string]string // at least these
	not      fit
}{
	{"S1", "the tier is too low", ready(tier("platinum", "gold")), preflight.TierMissing, block, preflight.RaiseTier,
		map[string]string{"tier_needed": "platinum", "tier": "gold", "mdm": "Neurons"}, fit{
			"enough": ready(), "more than enough": ready(tier("silver", "gold")), "nothing is asked": ready(tier("", "silver")),
			"not entered": ready(tier("platinum", "")), "a word nobody knows": ready(tier("diamond", "silver")),
			"the built-in engine": withAgent(tier("platinum", "silver")),
		}},
	{"S1", "the lowest tier of all", ready(tier("platinum", "silver")), preflight.TierMissing, block, preflight.RaiseTier, nil, nil},
	{"S1", "nobody entered the tier, and the lowest would do", ready(tier("silver", "")), preflight.TierUnknown, warn, preflight.RaiseTier, nil, nil},
	{"S1", "nobody entered the tier", ready(tier("platinum", "")), preflight.TierUnknown, warn, preflight.RaiseTier, nil, fit{
		"entered": ready(), "entered and too low": ready(tier("platinum", "gold")), "not applicable": ready(tier("", ""))}},
	{"S2", "a computer", ready(managed(device.Guest)), preflight.PlatformUnsupported, block, "", nil, fit{
		"Android": ready(), "iOS": readyIPhone(), "the built-in engine": withAgent(managed(device.Guest))}},
	{"S6", "iOS below 11", readyIPhone(osVersion("10.3.4")), preflight.IOSTooOld, block, preflight.UpdateOS,
		map[string]string{"version": "10.3.4", "minimum": "11"}, fit{
			"11": readyIPhone(osVersion("11")), "11.0": readyIPhone(osVersion("11.0")), "unknown": readyIPhone(osVersion("")),
			"no version": readyIPhone(osVersion("ten")), "Android 10": ready(osVersion("10")), "12": readyIPhone(osVersion("iOS 12.1"))}},
	{"S6", "iOS below what the catalog says", readyIPhone(osVersion("15.8")), preflight.OSBelowMinimum, warn, preflight.UpdateOS,
		map[string]string{"app": "QuickSupport", "version": "15.8", "minimum": "16", "source": "documented"}, fit{
			"the minimum": readyIPhone(osVersion("16.0")), "unknown": readyIPhone(osVersion("")),
			"no minimum":      readyIPhone(osVersion("15"), app("quicksupport", func(a *preflight.App) { a.MinOS = "" })),
			"blocked already": readyIPhone(osVersion("9")), "another mode's app": ready(app("host", func(a *preflight.App) { a.MinOS = "20" }))}},
	{"S32", "Android below what the add-on needs", ready(osVersion("6.0.1")), preflight.OSBelowMinimum, warn, preflight.UpdateOS,
		map[string]string{"minimum": "7"}, fit{"7": ready(osVersion("7"))}},
	{"S8", "MAM-only iOS", readyIPhone(managed(device.IOSAppOnly)), preflight.MAMOnly, block, "", nil, fit{
		"managed iOS": readyIPhone(managed(device.IOSUser))}},
	{"S9", "kiosk mode", ready(kioskOf(quickSupportPackage, addOnPackage)), preflight.Kiosk, info, "", nil, fit{"no kiosk": ready()}},
	{"S10", "the launch command is gone when the app is", ready(), preflight.Foreground, info, "", nil, fit{
		"unattended": ready(unattended), "the built-in engine": withAgent()}},
	{"S11", "Android without QuickSupport", ready(state("quicksupport", "absent"), manner("prompted")), preflight.AppPrompted, warn, preflight.ReachUser,
		map[string]string{"app": "QuickSupport", "package": quickSupportPackage}, fit{
			"installed": ready(manner("prompted")), "unknown": ready(state("quicksupport", ""), manner("prompted")),
			"silent": ready(state("quicksupport", "absent")), "unattended": ready(state("quicksupport", "absent"), manner("prompted"), unattended)}},
	{"S11", "and nobody distributes it", ready(state("quicksupport", "removed"), undistributed("quicksupport")), preflight.AppPrompted, warn, preflight.Distribute, nil, fit{
		"distributed": ready(state("quicksupport", "removed"))}},
	{"S11", "and the MDM brings it silently", ready(state("quicksupport", "absent")), preflight.AppSilent, warn, preflight.CheckIn, nil, fit{
		"not distributed": ready(state("quicksupport", "absent"), undistributed("quicksupport")), "installed": ready()}},
	{"S12", "iOS, not in the catalog for this device", readyIPhone(state("quicksupport", "absent"), undistributed("quicksupport")),
		preflight.AppNotDistributed, block, preflight.Distribute, map[string]string{"app": "QuickSupport"}, fit{
			"distributed": readyIPhone(state("quicksupport", "absent")), "installed": readyIPhone(undistributed("quicksupport")),
			"unknown": readyIPhone(state("quicksupport", ""), undistributed("quicksupport")),
			"no MDM":  readyIPhone(state("quicksupport", "absent"), undistributed("quicksupport"), known(device.No)),
			"Android": ready(state("quicksupport", "absent"), undistributed("quicksupport"))}},
	{"S11", "nobody can be prompted on a kiosk", ready(kioskOf(quickSupportPackage, addOnPackage), state("quicksupport", "absent"), undistributed("quicksupport")),
		preflight.AppNotDistributed, block, preflight.Distribute, nil, fit{"distributed": ready(kioskOf(quickSupportPackage, addOnPackage), state("quicksupport", "absent"))}},
	{"S12", "iOS, waiting in the catalog", readyIPhone(state("quicksupport", "absent")), preflight.AppCatalog, warn, preflight.ReachUser, nil, fit{
		"installed": readyIPhone(), "prompted": readyIPhone(state("quicksupport", "absent"), manner("prompted"))}},
	{"S13", "iOS, installed by the user", readyIPhone(app("quicksupport", func(a *preflight.App) { a.Managed = device.No })),
		preflight.AppConvert, block, preflight.ConvertApp, map[string]string{"app": "QuickSupport"}, fit{
			"managed": readyIPhone(), "unknown": readyIPhone(app("quicksupport", func(a *preflight.App) { a.Managed = device.Unknown })),
			"Android":   ready(app("quicksupport", func(a *preflight.App) { a.Managed = device.No })),
			"not there": readyIPhone(app("quicksupport", func(a *preflight.App) { a.Managed, a.State = device.No, "absent" }))}},
	{"S13", "where the MDM cannot convert", readyIPhone(app("quicksupport", func(a *preflight.App) { a.Managed = device.No }),
		around(func(c *preflight.Circumstances) { c.Converts = false })), preflight.AppConvert, warn, preflight.ReachUser, nil, nil},
	{"D9", "User Enrollment converts nothing", readyIPhone(managed(device.IOSUser), app("quicksupport", func(a *preflight.App) { a.Managed = device.No })),
		preflight.AppConvert, warn, preflight.ReachUser, nil, nil},
	{"S14", "QuickSupport has to be in front", readyIPhone(), preflight.Foreground, info, "", nil, nil},
	{"S15", "no Host", ready(unattended, state("host", "absent"), undistributed("host")), preflight.HostMissing, block, preflight.Distribute,
		map[string]string{"app": "Host", "state": "absent"}, fit{
			"installed": ready(unattended), "unknown": ready(unattended, state("host", "")), "attended": ready(state("host", "absent"))}},
	{"S15", "Host will come with the next check-in", ready(unattended, state("host", "removed")), preflight.HostMissing, block, preflight.CheckIn, nil, nil},
	{"S15", "Host is on its way without a wish", ready(unattended, state("host", "pending"), undistributed("host")), preflight.HostMissing, block, preflight.CheckIn, nil, nil},
	{"S15", "Host is on its way", ready(unattended, state("host", "pending")), preflight.HostMissing, block, preflight.CheckIn, nil, nil},
	{"S15", "Host was refused", ready(unattended, app("host", func(a *preflight.App) { a.State, a.Reason = "failed", "user_refused" })),
		preflight.HostMissing, block, preflight.RetryInstall, map[string]string{"reason": "user_refused"}, nil},
	{"S16", "an older client than the app", ready(version("quicksupport", "16.1")), preflight.VersionsDiffer, warn, preflight.UpdateClient,
		map[string]string{"version": "16.1", "client": "15.60"}, fit{
			"the same": ready(version("quicksupport", "15.99")), "a newer client": ready(version("quicksupport", "14.9")),
			"unknown app": ready(version("quicksupport", "")), "the agent": withAgent(version("agent", "16.1")), "another app": ready(version("host", "16.1")),
			"unknown client": ready(version("quicksupport", "16.1"), around(func(c *preflight.Circumstances) { c.Account.ClientVersion = "" })),
			"not there":      ready(version("quicksupport", "16.1"), state("quicksupport", "absent"))}},
	{"S16", "an app older than the catalog's minimum", ready(app("quicksupport", func(a *preflight.App) { a.MinVersion = "15.51" })),
		preflight.AppTooOld, warn, preflight.RetryInstall, map[string]string{"version": "15.50", "minimum": "15.51"}, fit{
			"the minimum": ready(app("quicksupport", func(a *preflight.App) { a.MinVersion = "15.50" })),
			"not there":   ready(app("quicksupport", func(a *preflight.App) { a.MinVersion, a.State = "15.51", "absent" })),
			"the agent":   withAgent(app("agent", func(a *preflight.App) { a.MinVersion = "15.51" })),
			"unknown":     ready(app("quicksupport", func(a *preflight.App) { a.MinVersion, a.Version = "15.51", "" }))}},
	{"S16", "and nobody distributes it", ready(undistributed("quicksupport"), app("quicksupport", func(a *preflight.App) { a.MinVersion = "15.51" })),
		preflight.AppTooOld, warn, preflight.Distribute, nil, nil},
	{"S20", "not activated", ready(standing(preflight.Attended, preflight.Off)), preflight.NotActivated, block, preflight.Activate,
		map[string]string{"provider": "teamviewer", "mode": "attended"}, fit{
			"activated": ready(), "the other way is off": ready(unattended, standing(preflight.Attended, preflight.Off)),
			"nobody said": ready(standing(preflight.Attended, preflight.Unjudged))}},
	{"S42", "unattended is not activated", ready(unattended, standing(preflight.Unattended, preflight.Off)), preflight.NotActivated, block, preflight.Activate,
		map[string]string{"mode": "unattended"}, fit{"attended": ready(standing(preflight.Unattended, preflight.Off))}},
	{"S26", "the activation is being removed", ready(standing(preflight.Attended, preflight.Leaving)), preflight.BeingRemoved, block, preflight.Activate, nil, fit{
		"activated": ready()}},
	{"S26", "the built-in engine is switched off for both modes at once", withAgent(unattended, standing("", preflight.Off)), preflight.NotActivated, block, preflight.Activate,
		map[string]string{"provider": "builtin"}, fit{"on": withAgent(unattended)}},
	{"S32", "no add-on", ready(state("universal_addon", "absent"), undistributed("universal_addon")), preflight.AddOnMissing, warn, preflight.Distribute,
		map[string]string{"app": "Universal Add-On", "other": ""}, fit{
			"there": ready(), "unknown": ready(state("universal_addon", "")), "iOS": readyIPhone(),
			"the built-in engine": withAgent(state("universal_addon", "absent"))}},
	{"S32", "the add-on failed", ready(unattended, state("universal_addon", "failed")), preflight.AddOnMissing, warn, preflight.RetryInstall, nil, nil},
	{"S32", "the add-on is on its way", ready(state("universal_addon", "pending")), preflight.AddOnMissing, warn, preflight.CheckIn, nil, nil},
	{"S32", "its service is off", ready(posture(func(p *device.Posture) { p.RunningServices = []string{"other"} })), preflight.AddOnOff, warn, preflight.SwitchOnService, nil, fit{
		"on": ready(), "nobody tells": ready(posture(func(p *device.Posture) { p.RunningServices, p.RunningKnown = nil, device.Unknown })),
		"a maker's add-on has none": ready(posture(func(p *device.Posture) { p.RunningServices = nil }), app("oem_addon", func(a *preflight.App) { a.State = "installed" }))}},
	{"S32", "nobody tells whether its service is on", ready(posture(func(p *device.Posture) { p.RunningKnown = device.Unknown })), preflight.AddOnUnknown, info, preflight.SwitchOnService, nil, fit{
		"known": ready(), "known to be off": ready(posture(func(p *device.Posture) { p.RunningServices = nil }))}},
	{"S32", "nobody tells whether the add-on is there", ready(state("universal_addon", "")), preflight.AddOnUnknown, info, preflight.CheckIn, nil, nil},
	{"S32", "nobody tells of any add-on", ready(without("universal_addon")), preflight.AddOnUnknown, info, "", nil, fit{"iOS": readyIPhone()}},
	{"S38", "its service is not permitted", ready(posture(func(p *device.Posture) { p.PermittedServices = []string{"other"} })), preflight.ServiceNotPermitted, warn, preflight.AllowApps, nil, fit{
		"permitted": ready(posture(func(p *device.Posture) { p.PermittedServices = []string{addOnPackage} })), "no list": ready(),
		"nobody tells": ready(posture(func(p *device.Posture) { p.PermittedServices, p.PermittedKnown = []string{"other"}, device.Unknown }))}},
	{"S38", "the agent's service is not permitted", withAgent(posture(func(p *device.Posture) { p.PermittedServices = []string{addOnPackage} })),
		preflight.ServiceNotPermitted, warn, preflight.AllowApps, map[string]string{"app": "Agent"}, fit{
			"permitted": withAgent(posture(func(p *device.Posture) { p.PermittedServices = []string{agentPackage} }))}},
	{"S38", "a kiosk without QuickSupport", ready(kioskOf(addOnPackage)), preflight.NotAllowlisted, block, preflight.AllowApps,
		map[string]string{"list": "kiosk", "missing": "QuickSupport", "packages": quickSupportPackage}, fit{
			"on the list":          ready(kioskOf(quickSupportPackage, addOnPackage)),
			"no kiosk":             ready(posture(func(p *device.Posture) { p.KioskKnown = device.Yes })),
			"nobody tells":         ready(kioskOf(), posture(func(p *device.Posture) { p.KioskKnown = device.Unknown })),
			"package unknown":      ready(kioskOf(addOnPackage), app("quicksupport", func(a *preflight.App) { a.Package = "" })),
			"the other mode's app": ready(unattended, kioskOf(hostPackage, addOnPackage))}},
	{"S39", "a kiosk without Host", ready(unattended, kioskOf(quickSupportPackage, addOnPackage)), preflight.NotAllowlisted, block, preflight.AllowApps,
		map[string]string{"missing": "Host"}, nil},
	{"S41", "unattended works in shared kiosk mode", ready(unattended, kioskOf(hostPackage, addOnPackage), func(f *preflight.Facts) { f.Device.Management = device.AndroidSharedKiosk }),
		preflight.Kiosk, info, "", nil, nil},
	{"S48", "a kiosk without the add-on", ready(unattended, kioskOf(hostPackage)), preflight.NotAllowlisted, warn, preflight.AllowApps,
		map[string]string{"missing": "Universal Add-On"}, nil},
	{"S48", "a shared kiosk without both", ready(kioskOf(), func(f *preflight.Facts) { f.Device.Management = device.AndroidSharedKiosk }), preflight.NotAllowlisted, block, preflight.AllowApps,
		map[string]string{"missing": "QuickSupport, Universal Add-On"}, nil},
	{"S38", "a kiosk without the agent", withAgent(kioskOf(quickSupportPackage)), preflight.NotAllowlisted, block, preflight.AllowApps,
		map[string]string{"missing": "Agent"}, fit{"with it": withAgent(kioskOf(agentPackage))}},
	{"S38", "the company's allow-list", readyIPhone(posture(func(p *device.Posture) { p.AllowedApps = []string{"other"} })), preflight.NotAllowlisted, block, preflight.AllowApps,
		map[string]string{"list": "allowed"}, fit{"on it": readyIPhone(posture(func(p *device.Posture) { p.AllowedApps = []string{iosBundle} })), "no list": readyIPhone()}},
	{"S38", "the company's block-list", ready(posture(func(p *device.Posture) { p.BlockedApps = []string{quickSupportPackage} })), preflight.NotAllowlisted, block, preflight.AllowApps,
		map[string]string{"list": "blocked"}, fit{"others on it": ready(posture(func(p *device.Posture) { p.BlockedApps = []string{"other"} }))}},
	{"S38", "a list that no joined MDM can change", ready(known(device.No), posture(func(p *device.Posture) { p.BlockedApps = []string{quickSupportPackage} })),
		preflight.NotAllowlisted, block, preflight.ChangePolicy, nil, nil},
	{"S38", "a kiosk whose list nobody tells", ready(kioskOf(), posture(func(p *device.Posture) { p.KioskKnown = device.Unknown })), preflight.ListUnknown, info, preflight.CheckIn,
		map[string]string{"apps": "QuickSupport, Universal Add-On"}, fit{"told": ready(kioskOf()), "no kiosk": ready()}},
	{"S38", "a kiosk whose list no MDM tells", ready(known(device.No), kioskOf(), posture(func(p *device.Posture) { p.KioskKnown = device.Unknown })),
		preflight.ListUnknown, info, preflight.ChangePolicy, nil, nil},
	{"S38", "a kiosk with the agent whose list nobody tells", withAgent(kioskOf(), posture(func(p *device.Posture) { p.KioskKnown = device.Unknown })),
		preflight.ListUnknown, info, preflight.CheckIn, map[string]string{"apps": "Agent"}, nil},
	{"D11", "a kiosk hides QuickSupport", ready(kioskOf(quickSupportPackage, addOnPackage), posture(func(p *device.Posture) { p.HiddenApps = []string{quickSupportPackage} })),
		preflight.AppHidden, warn, preflight.AllowApps, nil, fit{
			"it hides the add-on": ready(kioskOf(quickSupportPackage, addOnPackage), posture(func(p *device.Posture) { p.HiddenApps = []string{addOnPackage} })),
			"unattended":          ready(unattended, kioskOf(hostPackage, addOnPackage), posture(func(p *device.Posture) { p.HiddenApps = []string{hostPackage, quickSupportPackage} }))}},
	{"S39", "unattended on iOS", readyIPhone(unattended), preflight.UnattendedNotOnIOS, block, preflight.UseAttended, nil, fit{"attended": readyIPhone(), "Android": ready(unattended)}},
	{"S43", "Host was never activated", ready(unattended, around(func(c *preflight.Circumstances) { c.Host.Activated = device.No })), preflight.HostNotActivated, block, preflight.ActivateHost,
		map[string]string{"source": "app_feedback"}, fit{"activated": ready(unattended),
			"unknown":   ready(unattended, around(func(c *preflight.Circumstances) { c.Host.Activated = device.Unknown })),
			"attended":  ready(around(func(c *preflight.Circumstances) { c.Host.Activated = device.No })),
			"not there": ready(unattended, state("host", "absent"), around(func(c *preflight.Circumstances) { c.Host.Activated = device.No }))}},
	{"S44", "nobody tells whether Host was activated", ready(unattended, around(func(c *preflight.Circumstances) { c.Host.Activated = device.Unknown })),
		preflight.HostActivationUnknown, warn, preflight.ActivateHost, nil, fit{"activated": ready(unattended)}},
	{"S39", "Host is no device at TeamViewer that we know", ready(unattended, around(func(c *preflight.Circumstances) { c.Host.Matched = false })), preflight.HostNotMatched, block, preflight.ConfirmMatch, nil, fit{
		"matched": ready(unattended), "attended": ready(around(func(c *preflight.Circumstances) { c.Host.Matched = false })),
		"nobody judged TeamViewer": ready(unattended, standing(preflight.Unattended, preflight.Unjudged), around(func(c *preflight.Circumstances) { c.Host.Matched = false })),
		"not there":                ready(unattended, state("host", "absent"), around(func(c *preflight.Circumstances) { c.Host.Matched = false }))}},
	{"S39", "Host may be one of several", ready(unattended, around(func(c *preflight.Circumstances) { c.Host.Ambiguous = true })), preflight.HostAmbiguous, block, preflight.ConfirmMatch, nil, fit{
		"one": ready(unattended), "attended": ready(around(func(c *preflight.Circumstances) { c.Host.Ambiguous = true }))}},
	{"S39", "Host is offline", ready(unattended, around(func(c *preflight.Circumstances) { c.Host.Online = device.No })), preflight.HostOffline, warn, preflight.WakeDevice, nil, fit{
		"online": ready(unattended), "unknown": ready(unattended, around(func(c *preflight.Circumstances) { c.Host.Online = device.Unknown }))}},
	{"S46", "no seat, and none free", ready(unattended, around(func(c *preflight.Circumstances) { c.Seat, c.SeatsFree = device.No, 0 })), preflight.SeatMissing, block, preflight.SetSeats,
		map[string]string{"free": "0"}, fit{"held": ready(unattended), "attended": ready(around(func(c *preflight.Circumstances) { c.Seat = device.No })),
			"unknown": ready(unattended, around(func(c *preflight.Circumstances) { c.Seat, c.SeatsFree = device.Unknown, 0 }))}},
	{"S47", "no seat, as Host is not distributed", ready(unattended, around(func(c *preflight.Circumstances) { c.Seat = device.No })), preflight.SeatMissing, block, preflight.Distribute,
		map[string]string{"free": "3"}, nil},
	{"S49", "this model needs its maker's add-on", ready(without("universal_addon"), app("oem_addon", func(a *preflight.App) { a.Name, a.State = "Add-On: Maker", "absent" })),
		preflight.AddOnMissing, warn, preflight.Distribute, map[string]string{"app": "Add-On: Maker", "maker": "Samsung", "model": "Galaxy S24", "other": ""}, fit{
			"installed":               ready(without("universal_addon"), app("oem_addon", func(a *preflight.App) { a.State = "installed" })),
			"the universal one works": ready(app("oem_addon", func(a *preflight.App) { a.State = "absent" }))}},
	{"S49", "the last of two is not there", ready(without("universal_addon"), another("oem_addon", "A", "absent"), another("oem_addon", "B", "absent")),
		preflight.AddOnMissing, warn, preflight.Distribute, map[string]string{"app": "A"}, nil},
	{"S49", "the one that is on its way counts", ready(undistributed("universal_addon"), state("universal_addon", "pending"), another("oem_addon", "A", "absent")),
		preflight.AddOnMissing, warn, preflight.CheckIn, map[string]string{"app": "Universal Add-On"}, nil},
	{"S49", "the one that is distributed counts", ready(state("universal_addon", "absent"), another("oem_addon", "A", "absent")),
		preflight.AddOnMissing, warn, preflight.CheckIn, map[string]string{"app": "Universal Add-On"}, nil},
	{"S49", "either of two would do", ready(undistributed("universal_addon"), state("universal_addon", "absent"), app("oem_addon", func(a *preflight.App) { a.Name, a.State = "Add-On: Maker", "absent" })),
		preflight.AddOnMissing, warn, preflight.Distribute, map[string]string{"app": "Add-On: Maker", "other": "Universal Add-On"}, nil},
	{"S50", "a Pixel asks each time", ready(unattended, func(f *preflight.Facts) { f.Device.Maker, f.Device.Model = "Google", "Pixel 9" }), preflight.PixelConsent, info, "", nil, fit{
		"others": ready(unattended)}},
	{"S51", "no account", ready(around(func(c *preflight.Circumstances) { c.Account.Attended = preflight.NoAccount })), preflight.AccountMissing, block, preflight.ConnectTeamViewer, nil, fit{
		"own": ready(), "mapped": ready(around(func(c *preflight.Circumstances) { c.Account.Attended = preflight.MappedAccount })),
		"unjudged":       ready(around(func(c *preflight.Circumstances) { c.Account.Attended = preflight.AccountUnjudged })),
		"the other mode": ready(unattended, around(func(c *preflight.Circumstances) { c.Account.Attended = preflight.NoAccount })),
		"the built-in":   withAgent(around(func(c *preflight.Circumstances) { c.Account.Attended = preflight.NoAccount }))}},
	{"S51", "no account for unattended", ready(unattended, around(func(c *preflight.Circumstances) { c.Account.Unattended = preflight.NoAccount })), preflight.AccountMissing, block, preflight.ConnectTeamViewer, nil, nil},
	{"S52", "the account has to be connected again", ready(around(func(c *preflight.Circumstances) { c.Account.Attended = preflight.DeadAccount })), preflight.AccountDead, block, preflight.ConnectTeamViewer, nil, fit{
		"own": ready(), "none at all": ready(around(func(c *preflight.Circumstances) { c.Account.Attended = preflight.NoAccount }))}},
	{"S65", "the app's keys are not mapped", ready(around(func(c *preflight.Circumstances) { c.Keys = device.No })), preflight.NoKeys, warn, preflight.MapKeys, nil, fit{
		"mapped": ready(), "unknown": ready(around(func(c *preflight.Circumstances) { c.Keys = device.Unknown })),
		"unattended": ready(unattended, around(func(c *preflight.Circumstances) { c.Keys = device.No })),
		"no MDM":     ready(known(device.No), around(func(c *preflight.Circumstances) { c.Keys = device.No }))}},
	{"S65", "no MDM brings the session", ready(known(device.No)), preflight.NoDelivery, info, preflight.ReachUser, nil, fit{
		"joined": ready(), "unknown": ready(known(device.Unknown)), "unattended": ready(unattended, known(device.No))}},
	{"S67", "the user may be asked to accept the EULA", ready(), preflight.EULA, info, "", nil, fit{"unattended": ready(unattended), "the built-in": withAgent()}},
	{"D1", "no right Start TeamViewer Session", ready(rights(access.View, access.Control)), preflight.NoRightTeamViewer, block, preflight.AskAdmin, nil, fit{
		"has it": ready(rights(access.View, access.Control, access.StartTeamViewer)), "the built-in": withAgent(rights(access.View, access.Control))}},
	{"D1", "no right to control", ready(rights(access.View, access.StartTeamViewer)), preflight.ControlNotLimited, block, preflight.AskAdmin, nil, fit{
		"has it": ready(), "iOS can only be seen": readyIPhone(rights(access.View, access.StartTeamViewer)), "the built-in limits it": withAgent(rights(access.View))}},
	{"D10", "QuickSupport failed on iOS", readyIPhone(app("quicksupport", func(a *preflight.App) { a.State, a.Reason = "failed", "user_refused" })), preflight.AppFailed, block, preflight.RetryInstall,
		map[string]string{"reason": "user_refused"}, fit{"installed": readyIPhone()}},
	{"D10", "QuickSupport failed on Android, where the user can fetch it", ready(state("quicksupport", "failed")), preflight.AppFailed, warn, preflight.RetryInstall, nil, nil},
	{"D8", "QuickSupport is on its way", ready(state("quicksupport", "pending")), preflight.AppPending, warn, preflight.CheckIn, nil, fit{"there": ready()}},
	{"S38", "nobody knows whether QuickSupport is there", ready(without("quicksupport")), preflight.AppUnknown, info, preflight.CheckIn,
		map[string]string{"app": "TeamViewer QuickSupport"}, fit{"there": ready(), "absent": ready(state("quicksupport", "absent"))}},
	{"S39", "nobody knows whether Host is there", ready(unattended, state("host", "")), preflight.AppUnknown, info, preflight.CheckIn, nil, fit{"there": ready(unattended)}},
	{"D5", "the device keeps silent towards its MDM", ready(func(f *preflight.Facts) { f.Now = now.Add(29*time.Hour + time.Minute) }), preflight.MDMSilent, warn, preflight.CheckIn,
		map[string]string{"hours": "30", "last_report": "2026-11-22T08:00:00Z", "mdm": "Neurons"}, fit{
			"an hour": ready(), "nearly a day": ready(func(f *preflight.Facts) { f.Now = now.Add(23*time.Hour - time.Second) }),
			"an app was reported since": ready(func(f *preflight.Facts) { f.Now = now.Add(48 * time.Hour) }, app("host", func(a *preflight.App) { a.At = now.Add(47 * time.Hour) })),
			"no MDM":                    ready(known(device.No), func(f *preflight.Facts) { f.Now = now.Add(48 * time.Hour) }),
			"the built-in engine":       withAgent(func(f *preflight.Facts) { f.Now = now.Add(48 * time.Hour) }),
			"never reported": ready(posture(func(p *device.Posture) { p.At = time.Time{} }), func(f *preflight.Facts) {
				f.Around.Apps = nil
				f.Now = now.Add(48 * time.Hour)
			})}},
	{"D5", "for a day to the second", ready(func(f *preflight.Facts) { f.Now = now.Add(23 * time.Hour) }), preflight.MDMSilent, warn, preflight.CheckIn, nil, nil},
	{"wall", "screen capture is disabled", ready(posture(func(p *device.Posture) { p.ScreenCaptureDisabled = device.Yes })), preflight.ScreenCaptureOff, block, preflight.AllowCapture, nil, fit{
		"allowed": ready(), "unknown": ready(posture(func(p *device.Posture) { p.ScreenCaptureDisabled = device.Unknown })),
		"iOS has another": readyIPhone(posture(func(p *device.Posture) { p.ScreenCaptureDisabled = device.Yes }))}},
	{"wall", "screen capture is disabled for the agent as well", withAgent(posture(func(p *device.Posture) { p.ScreenCaptureDisabled = device.Yes })), preflight.ScreenCaptureOff, block, preflight.AllowCapture, nil, nil},
	{"wall", "screen capture is disabled in a work profile", ready(managed(device.AndroidWorkProfile), posture(func(p *device.Posture) { p.ScreenCaptureDisabled = device.Yes })),
		preflight.ScreenCaptureOff, warn, preflight.AllowCapture, nil, nil},
	{"wall", "screenshots are forbidden", readyIPhone(posture(func(p *device.Posture) { p.ScreenshotsForbidden = device.Yes })), preflight.ScreenshotsOff, block, preflight.AllowCapture, nil, fit{
		"allowed": readyIPhone(), "unknown": readyIPhone(posture(func(p *device.Posture) { p.ScreenshotsForbidden = device.Unknown })),
		"Android has another": ready(posture(func(p *device.Posture) { p.ScreenshotsForbidden = device.Yes }))}},
	{"wall", "locked to another app", readyIPhone(posture(func(p *device.Posture) { p.SingleApp = "com.example.till" })), preflight.SingleApp, block, preflight.ChangePolicy,
		map[string]string{"only": "com.example.till", "app": "QuickSupport"}, fit{
			"locked to ours": readyIPhone(posture(func(p *device.Posture) { p.SingleApp = iosBundle })), "not locked": readyIPhone(),
			"Android": ready(posture(func(p *device.Posture) { p.SingleApp = "com.example.till" }))}},
	{"wall", "locked to an app, ours unknown", readyIPhone(posture(func(p *device.Posture) { p.SingleApp = "com.example.till" }), app("quicksupport", func(a *preflight.App) { a.Package = "" })),
		preflight.SingleApp, warn, preflight.ChangePolicy, nil, nil},
	{"wall", "a work profile", ready(managed(device.AndroidWorkProfile)), preflight.WorkProfile, info, "", map[string]string{"management": "android_work_profile"}, fit{"none": ready()}},
	{"wall", "the screen is locked", ready(func(f *preflight.Facts) { f.Device.Report.Screen = "locked" }), preflight.Locked, warn, preflight.WakeDevice, nil, fit{
		"on": ready(), "unknown": ready(func(f *preflight.Facts) { f.Device.Report.Screen = "" })}},
	{"wall", "the screen is off", ready(func(f *preflight.Facts) { f.Device.Report.Screen = "off" }), preflight.ScreenOff, warn, preflight.WakeDevice, nil, fit{"on": ready()}},
	{"wall", "the built-in engine has no iOS app", readyIPhone(func(f *preflight.Facts) { f.Provider = preflight.BuiltIn }), preflight.IOSNoApp, block, "", nil, fit{
		"TeamViewer has one": readyIPhone(), "simulated": readyIPhone(simulatedDevice, func(f *preflight.Facts) { f.Provider = preflight.BuiltIn })}},
	{"S31", "the agent is distributed to nobody", withAgent(func(f *preflight.Facts) { f.Device.Enrolled = false }, state("agent", "absent"), undistributed("agent")),
		preflight.AppNotDistributed, info, preflight.Distribute, nil, fit{
			"distributed": withAgent(func(f *preflight.Facts) { f.Device.Enrolled = false }, state("agent", "absent")),
			"enrolled":    withAgent(state("agent", "absent"), undistributed("agent"))}},
	{"S31", "the agent is on its way", withAgent(func(f *preflight.Facts) { f.Device.Enrolled = false }, state("agent", "pending")), preflight.AppPending, info, preflight.CheckIn, nil, nil},
	{"S31", "the agent failed", withAgent(func(f *preflight.Facts) { f.Device.Enrolled = false }, state("agent", "failed")), preflight.AppFailed, info, preflight.RetryInstall, nil, nil},
	{"S2", "another provider can", ready(standing(preflight.Attended, preflight.Off)), preflight.OtherProvider, info, preflight.UseOther, map[string]string{"provider": "builtin"}, fit{
		"this one can": ready(), "neither can": ready(standing(preflight.Attended, preflight.Off), func(f *preflight.Facts) { f.Device.Enrolled = false }),
		"the other is switched off": ready(func(f *preflight.Facts) {
			f.Around.Activations = map[preflight.Way]preflight.Activation{{Provider: "teamviewer", Mode: "attended"}: preflight.Off, {Provider: "builtin"}: preflight.Off}
		}),
		"busy": ready(func(f *preflight.Facts) { f.OpenSession = &preflight.OpenSession{ID: "ses_1"} })}},
	{"S2", "TeamViewer can where the agent cannot", withAgent(func(f *preflight.Facts) { f.Device.Enrolled = false }), preflight.OtherProvider, info, preflight.UseOther, map[string]string{"provider": "teamviewer"}, fit{
		"never activated": withAgent(func(f *preflight.Facts) { f.Device.Enrolled, f.Around.Activations = false, nil })}},
}

func find(found []preflight.Finding, code preflight.Code) (preflight.Finding, bool) {
	at := slices.IndexFunc(found, func(f preflight.Finding) bool { return f.Code == code })
	if at < 0 {
		return preflight.Finding{}, false
	}
	return found[at], true
}

func TestRequirements(t *testing.T) {
	t.Parallel()
	for _, row := range rows {
		t.Run(row.s+": "+row.name, func(t *testing.T) {
			t.Parallel()
			found := preflight.Check(row.facts)
			got, there := find(found, row.code)
			if !there || got.Severity != row.severity || got.Remedy != row.remedy {
				t.Fatalf("found %+v, want %s %s with remedy %q", found, row.severity, row.code, row.remedy)
			}
			for name, want := range row.values {
				if got.Facts[name] != want {
					t.Errorf("fact %s = %q, want %q", name, got.Facts[name], want)
				}
			}
			if row.severity == block && found[0].Severity != block {
				t.Errorf("what blocks does not come first: %+v", found)
			}
			for name, facts := range row.not {
				if unwanted, there := find(preflight.Check(facts), row.code); there {
					t.Errorf("%s: found %+v", name, unwanted)
				}
			}
		})
	}
}

// Where all is well, nothing warns: what is left is what the user does at each session.
func TestNothingToWarnOf(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		facts preflight.Facts
		want  []preflight.Code
	}{
		"attended":     {ready(), []preflight.Code{preflight.Foreground, preflight.EULA}},
		"unattended":   {ready(unattended), nil},
		"iOS":          {readyIPhone(), []preflight.Code{preflight.Foreground, preflight.EULA, preflight.ViewOnly}},
		"the built-in": {withAgent(unattended), nil},
	} {
		var got []preflight.Code
		for _, f := range preflight.Check(tc.facts) {
			got = append(got, f.Code)
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}
