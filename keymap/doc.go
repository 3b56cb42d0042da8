// Package keymap declares every action of iscope and its default keys, once.
//
// One [Binding] in the table below drives everything that has to agree about
// a key: dispatch, the footer, the help page, the command palette, the table
// in the README and the overrides of the configuration.
//
//	m, problems := keymap.New(overrides)
//	if action, ok := m.Resolve(view.Scopes(), msg.String()); ok { … }
//
// Scopes are asked from the innermost outwards: a key of a list shadows the
// same key of the shell. Bindings that write vanish in read-only mode.
package keymap
