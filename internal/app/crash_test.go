package app

import (
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/mdm/simulated"
	"github.com/helpatwork/helpatwork/internal/provider/teamviewer/teamviewertest"
)

// A door stands before the stand-in and can hold answers back: what was asked for is done, and who asked does not know.
type door struct {
	viewer *teamviewertest.Server

	mu    sync.Mutex
	route string
	done  chan struct{} // closed when the call that is held was carried out
	open  chan struct{} // closed when its answer may go
}

// hold holds the answer of the next call of a route back until the door is let go.
func (d *door) hold(route string) (done <-chan struct{}, letGo func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.route, d.done, d.open = route, make(chan struct{}), make(chan struct{})
	open := d.open
	return d.done, sync.OnceFunc(func() { close(open) })
}

// ServeHTTP implements http.Handler.
func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	done, open := d.done, d.open
	held := d.route == r.Method+" "+r.URL.Path
	if held {
		d.route = ""
	}
	d.mu.Unlock()
	if !held {
		d.viewer.ServeHTTP(w, r)
		return
	}
	answer := httptest.NewRecorder()
	d.viewer.ServeHTTP(answer, r)
	close(done)
	<-open
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	w.Write(answer.Body.Bytes()) // whoever asked is gone
}

// A company is a server in a process of its own with a stand-in that outlives it.
type company struct {
	*theatre
	door    *door
	origin  string
	data    string
	process *process
}

func newCompany(t *testing.T) *company {
	t.Helper()
	viewer, err := teamviewertest.New(teamviewertest.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { wantNoStrays(t, viewer) })
	c := &company{door: &door{viewer: viewer}, data: t.TempDir()}
	outside := httptest.NewServer(c.door)
	t.Cleanup(outside.Close)
	c.origin = outside.URL
	viewer.SetOrigin(outside.URL)
	c.process = spawn(t, c.data, "127.0.0.1:0", "HELPATWORK_TEST_TEAMVIEWER="+c.origin)
	viewer.Register(c.process.url + "/api/v1/oauth/teamviewer/callback")
	db, err := OpenData(t.Context(), c.data)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	// The MDM keeps all it knows in the data, so that the server's own knows whom this one enrolls.
	manager := simulated.New(simulated.Config{Connection: demoConnections[0].ID, Store: db, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	c.theatre = &theatre{place: c.process.place, viewer: viewer, admin: c.process.administrator(), enroll: manager.Enroll}
	return c
}

// dies kills the server and starts it again on the same data and port; meanwhile is what happens in between.
func (c *company) dies(meanwhile func()) {
	c.t.Helper()
	c.process.end(syscall.SIGKILL)
	if meanwhile != nil {
		meanwhile()
	}
	c.process = spawn(c.t, c.data, strings.TrimPrefix(c.url, "http://"), "HELPATWORK_TEST_TEAMVIEWER="+c.origin)
	c.admin.http.CloseIdleConnections()
}

// happens waits for a channel to be closed.
func happens(t *testing.T, claim string, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(soon):
		t.Fatalf("not within %v: %s", soon, claim)
	}
}

func TestAKillBetweenTheProvidersSessionAndOurs(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	h := c.handset("AQUOS 1")
	c.ready(h)
	made, letGo := c.door.hold("POST /api/v1/sessions")
	defer letGo()
	sessionID := c.admin.attended(h.id)
	happens(t, "the session is made at TeamViewer", made)
	if s := c.admin.session(sessionID); str(s, "state") != "requested" {
		t.Fatalf("the server knows of it already: %v", s)
	}
	c.dies(letGo)
	code := h.delivered(c.admin, sessionID)
	if codes := codesOf(c.viewer, sessionID); len(codes) != 1 || codes[0].Code != code || !codes[0].Open {
		t.Errorf("at the stand-in: %+v; want the one that was made before the kill", codes)
	}
	c.admin.must("POST", "/sessions/"+sessionID+"/end", object{})
	until(t, "the code is closed", func() bool { return !codesOf(c.viewer, sessionID)[0].Open })
	c.admin.verified()
	verifyLog(t, c.data)
}

func TestAKillWhileASessionIsClosed(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	h := c.handset("AQUOS 1")
	c.ready(h)
	sessionID := c.admin.attended(h.id)
	code := h.delivered(c.admin, sessionID)
	closed, letGo := c.door.hold("PUT /api/v1/sessions/" + code)
	defer letGo()
	c.admin.must("POST", "/sessions/"+sessionID+"/end", object{})
	happens(t, "it is closed at TeamViewer", closed)
	c.dies(letGo)
	h.checksInUntil("it is withdrawn", func() bool {
		return h.code() == "" && str(c.admin.session(sessionID), "at_provider", "delivered") == "withdrawn"
	})
	if n := strings.Count(c.admin.actions(sessionID), "session.ended"); n != 1 {
		t.Errorf("it ended %d times: %s", n, c.admin.actions(sessionID))
	}
	c.admin.is(c.admin.attended(h.id), "waiting")
	verifyLog(t, c.data)
}

func TestAKillWhileASessionIsHandedOver(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	h := c.handset("AQUOS 1")
	c.ready(h)
	sessionID := c.admin.attended(h.id)
	code := h.delivered(c.admin, sessionID)
	if err := c.viewer.Arrive(code); err != nil {
		t.Fatal(err)
	}
	c.admin.is(sessionID, "user_ready")
	link := c.admin.handOver(sessionID)
	c.dies(func() {
		if err := c.viewer.Connect(code); err != nil {
			t.Error(err)
		}
	})
	if again := c.admin.handOver(sessionID); again != link {
		t.Errorf("the link is another after the kill: %q, was %q", again, link)
	}
	c.dies(func() {
		if err := c.viewer.EndConnection(code); err != nil {
			t.Error(err)
		}
	})
	s := c.admin.is(sessionID, "ended")
	if str(s, "end_reason") != "ended_at_provider" || str(s, "at_provider", "connected_at") == "" || str(s, "at_provider", "ended_at") == "" {
		t.Errorf("ended while the server was down: %v", s)
	}
	h.checksInUntil("it is withdrawn", func() bool {
		return h.code() == "" && str(c.admin.session(sessionID), "at_provider", "delivered") == "withdrawn"
	})
	for _, action := range []string{"session.requested", "session.delivered", "session.ended"} {
		if n := strings.Count(c.admin.actions(sessionID), action); n != 1 {
			t.Errorf("%s stands %d times in the audit log: %s", action, n, c.admin.actions(sessionID))
		}
	}
	verifyLog(t, c.data)
}

func TestARemovalSurvivesKillsAtItsSteps(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	admin := c.admin
	admin.must("PUT", "/help-at-work/oauth-client", object{"client_id": teamviewertest.ClientID, "client_secret": teamviewertest.ClientSecret})
	h, late := c.handset("AQUOS 1"), c.handset("AQUOS 2")
	c.hosts(h, late)
	admin.browser().connect("unattended", "u100001", "allow") // in place of the script's
	h.assign(h.id)

	removal := str(admin.must("POST", "/help-at-work/removals", teamViewer("unattended")), "id")
	c.dies(nil)
	until(t, "it goes on to the proof", func() bool { return str(admin.removal(removal), "step") == "proof" })
	h.checksInUntil("one phone is proven", func() bool { return count(admin.removal(removal), "gone") == 1 })
	c.dies(nil)
	if r := admin.removal(removal); count(r, "gone") != 1 || r["can_finish"] == true {
		t.Errorf("after a kill while it waits: %v", r)
	}
	admin.refused(http.StatusConflict, "not_proven", "POST", "/help-at-work/removals/"+removal+"/finish", object{})
	late.checksInUntil("the other phone is proven", func() bool { return count(admin.removal(removal), "gone") == 2 })

	revoked, letGo := c.door.hold("POST /api/v1/oauth2/revoke")
	defer letGo()
	admin.must("POST", "/help-at-work/removals/"+removal+"/finish", object{})
	happens(t, "the token is revoked at TeamViewer", revoked)
	c.dies(letGo)
	until(t, "the removal is done and the account gone", func() bool {
		card := admin.card("unattended")
		return str(admin.removal(removal), "step") == "done" && str(card, "state") == "off" && card["binding"] == nil
	})
	for _, action := range []string{"activation.removal_started", "activation.removed"} {
		if n := len(items(admin.must("GET", "/audit?action="+action, nil))); n != 1 {
			t.Errorf("%s stands %d times in the audit log", action, n)
		}
	}
	if seats := admin.must("GET", "/seats", nil); seats["held"] != 0.0 {
		t.Errorf("seats %v", seats)
	}
	verifyLog(t, c.data)
}
