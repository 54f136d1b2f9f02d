package rollout_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/rollout"
)

// S4, S15, S32: support goes through QuickSupport, unattended through Host, control through an add-on; each activation is
// for its own app. What nobody documented is left open or says so.
func TestTheCatalogHasTheAppsOfTheProduct(t *testing.T) {
	w := newWorld(t)
	apps, err := w.svc.Apps(t.Context(), admin)
	w.must(err)
	got := map[string]string{}
	for _, a := range apps {
		got[a.ID] = fmt.Sprintf("%s %s %s %s", a.Role, a.Platform, a.Package.Value, a.Package.Source)
	}
	for id, want := range map[string]string{
		quickSupport:           "quicksupport android com.teamviewer.quicksupport.market documented",
		"app_quicksupport_ios": "quicksupport ios  ",
		host:                   "host android com.teamviewer.host.market documented",
		universal:              "universal_addon android com.teamviewer.quicksupport.addon.universal documented",
		"app_addon_huawei":     "oem_addon android com.teamviewer.quicksupport.addon.huawei2 documented",
		"app_addon_samsung":    "oem_addon android com.teamviewer.quicksupport.addon.samsung unverified",
	} {
		same(t, id, got[id], want)
	}
	// Without its activation an app is distributed to nobody, whatever else is activated.
	w.active = map[rollout.Way]bool{rollout.TeamViewerAttended: true}
	_, err = w.svc.Distribute(t.Context(), admin, rollout.Distribution{AppID: host, To: rollout.Everyone, Install: mdm.Required})
	w.want("Host by the attended activation", err, rollout.ErrNotActivated)
	w.active = map[rollout.Way]bool{rollout.TeamViewerUnattended: true}
	_, err = w.svc.Distribute(t.Context(), admin, rollout.Distribution{AppID: quickSupport, To: rollout.Everyone, Install: mdm.Required})
	w.want("QuickSupport by the unattended activation", err, rollout.ErrNotActivated)
}

// S45, D3: starting after the installation is a switch of the distribution that only some MDMs have.
func TestAutoLaunchIsOrderedWhereTheMDMCan(t *testing.T) {
	w := newWorld(t)
	ids := w.phones(2)
	w.must(w.svc.SetSeats(t.Context(), admin, 2))
	ordered := func(packageName string) bool {
		o, ok := w.mdm.order(ids[0], packageName)
		if !ok {
			t.Fatalf("no order for %s", packageName)
		}
		return o.AutoLaunch
	}
	w.distribute(host, func(d *rollout.Distribution) { d.AutoLaunch = true })
	w.distribute(quickSupport)
	same(t, "asked for", ordered(hostPackage), true)
	same(t, "not asked for", ordered(quickPackage), false)
	w.mdm.can.AutoLaunch = false
	w.must(w.svc.Retry(t.Context(), tech, ids[0], host))
	w.work()
	same(t, "this MDM cannot", ordered(hostPackage), false)
}

// D4: at most a hundred groups, users and devices together.
func TestAHundredTargetsAndNoMore(t *testing.T) {
	w := newWorld(t)
	ids := w.phones(101)
	to := func(devices ...string) rollout.Distribution {
		return rollout.Distribution{AppID: quickSupport, To: rollout.Custom, Install: mdm.Required, DeviceIDs: devices, Users: []string{"sato@example.com"}}
	}
	saved, err := w.svc.Distribute(t.Context(), admin, to(ids[:99]...))
	w.must(err)
	w.work()
	same(t, "targets", len(saved.DeviceIDs)+len(saved.Users), 100)
	same(t, "orders", w.mdm.taken, 99)
	_, err = w.svc.Distribute(t.Context(), admin, to(ids[:100]...))
	wantInput(t, err, "to")
}

// S49: the add-on of a maker is shown for devices of that maker, in whatever case they write it, and for no others.
func TestAddOnsAreForTheirMaker(t *testing.T) {
	w := newWorld(t)
	id := w.phones(1)[0]
	shown := func(maker, model string) []string {
		d, err := w.db.Device(t.Context(), id, everything)
		w.must(err)
		d.Maker, d.Model = maker, model
		w.importDevice(d)
		view, err := w.svc.OnDevice(t.Context(), tech, id)
		w.must(err)
		var found []string
		for _, a := range view.Apps {
			if a.App.Role == rollout.OEMAddOn {
				found = append(found, a.App.ID)
			}
		}
		slices.Sort(found)
		return found
	}
	_, err := w.svc.SaveApp(t.Context(), admin, rollout.App{Role: rollout.OEMAddOn, Platform: device.Android, Name: "Add-On: Sony Pro", Maker: "Sony",
		Models: []string{"Xperia Pro"}, Package: rollout.Fact{Value: "com.example.sonypro"}})
	w.must(err)
	same(t, "Samsung", fmt.Sprint(shown("SAMSUNG", "Galaxy S24")), "[app_addon_samsung]")
	same(t, "a maker without one", fmt.Sprint(shown("Google", "Pixel 9")), "[]")
	same(t, "another model", fmt.Sprint(shown("Sony", "Xperia 1")), "[app_addon_sony]")
	same(t, "that model", len(shown("Sony", "xperia pro-I")), 2)
}

// D13: each change is in the audit log with who made it, and what it was.
func TestEveryChangeIsOnRecord(t *testing.T) {
	w := newWorld(t)
	id := w.phones(1)[0]
	w.must(w.svc.SetSeats(t.Context(), admin, 7))
	w.keys()
	w.distribute(quickSupport, func(d *rollout.Distribution) { d.Excluded = []string{"dev_other"} })
	_, err := w.svc.ConfirmMatch(t.Context(), admin, id, "12345678")
	w.must(err)
	a, err := w.svc.App(t.Context(), admin, host)
	w.must(err)
	a.MinVersion.Value = "15.2"
	_, err = w.svc.SaveApp(t.Context(), admin, a)
	w.must(err)
	c, err := w.svc.Connections(t.Context(), admin)
	w.must(err)
	c[0].Tier, c[0].TierNeeded = mdm.Gold, mdm.Platinum
	_, err = w.svc.SaveConnection(t.Context(), admin, c[0])
	w.must(err)
	for action, want := range map[audit.Action]map[string]string{
		audit.SeatsSet:        {"total": "7"},
		audit.KeysSaved:       {"app_id": quickSupport},
		audit.Distributed:     {"app_id": quickSupport, "to": "everyone", "install": "required", "excluded": "1"},
		audit.MatchConfirmed:  {"peer_id": "12345678"},
		audit.SupportAppSaved: {"app_id": host},
		audit.ConnectionSaved: {"connection_id": theMDM, "tier": "gold", "tier_needed": "platinum"},
	} {
		page, err := w.db.Records(t.Context(), audit.Filter{DeviceScopeAll: true, Action: action, Limit: 10})
		w.must(err)
		if len(page.Records) != 1 || page.Records[0].Actor != admin.Actor() || !page.Records[0].At.Equal(w.now) {
			t.Errorf("%s: records %+v, want one of Sato, now", action, page.Records)
			continue
		}
		for name, value := range want {
			if got := page.Records[0].Details[name]; got != value {
				t.Errorf("%s: %s is %q, want %q", action, name, got, value)
			}
		}
	}
	_, err = w.svc.Distribute(t.Context(), tech, rollout.Distribution{AppID: quickSupport, To: rollout.NoOne, Install: mdm.Required})
	w.want("technician", err, access.ErrForbidden)
	page, err := w.db.Records(t.Context(), audit.Filter{DeviceScopeAll: true, Action: audit.Distributed, Limit: 10})
	w.must(err)
	same(t, "what was refused leaves no record", len(page.Records), 1)
}

// S47: a device from which Host is about to go, and which gets it again, holds the one seat that it held.
func TestASeatThatIsWantedAgain(t *testing.T) {
	w := newWorld(t)
	id := w.phones(1)[0]
	w.must(w.svc.SetSeats(t.Context(), admin, 1))
	counted := func() string {
		view, err := w.svc.Seats(t.Context(), admin, "", 10)
		w.must(err)
		return fmt.Sprint(view.Held, view.Leaving, len(view.Holders))
	}
	w.distribute(host)
	w.device(id)
	same(t, "held, not used", counted(), "1 0 1")
	w.distribute(host, toNoOne)
	same(t, "on its way out", counted(), "1 1 1")
	w.distribute(host)
	same(t, "wanted again", counted(), "1 0 1")
	w.device(id)
	w.distribute(host, toNoOne)
	w.device(id)
	same(t, "proven to be gone", counted(), "0 0 0")
}

// S65: only a report that holds the session's values proves that they are there; that the app is there proves nothing.
func TestAReportWithoutTheValuesProvesNothing(t *testing.T) {
	w, deviceID := ready(t)
	before, _ := w.mdm.order(deviceID, quickPackage)
	same(t, "before", len(before.Configuration), 1)
	w.mdm.mu.Lock()
	old := w.mdm.receipts[deviceID+" "+quickPackage]
	w.mdm.mu.Unlock()
	w.deliver(parcel("ses_1", deviceID, "s12", w.now.Add(10*time.Minute)))
	w.device(deviceID, func(r *mdm.Report) { r.Apps[0].ConfigurationRef = old })
	w.device(deviceID, func(r *mdm.Report) { r.Apps[0].ConfigurationRef = "" })
	w.wantStates("ses_1 ordered")
	same(t, "state", w.delivery("ses_1").State, rollout.Ordered)
	w.device(deviceID)
	w.wantStates("ses_1 ordered", "ses_1 proven")
}

// S26: of two removals at once each takes what came through its own activation.
func TestOfTwoRemovalsEachTakesItsOwn(t *testing.T) {
	w := newWorld(t)
	id := w.phones(1)[0]
	w.must(w.svc.SetSeats(t.Context(), admin, 1))
	w.distribute(quickSupport)
	w.distribute(host)
	w.device(id)
	w.active = map[rollout.Way]bool{} // all of them are being removed
	wanted := func() string {
		w.work()
		qs, _ := w.mdm.order(id, quickPackage)
		h, _ := w.mdm.order(id, hostPackage)
		return fmt.Sprint(qs.Install, " ", h.Install)
	}
	w.must(w.svc.Undistribute(t.Context(), admin.Actor(), rollout.TeamViewerUnattended))
	same(t, "Host", wanted(), "required absent")
	affected, err := w.svc.Affected(t.Context(), rollout.BuiltInEngine, w.now)
	w.must(err)
	same(t, "nothing came through the built-in engine", len(affected), 0)
	w.must(w.svc.Undistribute(t.Context(), admin.Actor(), rollout.TeamViewerAttended))
	same(t, "both", wanted(), "absent absent")
}
