package httpapi

import (
	"net/http"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/support"
)

// An Owner is the person a device belongs to, as the directory knows them.
type Owner struct {
	Name       string `json:"name,omitempty" maxLength:"100"`
	Kana       string `json:"kana,omitempty" maxLength:"100" doc:"How the name is read."`
	Email      string `json:"email,omitempty" maxLength:"254"`
	Department string `json:"department,omitempty" maxLength:"100"`
	Phone      string `json:"phone,omitempty" maxLength:"40"`
}

// A Device is one managed device. Every text in it may come from the device or its user: show it as text only.
type Device struct {
	ID         string            `json:"id"`
	Name       string            `json:"name"`
	Platform   device.Platform   `json:"platform"`
	Management device.Management `json:"management"`
	Ownership  device.Ownership  `json:"ownership,omitempty"`
	Lifecycle  device.Lifecycle  `json:"lifecycle"`
	Owner      Owner             `json:"owner"`
	AssetTag   string            `json:"asset_tag,omitempty"`
	Serial     string            `json:"serial,omitempty"`
	IMEI       string            `json:"imei,omitempty"`
	UDID       string            `json:"udid,omitempty"`
	Location   string            `json:"location,omitempty"`
	Maker      string            `json:"maker,omitempty"`
	Model      string            `json:"model,omitempty"`
	OSVersion  string            `json:"os_version,omitempty"`
	Simulated  bool              `json:"simulated,omitempty" doc:"Belongs to the simulated fleet; to be said wherever a session with it is shown."`
	GroupIDs   []string          `json:"group_ids"`
	Presence   Presence          `json:"presence"`
	LastSeen   time.Time         `json:"last_seen,omitzero" doc:"Absent: never."`
	Enrolled   bool              `json:"enrolled" doc:"Has a key; without one it cannot connect."`
	CreatedAt  time.Time         `json:"created_at"`
	MDMID      string            `json:"mdm_id,omitempty" doc:"The MDM connection that manages it; absent: none is joined."`
	Available  device.Known      `json:"available,omitempty" doc:"Help@Work Available: whether a session can be had with it, as far as the device and what is set up decide; absent: not judged yet."`
	// Actions leaves out what can never be done on this device.
	Actions     []DeviceAction  `json:"actions" doc:"What can be started here; what can never be is left out."`
	OpenSession *SessionSummary `json:"open_session,omitempty" doc:"The session that has not ended."`
}

// A DeviceDetail is a device with what it last said of itself.
type DeviceDetail struct {
	Device
	Report *DeviceReport `json:"report,omitempty" doc:"Absent: it has said nothing yet."`
}

// A DeviceReport is the last thing a device said of itself.
type DeviceReport struct {
	At           time.Time         `json:"at"`
	AgentVersion string            `json:"agent_version,omitempty"`
	Codec        string            `json:"codec,omitempty" doc:"What it encodes: H264 or VP8."`
	Battery      *int              `json:"battery,omitempty" minimum:"0" maximum:"100" doc:"Percent; absent: unknown."`
	Charging     bool              `json:"charging,omitempty"`
	Screen       string            `json:"screen,omitempty" doc:"on, locked, off or secure; absent: unknown."`
	Width        int               `json:"width,omitempty" doc:"Pixels."`
	Height       int               `json:"height,omitempty" doc:"Pixels."`
	Apps         []DeviceReportApp `json:"apps"`
}

// A DeviceReportApp is one app installed on a device.
type DeviceReportApp struct {
	Name    string `json:"name"`
	Package string `json:"package"`
	Version string `json:"version,omitempty"`
}

// A DeviceRef names a device where something else is shown.
type DeviceRef struct {
	ID        string          `json:"id"`
	Name      string          `json:"name"`
	OwnerName string          `json:"owner_name,omitempty"`
	Model     string          `json:"model,omitempty"`
	Platform  device.Platform `json:"platform"`
	Simulated bool            `json:"simulated,omitempty"`
}

// A DeviceAction is what a technician can start on a device.
type DeviceAction struct {
	Name     ActionName `json:"name"`
	Enabled  bool       `json:"enabled"`
	Findings []Finding  `json:"findings" doc:"What blocks it, when it is not enabled."`
}

// A Finding is one thing to know before Start.
type Finding struct {
	Code     preflight.Code     `json:"code"`
	Severity preflight.Severity `json:"severity"`
	Remedy   preflight.Remedy   `json:"remedy,omitempty" doc:"The action that removes it."`
	Never    bool               `json:"never,omitempty" doc:"Can never change for this device."`
	Facts    map[string]string  `json:"facts,omitempty" doc:"Values for its words."`
}

// Findings are what to know before Start.
type Findings struct {
	Findings []Finding `json:"findings"`
}

// Counts are how many devices match.
type Counts struct {
	Matching  int  `json:"matching"`
	More      bool `json:"more,omitempty" doc:"There are more than matching: a search stops counting there."`
	Online    int  `json:"online"`
	InSession int  `json:"in_session"`
}

// An ImportedDevice is what a directory or a script knows of a device.
type ImportedDevice struct {
	ID         string            `json:"id,omitempty" maxLength:"64" pattern:"^[A-Za-z0-9_-]*$" doc:"Of a device to update; absent finds it by serial, else makes a new one."`
	Name       string            `json:"name" minLength:"1" maxLength:"200"`
	Platform   device.Platform   `json:"platform"`
	Management device.Management `json:"management"`
	Ownership  device.Ownership  `json:"ownership,omitempty"`
	Lifecycle  device.Lifecycle  `json:"lifecycle,omitempty" doc:"Absent: in_use."`
	Owner      Owner             `json:"owner,omitzero"`
	AssetTag   string            `json:"asset_tag,omitempty" maxLength:"100"`
	Serial     string            `json:"serial,omitempty" maxLength:"100"`
	IMEI       string            `json:"imei,omitempty" maxLength:"20"`
	UDID       string            `json:"udid,omitempty" maxLength:"64"`
	Location   string            `json:"location,omitempty" maxLength:"200"`
	Maker      string            `json:"maker,omitempty" maxLength:"100"`
	Model      string            `json:"model,omitempty" maxLength:"100"`
	OSVersion  string            `json:"os_version,omitempty" maxLength:"50"`
	Groups     []string          `json:"groups,omitempty" maxItems:"20" maxLength:"100" doc:"Names; groups that do not exist are made."`
	Simulated  bool              `json:"simulated,omitempty" doc:"The device is not a real one; it is marked so wherever it is shown."`
	MDMID      string            `json:"mdm_id,omitempty" maxLength:"64" pattern:"^[A-Za-z0-9_-]*$" doc:"The MDM connection that manages it; absent keeps what is known."`
}

// An Import adds and updates devices, all or none.
type Import struct {
	Devices []ImportedDevice `json:"devices" minItems:"1" maxItems:"1000"`
	Enroll  bool             `json:"enroll,omitempty" doc:"Also make a one-time enrollment token for each."`
}

// ImportResult is in the order of the devices given.
type ImportResult struct {
	IDs              []string  `json:"ids"`
	EnrollmentTokens []string  `json:"enrollment_tokens,omitempty" doc:"With enroll: one for each, shown only now."`
	ExpiresAt        time.Time `json:"expires_at,omitzero" doc:"When the tokens end."`
}

// An Enrollment lets a device give itself a key.
type Enrollment struct {
	Token     string    `json:"token" doc:"Works once; shown only now. An earlier one of this device is void."`
	ExpiresAt time.Time `json:"expires_at"`
}

// FilterIn is how devices are chosen; an absent field does not limit.
type FilterIn struct {
	Search     string            `query:"search" maxLength:"100" doc:"Words to be found in the owner (name, kana, e-mail, department, phone), name, serial, IMEI, UDID, asset tag, model, maker or location."`
	Platform   device.Platform   `query:"platform"`
	Management device.Management `query:"management"`
	Lifecycle  device.Lifecycle  `query:"lifecycle"`
	Presence   Presence          `query:"presence"`
	Group      string            `query:"group" maxLength:"64" doc:"The id of a device group."`
	Available  device.Known      `query:"available" doc:"Help@Work Available."`
	MDM        string            `query:"mdm" maxLength:"64" doc:"The id of an MDM connection."`
	InSession  bool              `query:"in_session" doc:"Only devices with an open session."`
}

// PageIn is which part of a list is asked for.
type PageIn struct {
	Cursor string `query:"cursor" maxLength:"1000" doc:"From next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type devicesIn struct {
	FilterIn
	PageIn
}

type preflightIn struct {
	ByID
	Mode     support.Mode `query:"mode" doc:"Absent: attended."`
	Provider string       `query:"provider" maxLength:"40" doc:"Absent: the built-in one."`
}

type importIn struct{ Body Import }

func (a *API) deviceOperations() {
	add(a, operation{id: "listDevices", method: http.MethodGet, path: "/devices", tag: "Devices", right: access.View,
		summary: "List devices by owner, page by page", codes: []Code{codeCursor}}, a.listDevices)
	add(a, operation{id: "countDevices", method: http.MethodGet, path: "/devices/counts", tag: "Devices", right: access.View,
		summary: "Count devices"}, a.countDevices)
	add(a, operation{id: "getDevice", method: http.MethodGet, path: "/devices/{id}", tag: "Devices", right: access.View,
		summary: "Show one device"}, a.getDevice)
	add(a, operation{id: "checkDevice", method: http.MethodGet, path: "/devices/{id}/preflight", tag: "Devices", right: access.View,
		summary: "Say what stands in the way of a session", codes: []Code{"no_provider"}}, a.checkDevice)
	add(a, operation{id: "importDevices", method: http.MethodPost, path: "/devices/import", tag: "Devices", right: access.Administer,
		summary: "Add and update devices, all or none", maxBody: 4 << 20, codes: []Code{"serial_taken"}}, a.importDevices)
	add(a, operation{id: "createEnrollment", method: http.MethodPost, path: "/devices/{id}/enrollment", tag: "Devices",
		right: access.Administer, summary: "Make a one-time enrollment token", status: http.StatusCreated}, a.createEnrollment)
}
