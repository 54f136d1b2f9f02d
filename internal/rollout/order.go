package rollout

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// callTimeout bounds one call of an MDM.
const callTimeout = 30 * time.Second

// maxSends bounds how often one job gives an order anew because something changed while it was given.
const maxSends = 5

// errMoving says that what is wanted changed each time it was ordered.
var errMoving = errors.New("what is wanted keeps changing")

// send gives the MDM the whole order for one app on one device. Orders for the same app and device go one after the other;
// where another node gave one in between, it is given again, so that the last one the MDM has is the right one.
func (s *Service) send(ctx context.Context, deviceID, appID string) error {
	free := s.sending.lock(deviceID + " " + appID)
	defer free()
	for range maxSends {
		settled, err := s.sendOnce(ctx, deviceID, appID)
		if settled || err != nil {
			return err
		}
	}
	return fmt.Errorf("order support app %s on device %s: %w", appID, deviceID, errMoving)
}

func (s *Service) sendOnce(ctx context.Context, deviceID, appID string) (settled bool, err error) {
	a, err := s.app(ctx, appID)
	if errors.Is(err, ErrNotFound) {
		return true, nil // removed since
	}
	if err != nil {
		return false, err
	}
	d, err := s.Devices.Device(ctx, deviceID, everything)
	if errors.Is(err, device.ErrNotFound) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	before, err := s.Store.OnDevice(ctx, deviceID, appID)
	if err != nil {
		return false, err
	}
	m, receipt, err := s.order(ctx, a, d, before)
	refusal, refused := errors.AsType[*refusedError](err)
	if err != nil && !refused {
		return false, fmt.Errorf("order support app %s on device %s: %w", appID, deviceID, err)
	}
	stale := false
	after, err := s.Store.ChangeDeviceApp(ctx, deviceID, appID, func(c *Change) error {
		if stale = c.App.Asked != before.App.Asked; stale {
			return errMoving
		}
		if refused {
			s.refused(c, refusal.why)
			return nil
		}
		s.taken(c, m.Capabilities(), receipt)
		return nil
	})
	if stale {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if refused {
		s.Log.WarnContext(ctx, "order refused", slog.String("device_id", deviceID), slog.String("app_id", appID), slog.Any("err", refusal.why))
	}
	s.changed(HintDevice, deviceID, after.Version)
	return true, nil
}

// A refusedError says that another try with the same order does not help.
type refusedError struct{ why error }

func (e *refusedError) Error() string { return e.why.Error() }

// order composes an order and gives it to the MDM. An error that is no *refusedError is worth another try.
func (s *Service) order(ctx context.Context, a App, d device.Device, c Change) (mdm.Manager, mdm.Receipt, error) {
	m, err := s.manager(d)
	if err != nil {
		return nil, mdm.Receipt{}, &refusedError{err}
	}
	if a.Package.Value == "" {
		return nil, mdm.Receipt{}, &refusedError{ErrNoPackage}
	}
	order, err := s.compose(ctx, a, d, c, m.Capabilities())
	if input, ok := errors.AsType[*wire.FieldError](err); ok {
		return nil, mdm.Receipt{}, &refusedError{input}
	}
	if err != nil {
		return nil, mdm.Receipt{}, err
	}
	bounded, cancel := context.WithTimeoutCause(ctx, callTimeout, fmt.Errorf("the MDM took longer than %s", callTimeout))
	defer cancel()
	receipt, err := m.SetApp(bounded, order)
	if err != nil && !again(err) {
		return nil, mdm.Receipt{}, &refusedError{err}
	}
	return m, receipt, err
}

// compose says all that is wanted of an app on a device now. An app that nobody distributes is left where it is; only the
// keys are set.
func (s *Service) compose(ctx context.Context, a App, d device.Device, c Change, can mdm.Capabilities) (mdm.Order, error) {
	order := mdm.Order{DeviceID: d.ID, Package: a.Package.Value, StoreID: a.StoreID.Value, Install: c.App.Wanted,
		Convert: c.App.Convert && can.Converts, AutoLaunch: c.App.AutoLaunch && can.AutoLaunch}
	switch order.Install {
	case mdm.Absent:
		return order, nil
	case "":
		order.Install = mdm.Available
	}
	profile, err := s.Store.KeyProfile(ctx, a.ID)
	if errors.Is(err, ErrNoProfile) {
		return order, nil
	}
	if err != nil {
		return mdm.Order{}, err
	}
	values, err := s.values(ctx, d)
	if err != nil {
		return mdm.Order{}, err
	}
	live := liveOf(c.Deliveries, s.now())
	if live != nil {
		maps.Copy(values, live.Values)
		order.Expires = live.ExpiresAt
	}
	order.Configuration, err = profile.configuration(values, live != nil)
	return order, err
}

// values are those of a device that last.
func (s *Service) values(ctx context.Context, d device.Device) (map[provider.Value]string, error) {
	lasting, err := s.Values(ctx, d)
	if err != nil {
		return nil, fmt.Errorf("values of device %s: %w", d.ID, err)
	}
	values := map[provider.Value]string{}
	maps.Copy(values, lasting)
	values[provider.DeviceRef] = d.ID
	delete(values, provider.SessionCode)
	delete(values, provider.SessionLink)
	return values, nil
}

// liveOf is the delivery whose values belong on the device now; a code that is over never does, whatever its state.
func liveOf(deliveries []Delivery, now time.Time) *Delivery {
	var live *Delivery
	for i, d := range deliveries {
		if (d.State == Ordered || d.State == Proven) && d.ExpiresAt.After(now) && (live == nil || d.At.After(live.At)) {
			live = &deliveries[i]
		}
	}
	return live
}

// maxRefs is how many orders are remembered as the same.
const maxRefs = 20

// taken writes down that the MDM has the order. It proves nothing about the device.
func (s *Service) taken(c *Change, can mdm.Capabilities, receipt mdm.Receipt) {
	now := s.now()
	if receipt.Ref == "" || receipt.Ref != c.App.OrderRef { // else it has this very order since then, and so reports on it count
		c.App.OrderedAt, c.App.OrderRef = now, receipt.Ref
	}
	c.App.Ordered, c.App.Problem = c.App.Asked, ""
	switch c.App.State {
	case mdm.AppUnknown, mdm.AppAbsent, mdm.AppRemoved:
		if c.App.Wanted == mdm.Required {
			c.App.State, c.App.Reason, c.App.Words = mdm.AppPending, "", ""
			c.App.Evidence, c.App.At = "order taken by the MDM", now
		}
	}
	live := liveOf(c.Deliveries, now)
	for i := range c.Deliveries {
		d := &c.Deliveries[i]
		first := d.OrderRef == ""
		switch {
		case d.State == Failed, (d.State == Ordered || d.State == Proven) && (live == nil || live.SessionID != d.SessionID):
			continue // this order says nothing of it
		case d.State == Clearing && !can.ProvesConfiguration:
			s.setAgain(c, d)
			continue
		case d.State == Withdrawing && !can.ProvesConfiguration:
			d.State, d.Problem, d.At = Expired, "this MDM proves no configuration", now
			continue
		}
		d.OrderRef, d.Problem = receipt.Ref, ""
		d.Refs = append(d.Refs, receipt.Ref)
		d.Refs = d.Refs[max(0, len(d.Refs)-maxRefs):]
		if first && d.State == Ordered {
			c.Jobs = append(c.Jobs, s.provenJob(d.SessionID, Ordered, "order taken by the MDM"))
		}
	}
}

// setAgain goes on from cleared keys to the values.
func (s *Service) setAgain(c *Change, d *Delivery) {
	d.State, d.Again, d.OrderRef, d.Refs, d.At = Ordered, false, "", nil, s.now()
	c.App.Asked++
	c.Jobs = append(c.Jobs, s.sessionJob(d.DeviceID, d.AppID))
}

// refused writes down that the MDM will not take the order as it is.
func (s *Service) refused(c *Change, refusal error) {
	c.App.Ordered, c.App.Problem = c.App.Asked, problemOf(refusal)
	if errors.Is(refusal, mdm.ErrNotManaged) {
		c.Jobs = append(c.Jobs, newJob(JobObserve, "", s.now(), payload{DeviceID: c.App.DeviceID}))
	}
	for i := range c.Deliveries {
		d := &c.Deliveries[i]
		switch {
		case (d.State == Clearing || d.State == Ordered) && d.OrderRef == "": // else the MDM still has the order before this one
			d.State, d.Problem, d.At = Failed, c.App.Problem, s.now()
			c.Jobs = append(c.Jobs, s.provenJob(d.SessionID, Failed, d.Problem))
		case d.State == Withdrawing:
			d.State, d.Problem, d.At = Expired, c.App.Problem, s.now()
		}
	}
}

// problemOf names a refusal for people: those that the console has words for by their name, others in the MDM's words.
func problemOf(refusal error) string {
	if e, ok := errors.AsType[*wire.FieldError](refusal); ok {
		return shorten("key "+e.Field+" "+e.Problem, 300)
	}
	for err, name := range map[error]string{ErrNoMDM: "no_mdm", ErrNoPackage: "no_package", mdm.ErrNotManaged: "not_managed", mdm.ErrUnsupported: "unsupported"} {
		if errors.Is(refusal, err) {
			return name
		}
	}
	return shorten(refusal.Error(), 300)
}

// shorten makes text of a stranger fit to be kept: one line, and no longer than most characters.
func shorten(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if unseen(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return s
}

// observe asks the MDM what it knows of a device, and takes the answer as a report.
func (s *Service) observe(ctx context.Context, deviceID string) error {
	d, err := s.Devices.Device(ctx, deviceID, everything)
	if errors.Is(err, device.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	m, err := s.manager(d)
	if err != nil {
		return nil // nobody to ask
	}
	bounded, cancel := context.WithTimeoutCause(ctx, callTimeout, fmt.Errorf("the MDM took longer than %s", callTimeout))
	defer cancel()
	r, err := m.Report(bounded, deviceID)
	if errors.Is(err, mdm.ErrNotManaged) {
		return nil // it may never have known it: that proves nothing
	}
	if err != nil {
		return fmt.Errorf("report of device %s: %w", deviceID, err)
	}
	r.DeviceID = deviceID
	return s.Reported(ctx, d.MDM, r)
}
