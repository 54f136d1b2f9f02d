package httpapi

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/rollout"
)

// A Fact is something about an app with where it is from.
type Fact struct {
	Value  string         `json:"value,omitempty" maxLength:"200" doc:"Absent: not known."`
	Source rollout.Source `json:"source,omitempty" doc:"Unverified: look before you rely on it. What is saved with another value becomes the administrator's."`
}

// AppFacts are what can be entered of a support app.
type AppFacts struct {
	Name       string   `json:"name" minLength:"1" maxLength:"100"`
	Package    Fact     `json:"package,omitzero" doc:"The Android package or the iOS bundle id."`
	StoreID    Fact     `json:"store_id,omitzero" doc:"The App Store's."`
	Maker      string   `json:"maker,omitempty" maxLength:"100" doc:"Limits an add-on to the devices of one maker."`
	Models     []string `json:"models,omitempty" maxItems:"100" maxLength:"100" doc:"Beginnings of model names; none: all of the maker."`
	MinOS      Fact     `json:"min_os,omitzero" doc:"The oldest that works."`
	MinVersion Fact     `json:"min_version,omitzero" doc:"The oldest of the app that works."`
}

// A SupportApp is one app of the catalog for one platform.
type SupportApp struct {
	ID       string          `json:"id"`
	Version  int64           `json:"version" doc:"Rises by one with each change."`
	Role     rollout.Role    `json:"role"`
	Provider ProviderName    `json:"provider"`
	Platform device.Platform `json:"platform"`
	AppFacts
	BuiltIn bool `json:"built_in" doc:"Comes with the product: it can be changed and not removed."`
}

// SupportAppDetail is an app with how far it has come.
type SupportAppDetail struct {
	SupportApp
	Counts AppCounts `json:"counts" doc:"Of devices, by what is known of the app there."`
}

// AppCounts are how many devices have an app. The list of the catalog counts each up to a bound.
type AppCounts struct {
	Unknown   int `json:"unknown"`
	Absent    int `json:"absent"`
	Pending   int `json:"pending"`
	Installed int `json:"installed"`
	Failed    int `json:"failed"`
	Removed   int `json:"removed"`
	// More names those that were not counted to their end.
	More []string `json:"more,omitempty" doc:"Of which of these there are more than counted."`
}

// NewSupportApp adds an app to the catalog.
type NewSupportApp struct {
	Role     rollout.Role    `json:"role"`
	Provider ProviderName    `json:"provider"`
	Platform device.Platform `json:"platform"`
	AppFacts
}

// SaveSupportApp changes an app, whole.
type SaveSupportApp struct {
	Version int64 `json:"version" minimum:"1" maximum:"1000000000" doc:"The version that was changed."`
	AppFacts
}

// A ConfigurationKey is one key of an app's managed configuration.
type ConfigurationKey struct {
	Name    string `json:"name" minLength:"1" maxLength:"200"`
	Type    string `json:"type" enum:"string,bool,integer,choice,multiselect,hidden"`
	Value   string `json:"value,omitempty" maxLength:"65535" doc:"May hold our values, as {{session_id}}."`
	Session bool   `json:"session,omitempty" doc:"Holds a value of a session, so that it is withdrawn at its end."`
}

// A ConfigurationProperty is one key that an app takes.
type ConfigurationProperty struct {
	Key     string   `json:"key" minLength:"1" maxLength:"200"`
	Type    string   `json:"type" enum:"string,bool,integer,choice,multiselect,hidden"`
	Title   string   `json:"title,omitempty" maxLength:"500"`
	Entries []string `json:"entries,omitempty" maxItems:"500" maxLength:"500" doc:"Of choices."`
}

// KeyProfileFacts map our values to an app's own keys.
type KeyProfileFacts struct {
	Source string                  `json:"source" enum:"store,appconfig_xml,by_hand" doc:"Where the schema is from."`
	Schema []ConfigurationProperty `json:"schema" maxItems:"500" doc:"Empty by hand."`
	Keys   []ConfigurationKey      `json:"keys" maxItems:"100"`
}

// A KeyProfile is how an app is configured.
type KeyProfile struct {
	AppID   string `json:"app_id"`
	Version int64  `json:"version" doc:"0: nothing was saved."`
	KeyProfileFacts
	SavedBy *Actor    `json:"saved_by,omitempty"`
	SavedAt time.Time `json:"saved_at,omitzero"`
}

// SaveKeyProfile says how an app is configured, whole.
type SaveKeyProfile struct {
	Version int64 `json:"version" minimum:"0" maximum:"1000000000" doc:"The version that was changed."`
	KeyProfileFacts
}

// FetchSchema asks an MDM for the keys that an app takes.
type FetchSchema struct {
	ConnectionID string `json:"connection_id" minLength:"1" maxLength:"64"`
}

// AppConfigXML is a specification that an app's maker gives out.
type AppConfigXML struct {
	XML string `json:"xml" minLength:"1" maxLength:"262144"`
}

// ConfigurationSchema is which keys an app takes. Its texts are the app maker's.
type ConfigurationSchema struct {
	Properties []ConfigurationProperty `json:"properties"`
}

// A PreviewKey is one key as a device would get it.
type PreviewKey struct {
	Name    string `json:"name"`
	Type    string `json:"type" enum:"string,bool,integer,choice,multiselect,hidden"`
	Value   string `json:"value,omitempty" doc:"Values of a session are shown by their names, as {{session_id}}."`
	From    string `json:"from,omitempty" doc:"Which of our values it is made of, with spaces between."`
	Session bool   `json:"session,omitempty" doc:"Is there only while a session waits."`
	Missing bool   `json:"missing,omitempty" doc:"Is left out, as one of the values is empty."`
}

// An AppDevice is a device with what is known of one app on it.
type AppDevice struct {
	DeviceID string     `json:"device_id"`
	Device   *DeviceRef `json:"device,omitempty" doc:"Absent: it is gone, or not yours to see."`
	DeviceAppFacts
}

type newSupportAppIn struct{ Body NewSupportApp }

type saveSupportAppIn struct {
	ByID
	Body SaveSupportApp
}

type saveKeyProfileIn struct {
	ByID
	Body SaveKeyProfile
}

type fetchSchemaIn struct {
	ByID
	Body FetchSchema
}

type appConfigXMLIn struct {
	ByID
	Body AppConfigXML
}

type previewIn struct {
	ByID
	Device string `query:"device" required:"true" maxLength:"64" doc:"A device's id."`
}

type appDevicesIn struct {
	ByID
	State string `query:"state" enum:"unknown,absent,pending,installed,failed,removed" default:"failed" doc:"What is known of the app there."`
	PageIn
}

// Bodies of apps are larger than others by their texts.
const (
	maxAppBody = 512 << 10
	maxKeys    = 2 << 20
	maxXML     = 1 << 20
)

func (a *API) supportAppOperations() {
	add(a, operation{id: "listSupportApps", method: http.MethodGet, path: "/support-apps", tag: "Support apps", right: access.Administer,
		summary: "List the apps of the catalog with how many devices have each"}, a.listSupportApps)
	add(a, operation{id: "createSupportApp", method: http.MethodPost, path: "/support-apps", tag: "Support apps", right: access.Administer,
		status: http.StatusCreated, summary: "Add an app to the catalog"}, a.createSupportApp)
	add(a, operation{id: "getSupportApp", method: http.MethodGet, path: "/support-apps/{id}", tag: "Support apps", right: access.Administer,
		summary: "Show an app with how many devices have it"}, a.getSupportApp)
	add(a, operation{id: "saveSupportApp", method: http.MethodPut, path: "/support-apps/{id}", tag: "Support apps", right: access.Administer,
		maxBody: maxAppBody, summary: "Change an app", codes: []Code{"changed"}}, a.saveSupportApp)
	add(a, operation{id: "removeSupportApp", method: http.MethodDelete, path: "/support-apps/{id}", tag: "Support apps", right: access.Administer,
		summary: "Remove an app that goes to no one", codes: []Code{"built_in", "in_use"}}, a.removeSupportApp)

	add(a, operation{id: "getKeyProfile", method: http.MethodGet, path: "/support-apps/{id}/keys", tag: "Support apps", right: access.Administer,
		summary: "Say how an app is configured"}, a.getKeyProfile)
	add(a, operation{id: "saveKeyProfile", method: http.MethodPut, path: "/support-apps/{id}/keys", tag: "Support apps", right: access.Administer,
		maxBody: maxKeys, summary: "Set how an app is configured", codes: []Code{"changed"}}, a.saveKeyProfile)
	add(a, operation{id: "fetchSchema", method: http.MethodPost, path: "/support-apps/{id}/keys/schema", tag: "Support apps", right: access.Administer,
		summary: "Ask an MDM which keys an Android app takes", codes: []Code{"mdm_cannot", "no_schema", "no_package"}}, a.fetchSchema)
	add(a, operation{id: "readAppConfig", method: http.MethodPost, path: "/support-apps/{id}/keys/appconfig", tag: "Support apps",
		right: access.Administer, maxBody: maxXML, summary: "Read which keys an iOS app takes from its AppConfig XML"}, a.readAppConfig)
	add(a, operation{id: "previewConfiguration", method: http.MethodGet, path: "/support-apps/{id}/preview", tag: "Support apps",
		right: access.Administer, summary: "Show the configuration that a device would get", codes: []Code{"no_key_profile"}}, a.previewConfiguration)
	add(a, operation{id: "listAppDevices", method: http.MethodGet, path: "/support-apps/{id}/devices", tag: "Support apps", right: access.Administer,
		summary: "List the devices of which one thing is known about an app, page by page", codes: []Code{codeCursor}}, a.listAppDevices)
}

func (a *API) listSupportApps(ctx context.Context, p access.Principal, _ *struct{}) (*answer[List[SupportAppDetail]], error) {
	apps, err := a.rollout.Apps(ctx, p)
	if err != nil {
		return nil, err
	}
	counted, err := a.rollout.Overviews(ctx, p)
	counts := map[string]*AppCounts{}
	for _, c := range counted {
		if counts[c.AppID] == nil {
			counts[c.AppID] = &AppCounts{}
		}
		counts[c.AppID].add(c)
	}
	return answers(listOf(apps, func(app rollout.App) SupportAppDetail {
		detail := SupportAppDetail{SupportApp: appOut(app)}
		if found := counts[app.ID]; found != nil {
			detail.Counts = *found
		}
		return detail
	}), err)
}

// add puts in how many devices have an app in one state.
func (c *AppCounts) add(n rollout.AppCount) {
	state := cmp.Or(string(n.State), unknownState)
	switch n.State {
	case mdm.AppUnknown:
		c.Unknown = n.Devices
	case mdm.AppAbsent:
		c.Absent = n.Devices
	case mdm.AppPending:
		c.Pending = n.Devices
	case mdm.AppInstalled:
		c.Installed = n.Devices
	case mdm.AppFailed:
		c.Failed = n.Devices
	case mdm.AppRemoved:
		c.Removed = n.Devices
	}
	if n.More {
		c.More = append(c.More, state)
	}
}

// unknownState is what a state that nobody knows is called in requests and counts.
const unknownState = "unknown"

func (a *API) createSupportApp(ctx context.Context, p access.Principal, in *newSupportAppIn) (*answer[SupportApp], error) {
	app := rollout.App{Role: in.Body.Role, Provider: string(in.Body.Provider), Platform: in.Body.Platform}
	if err := in.Body.onto(&app); err != nil {
		return nil, err
	}
	return a.savedApp(a.rollout.SaveApp(ctx, p, app))
}

func (a *API) getSupportApp(ctx context.Context, p access.Principal, in *ByID) (*answer[SupportAppDetail], error) {
	app, err := a.rollout.App(ctx, p, in.ID)
	if err != nil {
		return nil, err
	}
	counts, err := a.rollout.Overview(ctx, p, in.ID)
	detail := SupportAppDetail{SupportApp: appOut(app)}
	for state, devices := range counts {
		detail.Counts.add(rollout.AppCount{State: state, Devices: devices})
	}
	return answers(detail, err)
}

func (a *API) saveSupportApp(ctx context.Context, p access.Principal, in *saveSupportAppIn) (*answer[SupportApp], error) {
	app, err := a.rollout.App(ctx, p, in.ID)
	if err != nil {
		return nil, err
	}
	if err := in.Body.onto(&app); err != nil {
		return nil, err
	}
	app.Version = in.Body.Version
	return a.savedApp(a.rollout.SaveApp(ctx, p, app))
}

func (a *API) savedApp(app rollout.App, err error) (*answer[SupportApp], error) {
	return answers(appOut(app), err)
}

func (a *API) removeSupportApp(ctx context.Context, p access.Principal, in *ByID) (*nothing, error) {
	return &nothing{}, a.rollout.RemoveApp(ctx, p, in.ID)
}

// getKeyProfile tells of an app without keys that nothing was saved.
func (a *API) getKeyProfile(ctx context.Context, p access.Principal, in *ByID) (*answer[KeyProfile], error) {
	k, err := a.rollout.KeyProfile(ctx, p, in.ID)
	if errors.Is(err, rollout.ErrNoProfile) {
		k, err = rollout.KeyProfile{AppID: in.ID, Source: "by_hand"}, nil
	}
	return answers(keyProfileOut(k), err)
}

func (a *API) saveKeyProfile(ctx context.Context, p access.Principal, in *saveKeyProfileIn) (*answer[KeyProfile], error) {
	b := in.Body
	k, err := a.rollout.SaveKeyProfile(ctx, p, rollout.KeyProfile{AppID: in.ID, Version: b.Version, Source: b.Source,
		Schema: each(b.Schema, property), Keys: each(b.Keys, key)})
	return answers(keyProfileOut(k), err)
}

func (a *API) fetchSchema(ctx context.Context, p access.Principal, in *fetchSchemaIn) (*answer[ConfigurationSchema], error) {
	properties, err := a.rollout.FetchSchema(ctx, p, in.ID, in.Body.ConnectionID)
	return answers(ConfigurationSchema{Properties: each(properties, propertyOut)}, err)
}

// readAppConfig reads and keeps nothing; the app is looked up, so that only those read who may change it.
func (a *API) readAppConfig(ctx context.Context, p access.Principal, in *appConfigXMLIn) (*answer[ConfigurationSchema], error) {
	if _, err := a.rollout.App(ctx, p, in.ID); err != nil {
		return nil, err
	}
	properties, err := rollout.ReadAppConfig([]byte(in.Body.XML))
	return answers(ConfigurationSchema{Properties: each(properties, propertyOut)}, err)
}

func (a *API) previewConfiguration(ctx context.Context, p access.Principal, in *previewIn) (*answer[List[PreviewKey]], error) {
	keys, err := a.rollout.Preview(ctx, p, in.ID, in.Device)
	return answers(listOf(keys, func(k rollout.PreviewKey) PreviewKey {
		return PreviewKey{Name: k.Name, Type: k.Type, Value: k.Value, From: k.From, Session: k.Session, Missing: k.Missing}
	}), err)
}

func (a *API) listAppDevices(ctx context.Context, p access.Principal, in *appDevicesIn) (*answer[Page[AppDevice]], error) {
	state := mdm.AppState(in.State)
	if state == unknownState {
		state = mdm.AppUnknown
	}
	page, err := a.rollout.DevicesOf(ctx, p, in.ID, state, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	names := a.deviceNames(ctx, p)
	return answers(Page[AppDevice]{Next: page.Next, Items: each(page.Devices, func(d rollout.DeviceApp) AppDevice {
		return AppDevice{DeviceID: d.DeviceID, Device: names(d.DeviceID), DeviceAppFacts: deviceAppOut(d)}
	})}, nil)
}

// onto puts what was entered into an app. A value that differs from the one there is the administrator's from now on.
func (f AppFacts) onto(app *rollout.App) error {
	name, err := requiredLine("body.name", f.Name, 100)
	if err != nil {
		return err
	}
	app.Name, app.Maker = name, line(f.Maker, 100)
	app.Models = nil
	for _, model := range f.Models {
		if model = line(model, 100); model != "" {
			app.Models = append(app.Models, model)
		}
	}
	for _, fact := range []struct {
		was *rollout.Fact
		is  Fact
	}{{&app.Package, f.Package}, {&app.StoreID, f.StoreID}, {&app.MinOS, f.MinOS}, {&app.MinVersion, f.MinVersion}} {
		if value := line(fact.is.Value, 200); value != fact.was.Value || fact.is.Source == rollout.Administrator {
			*fact.was = rollout.Fact{Value: value, Source: rollout.Administrator}
		}
	}
	return nil
}

func appOut(app rollout.App) SupportApp {
	return SupportApp{ID: app.ID, Version: app.Version, Role: app.Role, Provider: ProviderName(app.Provider), Platform: app.Platform,
		AppFacts: AppFacts{Name: app.Name, Package: factOut(app.Package), StoreID: factOut(app.StoreID), Maker: app.Maker, Models: each(app.Models, same),
			MinOS: factOut(app.MinOS), MinVersion: factOut(app.MinVersion)}, BuiltIn: app.BuiltIn}
}

func factOut(f rollout.Fact) Fact { return Fact{Value: f.Value, Source: f.Source} }

func property(c ConfigurationProperty) mdm.Property {
	return mdm.Property{Key: c.Key, Type: c.Type, Title: c.Title, Entries: c.Entries}
}

func key(k ConfigurationKey) rollout.Key {
	return rollout.Key{Name: k.Name, Type: k.Type, Value: k.Value, Session: k.Session}
}

func propertyOut(m mdm.Property) ConfigurationProperty {
	return ConfigurationProperty{Key: m.Key, Type: m.Type, Title: line(m.Title, 500), Entries: m.Entries}
}

func keyProfileOut(k rollout.KeyProfile) KeyProfile {
	return KeyProfile{AppID: k.AppID, Version: k.Version, KeyProfileFacts: KeyProfileFacts{Source: k.Source, Schema: each(k.Schema, propertyOut),
		Keys: each(k.Keys, func(k rollout.Key) ConfigurationKey {
			return ConfigurationKey{Name: k.Name, Type: k.Type, Value: k.Value, Session: k.Session}
		})}, SavedBy: maybeActor(k.SavedBy), SavedAt: moment(k.SavedAt)}
}
