package simulated

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/wire"
)

var _ mdm.Manager = (*MDM)(nil)

// managed says whether the device is managed now.
func (r *record) managed() error {
	if r.TokenHash == "" || !r.Unenrolled.IsZero() {
		return mdm.ErrNotManaged
	}
	return nil
}

// SetApp implements mdm.Manager. The same order again changes nothing and wakes nobody, unless it failed: then it is
// tried again, as nothing that failed is tried again by itself.
func (m *MDM) SetApp(ctx context.Context, o mdm.Order) (mdm.Receipt, error) {
	values := wire.MDMSettings(o.Configuration)
	if err := checkOrder(o, values); err != nil {
		return mdm.Receipt{}, fmt.Errorf("order app %.100q on device %s: %w", o.Package, o.DeviceID, err)
	}
	receipt, wake := mdm.Receipt{At: m.cfg.Now().UTC()}, false
	err := m.change(ctx, o.DeviceID, func(r *record) error {
		if err := r.managed(); err != nil {
			return err
		}
		a := r.Apps[o.Package]
		if a == nil {
			a = &app{}
		}
		if same(a, o, values) && a.State != mdm.AppFailed && !a.late(receipt.At) {
			a.Expires, receipt.Ref, wake = o.Expires, a.Ref, false
			return nil
		}
		r.Apps[o.Package] = a
		if err := m.order(r, a, o, values); err != nil {
			return err
		}
		receipt.Ref, wake = a.Ref, true
		return nil
	})
	if err != nil {
		return mdm.Receipt{}, fmt.Errorf("order app %.100q on device %s: %w", o.Package, o.DeviceID, err)
	}
	if wake {
		m.push.wake(o.DeviceID)
	}
	return receipt, nil
}

func checkOrder(o mdm.Order, values wire.MDMSettings) error {
	if o.Package == "" || len(o.Package) > 155 || !utf8.ValidString(o.Package) || strings.ContainsAny(o.Package, " \t\r\n\x00") {
		return fmt.Errorf("%w: package is missing, too long or no name", ErrBadOrder)
	}
	switch o.Install {
	case mdm.Absent, mdm.Available, mdm.Required:
	default:
		return fmt.Errorf("%w: install %.20q", ErrBadOrder, o.Install)
	}
	if err := values.Check(); err != nil {
		return fmt.Errorf("%w: %w", ErrBadOrder, err)
	}
	return nil
}

func same(a *app, o mdm.Order, values wire.MDMSettings) bool {
	return a.Ref != "" && a.Install == o.Install && a.StoreID == o.StoreID && a.Convert == o.Convert && a.AutoLaunch == o.AutoLaunch && a.Wanted.Equal(values)
}

// order takes an order into a record.
func (m *MDM) order(r *record, a *app, o mdm.Order, values wire.MDMSettings) error {
	again := a.Ref != ""
	a.Install, a.StoreID, a.Convert, a.AutoLaunch, a.Wanted, a.Expires = o.Install, o.StoreID, o.Convert, o.AutoLaunch, values, o.Expires
	if o.Install == mdm.Absent {
		a.Wanted = nil
	}
	if err := r.tooMuch(); err != nil {
		return err
	}
	r.Count++
	a.Ref = fmt.Sprintf("order_%s_%d", o.DeviceID, r.Count)
	r.Policy = r.Count
	a.Policy, a.Refused = r.Policy, ""
	if a.State == mdm.AppFailed {
		a.is(mdm.AppUnknown)
	}
	if again {
		a.Attempt++
	}
	m.judge(r, a, o.Package)
	return nil
}

func (r *record) tooMuch() error {
	ordered, size := 0, 0
	for _, a := range r.Apps {
		if a.Ref != "" || a.Install != "" {
			ordered++
		}
		data, err := json.Marshal(a.Wanted)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrBadOrder, err)
		}
		size += len(data)
	}
	switch {
	case ordered > maxOrders:
		return fmt.Errorf("%w: the device has orders for %d apps already", ErrBadOrder, maxOrders)
	case size > maxSettings:
		return fmt.Errorf("%w: the configurations of the device's apps would have %d bytes, at most %d are taken", ErrBadOrder, size, maxSettings)
	}
	return nil
}

// judge says what can be said of a new order before the device has heard of it.
func (m *MDM) judge(r *record, a *app, packageName string) {
	if a.Install == mdm.Absent {
		return
	}
	if r.Management == device.IOSAppOnly {
		a.fail(mdm.NotSupported, "Only apps are managed on this device; none can be installed.")
		return
	}
	_, known := m.find(r.Platform, packageName, a.StoreID)
	if known == nil {
		a.fail(mdm.NotVerified, "The store does not know the app.")
		return
	}
	a.Refused = known.refusal(a.Wanted)
	if a.State != mdm.AppInstalled && a.Install == mdm.Required {
		a.is(mdm.AppPending)
	}
}

// CheckIn implements mdm.Manager.
func (m *MDM) CheckIn(ctx context.Context, deviceID string) (mdm.Receipt, error) {
	if !m.cfg.Options.CheckIn {
		return mdm.Receipt{}, fmt.Errorf("make device %s check in: %w", deviceID, mdm.ErrUnsupported)
	}
	r, err := m.record(ctx, deviceID)
	if err == nil {
		err = r.managed()
	}
	if err != nil {
		return mdm.Receipt{}, fmt.Errorf("make device %s check in: %w", deviceID, err)
	}
	receipt := mdm.Receipt{Ref: fmt.Sprintf("wake_%s_%d", deviceID, r.Seq), At: m.cfg.Now().UTC()}
	m.push.wake(deviceID)
	return receipt, nil
}

// SetLists implements mdm.Manager.
func (m *MDM) SetLists(ctx context.Context, deviceID string, c mdm.ListChange) (mdm.Receipt, error) {
	receipt := mdm.Receipt{At: m.cfg.Now().UTC()}
	err := m.change(ctx, deviceID, func(r *record) error {
		if err := r.managed(); err != nil {
			return err
		}
		r.Lists.Allow, r.Lists.Hide, r.Lists.Permit = union(r.Lists.Allow, c.Allow), union(r.Lists.Hide, c.Hide), union(r.Lists.Permit, c.Permit)
		r.Lists.AllowScreenCapture = r.Lists.AllowScreenCapture || c.AllowScreenCapture
		for _, list := range [][]string{r.Lists.Allow, r.Lists.Hide, r.Lists.Permit} {
			if len(list) > maxListed || slices.ContainsFunc(list, func(name string) bool { return name == "" || len(name) > 155 }) {
				return fmt.Errorf("%w: a list is longer than %d, or has a bad name", ErrBadOrder, maxListed)
			}
		}
		r.Count++
		r.Policy = r.Count
		receipt.Ref = fmt.Sprintf("lists_%s_%d", deviceID, r.Count)
		return nil
	})
	if err != nil {
		return mdm.Receipt{}, fmt.Errorf("change lists of device %s: %w", deviceID, err)
	}
	m.push.wake(deviceID)
	return receipt, nil
}

func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// Message implements mdm.Manager. The oldest of too many that were not shown go.
func (m *MDM) Message(ctx context.Context, deviceID, text string) error {
	if !m.cfg.Options.CheckIn {
		return fmt.Errorf("message to device %s: %w", deviceID, mdm.ErrUnsupported)
	}
	if text = wire.CleanText(text, maxText+1); text == "" || utf8.RuneCountInString(text) > maxText {
		return fmt.Errorf("message to device %s: %w: it is empty or has more than %d characters", deviceID, ErrBadOrder, maxText)
	}
	err := m.change(ctx, deviceID, func(r *record) error {
		if err := r.managed(); err != nil {
			return err
		}
		r.Count++
		r.Messages = append(r.Messages, wire.MDMMessage{Number: r.Count, Text: text})
		r.Messages = r.Messages[max(0, len(r.Messages)-maxMessages):]
		return nil
	})
	if err != nil {
		return fmt.Errorf("message to device %s: %w", deviceID, err)
	}
	m.push.wake(deviceID)
	return nil
}

// Schema implements mdm.Manager.
func (m *MDM) Schema(_ context.Context, packageName string) ([]mdm.Property, error) {
	a, known := m.store[packageName]
	if !known || a.Platform != device.Android || a.Schema == nil {
		return nil, fmt.Errorf("keys of %.100q: %w", packageName, mdm.ErrNoSchema)
	}
	return slices.Clone(a.Schema), nil
}

// Report implements mdm.Manager.
func (m *MDM) Report(ctx context.Context, deviceID string) (mdm.Report, error) {
	r, err := m.record(ctx, deviceID)
	if err == nil && r.TokenHash == "" {
		err = mdm.ErrNotManaged
	}
	if err != nil {
		return mdm.Report{}, fmt.Errorf("report of device %s: %w", deviceID, err)
	}
	return r.report(deviceID), nil
}

func (r *record) report(deviceID string) mdm.Report {
	report := mdm.Report{DeviceID: deviceID, At: r.Reported, Unenrolled: r.Unenrolled, AppsComplete: r.Platform == device.Android && !r.Reported.IsZero()}
	for _, name := range slices.Sorted(maps.Keys(r.Apps)) {
		a := r.Apps[name]
		one := mdm.App{Package: name, Version: a.Version, State: a.State, Reason: a.Reason, Managed: a.Managed, Words: a.Words}
		if a.State == mdm.AppInstalled {
			one.ConfigurationRef = a.Proven.Ref
			if a.Refused != "" {
				one.Reason, one.Words = mdm.BadConfiguration, a.Refused
			}
		}
		report.Apps = append(report.Apps, one)
	}
	for _, f := range r.Feedback {
		report.Feedback = append(report.Feedback, mdm.Feedback{Package: f.Package, Key: f.Key, Message: f.Message, Data: f.Data, Error: f.Error, At: f.At})
	}
	if !r.Reported.IsZero() {
		report.Posture = postureOf(r.Posture, r.Platform, r.Reported)
	}
	return report
}

// postureOf is what a device said of its limits, as far as its platform lets an MDM know.
func postureOf(p wire.MDMPosture, platform device.Platform, at time.Time) device.Posture {
	posture := device.Posture{At: at, BlockedApps: p.BlockedApps, SingleApp: p.SingleApp, KioskKnown: device.KnownTo(p.Kiosk)}
	if p.Kiosk {
		posture.KioskApps, posture.HiddenApps = p.KioskApps, p.HiddenApps
	}
	if platform == device.IOS {
		posture.ScreenshotsForbidden = device.KnownTo(p.NoScreenshots)
		return posture
	}
	posture.ScreenCaptureDisabled = device.KnownTo(p.NoScreenCapture)
	posture.PermittedKnown, posture.RunningKnown, posture.RunningServices = device.Yes, device.Yes, p.RunningServices
	if !p.PermittedAll {
		posture.PermittedServices = append([]string{}, p.PermittedServices...)
	}
	return posture
}
