package refs

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"iscope/api"
	"iscope/api/safe"
)

// Variable is what a mutation makes or changes. Its texts are clean.
type Variable struct {
	Name       string // as written: dueDate, or $.defineVariable.dueDate
	Changes    bool   // it changes the variable of another step
	From       string // what it begins with: an expression, a template, a text
	Transforms []Transform
	place      int // in the step's list
}

// Transform is what is done to a variable before it is kept.
type Transform struct {
	ID    string // sp:transform:concatenate:string
	Input []Input
}

// Input is one setting of a transform, its value as a text or as JSON.
type Input struct{ Name, Value string }

// Mutates reads what a mutation makes or changes, nothing of other steps.
func Mutates(s *api.Step) []Variable {
	if !IsMutation(s) {
		return nil
	}
	var a struct {
		ID        string            `json:"id"`
		Variables []json.RawMessage `json:"variables"`
	}
	if json.Unmarshal(s.Attributes, &a) != nil {
		return nil
	}
	update := strings.Contains(a.ID, "update") || strings.Contains(s.ActionID, "update")
	out := make([]Variable, 0, len(a.Variables))
	for i, raw := range a.Variables {
		var v map[string]json.RawMessage
		if json.Unmarshal(raw, &v) != nil {
			continue
		}
		one := Variable{Name: Plain(v["name"]), place: i, Transforms: transforms(v["transforms"])}
		one.Changes = update || strings.HasPrefix(one.Name, "$")
		if one.From = Plain(v["variableA.$"]); one.From == "" {
			one.From = Plain(v["variableA"])
		}
		out = append(out, one)
	}
	return out
}

func transforms(raw json.RawMessage) []Transform {
	var list []struct {
		ID    string                     `json:"id"`
		Input map[string]json.RawMessage `json:"input"`
	}
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	var out []Transform
	for _, t := range list {
		one := Transform{ID: safe.Line(t.ID)}
		for name, value := range t.Input {
			one.Input = append(one.Input, Input{safe.Line(name), Plain(value)})
		}
		slices.SortFunc(one.Input, func(a, b Input) int { return strings.Compare(a.Name, b.Name) })
		out = append(out, one)
	}
	return out
}

// Plain returns a JSON value as one clean line: the words of a text, anything
// else as it is written, "" for null.
func Plain(raw json.RawMessage) string {
	var s string
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return ""
	case raw[0] == '"' && json.Unmarshal(raw, &s) == nil:
		return safe.Line(s)
	}
	return safe.Line(string(raw))
}

// withTargets puts the variables that a mutation changes among its expressions,
// in the place of their names.
func withTargets(s *api.Step, found []Expression) []Expression {
	for _, v := range Mutates(s) {
		if !v.Changes || v.Name == "" {
			continue
		}
		at := "/attributes/variables/" + strconv.Itoa(v.place) + "/name"
		found = slices.DeleteFunc(found, func(e Expression) bool { return e.At == at })
		text := v.Name
		if !strings.HasPrefix(text, "$") {
			text = "$." + text
		}
		found = append(found, Expression{text, at, Target})
	}
	return found
}
