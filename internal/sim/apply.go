package sim

import (
	"context"
	"fmt"
	"slices"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// app is the installation of an app of the store, made when there is none. The App Store id finds an app whatever bundle
// id the MDM has for it. mu is held.
func (h *handset) app(s wire.MDMStoreApp) *installation {
	if a := h.Apps[s.Package]; a != nil {
		return a
	}
	for name, a := range h.Apps {
		if s.StoreID != "" && a.StoreID == s.StoreID {
			delete(h.Apps, name)
			a.Package = s.Package
			h.Apps[s.Package] = a
			return a
		}
	}
	a := &installation{Package: s.Package, StoreID: s.StoreID, Name: s.Name, State: wire.MDMAbsent}
	h.Apps[s.Package] = a
	return a
}

// offered takes over what the store says of an app that is about to come.
func (a *installation) offered(s wire.MDMStoreApp) {
	a.StoreID, a.Version = s.StoreID, s.Version
	a.Name = cmpOr(s.Name, a.Name, s.Package)
}

func cmpOr(names ...string) string {
	for _, name := range names {
		if name != "" {
			return wire.CleanLine(name, 100)
		}
	}
	return ""
}

// apply makes an Android device as its policy wants it. The user is not asked. mu is held.
func (h *handset) apply(p wire.MDMPolicy) {
	h.Policy, h.catalog = p.Version, nil
	for _, want := range p.Apps {
		a := h.app(want.App)
		tryAgain := want.Attempt > a.Attempt
		a.Attempt, a.AutoLaunch = want.Attempt, want.AutoLaunch
		switch {
		case want.Install == wire.MDMBlocked:
			h.remove(a)
		case a.there():
			a.Managed = true
			h.configured(a, want.Settings)
		case a.State == wire.MDMInstalling:
			a.Offer = want.Settings
		case want.App.MinOS > h.spec.major():
			a.offered(want.App)
			a.State, a.Problem = wire.MDMFailed, wire.MDMIncompatible
		case want.Install == wire.MDMAvailable:
			a.Offer = want.Settings
			h.catalog = append(h.catalog, want.App)
		case a.State != wire.MDMFailed && a.State != wire.MDMRemoved || tryAgain:
			a.offered(want.App)
			a.Offer = want.Settings
			h.install(a)
		}
	}
}

// obey does what an Apple device is told. mu is held.
func (h *handset) obey(c wire.MDMCommand) wire.MDMResult {
	r := wire.MDMResult{ID: c.ID, Status: wire.MDMAcknowledged, Package: c.App.Package}
	refused := func(problem string) wire.MDMResult {
		return wire.MDMResult{ID: c.ID, Status: wire.MDMError, Problem: problem}
	}
	if c.Type == wire.MDMList {
		for _, name := range c.Packages {
			r.Apps = append(r.Apps, h.listed(name))
		}
		return r
	}
	if c.App.Package == "" {
		return refused("CommandFormatError")
	}
	a := h.app(c.App)
	switch c.Type {
	case wire.MDMInstall:
		if problem := h.installCommand(a, c); problem != "" {
			return refused(problem)
		}
	case wire.MDMConfigure:
		if !a.there() || !a.Managed {
			return refused(wire.MDMNotManaged)
		}
		h.configured(a, c.Settings)
	case wire.MDMRead:
		r.Settings = a.Set
	case wire.MDMRemove:
		if !a.Managed {
			return refused(wire.MDMNotManaged)
		}
		h.remove(a)
	default:
		return refused(fmt.Sprintf("Unknown command: %.40s", c.Type))
	}
	return r
}

// listed is what an Apple device says of an app: a refusal once. mu is held.
func (h *handset) listed(name string) wire.MDMApp {
	a := h.Apps[name]
	if a == nil {
		return wire.MDMApp{Package: name, State: wire.MDMAbsent}
	}
	one := a.told()
	a.Problem = ""
	if a.State == wire.MDMFailed {
		a.State = wire.MDMAbsent
	}
	return one
}

// installCommand is InstallApplication: an unsupervised device asks, and Acknowledged proves nothing. mu is held.
func (h *handset) installCommand(a *installation, c wire.MDMCommand) (problem string) {
	m := h.spec.Device.Management
	switch {
	case m == IOSAppOnly || c.App.MinOS > h.spec.major():
		return wire.MDMNotSupported
	case a.there() && a.Managed: // it came meanwhile
		h.configured(a, c.Settings)
		return ""
	case a.there() && !c.Convert:
		return wire.MDMUserInstalledApp
	case a.there() && m == IOSUser:
		return wire.MDMNoManagementChange
	}
	a.Problem, a.Offer = "", c.Settings
	switch {
	case a.State == wire.MDMInstalling || a.State == wire.MDMPrompting: // it is on its way
	case a.there() && h.spec.supervised():
		a.Managed = true
		h.configured(a, a.Offer)
	case a.there():
		h.prompt(askConvert, a, "")
	case h.spec.supervised():
		a.offered(c.App)
		h.install(a)
	default:
		a.offered(c.App)
		a.State = wire.MDMPrompting
		h.prompt(askInstall, a, "")
	}
	return ""
}

// install fetches an app, which takes a while. mu is held.
func (h *handset) install(a *installation) {
	a.State, a.Problem = wire.MDMInstalling, ""
	policy, name := h.Policy, a.Package
	h.all.crew.after(h.all.paces.Install, func(context.Context) { h.installed(name, policy) })
}

func (h *handset) installed(name string, policy int64) {
	came := false
	h.change(func() {
		a := h.Apps[name]
		if a == nil || a.State != wire.MDMInstalling {
			return
		}
		came = true
		if problem := h.breaksOff(); problem != "" {
			a.State, a.Problem = wire.MDMFailed, problem
			return
		}
		a.State, a.Managed = wire.MDMInstalled, true
		a.Launched, a.Agreed, a.ServiceOn, a.Used = false, false, false, ""
		h.configured(a, a.Offer)
		h.autoLaunch(a, policy)
	})
	if came {
		h.checkIn()
	}
}

// breaksOff says what keeps an app from being installed that is on its way: room has to be made by the user, while a lost
// connection is there again when somebody asks for another try. mu is held.
func (h *handset) breaksOff() (problem string) {
	switch {
	case h.Full:
		return wire.MDMStorageFull
	case h.Flaky:
		h.Flaky = false
		return wire.MDMNetworkFailed
	}
	return ""
}

// autoLaunch starts an app that is newly installed. On Android 10 and later only one of those that a policy brings
// starts, and in a work profile only while the MDM's app is in front (D3). mu is held.
func (h *handset) autoLaunch(a *installation, policy int64) {
	m := h.spec.Device.Management
	profile := m == AndroidWorkProfile || m == AndroidCompanyOwned
	if !a.AutoLaunch || h.off || h.spec.Apple() || h.spec.major() >= 10 && h.launched == policy || profile && h.front != mdmApp || !h.allows(a.Package) {
		return
	}
	h.launched = policy
	h.all.crew.do(func(context.Context) { h.launch(a.Package) })
}

// configured gives an app its managed configuration. One that did not change notifies nobody. mu is held.
func (h *handset) configured(a *installation, s wire.MDMSettings) {
	if s.Equal(a.Set) {
		return
	}
	before := a.sessionCode()
	a.Set = s
	switch {
	case a.isQuickSupport():
		if a.sessionCode() != before {
			a.Used = ""
		}
		h.readSession(a)
		h.openSoon()
	case a.isHost() && a.Launched:
		h.startHost(a)
	}
}

// remove takes an app away, with its data. mu is held.
func (h *handset) remove(a *installation) {
	was := a.State
	if a.isQuickSupport() {
		h.leaveSession()
	}
	if a.isHost() {
		h.stopHost()
	}
	if h.front == a.Package {
		h.front = ""
	}
	h.unask(a.Package)
	h.feedback = slices.DeleteFunc(h.feedback, func(f wire.MDMFeedback) bool { return f.Package == a.Package })
	*a = installation{Package: a.Package, StoreID: a.StoreID, Name: a.Name, Attempt: a.Attempt, State: wire.MDMAbsent}
	if was == wire.MDMInstalled || was == wire.MDMRemoved {
		a.State = wire.MDMRemoved
	}
	h.settleServices()
}

// removeByUser is what only a user can do: where the MDM requires an app, it says so afterwards.
func (h *handset) removeByUser(name string) error {
	h.mu.Lock()
	a, kiosk := h.Apps[name], h.Posture.Kiosk
	h.mu.Unlock()
	switch {
	case !a.there():
		return unknownApp(name)
	case kiosk:
		return fmt.Errorf("remove %.100q: %w", name, ErrNotAllowed)
	}
	h.change(func() { h.remove(a) })
	h.checkIn()
	return nil
}

// fetch is the user taking an app from the catalog.
func (h *handset) fetch(name string) error {
	found := false
	h.change(func() {
		at := slices.IndexFunc(h.catalog, func(s wire.MDMStoreApp) bool { return s.Package == name })
		if at < 0 {
			return
		}
		found = true
		a := h.app(h.catalog[at])
		a.offered(h.catalog[at])
		h.catalog = slices.Delete(slices.Clone(h.catalog), at, at+1)
		h.install(a)
	})
	if !found {
		return unknownApp(name)
	}
	return nil
}

// begin starts what was under way when the handset was switched off.
func (h *handset) begin() {
	h.change(func() {
		for _, a := range h.Apps {
			switch {
			case a.State == wire.MDMInstalling:
				h.install(a)
			case a.State == wire.MDMPrompting:
				h.prompt(askInstall, a, "")
			case a.isHost() && a.there() && a.Launched:
				h.startHost(a)
			}
		}
		h.openSoon()
	})
	h.checkIn()
}
