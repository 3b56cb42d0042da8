package rerun

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/views/internal/change"
)

// Settles reports whether decisions with that operation are settled here.
func (d *Desk) Settles(op api.Op) bool { return runs(op) }

// whatOf is what a run is called that the journal has.
func whatOf(e journal.Entry) string {
	switch {
	case e.Line != "":
		return wordings[toRepeat].what
	case e.Op == api.ExecuteExternal:
		return wordings[toExecute].what
	}
	return wordings[toTest].what
}

// Settle finds out what may have become of runs that an earlier run of the
// program sent and did not see the end of. It lists the executions of their
// workflows since and sends nothing. No execution says who asked for it, so what
// it finds stays in doubt.
func (d *Desk) Settle(entries []journal.Entry) tea.Cmd {
	isc, zone := d.on.Cmds.ISC, d.on.Env.Zone
	cmds := make([]tea.Cmd, 0, len(entries))
	for _, e := range entries {
		s := change.Settling[since]{
			On: d.on, What: whatOf,
			ID: func(s *since) string { return s.ID }, Op: api.ListExecutions,
			Read: func(ctx context.Context, id string) (since, error) {
				return lookSince(ctx, isc, id, markOf(e.Want, e.Sent))
			},
			Judge: func(_ context.Context, _ journal.Entry, now since) change.Verdict {
				return change.Verdict{Ending: journal.Unknown, Words: now.words(zone) + "; it is not run again by itself"}
			},
			Gone: change.Verdict{Ending: journal.Unknown, Words: "it may have run: the tenant does not have the workflow any more"},
		}
		cmds = append(cmds, s.Settle([]journal.Entry{e}))
	}
	return tea.Batch(cmds...)
}
