package app

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/helpatwork/helpatwork/internal/wire"
)

func TestRolloutToSomeDevices(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	admin := th.admin
	h, other := th.handset("AQUOS 1"), th.handset("AQUOS 2")
	admin.refused(http.StatusConflict, "not_activated", "PUT", "/support-apps/"+appQuickSupport+"/distribution",
		object{"to": "everyone", "install": "required", "version": 0})
	admin.activate("attended", "unattended")
	admin.must("PUT", "/seats", object{"total": 1})
	admin.keys()
	count := admin.must("POST", "/support-apps/"+appQuickSupport+"/distribution/count", object{"to": "custom", "device_ids": []string{h.id}, "install": "required", "version": 0})
	if count["devices"] != 1.0 || count["managed"] != 1.0 {
		t.Errorf("counted %v", count)
	}
	for _, app := range []string{appQuickSupport, appAddOn, appHost} {
		admin.distribute(app, h.id)
	}
	until(t, "QuickSupport is ordered", func() bool { return str(h.app(appQuickSupport), "ordered_at") != "" })
	if got := str(h.app(appQuickSupport), "state"); got != "pending" && got != "" && got != "absent" {
		t.Errorf("before the phone was heard QuickSupport is %q", got)
	}
	h.has(appQuickSupport, appAddOn, appHost)
	for _, app := range []string{appQuickSupport, appAddOn, appHost} {
		if a := h.app(app); str(a, "evidence") == "" || str(a, "at") == "" || str(a, "app_version") == "" || str(a, "managed") != "yes" {
			t.Errorf("%s: %v: want evidence, time, version, managed", app, a)
		}
	}
	if got := h.setting(packageHost, "sim_device_reference"); got != h.id {
		t.Errorf("Host was given %q as its name", got)
	}
	other.checkIn()
	if a := other.app(appQuickSupport); str(a, "state") == "installed" || a["distributed"] == true {
		t.Errorf("the phone that nobody named: %v", a)
	}

	// A refusal of the user is told with its reason, and tried again only when somebody asks.
	other.failing[packageQuickSupport] = wire.MDMRejectedInstall
	admin.distribute(appQuickSupport, h.id, other.id)
	other.checksInUntil("the refusal is told", func() bool {
		a := other.app(appQuickSupport)
		return str(a, "state") == "failed" && str(a, "reason") == "user_refused"
	})
	delete(other.failing, packageQuickSupport)
	admin.must("POST", "/devices/"+other.id+"/support-apps/"+appQuickSupport+"/retry", nil)
	other.has(appQuickSupport)

	// To no one takes it away again.
	admin.distribute(appQuickSupport)
	for _, phone := range []*handset{h, other} {
		phone.checksInUntil("QuickSupport is gone", func() bool { return str(phone.app(appQuickSupport), "state") == "removed" })
	}
	admin.verified()
}

func TestSeatsAreRacedByTwoAdministrators(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	admin := th.admin
	second := th.colleague(admin, "Ben", "administrator")
	admin.activate("unattended")
	admin.must("PUT", "/seats", object{"total": 2})
	phones := []*handset{th.handset("A1"), th.handset("A2"), th.handset("A3")}

	ids := []string{phones[0].id, phones[1].id, phones[2].id}
	status, o := admin.call("PUT", "/support-apps/"+appHost+"/distribution", object{"to": "custom", "device_ids": ids, "install": "required", "version": 0})
	if status != http.StatusConflict || str(o, "code") != "not_enough_seats" {
		t.Fatalf("three devices on two seats: %d %v", status, o)
	}
	if s, _ := o["seats"].(object); s["free"] != 2.0 || s["needed"] != 3.0 {
		t.Errorf("the numbers of the refusal: %v", o)
	}
	if d := admin.must("GET", "/support-apps/"+appHost+"/distribution", nil); str(d, "to") != "no_one" {
		t.Errorf("the refused distribution is kept: %v", d)
	}

	var won, lost atomic.Int32
	var race sync.WaitGroup
	for i, c := range []*caller{admin, second, admin, second} {
		race.Go(func() {
			in := object{"to": "custom", "device_ids": []string{ids[i%2], ids[2]}, "install": "required", "version": 0}
			switch status, o := c.call("PUT", "/support-apps/"+appHost+"/distribution", in); {
			case status == http.StatusOK:
				won.Add(1)
			case status == http.StatusConflict && (str(o, "code") == "changed" || str(o, "code") == "not_enough_seats"):
				lost.Add(1)
			default:
				t.Errorf("%d %v", status, o)
			}
		})
	}
	race.Wait()
	if won.Load() != 1 || lost.Load() != 3 {
		t.Errorf("%d saved, %d refused; want 1 and 3", won.Load(), lost.Load())
	}
	if seats := admin.must("GET", "/seats", nil); seats["held"] != 2.0 || seats["total"] != 2.0 {
		t.Errorf("seats %v: each device takes exactly one", seats)
	}
	// Fewer than are held touches nobody; a device more is refused.
	admin.must("PUT", "/seats", object{"total": 1})
	if seats := admin.must("GET", "/seats", nil); seats["held"] != 2.0 {
		t.Errorf("lowering the limit left %v", seats)
	}
	now := admin.must("GET", "/support-apps/"+appHost+"/distribution", nil)
	admin.refused(http.StatusConflict, "not_enough_seats", "PUT", "/support-apps/"+appHost+"/distribution",
		object{"to": "custom", "device_ids": ids, "install": "required", "version": now["version"]})

	// A seat is free again only when the phone itself says that Host is gone.
	for _, p := range phones {
		p.checksInUntil("Host is where it belongs", func() bool {
			return p.app(appHost)["distributed"] != true || str(p.app(appHost), "state") == "installed"
		})
	}
	admin.distribute(appHost)
	if seats := admin.must("GET", "/seats", nil); seats["held"] != 2.0 || seats["leaving"] != 2.0 {
		t.Errorf("before the phones were heard: %v", seats)
	}
	until(t, "both seats are free", func() bool {
		for _, p := range phones {
			p.checkIn()
		}
		return admin.must("GET", "/seats", nil)["held"] == 0.0
	})
}

func TestAKioskIsPutRightByOnePress(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	admin := th.admin
	admin.activate("attended")
	admin.bind("", "100001-standInUserToken01")
	admin.keys()
	h := th.handset("Kiosk 1", kiosk)
	h.posture = wire.MDMPosture{Kiosk: true, KioskApps: []string{"com.example.inventory"}, PermittedAll: true}
	admin.distribute(appQuickSupport, h.id)
	admin.distribute(appAddOn, h.id)
	h.has(appQuickSupport, appAddOn)
	until(t, "the kiosk's list blocks", func() bool {
		codes, blocked := admin.findings(h.id, "attended")
		return blocked && slices.Contains(codes, "not_allowlisted!")
	})
	admin.refused(http.StatusUnprocessableEntity, "blocked", "POST", "/devices/"+h.id+"/sessions", object{"provider": "teamviewer", "reason": "r"})
	change := admin.must("POST", "/devices/"+h.id+"/allow", object{"what": "apps"})
	if allow := change["allow"].([]any); !slices.Contains(allow, any(packageQuickSupport)) || !slices.Contains(change["hide"].([]any), any(packageAddOn)) {
		t.Errorf("the press changes %v: want QuickSupport allowed, the add-on allowed and hidden", change)
	}
	if _, blocked := admin.findings(h.id, "attended"); !blocked {
		t.Error("unblocked before the phone was heard")
	}
	h.checksInUntil("the block is gone", func() bool {
		codes, blocked := admin.findings(h.id, "attended")
		return !blocked && !slices.Contains(codes, "not_allowlisted")
	})
	admin.is(admin.attended(h.id), "waiting")
}

func TestATierThatIsTooLowBlocksThroughThatConnectionOnly(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	admin := th.admin
	admin.activate("attended")
	admin.bind("", "100001-standInUserToken01")
	gold := th.handset("Gold 1", func(d object) { d["mdm_id"] = demoConnections[1].ID })
	plain := th.handset("Plain 1")
	if codes, blocked := admin.findings(gold.id, "attended"); !blocked || !slices.Contains(codes, "tier_missing!") {
		t.Errorf("gold: %v", codes)
	}
	if codes, _ := admin.findings(plain.id, "attended"); strings.Contains(strings.Join(codes, " "), "tier") {
		t.Errorf("a connection without tiers: %v", codes)
	}
	available := func(filter string, h *handset) func() bool {
		return func() bool {
			return slices.ContainsFunc(items(admin.must("GET", "/devices?available="+filter, nil)), func(d object) bool { return str(d, "id") == h.id })
		}
	}
	until(t, "the gold phone is not available", available("no", gold))
	until(t, "the plain phone is available", available("yes", plain))
	for _, c := range admin.must("GET", "/mdm-connections", nil)["items"].([]any) {
		if c := c.(object); str(c, "id") == demoConnections[1].ID {
			admin.must("PUT", "/mdm-connections/"+demoConnections[1].ID, object{"name": c["name"], "tier_needed": "platinum", "tier": "platinum", "version": c["version"]})
		}
	}
	if codes, blocked := admin.findings(gold.id, "attended"); blocked {
		t.Errorf("with Platinum: %v", codes)
	}
	until(t, "the list follows", available("yes", gold))
	admin.must("POST", "/help-at-work/removals", teamViewer("attended"))
	until(t, "without the activation nothing is available", available("no", plain))
}

func TestADeviceThatIsImportedLaterIsJudged(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	th.admin.activate("attended")
	available := func(h *handset) func() bool {
		return func() bool { return str(th.admin.must("GET", "/devices/"+h.id, nil), "available") == "yes" }
	}
	until(t, "the first is judged", available(th.handset("AQUOS 1")))
	until(t, "the later one, too", available(th.handset("AQUOS 2")))
}

// Each thing that opens or closes the last way to a device is seen in the list, by itself and soon.
func TestHelpAtWorkAvailableFollowsEachCause(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	admin := th.admin
	admin.keys()
	h := th.handset("Kiosk 1", kiosk)
	h.posture = wire.MDMPosture{Kiosk: true, KioskApps: []string{"com.example.inventory"}, PermittedAll: true}
	becomes := func(h *handset, want, because string) {
		t.Helper()
		until(t, because+": "+want, func() bool {
			listed := items(admin.must("GET", "/devices?available="+want, nil))
			return slices.ContainsFunc(listed, func(d object) bool { return str(d, "id") == h.id }) &&
				str(admin.must("GET", "/devices/"+h.id, nil), "available") == want
		})
	}
	imported := func(change object) {
		t.Helper()
		d := object{"id": h.id, "name": "Kiosk 1", "platform": "android", "management": "android_kiosk", "lifecycle": "in_use"}
		maps.Copy(d, change)
		admin.must("POST", "/devices/import", object{"devices": []object{d}})
	}
	h.checkIn()
	becomes(h, "no", "nothing is activated, and it has no agent")
	admin.activate("attended")
	admin.distribute(appQuickSupport, h.id)
	h.has(appQuickSupport)
	becomes(h, "no", "the kiosk's list leaves the app out")
	admin.must("POST", "/devices/"+h.id+"/allow", object{"what": "apps"})
	h.checkIn()
	becomes(h, "yes", "the list was put right")

	h.posture.NoScreenCapture = true
	h.checkIn()
	becomes(h, "no", "a policy disables screen capture")
	admin.must("POST", "/devices/"+h.id+"/allow", object{"what": "capture"})
	h.checkIn()
	becomes(h, "yes", "the policy was changed")

	admin.distribute(appQuickSupport)
	h.checksInUntil("QuickSupport is gone", func() bool { return str(h.app(appQuickSupport), "state") == "removed" })
	becomes(h, "no", "the app was removed, and nobody distributes it")
	admin.distribute(appQuickSupport, h.id)
	h.has(appQuickSupport)
	becomes(h, "yes", "the app was installed again")

	imported(object{"lifecycle": "retired"})
	becomes(h, "no", "it was retired")
	imported(object{"groups": []string{"Another group"}})
	becomes(h, "yes", "it is in use again, in another group")
	imported(object{"mdm_id": demoConnections[1].ID})
	becomes(h, "no", "its MDM has too low a tier")
	imported(object{"mdm_id": demoConnections[0].ID})
	becomes(h, "yes", "it is back at the other MDM")

	admin.must("POST", "/help-at-work/removals", teamViewer("attended"))
	becomes(h, "no", "the activation was removed")
	plain := th.handset("AQUOS 1")
	becomes(plain, "no", "it has no agent")
	th.connect(admin, plain.id, th.place.enroll(str(admin.must("POST", "/devices/"+plain.id+"/enrollment", nil), "token")))
	becomes(plain, "yes", "its agent has connected")
}

// A value that no key can hold is refused by name, and what was there stays.
func TestValuesThatNoKeyCanHoldAreNamed(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	th.admin.keys()
	path := "/support-apps/" + appQuickSupport + "/keys"
	before := th.admin.must("GET", path, nil)
	for name, value := range map[string]string{"a control character": "bell\a", "70 kB": strings.Repeat("x", 70_000), "70 kB of three bytes each": strings.Repeat("長", 24_000)} {
		keys := []object{{"name": "first", "type": "string", "value": "x"}, {"name": "second", "type": "string", "value": value}}
		status, o := th.admin.call("PUT", path, object{"source": "by_hand", "schema": []object{}, "keys": keys, "version": before["version"]})
		errs, _ := o["errors"].([]any)
		if status != http.StatusUnprocessableEntity || len(errs) == 0 || str(errs[0].(object), "location") != "body.keys[1].value" {
			t.Errorf("%s: %d %.300v, want the field named", name, status, o)
		}
	}
	if after := th.admin.must("GET", path, nil); after["version"] != before["version"] {
		t.Errorf("the keys changed: %v", after)
	}
}
