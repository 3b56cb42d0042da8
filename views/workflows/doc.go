// Package workflows is the first of the five screens: the workflows of the
// tenant as a list, and one of them in detail.
//
// The list loads page by page and is asked for again by a poller (load.go);
// columns.go says what stands in a row. The detail beside it has the tabs
// Overview, Steps, Trigger, Runs and JSON (detail.go, tabs.go, runs.go). What
// is shown of a definition is laid out by a pure function ([layOut], flow.go
// and meeting.go) and drawn by another (flowdraw.go); triggers, schedules and
// conditions are put into words by trigger.go, schedule.go, cron.go, filter.go
// and condition.go.
//
// Enabling, disabling and deleting are asked for in words (ask.go) and follow
// the rules of package change: one workflow after the other is read, compared
// with what was shown, sent once, and read back where the answer leaves it open
// what happened. plan.go says what that means for a workflow, change.go shows
// what came of it. Each is in the journal before it leaves; settle.go finds out
// about those whose end an earlier run of the program did not see.
package workflows
