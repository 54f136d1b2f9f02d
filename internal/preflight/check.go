package preflight

import (
	"cmp"
	"slices"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// The modes of a session, as package support names them.
const (
	Attended   = "attended"
	Unattended = "unattended"
)

// BuiltIn is the name of the engine whose limits are known here.
const BuiltIn = "builtin"

// providers are all whose rules are known here.
var providers = []string{BuiltIn, TeamViewer}

// Facts are all that a check looks at.
type Facts struct {
	Device   device.Device
	Provider string // empty means BuiltIn
	Mode     string // empty means Attended
	// Rights are those of the person who wants to start.
	Rights []access.Right
	// OpenSession is the device's session that has not ended, or nil.
	OpenSession *OpenSession
	Now         time.Time
	// Around is what is known beyond the device.
	Around Circumstances
}

// An OpenSession is the session that keeps a device busy.
type OpenSession struct{ ID, TechnicianID, TechnicianName string }

// Check returns what to know before a session, what blocks it first. Nothing to say is an empty list.
func Check(f Facts) []Finding {
	f.Provider, f.Mode = cmp.Or(f.Provider, BuiltIn), cmp.Or(f.Mode, Attended)
	found := judge(f)
	if Blocks(found) {
		found = append(found, othersThatCan(f)...)
	}
	for _, finding := range found {
		tidy(finding.Facts)
	}
	slices.SortStableFunc(found, func(a, b Finding) int { return rank(a.Severity) - rank(b.Severity) })
	return found
}

// maxFact is in characters.
const maxFact = 200

// tidy makes values fit to show, as devices and administrators wrote most of them, and drops those that say nothing.
func tidy(facts map[string]string) {
	for name, value := range facts {
		if facts[name] = wire.CleanLine(value, maxFact); facts[name] == "" {
			delete(facts, name)
		}
	}
}

func rank(s Severity) int { return slices.Index([]Severity{Block, Warn, Info}, s) }

// judge asks every rule.
func judge(f Facts) (found []Finding) {
	for _, rule := range rules {
		found = append(found, rule(f)...)
	}
	return found
}

// A rule knows one thing and most often has nothing to say.
type rule func(Facts) []Finding

// when is what a rule with one finding says.
func when(applies bool, finding Finding) []Finding {
	if applies {
		return []Finding{finding}
	}
	return nil
}

// rules are asked in this order.
var rules = slices.Concat(whatItIs, whatIsSetUp, whoAsks, howItIs, whichApps, whichPolicies, limits)

// othersThatCan names the providers that would not be blocked: the way out that is always nearest.
func othersThatCan(f Facts) (found []Finding) {
	for _, other := range providers {
		if other == f.Provider {
			continue
		}
		if f := f.by(other, f.Mode); f.offered() && !Blocks(judge(f)) {
			found = append(found, Finding{Code: OtherProvider, Severity: Info, Remedy: UseOther, Facts: map[string]string{"provider": other}})
		}
	}
	return found
}

// by is the same question for another way.
func (f Facts) by(provider, mode string) Facts {
	f.Provider, f.Mode = provider, mode
	return f
}

// offered says whether a way can be chosen at all: the built-in engine as long as nobody switched it off, another provider
// only where it is activated.
func (f Facts) offered() bool {
	standing := f.standing()
	return standing == On || f.Provider == BuiltIn && standing == Unjudged
}

// standing is how the way stands. What was activated for all modes at once has an empty mode.
func (f Facts) standing() Activation {
	if own, said := f.Around.Activations[Way{f.Provider, f.Mode}]; said {
		return own
	}
	return f.Around.Activations[Way{f.Provider, ""}]
}

// Whether the person may.
var whoAsks = []rule{noRightView, noRightTeamViewer, noRightUnattended, controlNotLimited, account, busy}

func (f Facts) may(r access.Right) bool { return slices.Contains(f.Rights, r) }

func noRightView(f Facts) []Finding {
	return when(!f.may(access.View), Finding{Code: NoRightView, Severity: Block, Remedy: AskAdmin})
}

func noRightTeamViewer(f Facts) []Finding {
	return when(f.Provider == TeamViewer && !f.may(access.StartTeamViewer),
		Finding{Code: NoRightTeamViewer, Severity: Block, Remedy: AskAdmin})
}

func noRightUnattended(f Facts) []Finding {
	return when(f.Mode == Unattended && !f.may(access.Unattended),
		Finding{Code: NoRightUnattended, Severity: Block, Remedy: UseAttended})
}

// Nothing in TeamViewer's interface makes a session one to look at only.
func controlNotLimited(f Facts) []Finding {
	return when(f.Provider == TeamViewer && Controllable(f.Device) && !f.may(access.Control),
		Finding{Code: ControlNotLimited, Severity: Block, Remedy: AskAdmin})
}

func noRightControl(f Facts) []Finding {
	return when(f.Provider != TeamViewer && Controllable(f.Device) && !f.may(access.Control),
		Finding{Code: NoRightControl, Severity: Info, Remedy: AskAdmin})
}

func busy(f Facts) []Finding {
	if f.OpenSession == nil {
		return nil
	}
	return []Finding{{Code: DeviceBusy, Severity: Block, Remedy: JoinOrReplace, Facts: map[string]string{
		"session_id": f.OpenSession.ID, "technician": f.OpenSession.TechnicianName,
	}}}
}
