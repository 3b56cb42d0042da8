// Package jsonedit is an editor for a JSON document of up to [Max] bytes, in a
// pane of a window. Drawing it costs as much as is in sight, whatever the
// document weighs, also where all of it is one line.
//
//	e := jsonedit.New(env)
//	e.SetJSON(raw)
//	e.Update(msg)                   // keys and pastes
//	if p := e.Check(); p.Bad() { … p.Line, p.Column, p.Text … }
//	frame, cursor := e.Render(w, h)
//
// What is edited is what is sent. A character that has no picture of its own,
// such as a zero-width one, or that would drive the terminal stands in the text
// as its escape, \u200b: in JSON the two mean the same, so nothing is hidden and
// nothing is lost.
package jsonedit
