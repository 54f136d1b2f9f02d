//go:build !race

package support_test

// Every call goes wrong once, in every manner.
const (
	stride = 1
	raced  = false
)

var walkedFaults = []fault{refused, answered, dieBefore, dieAfter}
