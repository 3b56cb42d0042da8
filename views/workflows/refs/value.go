package refs

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"iscope/api/safe"
	"iscope/views/workflows/path"
)

// ValueIn returns what an expression had in a run: steps are the results by the
// names of [Camel] or [Names], trigger is the input. The value is one clean line, cut where
// it is long: the words of a text, anything else as JSON, a list where the
// expression leads to several places. It reports false for what was not there,
// for functions, for loop data, of which there is one in every round, and always
// for secrets.
func ValueIn(steps map[string]json.RawMessage, trigger json.RawMessage, expr string) (string, bool) {
	expr = fill(steps, trigger, expr)
	name, _, call, ok := Root(expr)
	if !ok || call || name == "secrets" {
		return "", false
	}
	p, err := path.Parse(expr)
	if err != nil {
		return "", false
	}
	doc := map[string]any{}
	if name == "" {
		for n, raw := range steps {
			put(doc, n, raw)
		}
		put(doc, "trigger", trigger)
	}
	for _, ref := range append(rooted(expr), expr) {
		if n, _, _, ok := Root(ref); ok && n == "trigger" {
			put(doc, n, trigger)
		} else if ok {
			put(doc, n, result(steps, n))
		}
	}
	found := p.Find(doc)
	switch len(found) {
	case 0:
		return "", false
	case 1:
		return written(found[0])
	}
	return written(found)
}

// result returns the result of a step by its name, which may be written in
// another of the ways of [Names].
func result(steps map[string]json.RawMessage, name string) json.RawMessage {
	if raw, ok := steps[name]; ok {
		return raw
	}
	for _, n := range slices.Sorted(maps.Keys(steps)) {
		if strings.EqualFold(n, name) {
			return steps[n]
		}
	}
	return nil
}

func put(doc map[string]any, name string, raw json.RawMessage) {
	if _, known := doc[name]; known || len(raw) == 0 {
		return
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber() // a number keeps every digit
	var v any
	if d.Decode(&v) == nil {
		doc[name] = v
	}
}

func written(v any) (string, bool) {
	if s, ok := v.(string); ok {
		return safe.Line(s), true
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(v) != nil {
		return "", false
	}
	return safe.Line(strings.TrimSuffix(b.String(), "\n")), true
}

// fill puts the values of templates into an expression that holds some, as in
// $.accounts[?(@.id == '{{$.trigger.id}}')]. Quotes in a value are left out, so
// that it cannot end the text it stands in.
func fill(steps map[string]json.RawMessage, trigger json.RawMessage, expr string) string {
	if !strings.HasPrefix(expr, "$") {
		return expr
	}
	var b strings.Builder
	for rest := expr; ; {
		before, after, ok := strings.Cut(rest, "{{")
		body, tail, closed := strings.Cut(after, "}}")
		if !ok || !closed {
			b.WriteString(rest)
			return b.String()
		}
		b.WriteString(before)
		if body = strings.TrimSpace(body); !strings.Contains(body, "{{") {
			value, _ := ValueIn(steps, trigger, body)
			b.WriteString(strings.NewReplacer("'", "", `"`, "", `\`, "").Replace(value))
		}
		rest = tail
	}
}
