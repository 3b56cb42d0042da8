package flow

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed blueprints.txt
var blueprintText string

// blueprint is one kind of workflow. Texts may hold {source}, {department} and
// {location}, which expand fills in.
type blueprint struct {
	name, about string
	on          trigger
	filter      string
	busy        float64 // share of the runs
	off         bool    // born disabled
	rounds      int     // how often its loops go round; 0 is a handful
	modes       []failure
	definition  string        // JSON
	older       string        // JSON of what it was before its last change
	graphs      func() graphs // of both, parsed when first needed
}

// graphs are a blueprint's definitions as graphs.
type graphs struct{ now, older *graph }

// failure is a way in which a workflow's runs fail.
type failure struct {
	step, text string
	rate       float64       // of all runs
	since      time.Duration // before the tenant's start; 0 is always
}

// blueprints parses the embedded text once, when the first workflow is asked for.
var blueprints = sync.OnceValue(func() []blueprint {
	list, err := parseBlueprints(blueprintText)
	if err != nil {
		panic("sandbox: blueprints.txt: " + err.Error()) // it is compiled in, and a test reads it
	}
	return list
})

func parseBlueprints(text string) ([]blueprint, error) {
	var out []blueprint
	for _, block := range strings.Split("\n"+text, "\n== ")[1:] {
		b, err := parseBlueprint(strings.Split(strings.TrimRight(block, "\n"), "\n"))
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

func parseBlueprint(lines []string) (blueprint, error) {
	b := blueprint{name: lines[0], busy: 1}
	var steps []string
	for _, line := range lines[1:] {
		if strings.TrimSpace(line) == "" {
			continue
		}
		if strings.ContainsAny(line[:1], ">?~@.! ") {
			steps = append(steps, line)
			continue
		}
		if err := b.header(line); err != nil {
			return b, fmt.Errorf("%s: %w", b.name, err)
		}
	}
	def, err := parseSteps(steps)
	if err != nil {
		return b, fmt.Errorf("%s: %w", b.name, err)
	}
	b.definition = mustJSON(def)
	b.older = mustJSON(older(def, steps))
	b.graphs = sync.OnceValue(func() graphs {
		return graphs{now: parseGraph([]byte(b.definition), b.rounds), older: parseGraph([]byte(b.older), b.rounds)}
	})
	return b, nil
}

func mustJSON(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // made of strings, numbers and what json.Unmarshal yields
	}
	return string(raw)
}

func (b *blueprint) header(line string) error {
	key, value, _ := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	var err error
	switch key {
	case "about":
		b.about = value
	case "filter":
		b.filter = value
	case "off":
		b.off = true
	case "on":
		b.on, err = parseTrigger(value)
	case "busy":
		b.busy, err = strconv.ParseFloat(value, 64)
	case "rounds":
		b.rounds, err = strconv.Atoi(value)
	case "fail":
		err = b.mode(value)
	case "since":
		age, rest, _ := strings.Cut(value, " ")
		if err = b.mode(rest); err == nil {
			b.modes[len(b.modes)-1].since, err = time.ParseDuration(age)
		}
	default:
		err = fmt.Errorf("unknown header %q", key)
	}
	return err
}

// mode reads "4% Create ticket | 503 Service Unavailable".
func (b *blueprint) mode(s string) error {
	percent, rest, _ := strings.Cut(s, "% ")
	rate, err := strconv.ParseFloat(percent, 64)
	if err != nil {
		return err
	}
	step, text, ok := strings.Cut(rest, " | ")
	if !ok {
		return fmt.Errorf("no message in %q", s)
	}
	b.modes = append(b.modes, failure{step: step, text: text, rate: rate / 100})
	return nil
}

// object is a JSON object under construction.
type object = map[string]any

// parseSteps reads the lines of one level into a definition.
func parseSteps(lines []string) (object, error) {
	steps := object{}
	var start string
	var before object // waits for the name of its next step
	for i := 0; i < len(lines); i++ {
		var inner []string
		for i+1 < len(lines) && strings.HasPrefix(lines[i+1], "  ") {
			i++
			inner = append(inner, lines[i][2:])
		}
		line := lines[i-len(inner)]
		name, step, err := parseStep(line, inner)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", line, err)
		}
		if start == "" {
			start = name
		}
		if before != nil {
			before["nextStep"] = name
		}
		before = nil
		if _, named := step["nextStep"]; !named && strings.ContainsAny(line[:1], ">~@") {
			before = step
		}
		steps[name] = step
	}
	return object{"start": start, "steps": steps}, nil
}

func parseStep(line string, inner []string) (string, object, error) {
	fields := strings.Split(line[2:], " | ")
	step := object{"displayName": "", "description": nil}
	switch line[0] {
	case '.':
		step["type"] = "success"
	case '!':
		if len(fields) < 2 {
			return "", nil, fmt.Errorf("a failure needs a name")
		}
		step["type"], step["failureName"] = "failure", fields[1]
	case '?':
		return fields[0], step, parseChoice(step, fields)
	case '~':
		step["type"], step["actionId"], step["versionNumber"] = "Mutation", "sp:define-variable", 1
		return fields[0], step, parseAttributes(step, fields[1:])
	case '@':
		nested, err := parseSteps(inner)
		if err != nil {
			return "", nil, err
		}
		step["type"], step["actionId"], step["versionNumber"] = "action", "sp:loop:iterator", 1
		if err := parseAttributes(step, fields[2:]); err != nil {
			return "", nil, err
		}
		step["attributes"] = object{"input.$": fields[1], "context.$": "$.trigger", "start": nested["start"], "steps": nested["steps"]}
	case '>':
		if len(fields) < 2 {
			return "", nil, fmt.Errorf("an action needs an id")
		}
		step["type"], step["actionId"], step["versionNumber"], step["selectResult"] = "action", fields[1], versionOf(fields[1]), nil
		return fields[0], step, parseAttributes(step, fields[2:])
	}
	return fields[0], step, nil
}

// versionOf returns the version of an action that the step library has.
func versionOf(action string) int {
	for _, e := range entries() {
		if e.ID == action && e.VersionNumber > 0 {
			return e.VersionNumber
		}
	}
	return 1
}

// parseAttributes reads "a=b; c=d", "as Display name" and "-> Next".
func parseAttributes(step object, fields []string) error {
	attributes := object{}
	for _, f := range fields {
		if next, ok := strings.CutPrefix(f, "-> "); ok {
			step["nextStep"] = next
			continue
		}
		if display, ok := strings.CutPrefix(f, "as "); ok {
			step["displayName"] = display
			continue
		}
		for _, pair := range strings.Split(f, "; ") {
			k, v, ok := strings.Cut(pair, "=")
			if !ok {
				return fmt.Errorf("attribute %q has no value", pair)
			}
			attributes[k] = v
			if v != "" && strings.ContainsAny(v[:1], "[{") && !strings.HasPrefix(v, "{{") && !strings.HasPrefix(v, "{source") {
				var parsed any
				if err := json.Unmarshal([]byte(v), &parsed); err != nil {
					return fmt.Errorf("attribute %q: %w", k, err)
				}
				attributes[k] = parsed
			}
		}
	}
	step["attributes"] = attributes
	return nil
}

// parseChoice reads the fields after the name: operator, branches, else.
func parseChoice(step object, fields []string) error {
	step["type"], step["actionId"] = "choice", fields[1]
	choices := []any{}
	for _, f := range fields[2:] {
		if other, ok := strings.CutPrefix(f, "else "); ok {
			step["defaultStep"] = other
			continue
		}
		test, next, ok := strings.Cut(f, " -> ")
		words := strings.SplitN(test, " ", 3)
		if !ok || len(words) != 3 {
			return fmt.Errorf("branch %q is not: path Comparator value -> step", f)
		}
		choice := object{"variableA.$": words[0], "comparator": words[1], "nextStep": next}
		if strings.HasPrefix(words[2], "$.") {
			choice["variableB.$"] = words[2]
		} else {
			choice["variableB"] = words[2]
		}
		choices = append(choices, choice)
	}
	step["choiceList"] = choices
	if step["defaultStep"] == nil {
		return fmt.Errorf("a choice needs an else")
	}
	return nil
}

// older makes the definition of the time before the last change: without its
// last action, which everything that led there skips.
func older(def object, lines []string) object {
	var gone string
	for _, l := range lines {
		if name, _, _ := strings.Cut(l[2:], " | "); strings.ContainsAny(l[:1], ">@") && name != def["start"] {
			gone = name
		}
	}
	copied := object{}
	if err := json.Unmarshal([]byte(mustJSON(def)), &copied); err != nil {
		panic(err) // it was marshalled a moment ago
	}
	steps := copied["steps"].(object)
	removed, ok := steps[gone].(object)
	if !ok {
		return copied
	}
	delete(steps, gone)
	redirect := func(o object, key string) {
		if o[key] == gone {
			o[key] = removed["nextStep"]
		}
	}
	for _, s := range steps {
		step := s.(object)
		redirect(step, "nextStep")
		redirect(step, "defaultStep")
		choices, _ := step["choiceList"].([]any)
		for _, c := range choices {
			redirect(c.(object), "nextStep")
		}
	}
	return copied
}
