package rollout

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// maxSeats bounds what can be entered.
const maxSeats = 10_000_000

// Seats shows how many unattended licenses there are and who holds them, a page after a device id.
func (s *Service) Seats(ctx context.Context, p access.Principal, cursor string, limit int) (SeatsView, error) {
	if err := mayRead(p); err != nil {
		return SeatsView{}, err
	}
	if plain(cursor, 0, 64) != "" {
		return SeatsView{}, ErrBadCursor
	}
	seats, err := s.Store.Seats(ctx)
	if err != nil {
		return SeatsView{}, err
	}
	limit = min(max(limit, 1), 200)
	view := SeatsView{Total: seats.Total, Held: seats.Held, Leaving: seats.Leaving}
	if view.Holders, err = s.Store.SeatPage(ctx, cursor, limit+1); err != nil {
		return SeatsView{}, err
	}
	if len(view.Holders) > limit {
		view.Holders = view.Holders[:limit]
		view.Next = view.Holders[limit-1].DeviceID
	}
	return view, nil
}

// SetSeats says how many unattended licenses the company has. Fewer than are held touches nobody: no more are given out.
func (s *Service) SetSeats(ctx context.Context, p access.Principal, total int) error {
	if err := mayChange(p); err != nil {
		return err
	}
	if total < 0 || total > maxSeats {
		return wire.BadField("total", fmt.Sprintf("has to be from 0 to %d", maxSeats))
	}
	if err := s.Store.SetSeats(ctx, total, Writes{Audit: []audit.Record{
		s.record(audit.SeatsSet, p.Actor(), "", map[string]string{"total": strconv.Itoa(total)})}}); err != nil {
		return fmt.Errorf("set seats: %w", err)
	}
	s.changed(HintSeats, "", 0)
	return nil
}

// Connections lists the MDMs that manage devices, for whoever may see devices, as lists are filtered by them; with how many
// each manages for those who set them up.
func (s *Service) Connections(ctx context.Context, p access.Principal) ([]mdm.Connection, error) {
	if !p.Has(access.View) {
		return nil, access.ErrForbidden
	}
	connections, err := s.Store.Connections(ctx)
	if err != nil {
		return nil, err
	}
	if !p.Has(access.Administer) {
		return connections, nil
	}
	for i := range connections {
		if connections[i].Devices, err = s.Store.CountManaged(ctx, connections[i].ID); err != nil {
			return nil, err
		}
	}
	return connections, nil
}

// SaveConnection adds (without an ID, of the kind Directory only: the others are joined by the server's configuration) or
// changes name and tiers. Errors: *wire.FieldError, ErrNotFound, ErrChanged.
func (s *Service) SaveConnection(ctx context.Context, p access.Principal, c mdm.Connection) (mdm.Connection, error) {
	if err := mayChange(p); err != nil {
		return mdm.Connection{}, err
	}
	if problem := plain(c.Name, 1, 100); problem != "" {
		return mdm.Connection{}, wire.BadField("name", problem)
	}
	tiers := []mdm.Tier{"", mdm.Silver, mdm.Gold, mdm.Platinum}
	if !slices.Contains(tiers, c.TierNeeded) {
		return mdm.Connection{}, wire.BadField("tier_needed", "is not known")
	}
	if !slices.Contains(tiers, c.Tier) {
		return mdm.Connection{}, wire.BadField("tier", "is not known")
	}
	if c.ID == "" {
		c.ID, c.Version, c.Kind = id.New("mdm"), 0, mdm.Directory
	} else {
		old, err := s.connection(ctx, c.ID)
		if err != nil {
			return mdm.Connection{}, err
		}
		c.Kind = old.Kind
		if c.Version == 0 {
			return mdm.Connection{}, ErrChanged
		}
	}
	saved, err := s.Store.SaveConnection(ctx, c, Writes{Audit: []audit.Record{s.record(audit.ConnectionSaved, p.Actor(), "",
		map[string]string{"connection": c.Name, "connection_id": c.ID, "tier": string(c.Tier), "tier_needed": string(c.TierNeeded)})}})
	if err != nil {
		return mdm.Connection{}, fmt.Errorf("save MDM connection %s: %w", c.ID, err)
	}
	s.changed(HintMDM, saved.ID, saved.Version)
	return saved, nil
}

func (s *Service) connection(ctx context.Context, connectionID string) (mdm.Connection, error) {
	connections, err := s.Store.Connections(ctx)
	if err != nil {
		return mdm.Connection{}, err
	}
	for _, c := range connections {
		if c.ID == connectionID {
			return c, nil
		}
	}
	return mdm.Connection{}, fmt.Errorf("MDM connection %s: %w", connectionID, ErrNotFound)
}

// nameOf is what people call a connection; its id when it has no name.
func (s *Service) nameOf(ctx context.Context, connectionID string) (string, error) {
	c, err := s.connection(ctx, connectionID)
	if errors.Is(err, ErrNotFound) {
		return connectionID, nil
	}
	return c.Name, err
}

// laterOf returns the later of two times.
func laterOf(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
