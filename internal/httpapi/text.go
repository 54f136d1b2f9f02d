package httpapi

import "github.com/helpatwork/helpatwork/internal/wire"

// line makes one line of a text from outside fit to store and to show.
func line(s string, max int) string { return wire.CleanLine(s, max) }

// text is line for several lines.
func text(s string, max int) string { return wire.CleanText(s, max) }

// requiredLine is line for what must not be empty, even after cleaning.
func requiredLine(location, s string, max int) (string, error) {
	if s = line(s, max); s == "" {
		return "", &invalidField{location, "must not be empty"}
	}
	return s, nil
}
