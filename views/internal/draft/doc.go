// Package draft keeps on disk what a person has typed and not sent: through a
// crash, a closed terminal, and the end of the program.
//
//	k := draft.New(store, cmds, ctx, view)
//	cmd := k.Load(id)               // → Loaded
//	cmd = k.Touch()                 // after each key → Due, once the keys rest
//	if k.Awaits(due) {
//		cmd = k.Save(id, mark, body) // → Saved
//	}
//	cmd = k.Took(saved)             // begins what had to wait
//	if k.Safe(mark) { … }           // what has that mark is on disk
//
// A [Store] holds one draft for each object, [Files] as a file that only its
// owner can read. A [Keeper] calls its store in commands, one call after the
// other, so that a later draft never loses to an earlier one and one that was
// discarded does not come back because its save was slower.
//
// What is in a draft is the affair of the screen, which leaves out what must not
// lie on a disk.
package draft
