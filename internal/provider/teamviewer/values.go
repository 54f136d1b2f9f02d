package teamviewer

import (
	"encoding/json"
	"errors"
	"math"
	"time"
)

// A moment is a time as the API writes it: 2013-10-30T12:03:29Z. Null, nothing and "" are the zero time.
type moment struct{ time.Time }

var errMoment = errors.New("not a time")

// UnmarshalJSON implements json.Unmarshaler.
func (m *moment) UnmarshalJSON(text []byte) error {
	var s *string
	if json.Unmarshal(text, &s) != nil {
		return errMoment
	}
	if s == nil || *s == "" {
		m.Time = time.Time{}
		return nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		t, err := time.Parse(layout, *s)
		if err == nil && t.Year() >= 2000 && t.Year() < 2200 {
			m.Time = t.UTC().Truncate(time.Microsecond) // what storage keeps
			return nil
		}
	}
	return errMoment
}

// written is how the API wants times in queries and bodies.
func written(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// A name is an identifier that the API gives as text or as a number.
type name string

var errName = errors.New("neither text nor a number")

// UnmarshalJSON implements json.Unmarshaler.
func (n *name) UnmarshalJSON(text []byte) error {
	var s *string
	if json.Unmarshal(text, &s) == nil {
		if s != nil {
			*n = name(*s)
		}
		return nil
	}
	var number json.Number
	if json.Unmarshal(text, &number) != nil {
		return errName
	}
	*n = name(number)
	return nil
}

// A count is a number of things, given as a number or as the list of them; nil means that it was not told.
type count struct{ n *int }

// UnmarshalJSON implements json.Unmarshaler. What is no count is one that was not told: nothing depends on it.
func (c *count) UnmarshalJSON(text []byte) error {
	var list []json.RawMessage
	var number float64
	c.n = nil
	switch {
	case string(text) == "null":
	case json.Unmarshal(text, &list) == nil:
		n := len(list)
		c.n = &n
	case json.Unmarshal(text, &number) == nil && number >= 0 && number <= math.MaxInt32:
		n := int(number)
		c.n = &n
	}
	return nil
}

// value is the count, or -1.
func (c count) value() int {
	if c.n == nil {
		return -1
	}
	return *c.n
}
