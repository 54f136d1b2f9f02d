package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/support"
)

var testTime = time.Date(2026, 11, 22, 9, 30, 0, 123456789, time.UTC)

// The people of the tests, by the cookie that each of them holds.
var (
	anAdministrator = access.Person{ID: "usr_admin", Name: "Aoki", Email: "aoki@example.com", Role: access.Administrator, AllDevices: true}
	aTechnician     = access.Person{ID: "usr_tech", Name: "Baba", Email: "baba@example.com", Role: access.Technician, GroupIDs: []string{"grp_tokyo"}}
	anObserver      = access.Person{ID: "usr_observer", Name: "Chiba", Email: "chiba@example.com", Role: access.Observer, AllDevices: true}
)

func principal(p access.Person) access.Principal {
	return access.Principal{PersonID: p.ID, Name: p.Name, Role: p.Role, Rights: access.Rights[p.Role], AllDevices: p.AllDevices,
		GroupIDs: p.GroupIDs, SessionHash: "hash of " + p.ID}
}

// fakeAccess knows three people. Their cookies are their ids, their tokens "token-" and their ids.
type fakeAccess struct {
	mu          sync.Mutex
	people      map[string]access.Person
	setupNeeded bool
	err         error // of every method that changes something
	tokens      []access.Token
	changes     []access.PersonChange
	known       []string // what the browsers kept that signed in
}

func (f *fakeAccess) Remember(p access.Person) id.Secret { return id.Secret("known-" + p.ID) }

func newFakeAccess() *fakeAccess {
	f := &fakeAccess{people: make(map[string]access.Person)}
	for _, p := range []access.Person{anAdministrator, aTechnician, anObserver} {
		f.people[p.ID] = p
	}
	return f
}

func (f *fakeAccess) SetupNeeded(context.Context) (bool, error) { return f.setupNeeded, nil }

func (f *fakeAccess) SetUp(_ context.Context, in access.SetUpInput, _ string) (access.Person, id.Secret, error) {
	return access.Person{ID: "usr_new", Name: in.Name, Email: in.Email, Role: access.Administrator}, "cookie", f.err
}

func (f *fakeAccess) SignIn(_ context.Context, email, password string, in access.Browser) (access.Person, id.Secret, error) {
	f.mu.Lock()
	f.known = append(f.known, in.Known)
	f.mu.Unlock()
	if email == anAdministrator.Email && password == "correct horse" {
		return anAdministrator, id.Secret(anAdministrator.ID), f.err
	}
	return access.Person{}, "", access.ErrBadCredentials
}

func (f *fakeAccess) SignInByLink(_ context.Context, token, _, _ string) (access.Person, id.Secret, error) {
	if token != "good" {
		return access.Person{}, "", access.ErrBadLink
	}
	return aTechnician, id.Secret(aTechnician.ID), f.err
}

func (f *fakeAccess) Authenticate(_ context.Context, cookie string) (access.Principal, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p, known := f.people[cookie]
	if !known {
		return access.Principal{}, access.ErrSignedOut
	}
	return principal(p), nil
}

// tokenEnds is when the fake's tokens stop working.
var tokenEnds = testTime.Add(time.Hour)

func (f *fakeAccess) AuthenticateToken(ctx context.Context, bearer string) (access.Principal, error) {
	owner, is := strings.CutPrefix(bearer, "token-")
	if !is {
		return access.Principal{}, access.ErrSignedOut
	}
	p, err := f.Authenticate(ctx, owner)
	p.SessionHash, p.TokenID, p.Until = "", "tok_1", tokenEnds
	return p, err
}

func (f *fakeAccess) signInByHash(hash string) (access.Person, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p, known := f.people[strings.TrimPrefix(hash, "hash of ")]
	if !known {
		return access.Person{}, access.ErrSignedOut
	}
	return p, nil
}

func (f *fakeAccess) remove(personID string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.people, personID)
}

func (f *fakeAccess) SignOut(context.Context, access.Principal) error { return f.err }

func (f *fakeAccess) Person(_ context.Context, id string) (access.Person, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if p, known := f.people[id]; known {
		return p, nil
	}
	return access.Person{}, access.ErrNotFound
}

func (f *fakeAccess) People(context.Context, access.Principal) ([]access.Person, error) {
	return []access.Person{anAdministrator, aTechnician}, f.err
}

func (f *fakeAccess) CreatePerson(_ context.Context, _ access.Principal, in access.NewPerson) (access.Person, id.Secret, error) {
	return access.Person{ID: "usr_new", Name: in.Name, Email: in.Email, Role: in.Role, GroupIDs: in.GroupIDs}, "linktoken", f.err
}

func (f *fakeAccess) ChangePerson(ctx context.Context, _ access.Principal, id string, change access.PersonChange) (access.Person, error) {
	f.changes = append(f.changes, change)
	if f.err != nil {
		return access.Person{}, f.err
	}
	return f.Person(ctx, id)
}

func (f *fakeAccess) NewPasswordLink(context.Context, access.Principal, string) (id.Secret, time.Time, error) {
	return "linktoken", testTime.Add(time.Hour), f.err
}

func (f *fakeAccess) ChangePassword(context.Context, access.Principal, string, string) error {
	return f.err
}

func (f *fakeAccess) Tokens(context.Context, access.Principal) ([]access.Token, error) {
	return f.tokens, f.err
}

func (f *fakeAccess) CreateToken(_ context.Context, p access.Principal, name string, rights []access.Right, expires time.Time) (access.Token, id.Secret, error) {
	return access.Token{ID: "tok_1", PersonID: p.PersonID, Name: name, Rights: rights, CreatedAt: testTime, ExpiresAt: expires}, "secret", f.err
}

func (f *fakeAccess) RemoveToken(context.Context, access.Principal, string) error { return f.err }

// fakeSupport has one open session, on dev_tokyo, and one help request from it.
type fakeSupport struct {
	session support.Session
	help    support.HelpRequest
	err     error // of every method that changes something
	started []support.StartInput
	filters []support.SessionFilter
	notes   []string
	moved   []string // devices
}

func newFakeSupport() *fakeSupport {
	return &fakeSupport{
		session: support.Session{ID: "ses_1", DeviceID: "dev_tokyo", Version: 3, State: support.Waiting, Mode: support.Attended, Provider: "builtin",
			TechnicianID: aTechnician.ID, TechnicianName: aTechnician.Name, Reason: "The <b>mail</b>", Rights: []access.Right{access.View, access.Control},
			RequestedAt: testTime, DeadlineAt: testTime.Add(5 * time.Minute), DeadlineReason: support.NoAnswer},
		help: support.HelpRequest{ID: "hlp_1", DeviceID: "dev_tokyo", Version: 1, State: support.HelpOpen, Text: "help me", AskedAt: testTime},
	}
}

func inScope(p access.Principal, groups ...string) bool {
	for _, g := range p.GroupIDs {
		if slices.Contains(groups, g) {
			return true
		}
	}
	return p.AllDevices
}

func (f *fakeSupport) Start(_ context.Context, _ access.Principal, in support.StartInput) (support.Session, id.Secret, error) {
	f.started = append(f.started, in)
	return f.session, "grant", f.err
}

func (f *fakeSupport) DevicesRetired(context.Context, ...string) error { return nil }

func (f *fakeSupport) DevicesMoved(_ context.Context, deviceIDs ...string) error {
	f.moved = append(f.moved, deviceIDs...)
	return nil
}

func (f *fakeSupport) Session(_ context.Context, p access.Principal, id string) (support.Session, error) {
	if id != f.session.ID || !inScope(p, "grp_tokyo") {
		return support.Session{}, support.ErrNotFound
	}
	return f.session, nil
}

func (f *fakeSupport) Sessions(_ context.Context, _ access.Principal, filter support.SessionFilter) (support.SessionPage, error) {
	f.filters = append(f.filters, filter)
	return support.SessionPage{Sessions: []support.Session{f.session}, Next: "more"}, f.err
}

func (f *fakeSupport) Actions(_ context.Context, p access.Principal, open map[string]support.Session, devices ...device.Device) (map[string][]preflight.Action, error) {
	menus := make(map[string][]preflight.Action)
	for _, d := range devices {
		facts := preflight.Facts{Device: d, Rights: p.Rights, Now: testTime}
		if ses, busy := open[d.ID]; busy {
			facts.OpenSession = &preflight.OpenSession{ID: ses.ID, TechnicianID: ses.TechnicianID, TechnicianName: ses.TechnicianName}
		}
		menus[d.ID] = preflight.Actions(facts)
	}
	return menus, f.err
}

func (f *fakeSupport) OpenSessions(context.Context) (map[string]support.Session, error) {
	return map[string]support.Session{f.session.DeviceID: f.session}, nil
}

func (f *fakeSupport) End(_ context.Context, _ access.Principal, _ string, outcome support.Outcome, note string) (support.Session, error) {
	f.notes = append(f.notes, note)
	ended := f.session
	ended.State, ended.EndedAt, ended.Outcome, ended.Note = support.Ended, testTime, outcome, note
	ended.EndedBy = audit.Actor{Kind: audit.ByPerson, ID: aTechnician.ID, Name: aTechnician.Name}
	return ended, f.err
}

func (f *fakeSupport) Annotate(ctx context.Context, p access.Principal, id string, outcome support.Outcome, note string) (support.Session, error) {
	return f.End(ctx, p, id, outcome, note)
}

func (f *fakeSupport) Join(context.Context, access.Principal, string) (id.Secret, []access.Right, error) {
	return "grant2", []access.Right{access.View}, f.err
}

func (f *fakeSupport) Redeem(_ context.Context, p access.Principal, sessionID string, key id.Secret) (support.Admission, error) {
	if key != "grant" {
		return support.Admission{}, support.ErrBadKey
	}
	return support.Admission{SessionID: sessionID, PersonID: p.PersonID, Name: p.Name, Rights: []access.Right{access.View}, ResumeKey: "resume"}, f.err
}

func (f *fakeSupport) Preflight(_ context.Context, _ access.Principal, _ string, mode support.Mode, provider string) ([]preflight.Finding, error) {
	if provider == "none" {
		return nil, support.ErrNoProvider
	}
	return []preflight.Finding{{Code: preflight.Offline, Severity: preflight.Warn, Facts: map[string]string{"mode": string(mode)}}}, f.err
}

func (f *fakeSupport) Help(context.Context, access.Principal) ([]support.HelpRequest, error) {
	return []support.HelpRequest{f.help}, f.err
}

func (f *fakeSupport) Take(context.Context, access.Principal, string) (support.HelpRequest, error) {
	return f.help, f.err
}

func (f *fakeSupport) Release(context.Context, access.Principal, string) (support.HelpRequest, error) {
	return f.help, f.err
}

func (f *fakeSupport) CloseHelp(_ context.Context, _ access.Principal, _ string, _ support.Outcome, note string) (support.HelpRequest, error) {
	f.notes = append(f.notes, note)
	return f.help, f.err
}

func (f *fakeSupport) Invite(_ context.Context, p access.Principal, reason, _ string) (support.Share, string, error) {
	return support.Share{ID: "shr_1", TechnicianID: p.PersonID, Reason: reason, ExpiresAt: testTime}, "123456789", f.err
}

func (f *fakeSupport) ShareState(_ context.Context, p access.Principal, id string) (support.Share, support.ShareState, error) {
	if id != "shr_1" || p.PersonID != aTechnician.ID {
		return support.Share{}, "", support.ErrNotFound
	}
	return support.Share{ID: id, ExpiresAt: testTime}, support.ShareWaiting, nil
}

func (f *fakeSupport) RedeemShare(_ context.Context, code string) (support.Guest, error) {
	if code != "123456789" {
		return support.Guest{}, support.ErrBadCode
	}
	return support.Guest{DeviceID: "dev_guest", SessionID: "ses_2", Token: "guesttoken", TechnicianName: "Baba", Reason: "why"}, f.err
}

// fakeAudit keeps what it is given.
type fakeAudit struct {
	records []audit.Record
	filters []audit.Filter
}

func (f *fakeAudit) AddRecords(_ context.Context, records ...audit.Record) error {
	f.records = append(f.records, records...)
	return nil
}

func (f *fakeAudit) Records(_ context.Context, filter audit.Filter) (audit.Page, error) {
	f.filters = append(f.filters, filter)
	return audit.Page{Records: f.records}, nil
}

func (f *fakeAudit) LinkRecords(context.Context, int, func(string, audit.Record) string) (int, error) {
	return 0, nil
}

func (f *fakeAudit) Chain(_ context.Context, _ int64, yield func(audit.Record) bool) error {
	for _, r := range f.records {
		if !yield(r) {
			break
		}
	}
	return nil
}

// fakeMedia answers every offer but "bad".
type fakeMedia struct {
	viewers []Viewer
	dropped []string
}

func (f *fakeMedia) DropToken(tokenID string) { f.dropped = append(f.dropped, tokenID) }

func (f *fakeMedia) View(_ context.Context, _ string, v Viewer, offer string) (string, error) {
	if offer == "bad" {
		return "", ErrBadOffer
	}
	f.viewers = append(f.viewers, v)
	return "answer to " + offer, nil
}

// fakeSources answers from the other fakes.
type fakeSources struct {
	access  *fakeAccess
	support *fakeSupport
}

func (f fakeSources) SignIn(_ context.Context, hash string, _ time.Time) (access.SignIn, access.Person, error) {
	p, err := f.access.signInByHash(hash)
	return access.SignIn{}, p, err
}

func (f fakeSources) Session(ctx context.Context, id string, scope device.Scope) (support.Session, error) {
	return f.support.Session(ctx, access.Principal{AllDevices: scope.All}, id)
}

func (f fakeSources) HelpRequest(_ context.Context, id string, _ device.Scope) (support.HelpRequest, error) {
	if id != f.support.help.ID {
		return support.HelpRequest{}, support.ErrNotFound
	}
	return f.support.help, nil
}

func (f fakeSources) Share(ctx context.Context, id, technicianID string) (support.Share, error) {
	s, _, err := f.support.ShareState(ctx, access.Principal{PersonID: technicianID}, id)
	return s, err
}

// An office is the API with fakes behind it.
type office struct {
	*API
	access  *fakeAccess
	support *fakeSupport
	devices *fakeDevices
	audit   *fakeAudit
	media   *fakeMedia
	rooms   *fakeRooms
	log     *bytes.Buffer
}

func newOffice(t *testing.T, change ...func(*Config)) *office {
	t.Helper()
	o := &office{access: newFakeAccess(), support: newFakeSupport(), devices: newFakeDevices(), audit: &fakeAudit{}, media: &fakeMedia{}, rooms: &fakeRooms{}, log: &bytes.Buffer{}}
	cfg := Config{Access: o.access, Support: o.support, Devices: o.devices, Audit: o.audit, Media: o.media, Version: "1.2.3", Metrics: prometheus.NewRegistry(), Server: "help.example.com",
		Now: func() time.Time { return testTime }, Log: slog.New(slog.NewTextHandler(o.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Activations: o.rooms, Rollout: o.rooms, Branding: fakeBrands{o.rooms}, Notifications: fakeSender{o.rooms}, Outside: o.rooms, HelpDesk: o.rooms,
		Events: NewEvents(EventsConfig{Sources: fakeSources{o.access, o.support}, Devices: o.devices})}
	for _, c := range change {
		c(&cfg)
	}
	o.API = New(cfg)
	return o
}

// A call is one request to make.
type call struct {
	method, path, body string
	as                 access.Person // nobody without an id
	token              string
	header             map[string]string
}

func (o *office) do(c call) *httptest.ResponseRecorder {
	r := httptest.NewRequest(c.method, "http://localhost"+c.path, strings.NewReader(c.body))
	if c.body == "" {
		r.Body = http.NoBody
		r.ContentLength = 0
	} else {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.as.ID != "" {
		came := o.gate.inspect(r)
		r.AddCookie(&http.Cookie{Name: came.cookieName(sessionCookie), Value: c.as.ID})
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for name, value := range c.header {
		if name == "Host" {
			r.Host = value
		}
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	o.ServeHTTP(w, r)
	return w
}

func decoded[T any](t *testing.T, w *httptest.ResponseRecorder, status int) T {
	t.Helper()
	var v T
	if w.Code != status {
		t.Fatalf("answer is %d %s, want %d", w.Code, w.Body, status)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("answer %s: %v", w.Body, err)
	}
	return v
}

// problemOf is the problem of an answer, which must have this status and code.
func problemOf(t *testing.T, w *httptest.ResponseRecorder, status int, code Code) Problem {
	t.Helper()
	p := decoded[Problem](t, w, status)
	if p.Code != code {
		t.Fatalf("code is %q, want %q: %s", p.Code, code, w.Body)
	}
	if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("content type is %q", got)
	}
	if p.RequestID == "" || p.RequestID != w.Header().Get("X-Request-Id") {
		t.Errorf("request id %q is not that of the header, %q", p.RequestID, w.Header().Get("X-Request-Id"))
	}
	if p.Status != status || p.Type != "about:blank" || p.Title == "" {
		t.Errorf("problem is not whole: %s", w.Body)
	}
	return p
}
