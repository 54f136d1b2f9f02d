//go:build race

package support_test

// Under the race detector the database is many times slower: the walk is a short one there, to look for races only.
const (
	stride = 15
	raced  = true
)

var walkedFaults = []fault{dieAfter}
