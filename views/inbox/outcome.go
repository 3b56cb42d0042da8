package inbox

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/ui/screen"
	"iscope/ui/table"
	"iscope/views/inbox/book"
)

// finish shows how a decision ended.
func (m *Model) finish(e book.Effect) tea.Cmd {
	m.place(e)
	run := m.book.Run(e.D.Batch)
	if e.D.Past {
		return recalled(e) // the shell notes it
	}
	cmds := []tea.Cmd{m.note(e.D, e.Words)}
	switch {
	case e.Kind == book.TakenOff:
		if run.Open() == 0 && run.Taken < run.Size {
			cmds = append(cmds, report(run, e))
		}
		return tea.Batch(cmds...)
	case e.Kind == book.Settled:
		cmds = append(cmds, screen.Send(api.Mutated{Op: e.D.Op, IDs: []string{e.D.Item}}))
	case e.Kind == book.Halted && run.Size > 1:
		m.pending().SetMark(e.D.Item, true)
	}
	if run.Open() == 0 {
		cmds = append(cmds, report(run, e))
	}
	return tea.Batch(cmds...)
}

// report says how a batch ended; e is its last effect.
func report(run book.Run, e book.Effect) tea.Cmd {
	if run.Size == 1 {
		switch e.Kind {
		case book.Settled:
			return screen.Say(screen.Good, capital(e.Words)+": "+e.D.Name)
		case book.News:
			return screen.Say(screen.Info, capital(e.Words)+": "+e.D.Name)
		}
		return screen.Say(screen.Bad, capital(e.Words)+" · "+book.Verb(e.D.Op)+": "+e.D.Name)
	}
	parts := []string{fmt.Sprintf("%d of %d %s", run.Done, run.Size, book.Past(e.D.Op))}
	if run.News > 0 {
		parts = append(parts, fmt.Sprintf("%d decided by others", run.News))
	}
	if run.Taken > 0 {
		parts = append(parts, fmt.Sprintf("%d taken back", run.Taken))
	}
	tone := screen.Good
	if run.Halted > 0 {
		tone = screen.Bad
		parts = append(parts, fmt.Sprintf("%d not: they stay marked, with the reason in their row", run.Halted))
	}
	return screen.Say(tone, strings.Join(parts, ", "))
}

// pending returns the list of open items, whichever is shown.
func (m *Model) pending() *table.Model[api.WorkItem] {
	if m.completed {
		return m.other.list
	}
	return m.list
}

// place puts the tenant's last word into the list.
func (m *Model) place(e book.Effect) {
	if e.Kind == book.TakenOff || e.Kind == book.Halted && e.Item == nil {
		return
	}
	gone := e.Item == nil
	if it := e.Item; it != nil {
		gone = !it.State.Open() || !it.Completed.IsZero() || it.OwnerID != "" && e.D.From != "" && it.OwnerID != e.D.From
		if m.detail.item.ID == it.ID {
			m.detail.set(m, *it)
		}
	}
	switch {
	case gone:
		m.latest[e.D.Item] = nil
		if m.pending().Row(e.D.Item) != nil && m.summary.Open > 0 {
			m.summary.Open--
			if e.D.Op != api.ForwardWorkItem {
				m.summary.Completed++
			}
		}
		m.pending().Remove(e.D.Item)
	default:
		m.latest[e.D.Item] = e.Item
		m.changing(func() { m.pending().Replace(*e.Item) })
	}
}

// countdownWords says what the undo key takes back, and until when: the newest
// of the n decisions that are held, with those decided together.
func (m *Model) countdownWords(n int) string {
	var last *book.Decision
	for _, d := range m.book.Entries {
		if d.Stage == book.Held {
			last = d
		}
	}
	with := 0
	for _, d := range m.book.Entries {
		if d.Stage == book.Held && d.Batch == last.Batch {
			with++
		}
	}
	what := book.Verb(last.Op)
	if with > 1 {
		what += " " + cell.Count(with, "item")
	}
	text := fmt.Sprintf("%s in %s · %s takes back", what, cell.Age(max(0, last.Until.Sub(m.env.Now()))), m.env.Keys.Key("inbox.undo"))
	if m.env.Aloud() { // until when: what counts down is read at each step
		text = fmt.Sprintf("held until %s, %s takes back: %s", last.Until.In(m.env.Zone).Format("15:04:05"), m.env.Keys.Key("inbox.undo"), what)
	}
	if n > with {
		text += fmt.Sprintf(" · %d more held", n-with)
	}
	return text
}

// Hint says what is held or on its way, else what the list holds.
func (m *Model) Hint() string {
	if n := m.book.Count(book.Held); n > 0 {
		return m.countdownWords(n)
	}
	if n := m.book.Count(book.Due, book.Resting, book.Checking, book.Sending, book.Reading); n > 0 {
		return fmt.Sprintf("sending %s", cell.Count(n, "decision"))
	}
	if m.decisions {
		return m.mine.Hint()
	}
	if n := m.list.Marks(); n > 0 {
		return fmt.Sprintf("%d marked", n)
	}
	if m.counted && m.width >= pane.BesideFrom/2 {
		return fmt.Sprintf("%s pending · %s completed", cell.Thousands(m.summary.Open), cell.Thousands(m.summary.Completed))
	}
	return ""
}
