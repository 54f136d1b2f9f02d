package rollout_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/rollout"
)

func TestAllowNeededAddsWhatIsMissing(t *testing.T) {
	w := newWorld(t)
	id := w.phones(1)[0]
	w.distribute(quickSupport)
	w.distribute(universal)
	w.device(id)
	change, err := w.svc.AllowNeeded(t.Context(), admin, id)
	w.must(err)
	same(t, "lists that nobody knows", fmt.Sprint(change, len(w.mdm.lists)), fmt.Sprint(mdm.ListChange{}, 0))
	for name, c := range map[string]struct {
		posture device.Posture
		want    mdm.ListChange
	}{
		"kiosk": {device.Posture{KioskKnown: device.Yes, KioskApps: []string{quickPackage}},
			mdm.ListChange{Allow: []string{addOnPackage}, Hide: []string{addOnPackage}}},
		"kiosk with an icon too many": {device.Posture{KioskKnown: device.Yes, KioskApps: []string{quickPackage, addOnPackage}},
			mdm.ListChange{Hide: []string{addOnPackage}}},
		"no kiosk":     {device.Posture{KioskKnown: device.No}, mdm.ListChange{}},
		"allowed":      {device.Posture{AllowedApps: []string{}}, mdm.ListChange{Allow: []string{addOnPackage, quickPackage}}},
		"blocked":      {device.Posture{BlockedApps: []string{quickPackage}}, mdm.ListChange{Allow: []string{quickPackage}}},
		"services":     {device.Posture{PermittedKnown: device.Yes, PermittedServices: []string{}}, mdm.ListChange{Permit: []string{addOnPackage}}},
		"all services": {device.Posture{PermittedKnown: device.Yes}, mdm.ListChange{}},
	} {
		w.device(id, func(r *mdm.Report) { r.Posture = c.posture })
		got, err := w.svc.AllowNeeded(t.Context(), admin, id)
		w.must(err)
		same(t, name, fmt.Sprintf("%v", got), fmt.Sprintf("%v", c.want))
		view, err := w.svc.OnDevice(t.Context(), tech, id)
		w.must(err)
		same(t, name+" is shown", fmt.Sprintf("%v", view.Missing), fmt.Sprintf("%v", c.want))
	}
	same(t, "orders", len(w.mdm.lists), 5)
	w.device(id, func(r *mdm.Report) {
		r.Posture.ScreenCaptureDisabled, r.Posture.BlockedApps = device.Yes, []string{quickPackage}
	})
	view, err := w.svc.OnDevice(t.Context(), tech, id)
	w.must(err)
	same(t, "capture is shown", view.Missing.AllowScreenCapture, true)
	_, err = w.svc.AllowNeeded(t.Context(), admin, id)
	w.must(err)
	same(t, "and is no list", w.mdm.lists[5].AllowScreenCapture, false)
	w.must(w.svc.AllowCapture(t.Context(), admin, id))
	same(t, "capture", w.mdm.lists[6].AllowScreenCapture, true)
	w.want("technician", w.svc.AllowCapture(t.Context(), tech, id), access.ErrForbidden)
	w.mdm.can.Lists = false
	w.want("no lists", w.svc.AllowCapture(t.Context(), admin, id), mdm.ErrUnsupported)
	page, err := w.db.Records(t.Context(), audit.Filter{DeviceScopeAll: true, Action: audit.ListsChanged, Limit: 50})
	w.must(err)
	same(t, "records", len(page.Records), 7)
}

func TestCheckInOrAChangeOfPolicy(t *testing.T) {
	w := newWorld(t)
	id := w.phones(1)[0]
	how, err := w.svc.CheckIn(t.Context(), tech, id)
	w.must(err)
	same(t, "how", how+fmt.Sprint(w.mdm.woken), "asked["+id+"]")
	w.mdm.can.CheckIn = false
	_, err = w.svc.CheckIn(t.Context(), tech, id)
	w.want("nothing to change", err, mdm.ErrUnsupported)
	w.distribute(quickSupport)
	taken := w.mdm.taken
	how, err = w.svc.CheckIn(t.Context(), tech, id)
	w.must(err)
	w.work()
	same(t, "how", fmt.Sprint(how, w.mdm.taken-taken), fmt.Sprint("policy", 1))
	observer := access.Principal{PersonID: "usr_x", Rights: access.Rights[access.Observer], AllDevices: true}
	_, err = w.svc.CheckIn(t.Context(), observer, id)
	w.want("observer", err, access.ErrForbidden)
	stranger := tech
	stranger.AllDevices = false
	_, err = w.svc.CheckIn(t.Context(), stranger, id)
	w.want("not in scope", err, device.ErrNotFound)
}

func TestConvertLastsUntilItIsManaged(t *testing.T) {
	w := newWorld(t)
	id := w.phones(1)[0]
	w.distribute(quickSupport)
	users := func(r *mdm.Report) { r.Apps[0].Managed = device.No }
	w.device(id, users)
	w.want("cannot", w.svc.Convert(t.Context(), tech, id, quickSupport), mdm.ErrUnsupported)
	w.mdm.can.Converts = true
	view, err := w.svc.OnDevice(t.Context(), tech, id)
	w.must(err)
	for _, a := range view.Apps {
		same(t, a.App.ID, a.Convertible, a.App.ID == quickSupport)
	}
	w.must(w.svc.Convert(t.Context(), tech, id, quickSupport))
	w.work()
	converting := func() bool {
		o, _ := w.mdm.order(id, quickPackage)
		return o.Convert
	}
	same(t, "ordered", converting(), true)
	w.device(id, users)
	w.must(w.svc.Retry(t.Context(), tech, id, quickSupport))
	w.work()
	same(t, "still the user's", converting(), true)
	w.device(id)
	w.must(w.svc.Retry(t.Context(), tech, id, quickSupport))
	w.work()
	same(t, "managed", converting(), false)
}

// convertible says whether an app of a device is offered to be taken over.
func (w *world) convertible(deviceID, appID string) bool {
	w.Helper()
	view, err := w.svc.OnDevice(w.Context(), tech, deviceID)
	w.must(err)
	for _, a := range view.Apps {
		if a.App.ID == appID {
			return a.Convertible
		}
	}
	w.Fatal("no such app on the device")
	return false
}

// TestOnlyWhatCanBeTakenOverIsOffered: not under User Enrollment (D9), and not what nobody distributes.
func TestOnlyWhatCanBeTakenOverIsOffered(t *testing.T) {
	w := newWorld(t)
	w.mdm.can.Converts = true
	const iphone = "app_quicksupport_ios"
	a, err := w.svc.App(t.Context(), admin, iphone)
	w.must(err)
	a.Package.Value = quickPackage
	_, err = w.svc.SaveApp(t.Context(), admin, a)
	w.must(err)
	for m, want := range map[device.Management]bool{device.IOSDevice: true, device.IOSUser: false} {
		id := "dev_" + string(m)
		w.importDevice(device.Device{ID: id, Name: id, Platform: device.IOS, Management: m, Lifecycle: device.InUse, MDM: theMDM})
		users := func(r *mdm.Report) {
			r.Apps = []mdm.App{{Package: quickPackage, State: mdm.AppInstalled, Managed: device.No}}
		}
		w.device(id, users)
		same(t, id+" that nobody distributes", w.convertible(id, iphone), false)
		w.distribute(iphone)
		w.device(id, users)
		same(t, id, w.convertible(id, iphone), want)
		d, err := w.db.Device(t.Context(), id, everything)
		w.must(err)
		around, err := w.svc.Around(t.Context(), d)
		w.must(err)
		same(t, id+" for preflight", around[id].Converts, want)
		if err := w.svc.Convert(t.Context(), tech, id, iphone); errors.Is(err, mdm.ErrUnsupported) == want {
			t.Errorf("%s: convert %v, can be taken over: %t", id, err, want)
		}
		w.distribute(iphone, toNoOne)
	}
}

// TestWhatTheUserMeets: what the user of a device is asked is said as this MDM behaves there, and what is only offered has to
// be fetched.
func TestWhatTheUserMeets(t *testing.T) {
	w := newWorld(t)
	id := w.phones(1)[0]
	meets := func() string {
		view, err := w.svc.OnDevice(t.Context(), tech, id)
		w.must(err)
		for _, a := range view.Apps {
			if a.App.ID == quickSupport {
				return fmt.Sprint(a.Manner, " ", w.facts(id).Manner)
			}
		}
		return "no QuickSupport"
	}
	w.distribute(quickSupport)
	same(t, "required", meets(), "silent silent")
	w.distribute(quickSupport, func(d *rollout.Distribution) { d.Install = mdm.Available })
	same(t, "available", meets(), "catalog catalog")
	w.mdm.can.Installs = map[device.Management]mdm.Manner{device.AndroidKiosk: mdm.Silent}
	same(t, "another kind of device", meets(), " ")
}

func TestFactsAround(t *testing.T) {
	w := newWorld(t)
	ids := w.phones(2)
	alone := device.Device{Name: "Alone", Platform: device.Android, Management: device.AndroidDeviceOwner, Lifecycle: device.InUse}
	imported, err := w.db.ImportDevices(t.Context(), []device.Imported{{Device: alone}}, noon)
	w.must(err)
	w.must(w.svc.SetSeats(t.Context(), admin, 3))
	w.keys()
	w.distribute(host, func(d *rollout.Distribution) { d.To, d.DeviceIDs = rollout.Custom, ids[:1] })
	w.device(ids[0])
	f := w.facts(ids[0])
	same(t, "of the managed", fmt.Sprint(f.Joined, f.Connection.Name, f.Manner, f.Keys, f.Seat, f.SeatsFree), fmt.Sprint("yes", "Simulated MDM", "silent", "yes", "yes", 2))
	states := map[string]string{}
	for _, a := range f.Apps {
		states[a.App.ID] = fmt.Sprint(a.DeviceApp.State, " ", a.Distributed)
	}
	same(t, "host", states[host], "installed true")
	same(t, "proven absent by a whole report", states[quickSupport], "absent false")
	if _, ok := states["app_addon_samsung"]; ok {
		t.Error("an add-on of another maker")
	}
	f = w.facts(imported[0])
	same(t, "of the other", fmt.Sprint(f.Joined, f.Keys, f.Seat, f.Manner), fmt.Sprint("no", "no", "no", ""))
}

func TestRemovalTakesAwayExactlyWhatCameThroughAWay(t *testing.T) {
	w := newWorld(t)
	ids := w.phones(3)
	w.must(w.svc.SetSeats(t.Context(), admin, 5))
	w.distribute(quickSupport)
	w.distribute(host)
	w.distribute(universal)
	for _, id := range ids {
		w.device(id)
	}
	w.now = w.now.Add(time.Minute)
	since := w.now
	w.active[rollout.TeamViewerUnattended] = false
	w.must(w.svc.Undistribute(t.Context(), admin.Actor(), rollout.TeamViewerUnattended))
	w.must(w.svc.Undistribute(t.Context(), admin.Actor(), rollout.TeamViewerUnattended))
	w.work()
	installs := func(id string) string {
		var found strings.Builder
		for _, name := range []string{quickPackage, hostPackage, addOnPackage} {
			o, _ := w.mdm.order(id, name)
			found.WriteString(string(o.Install) + " ")
		}
		return found.String()
	}
	same(t, "host alone", installs(ids[0]), "required absent required ")
	woken, err := w.svc.CheckInMany(t.Context(), append(ids, "dev_none"))
	w.must(err)
	same(t, "woken", fmt.Sprint(woken[ids[0]], len(woken)), fmt.Sprint("asked", 3))
	proofs := func() string {
		t.Helper()
		var found strings.Builder
		affected, err := w.svc.Affected(t.Context(), rollout.TeamViewerUnattended, since)
		w.must(err)
		for _, a := range affected {
			found.WriteString(a.Proof + " " + a.CheckIn + ", ")
		}
		return found.String()
	}
	same(t, "at first", proofs(), "unknown asked, unknown asked, unknown asked, ")
	w.device(ids[0])
	w.device(ids[1], app(hostPackage, mdm.AppInstalled, ""))
	w.device(ids[2], func(r *mdm.Report) { r.Unenrolled = w.now })
	same(t, "by reports", proofs(), "gone asked, present asked, unenrolled asked, ")
	w.must(w.svc.Forget(t.Context(), rollout.TeamViewerUnattended))
	same(t, "what is left to be proven", proofs(), "present asked, ")
	w.active[rollout.TeamViewerAttended] = false
	w.must(w.svc.Undistribute(t.Context(), admin.Actor(), rollout.TeamViewerAttended))
	w.work()
	same(t, "the add-on goes with the last way", installs(ids[0]), "absent absent absent ")
}

func TestConnectionsAreSaved(t *testing.T) {
	w := newWorld(t)
	w.phones(2)
	all, err := w.svc.Connections(t.Context(), admin)
	w.must(err)
	same(t, "devices", fmt.Sprint(len(all), all[0].Devices), "1 2")
	names, err := w.svc.Connections(t.Context(), tech) // lists of devices are filtered by them
	w.must(err)
	same(t, "what a technician gets", fmt.Sprint(len(names), names[0].ID == all[0].ID, names[0].Name == all[0].Name, names[0].Devices), "1 true true 0")
	_, err = w.svc.Connections(t.Context(), access.Principal{})
	w.want("nobody", err, access.ErrForbidden)
	c := all[0]
	c.Tier, c.TierNeeded = mdm.Gold, mdm.Platinum
	_, err = w.svc.SaveConnection(t.Context(), admin, c)
	w.must(err)
	_, err = w.svc.SaveConnection(t.Context(), admin, c)
	w.want("old version", err, rollout.ErrChanged)
	c.Tier = "tin"
	_, err = w.svc.SaveConnection(t.Context(), admin, c)
	wantInput(t, err, "tier")
	added, err := w.svc.SaveConnection(t.Context(), admin, mdm.Connection{Name: "Other MDM", Kind: mdm.Simulated})
	w.must(err)
	same(t, "kind", added.Kind, mdm.Directory)
	_, err = w.svc.SaveConnection(t.Context(), tech, added)
	w.want("technician", err, access.ErrForbidden)
}

// S29: where an MDM has no check-in, its orders are given again. One that it has already is no new one: what the device
// reported since it was given stays proof.
func TestAnOrderGivenAgainKeepsItsProof(t *testing.T) {
	w := newWorld(t)
	id := w.phones(1)[0]
	w.mdm.can.CheckIn, w.mdm.steady = false, true
	w.must(w.svc.SetSeats(t.Context(), admin, 1))
	w.distribute(host)
	w.device(id)
	w.now = w.now.Add(time.Minute)
	since := w.now
	w.active[rollout.TeamViewerUnattended] = false
	w.must(w.svc.Undistribute(t.Context(), admin.Actor(), rollout.TeamViewerUnattended))
	w.work()
	w.device(id)
	w.now = w.now.Add(time.Minute)
	woken, err := w.svc.CheckInMany(t.Context(), []string{id})
	w.must(err)
	w.work()
	same(t, "how", woken[id], rollout.CheckInPolicy)
	affected, err := w.svc.Affected(t.Context(), rollout.TeamViewerUnattended, since)
	w.must(err)
	same(t, "proof", affected[0].Proof, rollout.ProofGone)
	seats, err := w.db.Seats(t.Context())
	w.must(err)
	same(t, "seats", seats, rollout.Seats{Total: 1})
}

// S30: that an app is gone is proven by a report from after the removal began, and from after the MDM had the order.
func TestOnlyANewReportProvesThatAnAppIsGone(t *testing.T) {
	empty := func(r *mdm.Report) { r.Apps = nil }
	for name, c := range map[string]func(w *world, id string, undistribute func()){
		"it was gone before": func(w *world, id string, undistribute func()) {
			w.distribute(host, toNoOne)
			w.device(id)
			w.now = w.now.Add(time.Minute)
			undistribute()
		},
		"it is wanted still": func(w *world, id string, undistribute func()) {
			undistribute()
			w.now = w.now.Add(time.Minute)
			w.must(w.svc.Reported(w.Context(), theMDM, mdm.Report{DeviceID: id, At: w.now, AppsComplete: true})) // before any job ran
		},
		"the MDM has no order to remove it": func(w *world, id string, undistribute func()) {
			w.mdm.fail = refusal{temporary: true}
			undistribute()
			w.work()
			w.device(id, empty)
		},
		"the MDM has the order since": func(w *world, id string, undistribute func()) {
			w.mdm.fail = refusal{temporary: true}
			undistribute()
			w.work()
			w.device(id, empty)
			w.mdm.fail = nil
			w.pass(time.Minute)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			id := w.phones(1)[0]
			w.must(w.svc.SetSeats(t.Context(), admin, 1))
			w.distribute(host)
			w.device(id)
			w.now = w.now.Add(time.Minute)
			var since time.Time
			proof := func() string {
				affected, err := w.svc.Affected(t.Context(), rollout.TeamViewerUnattended, since)
				w.must(err)
				same(t, "devices", len(affected), 1)
				return affected[0].Proof
			}
			c(w, id, func() {
				since = w.now
				w.active[rollout.TeamViewerUnattended] = false
				w.must(w.svc.Undistribute(t.Context(), admin.Actor(), rollout.TeamViewerUnattended))
			})
			same(t, "at first", proof(), rollout.ProofUnknown)
			w.mdm.fail = nil
			w.pass(time.Minute)
			w.device(id)
			same(t, "by a new report", proof(), rollout.ProofGone)
		})
	}
}
