// Package library is the step library of a tenant: what triggers, actions and
// operators there are, what each of them takes and gives, and where it is used.
//
//	shelf := library.NewShelf(cmds, ctx, "workflows#1")
//	shelf.Ensure()                          // reads it once; Read reads it again
//	shelf.Update(result)                    // each page; the view hands it on
//	item, ok := shelf.Action("sp:http")     // as the other parts of the screen ask
//	library.Open(library.Desk{…}, "sp:http") // the window
//
// A [Shelf] reads the three lists of the library side by side, page after page,
// and keeps what it had where one of them fails. A [Browser] is the window over
// it: the lists in tabs, a search, and of the item under the cursor its fields,
// example, schema and, from the index of package find, every step that uses it.
//
// The tenant says since when an item is deprecated and not what came instead.
// [Shelf.Successor] takes the id where it is named, else an item that the
// description tells to use, and says which of the two it was.
package library
