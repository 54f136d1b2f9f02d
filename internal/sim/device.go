package sim

// The words for devices are those of the API, where the fleet puts its devices on the server's list. The fleet shares no
// code with what judges it.

// A Platform is the operating system family: android or ios.
type Platform string

// A Management is how a device is managed.
type Management string

// An Ownership says whose device it is: company or personal.
type Ownership string

// A Lifecycle says whether a device is in use: in_use or retired.
type Lifecycle string

// The words that the fleet uses.
const (
	Android Platform = "android"
	IOS     Platform = "ios"

	AndroidDeviceOwner  Management = "android_device_owner"
	AndroidWorkProfile  Management = "android_work_profile"
	AndroidCompanyOwned Management = "android_company_work_profile"
	AndroidKiosk        Management = "android_kiosk"
	AndroidSharedKiosk  Management = "android_shared_kiosk"
	IOSSupervised       Management = "ios_supervised"
	IOSShared           Management = "ios_shared"
	IOSDevice           Management = "ios_device_enrollment"
	IOSUser             Management = "ios_user_enrollment"
	IOSAppOnly          Management = "ios_mam_only"

	Company  Ownership = "company"
	Personal Ownership = "personal"

	InUse   Lifecycle = "in_use"
	Retired Lifecycle = "retired"
)

// An Owner is the person a device belongs to. Every field may be empty.
type Owner struct{ Name, Kana, Email, Department, Phone string }

// A Device is what the directory knows of one.
type Device struct {
	ID         string
	Name       string
	Platform   Platform
	Management Management
	Ownership  Ownership
	Lifecycle  Lifecycle
	Owner      Owner
	// AssetTag, Serial, IMEI, UDID and Location may be empty.
	AssetTag, Serial, IMEI, UDID, Location string
	Maker, Model, OSVersion                string
	Simulated                              bool
}
