package workflows

import (
	"context"

	"iscope/api"
	"iscope/views/internal/change"
)

// verb is what is to be done to a workflow.
type verb uint8

const (
	enable verb = iota
	disable
	remove
)

// String returns the verb as in "disable workflow".
func (v verb) String() string { return [...]string{"enable", "disable", "delete"}[v] }

// doing returns the verb as in "disabling 1 of 3".
func (v verb) doing() string { return [...]string{"enabling", "disabling", "deleting"}[v] }

// past returns the verb as in "Disabled 3 workflows".
func (v verb) past() string { return [...]string{"enabled", "disabled", "deleted"}[v] }

// what returns what doing the verb to a workflow is called.
func (v verb) what() string { return v.String() + " workflow" }

// planOf is how a verb is done to workflows.
func planOf(isc api.ISC, v verb) change.Plan[api.Workflow] {
	if v != remove {
		return change.Switch(isc, v == enable)
	}
	return removing(isc)
}

// removing is the plan that deletes workflows.
func removing(isc api.ISC) change.Plan[api.Workflow] {
	p := change.Plan[api.Workflow]{
		Words: change.Words{
			What: remove.what(), Noun: "workflow", Doing: remove.doing(), Past: remove.past(), Still: "still there",
			Changed: "changed meanwhile", Again: "look again and repeat it if it is still right", Marked: "what was not done stays marked",
		},
		ID: func(w *api.Workflow) string { return w.ID }, Name: change.WorkflowName, Title: change.WorkflowName,
		Read: isc.Workflow, ReadOp: api.GetWorkflow, Op: api.DeleteWorkflow, Removes: true,
	}
	p.Before = func(shown, now api.Workflow) (change.Ending, string, bool) {
		what := change.Difference(shown, now)
		return change.Changed, what, what != ""
	}
	p.Send = func(ctx context.Context, id string) (api.Workflow, error) {
		return api.Workflow{}, isc.DeleteWorkflow(ctx, id)
	}
	return p
}
