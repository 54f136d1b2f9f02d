package wire

import (
	"math"
	"slices"
)

// Labels of the two data channels of a session, the same towards device and technician. Control is ordered and
// reliable; Moves is unordered and never repeated, for pointer moves only.
const (
	ChannelControl = "control"
	ChannelMoves   = "moves"
)

// A ScreenKind is what a device's screen is like, so that a picture is never just black.
type ScreenKind string

// The kinds of screen.
const (
	ScreenOn     ScreenKind = "on"
	ScreenLocked ScreenKind = "locked"
	ScreenOff    ScreenKind = "off"
	ScreenSecure ScreenKind = "secure" // the app in front hides its content from capture
)

// A MessageType names a message on a data channel.
type MessageType string

// The messages on data channels.
const (
	// From the technician, handed on to the device when its sender holds the control right: Input.
	InputPointer MessageType = "pointer"
	InputWheel   MessageType = "wheel"
	InputKey     MessageType = "key"
	InputText    MessageType = "text"
	InputButton  MessageType = "button"
	// InputRelease lets go of every finger and key. The server sends it too, when a technician is gone.
	InputRelease MessageType = "release"
	// From the technician, for the server: Ping, and a wish for a key frame (no fields).
	MessagePing     MessageType = "ping"
	MessageKeyFrame MessageType = "keyframe"
	// From the device, handed on to every technician.
	MessageGeometry  MessageType = "geometry"  // Geometry
	MessageHeartbeat MessageType = "heartbeat" // Heartbeat
	MessageScreen    MessageType = "screen"    // Screen
	// From the server to the technician.
	MessageRoom    MessageType = "room"    // RoomState
	MessagePong    MessageType = "pong"    // Ping, as it came
	MessageDropped MessageType = "dropped" // Dropped
)

// PointerKind is one step of a finger.
type PointerKind string

// The steps of a finger.
const (
	PointerDown   PointerKind = "down"
	PointerMove   PointerKind = "move"
	PointerUp     PointerKind = "up"
	PointerCancel PointerKind = "cancel"
)

// Bounds of input.
const (
	MaxFingers  = 10
	MaxWheel    = 10.0 // screen heights in one message
	MaxCodeName = 24
)

// Buttons that a technician can press on a device.
var Buttons = []string{"back", "home", "recents", "power", "rotate", "volume_up", "volume_down"}

// An Input is one thing a technician does to the screen. Which fields count depends on Type.
type Input struct {
	Type MessageType `json:"t"`
	// Seq rises with every input of one technician, across both channels, from 1: a move that comes late is
	// older than the up before it and is dropped.
	Seq uint64 `json:"seq"`
	// Epoch is the geometry the technician saw; input of an older one is dropped, as it would hit another place.
	Epoch uint32 `json:"epoch"`
	// X and Y are parts of the frame's width and height, 0 to 1 (pointer, wheel).
	X float64 `json:"x,omitempty"`
	Y float64 `json:"y,omitempty"`
	// DX and DY are parts of the frame's width and height (wheel); positive DY moves on in the content.
	DX float64 `json:"dx,omitempty"`
	DY float64 `json:"dy,omitempty"`

	Kind   PointerKind `json:"kind,omitempty"`   // pointer
	Finger int         `json:"finger,omitempty"` // pointer, 0 to MaxFingers-1

	Code  string `json:"code,omitempty"` // key: KeyboardEvent.code (W3C UI Events), as "Enter" or "KeyA"
	Down  bool   `json:"down,omitempty"` // key
	Shift bool   `json:"shift,omitempty"`
	Ctrl  bool   `json:"ctrl,omitempty"`
	Alt   bool   `json:"alt,omitempty"`
	Meta  bool   `json:"meta,omitempty"`

	Text   string `json:"text,omitempty"`   // text: what was committed, at most MaxText bytes
	Button string `json:"button,omitempty"` // button: one of Buttons
}

// Movable says whether this input may travel on ChannelMoves.
func (in Input) Movable() bool { return in.Type == InputPointer && in.Kind == PointerMove }

// Bytes is the message as it goes over a channel.
func (in Input) Bytes() []byte { return encode(in) }

// Check says what is wrong with an input, or nil.
func (in Input) Check() error {
	switch in.Type {
	case InputPointer:
		switch in.Kind {
		case PointerDown, PointerMove, PointerUp, PointerCancel:
		default:
			return malformed("kind", "is not a step of a finger")
		}
		if in.Finger < 0 || in.Finger >= MaxFingers {
			return malformed("finger", "is out of range")
		}
		return in.checkPlace()
	case InputWheel:
		if !within(in.DX, -MaxWheel, MaxWheel) || !within(in.DY, -MaxWheel, MaxWheel) {
			return malformed("dx, dy", "are out of range")
		}
		return in.checkPlace()
	case InputKey:
		if !isCodeName(in.Code) {
			return malformed("code", "is not the name of a key")
		}
	case InputText:
		if in.Text == "" || len(in.Text) > MaxText {
			return malformed("text", "is empty or too long")
		}
	case InputButton:
		if !slices.Contains(Buttons, in.Button) {
			return malformed("button", "is not a button")
		}
	case InputRelease:
	default:
		return malformed("t", "is not an input")
	}
	return nil
}

func (in Input) checkPlace() error {
	if !within(in.X, 0, 1) || !within(in.Y, 0, 1) {
		return malformed("x, y", "are outside the screen")
	}
	return nil
}

// within is false for NaN, too.
func within(v, low, high float64) bool { return v >= low && v <= high && !math.IsNaN(v) }

func isCodeName(s string) bool {
	if s == "" || len(s) > MaxCodeName {
		return false
	}
	for _, r := range s {
		if (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			return false
		}
	}
	return true
}

// A Geometry is the size of the device's frames. Epoch rises by one at each change, from 1.
type Geometry struct {
	Type     MessageType `json:"t"`
	Epoch    uint32      `json:"epoch"`
	Width    int         `json:"width"`    // pixels, 1 to 8192
	Height   int         `json:"height"`   // pixels, 1 to 8192
	Rotation int         `json:"rotation"` // degrees: 0, 90, 180, 270
}

// A Heartbeat comes from the device once a second and names the last frame it sent: frozen means that these
// are missing, never that frames are, as a still screen has few.
type Heartbeat struct {
	Type  MessageType `json:"t"`
	Frame uint64      `json:"frame"`
	At    int64       `json:"at"` // unix milliseconds of the device's clock
}

// Screen tells what the device's screen is like now.
type Screen struct {
	Type   MessageType `json:"t"`
	Screen ScreenKind  `json:"screen"`
}

// A Ping carries the sender's clock and comes back unchanged.
type Ping struct {
	Type MessageType `json:"t"`
	At   float64     `json:"at"`
}

// Dropped tells a technician that input was not handed on, and why: no_right, stale, malformed, too_fast.
type Dropped struct {
	Type   MessageType `json:"t"`
	Reason string      `json:"reason"`
	Count  int         `json:"count"`
}

// Publisher says whether the device's screen is arriving.
type Publisher string

// What the server knows of the device's media.
const (
	PublisherNone      Publisher = "none"      // has not come yet
	PublisherConnected Publisher = "connected" // media path is up
	PublisherLost      Publisher = "lost"      // was up; nothing heard for 3 s
)

// RoomState is the whole state of a room, sent to every technician in it at each change.
type RoomState struct {
	Type      MessageType `json:"t"`
	State     string      `json:"state"` // of the session: requested, waiting, active, interrupted, ended
	Paused    bool        `json:"paused"`
	EndReason string      `json:"end_reason,omitempty"`
	Rights    []string    `json:"rights"` // of this technician, now
	Publisher Publisher   `json:"publisher"`
	Screen    ScreenKind  `json:"screen,omitempty"`
	Geometry  *Geometry   `json:"geometry,omitempty"`
	Watchers  []string    `json:"watchers,omitempty"`
}

// DecodeInput reads one input from a technician, of at most MaxMessage bytes, and checks it.
func DecodeInput(data []byte) (Input, error) {
	var in Input
	if err := decode(data, MaxMessage, &in); err != nil {
		return Input{}, err
	}
	return in, in.Check()
}

// MessageTypeOf reads only which message this is.
func MessageTypeOf(data []byte) (MessageType, error) {
	var m struct {
		Type MessageType `json:"t"`
	}
	if err := decode(data, MaxMessage, &m); err != nil {
		return "", err
	}
	return m.Type, nil
}

// DecodePing reads a Ping.
func DecodePing(data []byte) (Ping, error) {
	var p Ping
	err := decode(data, MaxMessage, &p)
	return p, err
}

// DecodeGeometry reads and checks what a device says of its frames.
func DecodeGeometry(data []byte) (Geometry, error) {
	var g Geometry
	if err := decode(data, MaxMessage, &g); err != nil {
		return Geometry{}, err
	}
	switch {
	case g.Epoch == 0:
		return Geometry{}, malformed("epoch", "is zero")
	case !isSide(g.Width) || !isSide(g.Height):
		return Geometry{}, malformed("width, height", "are out of range")
	case g.Rotation != 0 && g.Rotation != 90 && g.Rotation != 180 && g.Rotation != 270:
		return Geometry{}, malformed("rotation", "is not 0, 90, 180 or 270")
	}
	return g, nil
}

// DecodeHeartbeat reads a Heartbeat.
func DecodeHeartbeat(data []byte) (Heartbeat, error) {
	var h Heartbeat
	err := decode(data, MaxMessage, &h)
	return h, err
}

// DecodeScreen reads and checks a Screen.
func DecodeScreen(data []byte) (Screen, error) {
	var s Screen
	if err := decode(data, MaxMessage, &s); err != nil {
		return Screen{}, err
	}
	if !s.Screen.known() {
		return Screen{}, malformed("screen", "is not a kind of screen")
	}
	return s, nil
}

// Message is the JSON of one of this package's data channel messages.
func Message(m any) []byte { return encode(m) }
