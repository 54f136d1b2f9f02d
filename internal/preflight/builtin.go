package preflight

import (
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
)

// OldestAgent is the oldest version of the agent that this server works with.
const OldestAgent = "0.1"

// reachesByAgent leaves out guests, which connect with the token of their one session, and what no agent exists for.
func reachesByAgent(f Facts) bool {
	return f.Provider == BuiltIn && !isGuest(f) && f.Device.Lifecycle != device.Retired &&
		f.Device.Management != device.IOSAppOnly && (f.Device.Platform == device.Android || f.Device.Simulated)
}

func iosNoApp(f Facts) []Finding {
	applies := f.Provider == BuiltIn && f.Device.Platform == device.IOS && !f.Device.Simulated &&
		f.Device.Management != device.IOSAppOnly // said already, and more clearly
	return when(applies, Finding{Code: IOSNoApp, Severity: Block})
}

func notEnrolled(f Facts) []Finding {
	return when(reachesByAgent(f) && !f.Device.Enrolled, Finding{Code: NotEnrolled, Severity: Block, Remedy: EnrollDevice})
}

func neverSeen(f Facts) []Finding {
	return when(reachesByAgent(f) && f.Device.Enrolled && !f.Device.Online && f.Device.LastSeen.IsZero(),
		Finding{Code: NeverSeen, Severity: Block, Remedy: OpenAgent})
}

func offline(f Facts) []Finding {
	d := f.Device
	return when(reachesByAgent(f) && !d.Online && !d.LastSeen.IsZero(), Finding{Code: Offline, Severity: Warn, Remedy: WakeDevice,
		Facts: map[string]string{"last_seen": d.LastSeen.UTC().Format(time.RFC3339), "hours": hoursSince(f.Now, d.LastSeen)}})
}

func agentTooOld(f Facts) []Finding {
	version, _, _ := strings.Cut(f.Device.Report.AgentVersion, "-") // digits and dots; the rest is the device's own words
	return when(reachesByAgent(f) && older(f.Device.Report.AgentVersion, OldestAgent),
		Finding{Code: AgentTooOld, Severity: Warn, Remedy: UpdateAgent,
			Facts: map[string]string{"version": version, "oldest": OldestAgent}})
}

func agentUnknown(f Facts) []Finding {
	_, ok := versionParts(f.Device.Report.AgentVersion)
	return when(reachesByAgent(f) && f.Device.Enrolled && !ok, Finding{Code: AgentUnknown, Severity: Info, Remedy: UpdateAgent})
}

func codecUnknown(f Facts) []Finding {
	codec := f.Device.Report.Codec
	return when(reachesByAgent(f) && f.Device.Enrolled && codec != "H264" && codec != "VP8",
		Finding{Code: CodecUnknown, Severity: Warn, Remedy: UpdateAgent})
}

// agentApp says how the agent gets onto a device that has no key yet; with one, the device speaks for itself.
func agentApp(f Facts) []Finding {
	agent, listed := f.app(roleAgent)
	if !reachesByAgent(f) || f.Device.Enrolled || !listed {
		return nil
	}
	switch agent.State {
	case stateAbsent, stateRemoved:
		return when(!agent.Distributed, Finding{Code: AppNotDistributed, Severity: Info, Remedy: Distribute, Facts: agent.facts()})
	case statePending:
		return []Finding{{Code: AppPending, Severity: Info, Remedy: f.ifJoined(CheckIn), Facts: agent.facts()}}
	case stateFailed:
		return []Finding{{Code: AppFailed, Severity: Info, Remedy: RetryInstall, Facts: agent.facts()}}
	}
	return nil
}
