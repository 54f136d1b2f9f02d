package app

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// A handset is a managed phone that does at a check-in what its MDM orders, at once. It speaks the protocol of simulated
// devices over the server's port, and only when the test lets it.
type handset struct {
	t      *testing.T
	th     *theatre
	id     string
	apple  bool
	token  id.Secret
	client http.Client

	mu       sync.Mutex
	seq      int64
	policy   int64
	apps     map[string]*wire.MDMApp
	settings map[string]wire.MDMSettings
	posture  wire.MDMPosture
	feedback []wire.MDMFeedback
	results  []wire.MDMResult
	failing  map[string]string // packages that the user refuses, with the word for it
	saw      []string          // every session code that was ever in a configuration
}

// handset imports a device of the simulated MDM and enrolls it there.
func (th *theatre) handset(name string, change ...func(object)) *handset {
	th.t.Helper()
	d := object{"name": name, "platform": "android", "management": "android_device_owner", "ownership": "company", "lifecycle": "in_use",
		"maker": "Sharp", "model": "AQUOS sense9", "os_version": "15", "owner": object{"name": "Sato Hanako", "email": "sato@example.com"}, "mdm_id": demoConnections[0].ID}
	for _, c := range change {
		c(d)
	}
	made := th.admin.must("POST", "/devices/import", object{"devices": []object{d}})
	h := &handset{t: th.t, th: th, id: made["ids"].([]any)[0].(string), apple: d["platform"] == "ios", apps: map[string]*wire.MDMApp{},
		settings: map[string]wire.MDMSettings{}, posture: wire.MDMPosture{PermittedAll: true}, failing: map[string]string{}, client: http.Client{Timeout: soon}}
	th.t.Cleanup(h.client.CloseIdleConnections)
	token, err := th.enroll(th.t.Context(), h.id, device.Management(d["management"].(string)))
	if err != nil {
		th.t.Fatal(err)
	}
	h.token = token
	return h
}

func kiosk(d object) { d["management"] = "android_kiosk" }

func pixel(d object) { d["maker"], d["model"] = "Google", "Pixel 9" }

func iPhone(d object) {
	maps.Copy(d, object{"platform": "ios", "management": "ios_supervised", "maker": "Apple", "model": "iPhone 15", "os_version": "18.6"})
}

// checkIn talks to the MDM until it wants nothing more.
func (h *handset) checkIn() {
	h.t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	for range 20 {
		h.seq++
		c := wire.MDMCheckIn{Seq: h.seq, At: time.Now().UTC(), Posture: h.posture, Feedback: h.feedback, Results: h.results}
		if !h.apple {
			c.Policy = h.policy
			for _, name := range slices.Sorted(maps.Keys(h.apps)) {
				c.Apps = append(c.Apps, *h.apps[name])
			}
		}
		h.feedback, h.results = nil, nil
		if !h.take(h.tell(c)) {
			return
		}
	}
	h.t.Error("the MDM is never content")
}

func (h *handset) tell(c wire.MDMCheckIn) wire.MDMOrders {
	h.t.Helper()
	body, err := json.Marshal(c)
	if err != nil {
		h.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, h.th.url+wire.MDMCheckInPath, bytes.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+h.token.Reveal())
	a, err := h.client.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode != http.StatusOK {
		h.t.Fatalf("check-in of %s: %d %s %v", h.id, a.StatusCode, text, err)
	}
	o, err := wire.DecodeMDMOrders(text)
	if err != nil {
		h.t.Fatal(err)
	}
	return o
}

// take does what was ordered; more says that there is something to tell.
func (h *handset) take(o wire.MDMOrders) (more bool) {
	before := len(h.posture.KioskApps) + len(h.posture.HiddenApps)
	for _, name := range o.Lists.Allow {
		if h.posture.Kiosk && !slices.Contains(h.posture.KioskApps, name) {
			h.posture.KioskApps = append(h.posture.KioskApps, name)
		}
	}
	for _, name := range o.Lists.Hide {
		if h.posture.Kiosk && !slices.Contains(h.posture.HiddenApps, name) {
			h.posture.HiddenApps = append(h.posture.HiddenApps, name)
		}
	}
	more = before != len(h.posture.KioskApps)+len(h.posture.HiddenApps)
	if o.Lists.AllowScreenCapture && h.posture.NoScreenCapture {
		h.posture.NoScreenCapture, more = false, true
	}
	if o.Policy != nil {
		h.policy, more = o.Policy.Version, true
		for _, a := range o.Policy.Apps {
			if a.Install == wire.MDMBlocked {
				h.removeApp(a.App.Package)
			} else {
				h.install(a.App, a.Settings)
			}
		}
	}
	for _, c := range o.Commands {
		more = true
		h.results = append(h.results, h.obey(c))
	}
	return more
}

func (h *handset) install(a wire.MDMStoreApp, s wire.MDMSettings) {
	if word := h.failing[a.Package]; word != "" {
		h.apps[a.Package] = &wire.MDMApp{Package: a.Package, State: wire.MDMFailed, Problem: word}
		return
	}
	h.apps[a.Package] = &wire.MDMApp{Package: a.Package, Version: a.Version, State: wire.MDMInstalled, Managed: true}
	h.configure(a.Package, s)
}

func (h *handset) configure(packageName string, s wire.MDMSettings) {
	h.settings[packageName] = s
	if code, _ := s["sim_session_id"].(string); code != "" && !slices.Contains(h.saw, code) {
		h.saw = append(h.saw, code)
	}
}

func (h *handset) removeApp(packageName string) {
	if a := h.apps[packageName]; a != nil && a.State == wire.MDMInstalled {
		*a = wire.MDMApp{Package: packageName, State: wire.MDMRemoved}
	}
	delete(h.settings, packageName)
}

// obey answers a command of Apple's kind.
func (h *handset) obey(c wire.MDMCommand) wire.MDMResult {
	r := wire.MDMResult{ID: c.ID, Status: wire.MDMAcknowledged}
	switch c.Type {
	case wire.MDMInstall:
		h.install(c.App, c.Settings)
	case wire.MDMRemove:
		h.removeApp(c.App.Package)
	case wire.MDMConfigure:
		h.configure(c.App.Package, c.Settings)
	case wire.MDMRead:
		r.Package, r.Settings = c.App.Package, h.settings[c.App.Package]
	case wire.MDMList:
		for _, name := range c.Packages {
			if a := h.apps[name]; a != nil {
				r.Apps = append(r.Apps, *a)
			}
		}
	}
	return r
}

// say is a keyed app state that goes with the next check-in.
func (h *handset) say(packageName, key, data string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.feedback = append(h.feedback, wire.MDMFeedback{Package: packageName, Key: key, Data: data, At: time.Now().UTC()})
}

// code is the session that QuickSupport's configuration says to start with.
func (h *handset) code() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	packageName := packageQuickSupport
	if h.apple {
		packageName = bundleQuickSupport
	}
	code, _ := h.settings[packageName]["sim_session_id"].(string)
	return code
}

// setting is one string of an app's configuration.
func (h *handset) setting(packageName, key string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	s, _ := h.settings[packageName][key].(string)
	return s
}

// checksInUntil lets the phone talk to its MDM until something is so.
func (h *handset) checksInUntil(claim string, holds func() bool) {
	h.t.Helper()
	until(h.t, claim, func() bool {
		h.checkIn()
		return holds()
	})
}

// app is what the server knows of an app on this phone.
func (h *handset) app(appID string) object {
	h.t.Helper()
	for _, a := range h.th.admin.must("GET", "/devices/"+h.id+"/support-apps", nil)["apps"].([]any) {
		if str(a.(object), "app", "id") == appID {
			return a.(object)
		}
	}
	return nil
}

// has lets the phone check in until the server knows that these apps are there.
func (h *handset) has(appIDs ...string) {
	h.t.Helper()
	for _, appID := range appIDs {
		h.checksInUntil(appID+" is installed", func() bool { return str(h.app(appID), "state") == "installed" })
	}
}

// farewell is the last that a phone says. mu is held.
func (h *handset) farewell() wire.MDMCheckIn {
	return wire.MDMCheckIn{Seq: h.seq, At: time.Now().UTC(), Policy: h.policy, Posture: h.posture, Unenrolled: true}
}
