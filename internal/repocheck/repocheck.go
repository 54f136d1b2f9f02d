// Package repocheck holds rules about this repository, as tests: who may import whom, how long a file may be, and
// that every package says what it is.
package repocheck
