package httpapi

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
)

// A Person signs in to the console.
type Person struct {
	ID          string         `json:"id"`
	Name        string         `json:"name"`
	Email       string         `json:"email"`
	Role        access.Role    `json:"role"`
	Language    Language       `json:"language,omitempty" doc:"Absent follows the browser."`
	AllDevices  bool           `json:"all_devices" doc:"Sees every device; otherwise only those of group_ids."`
	GroupIDs    []string       `json:"group_ids"`
	Disabled    bool           `json:"disabled"`
	DisabledAt  time.Time      `json:"disabled_at,omitzero"`
	HasPassword bool           `json:"has_password" doc:"False until the person has used their first link."`
	CreatedAt   time.Time      `json:"created_at"`
	Withheld    []access.Right `json:"withheld" doc:"Rights of the role that this person does not have."`
}

func personOut(p access.Person) Person {
	return Person{ID: p.ID, Name: p.Name, Email: p.Email, Role: p.Role, Language: Language(p.Language), AllDevices: p.AllDevices,
		GroupIDs: each(p.GroupIDs, same), Disabled: !p.DisabledAt.IsZero(), DisabledAt: moment(p.DisabledAt),
		HasPassword: p.PasswordHash != "", CreatedAt: moment(p.CreatedAt), Withheld: each(p.Withheld, same)}
}

// NewPerson is someone to invite.
type NewPerson struct {
	Name       string         `json:"name" minLength:"1" maxLength:"100"`
	Email      string         `json:"email" minLength:"3" maxLength:"254" format:"email"`
	Role       access.Role    `json:"role"`
	Language   Language       `json:"language,omitempty"`
	AllDevices bool           `json:"all_devices,omitempty"`
	GroupIDs   []string       `json:"group_ids,omitempty" maxItems:"100" maxLength:"64"`
	Withheld   []access.Right `json:"withheld,omitempty" maxItems:"10" uniqueItems:"true" doc:"Rights of the role to withhold."`
}

// A PersonChange says what becomes different; what is absent stays.
type PersonChange struct {
	Name       *string         `json:"name,omitempty" minLength:"1" maxLength:"100"`
	Role       *access.Role    `json:"role,omitempty"`
	AllDevices *bool           `json:"all_devices,omitempty"`
	GroupIDs   *[]string       `json:"group_ids,omitempty" maxItems:"100" maxLength:"64"`
	Disabled   *bool           `json:"disabled,omitempty" doc:"True locks the person out at once: their sign-ins and sessions end."`
	Language   *Language       `json:"language,omitempty"`
	Withheld   *[]access.Right `json:"withheld,omitempty" maxItems:"10" uniqueItems:"true" doc:"Rights of the role to withhold, all of them."`
}

// A PasswordLink is a one-time link that sets a password.
type PasswordLink struct {
	Link      string    `json:"link" doc:"To be handed to the person; shown only now."`
	ExpiresAt time.Time `json:"expires_at,omitzero"`
}

// An Invited person comes with the link that sets their password.
type Invited struct {
	Person Person `json:"person"`
	Link   string `json:"link" doc:"To be handed to the person; valid once, shown only now."`
}

// A Group is a set of devices.
type Group struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Devices int    `json:"devices" doc:"How many devices are in it."`
}

// NewGroup is a group to make.
type NewGroup struct {
	Name string `json:"name" minLength:"1" maxLength:"100"`
}

func groupOut(g device.Group) Group { return Group{ID: g.ID, Name: g.Name, Devices: g.Devices} }

// ByID is the input of an operation on one thing.
type ByID struct {
	ID string `path:"id" maxLength:"64"`
}

type newPersonIn struct{ Body NewPerson }

type personChangeIn struct {
	ByID
	Body PersonChange
}

type newGroupIn struct{ Body NewGroup }

func (a *API) peopleOperations() {
	add(a, operation{id: "listPeople", method: http.MethodGet, path: "/people", tag: "People", right: access.Administer,
		summary: "List everyone who signs in, by name"}, a.listPeople)
	add(a, operation{id: "createPerson", method: http.MethodPost, path: "/people", tag: "People", right: access.Administer,
		summary: "Add a person and make the link that sets their password", status: http.StatusCreated,
		codes: []Code{"email_taken", "unknown_group"}}, a.createPerson)
	add(a, operation{id: "changePerson", method: http.MethodPatch, path: "/people/{id}", tag: "People", right: access.Administer,
		summary: "Change what a person may do, or lock them out", codes: []Code{"last_administrator", "unknown_group"}}, a.changePerson)
	add(a, operation{id: "createPasswordLink", method: http.MethodPost, path: "/people/{id}/link", tag: "People", right: access.Administer,
		summary: "Make a one-time link that sets a person's password", status: http.StatusCreated}, a.createPasswordLink)
	add(a, operation{id: "listGroups", method: http.MethodGet, path: "/groups", tag: "People", right: access.View,
		summary: "List the device groups, by name"}, a.listGroups)
	add(a, operation{id: "createGroup", method: http.MethodPost, path: "/groups", tag: "People", right: access.Administer,
		summary: "Add a device group", status: http.StatusCreated, codes: []Code{"group_exists"}}, a.createGroup)
}

func (a *API) listPeople(ctx context.Context, p access.Principal, _ *struct{}) (*answer[List[Person]], error) {
	people, err := a.access.People(ctx, p)
	return answers(listOf(people, personOut), err)
}

func (a *API) createPerson(ctx context.Context, p access.Principal, in *newPersonIn) (*answer[Invited], error) {
	name, err := requiredLine("body.name", in.Body.Name, 100)
	if err != nil {
		return nil, err
	}
	person, token, err := a.access.CreatePerson(ctx, p, access.NewPerson{Name: name, Email: in.Body.Email, Role: in.Body.Role,
		Language: string(in.Body.Language), AllDevices: in.Body.AllDevices, GroupIDs: in.Body.GroupIDs, Withheld: in.Body.Withheld})
	if err != nil {
		return nil, err
	}
	a.changed(HintPeople, person.ID)
	return answers(Invited{Person: personOut(person), Link: a.passwordLink(ctx, token)}, nil)
}

func (a *API) changePerson(ctx context.Context, p access.Principal, in *personChangeIn) (*answer[Person], error) {
	change := access.PersonChange{Role: in.Body.Role, AllDevices: in.Body.AllDevices, GroupIDs: in.Body.GroupIDs, Withheld: in.Body.Withheld,
		Disabled: in.Body.Disabled, Language: (*string)(in.Body.Language)}
	if in.Body.Name != nil {
		name, err := requiredLine("body.name", *in.Body.Name, 100)
		if err != nil {
			return nil, err
		}
		change.Name = &name
	}
	person, err := a.access.ChangePerson(ctx, p, in.ID, change)
	if err != nil {
		return nil, err
	}
	a.changed(HintPeople, person.ID)
	a.changed(HintMe, person.ID)
	return answers(personOut(person), nil)
}

func (a *API) createPasswordLink(ctx context.Context, p access.Principal, in *ByID) (*answer[PasswordLink], error) {
	token, expires, err := a.access.NewPasswordLink(ctx, p, in.ID)
	if err != nil {
		return nil, err
	}
	return answers(PasswordLink{Link: a.passwordLink(ctx, token), ExpiresAt: moment(expires)}, nil)
}

// passwordLink carries the token behind #, which browsers send to no server.
func (a *API) passwordLink(ctx context.Context, token id.Secret) string {
	return a.address(ctx) + "/link#" + token.Reveal()
}

func (a *API) listGroups(ctx context.Context, p access.Principal, _ *struct{}) (*answer[List[Group]], error) {
	groups, err := a.devices.Groups(ctx)
	if !p.AllDevices {
		groups = slices.DeleteFunc(groups, func(g device.Group) bool { return !slices.Contains(p.GroupIDs, g.ID) })
	}
	return answers(listOf(groups, groupOut), err)
}

func (a *API) createGroup(ctx context.Context, p access.Principal, in *newGroupIn) (*answer[Group], error) {
	if !p.ManagesPeople() { // groups decide who sees which device
		return nil, access.ErrForbidden
	}
	name, err := requiredLine("body.name", in.Body.Name, 100)
	if err != nil {
		return nil, err
	}
	g := device.Group{ID: id.New("grp"), Name: name}
	record := audit.New(a.now(), p.Actor(), audit.GroupCreated, "", "", "group", g.Name, "group_id", g.ID)
	if err := a.devices.CreateGroup(ctx, g, record); err != nil {
		return nil, err
	}
	a.changed(HintGroup, g.ID)
	return answers(groupOut(g), nil)
}
