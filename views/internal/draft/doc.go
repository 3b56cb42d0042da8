// Package draft keeps on disk what a person has typed and not sent: through a
// crash, a closed terminal, and the end of the program.
//
//	k := draft.New(store, cmds, ctx, view)
//	cmd := k.Load(id)               // → Found
//	shelf := draft.Sort(found, …)   // drafts of earlier edits, and a free place
//	cmd = k.Touch()                 // after each key → Due, once the keys rest
//	if k.Awaits(due) {
//		cmd = k.Save(id, shelf.Free, mark, body) // → Saved
//	}
//	cmd = k.Took(saved)             // begins what had to wait
//	if k.Safe(mark) { … }           // what has that mark is on disk
//
// An object may have several drafts: every edit has a place of its own, so that one
// that was found, or cannot be read, is never overwritten. Nor is one of another
// window of the program: the first save of an edit takes a place that nothing has,
// the later ones replace only what the edit itself has written, and one that was
// overtaken goes to another place. A [Question] asks what becomes of those that were
// found.
//
// A [Store] holds one draft under each name, [Files] as a file that only its owner
// can read. A [Keeper] calls its store in commands, one call after the
// other, so that a later draft never loses to an earlier one and one that was
// discarded does not come back because its save was slower.
//
// What is in a draft is up to the screen, which leaves out what must not lie on a
// disk.
package draft
