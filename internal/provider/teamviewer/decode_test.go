package teamviewer

import (
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
)

func TestKindsOfRefusals(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status int
		body   string
		want   provider.Kind
	}{
		{401, ``, provider.TokenDead},
		{401, `{"error":"token_expired","error_code":1,"error_description":"The access token expired"}`, provider.TokenDead},
		{400, `{"error":"token_expired"}`, provider.TokenDead},
		{400, `{"error":"INVALID_TOKEN"}`, provider.TokenDead},
		{400, `{"error":"invalid_client"}`, provider.BadClient},
		{400, `{"error":"invalid_permission"}`, provider.NotAllowed},
		{400, `{"error":"too_many_retries"}`, provider.RateLimited},
		{400, `{"error":"internal_error"}`, provider.Unavailable},
		{400, `{"error":"not_found"}`, provider.Missing},
		{400, `{"error":7}`, provider.Invalid},
		{422, `[]`, provider.Invalid},
		{403, `no`, provider.NotAllowed},
		{404, ``, provider.Missing},
		{408, ``, provider.Unavailable},
		{429, `{"error":"invalid_token"}`, provider.RateLimited},
		{500, `{"error":"invalid_request"}`, provider.Unavailable},
		{302, ``, provider.Unavailable},
	} {
		if got := refusal(tt.status, http.Header{}, []byte(tt.body), time.Now(), "").Kind; got != tt.want {
			t.Errorf("%d %s is %s, want %s", tt.status, tt.body, got, tt.want)
		}
	}
}

func TestWordsOfRefusalsHoldNoSecret(t *testing.T) {
	t.Parallel()
	const token = "short.token"
	body := `{"error_description":"The token short.token\u0000and 54213-2YotnFZFEjr1zCsicMWp for https://get.teamviewer.com/v15/en/s1-a1b2c3 or s12345678-a1b2c3d4e5f6 were refused ` + strings.Repeat("x", 500) + `"}`
	got := refusal(400, http.Header{}, []byte(body), time.Now(), token).Words
	for _, secret := range []string{token, "2Yotn", "a1b2c3", "get.teamviewer.com", "\x00"} {
		if strings.Contains(got, secret) {
			t.Errorf("words %q hold %q", got, secret)
		}
	}
	if !strings.HasPrefix(got, "The token [hidden] and [hidden] for [link] or [hidden] were refused") || utf8.RuneCountInString(got) > maxWords {
		t.Errorf("words are %q", got)
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{"": 0, "7": 7 * time.Second, " 7 ": 7 * time.Second, "-7": 0, "soon": 0, "99999999999999": 0, "4294967295": time.Hour,
		"Sun, 22 Nov 2026 09:02:00 GMT": 2 * time.Minute, "Sun, 22 Nov 2026 08:00:00 GMT": 0, "Mon, 23 Nov 2026 09:00:00 GMT": time.Hour} {
		if got := retryAfter(text, now); got != want {
			t.Errorf("retryAfter(%q) = %v, want %v", text, got, want)
		}
	}
}

func TestSessionsInEveryForm(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]Session{
		`{"code":"s12-345-678","state":"Open","online":true,"valid_until":"2026-11-22T09:30:00Z"}`: {Code: "s12-345-678", Open: true, Online: true,
			ValidUntil: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)},
		`{"code":"s1234-5678","state":"CLOSED","valid_until":null,"end_customer":"text","unknown":[1]}`: {Code: "s1234-5678"},
		`{"code":"abc","state":"open","valid_until":"2026-11-22T09:30:00.1234567"}`: {Code: "abc", Open: true,
			ValidUntil: time.Date(2026, 11, 22, 9, 30, 0, 123_456_000, time.UTC)},
	} {
		if got, err := decodeSession([]byte(body)); err != nil || got != want {
			t.Errorf("%s is %+v, %v, want %+v", body, got, err, want)
		}
	}
	for _, body := range []string{``, `null`, `{}`, `{"code":"s1","state":"open"}`, `{"code":"s12-345-678"}`, `{"code":"s12/345","state":"open"}`,
		`{"code":"s12-345-678","state":"open","online":"yes"}`, `{"code":"s12-345-678","state":"open","valid_until":5}`,
		`{"code":"s12-345-678","state":"open","valid_until":"1066-10-14T00:00:00Z"}`,
		`{"code":"s12-345-678","state":"open","end_customer_link":"` + strings.Repeat("x", maxLink+1) + `"}`} {
		if got, err := decodeSession([]byte(body)); kindOfError(err) != provider.Unreadable {
			t.Errorf("%.80s is %+v, %v, want %s", body, got, err, provider.Unreadable)
		}
	}
	list, page, err := decodeSessions([]byte(`{"sessions":[{"code":7},{"code":"s12-345-678","state":"open"}],"sessions_remaining":3,"next_offset":"s1"}`))
	if kindOfError(err) != provider.Unreadable {
		t.Errorf("a list with another type = %v %v %v", list, page, err)
	}
	list, page, err = decodeSessions([]byte(`{"sessions":[{"code":"/","state":"open"},{"code":"s12-345-678","state":"open"}],"sessions_remaining":3,"next_offset":"s1"}`))
	if err != nil || len(list) != 1 || page != (Page{Next: "s1", Remaining: 3}) {
		t.Errorf("a list with somebody's odd session = %v %v %v", list, page, err)
	}
}

func TestTokensInEveryForm(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	got, err := decodeTokens([]byte(`{"access_token":"54213-2Yotn","token_type":"bearer","expires_in":86400,"refresh_token":"tGzv"}`), now)
	if want := (provider.Tokens{Access: "54213-2Yotn", Refresh: "tGzv", Expires: now.Add(24 * time.Hour)}); err != nil || got != want {
		t.Errorf("tokens = %+v, %v", got, err)
	}
	for _, body := range []string{`{}`, `{"access_token":""}`, `{"access_token":"a b"}`, `{"access_token":"a\r\nX: y"}`, `{"access_token":"a","expires_in":-1}`,
		`{"access_token":"a","expires_in":"3600"}`, `{"access_token":"a","refresh_token":"b\u0000"}`, `{"access_token":"` + strings.Repeat("a", maxToken+1) + `"}`} {
		if _, err := decodeTokens([]byte(body), now); kindOfError(err) != provider.Unreadable {
			t.Errorf("%.60s: %v, want %s", body, err, provider.Unreadable)
		}
	}
	if got, err := decodeTokens([]byte(`{"access_token":"a","expires_in":9223372036854775807}`), now); err != nil || got.Expires.After(now.Add(366*24*time.Hour)) {
		t.Errorf("tokens for ever = %+v, %v", got, err)
	}
}

func isOurs(t *testing.T, err error) {
	t.Helper()
	if err != nil && kindOfError(err) != provider.Unreadable {
		t.Fatalf("error %v is not %s", err, provider.Unreadable)
	}
	if err != nil && len(err.Error()) > 400 {
		t.Fatalf("error of %d bytes", len(err.Error()))
	}
}

func FuzzSessionAnswer(f *testing.F) {
	f.Add([]byte(`{"code":"s12-345-678","state":"open","online":true,"custom_api":"ses_1","end_customer_link":"https://get.teamviewer.com/s1","valid_until":"2026-11-22T09:30:00Z"}`))
	f.Add([]byte(`{"code":"/","state":1}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := decodeSession(body)
		isOurs(t, err)
		if err == nil && (!isCode(s.Code) || len(s.UserLink) > maxLink) {
			t.Fatalf("took %+v", s)
		}
	})
}

func FuzzSessionList(f *testing.F) {
	f.Add([]byte(`{"sessions":[{"code":"s12-345-678","state":"Closed"}],"sessions_remaining":1,"next_offset":"s1"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		list, _, err := decodeSessions(body)
		isOurs(t, err)
		for _, s := range list {
			if !isCode(s.Code) {
				t.Fatalf("took %+v", s)
			}
		}
	})
}

func FuzzErrorAnswer(f *testing.F) {
	f.Add(400, "5", []byte(`{"error":"token_expired","error_code":1,"error_description":"The access token expired"}`))
	f.Fuzz(func(t *testing.T, status int, after string, body []byte) {
		e := refusal(status, http.Header{"Retry-After": {after}}, body, time.Now(), "secret-token")
		if e.Kind == "" || utf8.RuneCountInString(e.Words) > maxWords || strings.ContainsAny(e.Words, "\n\r\x00") || strings.Contains(e.Words, "secret-token") ||
			e.After < 0 || e.After > maxAfter {
			t.Fatalf("made %+v", e)
		}
	})
}

func FuzzReports(f *testing.F) {
	f.Add([]byte(`{"records":[{"id":"1","deviceid":"d1","session_code":"s1","start_date":"2026-11-22T09:00:00Z","end_date":"2026-11-22T09:30:00Z"}],"next_offset":"1"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		list, _, err := decodeReports(body)
		isOurs(t, err)
		for _, r := range list {
			if r.StartedAt.IsZero() || (!r.EndedAt.IsZero() && r.EndedAt.Before(r.StartedAt)) {
				t.Fatalf("took %+v", r)
			}
		}
		var sight provider.Sight
		takeReports(&sight, list)
		if len(sight.Evidence) > 1000 || (!sight.EndedAt.IsZero() && sight.EndedAt.Before(sight.ConnectedAt)) {
			t.Fatalf("concluded %+v", sight)
		}
	})
}

func FuzzTokenAnswer(f *testing.F) {
	f.Add([]byte(`{"access_token":"54213-2Yotn","token_type":"bearer","expires_in":86400,"refresh_token":"tGzv"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		tokens, err := decodeTokens(body, time.Now())
		isOurs(t, err)
		if err == nil && !isToken(tokens.Access.Reveal()) {
			t.Fatal("took a token that is none")
		}
	})
}

func FuzzDevices(f *testing.F) {
	f.Add([]byte(`{"devices":[{"device_id":"d1","remotecontrol_id":"r123456789","alias":"x","online_state":"online"}]}`))
	f.Add([]byte(`{"resources":[{"id":"g","teamviewerId":123456789,"isOnline":true}],"nextPaginationToken":"x"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		listed, err := decodeDevices(body)
		isOurs(t, err)
		managed, _, err := decodeManaged(body)
		isOurs(t, err)
		seen := map[string]bool{}
		for _, p := range merged(listed, managed) {
			if !IsPeer(p.ID) || seen[p.ID] || utf8.RuneCountInString(p.Name) > 200 || strings.ContainsAny(p.Name+p.Reference, "\n\x00") {
				t.Fatalf("took %+v", p)
			}
			seen[p.ID] = true
		}
	})
}

func FuzzAccountAnswers(f *testing.F) {
	f.Add([]byte(`{"userid":"u1","name":"n","email":"e","company_name":"c"}`))
	f.Add([]byte(`{"companyId":1,"companyName":"c","available_licenses":[{"licenseName":"x","assignedUsers":[1],"managedDevices":3,"isActive":true}]}`))
	f.Add([]byte(`{"groups":[{"id":"g1","name":"x"}],"id":"g1","name":"x"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		a, err := decodeAccount(body)
		isOurs(t, err)
		if err == nil && a.ID == "" {
			t.Fatal("took an account without id")
		}
		company, err := decodeCompany(body)
		isOurs(t, err)
		for _, l := range company.licenses {
			if min(l.Seats, l.Channels, l.ManagedDevices, l.AssignedUsers) < -1 {
				t.Fatalf("took %+v", l)
			}
		}
		_, err = decodeGroups(body)
		isOurs(t, err)
		g, err := decodeGroup(body)
		isOurs(t, err)
		if err == nil && id.Secret(g.ID) == "" {
			t.Fatal("took a group without id")
		}
	})
}
