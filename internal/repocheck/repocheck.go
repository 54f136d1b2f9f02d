// Package repocheck holds rules about this repository, as tests: who may import whom, how long a file may be, that every
// package says what it is, that labels are those of the product, and that every requirement has a status and a proof.
package repocheck
