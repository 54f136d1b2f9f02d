package access

import (
	"context"
	"fmt"

	"github.com/alexedwards/argon2id"
)

// OWASP's smaller recommendation for argon2id (Password Storage Cheat Sheet, read 2026-11): 19 MiB, two passes, one lane.
var owasp = argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// Argon2 is Passwords by argon2id. Each hash takes 19 MiB and some 30 ms, so only a few run at once: a flood of
// sign-ins waits instead of taking the memory. It is safe for concurrent use.
type Argon2 struct {
	params argon2id.Params
	slots  chan struct{}
}

// NewArgon2 makes an Argon2 that runs up to parallel hashes at once.
func NewArgon2(parallel int) *Argon2 {
	return &Argon2{params: owasp, slots: make(chan struct{}, max(parallel, 1))}
}

// CheapArgon2 is for tests only: it takes next to no time or memory, and protects as little.
func CheapArgon2() *Argon2 {
	return &Argon2{params: argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}, slots: make(chan struct{}, 64)}
}

// Hash implements Passwords.
func (a *Argon2) Hash(ctx context.Context, password string) (hash string, err error) {
	err = a.inSlot(ctx, func() error {
		hash, err = argon2id.CreateHash(password, &a.params)
		return err
	})
	return hash, err
}

// Matches implements Passwords. A hash made with other parameters matches, too.
func (a *Argon2) Matches(ctx context.Context, password, hash string) (matches bool, err error) {
	err = a.inSlot(ctx, func() error {
		matches, err = argon2id.ComparePasswordAndHash(password, hash)
		return err
	})
	return matches, err
}

func (a *Argon2) inSlot(ctx context.Context, work func() error) error {
	select {
	case a.slots <- struct{}{}:
		defer func() { <-a.slots }()
	case <-ctx.Done():
		return fmt.Errorf("wait to check a password: %w", context.Cause(ctx))
	}
	if err := work(); err != nil {
		return fmt.Errorf("check a password: %w", err)
	}
	return nil
}
