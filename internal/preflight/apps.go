package preflight

import (
	"cmp"
	"slices"
	"strings"

	"github.com/helpatwork/helpatwork/internal/device"
)

// Which apps have to be on the device, and what state they are in.
var whichApps = []rule{agentApp, quickSupport, hostApp, osBelowMinimum, appTooOld, versionsDiffer, delivery, foreground, eula, addOn}

// The roles and states of apps, as packages rollout and mdm name them.
const (
	roleQuickSupport = "quicksupport"
	roleHost         = "host"
	roleUniversal    = "universal_addon"
	roleOEM          = "oem_addon"
	roleAgent        = "agent"

	stateAbsent    = "absent"
	statePending   = "pending"
	stateInstalled = "installed"
	stateFailed    = "failed"
	stateRemoved   = "removed"
)

// names are what the apps are called where the catalog does not say.
var names = map[string]string{roleQuickSupport: "TeamViewer QuickSupport", roleHost: "TeamViewer Host",
	roleUniversal: "TeamViewer Universal Add-On", roleOEM: "TeamViewer Add-On", roleAgent: "Help@Work"}

// app returns the app of a role on this device, the one that is there before the others. Of an app that nobody listed
// nothing is known.
func (f Facts) app(role string) (app App, listed bool) {
	for _, a := range f.Around.Apps {
		if a.Role == role && (!listed || a.State == stateInstalled && app.State != stateInstalled) {
			app, listed = a, true
		}
	}
	app.Role, app.Name = role, cmp.Or(app.Name, names[role])
	return app, listed
}

// facts are the values that words about an app need.
func (a App) facts() map[string]string {
	return map[string]string{"app": a.Name, "role": a.Role, "package": a.Package, "state": a.State, "reason": a.Reason}
}

// ifJoined is a remedy that needs an MDM; without one, the user is reached another way.
func (f Facts) ifJoined(r Remedy) Remedy {
	if f.Around.Joined == device.Yes {
		return r
	}
	return ReachUser
}

// mainApp is the one that a session goes through. A guest computer and a device that the provider is not for have none.
func mainApp(f Facts) (App, bool) {
	var role string
	switch {
	case byQuickSupport(f):
		role = roleQuickSupport
	case byHost(f):
		role = roleHost
	case reachesByAgent(f):
		role = roleAgent
	default:
		return App{}, false
	}
	app, _ := f.app(role)
	return app, true
}

// addOns are those that give control in this session: what is there or on its way; else the one that should be, which is
// the maker's own where there is one for this model (requirement S49).
func addOns(f Facts) []App {
	if !byQuickSupport(f) && !byHost(f) || f.Device.Platform != device.Android {
		return nil
	}
	var fitting, chosen []App
	for _, role := range []string{roleOEM, roleUniversal} {
		app, listed := f.app(role)
		if !listed {
			continue
		}
		fitting = append(fitting, app)
		if app.State == stateInstalled || app.State == statePending || app.Distributed {
			chosen = append(chosen, app)
		}
	}
	if len(chosen) == 0 {
		return fitting[:min(1, len(fitting))]
	}
	return chosen
}

// neededApps are all that the session needs: the main one first, then those that give control.
func neededApps(f Facts) []App {
	app, needed := mainApp(f)
	if !needed {
		return nil
	}
	return append([]App{app}, addOns(f)...)
}

func quickSupport(f Facts) []Finding {
	if !byQuickSupport(f) {
		return nil
	}
	app, _ := f.app(roleQuickSupport)
	switch app.State {
	case stateInstalled:
		return conversion(f, app)
	case stateAbsent, stateRemoved:
		return []Finding{absence(f, app)}
	case statePending:
		return []Finding{{Code: AppPending, Severity: Warn, Remedy: f.ifJoined(CheckIn), Facts: app.facts()}}
	case stateFailed:
		finding := Finding{Code: AppFailed, Severity: Warn, Remedy: RetryInstall, Facts: app.facts()}
		if mustBePushed(f) {
			finding.Severity = Block
		}
		return []Finding{finding}
	}
	return []Finding{appUnknown(f, app)}
}

func appUnknown(f Facts, app App) Finding {
	return Finding{Code: AppUnknown, Severity: Info, Remedy: f.ifJoined(CheckIn), Facts: app.facts()}
}

// mustBePushed: on managed iOS the app has to come from the MDM (requirement S12), and whoever uses a kiosk cannot fetch one.
// Elsewhere the user is prompted to download it (S11).
func mustBePushed(f Facts) bool {
	return isKiosk(f.Device) || f.Device.Platform == device.IOS && f.Around.Joined == device.Yes
}

// absence says how an app that is not there gets there.
func absence(f Facts, app App) Finding {
	finding := Finding{Code: AppPrompted, Severity: Warn, Remedy: ReachUser, Facts: app.facts()}
	switch {
	case !app.Distributed && mustBePushed(f):
		finding.Code, finding.Severity, finding.Remedy = AppNotDistributed, Block, Distribute
	case !app.Distributed:
		finding.Remedy = f.ifJoined(Distribute)
	case f.Around.Manner == "silent":
		finding.Code, finding.Remedy = AppSilent, f.ifJoined(CheckIn)
	case f.Around.Manner == "catalog":
		finding.Code = AppCatalog
	}
	return finding
}

// conversion: an app that the user of an iOS device installed takes no configuration until it is managed (requirement S13).
// Where the MDM can take it over, that comes first; where it cannot, as with User Enrollment (D9), a link still works.
func conversion(f Facts, app App) []Finding {
	if f.Device.Platform != device.IOS || app.Managed != device.No {
		return nil
	}
	if f.Around.Joined == device.Yes && f.Around.Converts && f.Device.Management != device.IOSUser {
		remedy := ConvertApp
		if !app.Distributed { // what is distributed to nobody there is not taken over
			remedy = Distribute
		}
		return []Finding{{Code: AppConvert, Severity: Block, Remedy: remedy, Facts: app.facts()}}
	}
	return []Finding{{Code: AppUnmanaged, Severity: Warn, Remedy: ReachUser, Facts: app.facts()}}
}

func osBelowMinimum(f Facts) (found []Finding) {
	if isTooOldIOS(f.Device) {
		return nil // blocks already
	}
	for _, app := range neededApps(f) {
		if older(f.Device.OSVersion, app.MinOS) {
			facts := app.facts()
			facts["version"], facts["minimum"], facts["source"] = f.Device.OSVersion, app.MinOS, app.MinOSSource
			found = append(found, Finding{Code: OSBelowMinimum, Severity: Warn, Remedy: UpdateOS, Facts: facts})
		}
	}
	return found
}

func appTooOld(f Facts) (found []Finding) {
	for _, app := range neededApps(f) {
		if app.Role == roleAgent || app.State != stateInstalled || !older(app.Version, app.MinVersion) {
			continue // the agent tells its version itself
		}
		facts := app.facts()
		facts["version"], facts["minimum"], facts["source"] = app.Version, app.MinVersion, app.MinVersionSource
		remedy := RetryInstall
		if !app.Distributed {
			remedy = Distribute
		}
		found = append(found, Finding{Code: AppTooOld, Severity: Warn, Remedy: f.ifJoined(remedy), Facts: facts})
	}
	return found
}

// versionsDiffer: an older client does not always reach a newer generation of the app; the other way round it does.
func versionsDiffer(f Facts) []Finding {
	app, needed := mainApp(f)
	client := f.Around.Account.ClientVersion
	if !needed || f.Provider != TeamViewer || app.State != stateInstalled || !olderGeneration(client, app.Version) {
		return nil
	}
	facts := app.facts()
	facts["version"], facts["client"] = app.Version, client
	return []Finding{{Code: VersionsDiffer, Severity: Warn, Remedy: UpdateClient, Facts: facts}}
}

// addOn says whether the screen can be controlled. One add-on that works is enough; without any, it can be seen.
func addOn(f Facts) []Finding {
	if !byQuickSupport(f) && !byHost(f) || f.Device.Platform != device.Android {
		return nil
	}
	candidates := addOns(f)
	if len(candidates) == 0 {
		unlisted, _ := f.app(roleUniversal)
		return []Finding{{Code: AddOnUnknown, Severity: Info, Facts: unlisted.facts()}}
	}
	var found []Finding
	for _, app := range candidates {
		finding, wrong := addOnProblem(f, app)
		if !wrong {
			return nil
		}
		found = append(found, finding)
	}
	least := slices.MaxFunc(found, func(a, b Finding) int { return rank(a.Severity) - rank(b.Severity) })
	if other, listed := f.app(roleUniversal); listed && least.Facts["role"] == roleOEM {
		least.Facts["other"] = other.Name // either of them does (requirement S32)
	}
	return []Finding{least}
}

// addOnProblem says what is wrong with one add-on. Those of a maker work by their signature, the universal one by its
// accessibility service.
func addOnProblem(f Facts, app App) (problem Finding, wrong bool) {
	facts := app.facts()
	facts["maker"], facts["model"] = f.Device.Maker, f.Device.Model
	posture := f.Around.Posture
	switch {
	case app.State == "":
		return Finding{Code: AddOnUnknown, Severity: Info, Remedy: f.ifJoined(CheckIn), Facts: facts}, true
	case app.State != stateInstalled:
		return Finding{Code: AddOnMissing, Severity: Warn, Remedy: addOnRemedy(f, app), Facts: facts}, true
	case app.Role == roleOEM:
		return Finding{}, false
	case !permitted(posture, app.Package):
		return Finding{Code: ServiceNotPermitted, Severity: Warn, Remedy: f.inPolicy(AllowApps), Facts: facts}, true
	case posture.RunningKnown != device.Yes || app.Package == "":
		return Finding{Code: AddOnUnknown, Severity: Info, Remedy: SwitchOnService, Facts: facts}, true
	case !holds(posture.RunningServices, app.Package):
		return Finding{Code: AddOnOff, Severity: Warn, Remedy: SwitchOnService, Facts: facts}, true
	}
	return Finding{}, false
}

func addOnRemedy(f Facts, app App) Remedy {
	switch {
	case app.State == stateFailed:
		return RetryInstall
	case app.State == statePending || app.Distributed:
		return f.ifJoined(CheckIn)
	}
	return Distribute
}

// joined names lists what the words tell in one go.
func joined(apps []App, value func(App) string) string {
	var values []string
	for _, a := range apps {
		values = append(values, value(a))
	}
	return strings.Join(values, ", ")
}
