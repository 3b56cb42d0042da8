package flow

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"iscope/api/sandbox/internal/kit"
)

//go:embed library.txt
var libraryText string

// formField is one input of a library entry as JSON.
type formField struct {
	Name        string   `json:"name"`
	Type        string   `json:"type"`
	Label       string   `json:"label"`
	Description string   `json:"description"`
	HelpText    string   `json:"helpText"`
	Required    bool     `json:"required"`
	Options     []option `json:"options,omitempty"`
}

type option struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// entry is one action, operator or trigger of the library as JSON. What the
// documents do not give to its kind stays out.
type entry struct {
	ID                  string          `json:"id"`
	Name                string          `json:"name"`
	Type                string          `json:"type"`
	Description         string          `json:"description"`
	FormFields          []formField     `json:"formFields"`
	Deprecated          bool            `json:"deprecated"`
	DeprecatedBy        string          `json:"deprecatedBy,omitempty"`
	IsSimulationEnabled bool            `json:"isSimulationEnabled"`
	IsDynamicSchema     bool            `json:"isDynamicSchema"`
	VersionNumber       int             `json:"versionNumber,omitempty"`
	ExampleOutput       json.RawMessage `json:"exampleOutput,omitempty"`
	OutputSchema        object          `json:"outputSchema,omitempty"`
	InputExample        object          `json:"inputExample,omitempty"`
}

const (
	typeAction   = "ACTION"
	typeOperator = "OPERATOR"
)

func (e entry) trigger() bool { return e.Type != typeAction && e.Type != typeOperator }

// entries parses the embedded library once, when it is first asked for.
var entries = sync.OnceValue(func() []entry {
	list, err := parseLibrary(libraryText)
	if err != nil {
		panic("sandbox: library.txt: " + err.Error()) // it is compiled in, and a test reads it
	}
	return list
})

func parseLibrary(text string) ([]entry, error) {
	var out []entry
	for _, block := range strings.Split("\n"+text, "\n== ")[1:] {
		e, err := parseEntry(strings.Split(strings.TrimSpace(block), "\n"))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.ID, err)
		}
		out = append(out, e)
	}
	return out, nil
}

func parseEntry(lines []string) (entry, error) {
	var e entry
	head := strings.Split(lines[0], " | ")
	if len(head) != 3 {
		return e, fmt.Errorf("head %q is not: TYPE id | name | description", lines[0])
	}
	e.Type, e.ID, _ = strings.Cut(head[0], " ")
	e.Name, e.Description, e.FormFields = head[1], head[2], []formField{}
	if e.Type == typeAction {
		e.VersionNumber, e.ExampleOutput = 1, json.RawMessage(`{}`)
		e.OutputSchema = object{"title": e.ID, "type": "object", "properties": object{}}
	}
	if e.trigger() {
		e.OutputSchema = object{"title": e.ID, "type": "object"}
	}
	for _, line := range lines[1:] {
		if err := e.line(line); err != nil {
			return e, err
		}
	}
	return e, nil
}

func (e *entry) line(line string) error {
	key, value, _ := strings.Cut(line, ": ")
	switch {
	case key == "version":
		_, err := fmt.Sscan(value, &e.VersionNumber)
		return err
	case key == "gone":
		e.Deprecated, e.DeprecatedBy = true, value
	case key == "dynamic":
		e.IsDynamicSchema = true
	case key == "simulated":
		e.IsSimulationEnabled = true
	case key == "out":
		e.ExampleOutput = json.RawMessage(value)
		if !json.Valid(e.ExampleOutput) {
			return fmt.Errorf("out is not JSON: %s", value)
		}
		e.schema()
	case strings.HasPrefix(line, "* "), strings.HasPrefix(line, "- "):
		return e.field(line)
	default:
		return fmt.Errorf("unknown line %q", line)
	}
	return nil
}

// schema describes the fields of the example output.
func (e *entry) schema() {
	var example map[string]any
	if json.Unmarshal(e.ExampleOutput, &example) != nil {
		return // a list
	}
	properties := object{}
	for name, v := range example {
		kind := "object"
		switch v.(type) {
		case string:
			kind = "string"
		case float64:
			kind = "number"
		case bool:
			kind = "boolean"
		case []any:
			kind = "array"
		}
		properties[name] = object{"$id": "#" + e.ID + "/" + name, "title": name, "type": kind, "examples": []any{v}}
	}
	e.OutputSchema["properties"] = properties
}

func (e *entry) field(line string) error {
	parts := strings.Split(line[2:], " | ")
	name, kind, ok := strings.Cut(parts[0], " ")
	if !ok || len(parts) < 3 {
		return fmt.Errorf("field %q is not: name type | label | help", line)
	}
	f := formField{Name: name, Type: kind, Label: parts[1], HelpText: parts[2], Description: parts[2], Required: line[0] == '*'}
	if len(parts) > 3 {
		for _, o := range strings.Split(parts[3], ", ") {
			label, value, _ := strings.Cut(o, "=")
			f.Options = append(f.Options, option{label, value})
		}
	}
	e.FormFields = append(e.FormFields, f)
	return nil
}

// shelfOf lists the entries of some kinds, triggers with an example of what they send.
func (s *Service) shelfOf(keep func(entry) bool) []entry {
	var out []entry
	for _, e := range entries() {
		if !keep(e) {
			continue
		}
		if e.trigger() {
			e.InputExample = s.exampleOf(e)
		}
		out = append(out, e)
	}
	return out
}

func (s *Service) exampleOf(e entry) object {
	r := s.world.Rand("example", kit.Text(e.ID))
	switch e.Type {
	case onSchedule:
		return object{"scheduledTime": kit.Stamp(s.world.Start)}
	case onExternal:
		return s.externalInput("badge-lost", r)
	}
	return s.eventInput(e.ID, r, s.world.Start)
}

func isAction(e entry) bool   { return e.Type == typeAction }
func isOperator(e entry) bool { return e.Type == typeOperator }

// library answers GET /workflow-library: everything, in one list.
func (s *Service) library(r *kit.Request) kit.Reply {
	return kit.Paginate(r, s.shelfOf(func(entry) bool { return true }))
}

func (s *Service) libraryActions(r *kit.Request) kit.Reply {
	return filtered(r, s.shelfOf(isAction), "id")
}

func (s *Service) libraryTriggers(r *kit.Request) kit.Reply {
	return filtered(r, s.shelfOf(entry.trigger), "id", "name", "type")
}

// libraryOperators takes no parameters.
func (s *Service) libraryOperators(*kit.Request) kit.Reply {
	return kit.OK(s.shelfOf(isOperator))
}

func filtered(r *kit.Request, rows []entry, names ...string) kit.Reply {
	fields := map[string]kit.Field{}
	for _, n := range names {
		fields[n] = kit.Field{Ops: []string{"eq"}}
	}
	filter, err := kit.ParseFilter(r.URL.Query().Get("filters"), fields)
	if err != nil {
		return kit.Refuse(err)
	}
	kept := []entry{}
	for _, e := range rows {
		values := map[string]any{"id": e.ID, "name": e.Name, "type": e.Type}
		if filter.Match(func(field string) any { return values[field] }) {
			kept = append(kept, e)
		}
	}
	return kit.Paginate(r, kept)
}
