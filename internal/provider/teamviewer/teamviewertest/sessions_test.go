package teamviewertest

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestRulesOfNewSessions(t *testing.T) {
	t.Parallel()
	s := open(t, Config{Now: newClock().now})
	mine, _ := s.NewTokens("u100002")
	foreign, _ := s.NewTokens("u200001")
	g := s.want(t, 200, "POST", "/api/v1/groups", mine, map[string]string{"name": "Help@Work"}).string("id")
	theirs := s.want(t, 200, "POST", "/api/v1/groups", foreign, map[string]string{"name": "Theirs"}).string("id")
	for name, tt := range map[string]struct {
		token, body string
		status      int
	}{
		"by name":                     {mine, `{"groupname":"New"}`, 200},
		"by id":                       {mine, `{"groupid":"` + g + `"}`, 200},
		"both the same":               {mine, `{"groupid":"` + g + `","groupname":"help@work"}`, 200},
		"neither":                     {mine, `{}`, 400},
		"both, not the same":          {mine, `{"groupid":"` + g + `","groupname":"New"}`, 400},
		"an unknown id":               {mine, `{"groupid":"g1"}`, 400},
		"somebody else's id":          {mine, `{"groupid":"` + theirs + `"}`, 400},
		"a company's token by name":   {CompanyToken, `{"groupname":"Help@Work"}`, 400},
		"a company's token by id":     {CompanyToken, `{"groupid":"` + g + `"}`, 200},
		"a time to come":              {mine, `{"groupname":"x","valid_until":"2026-11-22T09:30:00Z"}`, 200},
		"a time gone by":              {mine, `{"groupname":"x","valid_until":"2026-11-22T08:30:00Z"}`, 400},
		"no time":                     {mine, `{"groupname":"x","valid_until":"soon"}`, 400},
		"a customer as an object":     {mine, `{"groupname":"x","end_customer":{"name":"n","email":"e"}}`, 200},
		"a customer as text":          {mine, `{"groupname":"x","end_customer":"n"}`, 400},
		"a customer's name too long":  {mine, `{"groupname":"x","end_customer":{"name":"` + strings.Repeat("長", 101) + `"}}`, 400},
		"a customer's name just so":   {mine, `{"groupname":"x","end_customer":{"name":"` + strings.Repeat("長", 100) + `"}}`, 200},
		"a customer's email too long": {mine, `{"groupname":"x","end_customer":{"email":"` + strings.Repeat("e", 255) + `"}}`, 400},
		"custom_api just so":          {mine, `{"groupname":"x","custom_api":"` + strings.Repeat("x", 4000) + `"}`, 200},
		"custom_api too long":         {mine, `{"groupname":"x","custom_api":"` + strings.Repeat("x", 4001) + `"}`, 400},
		"for a colleague":             {mine, `{"groupname":"x","assigned_userid":"u100003"}`, 200},
		"for nobody":                  {mine, `{"groupname":"x","assigned_userid":"u0"}`, 200},
		"for a stranger":              {mine, `{"groupname":"x","assigned_userid":"u200001"}`, 400},
		"a Pilot session":             {mine, `{"groupname":"x","support_session_type":"Pilot"}`, 200},
		"another type":                {mine, `{"groupname":"x","support_session_type":"Classic"}`, 400},
		"a number for a text":         {mine, `{"groupname":7}`, 400},
		"not JSON":                    {mine, `{`, 400},
		"nobody's token":              {"", `{"groupname":"x"}`, 401},
	} {
		if got := s.do(t, "POST", "/api/v1/sessions", tt.token, tt.body); got.status != tt.status {
			t.Errorf("%s = %d %s, want %d", name, got.status, got.text, tt.status)
		}
	}
	limited, _ := s.NewTokens("u100004")
	if got := s.want(t, 403, "POST", "/api/v1/sessions", limited, `{"groupname":"x"}`); got.string("error") != "invalid_permission" {
		t.Errorf("without the permission: %s", got.text)
	}
}

func TestANewSessionIsTold(t *testing.T) {
	t.Parallel()
	s := open(t, Config{Now: newClock().now, CapitalStates: true})
	got := s.want(t, 200, "POST", "/api/v1/sessions", UserToken, `{"groupname":"x"}`)
	code := got.string("code")
	if got.header.Get("Location") != s.API()+"/sessions/"+code || got.string("state") != "Open" || got.string("valid_until") != "2026-11-23T09:00:00Z" || got.json["online"] != false {
		t.Errorf("made %s at %s", got.text, got.header.Get("Location"))
	}
	link := s.Origin() + "/v15/en/" + strings.ReplaceAll(code, "-", "")
	if got.string("end_customer_link") != link || !strings.HasPrefix(got.string("supporter_link"), link+"-") {
		t.Errorf("links %s", got.text)
	}
	stranger, _ := s.NewTokens("u200001")
	for _, method := range []string{"GET", "DELETE"} {
		s.want(t, 404, method, "/api/v1/sessions/"+code, stranger, nil)
	}
	s.want(t, 400, "PUT", "/api/v1/sessions/"+code, UserToken, `{"state":"paused"}`)
	for _, state := range []string{"Closed", "closed"} {
		s.want(t, 204, "PUT", "/api/v1/sessions/"+code, UserToken, `{"state":"`+state+`"}`)
	}
	if got := s.want(t, 200, "GET", "/api/v1/sessions/"+code, UserToken, nil); got.string("state") != "Closed" || got.string("closed_at") == "" {
		t.Errorf("after closing: %s", got.text)
	}
}

func TestListsOfSessionsHavePages(t *testing.T) {
	t.Parallel()
	s := open(t, Config{PageSize: 2})
	var made []string
	for range 5 {
		made = append(made, s.want(t, 200, "POST", "/api/v1/sessions", UserToken, `{"groupname":"x"}`).string("code"))
	}
	s.want(t, 204, "DELETE", "/api/v1/sessions/"+made[1], UserToken, nil)
	want, remaining, offset := []string{made[4], made[3], made[2], made[0]}, 2.0, ""
	for len(want) > 0 {
		page := s.want(t, 200, "GET", "/api/v1/sessions?full_list=true&state=open&offset="+offset, UserToken, nil)
		list, ok := page.json["sessions"].([]any)
		if !ok || len(list) != 2 || page.json["sessions_remaining"] != remaining {
			t.Fatalf("page %s", page.text)
		}
		for i, one := range list {
			if got := one.(map[string]any)["code"]; got != want[i] {
				t.Errorf("code %v, want %s: the newest first", got, want[i])
			}
		}
		want, remaining, offset = want[2:], 0, page.string("next_offset")
	}
	if offset != "" {
		t.Errorf("after the last page comes %q", offset)
	}
	s.want(t, 400, "GET", "/api/v1/sessions?offset=s0", UserToken, nil)
}

func TestACodeEnds(t *testing.T) {
	t.Parallel()
	clock := newClock()
	s := open(t, Config{Now: clock.now})
	code := s.want(t, 200, "POST", "/api/v1/sessions", UserToken, `{"groupname":"x","valid_until":"2026-11-22T09:30:00Z"}`).string("code")
	clock.pass(30*time.Minute - time.Second)
	s.want(t, 201, "POST", "/client/v1/customer", "", map[string]string{"code": code})
	clock.pass(time.Second)
	if got := s.want(t, 200, "GET", "/api/v1/sessions/"+code, UserToken, nil); got.string("state") != "closed" || got.json["online"] != false || got.string("closed_at") != "2026-11-22T09:30:00Z" {
		t.Errorf("after its end: %s", got.text)
	}
	s.want(t, 410, "POST", "/client/v1/customer", "", map[string]string{"code": code})
	s.want(t, 404, "POST", "/client/v1/customer", "", map[string]string{"code": "s99-999-999"})
	s.want(t, 404, "POST", "/client/v1/customer", "", map[string]string{"code": ""})
}

func TestReportsAreFiltered(t *testing.T) {
	t.Parallel()
	clock := newClock()
	s := open(t, Config{Now: clock.now})
	code := s.want(t, 200, "POST", "/api/v1/sessions", UserToken, `{"groupname":"Help@Work"}`).string("code")
	peer := s.AddDevice("Phone 7", "dev_7")
	for _, err := range []error{s.Arrive(code), s.Connect(code), s.ConnectDevice(peer, "u100003")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	count := func(query url.Values) int {
		t.Helper()
		list, _ := s.want(t, 200, "GET", "/api/v1/reports/connections?"+query.Encode(), UserToken, nil).json["records"].([]any)
		return len(list)
	}
	if n := count(nil); n != 0 {
		t.Errorf("%d reports while connections run", n)
	}
	clock.pass(20 * time.Second)
	for _, err := range []error{s.EndConnection(code), s.EndDevice(peer)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	clock.pass(10 * time.Minute)
	for _, tt := range []struct {
		key, value string
		want       int
	}{
		{"session_code", code, 1}, {"session_code", "s1", 0}, {"has_code", "true", 1}, {"has_code", "false", 1}, {"userid", "u100001", 1},
		{"username", "Ken Sato", 1}, {"devicename", "Phone 7", 1}, {"deviceid", "d0", 0}, {"support_session_type", "1", 1}, {"support_session_type", "3", 0},
		{"from_date", "2026-11-22T09:00:00Z", 2}, {"from_date", "2026-11-22T09:00:01Z", 0}, {"to_date", "2026-11-22T08:59:59Z", 0}, {"to_date", "2026-11-22T09:00:00Z", 2},
	} {
		if n := count(url.Values{tt.key: {tt.value}}); n != tt.want {
			t.Errorf("%s=%s gives %d reports, want %d", tt.key, tt.value, n, tt.want)
		}
	}
	stranger, _ := s.NewTokens("u200001")
	if list, _ := s.want(t, 200, "GET", "/api/v1/reports/connections", stranger, nil).json["records"].([]any); len(list) != 0 {
		t.Errorf("a stranger sees %d reports", len(list))
	}
	s.want(t, 400, "GET", "/api/v1/reports/connections?from_date=yesterday", UserToken, nil)
}
