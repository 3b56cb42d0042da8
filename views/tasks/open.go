package tasks

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/screen"
)

// openKey marks the key of the request for a task whose id somebody gave.
const openKey = "open "

// Open shows the task with that id, in the list or not. It is read first: who
// has the id may not know whether there is such a task.
func (m *Model) Open(value any) tea.Cmd {
	id, ok := value.(string)
	if id = strings.TrimSpace(id); !ok || id == "" {
		return nil
	}
	m.opening = id
	ctx, t := m.reads.NextFor(api.GetTask, openKey+id)
	return m.cmds.Task(ctx, t, id)
}

// opened shows a task that was read because somebody gave its id, or says why it
// cannot.
func (m *Model) opened(r api.Result[api.Task]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	m.reads.Done(r.Ticket)
	id := strings.TrimPrefix(r.Key, openKey)
	if m.opening != id {
		return nil // something else is wanted by now
	}
	m.opening = ""
	if err := r.Err; err != nil {
		switch err.Kind {
		case api.Canceled:
			return nil
		case api.NotFound, api.Invalid:
			return screen.Say(screen.Bad, fmt.Sprintf("No task has the id %q, or this account may not see it", cell.CutMiddle(safe.Line(id), 40)))
		}
		return screen.Say(screen.Bad, "The task was not opened: "+err.Error())
	}
	m.shown().Select(r.Value.ID)
	m.split.Open, m.split.Focused = true, true
	m.show(row{Task: r.Value})
	m.shown().Unsettle() // keys on their way were meant for what was shown before
	return m.moreLike()
}
