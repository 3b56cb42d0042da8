// Package paths is a field in which a person types where a file or a folder is,
// with names completed as a shell does it.
//
//	f := paths.New(env, view, "./workflows", ".json")
//	cmd := f.Update(msg)             // keys, pastes, and what Complete found
//	text, cursor := f.Render(w, h)   // the field, and below it what fits
//	where, err := paths.Expand(f.Value())
//
// The disk is looked at in commands. A name that could not be shown as it is,
// because there is a control or hidden character in it, is not offered.
package paths
