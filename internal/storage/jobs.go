package storage

import (
	"context"
	"encoding/json"
	"time"

	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/storage/query"
)

// AddJobs implements jobs.Store.
func (db *DB) AddJobs(ctx context.Context, added ...jobs.Job) error {
	return db.write(ctx, "add jobs", func(t *tx) error { return t.addJobs(ctx, added) })
}

func (t *tx) addJobs(ctx context.Context, added []jobs.Job) error {
	for _, j := range added {
		if err := t.InsertJob(ctx, query.InsertJobParams{ID: j.ID, Kind: string(j.Kind), Key: j.Key,
			Payload: clean(string(j.Payload)), RunAt: micros(j.RunAt), Attempts: int64(j.Attempts),
			MaxAttempts: int64(j.MaxAttempts), LastError: clean(j.LastError)}); err != nil {
			return err
		}
	}
	return nil
}

// ClaimJobs implements jobs.Store. The job that is due longest comes first.
func (db *DB) ClaimJobs(ctx context.Context, owner string, now, leaseUntil time.Time, limit int) ([]jobs.Job, error) {
	return writing(ctx, db, "claim jobs", func(t *tx) ([]jobs.Job, error) {
		rows, err := t.engine.claim(ctx, t.Tx, owner, micros(now), micros(leaseUntil), max(limit, 0))
		return toAll(rows, toJob), err
	})
}

// TakeBackJobs implements jobs.Store.
func (db *DB) TakeBackJobs(ctx context.Context, owner string) (count int, err error) {
	err = db.write(ctx, "take jobs back", func(t *tx) error {
		n, err := t.Queries.TakeBackJobs(ctx, owner)
		count = int(n)
		return err
	})
	return count, err
}

// FinishJob implements jobs.Store.
func (db *DB) FinishJob(ctx context.Context, owner, id string) error {
	return db.write(ctx, "finish job "+id, func(t *tx) error { return t.Queries.FinishJob(ctx, id, owner) })
}

// RetryJob implements jobs.Store. A job whose lease went to another owner is left alone.
func (db *DB) RetryJob(ctx context.Context, owner, id string, runAt time.Time, why string) error {
	return db.write(ctx, "retry job "+id, func(t *tx) error {
		return t.Queries.RetryJob(ctx, micros(runAt), clean(why), id, owner)
	})
}

// FailJob implements jobs.Store. A job whose lease went to another owner is left alone. A failed job no longer
// keeps another one with its key away.
func (db *DB) FailJob(ctx context.Context, owner, id, why string) error {
	return db.write(ctx, "fail job "+id, func(t *tx) error { return t.Queries.FailJob(ctx, clean(why), id, owner) })
}

// CountJobs implements jobs.Store. All four states are always there.
func (db *DB) CountJobs(ctx context.Context, now time.Time) (map[string]int, error) {
	return reading(ctx, db, "count jobs", func(t *tx) (map[string]int, error) {
		row, err := t.Queries.CountJobs(ctx, micros(now))
		return map[string]int{"due": int(row.Due), "later": int(row.Later), "running": int(row.Running), "failed": int(row.Failed)}, err
	})
}

func toJob(r query.Job) jobs.Job {
	return jobs.Job{ID: r.ID, Kind: jobs.Kind(r.Kind), Key: r.Key, Payload: json.RawMessage(r.Payload),
		RunAt: fromMicros(r.RunAt), Attempts: int(r.Attempts), MaxAttempts: int(r.MaxAttempts), LastError: r.LastError}
}
