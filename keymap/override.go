package keymap

import (
	"fmt"
	"slices"
)

// Override is an action whose keys are a person's own.
type Override struct {
	Binding
	Default []string // the keys it would have
}

// Overrides returns the actions whose keys are not those of the default table,
// in the order of the table.
func (m *Map) Overrides() []Override {
	var out []Override
	for i, b := range m.bindings {
		if !slices.Equal(b.Keys, table[i].Keys) {
			out = append(out, Override{b, slices.Clone(table[i].Keys)})
		}
	}
	return out
}

// Hidden returns the actions of outer scopes that a key of the action keeps
// from being heard where its own scope is, on purpose: those the default table
// has on the same key.
func (m *Map) Hidden(a Action) []Action {
	b := m.byAction[a]
	var out []Action
	for _, outer := range inside[b.Scope] {
		for _, k := range b.Keys {
			if other, ok := m.byKey[outer][k]; ok && !slices.Contains(out, other) {
				out = append(out, other)
			}
		}
	}
	return out
}

// replies are the keys that arrive in the bytes with which a terminal begins to
// answer: ESC and one of these characters.
var replies = []string{"alt+[", "alt+]", "alt+O", "alt+shift+o", "alt+P", "alt+shift+p", "alt+_"}

// Doubts returns what may go wrong with a person's own keys, and is no mistake: keys
// that a terminal's replies begin with are heard late, or not at all.
func (m *Map) Doubts() []Problem {
	var out []Problem
	for _, o := range m.Overrides() {
		for _, k := range o.Keys {
			if slices.Contains(replies, k) && !slices.Contains(o.Default, k) {
				out = append(out, Problem{Action: string(o.Action), Text: fmt.Sprintf("terminals begin their replies with the key %q, so that it may not be heard", k)})
			}
		}
	}
	return out
}
