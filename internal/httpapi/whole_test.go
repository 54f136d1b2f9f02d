package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/storage"
	"github.com/helpatwork/helpatwork/internal/storage/storagetest"
	"github.com/helpatwork/helpatwork/internal/support"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// quiet stands for the rooms, devices and screens that a session reaches; here nobody is at the other end.
type quiet struct{}

func (quiet) Open(string, string)                                          {}
func (quiet) Show(string, support.Standing)                                {}
func (quiet) SetRights(string, string, []access.Right)                     {}
func (quiet) Close(string, string)                                         {}
func (quiet) DropPerson(string)                                            {}
func (quiet) DropToken(string)                                             {}
func (quiet) ShowHelp(string, wire.HelpState)                              {}
func (quiet) Disconnect(string)                                            {}
func (quiet) Nudge()                                                       {}
func (quiet) View(context.Context, string, Viewer, string) (string, error) { return "answer", nil }

type quietProvider struct{}

func (quietProvider) Capabilities() provider.Capabilities {
	return provider.Capabilities{Name: "builtin", InBrowser: true}
}
func (quietProvider) Open(context.Context, provider.Request) (provider.Opening, error) {
	return provider.Opening{}, nil
}
func (quietProvider) Show(context.Context, provider.Standing) error { return nil }
func (quietProvider) Close(context.Context, provider.Closing) error { return nil }

// A desk is the API with the real services and a real database behind it.
type desk struct {
	*API
	t       *testing.T
	db      *storage.DB
	access  *access.Service
	support *support.Service
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	db, log := storagetest.Open(t), slog.New(slog.DiscardHandler)
	d := &desk{t: t, db: db}
	events := NewEvents(EventsConfig{Sources: db, Devices: db})
	d.support = support.New(support.Config{Store: db, Devices: db, People: db, Audit: db, Jobs: quiet{}, Rooms: quiet{}, Doorbell: quiet{},
		Providers: map[string]provider.Provider{"builtin": quietProvider{}}, Hints: events, Log: log})
	d.access = access.New(access.Config{Store: db, Passwords: access.CheapArgon2(), Now: time.Now, Log: log,
		Changed: func(ctx context.Context, personID string, gone bool) {
			follow := d.support.PersonChanged
			if gone {
				follow = d.support.SignedOut
			}
			if err := follow(ctx, personID); err != nil {
				t.Errorf("sessions of %s did not follow: %v", personID, err)
			}
			events.Changed(personID)
		}})
	d.API = New(Config{Access: d.access, Support: d.support, Devices: db, Audit: db, Media: quiet{}, Events: events, Log: log, Server: "desk"})
	return d
}

// A visitor is one browser or script; the zero value is not signed in.
type visitor struct {
	desk   *desk
	cookie *http.Cookie
	token  string
}

func (v *visitor) do(method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://localhost/api/v1"+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if v.cookie != nil {
		r.AddCookie(v.cookie)
	}
	if v.token != "" {
		r.Header.Set("Authorization", "Bearer "+v.token)
	}
	w := httptest.NewRecorder()
	v.desk.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.Name == sessionCookie {
			v.cookie = c
		}
	}
	return w
}

// must does what has to succeed and reads the answer.
func must[T any](v *visitor, method, path, body string) T {
	v.desk.t.Helper()
	var out T
	w := v.do(method, path, body)
	if w.Code >= http.StatusMultipleChoices {
		v.desk.t.Fatalf("%s %s is answered by %d %s", method, path, w.Code, w.Body)
	}
	if w.Code != http.StatusNoContent {
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
			v.desk.t.Fatalf("%s %s: %v", method, path, err)
		}
	}
	return out
}

func (d *desk) visitor() *visitor { return &visitor{desk: d} }

// administrator sets the server up.
func (d *desk) administrator() *visitor {
	d.t.Helper()
	token, err := d.access.NewSetupLink(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	v := d.visitor()
	must[Me](v, "POST", "/setup", `{"token":"`+token.Reveal()+`","name":"Aoki","email":"aoki@example.com","password":"correct horse battery"}`)
	return v
}

// invite adds a person and signs them in by their link.
func (d *desk) invite(by *visitor, body string) (*visitor, Person) {
	d.t.Helper()
	invited := must[Invited](by, "POST", "/people", body)
	_, token, _ := strings.Cut(invited.Link, "#")
	v := d.visitor()
	must[Me](v, "POST", "/sign-in/link", `{"token":"`+token+`","password":"battery staple horse"}`)
	return v, invited.Person
}

// fleet imports a phone in Tokyo and one in Osaka, and gives their ids and the id of the group Tokyo.
func (d *desk) fleet(administrator *visitor) (tokyo, osaka, group string) {
	d.t.Helper()
	ids := must[ImportResult](administrator, "POST", "/devices/import", `{"enroll":true,"devices":[
		{"name":"<script>alert(1)</script>","platform":"android","management":"android_device_owner","serial":"T1","owner":{"name":"佐藤 花子","kana":"サトウ ハナコ"},"groups":["Tokyo"]},
		{"name":"Osaka phone","platform":"android","management":"android_device_owner","serial":"O1","owner":{"name":"田中 太郎"},"groups":["Osaka"]}]}`)
	if len(ids.EnrollmentTokens) != 2 {
		d.t.Fatalf("import gives %+v", ids)
	}
	key := make([]byte, 32)
	for i, token := range ids.EnrollmentTokens {
		key[0] = byte(i)
		if _, err := d.db.Enroll(d.t.Context(), id.Secret(token).Hash(), key, time.Now()); err != nil {
			d.t.Fatal(err)
		}
	}
	seen := map[string]time.Time{ids.IDs[0]: time.Now(), ids.IDs[1]: time.Now()}
	if err := d.db.SavePresence(d.t.Context(), "node", nil, nil, seen); err != nil {
		d.t.Fatal(err)
	}
	for _, g := range must[List[Group]](administrator, "GET", "/groups", "").Items {
		if g.Name == "Tokyo" {
			group = g.ID
		}
	}
	return ids.IDs[0], ids.IDs[1], group
}

func TestADayAtTheDesk(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	administrator := d.administrator()
	if w := d.visitor().do("POST", "/setup", `{}`); w.Code != http.StatusNotFound {
		t.Errorf("a second set-up is answered by %d", w.Code)
	}
	tokyo, _, group := d.fleet(administrator)
	technician, person := d.invite(administrator, `{"name":"Baba","email":"baba@example.com","role":"technician","group_ids":["`+group+`"]}`)

	page := must[Page[Device]](technician, "GET", "/devices?search=%E3%82%B5%E3%83%88%E3%82%A6", "")
	if len(page.Items) != 1 || page.Items[0].ID != tokyo || page.Items[0].Name != "<script>alert(1)</script>" || !page.Items[0].Actions[0].Enabled {
		t.Fatalf("the technician finds %+v", page)
	}
	started := must[Started](technician, "POST", "/devices/"+tokyo+"/sessions", `{"reason":"The mail app","ticket":"T-1"}`)
	session := "/sessions/" + started.Session.ID
	busy := problemOf(t, administrator.do("POST", "/devices/"+tokyo+"/sessions", `{"reason":"mine"}`), http.StatusConflict, "device_busy")
	if busy.Session == nil || busy.Session.ID != started.Session.ID {
		t.Errorf("the busy device tells %+v", busy)
	}
	viewed := must[Viewed](technician, "POST", session+"/view", `{"sdp":"offer","key":"`+started.Grant+`"}`)
	problemOf(t, technician.do("POST", session+"/view", `{"sdp":"offer","key":"`+started.Grant+`"}`), http.StatusForbidden, "bad_key")
	problemOf(t, administrator.do("POST", session+"/view", `{"sdp":"offer","key":"`+viewed.ResumeKey+`"}`), http.StatusForbidden, "bad_key")
	must[Viewed](technician, "POST", session+"/view", `{"sdp":"offer","key":"`+viewed.ResumeKey+`"}`)
	if detail := must[DeviceDetail](technician, "GET", "/devices/"+tokyo, ""); detail.OpenSession == nil || detail.Actions[0].Enabled {
		t.Errorf("the device in a session is %+v", detail)
	}
	if ended := must[Session](technician, "POST", session+"/end", `{"outcome":"resolved","note":"all well"}`); ended.EndReason != support.EndedByTechnician || ended.Note != "all well" {
		t.Errorf("the session ended as %+v", ended)
	}
	if history := must[Page[Session]](technician, "GET", "/sessions?device_id="+tokyo, ""); len(history.Items) != 1 || history.Items[0].Device.OwnerName != "佐藤 花子" {
		t.Errorf("the history is %+v", history)
	}

	// Locked out, everything is over at once; the log knows all of it.
	must[Person](administrator, "PATCH", "/people/"+person.ID, `{"disabled":true}`)
	problemOf(t, technician.do("GET", "/me", ""), http.StatusUnauthorized, codeNotSignedIn)
	seen := make(map[audit.Action]bool)
	for _, r := range must[Page[AuditRecord]](administrator, "GET", "/audit?limit=200", "").Items {
		seen[r.Action] = true
		if strings.Contains(fmt.Sprint(r), started.Grant) || strings.Contains(fmt.Sprint(r), viewed.ResumeKey) {
			t.Errorf("the audit log has a key: %+v", r)
		}
	}
	for _, action := range []audit.Action{audit.PersonCreated, audit.SignedIn, audit.DevicesImported, audit.EnrollmentMade, audit.SessionRequested,
		audit.SessionEnded, audit.SessionKeyRefused, audit.PersonChanged} {
		if !seen[action] {
			t.Errorf("the audit log lacks %s", action)
		}
	}
	if err := audit.LinkAll(t.Context(), d.db); err != nil {
		t.Fatal(err)
	}
	if chain := must[ChainState](administrator, "GET", "/audit/chain", ""); !chain.OK || chain.Linked == 0 {
		t.Errorf("the chain is %+v", chain)
	}
}

func TestNotYoursIsLikeUnknown(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	administrator := d.administrator()
	_, osaka, group := d.fleet(administrator)
	technician, person := d.invite(administrator, `{"name":"Baba","email":"baba@example.com","role":"technician","group_ids":["`+group+`"]}`)
	session := must[Started](administrator, "POST", "/devices/"+osaka+"/sessions", `{"reason":"Osaka only"}`).Session.ID
	share := must[CreatedShare](administrator, "POST", "/shares", `{"reason":"mine"}`).ID
	if _, err := d.support.Ask(t.Context(), osaka, wire.Ask{Text: "help"}); err != nil {
		t.Fatal(err)
	}
	help := must[List[HelpRequest]](administrator, "GET", "/help-requests", "").Items[0].ID
	token := must[CreatedToken](administrator, "POST", "/me/tokens", `{"name":"x","rights":["view"],"expires_at":"`+time.Now().Add(time.Hour).Format(time.RFC3339)+`"}`)

	for _, test := range []struct{ method, path, id, body string }{
		{"GET", "/devices/%s", osaka, ""},
		{"GET", "/devices/%s/preflight", osaka, ""},
		{"POST", "/devices/%s/sessions", osaka, `{"reason":"x"}`},
		{"GET", "/sessions/%s", session, ""},
		{"POST", "/sessions/%s/grants", session, ""},
		{"POST", "/sessions/%s/view", session, `{"sdp":"offer","key":"x"}`},
		{"POST", "/sessions/%s/end", session, `{}`},
		{"POST", "/sessions/%s/note", session, `{"note":"x"}`},
		{"POST", "/help-requests/%s/take", help, ""},
		{"POST", "/help-requests/%s/release", help, ""},
		{"POST", "/help-requests/%s/close", help, `{"outcome":"resolved"}`},
		{"GET", "/shares/%s", share, ""},
		{"DELETE", "/me/tokens/%s", token.Token.ID, ""},
	} {
		notYours := technician.do(test.method, fmt.Sprintf(test.path, test.id), test.body)
		unknown := technician.do(test.method, fmt.Sprintf(test.path, id.New(test.id[:3])), test.body)
		problemOf(t, unknown, http.StatusNotFound, codeNotFound)
		if withoutID(notYours.Body.String()) != withoutID(unknown.Body.String()) || notYours.Code != unknown.Code {
			t.Errorf("%s %s: not yours is %d %s, unknown is %d %s", test.method, test.path, notYours.Code, notYours.Body, unknown.Code, unknown.Body)
		}
	}
	for _, path := range []string{"/sessions", "/help-requests"} {
		if body := technician.do("GET", path, "").Body.String(); !strings.HasPrefix(body, `{"items":[]`) {
			t.Errorf("%s shows the technician %s", path, body)
		}
	}
	for _, r := range must[Page[AuditRecord]](technician, "GET", "/audit", "").Items {
		if r.DeviceID == osaka || r.SessionID == session {
			t.Errorf("the audit log shows the technician %+v", r)
		}
	}
	if seen := must[Page[Session]](administrator, "GET", "/sessions?technician_id="+person.ID, ""); len(seen.Items) != 0 {
		t.Errorf("the technician has the sessions %+v", seen)
	}
}

func TestPagesFollowEachOther(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	administrator := d.administrator()
	d.fleet(administrator)
	var names []string
	for next, path := "start", "/devices?limit=1"; next != ""; path = "/devices?limit=1&cursor=" + next {
		page := must[Page[Device]](administrator, "GET", path, "")
		for _, dev := range page.Items {
			names = append(names, dev.Name)
		}
		if next = page.Next; len(names) > 5 {
			t.Fatal("the pages never end")
		}
	}
	if len(names) != 2 || names[0] == names[1] {
		t.Errorf("the pages hold %q", names)
	}
	for _, path := range []string{"/devices", "/sessions", "/audit"} {
		for _, cursor := range []string{"nonsense", "%00", "AAAA", strings.Repeat("A", 900)} {
			problemOf(t, administrator.do("GET", path+"?cursor="+cursor, ""), http.StatusUnprocessableEntity, codeCursor)
		}
	}
	problemOf(t, administrator.do("POST", "/people", `{"name":"x","email":"x@example.com","role":"observer","group_ids":["grp_none"]}`),
		http.StatusUnprocessableEntity, "unknown_group")
	problemOf(t, administrator.do("POST", "/people", `{"name":"x","email":"AOKI@example.com","role":"observer"}`), http.StatusConflict, "email_taken")
	problemOf(t, administrator.do("POST", "/people", `{"name":"x","email":"not an address","role":"observer"}`), http.StatusUnprocessableEntity, codeInvalid)
	must[Group](administrator, "POST", "/groups", `{"name":"Nagoya"}`)
	problemOf(t, administrator.do("POST", "/groups", `{"name":"Nagoya"}`), http.StatusConflict, "group_exists")
}

func TestTokenHasOnlyItsRights(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	administrator := d.administrator()
	created := must[CreatedToken](administrator, "POST", "/me/tokens", `{"name":"reader","rights":["view"],"expires_at":"`+time.Now().Add(time.Hour).Format(time.RFC3339)+`"}`)
	script := &visitor{desk: d, token: created.Secret}
	if me := must[Me](script, "GET", "/me", ""); !me.ByToken || len(me.Rights) != 1 {
		t.Errorf("the script is %+v", me)
	}
	problemOf(t, script.do("GET", "/people", ""), http.StatusForbidden, codeForbidden)
	problemOf(t, script.do("POST", "/me/password", `{"old":"correct horse battery","new":"something else entirely"}`), http.StatusForbidden, codeForbidden)
	problemOf(t, script.do("POST", "/me/tokens", `{"name":"more","rights":["administer"],"expires_at":"`+time.Now().Add(time.Hour).Format(time.RFC3339)+`"}`),
		http.StatusForbidden, codeForbidden)
	must[struct{}](administrator, "DELETE", "/me/tokens/"+created.Token.ID, "")
	problemOf(t, script.do("GET", "/me", ""), http.StatusUnauthorized, codeNotSignedIn)
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.administrator()
	second := d.visitor()
	must[Me](second, "POST", "/sign-in", `{"email":"AOKI@example.com","password":"correct horse battery"}`)
	problemOf(t, first.do("POST", "/me/password", `{"old":"wrong","new":"something else entirely"}`), http.StatusUnauthorized, "bad_credentials")
	problemOf(t, first.do("POST", "/me/password", `{"old":"correct horse battery","new":"short"}`), http.StatusUnprocessableEntity, "weak_password")
	must[struct{}](first, "POST", "/me/password", `{"old":"correct horse battery","new":"something else entirely"}`)
	must[Me](first, "GET", "/me", "")
	problemOf(t, second.do("GET", "/me", ""), http.StatusUnauthorized, codeNotSignedIn)
	me := must[Me](first, "GET", "/me", "")
	problemOf(t, first.do("PATCH", "/people/"+me.Person.ID, `{"role":"observer"}`), http.StatusConflict, "last_administrator")
	must[struct{}](first, "POST", "/sign-out", "")
	problemOf(t, first.do("GET", "/me", ""), http.StatusUnauthorized, codeNotSignedIn)
}

func TestShareFromBothEnds(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	administrator := d.administrator()
	share := must[CreatedShare](administrator, "POST", "/shares", `{"reason":"Show me","ticket":"T-2"}`)
	problemOf(t, d.visitor().do("POST", "/shares/redeem", `{"code":"`+share.Code+`0"}`), http.StatusUnprocessableEntity, codeInvalid)
	asWritten := "コード：" + share.Code[:3] + "ー" + share.Code[3:6] + "　" + share.Code[6:] + "です"
	guest := must[GuestDevice](d.visitor(), "POST", "/shares/redeem", `{"code":"`+asWritten+`"}`)
	problemOf(t, d.visitor().do("POST", "/shares/redeem", `{"code":"`+share.Code+`"}`), http.StatusNotFound, "bad_code")
	state := must[Share](administrator, "GET", "/shares/"+share.ID, "")
	if state.State != support.ShareRedeemed || state.DeviceID != guest.DeviceID || guest.Reason != "Show me" || guest.Server != "desk" {
		t.Errorf("the share is %+v, the guest %+v", state, guest)
	}
	if s := must[Session](administrator, "GET", "/sessions/"+guest.SessionID, ""); s.Device == nil || s.Device.Platform != "computer" {
		t.Errorf("the guest's session is %+v", s)
	}
}
