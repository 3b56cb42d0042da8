package workflows

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/poll"
	"iscope/views/internal/change"
	"iscope/views/workflows/edit"
)

// Update handles what is addressed to the screen, broadcasts, and keys while
// something is typed.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	if cmd, ok := m.toolNews(msg); ok {
		return cmd
	}
	switch msg := msg.(type) {
	case poll.Tick:
		if m.poller.Due(msg) {
			return m.fetch()
		}
	case rested:
		return m.cursorRested(msg)
	case api.Result[api.Page[api.Workflow]]:
		return m.gotPage(msg)
	case api.Result[api.Workflow]:
		return m.gotDetail(msg)
	case api.Result[api.Page[api.Execution]]:
		return m.gotRuns(msg)
	case api.Result[change.Outcome[api.Workflow]]:
		return m.attempted(msg)
	case api.Result[runValues]:
		return m.gotValues(msg)
	case api.Result[map[string][]edit.Draft]:
		m.gotDrafts(msg)
	case dialog.Answer:
		if cmd, mine := m.deskAnswered(msg); mine {
			return cmd
		}
		return m.answered(msg)
	case api.Mutated:
		return m.mutated(msg)
	case tea.FocusMsg:
		return m.poller.Focus(true)
	case tea.BlurMsg:
		return m.poller.Focus(false)
	case tea.KeyPressMsg, tea.PasteMsg:
		return m.typed(msg)
	}
	return nil
}

// typed hands a key to the field that is open.
func (m *Model) typed(msg tea.Msg) tea.Cmd {
	switch {
	case m.table.Typing():
		m.table.Type(msg)
	case m.runs.table.Typing():
		m.runs.table.Type(msg)
	case m.detail.steps.Typing():
		m.detail.steps.Type(msg)
	case m.detail.sheet.Typing():
		m.detail.sheet.Type(msg)
	}
	return tea.Batch(m.typing(), m.follow())
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
		return m.browse()
	case "workflows.executions":
		return m.goToExecutions()
	case "workflows.toggle":
		return m.askToggle()
	case "workflows.delete":
		return m.askDelete()
	case "list.write":
		return m.write()
	case "workflows.test":
		return m.test()
	case "workflows.find":
		return m.find()
	case "workflows.library":
		return m.browseLibrary()
	case "workflows.external":
		return m.askExternal()
	case "workflows.edit":
		return m.edit()
	case "workflows.new":
		return m.create()
	case "workflows.duplicate":
		return m.duplicate()
	case "workflows.export":
		return m.export()
	case "workflows.import":
		return m.imported()
	case "workflows.owner":
		return m.changeOwner()
	}
	return m.move(a)
}

// move is for keys that go about in list and detail.
func (m *Model) move(a keymap.Action) tea.Cmd {
	if m.split.Focused {
		if cmd, ok := m.moveInDetail(a); ok {
			return tea.Batch(cmd, m.typing())
		}
	} else {
		if cmd, ok := m.arranged().Act(a); ok {
			return tea.Batch(cmd, m.typing(), m.follow())
		}
		if m.table.Act(a) {
			return tea.Batch(m.typing(), m.follow())
		}
		if a == "app.open" && m.table.Selected() == nil {
			return nil // nothing to open
		}
		if a == "app.back" && !m.split.Open && m.widen() {
			return nil
		}
		if (a == "text.next-tab" || a == "text.prev-tab") && m.split.Open {
			m.detail.sheet.Act(a)
			return m.openTab()
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
		if m.detail.sheet.Click(x-m.layout.detailLeft, y-m.layout.detailTop) {
			return m.openTab()
		}
		switch y -= m.layout.detailTop + m.detail.sheet.Head(); {
		case m.onRuns():
			m.runs.table.Click(y)
		case m.onSteps():
			m.detail.steps.Click(y)
		}
		return nil
	}
	m.split.Focused = false
	m.table.Click(y - m.layout.listTop)
	return m.follow()
}

// Wheel scrolls what the mouse is over.
func (m *Model) Wheel(x, _, lines int) tea.Cmd {
	if m.split.Open && (x >= m.layout.detailLeft || !m.split.Both()) {
		if m.onRuns() {
			m.runs.table.MoveBy(lines)
			return nil
		}
		if m.onSteps() {
			m.steps().MoveBy(lines)
			return nil
		}
		step := keymap.Action("text.down")
		if lines < 0 {
			step, lines = "text.up", -lines
		}
		for range lines {
			m.detail.sheet.Act(step)
		}
		return nil
	}
	m.table.MoveBy(lines)
	return m.follow()
}
