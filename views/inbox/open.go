package inbox

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/screen"
)

// opening is an item that is read because its id was given.
type opening struct {
	id   string
	late bool // the person went on with something else meanwhile
}

// goneOn notes that the person did something since an item was asked for: what is on
// screen then is not replaced by it.
func (m *Model) goneOn() { m.opening.late = true }

// Open shows the work item with that id. One that the list does not show is
// read first, and can be looked at only.
func (m *Model) Open(value any) tea.Cmd {
	id, ok := value.(string)
	if id = strings.TrimSpace(id); !ok || id == "" {
		return nil
	}
	m.opening = opening{}
	if !m.decisions && m.list.Select(id) {
		m.split.Open = true
		return m.showSelected()
	}
	m.opening = opening{id: id}
	return m.cmds.WorkItem(m.ctx, m.ticket(api.GetWorkItem, id, "open"), id)
}

// onOpened shows an item that was read because somebody gave its id, or says why
// it cannot.
func (m *Model) onOpened(r api.Result[api.WorkItem], id string) tea.Cmd {
	if m.opening.id != id {
		return nil // another is wanted by now
	}
	late := m.opening.late
	m.opening = opening{}
	if err := r.Err; err != nil {
		if err.Kind == api.NotFound || err.Kind == api.Invalid {
			return screen.Say(screen.Bad, fmt.Sprintf("No work item has the id %q, or this account may not see it", cell.CutMiddle(safe.Line(id), 40)))
		}
		return screen.Say(screen.Bad, "The work item was not opened: "+err.Error())
	}
	if late {
		return screen.Say(screen.Info, "The work item "+cell.CutMiddle(r.Value.ID, 20)+" was read, and not shown since you went on; open it again to see it")
	}
	var cmd tea.Cmd
	if m.decisions {
		cmd = m.toggleDecisions()
	}
	m.split.Open, m.split.Focused = true, true
	m.changing(func() { m.list.Replace(r.Value) })
	m.detail.gen++
	m.detail.set(m, r.Value)
	m.detail.pinned = true
	m.list.Unsettle() // keys on their way were meant for what was shown before
	return cmd
}

// unlisted reports whether the detail has the keys and shows an item that was
// opened by its id and is not in the list.
func (m *Model) unlisted() bool {
	return m.detail.pinned && m.split.Focused && m.list.Row(m.detail.item.ID) == nil
}
