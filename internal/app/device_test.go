package app

import (
	"crypto/ed25519"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lxzan/gws"

	"github.com/helpatwork/helpatwork/internal/agent"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// gadget speaks the device link by hand, as an attacker with a device would.
type gadget struct {
	gws.BuiltinEventHandler
	t      *testing.T
	ws     *gws.Conn
	frames chan wire.Frame
	closed chan uint16
	asked  int
}

// OnMessage implements gws.Event.
func (g *gadget) OnMessage(_ *gws.Conn, m *gws.Message) {
	defer m.Close()
	if f, err := wire.DecodeFrame(m.Bytes()); err == nil {
		g.frames <- f
	}
}

// OnClose implements gws.Event.
func (g *gadget) OnClose(_ *gws.Conn, err error) {
	var code uint16
	if e, ok := err.(*gws.CloseError); ok {
		code = e.Code
	}
	g.closed <- code
}

// dial opens a link and leaves the challenge in frames.
func (n *place) dial() *gadget {
	n.t.Helper()
	g := &gadget{t: n.t, frames: make(chan wire.Frame, 1000), closed: make(chan uint16, 1)}
	ws, _, err := gws.NewClient(g, &gws.ClientOption{Addr: "ws" + strings.TrimPrefix(n.url, "http") + "/api/v1/link"})
	if err != nil {
		n.t.Fatal(err)
	}
	g.ws = ws
	go ws.ReadLoop()
	n.t.Cleanup(func() { _ = ws.NetConn().Close() })
	return g
}

func (g *gadget) send(f wire.Frame) {
	g.t.Helper()
	if err := g.ws.WriteMessage(gws.OpcodeText, f.Bytes()); err != nil {
		g.t.Fatal(err)
	}
}

// await returns the next frame of a kind and forgets those before it.
func (g *gadget) await(kinds ...wire.FrameType) wire.Frame {
	g.t.Helper()
	for limit := time.After(soon); ; {
		select {
		case f := <-g.frames:
			if slices.Contains(kinds, f.Type) {
				return f
			}
		case code := <-g.closed:
			g.t.Fatalf("the link was closed with %s while waiting for %v", wire.CloseReasonOf(code), kinds)
		case <-limit:
			g.t.Fatalf("no %v within %v", kinds, soon)
		}
	}
}

// end returns why the server closed the link.
func (g *gadget) end() wire.CloseReason {
	g.t.Helper()
	select {
	case code := <-g.closed:
		return wire.CloseReasonOf(code)
	case <-time.After(soon):
		g.t.Fatalf("the link was not closed within %v", soon)
		return ""
	}
}

// proof answers a challenge for a device with a key.
func proof(c wire.Challenge, who agent.Identity) wire.Hello {
	hello := wire.Hello{DeviceID: who.DeviceID, Version: wire.Version, Token: who.Token}
	if who.Token == "" {
		hello.Signature = wire.SignatureText(ed25519.Sign(who.Key, wire.ProofText(c, who.DeviceID)))
	}
	return hello
}

func (g *gadget) challenge() wire.Challenge {
	g.t.Helper()
	var c wire.Challenge
	if err := g.await(wire.FrameChallenge).Into(&c); err != nil {
		g.t.Fatal(err)
	}
	return c
}

// gadget is a device that has proved itself.
func (n *place) gadget(who agent.Identity) *gadget {
	n.t.Helper()
	g := n.dial()
	g.send(wire.NewFrame(wire.FrameHello, "", proof(g.challenge(), who)))
	g.await(wire.FrameWelcome)
	return g
}

// present is a gadget that the console knows to be there.
func (n *place) present(admin *caller, who agent.Identity) *gadget {
	n.t.Helper()
	g := n.gadget(who)
	until(n.t, "the device is online", func() bool { return str(admin.must("GET", "/devices/"+who.DeviceID, nil), "presence") == "online" })
	return g
}

// ask sends a request and returns the code of its refusal, empty when it was done.
func (g *gadget) ask(kind wire.FrameType, body any) (code string, result json.RawMessage) {
	g.t.Helper()
	g.asked++
	requestID := "r" + strconv.Itoa(g.asked)
	g.send(wire.NewFrame(kind, requestID, body))
	for {
		f := g.await(wire.FrameOK, wire.FrameError)
		if f.ID != requestID {
			continue
		}
		if f.Type == wire.FrameOK {
			return "", f.Body
		}
		var refusal wire.Refusal
		if err := f.Into(&refusal); err != nil {
			g.t.Fatal(err)
		}
		if refusal.Detail != "" {
			g.t.Errorf("%s is refused with words: %q", kind, refusal.Detail)
		}
		return refusal.Code, nil
	}
}

// ring waits for a ring and takes it.
func (g *gadget) ring() wire.Ring {
	g.t.Helper()
	f := g.await(wire.FrameRing)
	g.send(wire.NewFrame(wire.FrameOK, f.ID, nil))
	var r wire.Ring
	if err := f.Into(&r); err != nil {
		g.t.Fatal(err)
	}
	return r
}

// imported puts a device on the list and enrolls it; nothing runs for it.
func (n *place) imported(admin *caller, name string) agent.Identity {
	n.t.Helper()
	made := admin.must("POST", "/devices/import", object{"enroll": true, "devices": []object{{"name": name, "platform": "android",
		"management": "android_device_owner", "ownership": "company", "lifecycle": "in_use", "groups": []string{"Sales"}}}})
	return n.enroll(made["enrollment_tokens"].([]any)[0].(string))
}

func TestAProofIsForOneConnectionAndOneDevice(t *testing.T) {
	t.Parallel()
	n := start(t)
	admin := n.administrator()
	ann, bob := n.imported(admin, "Ann's"), n.imported(admin, "Bob's")
	first := n.dial()
	c := first.challenge()
	used := proof(c, ann)
	first.send(wire.NewFrame(wire.FrameHello, "", used))
	first.await(wire.FrameWelcome)
	_, stranger, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	otherServer := func(c wire.Challenge) wire.Hello { c.Server = "evil.example"; return proof(c, bob) }
	for name, hello := range map[string]func(wire.Challenge) wire.Hello{
		"a replayed proof":          func(wire.Challenge) wire.Hello { return used },
		"a proof of another device": func(c wire.Challenge) wire.Hello { h := proof(c, bob); h.DeviceID = ann.DeviceID; return h },
		"a proof by another key": func(c wire.Challenge) wire.Hello {
			return proof(c, agent.Identity{DeviceID: ann.DeviceID, Key: stranger})
		},
		"a proof of a device that is unknown": func(c wire.Challenge) wire.Hello {
			return proof(c, agent.Identity{DeviceID: "dev_none", Key: stranger})
		},
		"a proof that was meant for elsewhere": otherServer,
		"a token of a device that has a key": func(wire.Challenge) wire.Hello {
			return wire.Hello{DeviceID: ann.DeviceID, Version: wire.Version, Token: "AAAA"}
		},
	} {
		g := n.dial()
		g.send(wire.NewFrame(wire.FrameHello, "", hello(g.challenge())))
		if got := g.end(); got != wire.CloseBadProof {
			t.Errorf("%s: closed with %q, want %q", name, got, wire.CloseBadProof)
		}
	}
	if code, _ := first.ask(wire.FrameCancelAsk, nil); code != "" {
		t.Errorf("the device that proved itself cannot go on: %q", code)
	}
}

func TestALostDeviceIsOutWhenItIsEnrolledAnew(t *testing.T) {
	t.Parallel()
	n := start(t)
	admin := n.administrator()
	stolen := n.imported(admin, "Ann's")
	g := n.gadget(stolen)
	token := str(admin.must("POST", "/devices/"+stolen.DeviceID+"/enrollment", nil), "token")
	if code, _ := g.ask(wire.FrameCancelAsk, nil); code != "" {
		t.Fatalf("a token that nobody used changes nothing, but: %q", code)
	}
	fresh := n.enroll(token)
	if got := g.end(); got != wire.CloseDisconnected {
		t.Errorf("the link with the old key is closed with %q, want %q", got, wire.CloseDisconnected)
	}
	again := n.dial()
	again.send(wire.NewFrame(wire.FrameHello, "", proof(again.challenge(), stolen)))
	if got := again.end(); got != wire.CloseBadProof {
		t.Errorf("the old key: closed with %q", got)
	}
	n.gadget(fresh)
}

func TestARetiredDeviceIsOut(t *testing.T) {
	t.Parallel()
	n := start(t)
	admin := n.administrator()
	who := n.imported(admin, "Ann's")
	g := n.present(admin, who)
	sessionID, _ := admin.begin(who.DeviceID)
	g.ring()
	admin.must("POST", "/devices/import", object{"devices": []object{{"id": who.DeviceID, "name": "Ann's", "platform": "android",
		"management": "android_device_owner", "ownership": "company", "lifecycle": "retired"}}})
	if got := g.end(); got != wire.CloseDisconnected {
		t.Errorf("the link is closed with %q, want %q", got, wire.CloseDisconnected)
	}
	if got := admin.endReason(sessionID); got != "device_removed" {
		t.Errorf("its session ended as %q, want device_removed", got)
	}
}

func TestADeviceActsOnItsOwnSessionsOnly(t *testing.T) {
	t.Parallel()
	n := start(t)
	admin := n.administrator()
	ann, eve := n.imported(admin, "Ann's"), n.imported(admin, "Eve's")
	victim, thief := n.present(admin, ann), n.present(admin, eve)
	sessionID, _ := admin.begin(ann.DeviceID)
	ring := victim.ring()
	state := func() string { return str(admin.must("GET", "/sessions/"+sessionID, nil), "state") }
	until(t, "the session waits for its user", func() bool { return state() == "waiting" })
	for name, ask := range map[string]struct {
		kind wire.FrameType
		body any
	}{
		"prompted":                   {wire.FramePrompted, wire.SessionRef{SessionID: sessionID}},
		"answer":                     {wire.FrameAnswer, wire.Answer{SessionID: sessionID, Accepted: true}},
		"decline":                    {wire.FrameAnswer, wire.Answer{SessionID: sessionID}},
		"end":                        {wire.FrameUser, wire.UserAction{SessionID: sessionID, Action: wire.UserEnd}},
		"publish with a stolen key":  {wire.FramePublish, wire.Publish{SessionID: sessionID, Key: ring.Key, SDP: "v=0"}},
		"answer of a session of air": {wire.FrameAnswer, wire.Answer{SessionID: "ses_none", Accepted: true}},
	} {
		if code, _ := thief.ask(ask.kind, ask.body); code != "not_found" {
			t.Errorf("%s of another device: %q, want not_found", name, code)
		}
	}
	if got := state(); got != "waiting" {
		t.Errorf("the session is %s, want it to wait still", got)
	}
	// A technician's key is none for a device, and a device's none for a technician.
	if status, o := admin.call("POST", "/sessions/"+sessionID+"/view", object{"sdp": "v=0", "key": ring.Key}); status != http.StatusForbidden {
		t.Errorf("a technician with the device's key: %d %v", status, o)
	}
	grant := str(admin.must("POST", "/sessions/"+sessionID+"/grants", nil), "grant")
	if code, _ := victim.ask(wire.FramePublish, wire.Publish{SessionID: sessionID, Key: grant, SDP: "v=0"}); code != "bad_key" {
		t.Errorf("a device with the technician's grant: %q", code)
	}
	if code, _ := victim.ask(wire.FramePublish, wire.Publish{SessionID: sessionID, Key: ring.Key, SDP: "v=0"}); code != "bad_offer" {
		t.Errorf("an offer that is none: %q", code)
	}
	if code, _ := victim.ask(wire.FramePublish, wire.Publish{SessionID: sessionID, Key: ring.Key, SDP: "v=0"}); code != "bad_key" {
		t.Errorf("a ring's key worked twice: %q", code)
	}
}

func TestWhatADeviceSaysIsBoundedAndCleaned(t *testing.T) {
	t.Parallel()
	n := start(t)
	admin := n.administrator()
	who := n.imported(admin, "Ann's")
	g := n.gadget(who)
	hostile := `<script>alert(1)</script>` + "\x00\x1b[31m\u202e\r\n"
	many := make([]wire.App, 900)
	for i := range many {
		many[i] = wire.App{Name: "app " + strconv.Itoa(i) + hostile, Package: "p"}
	}
	battery := 4000
	if code, _ := g.ask(wire.FrameReport, wire.Report{OSVersion: hostile + strings.Repeat("9", 10_000), AgentVersion: hostile, Codec: hostile,
		Battery: &battery, Screen: wire.ScreenKind(hostile), Width: -5, Height: 1 << 30, Apps: many[:300]}); code != "" {
		t.Fatalf("the report: %q", code)
	}
	d := admin.must("GET", "/devices/"+who.DeviceID, nil)
	report := d["report"].(object)
	if apps := report["apps"].([]any); len(apps) != wire.MaxApps {
		t.Errorf("%d apps are kept, want %d", len(apps), wire.MaxApps)
	}
	if report["battery"] != nil || report["codec"] != nil || report["screen"] != nil || report["width"] != nil || report["height"] != nil {
		t.Errorf("numbers and words that cannot be are kept: %v %v %v %v %v", report["battery"], report["codec"], report["screen"], report["width"], report["height"])
	}
	if v := str(d, "os_version"); len(v) > 40*4 {
		t.Errorf("the version has %d bytes", len(v))
	}
	clean(t, d)
	if code, _ := g.ask(wire.FrameAsk, wire.Ask{Text: hostile + strings.Repeat("help ", 2000)}); code != "" {
		t.Fatalf("asking for help: %q", code)
	}
	help := admin.must("GET", "/help-requests", nil)["items"].([]any)
	if text := str(help[0].(object), "text"); len([]rune(text)) > 500 {
		t.Errorf("the words have %d characters", len([]rune(text)))
	}
	clean(t, help)
	// More than a frame may hold ends the link; the server and the other devices go on.
	if err := g.ws.WriteMessage(gws.OpcodeText, wire.NewFrame(wire.FrameReport, "big", wire.Report{Apps: many}).Bytes()); err != nil {
		t.Fatal(err)
	}
	if got := g.end(); got != wire.CloseMalformed {
		t.Errorf("a report of 10,000 apps: closed with %q", got)
	}
	n.gadget(who)
}

// clean fails when any text within has characters that change how other text is shown.
func clean(t *testing.T, v any) {
	t.Helper()
	switch v := v.(type) {
	case string:
		if strings.ContainsAny(v, "\x00\x1b\u202e\r") {
			t.Errorf("%q is not clean", v)
		}
	case []any:
		for _, one := range v {
			clean(t, one)
		}
	case object:
		for _, one := range v {
			clean(t, one)
		}
	}
}

func TestBadFramesAfterTheWelcome(t *testing.T) {
	t.Parallel()
	n := start(t)
	admin := n.administrator()
	who := n.imported(admin, "Ann's")
	for name, data := range map[string]string{
		"truncated": `{"t":"ask","id":"1","body":{"text`, "no object": `[]`, "no type": `{"id":"1"}`, "not JSON": "\xff\xfe", "empty": "", "a long id": `{"t":"ask","id":"` + strings.Repeat("x", 41) + `"}`,
	} {
		g := n.gadget(who)
		if err := g.ws.WriteMessage(gws.OpcodeText, []byte(data)); err != nil {
			t.Fatal(err)
		}
		if got := g.end(); got != wire.CloseMalformed {
			t.Errorf("%s: closed with %q, want malformed", name, got)
		}
	}
	g := n.gadget(who)
	for kind, code := range map[wire.FrameType]string{wire.FrameAnswer: "malformed", wire.FramePublish: "malformed", wire.FrameUser: "malformed",
		wire.FramePrompted: "malformed", "format": "unknown_request", wire.FrameRing: "unknown_request", wire.FrameHello: "unknown_request"} {
		if got, _ := g.ask(kind, []int{1}); got != code {
			t.Errorf("%s with a body that is none: %q, want %q", kind, got, code)
		}
	}
}

func TestAnAnswerAfterTheDeadlineIsTooLate(t *testing.T) {
	t.Parallel()
	n := start(t, func(c *Config) { c.Clocks.Answer = 300 * time.Millisecond })
	admin := n.administrator()
	who := n.imported(admin, "Ann's")
	g := n.present(admin, who)
	sessionID, _ := admin.begin(who.DeviceID)
	ring := g.ring()
	if code, _ := g.ask(wire.FramePrompted, wire.SessionRef{SessionID: sessionID}); code != "" {
		t.Fatal(code)
	}
	until(t, "the time to answer is over", func() bool { return admin.endReason(sessionID) == "no_answer" })
	if code, _ := g.ask(wire.FrameAnswer, wire.Answer{SessionID: sessionID, Accepted: true}); code != "too_late" {
		t.Errorf("a late answer: %q, want too_late", code)
	}
	if code, _ := g.ask(wire.FramePublish, wire.Publish{SessionID: sessionID, Key: ring.Key, SDP: "v=0"}); code != "session_ended" {
		t.Errorf("a late picture: %q, want session_ended", code)
	}
	if got := admin.endReason(sessionID); got != "no_answer" {
		t.Errorf("the session ended as %q", got)
	}
}

// identity is that of a guest who redeemed a code.
func identity(guest object) agent.Identity {
	return agent.Identity{DeviceID: str(guest, "device_id"), Token: str(guest, "token")}
}

func TestAGuestHasOneSession(t *testing.T) {
	t.Parallel()
	n := start(t)
	admin := n.administrator()
	phone := n.imported(admin, "Ann's")
	n.present(admin, phone)
	other, _ := admin.begin(phone.DeviceID)
	made := admin.must("POST", "/shares", object{"reason": "The mail does not open"})
	stranger := n.caller()
	guest := stranger.must("POST", "/shares/redeem", object{"code": str(made, "code")})
	if status, o := stranger.call("POST", "/shares/redeem", object{"code": str(made, "code")}); status != http.StatusNotFound || str(o, "code") != "bad_code" {
		t.Errorf("the code worked twice: %d %v", status, o)
	}
	// The token is for the device link and nothing else.
	stranger.token = str(guest, "token")
	for _, path := range []string{"/me", "/devices", "/sessions/" + str(guest, "session_id")} {
		if status, _ := stranger.call("GET", path, nil); status != http.StatusUnauthorized {
			t.Errorf("a guest's token at %s: %d, want 401", path, status)
		}
	}
	who := identity(guest)
	g := n.gadget(who)
	if code, _ := g.ask(wire.FrameAnswer, wire.Answer{SessionID: other, Accepted: true}); code != "not_found" {
		t.Errorf("a guest answers for a phone: %q", code)
	}
	if code, _ := g.ask(wire.FrameAsk, wire.Ask{}); code != "forbidden" {
		t.Errorf("a guest asks for help: %q", code)
	}
	borrowed := n.dial()
	borrowed.challenge()
	borrowed.send(wire.NewFrame(wire.FrameHello, "", wire.Hello{DeviceID: phone.DeviceID, Version: wire.Version, Token: who.Token}))
	if got := borrowed.end(); got != wire.CloseBadProof {
		t.Errorf("a guest's token as another device: %q", got)
	}
	admin.must("POST", "/sessions/"+str(guest, "session_id")+"/end", object{})
	if got := g.end(); got != wire.CloseDisconnected {
		t.Errorf("after the end the guest's link is closed with %q", got)
	}
	void := n.dial()
	void.challenge()
	void.send(wire.NewFrame(wire.FrameHello, "", wire.Hello{DeviceID: who.DeviceID, Version: wire.Version, Token: who.Token}))
	if got := void.end(); got != wire.CloseBadProof {
		t.Errorf("a guest's token after the end: %q", got)
	}
}
