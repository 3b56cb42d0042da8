package keymap

import "slices"

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
