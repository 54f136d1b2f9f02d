package httpapi

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
)

// A server is an office behind a real socket, with its hub running.
type server struct {
	*office
	url  string
	stop context.CancelFunc
	done chan struct{} // closed when the hub has stopped
}

func newServer(t *testing.T) *server {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	s := &server{office: newOffice(t), stop: cancel, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		if err := s.events.Run(ctx); err != nil {
			t.Errorf("the hub stopped with %v", err)
		}
	}()
	listening := httptest.NewServer(s)
	s.url = listening.URL
	t.Cleanup(func() {
		cancel()
		<-s.done
		listening.Close()
	})
	return s
}

// An event is one server-sent event; an id alone has no name.
type event struct{ name, id, data string }

// A browser reads one live stream.
type browser struct {
	t      *testing.T
	answer *http.Response
	lines  *bufio.Scanner
	lastID string
}

func (s *server) listen(t *testing.T, as access.Person, lastID string) *browser {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/api/v1/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: as.ID})
	if lastID != "" {
		r.Header.Set("Last-Event-ID", lastID)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, answer: answer, lines: bufio.NewScanner(answer.Body)}
	t.Cleanup(func() { answer.Body.Close() })
	if answer.StatusCode == http.StatusOK {
		if kind := answer.Header.Get("Content-Type"); kind != "text/event-stream" {
			t.Fatalf("content type is %q", kind)
		}
		if first, ok := b.block(); !ok || first.name != "" {
			t.Fatalf("the stream starts with %+v", first)
		}
	}
	return b
}

// block reads up to the next empty line.
func (b *browser) block() (event, bool) {
	var e event
	for b.lines.Scan() {
		field, value, _ := strings.Cut(b.lines.Text(), ": ")
		switch field {
		case "event":
			e.name = value
		case "id":
			e.id, b.lastID = value, value
		case "data":
			e.data = value
		case "":
			if value == "" && b.lines.Text() == "" {
				return e, true
			}
		}
	}
	return event{}, false
}

// next is the next event that a page would see.
func (b *browser) next() (event, bool) {
	for {
		e, ok := b.block()
		if !ok || e.name != "" {
			return e, ok
		}
	}
}

func (b *browser) want(name, data string) {
	b.t.Helper()
	e, ok := b.next()
	if !ok || e.name != name || e.data != data || e.id == "" {
		b.t.Fatalf("event is %+v (%v), want %s %s with an id", e, ok, name, data)
	}
}

func TestEightTabsHearTheSame(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	var tabs []*browser
	for range 8 {
		tabs = append(tabs, s.listen(t, anAdministrator, ""))
	}
	var reading sync.WaitGroup
	for n, tab := range tabs {
		reading.Go(func() {
			for i := range 100 {
				e, ok := tab.next()
				if want := fmt.Sprintf(`{"kind":"session","id":"ses_1","version":%d}`, i+1); !ok || e.data != want {
					t.Errorf("tab %d heard %+v as hint %d, want %s", n, e, i, want)
					return
				}
			}
		})
	}
	for i := range 100 {
		s.events.Hint("session", "ses_1", int64(i+1))
	}
	reading.Wait()
}

func TestHintsReachOnlyWhoMaySee(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	everything, tokyo := s.listen(t, anObserver, ""), s.listen(t, aTechnician, "")
	administrator := s.listen(t, anAdministrator, "")
	s.events.Hint("device", "dev_osaka", 1)    // not in Tokyo
	s.events.Hint("session", "ses_unknown", 1) // nobody knows where
	s.events.Hint("people", "", 1)             // for administrators
	s.events.Hint("me", "usr_observer", 1)
	s.events.Hint("me", "", 1)
	s.events.Hint("share", "shr_1", 1) // the technician's
	s.events.Hint("device", "dev_tokyo", 2)
	s.events.Hint("help", "hlp_1", 3)
	s.events.Hint("audit", "", 0)

	everything.want("hint", `{"kind":"device","id":"dev_osaka","version":1}`)
	everything.want("hint", `{"kind":"session","id":"ses_unknown","version":1}`)
	everything.want("hint", `{"kind":"me","id":"usr_observer","version":1}`)
	everything.want("hint", `{"kind":"device","id":"dev_tokyo","version":2}`)
	everything.want("hint", `{"kind":"help","id":"hlp_1","version":3}`)
	everything.want("hint", `{"kind":"audit"}`)

	tokyo.want("hint", `{"kind":"share","id":"shr_1","version":1}`)
	tokyo.want("hint", `{"kind":"device","id":"dev_tokyo","version":2}`)
	tokyo.want("hint", `{"kind":"help","id":"hlp_1","version":3}`)
	tokyo.want("hint", `{"kind":"audit"}`)

	administrator.want("hint", `{"kind":"device","id":"dev_osaka","version":1}`)
	administrator.want("hint", `{"kind":"session","id":"ses_unknown","version":1}`)
	administrator.want("hint", `{"kind":"people","version":1}`)
	administrator.want("hint", `{"kind":"device","id":"dev_tokyo","version":2}`)
}

func TestBrowserComesBackWhereItWas(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	first := s.listen(t, anAdministrator, "")
	s.events.Hint("session", "ses_1", 1)
	first.want("hint", `{"kind":"session","id":"ses_1","version":1}`)
	last := first.lastID
	s.events.Hint("device", "dev_osaka", 2)
	s.events.Hint("session", "ses_1", 3)
	first.want("hint", `{"kind":"device","id":"dev_osaka","version":2}`)
	first.want("hint", `{"kind":"session","id":"ses_1","version":3}`)

	again := s.listen(t, anAdministrator, last)
	again.want("hint", `{"kind":"device","id":"dev_osaka","version":2}`)
	again.want("hint", `{"kind":"session","id":"ses_1","version":3}`)
	// What was not theirs to see is not repeated to them either.
	s.listen(t, aTechnician, last).want("hint", `{"kind":"session","id":"ses_1","version":3}`)
}

func TestUnknownLastEventStartsOver(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	boot := s.events.boot
	for _, id := range []string{"0123456789:5", boot + ":7", boot + ":", boot, "nonsense", boot + ":-1", boot + ":99999999999999999999", strings.Repeat("x", 199)} {
		s.listen(t, anAdministrator, id).want("reset", "{}")
	}
}

func TestHintsBeyondTheKeptOnesStartOver(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	tab := s.listen(t, anAdministrator, "")
	old := tab.lastID
	for i := range keptHints + 1 {
		s.events.Hint("audit", "", int64(i+1))
		tab.want("hint", fmt.Sprintf(`{"kind":"audit","version":%d}`, i+1))
	}
	s.listen(t, anAdministrator, old).want("reset", "{}")
	_, seq, _ := parseEventID(tab.lastID)
	back := s.listen(t, anAdministrator, s.events.eventID(seq-1000))
	back.want("hint", `{"kind":"audit","version":2}`)
}

func TestTooManyStreams(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	for range streamsOf {
		s.listen(t, anObserver, "")
	}
	if b := s.listen(t, anObserver, ""); b.answer.StatusCode != http.StatusTooManyRequests {
		t.Errorf("one stream too many is answered by %d", b.answer.StatusCode)
	}
	if b := s.listen(t, anAdministrator, ""); b.answer.StatusCode != http.StatusOK {
		t.Errorf("the stream of another person is answered by %d", b.answer.StatusCode)
	}
}

func TestStreamNeedsACookie(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	problemOf(t, o.do(call{method: "GET", path: "/api/v1/events", token: "token-usr_admin"}), http.StatusForbidden, codeForbidden)
	problemOf(t, o.do(call{method: "GET", path: "/api/v1/events"}), http.StatusUnauthorized, codeNotSignedIn)
}

func TestSignedOutStreamCloses(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	mine, other := s.listen(t, aTechnician, ""), s.listen(t, anAdministrator, "")
	s.access.remove(aTechnician.ID)
	s.events.Changed(aTechnician.ID)
	mine.want("reset", "{}")
	if e, open := mine.next(); open {
		t.Errorf("the stream of who signed out goes on with %+v", e)
	}
	if b := s.listen(t, aTechnician, mine.lastID); b.answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("coming back is answered by %d", b.answer.StatusCode)
	}
	s.events.Hint("audit", "", 1)
	other.want("hint", `{"kind":"audit","version":1}`)
}

func TestStoppingClosesEveryStream(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	tabs := []*browser{s.listen(t, aTechnician, ""), s.listen(t, anAdministrator, "")}
	s.stop()
	for _, tab := range tabs {
		tab.want("reset", "{}")
		if e, open := tab.next(); open {
			t.Errorf("a stream goes on with %+v", e)
		}
	}
	<-s.done
	if b := s.listen(t, anAdministrator, ""); b.answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a stream after the end is answered by %d", b.answer.StatusCode)
	}
}

func TestSlowBrowserStartsOver(t *testing.T) {
	t.Parallel()
	e := NewEvents(EventsConfig{})
	s, err := e.open(principal(anAdministrator), "")
	if err != nil {
		t.Fatal(err)
	}
	for i := range clientBuffer {
		e.keep(Hint{Kind: HintAudit, Version: int64(i)}, audience{})
	}
	if len(s.again) > 0 || len(s.hints) != clientBuffer {
		t.Fatalf("a browser within its bounds has %d hints and %d resets", len(s.hints), len(s.again))
	}
	e.keep(Hint{Kind: HintAudit}, audience{})
	if len(s.again) != 1 || len(s.hints) != 0 {
		t.Errorf("a browser that is too slow has %d hints and %d resets", len(s.hints), len(s.again))
	}
	if id := e.reached(s); id != "" {
		t.Errorf("a browser that has to start over is told it stands at %s", id)
	}
}

func TestFloodOfHintsStartsEveryBrowserOver(t *testing.T) {
	t.Parallel()
	e := NewEvents(EventsConfig{})
	s, err := e.open(principal(anAdministrator), "")
	if err != nil {
		t.Fatal(err)
	}
	for i := range waitingHints + 10 { // nobody hands them on yet
		e.Hint("audit", "", int64(i))
	}
	<-e.lost
	e.forget(t.Context())
	if len(s.again) != 1 || len(e.waiting) != 0 {
		t.Errorf("after a flood %d resets and %d waiting hints", len(s.again), len(e.waiting))
	}
	if back, err := e.open(principal(anAdministrator), e.boot+":0"); err != nil || len(back.again) != 1 {
		t.Errorf("a browser from before the flood is not told to start over (%v)", err)
	}
}

// paper is a writer that remembers what a stream wrote, and when the last deadline was.
type paper struct {
	mu     sync.Mutex
	header http.Header
	text   strings.Builder
}

func (p *paper) Header() http.Header { return p.header }
func (p *paper) WriteHeader(int)     {}
func (p *paper) Flush()              {}
func (p *paper) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *paper) read() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

func TestStreamPingsAndChecksTheSignIn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		who := newFakeAccess()
		e := NewEvents(EventsConfig{Sources: fakeSources{access: who}})
		s, err := e.open(principal(aTechnician), "")
		if err != nil {
			t.Fatal(err)
		}
		out, ended := &paper{header: http.Header{}}, make(chan struct{})
		go func() {
			defer close(ended)
			e.serve(t.Context(), out, s)
		}()
		time.Sleep(31 * time.Second)
		synctest.Wait()
		if got, want := out.read(), ": hello\nid: "+e.boot+":0\n\n"+strings.Repeat(": ping\nid: "+e.boot+":0\n\n", 2); got != want {
			t.Errorf("half a minute of nothing is %q, want %q", got, want)
		}
		start := time.Now()
		who.remove(aTechnician.ID)
		<-ended
		if took := time.Since(start); took > recheckEvery {
			t.Errorf("the stream of who signed out closed after %v", took)
		}
	})
}

func TestStreamStartsOverWhenItsPersonSeesOtherThings(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		who := newFakeAccess()
		e := NewEvents(EventsConfig{Sources: fakeSources{access: who}})
		s, err := e.open(principal(aTechnician), "")
		if err != nil {
			t.Fatal(err)
		}
		moved := aTechnician
		moved.GroupIDs = []string{"grp_osaka"}
		who.people[moved.ID] = moved
		out := &paper{header: http.Header{}}
		e.serve(t.Context(), out, s)
		if !strings.HasSuffix(out.read(), "event: reset\nid: "+e.boot+":0\ndata: {}\n\n") {
			t.Errorf("the stream ends with %q", out.read())
		}
	})
}

// FuzzLastEventID holds that an id is either exactly one that the server could have given, or none.
func FuzzLastEventID(f *testing.F) {
	f.Add("0123456789abc:5")
	f.Add(":")
	f.Add("a:18446744073709551616")
	f.Add("a:+1")
	e := NewEvents(EventsConfig{})
	f.Fuzz(func(t *testing.T, text string) {
		boot, seq, ok := parseEventID(text)
		if !ok {
			return
		}
		if boot == "" || strings.Contains(boot, ":") || strings.TrimLeft(strings.TrimPrefix(text, boot+":"), "0") != strings.TrimLeft(strconv.FormatUint(seq, 10), "0") {
			t.Errorf("%q is read as %q and %d", text, boot, seq)
		}
		s, err := e.open(principal(anAdministrator), text)
		if err != nil {
			t.Fatal(err)
		}
		defer e.shut(s)
		if known := boot == e.boot && seq == 0; known == (len(s.again) == 1) {
			t.Errorf("a browser that comes back with %q is asked to start over: %v", text, !known)
		}
	})
}

func TestWhoHearsOfSettings(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	events := o.events
	administrator, technician := principal(anAdministrator), principal(aTechnician)
	other := principal(access.Person{ID: "usr_other", Role: access.Technician, GroupIDs: []string{"grp_tokyo"}})
	for _, test := range []struct {
		hint                             Hint
		administrator, technician, other bool
	}{
		{Hint{Kind: HintActivation, ID: "teamviewer attended"}, true, true, true},
		{Hint{Kind: HintRemoval, ID: "rem_1"}, true, false, false},
		{Hint{Kind: HintApp, ID: "app_1"}, true, true, true},
		{Hint{Kind: HintSeats}, true, true, true},
		{Hint{Kind: HintMDM, ID: "mdm_1"}, true, true, true},
		{Hint{Kind: HintPeople, ID: "usr_1"}, true, false, false},
		{Hint{Kind: HintAccount, ID: aTechnician.ID}, false, true, false},
		{Hint{Kind: HintAccount, ID: "teamviewer attended"}, true, false, false},
		{Hint{Kind: HintAccount}, true, false, false},
		{Hint{Kind: HintBranding, ID: "branding"}, true, true, true},
		{Hint{Kind: HintDevice, ID: "dev_tokyo"}, true, true, true},
		{Hint{Kind: HintDevice, ID: "dev_osaka"}, true, false, false},
		{Hint{Kind: HintAvailable, ID: "dev_tokyo"}, true, true, true},
		{Hint{Kind: HintAvailable, ID: "dev_osaka"}, true, false, false},
		{Hint{Kind: HintAvailable}, true, true, true},
		{Hint{Kind: "something new", ID: "x"}, true, false, false},
	} {
		to := events.audienceOf(t.Context(), test.hint)
		for who, want := range map[*access.Principal]bool{&administrator: test.administrator, &technician: test.technician, &other: test.other} {
			if got := to.holds(*who); got != want {
				t.Errorf("%+v reaches %s: %t, want %t", test.hint, who.PersonID, got, want)
			}
		}
	}
}

// A session is its starter's own also where they do not see the device: a guest computer, or one that moved to other groups.
func TestAStarterHearsOfTheirSession(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.devices.devices = append(o.devices.devices, device.Device{ID: "dev_guest", Platform: device.Computer, Management: device.Guest, Lifecycle: device.InUse})
	starter, colleague, administrator := principal(aTechnician), principal(aTechnician), principal(anAdministrator)
	colleague.PersonID = "usr_other"
	for _, deviceID := range []string{"dev_guest", "dev_osaka", "dev_gone"} {
		o.support.session.DeviceID, o.support.session.TechnicianID = deviceID, starter.PersonID
		to := o.events.audienceOf(t.Context(), Hint{Kind: HintSession, ID: o.support.session.ID})
		if !to.holds(starter) || !to.holds(administrator) || to.holds(colleague) {
			t.Errorf("of a session with %s hear: its starter %t, an administrator %t, a colleague %t; want the first two",
				deviceID, to.holds(starter), to.holds(administrator), to.holds(colleague))
		}
	}
	starter.Rights = nil
	if o.events.audienceOf(t.Context(), Hint{Kind: HintSession, ID: o.support.session.ID}).holds(starter) {
		t.Error("who may see nothing any more hears of their session")
	}
	if o.events.audienceOf(t.Context(), Hint{Kind: HintDevice, ID: "dev_guest"}).holds(principal(aTechnician)) {
		t.Error("a device in no group is told of to someone who sees some groups only")
	}
}
