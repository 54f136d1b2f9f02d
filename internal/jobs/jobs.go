// Package jobs holds durable jobs and timers: what is to be done outside a transaction is a row written in it,
// run at once by the node that wrote it, and by any node later if that one died.
package jobs

import (
	"context"
	"encoding/json"
	"time"
)

// A Kind names what a job does; its handler is registered with the Runner.
type Kind string

// A Job is one thing to do. Handlers must be idempotent: a job may run again after a crash.
type Job struct {
	ID   string // job_…
	Kind Kind
	// Key makes a job unique among those not done: adding another with the same kind and key changes nothing.
	// Empty means no such limit.
	Key string
	// Payload is the handler's own JSON, at most 16 KB.
	Payload json.RawMessage
	// RunAt is the earliest time; zero means at once.
	RunAt time.Time
	// Attempts is how often it has been tried; MaxAttempts ends it as failed. Zero means 10.
	Attempts, MaxAttempts int
	LastError             string
}

// Store is what is kept of jobs; package storagetest holds implementations to it. Each method is one transaction.
type Store interface {
	// AddJobs adds jobs that go with no other change.
	AddJobs(ctx context.Context, jobs ...Job) error
	// ClaimJobs leases up to limit due jobs to owner until leaseUntil, counts an attempt of each and returns them.
	// Two owners never hold one job at once while its lease runs.
	ClaimJobs(ctx context.Context, owner string, now, leaseUntil time.Time, limit int) ([]Job, error)
	// TakeBackJobs ends the leases of an owner, whose jobs are due again at once; their attempts stay counted. It says how
	// many there were.
	TakeBackJobs(ctx context.Context, owner string) (int, error)
	// FinishJob removes a job that was done. A job whose lease went to another owner is left alone.
	FinishJob(ctx context.Context, owner, id string) error
	// RetryJob frees a job to run again at runAt and keeps why.
	RetryJob(ctx context.Context, owner, id string, runAt time.Time, why string) error
	// FailJob ends a job for good and keeps why.
	FailJob(ctx context.Context, owner, id, why string) error
	// CountJobs counts jobs by state: due, later, running, failed.
	CountJobs(ctx context.Context, now time.Time) (map[string]int, error)
}
