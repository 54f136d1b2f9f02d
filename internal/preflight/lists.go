package preflight

import (
	"slices"
	"strings"

	"github.com/helpatwork/helpatwork/internal/device"
)

// What lists and policies of the device leave possible: as far as its MDM tells, as what nobody tells never blocks.
var whichPolicies = []rule{lists, listUnknown, appHidden, agentService, screenCaptureOff, screenshotsOff, singleApp}

// reaches says that the provider is for this device at all, so that what stands on it matters.
func reaches(f Facts) bool { return reachesByAgent(f) || reachesByTeamViewer(f) }

// inPolicy is a remedy that a joined MDM has; without one somebody has to change the policy by hand.
func (f Facts) inPolicy(r Remedy) Remedy {
	if f.Around.Joined == device.Yes {
		return r
	}
	return ChangePolicy
}

// holds looks for a package name or bundle id, without case: lists are written by hand in some MDMs, and no two apps differ
// by case alone.
func holds(list []string, name string) bool {
	return slices.ContainsFunc(list, func(entry string) bool { return strings.EqualFold(strings.TrimSpace(entry), name) })
}

// lists is "installed and whitelisted" (requirements S38, S39, S41, S48): a kiosk's list and the company's own, for every app
// that the session needs. Without the main app there is no session, without the add-on there is no control.
func lists(f Facts) (found []Finding) {
	posture := f.Around.Posture
	onList := func(list string, out func(name string) bool) {
		var missing []App
		severity := Warn
		for i, app := range neededApps(f) {
			if app.Package == "" || !out(app.Package) {
				continue
			}
			if missing = append(missing, app); i == 0 {
				severity = Block
			}
		}
		found = append(found, when(len(missing) > 0, Finding{Code: NotAllowlisted, Severity: severity,
			Remedy: f.inPolicy(AllowApps), Facts: map[string]string{"list": list,
				"missing":  joined(missing, func(a App) string { return a.Name }),
				"packages": joined(missing, func(a App) string { return a.Package })}})...)
	}
	if isKiosk(f.Device) && posture.KioskKnown == device.Yes {
		onList("kiosk", func(name string) bool { return !holds(posture.KioskApps, name) })
	}
	if posture.AllowedApps != nil {
		onList("allowed", func(name string) bool { return !holds(posture.AllowedApps, name) })
	}
	onList("blocked", func(name string) bool { return holds(posture.BlockedApps, name) })
	return found
}

func listUnknown(f Facts) []Finding {
	someoneCouldTell := f.Provider == TeamViewer || f.Around.Joined == device.Yes
	return when(reaches(f) && isKiosk(f.Device) && f.Around.Posture.KioskKnown != device.Yes && someoneCouldTell,
		Finding{Code: ListUnknown, Severity: Info, Remedy: f.inPolicy(CheckIn),
			Facts: map[string]string{"apps": joined(neededApps(f), func(a App) string { return a.Name })}})
}

// appHidden: QuickSupport has to be opened by the user; hiding is right for add-ons and for Host only (D11).
func appHidden(f Facts) []Finding {
	app, _ := f.app(roleQuickSupport)
	return when(byQuickSupport(f) && isKiosk(f.Device) && app.Package != "" && holds(f.Around.Posture.HiddenApps, app.Package),
		Finding{Code: AppHidden, Severity: Warn, Remedy: f.inPolicy(AllowApps), Facts: app.facts()})
}

// permitted says whether an accessibility service may be switched on. No list permits all, and what is not told permits.
func permitted(p device.Posture, name string) bool {
	return p.PermittedKnown != device.Yes || p.PermittedServices == nil || name == "" || holds(p.PermittedServices, name)
}

// agentService: without its accessibility service the agent shows the screen and takes no input.
func agentService(f Facts) []Finding {
	agent, _ := f.app(roleAgent)
	return when(reachesByAgent(f) && f.Device.Platform == device.Android && !permitted(f.Around.Posture, agent.Package),
		Finding{Code: ServiceNotPermitted, Severity: Warn, Remedy: f.inPolicy(AllowApps), Facts: agent.facts()})
}

// screenCaptureOff: the policy blackens everything on a managed device, and what belongs to the company in a work profile.
func screenCaptureOff(f Facts) []Finding {
	severity := Block
	if inWorkProfile(f.Device) {
		severity = Warn
	}
	return when(reaches(f) && f.Device.Platform == device.Android && f.Around.Posture.ScreenCaptureDisabled == device.Yes,
		Finding{Code: ScreenCaptureOff, Severity: severity, Remedy: f.inPolicy(AllowCapture)})
}

// screenshotsOff: the same restriction of iOS forbids recordings of the screen.
func screenshotsOff(f Facts) []Finding {
	return when(reaches(f) && f.Device.Platform == device.IOS && f.Around.Posture.ScreenshotsForbidden == device.Yes,
		Finding{Code: ScreenshotsOff, Severity: Block, Remedy: f.inPolicy(AllowCapture)})
}

// singleApp: a device that is locked to another app opens no support app. Whether it is another cannot be told without the
// bundle id of ours.
func singleApp(f Facts) []Finding {
	only := strings.TrimSpace(f.Around.Posture.SingleApp)
	app, needed := mainApp(f)
	if !needed || f.Device.Platform != device.IOS || only == "" || app.Package != "" && strings.EqualFold(only, app.Package) {
		return nil
	}
	finding := Finding{Code: SingleApp, Severity: Block, Remedy: ChangePolicy, Facts: app.facts()}
	finding.Facts["only"] = only
	if app.Package == "" {
		finding.Severity = Warn
	}
	return []Finding{finding}
}
