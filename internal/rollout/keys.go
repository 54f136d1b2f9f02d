package rollout

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

const (
	maxKeys     = 100
	maxSchema   = 500
	maxEntries  = 200
	maxKeyName  = 200
	maxKeyValue = 65535 // bytes; what Android takes
)

// propertyTypes are the types of keys that exist.
var propertyTypes = []string{"string", "bool", "integer", "choice", "multiselect", "hidden"}

// placeholder is one of our values in a key.
var placeholder = regexp.MustCompile(`\{\{([^{}]*)\}\}`)

// KeyProfile returns the keys of an app, or ErrNoProfile.
func (s *Service) KeyProfile(ctx context.Context, p access.Principal, appID string) (KeyProfile, error) {
	if err := mayRead(p); err != nil {
		return KeyProfile{}, err
	}
	return s.Store.KeyProfile(ctx, appID)
}

// SaveKeyProfile says which keys an app gets; the devices that have it follow by jobs. k.Version is that of the one it
// replaces. Errors: *wire.FieldError, whose Field is such as keys[2].value; ErrNotFound, ErrChanged.
func (s *Service) SaveKeyProfile(ctx context.Context, p access.Principal, k KeyProfile) (KeyProfile, error) {
	a, err := s.appToChange(ctx, p, k.AppID)
	if err != nil {
		return KeyProfile{}, err
	}
	if k, err = k.checked(); err != nil {
		return KeyProfile{}, err
	}
	k.SavedBy, k.SavedAt = p.Actor(), s.now()
	saved, err := s.Store.SaveKeyProfile(ctx, k, Writes{
		Audit: []audit.Record{s.record(audit.KeysSaved, p.Actor(), "", map[string]string{"app": a.Name, "app_id": a.ID,
			"keys": strconv.Itoa(len(k.Keys)), "source": k.Source})},
		Jobs: []jobs.Job{s.orderJob(a.ID, "")}})
	if err != nil {
		return KeyProfile{}, fmt.Errorf("save keys of support app %s: %w", a.ID, err)
	}
	s.changed(HintApp, a.ID, a.Version)
	return saved, nil
}

// FetchSchema asks an MDM which keys an Android app takes. Errors: ErrNotFound, ErrNoPackage, mdm.ErrUnsupported,
// mdm.ErrNoSchema.
func (s *Service) FetchSchema(ctx context.Context, p access.Principal, appID, connectionID string) ([]mdm.Property, error) {
	a, err := s.App(ctx, p, appID)
	if err != nil {
		return nil, err
	}
	m, ok := s.Managers()[connectionID]
	if !ok {
		return nil, fmt.Errorf("MDM connection %s: %w", connectionID, ErrNotFound)
	}
	if a.Package.Value == "" {
		return nil, ErrNoPackage
	}
	bounded, cancel := context.WithTimeoutCause(ctx, callTimeout, fmt.Errorf("the MDM took longer than %s", callTimeout))
	defer cancel()
	schema, err := m.Schema(bounded, a.Package.Value)
	if err != nil {
		return nil, fmt.Errorf("keys of %s: %w", a.Package.Value, err)
	}
	if len(schema) > maxSchema {
		schema = schema[:maxSchema]
	}
	for i := range schema {
		schema[i].Key, schema[i].Title = shorten(schema[i].Key, maxKeyName), shorten(schema[i].Title, 200)
	}
	return schema, nil
}

// checked returns a profile as it is kept, or *wire.FieldError.
func (k KeyProfile) checked() (KeyProfile, error) {
	if !slices.Contains([]string{"store", "appconfig_xml", "by_hand"}, k.Source) {
		return KeyProfile{}, wire.BadField("source", "is not known")
	}
	if k.Source == "by_hand" {
		k.Schema = nil
	}
	if len(k.Schema) > maxSchema {
		return KeyProfile{}, wire.BadField("schema", fmt.Sprintf("has more than %d keys", maxSchema))
	}
	schema := make(map[string]mdm.Property, len(k.Schema))
	for i, property := range k.Schema {
		field := fmt.Sprintf("schema[%d]", i)
		if plain(property.Key, 1, maxKeyName) != "" || plain(property.Title, 0, 500) != "" || len(property.Entries) > maxEntries ||
			!slices.Contains(propertyTypes, property.Type) {
			return KeyProfile{}, wire.BadField(field, "is not the description of a key")
		}
		schema[property.Key] = property
	}
	if len(k.Keys) > maxKeys {
		return KeyProfile{}, wire.BadField("keys", fmt.Sprintf("are more than %d", maxKeys))
	}
	k.Keys = slices.Clone(k.Keys)
	known := map[string]bool{}
	for i := range k.Keys {
		key := &k.Keys[i]
		if part, problem := key.check(schema); problem != "" {
			return KeyProfile{}, wire.BadField(fmt.Sprintf("keys[%d].%s", i, part), problem)
		}
		if known[key.Name] {
			return KeyProfile{}, wire.BadField(fmt.Sprintf("keys[%d].name", i), "is there twice")
		}
		known[key.Name] = true
		key.Session = key.Session || key.ofSession()
	}
	return k, nil
}

// check says which part of a key is wrong, and why; empty when nothing is.
func (k Key) check(schema map[string]mdm.Property) (part, problem string) {
	if problem := plain(k.Name, 1, maxKeyName); problem != "" {
		return "name", problem
	}
	if !slices.Contains(propertyTypes, k.Type) {
		return "type", "is not known"
	}
	property, known := schema[k.Name]
	switch {
	case len(schema) > 0 && !known:
		return "name", "is none that the app takes"
	case known && property.Type != k.Type:
		return "type", "is not that of the app, which is " + property.Type
	}
	if problem := holdable(k.Value); problem != "" {
		return "value", problem
	}
	for _, name := range k.from() {
		if !slices.Contains(provider.Values, provider.Value(name)) {
			return "value", "names a value that does not exist"
		}
	}
	if rest := placeholder.ReplaceAllString(k.Value, ""); strings.Contains(rest, "{{") || strings.Contains(rest, "}}") {
		return "value", "has a brace without its other half"
	}
	if len(k.from()) > 0 {
		if k.Type == "bool" {
			return "value", "has to be true or false"
		}
		return "", ""
	}
	if _, problem := k.typed(k.Value, property.Entries); problem != "" {
		return "value", problem
	}
	return "", ""
}

// holdable says why no key can hold a text; empty when one can.
func holdable(s string) string {
	switch {
	case len(s) > maxKeyValue:
		return fmt.Sprintf("has more than %d bytes", maxKeyValue)
	case !utf8.ValidString(s):
		return "is not valid text"
	case strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\t' && r != '\n' }):
		return "has control characters"
	}
	return ""
}

// from names the values that a key is made of.
func (k Key) from() (names []string) {
	for _, m := range placeholder.FindAllStringSubmatch(k.Value, -1) {
		names = append(names, m[1])
	}
	return names
}

func (k Key) ofSession() bool {
	return slices.ContainsFunc(k.from(), func(name string) bool {
		return name == string(provider.SessionCode) || name == string(provider.SessionLink)
	})
}

// carriesSession says whether the id or the link of a session has a key.
func (k KeyProfile) carriesSession() bool { return slices.ContainsFunc(k.Keys, Key.ofSession) }

// filled puts values into a key. One that is made of values alone is missing while any of them is empty.
func (k Key) filled(values map[provider.Value]string) (text string, missing bool) {
	alone := len(k.from()) > 0 && strings.TrimSpace(placeholder.ReplaceAllString(k.Value, "")) == ""
	text = placeholder.ReplaceAllStringFunc(k.Value, func(mark string) string {
		v := values[provider.Value(mark[2:len(mark)-2])]
		missing = missing || v == "" && alone
		return v
	})
	return text, missing
}

// typed is a text as the type of a key: string, bool, int64 or list of strings.
func (k Key) typed(text string, entries []string) (value any, problem string) {
	switch k.Type {
	case "bool":
		if text != "true" && text != "false" {
			return nil, "has to be true or false"
		}
		return text == "true", ""
	case "integer":
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, "has to be a whole number"
		}
		return n, ""
	case "choice":
		if len(entries) > 0 && !slices.Contains(entries, text) {
			return nil, "is none of the choices"
		}
		return text, ""
	case "multiselect":
		list := []string{}
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); line == "" {
				continue
			}
			if len(entries) > 0 && !slices.Contains(entries, line) {
				return nil, "has a line that is none of the choices"
			}
			list = append(list, line)
		}
		return list, ""
	default:
		return text, ""
	}
}

// configuration is what an app gets: the permanent keys, and those of a session while there is one. A value that a key
// cannot hold is *wire.FieldError with the name of the key.
func (k KeyProfile) configuration(values map[provider.Value]string, session bool) (map[string]any, error) {
	found := map[string]any{}
	for _, key := range k.Keys {
		if key.Session && !session {
			continue
		}
		text, missing := key.filled(values)
		if missing {
			continue
		}
		if problem := holdable(text); problem != "" {
			return nil, wire.BadField(key.Name, problem)
		}
		value, problem := key.typed(text, nil)
		if problem != "" {
			return nil, wire.BadField(key.Name, problem)
		}
		found[key.Name] = value
	}
	return found, nil
}

// Preview says what a device will receive. Values of a session stay placeholders. An app without keys gets nothing. A
// device that the app is not for is *wire.FieldError.
func (s *Service) Preview(ctx context.Context, p access.Principal, appID, deviceID string) ([]PreviewKey, error) {
	d, err := s.reach(ctx, p, access.Administer, deviceID)
	if err != nil {
		return nil, err
	}
	a, err := s.app(ctx, appID)
	if err != nil {
		return nil, err
	}
	if !a.fits(d) {
		return nil, wire.BadField("device", "is none that the app is for")
	}
	profile, err := s.Store.KeyProfile(ctx, appID)
	if errors.Is(err, ErrNoProfile) {
		return []PreviewKey{}, nil
	}
	if err != nil {
		return nil, err
	}
	values, err := s.values(ctx, d)
	if err != nil {
		return nil, err
	}
	for _, v := range []provider.Value{provider.SessionCode, provider.SessionLink} {
		values[v] = "{{" + string(v) + "}}"
	}
	preview := make([]PreviewKey, len(profile.Keys))
	for i, key := range profile.Keys {
		text, missing := key.filled(values)
		preview[i] = PreviewKey{Name: key.Name, Type: key.Type, Value: text, From: strings.Join(key.from(), " "), Session: key.Session, Missing: missing}
		if missing {
			preview[i].Value = ""
		}
	}
	return preview, nil
}
