package teamviewertest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// newSession is what POST /sessions takes (API documentation §4.6).
type newSession struct {
	ValidUntil  *string         `json:"valid_until"`
	GroupID     string          `json:"groupid"`
	GroupName   string          `json:"groupname"`
	Waiting     string          `json:"waiting_message"`
	Description string          `json:"description"`
	EndCustomer json.RawMessage `json:"end_customer"`
	Assigned    *string         `json:"assigned_userid"`
	CustomAPI   string          `json:"custom_api"`
	Kind        string          `json:"support_session_type"`
}

func createSession(c *call) reply {
	if no, refused := c.mayNot("create sessions"); refused {
		return no
	}
	var in newSession
	if no, ok := c.read(&in); !ok {
		return no
	}
	ses := &session{Company: c.by.Company, Creator: c.by.Account, Assigned: c.by.Account, Waiting: in.Waiting, Description: in.Description,
		CustomAPI: in.CustomAPI, Kind: in.Kind, CreatedAt: c.now(), ValidUntil: c.now().Add(sessionLife)}
	for _, check := range []func(*session, newSession) string{c.until, c.texts, c.endCustomer, c.assigned, c.place} {
		if wrong := check(ses, in); wrong != "" {
			return bad(wrong)
		}
	}
	n := c.number()
	ses.Code = fmt.Sprintf("s%02d-%03d-%03d", 10+n/1_000_000%90, n/1000%1000, n%1000)
	ses.Suffix = strings.ToLower(random(12))
	c.state.Sessions = append(c.state.Sessions, ses)
	c.change()
	return reply{status: http.StatusOK, header: http.Header{"Location": {c.origin + "/api/v1/sessions/" + ses.Code}}, json: c.shown(ses)}
}

func (c *call) until(ses *session, in newSession) string {
	if in.ValidUntil == nil {
		return ""
	}
	at, err := time.Parse(time.RFC3339, *in.ValidUntil)
	if err != nil || !at.After(c.now()) {
		return "valid_until is not a time to come"
	}
	ses.ValidUntil = at.UTC()
	return ""
}

func (c *call) texts(ses *session, in newSession) string {
	if utf8.RuneCountInString(in.CustomAPI) > 4000 {
		return "custom_api is longer than 4000 characters"
	}
	switch in.Kind {
	case "":
		ses.Kind = "Default"
	case "Default", "Pilot":
	default:
		return "support_session_type is neither Default nor Pilot"
	}
	return ""
}

func (c *call) endCustomer(ses *session, in newSession) string {
	if len(in.EndCustomer) == 0 || string(in.EndCustomer) == "null" {
		return ""
	}
	var customer struct{ Name, Email string }
	if json.Unmarshal(in.EndCustomer, &customer) != nil {
		return "end_customer is not an object"
	}
	if utf8.RuneCountInString(customer.Name) > 100 || utf8.RuneCountInString(customer.Email) > 254 {
		return "end_customer is too long"
	}
	ses.HasCustomer, ses.CustomerName, ses.CustomerEmail = true, customer.Name, customer.Email
	return ""
}

func (c *call) assigned(ses *session, in newSession) string {
	if in.Assigned != nil && *in.Assigned != "u0" {
		if account(*in.Assigned).CompanyID != c.by.Company {
			return "assigned_userid is not a user of the company"
		}
		ses.Assigned = *in.Assigned
	} else if in.Assigned != nil {
		ses.Assigned = ""
	}
	if ses.Assigned != "" {
		ses.AssignedAt = ses.CreatedAt
	}
	return ""
}

// place finds the group; a name that is not known makes one.
func (c *call) place(ses *session, in newSession) string {
	switch {
	case in.GroupID == "" && in.GroupName == "":
		return "groupid or groupname has to be set"
	case in.GroupID == "" && c.by.Account == "":
		return "a token of the company needs groupid"
	case in.GroupID != "":
		g := c.groupOf(in.GroupID)
		if g == nil || !c.sees(g) {
			return "groupid is not known"
		}
		if in.GroupName != "" && !strings.EqualFold(in.GroupName, g.Name) {
			return "groupid and groupname are not the same group"
		}
		ses.Group = g.ID
		return ""
	}
	for _, g := range c.state.Groups {
		if c.sees(g) && strings.EqualFold(g.Name, in.GroupName) {
			ses.Group = g.ID
			return ""
		}
	}
	ses.Group = c.makeGroup(in.GroupName).ID
	return ""
}

// shown is a session as the API tells it.
func (s *Server) shown(ses *session) map[string]any {
	state := "open"
	if !ses.ClosedAt.IsZero() {
		state = "closed"
	}
	if s.cfg.CapitalStates {
		state = strings.ToUpper(state[:1]) + state[1:]
	}
	link := s.origin + "/v15/en/" + plainCode(ses.Code)
	all := map[string]any{
		"code": ses.Code, "state": state, "groupid": ses.Group, "waiting_message": ses.Waiting, "description": ses.Description,
		"assigned_userid": ses.Assigned, "end_customer_link": link, "supporter_link": link + "-" + ses.Suffix,
		"webclient_supporter_link": s.origin + "/web/" + plainCode(ses.Code) + "-" + ses.Suffix, "custom_api": ses.CustomAPI,
		"created_at": written(ses.CreatedAt), "valid_until": written(ses.ValidUntil), "support_session_type": ses.Kind,
		"custom_module_id": "", "tv_version": "",
		"online": ses.Customer != nil && ses.Customer.State != "ended",
	}
	if ses.HasCustomer {
		all["end_customer"] = map[string]any{"name": ses.CustomerName, "email": ses.CustomerEmail}
	}
	if !ses.AssignedAt.IsZero() {
		all["assigned_at"] = written(ses.AssignedAt)
	}
	if !ses.ClosedAt.IsZero() {
		all["closed_at"] = written(ses.ClosedAt)
	}
	return all
}

func written(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// visible says whether the caller may see a session: his own, or all of the company with its token.
func (c *call) visible(ses *session) bool {
	if c.by.Account == "" {
		return ses.Company == c.by.Company
	}
	return ses.Creator == c.by.Account || ses.Assigned == c.by.Account
}

// named is the session in the path.
func (c *call) named() *session {
	for _, ses := range c.state.Sessions {
		if strings.EqualFold(ses.Code, c.r.PathValue("code")) && c.visible(ses) {
			return ses
		}
	}
	return nil
}

func listSessions(c *call) reply {
	if no, refused := c.mayNot("view sessions"); refused {
		return no
	}
	var match []*session
	for _, ses := range slices.Backward(c.state.Sessions) {
		isOpen := ses.ClosedAt.IsZero()
		wanted := strings.ToLower(c.query.Get("state"))
		if c.visible(ses) && (c.query.Get("groupid") == "" || ses.Group == c.query.Get("groupid")) &&
			(wanted == "" || (wanted == "open") == isOpen) {
			match = append(match, ses)
		}
	}
	if offset := c.query.Get("offset"); offset != "" {
		at := slices.IndexFunc(match, func(ses *session) bool { return ses.Code == offset })
		if at < 0 {
			return bad("offset is not known")
		}
		match = match[at:]
	}
	page := match[:min(len(match), c.cfg.PageSize)]
	answer := map[string]any{"sessions_remaining": len(match) - len(page)}
	if len(match) > len(page) {
		answer["next_offset"] = match[len(page)].Code
	}
	list := make([]map[string]any, 0, len(page))
	for _, ses := range page {
		shown := c.shown(ses)
		if c.query.Get("full_list") != "true" {
			shown = map[string]any{"code": shown["code"], "state": shown["state"], "groupid": shown["groupid"]}
		}
		list = append(list, shown)
	}
	answer["sessions"] = list
	return reply{status: http.StatusOK, json: answer}
}

func getSession(c *call) reply {
	ses := c.named()
	if ses == nil {
		return missing("session")
	}
	return reply{status: http.StatusOK, json: c.shown(ses)}
}

func putSession(c *call) reply {
	var in struct {
		State string `json:"state"`
	}
	if no, ok := c.read(&in); !ok {
		return no
	}
	ses := c.named()
	switch {
	case ses == nil:
		return missing("session")
	case !strings.EqualFold(in.State, "closed"):
		return bad("state can be set to closed only")
	}
	ses.close(c.now())
	c.change()
	return reply{status: http.StatusNoContent}
}

func deleteSession(c *call) reply {
	ses := c.named()
	if ses == nil {
		return missing("session")
	}
	ses.close(c.now())
	c.change()
	return reply{status: http.StatusNoContent}
}

// sees says whether a group is the caller's.
func (c *call) sees(g *group) bool {
	return g.Company == c.by.Company && (c.by.Account == "" || g.Owner == c.by.Account || g.Owner == "")
}

func (c *call) makeGroup(title string) *group {
	g := &group{ID: fmt.Sprintf("g%d", 3000+c.number()), Name: title, Owner: c.by.Account, Company: c.by.Company}
	c.state.Groups = append(lastOf(c.state.Groups, maxGroups-1), g)
	return g
}

func shownGroup(g *group) map[string]any { return map[string]any{"id": g.ID, "name": g.Name} }

func listGroups(c *call) reply {
	if no, refused := c.mayNot("view groups"); refused {
		return no
	}
	list := []map[string]any{}
	for _, g := range c.state.Groups {
		if c.sees(g) {
			list = append(list, shownGroup(g))
		}
	}
	return reply{status: http.StatusOK, json: map[string]any{"groups": list}}
}

func createGroup(c *call) reply {
	if no, refused := c.mayNot("create groups"); refused {
		return no
	}
	var in struct {
		Name string `json:"name"`
	}
	if no, ok := c.read(&in); !ok {
		return no
	}
	if in.Name == "" || slices.ContainsFunc(c.state.Groups, func(g *group) bool { return c.sees(g) && strings.EqualFold(g.Name, in.Name) }) {
		return bad("name is empty or taken")
	}
	g := c.makeGroup(in.Name)
	c.change()
	return reply{status: http.StatusOK, json: shownGroup(g)}
}
