package tasks

import (
	"cmp"
	"context"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/views/internal/change"
)

// Settles reports whether decisions with that operation are settled here.
func (m *Model) Settles(op api.Op) bool { return op == api.PatchTask }

// Settle finds out what became of decisions that an earlier run of the program
// sent and did not see the end of. It reads the tasks and sends nothing; each
// answer is written into the journal and told with [screen.Recalled].
func (m *Model) Settle(entries []journal.Entry) tea.Cmd {
	s := change.Settling[api.Task]{
		On: m.place(), What: func(journal.Entry) string { return whatClear },
		ID: func(t *api.Task) string { return t.ID }, Read: m.cmds.ISC.Task, Op: api.GetTask,
		Judge: judge, Gone: change.Verdict{Ending: journal.Overtaken, Words: "the tenant does not have it any more"},
	}
	return s.Settle(entries)
}

// judge says by a task as it is now what became of its clearing.
func judge(_ context.Context, e journal.Entry, now api.Task) change.Verdict {
	status := api.CompletionStatus(cmp.Or(e.Want[wantStatus], cleared))
	switch {
	case now.Pending():
		return change.Verdict{Ending: journal.Lost, Words: "it did not take effect; it is still pending"}
	case now.Status != "" && !now.Status.Is(status):
		return change.Verdict{Ending: journal.Overtaken, Words: "it ended by itself with " + endWord(now)}
	}
	return change.Verdict{Ending: journal.Done, Words: "it is cleared"}
}
