package httpapi

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/mdm"
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

// An MDMConnection is one MDM that manages devices.
type MDMConnection struct {
	ID         string   `json:"id"`
	Version    int64    `json:"version" doc:"Rises by one with each change."`
	Kind       mdm.Kind `json:"kind"`
	Name       string   `json:"name"`
	TierNeeded mdm.Tier `json:"tier_needed,omitempty" doc:"What TeamViewer needs there; absent: not applicable."`
	Tier       mdm.Tier `json:"tier,omitempty" doc:"What the company has; absent: not entered."`
	Devices    *int     `json:"devices,omitempty" doc:"How many it manages; for those who may administer, in the list of MDMs."`
}

// SaveMDMConnection changes what is entered of an MDM.
type SaveMDMConnection struct {
	Version    int64    `json:"version" minimum:"1" maximum:"1000000000" doc:"The version that was changed."`
	Name       string   `json:"name" minLength:"1" maxLength:"100"`
	TierNeeded mdm.Tier `json:"tier_needed,omitempty" doc:"Absent: not applicable."`
	Tier       mdm.Tier `json:"tier,omitempty"`
}

// MDMCapabilities say what an MDM can observe and do.
type MDMCapabilities struct {
	CheckIn             bool       `json:"check_in"`
	Messages            bool       `json:"messages"`
	Lists               bool       `json:"lists"`
	Converts            bool       `json:"converts"`
	Schemas             bool       `json:"schemas"`
	ProvesApps          bool       `json:"proves_apps"`
	ProvesConfiguration bool       `json:"proves_configuration"`
	ProvesFeedback      bool       `json:"proves_feedback"`
	AutoLaunch          bool       `json:"auto_launch"`
	Manner              mdm.Manner `json:"manner,omitempty" doc:"How a required app gets onto this device."`
}

type setSeatsIn struct{ Body SetSeats }

type pageIn struct{ PageIn }

type saveMDMConnectionIn struct {
	ByID
	Body SaveMDMConnection
}

func (a *API) seatOperations() {
	add(a, operation{id: "getSeats", method: http.MethodGet, path: "/seats", tag: "Seats", right: access.Administer,
		summary: "Say how many unattended licenses there are and are held"}, a.getSeats)
	add(a, operation{id: "setSeats", method: http.MethodPut, path: "/seats", tag: "Seats", right: access.Administer,
		summary: "Enter how many unattended licenses the company has; what is held stays"}, a.setSeats)
	add(a, operation{id: "listSeatHolders", method: http.MethodGet, path: "/seats/holders", tag: "Seats", right: access.Administer,
		summary: "List the devices that hold an unattended license, page by page", codes: []Code{codeCursor}}, a.listSeatHolders)
	add(a, operation{id: "listMdmConnections", method: http.MethodGet, path: "/mdm-connections", tag: "MDM", right: access.View,
		summary: "List the MDMs that manage devices, as devices are filtered by them"}, a.listMDMConnections)
	add(a, operation{id: "saveMdmConnection", method: http.MethodPut, path: "/mdm-connections/{id}", tag: "MDM", right: access.Administer,
		summary: "Change what is entered of an MDM", codes: []Code{"changed"}}, a.saveMDMConnection)
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

func (a *API) listMDMConnections(ctx context.Context, p access.Principal, _ *struct{}) (*answer[List[MDMConnection]], error) {
	connections, err := a.rollout.Connections(ctx, p)
	return answers(listOf(connections, func(c mdm.Connection) MDMConnection {
		out := connectionOut(c)
		if p.Has(access.Administer) {
			out.Devices = &c.Devices
		}
		return out
	}), err)
}

func (a *API) saveMDMConnection(ctx context.Context, p access.Principal, in *saveMDMConnectionIn) (*answer[MDMConnection], error) {
	name, err := requiredLine("body.name", in.Body.Name, 100)
	if err != nil {
		return nil, err
	}
	c, err := a.connection(ctx, p, in.ID)
	if err != nil {
		return nil, err
	}
	c.Version, c.Name, c.TierNeeded, c.Tier = in.Body.Version, name, in.Body.TierNeeded, in.Body.Tier
	c, err = a.rollout.SaveConnection(ctx, p, c)
	return answers(connectionOut(c), err)
}

func (a *API) connection(ctx context.Context, p access.Principal, connectionID string) (mdm.Connection, error) {
	connections, err := a.rollout.Connections(ctx, p)
	if err != nil {
		return mdm.Connection{}, err
	}
	i := slices.IndexFunc(connections, func(c mdm.Connection) bool { return c.ID == connectionID })
	if i < 0 {
		return mdm.Connection{}, rollout.ErrNotFound
	}
	return connections[i], nil
}

func seatsOut(v rollout.SeatsView) Seats {
	return Seats{Total: v.Total, Held: v.Held, Leaving: v.Leaving}
}

func seatOut(s rollout.Seat) Seat {
	return Seat{DeviceID: s.DeviceID, DeviceName: line(s.DeviceName, 200), TakenAt: moment(s.TakenAt), FreedAt: moment(s.FreedAt), Leaving: s.Leaving}
}

func connectionOut(c mdm.Connection) MDMConnection {
	return MDMConnection{ID: c.ID, Version: c.Version, Kind: c.Kind, Name: c.Name, TierNeeded: c.TierNeeded, Tier: c.Tier}
}
