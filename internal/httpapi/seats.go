package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/rollout"
)

// Seats are how many unattended licenses there are.
type Seats struct {
	Total   int `json:"total" doc:"As the administrator entered; 0 allows none."`
	Held    int `json:"held" doc:"By distribution of Host, used or not."`
	Leaving int `json:"leaving" doc:"Those of held whose Host is not proven gone yet."`
}

// SetSeats is how many unattended licenses the company has.
type SetSeats struct {
	Total int `json:"total" minimum:"0" maximum:"1000000"`
}

// A Seat is one unattended license that a device holds.
type Seat struct {
	DeviceID   string    `json:"device_id"`
	DeviceName string    `json:"device_name,omitempty" doc:"Absent: it is gone, or not yours to see."`
	TakenAt    time.Time `json:"taken_at"`
	FreedAt    time.Time `json:"freed_at,omitzero" doc:"When the removal was confirmed; absent: it is held."`
	Leaving    bool      `json:"leaving,omitempty" doc:"Host is no longer distributed to it and not proven gone."`
}

type setSeatsIn struct{ Body SetSeats }

type pageIn struct{ PageIn }

func (a *API) seatOperations() {
	add(a, operation{id: "getSeats", method: http.MethodGet, path: "/seats", tag: "Seats", right: access.Administer,
		summary: "Say how many unattended licenses there are and are held"}, a.getSeats)
	add(a, operation{id: "setSeats", method: http.MethodPut, path: "/seats", tag: "Seats", right: access.Administer,
		summary: "Enter how many unattended licenses the company has; what is held stays"}, a.setSeats)
	add(a, operation{id: "listSeatHolders", method: http.MethodGet, path: "/seats/holders", tag: "Seats", right: access.Administer,
		summary: "List the devices that hold an unattended license, page by page", codes: []Code{codeCursor}}, a.listSeatHolders)
}

func (a *API) getSeats(ctx context.Context, p access.Principal, _ *struct{}) (*answer[Seats], error) {
	v, err := a.rollout.Seats(ctx, p, "", 1)
	return answers(seatsOut(v), err)
}

func (a *API) setSeats(ctx context.Context, p access.Principal, in *setSeatsIn) (*answer[Seats], error) {
	if err := a.rollout.SetSeats(ctx, p, in.Body.Total); err != nil {
		return nil, err
	}
	return a.getSeats(ctx, p, nil)
}

func (a *API) listSeatHolders(ctx context.Context, p access.Principal, in *pageIn) (*answer[Page[Seat]], error) {
	v, err := a.rollout.Seats(ctx, p, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	seen := a.seen(ctx, p)
	return answers(Page[Seat]{Next: v.Next, Items: each(v.Holders, func(s rollout.Seat) Seat {
		if !seen(s.DeviceID) {
			s.DeviceName = ""
		}
		return seatOut(s)
	})}, nil)
}

func seatsOut(v rollout.SeatsView) Seats {
	return Seats{Total: v.Total, Held: v.Held, Leaving: v.Leaving}
}

func seatOut(s rollout.Seat) Seat {
	return Seat{DeviceID: s.DeviceID, DeviceName: line(s.DeviceName, 200), TakenAt: moment(s.TakenAt), FreedAt: moment(s.FreedAt), Leaving: s.Leaving}
}
