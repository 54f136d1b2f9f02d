package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCleanLine(t *testing.T) {
	tests := []struct {
		name, in string
		max      int
		want     string
	}{
		{"plain", "Pixel 9", 20, "Pixel 9"},
		{"Japanese", "佐藤 花子", 20, "佐藤 花子"},
		{"space around", "  x \t", 20, "x"},
		{"control characters", "a\x00b\x1bc\x7fd", 20, "a b c d"},
		{"line breaks", "a\nb\r\nc\u2028d\u2029e\u0085f", 20, "a b  c d e f"},
		{"text that would run backwards", "safe\u202egnp.exe", 30, "safe gnp.exe"},
		{"every mark of direction", "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069x", 30, "x"},
		{"invisible characters", "a\u200bb\ufeffc\u00add\U000e0041", 20, "a b c d"},
		{"HTML stays what it is", `<b onclick="x">&amp;</b>`, 50, `<b onclick="x">&amp;</b>`},
		{"not UTF-8", "a\xffb", 20, "a\ufffdb"},
		{"exactly as long", "abcde", 5, "abcde"},
		{"too long", "abcdef", 5, "abcd…"},
		{"too long in Japanese", "ああああああ", 5, "ああああ…"},
		{"cut at a space", "abc defgh", 5, "abc…"},
		{"10 kB", strings.Repeat("x", 10_000), 10, "xxxxxxxxx…"},
		{"10 kB of four-byte runes", strings.Repeat("😀", 2_500), 3, "😀😀…"},
		{"text behind 10 kB of space", strings.Repeat(" ", 10_000) + "x", 10, "x"},
		{"10 kB of control characters", strings.Repeat("\x00", 10_000), 10, ""},
		{"one rune", "abc", 1, "…"},
		{"no room", "abc", 0, ""},
		{"less than no room", "abc", -1, ""},
		{"nothing", "", 5, ""},
	}
	for _, test := range tests {
		if got := CleanLine(test.in, test.max); got != test.want {
			t.Errorf("%s: CleanLine(%.20q, %d) = %q, want %q", test.name, test.in, test.max, got, test.want)
		}
	}
}

func TestCleanTextKeepsLines(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"lines and tabs", "a\n\tb", "a\n\tb"},
		{"lines of Windows", "a\r\nb", "a\nb"},
		{"other controls", "a\x00b\rc\u2028d\u202ee", "a b c d e"},
		{"lines around", "\n\na\n\n", "a"},
	}
	for _, test := range tests {
		if got := CleanText(test.in, 100); got != test.want {
			t.Errorf("%s: CleanText(%q) = %q, want %q", test.name, test.in, got, test.want)
		}
	}
}

func FuzzCleanLine(f *testing.F) {
	f.Add("a\u202eb", 10)
	f.Add(strings.Repeat(" ", 100)+"\xffx", 3)
	f.Fuzz(func(t *testing.T, s string, max int) {
		max %= 1000
		got := CleanLine(s, max)
		if n := utf8.RuneCountInString(got); n > max && n > 0 {
			t.Fatalf("CleanLine(%q, %d) has %d runes", s, max, n)
		}
		if !utf8.ValidString(got) || got != strings.TrimSpace(got) || strings.ContainsAny(got, "\n\r\x00\u202e\u2028") {
			t.Fatalf("CleanLine(%q, %d) = %q", s, max, got)
		}
		if again := CleanLine(got, max); again != got {
			t.Fatalf("cleaning %q again gives %q", got, again)
		}
	})
}

func TestDecodeTakesOneValueOfBoundedSize(t *testing.T) {
	pad := func(size int) []byte { return append([]byte(`{"t":"ok"}`), bytes.Repeat([]byte(" "), size-10)...) }
	tests := []struct {
		name string
		in   []byte
		ok   bool
	}{
		{"a frame", []byte(`{"t":"ok","id":"1"}`), true},
		{"an unknown field", []byte(`{"t":"ok","new":1}`), true},
		{"as large as allowed", pad(MaxFrame), true},
		{"one byte larger", pad(MaxFrame + 1), false},
		{"nothing", nil, false},
		{"null", []byte("null"), false},
		{"a list", []byte(`[{"t":"ok"}]`), false},
		{"cut off", []byte(`{"t":"ok"`), false},
		{"two values", []byte(`{"t":"ok"}{"t":"ok"}`), false},
		{"a brace behind", []byte(`{"t":"ok"}}`), false},
		{"a bracket behind", []byte(`{"t":"ok"}]`), false},
		{"not UTF-8", []byte("{\"t\":\"ok\",\"id\":\"\xff\"}"), false},
		{"without a type", []byte(`{"id":"1"}`), false},
		{"a type that is a number", []byte(`{"t":1}`), false},
		{"a long type", []byte(`{"t":"` + strings.Repeat("x", 21) + `"}`), false},
		{"an id of 40 bytes", []byte(`{"t":"ok","id":"` + strings.Repeat("x", 40) + `"}`), true},
		{"an id of 41 bytes", []byte(`{"t":"ok","id":"` + strings.Repeat("x", 41) + `"}`), false},
		{"10,001 levels", []byte(`{"t":"ok","body":` + strings.Repeat("[", 10_001) + strings.Repeat("]", 10_001) + `}`), false},
	}
	for _, test := range tests {
		_, err := DecodeFrame(test.in)
		if (err == nil) != test.ok {
			t.Errorf("%s: DecodeFrame = %v, want ok %v", test.name, err, test.ok)
		}
		if err != nil && !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v is not ErrMalformed", test.name, err)
		}
	}
}

func TestDecodersKeepTheirOwnLimit(t *testing.T) {
	spaces := func(n int) []byte { return append(bytes.Repeat([]byte(" "), n), "{}"...) }
	tests := []struct {
		name   string
		decode func([]byte) error
		limit  int
	}{
		{"hello", func(b []byte) error { _, err := DecodeHello(b); return err }, MaxHello},
		{"enroll", func(b []byte) error { _, err := DecodeEnroll(b); return err }, MaxHello},
		{"input", func(b []byte) error { _, err := DecodeInput(b); return err }, MaxMessage},
		{"type", func(b []byte) error { _, err := MessageTypeOf(b); return err }, MaxMessage},
		{"ping", func(b []byte) error { _, err := DecodePing(b); return err }, MaxMessage},
		{"geometry", func(b []byte) error { _, err := DecodeGeometry(b); return err }, MaxMessage},
		{"heartbeat", func(b []byte) error { _, err := DecodeHeartbeat(b); return err }, MaxMessage},
		{"screen", func(b []byte) error { _, err := DecodeScreen(b); return err }, MaxMessage},
	}
	for _, test := range tests {
		err := test.decode(spaces(test.limit - 1))
		if err == nil || !strings.Contains(err.Error(), "at most") {
			t.Errorf("%s: %d bytes give %v, want the limit named", test.name, test.limit+1, err)
		}
		if err := test.decode(spaces(test.limit - 2)); err != nil && strings.Contains(err.Error(), "at most") {
			t.Errorf("%s: %d bytes give %v, want them read", test.name, test.limit, err)
		}
	}
}

func TestFrameComesBackAsItWent(t *testing.T) {
	sent := NewFrame(FrameAnswer, "7", Answer{SessionID: "ses_1", Accepted: true})
	got, err := DecodeFrame(sent.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	var a Answer
	if err := got.Into(&a); err != nil || got.Type != FrameAnswer || got.ID != "7" || a != (Answer{"ses_1", true}) {
		t.Fatalf("got %+v with %+v, %v", got, a, err)
	}
	if err := NewFrame(FrameCancelAsk, "8", nil).Into(&a); !errors.Is(err, ErrMalformed) {
		t.Fatalf("a body that is missing reads as %v, want ErrMalformed", err)
	}
	if b := NewFrame(FrameCancelAsk, "8", nil).Bytes(); string(b) != `{"t":"cancel","id":"8"}` {
		t.Fatalf("frame without a body is %s", b)
	}
}

func TestCloseReasonsHaveTheirOwnCode(t *testing.T) {
	seen := map[uint16]CloseReason{}
	for reason, code := range closeCodes {
		if other, taken := seen[code]; taken {
			t.Errorf("%s and %s have the same code %d", reason, other, code)
		}
		seen[code] = reason
		if got := CloseReasonOf(reason.Code()); got != reason {
			t.Errorf("CloseReasonOf(%d) = %q, want %q", code, got, reason)
		}
		if len(reason) > 123 { // RFC 6455 §5.5: 125 bytes with the code
			t.Errorf("%s does not fit into a close frame", reason)
		}
	}
	for code, want := range map[uint16]CloseReason{1009: CloseMalformed, 1002: CloseMalformed, 1007: CloseMalformed, 1000: "", 0: ""} {
		if got := CloseReasonOf(code); got != want {
			t.Errorf("CloseReasonOf(%d) = %q, want %q", code, got, want)
		}
	}
}

func FuzzDecodeFrame(f *testing.F) {
	f.Add([]byte(`{"t":"answer","id":"1","body":{"session_id":"ses_1","accepted":true}}`))
	f.Add([]byte(`{"t":"publish","body":{"session_id":"ses_1","key":"k","sdp":"v=0"}}`))
	f.Add([]byte(`{"t":"report","body":{"battery":101,"apps":[{"name":"\u202e"}]}}`))
	f.Add([]byte(`{"t":"ring","body":{"rights":["view"],"answer_by":"2026-01-01T00:00:00Z"}}`))
	f.Add([]byte(`{"t":"help","body":{"request_id":"hlp_1","state":"open","desk":{"hours":[{"day":7,"from":-1,"to":1441}],"phone":"\u202e"}}}`))
	f.Add([]byte(`{"t":"desk","body":{"hours":[{"day":1,"from":540,"to":1080}],"time_zone":"Asia/Tokyo","open_now":true,"opens_at":"2026-01-01T00:00:00Z"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		frame, err := DecodeFrame(data)
		if err != nil {
			if !errors.Is(err, ErrMalformed) {
				t.Fatalf("%v is not ErrMalformed", err)
			}
			return
		}
		if len(frame.ID) > maxFrameID || frame.Type == "" {
			t.Fatalf("took %+v", frame)
		}
		if _, err := DecodeFrame(frame.Bytes()); err != nil && len(frame.Bytes()) <= MaxFrame {
			t.Fatalf("%s does not come back: %v", frame.Bytes(), err)
		}
		bodies(t, frame)
	})
}

// bodies reads a frame's body as everything that a body can be.
func bodies(t *testing.T, frame Frame) {
	t.Helper()
	var (
		report  Report
		publish Publish
		action  UserAction
		ring    Ring
		state   SessionState
		help    HelpState
		desk    Desk
	)
	if frame.Into(&report) == nil {
		r := report.Clean()
		if len(r.Apps) > MaxApps || utf8.RuneCountInString(r.OSVersion) > maxVersion || (r.Battery != nil && (*r.Battery < 0 || *r.Battery > 100)) {
			t.Fatalf("cleaned report is %+v", r)
		}
	}
	if frame.Into(&publish) == nil && publish.Check() == nil && (len(publish.SDP) > MaxSignal || publish.Key == "") {
		t.Fatalf("took %+v", publish)
	}
	if frame.Into(&action) == nil && action.Check() == nil && action.SessionID == "" {
		t.Fatalf("took %+v", action)
	}
	if frame.Into(&ring) == nil && ring.Check() == nil && (len(ring.Rights) > maxList || ring.Notice != nil && len(ring.Notice.Consent) > maxLanguages) {
		t.Fatalf("took %+v", ring)
	}
	if frame.Into(&state) == nil && state.Check() == nil && len(state.State) > maxWord {
		t.Fatalf("took %+v", state)
	}
	if frame.Into(&help) == nil && help.Check() == nil && help.Desk != nil {
		shownDesk(t, *help.Clean().Desk)
	}
	if frame.Into(&desk) == nil && desk.Check() == nil {
		shownDesk(t, desk.Clean())
	}
}

// shownDesk fails unless a desk that was taken can be shown.
func shownDesk(t *testing.T, d Desk) {
	t.Helper()
	for _, h := range d.Hours {
		if h.Day < 0 || h.Day > 6 || h.From < 0 || h.From >= h.To || h.To > 1440 {
			t.Fatalf("took the hours %+v", h)
		}
	}
	if len(d.Hours) > 50 || utf8.RuneCountInString(d.Phone) > 40 || utf8.RuneCountInString(d.TimeZone) > 64 || strings.ContainsAny(d.Phone+d.TimeZone, "\n\x00\u202e") {
		t.Fatalf("shows %+v", d)
	}
}

func FuzzDecodeHello(f *testing.F) {
	f.Add([]byte(`{"t":"hello","body":{"device_id":"dev_1","version":1,"token":"x"}}`))
	f.Add([]byte(`{"t":"hello","body":{"device_id":"dev_1","version":1,"signature":"AAAA"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := DecodeHello(data)
		if err == nil && (!isRef(h.DeviceID) || (h.Token == "") == (h.Signature == "")) {
			t.Fatalf("took %+v", h)
		}
		if err == nil {
			if s, err := SignatureBytes(h.Signature); err == nil && len(s) > maxSignature {
				t.Fatalf("signature has %d bytes", len(s))
			}
		}
	})
}

func FuzzDecodeEnroll(f *testing.F) {
	f.Add(Message(Enroll{PublicKey: make([]byte, 32), Signature: make([]byte, 64)}))
	f.Fuzz(func(t *testing.T, data []byte) {
		if e, err := DecodeEnroll(data); err == nil && (len(e.PublicKey) != 32 || len(e.Signature) != 64) {
			t.Fatalf("took a key of %d bytes and a signature of %d", len(e.PublicKey), len(e.Signature))
		}
	})
}

func FuzzDecodeInput(f *testing.F) {
	f.Add([]byte(`{"t":"pointer","seq":1,"epoch":1,"x":0.5,"y":1,"kind":"down","finger":9}`))
	f.Add([]byte(`{"t":"wheel","dx":-10,"dy":10}`))
	f.Add([]byte(`{"t":"key","code":"Enter","down":true}`))
	f.Add([]byte(`{"t":"text","text":"こんにちは"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := DecodeInput(data)
		if err != nil {
			return
		}
		if in.Finger < 0 && in.Type == InputPointer || in.X > 1 && in.Type == InputWheel || len(in.Text) > MaxText && in.Type == InputText {
			t.Fatalf("took %+v", in)
		}
		again, err := DecodeInput(in.Bytes())
		if len(in.Bytes()) <= MaxMessage && (err != nil || again != in) {
			t.Fatalf("%+v comes back as %+v, %v", in, again, err)
		}
	})
}

func FuzzDecodeGeometry(f *testing.F) {
	f.Add([]byte(`{"t":"geometry","epoch":1,"width":360,"height":800,"rotation":90}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if g, err := DecodeGeometry(data); err == nil && (g.Epoch == 0 || !isSide(g.Width) || !isSide(g.Height) || g.Rotation%90 != 0) {
			t.Fatalf("took %+v", g)
		}
	})
}

func FuzzDecodeDeviceMessages(f *testing.F) {
	f.Add([]byte(`{"t":"screen","screen":"locked"}`))
	f.Add([]byte(`{"t":"heartbeat","frame":7,"at":1}`))
	f.Add([]byte(`{"t":"ping","at":1.5}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if s, err := DecodeScreen(data); err == nil && !s.Screen.known() {
			t.Fatalf("took %+v", s)
		}
		if h, err := DecodeHeartbeat(data); err == nil {
			Message(h) // what was read can be handed on
		}
		if p, err := DecodePing(data); err == nil {
			Message(p)
		}
		if _, err := MessageTypeOf(data); err == nil && !json.Valid(data) {
			t.Fatalf("took %q", data)
		}
	})
}
