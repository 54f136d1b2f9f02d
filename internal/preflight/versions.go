package preflight

import (
	"slices"
	"strconv"
	"strings"
)

// versionParts reads "1.4.2", "1.4.2-beta" or "Android 14"; ok is false for what is not a version. Devices write this text,
// so at most four parts of at most six digits count.
func versionParts(version string) (parts []int, ok bool) {
	if len(version) > maxFact {
		return nil, false
	}
	words := strings.Fields(version)
	at := slices.IndexFunc(words, func(w string) bool { return w[0] >= '0' && w[0] <= '9' })
	if at < 0 || at > 1 {
		return nil, false
	}
	numbers, _, _ := strings.Cut(words[at], "-")
	for text := range strings.SplitSeq(numbers, ".") {
		n, err := strconv.ParseUint(text, 10, 20)
		if err != nil || len(parts) == 4 {
			return nil, false
		}
		parts = append(parts, int(n))
	}
	return parts, true
}

// older says that a version is proven to be older than another. What cannot be read, proves nothing.
func older(version, than string) bool {
	a, known := versionParts(version)
	b, asked := versionParts(than)
	return known && asked && slices.Compare(trimmed(a), trimmed(b)) < 0
}

// trimmed takes zeros off the end: 11.0 is 11.
func trimmed(parts []int) []int {
	for len(parts) > 0 && parts[len(parts)-1] == 0 {
		parts = parts[:len(parts)-1]
	}
	return parts
}

// olderGeneration compares the first number only.
func olderGeneration(version, than string) bool {
	a, known := versionParts(version)
	b, asked := versionParts(than)
	return known && asked && a[0] < b[0]
}
