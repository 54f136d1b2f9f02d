package httpapi

import (
	"context"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
)

// fakeDevices has one device in Tokyo and one in Osaka.
type fakeDevices struct {
	devices  []device.Device
	filters  []device.Filter
	imported []device.Imported
	enrolled map[string]string
	records  []audit.Record // written with the changes
	err      error          // of every method that changes something
}

func newFakeDevices() *fakeDevices {
	return &fakeDevices{enrolled: make(map[string]string), devices: []device.Device{
		{ID: "dev_tokyo", Name: `<img src=x onerror="alert(1)">`, Platform: device.Android, Management: device.AndroidDeviceOwner, Ownership: device.Company,
			Lifecycle: device.InUse, Owner: device.Owner{Name: "佐藤 花子", Kana: "サトウ ハナコ"}, GroupIDs: []string{"grp_tokyo"}, Online: true,
			Enrolled: true, LastSeen: testTime, CreatedAt: testTime,
			Report: device.Report{At: testTime, Codec: "H264", Battery: -1, AgentVersion: "1.0", Apps: []device.App{{Name: "Mail", Package: "jp.mail"}}}},
		{ID: "dev_osaka", Name: "Osaka phone", Platform: device.IOS, Management: device.IOSAppOnly, Lifecycle: device.InUse,
			GroupIDs: []string{"grp_osaka"}, CreatedAt: testTime},
	}}
}

func (f *fakeDevices) Device(_ context.Context, id string, scope device.Scope) (device.Device, error) {
	for _, d := range f.devices {
		if d.ID == id && inScope(access.Principal{AllDevices: scope.All, GroupIDs: scope.GroupIDs}, d.GroupIDs...) {
			return d, nil
		}
	}
	return device.Device{}, device.ErrNotFound
}

func (f *fakeDevices) Devices(_ context.Context, filter device.Filter) (device.Page, error) {
	f.filters = append(f.filters, filter)
	return device.Page{Devices: f.devices, Next: "more"}, f.err
}

func (f *fakeDevices) CountDevices(_ context.Context, filter device.Filter) (device.Counts, error) {
	f.filters = append(f.filters, filter)
	return device.Counts{Matching: 2, Online: 1}, f.err
}

func (f *fakeDevices) ImportDevices(_ context.Context, devices []device.Imported, _ time.Time, records ...audit.Record) ([]string, error) {
	f.records = append(f.records, records...)
	f.imported = append(f.imported, devices...)
	ids := make([]string, len(devices))
	for i := range devices {
		ids[i] = id.New("dev")
	}
	return ids, f.err
}

func (f *fakeDevices) Groups(context.Context) ([]device.Group, error) {
	return []device.Group{{ID: "grp_osaka", Name: "Osaka", Devices: 1}, {ID: "grp_tokyo", Name: "Tokyo", Devices: 1}}, f.err
}

func (f *fakeDevices) CreateGroup(_ context.Context, _ device.Group, records ...audit.Record) error {
	f.records = append(f.records, records...)
	return f.err
}

func (f *fakeDevices) SaveEnrollment(_ context.Context, deviceID, tokenHash string, _ time.Time, records ...audit.Record) error {
	f.records = append(f.records, records...)
	f.enrolled[deviceID] = tokenHash
	return f.err
}
