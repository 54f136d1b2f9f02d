// Package preflight says, before anyone presses Start, what will block a session, what to know, and what removes
// the block. It is pure: facts in, findings out.
package preflight

// A Code names a finding; the console has its words in both languages. The list is closed.
type Code string

// A Severity says what a finding means for Start.
type Severity string

// The severities.
const (
	Block Severity = "block" // Start is refused
	Warn  Severity = "warn"  // Start may fail or wait
	Info  Severity = "info"
)

// A Remedy names the action that removes a finding; the console knows how to offer it. Empty means none.
type Remedy string

// A Finding is one thing to know before Start.
type Finding struct {
	Code     Code
	Severity Severity
	Remedy   Remedy
	// Never says that this can never change for this device: the action is left out, not shown disabled.
	Never bool
	// Facts are values for the words of the finding, such as how long ago a device was seen.
	Facts map[string]string
}
