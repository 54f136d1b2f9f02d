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

func refusal(t *testing.T, s Subject) {
	d := s.Apple
	if d == nil || s.Manager.Capabilities().Installs[device.IOSDevice] != mdm.Prompted {
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
