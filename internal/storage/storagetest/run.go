package storagetest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/support"
)

// Run holds a database to the promises of the store interfaces. open returns an empty store and registers its own
// clean-up; Run calls it once per subtest, so subtests never share rows.
func Run(t *testing.T, open func(t *testing.T) Store) {
	for _, part := range []struct {
		name     string
		promises []promise
	}{
		{"devices", devicePromises},
		{"device list", listPromises},
		{"search", searchPromises},
		{"enrollment and presence", linkPromises},
		{"sessions", sessionPromises},
		{"reaching users", reachPromises},
		{"keys", keyPromises},
		{"help requests", helpPromises},
		{"help put off", helpLaterPromises},
		{"help links", helpLinkPromises},
		{"branding", brandingPromises},
		{"settings of sending", notifyPromises},
		{"shares", sharePromises},
		{"people", peoplePromises},
		{"signing in", signInPromises},
		{"audit", auditPromises},
		{"jobs", jobPromises},
		{"simulated MDM", simulatedPromises},
		{"support apps", catalogPromises},
		{"distributions", distributionPromises},
		{"support apps on devices", deviceAppPromises},
		{"reports", reportPromises},
		{"at once", racePromises},
		{"activation", activationPromises},
		{"bindings", bindingPromises},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Parallel()
			for _, p := range part.promises {
				t.Run(p.name, func(t *testing.T) {
					t.Parallel()
					p.holds(t, open(t))
				})
			}
		})
	}
}

// A promise is one sentence of an interface.
type promise struct {
	name  string
	holds func(t *testing.T, s Store)
}

// start is when the tests take place.
var start = time.Date(2026, 11, 2, 9, 30, 0, 123456000, time.UTC)

var everything = device.Scope{All: true}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantError(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Fatalf("%s: error %v, want %v", what, got, want)
	}
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s\n got %+v\nwant %+v", what, got, want)
	}
}

// inPages fails unless the pages, one after the other, hold those of all that fit, in their order, and come to an end.
func inPages[T any](t *testing.T, what string, all []T, fits func(T) bool, id func(T) string, page func(after string) ([]T, string)) {
	t.Helper()
	var want, got []string
	for _, one := range all {
		if fits(one) {
			want = append(want, id(one))
		}
	}
	after := ""
	for range 20 {
		some, next := page(after)
		for _, one := range some {
			got = append(got, id(one))
		}
		if after = next; after == "" {
			break
		}
	}
	equal(t, what, got, want)
}

// phone is a believable device.
func phone(n int) device.Device {
	return device.Device{
		Name: fmt.Sprintf("Pixel %04d", n), Platform: device.Android, Management: device.AndroidDeviceOwner,
		Ownership: device.Company, Lifecycle: device.InUse,
		Owner: device.Owner{Name: fmt.Sprintf("Owner %04d", n), Kana: "オーナー", Email: fmt.Sprintf("owner%d@example.com", n),
			Department: "Sales", Phone: "+81 3 0000 0000"},
		AssetTag: fmt.Sprintf("AT-%05d", n), Serial: fmt.Sprintf("SN%06d", n), IMEI: fmt.Sprintf("35%013d", n),
		Location: "Osaka", Maker: "Google", Model: "Pixel 9", OSVersion: "16", Simulated: true,
	}
}

// add imports devices and returns their ids.
func add(t *testing.T, s Store, devices ...device.Device) []string {
	t.Helper()
	imported := make([]device.Imported, len(devices))
	for i, d := range devices {
		imported[i].Device = d
	}
	ids, err := s.ImportDevices(t.Context(), imported, start)
	ok(t, err)
	return ids
}

// addPhone adds one phone and returns its id.
func addPhone(t *testing.T, s Store) string { return add(t, s, phone(1))[0] }

// group makes a device group and puts devices into it.
func group(t *testing.T, s Store, id, name string, deviceIDs ...string) {
	t.Helper()
	ok(t, s.CreateGroup(t.Context(), device.Group{ID: id, Name: name}))
	for _, deviceID := range deviceIDs {
		d, err := s.Device(t.Context(), deviceID, everything)
		ok(t, err)
		d.GroupIDs = append(d.GroupIDs, id)
		_, err = s.ImportDevices(t.Context(), []device.Imported{{Device: d}}, start)
		ok(t, err)
	}
}

func session(id, deviceID string) support.Session {
	return support.Session{ID: id, DeviceID: deviceID, Version: 1, State: support.Requested, Mode: support.Attended,
		Provider: "builtin", TechnicianID: "usr_tanaka", TechnicianName: "Tanaka", Reason: "mail does not open",
		Rights: []access.Right{access.View, access.Control}, RequestedAt: start,
		DeadlineAt: start.Add(10 * time.Minute), DeadlineReason: support.NotDelivered}
}

// addSession writes an open session.
func addSession(t *testing.T, s Store, sessionID, deviceID string) support.Session {
	t.Helper()
	added := session(sessionID, deviceID)
	ok(t, s.CreateSession(t.Context(), added, support.Writes{}, "", nil))
	return added
}

func endSession(t *testing.T, s Store, id string) {
	t.Helper()
	_, err := s.ChangeSession(t.Context(), id, func(s *support.Session, _ *support.Writes) error {
		s.State, s.EndReason, s.EndedAt = support.Ended, support.EndedByUser, start.Add(time.Hour)
		return nil
	})
	ok(t, err)
}

func record(id string) audit.Record {
	return audit.Record{ID: id, At: start, Actor: audit.System, Action: audit.SessionRequested}
}

func person(id string, role access.Role) access.Person {
	return access.Person{ID: id, Name: "Person " + id, Email: id + "@example.com", Role: role, Language: "ja",
		AllDevices: true, PasswordHash: "hash of " + id, CreatedAt: start}
}

// actions are what the log says, oldest first.
func actions(t *testing.T, s Store) []string {
	t.Helper()
	page, err := s.Records(t.Context(), audit.Filter{DeviceScopeAll: true, Limit: 200})
	ok(t, err)
	var ids []string
	for _, v := range slices.Backward(page.Records) {
		ids = append(ids, v.ID)
	}
	return ids
}

// together runs f n times at once and returns the errors.
func together(n int, f func(i int) error) []error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	begin := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-begin
			errs[i] = f(i)
		})
	}
	close(begin)
	wg.Wait()
	return errs
}
