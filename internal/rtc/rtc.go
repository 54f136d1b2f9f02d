// Package rtc carries pictures and messages between device, server and technician: peers over one UDP and one
// TCP port (RFC 8825), and nothing about who may see what. It is the only importer of pion.
//
// A peer has one life: it connects, and when nothing was heard for [LossTimeout] it ends. It never comes back;
// whoever wants to go on makes a new one. Offers and answers carry every candidate, so one exchange is enough.
package rtc

import (
	"errors"
	"time"
)

// A Codec names how frames are encoded, as in device reports.
type Codec string

// The codecs that are spoken.
const (
	H264 Codec = "H264" // constrained baseline (42e01f), packetization-mode 1; key frames carry SPS and PPS
	VP8  Codec = "VP8"
)

// Labels of the two data channels. The offering side makes both.
const (
	Control = "control" // ordered and reliable
	Moves   = "moves"   // unordered and never repeated
)

const (
	// MaxSignal bounds an offer or an answer, in bytes.
	MaxSignal = 32 << 10
	// LossTimeout is how long a peer is silent before it counts as lost.
	LossTimeout = 3 * time.Second
	// ConnectTimeout is how long a peer may take to connect.
	ConnectTimeout = 15 * time.Second
	// maxBuffered bounds, in bytes, what waits to be sent on the data channels of a peer that does not take it.
	maxBuffered = 256 << 10
	// maxChannelMessage bounds what is read of one message. Larger ones end the peer.
	maxChannelMessage = 64 << 10
)

// Errors that callers tell apart.
var (
	ErrSignal       = errors.New("offer or answer is not usable")
	ErrCodec        = errors.New("the other side does not speak the codec")
	ErrNotConnected = errors.New("peer is not connected")
	ErrSlow         = errors.New("the other side does not take its messages")
	ErrClosed       = errors.New("port is closed")
)

// A State is where a peer stands. Each peer reports Connected at most once and Ended exactly once.
type State string

// The states that are reported.
const (
	Connected State = "connected" // media and messages can flow
	Ended     State = "ended"     // lost, closed by either side, or never connected
)

// A Packet is one RTP packet without what belongs to the way it came. Payload is only valid during the call
// that hands it over.
type Packet struct {
	Sequence  uint16
	Timestamp uint32 // 90 kHz
	Marker    bool   // the last packet of a frame
	Payload   []byte
}
