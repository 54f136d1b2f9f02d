package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"
)

// A Handler does what a job of one kind asks for. It may be called again after it succeeded (the node died before
// the row was removed). An error is tried again with back-off unless it has a method Temporary() that returns false.
type Handler func(ctx context.Context, j Job) error

// RunnerConfig says how a Runner works. Zero values have defaults.
type RunnerConfig struct {
	Store Store
	// Owner is this node's name. It is the same at its next start, and nobody else's meanwhile: whatever the store says
	// it holds when Run begins was left behind by a process that died.
	Owner string
	Log   *slog.Logger
	Now   func() time.Time // zero means time.Now
	// Every is how often due jobs are looked for when nobody nudges. Zero means 1 s.
	Every time.Duration
	// Lease is how long one try may take before another node may take the job over. Zero means 60 s.
	Lease time.Duration
	// Parallel is how many jobs run at once. Zero means 8.
	Parallel int
}

// A Runner runs jobs. Make one with NewRunner, register every kind, then call Run once.
type Runner struct {
	cfg      RunnerConfig
	handlers map[Kind]Handler
	nudge    chan struct{}
}

// NewRunner makes a runner that knows no kind yet.
func NewRunner(cfg RunnerConfig) *Runner {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Every == 0 {
		cfg.Every = time.Second
	}
	if cfg.Lease == 0 {
		cfg.Lease = time.Minute
	}
	if cfg.Parallel == 0 {
		cfg.Parallel = 8
	}
	return &Runner{cfg: cfg, handlers: make(map[Kind]Handler), nudge: make(chan struct{}, 1)}
}

// Register says what to do with jobs of a kind. It must not be called after Run.
func (r *Runner) Register(kind Kind, h Handler) { r.handlers[kind] = h }

// Nudge makes the runner look now. It never blocks and is safe for concurrent use.
func (r *Runner) Nudge() {
	select {
	case r.nudge <- struct{}{}:
	default: // a look is due anyway
	}
}

// Run takes back what this node left behind when it was killed, and runs jobs until ctx ends, then waits for those that are
// running.
func (r *Runner) Run(ctx context.Context) error {
	if left, err := r.cfg.Store.TakeBackJobs(ctx, r.cfg.Owner); err != nil {
		// They wait out their leases, as those of another node do.
		r.cfg.Log.ErrorContext(ctx, "jobs of the last run are not taken back", slog.Any("err", err))
	} else if left > 0 {
		r.cfg.Log.InfoContext(ctx, "jobs of the last run are taken back", slog.Int("jobs", left))
	}
	tick := time.NewTicker(r.cfg.Every)
	defer tick.Stop()
	var running sync.WaitGroup
	defer running.Wait()
	slots := make(chan struct{}, r.cfg.Parallel)
	for {
		if r.runDue(ctx, &running, slots) {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-r.nudge:
		case <-tick.C:
		}
	}
}

// runDue starts what is due, as far as slots are free, and says whether more may be waiting.
func (r *Runner) runDue(ctx context.Context, running *sync.WaitGroup, slots chan struct{}) bool {
	free := cap(slots) - len(slots)
	if free == 0 || ctx.Err() != nil {
		return false // whoever finishes nudges
	}
	now := r.cfg.Now()
	due, err := r.cfg.Store.ClaimJobs(ctx, r.cfg.Owner, now, now.Add(r.cfg.Lease), free)
	if err != nil {
		if ctx.Err() == nil {
			r.cfg.Log.ErrorContext(ctx, "claim jobs", slog.Any("err", err))
		}
		return false
	}
	for _, j := range due {
		slots <- struct{}{}
		running.Go(func() {
			defer func() { <-slots; r.Nudge() }()
			r.try(ctx, j)
		})
	}
	return len(due) == free && len(due) > 0 && len(slots) < cap(slots)
}

// try runs one job and writes down how it went. The bookkeeping outlives ctx: a job done at the moment of a stop is not
// to be done twice.
func (r *Runner) try(ctx context.Context, j Job) {
	failure := errWorn
	if j.Attempts <= j.most() {
		bounded, cancel := context.WithTimeoutCause(ctx, r.cfg.Lease, fmt.Errorf("job %s took longer than its lease", j.Kind))
		failure = r.call(bounded, j)
		cancel()
	}
	books, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := r.settle(books, ctx.Err() != nil, j, failure); err != nil {
		r.cfg.Log.ErrorContext(ctx, "settle job", slog.String("job_id", j.ID), slog.Any("err", err))
	}
}

func (r *Runner) settle(ctx context.Context, stopping bool, j Job, failure error) error {
	switch {
	case failure == nil:
		return r.cfg.Store.FinishJob(ctx, r.cfg.Owner, j.ID)
	case stopping:
		return r.cfg.Store.RetryJob(ctx, r.cfg.Owner, j.ID, r.cfg.Now(), "the server stopped")
	case permanent(failure) || j.Attempts >= j.most():
		r.cfg.Log.ErrorContext(ctx, "job failed for good", slog.String("job_id", j.ID), slog.String("kind", string(j.Kind)),
			slog.Int("attempts", j.Attempts), slog.Any("err", failure))
		return r.cfg.Store.FailJob(ctx, r.cfg.Owner, j.ID, failure.Error())
	default:
		wait := backOff(j.Attempts)
		r.cfg.Log.WarnContext(ctx, "job failed, will try again", slog.String("job_id", j.ID), slog.String("kind", string(j.Kind)),
			slog.Duration("wait", wait), slog.Any("err", failure))
		return r.cfg.Store.RetryJob(ctx, r.cfg.Owner, j.ID, r.cfg.Now().Add(wait), failure.Error())
	}
}

// errWorn is the failure of a job whose tries all ended without a word: it took the process down with it.
var errWorn = errors.New("every try ended with the process")

// most is how often a job is tried.
func (j Job) most() int {
	if j.MaxAttempts == 0 {
		return 10
	}
	return j.MaxAttempts
}

// call runs the handler; a panic in it is an error of this job, not the end of the server.
func (r *Runner) call(ctx context.Context, j Job) (err error) {
	handler, known := r.handlers[j.Kind]
	if !known {
		return fmt.Errorf("no handler for jobs of kind %q", j.Kind)
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return handler(ctx, j)
}

func permanent(err error) bool {
	var t interface{ Temporary() bool }
	return errors.As(err, &t) && !t.Temporary()
}

// backOff doubles from one second to five minutes; half of it is chance, so that many jobs do not come back at once.
func backOff(attempts int) time.Duration {
	whole := min(time.Second<<min(max(attempts-1, 0), 10), 5*time.Minute)
	return whole/2 + rand.N(whole/2+1)
}
