// Package people is the part of a window in which a person is searched as one
// types: those chosen lately first, then whoever the tenant finds, asked when
// typing rests, an answer to an older text ignored.
//
//	s := people.New(people.Search{Env: env, Cmds: cmds, Reads: reads, View: view, Recent: recent})
//	if s.Listens(msg) { … s.Update(msg) … }    // what comes back
//	cmd, closed := s.Update(key)               // all keys but dialog.accept
//	who, ok := s.Selected()
//
// Someone of the recent ones may have left since: Searched tells whether the
// tenant has just named them, and a window that takes another asks first.
package people
