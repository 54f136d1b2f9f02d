package rollout_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/rollout"
)

func app(packageName string, state mdm.AppState, reason mdm.Reason) func(*mdm.Report) {
	return func(r *mdm.Report) {
		r.Apps = []mdm.App{{Package: packageName, State: state, Reason: reason, Words: "no\nspace"}}
	}
}

func said(key, data string) func(*mdm.Report) {
	return func(r *mdm.Report) {
		r.Feedback = append(r.Feedback, mdm.Feedback{Package: hostPackage, Key: key, Data: data, At: r.At})
	}
}

func TestWhatReportsSayOfAnApp(t *testing.T) {
	w := newWorld(t)
	id := w.phones(1)[0]
	w.distribute(quickSupport)
	on := func() string {
		a := w.on(id, quickSupport)
		return strings.TrimSpace(fmt.Sprintf("%s %s", a.State, a.Reason))
	}
	same(t, "ordered", on(), "pending")
	w.device(id, app(quickPackage, mdm.AppFailed, mdm.UserRefused))
	same(t, "refused", on(), "failed user_refused")
	if a := w.on(id, quickSupport); a.Words != "no space" || a.Evidence != "report of Simulated MDM" || !a.At.Equal(w.now) {
		t.Fatalf("evidence %+v", a)
	}
	w.device(id, func(r *mdm.Report) { r.Apps = nil })
	same(t, "why it is not there stays", on(), "failed user_refused")
	w.must(w.svc.Retry(t.Context(), tech, id, quickSupport))
	w.work()
	same(t, "tried again", on(), "pending")
	w.device(id)
	same(t, "there", on(), "installed")
	w.must(w.svc.Reported(t.Context(), theMDM, mdm.Report{DeviceID: id, At: w.now.Add(-time.Second), AppsComplete: true}))
	same(t, "older report", on(), "installed")
	w.device(id, func(r *mdm.Report) { r.Apps, r.AppsComplete = nil, false })
	same(t, "nothing said", on(), "installed")
	w.device(id, func(r *mdm.Report) { r.Apps = nil })
	same(t, "gone", on(), "removed")
	w.device(id, app(quickPackage, mdm.AppRemoved, ""))
	same(t, "the user took it away", on(), "removed")
	w.must(w.svc.Reported(t.Context(), "mdm_other", mdm.Report{DeviceID: id, At: w.now.Add(time.Hour)}))
	w.must(w.svc.Reported(t.Context(), theMDM, mdm.Report{DeviceID: "dev_none", At: w.now}))
	same(t, "other reports", on(), "removed")
}

// TestAClockAheadDoesNotSilenceADevice: a report from the year 2040 must not make all that follow old.
func TestAClockAheadDoesNotSilenceADevice(t *testing.T) {
	w := newWorld(t)
	id := w.phones(1)[0]
	w.distribute(quickSupport)
	w.device(id, func(r *mdm.Report) { r.At = r.At.AddDate(14, 0, 0); r.Apps = nil })
	w.now = w.now.Add(2 * time.Hour)
	w.device(id)
	same(t, "state", w.on(id, quickSupport).State, mdm.AppInstalled)
}

func TestFeedbackIsKeptForSevenDays(t *testing.T) {
	w := newWorld(t)
	id := w.phones(1)[0]
	w.device(id, said("note", strings.Repeat("x", 600)))
	view, err := w.svc.OnDevice(t.Context(), tech, id)
	w.must(err)
	same(t, "kept", len([]rune(view.Feedback[0].Data)), 500)
	reported := w.now
	w.pass(7*24*time.Hour - time.Minute) // the sweep leaves it there
	view, err = w.svc.OnDevice(t.Context(), tech, id)
	w.must(err)
	same(t, "for seven days", len(view.Feedback), 1)
	w.now = reported.Add(7*24*time.Hour + time.Minute)
	view, err = w.svc.OnDevice(t.Context(), tech, id)
	w.must(err)
	same(t, "after seven days", len(view.Feedback), 0)
}

// withHost is a world whose only phone has Host.
func withHost(t *testing.T) (*world, string) {
	t.Helper()
	w := newWorld(t)
	id := w.phones(1)[0]
	w.must(w.svc.SetSeats(t.Context(), admin, 5))
	w.distribute(host)
	return w, id
}

// groupOf puts a device into a group of its own.
func (w *world) groupOf(deviceID string) string {
	w.Helper()
	d, err := w.db.Device(w.Context(), deviceID, device.Scope{All: true})
	w.must(err)
	_, err = w.db.ImportDevices(w.Context(), []device.Imported{{Device: d, Groups: []string{"Group of " + deviceID}}}, noon)
	w.must(err)
	d, err = w.db.Device(w.Context(), deviceID, device.Scope{All: true})
	w.must(err)
	return d.GroupIDs[0]
}

func (w *world) facts(deviceID string) rollout.Facts {
	w.Helper()
	d, err := w.db.Device(w.Context(), deviceID, everything)
	w.must(err)
	around, err := w.svc.Around(w.Context(), d)
	w.must(err)
	return around[deviceID]
}

func (w *world) peer(deviceID string) string {
	w.Helper()
	peer, err := w.svc.Peer(w.Context(), deviceID)
	w.must(err)
	return peer
}

func TestActivationOfHostNamesItsSource(t *testing.T) {
	w, id := withHost(t)
	w.device(id)
	same(t, "unknown", w.facts(id).Host, rollout.HostFacts{})
	w.device(id, said("activated", "maybe"))
	same(t, "not understood", w.facts(id).Host.Activated, device.Unknown)
	w.device(id, said("activated", "true"))
	h := w.facts(id).Host
	same(t, "the app says so", fmt.Sprint(h.Activated, " ", h.Source), "yes app feedback, report of Simulated MDM")
	w.device(id, said("activated", "false"))
	same(t, "not any more", w.facts(id).Host.Activated, device.No)
	w.peers = []provider.Peer{{ID: "1234567890", Reference: id, Online: true}}
	w.must(w.svc.FindMatch(t.Context()))
	h = w.facts(id).Host
	if h.Activated != device.Yes || h.Source != "online at TeamViewer" || h.Online != device.Yes {
		t.Fatalf("found online: %+v", h)
	}
	w.device(id, func(r *mdm.Report) { r.Apps = nil })
	same(t, "the app is gone", w.on(id, host).Activated, device.Unknown)
	same(t, "and no device that is still listed makes it come back", w.facts(id).Host.Activated, device.Unknown)
}

// activation is what a person is shown of the one-time activation of Host.
func (w *world) activation(deviceID string) string {
	w.Helper()
	view, err := w.svc.OnDevice(w.Context(), tech, deviceID)
	w.must(err)
	for _, a := range view.Apps {
		if a.App.ID == host {
			return fmt.Sprintf("%s %s %s", a.DeviceApp.Activated, a.DeviceApp.ActivatedBy, a.DeviceApp.ActivatedAt.Format(time.TimeOnly))
		}
	}
	return "no Host"
}

func TestActivationOfHostStaysKnown(t *testing.T) {
	w, id := withHost(t)
	w.device(id)
	w.peers = []provider.Peer{{ID: "1234567890", Reference: id, Online: true}}
	w.must(w.svc.FindMatch(t.Context()))
	online := "yes online at TeamViewer " + w.now.Format(time.TimeOnly)
	same(t, "found online", w.activation(id), online)
	w.now = w.now.Add(time.Hour)
	w.peers[0].Online = false
	w.must(w.svc.FindMatch(t.Context()))
	same(t, "offline now", w.activation(id), online)
	w.device(id, said("activated", "no"))
	refused := "no app feedback, report of Simulated MDM " + w.now.Format(time.TimeOnly)
	same(t, "the app says otherwise", w.activation(id), refused)
	w.device(id, said("activated", "no"))
	same(t, "since when it says so", w.activation(id), refused)
}

// TestAnotherInstallationIsNotActivated: some MDMs go on telling what an app said that is gone.
func TestAnotherInstallationIsNotActivated(t *testing.T) {
	w, id := withHost(t)
	w.device(id, said("activated", "yes"))
	old := mdm.Feedback{Package: hostPackage, Key: "activated", Data: "yes", At: w.now}
	keeps := func(r *mdm.Report) { r.Feedback = append(r.Feedback, old) }
	w.device(id, keeps, func(r *mdm.Report) { r.Apps = nil })
	w.device(id, keeps)
	same(t, "installed anew", w.on(id, host).State, mdm.AppInstalled)
	same(t, "what the one before said", w.on(id, host).Activated, device.Unknown)
	w.device(id, said("activated", "yes"))
	same(t, "what this one says", w.on(id, host).Activated, device.Yes)
}

// TestNewsOfHostAsksSoon: who waits for a device to be tied waits for seconds, and the provider is asked no more often
// because many do.
func TestNewsOfHostAsksSoon(t *testing.T) {
	w := newWorld(t)
	ids := w.phones(3)
	w.must(w.svc.SetSeats(t.Context(), admin, 5))
	w.distribute(host)
	for _, id := range ids[:2] { // within the same seconds
		w.now = w.now.Add(-time.Minute)
		w.device(id)
	}
	w.peers = []provider.Peer{{ID: "1234567890", Reference: ids[0]}}
	w.pass(19 * time.Second)
	same(t, "not at once", w.asked, 0)
	w.pass(time.Second)
	same(t, "once for both", w.asked, 1)
	same(t, "tied", w.peer(ids[0]), "1234567890")
	w.now = w.now.Add(-time.Minute)
	w.device(ids[1], func(r *mdm.Report) { r.At = r.At.Add(time.Second) })
	w.pass(time.Minute)
	same(t, "no news", w.asked, 1)
	w.pass(4 * time.Minute)
	same(t, "the one that is not tied", w.asked, 2)
	w.unreachable = refusal{temporary: true}
	w.device(ids[1], said("activated", "yes"))
	w.pass(20 * time.Second)
	same(t, "the provider does not answer", w.asked, 3)
	w.device(ids[2])
	same(t, "its second try", w.asked, 4)
	w.pass(20 * time.Second)
	same(t, "one question is tried again, not one for each", w.asked, 5)
}

func TestMatchesAreNeverMadeByName(t *testing.T) {
	w, id := withHost(t)
	d, err := w.db.Device(t.Context(), id, everything)
	w.must(err)
	w.peers = []provider.Peer{{ID: "11111111", Name: d.Name, Reference: "x" + id}, {ID: "12", Reference: id}, {ID: "22222222", Name: id, Reference: strings.ToUpper(id)}}
	w.must(w.svc.FindMatch(t.Context()))
	same(t, "nothing carries our value", w.peer(id), "")
	w.peers = append(w.peers, provider.Peer{ID: "33333333", Reference: id})
	w.must(w.svc.FindMatch(t.Context()))
	same(t, "letter by letter", w.peer(id), "33333333")
	w.peers = append(w.peers, provider.Peer{ID: "44444444", Reference: id})
	w.must(w.svc.FindMatch(t.Context()))
	same(t, "two of them block", w.peer(id), "")
	if f := w.facts(id).Host; !f.Ambiguous || f.Matched || f.PeerID != "" {
		t.Fatalf("facts %+v", f)
	}
	found, err := w.svc.PeersFor(t.Context(), admin, id)
	w.must(err)
	same(t, "to choose from", fmt.Sprint(found[0].ID, found[1].ID, len(found)), fmt.Sprint("33333333", "44444444", 4))
	_, err = w.svc.ConfirmMatch(t.Context(), admin, id, "44444444")
	w.must(err)
	w.must(w.svc.FindMatch(t.Context()))
	same(t, "the administrator decides", w.peer(id), "44444444")
	_, err = w.svc.ConfirmMatch(t.Context(), tech, id, "33333333")
	w.want("technician", err, access.ErrForbidden)
	local := admin
	local.AllDevices, local.GroupIDs = false, []string{w.groupOf(id)}
	_, err = w.svc.ConfirmMatch(t.Context(), local, id, "33333333")
	w.want("who sees one group, which has the device", err, access.ErrForbidden)
	_, err = w.svc.PeersFor(t.Context(), local, id)
	w.want("the company's devices for who sees one group", err, access.ErrForbidden)
	_, err = w.svc.ConfirmMatch(t.Context(), admin, id, "r3333333")
	wantInput(t, err, "peer_id")
	other := w.phones(2)[1]
	_, err = w.svc.ConfirmMatch(t.Context(), admin, other, "44444444")
	w.want("somebody else's", err, rollout.ErrAmbiguous)
	w.must(w.svc.RemoveMatch(t.Context(), admin, id))
	same(t, "untied", w.peer(id), "")
	w.must(w.svc.FindMatch(t.Context()))
	same(t, "two of them from the start", w.peer(id), "")
}

func TestAnAppThatSaysWhoItIs(t *testing.T) {
	w, id := withHost(t)
	w.device(id, said("teamviewer_id", "987654321'; --"))
	same(t, "no id", w.peer(id), "")
	w.device(id, said("teamviewer_id", "987654321"))
	same(t, "by the app", w.peer(id), "987654321")
	other := w.phones(2)[1]
	w.device(other)
	w.device(other, said("teamviewer_id", "987654321"))
	same(t, "two say the same", w.peer(id)+w.peer(other), "")
	w.must(w.svc.RemoveMatch(t.Context(), admin, other))
	_, err := w.svc.ConfirmMatch(t.Context(), admin, id, "987654321")
	w.must(err)
	w.device(id, said("teamviewer_id", "111111111"))
	same(t, "the app contradicts", w.peer(id), "")
	w.device(id, func(r *mdm.Report) { r.Unenrolled = w.now })
	matches, err := w.db.Matches(t.Context(), []string{id})
	w.must(err)
	same(t, "left its MDM", len(matches), 0)
}
