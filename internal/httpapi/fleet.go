package httpapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/support"
)

// enrollmentLife is how long an enrollment token can be used.
const enrollmentLife = 24 * time.Hour

func scopeOf(p access.Principal) device.Scope {
	return device.Scope{All: p.AllDevices, GroupIDs: p.GroupIDs}
}

func (f FilterIn) filter(p access.Principal) device.Filter {
	return device.Filter{Search: line(f.Search, 100), Platform: f.Platform, Management: f.Management, Lifecycle: f.Lifecycle,
		Presence: string(f.Presence), GroupID: f.Group, InSession: f.InSession, Available: f.Available, MDM: f.MDM, Scope: scopeOf(p)}
}

func (a *API) listDevices(ctx context.Context, p access.Principal, in *devicesIn) (*answer[Page[Device]], error) {
	f := in.filter(p)
	f.After, f.Limit = in.Cursor, in.Limit
	page, err := a.devices.Devices(ctx, f)
	if err != nil {
		return nil, err
	}
	open, err := a.support.OpenSessions(ctx)
	if err != nil {
		return nil, err
	}
	menus, err := a.support.Actions(ctx, p, open, page.Devices...)
	if err != nil {
		return nil, err
	}
	return answers(Page[Device]{Items: each(page.Devices, func(d device.Device) Device { return deviceOut(d, menus, open) }), Next: page.Next}, nil)
}

func (a *API) countDevices(ctx context.Context, p access.Principal, in *FilterInput) (*answer[Counts], error) {
	c, err := a.devices.CountDevices(ctx, in.filter(p))
	return answers(Counts{Matching: c.Matching, More: c.More, Online: c.Online, InSession: c.InSession}, err)
}

// FilterInput is the input of an operation on the devices that match.
type FilterInput struct{ FilterIn }

func (a *API) getDevice(ctx context.Context, p access.Principal, in *ByID) (*answer[DeviceDetail], error) {
	d, err := a.devices.Device(ctx, in.ID, scopeOf(p))
	if err != nil {
		return nil, err
	}
	open, err := a.support.OpenSessions(ctx)
	if err != nil {
		return nil, err
	}
	menus, err := a.support.Actions(ctx, p, open, d)
	if err != nil {
		return nil, err
	}
	return answers(DeviceDetail{Device: deviceOut(d, menus, open), Report: reportOut(d.Report)}, nil)
}

func (a *API) checkDevice(ctx context.Context, p access.Principal, in *preflightIn) (*answer[Findings], error) {
	mode := in.Mode
	if mode == "" {
		mode = support.Attended
	}
	found, err := a.support.Preflight(ctx, p, in.ID, mode, in.Provider)
	return answers(Findings{Findings: findingsOut(found)}, err)
}

func (a *API) importDevices(ctx context.Context, p access.Principal, in *importIn) (*answer[ImportResult], error) {
	if !p.AllDevices { // an import may touch any device
		return nil, access.ErrForbidden
	}
	devices := make([]device.Imported, 0, len(in.Body.Devices))
	for i, d := range in.Body.Devices {
		imported, err := d.imported("body.devices[" + strconv.Itoa(i) + "]")
		if err != nil {
			return nil, err
		}
		devices = append(devices, imported)
	}
	now := a.now()
	ids, err := a.devices.ImportDevices(ctx, devices, now,
		audit.New(now, p.Actor(), audit.DevicesImported, "", "", "devices", strconv.Itoa(len(devices))))
	if err != nil {
		return nil, fmt.Errorf("import %d devices: %w", len(devices), err)
	}
	out := ImportResult{IDs: ids}
	a.log.InfoContext(ctx, "devices imported", slog.Int("devices", len(ids)), slog.String("person_id", p.PersonID))
	a.changed(HintGroup, "")
	a.changed(HintDevice, "")
	if err := errors.Join(a.support.DevicesRetired(ctx, retired(devices, ids)...), a.support.DevicesMoved(ctx, ids...)); err != nil {
		return nil, err
	}
	for _, deviceID := range ids {
		if !in.Body.Enroll {
			break
		}
		token, expires, err := a.enrollment(ctx, p, deviceID)
		if err != nil {
			return nil, err
		}
		out.EnrollmentTokens, out.ExpiresAt = append(out.EnrollmentTokens, token.Reveal()), moment(expires)
	}
	return answers(out, nil)
}

// retired are the ids of those among the imported devices that are no longer in use.
func retired(devices []device.Imported, ids []string) []string {
	var gone []string
	for i, d := range devices {
		if d.Device.Lifecycle == device.Retired {
			gone = append(gone, ids[i])
		}
	}
	return gone
}

func (a *API) createEnrollment(ctx context.Context, p access.Principal, in *ByID) (*answer[Enrollment], error) {
	if _, err := a.devices.Device(ctx, in.ID, scopeOf(p)); err != nil {
		return nil, err
	}
	token, expires, err := a.enrollment(ctx, p, in.ID)
	return answers(Enrollment{Token: token.Reveal(), ExpiresAt: moment(expires)}, err)
}

func (a *API) enrollment(ctx context.Context, p access.Principal, deviceID string) (id.Secret, time.Time, error) {
	token, now := id.NewSecret(), a.now()
	expires := now.Add(enrollmentLife)
	record := audit.New(now, p.Actor(), audit.EnrollmentMade, deviceID, "")
	if err := a.devices.SaveEnrollment(ctx, deviceID, token.Hash(), expires, record); err != nil {
		return "", time.Time{}, fmt.Errorf("save enrollment of %s: %w", deviceID, err)
	}
	a.changed(HintDevice, deviceID)
	return token, expires, nil
}

// imported cleans what a directory or a script says of a device, as its texts come from anywhere.
func (d ImportedDevice) imported(where string) (device.Imported, error) {
	name, err := requiredLine(where+".name", d.Name, 200)
	if err != nil {
		return device.Imported{}, err
	}
	if device.Managements[d.Management] != d.Platform {
		return device.Imported{}, &invalidField{where + ".management", "does not go with this platform"}
	}
	if d.Platform == device.Computer {
		return device.Imported{}, &invalidField{where + ".platform", "is for computers that share their screen; they are not imported"}
	}
	if d.Lifecycle == "" {
		d.Lifecycle = device.InUse
	}
	imported := device.Imported{Device: device.Device{ID: d.ID, Name: name, Platform: d.Platform, Management: d.Management,
		Ownership: d.Ownership, Lifecycle: d.Lifecycle,
		Owner: device.Owner{Name: line(d.Owner.Name, 100), Kana: line(d.Owner.Kana, 100), Email: line(d.Owner.Email, 254),
			Department: line(d.Owner.Department, 100), Phone: line(d.Owner.Phone, 40)},
		AssetTag: line(d.AssetTag, 100), Serial: line(d.Serial, 100), IMEI: line(d.IMEI, 20), UDID: line(d.UDID, 64),
		Location: line(d.Location, 200), Maker: line(d.Maker, 100), Model: line(d.Model, 100), OSVersion: line(d.OSVersion, 50),
		Simulated: d.Simulated, MDM: d.MDMID}}
	for i, g := range d.Groups {
		group, err := requiredLine(where+".groups["+strconv.Itoa(i)+"]", g, 100)
		if err != nil {
			return device.Imported{}, err
		}
		imported.Groups = append(imported.Groups, group)
	}
	return imported, nil
}

// deviceOut shows a device with its menu: what can never be is left out, what cannot be now says why.
func deviceOut(d device.Device, menus map[string][]preflight.Action, open map[string]support.Session) Device {
	out := Device{ID: d.ID, Name: d.Name, Platform: d.Platform, Management: d.Management, Ownership: d.Ownership, Lifecycle: d.Lifecycle,
		Owner:    Owner{Name: d.Owner.Name, Kana: d.Owner.Kana, Email: d.Owner.Email, Department: d.Owner.Department, Phone: d.Owner.Phone},
		AssetTag: d.AssetTag, Serial: d.Serial, IMEI: d.IMEI, UDID: d.UDID, Location: d.Location, Maker: d.Maker, Model: d.Model,
		OSVersion: d.OSVersion, Simulated: d.Simulated, GroupIDs: each(d.GroupIDs, same), Presence: presenceOf(d),
		LastSeen: moment(d.LastSeen), Enrolled: d.Enrolled, CreatedAt: moment(d.CreatedAt), MDMID: d.MDM, Available: d.Available, Actions: each(menus[d.ID], actionOut)}
	if session, has := open[d.ID]; has {
		summary := summaryOut(session)
		out.OpenSession = &summary
	}
	return out
}

func presenceOf(d device.Device) Presence {
	switch {
	case d.Online:
		return Online
	case d.LastSeen.IsZero():
		return Never
	}
	return Offline
}

func actionOut(action preflight.Action) DeviceAction {
	return DeviceAction{Name: ActionName(action.Name), Enabled: action.Enabled, Findings: findingsOut(action.Findings)}
}

func findingsOut(found []preflight.Finding) []Finding { return each(found, findingOut) }

func findingOut(f preflight.Finding) Finding {
	return Finding{Code: f.Code, Severity: f.Severity, Remedy: f.Remedy, Never: f.Never, Facts: f.Facts}
}

func reportOut(r device.Report) *DeviceReport {
	if r.At.IsZero() {
		return nil
	}
	out := &DeviceReport{At: moment(r.At), AgentVersion: r.AgentVersion, Codec: r.Codec, Charging: r.Charging, Screen: r.Screen,
		Width: r.Width, Height: r.Height, Apps: each(r.Apps, func(app device.App) DeviceReportApp {
			return DeviceReportApp{Name: app.Name, Package: app.Package, Version: app.Version}
		})}
	if r.Battery >= 0 {
		out.Battery = &r.Battery
	}
	return out
}

// deviceNames looks devices up for lists of other things, each once. A device that is gone, or not to be seen, has no name.
func (a *API) deviceNames(ctx context.Context, p access.Principal) func(deviceID string) *DeviceRef {
	known := make(map[string]*DeviceRef)
	return func(deviceID string) *DeviceRef {
		if ref, done := known[deviceID]; done {
			return ref
		}
		d, err := a.devices.Device(ctx, deviceID, scopeOf(p))
		switch {
		case err == nil:
			known[deviceID] = &DeviceRef{ID: d.ID, Name: d.Name, OwnerName: d.Owner.Name, Model: d.Model, Platform: d.Platform, Simulated: d.Simulated}
		case errors.Is(err, device.ErrNotFound):
			known[deviceID] = nil
		default:
			a.log.ErrorContext(ctx, "device not looked up", slog.String("device_id", deviceID), slog.Any("err", err))
		}
		return known[deviceID]
	}
}

// seen says which devices p may know by name, for lists that hold those of the whole company.
func (a *API) seen(ctx context.Context, p access.Principal) func(deviceID string) bool {
	if p.AllDevices {
		return func(string) bool { return true }
	}
	names := a.deviceNames(ctx, p)
	return func(deviceID string) bool { return names(deviceID) != nil }
}
