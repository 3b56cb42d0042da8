package tasks

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/poll"
	"iscope/views/internal/change"
)

// Update handles what is addressed to the screen, broadcasts, and keys while
// something is typed.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case poll.Tick:
		if m.poller.Due(msg) {
			return m.cycle()
		}
	case rested:
		return m.cursorRested(msg)
	case api.Result[int]:
		return m.gotCount(msg)
	case api.Result[api.Page[api.Task]]:
		return m.gotTasks(msg)
	case api.Result[api.Task]:
		if strings.HasPrefix(msg.Key, openKey) {
			return m.opened(msg)
		}
		if msg.Key != "" {
			return m.gotEnd(msg)
		}
		return m.gotDetail(msg)
	case api.Result[change.Outcome[api.Task]]:
		return m.attempted(msg)
	case dialog.Answer:
		return m.answered(msg)
	case api.Mutated:
		if msg.Op == api.PatchTask {
			return m.reload()
		}
	case tea.FocusMsg:
		return m.poller.Focus(true)
	case tea.BlurMsg:
		return m.poller.Focus(false)
	case tea.KeyPressMsg, tea.PasteMsg:
		return m.typed(msg)
	}
	return nil
}

// gotTasks takes a page of tasks for what asked for it.
func (m *Model) gotTasks(r api.Result[api.Page[api.Task]]) tea.Cmd {
	switch {
	case r.Op != api.ListTasks:
		return m.gotPending(r)
	case r.Key == keySurvey:
		return m.gotSurvey(r)
	case r.Key == keyLike:
		return m.gotLike(r)
	}
	return m.gotHistory(r)
}

// typed hands a key to the field that is open.
func (m *Model) typed(msg tea.Msg) tea.Cmd {
	if m.line.Typing() {
		text, done := m.line.Type(msg)
		if done {
			return tea.Batch(m.typing(), m.applyFilter(text))
		}
		return m.typing()
	}
	if m.shown().Typing() {
		m.shown().Type(msg)
	} else if m.detail.sheet.Typing() {
		m.detail.sheet.Type(msg)
	}
	return tea.Batch(m.typing(), m.follow(), m.ahead())
}

// typing lets the poller rest while something is typed.
func (m *Model) typing() tea.Cmd {
	if m.Typing() {
		m.poller.Rest(poll.Busy)
		return nil
	}
	return m.poller.Wake(poll.Busy)
}

// Act does what a key, a palette entry or a click means.
func (m *Model) Act(a keymap.Action) tea.Cmd {
	switch a {
	case "app.refresh":
		return m.refresh()
	case "app.pause":
		if m.poller.Resting()&poll.Paused != 0 {
			return m.poller.Wake(poll.Paused)
		}
		m.poller.Rest(poll.Paused)
		return nil
	case "list.copy-id", "list.copy-json":
		return m.copy(a)
	case "list.browse":
		return nil // see Disabled
	case "list.write":
		return m.write()
	case "tasks.history":
		return m.toggleHistory()
	case "tasks.status":
		return m.nextStatus()
	case "tasks.source":
		return m.onlySource()
	case "tasks.filter":
		return m.openFilter()
	case "tasks.order":
		return m.toggleOrder()
	case "tasks.clear":
		return m.askClear()
	}
	return m.move(a)
}

// move is for keys that go about in list and detail.
func (m *Model) move(a keymap.Action) tea.Cmd {
	if m.split.Focused {
		if m.detail.sheet.Act(a) {
			return tea.Batch(m.typing(), m.moreLike())
		}
	} else {
		if a == "list.top" && m.past && m.history.asTheyCame() && !m.history.win.AtTop() {
			return m.toFirst()
		}
		if a == "list.mark-all" && !m.past {
			m.markPending()
			return nil
		}
		now, _ := m.lists()
		if cmd, ok := now.Act(a); ok {
			return tea.Batch(cmd, m.follow(), m.ahead())
		}
		if m.shown().Act(a) {
			return tea.Batch(m.typing(), m.follow(), m.ahead())
		}
		if a == "app.open" && m.shown().Selected() == nil {
			return nil // nothing to open
		}
		if (a == "text.next-tab" || a == "text.prev-tab") && m.split.Open {
			m.detail.sheet.Act(a)
			return m.moreLike()
		}
	}
	was := m.split.Open
	switch {
	case !m.split.Act(a):
		return nil
	case m.split.Open && !was:
		return m.open()
	}
	return m.follow()
}

// Click moves the cursor to what was clicked.
func (m *Model) Click(x, y int) tea.Cmd {
	if m.split.Open && (x >= m.layout.detailLeft || !m.split.Both()) {
		m.split.Focused = true
		m.detail.sheet.Click(x-m.layout.detailLeft, y-m.layout.detailTop)
		return m.moreLike()
	}
	m.split.Focused = false
	m.shown().Click(y - m.layout.listTop)
	return m.follow()
}

// Wheel scrolls what the mouse is over.
func (m *Model) Wheel(x, _, lines int) tea.Cmd {
	if m.split.Open && (x >= m.layout.detailLeft || !m.split.Both()) {
		step := keymap.Action("text.down")
		if lines < 0 {
			step, lines = "text.up", -lines
		}
		for range lines {
			m.detail.sheet.Act(step)
		}
		return nil
	}
	m.shown().MoveBy(lines)
	return tea.Batch(m.follow(), m.ahead())
}
