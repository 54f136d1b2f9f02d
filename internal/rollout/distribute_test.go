package rollout_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/wire"
)

var everything = device.Scope{All: true}

func (w *world) importDevice(d device.Device) {
	w.Helper()
	_, err := w.db.ImportDevices(w.Context(), []device.Imported{{Device: d}}, noon)
	w.must(err)
}

func wantInput(t *testing.T, err error, field string) {
	t.Helper()
	if e, ok := errors.AsType[*wire.FieldError](err); !ok || e.Field != field {
		t.Fatalf("error %v, want one about %q", err, field)
	}
}

func TestADistributionReachesEveryDeviceByPages(t *testing.T) {
	w := newWorld(t)
	ids := w.phones(450)
	w.distribute(quickSupport)
	for _, id := range ids {
		if o, ok := w.mdm.order(id, quickPackage); !ok || o.Install != mdm.Required {
			t.Fatalf("device %s: order %+v", id, o)
		}
	}
	same(t, "orders", w.mdm.taken, len(ids))
	w.distribute(quickSupport)
	same(t, "the same again orders nothing", w.mdm.taken, len(ids))
	w.distribute(quickSupport, func(d *rollout.Distribution) { d.Excluded = ids[:1] })
	o, _ := w.mdm.order(ids[0], quickPackage)
	same(t, "excluded", o.Install, mdm.Absent)
	same(t, "only that one", w.mdm.taken, len(ids)+1)
}

func TestDistributionRefusals(t *testing.T) {
	w := newWorld(t)
	try := func(p access.Principal, change func(*rollout.Distribution)) error {
		d := rollout.Distribution{AppID: quickSupport, To: rollout.Everyone, Install: mdm.Required}
		change(&d)
		_, err := w.svc.Distribute(t.Context(), p, d)
		return err
	}
	none := func(*rollout.Distribution) {}
	w.want("technician", try(tech, none), access.ErrForbidden)
	w.want("unknown app", try(admin, func(d *rollout.Distribution) { d.AppID = "app_none" }), rollout.ErrNotFound)
	w.want("no bundle id", try(admin, func(d *rollout.Distribution) { d.AppID = "app_quicksupport_ios" }), rollout.ErrNoPackage)
	for field, change := range map[string]func(*rollout.Distribution){
		"to":       func(d *rollout.Distribution) { d.To = "some" },
		"install":  func(d *rollout.Distribution) { d.Install = mdm.Absent },
		"users":    func(d *rollout.Distribution) { d.To, d.Users = rollout.Custom, []string{"Sato"} },
		"excluded": func(d *rollout.Distribution) { d.Excluded = numbered(1001) },
		"auto_launch": func(d *rollout.Distribution) {
			d.AppID, d.AutoLaunch = "app_quicksupport_ios", true
		},
	} {
		wantInput(t, try(admin, change), field)
	}
	wantInput(t, try(admin, func(d *rollout.Distribution) { d.To, d.DeviceIDs = rollout.Custom, numbered(101) }), "to")
	wantInput(t, try(admin, func(d *rollout.Distribution) { d.To = rollout.Custom }), "to")
	w.active[rollout.TeamViewerAttended] = false
	w.want("not activated", try(admin, none), rollout.ErrNotActivated)
	w.must(try(admin, func(d *rollout.Distribution) { d.AppID = universal })) // serves unattended too
	w.active[rollout.TeamViewerUnattended] = false
	w.want("old version", func() error {
		_, err := w.svc.Distribute(t.Context(), admin, rollout.Distribution{AppID: universal, To: rollout.NoOne, Install: mdm.Required})
		return err
	}(), rollout.ErrChanged)
}

func TestToNoOneNeedsNoMore(t *testing.T) {
	w := newWorld(t)
	saved, err := w.svc.Distribute(t.Context(), admin, rollout.Distribution{AppID: quickSupport, To: rollout.NoOne})
	w.must(err)
	same(t, "as one that was never distributed", saved.Install, mdm.Required)
	_, err = w.svc.Distribute(t.Context(), admin, rollout.Distribution{AppID: quickSupport, Version: saved.Version, To: rollout.Everyone})
	wantInput(t, err, "install")
}

// TestOneAppAutoLaunches: on Android 10 and later one of several apps that come together starts by itself (D3), so whoever
// asks for it is told of the others.
func TestOneAppAutoLaunches(t *testing.T) {
	w := newWorld(t)
	ids := w.phones(3)
	w.must(w.svc.SetSeats(t.Context(), admin, 5))
	old, err := w.db.Device(t.Context(), ids[2], everything)
	w.must(err)
	old.OSVersion = "9.1"
	w.importDevice(old)
	to := func(devices ...string) func(*rollout.Distribution) {
		return func(d *rollout.Distribution) {
			d.To, d.DeviceIDs, d.AutoLaunch = rollout.Custom, devices, true
		}
	}
	w.distribute(host, to(ids[0], ids[2]))
	also := func(change func(*rollout.Distribution)) string {
		d := rollout.Distribution{AppID: quickSupport, Install: mdm.Required}
		change(&d)
		before, err := w.svc.Targets(t.Context(), admin, d)
		w.must(err)
		after, err := w.svc.AlsoAutoLaunch(t.Context(), admin, d)
		w.must(err)
		same(t, "the same before and after", fmt.Sprint(before.AlsoAutoLaunch), fmt.Sprint(after))
		names := []string{}
		for _, a := range after {
			names = append(names, a.Name)
		}
		return strings.Join(names, " ")
	}
	same(t, "the same device", also(to(ids[0], ids[1])), "TeamViewer Host")
	same(t, "everyone", also(func(d *rollout.Distribution) { d.To, d.AutoLaunch = rollout.Everyone, true }), "TeamViewer Host")
	same(t, "other devices", also(to(ids[1])), "")
	same(t, "one of Android 9", also(to(ids[2])), "")
	same(t, "without auto-launch", also(func(d *rollout.Distribution) { d.To = rollout.Everyone }), "")
	same(t, "without those excluded", also(func(d *rollout.Distribution) {
		d.To, d.AutoLaunch, d.Excluded = rollout.Everyone, true, ids[:1]
	}), "")
	_, err = w.svc.AlsoAutoLaunch(t.Context(), tech, rollout.Distribution{AppID: quickSupport})
	w.want("technician", err, access.ErrForbidden)
	w.distribute(host, toNoOne)
	same(t, "to no one", also(to(ids[0])), "")
}

// TestTargetsNameTheUsers: an address that no device has yet is taken, and told.
func TestTargetsNameTheUsers(t *testing.T) {
	w := newWorld(t)
	d := device.Device{Name: "Phone", Platform: device.Android, Management: device.AndroidDeviceOwner, Lifecycle: device.InUse, MDM: theMDM,
		Owner: device.Owner{Name: "Mika Sato", Email: "mika@example.com"}}
	w.importDevice(d)
	target := rollout.Distribution{AppID: quickSupport, To: rollout.Custom, Install: mdm.Required, Users: []string{"MIKA@example.com", "nobody@example.com"}}
	targets, err := w.svc.Targets(t.Context(), admin, target)
	w.must(err)
	same(t, "targets", fmt.Sprint(targets.Devices, targets.Users), "1 [{mika@example.com Mika Sato   1} {nobody@example.com    0}]")
	_, err = w.svc.Distribute(t.Context(), admin, target)
	w.must(err)
	page, err := w.svc.Owners(t.Context(), admin, "sato", "", 10)
	w.must(err)
	same(t, "owners", len(page.Owners), 1)
	some := admin
	some.AllDevices = false
	_, err = w.svc.Owners(t.Context(), some, "", "", 10)
	w.want("who does not see everybody", err, access.ErrForbidden)
}

func numbered(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("dev_%05d", i)
	}
	return ids
}

func TestSeatsBoundHost(t *testing.T) {
	w := newWorld(t)
	ids := w.phones(3)
	w.must(w.svc.SetSeats(t.Context(), admin, 2))
	_, err := w.svc.Distribute(t.Context(), admin, rollout.Distribution{AppID: host, To: rollout.Everyone, Install: mdm.Required})
	if e, ok := errors.AsType[*rollout.SeatError](err); !ok || e.Needed != 3 || e.Free != 2 {
		t.Fatalf("error %v", err)
	}
	w.work()
	same(t, "orders", w.mdm.taken, 0)
	two := func(d *rollout.Distribution) { d.To, d.DeviceIDs = rollout.Custom, ids[:2] }
	w.distribute(host, two)
	w.device(ids[0])
	w.device(ids[1])
	w.distribute(host, toNoOne)
	view, err := w.svc.Seats(t.Context(), admin, "", 10)
	w.must(err)
	same(t, "leaving", fmt.Sprint(view.Total, view.Held, view.Leaving), "2 2 2")
	w.device(ids[0])
	view, err = w.svc.Seats(t.Context(), admin, "", 10)
	w.must(err)
	same(t, "freed by proof", fmt.Sprintf("%d %s", view.Held, view.Holders[0].DeviceID), "1 "+ids[1])
	w.device(ids[1], func(r *mdm.Report) { r.Unenrolled = w.now })
	view, err = w.svc.Seats(t.Context(), admin, "", 10)
	w.must(err)
	same(t, "freed by leaving", view.Held, 0)
	wantInput(t, w.svc.SetSeats(t.Context(), admin, -1), "total")
}

// TestASeatIsNotFreedByAnOlderAbsence: before the MDM had the order to remove it, an installation may be on its way.
func TestASeatIsNotFreedByAnOlderAbsence(t *testing.T) {
	w := newWorld(t)
	id := w.phones(1)[0]
	w.must(w.svc.SetSeats(t.Context(), admin, 1))
	w.distribute(host)
	w.mdm.fail = refusal{temporary: true}
	w.distribute(host, toNoOne)
	empty := func(r *mdm.Report) { r.Apps = nil }
	w.device(id, empty)
	view, err := w.svc.Seats(t.Context(), admin, "", 10)
	w.must(err)
	same(t, "held", view.Held, 1)
	w.mdm.fail = nil
	w.pass(time.Minute) // now the MDM has the order
	w.device(id, empty, func(r *mdm.Report) { r.At = w.now.Add(-90 * time.Second) })
	view, err = w.svc.Seats(t.Context(), admin, "", 10)
	w.must(err)
	same(t, "held, as the report is from before the order", view.Held, 1)
	w.device(id, empty)
	view, err = w.svc.Seats(t.Context(), admin, "", 10)
	w.must(err)
	same(t, "freed", view.Held, 0)
}

func TestWhoComesLaterGetsItByItsReportOrTheSweep(t *testing.T) {
	w := newWorld(t)
	w.distribute(quickSupport)
	ids := w.phones(2)
	w.device(ids[0])
	if _, ok := w.mdm.order(ids[0], quickPackage); !ok {
		t.Fatal("the one that reported has no order")
	}
	if _, ok := w.mdm.order(ids[1], quickPackage); ok {
		t.Fatal("nobody told of the other one yet")
	}
	w.pass(2 * time.Hour)
	if _, ok := w.mdm.order(ids[1], quickPackage); !ok {
		t.Fatal("the sweep did not find the other one")
	}
}

func TestTheSweepAsksAgainWhatWasLost(t *testing.T) {
	w := newWorld(t)
	id := w.phones(1)[0]
	w.mdm.fail = refusal{temporary: true}
	w.distribute(quickSupport)
	jobs, err := w.db.ClaimJobs(t.Context(), "n", w.now.Add(time.Second), w.now.Add(time.Minute), 10)
	w.must(err)
	for _, j := range jobs {
		w.must(w.db.FailJob(t.Context(), "n", j.ID, "gave up"))
	}
	w.mdm.fail = nil
	w.pass(2 * time.Hour)
	if _, ok := w.mdm.order(id, quickPackage); !ok {
		t.Fatal("the order was never given")
	}
}

func TestTheCatalog(t *testing.T) {
	w := newWorld(t)
	w.must(w.svc.Seed(t.Context(), mdm.Connection{ID: theMDM, Name: "other"}))
	apps, err := w.svc.Apps(t.Context(), admin)
	w.must(err)
	for _, a := range apps {
		if !a.BuiltIn || a.Package.Value != "" && a.Package.Source == "" {
			t.Errorf("%s: %+v", a.ID, a)
		}
		w.want(a.ID, w.svc.RemoveApp(t.Context(), admin, a.ID), rollout.ErrBuiltIn)
	}
	iphone, err := w.svc.App(t.Context(), admin, "app_quicksupport_ios")
	w.must(err)
	iphone.Package = rollout.Fact{Value: "com.teamviewer.quicksupport", Source: rollout.Documented}
	iphone, err = w.svc.SaveApp(t.Context(), admin, iphone)
	w.must(err)
	same(t, "who says so", iphone.Package.Source, rollout.Administrator)
	same(t, "what was known", iphone.StoreID.Source, rollout.Documented)
	addOn := rollout.App{Role: rollout.OEMAddOn, Platform: device.Android, Name: "Add-On: Acme", Maker: "Acme", Package: rollout.Fact{Value: "com.example.acme"}}
	added, err := w.svc.SaveApp(t.Context(), admin, addOn)
	w.must(err)
	_, err = w.svc.SaveApp(t.Context(), admin, addOn)
	wantInput(t, err, "package")
	w.must(w.svc.RemoveApp(t.Context(), admin, added.ID))
	for field, change := range map[string]func(*rollout.App){
		"name":     func(a *rollout.App) { a.Name = " " },
		"package":  func(a *rollout.App) { a.Package.Value = "no package" },
		"maker":    func(a *rollout.App) { a.Maker = "" },
		"role":     func(a *rollout.App) { a.Role, a.Maker = rollout.Host, "" },
		"platform": func(a *rollout.App) { a.Platform = device.IOS },
		"min_os":   func(a *rollout.App) { a.MinOS.Value = "new" },
		"models":   func(a *rollout.App) { a.Models = []string{strings.Repeat("x", 101)} },
	} {
		a := addOn
		change(&a)
		_, err := w.svc.SaveApp(t.Context(), admin, a)
		wantInput(t, err, field)
	}
	w.distribute(quickSupport)
	a, err := w.svc.App(t.Context(), admin, quickSupport)
	w.must(err)
	a.Package.Value = "com.example.other"
	_, err = w.svc.SaveApp(t.Context(), admin, a)
	w.want("package of one that is out", err, rollout.ErrInUse)
	_, err = w.svc.Apps(t.Context(), tech)
	w.want("technician", err, access.ErrForbidden)
}
