package teamviewer_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/provider/teamviewer"
	"github.com/helpatwork/helpatwork/internal/provider/teamviewer/teamviewertest"
)

func attended() provider.Request {
	return provider.Request{SessionID: "ses_1", DeviceID: "dev_1", TechnicianID: "usr_1", TechnicianName: "Hana Mori", Reason: "Mail does not open",
		Company: "Example Trading", Mode: "attended", UserName: "Ken Aoki", UserEmail: "aoki@example.com", DeviceName: "Phone 7",
		ValidUntil: time.Now().Add(30 * time.Minute)}
}

func kind(err error) provider.Kind {
	if e, ok := errors.AsType[*provider.Error](err); ok {
		return e.Kind
	}
	return ""
}

func TestWhatASessionIsMadeOf(t *testing.T) {
	t.Parallel()
	d := newDesk(t, teamviewertest.Config{})
	r := attended()
	opening, err := d.provider.Open(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	got := d.standIn.Codes()[0]
	if got.Group != "Help@Work" || got.CustomAPI != "ses_1" || got.Description != "Help@Work: Phone 7" || got.CustomerName != "Ken Aoki" ||
		got.CustomerEmail != "aoki@example.com" || got.Creator != mori || got.Assigned != mori {
		t.Errorf("made %+v", got)
	}
	for _, part := range []string{"Hana Mori of Example Trading", "Example TradingのHana Mori", "Mail does not open"} {
		if !strings.Contains(got.WaitingMessage, part) {
			t.Errorf("waiting message %q lacks %q", got.WaitingMessage, part)
		}
	}
	if until := r.ValidUntil.UTC().Truncate(time.Second); !got.ValidUntil.Equal(until) || !opening.ExpiresAt.Equal(until) {
		t.Errorf("valid until %v and %v, want %v", got.ValidUntil, opening.ExpiresAt, until)
	}
	if link := opening.DesktopLink.Reveal(); !strings.HasSuffix(link, "-"+got.SupporterSecret) || opening.UserLink != strings.TrimSuffix(link, "-"+got.SupporterSecret) {
		t.Errorf("links %q and %q", link, opening.UserLink)
	}
	if strings.Contains(d.log.String(), got.SupporterSecret) {
		t.Errorf("the log holds the technician's secret: %s", d.log)
	}
}

func TestTheCompanysTokenAssignsTheSession(t *testing.T) {
	t.Parallel()
	d := newDesk(t, teamviewertest.Config{})
	d.accounts.access, d.accounts.assignTo = teamviewertest.CompanyToken, mori
	for _, sessionID := range []string{"ses_1", "ses_2"} {
		r := attended()
		r.SessionID = sessionID
		if _, err := d.provider.Open(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	codes := d.standIn.Codes()
	if len(codes) != 2 || codes[0].Assigned != mori || codes[0].Creator != "" || codes[0].Group != "Help@Work" || codes[1].Group != "Help@Work" {
		t.Errorf("made %+v, want both assigned, in the one group", codes)
	}
	if n := d.standIn.Calls("POST /api/v1/groups"); n != 1 {
		t.Errorf("the group was made %d times, want once", n)
	}
}

func TestAForeignSessionIsNotAdopted(t *testing.T) {
	t.Parallel()
	d := newDesk(t, teamviewertest.Config{})
	token := d.accounts.access
	for _, group := range []string{"Somebody's", "Help@Work"} { // our id in a foreign group; another id in ours
		n := teamviewer.NewSession{GroupName: group, CustomAPI: map[string]string{"Somebody's": "ses_1", "Help@Work": "ses_other"}[group]}
		if _, err := d.client.CreateSession(t.Context(), token, n); err != nil {
			t.Fatal(err)
		}
	}
	opening, err := d.provider.Open(t.Context(), attended())
	if err != nil {
		t.Fatal(err)
	}
	if codes := d.standIn.Codes(); len(codes) != 3 || codes[2].Code != opening.Reference {
		t.Errorf("opened %s of %d codes, want a third one", opening.Reference, len(codes))
	}
	if err := d.provider.Close(t.Context(), provider.Closing{SessionID: "ses_1", TechnicianID: "usr_1", Mode: "attended"}); err != nil {
		t.Fatal(err)
	}
	for _, c := range d.standIn.Codes() {
		if want := c.Code != opening.Reference; c.Open != want {
			t.Errorf("%s in %s is open: %t, want %t", c.Code, c.Group, c.Open, want)
		}
	}
}

// Others made sessions meanwhile, so ours is not on the first page; and the list may hold what was not asked for.
func TestOursIsFoundBehindOthers(t *testing.T) {
	t.Parallel()
	d := newDesk(t, teamviewertest.Config{PageSize: 2})
	first, err := d.provider.Open(t.Context(), attended())
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if _, err := d.client.CreateSession(t.Context(), d.accounts.access, teamviewer.NewSession{GroupName: "Help@Work", CustomAPI: "ses_other"}); err != nil {
			t.Fatal(err)
		}
	}
	if again, err := d.provider.Open(t.Context(), attended()); err != nil || again.Reference != first.Reference {
		t.Errorf("Open = %s, %v, want %s from the third page", again.Reference, err, first.Reference)
	}
	d.standIn.Break(teamviewertest.Fault{Match: "GET /api/v1/sessions", Status: 200,
		Body: `{"sessions":[{"code":"s99-999-999","state":"open","groupid":"g1","custom_api":"ses_1","end_customer_link":"https://get.teamviewer.com/s99999999"}],"sessions_remaining":0}`})
	if got, err := d.provider.Open(t.Context(), attended()); err != nil || got.Reference == "s99-999-999" {
		t.Errorf("Open = %s, %v: a code of another group was adopted", got.Reference, err)
	}
	d.standIn.Mend()
	// A list that says that it goes on and does not is walked for a bounded time.
	d.standIn.Break(teamviewertest.Fault{Match: "GET /api/v1/sessions", Status: 200, Body: `{"sessions":[],"sessions_remaining":9,"next_offset":"s1"}`})
	before := d.standIn.Calls("POST /api/v1/sessions")
	if _, err := d.provider.Open(t.Context(), attended()); err != nil || d.standIn.Calls("POST /api/v1/sessions") != before+1 {
		t.Errorf("Open with an endless list = %v", err)
	}
}

func TestAClosedSessionIsNotAdopted(t *testing.T) {
	t.Parallel()
	d := newDesk(t, teamviewertest.Config{})
	first, err := d.provider.Open(t.Context(), attended())
	if err != nil {
		t.Fatal(err)
	}
	if err := d.client.CloseSession(t.Context(), d.accounts.access, first.Reference); err != nil {
		t.Fatal(err)
	}
	second, err := d.provider.Open(t.Context(), attended())
	if err != nil || second.Reference == first.Reference {
		t.Errorf("Open = %s, %v, want another code than the closed %s", second.Reference, err, first.Reference)
	}
}

// Groups need a permission that the smallest useful set does not have.
func TestWithoutTheRightToSeeGroups(t *testing.T) {
	t.Parallel()
	d := newDesk(t, teamviewertest.Config{})
	d.standIn.Break(teamviewertest.Fault{Match: "GET /api/v1/groups", Status: 403, Body: `{"error":"invalid_permission"}`})
	d.standIn.Break(teamviewertest.Fault{Match: "POST /api/v1/sessions", Times: 1, Lose: true})
	if _, err := d.provider.Open(t.Context(), attended()); err == nil {
		t.Fatal("Open whose answer is lost = nil")
	}
	if _, err := d.provider.Open(t.Context(), attended()); err != nil || d.count("ses_1", false) != 1 {
		t.Errorf("Open = %v with %d codes, want the first one adopted", err, d.count("ses_1", false))
	}
	d.accounts.access, d.accounts.assignTo = teamviewertest.CompanyToken, mori
	if _, err := d.provider.Open(t.Context(), attended()); kind(err) != provider.NotAllowed {
		t.Errorf("Open with a company's token that may not see groups = %v, want %s", err, provider.NotAllowed)
	}
}

func TestATokenThatDiesMidCall(t *testing.T) {
	t.Parallel()
	for _, status := range []int{401, 400} {
		for _, where := range []string{"GET /api/v1/groups", "POST /api/v1/sessions"} {
			d := newDesk(t, teamviewertest.Config{ExpiredStatus: status})
			before := d.accounts.access
			d.standIn.Break(teamviewertest.Fault{Match: where, Times: 1, ExpireBefore: true})
			if _, err := d.provider.Open(t.Context(), attended()); err != nil {
				t.Fatalf("%d at %s: Open = %v, want it opened with the next token", status, where, err)
			}
			if d.accounts.refused != 1 || d.accounts.access == before || d.count("ses_1", false) != 1 {
				t.Errorf("%d at %s: refused %d times, %d codes", status, where, d.accounts.refused, d.count("ses_1", false))
			}
		}
	}
	d := newDesk(t, teamviewertest.Config{})
	d.accounts.stubborn = true
	d.standIn.Expire(d.accounts.access.Reveal())
	if _, err := d.provider.Open(t.Context(), attended()); kind(err) != provider.TokenDead || d.accounts.refused != 1 {
		t.Errorf("Open with a dead token = %v after %d refusals, want %s after one", err, d.accounts.refused, provider.TokenDead)
	}
	if n := d.standIn.Calls("GET /api/v1/groups"); n != 1 {
		t.Errorf("the dead token was used %d times, want once: there was no other", n)
	}
}

func TestFaultsOfTheWebAPI(t *testing.T) {
	t.Parallel()
	const sessions = "POST /api/v1/sessions"
	for name, tt := range map[string]struct {
		fault teamviewertest.Fault
		want  provider.Kind
		after time.Duration
	}{
		"too many calls":             {teamviewertest.Fault{Status: 429, Body: `{"error":"rate_limit_reached"}`}, provider.RateLimited, 0},
		"too many calls, wait":       {teamviewertest.Fault{Status: 429, RetryAfter: "17"}, provider.RateLimited, 17 * time.Second},
		"too many calls, wait a day": {teamviewertest.Fault{Status: 429, RetryAfter: "86400"}, provider.RateLimited, time.Hour},
		"down":                       {teamviewertest.Fault{Status: 500, Body: "oops"}, provider.Unavailable, 0},
		"down for a minute":          {teamviewertest.Fault{Status: 503, RetryAfter: "60"}, provider.Unavailable, time.Minute},
		"redirected elsewhere":       {teamviewertest.Fault{Status: 302, Location: "https://evil.example/"}, provider.Unavailable, 0},
		"ten megabytes":              {teamviewertest.Fault{Match: sessions, Huge: true}, provider.Unreadable, 0},
		"cut off":                    {teamviewertest.Fault{Match: sessions, Cut: true}, provider.Unavailable, 0},
		"no answer":                  {teamviewertest.Fault{Match: sessions, Lose: true}, provider.Unavailable, 0},
		"a list for an object":       {teamviewertest.Fault{Match: sessions, Status: 200, Body: `[]`}, provider.Unreadable, 0},
		"a number for a code":        {teamviewertest.Fault{Match: sessions, Status: 200, Body: `{"code":7,"state":"open"}`}, provider.Unreadable, 0},
		"a state nobody knows":       {teamviewertest.Fault{Match: sessions, Status: 200, Body: `{"code":"s12-345-678","state":"ajar"}`}, provider.Unreadable, 0},
		"a code that is a path":      {teamviewertest.Fault{Match: sessions, Status: 200, Body: `{"code":"../account","state":"open"}`}, provider.Unreadable, 0},
		"no link":                    {teamviewertest.Fault{Match: sessions, Status: 200, Body: `{"code":"s12-345-678","state":"open"}`}, provider.Unreadable, 0},
		"a foreign link":             {teamviewertest.Fault{Match: sessions, Status: 200, Body: `{"code":"s12-345-678","state":"open","end_customer_link":"https://teamviewer.com.evil.example/"}`}, provider.Unreadable, 0},
		"a foreign supporter link":   {teamviewertest.Fault{Match: sessions, Status: 200, Body: `{"code":"s12-345-678","state":"open","end_customer_link":"https://get.teamviewer.com/s1","supporter_link":"javascript:alert(1)"}`}, provider.Unreadable, 0},
		"HTML":                       {teamviewertest.Fault{Match: sessions, Status: 200, Body: `<html>`}, provider.Unreadable, 0},
		"refused":                    {teamviewertest.Fault{Match: sessions, Status: 400, Body: `{"error":"invalid_request","error_description":"groupid?"}`}, provider.Invalid, 0},
		"not allowed":                {teamviewertest.Fault{Match: sessions, Status: 403}, provider.NotAllowed, 0},
		"gone":                       {teamviewertest.Fault{Match: sessions, Status: 404, Body: `{"error":{"no":"text"}}`}, provider.Missing, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, teamviewertest.Config{})
			d.standIn.Break(tt.fault)
			_, err := d.provider.Open(t.Context(), attended())
			e, ok := errors.AsType[*provider.Error](err)
			if !ok || e.Kind != tt.want || e.After != tt.after {
				t.Fatalf("Open = %v (%+v), want %s after %v", err, e, tt.want, tt.after)
			}
			if len(e.Words) > 300 || strings.Contains(err.Error(), "evil.example/") || strings.Contains(err.Error(), "javascript") {
				t.Errorf("the error quotes too much: %v", err)
			}
		})
	}
}

func TestASlowAnswerIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	d := deskWith(t, teamviewertest.Config{}, 50*time.Millisecond)
	d.standIn.Break(teamviewertest.Fault{Match: "GET /api/v1/groups", Delay: time.Hour})
	_, err := d.provider.Open(t.Context(), attended())
	if kind(err) != provider.Unavailable || !strings.Contains(err.Error(), "within 50ms") {
		t.Errorf("Open = %v, want %s that names the time", err, provider.Unavailable)
	}
}

// A redirect would carry the token to whoever it points at.
func TestNoRedirectIsFollowed(t *testing.T) {
	t.Parallel()
	other, d := startStandIn(t, teamviewertest.Config{}), newDesk(t, teamviewertest.Config{})
	d.standIn.Break(teamviewertest.Fault{Match: "GET /api/v1/account", Status: 307, Location: other.API() + "/account"})
	if _, err := d.client.Account(t.Context(), d.accounts.access); kind(err) != provider.Unavailable {
		t.Errorf("Account = %v, want %s", err, provider.Unavailable)
	}
	if n := other.Calls("GET /api/v1/account"); n != 0 {
		t.Errorf("the other host was called %d times", n)
	}
}

func TestWhatTheAnswerLacksIsAskedForAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t, teamviewertest.Config{})
	made, err := d.client.CreateSession(t.Context(), d.accounts.access, teamviewer.NewSession{GroupName: "x"})
	if err != nil {
		t.Fatal(err)
	}
	d.standIn.Break(teamviewertest.Fault{Match: "POST /api/v1/sessions", Status: 200, Body: `{}`, Location: d.standIn.API() + "/sessions/" + made.Code})
	got, err := d.client.CreateSession(t.Context(), d.accounts.access, teamviewer.NewSession{GroupName: "x"})
	if err != nil || got.Code != made.Code || got.UserLink != made.UserLink {
		t.Errorf("CreateSession = %+v, %v, want what Location names", got, err)
	}
}

// activation is another room: what it returns may be no *provider.Error.
func TestErrorsOfTheAccountAreKept(t *testing.T) {
	t.Parallel()
	d := newDesk(t, teamviewertest.Config{})
	broken := errors.New("database is away")
	p, err := teamviewer.New(teamviewer.Config{Client: d.client, Tokens: failing{broken}, Log: d.logger()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Open(t.Context(), attended()); kind(err) != provider.Unavailable || !errors.Is(err, broken) {
		t.Errorf("Open = %v, want %s around %v", err, provider.Unavailable, broken)
	}
	if _, err := teamviewer.New(teamviewer.Config{}); err == nil {
		t.Error("New without anything = nil")
	}
}

type failing struct{ err error }

func (f failing) Token(context.Context, string, string) (id.Secret, string, error) {
	return "", "", f.err
}
func (f failing) Refused(context.Context, string, string) {}
