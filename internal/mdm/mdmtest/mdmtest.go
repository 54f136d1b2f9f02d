// Package mdmtest holds implementations of mdm.Manager to the contract, real ones and simulated ones alike. What an
// implementation does not declare in its Capabilities is not asked of it, except that it says so.
package mdmtest

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
)

// A Subject is an implementation under test, with devices that somebody plays.
type Subject struct {
	Manager mdm.Manager
	// Android and Apple are devices that it manages; Apple's is not supervised. Nil where it manages none.
	Android, Apple Device
	// AndroidApp is a package that can be had and whose Key takes a string; OtherKey takes none. AppleApp is the same for
	// Apple's, where no schema is known.
	AndroidApp, AppleApp, Key string
	// Heard returns the reports that the listener was told of a device, in the order they were told, once the last one
	// of the device has been told.
	Heard func(t *testing.T, deviceID string) []mdm.Report
	// Wait moves the time of the implementation on.
	Wait func(d time.Duration)
}

// A Device is one that a test plays.
type Device interface {
	ID() string
	// CheckIn reports, does what it is told, and reports again until there is nothing left to do.
	CheckIn(t *testing.T)
	// Woken says whether it was told to check in since it last did.
	Woken(t *testing.T) bool
	// Refuse makes its user decline whatever the next prompt asks.
	Refuse()
	// InstallByUser and RemoveByUser do to an app what the user does without the MDM.
	InstallByUser(packageName string)
	RemoveByUser(packageName string)
	// Configuration is what the app finds as its managed configuration.
	Configuration(packageName string) map[string]any
	// Notified counts how often the app was told that its configuration changed.
	Notified(packageName string) int
	// SayBack has an app say something to the MDM.
	SayBack(packageName, key, data string)
	// Leave has the device leave its MDM.
	Leave(t *testing.T)
}

// Run holds an implementation to the contract. open is called once per subtest.
func Run(t *testing.T, open func(t *testing.T) Subject) {
	for name, holds := range map[string]func(*testing.T, Subject){
		"what is not declared is refused":         undeclared,
		"an unknown device is not managed":        unknownDevice,
		"an order is proven by a report":          proven,
		"an app goes, and that is proven":         goes,
		"configuration is replaced as a whole":    replaced,
		"the same configuration notifies nobody":  unchanged,
		"a late phone gets no dead code":          late,
		"a user's refusal is kept":                refusal,
		"an app that the user installed":          byUser,
		"bad orders are refused":                  badOrders,
		"a wrong type is said":                    wrongType,
		"a check-in is proven by a newer report":  checkIn,
		"lists are proven by the posture":         lists,
		"what an app says reaches the report":     feedback,
		"the listener hears the newest at last":   listener,
		"a device that left is not managed":       left,
		"schemas are known or said to be unknown": schema,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			holds(t, open(t))
		})
	}
}

func (s Subject) devices() []Device {
	return slices.DeleteFunc([]Device{s.Android, s.Apple}, func(d Device) bool { return d == nil })
}

// app is the package that a device can have.
func (s Subject) app(d Device) string {
	if d == s.Apple {
		return s.AppleApp
	}
	return s.AndroidApp
}

func (s Subject) order(d Device, values map[string]any) mdm.Order {
	return mdm.Order{DeviceID: d.ID(), Package: s.app(d), Install: mdm.Required, Configuration: values}
}

func (s Subject) set(t *testing.T, o mdm.Order) mdm.Receipt {
	t.Helper()
	r, err := s.Manager.SetApp(t.Context(), o)
	if err != nil || r.Ref == "" || r.At.IsZero() {
		t.Fatalf("SetApp = %+v, %v, want a receipt", r, err)
	}
	return r
}

// see is what the newest report says of an app.
func (s Subject) see(t *testing.T, d Device) (mdm.App, mdm.Report) {
	t.Helper()
	report, err := s.Manager.Report(t.Context(), d.ID())
	if err != nil {
		t.Fatalf("Report: %v", err)
	}
	at := slices.IndexFunc(report.Apps, func(a mdm.App) bool { return a.Package == s.app(d) })
	if at < 0 {
		return mdm.App{}, report
	}
	return report.Apps[at], report
}

func (s Subject) want(t *testing.T, d Device, state mdm.AppState, reason mdm.Reason, ref string) mdm.App {
	t.Helper()
	got, _ := s.see(t, d)
	if got.State != state || got.Reason != reason || got.ConfigurationRef != ref {
		t.Fatalf("device %s: app is %q (reason %q, configuration %q), want %q (%q, %q); words: %s", d.ID(), got.State, got.Reason, got.ConfigurationRef, state, reason, ref, got.Words)
	}
	return got
}

func undeclared(t *testing.T, s Subject) {
	can, deviceID := s.Manager.Capabilities(), "dev_any"
	if all := s.devices(); len(all) > 0 {
		deviceID = all[0].ID()
	}
	ctx := t.Context()
	for name, one := range map[string]struct {
		declared bool
		do       func() error
	}{
		"check in": {can.CheckIn, func() error { _, err := s.Manager.CheckIn(ctx, deviceID); return err }},
		"message":  {can.Messages, func() error { return s.Manager.Message(ctx, deviceID, "hello") }},
		"lists":    {can.Lists, func() error { _, err := s.Manager.SetLists(ctx, deviceID, mdm.ListChange{}); return err }},
		"schema":   {can.Schemas, func() error { _, err := s.Manager.Schema(ctx, "com.example.app"); return err }},
		"apps": {len(can.Installs) > 0, func() error {
			_, err := s.Manager.SetApp(ctx, mdm.Order{DeviceID: deviceID, Package: "com.example.app", Install: mdm.Required})
			return err
		}},
	} {
		if err := one.do(); errors.Is(err, mdm.ErrUnsupported) == one.declared {
			t.Errorf("%s: declared is %v, and it answers %v", name, one.declared, err)
		}
	}
}

func unknownDevice(t *testing.T, s Subject) {
	const stranger = "dev_stranger"
	if _, err := s.Manager.Report(t.Context(), stranger); !errors.Is(err, mdm.ErrNotManaged) {
		t.Errorf("Report = %v, want ErrNotManaged", err)
	}
	if len(s.devices()) == 0 {
		return
	}
	if _, err := s.Manager.SetApp(t.Context(), mdm.Order{DeviceID: stranger, Package: s.app(s.devices()[0]), Install: mdm.Required}); !errors.Is(err, mdm.ErrNotManaged) {
		t.Errorf("SetApp = %v, want ErrNotManaged", err)
	}
}

// each runs a promise on every device that somebody plays.
func each(t *testing.T, s Subject, holds func(t *testing.T, d Device)) {
	t.Helper()
	if len(s.devices()) == 0 {
		t.Skip("nobody plays a device of this MDM")
	}
	for _, d := range s.devices() {
		holds(t, d)
	}
}

func proven(t *testing.T, s Subject) {
	if !s.Manager.Capabilities().ProvesApps {
		t.Skip("its reports tell nothing of apps")
	}
	each(t, s, func(t *testing.T, d Device) {
		d.CheckIn(t)
		r := s.set(t, s.order(d, map[string]any{s.Key: "one"}))
		if a, _ := s.see(t, d); a.State == mdm.AppInstalled || a.ConfigurationRef != "" {
			t.Fatalf("device %s has not heard of the order, and the report says %+v", d.ID(), a)
		}
		if !d.Woken(t) {
			t.Error("the device was not woken for a new order")
		}
		d.CheckIn(t)
		a := s.want(t, d, mdm.AppInstalled, "", r.Ref)
		if a.Managed != device.Yes || a.Version == "" {
			t.Errorf("app %+v, want it managed and with its version", a)
		}
		if got := d.Configuration(s.app(d)); !maps.Equal(got, map[string]any{s.Key: "one"}) {
			t.Errorf("the app finds %v", got)
		}
	})
}

func goes(t *testing.T, s Subject) {
	if !s.Manager.Capabilities().ProvesApps {
		t.Skip("its reports tell nothing of apps")
	}
	each(t, s, func(t *testing.T, d Device) {
		absent := s.order(d, nil)
		absent.Install = mdm.Absent
		s.set(t, absent)
		d.CheckIn(t)
		s.want(t, d, mdm.AppAbsent, "", "")
		s.set(t, s.order(d, nil))
		d.CheckIn(t)
		s.set(t, absent)
		if a, _ := s.see(t, d); a.State != mdm.AppInstalled {
			t.Fatalf("the app is said to be %q before the device has heard of it", a.State)
		}
		d.CheckIn(t)
		s.want(t, d, mdm.AppRemoved, "", "")
		s.set(t, s.order(d, nil))
		d.CheckIn(t)
		d.RemoveByUser(s.app(d))
		d.CheckIn(t)
		s.want(t, d, mdm.AppFailed, mdm.UserRemoved, "")
		s.set(t, absent)
		d.CheckIn(t)
		if a, _ := s.see(t, d); a.State != mdm.AppRemoved && a.State != mdm.AppAbsent {
			t.Errorf("app is %q after the user removed it", a.State)
		}
	})
}

func replaced(t *testing.T, s Subject) {
	if !s.Manager.Capabilities().ProvesConfiguration {
		t.Skip("its reports tell nothing of configurations")
	}
	each(t, s, func(t *testing.T, d Device) {
		first := s.set(t, s.order(d, map[string]any{s.Key: "one"}))
		d.CheckIn(t)
		second := s.set(t, s.order(d, map[string]any{s.Key: "two"}))
		if second.Ref == first.Ref {
			t.Fatalf("two orders have the receipt %q", first.Ref)
		}
		s.want(t, d, mdm.AppInstalled, "", first.Ref)
		d.CheckIn(t)
		s.want(t, d, mdm.AppInstalled, "", second.Ref)
		third := s.set(t, s.order(d, nil))
		d.CheckIn(t)
		s.want(t, d, mdm.AppInstalled, "", third.Ref)
		if got := d.Configuration(s.app(d)); len(got) != 0 {
			t.Errorf("the app still finds %v", got)
		}
	})
}

func unchanged(t *testing.T, s Subject) {
	each(t, s, func(t *testing.T, d Device) {
		o := s.order(d, map[string]any{s.Key: "one"})
		first := s.set(t, o)
		d.CheckIn(t)
		before := d.Notified(s.app(d))
		if again := s.set(t, o); again.Ref != first.Ref {
			t.Errorf("the same order again has the receipt %q, want %q", again.Ref, first.Ref)
		}
		if d.Woken(t) {
			t.Error("the same order woke the device")
		}
		d.CheckIn(t)
		if got := d.Notified(s.app(d)); got != before {
			t.Errorf("the app was notified %d times, want %d", got, before)
		}
		s.want(t, d, mdm.AppInstalled, "", first.Ref)
	})
}

func late(t *testing.T, s Subject) {
	if s.Wait == nil {
		t.Skip("its time cannot be moved")
	}
	each(t, s, func(t *testing.T, d Device) {
		permanent := s.set(t, s.order(d, nil))
		d.CheckIn(t)
		o := s.order(d, map[string]any{s.Key: "dead"})
		report, err := s.Manager.Report(t.Context(), d.ID())
		if err != nil {
			t.Fatal(err)
		}
		o.Expires = report.At.Add(10 * time.Minute)
		s.set(t, o)
		s.Wait(11 * time.Minute)
		d.CheckIn(t)
		if got := d.Configuration(s.app(d)); len(got) != 0 {
			t.Errorf("the late phone got %v", got)
		}
		s.want(t, d, mdm.AppInstalled, "", permanent.Ref)
		_, report = s.see(t, d)
		o.Expires = report.At.Add(10 * time.Minute)
		again := s.set(t, o)
		d.CheckIn(t)
		s.want(t, d, mdm.AppInstalled, "", again.Ref)
		s.Wait(11 * time.Minute)
		d.CheckIn(t)
		s.want(t, d, mdm.AppInstalled, "", again.Ref) // what came in time is withdrawn by an order, not by itself
	})
}
