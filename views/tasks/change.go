package tasks

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/views/internal/change"
)

// begin carries out a proposal that was agreed to.
func (m *Model) begin(p proposal) (cmd tea.Cmd) {
	m.change, cmd = change.Begin(m.place(), planOf(m.cmds.ISC, p.patch), p.tasks)
	return cmd
}

// place is where changes take place.
func (m *Model) place() change.Screen {
	return change.Screen{Env: m.env, Cmds: m.cmds, Journal: m.journal, Writes: m.writes, Reads: m.reads}
}

// attempted takes what came of one task.
func (m *Model) attempted(r api.Result[change.Outcome[api.Task]]) tea.Cmd {
	o, cmd, ok := m.change.Took(r)
	if ok {
		m.settle(o)
	}
	return cmd
}

// settle puts one outcome into the list.
func (m *Model) settle(o change.Outcome[api.Task]) {
	id := o.Object.ID
	switch {
	case o.Absent:
		m.pending.table.Remove(id)
	case !o.Object.Pending():
		m.pending.table.Replace(row{o.Object, staying + 1}) // one more, for the refresh that follows at once
	}
	if o.Ending == change.Done || o.Ending == change.Gone || o.Ending == change.Changed {
		m.pending.table.SetMark(id, false)
	}
	if m.detail.task.ID == id && !o.Absent { // it need not be in the list
		m.detail.task.Task = o.Object
		m.detail.version++
	}
	m.listNews()
}
