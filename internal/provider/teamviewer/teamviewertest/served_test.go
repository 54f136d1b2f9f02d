package teamviewertest

import (
	"maps"
	"net/url"
	"slices"
	"testing"
)

// TestServesWhatIsListed calls every route in every shape and holds what was taken and given to served.md, both ways.
func TestServesWhatIsListed(t *testing.T) {
	t.Parallel()
	s := open(t, Config{PageSize: 1, Now: newClock().now})
	everything(t, s)

	if got := s.Strays(); !slices.Equal(got, []string{"GET /api/v1/account takes colour"}) { // tried at the end
		t.Errorf("strays %q", got)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	registered := map[string]bool{errorRow: true}
	for _, r := range routes() {
		registered[r.pattern] = true
		if s.listed[r.pattern] == nil {
			t.Errorf("%s is served and not listed", r.pattern)
		}
		if s.calls[r.pattern] == 0 {
			t.Errorf("%s was not called by this test", r.pattern)
		}
	}
	for _, row := range slices.Sorted(maps.Keys(s.listed)) {
		if !registered[row] {
			t.Errorf("%s is listed and not served", row)
		}
		for kind, fields := range map[string]map[string]bool{"takes ": s.listed[row].takes, "gives ": s.listed[row].gives} {
			for _, field := range slices.Sorted(maps.Keys(fields)) {
				if !s.seen[row][kind+field] {
					t.Errorf("%s: listed, but never %s%s", row, kind, field)
				}
			}
		}
	}
}

// everything uses all there is; that it goes well is checked by the other tests, and here by the status.
func everything(t *testing.T, s *Server) {
	to := s.authorizeAs(t, "u100002", "allow")
	s.authorizeAs(t, "u100003", "deny")
	q := url.Values{"response_type": {"code"}, "client_id": {ClientID}, "redirect_uri": {redirect}, "state": {"x"}, "display": {"popup"}}
	s.want(t, 200, "GET", "/api/v1/oauth2/authorize?"+q.Encode(), "", nil)
	s.want(t, 200, "GET", "/style.css", "", nil)
	tokens := s.want(t, 200, "POST", "/api/v1/oauth2/token", "", s.redeemForm(to.Query().Get("code")))
	refresh := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {tokens.string("refresh_token")}, "client_id": {ClientID}, "client_secret": {ClientSecret}}
	tokens = s.want(t, 200, "POST", "/api/v1/oauth2/token", "", refresh)
	mine := tokens.string("access_token")

	s.want(t, 200, "GET", "/api/v1/ping", mine, nil)
	s.want(t, 200, "GET", "/api/v1/account", mine, nil)
	s.want(t, 200, "GET", "/api/v1/company/license", mine, nil)
	g := s.want(t, 200, "POST", "/api/v1/groups", mine, map[string]string{"name": "Help@Work"}).string("id")
	s.want(t, 200, "GET", "/api/v1/groups", mine, nil)

	full := map[string]any{"valid_until": "2026-11-22T09:30:00Z", "groupid": g, "groupname": "help@work", "waiting_message": "w", "description": "d",
		"end_customer": map[string]string{"name": "n", "email": "e@example.com"}, "assigned_userid": "u100002", "custom_api": "ses_1", "support_session_type": "Default"}
	first := s.want(t, 200, "POST", "/api/v1/sessions", mine, full)
	second := s.want(t, 200, "POST", "/api/v1/sessions", mine, full)
	s.want(t, 204, "DELETE", "/api/v1/sessions/"+second.string("code"), mine, nil)
	code := first.string("code")
	customerID := s.want(t, 201, "POST", "/client/v1/customer", "", map[string]string{"code": code}).string("customer")
	supporter := first.string("supporter_link")[len(s.Origin()+"/v15/en/"):]
	s.want(t, 200, "GET", "/v15/en/"+supporter, "", nil)
	s.want(t, 303, "POST", "/supporter/"+supporter+"/connect", "", nil)
	s.want(t, 200, "GET", "/client/v1/customer/"+customerID+"?seen=waiting", "", nil)
	s.want(t, 204, "POST", "/client/v1/customer/"+customerID+"/answer", "", map[string]bool{"accept": true})
	s.want(t, 303, "POST", "/supporter/"+supporter+"/end", "", nil)
	s.want(t, 204, "DELETE", "/client/v1/customer/"+customerID, "", nil)
	s.want(t, 200, "GET", "/web/"+supporter, "", nil)
	s.want(t, 204, "PUT", "/api/v1/sessions/"+code, mine, map[string]string{"state": "Closed"})
	s.want(t, 200, "GET", "/api/v1/sessions/"+code, mine, nil)
	page := s.want(t, 200, "GET", "/api/v1/sessions?full_list=true&state=closed&groupid="+g, mine, nil)
	s.want(t, 200, "GET", "/api/v1/sessions?full_list=true&offset="+page.string("next_offset"), mine, nil)

	peer := s.want(t, 200, "POST", "/client/v1/host", "", map[string]string{"assignment": Assignment, "reference": "dev_1", "name": "Phone 1"}).string("teamviewer_id")
	other := s.want(t, 200, "POST", "/client/v1/host", "", map[string]string{"assignment": Assignment, "reference": "dev_2", "name": "Phone 2"}).string("teamviewer_id")
	s.want(t, 200, "GET", "/control?device="+peer, "", nil)
	s.want(t, 303, "POST", "/control/connect", "", url.Values{"device": {peer}, "as": {"u100002"}})
	s.want(t, 200, "GET", "/client/v1/host/"+peer+"?seen=idle", "", nil)
	s.want(t, 303, "POST", "/control/end", "", url.Values{"device": {peer}})
	for _, p := range []string{peer, other} {
		s.want(t, 204, "POST", "/client/v1/host/"+p+"/online", "", map[string]bool{"online": false})
	}
	s.want(t, 200, "GET", "/api/v1/devices?online_state=offline&groupid="+deviceGroup+"&remotecontrol_id=r"+peer, mine, nil)
	managed := s.want(t, 200, "GET", "/api/v1/managed/devices", mine, nil)
	next := managed.string("nextPaginationToken")
	s.want(t, 200, "GET", "/api/v1/managed/devices/company", mine, nil)
	s.want(t, 200, "GET", "/api/v1/managed/devices/company?paginationToken="+next, mine, nil)
	s.want(t, 200, "GET", "/api/v1/managed/devices?paginationToken="+next, mine, nil)
	s.want(t, 204, "DELETE", "/api/v1/managed/devices/"+next, mine, nil)

	reports := s.want(t, 200, "GET", "/api/v1/reports/connections?from_date=2026-11-22T00:00:00Z&to_date=2026-11-23T00:00:00Z", mine, nil)
	s.want(t, 200, "GET", "/api/v1/reports/connections?offset_id="+reports.string("next_offset"), mine, nil)
	none := url.Values{"username": {"x"}, "userid": {"x"}, "devicename": {"x"}, "deviceid": {"x"}, "groupid": {"x"}, "has_code": {"true"},
		"session_code": {"x"}, "support_session_type": {"2"}}
	s.want(t, 200, "GET", "/api/v1/reports/connections?"+none.Encode(), mine, nil)
	s.want(t, 400, "GET", "/api/v1/account?colour=red", mine, nil) // not listed
	s.want(t, 200, "POST", "/api/v1/oauth2/revoke", mine, nil)
	s.want(t, 401, "GET", "/api/v1/account", mine, nil)
}

func TestWhatIsNotListedIsRefused(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	r := route{pattern: "GET /api/v1/ping"}
	if got := s.checked(r, reply{status: 200, json: map[string]any{"token_valid": true, "invented": 1}}); got.status != 500 {
		t.Errorf("an answer with an invented field = %d, want 500", got.status)
	}
	got := s.want(t, 400, "POST", "/api/v1/sessions", CompanyToken, map[string]any{"groupname": "x", "group_id": "x"})
	if got.string("error_description") != "Not listed: group_id" {
		t.Errorf("an invented field in a request = %s", got.text)
	}
	if _, err := readListings("| GET /x |  | – | – |"); err == nil {
		t.Error("a row without a source is read")
	}
	s.want(t, 501, "POST", "/api/v1/EventLogging", CompanyToken, map[string]any{"StartDate": "x"})
	s.want(t, 501, "PATCH", "/api/v1/sessions", CompanyToken, nil)
	s.want(t, 501, "GET", "/client/v1/nothing", "", nil)
	want := []string{"GET /api/v1/ping gives invented", "POST /api/v1/sessions takes group_id", "POST /api/v1/EventLogging", "PATCH /api/v1/sessions",
		"GET /client/v1/nothing"}
	if got := s.Strays(); !slices.Equal(got, want) {
		t.Errorf("strays %q, want %q", got, want)
	}
}
