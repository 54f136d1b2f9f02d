//go:build !race

package app

// beside is how many tests run at once: more than there are processors, as they wait most of their time.
const beside = 6
