package outline

import (
	"encoding/json"
	"strings"
	"unicode"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/views/workflows/refs"
)

// maxDoing bounds how many lines of the tree say what one step does.
const maxDoing = 4

// doing says what a step does where its name and action do not: the variables of
// a mutation, the list of a loop, the recipient of a form.
func doing(s *api.Step) []string {
	switch {
	case refs.IsMutation(s):
		return mutating(refs.Mutates(s))
	case s.Loop != nil:
		a := attributesOf(s)
		if list := a.value("input"); list != "" {
			return []string{"for each of " + list}
		}
		return []string{"for each of a list that is not named"}
	case strings.HasSuffix(s.ActionID, ":forms") || strings.HasSuffix(s.ActionID, ":form"):
		return asking(attributesOf(s))
	}
	return nil
}

func mutating(variables []refs.Variable) []string {
	var out []string
	for i, v := range variables {
		if i == maxDoing-1 && len(variables) > maxDoing {
			return append(out, "and "+cell.Count(len(variables)-i, "variable")+" more")
		}
		verb, name := "sets ", v.Name
		if v.Changes {
			verb = "changes "
			name = "$." + strings.TrimPrefix(name, "$.")
		}
		if name == "" {
			name = "a variable without a name"
		}
		words := verb + name + " to " + operand(v.From, true)
		if v.From == "" {
			words = verb + name + " to an empty text"
		}
		for _, t := range v.Transforms {
			words += ", " + transformWords(t)
		}
		out = append(out, words)
	}
	return out
}

// transformWords says what a transform does: "substring (length 10, start 0)".
func transformWords(t refs.Transform) string {
	name := strings.TrimPrefix(t.ID, "sp:transform:")
	name, _, _ = strings.Cut(name, ":")
	var settings []string
	for _, in := range t.Input {
		settings = append(settings, strings.TrimSuffix(in.Name, ".$")+" "+operand(in.Value, in.Value == "" || strings.ContainsAny(in.Value, " ")))
	}
	words := spell(name)
	if words == "" {
		words = "transformed in a way that is not stated"
	}
	if len(settings) > 0 {
		words += " (" + strings.Join(settings, ", ") + ")"
	}
	return words
}

func asking(a attributes) []string {
	var parts []string
	if who := a.value("recipient"); who != "" {
		parts = append(parts, "asks "+who)
	}
	if until := a.value("deadline"); until != "" {
		parts = append(parts, "waits "+span(until)+" for the answer")
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{strings.Join(parts, ", ")}
}

// waiting says how long a step waits, "" for one that does not.
func waiting(s *api.Step) string {
	if s.ActionID != "sp:sleep" {
		return ""
	}
	a := attributesOf(s)
	for _, name := range []string{"duration", "date", "until", "time"} {
		switch v := a.value(name); {
		case v == "":
		case name == "duration":
			return "waits " + span(v)
		default:
			return "waits until " + v
		}
	}
	return "waits"
}

// units are those of a duration, written as the tenant does.
var units = map[string]string{"s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week", "M": "month", "y": "year"}

// span writes a duration such as 10m or 1d12h in words; what is not one stays as it is.
func span(s string) string {
	var parts []string
	for rest := s; rest != ""; {
		digits := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
		if digits < 1 || digits > 9 {
			return s
		}
		unit := rest[digits:]
		if end := strings.IndexFunc(unit, unicode.IsDigit); end >= 0 {
			unit = unit[:end]
		}
		noun, known := units[strings.TrimSpace(unit)]
		if !known {
			return s
		}
		n := 0
		for _, c := range rest[:digits] {
			n = n*10 + int(c-'0')
		}
		parts = append(parts, cell.Count(n, noun))
		rest = rest[digits+len(unit):]
	}
	return strings.Join(parts, " ")
}

// attributes are those of a step, by name.
type attributes map[string]json.RawMessage

func attributesOf(s *api.Step) attributes {
	var a attributes
	if json.Unmarshal(s.Attributes, &a) != nil {
		return nil
	}
	return a
}

// value returns an attribute as clean text, written as a path or plainly.
func (a attributes) value(name string) string {
	if v := refs.Plain(a[name+".$"]); v != "" {
		return v
	}
	return refs.Plain(a[name])
}

// has reports whether an attribute says anything.
func (a attributes) has(name string) bool {
	switch v := a.value(name); v {
	case "", "[]", "{}":
		return false
	}
	return true
}
