package simulated_test

import (
	"testing"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/mdm/simulated"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// D10: what each platform calls a failed installation becomes one of our reasons; what nobody knows is told as such, and
// the device's own words stay.
func TestReasonsOfFailedInstallations(t *testing.T) {
	t.Parallel()
	for problem, want := range map[string]mdm.Reason{
		wire.MDMRejectedInstall: mdm.UserRefused, wire.MDMIncompatible: mdm.Incompatible, wire.MDMInvalidValue: mdm.BadConfiguration,
		wire.MDMNotSupported: mdm.NotSupported, wire.MDMUserInstalledApp: mdm.UserInstalled, "FULL_MOON": mdm.OtherReason,
		wire.MDMStorageFull: mdm.StorageFull, wire.MDMNetworkFailed: mdm.NetworkFailed, wire.MDMPromptingForLogin: mdm.StoreSignIn,
		// Every one of the product's own lists, as its pages name them.
		"AppAlreadyInstalled": mdm.AlreadyInstalled, "AppStoreDisabled": mdm.StoreDisabled, "CouldNotVerifyAppID": mdm.NotVerified,
		"Failed": mdm.OtherReason, "ManagedButUninstalled": mdm.UserRemoved, "ManagementRejected": mdm.ManagementRefused,
		"NotAnApp": mdm.NotAnApp, "Other": mdm.OtherReason, "PurchaseMethodNotSupported": mdm.PurchaseMethod, "UserRejected": mdm.UserRefused,
		"UpdateRejected": mdm.UpdateRefused, "USER_INSTALLED": mdm.UserInstalled, "UNSUPPORTED": mdm.NotSupported, "ERROR_INSTALL": mdm.OtherReason,
		"UNRECOGNIZED": mdm.NotVerified, "UNSUPPORTED_INSTALL": mdm.UnsupportedPlatform, "HIDDEN": mdm.Hidden, "OTHER": mdm.OtherReason,
	} {
		w := newWorld(t, simulated.Options{})
		d := w.enroll(t, "dev_1", device.AndroidDeviceOwner)
		mustOrder(t, w.mdm, mdm.Order{DeviceID: "dev_1", Package: quickSupport, Install: mdm.Required})
		d.post(t) // the policy is served
		d.seq++
		status, body := w.send(t, wire.MDMCheckInPath, d.token, wire.MDMCheckIn{Seq: d.seq, At: w.now(), Policy: d.lastOrders.Policy.Version,
			Apps: []wire.MDMApp{{Package: quickSupport, State: wire.MDMFailed, Problem: problem, Words: "said so"}}})
		if status != 200 {
			t.Fatalf("check-in: %d %s", status, body)
		}
		if a := onlyApp(t, w.mdm, "dev_1"); a.State != mdm.AppFailed || a.Reason != want || a.Words != "said so" {
			t.Errorf("%s: app %+v, want it failed for %s", problem, a, want)
		}
	}
}
