package teamviewertest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

func ping(c *call) reply {
	t := c.tokenOf(bearer(c.r))
	valid := t != nil && (t.Expires.IsZero() || c.now().Before(t.Expires))
	return reply{status: http.StatusOK, json: map[string]any{"token_valid": valid}}
}

func getAccount(c *call) reply {
	a := c.person()
	if a.ID == "" {
		return refuse(http.StatusForbidden, "invalid_permission", "The token belongs to no user")
	}
	return reply{status: http.StatusOK, json: map[string]any{"userid": a.ID, "name": a.Name, "email": a.Email, "email_validated": true,
		"email_language": "en", "company_name": a.Company}}
}

func getLicense(c *call) reply {
	if no, refused := c.mayNot("view licenses"); refused {
		return no
	}
	id, err := strconv.Atoi(c.by.Company)
	if err != nil {
		return missing("company")
	}
	title := ""
	for _, a := range Accounts {
		if a.CompanyID == c.by.Company {
			title = a.Company
		}
	}
	managed := 0
	for _, h := range c.state.Hosts {
		if h.Company == c.by.Company && !h.Unmanaged {
			managed++
		}
	}
	return reply{status: http.StatusOK, json: map[string]any{"companyId": id, "companyName": title, "available_licenses": []any{map[string]any{
		"licenseId": "lic-" + c.by.Company, "licenseName": "Tensor", "displayName": "TeamViewer Tensor (stand-in)", "details": "Mobile device support",
		"type": "Core", "version": "15", "isActive": true, "assignedUsers": 4, "managedDevices": managed, "aiCredits": 0, "numberOfChannels": 3,
		"maxAssignments": 500, "totalTechnicians": 10}}}}
}

// hosts are the devices that the caller may see.
func (c *call) hosts() []*host {
	return slices.DeleteFunc(slices.Clone(c.state.Hosts), func(h *host) bool { return h.Company != c.by.Company })
}

func listDevices(c *call) reply {
	if no, refused := c.mayNot("view devices"); refused {
		return no
	}
	q, list := c.query, []map[string]any{}
	for _, h := range c.hosts() {
		state := map[bool]string{true: "online", false: "offline"}[h.Online]
		if !h.ConnectedAt.IsZero() {
			state = "busy"
		}
		if (q.Get("remotecontrol_id") != "" && q.Get("remotecontrol_id") != "r"+h.Peer) ||
			(q.Get("online_state") != "" && !strings.EqualFold(q.Get("online_state"), state)) || (q.Get("groupid") != "" && q.Get("groupid") != deviceGroup) {
			continue
		}
		shown := map[string]any{"device_id": h.Device, "remotecontrol_id": "r" + h.Peer, "alias": h.Name, "description": h.Reference,
			"online_state": state, "groupid": deviceGroup, "assigned_to": true, "supported_features": "remote_control", "policy_id": ""}
		if !h.Online {
			shown["last_seen"] = written(h.Seen)
		}
		list = append(list, shown)
	}
	return reply{status: http.StatusOK, json: map[string]any{"devices": list}}
}

// deviceGroup holds all devices that were assigned.
const deviceGroup = "g2000"

func listManaged(c *call) reply {
	if no, refused := c.mayNot("view managed devices"); refused {
		return no
	}
	hosts := slices.DeleteFunc(c.hosts(), func(h *host) bool { return h.Unmanaged })
	if after := c.query.Get("paginationToken"); after != "" {
		at := slices.IndexFunc(hosts, func(h *host) bool { return h.Managed == after })
		if at < 0 {
			return bad("paginationToken is not known")
		}
		hosts = hosts[at:]
	}
	page, answer := hosts[:min(len(hosts), c.cfg.PageSize)], map[string]any{}
	if len(hosts) > len(page) {
		answer["nextPaginationToken"] = hosts[len(page)].Managed
	}
	list := []map[string]any{}
	for _, h := range page {
		number, err := strconv.Atoi(h.Peer)
		if err != nil {
			continue
		}
		shown := map[string]any{"id": h.Managed, "teamviewerId": number, "name": h.Name, "isOnline": h.Online, "teamviewerPolicyId": ""}
		if !h.Online {
			shown["last_seen"] = written(h.Seen)
		}
		list = append(list, shown)
	}
	answer["resources"] = list
	return reply{status: http.StatusOK, json: answer}
}

// deleteManaged ends the management of a device; its Host stays where it is.
func deleteManaged(c *call) reply {
	if no, refused := c.mayNot("manage devices"); refused {
		return no
	}
	for _, h := range c.hosts() {
		if h.Managed == c.r.PathValue("id") && !h.Unmanaged {
			h.Unmanaged = true
			c.change()
			return reply{status: http.StatusNoContent}
		}
	}
	return missing("managed device")
}

func listReports(c *call) reply {
	if no, refused := c.mayNot("view connection reports"); refused {
		return no
	}
	match, wrong := c.matching()
	if wrong != "" {
		return bad(wrong)
	}
	if offset := c.query.Get("offset_id"); offset != "" {
		at := slices.IndexFunc(match, func(r *report) bool { return r.ID == offset })
		if at < 0 {
			return bad("offset_id is not known")
		}
		match = match[at:]
	}
	page, answer := match[:min(len(match), c.cfg.PageSize)], map[string]any{}
	if len(match) > len(page) {
		answer["next_offset"] = match[len(page)].ID
	}
	list := []map[string]any{}
	for _, r := range page {
		list = append(list, map[string]any{"id": r.ID, "userid": r.UserID, "username": r.User, "deviceid": r.DeviceID, "devicename": r.Device,
			"groupid": r.Group, "groupname": r.GroupName, "support_session_type": r.Kind, "start_date": written(r.Start), "end_date": written(r.End),
			"session_code": r.Code, "fee": 0, "billing_state": "", "currency": "", "notes": ""})
	}
	answer["records"] = list
	return reply{status: http.StatusOK, json: answer}
}

// matching are the reports asked for, the newest first.
func (c *call) matching() ([]*report, string) {
	q := c.query
	from, to, wrong := c.times()
	if wrong != "" {
		return nil, wrong
	}
	is := func(key, value string) bool { return q.Get(key) == "" || strings.EqualFold(q.Get(key), value) }
	var match []*report
	for _, r := range slices.Backward(c.state.Reports) {
		if r.Company == c.by.Company && !r.Start.Before(from) && (to.IsZero() || !r.Start.After(to)) && is("username", r.User) && is("userid", r.UserID) &&
			is("devicename", r.Device) && is("deviceid", r.DeviceID) && is("groupid", r.Group) && is("session_code", r.Code) &&
			is("has_code", strconv.FormatBool(r.Code != "")) && is("support_session_type", strconv.Itoa(r.Kind)) {
			match = append(match, r)
		}
	}
	return match, ""
}

func (c *call) times() (from, to time.Time, wrong string) {
	for key, into := range map[string]*time.Time{"from_date": &from, "to_date": &to} {
		text := c.query.Get(key)
		if text == "" {
			continue
		}
		at, err := time.Parse("2006-01-02T15:04:05Z", text)
		if err != nil {
			return from, to, key + " is not a time"
		}
		*into = at
	}
	return from, to, ""
}
