package executions

import (
	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/poll"
	"iscope/ui/screen"
)

// Scopes says whose keys are heard.
func (m *Model) Scopes() []keymap.Scope {
	switch {
	case !m.split.Focused:
		return []keymap.Scope{keymap.Executions, keymap.List}
	case m.detail.reading():
		return []keymap.Scope{keymap.Timeline, keymap.Text, keymap.Executions}
	}
	return []keymap.Scope{keymap.Timeline, keymap.Executions}
}

// Act does what an action means here.
func (m *Model) Act(a keymap.Action) tea.Cmd {
	cmd := m.act(a)
	m.present()
	return cmd
}

func (m *Model) act(a keymap.Action) tea.Cmd {
	m.touched = m.touched || a != "app.refresh" && a != "app.pause"
	if cmd, mine := m.actBoard(a); mine {
		return cmd
	}
	switch a {
	case "app.refresh":
		return m.refresh()
	case "app.pause":
		return m.pause()
	case "executions.failed":
		return m.filterBy(toggle(m.filter.status, onlyFailed))
	case "executions.status":
		return m.filterBy((m.filter.status + 1) % statuses)
	case "executions.workflow":
		return m.onlyWorkflow()
	case "executions.since":
		return m.askSince()
	case "executions.compare":
		return m.askCompare()
	case "executions.cancel":
		return m.askCancel()
	case "executions.again":
		return m.runAgain()
	case "executions.watch":
		return m.toggleWatch()
	case "executions.definition":
		return m.showDefinition()
	}
	if m.split.Focused {
		return m.actDetail(a)
	}
	return m.actList(a)
}

func (m *Model) refresh() tea.Cmd {
	var cmds []tea.Cmd
	if m.poller.Ask() {
		for _, f := range m.feed.flows {
			if f.err != nil {
				f.counted = counters{-2, -2} // rights may have been given meanwhile
			}
		}
		cmds = append(cmds, m.startRound())
	}
	if d := m.shown(); d != nil && !d.loading {
		cmds = append(cmds, m.reread(d))
	}
	return tea.Batch(cmds...)
}

func (m *Model) pause() tea.Cmd {
	if m.poller.Resting()&poll.Paused != 0 {
		return tea.Batch(m.poller.Wake(poll.Paused), m.resumeFollowing())
	}
	m.poller.Rest(poll.Paused)
	m.detail.follow++
	return nil
}

// actList does what an action means while the list has the keys.
func (m *Model) actList(a keymap.Action) tea.Cmd {
	switch a {
	case "list.copy-id":
		if r := m.list.Selected(); r != nil {
			return screen.Send(screen.Copy{Text: r.ID, What: "id"})
		}
		return nil
	case "list.copy-json":
		if r := m.list.Selected(); r != nil {
			return screen.Send(screen.Copy{Text: executionJSON(r.Execution), What: "JSON"})
		}
		return nil
	case "list.browse":
		if r := m.list.Selected(); r != nil {
			return m.browse(r.WorkflowID)
		}
		return nil
	case "list.write":
		return m.writeList()
	case "app.open", "app.pane":
		r := m.list.Selected()
		if r == nil {
			return nil
		}
		if a == "app.open" && !m.split.Open {
			m.detail.id = "" // enter lands where the run failed, wherever the cursor was left
		}
		m.split.Act(a)
		return m.openExecution(r.Execution)
	case "app.back":
		if !m.stopBack() && !m.list.Act(a) && !m.unfilter() {
			m.split.Act(a)
		}
		return m.moved()
	}
	cmd, did := m.arranged().Act(a)
	if did || m.list.Act(a) {
		m.feed.budget = aheadPages
		return tea.Batch(cmd, m.moved())
	}
	return nil
}
