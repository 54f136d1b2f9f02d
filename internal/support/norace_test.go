//go:build !race

package support_test

// stride is 1: every call goes wrong once.
const stride = 1
