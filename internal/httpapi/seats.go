package httpapi

import (
	"net/http"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/mdm"
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
	DeviceName string    `json:"device_name,omitempty"`
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
	Devices    int      `json:"devices" doc:"How many it manages."`
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
	add(a, operation{id: "listMDMConnections", method: http.MethodGet, path: "/mdm-connections", tag: "MDM", right: access.View,
		summary: "List the MDMs that manage devices"}, a.listMDMConnections)
	add(a, operation{id: "saveMDMConnection", method: http.MethodPut, path: "/mdm-connections/{id}", tag: "MDM", right: access.Administer,
		summary: "Change what is entered of an MDM", codes: []Code{"changed"}}, a.saveMDMConnection)
}
