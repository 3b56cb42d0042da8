package workflows

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/views/internal/change"
)

// begin carries out a proposal that was agreed to.
func (m *Model) begin(p proposal) (cmd tea.Cmd) {
	m.change, cmd = change.Begin(m.place(), planOf(m.cmds.ISC, p.verb), p.workflows)
	return cmd
}

// place is where changes take place.
func (m *Model) place() change.Screen {
	return change.Screen{Env: m.env, Cmds: m.cmds, Journal: m.journal, Writes: m.writes, Reads: m.reads}
}

// attempted takes what came of one workflow.
func (m *Model) attempted(r api.Result[change.Outcome[api.Workflow]]) tea.Cmd {
	o, cmd, ok := m.change.Took(r)
	if ok {
		m.settle(o)
	}
	return cmd
}

// settle puts one outcome into list and detail.
func (m *Model) settle(o change.Outcome[api.Workflow]) {
	w, d := o.Object, &m.detail
	switch {
	case o.Absent:
		m.table.Remove(w.ID)
		if d.workflow.ID == w.ID {
			m.split.Close()
			d.workflow = api.Workflow{}
			d.version++
		}
	case !w.Raw.IsZero() || o.Ending == change.Done:
		m.table.Replace(w)
		if d.workflow.ID == w.ID {
			d.workflow, d.err = w, nil
			d.version++
		}
	}
	if o.Ending == change.Done || o.Ending == change.Gone {
		m.table.SetMark(w.ID, false)
	}
}
