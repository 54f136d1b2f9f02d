//go:build race

package app

// beside is how many tests run at once; under the race detector they work rather than wait, so that 0 leaves it to the
// number of processors.
const beside = 0
