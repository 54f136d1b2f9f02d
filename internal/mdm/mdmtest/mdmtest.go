// Package mdmtest holds implementations of mdm.Manager to the contract, real ones and simulated ones alike. What an
// implementation does not declare in its Capabilities is not asked of it, except that it says so.
package mdmtest

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
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

func refusal(t *testing.T, s Subject) {
	d := s.Apple
	if d == nil || s.Manager.Capabilities().Installs[device.IOS] != mdm.Prompted {
		t.Skip("it asks no user")
	}
	o := s.order(d, map[string]any{s.Key: "one"})
	s.set(t, o)
	d.Refuse()
	for range 3 { // the device says it only once
		d.CheckIn(t)
		s.want(t, d, mdm.AppFailed, mdm.UserRefused, "")
	}
	again := s.set(t, o)
	d.CheckIn(t)
	s.want(t, d, mdm.AppInstalled, "", again.Ref)
}

func byUser(t *testing.T, s Subject) {
	d := s.Apple
	if d == nil || !s.Manager.Capabilities().Converts {
		t.Skip("it takes over no app")
	}
	d.InstallByUser(s.AppleApp)
	o := s.order(d, map[string]any{s.Key: "one"})
	s.set(t, o)
	d.CheckIn(t)
	if a := s.want(t, d, mdm.AppInstalled, mdm.UserInstalled, ""); a.Managed != device.No {
		t.Errorf("app %+v, want it not managed", a)
	}
	if got := d.Configuration(s.AppleApp); len(got) != 0 {
		t.Errorf("an app that is not managed was configured: %v", got)
	}
	o.Convert = true
	s.set(t, o)
	d.Refuse()
	for range 2 {
		d.CheckIn(t)
		s.want(t, d, mdm.AppInstalled, mdm.ManagementRefused, "")
	}
	o.Convert = false
	s.set(t, o)
	o.Convert = true
	again := s.set(t, o)
	d.CheckIn(t)
	if a := s.want(t, d, mdm.AppInstalled, "", again.Ref); a.Managed != device.Yes {
		t.Errorf("app %+v, want it managed", a)
	}
}

func badOrders(t *testing.T, s Subject) {
	each(t, s, func(t *testing.T, d Device) {
		for name, change := range map[string]func(*mdm.Order){
			"no package":         func(o *mdm.Order) { o.Package = "" },
			"70 kB":              func(o *mdm.Order) { o.Configuration = map[string]any{s.Key: strings.Repeat("x", 70<<10)} },
			"control characters": func(o *mdm.Order) { o.Configuration = map[string]any{s.Key: "a\x00b"} },
			"no such type":       func(o *mdm.Order) { o.Configuration = map[string]any{s.Key: struct{}{}} },
		} {
			o := s.order(d, nil)
			change(&o)
			_, err := s.Manager.SetApp(t.Context(), o)
			if err == nil {
				t.Errorf("%s was taken", name)
			} else if len(o.Configuration) > 0 && !strings.Contains(err.Error(), s.Key) {
				t.Errorf("%s: %v, want the key named", name, err)
			}
		}
		o := s.order(d, nil)
		o.Package = "com.example.not.in.any.store"
		s.set(t, o)
		d.CheckIn(t)
		_, report := s.see(t, d)
		at := slices.IndexFunc(report.Apps, func(a mdm.App) bool { return a.Package == o.Package })
		if at < 0 || report.Apps[at].State != mdm.AppFailed || report.Apps[at].Reason != mdm.NotVerified {
			t.Errorf("an app that no store has: %+v, want failed, not_verified", report.Apps)
		}
	})
}

func wrongType(t *testing.T, s Subject) {
	d := s.Android
	if d == nil || !s.Manager.Capabilities().Schemas {
		t.Skip("it knows no keys")
	}
	good := s.set(t, s.order(d, map[string]any{s.Key: "one"}))
	d.CheckIn(t)
	for name, values := range map[string]map[string]any{"type": {s.Key: true}, "key": {"no_such_key": "one"}} {
		s.set(t, s.order(d, values))
		d.CheckIn(t)
		a := s.want(t, d, mdm.AppInstalled, mdm.BadConfiguration, good.Ref)
		for key := range values {
			if !strings.Contains(a.Words, key) {
				t.Errorf("wrong %s: words %q, want the key named", name, a.Words)
			}
		}
		if got := d.Configuration(s.app(d)); !maps.Equal(got, map[string]any{s.Key: "one"}) {
			t.Errorf("wrong %s: the app finds %v, want what it had", name, got)
		}
	}
}

func checkIn(t *testing.T, s Subject) {
	if !s.Manager.Capabilities().CheckIn {
		t.Skip("it cannot make a device check in")
	}
	each(t, s, func(t *testing.T, d Device) {
		d.CheckIn(t)
		if s.Wait != nil {
			s.Wait(time.Second)
		}
		r, err := s.Manager.CheckIn(t.Context(), d.ID())
		if err != nil || r.At.IsZero() {
			t.Fatalf("CheckIn = %+v, %v", r, err)
		}
		if _, report := s.see(t, d); report.At.After(r.At) {
			t.Fatal("the receipt alone made the report newer")
		}
		if !d.Woken(t) {
			t.Fatal("the device was not woken")
		}
		if s.Wait != nil {
			s.Wait(time.Second)
		}
		d.CheckIn(t)
		if _, report := s.see(t, d); !report.At.After(r.At) {
			t.Errorf("the report is of %v, want it newer than the receipt, %v", report.At, r.At)
		}
	})
}

func lists(t *testing.T, s Subject) {
	d := s.Android
	if d == nil || !s.Manager.Capabilities().Lists {
		t.Skip("it changes no lists")
	}
	d.CheckIn(t)
	if _, report := s.see(t, d); report.Posture.At.IsZero() {
		t.Fatal("the report has no posture")
	}
	if _, err := s.Manager.SetLists(t.Context(), d.ID(), mdm.ListChange{Allow: []string{s.AndroidApp}, Hide: []string{s.AndroidApp}, Permit: []string{s.AndroidApp}, AllowScreenCapture: true}); err != nil {
		t.Fatal(err)
	}
	d.CheckIn(t)
	_, report := s.see(t, d)
	p := report.Posture
	if p.KioskKnown == device.Yes && (!slices.Contains(p.KioskApps, s.AndroidApp) || !slices.Contains(p.HiddenApps, s.AndroidApp)) {
		t.Errorf("kiosk lists %v, hidden %v", p.KioskApps, p.HiddenApps)
	}
	if p.PermittedServices != nil && !slices.Contains(p.PermittedServices, s.AndroidApp) || p.ScreenCaptureDisabled != device.No {
		t.Errorf("permitted services %v, screen capture disabled %q", p.PermittedServices, p.ScreenCaptureDisabled)
	}
}

func feedback(t *testing.T, s Subject) {
	if !s.Manager.Capabilities().ProvesFeedback {
		t.Skip("its reports have no feedback")
	}
	d := s.Android
	s.set(t, s.order(d, nil))
	d.CheckIn(t)
	for _, data := range []string{"first", "second"} {
		d.SayBack(s.AndroidApp, "key", data)
		d.CheckIn(t)
		_, report := s.see(t, d)
		if len(report.Feedback) != 1 || report.Feedback[0].Key != "key" || report.Feedback[0].Data != data || report.Feedback[0].Package != s.AndroidApp {
			t.Errorf("feedback %+v, want %q alone", report.Feedback, data)
		}
	}
}

func listener(t *testing.T, s Subject) {
	if s.Heard == nil {
		t.Skip("nobody listens")
	}
	each(t, s, func(t *testing.T, d Device) {
		for _, value := range []string{"one", "two", "three"} {
			s.set(t, s.order(d, map[string]any{s.Key: value}))
			d.CheckIn(t)
		}
		newest, err := s.Manager.Report(context.WithoutCancel(t.Context()), d.ID())
		if err != nil {
			t.Fatal(err)
		}
		heard := s.Heard(t, d.ID())
		if !slices.ContainsFunc(heard, func(r mdm.Report) bool { return r.At.Equal(newest.At) }) {
			t.Errorf("the newest report, of %v, was not told", newest.At)
		}
		for _, r := range heard {
			if r.DeviceID != d.ID() || r.At.After(newest.At) {
				t.Errorf("a report of %s at %v was told", r.DeviceID, r.At)
			}
		}
	})
}

func left(t *testing.T, s Subject) {
	each(t, s, func(t *testing.T, d Device) {
		s.set(t, s.order(d, nil))
		d.CheckIn(t)
		d.Leave(t)
		if _, err := s.Manager.SetApp(t.Context(), s.order(d, map[string]any{s.Key: "x"})); !errors.Is(err, mdm.ErrNotManaged) {
			t.Errorf("SetApp = %v, want ErrNotManaged", err)
		}
		report, err := s.Manager.Report(t.Context(), d.ID())
		if !errors.Is(err, mdm.ErrNotManaged) && (err != nil || report.Unenrolled.IsZero()) {
			t.Errorf("Report = %+v, %v, want the device to have left", report, err)
		}
	})
}

func schema(t *testing.T, s Subject) {
	if !s.Manager.Capabilities().Schemas {
		t.Skip("it knows no keys")
	}
	properties, err := s.Manager.Schema(t.Context(), s.AndroidApp)
	if err != nil || !slices.ContainsFunc(properties, func(p mdm.Property) bool { return p.Key == s.Key && p.Type == "string" }) {
		t.Errorf("Schema = %+v, %v, want %q", properties, err, s.Key)
	}
	for _, unknown := range []string{"com.example.not.in.any.store", s.AppleApp} {
		if _, err := s.Manager.Schema(t.Context(), unknown); !errors.Is(err, mdm.ErrNoSchema) {
			t.Errorf("Schema(%s) = %v, want ErrNoSchema", unknown, err)
		}
	}
}
