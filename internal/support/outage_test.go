package support_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/support"
)

// How a call goes wrong.
type fault string

const (
	refused   fault = "refused"     // it is not done, and that is said
	answered  fault = "answer lost" // it is done, and the answer says that it is not
	dieBefore fault = "died before" // the process ends before it
	dieAfter  fault = "died after"  // the process ends when it is done
)

var (
	errDead = errors.New("this process is dead")
	errCut  = errors.New("the line was cut")
)

// An outage counts calls and lets one of them go wrong. The dead do nothing until they are revived.
type outage struct {
	mu    sync.Mutex
	fault fault
	at    int // which call; 0 for none
	count int
	dead  bool
	names []string
}

// call counts a call that is named. A read has no after, and to die before it is to die after the last write.
func (o *outage) call(name string, read bool, failure error, do func() error) error {
	o.mu.Lock()
	if read && o.fault != refused {
		dead := o.dead
		o.names = append(o.names, name)
		o.mu.Unlock()
		if dead {
			return errDead
		}
		return do()
	}
	o.names = append(o.names, name)
	o.count++
	hit := !o.dead && o.count == o.at
	if hit && o.fault == dieBefore {
		o.dead = true
	}
	dead := o.dead
	o.mu.Unlock()
	switch {
	case dead:
		return errDead
	case !hit:
		return do()
	case o.fault == refused:
		return failure
	}
	if err := do(); err != nil {
		return err
	}
	if o.fault == dieAfter {
		o.mu.Lock()
		o.dead = true
		o.mu.Unlock()
		return errDead
	}
	return failure
}

// revive starts the process anew if it is dead; nothing goes wrong from then on.
func (o *outage) revive() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	was := o.dead
	if o.dead = false; was {
		o.at = 0
	}
	return was
}

func write(o *outage, name string, do func() error) error {
	return o.call("Store."+name, false, errCut, do)
}

func got[T any](o *outage, name string, read bool, do func() (T, error)) (v T, err error) {
	err = o.call(name, read, errCut, func() error { v, err = do(); return err })
	return v, err
}

// A shakyStore counts what sessions ask of a store. The nil Store inside makes a call of anything else a panic.
type shakyStore struct {
	support.Store
	o  *outage
	db support.Store
}

type (
	ses     = support.Session
	changer = func(*support.Session, *support.Writes) error
)

func (s shakyStore) CreateSession(ctx context.Context, v ses, w support.Writes, replace string, end changer) error {
	return write(s.o, "CreateSession", func() error { return s.db.CreateSession(ctx, v, w, replace, end) })
}

func (s shakyStore) ChangeSession(ctx context.Context, id string, change changer) (ses, error) {
	return got(s.o, "Store.ChangeSession", false, func() (ses, error) { return s.db.ChangeSession(ctx, id, change) })
}

func (s shakyStore) Session(ctx context.Context, id string, scope device.Scope) (ses, error) {
	return got(s.o, "Store.Session", true, func() (ses, error) { return s.db.Session(ctx, id, scope) })
}

func (s shakyStore) Sessions(ctx context.Context, f support.SessionFilter) (support.SessionPage, error) {
	return got(s.o, "Store.Sessions", true, func() (support.SessionPage, error) { return s.db.Sessions(ctx, f) })
}

func (s shakyStore) OpenSessionOf(ctx context.Context, deviceID string) (ses, error) {
	return got(s.o, "Store.OpenSessionOf", true, func() (ses, error) { return s.db.OpenSessionOf(ctx, deviceID) })
}

func (s shakyStore) OpenSessionsOfTechnician(ctx context.Context, personID string) ([]ses, error) {
	return got(s.o, "Store.OpenSessionsOfTechnician", true, func() ([]ses, error) { return s.db.OpenSessionsOfTechnician(ctx, personID) })
}

func (s shakyStore) SessionsOfJobs(ctx context.Context, kind jobs.Kind) ([]ses, error) {
	return got(s.o, "Store.SessionsOfJobs", true, func() ([]ses, error) { return s.db.SessionsOfJobs(ctx, kind) })
}

func (s shakyStore) OpenSessions(ctx context.Context) ([]ses, error) {
	return got(s.o, "Store.OpenSessions", true, func() ([]ses, error) { return s.db.OpenSessions(ctx) })
}

func (s shakyStore) DueSessions(ctx context.Context, now time.Time, limit int) ([]string, error) {
	return got(s.o, "Store.DueSessions", true, func() ([]string, error) { return s.db.DueSessions(ctx, now, limit) })
}

func (s shakyStore) CountSessions(ctx context.Context, since time.Time) (map[support.State]int, error) {
	return got(s.o, "Store.CountSessions", true, func() (map[support.State]int, error) { return s.db.CountSessions(ctx, since) })
}

func (s shakyStore) UseKey(ctx context.Context, hash, sessionID, holder, holderID string, now time.Time, next support.Key) (support.Key, error) {
	return got(s.o, "Store.UseKey", false, func() (support.Key, error) {
		return s.db.UseKey(ctx, hash, sessionID, holder, holderID, now, next)
	})
}

func (s shakyStore) ExtendKeys(ctx context.Context, sessionID, holder, holderID string, expires time.Time) error {
	return write(s.o, "ExtendKeys", func() error { return s.db.ExtendKeys(ctx, sessionID, holder, holderID, expires) })
}

func (s shakyStore) DropKeysOf(ctx context.Context, personID string) error {
	return write(s.o, "DropKeysOf", func() error { return s.db.DropKeysOf(ctx, personID) })
}

func (s shakyStore) AddReach(ctx context.Context, r support.Reach, most int, records ...audit.Record) error {
	return write(s.o, "AddReach", func() error { return s.db.AddReach(ctx, r, most, records...) })
}

func (s shakyStore) SettleReach(ctx context.Context, r support.Reach, records ...audit.Record) error {
	return write(s.o, "SettleReach", func() error { return s.db.SettleReach(ctx, r, records...) })
}

func (s shakyStore) Reaches(ctx context.Context, sessionID string) ([]support.Reach, error) {
	return got(s.o, "Store.Reaches", true, func() ([]support.Reach, error) { return s.db.Reaches(ctx, sessionID) })
}

func (s shakyStore) SaveSpokenCode(ctx context.Context, c support.SpokenCode, now time.Time, records ...audit.Record) error {
	return write(s.o, "SaveSpokenCode", func() error { return s.db.SaveSpokenCode(ctx, c, now, records...) })
}

func (s shakyStore) UseSpokenCode(ctx context.Context, hash string, now time.Time) (string, error) {
	return got(s.o, "Store.UseSpokenCode", false, func() (string, error) { return s.db.UseSpokenCode(ctx, hash, now) })
}

// A shakyJobs counts what the runner asks of the store of jobs.
type shakyJobs struct {
	o  *outage
	db jobs.Store
}

func (s shakyJobs) AddJobs(ctx context.Context, added ...jobs.Job) error {
	return s.o.call("Jobs.AddJobs", false, errCut, func() error { return s.db.AddJobs(ctx, added...) })
}

func (s shakyJobs) ClaimJobs(ctx context.Context, owner string, now, until time.Time, limit int) ([]jobs.Job, error) {
	// To claim nothing is no commit that could matter, and a runner does it every second.
	counts, err := s.db.CountJobs(ctx, now)
	idle := err == nil && counts["due"] == 0
	return got(s.o, "Jobs.ClaimJobs", idle, func() ([]jobs.Job, error) { return s.db.ClaimJobs(ctx, owner, now, until, limit) })
}

func (s shakyJobs) TakeBackJobs(ctx context.Context, owner string) (int, error) {
	return got(s.o, "Jobs.TakeBackJobs", false, func() (int, error) { return s.db.TakeBackJobs(ctx, owner) })
}

func (s shakyJobs) FinishJob(ctx context.Context, owner, id string) error {
	return s.o.call("Jobs.FinishJob", false, errCut, func() error { return s.db.FinishJob(ctx, owner, id) })
}

func (s shakyJobs) RetryJob(ctx context.Context, owner, id string, at time.Time, why string) error {
	return s.o.call("Jobs.RetryJob", false, errCut, func() error { return s.db.RetryJob(ctx, owner, id, at, why) })
}

func (s shakyJobs) FailJob(ctx context.Context, owner, id, why string) error {
	return s.o.call("Jobs.FailJob", false, errCut, func() error { return s.db.FailJob(ctx, owner, id, why) })
}

func (s shakyJobs) CountJobs(ctx context.Context, now time.Time) (map[string]int, error) {
	return got(s.o, "Jobs.CountJobs", true, func() (map[string]int, error) { return s.db.CountJobs(ctx, now) })
}

// A shakyProvider counts the calls of a provider, which fail as providers do.
type shakyProvider struct {
	o *outage
	p *there
}

var errThere = &provider.Error{Kind: provider.Unavailable, Words: "cut off"}

func (s shakyProvider) Capabilities() provider.Capabilities { return (&there{}).Capabilities() }

func (s shakyProvider) Open(ctx context.Context, r provider.Request) (v provider.Opening, err error) {
	err = s.o.call("Provider.Open", false, errThere, func() error { v, err = s.p.Open(ctx, r); return err })
	return v, err
}

func (s shakyProvider) Show(ctx context.Context, st provider.Standing) error {
	return s.o.call("Provider.Show", false, errThere, func() error { return s.p.Show(ctx, st) })
}

func (s shakyProvider) Close(ctx context.Context, c provider.Closing) error {
	return s.o.call("Provider.Close", false, errThere, func() error { return s.p.Close(ctx, c) })
}

func (s shakyProvider) Look(ctx context.Context, q provider.Question) (v provider.Sight, err error) {
	err = s.o.call("Looker.Look", false, errThere, func() error { v, err = s.p.Look(ctx, q); return err })
	return v, err
}

// A shakyCourier counts the calls of the courier.
type shakyCourier struct {
	o *outage
	c *courier
}

func (s shakyCourier) Deliver(ctx context.Context, p support.Parcel) error {
	return s.o.call("Courier.Deliver", false, errCut, func() error { return s.c.Deliver(ctx, p) })
}

func (s shakyCourier) Withdraw(ctx context.Context, sessionID string) error {
	return s.o.call("Courier.Withdraw", false, errCut, func() error { return s.c.Withdraw(ctx, sessionID) })
}

// A shakyPost counts the messages.
type shakyPost struct {
	o *outage
	p *post
}

func (s shakyPost) Ways(ctx context.Context, d device.Device) ([]support.Channel, error) {
	return got(s.o, "Outreach.Ways", true, func() ([]support.Channel, error) { return s.p.Ways(ctx, d) })
}

func (s shakyPost) Send(ctx context.Context, c support.Channel, d device.Device, text string) error {
	return s.o.call("Outreach.Send", false, errCut, func() error { return s.p.Send(ctx, c, d, text) })
}

// Every method of the interfaces through which sessions reach outside, or commit, is counted: one that is added to them
// and not here fails this test. Help requests and shares are no part of the walk, and calling them panics.
func TestEveryOutsideCallIsCounted(t *testing.T) {
	t.Parallel()
	o := &outage{dead: true}
	for _, tc := range []struct {
		name    string
		what    reflect.Type
		counted any
		outside func(method string) bool
	}{
		{"Store", reflect.TypeFor[support.Store](), shakyStore{o: o}, func(m string) bool { return !strings.Contains(m, "Help") && !strings.Contains(m, "Share") }},
		{"Jobs", reflect.TypeFor[jobs.Store](), shakyJobs{o: o, db: idleJobs{}}, nil},
		{"Provider", reflect.TypeFor[provider.Provider](), shakyProvider{o: o}, func(m string) bool { return m != "Capabilities" }},
		{"Looker", reflect.TypeFor[provider.Looker](), shakyProvider{o: o}, nil},
		{"Courier", reflect.TypeFor[support.Courier](), shakyCourier{o: o}, nil},
		{"Outreach", reflect.TypeFor[support.Outreach](), shakyPost{o: o}, nil},
	} {
		for m := range tc.what.Methods() {
			method := m.Name
			if tc.outside != nil && !tc.outside(method) {
				continue
			}
			if names := countedBy(o, reflect.ValueOf(tc.counted).MethodByName(method)); len(names) != 1 || names[0] != tc.name+"."+method {
				t.Errorf("a call of %s.%s is counted as %v: let it go wrong, too", tc.name, method, names)
			}
		}
	}
}

// idleJobs has no job.
type idleJobs struct{ jobs.Store }

func (idleJobs) CountJobs(context.Context, time.Time) (map[string]int, error) { return nil, nil }

// countedBy calls a method of the dead and returns what was counted; a method that is not there panics and counts nothing.
func countedBy(o *outage, method reflect.Value) (names []string) {
	o.names = nil
	defer func() {
		recover()
		names = o.names
	}()
	var in []reflect.Value
	for i := range method.Type().NumIn() {
		if !method.Type().IsVariadic() || i < method.Type().NumIn()-1 {
			in = append(in, reflect.Zero(method.Type().In(i)))
		}
	}
	method.Call(in)
	return o.names
}
