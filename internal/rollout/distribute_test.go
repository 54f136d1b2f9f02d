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
)

var everything = device.Scope{All: true}

func (w *world) importDevice(d device.Device) {
	w.Helper()
	_, err := w.db.ImportDevices(w.Context(), []device.Imported{{Device: d}}, noon)
	w.must(err)
}

func wantInput(t *testing.T, err error, field string) {
	t.Helper()
	if e, ok := errors.AsType[*rollout.InputError](err); !ok || e.Field != field {
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
