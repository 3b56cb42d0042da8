package executions

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// restTime is how long the cursor stays on a row before more is asked about it.
const restTime = 300 * time.Millisecond

// rest is the row the cursor is on, and since when.
type rest struct {
	id    string
	gen   uint64
	still bool // for a while
}

// rested says that the cursor has been on a row for a while. The view sends it
// to itself.
type rested struct {
	view string
	gen  uint64
}

// To returns the view the message is for.
func (r rested) To() string { return r.view }

// moved is called after the cursor may have moved or rows have come.
func (m *Model) moved() tea.Cmd {
	cmds := []tea.Cmd{m.ahead()}
	if id := m.list.SelectedID(); id != m.rest.id {
		m.rest.id = id
		m.rest.gen++
		m.rest.still, m.causes.left = false, peeks
		tick := rested{m.id, m.rest.gen}
		cmds = append(cmds, tea.Tick(restTime, func(time.Time) tea.Msg { return tick }))
	}
	return tea.Batch(cmds...)
}

// cursorRested shows the execution beside the list, or else finds out why it
// failed.
func (m *Model) cursorRested(msg rested) tea.Cmd {
	if m.board.on {
		return m.boardRested(msg)
	}
	r := m.list.Selected()
	if msg.gen != m.rest.gen || r == nil || !m.active {
		return nil
	}
	m.rest.still = true
	if m.split.Both() && !m.split.Focused {
		return m.openExecution(r.Execution)
	}
	if _, known := m.causes.words[r.ID]; r.Status.Failed() && !known {
		return m.glance(r.Execution)
	}
	return m.peek()
}
