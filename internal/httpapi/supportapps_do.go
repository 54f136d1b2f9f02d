package httpapi

import (
	"context"
	"errors"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/rollout"
)

func (a *API) listSupportApps(ctx context.Context, p access.Principal, _ *struct{}) (*answer[List[SupportApp]], error) {
	apps, err := a.rollout.Apps(ctx, p)
	return answers(listOf(apps, appOut), err)
}

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
	return answers(SupportAppDetail{SupportApp: appOut(app), Counts: AppCounts{Unknown: counts[mdm.AppUnknown], Absent: counts[mdm.AppAbsent],
		Pending: counts[mdm.AppPending], Installed: counts[mdm.AppInstalled], Failed: counts[mdm.AppFailed], Removed: counts[mdm.AppRemoved]}}, err)
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

func (a *API) getDistribution(ctx context.Context, p access.Principal, in *ByID) (*answer[Distribution], error) {
	d, err := a.rollout.Distribution(ctx, p, in.ID)
	return answers(distributionOut(d), err)
}

func (a *API) saveDistribution(ctx context.Context, p access.Principal, in *saveDistributionIn) (*answer[Distribution], error) {
	d, err := a.rollout.Distribute(ctx, p, in.distribution())
	return answers(distributionOut(d), err)
}

func (a *API) countTargets(ctx context.Context, p access.Principal, in *saveDistributionIn) (*answer[TargetCount], error) {
	devices, managed, err := a.rollout.CountTargets(ctx, p, in.distribution())
	return answers(TargetCount{Devices: devices, Managed: managed}, err)
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
	if state == "unknown" {
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

func (in *saveDistributionIn) distribution() rollout.Distribution {
	b := in.Body
	return rollout.Distribution{AppID: in.ID, Version: b.Version, To: b.To, GroupIDs: b.GroupIDs, Users: b.Users, DeviceIDs: b.DeviceIDs,
		Excluded: b.Excluded, Install: b.Install, AutoLaunch: b.AutoLaunch}
}

func distributionOut(d rollout.Distribution) Distribution {
	return Distribution{AppID: d.AppID, Version: d.Version, DistributionTarget: DistributionTarget{To: d.To, GroupIDs: each(d.GroupIDs, same),
		Users: each(d.Users, same), DeviceIDs: each(d.DeviceIDs, same), Excluded: each(d.Excluded, same), Install: d.Install,
		AutoLaunch: d.AutoLaunch}, ChangedBy: maybeActor(d.ChangedBy), ChangedAt: moment(d.ChangedAt)}
}

func property(c ConfigurationProperty) mdm.Property {
	return mdm.Property{Key: c.Key, Type: c.Type, Title: c.Title, Entries: c.Entries}
}

func key(k ConfigurationKey) rollout.Key {
	return rollout.Key{Name: k.Name, Type: k.Type, Value: k.Value, Session: k.Session}
}

func propertyOut(m mdm.Property) ConfigurationProperty {
	return ConfigurationProperty{Key: m.Key, Type: m.Type, Title: m.Title, Entries: m.Entries}
}

func keyProfileOut(k rollout.KeyProfile) KeyProfile {
	return KeyProfile{AppID: k.AppID, Version: k.Version, KeyProfileFacts: KeyProfileFacts{Source: k.Source, Schema: each(k.Schema, propertyOut),
		Keys: each(k.Keys, func(k rollout.Key) ConfigurationKey {
			return ConfigurationKey{Name: k.Name, Type: k.Type, Value: k.Value, Session: k.Session}
		})}, SavedBy: maybeActor(k.SavedBy), SavedAt: moment(k.SavedAt)}
}
