package device

import "time"

// Known is a yes or no that may not be known. Its zero value is unknown: nothing is believed without proof.
type Known string

// The three values.
const (
	Unknown Known = ""
	Yes     Known = "yes"
	No      Known = "no"
)

// KnownTo turns what is known for sure into a Known.
func KnownTo(yes bool) Known {
	if yes {
		return Yes
	}
	return No
}

// A Posture is what the MDM says of the limits a device is under, as far as they decide whether support apps work. Its
// zero value knows nothing.
type Posture struct {
	// At is when the device told its MDM; zero means never.
	At time.Time
	// KioskApps are the apps a kiosk device may show, HiddenApps those of them that have no icon. Both nil when the
	// device is no kiosk or its MDM does not tell; KioskKnown says which.
	KioskApps, HiddenApps []string
	KioskKnown            Known
	// AllowedApps and BlockedApps are the company's lists of apps; a nil AllowedApps allows all that is not blocked.
	AllowedApps, BlockedApps []string
	// PermittedServices are the packages whose accessibility services are permitted; nil with PermittedKnown Yes means all.
	PermittedServices []string
	PermittedKnown    Known
	// RunningServices are the packages whose accessibility service is switched on; RunningKnown says whether that is told.
	RunningServices []string
	RunningKnown    Known
	// ScreenCaptureDisabled is the Android policy, ScreenshotsForbidden the iOS restriction.
	ScreenCaptureDisabled, ScreenshotsForbidden Known
	// SingleApp is the app that an iOS device is locked to; empty when it is not, or when nobody knows.
	SingleApp string
}
