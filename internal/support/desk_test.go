package support_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/provider/builtin"
	"github.com/helpatwork/helpatwork/internal/storage"
	"github.com/helpatwork/helpatwork/internal/storage/storagetest"
	"github.com/helpatwork/helpatwork/internal/support"
	"github.com/helpatwork/helpatwork/internal/wire"
)

func openStore(t *testing.T, now func() time.Time) *storage.DB {
	return storagetest.OpenWith(t, storage.Config{Now: now})
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// A desk is a help desk with three phones, its people, the real store and the built-in engine over a line and rooms
// that remember what reached them.
type desk struct {
	*support.Service
	t     *testing.T
	db    *storage.DB
	line  *line
	rooms *rooms

	mu  sync.Mutex
	now time.Time
	// phone and tablet are in the group north; away is, too, and has no link.
	phone, tablet, away string
	north               string
	// mori and sato are technicians who see everything, kita one who sees north only, abe an administrator and ono
	// an observer.
	mori, sato, kita, abe, ono access.Principal
}

func newDesk(t *testing.T, changes ...func(*support.Config)) *desk {
	t.Helper()
	d := &desk{t: t, now: noon, line: &line{online: map[string]bool{}, help: map[string]wire.HelpState{}},
		rooms: &rooms{standing: map[string]support.Standing{}, rights: map[string][]access.Right{}, codec: map[string]string{}}}
	d.db = openStore(t, d.time)
	d.open(changes...)
	d.addDevices()
	d.mori = d.person("Mori", access.Technician, true)
	d.sato = d.person("Sato", access.Technician, true)
	d.kita = d.person("Kita", access.Technician, false, d.north)
	d.abe = d.person("Abe", access.Administrator, true)
	d.ono = d.person("Ono", access.Observer, true)
	return d
}

// open starts a service over what is kept: the first time, and again as after a restart.
func (d *desk) open(changes ...func(*support.Config)) {
	d.t.Helper()
	cfg := support.Config{Store: d.db, Devices: d.db, People: d.db, Audit: d.db, Jobs: nudge{}, Rooms: d.rooms, Doorbell: d.line,
		Hints: hints{}, Now: d.time, Log: slog.New(slog.DiscardHandler), Company: "Example",
		Providers: map[string]provider.Provider{"builtin": builtin.New(builtin.Config{Room: d.rooms, Doorbell: d.line,
			Grant: func(ctx context.Context, sessionID, deviceID string) (id.Secret, error) {
				return d.GrantDevice(ctx, sessionID, deviceID)
			}})}}
	for _, change := range changes {
		change(&cfg)
	}
	d.Service = support.New(cfg)
}

func (d *desk) time() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

func (d *desk) pass(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(by)
}

func (d *desk) addDevices() {
	d.t.Helper()
	phone := device.Device{Name: "Phone", Platform: device.Android, Management: device.AndroidDeviceOwner, Ownership: device.Company, Lifecycle: device.InUse}
	list := []device.Imported{{Device: phone, Groups: []string{"north"}}, {Device: phone, Groups: []string{"north"}},
		{Device: phone, Groups: []string{"north"}}}
	ids, err := d.db.ImportDevices(d.t.Context(), list, noon)
	d.must(err)
	d.phone, d.tablet, d.away = ids[0], ids[1], ids[2]
	for i, deviceID := range ids {
		d.enroll(deviceID)
		d.must(d.db.SaveReport(d.t.Context(), deviceID, "15", device.Report{At: noon, AgentVersion: "1.0.0", Codec: "H264", Battery: 80, Screen: "on"}))
		came := []device.Connection{{DeviceID: deviceID, NodeID: "node", Since: noon}}
		if deviceID == d.away {
			came = nil
		}
		d.must(d.db.SavePresence(d.t.Context(), "node", came, nil, map[string]time.Time{deviceID: noon}))
		d.line.set(deviceID, i < 2)
	}
	got, err := d.db.Device(d.t.Context(), d.phone, device.Scope{All: true})
	d.must(err)
	d.north = got.GroupIDs[0]
}

func (d *desk) enroll(deviceID string) {
	d.t.Helper()
	token := id.NewSecret()
	d.must(d.db.SaveEnrollment(d.t.Context(), deviceID, token.Hash(), noon.Add(time.Hour)))
	key := make([]byte, ed25519.PublicKeySize)
	rand.Read(key)
	_, err := d.db.Enroll(d.t.Context(), token.Hash(), key, noon)
	d.must(err)
}

func (d *desk) person(name string, role access.Role, all bool, groups ...string) access.Principal {
	d.t.Helper()
	p := access.Person{ID: id.New("usr"), Name: name, Email: name + "@example.com", Role: role, AllDevices: all, GroupIDs: groups, PasswordHash: "x", CreatedAt: noon}
	d.must(d.db.CreatePerson(d.t.Context(), p))
	return access.Principal{PersonID: p.ID, Name: name, Role: role, Rights: access.Rights[role], AllDevices: all, GroupIDs: groups}
}

// become changes a person and tells the service, as access does.
func (d *desk) become(p access.Principal, change func(*access.Person)) {
	d.t.Helper()
	_, err := d.db.ChangePerson(d.t.Context(), p.PersonID, "", func(person *access.Person) error { change(person); return nil })
	d.must(err)
	d.must(d.PersonChanged(d.t.Context(), p.PersonID))
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// work runs every job that is due, and those that come of them.
func (d *desk) work() {
	d.t.Helper()
	for range 100 {
		due, err := d.db.ClaimJobs(d.t.Context(), "node", d.time(), d.time().Add(time.Minute), 10)
		d.must(err)
		if len(due) == 0 {
			return
		}
		for _, j := range due {
			if err := d.Handlers()[j.Kind](d.t.Context(), j); err != nil {
				d.must(d.db.RetryJob(d.t.Context(), "node", j.ID, d.time().Add(time.Second), err.Error()))
				continue
			}
			d.must(d.db.FinishJob(d.t.Context(), "node", j.ID))
		}
	}
	d.t.Fatal("jobs never end")
}

func mail(deviceID string) support.StartInput {
	return support.StartInput{DeviceID: deviceID, Reason: "Mail does not open", Ticket: "T-1"}
}

// start presses Start for a technician and lets the request reach the phone.
func (d *desk) start(p access.Principal, in support.StartInput) support.Session {
	d.t.Helper()
	ses, _, err := d.Start(d.t.Context(), p, in)
	d.must(err)
	d.work()
	return d.stored(ses.ID)
}

// running is a session to which the user has agreed and whose screen is here.
func (d *desk) running(p access.Principal, deviceID string) support.Session {
	d.t.Helper()
	ses := d.start(p, mail(deviceID))
	d.must(d.Prompted(d.t.Context(), deviceID, ses.ID))
	d.must(d.Answer(d.t.Context(), deviceID, wire.Answer{SessionID: ses.ID, Accepted: true}))
	d.must(d.MediaConnected(d.t.Context(), ses.ID))
	d.work()
	if ses = d.stored(ses.ID); ses.State != support.Active {
		d.t.Fatalf("session is %s, want active", ses.State)
	}
	return ses
}

// stored is a session as it is kept, without what a read would do to it.
func (d *desk) stored(sessionID string) support.Session {
	d.t.Helper()
	ses, err := d.db.Session(d.t.Context(), sessionID, device.Scope{All: true})
	d.must(err)
	return ses
}

func (d *desk) wantEnded(sessionID string, reason support.EndReason) support.Session {
	d.t.Helper()
	ses := d.stored(sessionID)
	if ses.State != support.Ended || ses.EndReason != reason {
		d.t.Fatalf("session is %s (%s), want ended (%s)", ses.State, ses.EndReason, reason)
	}
	return ses
}

// actions are what the audit log says of a session, oldest first.
func (d *desk) actions(sessionID string) []audit.Action {
	d.t.Helper()
	var actions []audit.Action
	for _, r := range d.records(audit.Filter{SessionID: sessionID}) {
		actions = append(actions, r.Action)
	}
	return actions
}

func (d *desk) records(f audit.Filter) []audit.Record {
	d.t.Helper()
	f.DeviceScopeAll, f.Limit = true, 200
	page, err := d.db.Records(d.t.Context(), f)
	d.must(err)
	slices.SortStableFunc(page.Records, func(a, b audit.Record) int { return a.At.Compare(b.At) })
	return page.Records
}

func (d *desk) count(f audit.Filter) int { return len(d.records(f)) }

type nudge struct{}

func (nudge) Nudge() {}

type hints struct{}

func (hints) Hint(string, string, int64) {}

// A line is the device link: it remembers what each phone was sent.
type line struct {
	mu     sync.Mutex
	online map[string]bool
	broken error
	rings  []wire.Ring
	shown  []wire.SessionState
	help   map[string]wire.HelpState
	closed []string
}

func (l *line) set(deviceID string, online bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.online[deviceID] = online
}

func (l *line) Ring(_ context.Context, deviceID string, r wire.Ring) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken != nil {
		return l.broken
	}
	if !l.online[deviceID] {
		return builtin.ErrOffline
	}
	l.rings = append(l.rings, r)
	return nil
}

func (l *line) ShowSession(_ string, s wire.SessionState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shown = append(l.shown, s)
}

func (l *line) ShowHelp(deviceID string, h wire.HelpState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.help[deviceID] = h
}

func (l *line) Disconnect(deviceID string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = append(l.closed, deviceID)
}

func (l *line) lastRing(t *testing.T) wire.Ring {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.rings) == 0 {
		t.Fatal("no phone was rung")
	}
	return l.rings[len(l.rings)-1]
}

func (l *line) lastShown(t *testing.T) wire.SessionState {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.shown) == 0 {
		t.Fatal("no phone was told anything")
	}
	return l.shown[len(l.shown)-1]
}

// rooms remember what was pushed to them, and in which order.
type rooms struct {
	mu       sync.Mutex
	standing map[string]support.Standing
	rights   map[string][]access.Right // by session and person
	codec    map[string]string
	log      []string
}

func (r *rooms) Open(sessionID, codec string) {
	r.note(func() { r.codec[sessionID] = codec }, "open %s", sessionID)
}

func (r *rooms) Show(sessionID string, s support.Standing) {
	r.note(func() { r.standing[sessionID] = s }, "show %s %s", sessionID, s.State)
}

func (r *rooms) SetRights(sessionID, personID string, rights []access.Right) {
	r.note(func() { r.rights[sessionID+personID] = rights }, "rights %s %s %v", sessionID, personID, rights)
}

func (r *rooms) Close(sessionID, reason string) { r.note(func() {}, "close %s %s", sessionID, reason) }
func (r *rooms) DropPerson(personID string)     { r.note(func() {}, "drop %s", personID) }

func (r *rooms) note(do func(), format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	do()
	r.log = append(r.log, fmt.Sprintf(format, args...))
}

func (r *rooms) has(entry string) bool { return r.at(entry) >= 0 }

func (r *rooms) at(entry string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Index(r.log, entry)
}

func (r *rooms) of(sessionID, personID string) (support.Standing, []access.Right) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.standing[sessionID], r.rights[sessionID+personID]
}
