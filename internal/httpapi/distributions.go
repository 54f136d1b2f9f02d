package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/rollout"
)

// DistributionTarget says who gets an app and how.
type DistributionTarget struct {
	To         rollout.Audience `json:"to"`
	GroupIDs   []string         `json:"group_ids,omitempty" maxItems:"100" maxLength:"64"`
	Users      []string         `json:"users,omitempty" maxItems:"100" maxLength:"254" doc:"Owners, by e-mail address."`
	DeviceIDs  []string         `json:"device_ids,omitempty" maxItems:"100" maxLength:"64"`
	Excluded   []string         `json:"excluded,omitempty" maxItems:"1000" maxLength:"64" doc:"Devices that get it removed, whoever else gets it."`
	Install    mdm.Install      `json:"install,omitempty" doc:"required or available; to no one it may be left out."`
	AutoLaunch bool             `json:"auto_launch,omitempty" doc:"Start the app once where it is newly installed."`
}

// A Distribution is who gets an app now.
type Distribution struct {
	AppID   string `json:"app_id"`
	Version int64  `json:"version"`
	DistributionTarget
	ChangedBy *Actor    `json:"changed_by,omitempty"`
	ChangedAt time.Time `json:"changed_at,omitzero"`
	AutoLaunchWarning
}

// An AutoLaunchWarning names the apps that compete to start by themselves: on Android 10 and later only one does.
type AutoLaunchWarning struct {
	AlsoAutoLaunch []AppRef `json:"also_auto_launch,omitempty" doc:"Other apps that are to start by themselves on some of the same devices: on Android 10 and later only one of those that come together does."`
}

// An AppRef names an app where something else is shown.
type AppRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// SaveDistribution says who gets an app from now on, whole.
type SaveDistribution struct {
	Version int64 `json:"version" minimum:"0" maximum:"1000000000" doc:"The version that was changed."`
	DistributionTarget
}

// TargetCount is whom a distribution would reach.
type TargetCount struct {
	Devices int           `json:"devices"`
	Managed int           `json:"managed" doc:"How many of them are managed by an MDM that is joined; the others are reached by links only."`
	Users   []DeviceOwner `json:"users" doc:"The users that it names. One without devices is nobody's address yet, and counts as soon as a device is theirs."`
	AutoLaunchWarning
}

// A DeviceOwner is a person at devices in use. Every text in it is the directory's: show it as text only.
type DeviceOwner struct {
	Email      string `json:"email"`
	Name       string `json:"name,omitempty"`
	Kana       string `json:"kana,omitempty"`
	Department string `json:"department,omitempty"`
	Devices    int    `json:"devices" doc:"How many in use are theirs."`
}

type saveDistributionIn struct {
	ByID
	Body SaveDistribution
}

type ownersIn struct {
	Search string `query:"search" maxLength:"100" doc:"Words, each of which is in the name, its reading, the address or the department."`
	PageIn
}

func (a *API) distributionOperations() {
	add(a, operation{id: "getDistribution", method: http.MethodGet, path: "/support-apps/{id}/distribution", tag: "Support apps",
		right: access.Administer, summary: "Say who gets an app"}, a.getDistribution)
	add(a, operation{id: "saveDistribution", method: http.MethodPut, path: "/support-apps/{id}/distribution", tag: "Support apps",
		right: access.Administer, maxBody: maxAppBody, summary: "Set who gets an app; of Host each device takes a seat",
		codes: []Code{"changed", "not_activated", "no_package", "not_enough_seats"}}, a.saveDistribution)
	add(a, operation{id: "countTargets", method: http.MethodPost, path: "/support-apps/{id}/distribution/count", tag: "Support apps",
		right: access.Administer, maxBody: maxAppBody, summary: "Count the devices that a distribution would want, before it is saved"}, a.countTargets)
	add(a, operation{id: "listOwners", method: http.MethodGet, path: "/owners", tag: "Support apps", right: access.Administer,
		summary: "List the people at devices, by e-mail address, page by page", codes: []Code{codeCursor}}, a.listOwners)
}

func (a *API) getDistribution(ctx context.Context, p access.Principal, in *ByID) (*answer[Distribution], error) {
	d, err := a.rollout.Distribution(ctx, p, in.ID)
	return a.distributionOut(ctx, p, d, err)
}

func (a *API) saveDistribution(ctx context.Context, p access.Principal, in *saveDistributionIn) (*answer[Distribution], error) {
	d, err := a.rollout.Distribute(ctx, p, in.distribution())
	return a.distributionOut(ctx, p, d, err)
}

func (a *API) countTargets(ctx context.Context, p access.Principal, in *saveDistributionIn) (*answer[TargetCount], error) {
	t, err := a.rollout.Targets(ctx, p, in.distribution())
	return answers(TargetCount{Devices: t.Devices, Managed: t.Managed, Users: each(t.Users, deviceOwnerOut), AutoLaunchWarning: warningOut(t.AlsoAutoLaunch)}, err)
}

func (a *API) listOwners(ctx context.Context, p access.Principal, in *ownersIn) (*answer[Page[DeviceOwner]], error) {
	page, err := a.rollout.Owners(ctx, p, in.Search, in.Cursor, in.Limit)
	return answers(Page[DeviceOwner]{Items: each(page.Owners, deviceOwnerOut), Next: page.Next}, err)
}

func deviceOwnerOut(o rollout.Owner) DeviceOwner {
	return DeviceOwner{Email: line(o.Email, 254), Name: line(o.Name, 100), Kana: line(o.Kana, 100), Department: line(o.Department, 100), Devices: o.Devices}
}

func warningOut(apps []rollout.App) AutoLaunchWarning {
	var w AutoLaunchWarning
	for _, app := range apps {
		w.AlsoAutoLaunch = append(w.AlsoAutoLaunch, AppRef{ID: app.ID, Name: app.Name})
	}
	return w
}

func (in *saveDistributionIn) distribution() rollout.Distribution {
	b := in.Body
	return rollout.Distribution{AppID: in.ID, Version: b.Version, To: b.To, GroupIDs: b.GroupIDs, Users: b.Users, DeviceIDs: b.DeviceIDs,
		Excluded: b.Excluded, Install: b.Install, AutoLaunch: b.AutoLaunch}
}

// distributionOut adds to a distribution which other apps start by themselves on the same devices.
func (a *API) distributionOut(ctx context.Context, p access.Principal, d rollout.Distribution, err error) (*answer[Distribution], error) {
	if err != nil {
		return nil, err
	}
	also, err := a.rollout.AlsoAutoLaunch(ctx, p, d)
	return answers(Distribution{AppID: d.AppID, Version: d.Version, DistributionTarget: DistributionTarget{To: d.To, GroupIDs: each(d.GroupIDs, same),
		Users: each(d.Users, same), DeviceIDs: each(d.DeviceIDs, same), Excluded: each(d.Excluded, same), Install: d.Install,
		AutoLaunch: d.AutoLaunch}, ChangedBy: maybeActor(d.ChangedBy), ChangedAt: moment(d.ChangedAt), AutoLaunchWarning: warningOut(also)}, err)
}
