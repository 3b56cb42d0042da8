package change

import (
	"context"
	"strconv"
	"strings"

	"iscope/api"
)

// WantEnabled names, in the journal, whether a workflow shall be enabled.
const WantEnabled = "enabled"

// Switch is the plan that enables or disables workflows, with the smallest patch
// there is. A workflow that changed since it was shown is left alone; one that
// is as wanted already is not sent anything.
func Switch(isc api.ISC, on bool) Plan[api.Workflow] {
	verb, doing, past := "disable", "disabling", "disabled"
	if on {
		verb, doing, past = "enable", "enabling", "enabled"
	}
	return Plan[api.Workflow]{
		Words: Words{
			What: verb + " workflow", Noun: "workflow", Doing: doing, Past: past, Still: "not " + past,
			Changed: "changed meanwhile", Again: "look again and repeat it if it is still right", Marked: "what was not done stays marked",
		},
		ID: func(w *api.Workflow) string { return w.ID }, Name: WorkflowName, Title: WorkflowName,
		Read: isc.Workflow, ReadOp: api.GetWorkflow,
		Op: api.PatchWorkflow, Want: map[string]string{WantEnabled: strconv.FormatBool(on)},
		Before: func(shown, now api.Workflow) (Ending, string, bool) {
			if now.Enabled == on {
				return Done, "it was " + past + " already" + By(now), true
			}
			what := Difference(shown, now)
			return Changed, what, what != ""
		},
		Send: func(ctx context.Context, id string) (api.Workflow, error) {
			return isc.PatchWorkflow(ctx, id, []api.PatchOp{api.Replace("/enabled", on)})
		},
		Wanted: func(now api.Workflow) bool { return now.Enabled == on },
		After: func(ctx context.Context, back api.Workflow) (Ending, string, bool) {
			return Done, "it is " + past + " now" + By(back), back.Enabled == on && Stranger(ctx, isc, back)
		},
	}
}

// WorkflowName returns what a workflow is called, its id where it has no name.
func WorkflowName(w *api.Workflow) string {
	if w.Name == "" {
		return w.ID
	}
	return w.Name
}

// By says who changed a workflow last, "" where the tenant does not.
func By(w api.Workflow) string {
	if w.ModifiedBy.IsZero() {
		return ""
	}
	return " by " + w.ModifiedBy.String()
}

// Difference says what changed between two readings of a workflow, "" when
// nothing did. The counters change by themselves and do not matter.
func Difference(shown, now api.Workflow) string {
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
		what = append(what, "it was changed"+By(now)+" at "+now.Modified.UTC().Format("15:04:05")+" UTC")
	}
	return strings.Join(what, ", ")
}

// Stranger reports whether somebody else changed a workflow last, as far as
// both can be known.
func Stranger(ctx context.Context, isc api.ISC, w api.Workflow) bool {
	me, err := isc.Whoami(ctx)
	return err == nil && me.IdentityID != "" && w.ModifiedBy.ID != "" && me.IdentityID != w.ModifiedBy.ID
}
