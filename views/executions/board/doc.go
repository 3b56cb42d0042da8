// Package board groups failed runs by what broke: workflow, step and
// fingerprint of the error.
//
//	book := board.NewBook()
//	book.Add(execution)                    // a failed run, from a list
//	e, ok := book.Next(since)              // the one to read next
//	book.Learn(e, board.Cause{Step: …})    // why it failed
//	groups := book.Groups(board.Window{…}) // what the board shows
//
// A list of executions says which runs failed, but not why: that stands in the
// history of each, which is a request or more. So a [Book] knows at any time how
// many runs failed, and of some of them why; the others are groups of their own,
// "not read yet", one for each workflow, so that totals are exact from the moment
// the lists are read. [Book.Next] says what to read next: the newest failure of
// every workflow first, then one of each in turn, so that no workflow with ten
// thousand failures hides what broke in the others.
//
// Of a run that was read only workflow, step, fingerprint and times are kept. A
// [Reader] gets a history page by page and, where it is long, goes to its end
// without reading the middle.
//
// [Fingerprint] takes out of an error what differs from run to run: ids, numbers,
// times, addresses, quoted values. A status of HTTP stays, for 401 is not 503.
//
// [View] draws the groups. Nothing here sends a request or knows the clock but
// through its environment.
package board
