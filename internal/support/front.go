package support

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// A Front is what the help desk tells everyone of itself.
type Front struct {
	Company string
	Hours   []OpenHours // when somebody answers; empty says nothing
	// TimeZone is an IANA name that Hours are in; empty means UTC.
	TimeZone string
	Phone    string
	OpenNow  bool
	// OpensAt is when it opens next; zero while it is open, or when nothing is said.
	OpensAt time.Time
}

// OpenHours are open from From to To, in minutes after midnight, on a weekday.
type OpenHours struct {
	Day      time.Weekday
	From, To int
}

// Fronts tells how the help desk shows itself now.
type Fronts interface {
	Front(ctx context.Context) (Front, error)
}

// Desk is what the agents of devices are told of the help desk now; its zero value says nothing. It fails when that is not
// known.
func (s *Service) Desk(ctx context.Context) (wire.Desk, error) {
	if s.fronts == nil {
		return wire.Desk{}, nil
	}
	front, err := s.fronts.Front(ctx)
	if err != nil {
		return wire.Desk{}, fmt.Errorf("what devices are told of the help desk: %w", err)
	}
	return front.desk(), nil
}

// front is how the help desk shows itself to users, by a link or by an agent. What is not known now is left out: help comes
// first.
func (s *Service) front(ctx context.Context) Front {
	unknown := Front{Company: s.company}
	if s.fronts == nil {
		return unknown
	}
	front, err := s.fronts.Front(ctx)
	if err != nil {
		s.log.WarnContext(ctx, "users see no support hours", slog.Any("err", err))
		return unknown
	}
	return front
}

// shown is the front as a help state carries it: nil when it says nothing.
func (f Front) shown() *wire.Desk {
	if len(f.Hours) == 0 && f.Phone == "" {
		return nil
	}
	desk := f.desk()
	return &desk
}

// desk is the front without the company, whose name a device shows with each question. Without hours there is no time to
// tell either.
func (f Front) desk() wire.Desk {
	desk := wire.Desk{Phone: f.Phone}
	if len(f.Hours) == 0 {
		return desk
	}
	desk.TimeZone, desk.OpenNow, desk.OpensAt = f.TimeZone, f.OpenNow, f.OpensAt.UTC()
	for _, h := range f.Hours {
		desk.Hours = append(desk.Hours, wire.OpenHours{Day: int(h.Day), From: h.From, To: h.To})
	}
	return desk
}

// withDesk adds to how a request stands what its agent shows beside it.
func (s *Service) withDesk(ctx context.Context, h wire.HelpState, err error) (wire.HelpState, error) {
	if err != nil {
		return wire.HelpState{}, err
	}
	h.Desk = s.front(ctx).shown()
	return h, nil
}
