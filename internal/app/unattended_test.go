package app

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/helpatwork/helpatwork/internal/provider/teamviewer/teamviewertest"
)

// hosts has unattended TeamViewer activated and Host on these phones, each with its seat; the administrator's account is
// connected. What Host does at its first start is left to assign.
func (th *theatre) hosts(phones ...*handset) {
	th.t.Helper()
	th.admin.activate("unattended")
	th.admin.bind("", teamviewertest.UserToken)
	th.admin.keys()
	th.admin.must("PUT", "/seats", object{"total": len(phones)})
	ids := make([]string, len(phones))
	for i, h := range phones {
		ids[i] = h.id
	}
	th.admin.distribute(appHost, ids...)
	for _, h := range phones {
		h.has(appHost)
	}
}

// assign is Host's first start: its user gives the permission, and it registers at TeamViewer with what its configuration
// says. reference replaces the name that we delivered, for a Host that was set up in another way.
func (h *handset) assign(reference string) (peer string) {
	h.t.Helper()
	name := str(h.th.admin.must("GET", "/devices/"+h.id, nil), "name")
	assignment := h.setting(packageHost, "sim_assignment_id")
	if assignment != teamviewertest.Assignment {
		h.t.Fatalf("Host was given the assignment %q", assignment)
	}
	body := fmt.Sprintf(`{"assignment":%q,"reference":%q,"name":%q}`, assignment, reference, name)
	status, _, answer := h.th.caller().send("POST", h.th.viewer.Origin()+"/client/v1/host", strings.NewReader(body), nil)
	if status != http.StatusOK {
		h.t.Fatalf("register Host: %d %s", status, answer)
	}
	_, rest, _ := strings.Cut(answer, `"teamviewer_id":"`)
	peer, _, _ = strings.Cut(rest, `"`)
	h.say(packageHost, "activated", "yes")
	h.checkIn()
	return peer
}

// matched has the server ask TeamViewer for its devices, as it does every few minutes.
func (th *theatre) matched() {
	th.t.Helper()
	if err := th.node.rollout.FindMatch(th.t.Context()); err != nil {
		th.t.Fatal(err)
	}
}

func (c *caller) unattended(deviceID string) string {
	c.t.Helper()
	sessionID, _ := c.begin(deviceID, func(o object) { o["provider"], o["mode"] = "teamviewer", "unattended" })
	return sessionID
}

func TestAnUnattendedSessionFromStartToEnd(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	admin := th.admin
	h, plain := th.handset("Pixel 1", pixel), th.handset("AQUOS 1")
	if codes, blocked := admin.findings(h.id, "unattended"); !blocked || !slices.Contains(codes, "not_activated!") {
		t.Errorf("before the activation: %v", codes)
	}
	th.hosts(h, plain)
	until(t, "Host is not activated nor matched", func() bool {
		codes, blocked := admin.findings(h.id, "unattended")
		return blocked && slices.Contains(codes, "host_not_matched!") && slices.Contains(codes, "host_activation_unknown")
	})
	peer := h.assign(h.setting(packageHost, "sim_device_reference"))
	plain.assign(plain.setting(packageHost, "sim_device_reference"))
	th.matched()
	until(t, "nothing blocks", func() bool { _, blocked := admin.findings(h.id, "unattended"); return !blocked })
	if codes, _ := admin.findings(h.id, "unattended"); !slices.Contains(codes, "pixel_consent") {
		t.Errorf("nobody tells that a Pixel asks each time: %v", codes)
	}
	if codes, _ := admin.findings(plain.id, "unattended"); slices.Contains(codes, "pixel_consent") {
		t.Errorf("another make is taken for a Pixel: %v", codes)
	}
	if m := admin.must("GET", "/devices/"+h.id+"/support-apps", nil)["match"].(object); str(m, "peer_id") != peer || str(m, "source") != "delivered_value" {
		t.Errorf("match %v, want %s by the value that was delivered", m, peer)
	}

	sessionID := admin.unattended(h.id)
	admin.is(sessionID, "waiting")
	if n := len(th.viewer.Codes()); n != 0 {
		t.Errorf("%d codes were made for an unattended session", n)
	}
	link, err := url.Parse(admin.handOver(sessionID))
	if err != nil || link.Query().Get("device") != peer || link.Path != "/control" {
		t.Errorf("the link is %v %v, want device %s", link, err, peer)
	}
	admin.is(sessionID, "handed_over")
	if err := th.viewer.ConnectDevice(peer, "u100001"); err != nil {
		t.Fatal(err)
	}
	if err := th.viewer.EndDevice(peer); err != nil {
		t.Fatal(err)
	}
	s := admin.is(sessionID, "ended")
	if str(s, "end_reason") != "ended_at_provider" || str(s, "at_provider", "ended_at") == "" {
		t.Errorf("ended by its report: %v", s)
	}
	admin.verified()
}

func TestAnAmbiguousMatchOpensNobodysPhone(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	admin := th.admin
	h := th.handset("AQUOS 1")
	th.hosts(h)
	first := h.assign(h.id)
	second := th.viewer.AddDevice("AQUOS 1", h.id) // a stranger's, or the same phone from before
	named := th.viewer.AddDevice("AQUOS 1", "")    // of the same name only
	th.matched()
	until(t, "it blocks", func() bool {
		codes, blocked := admin.findings(h.id, "unattended")
		return blocked && slices.Contains(codes, "host_ambiguous!")
	})
	admin.refused(http.StatusUnprocessableEntity, "blocked", "POST", "/devices/"+h.id+"/sessions", object{"provider": "teamviewer", "mode": "unattended", "reason": "r"})
	var offered []string
	for _, p := range items(admin.must("GET", "/devices/"+h.id+"/peers", nil)) {
		offered = append(offered, str(p, "id"))
	}
	for _, peer := range []string{first, second, named} {
		if !slices.Contains(offered, peer) {
			t.Errorf("%s is not offered: %v", peer, offered)
		}
	}
	tech := th.colleague(admin, "Ben", "technician")
	tech.refused(http.StatusForbidden, "forbidden", "PUT", "/devices/"+h.id+"/match", object{"peer_id": second})
	admin.refused(http.StatusUnprocessableEntity, "invalid", "PUT", "/devices/"+h.id+"/match", object{"peer_id": "12 34; rm"})
	admin.must("PUT", "/devices/"+h.id+"/match", object{"peer_id": second})
	th.matched()
	if codes, blocked := admin.findings(h.id, "unattended"); blocked {
		t.Errorf("after the administrator confirmed: %v", codes)
	}
	sessionID := admin.unattended(h.id)
	admin.is(sessionID, "waiting")
	if link := admin.handOver(sessionID); !strings.HasSuffix(link, "device="+second) {
		t.Errorf("the link is %q, want %s", link, second)
	}
}

func TestANameIsNoMatch(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	h := th.handset("AQUOS 1")
	th.hosts(h)
	th.viewer.AddDevice("AQUOS 1", "")
	th.matched()
	if codes, blocked := th.admin.findings(h.id, "unattended"); !blocked || !slices.Contains(codes, "host_not_matched!") {
		t.Errorf("a device of the same name: %v", codes)
	}
}

// removal is how far a removal is.
func (c *caller) removal(id string) object {
	c.t.Helper()
	return c.must("GET", "/help-at-work/removals/"+id, nil)
}

func count(o object, proof string) float64 {
	counts, _ := o["counts"].(object)
	n, _ := counts[proof].(float64)
	return n
}

func TestUnattendedIsRemovedInOrder(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	admin := th.admin
	here, wiped, lost := th.handset("Here"), th.handset("Wiped"), th.handset("Lost")
	th.hosts(here, wiped, lost)
	peer := here.assign(here.id)
	th.matched()
	open := admin.unattended(here.id)
	admin.is(open, "waiting")

	removal := str(admin.must("POST", "/help-at-work/removals", teamViewer("unattended")), "id")
	admin.refused(http.StatusConflict, "being_removed", "POST", "/help-at-work/removals", teamViewer("unattended"))
	admin.is(open, "ended")
	if got := admin.endReason(open); got != "activation_removed" {
		t.Errorf("the open session ended as %q", got)
	}
	admin.refused(http.StatusUnprocessableEntity, "blocked", "POST", "/devices/"+here.id+"/sessions", object{"provider": "teamviewer", "mode": "unattended", "reason": "r"})
	until(t, "every device is being waited for", func() bool {
		r := admin.removal(removal)
		return str(r, "step") == "proof" && len(r["affected"].([]any)) == 3
	})
	if r := admin.removal(removal); r["can_finish"] == true || count(r, "gone") != 0 || count(r, "unenrolled") != 0 {
		t.Errorf("before anybody was heard: %v", r)
	}
	if d := admin.must("GET", "/support-apps/"+appHost+"/distribution", nil); str(d, "to") != "no_one" {
		t.Errorf("Host goes to %s", str(d, "to"))
	}
	here.checksInUntil("the phone that is here is proven", func() bool { return count(admin.removal(removal), "gone") == 1 })
	wiped.leaves()
	until(t, "the phone that left is proven", func() bool { return count(admin.removal(removal), "unenrolled") == 1 })
	for _, d := range admin.removal(removal)["affected"].([]any) {
		if d := d.(object); (str(d, "proof") == "gone" || str(d, "proof") == "unenrolled") && (str(d, "evidence") == "" || str(d, "at") == "") {
			t.Errorf("proof without evidence: %v", d)
		}
	}
	if str(admin.card("unattended"), "binding", "state") != "works" {
		t.Error("the account went before the devices")
	}
	admin.refused(http.StatusConflict, "being_removed", "DELETE", "/help-at-work/accounts?provider=teamviewer&mode=unattended", nil)
	admin.refused(http.StatusConflict, "not_proven", "POST", "/help-at-work/removals/"+removal+"/finish", object{})
	admin.must("POST", "/help-at-work/removals/"+removal+"/recheck", nil)
	until(t, "it waits again", func() bool { return str(admin.removal(removal), "step") == "proof" })

	done := admin.must("POST", "/help-at-work/removals/"+removal+"/finish", object{"override_reason": "The phone fell into a lake"})
	if names := fmt.Sprint(done["unproven"]); !strings.Contains(names, "Lost") || strings.Contains(names, "Here") || strings.Contains(names, "Wiped") {
		t.Errorf("the override names %s", names)
	}
	until(t, "the removal is done", func() bool { return str(admin.removal(removal), "step") == "done" })
	record := items(admin.must("GET", "/audit?action=activation.removal_overridden", nil))
	if len(record) != 1 || !strings.Contains(fmt.Sprint(record[0]["details"]), "Lost ("+lost.id+")") || !strings.Contains(fmt.Sprint(record[0]["details"]), "lake") {
		t.Errorf("the audit log says %v", record)
	}
	until(t, "the account is gone", func() bool {
		card := admin.card("unattended")
		return str(card, "state") == "off" && card["binding"] == nil
	})
	if seats := admin.must("GET", "/seats", nil); seats["held"] != 1.0 {
		t.Errorf("%v: only the lost phone still holds its seat", seats)
	}

	// It was the last way of TeamViewer, so the technician's own account went with it.
	until(t, "the technician's account is gone", func() bool { return str(admin.must("GET", "/me/teamviewer", nil), "state") == "none" })
	accounts := fmt.Sprint(admin.removal(removal)["accounts"])
	if strings.Count(accounts, "state:forgotten") != 2 { // both were script tokens
		t.Errorf("the removal tells of its accounts %s", accounts)
	}

	// Later with another account: from the beginning.
	admin.browser().connect("", "u100001", "allow")
	admin.browser().connect("unattended", "u100002", "allow")
	admin.must("POST", "/help-at-work/activations", teamViewer("unattended", object{"agreement_version": 1}))
	admin.must("PUT", "/seats", object{"total": 2})
	admin.distribute(appHost, here.id)
	here.has(appHost)
	if again := here.assign(here.id); again != peer {
		t.Errorf("the same Host became %s", again)
	}
	th.matched()
	until(t, "it can be started again", func() bool { _, blocked := admin.findings(here.id, "unattended"); return !blocked })
	admin.verified()
}

// leaves is the phone being wiped.
func (h *handset) leaves() {
	h.t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seq++
	h.tell(h.farewell())
}

func TestAttendedIsRemovedAtOnce(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	admin := th.admin
	h, second := th.handset("AQUOS 1"), th.handset("AQUOS 2")
	th.ready(h, second)
	waits, runs := admin.attended(h.id), admin.attended(second.id)
	h.delivered(admin, waits)
	code := second.delivered(admin, runs)
	if err := th.viewer.Arrive(code); err != nil {
		t.Fatal(err)
	}
	admin.handOver(runs)
	if err := th.viewer.Connect(code); err != nil {
		t.Fatal(err)
	}
	removal := str(admin.must("POST", "/help-at-work/removals", teamViewer("attended")), "id")
	for _, sessionID := range []string{waits, runs} {
		admin.is(sessionID, "ended")
		until(t, "the code is closed", func() bool { return !codesOf(th.viewer, sessionID)[0].Open })
	}
	until(t, "the removal is done", func() bool { return str(admin.removal(removal), "step") == "done" })
	if s := admin.session(runs); str(s, "at_provider", "ended_at") != "" || str(s, "end_reason") != "activation_removed" {
		t.Errorf("the connection that runs on: %v", s)
	}
	for _, phone := range []*handset{h, second} {
		phone.checksInUntil("QuickSupport is gone", func() bool { return phone.apps[packageQuickSupport].State == "removed" })
	}
	if a := h.app(appAddOn); a["distributed"] == true {
		t.Errorf("the add-on is still distributed: %v", a)
	}
	if err := th.viewer.EndConnection(code); err != nil {
		t.Fatal(err)
	}
	admin.activate("attended")
	until(t, "the report of the connection comes", func() bool { return str(admin.session(runs), "at_provider", "ended_at") != "" })
	admin.verified()
}
