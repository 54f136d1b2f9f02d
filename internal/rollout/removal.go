package rollout

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/mdm"
)

// alone lists the apps that came through a way and through no other that is activated.
func (s *Service) alone(ctx context.Context, w Way) ([]App, error) {
	apps, err := s.Store.Apps(ctx)
	if err != nil {
		return nil, err
	}
	var found []App
	for _, a := range apps {
		through := ways[a.Role]
		if !slices.Contains(through, w) {
			continue
		}
		stays := false
		for _, other := range through {
			if other == w || stays {
				continue
			}
			if stays, err = s.Activated(ctx, other); err != nil {
				return nil, err
			}
		}
		if !stays {
			found = append(found, a)
		}
	}
	return found, nil
}

// Undistribute sets every app that came through a way alone back to "to no one". It may be called again.
func (s *Service) Undistribute(ctx context.Context, by audit.Actor, w Way) error {
	apps, err := s.alone(ctx, w)
	if err != nil {
		return err
	}
	for _, a := range apps {
		if err := s.undistribute(ctx, by, a); err != nil {
			return err
		}
	}
	return nil
}

// maxSaves bounds how often a removal tries to be the one that saves a distribution last.
const maxSaves = 10

func (s *Service) undistribute(ctx context.Context, by audit.Actor, a App) error {
	var err error
	for range maxSaves {
		d, loadErr := s.Store.Distribution(ctx, a.ID)
		if loadErr != nil {
			return loadErr
		}
		if d.To == NoOne {
			return nil
		}
		d.To, d.GroupIDs, d.Users, d.DeviceIDs, d.Excluded = NoOne, nil, nil, nil, nil
		if _, err = s.distribute(ctx, by, a, d); !errors.Is(err, ErrChanged) {
			return err
		}
	}
	return err
}

// The proofs, weakest first; only gone and unenrolled let a removal go on.
const (
	ProofPresent    = "present"
	ProofUnknown    = "unknown"
	ProofUnenrolled = "unenrolled"
	ProofGone       = "gone"
)

var proofs = []string{ProofPresent, ProofUnknown, ProofUnenrolled, ProofGone}

// Affected lists the devices on which an app that came through a way alone is or was wanted by us, by name, with what is
// proven since a time. A device with several such apps has the weakest of their proofs.
func (s *Service) Affected(ctx context.Context, w Way, since time.Time) ([]Affected, error) {
	apps, err := s.alone(ctx, w)
	if err != nil {
		return nil, err
	}
	found := map[string]Affected{}
	for _, a := range apps {
		for after := ""; ; {
			page, err := s.Store.Holders(ctx, a.ID, after, 1000)
			if err != nil {
				return nil, fmt.Errorf("devices of support app %s: %w", a.ID, err)
			}
			if len(page) == 0 {
				break
			}
			after = page[len(page)-1].DeviceID
			for _, h := range page {
				if h.Asked == 0 {
					continue // found there and never ordered: it is the user's
				}
				one := proven(h, since)
				if old, ok := found[h.DeviceID]; !ok || slices.Index(proofs, one.Proof) < slices.Index(proofs, old.Proof) {
					found[h.DeviceID] = one
				}
			}
		}
	}
	affected := make([]Affected, 0, len(found))
	for _, one := range found {
		affected = append(affected, one)
	}
	slices.SortFunc(affected, func(a, b Affected) int {
		return cmp.Or(cmp.Compare(a.DeviceName, b.DeviceName), cmp.Compare(a.DeviceID, b.DeviceID))
	})
	return affected, nil
}

func proven(h Holder, since time.Time) Affected {
	one := Affected{DeviceID: h.DeviceID, DeviceName: h.DeviceName, OwnerName: h.OwnerName, Proof: ProofUnknown, Evidence: h.Evidence, At: h.At}
	if !h.CheckInAt.Before(since) {
		one.CheckIn = h.CheckIn
	}
	switch {
	case !h.Unenrolled.IsZero():
		one.Proof, one.At = ProofUnenrolled, h.Unenrolled
	case !h.At.After(laterOf(since, h.OrderedAt)), h.Asked != h.Ordered, wantedNow(h.DeviceApp):
		// what was seen before the removal began, or before the MDM had the order, proves nothing
	case h.State == mdm.AppAbsent || h.State == mdm.AppRemoved:
		one.Proof = ProofGone
	case h.State == mdm.AppInstalled, h.State == mdm.AppFailed && h.Reason == mdm.StillThere:
		one.Proof = ProofPresent
	}
	return one
}

// Forget removes what is kept of a way's apps on devices where they are proven to be gone, and for unattended the matches.
// What is not proven stays: a device that comes back is still to lose its app.
func (s *Service) Forget(ctx context.Context, w Way) error {
	apps, err := s.alone(ctx, w)
	if err != nil {
		return err
	}
	ids := make([]string, len(apps))
	for i, a := range apps {
		ids[i] = a.ID
	}
	return s.Store.Forget(ctx, ids, w == TeamViewerUnattended)
}
