package rollout

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/wire"
)

const (
	maxTargets  = 100  // D4
	maxExcluded = 1000 // D7 has no limit; this one keeps statements small
	// pageLooked is how many devices one job looks at, pageOrdered how many of them it orders at most.
	pageLooked, pageOrdered = 2000, 200
)

// Distribution returns who gets an app; NoOne for one that was never distributed.
func (s *Service) Distribution(ctx context.Context, p access.Principal, appID string) (Distribution, error) {
	if _, err := s.App(ctx, p, appID); err != nil {
		return Distribution{}, err
	}
	return s.Store.Distribution(ctx, appID)
}

// Distribute says who gets an app from now on; the devices follow by jobs. d.Version is that of the one it replaces.
// Errors: *wire.FieldError, *SeatError, ErrNotFound, ErrNotActivated, ErrNoPackage, ErrChanged. A refusal changes nothing.
func (s *Service) Distribute(ctx context.Context, p access.Principal, d Distribution) (Distribution, error) {
	a, err := s.appToChange(ctx, p, d.AppID)
	if err != nil {
		return Distribution{}, err
	}
	if d, err = checked(d, a); err != nil {
		return Distribution{}, err
	}
	if d.To != NoOne {
		if a.Package.Value == "" {
			return Distribution{}, fmt.Errorf("distribute support app %s: %w", a.ID, ErrNoPackage)
		}
		if err := s.activated(ctx, a); err != nil {
			return Distribution{}, err
		}
	}
	return s.distribute(ctx, p.Actor(), a, d)
}

func (s *Service) distribute(ctx context.Context, by audit.Actor, a App, d Distribution) (Distribution, error) {
	d.ChangedBy, d.ChangedAt = by, s.now()
	saved, err := s.Store.SaveDistribution(ctx, d, Writes{
		Audit: []audit.Record{s.record(audit.Distributed, by, "", map[string]string{"app": a.Name, "app_id": a.ID,
			"to": string(d.To), "install": string(d.Install), "targets": strconv.Itoa(len(d.GroupIDs) + len(d.Users) + len(d.DeviceIDs)),
			"excluded": strconv.Itoa(len(d.Excluded))})},
		Jobs: []jobs.Job{s.orderJob(a.ID, "")}})
	if err != nil {
		return Distribution{}, fmt.Errorf("distribute support app %s: %w", a.ID, err)
	}
	s.changed(HintApp, a.ID, a.Version)
	if a.Role == Host {
		s.Hints.Hint(HintSeats, "", 0)
	}
	return saved, nil
}

// activated refuses an app none of whose ways is switched on.
func (s *Service) activated(ctx context.Context, a App) error {
	for _, w := range ways[a.Role] {
		on, err := s.Activated(ctx, w)
		if err != nil || on {
			return err
		}
	}
	return fmt.Errorf("distribute support app %s: %w", a.ID, ErrNotActivated)
}

// Targets says whom d would reach, before it is saved. Errors: *wire.FieldError, ErrNotFound.
func (s *Service) Targets(ctx context.Context, p access.Principal, d Distribution) (Targets, error) {
	a, err := s.App(ctx, p, d.AppID)
	if err != nil {
		return Targets{}, err
	}
	if d, err = checked(d, a); err != nil {
		return Targets{}, err
	}
	var t Targets
	if t.Devices, t.Managed, err = s.Store.Targets(ctx, d); err != nil {
		return Targets{}, err
	}
	known, err := s.Store.OwnersNamed(ctx, d.Users)
	if err != nil {
		return Targets{}, err
	}
	for _, u := range d.Users {
		at := slices.IndexFunc(known, func(o Owner) bool { return strings.EqualFold(o.Email, u) })
		if at < 0 {
			t.Users = append(t.Users, Owner{Email: u})
			continue
		}
		t.Users = append(t.Users, known[at])
	}
	t.AlsoAutoLaunch, err = s.alsoAutoLaunch(ctx, d)
	return t, err
}

// AlsoAutoLaunch lists the other apps that are to start by themselves on devices which d names as well: on Android 10 and
// later only one of those that come together does (D3). They are none while d does not ask for it.
func (s *Service) AlsoAutoLaunch(ctx context.Context, p access.Principal, d Distribution) ([]App, error) {
	if err := mayRead(p); err != nil {
		return nil, err
	}
	return s.alsoAutoLaunch(ctx, d)
}

func (s *Service) alsoAutoLaunch(ctx context.Context, d Distribution) ([]App, error) {
	if !d.AutoLaunch || d.To == NoOne {
		return nil, nil
	}
	others, err := s.Store.Distributions(ctx)
	if err != nil {
		return nil, err
	}
	var found []App
	for _, other := range others {
		if other.AppID == d.AppID || !other.AutoLaunch || other.To == NoOne {
			continue
		}
		meet, err := s.Store.OneAutoLaunches(ctx, d, other)
		if err != nil {
			return nil, err
		}
		if !meet {
			continue
		}
		a, err := s.app(ctx, other.AppID)
		if err != nil {
			return nil, err
		}
		found = append(found, a)
	}
	return found, nil
}

// Owners lists the people at devices, by their addresses, for whoever may distribute to them: those in whose name, reading,
// address or department every word of search is found. Of a search that finds very much it knows a part; another word
// narrows it. Errors: ErrBadCursor.
func (s *Service) Owners(ctx context.Context, p access.Principal, search, cursor string, limit int) (OwnerPage, error) {
	if err := mayChange(p); err != nil {
		return OwnerPage{}, err
	}
	return s.Store.Owners(ctx, search, cursor, limit)
}

// checked returns a distribution with nothing in it that does not count, or *wire.FieldError.
func checked(d Distribution, a App) (Distribution, error) {
	if !slices.Contains([]Audience{NoOne, Everyone, Custom}, d.To) {
		return Distribution{}, wire.BadField("to", "is not known")
	}
	if d.To != Custom {
		d.GroupIDs, d.Users, d.DeviceIDs = nil, nil, nil
	}
	d.GroupIDs, d.Users, d.DeviceIDs, d.Excluded = unique(d.GroupIDs), unique(d.Users), unique(d.DeviceIDs), unique(d.Excluded)
	switch n := len(d.GroupIDs) + len(d.Users) + len(d.DeviceIDs); {
	case d.To == Custom && n == 0:
		return Distribution{}, wire.BadField("to", "names nobody")
	case n > maxTargets:
		return Distribution{}, wire.BadField("to", fmt.Sprintf("names more than %d groups, users and devices", maxTargets))
	case len(d.Excluded) > maxExcluded:
		return Distribution{}, wire.BadField("excluded", fmt.Sprintf("names more than %d devices", maxExcluded))
	}
	for _, u := range d.Users {
		if address, err := mail.ParseAddress(u); err != nil || address.Address != u {
			return Distribution{}, wire.BadField("users", "has something that is no e-mail address")
		}
	}
	for _, thing := range slices.Concat(d.GroupIDs, d.DeviceIDs, d.Excluded) {
		if plain(thing, 1, 64) != "" {
			return Distribution{}, wire.BadField("to", "has an id that cannot be one")
		}
	}
	if d.To == NoOne && d.Install == "" { // nobody gets it, in whatever way
		d.Install = mdm.Required
	}
	if d.Install != mdm.Required && d.Install != mdm.Available {
		return Distribution{}, wire.BadField("install", "is neither required nor available")
	}
	if d.AutoLaunch && a.Platform != device.Android {
		return Distribution{}, wire.BadField("auto_launch", "does not exist on this platform")
	}
	return d, nil
}

func unique(list []string) []string {
	var found []string
	for _, one := range list {
		if one = strings.TrimSpace(one); one != "" {
			found = append(found, one)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// orderPage makes the next devices wanted as the distribution has it, and writes with them what goes on: their own jobs
// and the next page. A crash in between repeats a page, which then finds nothing left to do.
func (s *Service) orderPage(ctx context.Context, appID, after string) error {
	due, next, err := s.Store.TargetPage(ctx, appID, after, pageLooked)
	if errors.Is(err, ErrNotFound) {
		return nil // removed since
	}
	if err != nil {
		return err
	}
	if len(due) > pageOrdered {
		due = due[:pageOrdered]
		next = due[pageOrdered-1]
	}
	if len(due) == 0 && next == "" {
		return nil
	}
	if err := s.Store.Want(ctx, appID, due, s.now(), func(changed []string) Writes {
		var w Writes
		for _, deviceID := range changed {
			w.Jobs = append(w.Jobs, s.deviceJob(deviceID, appID))
		}
		if next != "" {
			w.Jobs = append(w.Jobs, s.orderJob(appID, next))
		}
		return w
	}); err != nil {
		return err
	}
	s.changed(HintApp, appID, 0)
	return nil
}

// sweepEvery is how often all devices are compared with the distributions: for those that came, moved or were renamed.
const sweepEvery = time.Hour

func (s *Service) seedSweep(ctx context.Context) error {
	if err := s.Store.AddJobs(ctx, s.slotted(JobSweep, sweepEvery)); err != nil {
		return fmt.Errorf("seed the sweep: %w", err)
	}
	return nil
}

// sweep walks every distribution, gives the MDM again what it never took, drops what is too old, and looks for matches.
// It is the net under everything that was lost.
func (s *Service) sweep(ctx context.Context) error {
	next := []jobs.Job{s.slotted(JobSweep, sweepEvery), s.matchJob(matchEvery)}
	found, err := s.Store.Distributions(ctx)
	if err != nil {
		return err
	}
	for _, d := range found {
		next = append(next, newJob(JobOrder, "sweep "+d.AppID, s.now(), payload{AppID: d.AppID}))
	}
	if err := s.Store.AddJobs(ctx, next...); err != nil {
		return err
	}
	if err := s.Store.RemoveFeedback(ctx, s.now().Add(-keepFeedback)); err != nil {
		return err
	}
	return s.askAgain(ctx)
}

// askAgain gives the MDM the orders whose jobs came to an end without an answer.
func (s *Service) askAgain(ctx context.Context) error {
	deviceID, appID := "", ""
	for {
		due, err := s.Store.OrdersDue(ctx, deviceID, appID, pageOrdered)
		if err != nil || len(due) == 0 {
			return err
		}
		var again []jobs.Job
		for _, a := range due {
			again = append(again, newJob(JobDevice, "sweep "+a.DeviceID+" "+a.AppID, s.now(), payload{DeviceID: a.DeviceID, AppID: a.AppID}))
		}
		if err := s.Store.AddJobs(ctx, again...); err != nil {
			return err
		}
		deviceID, appID = due[len(due)-1].DeviceID, due[len(due)-1].AppID
	}
}
