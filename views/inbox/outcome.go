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
)

// outcome counts how the decisions of one batch ended. The parts add up to
// size once all have.
type outcome struct{ size, done, news, halted int }

// finish shows how a decision ended.
func (m *Model) finish(e effect) tea.Cmd {
	m.place(e)
	o := m.runs[e.d.batch]
	cmds := []tea.Cmd{m.note(e.d, e.words)}
	switch e.kind {
	case settled:
		o.done++
		cmds = append(cmds, screen.Send(api.Mutated{Op: e.d.op, IDs: []string{e.d.item}}))
	case news:
		o.news++
	case halted:
		o.halted++
		if o.size > 1 {
			m.pending().SetMark(e.d.item, true)
		}
	}
	if o.done+o.news+o.halted < o.size {
		return tea.Batch(cmds...)
	}
	delete(m.runs, e.d.batch)
	return tea.Batch(append(cmds, report(*o, e))...)
}

// report says how a batch ended; e is its last effect.
func report(o outcome, e effect) tea.Cmd {
	if o.size == 1 {
		switch e.kind {
		case settled:
			return screen.Say(screen.Good, capital(e.words)+": "+e.d.name)
		case news:
			return screen.Say(screen.Info, e.d.name+" "+e.words)
		}
		return screen.Say(screen.Bad, capital(e.words)+" · "+verb(e.d.op)+": "+e.d.name)
	}
	parts := []string{fmt.Sprintf("%d of %d %s", o.done, o.size, done(e.d))}
	if o.news > 0 {
		parts = append(parts, fmt.Sprintf("%d decided by others", o.news))
	}
	tone := screen.Good
	if o.halted > 0 {
		tone = screen.Bad
		parts = append(parts, fmt.Sprintf("%d not: they stay marked, with the reason in their row", o.halted))
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
func (m *Model) place(e effect) {
	gone := e.item == nil && e.kind != halted
	if it := e.item; it != nil {
		gone = !it.State.Open() || !it.Completed.IsZero() || it.OwnerID != "" && e.d.seen.OwnerID != "" && it.OwnerID != e.d.seen.OwnerID
		if m.detail.item.ID == it.ID {
			m.detail.set(m, *it)
		}
	}
	switch {
	case gone:
		m.latest[e.d.item] = nil
		if m.pending().Row(e.d.item) != nil && m.summary.Open > 0 {
			m.summary.Open--
			if e.d.op != api.ForwardWorkItem {
				m.summary.Completed++
			}
		}
		m.pending().Remove(e.d.item)
	case e.item != nil:
		m.latest[e.d.item] = e.item
		m.changing(func() { m.pending().Replace(*e.item) })
	}
}

// Hint says what is held or on its way, else what the list holds.
func (m *Model) Hint() string {
	if n := m.book.count(held); n > 0 {
		var last *decision
		for _, d := range m.book.entries {
			if d.stage == held {
				last = d
			}
		}
		what := verb(last.op)
		if n > 1 {
			what += " " + cell.Count(n, "item")
		}
		return fmt.Sprintf("%s in %s · %s takes back", what, cell.Age(max(0, last.until.Sub(m.env.Now()))), m.env.Keys.Key("inbox.undo"))
	}
	if n := m.book.count(due, checking, sending, reading); n > 0 {
		return fmt.Sprintf("sending %s", cell.Count(n, "decision"))
	}
	if n := m.list.Marks(); n > 0 {
		return fmt.Sprintf("%d marked", n)
	}
	if m.counted && m.width >= pane.BesideFrom/2 {
		return fmt.Sprintf("%s open · %s done", cell.Thousands(m.summary.Open), cell.Thousands(m.summary.Completed))
	}
	return ""
}
