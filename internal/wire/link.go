package wire

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"time"
)

// A FrameType names what a frame of the device link carries.
type FrameType string

// The frames of the device link. The comment says who sends it and what its body is.
const (
	FrameChallenge FrameType = "challenge" // server, first frame: Challenge
	FrameHello     FrameType = "hello"     // device, first frame: Hello
	FrameWelcome   FrameType = "welcome"   // server: Welcome
	FrameOK        FrameType = "ok"        // both: the request with this id was done; its result, if it has one
	FrameError     FrameType = "error"     // both: the request with this id was refused: Refusal
	FrameReport    FrameType = "report"    // device request: Report
	FrameAsk       FrameType = "ask"       // device request: Ask; answered by HelpState
	FrameCancelAsk FrameType = "cancel"    // device request, no body; answered by HelpState
	FramePrompted  FrameType = "prompted"  // device request: SessionRef; the consent prompt is on the screen
	FrameAnswer    FrameType = "answer"    // device request: Answer
	FrameUser      FrameType = "user"      // device request: UserAction
	FramePublish   FrameType = "publish"   // device request: Publish; answered by Published
	FrameRing      FrameType = "ring"      // server request: Ring
	FrameSession   FrameType = "session"   // server request: SessionState
	FrameHelp      FrameType = "help"      // server request: HelpState
	FrameDesk      FrameType = "desk"      // server, wants no answer: Desk, whenever it changed
)

// A Frame is one text message on the device link. Requests carry an ID of at most 40 bytes chosen by their
// sender; the answer ("ok" or "error") repeats it.
type Frame struct {
	Type FrameType       `json:"t"`
	ID   string          `json:"id,omitempty"`
	Body json.RawMessage `json:"body,omitempty"`
}

// DecodeFrame reads one frame of at most MaxFrame bytes.
func DecodeFrame(data []byte) (Frame, error) {
	var f Frame
	if err := decode(data, MaxFrame, &f); err != nil {
		return Frame{}, err
	}
	if f.Type == "" || len(f.Type) > 20 {
		return Frame{}, malformed("t", "is missing or too long")
	}
	if len(f.ID) > maxFrameID {
		return Frame{}, malformed("id", "is longer than 40 bytes")
	}
	return f, nil
}

// DecodeHello reads the first frame of a device, of at most MaxHello bytes.
func DecodeHello(data []byte) (Hello, error) {
	var f struct {
		Type FrameType `json:"t"`
		Body Hello     `json:"body"`
	}
	if err := decode(data, MaxHello, &f); err != nil {
		return Hello{}, err
	}
	switch {
	case f.Type != FrameHello:
		return Hello{}, malformed("t", "is not hello")
	case !isRef(f.Body.DeviceID):
		return Hello{}, malformed("device_id", "is missing or too long")
	case (f.Body.Signature == "") == (f.Body.Token == ""):
		return Hello{}, malformed("hello", "needs either a signature or a token")
	case len(f.Body.Token) > maxKey:
		return Hello{}, malformed("token", "is too long")
	case len(f.Body.Signature) > maxSignature:
		return Hello{}, malformed("signature", "is too long")
	}
	return f.Body, nil
}

// Bytes is the frame as it goes over the link.
func (f Frame) Bytes() []byte { return encode(f) }

// NewFrame makes a frame with a body of this package. id may be empty when no answer is wanted; body may be nil.
func NewFrame(t FrameType, id string, body any) Frame {
	f := Frame{Type: t, ID: id}
	if body != nil {
		f.Body = encode(body)
	}
	return f
}

// Into reads the body of a frame.
func (f Frame) Into(body any) error {
	if len(f.Body) == 0 {
		return malformed("body", "is missing")
	}
	return decode(f.Body, MaxFrame, body)
}

// A Challenge is what the server asks a device to sign: 32 random bytes, used once.
type Challenge struct {
	Nonce   []byte `json:"nonce"`
	Server  string `json:"server"`
	Version int    `json:"version"`
}

// Hello says who the device is and proves it: an enrolled device signs the challenge with its Ed25519 key, a
// guest device shows the token of its one session.
type Hello struct {
	DeviceID  string `json:"device_id"`
	Version   int    `json:"version"`
	Signature string `json:"signature,omitempty"` // standard base64 of 64 bytes over ProofText
	Token     string `json:"token,omitempty"`
}

// ProofText is what a device signs to connect: purpose, server, nonce, version and its own id, each with its
// length in front, so that no two different challenges give the same text.
func ProofText(c Challenge, deviceID string) []byte {
	return lengthPrefixed("helpatwork device link", c.Server, string(c.Nonce), strconv.Itoa(c.Version), deviceID)
}

// EnrollText is what a device signs with its new key to enroll: it shows that the key is its own and that it
// means this server and this token.
func EnrollText(server, tokenHash string) []byte {
	return lengthPrefixed("helpatwork enroll", server, tokenHash)
}

func lengthPrefixed(parts ...string) []byte {
	var text []byte
	for _, p := range parts {
		text = strconv.AppendInt(text, int64(len(p)), 10)
		text = append(text, ':')
		text = append(text, p...)
	}
	return text
}

// Enroll is the body of POST /api/v1/link/enroll. The one-time token stands in the Authorization header.
type Enroll struct {
	PublicKey []byte `json:"public_key"` // Ed25519, 32 bytes
	Signature []byte `json:"signature"`  // over EnrollText
}

// Enrolled answers Enroll.
type Enrolled struct {
	DeviceID string `json:"device_id"`
	Server   string `json:"server"` // the name every later challenge must carry
}

// Welcome tells a device that it is connected.
type Welcome struct {
	Now                time.Time `json:"now"`
	ReportEverySeconds int       `json:"report_every_seconds"`
	Help               HelpState `json:"help"`
}

// A Refusal says why a request was not done. Code is one of the API's error codes.
type Refusal struct {
	Code   string `json:"code"`
	Detail string `json:"detail,omitempty"`
}

// A Report is what a device says of itself at check-in. The server bounds and cleans every text in it.
type Report struct {
	OSVersion    string     `json:"os_version,omitempty"`
	AgentVersion string     `json:"agent_version,omitempty"`
	Codec        string     `json:"codec,omitempty"`   // what the device encodes: "H264" or "VP8"
	Battery      *int       `json:"battery,omitempty"` // percent, 0-100; nil means unknown
	Charging     bool       `json:"charging,omitempty"`
	Screen       ScreenKind `json:"screen,omitempty"`
	Width        int        `json:"width,omitempty"`
	Height       int        `json:"height,omitempty"`
	Apps         []App      `json:"apps,omitempty"` // at most MaxApps
}

// MaxApps is how many apps of a report are kept.
const MaxApps = 200

// An App is one installed app as its device reports it.
type App struct {
	Name    string `json:"name"`
	Package string `json:"package"`
	Version string `json:"version,omitempty"`
}

// Ask is a user's press on Help. Text may be empty; at most 500 characters are kept.
type Ask struct {
	Text string `json:"text,omitempty"`
}

// HelpState is what the user sees of their help request. State is empty when there is none.
type HelpState struct {
	RequestID string `json:"request_id,omitempty"`
	State     string `json:"state,omitempty"` // open, taken, declined
	Place     int    `json:"place,omitempty"` // 1 is next; 0 means not in the line
	TakenBy   string `json:"taken_by,omitempty"`
	// Answer is what a technician said with a decline or a promise, CallBackAt when they promised to call.
	Answer     string    `json:"answer,omitempty"`
	CallBackAt time.Time `json:"call_back_at,omitzero"`
	// Desk is what the help desk says of itself, with a request or without one; nil when it says nothing, as servers did
	// that did not know of it. Whatever it was before counts no more.
	Desk *Desk `json:"desk,omitempty"`
}

// A Desk is what the help desk tells its users of itself. Its zero value says nothing.
type Desk struct {
	// Hours say when somebody answers: at most 50, on the wall clock of TimeZone. Empty says nothing.
	Hours    []OpenHours `json:"hours,omitempty"`
	TimeZone string      `json:"time_zone,omitempty"` // an IANA name; empty means UTC
	Phone    string      `json:"phone,omitempty"`
	OpenNow  bool        `json:"open_now"` // says nothing without Hours
	// OpensAt is when it opens next; zero while it is open, and when that is not known.
	OpensAt time.Time `json:"opens_at,omitzero"`
}

// OpenHours run from From to To, in minutes after midnight (0 <= From < To <= 1440), on a weekday (0 is Sunday, 6 Saturday).
type OpenHours struct {
	Day  int `json:"day"`
	From int `json:"from"`
	To   int `json:"to"`
}

// A SessionRef names a session.
type SessionRef struct {
	SessionID string `json:"session_id"`
}

// A Ring asks the user for consent, or announces an unattended session. Key is a grant for this device and
// session; each new ring makes the one before it void.
type Ring struct {
	SessionID  string     `json:"session_id"`
	Key        string     `json:"key"`
	Technician Technician `json:"technician"`
	Company    string     `json:"company,omitempty"`
	Reason     string     `json:"reason"`
	Mode       string     `json:"mode"`   // attended, unattended
	Rights     []string   `json:"rights"` // what the technician asks for: view, control
	// AnswerBy is when the request ends by itself; for an unattended session it is when the session starts
	// unless the user declines.
	AnswerBy time.Time `json:"answer_by"`
	// Accepted says the user already agreed: the device only has to publish (again).
	Accepted bool `json:"accepted,omitempty"`
	// Notice is what the company tells the user with the question; absent when it says nothing of its own.
	// NoticeVersion names it for the record.
	Notice        *Notice `json:"notice,omitempty"`
	NoticeVersion int64   `json:"notice_version,omitempty"`
}

// A Notice is the company's words on consent and privacy by language (en, ja), and where to read more.
type Notice struct {
	Consent  map[string]string `json:"consent,omitempty"`
	Privacy  map[string]string `json:"privacy,omitempty"`
	HelpPage string            `json:"help_page,omitempty"` // an https address
}

// A Technician is who asks, as the user is shown.
type Technician struct {
	Name string `json:"name"`
	Role string `json:"role"`
}

// Answer is what the user said to a Ring.
type Answer struct {
	SessionID string `json:"session_id"`
	Accepted  bool   `json:"accepted"`
}

// What the user can do in a running session.
const (
	UserPause       = "pause"
	UserResume      = "resume"
	UserTakeBack    = "take_back"    // takes the control right back; the technician still sees
	UserGiveControl = "give_control" // gives it again
	UserEnd         = "end"
)

// A UserAction is one of the User… constants on one session.
type UserAction struct {
	SessionID string `json:"session_id"`
	Action    string `json:"action"`
}

// Publish offers the device's screen. Key is the grant of the last ring or the resume key of the last Published.
type Publish struct {
	SessionID string `json:"session_id"`
	Key       string `json:"key"`
	SDP       string `json:"sdp"`
}

// Published answers Publish. ResumeKey is the only key that re-joins from now on.
type Published struct {
	SDP       string `json:"sdp"`
	ResumeKey string `json:"resume_key"`
}

// SessionState tells the device how its session stands; it is sent whole at every change.
type SessionState struct {
	SessionID string   `json:"session_id"`
	State     string   `json:"state"` // requested, waiting, active, interrupted, ended
	Paused    bool     `json:"paused,omitempty"`
	Rights    []string `json:"rights"`
	EndReason string   `json:"end_reason,omitempty"`
	Watchers  []string `json:"watchers,omitempty"` // names of the technicians who see the screen now
}

// maxSignature bounds the base64 of a 64-byte signature.
const maxSignature = 100

// SignatureText is how a signature stands in a Hello.
func SignatureText(signature []byte) string { return base64.StdEncoding.EncodeToString(signature) }

// SignatureBytes reads what SignatureText wrote.
func SignatureBytes(text string) ([]byte, error) {
	if len(text) > maxSignature {
		return nil, malformed("signature", "is too long")
	}
	signature, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, malformed("signature", "is not base64")
	}
	return signature, nil
}
