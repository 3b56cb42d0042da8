package workflows

import (
	"context"
	"strconv"
	"strings"

	"iscope/api"
	"iscope/views/internal/change"
)

// verb is what shall be done to a workflow.
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

// wantEnabled names, in the journal, whether a workflow shall be enabled.
const wantEnabled = "enabled"

// planOf is how a verb is done to workflows.
func planOf(isc api.ISC, v verb) change.Plan[api.Workflow] {
	p := change.Plan[api.Workflow]{
		Words: change.Words{
			What: v.what(), Noun: "workflow", Doing: v.doing(), Past: v.past(), Still: "not " + v.past(),
			Changed: "changed meanwhile", Again: "look again and repeat it if it is still right", Marked: "what was not done stays marked",
		},
		ID: func(w *api.Workflow) string { return w.ID }, Name: nameOf, Title: nameOf,
		Read: isc.Workflow, ReadOp: api.GetWorkflow,
	}
	if v == remove {
		return removing(isc, p)
	}
	return switching(isc, p, v == enable)
}

// removing completes a plan that deletes.
func removing(isc api.ISC, p change.Plan[api.Workflow]) change.Plan[api.Workflow] {
	p.Op, p.Removes, p.Still = api.DeleteWorkflow, true, "still there"
	p.Before = func(shown, now api.Workflow) (change.Ending, string, bool) {
		what := difference(shown, now)
		return change.Changed, what, what != ""
	}
	p.Send = func(ctx context.Context, id string) (api.Workflow, error) {
		return api.Workflow{}, isc.DeleteWorkflow(ctx, id)
	}
	return p
}

// switching completes a plan that enables or disables.
func switching(isc api.ISC, p change.Plan[api.Workflow], on bool) change.Plan[api.Workflow] {
	p.Op, p.Want = api.PatchWorkflow, map[string]string{wantEnabled: strconv.FormatBool(on)}
	p.Wanted = func(now api.Workflow) bool { return now.Enabled == on }
	p.Before = func(shown, now api.Workflow) (change.Ending, string, bool) {
		if now.Enabled == on {
			return change.Done, "it was " + p.Past + " already" + by(now), true
		}
		what := difference(shown, now)
		return change.Changed, what, what != ""
	}
	p.Send = func(ctx context.Context, id string) (api.Workflow, error) {
		return isc.PatchWorkflow(ctx, id, []api.PatchOp{api.Replace("/enabled", on)})
	}
	p.After = func(ctx context.Context, back api.Workflow) (change.Ending, string, bool) {
		return change.Done, "it is " + p.Past + " now" + by(back), back.Enabled == on && stranger(ctx, isc, back)
	}
	return p
}

// by says who changed a workflow last, "" where the tenant does not.
func by(w api.Workflow) string {
	if w.ModifiedBy.IsZero() {
		return ""
	}
	return " by " + w.ModifiedBy.String()
}

// difference says what changed between two readings of a workflow, "" when
// nothing did. The counters change by themselves and do not matter.
func difference(shown, now api.Workflow) string {
	var what []string
	if shown.Enabled != now.Enabled {
		state := "disabled"
		if now.Enabled {
			state = "enabled"
		}
		what = append(what, "it is "+state+" now")
	}
	if shown.Name != now.Name {
		what = append(what, "its name is "+now.Name+" now")
	}
	if !shown.Modified.Equal(now.Modified) {
		what = append(what, "it was changed"+by(now)+" at "+now.Modified.UTC().Format("15:04:05")+" UTC")
	}
	return strings.Join(what, ", ")
}

// stranger reports whether somebody else changed w last, as far as both can be
// known.
func stranger(ctx context.Context, isc api.ISC, w api.Workflow) bool {
	me, err := isc.Whoami(ctx)
	return err == nil && me.IdentityID != "" && w.ModifiedBy.ID != "" && me.IdentityID != w.ModifiedBy.ID
}
