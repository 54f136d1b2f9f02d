package wire

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// verdict compares what a Check or a decoder said.
func verdict(t *testing.T, name string, err error, ok bool) {
	t.Helper()
	if (err == nil) != ok {
		t.Errorf("%s: %v, want ok %v", name, err, ok)
	}
	if err != nil && !errors.Is(err, ErrMalformed) {
		t.Errorf("%s: %v is not ErrMalformed", name, err)
	}
}

func TestInputCheck(t *testing.T) {
	nan := math.NaN()
	pointer := func(change func(*Input)) Input {
		in := Input{Type: InputPointer, Seq: 1, Epoch: 1, X: 0.5, Y: 0.5, Kind: PointerDown}
		change(&in)
		return in
	}
	tests := []struct {
		name string
		in   Input
		ok   bool
	}{
		{"down", pointer(func(*Input) {}), true},
		{"move", pointer(func(in *Input) { in.Kind = PointerMove }), true},
		{"up", pointer(func(in *Input) { in.Kind = PointerUp }), true},
		{"cancel", pointer(func(in *Input) { in.Kind = PointerCancel }), true},
		{"no step", pointer(func(in *Input) { in.Kind = "" }), false},
		{"unknown step", pointer(func(in *Input) { in.Kind = "hover" }), false},
		{"corner", pointer(func(in *Input) { in.X, in.Y = 0, 1 }), true},
		{"left of the screen", pointer(func(in *Input) { in.X = -0.0001 }), false},
		{"below the screen", pointer(func(in *Input) { in.Y = 1.0001 }), false},
		{"no number", pointer(func(in *Input) { in.X = nan }), false},
		{"infinitely far", pointer(func(in *Input) { in.Y = math.Inf(1) }), false},
		{"last finger", pointer(func(in *Input) { in.Finger = MaxFingers - 1 }), true},
		{"a finger too many", pointer(func(in *Input) { in.Finger = MaxFingers }), false},
		{"finger -1", pointer(func(in *Input) { in.Finger = -1 }), false},
		{"wheel", Input{Type: InputWheel, X: 0.5, Y: 0.5, DX: -MaxWheel, DY: MaxWheel}, true},
		{"wheel too far", Input{Type: InputWheel, DY: MaxWheel + 1}, false},
		{"wheel too far sideways", Input{Type: InputWheel, DX: -MaxWheel - 1}, false},
		{"wheel without a number", Input{Type: InputWheel, DY: nan}, false},
		{"wheel beside the screen", Input{Type: InputWheel, X: 2}, false},
		{"key", Input{Type: InputKey, Code: "KeyA", Down: true}, true},
		{"longest key", Input{Type: InputKey, Code: strings.Repeat("x", MaxCodeName)}, true},
		{"too long a key", Input{Type: InputKey, Code: strings.Repeat("x", MaxCodeName+1)}, false},
		{"no key", Input{Type: InputKey}, false},
		{"a key with a space", Input{Type: InputKey, Code: "Key A"}, false},
		{"a key in Japanese", Input{Type: InputKey, Code: "あ"}, false},
		{"text", Input{Type: InputText, Text: "こんにちは"}, true},
		{"longest text", Input{Type: InputText, Text: strings.Repeat("x", MaxText)}, true},
		{"too long a text", Input{Type: InputText, Text: strings.Repeat("x", MaxText+1)}, false},
		{"no text", Input{Type: InputText}, false},
		{"unknown button", Input{Type: InputButton, Button: "self_destruct"}, false},
		{"no button", Input{Type: InputButton}, false},
		{"release", Input{Type: InputRelease}, true},
		{"nothing", Input{}, false},
		{"a message that is no input", Input{Type: MessageRoom}, false},
	}
	for _, b := range Buttons {
		tests = append(tests, struct {
			name string
			in   Input
			ok   bool
		}{"button " + b, Input{Type: InputButton, Button: b}, true})
	}
	for _, test := range tests {
		verdict(t, test.name, test.in.Check(), test.ok)
	}
}

func TestOnlyMovesAreMovable(t *testing.T) {
	for _, in := range []Input{{Type: InputPointer, Kind: PointerDown}, {Type: InputPointer, Kind: PointerUp}, {Type: InputWheel}, {Type: InputKey, Kind: PointerMove}} {
		if in.Movable() {
			t.Errorf("%+v is movable", in)
		}
	}
	if !(Input{Type: InputPointer, Kind: PointerMove}).Movable() {
		t.Error("a move is not movable")
	}
}

func TestBodyChecks(t *testing.T) {
	long := strings.Repeat("x", 65)
	many := make([]string, maxList+1)
	for i := range many {
		many[i] = "view"
	}
	ring := func(change func(*Ring)) error {
		r := Ring{SessionID: "ses_1", Key: "k", Mode: "attended", Rights: []string{"view", "control"}}
		change(&r)
		return r.Check()
	}
	notice := func(n Notice) error {
		return ring(func(r *Ring) { r.Notice, r.NoticeVersion = &n, 3 })
	}
	languages := map[string]string{}
	for i := range maxLanguages + 1 {
		languages[strings.Repeat("x", i+1)] = "text"
	}
	state := func(change func(*SessionState)) error {
		s := SessionState{SessionID: "ses_1", State: "active", Rights: []string{"view"}}
		change(&s)
		return s.Check()
	}
	publish := func(change func(*Publish)) error {
		p := Publish{SessionID: "ses_1", Key: "k", SDP: "v=0"}
		change(&p)
		return p.Check()
	}
	tests := []struct {
		name string
		err  error
		ok   bool
	}{
		{"session", SessionRef{"ses_1"}.Check(), true},
		{"no session", SessionRef{}.Check(), false},
		{"a long session", SessionRef{long}.Check(), false},
		{"a session with a line break", SessionRef{"ses\n1"}.Check(), false},
		{"answer", Answer{SessionID: "ses_1"}.Check(), true},
		{"answer to nothing", Answer{Accepted: true}.Check(), false},
		{"pause", UserAction{"ses_1", UserPause}.Check(), true},
		{"resume", UserAction{"ses_1", UserResume}.Check(), true},
		{"take back", UserAction{"ses_1", UserTakeBack}.Check(), true},
		{"give control", UserAction{"ses_1", UserGiveControl}.Check(), true},
		{"end", UserAction{"ses_1", UserEnd}.Check(), true},
		{"unknown action", UserAction{"ses_1", "explode"}.Check(), false},
		{"end of nothing", UserAction{"", UserEnd}.Check(), false},
		{"publish", publish(func(*Publish) {}), true},
		{"publish without a key", publish(func(p *Publish) { p.Key = "" }), false},
		{"publish with a long key", publish(func(p *Publish) { p.Key = long }), false},
		{"publish without an offer", publish(func(p *Publish) { p.SDP = "" }), false},
		{"publish with the longest offer", publish(func(p *Publish) { p.SDP = strings.Repeat("x", MaxSignal) }), true},
		{"publish with too long an offer", publish(func(p *Publish) { p.SDP = strings.Repeat("x", MaxSignal+1) }), false},
		{"publish nowhere", publish(func(p *Publish) { p.SessionID = "" }), false},
		{"published", Published{SDP: "v=0", ResumeKey: "k"}.Check(), true},
		{"published without a key", Published{SDP: "v=0"}.Check(), false},
		{"published with a long key", Published{SDP: "v=0", ResumeKey: long}.Check(), false},
		{"published without an answer", Published{ResumeKey: "k"}.Check(), false},
		{"ring", ring(func(*Ring) {}), true},
		{"unattended ring", ring(func(r *Ring) { r.Mode = "unattended" }), true},
		{"ring without a mode", ring(func(r *Ring) { r.Mode = "" }), false},
		{"ring without a key", ring(func(r *Ring) { r.Key = "" }), false},
		{"ring with a long key", ring(func(r *Ring) { r.Key = long }), false},
		{"ring of nothing", ring(func(r *Ring) { r.SessionID = "" }), false},
		{"ring with many rights", ring(func(r *Ring) { r.Rights = many }), false},
		{"ring with an empty right", ring(func(r *Ring) { r.Rights = []string{""} }), false},
		{"ring with a notice", notice(Notice{Consent: map[string]string{"en": "We look", "ja": strings.Repeat("見", 2000)}, HelpPage: "https://help.example/a?b"}), true},
		{"ring with an empty notice", notice(Notice{}), true},
		{"ring with a negative notice", ring(func(r *Ring) { r.NoticeVersion = -1 }), false},
		{"notice that is too long", notice(Notice{Privacy: map[string]string{"en": strings.Repeat("見", 2001)}}), false},
		{"notice in no language", notice(Notice{Consent: map[string]string{"": "x"}}), false},
		{"notice in many languages", notice(Notice{Consent: languages}), false},
		{"notice with a page that runs", notice(Notice{HelpPage: "javascript:alert(1)"}), false},
		{"notice with a page of another scheme", notice(Notice{HelpPage: "intent://x#Intent;end"}), false},
		{"notice with a page in the clear", notice(Notice{HelpPage: "http://help.example"}), false},
		{"notice with a page nowhere", notice(Notice{HelpPage: "https:///x"}), false},
		{"notice with a page and a name", notice(Notice{HelpPage: "https://good.example@evil.example/"}), false},
		{"notice with a broken page", notice(Notice{HelpPage: "https://x/\ny"}), false},
		{"notice with a long page", notice(Notice{HelpPage: "https://x/" + strings.Repeat("y", 2000)}), false},
		{"state", state(func(*SessionState) {}), true},
		{"no state", state(func(s *SessionState) { s.State = "" }), false},
		{"a long state", state(func(s *SessionState) { s.State = long }), false},
		{"a long reason", state(func(s *SessionState) { s.EndReason = long }), false},
		{"state with long rights", state(func(s *SessionState) { s.Rights = []string{long} }), false},
		{"state with many watchers", state(func(s *SessionState) { s.Watchers = many }), false},
		{"state of nothing", state(func(s *SessionState) { s.SessionID = "" }), false},
	}
	for _, test := range tests {
		verdict(t, test.name, test.err, test.ok)
	}
}

func TestDecodeHello(t *testing.T) {
	tests := []struct {
		name, body string
		ok         bool
	}{
		{"a signature", `{"device_id":"dev_1","version":1,"signature":"AAAA"}`, true},
		{"a token", `{"device_id":"dev_1","version":1,"token":"x"}`, true},
		{"another version", `{"device_id":"dev_1","version":99,"token":"x"}`, true}, // told apart later
		{"both", `{"device_id":"dev_1","version":1,"signature":"AAAA","token":"x"}`, false},
		{"neither", `{"device_id":"dev_1","version":1}`, false},
		{"no device", `{"version":1,"token":"x"}`, false},
		{"a long device", `{"device_id":"` + strings.Repeat("x", 65) + `","token":"x"}`, false},
		{"a device with a control character", `{"device_id":"dev\u0000","token":"x"}`, false},
		{"a long token", `{"device_id":"dev_1","token":"` + strings.Repeat("x", 65) + `"}`, false},
		{"a long signature", `{"device_id":"dev_1","signature":"` + strings.Repeat("x", 101) + `"}`, false},
		{"a list", `[]`, false},
	}
	for _, test := range tests {
		_, err := DecodeHello([]byte(`{"t":"hello","body":` + test.body + `}`))
		verdict(t, test.name, err, test.ok)
	}
	_, err := DecodeHello([]byte(`{"t":"report","body":{"device_id":"dev_1","token":"x"}}`))
	verdict(t, "another frame", err, false)
}

func TestDecodeEnroll(t *testing.T) {
	for _, test := range []struct {
		key, signature int
		ok             bool
	}{{32, 64, true}, {31, 64, false}, {33, 64, false}, {32, 63, false}, {0, 64, false}, {32, 0, false}} {
		_, err := DecodeEnroll(Message(Enroll{PublicKey: make([]byte, test.key), Signature: make([]byte, test.signature)}))
		verdict(t, fmt.Sprintf("a key of %d and a signature of %d bytes", test.key, test.signature), err, test.ok)
	}
}

func TestDecodeGeometryAndScreen(t *testing.T) {
	tests := []struct {
		name, in string
		ok       bool
	}{
		{"a phone", `{"epoch":1,"width":360,"height":800,"rotation":0}`, true},
		{"the largest", `{"epoch":4294967295,"width":8192,"height":8192,"rotation":270}`, true},
		{"epoch zero", `{"width":360,"height":800}`, false},
		{"a negative epoch", `{"epoch":-1,"width":360,"height":800}`, false},
		{"an epoch too large", `{"epoch":4294967296,"width":360,"height":800}`, false},
		{"no width", `{"epoch":1,"height":800}`, false},
		{"too wide", `{"epoch":1,"width":8193,"height":800}`, false},
		{"too high", `{"epoch":1,"width":360,"height":8193}`, false},
		{"a negative height", `{"epoch":1,"width":360,"height":-1}`, false},
		{"half a pixel", `{"epoch":1,"width":360.5,"height":800}`, false},
		{"askew", `{"epoch":1,"width":360,"height":800,"rotation":45}`, false},
	}
	for _, test := range tests {
		_, err := DecodeGeometry([]byte(test.in))
		verdict(t, test.name, err, test.ok)
	}
	for kind, ok := range map[string]bool{"on": true, "locked": true, "off": true, "secure": true, "": false, "broken": false} {
		_, err := DecodeScreen([]byte(fmt.Sprintf(`{"t":"screen","screen":%q}`, kind)))
		verdict(t, "screen "+kind, err, ok)
	}
}

func TestDecodeSmallMessages(t *testing.T) {
	if p, err := DecodePing([]byte(`{"t":"ping","at":1234.5}`)); err != nil || p.At != 1234.5 {
		t.Errorf("ping is %+v, %v", p, err)
	}
	if h, err := DecodeHeartbeat([]byte(`{"t":"heartbeat","frame":7,"at":9}`)); err != nil || h != (Heartbeat{MessageHeartbeat, 7, 9}) {
		t.Errorf("heartbeat is %+v, %v", h, err)
	}
	if m, err := MessageTypeOf([]byte(`{"t":"keyframe"}`)); err != nil || m != MessageKeyFrame {
		t.Errorf("type is %q, %v", m, err)
	}
	_, err := DecodePing([]byte(`{"at":1e999}`))
	verdict(t, "a number that is none", err, false)
	_, err = DecodeHeartbeat([]byte(`{"frame":-1}`))
	verdict(t, "a negative frame", err, false)
}

// Whatever the parts are, two different challenges or devices never give the same text to sign.
func TestProofTextIsInjective(t *testing.T) {
	type part struct {
		c      Challenge
		device string
	}
	parts := []part{
		{Challenge{[]byte("n"), "s", 1}, "d"},
		{Challenge{[]byte("n"), "s", 11}, "d"},
		{Challenge{[]byte("n"), "s", 1}, "1d"},
		{Challenge{[]byte("n"), "sn", 1}, "d"},
		{Challenge{[]byte("sn"), "", 1}, "d"},
		{Challenge{[]byte(""), "sn", 1}, "d"},
		{Challenge{[]byte("n1:1"), "s", 1}, "d"},
		{Challenge{[]byte("n"), "s", 1}, "d1:n"},
		{Challenge{[]byte("1:n1:1"), "s", 1}, ""},
		{Challenge{[]byte("n"), "s1:n", 1}, "d"},
		{Challenge{nil, "s", 1}, "d"},
		{Challenge{[]byte{0}, "s", 1}, "d"},
		{Challenge{[]byte("n"), "s", -1}, "d"},
	}
	texts := map[string]part{}
	for _, p := range parts {
		text := string(ProofText(p.c, p.device))
		if other, taken := texts[text]; taken {
			t.Errorf("%+v and %+v are both signed as %q", p, other, text)
		}
		texts[text] = p
	}
	if string(EnrollText("a", "bc")) == string(EnrollText("ab", "c")) {
		t.Error("two enrollments are signed alike")
	}
	if _, taken := texts[string(EnrollText("s", "n"))]; taken {
		t.Error("an enrollment is signed like a challenge")
	}
}

func FuzzProofTextIsInjective(f *testing.F) {
	f.Add([]byte("n"), "s", 1, "d", []byte("n1"), "s", 1, "d")
	f.Add([]byte("n"), "s", 1, "d", []byte(""), "sn", 1, "d")
	f.Fuzz(func(t *testing.T, n1 []byte, s1 string, v1 int, d1 string, n2 []byte, s2 string, v2 int, d2 string) {
		same := string(n1) == string(n2) && s1 == s2 && v1 == v2 && d1 == d2
		a, b := ProofText(Challenge{n1, s1, v1}, d1), ProofText(Challenge{n2, s2, v2}, d2)
		if (string(a) == string(b)) != same {
			t.Fatalf("texts %q and %q, parts the same: %v", a, b, same)
		}
	})
}

func TestSignatureText(t *testing.T) {
	signature := []byte("0123456789012345678901234567890123456789012345678901234567890123")
	got, err := SignatureBytes(SignatureText(signature))
	if err != nil || string(got) != string(signature) {
		t.Fatalf("comes back as %q, %v", got, err)
	}
	_, err = SignatureBytes("%")
	verdict(t, "no base64", err, false)
	_, err = SignatureBytes(strings.Repeat("A", 104))
	verdict(t, "too long", err, false)
}

func TestReportClean(t *testing.T) {
	ok, low, high := 50, -1, 101
	many := make([]App, MaxApps+5)
	for i := range many {
		many[i] = App{Name: "Mail", Package: "x"}
	}
	r := Report{OSVersion: " 16\x00", AgentVersion: strings.Repeat("9", 100), Codec: "H264", Battery: &ok, Screen: ScreenOff,
		Width: 360, Height: 800, Apps: append([]App{{Name: "<b>\u202ex", Package: "p\n"}, {Name: "\x00"}}, many...)}.Clean()
	if r.OSVersion != "16" || len([]rune(r.AgentVersion)) != 40 || r.Codec != "H264" || *r.Battery != 50 || r.Screen != ScreenOff || r.Width != 360 {
		t.Errorf("cleaned report is %+v", r)
	}
	if len(r.Apps) != MaxApps-1 || r.Apps[0] != (App{Name: "<b> x", Package: "p"}) { // the nameless one is gone
		t.Errorf("%d apps, the first %+v", len(r.Apps), r.Apps[0])
	}
	r = Report{Codec: "AV1", Battery: &low, Screen: "broken", Width: 360, Height: -5}.Clean()
	if r.Codec != "" || r.Battery != nil || r.Screen != "" || r.Width != 0 || r.Height != 0 || r.Apps != nil {
		t.Errorf("what cannot be is kept: %+v", r)
	}
	if r = (Report{Battery: &high}).Clean(); r.Battery != nil {
		t.Errorf("battery of 101 %% is kept")
	}
	if a := (Ask{Text: strings.Repeat("あ\n", 5000)}).Clean(); len([]rune(a.Text)) > 500 || !strings.HasPrefix(a.Text, "あ\nあ") {
		t.Errorf("asked text has %d characters: %.20q", len([]rune(a.Text)), a.Text)
	}
}
