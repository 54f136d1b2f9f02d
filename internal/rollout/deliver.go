package rollout

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// ErrNotWanted says that the app is being taken away from the device.
var ErrNotWanted = errors.New("the app is not distributed to this device")

// roleOf is the app that a session's values are for.
func roleOf(providerName, mode string) Role {
	switch {
	case providerName != TeamViewer:
		return Agent
	case mode == "unattended":
		return Host
	default:
		return QuickSupport
	}
}

// courier is the app that can take a session's values on a device, with its keys. Errors: ErrNoMDM, ErrNoPackage,
// ErrNoProfile.
func (s *Service) courier(ctx context.Context, d device.Device, role Role) (App, KeyProfile, error) {
	if _, err := s.manager(d); err != nil {
		return App{}, KeyProfile{}, err
	}
	apps, err := s.Store.Apps(ctx)
	if err != nil {
		return App{}, KeyProfile{}, err
	}
	for _, a := range apps {
		if a.Role != role || !a.fits(d) {
			continue
		}
		if a.Package.Value == "" {
			break
		}
		profile, err := s.Store.KeyProfile(ctx, a.ID)
		if err == nil && !profile.carriesSession() {
			err = ErrNoProfile
		}
		return a, profile, err
	}
	return App{}, KeyProfile{}, ErrNoPackage
}

// Deliver brings a session's values to its device by managed app configuration; Proven is told how far they came. Asking
// again with the same parcel changes nothing. Errors: ErrNoMDM, ErrNoPackage, ErrNoProfile, ErrNotWanted, *wire.FieldError for
// values that no key can hold; others may be tried again.
func (s *Service) Deliver(ctx context.Context, parcel Parcel) error {
	if err := s.deliver(ctx, parcel); err != nil {
		return fmt.Errorf("deliver session %s to device %s: %w", parcel.SessionID, parcel.DeviceID, err)
	}
	s.changed(HintDevice, parcel.DeviceID, 0)
	return nil
}

func (s *Service) deliver(ctx context.Context, parcel Parcel) error {
	d, err := s.Devices.Device(ctx, parcel.DeviceID, everything)
	if err != nil {
		return err
	}
	a, profile, err := s.courier(ctx, d, roleOf(parcel.Provider, parcel.Mode))
	if err != nil {
		return err
	}
	if !parcel.Until.After(s.now()) {
		return wire.BadField("until", "is over")
	}
	values, err := s.values(ctx, d)
	if err != nil {
		return err
	}
	maps.Copy(values, parcel.Values)
	if _, err := profile.configuration(values, true); err != nil {
		return err
	}
	if known, err := s.Store.Delivery(ctx, parcel.SessionID); err == nil && known.State == Withdrawn && !parcel.Until.After(known.ExpiresAt) {
		return nil // taken back already: this order is late
	} else if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	_, err = s.Store.ChangeDeviceApp(ctx, d.ID, a.ID, func(c *Change) error { return s.put(c, parcel) })
	if errors.Is(err, errUnchanged) {
		return nil
	}
	return err
}

// errUnchanged says that there is nothing to change, and that this is no error.
var errUnchanged = errors.New("nothing to change")

// put adds a parcel to what a device is to have. Another session's values make room for it.
func (s *Service) put(c *Change, parcel Parcel) error {
	if c.App.Wanted == mdm.Absent {
		return ErrNotWanted
	}
	var own *Delivery
	for i := range c.Deliveries {
		d := &c.Deliveries[i]
		if d.SessionID == parcel.SessionID {
			own = d
		} else if d.State != Withdrawing {
			s.withdraw(c, d)
		}
	}
	if own == nil {
		c.Deliveries = append(c.Deliveries, Delivery{SessionID: parcel.SessionID, DeviceID: c.App.DeviceID, AppID: c.App.AppID})
		own = &c.Deliveries[len(c.Deliveries)-1]
	}
	same := maps.Equal(own.Values, parcel.Values)
	going := own.State == Clearing || own.State == Ordered || own.State == Proven
	switch {
	case going && same && own.ExpiresAt.Equal(parcel.Until) && (!parcel.Again || own.State == Clearing):
		return errUnchanged
	case own.State == Withdrawing && same && !parcel.Again:
		return errUnchanged // taken back already: this order is late
	case going && same && !parcel.Again:
		own.ExpiresAt = parcel.Until // only the time has changed: proof stays proof
	default:
		own.State, own.Problem, own.OrderRef, own.Refs, own.At = Ordered, "", "", nil, s.now()
		if parcel.Again && same && going {
			own.State, own.Again = Clearing, true
		}
		own.Values, own.ExpiresAt = maps.Clone(parcel.Values), parcel.Until
	}
	c.App.Asked++
	c.Jobs = append(c.Jobs, s.sessionJob(c.App.DeviceID, c.App.AppID),
		newJob(JobExpire, "", parcel.Until, payload{SessionID: parcel.SessionID}))
	return nil
}

// Withdraw takes a session's values away again; what was never brought is no error.
func (s *Service) Withdraw(ctx context.Context, sessionID string) error {
	return s.over(ctx, sessionID, func(Delivery) bool { return true })
}

// expire takes a session's values away when their time is over.
func (s *Service) expire(ctx context.Context, sessionID string) error {
	return s.over(ctx, sessionID, func(d Delivery) bool { return !d.ExpiresAt.After(s.now()) })
}

func (s *Service) over(ctx context.Context, sessionID string, due func(Delivery) bool) error {
	d, err := s.Store.Delivery(ctx, sessionID)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("withdraw session %s: %w", sessionID, err)
	}
	_, err = s.Store.ChangeDeviceApp(ctx, d.DeviceID, d.AppID, func(c *Change) error {
		for i := range c.Deliveries {
			if d := &c.Deliveries[i]; d.SessionID == sessionID && d.State != Withdrawing && due(*d) {
				s.withdraw(c, d)
				return nil
			}
		}
		return errUnchanged
	})
	if errors.Is(err, errUnchanged) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("withdraw session %s: %w", sessionID, err)
	}
	s.changed(HintDevice, d.DeviceID, 0)
	return nil
}

// withdraw asks for an order without a session's values.
func (s *Service) withdraw(c *Change, d *Delivery) {
	d.State, d.OrderRef, d.Refs, d.Again, d.At = Withdrawing, "", nil, false, s.now()
	c.App.Asked++
	c.Jobs = append(c.Jobs, s.sessionJob(c.App.DeviceID, c.App.AppID), s.provenJob(d.SessionID, Withdrawing, "order on its way to the MDM"))
}
