// Package wire holds the messages between server, device agent and console: the frames of the device link and
// what runs over the data channels of a session. Everything here comes from or goes to the other side of a
// network, so each decoder bounds what it takes and says what is wrong with the rest. What people enter is refused field
// by field, by whichever room checks it, with a [FieldError].
package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Version is the version of the device link. A device with another one is told so and closed.
const Version = 1

// Sizes in bytes that no message may exceed.
const (
	// MaxHello bounds what is read from a device before it has proved who it is.
	MaxHello = 1 << 10
	// MaxFrame bounds one frame of the device link; an SDP offer is the largest thing in one.
	MaxFrame = 64 << 10
	// MaxSignal bounds an SDP offer or answer.
	MaxSignal = 32 << 10
	// MaxMessage bounds one message on a data channel.
	MaxMessage = 16 << 10
	// MaxText bounds committed text in one input message.
	MaxText = 4 << 10
)

// ErrMalformed says that bytes from the other side are not a message of this protocol.
var ErrMalformed = errors.New("malformed message")

// A Malformed error says which part of a message is wrong. It is [ErrMalformed].
type Malformed struct{ Field, Problem string }

func (e *Malformed) Error() string {
	return fmt.Sprintf("malformed message: %s %s", e.Field, e.Problem)
}

// Is makes errors.Is(err, ErrMalformed) true.
func (e *Malformed) Is(target error) bool { return target == ErrMalformed }

func malformed(field, problem string) error { return &Malformed{Field: field, Problem: problem} }

// A FieldError says which part of what somebody entered is wrong. Field is its name in the API, such as
// keys[2].value; Problem goes on from it, such as "is missing".
type FieldError struct{ Field, Problem string }

func (e *FieldError) Error() string { return e.Field + " " + e.Problem }

// BadField returns a [*FieldError].
func BadField(field, problem string) error { return &FieldError{Field: field, Problem: problem} }

// decode reads exactly one JSON value of at most limit bytes. Fields it does not know are ignored, so that a
// newer peer may say more.
func decode(data []byte, limit int, into any) error {
	if len(data) > limit {
		return malformed("message", fmt.Sprintf("has %d bytes, at most %d are taken", len(data), limit))
	}
	if !utf8.Valid(data) {
		return malformed("message", "is not UTF-8")
	}
	if err := json.Unmarshal(data, into); err != nil { // refuses what stands behind the value, too
		return malformed("message", "is not the JSON that was expected")
	}
	return nil
}

// encode turns a message of this package into JSON. It panics only on a mistake in this package, as no message
// holds a value that JSON cannot express.
func encode(message any) []byte {
	data, err := json.Marshal(message)
	if err != nil {
		panic(fmt.Sprintf("wire: encode %T: %v", message, err))
	}
	return data
}

// CleanLine makes one line of text from the other side fit to store and to show: control and format characters
// (which could reorder or hide what stands around them) become spaces, surrounding space goes, and what is longer
// than max runes is cut with an ellipsis. It does not escape: whoever shows text in HTML does that. A max below 1
// leaves nothing.
func CleanLine(s string, max int) string {
	return clean(s, max, func(rune) bool { return false })
}

// CleanText is CleanLine for text of several lines: it keeps line breaks and tabs.
func CleanText(s string, max int) string {
	return clean(strings.ReplaceAll(s, "\r\n", "\n"), max, func(r rune) bool { return r == '\n' || r == '\t' })
}

func clean(s string, max int, keep func(rune) bool) string {
	if max < 1 {
		return ""
	}
	s = strings.TrimSpace(s)
	if len(s) > 4*max+4 { // more than max runes, whatever they are: never walk megabytes to keep a line
		s = s[:4*max+4]
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if !keep(r) && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)) {
			return ' '
		}
		return r
	}, s))
	if runes := []rune(s); len(runes) > max {
		return strings.TrimRightFunc(string(runes[:max-1]), unicode.IsSpace) + "…"
	}
	return s
}
