package executions

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/views/internal/change"
)

// Settles reports whether decisions with that operation are settled here.
func (m *Model) Settles(op api.Op) bool { return op == api.CancelExecution || m.again.Settles(op) }

// Settle finds out what became of cancellations, and of runs started again, that
// an earlier run of the program sent and did not see the end of. It reads the
// executions and sends nothing; each answer is written into the journal and told with
// [screen.Recalled].
func (m *Model) Settle(entries []journal.Entry) tea.Cmd {
	var canceled, again []journal.Entry
	for _, e := range entries {
		if m.again.Settles(e.Op) {
			again = append(again, e)
		} else {
			canceled = append(canceled, e)
		}
	}
	s := change.Settling[api.Execution]{
		On:   change.Screen{Env: m.env, Cmds: m.cmds, Journal: m.journal, Writes: m.program, Reads: m.scope},
		What: func(journal.Entry) string { return whatCancel },
		ID:   func(e *api.Execution) string { return e.ID }, Read: m.cmds.ISC.Execution, Op: api.GetExecution,
		Judge: func(_ context.Context, _ journal.Entry, now api.Execution) change.Verdict { return judge(now) },
		Gone:  gone, Patience: cancelPatience, // as one that is followed live
	}
	return tea.Batch(s.Settle(canceled), m.again.Settle(again))
}

// gone is what is known of the cancellation of an execution that the tenant
// does not have any more: how it ended was there to be read.
var gone = change.Verdict{Ending: journal.Unknown, Words: "the tenant does not have this execution any more"}

// judge says by an execution as it is now what became of its cancellation.
func judge(now api.Execution) change.Verdict {
	switch {
	case verbOf(now.Status) == canceled:
		return change.Verdict{Ending: journal.Done, Words: "it is canceled"}
	case now.Status.Closed():
		return change.Verdict{Ending: journal.Overtaken, Words: "finished first: " + statusWord(now.Status)}
	}
	return change.Verdict{Ending: journal.Lost, Words: "it did not take effect; it still runs"}
}
