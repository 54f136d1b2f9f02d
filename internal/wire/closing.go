package wire

// A CloseReason says why the server closed a device link; it is the text of the WebSocket's close frame.
type CloseReason string

// The reasons. The list is closed.
const (
	CloseBadProof     CloseReason = "bad_proof"    // the device did not prove who it is
	CloseBadVersion   CloseReason = "bad_version"  // the device speaks another version of this protocol
	CloseMalformed    CloseReason = "malformed"    // what came is not a frame of this protocol, or too large
	CloseTooFast      CloseReason = "too_fast"     // more frames than are taken in a second
	CloseTooSlow      CloseReason = "too_slow"     // the device does not read what is sent to it
	CloseSilent       CloseReason = "silent"       // no hello in time, or no answer to pings
	CloseReplaced     CloseReason = "replaced"     // the same device opened another link
	CloseDisconnected CloseReason = "disconnected" // the server wants no link with this device now
	CloseFailed       CloseReason = "failed"       // the server could not do its part; try again later
	CloseGoingAway    CloseReason = "going_away"   // the server stops; come back
)

// Codes of close frames: 4000 to 4999 are for private use (RFC 6455 §7.4.2), going away has a code of its own.
var closeCodes = map[CloseReason]uint16{
	CloseBadProof: 4401, CloseBadVersion: 4406, CloseMalformed: 4400, CloseTooFast: 4429, CloseTooSlow: 4430,
	CloseSilent: 4408, CloseReplaced: 4409, CloseDisconnected: 4410, CloseFailed: 4500, CloseGoingAway: 1001,
}

// Code is the close code that goes with a reason.
func (r CloseReason) Code() uint16 { return closeCodes[r] }

// CloseReasonOf reads a close frame. A WebSocket library closes by itself what breaks RFC 6455 (1002, 1007, 1009):
// that is CloseMalformed. Codes that are not ours give an empty reason.
func CloseReasonOf(code uint16) CloseReason {
	switch code {
	case 1002, 1003, 1007, 1009:
		return CloseMalformed
	}
	for reason, c := range closeCodes {
		if c == code {
			return reason
		}
	}
	return ""
}
