package app

import (
	"net/http"
	"slices"
	"testing"

	"github.com/helpatwork/helpatwork/internal/sim"
)

// onPolicy puts a device under the MDM that can make nothing check in.
func onPolicy(d object) { d["mdm_id"] = policyOnly }

// S29: where an MDM has no check-in, a change of policy and the next report take its place, in the menu and in a removal.
func TestARemovalByAnMDMWithoutCheckIn(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	admin := th.admin
	bare, here, away := th.handset("Bare", onPolicy), th.handset("Here", onPolicy), th.handset("Away", onPolicy)
	admin.refused(http.StatusConflict, "mdm_cannot", "POST", "/devices/"+bare.id+"/check-in", nil)
	th.hosts(here, away)
	if how := str(admin.must("POST", "/devices/"+here.id+"/check-in", nil), "how"); how != "policy" {
		t.Errorf("a check-in was %q, want a change of policy", how)
	}
	th.admin.activate("attended")
	admin.distribute(appQuickSupport, here.id)
	here.has(appQuickSupport)
	session := admin.attended(here.id)
	admin.is(session, "waiting")
	for _, w := range admin.must("GET", "/sessions/"+session+"/reaches", nil)["ways"].([]any) {
		if w == "mdm_message" {
			t.Error("a message is offered that this MDM cannot show")
		}
	}

	removal := str(admin.must("POST", "/help-at-work/removals", teamViewer("unattended")), "id")
	woken := func() (how []string) {
		for _, d := range admin.removal(removal)["affected"].([]any) {
			how = append(how, str(d.(object), "check_in"))
		}
		return how
	}
	until(t, "both policies are changed", func() bool {
		return str(admin.removal(removal), "step") == "proof" && slices.Equal(woken(), []string{"policy", "policy"})
	})
	here.checksInUntil("the report of the one is proof", func() bool { return count(admin.removal(removal), "gone") == 1 })
	if r := admin.removal(removal); r["can_finish"] == true || count(r, "unknown") != 1 {
		t.Errorf("one was not heard, and the removal is %v", r)
	}
	admin.must("POST", "/help-at-work/removals/"+removal+"/recheck", nil) // gives the order again and takes no proof away
	until(t, "it waits again", func() bool { return str(admin.removal(removal), "step") == "proof" })
	if r := admin.removal(removal); count(r, "gone") != 1 {
		t.Errorf("asking again lost a proof: %v", r)
	}
	away.checksInUntil("the other's, too", func() bool { return count(admin.removal(removal), "gone") == 2 })
	admin.must("POST", "/help-at-work/removals/"+removal+"/finish", object{})
	until(t, "it is done", func() bool {
		return str(admin.removal(removal), "step") == "done" && admin.card("unattended")["binding"] == nil
	})
	if held := admin.must("GET", "/seats", nil)["held"]; held != 0.0 {
		t.Errorf("%v seats are held after the removal", held)
	}
	admin.verified()
}

// The demo's devices are under all of its MDMs, and Apple's, which can always be woken, under none that cannot.
func TestTheDemosMDMs(t *testing.T) {
	t.Parallel()
	of := (&stage{}).ofFleet().Connection
	devices := map[string]int{}
	for s := range sim.Describe(200, 1) {
		connection := of(s.Device.ID, string(s.Device.Platform))
		devices[connection]++
		if connection == policyOnly && s.Apple() {
			t.Errorf("%s is an Apple device without a check-in", s.Device.Name)
		}
	}
	for _, c := range demoConnections {
		if devices[c.ID] < 5 {
			t.Errorf("%d of 200 devices are under %s, want some", devices[c.ID], c.Name)
		}
	}
}
