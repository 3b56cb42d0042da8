package keymap

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Action names something a person can do. Its part before the dot is the
// scope's name in the configuration.
type Action string

// Scope is where a key is heard.
type Scope string

// Scopes, from the shell to the parts of a screen.
const (
	Global     Scope = "global"
	List       Scope = "list"
	Text       Scope = "text" // a pane of text that scrolls
	Workflows  Scope = "workflows"
	Steps      Scope = "steps" // the definition of a workflow as a tree
	Executions Scope = "executions"
	Timeline   Scope = "timeline"
	Inbox      Scope = "inbox"
	Tasks      Scope = "tasks"
	Sessions   Scope = "sessions"
	Editor     Scope = "editor" // a form or a text that is edited
	Outbox     Scope = "outbox" // the window of decisions on their way
	Dialog     Scope = "dialog"
)

// Title returns the scope's heading in help and README.
func (s Scope) Title() string {
	switch s {
	case Global:
		return "Everywhere"
	case List:
		return "Lists"
	case Text:
		return "Text"
	case Steps:
		return "Steps of a workflow"
	case Editor:
		return "Editors"
	case Dialog:
		return "Dialogs"
	}
	return strings.ToUpper(string(s[:1])) + string(s[1:])
}

// Binding is one action with its keys.
type Binding struct {
	Action Action
	Scope  Scope
	Keys   []string // as Bubble Tea spells them; none means palette only
	Short  string   // two words at most, for the footer
	Help   string   // what it does, for help, palette and README
	Writes bool     // may change the tenant
	Footer int      // place in the footer, 1 first; 0 keeps it out
}

// Map holds the bindings in force. It is immutable.
type Map struct {
	bindings []Binding
	byKey    map[Scope]map[string]Action
	byAction map[Action]Binding
}

// Problem is a mistake in the overrides: Action is the key in the [keys]
// table it is about.
type Problem struct {
	Action  string
	Text    string
	Suggest string // nearest valid name, "" when there is none
}

// String returns the mistake as one clause.
func (p Problem) String() string {
	s := fmt.Sprintf("%q: %s", p.Action, p.Text)
	if p.Suggest != "" {
		s += fmt.Sprintf("; did you mean %q?", p.Suggest)
	}
	return s
}

// New returns the default bindings with the keys of overrides, which maps
// action names to keys (an empty list unbinds). Every mistake is reported: an
// unknown action or key, two actions on one key where both can be heard, and
// the loss of quit. Each is about an action that overrides has, for that is what
// somebody can correct. The map is usable all the same: what is wrong keeps its
// default.
func New(overrides map[string][]string) (*Map, []Problem) {
	bindings := slices.Clone(table)
	var problems []Problem
	for _, name := range slices.Sorted(maps.Keys(overrides)) {
		i := slices.IndexFunc(bindings, func(b Binding) bool { return string(b.Action) == name })
		if i < 0 {
			problems = append(problems, Problem{name, "there is no such action", nearest(name)})
			continue
		}
		keys := overrides[name]
		if bad := slices.IndexFunc(keys, func(k string) bool { return !validKey(k) }); bad >= 0 {
			problems = append(problems, Problem{name, fmt.Sprintf("%q is not a key", keys[bad]), nearestKey(keys[bad])})
			continue
		}
		bindings[i].Keys = slices.Clone(keys)
	}
	m, conflicts := build(bindings, overrides)
	problems = append(problems, conflicts...)
	if len(m.Keys("app.quit"))+len(m.Keys("app.kill")) == 0 {
		problems = append(problems, Problem{Action: "app.quit", Text: "one key must be left to quit with"})
	}
	if len(problems) > 0 {
		fallback, _ := build(table, nil)
		return fallback, problems
	}
	return m, nil
}

func build(bindings []Binding, overrides map[string][]string) (*Map, []Problem) {
	m := &Map{bindings: bindings, byKey: map[Scope]map[string]Action{}, byAction: map[Action]Binding{}}
	var problems []Problem
	for _, b := range bindings {
		m.byAction[b.Action] = b
		if m.byKey[b.Scope] == nil {
			m.byKey[b.Scope] = map[string]Action{}
		}
		for _, k := range b.Keys {
			if other, taken := m.byKey[b.Scope][k]; taken && other == b.Action {
				problems = append(problems, Problem{Action: string(b.Action), Text: fmt.Sprintf("the key %q is there twice", k)})
				continue
			} else if taken {
				problems = append(problems, conflict(k, b.Action, other, overrides))
				continue
			}
			m.byKey[b.Scope][k] = b.Action
		}
	}
	return m, append(problems, m.shadowed(overrides)...)
}

// shadowed reports keys that would no longer be heard since an inner scope
// that is always there with them takes the key. A view may take a key of the
// shell on purpose only where the default table does.
func (m *Map) shadowed(overrides map[string][]string) []Problem {
	var problems []Problem
	for inner, outers := range inside {
		for key, action := range m.byKey[inner] {
			for _, outer := range outers {
				other, taken := m.byKey[outer][key]
				if taken && !meant(action, other) {
					problems = append(problems, conflict(key, action, other, overrides))
				}
			}
		}
	}
	slices.SortFunc(problems, func(a, b Problem) int { return strings.Compare(a.String(), b.String()) })
	return problems
}

// conflict is the mistake of two actions on one key. It is about the one that
// overrides have: nobody wrote down the other. Where they have both it is about
// the later.
func conflict(key string, a, b Action, overrides map[string][]string) Problem {
	own := func(a Action) bool { _, ok := overrides[string(a)]; return ok }
	if !own(a) || own(b) && b > a {
		a, b = b, a
	}
	whose := string(b)
	if !own(b) {
		whose += " (default)"
	}
	return Problem{Action: string(a), Text: fmt.Sprintf("the key %q is that of %s; give one of them another", key, whose)}
}

// meant reports whether the default table has the two on one key, so that the
// inner one hides the outer on purpose.
func meant(inner, outer Action) bool {
	var a, b []string
	for _, t := range table {
		switch t.Action {
		case inner:
			a = t.Keys
		case outer:
			b = t.Keys
		}
	}
	return slices.ContainsFunc(a, func(k string) bool { return slices.Contains(b, k) })
}

// inside lists, for each scope, the outer ones heard together with it.
var inside = map[Scope][]Scope{
	List: {Global}, Text: {Global}, Timeline: {Global},
	Workflows: {List, Text, Global}, Steps: {Workflows, Text, Global}, Executions: {List, Text, Timeline, Global}, Inbox: {List, Text, Global}, Outbox: {List},
	Tasks: {List, Text, Global}, Sessions: {List, Text, Global},
}

// Resolve returns the action of key in the first of the scopes that has one.
func (m *Map) Resolve(scopes []Scope, key string) (Action, bool) {
	for _, s := range scopes {
		if a, ok := m.byKey[s][key]; ok {
			return a, true
		}
	}
	return "", false
}

// Binding returns the binding of an action, the zero one when there is none.
func (m *Map) Binding(a Action) Binding { return m.byAction[a] }

// Keys returns the keys of an action.
func (m *Map) Keys(a Action) []string { return m.byAction[a].Keys }

// Key returns how the first key of an action is written for people, "" when it
// has none.
func (m *Map) Key(a Action) string {
	if keys := m.Keys(a); len(keys) > 0 {
		return Pretty(keys[0])
	}
	return ""
}

// All returns every binding, in the order of the table.
func (m *Map) All() []Binding { return slices.Clone(m.bindings) }

// In returns the bindings of a scope, in the order of the table.
func (m *Map) In(s Scope) []Binding {
	var out []Binding
	for _, b := range m.bindings {
		if b.Scope == s {
			out = append(out, b)
		}
	}
	return out
}

// Footer returns the bindings to show at the foot of the screen for the
// scopes, the most important first, without those hidden by an inner scope.
// With readOnly those that write are left out.
func (m *Map) Footer(scopes []Scope, readOnly bool) []Binding {
	var out []Binding
	heard := map[string]bool{}
	for _, s := range scopes {
		var here []Binding
		for _, b := range m.In(s) {
			if len(b.Keys) == 0 || heard[b.Keys[0]] {
				continue
			}
			heard[b.Keys[0]] = true
			if b.Footer > 0 && (!readOnly || !b.Writes) {
				here = append(here, b)
			}
		}
		slices.SortStableFunc(here, func(a, b Binding) int { return a.Footer - b.Footer })
		out = append(out, here...)
	}
	return out
}

// Pretty returns a key as people write it: "ctrl+s", "space", "↑".
func Pretty(key string) string {
	switch key {
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	}
	return key
}

// named are the keys with a name, beside single characters.
var named = strings.Fields("enter esc tab backspace delete insert up down left right home end pgup pgdown space " +
	"f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 f11 f12")

// validKey reports whether Bubble Tea can produce the keystroke.
func validKey(k string) bool {
	parts := strings.Split(k, "+")
	last := parts[len(parts)-1]
	if last == "" && strings.HasSuffix(k, "+") { // the plus itself
		last, parts = "+", parts[:len(parts)-1]
	}
	for _, mod := range parts[:len(parts)-1] {
		if mod != "ctrl" && mod != "alt" && mod != "shift" {
			return false
		}
	}
	return utf8.RuneCountInString(last) == 1 || slices.Contains(named, last)
}

// nearestKey returns how a key is written that somebody meant, "" where none is
// near: names are in lower case, and some people know other ones.
func nearestKey(k string) string {
	near := strings.ToLower(k)
	near = strings.NewReplacer("control", "ctrl", "escape", "esc", "return", "enter", "pagedown", "pgdown", "pageup", "pgup", "option", "alt", "-", "+").Replace(near)
	if near != k && validKey(near) {
		return near
	}
	return ""
}

// nearest returns the action whose name is closest to name, "" when none is
// close.
func nearest(name string) string {
	best, bestDistance := "", max(3, len(name)/3)+1
	for _, b := range table {
		if d := distance(name, string(b.Action)); d < bestDistance {
			best, bestDistance = string(b.Action), d
		}
	}
	return best
}

// distance is the Levenshtein distance of two names.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		prev := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := prev
			if a[i] != b[j] {
				cost++
			}
			prev = row[j+1]
			row[j+1] = min(cost, row[j]+1, prev+1)
		}
	}
	return row[len(b)]
}
