// Package executions is the view of every execution of the tenant: a live list,
// newest first, and the timeline of one.
//
// The list has three sources. The workflows come with counters of their
// executions and failures; a workflow whose counters moved, and no other, is
// asked for its newest page (feed.go, plan.go), at a pace that leaves room
// within the tenant's limit for what a person waits for. A run that ends moves
// no counter, so open ones are looked at too, a few at a time and the less often
// the longer they last; all of them at once when somebody comes back to data
// that is old (open_rows.go). Why the failed runs in sight failed is read in the
// background once the cursor rests (causes.go). And as the cursor nears the end
// of what is loaded, older pages of the workflows that have them are read ahead
// of it.
//
// An execution that is opened becomes a document (document.go): its events, read
// page by page and, while it runs, followed. Events become steps (run.go,
// pairing.go, branch.go), which are rows for the timeline (rows.go) and text to
// read (words.go). That part is pure: it knows no screen and no clock. It never
// mends what it is given: an end that is missing, times that go back, a type
// nobody knows stay visible as such.
//
// Cancelling is asked for in words, written into the journal, sent once, and
// followed until the tenant says what became of it (cancel.go). What an earlier
// run of the program did not follow to its end is read at the start (settle.go).
package executions
