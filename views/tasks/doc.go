// Package tasks is the fourth screen: the background tasks of the tenant.
//
// It shows the pending ones with their progress (load.go), and on demand those
// that have ended (history.go). A HEAD request tells how many are pending; the
// list itself is asked for only when that number changed, now and then, and while
// there are rows whose progress can be watched. A task that ends keeps its row for
// a moment, with its end and its figures.
//
// The history is as long as the tenant remembers. A window of it is kept, which
// package window moves along as the cursor goes. The filter line (filter.go) says
// which tasks the tenant is asked for: package query reads it, package line is
// where it is typed.
//
// How long a task usually takes is known from others of its like: package usual
// remembers them as they are seen, and survey.go asks for some where too few have
// been. That tells which task is stuck, and estimates the progress of one that
// tells none (stuck.go). The detail sets a task beside the runs before it
// (like.go, trendtab.go, package trend).
//
// Clearing pending tasks is asked for in words (ask.go) and follows the rules of
// package change: read one, see that it is still pending, send one patch, and
// read it back where the answer leaves it open what happened. plan.go says what
// that means for a task, change.go shows what came of it. Each is in the journal
// before it leaves; settle.go finds out about those whose end an earlier run of
// the program did not see.
package tasks
