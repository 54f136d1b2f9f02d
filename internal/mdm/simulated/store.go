package simulated

import (
	"fmt"
	"maps"
	"slices"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// A StoreApp is an app that a store has.
type StoreApp struct {
	Platform      device.Platform
	Package       string
	StoreID       string // of the App Store
	Name, Version string
	MinOS         int // first number of the oldest system
	// Schema are the keys of its managed configuration. Nil means that the store does not know them.
	Schema []mdm.Property
}

// Keys of the simulated TeamViewer apps. They are not those of the real apps, which no public source tells.
const (
	KeySession     = "sim_session_id"
	KeySessionLink = "sim_session_link"
	KeyAssignment  = "sim_assignment_id"
	KeyReference   = "sim_device_reference"
)

// DefaultStore has the TeamViewer apps under their published package names (Android) and App Store id (iOS). The bundle
// id of QuickSupport for iOS is published nowhere; the store finds the app by its App Store id under any bundle id, and
// under one of our own.
func DefaultStore() []StoreApp {
	text := func(key, title string) mdm.Property { return mdm.Property{Key: key, Type: "string", Title: title} }
	return []StoreApp{
		{Platform: device.Android, Package: "com.teamviewer.quicksupport.market", Name: "QuickSupport", Version: "15.66.184", MinOS: 6,
			Schema: []mdm.Property{text(KeySession, "Session ID (simulated)"), text(KeySessionLink, "Session link (simulated)")}},
		{Platform: device.Android, Package: "com.teamviewer.host.market", Name: "Host", Version: "15.66.184", MinOS: 6,
			Schema: []mdm.Property{text(KeyAssignment, "Assignment ID (simulated)"), text(KeyReference, "Device reference (simulated)")}},
		{Platform: device.Android, Package: "com.teamviewer.quicksupport.addon.universal", Name: "Universal Add-On", Version: "15.66.12", MinOS: 7},
		{Platform: device.Android, Package: "com.teamviewer.quicksupport.addon.huawei2", Name: "Add-On: Huawei (b)", Version: "15.66.12", MinOS: 7},
		{Platform: device.Android, Package: "com.example.helpatwork", Name: "Help@Work", Version: "1.0.0", MinOS: 10,
			Schema: []mdm.Property{text("server_address", "Server"), text("enrollment_token", "Enrollment token"),
				{Key: "autostart", Type: "bool", Title: "Start with the device"}}},
		{Platform: device.IOS, Package: "com.teamviewer.quicksupport", StoreID: "661649585", Name: "QuickSupport", Version: "15.66.1", MinOS: 11},
	}
}

// find looks an app up as the store of a platform would: by App Store id first.
func (m *MDM) find(platform device.Platform, packageName, storeID string) (wire.MDMStoreApp, *StoreApp) {
	for _, key := range []string{storeID, packageName} {
		if a, known := m.store[key]; known && key != "" && a.Platform == platform {
			return wire.MDMStoreApp{Package: packageName, StoreID: a.StoreID, Name: a.Name, Version: a.Version, MinOS: a.MinOS}, &a
		}
	}
	return wire.MDMStoreApp{}, nil
}

// refusal says what of a configuration the app does not take, or nothing. Only stores for Android know.
func (a StoreApp) refusal(values wire.MDMSettings) string {
	if a.Platform != device.Android {
		return ""
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		at := slices.IndexFunc(a.Schema, func(p mdm.Property) bool { return p.Key == key })
		if at < 0 {
			return fmt.Sprintf("The app has no key %.40q.", key)
		}
		if want := a.Schema[at].Type; !fits(want, a.Schema[at].Entries, values[key]) {
			return fmt.Sprintf("Key %.40q takes %s, not %T.", key, want, values[key])
		}
	}
	return ""
}

func fits(kind string, entries []string, value any) bool {
	switch v := value.(type) {
	case bool:
		return kind == "bool"
	case int64:
		return kind == "integer"
	case string:
		return kind == "string" || kind == "hidden" || kind == "choice" && slices.Contains(entries, v)
	case []string:
		return kind == "multiselect" && !slices.ContainsFunc(v, func(one string) bool { return !slices.Contains(entries, one) })
	}
	return false
}
