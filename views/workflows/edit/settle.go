package edit

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/views/internal/change"
)

// Settles reports whether a decision in the journal is settled here: an edit or a
// replacement. That a workflow is created, enabled or disabled is not.
func Settles(e journal.Entry) bool {
	return e.Op == api.ReplaceWorkflow || e.Op == api.PatchWorkflow && e.Want[wantEdit] != ""
}

// Settle finds out what became of edits that an earlier run of the program sent
// and did not see the end of. It reads and sends nothing; each answer is written
// into the journal and told with a screen.Recalled.
func Settle(on change.Screen, entries []journal.Entry) tea.Cmd {
	isc := on.Cmds.ISC
	edits := change.Settling[api.Workflow]{
		On: on, What: func(journal.Entry) string { return "edit workflow" }, ID: func(w *api.Workflow) string { return w.ID }, Read: isc.Workflow, Op: api.GetWorkflow,
		Judge: func(ctx context.Context, e journal.Entry, now api.Workflow) change.Verdict {
			other := ""
			if change.Stranger(ctx, isc, now) {
				other = "; it was changed last" + change.By(now)
			}
			return judge(e, &now, other)
		},
		Gone: change.Verdict{Ending: journal.Overtaken, Words: "the tenant does not have it any more"},
	}
	return edits.Settle(entries)
}

// judge says by a workflow as it is now what became of an edit of it: whether the
// members that were set have the prints they should have.
func judge(e journal.Entry, now *api.Workflow, other string) change.Verdict {
	root := read(now.Raw.JSON())
	var asked, missing []string
	for _, name := range members {
		want, ok := e.Want[name]
		if !ok {
			continue
		}
		asked = append(asked, name)
		if printOf(e.ID, name, root.Get(name)) != want {
			missing = append(missing, name)
		}
	}
	before, err := time.Parse(timeForm, e.Want[wantBefore])
	untouched := err == nil && now.Modified.Equal(before)
	switch {
	case len(asked) == 0:
		return change.Verdict{Ending: journal.Unknown, Words: "the journal does not tell what was sent" + other}
	case len(missing) == 0:
		return change.Verdict{Ending: journal.Done, Words: "it is as it was sent" + other}
	case untouched:
		return change.Verdict{Ending: journal.Lost, Words: "it did not take effect; nobody changed it since. The draft is kept"}
	case other != "":
		return change.Verdict{Ending: journal.Unknown, Words: "its " + strings.Join(missing, ", ") + " is not as it was sent" + other + ". The draft is kept"}
	}
	return change.Verdict{Ending: journal.Unknown, Words: "it was changed since, and its " + strings.Join(missing, ", ") + " is not as it was sent. The draft is kept"}
}
