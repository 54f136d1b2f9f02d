package httpapi

import (
	"context"
	"net/http"
	"slices"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/rollout"
)

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

type saveMDMConnectionIn struct {
	ByID
	Body SaveMDMConnection
}

func (a *API) mdmConnectionOperations() {
	add(a, operation{id: "listMdmConnections", method: http.MethodGet, path: "/mdm-connections", tag: "MDM", right: access.View,
		summary: "List the MDMs that manage devices, as devices are filtered by them"}, a.listMDMConnections)
	add(a, operation{id: "saveMdmConnection", method: http.MethodPut, path: "/mdm-connections/{id}", tag: "MDM", right: access.Administer,
		summary: "Change what is entered of an MDM", codes: []Code{"changed"}}, a.saveMDMConnection)
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

func connectionOut(c mdm.Connection) MDMConnection {
	return MDMConnection{ID: c.ID, Version: c.Version, Kind: c.Kind, Name: c.Name, TierNeeded: c.TierNeeded, Tier: c.Tier}
}

func capabilitiesOut(c mdm.Capabilities, on device.Management) MDMCapabilities {
	return MDMCapabilities{CheckIn: c.CheckIn, Messages: c.Messages, Lists: c.Lists, Converts: c.Converts, Schemas: c.Schemas, ProvesApps: c.ProvesApps,
		ProvesConfiguration: c.ProvesConfiguration, ProvesFeedback: c.ProvesFeedback, AutoLaunch: c.AutoLaunch, Manner: c.Installs[on]}
}
