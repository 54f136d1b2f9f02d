package app

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/provider/teamviewer/teamviewertest"
)

// ready has attended TeamViewer activated, the administrator's own account connected, and phones with QuickSupport.
func (th *theatre) ready(phones ...*handset) {
	th.t.Helper()
	th.admin.activate("attended")
	th.admin.bind("", teamviewertest.UserToken)
	th.admin.keys()
	var ids []string
	for _, h := range phones {
		if !h.apple {
			ids = append(ids, h.id)
		}
	}
	if len(ids) > 0 {
		th.admin.distribute(appQuickSupport, ids...)
		th.admin.distribute(appAddOn, ids...)
	}
	for _, h := range phones {
		if h.apple {
			th.readyForApple(h)
			continue
		}
		h.has(appQuickSupport, appAddOn)
	}
}

// readyForApple enters the bundle id, which no source tells, and gives QuickSupport to an iPhone.
func (th *theatre) readyForApple(h *handset) {
	th.t.Helper()
	a := th.admin.must("GET", "/support-apps/"+appQuickSupportIOS, nil)
	th.admin.must("PUT", "/support-apps/"+appQuickSupportIOS, object{"name": a["name"], "package": object{"value": bundleQuickSupport, "source": "administrator"},
		"store_id": a["store_id"], "min_os": a["min_os"], "version": a["version"]})
	th.admin.distribute(appQuickSupportIOS, h.id)
	h.has(appQuickSupportIOS)
}

// delivered waits until the phone has the code of a session, and the server the proof of it.
func (h *handset) delivered(c *caller, sessionID string) (code string) {
	h.t.Helper()
	h.checksInUntil("the session is proven to be on the phone", func() bool {
		return str(c.session(sessionID), "at_provider", "delivered") == "proven"
	})
	if code = h.code(); code == "" || code != str(c.session(sessionID), "at_provider", "code") {
		h.t.Fatalf("the phone has %q, the session %v", code, c.session(sessionID))
	}
	return code
}

// handOver gets the link for the desktop client.
func (c *caller) handOver(sessionID string) string {
	c.t.Helper()
	return str(c.must("POST", "/sessions/"+sessionID+"/hand-over", object{"client": "desktop"}), "url")
}

func TestAnAttendedSessionFromStartToEnd(t *testing.T) {
	t.Parallel()
	log := new(tape)
	th := newTheatre(t, taped(log))
	admin := th.admin
	h := th.handset("AQUOS 1")
	th.ready(h)
	tech := th.colleague(admin, "Ben", "technician")
	tech.browser().connect("", "u100002", "allow")
	events := tech.events(t)

	sessionID := tech.attended(h.id)
	code := h.delivered(tech, sessionID)
	if s := tech.is(sessionID, "waiting"); str(s, "at_provider", "evidence") == "" || str(s, "at_provider", "user_link") == "" {
		t.Errorf("waiting: %v", s)
	}
	at := codesOf(th.viewer, sessionID)
	if len(at) != 1 || at[0].Group != "Help@Work" || !strings.Contains(at[0].WaitingMessage, "printer") || at[0].CustomerName != "Sato Hanako" || at[0].Creator != "u100002" {
		t.Errorf("at the stand-in: %+v", at)
	}
	admin.refused(http.StatusForbidden, "not_yours", "POST", "/sessions/"+sessionID+"/hand-over", object{"client": "desktop"})

	if err := th.viewer.Arrive(code); err != nil {
		t.Fatal(err)
	}
	tech.is(sessionID, "user_ready")
	if err := th.viewer.Leave(code); err != nil {
		t.Fatal(err)
	}
	if s := tech.is(sessionID, "waiting"); str(s, "at_provider", "gone_at") == "" || str(s, "at_provider", "evidence") == "" {
		t.Errorf("the app was closed: %v", s)
	}
	if err := th.viewer.Arrive(code); err != nil {
		t.Fatal(err)
	}
	tech.is(sessionID, "user_ready")

	link := tech.handOver(sessionID)
	if !strings.HasPrefix(link, th.viewer.Origin()+"/v15/en/") || !strings.HasSuffix(link, at[0].SupporterSecret) {
		t.Errorf("the link is %q", link)
	}
	tech.is(sessionID, "handed_over")
	status, _, page := tech.browser().visit(link, nil)
	if status != http.StatusOK || !strings.Contains(page, "Connect") {
		t.Errorf("the supporter's page: %d %.300s", status, page)
	}
	if err := th.viewer.Connect(code); err != nil {
		t.Fatal(err)
	}
	if err := th.viewer.EndConnection(code); err != nil {
		t.Fatal(err)
	}
	s := tech.is(sessionID, "ended")
	if str(s, "end_reason") != "ended_at_provider" || str(s, "at_provider", "connected_at") == "" || str(s, "at_provider", "ended_at") == "" || !strings.Contains(str(s, "at_provider", "evidence"), "report") {
		t.Errorf("ended by its report: %v", s)
	}
	h.checksInUntil("the configuration is withdrawn", func() bool {
		return h.code() == "" && str(tech.session(sessionID), "at_provider", "delivered") == "withdrawn"
	})
	until(t, "the code is closed at TeamViewer", func() bool { return !codesOf(th.viewer, sessionID)[0].Open })

	// The technician's secret is in the one answer and nowhere else.
	secret := at[0].SupporterSecret
	for _, path := range []string{"/sessions/" + sessionID, "/sessions", "/audit?limit=200", "/devices/" + h.id, "/devices/" + h.id + "/support-apps", "/sessions/" + sessionID + "/reaches", "/devices"} {
		if _, _, answer := admin.send("GET", th.url+"/api/v1"+path, nil, nil); strings.Contains(answer, secret) {
			t.Errorf("GET %s tells the supporter's link", path)
		}
	}
	if strings.Contains(events(), secret) || strings.Contains(log.text(), secret) {
		t.Error("the supporter's link is in events or in the log")
	}
	if !strings.Contains(events(), sessionID) || !strings.Contains(log.text(), sessionID) {
		t.Error("the session is not where its link is looked for")
	}
	for _, action := range []string{"session.requested", "session.delivered", "session.handed_over", "session.ended"} {
		if got := admin.actions(sessionID); !strings.Contains(got, action) {
			t.Errorf("audit has no %s: %s", action, got)
		}
	}
	admin.verified()
}

func TestALatePhoneGetsNoDeadCode(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	h := th.handset("AQUOS 1")
	th.ready(h)
	sessionID := th.admin.attended(h.id)
	until(t, "the MDM has the order", func() bool { return str(th.admin.session(sessionID), "at_provider", "delivered") == "ordered" })
	ordered := str(h.app(appQuickSupport), "ordered_at")
	th.admin.must("POST", "/sessions/"+sessionID+"/end", object{})
	until(t, "the MDM was told to take it back", func() bool {
		return str(h.app(appQuickSupport), "ordered_at") != ordered && !codesOf(th.viewer, sessionID)[0].Open
	})
	h.checksInUntil("that it is not there is proven", func() bool {
		return str(th.admin.session(sessionID), "at_provider", "delivered") == "withdrawn"
	})
	if len(h.saw) > 0 {
		t.Errorf("the late phone was given %v", h.saw)
	}
}

func TestClosedByUsWhileConnected(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	admin := th.admin
	h := th.handset("AQUOS 1")
	th.ready(h)
	sessionID := admin.attended(h.id)
	code := h.delivered(admin, sessionID)
	if err := th.viewer.Arrive(code); err != nil {
		t.Fatal(err)
	}
	admin.handOver(sessionID)
	if err := th.viewer.Connect(code); err != nil {
		t.Fatal(err)
	}
	admin.must("POST", "/sessions/"+sessionID+"/end", object{})
	s := admin.is(sessionID, "ended")
	if str(s, "end_reason") != "ended_by_technician" || str(s, "at_provider", "ended_at") != "" {
		t.Errorf("closed by us: %v", s)
	}
	looked := str(s, "at_provider", "looked_at")
	until(t, "it is looked at after the end", func() bool { return str(admin.session(sessionID), "at_provider", "looked_at") != looked })
	if s := admin.session(sessionID); str(s, "at_provider", "ended_at") != "" {
		t.Errorf("the end is confirmed while the connection runs: %v", s)
	}
	if err := th.viewer.EndConnection(code); err != nil {
		t.Fatal(err)
	}
	until(t, "the report confirms the end", func() bool { return str(admin.session(sessionID), "at_provider", "ended_at") != "" })
	if !strings.Contains(admin.actions(sessionID), "session.end_confirmed") {
		t.Errorf("audit: %s", admin.actions(sessionID))
	}
	// The device is free meanwhile.
	admin.is(admin.attended(h.id), "waiting")
}

func TestSendAgainAndANewCode(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	admin := th.admin
	h := th.handset("AQUOS 1")
	th.ready(h)
	sessionID := admin.attended(h.id)
	first := h.delivered(admin, sessionID)

	admin.must("POST", "/sessions/"+sessionID+"/send-again", object{})
	cleared := false
	h.checksInUntil("the same code is there again, and was away between", func() bool {
		cleared = cleared || h.code() == ""
		return cleared && h.code() == first && str(admin.session(sessionID), "at_provider", "delivered") == "proven"
	})
	admin.must("POST", "/sessions/"+sessionID+"/send-again", object{"new_code": true})
	h.checksInUntil("a new code is on the phone", func() bool {
		s := admin.session(sessionID)
		return str(s, "at_provider", "delivered") == "proven" && str(s, "at_provider", "code") != first && h.code() == str(s, "at_provider", "code")
	})
	codes := codesOf(th.viewer, sessionID)
	if len(codes) != 2 || codes[0].Open || !codes[1].Open {
		t.Errorf("at the stand-in: %+v; want the first closed and one new", codes)
	}
	if err := th.viewer.Arrive(h.code()); err != nil {
		t.Fatal(err)
	}
	admin.is(sessionID, "user_ready")
}

// Nobody told the bundle id of QuickSupport on iOS, so no order can be given: the technician hears it at once and has the
// link, instead of waiting for something that is tried again and again.
func TestACodeThatNobodyCanBringIsSaid(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	h := th.handset("iPhone 1", iPhone)
	th.admin.activate("attended")
	th.admin.bind("", teamviewertest.UserToken)
	sessionID := th.admin.attended(h.id)
	th.admin.is(sessionID, "waiting")
	until(t, "the way by configuration has failed", func() bool {
		tried := items(th.admin.must("GET", "/sessions/"+sessionID+"/reaches", nil))
		return len(tried) == 1 && str(tried[0], "channel") == "configuration" && str(tried[0], "outcome") == "failed" && str(tried[0], "problem") == "no_way"
	})
}

func TestACodeExpires(t *testing.T) {
	t.Parallel()
	th := newTheatre(t, func(c *Config) { c.Clocks.DeliveryIOS = 20 * time.Second })
	admin := th.admin
	apple, android := th.handset("iPhone 1", iPhone), th.handset("AQUOS 1")
	th.ready(apple, android)
	sessionID, other := admin.attended(apple.id), admin.attended(android.id)
	apple.delivered(admin, sessionID)
	until(t, "the code has expired", func() bool { return admin.endReason(sessionID) == "code_expired" })
	apple.checksInUntil("it is withdrawn", func() bool {
		return apple.code() == "" && str(admin.session(sessionID), "at_provider", "delivered") == "withdrawn"
	})
	if codesOf(th.viewer, sessionID)[0].Open {
		t.Error("the code is open at TeamViewer")
	}
	if got := str(admin.session(other), "state"); got == "ended" {
		t.Error("the Android session ended by the clock of iOS")
	}
	for deviceID, want := range map[string]string{apple.id: "remote_display", android.id: "start_teamviewer_remote_control"} {
		menu := admin.must("GET", "/devices/"+deviceID, nil)["actions"].([]any)
		if !slices.ContainsFunc(menu, func(a any) bool { return str(a.(object), "name") == want }) {
			t.Errorf("the menu lacks %s: %v", want, menu)
		}
	}
}

func TestAStaleSessionMakesRoom(t *testing.T) {
	t.Parallel()
	th := newTheatre(t)
	admin := th.admin
	h := th.handset("AQUOS 1")
	th.ready(h)
	stale := admin.attended(h.id)
	h.delivered(admin, stale)
	second := th.colleague(admin, "Ben", "technician")
	second.bind("", teamviewertest.UserToken)
	in := object{"provider": "teamviewer", "reason": "urgent"}
	second.refused(http.StatusConflict, "device_busy", "POST", "/devices/"+h.id+"/sessions", in)
	in["replace"] = stale
	fresh := str(second.must("POST", "/devices/"+h.id+"/sessions", in), "session", "id")
	code := h.delivered(second, fresh)
	if admin.endReason(stale) != "superseded" || str(admin.session(stale), "at_provider", "code") == code {
		t.Errorf("the stale session: %v", admin.session(stale))
	}
	until(t, "its code is closed", func() bool { return !codesOf(th.viewer, stale)[0].Open })
	if !codesOf(th.viewer, fresh)[0].Open || h.code() != code {
		t.Error("closing the stale session took the new one away")
	}
}
