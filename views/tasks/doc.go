// Package tasks is the fourth screen: the background tasks of the tenant.
//
// It shows the pending ones with their progress (load.go), and on demand those
// that have ended, newest first, page by page as the cursor goes down
// (history.go). A HEAD request tells how many are pending; the list itself is
// asked for only when that number changed, now and then, and while there are
// rows whose progress can be watched. A task that ends keeps its row for a
// moment, with its end. How long others of its like took tells which one is
// stuck (stuck.go).
//
// Clearing pending tasks is asked for in words (ask.go) and follows the rules of
// package change: read one, see that it is still pending, send one patch, and
// read it back where the answer leaves it open what happened. plan.go says what
// that means for a task, change.go shows what came of it. Each is in the journal
// before it leaves; settle.go finds out about those whose end an earlier run of
// the program did not see.
package tasks
