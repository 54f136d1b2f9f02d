package teamviewertest

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strings"
)

//go:embed pages
var pageFiles embed.FS

var pages = template.Must(template.ParseFS(pageFiles, "pages/*.html"))

// policy allows the pages nothing but their style and their forms.
const policy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"

func (c *call) page(status int, name string, data map[string]any) reply {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name+".html", data); err != nil {
		return refuse(http.StatusInternalServerError, "internal_error", err.Error())
	}
	return reply{status: status, page: b.Bytes(), header: http.Header{
		"Content-Security-Policy": {policy + "; form-action 'self'"}, "Cache-Control": {"no-store"}, "Referrer-Policy": {"no-referrer"},
		"X-Content-Type-Options": {"nosniff"}}}
}

func style(*call) reply {
	text, err := pageFiles.ReadFile("pages/style.css")
	if err != nil {
		return missing("style")
	}
	return reply{status: http.StatusOK, page: text, header: http.Header{"Content-Type": {"text/css; charset=utf-8"}}}
}

// link is the page behind the links of a session: with the suffix it is the supporter's, without it the customer's.
func link(c *call) reply {
	if strings.Contains(c.r.PathValue("link"), "-") {
		return supporterPage(c)
	}
	for _, ses := range c.state.Sessions {
		if plainCode(ses.Code) == c.r.PathValue("link") && ses.ClosedAt.IsZero() {
			return c.page(http.StatusOK, "customer", map[string]any{"Title": "Join the session", "Code": ses.Code})
		}
	}
	return c.page(http.StatusNotFound, "refused", map[string]any{"Title": "No such session", "Text": "The session is closed, or its code has expired."})
}

func supporterPage(c *call) reply {
	ses := c.supporterOf()
	if ses == nil {
		return c.page(http.StatusNotFound, "refused", map[string]any{"Title": "No such session", "Text": "This link opens nothing."})
	}
	state := "absent"
	if ses.Customer != nil {
		state = ses.Customer.State
	}
	closed := !ses.ClosedAt.IsZero() && state != "connected"
	return c.page(http.StatusOK, "supporter", map[string]any{"Title": "Session " + ses.Code, "Path": "/supporter/" + c.r.PathValue("link"),
		"Session": ses, "State": state, "Again": !closed, "Closed": closed, "Supporter": account(ses.Assigned).Name})
}

// connect asks the customer; end ends the connection, and the report of it appears.
func connect(c *call) reply {
	ses := c.supporterOf()
	if ses == nil || ses.Customer == nil || ses.Customer.State != "waiting" || !ses.ClosedAt.IsZero() {
		return supporterPage(c)
	}
	ses.Customer.State, ses.Refused = "asked", false
	c.change()
	return back("/v15/en/" + c.r.PathValue("link"))
}

func end(c *call) reply {
	ses := c.supporterOf()
	if ses == nil || ses.Customer == nil || (ses.Customer.State != "connected" && ses.Customer.State != "asked") {
		return supporterPage(c)
	}
	c.leave(ses, c.now())
	c.change()
	return back("/v15/en/" + c.r.PathValue("link"))
}

func back(path string) reply {
	return reply{status: http.StatusSeeOther, header: http.Header{"Location": {path}, "Cache-Control": {"no-store"}}, page: []byte{}}
}

// control is where the launch link of the demo goes: the supporter's client for unattended devices.
func control(c *call) reply {
	h := c.hostOf(c.query.Get("device"))
	if h == nil {
		return c.page(http.StatusNotFound, "refused", map[string]any{"Title": "No such device", "Text": "No device has this number."})
	}
	var people []Account
	for _, a := range Accounts {
		if a.CompanyID == h.Company {
			people = append(people, a)
		}
	}
	return c.page(http.StatusOK, "control", map[string]any{"Title": "Device " + h.Peer, "Again": !h.Online || !h.ConnectedAt.IsZero(), "Host": h, "Connected": !h.ConnectedAt.IsZero(), "Accounts": people})
}

func connectHost(c *call) reply {
	h, a := c.hostOf(c.form.Get("device")), account(c.form.Get("as"))
	if h == nil || a.CompanyID != h.Company {
		return c.page(http.StatusNotFound, "refused", map[string]any{"Title": "No such device", "Text": "This account has no device with this number."})
	}
	if h.Online && h.ConnectedAt.IsZero() {
		h.ConnectedAt, h.By = c.now(), a.ID
		c.change()
	}
	return back("/control?device=" + h.Peer)
}

func endHost(c *call) reply {
	h := c.hostOf(c.form.Get("device"))
	if h == nil {
		return c.page(http.StatusNotFound, "refused", map[string]any{"Title": "No such device", "Text": "No device has this number."})
	}
	if !h.ConnectedAt.IsZero() {
		c.reportHost(h, c.now())
		c.change()
	}
	return back("/control?device=" + h.Peer)
}
