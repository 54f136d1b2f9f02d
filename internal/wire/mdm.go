package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The protocol between a simulated device and the simulated MDM, over HTTP with a bearer token. A device posts an
// [MDMCheckIn] and is answered with [MDMOrders]; it goes on as long as there are orders to answer. Somebody who plays
// many devices learns from one [MDMPush] which of them should check in, as phones learn it from a push service.
const (
	MDMPath        = "/sim-mdm/"
	MDMCheckInPath = MDMPath + "check-in"
	MDMPushPath    = MDMPath + "push"
	// MaxMDM bounds one message of it in bytes.
	MaxMDM = 512 << 10
)

// Bounds of the lists and texts in these messages.
const (
	maxMDMApps     = 300
	maxMDMCommands = 100
	maxMDMMessages = 20
	maxMDMFeedback = 100
	maxMDMKeys     = 100
	maxMDMKey      = 200
	maxMDMString   = 65_535 // what a managed configuration on Android takes (facts of its management API, read in November 2026)
	maxMDMPackage  = 155    // bytes; more than any package or bundle id in use
	maxMDMWords    = 200    // characters
	maxMDMNote     = 500    // characters of a message or of an app's own words
)

// MDMSettings is a managed configuration: strings, booleans, int64 and lists of strings by key.
type MDMSettings map[string]any

// UnmarshalJSON keeps whole numbers whole and refuses what no managed configuration holds.
func (s *MDMSettings) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var raw map[string]any
	if err := d.Decode(&raw); err != nil {
		return err
	}
	for key, value := range raw {
		kept, err := settingOf(key, value)
		if err != nil {
			return err
		}
		raw[key] = kept
	}
	*s = raw
	return s.Check()
}

// settingOf gives a decoded value the type that it has in a configuration.
func settingOf(key string, value any) (any, error) {
	switch v := value.(type) {
	case json.Number:
		n, err := v.Int64()
		if err != nil {
			return nil, malformed("configuration", fmt.Sprintf("has no whole number at %.40q", key))
		}
		return n, nil
	case []any:
		list := make([]string, 0, len(v))
		for _, one := range v {
			text, is := one.(string)
			if !is {
				return nil, malformed("configuration", fmt.Sprintf("has a list of something else than strings at %.40q", key))
			}
			list = append(list, text)
		}
		return list, nil
	}
	return value, nil
}

// Check names the key that is wrong, or returns nil.
func (s MDMSettings) Check() error {
	if len(s) > maxMDMKeys {
		return malformed("configuration", fmt.Sprintf("has %d keys, at most %d are taken", len(s), maxMDMKeys))
	}
	for _, key := range slices.Sorted(maps.Keys(s)) {
		if key == "" || len(key) > maxMDMKey || strings.ContainsFunc(key, unicode.IsControl) {
			return malformed("configuration", fmt.Sprintf("has a key %.40q that is empty, too long or has control characters", key))
		}
		if problem := badSetting(s[key]); problem != "" {
			return malformed("configuration", fmt.Sprintf("%s at %.40q", problem, key))
		}
	}
	return nil
}

func badSetting(value any) string {
	switch v := value.(type) {
	case bool, int64:
		return ""
	case string:
		return badText(v)
	case []string:
		if len(v) > maxList {
			return "has too long a list"
		}
		for _, one := range v {
			if problem := badText(one); problem != "" {
				return problem
			}
		}
		return ""
	}
	return fmt.Sprintf("has a %T", value)
}

func badText(s string) string {
	switch {
	case len(s) > maxMDMString:
		return fmt.Sprintf("has %d bytes, at most %d are taken,", len(s), maxMDMString)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }):
		return "has control characters"
	}
	return ""
}

// Equal says whether both hold the same; none and an empty one are the same.
func (s MDMSettings) Equal(other MDMSettings) bool {
	return len(s) == len(other) && (len(s) == 0 || reflect.DeepEqual(s, other))
}

// What an [MDMApp] is on its device.
const (
	MDMInstalled  = "installed"
	MDMInstalling = "installing"
	MDMPrompting  = "prompting" // the user is asked
	MDMRemoved    = "removed"
	MDMAbsent     = "absent"
	MDMFailed     = "failed"
)

// An MDMApp is one app as its device tells of it.
type MDMApp struct {
	Package string `json:"package"`
	Version string `json:"version,omitempty"`
	State   string `json:"state"`
	// Managed says that the MDM put it there or took it over.
	Managed bool `json:"managed,omitempty"`
	// Problem is why it failed, in the platform's own word; Words explain it. Apple's devices tell some of them once.
	Problem string `json:"problem,omitempty"`
	Words   string `json:"words,omitempty"`
}

// The platforms' own words for what failed, as far as simulated devices say them.
const (
	MDMUserRejected       = "UserRejected"
	MDMManagementRejected = "ManagementRejected"
	MDMUserInstalledApp   = "UserInstalledApp"
	MDMManagedUninstalled = "ManagedButUninstalled"
	MDMNoManagementChange = "ManagementChangeNotSupported"
	MDMCouldNotVerify     = "CouldNotVerifyAppID"
	MDMNotSupported       = "NotSupported"
	MDMNotManaged         = "NotManaged"
	MDMInvalidValue       = "INVALID_VALUE"
	MDMIncompatible       = "NOT_COMPATIBLE_WITH_DEVICE"
	MDMStillInstalled     = "APP_INSTALLED"
	MDMRejectedInstall    = "USER_REJECTED_INSTALL"
	MDMStorageFull        = "INSUFFICIENT_STORAGE"
	MDMNetworkFailed      = "NETWORK_ERROR_UNRELIABLE_CONNECTION"
	MDMPromptingForLogin  = "PromptingForLogin" // the user has to sign in to the App Store
	MDMStoreDisabled      = "AppStoreDisabled"
)

// An MDMPosture is what a device says of the lists and restrictions that it is under.
type MDMPosture struct {
	Kiosk             bool     `json:"kiosk,omitempty"`
	KioskApps         []string `json:"kiosk_apps,omitempty"`
	HiddenApps        []string `json:"hidden_apps,omitempty"`
	BlockedApps       []string `json:"blocked_apps,omitempty"`
	PermittedAll      bool     `json:"permitted_all,omitempty"` // accessibility services of every app
	PermittedServices []string `json:"permitted_services,omitempty"`
	RunningServices   []string `json:"running_services,omitempty"`
	NoScreenCapture   bool     `json:"no_screen_capture,omitempty"`
	NoScreenshots     bool     `json:"no_screenshots,omitempty"`
	SingleApp         string   `json:"single_app,omitempty"`
}

// MDMFeedback is what an app says to its MDM.
type MDMFeedback struct {
	Package string    `json:"package"`
	Key     string    `json:"key"`
	Message string    `json:"message,omitempty"`
	Data    string    `json:"data,omitempty"`
	Error   bool      `json:"error,omitempty"`
	At      time.Time `json:"at"`
}

// An MDMResult answers one command of Apple's kind.
type MDMResult struct {
	ID string `json:"id"`
	// Status is acknowledged, error or not_now. Acknowledged proves nothing but that the command came.
	Status  string   `json:"status"`
	Problem string   `json:"problem,omitempty"`
	Apps    []MDMApp `json:"apps,omitempty"` // of a list
	// Settings and Package answer a command to read a configuration back.
	Package  string      `json:"package,omitempty"`
	Settings MDMSettings `json:"settings,omitempty"`
}

// How a command went.
const (
	MDMAcknowledged = "acknowledged"
	MDMError        = "error"
	MDMNotNow       = "not_now"
)

// An MDMCheckIn is what a device tells its MDM.
type MDMCheckIn struct {
	// Seq grows with each check-in of a device; one that is not newer than the last tells nothing.
	Seq int64     `json:"seq"`
	At  time.Time `json:"at"`
	// Policy is the version of the policy in effect; Apps are all apps of a device, Android only.
	Policy   int64         `json:"policy,omitempty"`
	Apps     []MDMApp      `json:"apps,omitempty"`
	Posture  MDMPosture    `json:"posture"`
	Feedback []MDMFeedback `json:"feedback,omitempty"`
	Results  []MDMResult   `json:"results,omitempty"`
	// Messages is the number of the last message that was shown.
	Messages int64 `json:"messages,omitempty"`
	// Unenrolled says that the device leaves its MDM, or is wiped.
	Unenrolled bool `json:"unenrolled,omitempty"`
}

// The commands of Apple's kind.
const (
	MDMInstall   = "install"   // an app; Convert takes over one that the user installed
	MDMRemove    = "remove"    // a managed app
	MDMConfigure = "configure" // replaces the whole configuration of a managed app
	MDMList      = "list"      // the apps of Packages
	MDMRead      = "read"      // the configuration of an app
)

// An MDMCommand is one order of Apple's kind.
type MDMCommand struct {
	ID       string      `json:"id"`
	Type     string      `json:"type"`
	App      MDMStoreApp `json:"app,omitzero"`
	Convert  bool        `json:"convert,omitempty"`
	Settings MDMSettings `json:"settings,omitempty"`
	Packages []string    `json:"packages,omitempty"`
}

// An MDMStoreApp is an app as the store has it.
type MDMStoreApp struct {
	Package string `json:"package"`
	StoreID string `json:"store_id,omitempty"`
	Name    string `json:"name,omitempty"`
	Version string `json:"version,omitempty"`
	// MinOS is the first number of the oldest system that it runs on.
	MinOS int `json:"min_os,omitempty"`
}

// How a policy wants an app.
const (
	MDMRequired  = "required"
	MDMAvailable = "available"
	MDMBlocked   = "blocked"
)

// An MDMPolicyApp is what the policy says of one app.
type MDMPolicyApp struct {
	App MDMStoreApp `json:"app"`
	// Install is required, available or blocked.
	Install    string      `json:"install"`
	AutoLaunch bool        `json:"auto_launch,omitempty"`
	Settings   MDMSettings `json:"settings,omitempty"`
	// Attempt grows when somebody asks for another try.
	Attempt int64 `json:"attempt,omitempty"`
}

// An MDMPolicy is all that is wanted of an Android device.
type MDMPolicy struct {
	Version int64          `json:"version"`
	Apps    []MDMPolicyApp `json:"apps"`
}

// MDMLists adds to the lists of a device; see the posture.
type MDMLists struct {
	Allow              []string `json:"allow,omitempty"`
	Hide               []string `json:"hide,omitempty"`
	Permit             []string `json:"permit,omitempty"`
	AllowScreenCapture bool     `json:"allow_screen_capture,omitempty"`
}

// An MDMMessage is a text for the user.
type MDMMessage struct {
	Number int64  `json:"number"`
	Text   string `json:"text"`
}

// MDMOrders answer a check-in.
type MDMOrders struct {
	Policy   *MDMPolicy   `json:"policy,omitempty"` // nil: unchanged
	Lists    MDMLists     `json:"lists"`
	Commands []MDMCommand `json:"commands,omitempty"`
	// Catalog are apps that the user of an Apple device may fetch.
	Catalog  []MDMStoreApp `json:"catalog,omitempty"`
	Messages []MDMMessage  `json:"messages,omitempty"`
}

// An MDMPush names the devices that should check in since Seq of the push before. All means that too much was missed:
// every device should.
type MDMPush struct {
	Seq     int64    `json:"seq"`
	Devices []string `json:"devices,omitempty"`
	All     bool     `json:"all,omitempty"`
}

// DecodeMDMCheckIn reads a check-in of at most MaxMDM bytes, every text bounded and cleaned.
func DecodeMDMCheckIn(data []byte) (MDMCheckIn, error) {
	var c MDMCheckIn
	if err := decode(data, MaxMDM, &c); err != nil {
		return MDMCheckIn{}, err
	}
	switch {
	case c.Seq < 1:
		return MDMCheckIn{}, malformed("seq", "is missing")
	case c.Policy < 0 || c.Messages < 0:
		return MDMCheckIn{}, malformed("policy or messages", "is below zero")
	case len(c.Apps) > maxMDMApps || len(c.Results) > maxMDMCommands || len(c.Feedback) > maxMDMFeedback:
		return MDMCheckIn{}, malformed("check-in", "has more apps, results or feedback than are taken")
	}
	for i := range c.Results {
		r := &c.Results[i]
		if len(r.Apps) > maxMDMApps || !isRef(r.ID) || len(r.Package) > maxMDMPackage {
			return MDMCheckIn{}, malformed("results", "has one with a bad id, package or too many apps")
		}
		if r.Status != MDMAcknowledged && r.Status != MDMError && r.Status != MDMNotNow {
			return MDMCheckIn{}, malformed("results", "has one with an unknown status")
		}
		r.Problem = CleanLine(r.Problem, maxMDMWords)
		if err := cleanMDMApps(r.Apps); err != nil {
			return MDMCheckIn{}, err
		}
	}
	for i := range c.Feedback {
		f := &c.Feedback[i]
		f.Package, f.Key = CleanLine(f.Package, maxApp), CleanLine(f.Key, maxApp)
		f.Message, f.Data = CleanText(f.Message, maxMDMNote), CleanText(f.Data, maxMDMNote)
	}
	c.Posture = c.Posture.clean()
	return c, cleanMDMApps(c.Apps)
}

func cleanMDMApps(apps []MDMApp) error {
	for i := range apps {
		a := &apps[i]
		if a.Package == "" || len(a.Package) > maxMDMPackage || strings.ContainsFunc(a.Package, unicode.IsControl) {
			return malformed("apps", "has one whose package is missing, too long or has control characters")
		}
		switch a.State {
		case MDMInstalled, MDMInstalling, MDMPrompting, MDMRemoved, MDMAbsent, MDMFailed:
		default:
			return malformed("apps", fmt.Sprintf("has one with the unknown state %.20q", a.State))
		}
		a.Version, a.Problem, a.Words = CleanLine(a.Version, maxVersion), CleanLine(a.Problem, maxMDMWords), CleanLine(a.Words, maxMDMWords)
	}
	return nil
}

func (p MDMPosture) clean() MDMPosture {
	for _, list := range []*[]string{&p.KioskApps, &p.HiddenApps, &p.BlockedApps, &p.PermittedServices, &p.RunningServices} {
		kept := []string(nil)
		for _, name := range (*list)[:min(len(*list), maxMDMApps)] {
			if name = CleanLine(name, maxMDMPackage); name != "" {
				kept = append(kept, name)
			}
		}
		*list = kept
	}
	p.SingleApp = CleanLine(p.SingleApp, maxMDMPackage)
	return p
}

// DecodeMDMOrders reads what an MDM answers, of at most MaxMDM bytes.
func DecodeMDMOrders(data []byte) (MDMOrders, error) {
	var o MDMOrders
	if err := decode(data, MaxMDM, &o); err != nil {
		return MDMOrders{}, err
	}
	if len(o.Commands) > maxMDMCommands || len(o.Messages) > maxMDMMessages || len(o.Catalog) > maxMDMApps || o.Policy != nil && len(o.Policy.Apps) > maxMDMApps {
		return MDMOrders{}, malformed("orders", "are more than are taken")
	}
	for i := range o.Messages {
		o.Messages[i].Text = CleanText(o.Messages[i].Text, maxMDMNote)
	}
	return o, nil
}

// DecodeMDMPush reads a push of at most MaxMDM bytes.
func DecodeMDMPush(data []byte) (MDMPush, error) {
	var p MDMPush
	err := decode(data, MaxMDM, &p)
	return p, err
}
