package rollout_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/wire"
)

func TestKeysAreCheckedByName(t *testing.T) {
	w := newWorld(t)
	schema := []mdm.Property{{Key: "id", Type: "string"}, {Key: "n", Type: "integer"}, {Key: "b", Type: "bool"},
		{Key: "c", Type: "choice", Entries: []string{"x", "y"}}, {Key: "m", Type: "multiselect", Entries: []string{"x", "y"}}}
	save := func(keys ...rollout.Key) error {
		_, err := w.svc.SaveKeyProfile(t.Context(), admin, rollout.KeyProfile{AppID: quickSupport, Source: "store", Schema: schema, Keys: keys})
		return err
	}
	good := rollout.Key{Name: "id", Type: "string", Value: "{{session_id}}"}
	for _, c := range []struct {
		key   rollout.Key
		field string
	}{
		{rollout.Key{Name: "", Type: "string"}, "name"},
		{rollout.Key{Name: "other", Type: "string"}, "name"},
		{good, "name"}, // twice
		{rollout.Key{Name: "n", Type: "number"}, "type"},
		{rollout.Key{Name: "n", Type: "string", Value: "1"}, "type"},
		{rollout.Key{Name: "n", Type: "integer", Value: "one"}, "value"},
		{rollout.Key{Name: "n", Type: "integer", Value: "9223372036854775808"}, "value"},
		{rollout.Key{Name: "b", Type: "bool", Value: "yes"}, "value"},
		{rollout.Key{Name: "b", Type: "bool", Value: "{{company}}"}, "value"},
		{rollout.Key{Name: "c", Type: "choice", Value: "z"}, "value"},
		{rollout.Key{Name: "m", Type: "multiselect", Value: "x\nz"}, "value"},
		{rollout.Key{Name: "id", Type: "string", Value: "{{password}}"}, "value"},
		{rollout.Key{Name: "id", Type: "string", Value: "{{company}"}, "value"},
		{rollout.Key{Name: "id", Type: "string", Value: "bell\a"}, "value"},
		{rollout.Key{Name: "id", Type: "string", Value: strings.Repeat("x", 65536)}, "value"},
	} {
		keys := []rollout.Key{good, c.key}
		at := 1
		if c.key.Name == "id" && c.key != good {
			keys, at = keys[1:], 0
		}
		wantInput(t, save(keys...), fmt.Sprintf("keys[%d].%s", at, c.field))
	}
	wantInput(t, save(make([]rollout.Key, 101)...), "keys")
	w.must(save(good, rollout.Key{Name: "c", Type: "choice", Value: "x"}, rollout.Key{Name: "m", Type: "multiselect", Value: "x\n\ny"}, rollout.Key{Name: "n", Type: "integer", Value: "7"}, rollout.Key{Name: "b", Type: "bool", Value: "true"}))
	kept, err := w.svc.KeyProfile(t.Context(), admin, quickSupport)
	w.must(err)
	same(t, "a key of a session's value is the session's", kept.Keys[0].Session, true)
	deviceID := w.phones(1)[0]
	w.distribute(quickSupport)
	same(t, "types", w.config(deviceID), "map[b:true c:x m:[x y] n:7]")
	o, _ := w.mdm.order(deviceID, quickPackage)
	if _, ok := o.Configuration["n"].(int64); !ok {
		t.Fatalf("a whole number is sent as %T", o.Configuration["n"])
	}
}

func TestAPreviewShowsWhatADeviceReceives(t *testing.T) {
	w := newWorld(t)
	deviceID := w.phones(1)[0]
	_, err := w.svc.SaveKeyProfile(t.Context(), admin, rollout.KeyProfile{AppID: quickSupport, Source: "by_hand", Keys: []rollout.Key{
		{Name: "id", Type: "string", Value: "{{session_id}}"}, {Name: "who", Type: "string", Value: "{{company}} {{device_ref}}"},
		{Name: "tie", Type: "string", Value: "{{assignment}}"}, {Name: "fixed", Type: "bool", Value: "true"}}})
	w.must(err)
	w.importDevice(device.Device{ID: "dev_iphone", Name: "iPhone", Platform: device.IOS, Management: device.IOSDevice, Lifecycle: device.InUse, MDM: theMDM})
	_, err = w.svc.Preview(t.Context(), admin, quickSupport, "dev_iphone")
	wantInput(t, err, "device")
	got, err := w.svc.Preview(t.Context(), admin, quickSupport, deviceID)
	w.must(err)
	want := []rollout.PreviewKey{{Name: "id", Type: "string", Value: "{{session_id}}", From: "session_id", Session: true},
		{Name: "who", Type: "string", Value: "Acme " + deviceID, From: "company device_ref"},
		{Name: "tie", Type: "string", From: "assignment", Missing: true}, {Name: "fixed", Type: "bool", Value: "true"}}
	same(t, "preview", fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want))
	w.values = map[provider.Value]string{provider.SessionCode: "leak"} // a session's value never comes from elsewhere
	got, err = w.svc.Preview(t.Context(), admin, quickSupport, deviceID)
	w.must(err)
	same(t, "session", got[0].Value, "{{session_id}}")
}

func TestTheSchemaComesFromTheStore(t *testing.T) {
	w := newWorld(t)
	w.mdm.schema = []mdm.Property{{Key: "sim_session_id", Type: "string", Title: "Session\x00"}}
	got, err := w.svc.FetchSchema(t.Context(), admin, quickSupport, theMDM)
	w.must(err)
	same(t, "schema", fmt.Sprint(got), fmt.Sprint([]mdm.Property{{Key: "sim_session_id", Type: "string", Title: "Session "}}))
	w.mdm.fail = mdm.ErrNoSchema
	_, err = w.svc.FetchSchema(t.Context(), admin, quickSupport, theMDM)
	w.want("no schema", err, mdm.ErrNoSchema)
	_, err = w.svc.FetchSchema(t.Context(), admin, quickSupport, "mdm_none")
	w.want("no MDM", err, rollout.ErrNotFound)
}

func TestAnAppConfigSpecificationIsRead(t *testing.T) {
	spec, err := os.ReadFile("testdata/appconfig.xml")
	if err != nil {
		t.Fatal(err)
	}
	got, err := rollout.ReadAppConfig(spec)
	if err != nil {
		t.Fatal(err)
	}
	want := []mdm.Property{{Key: "sessionId", Type: "string", Title: "Session"}, {Key: "quality", Type: "choice", Title: "Picture", Entries: []string{"low", "high"}},
		{Key: "autoStart", Type: "bool"}, {Key: "timeout", Type: "integer"}, {Key: "servers", Type: "multiselect"}}
	same(t, "keys", fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want))
}

// What hides or reorders the words around it comes from no maker of apps.
func TestASpecificationWithWordsThatHide(t *testing.T) {
	t.Parallel()
	const spec = `<managedAppConfiguration><dict><string keyName="%s"><constraint><values><value>one</value><value>%s</value></values></constraint></string></dict>` +
		`<presentation><field keyName="server"><label><language>%s</language></label></field></presentation></managedAppConfiguration>`
	_, err := rollout.ReadAppConfig(fmt.Appendf(nil, spec, "ser\u202ever", "two", "Server"))
	wantInput(t, err, "xml")
	found, err := rollout.ReadAppConfig(fmt.Appendf(nil, spec, "server", "t\u2066wo", "Ser\u202ever\u2028"))
	if err != nil || len(found) != 1 || !slices.Equal(found[0].Entries, []string{"one"}) || strings.ContainsFunc(found[0].Title, func(r rune) bool { return r > '~' }) {
		t.Errorf("read %+q, %v", found, err)
	}
}

func TestBadSpecificationsAreRefused(t *testing.T) {
	within := func(s string) string {
		return "<managedAppConfiguration><dict>" + s + "</dict></managedAppConfiguration>"
	}
	var many strings.Builder
	for i := range 501 {
		fmt.Fprintf(&many, "<string keyName='k%d'/>", i)
	}
	for name, spec := range map[string]string{
		"empty": "", "other": "<plist></plist>", "cut off": "<managedAppConfiguration><dict><string keyName='a'>",
		"no keys": within(""), "no name": within("<string/>"), "twice": within("<string keyName='a'/><integer keyName='a'/>"),
		"document type":     "<!DOCTYPE x [<!ENTITY a 'b'>]>" + within("<string keyName='a'/>"),
		"entity":            within("<string keyName='&a;'/>"),
		"deep":              within(strings.Repeat("<a>", 40) + strings.Repeat("</a>", 40)),
		"many":              within(strings.Repeat("<x/>", 20001)),
		"long":              within("<string keyName='a'/>") + strings.Repeat(" ", 256<<10),
		"control sign":      within("<string keyName='a&#1;'/>"),
		"more than we keep": within(many.String()),
	} {
		_, err := rollout.ReadAppConfig([]byte(spec))
		if e, ok := errors.AsType[*wire.FieldError](err); !ok || e.Field != "xml" {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func FuzzReadAppConfig(f *testing.F) {
	if spec, err := os.ReadFile("testdata/appconfig.xml"); err == nil {
		f.Add(spec)
	}
	f.Add([]byte("<managedAppConfiguration><dict><string keyName='a'/></dict></managedAppConfiguration>"))
	f.Add([]byte("</managedAppConfiguration>"))
	f.Fuzz(func(t *testing.T, spec []byte) {
		found, err := rollout.ReadAppConfig(spec)
		if err != nil {
			if _, ok := errors.AsType[*wire.FieldError](err); !ok {
				t.Fatalf("error %v", err)
			}
			return
		}
		known := map[string]bool{}
		for _, p := range found {
			if p.Key == "" || known[p.Key] || p.Type == "" || len(p.Entries) > 200 {
				t.Fatalf("key %+v", p)
			}
			known[p.Key] = true
		}
	})
}
