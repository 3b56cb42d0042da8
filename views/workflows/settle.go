package workflows

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/views/internal/change"
	"iscope/views/workflows/edit"
)

// Settles reports whether decisions with that operation are settled here.
func (m *Model) Settles(op api.Op) bool {
	switch op {
	case api.PatchWorkflow, api.DeleteWorkflow, api.ReplaceWorkflow, api.CreateWorkflow:
		return true
	}
	return m.tools.external.Settles(op)
}

// Settle finds out what became of decisions that an earlier run of the program
// sent and did not see the end of. It reads the workflows and sends nothing;
// each answer is written into the journal and told with [screen.Recalled]. Edits
// are settled by package edit.
func (m *Model) Settle(entries []journal.Entry) tea.Cmd {
	var deleted, patched, edited, clients []journal.Entry
	var cmds []tea.Cmd
	for _, e := range entries {
		switch {
		case e.Op == api.CreateWorkflow:
			cmds = append(cmds, m.settleCreation(e))
		case m.tools.external.Settles(e.Op):
			clients = append(clients, e)
		case edit.Settles(e):
			edited = append(edited, e)
		case e.Op == api.DeleteWorkflow:
			deleted = append(deleted, e)
		default:
			patched = append(patched, e)
		}
	}
	isc := m.cmds.ISC
	s := change.Settling[api.Workflow]{
		On: m.place(), What: func(e journal.Entry) string { return verbIn(e).what() },
		ID: func(w *api.Workflow) string { return w.ID }, Read: isc.Workflow, Op: api.GetWorkflow,
	}
	removal := s
	removal.Judge = func(context.Context, journal.Entry, api.Workflow) change.Verdict {
		return change.Verdict{Ending: journal.Lost, Words: "it did not take effect; it is still there"}
	}
	removal.Gone = change.Verdict{Ending: journal.Done, Words: "it is gone"}
	s.Judge = func(ctx context.Context, e journal.Entry, now api.Workflow) change.Verdict {
		return judge(ctx, isc, e, now)
	}
	s.Gone = change.Verdict{Ending: journal.Overtaken, Words: "the tenant does not have it any more"}
	return tea.Batch(append(cmds, removal.Settle(deleted), s.Settle(patched), edit.Settle(m.place(), edited), m.tools.external.Settle(clients))...)
}

// settleCreation finds out whether a workflow was created, by what the journal
// has of what was there before.
func (m *Model) settleCreation(e journal.Entry) tea.Cmd {
	cannot := ""
	if !change.IsCreation(e) {
		cannot = "the journal does not tell which workflows were there before"
	}
	return change.SettleCreation(m.place(), m.cmds.ISC, cannot, e).Settle([]journal.Entry{e})
}

// verbIn returns the verb of a decision in the journal.
func verbIn(e journal.Entry) verb {
	switch {
	case e.Op == api.DeleteWorkflow:
		return remove
	case e.Want[change.WantEnabled] == strconv.FormatBool(true):
		return enable
	}
	return disable
}

// judge says by a workflow as it is now what became of enabling or disabling
// it. Who changed it last is named where that was not us.
func judge(ctx context.Context, isc api.ISC, e journal.Entry, now api.Workflow) change.Verdict {
	v, other := verbIn(e), ""
	if change.Stranger(ctx, isc, now) {
		other = "; it was changed last" + change.By(now)
	}
	switch {
	case now.Enabled == (v == enable):
		return change.Verdict{Ending: journal.Done, Words: "it is " + v.past() + other}
	case other != "": // who may have undone it
		return change.Verdict{Ending: journal.Lost, Words: "it is not " + v.past() + other}
	}
	return change.Verdict{Ending: journal.Lost, Words: "it did not take effect; it is not " + v.past()}
}
