package preflight

import "github.com/helpatwork/helpatwork/internal/device"

// The names of actions on a device. Requirement S36 names one for each platform; a guest computer is like a phone
// whose screen is looked at.
const (
	StartRemoteControl = "start_remote_control"
	RemoteDisplay      = "remote_display"
)

// An Action is one entry of a device's Actions menu.
type Action struct {
	Name    string
	Enabled bool
	// Findings are what blocks it; empty when it is enabled.
	Findings []Finding
}

// Actions returns the entries of a device's menu: none when a session can never be had with it, a disabled one with
// the reasons when it cannot be had now. The mode of f does not count, as it is chosen after the action.
func Actions(f Facts) []Action {
	f.Mode = Attended
	attended := Blocking(Check(f))
	f.Mode = Unattended
	unattended := Blocking(Check(f))
	action := Action{Name: actionName(f.Device.Platform)}
	switch {
	case never(attended) && never(unattended):
		return nil
	case len(attended) == 0 || len(unattended) == 0:
		action.Enabled = true
	default:
		action.Findings = attended
	}
	return []Action{action}
}

func actionName(p device.Platform) string {
	if p == device.IOS {
		return RemoteDisplay
	}
	return StartRemoteControl
}

func never(findings []Finding) bool {
	for _, f := range findings {
		if f.Never {
			return true
		}
	}
	return false
}
