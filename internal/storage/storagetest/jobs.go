package storagetest

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/jobs"
)

var jobPromises = []promise{
	{"a due job is leased with an attempt counted, as it was given", func(t *testing.T, s Store) {
		want := jobs.Job{ID: "job_1", Kind: "session.open", Key: "ses_1", Payload: json.RawMessage(`{"id":"ses_1"}`),
			RunAt: start, MaxAttempts: 3, LastError: "none yet"}
		ok(t, s.AddJobs(t.Context(), want))
		equal(t, "before its time", claim(t, s, "n1", start.Add(-time.Microsecond)), nil)
		got, err := s.ClaimJobs(t.Context(), "n1", start, start.Add(time.Minute), 10)
		ok(t, err)
		want.Attempts = 1
		equal(t, "claimed", got, []jobs.Job{want})
	}},
	{"what is due longest comes first, up to the limit", func(t *testing.T, s Store) {
		for n := range 5 {
			ok(t, s.AddJobs(t.Context(), jobs.Job{ID: fmt.Sprintf("job_%d", n), Kind: "k", RunAt: start.Add(-time.Duration(n) * time.Minute)}))
		}
		ok(t, s.AddJobs(t.Context(), jobs.Job{ID: "job_now", Kind: "k"}))
		got, err := s.ClaimJobs(t.Context(), "n1", start, start.Add(time.Minute), 3)
		ok(t, err)
		equal(t, "claimed", names(got), []string{"job_now", "job_4", "job_3"})
	}},
	{"a job is not given to another while its lease runs, and is when it ran out", func(t *testing.T, s Store) {
		ok(t, s.AddJobs(t.Context(), jobs.Job{ID: "job_1", Kind: "k"}))
		equal(t, "first", claim(t, s, "n1", start), []string{"job_1"})
		equal(t, "while leased", claim(t, s, "n2", start.Add(time.Minute-time.Microsecond)), nil)
		equal(t, "after", claim(t, s, "n2", start.Add(time.Minute)), []string{"job_1"})
		// n1 comes back late: nothing it says counts any more.
		ok(t, s.FinishJob(t.Context(), "n1", "job_1"))
		ok(t, s.RetryJob(t.Context(), "n1", "job_1", start, "late"))
		ok(t, s.FailJob(t.Context(), "n1", "job_1", "late"))
		counts(t, s, start.Add(time.Minute), map[string]int{"due": 0, "later": 0, "running": 1, "failed": 0})
		ok(t, s.FinishJob(t.Context(), "n2", "job_1"))
		counts(t, s, start.Add(time.Minute), map[string]int{"due": 0, "later": 0, "running": 0, "failed": 0})
	}},
	{"an owner takes back its own leases only, with the attempts counted", func(t *testing.T, s Store) {
		ok(t, s.AddJobs(t.Context(), jobs.Job{ID: "job_1", Kind: "k"}, jobs.Job{ID: "job_2", Kind: "k"}))
		equal(t, "of n1", claim(t, s, "n1", start), []string{"job_1", "job_2"})
		ok(t, s.RetryJob(t.Context(), "n1", "job_2", start.Add(time.Hour), "later"))
		ok(t, s.AddJobs(t.Context(), jobs.Job{ID: "job_3", Kind: "k"}, jobs.Job{ID: "job_4", Kind: "k"}))
		equal(t, "of n2", claim(t, s, "n2", start), []string{"job_3", "job_4"})
		ok(t, s.FailJob(t.Context(), "n2", "job_4", "broken"))
		left, err := s.TakeBackJobs(t.Context(), "n1")
		ok(t, err)
		equal(t, "taken back", left, 1)
		got, err := s.ClaimJobs(t.Context(), "n1", start, start.Add(time.Minute), 10)
		ok(t, err)
		equal(t, "due again at once", names(got), []string{"job_1"})
		equal(t, "attempts", got[0].Attempts, 2)
		counts(t, s, start, map[string]int{"due": 0, "later": 1, "running": 2, "failed": 1})
		left, err = s.TakeBackJobs(t.Context(), "n9")
		ok(t, err)
		equal(t, "of one that holds nothing", left, 0)
	}},
	{"a job that is tried again keeps why, waits, and counts its attempts", func(t *testing.T, s Store) {
		ok(t, s.AddJobs(t.Context(), jobs.Job{ID: "job_1", Kind: "k"}))
		claim(t, s, "n1", start)
		ok(t, s.RetryJob(t.Context(), "n1", "job_1", start.Add(time.Hour), "no answer"))
		counts(t, s, start, map[string]int{"due": 0, "later": 1, "running": 0, "failed": 0})
		got, err := s.ClaimJobs(t.Context(), "n2", start.Add(time.Hour), start.Add(2*time.Hour), 1)
		ok(t, err)
		equal(t, "again", fmt.Sprintf("%d %s", got[0].Attempts, got[0].LastError), "2 no answer")
	}},
	{"a failed job rests for good", func(t *testing.T, s Store) {
		ok(t, s.AddJobs(t.Context(), jobs.Job{ID: "job_1", Kind: "k", Key: "a"}))
		claim(t, s, "n1", start)
		ok(t, s.FailJob(t.Context(), "n1", "job_1", "broken"))
		equal(t, "claimed", claim(t, s, "n1", start.Add(time.Hour)), nil)
		counts(t, s, start, map[string]int{"due": 0, "later": 0, "running": 0, "failed": 1})
		ok(t, s.AddJobs(t.Context(), jobs.Job{ID: "job_2", Kind: "k", Key: "a"}))
		equal(t, "its key is free", claim(t, s, "n1", start), []string{"job_2"})
	}},
	{"a key keeps a second job away until the first is done", func(t *testing.T, s Store) {
		add := func(id string, kind jobs.Kind, key string) {
			ok(t, s.AddJobs(t.Context(), jobs.Job{ID: id, Kind: kind, Key: key}))
		}
		add("job_1", "k", "a")
		add("job_2", "k", "a")
		add("job_3", "other", "a")
		add("job_4", "k", "b")
		add("job_5", "k", "")
		add("job_6", "k", "")
		got, err := s.ClaimJobs(t.Context(), "n1", start, start.Add(time.Minute), 10)
		ok(t, err)
		equal(t, "claimed", names(got), []string{"job_1", "job_3", "job_4", "job_5", "job_6"})
		add("job_7", "k", "a")
		equal(t, "while it runs", claim(t, s, "n1", start), nil)
		ok(t, s.FinishJob(t.Context(), "n1", "job_1"))
		add("job_8", "k", "a")
		equal(t, "after", claim(t, s, "n1", start), []string{"job_8"})
	}},
	{"jobs are counted by state", func(t *testing.T, s Store) {
		ok(t, s.AddJobs(t.Context(), jobs.Job{ID: "job_1", Kind: "k"}, jobs.Job{ID: "job_2", Kind: "k"},
			jobs.Job{ID: "job_3", Kind: "k", RunAt: start.Add(time.Hour)}))
		_, err := s.ClaimJobs(t.Context(), "n1", start, start.Add(time.Minute), 1)
		ok(t, err)
		counts(t, s, start, map[string]int{"due": 1, "later": 1, "running": 1, "failed": 0})
	}},
}

// claim leases everything due for a minute.
func claim(t *testing.T, s Store, owner string, now time.Time) []string {
	t.Helper()
	got, err := s.ClaimJobs(t.Context(), owner, now, now.Add(time.Minute), 100)
	ok(t, err)
	return names(got)
}

func names(claimed []jobs.Job) (ids []string) {
	for _, j := range claimed {
		ids = append(ids, j.ID)
	}
	return ids
}

func counts(t *testing.T, s Store, now time.Time, want map[string]int) {
	t.Helper()
	got, err := s.CountJobs(t.Context(), now)
	ok(t, err)
	equal(t, "counts", got, want)
}
