// Package executions is the view of every execution of the tenant: a live list,
// newest first, and the timeline of one.
//
// The list has three sources. The workflows come with counters of their
// executions and failures; a workflow whose counters moved, and no other, is
// asked for its newest page (feed.go, plan.go), at a pace that leaves room
// within the tenant's limit for what a person waits for. A run that ends moves
// no counter, so open ones are looked at too, a few at a time and the less often
// the longer they last; all of them at once when somebody comes back to data
// that is old (open_rows.go). Why the failed runs in sight failed is read meanwhile
// (peek.go) and remembered (causes.go). And as the cursor nears the end of what is
// loaded, older pages of the workflows that have them are read ahead of it. What
// stands in a row depends on what is listed (columns.go, namecell.go), and which
// facts stand behind the title on the room there is (facts.go).
//
// Whatever comes goes into one ledger, by id and in order (merge.go), at a cost
// that does not grow with what it holds. How far back each workflow was read, for
// the filter in force, is its reach (reach.go): older pages are asked for by time
// and status, so that runs which start or end meanwhile shift nothing, and by
// number from a tenant that does not filter. When a time is asked for, everything
// back to its beginning is read beside the refreshes, until somebody stops it
// (back.go). How the runs of a workflow usually go stands beside them (usual.go).
//
// An execution that is opened becomes a document (document.go): its events, read
// page by page and, while it runs, followed. Events become steps and rows of the
// timeline in package run, and here text to read (words.go). The detail shows
// them as steps that fold, as single events, or as JSON, and goes through events
// one by one in each (detail.go, detail_events.go).
//
// Two runs are put side by side by package compare, once both histories are read
// (compare.go): the one under the cursor and the one that is marked, else the
// last success of its workflow.
//
// The failure board stands in the place of the list (board.go, board_view.go). Which
// runs failed it learns as the list does, by asking for failed runs of a time; why,
// from their histories, one of each workflow first (causes.go). Where a share needs
// the number of runs, that is looked for without reading them all (census.go). What
// was learned goes into a book of package board, which groups it.
//
// Cancelling is asked for in words, written into the journal, sent once, and
// followed until the tenant says what became of it (cancel.go); several are
// agreed to at once and sent one after the other (cancel_run.go). What an earlier
// run of the program did not follow to its end is read at the start (settle.go).
//
// Running again is package rerun: what the tenant demands, the input to look over,
// each step agreed to and journaled, and the new run followed (again.go).
//
// What somebody watches is looked at also while another view is on screen, and
// its end is told there (watch.go). Where the tenant tells which definition a run
// used, what differs from today's can be read (definition.go).
package executions
