// Package inbox is the view of work items: what a person is asked to decide or
// do, and the decisions on their way.
//
// A decision lives in a [book.Book], apart from the list: asked → held (the undo
// window; nothing has left) → checked (the item is read again and compared
// with what was shown) → sent → done, refused, or unknown and then read back.
// The list shows the tenant's last word with the book's laid over it, so that
// taking a decision back is forgetting one entry.
//
// The book is a pure state machine: [book.Book.Step] takes an event and returns
// what has to be done, and the model does it with commands: the journal, the
// requests, the time (act.go, record.go). One decision leaves at most one
// request that the tenant may act on, and none that is not in the journal.
//
// What the inbox shows beside its lists are packages below it:
//
//	book       the machine of decisions
//	outbox     the window of decisions on their way, and of a run's progress
//	forward    the window that asks for a new owner
//	selection  the window with the form of an account selection
//	mine       the list of what the person decided, from the journal
package inbox
