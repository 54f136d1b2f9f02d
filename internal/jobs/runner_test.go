package jobs

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// queue is a Store that keeps jobs the way storagetest demands, for one owner.
type queue struct {
	Store
	mu      sync.Mutex
	waiting map[string]Job
	leased  map[string]time.Time
	done    []string
	failed  map[string]string
	broken  error // of taking back
}

func newQueue(jobs ...Job) *queue {
	q := &queue{waiting: map[string]Job{}, leased: map[string]time.Time{}, failed: map[string]string{}}
	for _, j := range jobs {
		q.waiting[j.ID] = j
	}
	return q
}

func (q *queue) ClaimJobs(_ context.Context, _ string, now, until time.Time, limit int) ([]Job, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var due []Job
	for id, j := range q.waiting {
		if len(due) < limit && !j.RunAt.After(now) && !q.leased[id].After(now) {
			j.Attempts++
			q.waiting[id], q.leased[id] = j, until
			due = append(due, j)
		}
	}
	return due, nil
}

func (q *queue) TakeBackJobs(context.Context, string) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.broken != nil {
		return 0, q.broken
	}
	left := len(q.leased)
	clear(q.leased)
	return left, nil
}

func (q *queue) FinishJob(_ context.Context, _, id string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.waiting, id)
	q.done = append(q.done, id)
	return nil
}

func (q *queue) RetryJob(_ context.Context, _, id string, at time.Time, why string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	j := q.waiting[id]
	j.RunAt, j.LastError = at, why
	q.waiting[id] = j
	delete(q.leased, id)
	return nil
}

func (q *queue) FailJob(_ context.Context, _, id, why string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.waiting, id)
	q.failed[id] = why
	return nil
}

type final struct{ error }

func (final) Temporary() bool { return false }

func TestRunner(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name         string
		job          Job
		handle       func(try int) error
		for_         time.Duration
		tries        int
		done, failed bool
	}{
		{"runs a due job once", Job{Kind: "k"}, func(int) error { return nil }, time.Minute, 1, true, false},
		{"waits for its time", Job{Kind: "k", RunAt: time.Now().Add(1000 * time.Hour)}, func(int) error { return nil }, time.Minute, 0, false, false},
		{"tries again after an error", Job{Kind: "k"}, func(n int) error {
			if n < 3 {
				return errors.New("not yet")
			}
			return nil
		}, time.Minute, 3, true, false},
		{"a final error ends it", Job{Kind: "k"}, func(int) error { return final{errors.New("no")} }, time.Minute, 1, false, true},
		{"a panic is an error", Job{Kind: "k", MaxAttempts: 2}, func(int) error { panic("oh") }, time.Minute, 2, false, true},
		{"gives up at last", Job{Kind: "k", MaxAttempts: 4}, func(int) error { return errors.New("never") }, time.Hour, 4, false, true},
		{"what takes the process down each time is given up", Job{Kind: "k", MaxAttempts: 3, Attempts: 3}, func(int) error { return nil }, time.Minute, 0, false, true},
		{"an unknown kind fails in the end", Job{Kind: "other", MaxAttempts: 1}, func(int) error { return nil }, time.Minute, 0, false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tt.job.ID = "job_1"
				q := newQueue(tt.job)
				r := NewRunner(RunnerConfig{Store: q, Owner: "a", Log: slog.New(slog.DiscardHandler)})
				tries := 0
				r.Register("k", func(context.Context, Job) error { tries++; return tt.handle(tries) })
				ctx, stop := context.WithTimeout(t.Context(), tt.for_)
				defer stop()
				if err := r.Run(ctx); err != nil {
					t.Fatal(err)
				}
				if tries != tt.tries || (len(q.done) == 1) != tt.done || (len(q.failed) == 1) != tt.failed {
					t.Errorf("%d tries, done %v, failed %v; want %d, %v, %v", tries, q.done, q.failed, tt.tries, tt.done, tt.failed)
				}
			})
		})
	}
}

func TestNudgeRunsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue()
		r := NewRunner(RunnerConfig{Store: q, Owner: "a", Log: slog.New(slog.DiscardHandler), Every: time.Hour})
		start, ran := time.Now(), make(chan time.Time, 1)
		r.Register("k", func(context.Context, Job) error { ran <- time.Now(); return nil })
		ctx, stop := context.WithCancel(t.Context())
		go r.Run(ctx)
		synctest.Wait()
		q.mu.Lock()
		q.waiting["job_1"] = Job{ID: "job_1", Kind: "k"}
		q.mu.Unlock()
		r.Nudge()
		if got := (<-ran).Sub(start); got != 0 {
			t.Errorf("job ran after %v, want at once", got)
		}
		stop()
		synctest.Wait()
	})
}

func TestWhatWasLeftBehindRunsAtOnce(t *testing.T) {
	t.Parallel()
	for name, broken := range map[string]error{"at once": nil, "after its lease when the store fails": errors.New("down")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				q := newQueue(Job{ID: "job_1", Kind: "k", Attempts: 1})
				q.leased["job_1"] = time.Now().Add(time.Minute) // by the process that was killed
				q.broken = broken
				start, ran := time.Now(), time.Duration(-1)
				r := NewRunner(RunnerConfig{Store: q, Owner: "a", Log: slog.New(slog.DiscardHandler)})
				r.Register("k", func(context.Context, Job) error { ran = time.Since(start); return nil })
				ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
				defer stop()
				if err := r.Run(ctx); err != nil {
					t.Fatal(err)
				}
				want := time.Duration(0)
				if broken != nil {
					want = time.Minute
				}
				if ran != want {
					t.Errorf("it ran after %v, want %v", ran, want)
				}
			})
		})
	}
}

func TestStopGivesTheJobBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(Job{ID: "job_1", Kind: "k"})
		r := NewRunner(RunnerConfig{Store: q, Owner: "a", Log: slog.New(slog.DiscardHandler)})
		r.Register("k", func(ctx context.Context, _ Job) error { <-ctx.Done(); return ctx.Err() })
		ctx, stop := context.WithTimeout(t.Context(), 5*time.Second)
		defer stop()
		r.Run(ctx)
		if j, kept := q.waiting["job_1"]; !kept || j.LastError != "the server stopped" {
			t.Errorf("after a stop the job is %+v, %v; want it kept to run again", j, kept)
		}
	})
}

func TestBackOffGrowsAndIsBounded(t *testing.T) {
	t.Parallel()
	for attempts := range 70 {
		if got := backOff(attempts); got < 500*time.Millisecond || got > 5*time.Minute {
			t.Errorf("backOff(%d) = %v", attempts, got)
		}
	}
}
