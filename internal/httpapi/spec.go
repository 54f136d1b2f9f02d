package httpapi

import (
	"fmt"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/support"
	"github.com/helpatwork/helpatwork/internal/wire"
)

const schemaPrefix = "#/components/schemas/"

// OpenAPI is the document of the API in YAML, always the same for the same program. It does not name the program's
// version, so that it changes only with the API.
func OpenAPI() ([]byte, error) {
	data, err := New(Config{}).huma.OpenAPI().YAML()
	if err != nil {
		return nil, fmt.Errorf("write the OpenAPI document: %w", err)
	}
	return data, nil
}

// document is the start of the document: what stands in it beside the operations.
func document() huma.Config {
	cfg := huma.DefaultConfig("Help@Work", "1")
	cfg.Info.Description = "The API of Help@Work. Errors are problem+json (RFC 9457) with a stable code; " +
		"x-codes lists the codes of each answer. Times are UTC with up to six decimals; what is absent is not known or has not happened."
	cfg.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	// No $schema in bodies, no documentation pages from other servers.
	cfg.CreateHooks, cfg.SchemasPath, cfg.DocsPath, cfg.OpenAPIPath = nil, "", "", ""
	cfg.Formats = map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat}
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"cookie": {Type: "apiKey", In: "cookie", Name: sessionCookie, Description: "A browser that is signed in. Over TLS the name begins with " + hostPrefix + "."},
		"token":  {Type: "http", Scheme: "bearer", Description: "An API token, for scripts."},
	}
	cfg.Components.Responses = make(map[string]*huma.Response)
	r := cfg.Components.Schemas
	teachWords(r)
	r.Schema(reflect.TypeFor[Problem](), true, "")
	r.Schema(reflect.TypeFor[Hint](), true, "")
	teachWire(r)
	return cfg
}

// wireSchemas are the messages of device link and data channels that the console and the guest page read and write.
var wireSchemas = []reflect.Type{
	reflect.TypeFor[wire.Input](), reflect.TypeFor[wire.Geometry](), reflect.TypeFor[wire.Heartbeat](), reflect.TypeFor[wire.Screen](),
	reflect.TypeFor[wire.Ping](), reflect.TypeFor[wire.Dropped](), reflect.TypeFor[wire.RoomState](), reflect.TypeFor[wire.Frame](),
	reflect.TypeFor[wire.Ring](), reflect.TypeFor[wire.SessionState](), reflect.TypeFor[wire.HelpState](), reflect.TypeFor[wire.Desk](),
	reflect.TypeFor[wire.OpenHours](),
	reflect.TypeFor[wire.Publish](), reflect.TypeFor[wire.Published](), reflect.TypeFor[wire.Report](), reflect.TypeFor[wire.Hello](),
	reflect.TypeFor[wire.Challenge](), reflect.TypeFor[wire.Welcome](), reflect.TypeFor[wire.Ask](), reflect.TypeFor[wire.Answer](),
	reflect.TypeFor[wire.UserAction](), reflect.TypeFor[wire.Refusal](), reflect.TypeFor[wire.SessionRef](),
	reflect.TypeFor[wire.Technician](), reflect.TypeFor[wire.App](),
}

// wireMessages says which message types each message of a data channel may carry.
var wireMessages = map[string][]wire.MessageType{
	"Input": {wire.InputPointer, wire.InputWheel, wire.InputKey, wire.InputText, wire.InputButton, wire.InputRelease},
	"Ping":  {wire.MessagePing, wire.MessagePong}, "Dropped": {wire.MessageDropped}, "RoomState": {wire.MessageRoom},
	"Geometry": {wire.MessageGeometry}, "Heartbeat": {wire.MessageHeartbeat}, "Screen": {wire.MessageScreen},
}

// wireWords says which closed list a text of a message is out of; package wire itself does not know these lists.
var wireWords = []struct {
	schema, property string
	of               reflect.Type
}{
	{"RoomState", "state", reflect.TypeFor[support.State]()}, {"RoomState", "end_reason", reflect.TypeFor[support.EndReason]()},
	{"RoomState", "rights", reflect.TypeFor[access.Right]()}, {"SessionState", "rights", reflect.TypeFor[access.Right]()},
	{"SessionState", "state", reflect.TypeFor[support.State]()}, {"SessionState", "end_reason", reflect.TypeFor[support.EndReason]()},
	{"Ring", "rights", reflect.TypeFor[access.Right]()}, {"Ring", "mode", reflect.TypeFor[support.Mode]()},
	{"Technician", "role", reflect.TypeFor[access.Role]()},
}

// wireChoices are closed lists that stand at one place only.
var wireChoices = map[[2]string][]any{
	{"Input", "button"}:      anys(wire.Buttons...),
	{"Dropped", "reason"}:    anys("no_right", "stale", "malformed", "too_fast"),
	{"HelpState", "state"}:   anys(string(support.HelpOpen), string(support.HelpTaken), string(support.HelpDeclined)),
	{"Report", "codec"}:      anys("H264", "VP8"),
	{"UserAction", "action"}: anys(wire.UserPause, wire.UserResume, wire.UserTakeBack, wire.UserGiveControl, wire.UserEnd),
}

func anys[T any](values ...T) []any { return each(values, func(v T) any { return v }) }

// teachWire puts the messages of package wire into a document. Peers ignore fields that they do not know, so the
// schemas allow them.
func teachWire(r huma.Registry) {
	for _, t := range wireSchemas {
		r.Schema(t, false, "").AdditionalProperties = nil
	}
	for name, types := range wireMessages {
		r.Map()[name].Properties["t"] = &huma.Schema{Type: huma.TypeString, Enum: anys(types...)}
	}
	for _, w := range wireWords {
		property := r.Map()[w.schema].Properties[w.property]
		if property.Type == huma.TypeArray {
			property.Items = reference(wordNames[w.of])
			continue
		}
		r.Map()[w.schema].Properties[w.property] = &huma.Schema{Ref: schemaPrefix + wordNames[w.of], Description: property.Description}
	}
	for at, choices := range wireChoices {
		r.Map()[at[0]].Properties[at[1]].Enum = choices
	}
}
