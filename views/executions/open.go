package executions

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/views/internal/launch"
)

// Open shows what another view points to: one api.Execution, of which the id is
// enough, or the executions of one api.Workflow. A launch.Test or launch.Execute
// shows those of its workflow, where the new run will be, with the window in which
// it is started on top. Other values are ignored.
func (m *Model) Open(value any) tea.Cmd {
	m.touched = true
	m.dropBoard()
	switch v := value.(type) {
	case api.Execution:
		return m.openLinked(v)
	case api.Workflow:
		f := m.flow(v.ID)
		if f.Name == "" {
			f.Workflow = v
		}
		m.split.Close()
		m.filter = filter{}
		m.list.SetFilter("")
		return m.showOnly(v.ID)
	case launch.Test:
		return tea.Batch(m.Open(v.Workflow), m.again.Test(v.Workflow))
	case launch.Execute:
		return tea.Batch(m.Open(v.Workflow), m.again.Execute(v.Workflow))
	}
	return nil
}

// openLinked shows the timeline of an execution that need not be in the list. It
// is read anew: who points to it may know no more than its id.
func (m *Model) openLinked(e api.Execution) tea.Cmd {
	if e.ID == "" {
		return nil
	}
	m.dropBoard()
	if r := m.list.Row(e.ID); r != nil {
		e = r.Execution
	} else if e.WorkflowID != "" {
		m.put(e)
	}
	if !m.list.Select(e.ID) {
		m.filter = filter{}
		m.list.SetFilter("")
		m.list.Select(e.ID)
	}
	m.split.Open, m.split.Focused = true, true
	d := m.doc(e)
	m.detail.open(d)
	if d.loading || d.gone {
		return m.moved()
	}
	return tea.Batch(m.moved(), m.reread(d))
}
