// Package inbox is the view of work items: what a person is asked to decide or
// do, and the decisions on their way.
//
// A decision lives in a [book], apart from the list: asked → held (the undo
// window; nothing has left) → checked (the item is read again and compared
// with what was shown) → sent → done, refused, or unknown and then read back.
// The list shows the tenant's last word with the book's laid over it, so that
// taking a decision back is forgetting one entry.
//
// The book is a pure state machine: [book.step] takes an event and returns
// what has to be done, and the model does it with commands. One decision
// leaves at most one request that the tenant may act on.
package inbox
