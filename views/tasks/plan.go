package tasks

import (
	"context"
	"time"

	"iscope/api"
	"iscope/views/internal/change"
)

// cleared is the completion status of a task that was cleared.
const cleared = "Error"

// whatClear is what clearing a task is called.
const whatClear = "clear task"

// wantStatus names the completion status asked for, in the journal.
const wantStatus = "completionStatus"

// clearing is the patch that clears the record of a task: both fields, or it
// would be half pending. The moment lies in the past, as the tenant demands.
func clearing(now time.Time) []api.PatchOp {
	return []api.PatchOp{
		api.Replace("/completionStatus", cleared),
		api.Replace("/completed", now.Add(-time.Second).UTC().Format(time.RFC3339)),
	}
}

// planOf is how tasks are cleared with a patch. One that is not pending any
// more has ended, and nothing is left to do about it.
func planOf(isc api.ISC, patch []api.PatchOp) change.Plan[api.Task] {
	return change.Plan[api.Task]{
		Words: change.Words{
			What: whatClear, Noun: "task", Doing: "clearing", Past: "cleared", Still: "still pending",
			Changed: "ended meanwhile", Marked: "what is still pending stays marked",
		},
		ID: func(t *api.Task) string { return t.ID }, Name: nameOf, Title: title,
		Read: isc.Task, ReadOp: api.GetTask,
		Before: func(_, now api.Task) (change.Ending, string, bool) {
			return change.Changed, "it ended meanwhile with " + endWord(now), !now.Pending()
		},
		Send:   func(ctx context.Context, id string) (api.Task, error) { return isc.PatchTask(ctx, id, patch) },
		Op:     api.PatchTask,
		Want:   map[string]string{wantStatus: cleared},
		Wanted: func(now api.Task) bool { return !now.Pending() },
		After: func(_ context.Context, back api.Task) (change.Ending, string, bool) {
			return change.Changed, "no clear answer came; it has ended with " + endWord(back), !back.Pending() && !back.Status.Is(api.TaskFailed)
		},
	}
}

// endWord says how a task has ended.
func endWord(t api.Task) string {
	_, word := endState(t.Status)
	return word
}

// title names a task as the lists do, together with its target: many have the same
// name.
func title(t *api.Task) string {
	if target := targetName(t.Target); target != "" {
		return typeWords(t) + " · " + target
	}
	return typeWords(t)
}
