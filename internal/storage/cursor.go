package storage

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// maxCursor is longer than any cursor we give out.
const maxCursor = 2000

var cursorText = base64.RawURLEncoding

// encodeCursor hides where a page ended in text that callers hand back and do not look into.
func encodeCursor(key string) string { return cursorText.EncodeToString([]byte(key)) }

// decodeCursor returns the key of a cursor, or bad for anything that encodeCursor cannot have made.
func decodeCursor(cursor string, bad error) (string, error) {
	if len(cursor) > maxCursor {
		return "", bad
	}
	key, err := cursorText.DecodeString(cursor)
	if err != nil || len(key) == 0 || clean(string(key)) != string(key) {
		return "", bad
	}
	return string(key), nil
}

// encodeTimeCursor is for lists that show the newest first.
func encodeTimeCursor(at int64, id string) string {
	return encodeCursor(strconv.FormatInt(at, 10) + " " + id)
}

func decodeTimeCursor(cursor string, bad error) (at int64, id string, err error) {
	key, err := decodeCursor(cursor, bad)
	if err != nil {
		return 0, "", err
	}
	digits, id, ok := strings.Cut(key, " ")
	at, parseErr := strconv.ParseInt(digits, 10, 64)
	if !ok || parseErr != nil || id == "" {
		return 0, "", bad
	}
	return at, id, nil
}

// pageLimit holds a limit to what the interfaces allow, so that no caller's slip reads a whole table.
func pageLimit(limit int) int { return min(max(limit, 1), 200) }
