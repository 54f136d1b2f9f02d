package activation

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/wire"
)

const (
	affectedPage   = 500
	maxUnproven    = 10_000
	maxReason      = 500
	checkInAtOnce  = 500
	namesInOneLine = 15 // values with names in one audit record, which takes 20 details
)

// An event is what makes a removal move.
type event string

const (
	didIt   event = "did it"  // the work of the step is done
	waits   event = "waits"   // some devices are not proven yet
	again   event = "again"   // an administrator wants it tried again now
	leaving event = "leaving" // an administrator leaves the waiting, all proven or not
)

// moves are all the ways of a removal; what is not here is ErrWrongStep. The tokens are taken only behind StepProof.
var moves = map[RemovalStep]map[event]RemovalStep{
	StepSessions:     {didIt: StepUndistribute, again: StepSessions},
	StepUndistribute: {didIt: StepCheckIn, again: StepUndistribute},
	StepCheckIn:      {didIt: StepProof, again: StepCheckIn, leaving: StepUnbind},
	StepProof:        {didIt: StepUnbind, waits: StepProof, again: StepCheckIn, leaving: StepUnbind},
	StepUnbind:       {didIt: StepDone, waits: StepUnbind, again: StepUnbind},
	StepDone:         {},
}

// waitOf is how long a step that waits lets pass until it looks again.
var waitOf = map[RemovalStep]time.Duration{StepProof: proofEvery, StepUnbind: closingEvery}

// stepPayload names a removal at one version. Each version has one job, and a job of an older one does nothing: whatever
// crashes or runs twice, there is one chain of steps.
type stepPayload struct {
	RemovalID string `json:"removal_id"`
	Version   int64  `json:"version"`
}

func newStep(removalID string, version int64, at time.Time) jobs.Job {
	return newJob(JobStep, stepPayload{RemovalID: removalID, Version: version}, at, stepTries)
}

// Remove begins to take a way back. It goes on by itself; see [Service.Removal]. When no other way of its provider is
// active at its end, the technicians' own accounts are disconnected too, unless keepAccounts says otherwise.
// Errors: access.ErrForbidden, *wire.FieldError, ErrNotActive, ErrRemoving.
func (s *Service) Remove(ctx context.Context, p access.Principal, w Way, keepAccounts bool) (Removal, error) {
	if err := errors.Join(mayChange(p), w.known()); err != nil {
		return Removal{}, err
	}
	active, err := s.activeOf(ctx, w)
	if err != nil {
		return Removal{}, err
	}
	now := s.now()
	r := Removal{ID: id.New("rem"), ActivationID: active.ID, Version: 1, Way: w, Step: StepSessions, StartedBy: p.Actor(), StartedAt: now, StepAt: now, KeepAccounts: keepAccounts}
	if err := s.store.CreateRemoval(ctx, r, Writes{
		Audit: []audit.Record{s.record(p.Actor(), audit.RemovalStarted, "way", w.String(), "removal_id", r.ID,
			"keep_technicians_accounts", strconv.FormatBool(keepAccounts))},
		// Until then every node has seen that the way is being removed, and lets no session start any more.
		Jobs: jobsOf(newStep(r.ID, r.Version, now.Add(cacheLife))),
	}); err != nil {
		return Removal{}, fmt.Errorf("remove %s: %w", w, err)
	}
	s.log.InfoContext(ctx, "removal started", slog.String("way", w.String()), slog.String("removal_id", r.ID), slog.String("person_id", p.PersonID))
	s.changed(w, active.Version+1)
	s.hints.Hint(HintRemoval, r.ID, r.Version)
	return r, nil
}

// activeOf is the activation of a way that is on. The built-in engine as it comes gets a row, so that there is something
// to be removed.
func (s *Service) activeOf(ctx context.Context, w Way) (Activation, error) {
	newest, err := s.newest(ctx)
	if err != nil {
		return Activation{}, err
	}
	switch stateOf(w, newest) {
	case Off:
		return Activation{}, ErrNotActive
	case Removing:
		return Activation{}, ErrRemoving
	}
	if a, ok := newest[w]; ok {
		return a, nil
	}
	a := Activation{ID: id.New("act"), Version: 1, Way: w, State: Active, AgreedBy: audit.System, AgreedAt: s.now()}
	err = s.store.CreateActivation(ctx, a, Writes{})
	if errors.Is(err, ErrActive) { // somebody else was quicker
		return s.activeOf(ctx, w)
	}
	return a, err
}

// A RemovalView is a removal with the devices it concerns.
type RemovalView struct {
	Removal
	// Affected are at most 500 devices, those that are not proven first.
	Affected []Affected
	// Next is the cursor of the next page; empty on the last.
	Next string
	// Counts say how many devices there are of each proof.
	Counts map[Proof]int
	// CanFinish says that the way out is free without an override.
	CanFinish bool
	// Accounts are those of Released, with how far each is.
	Accounts []AccountRelease
	// Closing is how many session codes the last step waits for before it takes the accounts away.
	Closing int
}

// An AccountRelease is an account that a removal takes away.
type AccountRelease struct {
	Released
	State ReleaseState
}

// Removal is one removal with the first page of its devices. Errors: access.ErrForbidden, ErrNotFound.
func (s *Service) Removal(ctx context.Context, p access.Principal, removalID string) (RemovalView, error) {
	return s.RemovalPage(ctx, p, removalID, "")
}

// RemovalPage is Removal with the page behind a cursor. Errors: *wire.FieldError too.
func (s *Service) RemovalPage(ctx context.Context, p access.Principal, removalID, cursor string) (RemovalView, error) {
	if err := mayRead(p); err != nil {
		return RemovalView{}, err
	}
	after, err := readCursor(cursor)
	if err != nil {
		return RemovalView{}, err
	}
	r, err := s.store.Removal(ctx, removalID)
	if err != nil {
		return RemovalView{}, err
	}
	view := RemovalView{Removal: r, Counts: map[Proof]int{}}
	if view.Accounts, err = s.releases(ctx, r); err != nil {
		return RemovalView{}, err
	}
	if r.Step == StepUnbind {
		if view.Closing, err = s.sessions.Closing(ctx, r.Way); err != nil {
			return RemovalView{}, fmt.Errorf("count the codes that removal %s waits for: %w", r.ID, err)
		}
	}
	if r.Step == StepDone {
		return view, nil // what was known of its devices is forgotten with it
	}
	all, err := s.rollout.Affected(ctx, r.Way, r.StartedAt)
	if err != nil {
		return RemovalView{}, fmt.Errorf("list the devices of removal %s: %w", r.ID, err)
	}
	for _, d := range all {
		view.Counts[d.Proof]++
	}
	view.CanFinish = r.Step == StepProof && len(unproven(all)) == 0
	view.Affected, view.Next = page(all, after)
	return view, nil
}

// page is the part of all behind a key, in the order of the page.
func page(all []Affected, after *cursorKey) (part []Affected, next string) {
	slices.SortFunc(all, func(a, b Affected) int { return keyOf(a).compare(keyOf(b)) })
	from := 0
	if after != nil {
		from, _ = slices.BinarySearchFunc(all, *after, func(d Affected, k cursorKey) int {
			if keyOf(d).compare(k) <= 0 {
				return -1
			}
			return 1
		})
	}
	part = all[from:min(from+affectedPage, len(all))]
	if from+len(part) < len(all) {
		next = keyOf(part[len(part)-1]).cursor()
	}
	return part, next
}

// A cursorKey is the place of a device in the list.
type cursorKey struct {
	Proven   bool   `json:"p"`
	Name, ID string `json:",omitempty"`
}

func keyOf(d Affected) cursorKey {
	return cursorKey{Proven: d.Proof.lets(), Name: d.DeviceName, ID: d.DeviceID}
}

func (k cursorKey) compare(other cursorKey) int {
	if k.Proven != other.Proven {
		if other.Proven {
			return -1
		}
		return 1
	}
	return cmp.Or(strings.Compare(k.Name, other.Name), strings.Compare(k.ID, other.ID))
}

func (k cursorKey) cursor() string {
	text, err := json.Marshal(k)
	if err != nil {
		panic("activation: a key is plain text: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

func readCursor(cursor string) (*cursorKey, error) {
	if cursor == "" {
		return nil, nil // no cursor is the beginning
	}
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	var k cursorKey
	if err != nil || len(cursor) > 4096 || json.Unmarshal(text, &k) != nil {
		return nil, wire.BadField("cursor", "is none that a page gave out")
	}
	return &k, nil
}

// lets says whether a proof lets a removal go on.
func (p Proof) lets() bool { return p == ProofGone || p == ProofUnenrolled }

func unproven(all []Affected) []Affected {
	return slices.DeleteFunc(slices.Clone(all), func(d Affected) bool { return d.Proof.lets() })
}

// waitsForProof: what may open a device while nobody sits there must be gone before its account is let go (S28, S30).
func (w Way) waitsForProof() bool { return w == TeamViewerUnattended }

// step does the work of the step at which a removal stands and moves it on.
func (s *Service) step(ctx context.Context, j jobs.Job) error {
	var p stepPayload
	if err := json.Unmarshal(j.Payload, &p); err != nil {
		return fmt.Errorf("read the payload of job %s: %w", j.ID, err)
	}
	r, err := s.store.Removal(ctx, p.RemovalID)
	if errors.Is(err, ErrNotFound) {
		s.log.WarnContext(ctx, "job of a removal that is not there", slog.String("removal_id", p.RemovalID))
		return nil
	}
	if err != nil {
		return passing{err}
	}
	if r.Version != p.Version {
		return nil // it went on without this job
	}
	what, err := s.work(ctx, r)
	if err == nil {
		_, err = s.move(ctx, r, what, audit.System, nil)
	}
	if errors.Is(err, errUnchanged) {
		return nil
	}
	if err != nil {
		return passing{fmt.Errorf("removal %s at %s: %w", r.ID, r.Step, err)}
	}
	return nil
}

// work is what each step does; all of it may be done again.
func (s *Service) work(ctx context.Context, r Removal) (event, error) {
	switch r.Step {
	case StepSessions:
		return didIt, s.sessions.CloseAll(ctx, r.StartedBy, r.Way)
	case StepUndistribute:
		return didIt, s.rollout.Undistribute(ctx, r.StartedBy, r.Way)
	case StepCheckIn:
		return didIt, s.checkIn(ctx, r)
	case StepProof:
		return s.proven(ctx, r)
	case StepUnbind:
		return s.unbind(ctx, r)
	default:
		return "", errUnchanged
	}
}

func (s *Service) checkIn(ctx context.Context, r Removal) error {
	all, err := s.rollout.Affected(ctx, r.Way, r.StartedAt)
	if err != nil {
		return err
	}
	var ids []string
	for _, d := range unproven(all) {
		ids = append(ids, d.DeviceID)
	}
	for part := range slices.Chunk(ids, checkInAtOnce) {
		if _, err := s.rollout.CheckIn(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) proven(ctx context.Context, r Removal) (event, error) {
	if !r.Way.waitsForProof() {
		return didIt, nil
	}
	all, err := s.rollout.Affected(ctx, r.Way, r.StartedAt)
	if err != nil {
		return "", err
	}
	if len(unproven(all)) > 0 {
		return waits, nil
	}
	return didIt, nil
}

// move writes the next step with its record and its job. errUnchanged says that the removal is not at the version of r any
// more.
func (s *Service) move(ctx context.Context, r Removal, what event, by audit.Actor, also func(*Removal, *Writes)) (Removal, error) {
	next, ok := moves[r.Step][what]
	if !ok {
		return Removal{}, ErrWrongStep
	}
	var released []Released
	if next == StepUnbind && r.Step != StepUnbind {
		var err error
		if released, err = s.toRelease(ctx, r); err != nil {
			return Removal{}, err
		}
	}
	now := s.now()
	after, err := s.store.ChangeRemoval(ctx, r.ID, func(kept *Removal, w *Writes) error {
		if kept.Version != r.Version {
			return errUnchanged
		}
		if kept.Step != next {
			w.Audit = append(w.Audit, s.record(by, audit.RemovalStepped, "removal_id", r.ID, "way", r.Way.String(), "from", string(kept.Step), "to", string(next)))
			kept.Step, kept.StepAt = next, now
			if next == StepUnbind {
				kept.Released = released
			}
		}
		if also != nil {
			also(kept, w)
		}
		switch {
		case next == StepDone:
			kept.DoneAt = now
			w.Audit = append(w.Audit, s.record(r.StartedBy, audit.ActivationRemoved, "removal_id", r.ID, "way", r.Way.String()))
		case what == waits:
			w.Jobs = jobsOf(newStep(r.ID, r.Version+1, now.Add(waitOf[next])))
		default:
			w.Jobs = jobsOf(newStep(r.ID, r.Version+1, time.Time{}))
		}
		return nil
	})
	if err != nil {
		return Removal{}, err
	}
	s.moved(ctx, r, after)
	return after, nil
}

func (s *Service) moved(ctx context.Context, before, after Removal) {
	s.jobs.Nudge()
	s.hints.Hint(HintRemoval, after.ID, after.Version)
	if after.Step == StepDone {
		s.changed(after.Way, 0)
	}
	if after.Step != before.Step {
		s.log.InfoContext(ctx, "removal went on", slog.String("removal_id", after.ID), slog.String("way", after.Way.String()),
			slog.String("from", string(before.Step)), slog.String("to", string(after.Step)))
	}
}

// Recheck makes a removal go on now: a step that failed is tried again, and one that waits for proof makes every device
// that is not proven check in once more. Errors: access.ErrForbidden, ErrNotFound, ErrWrongStep when it is done.
func (s *Service) Recheck(ctx context.Context, p access.Principal, removalID string) error {
	if err := mayChange(p); err != nil {
		return err
	}
	return s.untilCurrent(ctx, removalID, func(r Removal) error {
		_, err := s.move(ctx, r, again, p.Actor(), nil)
		return err
	})
}

// untilCurrent does something with a removal as it is, again if it went on meanwhile.
func (s *Service) untilCurrent(ctx context.Context, removalID string, do func(Removal) error) error {
	for range 10 {
		r, err := s.store.Removal(ctx, removalID)
		if err != nil {
			return err
		}
		if err := do(r); !errors.Is(err, errUnchanged) {
			return err
		}
	}
	return fmt.Errorf("removal %s: %w", removalID, ErrWrongStep)
}

// FinishRemoval leaves the waiting for proof. While a device is not proven it needs a reason of 1 to 500 characters, and
// every such device is named in the record and in the audit log.
// Errors: access.ErrForbidden, ErrNotFound, ErrWrongStep, ErrNotProven, *wire.FieldError.
func (s *Service) FinishRemoval(ctx context.Context, p access.Principal, removalID, overrideReason string) (Removal, error) {
	if err := mayChange(p); err != nil {
		return Removal{}, err
	}
	reason := strings.TrimSpace(overrideReason)
	if utf8.RuneCountInString(reason) > maxReason || reason != cut(reason) {
		return Removal{}, wire.BadField("override_reason", "has at most 500 characters in one line")
	}
	var after Removal
	err := s.untilCurrent(ctx, removalID, func(r Removal) error {
		if _, ok := moves[r.Step][leaving]; !ok {
			return ErrWrongStep
		}
		all, err := s.rollout.Affected(ctx, r.Way, r.StartedAt)
		if err != nil {
			return fmt.Errorf("list the devices of removal %s: %w", r.ID, err)
		}
		left := unproven(all)
		if len(left) > 0 && reason == "" {
			return ErrNotProven
		}
		after, err = s.move(ctx, r, leaving, p.Actor(), s.override(p, r, left, reason))
		return err
	})
	return after, err
}

// override writes down who left whom behind, and why.
func (s *Service) override(p access.Principal, r Removal, left []Affected, reason string) func(*Removal, *Writes) {
	if len(left) == 0 {
		return nil
	}
	slices.SortFunc(left, func(a, b Affected) int { return keyOf(a).compare(keyOf(b)) })
	names := make([]string, len(left))
	for i, d := range left {
		names[i] = strings.TrimSpace(cut(d.DeviceName) + " (" + d.DeviceID + ")")
	}
	now := s.now()
	return func(kept *Removal, w *Writes) {
		kept.OverrideBy, kept.OverrideAt, kept.OverrideReason = p.Actor(), now, reason
		kept.Unproven = names[:min(len(names), maxUnproven)]
		for lines := range slices.Chunk(inLines(names), namesInOneLine) {
			details := []string{"removal_id", r.ID, "way", r.Way.String(), "reason", reason, "devices", strconv.Itoa(len(names))}
			for i, line := range lines {
				details = append(details, "not_proven_"+strconv.Itoa(i+1), line)
			}
			w.Audit = append(w.Audit, s.record(p.Actor(), audit.RemovalOverridden, details...))
		}
	}
}

// inLines joins names to lines that an audit record takes as one value.
func inLines(names []string) []string {
	var lines []string
	length := maxDetail
	for _, name := range names {
		if runes := []rune(name); len(runes) > maxDetail {
			name = string(runes[len(runes)-maxDetail:]) // the id stands at the end
		}
		n := utf8.RuneCountInString(name)
		if length+2+n > maxDetail {
			lines, length = append(lines, name), n
			continue
		}
		lines[len(lines)-1] += ", " + name
		length += 2 + n
	}
	return lines
}
