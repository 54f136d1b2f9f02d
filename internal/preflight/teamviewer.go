package preflight

import (
	"slices"
	"strconv"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
)

// What was set up for a way.
var whatIsSetUp = []rule{activation, tier, seat}

// reachesByTeamViewer leaves out what TeamViewer is not for, which is said already, and more clearly.
func reachesByTeamViewer(f Facts) bool {
	d := f.Device
	return f.Provider == TeamViewer && d.Lifecycle != device.Retired && d.Management != device.IOSAppOnly &&
		(d.Platform == device.Android || d.Platform == device.IOS)
}

// byQuickSupport and byHost name the app that a TeamViewer session goes through.
func byQuickSupport(f Facts) bool { return reachesByTeamViewer(f) && f.Mode != Unattended }

func byHost(f Facts) bool {
	return reachesByTeamViewer(f) && f.Mode == Unattended && f.Device.Platform == device.Android
}

func activation(f Facts) []Finding {
	facts := map[string]string{"provider": f.Provider, "mode": f.Mode}
	switch f.standing() {
	case Off:
		return []Finding{{Code: NotActivated, Severity: Block, Remedy: Activate, Facts: facts}}
	case Leaving:
		return []Finding{{Code: BeingRemoved, Severity: Block, Remedy: Activate, Facts: facts}}
	}
	return nil
}

// tiers are the levels of an MDM's license, lowest first, as package mdm names them.
var tiers = []string{"silver", "gold", "platinum"}

func tier(f Facts) []Finding {
	needed, has := slices.Index(tiers, f.Around.TierNeeded), slices.Index(tiers, f.Around.Tier)
	facts := map[string]string{"tier_needed": f.Around.TierNeeded, "tier": f.Around.Tier, "mdm": f.Around.TierOwner}
	switch {
	case f.Provider != TeamViewer || needed < 0 || has >= needed:
		return nil
	case has < 0:
		return []Finding{{Code: TierUnknown, Severity: Warn, Remedy: RaiseTier, Facts: facts}}
	}
	return []Finding{{Code: TierMissing, Severity: Block, Remedy: RaiseTier, Facts: facts}}
}

// A seat is taken when Host is distributed to the device, so a free one is taken by doing that.
func seat(f Facts) []Finding {
	remedy := SetSeats
	if f.Around.SeatsFree > 0 {
		remedy = Distribute
	}
	return when(byHost(f) && f.Around.Seat == device.No, Finding{Code: SeatMissing, Severity: Block, Remedy: remedy,
		Facts: map[string]string{"free": strconv.Itoa(max(0, f.Around.SeatsFree))}})
}

func account(f Facts) []Finding {
	state := f.Around.Account.Attended
	if f.Mode == Unattended {
		state = f.Around.Account.Unattended
	}
	switch {
	case f.Provider != TeamViewer || !f.may(access.StartTeamViewer): // whoever may not start needs none
		return nil
	case state == NoAccount:
		return []Finding{{Code: AccountMissing, Severity: Block, Remedy: ConnectTeamViewer}}
	case state == DeadAccount:
		return []Finding{{Code: AccountDead, Severity: Block, Remedy: ConnectTeamViewer}}
	}
	return nil
}

// silentAfter is how long a device that is in use may keep quiet: MDMs hear of theirs hourly to a few times a day.
const silentAfter = 24 * time.Hour

// reportedAt is when the MDM last heard of the device; zero means that nobody knows.
func reportedAt(f Facts) time.Time {
	last := f.Around.Posture.At
	for _, app := range f.Around.Apps {
		if app.At.After(last) {
			last = app.At
		}
	}
	return last
}

func isMDMSilent(f Facts) bool {
	last := reportedAt(f)
	return reachesByTeamViewer(f) && f.Around.Joined == device.Yes && !last.IsZero() && f.Now.Sub(last) >= silentAfter
}

func mdmSilent(f Facts) []Finding {
	last := reportedAt(f)
	return when(isMDMSilent(f), Finding{Code: MDMSilent, Severity: Warn, Remedy: CheckIn, Facts: map[string]string{
		"hours": hoursSince(f.Now, last), "last_report": last.UTC().Format(time.RFC3339), "mdm": f.Around.TierOwner}})
}

// lastSeen: whether the device is there now is known by our own link to it, or by Host being online; TeamViewer tells nothing
// of QuickSupport before the session. Else the age of the last word of it says how likely it is.
func lastSeen(f Facts) []Finding {
	last := f.Device.LastSeen
	if reported := reportedAt(f); reported.After(last) {
		last = reported
	}
	here := f.Device.Online || byHost(f) && f.Around.Host.Online == device.Yes
	if !reachesByTeamViewer(f) || here || last.IsZero() || f.Now.Sub(last) < time.Hour || isMDMSilent(f) {
		return nil
	}
	finding := Finding{Code: LastSeen, Severity: Info, Remedy: f.ifJoined(CheckIn), Facts: map[string]string{
		"hours": hoursSince(f.Now, last), "last_seen": last.UTC().Format(time.RFC3339)}}
	if f.Now.Sub(last) >= silentAfter {
		finding.Severity = Warn
	}
	return []Finding{finding}
}

// hostApp is about what unattended sessions go through (requirements S15, S39, S43, S44). Which device it is at TeamViewer is
// our own record, so that none is there is known, unless nobody judged TeamViewer at all.
func hostApp(f Facts) []Finding {
	if !byHost(f) {
		return nil
	}
	app, _ := f.app(roleHost)
	host := f.Around.Host
	var found []Finding
	switch app.State {
	case stateAbsent, stateRemoved, statePending, stateFailed:
		found = append(found, hostMissing(f, app))
	case stateInstalled:
		found = append(found, hostActivation(f, app)...)
	default:
		found = append(append(found, appUnknown(f, app)), hostActivation(f, app)...)
	}
	switch missing := len(found) > 0 && found[0].Code == HostMissing; {
	case host.Ambiguous:
		return append(found, Finding{Code: HostAmbiguous, Severity: Block, Remedy: ConfirmMatch, Facts: app.facts()})
	case !host.Matched && !missing && f.standing() != Unjudged:
		return append(found, Finding{Code: HostNotMatched, Severity: Block, Remedy: ConfirmMatch, Facts: app.facts()})
	case host.Matched && !missing && host.Online == device.No:
		return append(found, Finding{Code: HostOffline, Severity: Warn, Remedy: WakeDevice, Facts: app.facts()})
	}
	return found
}

func hostMissing(f Facts, app App) Finding {
	finding := Finding{Code: HostMissing, Severity: Block, Remedy: Distribute, Facts: app.facts()}
	switch {
	case app.State == stateFailed:
		finding.Remedy = RetryInstall
	case app.State == statePending || app.Distributed:
		finding.Remedy = f.ifJoined(CheckIn)
	}
	return finding
}

func hostActivation(f Facts, app App) []Finding {
	facts := app.facts()
	facts["source"] = f.Around.Host.Source
	switch f.Around.Host.Activated {
	case device.Yes:
		return nil
	case device.No:
		return []Finding{{Code: HostNotActivated, Severity: Block, Remedy: ActivateHost, Facts: facts}}
	}
	return []Finding{{Code: HostActivationUnknown, Severity: Warn, Remedy: ActivateHost, Facts: facts}}
}

// foreground: the launch command is gone when the app exits or the device reboots, and the app has to be in front for the
// session to be applied.
func foreground(f Facts) []Finding {
	return when(byQuickSupport(f), Finding{Code: Foreground, Severity: Info})
}

func eula(f Facts) []Finding {
	return when(byQuickSupport(f), Finding{Code: EULA, Severity: Info})
}

// delivery says when the session will not come to the device by itself.
func delivery(f Facts) []Finding {
	switch {
	case !byQuickSupport(f):
		return nil
	case f.Around.Joined == device.No:
		return []Finding{{Code: NoDelivery, Severity: Info, Remedy: ReachUser}}
	case f.Around.Joined == device.Yes && f.Around.Keys == device.No:
		app, _ := f.app(roleQuickSupport)
		return []Finding{{Code: NoKeys, Severity: Warn, Remedy: MapKeys, Facts: app.facts()}}
	}
	return nil
}
