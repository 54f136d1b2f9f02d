package sim

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// Errors of what somebody does with the apps of a device.
var (
	// ErrNotAllowed says that the device's lists do not let the user open the app.
	ErrNotAllowed = errors.New("the device does not allow this app")
	// ErrNoSuchPrompt says that nobody asks that now.
	ErrNoSuchPrompt = errors.New("nobody asks that now")
)

// The support apps that a handset knows how to play, by their published names. The bundle id of QuickSupport for iOS is
// published nowhere: this one is the simulation's own, and its App Store id finds it under any other.
const (
	quickSupportAndroid = "com.teamviewer.quicksupport.market"
	quickSupportIOS     = "com.teamviewer.quicksupport"
	quickSupportStoreID = "661649585"
	hostAndroid         = "com.teamviewer.host.market"
	addOnPrefix         = "com.teamviewer.quicksupport.addon."
	universalAddOn      = addOnPrefix + "universal"
	// mdmApp is the MDM's own app, when the user has it in front.
	mdmApp = "mdm"
)

// The keys that the simulated TeamViewer apps read; see the simulated store.
const (
	keySession     = "sim_session_id"
	keySessionLink = "sim_session_link"
	keyAssignment  = "sim_assignment_id"
	keyReference   = "sim_device_reference"
)

// Bounds of what a handset keeps.
const (
	maxInbox = 20
	maxSaid  = 50
)

// An installation is one support app on a handset.
type installation struct {
	Package string           `json:"package"`
	StoreID string           `json:"store_id,omitempty"`
	Name    string           `json:"name"`
	Version string           `json:"version,omitempty"`
	State   string           `json:"state"` // one of wire.MDMInstalled …
	Managed bool             `json:"managed,omitempty"`
	Problem string           `json:"problem,omitempty"` // Apple's devices tell it once
	Set     wire.MDMSettings `json:"settings,omitempty"`
	// Offer is the configuration that it gets once it is there and managed.
	Offer wire.MDMSettings `json:"offer,omitempty"`
	// AutoLaunch starts it when it comes.
	AutoLaunch bool `json:"auto_launch,omitempty"`
	// Launched says that it was started at least once, Agreed that the user accepted its terms (QuickSupport) or its
	// one-time permission (Host), ServiceOn that its accessibility service is on.
	Launched  bool  `json:"launched,omitempty"`
	Agreed    bool  `json:"agreed,omitempty"`
	ServiceOn bool  `json:"service_on,omitempty"`
	Attempt   int64 `json:"attempt,omitempty"`
	// Used is the session that it was started with once; that launch is never repeated (S10).
	Used string `json:"used,omitempty"`
	// Number is the TeamViewer ID that Host was given, for Assigned.
	Number   string `json:"number,omitempty"`
	Assigned string `json:"assigned,omitempty"`
}

func (a *installation) there() bool { return a != nil && a.State == wire.MDMInstalled }

func (a *installation) isQuickSupport() bool {
	return a.Package == quickSupportAndroid || a.Package == quickSupportIOS || a.StoreID == quickSupportStoreID
}
func (a *installation) isHost() bool  { return a.Package == hostAndroid }
func (a *installation) isAddOn() bool { return strings.HasPrefix(a.Package, addOnPrefix) }

// text is a value of the managed configuration.
func (a *installation) text(key string) string {
	s, _ := a.Set[key].(string)
	return s
}

// handsetState is what a handset remembers over a restart.
type handsetState struct {
	Policy  int64                    `json:"policy,omitempty"`
	Shown   int64                    `json:"shown,omitempty"`
	Apps    map[string]*installation `json:"apps,omitempty"`
	Posture wire.MDMPosture          `json:"posture"`
	// Full has no room for another app, Flaky loses its connection during the next installation, SignedOut has nobody signed in
	// to the App Store.
	Full      bool `json:"full,omitempty"`
	Flaky     bool `json:"flaky,omitempty"`
	SignedOut bool `json:"signed_out,omitempty"`
}

// A handset is what is on a phone beside its screen: support apps, the MDM's client, and what both ask the user. Idle it
// is memory and at most one timer. It is safe for concurrent use.
type handset struct {
	spec Spec
	news *news
	all  *shared

	mu sync.Mutex
	handsetState
	off      bool // switched off, or out of reach
	token    id.Secret
	seq      int64
	talking  bool // an exchange with the MDM runs
	again    bool // another one is needed
	failures int
	timer    *time.Timer // until the next check-in

	results  []wire.MDMResult
	feedback []wire.MDMFeedback
	inbox    []string
	catalog  []wire.MDMStoreApp
	launched int64 // the policy that an app was launched for

	front   string // the package in the foreground
	asks    []ask
	asked   int
	session *tvSession // of QuickSupport
	note    string     // why QuickSupport did not do what it should
	host    hostLife
}

func newHandset(spec Spec, news *news, all *shared, kept *handsetState) *handset {
	h := &handset{spec: spec, news: news, all: all, off: spec.Standing != Connected}
	if kept != nil {
		h.handsetState = *kept
	} else {
		h.handsetState = spec.handset()
	}
	if h.Apps == nil {
		h.Apps = map[string]*installation{}
	}
	maps.DeleteFunc(h.Apps, func(_ string, a *installation) bool { return a == nil })
	return h
}

// change changes the handset, and tells page and fleet.
func (h *handset) change(do func()) {
	h.mu.Lock()
	do()
	h.mu.Unlock()
	h.news.tell()
	h.all.changed(h.spec.Device.ID)
}

// kept is what is to be remembered.
func (h *handset) kept() *handsetState {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.handsetState
	s.Apps = make(map[string]*installation, len(h.Apps))
	for name, a := range h.Apps {
		one := *a
		s.Apps[name] = &one
	}
	return &s
}

// major is the first number of the system's version.
func (s Spec) major() int {
	first, _, _ := strings.Cut(s.Device.OSVersion, ".")
	n, err := strconv.Atoi(first)
	if err != nil {
		return 0
	}
	return n
}

func (s Spec) supervised() bool {
	return s.Device.Management == IOSSupervised || s.Device.Management == IOSShared
}

// handset is what a device has before anybody distributes anything: among many plain ones, some that need attention.
func (s Spec) handset() handsetState {
	h := handsetState{Apps: map[string]*installation{}}
	put := func(a installation) {
		a.State = wire.MDMInstalled
		h.Apps[a.Package] = &a
	}
	h.Posture.PermittedAll = true
	if s.Kiosk { // its list has the company's apps, and QuickSupport not yet
		h.Posture.Kiosk = true
		for _, a := range s.Apps {
			h.Posture.KioskApps = append(h.Posture.KioskApps, a.Package)
		}
	}
	switch {
	case s.Number == 0:
	case s.Device.Management == IOSDevice || s.Device.Management == IOSUser && s.Number%2 == 1:
		put(installation{Package: quickSupportIOS, StoreID: quickSupportStoreID, Name: "QuickSupport", Version: "15.60.2"})
	case s.Device.Management == IOSUser:
		h.SignedOut = true
	case s.Device.Management == AndroidWorkProfile && s.Number%3 == 0:
		h.Full = true
	case s.Device.Management == AndroidWorkProfile && s.Number%3 == 1:
		h.Flaky = true
	case s.Device.Management == AndroidDeviceOwner && s.Number%7 == 3:
		put(installation{Package: quickSupportAndroid, Name: "QuickSupport", Version: "15.66.184"})
		put(installation{Package: universalAddOn, Name: "Universal Add-On", Version: "15.66.12"})
	case s.Device.Management == AndroidDeviceOwner && s.Number%7 == 5:
		h.Posture.NoScreenCapture = true
		h.Posture.PermittedAll, h.Posture.PermittedServices = false, []string{"com.example.scanner"}
	}
	return h
}

// A HandsetView is what the page shows of a handset.
type HandsetView struct {
	// MDM is on, off (switched off or out of reach) or none.
	MDM     string         `json:"mdm"`
	Asks    []ask          `json:"asks,omitempty"`
	Inbox   []string       `json:"inbox,omitempty"`
	Apps    []AppView      `json:"apps,omitempty"`
	Catalog []CatalogEntry `json:"catalog,omitempty"`
	// Full says that there is no room for another app.
	Full bool `json:"full,omitempty"`
}

// An AppView is one support app on the page.
type AppView struct {
	Package string `json:"package"`
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
	State   string `json:"state"`
	Managed bool   `json:"managed"`
	Front   bool   `json:"front"`
	// Allowed says that the device's lists let the user open it.
	Allowed bool `json:"allowed"`
	// Service is on, off, or empty for an app without an accessibility service.
	Service string `json:"service,omitempty"`
	// Session is how QuickSupport's session stands, or Host's link: waiting, asked, connected, ended, idle; empty: none.
	Session   string `json:"session,omitempty"`
	Supporter string `json:"supporter,omitempty"`
	Number    string `json:"number,omitempty"` // Host's TeamViewer ID
	// Note is why it does not do what it should: no_such_session, expired, unreachable, not_permitted, not_activated,
	// not_assigned, capture_disabled.
	Note string `json:"note,omitempty"`
}

// A CatalogEntry is an app that the user may fetch.
type CatalogEntry struct {
	Package string `json:"package"`
	Name    string `json:"name"`
}

func (h *handset) view() *HandsetView {
	h.mu.Lock()
	defer h.mu.Unlock()
	v := &HandsetView{MDM: "on", Asks: slices.Clone(h.asks), Inbox: slices.Clone(h.inbox), Full: h.Full}
	switch {
	case h.all.mdm == nil:
		v.MDM = "none"
	case h.off:
		v.MDM = "off"
	}
	for _, name := range slices.Sorted(maps.Keys(h.Apps)) {
		a := h.Apps[name]
		if a.State == wire.MDMRemoved {
			continue
		}
		one := AppView{Package: a.Package, Name: a.Name, Version: a.Version, State: a.State, Managed: a.Managed, Front: h.front == name, Allowed: h.allows(name)}
		switch {
		case a.isQuickSupport():
			one.Note = h.note
			if h.session != nil {
				one.Session, one.Supporter = h.session.state, h.session.supporter
			}
		case a.isHost():
			one.Session, one.Number, one.Note = h.host.state, a.Number, h.host.note
		case a.isAddOn():
			one.Service = "off"
			if a.ServiceOn {
				one.Service = "on"
			}
		}
		v.Apps = append(v.Apps, one)
	}
	for _, a := range h.catalog {
		v.Catalog = append(v.Catalog, CatalogEntry{Package: a.Package, Name: a.Name})
	}
	return v
}

// allows says whether the user can open an app: a kiosk shows what is on its list and has an icon. mu is held.
func (h *handset) allows(name string) bool {
	p := h.Posture
	if slices.Contains(p.BlockedApps, name) || p.SingleApp != "" && p.SingleApp != name {
		return false
	}
	return !p.Kiosk || slices.Contains(p.KioskApps, name) && !slices.Contains(p.HiddenApps, name)
}

// The actions of a person with the handset.
const (
	ActAgree    = "agree"     // to an ask, by its id
	ActRefuse   = "refuse"    // an ask
	ActOpen     = "open"      // a support app, by its package
	ActClose    = "close"     // the same
	ActFetch    = "fetch"     // an app of the catalog
	ActRemove   = "remove"    // an app
	ActService  = "service"   // switches an accessibility service on or off
	ActFreeUp   = "free_up"   // makes room for apps
	ActCheckIn  = "check_in"  // opens the MDM's app
	ActReboot   = "reboot"    //
	ActPowerOff = "power_off" // from now on the MDM hears nothing
	ActPowerOn  = "power_on"
)

// do does one thing that a person can do with a handset; known is false for an action that is none of them.
func (h *handset) do(action, text string) (known bool, err error) {
	switch action {
	case ActAgree, ActRefuse:
		err = h.answer(text, action == ActAgree)
	case ActOpen:
		err = h.open(text)
	case ActClose:
		err = h.closeApp(text)
	case ActFetch:
		err = h.fetch(text)
	case ActRemove:
		err = h.removeByUser(text)
	case ActService:
		err = h.toggleService(text)
	case ActFreeUp:
		h.change(func() { h.Full = false })
	case ActCheckIn:
		h.change(func() { h.front = mdmApp })
		h.checkIn()
	case ActReboot:
		h.reboot()
	case ActPowerOff:
		h.power(false)
	case ActPowerOn:
		h.power(true)
	default:
		return false, nil
	}
	return true, err
}

func unknownApp(name string) error { return fmt.Errorf("app %.100q: %w", name, ErrUnknownApp) }

// open brings an app to the front. QuickSupport then reads its managed configuration, and only then (S14).
func (h *handset) open(name string) error {
	h.mu.Lock()
	a, allowed, off := h.Apps[name], h.allows(name), h.off
	h.mu.Unlock()
	switch {
	case !a.there():
		return unknownApp(name)
	case off:
		return ErrNotSwitchedOn
	case !allowed:
		return fmt.Errorf("open %.100q: %w", name, ErrNotAllowed)
	}
	h.launch(name)
	return nil
}

// launch starts an app, whoever wants it.
func (h *handset) launch(name string) {
	h.change(func() {
		a := h.Apps[name]
		if !a.there() {
			return
		}
		h.front, a.Launched = name, true
		switch {
		case a.isQuickSupport():
			h.readSession(a)
		case a.isHost():
			h.startHost(a)
		}
	})
}

// closeApp ends an app. Whatever QuickSupport was launched for is gone with it.
func (h *handset) closeApp(name string) error {
	h.mu.Lock()
	there := h.Apps[name].there()
	h.mu.Unlock()
	if !there {
		return unknownApp(name)
	}
	h.change(func() {
		if h.front == name {
			h.front = ""
		}
		if h.Apps[name].isQuickSupport() {
			h.leaveSession()
		}
	})
	return nil
}

// reboot ends every app; Host comes back by itself once it was activated.
func (h *handset) reboot() {
	h.change(func() {
		h.front = ""
		h.asks = slices.DeleteFunc(h.asks, func(one ask) bool { return one.Kind != askInstall && one.Kind != askConvert })
		h.leaveSession()
		h.stopHost()
		if a := h.Apps[hostAndroid]; a.there() && a.Launched && !h.off {
			h.startHost(a)
		}
	})
	h.checkIn()
}

// visit has a device that is away check in once; power(false) ends its visit.
func (h *handset) visit() {
	h.change(func() { h.off = false })
	h.checkIn()
}

// power switches the device off, or on.
func (h *handset) power(on bool) {
	h.change(func() {
		h.off = !on
		if !on {
			h.front = ""
			h.leaveSession()
			h.stopHost()
		}
	})
	if on {
		h.reboot()
	}
}

// toggleService is the user in the accessibility settings of an Android device.
func (h *handset) toggleService(name string) error {
	h.mu.Lock()
	a, p := h.Apps[name], h.Posture
	h.mu.Unlock()
	switch {
	case !a.there() || !a.isAddOn():
		return unknownApp(name)
	case !p.PermittedAll && !slices.Contains(p.PermittedServices, name):
		return fmt.Errorf("accessibility service of %.100q: %w", name, ErrNotAllowed)
	}
	h.change(func() {
		a.ServiceOn = !a.ServiceOn
		h.settleServices()
	})
	h.checkIn()
	return nil
}

// settleServices makes the posture say which services run. mu is held.
func (h *handset) settleServices() {
	h.Posture.RunningServices = nil
	for _, name := range slices.Sorted(maps.Keys(h.Apps)) {
		if a := h.Apps[name]; a.there() && a.ServiceOn {
			h.Posture.RunningServices = append(h.Posture.RunningServices, name)
		}
	}
}
