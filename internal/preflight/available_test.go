package preflight_test

import (
	"slices"
	"testing"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/preflight"
)

// D2: the attribute Help@Work Available.
func TestAvailable(t *testing.T) {
	t.Parallel()
	off := func(f *preflight.Facts) { f.Around.Activations = nil }
	noAgent := func(f *preflight.Facts) { f.Device.Enrolled = false }
	only := func(provider, mode string) change {
		return func(f *preflight.Facts) {
			f.Around.Activations = map[preflight.Way]preflight.Activation{{Provider: "builtin"}: preflight.Off, {Provider: provider, Mode: mode}: preflight.On}
		}
	}
	for name, tc := range map[string]struct {
		facts preflight.Facts
		want  device.Known
	}{
		"both providers can":                  {ready(), device.Yes},
		"only the built-in engine can":        {ready(off), device.Yes},
		"only TeamViewer can":                 {ready(noAgent), device.Yes},
		"only TeamViewer unattended can":      {ready(noAgent, kioskOf(hostPackage, addOnPackage)), device.Yes},
		"TeamViewer was never activated":      {ready(off, noAgent), device.No},
		"the built-in engine is switched off": {ready(only("builtin", "")), device.Yes},
		"and on its way out": {aPhone(around(func(c *preflight.Circumstances) {
			c.Activations = map[preflight.Way]preflight.Activation{{Provider: "builtin"}: preflight.Leaving}
		})), device.No},
		"unattended alone, with no Host":  {ready(only("teamviewer", "unattended"), noAgent, state("host", "absent")), device.No},
		"an iPhone with TeamViewer":       {readyIPhone(), device.Yes},
		"an iPhone without":               {readyIPhone(off), device.No},
		"unattended is not for an iPhone": {readyIPhone(only("teamviewer", "unattended")), device.No},
		"MAM-only":                        {readyIPhone(managed(device.IOSAppOnly)), device.No},
		"retired":                         {ready(func(f *preflight.Facts) { f.Device.Lifecycle = device.Retired }), device.No},
		"a guest":                         {aPhone(managed(device.Guest)), device.Yes},
		"offline":                         {aPhone(func(f *preflight.Facts) { f.Device.Online = false }), device.Yes},
		"the account of who asks does not count": {ready(noAgent, around(func(c *preflight.Circumstances) {
			c.Account = preflight.Account{Attended: preflight.NoAccount, Unattended: preflight.NoAccount}
		})), device.Yes},
	} {
		if got := preflight.Available(tc.facts.Around, tc.facts.Device); got != tc.want {
			t.Errorf("%s: available %q, want %q", name, got, tc.want)
		}
	}
}

// switchedOff is TeamViewer in both modes.
func switchedOff(f *preflight.Facts) {
	f.Around.Activations = map[preflight.Way]preflight.Activation{{Provider: "teamviewer", Mode: "attended"}: preflight.Off,
		{Provider: "teamviewer", Mode: "unattended"}: preflight.Off}
}

// S36, S37: one entry starts a session, named after the device's own provider; what can be chosen in it is asked later.
func TestActionsWithTwoProviders(t *testing.T) {
	t.Parallel()
	const tv, builtin, display, checkIn = preflight.StartTeamViewerRemoteControl, preflight.StartRemoteControl, preflight.RemoteDisplay, preflight.ForceCheckIn
	preferBuiltIn := around(func(c *preflight.Circumstances) { c.Preferred = preflight.BuiltIn })
	notThere := func(f *preflight.Facts) { f.Device.Enrolled = false }
	for name, tc := range map[string]struct {
		facts   preflight.Facts
		want    []string
		enabled bool // the first
	}{
		"Android with TeamViewer":                 {ready(), []string{tv, checkIn}, true},
		"an iPhone with TeamViewer":               {readyIPhone(), []string{display, checkIn}, true},
		"Android with the built-in engine":        {ready(preferBuiltIn), []string{builtin, checkIn}, true},
		"nobody said which":                       {withAgent(around(func(c *preflight.Circumstances) { c.Preferred = "" })), []string{builtin, checkIn}, true},
		"TeamViewer cannot, the other can":        {ready(switchedOff), []string{tv, checkIn}, true},
		"the built-in cannot, TeamViewer can":     {ready(preferBuiltIn, notThere), []string{builtin, checkIn}, true},
		"nobody ever spoke of TeamViewer":         {ready(preferBuiltIn, notThere, around(func(c *preflight.Circumstances) { c.Activations = nil })), []string{builtin, checkIn}, false},
		"TeamViewer attended alone":               {ready(preferBuiltIn, notThere, standing(preflight.Attended, preflight.On)), []string{builtin, checkIn}, true},
		"TeamViewer unattended alone":             {ready(preferBuiltIn, notThere, standing(preflight.Unattended, preflight.On)), []string{builtin, checkIn}, true},
		"neither can":                             {ready(switchedOff, notThere), []string{tv, checkIn}, false},
		"only unattended can":                     {ready(notThere, kioskOf(hostPackage)), []string{tv, checkIn}, true},
		"the mode does not count":                 {readyIPhone(unattended), []string{display, checkIn}, true},
		"no MDM":                                  {ready(known(device.No)), []string{tv}, true},
		"nobody knows of an MDM":                  {ready(known(device.Unknown)), []string{tv}, true},
		"no right to force a check-in":            {ready(rights(access.View, access.Control, access.StartTeamViewer)), []string{tv}, true},
		"no right to start, but to check in":      {ready(rights(access.ForceCheckIn)), []string{tv, checkIn}, false},
		"MAM-only has no session, and a check-in": {readyIPhone(managed(device.IOSAppOnly)), []string{checkIn}, true},
		"retired": {ready(func(f *preflight.Facts) { f.Device.Lifecycle = device.Retired }), []string{tv}, false},
		"a guest where TeamViewer is the default": {ready(managed(device.Guest), known(device.No)), []string{builtin}, true},
	} {
		var got []string
		actions := preflight.Actions(tc.facts)
		for _, a := range actions {
			got = append(got, a.Name)
		}
		if !slices.Equal(got, tc.want) || actions[0].Enabled != tc.enabled {
			t.Errorf("%s: %+v, want %v, the first enabled %v", name, actions, tc.want, tc.enabled)
		}
	}
}

// The reasons are those of the device's own provider, attended.
func TestADisabledActionSaysWhy(t *testing.T) {
	t.Parallel()
	actions := preflight.Actions(ready(switchedOff, func(f *preflight.Facts) { f.Device.Enrolled = false }))
	if got, there := find(actions[0].Findings, preflight.NotActivated); !there || got.Facts["mode"] != preflight.Attended {
		t.Errorf("findings %+v, want that TeamViewer is not activated", actions[0].Findings)
	}
	if _, there := find(actions[0].Findings, preflight.NotEnrolled); there {
		t.Errorf("findings %+v, want none of the other provider", actions[0].Findings)
	}
}
