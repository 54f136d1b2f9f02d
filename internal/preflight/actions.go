package preflight

import (
	"slices"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
)

// The names of actions on a device. Requirement S36 names one for each platform, where TeamViewer is what the device is
// supported by; a guest computer is like a phone whose screen is looked at.
const (
	StartRemoteControl           = "start_remote_control"
	StartTeamViewerRemoteControl = "start_teamviewer_remote_control"
	RemoteDisplay                = "remote_display"
	// ForceCheckIn makes the device report to its MDM now (S29, D8).
	ForceCheckIn = "force_check_in"
)

// ActionNames lists them all.
var ActionNames = []string{StartRemoteControl, StartTeamViewerRemoteControl, RemoteDisplay, ForceCheckIn}

// An Action is one entry of a device's Actions menu.
type Action struct {
	Name    string
	Enabled bool
	// Findings are what blocks it; empty when it is enabled.
	Findings []Finding
}

// Actions returns the entries of a device's menu: no session when none can ever be had with it, a disabled one with the
// reasons when none can be had now. Provider and mode of f do not count, as they are chosen after the action. What a person
// has no right to beyond sessions is left out.
func Actions(f Facts) (actions []Action) {
	if session, possible := sessionAction(f); possible {
		actions = append(actions, session)
	}
	if f.may(access.ForceCheckIn) && f.Around.Joined == device.Yes && f.Device.Lifecycle != device.Retired {
		actions = append(actions, Action{Name: ForceCheckIn, Enabled: true})
	}
	return actions
}

// sessionAction is enabled when any way to a session is open; else its findings are those of the device's own provider.
func sessionAction(f Facts) (action Action, possible bool) {
	choices := f.menuProviders()
	for _, provider := range choices {
		for _, mode := range []string{Attended, Unattended} {
			blocking := Blocking(judge(f.by(provider, mode)))
			if len(blocking) == 0 {
				return Action{Name: actionName(f), Enabled: true}, true
			}
			possible = possible || !never(blocking)
		}
	}
	return Action{Name: actionName(f), Findings: Blocking(Check(f.by(choices[0], Attended)))}, possible
}

// menuProviders are those that a session may be had by, the device's own first. One that nobody ever spoke of is no choice.
func (f Facts) menuProviders() []string {
	switch activations := f.Around.Activations; {
	case f.Around.Preferred == TeamViewer:
		return []string{TeamViewer, BuiltIn}
	case activations[Way{TeamViewer, Attended}] != Unjudged, activations[Way{TeamViewer, Unattended}] != Unjudged:
		return []string{BuiltIn, TeamViewer}
	}
	return []string{BuiltIn}
}

func actionName(f Facts) string {
	switch {
	case f.Device.Platform == device.IOS:
		return RemoteDisplay
	case f.Device.Platform == device.Android && f.Around.Preferred == TeamViewer:
		return StartTeamViewerRemoteControl
	}
	return StartRemoteControl
}

func never(findings []Finding) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return f.Never })
}

// Available is the attribute Help@Work Available: whether some provider that is set up could have a session with the device
// in some mode now. Who asks, their account, and an open session do not count.
func Available(around Circumstances, d device.Device) device.Known {
	around.Account = Account{}
	f := Facts{Device: d, Around: around, Rights: access.Rights[access.Administrator]}
	for _, provider := range providers {
		for _, mode := range []string{Attended, Unattended} {
			if f := f.by(provider, mode); f.offered() && !Blocks(judge(f)) {
				return device.Yes
			}
		}
	}
	return device.No
}
