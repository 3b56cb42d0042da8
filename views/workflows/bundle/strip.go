package bundle

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"iscope/api/safe"
)

// serverMade says what of a record the tenant made, which no body has.
func serverMade(record map[string]any) []string {
	var out, made, unknown []string
	for _, name := range slices.Sorted(maps.Keys(record)) {
		v := record[name]
		switch name {
		case "name", "description", "trigger", "definition":
		case "owner":
			if v != nil {
				out = append(out, "owner: "+refName(v))
			}
		case "enabled":
			if v == true {
				out = append(out, "enabled: a workflow is created disabled")
			}
		case "id", "created", "creator", "modified", "modifiedBy", "executionCount", "failureCount":
			made = append(made, name)
		default:
			unknown = append(unknown, safe.Line(name))
		}
	}
	if len(made) > 0 {
		out = append(out, "made by the tenant: "+strings.Join(made, ", "))
	}
	if len(unknown) > 0 {
		out = append(out, "not part of a new workflow: "+strings.Join(unknown, ", "))
	}
	return out
}

// refName returns what a reference to an identity is called.
func refName(v any) string {
	ref, _ := v.(map[string]any)
	for _, key := range []string{"name", "id"} {
		if s, ok := ref[key].(string); ok && s != "" {
			return safe.Line(s)
		}
	}
	return "without a name"
}

// triggerWords says what a trigger starts on.
func triggerWords(t map[string]any) string {
	kind, _ := t["type"].(string)
	a, _ := t["attributes"].(map[string]any)
	for _, key := range []string{"id", "cronString", "frequency", "name"} {
		if s, ok := a[key].(string); ok && s != "" {
			return safe.Line(kind + " " + s)
		}
	}
	return safe.Line(kind)
}

// cleaner takes secrets and what the tenant made out of trigger and definition.
// It changes what it is given.
type cleaner struct {
	secrets Secrets
	taken   []string
	set     []string
}

// take notes what was taken out, and what of it has to be set again.
func (c *cleaner) take(at spot, what string) {
	line := at.String() + ": " + what
	c.taken = append(c.taken, line)
	c.set = append(c.set, line)
}

// trigger cleans a trigger, nil where there is none.
func (c *cleaner) trigger(v any) (map[string]any, error) {
	if v == nil {
		return nil, nil
	}
	t, ok := v.(map[string]any)
	if !ok {
		return nil, errors.New("its trigger is not an object")
	}
	kind, ok := t["type"].(string)
	if !ok && t["type"] != nil {
		return nil, errors.New("the type of its trigger is not a text")
	}
	if kind == "" {
		return nil, nil
	}
	drop(t)
	a, ok := t["attributes"].(map[string]any)
	if !ok {
		return t, nil
	}
	drop(a)
	if strings.EqualFold(kind, "EXTERNAL") {
		for _, name := range []string{"clientId", "url"} {
			if _, ok := a[name]; ok {
				delete(a, name)
				c.taken = append(c.taken, "trigger: "+name+", which the tenant makes for each workflow")
			}
		}
		if slices.ContainsFunc(c.taken, func(s string) bool { return strings.HasPrefix(s, "trigger: clientId") }) {
			c.set = append(c.set, "trigger: an OAuth client of its own, for what calls it")
		}
	}
	t["attributes"] = c.walk(a, spot{what: "trigger"}, "")
	return t, nil
}

// drop removes members that are null.
func drop(o map[string]any) {
	maps.DeleteFunc(o, func(_ string, v any) bool { return v == nil })
}

// definition cleans a definition, step by step.
func (c *cleaner) definition(d map[string]any) map[string]any {
	for _, name := range slices.Sorted(maps.Keys(d)) {
		d[name] = c.walk(d[name], spot{what: "definition"}, name)
	}
	return d
}

// spot is where in a workflow a value stands.
type spot struct {
	what string // "trigger", "definition", or the innermost step
	path []string
}

func (p spot) String() string {
	if len(p.path) == 0 {
		return p.what
	}
	return p.what + ", " + strings.Join(p.path, ".")
}

// in returns the place of a member.
func (p spot) in(name string) spot {
	return spot{p.what, append(slices.Clip(p.path), safe.Line(name))}
}

// walk cleans a value and all that is in it. key is the name of the member that
// holds it.
func (c *cleaner) walk(v any, at spot, key string) any {
	switch v := v.(type) {
	case map[string]any:
		c.object(v, at, key)
	case []any:
		for i := range v {
			v[i] = c.walk(v[i], at.in(strconv.Itoa(i+1)), key)
		}
	case string:
		return c.text(v, at, key)
	}
	return v
}

// object cleans the members of an object. One that is a pair of a name and a
// value, as headers are listed, is judged by that name.
func (c *cleaner) object(o map[string]any, at spot, key string) {
	named := ""
	for _, n := range []string{"name", "key", "header"} {
		if s, ok := o[n].(string); ok {
			named = s
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o)) {
		switch {
		case key == "steps":
			o[name] = c.walk(o[name], spot{what: "step " + safe.Line(name)}, "")
		case named != "" && (name == "value" || name == "value.$"):
			o[name] = c.walk(o[name], at.in(named), named)
		case name == "attributes" && strings.HasPrefix(at.what, "step "):
			o[name] = c.walk(o[name], at, name)
		default:
			o[name] = c.walk(o[name], at.in(name), name)
		}
	}
}

// text cleans a text.
func (c *cleaner) text(s string, at spot, key string) string {
	if inner, ok := c.document(s, at); ok {
		return inner
	}
	s = c.references(s, at, key)
	if c.secrets != Blank {
		return s
	}
	if sensitive(key) && literal(s, key) {
		c.take(at, "a credential, blanked")
		return ""
	}
	out := withoutCredentials(s)
	if out != s {
		c.take(at, "a credential within the text, blanked")
	}
	return out
}

// references blanks references to stored secrets, or tells of them.
func (c *cleaner) references(s string, at spot, key string) string {
	stored := strings.EqualFold(key, "refID") && s != ""
	if !stored && !reference.MatchString(s) {
		return s
	}
	what := "the reference to a stored secret"
	if c.secrets == Keep {
		c.set = append(c.set, at.String()+": "+what+" is kept; the tenant may want it set again")
		return s
	}
	c.take(at, what+", blanked")
	if stored {
		return ""
	}
	return reference.ReplaceAllString(s, "")
}

// document cleans a text that is a JSON document in itself, such as the body of
// a request. It stays as it is where there is nothing to take out.
func (c *cleaner) document(s string, at spot) (string, bool) {
	t := strings.TrimSpace(s)
	if t == "" || t[0] != '{' && t[0] != '[' || !json.Valid([]byte(t)) {
		return s, false
	}
	d := json.NewDecoder(strings.NewReader(t))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return s, false
	}
	before := len(c.taken)
	v = c.walk(v, at, "")
	if len(c.taken) == before {
		return s, true
	}
	var w strings.Builder
	e := json.NewEncoder(&w)
	e.SetEscapeHTML(false)
	if e.Encode(v) != nil {
		return "", true
	}
	return strings.TrimSuffix(w.String(), "\n"), true
}
