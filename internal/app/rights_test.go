package app

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/support"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// script is a caller with an API token of c's that has these rights.
func (n *place) script(c *caller, rights ...string) *caller {
	n.t.Helper()
	made := c.must("POST", "/me/tokens", object{"name": "script", "rights": rights, "expires_at": time.Now().Add(time.Hour)})
	s := n.caller()
	s.token, s.id = str(made, "secret"), c.id
	return s
}

// refused fails unless a request is answered with this status and code.
func (c *caller) refused(status int, code, method, path string, body any) {
	c.t.Helper()
	if got, o := c.call(method, path, body); got != status || str(o, "code") != code {
		c.t.Errorf("%s %s: %d %v, want %d %s", method, path, got, o, status, code)
	}
}

func TestATokenThatOnlySeesDoesNothing(t *testing.T) {
	t.Parallel()
	n := start(t)
	admin := n.administrator()
	p, idle := n.phone(admin), n.phone(admin)
	reader := n.script(admin, "view")
	if _, err := idle.agent.Ask(t.Context(), "Help"); err != nil {
		t.Fatal(err)
	}
	help := "/help-requests/" + str(admin.must("GET", "/help-requests", nil)["items"].([]any)[0].(object), "id")
	sessionID, _ := admin.live(p)
	own := "/sessions/" + sessionID
	for _, act := range []struct {
		method, path string
		body         any
	}{
		{"POST", "/devices/" + idle.id + "/sessions", object{"reason": "r"}},
		{"POST", "/devices/" + idle.id + "/sessions", object{"reason": "r", "view_only": true}},
		{"POST", own + "/end", object{}},
		{"POST", own + "/note", object{"note": "n"}},
		{"POST", help + "/take", nil},
		{"POST", help + "/close", object{"outcome": "resolved"}},
		{"POST", help + "/release", nil},
		{"POST", "/shares", object{"reason": "r"}},
		{"PATCH", "/me", object{"name": "Mallory"}},
		{"POST", "/me/tokens", object{"name": "more", "rights": []string{"view"}, "expires_at": time.Now().Add(time.Hour)}},
		{"POST", "/people", object{"name": "n", "email": "m@example.com", "role": "administrator"}},
		{"POST", "/devices/import", object{"devices": []object{}}},
		{"POST", "/devices/" + idle.id + "/enrollment", nil},
		{"GET", "/audit/chain", nil},
	} {
		reader.refused(http.StatusForbidden, "forbidden", act.method, act.path, act.body)
	}
	for _, path := range []string{"/me", "/devices", own, "/help-requests", "/audit", "/devices/counts"} {
		reader.must("GET", path, nil)
	}
}

func TestAnObserverAnswersNobody(t *testing.T) {
	t.Parallel()
	n := start(t)
	admin := n.administrator()
	p := n.phone(admin)
	observer := n.colleague(admin, "Oda", "observer")
	if _, err := p.agent.Ask(t.Context(), "Help"); err != nil {
		t.Fatal(err)
	}
	help := "/help-requests/" + str(admin.must("GET", "/help-requests", nil)["items"].([]any)[0].(object), "id")
	later := time.Now().Add(time.Hour)
	for _, act := range []struct {
		method, path string
		body         any
	}{
		{"POST", help + "/take", nil},
		{"POST", help + "/release", nil},
		{"POST", help + "/close", object{"outcome": "escalate"}},
		{"POST", help + "/assign", object{"person_id": admin.id}},
		{"POST", help + "/decline", object{"answer": "no"}},
		{"POST", help + "/call-back", object{"at": later}},
		{"POST", help + "/snooze", object{"until": later}},
		{"GET", help + "/helpers", nil},
		{"POST", "/devices/" + p.id + "/sessions", object{"reason": "r", "help_request_id": strings.TrimPrefix(help, "/help-requests/")}},
		{"POST", "/devices/" + p.id + "/help-link", nil},
		{"DELETE", "/devices/" + p.id + "/help-link", nil},
		{"POST", "/shares", object{"reason": "r"}},
	} {
		observer.refused(http.StatusForbidden, "forbidden", act.method, act.path, act.body)
	}
	observer.must("GET", "/help-requests", nil)
	admin.must("POST", help+"/take", nil)
}

func TestATokenNeverControlsWhatItMayOnlySee(t *testing.T) {
	t.Parallel()
	n := start(t)
	admin := n.administrator()
	p := n.phone(admin)
	sessionID, own := admin.live(p)
	reader := n.script(admin, "view")
	seen := reader.see(sessionID, str(reader.must("POST", "/sessions/"+sessionID+"/grants", nil), "grant"))
	until(t, "the script sees the screen", func() bool { return seen.seen() > 0 })
	// Rights that are pushed to the person later must not reach the token's window.
	for _, action := range []string{wire.UserTakeBack, wire.UserGiveControl} {
		if err := p.agent.Do(t.Context(), sessionID, action); err != nil {
			t.Fatal(err)
		}
	}
	until(t, "the technician has control again", func() bool {
		own.mu.Lock()
		defer own.mu.Unlock()
		return len(own.room.Rights) == 2
	})
	seen.tap()
	until(t, "the refused input stands in the audit log", func() bool {
		return strings.Contains(admin.actions(sessionID), "session.input_dropped")
	})
	if got := p.took(); got != 0 {
		t.Errorf("the phone took %d inputs of a token that may only see", got)
	}
	own.tap()
	until(t, "the technician's own window works", func() bool { return p.took() == 2 })
}

func TestANewPasswordShutsOtherWindows(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(n *node, admin, tech *caller){
		"by the person": func(_ *node, _, tech *caller) {
			tech.must("POST", "/me/password", object{"old": "correct horse", "new": "another good password"})
		},
		"by a link of an administrator": func(n *node, admin, tech *caller) {
			_, token, _ := strings.Cut(str(admin.must("POST", "/people/"+tech.id+"/link", nil), "link"), "#")
			n.caller().must("POST", "/sign-in/link", object{"token": token, "password": "another good password"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := start(t)
			admin := n.administrator()
			tech := n.colleague(admin, "Ben", "technician")
			p := n.phone(admin)
			thief := n.caller() // with a password that leaked
			thief.must("POST", "/sign-in", object{"email": "ben@example.com", "password": "correct horse"})
			_, v := thief.live(p)
			within2s(t, "the thief's window is closed", func() { change(n, admin, tech) }, v.gone)
			thief.refused(http.StatusUnauthorized, "not_signed_in", "GET", "/me", nil)
		})
	}
}

func TestAnAdministratorOfSomeGroupsGainsNoMore(t *testing.T) {
	t.Parallel()
	n := start(t)
	admin := n.administrator()
	n.imported(admin, "Ann's")
	group := str(admin.must("GET", "/groups", nil)["items"].([]any)[0].(object), "id")
	local := n.colleague(admin, "Ben", "administrator")
	admin.must("PATCH", "/people/"+local.id, object{"all_devices": false, "group_ids": []string{group}})
	local.must("POST", "/sign-in", object{"email": "ben@example.com", "password": "correct horse"})
	for _, act := range []struct {
		method, path string
		body         any
	}{
		{"PATCH", "/people/" + local.id, object{"all_devices": true}},
		{"PATCH", "/people/" + admin.id, object{"disabled": true}},
		{"POST", "/people/" + admin.id + "/link", nil},
		{"POST", "/people", object{"name": "Eve", "email": "eve@example.com", "role": "administrator", "all_devices": true}},
	} {
		local.refused(http.StatusForbidden, "forbidden", act.method, act.path, act.body)
	}
	local.must("PATCH", "/me", object{"name": "Benjamin"})
}

func TestAWatcherIsNotATechnician(t *testing.T) {
	t.Parallel()
	n := start(t)
	admin := n.administrator()
	p := n.phone(admin)
	sessionID, _ := admin.live(p)
	for name, other := range map[string]*caller{"a colleague": n.colleague(admin, "Ben", "technician"), "an observer": n.colleague(admin, "Oda", "observer")} {
		other.refused(http.StatusForbidden, "forbidden", "POST", "/sessions/"+sessionID+"/end", object{})
		other.refused(http.StatusForbidden, "forbidden", "POST", "/sessions/"+sessionID+"/note", object{"note": "mine"})
		grant := other.must("POST", "/sessions/"+sessionID+"/grants", nil)
		admin.refused(http.StatusForbidden, "bad_key", "POST", "/sessions/"+sessionID+"/view", object{"sdp": "v=0", "key": str(grant, "grant")})
		v := other.see(sessionID, str(grant, "grant"))
		until(t, name+" sees the screen", func() bool { return v.seen() > 0 })
		v.tap()
		until(t, "the input is refused to "+name+" and written down", func() bool {
			records := admin.must("GET", "/audit?action=session.input_dropped&actor_id="+other.id, nil)["items"].([]any)
			return len(records) == 1 && str(records[0].(object), "details", "reason") == "no_right"
		})
	}
	if got := p.took(); got != 0 {
		t.Errorf("the phone took %d inputs of people who only watch", got)
	}
}

func TestAClosedTabComesBackWithinItsTime(t *testing.T) {
	t.Parallel()
	n := start(t, func(c *Config) { c.Clocks.Rejoin = 6 * time.Second })
	admin := n.administrator()
	p := n.phone(admin)
	sessionID, v := admin.live(p)
	v.watcher.Close()
	until(t, "the user is told that nobody watches", func() bool {
		s := p.lastState()
		return s.State == string(support.Active) && len(s.Watchers) == 0
	})
	until(t, "the audit log knows", func() bool { return strings.Contains(admin.actions(sessionID), "session.left") })
	back := admin.see(sessionID, v.key)
	until(t, "the reloaded page shows frames", func() bool { return back.seen() > 0 })
	back.watcher.Close()
	left := func() int {
		return strings.Count(admin.actions(sessionID), "session.left")
	}
	until(t, "the audit log knows of the second time", func() bool { return left() == 2 })
	gone := time.NewTimer(6200 * time.Millisecond) // the key runs out by the clock of the server
	defer gone.Stop()
	<-gone.C
	admin.refused(http.StatusForbidden, "bad_key", "POST", "/sessions/"+sessionID+"/view", object{"sdp": "v=0", "key": back.key})
	if got := str(admin.must("GET", "/sessions/"+sessionID, nil), "state"); got != string(support.Active) {
		t.Errorf("the session is %s; the tab alone must not end it", got)
	}
}

func TestInputOutOfRangeReachesNobody(t *testing.T) {
	t.Parallel()
	n := start(t)
	admin := n.administrator()
	p := n.phone(admin)
	sessionID, v := admin.live(p)
	v.tap()
	until(t, "a good tap reaches the phone", func() bool { return p.took() == 2 })
	bad := []string{
		`{"t":"pointer","kind":"down","seq":10,"epoch":1,"x":1.5,"y":0.5}`, `{"t":"pointer","kind":"down","seq":11,"epoch":1,"x":-0.1,"y":0.5}`,
		`{"t":"pointer","kind":"down","seq":12,"epoch":1,"x":1e308,"y":0.5,"finger":99}`, `{"t":"pointer","kind":"fly","seq":13,"epoch":1,"x":0.5,"y":0.5}`,
		`{"t":"pointer","kind":"down","seq":14,"epoch":7,"x":0.5,"y":0.5}`, `{"t":"pointer","kind":"down","seq":15,"epoch":0,"x":0.5,"y":0.5}`,
		`{"t":"text","text":"` + strings.Repeat("x", wire.MaxText+1) + `"}`, `{"t":"wheel","x":0.5,"y":0.5,"epoch":1,"dx":1e9}`, `{"t":"key","code":""}`,
		`{"t":"geometry","epoch":9,"width":10,"height":10}`, `{"t":"heartbeat"}`, `{"t":"room","state":"ended"}`, `{`, ``, "\xff", `[]`, `null`, strings.Repeat("[", 10_000),
	}
	for _, message := range bad {
		for _, label := range []string{wire.ChannelControl, wire.ChannelMoves} {
			_ = v.watcher.SendMessage(label, []byte(message)) // what the channel itself refuses is refused as well
		}
	}
	until(t, "the refused input stands in the audit log with its reasons", func() bool {
		var reasons []string
		for _, r := range admin.must("GET", "/audit?action=session.input_dropped&session_id="+sessionID, nil)["items"].([]any) {
			reasons = append(reasons, str(r.(object), "details", "reason"))
		}
		return slices.Contains(reasons, "malformed") && slices.Contains(reasons, "stale")
	})
	v.seq = 100
	v.tap()
	until(t, "good input still works, and only that", func() bool { return p.took() == 4 })
}
