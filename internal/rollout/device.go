package rollout

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/mdm"
)

// OnDevice returns all that rollout knows of a device that p sees.
func (s *Service) OnDevice(ctx context.Context, p access.Principal, deviceID string) (DeviceView, error) {
	d, err := s.reach(ctx, p, access.View, deviceID)
	if err != nil {
		return DeviceView{}, err
	}
	k, err := s.known(ctx, d)
	if err != nil {
		return DeviceView{}, err
	}
	view := DeviceView{DeviceID: d.ID, Apps: []DeviceAppView{}, Posture: k.standings[d.ID].Posture, Unenrolled: k.standings[d.ID].Unenrolled}
	if view.Feedback, err = s.Store.Feedback(ctx, d.ID, s.now().Add(-keepFeedback)); err != nil {
		return DeviceView{}, err
	}
	if m, ok := k.matches[d.ID]; ok {
		view.Match = &m
	}
	if seat, ok := k.seats[d.ID]; ok {
		seat.DeviceName = d.Name
		view.Seat = &seat
	}
	if m, err := s.manager(d); err == nil {
		view.Capabilities = m.Capabilities()
		if c, ok := k.connections[d.MDM]; ok {
			view.Connection = &c
		}
	}
	for _, a := range k.apps {
		on, has := k.on(d.ID, a)
		if !a.fits(d) && !has {
			continue
		}
		view.Apps = append(view.Apps, DeviceAppView{App: a, DeviceApp: on, Distributed: wantedNow(on), Fits: a.fits(d),
			Manner: view.Capabilities.Manner(d.Management, on.Wanted), NeededFor: a.modes(),
			Convertible: converts(view.Capabilities, d) && wantedNow(on) && on.State == mdm.AppInstalled && on.Managed == device.No})
	}
	view.Missing = k.missing(d)
	return view, nil
}

// converts says whether an MDM can take over apps of a device that its user installed: under User Enrollment none can (D9).
func converts(can mdm.Capabilities, d device.Device) bool {
	return can.Converts && d.Management != device.IOSUser
}

// missing is what the lists and policies of a device lack for its support apps to work. Add-ons are used by other apps and
// get no icon. Nothing is said of a list that nobody knows.
func (k *known) missing(d device.Device) mdm.ListChange {
	p := k.standings[d.ID].Posture
	change := mdm.ListChange{AllowScreenCapture: p.ScreenCaptureDisabled == device.Yes}
	for _, a := range k.apps {
		on, _ := k.on(d.ID, a)
		if !a.fits(d) || a.Package.Value == "" || !wantedNow(on) && on.State != mdm.AppInstalled {
			continue
		}
		name, addOn := a.Package.Value, a.Role == UniversalAddOn || a.Role == OEMAddOn
		kiosk := p.KioskKnown == device.Yes
		if slices.Contains(p.BlockedApps, name) || p.AllowedApps != nil && !slices.Contains(p.AllowedApps, name) ||
			kiosk && !slices.Contains(p.KioskApps, name) {
			change.Allow = append(change.Allow, name)
		}
		if addOn && kiosk && !slices.Contains(p.HiddenApps, name) {
			change.Hide = append(change.Hide, name)
		}
		if addOn && p.PermittedKnown == device.Yes && p.PermittedServices != nil && !slices.Contains(p.PermittedServices, name) {
			change.Permit = append(change.Permit, name)
		}
	}
	return change
}

// AllowNeeded puts every support app of a device on the lists that keep it away, add-ons hidden, and returns what it
// asked for; nothing in it means that nothing was in the way. Screen capture is left as it is: that is AllowCapture's. The
// proof is the posture of a later report. Errors: ErrNoMDM, mdm.ErrUnsupported.
func (s *Service) AllowNeeded(ctx context.Context, p access.Principal, deviceID string) (mdm.ListChange, error) {
	d, err := s.reach(ctx, p, access.Administer, deviceID)
	if err != nil {
		return mdm.ListChange{}, err
	}
	k, err := s.known(ctx, d)
	if err != nil {
		return mdm.ListChange{}, err
	}
	change := k.missing(d)
	change.AllowScreenCapture = false
	if len(change.Allow)+len(change.Hide)+len(change.Permit) == 0 {
		return change, nil
	}
	return change, s.setLists(ctx, p, d, change)
}

// AllowCapture switches off the policy of a device that disables screen capture. Errors as of AllowNeeded.
func (s *Service) AllowCapture(ctx context.Context, p access.Principal, deviceID string) error {
	d, err := s.reach(ctx, p, access.Administer, deviceID)
	if err != nil {
		return err
	}
	return s.setLists(ctx, p, d, mdm.ListChange{AllowScreenCapture: true})
}

func (s *Service) setLists(ctx context.Context, p access.Principal, d device.Device, change mdm.ListChange) error {
	m, err := s.manager(d)
	if err != nil {
		return err
	}
	if !m.Capabilities().Lists {
		return mdm.ErrUnsupported
	}
	if err := s.Store.AddRecords(ctx, s.record(audit.ListsChanged, p.Actor(), d.ID, map[string]string{
		"allowed": joined(change.Allow), "hidden": joined(change.Hide), "permitted": joined(change.Permit),
		"screen_capture": map[bool]string{true: "allowed"}[change.AllowScreenCapture]})); err != nil {
		return err
	}
	bounded, cancel := context.WithTimeoutCause(ctx, callTimeout, fmt.Errorf("the MDM took longer than %s", callTimeout))
	defer cancel()
	if _, err := m.SetLists(bounded, d.ID, change); err != nil {
		return fmt.Errorf("change the lists of device %s: %w", d.ID, err)
	}
	s.Hints.Hint(HintDevice, d.ID, 0)
	return nil
}

func joined(list []string) string { return shorten(strings.Join(list, " "), 500) }

// Retry gives the MDM the order for an app again, as a configuration that failed is not tried again by itself (D8).
func (s *Service) Retry(ctx context.Context, p access.Principal, deviceID, appID string) error {
	return s.ask(ctx, p, deviceID, appID, audit.AppRetried, func(c *Change, _ mdm.Capabilities) error {
		if c.App.Wanted == "" && len(c.Deliveries) == 0 {
			return ErrNotWanted
		}
		if c.App.State == mdm.AppFailed && wantedNow(c.App) {
			c.App.State, c.App.Reason, c.App.Words = mdm.AppPending, "", ""
			c.App.Evidence, c.App.At = "tried again", s.now()
		}
		for i := range c.Deliveries {
			if d := &c.Deliveries[i]; d.State == Failed && d.ExpiresAt.After(s.now()) {
				d.State, d.Problem, d.OrderRef, d.Refs, d.At = Ordered, "", "", nil, s.now()
			}
		}
		return nil
	})
}

// Convert takes over an app that the user installed, where the MDM can (iOS, D9). Errors: ErrNoMDM, mdm.ErrUnsupported,
// ErrNotWanted.
func (s *Service) Convert(ctx context.Context, p access.Principal, deviceID, appID string) error {
	d, err := s.reach(ctx, p, access.ForceCheckIn, deviceID)
	if err != nil {
		return err
	}
	return s.ask(ctx, p, deviceID, appID, audit.AppConverted, func(c *Change, can mdm.Capabilities) error {
		if !converts(can, d) {
			return mdm.ErrUnsupported
		}
		if !wantedNow(c.App) {
			return ErrNotWanted
		}
		c.App.Convert = true
		return nil
	})
}

// ask makes an order anew after a change to it.
func (s *Service) ask(ctx context.Context, p access.Principal, deviceID, appID string, action audit.Action, change func(*Change, mdm.Capabilities) error) error {
	d, err := s.reach(ctx, p, access.ForceCheckIn, deviceID)
	if err != nil {
		return err
	}
	a, err := s.app(ctx, appID)
	if err != nil {
		return err
	}
	m, err := s.manager(d)
	if err != nil {
		return err
	}
	after, err := s.Store.ChangeDeviceApp(ctx, deviceID, appID, func(c *Change) error {
		if err := change(c, m.Capabilities()); err != nil {
			return err
		}
		c.App.Asked++
		c.App.Problem = ""
		c.Jobs = []jobs.Job{s.sessionJob(deviceID, appID)}
		c.Audit = []audit.Record{s.record(action, p.Actor(), deviceID, map[string]string{"app": a.Name, "app_id": a.ID})}
		return nil
	})
	if err != nil {
		return fmt.Errorf("order support app %s on device %s: %w", appID, deviceID, err)
	}
	s.changed(HintDevice, deviceID, after.Version)
	return nil
}

// The ways a device is woken.
const (
	CheckInAsked  = "asked"  // its MDM makes it check in now
	CheckInPolicy = "policy" // its MDM has no check-in; its policy was changed, and its next report tells
	CheckInFailed = "failed"
)

// CheckIn makes a device check in, or changes its policy where its MDM has no check-in. It proves nothing: the proof is
// the next report. Errors: ErrNoMDM, mdm.ErrUnsupported when there is no policy to change either.
func (s *Service) CheckIn(ctx context.Context, p access.Principal, deviceID string) (how string, err error) {
	d, err := s.reach(ctx, p, access.ForceCheckIn, deviceID)
	if err != nil {
		return "", err
	}
	if err := s.Store.AddRecords(ctx, s.record(audit.CheckInForced, p.Actor(), deviceID, nil)); err != nil {
		return "", err
	}
	return s.checkIn(ctx, d)
}

func (s *Service) checkIn(ctx context.Context, d device.Device) (how string, err error) {
	m, err := s.manager(d)
	if err != nil {
		return "", err
	}
	if m.Capabilities().CheckIn {
		bounded, cancel := context.WithTimeoutCause(ctx, callTimeout, fmt.Errorf("the MDM took longer than %s", callTimeout))
		defer cancel()
		_, err := m.CheckIn(bounded, d.ID)
		if err == nil {
			return CheckInAsked, nil
		}
		if !errors.Is(err, mdm.ErrUnsupported) {
			return "", fmt.Errorf("check in device %s: %w", d.ID, err)
		}
	}
	return s.bumpPolicy(ctx, d)
}

// bumpPolicy gives the MDM every order of a device again, which changes its policy.
func (s *Service) bumpPolicy(ctx context.Context, d device.Device) (how string, err error) {
	apps, err := s.Store.DeviceApps(ctx, []string{d.ID})
	if err != nil {
		return "", err
	}
	err = mdm.ErrUnsupported
	for _, a := range apps {
		if a.Wanted == "" {
			continue
		}
		if _, err = s.Store.ChangeDeviceApp(ctx, d.ID, a.AppID, func(c *Change) error {
			c.App.Asked++
			c.Jobs = []jobs.Job{s.deviceJob(d.ID, a.AppID)}
			return nil
		}); err != nil {
			return "", err
		}
	}
	if err != nil {
		return "", err
	}
	s.Jobs.Nudge()
	return CheckInPolicy, nil
}

// CheckInMany is CheckIn for a removal: it keeps how each device was woken, tries all of them, and says which failed.
func (s *Service) CheckInMany(ctx context.Context, deviceIDs []string) (map[string]string, error) {
	woken := make(map[string]string, len(deviceIDs))
	for _, deviceID := range deviceIDs {
		d, err := s.Devices.Device(ctx, deviceID, everything)
		if errors.Is(err, device.ErrNotFound) {
			continue
		}
		how := CheckInFailed
		if err == nil {
			how, err = s.checkIn(ctx, d)
		}
		if ctx.Err() != nil {
			return woken, context.Cause(ctx)
		}
		if err != nil {
			how = CheckInFailed
			s.Log.WarnContext(ctx, "check-in failed", slog.String("device_id", deviceID), slog.Any("err", err))
		}
		if err := s.keepCheckIn(ctx, deviceID, how); err != nil {
			return woken, err
		}
		woken[deviceID] = how
	}
	return woken, nil
}

func (s *Service) keepCheckIn(ctx context.Context, deviceID, how string) error {
	apps, err := s.Store.DeviceApps(ctx, []string{deviceID})
	if err != nil {
		return err
	}
	for _, a := range apps {
		if _, err := s.Store.ChangeDeviceApp(ctx, deviceID, a.AppID, func(c *Change) error {
			c.App.CheckIn, c.App.CheckInAt = how, s.now()
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// Overview counts the devices of an app by state.
func (s *Service) Overview(ctx context.Context, p access.Principal, appID string) (map[mdm.AppState]int, error) {
	if _, err := s.App(ctx, p, appID); err != nil {
		return nil, err
	}
	return s.Store.CountDeviceApps(ctx, appID)
}

// Overviews counts the devices of every app of the catalog by state, in one go and up to a bound for each.
func (s *Service) Overviews(ctx context.Context, p access.Principal) ([]AppCount, error) {
	if err := mayRead(p); err != nil {
		return nil, err
	}
	return s.Store.CountApps(ctx)
}

// DevicesOf lists the devices of an app in one state, as far as p sees them. Errors: ErrNotFound, ErrBadCursor.
func (s *Service) DevicesOf(ctx context.Context, p access.Principal, appID string, state mdm.AppState, cursor string, limit int) (DeviceAppPage, error) {
	if _, err := s.App(ctx, p, appID); err != nil {
		return DeviceAppPage{}, err
	}
	return s.Store.DeviceAppsOf(ctx, appID, state, cursor, limit, scopeOf(p))
}
