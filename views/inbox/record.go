package inbox

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/api/safe"
	"iscope/ui/screen"
	"iscope/views/inbox/book"
)

// recorded is sent when intents are on disk, or could not be written.
type recorded struct {
	view string
	book.Recorded
}

func (r recorded) To() string { return r.view }

// noted is sent when what came of decisions was written down, or was not.
type noted struct {
	view string
	err  error
}

func (n noted) To() string { return n.view }

// record writes intents into the journal. Until that is done nothing of them
// leaves.
func (m *Model) record(intents []journal.Intent) tea.Cmd {
	j, view := m.opt.Journal, m.id
	return func() tea.Msg {
		ids := make([]string, 0, len(intents))
		for _, i := range intents {
			ids = append(ids, i.ID)
		}
		return recorded{view, book.Recorded{IDs: ids, Err: j.Begin(intents...)}}
	}
}

// end writes down what came of intents. That it failed is said: the next start
// will ask the tenant about them once more, which does no harm.
func (m *Model) end(ends []journal.End) tea.Cmd {
	j, view := m.opt.Journal, m.id
	return func() tea.Msg { return noted{view, j.End(ends...)} }
}

func (m *Model) onNoted(n noted) tea.Cmd {
	var cmds []tea.Cmd
	if n.err != nil {
		cmds = append(cmds, screen.Say(screen.Warn, "What came of it could not be noted down: "+n.err.Error()))
	}
	if m.decisions {
		cmds = append(cmds, m.mine.Load())
	}
	return tea.Batch(cmds...)
}

// Settles reports whether the view finds out what became of such decisions.
func (m *Model) Settles(op api.Op) bool {
	switch op {
	case api.ApproveItem, api.RejectItem, api.BulkApprove, api.BulkReject, api.CompleteWorkItem, api.ForwardWorkItem, api.SubmitAccountSelection:
		return true
	}
	return false
}

// Settle reads back what an earlier run of the program left open. It answers
// with a screen.Recalled for each.
func (m *Model) Settle(entries []journal.Entry) tea.Cmd {
	past := make([]*book.Decision, 0, len(entries))
	for _, e := range entries {
		past = append(past, book.Recall(e))
	}
	return m.run(m.book.Step(book.Recalled{Entries: past}))
}

// Abandon gives up what is held or waits for its turn: the person quits and was
// told that it is not sent.
func (m *Model) Abandon() tea.Cmd {
	var keys []book.Key
	for _, d := range m.book.Entries {
		keys = append(keys, d.Key)
	}
	return m.run(m.book.Step(book.Withdrawn{Keys: keys}))
}

// Unsettled tells which decisions were not sent, and of which the outcome is not
// known.
func (m *Model) Unsettled() (unsent, sent []string) {
	for _, d := range m.book.Entries {
		line := book.Verb(d.Op) + ": " + safe.Line(d.Name)
		switch d.Stage {
		case book.Held, book.Due, book.Resting, book.Checking:
			unsent = append(unsent, line)
		case book.Sending, book.Reading:
			sent = append(sent, line)
		}
	}
	return unsent, sent
}

// recalled says what became of a decision of an earlier run.
func recalled(e book.Effect) tea.Cmd {
	return screen.Send(screen.Recalled{Decided: logLine(e.D, e.Words), Intent: e.D.ID, Doubtful: e.D.Stage == book.Doubtful, Unsent: e.D.Reason == book.HeldAtEnd})
}
