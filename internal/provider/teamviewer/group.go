package teamviewer

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/helpatwork/helpatwork/internal/id"
)

// A Group is a group of the computers and contacts list; sessions belong to one.
type Group struct{ ID, Name string }

// Groups lists the groups that the token may see.
func (c *Client) Groups(ctx context.Context, access id.Secret) ([]Group, error) {
	got, err := c.do(ctx, request{method: http.MethodGet, path: "groups", token: access, most: maxList})
	if err != nil {
		return nil, err
	}
	return decodeGroups(got.body)
}

// CreateGroup makes a group.
func (c *Client) CreateGroup(ctx context.Context, access id.Secret, title string) (Group, error) {
	got, err := c.do(ctx, request{method: http.MethodPost, path: "groups", in: map[string]string{"name": title}, token: access})
	if err != nil {
		return Group{}, err
	}
	g, err := decodeGroup(got.body)
	if err != nil {
		return Group{}, err
	}
	return g, nil
}

type groupAnswer struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// ok says whether it can be named in a request.
func (g groupAnswer) ok() bool { return isCode(g.ID) && g.Name != "" }

func decodeGroup(body []byte) (Group, error) {
	var a groupAnswer
	if err := json.Unmarshal(body, &a); err != nil {
		return Group{}, unreadable("group", err)
	}
	if !a.ok() {
		return Group{}, unreadable("group: field id or name", nil)
	}
	return Group(a), nil
}

func decodeGroups(body []byte) ([]Group, error) {
	var a struct {
		Groups []groupAnswer `json:"groups"`
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, unreadable("groups", err)
	}
	list := make([]Group, 0, len(a.Groups))
	for _, g := range a.Groups {
		if g.ok() {
			list = append(list, Group(g))
		}
	}
	return list, nil
}

// named finds a group by its name; TeamViewer compares without case. It returns "" when there is none.
func named(groups []Group, title string) string {
	for _, g := range groups {
		if strings.EqualFold(g.Name, title) {
			return g.ID
		}
	}
	return ""
}
