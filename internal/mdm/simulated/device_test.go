package simulated_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// A played device speaks the protocol by hand, at once and in order.
type played struct {
	w     *world
	id    string
	token string
	apple bool

	seq, policy, shown int64
	apps               map[string]*playedApp
	posture            wire.MDMPosture
	feedback           []wire.MDMFeedback
	results            []wire.MDMResult
	messages           []string
	refuses            bool
	supervised         bool
	userEnrolled       bool
	pushed             int64
	lastOrders         wire.MDMOrders
	leaves             bool
}

type playedApp struct {
	version     string
	there, mine bool // mine: managed
	was         bool
	problem     string // told once
	settings    wire.MDMSettings
	notified    int
}

func (d *played) ID() string { return d.id }
func (d *played) Refuse()    { d.refuses = true }

func (d *played) app(name string) *playedApp {
	if d.apps[name] == nil {
		d.apps[name] = &playedApp{}
	}
	return d.apps[name]
}

func (d *played) InstallByUser(name string) {
	a := d.app(name)
	a.version, a.there, a.mine = "9.9", true, false
}

func (d *played) RemoveByUser(name string)                 { d.app(name).remove() }
func (d *played) Configuration(name string) map[string]any { return d.app(name).settings }
func (d *played) Notified(name string) int                 { return d.app(name).notified }

func (d *played) SayBack(name, key, data string) {
	d.feedback = append(d.feedback, wire.MDMFeedback{Package: name, Key: key, Data: data, At: d.w.now()})
}

func (d *played) Leave(t *testing.T) {
	t.Helper()
	d.leaves = true
	d.post(t)
}

func (d *played) Woken(t *testing.T) bool {
	t.Helper()
	p := d.w.pushes(t, d.pushed)
	return p.All || slices.Contains(p.Devices, d.id)
}

func (a *playedApp) remove() {
	a.there, a.mine, a.settings, a.was = false, false, nil, a.was || a.there
}

func (a *playedApp) configure(s wire.MDMSettings) {
	if !s.Equal(a.settings) {
		a.settings = s
		a.notified++
	}
}

// CheckIn reports until nothing is left to do.
func (d *played) CheckIn(t *testing.T) {
	t.Helper()
	d.pushed = d.w.pushes(t, -1).Seq
	for range 3 { // a device that did something reports anew, as it would when an installation ends
		before := d.seq
		for more := true; more; {
			if d.seq-before > 10 {
				t.Fatal("the exchange does not end")
			}
			more = d.do(d.post(t))
		}
		if !d.apple && d.seq-before == 1 {
			return
		}
	}
}

// post makes one request.
func (d *played) post(t *testing.T) wire.MDMOrders {
	t.Helper()
	d.seq++
	c := wire.MDMCheckIn{Seq: d.seq, At: d.w.now(), Policy: d.policy, Posture: d.posture, Feedback: d.feedback, Results: d.results, Messages: d.shown, Unenrolled: d.leaves}
	if !d.apple {
		for name, a := range d.apps {
			switch {
			case a.there:
				c.Apps = append(c.Apps, wire.MDMApp{Package: name, Version: a.version, State: wire.MDMInstalled, Managed: a.mine})
			case a.was:
				c.Apps = append(c.Apps, wire.MDMApp{Package: name, State: wire.MDMRemoved})
			}
		}
	}
	status, body := d.w.send(t, wire.MDMCheckInPath, d.token, c)
	if status != http.StatusOK {
		t.Fatalf("check-in: %d %s", status, body)
	}
	orders, err := wire.DecodeMDMOrders(body)
	if err != nil {
		t.Fatal(err)
	}
	d.results, d.feedback, d.lastOrders = nil, nil, orders
	for _, m := range orders.Messages {
		d.messages, d.shown = append(d.messages, m.Text), m.Number
	}
	d.posture.KioskApps = append(d.posture.KioskApps, orders.Lists.Allow...)
	d.posture.HiddenApps = append(d.posture.HiddenApps, orders.Lists.Hide...)
	d.posture.PermittedServices = append(d.posture.PermittedServices, orders.Lists.Permit...)
	d.posture.NoScreenCapture = d.posture.NoScreenCapture && !orders.Lists.AllowScreenCapture
	return orders
}

// do does what was ordered, and says whether there is something to report.
func (d *played) do(o wire.MDMOrders) bool {
	if o.Policy != nil {
		for _, want := range o.Policy.Apps {
			a := d.app(want.App.Package)
			switch want.Install {
			case wire.MDMRequired:
				a.version, a.there, a.mine = want.App.Version, true, true
				a.configure(want.Settings)
			case wire.MDMBlocked:
				a.remove()
			}
		}
		d.policy = o.Policy.Version
		return true
	}
	for _, c := range o.Commands {
		d.results = append(d.results, d.command(c))
	}
	return len(d.results) > 0
}

func (d *played) command(c wire.MDMCommand) wire.MDMResult {
	r := wire.MDMResult{ID: c.ID, Status: wire.MDMAcknowledged, Package: c.App.Package}
	a := d.app(c.App.Package)
	switch c.Type {
	case wire.MDMList:
		for _, name := range c.Packages {
			a := d.app(name)
			one := wire.MDMApp{Package: name, Version: a.version, State: wire.MDMAbsent, Managed: a.mine, Problem: a.problem}
			switch {
			case a.there:
				one.State = wire.MDMInstalled
			case a.problem != "":
				one.State = wire.MDMFailed
			case a.was:
				one.State = wire.MDMRemoved
			}
			a.problem = "" // told once
			r.Apps = append(r.Apps, one)
		}
	case wire.MDMInstall:
		switch {
		case a.there && !c.Convert:
			return wire.MDMResult{ID: c.ID, Status: wire.MDMError, Problem: wire.MDMUserInstalledApp}
		case c.Convert && d.userEnrolled:
			return wire.MDMResult{ID: c.ID, Status: wire.MDMError, Problem: wire.MDMNoManagementChange}
		case d.refuses && !d.supervised:
			d.refuses = false
			a.problem = wire.MDMUserRejected
			if c.Convert {
				a.problem = wire.MDMManagementRejected
			}
			return r
		}
		a.version, a.there, a.mine = c.App.Version, true, true
		a.configure(c.Settings)
	case wire.MDMConfigure:
		if !a.mine {
			return wire.MDMResult{ID: c.ID, Status: wire.MDMError, Problem: wire.MDMNotManaged}
		}
		a.configure(c.Settings)
	case wire.MDMRead:
		r.Settings = a.settings
	case wire.MDMRemove:
		if a.mine {
			a.remove()
		}
	}
	return r
}

func (w *world) send(t *testing.T, path, token string, body any) (int, []byte) {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return w.do(t, http.MethodPost, path, token, bytes.NewReader(data))
}
