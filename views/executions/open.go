package executions

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/views/internal/launch"
)

// Open shows what another view points to: one api.Execution, of which the id is
// enough and may come alone, as a string, or the executions of one api.Workflow. A
// launch.Test or launch.Execute opens the window in which that is started over the
// list as it is, which shows those of the workflow only once it was agreed to, since
// who does not goes back to where they came from. Other values are ignored.
func (m *Model) Open(value any) tea.Cmd {
	defer m.present()
	switch v := value.(type) {
	case launch.Test:
		return m.again.Test(v.Workflow)
	case launch.Execute:
		return m.again.Execute(v.Workflow)
	}
	m.touched = true
	m.dropBoard()
	switch v := value.(type) {
	case string:
		return m.openLinked(api.Execution{ID: v})
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
