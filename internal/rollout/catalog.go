package rollout

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// AgentPackage is the package of our own agent as the simulated fleet has it.
const AgentPackage = "com.example.helpatwork"

// catalog is what comes with the product. Package names are documented where public sources name them; those of makers'
// add-ons follow a pattern of which one is documented, so the others are unverified. No public source names the bundle id
// on iOS: it is left open.
var catalog = []App{
	{ID: "app_quicksupport_android", Role: QuickSupport, Provider: TeamViewer, Platform: device.Android, Name: "TeamViewer QuickSupport",
		Package: Fact{"com.teamviewer.quicksupport.market", Documented}},
	{ID: "app_quicksupport_ios", Role: QuickSupport, Provider: TeamViewer, Platform: device.IOS, Name: "TeamViewer QuickSupport",
		StoreID: Fact{"661649585", Documented}, MinOS: Fact{"16", Documented}},
	{ID: "app_host_android", Role: Host, Provider: TeamViewer, Platform: device.Android, Name: "TeamViewer Host",
		Package: Fact{"com.teamviewer.host.market", Documented}},
	{ID: "app_addon_universal", Role: UniversalAddOn, Provider: TeamViewer, Platform: device.Android, Name: "TeamViewer Universal Add-On",
		Package: Fact{"com.teamviewer.quicksupport.addon.universal", Documented}, MinOS: Fact{"7", Documented}},
	oem("huawei", "Huawei", Fact{"com.teamviewer.quicksupport.addon.huawei2", Documented}),
	oem("samsung", "Samsung", Fact{"com.teamviewer.quicksupport.addon.samsung", Unverified}),
	oem("sony", "Sony", Fact{"com.teamviewer.quicksupport.addon.sony", Unverified}),
	oem("lenovo", "Lenovo", Fact{"com.teamviewer.quicksupport.addon.lenovo", Unverified}),
	{ID: "app_agent_android", Role: Agent, Provider: "builtin", Platform: device.Android, Name: "Help@Work",
		Package: Fact{AgentPackage, Unverified}},
}

func oem(name, maker string, packageName Fact) App {
	return App{ID: "app_addon_" + name, Role: OEMAddOn, Provider: TeamViewer, Platform: device.Android,
		Name: "TeamViewer Add-On: " + maker, Maker: maker, Package: packageName}
}

// Seed makes what the product comes with: the catalog, the connections that are joined, and the regular look at
// everything. It may be called at each start, by each node.
func (s *Service) Seed(ctx context.Context, connections ...mdm.Connection) error {
	apps := make([]App, len(catalog))
	for i, a := range catalog {
		a.BuiltIn = true
		apps[i] = a
	}
	if err := s.Store.SeedApps(ctx, apps...); err != nil {
		return fmt.Errorf("seed support apps: %w", err)
	}
	for _, c := range connections {
		c.Version = 0
		if _, err := s.Store.SaveConnection(ctx, c, Writes{}); err != nil && !errors.Is(err, ErrChanged) {
			return fmt.Errorf("seed MDM connection %s: %w", c.ID, err)
		}
	}
	return s.seedSweep(ctx)
}

// Apps lists the catalog.
func (s *Service) Apps(ctx context.Context, p access.Principal) ([]App, error) {
	if err := mayRead(p); err != nil {
		return nil, err
	}
	return s.Store.Apps(ctx)
}

// App returns one of the catalog: access.ErrForbidden, ErrNotFound.
func (s *Service) App(ctx context.Context, p access.Principal, appID string) (App, error) {
	if err := mayRead(p); err != nil {
		return App{}, err
	}
	return s.app(ctx, appID)
}

// appToChange is App for whoever changes something about it.
func (s *Service) appToChange(ctx context.Context, p access.Principal, appID string) (App, error) {
	if err := mayChange(p); err != nil {
		return App{}, err
	}
	return s.app(ctx, appID)
}

func (s *Service) app(ctx context.Context, appID string) (App, error) {
	apps, err := s.Store.Apps(ctx)
	if err != nil {
		return App{}, err
	}
	for _, a := range apps {
		if a.ID == appID {
			return a, nil
		}
	}
	return App{}, fmt.Errorf("support app %s: %w", appID, ErrNotFound)
}

// appOf returns the app of a role that there is one of; a zero one when an administrator's catalog has none.
func (s *Service) appOf(ctx context.Context, role Role) (App, error) {
	apps, err := s.Store.Apps(ctx)
	if i := slices.IndexFunc(apps, func(a App) bool { return a.Role == role }); i >= 0 {
		return apps[i], err
	}
	return App{}, err
}

// SaveApp adds (without an ID) or changes one. Role and platform of one that exists stay, and its package too while it is
// distributed: ErrInUse. Facts that change become the administrator's. Only add-ons of makers may be many. Errors:
// *wire.FieldError, ErrNotFound, ErrChanged.
func (s *Service) SaveApp(ctx context.Context, p access.Principal, a App) (App, error) {
	if err := mayChange(p); err != nil {
		return App{}, err
	}
	apps, err := s.Store.Apps(ctx)
	if err != nil {
		return App{}, err
	}
	a = tidied(a)
	if a.ID == "" {
		a.ID, a.Version, a.BuiltIn = id.New("app"), 0, false
		a = sourced(a, App{})
	} else if a, err = s.onto(ctx, a, apps); err != nil {
		return App{}, err
	}
	if err := a.check(apps); err != nil {
		return App{}, err
	}
	w := Writes{Audit: []audit.Record{s.record(audit.SupportAppSaved, p.Actor(), "", map[string]string{"app": a.Name, "app_id": a.ID, "package": a.Package.Value})}}
	if a.Version > 0 {
		w.Jobs = []jobs.Job{s.orderJob(a.ID, "")}
	}
	saved, err := s.Store.SaveApp(ctx, a, w)
	if err != nil {
		return App{}, err
	}
	s.changed(HintApp, saved.ID, saved.Version)
	return saved, nil
}

// onto lays a change over the app that is kept.
func (s *Service) onto(ctx context.Context, a App, apps []App) (App, error) {
	for _, old := range apps {
		if old.ID != a.ID {
			continue
		}
		a.BuiltIn, a.Role, a.Platform, a.Provider = old.BuiltIn, old.Role, old.Platform, old.Provider
		d, err := s.Store.Distribution(ctx, a.ID)
		if err != nil {
			return App{}, err
		}
		if d.To != NoOne && old.Package.Value != a.Package.Value {
			return App{}, fmt.Errorf("change the package of support app %s: %w", a.ID, ErrInUse)
		}
		return sourced(a, old), nil
	}
	return App{}, fmt.Errorf("support app %s: %w", a.ID, ErrNotFound)
}

// RemoveApp removes one that an administrator added: ErrNotFound, ErrBuiltIn, ErrInUse.
func (s *Service) RemoveApp(ctx context.Context, p access.Principal, appID string) error {
	a, err := s.appToChange(ctx, p, appID)
	if err != nil {
		return err
	}
	if err := s.Store.RemoveApp(ctx, appID, Writes{Audit: []audit.Record{
		s.record(audit.SupportAppRemoved, p.Actor(), "", map[string]string{"app": a.Name, "app_id": a.ID})}}); err != nil {
		return err
	}
	s.changed(HintApp, appID, 0)
	return nil
}

func tidied(a App) App {
	a.Name, a.Maker = strings.TrimSpace(a.Name), strings.TrimSpace(a.Maker)
	for _, f := range a.facts() {
		f.fact.Value = strings.TrimSpace(f.fact.Value)
	}
	var models []string
	for _, m := range a.Models {
		if m = strings.TrimSpace(m); m != "" {
			models = append(models, m)
		}
	}
	a.Models = models
	return a
}

type namedFact struct {
	name string
	fact *Fact
}

func (a *App) facts() []namedFact {
	return []namedFact{{"package", &a.Package}, {"store_id", &a.StoreID}, {"min_os", &a.MinOS}, {"min_version", &a.MinVersion}}
}

// sourced names the source of each fact: a new value is the administrator's, whatever the request says.
func sourced(a, old App) App {
	before := old.facts()
	for i, f := range a.facts() {
		switch {
		case f.fact.Value == "":
			f.fact.Source = ""
		case f.fact.Value == before[i].fact.Value && before[i].fact.Source != "":
			f.fact.Source = before[i].fact.Source
		default:
			f.fact.Source = Administrator
		}
	}
	return a
}

var (
	packageName = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+$`)
	digits      = regexp.MustCompile(`^[0-9]{1,20}$`)
	version     = regexp.MustCompile(`^[0-9]+(\.[0-9]+){0,4}$`)
)

// maxApps bounds the catalog.
const maxApps = 200

func (a *App) check(apps []App) error {
	if problem := plain(a.Name, 1, 100); problem != "" {
		return wire.BadField("name", problem)
	}
	if _, known := ways[a.Role]; !known {
		return wire.BadField("role", "is not known")
	}
	if a.Platform != device.Android && (a.Platform != device.IOS || a.Role != QuickSupport) {
		return wire.BadField("platform", "has no app of this role")
	}
	a.Provider = ways[a.Role][0].Provider
	for i, f := range a.facts() {
		pattern := []*regexp.Regexp{packageName, digits, version, version}[i]
		if v := f.fact.Value; v != "" && (len(v) > 200 || !pattern.MatchString(v)) {
			return wire.BadField(f.name, "has the wrong form")
		}
	}
	if problem := plain(a.Maker, 0, 100); problem != "" {
		return wire.BadField("maker", problem)
	}
	if (a.Role == OEMAddOn) != (a.Maker != "") {
		return wire.BadField("maker", "is for add-ons of makers, which need one")
	}
	if len(a.Models) > 100 {
		return wire.BadField("models", "are more than 100")
	}
	for _, m := range a.Models {
		if problem := plain(m, 1, 100); problem != "" || a.Role != OEMAddOn {
			return wire.BadField("models", "are for add-ons of makers, each of at most 100 characters")
		}
	}
	return a.alone(apps)
}

// alone says whether an app may stand beside the others: one per role and platform, as a device has one seat, one
// QuickSupport to deliver to and one Host to match.
func (a *App) alone(apps []App) error {
	if a.Version == 0 && len(apps) >= maxApps {
		return wire.BadField("name", "is one more than the catalog holds")
	}
	for _, other := range apps {
		if other.ID == a.ID {
			continue
		}
		if a.Role != OEMAddOn && other.Role == a.Role && other.Platform == a.Platform {
			return wire.BadField("role", "has an app on this platform already")
		}
		if a.Package.Value != "" && other.Package.Value == a.Package.Value && other.Platform == a.Platform {
			return wire.BadField("package", "belongs to another app of the catalog")
		}
	}
	return nil
}

// plain says what is wrong with text for people; empty when nothing is.
func plain(s string, least, most int) string {
	switch n := utf8.RuneCountInString(s); {
	case !utf8.ValidString(s):
		return "is not valid text"
	case n < least:
		return "is missing"
	case n > most:
		return fmt.Sprintf("has more than %d characters", most)
	case strings.ContainsFunc(s, unseen):
		return "has characters that cannot be seen"
	}
	return ""
}

// unseen is true for what cannot be seen and could hide or reorder what stands around it.
func unseen(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
}

// fits says whether an app is made for a device.
func (a App) fits(d device.Device) bool {
	if a.Platform != d.Platform || a.Maker != "" && !strings.EqualFold(a.Maker, d.Maker) {
		return false
	}
	for _, m := range a.Models {
		if strings.HasPrefix(strings.ToLower(d.Model), strings.ToLower(m)) {
			return true
		}
	}
	return len(a.Models) == 0
}

// modes are those that an app is for.
func (a App) modes() []string {
	switch a.Role {
	case QuickSupport:
		return []string{"attended"}
	case Host:
		return []string{"unattended"}
	default:
		return []string{"attended", "unattended"}
	}
}

// changed tells live views, and wakes the jobs that were written with the change.
func (s *Service) changed(kind, thing string, version int64) {
	s.Jobs.Nudge()
	s.Hints.Hint(kind, thing, version)
}
