//go:build race

package support_test

// stride leaves calls out of the walk under the race detector, which makes the database many times slower.
const stride = 9
