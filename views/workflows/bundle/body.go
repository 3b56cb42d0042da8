package bundle

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/jsonedit"
	"iscope/views/workflows/check/place"
)

// Body is a workflow as it can be created: what a file holds.
type Body struct {
	Name string // clean
	// Text is the body of POST /workflows, written in the one way there is.
	Text []byte
	// Taken says, line by line, what the record had that Text has not.
	Taken []string
	// Set says what has to be set once it is created: secrets, and the client of
	// an external trigger.
	Set []string
	// ID is that of the record, "" where it had none.
	ID string
	// Enabled is whether the record was. A workflow is created disabled.
	Enabled bool
	// Trigger says the type and event it starts on, clean; "" for nothing.
	Trigger string
}

// Secrets says what becomes of secrets in a body.
type Secrets uint8

// What becomes of secrets.
const (
	// Blank blanks references to stored secrets, and credentials.
	Blank Secrets = iota
	// Keep keeps both, for a copy within a tenant; references are told.
	Keep
	// Unstore blanks references alone: they mean nothing in another tenant,
	// where a credential does.
	Unstore
)

// headMembers is in which order some members stand; the others follow by name.
var headMembers = []string{"name", "description", "trigger", "definition"}

// Compose makes the body of a workflow from its record, or from a body of one.
// The error is a sentence about what is wrong with it.
func Compose(raw []byte, s Secrets) (Body, error) {
	record, err := decode(raw)
	if err != nil {
		return Body{}, err
	}
	return compose(record, raw, s)
}

// decode reads an object with its numbers as they are written.
func decode(raw []byte) (map[string]any, error) {
	var record map[string]any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&record); err != nil || record == nil {
		return nil, errors.New("it is not a workflow: an object is expected: { … }")
	}
	return record, nil
}

// compose is Compose for a record that was read; raw is what it was read from.
func compose(record map[string]any, raw []byte, s Secrets) (Body, error) {
	name, ok := record["name"].(string)
	if !ok || strings.TrimSpace(name) == "" {
		return Body{}, errors.New("it has no name")
	}
	b := Body{Name: safe.Line(name)}
	b.ID, _ = record["id"].(string)
	b.Enabled, _ = record["enabled"].(bool)
	out := map[string]any{"name": name}
	if text, ok := record["description"].(string); ok && text != "" {
		out["description"] = text
	}
	c := cleaner{secrets: s}
	trigger, err := c.trigger(record["trigger"])
	if err != nil {
		return Body{}, err
	}
	if trigger != nil {
		out["trigger"] = trigger
		b.Trigger = triggerWords(trigger)
	}
	switch d := record["definition"].(type) {
	case nil:
	case map[string]any:
		out["definition"] = c.definition(d)
	default:
		return Body{}, errors.New("its definition is not an object")
	}
	b.Taken, b.Set = append(serverMade(record), c.taken...), c.set
	b.Text = encode(out)
	if halved(raw, b.Text) {
		return Body{}, errors.New(`it holds half a character (an escape from \ud800 to \udfff by itself), which cannot be kept`)
	}
	return b, nil
}

// halved reports whether text was decoded that stands for no character, which
// would be another text when it is written again.
func halved(raw, text []byte) bool {
	if !bytes.ContainsRune(text, utf8.RuneError) {
		return false
	}
	meant := bytes.Count(raw, []byte("\ufffd")) + bytes.Count(bytes.ToLower(raw), []byte(`\ufffd`))
	return bytes.Count(text, []byte("\ufffd")) > meant
}

// Draft returns the body as it is sent: disabled, and without an owner,
// which is then the person who creates it unless the caller says otherwise.
func (b *Body) Draft() (api.WorkflowDraft, error) {
	var d api.WorkflowDraft
	if err := json.Unmarshal(b.Text, &d); err != nil {
		return d, fmt.Errorf("the body of %s: %w", b.Name, err)
	}
	return d, nil
}

// Renamed returns the body under the name that another one makes of its own.
func (b *Body) Renamed(to func(name string) string) (Body, error) {
	record, err := decode(b.Text)
	if err != nil {
		return Body{}, err
	}
	name, _ := record["name"].(string)
	record["name"] = to(name)
	out, err := compose(record, b.Text, Keep)
	out.Taken, out.Set = b.Taken, b.Set
	return out, err
}

// encode writes a value in the one way there is.
func encode(v map[string]any) []byte {
	return []byte(jsonedit.Visible(string(node(v, 0).Indent())) + "\n")
}

// node returns a value as it is written.
func node(v any, depth int) *place.Node {
	switch v := v.(type) {
	case map[string]any:
		out := &place.Node{Kind: place.Object}
		for _, name := range members(v, depth) {
			out.Members = append(out.Members, place.Member{Key: name, Value: node(v[name], depth+1)})
		}
		return out
	case []any:
		out := &place.Node{Kind: place.Array}
		for _, item := range v {
			out.Items = append(out.Items, node(item, depth+1))
		}
		return out
	case string:
		return &place.Node{Kind: place.String, Text: v}
	case json.Number:
		return &place.Node{Kind: place.Number, Text: v.String()}
	case bool:
		return &place.Node{Kind: place.Bool, Text: strconv.FormatBool(v)}
	}
	return &place.Node{Kind: place.Null}
}

// members returns the names of an object's members in the order they are
// written.
func members(v map[string]any, depth int) []string {
	names := slices.Sorted(maps.Keys(v))
	first := []string{"type", "start"}
	if depth == 0 {
		first = headMembers
	} else if _, steps := v["steps"]; !steps && depth > 1 {
		return names
	}
	for i, name := range slices.Backward(first) {
		if at := slices.Index(names, name); at > 0 {
			names = slices.Insert(slices.Delete(names, at, at+1), 0, first[i])
		}
	}
	return names
}
