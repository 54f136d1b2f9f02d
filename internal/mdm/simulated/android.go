package simulated

import (
	"maps"
	"slices"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// policy is what an Android device should be like; nil when it has that policy already.
func (m *MDM) policy(r *record, has int64, now time.Time) *wire.MDMPolicy {
	if has == r.Policy {
		return nil
	}
	p := &wire.MDMPolicy{Version: r.Policy, Apps: []wire.MDMPolicyApp{}}
	for _, name := range slices.Sorted(maps.Keys(r.Apps)) {
		a := r.Apps[name]
		found, known := m.find(r.Platform, name, a.StoreID)
		if a.Ref == "" || known == nil && a.Install != mdm.Absent {
			continue
		}
		found.Package = name
		one := wire.MDMPolicyApp{App: found, Attempt: a.Attempt}
		switch a.Install {
		case mdm.Absent:
			one.Install = wire.MDMBlocked
		case mdm.Available:
			one.Install = wire.MDMAvailable
		default:
			one.Install, one.AutoLaunch = wire.MDMRequired, a.AutoLaunch
		}
		if a.Install != mdm.Absent {
			a.Served = a.due(now)
			one.Settings = a.Served.Values
		}
		p.Apps = append(p.Apps, one)
	}
	return p
}

// androidReported takes the reports of an Android device on its apps. A policy is in effect when the device says its
// version or a later one (facts of the Android Management API: appliedPolicyVersion).
func (r *record) androidReported(c wire.MDMCheckIn) {
	r.Applied = c.Policy
	there := map[string]wire.MDMApp{}
	for _, one := range c.Apps {
		there[one.Package] = one
		if _, known := r.Apps[one.Package]; !known && len(r.Apps) < 2*maxOrders && one.State == wire.MDMInstalled {
			r.Apps[one.Package] = &app{}
		}
	}
	for name, a := range r.Apps {
		one, told := there[name]
		a.androidReported(one, told, r.Applied >= a.Policy && r.Applied <= r.Policy)
	}
	maps.DeleteFunc(r.Apps, func(_ string, a *app) bool { return a.Ref == "" && a.State != mdm.AppInstalled })
}

func (a *app) androidReported(one wire.MDMApp, told, inEffect bool) {
	was := a.State
	switch {
	case told && one.State == wire.MDMInstalled && one.Problem == "":
		a.Version, a.Managed = one.Version, device.KnownTo(one.Managed)
		a.is(mdm.AppInstalled)
		if inEffect && a.Ref != "" && a.Install != mdm.Absent {
			a.Proven = a.Served
		}
		if inEffect && a.Install == mdm.Absent {
			a.Reason = mdm.StillThere
		}
	case told && one.State == wire.MDMInstalled: // there, and not as wanted
		a.Version, a.Managed = one.Version, device.KnownTo(one.Managed)
		a.is(mdm.AppInstalled)
		a.Reason, a.Words = reasonOf(one.Problem), one.Words
	case a.State == mdm.AppFailed && a.Reason == mdm.NotVerified:
	case told && (one.State == wire.MDMInstalling || one.State == wire.MDMPrompting):
		a.is(mdm.AppPending)
	case told && one.State == wire.MDMFailed:
		a.fail(reasonOf(one.Problem), one.Words)
	case a.Ref == "" || a.Install == mdm.Absent || a.Install == mdm.Available:
		a.gone(was, told && one.State == wire.MDMRemoved)
	case told && one.State == wire.MDMRemoved && inEffect:
		a.gone(was, true)
		a.fail(mdm.UserRemoved, one.Words)
	case a.State == mdm.AppFailed && inEffect: // it was told once
	case !inEffect:
		a.is(mdm.AppPending)
	default: // in neither list: not failed, still unknown
		a.is(mdm.AppUnknown)
	}
}

// gone keeps whether it was there before.
func (a *app) gone(was mdm.AppState, removed bool) {
	a.Version, a.Managed, a.Proven = "", "", settings{}
	if removed || was == mdm.AppInstalled || was == mdm.AppRemoved {
		a.is(mdm.AppRemoved)
		return
	}
	a.is(mdm.AppAbsent)
}

// reasons translates the platforms' words.
var reasons = map[string]mdm.Reason{
	wire.MDMUserRejected: mdm.UserRefused, wire.MDMRejectedInstall: mdm.UserRefused, wire.MDMManagementRejected: mdm.ManagementRefused,
	wire.MDMUserInstalledApp: mdm.UserInstalled, wire.MDMManagedUninstalled: mdm.UserRemoved, wire.MDMNoManagementChange: mdm.NotSupported,
	wire.MDMCouldNotVerify: mdm.NotVerified, wire.MDMNotSupported: mdm.NotSupported, wire.MDMInvalidValue: mdm.BadConfiguration,
	wire.MDMIncompatible: mdm.Incompatible, wire.MDMStillInstalled: mdm.StillThere, wire.MDMNotManaged: mdm.UserInstalled,
	wire.MDMStorageFull: mdm.StorageFull, wire.MDMNetworkFailed: mdm.NetworkFailed, wire.MDMPromptingForLogin: mdm.StoreSignIn,
	wire.MDMStoreDisabled: mdm.StoreDisabled,
	// What no simulated device says: the rest of D10, and of the Android Management API's installation failures.
	"AppAlreadyInstalled": mdm.AlreadyInstalled, "NotAnApp": mdm.NotAnApp, "PurchaseMethodNotSupported": mdm.PurchaseMethod,
	"UpdateRejected": mdm.UpdateRefused, "USER_INSTALLED": mdm.UserInstalled, "UNSUPPORTED": mdm.NotSupported,
	"UNSUPPORTED_INSTALL": mdm.UnsupportedPlatform, "UNRECOGNIZED": mdm.NotVerified, "HIDDEN": mdm.Hidden, "NOT_FOUND": mdm.NotVerified,
	"NOT_APPROVED": mdm.NotApproved, "PERMISSIONS_NOT_ACCEPTED": mdm.NotApproved, "NO_LICENSES_REMAINING": mdm.NoLicense,
}

func reasonOf(problem string) mdm.Reason {
	if reason, known := reasons[problem]; known {
		return reason
	}
	return mdm.OtherReason
}
