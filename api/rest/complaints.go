package rest

import (
	"bytes"
	"strings"

	"iscope/api/lenient"
	"iscope/api/safe"
)

// fieldErrors reads NERM's complaints: texts by field, lists of them, either
// within other members, or texts that name no field. A field within another is
// named with dots: "attributes.site".
func fieldErrors(o lenient.Object) (fields map[string]string, rest string) {
	c := complaints{fields: map[string][]string{}}
	for _, member := range []string{"errors", "error"} {
		if o.Object(member).Has("message") && member == "error" {
			continue // about the whole
		}
		if raw := o.Raw(member); len(raw) > 0 && (raw[0] == '{' || raw[0] == '[' || member == "errors") {
			c.read("", raw, 0)
		}
	}
	if len(c.fields) > 0 {
		fields = make(map[string]string, len(c.fields))
		for name, texts := range c.fields {
			fields[name] = strings.Join(texts, "; ")
		}
	}
	return fields, strings.Join(c.rest, "; ")
}

// complaints are what a body has against single fields.
type complaints struct {
	fields map[string][]string
	rest   []string
}

// Bounds of a body that complains.
const (
	deepest   = 4
	mostNamed = 200
)

// read takes the complaints of a value that stands under a name, "" for none.
func (c *complaints) read(name string, raw []byte, depth int) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || depth > deepest {
		return
	}
	switch raw[0] {
	case '{':
		o, _ := lenient.Parse(raw)
		for _, k := range o.Keys() {
			c.read(dotted(name, safe.Line(k)), o[k], depth+1)
		}
	case '[':
		for _, e := range lenient.Elements(raw) {
			o, _ := lenient.Parse(e)
			if field, text := named(o); text != "" {
				c.put(dotted(name, field), text)
				continue
			}
			c.read(name, e, depth+1)
		}
	default:
		c.put(name, safe.Line(lenient.Scalar(raw)))
	}
}

func (c *complaints) put(name, text string) {
	switch {
	case text == "":
	case name == "":
		c.rest = append(c.rest, text)
	case len(c.fields) < mostNamed || c.fields[name] != nil:
		c.fields[name] = append(c.fields[name], text)
	}
}

func dotted(name, member string) string {
	if name == "" || member == "" {
		return name + member
	}
	return name + "." + member
}

// named reads an element of a list that has its field as a value: {"field":
// "site", "message": "is not known"}. There is no text in any other object.
func named(o lenient.Object) (field, text string) {
	for _, k := range []string{"field", "attribute", "uid", "name"} {
		if field = o.Line(k); field != "" {
			break
		}
	}
	if field == "" {
		return "", ""
	}
	for _, k := range []string{"message", "error", "detail", "text"} {
		if text = o.Line(k); text != "" {
			return field, text
		}
	}
	return "", ""
}
