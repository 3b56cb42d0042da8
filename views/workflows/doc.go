// Package workflows is the first of the five screens: the workflows of the
// tenant as a list, and one of them in detail.
//
// The list loads page by page and is asked for again by a poller (load.go);
// columns.go says what stands in a row, owners.go marks workflows whose owner is
// not here any more, drafts.go those with a draft that was not sent. The detail
// beside it has the tabs Overview, Steps, Trigger, Runs and JSON (detail.go,
// tabs.go, steps.go, runs.go); values.go reads what the expressions of the steps
// had in a run.
//
// What takes more than a screenful has a package of its own, and this one hands
// keys and messages on (tools.go, desks.go):
//
//	outline   the tree of the steps; refs says who uses whose data
//	trigger   triggers, schedules and filters in words, and tried on an input
//	path      JSONPath as the tenant understands it
//	library   the step library; find looks through all definitions
//	edit      changing a workflow or making one: check and delta judge the text
//	create    what a new workflow begins with
//	bundle    export and import; owner is about who a workflow belongs to
//	external  the OAuth client and dry test of an external trigger
//
// Testing a workflow is left to the screen of executions, where the run is
// seen afterwards.
//
// Enabling, disabling and deleting are asked for in words (ask.go) and follow
// the rules of package change: one workflow after the other is read, compared
// with what was shown, sent once, and read back where the answer leaves it open
// what happened. plan.go says what that means for a workflow, change.go shows
// what came of it. Each is in the journal before it leaves; settle.go finds out
// about those whose end an earlier run of the program did not see.
package workflows
