package activation_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/seal"
	"github.com/helpatwork/helpatwork/internal/storage"
	"github.com/helpatwork/helpatwork/internal/storage/storagetest"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// An office has the real store and box, a provider and a fleet that behave like real ones, an administrator and people.
type office struct {
	*activation.Service
	t     *testing.T
	cfg   activation.Config
	db    *storage.DB
	tv    *teamviewer
	fleet *fleet
	log   *log // what was done to the outside, in order
	hints *hints
	said  *bytes.Buffer // what the program logged

	mu  sync.Mutex
	now time.Time
	// abe is an administrator, kita one who sees one group only, mori and sato technicians, ono an observer.
	abe, kita, mori, sato, ono access.Principal
}

func newOffice(t *testing.T) *office { return newOfficeAt(t, nil) }

// newOfficeAt is for tests that run in a bubble of time: clock is time.Now there.
func newOfficeAt(t *testing.T, clock func() time.Time) *office {
	t.Helper()
	o := &office{t: t, log: new(log), hints: &hints{given: map[string]int{}}, said: new(bytes.Buffer), now: noon}
	if clock == nil {
		clock = o.time
	}
	o.db = storagetest.OpenWith(t, storage.Config{Now: clock})
	o.tv, o.fleet = newTeamViewer(clock, o.log), newFleet(clock, o.log)
	box, err := seal.Open(filepath.Join(t.TempDir(), "key"))
	o.must(err)
	o.cfg = activation.Config{Store: o.db, Accounts: o.tv, Rollout: o.fleet, Sessions: sessions{log: o.log}, Sealer: box, Jobs: nudge{},
		Hints: o.hints, NodeID: "node_1", Redirect: func() string { return callback }, Now: clock,
		Log: slog.New(slog.NewTextHandler(&locked{w: o.said}, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	o.Service = activation.New(o.cfg)
	o.abe = o.person("Abe", access.Administrator, true)
	o.kita = o.person("Kita", access.Administrator, false)
	o.mori = o.person("Mori", access.Technician, true)
	o.sato = o.person("Sato", access.Technician, true)
	o.ono = o.person("Ono", access.Observer, true)
	o.must(o.SaveOAuthClient(t.Context(), o.abe, client.ID, client.Secret))
	return o
}

// locked lets several goroutines log.
type locked struct {
	mu sync.Mutex
	w  *bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// node is another node on the same store.
func (o *office) node(name string, changes ...func(*activation.Config)) *activation.Service {
	cfg := o.cfg
	cfg.NodeID = name
	for _, change := range changes {
		change(&cfg)
	}
	return activation.New(cfg)
}

func (o *office) person(name string, role access.Role, all bool) access.Principal {
	o.t.Helper()
	p := access.Person{ID: "usr_" + strings.ToLower(name), Name: name, Email: name + "@example.com", Role: role, AllDevices: all, PasswordHash: "x", CreatedAt: noon}
	o.must(o.db.CreatePerson(o.t.Context(), p))
	return access.Principal{PersonID: p.ID, Name: name, Role: role, Rights: access.Rights[role], AllDevices: all, SessionHash: "browser of " + name}
}

func (o *office) time() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *office) pass(by time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = o.now.Add(by)
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) wantError(what string, got, want error) {
	o.t.Helper()
	if !errors.Is(got, want) {
		o.t.Fatalf("%s: error %v, want %v", what, got, want)
	}
}

func (o *office) wantKind(what string, got error, want provider.Kind) {
	o.t.Helper()
	refused, ok := errors.AsType[*provider.Error](got)
	if !ok || refused.Kind != want {
		o.t.Fatalf("%s: error %v, want one of kind %s", what, got, want)
	}
}

// connect takes a browser to the provider and back.
func (o *office) connect(p access.Principal, h activation.Holder, as provider.Account) {
	o.t.Helper()
	address, err := o.BeginConnect(o.t.Context(), p, h, "/account")
	o.must(err)
	state, code := o.tv.consents(address, as)
	back, err := o.FinishConnect(o.t.Context(), p, state, code, "")
	o.must(err)
	if back != "/account" {
		o.t.Fatalf("the browser goes on to %q", back)
	}
}

func own(p access.Principal) activation.Holder { return activation.Holder{PersonID: p.PersonID} }

func company(w activation.Way) activation.Holder { return activation.Holder{Way: w} }

// activate connects an account for a way and switches it on.
func (o *office) activate(w activation.Way, as provider.Account) activation.Activation {
	o.t.Helper()
	o.connect(o.abe, company(w), as)
	agreement, err := o.Agreement(o.t.Context(), o.abe, 0)
	o.must(err)
	a, err := o.Activate(o.t.Context(), o.abe, w, agreement.Version)
	o.must(err)
	return a
}

// work runs every job that is due, and those that come of them, on a service.
func (o *office) work() { o.workOn(o.Service) }

// errCrash says that the node that ran a job died.
var errCrash = errors.New("the node died")

func (o *office) workOn(s *activation.Service) {
	o.t.Helper()
	for range 1000 {
		due, err := o.db.ClaimJobs(o.t.Context(), "node", o.cfg.Now(), o.cfg.Now().Add(time.Minute), 10)
		o.must(err)
		if len(due) == 0 {
			return
		}
		for _, j := range due {
			switch err := crashing(func() error { return s.Handlers()[j.Kind](o.t.Context(), j) }); {
			case errors.Is(err, errCrash): // its lease runs out
			case err != nil:
				if t, ok := errors.AsType[interface {
					error
					Temporary() bool
				}](err); ok && !t.Temporary() {
					o.t.Fatalf("job %s is given up: %v", j.Kind, err)
				}
				o.must(o.db.RetryJob(o.t.Context(), "node", j.ID, o.cfg.Now().Add(time.Second), err.Error()))
			default:
				o.must(o.db.FinishJob(o.t.Context(), "node", j.ID))
			}
		}
	}
	o.t.Fatal("jobs never end")
}

// crashing makes a panic of errCrash an error.
func crashing(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			if p != errCrash {
				panic(p)
			}
			err = errCrash
		}
	}()
	return do()
}

// goOn lets time pass and jobs run until a removal is done or the time is over.
func (o *office) goOn(removalID string, atMost time.Duration) activation.Removal {
	o.t.Helper()
	for end := o.time().Add(atMost); ; o.pass(10 * time.Second) {
		o.work()
		r, err := o.db.Removal(o.t.Context(), removalID)
		o.must(err)
		if r.Step == activation.StepDone || !o.time().Before(end) {
			return r
		}
	}
}

// wantNoJobs fails when a job is left once those that wait have seen that they are not needed any more.
func (o *office) wantNoJobs() {
	o.t.Helper()
	o.pass(time.Minute)
	o.work()
	counts, err := o.db.CountJobs(o.t.Context(), o.cfg.Now())
	o.must(err)
	for state, n := range counts {
		if n != 0 {
			o.t.Errorf("%d jobs are %s, want none", n, state)
		}
	}
}

// records are what the audit log has of an action, oldest first.
func (o *office) records(action audit.Action) []audit.Record {
	o.t.Helper()
	page, err := o.db.Records(o.t.Context(), audit.Filter{DeviceScopeAll: true, Limit: 200, Action: action})
	o.must(err)
	slices.Reverse(page.Records)
	return page.Records
}

func (o *office) state(w activation.Way) activation.State {
	o.t.Helper()
	states, err := o.node("node_look").Activations(o.t.Context())
	o.must(err)
	return states[w]
}

// wantNoSecrets fails when any of the provider's secrets stands in the log, the audit log or a job.
func (o *office) wantNoSecrets() {
	o.t.Helper()
	text := o.said.String()
	page, err := o.db.Records(o.t.Context(), audit.Filter{DeviceScopeAll: true, Limit: 200})
	o.must(err)
	waiting, err := o.db.ClaimJobs(o.t.Context(), "look", o.cfg.Now().Add(10000*time.Hour), o.cfg.Now(), 1000)
	o.must(err)
	text += fmt.Sprintf("%+v %s", page.Records, payloads(waiting))
	for _, secret := range []string{"acc-", "ref-", "code-", client.Secret.Reveal()} {
		if strings.Contains(text, secret) {
			o.t.Errorf("%q shows in %s", secret, text)
		}
	}
}

func payloads(list []jobs.Job) string {
	var text strings.Builder
	for _, j := range list {
		fmt.Fprintf(&text, "%s %s\n", j.Payload, j.LastError)
	}
	return text.String()
}
