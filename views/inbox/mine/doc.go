// Package mine is the part of the inbox that lists what a person decided, from
// the journal: when, what, about which item, and what came of it. It answers
// "did it arrive?" also for what an earlier run of the program sent.
//
// The inbox shows it in place of its own list and stays the view: messages and
// answers of dialogs come addressed to the inbox, which offers them to
// [Model.Update] first, and draws it as a pane of its own layout:
//
//	decisions := mine.New(env, journal, m.id)
//	cmd := decisions.Load()                             // when it is shown, and when a decision went on
//	if cmd, ok := decisions.Update(msg); ok { … }       // what it read, wrote or asked; typing
//	m.split.Render(env, w, h, decisions.Head(), decisions.Render, nil)
//
// Nothing here changes anything in the tenant, so all of it works read-only.
// The journal is read, and files are written, in commands.
package mine
