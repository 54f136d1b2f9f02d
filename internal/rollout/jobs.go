package rollout

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/jobs"
)

// The jobs of rollout; app registers the handlers of [Service] for them.
const (
	JobOrder   jobs.Kind = "rollout.order"   // the next page of an app's devices is ordered
	JobDevice  jobs.Kind = "rollout.device"  // the MDM is given the order for one app on one device
	JobProven  jobs.Kind = "rollout.proven"  // support is told how a session's values stand
	JobExpire  jobs.Kind = "rollout.expire"  // a session's values are over
	JobMatch   jobs.Kind = "rollout.match"   // the provider is asked for its devices
	JobSweep   jobs.Kind = "rollout.sweep"   // what nobody told us of is found
	JobObserve jobs.Kind = "rollout.observe" // the MDM is asked what it knows of a device
)

// payload is what all jobs of this package carry; each uses its own part.
type payload struct {
	AppID     string    `json:"app_id,omitempty"`
	DeviceID  string    `json:"device_id,omitempty"`
	SessionID string    `json:"session_id,omitempty"`
	After     string    `json:"after,omitempty"`
	State     string    `json:"state,omitempty"`
	Evidence  string    `json:"evidence,omitempty"`
	At        time.Time `json:"at,omitzero"`
}

// manyTries lasts for about a day at the runner's longest back-off: an MDM that is down for an hour loses nothing.
const manyTries = 300

// newJob is due at a time, never at the zero one: what people wait for, such as a session's own jobs, goes before it.
func newJob(kind jobs.Kind, key string, at time.Time, p payload) jobs.Job {
	text, err := json.Marshal(p)
	if err != nil {
		panic("rollout: a job's payload is plain text: " + err.Error())
	}
	return jobs.Job{ID: id.New("job"), Kind: kind, Key: key, Payload: text, RunAt: at, MaxAttempts: manyTries}
}

func (s *Service) orderJob(appID, after string) jobs.Job {
	return newJob(JobOrder, "", s.now(), payload{AppID: appID, After: after})
}

// deviceJob has no key: a job that runs already may have read what was wanted before this change.
func (s *Service) deviceJob(deviceID, appID string) jobs.Job {
	return newJob(JobDevice, "", s.now(), payload{DeviceID: deviceID, AppID: appID})
}

// sessionJob is a device's job that a session waits for: it goes before all that a big distribution has to do.
func (s *Service) sessionJob(deviceID, appID string) jobs.Job {
	return newJob(JobDevice, "", time.Time{}, payload{DeviceID: deviceID, AppID: appID})
}

func (s *Service) provenJob(sessionID string, state DeliveryState, evidence string) jobs.Job {
	return newJob(JobProven, "", time.Time{}, payload{SessionID: sessionID, State: string(state), Evidence: shorten(evidence, 300)})
}

// slotted is a job that runs once in a slot of time, however often it is asked for. The slot is in the key, as a job that
// runs cannot add another with its own.
func (s *Service) slotted(kind jobs.Kind, slot time.Duration) jobs.Job {
	next := s.now().Truncate(slot).Add(slot)
	return newJob(kind, strconv.FormatInt(next.Unix(), 10), next, payload{})
}

// Handlers are the handlers of this package's jobs, to be registered with the runner.
func (s *Service) Handlers() map[jobs.Kind]jobs.Handler {
	handlers := map[jobs.Kind]jobs.Handler{}
	for kind, do := range map[jobs.Kind]func(context.Context, payload) error{
		JobOrder:   func(ctx context.Context, p payload) error { return s.orderPage(ctx, p.AppID, p.After) },
		JobDevice:  func(ctx context.Context, p payload) error { return s.send(ctx, p.DeviceID, p.AppID) },
		JobProven:  func(ctx context.Context, p payload) error { return s.Proven(ctx, p.SessionID, p.State, p.Evidence) },
		JobExpire:  func(ctx context.Context, p payload) error { return s.expire(ctx, p.SessionID) },
		JobMatch:   func(ctx context.Context, _ payload) error { return s.FindMatch(ctx) },
		JobSweep:   func(ctx context.Context, _ payload) error { return s.sweep(ctx) },
		JobObserve: func(ctx context.Context, p payload) error { return s.observe(ctx, p.DeviceID) },
	} {
		handlers[kind] = func(ctx context.Context, j jobs.Job) error {
			var p payload
			if err := json.Unmarshal(j.Payload, &p); err != nil {
				return &finalError{fmt.Errorf("payload of job %s: %w", j.Kind, err)}
			}
			return do(ctx, p)
		}
	}
	return handlers
}

// A finalError is one that another try does not help.
type finalError struct{ error }

func (*finalError) Temporary() bool { return false }
func (e *finalError) Unwrap() error { return e.error }

// again says whether an error of an MDM is worth another try.
func again(err error) bool {
	var t interface{ Temporary() bool }
	if errors.As(err, &t) {
		return t.Temporary()
	}
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}
