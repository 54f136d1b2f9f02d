package rollout

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/wire"
)

const (
	maxAppConfig = 256 << 10 // bytes
	maxDepth     = 32
	maxElements  = 20000
)

// ErrBadAppConfig says that a file is no AppConfig specification.
var ErrBadAppConfig = errors.New("not an AppConfig specification")

// ReadAppConfig reads the keys of an AppConfig specification (AppConfig Community, managedAppConfiguration): the file with
// which the maker of an iOS app says what can be configured. At most 256 KB; document types and entities of its own are
// refused, and so is what is nested deeper than people write. All errors are *wire.FieldError with the field "xml".
func ReadAppConfig(spec []byte) ([]mdm.Property, error) {
	if len(spec) > maxAppConfig {
		return nil, wire.BadField("xml", fmt.Sprintf("has more than %d bytes", maxAppConfig))
	}
	r := specReader{xml: xml.NewDecoder(bytes.NewReader(spec)), titles: map[string]string{}}
	r.xml.Strict = true
	if err := r.read(); err != nil {
		return nil, wire.BadField("xml", shorten(err.Error(), 200))
	}
	for i, p := range r.found {
		r.found[i].Title = shorten(r.titles[p.Key], 200)
	}
	return r.found, nil
}

// kinds are the elements of a specification that are keys, with the type of key they are.
var kinds = map[string]string{"string": "string", "boolean": "bool", "integer": "integer", "stringArray": "multiselect"}

type specReader struct {
	xml      *xml.Decoder
	path     []string
	elements int
	found    []mdm.Property
	titles   map[string]string
	field    string // the key that a presentation describes now
	text     strings.Builder
}

func (r *specReader) read() error {
	for {
		token, err := r.xml.Token()
		if errors.Is(err, io.EOF) {
			if r.elements == 0 || len(r.found) == 0 {
				return fmt.Errorf("%w: it has no keys", ErrBadAppConfig)
			}
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrBadAppConfig, err)
		}
		switch t := token.(type) {
		case xml.Directive:
			return fmt.Errorf("%w: it has a document type", ErrBadAppConfig)
		case xml.StartElement:
			if err := r.start(t); err != nil {
				return err
			}
		case xml.CharData:
			if r.text.Len()+len(t) <= 1000 {
				r.text.Write(t)
			}
		case xml.EndElement:
			r.end()
		}
	}
}

func (r *specReader) start(e xml.StartElement) error {
	name := e.Name.Local
	if len(r.path) == 0 && name != "managedAppConfiguration" {
		return fmt.Errorf("%w: it begins with %q", ErrBadAppConfig, shorten(name, 40))
	}
	if r.elements++; r.elements > maxElements || len(r.path) >= maxDepth {
		return fmt.Errorf("%w: it is nested too deeply or too long", ErrBadAppConfig)
	}
	r.path = append(r.path, name)
	r.text.Reset()
	switch {
	case r.at("dict", name):
		return r.key(kinds[name], attribute(e, "keyName"))
	case name == "field" && r.inside("presentation"):
		r.field = attribute(e, "keyName")
	}
	return nil
}

// at says that the path is an element right inside a part of the specification.
func (r *specReader) at(part, name string) bool {
	return len(r.path) == 3 && r.path[1] == part && r.path[2] == name
}

func (r *specReader) inside(part string) bool { return len(r.path) > 2 && r.path[1] == part }

func (r *specReader) key(kind, name string) error {
	if kind == "" {
		return nil // a type that no key of ours has
	}
	if problem := plain(name, 1, maxKeyName); problem != "" {
		return fmt.Errorf("%w: the name of a key %s", ErrBadAppConfig, problem)
	}
	if slices.ContainsFunc(r.found, func(p mdm.Property) bool { return p.Key == name }) {
		return fmt.Errorf("%w: the key %q is there twice", ErrBadAppConfig, shorten(name, 40))
	}
	if len(r.found) == maxSchema {
		return fmt.Errorf("%w: it has more than %d keys", ErrBadAppConfig, maxSchema)
	}
	r.found = append(r.found, mdm.Property{Key: name, Type: kind})
	return nil
}

func (r *specReader) end() {
	text := strings.TrimSpace(r.text.String())
	r.text.Reset()
	switch tail := strings.Join(r.path[1:], "/"); {
	case strings.HasPrefix(tail, "dict/") && strings.HasSuffix(tail, "/constraint/values/value") && len(r.path) == 6:
		r.entry(text)
	case r.field != "" && strings.HasSuffix(tail, "/label/language"):
		if _, known := r.titles[r.field]; !known && text != "" {
			r.titles[r.field] = text
		}
	}
	if r.path[len(r.path)-1] == "field" {
		r.field = ""
	}
	r.path = r.path[:len(r.path)-1]
}

// entry adds a choice to the key that is being read.
func (r *specReader) entry(text string) {
	if len(r.found) == 0 || plain(text, 1, 200) != "" {
		return
	}
	p := &r.found[len(r.found)-1]
	if p.Type == "string" {
		p.Type = "choice"
	}
	if (p.Type == "choice" || p.Type == "multiselect") && len(p.Entries) < maxEntries {
		p.Entries = append(p.Entries, text)
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}
